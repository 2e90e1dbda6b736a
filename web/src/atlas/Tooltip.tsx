import type { Atlas } from "../api/types";
import { useSpeech } from "../i18n";
import { find, layerList, names, short, span, standingText, thingStanding, thingTitle } from "./describe";

/** What lies under the pointer; the card has the rest. */
export function Tooltip({ atlas, target, x, y }: { atlas: Atlas; target: string; x: number; y: number }) {
  const speech = useSpeech();
  const thing = find(atlas, target);
  if (!thing) return null;
  const how = thingStanding(thing);
  const time =
    thing.is === "link"
      ? span(thing.link.start, thing.link.end)
      : thing.is === "hyperedge"
        ? span(thing.edge.start, thing.edge.end)
        : null;
  return (
    <div className="tooltip" style={{ left: x + 14, top: y + 14 }} aria-hidden="true">
      <strong>{thingTitle(thing, names(atlas, speech), speech)}</strong>
      {thing.is === "node" ? (
        <span>{layerList(thing.node.degree, speech) || speech.t("none")}</span>
      ) : (
        <span>
          {short(speech.term("layer", thing.is === "link" ? thing.link.layer : thing.edge.layer))}
          {how && how !== "firm" ? ` · ${standingText(how, speech)}` : ""} ·{" "}
          {time ?? speech.t("time.unknown")}
        </span>
      )}
    </div>
  );
}
