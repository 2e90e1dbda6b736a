import { useMemo, useState } from "react";
import { Button } from "react-aria-components";
import type { Grid, Method, Provenance, Value } from "../api/types";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Icon } from "../kit/Icon";
import { useStore, useView } from "../state/store";
import { centreOf } from "./scale";
import type { Field, Shape } from "./shape";

type Row = { index: number; cells: readonly Value[] };

/** Where these are empty, all of them are meant. */
const WHOLE = /^(period|layer)$/;

/** All rows, sorted as one likes, with bars where a column is compared, and a door from every number to why it is so. */
export function ResultTable(props: {
  method: Method;
  grid: Grid;
  shape: Shape;
  name: (column: string, value: Value) => string | null;
  called: (field: Field, value: Value) => string;
  provenance: Provenance;
  onWhy: (row: number, field: Field) => void;
}) {
  const { method, grid, shape, name, called, provenance, onWhy } = props;
  const { sort } = useView();
  const { t, pick, term, value: plain } = useSpeech();
  const drift = useStore((state) => state.drift);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const rows = useMemo(() => {
    const all: Row[] = grid.rows.map((cells, index) => ({ index, cells }));
    if (wanted === "") return all;
    return all.filter(({ cells }) =>
      shape.fields.some((field) => {
        const cell = cells[field.index] ?? null;
        if (cell === null || typeof cell === "number") return false;
        return `${cell} ${name(field.name, cell) ?? called(field, cell)}`.toLowerCase().includes(wanted);
      }),
    );
  }, [grid, shape, name, called, wanted]);
  const columns = useMemo(
    () =>
      shape.fields.map((field): TableColumn<Row> => {
        const title = `${pick(field.title) || field.name}${field.unit ? ` (${term("unit", field.unit)})` : ""}`;
        const bar = shape.measures.includes(field) ? barOf(grid, field) : null;
        return {
          id: field.name,
          title,
          help: pick(field.help) || undefined,
          value: ({ cells }) => cells[field.index] ?? null,
          show: ({ index, cells }) => {
            const cell = cells[field.index] ?? null;
            if (typeof cell === "number") {
              const place = bar?.(cell);
              return (
                <button
                  type="button"
                  className="cell-figure"
                  tabIndex={-1}
                  aria-label={`${title} ${plain(cell)}: ${t("why.title")}`}
                  onClick={() => onWhy(index, field)}
                >
                  {place && (
                    <span
                      className="cell-bar"
                      data-below={place.below}
                      style={{ left: `${place.left}%`, width: `${place.width}%` }}
                    />
                  )}
                  <span className="cell-number">{plain(cell)}</span>
                </button>
              );
            }
            const known = name(field.name, cell);
            if (known) return `${known} (${cell})`;
            return field.kind.type === "choice" || typeof cell === "boolean"
              ? called(field, cell)
              : plain(cell);
          },
          // A key without a value is not unknown: the row is about the whole, or about something else.
          blank: WHOLE.test(field.name) ? t("all") : shape.keys.includes(field) ? "–" : undefined,
          least: field.kind.type === "list" ? 160 : 110,
        };
      }),
    [grid, shape, name, called, pick, term, plain, onWhy, t],
  );
  const measure = shape.measures[0];
  return (
    <section className="panel" aria-label={t("table")}>
      <div className="field-row">
        <h3>{t("method.result.rows", { n: grid.rows.length })}</h3>
        {grid.truncated && (
          <span className="warn">{t("method.truncated", { n: grid.total ?? grid.rows.length })}</span>
        )}
        <input
          type="search"
          className="filter short"
          placeholder={t("table.filter")}
          aria-label={t("table.filter")}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <span className="grow" />
        <Button
          className="tool boxed"
          onPress={() =>
            save(
              `${method.id}-r${provenance.revision ?? ""}.csv`,
              csv(
                grid.columns.map((column) => column.name),
                grid.rows,
              ),
            )
          }
        >
          <Icon name="download" /> CSV
        </Button>
      </div>
      <DataTable
        label={pick(method.title)}
        rows={rows}
        columns={columns}
        rowId={({ index }) => String(index)}
        sort={sort}
        onSort={(next) => drift({ sort: next })}
        onOpen={(id) => measure && onWhy(Number(id), measure)}
      />
    </section>
  );
}

/** A bar from the number against which the column is read, over the range of its values. */
function barOf(
  grid: Grid,
  field: Field,
): ((value: number) => { left: number; width: number; below: boolean }) | null {
  let [least, most] = [Infinity, -Infinity];
  const values: number[] = [];
  for (const row of grid.rows) {
    const value = row[field.index];
    if (typeof value !== "number") continue;
    values.push(value);
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  if (values.length < 2 || least === most) return null;
  const base = centreOf(field.name, values) ?? 0;
  const [low, high] = [Math.min(least, base), Math.max(most, base)];
  return (value) => {
    const [a, b] = [Math.min(value, base), Math.max(value, base)];
    return {
      left: ((a - low) / (high - low)) * 100,
      width: ((b - a) / (high - low)) * 100,
      below: value < base,
    };
  };
}
