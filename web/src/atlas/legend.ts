import type { Speech } from "../i18n";
import { DASHES } from "../scene/scene";
import type { Sign } from "../scene/svg";
import type { View } from "../state/view";

/** What stands in the legend below the networks. */
export function legendEntries({ t }: Speech, view: View, schematic: boolean): Sign[] {
  const entries: Sign[] = [
    { sign: "line", dash: DASHES.firm, text: t("legend.observed") },
    { sign: "line", dash: DASHES.modelled, text: t("legend.modelled") },
  ];
  if (view.proposed) entries.push({ sign: "line", dash: DASHES.proposed, text: t("legend.proposed") });
  entries.push({ sign: "hub", text: t("legend.hub") }, { sign: "dot", text: t("legend.size") });
  if (view.arrangement === "place") entries.push({ sign: "hollow", text: t("legend.hollow") });
  if (view.arrangement === "place" && schematic) entries.push({ sign: "cell", text: t("legend.cell") });
  if (view.arrangement === "chain") {
    entries.push(
      { sign: "gap", text: t("legend.gap") },
      { sign: "line", dash: [1, 2], text: t("legend.nothing") },
    );
  }
  return entries;
}
