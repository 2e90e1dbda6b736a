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
/** Two customs houses by month; in June 2024 hardly anything comes in. */
const RECORDS = [
  "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency",
  ...MONTHS.flatMap((month) => {
    const part = month === "2024-06" ? 0.2 : 1;
    return [
      `e2e-1,import,85423100,KR,340100,${month},${600 * part},kg,${12000 * part},CNY`,
      `e2e-2,import,85423100,KR,340100,${month},${0.4 * part},t,${8000 * part},CNY`,
    ];
  }),
];

test("an alert leads to the number, and the number to its records", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await bring(page, { customs_record: `${RECORDS.join("\n")}\n` });
  await page.goto(`${server.address}/today?v=2&w.day=2024-07-20`);
  const alert = page.getByRole("link", { name: /断流/ }).first();
  await alert.click();
  await page.locator(".watch-why").first().waitFor();
  await settled(page);
  const card = page.locator("#card");
  const month = card.locator(".watch-rows .table-row").filter({ hasText: "2024-06" }).first();
  const number = (await month.locator("[role=gridcell]").first().innerText()).trim();
  assert.match(number, /^\d+$/);
  const records = card.locator("details.watch-records").filter({ hasText: `flow:${number} ` });
  await records.locator("summary").click();
  await records.locator("[data-same]").waitFor();
  // 120 kg and 0.08 t, 2,400 and 1,600: two records come to 200 kg for 4,000.
  assert.equal(await records.locator("[data-same]").getAttribute("data-same"), "true");
  const told = await records.innerText();
  assert.match(told, /2 条记录/);
  assert.match(told, /4,?000 \/ 200/);
  const rows = records.locator(".table-row").filter({ has: page.getByRole("gridcell") });
  assert.equal(await rows.count(), 2);
  for (const house of ["e2e-1", "e2e-2"]) assert.ok((await records.innerText()).includes(house), house);
  assert.deepEqual(await axe(page), []);
  await close();
});
