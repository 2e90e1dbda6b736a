// What falls due, done or not, and the bond that pays what has been owed for too long. The tests follow each other on one server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, browser, button, open, server, started, testOn } from "./browser.mjs";

started();

const DATES = "/deals?v=2&d.id=e2e-dates&d.part=dates";

const on = testOn((page) => page.getByRole("table").first().waitFor());

/** Asks the interface as the page would; the answer, or an error with its words. */
async function tell(page, path, body) {
  return page.evaluate(
    async ([where, what]) => {
      const init = what && {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(what),
      };
      const answer = await fetch(`/api/v1${where}`, init);
      if (!answer.ok) throw new Error(`${where}: ${await answer.text()}`);
      return answer.json();
    },
    [path, body],
  );
}

test("an agreement with a bond and meetings is signed, owes for a year, and is settled", async () => {
  const { page, close } = await open(browser, server.address, "/deals?v=2&d.new=1");
  const templates = await tell(page, "/deals/templates");
  const { text } = templates.find(({ kind }) => kind === "forward_enclave");
  // Another file of tests signs the template under its own name.
  await tell(page, "/deals", { text: text.replace('id = "forward-enclave"', 'id = "e2e-dates"') });
  for (const party of ["out", "in"]) await tell(page, "/deals/e2e-dates/sign", { party, signatory: "张三" });
  const facts = ["local_tax", "output", "infrastructure"].map((item) => ({
    party: "in",
    item,
    period: "2024",
    amount: "3000 万元",
    observation: "estimated",
  }));
  await tell(page, "/deals/e2e-dates/facts", { facts });
  const { diagnostics } = await tell(page, "/deals/settle", { until: "2024", agreement: "e2e-dates" });
  assert.deepEqual(diagnostics, []);
  await close();
});

const focused = (page) => page.evaluate(() => document.activeElement?.textContent.trim());
const row = (page, day) => page.getByRole("row").filter({ hasText: day });
const AS_OF = `${DATES}&d.as_of=2026-03-01`;

on(AS_OF, "what was not done is late until it is recorded as done", async (page) => {
  assert.match(await row(page, "2025-12-30").innerText(), /义务\s+飞出地\s+联席会议\s+逾期/);
  assert.match(await row(page, "2026-06-30").innerText(), /未到期/);
  await button(page, "记为已办: 2025-12-30 联席会议").click();
  const day = page.getByLabel("完成日");
  assert.equal(await day.inputValue(), "2025-12-30", "the day it fell due, unless another is given");
  assert.equal(await day.evaluate((field) => field === document.activeElement), true);
  await row(page, "2025-12-30").getByRole("button", { name: "记为已办", exact: true }).click();
  await row(page, "2025-12-30").getByText("已完成", { exact: true }).waitFor();
  assert.equal(await focused(page), "已完成", "where the button was");
  assert.match(await row(page, "2025-06-30").innerText(), /逾期/, "the others are as they were");
});

on(AS_OF, "what was done late is recorded on the day it was done, and counts once", async (page) => {
  await button(page, "记为已办: 2025-06-30 联席会议").click();
  await button(page, "取消").click();
  assert.match(await focused(page), /^逾期/);
  await button(page, "记为已办: 2025-06-30 联席会议").click();
  await page.getByLabel("完成日").fill("2025-08-15");
  await page.keyboard.press("Enter");
  const own = page.getByRole("row").filter({ has: page.getByRole("rowheader", { name: "2025-06-30" }) });
  await own.getByText("逾期完成（2025-08-15）").waitFor();
  assert.equal(await focused(page), "逾期完成（2025-08-15）");
  assert.match(await row(page, "2025-12-30").innerText(), /已完成/);
  assert.match(await row(page, "2026-06-30").innerText(), /未到期/);
  assert.deepEqual(await axe(page), []);
});

on(
  AS_OF,
  "a bond that is paid in pays what has been owed for too long, once somebody decides it",
  async (page) => {
    const draw = button(page, "动用保证金");
    await page.getByText("现存 ¥0.00，已动用 ¥0.00；逾期超过 60 天的欠款 ¥15,000,000.00").waitFor();
    await page.getByLabel("由谁决定").fill("联席会议");
    assert.equal(await draw.isDisabled(), true, "an empty bond pays nothing");
    await tell(page, "/deals/e2e-dates/pay", {
      from: "in",
      to: "escrow",
      amount: "2000 万元",
      day: "2025-02-01",
    });
    await page.reload();
    await page.getByText(/现存 ¥20,000,000.00/).waitFor();
    await page.getByLabel("由谁决定").fill("联席会议");
    await draw.click();
    await page.getByText("现存 ¥5,000,000.00，已动用 ¥15,000,000.00；逾期超过 60 天的欠款 ¥0.00").waitFor();
    assert.deepEqual(await axe(page), []);
  },
);

on(
  `${AS_OF}&lang=en`,
  "the calendar reads in English",
  async (page) => {
    assert.match(
      await row(page, "2025-12-30").innerText(),
      /Duty\s+Place that flies out\s+Joint meeting\s+Done/,
    );
    assert.match(await row(page, "2025-06-30").innerText(), /Done late, on 2025-08-15/);
  },
  { locale: "en-US" },
);
