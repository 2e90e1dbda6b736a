// What an exported picture of the Atlas says of itself.

import { type Atlas, LAYERS } from "../api/types";
import type { Speech } from "../i18n";
import type { Caption } from "../scene/svg";
import type { View } from "../state/view";
import { legendEntries } from "./legend";

export function captionOf(atlas: Atlas, view: View, speech: Speech, schematic: boolean): Caption {
  const { t, term } = speech;
  const time = view.period
    ? `${view.period.replace("/", "–")} ${t(view.cumulative ? "time.cumulative" : "time.interval")}`
    : t("time.all");
  const scale = view.scale === "actor" ? t("scale.actor") : term("level", view.scale);
  return {
    title: t("atlas.question"),
    subtitle: [t(`arrangement.${view.arrangement}`), scale, time].join(" · "),
    source: t("export.source", {
      revision: atlas.revision,
      shown: atlas.coverage.links_shown,
      total: atlas.coverage.links_total,
      date: new Date().toISOString().slice(0, 10),
    }),
    layers: LAYERS.filter((layer) => view.layers.includes(layer)).map((layer) => ({
      layer,
      text: term("layer", layer),
    })),
    signs: legendEntries(speech, view, schematic),
  };
}
