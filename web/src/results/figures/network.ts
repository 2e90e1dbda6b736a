// Who is close to whom: nodes joined by their strongest ties, laid out by these ties.

import { placeLabels, type Rectangle } from "../../scene/label";
import { n, text, widthOf } from "../../scene/markup";
import { css } from "../../scene/palette";
import type { XY } from "../../scene/plane";
import { type Drawing, HATCH, hatch, type Item, legend, numeric, type Swatch } from "../drawing";
import { backbone, layout, MOST_NODES, type Tie } from "../layout";
import type { Field } from "../shape";
import { cell, heading, type Sheet, writer } from "../sheet";

const LEGEND = 190;
const HEIGHT = 560;

/** How the nodes are coloured, where that comes from another result. */
export interface NodeColours {
  heading: string;
  fill: (id: string) => string;
  swatches: Swatch[];
}

export interface Web {
  ids: string[];
  ties: (Tie & { row: number })[];
  /** Ties at or above the cut, and those that hold the rest together. */
  shown: (Tie & { row: number })[];
  places: XY[];
  cut: number;
}

/** The ties of the rows in sight; `keep` is the share of the strongest ones that is drawn, or a bound of the measure. */
export function web(
  sheet: Sheet,
  [one, other]: readonly [Field, Field],
  measure: Field,
  cut: number | null,
): Web {
  const index = new Map<string, number>();
  const place = (id: string) => {
    const found = index.get(id);
    if (found !== undefined) return found;
    index.set(id, index.size);
    return index.size - 1;
  };
  const best = new Map<string, Tie & { row: number }>();
  const codes = new Set<string>();
  for (const row of sheet.picked)
    for (const field of [one, other]) {
      const id = cell(sheet, row, field);
      if (id !== null) codes.add(String(id));
    }
  for (const id of [...codes].sort()) place(id);
  for (const row of sheet.picked) {
    const [a, b] = [cell(sheet, row, one), cell(sheet, row, other)];
    const weight = numeric(cell(sheet, row, measure));
    if (a === null || b === null || weight === null || weight <= 0 || a === b) continue;
    const [from, to] = [place(String(a)), place(String(b))].sort((x, y) => x - y) as [number, number];
    const key = `${from} ${to}`;
    const before = best.get(key);
    // Both directions of a pair are one line, as strong as the stronger.
    if (!before || before.weight < weight) best.set(key, { from, to, weight, row });
  }
  const ids = [...index.keys()];
  const ties = [...best.values()].sort((a, b) => b.weight - a.weight || a.from - b.from || a.to - b.to);
  const spine = new Set(backbone(ids.length, ties));
  const limit = cut ?? usualCut(ties, ids.length);
  const shown = ties.filter((tie) => tie.weight >= limit || spine.has(tie));
  const places = ids.length <= MOST_NODES ? layout(ids.length, shown) : [];
  return { ids, ties, shown, places, cut: limit };
}

/** About two and a half ties per node. */
function usualCut(ties: readonly Tie[], nodes: number): number {
  return ties[Math.min(ties.length - 1, Math.round(nodes * 2.5))]?.weight ?? 0;
}

export function network(
  sheet: Sheet,
  one: Field,
  measure: Field,
  found: Web,
  colours: NodeColours | null,
  chosen: readonly string[],
): Drawing {
  const { ink, speech } = sheet;
  const { ids, shown, places, cut } = found;
  const wide = sheet.width - LEGEND - 20;
  if (places.length === 0) {
    return {
      width: sheet.width,
      height: 40,
      body: text(0, 24, speech.t("figure.many", { n: ids.length, most: MOST_NODES }), 13, ink.muted),
      items: [],
      notes: [],
    };
  }
  const [xs, ys] = [places.map(([x]) => x), places.map(([, y]) => y)];
  const [west, east, north, south] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  // Distances mean little; a flat layout is stretched to make room for the names.
  const [sx, sy] = [(wide - 150) / (east - west || 1), (HEIGHT - 60) / (south - north || 1)];
  const [scaleX, scaleY] = [Math.min(sx, sy * 2), Math.min(sy, sx * 2)];
  const at = ([x, y]: XY): XY => [
    (x - (west + east) / 2) * scaleX + wide / 2,
    (y - (north + south) / 2) * scaleY + HEIGHT / 2,
  ];
  const degree = ids.map(() => 0);
  for (const { from, to } of shown) {
    degree[from] = (degree[from] ?? 0) + 1;
    degree[to] = (degree[to] ?? 0) + 1;
  }
  const most = Math.max(1, ...degree);
  const radius = (k: number) =>
    (ids.length > 150 ? 3 : 5) + (ids.length > 150 ? 4 : 8) * Math.sqrt((degree[k] ?? 0) / most);
  const heaviest = shown[0]?.weight ?? 1;
  const focus = new Set(chosen.map((id) => ids.indexOf(id)).filter((k) => k >= 0));
  const out: string[] = [hatch(ink)];
  const items: Item[] = [];
  for (const { from, to, weight, row } of [...shown].reverse()) {
    const [a, b] = [at(places[from] as XY), at(places[to] as XY)];
    const near = focus.size === 0 || focus.has(from) || focus.has(to);
    out.push(
      `<path d="M${n(a[0])} ${n(a[1])}L${n(b[0])} ${n(b[1])}" stroke="${css(ink.muted)}" stroke-width="${n(0.5 + 3 * (weight / heaviest) ** 2)}" stroke-opacity="${near ? 0.5 : 0.12}"${weight < cut ? ' stroke-dasharray="3 3"' : ""}/>`,
    );
    items.push({
      area: { type: "circle", x: (a[0] + b[0]) / 2, y: (a[1] + b[1]) / 2, radius: 4 },
      title: `${sheet.called(one, ids[from] ?? "")} – ${sheet.called(one, ids[to] ?? "")}`,
      row,
    });
  }
  for (const [k, id] of ids.entries()) {
    const [x, y] = at(places[k] as XY);
    const fill = colours ? colours.fill(id) : css(ink.bar);
    out.push(
      `<circle cx="${n(x)}" cy="${n(y)}" r="${n(radius(k))}" fill="${fill === HATCH ? HATCH : fill}" stroke="${css(focus.has(k) ? ink.accent : ink.text)}" stroke-width="${focus.has(k) ? 2.4 : 0.9}"/>`,
    );
    const title = sheet.called(one, id);
    items.push({ area: { type: "circle", x, y, radius: radius(k) + 1 }, title, row: null, id });
  }
  const dots = ids.map((_, k): Rectangle => {
    const [x, y] = at(places[k] as XY);
    const r = radius(k) - 1;
    return [x - r, y - r, x + r, y + r];
  });
  const labels = ids.map((id, k) => ({
    id,
    text: sheet.called(one, id),
    at: places[k] as XY,
    gap: radius(k) + 2,
    width: 150,
    weight: (focus.has(k) ? 1e6 : 0) + (degree[k] ?? 0),
    emphasis: focus.has(k) ? ("strong" as const) : ("full" as const),
    side: "auto" as const,
  }));
  for (const label of placeLabels(labels, at, (word) => widthOf(word, 11.5), [wide, HEIGHT], dots))
    out.push(
      text(
        label.x,
        label.y,
        label.text,
        11.5,
        ink.text,
        "left",
        label.emphasis === "strong" ? 600 : 400,
        ` stroke="${css(ink.paper, 0.9)}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`,
      ),
    );
  const write = writer(sheet, [cut, heaviest]);
  const key = legend(
    colours?.heading ?? heading(sheet, measure),
    colours?.swatches ?? [],
    ink,
    [wide + 20, 4],
    LEGEND,
  );
  out.push(key.body);
  let y = key.height + 18;
  const sign = (dash: string, width: number, label: string) => {
    out.push(
      `<path d="M${n(wide + 20)} ${n(y)}h26" stroke="${css(ink.muted)}" stroke-width="${width}"${dash}/>`,
      text(wide + 54, y + 4, label, 11.5, ink.text),
    );
    y += 20;
  };
  sign("", 2.4, `${heading(sheet, measure)} ≥ ${write(cut)}`);
  if (shown.some(({ weight }) => weight < cut))
    sign(' stroke-dasharray="3 3"', 1.2, speech.t("figure.spine"));
  out.push(text(wide + 20, y + 4, speech.t("figure.size"), 11, ink.muted));
  return {
    width: sheet.width,
    height: HEIGHT,
    body: out.join(""),
    items,
    notes: [speech.t("figure.ties", { shown: shown.length, all: found.ties.length, nodes: ids.length })],
  };
}
