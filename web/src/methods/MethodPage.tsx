import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { Problem } from "../api/client";
import type { Execution, Job, Method } from "../api/types";
import { useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { Finding, place } from "../kit/Finding";
import { Progress } from "../kit/Progress";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { Field } from "./Field";
import { execute, INDICATOR } from "./indicator";
import { Keep } from "./Keep";

const ResultViews = lazy(() => import("../results/ResultViews"));

/** One method: question, formula, limits, a form for its parameters, and the result with its provenance. */
export function MethodPage({ methods, method }: { methods: readonly Method[]; method: Method }) {
  const view = useView();
  const { t, pick, term } = useSpeech();
  const { change } = useStore.getState();
  const { execution, problem, busy, progress } = useExecution(method);
  const stop = () => useStore.getState().drift({ run: false });
  const outcome = useRef<HTMLDivElement>(null);
  /** Whether the run was asked for here: a link that opens with a result begins at the top. */
  const pressed = useRef(false);
  useEffect(() => {
    if (!pressed.current || busy || !(execution || problem)) return;
    pressed.current = false;
    outcome.current?.scrollIntoView({ block: "start" });
  }, [execution, problem, busy]);
  const set = (name: string, value: string) => {
    const { [name]: _, ...others } = view.parameters;
    change({ parameters: value === "" ? others : { ...others, [name]: value }, run: false });
  };
  return (
    <article className="panel method" aria-labelledby="method-title">
      <header>
        <h2 id="method-title">{pick(method.title)}</h2>
        <p className="sentence">{pick(method.question)}</p>
        <p className="quiet">
          <code>{method.id}</code> · {t("method.version", { version: method.version })}
          {method.aliases.length > 0 && ` · ${method.aliases.join(", ")}`}
        </p>
      </header>
      <details className="about" open={!view.run}>
        <summary>{t("method.about")}</summary>
        <dl className="declaration">
          <dt>{t("method.formula")}</dt>
          <dd className="formula">{pick(method.formula)}</dd>
          <dt>{t("method.limits")}</dt>
          <dd>{pick(method.limits)}</dd>
          <dt>{t("method.reference")}</dt>
          <dd>{method.reference}</dd>
          <dt>{t("method.inputs")}</dt>
          <dd>
            {method.inputs.map((input) => (
              <span key={input.table} className="input-table">
                <button
                  type="button"
                  className="textual"
                  onClick={() =>
                    useStore.getState().drift({ page: "data", tab: "tables", table: input.table, sort: null })
                  }
                >
                  {term("term", input.table)}
                </button>{" "}
                <code>{input.columns.join(", ")}</code>
                {input.optional && <em className="tag">{t("method.optional")}</em>}
              </span>
            ))}
          </dd>
        </dl>
      </details>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          pressed.current = true;
          if (view.run) useFreshness.getState().refresh();
          else change({ run: true });
        }}
      >
        {method.parameters.map((parameter) => (
          <Field
            key={parameter.name}
            method={method}
            parameter={parameter}
            value={view.parameters[parameter.name] ?? ""}
            onChange={(value) => set(parameter.name, value)}
          />
        ))}
        <div className="actions">
          <Button type="submit" className="primary" isDisabled={busy}>
            {t(busy ? "method.running" : "method.run")}
          </Button>
          {busy && !progress && (
            <Button className="tool boxed" onPress={stop}>
              {t("method.cancel")}
            </Button>
          )}
        </div>
        {busy && progress && (
          <Progress
            label={t("method.progress")}
            progress={progress}
            cancel={t("method.cancel")}
            onCancel={stop}
          />
        )}
      </form>
      <div ref={outcome} className="outcome">
        {problem && (
          <>
            <Trouble problem={problem} />
            {problem.diagnostics.map((finding) => (
              <Finding key={place(finding.place)} finding={finding} opened />
            ))}
          </>
        )}
        {execution && <Result methods={methods} method={method} execution={execution} />}
      </div>
    </article>
  );
}

/** Runs the method as often as its parameters are submitted; a link with `run` opens with the result. */
function useExecution(method: Method): {
  execution: Execution | null;
  problem: Problem | null;
  busy: boolean;
  progress: Job["progress"] | null;
} {
  const { run, parameters, at } = useView();
  const generation = useFreshness((state) => state.generation);
  const [state, setState] = useState<{ execution: Execution | null; problem: Problem | null; busy: boolean }>(
    { execution: null, problem: null, busy: false },
  );
  const [progress, setProgress] = useState<Job["progress"] | null>(null);
  const inputs = JSON.stringify(parameters);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new generation of the data asks for a new run
  useEffect(() => {
    if (!run) {
      setState((last) => ({ ...last, busy: false }));
      return;
    }
    const abort = new AbortController();
    setState((last) => ({ ...last, busy: true, problem: null }));
    setProgress(null);
    const seen = (now: Job["progress"]) => !abort.signal.aborted && setProgress(now);
    execute(method, JSON.parse(inputs), at, abort.signal, seen).then(
      (execution) => !abort.signal.aborted && setState({ execution, problem: null, busy: false }),
      (error: unknown) =>
        !abort.signal.aborted &&
        setState({
          execution: null,
          problem: error instanceof Problem ? error : new Problem(0, "offline", String(error)),
          busy: false,
        }),
    );
    return () => abort.abort();
  }, [method, run, inputs, at, generation]);
  return { ...state, progress };
}

function Result({
  methods,
  method,
  execution,
}: {
  methods: readonly Method[];
  method: Method;
  execution: Execution;
}) {
  const { t, term, number, pick } = useSpeech();
  const { provenance } = execution;
  return (
    <section className="result" aria-label={t("method.result")}>
      <Suspense fallback={<p className="quiet pad">{t("loading")}</p>}>
        <ResultViews methods={methods} method={method} execution={execution} />
      </Suspense>
      <details open>
        <summary>{t("method.provenance")}</summary>
        <dl className="declaration">
          <dt>{t("method.variant")}</dt>
          <dd>{pick(provenance.variant)}</dd>
          <dt>{t("method.computed")}</dt>
          <dd>
            {provenance.method} v{provenance.version} · {provenance.program} ·{" "}
            {t("version", { revision: provenance.revision ?? "–" })}
          </dd>
          <dt>{t("method.inputs")}</dt>
          <dd>
            {Object.entries(provenance.inputs)
              .map(([name, bound]) => `${name}: ${bound}`)
              .join(" · ")}
          </dd>
          <dt>{t("method.parameters")}</dt>
          <dd>
            {Object.entries(provenance.parameters)
              .map(([name, value]) => `${name} = ${value}`)
              .join(" · ") || t("none")}
          </dd>
          <dt>{t("method.observation")}</dt>
          <dd>{term("observation", provenance.observation)}</dd>
        </dl>
        {provenance.method !== INDICATOR.id && <Keep execution={execution} />}
      </details>
      {provenance.diagnostics.length > 0 && (
        <details open>
          <summary>{t("method.findings", { n: number(provenance.diagnostics.length) })}</summary>
          <ul className="findings">
            {provenance.diagnostics.map((finding, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, and the list never changes order
              <li key={`${finding.code}${place(finding.place)}${index}`}>
                <Finding finding={finding} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
