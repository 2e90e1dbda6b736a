// What can be typed: a parameter that is called like a column of an input takes the values that stand in it.

import { useEffect, useState } from "react";
import { address, post } from "../api/client";
import type { Grid, Method, Parameter } from "../api/types";
import { useFreshness } from "../api/use";
import { useView } from "../state/store";

const MOST = 300;
const NONE: string[] = [];

export function useSuggestions(method: Method, parameter: Parameter): readonly string[] {
  const { at } = useView();
  const generation = useFreshness((state) => state.generation);
  const [values, setValues] = useState<string[]>(NONE);
  const input = method.inputs.find((candidate) => candidate.columns.includes(parameter.name));
  const query =
    parameter.kind.type === "text" && input
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
