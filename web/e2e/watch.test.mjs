// What changed, whether a chain weakens, what is reported: Today, Watch and Report as a person uses them, on invented data.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axe, browser, button, open, radio, server, settled, started, testOn } from "./browser.mjs";
import { CORRECTED, load } from "./watched.mjs";

started();

const words = (page) => new URL(page.url()).searchParams;
const rowsOf = (page, within) =>
  page
    .locator(`${within} .table-row`)
    .filter({ has: page.getByRole("gridcell") })
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));

const on = testOn(settled);

test("without monthly data each page says so, and leads to where they are brought", async () => {
  const { page, close } = await open(browser, server.address, "/today?v=2");
  for (const [language, sentence, go] of [
    ["zh", "还没有可以监测的序列", "去导入数据"],
    ["en", "no series to watch yet", "Import data"],
  ]) {
    for (const where of ["today", "watch", "report"]) {
      await page.goto(`${server.address}/${where}?v=2&lang=${language}`);
      await page.locator(".watch-none .sentence").waitFor();
      assert.ok((await page.locator(".watch-none .sentence").innerText()).includes(sentence));
      await page.locator(".watch-template").first().waitFor();
      assert.deepEqual(await axe(page), [], where);
    }
    await button(page, go).click();
    await page.locator(".drop").waitFor();
  }
  await close();
});

test("the invented months are imported", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await load(page);
  await close();
});

on(
  "/today?v=2&w.day=2024-07-20",
  "from a sentence of Today to the row that caused the alert",
  async (page) => {
    const said = page.locator(".said li");
    await said.first().waitFor();
    const count = await said.count();
    assert.ok(count >= 2 && count <= 5, `${count} sentences`);
    assert.equal(await page.locator(".number").count(), 3);
    assert.match(await page.locator(".said").innerText(), /上海市→合肥市（处理器 85423100）：断流/);
    assert.match(await page.locator(".watch-sources").innerText(), /e2e_power_use/);
    const alert = page.getByRole("link", { name: /断流/ }).first();
    assert.match(await alert.getAttribute("href"), /^\/watch\?.*at=\d+.*w\.alert=/);
    await alert.click();
    await page.locator(".watch-why").first().waitFor();
    await settled(page);
    assert.match(words(page).get("w.alert"), /^\w+$/);
    assert.match(words(page).get("at"), /^\d+$/);
    const card = page.locator("#card");
    assert.match(await card.innerText(), /yoy\(flow\[quantity\]\)/);
    assert.match(await card.innerText(), /通知谁/);
    await card.locator(".trend svg").first().waitFor();
    assert.match(await card.locator(".trend-legend").first().innerText(), /e2e 码头关闭/);
    assert.match(await card.locator(".trend-legend").first().innerText(), /未知（1 期）/);
    const evidence = await rowsOf(page, "#card .watch-rows");
    const caused = evidence.find((row) => row.includes("2024-06"));
    assert.ok(caused, "the month itself is among the rows");
    assert.match(caused[0], /^\d+$/, "with its number in the table");
    assert.ok(caused.includes("85423100") && caused.includes("309"), caused.join(" | "));
    await card.getByRole("button", { name: /flow/ }).click();
    await page.locator(".tall .table").waitFor();
  },
);

on("/watch?v=2&w.day=2024-07-20", "cells, alerts, undo, and a link that reopens the same", async (page) => {
  const heat = page.locator(".heat");
  await heat.waitFor();
  const all = (await rowsOf(page, ".watch-main")).length;
  assert.ok(all >= 1);
  assert.ok((await heat.locator(".heat-unknown").count()) > 0, "what no series speaks of is hatched");
  const cell = heat.getByRole("button", { name: /合肥市 · 中游/ });
  await cell.click();
  await settled(page);
  assert.match(words(page).get("w.cell"), /^340100~midstream$/);
  const few = await rowsOf(page, ".watch-main");
  assert.ok(few.length >= 1 && few.length <= all);
  assert.match(few[0].join(" "), /上海市→合肥市（处理器 85423100）/);
  await page.locator(".watch-main .table").focus();
  await page.keyboard.press("Enter");
  await page.locator("#card .watch-why").first().waitFor();
  await settled(page);
  const picture = await page.locator(".watch").innerText();
  await button(page, "分享").click();
  await page.getByText("链接已复制").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.match(link, /at=\d+/);
  assert.match(link, /w\.day=2024-07-20/);
  await page.goto(link);
  await page.locator("#card .trend").first().waitFor();
  await settled(page);
  assert.equal(await page.locator(".watch").innerText(), picture);
  await page.keyboard.press("Escape");
  await settled(page);
  assert.equal(words(page).get("w.alert"), null);
  await button(page, "撤销").click();
  await settled(page);
  assert.notEqual(words(page).get("w.alert"), null);
  await button(page, "重做").click();
  await settled(page);
  assert.equal(words(page).get("w.alert"), null);
  // The short links of printed reports.
  await page.goto(`${server.address}/watch?list=matters`);
  await settled(page);
  assert.match(await page.locator(".watch-main").innerText(), /e2e 关键部件只有一家供应商/);
});

test("an alert is taken note of and resolved, and another window hears of it", async () => {
  const path = "/today?v=2&w.day=2024-07-20";
  const [here, there] = [
    await open(browser, server.address, path),
    await open(browser, server.address, `${path}&lang=en`),
  ];
  await settled(there.page);
  await there.page
    .getByRole("link", { name: /Flow stops/ })
    .first()
    .click();
  await there.page.locator("#card .watch-handling").waitFor();
  const { page } = here;
  await page.getByRole("link", { name: /断流/ }).first().click();
  const handling = page.locator("#card .watch-handling");
  await handling.waitFor();
  const enter = async (act, fields) => {
    await handling.getByRole("button", { name: act, exact: true }).click();
    for (const [label, value] of Object.entries(fields)) await handling.getByLabel(label).fill(value);
    assert.deepEqual(await axe(page), [], act);
    await handling.getByRole("button", { name: "登记", exact: true }).click();
  };
  await enter("受理", { 经办人: "链长办公室" });
  await handling.locator(".status[data-status=acknowledged]").waitFor();
  // Nobody touches the other window.
  await there.page.locator("#card .status[data-status=acknowledged]").waitFor();
  await enter("指派", { 由谁负责: "二科", "理由（可不填）": "跨省" });
  await handling.locator(".status[data-status=assigned]").waitFor();
  await there.page.locator("#card .deeds li").nth(2).waitFor();
  assert.match(await there.page.locator("#card .deeds").innerText(), /Assigned\s+二科 — 跨省/);
  await handling.getByRole("button", { name: "办结", exact: true }).click();
  assert.equal(
    await handling.getByRole("button", { name: "登记", exact: true }).isDisabled(),
    true,
    "an alert is resolved for a reason",
  );
  await handling.getByLabel("理由", { exact: true }).fill("已有第二供应商");
  await handling.getByRole("button", { name: "登记", exact: true }).click();
  await handling.locator(".status[data-status=resolved]").waitFor();
  assert.match(await handling.locator(".deeds").innerText(), /办结 — 已有第二供应商/);
  await page.goto(`${server.address}${path}`);
  await settled(page);
  assert.doesNotMatch(await page.locator(".said").innerText(), /断流/);
  await page.getByRole("link", { name: "另有 1 项预警已办结或暂缓" }).click();
  await page.locator(".watch-main .table").waitFor();
  await settled(page);
  assert.match((await rowsOf(page, ".watch-main")).join(" "), /已办结/);
  await page.locator(".watch-main .table").focus();
  await page.keyboard.press("Enter");
  await handling.waitFor();
  await enter("重新打开", { 经办人: "链长办公室" });
  await handling.locator(".status[data-status=open]").waitFor();
  await here.close();
  await there.close();
});

on("/watch?v=2&w.list=matters&w.day=2024-07-20", "a finding is assigned and settled", async (page) => {
  await page.getByRole("gridcell", { name: "e2e 关键部件只有一家供应商" }).click();
  const matter = page.locator(".watch-matter");
  await matter.getByRole("button", { name: "指派", exact: true }).click();
  await matter.getByLabel("经办人").fill("协调办");
  await matter.getByLabel("由谁负责").fill("二科");
  await matter.getByRole("button", { name: "登记", exact: true }).click();
  await matter.locator(".deeds li").first().waitFor();
  assert.match(await page.locator(".watch-main").innerText(), /二科/);
  await matter.getByRole("button", { name: "办结", exact: true }).click();
  assert.equal(await matter.getByLabel("办结之日").inputValue(), "2024-07-20");
  await matter.getByLabel("理由", { exact: true }).fill("已有第二供应商");
  await matter.getByRole("button", { name: "登记", exact: true }).click();
  await page.getByRole("gridcell", { name: /逾期办结/ }).waitFor();
  await matter.getByRole("button", { name: "重新打开", exact: true }).click();
  await matter.getByRole("button", { name: "登记", exact: true }).click();
  await page
    .getByRole("gridcell", { name: /逾期 · / })
    .first()
    .waitFor();
  // Another finding is overdue as well, so that the list alone does not tell that the act has arrived.
  await matter.locator(".deeds li").nth(2).waitFor();
  assert.equal(await matter.locator(".deeds li").count(), 3, "nothing is taken back");
});

on("/watch?v=2&w.day=2024-07-20", "whose port, which scale, which period", async (page) => {
  await page.getByRole("combobox", { name: "端口：区域或部门" }).fill("suzhou");
  await page
    .getByRole("option", { name: /^苏州市/ })
    .first()
    .click();
  await settled(page);
  assert.equal(words(page).get("w.port"), "320500");
  assert.match(await page.locator(".watch-port .chip").innerText(), /苏州市/);
  await page.keyboard.press("Escape");
  await button(page, "改看全部区域").click();
  await settled(page);
  const now = await page.getByRole("textbox", { name: "时期" }).inputValue();
  assert.equal(now, "2024-06");
  await button(page, "前一期").click();
  await settled(page);
  assert.equal(words(page).get("w.period"), "2024-05");
  assert.equal(await button(page, "后一期").isDisabled(), false);
  await page.getByRole("textbox", { name: "时期" }).fill("2024-q2");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(words(page).get("w.period"), "2024-Q2");
  await page.getByRole("textbox", { name: "时期" }).fill("soon");
  await page.keyboard.press("Enter");
  await settled(page);
  assert.equal(words(page).get("w.period"), "2024-Q2", "what is no period changes nothing");
  await page.getByRole("button", { name: /尺度/ }).click();
  await page.getByRole("option", { name: "省级", exact: true }).click();
  await settled(page);
  assert.equal(words(page).get("w.scale"), "province");
  await page.locator(".heat").waitFor();
});

on(
  "/watch?v=2&w.list=rules",
  "a rule is tried as it is written, its fault underlined where it stands",
  async (page) => {
    const text = page.getByRole("textbox", { name: "规则文本" });
    await page.locator(".rule-outlook").first().waitFor();
    assert.match(await page.locator(".rule-outlook").first().innerText(), /会触发 \d+ 次/);
    await text.fill("alert red when yoyo(flow[quantity]) <= -45% raise after 1");
    await page.locator(".rule-behind mark").waitFor();
    assert.equal(await page.locator(".rule-behind mark").textContent(), "yoyo");
    assert.equal(await text.getAttribute("aria-invalid"), "true");
    await page.getByRole("button", { name: "改成“yoy”" }).click();
    await page.locator(".rule-outlook").first().waitFor();
    assert.equal(await text.inputValue(), "alert red when yoy(flow[quantity]) <= -45% raise after 1");
    await page.waitForFunction(() =>
      /会触发 1 次；抓住 2 次冲击中的 1 次/.test(document.querySelector(".rule-outlook")?.textContent),
    );
    await settled(page);
    assert.equal(words(page).get("w.rule"), "alert red when yoy(flow[quantity]) <= -45% raise after 1");
    await text.fill("预警 红色 当 同比(流量[数量]) <= -45% 发布 连续 1");
    await text.blur();
    await page.waitForFunction(
      () => document.querySelector(".watch-outcome")?.getAttribute("aria-busy") === "false",
    );
    assert.match(await page.locator(".rule-outlook").first().innerText(), /会触发 1 次/);
    await button(page, "撤销").click();
    await settled(page);
    assert.equal(await text.inputValue(), "alert red when yoy(flow[quantity]) <= -45% raise after 1");
    await button(page, "回测现行规则").click();
    await page.getByRole("rowheader", { name: "flow-stop" }).waitFor();
  },
);

on("/report?v=2", "a report is looked at, saved, frozen, and compared with the last", async (page) => {
  const sheet = page.frameLocator("#report-frame");
  await sheet.locator("h1").waitFor();
  assert.match(await sheet.locator("body").innerText(), /2024-06/);
  await radio(page, "English").click();
  await settled(page);
  await sheet.locator("html[lang=en]").waitFor();
  await page.getByRole("checkbox", { name: "大字" }).press("Space");
  await page.getByRole("checkbox", { name: "黑白" }).press("Space");
  await sheet.locator("body.large.plain").waitFor();
  assert.equal(words(page).get("w.large"), "1");
  for (const [format, begins] of [
    ["HTML", "<!DOCTYPE html>"],
    ["DOCX", "PK"],
    ["XLSX", "PK"],
    ["PDF", "%PDF-"],
  ]) {
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: format, exact: true }).click(),
    ]);
    assert.ok(readFileSync(await download.path(), "latin1").startsWith(begins), format);
    assert.match(download.suggestedFilename(), new RegExp(`\\.${format.toLowerCase()}$`));
  }
  await button(page, "冻结").click();
  await page.locator(".frozen li[data-open=true]").waitFor();
  await settled(page);
  const first = words(page).get("w.frozen");
  assert.match(await page.locator(".frozen code").first().innerText(), /^[0-9a-f]{64}$/);
  assert.equal(await page.locator(".frozen li").count(), 1);
  await button(page, "回到当前预览").click();
  await button(page, "冻结").click();
  await page.locator(".frozen li[data-open=true]").waitFor();
  assert.equal(await page.locator(".frozen li").count(), 1, "the same report frozen twice is one");
  // The next month comes.
  await load(page, CORRECTED);
  await page.goto(`${server.address}/report?v=2`);
  await settled(page);
  await page.getByRole("heading", { name: "与上一份相比" }).waitFor();
  assert.match(await page.locator(".report-side").innerText(), new RegExp(first));
  await button(page, "冻结").click();
  await page.locator(".frozen li").nth(1).waitFor();
  await settled(page);
  const said = await page.locator(".report").innerText();
  await page.goto(page.url());
  await sheet.locator("h1").waitFor();
  await settled(page);
  await page.locator(".report-side table, .report-side details").first().waitFor();
  assert.equal(await page.locator(".report").innerText(), said);
  // A link in the sheet opens what it names here.
  const link = sheet.locator("a[href*='w.alert=']").first();
  if ((await link.count()) > 0) {
    await link.click();
    await page.locator("#card").waitFor();
  }
});

for (const language of ["zh", "en"])
  for (const theme of ["light", "dark"])
    on(
      `/today?v=2&lang=${language}&w.day=2024-07-20`,
      `axe finds nothing serious (${language}, ${theme})`,
      async (page) => {
        assert.deepEqual(await axe(page), [], "today");
        const link = page.getByRole("link", { name: language === "zh" ? /断流/ : /Flow stops/ }).first();
        if ((await link.count()) > 0) {
          await link.click();
          await page.locator("#card .trend").first().waitFor();
          assert.deepEqual(await axe(page), [], "watch");
        }
        for (const path of ["/watch?w.list=rules", "/watch?w.list=matters", "/report?"]) {
          await page.goto(`${server.address}${path}&v=2&lang=${language}&theme=${theme}`);
          await settled(page);
          if (path.includes("rules")) await page.locator(".rule-outlook").first().waitFor();
          assert.deepEqual(await axe(page), [], path);
        }
      },
      { colorScheme: theme },
    );
