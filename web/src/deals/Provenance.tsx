import type { Diagnostic, Execution } from "../api/types";
import { useSpeech } from "../i18n";
import { Finding, place } from "../kit/Finding";
import { sourceLine } from "../results/source";
import { useStore } from "../state/store";

/** By which method and with which numbers it was computed, and the way to the page of the method. */
export function Provenance({ executions }: { executions: readonly (Execution | null)[] }) {
  const speech = useSpeech();
  const drift = useStore((state) => state.drift);
  const found = executions.filter((one): one is Execution => one !== null);
  if (found.length === 0) return null;
  return (
    <details>
      <summary className="quiet">{speech.t("deals.how")}</summary>
      {found.map((execution) => (
        <p key={execution.provenance.method} className="quiet">
          <button
            type="button"
            className="textual"
            onClick={() =>
              drift({
                page: "methods",
                method: execution.provenance.method,
                parameters: execution.provenance.parameters,
                run: true,
                sort: null,
                look: {},
              })
            }
          >
            {execution.provenance.method}
          </button>{" "}
          {sourceLine(execution, speech)}
        </p>
      ))}
    </details>
  );
}

/** What the engine found, each once. */
export function Findings({ executions }: { executions: readonly (Execution | null)[] }) {
  const found = new Map<string, Diagnostic>();
  for (const execution of executions)
    for (const finding of execution?.provenance.diagnostics ?? [])
      found.set(`${finding.code}${place(finding.place)}`, finding);
  if (found.size === 0) return null;
  return (
    <ul className="findings">
      {[...found].map(([key, finding]) => (
        <li key={key}>
          <Finding finding={finding} />
        </li>
      ))}
    </ul>
  );
}
