import { beforeEach, describe, expect, it } from "vitest";
import { emptied } from "./act";
import { NEW, useDrafts } from "./drafts";

const { write, sent } = useDrafts.getState();
const draft = () => useDrafts.getState().drafts[NEW];

describe("what is typed while an answer is on its way", () => {
  beforeEach(() => write(NEW, "first"));

  it("stays as the draft; what was sent goes", () => {
    write(NEW, "first and more");
    sent(NEW, "first");
    expect(draft()).toBe("first and more");
    sent(NEW, "first and more");
    expect(draft()).toBeUndefined();
  });

  it("stays in its fields; what was sent is emptied", () => {
    const before = { period: "2021", amount: "3000 万元", actor: "a" };
    expect(emptied(before, before, ["amount", "actor"])).toEqual({ period: "2021", amount: "", actor: "" });
    const typed = { period: "2022", amount: "800 万元", actor: "a" };
    expect(emptied(typed, before, ["amount", "actor"])).toEqual({ ...typed, actor: "" });
  });
});
