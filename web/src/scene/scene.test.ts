import { describe, expect, it } from "vitest";
import type { Atlas, AtlasLink, AtlasNode } from "../api/types";
import { LAYERS } from "../api/types";
import { annotate, type Sight, screen } from "./annotate";
import { hatch } from "./chain";
import { graticuleStep, placeLabels, scaleBar } from "./label";
import { LIGHT } from "./palette";
import { curve, nearer, project, unproject } from "./plane";
import { type SceneOptions, scene, standing } from "./scene";
import { svg } from "./svg";
import { between } from "./tween";

const node = (id: string, over: Partial<AtlasNode> = {}): AtlasNode => ({
  id,
  title: { zh: id, en: id },
  kind: "region",
  level: "city",
  region: id,
  lon: 120,
  lat: 31,
  located: "own",
  degree: { IND: 1 },
  actors: 1,
  intra: 0,
  chain: {},
  network: { x: 0, y: 0 },
  row: 0,
  hop: null,
  ...over,
});

const link = (from: string, to: string, over: Partial<AtlasLink> = {}): AtlasLink => ({
  id: `${from}>${to}:IND`,
  from,
  to,
  layer: "IND",
  direction: "one",
  links: 1,
  agreements: 1,
  weight: null,
  unit: null,
  proposed: 0,
  unfulfilled: 0,
  modelled: 0,
  kinds: [],
  start: null,
  end: null,
  undated: 1,
  ...over,
});

const atlas: Atlas = {
  revision: 1,
  scale: "city",
  layers: [...LAYERS],
  period: null,
  mode: "interval",
  time: { start: null, end: null, buckets: [], undated: {} },
  nodes: [
    node("a", { lon: 121.47, lat: 31.23, chain: { research: 2 }, network: { x: -1, y: 1 } }),
    node("b", { lon: 117.23, lat: 31.82, chain: { market: 1 }, network: { x: 1, y: -1 }, row: 1 }),
    node("c", { lon: null, lat: null, located: "none", row: 2 }),
  ],
  links: [link("a", "b"), link("b", "c", { proposed: 1 })],
  hyperedges: [
    {
      id: "h",
      layer: "VAL",
      kind: "fund",
      title: { zh: "基金", en: "Fund" },
      members: ["a", "b", "c"],
      carrier: null,
      status: "stated",
      start: null,
      end: null,
    },
  ],
  stages: [
    { code: "research", title: { zh: "研发", en: "Research" } },
    { code: "market", title: { zh: "市场", en: "Market" } },
  ],
  ties: { IND: 2, VAL: 1 },
  coverage: {
    links_total: 5,
    links_shown: 5,
    undated_hidden: 0,
    proposed_hidden: 0,
    unlocated_nodes: 1,
    truncated: false,
  },
};

const options = (over: Partial<SceneOptions> = {}): SceneOptions => ({
  arrangement: "place",
  selection: null,
  anchor: project(118, 31),
  title: (words) => words.en,
  schematic: true,
  ...over,
});

describe("the scene", () => {
  it("puts no node on the map whose place is unknown, and every node elsewhere", () => {
    expect(scene(atlas, options()).dots.map((dot) => dot.id)).toEqual(["a", "b"]);
    expect(scene(atlas, options({ arrangement: "network" })).dots).toHaveLength(3);
  });

  it("draws a multi-party agreement as one hub with a spoke for each party", () => {
    const drawn = scene(atlas, options({ arrangement: "network" }));
    expect(drawn.hubs).toHaveLength(1);
    expect(drawn.strokes.filter((stroke) => stroke.target === "h:h")).toHaveLength(3);
  });

  it("shows a missing stage as a hatched cell, and no cell where nothing is known", () => {
    const { frame } = scene(atlas, options({ arrangement: "chain" }));
    expect(frame?.cells.filter((cell) => cell.gap)).toHaveLength(2);
    expect(frame?.cells).toHaveLength(4);
    expect(frame?.rules).toHaveLength(2);
  });

  it("tells the promised and the modelled from the firm", () => {
    expect(standing(link("a", "b"))).toBe("firm");
    expect(standing(link("a", "b", { links: 2, proposed: 1 }))).toBe("firm");
    expect(standing(link("a", "b", { links: 2, proposed: 2 }))).toBe("proposed");
    expect(standing(link("a", "b", { unfulfilled: 1 }))).toBe("unfulfilled");
    expect(standing(link("a", "b", { modelled: 1 }))).toBe("modelled");
  });

  it("fades what is not connected with the selection", () => {
    const drawn = scene(atlas, options({ arrangement: "network", selection: "n:c" }));
    expect(drawn.strokes.find((stroke) => stroke.id === "a>b:IND")?.emphasis).toBe("faint");
    expect(drawn.strokes.find((stroke) => stroke.id === "b>c:IND")?.emphasis).toBe("strong");
  });

  it("moves the same dots from one arrangement to the next", () => {
    const [from, to] = [scene(atlas, options()), scene(atlas, options({ arrangement: "chain" }))];
    const start = between(from, to, 0);
    const end = between(from, to, 1);
    const at = (parts: typeof start, id: string) => parts.dots.find((dot) => dot.id === id)?.at;
    expect(at(start, "a@research")).toEqual(from.dots.find((dot) => dot.id === "a")?.at);
    expect(at(end, "a@research")).toEqual(to.dots.find((dot) => dot.id === "a@research")?.at);
    expect(end.dots.map((dot) => dot.id)).toEqual(to.dots.map((dot) => dot.id));
  });

  it("is exported with everything that is on it", () => {
    const drawn = scene(atlas, options());
    const sight: Sight = { width: 800, height: 600, zoom: 6, centre: project(119, 31.5) };
    const notes = annotate(drawn, sight, {
      ink: LIGHT,
      measure: (text) => text.length * 7,
      labels: drawn.labels,
      review: "审图号：GS(1)1",
      metres: String,
    });
    const picture = svg(drawn, sight, LIGHT, notes, null, {
      title: "Who <connects>?",
      subtitle: "s",
      source: "revision 1",
      layers: LAYERS.map((layer) => ({ layer, text: layer })),
      signs: [{ sign: "line", dash: [5, 3], text: "modelled" }],
    });
    for (const part of [
      "Who &lt;connects&gt;?",
      "revision 1",
      "审图号：GS(1)1",
      "modelled",
      ">a<",
      ">b<",
      ...LAYERS,
    ])
      expect(picture).toContain(part);
    expect(picture).not.toContain("NaN");
  });
});

describe("geometry", () => {
  it("projects there and back", () => {
    const [lon, lat] = unproject(project(118.78, 32.04));
    expect(lon).toBeCloseTo(118.78, 9);
    expect(lat).toBeCloseTo(32.04, 9);
  });

  it("bends a curve without moving its ends", () => {
    const path = curve([0, 0], [1, 0], 0.2);
    expect(path[0]).toEqual([0, 0]);
    expect(path.at(-1)).toEqual([1, 0]);
    expect(Math.max(...path.map(([, y]) => Math.abs(y)))).toBeCloseTo(0.2, 2);
  });

  it("keeps the hatching within its box", () => {
    for (const [[x1, y1], [x2, y2]] of hatch(10, 20, 90, 42)) {
      for (const x of [x1, x2]) expect(x).toBeGreaterThanOrEqual(10 - 1e-9);
      for (const x of [x1, x2]) expect(x).toBeLessThanOrEqual(90 + 1e-9);
      for (const y of [y1, y2]) expect(y).toBeGreaterThanOrEqual(20 - 1e-9);
      for (const y of [y1, y2]) expect(y).toBeLessThanOrEqual(42 + 1e-9);
    }
  });

  it("cuts a cell at the bisector", () => {
    const square = [
      [0, 0],
      [2, 0],
      [2, 2],
      [0, 2],
    ] as const;
    const left = nearer(square, [0.5, 1], [1.5, 1]);
    expect(Math.max(...left.map(([x]) => x))).toBeCloseTo(1);
  });
});

describe("labels and rulers", () => {
  const label = (id: string, x: number, weight: number) => ({
    id,
    text: id,
    at: [x, 0.5] as const,
    gap: 4,
    width: 100,
    weight,
    emphasis: "full" as const,
    side: "auto" as const,
  });
  const at = screen({ width: 512, height: 512, zoom: 0, centre: [0.5, 0.5] });

  it("never overlap, and the weightier wins", () => {
    const labels = Array.from({ length: 60 }, (_, n) => label(`label ${n}`, 0.5 + n * 0.001, n));
    const placed = placeLabels(labels, at, (text) => text.length * 7, [512, 512]);
    expect(placed[0]?.id).toBe("label 59");
    for (const [n, a] of placed.entries()) {
      for (const b of placed.slice(n + 1)) {
        const apart =
          Math.abs(a.y - b.y) >= 15 || a.x + a.text.length * 7 <= b.x || b.x + b.text.length * 7 <= a.x;
        expect(apart, `${a.text} and ${b.text}`).toBe(true);
      }
    }
  });

  it("cut what is too long", () => {
    const [placed] = placeLabels(
      [{ ...label("x", 0.5, 1), text: "a very long name indeed, longer than fits" }],
      at,
      (text) => text.length * 7,
      [512, 512],
    );
    expect(placed?.text.endsWith("…")).toBe(true);
    expect((placed?.text.length ?? 0) * 7).toBeLessThanOrEqual(100);
  });

  it("choose round lengths and steps", () => {
    expect(scaleBar(1000).metres).toBe(100_000);
    expect(scaleBar(37).metres).toBe(2000);
    expect(graticuleStep(5)).toBe(5);
  });
});
