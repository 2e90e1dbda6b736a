// A real browser on a running server, and the promises that hold for every page: no error, no request to anywhere else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

/** A software renderer, so that the tests run where there is no graphics card. */
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--use-angle=swiftshader",
  "--enable-unsafe-swiftshader",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Milliseconds; a machine with other work on it may need more. */
const PATIENCE = Number(process.env.PATIENCE ?? 20_000);

/** The server under test: the one at LIANTU_URL, or the program LIANTU_BIN on a workspace of its own. */
export async function serve() {
  if (process.env.LIANTU_URL)
    return { address: process.env.LIANTU_URL.replace(/\/$/, ""), stop: async () => {} };
  const program = process.env.LIANTU_BIN;
  if (!program) throw new Error("set LIANTU_URL to a running server, or LIANTU_BIN to the program");
  const folder = mkdtempSync(join(tmpdir(), "liantu-web-"));
  const child = spawn(program, ["--json", "demo", join(folder, "workspace"), "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  for await (const chunk of child.stdout) {
    said += chunk;
    const line = said.split("\n").find((text) => text.includes('"address"'));
    if (line) {
      return {
        address: JSON.parse(line).address.replace(/\/$/, ""),
        stop: async () => {
          child.kill();
          if (child.exitCode === null) await once(child, "exit");
          rmSync(folder, { recursive: true, force: true });
        },
      };
    }
  }
  throw new Error(`${program} ended without saying where it listens`);
}

export async function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A page that fails the test if anything goes wrong in it; `close` says what did. */
export async function open(browser, address, path, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "zh-CN",
    colorScheme: "light",
    reducedMotion: "reduce",
    acceptDownloads: true,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  const faults = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && !/^(data|blob):/.test(url)) faults.push(`request to elsewhere: ${url}`);
  });
  await page.goto(address + path);
  return {
    page,
    faults,
    close: async () => {
      await context.close();
      if (faults.length > 0) throw new Error(`the page was not at ease:\n${faults.join("\n")}`);
    },
  };
}

/** Waits until the picture rests: the map is idle and deck.gl has drawn its last frame. */
export async function rest(page) {
  await page.waitForFunction(() => window.__ready === true, undefined, { timeout: PATIENCE });
}

/** Serious and critical findings of axe. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() =>
    window.axe.run(document, {
      resultTypes: ["violations"],
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    }),
  );
  return violations
    .filter((violation) => violation.impact === "serious" || violation.impact === "critical")
    .map(
      (violation) => `${violation.id}: ${violation.nodes.map((node) => node.target.join(" ")).join(" | ")}`,
    );
}

/** Drops a file on an element, as from a file manager. */
export async function drop(page, selector, name, content) {
  const folder = mkdtempSync(join(tmpdir(), "liantu-drop-"));
  const path = join(folder, name);
  writeFileSync(path, content);
  const box = await page.locator(selector).boundingBox();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  for (const type of ["dragEnter", "dragOver", "drop"]) {
    await session.send("Input.dispatchDragEvent", { type, x: box.x + 40, y: box.y + 20, data });
  }
  await session.detach();
  page.once("close", () => rmSync(folder, { recursive: true, force: true }));
}

/** What [`started`] has started for the tests of the file that asked for it. */
export let server;
export let browser;

/** One server and one browser for all tests of a file; stopped after them. */
export function started() {
  before(async () => {
    server = await serve();
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.stop();
  });
}

/** One test on a page of its own, begun when `ready` says so, that ends without an error and without a request to elsewhere. */
export const testOn = (ready) => (path, name, work, options) => {
  test(name, async () => {
    const opened = await open(browser, server.address, path, options);
    await ready(opened.page);
    await work(opened.page);
    await opened.close();
  });
};

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const radio = (page, name) => page.getByRole("radio", { name, exact: true });

/** Waits until the address has followed what was just done, and `page.url()` knows it: on a busy machine both come late. */
export async function followed(page) {
  // What was done may begin to change the view a little later.
  await page.waitForTimeout(400);
  await page.waitForFunction(() => document.documentElement.dataset.address === "written");
  const here = await page.evaluate(() => location.href);
  await page.waitForURL((url) => url.href === here);
}

/** Waits until the address has followed the last change and everything that it asks for is computed. */
export async function settled(page) {
  await followed(page);
  await page.waitForFunction(() => document.documentElement.dataset.computed === "true");
}
