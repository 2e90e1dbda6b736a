// How it went: a line per subject through the periods, broken where a value is unknown; or a small picture for each.

import type { Value } from "../../api/types";
import { fitted, n, text, widthOf } from "../../scene/markup";
import { css, type Rgb } from "../../scene/palette";
import { type Drawing, type Item, numeric } from "../drawing";
import { centreOf, ticks } from "../scale";
import type { Field } from "../shape";
import { cell, heading, type Sheet, writer } from "../sheet";

export const HISTORY_WAYS = ["lines", "multiples"] as const;
export type HistoryWay = (typeof HISTORY_WAYS)[number];

/** As many as there are colours that can be told apart. */
export const MOST_LINES = 8;

interface Point {
  x: number;
  value: number | null;
  row: number;
  period: Value;
}

interface Line {
  id: string;
  name: string;
  points: Point[];
}

export function history(
  sheet: Sheet,
  period: Field,
  subject: Field | null,
  measure: Field,
  way: HistoryWay,
  chosen: readonly string[],
  band: readonly [Field, Field] | null = null,
): Drawing {
  const periods = [...new Set(sheet.picked.map((row) => cell(sheet, row, period)))]
    .filter((value): value is string | number => value !== null)
    .sort((a, b) => begin(a) - begin(b) || String(a).localeCompare(String(b)));
  const lines = linesOf(sheet, period, subject, measure);
  const ranked = [...lines].sort((a, b) => last(b) - last(a) || (a.id < b.id ? -1 : 1));
  const wanted = chosen.length > 0 ? chosen : ranked.slice(0, band ? 1 : 5).map(({ id }) => id);
  const front = wanted.slice(0, MOST_LINES).flatMap((id) => lines.find((line) => line.id === id) ?? []);
  const back = lines.filter((line) => !front.includes(line));
  const axis: Axis = { sheet, period, measure, periods, band };
  const drawing =
    way === "multiples"
      ? multiples(axis, lines.length > 1 ? front : lines, back)
      : together(axis, front, back);
  if (band && front.length === 1)
    drawing.notes.push(
      sheet.speech.t("figure.band", { of: band.map((field) => heading(sheet, field)).join(" – ") }),
    );
  else if (back.length > 0) drawing.notes.push(sheet.speech.t("figure.context", { n: back.length }));
  return drawing;
}

interface Axis {
  sheet: Sheet;
  period: Field;
  measure: Field;
  periods: readonly (string | number)[];
  /** Bounds to either side of a single line. */
  band: readonly [Field, Field] | null;
}

/** When a period begins, as a year with fractions, or the number itself on another axis; other words are all at zero. */
export function begin(period: Value): number {
  if (typeof period === "number") return period;
  const found = /^(-?\d{1,4})(?:-(?:Q([1-4])|(\d{2})))?/.exec(String(period));
  if (!found) return 0;
  return (
    Number(found[1]) + (found[2] ? (Number(found[2]) - 1) / 4 : found[3] ? (Number(found[3]) - 1) / 12 : 0)
  );
}

function linesOf(sheet: Sheet, period: Field, subject: Field | null, measure: Field): Line[] {
  const lines = new Map<string, Line>();
  for (const row of sheet.picked) {
    const value = subject ? cell(sheet, row, subject) : "";
    const id = String(value ?? "");
    const when = cell(sheet, row, period);
    if (when === null) continue;
    const line = lines.get(id) ?? { id, name: subject ? sheet.called(subject, value) : "", points: [] };
    line.points.push({ x: begin(when), value: numeric(cell(sheet, row, measure)), row, period: when });
    lines.set(id, line);
  }
  for (const line of lines.values()) line.points.sort((a, b) => a.x - b.x);
  return [...lines.values()];
}

const last = (line: Line): number => line.points.findLast(({ value }) => value !== null)?.value ?? -Infinity;

/** The runs between unknown values, and between periods that the line skips. */
function runs(points: readonly Point[], periods: readonly (string | number)[]): Point[][] {
  const place = new Map(periods.map((period, index) => [String(period), index]));
  const found: Point[][] = [];
  let before = -2;
  for (const point of points) {
    const index = place.get(String(point.period)) ?? -1;
    if (point.value !== null) {
      if (index === before + 1 && found.length > 0) (found.at(-1) as Point[]).push(point);
      else found.push([point]);
      before = index;
    }
  }
  return found;
}

/** The same subject by another field: one of its bounds. */
const side = (sheet: Sheet, line: Line, field: Field): Line => ({
  ...line,
  points: line.points.map((point) => ({ ...point, value: numeric(cell(sheet, point.row, field)) })),
});

const path = (
  line: Line,
  periods: Axis["periods"],
  x: (v: number) => number,
  y: (v: number) => number,
): string =>
  runs(line.points, periods)
    .map((run) => `M${run.map((point) => `${n(x(point.x))} ${n(y(point.value as number))}`).join("L")}`)
    .join("");

function bounds(lines: readonly Line[], name: string): number[] {
  const values = lines.flatMap(({ points }) => points.flatMap(({ value }) => value ?? []));
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const centre = centreOf(name, values);
  // A scale that begins near zero begins at zero.
  const low = centre !== null ? least : least >= 0 && least < 0.4 * most ? 0 : least;
  return most > low ? ticks(low, most, 5) : ticks(Math.min(0, low), Math.max(0, most) || 1, 5);
}

function colour(sheet: Sheet, index: number): Rgb {
  return sheet.ink.categories[index % sheet.ink.categories.length] as Rgb;
}

function together(
  { sheet, period: along, measure, periods, band }: Axis,
  front: Line[],
  back: Line[],
): Drawing {
  const { ink } = sheet;
  const [only] = front.length === 1 ? front : [];
  const sides = band && only ? band.map((field) => side(sheet, only, field)) : [];
  const axis = bounds([...front, ...(band ? [] : back), ...sides], measure.name);
  const write = writer(sheet, axis);
  const left = Math.max(...axis.map((tick) => widthOf(write(tick), 11))) + 14;
  const names = Math.min(190, Math.max(40, ...front.map(({ name }) => widthOf(name, 12))) + 18);
  const [top, height] = [30, 340];
  const [first, end] = [begin(periods[0] ?? 0), begin(periods.at(-1) ?? 1)];
  const right = sheet.width - names;
  const x = (value: number) => left + ((value - first) / (end - first || 1)) * (right - left - 6) + 3;
  const [low, high] = [axis[0] as number, axis.at(-1) as number];
  const y = (value: number) => top + height - ((value - low) / (high - low || 1)) * height;
  const out = [text(0, 14, heading(sheet, measure), 12, ink.text, "left", 600)];
  for (const tick of axis)
    out.push(
      `<path d="M${n(left)} ${n(y(tick))}H${n(right)}" stroke="${css(ink.line)}" stroke-width="0.7"/>`,
      text(left - 6, y(tick) + 4, write(tick), 11, ink.muted, "right"),
    );
  let free = -Infinity;
  const numbers = periods.every((period) => typeof period === "number");
  const marks = numbers ? ticks(first, end, 8).filter((tick) => tick >= first && tick <= end) : periods;
  if (numbers)
    out.push(text(right, top + height + 33, `${heading(sheet, along)} →`, 12, ink.text, "right", 600));
  const writeMark = writer(sheet, numbers ? (marks as number[]) : []);
  for (const period of marks) {
    const word = numbers ? writeMark(Number(period)) : String(period);
    const at = x(begin(period));
    if (at - widthOf(word, 11) / 2 < free) continue;
    out.push(text(at, top + height + 17, word, 11, ink.muted, "center"));
    free = at + widthOf(word, 11) / 2 + 8;
  }
  const items: Item[] = [];
  const [below, above] = sides;
  if (below && above) {
    const edge = (line: Line) => line.points.filter(({ value }) => value !== null);
    const way = [...edge(above), ...edge(below).reverse()].map(
      (point) => `${n(x(point.x))} ${n(y(point.value as number))}`,
    );
    if (way.length > 3) out.push(`<path d="M${way.join("L")}Z" fill="${css(ink.muted, 0.22)}"/>`);
  }
  const faint = (band ? [] : back).map((line) => path(line, periods, x, y)).join("");
  if (faint) out.push(`<path d="${faint}" fill="none" stroke="${css(ink.muted, 0.28)}" stroke-width="1"/>`);
  for (const line of band ? [] : back) pushPoints(items, line, x, y);
  const ends = front
    .map((line, index) => ({ line, index, y: y(last(line)) }))
    .filter(({ y: at }) => Number.isFinite(at));
  spreadLabels(ends, 15, top, top + height);
  for (const [index, line] of front.entries()) {
    const rgb = css(colour(sheet, index));
    out.push(
      `<path d="${path(line, periods, x, y)}" fill="none" stroke="${rgb}" stroke-width="2.2" stroke-linejoin="round"/>`,
      ...line.points.flatMap((point) =>
        point.value === null || periods.length > 40
          ? []
          : [
              `<circle cx="${n(x(point.x))}" cy="${n(y(point.value))}" r="3" fill="${rgb}" stroke="${css(ink.paper)}"/>`,
            ],
      ),
    );
    pushPoints(items, line, x, y);
  }
  for (const { line, index, y: at } of ends) {
    const final = line.points.findLast(({ value }) => value !== null) as Point;
    out.push(
      `<path d="M${n(x(final.x) + 4)} ${n(y(final.value as number))}L${n(right + 4)} ${n(at)}" stroke="${css(colour(sheet, index), 0.6)}" stroke-width="0.8"/>`,
      text(right + 8, at + 4, fitted(line.name, names - 10, 12), 12, ink.text),
      `<path d="M${n(right + 8)} ${n(at + 8)}h${n(Math.min(names - 12, widthOf(line.name, 12)))}" stroke="${css(colour(sheet, index))}" stroke-width="2"/>`,
    );
  }
  return {
    width: sheet.width,
    height: top + height + (numbers ? 40 : 26),
    body: out.join(""),
    items,
    notes: [],
  };
}

function pushPoints(items: Item[], line: Line, x: (v: number) => number, y: (v: number) => number): void {
  for (const point of line.points) {
    if (point.value === null) continue;
    items.push({
      area: { type: "circle", x: x(point.x), y: y(point.value), radius: 6 },
      title: [line.name, String(point.period)].filter(Boolean).join(" · "),
      row: point.row,
      id: line.id || undefined,
    });
  }
}

/** Moves labels apart, each as little as needed. */
export function spreadLabels(labels: { y: number }[], gap: number, top: number, bottom: number): void {
  labels.sort((a, b) => a.y - b.y);
  for (let index = 1; index < labels.length; index++) {
    const [before, here] = [labels[index - 1] as { y: number }, labels[index] as { y: number }];
    here.y = Math.max(here.y, before.y + gap);
  }
  const over = (labels.at(-1)?.y ?? 0) - bottom;
  if (over > 0) for (const label of labels) label.y -= over;
  for (let index = labels.length - 2; index >= 0; index--) {
    const [here, after] = [labels[index] as { y: number }, labels[index + 1] as { y: number }];
    here.y = Math.max(top, Math.min(here.y, after.y - gap));
  }
}

function multiples({ sheet, measure, periods }: Axis, front: Line[], back: Line[]): Drawing {
  const { ink } = sheet;
  const axis = bounds([...front, ...back], measure.name);
  const write = writer(sheet, axis);
  const columns = Math.max(1, Math.min(front.length, Math.floor(sheet.width / 230)));
  const left = Math.max(...axis.map((tick) => widthOf(write(tick), 10))) + 8;
  const [wide, tall, head] = [sheet.width / columns, 150, 26];
  const [first, end] = [begin(periods[0] ?? 0), begin(periods.at(-1) ?? 1)];
  const [low, high] = [axis[0] as number, axis.at(-1) as number];
  const out = [text(0, 14, heading(sheet, measure), 12, ink.text, "left", 600)];
  const items: Item[] = [];
  for (const [index, line] of front.entries()) {
    const [ox, oy] = [(index % columns) * wide, head + Math.floor(index / columns) * tall];
    const x = (value: number) => ox + left + ((value - first) / (end - first || 1)) * (wide - left - 18);
    const y = (value: number) => oy + 112 - ((value - low) / (high - low || 1)) * 84;
    out.push(text(ox + left, oy + 18, fitted(line.name, wide - left - 10, 12), 12, ink.text, "left", 600));
    for (const tick of [low, high])
      out.push(
        `<path d="M${n(ox + left)} ${n(y(tick))}H${n(ox + wide - 14)}" stroke="${css(ink.line)}" stroke-width="0.7"/>`,
        text(ox + left - 5, y(tick) + 3.5, write(tick), 10, ink.muted, "right"),
      );
    const faint = [...front, ...back]
      .filter((other) => other !== line)
      .map((other) => path(other, periods, x, y))
      .join("");
    out.push(
      `<path d="${faint}" fill="none" stroke="${css(ink.muted, 0.2)}" stroke-width="0.8"/>`,
      `<path d="${path(line, periods, x, y)}" fill="none" stroke="${css(colour(sheet, index))}" stroke-width="2.2" stroke-linejoin="round"/>`,
      text(ox + left, oy + 128, String(periods[0] ?? ""), 10, ink.muted),
      text(ox + wide - 14, oy + 128, String(periods.at(-1) ?? ""), 10, ink.muted, "right"),
    );
    pushPoints(items, line, x, y);
  }
  return {
    width: sheet.width,
    height: head + Math.ceil(front.length / columns) * tall,
    body: out.join(""),
    items,
    notes: [],
  };
}
