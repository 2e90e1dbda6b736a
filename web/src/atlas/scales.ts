import { SCALES, type Scale, type SearchHit } from "../api/types";
import type { View } from "../state/view";

/**
 * The scale at which a hit can be seen: its own level, or actors. A focus or an area that might hide it is lifted.
 * Municipalities stand at the scale of cities as well.
 */
export function scaleOf(hit: SearchHit, view: View): Partial<View> {
  const open = { focus: null, area: null } as const;
  if (hit.id.startsWith("actor:")) return { ...open, scale: "actor" };
  if (hit.level === "province" && view.scale === "city" && /^(11|12|31|50)0000$/.test(hit.id)) return open;
  const level = SCALES.find((scale): scale is Scale => scale === hit.level);
  return level ? { ...open, scale: level } : open;
}
