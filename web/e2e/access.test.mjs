// Every screen, in both languages and both themes, as assistive technology finds it.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { axe, launch, open, rest, serve } from "./browser.mjs";

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

const SCREENS = [
  ["/atlas?select=n:340100", ".evidence li"],
  ["/atlas?arrange=chain&compare=310000~340100&comparing=1", ".compare tbody tr"],
  ["/atlas?arrange=network&rows=nodes&period=2016-2021", ".table-row [role=gridcell]"],
  ["/data", ".drop"],
  ["/data/tables/link", ".table-row [role=gridcell]"],
  ["/data/revisions", "tbody tr"],
  ["/data/sources", "tbody tr"],
  ["/data/boundaries", ".panel"],
  ["/methods/location_quotient", ".method form"],
  ["/today", ".watch-none, .said"],
  ["/watch", ".watch-none, .watch-main"],
  ["/report", ".watch-none, .report-sheet"],
  ["/whatif", ".panel .sentence, .whatif .scenario"],
];

for (const language of ["zh", "en"]) {
  for (const theme of ["light", "dark"]) {
    test(`axe finds nothing serious (${language}, ${theme})`, async () => {
      for (const [path, shown] of SCREENS) {
        const address = `${path}${path.includes("?") ? "&" : "?"}v=2&lang=${language}`;
        const { page, close } = await open(browser, server.address, address, { colorScheme: theme });
        await page.locator(shown).first().waitFor();
        if (path.startsWith("/atlas")) await rest(page);
        assert.deepEqual(await axe(page), [], address);
        assert.equal(
          await page.evaluate(() => document.documentElement.lang),
          language === "zh" ? "zh-CN" : "en",
        );
        assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), theme);
        await close();
      }
    });
  }
}

test("everything in the Atlas can be reached with the keyboard alone", async () => {
  const { page, close } = await open(browser, server.address, "/atlas?v=2&select=n:340100");
  await rest(page);
  await page.locator(".evidence li").first().waitFor();
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  const reached = new Set();
  for (let n = 0; n < 130; n++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const element = document.activeElement;
        const region = element?.closest("header, .controls, .canvas-tools, .time, .side, .twin-head, .table");
        return region?.className.split(" ")[0] || region?.tagName.toLowerCase() || "";
      }),
    );
  }
  for (const region of ["header", "controls", "canvas-tools", "time", "side", "twin-head", "table"]) {
    assert.ok(reached.has(region), `${region} is reached (${[...reached].join(", ")})`);
  }
  await close();
});
