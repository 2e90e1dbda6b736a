// The current picture as a drawing of lines and words, with title, legend and source: the SVG export, and by way of it the
// PNG.

import type { Layer } from "../api/types";
import { type Annotations, FONT, type Sight, screen } from "./annotate";
import { n, open, pair, quoted, ring, text } from "./markup";
import { css, type Ink, MARKS, OUTLINES, type Rgb } from "./palette";
import { project, type XY } from "./plane";
import type { Emphasis, Scene } from "./scene";

export interface Caption {
  title: string;
  subtitle: string;
  source: string;
  /** Each network with its name, then the other signs. */
  layers: { layer: Layer; text: string }[];
  signs: Sign[];
}

/** An entry of a legend; the screen and the exports show the same. */
export interface Sign {
  sign: "dot" | "hollow" | "line" | "hub" | "gap" | "cell" | "unknown" | "ringed";
  dash?: readonly [number, number] | null;
  /** Of a line or a dot, where it is not that of everything. */
  colour?: Rgb;
  text: string;
}

export interface Ground {
  /** Land in nested windows, coarse to fine. */
  land: readonly {
    window: readonly [number, number, number, number];
    land: readonly (readonly (readonly [number, number])[])[][];
  }[];
  lines: readonly (readonly (readonly [number, number])[])[];
  boundaries: readonly (readonly (readonly [number, number])[])[];
}

const HEAD = 64;
const FOOT = 96;

const OPACITY: Record<Emphasis, number> = { strong: 1, full: 0.8, light: 0.45, faint: 0.14 };

export function svg(
  scene: Scene,
  sight: Sight,
  ink: Ink,
  annotations: Annotations,
  ground: Ground | null,
  caption: Caption,
): string {
  const at = screen(sight);
  const { width, height } = sight;
  const legend = legendBlock(caption, ink, width);
  const foot = FOOT - 60 + legend.height;
  const out: string[] = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${HEAD + height + foot}" viewBox="0 0 ${width} ${HEAD + height + foot}" font-family='${FONT}'>`,
    `<title>${quoted(caption.title)}</title>`,
    hatchPattern(ink),
    `<rect width="100%" height="100%" fill="${css(ink.land)}"/>`,
    text(16, 27, caption.title, 18, ink.text, "left", 600),
    text(16, 49, caption.subtitle, 12, ink.muted),
    `<svg x="0" y="${HEAD}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
  ];
  if (ground) out.push(...groundShapes(ground, at, ink, sight));
  out.push(
    ...backdrop(scene, at, ink),
    ...ties(scene, at, ink),
    ...dots(scene, at, ink),
    ...words(annotations),
  );
  out.push("</svg>", `<g transform="translate(0 ${HEAD + height + 16})">${legend.shapes}</g>`);
  out.push(text(16, HEAD + height + foot - 12, caption.source, 11, ink.muted), "</svg>");
  return out.join("\n");
}

/** What lies under everything on a map: water, coast, graticule and borders, thinned to what the picture can show. */
export function groundShapes(
  ground: Ground,
  at: (p: XY) => XY,
  ink: Pick<Ink, "background" | "land" | "graticule" | "boundary">,
  sight: Pick<Sight, "width" | "height">,
): string[] {
  const place = ([lon, lat]: readonly [number, number]) => at(project(lon, lat));
  const near = (points: readonly XY[]) =>
    points.some(([x]) => x > -50) &&
    points.some(([x]) => x < sight.width + 50) &&
    points.some(([, y]) => y > -50) &&
    points.some(([, y]) => y < sight.height + 50);
  const placed = (points: readonly (readonly [number, number])[]) => thinned(points.map(place));
  const shapes = [`<rect width="100%" height="100%" fill="${css(ink.background)}"/>`];
  for (const { window, land } of ground.land) {
    const [west, south, east, north] = window;
    const [a, b] = [place([west, north]), place([east, south])];
    shapes.push(
      `<rect x="${n(a[0])}" y="${n(a[1])}" width="${n(b[0] - a[0])}" height="${n(b[1] - a[1])}" fill="${css(ink.background)}" shape-rendering="crispEdges"/>`,
    );
    const rings = land.flat().map(placed).filter(near);
    if (rings.length > 0)
      shapes.push(`<path d="${rings.map(ring).join("")}" fill="${css(ink.land)}" fill-rule="evenodd"/>`);
  }
  const lines = ground.lines.map((points) => points.map(place)).filter(near);
  shapes.push(
    `<path d="${lines.map(open).join("")}" fill="none" stroke="${css(ink.graticule)}" stroke-width="0.7"/>`,
  );
  const borders = ground.boundaries.map(placed).filter(near);
  if (borders.length > 0)
    shapes.push(
      `<path d="${borders.map(open).join("")}" fill="none" stroke="${css(ink.boundary)}" stroke-width="0.9"/>`,
    );
  return shapes;
}

/** Without the points that fall on the one before: half a pixel is not seen. */
export function thinned(points: readonly XY[]): XY[] {
  const kept: XY[] = [];
  for (const [index, point] of points.entries()) {
    const before = kept.at(-1);
    if (
      !before ||
      index === points.length - 1 ||
      Math.abs(point[0] - before[0]) > 0.5 ||
      Math.abs(point[1] - before[1]) > 0.5
    )
      kept.push(point);
  }
  return kept;
}

function backdrop({ cells, frame }: Scene, at: (p: XY) => XY, ink: Ink): string[] {
  const shapes = cells.map(
    (points) =>
      `<path d="${ring(points.map(at))}" fill="${css(ink.cell, 0.47)}" stroke="${css(ink.boundary, 0.45)}" stroke-width="0.7"/>`,
  );
  if (!frame) return shapes;
  for (const cell of frame.cells)
    shapes.push(`<path d="${ring(cell.ring.map(at))}" fill="${css(ink.cell, cell.gap ? 0.28 : 0.75)}"/>`);
  shapes.push(
    `<path d="${frame.hatch.map((line) => open(line.map(at))).join("")}" fill="none" stroke="${css(ink.muted, 0.5)}" stroke-width="1"/>`,
  );
  shapes.push(
    `<path d="${frame.rules.map((line) => open(line.map(at))).join("")}" fill="none" stroke="${css(ink.muted, 0.4)}" stroke-width="1" stroke-dasharray="2 4"/>`,
  );
  return shapes;
}

function mark(
  layer: Layer,
  [x, y]: XY,
  size: number,
  colour: string,
  hollow: boolean,
  paper: string,
): string {
  const points = OUTLINES[MARKS[layer]].map(([px, py]) => pair([x + px * size, y + py * size])).join(" ");
  return `<polygon points="${points}" ${hollow ? `fill="${paper}" stroke="${colour}" stroke-width="1.6"` : `fill="${colour}"`}/>`;
}

function ties({ strokes, hubs }: Scene, at: (p: XY) => XY, ink: Ink): string[] {
  const paper = css(ink.land);
  const ordered = [...strokes].sort((a, b) => OPACITY[a.emphasis] - OPACITY[b.emphasis]);
  const shapes = ordered.map((stroke) => {
    const dash = stroke.dash
      ? ` stroke-dasharray="${stroke.dash.map((v) => n(v * stroke.width)).join(" ")}"`
      : "";
    return `<path d="${open(stroke.path.map(at))}" fill="none" stroke="${css(stroke.colour ?? ink.layers[stroke.layer])}" stroke-width="${n(stroke.width)}" stroke-opacity="${OPACITY[stroke.emphasis]}" stroke-linecap="round"${dash}/>`;
  });
  for (const stroke of ordered) {
    if (stroke.emphasis === "faint") continue;
    const colour = css(stroke.colour ?? ink.layers[stroke.layer]);
    if (stroke.arrow)
      shapes.push(arrow(at(stroke.arrow.at), at(stroke.arrow.towards), 4 + stroke.width * 0.7, colour));
    if (stroke.mark) {
      const [x, y] = at(stroke.mark);
      shapes.push(
        `<circle cx="${n(x)}" cy="${n(y)}" r="6" fill="${paper}"/>`,
        mark(stroke.layer, [x, y], 4.8, colour, stroke.hollow, paper),
      );
    }
  }
  for (const hub of hubs) {
    const [x, y] = at(hub.at);
    const colour = css(ink.layers[hub.layer]);
    shapes.push(
      `<g opacity="${OPACITY[hub.emphasis]}"><circle cx="${n(x)}" cy="${n(y)}" r="10" fill="${paper}" stroke="${colour}" stroke-width="1.5"/>${mark(hub.layer, [x, y], 6, colour, hub.hollow, paper)}</g>`,
    );
  }
  return shapes;
}

function arrow([x, y]: XY, [tx, ty]: XY, size: number, colour: string): string {
  const angle = (Math.atan2(ty - y, tx - x) * 180) / Math.PI;
  return `<path d="M${n(size)} 0L${n(-0.7 * size)} ${n(0.75 * size)}L${n(-0.3 * size)} 0L${n(-0.7 * size)} ${n(-0.75 * size)}Z" fill="${colour}" transform="translate(${n(x)} ${n(y)}) rotate(${n(angle)})"/>`;
}

const HATCH = "url(#unknown-dot)";

const hatchPattern = (ink: Ink): string =>
  `<defs><pattern id="unknown-dot" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="5" height="5" fill="${css(ink.land)}"/><path d="M0 0V5" stroke="${css(ink.muted)}" stroke-width="1.6"/></pattern></defs>`;

function dots({ dots: all }: Scene, at: (p: XY) => XY, ink: Ink): string[] {
  return all.map((dot) => {
    const [x, y] = at(dot.at);
    if (dot.tone !== undefined)
      return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(dot.radius)}" fill="${dot.tone ? css(dot.tone) : HATCH}" stroke="${css(dot.ringed ? ink.text : ink.muted)}" stroke-width="${n(dot.ringed ? Math.min(2, dot.radius * 0.35) : Math.min(1, dot.radius * 0.3))}" opacity="${dot.emphasis === "faint" ? 0.35 : 1}"/>`;
    const fill = dot.hollow ? css(ink.land) : css(ink.dot);
    const stroke = dot.hollow ? css(ink.dot) : css(ink.land);
    return `<circle cx="${n(x)}" cy="${n(y)}" r="${n(dot.radius)}" fill="${fill}" stroke="${stroke}" stroke-width="${dot.hollow ? 1.6 : 1}" opacity="${dot.emphasis === "faint" ? 0.25 : 1}"/>`;
  });
}

function words({ panels, lines, texts }: Annotations): string[] {
  return [
    ...panels.map(
      ({ box, colour }) =>
        `<rect x="${n(box[0])}" y="${n(box[1])}" width="${n(box[2] - box[0])}" height="${n(box[3] - box[1])}" fill="${css(colour, 0.94)}"/>`,
    ),
    ...lines.map(
      (line) =>
        `<path d="${open(line.points)}" fill="none" stroke="${css(line.colour)}" stroke-width="${line.width}"/>`,
    ),
    ...texts.map((item) => {
      const halo = item.halo
        ? ` stroke="${css(item.halo, 0.9)}" stroke-width="3" paint-order="stroke" stroke-linejoin="round"`
        : "";
      return text(
        item.x,
        item.y,
        item.text,
        item.size,
        item.colour,
        item.align,
        item.weight,
        `${halo} opacity="${item.alpha}"`,
      );
    }),
  ];
}

/** Rows of signs, as many as the width takes. */
function legendBlock(caption: Caption, ink: Ink, width: number): { shapes: string; height: number } {
  const items = [
    ...caption.layers.map(({ layer, text: label }) => ({
      label,
      shape: `<path d="M0 8h28" stroke="${css(ink.layers[layer])}" stroke-width="2"/>${mark(layer, [14, 8], 5, css(ink.layers[layer]), false, css(ink.land))}`,
    })),
    ...caption.signs.map((sign) => ({ label: sign.text, shape: signShape(sign, ink) })),
  ];
  const shapes: string[] = [];
  let [x, y] = [16, 0];
  for (const { label, shape } of items) {
    const wide =
      36 +
      [...label].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? 12 : 6.6), 0) +
      18;
    if (x + wide > width - 8) [x, y] = [16, y + 22];
    shapes.push(`<g transform="translate(${n(x)} ${y})">${shape}${text(36, 12, label, 12, ink.text)}</g>`);
    x += wide;
  }
  return { shapes: shapes.join(""), height: y + 40 };
}

function signShape({ sign, dash, colour }: Sign, ink: Ink): string {
  const muted = css(ink.muted);
  switch (sign) {
    case "line":
      return `<path d="M0 8h28" stroke="${colour ? css(colour) : muted}" stroke-width="2"${dash ? ` stroke-dasharray="${dash.map((v) => v * 2).join(" ")}"` : ""}/>`;
    case "dot":
      return `<circle cx="14" cy="8" r="5" fill="${css(colour ?? ink.dot)}"${colour ? ` stroke="${muted}" stroke-width="0.8"` : ""}/>`;
    case "unknown":
      return `<circle cx="14" cy="8" r="6" fill="${HATCH}" stroke="${muted}" stroke-width="1"/>`;
    case "ringed":
      return `<circle cx="14" cy="8" r="5" fill="${css(ink.land)}" stroke="${css(ink.text)}" stroke-width="2"/>`;
    case "hollow":
      return `<circle cx="14" cy="8" r="4.5" fill="${css(ink.land)}" stroke="${css(ink.dot)}" stroke-width="1.6"/>`;
    case "hub":
      return `<path d="M14 8 2 3M14 8 3 13M14 8l12-4M14 8l11 5" stroke="${muted}" stroke-width="1.2"/><circle cx="14" cy="8" r="4" fill="${css(ink.land)}" stroke="${muted}" stroke-width="1.5"/>`;
    case "cell":
      return `<circle cx="14" cy="8" r="7" fill="${css(ink.cell)}" stroke="${muted}" stroke-width="0.6"/>`;
    case "gap":
      return `<rect x="3" y="2" width="22" height="12" fill="${css(ink.cell, 0.28)}" stroke="${muted}" stroke-width="0.6"/><path d="M3 8l6-6M5 14l12-12M11 14l12-12M19 14l6-6" stroke="${muted}" stroke-width="1"/>`;
  }
}

/** The drawing as pixels; the words use the fonts of this machine. */
export async function png(drawing: string, scale = 2): Promise<Blob> {
  const image = new Image();
  const url = URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" }));
  try {
    image.src = url;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * scale;
    canvas.height = image.naturalHeight * scale;
    const context = canvas.getContext("2d");
    if (!context) throw new Error("no 2-D canvas");
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error("the picture is too large for this browser"))),
        "image/png",
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
