import { describe, expect, it } from "vitest";
import { decide, type Step } from "./decisions";
import { type Candidate, marks, pairKey, standing, standings } from "./record";

const kept: Candidate = {
  need: "N1",
  offer: "O1",
  status: "excluded",
  history: [{ status: "excluded", reason: "too far", by: "a", day: "2026-01-01" }],
};
const recorded = new Map([[pairKey("N1", "O1"), kept]]);

describe("what was recorded", () => {
  it("holds where the link says nothing", () => {
    expect(standing({}, recorded, "N1", "O1")).toEqual({ excluded: "too far" });
    expect(standing({}, recorded, "N1", "O2")).toBeNull();
    const meet = decide({}, "N1", "O1", { step: "contacted" });
    expect(standing(meet, recorded, "N1", "O1")).toEqual({ step: "contacted" });
    expect(standings(meet, recorded)).toMatchObject([{ pending: true, kept: { status: "excluded" } }]);
    expect(standings({}, recorded)).toMatchObject([{ pending: false }]);
  });

  it("is brought to where the link has it, agreed only after contact", () => {
    const statuses = (step: Step, status: Candidate["status"] | null) =>
      marks({ step }, status === null ? null : { ...kept, status }).map((one) => one.status);
    expect(statuses("agreed", null)).toEqual(["contacted", "agreed"]);
    expect(statuses("agreed", "contacted")).toEqual(["agreed"]);
    expect(statuses("contacted", "contacted")).toEqual([]);
    expect(statuses("team", "shortlisted")).toEqual(["contacted", "meeting", "team"]);
    expect(statuses("team", "contacted")).toEqual(["meeting", "team"]);
    expect(statuses("agreed", "team")).toEqual(["agreed"]);
    expect(statuses("meeting", "excluded")).toEqual(["contacted", "meeting"]);
    expect(marks({ excluded: "no answer" }, null)).toEqual([{ status: "excluded", reason: "no answer" }]);
  });
});
