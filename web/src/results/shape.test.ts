import { describe, expect, it } from "vitest";
import type { Value } from "../api/types";
import { lookOf, pick } from "./look";
import { bandOf, communityOf, type Field, matrixOf, pairOf, periodOf, sharesOf, viewsOf } from "./shape";
import { choice, INDUSTRY, NUMBER, PERIOD, REGION, shapeOfResult, TEXT } from "./testing";

const everywhere = () => true;
const names = (fields: readonly { name: string }[]) => fields.map(({ name }) => name);
const REGIONS = ["310100", "320500", "330100", "340100"];

const quotients = () =>
  shapeOfResult(
    {
      period: PERIOD,
      region: REGION,
      industry: INDUSTRY,
      value: NUMBER,
      location_quotient: NUMBER,
      present: { type: "boolean" },
    },
    ["2020", "2021"].flatMap((period) =>
      REGIONS.flatMap((region, r) =>
        ["x-a", "x-b"].map((industry, i): Value[] => [period, region, industry, r + i, 0.5 + r * 0.4, r > 1]),
      ),
    ),
  );

describe("the shape of a result", () => {
  it("finds keys, measures and kinds of a table by period, region and industry", () => {
    const shape = quotients();
    expect(names(shape.keys)).toEqual(["period", "region", "industry"]);
    expect(names(shape.measures)).toEqual(["value", "location_quotient"]);
    expect(names(shape.kinds)).toEqual(["present"]);
    expect(viewsOf(shape, everywhere)).toEqual(["map", "matrix", "history", "rank", "scatter"]);
    expect(names(matrixOf(shape) ?? [])).toEqual(["region", "industry"]);
  });

  it("offers no map where no region has a place, and no history of one period", () => {
    const shape = shapeOfResult({ period: PERIOD, region: REGION, total: NUMBER }, [
      ["2020", "310100", 1],
      ["2020", "320500", 2],
    ]);
    expect(viewsOf(shape, () => false)).toEqual(["rank"]);
  });

  it("sees pairs of regions as a matrix and a network first", () => {
    const rows = REGIONS.flatMap((a, i) =>
      REGIONS.slice(i + 1).map((b, j): Value[] => ["2020", a, b, 0.1 * (i + j), 4]),
    );
    const shape = shapeOfResult(
      {
        period: PERIOD,
        region: REGION,
        partner: REGION,
        similarity: NUMBER,
        industries: { type: "integer" },
      },
      rows,
    );
    expect(names(pairOf(shape) ?? [])).toEqual(["region", "partner"]);
    expect(viewsOf(shape, everywhere).slice(0, 2)).toEqual(["matrix", "network"]);
  });

  it("takes a text column for regions where it holds codes of regions", () => {
    const shape = shapeOfResult(
      { layer: choice("IND", "INN"), node: TEXT, neighbours: { type: "integer" } },
      REGIONS.map((region, n): Value[] => ["IND", region, n]),
    );
    expect(shape.keys.find(({ name }) => name === "node")?.domain).toBe("region");
    expect(viewsOf(shape, everywhere)).toEqual(["map", "rank"]);
  });

  it("colours the map by quadrant for LISA, with the value and p beside", () => {
    const shape = shapeOfResult(
      {
        region: REGION,
        value: NUMBER,
        local_i: NUMBER,
        quadrant: choice("high_high", "low_low", "not_significant"),
        p: NUMBER,
      },
      REGIONS.map((region, n): Value[] => [
        region,
        n,
        n - 1.5,
        n > 2 ? "high_high" : "not_significant",
        0.01 * n,
      ]),
    );
    expect(names(shape.kinds)).toEqual(["quadrant"]);
    const look = lookOf({}, shape, viewsOf(shape, everywhere));
    expect(look?.view).toBe("map");
    expect(look?.of?.name).toBe("quadrant");
  });

  it("sees communities, though they are numbered", () => {
    const shape = shapeOfResult(
      { node: TEXT, community: { type: "integer" }, region: TEXT, modularity: NUMBER },
      REGIONS.map((region, n): Value[] => [region, n % 2, `${region.slice(0, 2)}0000`, 0.4]),
    );
    expect(communityOf(shape)?.name).toBe("community");
    expect(names(shape.measures)).toEqual(["modularity"]);
    expect(viewsOf(shape, everywhere)).toContain("borders");
  });

  it("sees probabilities of a mode as parts of one, the case as their subject", () => {
    const modes = ["bay", "corridor", "network"];
    const shape = shapeOfResult(
      { case: TEXT, mode: choice(...modes), probability: NUMBER },
      ["A", "B"].flatMap((one) => modes.map((mode, n): Value[] => [one, mode, [0.7, 0.2, 0.1][n] ?? 0])),
    );
    const found = sharesOf(shape);
    expect([found?.subject?.name, found?.parts.name, found?.measure.name]).toEqual([
      "case",
      "mode",
      "probability",
    ]);
    expect(viewsOf(shape, everywhere)[0]).toBe("shares");
  });

  it("takes for parts of one only what adds up to one", () => {
    const layers = ["IND", "INN", "KNO"];
    const shares = (values: number[]) =>
      sharesOf(
        shapeOfResult(
          { layer: choice(...layers), top_share: NUMBER },
          layers.map((layer, n): Value[] => [layer, values[n] ?? 0]),
        ),
      );
    expect(shares([0.5, 0.3, 0.2])?.parts.name).toBe("layer");
    expect(shares([0.5, 0.9, 0.7])).toBeNull();
  });

  it("sees a curve where only a number tells the rows apart", () => {
    const shape = shapeOfResult(
      { industry: INDUSTRY, distance: NUMBER, density: NUMBER, lower: NUMBER, upper: NUMBER },
      ["x-a", "x-b"].flatMap((one) => [0, 10, 20, 30].map((km): Value[] => [one, km, km * 0.1, 0, 5])),
    );
    expect(names(shape.keys)).toEqual(["industry", "distance"]);
    expect(periodOf(shape)?.domain).toBe("axis");
    expect(names(bandOf(shape, shape.measures[0] as Field) ?? [])).toEqual(["lower", "upper"]);
    expect(viewsOf(shape, everywhere)[0]).toBe("history");
    expect(lookOf({}, shape, viewsOf(shape, everywhere))?.of?.name).toBe("density");
  });

  it("takes the last of two periods that go together as time", () => {
    const shape = shapeOfResult(
      { previous: PERIOD, period: PERIOD, region: REGION, change: NUMBER },
      [
        ["2019", "2020"],
        ["2020", "2021"],
      ].flatMap(([from, to]) => REGIONS.map((region, n): Value[] => [from ?? "", to ?? "", region, n])),
    );
    expect(names(shape.keys)).toEqual(["period", "region"]);
  });

  it("survives an empty result and a result of nulls", () => {
    const empty = shapeOfResult({ region: REGION, value: NUMBER }, []);
    expect(viewsOf(empty, everywhere)).toEqual([]);
    expect(lookOf({}, empty, [])).toBeNull();
    const nulls = shapeOfResult({ region: REGION, value: NUMBER }, [
      [null, null],
      [null, null],
    ]);
    expect(viewsOf(nulls, everywhere)).toEqual([]);
  });
});

describe("a look at a result", () => {
  it("holds the latest period and the first industry, and shows the rest", () => {
    const shape = quotients();
    const look = lookOf({}, shape, viewsOf(shape, everywhere));
    expect(look?.held.map(({ field, value }) => [field.name, value])).toEqual([
      ["period", "2021"],
      ["industry", "x-a"],
    ]);
    const rows = ["2020", "2021"].flatMap((period) =>
      REGIONS.flatMap((region) => ["x-a", "x-b"].map((industry): Value[] => [period, region, industry])),
    );
    expect(pick(rows, look?.held ?? [])).toHaveLength(REGIONS.length);
  });

  it("takes from the address what it understands", () => {
    const shape = quotients();
    const offered = viewsOf(shape, everywhere);
    const look = lookOf(
      {
        view: "rank",
        of: "value",
        "at.period": "2020",
        top: "10",
        order: "ascending",
        chosen: "310100~340100",
      },
      shape,
      offered,
    );
    expect(look).toMatchObject({
      view: "rank",
      top: 10,
      rankOrder: "ascending",
      chosen: ["310100", "340100"],
    });
    expect(look?.of?.name).toBe("value");
    expect(look?.held[0]?.value).toBe("2020");
    const odd = lookOf({ view: "globe", of: "nothing", top: "many", shift: "1_2" }, shape, offered);
    expect(odd).toMatchObject({ view: "map", top: 30, shift: { zoom: 1 } });
  });
});
