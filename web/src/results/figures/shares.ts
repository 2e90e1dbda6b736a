// Which of a few: the parts of one, a bar for each part, subject by subject, with what speaks for the likeliest one. Nothing
// certain is said where nothing was decided.

import type { Value } from "../../api/types";
import { fitted, n, text, widthOf } from "../../scene/markup";
import { css } from "../../scene/palette";
import { type Drawing, HATCH, hatch, type Item, numeric } from "../drawing";
import type { Field } from "../shape";
import { cell, heading, kindColours, type Sheet } from "../sheet";

const BAR = 18;
const GAP = 28;

export interface Evidence {
  /** What kind of evidence: a key. */
  detail: Field;
  /** How much it adds. */
  gain: Field;
  /** What was read. */
  reading: Field | null;
}

interface Part {
  row: number;
  name: string;
  value: number | null;
  fill: string;
}

interface Card {
  id: string;
  title: string;
  /** What was decided; null where nothing is said about that. */
  verdict: { text: string; sure: boolean } | null;
  parts: Part[];
  evidence: { row: number; name: string; reading: string; gain: number | null }[];
  /** Of which part the evidence is. */
  about: string;
}

/** Cards from a row per part. */
export function shares(
  sheet: Sheet,
  { subject, parts, measure }: { subject: Field | null; parts: Field; measure: Field },
  verdict: Field | null,
  evidence: Evidence | null,
): Drawing {
  const { speech, ink } = sheet;
  const colours = kindColours(parts, ink);
  const place = new Map([...colours.keys()].map((value, index) => [value, index]));
  const likely = /probability$/.test(measure.name);
  const groups = new Map<string, number[]>();
  for (const row of sheet.picked) {
    const id = subject ? String(cell(sheet, row, subject) ?? "") : "";
    const rows = groups.get(id);
    if (rows) rows.push(row);
    else groups.set(id, [row]);
  }
  const cards = [...groups].map(([id, rows]): Card => {
    // The shares stand in every row of the evidence; the first of each part is enough.
    const firsts = new Map<Value, number>();
    for (const row of rows) {
      const part = cell(sheet, row, parts);
      if (!firsts.has(part)) firsts.set(part, row);
    }
    const value = (row: number) => numeric(cell(sheet, row, measure));
    const sorted = [...firsts.entries()].sort(
      ([a, x], [b, y]) =>
        // The likeliest first; shares keep one order for all subjects.
        (likely ? (value(y) ?? -1) - (value(x) ?? -1) : 0) || (place.get(a) ?? 99) - (place.get(b) ?? 99),
    );
    const top = sorted[0];
    const first = rows[0] as number;
    const said = verdict ? cell(sheet, first, verdict) : null;
    return {
      id,
      title: subject ? sheet.called(subject, cell(sheet, first, subject)) : "",
      verdict: verdict
        ? {
            text: said === null ? speech.t("figure.undetermined") : sheet.called(verdict, said),
            sure: said !== null,
          }
        : null,
      parts: sorted.map(([part, row]) => ({
        row,
        name: sheet.called(parts, part),
        value: value(row),
        fill: css(colours.get(part) ?? ink.bar),
      })),
      about: top && evidence ? sheet.called(parts, top[0]) : "",
      evidence:
        evidence && top
          ? rows
              .filter((row) => cell(sheet, row, parts) === top[0])
              .map((row) => {
                const reading = evidence.reading ? cell(sheet, row, evidence.reading) : null;
                return {
                  row,
                  name: sheet.called(evidence.detail, cell(sheet, row, evidence.detail)),
                  reading:
                    reading === null || !evidence.reading ? "" : sheet.called(evidence.reading, reading),
                  gain: numeric(cell(sheet, row, evidence.gain)),
                };
              })
          : [],
    };
  });
  return draw(sheet, heading(sheet, measure), cards, evidence ? heading(sheet, evidence.gain) : "");
}

/** Cards from a row per subject, which names only its likeliest parts. */
export function likeliest(
  sheet: Sheet,
  subject: Field,
  list: readonly { label: Field | null; measure: Field }[],
  verdict: Field | null,
): Drawing {
  const { speech, ink } = sheet;
  const labels = list.flatMap(({ label }) => label ?? []);
  const values = [...new Set(labels.flatMap(({ index }) => sheet.rows.map((row) => row[index] ?? null)))];
  const first = labels[0];
  const colours = first ? kindColours({ ...first, values }, ink) : new Map();
  const cards = sheet.picked.map((row): Card => {
    const said = verdict ? cell(sheet, row, verdict) : null;
    const parts = list
      // A probability of something else than a kind belongs to another question.
      .filter(({ label, measure }) => label !== null || /^none_/.test(measure.name))
      .filter(({ label }) => label === null || label.kind.type === "text" || label.kind.type === "choice")
      .map(({ label, measure }): Part => {
        const part = label ? cell(sheet, row, label) : null;
        return {
          row,
          name: label ? (part === null ? "–" : sheet.called(label, part)) : heading(sheet, measure),
          value: numeric(cell(sheet, row, measure)),
          fill: css(label ? (colours.get(part) ?? ink.bar) : ink.indifferent),
        };
      })
      .filter(({ name }) => name !== "–");
    return {
      id: String(cell(sheet, row, subject) ?? ""),
      title: sheet.called(subject, cell(sheet, row, subject)),
      verdict: verdict
        ? {
            text: said === null ? speech.t("figure.undetermined") : sheet.called(verdict, said),
            sure: said !== null,
          }
        : null,
      parts,
      evidence: [],
      about: "",
    };
  });
  return draw(sheet, list[0] ? heading(sheet, list[0].measure) : "", cards, "");
}

function draw(sheet: Sheet, title: string, cards: readonly Card[], gainTitle: string): Drawing {
  const { ink, speech } = sheet;
  const columns = cards.length > 1 && sheet.width > 700 ? 2 : 1;
  const wide = (sheet.width - (columns - 1) * GAP) / columns;
  const words = cards.flatMap(({ parts, evidence }) => [
    ...parts.map(({ name }) => name),
    ...evidence.map(({ name }) => name),
  ]);
  const left = Math.min(wide * 0.42, Math.max(40, ...words.map((word) => widthOf(word, 12))) + 14);
  const room = wide - left - 62;
  const most = Math.max(
    1e-9,
    ...cards.flatMap(({ evidence }) => evidence.map(({ gain }) => Math.abs(gain ?? 0))),
  );
  const heights = Array.from({ length: columns }, () => 24);
  const out: string[] = [hatch(ink), text(0, 13, title, 12, ink.muted)];
  const items: Item[] = [];
  for (const card of cards) {
    const column = heights.indexOf(Math.min(...heights));
    const ox = column * (wide + GAP);
    let y = (heights[column] ?? 0) + 6;
    if (card.title || card.verdict) {
      const decided = card.verdict?.text ?? "";
      const free = wide - widthOf(decided, 13) - 20;
      out.push(text(ox, y + 14, fitted(card.title, free, 13.5), 13.5, ink.text, "left", 600));
      if (card.verdict)
        out.push(
          text(ox + wide, y + 14, decided, 13, card.verdict.sure ? ink.text : ink.accent, "right", 600),
        );
      out.push(`<path d="M${n(ox)} ${y + 20.5}h${n(wide)}" stroke="${css(ink.line)}"/>`);
      y += 26;
    }
    for (const part of card.parts) {
      const x = ox + left;
      out.push(
        text(x - 8, y + 13, fitted(part.name, left - 10, 12), 12, ink.text, "right"),
        `<rect x="${n(x)}" y="${y + 2}" width="${n(room)}" height="${BAR - 4}" fill="${part.value === null ? HATCH : css(ink.ground)}" stroke="${css(ink.line)}" stroke-width="0.5"/>`,
      );
      if (part.value === null) out.push(text(x + room + 6, y + 13, speech.t("unknown"), 12, ink.muted));
      else
        out.push(
          `<rect x="${n(x)}" y="${y + 2}" width="${n(room * Math.max(0, Math.min(1, part.value)))}" height="${BAR - 4}" fill="${part.fill}"/>`,
          text(x + room + 6, y + 13, percent(sheet, part.value), 12, ink.text),
        );
      items.push({
        area: { type: "rect", x: ox, y, width: wide, height: BAR },
        title: [card.title, part.name].filter(Boolean).join(" · "),
        row: part.row,
        id: card.id,
      });
      y += BAR;
    }
    if (card.evidence.length > 0) {
      out.push(
        text(
          ox,
          y + 16,
          fitted(speech.t("figure.evidence", { what: card.about, gain: gainTitle }), wide, 11.5),
          11.5,
          ink.muted,
        ),
      );
      y += 22;
      const middle = ox + left + room * 0.72;
      const half = room * 0.26;
      for (const one of card.evidence) {
        out.push(
          text(ox + left - 8, y + 12, fitted(one.name, left - 10, 12), 12, ink.text, "right"),
          text(ox + left, y + 12, fitted(one.reading, room * 0.46 - 8, 11), 11, ink.muted),
          `<path d="M${n(middle)} ${y}v${BAR - 2}" stroke="${css(ink.muted)}" stroke-width="0.8"/>`,
        );
        if (one.gain === null) out.push(text(middle + 5, y + 12, speech.t("figure.silent"), 11, ink.muted));
        else {
          const length = (half * Math.abs(one.gain)) / most;
          out.push(
            `<rect x="${n(one.gain < 0 ? middle - length : middle)}" y="${y + 2}" width="${n(Math.max(0.5, length))}" height="${BAR - 7}" fill="${css(ink.diverging[one.gain < 0 ? 5 : 1] ?? ink.bar)}"/>`,
            text(
              ox + wide,
              y + 12,
              `${one.gain > 0 ? "+" : ""}${speech.number(one.gain, 2)}`,
              11.5,
              ink.text,
              "right",
            ),
          );
        }
        items.push({
          area: { type: "rect", x: ox, y, width: wide, height: BAR - 2 },
          title: [card.title, card.about, one.name].filter(Boolean).join(" · "),
          row: one.row,
          id: card.id,
        });
        y += BAR - 2;
      }
    }
    heights[column] = y + 12;
  }
  return { width: sheet.width, height: Math.max(...heights), body: out.join(""), items, notes: [] };
}

const percent = (sheet: Sheet, value: number): string =>
  `${sheet.speech.number(value * 100, value > 0 && value < 0.0995 ? 1 : 0)}%`;
