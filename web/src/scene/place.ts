// The map arrangement: nodes where they are.

import type { AtlasNode } from "../api/types";
import { nearer, project, type XY } from "./plane";
import type { Places } from "./scene";

/** Nodes that share a point are spread on a spiral around it, so that each can be seen and picked. */
const SPREAD = 0.00022;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));

export function geographicPlaces(nodes: readonly Pick<AtlasNode, "id" | "lon" | "lat">[]): Map<string, XY> {
  const shared = new Map<string, number>();
  const places = new Map<string, XY>();
  for (const node of nodes) {
    if (node.lon === null || node.lat === null) continue;
    const key = `${node.lon} ${node.lat}`;
    const nth = shared.get(key) ?? 0;
    shared.set(key, nth + 1);
    const [x, y] = project(node.lon, node.lat);
    const [reach, angle] = [SPREAD * Math.sqrt(nth), nth * GOLDEN_ANGLE];
    places.set(node.id, [x + reach * Math.cos(angle), y + reach * Math.sin(angle)]);
  }
  return places;
}

/** How far a schematic cell reaches: about 38 km at the latitude of the Yangtze delta. */
const REACH = 0.0011;

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
