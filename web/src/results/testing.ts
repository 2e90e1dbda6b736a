// Results as the server gives them, for the tests of the views.

import type { Grid, SchemaColumn, Value } from "../api/types";
import { speech } from "../i18n";
import { ON_LIGHT } from "./ink";
import { type Field, type Shape, shapeOf } from "./shape";
import type { Sheet } from "./sheet";

type Kind = SchemaColumn["kind"];

/** `name: kind` pairs and rows to a declaration and a grid. */
export function result(
  columns: Record<string, Kind>,
  rows: Value[][],
): { outputs: SchemaColumn[]; grid: Grid } {
  const outputs = Object.entries(columns).map(([name, kind]): SchemaColumn => {
    const title = { zh: name, en: name };
    return { name, kind, required: false, unit: null, min: null, max: null, title, help: title, aliases: [] };
  });
  return {
    outputs,
    grid: {
      columns: outputs.map(({ name, kind, title }) => ({
        name,
        type: kind.type === "number" || kind.type === "integer" ? "number" : "text",
        title,
        unit: null,
      })),
      rows,
      total: null,
      truncated: false,
    },
  };
}

/** Six digits are a region, `x-` an industry. */
export const known = (domain: string, code: string): boolean =>
  domain === "region" ? /^\d{6}$/.test(code) : domain === "industry" ? code.startsWith("x-") : false;

export function shapeOfResult(columns: Record<string, Kind>, rows: Value[][]): Shape {
  const { outputs, grid } = result(columns, rows);
  return shapeOf(outputs, grid, known);
}

export function sheetOf(rows: Value[][], width = 800): Sheet {
  return {
    rows,
    picked: rows.map((_, index) => index),
    ink: ON_LIGHT,
    speech: speech("en"),
    called: (_field: Field, value: Value) => String(value),
    width,
  };
}

export const REGION: Kind = { type: "code", system: "region" };
export const INDUSTRY: Kind = { type: "code", system: "industry" };
export const PERIOD: Kind = { type: "period" };
export const NUMBER: Kind = { type: "number" };
export const TEXT: Kind = { type: "text" };
export const choice = (...of: string[]): Kind => ({ type: "choice", of });
