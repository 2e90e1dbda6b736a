import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { type Live, numberOf, rowsOf } from "../methods/useLive";
import { Findings, Provenance } from "./Provenance";
import { increment, type Terms } from "./terms";

/** Would the party that collects keep its promise? If not, up to which share, or with what bond. */
export function Keeping({ terms, live }: { terms: Terms; live: Live }) {
  const { t, number } = useSpeech();
  const [cell] = rowsOf(live.execution?.table);
  const value = (name: string) => (cell ? numberOf(cell(name)) : null);
  const kept = cell?.("kept") ?? null;
  const never = cell?.("never") === true;
  const largest = value("largest_share");
  const above = increment(terms);
  const money = (amount: number | null) =>
    amount === null ? <Missing /> : `${number(amount, 2)} ${terms.unit}`;
  const facts = [
    {
      id: "critical",
      said: value("critical") === null ? <Missing /> : number(value("critical") ?? 0, 3),
    },
    {
      id: "largest",
      said:
        largest === null ? (
          <Missing />
        ) : (
          <>
            {`${number(largest * 100, 1)}%`}
            {above > 0 && above < 1 && (
              <span className="quiet">
                {" "}
                {t("deals.largest.increment", { share: number(Math.min(1, largest / above) * 100, 1) })}
              </span>
            )}
          </>
        ),
    },
    { id: "bond", said: money(value("bond")) },
    { id: "keep", said: money(value("keep")) },
    { id: "break", said: money(value("break")) },
    { id: "after", said: money(value("after")) },
  ] as const;
  return (
    <section className="panel" aria-labelledby="keeping" data-stale={live.stale}>
      <h2 id="keeping">{t("deals.keeping")}</h2>
      {live.problem && <Trouble problem={live.problem} />}
      {cell && (
        <>
          <p className={kept === true ? "verdict good" : "verdict"}>
            {t(
              kept === true
                ? "deals.kept.yes"
                : kept === null
                  ? "deals.kept.unknown"
                  : never
                    ? "deals.kept.never"
                    : "deals.kept.no",
            )}
          </p>
          <dl className="declaration">
            {facts.map(({ id, said }) => (
              <div key={id} className="fact">
                <dt>{t(`deals.keeping.${id}`)}</dt>
                <dd className="figure">{said}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <p className="quiet">{t("deals.keeping.note")}</p>
      <Findings executions={[live.execution]} />
      <Provenance executions={[live.execution]} />
    </section>
  );
}
