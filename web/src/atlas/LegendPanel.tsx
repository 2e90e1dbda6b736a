import { LAYERS, type Layer } from "../api/types";
import { useSpeech } from "../i18n";
import { LayerMark } from "../kit/LayerMark";
import { css, type Ink } from "../scene/palette";
import type { Sign } from "../scene/svg";
import { useView } from "../state/store";
import { legendEntries } from "./legend";

/** Always on: what the signs mean. The exports print the same entries. */
export function Legend({ ink, schematic }: { ink: Ink; schematic: boolean }) {
  const speech = useSpeech();
  const view = useView();
  return (
    <Signs
      ink={ink}
      layers={LAYERS.filter((layer) => view.layers.includes(layer))}
      signs={legendEntries(speech, view, schematic)}
    />
  );
}

export function Signs({
  ink,
  layers,
  signs,
}: {
  ink: Ink;
  layers: readonly Layer[];
  signs: readonly Sign[];
}) {
  const speech = useSpeech();
  return (
    <aside className="legend" aria-label={speech.t("legend")}>
      <ul>
        {layers.map((layer) => (
          <li key={layer}>
            <LayerMark layer={layer} />
            {speech.term("layer", layer)}
          </li>
        ))}
        {signs.map((entry) => (
          <li key={entry.text}>
            <svg
              width="28"
              height="14"
              viewBox="0 0 28 14"
              aria-hidden="true"
              stroke={`rgb(${ink.muted.join(" ")})`}
              fill="none"
            >
              {entry.sign === "dot" && (
                <circle
                  cx="14"
                  cy="7"
                  r="5"
                  fill={css(entry.colour ?? ink.dot)}
                  stroke={entry.colour ? undefined : "none"}
                />
              )}
              {entry.sign === "hollow" && <circle cx="14" cy="7" r="4.5" strokeWidth="1.6" />}
              {entry.sign === "line" && (
                <path
                  d="M1 7h26"
                  strokeWidth="2"
                  stroke={entry.colour && css(entry.colour)}
                  strokeDasharray={entry.dash?.map((v) => v * 2).join(" ")}
                />
              )}
              {entry.sign === "unknown" && <circle cx="14" cy="7" r="6" fill="url(#hatched)" />}
              {entry.sign === "ringed" && (
                <circle cx="14" cy="7" r="5" stroke={css(ink.text)} strokeWidth="2" />
              )}
              {entry.sign === "hub" && <path d="M14 7 2 2M14 7 3 12M14 7l12-4M14 7l11 5" strokeWidth="1.2" />}
              {entry.sign === "hub" && (
                <circle cx="14" cy="7" r="4" strokeWidth="1.5" fill={`rgb(${ink.land.join(" ")})`} />
              )}
              {entry.sign === "cell" && (
                <circle cx="14" cy="7" r="6.5" fill={`rgb(${ink.cell.join(" ")})`} strokeWidth="0.6" />
              )}
              {entry.sign === "gap" && (
                <rect x="4" y="1" width="20" height="12" fill="url(#hatched)" strokeWidth="0.6" />
              )}
            </svg>
            {entry.text}
          </li>
        ))}
      </ul>
      <svg width="0" height="0" aria-hidden="true">
        <defs>
          <pattern
            id="hatched"
            width="5"
            height="5"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <path d="M0 0v5" stroke={`rgb(${ink.muted.join(" ")})`} strokeWidth="1.2" />
          </pattern>
        </defs>
      </svg>
    </aside>
  );
}
