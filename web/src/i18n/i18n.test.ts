import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import en from "./en.json";
import { speech } from "./index";
import zh from "./zh-CN.json";

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

describe("the two languages", () => {
  it("have the same keys, sorted, with the same parameters", () => {
    expect(Object.keys(en)).toEqual(Object.keys(zh));
    expect(Object.keys(zh)).toEqual([...Object.keys(zh)].sort());
    for (const [key, text] of Object.entries(zh))
      expect(holes(text), key).toEqual(holes(en[key as keyof typeof en]));
  });

  it("say something everywhere", () => {
    for (const [key, text] of [...Object.entries(zh), ...Object.entries(en)])
      expect(text.trim(), key).not.toBe("");
  });

  it("hold no key that nothing says", () => {
    const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    const code = sources.map((name) => readFileSync(join("src", name), "utf8")).join("\n");
    // Keys made of a prefix and a word of the view, such as `arrangement.${id}`.
    const made = [...code.matchAll(/t\(`([\w.]+)\.\$\{/g)].map(([, prefix]) => prefix);
    const idle = Object.keys(zh).filter(
      (key) => !code.includes(`"${key}"`) && !made.some((prefix) => key.startsWith(`${prefix}.`)),
    );
    expect(idle).toEqual([]);
  });
});

describe("speech", () => {
  it("fills parameters, formats numbers and marks the unknown", () => {
    const { t, value, number } = speech("en");
    expect(t("coverage", { shown: 1234, total: 5678, share: "22%" })).toBe(
      "1,234 of 5,678 links shown (22%)",
    );
    expect(value(null)).toBe("unknown");
    expect(value(0)).toBe("0");
    expect(number(0.12345678)).toBe("0.1235");
  });

  it("takes domain words from the glossary and shows strangers as they are", () => {
    expect(speech("zh").term("layer", "IND")).toBe("产业网络");
    expect(speech("en").term("level", "no_such_level")).toBe("no such level");
  });
});
