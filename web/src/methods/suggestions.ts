// What can be typed: a parameter that is called like a column of an input takes the values that stand in it, with the names
// of codes.

import { useEffect, useMemo, useState } from "react";
import { address, post } from "../api/client";
import type { Grid, Method, Parameter, TableInfo } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { useView } from "../state/store";

const MOST = 300;

export interface Suggestion {
  value: string;
  title: string;
}

/** Parameters that take an indicator, or several, under the name of the part it plays. */
const PARTS: Record<string, string> = {
  dependent: "indicator",
  with: "indicator",
  income: "indicator",
  outcome: "indicator",
  population: "indicator",
  regressors: "indicators",
  desirable: "indicators",
  undesirable: "indicators",
  negative: "indicators",
};

/** Where the names of a kind of code stand: its table and key. */
const NAMED: Record<string, [table: string, key: string]> = {
  region: ["region", "region"],
  industry: ["industry", "industry"],
  actor: ["actor", "actor_id"],
  node: ["region", "region"],
};

export interface Source {
  table: string;
  column: string;
  /** Several values, separated by commas. */
  many: boolean;
}

/** The columns whose values a parameter takes: its own name, its plural, or one that says whose: `reference_region`. */
export function sourcesOf(method: Method, { name, kind }: Parameter): Source[] {
  if (kind.type !== "text") return [];
  const word = PARTS[name] ?? name;
  return method.inputs.flatMap(({ table, columns }): Source[] => {
    const one = columns.find((column) => column === word || word.endsWith(`_${column}`));
    if (one) return [{ table, column: one, many: false }];
    const several = columns.find((column) => word === `${column}s` || word.endsWith(`_${column}s`));
    return several ? [{ table, column: several, many: true }] : [];
  });
}

const NONE: Suggestion[] = [];

export function useSuggestions(
  method: Method,
  parameter: Parameter,
): { suggestions: readonly Suggestion[]; many: boolean } {
  const { at } = useView();
  const { language, term } = useSpeech();
  const generation = useFreshness((state) => state.generation);
  const [grid, setGrid] = useState<Grid | null>(null);
  const sources = useMemo(() => sourcesOf(method, parameter), [method, parameter]);
  const { data: tables } = useAnswer<TableInfo[]>(sources.length > 0 ? address("/tables", { at }) : null);
  const source = sources.find(({ table, column }) =>
    tables?.some(
      ({ name, rows, columns }) => name === table && rows > 0 && columns.some((one) => one.name === column),
    ),
  );
  const named = source ? NAMED[source.column] : undefined;
  const query = source
    ? named
      ? `SELECT v.code, n.name_zh, n.name_en FROM (SELECT DISTINCT "${source.column}" AS code FROM "${source.table}" WHERE "${source.column}" IS NOT NULL) v LEFT JOIN "${named[0]}" n ON n."${named[1]}" = v.code ORDER BY 1`
      : `SELECT DISTINCT "${source.column}" FROM "${source.table}" WHERE "${source.column}" IS NOT NULL ORDER BY 1`
    : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation of the data may hold other values
  useEffect(() => {
    if (!query) return;
    let stale = false;
    post<Grid>(address("/sql"), { query, at: at ?? undefined, limit: MOST }).then(
      (found) => !stale && setGrid(found),
      () => !stale && setGrid(null),
    );
    return () => {
      stale = true;
    };
  }, [query, at, generation]);
  const suggestions = useMemo(
    () =>
      query && grid
        ? grid.rows.map(([code, zh, en]): Suggestion => {
            const value = String(code);
            const name = language === "zh" ? (zh ?? en) : (en ?? zh);
            return { value, title: name == null ? term(source?.column ?? "", value) : String(name) };
          })
        : NONE,
    [query, grid, language, term, source?.column],
  );
  return { suggestions, many: sources.some(({ many }) => many) };
}
