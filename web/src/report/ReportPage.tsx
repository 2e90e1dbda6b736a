import "../watch/watch.css";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button, Checkbox } from "react-aria-components";
import { address, Problem, post } from "../api/client";
import type { Health, Today } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { decode } from "../state/codec";
import { useStore, useView } from "../state/store";
import { asked, dayOf, put, type Words, watchable } from "../watch/ask";
import { NoSeries } from "../watch/NoSeries";
import { Scope } from "../watch/Scope";
import { Changed } from "./Changed";
import { type Frozen, predecessor, type Report } from "./changes";
import { useSheet } from "./useSheet";

const FILES = ["html", "docx", "xlsx", "pdf"] as const;

/** What we tell those above: the report as it would be now, as it was frozen, and what changed since the last. */
export default function ReportPage() {
  const { watch, at } = useView();
  const { t, pick, term, language } = useSpeech();
  const { change, say } = useStore.getState();
  const [trouble, setTrouble] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const day = watch.day || null;
  const query = asked(watch, at, day);
  const { data: health } = useAnswer<Health>(address("/health"));
  // Whether there is anything to report is judged from today, as on the other pages.
  const { data: today } = useAnswer<Today>(address("/today", asked(watch, at, dayOf(watch))));
  const { data: list, problem: unlisted } = useAnswer<Frozen[]>(address("/reports"));
  const written = watch.written === "zh" || watch.written === "en" ? watch.written : language;
  const look = {
    lang: written,
    large: watch.large ? true : null,
    plain: watch.plain ? true : null,
  };
  const frozen = watch.frozen ?? null;
  const path = frozen ? `/reports/${encodeURIComponent(frozen)}` : "/report";
  const whose = frozen ? {} : query;
  const { html, problem, loading } = useSheet(address(path, { ...whose, ...look, format: "html" }));
  const { data: report } = useAnswer<Report>(address(path, { ...whose, lang: written }));
  const empty = today !== null && watchable(today.freshness) === "nothing";
  useReady(!loading && list !== null);
  const record = list?.find(({ id }) => id === frozen) ?? null;
  const before = useMemo(() => {
    if (!list || !report) return null;
    return predecessor(
      list,
      record ?? {
        id: "",
        port: String(query.port ?? ""),
        scale: report.scale,
        period: report.period,
        revision: report.revision,
      },
    );
  }, [list, report, record, query.port]);
  if (empty && !frozen && (list?.length ?? 0) === 0)
    return (
      <main id="content" className="page">
        <div className="page-head">
          <h1>{t("report.question")}</h1>
        </div>
        <NoSeries />
      </main>
    );
  const freeze = async () => {
    setBusy(true);
    setTrouble(null);
    try {
      const made = await post<Frozen>(address("/reports"), {
        ...Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null)),
        at: report?.revision ?? at ?? health?.revision,
      });
      useFreshness.getState().refresh();
      change({ watch: put(useStore.getState().view.watch, { frozen: made.id }) });
      say(t("report.frozen.said", { id: made.id }));
    } catch (error) {
      setTrouble(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    } finally {
      setBusy(false);
    }
  };
  const name = frozen ?? `liantu-report-${report?.period ?? ""}-r${report?.revision ?? ""}`;
  return (
    <main id="content" className="report">
      <div className="toolbar">
        <div className="headline">
          <h1>{t("report.question")}</h1>
          {report && (
            <p className="coverage">
              <span>{pick(report.title)}</span>
              <span>{t("version", { revision: report.revision })}</span>
              <span>{t(frozen ? "report.is.frozen" : "report.is.preview")}</span>
            </p>
          )}
        </div>
        {frozen ? (
          <div className="controls" role="toolbar" aria-label={t("controls")}>
            <Button className="tool boxed" onPress={() => change({ watch: put(watch, { frozen: null }) })}>
              <Icon name="back" /> {t("report.preview")}
            </Button>
          </div>
        ) : (
          <Scope port={today?.port ?? null} period={today?.period ?? null} sources={today?.freshness ?? []} />
        )}
      </div>
      <section className="report-sheet" aria-label={t("report.sheet")}>
        <div className="report-head">
          <Segments
            label={t("report.language")}
            options={[
              { id: "zh", title: "中文" },
              { id: "en", title: "English" },
            ]}
            value={written}
            onChange={(next) => change({ watch: put(watch, { written: next === language ? null : next }) })}
          />
          <Check
            label={t("report.large")}
            value={Boolean(watch.large)}
            onChange={(on) => change({ watch: put(watch, { large: on ? "1" : null }) })}
          />
          <Check
            label={t("report.plain")}
            value={Boolean(watch.plain)}
            onChange={(on) => change({ watch: put(watch, { plain: on ? "1" : null }) })}
          />
          <span className="grow" />
          {FILES.map((format) => (
            <a
              key={format}
              className="tool boxed"
              href={address(path, {
                ...whose,
                ...look,
                // A preview is saved as it is in sight, also where newer data come in between.
                ...(frozen ? {} : { at: report?.revision ?? at }),
                format,
              })}
              download={`${name}.${format}`}
            >
              <Icon name="download" /> {format.toUpperCase()}
            </a>
          ))}
          <Print />
        </div>
        {problem ? (
          <div className="pad">
            <Trouble problem={problem} />
            {problem.status === 409 && <p className="pad">{t("report.tampered")}</p>}
          </div>
        ) : (
          <Sheet
            html={html}
            title={report ? pick(report.title) : t("report.sheet")}
            of={put(
              {},
              record
                ? { port: record.port, scale: record.scale, period: record.period }
                : { port: watch.port ?? null, scale: watch.scale ?? null, period: watch.period ?? null },
            )}
          />
        )}
      </section>
      <aside className="report-side" aria-label={t("report.side")}>
        {!frozen && (
          <section className="card" aria-labelledby="freeze">
            <h2 id="freeze">{t("report.freeze.title")}</h2>
            <p className="quiet">{t("report.freeze.help")}</p>
            <label className="field-row">
              {t("report.day")}
              <input
                type="date"
                className="constant"
                value={watch.day ?? ""}
                onChange={(event) => change({ watch: put(watch, { day: event.target.value || null }) })}
              />
              <span className="quiet">{watch.day ? "" : t("report.day.none")}</span>
            </label>
            <div className="actions">
              <Button className="primary" isDisabled={busy || !report} onPress={() => void freeze()}>
                {t(busy ? "report.freezing" : "report.freeze")}
              </Button>
            </div>
            {trouble && <Trouble problem={trouble} />}
          </section>
        )}
        {report && before && <Changed earlier={before} later={report} />}
        {report && !before && (
          <section className="card">
            <h2>{t("report.changed")}</h2>
            <p className="quiet">{t("report.changed.first")}</p>
          </section>
        )}
        <section className="card" aria-labelledby="frozen">
          <h2 id="frozen">{t("report.list", { n: list?.length ?? 0 })}</h2>
          {unlisted && <Trouble problem={unlisted} />}
          {list?.length === 0 && <p className="quiet">{t("report.list.none")}</p>}
          <ul className="frozen">
            {list?.map((one) => (
              <li key={one.id} data-open={one.id === frozen}>
                <button
                  type="button"
                  className="textual"
                  aria-current={one.id === frozen}
                  onClick={() => change({ watch: put(watch, { frozen: one.id === frozen ? null : one.id }) })}
                >
                  {pick(one.title)}
                </button>
                <FrozenLine
                  record={one}
                  scale={one.scale ? term("level", one.scale) : t("watch.scale.listed")}
                />
                <span className="quiet">
                  SHA-256 <code>{one.sha256}</code>
                </span>
              </li>
            ))}
          </ul>
        </section>
      </aside>
    </main>
  );
}

function FrozenLine({ record, scale }: { record: Frozen; scale: string }) {
  const { t, date } = useSpeech();
  return (
    <span className="quiet">
      {[
        record.port || t("watch.port.whole"),
        scale,
        record.period,
        t("version", { revision: record.revision }),
      ].join(" · ")}{" "}
      · {record.at ? date(record.at) : <Missing />}
    </span>
  );
}

function Check(props: { label: string; value: boolean; onChange: (on: boolean) => void }) {
  return (
    <Checkbox className="check" isSelected={props.value} onChange={props.onChange}>
      <span className="box" aria-hidden="true" />
      {props.label}
    </Checkbox>
  );
}

const FRAME = "report-frame";

/** Prints the sheet alone: the page around it stays on the screen. */
function Print() {
  const { t } = useSpeech();
  return (
    <Button
      className="tool boxed"
      onPress={() => {
        const frame = document.getElementById(FRAME);
        if (frame instanceof HTMLIFrameElement) frame.contentWindow?.print();
      }}
    >
      {t("report.print")}
    </Button>
  );
}

/** The report as it prints. Its frame runs no script; a link in it opens what it names in the workbench. */
function Sheet(props: { html: string | null; title: string; of: Words }) {
  const { html, title } = props;
  const frame = useRef<HTMLIFrameElement>(null);
  const spoken = useRef(props.of);
  spoken.current = props.of;
  const follow = () => {
    const inside = frame.current?.contentDocument;
    inside?.addEventListener("click", (event) => {
      const link = (event.target as Element | null)?.closest?.("a[href]");
      const href = link?.getAttribute("href");
      if (!href) return;
      event.preventDefault();
      if (href.startsWith("#")) {
        inside.getElementById(href.slice(1))?.scrollIntoView();
        return;
      }
      const { view, open } = useStore.getState();
      const target = decode(`/${href.replace(/^\//, "")}`);
      useStore.setState((state) => ({ past: [...state.past, view], future: [] }));
      open({
        ...target,
        language: view.language,
        theme: view.theme,
        // The port, the scale and the period that the report speaks of are those that are looked at next.
        watch: { ...spoken.current, ...target.watch },
      });
    });
  };
  return (
    <iframe
      ref={frame}
      id={FRAME}
      title={title}
      sandbox="allow-same-origin allow-modals"
      srcDoc={html ?? ""}
      aria-busy={html === null}
      onLoad={follow}
    />
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
