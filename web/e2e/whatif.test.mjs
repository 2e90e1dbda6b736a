// What stops, who is hit, how sure that is: the What-if view as a person uses it, on an invented economy.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { axe, browser, button, followed, open, radio, rest, server, started, testOn } from "./browser.mjs";
import { load } from "./economy.mjs";

started();

const settled = async (page) => {
  await followed(page);
  await page.waitForFunction(() => document.documentElement.dataset.computed !== "false");
  await rest(page);
};
const rowsOf = (page) =>
  page
    .locator(".outcomes .table-row")
    .filter({ has: page.getByRole("gridcell") })
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
const picture = (page) =>
  page.locator(".stage-box").screenshot({ style: ".canvas-tools { visibility: hidden }" });
const parameters = (page) => new URL(page.url()).searchParams;
const save = async (page, act) => {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  return { name: download.suggestedFilename(), content: readFileSync(await download.path()) };
};

const on = testOn(settled);

const A1 = "a.shock=actor:E2EA1%3D1&a.draws=50";

test("without flows it says in a sentence what is needed, and leads there", async (context) => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  const tables = await page.evaluate(async () => (await fetch("/api/v1/tables")).json());
  if (tables.some(({ name, rows }) => name === "flow" && rows > 0)) {
    context.skip("this server has flows");
    await close();
    return;
  }
  for (const [language, sentence, go] of [
    ["zh", "谁供给谁", "去导入数据"],
    ["en", "who supplies whom", "Import data"],
  ]) {
    await page.goto(`${server.address}/whatif?v=2&lang=${language}`);
    await page.locator(".sentence").waitFor();
    assert.ok((await page.locator(".sentence").innerText()).includes(sentence));
    assert.deepEqual(await axe(page), []);
    await button(page, go).click();
    await page.locator(".drop").waitFor();
  }
  await close();
});

test("the invented economy is imported", async () => {
  const { page, close } = await open(browser, server.address, "/data?v=2");
  await load(page);
  await close();
});

on("/atlas?v=2", "what stops is found in Chinese, pinyin and English, and is in the link", async (page) => {
  await page.getByRole("link", { name: "推演", exact: true }).click();
  await page.locator(".whatif").waitFor();
  await settled(page);
  assert.equal(await page.locator("h1").innerText(), "如果它停了？");
  assert.match(await page.locator(".caption").innerText(), /先选一个停下来的/);
  for (const [typed, chosen, term] of [
    ["苏州", /^苏州市/, "region:320500=1"],
    ["hefei", /^合肥市/, "region:340100=1"],
    ["qiche", /e2e 汽车三厂/, "actor:E2EA3=1"],
    ["qczzy", /^汽车制造业/, "sector:C36=1"],
    ["chemicals 1", /e2e 化工一厂/, "actor:E2EA1=1"],
    ["光刻胶", /^e2e 光刻胶/, "item:e2e 光刻胶=1"],
  ]) {
    await page.getByRole("combobox", { name: "什么停了" }).fill(typed);
    await page.getByRole("option", { name: chosen }).first().click();
    await settled(page);
    assert.ok((parameters(page).get("a.shock") ?? "").endsWith(term), `${typed}: ${parameters(page)}`);
  }
  assert.equal(await page.locator(".shock").count(), 6);
  assert.equal(parameters(page).get("a.draws"), "100", "an interval is asked for, in view");
  for (let n = 0; n < 5; n++) {
    await page.locator(".shock-head > .tool").first().click();
    await settled(page);
  }
  const slider = page.getByRole("slider", { name: "“e2e 光刻胶”停掉多少" });
  await slider.focus();
  for (let n = 0; n < 6; n++) await page.keyboard.press("ArrowLeft");
  await settled(page);
  assert.equal(parameters(page).get("a.shock"), "item:e2e 光刻胶=0.7");
  await button(page, "给“e2e 光刻胶”再加条件").click();
  await page.getByRole("combobox", { name: "给“e2e 光刻胶”再加条件" }).fill("japan");
  await page.getByRole("option", { name: /^日本/ }).first().click();
  await settled(page);
  assert.equal(parameters(page).get("a.shock"), "item:e2e 光刻胶+region:JPN=0.7");
  await page.keyboard.press("Control+z");
  await settled(page);
  assert.equal(parameters(page).get("a.shock"), "item:e2e 光刻胶=0.7", "one step is undone");
});

for (const [language, combobox, word, run, lost] of [
  ["zh", "什么停了", "两个月", "推演", /损失产出/],
  ["en", "What stops", "two months", "Run", /Output lost/],
])
  on(
    `/whatif?v=2&lang=${language}`,
    `a ready-made shock is found by a word of its note and run (${language})`,
    async (page) => {
      await page.getByRole("combobox", { name: combobox, exact: true }).fill(word);
      await page.getByRole("option", { name: /^city-lockdown/ }).click();
      await settled(page);
      assert.equal(parameters(page).get("a.shock"), "scenario:city-lockdown=1");
      await button(page, run).click();
      await settled(page);
      await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
      assert.match(await page.locator(".coverage").innerText(), lost);
    },
    { locale: language === "zh" ? "zh-CN" : "en-US" },
  );

on(`/whatif?v=2&${A1}`, "runs, and a link reopens to the same outcome", async (page) => {
  assert.equal(await page.locator(".outcomes .table").count(), 0);
  await button(page, "推演").click();
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
  assert.match(await page.locator(".coverage").innerText(), /损失产出 .*万元.*区间/s);
  assert.match(await page.locator(".coverage").innerText(), /个节点中 \d+ 个受波及/);
  const rows = await rowsOf(page);
  assert.ok(rows.some(([name, loss]) => name === "上海市" && Number(loss.replace(",", "")) > 0));
  assert.equal(parameters(page).get("computed"), "1");
  const before = await picture(page);
  await page.goto(page.url());
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
  await settled(page);
  assert.deepEqual(await rowsOf(page), rows);
  assert.equal((await picture(page)).equals(before), true);
  await button(page, "分享").click();
  await page.getByText("链接已复制").waitFor();
  assert.match(await page.evaluate(() => navigator.clipboard.readText()), /\/whatif\?.*at=\d+/);
});

on(
  `/whatif?v=2&computed=1&list=hits&${A1}`,
  "rounds are stepped through, played and chosen; table and picture agree",
  async (page) => {
    const rounds = async () => [...new Set((await rowsOf(page)).map(([round]) => Number(round)))];
    const end = await picture(page);
    const last = Math.max(...(await rounds()));
    assert.ok(last >= 2);
    const slider = page.getByRole("slider", { name: "轮次" });
    await slider.focus();
    await page.keyboard.press("Home");
    await settled(page);
    assert.deepEqual(await rounds(), [0]);
    assert.equal(parameters(page).get("round"), "0");
    const start = await picture(page);
    assert.equal(start.equals(end), false);
    await button(page, "下一轮").click();
    await settled(page);
    assert.deepEqual(await rounds(), [0, 1]);
    await button(page, "上一轮").click();
    await settled(page);
    assert.equal((await picture(page)).equals(start), true);
    await button(page, "逐轮播放").click();
    await page.waitForFunction(() => !new URL(location.href).searchParams.has("round"), undefined, {
      timeout: 20_000,
    });
    await button(page, "逐轮播放").waitFor();
    await settled(page);
    assert.equal((await picture(page)).equals(end), true);
  },
);

on(`/whatif?v=2&computed=1&${A1}`, "map, grid and rounds show the same nodes", async (page) => {
  const pictures = [await picture(page)];
  for (const arrangement of ["链条", "网络（按轮次）"]) {
    await radio(page, arrangement).click();
    await settled(page);
    pictures.push(await picture(page));
    const place = await page.evaluate(() => window.__place?.("E2EA3"));
    assert.ok(place, arrangement);
    await page
      .locator(".stage-box")
      .click({ position: { x: Math.round(place[0]), y: Math.round(place[1]) } });
    await page.locator(".whatif-card h2").waitFor();
    assert.equal(await page.locator(".whatif-card h2").innerText(), "e2e 汽车三厂");
    await page.keyboard.press("Escape");
    await page.locator(".whatif-card").waitFor({ state: "detached" });
    await settled(page);
  }
  for (const [n, one] of pictures.entries())
    for (const other of pictures.slice(n + 1)) assert.equal(one.equals(other), false);
  await page.getByRole("grid").focus();
});

on(
  `/whatif?v=2&computed=1&list=hits&hit=E2EA3&${A1}`,
  "says by whom: the chain of causes back to the shock",
  async (page) => {
    const causes = page.locator(".causes li");
    await causes.first().waitFor();
    const words = await causes.allInnerTexts();
    assert.match(words[0], /e2e 汽车三厂 缺投入/);
    assert.match(words.at(-1), /冲击 e2e 化工一厂 停产，损失 100/);
    await page.locator(".causes .textual").last().click();
    assert.equal(await page.locator(".whatif-card h2").innerText(), "e2e 化工一厂");
    await page.getByRole("grid").focus();
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    assert.notEqual(await page.locator(".whatif-card h2").innerText(), "e2e 化工一厂");
    await page.keyboard.press("Escape");
    await page.locator(".whatif-card").waitFor({ state: "detached" });
  },
);

on(
  "/whatif?v=2&computed=1&list=region&a.shock=item:e2e+光刻胶%3D1",
  "what is unknown stays unknown until a share is assumed",
  async (page) => {
    assert.match(await page.locator(".coverage").innerText(), /损失未知，在/);
    assert.match(await page.locator(".findings").innerText(), /SIM309/);
    const unknown = (await rowsOf(page)).find(([name]) => name === "无锡市");
    assert.equal(unknown[1], "未知");
    assert.ok((await page.locator(".loss-unknown.hatched").count()) > 0);
    await radio(page, "逐轮波及").click();
    const hit = (await rowsOf(page)).find(([round, who]) => round === "1" && who.includes("器件六厂"));
    assert.equal(hit[3], "未知");
    assert.match(hit[4], /0.0% – 100.0%/);
    await page.getByLabel("假设的份额").fill("0.5");
    await settled(page);
    await page.getByText("假设已改").waitFor();
    await button(page, "推演").click();
    await settled(page);
    await page.getByText("假设已改").waitFor({ state: "detached" });
    assert.match(await page.locator(".coverage").innerText(), /损失产出/);
    const assumed = (await rowsOf(page)).find(([round, who]) => round === "1" && who.includes("器件六厂"));
    assert.equal(assumed[3], "50.0%");
    assert.equal(await page.locator('.assumption[data-changed="true"]').count(), 1);
    await button(page, "“假设的份额”恢复默认").click();
    await settled(page);
    assert.equal(parameters(page).has("a.assume"), false);
    await button(page, "撤销").click();
    await settled(page);
    assert.equal(parameters(page).get("a.assume"), "0.5");
    await button(page, "重做").click();
    await settled(page);
    assert.equal(parameters(page).has("a.assume"), false);
  },
);

on(`/whatif?v=2&computed=1&${A1}`, "two scenarios stand side by side with their difference", async (page) => {
  await button(page, "与另一情景对比").click();
  await settled(page);
  assert.equal(parameters(page).get("b.shock"), parameters(page).get("a.shock"));
  const percent = page.getByRole("spinbutton", { name: /停掉百分之几/ });
  await percent.fill("");
  await percent.pressSequentially("50");
  await button(page, "推演").click();
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
  const number = (text) => Number(text.replace(/[,+]/g, "").replace("−", "-"));
  const rows = await rowsOf(page);
  const shanghai = rows.find(([name]) => name === "上海市");
  assert.ok(number(shanghai[1]) > number(shanghai[2]));
  assert.ok(Math.abs(number(shanghai[3]) - (number(shanghai[2]) - number(shanghai[1]))) < 0.11);
  await radio(page, "情景 A").click();
  await settled(page);
  assert.equal(await percent.inputValue(), "100");
  const { name, content } = await save(page, async () => {
    await button(page, "导出此表").click();
    await page.getByRole("menuitem", { name: "CSV" }).click();
  });
  assert.match(name, /^liantu-losses-region-r\d+\.csv$/);
  const text = content.toString("utf8");
  assert.match(text, /a_loss,.*b_loss,.*difference,source/);
  assert.match(text, /cascade_summary v\d/);
  await page.goto(page.url());
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
  assert.deepEqual(await rowsOf(page), rows);
  await button(page, "结束对比").click();
  await settled(page);
  assert.equal(parameters(page).has("b.shock"), false);
});

on(
  `/whatif?v=2&computed=1&arrange=chain&${A1}`,
  "pictures and lists are exported with what they are from",
  async (page) => {
    for (const [kind, magic] of [
      ["SVG", "<svg"],
      ["PNG", "\u0089PNG"],
    ]) {
      const list = await save(page, async () => {
        await button(page, "导出此表").click();
        await page.getByRole("menuitem", { name: kind }).click();
      });
      assert.equal(list.content.subarray(0, 4).toString("latin1"), magic);
      const stage = await save(page, async () => {
        await button(page, "导出图片").click();
        await page.getByRole("menuitem", { name: kind }).click();
      });
      assert.equal(stage.content.subarray(0, 4).toString("latin1"), magic);
      if (kind !== "SVG") continue;
      for (const drawing of [list, stage].map(({ content }) => content.toString("utf8"))) {
        assert.doesNotMatch(drawing, /NaN|undefined|Infinity/);
        assert.match(drawing, /e2e 化工一厂 100%/);
        assert.match(drawing, /cascade/);
      }
    }
    await radio(page, "逐轮波及").click();
    const { content } = await save(page, () => button(page, "CSV").click());
    assert.match(content.toString("utf8"), /round,node,.*,source/);
  },
);

on(`/whatif?v=2&${A1}`, "a run can be cancelled, and leaves nothing behind", async (page) => {
  let held = 0;
  await page.route("**/methods/cascade*/execution", async (route) => {
    held++;
    await new Promise((done) => setTimeout(done, 1500));
    await route.continue().catch(() => {});
  });
  await button(page, "推演").click();
  await button(page, "停止").click();
  await settled(page);
  assert.equal(held, 2);
  assert.equal(parameters(page).has("computed"), false);
  assert.equal(await page.locator(".outcomes .table").count(), 0);
  await page.unroute("**/methods/*/execution");
  await button(page, "推演").click();
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
});

on(
  "/whatif?v=2&computed=1&a.shock=region:999999%3D1",
  "a shock that hits nobody says so, and shows no zero",
  async (page) => {
    assert.match(await page.locator(".coverage").innerText(), /没有击中任何节点/);
    assert.match(await page.locator(".findings").innerText(), /SIM303/);
    assert.ok((await rowsOf(page)).every(([, loss]) => loss === "未知"));
  },
);

on("/atlas?v=2&select=n:340100", "a city of the Atlas can be stopped", async (page) => {
  await page.locator(".side .card h2").waitFor();
  await button(page, "如果它停了？").click();
  await page.locator(".whatif").waitFor();
  await settled(page);
  await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
  assert.equal(parameters(page).get("a.shock"), "region:340100=1");
  await page.keyboard.press("Control+z");
  await page.locator(".atlas").waitFor();
});

for (const [language, colorScheme] of [
  ["zh", "light"],
  ["en", "dark"],
  ["zh", "dark"],
  ["en", "light"],
])
  test(`axe finds nothing serious (${language}, ${colorScheme})`, async () => {
    for (const path of [
      "",
      `&computed=1&${A1}`,
      `&computed=1&arrange=chain&round=1&list=industry&${A1}`,
      `&computed=1&arrange=network&list=hits&hit=E2EA3&${A1}`,
      `&computed=1&versus=1&side=b&${A1}&b.shock=item:e2e+光刻胶%3D1`,
    ]) {
      const address = `/whatif?v=2&lang=${language}${path}`;
      const { page, close } = await open(browser, server.address, address, { colorScheme });
      await settled(page);
      if (path) await page.locator(".outcomes .table-row [role=gridcell]").first().waitFor();
      assert.deepEqual(await axe(page), [], address);
      await close();
    }
  });

on(`/whatif?v=2&computed=1&${A1}`, "everything can be reached with the keyboard alone", async (page) => {
  const reached = new Set();
  await page.locator("h1").click();
  for (let n = 0; n < 110; n++) {
    await page.keyboard.press("Tab");
    reached.add(
      await page.evaluate(() => {
        const region = document.activeElement?.closest(
          "header, .controls, .shocks, .assumptions, .canvas-tools, .player, .twin-head, .table",
        );
        return region?.className.split(" ")[0] || region?.tagName.toLowerCase() || "";
      }),
    );
  }
  for (const region of ["controls", "shocks", "assumptions", "canvas-tools", "player", "twin-head", "table"])
    assert.ok(reached.has(region), `${region} is reached (${[...reached].join(", ")})`);
});
