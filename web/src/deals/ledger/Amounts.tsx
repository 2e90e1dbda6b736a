import { type ReactNode, useId, useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../../i18n";
import { Finding, place } from "../../kit/Finding";
import { Picker } from "../../kit/Picker";
import { Trouble } from "../../kit/Trouble";
import { FactAmount, Observation } from "./Accounts";
import { emptied, said, useAct } from "./act";
import { usePartyName } from "./names";
import { Reverse } from "./Reverse";
import type { DealView, Settlement } from "./types";

/** What is entered, settled and paid, in this order: amounts, settlement, payments. */
export function Amounts({ view }: { view: DealView }) {
  return (
    <div className="book">
      <Facts view={view} />
      <Settle view={view} />
      <Pay view={view} />
    </div>
  );
}

function Labelled(props: { label: string; help?: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{props.label}</label>
      {props.children(id)}
      {props.help && (
        <p className="quiet" id={`${id}-help`}>
          {props.help}
        </p>
      )}
    </div>
  );
}

const OBSERVATIONS = ["estimated", "observed", "simulated"] as const;

function Facts({ view }: { view: DealView }) {
  const { t, pick, term } = useSpeech();
  const name = usePartyName(view);
  const act = useAct();
  const items = [...new Set(view.clauses.flatMap((clause) => clause.items))];
  const [party, setParty] = useState(view.parties[0]?.id ?? "");
  const [item, setItem] = useState(items[0] ?? "");
  const [observation, setObservation] = useState<string>("estimated");
  const [fields, setFields] = useState({ period: "", amount: "", actor: "", note: "" });
  const set = (next: Partial<typeof fields>) => setFields((own) => ({ ...own, ...next }));
  const id = useId();
  const write = async () => {
    const fact = said({ party, item, observation, ...fields });
    const done = await act.run(`/deals/${encodeURIComponent(view.id)}/facts`, { facts: [fact] });
    if (done) setFields((own) => emptied(own, fields, ["amount", "actor"]));
  };
  return (
    <section className="panel" aria-labelledby={`${id}-facts`}>
      <h3 id={`${id}-facts`}>{t("ledger.facts")}</h3>
      <p className="quiet">{t("ledger.facts.help")}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void write();
        }}
      >
        <div className="field">
          <span className="label">{t("ledger.fact.party")}</span>
          <Picker
            label={t("ledger.fact.party")}
            value={party}
            options={view.parties.map((one) => ({ id: one.id, title: pick(one.name) || one.id }))}
            onChange={setParty}
          />
        </div>
        <Labelled label={t("ledger.fact.item")} help={t("ledger.fact.item.help")}>
          {(field) => (
            <>
              <input
                id={field}
                list={`${field}-list`}
                value={item}
                onChange={(event) => setItem(event.target.value)}
              />
              <datalist id={`${field}-list`}>
                {items.map((one) => (
                  <option key={one} value={one} />
                ))}
              </datalist>
            </>
          )}
        </Labelled>
        <Labelled label={t("ledger.column.period")} help={t("ledger.period.help")}>
          {(field) => (
            <input
              id={field}
              value={fields.period}
              placeholder="2024"
              onChange={(event) => set({ period: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t("ledger.amount")} help={t("ledger.amount.help")}>
          {(field) => (
            <input
              id={field}
              value={fields.amount}
              placeholder="3000 万元"
              onChange={(event) => set({ amount: event.target.value })}
            />
          )}
        </Labelled>
        <div className="field">
          <span className="label">{t("ledger.observation")}</span>
          <Picker
            label={t("ledger.observation")}
            value={observation}
            options={OBSERVATIONS.map((word) => ({ id: word, title: term("observation", word) }))}
            onChange={setObservation}
          />
        </div>
        <Labelled label={t("ledger.fact.note")}>
          {(field) => (
            <input
              id={field}
              value={fields.note}
              placeholder={t("ledger.fact.note.example")}
              onChange={(event) => set({ note: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t("ledger.fact.actor")}>
          {(field) => (
            <input id={field} value={fields.actor} onChange={(event) => set({ actor: event.target.value })} />
          )}
        </Labelled>
        <div className="actions">
          <Button
            type="submit"
            className="primary"
            isDisabled={act.busy || !fields.period.trim() || !fields.amount.trim() || !item.trim()}
          >
            {t("ledger.fact.enter")}
          </Button>
        </div>
      </form>
      {act.problem && <Trouble problem={act.problem} />}
      {view.facts.length > 0 && (
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("ledger.column.period")}</th>
              <th scope="col">{t("ledger.party")}</th>
              <th scope="col">{t("ledger.fact.item")}</th>
              <th scope="col" className="figure">
                {t("ledger.amount")}
              </th>
              <th scope="col">{t("ledger.observation")}</th>
              <th scope="col">{t("ledger.fact.note")}</th>
              <th scope="col">{t("ledger.record")}</th>
            </tr>
          </thead>
          <tbody>
            {view.facts.map((fact) => (
              <tr key={fact.record}>
                <th scope="row">{fact.period}</th>
                <td>{name(fact.party)}</td>
                <td>
                  <code>{fact.item}</code> {fact.actor}
                </td>
                <td className="figure">
                  <FactAmount fact={fact} />
                </td>
                <td>
                  <Observation word={fact.observation} />
                </td>
                <td className="quiet">{fact.note}</td>
                <td>
                  <code>#{fact.record}</code> <Reverse id={view.id} record={fact.record} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Settle({ view }: { view: DealView }) {
  const { t } = useSpeech();
  const act = useAct();
  const id = useId();
  const [until, setUntil] = useState("");
  const [done, setDone] = useState<Settlement | null>(null);
  const name = usePartyName(view);
  const unsigned = view.state === "unsigned";
  return (
    <section className="panel" aria-labelledby={`${id}-settle`}>
      <h3 id={`${id}-settle`}>{t("ledger.settle")}</h3>
      <p className="quiet">
        {t("ledger.settle.help")}{" "}
        {view.settled_until ? t("ledger.settled", { day: view.settled_until }) : t("ledger.settled.never")}
      </p>
      {unsigned && (
        <p className="warn">
          {t("ledger.settle.unsigned", { who: view.missing.map(name).join(t("list.comma")) })}
        </p>
      )}
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          void act
            .run<Settlement>("/deals/settle", { until: until.trim(), agreement: view.id })
            .then((answer) => setDone(answer));
        }}
      >
        <label htmlFor={`${id}-until`}>{t("ledger.settle.until")}</label>
        <input
          id={`${id}-until`}
          className="filter short"
          value={until}
          placeholder="2024"
          onChange={(event) => setUntil(event.target.value)}
        />
        <Button type="submit" className="primary" isDisabled={act.busy || unsigned || until.trim() === ""}>
          {t("ledger.settle.do")}
        </Button>
      </form>
      {act.problem && <Trouble problem={act.problem} />}
      {done && (
        <div role="status">
          <p className="verdict good">
            {t("ledger.settle.done", {
              n: done.settled.reduce((sum, one) => sum + one.appended, 0),
              day: done.settled_until,
            })}
          </p>
          {done.diagnostics.length > 0 && (
            <ul className="findings">
              {done.diagnostics.map((finding, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, and the list never changes order
                <li key={`${finding.code}${place(finding.place)}${index}`}>
                  <Finding finding={finding} opened />
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function Pay({ view }: { view: DealView }) {
  const { t, pick } = useSpeech();
  const act = useAct();
  const id = useId();
  const name = usePartyName(view);
  const owing = view.balances[0];
  const [from, setFrom] = useState(owing?.debtor ?? view.parties[0]?.id ?? "");
  const [to, setTo] = useState(owing?.creditor ?? view.parties[1]?.id ?? "");
  const [clause, setClause] = useState("");
  const [fields, setFields] = useState({ amount: "", day: "", executor: "" });
  const set = (next: Partial<typeof fields>) => setFields((own) => ({ ...own, ...next }));
  const parties = view.parties.map((one) => ({ id: one.id, title: pick(one.name) || one.id }));
  return (
    <section className="panel" aria-labelledby={`${id}-pay`}>
      <h3 id={`${id}-pay`}>{t("ledger.pay")}</h3>
      <p className="quiet">{t("ledger.pay.help")}</p>
      <form
        className="form"
        onSubmit={(event) => {
          event.preventDefault();
          void act
            .run(`/deals/${encodeURIComponent(view.id)}/pay`, said({ from, to, clause, ...fields }))
            .then((done) => done && setFields((own) => emptied(own, fields, ["amount"])));
        }}
      >
        <div className="field">
          <span className="label">{t("ledger.pay.from")}</span>
          <Picker label={t("ledger.pay.from")} value={from} options={parties} onChange={setFrom} />
        </div>
        <div className="field">
          <span className="label">{t("ledger.pay.to")}</span>
          <Picker label={t("ledger.pay.to")} value={to} options={parties} onChange={setTo} />
        </div>
        <Labelled label={t("ledger.amount")} help={t("ledger.amount.help")}>
          {(field) => (
            <input
              id={field}
              value={fields.amount}
              placeholder="100 万元"
              onChange={(event) => set({ amount: event.target.value })}
            />
          )}
        </Labelled>
        <Labelled label={t("ledger.day")}>
          {(field) => (
            <input
              id={field}
              type="date"
              value={fields.day}
              onChange={(event) => set({ day: event.target.value })}
            />
          )}
        </Labelled>
        <div className="field">
          <span className="label">{t("ledger.pay.clause")}</span>
          <Picker
            label={t("ledger.pay.clause")}
            value={clause}
            options={[
              { id: "", title: t("ledger.pay.oldest") },
              ...view.clauses.map((one) => ({ id: one.id, title: pick(one.title) || one.id })),
            ].filter((one, index, all) => all.findIndex((other) => other.id === one.id) === index)}
            onChange={setClause}
          />
        </div>
        <Labelled label={t("ledger.pay.executor")}>
          {(field) => (
            <input
              id={field}
              value={fields.executor}
              placeholder={name(from)}
              onChange={(event) => set({ executor: event.target.value })}
            />
          )}
        </Labelled>
        <div className="actions">
          <Button
            type="submit"
            className="primary"
            isDisabled={act.busy || fields.amount.trim() === "" || from === to}
          >
            {t("ledger.pay.do")}
          </Button>
        </div>
      </form>
      {act.problem && <Trouble problem={act.problem} />}
    </section>
  );
}
