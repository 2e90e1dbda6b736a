import { expect, it } from "vitest";
import { useStore } from "../state/store";
import { address, Problem } from "./client";
import { movedOn, useFreshness } from "./use";

const refused = (code: string) => new Problem(403, code, "");

it("goes on with the newest state where a port may not read the older one that a link names", () => {
  const before = useFreshness.getState().generation;
  useStore.getState().drift({ at: 7 });
  expect(movedOn(refused("privilege"), address("/watch", { at: 6 }))).toBe(false);
  expect(movedOn(refused("privilege"), address("/deals"))).toBe(false);
  expect(movedOn(refused("origin"), address("/watch", { at: 7 }))).toBe(false);
  expect(useStore.getState().view.at).toBe(7);
  expect(movedOn(refused("privilege"), address("/watch", { at: 7 }))).toBe(true);
  expect(useStore.getState().view.at).toBe(null);
  expect(useStore.getState().notice).not.toBe("");
  expect(useFreshness.getState().generation).toBe(before + 1);
  expect(movedOn(refused("privilege"), address("/watch", { at: 7 }))).toBe(false);
});
