import { useEffect, useMemo } from "react";
import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { Diagnostic, Execution, Method } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useDark } from "../app/theme";
import { useSpeech } from "../i18n";
import { Finding, place } from "../kit/Finding";
import { Missing } from "../kit/Missing";
import { Progress } from "../kit/Progress";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { css, DARK, LIGHT } from "../scene/palette";
import { useStore, useView } from "../state/store";
import { type Arrangement, LISTS, type Side } from "../state/view";
import { Assumptions } from "./Assumptions";
import { Card } from "./Card";
import { courseOf } from "./course";
import { Hits } from "./Hits";
import { inksOf } from "./inks";
import { Losses } from "./Losses";
import { difference, lossRows, spans } from "./losses";
import { NoFlows } from "./NoFlows";
import { type Names, useNames } from "./names";
import { Player } from "./Player";
import { Shocks } from "./Shocks";
import { Stage } from "./Stage";
import { begun } from "./scenario";
import { parseShock, percentOf, writeShock } from "./shock";
import { type Network, useNetwork } from "./useNetwork";
import { type Inputs, type Outcome, useOutcome } from "./useOutcome";
import { useScenarios } from "./useScenarios";
import type { Firm } from "./waves";

const NOBODY: readonly Firm[] = [];
const ARRANGEMENTS: readonly Arrangement[] = ["place", "chain", "network"];

/** What happens if something stops: the shock and its assumptions, the rounds of the cascade, the losses. */
export default function WhatIfPage() {
  const { t } = useSpeech();
  const network = useNetwork();
  const { data: methods, problem } = useAnswer<Method[]>(address("/methods"));
  const pair = useMemo(() => {
    const named = (id: string) => methods?.find((method) => method.id === id);
    const [course, losses] = [named("cascade"), named("cascade_summary")];
    return course && losses ? { course, losses } : null;
  }, [methods]);
  if (network.flows === false) return <NoFlows />;
  if (problem || (methods && !pair))
    return (
      <main id="content" className="page">
        <h1>{t("whatif.question")}</h1>
        {problem ? <Trouble problem={problem} /> : <p className="panel">{t("whatif.no.method")}</p>}
      </main>
    );
  if (!pair || network.flows === null)
    return <main id="content" className="waiting" aria-busy="true" aria-label={t("loading")} />;
  return <Workbench pair={pair} network={network} />;
}

function Workbench({ pair, network }: { pair: { course: Method; losses: Method }; network: Network }) {
  const view = useView();
  const { plan, rival, versus, side, computed, list } = view;
  const speech = useSpeech();
  const { t, term } = speech;
  const { change } = useStore.getState();
  const names = useNames();
  const scenarios = useScenarios();
  const ink = useDark() ? DARK : LIGHT;
  const outcomes = {
    a: useOutcome(pair, plan, computed),
    b: useOutcome(pair, rival, computed && versus),
  };
  const now: Side = versus ? side : "a";
  const inputs = now === "a" ? plan : rival;
  const outcome = outcomes[now];
  const course = useMemo(() => (outcome.course ? courseOf(outcome.course.table) : null), [outcome.course]);
  const round = Math.min(view.round ?? course?.last ?? 0, course?.last ?? 0);
  const busy = outcomes.a.busy || (versus && outcomes.b.busy);
  const progress = outcomes.a.progress ?? (versus ? outcomes.b.progress : null);
  const stop = () => useStore.getState().drift({ computed: false });
  const edit = (next: Inputs) => change({ [now === "a" ? "plan" : "rival"]: next, computed: false });
  const code = inputs.weight === "equal" ? null : (inputs.unit ?? network.unit);
  const unit = code ? term("unit", code) : "";
  const ready = (inputs.shock ?? "") !== "";
  // Whoever trades is a node only at the scale of actors, and only where all flows count.
  const whole = !["period", "layers", "unit"].some((name) => inputs[name]);
  const others = whole && (inputs.scale ?? "actor") === "actor" ? network.firms : NOBODY;
  const told = useTold(names);
  const subtitle = versus ? `${now.toUpperCase()}: ${told(inputs)}` : told(inputs);
  useReady(!busy);
  return (
    <main id="content" className="whatif">
      <div className="toolbar">
        <div className="headline">
          <h1>{t("whatif.question")}</h1>
          {versus ? (
            <p className="coverage">
              <Verdict name="A" outcome={outcomes.a} unit={unit} said={told(plan)} />
              <Verdict name="B" outcome={outcomes.b} unit={unit} said={told(rival)} />
              <Difference a={outcomes.a} b={outcomes.b} unit={unit} />
            </p>
          ) : (
            <p className="coverage">
              <Verdict outcome={outcome} unit={unit} said={told(inputs)} rounds={course?.last ?? 0} />
            </p>
          )}
        </div>
        <div className="controls" role="toolbar" aria-label={t("controls")}>
          <Segments
            label={t("arrangement")}
            options={ARRANGEMENTS.map((id) => ({
              id,
              title: t(id === "network" ? "whatif.arrangement.network" : `arrangement.${id}`),
            }))}
            value={view.arrangement}
            onChange={(arrangement) => change({ arrangement, aim: null })}
          />
          {versus && (
            <Segments
              label={t("whatif.side")}
              options={[
                { id: "a", title: t("whatif.side.a") },
                { id: "b", title: t("whatif.side.b") },
              ]}
              value={side}
              onChange={(next) => change({ side: next, hit: null })}
            />
          )}
          <Button
            className="tool boxed"
            isDisabled={!versus && !ready}
            onPress={() =>
              change(
                versus
                  ? { versus: false, rival: {}, side: "a" }
                  : // The second scenario begins as the first: what one then changes is the difference.
                    { versus: true, rival: plan, side: "b" },
              )
            }
          >
            {t(versus ? "whatif.versus.end" : "whatif.versus")}
          </Button>
        </div>
      </div>
      <aside className="scenario" aria-label={t("whatif.scenario")}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (useStore.getState().view.computed) useFreshness.getState().refresh();
            else change({ computed: true, round: null });
          }}
        >
          <h2>
            {t("whatif.what")} {versus && <em className="tag">{now.toUpperCase()}</em>}
          </h2>
          <Shocks
            value={inputs.shock ?? ""}
            names={names}
            items={network.items}
            scenarios={scenarios}
            onChange={(shock) => edit(begun(inputs, shock))}
          />
          <div className="actions run">
            <Button type="submit" className="primary" isDisabled={busy || !ready}>
              {t(busy ? "method.running" : "whatif.run")}
            </Button>
            {busy && !progress && (
              <Button className="tool boxed" onPress={stop}>
                {t("method.cancel")}
              </Button>
            )}
            {!busy && outcome.course && outcome.stale && <span className="warn">{t("whatif.stale")}</span>}
          </div>
          {progress && (
            <Progress
              label={t("method.progress")}
              progress={progress}
              cancel={t("method.cancel")}
              onCancel={stop}
            />
          )}
          <h2>{t("whatif.assumptions")}</h2>
          <Assumptions methods={[pair.course, pair.losses]} inputs={inputs} onChange={edit} />
        </form>
        <Findings executions={[outcome.course, outcome.losses]} />
      </aside>
      <Stage
        course={course}
        execution={outcome.course}
        firms={others}
        beyond={others.length > 0 ? network.all - network.firms.length : 0}
        names={names}
        round={round}
        subtitle={subtitle}
        busy={busy}
        caption={
          ready
            ? outcome.course || outcome.problem || busy
              ? null
              : t("whatif.caption.run")
            : t("whatif.caption")
        }
      />
      <Player course={course} inks={inksOf(ink)} shock={css(ink.dot)} />
      <section className="outcomes" aria-label={t("whatif.outcomes")}>
        {outcome.problem && (
          <div className="pad">
            <Trouble problem={outcome.problem} />
            {outcome.problem.diagnostics.map((finding) => (
              <Finding key={`${finding.code}${place(finding.place)}`} finding={finding} opened />
            ))}
          </div>
        )}
        {view.hit && (
          <Card
            node={view.hit}
            firm={network.firms.find(({ id }) => id === view.hit) ?? null}
            course={course}
            names={names}
            round={round}
            onStop={(node) => {
              const shock = inputs.shock ?? "";
              const terms = parseShock(shock);
              const added = writeShock([
                ...(terms ?? []),
                { targets: [{ kind: "actor", code: node }], part: 1 },
              ]);
              // A shock that the editor cannot take apart stays as it was written.
              edit(begun(inputs, terms ? added : `${shock}; ${added}`));
            }}
          />
        )}
        <div className="pad">
          <Segments
            label={t("whatif.list")}
            options={LISTS.map((id) => ({ id, title: t(`whatif.list.${id}`) }))}
            value={list}
            onChange={(next) => change({ list: next, sort: null, filter: "" })}
          />
        </div>
        {list === "hits" ? (
          course && outcome.course ? (
            <Hits course={course} execution={outcome.course} names={names} round={round} unit={unit} />
          ) : (
            <p className="quiet pad">{t("whatif.not.run")}</p>
          )
        ) : (
          <Losses
            level={list}
            a={outcomes.a.losses}
            b={outcomes.b.losses}
            shown={outcome.losses}
            names={names}
            unit={unit}
            subtitle={versus ? `A: ${told(plan)} ‖ B: ${told(rival)}` : told(plan)}
          />
        )}
      </section>
    </main>
  );
}

/** A shock in words: "苏州市 50 % + 汽车制造业 100 %". */
function useTold(names: Names): (inputs: Inputs) => string {
  const { t } = useSpeech();
  return useMemo(
    () => (inputs) => {
      const terms = parseShock(inputs.shock ?? "");
      if (terms === null) return inputs.shock ?? "";
      return terms
        .map(
          ({ targets, part }) =>
            `${targets.map(names.target).join(` ${t("whatif.and")} `)} ${percentOf(part)}%`,
        )
        .join(" + ");
    },
    [names, t],
  );
}

/** A scenario and the whole of its losses in one sentence. */
function Verdict(props: { name?: string; outcome: Outcome; unit: string; said: string; rounds?: number }) {
  const { outcome, unit, rounds } = props;
  const { t, number } = useSpeech();
  const said = [props.name, props.said].filter(Boolean).join(": ");
  const loss = outcome.losses ? lossRows(outcome.losses.table, null, "total")[0]?.a : null;
  if (!loss) return <span>{said}</span>;
  const write = (value: number) => number(value, value < 100 ? 1 : 0);
  const interval = spans(loss) ? { lower: write(loss.lower), upper: write(loss.upper) } : null;
  return (
    <>
      <span data-stale={outcome.stale}>{said}</span>
      {loss.loss !== null ? (
        <span data-stale={outcome.stale}>
          {t("whatif.total", { loss: write(loss.loss), unit })}
          {loss.share !== null && ` (${number(loss.share * 100, 1)}%)`}
          {interval && ` ${t("whatif.interval", interval)}`}
        </span>
      ) : (
        <span className="warn">
          {interval ? t("whatif.total.unknown", { ...interval, unit }) : t("whatif.total.nothing")}
        </span>
      )}
      {loss.hit !== null && rounds !== undefined && (
        <span data-stale={outcome.stale}>
          {t("whatif.total.hit", { n: loss.hit, all: loss.nodes ?? 0, rounds })}
        </span>
      )}
    </>
  );
}

/** By how much the whole of the second scenario loses more. */
function Difference({ a, b, unit }: { a: Outcome; b: Outcome; unit: string }) {
  const { number } = useSpeech();
  if (!a.losses || !b.losses) return null;
  const row = lossRows(a.losses.table, b.losses.table, "total")[0];
  const value = row ? difference(row) : null;
  return (
    <strong>
      B − A{" "}
      {value === null ? (
        <Missing />
      ) : (
        `${value > 0 ? "+" : value < 0 ? "−" : ""}${number(Math.abs(value), 0)} ${unit}`
      )}
    </strong>
  );
}

/** What the engine found in the data or in the result, each once. */
function Findings({ executions }: { executions: readonly (Execution | null)[] }) {
  const { t } = useSpeech();
  const found = new Map<string, Diagnostic>();
  for (const execution of executions)
    for (const finding of execution?.provenance.diagnostics ?? [])
      found.set(`${finding.code}${place(finding.place)}${finding.found ?? ""}`, finding);
  if (found.size === 0) return null;
  return (
    <details open>
      <summary>{t("method.findings", { n: found.size })}</summary>
      <ul className="findings">
        {[...found].map(([key, finding]) => (
          <li key={key}>
            <Finding finding={finding} opened />
          </li>
        ))}
      </ul>
    </details>
  );
}

/** For tests: both scenarios are computed. */
function useReady(ready: boolean): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.computed = String(ready);
    return () => {
      delete dataset.computed;
    };
  }, [ready]);
}
