// Two agreements of the documents, entered by hand as an office would: written, signed by every party, three years of assumed
// figures, settled year by year, paid, read back as a statement in both languages. What must come out is worked by hand in
// crates/ledger/tests/it/story.rs.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { axe, browser, button, open, radio, server, started } from "./browser.mjs";

started();

const SHOTS = process.env.SHOTS;
const field = (page, name) => page.getByLabel(name, { exact: true });
const panel = (page, name) => page.getByRole("region", { name });
const text = (id) => readFileSync(new URL(`../../data/agreements/${id}.toml`, import.meta.url), "utf8");
const facts = (id) =>
  readFileSync(new URL("../../data/agreements/assumed-facts.csv", import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`${id},`))
    .map((line) => line.split(","));
const look = async (page, name) => {
  if (!SHOTS) return;
  mkdirSync(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });
};

/** Identifier, parties that sign, what they are called, payments after the settlement of a year, and what a statement says. */
const STORIES = [
  {
    id: "beijing-chifeng",
    parties: { yizhuang: "北京经济技术开发区", chifeng: "赤峰市（代表八个旗县）" },
    payments: { 2021: ["chifeng", "yizhuang", "400 万元", "2022-06-30", "赤峰市财政局"] },
    whose: "yizhuang",
    // Receivable 1,800, received 400, closing 1,400 (万元).
    account: ["18,000,000.00", "4,000,000.00", "14,000,000.00"],
    partner: ["赤峰市（代表八个旗县）", "Chifeng (for eight banners and counties)"],
    // The limit of 15 million in all stops the share of 2023 at 6 of 12 million.
    why: /12000000\.00[\s\S]*15000000\.00/,
  },
  {
    id: "suzhou-suqian",
    parties: { suzhou: "苏州市", suqian: "宿迁市", park: null },
    payments: {
      2021: ["suqian", "suzhou", "2400 万元", "2022-03-01", "江苏省财政厅"],
      2022: ["suqian", "suzhou", "3000 万元", "2023-03-01", "宿迁市财政局"],
    },
    whose: "suzhou",
    account: ["116,000,000.00", "54,000,000.00", "44,000,000.00"],
    partner: ["宿迁市", "Suqian"],
    why: null,
  },
];

/** The amount that was sent is kept, and its field is free for the next. */
const emptied = async (page, within) =>
  page.waitForFunction(
    (input) => input.value === "",
    await within.getByLabel("数额", { exact: true }).elementHandle(),
  );
const choose = async (page, within, label, option) => {
  await within.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

for (const story of STORIES)
  test(`${story.id} from the first word to the statement`, async () => {
    const { page, close } = await open(browser, server.address, "/deals?v=2&d.new=1");
    const names = { ...story.parties };
    await page.locator(".deals-book").waitFor();
    await field(page, "协议文本（TOML）").fill(text(story.id));
    await page.getByText("没有发现错误").waitFor();
    await button(page, "存入账本").click();
    await page.getByText("待签字").first().waitFor();

    // Everybody signs; what the page calls a party is what its text says.
    for (const [party, known] of Object.entries(story.parties)) {
      const called = known ?? text(story.id).match(new RegExp(`id = "${party}"\\nname_zh = "([^"]+)"`))[1];
      names[party] = called;
      await field(page, `代表${called}`).fill("签署人（假设）");
      await button(page, `签字: ${called}`).click();
      await page.getByText(`✓ ${called}`).waitFor();
    }
    await look(page, `${story.id}-signed`);

    await radio(page, "录入与结算").click();
    const amounts = panel(page, "1 录入数额");
    for (const [, party, item, , period, value, unit, , note] of facts(story.id)) {
      await choose(page, amounts, /谁的/, names[party]);
      await field(page, "项目").fill(item);
      await amounts.getByLabel("时期", { exact: true }).fill(period);
      await amounts.getByLabel("数额", { exact: true }).fill(`${value} ${unit}`);
      await amounts.getByLabel("说明", { exact: true }).fill(note);
      const before = await amounts.locator("tbody tr").count();
      await button(page, "录入").click();
      await page.waitForFunction(
        (count) => document.querySelectorAll(".book section:first-of-type tbody tr").length > count,
        before,
      );
      await emptied(page, amounts);
    }
    for (const year of ["2021", "2022", "2023"]) {
      await field(page, "结算到这一时期末").fill(year);
      await button(page, "结算").click();
      // The list beside it says how far the other agreement is settled.
      await page.getByText(new RegExp(`记了 \\d+ 条，结算到 ${Number(year) + 1}-01-01`)).waitFor();
      const paid = story.payments[year];
      if (!paid) continue;
      const [from, to, amount, day, executor] = paid;
      const pay = panel(page, "3 记付款");
      await choose(page, pay, /付款方|谁付/, names[from]);
      await choose(page, pay, /收款方|付给谁/, names[to]);
      await pay.getByLabel("数额", { exact: true }).fill(amount);
      await pay.getByLabel("日期", { exact: true }).fill(day);
      await pay.getByLabel("由谁执行（可不填）", { exact: true }).fill(executor);
      await button(page, "记入").click();
      await emptied(page, pay);
    }
    await look(page, `${story.id}-settled`);
    await close();

    for (const [place, language] of ["zh", "en"].entries()) {
      const at = `/deals?v=2&lang=${language}&d.id=${story.id}&d.part=statement&d.party=${story.whose}`;
      const read = await open(browser, server.address, at);
      const [receivable, received, closing] = story.account;
      await read.page.getByText(closing).first().waitFor();
      const said = await read.page.locator(".book").innerText();
      assert.ok(said.includes(story.partner[place]), said);
      for (const amount of [receivable, received, closing])
        assert.ok(said.includes(amount), `${amount}\n${said}`);
      assert.match(said, language === "zh" ? /估计/ : /[Ee]stimated/, "that figures are assumed is said");
      if (story.why) assert.match(said, story.why);
      await look(read.page, `${story.id}-statement-${language}`);
      await read.page.goto(`${server.address}${at.replace("statement", "accounts")}`);
      await read.page.locator(".book").waitFor();
      await look(read.page, `${story.id}-accounts-${language}`);
      await read.page.goto(`${server.address}${at.replace("statement", "dates")}`);
      await read.page.locator(".book tbody tr").first().waitFor();
      // The yearly meeting of Beijing–Chifeng was not entered as held: it is late.
      if (story.id === "beijing-chifeng")
        assert.match(await read.page.locator(".book").innerText(), language === "zh" ? /逾期/ : /Late/);
      assert.deepEqual(await axe(read.page), []);
      await look(read.page, `${story.id}-dates-${language}`);
      await read.close();
    }
  });
