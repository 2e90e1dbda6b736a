// Everything against everything: a square of colour per pair, alike rows next to alike ones.

import { fitted, n, text, widthOf } from "../../scene/markup";
import { css } from "../../scene/palette";
import { type Drawing, hatch, type Item, legend, numeric } from "../drawing";
import { readable } from "../ink";
import { byLikeness, byMean } from "../order";
import type { Field } from "../shape";
import { type ClassChoice, cell, colouring, heading, type Sheet, writer } from "../sheet";

export const MATRIX_ORDERS = ["likeness", "given", "mean"] as const;
export type MatrixOrder = (typeof MATRIX_ORDERS)[number];

/** Of a larger table only the pairs that the result has are drawn. */
const MOST_CELLS = 160_000;
const LEGEND = 176;

export function matrix(
  sheet: Sheet,
  [down, across]: readonly [Field, Field],
  measure: Field,
  order: MatrixOrder,
  choice: ClassChoice,
  arrows: boolean,
): Drawing {
  const { ink, speech } = sheet;
  const square = down.domain !== null && down.domain === across.domain;
  const at = new Map<string, number>();
  const seen: [Set<string>, Set<string>] = [new Set(), new Set()];
  for (const row of sheet.picked) {
    const [a, b] = [cell(sheet, row, down), cell(sheet, row, across)];
    if (a === null || b === null) continue;
    at.set(`${a}\n${b}`, row);
    seen[0].add(String(a));
    seen[1].add(String(b));
  }
  // A result that gives each pair once stands for both halves.
  const oneWay = square && !arrows && [...at.keys()].every((key) => isDiagonal(key) || !at.has(turned(key)));
  const all = square ? inOrder(down, new Set([...seen[0], ...seen[1]])) : null;
  let [rows, columns] = [all ?? inOrder(down, seen[0]), all ?? inOrder(across, seen[1])];
  const rowAt = (a: string, b: string) =>
    at.get(`${a}\n${b}`) ?? (oneWay ? at.get(`${b}\n${a}`) : undefined) ?? null;
  const valueAt = (a: string, b: string) => {
    const row = rowAt(a, b);
    return row === null ? null : numeric(cell(sheet, row, measure));
  };
  // Classes have an order of their own.
  const numbered = down.kind.type === "integer";
  const sort = numbered ? null : { likeness: byLikeness, mean: byMean, given: null }[order];
  if (sort) {
    const known = (a: string, b: string) => valueAt(a, b) ?? (square ? valueAt(b, a) : null);
    const table = rows.map((a) => columns.map((b) => (square && a === b ? null : known(a, b))));
    const turn = columns.map((_, k) => table.map((row) => row[k] ?? null));
    // Stages and the like keep the order in which they are declared.
    const ordered = (field: Field, ids: string[], lines: (number | null)[][]) =>
      field.kind.type === "choice" && !square ? ids : sort(lines).map((k) => ids[k] as string);
    const byRows = ordered(down, rows, table);
    columns = square ? byRows : ordered(across, columns, turn);
    rows = byRows;
  }
  const name = (field: Field, id: string) => sheet.called(field, id);
  const rowNames = rows.map((id) => name(down, id));
  const columnNames = columns.map((id) => name(across, id));
  const left = Math.min(150, Math.max(40, ...rowNames.map((word) => widthOf(word, 11.5))) + 8);
  const room = sheet.width - left - LEGEND - 16;
  const few = rows.length * columns.length <= 200;
  const side = Math.max(2, Math.min(few ? 46 : 26, room / columns.length, Math.max(9, 900 / rows.length)));
  const written = few && side >= 34;
  const size = Math.max(7, Math.min(11.5, side - 1));
  const readableRows = side >= 8;
  const top = readableRows
    ? Math.min(120, Math.max(30, ...columnNames.map((word) => widthOf(word, size))) * 0.94 + 10)
    : 20;
  const fills = new Map<string, string>();
  const colours = colouring(sheet, measure, choice);
  const items: Item[] = [];
  const numbers: string[] = [];
  let absent = 0;
  const write = writer(sheet, colours.classes?.breaks ?? []);
  const drop = (fill: string, x: number, y: number) =>
    fills.set(fill, `${fills.get(fill) ?? ""}M${n(x)} ${n(y)}h${n(side)}v${n(side)}h${n(-side)}Z`);
  for (const [i, a] of rows.entries()) {
    for (const [j, b] of columns.entries()) {
      const [x, y] = [left + j * side, top + i * side];
      const row = rowAt(a, b);
      const title = `${rowNames[i]} · ${columnNames[j]}`;
      if (row === null && square && a === b) continue;
      if (row === null) {
        absent++;
        if (rows.length * columns.length > MOST_CELLS) continue;
      }
      drop(row === null ? css(ink.land) : colours.fill(row), x, y);
      const tone = row === null ? null : colours.tone(row);
      const value = row === null ? null : numeric(cell(sheet, row, measure));
      if (written && tone && value !== null)
        numbers.push(text(x + side / 2, y + side / 2 + 4, write(value), 11, readable(tone), "center"));
      items.push({ area: { type: "rect", x, y, width: side, height: side }, title, row, id: a });
    }
  }
  const out: string[] = [hatch(ink)];
  const seam = side > 7 ? ` stroke="${css(ink.paper)}" stroke-width="0.6"` : "";
  for (const [fill, path] of fills) out.push(`<path d="${path}" fill="${fill}"${seam}/>`);
  out.push(...numbers);
  if (readableRows) {
    for (const [i, word] of rowNames.entries())
      out.push(
        text(
          left - 5,
          top + (i + 0.5) * side + size * 0.36,
          fitted(word, left - 8, size),
          size,
          ink.text,
          "right",
        ),
      );
    for (const [j, word] of columnNames.entries()) {
      const [x, y] = [left + (j + 0.5) * side + size * 0.3, top - 5];
      out.push(
        text(
          x,
          y,
          fitted(word, 118, size),
          size,
          ink.text,
          "left",
          400,
          ` transform="rotate(-60 ${n(x)} ${n(y)})"`,
        ),
      );
    }
  }
  const right = left + columns.length * side;
  const swatches = [...colours.swatches];
  if (absent > 0) swatches.push({ fill: css(ink.land), label: speech.t("figure.absent"), count: absent });
  const key = legend(heading(sheet, measure), swatches, ink, [right + 22, top], LEGEND - 14);
  out.push(key.body);
  const overhang = readableRows ? 60 : 0;
  const notes: string[] = [];
  if (oneWay) notes.push(speech.t("figure.mirrored"));
  if (!readableRows) notes.push(speech.t("figure.crowded", { rows: rows.length, columns: columns.length }));
  return {
    width: Math.min(sheet.width, right + Math.max(LEGEND + 16, overhang)),
    height: Math.max(top + rows.length * side, top + key.height) + 8,
    body: out.join(""),
    items,
    notes,
  };
}

/** Words in their declared order, codes as they sort. */
function inOrder(field: Field, ids: ReadonlySet<string>): string[] {
  const declared = field.kind.type === "choice" ? field.kind.of : null;
  return declared ? declared.filter((word) => ids.has(word)) : [...ids].sort();
}

const turned = (key: string): string => key.split("\n").reverse().join("\n");
const isDiagonal = (key: string): boolean => {
  const [a, b] = key.split("\n");
  return a === b;
};
