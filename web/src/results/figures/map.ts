// Where it is: regions coloured by a measure or a kind, within the borders that the user loaded, or as schematic cells.

import { graticule } from "../../atlas/graticule";
import { graticuleStep, placeLabels } from "../../scene/label";
import { n, ring, text, widthOf, wrapped } from "../../scene/markup";
import { css } from "../../scene/palette";
import { bounds, nearer, project, WORLD, type XY } from "../../scene/plane";
import { type Ground, groundShapes, thinned } from "../../scene/svg";
import { type Drawing, hatch, type Item, legend } from "../drawing";
import type { Field } from "../shape";
import { type ClassChoice, cell, colouring, heading, type Sheet } from "../sheet";

export interface Region {
  code: string;
  name: string;
  lon: number | null;
  lat: number | null;
  level: string;
  parent: string | null;
}

/** How far the picture was moved from the one that shows everything: shifts in heights of the picture, and a factor. */
export interface Shift {
  x: number;
  y: number;
  zoom: number;
}

export const STILL: Shift = { x: 0, y: 0, zoom: 1 };

export interface MapOptions {
  region: Field;
  of: Field;
  choice: ClassChoice;
  regions: ReadonlyMap<string, Region>;
  /** Rings in degrees by code; null draws cells. */
  borders: ReadonlyMap<string, readonly (readonly (readonly [number, number])[])[]> | null;
  review: string | null;
  land: Ground["land"];
  shift: Shift;
  names: boolean;
  chosen: readonly string[];
}

const LEGEND = 190;
/** Radius of such a disc: about 25 km at the latitude of the Yangtze delta. */
const DISC = 0.0007;
/** Half the height that a name needs in its region. */
const ROOM = 12;
export const MAP_HEIGHT = 540;

interface Shape {
  code: string;
  rings: readonly (readonly XY[])[];
  centre: XY;
  row: number | null;
}

export function choropleth(sheet: Sheet, options: MapOptions): Drawing {
  const { ink, speech } = sheet;
  const { region, of, regions, borders } = options;
  const rowOf = new Map<string, number>();
  for (const row of sheet.picked) {
    const code = cell(sheet, row, region);
    if (typeof code === "string") rowOf.set(code, row);
  }
  const { shapes, lost } = borders ? bordered(rowOf, borders, regions) : celled(rowOf, regions);
  const wide = sheet.width - LEGEND - 20;
  const high = MAP_HEIGHT;
  const world = bounds(
    shapes.filter(({ row }) => row !== null).flatMap(({ rings }) => rings.flatMap((points) => [...points])),
  ) ?? [0.78, 0.38, 0.86, 0.44];
  const { at, zoom } = sight(world, wide, high, options.shift);
  const colours = colouring(sheet, of, options.choice);

  const out: string[] = [hatch(ink)];
  out.push(
    `<svg x="0" y="0" width="${n(wide)}" height="${high}" viewBox="0 0 ${n(wide)} ${high}" overflow="hidden">`,
    ...groundShapes(
      { land: options.land, lines: graticule(graticuleStep(zoom)), boundaries: [] },
      at,
      { background: ink.ground, land: ink.land, graticule: ink.line, boundary: ink.seam },
      { width: wide, height: high },
    ),
  );
  const items: Item[] = [];
  const extentOf = new Map<string, number>();
  const labels: Parameters<typeof placeLabels>[0][number][] = [];
  for (const shape of shapes) {
    const rings = shape.rings.map((points) => thinned(points.map(at)));
    const d = rings.map(ring).join("");
    const fill = shape.row === null ? css(ink.land) : colours.fill(shape.row);
    out.push(
      `<path d="${d}" fill="${fill}" fill-rule="evenodd" stroke="${css(ink.seam)}" stroke-width="${borders ? 0.6 : 0.8}" stroke-linejoin="round"/>`,
    );
    const name = regions.get(shape.code)?.name ?? shape.code;
    const box = bounds(rings.flat());
    if (box) extentOf.set(shape.code, Math.min(box[2] - box[0], box[3] - box[1]) / 2);
    items.push({ area: { type: "rings", rings }, title: name, row: shape.row, id: shape.code });
    // Among small neighbours a name beside its region would be read as another's: zooming in brings it.
    const small = (extentOf.get(shape.code) ?? 0) < ROOM;
    if (options.names && shape.row !== null && !(small && borders?.has(shape.code)))
      labels.push({
        id: shape.code,
        text: name,
        at: shape.centre,
        gap: 2,
        width: 120,
        weight: options.chosen.includes(shape.code) ? 1e6 : extent(rings),
        emphasis: options.chosen.includes(shape.code) ? "strong" : "full",
        side: "auto",
      });
  }
  for (const item of items)
    if (item.id && options.chosen.includes(item.id) && item.area.type === "rings")
      out.push(
        `<path d="${item.area.rings.map(ring).join("")}" fill="none" stroke="${css(ink.text)}" stroke-width="2"/>`,
      );
  // A name stands in its region if there is room, else beside it.
  const sized = labels.map((label) => {
    const half = extentOf.get(label.id) ?? 0;
    return { ...label, gap: half < ROOM ? half + 2 : -widthOf(label.text, 11) / 2 - 1 };
  });
  for (const label of placeLabels(sized, at, (word) => widthOf(word, 11), [wide, high]))
    out.push(
      text(
        label.x,
        label.y - 1,
        label.text,
        11,
        ink.text,
        "left",
        label.emphasis === "strong" ? 600 : 400,
        ` stroke="${css(ink.paper, 0.85)}" stroke-width="2.6" paint-order="stroke" stroke-linejoin="round"`,
      ),
    );
  if (options.review)
    out.push(
      text(
        wide - 8,
        high - 8,
        options.review,
        10.5,
        ink.muted,
        "right",
        400,
        ` stroke="${css(ink.ground)}" stroke-width="2.5" paint-order="stroke"`,
      ),
    );
  out.push(
    `<rect x="0.5" y="0.5" width="${n(wide - 1)}" height="${high - 1}" fill="none" stroke="${css(ink.line)}"/></svg>`,
  );
  const swatches = [...colours.swatches];
  const absent = shapes.filter(({ row }) => row === null).length;
  if (absent > 0) swatches.push({ fill: css(ink.land), label: speech.t("figure.absent"), count: absent });
  const key = legend(heading(sheet, of), swatches, ink, [wide + 20, 4], LEGEND);
  out.push(key.body);
  if (!borders) {
    let y = key.height + 22;
    for (const line of wrapped(speech.t("figure.cells"), LEGEND, 11)) {
      out.push(text(wide + 20, y, line, 11, ink.muted));
      y += 15;
    }
  }
  return {
    width: sheet.width,
    height: Math.max(high, key.height + 60),
    body: out.join(""),
    items,
    notes:
      lost.length > 0
        ? [
            speech.t("figure.unplaced", {
              n: lost.length,
              names: lost.slice(0, 8).join(speech.t("list.comma")),
            }),
          ]
        : [],
  };
}

const extent = (rings: readonly (readonly XY[])[]): number => {
  const box = bounds(rings.flat());
  return box ? (box[2] - box[0]) * (box[3] - box[1]) : 0;
};

/** From the plane to the picture: everything with a margin, moved by the shift. */
function sight(
  [west, north, east, south]: readonly [number, number, number, number],
  width: number,
  height: number,
  shift: Shift,
): { at: (p: XY) => XY; zoom: number } {
  const margin = 26;
  const fit = Math.min(
    (width - 2 * margin) / Math.max(east - west, 1e-6),
    (height - 2 * margin) / Math.max(south - north, 1e-6),
  );
  const scale = fit * shift.zoom;
  const [cx, cy] = [(west + east) / 2, (north + south) / 2];
  return {
    at: ([x, y]) => [
      (x - cx) * scale + width / 2 + shift.x * height * shift.zoom,
      (y - cy) * scale + height / 2 + shift.y * height * shift.zoom,
    ],
    zoom: Math.log2(scale / WORLD),
  };
}

function bordered(
  rowOf: ReadonlyMap<string, number>,
  borders: NonNullable<MapOptions["borders"]>,
  regions: MapOptions["regions"],
): { shapes: Shape[]; lost: string[] } {
  const shapes: Shape[] = [];
  for (const [code, rings] of borders) {
    const placed = rings.map((points) => points.map(([lon, lat]) => project(lon, lat)));
    const largest = placed.reduce((a, b) => (extent([b]) > extent([a]) ? b : a), placed[0] ?? []);
    const box = bounds(largest);
    const own = regions.get(code);
    const centre: XY | null =
      own?.lon != null && own.lat != null
        ? project(own.lon, own.lat)
        : box && [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2];
    if (centre) shapes.push({ code, rings: placed, centre, row: rowOf.get(code) ?? null });
  }
  // A region of which no border was loaded is a disc at its place.
  const others = new Map([...rowOf].filter(([code]) => !borders.has(code)));
  const all = bounds(shapes.filter(({ row }) => row !== null).map(({ centre }) => centre));
  const seen = bounds(
    [...(all ? [[all[0], all[1]] as const, [all[2], all[3]] as const] : [])].concat(
      [...others.keys()].flatMap((code) => {
        const own = regions.get(code);
        return own?.lon != null && own.lat != null ? [project(own.lon, own.lat)] : [];
      }),
    ),
  );
  // Large enough to be seen in a picture of everything.
  const least = seen ? 0.009 * Math.max(seen[2] - seen[0], seen[3] - seen[1]) : 0;
  const points = celled(others, regions, Math.max(DISC, least));
  return { shapes: [...shapes, ...points.shapes], lost: points.lost };
}

/** The part of a disc around each region that is nearer to it than to any other. No border is meant. */
export function celled(
  rowOf: ReadonlyMap<string, number>,
  regions: MapOptions["regions"],
  most = Infinity,
): { shapes: Shape[]; lost: string[] } {
  const points: { code: string; centre: XY; row: number }[] = [];
  const lost: string[] = [];
  for (const [code, row] of rowOf) {
    const own = regions.get(code);
    if (own?.lon == null || own.lat == null) lost.push(own?.name ?? code);
    else points.push({ code, centre: project(own.lon, own.lat), row });
  }
  const apart = (a: XY, b: XY) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const nearest = points.map(({ centre }) =>
    points.reduce((least, other) => {
      const gap = apart(centre, other.centre);
      return gap > 0 && gap < least ? gap : least;
    }, Infinity),
  );
  const usual =
    nearest.filter(Number.isFinite).sort((a, b) => a - b)[Math.floor(nearest.length * 0.75)] ?? 0.002;
  const reach = Number.isFinite(most) ? most : usual * 0.78;
  const shapes = points.map(({ code, centre, row }) => {
    let outline: XY[] = Array.from({ length: 36 }, (_, k) => [
      centre[0] + reach * Math.cos((k * Math.PI) / 18),
      centre[1] + reach * Math.sin((k * Math.PI) / 18),
    ]);
    for (const other of points) {
      const gap = apart(other.centre, centre);
      if (gap > 0 && gap < 2 * reach) outline = nearer(outline, centre, other.centre);
    }
    return { code, rings: [outline], centre, row };
  });
  return { shapes, lost };
}
