// Pieces of SVG text, shared by everything that is drawn as SVG.

import { css, type Rgb } from "./palette";
import type { XY } from "./plane";

export const n = (value: number): string => String(Math.round(value * 100) / 100);
export const pair = ([x, y]: XY): string => `${n(x)} ${n(y)}`;
export const quoted = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
export const ring = (points: readonly XY[]): string => `M${points.map(pair).join("L")}Z`;
export const open = (points: readonly XY[]): string => `M${points.map(pair).join("L")}`;

export function text(
  x: number,
  y: number,
  value: string,
  size: number,
  colour: Rgb,
  align = "left",
  weight = 400,
  extra = "",
): string {
  const anchor = align === "center" ? "middle" : align === "right" ? "end" : "start";
  return `<text x="${n(x)}" y="${n(y)}" font-size="${size}" font-weight="${weight}" text-anchor="${anchor}" fill="${css(colour)}"${extra}>${quoted(value)}</text>`;
}

/** About how wide a text is, without a browser: Chinese letters are square. */
export function widthOf(value: string, size: number): number {
  let sum = 0;
  for (const letter of value) {
    const code = letter.codePointAt(0) ?? 0;
    sum += code > 0x2e80 ? 1 : /[ilj.,:;'|! ]/.test(letter) ? 0.3 : /[A-Zmw%—]/.test(letter) ? 0.72 : 0.56;
  }
  return sum * size;
}

/** The text, or as much of it as fits before an ellipsis. */
export function fitted(value: string, width: number, size: number): string {
  if (widthOf(value, size) <= width) return value;
  const letters = [...value];
  while (letters.length > 1 && widthOf(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("").trimEnd()}…`;
}

/** The text in lines of at most that width, broken at spaces, or anywhere in Chinese. */
export function wrapped(value: string, width: number, size: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of value.match(/[⺀-￿]|[^⺀-￿\s]+\s*|\s+/gu) ?? []) {
    if (line !== "" && widthOf(line + piece.trimEnd(), size) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += piece;
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines;
}
