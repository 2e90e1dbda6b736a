import { LAYERS, type LayerCounts } from "../api/types";
import { useSpeech } from "../i18n";
import { LayerMark } from "../kit/LayerMark";
import { short } from "./describe";

/** Six small bars, one for each network. */
export function LayerBars({ counts }: { counts: LayerCounts }) {
  const { term, number } = useSpeech();
  const most = Math.max(1, ...LAYERS.map((layer) => counts[layer] ?? 0));
  return (
    <ul className="bars">
      {LAYERS.map((layer) => (
        <li key={layer} className={`layer-${layer}`}>
          <LayerMark layer={layer} line={false} />
          <span>{short(term("layer", layer))}</span>
          <span className="bar">
            <span className="bar-fill" style={{ width: `${((counts[layer] ?? 0) / most) * 100}%` }} />
          </span>
          <span className="figure">{number(counts[layer] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}
