// Who can fill the gap: needs, ranked offers with their reasons, and how far each pair has come, on an invented market.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axe, browser, button, open, radio, server, settled, started, testOn } from "./browser.mjs";
import { load } from "./market.mjs";

started();

const parameters = (page) => new URL(page.url()).searchParams;
const offers = (page) =>
  page
    .locator(".offer")
    .evaluateAll((items) =>
      items.map((item) => [
        item.querySelector("h3 code").textContent,
        item.querySelector(".offer-score strong").firstChild.textContent,
      ]),
    );
const rows = (page, place) =>
  page
    .locator(`${place} .table-row`)
    .filter({ has: page.getByRole("gridcell") })
    .evaluateAll((found) => found.map((row) => [...row.children].map((cell) => cell.textContent.trim())));

const on = testOn(settled);

test("without needs and offers it says what is needed, column by column, and leads there", async (context) => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  const tables = await page.evaluate(async () => (await fetch("/api/v1/tables")).json());
  if (tables.some(({ name, rows }) => name === "need" && rows > 0)) {
    context.skip("this server has needs");
    await close();
    return;
  }
  for (const [language, sentence, help, template, go] of [
    ["zh", "谁需要什么", "唯一编号", "下载“需求”的空表（CSV）", "去导入数据"],
    ["en", "who needs what", "Unique identifier", "Download an empty table “Needs” (CSV)", "Import data"],
  ]) {
    await page.goto(`${server.address}/match?v=2&lang=${language}`);
    await page.locator(".columns").first().waitFor();
    assert.ok((await page.locator(".sentence").innerText()).includes(sentence));
    assert.ok((await page.locator(".columns").first().innerText()).includes(help));
    assert.deepEqual(await axe(page), []);
    const [download] = await Promise.all([page.waitForEvent("download"), button(page, template).click()]);
    assert.match(readFileSync(await download.path(), "utf8"), /^\uFEFFneed_id,kind,/);
    await button(page, go).click();
    await page.locator(".drop").waitFor();
  }
  await close();
});

test("the invented market is imported", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await load(page);
  await close();
});

on("/match?v=2&m.need=E2EN1", "offers are ranked with reasons for, against and unknown", async (page) => {
  assert.equal(await page.locator("h1").innerText(), "谁能补上缺口？");
  const found = await offers(page);
  assert.deepEqual(
    found.map(([id]) => id),
    ["E2EO1", "E2EO2", "E2EO4"],
  );
  const scores = found.map(([, score]) => Number(score));
  assert.ok(scores[0] > scores[1] && scores[0] <= 1);
  const reasons = (n) => page.locator(".offer").nth(n).locator(".reasons").innerText();
  assert.match(await reasons(0), /要求\s*certificate = CNAS/);
  assert.match(await reasons(1), /power_kw ≥ 500/, "what it does not speak of is in view");
  assert.equal(await page.locator(".offer").nth(1).locator("[data-side=unknown]").count(), 1);
  assert.match(await page.locator(".offer").nth(2).innerText(), /距离未知/);
  assert.match(await page.locator(".offer").nth(2).innerText(), /已知 \d+%/);
  assert.equal((await page.locator(".offer").nth(2).locator(".missing").count()) > 0, true);
  await page.getByText("按硬性条件排除的").click();
  await settled(page);
  assert.match(await page.locator(".refused").innerText(), /无证检测所[\s\S]*certificate = CNAS/);
  await page.getByText("为什么是这个得分").first().click();
  assert.equal(await page.locator(".offer").first().locator("tbody tr").count(), 6);
});

on(
  "/match?v=2&m.need=E2EN1",
  "weights move the ranking at once; a drag is one step to undo",
  async (page) => {
    const before = await offers(page);
    const slider = page.getByRole("slider", { name: "价格", exact: true });
    await slider.focus();
    for (let n = 0; n < 8; n++) await page.keyboard.press("ArrowRight");
    await settled(page);
    assert.equal(parameters(page).get("m.p.weight_price"), "5");
    assert.notDeepEqual(await offers(page), before);
    const link = page.url();
    const now = await offers(page);
    await page.goto(link);
    await settled(page);
    assert.deepEqual(await offers(page), now, "the link reopens identically");
    await slider.focus();
    await slider.evaluate((input) => {
      const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
      for (const value of [4, 3, 2]) {
        set.call(input, value);
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }
      input.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
    });
    await settled(page);
    assert.equal(parameters(page).get("m.p.weight_price"), "2");
    await button(page, "撤销").click();
    await settled(page);
    assert.equal(parameters(page).get("m.p.weight_price"), "5");
    assert.deepEqual(await offers(page), now);
  },
);

on(
  "/match?v=2&m.need=E2EN1",
  "an offer is shortlisted, moved on, another excluded with a reason; all of it undone and handed on",
  async (page) => {
    await button(page, "入选“e2e 苏州检测所”").click();
    await page.getByRole("button", { name: /“e2e 苏州检测所”进展到/ }).click();
    await page.getByRole("option", { name: "已联系" }).click();
    await button(page, "排除“e2e 上海封装厂”").click();
    const why = page.getByRole("textbox", { name: "排除“e2e 上海封装厂”的理由" });
    assert.equal(await button(page, "确定排除").isDisabled(), true, "no exclusion without a reason");
    await why.fill("要价太高，且未答复");
    await why.press("Enter");
    await settled(page);
    assert.deepEqual(
      (await offers(page)).map(([id]) => id),
      ["E2EO1", "E2EO4"],
    );
    assert.match(
      await page.locator(".board").innerText(),
      /已联系[\s\S]*苏州检测所[\s\S]*已排除[\s\S]*要价太高/,
    );
    assert.equal((await rows(page, ".match-needs"))[0][3], "1");
    const link = page.url();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      button(page, "CSV 导出进展").click(),
    ]);
    const text = readFileSync(await download.path(), "utf8");
    assert.match(text, /E2EN1,.*,E2EO1,.*,contacted,/);
    assert.match(text, /E2EO2,.*,excluded,"?要价太高，且未答复/);
    await page.goto(link);
    await settled(page);
    assert.equal(await page.locator(".board li").count(), 2);
    assert.match(await page.locator(".dismissed").innerText(), /要价太高/);
    await button(page, "恢复“e2e 上海封装厂”").click();
    await settled(page);
    assert.equal((await offers(page)).length, 3);
    await button(page, "撤销").click();
    await settled(page);
    assert.equal((await offers(page)).length, 2);
    await button(page, "重做").click();
    await settled(page);
    assert.equal((await offers(page)).length, 3);
    await button(page, "分享").click();
    await page.getByText("链接已复制").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/match\?.*at=\d+/);
  },
);

on("/match?v=2&m.need=E2EN2", "a need that nobody serves says so", async (page) => {
  assert.match(await page.locator(".match-offers").innerText(), /没有可行的供给/);
  assert.equal((await offers(page)).length, 0);
});

on("/match?v=2", "everybody is paired at once, and the pairs are taken over in one step", async (page) => {
  await radio(page, "整体配对").click();
  await settled(page);
  for (const rule of ["稳定（供给方先提）", "总分最大", "对数最多", "稳定（需求方先提）"]) {
    await radio(page, rule).click();
    await settled(page);
    const found = await rows(page, ".match-main");
    assert.ok(
      found.some(([need, offer]) => need === "e2e 功率器件封装测试" && offer === "e2e 苏州检测所"),
      rule,
    );
    assert.ok(found.some(([need, offer]) => need === "e2e 中试用地" && offer === "（没有供给）"));
  }
  await page.getByRole("button", { name: /^选入这/ }).click();
  await settled(page);
  const chosen = await page.locator(".board li").count();
  assert.ok(chosen >= 1);
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.equal(await page.locator(".board li").count(), 0);
});

on("/match?v=2&m.list=queue&m.day=2026-02-20", "the waiting list says what comes next", async (page) => {
  // Names of offers are asked for once the list is there.
  await page.getByRole("gridcell", { name: "e2e 苏州检测所" }).first().waitFor();
  const found = await rows(page, ".match-main");
  const need = found.find(([, title]) => title === "e2e 功率器件封装测试");
  assert.equal(need[3], "联系");
  assert.match(need[4], /^50 逾期/);
  assert.equal(need[6], "e2e 苏州检测所");
  assert.ok(found.some(([, title, , , waiting]) => title === "e2e 中试用地" && waiting === "19"));
  await page.getByRole("gridcell", { name: "e2e 芯片封装" }).last().click();
  await settled(page);
  assert.equal(parameters(page).get("m.need"), "E2EN3");
});

on("/match?v=2", "the queue takes a day into the link, so that tomorrow it says the same", async (page) => {
  await radio(page, "待办次序").click();
  await settled(page);
  assert.match(parameters(page).get("m.day"), /^\d{4}-\d\d-\d\d$/);
});

for (const [language, colorScheme] of [
  ["zh", "light"],
  ["en", "dark"],
])
  test(`axe finds nothing serious (${language}, ${colorScheme})`, async () => {
    for (const path of [
      "&m.need=E2EN1&m.out=1&m.d.E2EN1~E2EO2=excluded:far",
      "&m.list=pairs",
      "&m.list=queue&m.day=2026-02-20",
    ]) {
      const address = `/match?v=2&lang=${language}${path}&m.d.E2EN1~E2EO1=contacted`;
      const { page, close } = await open(browser, server.address, address, { colorScheme });
      await settled(page);
      assert.deepEqual(await axe(page), [], address);
      await close();
    }
  });

on("/match?v=2&m.need=E2EN1", "everything can be reached with the keyboard alone", async (page) => {
  const reached = new Set();
  await page.locator("h1").click();
  for (let n = 0; n < 70; n++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const region = document.activeElement?.closest(
          ".controls, .match-needs, .offer-actions, .dial, .links",
        );
        return region?.classList[region.classList.length - 1] ?? "";
      }),
    );
  }
  for (const region of ["controls", "match-needs", "offer-actions", "dial", "links"])
    assert.ok(reached.has(region), `${region} is reached (${[...reached].join(", ")})`);
});

// The last, because what is recorded stays.
on(
  "/match?v=2&m.need=E2EN3",
  "decisions are recorded in the ledger, with who said so and what was before",
  async (page) => {
    await button(page, "入选“e2e 上海封装厂”").click();
    await page.getByRole("button", { name: /“e2e 上海封装厂”进展到/ }).click();
    await page.getByRole("option", { name: "已签约" }).click();
    await page.getByLabel("谁说的", { exact: true }).fill("王五");
    await button(page, "记入账本（1）").click();
    await page.getByText("已记入账本").waitFor();
    await settled(page);
    assert.equal(
      [...parameters(page).keys()].some((key) => key.startsWith("m.d.")),
      false,
    );
    const board = page.locator(".board");
    await board.getByText(/王五 已联系 → .* 王五 已签约/).waitFor();
    await page.goto(`${server.address}/match?v=2&m.need=E2EN3`);
    await settled(page);
    await page
      .locator(".board")
      .getByText(/王五 已签约/)
      .waitFor();
    assert.equal(await button(page, "入选“e2e 上海封装厂”").isDisabled(), true, "a record is not taken back");
    await button(page, "排除“e2e 上海封装厂”").click();
    await page.getByRole("textbox", { name: "排除“e2e 上海封装厂”的理由" }).fill("破产");
    await button(page, "确定排除").click();
    await button(page, "记入账本（1）").click();
    await page
      .locator(".board")
      .getByText(/已签约 → .*已排除 破产/)
      .waitFor();
  },
);
