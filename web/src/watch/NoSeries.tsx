import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { SchemaTable } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { useStore } from "../state/store";

/** The least that a watch needs, and what makes it say more. */
const WANTED = ["indicator", "flow"] as const;
const MORE = ["rule", "inspection", "event", "chain_node"] as const;

/** Without values by month, quarter or year nothing can be watched; what is needed, and where to bring it. */
export function NoSeries() {
  const { t, pick } = useSpeech();
  const drift = useStore((state) => state.drift);
  const { data } = useAnswer<SchemaTable[]>(address("/schema"));
  const tables = (names: readonly string[]) =>
    names.flatMap((name) => data?.find((table) => table.name === name) ?? []);
  return (
    <div className="watch-none">
      <section className="panel">
        <p className="sentence">{t("watch.none")}</p>
        <p className="quiet">{t("watch.none.more")}</p>
        <div className="actions">
          <Button className="primary" onPress={() => drift({ page: "data", tab: "import", table: null })}>
            {t("watch.none.go")}
          </Button>
        </div>
      </section>
      {[
        { title: t("watch.none.wanted"), of: tables(WANTED) },
        { title: t("watch.none.further"), of: tables(MORE) },
      ].map(({ title, of }) => (
        <section key={title} className="panel">
          <h2>{title}</h2>
          <ul className="plain-list">
            {of.map((table) => (
              <li key={table.name} className="watch-template">
                <span>
                  <strong>{pick(table.title)}</strong> <code>{table.name}</code>{" "}
                  <span className="quiet">{pick(table.help)}</span>
                </span>
                <Button
                  className="tool boxed"
                  aria-label={t("match.template.of", { table: pick(table.title) })}
                  onPress={() =>
                    save(
                      `liantu-${table.name}.csv`,
                      csv(
                        table.columns.map((column) => column.name),
                        [],
                      ),
                    )
                  }
                >
                  <Icon name="download" /> {t("match.template")}
                </Button>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
