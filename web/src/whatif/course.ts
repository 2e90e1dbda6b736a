// The course of a shock as the method `cascade` tells it, row by row; nothing here is computed beyond looking rows up.

import type { Grid, Value } from "../api/types";

export type Channel = "shock" | "down" | "up";

/** One row: a node is hit in a round. */
export interface Hit {
  /** Place in the answer. */
  index: number;
  round: number;
  node: string;
  region: string | null;
  industry: string | null;
  channel: Channel;
  /** Parts of one; null is unknown, between the bounds. */
  loss: number | null;
  lower: number | null;
  upper: number | null;
  rise: number | null;
  total: number | null;
  lost: number | null;
  cause: string | null;
}

export interface Course {
  hits: readonly Hit[];
  /** The last round that is listed. */
  last: number;
  /** The hits of each node, in the order of the rounds. */
  of: ReadonlyMap<string, readonly Hit[]>;
  truncated: boolean;
}

export function courseOf(grid: Grid): Course {
  const place = new Map(grid.columns.map(({ name }, index) => [name, index]));
  const cell = (row: readonly Value[], name: string): Value => row[place.get(name) ?? -1] ?? null;
  const word = (row: readonly Value[], name: string) => {
    const value = cell(row, name);
    return value === null ? null : String(value);
  };
  const number = (row: readonly Value[], name: string) => {
    const value = cell(row, name);
    return typeof value === "number" ? value : null;
  };
  const hits = grid.rows.map(
    (row, index): Hit => ({
      index,
      round: number(row, "round") ?? 0,
      node: word(row, "node") ?? "",
      region: word(row, "region"),
      industry: word(row, "industry"),
      channel: (word(row, "channel") ?? "shock") as Channel,
      loss: number(row, "loss"),
      lower: number(row, "lower"),
      upper: number(row, "upper"),
      rise: number(row, "rise"),
      total: number(row, "total"),
      lost: number(row, "output_lost"),
      cause: word(row, "cause"),
    }),
  );
  const of = new Map<string, Hit[]>();
  for (const hit of hits) {
    const known = of.get(hit.node);
    if (known) known.push(hit);
    else of.set(hit.node, [hit]);
  }
  return {
    hits,
    last: hits.reduce((most, { round }) => Math.max(most, round), 0),
    of,
    truncated: grid.truncated,
  };
}

/** How a node stands after a round: its last hit by then. */
export function standingOf(course: Course, node: string, round: number): Hit | null {
  let found: Hit | null = null;
  for (const hit of course.of.get(node) ?? []) if (hit.round <= round) found = hit;
  return found;
}

/** The round in which a node is first hit. */
export const firstOf = (course: Course, node: string): number | null =>
  course.of.get(node)?.[0]?.round ?? null;

/**
 * Why a node was hit: the hit, then the one of its cause before it, and so on until the shock. It ends earlier where the
 * answer does not list that hit, because it was smaller than what is shown.
 */
export function causesOf(course: Course, hit: Hit): { chain: Hit[]; unlisted: string | null } {
  const chain = [hit];
  let now = hit;
  while (now.cause !== null) {
    const before = (course.of.get(now.cause) ?? []).filter(
      (other) => other.round < now.round && (other.channel === now.channel || other.channel === "shock"),
    );
    const next = before.at(-1);
    if (!next) return { chain, unlisted: now.cause };
    chain.push(next);
    now = next;
  }
  return { chain, unlisted: null };
}

/** How many rows each round has, by channel. */
export function countsOf(course: Course): Record<Channel, number>[] {
  const counts = Array.from({ length: course.last + 1 }, () => ({ shock: 0, down: 0, up: 0 }));
  for (const { round, channel } of course.hits) {
    const count = counts[round];
    if (count) count[channel]++;
  }
  return counts;
}
