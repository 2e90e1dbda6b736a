// Colours and line styles of the six networks. The colours are Okabe and Ito's, told apart by colour-blind readers; each
// network also has its own mark on the line, because dashes already say something else: modelled or only promised.

import type { Layer } from "../api/types";

export type Rgb = readonly [number, number, number];
export type Mark = "circle" | "diamond" | "plus" | "triangle" | "square" | "cross";

export interface Ink {
  background: Rgb;
  land: Rgb;
  graticule: Rgb;
  boundary: Rgb;
  text: Rgb;
  muted: Rgb;
  dot: Rgb;
  accent: Rgb;
  cell: Rgb;
  layers: Record<Layer, Rgb>;
}

export const MARKS: Record<Layer, Mark> = {
  SYM: "circle",
  KNO: "diamond",
  SER: "plus",
  INN: "triangle",
  IND: "square",
  VAL: "cross",
};

export const LIGHT: Ink = {
  background: [233, 239, 244],
  land: [250, 250, 247],
  graticule: [205, 214, 222],
  boundary: [160, 168, 176],
  text: [27, 34, 42],
  muted: [84, 95, 107],
  dot: [52, 64, 80],
  accent: [200, 30, 30],
  cell: [222, 229, 236],
  // The yellow is darkened: on paper it would not be seen as a line.
  layers: {
    SYM: [0, 158, 115],
    KNO: [0, 114, 178],
    SER: [204, 121, 167],
    INN: [230, 159, 0],
    IND: [213, 94, 0],
    VAL: [138, 122, 0],
  },
};

export const DARK: Ink = {
  background: [17, 23, 30],
  land: [29, 36, 44],
  graticule: [48, 58, 69],
  boundary: [92, 104, 118],
  text: [232, 237, 242],
  muted: [158, 170, 183],
  dot: [196, 207, 219],
  accent: [255, 122, 110],
  cell: [40, 49, 59],
  layers: {
    SYM: [20, 184, 138],
    KNO: [86, 180, 233],
    SER: [224, 150, 190],
    INN: [230, 159, 0],
    IND: [235, 120, 40],
    VAL: [240, 228, 66],
  },
};

export const css = ([r, g, b]: Rgb, alpha = 1): string =>
  alpha === 1 ? `rgb(${r} ${g} ${b})` : `rgb(${r} ${g} ${b} / ${alpha})`;

/** The outline of a mark in the square from -1 to 1, as closed rings. */
export const OUTLINES: Record<Mark, readonly (readonly [number, number])[]> = {
  circle: Array.from(
    { length: 24 },
    (_, k) => [0.85 * Math.cos((k * Math.PI) / 12), 0.85 * Math.sin((k * Math.PI) / 12)] as const,
  ),
  diamond: [
    [0, -1],
    [1, 0],
    [0, 1],
    [-1, 0],
  ],
  plus: cross(0),
  triangle: [
    [0, -0.95],
    [0.95, 0.75],
    [-0.95, 0.75],
  ],
  square: [
    [-0.78, -0.78],
    [0.78, -0.78],
    [0.78, 0.78],
    [-0.78, 0.78],
  ],
  cross: cross(Math.PI / 4),
};

function cross(angle: number): [number, number][] {
  const arm = 1;
  const half = 0.34;
  const points: [number, number][] = [
    [-half, -arm],
    [half, -arm],
    [half, -half],
    [arm, -half],
    [arm, half],
    [half, half],
    [half, arm],
    [-half, arm],
    [-half, half],
    [-arm, half],
    [-arm, -half],
    [-half, -half],
  ];
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return points.map(([x, y]) => [x * c - y * s, x * s + y * c]);
}
