// The map arrangement: nodes where they are.

import type { AtlasNode } from "../api/types";
import { nearer, project, type XY } from "./plane";
import type { Places } from "./scene";

/** Nodes that share a point are spread on a spiral around it, so that each can be seen and picked. */
const SPREAD = 0.00022;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

/** How far apart they stand, where so many must stay within a distance of their point. */
export const pitch = (count: number, within: number): number => Math.min(SPREAD, within / Math.sqrt(count));

export function geographicPlaces(
  nodes: readonly Pick<AtlasNode, "id" | "lon" | "lat">[],
  within = Number.POSITIVE_INFINITY,
): Map<string, XY> {
  const points = new Map<string, Pick<AtlasNode, "id">[]>();
  const places = new Map<string, XY>();
  for (const node of nodes) {
    if (node.lon === null || node.lat === null) continue;
    const key = `${node.lon} ${node.lat}`;
    const known = points.get(key);
    if (known) known.push(node);
    else points.set(key, [node]);
  }
  for (const [key, here] of points) {
    const [lon = 0, lat = 0] = key.split(" ").map(Number);
    const [x, y] = project(lon, lat);
    const apart = pitch(here.length, within);
    for (const [nth, { id }] of here.entries()) {
      const [reach, angle] = [apart * Math.sqrt(nth), nth * GOLDEN_ANGLE];
      places.set(id, [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]);
    }
  }
  return places;
}

/** How far a schematic cell reaches: about 38 km at the latitude of the Yangtze delta. */
export const REACH = 0.0011;

/** Schematic cells: the part of a disc around each region that is nearer to it than to any other. No border is meant. */
export function cells(nodes: readonly Pick<AtlasNode, "id" | "kind" | "located">[], places: Places): XY[][] {
  const points: XY[] = [];
  for (const node of nodes) {
    const at = places.get(node.id);
    if (at && node.kind === "region" && node.located === "own") points.push(at);
  }
  return points.map((centre) => {
    let ring: XY[] = Array.from({ length: 48 }, (_, k) => [
      centre[0] + REACH * Math.cos((k * Math.PI) / 24),
      centre[1] + REACH * Math.sin((k * Math.PI) / 24),
    ]);
    for (const other of points) {
      const apart = Math.hypot(other[0] - centre[0], other[1] - centre[1]);
      if (other !== centre && apart < 2 * REACH) ring = nearer(ring, centre, other);
    }
    return ring;
  });
}
