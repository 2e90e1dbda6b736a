import type { Layer } from "../api/types";
import { MARKS, OUTLINES } from "../scene/palette";

/** The mark of a network on a piece of its line. */
export function LayerMark({ layer, line = true }: { layer: Layer; line?: boolean }) {
  const points = OUTLINES[MARKS[layer]].map(([x, y]) => `${14 + x * 5},${8 + y * 5}`).join(" ");
  return (
    <svg
      className={`layer-mark layer-${layer}`}
      width={line ? 28 : 14}
      height="16"
      viewBox={line ? "0 0 28 16" : "7 0 14 16"}
      aria-hidden="true"
    >
      {line && <path d="M0 8h28" strokeWidth="2" />}
      <polygon points={points} />
    </svg>
  );
}
