// An agreement from the first word to the last cent: written, checked, signed, entered, settled, paid, amended, verified. The
// tests follow each other on one server.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AMENDED, FACTS, ID, TEXT } from "./agreement.mjs";
import { axe, browser, button, followed, open, radio, server, started, testOn } from "./browser.mjs";

started();

const field = (page, name) => page.getByLabel(name, { exact: true });
const panel = (page, name) => page.getByRole("region", { name });
const BOOK = `/deals?v=2&d.id=${ID}`;

const on = testOn((page) => page.locator(".deals-book, .deals-terms").first().waitFor());

on(
  "/deals?v=2&d.new=1",
  "a text is checked while one writes, and a fault is found at its line",
  async (page) => {
    assert.equal(await page.locator("h1").innerText(), "谁承诺了什么，得到了什么？");
    await button(page, "正向飞地").click();
    await page.getByText("没有发现错误").waitFor();
    const text = field(page, "协议文本（TOML）");
    assert.match(await text.inputValue(), /kind = "forward_enclave"/);
    await text.fill(TEXT.replace("suzhou = 0.5, suqian = 0.5", "suzhou = 0.5, suqian = 0.6"));
    const finding = page.locator(".editor .finding").first();
    await finding.waitFor();
    const line = TEXT.split("\n").findIndex((one) => one.startsWith("shares")) + 1;
    assert.match(await finding.innerText(), new RegExp(`第 ${line} 行第 \\d+ 列`));
    assert.equal(await button(page, "存入账本").isDisabled(), true);
    await finding.getByRole("button").click();
    const selected = await text.evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd));
    assert.match(selected, /0\.6|shares|suzhou/);
    await text.fill(TEXT);
    await page.getByText("没有发现错误").waitFor();
    assert.match(
      await page.locator(".audit").innerText(),
      /✗[\s\S]*退出[\s\S]*应补充/,
      "what is missing is said",
    );
    await button(page, "存入账本").click();
    await page.getByText("待签字").first().waitFor();
    await page.waitForFunction((id) => new URL(location.href).searchParams.get("d.id") === id, ID);
  },
);

on(`${BOOK}&d.part=text`, "it is in force when both have signed, and not before", async (page) => {
  await radio(page, "录入与结算").click();
  await page.getByText(/还没有生效：苏州市、宿迁市未签字/).waitFor();
  await radio(page, "条款与签字").click();
  await field(page, "代表苏州市").fill("张三");
  await button(page, "签字: 苏州市").click();
  await page.getByText("✓ 苏州市").waitFor();
  assert.match(await page.locator(".deals-list").innerText(), /待签字[\s\S]*宿迁市未签/);
  await field(page, "代表宿迁市").fill("李四");
  await button(page, "签字: 宿迁市").click();
  await page.getByText("✓ 宿迁市").waitFor();
  await page.locator(".deals-list").getByText("生效", { exact: true }).waitFor();
});

on(
  `${BOOK}&d.part=amounts`,
  "three years are entered by hand, marked as assumed, and settled once",
  async (page) => {
    await page.getByRole("button", { name: /谁的/ }).click();
    await page.getByRole("option", { name: "宿迁市" }).click();
    assert.equal(await field(page, "项目").inputValue(), "local_tax");
    // Whoever is quick types the next amount before the answer to the last is there: nothing typed is taken back.
    let answer = () => {};
    const kept = [];
    for (const [period, amount] of FACTS) {
      const facts = panel(page, "1 录入数额");
      await facts.getByLabel("时期", { exact: true }).fill(period);
      await facts.getByLabel("数额", { exact: true }).fill(amount);
      await facts.getByLabel("说明", { exact: true }).fill("e2e 假设");
      answer();
      await Promise.all(kept);
      const typed = new Promise((release) => {
        answer = release;
      });
      const hold = async (route) => {
        const response = await route.fetch();
        await typed;
        await route.fulfill({ response });
      };
      await page.route("**/facts", hold, { times: 1 });
      await button(page, "录入").click();
      kept.push(facts.getByRole("rowheader", { name: period, exact: true }).waitFor());
    }
    answer();
    await Promise.all(kept);
    const facts = await panel(page, "1 录入数额").locator("tbody").innerText();
    assert.match(facts, /¥30,000,000\.00/);
    assert.match(facts, /估计[\s\S]*e2e 假设/);
    await field(page, "结算到这一时期末").fill("2023");
    await button(page, "结算").click();
    await page.getByText(/记了 \d+ 条，结算到 2024-01-01/).waitFor();
    await button(page, "结算").click();
    await page.getByText("记了 0 条，结算到 2024-01-01").waitFor();
  },
);

on(BOOK, "promised and received, by pair and period, every cent explained", async (page) => {
  const periods = panel(page, "逐期：约定与兑现");
  await periods.waitFor();
  const rows = await periods.locator("tbody tr").allInnerTexts();
  assert.ok(
    rows.some((row) => /2021\s+宿迁市 → 苏州市\s+¥10,000,000\.00\s+¥0\.00/.test(row)),
    rows.join("\n"),
  );
  assert.ok(
    rows.some((row) => /2023\s+宿迁市 → 苏州市\s+¥20,000,000\.00/.test(row)),
    rows.join("\n"),
  );
  assert.match(await panel(page, "各方往来").innerText(), /¥30,000,000\.00/);
  await page.getByRole("gridcell", { name: "2021", exact: true }).click();
  const why = panel(page, "由来");
  await why.waitFor();
  const said = await why.innerText();
  assert.match(said, /2021：宿迁市应付苏州市 ¥10,000,000\.00/);
  assert.match(said, /tax 新增地方税收对半分/);
  assert.match(said, /账本第 \d+ 条: 宿迁市 · local_tax · 2021 · ¥30,000,000\.00/);
  assert.match(said, /e2e 假设/);
  await page.waitForFunction(() => new URL(location.href).searchParams.has("d.record"));
  await followed(page);
  await page.goto(page.url());
  await panel(page, "由来").waitFor();
  assert.equal(await panel(page, "由来").innerText(), said, "the link reopens identically");
  await field(page, "截至").fill("2022-02-01");
  await page.getByText("每一笔应付（1）").waitFor();
});

on(`${BOOK}&d.part=amounts`, "a payment goes to the oldest obligation", async (page) => {
  const pay = panel(page, "3 记付款");
  await pay.getByLabel("数额", { exact: true }).fill("600 万元");
  await pay.getByLabel("日期", { exact: true }).fill("2022-05-10");
  await pay.getByLabel("由谁执行（可不填）", { exact: true }).fill("江苏省财政厅");
  await button(page, "记入").click();
  await radio(page, "约定与兑现").click();
  await panel(page, "逐期：约定与兑现").waitFor();
  await page.getByText("¥6,000,000.00").first().waitFor();
  const rows = await panel(page, "逐期：约定与兑现").locator("tbody tr").allInnerTexts();
  assert.ok(
    rows.some((row) => /2021.*¥10,000,000\.00\s+¥6,000,000\.00\s+¥0\.00\s+¥4,000,000\.00/s.test(row)),
    rows.join("\n"),
  );
  await page.getByRole("gridcell", { name: "2021", exact: true }).click();
  assert.match(await panel(page, "由来").innerText(), /¥6,000,000\.00[\s\S]*江苏省财政厅/);
});

on(
  `${BOOK}&d.part=statement&d.party=suzhou`,
  "a statement adds up and is exported to the cent",
  async (page) => {
    await page.getByText(/苏州市的对账单/).waitFor();
    await page.getByText("¥24,000,000.00").first().waitFor();
    const text = await page.locator(".book").innerText();
    assert.match(text, /估计/, "that amounts are assumed is said");
    assert.match(
      text,
      /宿迁市\s+¥0\.00\s+¥30,000,000\.00\s+¥0\.00\s+¥6,000,000\.00\s+¥0\.00\s+¥0\.00\s+¥24,000,000\.00/,
    );
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      button(page, "CSV 导出对账单").click(),
    ]);
    const csv = readFileSync(await download.path(), "utf8");
    assert.match(csv, /due,suqian,tax,2023,20000000\.00,CNY,/);
    await field(page, "时期").fill("2022");
    await page.getByText("¥4,000,000.00").first().waitFor();
  },
);

on(`${BOOK}&d.part=text`, "an amendment waits for signatures, then corrects by reversal", async (page) => {
  await field(page, "协议文本（TOML）").fill(AMENDED);
  await page.getByText("没有发现错误").waitFor();
  await button(page, "提出新版").click();
  await page.getByText("生效，新版待签").waitFor();
  for (const [party, who] of [
    ["苏州市", "张三"],
    ["宿迁市", "李四"],
  ]) {
    await field(page, `代表${party}`).fill(who);
    await button(page, `签字: ${party}`).click();
    await field(page, `代表${party}`).waitFor({ state: "detached" });
  }
  await radio(page, "录入与结算").click();
  await field(page, "结算到这一时期末").fill("2024");
  await button(page, "结算").click();
  await page.getByText(/记了 \d+ 条，结算到 2025-01-01/).waitFor();
  await radio(page, "约定与兑现").click();
  await page.getByText("¥16,000,000.00").first().waitFor();
  const rows = await panel(page, "逐期：约定与兑现").locator("tbody tr").allInnerTexts();
  assert.ok(
    rows.some((row) => /2023.*¥20,000,000\.00/s.test(row)),
    "what was first entered stays",
  );
});

on(BOOK, "the ledger is verified", async (page) => {
  await button(page, "核验账本").click();
  await page.getByText(/账本完好/).waitFor();
});

for (const [language, colorScheme] of [
  ["zh", "light"],
  ["en", "dark"],
])
  test(`axe finds nothing serious (${language}, ${colorScheme})`, async () => {
    for (const part of ["accounts", "statement", "amounts", "dates", "text"]) {
      const address = `${BOOK}&lang=${language}&d.part=${part}`;
      const { page, close } = await open(browser, server.address, address, { colorScheme });
      await page.locator(".book").waitFor();
      await page.waitForTimeout(1200);
      assert.deepEqual(await axe(page), [], address);
      await close();
    }
  });
