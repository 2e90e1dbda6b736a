// What a browser loads, gzipped, against what we allow ourselves. A screen that grows beyond it fails here, not at a user's.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KB = 1000;
const DIST = new URL("../dist/", import.meta.url).pathname;
const page = readFileSync(join(DIST, "index.html"), "utf8");

const files = readdirSync(DIST, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    return { name: entry.name, bytes: gzipSync(readFileSync(path), { level: 9 }).length };
  });
const sum = (chosen) => files.filter(chosen).reduce((bytes, file) => bytes + file.bytes, 0);

const shell = (file) => file.name === "index.html" || page.includes(`/${file.name}`);
const budgets = [
  ["shell", sum(shell), 150 * KB],
  ["map", sum((file) => /^map-.*\.(js|css)$/.test(file.name)), 560 * KB],
  ["map worker", sum((file) => /^maplibre-gl-worker/.test(file.name)), 150 * KB],
  ["coast", sum((file) => /^land-/.test(file.name)), 90 * KB],
  ["everything", sum(() => true), 1300 * KB],
];

let over = false;
for (const [name, bytes, limit] of budgets) {
  const failed = bytes > limit || bytes === 0;
  over ||= failed;
  console.log(
    `${failed ? "OVER" : "ok  "} ${name.padEnd(11)} ${(bytes / KB).toFixed(1).padStart(7)} kB of ${limit / KB} kB`,
  );
}
process.exit(over ? 1 : 0);
