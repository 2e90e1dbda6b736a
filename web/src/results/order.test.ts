import { describe, expect, it } from "vitest";
import { byLikeness, byMean } from "./order";

/** Two blocks, shuffled: rows of a kind are alike. */
const rows = [
  [1, 1, 0, 0],
  [0, 0, 1, 1],
  [0.9, 1, 0.1, 0],
  [0, 0.1, 1, 0.9],
  [1, 0.9, 0, 0.1],
  [0.1, 0, 0.9, 1],
];

describe("the order of a matrix", () => {
  it("puts the planted blocks together, whatever order the rows came in", () => {
    for (const shuffle of [
      [0, 1, 2, 3, 4, 5],
      [5, 3, 1, 4, 0, 2],
      [2, 5, 0, 3, 4, 1],
    ]) {
      const order = byLikeness(shuffle.map((k) => rows[k] ?? [])).map((k) => (shuffle[k] ?? 0) % 2);
      const changes = order.slice(1).filter((kind, k) => kind !== order[k]).length;
      expect(changes).toBe(1);
    }
  });

  it("is a permutation, also with unknown values and with rows that share no known column", () => {
    const gaps = [
      [1, null, null],
      [null, 2, null],
      [null, null, null],
      [1, 2, 3],
    ];
    expect([...byLikeness(gaps)].sort()).toEqual([0, 1, 2, 3]);
    expect(byLikeness([])).toEqual([]);
  });

  it("by mean puts the largest first and the unknown last", () => {
    expect(
      byMean([
        [1, null],
        [null, null],
        [5, 3],
      ]),
    ).toEqual([2, 0, 1]);
  });
});
