// Bringing data in, finding what is wrong with it, going back; and running a method.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { drop, followed, launch, open, rest, serve } from "./browser.mjs";

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

function on(path, name, work) {
  test(name, async () => {
    const opened = await open(browser, server.address, path);
    await work(opened.page);
    await opened.close();
  });
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const version = async (page) => Number((await page.locator(".version").innerText()).replace(/\D/g, ""));
const verdict = (page) => page.locator(".verdict p");

const stamp = Date.now();
const HEADER = "联系代码,甲方,乙方,网络,方向,起始年";
const GOOD = `${HEADER}\nE2E${stamp},A032,A033,产业,two_way,2019\n`;
const BROKEN = `${HEADER}\nE2EB1,A032,A033,贸易,two_way,2019\nE2EB2,A032,A999,IND,forward,2019\nE2EB2,A032,A033,IND,forward,2019-13-45\n`;

async function dropped(page, name, content) {
  await page.locator(".drop").waitFor();
  await drop(page, ".drop", name, content);
  await page.locator(".mapping tbody tr").first().waitFor();
}

on("/data?v=2", "imports a dropped file with Chinese headers, and the link is on the map", async (page) => {
  await page.locator(".version").waitFor();
  await page.waitForFunction(() => /\d/.test(document.querySelector(".version")?.textContent ?? ""));
  const before = await version(page);
  await dropped(page, "links.csv", GOOD);
  assert.match(await page.locator(".picker-value").first().innerText(), /link/);
  assert.match(await page.locator(".mapping").innerText(), /甲方/);
  await button(page, "只检查").click();
  await verdict(page).waitFor();
  assert.match(await verdict(page).innerText(), /可以导入/);
  await button(page, "导入").click();
  await page.locator(".verdict.good button").waitFor();
  assert.match(await verdict(page).innerText(), /已导入，数据版本 \d+/);
  await page.waitForFunction(
    (old) => Number(document.querySelector(".version").textContent.replace(/\D/g, "")) > old,
    before,
  );
  await button(page, "看图谱").click();
  await rest(page);
  await page.getByRole("searchbox", { name: "筛选表格" }).fill("合肥");
  await page.locator(".table-row", { hasText: "苏州" }).first().waitFor();
});

on("/data?v=2", "says that a file was imported before", async (page) => {
  await dropped(page, "links.csv", GOOD);
  await button(page, "导入").click();
  await verdict(page).waitFor();
  assert.match(await verdict(page).innerText(), /已在版本 \d+ 导入过|导入过/);
});

on("/data?v=2", "shows exactly which rows of a broken file are wrong, and why", async (page) => {
  await dropped(page, "broken.csv", BROKEN);
  await button(page, "导入").click();
  await verdict(page).waitFor();
  assert.match(await verdict(page).innerText(), /有错误/);
  const codes = page.locator(".report .chip");
  assert.equal((await codes.count()) >= 2, true, "several codes");
  await codes.first().click();
  const finding = page.locator(".finding").first();
  await finding.getByRole("button").click();
  assert.equal((await finding.locator(".finding-body").innerText()).length > 10, true);
  let marked = 0;
  for (const code of await codes.all()) {
    await code.click();
    for (const one of await page.locator(".finding").all()) {
      const toggle = one.getByRole("button");
      if ((await toggle.getAttribute("aria-expanded")) === "false") await toggle.click();
    }
    marked += await page.locator(".finding mark").count();
  }
  assert.equal(marked > 0, true, "the fault is marked in the line");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.locator(".report .field-row").getByText(/下载/).click(),
  ]);
  const csv = readFileSync(await download.path(), "utf8");
  assert.match(csv, /E2EB|贸易|A999/);
});

on("/data?v=2", "lets the mapping be edited", async (page) => {
  await dropped(page, "odd.csv", `编号,谁,给谁,哪张网\nE2EM${stamp},A032,A033,IND\n`);
  await page.getByText("映射文件").click();
  const text = page.getByRole("textbox", { name: /映射文件/ });
  const table = page.locator(".mapping tbody tr", { hasText: "from_actor" });
  if ((await table.count()) === 0) {
    await page.locator(".picker-button").first().click();
    await page.getByRole("option", { name: /· link$/ }).click();
    await table.waitFor();
  }
  await table.locator(".picker-button").click();
  await page.getByRole("option", { name: "谁", exact: true }).click();
  assert.match(await text.inputValue(), /\[columns\.from_actor\]\nfrom = "谁"/);
});

on("/data/revisions?v=2", "looks at an old version, and brings it back after asking", async (page) => {
  await page.locator("tbody tr").nth(1).waitFor();
  const newest = await version(page);
  await page.locator("tbody tr").nth(1).getByRole("button", { name: "查看" }).click();
  await followed(page);
  await rest(page);
  assert.match(page.url(), /[?&]at=\d+/);
  await page.locator(".version[data-old=true]").waitFor();
  await page.goBack();
  const row = page.locator("tbody tr").nth(1);
  await row.getByRole("button", { name: "恢复" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "取消" }).click();
  await row.getByRole("button", { name: "恢复" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "恢复" }).click();
  await page.locator(".notice.shown").waitFor();
  await page.waitForFunction(
    (old) => Number(document.querySelector(".version").textContent.replace(/\D/g, "")) > old,
    newest,
  );
});

on("/data/sources?v=2", "says how fresh and how complete each source is", async (page) => {
  await page.locator("tbody tr").first().waitFor();
  assert.equal((await page.locator(".coverage-row").count()) > 0, true);
});

on(
  "/data/tables/region?v=2",
  "shows a table with the help of its columns, searched and sorted by the server",
  async (page) => {
    await page.locator(".table-row [role=gridcell]").first().waitFor();
    await page.getByRole("searchbox", { name: "在表中搜索" }).fill("合肥");
    await page.locator(".table-row", { hasText: "340100" }).first().waitFor();
    await page.getByText(/列说明/).click();
    assert.match(await page.locator(".columns").innerText(), /GB\/T 2260/);
  },
);

on(
  "/data/boundaries?v=2",
  "takes boundaries, and prints their review number on the map's export",
  async (page) => {
    const square = (code, west, south) => ({
      type: "Feature",
      properties: { adcode: code },
      geometry: {
        type: "Polygon",
        coordinates: [
          [
            [west, south],
            [west + 1, south],
            [west + 1, south + 1],
            [west, south + 1],
            [west, south],
          ],
        ],
      },
    });
    const outlines = JSON.stringify({
      type: "FeatureCollection",
      features: [square(340100, 116.8, 31.3), square(320500, 120.2, 30.9)],
    });
    const [chooser] = await Promise.all([
      page.waitForEvent("filechooser"),
      button(page, "选择 GeoJSON").click(),
    ]);
    await chooser.setFiles({
      name: "cities.geojson",
      mimeType: "application/geo+json",
      buffer: Buffer.from(outlines),
    });
    await page.getByRole("textbox", { name: "审图号" }).fill("GS(2024)0650");
    await button(page, "载入边界").click();
    await page.locator("tbody tr", { hasText: "GS(2024)0650" }).waitFor();
    await page.getByRole("link", { name: "图谱" }).click();
    await rest(page);
    await button(page, "导出图片").click();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("menuitem", { name: "SVG" }).click(),
    ]);
    assert.match(readFileSync(await download.path(), "utf8"), /审图号：GS\(2024\)0650/);
  },
);

on(
  "/methods?v=2",
  "finds a method by its short name, runs it, and the link reopens the result",
  async (page) => {
    await page.getByRole("searchbox", { name: "搜索方法" }).fill("LQ");
    await page.locator(".list-item").first().click();
    await page.locator(".formula").waitFor();
    await followed(page);
    assert.match(page.url(), /\/methods\/location_quotient/);
    await page.locator('datalist option[value="industry_profit"]').waitFor({ state: "attached" });
    await page.locator(".form input").first().fill("industry_profit");
    await button(page, "计算").click();
    await page.locator(".result .table-row [role=gridcell], .trouble").first().waitFor();
    assert.equal(await page.locator(".trouble").count(), 0);
    const provenance = await page.locator(".result .declaration").innerText();
    assert.match(provenance, /location_quotient v\d+/);
    await followed(page);
    const head = await page.locator(".result .table-row").nth(1).innerText();
    await page.reload();
    await page.locator(".result .table-row [role=gridcell]").first().waitFor();
    assert.equal(await page.locator(".result .table-row").nth(1).innerText(), head);
  },
);

on("/methods?v=2&lang=en", "draws a page from every declaration", async (page) => {
  await page.locator(".list-item").first().waitFor();
  for (const item of await page.locator(".list-item").all()) {
    await item.click();
    await page
      .locator("#method-title", { hasText: await item.locator("span").first().innerText() })
      .waitFor();
    assert.equal((await page.locator(".formula").innerText()).length > 3, true);
  }
});
