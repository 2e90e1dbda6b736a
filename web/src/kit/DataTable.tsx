// The one table of the workbench: sortable, virtual, walked with the arrow keys, spoken as a grid.

import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortFn,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useSpeech } from "../i18n";
import type { Sort } from "../state/view";
import { Missing } from "./Missing";

type CellValue = string | number | boolean | null;

export interface TableColumn<Row> {
  id: string;
  title: string;
  help?: string;
  /** What it is sorted by and what a CSV holds; null is unknown. */
  value: (row: Row) => CellValue;
  /** What is shown, where that is more than the value. */
  show?: (row: Row) => ReactNode;
  /** What stands where there is no value, if that is not "unknown". */
  blank?: string;
  /** Share of the width, and the least pixels it needs. */
  width?: number;
  least?: number;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns: {} });
type Features = typeof features;

const collator = new Intl.Collator("zh-CN-u-co-pinyin", { numeric: true });

const byValue: SortFn<Features, object> = (a, b, column) => {
  const [x, y] = [a.getValue<CellValue>(column), b.getValue<CellValue>(column)];
  if (typeof x === "number" && typeof y === "number") return x - y;
  return collator.compare(String(x), String(y));
};

const ROW = 30;

export function DataTable<Row extends object>(props: {
  label: string;
  rows: readonly Row[];
  columns: readonly TableColumn<Row>[];
  rowId: (row: Row, index: number) => string;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
  selected?: string | null;
  onSelect?: (id: string) => void;
  /** What Enter does where rows are not selected. */
  onOpen?: (id: string) => void;
  empty?: ReactNode;
}) {
  const { t } = useSpeech();
  const { rows, columns, onSort, selected, onSelect, rowId } = props;
  // A link, or another table before this one, may sort by a column that this one does not have.
  const sort = columns.some(({ id }) => id === props.sort?.column) ? props.sort : null;
  const definitions = useMemo(
    () =>
      columns.map(
        (column): ColumnDef<Features, Row> => ({
          id: column.id,
          // Unknown values come last whichever way one sorts.
          accessorFn: (row) => column.value(row) ?? undefined,
          sortFn: byValue as unknown as SortFn<Features, Row>,
          sortUndefined: "last",
        }),
      ),
    [columns],
  );
  const data = rows as Row[];
  const table = useTable<Features, Row>({
    features,
    columns: definitions,
    data,
    getRowId: rowId,
    state: { sorting: sort ? [{ id: sort.column, desc: sort.descending }] : [] },
  });
  const sorted = table.getRowModel().rows;

  const box = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const [active, setActive] = useState(0);
  const chosen = selected ? sorted.findIndex((row) => row.id === selected) : -1;
  const scroll = useRef(virtual.scrollToIndex);
  scroll.current = virtual.scrollToIndex;
  useEffect(() => {
    if (chosen >= 0) {
      setActive(chosen);
      scroll.current(chosen, { align: "auto" });
    }
  }, [chosen]);

  const current = Math.min(active, Math.max(0, sorted.length - 1));
  const step = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 0) / ROW) - 2);
    const moves: Record<string, number> = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: sorted.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      const next = Math.max(0, Math.min(sorted.length - 1, to));
      setActive(next);
      virtual.scrollToIndex(next, { align: "auto" });
    } else if ((event.key === "Enter" || event.key === " ") && event.target === box.current) {
      const row = sorted[current];
      const act = onSelect ?? props.onOpen;
      if (!row || !act) return;
      event.preventDefault();
      act(row.id);
    }
  };
  const template = columns
    .map((column) => `minmax(${column.least ?? 70}px, ${column.width ?? 1}fr)`)
    .join(" ");
  const width = columns.reduce((sum, column) => sum + (column.least ?? 70), 0);
  // The first rows may lack a number that the column has.
  const figures = new Set(
    columns
      .filter((column) => rows.slice(0, 50).some((row) => typeof column.value(row) === "number"))
      .map((column) => column.id),
  );
  const id = useMemo(() => `table-${Math.random().toString(36).slice(2, 8)}`, []);

  return (
    // A grid of divs, because its rows are virtual; it alone takes the focus and names the active row.
    <div
      ref={box}
      className="table"
      role="grid"
      aria-label={props.label}
      aria-rowcount={sorted.length + 1}
      aria-colcount={columns.length}
      aria-activedescendant={sorted.length > 0 ? `${id}-${current}` : undefined}
      tabIndex={0}
      onKeyDown={step}
    >
      <div role="rowgroup" className="table-head" style={{ minWidth: width }}>
        <div role="row" aria-rowindex={1} className="table-row" style={{ gridTemplateColumns: template }}>
          {columns.map((column) => {
            const direction =
              sort?.column === column.id ? (sort.descending ? "descending" : "ascending") : "none";
            return (
              <div
                key={column.id}
                role="columnheader"
                aria-sort={direction}
                className={figures.has(column.id) ? "table-cell figure" : "table-cell"}
              >
                <button
                  type="button"
                  title={column.help}
                  onClick={() =>
                    onSort(
                      direction === "none"
                        ? { column: column.id, descending: false }
                        : direction === "ascending"
                          ? { column: column.id, descending: true }
                          : null,
                    )
                  }
                >
                  {column.title}
                  <span aria-hidden="true">
                    {direction === "ascending" ? " ▲" : direction === "descending" ? " ▼" : ""}
                  </span>
                </button>
              </div>
            );
          })}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: "relative", minWidth: width }}>
        {virtual.getVirtualItems().map((item) => {
          const row = sorted[item.index];
          if (!row) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it takes the keys
            <div
              key={row.id}
              id={`${id}-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={onSelect ? row.id === selected : undefined}
              className="table-row"
              data-active={item.index === current}
              style={{
                gridTemplateColumns: template,
                height: ROW,
                transform: `translateY(${item.start}px)`,
                position: "absolute",
                insetInline: 0,
              }}
              onClick={() => {
                setActive(item.index);
                onSelect?.(row.id);
              }}
            >
              {columns.map((column) => {
                const value = column.value(row.original);
                return (
                  <div
                    key={column.id}
                    role="gridcell"
                    className={typeof value === "number" ? "table-cell figure" : "table-cell"}
                    title={typeof value === "string" ? value : undefined}
                  >
                    {value === null ? (
                      column.blank ? (
                        <span className="quiet">{column.blank}</span>
                      ) : (
                        <Missing />
                      )
                    ) : (
                      (column.show?.(row.original) ?? String(value))
                    )}
                  </div>
                );
              })}
            </div>
          );
        })}
        {sorted.length === 0 && (
          <div role="row" className="table-row">
            <div role="gridcell" className="quiet pad">
              {props.empty ?? t("table.empty")}
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
