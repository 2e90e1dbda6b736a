import { useState } from "react";
import { Button } from "react-aria-components";
import { address, get, Problem } from "../../api/client";
import { useAnswer } from "../../api/use";
import { useSpeech } from "../../i18n";
import { Icon } from "../../kit/Icon";
import { Segments } from "../../kit/Segments";
import { Trouble } from "../../kit/Trouble";
import { useStore, useView } from "../../state/store";
import { Accounts } from "./Accounts";
import { Amounts } from "./Amounts";
import { Dates } from "./Dates";
import { NewDeal } from "./NewDeal";
import { Statement } from "./Statement";
import { TextPage } from "./TextPage";
import type { DealInfo, DealView, Verification } from "./types";

const PARTS = ["accounts", "statement", "amounts", "dates", "text"] as const;

/** The agreements that are kept: who promised, who signed, who owes, what was paid. */
export function Ledger({ deals }: { deals: readonly DealInfo[] }) {
  const { deal } = useView();
  const { t, pick, term } = useSpeech();
  const { change } = useStore.getState();
  const open =
    deal.new === "1" ? null : (deals.find(({ id }) => id === deal.id) ?? (deal.id ? null : deals[0]));
  const set = (next: Readonly<Record<string, string>>) => change({ deal: next });
  const { new: _new, id: _id, party: _party, period: _period, as_of: _day, ...rest } = deal;
  return (
    <>
      <nav className="deals-list" aria-label={t("ledger.agreements")}>
        <div className="twin-head">
          <Button className="tool boxed" onPress={() => set({ ...rest, new: "1" })}>
            <Icon name="plus" /> {t("ledger.new")}
          </Button>
          <span className="grow" />
          {deals.length > 0 && <Verify />}
        </div>
        {deals.length === 0 && <p className="quiet pad">{t("ledger.none")}</p>}
        <ul className="pad">
          {deals.map((one) => (
            <li key={one.id}>
              <button
                type="button"
                className="list-item"
                aria-current={open?.id === one.id && deal.new !== "1"}
                onClick={() => set({ ...rest, id: one.id })}
              >
                <span>
                  <strong>{pick(one.title) || one.id}</strong>{" "}
                  <em className={one.state === "in_force" ? "tag" : "tag warn"}>
                    {t(`ledger.state.${one.state}`)}
                  </em>
                </span>
                <span className="quiet">
                  {one.parties.map(({ name }) => pick(name)).join(" · ")} — {term("deal", one.kind)}
                </span>
                <span className="quiet">
                  {one.settled_until
                    ? t("ledger.settled", { day: one.settled_until })
                    : t("ledger.settled.never")}
                  {one.missing.length > 0 &&
                    ` · ${t("ledger.unsigned", {
                      who: one.missing
                        .map((id) => pick(one.parties.find((party) => party.id === id)?.name) || id)
                        .join(t("list.comma")),
                    })}`}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <section className="deals-main deals-book" aria-label={t("ledger.agreement")}>
        {deal.new === "1" || deals.length === 0 ? (
          <NewDeal onKept={(id) => set({ ...rest, id, part: "text" })} />
        ) : open ? (
          <Book key={open.id} info={open} />
        ) : (
          <p className="quiet pad">{t("ledger.gone", { id: deal.id ?? "" })}</p>
        )}
      </section>
    </>
  );
}

function Book({ info }: { info: DealInfo }) {
  const { deal } = useView();
  const { t, pick } = useSpeech();
  const { change } = useStore.getState();
  const part = PARTS.find((id) => id === deal.part) ?? "accounts";
  const { data: view, problem } = useAnswer<DealView>(address(`/deals/${encodeURIComponent(info.id)}`));
  return (
    <>
      <header className="book-head">
        <h2>{pick(info.title) || info.id}</h2>
        <p className="quiet">
          <code>{info.id}</code> · {info.start} – {info.end ?? t("ledger.open")} · {info.currency} ·{" "}
          {t("ledger.version", { n: info.version })}
        </p>
        <Segments
          label={t("ledger.part")}
          options={PARTS.map((id) => ({ id, title: t(`ledger.part.${id}`) }))}
          value={part}
          onChange={(next) => change({ deal: { ...deal, id: info.id, part: next } })}
        />
      </header>
      {problem && <Trouble problem={problem} />}
      {view && part === "accounts" && <Accounts view={view} />}
      {view && part === "statement" && <Statement view={view} />}
      {view && part === "amounts" && <Amounts view={view} />}
      {view && part === "dates" && <Dates view={view} />}
      {view && part === "text" && <TextPage view={view} />}
    </>
  );
}

/** Whether the stored records are what was written. */
function Verify() {
  const { t, pick } = useSpeech();
  const [found, setFound] = useState<Verification | Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    try {
      setFound(await get<Verification>(address("/deals/verification")));
    } catch (error) {
      setFound(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    }
    setBusy(false);
  };
  return (
    <>
      <Button className="tool boxed" isDisabled={busy} onPress={() => void verify()}>
        {t("ledger.verify")}
      </Button>
      {found && (
        <div className="verification" role="status">
          {found instanceof Problem ? (
            <Trouble problem={found} />
          ) : found.sound ? (
            <p className="verdict good">{t("ledger.sound", { n: found.heads.length })}</p>
          ) : (
            <>
              <p className="verdict">{t("ledger.unsound")}</p>
              <ul>
                {found.faults.map((fault) => (
                  <li key={`${fault.book}${fault.record}`}>
                    <code>
                      {fault.book} #{fault.record}
                    </code>{" "}
                    {pick(fault.what)}
                  </li>
                ))}
              </ul>
            </>
          )}
        </div>
      )}
    </>
  );
}
