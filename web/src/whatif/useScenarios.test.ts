import { describe, expect, it } from "vitest";
import type { Grid } from "../api/types";
import { scenariosOf } from "./useScenarios";

const column = (name: string, type: "text" | "boolean" = "text") => ({
  name,
  type,
  title: { zh: name, en: name },
  unit: null,
});
const grid: Grid = {
  columns: [column("scenario"), column("shipped", "boolean"), column("note")],
  rows: [
    ["own", false, "either / or"],
    ["bare", false, null],
    ["war", true, "所知：甲 / Known: a"],
    ["war", true, "假设：乙 / Assumption: b"],
  ],
  total: null,
  truncated: false,
};

describe("ready-made shocks", () => {
  it("are one for each name, with the note of its first row", () => {
    expect(scenariosOf(grid, "zh").map(({ name }) => name)).toEqual(["own", "bare", "war"]);
  });

  it("say in the language of the page what ships, and leave other notes as they are", () => {
    expect(scenariosOf(grid, "zh").map(({ note }) => note)).toEqual(["either / or", "", "所知：甲"]);
    expect(scenariosOf(grid, "en").map(({ note }) => note)).toEqual(["either / or", "", "Known: a"]);
  });
});
