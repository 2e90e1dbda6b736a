// Words and rulers on the picture, as plain shapes for the canvas and for the exports.

import { graticuleStep, LABEL_SIZE, placeLabels, scaleBar } from "./label";
import { css, type Ink, type Rgb } from "./palette";
import { PLANE_ZOOM, project, unproject, WORLD, type XY } from "./plane";
import type { Label, Scene } from "./scene";

export interface Text {
  x: number;
  y: number;
  text: string;
  size: number;
  weight: 400 | 600;
  align: "left" | "center" | "right";
  colour: Rgb;
  alpha: number;
  /** Colour of the halo that lifts the text off the lines. */
  halo: Rgb | null;
}

export interface Line {
  points: XY[];
  colour: Rgb;
  width: number;
}

export interface Panel {
  box: readonly [number, number, number, number];
  colour: Rgb;
}

export interface Annotations {
  panels: Panel[];
  lines: Line[];
  texts: Text[];
}

/** How the picture lies on the screen. */
export interface Sight {
  width: number;
  height: number;
  zoom: number;
  /** Centre in world units. */
  centre: XY;
}

export const FONT =
  '"Noto Sans CJK SC","PingFang SC","Microsoft YaHei","Source Han Sans SC",system-ui,sans-serif';

export function screen(sight: Sight): (at: XY) => XY {
  const scale = WORLD * 2 ** sight.zoom;
  return ([x, y]) => [
    (x - sight.centre[0]) * scale + sight.width / 2,
    (y - sight.centre[1]) * scale + sight.height / 2,
  ];
}

export interface AnnotateOptions {
  ink: Ink;
  measure: (text: string, bold: boolean) => number;
  labels: readonly Label[];
  /** Text at the foot: the review number of loaded boundaries. */
  review: string | null;
  /** Room at the left and the top that controls cover. */
  metres: (metres: number) => string;
}

export function annotate(scene: Scene, sight: Sight, options: AnnotateOptions): Annotations {
  const result: Annotations = { panels: [], lines: [], texts: [] };
  const { ink } = options;
  if (scene.arrangement === "place") {
    degrees(result, sight, ink);
    ruler(result, sight, options);
  }
  if (scene.frame) headings(result, scene, sight, options);
  // In the chain a name has the room between its dot and the first stage, whatever the zoom.
  const scale = scene.frame ? 2 ** (sight.zoom - PLANE_ZOOM) : 1;
  const labels = options.labels.map((label) => ({ ...label, width: label.width * scale }));
  const placed = placeLabels(labels, screen(sight), (text) => options.measure(text, false), [
    sight.width,
    sight.height,
  ]);
  const heading = scene.frame ? headingBottom(scene, sight) : -Infinity;
  for (const label of placed) {
    if (label.y < heading + 6) continue;
    const strong = label.emphasis === "strong";
    result.texts.push({
      x: label.x,
      y: label.y,
      text: label.text,
      size: LABEL_SIZE,
      weight: strong ? 600 : 400,
      align: "left",
      colour: label.emphasis === "faint" ? ink.muted : ink.text,
      alpha: label.emphasis === "faint" ? 0.45 : 1,
      halo: ink.land,
    });
  }
  if (options.review) {
    result.texts.push({
      ...quiet(ink),
      x: sight.width - 8,
      y: sight.height - 22,
      text: options.review,
      align: "right",
    });
  }
  return result;
}

const quiet = (ink: Ink): Omit<Text, "x" | "y" | "text"> => ({
  size: 10.5,
  weight: 400,
  align: "left",
  colour: ink.muted,
  alpha: 1,
  halo: ink.background,
});

/** Room of the ruler in the lower left corner. */
const RULER = 150;

/** Degrees at the edges of the map. */
function degrees(result: Annotations, sight: Sight, ink: Ink): void {
  const step = graticuleStep(sight.zoom);
  const at = screen(sight);
  const scale = WORLD * 2 ** sight.zoom;
  const corner = (x: number, y: number) =>
    unproject([
      sight.centre[0] + (x - sight.width / 2) / scale,
      sight.centre[1] + (y - sight.height / 2) / scale,
    ]);
  const [west, north] = corner(0, 0);
  const [east, south] = corner(sight.width, sight.height);
  const write = (value: number, plus: string, minus: string) =>
    `${Math.abs(value)}°${value === 0 ? "" : value > 0 ? plus : minus}`;
  for (let lon = Math.ceil(west / step) * step; lon <= east; lon += step) {
    const [x] = at(project(lon, 0));
    if (x > RULER && x < sight.width - 40) {
      result.texts.push({
        ...quiet(ink),
        x,
        y: sight.height - 6,
        text: write(lon, "E", "W"),
        align: "center",
      });
    }
  }
  for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
    const [, y] = at(project(0, lat));
    if (y > 30 && y < sight.height - 40) {
      result.texts.push({
        ...quiet(ink),
        x: sight.width - 6,
        y: y + 4,
        text: write(lat, "N", "S"),
        align: "right",
      });
    }
  }
}

const EARTH = 40_075_016.686;

function ruler(result: Annotations, sight: Sight, { ink, metres }: AnnotateOptions): void {
  const latitude = unproject(sight.centre)[1];
  const bar = scaleBar((EARTH * Math.cos((latitude * Math.PI) / 180)) / (WORLD * 2 ** sight.zoom));
  const [x, y] = [14, sight.height - 14];
  result.lines.push({
    points: [
      [x, y - 5],
      [x, y],
      [x + bar.pixels, y],
      [x + bar.pixels, y - 5],
    ],
    colour: ink.text,
    width: 1.4,
  });
  result.texts.push({
    ...quiet(ink),
    x: x + bar.pixels / 2,
    y: y - 5,
    text: metres(bar.metres),
    align: "center",
    colour: ink.text,
  });
}

const HEADING = 26;

/** Headings stick to the top when the table is moved upwards. */
function headingBottom(scene: Scene, sight: Sight): number {
  const top = screen(sight)([0, scene.frame?.top ?? 0])[1];
  return Math.max(HEADING, top);
}

function headings(result: Annotations, scene: Scene, sight: Sight, { ink }: AnnotateOptions): void {
  const at = screen(sight);
  const bottom = headingBottom(scene, sight);
  result.panels.push({ box: [0, bottom - HEADING, sight.width, bottom], colour: ink.land });
  const scale = WORLD * 2 ** sight.zoom;
  for (const column of scene.frame?.columns ?? []) {
    const [x] = at(column.at);
    const width = column.width * scale;
    result.texts.push({
      ...quiet(ink),
      x,
      y: bottom - 9,
      text: column.title,
      size: Math.max(9, Math.min(13, width / 7)),
      weight: 600,
      align: "center",
      colour: ink.text,
      halo: null,
    });
  }
}

/** Draws on a canvas whose transform counts in CSS pixels. */
export function paint(context: CanvasRenderingContext2D, { panels, lines, texts }: Annotations): void {
  for (const { box, colour } of panels) {
    context.fillStyle = css(colour, 0.94);
    context.fillRect(box[0], box[1], box[2] - box[0], box[3] - box[1]);
  }
  context.lineJoin = "round";
  for (const line of lines) {
    context.beginPath();
    for (const [x, y] of line.points) context.lineTo(x, y);
    context.strokeStyle = css(line.colour);
    context.lineWidth = line.width;
    context.stroke();
  }
  for (const text of texts) {
    context.font = `${text.weight} ${text.size}px ${FONT}`;
    context.textAlign = text.align;
    context.globalAlpha = text.alpha;
    if (text.halo) {
      context.strokeStyle = css(text.halo, 0.9);
      context.lineWidth = 3;
      context.strokeText(text.text, text.x, text.y);
    }
    context.fillStyle = css(text.colour);
    context.fillText(text.text, text.x, text.y);
  }
  context.globalAlpha = 1;
}
