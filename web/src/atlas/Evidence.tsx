import type { Evidence } from "../api/types";
import { useSpeech } from "../i18n";
import { LayerMark } from "../kit/LayerMark";
import { Missing } from "../kit/Missing";
import { useStore } from "../state/store";
import { short, span } from "./describe";

const ARROWS: Record<string, string> = { forward: "→", reverse: "←", two_way: "⇄", multi: "⋈" };

/** The links as their sources have them: who, what, since when, where it is written, and who put it into this network. */
export function EvidenceList({ rows }: { rows: readonly Evidence[] }) {
  const { t, pick, term } = useSpeech();
  const change = useStore((state) => state.change);
  const open = (id: string) =>
    change({
      selection: `n:${id}`,
      ...(id.startsWith("actor:") ? { scale: "actor" as const, camera: null } : {}),
    });
  return (
    <ul className="evidence">
      {rows.map((row) => (
        <li key={row.link}>
          <p>
            <LayerMark layer={row.layer} line={false} />{" "}
            <button type="button" className="textual" onClick={() => open(row.from.id)}>
              {pick(row.from.title)}
            </button>{" "}
            {ARROWS[row.direction] ?? "→"}{" "}
            <button type="button" className="textual" onClick={() => open(row.to.id)}>
              {pick(row.to.title)}
            </button>
          </p>
          <p>
            {pick(row.kind)} · {short(term("layer", row.layer))}
            {row.layer_basis && <em className="tag">{term("layer_basis", row.layer_basis)}</em>}
            {row.status !== "stated" && <em className="tag warn">{term("status", row.status)}</em>}
            {row.observation !== "observed" && (
              <em className="tag">{term("observation", row.observation)}</em>
            )}
          </p>
          <p className="quiet">
            {span(row.start, row.end) ?? <Missing text={t("time.unknown")} />}
            {row.time_basis === "stage" && ` (${term("time_basis", "stage")})`} ·{" "}
            {row.source ? pick(row.source.title) : <Missing text={t("source.unknown")} />}
            {row.source?.published ? ` (${row.source.published.slice(0, 4)})` : ""}
            {row.section ? ` · ${row.section}` : ""} · <code>{row.link}</code>
          </p>
          {row.note && <p className="quiet">{row.note}</p>}
        </li>
      ))}
    </ul>
  );
}
