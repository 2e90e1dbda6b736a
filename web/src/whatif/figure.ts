// Losses as a figure for print: a bar for what is lost, a line for its interval, hatching where the loss is unknown.

import { type Drawing, HATCH, hatch } from "../results/drawing";
import type { FigureInk } from "../results/ink";
import { ticks } from "../results/scale";
import { fitted, n, text, widthOf } from "../scene/markup";
import { css, type Rgb } from "../scene/palette";
import { type Loss, type LossRow, spans } from "./losses";

const ROW = 22;
const HEAD = 40;
/** Rows on a page; those with the largest losses. */
const MOST = 40;

export function lossFigure(
  rows: readonly LossRow[],
  options: {
    ink: FigureInk;
    width: number;
    heading: string;
    versus: boolean;
    called: (code: string | null) => string;
    number: (value: number) => string;
    unknown: string;
    none: string;
    /** What is left out, and what the marks mean. */
    notes: (left: number) => string[];
    sides: readonly [string, string];
  },
): Drawing {
  const { ink, width, versus, called, number } = options;
  const shown = rows.slice(0, MOST);
  const ends = shown.flatMap(({ a, b }) =>
    (versus ? [a, b] : [a]).flatMap((loss) => [loss?.loss ?? 0, loss?.upper ?? 0]),
  );
  const axis = ticks(0, Math.max(...ends, 1e-9), 6);
  const top = axis.at(-1) ?? 1;
  const names = Math.min(
    width * 0.32,
    Math.max(60, ...shown.map(({ code }) => widthOf(called(code), 12))) + 12,
  );
  const figures = 150;
  const room = width - names - figures;
  const x = (value: number) => names + (value / top) * room;
  const tall = versus ? 2 * ROW : ROW;
  const height = HEAD + shown.length * tall + 8;
  const out = [hatch(ink), text(names, 14, options.heading, 12, ink.text, "left", 600)];
  for (const tick of axis)
    out.push(
      `<path d="M${n(x(tick))} ${HEAD - 4}V${height - 6}" stroke="${css(ink.line)}" stroke-width="${tick === 0 ? 1.6 : 0.7}"/>`,
      text(x(tick), HEAD - 9, number(tick), 11, ink.muted, "center"),
    );
  const bar = (loss: Loss | null, y: number, colour: Rgb, side: string) => {
    const range = spans(loss) ? `${number(loss.lower)} – ${number(loss.upper)}` : "";
    const prefix = side === "" ? "" : `${side}  `;
    if (loss === null) {
      out.push(text(width - 4, y + 15, `${prefix}${options.none}`, 11, ink.muted, "right"));
      return;
    }
    if (loss.loss !== null)
      out.push(
        `<rect x="${n(x(0))}" y="${y + 4}" width="${n(Math.max(0.8, x(loss.loss) - x(0)))}" height="14" fill="${css(colour)}"/>`,
      );
    if (spans(loss)) {
      if (loss.loss === null)
        out.push(
          `<rect x="${n(x(loss.lower))}" y="${y + 4}" width="${n(Math.max(2, x(loss.upper) - x(loss.lower)))}" height="14" fill="${HATCH}" stroke="${css(ink.muted)}" stroke-width="0.8"/>`,
        );
      out.push(
        `<path d="M${n(x(loss.lower))} ${y + 7}v8M${n(x(loss.lower))} ${y + 11}H${n(x(loss.upper))}M${n(x(loss.upper))} ${y + 7}v8" stroke="${css(ink.text)}" stroke-width="1.3" fill="none"/>`,
      );
    } else if (loss.loss === null)
      out.push(
        `<rect x="${n(x(0))}" y="${y + 4}" width="60" height="14" fill="${HATCH}" stroke="${css(ink.muted)}" stroke-width="0.8"/>`,
      );
    out.push(
      text(
        width - 4,
        y + 15,
        `${prefix}${loss.loss === null ? options.unknown : number(loss.loss)}${range ? ` [${range}]` : ""}`,
        11,
        loss.loss === null ? ink.muted : ink.text,
        "right",
      ),
    );
  };
  for (const [index, { code, a, b }] of shown.entries()) {
    const y = HEAD + index * tall;
    out.push(text(0, y + 15, fitted(called(code), names - 10, 12), 12, ink.text));
    bar(a, y, ink.categories[4] ?? ink.bar, versus ? options.sides[0] : "");
    if (versus) bar(b, y + ROW, ink.categories[0] ?? ink.bar, options.sides[1]);
  }
  return {
    width,
    height,
    body: out.join(""),
    items: [],
    notes: options.notes(rows.length - shown.length),
  };
}
