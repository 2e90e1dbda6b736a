// What two reports of the same port say differently: numbers that moved, rows and sentences that came or went.

import type { Grade, NamedNumber, Words } from "../api/types";

export type Cell = Words | number | null;

export interface ReportTable {
  kind: "table";
  name: string;
  title: Words;
  columns: { title: Words; form: NamedNumber["form"] }[];
  rows: { cells: Cell[]; link: string | null; notes: number[] }[];
  left_out: number;
}

export type Part =
  | { kind: "sentence"; text: Words; notes: number[] }
  | { kind: "figures"; figures: NamedNumber[] }
  | ReportTable
  | { kind: "chart"; title: Words; drawing: { kind: string }; grade?: Grade };

export interface Report {
  title: Words;
  scale: string | null;
  period: string;
  before: string | null;
  revision: number;
  sections: { title: Words; parts: Part[] }[];
}

export interface Frozen {
  id: string;
  title: Words;
  port: string;
  scale: string | null;
  period: string;
  revision: number;
  sha256: string;
  at: string;
}

export interface Moved {
  title: Words;
  form: NamedNumber["form"];
  unit: Words | null;
  from: number | null;
  to: number | null;
}

export interface Changes {
  moved: Moved[];
  /** By table: rows that only the later one has, and rows that only the earlier one had. */
  tables: { name: string; title: Words; more: Cell[][]; gone: Cell[][]; unlisted: boolean }[];
}

/** What the later report says that the earlier did not, and the other way round. */
export function changes(earlier: Report, later: Report): Changes {
  const [old, now] = [numbers(earlier), numbers(later)];
  const moved = [...new Set([...old.keys(), ...now.keys()])].flatMap((name): Moved[] => {
    const [one, two] = [old.get(name) ?? null, now.get(name) ?? null];
    const named = two ?? one;
    const [from, to] = [one?.value ?? null, two?.value ?? null];
    return named && from !== to ? [{ title: named.title, form: named.form, unit: named.unit, from, to }] : [];
  });
  const [before, after] = [tables(earlier), tables(later)];
  return {
    moved,
    tables: [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
      const [one, two] = [before.get(name), after.get(name)];
      const more = beyond(two, one);
      const gone = beyond(one, two);
      const title = (two ?? one)?.title;
      return title && (more.length > 0 || gone.length > 0)
        ? [
            {
              name,
              title,
              more,
              gone,
              // Rows that were not listed may be the same: what seems to come or go may only have been left out.
              unlisted: (one?.left_out ?? 0) > 0 || (two?.left_out ?? 0) > 0,
            },
          ]
        : [];
    }),
  };
}

function numbers({ sections }: Report): Map<string, NamedNumber> {
  const parts = sections.flatMap((section) => section.parts);
  return new Map(
    parts.flatMap((part) =>
      part.kind === "figures" ? part.figures.map((figure) => [figure.name, figure] as const) : [],
    ),
  );
}

function tables({ sections }: Report): Map<string, ReportTable> {
  const parts = sections.flatMap((section) => section.parts);
  return new Map(parts.flatMap((part) => (part.kind === "table" ? [[part.name, part] as const] : [])));
}

function beyond(one: ReportTable | undefined, other: ReportTable | undefined): Cell[][] {
  const known = new Set(other?.rows.map(({ cells }) => JSON.stringify(cells)));
  return (one?.rows ?? []).flatMap(({ cells }) => (known.has(JSON.stringify(cells)) ? [] : [cells]));
}

/** The report frozen before this one for the same port and scale: of the period before, else an earlier version of the period. */
export function predecessor(
  list: readonly Frozen[],
  of: Pick<Frozen, "id" | "port" | "scale" | "period" | "revision">,
): Frozen | null {
  const alike = list.filter(
    (one) =>
      one.id !== of.id &&
      one.port === of.port &&
      one.scale === of.scale &&
      one.period.length === of.period.length &&
      (one.period < of.period || (one.period === of.period && one.revision <= of.revision)),
  );
  const order = (one: Frozen) => `${one.period} ${String(one.revision).padStart(12, "0")} ${one.at}`;
  return alike.sort((one, two) => (order(one) < order(two) ? 1 : -1))[0] ?? null;
}
