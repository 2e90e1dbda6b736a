// From Today to the alert, to the derived number it rests on, to the customs records that make the number: on invented data.
import assert from "node:assert/strict";
import { test } from "node:test";
import { bring } from "./bring.mjs";
import { axe, browser, open, server, settled, started } from "./browser.mjs";

started();

const MONTHS = Array.from(
  { length: 30 },
  (_, n) => `${2022 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`,
);
const HOUSES = Array.from({ length: 100 }, (_, n) => `e2e-1-${String(n + 1).padStart(3, "0")}`);
const record = (house, month, quantity, unit, value) =>
  `${house},import,85423100,KR,340100,${month},${quantity},${unit},${value},CNY`;
/** Two customs houses by month; in June 2024 hardly anything comes in, through more houses than a list shows. */
const RECORDS = [
  "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency",
  ...MONTHS.flatMap((month) =>
    month === "2024-06"
      ? [...HOUSES.map((house) => record(house, month, 1, "kg", 24)), record("e2e-2", month, 0.1, "t", 1600)]
      : [record("e2e-1", month, 600, "kg", 12000), record("e2e-2", month, 0.4, "t", 8000)],
  ),
];
/** The alert with its revision, as the address has it once it was found; the row that it rests on. */
let link = "";
let number = "";

/** The records behind the row on the card of the alert, opened. */
async function opened(page) {
  const records = page.locator("#card details.watch-records").filter({ hasText: `flow:${number} ` });
  await records.locator("summary").click();
  return records;
}

test("an alert leads to the number, and the number to its records", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await bring(page, { customs_record: `${RECORDS.join("\n")}\n` });
  await page.goto(`${server.address}/today?v=2&w.day=2024-07-20`);
  const alert = page.getByRole("link", { name: /断流/ }).first();
  await alert.click();
  await page.locator(".watch-why").first().waitFor();
  await settled(page);
  link = page.url();
  const card = page.locator("#card");
  const month = card.locator(".watch-rows .table-row").filter({ hasText: "2024-06" }).first();
  number = (await month.locator("[role=gridcell]").first().innerText()).trim();
  assert.match(number, /^\d+$/);
  const records = await opened(page);
  await records.locator("[data-same]").waitFor();
  // A hundred times 1 kg for 24, and 0.1 t for 1,600: 101 records come to 200 kg for 4,000.
  assert.equal(await records.locator("[data-same]").getAttribute("data-same"), "true");
  const told = await records.innerText();
  assert.match(told, /101 条记录/);
  assert.match(told, /4,?000 \/ 200/);
  assert.ok(told.includes(HOUSES[0]), "in the order of their key");
  assert.match(told, /只列出部分，共 101 行/);
  assert.equal(await records.getByRole("grid").getAttribute("aria-rowcount"), "101", "100 and their head");
  assert.deepEqual(await axe(page), []);
  await close();
});

/** The same card in English. */
const english = () => {
  const url = new URL(link);
  url.searchParams.set("lang", "en");
  return url.pathname + url.search;
};

test("the records read in English", async () => {
  const { page, close } = await open(browser, server.address, english(), { locale: "en-US" });
  const records = await opened(page);
  await records.locator("[data-same]").waitFor();
  const told = await records.innerText();
  assert.match(told, /Records that row flow:\d+ was added up from/);
  assert.match(told, /101 record\(s\) of/);
  assert.match(told, /which is what the row holds/);
  assert.match(told, /Only a part is shown; 101 rows in all/);
  assert.deepEqual(await axe(page), []);
  await close();
});

test("a row that is not there is refused in words", async () => {
  const { page, faults } = await open(browser, server.address, english(), { locale: "en-US" });
  await page.route("**/api/v1/records?*", (route) => {
    const url = new URL(route.request().url());
    url.searchParams.set("row", "flow:99999999");
    return route.continue({ url: url.href });
  });
  const records = await opened(page);
  const said = await records.getByRole("alert").innerText();
  assert.match(said, /no row `flow:99999999`/);
  // The browser itself says that an answer was a refusal; nothing else is wrong.
  assert.deepEqual(
    faults.filter((fault) => !fault.includes("404")),
    [],
  );
  await page.context().close();
});
