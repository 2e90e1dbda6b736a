// A method that follows its inputs: asked again a moment after the last change, and what is no longer wanted is cancelled.

import { useEffect, useState } from "react";
import { address, Problem, post } from "../api/client";
import type { Execution, Value } from "../api/types";
import { useFreshness } from "../api/use";
import { useView } from "../state/store";

export interface Live {
  /** The last good answer; it may be of other inputs than those in sight. */
  execution: Execution | null;
  problem: Problem | null;
  busy: boolean;
  stale: boolean;
}

/** Long enough for a slider that is being dragged. */
const PAUSE = 140;

interface State {
  key: string;
  execution: Execution | null;
  problem: Problem | null;
}

const NOTHING: State = { key: "", execution: null, problem: null };

/** `method` null: nothing is asked, and nothing is shown. */
export function useLive(method: string | null, inputs: Readonly<Record<string, string>>): Live {
  const { at } = useView();
  const generation = useFreshness((state) => state.generation);
  const given = JSON.stringify(
    Object.entries(inputs)
      .filter(([, value]) => value !== "")
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const key = method === null ? "" : `${generation} ${at ?? ""} ${method} ${given}`;
  const [state, setState] = useState(NOTHING);
  const fresh = state.key === key;
  useEffect(() => {
    if (method === null) {
      setState(NOTHING);
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      const body = { inputs: Object.fromEntries(JSON.parse(given)), at: at ?? undefined };
      post<Execution>(address(`/methods/${method}/execution`), body, abort.signal).then(
        (execution) => !abort.signal.aborted && setState({ key, execution, problem: null }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
          setState({ key, execution: null, problem });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [method, given, at, key]);
  return {
    execution: method === null ? null : state.execution,
    problem: fresh ? state.problem : null,
    busy: method !== null && !fresh,
    stale: !fresh && state.execution !== null,
  };
}

export type Cell = (column: string) => Value;

/** The rows of a result, read by the names of the columns; a column that is not there is unknown. */
export function rowsOf(table: Execution["table"] | null | undefined): Cell[] {
  if (!table) return [];
  const place = new Map(table.columns.map(({ name }, index) => [name, index]));
  return table.rows.map((row) => (column) => row[place.get(column) ?? -1] ?? null);
}

export const numberOf = (value: Value): number | null => (typeof value === "number" ? value : null);
export const wordOf = (value: Value): string | null => (value === null ? null : String(value));
/** The items of a list, which is stored with bars between them. */
export const itemsOf = (value: Value): string[] =>
  value === null
    ? []
    : String(value)
        .split("|")
        .map((item) => item.trim())
        .filter(Boolean);
