// What is asked of the watch: whose port, at which scale, when. The words stand in the address behind `w.`.

import type { Query } from "../api/client";
import { GRADES, type Grade, type SourceState } from "../api/types";

export type Words = Readonly<Record<string, string>>;

/** The scales at which rules can be put. */
export const WATCH_SCALES = ["nation", "province", "city", "county", "town", "park"] as const;

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PERIOD = /^(\d{4})(?:-(?:(0[1-9]|1[0-2])|Q([1-4])))?$/;

/** The day from which sources and matters are judged: as the link says, else today. */
export function dayOf(words: Words, now = new Date()): string {
  if (words.day && DAY.test(words.day)) return words.day;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** What the server is asked; a word that is not understood is left out, and a day only where one is given. */
export function asked(words: Words, at: number | null, day: string | null): Query {
  return {
    port: words.port || null,
    scale: WATCH_SCALES.find((scale) => scale === words.scale) ?? null,
    period: words.period && isPeriod(words.period) ? words.period : null,
    day,
    at,
  };
}

/** `words` with one of them changed; an empty one is left out. */
export function put(words: Words, changes: Readonly<Record<string, string | null>>): Words {
  const next: Record<string, string> = { ...words };
  for (const [name, value] of Object.entries(changes)) {
    if (value) next[name] = value;
    else delete next[name];
  }
  return next;
}

export const isPeriod = (text: string): boolean => PERIOD.test(text);

/** How often a period comes; null where the text is none. */
export function frequencyOf(period: string): "month" | "quarter" | "year" | null {
  const found = PERIOD.exec(period);
  return found ? (found[2] ? "month" : found[3] ? "quarter" : "year") : null;
}

/** The period so many steps on, in the same frequency. */
export function stepped(period: string, steps: number): string | null {
  const found = PERIOD.exec(period);
  if (!found) return null;
  const year = Number(found[1]);
  const per = found[2] ? 12 : found[3] ? 4 : 1;
  const place = year * per + (found[2] ? Number(found[2]) - 1 : found[3] ? Number(found[3]) - 1 : 0) + steps;
  const [whole, part] = [Math.floor(place / per), (((place % per) + per) % per) + 1];
  if (whole < 1000 || whole > 9999) return null;
  return found[2]
    ? `${whole}-${String(part).padStart(2, "0")}`
    : found[3]
      ? `${whole}-Q${part}`
      : String(whole);
}

/** The last period of that frequency with any value. */
export function newest(
  period: string,
  sources: readonly { frequency: string; last: string | null }[],
): string | null {
  const frequency = frequencyOf(period);
  const lasts = sources.flatMap((one) => (one.frequency === frequency && one.last ? [one.last] : []));
  return lasts.sort().at(-1) ?? null;
}

type Reporting = Pick<SourceState, "frequency" | "standing">;

/** Whether a source speaks of more than one step. What was said once is no series, and nothing can be late in it. */
export const recurs = ({ standing }: Reporting): boolean => standing !== null && standing !== "once";

/** What there is to watch: months or quarters, only years, or nothing. */
export function watchable(sources: readonly Reporting[]): "months" | "years" | "nothing" {
  const series = sources.filter(recurs);
  if (series.length === 0) return "nothing";
  return series.some(({ frequency }) => frequency !== "year") ? "months" : "years";
}

export const rankOf = (grade: Grade | null): number => (grade ? GRADES.indexOf(grade) + 1 : 0);

/** The conditions that raised an alert, one by one. */
export const factors = (text: string): string[] =>
  text
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean);
