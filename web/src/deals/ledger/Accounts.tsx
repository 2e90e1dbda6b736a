import { useEffect, useId, useMemo, useRef } from "react";
import { Button } from "react-aria-components";
import { address } from "../../api/client";
import { useAnswer } from "../../api/use";
import { useSpeech } from "../../i18n";
import { csv, save } from "../../kit/csv";
import { DataTable, type TableColumn } from "../../kit/DataTable";
import { Icon } from "../../kit/Icon";
import { Missing } from "../../kit/Missing";
import { Trouble } from "../../kit/Trouble";
import { useStore, useView } from "../../state/store";
import { isPositive, isZero, less, money, shareOf } from "./money";
import { usePartyName } from "./names";
import { byPeriod, type PeriodRow } from "./periods";
import { Reverse } from "./Reverse";
import type { ClauseInfo, DealFact, DealView, Obligation } from "./types";

/** Pixels of a row, and how many rows are seen without scrolling in the table. */
const ROW = 31;
const MOST = 14;

/** Promised against received: by pair, by period, and each obligation down to its clause and row. */
export function Accounts({ view }: { view: DealView }) {
  const { deal, sort } = useView();
  const { t, language } = useSpeech();
  const { change } = useStore.getState();
  const id = useId();
  const name = usePartyName(view);
  const asOf = /^\d{4}-\d\d-\d\d$/.test(deal.as_of ?? "") ? (deal.as_of ?? null) : null;
  const { data, problem } = useAnswer<Obligation[]>(
    address(`/deals/${encodeURIComponent(view.id)}/obligations`, { as_of: asOf }),
  );
  const obligations = useMemo(() => data ?? [], [data]);
  const periods = useMemo(() => byPeriod(obligations), [obligations]);
  const chosen = obligations.find(({ record }) => String(record) === deal.record);
  const columns = useMemo((): TableColumn<Obligation>[] => {
    const figure = (
      column: "due" | "paid" | "released" | "arrears" | "not_yet_due",
    ): TableColumn<Obligation> => ({
      id: column,
      title: t(`ledger.column.${column}`),
      help: t(`ledger.column.${column}.help`),
      // Sorted by size; what is shown is exact.
      value: (one) => Number(one[column]),
      show: (one) => (
        <span className={column === "arrears" && isPositive(one[column]) ? "warn" : ""}>
          {money(one[column], null, language)}
        </span>
      ),
      least: 96,
    });
    return [
      {
        id: "period",
        title: t("ledger.column.period"),
        value: ({ period }) => period,
        least: 74,
        width: 0.5,
      },
      {
        id: "who",
        title: t("ledger.column.who"),
        value: ({ debtor, creditor }) => `${name(debtor)} → ${name(creditor)}`,
        least: 150,
        width: 1.6,
      },
      {
        id: "clause",
        title: t("ledger.column.clause"),
        value: ({ clause }) => clause,
        least: 80,
        width: 0.7,
      },
      figure("due"),
      figure("paid"),
      figure("released"),
      figure("arrears"),
      figure("not_yet_due"),
      {
        id: "day",
        title: t("ledger.column.due_day"),
        value: ({ due_day }) => due_day,
        least: 92,
        width: 0.6,
      },
      {
        id: "currency",
        title: t("ledger.column.currency"),
        value: ({ currency }) => currency,
        least: 60,
        width: 0.3,
      },
    ];
  }, [t, language, name]);
  const set = (word: string, value: string) => {
    const { [word]: _, ...others } = useStore.getState().view.deal;
    change({ deal: value === "" ? others : { ...others, [word]: value } });
  };
  return (
    <div className="book">
      <section className="panel" aria-labelledby={`${id}-balances`}>
        <div className="card-head">
          <h3 id={`${id}-balances`}>{t("ledger.balances")}</h3>
        </div>
        {view.balances.length === 0 ? (
          <p className="quiet">{t("ledger.balances.none")}</p>
        ) : (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("ledger.column.who")}</th>
                {(["due", "paid", "released", "arrears", "not_yet_due", "credit"] as const).map((column) => (
                  <th key={column} scope="col" className="figure" title={t(`ledger.column.${column}.help`)}>
                    {t(`ledger.column.${column}`)}
                  </th>
                ))}
                <th scope="col">{t("ledger.kept")}</th>
              </tr>
            </thead>
            <tbody>
              {view.balances.map((one) => (
                <tr
                  key={`${one.debtor}~${one.creditor}~${one.currency}`}
                  data-lacking={isPositive(one.arrears)}
                >
                  <th scope="row">
                    {name(one.debtor)} → {name(one.creditor)}
                  </th>
                  {(["due", "paid", "released", "arrears", "not_yet_due", "credit"] as const).map(
                    (column) => (
                      <td key={column} className="figure">
                        {money(one[column], one.currency, language)}
                      </td>
                    ),
                  )}
                  <td>
                    <Kept paid={one.paid} due={one.due} released={one.released} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
      {periods.length > 0 && <Periods rows={periods} name={name} />}
      <section className="panel" aria-labelledby={`${id}-obligations`}>
        <div className="card-head">
          <h3 id={`${id}-obligations`}>{t("ledger.obligations", { n: obligations.length })}</h3>
          <span className="field-row">
            <label htmlFor={`${id}-day`}>{t("ledger.as_of")}</label>
            <input
              id={`${id}-day`}
              type="date"
              className="filter short"
              value={asOf ?? ""}
              onChange={(event) => set("as_of", event.target.value)}
            />
            <Button
              className="tool boxed"
              aria-label={t("ledger.obligations.csv")}
              isDisabled={obligations.length === 0}
              onPress={() => save(`liantu-${view.id}-obligations.csv`, obligationsCsv(view, obligations))}
            >
              <Icon name="download" /> CSV
            </Button>
          </span>
        </div>
        {problem && <Trouble problem={problem} />}
        {data && (
          <div className="book-table" style={{ height: Math.min(MOST, obligations.length + 2) * ROW }}>
            <DataTable
              label={t("ledger.part.accounts")}
              rows={obligations}
              columns={columns}
              rowId={({ record }) => String(record)}
              sort={sort}
              onSort={(next) => change({ sort: next })}
              selected={chosen ? String(chosen.record) : null}
              onSelect={(record) => set("record", record)}
              empty={t("ledger.obligations.none")}
            />
          </div>
        )}
        {chosen && <Explained view={view} one={chosen} onClose={() => set("record", "")} />}
      </section>
    </div>
  );
}

/** What was paid of what is still promised: what was reversed is owed no more. */
function Kept({ paid, due, released }: { paid: string; due: string; released: string }) {
  const { number } = useSpeech();
  const share = shareOf(paid, less(due, released) ?? "");
  if (share === null) return <Missing text="–" />;
  return (
    <span className="kept">
      <span className="bar" aria-hidden="true">
        <span className="bar-fill action" style={{ width: `${share * 100}%` }} />
      </span>
      {number(share * 100, 0)}%
    </span>
  );
}

function Periods({ rows, name }: { rows: readonly PeriodRow[]; name: (id: string) => string }) {
  const { t, language } = useSpeech();
  const amount = (value: string | null, currency: string) =>
    value === null ? <Missing /> : money(value, currency, language);
  return (
    <section className="panel" aria-labelledby="by-period">
      <h3 id="by-period">{t("ledger.periods")}</h3>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">{t("ledger.column.period")}</th>
            <th scope="col">{t("ledger.column.who")}</th>
            {(["due", "paid", "released", "arrears", "not_yet_due"] as const).map((column) => (
              <th key={column} scope="col" className="figure" title={t(`ledger.column.${column}.help`)}>
                {t(`ledger.column.${column}`)}
              </th>
            ))}
            <th scope="col">{t("ledger.column.due_day")}</th>
            <th scope="col">{t("ledger.kept")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} data-lacking={row.arrears !== null && isPositive(row.arrears)}>
              <th scope="row">{row.period}</th>
              <td>
                {name(row.debtor)} → {name(row.creditor)}
              </td>
              {(["due", "paid", "released", "arrears", "not_yet_due"] as const).map((column) => (
                <td key={column} className="figure">
                  {amount(row[column], row.currency)}
                </td>
              ))}
              <td>{row.due_day}</td>
              <td>
                {row.paid !== null && row.due !== null ? (
                  <Kept paid={row.paid} due={row.due} released={row.released ?? "0"} />
                ) : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** A single obligation: the arithmetic in words, the clause, the rule, the row it came from, the payments. */
function Explained({ view, one, onClose }: { view: DealView; one: Obligation; onClose: () => void }) {
  const { t, pick, language } = useSpeech();
  const name = usePartyName(view);
  const { drift } = useStore.getState();
  const box = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another obligation is brought into view too
  useEffect(() => box.current?.scrollIntoView({ block: "nearest" }), [one.record]);
  const clause = view.clauses.find(({ id }) => id === one.clause);
  const fact = view.facts.find(({ record }) => record === one.source?.record);
  return (
    <section ref={box} className="explained" aria-label={t("ledger.why")}>
      <div className="card-head">
        <h4>
          {t("ledger.why")} <code>#{one.record}</code>
        </h4>
        <Button className="tool small" aria-label={t("card.close")} onPress={onClose}>
          <Icon name="close" />
        </Button>
      </div>
      <p className="sentence">
        {t("ledger.owes", {
          debtor: name(one.debtor),
          creditor: name(one.creditor),
          amount: money(one.due, one.currency, language),
          period: one.period,
        })}
      </p>
      {one.why && <p>{pick(one.why)}</p>}
      <dl className="declaration">
        <dt>{t("ledger.column.clause")}</dt>
        <dd>
          <code>{one.clause}</code> {clause && pick(clause.title)}
          {one.amendment && <em className="tag">{t("ledger.amendment", { id: one.amendment })}</em>}
          {one.version !== null && ` · ${t("ledger.version", { n: one.version })}`}
          {clause && ` · ${t("finding.line", { n: clause.line })}`}
        </dd>
        <dt>{t("ledger.source")}</dt>
        <dd>
          {one.source === null ? (
            t("ledger.source.once")
          ) : one.source.record !== null ? (
            <>
              {t("ledger.source.record", { n: one.source.record })}
              {fact && (
                <>
                  : {name(fact.party)} · {fact.item} · {fact.period} · <FactAmount fact={fact} />{" "}
                  <Observation word={fact.observation} /> <span className="quiet">{fact.note}</span>
                </>
              )}
            </>
          ) : (
            <button
              type="button"
              className="textual"
              onClick={() =>
                drift({
                  page: "data",
                  tab: "tables",
                  table: "agreement_fact",
                  at: revisionOf(one.source?.revision ?? null),
                })
              }
            >
              {t("ledger.source.row", { row: one.source.row ?? "–", revision: one.source.revision ?? "–" })}
            </button>
          )}
        </dd>
        {one.rule && (
          <>
            <dt>{t("ledger.rule")}</dt>
            <dd>{one.rule}</dd>
          </>
        )}
        <dt>{t("ledger.days")}</dt>
        <dd>{t("ledger.days.said", { entered: one.entered, due: one.due_day })}</dd>
        <dt>{t("ledger.payments")}</dt>
        <dd>
          {one.payments.length === 0
            ? t("none")
            : one.payments.map((payment) => (
                <div key={`${payment.record}${payment.amount}`}>
                  {money(payment.amount, one.currency, language)}{" "}
                  <span className="quiet">
                    {payment.record === null ? t("ledger.payment.credit") : `#${payment.record}`}
                    {payment.executor && ` · ${t("ledger.executor", { who: payment.executor })}`}
                  </span>
                </div>
              ))}
        </dd>
        {!isZero(one.released) && (
          <>
            <dt>{t("ledger.column.released")}</dt>
            <dd>{money(one.released, one.currency, language)}</dd>
          </>
        )}
      </dl>
      <Reverse id={view.id} record={one.record} />
    </section>
  );
}

/** An amount of money, or of what its unit says in the language of the page. */
export function FactAmount({ fact }: { fact: DealFact }) {
  const { term, language } = useSpeech();
  return /^[A-Z]{3}$/.test(fact.unit)
    ? money(fact.amount, fact.unit, language)
    : `${money(fact.amount, null, language)} ${term("unit", fact.unit)}`;
}

export function Observation({ word }: { word: string }) {
  const { term } = useSpeech();
  return <em className={word === "observed" ? "tag" : "tag warn"}>{term("observation", word)}</em>;
}

const revisionOf = (text: string | null): number | null => {
  const found = /^r(\d+)$/.exec(text ?? "");
  return found ? Number(found[1]) : null;
};

function obligationsCsv(view: DealView, obligations: readonly Obligation[]): string {
  const clause = (id: string): ClauseInfo | undefined => view.clauses.find((one) => one.id === id);
  return csv(
    [
      "record",
      "period",
      "clause",
      "clause_kind",
      "amendment",
      "debtor",
      "creditor",
      "currency",
      "due",
      "paid",
      "released",
      "arrears",
      "not_yet_due",
      "entered",
      "due_day",
      "source",
      "rule",
      "why_zh",
      "why_en",
    ],
    obligations.map((one) => [
      one.record,
      one.period,
      one.clause,
      clause(one.clause)?.kind ?? null,
      one.amendment,
      one.debtor,
      one.creditor,
      one.currency,
      one.due,
      one.paid,
      one.released,
      one.arrears,
      one.not_yet_due,
      one.entered,
      one.due_day,
      one.source
        ? one.source.record !== null
          ? `#${one.source.record}`
          : `agreement_fact ${one.source.row} ${one.source.revision}`
        : null,
      one.rule,
      one.why?.zh ?? null,
      one.why?.en ?? null,
    ]),
  );
}
