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
}) {
  const { pick, value, term } = useSpeech();
  const { grid, help } = props;
  const columns = useMemo(
    () =>
      grid.columns.map(
        (column, index): TableColumn<Row> => ({
          id: column.name,
          title: `${pick(column.title) || column.name}${column.unit ? ` (${term("unit", column.unit)})` : ""}`,
          help: help?.(column),
          value: (row) => row[index] ?? null,
          show: (row) => value(row[index] ?? null),
          least: 110,
        }),
      ),
    [grid, pick, value, term, help],
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
