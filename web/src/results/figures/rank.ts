// Who is first: bars from the number against which a measure is read, unknown ones at the end and hatched.

import { fitted, n, text, widthOf } from "../../scene/markup";
import type { Rgb } from "../../scene/palette";
import { css } from "../../scene/palette";
import { type Drawing, HATCH, hatch, type Item, legend, numeric } from "../drawing";
import type { FigureInk } from "../ink";
import { centreOf, ticks } from "../scale";
import type { Field } from "../shape";
import { cell, colouring, heading, type Sheet, writer } from "../sheet";

export const RANK_ORDERS = ["descending", "ascending", "name"] as const;
export type RankOrder = (typeof RANK_ORDERS)[number];

const ROW = 22;
const HEAD = 40;
const LEGEND = 180;

export function rank(
  sheet: Sheet,
  subject: Field,
  measure: Field,
  order: RankOrder,
  most: number,
  kind: Field | null,
  chosen: readonly string[],
  band: readonly [Field, Field] | null = null,
): Drawing {
  const { ink, speech } = sheet;
  const list = sheet.picked.map((row) => ({
    row,
    name: sheet.called(subject, cell(sheet, row, subject)),
    value: numeric(cell(sheet, row, measure)),
  }));
  list.sort((a, b) => {
    if (order === "name") return a.name.localeCompare(b.name, speech.language === "zh" ? "zh-CN" : "en");
    if (a.value === null || b.value === null) return Number(a.value === null) - Number(b.value === null);
    return (order === "descending" ? b.value - a.value : a.value - b.value) || a.row - b.row;
  });
  const shown = list.slice(0, most);
  const known = shown.flatMap(({ value }) => value ?? []);
  const all = list.flatMap(({ value }) => value ?? []);
  const base = centreOf(measure.name, all) ?? 0;
  const bounds = (row: number) => (band ?? []).map((field) => numeric(cell(sheet, row, field)));
  const reach = [base, ...known, ...shown.flatMap(({ row }) => bounds(row).flatMap((bound) => bound ?? []))];
  const axis = ticks(Math.min(...reach), Math.max(...reach), 6);
  const [least, top] = [axis[0] ?? 0, axis.at(-1) ?? 1];
  const write = writer(sheet, known.length > 1 ? spreadOf(known) : [...known, base]);
  const names = Math.min(
    sheet.width * 0.34,
    Math.max(60, ...shown.map(({ name }) => widthOf(name, 12) + 8)) + 34,
  );
  const figures = Math.max(48, ...known.map((value) => widthOf(write(value), 12))) + 14;
  const colours = kind ? colouring(sheet, kind, { classing: null, count: 5 }) : null;
  const wide = sheet.width - (colours ? LEGEND : 0);
  const room = Math.max(80, wide - names - figures);
  const x = (value: number) => names + (top === least ? 0 : ((value - least) / (top - least)) * room);
  const height = HEAD + shown.length * ROW + 8;
  const out: string[] = [hatch(ink), text(names, 14, heading(sheet, measure), 12, ink.text, "left", 600)];
  const writeTick = writer(sheet, axis);
  for (const tick of axis) {
    out.push(
      `<path d="M${n(x(tick))} ${HEAD - 4}V${height - 6}" stroke="${css(ink.line)}" stroke-width="${tick === base ? 1.6 : 0.7}"/>`,
      text(x(tick), HEAD - 9, writeTick(tick), 11, ink.muted, "center"),
    );
  }
  const items: Item[] = [];
  for (const [index, { row, name, value }] of shown.entries()) {
    const y = HEAD + index * ROW;
    const id = String(cell(sheet, row, subject));
    const strong = chosen.includes(id);
    out.push(
      text(26, y + 15, String(index + 1), 11, ink.muted, "right"),
      text(34, y + 15, fitted(name, names - 42, 12), 12, ink.text, "left", strong ? 600 : 400),
    );
    if (value === null)
      out.push(
        `<rect x="${n(x(base))}" y="${y + 4}" width="${n(Math.min(90, room * 0.2))}" height="14" fill="${HATCH}" stroke="${css(ink.line)}"/>`,
        text(wide - 4, y + 15, speech.t("unknown"), 12, ink.muted, "right"),
      );
    else if (band) {
      // An estimate is a point with its interval, not a quantity.
      const [low, high] = bounds(row);
      const colour = css(strong ? ink.accent : ink.bar);
      if (low != null && high != null)
        out.push(
          `<path d="M${n(x(low))} ${y + 7}v8M${n(x(low))} ${y + 11}H${n(x(high))}M${n(x(high))} ${y + 7}v8" stroke="${colour}" stroke-width="1.6" fill="none"/>`,
        );
      out.push(
        `<circle cx="${n(x(value))}" cy="${y + 11}" r="4.5" fill="${colour}"/>`,
        text(wide - 4, y + 15, write(value), 12, ink.text, "right"),
      );
    } else
      out.push(
        `<rect x="${n(Math.min(x(base), x(value)))}" y="${y + 4}" width="${n(Math.max(0.8, Math.abs(x(value) - x(base))))}" height="14" fill="${colours ? colours.fill(row) : css(barColour(ink, strong, value < base, least < base))}"/>`,
        text(wide - 4, y + 15, write(value), 12, ink.text, "right"),
      );
    items.push({
      area: { type: "rect", x: 0, y, width: wide, height: ROW },
      title: name,
      row,
      id,
    });
  }
  let tall = height;
  if (kind && colours) {
    const key = legend(heading(sheet, kind), colours.swatches, ink, [wide + 20, HEAD - 18], LEGEND - 20);
    out.push(key.body);
    tall = Math.max(tall, HEAD + key.height);
  }
  const left = list.length - shown.length;
  const notes = left > 0 ? [speech.t("figure.top", { n: shown.length, all: list.length })] : [];
  if (band)
    notes.push(speech.t("figure.interval", { of: band.map((field) => heading(sheet, field)).join(" – ") }));
  return {
    width: sheet.width,
    height: tall,
    body: out.join(""),
    items,
    notes,
  };
}

function barColour(ink: FigureInk, strong: boolean, below: boolean, both: boolean): Rgb {
  if (strong) return ink.accent;
  return (both ? ink.diverging[below ? 1 : 5] : ink.bar) ?? ink.bar;
}

/** Bounds that ask for three or four significant digits of the largest value. */
function spreadOf(values: readonly number[]): number[] {
  const size = Math.max(...values.map(Math.abs));
  return [0, size / 1000];
}
