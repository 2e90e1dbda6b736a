// Methods that can give rows of nodes or one row about the whole are asked for that too, where a view has a place for it.

import { useEffect, useState } from "react";
import type { Execution, Method } from "../api/types";
import { useSpeech } from "../i18n";
import { execute } from "../methods/indicator";
import { useView } from "../state/store";
import { isMeasure } from "./shape";

export function useSummary(
  wanted: boolean,
  method: Method,
  execution: Execution,
): readonly { title: string; value: string }[] {
  const { at, parameters } = useView();
  const { pick, number } = useSpeech();
  const [found, setFound] = useState<{ of: Execution; summary: Execution } | null>(null);
  const offered = method.parameters.some(
    ({ name, kind }) => name === "by" && kind.type === "choice" && kind.of.includes("summary"),
  );
  const inputs = JSON.stringify({ ...parameters, by: "summary" });
  useEffect(() => {
    if (!wanted || !offered) return;
    const abort = new AbortController();
    execute(method, JSON.parse(inputs), at, abort.signal).then(
      (summary) => setFound({ of: execution, summary }),
      // Without it the view is complete but for these numbers.
      () => setFound(null),
    );
    return () => abort.abort();
  }, [wanted, offered, method, execution, inputs, at]);
  if (found?.of !== execution) return NONE;
  const { columns, rows } = found.summary.table;
  const [row] = rows;
  if (!row || rows.length > 1) return NONE;
  return method.outputs.flatMap(({ name, kind, title }) => {
    const value = row[columns.findIndex((column) => column.name === name)];
    return isMeasure(kind, name) && typeof value === "number"
      ? [{ title: pick(title), value: number(value, kind.type === "integer" ? 0 : 4) }]
      : [];
  });
}

const NONE: readonly { title: string; value: string }[] = [];
