// The same dots and links on their way from one arrangement to the next.

import type { XY } from "./plane";
import type { Dot, Hub, Scene, Stroke } from "./scene";

const mix = (a: XY, b: XY, t: number): XY => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];

export const ease = (t: number): number => (t < 0.5 ? 4 * t * t * t : 1 - (-2 * t + 2) ** 3 / 2);

/** The picture at `t` between two scenes; what only one of them has slides out of, or into, the dot of its node. */
export function between(from: Scene, to: Scene, t: number): Pick<Scene, "dots" | "strokes" | "hubs"> {
  const before = new Map(from.dots.map((dot) => [dot.id, dot]));
  const after = new Map(to.dots.map((dot) => [dot.id, dot]));
  const home = (dot: Dot, others: Map<string, Dot>) => others.get(dot.id) ?? others.get(dot.node);
  const dots = to.dots.map((dot) => {
    const start = home(dot, before);
    return start
      ? { ...dot, at: mix(start.at, dot.at, t), radius: start.radius + (dot.radius - start.radius) * t }
      : dot;
  });
  for (const dot of from.dots) {
    if (after.has(dot.id)) continue;
    const end = after.get(dot.node);
    if (end && t < 1)
      dots.push({ ...dot, at: mix(dot.at, end.at, t), radius: dot.radius * (1 - t) + end.radius * t });
  }
  return {
    dots,
    strokes: strokesBetween(from.strokes, to.strokes, t),
    hubs: hubsBetween(from.hubs, to.hubs, t),
  };
}

function strokesBetween(from: readonly Stroke[], to: readonly Stroke[], t: number): Stroke[] {
  const before = new Map(from.map((stroke) => [stroke.id, stroke]));
  return to.map((stroke) => {
    const start = before.get(stroke.id);
    if (!start || start.path.length !== stroke.path.length) return stroke;
    const path = stroke.path.map((point, k) => mix(start.path[k] ?? point, point, t));
    const mark = stroke.mark && (path[Math.floor(path.length / 2)] ?? null);
    const [at, towards] = [path.at(-4), path.at(-3)];
    return { ...stroke, path, mark, arrow: stroke.arrow && at && towards ? { at, towards } : null };
  });
}

function hubsBetween(from: readonly Hub[], to: readonly Hub[], t: number): Hub[] {
  const before = new Map(from.map((hub) => [hub.id, hub]));
  return to.map((hub) => {
    const start = before.get(hub.id);
    return start ? { ...hub, at: mix(start.at, hub.at, t) } : hub;
  });
}
