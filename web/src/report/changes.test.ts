import { describe, expect, it } from "vitest";
import type { NamedNumber } from "../api/types";
import { changes, type Frozen, predecessor, type Report, type ReportTable } from "./changes";

const words = (text: string) => ({ zh: text, en: text });
const figure = (name: string, value: number | null): NamedNumber => ({
  name,
  title: words(name),
  value,
  before: null,
  form: "count",
  unit: null,
  notes: [],
});
const table = (name: string, rows: string[], left_out = 0): ReportTable => ({
  kind: "table",
  name,
  title: words(name),
  columns: [],
  rows: rows.map((text) => ({ cells: [words(text), null], link: null, notes: [] })),
  left_out,
});
const report = (figures: NamedNumber[], tables: ReportTable[]): Report => ({
  title: words("report"),
  scale: null,
  period: "2024-06",
  before: null,
  revision: 1,
  sections: [{ title: words("all"), parts: [{ kind: "figures", figures }, ...tables] }],
});

describe("two reports", () => {
  it("differ in what moved, came and went", () => {
    const found = changes(
      report([figure("alerts", 2), figure("red", 1), figure("gone", 4)], [table("alerts", ["a", "b"])]),
      report([figure("alerts", 3), figure("red", 1)], [table("alerts", ["b", "c"], 4)]),
    );
    expect(found.moved.map(({ title, from, to }) => [title.en, from, to])).toEqual([
      ["alerts", 2, 3],
      // What is no longer said is not known; it did not become nothing.
      ["gone", 4, null],
    ]);
    expect(found.tables).toEqual([
      {
        name: "alerts",
        title: words("alerts"),
        more: [[words("c"), null]],
        gone: [[words("a"), null]],
        unlisted: true,
      },
    ]);
  });

  it("that say the same do not differ", () => {
    const one = report([figure("alerts", null)], [table("alerts", ["a"])]);
    expect(changes(one, one)).toEqual({ moved: [], tables: [] });
  });
});

describe("the report before", () => {
  const frozen = (
    id: string,
    period: string,
    revision: number,
    port = "",
    scale: string | null = null,
  ): Frozen => ({
    id,
    title: words(id),
    port,
    scale,
    period,
    revision,
    sha256: id,
    at: "2024-07-01T00:00:00Z",
  });
  const list = [
    frozen("june7", "2024-06", 7),
    frozen("june5", "2024-06", 5),
    frozen("may", "2024-05", 4),
    frozen("year", "2023", 4),
    frozen("other", "2024-05", 6, "340000"),
    frozen("cities", "2024-05", 6, "", "city"),
  ];
  it("is of the same port, scale and frequency", () => {
    expect(predecessor(list, list[0] as Frozen)?.id).toBe("june5");
    expect(predecessor(list, list[1] as Frozen)?.id).toBe("may");
    expect(predecessor(list, list[2] as Frozen)).toBeNull();
    expect(predecessor(list, list[4] as Frozen)).toBeNull();
  });
});
