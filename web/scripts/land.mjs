// The coast under the map: Natural Earth land (public domain, packaged as `world-atlas`), clipped and thinned at build
// time. No border is drawn from it; borders come only from files that the user loads.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);

/** Keeps the part of a ring on one side of an axis-parallel line. */
function clipEdge(ring, axis, limit, keepBelow) {
  const inside = (point) => (keepBelow ? point[axis] <= limit : point[axis] >= limit);
  const result = [];
  for (let index = 0; index < ring.length; index++) {
    const current = ring[index];
    const previous = ring[(index + ring.length - 1) % ring.length];
    if (inside(current) !== inside(previous)) {
      const t = (limit - previous[axis]) / (current[axis] - previous[axis]);
      const cut = [
        previous[0] + t * (current[0] - previous[0]),
        previous[1] + t * (current[1] - previous[1]),
      ];
      cut[axis] = limit;
      result.push(cut);
    }
    if (inside(current)) result.push(current);
  }
  return result;
}

function clip(ring, [west, south, east, north]) {
  let points = ring.slice(0, -1);
  for (const [axis, limit, below] of [
    [0, west, false],
    [0, east, true],
    [1, south, false],
    [1, north, true],
  ]) {
    points = clipEdge(points, axis, limit, below);
    if (points.length === 0) return null;
  }
  return points;
}

/** Rounds and drops points that would fall together. */
function thin(ring, step) {
  const result = [];
  for (const [x, y] of ring) {
    const point = [Math.round(x / step) * step, Math.round(y / step) * step].map((v) => Number(v.toFixed(3)));
    const last = result.at(-1);
    if (!last || last[0] !== point[0] || last[1] !== point[1]) result.push(point);
  }
  if (result.length < 3) return null;
  result.push(result[0]);
  return result;
}

function polygons(file, box, step, smallest) {
  const topology = JSON.parse(readFileSync(require.resolve(`world-atlas/${file}`), "utf8"));
  const land = feature(topology, topology.objects.land);
  const geometries =
    land.type === "FeatureCollection" ? land.features.map((f) => f.geometry) : [land.geometry];
  const result = [];
  for (const geometry of geometries) {
    const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    for (const rings of parts) {
      const kept = rings
        .map((ring) => clip(ring, box))
        .filter(Boolean)
        .map((ring) => thin(ring, step))
        .filter((ring) => ring && span(ring) >= smallest);
      if (kept.length > 0) result.push(kept);
    }
  }
  return result;
}

function span(ring) {
  const xs = ring.map((p) => p[0]);
  const ys = ring.map((p) => p[1]);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys));
}

/**
 * Three nested windows, each finer than the one around it: the world, East Asia, eastern China. A reader paints them in
 * this order, and the water of a window before its land, so that the coarser coast beneath does not stick out.
 */
export function land() {
  return [
    { window: [-180, -60, 180, 84], land: polygons("land-110m.json", [-180, -60, 180, 84], 0.1, 1) },
    { window: [68, -2, 148, 55], land: polygons("land-50m.json", [68, -2, 148, 55], 0.04, 0.25) },
    { window: [106, 18, 126, 41.5], land: polygons("land-10m.json", [106, 18, 126, 41.5], 0.004, 0.03) },
  ];
}
