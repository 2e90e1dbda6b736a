import { describe, expect, it } from "vitest";
import { sources, withSource } from "./mapping";

const FILE = `table = "indicator"
encoding = "GB18030"

[columns.region]
from = "城市"
names = true

[columns.value]
from = "产值（亿元）"
factor = 100000000.0

[columns.indicator]
value = "产值"

[proposal]
certainty = 0.8
unplaced = ["备注 = 1"]
`;

describe("a mapping file", () => {
  it("is read: columns of the file, numbers of columns, fixed values", () => {
    expect(Object.fromEntries(sources(FILE))).toEqual({
      region: { from: "城市", value: null },
      value: { from: "产值（亿元）", value: null },
      indicator: { from: null, value: "产值" },
    });
    expect(
      sources('[columns]\nregion = { from = 2, names = true }\nperiod = { from = "年\\"份" }').get("period"),
    ).toEqual({ from: '年"份', value: null });
    expect(sources("[columns]\nregion = { from = 2 }").get("region")).toEqual({ from: "2", value: null });
  });

  it("keeps everything that an edit does not touch", () => {
    const edited = withSource(FILE, "region", { from: "地区", value: null });
    expect(sources(edited).get("region")).toEqual({ from: "地区", value: null });
    for (const part of ['encoding = "GB18030"', "factor = 100000000.0", "[proposal]", "certainty = 0.8"])
      expect(edited).toContain(part);
    expect(edited.match(/\[columns\.region\]/g)).toHaveLength(1);
  });

  it("loses a column that is emptied, and gains one with a quote in its name", () => {
    expect(sources(withSource(FILE, "value", null)).has("value")).toBe(false);
    const odd = withSource(FILE, "note", { from: 'a "b" \\ c', value: null });
    expect(sources(odd).get("note")).toEqual({ from: 'a "b" \\ c', value: null });
  });

  it("edits columns written in one line", () => {
    const inline = '[columns]\nregion = { from = "城市", names = true }\nperiod = { from = "年份" }\n';
    const edited = withSource(inline, "region", null);
    expect([...sources(edited).keys()]).toEqual(["period"]);
  });
});
