import "./match.css";
import { useEffect, useMemo, useState } from "react";
import { address } from "../api/client";
import type { Method } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { Board } from "./Board";
import { type Meet, parametersOf } from "./decisions";
import { Needs } from "./Needs";
import { NoMarket } from "./NoMarket";
import { Offers } from "./Offers";
import { PAIR_RULES, type PairRule, Pairs } from "./Pairs";
import { Queue } from "./Queue";
import { standings, useRecorded } from "./record";
import { type Market, useMarket } from "./useMarket";
import { Weights } from "./Weights";

const LISTS = ["offers", "pairs", "queue"] as const;
type List = (typeof LISTS)[number];
/** What else can be asked of needs and offers, on the page of the method. */
const MORE = ["pairing_advice", "project_selection", "local_content"] as const;

/** Who can fill the gap: needs, the offers ranked for each with their reasons, and how far each pair has come. */
export default function MatchPage() {
  const { t } = useSpeech();
  const market = useMarket();
  const { data: methods, problem } = useAnswer<Method[]>(address("/methods"));
  if (problem || (methods && !methods.some(({ id }) => id === "match_offers")))
    return (
      <main id="content" className="page">
        <h1>{t("match.question")}</h1>
        {problem ? <Trouble problem={problem} /> : <p className="panel">{t("match.no.method")}</p>}
      </main>
    );
  if (!methods || market.ready === null)
    return <main id="content" className="waiting" aria-busy="true" aria-label={t("loading")} />;
  if (!market.ready) return <NoMarket tables={market.tables} />;
  return <Workbench methods={methods} market={market} />;
}

function Workbench({ methods, market }: { methods: readonly Method[]; market: Market }) {
  const { meet } = useView();
  const { t, pick } = useSpeech();
  const { change, drift } = useStore.getState();
  const list: List = LISTS.find((id) => id === meet.list) ?? "offers";
  const rule: PairRule = PAIR_RULES.find((id) => id === meet.rule) ?? "needs";
  // What is being dragged counts at once, and stands in the address when it rests.
  const [moving, setMoving] = useState<Readonly<Record<string, string>>>({});
  const parameters = useMemo(() => ({ ...parametersOf(meet), ...moving }), [meet, moving]);
  const need = market.needs.find(({ id }) => id === meet.need) ?? (meet.need ? null : market.needs[0]);
  const [settled, setSettled] = useState(false);
  useReady(settled && market.needs.length > 0);
  const write = (next: Meet) => change({ meet: next });
  const set = (word: string, value: string) => {
    const { [word]: _, ...others } = useStore.getState().view.meet;
    return value === "" ? others : { ...others, [word]: value };
  };
  const recorded = useRecorded();
  const made = standings(meet, recorded);
  const method = methods.find(({ id }) => id === "match_offers") as Method;
  const has = (id: string) => methods.some((one) => one.id === id);
  const lists = LISTS.filter(
    (id) =>
      (id !== "pairs" || (has("stable_matching") && has("assignment"))) &&
      (id !== "queue" || has("liaison_queue")),
  );
  const choose = (id: string) => write({ ...set("need", id), list: "offers" });
  return (
    <main id="content" className="match">
      <div className="toolbar">
        <div className="headline">
          <h1>{t("match.question")}</h1>
          <p className="coverage">
            <span>{t("match.needs.n", { n: market.needs.length })}</span>
            <span>
              {t("match.offers.n", {
                n: market.tables.find(({ name }) => name === "offer")?.rows ?? 0,
              })}
            </span>
            {made.length > 0 && <span>{t("match.decided.n", { n: made.length })}</span>}
          </p>
        </div>
        <div className="controls" role="toolbar" aria-label={t("controls")}>
          <Segments
            label={t("match.list")}
            options={lists.map((id) => ({ id, title: t(`match.list.${id}`) }))}
            value={list}
            onChange={(next) =>
              write(
                next === "queue" && !meet.day
                  ? // The queue is counted up to a day; it stands in the address, so that the link says the same tomorrow.
                    { ...set("list", next), day: today() }
                  : set("list", next === "offers" ? "" : next),
              )
            }
          />
        </div>
      </div>
      <Needs
        market={market}
        selected={need?.id ?? null}
        made={made}
        onChoose={(id) => write(list === "offers" ? set("need", id) : { ...set("need", id), list: "offers" })}
      />
      <section className="match-main" aria-label={t(`match.list.${list}`)}>
        {list === "offers" &&
          (need ? (
            <Offers
              key={need.id}
              need={need}
              market={market}
              method={method}
              meet={meet}
              recorded={recorded}
              parameters={parameters}
              onWrite={write}
              onSettled={setSettled}
            />
          ) : (
            <p className="quiet pad">{t("match.need.gone", { id: meet.need ?? "" })}</p>
          ))}
        {list === "pairs" && (
          <Pairs
            rule={rule}
            market={market}
            methods={methods}
            meet={meet}
            recorded={recorded}
            parameters={parameters}
            onRule={(next) => write(set("rule", next === "needs" ? "" : next))}
            onWrite={write}
            onChoose={choose}
            onSettled={setSettled}
          />
        )}
        {list === "queue" && (
          <Queue
            market={market}
            methods={methods}
            meet={meet}
            parameters={parameters}
            onWrite={write}
            onChoose={choose}
            onSettled={setSettled}
          />
        )}
      </section>
      <aside className="match-side" aria-label={t("match.side")}>
        <Weights
          method={method}
          meet={meet}
          onWrite={write}
          onMove={(name, value) =>
            setMoving((last) => {
              const { [name]: _, ...others } = last;
              return value === null ? others : { ...others, [name]: value };
            })
          }
        />
        <Board market={market} made={made} onWrite={write} meet={meet} onChoose={choose} />
        {MORE.some(has) && (
          <section className="card">
            <h2>{t("match.more")}</h2>
            <ul className="links">
              {MORE.flatMap((id) => {
                const found = methods.find((one) => one.id === id);
                return found ? (
                  <li key={id}>
                    <button
                      type="button"
                      className="textual"
                      onClick={() =>
                        drift({
                          page: "methods",
                          method: id,
                          parameters: {},
                          run: false,
                          sort: null,
                          look: {},
                        })
                      }
                    >
                      {pick(found.question)}
                    </button>
                  </li>
                ) : (
                  []
                );
              })}
            </ul>
          </section>
        )}
      </aside>
    </main>
  );
}

function today(): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

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
