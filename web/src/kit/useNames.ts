// Codes in tables, with the names they stand for: a region, an industry, an actor is recognised by its name.

import { useCallback, useMemo } from "react";
import { address } from "../api/client";
import type { Grid, SchemaColumn, Value } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { useView } from "../state/store";

type Coded = Pick<SchemaColumn, "name" | "kind">;

/** Where the names of a kind of code stand: table and key column. */
function tableOf(column: Coded): keyof typeof KEYS | null {
  const { kind, name } = column;
  // An indicator may be any word; those that the dictionary lists have a name.
  if (name === "indicator") return "concept";
  if (kind.type === "code")
    return kind.system === "region" ? "region" : kind.system === "industry" ? "industry" : null;
  return kind.type === "reference" && kind.table === "actor" ? "actor" : null;
}

const KEYS = { region: "region", industry: "industry", actor: "actor_id", concept: "concept" } as const;
/** Enough for every county of the country; beyond that codes stay codes. */
const LIMIT = 10_000;

/** For the columns of a table: what a value is called, or null where it is not a known code. */
export function useNames(columns: readonly Coded[]): (column: string, value: Value) => string | null {
  const { at } = useView();
  const { language } = useSpeech();
  const tables = useMemo(() => {
    const found = new Map<string, keyof typeof KEYS>();
    for (const column of columns) {
      const table = tableOf(column);
      if (table) found.set(column.name, table);
    }
    return found;
  }, [columns]);
  const wanted = new Set(tables.values());
  const rows = (table: keyof typeof KEYS) =>
    wanted.has(table) ? address(`/tables/${table}/rows`, { limit: LIMIT, at }) : null;
  const region = useAnswer<Grid>(rows("region")).data;
  const industry = useAnswer<Grid>(rows("industry")).data;
  const actor = useAnswer<Grid>(rows("actor")).data;
  const concept = useAnswer<Grid>(rows("concept")).data;
  const names = useMemo(
    () => ({
      region: named(region, KEYS.region, language),
      industry: named(industry, KEYS.industry, language),
      actor: named(actor, KEYS.actor, language),
      concept: named(concept, KEYS.concept, language),
    }),
    [region, industry, actor, concept, language],
  );
  return useCallback(
    (column, value) => {
      const table = tables.get(column);
      return table && typeof value === "string" ? (names[table].get(value) ?? null) : null;
    },
    [tables, names],
  );
}

function named(grid: Grid | null, key: string, language: "zh" | "en"): Map<string, string> {
  const place = (name: string) => grid?.columns.findIndex((column) => column.name === name) ?? -1;
  const either = (one: string, other: string) => Math.max(place(one), place(other));
  const [code, zh, en] = [place(key), either("name_zh", "title_zh"), either("name_en", "title_en")];
  const names = new Map<string, string>();
  for (const row of grid?.rows ?? []) {
    const title = language === "zh" ? (row[zh] ?? row[en]) : (row[en] ?? row[zh]);
    if (title !== null && title !== undefined) names.set(String(row[code]), String(title));
  }
  return names;
}
