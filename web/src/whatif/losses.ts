// The losses by region and industry as `cascade_summary` gives them, of one scenario or of two beside each other.

import type { Grid, Value } from "../api/types";

export interface Loss {
  loss: number | null;
  lower: number | null;
  upper: number | null;
  share: number | null;
  hit: number | null;
  nodes: number | null;
  output: number | null;
  direct: number | null;
  down: number | null;
  up: number | null;
  median: number | null;
}

export interface LossRow {
  id: string;
  /** Null: unknown which region or industry. */
  code: string | null;
  /** Null where the scenario has no such row. */
  a: Loss | null;
  b: Loss | null;
}

export type Level = "total" | "region" | "industry";

const NUMBERS = [
  "loss",
  "lower",
  "upper",
  "share",
  "hit",
  "nodes",
  "output",
  "direct",
  "down",
  "up",
  "median",
] as const satisfies readonly (keyof Loss)[];

function read(grid: Grid, level: Level): Map<string | null, Loss> {
  const place = new Map(grid.columns.map(({ name }, index) => [name, index]));
  const cell = (row: readonly Value[], name: string): Value => row[place.get(name) ?? -1] ?? null;
  const found = new Map<string | null, Loss>();
  for (const row of grid.rows) {
    if (cell(row, "level") !== level) continue;
    const code = cell(row, "code");
    const numbers = NUMBERS.map((name) => {
      const value = cell(row, name);
      return [name, typeof value === "number" ? value : null] as const;
    });
    found.set(code === null ? null : String(code), Object.fromEntries(numbers) as unknown as Loss);
  }
  return found;
}

/** The rows of a level, the largest loss first; a loss that is unknown stands where its upper bound would. */
export function lossRows(a: Grid | null, b: Grid | null, level: Level): LossRow[] {
  const [first, second] = [a ? read(a, level) : null, b ? read(b, level) : null];
  const codes = new Set([...(first?.keys() ?? []), ...(second?.keys() ?? [])]);
  const size = (loss: Loss | null | undefined) => loss?.loss ?? loss?.upper ?? -1;
  return [...codes]
    .map((code) => ({
      id: code ?? "",
      code,
      a: first?.get(code) ?? null,
      b: second?.get(code) ?? null,
    }))
    .sort((x, y) => size(y.a) - size(x.a) || size(y.b) - size(x.b) || (x.id < y.id ? -1 : 1));
}

/** By how much the second loses more; unknown if either is. */
export const difference = ({ a, b }: LossRow): number | null =>
  a?.loss == null || b?.loss == null ? null : b.loss - a.loss;

/** Whether there is an interval to speak of. */
export const spans = (loss: Loss | null): loss is Loss & { lower: number; upper: number } =>
  loss !== null && loss.lower !== null && loss.upper !== null && loss.upper > loss.lower;
