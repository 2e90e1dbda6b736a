import { describe, expect, it } from "vitest";
import type { Grid, Value } from "../api/types";
import { causesOf, countsOf, courseOf, firstOf, standingOf } from "./course";

const NAMES = [
  "round",
  "node",
  "region",
  "industry",
  "channel",
  "loss",
  "lower",
  "upper",
  "rise",
  "total",
  "output_lost",
  "cause",
] as const;

/** The worked example of the method: two firms stop, three follow. */
function told(rows: Value[][]): Grid {
  return {
    columns: NAMES.map((name) => ({ name, type: "text", title: { zh: name, en: name }, unit: null })),
    rows,
    total: rows.length,
    truncated: false,
  };
}

const EXAMPLE = told([
  [0, "A1", "310000", "C26", "shock", 1, 1, 1, 1, 1, 40, null],
  [0, "A4", "310000", "F51", "shock", 0.5, 0.5, 0.5, 0.5, 0.5, 5, null],
  [1, "A2", "320500", "C39", "down", 1, 1, 1, 1, 1, 80, "A1"],
  [1, "A5", "330100", "C39", "down", null, 0, 1, null, null, null, "A1"],
  [2, "A3", "340100", "C36", "down", 1, 1, 1, 1, 1, 100, "A2"],
  [2, "A1", "310000", "C26", "up", 0.2, 0.2, 0.2, 0.2, 1, 40, "A9"],
]);

describe("the course of a shock", () => {
  const course = courseOf(EXAMPLE);

  it("says how a node stands after a round, and keeps the unknown unknown", () => {
    expect(course.last).toBe(2);
    expect(standingOf(course, "A3", 1)).toBeNull();
    expect(standingOf(course, "A3", 2)?.total).toBe(1);
    expect(standingOf(course, "A5", 2)).toMatchObject({ total: null, lower: 0, upper: 1, lost: null });
    expect(firstOf(course, "A2")).toBe(1);
    expect(firstOf(course, "A9")).toBeNull();
  });

  it("tells the chain of causes back to the shock", () => {
    const hit = standingOf(course, "A3", 2);
    expect(hit && causesOf(course, hit)).toMatchObject({
      chain: [{ node: "A3" }, { node: "A2" }, { node: "A1", channel: "shock" }],
      unlisted: null,
    });
  });

  it("says where the chain leaves what is listed", () => {
    const hit = standingOf(course, "A1", 2);
    expect(hit && causesOf(course, hit)).toMatchObject({ chain: [{ node: "A1" }], unlisted: "A9" });
  });

  it("counts rows by round and side", () => {
    expect(countsOf(course)).toEqual([
      { shock: 2, down: 0, up: 0 },
      { shock: 0, down: 2, up: 0 },
      { shock: 0, down: 1, up: 1 },
    ]);
  });
});
