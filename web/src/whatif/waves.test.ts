import { describe, expect, it } from "vitest";
import type { Grid, Value } from "../api/types";
import { LIGHT } from "../scene/palette";
import { project, type XY } from "../scene/plane";
import type { Arrangement } from "../state/view";
import { courseOf } from "./course";
import { inksOf } from "./inks";
import { classOf, type Firm, firmsOf, ground, waves } from "./waves";

const NAMES = ["round", "node", "region", "industry", "channel", "loss", "lower", "upper", "rise", "total"];
const grid = (rows: Value[][]): Grid => ({
  columns: [...NAMES, "output_lost", "cause"].map((name) => ({
    name,
    type: "text",
    title: { zh: name, en: name },
    unit: null,
  })),
  rows,
  total: rows.length,
  truncated: false,
});
const course = courseOf(
  grid([
    [0, "A1", "S", "C26", "shock", 1, 1, 1, 1, 1, 40, null],
    [1, "A2", "H", "C39", "down", 0.04, 0.04, 0.04, 0.04, 0.04, 8, "A1"],
    [1, "A5", "H", "C39", "down", null, 0, 1, null, null, null, "A1"],
    [2, "A3", "X", null, "up", 0.5, 0.5, 0.5, 0.5, 0.5, 50, "A2"],
  ]),
);
const others: Firm[] = [
  { id: "A2", region: "H", industry: "C39" },
  { id: "Z1", region: "S", industry: "C26" },
  { id: "Z2", region: null, industry: "C26" },
];
const firms = firmsOf(course, others);
const SITES: Record<string, { lon: number; lat: number; above: boolean }> = {
  S: { lon: 121.47, lat: 31.23, above: false },
  H: { lon: 117.23, lat: 31.82, above: true },
};
const anchor: XY = project(118.8, 31.2);
const naming = {
  node: ({ id }: Firm) => id,
  region: (code: string | null) => code ?? "?",
  industry: (code: string | null) => code ?? "?",
  round: (round: number) => `R${round}`,
};
const base = (arrangement: Arrangement) =>
  ground(course, firms, {
    arrangement,
    anchor,
    naming,
    site: (code) => SITES[code] ?? null,
    schematic: true,
  });
const at = (arrangement: Arrangement, round: number, selected: string | null = null) =>
  waves(course, firms, base(arrangement), { arrangement, round, selected, inks: inksOf(LIGHT) });
const dot = (scene: ReturnType<typeof at>, id: string) => scene.dots.find((one) => one.id === id);

describe("the scene of a cascade", () => {
  it("holds everyone once, hit or not", () => {
    expect(firms.map(({ id }) => id)).toEqual(["A1", "A2", "A5", "A3", "Z1", "Z2"]);
    expect(at("chain", 2).dots).toHaveLength(6);
    expect(at("network", 2).dots.map(({ id }) => id)).toHaveLength(4);
    // Neither X nor an unknown region has a place on the map.
    expect(
      at("place", 2)
        .dots.map(({ id }) => id)
        .sort(),
    ).toEqual(["A1", "A2", "A5", "Z1"]);
    expect(base("place").unplaced).toBe(2);
    expect(dot(at("place", 2), "A2")?.hollow).toBe(true);
  });

  it("moves nobody while the rounds are played", () => {
    for (const arrangement of ["place", "chain", "network"] as const) {
      const places = (round: number) =>
        new Map(at(arrangement, round).dots.map(({ id, at: place }) => [id, place]));
      expect(places(0)).toEqual(places(2));
    }
  });

  it("shows what is lost by then: nothing before, hatched where it is unknown", () => {
    expect(dot(at("chain", 0), "A2")?.tone).toBeUndefined();
    const scene = at("chain", 1);
    expect(dot(scene, "A2")).toMatchObject({ tone: inksOf(LIGHT).ramp[1], ringed: true });
    expect(dot(scene, "A5")).toMatchObject({ tone: null });
    expect(dot(scene, "A1")).toMatchObject({ tone: inksOf(LIGHT).ramp[4], ringed: false });
    expect([0, 0.01, 0.011, 0.2, 0.5, 0.51, 1].map(classOf)).toEqual([0, 0, 1, 2, 3, 4, 4]);
  });

  it("draws by whom, dashed where that is not certain", () => {
    expect(at("chain", 0).strokes).toEqual([]);
    const strokes = new Map(at("chain", 1).strokes.map((stroke) => [stroke.target, stroke]));
    expect([...strokes.keys()].sort()).toEqual(["n:A2", "n:A5"]);
    expect(strokes.get("n:A2")?.dash).toBeNull();
    expect(strokes.get("n:A5")?.dash).not.toBeNull();
  });

  it("lifts the chain of causes of whoever is chosen", () => {
    const scene = at("network", 2, "A3");
    expect(dot(scene, "A3")?.emphasis).toBe("strong");
    expect(dot(scene, "A5")?.emphasis).toBe("faint");
    // What reached A3 came from A2, whose own hit came by another side: there the chain leaves what is listed.
    expect(scene.strokes.filter(({ emphasis }) => emphasis === "strong").map(({ target }) => target)).toEqual(
      ["n:A3"],
    );
  });

  it("begins the grid with what is hit first", () => {
    const { frame, places } = base("chain");
    expect(frame?.columns.map(({ title }) => title)).toEqual(["C26", "C39", "?"]);
    const y = (id: string) => places.get(id)?.[1] ?? 0;
    expect(y("A1")).toBeLessThan(y("A2"));
    expect(y("A2")).toBeLessThan(y("A3"));
    expect(y("A3")).toBeLessThan(y("Z2"));
  });

  it("leaves nobody out of a crowded cell", () => {
    const crowd = Array.from(
      { length: 700 },
      (_, n): Firm => ({ id: `N${n}`, region: "S", industry: "C26" }),
    );
    const { places } = ground(course, crowd, {
      arrangement: "chain",
      anchor,
      naming,
      site: () => null,
      schematic: true,
    });
    expect(new Set([...places.values()].map(String)).size).toBe(700);
  });
});
