import { useEffect, useId, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { address } from "../../api/client";
import { useAnswer } from "../../api/use";
import { useSpeech } from "../../i18n";
import { Trouble } from "../../kit/Trouble";
import { useStore, useView } from "../../state/store";
import { said, useAct } from "./act";
import { isPositive, money } from "./money";
import { usePartyName } from "./names";
import type { BondInfo, CalendarEntry, DealView } from "./types";

/** What falls due and when, done or not; and the bonds that stand behind it. */
export function Dates({ view }: { view: DealView }) {
  const { deal } = useView();
  const { t, pick } = useSpeech();
  const { change } = useStore.getState();
  const id = useId();
  const name = usePartyName(view);
  const about = ({ happening, clause, what }: CalendarEntry) => {
    if (happening === "end") return "";
    // What is handed over, and why a turn is out of order, say more than the title of their clause.
    if (happening === "hand_over" || (happening === "turn" && what !== clause)) return what;
    return pick(view.clauses.find((one) => one.id === clause)?.title) || what;
  };
  const state = ({ late, done, done_late, held }: CalendarEntry) => {
    if (late) return t("ledger.dates.late");
    if (done === null) return "";
    if (done_late) return t("ledger.dates.yes.late", { day: held ?? "" });
    return t(done ? "ledger.dates.yes" : "ledger.dates.open");
  };
  const asOf = /^\d{4}-\d\d-\d\d$/.test(deal.as_of ?? "") ? (deal.as_of ?? null) : null;
  const { data, problem } = useAnswer<CalendarEntry[]>(
    address(`/deals/${encodeURIComponent(view.id)}/calendar`, { as_of: asOf }),
  );
  return (
    <div className="book">
      {view.bonds.length > 0 && (
        <section className="panel" aria-labelledby={`${id}-bonds`}>
          <div className="card-head">
            <h3 id={`${id}-bonds`}>{t("ledger.bonds")}</h3>
          </div>
          <p className="quiet">{t("ledger.bonds.help")}</p>
          {view.bonds.map((bond) => (
            <Bond key={bond.clause} id={view.id} bond={bond} name={name} />
          ))}
        </section>
      )}
      <section className="panel" aria-labelledby={`${id}-dates`}>
        <div className="card-head">
          <h3 id={`${id}-dates`}>{t("ledger.dates")}</h3>
          <span className="grow" />
          <label htmlFor={`${id}-day`}>{t("ledger.as_of")}</label>
          <input
            id={`${id}-day`}
            type="date"
            className="filter short"
            value={asOf ?? ""}
            onChange={(event) => {
              const { as_of: _, ...others } = useStore.getState().view.deal;
              change({ deal: event.target.value ? { ...others, as_of: event.target.value } : others });
            }}
          />
        </div>
        {problem && <Trouble problem={problem} />}
        {data && data.length === 0 && <p className="quiet">{t("ledger.dates.none")}</p>}
        {data && data.length > 0 && (
          <table className="plain">
            <thead>
              <tr>
                <th scope="col">{t("ledger.dates.day")}</th>
                <th scope="col">{t("ledger.dates.what")}</th>
                <th scope="col">{t("ledger.dates.who")}</th>
                <th scope="col">{t("ledger.dates.about")}</th>
                <th scope="col">{t("ledger.dates.done")}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((one) => (
                <tr key={`${one.day}~${one.clause}~${one.happening}~${one.party}`} data-lacking={one.late}>
                  <th scope="row" className="day">
                    {one.day}
                  </th>
                  <td>{t(`ledger.dates.${one.happening}`)}</td>
                  <td>{one.party ? name(one.party) : "–"}</td>
                  <td>{about(one)}</td>
                  <td className={one.late ? "warn" : ""} tabIndex={-1}>
                    {state(one)}{" "}
                    {one.late && one.happening === "duty" && (
                      <Hold id={view.id} entry={one} title={`${one.day} ${about(one)}`} />
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}

/** Records that a duty was done, on the day that is given: it may have been done late. */
function Hold({ id, entry, title }: { id: string; entry: CalendarEntry; title: string }) {
  const { t } = useSpeech();
  const field = useId();
  const [day, setDay] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const act = useAct();
  const open = day !== null;
  useEffect(() => {
    if (open) input.current?.focus();
  }, [open]);
  if (!open)
    return (
      <Button
        className="tool boxed"
        aria-label={`${t("ledger.dates.hold")}: ${title}`}
        onPress={() => setDay(entry.day)}
      >
        {t("ledger.dates.hold")}
      </Button>
    );
  // What had the focus goes away: the cell takes it, and says how things stand now.
  const close = () => {
    input.current?.closest("td")?.focus();
    setDay(null);
  };
  // A fact of the item that the duty names: by this the calendar knows that it was done. Its unit is a stored word: what is
  // kept does not depend on the language of whoever enters it.
  const hold = async () => {
    const { party, what } = entry;
    const fact = { party, item: what, period: day, amount: "1 count", observation: "observed" };
    if (await act.run(`/deals/${encodeURIComponent(id)}/facts`, { facts: [fact] })) close();
  };
  return (
    <form
      className="field-row"
      aria-label={`${t("ledger.dates.hold")}: ${title}`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!act.busy) void hold();
      }}
    >
      <label htmlFor={field}>{t("ledger.dates.held")}</label>
      <input
        ref={input}
        id={field}
        type="date"
        className="filter short"
        required
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      <Button type="submit" className="tool boxed">
        {t("ledger.dates.hold")}
      </Button>
      <Button className="tool" onPress={close}>
        {t("cancel")}
      </Button>
      <span className="quiet">{t("ledger.dates.held.help")}</span>
      {act.problem && <Trouble problem={act.problem} />}
    </form>
  );
}

/** What a bond holds; the escrow pays out of it what has been owed for too long. */
function Bond({ id, bond, name }: { id: string; bond: BondInfo; name: (party: string) => string }) {
  const { t, language } = useSpeech();
  const field = useId();
  const [by, setBy] = useState("");
  const act = useAct();
  const sum = (amount: string) => money(amount, bond.currency, language);
  const callable = isPositive(bond.callable) && isPositive(bond.held);
  return (
    <>
      <p>
        <code>{bond.clause}</code> {name(bond.party)} → {name(bond.escrow)}:{" "}
        {t("ledger.bond.stands", {
          amount: sum(bond.amount),
          held: sum(bond.held),
          drawn: sum(bond.drawn),
          callable: sum(bond.callable),
          days: bond.grace_days,
        })}
      </p>
      <form
        className="field-row"
        onSubmit={(event) => {
          event.preventDefault();
          void act
            .run(`/deals/${encodeURIComponent(id)}/draw`, said({ bond: bond.clause, by }))
            .then((done) => done && setBy(""));
        }}
      >
        <label htmlFor={field}>{t("ledger.bond.by")}</label>
        <input
          id={field}
          className="filter"
          value={by}
          maxLength={200}
          onChange={(event) => setBy(event.target.value)}
        />
        <Button type="submit" className="tool boxed" isDisabled={act.busy || by.trim() === "" || !callable}>
          {t("ledger.bond.draw")}
        </Button>
        {!callable && <span className="quiet">{t("ledger.bond.idle")}</span>}
        {act.problem && <Trouble problem={act.problem} />}
      </form>
    </>
  );
}
