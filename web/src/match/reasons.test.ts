import { describe, expect, it } from "vitest";
import { condition, reason } from "./reasons";

describe("reasons", () => {
  it("are taken apart", () => {
    expect(reason("proximity:0.463")).toEqual({ kind: "component", component: "proximity", value: 0.463 });
    expect(reason("capacity")).toEqual({ kind: "component", component: "capacity", value: null });
    expect(reason("need:certificate=CNAS")).toEqual({ kind: "need", condition: "certificate=CNAS" });
    expect(reason("offer:area>=10:30")).toEqual({ kind: "offer", condition: "area>=10:30" });
    expect(reason("over_price")).toEqual({ kind: "over_price" });
    expect(reason("something:new")).toEqual({ kind: "other", text: "something:new" });
  });

  it("say zero and unknown apart", () => {
    expect(reason("text:0.000")).toMatchObject({ value: 0 });
    expect(reason("text")).toMatchObject({ value: null });
  });

  it("write conditions as people do", () => {
    expect(condition("power_kw>=500")).toBe("power_kw ≥ 500");
    expect(condition("certificate!=CMA")).toBe("certificate ≠ CMA");
    expect(condition("certificate=CNAS")).toBe("certificate = CNAS");
    expect(condition("odd")).toBe("odd");
  });
});
