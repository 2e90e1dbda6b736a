import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseShock, partOf, percentOf, TARGETS, type Term, writable, writeShock } from "./shock";

const code = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 }).filter((text) => writable(text));
const term: fc.Arbitrary<Term> = fc.record({
  targets: fc.array(fc.record({ kind: fc.constantFrom(...TARGETS), code: code.map((text) => text.trim()) }), {
    minLength: 1,
    maxLength: 3,
  }),
  part: fc.integer({ min: 0, max: 100 }).map(partOf),
});

describe("a shock", () => {
  it("reads back as it was written", () => {
    fc.assert(
      fc.property(fc.array(term, { maxLength: 4 }), (terms) => {
        expect(parseShock(writeShock(terms))).toEqual(terms);
      }),
    );
  });

  it("is read as the engine reads it", () => {
    expect(parseShock("region:310000=0.5; sector:C39+region:JPN；产品：光刻胶=1")).toEqual([
      { targets: [{ kind: "region", code: "310000" }], part: 0.5 },
      {
        targets: [
          { kind: "sector", code: "C39" },
          { kind: "region", code: "JPN" },
        ],
        part: 1,
      },
      { targets: [{ kind: "item", code: "光刻胶" }], part: 1 },
    ]);
    expect(parseShock("scenario:port-closure=0.5; 方案：chips-2020-22")).toEqual([
      { targets: [{ kind: "scenario", code: "port-closure" }], part: 0.5 },
      { targets: [{ kind: "scenario", code: "chips-2020-22" }], part: 1 },
    ]);
    expect(parseShock("")).toEqual([]);
    for (const odd of ["310000", "region:=1", "region:310000=2", "region:310000=x", "planet:mars=1"])
      expect(parseShock(odd), odd).toBeNull();
    for (const odd of ["scenario:", "scenario:port-closure+region:310000=1"])
      expect(parseShock(odd), odd).toBeNull();
  });

  it("keeps per cent exact", () => {
    for (let percent = 0; percent <= 100; percent++) expect(percentOf(partOf(percent))).toBe(percent);
    expect(String(partOf(30))).toBe("0.3");
  });
});
