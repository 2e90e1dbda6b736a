import { useCallback, useState } from "react";
import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { Grid, GridColumn, SchemaColumn, SchemaTable, TableInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { GridTable } from "../kit/GridTable";
import { Icon } from "../kit/Icon";
import { size } from "../kit/size";
import { Trouble } from "../kit/Trouble";
import { useNames } from "../kit/useNames";
import { useStore, useView } from "../state/store";

/** What is in the workspace: tables, their columns and their rows. */
export default function Tables() {
  const { at, table } = useView();
  const { t, pick, number } = useSpeech();
  const drift = useStore((state) => state.drift);
  const { data, problem } = useAnswer<TableInfo[]>(address("/tables", { at }));
  if (problem) return <Trouble problem={problem} />;
  const chosen = data?.find((candidate) => candidate.name === table);
  return (
    <div className="split">
      <ul className="panel list" aria-label={t("data.tables")}>
        {data?.map((row) => (
          <li key={row.name}>
            <button
              type="button"
              className="list-item"
              aria-current={row.name === table}
              onClick={() => drift({ table: row.name, sort: null })}
            >
              <span>
                {pick(row.title)} <code>{row.name}</code>
              </span>
              <span className="quiet">
                {t("tables.rows", { rows: number(row.rows), size: size(row.bytes) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {chosen ? (
        <OneTable key={chosen.name} info={chosen} />
      ) : (
        <p className="quiet pad">{t("tables.choose")}</p>
      )}
    </div>
  );
}

const PAGE = 500;
const NO_COLUMNS: SchemaColumn[] = [];

function OneTable({ info }: { info: TableInfo }) {
  const { at, sort } = useView();
  const { t, pick, number, term } = useSpeech();
  const drift = useStore((state) => state.drift);
  const [text, setText] = useState("");
  const [offset, setOffset] = useState(0);
  const order = sort ? `${sort.descending ? "-" : ""}${sort.column}` : null;
  const path = `/tables/${info.name}/rows`;
  const { data, problem } = useAnswer<Grid>(
    address(path, { limit: PAGE, offset: offset || null, order, q: text.trim() || null, at }),
  );
  const { data: schema } = useAnswer<SchemaTable[]>(address("/schema"));
  const columns = schema?.find((candidate) => candidate.name === info.name)?.columns;
  const help = useCallback(
    (column: GridColumn) => {
      const found = columns?.find((candidate) => candidate.name === column.name);
      return found ? pick(found.help) : undefined;
    },
    [columns, pick],
  );
  const name = useNames(columns ?? NO_COLUMNS);
  const total = data?.total ?? info.rows;
  return (
    <section className="panel tall" aria-label={pick(info.title)}>
      <div className="field-row">
        <h2>{pick(info.title)}</h2>
        <span className="quiet">{pick(info.help)}</span>
      </div>
      <div className="field-row">
        <input
          type="search"
          className="filter"
          placeholder={t("tables.search")}
          aria-label={t("tables.search")}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setOffset(0);
          }}
        />
        <span className="quiet">
          {number(Math.min(total, offset + 1))}–{number(Math.min(total, offset + (data?.rows.length ?? 0)))} /{" "}
          {number(total)}
        </span>
        <Button
          className="tool boxed"
          aria-label={t("tables.before")}
          isDisabled={offset === 0}
          onPress={() => setOffset(Math.max(0, offset - PAGE))}
        >
          <Icon name="back" />
        </Button>
        <Button
          className="tool boxed"
          aria-label={t("tables.next")}
          isDisabled={offset + PAGE >= total}
          onPress={() => setOffset(offset + PAGE)}
        >
          <Icon name="forward" />
        </Button>
        <a
          className="tool boxed"
          href={address(path, { format: "csv", limit: 100_000, at })}
          download={`${info.name}.csv`}
        >
          <Icon name="download" /> CSV
        </a>
      </div>
      {problem && <Trouble problem={problem} />}
      {data && (
        <GridTable
          grid={data}
          label={pick(info.title)}
          sort={sort}
          onSort={(next) => {
            setOffset(0);
            drift({ sort: next });
          }}
          help={help}
          name={name}
        />
      )}
      {columns && (
        <details>
          <summary>{t("tables.columns", { n: columns.length })}</summary>
          <dl className="columns">
            {columns.map((column) => (
              <div key={column.name}>
                <dt>
                  {pick(column.title)} <code>{column.name}</code>
                  {column.required && <em className="tag">{t("mapping.required")}</em>}
                </dt>
                <dd className="quiet">
                  {pick(column.help)}
                  {column.kind.type === "choice" &&
                    `: ${column.kind.of.map((word) => `${term(column.name, word)} (${word})`).join(", ")}`}
                  {column.kind.type === "reference" && ` → ${column.kind.table}.${column.kind.column}`}
                  {column.unit && ` (${column.unit})`}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </section>
  );
}
