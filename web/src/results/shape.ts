// What a result is about, read from its declaration and its rows: which columns identify a row, which are measured, which
// sort the rows into kinds. The views are chosen from that, so that a new method needs no view of its own.

import type { Grid, SchemaColumn, Value, Words } from "../api/types";

export interface Field {
  /** Place in the rows. */
  index: number;
  name: string;
  title: Words;
  help: Words;
  unit: string | null;
  kind: SchemaColumn["kind"];
  /** What its values name: `region`, `industry`, `actor`, `period`, or the words of a choice; null for free text. */
  domain: string | null;
  /** Its values in the order of the rows, null last; only of fields that are no measure. */
  values: Value[];
  /** Share of the rows in which it is known. */
  known: number;
  required: boolean;
}

export interface Shape {
  rows: readonly (readonly Value[])[];
  fields: Field[];
  /** Together they identify a row. */
  keys: Field[];
  measures: Field[];
  /** What sorts the keys into a few kinds: a quadrant, a community, a tier. */
  kinds: Field[];
}

export const VIEWS = ["shares", "map", "matrix", "network", "history", "borders", "rank", "scatter"] as const;
export type ViewKind = (typeof VIEWS)[number];

/** Whole numbers that are names, not amounts. */
const NUMBERED =
  /^((\w+_)?(community|cluster)|(stated_)?stage|((from|to|lag)_)?class|tier|group|block|component|role)$/;
/** Numbers that are no finding: a coordinate belongs to the drawing. */
const APPARATUS = /^(lon|lat|x|y|seed)$/;
/** Parts of one. */
const SHARE = /(^|_)(share|probability)$/;
const MOST_KINDS = 24;
/** Kinds that say something even where all rows are of one kind. */
const TELLING = /(^|_)(quadrant|community|cluster|mode)$/;

/** Asks whether a code is that of a region, an industry, an actor or a practice mode of the workspace. */
export type Known = (domain: CodeDomain, code: string) => boolean;
export const CODE_DOMAINS = ["region", "industry", "actor", "mode"] as const;
export type CodeDomain = (typeof CODE_DOMAINS)[number];

export function shapeOf(outputs: readonly SchemaColumn[], grid: Grid, known: Known): Shape {
  const declared = new Map(outputs.map((column) => [column.name, column]));
  const fields = grid.columns.map((column, index): Field => {
    const declaration = declared.get(column.name);
    const kind = declaration?.kind ?? { type: column.type };
    const required = declaration?.required ?? false;
    // A whole number that must be there may count off the rows: a wave, a lag.
    const measured = isMeasure(kind, column.name) && !(kind.type === "integer" && required);
    const values = measured || kind.type === "list" ? [] : distinct(grid.rows, index);
    return {
      index,
      name: column.name,
      title: declaration?.title ?? column.title,
      help: declaration?.help ?? { zh: "", en: "" },
      unit: declaration?.unit ?? column.unit,
      kind,
      domain: domainOf(kind, column.name, values, known),
      values,
      required,
      known: grid.rows.filter((row) => (row[index] ?? null) !== null).length / Math.max(1, grid.rows.length),
    };
  });
  const keys = identify(fields, grid.rows);
  const axis = axisOf(fields, keys, grid.rows);
  if (axis) {
    axis.values = distinct(grid.rows, axis.index).sort((a, b) => Number(a) - Number(b));
    axis.domain = "axis";
    keys.push(axis);
  }
  for (const field of fields)
    if (isMeasure(field.kind, field.name) && !keys.includes(field)) field.values = [];
  const numbers = fields.filter(
    (field) => isMeasure(field.kind, field.name) && !APPARATUS.test(field.name) && !keys.includes(field),
  );
  // A column that holds nothing is looked at only if none holds anything.
  const holding = numbers.filter((field) => field.known > 0);
  const measures = holding.length > 0 ? holding : numbers;
  const kinds = fields.filter(
    (field) =>
      !keys.includes(field) &&
      !numbers.includes(field) &&
      field.kind.type !== "list" &&
      (field.values.length > 1 || TELLING.test(field.name)) &&
      field.values.length > 0 &&
      field.values.length <= MOST_KINDS &&
      !(field.values.length === 1 && field.values[0] === null) &&
      (field.kind.type !== "text" || field.values.length * 2 <= grid.rows.length || field.domain !== null),
  );
  return { rows: grid.rows, fields, keys, measures, kinds };
}

export function isMeasure(kind: SchemaColumn["kind"], name: string): boolean {
  return (kind.type === "number" || kind.type === "integer") && !NUMBERED.test(name);
}

function distinct(rows: readonly Value[][], index: number): Value[] {
  const found = new Set<Value>();
  for (const row of rows) found.add(row[index] ?? null);
  const unknown = found.delete(null);
  return unknown ? [...found, null] : [...found];
}

function domainOf(
  kind: SchemaColumn["kind"],
  name: string,
  values: readonly Value[],
  known: Known,
): string | null {
  switch (kind.type) {
    case "code":
      return kind.system;
    case "reference":
      return kind.table;
    case "period":
      return "period";
    case "choice":
      return `words:${[...kind.of].sort().join(" ")}`;
    case "text": {
      // A node is a region at one scale and an actor at another: what the rows hold decides.
      if (name === "period") return "period";
      const codes = values.filter((value): value is string => typeof value === "string");
      const found = CODE_DOMAINS.find(
        (domain) =>
          codes.length > 0 && codes.filter((code) => known(domain, code)).length >= 0.6 * codes.length,
      );
      return found ?? null;
    }
    case "date":
      return "day";
    case "integer":
      // A transition is from a class to a class.
      return /^(from|to)_class$/.test(name) ? "class" : null;
    default:
      return null;
  }
}

/** Which group each row is in, when groups are told apart by one more column. */
function split(groups: Int32Array, rows: readonly Value[][], index: number): [Int32Array, number] {
  const codes = new Map<Value, number>();
  const own = Int32Array.from(rows, (row) => {
    const value = row[index] ?? null;
    const found = codes.get(value);
    if (found !== undefined) return found;
    codes.set(value, codes.size);
    return codes.size - 1;
  });
  const seen = new Map<number, number>();
  const next = groups.map((group, row) => {
    const key = group * codes.size + (own[row] as number);
    const found = seen.get(key);
    if (found !== undefined) return found;
    seen.set(key, seen.size);
    return seen.size - 1;
  });
  return [next, seen.size];
}

/** The shortest run of leading columns that tells the rows apart: methods declare their keys first. */
function identify(fields: readonly Field[], rows: readonly Value[][]): Field[] {
  const keys: Field[] = [];
  let groups: Int32Array = new Int32Array(rows.length);
  let count = Math.min(1, rows.length);
  for (const field of fields) {
    if (count === rows.length && keys.length > 0) break;
    if (field.values.length === 0 || field.kind.type === "boolean") continue;
    if (field.values.length === 1 && field.values[0] === null) continue;
    // A number before it that tells the rows apart is what the rows run along; the text is only beside it.
    if (field.kind.type === "text" && keys.length > 0 && axisOf(fields.slice(0, field.index), keys, rows))
      break;
    const [next, parts] = split(groups, rows, field.index);
    if (parts === count && keys.length > 0 && field.values.length > 1) {
      // It says nothing new. Of a first and a last period that go together, the last one names the row.
      const before = keys.findIndex((key) => key.domain === "period" && field.domain === "period");
      if (before >= 0 && keys[before]?.values.length === field.values.length) keys[before] = field;
      continue;
    }
    if (parts === count && NUMBERED.test(field.name)) continue;
    keys.push(field);
    groups = next;
    count = parts;
  }
  return keys;
}

/** A number along which a curve runs, where the keys alone do not tell the rows apart: a distance, a share removed. */
function axisOf(fields: readonly Field[], keys: readonly Field[], rows: readonly Value[][]): Field | null {
  let groups: Int32Array = new Int32Array(rows.length);
  let count = Math.min(1, rows.length);
  for (const key of keys) [groups, count] = split(groups, rows, key.index);
  if (count === rows.length) return null;
  for (const field of fields) {
    if (!isMeasure(field.kind, field.name) || keys.includes(field)) continue;
    if (split(groups, rows, field.index)[1] !== rows.length) continue;
    if (distinct(rows, field.index).filter((value) => typeof value === "number").length < 3) continue;
    return field;
  }
  return null;
}

/** Keys with more than one value: those that a view must spread out or hold fast. */
export const varying = (shape: Shape): Field[] => shape.keys.filter((key) => key.values.length > 1);

/** Two keys that name the same kind of thing: a pair of regions, of industries, of actors. */
export function pairOf(shape: Shape): [Field, Field] | null {
  const named = shape.keys.filter((key) => key.domain !== null && !runs(key) && key.domain !== "day");
  for (const [n, one] of named.entries()) {
    const other = named.slice(n + 1).find((candidate) => candidate.domain === one.domain);
    if (other && (one.values.length > 1 || other.values.length > 1) && meet(shape, one, other))
      return [one, other];
  }
  return null;
}

/** Rows and columns of a matrix: a pair, or the two keys with the most values, periods aside. */
export function matrixOf(shape: Shape): [Field, Field] | null {
  const pair = pairOf(shape);
  if (pair) return pair;
  const wide = varying(shape).filter((key) => !runs(key));
  const [rows, columns] = [...wide].sort((a, b) => b.values.length - a.values.length);
  if (!rows || !columns || !meet(shape, rows, columns)) return null;
  return shape.keys.indexOf(rows) < shape.keys.indexOf(columns) ? [rows, columns] : [columns, rows];
}

/** Whether a pair is an arrow: then the way back is another number, not the same one. */
export const directed = (shape: Shape): boolean =>
  shape.fields.some(({ name }) =>
    /^(from|to|origin|destination|from_.*|to_.*|outward|inward|net|asymmetry|direction)$|_(out|in)$/.test(
      name,
    ),
  );

/** Whether rows have both: a result may list regions and industries one below the other. */
function meet(shape: Shape, one: Field, other: Field): boolean {
  let together = 0;
  for (const row of shape.rows)
    if ((row[one.index] ?? null) !== null && (row[other.index] ?? null) !== null) together++;
  return together >= Math.max(one.values.length, other.values.length) - 1 && together > 1;
}

/** The leading keys that a measure depends on: a probability that stands beside every feature does not depend on features. */
export function dependsOn(shape: Shape, measure: Field): Field[] {
  let keys = varying(shape);
  for (const key of [...keys].reverse()) {
    const rest = keys.filter((other) => other !== key);
    const seen = new Map<string, Value>();
    const same = shape.rows.every((row) => {
      const id = JSON.stringify(rest.map((other) => row[other.index] ?? null));
      const value = row[measure.index] ?? null;
      if (!seen.has(id)) seen.set(id, value);
      return seen.get(id) === value;
    });
    // Only the last ones: two cases may be equal by chance.
    if (!same) break;
    keys = rest;
  }
  return keys;
}

export const regionOf = (shape: Shape): Field | null =>
  varying(shape).find((key) => key.domain === "region") ?? null;

/** What runs on: a curve's axis, or else time. */
export const periodOf = (shape: Shape): Field | null =>
  varying(shape).find((key) => key.domain === "axis") ??
  varying(shape).find((key) => key.domain === "period") ??
  null;

const runs = (key: Field): boolean => key.domain === "period" || key.domain === "axis";

/** Bounds of a measure: `lower` and `upper`, `low` and `high`, `least` and `most`, or the same after its own name. */
export function bandOf(shape: Shape, measure: Field): [Field, Field] | null {
  const named = (name: string) => shape.measures.find((field) => field.name === name);
  for (const prefix of [`${measure.name}_`, ""])
    for (const [below, above] of [
      ["lower", "upper"],
      ["low", "high"],
      ["least", "most"],
    ]) {
      const [lower, upper] = [named(prefix + below), named(prefix + above)];
      // Where there are several measures, bounds without a name are those of the first.
      const own = prefix !== "" || measure === shape.measures.find(({ kind }) => kind.type === "number");
      if (lower && upper && own && lower !== measure && upper !== measure) return [lower, upper];
    }
  return null;
}

/** The measure that is parts of one, and the key whose values are the parts; the rest of its keys is what it is about. */
export function sharesOf(shape: Shape): { measure: Field; parts: Field; subject: Field | null } | null {
  const measure = shape.measures.find((field) => SHARE.test(field.name));
  if (!measure) return null;
  const own = dependsOn(shape, measure).filter((key) => !runs(key));
  const parts = [...own].reverse().find((key) => key.values.length <= 12 && key.domain !== "region");
  if (!parts) return null;
  // A single case is a subject too.
  const subject =
    own.find((key) => key !== parts) ??
    shape.keys.find((key) => key.values.length === 1 && !runs(key) && key.kind.type !== "choice") ??
    null;
  if (parts.kind.type !== "choice" && subject === null) return null;
  return makeOne(shape, measure, parts, own) ? { measure, parts, subject } : null;
}

/** Whether the parts of each subject add up to one, or to less where some are unknown or left out. */
function makeOne(shape: Shape, measure: Field, parts: Field, own: readonly Field[]): boolean {
  const others = varying(shape).filter((key) => key !== parts && (own.includes(key) || runs(key)));
  const groups = new Map<string, Map<Value, number>>();
  for (const row of shape.rows) {
    const value = row[measure.index];
    if (typeof value !== "number") continue;
    const id = JSON.stringify(others.map((key) => row[key.index] ?? null));
    const group = groups.get(id) ?? new Map<Value, number>();
    group.set(row[parts.index] ?? null, value);
    groups.set(id, group);
  }
  const sums = [...groups.values()].map((group) =>
    [...group.values()].reduce((sum, value) => sum + value, 0),
  );
  return sums.length > 0 && sums.every((sum) => sum < 1.005) && sums.some((sum) => sum > 0.9);
}

/** Columns `x_probability` beside columns `x`: the likeliest few of each row, without the rest. */
export function likeliestOf(shape: Shape): { label: Field | null; measure: Field }[] {
  const found = shape.measures.filter(({ name }) => /(^|_)probability$/.test(name));
  if (found.length < 2 || sharesOf(shape)) return [];
  const named = (name: string) => shape.fields.find((field) => field.name === name) ?? null;
  return found.map((measure) => {
    const word = measure.name.replace(/_?probability$/, "");
    const label = word === "" ? (named("candidate") ?? named("mode") ?? named("class")) : named(word);
    return { measure, label };
  });
}

/** The column that says what was decided; null in it is undetermined. */
export const verdictOf = (shape: Shape): Field | null =>
  shape.fields.find(
    (field) => /^(verdict|decision|decided|mode|label)$/.test(field.name) && !shape.keys.includes(field),
  ) ?? null;

/** The kind that partitions what is listed: a community, a numbered cluster. */
export const communityOf = (shape: Shape): Field | null =>
  shape.kinds.find(
    ({ name, kind }) =>
      /(^|_)community$/.test(name) || (/(^|_)cluster$/.test(name) && kind.type === "integer"),
  ) ?? null;

/** What is laid beside borders: regions, or what the result itself places in regions. */
export function borderedOf(shape: Shape): { node: Field; unit: Field | null } | null {
  if (!communityOf(shape)) return null;
  const node = leading(shape);
  if (!node) return null;
  const unit = shape.fields.find(
    (field) => field !== node && field.domain === "region" && /^(region|unit|province)$/.test(field.name),
  );
  return node.domain === "region" || unit ? { node, unit: unit ?? null } : null;
}

/** Keys that a view spreads out; the others are held at one value. */
export function spread(shape: Shape, view: ViewKind, rows: Field | null): Field[] {
  const some = (...fields: (Field | null | undefined)[]) =>
    fields.filter((field): field is Field => field !== null && field !== undefined);
  switch (view) {
    case "map":
      return some(regionOf(shape));
    case "borders":
      return some(borderedOf(shape)?.node);
    case "matrix":
      return matrixOf(shape) ?? [];
    case "network":
      return pairOf(shape) ?? [];
    case "history":
      return some(periodOf(shape), rows);
    case "shares": {
      const shares = sharesOf(shape);
      return shares ? [...some(shares.subject, shares.parts), ...detailsOf(shape)] : some(rows);
    }
    case "rank":
    case "scatter":
      return some(rows);
  }
}

/** What may be listed: keys with several values, periods aside. */
export const listable = (shape: Shape): Field[] => varying(shape).filter((key) => !runs(key));

/** Keys that the shares do not depend on: what speaks for each of them. */
export function detailsOf(shape: Shape): Field[] {
  const shares = sharesOf(shape);
  if (!shares) return [];
  const own = dependsOn(shape, shares.measure);
  return varying(shape).filter((key) => !own.includes(key) && key.kind.type === "choice");
}

/** What a list is a list of: the key with the most values, periods aside. */
export function leading(shape: Shape): Field | null {
  const wide = listable(shape);
  const region = wide.find((key) => key.domain === "region");
  if (region) return region;
  return wide.reduce<Field | null>(
    (most, key) => (most === null || key.values.length > most.values.length ? key : most),
    null,
  );
}

/** The views that say something about this result, the most telling first. */
export function viewsOf(shape: Shape, located: (code: string) => boolean): ViewKind[] {
  const region = regionOf(shape);
  const onMap = region?.values.filter((code) => typeof code === "string" && located(code)).length ?? 0;
  const coloured = shape.measures.length > 0 || shape.kinds.length > 0;
  const pair = pairOf(shape);
  const lists = leading(shape) !== null && shape.measures.length > 0;
  const offered: Record<ViewKind, boolean> = {
    shares: sharesOf(shape) !== null || likeliestOf(shape).length > 0,
    map: onMap >= 2 && coloured,
    matrix: matrixOf(shape) !== null && shape.measures.length > 0,
    network: pair !== null && pair[0].values.length > 2 && shape.measures.length > 0,
    history: periodOf(shape) !== null && shape.measures.length > 0,
    borders: borderedOf(shape) !== null,
    rank: lists,
    scatter: lists && shape.measures.length > 1,
  };
  // Estimates with their intervals are a list, whatever parts of a model they are of.
  const first = shape.measures.find(({ kind }) => kind.type === "number");
  const estimates = first && bandOf(shape, first) && region === null && periodOf(shape)?.domain !== "axis";
  const order = estimates
    ? (["rank", ...VIEWS.filter((view) => view !== "rank")] as const)
    : pair
      ? (["matrix", "network", ...VIEWS.filter((view) => view !== "matrix" && view !== "network")] as const)
      : VIEWS;
  return order.filter((view) => offered[view]);
}
