// A computation that takes minutes: it says how far it is, stops on the server when it is no longer wanted, and keeps nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { bring } from "./bring.mjs";
import { axe, launch, open, serve } from "./browser.mjs";

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

/** So many actors of the shipped package, made to sell to each other: invented, and enough for a draw to take its time. */
const TRADERS = 120;
const actor = (n) => `A${String(n + 1).padStart(3, "0")}`;
const FLOWS = [
  "origin,destination,from_actor,to_actor,layer,item,period,value,unit,observation",
  ...Array.from({ length: TRADERS ** 2 }, (_, pair) => {
    const [seller, buyer] = [Math.floor(pair / TRADERS), pair % TRADERS];
    return `310000,320000,${actor(seller)},${actor(buyer)},IND,,2024,${(pair % 97) + 1},万元,simulated`;
  }),
].join("\n");

const button = (page, name) => page.getByRole("button", { name, exact: true });
const read = (page, path) => page.evaluate(async (url) => (await fetch(url)).json(), `/api/v1${path}`);
/** Waits until the job stands so, and says how it stands. */
async function job(page, id, state) {
  let now = await read(page, `/jobs/${id}`);
  for (let n = 0; n < 600 && now.state !== state; n++) {
    await page.waitForTimeout(100);
    now = await read(page, `/jobs/${id}`);
  }
  assert.equal(now.state, state, JSON.stringify(now));
  return now;
}

test("the invented trade is imported", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await bring(page, { flow: FLOWS });
  await close();
});

for (const [language, colorScheme, path, run, stop, progress] of [
  ["zh", "light", "/whatif?v=2&a.shock=actor:A005%3D1&a.draws=100000", "推演", "停止", "计算进度"],
  [
    "en",
    "dark",
    "/whatif?v=2&a.shock=actor:A005%3D1&a.draws=100000",
    "Run",
    "Cancel",
    "Progress of the computation",
  ],
  [
    "en",
    "light",
    "/methods/cascade_summary?v=2&p.shock=actor:A005%3D1&p.draws=100000",
    "Run",
    "Cancel",
    "Progress of the computation",
  ],
])
  test(`a long run tells how far it is and can be stopped (${language}, ${path.split("?")[0]})`, async () => {
    const { page, close } = await open(browser, server.address, `${path}&lang=${language}`, { colorScheme });
    const revision = (await read(page, "/health")).revision;
    const started = page.waitForResponse(
      (response) => response.url().includes("cascade_summary/execution") && response.status() === 202,
    );
    await button(page, run).click();
    const { id } = await (await started).json();
    const bar = page.getByRole("progressbar", { name: progress });
    await bar.waitFor();
    await page.waitForFunction(
      () => Number(document.querySelector("[role=progressbar]")?.getAttribute("aria-valuenow") ?? 0) > 0,
    );
    assert.deepEqual(await axe(page), []);
    await button(page, stop).click();
    const ended = await job(page, id, "cancelled");
    assert.ok(ended.progress.done > 0 && ended.progress.done < 100_000, JSON.stringify(ended.progress));
    await bar.waitFor({ state: "detached" });
    await button(page, run).waitFor();
    assert.equal((await read(page, "/health")).revision, revision, "nothing was kept");
    await close();
  });

test("who leaves the page need not stop anything by hand", async () => {
  const address = "/whatif?v=2&computed=1&a.shock=actor:A005%3D1&a.draws=100000";
  const { page, close } = await open(browser, server.address, "/data?v=2");
  const started = page.waitForResponse(
    (response) => response.url().includes("cascade_summary/execution") && response.status() === 202,
  );
  await page.goto(server.address + address);
  const { id } = await (await started).json();
  await page.getByRole("progressbar").waitFor();
  await page.getByRole("link", { name: "数据", exact: true }).click();
  await job(page, id, "cancelled");
  await close();
});
