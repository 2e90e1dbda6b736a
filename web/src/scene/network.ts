// The network arrangement: positions come from the server, in the square from -1 to 1, y upwards.

import type { AtlasNode } from "../api/types";
import { PLANE_PIXEL, type XY } from "./plane";

/** Half the side of the square, in pixels: wide enough for labels beside the dots. */
const HALF = 420;

export function networkPlaces(nodes: readonly AtlasNode[], anchor: XY): Map<string, XY> {
  return new Map(
    nodes.map((node) => [
      node.id,
      [
        anchor[0] + node.network.x * HALF * 1.35 * PLANE_PIXEL,
        anchor[1] - node.network.y * HALF * PLANE_PIXEL,
      ] as const,
    ]),
  );
}
