import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bearable, increment, proposal, sharedOf, termsOf, withParties } from "./terms";

describe("terms", () => {
  it("begin as an example and are read from the address", () => {
    const terms = termsOf({});
    expect(terms.parties.map(({ share }) => share)).toEqual([0, 0.4]);
    expect(proposal(terms)).toEqual([60, 40]);
    expect(termsOf({ tax: "250", growth: "nonsense", lag: "-3" }).numbers).toMatchObject({
      tax: 250,
      growth: 0.03,
      lag: 1,
    });
  });

  it("leave unknown what was left blank", () => {
    const terms = termsOf({ parties: "a|b|c", alone: "30||0" });
    expect(terms.parties.map(({ alone }) => alone)).toEqual([30, null, 0]);
    expect(bearable(terms)).toBeNull();
  });

  it("read back as they were written", () => {
    const party = fc.record({
      name: fc.string({ maxLength: 8 }).map((name) => name.replaceAll("|", "/")),
      alone: fc.option(fc.integer({ min: -1000, max: 1000 })),
      weight: fc.integer({ min: 1, max: 9 }),
      share: fc.integer({ min: 0, max: 20 }).map((n) => n / 100),
    });
    fc.assert(
      fc.property(fc.array(party, { minLength: 2, maxLength: 5 }), (parties) => {
        const whole = parties.map((one, index) => (index === 0 ? { ...one, share: 0 } : one));
        expect(termsOf(withParties({}, whole)).parties).toEqual(whole);
      }),
    );
  });

  it("never give away more than there is", () => {
    const terms = termsOf({ parties: "a|b|c", shares: "|0.8|0.7" });
    expect(sharedOf(terms)).toBe(1);
    expect(proposal(terms).reduce((sum, part) => sum + part, 0)).toBeCloseTo(100, 9);
  });

  it("share only what lies above the base", () => {
    const terms = termsOf({ base: "90", shares: "|0.5" });
    expect(increment(terms)).toBeCloseTo(0.1, 12);
    expect(proposal(terms)).toEqual([95, 5]);
    expect(proposal(termsOf({ base: "200", shares: "|0.5" }))).toEqual([100, 0]);
  });

  it("say where nobody loses, and that there is no such place", () => {
    expect(bearable(termsOf({}))).toEqual({ from: 0.1, to: 0.7 });
    expect(bearable(termsOf({ alone: "80|40" }))).toBeNull();
    expect(bearable(termsOf({ tax: "0" }))).toBeNull();
  });
});
