// The one plane on which all three arrangements lie: Mercator world units, x to the east and y to the south, 0 to 1.

export type XY = readonly [number, number];
export type Box = readonly [number, number, number, number];

/** Pixels of the whole world at zoom 0, as MapLibre and deck.gl count them. */
export const WORLD = 512;
/** One pixel of an arrangement that is no map is one screen pixel at this zoom. */
export const PLANE_ZOOM = 6.5;
export const PLANE_PIXEL = 1 / (WORLD * 2 ** PLANE_ZOOM);

export function project(lon: number, lat: number): XY {
  const sine = Math.sin((Math.max(-85, Math.min(85, lat)) * Math.PI) / 180);
  return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

export function unproject([x, y]: XY): [number, number] {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

export function bounds(points: Iterable<XY>): Box | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of points) {
    west = Math.min(west, x);
    east = Math.max(east, x);
    north = Math.min(north, y);
    south = Math.max(south, y);
  }
  return west <= east ? [west, north, east, south] : null;
}

/** A quadratic curve from `a` to `b` that bends to its right by `bend` times its length. */
export function curve(a: XY, b: XY, bend: number, steps = 14): XY[] {
  const [dx, dy] = [b[0] - a[0], b[1] - a[1]];
  const control: XY = [(a[0] + b[0]) / 2 - dy * bend * 2, (a[1] + b[1]) / 2 + dx * bend * 2];
  return Array.from({ length: steps + 1 }, (_, k) => {
    const t = k / steps;
    const [p, q, r] = [(1 - t) * (1 - t), 2 * t * (1 - t), t * t];
    return [p * a[0] + q * control[0] + r * b[0], p * a[1] + q * control[1] + r * b[1]] as const;
  });
}

/** A convex polygon cut by the half-plane of points nearer to `a` than to `b`. */
export function nearer(polygon: readonly XY[], a: XY, b: XY): XY[] {
  const [nx, ny] = [b[0] - a[0], b[1] - a[1]];
  const middle = (nx * (a[0] + b[0]) + ny * (a[1] + b[1])) / 2;
  const side = (p: XY) => p[0] * nx + p[1] * ny - middle;
  const result: XY[] = [];
  for (let k = 0; k < polygon.length; k++) {
    const [p, q] = [polygon[k] as XY, polygon[(k + 1) % polygon.length] as XY];
    const [sp, sq] = [side(p), side(q)];
    if (sp <= 0) result.push(p);
    if (sp < 0 !== sq < 0 && sp !== sq) {
      const t = sp / (sp - sq);
      result.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])]);
    }
  }
  return result;
}
