// Colours of the figures: on the light page, on the dark one, and on paper. All ramps stay apart for colour-blind readers
// and in grey: lightness runs one way along a sequential ramp and both ways from the middle of a diverging one.

import type { Rgb } from "../scene/palette";

export interface FigureInk {
  paper: Rgb;
  /** Water and other ground on which nothing is measured. */
  ground: Rgb;
  land: Rgb;
  line: Rgb;
  /** Borders between coloured regions and cells. */
  seam: Rgb;
  text: Rgb;
  muted: Rgb;
  accent: Rgb;
  bar: Rgb;
  sequential: readonly Rgb[];
  diverging: readonly Rgb[];
  categories: readonly Rgb[];
  /** High among high, low among low, high among low, low among high. */
  quadrants: readonly [Rgb, Rgb, Rgb, Rgb];
  /** A kind that says "nothing found here". */
  indifferent: Rgb;
}

/** Okabe and Ito, then three more that keep their distance. */
const CATEGORIES: readonly Rgb[] = [
  [0, 114, 178],
  [230, 159, 0],
  [0, 158, 115],
  [204, 121, 167],
  [213, 94, 0],
  [86, 180, 233],
  [138, 122, 0],
  [102, 51, 153],
  [128, 128, 128],
  [153, 52, 4],
];

const SEQUENTIAL: readonly Rgb[] = [
  [247, 246, 214],
  [200, 227, 190],
  [126, 199, 190],
  [58, 157, 188],
  [34, 103, 166],
  [24, 46, 110],
];

const DIVERGING: readonly Rgb[] = [
  [22, 70, 140],
  [74, 137, 194],
  [168, 204, 227],
  [245, 243, 238],
  [246, 190, 149],
  [217, 103, 66],
  [150, 27, 32],
];

export const ON_LIGHT: FigureInk = {
  paper: [255, 255, 255],
  ground: [236, 241, 245],
  land: [250, 250, 247],
  line: [205, 213, 221],
  seam: [120, 130, 140],
  text: [27, 34, 42],
  muted: [82, 94, 107],
  accent: [180, 35, 24],
  bar: [58, 123, 176],
  sequential: SEQUENTIAL,
  diverging: DIVERGING,
  categories: CATEGORIES,
  quadrants: [
    [202, 54, 48],
    [33, 95, 168],
    [246, 178, 142],
    [158, 199, 232],
  ],
  indifferent: [222, 226, 230],
};

/** Paper is white, and its greys are dark enough for a laser printer. */
export const ON_PAPER: FigureInk = {
  ...ON_LIGHT,
  ground: [255, 255, 255],
  land: [247, 247, 245],
  line: [190, 196, 202],
  seam: [90, 98, 106],
  text: [0, 0, 0],
  muted: [64, 72, 80],
};

export const ON_DARK: FigureInk = {
  paper: [22, 28, 35],
  ground: [15, 20, 26],
  land: [34, 42, 51],
  line: [58, 69, 80],
  seam: [10, 14, 18],
  text: [232, 237, 242],
  muted: [163, 175, 188],
  accent: [255, 122, 110],
  bar: [96, 165, 216],
  // Little recedes into the ground, much shines.
  sequential: [
    [32, 50, 84],
    [30, 84, 135],
    [42, 130, 165],
    [88, 176, 174],
    [160, 212, 176],
    [244, 242, 196],
  ],
  diverging: [
    [150, 200, 245],
    [78, 140, 200],
    [45, 82, 122],
    [58, 62, 68],
    [128, 72, 44],
    [208, 110, 66],
    [255, 178, 138],
  ],
  categories: [
    [64, 148, 214],
    [230, 159, 0],
    [20, 184, 138],
    [224, 150, 190],
    [235, 120, 40],
    [130, 205, 250],
    [240, 228, 66],
    [170, 130, 225],
    [160, 160, 160],
    [205, 120, 70],
  ],
  quadrants: [
    [255, 104, 82],
    [62, 136, 240],
    [205, 158, 134],
    [134, 178, 208],
  ],
  indifferent: [64, 72, 81],
};

/** A colour on a ramp, 0 to 1; mixed in linear light, so that the steps look even. */
export function along(ramp: readonly Rgb[], t: number): Rgb {
  const place = Math.max(0, Math.min(1, t)) * (ramp.length - 1);
  const low = Math.min(ramp.length - 2, Math.floor(place));
  const [a, b] = [ramp[low] as Rgb, ramp[low + 1] as Rgb];
  const mix = (k: 0 | 1 | 2) => {
    const [x, y] = [(a[k] / 255) ** 2.2, (b[k] / 255) ** 2.2];
    return Math.round(255 * (x + (place - low) * (y - x)) ** (1 / 2.2));
  };
  return [mix(0), mix(1), mix(2)];
}

/** Black or white, whichever is read on it. */
export function readable([r, g, b]: Rgb): Rgb {
  const linear = (value: number) => (value / 255) ** 2.2;
  const light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  return light > 0.19 ? [20, 24, 28] : [255, 255, 255];
}
