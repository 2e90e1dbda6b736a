import { useEffect, useId, useMemo, useRef, useState } from "react";
import { address, Problem, post } from "../../api/client";
import type { Diagnostic } from "../../api/types";
import { useSpeech } from "../../i18n";
import { Trouble } from "../../kit/Trouble";
import { lineStarts } from "./lines";
import type { DealCheck } from "./types";

/** Long enough to go on typing. */
const PAUSE = 350;

export interface Checked {
  check: DealCheck | null;
  problem: Problem | null;
  busy: boolean;
}

/** Checks a text a moment after the last key; an answer to an older text is thrown away. No text yet is no fault. */
export function useCheck(text: string): Checked {
  const [state, setState] = useState<{
    text: string | null;
    check: DealCheck | null;
    problem: Problem | null;
  }>({
    text: null,
    check: null,
    problem: null,
  });
  useEffect(() => {
    if (text.trim() === "") {
      setState({ text, check: null, problem: null });
      return;
    }
    const abort = new AbortController();
    const timer = setTimeout(() => {
      post<DealCheck>(address("/deals/check"), { text }, abort.signal).then(
        (check) => setState({ text, check, problem: null }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
          setState({ text, check: null, problem });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [text]);
  return { check: state.check, problem: state.problem, busy: state.text !== text };
}

/** The text of an agreement with its lines numbered; a finding leads to its line and column. */
export function Editor(props: { text: string; checked: Checked; onChange: (text: string) => void }) {
  const { text, checked, onChange } = props;
  const { t, pick } = useSpeech();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLPreElement>(null);
  const starts = useMemo(() => lineStarts(text), [text]);
  const findings = checked.check?.diagnostics ?? [];
  const faulty = new Set(findings.flatMap(({ place }) => place.line ?? []));
  const go = ({ place }: Diagnostic) => {
    const box = field.current;
    const start = starts[(place.line ?? 1) - 1];
    if (!box || start === undefined) return;
    const end = starts[place.line ?? 1] ?? text.length + 1;
    const from = Math.min(end - 1, start + Math.max(0, (place.column ?? 1) - 1));
    box.focus();
    box.setSelectionRange(from, Math.max(from, end - 1));
    const height = box.scrollHeight / Math.max(1, starts.length);
    box.scrollTop = Math.max(0, ((place.line ?? 1) - 4) * height);
  };
  return (
    <div className="editor" aria-busy={checked.busy}>
      <label htmlFor={id}>{t("ledger.text")}</label>
      <div className="editor-box">
        <pre ref={numbers} className="editor-lines" aria-hidden="true">
          {starts.map((start, index) => (
            <span key={start} data-faulty={faulty.has(index + 1)}>
              {index + 1}
              {"\n"}
            </span>
          ))}
        </pre>
        <textarea
          id={id}
          ref={field}
          spellCheck={false}
          wrap="off"
          value={text}
          aria-describedby={`${id}-findings`}
          onChange={(event) => onChange(event.target.value)}
          onScroll={(event) => {
            if (numbers.current) numbers.current.scrollTop = event.currentTarget.scrollTop;
          }}
        />
      </div>
      <div id={`${id}-findings`} aria-live="polite">
        {checked.problem && <Trouble problem={checked.problem} />}
        {checked.check && findings.length === 0 && <p className="quiet">{t("ledger.check.clean")}</p>}
        <ul className="findings">
          {findings.map((finding, index) => (
            <li
              // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, and the list never changes order
              key={`${finding.code}${index}`}
              className="finding"
              data-severity={finding.severity}
            >
              <button type="button" className="textual" onClick={() => go(finding)}>
                <code>{finding.code}</code>{" "}
                {finding.place.line !== undefined &&
                  t("ledger.at", { line: finding.place.line, column: finding.place.column ?? 1 })}{" "}
                {pick(finding.title)}
                {finding.found !== undefined && (
                  <span className="found">{t("finding.found", { found: finding.found })}</span>
                )}
              </button>
              {(finding.expected || finding.help) && (
                <p className="quiet">
                  {finding.expected && `${t("finding.expected")} ${pick(finding.expected)} `}
                  {finding.help && `${t("finding.help")} ${pick(finding.help)}`}
                </p>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
