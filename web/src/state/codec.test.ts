import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LAYERS, SCALES } from "../api/types";
import { decode, encode, MIGRATIONS, VERSION } from "./codec";
import { DEFAULTS, type View } from "./view";

const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
/** Names of tables and methods stand in the path. */
const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/);
const year = fc.integer({ min: 1000, max: 9998 });
const camera = fc.record({
  x: fc.integer({ min: -1e8, max: 1e8 }).map((n) => n / 1e8),
  y: fc.integer({ min: -1e8, max: 1e8 }).map((n) => n / 1e8),
  zoom: fc.integer({ min: 0, max: 220_000 }).map((n) => n / 1e4),
});

const atlas: fc.Arbitrary<View> = fc.record({
  page: fc.constant("atlas" as const),
  language: fc.constantFrom("zh", "en"),
  theme: fc.constantFrom("auto", "light", "dark"),
  at: fc.option(fc.nat(1e6)),
  arrangement: fc.constantFrom("place", "chain", "network"),
  layers: fc.subarray([...LAYERS]),
  scale: fc.constantFrom(...SCALES),
  period: fc.option(
    fc.tuple(year, fc.integer({ min: 1, max: 50 })).map(([y, n]) => `${y}/${Math.min(9999, y + n)}`),
  ),
  cumulative: fc.boolean(),
  undated: fc.boolean(),
  proposed: fc.boolean(),
  area: fc.option(id),
  focus: fc.option(id),
  hops: fc.constantFrom(1, 2, 3),
  all: fc.boolean(),
  selection: fc.option(fc.tuple(fc.constantFrom("n", "l", "h"), id).map(([kind, name]) => `${kind}:${name}`)),
  compare: fc.uniqueArray(id, { maxLength: 10 }),
  comparing: fc.boolean(),
  camera: fc.option(camera),
  boundaries: fc.option(id),
  rows: fc.constantFrom("links", "nodes"),
  sort: fc.option(
    fc.record({ column: id.filter((name) => !name.startsWith("-")), descending: fc.boolean() }),
  ),
  filter: fc.string({ unit: "grapheme", maxLength: 12 }),
  tab: fc.constant("import" as const),
  table: fc.constant(null),
  method: fc.constant(null),
  parameters: fc.constant({}),
  look: fc.constant({}),
  run: fc.boolean(),
  plan: fc.constant({}),
  rival: fc.constant({}),
  versus: fc.constant(false),
  side: fc.constant("a" as const),
  computed: fc.constant(false),
  round: fc.constant(null),
  hit: fc.constant(null),
  list: fc.constant("region" as const),
  aim: fc.constant(null),
  meet: fc.constant({}),
  deal: fc.constant({}),
  watch: fc.constant({}),
});

const given = fc.dictionary(
  id.filter((name) => name !== "__proto__"),
  id,
  { noNullPrototype: true },
);

const whatIf: fc.Arbitrary<View> = fc
  .record({
    arrangement: fc.constantFrom("place", "chain", "network"),
    plan: given,
    rival: given,
    versus: fc.boolean(),
    side: fc.constantFrom("a", "b"),
    computed: fc.boolean(),
    round: fc.option(fc.nat(1e6)),
    hit: fc.option(id),
    list: fc.constantFrom("region", "industry", "hits"),
    aim: fc.option(camera),
  })
  .map((part) => ({ ...DEFAULTS, page: "whatif", ...part }) as View);

const data: fc.Arbitrary<View> = fc
  .record({
    tab: fc.constantFrom("import", "tables", "revisions", "sources", "boundaries"),
    table: fc.option(word),
  })
  .map((part) => ({ ...DEFAULTS, page: "data", ...part }) as View);

const methods: fc.Arbitrary<View> = fc
  .record({
    method: fc.option(word),
    parameters: given,
    look: given,
    run: fc.boolean(),
  })
  .map((part) => ({ ...DEFAULTS, page: "methods", ...part }) as View);

const meeting: fc.Arbitrary<View> = fc
  .record({ page: fc.constantFrom("match", "deals"), meet: given, deal: given })
  .map((part) => ({ ...DEFAULTS, ...part }) as View);

const watching: fc.Arbitrary<View> = fc
  .record({ page: fc.constantFrom("today", "watch", "report"), watch: given, at: fc.option(fc.nat(1e6)) })
  .map((part) => ({ ...DEFAULTS, ...part }) as View);

describe("the view in the address", () => {
  it("reads back as it was written", () => {
    fc.assert(
      fc.property(fc.oneof(atlas, whatIf, meeting, watching, data, methods), (view) => {
        expect(decode(encode(view))).toEqual(view);
      }),
    );
  });

  it("writes only what differs from the defaults", () => {
    expect(encode(DEFAULTS)).toBe(`/atlas?v=${VERSION}`);
    expect(encode({ ...DEFAULTS, arrangement: "chain", layers: ["IND", "INN"], period: "2016/2021" })).toBe(
      `/atlas?v=${VERSION}&arrange=chain&layers=INN.IND&period=2016-2021`,
    );
    expect(
      encode({
        ...DEFAULTS,
        page: "methods",
        method: "location_quotient",
        parameters: { period: "2020" },
        run: true,
      }),
    ).toBe(`/methods/location_quotient?v=${VERSION}&run=1&p.period=2020`);
  });

  it("writes of a scenario what was assumed, and nothing else", () => {
    expect(
      encode({
        ...DEFAULTS,
        page: "whatif",
        plan: { shock: "region:310000=0.5; sector:C39", epsilon: "" },
        rival: { shock: "region:310000=1" },
        versus: true,
        computed: true,
        round: 2,
      }),
    ).toBe(
      `/whatif?v=${VERSION}&versus=1&computed=1&round=2&a.shock=region:310000%3D0.5%3B+sector:C39&b.shock=region:310000%3D1`,
    );
  });

  it("never throws on nonsense, and then takes the defaults", () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true }), (url) => {
        decode(url);
      }),
    );
    const odd = decode(
      "/atlas?v=2&arrange=globe&layers=nonsense&period=2021-2016&hops=9&round=-1&side=c&list=all&aim=1_2&camera=1_2&compare=%25E0&select=zz&scale=moon",
    );
    expect(odd).toEqual({ ...DEFAULTS, layers: [] });
    // Making up a hundred addresses takes seconds where the machine has other work.
  }, 30_000);

  it("keeps at most ten nodes to compare", () => {
    const many = Array.from({ length: 14 }, (_, n) => `n${n}`).join("~");
    expect(decode(`/atlas?v=2&compare=${many}`).compare).toHaveLength(10);
  });
});

describe("links in printed reports", () => {
  it("are short, and open what they name", () => {
    expect(decode("/watch?alert=3f2a&at=7")).toEqual({
      ...DEFAULTS,
      page: "watch",
      at: 7,
      watch: { alert: "3f2a" },
    });
    expect(decode("/watch?list=matters&at=7").watch).toEqual({ list: "matters" });
    expect(decode("/data/tables/finding?at=7")).toMatchObject({
      page: "data",
      tab: "tables",
      table: "finding",
      at: 7,
    });
    // Elsewhere the same word means what it always did.
    expect(decode("/whatif?v=2&list=hits")).toMatchObject({ list: "hits", watch: {} });
  });
});

describe("older links", () => {
  it("have a migration for every version", () => {
    for (let version = 1; version < VERSION; version++) expect(MIGRATIONS[version]).toBeTypeOf("function");
  });

  it("of version 1 show the same picture", () => {
    expect(decode("/atlas?v=1&view=chain&layers=IND,VAL")).toEqual(
      decode("/atlas?v=2&arrange=chain&layers=IND.VAL"),
    );
    expect(decode("/atlas?v=1&view=map").arrangement).toBe("place");
  });

  it("of the time before scenarios say nothing of them, and keep what they said", () => {
    const old = decode("/methods/cascade?v=2&run=1&p.shock=region:310000%3D1&r.view=rank");
    expect(old).toEqual({
      ...DEFAULTS,
      page: "methods",
      method: "cascade",
      run: true,
      parameters: { shock: "region:310000=1" },
      look: { view: "rank" },
    });
    // A link of version 1 to a page that it could not know is migrated like any other.
    expect(decode("/whatif?v=1&view=chain&a.shock=actor:A1")).toEqual(
      decode("/whatif?v=2&arrange=chain&a.shock=actor:A1"),
    );
  });
});
