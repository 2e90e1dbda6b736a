// The course of a shock as a scene: the nodes of the cascade on the map, in the grid of regions and industries, or in the
// order of the rounds. Where a node stands does not change while the rounds are played.

import { fitted } from "../scene/markup";
import type { Rgb } from "../scene/palette";
import { cells, geographicPlaces, pitch, REACH } from "../scene/place";
import { curve, PLANE_PIXEL, type XY } from "../scene/plane";
import type { Dot, Emphasis, Frame, Label, Scene, Stroke } from "../scene/scene";
import type { Arrangement } from "../state/view";
import { type Channel, type Course, causesOf, firstOf, type Hit, standingOf } from "./course";

/** Who is in the network, hit or not. */
export interface Firm {
  id: string;
  region: string | null;
  industry: string | null;
}

export interface Site {
  lon: number;
  lat: number;
  /** Not its own place, but that of a region above. */
  above: boolean;
}

export interface Naming {
  node: (firm: Firm) => string;
  region: (code: string | null) => string;
  industry: (code: string | null) => string;
  round: (round: number) => string;
}

export interface Ground {
  places: ReadonlyMap<string, XY>;
  above: ReadonlySet<string>;
  /** Most that a dot may measure: pixels. */
  most: (id: string) => number;
  frame: Frame | null;
  cells: (readonly XY[])[];
  labels: Label[];
  extent: readonly XY[];
  /** Nodes without a place in this arrangement. */
  unplaced: number;
}

/** Everyone whom the answer names, then everyone else who trades. */
export function firmsOf(course: Course, others: readonly Firm[]): Firm[] {
  const struck = [...course.of].map(
    ([id, [hit]]): Firm => ({
      id,
      region: hit?.region ?? null,
      industry: hit?.industry ?? null,
    }),
  );
  return [...struck, ...others.filter(({ id }) => !course.of.has(id))];
}

export function ground(
  course: Course,
  firms: readonly Firm[],
  options: {
    arrangement: Arrangement;
    anchor: XY;
    naming: Naming;
    site: (region: string) => Site | null;
    schematic: boolean;
  },
): Ground {
  switch (options.arrangement) {
    case "place":
      return onMap(firms, options);
    case "chain":
      return inGrid(course, firms, options);
    case "network":
      return byRound(course, firms, options);
  }
}

type Options = Parameters<typeof ground>[2];

const plain = (
  id: string,
  text: string,
  at: XY,
  gap: number,
  weight: number,
  side: Label["side"],
  width = 170,
): Label => ({ id, text, at, gap, width, weight, emphasis: "full", side });

function onMap(firms: readonly Firm[], { naming, site, schematic }: Options): Ground {
  const sites = new Map<string, Site | null>();
  const siteOf = (region: string | null) => {
    if (region === null) return null;
    if (!sites.has(region)) sites.set(region, site(region));
    return sites.get(region) ?? null;
  };
  const places = geographicPlaces(
    firms.map(({ id, region }) => {
      const found = siteOf(region);
      return { id, lon: found?.lon ?? null, lat: found?.lat ?? null };
    }),
    REACH * 0.95,
  );
  const regions = [...sites].flatMap(([id, found]) =>
    found ? [{ id, kind: "region", located: "own" as const, lon: found.lon, lat: found.lat }] : [],
  );
  const centres = new Map<string, XY>();
  // Regions below one that lends them its place are one disc.
  for (const [id, at] of geographicPlaces(regions.filter(({ id }) => !sites.get(id)?.above)))
    centres.set(id, at);
  const counts = new Map<string, number>();
  for (const { region } of firms) if (region) counts.set(region, (counts.get(region) ?? 0) + 1);
  // As large as the distance of neighbours allows at the zoom at which one begins.
  const room = (region: string | null) =>
    Math.max(2.2, pitch((region && counts.get(region)) || 1, REACH * 0.95) / PLANE_PIXEL);
  const regionOf = new Map(firms.map(({ id, region }) => [id, region]));
  const labels = [...centres].map(([id, at]) =>
    plain(
      `region:${id}`,
      naming.region(id),
      at,
      6 + Math.min(30, 5 * Math.sqrt(counts.get(id) ?? 0)),
      1e6 + (counts.get(id) ?? 0),
      "auto",
    ),
  );
  return {
    places,
    above: new Set(firms.filter(({ region }) => siteOf(region)?.above).map(({ id }) => id)),
    most: (id) => {
      const own = room(regionOf.get(id) ?? null);
      // Where there is room a large loss may cover its neighbours.
      return own > 5 ? Number.POSITIVE_INFINITY : own;
    },
    frame: null,
    cells: schematic ? cells(regions, centres) : [],
    labels,
    extent: middleOf([...places.values()]),
    unplaced: firms.length - places.size,
  };
}

/** A few far ones do not shrink the rest to a dot. */
function middleOf(points: readonly XY[]): XY[] {
  if (points.length < 8) return [...points];
  const quantile = (axis: 0 | 1, share: number) => {
    const sorted = points.map((point) => point[axis]).sort((a, b) => a - b);
    return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  };
  const [west, east, north, south] = [
    quantile(0, 0.03),
    quantile(0, 0.97),
    quantile(1, 0.03),
    quantile(1, 0.97),
  ];
  const [x, y] = [(east - west) * 0.06, (south - north) * 0.06];
  return [
    [west - x, north - y],
    [east + x, south + y],
  ];
}

/** Pixels of the grid. */
const NAMES = 96;
/** The width that the canvas usually has: at that width a pixel of the grid is one of the screen. */
const WIDE = 640;
const [NARROWEST, WIDEST] = [44, 110];
const PAD = 5;
const PITCH = 12;
const HEAD = 34;
const TALLEST = 84;
/** Industries in columns of their own; the others share the last. */
const COLUMNS = 20;
const REST = "\u0000rest";

/** Rows are regions, columns industries, those that are hit first and most in front: the wave runs from the corner. */
function inGrid(course: Course, firms: readonly Firm[], { anchor, naming }: Options): Ground {
  const rows = ordered(course, firms, (firm) => firm.region);
  const all = ordered(course, firms, (firm) => firm.industry);
  const columns: (string | null)[] = all.length > COLUMNS ? [...all.slice(0, COLUMNS - 1), REST] : all;
  const columnOf = new Map(all.map((code, index) => [code, Math.min(index, columns.length - 1)]));
  const inCell = new Map<string, Firm[]>();
  const rowOf = new Map(rows.map((code, index) => [code, index]));
  for (const firm of firms) {
    const key = `${rowOf.get(firm.region)} ${columnOf.get(firm.industry)}`;
    const known = inCell.get(key);
    if (known) known.push(firm);
    else inCell.set(key, [firm]);
  }
  const wide = Math.max(NARROWEST, Math.min(WIDEST, (WIDE - NAMES) / Math.max(1, columns.length)));
  const across = Math.floor((wide - 2 * PAD) / PITCH);
  const left = -(NAMES + columns.length * wide) / 2;
  const at = (x: number, y: number): XY => [
    anchor[0] + (left + x) * PLANE_PIXEL,
    anchor[1] + (y - 260) * PLANE_PIXEL,
  ];
  const frame: Frame = { columns: [], cells: [], hatch: [], rules: [], top: at(0, 0)[1] };
  for (const [index, code] of columns.entries())
    frame.columns.push({
      // Headings are never smaller than nine pixels.
      title: fitted(
        code === REST ? "…" : naming.industry(code),
        wide - 6,
        Math.max(9, Math.min(13, wide / 7)),
      ),
      at: at(NAMES + (index + 0.5) * wide, 0),
      width: wide * PLANE_PIXEL,
    });
  const places = new Map<string, XY>();
  const caps = new Map<string, number>();
  const labels: Label[] = [];
  let top = 0;
  for (const [row, code] of rows.entries()) {
    const fullest = Math.max(...columns.map((_, column) => inCell.get(`${row} ${column}`)?.length ?? 0));
    const height = Math.min(TALLEST, Math.max(1, Math.ceil(fullest / across)) * PITCH + 2 * PAD + 2);
    labels.push(
      plain(
        `region:${code}`,
        naming.region(code),
        at(6, top + height / 2),
        2,
        1e6 - row,
        "right",
        NAMES - 14,
      ),
    );
    for (const column of columns.keys()) {
      const here = inCell.get(`${row} ${column}`) ?? [];
      const [west, east, north, south] = [
        NAMES + column * wide + 2,
        NAMES + (column + 1) * wide - 2,
        top + 2,
        top + height - 2,
      ];
      if (here.length === 0) {
        frame.rules.push([at(west, top + height / 2), at(east, top + height / 2)]);
        continue;
      }
      frame.cells.push({
        ring: [at(west, north), at(east, north), at(east, south), at(west, south)],
        gap: false,
      });
      // More than fit stand closer, but none is left out.
      const room = (height - 2 * PAD) * (wide - 2 * PAD);
      const apart = Math.min(PITCH, Math.sqrt(room / here.length));
      const perLine = Math.max(1, Math.floor((wide - 2 * PAD) / apart));
      const lines = Math.ceil(here.length / perLine);
      for (const [index, firm] of here.entries()) {
        caps.set(firm.id, Math.max(2, apart / 2 - 0.5));
        places.set(
          firm.id,
          at(
            west + PAD + ((index % perLine) + 0.5) * apart - 2,
            top + height / 2 + (Math.floor(index / perLine) - (lines - 1) / 2) * apart,
          ),
        );
      }
    }
    top += height;
  }
  return {
    places,
    above: new Set(),
    most: (id) => caps.get(id) ?? PITCH / 2,
    frame,
    cells: [],
    labels,
    extent: [at(0, -HEAD), at(NAMES + columns.length * wide, Math.min(top, 600))],
    unplaced: firms.length - places.size,
  };
}

/** Codes by when they are first hit, then by how many are hit, then by themselves; the unknown last. */
function ordered(
  course: Course,
  firms: readonly Firm[],
  code: (firm: Firm) => string | null,
): (string | null)[] {
  const found = new Map<string | null, { first: number; hit: number }>();
  for (const firm of firms) {
    const key = code(firm);
    const first = firstOf(course, firm.id);
    const known = found.get(key) ?? { first: Number.POSITIVE_INFINITY, hit: 0 };
    found.set(key, {
      first: Math.min(known.first, first ?? known.first),
      hit: known.hit + Number(first !== null),
    });
  }
  return [...found]
    .sort(
      ([a, x], [b, y]) =>
        Number(a === null) - Number(b === null) ||
        (x.first === y.first ? 0 : x.first - y.first) ||
        y.hit - x.hit ||
        (String(a) < String(b) ? -1 : 1),
    )
    .map(([key]) => key);
}

/** Pixels between rounds, and between nodes of a round. */
const [NEAREST, FARTHEST] = [90, 200];
const LINE = 17;
const FILE = 9;
const TALL = 640;

/** Columns are rounds; within a round whoever has the same cause stands together. */
function byRound(course: Course, firms: readonly Firm[], { anchor, naming }: Options): Ground {
  const columns: Firm[][] = Array.from({ length: course.last + 1 }, () => []);
  for (const firm of firms) {
    const first = firstOf(course, firm.id);
    if (first !== null) columns[first]?.push(firm);
  }
  const step = Math.max(NEAREST, Math.min(FARTHEST, WIDE / Math.max(1, columns.length)));
  // A round with very many stands in several files.
  const filesOf = ({ length }: Firm[]) => Math.max(1, Math.ceil((length * FILE) / TALL));
  const starts: number[] = [];
  let end = 0;
  for (const column of columns) {
    starts.push(end);
    end += step + (filesOf(column) - 1) * FILE;
  }
  const at = (x: number, y: number): XY => [
    anchor[0] + (x - (end - step) / 2) * PLANE_PIXEL,
    anchor[1] + y * PLANE_PIXEL,
  ];
  const places = new Map<string, XY>();
  const height = new Map<string, number>();
  /** Nodes of rounds that stand in files. */
  const wide = new Set<string>();
  const labels: Label[] = [];
  for (const [round, column] of columns.entries()) {
    const wish = (firm: Firm) => height.get(course.of.get(firm.id)?.[0]?.cause ?? "") ?? 0;
    const sorted = column
      .map((firm, index) => ({ firm, index, wish: wish(firm) }))
      .sort((a, b) => a.wish - b.wish || a.index - b.index);
    const files = filesOf(column);
    const line = Math.min(LINE, (TALL * files) / Math.max(1, sorted.length));
    const perFile = Math.ceil(sorted.length / files);
    for (const [index, { firm }] of sorted.entries()) {
      const [file, row] = [index % files, Math.floor(index / files)];
      const y = (row - (perFile - 1) / 2) * line;
      height.set(firm.id, y);
      const place = at((starts[round] ?? 0) + file * FILE, y);
      places.set(firm.id, place);
      if (files > 1) wide.add(firm.id);
      else if (line >= 11)
        labels.push(plain(firm.id, naming.node(firm), place, 9, sorted.length - index, "right", step - 34));
    }
  }
  const tallest = [...height.values()].reduce((max, y) => Math.max(max, Math.abs(y)), 0);
  const frame: Frame = {
    columns: columns.map((_, round) => ({
      title: naming.round(round),
      at: at(starts[round] ?? 0, -tallest - 40),
      width: step * PLANE_PIXEL,
    })),
    cells: [],
    hatch: [],
    rules: [],
    top: at(0, -tallest - 20)[1],
  };
  return {
    places,
    above: new Set(),
    most: (id) => (wide.has(id) ? FILE / 2 - 0.5 : 8),
    frame,
    cells: [],
    labels,
    extent: [at(-40, -tallest - 50), at(end - 30, tallest + 20)],
    unplaced: 0,
  };
}

export interface Inks {
  /** From little to all, a colour for each class. */
  ramp: readonly Rgb[];
  channels: Record<Exclude<Channel, "shock">, Rgb>;
}

/** More lines than this cannot be told apart; those of the round in sight come first. */
const LINES = 700;
/** Waves that earlier rounds left behind. */
const CROWD = 120;

/** Where the classes of a loss end: most losses are small, and would all look alike in even steps. */
export const BOUNDS = [0.01, 0.05, 0.2, 0.5, 1] as const;
export const classOf = (loss: number): number => {
  const found = BOUNDS.findIndex((bound) => loss <= bound);
  return found < 0 ? BOUNDS.length - 1 : found;
};

/** The scene after a round. */
export function waves(
  course: Course,
  firms: readonly Firm[],
  base: Ground,
  options: { arrangement: Arrangement; round: number; selected: string | null; inks: Inks },
): Scene {
  const { round, selected, inks } = options;
  const { chain, nodes } = relatedTo(course, selected, round);
  const emphasis = (id: string): Emphasis =>
    nodes === null ? "full" : id === selected ? "strong" : nodes.has(id) ? "full" : "faint";
  const most = course.hits.reduce((max, { lost }) => Math.max(max, lost ?? 0), 0);
  const dots = firms.flatMap((firm): Dot[] => {
    const at = base.places.get(firm.id);
    if (!at) return [];
    const hit = standingOf(course, firm.id, round);
    const common = { id: firm.id, node: firm.id, at, hollow: base.above.has(firm.id) };
    if (!hit)
      return [
        {
          ...common,
          radius: Math.min(base.most(firm.id), 2.4),
          emphasis: emphasis(firm.id) === "full" ? "light" : emphasis(firm.id),
        },
      ];
    const share = hit.lost !== null && most > 0 ? Math.sqrt(hit.lost / most) : 0.25;
    return [
      {
        ...common,
        radius: Math.min(base.most(firm.id), 4.2 + 8 * share),
        tone: hit.total === null ? null : (inks.ramp[classOf(hit.total)] ?? null),
        ringed: hit.round === round,
        emphasis: emphasis(firm.id),
      },
    ];
  });
  // Who is hit lies above who is not, and who loses much above who loses little.
  const depth = (id: string) => {
    const hit = standingOf(course, id, round);
    return hit ? (hit.total ?? hit.upper ?? 1) : -1;
  };
  const depths = new Map(dots.map(({ id }) => [id, depth(id)]));
  dots.sort((a, b) => (depths.get(a.id) ?? 0) - (depths.get(b.id) ?? 0));
  return {
    arrangement: options.arrangement,
    dots,
    strokes: strokesOf(course, base, options, chain),
    hubs: [],
    // Whoever is still to be hit is not named before.
    labels: base.labels.flatMap((label) => {
      if (label.id.startsWith("region:")) return [label];
      return standingOf(course, label.id, round) ? [{ ...label, emphasis: emphasis(label.id) }] : [];
    }),
    frame: base.frame,
    cells: base.cells,
    extent: base.extent,
  };
}

function relatedTo(
  course: Course,
  selected: string | null,
  round: number,
): { chain: ReadonlySet<Hit> | null; nodes: ReadonlySet<string> | null } {
  const hit = selected === null ? null : standingOf(course, selected, round);
  if (!hit) return { chain: null, nodes: null };
  const chain = new Set<Hit>();
  for (const own of course.of.get(hit.node) ?? [])
    if (own.round <= round) for (const link of causesOf(course, own).chain) chain.add(link);
  // And whom it hits in its turn.
  for (const other of course.hits) if (other.cause === hit.node && other.round <= round) chain.add(other);
  const nodes = new Set<string>();
  for (const { node, cause } of chain) {
    nodes.add(node);
    if (cause) nodes.add(cause);
  }
  return { chain, nodes };
}

const BEND = { place: 0.1, chain: 0.16, network: 0.03 } as const;

function strokesOf(
  course: Course,
  base: Ground,
  { arrangement, round, inks }: { arrangement: Arrangement; round: number; inks: Inks },
  chain: ReadonlySet<Hit> | null,
): Stroke[] {
  const drawn = course.hits.filter((hit) => hit.cause !== null && hit.round <= round);
  const own = drawn.filter((hit) => chain?.has(hit));
  // Within a round the hardest hits come first.
  const now = drawn.filter((hit) => hit.round === round && !chain?.has(hit)).slice(0, LINES);
  const before = drawn.filter((hit) => hit.round !== round && !chain?.has(hit));
  const kept = before.slice(Math.max(0, before.length - Math.max(0, LINES - now.length)));
  const [crowded, throng] = [before.length > CROWD, now.length > CROWD];
  const arrows = new Set(now.slice(0, CROWD));
  return [...kept, ...now, ...own].flatMap((hit): Stroke[] => {
    const [from, to] = [base.places.get(hit.cause ?? ""), base.places.get(hit.node)];
    if (!from || !to || hit.channel === "shock") return [];
    const path = curve(from, to, (hit.channel === "down" ? 1 : -1) * BEND[arrangement]);
    const [head, towards] = [path.at(-4), path.at(-3)];
    const fresh = hit.round === round;
    const strong = chain?.has(hit) ?? false;
    return [
      {
        id: String(hit.index),
        target: `n:${hit.node}`,
        layer: "IND",
        colour: inks.channels[hit.channel],
        path,
        width: strong ? 2.6 : fresh ? (throng ? 0.8 : 1.4) + 2 * (hit.rise ?? 0.3) : 0.8,
        // What is not certain is not a solid line.
        dash: hit.loss === null ? [3, 3] : null,
        hollow: false,
        mark: null,
        arrow: (arrows.has(hit) || strong) && head && towards ? { at: head, towards } : null,
        emphasis: chain
          ? strong
            ? "strong"
            : "faint"
          : fresh
            ? throng
              ? "light"
              : "full"
            : crowded
              ? "faint"
              : "light",
      },
    ];
  });
}
