import { describe, expect, it } from "vitest";
import type { SourceState } from "../api/types";
import { asked, dayOf, factors, frequencyOf, newest, put, rankOf, recurs, stepped, watchable } from "./ask";

describe("what is asked", () => {
  it("leaves out what is not understood", () => {
    expect(asked({ port: "340000", scale: "moon", period: "2024-13" }, 7, null)).toEqual({
      port: "340000",
      scale: null,
      period: null,
      day: null,
      at: 7,
    });
    expect(asked({ scale: "city", period: "2024-Q2" }, null, "2024-07-01")).toMatchObject({
      scale: "city",
      period: "2024-Q2",
      day: "2024-07-01",
    });
  });

  it("is judged from the day of the link, else from today", () => {
    const now = new Date(2024, 6, 5, 23, 59);
    expect(dayOf({}, now)).toBe("2024-07-05");
    expect(dayOf({ day: "2024-01-31" }, now)).toBe("2024-01-31");
    expect(dayOf({ day: "soon" }, now)).toBe("2024-07-05");
  });

  it("changes words without touching the others", () => {
    const words = { port: "340000", alert: "a" };
    expect(put(words, { alert: null, scale: "city" })).toEqual({ port: "340000", scale: "city" });
    expect(words).toEqual({ port: "340000", alert: "a" });
  });
});

describe("periods", () => {
  it("are stepped over the turn of the year, each in its own frequency", () => {
    expect(stepped("2024-01", -1)).toBe("2023-12");
    expect(stepped("2023-12", 1)).toBe("2024-01");
    expect(stepped("2024-06", -18)).toBe("2022-12");
    expect(stepped("2024-Q1", -1)).toBe("2023-Q4");
    expect(stepped("2024-Q4", 1)).toBe("2025-Q1");
    expect(stepped("2024", 1)).toBe("2025");
    expect(stepped("9999", 1)).toBeNull();
    expect(stepped("2024-5", 1)).toBeNull();
    expect(frequencyOf("2024-Q3")).toBe("quarter");
    expect(frequencyOf("June")).toBeNull();
  });

  it("end with the last that has a value", () => {
    const sources = [
      { frequency: "month", last: "2024-04" },
      { frequency: "month", last: "2024-06" },
      { frequency: "month", last: null },
      { frequency: "year", last: "2025" },
    ];
    expect(newest("2023-01", sources)).toBe("2024-06");
    expect(newest("2023", sources)).toBe("2025");
    expect(newest("2023-Q1", sources)).toBeNull();
  });
});

describe("sources", () => {
  const source = (frequency: string, standing: SourceState["standing"]) => ({ frequency, standing });
  it("that spoke once are no series", () => {
    expect(recurs(source("month", "once"))).toBe(false);
    expect(recurs(source("year", null))).toBe(false);
    expect(recurs(source("month", "late"))).toBe(true);
    expect(recurs(source("month", "fresh"))).toBe(true);
  });

  it("are watched by month where there are months", () => {
    expect(watchable([])).toBe("nothing");
    expect(watchable([source("month", "once")])).toBe("nothing");
    expect(watchable([source("month", "once"), source("year", "late")])).toBe("years");
    expect(watchable([source("quarter", "late"), source("year", "late")])).toBe("months");
  });
});

describe("alerts", () => {
  it("have factors and a rank", () => {
    expect(factors("2024-02 a <= -5 (-7); 2024-01 a <= -5 (-6); ")).toEqual([
      "2024-02 a <= -5 (-7)",
      "2024-01 a <= -5 (-6)",
    ]);
    expect([null, "blue", "red"].map((grade) => rankOf(grade as never))).toEqual([0, 1, 4]);
  });
});
