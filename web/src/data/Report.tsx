import { useState } from "react";
import { Button, ToggleButton } from "react-aria-components";
import { address } from "../api/client";
import type { Diagnostic, Explanation, ImportReport, Job } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Finding, place } from "../kit/Finding";
import { Icon } from "../kit/Icon";
import { size } from "../kit/size";
import { useStore } from "../state/store";
import { useImport } from "./job";

/** What became of the file: the verdict, the rows, the findings by code. */
export function Report() {
  const { job, dryRun } = useImport();
  const { t } = useSpeech();
  if (!job || job.state === "running") return null;
  return (
    <section className="panel report" aria-label={t("report")}>
      <Verdict job={job} dryRun={dryRun} />
      {job.problem?.diagnostics?.map((finding) => (
        <Finding key={place(finding.place)} finding={finding} />
      ))}
      {job.report && <Rows report={job.report} />}
      {job.report && <Findings report={job.report} job={job} />}
    </section>
  );
}

function Verdict({ job, dryRun }: { job: Job; dryRun: boolean }) {
  const { t } = useSpeech();
  const { drift } = useStore.getState();
  const { report } = job;
  const good = job.state === "done" && report?.accepted === true;
  const text =
    job.state === "cancelled"
      ? t("report.cancelled")
      : job.state === "failed"
        ? `${t("report.failed")} ${job.problem?.detail ?? job.problem?.title ?? ""}`
        : job.repeated !== null
          ? t("report.repeated", { revision: job.repeated })
          : !report?.accepted
            ? t(dryRun ? "report.would.reject" : "report.rejected")
            : dryRun
              ? t("report.would.accept")
              : t("report.accepted", { revision: job.revision ?? "–" });
  return (
    <div className={good ? "verdict good" : "verdict"} role="status">
      <p>{text}</p>
      {good && !dryRun && job.revision !== null && (
        <Button className="primary" onPress={() => drift({ page: "atlas", at: null })}>
          {t("report.look")}
        </Button>
      )}
    </div>
  );
}

function Rows({ report }: { report: ImportReport }) {
  const { t, number } = useSpeech();
  return (
    <table className="plain">
      <thead>
        <tr>
          <th scope="col">{t("report.file")}</th>
          <th scope="col">{t("import.table")}</th>
          <th scope="col" className="figure">
            {t("report.read")}
          </th>
          <th scope="col" className="figure">
            {t("report.taken")}
          </th>
          <th scope="col" className="figure">
            {t("report.left")}
          </th>
          <th scope="col">{t("report.form")}</th>
        </tr>
      </thead>
      <tbody>
        {report.resources.map((resource) => (
          <tr key={`${resource.path}${resource.name}`}>
            <th scope="row">{resource.name}</th>
            <td>
              <code>{resource.table}</code>
            </td>
            <td className="figure">{number(resource.read)}</td>
            <td className="figure">{number(resource.accepted)}</td>
            <td className="figure">{number(resource.rejected)}</td>
            <td className="quiet">
              {[size(resource.bytes), resource.encoding, resource.delimiter && `"${resource.delimiter}"`]
                .filter(Boolean)
                .join(" · ")}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const SHOWN = 50;

function Findings({ report, job }: { report: ImportReport; job: Job }) {
  const { t, pick, number } = useSpeech();
  const codes = Object.entries(report.counts).sort(([, a], [, b]) => b - a);
  const [chosen, setChosen] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const code = codes.some(([candidate]) => candidate === chosen) ? chosen : (codes[0]?.[0] ?? null);
  const findings = report.findings.filter((finding) => finding.code === code);
  const shown = all ? findings : findings.slice(0, SHOWN);
  if (codes.length === 0) return <p className="quiet">{t("report.clean")}</p>;
  return (
    <>
      <div className="field-row">
        <h2>{t("report.findings")}</h2>
        <Rejects job={job} findings={report.findings} />
      </div>
      <fieldset className="chips" aria-label={t("report.codes")}>
        {codes.map(([candidate, count]) => {
          const finding = report.findings.find((row) => row.code === candidate);
          return (
            <ToggleButton
              key={candidate}
              className="chip"
              data-severity={finding?.severity}
              isSelected={candidate === code}
              onChange={() => {
                setChosen(candidate);
                setAll(false);
              }}
            >
              <code>{candidate}</code> {finding ? pick(finding.title) : ""}{" "}
              <span className="count">{number(count)}</span>
            </ToggleButton>
          );
        })}
      </fieldset>
      {code && <Page code={code} />}
      <ul className="findings">
        {shown.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, and the list never changes order
          <li key={`${place(finding.place)} ${index}`}>
            <Finding finding={finding} />
          </li>
        ))}
      </ul>
      {findings.length > shown.length && (
        <button type="button" className="textual" onClick={() => setAll(true)}>
          {t("report.more", { n: findings.length - shown.length })}
        </button>
      )}
      {code && (report.counts[code] ?? 0) > findings.length && (
        <p className="quiet">
          {t("report.first", { shown: findings.length, all: report.counts[code] ?? 0 })}
        </p>
      )}
    </>
  );
}

/** The page of a code: what it means and what to do. */
function Page({ code }: { code: string }) {
  const { pick, t } = useSpeech();
  const { data } = useAnswer<Explanation>(address(`/diagnostics/${code}`));
  if (!data) return null;
  return (
    <details>
      <summary>{t("report.explain", { code })}</summary>
      <p className="sentence">{pick(data.body)}</p>
    </details>
  );
}

const ALL_ROWS = 100_000;

/** Every rejected row from the table, where a revision holds it; after a check, the findings at hand. */
function Rejects({ job, findings }: { job: Job; findings: readonly Diagnostic[] }) {
  const { t, pick } = useSpeech();
  if (job.revision !== null) {
    const href = address("/tables/rejects/rows", { format: "csv", limit: ALL_ROWS, at: job.revision });
    return (
      <a className="tool boxed" href={href} download="rejects.csv">
        <Icon name="download" /> {t("report.rejects")}
      </a>
    );
  }
  const header = [
    "code",
    "severity",
    "title",
    "resource",
    "path",
    "line",
    "row",
    "column",
    "field",
    "cell",
    "found",
    "expected",
    "help",
    "excerpt",
  ];
  const rows = () =>
    findings.map((row) => [
      row.code,
      row.severity,
      pick(row.title),
      row.place.resource,
      row.place.path ?? null,
      row.place.line ?? null,
      row.place.row ?? null,
      row.place.column ?? null,
      row.place.field ?? null,
      row.place.cell ?? null,
      row.found ?? null,
      row.expected ? pick(row.expected) : null,
      row.help ? pick(row.help) : null,
      row.excerpt ?? null,
    ]);
  return (
    <Button className="tool boxed" onPress={() => save("findings.csv", csv(header, rows()))}>
      <Icon name="download" /> {t("report.findings.csv")}
    </Button>
  );
}
