// How a result is looked at: read from the address, with defaults that follow from the result.

import type { Value } from "../api/types";
import { HISTORY_WAYS, type HistoryWay } from "./figures/history";
import { type Shift, STILL } from "./figures/map";
import { MATRIX_ORDERS, type MatrixOrder } from "./figures/matrix";
import { RANK_ORDERS, type RankOrder } from "./figures/rank";
import { CLASSINGS, type Classing } from "./scale";
import {
  communityOf,
  type Field,
  leading,
  listable,
  type Shape,
  spread,
  type ViewKind,
  varying,
} from "./shape";

export interface Look {
  view: ViewKind;
  /** The column that is drawn, and for two measures the other one. */
  of: Field | null;
  by: Field | null;
  /** The key that is listed, where there is a choice. */
  rows: Field | null;
  /** The kind that colours the dots of a scatter. */
  kind: Field | null;
  held: { field: Field; value: Value }[];
  classing: Classing | null;
  count: number;
  matrixOrder: MatrixOrder;
  rankOrder: RankOrder;
  top: number;
  way: HistoryWay;
  cut: number | null;
  names: boolean;
  shift: Shift;
  chosen: string[];
  level: string | null;
}

type Words = Readonly<Record<string, string>>;

const among = <T extends string>(of: readonly T[], word: string | undefined): T | undefined =>
  of.find((candidate) => candidate === word);
const amount = (word: string | undefined, least: number, most: number): number | null => {
  const value = word === undefined || word === "" ? Number.NaN : Number(word);
  return Number.isFinite(value) ? Math.max(least, Math.min(most, value)) : null;
};

/** Regions of all levels together. */
export const EVERY_LEVEL = "all";

/** Null keys, which stand for the whole, are written as a sign that no code is. */
export const NOTHING = "*";
export const wordOf = (value: Value): string => (value === null ? NOTHING : String(value));

export function lookOf(words: Words, shape: Shape, offered: readonly ViewKind[], method = ""): Look | null {
  const view = among(offered, words.view) ?? offered[0];
  if (!view) return null;
  const drawable = view === "map" ? [...shape.measures, ...shape.kinds] : shape.measures;
  const named = (name: string | undefined, of: readonly Field[]) => of.find((field) => field.name === name);
  const of =
    named(words.of, drawable) ?? named(preferred(shape, view, method)?.name, drawable) ?? drawable[0] ?? null;
  const others = shape.measures.filter((field) => field !== of);
  const rows = named(words.rows, listable(shape)) ?? leading(shape);
  return {
    view,
    rows,
    of,
    by: named(words.by, others) ?? others[0] ?? null,
    kind:
      named(words.kind, shape.kinds) ??
      (words.kind === undefined && view === "rank" ? communityOf(shape) : null) ??
      null,
    held: heldOf(words, shape, view, rows),
    classing: among(CLASSINGS, words.classing) ?? null,
    count: amount(words.count, 2, 9) ?? 5,
    matrixOrder: among(MATRIX_ORDERS, words.order) ?? "likeness",
    rankOrder: among(RANK_ORDERS, words.order) ?? "descending",
    top: amount(words.top, 1, 500) ?? 30,
    way: among(HISTORY_WAYS, words.way) ?? "lines",
    cut: amount(words.cut, -1e12, 1e12),
    names: words.names !== "0",
    shift: shiftOf(words.shift),
    chosen: (words.chosen ?? "").split("~").filter(Boolean),
    level: words.level ?? null,
  };
}

/** What goes into a computation, or what it is compared with. */
const RAW = /^(value|measure|distance|income|expected(_.*)?)$/;

/** What bears a word of the method's name is what it found; the value of a region or an industry is its raw material. */
function preferred(shape: Shape, view: ViewKind, method: string): Field | null {
  if (view === "map") {
    // A cluster is a quadrant that is significant.
    const kind = (["cluster", "community", "mode", "quadrant"] as const)
      .map((word) => shape.kinds.find(({ name }) => name === word || name.endsWith(`_${word}`)))
      .find((field) => field !== undefined);
    if (kind) return kind;
  }
  const listed = leading(shape)?.domain ?? null;
  const holding = shape.measures.filter((field) => field.known * 2 >= 1);
  const own = holding.filter(({ name }) => !(listed !== null && RAW.test(name)));
  const found = own.length > 0 ? own : holding;
  const words = `_${method}_`;
  return (
    found.find(({ name }) => words.includes(`_${name}_`)) ??
    found.find(({ name }) => name === "value") ??
    found.find((field) => field.kind.type === "number") ??
    found[0] ??
    null
  );
}

/** One value for every key that the view does not spread out: the latest period, the whole, or the first. */
function heldOf(
  words: Words,
  shape: Shape,
  view: ViewKind,
  rows: Field | null,
): { field: Field; value: Value }[] {
  const free = spread(shape, view, rows);
  return varying(shape)
    .filter((key) => !free.includes(key))
    .map((field) => {
      const asked = words[`at.${field.name}`];
      const found = asked === undefined ? undefined : field.values.find((value) => wordOf(value) === asked);
      return { field, value: found === undefined ? usual(shape, field, free) : found };
    });
}

function usual(shape: Shape, field: Field, free: readonly Field[]): Value {
  // The whole, if the rows of the whole have what the view spreads out.
  const full = (row: readonly Value[]) => free.every((key) => (row[key.index] ?? null) !== null);
  if (shape.rows.some((row) => (row[field.index] ?? null) === null && full(row))) return null;
  if (field.domain === "period")
    return [...field.values].sort((a, b) => String(b).localeCompare(String(a)))[0] ?? null;
  return shape.rows.find(full)?.[field.index] ?? field.values[0] ?? null;
}

function shiftOf(word: string | undefined): Shift {
  const [x, y, zoom] = (word ?? "").split("_").map(Number);
  return [x, y, zoom].every((value) => value !== undefined && Number.isFinite(value)) &&
    (zoom as number) >= 0.2 &&
    (zoom as number) <= 60
    ? { x: x as number, y: y as number, zoom: zoom as number }
    : STILL;
}

export const shiftWord = ({ x, y, zoom }: Shift): string =>
  zoom === 1 && x === 0 && y === 0 ? "" : [x.toFixed(4), y.toFixed(4), zoom.toFixed(3)].join("_");

/** The rows at the held values. */
export function pick(rows: readonly (readonly Value[])[], held: Look["held"]): number[] {
  const found: number[] = [];
  for (const [index, row] of rows.entries())
    if (held.every(({ field, value }) => (row[field.index] ?? null) === value)) found.push(index);
  return found;
}
