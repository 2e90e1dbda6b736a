// Do the communities keep to the administrative borders? A table of how many members each has on either side.

import type { Value } from "../../api/types";
import { fitted, n, text, widthOf } from "../../scene/markup";
import { css } from "../../scene/palette";
import type { Drawing, Item } from "../drawing";
import { along, readable } from "../ink";
import type { Field } from "../shape";
import { cell, heading, kindColours, type Sheet } from "../sheet";

export interface Crossing {
  community: Value;
  members: number[];
  /** Members in each administrative unit. */
  units: Map<string, number>;
}

/** Members of each community by administrative unit; members without a unit are under "". */
export function crossings(
  sheet: Sheet,
  region: Field,
  community: Field,
  unitOf: (row: number) => string | null,
): Crossing[] {
  const found = new Map<Value, Crossing>();
  for (const row of sheet.picked) {
    const [code, value] = [cell(sheet, row, region), cell(sheet, row, community)];
    if (code === null || value === null) continue;
    const one = found.get(value) ?? { community: value, members: [], units: new Map<string, number>() };
    const unit = unitOf(row) ?? "";
    one.members.push(row);
    one.units.set(unit, (one.units.get(unit) ?? 0) + 1);
    found.set(value, one);
  }
  return [...found.values()].sort((a, b) => b.members.length - a.members.length);
}

export function borders(
  sheet: Sheet,
  region: Field,
  community: Field,
  unitOf: (row: number) => string | null,
  unitName: (code: string) => string,
  figures: readonly { title: string; value: string }[],
): Drawing {
  const { ink, speech } = sheet;
  const list = crossings(sheet, region, community, unitOf);
  // What lies in no single unit comes last.
  const units = [...new Set(list.flatMap(({ units: own }) => [...own.keys()]))].sort(
    (a, b) => Number(a === "") - Number(b === "") || (a < b ? -1 : 1),
  );
  const names = units.map((unit) => (unit === "" ? speech.t("figure.above") : unitName(unit)));
  const colours = kindColours(community, ink);
  const rowNames = list.map(({ community: value }) => sheet.called(community, value));
  const left = Math.max(...rowNames.map((word) => widthOf(word, 12)), 60) + 34;
  const column = Math.max(46, Math.min(92, (sheet.width * 0.55 - left) / Math.max(1, units.length)));
  const [top, row] = [46, 26];
  const most = Math.max(1, ...list.flatMap(({ units: own }) => [...own.values()]));
  const out: string[] = [
    text(0, 14, `${heading(sheet, community)} × ${speech.t("figure.admin")}`, 12, ink.text, "left", 600),
  ];
  for (const [j, name] of names.entries())
    out.push(text(left + (j + 0.5) * column, top - 8, fitted(name, column - 4, 12), 12, ink.text, "center"));
  const items: Item[] = [];
  const listX = left + units.length * column + 24;
  const listWidth = sheet.width - listX;
  out.push(text(listX, top - 8, speech.t("figure.members"), 12, ink.muted));
  for (const [i, one] of list.entries()) {
    const y = top + i * row;
    const crosses = [...one.units.keys()].filter(Boolean).length > 1;
    out.push(
      `<rect x="0" y="${y + 5}" width="18" height="14" fill="${css(colours.get(one.community) ?? ink.bar)}" stroke="${css(ink.seam)}" stroke-width="0.6"/>`,
      text(26, y + 17, rowNames[i] ?? "", 12, ink.text, "left", crosses ? 600 : 400),
    );
    for (const [j, unit] of units.entries()) {
      const count = one.units.get(unit) ?? 0;
      const fill = along(ink.sequential, count === 0 ? 0 : 0.12 + 0.7 * (count / most));
      out.push(
        `<rect x="${n(left + j * column)}" y="${y + 1}" width="${n(column - 2)}" height="${row - 3}" fill="${count === 0 ? css(ink.ground) : css(fill)}"/>`,
      );
      if (count > 0)
        out.push(text(left + (j + 0.5) * column, y + 17, String(count), 12, readable(fill), "center"));
    }
    const members = one.members
      .map((member) => sheet.called(region, cell(sheet, member, region)))
      .join(speech.t("list.comma"));
    out.push(
      text(
        listX,
        y + 17,
        crosses ? `⇄ ${fitted(members, listWidth - 24, 11.5)}` : fitted(members, listWidth - 8, 11.5),
        11.5,
        crosses ? ink.text : ink.muted,
      ),
    );
    items.push({
      area: { type: "rect", x: 0, y, width: sheet.width, height: row },
      title: `${rowNames[i]}: ${members}`,
      row: one.members[0] ?? null,
    });
  }
  let height = top + list.length * row + 12;
  const crossing = list.filter(({ units: own }) => [...own.keys()].filter(Boolean).length > 1).length;
  out.push(
    text(
      0,
      height + 12,
      speech.t("figure.crossing", { n: crossing, all: list.length }),
      12.5,
      ink.text,
      "left",
      600,
    ),
  );
  height += 24;
  for (const { title, value } of figures) {
    out.push(text(0, height + 12, `${title}: ${value}`, 12, ink.text));
    height += 20;
  }
  return { width: sheet.width, height: height + 6, body: out.join(""), items, notes: [] };
}
