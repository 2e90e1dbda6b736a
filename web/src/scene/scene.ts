// The picture as plain data: what the canvas draws, what the exports draw, what a test can look at.

import type { Atlas, AtlasLink, AtlasNode, Hyperedge, Layer, LayerCounts } from "../api/types";
import { LAYERS } from "../api/types";
import type { Arrangement } from "../state/view";
import { CHAIN_NAMES, CHAIN_RADIUS, chainFrame, chainPlaces } from "./chain";
import { networkPlaces } from "./network";
import type { Rgb } from "./palette";
import { cells, geographicPlaces } from "./place";
import { curve, PLANE_PIXEL, type XY } from "./plane";

/** `full` is drawn as it is, `light` where lines are many; `faint` is not connected with what is selected. */
export type Emphasis = "strong" | "full" | "light" | "faint";

export interface Dot {
  id: string;
  node: string;
  at: XY;
  /** Pixels. */
  radius: number;
  /** Hollow: its place is not its own, but that of its region or area. */
  hollow: boolean;
  emphasis: Emphasis;
  /** What it is filled with where the fill says something; null is unknown, and hatched. */
  tone?: Rgb | null;
  /** Something has just happened to it. */
  ringed?: boolean;
}

export interface Stroke {
  id: string;
  /** Address for the selection: `l:…` or `h:…`. */
  target: string;
  layer: Layer;
  /** Where the line says something else than its network. */
  colour?: Rgb;
  path: readonly XY[];
  /** Pixels. */
  width: number;
  /** On and off, in line widths; null is a solid line. */
  dash: readonly [number, number] | null;
  /** Whether the mark on it is hollow: nothing but promises. */
  hollow: boolean;
  /** Where its mark sits on the path, and whether it has one. */
  mark: XY | null;
  /** Direction of an arrow head and its place; null where it goes both ways. */
  arrow: { at: XY; towards: XY } | null;
  emphasis: Emphasis;
}

export interface Hub {
  id: string;
  target: string;
  layer: Layer;
  at: XY;
  hollow: boolean;
  emphasis: Emphasis;
}

export interface Label {
  id: string;
  text: string;
  at: XY;
  /** Distance from the point to keep free, in pixels. */
  gap: number;
  /** Longer than this many pixels it is cut. */
  width: number;
  weight: number;
  emphasis: Emphasis;
  /** Left of, right of or centred on the point; `auto` looks for a free side. */
  side: "auto" | "right";
}

/** What stands behind the dots of the chain arrangement. */
export interface Frame {
  columns: { title: string; at: XY; width: number }[];
  cells: { ring: readonly XY[]; gap: boolean }[];
  hatch: (readonly [XY, XY])[];
  rules: (readonly [XY, XY])[];
  /** Top of the table, where headings stick. */
  top: number;
}

export interface Scene {
  arrangement: Arrangement;
  dots: Dot[];
  strokes: Stroke[];
  hubs: Hub[];
  labels: Label[];
  frame: Frame | null;
  /** Schematic cells around centroids. */
  cells: (readonly XY[])[];
  /** What the camera should show at first. */
  extent: readonly XY[];
}

export interface SceneOptions {
  arrangement: Arrangement;
  selection: string | null;
  /** Centre of the arrangements that are no map. */
  anchor: XY;
  title: (words: { zh: string; en: string }) => string;
  schematic: boolean;
}

export const total = (counts: LayerCounts): number =>
  LAYERS.reduce((sum, layer) => sum + (counts[layer] ?? 0), 0);

/** How a tie stands: firm, modelled, only proposed, or promised and not kept. */
export type Standing = "firm" | "modelled" | "proposed" | "unfulfilled";

export function standing(link: AtlasLink): Standing {
  if (link.links > 0 && link.proposed === link.links) return "proposed";
  if (link.links > 0 && link.unfulfilled + link.proposed === link.links) return "unfulfilled";
  if (link.links > 0 && link.modelled === link.links) return "modelled";
  return "firm";
}

export function hyperStanding(edge: Hyperedge): Standing {
  return edge.status === "proposed" ? "proposed" : edge.status === "unfulfilled" ? "unfulfilled" : "firm";
}

export const DASHES: Record<Standing, readonly [number, number] | null> = {
  firm: null,
  modelled: [5, 3],
  proposed: [1.5, 2.5],
  unfulfilled: [1.5, 2.5],
};

export function scene(atlas: Atlas, options: SceneOptions): Scene {
  const places = placesOf(atlas, options);
  const related = relatedTo(atlas, options.selection, options.arrangement);
  const most = options.arrangement === "chain" ? CHAIN_RADIUS : Number.POSITIVE_INFINITY;
  const dots = nodeDots(atlas.nodes, places, related, most, options.arrangement === "place");
  const hubs = hubPlaces(atlas, places, options.arrangement);
  const strokes = [
    ...atlas.links.flatMap((link) => linkStroke(link, places, options.arrangement, related)),
    ...atlas.hyperedges.flatMap((edge) => spokes(edge, hubs.get(edge.id), places, related)),
  ];
  const chain = options.arrangement === "chain" ? chainFrame(atlas, options) : null;
  if (chain) dots.push(...chain.dots.map((dot) => ({ ...dot, emphasis: related.node(dot.node) })));
  return {
    arrangement: options.arrangement,
    dots,
    strokes,
    hubs: atlas.hyperedges.flatMap((edge) => hub(edge, hubs.get(edge.id), related)),
    labels: labels(atlas.nodes, places, options, related),
    frame: chain?.frame ?? null,
    cells: options.schematic && options.arrangement === "place" ? cells(atlas.nodes, places) : [],
    extent: chain?.extent ?? extentOf(atlas.nodes, places, options.arrangement),
  };
}

export type Places = ReadonlyMap<string, XY>;

function placesOf(atlas: Atlas, options: SceneOptions): Places {
  if (options.arrangement === "place") return geographicPlaces(atlas.nodes);
  return options.arrangement === "chain"
    ? chainPlaces(atlas, options)
    : networkPlaces(atlas.nodes, options.anchor);
}

interface Related {
  node: (id: string) => Emphasis;
  link: (link: AtlasLink) => Emphasis;
  hyperedge: (edge: Hyperedge) => Emphasis;
}

/** So many links that they must not hide each other. */
const CROWD = 300;

function relatedTo(atlas: Atlas, selection: string | null, arrangement: Arrangement): Related {
  const [kind, id] = selection ? [selection[0], selection.slice(2)] : [null, ""];
  const nodes = new Set<string>();
  const strongNodes = new Set<string>();
  let link: (link: AtlasLink) => boolean = () => false;
  let hyperedge: (edge: Hyperedge) => boolean = () => false;
  if (kind === "n" && atlas.nodes.some((node) => node.id === id)) {
    strongNodes.add(id);
    link = (candidate) => candidate.from === id || candidate.to === id;
    hyperedge = (candidate) => candidate.members.includes(id) || candidate.carrier === id;
  } else if (kind === "l" && atlas.links.some((candidate) => candidate.id === id)) {
    link = (candidate) => candidate.id === id;
  } else if (kind === "h" && atlas.hyperedges.some((candidate) => candidate.id === id)) {
    hyperedge = (candidate) => candidate.id === id;
  } else {
    const line = atlas.links.length > CROWD || arrangement === "chain" ? "light" : "full";
    return { node: () => "full", link: () => line, hyperedge: () => line };
  }
  for (const candidate of atlas.links) if (link(candidate)) nodes.add(candidate.from).add(candidate.to);
  for (const candidate of atlas.hyperedges) {
    if (!hyperedge(candidate)) continue;
    for (const member of candidate.members) nodes.add(member);
    if (candidate.carrier) nodes.add(candidate.carrier);
  }
  return {
    node: (node) => (strongNodes.has(node) ? "strong" : nodes.has(node) ? "full" : "faint"),
    link: (candidate) => (link(candidate) ? "strong" : "faint"),
    hyperedge: (candidate) => (hyperedge(candidate) ? "strong" : "faint"),
  };
}

/** Everything; on the map the middle of the ties with a margin, so that a few far partners do not shrink the rest to a dot. */
function extentOf(nodes: readonly AtlasNode[], places: Places, arrangement: Arrangement): XY[] {
  if (arrangement !== "place" || places.size < 8) return [...places.values()];
  const weighted = nodes.flatMap((node) => {
    const at = places.get(node.id);
    return at ? [{ at, weight: 1 + total(node.degree) }] : [];
  });
  const sum = weighted.reduce((all, { weight }) => all + weight, 0);
  const quantile = (axis: 0 | 1, share: number) => {
    let seen = 0;
    const ordered = [...weighted].sort((a, b) => a.at[axis] - b.at[axis]);
    for (const { at, weight } of ordered) {
      seen += weight;
      if (seen >= share * sum) return at[axis];
    }
    return ordered.at(-1)?.at[axis] ?? 0;
  };
  const [west, east, north, south] = [quantile(0, 0.2), quantile(0, 0.8), quantile(1, 0.2), quantile(1, 0.8)];
  const [x, y] = [(east - west) * 0.55, (south - north) * 0.55];
  return [
    [west - x, north - y],
    [east + x, south + y],
  ];
}

/** Area grows with the number of ties. */
export const radius = (ties: number): number => 3 + Math.min(15, 1.9 * Math.sqrt(ties));

function nodeDots(
  nodes: readonly AtlasNode[],
  places: Places,
  related: Related,
  most: number,
  onMap: boolean,
): Dot[] {
  return nodes.flatMap((node) => {
    const at = places.get(node.id);
    if (!at) return [];
    const hollow = onMap && (node.located === "region" || node.located === "area");
    return [
      {
        id: node.id,
        node: node.id,
        at,
        radius: Math.min(most, radius(total(node.degree))),
        hollow,
        emphasis: related.node(node.id),
      },
    ];
  });
}

/** Links of several networks between the same two nodes fan out. */
const BENDS: Record<Layer, number> = { SYM: 0.02, KNO: 0.05, SER: 0.08, INN: 0.11, IND: 0.14, VAL: 0.17 };

function linkStroke(link: AtlasLink, places: Places, arrangement: Arrangement, related: Related): Stroke[] {
  const [from, to] = [places.get(link.from), places.get(link.to)];
  if (!from || !to) return [];
  const path = arrangement === "chain" ? chainArc(from, to, link.layer) : curve(from, to, BENDS[link.layer]);
  const how = standing(link);
  return [
    {
      id: link.id,
      target: `l:${link.id}`,
      layer: link.layer,
      path,
      width: Math.min(6, 1 + 0.7 * Math.log2(1 + link.agreements)),
      dash: DASHES[how],
      hollow: how === "proposed" || how === "unfulfilled",
      mark: path[Math.floor(path.length / 2)] ?? null,
      arrow: link.direction === "one" ? arrowOn(path) : null,
      emphasis: related.link(link),
    },
  ];
}

function arrowOn(path: readonly XY[]): Stroke["arrow"] {
  const [at, towards] = [path.at(-4), path.at(-3)];
  return at && towards ? { at, towards } : null;
}

/** In the chain, links are arcs to the left of the names. */
function chainArc(from: XY, to: XY, layer: Layer): XY[] {
  const reach = Math.min(150 * PLANE_PIXEL, 14 * PLANE_PIXEL + Math.abs(to[1] - from[1]) * 0.42);
  const depth = reach * (0.88 + LAYERS.indexOf(layer) * 0.024);
  const middle = (from[1] + to[1]) / 2;
  const half = (to[1] - from[1]) / 2;
  return Array.from({ length: 15 }, (_, k) => {
    const angle = (k / 14) * Math.PI;
    return [from[0] - depth * Math.sin(angle), middle - half * Math.cos(angle)] as const;
  });
}

/** Hubs that would fall on each other, or on a dot, keep this distance. */
const HUB_GAP = 20 * PLANE_PIXEL;
const CHAIN_HUB = 70 * PLANE_PIXEL;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** Where the hub of each multi-party agreement stands: amid its parties, aside of other hubs. */
function hubPlaces(atlas: Atlas, places: Places, arrangement: Arrangement): Map<string, XY> {
  const result = new Map<string, XY>();
  const taken: XY[] = [];
  for (const edge of atlas.hyperedges) {
    const points = parties(edge).flatMap((member) => (places.has(member) ? [places.get(member) as XY] : []));
    if (points.length === 0) continue;
    const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    // In the chain all parties stand in one column; the hub stands to its left, among the arcs.
    const centre: XY = [mean(0) - (arrangement === "chain" ? CHAIN_HUB : 0), mean(1)];
    let at = centre;
    const close = (other: XY) => Math.hypot(other[0] - at[0], other[1] - at[1]) < HUB_GAP * 0.9;
    for (let nth = 1; nth < 60 && (taken.some(close) || points.some(close)); nth++) {
      const [reach, turn] = [HUB_GAP * Math.sqrt(nth), nth * GOLDEN_ANGLE];
      at = [centre[0] + reach * Math.cos(turn), centre[1] + reach * Math.sin(turn)];
    }
    taken.push(at);
    result.set(edge.id, at);
  }
  return result;
}

/** Everyone in the agreement, its carrier included. */
export const parties = (edge: Hyperedge): string[] =>
  edge.carrier && !edge.members.includes(edge.carrier) ? [...edge.members, edge.carrier] : edge.members;

function spokes(edge: Hyperedge, centre: XY | undefined, places: Places, related: Related): Stroke[] {
  if (!centre) return [];
  const how = hyperStanding(edge);
  return parties(edge).flatMap((member) => {
    const at = places.get(member);
    if (!at) return [];
    return [
      {
        id: `${edge.id}/${member}`,
        target: `h:${edge.id}`,
        layer: edge.layer,
        path: curve(at, centre, 0.04),
        width: member === edge.carrier ? 2.4 : 1.2,
        dash: DASHES[how],
        hollow: how !== "firm",
        mark: null,
        arrow: null,
        emphasis: related.hyperedge(edge),
      },
    ];
  });
}

function hub(edge: Hyperedge, at: XY | undefined, related: Related): Hub[] {
  if (!at) return [];
  const hollow = hyperStanding(edge) !== "firm";
  return [
    { id: edge.id, target: `h:${edge.id}`, layer: edge.layer, at, hollow, emphasis: related.hyperedge(edge) },
  ];
}

/** Longer names are cut: the tooltip and the table have the whole. */
const LABEL_WIDTH = 170;

function labels(
  nodes: readonly AtlasNode[],
  places: Places,
  options: SceneOptions,
  related: Related,
): Label[] {
  const chain = options.arrangement === "chain";
  return nodes.flatMap((node) => {
    const at = places.get(node.id);
    if (!at) return [];
    const emphasis = related.node(node.id);
    const degree = total(node.degree);
    return [
      {
        id: node.id,
        text: options.title(node.title),
        at,
        gap: chain ? CHAIN_RADIUS + 2 : radius(degree) + 2,
        width: chain ? CHAIN_NAMES : LABEL_WIDTH,
        weight: degree + (emphasis === "strong" ? 1e6 : emphasis === "faint" ? -1e6 : 0),
        emphasis,
        side: chain ? ("right" as const) : ("auto" as const),
      },
    ];
  });
}
