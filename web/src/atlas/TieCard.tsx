import { Button } from "react-aria-components";
import { address } from "../api/client";
import type { Atlas, Card } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { LayerMark } from "../kit/LayerMark";
import { Missing } from "../kit/Missing";
import { useStore, useView } from "../state/store";
import { name, names, sentence, span, standingText, type Thing, thingStanding, thingTitle } from "./describe";
import { EvidenceList } from "./Evidence";

/** The card of a link, or of an agreement of several parties. */
export function TieCard({ thing, atlas }: { thing: Exclude<Thing, { is: "node" }>; atlas: Atlas }) {
  const { at } = useView();
  const speech = useSpeech();
  const { t, term } = speech;
  const change = useStore((state) => state.change);
  const all = names(atlas, speech);
  const how = thingStanding(thing);
  const tie = thing.is === "link" ? thing.link : thing.edge;
  const ends = thing.is === "link" ? [thing.link.from, thing.link.to] : thing.edge.members;
  // An agreement has a card of its own; of a link, the evidence of one end holds that of the tie.
  const cards = thing.is === "hyperedge" ? [`agreement:${thing.edge.id}`] : ends;
  const path = (node: string | undefined) =>
    node === undefined ? null : address(`/card/${encodeURIComponent(node)}`, { at });
  const { data: card } = useAnswer<Card>(path(cards[0]));
  const other = useAnswer<Card>(path(cards[1])).data;
  const shared = new Set(other?.evidence.map((row) => row.link));
  const rows = card?.evidence.filter(
    (row) => thing.is === "hyperedge" || (row.layer === thing.link.layer && shared.has(row.link)),
  );
  return (
    <article className="card" aria-labelledby="card-title">
      <header className="card-head">
        <h2 id="card-title">{thingTitle(thing, all, speech)}</h2>
        <Button className="tool" aria-label={t("card.close")} onPress={() => change({ selection: null })}>
          <Icon name="close" />
        </Button>
      </header>
      <p className={`layer-${tie.layer}`}>
        <LayerMark layer={tie.layer} /> {term("layer", tie.layer)}
        {how && how !== "firm" && <em className="tag warn">{standingText(how, speech)}</em>}
      </p>
      <p className="sentence">{sentence(thing, all, speech)}</p>
      <p className="quiet">{span(tie.start, tie.end) ?? <Missing text={t("time.unknown")} />}</p>
      {thing.is === "link" && thing.link.undated > 0 && (
        <p className="quiet">{t("tie.undated", { n: thing.link.undated, all: thing.link.links })}</p>
      )}
      <ul className="named">
        {(thing.is === "hyperedge" && thing.edge.carrier && !ends.includes(thing.edge.carrier)
          ? [...ends, thing.edge.carrier]
          : ends
        ).map((id) => (
          <li key={id}>
            <button type="button" className="textual" onClick={() => change({ selection: `n:${id}` })}>
              {name(all, id)}
            </button>
            {thing.is === "hyperedge" && id === thing.edge.carrier && (
              <span className="quiet">{t("tie.carrier")}</span>
            )}
          </li>
        ))}
      </ul>
      {rows && rows.length > 0 && (
        <details open>
          <summary>{t("card.evidence", { n: rows.length })}</summary>
          <EvidenceList rows={rows} />
        </details>
      )}
    </article>
  );
}
