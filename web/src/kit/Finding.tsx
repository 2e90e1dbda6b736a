import { useState } from "react";
import type { Diagnostic, Place } from "../api/types";
import { useSpeech } from "../i18n";

export function place(where: Place): string {
  return `${where.path ?? where.resource} ${where.cell ?? where.line ?? ""} ${where.row ?? ""} ${where.field ?? ""}`;
}

/** One finding: its place and sentence; opened, the line with a caret under the fault, what was expected, what helps. */
export function Finding({ finding, opened = false }: { finding: Diagnostic; opened?: boolean }) {
  const { t, pick } = useSpeech();
  const [open, setOpen] = useState(opened);
  const { place: at } = finding;
  const where = [
    at.path?.split("/").at(-1) ?? at.resource,
    at.cell ?? (at.line === undefined ? null : t("finding.line", { n: at.line })),
    at.row === undefined ? null : t("finding.row", { n: at.row }),
    at.field === undefined ? null : t("finding.field", { name: at.field }),
  ].filter(Boolean);
  return (
    <div className="finding" data-severity={finding.severity}>
      <button type="button" className="textual" aria-expanded={open} onClick={() => setOpen(!open)}>
        <span aria-hidden="true">{open ? "▾" : "▸"}</span> <code>{finding.code}</code> {where.join(" · ")}
        {finding.found !== undefined && (
          <span className="found">{t("finding.found", { found: finding.found })}</span>
        )}
      </button>
      {open && (
        <div className="finding-body">
          <p>{pick(finding.title)}</p>
          {finding.excerpt !== undefined && (
            <Excerpt text={finding.excerpt} bytes={at.bytes} line={at.line} />
          )}
          {finding.expected && (
            <p>
              {t("finding.expected")} {pick(finding.expected)}
            </p>
          )}
          {finding.help && (
            <p>
              {t("finding.help")} {pick(finding.help)}
            </p>
          )}
          {finding.related?.map((other) => (
            <p key={place(other)} className="quiet">
              {t("finding.related")} {place(other)}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}

/** The line of the file, with the faulty bytes marked as such: a caret line would be off beside wide characters. */
function Excerpt({ text, bytes, line }: { text: string; bytes?: [number, number]; line?: number }) {
  const encoded = new TextEncoder().encode(text);
  const slice = (from: number, to?: number) => new TextDecoder().decode(encoded.slice(from, to));
  const [start, end] = bytes ?? [0, 0];
  return (
    <pre className="code">
      {line !== undefined && <span className="quiet">{line} │ </span>}
      {bytes ? (
        <>
          {slice(0, start)}
          <mark>{slice(start, Math.max(end, start + 1))}</mark>
          {slice(Math.max(end, start + 1))}
        </>
      ) : (
        text
      )}
    </pre>
  );
}
