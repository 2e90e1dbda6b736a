import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { type Live, numberOf, rowsOf } from "../methods/useLive";
import { Findings, Provenance } from "./Provenance";
import type { Terms } from "./terms";

/** Does anybody lose by it, who must compensate whom, and what would bargaining give? */
export function Fairness(props: { terms: Terms; known: boolean; fairness: Live; bargain: Live }) {
  const { terms, fairness, bargain } = props;
  const { t, number } = useSpeech();
  const rows = rowsOf(fairness.execution?.table);
  const nash = rowsOf(bargain.execution?.table);
  const pareto = rows[0]?.("pareto") ?? null;
  const better = rows[0]?.("kaldor_hicks") ?? null;
  const money = (value: number | null, signed = false) =>
    value === null ? <Missing /> : `${signed && value > 0 ? "+" : ""}${number(value, 2)}`.replace("-", "−");
  return (
    <section className="panel" aria-labelledby="fair" data-stale={fairness.stale || bargain.stale}>
      <h2 id="fair">{t("deals.fair")}</h2>
      {fairness.problem && <Trouble problem={fairness.problem} />}
      {rows.length > 0 && (
        <p className={pareto === true ? "verdict good" : "verdict"}>
          {t(
            pareto === true
              ? "deals.fair.yes"
              : pareto === null
                ? "deals.fair.unknown"
                : better === true
                  ? "deals.fair.compensate"
                  : better === null
                    ? "deals.fair.no.unknown"
                    : "deals.fair.no",
          )}
        </p>
      )}
      <div>
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("deals.party")}</th>
              {(["before", "after", "change", "transfer", "result", "nash"] as const).map((column) => (
                <th key={column} scope="col" className="figure" title={t(`deals.column.${column}.help`)}>
                  {t(`deals.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((cell, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two parties may have the same name
              <tr key={index}>
                <th scope="row">{String(cell("party"))}</th>
                <td className="figure">{money(numberOf(cell("before")))}</td>
                <td className="figure">{money(numberOf(cell("after")))}</td>
                <td className="figure">{money(numberOf(cell("change")), true)}</td>
                <td className="figure">{money(numberOf(cell("transfer")), true)}</td>
                <td className="figure">{money(numberOf(cell("result")))}</td>
                <td className="figure">
                  {nash[index]?.("deal") === false ? (
                    <span className="quiet">{t("deals.nash.none")}</span>
                  ) : (
                    money(numberOf(nash[index]?.("share") ?? null))
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="quiet">
        {terms.unit && `${t("deals.in", { unit: terms.unit })} `}
        {!props.known && t("deals.nash.unknown")}
      </p>
      <Findings executions={[fairness.execution, bargain.execution]} />
      <Provenance executions={[fairness.execution, bargain.execution]} />
    </section>
  );
}
