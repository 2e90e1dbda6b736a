// What a map is drawn on: regions with their places, the borders of their level if the user loaded them, and the coast.

import type { FeatureCollection } from "geojson";
import { useEffect, useMemo, useState } from "react";
import { address } from "../api/client";
import type { BoundaryInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import type { Ground as Coast } from "../scene/svg";
import type { Ground } from "./draw";
import type { Region } from "./figures/map";

type Ring = readonly (readonly [number, number])[];

export function useGround(
  wanted: boolean,
  level: string | null,
  regions: ReadonlyMap<string, Region>,
): Ground | null {
  const { t } = useSpeech();
  const [land, setLand] = useState<Coast["land"] | null>(null);
  useEffect(() => {
    if (!wanted) return;
    let stale = false;
    import("virtual:land").then(({ default: coast }) => !stale && setLand(coast));
    return () => {
      stale = true;
    };
  }, [wanted]);
  const sets = useAnswer<BoundaryInfo[]>(wanted ? address("/boundaries") : null);
  const set = sets.data?.find((candidate) => candidate.level === level);
  const loaded = useAnswer<FeatureCollection>(set ? address(`/boundaries/${set.level}`) : null);
  const features = set ? loaded.data : null;
  const borders = useMemo(() => (features ? ringsOf(features) : null), [features]);
  const waiting = wanted && (sets.loading || (set !== undefined && features === null && !loaded.problem));
  return useMemo(() => {
    if (!land || waiting) return null;
    const unitOf = (code: string): string | null => {
      for (let at = regions.get(code); at; at = at.parent === null ? undefined : regions.get(at.parent))
        if (at.level === "province") return at.code;
      return null;
    };
    const review =
      set && borders
        ? set.review_number
          ? t("review.number", { number: set.review_number })
          : t("review.none")
        : null;
    return { land, regions, borders, review, unitOf };
  }, [land, waiting, regions, borders, set, t]);
}

/** Rings by the code of their region. */
export function ringsOf({ features }: FeatureCollection): Map<string, Ring[]> {
  const found = new Map<string, Ring[]>();
  for (const { properties, geometry } of features) {
    const code = properties?.code ?? properties?.adcode;
    if (code === undefined || code === null || !geometry) continue;
    const rings =
      geometry.type === "Polygon"
        ? geometry.coordinates
        : geometry.type === "MultiPolygon"
          ? geometry.coordinates.flat()
          : [];
    found.set(String(code), [...(found.get(String(code)) ?? []), ...(rings as unknown as Ring[])]);
  }
  return found;
}
