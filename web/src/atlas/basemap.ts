// What lies under the dots on the map: water, coast, graticule, and the boundaries that the user loaded. Nothing is
// fetched from elsewhere.

import land from "virtual:land";
import type { Feature, FeatureCollection, MultiPolygon } from "geojson";
import type { StyleSpecification } from "maplibre-gl";
import { graticuleStep } from "../scene/label";
import { css, type Ink } from "../scene/palette";
import { graticule } from "./graticule";

export const LAND = land;

const NO_FEATURES: FeatureCollection = { type: "FeatureCollection", features: [] };

function polygon(coordinates: [number, number][][][]): Feature<MultiPolygon> {
  return { type: "Feature", properties: {}, geometry: { type: "MultiPolygon", coordinates } };
}

export function box([west, south, east, north]: [number, number, number, number]): [number, number][] {
  return [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
}

const STEPS = [
  [0, 2.5],
  [2.5, 4],
  [4, 5.4],
  [5.4, 6.6],
  [6.6, 8],
  [8, 24],
] as const;

export function style(ink: Ink): StyleSpecification {
  const sources: StyleSpecification["sources"] = { boundaries: { type: "geojson", data: NO_FEATURES } };
  const layers: StyleSpecification["layers"] = [
    { id: "water", type: "background", paint: { "background-color": css(ink.background) } },
  ];
  for (const [index, part] of LAND.entries()) {
    sources[`land-${index}`] = { type: "geojson", data: polygon(part.land), tolerance: 0.2 };
    sources[`window-${index}`] = { type: "geojson", data: polygon([[box(part.window)]]) };
    layers.push(
      {
        id: `window-${index}`,
        type: "fill",
        source: `window-${index}`,
        paint: { "fill-color": css(ink.background), "fill-antialias": false },
      },
      {
        id: `land-${index}`,
        type: "fill",
        source: `land-${index}`,
        paint: { "fill-color": css(ink.land), "fill-antialias": false },
      },
    );
  }
  for (const [from, to] of STEPS) {
    const id = `graticule-${from}`;
    sources[id] = {
      type: "geojson",
      data: {
        type: "Feature",
        properties: {},
        geometry: { type: "MultiLineString", coordinates: graticule(graticuleStep(from)) },
      },
    };
    layers.push({
      id,
      type: "line",
      source: id,
      minzoom: from,
      maxzoom: to,
      paint: { "line-color": css(ink.graticule), "line-width": 0.7 },
    });
  }
  layers.push({
    id: "boundaries",
    type: "line",
    source: "boundaries",
    paint: { "line-color": css(ink.boundary), "line-width": 0.9 },
  });
  return { version: 8, sources, layers };
}

/** Off the map only the paper remains. */
export function blank(ink: Ink): StyleSpecification {
  return {
    version: 8,
    sources: {},
    layers: [{ id: "paper", type: "background", paint: { "background-color": css(ink.land) } }],
  };
}
