// The ready-made shocks: those of the table `shock` and those that ship, as the method `shock_library` lists them.

import { useEffect, useMemo, useState } from "react";
import { address, post } from "../api/client";
import type { Execution, Grid } from "../api/types";
import { useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { useView } from "../state/store";
import type { Language } from "../state/view";

export interface Scenario {
  name: string;
  note: string;
}

const NONE: readonly Scenario[] = [];

/** One for each name, by the note of its first row. */
export function scenariosOf(grid: Grid, language: Language): readonly Scenario[] {
  const place = (name: string) => grid.columns.findIndex((column) => column.name === name);
  const [scenario, note, shipped] = [place("scenario"), place("note"), place("shipped")];
  const found = new Map<string, Scenario>();
  for (const row of grid.rows) {
    const name = String(row[scenario] ?? "");
    if (name === "" || found.has(name)) continue;
    const words = String(row[note] ?? "");
    // Those that ship say it in Chinese, then in English; what people write in their own table is left as it is.
    const cut = row[shipped] === true ? words.indexOf(" / ") : -1;
    const told = cut < 0 ? words : language === "zh" ? words.slice(0, cut) : words.slice(cut + 3);
    found.set(name, { name, note: told });
  }
  return [...found.values()];
}

export function useScenarios(): readonly Scenario[] {
  const { at } = useView();
  const { language } = useSpeech();
  const generation = useFreshness((state) => state.generation);
  const key = `${generation} ${at ?? ""}`;
  const [found, setFound] = useState<{ key: string; table: Grid } | null>(null);
  useEffect(() => {
    const abort = new AbortController();
    const asked = { inputs: {}, at: at ?? undefined };
    post<Execution>(address("/methods/shock_library/execution"), asked, abort.signal).then(
      ({ table }) => setFound({ key, table }),
      // Without them the search offers everything else.
      () => {},
    );
    return () => abort.abort();
  }, [at, key]);
  return useMemo(
    () => (found && found.key === key ? scenariosOf(found.table, language) : NONE),
    [found, key, language],
  );
}
