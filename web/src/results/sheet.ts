// What a figure is drawn from: rows, the fields that matter, words and ink. Built once by the component, read by all figures.

import type { Value } from "../api/types";
import type { Speech } from "../i18n";
import { css, type Rgb } from "../scene/palette";
import { classSwatches, HATCH, numeric, type Swatch, shade } from "./drawing";
import type { FigureInk } from "./ink";
import { type Classes, type Classing, centreOf, classes, digitsFor, wholeClasses } from "./scale";
import type { Field } from "./shape";

export interface Sheet {
  rows: readonly (readonly Value[])[];
  /** Rows in sight: those at the held values of the keys that the view does not spread out. */
  picked: readonly number[];
  ink: FigureInk;
  speech: Speech;
  /** What a value of a field is called: the name of a region, the label of a word. */
  called: (field: Field, value: Value) => string;
  width: number;
}

export const cell = (sheet: Sheet, row: number, field: Field): Value =>
  sheet.rows[row]?.[field.index] ?? null;

/** A heading with its unit. */
export function heading(sheet: Sheet, field: Field): string {
  const { pick, term } = sheet.speech;
  return `${pick(field.title) || field.name}${field.unit && field.unit !== "1" ? ` (${term("unit", field.unit)})` : ""}`;
}

/** Numbers of one field with the same number of digits. */
export function writer(sheet: Sheet, bounds: readonly number[]): (value: number) => string {
  const digits = digitsFor(bounds);
  return (value) => sheet.speech.number(value, digits);
}

export interface Colouring {
  fill: (row: number) => string;
  /** The colour itself, where something must be written on it; null for unknown. */
  tone: (row: number) => Rgb | null;
  swatches: Swatch[];
  classes: Classes | null;
}

export interface ClassChoice {
  classing: Classing | null;
  count: number;
}

/** Colours of the rows in sight by a measure or a kind, with the legend that says so. */
export function colouring(sheet: Sheet, field: Field, choice: ClassChoice): Colouring {
  return field.kind.type === "number" || (field.kind.type === "integer" && field.values.length === 0)
    ? byMeasure(sheet, field, choice)
    : byKind(sheet, field);
}

function byMeasure(sheet: Sheet, field: Field, choice: ClassChoice): Colouring {
  const { ink, speech } = sheet;
  const values = sheet.picked.flatMap((row) => numeric(cell(sheet, row, field)) ?? []);
  const centre = centreOf(field.name, values);
  const classing = choice.classing ?? (centre === null ? "quantile" : "diverging");
  const whole = values.every(Number.isInteger);
  const first = classes(values, classing, choice.count, centre);
  const found = first && whole ? wholeClasses(first) : first;
  const unknown = sheet.picked.length - values.length;
  const swatches = found ? classSwatches(found, values, ink, writer(sheet, found.breaks), whole) : [];
  if (unknown > 0) swatches.push({ fill: HATCH, label: speech.t("figure.unknown"), count: unknown });
  const colour = found ? shade(found, ink) : () => ink.paper;
  const tone = (row: number) => {
    const value = numeric(cell(sheet, row, field));
    return value === null ? null : colour(value);
  };
  return {
    tone,
    fill: (row) => {
      const rgb = tone(row);
      return rgb ? css(rgb) : HATCH;
    },
    swatches,
    classes: found,
  };
}

/** Words whose colour has a settled meaning, and the same colour everywhere. */
const MEANINGS: readonly [RegExp, (ink: FigureInk) => Rgb][] = [
  [/^(hh|high[_-]?high|hot([_-]?spot)?)$/i, (ink) => ink.quadrants[0]],
  [/^(ll|low[_-]?low|cold([_-]?spot)?)$/i, (ink) => ink.quadrants[1]],
  [/^(hl|high[_-]?low)$/i, (ink) => ink.quadrants[2]],
  [/^(lh|low[_-]?high)$/i, (ink) => ink.quadrants[3]],
  [/^(ns|not[_-]?significant|none|undetermined|neither|island|false)$/i, (ink) => ink.indifferent],
];

/** The colour of each value of a kind, the same whichever rows are in sight. */
export function kindColours(field: Field, ink: FigureInk): Map<Value, Rgb> {
  const declared = field.kind.type === "choice" ? field.kind.of : null;
  const values = declared
    ? [...declared]
    : [...field.values].filter((value) => value !== null).sort((a, b) => collate(a, b));
  const colours = new Map<Value, Rgb>();
  let next = 0;
  for (const value of values) {
    const meaning = MEANINGS.find(([words]) => words.test(String(value)));
    colours.set(value, meaning ? meaning[1](ink) : (ink.categories[next++ % ink.categories.length] as Rgb));
  }
  return colours;
}

const collate = (a: Value, b: Value): number =>
  typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "zh-CN");

function byKind(sheet: Sheet, field: Field): Colouring {
  const colours = kindColours(field, sheet.ink);
  const counts = new Map<Value, number>();
  for (const row of sheet.picked) {
    const value = cell(sheet, row, field);
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const tone = (row: number) => colours.get(cell(sheet, row, field)) ?? null;
  const swatches: Swatch[] = [...colours].flatMap(([value, rgb]) =>
    counts.has(value)
      ? [{ fill: css(rgb), label: sheet.called(field, value), count: counts.get(value) }]
      : [],
  );
  const unknown = counts.get(null);
  if (unknown) swatches.push({ fill: HATCH, label: sheet.speech.t("figure.unknown"), count: unknown });
  return {
    tone,
    fill: (row) => {
      const rgb = tone(row);
      return rgb ? css(rgb) : HATCH;
    },
    swatches,
    classes: null,
  };
}
