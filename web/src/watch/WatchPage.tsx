import "./watch.css";
import { lazy, Suspense, useEffect } from "react";
import { address } from "../api/client";
import type { Watch } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Finding, place } from "../kit/Finding";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { AlertCard } from "./AlertCard";
import { Alerts, cellOf } from "./Alerts";
import { asked, dayOf, put, watchable } from "./ask";
import { Book } from "./Book";
import { Heat } from "./Heat";
import { Matters } from "./Matters";
import { NoSeries } from "./NoSeries";
import { Scope } from "./Scope";
import { Sources } from "./Sources";
import { Trend } from "./Trend";

const Rules = lazy(() => import("./Rules"));

const LISTS = ["alerts", "book", "matters", "sources", "rules"] as const;

/** Is a chain weakening: grades by region and stage, alerts down to the rows they rest on, matters, sources, rules. */
export default function WatchPage() {
  const { watch, at } = useView();
  const { t, pick } = useSpeech();
  const change = useStore((state) => state.change);
  const day = dayOf(watch);
  const { data, problem, loading } = useAnswer<Watch>(
    address("/watch", { ...asked(watch, at, day), limit: 2000 }),
  );
  const list = LISTS.find((id) => id === watch.list) ?? "alerts";
  const series = data && watchable(data.freshness);
  useReady(!loading);
  if (series === "nothing")
    return (
      <main id="content" className="page">
        <div className="page-head">
          <h1>{t("watch.question")}</h1>
        </div>
        <NoSeries />
      </main>
    );
  const standing = data?.alerts.filter(({ stands }) => stands).length ?? 0;
  return (
    <main id="content" className="watch">
      <div className="toolbar">
        <div className="headline">
          <h1>{t("watch.question")}</h1>
          {data && (
            <p className="coverage">
              <span>{data.period}</span>
              <span>
                {data.total > data.alerts.length
                  ? t("watch.alerts.some", { n: data.alerts.length, all: data.total })
                  : t("watch.alerts.n", { n: standing, gone: data.total - standing })}
              </span>
              <span>{t("watch.day", { day })}</span>
              {data.shipped_rules && <span>{t("watch.shipped")}</span>}
              {series === "years" && <span className="warn">{t("watch.years")}</span>}
            </p>
          )}
        </div>
        <Scope port={data?.port ?? null} period={data?.period ?? null} sources={data?.freshness ?? []} />
      </div>
      {data && (
        <Heat
          heat={data.heat}
          chosen={watch.cell ?? null}
          onChoose={(cell) => change({ watch: put(watch, { cell, list: null }) })}
        />
      )}
      <section className="watch-main" aria-label={t(`watch.list.${list}`)}>
        <div className="pad watch-head">
          <Segments
            label={t("watch.list")}
            options={LISTS.map((id) => ({ id, title: t(`watch.list.${id}`) }))}
            value={list}
            onChange={(next) =>
              change({ watch: put(watch, { list: next === "alerts" ? null : next }), sort: null, filter: "" })
            }
          />
          {list === "alerts" && watch.cell && data && (
            <button
              type="button"
              className="chip"
              data-selected="true"
              onClick={() => change({ watch: put(watch, { cell: null }) })}
            >
              {cellOf(watch.cell, data.heat)
                .map(({ title }) => pick(title))
                .join(" · ")}
              <span aria-hidden="true">×</span>
              <span className="sr-only">{t("watch.cell.clear")}</span>
            </button>
          )}
        </div>
        {problem && (
          <div className="pad">
            <Trouble problem={problem} />
          </div>
        )}
        {data && list === "alerts" && <Alerts data={data} />}
        {data && list === "book" && <Book revision={data.revision} />}
        {data && list === "matters" && <Matters matters={data.matters} open={watch.open ?? null} day={day} />}
        {data && list === "sources" && <Sources sources={data.freshness} revision={data.revision} />}
        {data && list === "rules" && (
          <Suspense fallback={<p className="quiet pad">{t("loading")}</p>}>
            <Rules shipped={data.shipped_rules} />
          </Suspense>
        )}
      </section>
      <aside className="watch-side" aria-label={t("watch.side")}>
        {data && watch.alert ? (
          <AlertCard key={watch.alert} id={watch.alert} list={data} day={day} />
        ) : (
          data && <Gravest data={data} />
        )}
        {data && data.diagnostics.length > 0 && (
          <details className="card">
            <summary>{t("method.findings", { n: data.diagnostics.length })}</summary>
            <ul className="findings">
              {data.diagnostics.map((finding) => (
                <li key={`${finding.code}${place(finding.place)}${finding.found ?? ""}`}>
                  <Finding finding={finding} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </aside>
    </main>
  );
}

/** The series of the gravest alerts: each leads to its alert. */
function Gravest({ data }: { data: Watch }) {
  const { watch } = useView();
  const { t, pick } = useSpeech();
  const change = useStore((state) => state.change);
  return (
    <section className="card" aria-labelledby="gravest">
      <h2 id="gravest">{t("watch.gravest")}</h2>
      {data.series.length === 0 && <p className="quiet">{t("watch.gravest.none")}</p>}
      {data.series.map((series, index) => {
        const alert = data.alerts.find(({ id }) => id === series.alert);
        const first = data.series.findIndex((other) => other.alert === series.alert) === index;
        return (
          <div key={`${series.alert} ${series.reference} ${pick(series.title)}`} className="watch-trend">
            {alert && first && (
              <button
                type="button"
                className="textual"
                onClick={() => change({ at: data.revision, watch: put(watch, { alert: alert.id }) })}
              >
                {pick(alert.sentence)}
              </button>
            )}
            <Trend series={series} grade={alert?.grade ?? null} />
          </div>
        );
      })}
    </section>
  );
}

/** For tests: what is in sight is computed. */
function useReady(ready: boolean): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.computed = String(ready);
    return () => {
      delete dataset.computed;
    };
  }, [ready]);
}
