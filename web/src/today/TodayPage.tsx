import "../watch/watch.css";
import { useEffect } from "react";
import { address } from "../api/client";
import type { NamedNumber, Said, Today } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { encode } from "../state/codec";
import { useStore, useView } from "../state/store";
import type { View } from "../state/view";
import { asked, dayOf, put, watchable } from "../watch/ask";
import { Grade } from "../watch/Grade";
import { NoSeries } from "../watch/NoSeries";
import { Scope } from "../watch/Scope";
import { Sources } from "../watch/Sources";

/** What changed and who has to do something: at most five sentences, three numbers, and whether the sources report. */
export default function TodayPage() {
  const { watch, at } = useView();
  const { t } = useSpeech();
  const day = dayOf(watch);
  const { data, problem, loading } = useAnswer<Today>(address("/today", asked(watch, at, day)));
  useReady(!loading);
  const series = data && watchable(data.freshness);
  const empty = series === "nothing";
  return (
    <main id="content" className="page today">
      <div className="page-head">
        <h1>{t("today.question")}</h1>
        {data && !empty && (
          <p className="coverage">
            <span>
              {data.before
                ? t("today.period", { period: data.period, before: data.before })
                : t("today.period.only", { period: data.period })}
            </span>
            <span>{t("watch.day", { day })}</span>
            {data.shipped_rules && <span>{t("watch.shipped")}</span>}
            {series === "years" && <span className="warn">{t("watch.years")}</span>}
          </p>
        )}
      </div>
      {!empty && (
        <Scope port={data?.port ?? null} period={data?.period ?? null} sources={data?.freshness ?? []} />
      )}
      {problem && <Trouble problem={problem} />}
      {empty && <NoSeries />}
      {data && !empty && (
        <>
          <section className="panel" aria-labelledby="said">
            <h2 id="said">{t("today.said")}</h2>
            <ol className="said">
              {data.sentences.map((said) => (
                <Sentence
                  key={`${said.kind} ${said.alert ?? said.matter ?? ""}`}
                  said={said}
                  day={day}
                  today={data}
                />
              ))}
            </ol>
            {data.quiet > 0 && (
              <p>
                <Lead to={{ page: "watch", at: data.revision, watch: put(watch, { day, list: "book" }) }}>
                  {t("today.quiet", { n: data.quiet })}
                </Lead>
              </p>
            )}
            {data.left_out > 0 && (
              <p>
                <Lead to={{ page: "watch", at: data.revision, watch: put(watch, { day, list: null }) }}>
                  {t("today.left", { n: data.left_out })}
                </Lead>
              </p>
            )}
          </section>
          <section className="numbers" aria-label={t("today.numbers")}>
            {data.numbers.map((number) => (
              <Figure key={number.name} number={number} today={data} day={day} />
            ))}
          </section>
          <section className="panel" aria-labelledby="fresh">
            <h2 id="fresh">{t("watch.sources")}</h2>
            <Sources sources={data.freshness} revision={data.revision} />
          </section>
        </>
      )}
    </main>
  );
}

/** A link within the workbench: an address that can be copied, and one step without loading the page anew. */
function Lead({ to, children }: { to: Partial<View>; children: React.ReactNode }) {
  const view = useView();
  const drift = useStore((state) => state.drift);
  return (
    <a
      href={encode({ ...view, ...to })}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        drift(to);
      }}
    >
      {children}
    </a>
  );
}

function Sentence({ said, today, day }: { said: Said; today: Today; day: string }) {
  const { watch } = useView();
  const { t, pick } = useSpeech();
  const to = (changes: Readonly<Record<string, string | null>>): Partial<View> => ({
    page: "watch",
    at: today.revision,
    watch: put(watch, { day, ...changes }),
  });
  const target =
    said.kind === "alert" && said.alert
      ? to({ alert: said.alert, list: null })
      : said.kind === "matter"
        ? to({ list: "matters", open: said.matter })
        : said.kind === "source"
          ? to({ list: "sources" })
          : null;
  return (
    <li data-kind={said.kind} data-grade={said.grade}>
      {said.grade ? (
        <Grade grade={said.grade} />
      ) : (
        <span className="grade">{t(`today.kind.${said.kind}`)}</span>
      )}
      <span className="sentence">
        {target ? <Lead to={target}>{pick(said.text)}</Lead> : pick(said.text)}
      </span>
      {said.region?.id && (
        <Lead to={{ page: "atlas", selection: `n:${said.region.id}`, at: today.revision }}>
          {t("today.atlas", { name: pick(said.region.title) })}
        </Lead>
      )}
    </li>
  );
}

/** Where each of the three numbers comes from. */
const LISTS: Readonly<Record<string, string | null>> = {
  alerts: null,
  overdue: "matters",
  reporting: "sources",
};

function Figure({ number: one, today, day }: { number: NamedNumber; today: Today; day: string }) {
  const { watch } = useView();
  const { t, pick, number } = useSpeech();
  const write = (value: number) =>
    one.form === "share"
      ? // Nearly all is not all.
        `${number(value * 100, value === 1 || value === 0 ? 0 : 1)}%`
      : number(value, one.form === "count" ? 0 : undefined);
  return (
    <div className="number">
      <Lead
        to={{
          page: "watch",
          at: today.revision,
          watch: put(watch, { day, list: LISTS[one.name] ?? null, alert: null, cell: null }),
        }}
      >
        {pick(one.title)}
      </Lead>
      <strong>
        {one.value === null ? <Missing /> : write(one.value)}
        {one.value !== null && one.unit && <span className="quiet"> {pick(one.unit)}</span>}
      </strong>
      {one.before !== null && today.before && (
        <span className="quiet">{t("today.before", { before: today.before, value: write(one.before) })}</span>
      )}
    </div>
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
