import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftOf } from "./draft";
import { termsOf } from "./terms";

describe("the draft of an agreement", () => {
  it("says who gets what, and from which base on", () => {
    const terms = termsOf({ parties: "a|b|c", shares: "|0.35|0.1", base: "20", unit: "亿元", years: "5" });
    const text = draftOf(terms, ['甲"市', "乙市", "丙"], "t", 2027);
    expect(text).toContain('name_zh = "甲\\"市"');
    expect(text).toContain("shares = { host = 0.55, partner_1 = 0.35, partner_2 = 0.1 }");
    expect(text).toContain('kind = "increment"');
    expect(text).toContain('base = "20 亿元"');
    expect(text).toContain("end = 2032-01-01");
    expect(draftOf(termsOf({}), ["a", "b"], "t", 2027)).toContain('kind = "revenue"');
  });

  it("has shares that add up to one", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 5 }), (parts) => {
        const shares = `|${parts.map((part) => part / 1e6).join("|")}`;
        const parties = ["", ...parts].map((_, index) => `p${index}`).join("|");
        const text = draftOf(termsOf({ parties, shares }), [], "t", 2027);
        const found = [...text.matchAll(/(?:host|partner_\d) = ([\d.e-]+)/g)].map(([, part]) => Number(part));
        expect(found.reduce((sum, part) => sum + Math.round(part * 1e6), 0)).toBe(1e6);
      }),
    );
  });
});
