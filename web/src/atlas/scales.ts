import { SCALES, type Scale, type SearchHit } from "../api/types";
import type { View } from "../state/view";

/**
 * The scale at which a hit can be seen: its own level, or actors. A focus or an area that might hide it is lifted.
 */
export function scaleOf(hit: SearchHit): Partial<View> {
  const open = { focus: null, area: null } as const;
  if (hit.id.startsWith("actor:")) return { ...open, scale: "actor" };
  const level = SCALES.find((scale): scale is Scale => scale === hit.level);
  return level ? { ...open, scale: level } : open;
}
