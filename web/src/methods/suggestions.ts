// What can be typed: a parameter that is called like a column of an input takes the values that stand in it.

import { useEffect, useState } from "react";
import { address, post } from "../api/client";
import type { Grid, Method, Parameter, TableInfo } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useView } from "../state/store";

const MOST = 300;
const NONE: string[] = [];

export function useSuggestions(method: Method, parameter: Parameter): readonly string[] {
  const { at } = useView();
  const generation = useFreshness((state) => state.generation);
  const [values, setValues] = useState<string[]>(NONE);
  const { data: tables } = useAnswer<TableInfo[]>(
    parameter.kind.type === "text" ? address("/tables", { at }) : null,
  );
  const holds = (name: string) =>
    tables?.some(
      ({ name: table, rows, columns }) =>
        table === name && rows > 0 && columns.some((column) => column.name === parameter.name),
    );
  const input = method.inputs.find(({ table, columns }) => columns.includes(parameter.name) && holds(table));
  const query = input
    ? `SELECT DISTINCT "${parameter.name}" FROM "${input.table}" WHERE "${parameter.name}" IS NOT NULL ORDER BY 1`
    : null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation of the data may hold other values
  useEffect(() => {
    if (!query) return;
    let stale = false;
    post<Grid>(address("/sql"), { query, at: at ?? undefined, limit: MOST }).then(
      (grid) => !stale && setValues(grid.rows.map(([value]) => String(value))),
      () => !stale && setValues(NONE),
    );
    return () => {
      stale = true;
    };
  }, [query, at, generation]);
  return values;
}
