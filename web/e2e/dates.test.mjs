// What falls due, done or not, and the bond that pays what has been owed for too long. The tests follow each other on one server.
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, browser, button, open, server, started, testOn } from "./browser.mjs";

started();

const DATES = "/deals?v=2&d.id=forward-enclave&d.part=dates";

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
  await tell(page, "/deals", { text });
  for (const party of ["out", "in"])
    await tell(page, "/deals/forward-enclave/sign", { party, signatory: "张三" });
  const facts = ["local_tax", "output", "infrastructure"].map((item) => ({
    party: "in",
    item,
    period: "2024",
    amount: "3000 万元",
    observation: "estimated",
  }));
  await tell(page, "/deals/forward-enclave/facts", { facts });
  const { diagnostics } = await tell(page, "/deals/settle", { until: "2024", agreement: "forward-enclave" });
  assert.deepEqual(diagnostics, []);
  await close();
});

const row = (page, day) => page.getByRole("row").filter({ hasText: day });
const AS_OF = `${DATES}&d.as_of=2026-03-01`;

on(AS_OF, "what was not done is late until it is recorded as done", async (page) => {
  assert.match(await row(page, "2025-12-30").innerText(), /义务\s+飞出地\s+联席会议\s+逾期/);
  assert.match(await row(page, "2026-06-30").innerText(), /未到期/);
  await button(page, "记为已办: 2025-12-30 联席会议").click();
  await row(page, "2025-12-30").getByText("已完成", { exact: true }).waitFor();
  assert.match(await row(page, "2025-06-30").innerText(), /逾期/, "the others are as they were");
});

on(
  AS_OF,
  "a bond that is paid in pays what has been owed for too long, once somebody decides it",
  async (page) => {
    const draw = button(page, "动用保证金");
    await page.getByText("现存 ¥0.00，已动用 ¥0.00；逾期超过 60 天的欠款 ¥15,000,000.00").waitFor();
    await page.getByLabel("由谁决定").fill("联席会议");
    assert.equal(await draw.isDisabled(), true, "an empty bond pays nothing");
    await tell(page, "/deals/forward-enclave/pay", {
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
  },
  { locale: "en-US" },
);
