import { describe, expect, it } from "vitest";
import type { Value } from "../api/types";
import { HATCH, hit, page } from "./drawing";
import { towards } from "./Figure";
import { borders } from "./figures/borders";
import { begin, history, spreadLabels } from "./figures/history";
import { choropleth, type Region, STILL } from "./figures/map";
import { matrix } from "./figures/matrix";
import { network, web } from "./figures/network";
import { rank } from "./figures/rank";
import { scatter } from "./figures/scatter";
import { shares } from "./figures/shares";
import { ON_PAPER } from "./ink";
import { backbone, layout } from "./layout";
import { bandOf, directed, type Field, type Shape } from "./shape";
import { choice, INDUSTRY, NUMBER, PERIOD, REGION, shapeOfResult, sheetOf, TEXT } from "./testing";

const field = (shape: Shape, name: string): Field => {
  const found = shape.fields.find((one) => one.name === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
};
const sound = (body: string) => expect(body).not.toMatch(/NaN|undefined|Infinity/);

const PLACES: [string, number, number][] = [
  ["310100", 121.5, 31.2],
  ["320500", 120.6, 31.3],
  ["330100", 120.2, 30.3],
  ["340100", 117.2, 31.8],
];
const regions = new Map(
  PLACES.map(([code, lon, lat]): [string, Region] => [
    code,
    { code, name: `R${code}`, lon, lat, level: "city", parent: `${code.slice(0, 2)}0000` },
  ]),
);

describe("the map", () => {
  const rows: Value[][] = [
    ["310100", 1.5],
    ["320500", null],
    ["330100", 0.4],
    ["999999", 2],
  ];
  const shape = shapeOfResult({ region: REGION, location_quotient: NUMBER }, rows);
  const drawn = choropleth(sheetOf(rows), {
    region: field(shape, "region"),
    of: field(shape, "location_quotient"),
    choice: { classing: null, count: 5 },
    regions,
    borders: null,
    review: "GS(2024)1",
    land: [],
    shift: STILL,
    names: true,
    chosen: ["310100"],
  });

  it("colours cells, hatches the unknown, and says what has no place", () => {
    sound(drawn.body);
    expect(drawn.items.map(({ id }) => id)).toEqual(["310100", "320500", "330100"]);
    expect(drawn.body.split(`fill="${HATCH}"`).length - 1).toBe(2);
    expect(drawn.notes.join()).toContain("999999");
    expect(drawn.body).toContain("GS(2024)1");
  });

  it("finds each cell under its own place", () => {
    for (const item of drawn.items) {
      if (item.area.type !== "rings") throw new Error("a cell has rings");
      const points = item.area.rings[0] ?? [];
      const mean = (k: 0 | 1) => points.reduce((sum, point) => sum + point[k], 0) / points.length;
      expect(drawn.items[hit(drawn.items, [mean(0), mean(1)])]?.id).toBe(item.id);
    }
  });
});

describe("the matrix", () => {
  it("mirrors a result that has each pair once, and leaves the diagonal empty", () => {
    const codes = PLACES.map(([code]) => code);
    const rows = codes.flatMap((a, i) => codes.slice(i + 1).map((b): Value[] => [a, b, i / 3]));
    const shape = shapeOfResult({ region: REGION, partner: REGION, similarity: NUMBER }, rows);
    const drawn = matrix(
      sheetOf(rows),
      [field(shape, "region"), field(shape, "partner")],
      field(shape, "similarity"),
      "given",
      { classing: null, count: 5 },
      false,
    );
    sound(drawn.body);
    expect(drawn.items).toHaveLength(12);
    expect(drawn.items.every(({ row }) => row !== null)).toBe(true);
    expect(drawn.notes).toHaveLength(1);
  });

  it("never turns an arrow round", () => {
    const rows: Value[][] = [
      ["310100", "320500", 7],
      ["310100", "330100", 2],
      ["320500", "330100", 4],
    ];
    const shape = shapeOfResult({ node: REGION, partner: REGION, outward: NUMBER }, rows);
    expect(directed(shape)).toBe(true);
    const drawn = matrix(
      sheetOf(rows),
      [field(shape, "node"), field(shape, "partner")],
      field(shape, "outward"),
      "likeness",
      { classing: null, count: 5 },
      directed(shape),
    );
    expect(drawn.items.filter(({ row }) => row !== null)).toHaveLength(3);
    expect(drawn.items.filter(({ row }) => row === null)).toHaveLength(3);
  });

  it("tells what is unknown from what the result does not have", () => {
    const rows: Value[][] = [
      ["310100", "x-a", 1],
      ["320500", "x-b", 2],
      ["330100", "x-a", null],
    ];
    const shape = shapeOfResult({ region: REGION, industry: INDUSTRY, value: NUMBER }, rows);
    const drawn = matrix(
      sheetOf(rows),
      [field(shape, "region"), field(shape, "industry")],
      field(shape, "value"),
      "likeness",
      { classing: "equal", count: 3 },
      false,
    );
    expect(drawn.items.filter(({ row }) => row === null)).toHaveLength(3);
    expect(drawn.body).toContain(`fill="${HATCH}"`);
    expect(drawn.body).toContain("Not in the result");
  });

  it("keeps the order of stages", () => {
    const stages = ["research", "test", "market"];
    const rows = ["310100", "320500", "330100"].flatMap((region, r) =>
      stages.map((stage, s): Value[] => [region, stage, (r * 7 + s * 5) % 4]),
    );
    const shape = shapeOfResult(
      { region: REGION, stage: choice(...stages), links: { type: "integer" } },
      rows,
    );
    const drawn = matrix(
      sheetOf(rows),
      [field(shape, "region"), field(shape, "stage")],
      field(shape, "links"),
      "likeness",
      { classing: null, count: 5 },
      false,
    );
    expect(drawn.items.slice(0, 3).map(({ title }) => title.split(" · ")[1])).toEqual(stages);
  });
});

describe("the history", () => {
  const rows: Value[][] = [
    ["2019", "310100", 1],
    ["2020", "310100", null],
    ["2021", "310100", 3],
    ["2019", "320500", 2],
    ["2020", "320500", 2],
    ["2021", "320500", 2.5],
  ];
  const shape = shapeOfResult({ period: PERIOD, region: REGION, value: NUMBER }, rows);

  it("breaks a line where a value is unknown", () => {
    for (const way of ["lines", "multiples"] as const) {
      const drawn = history(
        sheetOf(rows),
        field(shape, "period"),
        field(shape, "region"),
        field(shape, "value"),
        way,
        [],
      );
      sound(drawn.body);
      expect(drawn.items).toHaveLength(5);
      const broken = [...drawn.body.matchAll(/ d="(M[^"]*)" fill="none"[^>]*stroke-width="2.2"/g)].map(
        ([, d]) => d ?? "",
      );
      expect(broken.map((d) => d.split("M").length - 1).sort()).toEqual([1, 2]);
    }
  });

  it("draws the bounds of a curve as a band", () => {
    const curve = [0, 10, 20, 30].map((km): Value[] => ["x-a", km, km * 0.1, km === 10 ? null : 0, 5]);
    const one = shapeOfResult(
      { industry: INDUSTRY, distance: NUMBER, density: NUMBER, lower: NUMBER, upper: NUMBER },
      [...curve, ...curve.map(([, ...rest]): Value[] => ["x-b", ...rest])],
    );
    const drawn = history(
      sheetOf(curve),
      field(one, "distance"),
      field(one, "industry"),
      field(one, "density"),
      "lines",
      [],
      [field(one, "lower"), field(one, "upper")],
    );
    sound(drawn.body);
    expect(drawn.body).toMatch(/d="M[^"]+Z" fill="rgb\([^"]*0\.22\)"/);
    expect(drawn.notes.join()).toContain("lower");
  });

  it("knows when years, quarters, months and intervals begin", () => {
    expect(["2020", "2020-Q3", "2020-07", "2018/2021", "before"].map(begin)).toEqual([
      2020, 2020.5, 2020.5, 2018, 0,
    ]);
  });

  it("moves labels apart without leaving the picture", () => {
    const labels = [{ y: 10 }, { y: 11 }, { y: 12 }, { y: 98 }];
    spreadLabels(labels, 15, 0, 100);
    const places = labels.map(({ y }) => y);
    for (const [k, y] of places.entries())
      if (k > 0) expect(y - (places[k - 1] ?? 0)).toBeGreaterThanOrEqual(15);
    expect(Math.max(...places)).toBeLessThanOrEqual(100);
  });
});

describe("the network", () => {
  const industries = ["x-a", "x-b", "x-c", "x-d"];
  const rows = industries.flatMap((a, i) =>
    industries.filter((b) => b !== a).map((b): Value[] => [a, b, a < b ? 1 / (1 + i) : 1 / (1 + i) - 0.01]),
  );
  const shape = shapeOfResult({ industry: INDUSTRY, partner: INDUSTRY, proximity: NUMBER }, rows);
  const pair = [field(shape, "industry"), field(shape, "partner")] as const;

  it("joins each pair once, keeps everything connected, and lays out the same every time", () => {
    const found = web(sheetOf(rows), pair, field(shape, "proximity"), 0.9);
    expect(found.ties).toHaveLength(6);
    expect(found.shown.length).toBeGreaterThanOrEqual(3);
    expect(found.places).toEqual(web(sheetOf(rows), pair, field(shape, "proximity"), 0.9).places);
    const drawn = network(sheetOf(rows), pair[0], field(shape, "proximity"), found, null, ["x-a"]);
    sound(drawn.body);
    expect(drawn.items.filter(({ row }) => row === null)).toHaveLength(4);
  });

  it("has a backbone that is a tree", () => {
    const ties = [
      { from: 0, to: 1, weight: 3 },
      { from: 1, to: 2, weight: 2 },
      { from: 0, to: 2, weight: 1 },
    ];
    expect(backbone(3, ties)).toEqual(ties.slice(0, 2));
    expect(layout(0, [])).toEqual([]);
  });
});

describe("ranking, scatter, shares and borders", () => {
  it("rank the unknown last and hatched", () => {
    const rows: Value[][] = [
      ["310100", null],
      ["320500", -2],
      ["330100", 5],
    ];
    const shape = shapeOfResult({ region: REGION, growth: NUMBER }, rows);
    const drawn = rank(
      sheetOf(rows),
      field(shape, "region"),
      field(shape, "growth"),
      "descending",
      10,
      null,
      [],
    );
    sound(drawn.body);
    expect(drawn.items.map(({ row }) => row)).toEqual([2, 1, 0]);
    const up = rank(sheetOf(rows), field(shape, "region"), field(shape, "growth"), "ascending", 2, null, []);
    expect(up.items.map(({ row }) => row)).toEqual([1, 2]);
    expect(up.notes).toHaveLength(1);
  });

  it("show an estimate as a point with its interval", () => {
    const rows: Value[][] = [
      ["size", 0.5, 0.2, 0.8],
      ["distance", -0.9, null, null],
    ];
    const shape = shapeOfResult({ term: TEXT, estimate: NUMBER, low: NUMBER, high: NUMBER }, rows);
    const estimate = field(shape, "estimate");
    const drawn = rank(
      sheetOf(rows),
      field(shape, "term"),
      estimate,
      "descending",
      10,
      null,
      [],
      bandOf(shape, estimate),
    );
    sound(drawn.body);
    expect(drawn.body.split("<circle").length - 1).toBe(2);
    expect(drawn.body.split('stroke-width="1.6" fill="none"').length - 1).toBe(1);
    expect(bandOf(shape, field(shape, "low"))).toBeNull();
  });

  it("leave out of a scatter what lacks a value, and say so", () => {
    const rows: Value[][] = [
      ["310100", 1, 2],
      ["320500", null, 1],
      ["330100", -1, 3],
    ];
    const shape = shapeOfResult({ region: REGION, a: NUMBER, b: NUMBER }, rows);
    const drawn = scatter(
      sheetOf(rows),
      field(shape, "region"),
      [field(shape, "a"), field(shape, "b")],
      null,
      [],
    );
    sound(drawn.body);
    expect(drawn.items).toHaveLength(2);
    expect(drawn.notes).toHaveLength(1);
  });

  it("say that a mode is undetermined, and never draw beyond the whole", () => {
    const rows: Value[][] = [
      ["A", "bay", 0.7, "bay"],
      ["A", "corridor", 0.3, "bay"],
      ["B", "bay", 0.5, null],
      ["B", "corridor", null, null],
    ];
    const shape = shapeOfResult(
      { case: TEXT, mode: choice("bay", "corridor"), probability: NUMBER, verdict: TEXT },
      rows,
    );
    const drawn = shares(
      sheetOf(rows),
      { subject: field(shape, "case"), parts: field(shape, "mode"), measure: field(shape, "probability") },
      field(shape, "verdict"),
      null,
    );
    sound(drawn.body);
    expect(drawn.body).toContain("Undetermined");
    expect(drawn.items).toHaveLength(4);
  });

  it("name the communities that cross a border", () => {
    const rows: Value[][] = [
      ["310100", 1],
      ["320500", 1],
      ["330100", 2],
      ["340100", 2],
    ];
    const shape = shapeOfResult({ region: REGION, community: { type: "integer" } }, rows);
    const unit = (row: number) => (row < 2 ? "P1" : String(rows[row]?.[0]));
    const drawn = borders(
      sheetOf(rows),
      field(shape, "region"),
      field(shape, "community"),
      unit,
      (code) => code,
      [{ title: "NMI", value: "0.5" }],
    );
    sound(drawn.body);
    expect(drawn.body).toContain("1 of 2 communities");
    expect(drawn.body).toContain("NMI: 0.5");
  });
});

describe("a page for print", () => {
  it("has title, notes and source as text, escaped, on white", () => {
    const text = page(
      { width: 500, height: 100, body: "<g/>", items: [], notes: ["A note & more"] },
      { title: "A < B", subtitle: "Period: 2021", source: "Source: method v1" },
      ON_PAPER,
    );
    for (const part of [
      "A &lt; B",
      "A note &amp; more",
      "Period: 2021",
      "Source: method v1",
      'fill="rgb(255 255 255)"',
    ])
      expect(text).toContain(part);
    expect(text).not.toMatch(/NaN|undefined/);
  });
});

describe("walking with the arrow keys", () => {
  it("goes to the nearest item ahead and stays where there is none", () => {
    const at = (x: number, y: number) => ({
      area: { type: "circle" as const, x, y, radius: 3 },
      title: "",
      row: null,
    });
    const items = [at(0, 0), at(10, 1), at(30, 0), at(0, 20)];
    expect(towards(items, null, [1, 0])).toBe(0);
    expect(towards(items, 0, [1, 0])).toBe(1);
    expect(towards(items, 0, [0, 1])).toBe(3);
    expect(towards(items, 0, [-1, 0])).toBe(0);
  });
});
