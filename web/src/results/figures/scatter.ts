// Two measures against each other: a dot per subject.

import { placeLabels, type Rectangle } from "../../scene/label";
import { n, text, widthOf } from "../../scene/markup";
import { css } from "../../scene/palette";
import { type Drawing, hatch, type Item, legend, numeric } from "../drawing";
import { centreOf, ticks } from "../scale";
import type { Field } from "../shape";
import { cell, colouring, heading, type Sheet, writer } from "../sheet";

const HEIGHT = 460;
const LEGEND = 170;

export function scatter(
  sheet: Sheet,
  subject: Field,
  [across, up]: readonly [Field, Field],
  kind: Field | null,
  chosen: readonly string[],
): Drawing {
  const { ink, speech } = sheet;
  const points = sheet.picked.flatMap((row) => {
    const [x, y] = [numeric(cell(sheet, row, across)), numeric(cell(sheet, row, up))];
    return x === null || y === null ? [] : [{ row, x, y, id: String(cell(sheet, row, subject)) }];
  });
  const [xs, ys] = [points.map(({ x }) => x), points.map(({ y }) => y)];
  const [xAxis, yAxis] = [axisOf(xs), axisOf(ys)];
  const [writeX, writeY] = [writer(sheet, xAxis), writer(sheet, yAxis)];
  const wide = kind ? sheet.width - LEGEND - 20 : sheet.width;
  const left = Math.max(...yAxis.map((tick) => widthOf(writeY(tick), 11))) + 12;
  const [top, bottom] = [32, HEIGHT - 44];
  const scale = (axis: readonly number[], from: number, to: number) => {
    const [least, most] = [axis[0] ?? 0, axis.at(-1) ?? 1];
    return (value: number) => from + ((value - least) / (most - least || 1)) * (to - from);
  };
  const x = scale(xAxis, left, wide - 24);
  const y = scale(yAxis, bottom, top);
  const [turnX, turnY] = [centreOf(across.name, xs), centreOf(up.name, ys)];
  const out: string[] = [hatch(ink), text(0, 14, `↑ ${heading(sheet, up)}`, 12, ink.text, "left", 600)];
  for (const tick of xAxis)
    out.push(
      `<path d="M${n(x(tick))} ${top}V${bottom}" stroke="${css(ink.line)}" stroke-width="0.6"/>`,
      text(x(tick), bottom + 16, writeX(tick), 11, ink.muted, "center"),
    );
  for (const tick of yAxis)
    out.push(
      `<path d="M${n(left)} ${n(y(tick))}H${n(wide - 24)}" stroke="${css(ink.line)}" stroke-width="0.6"/>`,
      text(left - 5, y(tick) + 4, writeY(tick), 11, ink.muted, "right"),
    );
  // The numbers against which the measures are read part the plane in four.
  if (turnX !== null)
    out.push(`<path d="M${n(x(turnX))} ${top}V${bottom}" stroke="${css(ink.muted)}" stroke-width="1.2"/>`);
  if (turnY !== null)
    out.push(
      `<path d="M${n(left)} ${n(y(turnY))}H${n(wide - 24)}" stroke="${css(ink.muted)}" stroke-width="1.2"/>`,
    );
  out.push(text(wide - 24, bottom + 34, `${heading(sheet, across)} →`, 12, ink.text, "right", 600));
  const colours = kind ? colouring(sheet, kind, { classing: null, count: 5 }) : null;
  const items: Item[] = [];
  for (const point of points) {
    const [px, py] = [x(point.x), y(point.y)];
    const strong = chosen.includes(point.id);
    out.push(
      `<circle cx="${n(px)}" cy="${n(py)}" r="${strong ? 6.5 : 5}" fill="${colours ? colours.fill(point.row) : css(ink.bar)}" fill-opacity="0.85" stroke="${css(strong ? ink.accent : ink.seam)}" stroke-width="${strong ? 2 : 0.5}"/>`,
    );
    const title = sheet.called(subject, cell(sheet, point.row, subject));
    items.push({ area: { type: "circle", x: px, y: py, radius: 6 }, title, row: point.row, id: point.id });
  }
  const middle = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / (values.length || 1);
  const [mx, my] = [x(middle(xs)), y(middle(ys))];
  const dots = items.map(
    ({ area }): Rectangle =>
      area.type === "circle" ? [area.x - 4, area.y - 4, area.x + 4, area.y + 4] : [0, 0, 0, 0],
  );
  // The names of what lies far out come first.
  const labels = items.map((item) => {
    const [px, py] = item.area.type === "circle" ? [item.area.x, item.area.y] : [0, 0];
    const strong = item.id !== undefined && chosen.includes(item.id);
    return {
      id: item.id ?? "",
      text: item.title,
      at: [px, py] as const,
      gap: 7,
      width: 130,
      weight: Math.hypot(px - mx, py - my) + (strong ? 1e6 : 0),
      emphasis: strong ? ("strong" as const) : ("full" as const),
      side: "auto" as const,
    };
  });
  for (const label of placeLabels(
    labels,
    (p) => p,
    (word) => widthOf(word, 11),
    [wide - 4, bottom],
    dots,
  ))
    out.push(
      text(
        label.x,
        label.y,
        label.text,
        11,
        ink.text,
        "left",
        label.emphasis === "strong" ? 600 : 400,
        ` stroke="${css(ink.paper, 0.85)}" stroke-width="2.6" paint-order="stroke" stroke-linejoin="round"`,
      ),
    );
  if (kind && colours)
    out.push(legend(heading(sheet, kind), colours.swatches, ink, [wide + 16, 20], LEGEND).body);
  const lost = sheet.picked.length - points.length;
  return {
    width: sheet.width,
    height: HEIGHT,
    body: out.join(""),
    items,
    notes: lost > 0 ? [speech.t("figure.lost", { n: lost })] : [],
  };
}

function axisOf(values: readonly number[]): number[] {
  if (values.length === 0) return [0, 1];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const pad = (most - least || Math.abs(most) || 1) * 0.03;
  const low = least >= 0 && least < 0.3 * most ? 0 : least - pad;
  return ticks(low, most + pad, 6);
}
