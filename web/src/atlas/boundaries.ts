// Boundaries that the user loaded; none are shipped.

import type { FeatureCollection } from "geojson";
import { address } from "../api/client";
import type { BoundaryInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import type { View } from "../state/view";

export function useBoundaries(view: View): {
  features: FeatureCollection | null;
  review: string | null;
  loading: boolean;
} {
  const { t } = useSpeech();
  const sets = useAnswer<BoundaryInfo[]>(address("/boundaries"));
  // The borders of the scale in sight, or else of the nearest wider one that is loaded.
  const order = ["nation", "province", "city", "county", "town", "park"];
  const finest = view.scale === "actor" ? order.length - 1 : order.indexOf(view.scale);
  const candidates = (sets.data ?? []).filter((set) => order.indexOf(set.level) <= Math.max(finest, 2));
  const chosen = candidates.sort((a, b) => order.indexOf(b.level) - order.indexOf(a.level))[0];
  const shown = view.boundaries === "none" ? undefined : chosen;
  const loaded = useAnswer<FeatureCollection>(shown ? address(`/boundaries/${shown.level}`) : null);
  const features = shown ? loaded.data : null;
  const review =
    shown && features
      ? shown.review_number
        ? t("review.number", { number: shown.review_number })
        : t("review.none")
      : null;
  return { features, review, loading: sets.loading || loaded.loading };
}
