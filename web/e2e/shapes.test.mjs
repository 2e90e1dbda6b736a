// Views of results whose data is not at hand: the page is given results of the shapes that methods declare.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, launch, open, rest, serve } from "./browser.mjs";
import { CITIES, pretend } from "./shapes.mjs";

let server;
let browser;
before(async () => {
  server = await serve();
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A result in both languages, one light and one dark; nothing serious for axe in either. */
function on(path, name, work) {
  for (const [language, colorScheme] of [
    ["zh", "light"],
    ["en", "dark"],
  ])
    test(`${name} (${language}, ${colorScheme})`, async () => {
      const { page, close } = await open(browser, server.address, "/data?v=2", { colorScheme });
      await pretend(page);
      await page.evaluate(() => {
        window.__ready = undefined;
      });
      await page.goto(`${server.address}${path}&lang=${language}`);
      await page.locator(".drawing svg text").first().waitFor({ state: "attached" });
      await rest(page);
      const markup = await page.locator(".drawing > svg").evaluate((svg) => svg.outerHTML);
      assert.doesNotMatch(markup, /NaN|undefined|Infinity/);
      await work(page, await page.locator(".drawing > svg").evaluate((svg) => svg.textContent), language);
      assert.deepEqual(await axe(page), []);
      await close();
    });
}

const GLOSSARY = JSON.parse(
  readFileSync(new URL("../../crates/model/glossary.json", import.meta.url), "utf8"),
);

const includes = (text, ...parts) => {
  for (const part of parts) assert.ok(text.includes(part), part);
};

on(
  "/methods/local_association?v=2&run=1",
  "clusters of LISA are on the map",
  async (page, text, language) => {
    includes(
      text,
      ...(language === "zh"
        ? ["集聚", "高–高", "不显著", "未知"]
        : ["Cluster", "high–high", "not significant", "No value"]),
    );
    await page.getByRole("radio", { name: language === "zh" ? "散点" : "Scatter", exact: true }).click();
    await rest(page);
    assert.equal(
      await page.locator(".drawing svg circle").count(),
      CITIES.length - 1,
      "the unknown one is left out",
    );
  },
);

on(
  "/methods/communities?v=2&run=1&r.view=borders",
  "communities are laid beside borders",
  async (page, text, language) => {
    includes(text, "NMI", "0.6120", "ARI", language === "zh" ? "跨越省级边界" : "cross a provincial border");
    await page.getByRole("radio", { name: language === "zh" ? "地图" : "Map", exact: true }).click();
    await page.waitForFunction(() => document.querySelectorAll(".drawing > svg svg path").length > 10);
    const map = await page.locator(".drawing > svg").evaluate((svg) => svg.textContent);
    includes(map, language === "zh" ? "社区 1" : "Community 1");
  },
);

on(
  "/methods/relatedness?v=2&run=1&p.indicator=industry_profit&r.view=network&r.nodes=complexity.complexity",
  "the product space is coloured by another method",
  async (page, text, language) => {
    includes(text, language === "zh" ? "复杂度指数" : "Complexity index");
    const fills = new Set(
      await page
        .locator(".drawing svg circle")
        .evaluateAll((dots) => dots.map((dot) => dot.getAttribute("fill"))),
    );
    assert.equal(fills.size > 2, true, [...fills].join(" "));
    // The real quotient of the shipped data colours it by what one region has.
    await page
      .locator(".figure-controls")
      .getByRole("button", { name: language === "zh" ? "节点颜色" : "Node colour" })
      .click();
    await page
      .getByRole("option", { name: language === "zh" ? /^专业化 · 区位商/ : /^Present · Location quotient/ })
      .click();
    await rest(page);
    await page.waitForURL(/r\.nodes=location_quotient\.present/);
    await page
      .locator(".figure-controls")
      .getByRole("button", { name: language === "zh" ? "区域" : "Region" })
      .waitFor();
  },
);

on(
  "/methods/mode_evidence?v=2&run=1",
  "a mode has its probabilities and its evidence",
  async (_page, text, language) => {
    includes(
      text,
      GLOSSARY["feature.form"][language],
      ...(language === "zh" ? ["湾区循环模式", "不作证据"] : ["Bay circulation mode", "no evidence"]),
    );
  },
);

on(
  "/methods/practice_mode?v=2&run=1",
  "a mode that is not determined says so",
  async (_page, text, language) => {
    includes(text, language === "zh" ? "未能确定" : "Undetermined");
  },
);

on(
  "/methods/complexity?v=2&run=1&r.view=rank&r.rows=industry",
  "industries are ranked where regions are listed too",
  async (page) => {
    assert.equal((await page.locator(".drawing > svg text").count()) > 16, true);
    assert.equal(
      await page.locator('.drawing rect[fill="url(#unknown)"]').count(),
      0,
      "no region stands among them",
    );
  },
);

on(
  "/methods/duranton_overman?v=2&run=1",
  "a density over distance is a curve with its band",
  async (page, text, language) => {
    includes(text, language === "zh" ? "密度" : "Density");
    assert.equal(
      await page.getByRole("radio", { name: language === "zh" ? "曲线" : "Curve", exact: true }).count(),
      1,
    );
    assert.equal(await page.locator('.drawing path[fill*="0.22"]').count(), 1);
  },
);
