import { useCallback, useState } from "react";
import { address } from "../api/client";
import type { RecordAmount, RecordsView, SchemaTable } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { GridTable } from "../kit/GridTable";
import { Trouble } from "../kit/Trouble";
import { useNames } from "../kit/useNames";
import type { Sort } from "../state/view";

const NO_COLUMNS: SchemaTable["columns"] = [];

/** The records of departments that a row was added up from: read when somebody opens them. */
export function Records({ row, revision }: { row: string; revision: number }) {
  const [open, setOpen] = useState(false);
  const { t } = useSpeech();
  return (
    <details className="watch-records" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t("watch.records.of", { row })}</summary>
      {open && <Listed row={row} revision={revision} />}
    </details>
  );
}

function Listed({ row, revision }: { row: string; revision: number }) {
  const { t, pick, value } = useSpeech();
  const [sort, setSort] = useState<Sort | null>(null);
  const { data, problem } = useAnswer<RecordsView>(address("/records", { row, at: revision }));
  const { data: schema } = useAnswer<SchemaTable[]>(address("/schema"));
  const table = schema?.find(({ name }) => name === data?.table);
  const name = useNames(table?.columns ?? NO_COLUMNS);
  const onSort = useCallback((next: Sort | null) => setSort(next), []);
  if (problem) return <Trouble problem={problem} />;
  if (!data) return <p className="quiet">{t("loading")}</p>;
  // Many derivations have no quantity: it is told only where one is known.
  const counted = [data.sum, ...data.amounts].some(({ quantity }) => quantity !== null);
  const told = (amount: RecordAmount) =>
    counted ? `${value(amount.value)} / ${value(amount.quantity)}` : value(amount.value);
  const gives = counted
    ? { zh: "给出（数值 / 数量）", en: "Gives (value / quantity)" }
    : { zh: "给出（数值）", en: "Gives (value)" };
  // Columns in which nothing stands would only push the others out of sight.
  const kept = data.grid.columns.flatMap((_, index) =>
    data.grid.rows.some((cells) => cells[index] !== null) ? [index] : [],
  );
  const grid = {
    ...data.grid,
    columns: [
      { name: "gives", type: "text" as const, title: gives, unit: null },
      ...kept.flatMap((index) => data.grid.columns[index] ?? []),
    ],
    rows: data.grid.rows.map((cells, index) => [
      data.amounts[index] ? told(data.amounts[index]) : null,
      ...kept.map((column) => cells[column] ?? null),
    ]),
  };
  return (
    <>
      <p>
        {t("watch.records.sum", {
          n: data.grid.total ?? data.grid.rows.length,
          table: table ? pick(table.title) : data.table,
          derivation: pick(data.title),
          sum: told(data.sum),
        })}{" "}
        <span data-same={data.same}>{t(data.same ? "watch.records.same" : "watch.records.other")}</span>
      </p>
      <div className="watch-rows">
        <GridTable
          grid={grid}
          label={t("watch.records.of", { row })}
          sort={sort}
          onSort={onSort}
          name={name}
        />
      </div>
      {data.grid.truncated && (
        <p className="warn">{t("method.truncated", { n: data.grid.total ?? data.grid.rows.length })}</p>
      )}
    </>
  );
}
