import { useId } from "react";
import { Button } from "react-aria-components";
import { address } from "../../api/client";
import { useAnswer } from "../../api/use";
import { useSpeech } from "../../i18n";
import { csv, save } from "../../kit/csv";
import { Icon } from "../../kit/Icon";
import { Picker } from "../../kit/Picker";
import { Trouble } from "../../kit/Trouble";
import { useStore, useView } from "../../state/store";
import { Observation } from "./Accounts";
import { money } from "./money";
import { usePartyName } from "./names";
import type { DealView, StatementView } from "./types";

const COLUMNS = ["opening", "receivable", "payable", "received", "paid", "corrected", "closing"] as const;
const KINDS = ["due", "paid", "reversed", "undone", "passed"] as const;

/** One party's account with each other over a period, and every record behind it. */
export function Statement({ view }: { view: DealView }) {
  const { deal } = useView();
  const { t, pick, language } = useSpeech();
  const { change } = useStore.getState();
  const id = useId();
  const name = usePartyName(view);
  const party = view.parties.find((one) => one.id === deal.party)?.id ?? view.parties[0]?.id ?? "";
  const { data, problem } = useAnswer<StatementView>(
    party === ""
      ? null
      : address(`/deals/${encodeURIComponent(view.id)}/statement`, { party, period: deal.period || null }),
  );
  const what = (word: string) => {
    const known = KINDS.find((kind) => kind === word);
    return known ? t(`ledger.entry.${known}`) : word;
  };
  return (
    <div className="book">
      <section className="panel" aria-labelledby={`${id}-accounts`}>
        <div className="card-head">
          <h3 id={`${id}-accounts`}>{t("ledger.statement", { party: name(party) })}</h3>
          <span className="field-row">
            <Picker
              label={t("ledger.party")}
              value={party}
              options={view.parties.map((one) => ({ id: one.id, title: pick(one.name) || one.id }))}
              onChange={(next) => change({ deal: { ...deal, party: next } })}
            />
            <label htmlFor={`${id}-period`}>{t("ledger.column.period")}</label>
            <input
              id={`${id}-period`}
              className="filter short"
              value={deal.period ?? ""}
              placeholder={t("time.all")}
              onChange={(event) => {
                const { period: _, ...others } = deal;
                change({ deal: event.target.value ? { ...others, period: event.target.value } : others });
              }}
            />
            <Button
              className="tool boxed"
              aria-label={t("ledger.statement.csv")}
              isDisabled={!data}
              onPress={() => data && save(`liantu-${view.id}-${party}.csv`, statementCsv(data))}
            >
              <Icon name="download" /> CSV
            </Button>
          </span>
        </div>
        {problem && <Trouble problem={problem} />}
        {data && (
          <>
            <p className="quiet">
              {t("ledger.statement.note")} <Observation word={data.observation} />
            </p>
            {data.accounts.length === 0 ? (
              <p className="quiet">{t("ledger.statement.none")}</p>
            ) : (
              <table className="plain">
                <thead>
                  <tr>
                    <th scope="col">{t("ledger.partner")}</th>
                    {COLUMNS.map((column) => (
                      <th key={column} scope="col" className="figure">
                        {t(`ledger.statement.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.accounts.map((row) => (
                    <tr key={`${row.partner}~${row.currency}`}>
                      <th scope="row">{name(row.partner)}</th>
                      {COLUMNS.map((column) => (
                        <td key={column} className="figure">
                          {money(row[column], row.currency, language)}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            )}
          </>
        )}
      </section>
      {data && data.entries.length > 0 && (
        <section className="panel" aria-labelledby={`${id}-entries`}>
          <h3 id={`${id}-entries`}>{t("ledger.entries", { n: data.entries.length })}</h3>
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("ledger.day")}</th>
                <th scope="col">{t("ledger.entry")}</th>
                <th scope="col">{t("ledger.partner")}</th>
                <th scope="col">{t("ledger.column.clause")}</th>
                <th scope="col">{t("ledger.column.period")}</th>
                <th scope="col" className="figure">
                  {t("ledger.change")}
                </th>
                <th scope="col">{t("ledger.why")}</th>
              </tr>
            </thead>
            <tbody>
              {data.entries.map((entry) => (
                <tr key={`${entry.record}${entry.partner}${entry.what}`}>
                  <td className="day">{entry.day}</td>
                  <td>
                    {what(entry.what)} <code className="quiet">#{entry.record}</code>
                  </td>
                  <td>{name(entry.partner)}</td>
                  <td>{entry.clause && <code>{entry.clause}</code>}</td>
                  <td>{entry.period}</td>
                  <td className="figure">{money(entry.change, entry.currency, language)}</td>
                  <td className="quiet">{entry.why && pick(entry.why)}</td>
                </tr>
              ))}
            </tbody>
          </table>
          <p className="quiet">
            {t("ledger.head", { n: data.head.number })} <code>{data.head.hash}</code>
          </p>
        </section>
      )}
    </div>
  );
}

function statementCsv(data: StatementView): string {
  return csv(
    [
      "record",
      "day",
      "what",
      "partner",
      "clause",
      "period",
      "change",
      "currency",
      "why_zh",
      "why_en",
      "observation",
      "head",
    ],
    data.entries.map((one) => [
      one.record,
      one.day,
      one.what,
      one.partner,
      one.clause,
      one.period,
      one.change,
      one.currency,
      one.why?.zh ?? null,
      one.why?.en ?? null,
      data.observation,
      data.head.hash,
    ]),
  );
}
