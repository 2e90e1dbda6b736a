// A figure as plain data: the SVG text that the screen and the exports share, and the places in it that say what is there.

import type { Value } from "../api/types";
import { FONT } from "../scene/annotate";
import { n, quoted, text, wrapped } from "../scene/markup";
import { css, type Rgb } from "../scene/palette";
import type { XY } from "../scene/plane";
import { along, type FigureInk } from "./ink";
import { type Classes, classOf, tone } from "./scale";

export type Area =
  | { type: "rect"; x: number; y: number; width: number; height: number }
  | { type: "circle"; x: number; y: number; radius: number }
  | { type: "rings"; rings: readonly (readonly XY[])[] };

/** Something in the figure that can be pointed at. */
export interface Item {
  area: Area;
  title: string;
  /** The row of the result that it shows; null where the result has no such row. */
  row: number | null;
  /** What it is called in the address, if it can be chosen. */
  id?: string;
}

export interface Drawing {
  width: number;
  height: number;
  body: string;
  items: Item[];
  /** What was left out or cannot be shown, in words. */
  notes: string[];
}

/** What fills a place of which the value is unknown. */
export const HATCH = "url(#unknown)";

export const hatch = (ink: FigureInk): string =>
  `<defs><pattern id="unknown" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="${css(ink.paper)}"/><path d="M0 0V6" stroke="${css(ink.muted)}" stroke-width="1.4" stroke-opacity="0.7"/></pattern></defs>`;

/** A colour for each class; the ramp follows from the classing. */
export function shade(classes: Classes, ink: FigureInk): (value: number) => Rgb {
  const ramp = classes.centre === null ? ink.sequential : ink.diverging;
  return (value) => along(ramp, tone(classes, classOf(classes, value)));
}

export interface Swatch {
  fill: string;
  label: string;
  count?: number;
}

/** A column of swatches under a heading; its height comes back with it. */
export function legend(
  heading: string,
  swatches: readonly Swatch[],
  ink: FigureInk,
  [x, y]: XY,
  width: number,
): { body: string; height: number } {
  const out: string[] = [];
  let at = y + 12;
  for (const line of wrapped(heading, width, 12)) {
    out.push(text(x, at, line, 12, ink.text, "left", 600));
    at += 16;
  }
  at += 2;
  for (const { fill, label, count } of swatches) {
    out.push(
      `<rect x="${n(x)}" y="${n(at - 10)}" width="22" height="14" fill="${fill}" stroke="${css(ink.seam)}" stroke-width="0.6"/>`,
    );
    const lines = wrapped(label, width - 30 - (count === undefined ? 0 : 30), 12);
    for (const [index, line] of lines.entries())
      out.push(text(x + 30, at + 1 + index * 15, line, 12, ink.text));
    if (count !== undefined) out.push(text(x + width, at + 1, String(count), 11, ink.muted, "right"));
    at += 4 + 15 * Math.max(1, lines.length);
  }
  return { body: out.join(""), height: at - y };
}

/** Swatches of classes with their bounds and how many values lie in each, the largest first. */
export function classSwatches(
  classes: Classes,
  values: readonly number[],
  ink: FigureInk,
  write: (value: number) => string,
  whole = false,
): Swatch[] {
  const colour = shade(classes, ink);
  const { breaks } = classes;
  if (breaks.length === 2 && breaks[0] === breaks[1])
    return [
      { fill: css(colour(breaks[0] as number)), label: write(breaks[0] as number), count: values.length },
    ];
  const counts = new Map<number, number>();
  for (const value of values) {
    const index = classOf(classes, value);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const last = breaks.length - 2;
  const range = (from: number, to: number, index: number) => {
    // Of whole numbers the upper bound belongs to the next class.
    const end = whole && index < last ? to - 1 : to;
    return from === end ? write(from) : `${write(from)} – ${write(end)}`;
  };
  return breaks
    .slice(1)
    .map((bound, index) => ({
      fill: css(colour(breaks[index] as number)),
      label: range(breaks[index] as number, bound, index),
      count: counts.get(index) ?? 0,
    }))
    .reverse();
}

export interface Caption {
  title: string;
  subtitle: string;
  /** Source line: method with version, variant, revision, what it was computed from. */
  source: string;
}

const MARGIN = 18;
/** Narrower, the source line would be taller than the figure. */
const LEAST = 640;

/** The figure as a page of its own: title, drawing, notes and source, on paper. */
export function page(drawing: Drawing, caption: Caption, ink: FigureInk): string {
  const width = Math.max(LEAST, drawing.width) + 2 * MARGIN;
  const inner = width - 2 * MARGIN;
  const out: string[] = [];
  let y = MARGIN + 8;
  const write = (value: string, size: number, colour: Rgb, weight = 400) => {
    for (const line of wrapped(value, inner, size)) {
      y += size * 0.4 + size * 0.6;
      out.push(text(MARGIN, y, line, size, colour, "left", weight));
      y += size * 0.42;
    }
  };
  write(caption.title, 17, ink.text, 600);
  write(caption.subtitle, 12.5, ink.muted);
  y += 8;
  out.push(`<g transform="translate(${MARGIN} ${n(y)})">${drawing.body}</g>`);
  y += drawing.height + 10;
  for (const note of drawing.notes) write(note, 11, ink.muted);
  write(caption.source, 11, ink.muted);
  const height = Math.ceil(y + MARGIN - 4);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${n(width)}" height="${height}" viewBox="0 0 ${n(width)} ${height}" font-family='${FONT}'>`,
    `<title>${quoted(caption.title)}</title>`,
    `<rect width="100%" height="100%" fill="${css(ink.paper)}"/>`,
    ...out,
    "</svg>",
  ].join("\n");
}

/** The item under a point; of several the last drawn. */
export function hit(items: readonly Item[], [x, y]: XY): number {
  for (let index = items.length - 1; index >= 0; index--) {
    const { area } = items[index] as Item;
    if (inside(area, x, y)) return index;
  }
  return -1;
}

function inside(area: Area, x: number, y: number): boolean {
  switch (area.type) {
    case "rect":
      return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
    case "circle":
      return Math.hypot(x - area.x, y - area.y) <= area.radius;
    case "rings": {
      let odd = false;
      for (const points of area.rings) {
        for (let k = 0, last = points.length - 1; k < points.length; last = k++) {
          const [[ax, ay], [bx, by]] = [points[k] as XY, points[last] as XY];
          if (ay > y !== by > y && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) odd = !odd;
        }
      }
      return odd;
    }
  }
}

/** Where the words about an item stand. */
export function anchor({ area }: Item): XY {
  switch (area.type) {
    case "rect":
      return [area.x + area.width / 2, area.y + area.height / 2];
    case "circle":
      return [area.x, area.y];
    case "rings": {
      const [points = []] = [...area.rings].sort((a, b) => b.length - a.length);
      const mean = (axis: 0 | 1) =>
        points.reduce((sum, point) => sum + point[axis], 0) / Math.max(1, points.length);
      return [mean(0), mean(1)];
    }
  }
}

/** The outline that lifts an item. */
export function outline({ area }: Item): string {
  switch (area.type) {
    case "rect":
      return `M${n(area.x)} ${n(area.y)}h${n(area.width)}v${n(area.height)}h${n(-area.width)}Z`;
    case "circle": {
      const r = area.radius + 1.5;
      return `M${n(area.x - r)} ${n(area.y)}a${n(r)} ${n(r)} 0 1 0 ${n(2 * r)} 0a${n(r)} ${n(r)} 0 1 0 ${n(-2 * r)} 0Z`;
    }
    case "rings":
      return area.rings
        .map((points) => `M${points.map(([px, py]) => `${n(px)} ${n(py)}`).join("L")}Z`)
        .join("");
  }
}

/** A number, or null where the cell holds none. */
export const numeric = (value: Value | undefined): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
