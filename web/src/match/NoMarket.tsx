import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { SchemaTable, TableInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { useStore } from "../state/store";

const WANTED = ["need", "offer"] as const;

/** Without needs and offers nothing can be matched; what is needed, column by column, and where to bring it. */
export function NoMarket({ tables }: { tables: readonly TableInfo[] }) {
  const { t, pick } = useSpeech();
  const drift = useStore((state) => state.drift);
  const { data } = useAnswer<SchemaTable[]>(address("/schema"));
  const rows = (table: string) => tables.find(({ name }) => name === table)?.rows ?? 0;
  return (
    <main id="content" className="page">
      <div className="page-head">
        <h1>{t("match.question")}</h1>
      </div>
      <section className="panel">
        <p className="sentence">{t("match.no.tables")}</p>
        <p className="quiet">{t("match.no.tables.more")}</p>
        <div className="actions">
          <Button className="primary" onPress={() => drift({ page: "data", tab: "import", table: null })}>
            {t("match.no.tables.go")}
          </Button>
        </div>
      </section>
      {WANTED.map((name) => {
        const table = data?.find((one) => one.name === name);
        if (!table) return null;
        return (
          <section key={name} className="panel" aria-labelledby={`columns-${name}`}>
            <div className="card-head">
              <h2 id={`columns-${name}`}>
                {pick(table.title)} <code>{name}</code>{" "}
                <em className={rows(name) > 0 ? "tag" : "tag warn"}>
                  {rows(name) > 0 ? t("match.rows.n", { n: rows(name) }) : t("match.rows.none")}
                </em>
              </h2>
              <Button
                className="tool boxed"
                aria-label={t("match.template.of", { table: pick(table.title) })}
                onPress={() =>
                  save(
                    `liantu-${name}.csv`,
                    csv(
                      table.columns.map((column) => column.name),
                      [],
                    ),
                  )
                }
              >
                <Icon name="download" /> {t("match.template")}
              </Button>
            </div>
            <p className="quiet">{pick(table.help)}</p>
            <details open={rows(name) === 0}>
              <summary>{t("tables.columns", { n: table.columns.length })}</summary>
              <dl className="columns">
                {table.columns.map((column) => (
                  <div key={column.name}>
                    <dt>
                      <code>{column.name}</code> {pick(column.title)}
                      {column.required && <em className="tag warn">{t("mapping.required")}</em>}
                    </dt>
                    <dd className="quiet">{pick(column.help)}</dd>
                  </div>
                ))}
              </dl>
            </details>
          </section>
        );
      })}
    </main>
  );
}
