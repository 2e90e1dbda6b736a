import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, decisionOf, decisions, type Meet, parametersOf, STEPS, withParameter } from "./decisions";

const id = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const decision = fc.oneof(
  fc.constantFrom(...STEPS).map((step) => ({ step })),
  fc.string({ maxLength: 20 }).map((text) => ({ excluded: text.trim() })),
);

describe("decisions", () => {
  it("are read back as they were made, whatever the identifiers", () => {
    fc.assert(
      fc.property(id, id, decision, (need, offer, made) => {
        const meet = decide({ need: "N1" }, need, offer, made);
        expect(decisionOf(meet, need, offer)).toEqual(made);
        expect(decisions(meet)).toEqual([{ need, offer, decision: made }]);
        expect(decide(meet, need, offer, null)).toEqual({ need: "N1" });
      }),
    );
  });

  it("do not confuse pairs whose identifiers join to the same word", () => {
    const meet = decide({}, "a~b", "c", { step: "agreed" });
    expect(decisionOf(meet, "a", "b~c")).toBeNull();
  });

  it("come furthest first, and nonsense of a link is passed over", () => {
    let meet: Meet = { "d.x~y": "no such step", "d.%E0~y": "agreed", "d.x": "agreed" };
    meet = decide(meet, "N2", "O1", { excluded: "too far" });
    meet = decide(meet, "N1", "O1", { step: "shortlisted" });
    meet = decide(meet, "N3", "O1", { step: "agreed" });
    expect(decisions(meet).map(({ need }) => need)).toEqual(["N3", "N1", "N2"]);
  });

  it("leave the parameters alone", () => {
    const meet = withParameter(decide({}, "N1", "O1", { step: "contacted" }), "weight_text", "2");
    expect(parametersOf(meet)).toEqual({ weight_text: "2" });
    expect(parametersOf(withParameter(meet, "weight_text", ""))).toEqual({});
  });
});
