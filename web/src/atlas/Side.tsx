import { Button } from "react-aria-components";
import { type Atlas, LAYERS } from "../api/types";
import { CARD } from "../app/shortcuts";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { useStore, useView } from "../state/store";
import { find } from "./describe";
import { LayerBars } from "./LayerBars";
import { NodeCard } from "./NodeCard";
import { TieCard } from "./TieCard";

/** The card of what is selected; before that, what the picture holds. */
export function Side({ atlas }: { atlas: Atlas | null }) {
  const { selection } = useView();
  const { t } = useSpeech();
  const thing = find(atlas, selection);
  return (
    <aside id={CARD} tabIndex={-1} className="side" aria-label={t("card")}>
      <Tray />
      {selection?.startsWith("n:") ? (
        <NodeCard id={selection.slice(2)} inPicture={thing !== null} />
      ) : thing && thing.is !== "node" && atlas ? (
        <TieCard thing={thing} atlas={atlas} />
      ) : (
        <>
          {atlas && selection && <p className="warn pad">{t("tie.outside")}</p>}
          <Overview atlas={atlas} />
        </>
      )}
    </aside>
  );
}

function Overview({ atlas }: { atlas: Atlas | null }) {
  const { t } = useSpeech();
  if (!atlas) return <div className="card" aria-busy="true" />;
  return (
    <div className="card">
      <h2>{t("overview")}</h2>
      <p className="sentence">
        {t("overview.sentence", {
          nodes: atlas.nodes.length,
          ties: LAYERS.reduce((sum, layer) => sum + (atlas.ties[layer] ?? 0), 0),
          hyperedges: atlas.hyperedges.length,
        })}
      </p>
      <LayerBars counts={atlas.ties} />
      <h3>{t("help.title")}</h3>
      <ul className="help">
        <li>{t("help.click")}</li>
        <li>
          <kbd>/</kbd> {t("help.search")}
        </li>
        <li>
          <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd> {t("help.hops")}
        </li>
        <li>
          <kbd>Ctrl Z</kbd> {t("help.undo")} · <kbd>Esc</kbd> {t("help.escape")}
        </li>
      </ul>
    </div>
  );
}

/** What is put aside for comparison, at most ten. */
function Tray() {
  const { compare, comparing } = useView();
  const { t } = useSpeech();
  const change = useStore((state) => state.change);
  if (compare.length === 0) return null;
  return (
    <div className="tray">
      <span>{t("compare.tray", { n: compare.length })}</span>
      <Button className="tool strong" onPress={() => change({ comparing: !comparing })}>
        {t(comparing ? "compare.close" : "compare.open")}
      </Button>
      <Button
        className="tool"
        aria-label={t("compare.clear")}
        onPress={() => change({ compare: [], comparing: false })}
      >
        <Icon name="close" />
      </Button>
    </div>
  );
}
