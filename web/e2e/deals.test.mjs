// What may be promised, whether it is fair and whether it will be kept.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { bring } from "./bring.mjs";
import { axe, browser, button, open, server, settled, started, testOn } from "./browser.mjs";

started();

const parameters = (page) => new URL(page.url()).searchParams;
const panel = (page, name) => page.getByRole("region", { name, exact: true });
const slide = (page, name, values) =>
  page.getByRole("slider", { name, exact: true }).evaluate((input, moves) => {
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set;
    for (const value of moves) {
      set.call(input, value);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }
    input.dispatchEvent(new PointerEvent("pointerup", { bubbles: true }));
  }, values);

const on = testOn(settled);

/** The worked example of the book: 100 a year, half of it promised, 30 without the partner, a discount factor of 0.6. */
const EXAMPLE =
  "d.parties=甲市|乙市&d.alone=30|10&d.shares=|0.5&d.fallback=30&d.patience=0.6&d.growth=0&d.unit=万元";

on(
  `/deals?v=2&d.tab=trial&${EXAMPLE}`,
  "says what the worked example says: broken, 42 %, a bond of 20",
  async (page) => {
    const kept = await panel(page, "守得住吗？").innerText();
    assert.match(kept, /这样的耐心守不住/);
    assert.match(kept, /0\.714/);
    assert.match(kept, /42\.0%/);
    assert.match(kept, /20\.00 万元/);
    const fair = await panel(page, "公平吗？").innerText();
    assert.match(fair, /没有一方吃亏/);
    assert.match(fair, /乙市\s+10\.00\s+50\.00\s+\+40\.00/);
    const ruler = await page.locator(".ruler").innerText();
    assert.match(ruler, /10\.0% – 70\.0%/);
    assert.match(ruler, /至多 42\.0%/);
    assert.match(ruler, /按谈判力：\s*40\.0%/);
    assert.ok(
      (await page.getByText("假设", { exact: true }).count()) >= 12,
      "every number is marked as assumed",
    );
  },
);

on(
  `/deals?v=2&d.tab=trial&${EXAMPLE}`,
  "a slider is answered live, and is one step to undo",
  async (page) => {
    const asked = [];
    page.on("request", (request) => {
      if (request.url().includes("/promise_sustainability/"))
        asked.push(JSON.parse(request.postData()).inputs);
    });
    await slide(page, "分给乙市", [48, 45, 42, 40]);
    await settled(page);
    assert.equal(asked.length, 1, "what was passed on the way is not asked for");
    assert.equal(asked[0].share, "0.4");
    assert.match(await panel(page, "守得住吗？").innerText(), /守约对承接地有利/);
    assert.equal(parameters(page).get("d.shares"), "0|0.4");
    await button(page, "撤销").click();
    await settled(page);
    assert.match(await panel(page, "守得住吗？").innerText(), /这样的耐心守不住/);
    await button(page, "重做").click();
    await settled(page);
    const before = await page.locator(".deals-cards").innerText();
    await page.goto(page.url());
    await settled(page);
    assert.equal(await page.locator(".deals-cards").innerText(), before, "the link reopens identically");
  },
);

on(
  `/deals?v=2&d.tab=trial&d.parties=甲市|乙市&d.alone=60|10&d.shares=|0.5&d.fallback=60`,
  "a promise that no patience keeps, and a party that loses, are said",
  async (page) => {
    assert.match(await panel(page, "守得住吗？").innerText(), /再有耐心也守不住/);
    const fair = await panel(page, "公平吗？").innerText();
    assert.match(fair, /有一方吃亏，但得大于失/);
    assert.match(fair, /甲市\s+60\.00\s+50\.00\s+−10\.00\s+\+10\.00\s+60\.00/);
  },
);

on(`/deals?v=2&d.tab=trial&${EXAMPLE}`, "what is not known stays unknown and is never zero", async (page) => {
  const alone = page.getByRole("spinbutton", { name: /不合作时乙市所得/ });
  await alone.fill("");
  await settled(page);
  assert.equal(parameters(page).get("d.alone"), "30|");
  const fair = await panel(page, "公平吗？").innerText();
  assert.match(fair, /不知道：有一方不合作时所得未知/);
  assert.match(fair, /乙市\s+未知\s+50\.00\s+未知/);
  assert.match(await page.locator(".ruler").innerText(), /按谈判力：\s*未知/);
});

on(`/deals?v=2&d.tab=trial&${EXAMPLE}`, "a third party, a base and the outlook", async (page) => {
  await button(page, "加一方").click();
  await settled(page);
  await page.getByRole("textbox", { name: "第 3 方的名称" }).fill("省里");
  await slide(page, "分给省里", [10]);
  await settled(page);
  assert.equal(parameters(page).get("d.parties"), "甲市|乙市|省里");
  assert.match(await page.locator(".ruler").innerText(), /现在 60\.0%/);
  await slide(page, "冻结的基数", [50]);
  await settled(page);
  assert.match(await page.locator(".ruler").innerText(), /现在 30\.0%[\s\S]*增量的 60\.0%/);
  const outlook = panel(page, "今后能分到多少？");
  assert.match(await outlook.getByRole("img").getAttribute("aria-label"), /10 年的应付/);
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    button(page, "CSV 导出今后分成").click(),
  ]);
  const text = readFileSync(await download.path(), "utf8");
  assert.match(text, /year,tax_mean,.*,basis,source/);
  assert.match(text, /present_value,.*,假设,/);
  assert.match(text, /tax_outlook v2/);
  await page.getByText("不分享的话，两地会竞相让税到多低？").click();
  await settled(page);
  await page.getByText("止住竞争至少要互相分享").waitFor();
  assert.match(await page.locator("details.wide").innerText(), /33\.3%/);
});

on(`/deals?v=2&d.tab=trial&${EXAMPLE}`, "what was tried becomes the text of an agreement", async (page) => {
  await button(page, "写成协议").click();
  const text = page.getByLabel("协议文本（TOML）", { exact: true });
  await text.waitFor();
  assert.match(
    await text.inputValue(),
    /name_zh = "乙市"[\s\S]*shares = \{ host = 0\.5, partner_1 = 0\.5 \}/,
  );
  await page.getByText("没有发现错误").waitFor();
  await button(page, "撤销").click();
  await page.locator(".ruler").waitFor();
});

test("games of the data are divided, and an empty core says what it takes", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await bring(page, {
    coalition:
      "game,members,value\ne2e,A,0\ne2e,B,0\ne2e,C,0\ne2e,A|B,4\ne2e,A|C,3\ne2e,B|C,2\ne2e,A|B|C,4\n",
  });
  await page.goto(`${server.address}/deals?v=2&d.tab=trial&d.game=e2e`);
  const games = panel(page, "多方怎样分？");
  await games.getByText("外部至少补贴 0.50").waitFor();
  await games
    .getByText(/会退出/)
    .first()
    .waitFor();
  assert.match(await games.innerText(), /A\s+0\.00\s+2\.00|A\s+0\.00\s+1\.83/);
  await close();
});

for (const [language, colorScheme] of [
  ["zh", "light"],
  ["en", "dark"],
])
  test(`axe finds nothing serious (${language}, ${colorScheme})`, async () => {
    for (const path of ["", "&d.race=1&d.alone=30|&d.shares=|0.9"]) {
      const address = `/deals?v=2&d.tab=trial&lang=${language}${path}`;
      const { page, close } = await open(browser, server.address, address, { colorScheme });
      await settled(page);
      assert.deepEqual(await axe(page), [], address);
      await close();
    }
  });
