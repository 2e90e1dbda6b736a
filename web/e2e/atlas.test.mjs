// The Atlas as a person uses it.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { followed, launch, open, rest, serve } from "./browser.mjs";

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

/** One test on a page of its own; every page must end without an error and without a request to elsewhere. */
function on(path, name, work, options) {
  test(name, async () => {
    const opened = await open(browser, server.address, path, options);
    await rest(opened.page);
    await work(opened.page);
    await opened.close();
  });
}

const button = (page, name) => page.getByRole("button", { name, exact: true });
const radio = (page, name) => page.getByRole("radio", { name, exact: true });
const card = (page) => page.locator(".side .card h2");
const rows = async (page) =>
  Number((await page.getByRole("radio", { name: /^(联系|Links) / }).innerText()).replace(/\D/g, ""));
const count = async (page, layer) =>
  (await page.locator(`.chip[data-layer="${layer}"] .count`).innerText()).trim();
const settled = async (page) => {
  await followed(page);
  await rest(page);
};
// Without the buttons on it: their corners are smoothed one way or another.
const picture = (page) =>
  page.locator(".stage-box").screenshot({ style: ".canvas-tools { visibility: hidden }" });

on("/", "opens with a question, a caption, a legend and what is left out", async (page) => {
  assert.equal(await page.locator("h1").innerText(), "谁与谁相连？");
  assert.equal(await page.locator(".caption").innerText(), "点一个城市");
  assert.match(await page.locator(".coverage").innerText(), /\d+ \/ \d+ 条联系/);
  assert.match(await page.locator(".version").innerText(), /数据版本 \d+/);
  assert.equal((await page.locator(".legend li").count()) >= 10, true);
  assert.equal(await page.locator(".chip").count(), 6);
  assert.equal((await rows(page)) > 20, true);
});

on("/atlas?v=2", "shows the same links on the map, in the chain and in the network", async (page) => {
  const links = await rows(page);
  const pictures = [await picture(page)];
  for (const arrangement of ["链条", "网络"]) {
    await radio(page, arrangement).click();
    await settled(page);
    assert.equal(await rows(page), links);
    pictures.push(await picture(page));
  }
  for (const [n, one] of pictures.entries())
    for (const other of pictures.slice(n + 1)) assert.equal(one.equals(other), false);
  await radio(page, "地图").click();
  await settled(page);
  assert.equal((await picture(page)).equals(pictures[0]), true, "back on the map the picture is the same");
});

on(
  "/atlas?v=2",
  "slides from one arrangement to the next, and rests in the end",
  async (page) => {
    await radio(page, "链条").click();
    await page.waitForTimeout(250);
    await settled(page);
    await radio(page, "地图").click();
    await settled(page);
  },
  { reducedMotion: "no-preference" },
);

on("/atlas?v=2", "counts and shows only the networks chosen", async (page) => {
  const before = await rows(page);
  const industry = await count(page, "IND");
  await page.locator('.chip[data-layer="IND"]').click();
  await settled(page);
  assert.equal(await count(page, "IND"), "–");
  assert.equal((await rows(page)) < before, true);
  assert.match(page.url(), /layers=SYM\.KNO\.SER\.INN\.VAL/);
  for (const layer of ["SYM", "KNO", "SER", "INN", "VAL"])
    await page.locator(`.chip[data-layer="${layer}"]`).click();
  await page.locator(".over").waitFor();
  await page.locator('.chip[data-layer="IND"]').click();
  await settled(page);
  assert.equal(await count(page, "IND"), industry);
});

on("/atlas?v=2", "gathers actors at every scale", async (page) => {
  for (const scale of ["全国", "省级", "区县", "园区", "主体", "地级市"]) {
    await radio(page, scale).click();
    await settled(page);
    assert.equal((await rows(page)) >= 0, true, scale);
  }
});

on(
  "/atlas?v=2",
  "brushes time, in intervals and cumulatively, and hides or shows what has no date",
  async (page) => {
    const all = await rows(page);
    await button(page, "下一步").click();
    await settled(page);
    assert.match(page.url(), /period=\d{4}-\d{4}/);
    await page.getByText("含时间未知").click();
    await settled(page);
    const interval = await rows(page);
    assert.equal(interval < all, true);
    assert.match(await page.locator(".coverage").innerText(), /时间未知，未显示/);
    const last = page.getByRole("slider", { name: "最后一年" });
    await last.focus();
    await page.keyboard.press("End");
    const first = page.getByRole("slider", { name: "起始年" });
    await first.focus();
    await page.keyboard.press("End");
    await settled(page);
    const latest = await rows(page);
    await radio(page, "累计").click();
    await settled(page);
    assert.equal((await rows(page)) >= latest, true, "what began before counts too");
    await page.locator(".time .textual", { hasText: "全部时间" }).click();
    await settled(page);
    assert.equal(await rows(page), all);
  },
);

for (const [word, language] of [
  ["合肥", "zh"],
  ["hefei", "zh"],
  ["hf", "zh"],
  ["Hefei", "en"],
]) {
  on(`/atlas?v=2&lang=${language}`, `finds Hefei by “${word}”`, async (page) => {
    await page.keyboard.press("/");
    await page.keyboard.type(word);
    const option = page
      .getByRole("option")
      .filter({ hasText: language === "zh" ? "合肥" : "Hefei" })
      .first();
    await option.waitFor();
    await option.click();
    await settled(page);
    assert.match(await card(page).innerText(), language === "zh" ? /合肥/ : /Hefei/);
    assert.match(page.url(), /select=n:340100/);
  });
}

on(
  "/atlas?v=2&select=n:340100",
  "opens a card with a sentence, six bars, partners and evidence with sources",
  async (page) => {
    await page.locator(".evidence li").first().waitFor();
    assert.equal((await page.locator(".side .sentence").first().innerText()).length > 8, true);
    assert.equal(await page.locator(".side .bars li").count(), 6);
    assert.equal((await page.locator(".partners li").count()) > 0, true);
    for (const row of await page.locator(".evidence li").all())
      assert.match(await row.innerText(), /K\d+|来源/);
  },
);

on("/atlas?v=2", "selects by a click on the canvas, and clears with Escape", async (page) => {
  const at = await page.evaluate(() => window.__place("310100"));
  const box = await page.locator(".stage-box").boundingBox();
  await page.mouse.click(box.x + at[0], box.y + at[1]);
  await page.locator("#card-title", { hasText: "上海" }).waitFor();
  await settled(page);
  assert.match(page.url(), /select=n:310100/);
  await page.keyboard.press("Escape");
  await settled(page);
  assert.doesNotMatch(page.url(), /select=/);
});

on("/atlas?v=2&select=n:340100", "expands one, two and three hops with the keys", async (page) => {
  const sizes = [];
  for (const key of ["1", "2", "3"]) {
    await page.keyboard.press(key);
    await settled(page);
    assert.match(page.url(), new RegExp(`focus=340100${key === "1" ? "" : `&hops=${key}`}`));
    sizes.push(await rows(page));
  }
  assert.equal(sizes[0] > 0 && sizes[0] <= sizes[1] && sizes[1] <= sizes[2], true, sizes.join(" ≤ "));
});

on("/atlas?v=2&select=n:340100", "compares side by side", async (page) => {
  await button(page, "加入对比").click();
  await page.keyboard.press("/");
  await page.keyboard.type("苏州");
  await page.getByRole("option").filter({ hasText: "苏州" }).first().click();
  await page.locator("#card-title", { hasText: "苏州" }).waitFor();
  await button(page, "加入对比").click();
  await page.locator(".tray").getByRole("button", { name: "对比", exact: true }).click();
  await page.locator(".compare tbody tr").first().waitFor();
  assert.equal((await page.locator(".compare thead th[scope=col]").count()) >= 3, true);
  await page.keyboard.press("Escape");
  await page.locator(".compare").waitFor({ state: "detached" });
});

on("/atlas?v=2", "undoes and redoes every step", async (page) => {
  const urls = [page.url()];
  for (const step of [
    () => radio(page, "省级").click(),
    () => page.locator('.chip[data-layer="VAL"]').click(),
    () => radio(page, "网络").click(),
  ]) {
    await step();
    await settled(page);
    urls.push(page.url());
  }
  const pictureBefore = await picture(page);
  await page.locator("h1").click();
  for (const url of urls.slice(0, -1).reverse()) {
    await page.keyboard.press("Control+z");
    await settled(page);
    assert.equal(page.url(), url);
  }
  for (const url of urls.slice(1)) {
    await page.keyboard.press("Control+Shift+Z");
    await settled(page);
    assert.equal(page.url(), url);
  }
  assert.equal((await picture(page)).equals(pictureBefore), true);
});

test("a shared link reopens the same picture", async () => {
  const first = await open(browser, server.address, "/atlas?v=2");
  await rest(first.page);
  await radio(first.page, "省级").click();
  await settled(first.page);
  await first.page.locator('.chip[data-layer="SYM"]').click();
  await settled(first.page);
  await button(first.page, "放大").click();
  await first.page.waitForFunction(() => location.href.includes("camera="));
  await settled(first.page);
  await first.page.getByRole("row").nth(2).click();
  await settled(first.page);
  await first.page.mouse.move(5, 5);
  await button(first.page, "分享").click();
  const link = await first.page.evaluate(() => navigator.clipboard.readText());
  await first.page.locator(".notice.shown").waitFor();
  await first.page.waitForFunction(() => !document.querySelector(".notice.shown"));
  const shared = await picture(first.page);

  const second = await open(browser, server.address, link.slice(server.address.length), { locale: "en-GB" });
  await rest(second.page);
  await settled(second.page);
  assert.equal(second.page.url(), link);
  assert.equal(
    await second.page.locator("h1").innerText(),
    await first.page.locator("h1").innerText(),
    "and the same language",
  );
  assert.equal(await card(second.page).innerText(), await card(first.page).innerText());
  const again = await picture(second.page);
  if (process.env.KEEP) {
    writeFileSync(`${process.env.KEEP}/first.png`, shared);
    writeFileSync(`${process.env.KEEP}/second.png`, again);
  }
  assert.equal(again.equals(shared), true, "to the pixel");
  await first.close();
  await second.close();
});

on("/atlas?v=2&lang=en", "exports PNG, SVG and CSV with legend, source and version", async (page) => {
  const saved = async (act) => {
    const [download] = await Promise.all([page.waitForEvent("download"), act()]);
    return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
  };
  const exportAs = async (kind) => {
    await button(page, "Export the picture").click();
    await page.getByRole("menuitem", { name: kind }).click();
  };
  const svg = await saved(() => exportAs("SVG"));
  const text = svg.content.toString("utf8");
  assert.match(svg.name, /^liantu-place-city-r\d+\.svg$/);
  for (const part of [
    "Who connects with whom?",
    "Industry network",
    "data version",
    "Natural Earth",
    "Shanghai",
  ])
    assert.ok(text.includes(part), part);
  assert.doesNotMatch(text, /NaN|undefined/);
  const png = await saved(() => exportAs("PNG"));
  assert.equal(png.content.subarray(1, 4).toString(), "PNG");
  assert.equal(png.content.length > 60_000, true, "there is a picture on it");
  const csv = await saved(() => button(page, "CSV").click());
  const lines = csv.content.toString("utf8").trim().split("\r\n");
  assert.equal(lines.length - 1, await rows(page));
  assert.match(lines[0], /^\uFEFF?id,from,to,layer/);
});

on("/atlas?v=2", "walks the table with the keyboard, and the row is what is selected", async (page) => {
  const grid = page.getByRole("grid");
  await grid.focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.match(page.url(), /select=[lh]:/);
  const chosen = page.locator('.table-row[aria-selected="true"]');
  assert.equal(await chosen.count(), 1);
  const [from] = await chosen.locator("[role=gridcell]").allInnerTexts();
  assert.ok((await card(page).innerText()).includes(from.replace("…", "")) || from.includes("、"));
  assert.equal((await page.locator(".missing").count()) > 0, true, "the unknown is marked");
  await grid.getByRole("button", { name: "联系数" }).click();
  await grid.getByRole("button", { name: "联系数" }).click();
  await settled(page);
  assert.match(page.url(), /sort=-ties/);
  const ties = (await page.locator(".table-row [role=gridcell]:nth-child(4)").allInnerTexts()).map(Number);
  assert.deepEqual(
    ties,
    [...ties].sort((a, b) => b - a),
  );
});
