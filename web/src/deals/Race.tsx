import type { ReactNode } from "react";
import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { numberOf, rowsOf, useLive } from "../methods/useLive";
import { Findings, Provenance } from "./Provenance";
import type { Terms } from "./terms";

/** How low two competing places would go, and how much sharing stops it; its own assumptions, its own model. */
export function Race(props: {
  open: boolean;
  terms: Terms;
  shared: number;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}) {
  const { open, terms, shared, onOpen } = props;
  const { t, number } = useSpeech();
  const { yield: first, slope, capital } = terms.numbers;
  const shares = [...new Set([0, 0.1, 0.2, 0.3, 0.4, 0.5, ...(shared <= 0.5 ? [shared] : [])])].sort(
    (a, b) => a - b,
  );
  const live = useLive(open ? "tax_competition" : null, {
    a: String(first),
    b: String(slope),
    capital: String(capital),
    shares: shares.join("|"),
  });
  const rows = rowsOf(live.execution?.table);
  const needed = rows[0] ? numberOf(rows[0]("share_needed")) : null;
  const write = (value: number | null, digits = 2) => (value === null ? <Missing /> : number(value, digits));
  return (
    <details
      className="panel wide"
      open={open}
      data-stale={live.stale}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onOpen(event.currentTarget.open);
      }}
    >
      <summary>{t("deals.race")}</summary>
      <div className="race">
        <div className="race-terms">{props.children}</div>
        <div>
          {live.problem && <Trouble problem={live.problem} />}
          {rows.length > 0 && (
            <>
              <p>
                {t("deals.race.needed")}{" "}
                <strong>{needed === null ? <Missing /> : `${number(needed * 100, 1)}%`}</strong>
              </p>
              <div>
                <table className="plain">
                  <thead>
                    <tr>
                      {(["share", "rate", "revenue", "gain"] as const).map((column) => (
                        <th key={column} scope="col" className="figure">
                          {t(`deals.race.${column}`)}
                        </th>
                      ))}
                      <th scope="col">{t("deals.race.joint")}</th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((cell) => {
                      const share = numberOf(cell("share"));
                      return (
                        <tr key={String(cell("share"))} data-current={share === shared}>
                          <th scope="row" className="figure">
                            {share === null ? <Missing /> : `${number(share * 100, 0)}%`}
                          </th>
                          <td className="figure">{write(numberOf(cell("rate")))}</td>
                          <td className="figure">{write(numberOf(cell("revenue")))}</td>
                          <td className="figure">{write(numberOf(cell("gain")))}</td>
                          <td>
                            {cell("joint_optimum") === null ? (
                              <Missing />
                            ) : (
                              t(cell("joint_optimum") === true ? "yes" : "no")
                            )}
                          </td>
                        </tr>
                      );
                    })}
                  </tbody>
                </table>
              </div>
            </>
          )}
          <p className="quiet">{t("deals.race.note")}</p>
          <Findings executions={[live.execution]} />
          <Provenance executions={[live.execution]} />
        </div>
      </div>
    </details>
  );
}
