import { beforeEach, describe, expect, it } from "vitest";
import { useStore } from "./store";
import { DEFAULTS } from "./view";

const now = () => useStore.getState();

beforeEach(() => useStore.setState({ view: DEFAULTS, past: [], future: [], seen: null }));

describe("undo and redo", () => {
  it("walk through the changes, and not through drifts", () => {
    now().change({ scale: "province" });
    now().drift({ camera: { x: 0.8, y: 0.4, zoom: 5 } });
    now().change({ arrangement: "chain" });
    now().undo();
    expect(now().view).toMatchObject({ scale: "province", arrangement: "place", camera: { zoom: 5 } });
    now().undo();
    expect(now().view).toEqual(DEFAULTS);
    now().undo();
    expect(now().view).toEqual(DEFAULTS);
    now().redo();
    now().redo();
    expect(now().view).toMatchObject({ scale: "province", arrangement: "chain" });
    expect(now().future).toHaveLength(0);
  });

  it("keep the language and the theme of today", () => {
    now().change({ scale: "province" });
    now().drift({ language: "en", theme: "dark" });
    now().undo();
    expect(now().view).toEqual({ ...DEFAULTS, language: "en", theme: "dark" });
  });

  it("forget the future when a new step is taken, and take no step where nothing changes", () => {
    now().change({ scale: "province" });
    now().undo();
    now().change({ scale: "park" });
    expect(now().future).toHaveLength(0);
    now().change({ scale: "park" });
    expect(now().past).toHaveLength(1);
  });

  it("keep the camera still while only a filter changes, and give it back free", () => {
    now().see({ x: 0.8, y: 0.4, zoom: 6 });
    now().change({ layers: ["IND"] });
    expect(now().view.camera).toEqual({ x: 0.8, y: 0.4, zoom: 6 });
    now().undo();
    expect(now().view.camera).toBeNull();
    now().change({ scale: "province" });
    expect(now().view.camera).toBeNull();
  });

  it("remember a hundred steps", () => {
    for (let year = 1900; year < 2030; year++) now().change({ period: `${year}/${year + 1}` });
    expect(now().past).toHaveLength(100);
  });
});
