import { useEffect, useId, useMemo, useState } from "react";
import { Button } from "react-aria-components";
import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import { Finding, place } from "../kit/Finding";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Picker } from "../kit/Picker";
import { Trouble } from "../kit/Trouble";
import { type Cell, itemsOf, numberOf, rowsOf, useLive, wordOf } from "../methods/useLive";
import { useStore } from "../state/store";
import { type Decision, decide, type Meet, STEPS } from "./decisions";
import { Reasons } from "./Reasons";
import { COMPONENTS, condition } from "./reasons";
import { type Candidate, pairKey, type Recorded, standing } from "./record";
import { type Market, type Party, useOffers } from "./useMarket";

/** Only what the method knows. */
export const inputsFor = (method: Method | undefined, parameters: Readonly<Record<string, string>>) =>
  Object.fromEntries(
    Object.entries(parameters).filter(([name]) => method?.parameters.some((one) => one.name === name)),
  );

/** The offers for one need, best first, with the reasons; below them whom the rules or people ruled out. */
export function Offers(props: {
  need: Party;
  market: Market;
  method: Method;
  meet: Meet;
  recorded: Recorded;
  parameters: Readonly<Record<string, string>>;
  onWrite: (meet: Meet) => void;
  onSettled: (settled: boolean) => void;
}) {
  const { need, market, method, meet, recorded, onWrite, onSettled } = props;
  const { t } = useSpeech();
  const drift = useStore((state) => state.drift);
  const inputs = { ...inputsFor(method, props.parameters), need: need.id };
  const ranked = useLive("match_offers", { ...inputs, show: "ranked" });
  const refused = useLive(meet.out ? "match_offers" : null, { ...inputs, show: "excluded" });
  const rows = useMemo(() => rowsOf(ranked.execution?.table), [ranked.execution]);
  const out = useMemo(() => rowsOf(refused.execution?.table), [refused.execution]);
  const offers = useOffers([...rows, ...out].map((cell) => String(cell("offer_id"))));
  const settled = !ranked.busy && !refused.busy && (rows.length === 0 || offers.size > 0);
  useEffect(() => onSettled(settled), [settled, onSettled]);
  const decided = (cell: Cell) => standing(meet, recorded, need.id, String(cell("offer_id")));
  const set = (offer: string, decision: Decision | null) => onWrite(decide(meet, need.id, offer, decision));
  const shown = rows.filter((cell) => !isOut(decided(cell)));
  const dismissed = rows.filter((cell) => isOut(decided(cell)));
  const title = (id: string) => offers.get(id)?.title ?? id;
  const { out: _, ...closed } = meet;
  return (
    <>
      <NeedCard need={need} market={market} />
      {ranked.problem && (
        <div className="pad">
          <Trouble problem={ranked.problem} />
        </div>
      )}
      <div className="match-offers" data-stale={ranked.stale} aria-busy={ranked.busy}>
        {ranked.execution && rows.length === 0 && <p className="quiet pad">{t("match.none")}</p>}
        <ol className="offers">
          {shown.map((cell) => {
            const id = String(cell("offer_id"));
            return (
              <Offer
                key={id}
                cell={cell}
                offer={offers.get(id) ?? null}
                market={market}
                parameters={props.parameters}
                decision={decided(cell)}
                kept={recorded.get(pairKey(need.id, id)) ?? null}
                onDecide={(decision) => set(id, decision)}
              />
            );
          })}
        </ol>
        {dismissed.length > 0 && (
          <section className="pad">
            <h3>{t("match.dismissed", { n: dismissed.length })}</h3>
            <ul className="plain-list">
              {dismissed.map((cell) => {
                const id = String(cell("offer_id"));
                const decision = decided(cell);
                return (
                  <li key={id} className="dismissed">
                    <span>
                      <s>{title(id)}</s>{" "}
                      <span className="quiet">
                        {t("match.because", {
                          why: (decision && "excluded" in decision && decision.excluded) || "–",
                        })}
                      </span>
                    </span>
                    <Button
                      className="tool boxed"
                      aria-label={t("match.back.of", { name: title(id) })}
                      onPress={() =>
                        set(
                          id,
                          recorded.get(pairKey(need.id, id))?.status === "excluded"
                            ? { step: "shortlisted" }
                            : null,
                        )
                      }
                    >
                      {t("match.back")}
                    </Button>
                  </li>
                );
              })}
            </ul>
          </section>
        )}
        <details
          className="pad"
          open={Boolean(meet.out)}
          onToggle={(event) => {
            const open = event.currentTarget.open;
            if (open !== Boolean(meet.out)) drift({ meet: open ? { ...meet, out: "1" } : closed });
          }}
        >
          <summary>{t("match.refused")}</summary>
          {refused.execution && out.length === 0 && <p className="quiet">{t("match.refused.none")}</p>}
          <ul className="plain-list">
            {out.map((cell) => {
              const id = String(cell("offer_id"));
              return (
                <li key={id} className="refused">
                  <strong>{title(id)}</strong>
                  <Reasons
                    favour={[]}
                    against={itemsOf(cell("reasons_against"))}
                    unknown={itemsOf(cell("not_known"))}
                  />
                </li>
              );
            })}
          </ul>
        </details>
        {(ranked.execution?.provenance.diagnostics.length ?? 0) > 0 && (
          <details className="pad">
            <summary>
              {t("method.findings", { n: ranked.execution?.provenance.diagnostics.length ?? 0 })}
            </summary>
            <ul className="findings">
              {ranked.execution?.provenance.diagnostics.map((finding) => (
                <li key={`${finding.code}${place(finding.place)}`}>
                  <Finding finding={finding} />
                </li>
              ))}
            </ul>
          </details>
        )}
        <p className="quiet pad">
          {t("match.score.note")}{" "}
          <button
            type="button"
            className="textual"
            onClick={() =>
              drift({
                page: "methods",
                method: "match_offers",
                parameters: inputs,
                run: true,
                sort: null,
                look: {},
              })
            }
          >
            {t("match.method")}
          </button>
        </p>
      </div>
    </>
  );
}

const isOut = (decision: Decision | null) => decision !== null && "excluded" in decision;

/** What is asked for: in words, how much, for how much, under which conditions. */
function NeedCard({ need, market }: { need: Party; market: Market }) {
  const { t, term } = useSpeech();
  return (
    <div className="need-card">
      <div className="card-head">
        <h2>
          {need.title} <em className="tag">{term("kind", need.kind)}</em>
          <em className="tag">{term("status", need.status)}</em>
        </h2>
        <code>{need.id}</code>
      </div>
      <p>
        {[market.whose(need), need.text !== need.title ? need.text : null].filter(Boolean).join(" — ") || (
          <Missing />
        )}
      </p>
      <dl className="facts-line">
        <Facts party={need} market={market} paid />
        {need.requirements.length > 0 && (
          <div>
            <dt>{t("match.requirements")}</dt>
            <dd>
              {need.requirements.map((one) => (
                <code key={one}>{condition(one)} </code>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Facts({ party, market, paid = false }: { party: Party; market: Market; paid?: boolean }) {
  const { t, number, term } = useSpeech();
  const { industry } = party;
  return (
    <>
      <div>
        <dt>{t("match.industry")}</dt>
        <dd>{industry === null ? <Missing /> : (market.codes.name("industry", industry) ?? industry)}</dd>
      </div>
      <div>
        <dt>{t("match.quantity")}</dt>
        <dd>
          {party.quantity === null ? (
            <Missing />
          ) : (
            `${number(party.quantity)} ${party.unit ? term("unit", party.unit) : ""}`
          )}
        </dd>
      </div>
      <div>
        <dt>{t(paid ? "match.price.paid" : "match.price.asked")}</dt>
        <dd>
          {party.price === null ? (
            <Missing />
          ) : (
            `${number(party.price)} ${party.currency ?? t("match.currency.unknown")}`
          )}
        </dd>
      </div>
      {(party.start || party.end) && (
        <div>
          <dt>{t("match.valid")}</dt>
          <dd>
            {party.start ?? t("unknown")} – {party.end ?? t("unknown")}
          </dd>
        </div>
      )}
    </>
  );
}

function Offer(props: {
  cell: Cell;
  offer: Party | null;
  market: Market;
  parameters: Readonly<Record<string, string>>;
  decision: Decision | null;
  kept: Candidate | null;
  onDecide: (decision: Decision | null) => void;
}) {
  const { cell, offer, market, decision, onDecide } = props;
  const { t, term, number } = useSpeech();
  const [why, setWhy] = useState<string | null>(null);
  const id = useId();
  const name = offer?.title ?? String(cell("offer_id"));
  const distance = numberOf(cell("distance"));
  const unit = props.parameters.proximity === "travel_minutes" ? t("match.minutes") : t("km");
  const step = decision && "step" in decision ? decision.step : null;
  return (
    <li className="offer" data-chosen={step !== null} aria-labelledby={`${id}-name`}>
      <div className="offer-head">
        <span className="offer-rank">{wordOf(cell("rank"))}</span>
        <div>
          <h3 id={`${id}-name`}>
            {name} <code className="quiet">{String(cell("offer_id"))}</code>
          </h3>
          <p className="quiet">
            {[
              offer && market.whose(offer),
              distance === null ? t("match.distance.unknown") : `${number(distance, 0)} ${unit}`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </p>
        </div>
        <Score cell={cell} />
      </div>
      <Reasons
        favour={itemsOf(cell("reasons_for"))}
        against={itemsOf(cell("reasons_against"))}
        unknown={itemsOf(cell("not_known"))}
      />
      <details className="offer-more">
        <summary>{t("match.factors")}</summary>
        {offer?.text && offer.text !== offer.title && <p>{offer.text}</p>}
        {offer && (
          <dl className="facts-line">
            <Facts party={offer} market={market} />
          </dl>
        )}
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">{t("match.factor")}</th>
              <th scope="col" className="figure">
                {t("match.weight")}
              </th>
              <th scope="col" className="figure">
                {t("match.value")}
              </th>
            </tr>
          </thead>
          <tbody>
            {COMPONENTS.map((component) => {
              const value = numberOf(cell(component));
              return (
                <tr key={component}>
                  <th scope="row">{t(`match.component.${component}`)}</th>
                  <td className="figure">{props.parameters[`weight_${component}`] ?? "1"}</td>
                  <td className="figure">{value === null ? <Missing /> : number(value, 3)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </details>
      <div className="actions offer-actions">
        <Button
          className="tool boxed"
          aria-pressed={step !== null}
          aria-label={t("match.shortlist.of", { name })}
          // What is on record is not taken back: another mark follows it.
          isDisabled={step !== null && step === props.kept?.status}
          onPress={() => onDecide(step ? null : { step: "shortlisted" })}
        >
          <span aria-hidden="true">{step ? "★" : "☆"}</span> {t("match.shortlist")}
        </Button>
        {step && (
          <Picker
            label={t("match.step.of", { name })}
            value={step}
            options={STEPS.map((word) => ({
              id: word,
              title: word === "shortlisted" ? t("match.step.shortlisted") : term("status", word),
            }))}
            onChange={(next) => {
              const found = STEPS.find((word) => word === next);
              if (found) onDecide({ step: found });
            }}
          />
        )}
        {why === null ? (
          <Button
            className="tool boxed"
            aria-label={t("match.exclude.of", { name })}
            onPress={() => setWhy("")}
          >
            <Icon name="close" /> {t("match.exclude")}
          </Button>
        ) : (
          <form
            className="offer-why"
            onSubmit={(event) => {
              event.preventDefault();
              if (why.trim()) onDecide({ excluded: why });
            }}
          >
            <input
              // biome-ignore lint/a11y/noAutofocus: the field appears because one asked for it
              autoFocus
              className="filter"
              value={why}
              maxLength={200}
              placeholder={t("match.why")}
              aria-label={t("match.why.of", { name })}
              onChange={(event) => setWhy(event.target.value)}
              onKeyDown={(event) => event.key === "Escape" && setWhy(null)}
            />
            <Button type="submit" className="tool boxed" isDisabled={why.trim() === ""}>
              {t("match.exclude.do")}
            </Button>
            <Button className="tool" onPress={() => setWhy(null)}>
              {t("cancel")}
            </Button>
          </form>
        )}
      </div>
    </li>
  );
}

/** The score as a bar; where something is not known, within which bounds it may lie. */
function Score({ cell }: { cell: Cell }) {
  const { t, number } = useSpeech();
  const [score, low, high, known] = ["score", "score_low", "score_high", "known"].map((name) =>
    numberOf(cell(name)),
  );
  const spread =
    low !== null && low !== undefined && high !== null && high !== undefined && high - low > 5e-4
      ? { low, high }
      : null;
  return (
    <div className="offer-score">
      <span className="loss-track" aria-hidden="true">
        {score !== null && score !== undefined && (
          <span className="score-bar" style={{ width: `${score * 100}%` }} />
        )}
        {spread && (
          <span
            className="loss-range"
            style={{ left: `${spread.low * 100}%`, width: `${(spread.high - spread.low) * 100}%` }}
          />
        )}
      </span>
      <strong>
        {score === null || score === undefined ? <Missing /> : number(score, 2)}
        <span className="sr-only"> {t("match.score")}</span>
      </strong>
      {spread && (
        <span className="quiet">
          {t("match.bounds", {
            low: number(spread.low, 2),
            high: number(spread.high, 2),
            known: number((known ?? 0) * 100, 0),
          })}
        </span>
      )}
    </div>
  );
}
