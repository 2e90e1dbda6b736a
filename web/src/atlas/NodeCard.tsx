import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { Card, Fact } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { useNames } from "../kit/useNames";
import { useStore, useView } from "../state/store";
import { COMPARE_LIMIT } from "../state/view";
import { begun } from "../whatif/scenario";
import { layerList, total } from "./describe";
import { EvidenceList } from "./Evidence";
import { LayerBars } from "./LayerBars";

/** Who it is, with whom it is linked, and on what evidence. */
export function NodeCard({ id, inPicture }: { id: string; inPicture: boolean }) {
  const view = useView();
  const speech = useSpeech();
  const { t, pick, term } = speech;
  const change = useStore((state) => state.change);
  const { data: card, problem } = useAnswer<Card>(
    address(`/card/${encodeURIComponent(id)}`, { at: view.at }),
  );
  if (problem) return <Trouble problem={problem} />;
  if (!card || card.id !== id) return <div className="card" aria-busy="true" />;
  const pinned = view.compare.includes(id);
  const where = [...card.path].reverse().map((region) => pick(region.title));
  return (
    <article className="card" aria-labelledby="card-title">
      <header className="card-head">
        <h2 id="card-title">{pick(card.title)}</h2>
        <Button className="tool" aria-label={t("card.close")} onPress={() => change({ selection: null })}>
          <Icon name="close" />
        </Button>
      </header>
      <p className="quiet">
        {[
          pick({ zh: card.title.en, en: card.title.zh }),
          card.level ? term("level", card.level) : term("kind", card.kind),
          where.join(" › "),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {!inPicture && <p className="warn">{t("card.outside")}</p>}
      <p className="sentence">{pick(card.sentence)}</p>
      <LayerBars counts={card.degree} />
      <div className="actions">
        <fieldset className="hops" aria-label={t("hops")}>
          <span>{t("hops")}</span>
          {([1, 2, 3] as const).map((hops) => (
            <Button
              key={hops}
              className="tool boxed"
              aria-label={t("hops.n", { n: hops })}
              aria-pressed={view.focus === id && view.hops === hops}
              onPress={() => change({ focus: id, hops, camera: null })}
            >
              {hops}
            </Button>
          ))}
        </fieldset>
        <Button
          className="tool boxed"
          isDisabled={!pinned && view.compare.length >= COMPARE_LIMIT}
          onPress={() =>
            change({ compare: pinned ? view.compare.filter((other) => other !== id) : [...view.compare, id] })
          }
        >
          {t(pinned ? "compare.remove" : "compare.add")}
        </Button>
        <Button
          className="tool boxed"
          onPress={() => {
            const target = id.startsWith("actor:") ? id : `region:${id}`;
            const plan = begun({}, `${target}=1`);
            change({
              page: "whatif",
              plan,
              versus: false,
              side: "a",
              computed: true,
              round: null,
              hit: null,
            });
          }}
        >
          {t("whatif.stop")}
        </Button>
      </div>
      <Section title={t("card.partners", { n: card.partners.length })} empty={card.partners.length === 0}>
        <ul className="partners">
          {card.partners.map((partner) => (
            <li key={partner.id}>
              <button
                type="button"
                className="textual"
                onClick={() => change({ selection: `n:${partner.id}` })}
              >
                {pick(partner.title)}
              </button>
              <span className="quiet">{layerList(partner.ties, speech)}</span>
              <span className="figure">{speech.number(partner.total)}</span>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={t("card.evidence", { n: card.evidence.length })} empty={card.evidence.length === 0}>
        <EvidenceList rows={card.evidence} />
      </Section>
      {card.facts.length > 0 && (
        <Section title={t("card.facts", { n: card.facts.length })} empty={false}>
          <ul className="facts">
            {card.facts.map((fact, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the same finding may stand twice, and the list never changes order
              <FactRow key={`${fact.indicator}${fact.period}${fact.industry}${index}`} fact={fact} />
            ))}
          </ul>
        </Section>
      )}
      {card.actors.length > 0 && (
        <Section title={t("card.actors", { n: card.actors.length })} empty={false}>
          <ul className="named">
            {card.actors.map((actor) => (
              <li key={actor.id}>
                <button
                  type="button"
                  className="textual"
                  onClick={() => change({ selection: `n:${actor.id}`, scale: "actor", camera: null })}
                >
                  {pick(actor.title)}
                </button>
                <span className="quiet">{term("kind", actor.kind)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {card.history.length > 0 && (
        <Section title={t("card.history")} empty={false}>
          <ul className="named">
            {card.history.map((row) => (
              <li key={`${row.start}${row.end}`}>
                <span>{pick(row.event)}</span>
                <span className="quiet">
                  {row.start ?? "?"} – {row.end ?? ""}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <p className="quiet foot">{t("card.revision", { revision: card.revision, n: total(card.degree) })}</p>
    </article>
  );
}

function Section({ title, empty, children }: { title: string; empty: boolean; children: React.ReactNode }) {
  return (
    <details open>
      <summary>{title}</summary>
      {empty ? <Missing /> : children}
    </details>
  );
}

const INDICATOR = [{ name: "indicator", kind: { type: "text" } }] as const;

/** A number never stands without its year, unit and source. */
function FactRow({ fact }: { fact: Fact }) {
  const { t, pick, number, term } = useSpeech();
  const name = useNames(INDICATOR);
  const value =
    fact.value !== null
      ? number(fact.value)
      : fact.lower !== null
        ? t("at.least", { n: number(fact.lower) })
        : fact.upper !== null
          ? t("at.most", { n: number(fact.upper) })
          : null;
  return (
    <li>
      <span>
        {name("indicator", fact.indicator) ?? fact.indicator}
        {fact.industry ? ` · ${term("industry", fact.industry)}` : ""}
      </span>
      <span className="figure">
        {value === null ? <Missing /> : value} {fact.unit ? term("unit", fact.unit) : ""}
        {fact.observation !== "observed" && <em className="tag">{term("observation", fact.observation)}</em>}
      </span>
      <span className="quiet">
        {fact.period ?? t("time.unknown")} · {fact.source ? pick(fact.source.title) : t("source.unknown")}
        {fact.section ? ` · ${fact.section}` : ""}
      </span>
    </li>
  );
}
