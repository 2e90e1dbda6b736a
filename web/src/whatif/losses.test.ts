import { describe, expect, it } from "vitest";
import type { Grid, Value } from "../api/types";
import { ON_PAPER } from "../results/ink";
import { lossFigure } from "./figure";
import { difference, lossRows, spans } from "./losses";

const NAMES = ["level", "code", "nodes", "hit", "output", "loss", "lower", "upper", "share"];
const grid = (rows: Value[][]): Grid => ({
  columns: NAMES.map((name) => ({ name, type: "text", title: { zh: name, en: name }, unit: null })),
  rows,
  total: rows.length,
  truncated: false,
});
const A = grid([
  ["total", null, 4, null, 300, null, 0, 250, null],
  ["region", "310000", 2, 2, 100, 40, 30, 55, 0.4],
  ["region", "JPN", 1, 1, 0, 0, 0, 0, null],
  ["region", null, 1, null, 200, null, 0, 180, null],
]);
const B = grid([
  ["region", "310000", 2, 1, 100, 25, 25, 25, 0.25],
  ["region", "320500", 1, 1, 80, 10, 10, 10, 0.125],
]);

describe("losses", () => {
  it("are listed with the largest first, the unknown by what it may be", () => {
    expect(lossRows(A, null, "region").map(({ code }) => code)).toEqual([null, "310000", "JPN"]);
    expect(lossRows(A, null, "total")[0]?.a).toMatchObject({ loss: null, lower: 0, upper: 250 });
  });

  it("differ only where both are known", () => {
    const rows = lossRows(A, B, "region");
    expect(rows.map((row) => [row.code, difference(row)])).toEqual([
      [null, null],
      ["310000", -15],
      ["JPN", null],
      ["320500", null],
    ]);
  });

  it("have an interval only if its ends differ", () => {
    const [unknown, known, zero] = lossRows(A, null, "region");
    expect([unknown, known, zero].map((row) => spans(row?.a ?? null))).toEqual([true, true, false]);
  });

  it("are drawn for print: hatched where unknown, never a bar of nothing", () => {
    const options = {
      ink: ON_PAPER,
      width: 800,
      heading: "Loss",
      called: (code: string | null) => code ?? "unknown region",
      number: (value: number) => String(Math.round(value)),
      unknown: "unknown",
      none: "not in it",
      notes: () => [],
      sides: ["A", "B"] as const,
    };
    const one = lossFigure(lossRows(A, null, "region"), { ...options, versus: false });
    expect(one.body).not.toMatch(/NaN|undefined|Infinity/);
    expect(one.body).toContain("unknown [0 – 180]");
    expect(one.body.match(/url\(#unknown\)/g)).toHaveLength(1);
    const two = lossFigure(lossRows(A, B, "region"), { ...options, versus: true });
    expect(two.body).toContain("not in it");
    expect(two.height).toBeGreaterThan(one.height);
    // Nothing to draw is still a drawing.
    expect(lossFigure([], { ...options, versus: false }).body).not.toMatch(/NaN|Infinity/);
  });
});
