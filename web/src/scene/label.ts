// Which names fit: the weightiest first, each on a side where it covers no other name. Both the canvas and the exports
// use it, so that they show the same names.

import type { XY } from "./plane";
import type { Emphasis, Label } from "./scene";

export interface PlacedLabel {
  id: string;
  text: string;
  /** Left end of the baseline, in pixels. */
  x: number;
  y: number;
  emphasis: Emphasis;
}

export const LABEL_SIZE = 12;
const LEADING = 15;

export type Rectangle = readonly [number, number, number, number];

export function placeLabels(
  labels: readonly Label[],
  screen: (at: XY) => XY,
  measure: (text: string) => number,
  [width, height]: readonly [number, number],
  /** What must not be written on; with it, no name leaves the picture. */
  blocked: readonly Rectangle[] | null = null,
): PlacedLabel[] {
  const taken: Rectangle[] = [...(blocked ?? [])];
  const placed: PlacedLabel[] = [];
  const inside = labels
    .map((label) => ({ label, at: screen(label.at) }))
    .filter(({ at: [x, y] }) => x > -20 && y > -10 && x < width + 20 && y < height + 10)
    .sort((a, b) => b.label.weight - a.label.weight || (a.label.id < b.label.id ? -1 : 1));
  for (const { label, at } of inside) {
    const words = shorten(label.text, label.width, measure);
    const wide = measure(words);
    for (const [left, top] of sides(label, at, wide)) {
      const box: Rectangle = [left - 1, top, left + wide + 1, top + LEADING];
      if (blocked && (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height)) continue;
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      placed.push({
        id: label.id,
        text: words,
        x: left,
        y: top + LABEL_SIZE - 0.5,
        emphasis: label.emphasis,
      });
      break;
    }
  }
  return placed;
}

/** The text, or as much of it as fits before an ellipsis. */
function shorten(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  const letters = [...text];
  let length = letters.length;
  while (length > 1 && measure(`${letters.slice(0, length).join("")}…`) > width) length--;
  return `${letters.slice(0, length).join("").trimEnd()}…`;
}

function sides(label: Label, [x, y]: XY, wide: number): readonly (readonly [number, number])[] {
  const right = [x + label.gap + 1, y - LEADING / 2] as const;
  if (label.side === "right") return [right];
  return [
    right,
    [x - label.gap - wide - 1, y - LEADING / 2],
    [x - wide / 2, y - label.gap - LEADING],
    [x - wide / 2, y + label.gap],
  ];
}

function overlap(a: Rectangle, b: Rectangle): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** A round length that spans at most `limit` pixels at this scale. */
export function scaleBar(metresPerPixel: number, limit = 110): { pixels: number; metres: number } {
  const most = metresPerPixel * limit;
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
  return { metres, pixels: metres / metresPerPixel };
}

/** Distance of the lines of the graticule at a zoom, in degrees. */
export function graticuleStep(zoom: number): number {
  return zoom < 2.5 ? 30 : zoom < 4 ? 10 : zoom < 5.4 ? 5 : zoom < 6.6 ? 2 : zoom < 8 ? 1 : 0.5;
}
