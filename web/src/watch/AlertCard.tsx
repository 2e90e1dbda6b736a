import { useCallback, useEffect, useRef } from "react";
import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { Alert, AlertView, Health, SchemaTable, Watch } from "../api/types";
import { useAnswer } from "../api/use";
import { CARD } from "../app/shortcuts";
import { type Speech, useSpeech } from "../i18n";
import { GridTable } from "../kit/GridTable";
import { Icon } from "../kit/Icon";
import { Trouble } from "../kit/Trouble";
import { useNames } from "../kit/useNames";
import { type Codes, useCodes } from "../results/useCodes";
import { useStore, useView } from "../state/store";
import { asked, factors, put } from "./ask";
import { Grade } from "./Grade";
import { Acts, alertActs, Deeds } from "./Handling";
import { Records } from "./Records";
import { Trend } from "./Trend";

/** Why an alert was raised: its factors, the values, the rows they stand in, and whom to tell. */
export function AlertCard({ id, list, day }: { id: string; list: Watch; day: string }) {
  const { watch, at } = useView();
  const speech = useSpeech();
  const { t, pick, term } = speech;
  const { change, drift } = useStore.getState();
  const { data: health } = useAnswer<Health>(address("/health"));
  const { data, problem } = useAnswer<AlertView>(
    address(`/watch/alerts/${encodeURIComponent(id)}`, asked(watch, at ?? list.revision, day)),
  );
  const { name } = useCodes(list.revision);
  const card = useRef<HTMLElement>(null);
  useEffect(() => {
    card.current?.scrollTo?.({ top: 0 });
  }, []);
  const close = () =>
    // The newest version is the newest again; an older one stays, as the link said.
    change({
      at: at !== null && at === health?.revision ? null : at,
      watch: put(watch, { alert: null }),
    });
  const alert = data?.alert ?? list.alerts.find((one) => one.id === id) ?? null;
  return (
    <article className="card" ref={card} id={CARD} tabIndex={-1} aria-labelledby="alert-title">
      <header className="card-head">
        <h2 id="alert-title">
          {alert ? pick(alert.title) : id} {alert && <Grade grade={alert.grade} />}
        </h2>
        <Button className="tool" aria-label={t("watch.alert.close")} onPress={close}>
          <Icon name="close" />
        </Button>
      </header>
      {problem && (
        <>
          <Trouble problem={problem} />
          {problem.status === 404 && <p>{t("watch.alert.gone", { revision: at ?? list.revision })}</p>}
        </>
      )}
      {alert && (
        <>
          <p className="sentence">{pick(alert.sentence)}</p>
          <section className="watch-why watch-handling" aria-labelledby="handling">
            <h3 id="handling">
              {t("watch.handling")}{" "}
              <span className="status" data-status={alert.handling?.status ?? "open"}>
                {term("alert_status", alert.handling?.status ?? "open")}
              </span>
            </h3>
            {alert.handling && alert.handling.level !== "execution" && (
              <p>{t("watch.handling.level", { level: term("port_level", alert.handling.level) })}</p>
            )}
            <Acts
              key={`${alert.id} ${alert.handling?.status ?? ""}`}
              acts={alertActs(alert.handling?.status ?? null, alert.handling?.level ?? null)}
              url={address(
                `/watch/alerts/${encodeURIComponent(alert.id)}/acts`,
                asked(watch, at ?? list.revision, null),
              )}
            />
            <Deeds deeds={data?.history ?? []} />
          </section>
          <History alert={alert} speech={speech} name={name} />
          <section className="watch-why">
            <h3>{t("watch.why")}</h3>
            <ul className="watch-factors">
              {factors(alert.reason).map((factor) => (
                <li key={factor}>
                  <code>{factor}</code>
                </li>
              ))}
            </ul>
            {alert.evidence && (
              <>
                <h3>{t("watch.values")}</h3>
                <ul className="watch-factors">
                  {factors(alert.evidence).map((value) => (
                    <li key={value}>
                      <code>{value}</code>
                    </li>
                  ))}
                </ul>
              </>
            )}
          </section>
        </>
      )}
      {data?.series.map((series) => (
        <Trend key={`${series.reference} ${pick(series.title)}`} series={series} grade={data.alert.grade} />
      ))}
      {data && (
        <section className="watch-why" aria-labelledby="evidence">
          <h3 id="evidence">{t("watch.evidence", { n: data.alert.row_count })}</h3>
          {data.alert.row_count > data.alert.rows.length && (
            <p className="quiet">{t("watch.evidence.some", { n: data.alert.rows.length })}</p>
          )}
          {data.evidence.map((evidence) => (
            <Evidence key={evidence.table} evidence={evidence} revision={data.revision} />
          ))}
        </section>
      )}
      {data?.rule_text && (
        <section className="watch-why">
          <h3>{t("watch.rule")}</h3>
          <pre className="code watch-rule">{data.rule_text}</pre>
          <div className="actions">
            <Button
              className="tool boxed"
              onPress={() => change({ watch: put(watch, { list: "rules", rule: data.rule_text }) })}
            >
              {t("watch.rule.try")}
            </Button>
          </div>
        </section>
      )}
      {alert && (
        <div className="actions">
          <Button
            className="tool boxed"
            onPress={() => drift({ page: "atlas", selection: `n:${alert.region.id}`, at: list.revision })}
          >
            {t("today.atlas", { name: pick(alert.region.title) })}
          </Button>
        </div>
      )}
    </article>
  );
}

/** When it was raised and lowered, on what steps, where else it holds, and who is told. */
function History(props: { alert: Alert; speech: Speech; name: Codes["name"] }) {
  const { alert, speech, name } = props;
  const { t, term, pick } = speech;
  const region = (code: string) => name("region", code) ?? code;
  // A subject is a region, or a pair of them, with what flows behind a slash.
  const named = (subject: string) => {
    const [code = "", ...what] = subject.split("/");
    return [region(code), ...what.filter(Boolean)].join(" / ");
  };
  const addressee = alert.handling?.addressee ?? alert.addressee;
  const rows: [string, string][] = [
    [t("watch.addressee"), addressee ? region(addressee) : t("none")],
    [t("watch.raised"), alert.is_new ? `${alert.since} (${t("watch.new")})` : alert.since],
    [t("watch.lowered"), alert.until ?? t("watch.lowered.not")],
    [t("watch.hits"), `${alert.first_hit} – ${alert.last_hit}`],
    [t("watch.unknown.steps"), String(alert.unknown)],
    [t("watch.column.region"), `${pick(alert.region.title)} (${alert.region.id})`],
  ];
  if (alert.partner) rows.push([t("watch.partner"), `${pick(alert.partner.title)} (${alert.partner.id})`]);
  const about = (code: string) => (alert.about ? `${pick(alert.about)} (${code})` : code);
  if (alert.item) rows.push([t("watch.item"), about(alert.item)]);
  else if (alert.industry) rows.push([t("watch.industry"), about(alert.industry)]);
  if (alert.stage) rows.push([t("watch.column.stage"), term("stage", alert.stage)]);
  if (alert.level) rows.push([t("watch.scale"), term("level", alert.level)]);
  if (alert.holds_at.length > 0)
    rows.push([
      t("watch.holds"),
      alert.holds_at.map((subject) => subject.split(">").map(named).join(" → ")).join(", "),
    ]);
  return (
    <dl className="declaration watch-facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

const NO_COLUMNS: SchemaTable["columns"] = [];

function Evidence({ evidence, revision }: { evidence: AlertView["evidence"][number]; revision: number }) {
  const { sort } = useView();
  const { t, pick } = useSpeech();
  const drift = useStore((state) => state.drift);
  const { data: schema } = useAnswer<SchemaTable[]>(address("/schema"));
  const table = schema?.find(({ name }) => name === evidence.table);
  const name = useNames(table?.columns ?? NO_COLUMNS);
  const onSort = useCallback((next: typeof sort) => drift({ sort: next }), [drift]);
  // Columns in which nothing stands would only push the others out of sight.
  const kept = evidence.grid.columns.flatMap((_, index) =>
    evidence.grid.rows.some((row) => row[index] !== null) || evidence.grid.columns[index]?.name === "value"
      ? [index]
      : [],
  );
  const grid = {
    ...evidence.grid,
    columns: [
      {
        name: "row",
        type: "integer" as const,
        title: { zh: "行", en: "Row" },
        unit: null,
      },
      ...kept.flatMap((index) => evidence.grid.columns[index] ?? []),
    ],
    rows: evidence.grid.rows.map((row, index) => [
      evidence.numbers[index] ?? null,
      ...kept.map((column) => row[column] ?? null),
    ]),
  };
  return (
    <>
      <div className="card-head">
        <h4>
          {table ? pick(table.title) : evidence.table} <code>{evidence.table}</code>
        </h4>
        <button
          type="button"
          className="textual"
          onClick={() =>
            drift({ page: "data", tab: "tables", table: evidence.table, sort: null, at: revision })
          }
        >
          {t("why.table", { table: evidence.table })}
        </button>
      </div>
      <div className="watch-rows">
        <GridTable
          grid={grid}
          label={t("watch.evidence.of", { table: evidence.table })}
          sort={sort}
          onSort={onSort}
          name={name}
        />
      </div>
      {evidence.numbers.map(
        (number, index) =>
          evidence.derived[index] && (
            <Records key={number} row={`${evidence.table}:${number}`} revision={revision} />
          ),
      )}
    </>
  );
}
