// Who trades, and in what: read from the tables, so that those whom a shock spares are seen too.

import { useEffect, useMemo, useState } from "react";
import { address, post } from "../api/client";
import type { Grid, TableInfo } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useView } from "../state/store";
import type { Firm } from "./waves";

/** Those beyond are not drawn; the picture says so. */
const MOST = 2000;

export interface Network {
  /** Null until it is known. */
  flows: boolean | null;
  firms: readonly Firm[];
  /** How many trade in all. */
  all: number;
  items: readonly string[];
  /** The unit of the flows, if there is only one. */
  unit: string | null;
}

const NOBODY: readonly Firm[] = [];
const NOTHING: readonly string[] = [];

export function useNetwork(): Network {
  const { at } = useView();
  const tables = useAnswer<TableInfo[]>(address("/tables", { at }));
  const flows = tables.data ? tables.data.some(({ name, rows }) => name === "flow" && rows > 0) : null;
  const actors = tables.data?.some(({ name, rows }) => name === "actor" && rows > 0) ?? false;
  const traders = useRows(
    flows && actors
      ? `SELECT a.actor_id, a.region, a.industry FROM actor a WHERE a.actor_id IN (SELECT from_actor FROM flow UNION SELECT to_actor FROM flow) ORDER BY 1`
      : null,
    MOST,
  );
  const items = useRows(
    flows ? "SELECT DISTINCT item FROM flow WHERE item IS NOT NULL ORDER BY 1" : null,
    500,
  );
  const units = useRows(flows ? "SELECT DISTINCT unit FROM flow WHERE value IS NOT NULL" : null, 2);
  return useMemo(() => {
    const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
    const unit = units?.rows.length === 1 ? text(units.rows[0]?.[0]) : null;
    const firms = traders?.rows.map(
      ([id, region, industry]): Firm => ({
        id: String(id),
        region: text(region),
        industry: text(industry),
      }),
    );
    return {
      flows,
      firms: firms ?? NOBODY,
      all: traders?.total ?? firms?.length ?? 0,
      items: items?.rows.map(([item]) => String(item)) ?? NOTHING,
      unit,
    };
  }, [flows, traders, items, units]);
}

/** The rows of a query; null until they are there, or where the tables do not have them. */
export function useRows(query: string | null, limit: number): Grid | null {
  const { at } = useView();
  const generation = useFreshness((state) => state.generation);
  const key = query && `${generation} ${at ?? ""} ${query}`;
  const [found, setFound] = useState<{ key: string; grid: Grid } | null>(null);
  useEffect(() => {
    if (!query || !key) return;
    const abort = new AbortController();
    post<Grid>(address("/sql"), { query, at: at ?? undefined, limit }, abort.signal).then(
      (grid) => setFound({ key, grid }),
      // Without it the picture lacks its background, and nothing else.
      () => {},
    );
    return () => abort.abort();
  }, [query, at, limit, key]);
  return found && found.key === key ? found.grid : null;
}
