import { useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components";
import type { Outlook, RuleFault } from "../api/types";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Finding, place } from "../kit/Finding";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Picker } from "../kit/Picker";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { put, WATCH_SCALES } from "./ask";
import { type Asked, useBacktest } from "./useBacktest";

const FREQUENCIES = ["month", "quarter", "year"] as const;
/** A rule to begin with, as the table of rules explains it. */
const BEGIN = "alert red when robust_z(flow[quantity]) <= -5 for 2 of 3 months";

const whole = (text: string | undefined, otherwise: number) => {
  const value = Number(text);
  return text && Number.isInteger(value) && value >= 0 && value <= 120 ? value : otherwise;
};

/** A rule while it is written, put to the past at once; and how the rules in force would have done. */
export default function Rules({ shipped }: { shipped: boolean }) {
  const { watch, at } = useView();
  const { t, term } = useSpeech();
  const change = useStore((state) => state.change);
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? watch.rule ?? BEGIN;
  const set = (changes: Readonly<Record<string, string | null>>) => change({ watch: put(watch, changes) });
  const settings: Asked = {
    frequency: FREQUENCIES.find((one) => one === watch.every) ?? "month",
    levels: watch.scale || undefined,
    before: whole(watch.before, 6),
    after: whole(watch.after, 3),
  };
  const trial = useBacktest(text.trim() ? { ...settings, text } : null, at);
  const fault = trial.stale ? null : (trial.data?.fault ?? null);
  // What was typed is one step to undo, once it rests.
  const settle = () => {
    if (typed === null) return;
    if (typed !== (watch.rule ?? BEGIN)) set({ rule: typed.trim() === "" ? null : typed });
    setTyped(null);
  };
  return (
    <div className="watch-rules">
      <section className="card" aria-labelledby={`${id}-write`}>
        <h2 id={`${id}-write`}>{t("watch.rules.write")}</h2>
        <p className="quiet" id={`${id}-help`}>
          {t("watch.rules.help")}
        </p>
        <Editor
          text={text}
          fault={fault}
          label={t("watch.rules.text")}
          describedby={`${id}-help ${id}-outcome`}
          onType={setTyped}
          onSettle={settle}
        />
        <div className="field-row">
          <Picker
            label={t("watch.rules.every")}
            value={settings.frequency ?? "month"}
            options={FREQUENCIES.map((one) => ({ id: one, title: term("frequency", one) }))}
            onChange={(one) => set({ every: one === "month" ? null : one })}
          />
          <Picker
            label={t("watch.scale")}
            value={WATCH_SCALES.find((scale) => scale === watch.scale) ?? "listed"}
            options={[
              { id: "listed", title: t("watch.scale.listed") },
              ...WATCH_SCALES.map((one) => ({ id: one, title: term("level", one) })),
            ]}
            onChange={(one) => set({ scale: one === "listed" ? null : one, alert: null, cell: null })}
          />
          <Steps
            label={t("watch.rules.before")}
            value={settings.before ?? 6}
            onChange={(value) => set({ before: value === 6 ? null : String(value) })}
          />
          <Steps
            label={t("watch.rules.after")}
            value={settings.after ?? 3}
            onChange={(value) => set({ after: value === 3 ? null : String(value) })}
          />
        </div>
        <div id={`${id}-outcome`} className="watch-outcome" aria-live="polite" aria-busy={trial.busy}>
          {trial.problem && <Trouble problem={trial.problem} />}
          {fault && (
            <Fault
              fault={fault}
              text={text}
              onMend={(mended) => set({ rule: mended })}
              onRest={() => setTyped(null)}
            />
          )}
          {trial.data && !trial.data.fault && (
            <div data-stale={trial.stale}>
              {trial.data.rules.map((outlook) => (
                <OutlookCard key={outlook.rule} outlook={outlook} />
              ))}
              {trial.data.diagnostics.length > 0 && (
                <details>
                  <summary>{t("method.findings", { n: trial.data.diagnostics.length })}</summary>
                  <ul className="findings">
                    {trial.data.diagnostics.map((finding) => (
                      <li key={`${finding.code}${place(finding.place)}${finding.found ?? ""}`}>
                        <Finding finding={finding} />
                      </li>
                    ))}
                  </ul>
                </details>
              )}
            </div>
          )}
        </div>
        <div className="actions">
          <Button
            className="tool boxed"
            isDisabled={fault !== null || text.trim() === ""}
            onPress={() =>
              save(
                "liantu-rule.csv",
                csv(
                  ["rule_id", "title_zh", "title_en", "text", "frequency", "levels"],
                  [["my-rule", null, null, text, settings.frequency ?? null, settings.levels ?? null]],
                ),
              )
            }
          >
            <Icon name="download" /> {t("watch.rules.row")}
          </Button>
          <span className="quiet">{t(shipped ? "watch.rules.keep.shipped" : "watch.rules.keep")}</span>
        </div>
      </section>
      <InForce shipped={shipped} settings={settings} at={at} />
    </div>
  );
}

/** A text field that underlines its fault: the same letters lie behind it, with the fault marked. */
function Editor(props: {
  text: string;
  fault: RuleFault | null;
  label: string;
  describedby: string;
  onType: (text: string) => void;
  onSettle: () => void;
}) {
  const { text, fault } = props;
  const field = useRef<HTMLTextAreaElement>(null);
  const behind = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const area = field.current;
    if (!area) return;
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  });
  const [from, to] = fault ? [fault.span[0], Math.max(fault.span[1], fault.span[0] + 1)] : [0, 0];
  return (
    <div className="rule-editor">
      <div className="rule-behind" ref={behind} aria-hidden="true">
        {fault ? (
          <>
            {text.slice(0, from)}
            <mark>{text.slice(from, to) || " "}</mark>
            {text.slice(to)}
          </>
        ) : (
          text
        )}
      </div>
      <textarea
        ref={field}
        rows={2}
        spellCheck={false}
        aria-label={props.label}
        aria-describedby={props.describedby}
        aria-invalid={fault !== null}
        value={text}
        onChange={(event) => props.onType(event.target.value)}
        onBlur={props.onSettle}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) props.onSettle();
        }}
      />
    </div>
  );
}

function Fault(props: {
  fault: RuleFault;
  text: string;
  onMend: (text: string) => void;
  onRest: () => void;
}) {
  const { fault, text } = props;
  const { t, pick } = useSpeech();
  return (
    <p className="trouble">
      {pick(fault.message)}{" "}
      {fault.nearest && (
        <button
          type="button"
          className="textual"
          onClick={() => {
            props.onRest();
            props.onMend(text.slice(0, fault.span[0]) + fault.nearest + text.slice(fault.span[1]));
          }}
        >
          {t("watch.rules.mend", { word: fault.nearest })}
        </button>
      )}
    </p>
  );
}

function Steps(props: { label: string; value: number; onChange: (value: number) => void }) {
  return (
    <label className="check">
      {props.label}
      <input
        className="constant rule-steps"
        type="number"
        min={0}
        max={120}
        value={props.value}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          if (Number.isInteger(next) && next >= 0 && next <= 120) props.onChange(next);
        }}
      />
    </label>
  );
}

function OutlookCard({ outlook }: { outlook: Outlook }) {
  const { t, pick, number } = useSpeech();
  const share = (value: number | null) => (value === null ? <Missing /> : `${number(value * 100, 1)}%`);
  return (
    <article className="rule-outlook">
      <p className="sentence">{pick(outlook.sentence)}</p>
      <dl className="watch-line">
        <div>
          <dt>{t("watch.rules.subjects")}</dt>
          <dd>{number(outlook.subjects)}</dd>
        </div>
        <div>
          <dt>{t("watch.rules.steps")}</dt>
          <dd>{number(outlook.steps)}</dd>
        </div>
        <div>
          <dt>{t("watch.rules.precision")}</dt>
          <dd>{share(outlook.precision)}</dd>
        </div>
        <div>
          <dt>{t("watch.rules.recall")}</dt>
          <dd>{share(outlook.recall)}</dd>
        </div>
        <div>
          <dt>{t("watch.rules.false")}</dt>
          <dd>{outlook.false_rate === null ? <Missing /> : number(outlook.false_rate, 3)}</dd>
        </div>
      </dl>
      {outlook.when.length > 0 && (
        <details>
          <summary>{t("watch.rules.when", { n: outlook.when.length })}</summary>
          <ul className="rule-when">
            {outlook.when.map((when) => (
              <li key={when}>
                <code>{when}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      {outlook.missed.length > 0 && (
        <details>
          <summary>{t("watch.rules.missed", { n: outlook.missed.length })}</summary>
          <ul className="rule-when">
            {outlook.missed.map((shock) => (
              <li key={shock}>
                <code>{shock}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

/** The rules that raise alerts now, each put to the past: asked for only when wanted. */
function InForce({ shipped, settings, at }: { shipped: boolean; settings: Asked; at: number | null }) {
  const { t, pick, number } = useSpeech();
  const [wanted, setWanted] = useState(false);
  const { levels, before, after } = settings;
  const trial = useBacktest(wanted ? { levels, before, after } : null, at);
  const drift = useStore((state) => state.drift);
  return (
    <section className="card" aria-label={t("watch.rules.force")}>
      <div className="card-head">
        <h2>{t("watch.rules.force")}</h2>
        {!shipped && (
          <Button
            className="tool boxed"
            onPress={() => drift({ page: "data", tab: "tables", table: "rule", sort: null })}
          >
            {t("why.table", { table: "rule" })}
          </Button>
        )}
      </div>
      <p className="quiet">{t(shipped ? "watch.shipped" : "watch.rules.own")}</p>
      {!wanted && (
        <div className="actions">
          <Button className="tool boxed" onPress={() => setWanted(true)}>
            {t("watch.rules.all")}
          </Button>
        </div>
      )}
      {trial.problem && <Trouble problem={trial.problem} />}
      {wanted && trial.busy && <p className="quiet">{t("loading")}</p>}
      {wanted && trial.data && (
        <div className="scroll" data-stale={trial.stale}>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("watch.rule")}</th>
                <th scope="col">{t("watch.rules.outcome")}</th>
                <th scope="col" className="figure">
                  {t("watch.rules.false")}
                </th>
              </tr>
            </thead>
            <tbody>
              {trial.data.rules.map((outlook) => (
                <tr key={outlook.rule}>
                  <th scope="row">
                    <code>{outlook.rule}</code>
                  </th>
                  <td>{pick(outlook.sentence)}</td>
                  <td className="figure">
                    {outlook.false_rate === null ? <Missing /> : number(outlook.false_rate, 3)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}
