import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { curveOf, gaps, marksOf, stretches, ticksOf } from "./trend";

const FRAME = { width: 100, height: 50, left: 0, right: 0, top: 0, bottom: 0 };

describe("a series", () => {
  it("breaks off where nothing is known, and is never drawn as zero there", () => {
    const curve = curveOf([10, 20, null, 30, null], [null, null, null, null, null], FRAME);
    expect(curve.line).toBe(`M0.0,${curve.y(10).toFixed(1)}L25.0,${curve.y(20).toFixed(1)}`);
    expect(curve.dots).toEqual([{ x: 75, y: curve.y(30) }]);
    expect(curve.unknown).toEqual([
      [2, 3],
      [4, 5],
    ]);
    expect(curve.ticks[0]?.value).toBeGreaterThan(0);
  });

  it("shows a band only where there is one", () => {
    const curve = curveOf([1, 2, 3], [null, [0, 4], [1, 5]], FRAME);
    expect(curve.band.match(/M/g)).toHaveLength(1);
    expect(curve.band.match(/L/g)).toHaveLength(3);
    expect(curveOf([null, null], [null, null], FRAME).line).toBe("");
  });

  it("is known or unknown at every step, never both", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.integer())), (values) => {
        const runs = [...stretches(values), ...gaps(values)].sort((a, b) => a[0] - b[0]);
        expect(runs.reduce((at, [from, to]) => (from === at && to > from ? to : Number.NaN), 0)).toBe(
          values.length,
        );
      }),
    );
  });
});

describe("the scale", () => {
  it("holds both ends in few round steps", () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 0.001, max: 1e9, noNaN: true }),
        (low, length) => {
          const ticks = ticksOf(low, low + length);
          expect(ticks[0]).toBeLessThanOrEqual(low + 1e-6 * length);
          expect(ticks.at(-1)).toBeGreaterThanOrEqual(low + length - 1e-6 * length);
          expect(ticks.length).toBeLessThanOrEqual(6);
        },
      ),
    );
    expect(ticksOf(5, 5).length).toBeGreaterThan(1);
    expect(ticksOf(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual([0, 1]);
  });

  it("names the turns of the years", () => {
    const steps = Array.from(
      { length: 30 },
      (_, n) => `${2022 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`,
    );
    expect(marksOf(steps, 6)).toEqual([0, 12, 24]);
    expect(marksOf(["2024-05", "2024-06"], 6)).toEqual([0, 1]);
    expect(marksOf([], 6)).toEqual([]);
  });
});
