// The results of methods as a person looks at them: map, matrix, history, exports, links; in both languages.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { axe, drop, followed, launch, open, rest, serve } from "./browser.mjs";

let server;
let browser;
/** The version of the data that holds the invented table below. */
let revision;
before(async () => {
  server = await serve();
  browser = await launch();
  revision = await load();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const CITIES = ["310100", "320100", "320500", "330100", "330200", "340100", "340200", "320600"];
const INDUSTRIES = ["x-electronics", "x-equipment", "x-food", "x-textiles-clothing"];
const YEARS = [2019, 2020, 2021];

/** Invented employment, said to be so: the shipped package has no table by city, industry and year. */
function invented() {
  const rows = ["fact_id,indicator,region,industry,period,value,observation"];
  for (const [c, city] of CITIES.entries())
    for (const [i, industry] of INDUSTRIES.entries())
      for (const [y, year] of YEARS.entries()) {
        const value =
          city === "340200" && industry === "x-food" && year === 2021
            ? ""
            : 10 + ((c * 7 + i * 5 + c * i * 3) % 23) + y;
        rows.push(`E2E-${c}-${i}-${y},e2e_employment,${city},${industry},${year},${value},simulated`);
      }
  return `${rows.join("\n")}\n`;
}

async function load() {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await page.locator(".drop").waitFor();
  await drop(page, ".drop", "e2e-indicator.csv", invented());
  await page.locator(".mapping tbody tr").first().waitFor();
  await page.getByRole("button", { name: "导入", exact: true }).click();
  await page.locator(".verdict").waitFor();
  assert.match(await page.locator(".verdict p").innerText(), /已导入|导入过/);
  const newest = await page.evaluate(async () => (await (await fetch("/api/v1/health")).json()).revision);
  await close();
  return newest;
}

const QUOTIENT = "/methods/location_quotient?v=2&run=1&p.indicator=e2e_employment&p.level=city";
const SIMILARITY = "/methods/structural_similarity?v=2&run=1&p.indicator=e2e_employment&p.level=city";

/** One test per language on a page of its own. */
function on(path, name, work, options) {
  for (const language of ["zh", "en"])
    test(`${name} (${language})`, async () => {
      const opened = await open(browser, server.address, `${path}&lang=${language}`, options);
      await opened.page
        .locator(".drawing svg path, .drawing svg rect")
        .first()
        .waitFor({ state: "attached" });
      await rest(opened.page);
      await work(opened.page, language === "zh" ? ZH : EN);
      await opened.close();
    });
}

const ZH = {
  map: "地图",
  matrix: "矩阵",
  history: "历程",
  rank: "排名",
  network: "网络",
  scatter: "散点",
  export: "导出此图",
  unknown: "未知",
  why: "为什么是这个数？",
  share: "分享",
  shanghai: "上海",
  quotient: "区位商",
  version: "数据版本",
  formula: "公式",
  industry: "行业",
  close: "关闭",
  variant: "口径",
  keep: "存入工作区，名为",
  doKeep: "保存结果",
};
const EN = {
  map: "Map",
  matrix: "Matrix",
  history: "History",
  rank: "Ranking",
  network: "Network",
  scatter: "Scatter",
  export: "Export this figure",
  unknown: "No value",
  why: "Why this number?",
  share: "Share",
  shanghai: "Shanghai",
  quotient: "Location quotient",
  version: "data version",
  formula: "Formula",
  industry: "Industry",
  close: "Close",
  variant: "Variant",
  keep: "Keep in the workspace as",
  doKeep: "Keep",
};

const view = (page, name) => page.getByRole("radio", { name, exact: true }).click();
const words = (page) => page.locator(".drawing > svg").evaluate((svg) => svg.textContent);
const settled = async (page) => {
  await followed(page);
  await rest(page);
};
async function saved(page, act) {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
}
const exported = (page, say, kind) =>
  saved(page, async () => {
    await page.getByRole("button", { name: say.export }).click();
    await page.getByRole("menuitem", { name: kind }).click();
  });

on(
  QUOTIENT,
  "a result by region opens as a map with a legend, unknown regions hatched",
  async (page, say) => {
    const text = await words(page);
    for (const part of [say.quotient, say.shanghai]) assert.ok(text.includes(part), part);
    await page.locator(".figure-controls").getByRole("button", { name: say.industry }).click();
    const foods = page.getByRole("option").filter({ hasText: /食品|Food/ });
    await foods.first().click();
    await settled(page);
    assert.match(page.url(), /r\.at\.industry=x-food/);
    assert.ok((await words(page)).includes(say.unknown), "a region without a value says so");
    assert.equal((await page.locator('.drawing path[fill="url(#unknown)"]').count()) >= 1, true);
  },
);

on(QUOTIENT, "every view of a result is drawn, without NaN, and its link reopens it", async (page, say) => {
  for (const name of [say.matrix, say.history, say.rank, say.scatter, say.map]) {
    await view(page, name);
    await settled(page);
    const markup = await page.locator(".drawing > svg").evaluate((svg) => svg.outerHTML);
    assert.doesNotMatch(markup, /NaN|undefined|Infinity/, name);
    assert.equal(markup.length > 2000, true, name);
    await page.reload();
    await page.locator(".drawing svg text").first().waitFor({ state: "attached" });
    await settled(page);
    const again = await page.locator(".drawing > svg").evaluate((svg) => svg.outerHTML);
    assert.equal(again === markup, true, `${name} is the same drawing`);
  }
});

on(
  "/methods/indicator?v=2&run=1&p.indicator=industry_profit&r.view=rank",
  "an indicator itself is ranked among regions of one level, with its unit",
  async (page, say) => {
    const text = await words(page);
    assert.ok(text.includes(say.shanghai));
    assert.match(text, /亿元|100 million CNY/);
    assert.doesNotMatch(text, /中国|China/, "the nation does not stand among provinces");
    await view(page, say.map);
    await settled(page);
    assert.ok((await words(page)).includes(say.shanghai));
  },
);

on(SIMILARITY, "pairs of regions are a matrix and a network", async (page, say) => {
  assert.equal(await page.locator(".drawing svg text").filter({ hasText: say.shanghai }).count(), 2);
  await view(page, say.network);
  await settled(page);
  assert.equal(await page.locator(".drawing svg circle").count(), CITIES.length);
  const slider = page.getByRole("slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await settled(page);
  assert.match(page.url(), /r\.cut=/);
});

on(`${QUOTIENT}&r.view=history`, "the history shows the regions one chooses", async (page, say) => {
  await page
    .getByRole("button", { name: /标出|Highlight/ })
    .first()
    .click();
  await page.getByRole("option").filter({ hasText: say.shanghai }).click();
  await settled(page);
  assert.match(page.url(), /r\.chosen=310100/);
  assert.equal(await page.locator(".drawing svg circle").count(), YEARS.length);
});

on(QUOTIENT, "the map is moved and magnified, and one step back is the step before", async (page) => {
  const first = await words(page);
  await page.locator(".zoom button").first().click();
  await settled(page);
  assert.match(page.url(), /r\.shift=0\.0000_0\.0000_1\.500/);
  await page.locator(".drawing").scrollIntoViewIfNeeded();
  const box = await page.locator(".drawing").boundingBox();
  await page.mouse.move(box.x + 300, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + 360, box.y + 280, { steps: 5 });
  await page.mouse.up();
  await settled(page);
  assert.doesNotMatch(page.url(), /r\.shift=0\.0000_0\.0000/);
  await page.locator("h1").click();
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.doesNotMatch(page.url(), /r\.shift/);
  assert.equal(await words(page), first);
});

on(QUOTIENT, "a number opens to its formula, parameters, version and rows", async (page, say) => {
  await page.locator(".table-row .cell-figure").first().click();
  const dialog = page.getByRole("dialog", { name: say.why });
  await dialog.waitFor();
  await dialog.locator(".why-rows .table-row [role=gridcell]").first().waitFor();
  const text = await dialog.innerText();
  for (const part of [say.formula, say.variant, "e2e_employment", "location_quotient v"])
    assert.ok(text.includes(part), part);
  assert.match(text, new RegExp(`${say.version} ${revision}`, "i"));
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

on(QUOTIENT, "a place is chosen with the keyboard alone, and read out", async (page, say) => {
  await page.getByRole("application").focus();
  await page.keyboard.press("Home");
  await page.locator(".drawing .tooltip").waitFor();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  const readout = page.locator(".readout");
  await readout.waitFor();
  await readout.locator(".readout-values .textual").first().click();
  await page.getByRole("dialog", { name: say.why }).waitFor();
});

for (const name of ["map", "matrix", "history", "rank"])
  on(
    `${QUOTIENT}&r.view=${name}`,
    `the ${name} is exported as SVG, PNG and CSV, fit for a paper`,
    async (page, say) => {
      const svg = await exported(page, say, "SVG");
      const text = svg.content.toString("utf8");
      assert.match(svg.name, new RegExp(`^location_quotient-${name}-r${revision}\\.svg$`));
      for (const part of [
        say.quotient,
        "location_quotient v",
        "e2e_employment",
        String(revision),
        'fill="rgb(255 255 255)"',
      ])
        assert.ok(text.includes(part), part);
      assert.match(text, new RegExp(`${say.version} ${revision}`, "i"));
      assert.ok(/<text[^>]*>[^<]*(上海|Shanghai|2021)/.test(text), "words are words");
      assert.doesNotMatch(text, /NaN|undefined|<image/);
      const fault = await page.evaluate(
        (source) =>
          new DOMParser().parseFromString(source, "image/svg+xml").querySelector("parsererror")?.textContent,
        text,
      );
      assert.equal(fault, undefined);
      const png = await exported(page, say, "PNG");
      assert.equal(png.content.subarray(1, 4).toString(), "PNG");
      assert.equal(png.content.readUInt32BE(16) >= 2500, true, "wide enough for print");
      const csv = await exported(page, say, /CSV/);
      assert.match(csv.content.toString("utf8"), /^\uFEFFperiod,region,industry,/);
    },
  );

for (const language of ["zh", "en"])
  test(`a shared result is computed again from the same data, in the same view and language (${language})`, async () => {
    const first = await open(browser, server.address, `${QUOTIENT}&r.view=rank&r.top=10&lang=${language}`);
    const say = language === "zh" ? ZH : EN;
    await first.page.locator(".drawing svg text").first().waitFor({ state: "attached" });
    await rest(first.page);
    await first.page.getByRole("button", { name: say.share, exact: true }).click();
    const link = await first.page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, new RegExp(`[?&]at=${revision}(&|$)`));
    const second = await open(browser, server.address, link.slice(server.address.length), {
      locale: language === "zh" ? "en-GB" : "zh-CN",
    });
    await second.page.locator(".drawing svg text").first().waitFor({ state: "attached" });
    await rest(second.page);
    assert.equal(await words(second.page), await words(first.page));
    assert.equal(
      await second.page.locator("#method-title").innerText(),
      await first.page.locator("#method-title").innerText(),
    );
    await first.close();
    await second.close();
  });

for (const language of ["zh", "en"])
  for (const theme of ["light", "dark"])
    test(`axe finds nothing serious in any view (${language}, ${theme})`, async () => {
      for (const path of [
        QUOTIENT,
        `${QUOTIENT}&r.view=matrix`,
        `${QUOTIENT}&r.view=history&r.chosen=310100`,
        `${QUOTIENT}&r.view=rank`,
        `${QUOTIENT}&r.view=scatter`,
        `${SIMILARITY}&r.view=network`,
      ]) {
        const { page, close } = await open(browser, server.address, `${path}&lang=${language}`, {
          colorScheme: theme,
        });
        await page.locator(".drawing svg text").first().waitFor({ state: "attached" });
        await rest(page);
        assert.deepEqual(await axe(page), [], path);
        await close();
      }
    });

test("every method that can run without being told anything has a result that can be looked at", async () => {
  const { page, close } = await open(browser, server.address, "/methods?v=2&lang=en");
  const methods = await page.evaluate(async () => (await fetch("/api/v1/methods")).json());
  await close();
  let drawn = 0;
  for (const { id, study } of methods.filter((method) => method.study === "network")) {
    assert.equal(study, "network");
    const opened = await open(browser, server.address, `/methods/${id}?v=2&lang=en&run=1`);
    // What lacks data says so in words.
    await opened.page.locator(".result .table-row, .trouble").first().waitFor();
    if ((await opened.page.locator(".result .table-row").count()) > 0) {
      await rest(opened.page);
      if ((await opened.page.locator(".drawing").count()) > 0) {
        drawn++;
        const markup = await opened.page.locator(".drawing > svg").evaluate((svg) => svg.outerHTML);
        assert.doesNotMatch(markup, /NaN|undefined|Infinity/, id);
      }
      await opened.close();
    } else await opened.page.context().close();
  }
  assert.equal(drawn >= 5, true, `${drawn} of ${methods.length} drawn`);
});

// Last, because it makes a new version of the data.
on(QUOTIENT, "a result is kept in the workspace under a name", async (page, say) => {
  const name = `${say.quotient} 2021`;
  await page.getByLabel(say.keep).fill(name);
  await page.getByRole("button", { name: say.doKeep, exact: true }).click();
  await page.locator(".notice.shown").filter({ hasText: name }).waitFor();
  const rows = await page.evaluate(async (query) => {
    const headers = { "content-type": "application/json" };
    return (
      await (await fetch("/api/v1/sql", { method: "POST", headers, body: JSON.stringify({ query }) })).json()
    ).rows;
  }, `SELECT method, "rows", rows_in FROM result WHERE kept_as = '${name}'`);
  assert.deepEqual(rows, [
    ["location_quotient", CITIES.length * INDUSTRIES.length * YEARS.length, "result_location_quotient"],
  ]);
});
