import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLASSINGS, centreOf, classes, classOf, digitsFor, ticks, tone } from "./scale";

const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe("classes", () => {
  it("hold every value, in ascending bounds, equal values together", () => {
    fc.assert(
      fc.property(
        values,
        fc.constantFrom(...CLASSINGS),
        fc.integer({ min: 2, max: 9 }),
        (list, classing, count) => {
          const centre = classing === "diverging" ? 0 : null;
          const found = classes(list, classing, count, centre);
          if (!found) throw new Error("there are values");
          const { breaks } = found;
          for (const [index, bound] of breaks.entries())
            if (index > 0 && breaks.length > 2) expect(bound).toBeGreaterThan(breaks[index - 1] as number);
          for (const value of list) {
            const index = classOf(found, value);
            expect(value).toBeGreaterThanOrEqual(breaks[index] as number);
            expect(value).toBeLessThanOrEqual(breaks[index + 1] as number);
            expect(tone(found, index)).toBeGreaterThanOrEqual(0);
            expect(tone(found, index)).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });

  it("by quantiles hold equally many", () => {
    const list = Array.from({ length: 100 }, (_, n) => n ** 3);
    const found = classes(list, "quantile", 5, null);
    const counts = [0, 0, 0, 0, 0];
    for (const value of list) {
      const index = found ? classOf(found, value) : 0;
      counts[index] = (counts[index] ?? 0) + 1;
    }
    expect(counts).toEqual([20, 20, 20, 20, 20]);
  });

  it("that diverge turn at the centre, darker away from it", () => {
    const found = classes([0.1, 0.4, 0.8, 1.2, 1.9, 5], "diverging", 4, 1);
    expect(found?.breaks).toContain(1);
    if (!found) return;
    expect(tone(found, classOf(found, 0.1))).toBeLessThan(tone(found, classOf(found, 0.8)));
    expect(tone(found, classOf(found, 0.8))).toBeLessThan(0.5);
    expect(tone(found, classOf(found, 1))).toBeGreaterThan(0.5);
    expect(tone(found, classOf(found, 5))).toBe(1);
  });

  it("are none without a value, and one for a single value", () => {
    expect(classes([], "quantile", 5, null)).toBeNull();
    expect(classes([Number.NaN], "equal", 5, null)).toBeNull();
    expect(classes([3, 3], "quantile", 5, null)?.breaks).toEqual([3, 3]);
  });
});

describe("what a measure is read against", () => {
  it("is one for a quotient, zero for what has both signs, nothing for the rest", () => {
    expect(centreOf("location_quotient", [0.5, 2])).toBe(1);
    expect(centreOf("location_quotient", [1.5, 2])).toBeNull();
    expect(centreOf("local_i", [-1, 2])).toBe(0);
    expect(centreOf("similarity", [0.1, 0.9])).toBeNull();
  });
});

describe("axes", () => {
  it("span the values with round steps", () => {
    expect(ticks(0, 5.15, 6)).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(ticks(0.06, 0.19, 6)[0]).toBeLessThanOrEqual(0.06);
    fc.assert(
      fc.property(
        fc.double({ min: -1e9, max: 1e9, noNaN: true }),
        fc.double({ min: 1e-6, max: 1e9, noNaN: true }),
        (low, width) => {
          const list = ticks(low, low + width);
          expect(list[0]).toBeLessThanOrEqual(low + 1e-6 * width + 1e-3);
          expect(list.length).toBeLessThan(14);
        },
      ),
    );
  });

  it("write as many digits as are needed", () => {
    expect(digitsFor([0, 2, 4])).toBe(0);
    expect(digitsFor([0.06, 0.08, 0.1])).toBe(2);
    expect(digitsFor([0.5312, 1, 1.7634])).toBe(2);
  });
});
