import { useMemo } from "react";
import type { Grid, GridColumn, Value } from "../api/types";
import { useSpeech } from "../i18n";
import type { Sort } from "../state/view";
import { DataTable, type TableColumn } from "./DataTable";

type Row = readonly Value[];

/** A table as the server gives it: named, titled columns and rows of plain values. */
export function GridTable(props: {
  grid: Grid;
  label: string;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  help?: (column: GridColumn) => string | undefined;
  /** What a code is called. */
  name?: (column: string, value: Value) => string | null;
}) {
  const { pick, value, term } = useSpeech();
  const { grid, help, name } = props;
  const columns = useMemo(
    () =>
      grid.columns.map(
        (column, index): TableColumn<Row> => ({
          id: column.name,
          title: `${pick(column.title) || column.name}${column.unit ? ` (${term("unit", column.unit)})` : ""}`,
          help: help?.(column),
          value: (row) => row[index] ?? null,
          show: (row) => {
            const cell = row[index] ?? null;
            const called = name?.(column.name, cell);
            return called ? `${called} (${cell})` : value(cell);
          },
          least: 110,
        }),
      ),
    [grid, pick, value, term, help, name],
  );
  const rows = grid.rows as Row[];
  return (
    <DataTable
      label={props.label}
      rows={rows}
      columns={columns}
      rowId={(_, index) => String(index)}
      sort={props.sort}
      onSort={props.onSort}
    />
  );
}
