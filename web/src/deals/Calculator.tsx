import { useEffect, useId, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import type { Method } from "../api/types";
import { type Key, useSpeech } from "../i18n";
import { Dial } from "../kit/Dial";
import { useLive } from "../methods/useLive";
import { useStore, useView } from "../state/store";
import { draftOf } from "./draft";
import { Fairness } from "./Fairness";
import { Games } from "./Games";
import { Keeping } from "./Keeping";
import { NEW, useDrafts } from "./ledger/drafts";
import { Outlook } from "./Outlook";
import { Parties } from "./Parties";
import { Race } from "./Race";
import { Ruler } from "./Ruler";
import {
  type Deal,
  increment,
  NUMBERS,
  type NumberName,
  proposal,
  sharedOf,
  termsOf,
  withParties,
} from "./terms";

/** Which question a number answers. */
const GROUPS = {
  money: ["tax", "base"],
  keeping: ["fallback", "patience", "lag", "horizon"],
  future: ["growth", "volatility", "years", "discount"],
} as const satisfies Record<string, readonly NumberName[]>;

/** A split that is tried: every number an assumption in view, every answer as fast as the slider moves. */
export function Calculator({ methods }: { methods: readonly Method[] }) {
  const { deal } = useView();
  const { t } = useSpeech();
  const { change } = useStore.getState();
  const id = useId();
  // What is being dragged counts at once, and stands in the address when it rests.
  const [moving, setMoving] = useState<Deal>({});
  const terms = useMemo(() => termsOf({ ...deal, ...moving }), [deal, moving]);
  const resting = useMemo(() => termsOf(deal), [deal]);
  const { tax, base, fallback, patience, growth, lag, horizon, volatility, years, discount } = terms.numbers;
  const has = (method: string) => methods.some((one) => one.id === method);
  const names = terms.parties.map(
    ({ name }, index) => name || t(index === 0 ? "deals.party.host" : "deals.party.partner", { n: index }),
  );
  const known = terms.parties.every(({ alone }) => alone !== null);
  const joined = (values: readonly (number | string | null)[]) => values.map((one) => one ?? "").join("|");
  const shared = sharedOf(terms);
  const held = shared * increment(terms);

  const keeping = useLive(has("promise_sustainability") ? "promise_sustainability" : null, {
    tax: String(tax),
    share: String(held),
    fallback: String(fallback),
    patience: String(patience),
    growth: String(growth),
    lag: String(lag),
    horizon: String(horizon),
  });
  const bargain = useLive(has("bargaining") && known ? "bargaining" : null, {
    total: String(tax),
    parties: joined(names),
    disagreement: joined(terms.parties.map(({ alone }) => alone)),
    weights: joined(terms.parties.map(({ weight }) => weight)),
  });
  const fairness = useLive(has("compensation") ? "compensation" : null, {
    parties: joined(names),
    before: joined(terms.parties.map(({ alone }) => alone)),
    after: joined(proposal(terms)),
  });
  const outlook = useLive(has("tax_outlook") ? "tax_outlook" : null, {
    tax: String(tax),
    base: String(base),
    share: String(shared),
    growth: String(growth),
    volatility: String(volatility),
    years: String(years),
    discount: String(discount),
    fallback: String(fallback),
    patience: String(Math.min(patience, 0.999999)),
    draws: "4000",
  });
  useReady(![keeping, bargain, fairness, outlook].some(({ busy }) => busy));

  const write = (next: Deal) => change({ deal: next });
  // The text itself is too long for a link; it waits among the drafts until it is kept.
  const draft = () => {
    const title = t("deals.write.title", { names: names.join(t("list.comma")) });
    useDrafts.getState().write(NEW, draftOf(resting, names, title, new Date().getFullYear() + 1));
    const { tab: _, ...others } = deal;
    write({ ...others, new: "1" });
  };
  const dial = (name: NumberName) => {
    const { start, least, most, limit, step } = NUMBERS[name];
    const percent = PERCENT.includes(name);
    const by = percent ? 100 : 1;
    const tidy = (value: number) => Math.round(value * 1e8) / 1e8;
    return (
      <Dial
        key={name}
        label={t(`deals.number.${name}` as Key)}
        mark={<em className="tag assumed">{t("deals.assumed")}</em>}
        value={tidy(resting.numbers[name] * by)}
        min={tidy(least * by)}
        max={tidy(most * by)}
        limit={tidy(limit * by)}
        step={tidy(step * by)}
        unit={
          percent ? "%" : MONEY.includes(name) ? terms.unit : YEARS.includes(name) ? t("deals.years") : ""
        }
        help={t(`deals.number.${name}.help` as Key)}
        onMove={(value) => {
          const { [name]: _, ...others } = moving;
          setMoving(value === null ? others : { ...others, [name]: String(tidy(value / by)) });
        }}
        onChange={(value) => {
          const text = String(tidy(value / by));
          const { [name]: _, ...others } = deal;
          write(text === String(start) ? others : { ...others, [name]: text });
        }}
      />
    );
  };
  return (
    <>
      <aside className="deals-terms" aria-label={t("deals.terms")}>
        <h2>{t("deals.terms")}</h2>
        <div className="field-row">
          <label htmlFor={`${id}-unit`}>{t("deals.unit")}</label>
          <input
            id={`${id}-unit`}
            className="filter short"
            value={deal.unit ?? ""}
            maxLength={20}
            placeholder={t("deals.unit.example")}
            onChange={(event) => write({ ...deal, unit: event.target.value })}
          />
        </div>
        {GROUPS.money.map(dial)}
        <h2>{t("deals.parties")}</h2>
        <Parties
          parties={resting.parties}
          names={names}
          unit={terms.unit}
          onMove={(parties) => setMoving(parties ? withParties({}, parties) : {})}
          onChange={(parties) => write(withParties(deal, parties))}
        />
        <h2>{t("deals.group.keeping")}</h2>
        {GROUPS.keeping.map(dial)}
        <h2>{t("deals.group.future")}</h2>
        {GROUPS.future.map(dial)}
        <div className="field">
          <label htmlFor={`${id}-note`}>{t("deals.note")}</label>
          <textarea
            id={`${id}-note`}
            rows={2}
            maxLength={500}
            value={deal.note ?? ""}
            placeholder={t("deals.note.example")}
            onChange={(event) => write({ ...deal, note: event.target.value })}
          />
        </div>
        <div className="actions">
          <Button className="primary" onPress={draft}>
            {t("deals.write")}
          </Button>
          <Button
            className="tool boxed"
            isDisabled={Object.keys(deal).every((word) => word === "tab")}
            onPress={() => write({ tab: "trial" })}
          >
            {t("deals.reset")}
          </Button>
        </div>
      </aside>
      <div className="deals-main">
        <Ruler terms={terms} held={held} keeping={keeping} bargain={bargain} names={names} />
        <div className="deals-cards">
          <Fairness terms={terms} known={known} fairness={fairness} bargain={bargain} />
          <Keeping terms={terms} live={keeping} />
          <Outlook terms={terms} live={outlook} note={deal.note ?? ""} />
          {has("tax_competition") && (
            <Race
              open={deal.race === "1"}
              terms={terms}
              shared={shared}
              onOpen={(open) => {
                const { race: _, ...others } = deal;
                write(open ? { ...others, race: "1" } : others);
              }}
            >
              {(["yield", "slope", "capital"] as const).map(dial)}
            </Race>
          )}
          {has("shapley_value") && has("nucleolus") && has("core") && <Games />}
        </div>
      </div>
    </>
  );
}

const PERCENT: readonly NumberName[] = ["growth", "volatility", "discount"];
const MONEY: readonly NumberName[] = ["tax", "base", "fallback"];
const YEARS: readonly NumberName[] = ["lag", "horizon", "years"];

/** For tests: what is in sight is computed. */
function useReady(ready: boolean): void {
  useEffect(() => {
    const { dataset } = document.documentElement;
    dataset.computed = String(ready);
    return () => {
      delete dataset.computed;
    };
  }, [ready]);
}
