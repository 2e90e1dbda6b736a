import { describe, expect, it } from "vitest";
import type { Method, Parameter } from "../api/types";
import { sourcesOf } from "./suggestions";

const method = {
  inputs: [
    { table: "indicator", columns: ["indicator", "region", "industry", "period", "value"], optional: false },
  ],
} as unknown as Method;
const parameter = (name: string, type = "text") => ({ name, kind: { type } }) as unknown as Parameter;

describe("what a parameter takes", () => {
  it("is the values of the column that it is called like, one or several", () => {
    const of = (name: string) => sourcesOf(method, parameter(name)).map(({ column, many }) => [column, many]);
    expect(of("indicator")).toEqual([["indicator", false]]);
    expect(of("indicators")).toEqual([["indicator", true]]);
    expect(of("reference_region")).toEqual([["region", false]]);
    expect(of("regressors")).toEqual([["indicator", true]]);
    expect(of("dependent")).toEqual([["indicator", false]]);
    expect(of("seed")).toEqual([]);
    expect(sourcesOf(method, parameter("indicator", "choice"))).toEqual([]);
  });
});
