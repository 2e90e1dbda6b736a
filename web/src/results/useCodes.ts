// What the codes in a result stand for: regions with their places, industries, actors,
// practice modes.

import { useMemo } from "react";
import { address } from "../api/client";
import type { Grid, Value } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { useView } from "../state/store";
import type { Region } from "./figures/map";
import type { CodeDomain } from "./shape";

const LIMIT = 10_000;

export interface Codes {
  /** False until every table is there: what a column holds cannot be told before. */
  ready: boolean;
  known: (domain: CodeDomain, code: string) => boolean;
  name: (domain: string, code: string) => string | null;
  regions: ReadonlyMap<string, Region>;
}

export function useCodes(at: number | null): Codes {
  const { language } = useSpeech();
  const view = useView();
  const when = at ?? view.at;
  const region = useAnswer<Grid>(address("/tables/region/rows", { limit: LIMIT, at: when }));
  const industry = useAnswer<Grid>(address("/tables/industry/rows", { limit: LIMIT, at: when }));
  const actor = useAnswer<Grid>(address("/tables/actor/rows", { limit: LIMIT, at: when }));
  const mode = useAnswer<Grid>(address("/tables/mode/rows", { limit: LIMIT, at: when }));
  const settled = (answer: { data: Grid | null; problem: unknown }) =>
    answer.data !== null || answer.problem !== null;
  const ready = settled(region) && settled(industry) && settled(actor) && settled(mode);
  return useMemo(() => {
    const names: Record<string, Map<string, string>> = {
      region: named(region.data, "region", language),
      industry: named(industry.data, "industry", language),
      actor: named(actor.data, "actor_id", language),
      mode: named(mode.data, "mode", language),
    };
    return {
      ready,
      known: (domain, code) => names[domain]?.has(code) ?? false,
      name: (domain, code) => names[domain]?.get(code) ?? null,
      regions: regionsOf(region.data, names.region as Map<string, string>),
    };
  }, [ready, region.data, industry.data, actor.data, mode.data, language]);
}

const reader = (grid: Grid | null) => (name: string) => {
  const index = grid?.columns.findIndex((column) => column.name === name) ?? -1;
  return (row: readonly Value[]): Value => (index < 0 ? null : (row[index] ?? null));
};

function named(grid: Grid | null, key: string, language: "zh" | "en"): Map<string, string> {
  const column = reader(grid);
  const [code, zh, en] = [column(key), column("name_zh"), column("name_en")];
  const names = new Map<string, string>();
  for (const row of grid?.rows ?? []) {
    const title = language === "zh" ? (zh(row) ?? en(row)) : (en(row) ?? zh(row));
    names.set(String(code(row)), String(title ?? code(row)));
  }
  return names;
}

function regionsOf(grid: Grid | null, names: ReadonlyMap<string, string>): Map<string, Region> {
  const column = reader(grid);
  const [code, lon, lat, level, parent] = [
    column("region"),
    column("lon"),
    column("lat"),
    column("level"),
    column("parent"),
  ];
  const number = (value: Value) => (typeof value === "number" ? value : null);
  return new Map(
    (grid?.rows ?? []).map((row) => {
      const id = String(code(row));
      const above = parent(row);
      return [
        id,
        {
          code: id,
          name: names.get(id) ?? id,
          lon: number(lon(row)),
          lat: number(lat(row)),
          level: String(level(row) ?? ""),
          parent: above === null ? null : String(above),
        },
      ];
    }),
  );
}
