import { Checkbox, ToggleButton } from "react-aria-components";
import { address } from "../api/client";
import { type Atlas, type Grid, LAYERS, type Layer, SCALES } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { LayerMark } from "../kit/LayerMark";
import { Picker } from "../kit/Picker";
import { Segments } from "../kit/Segments";
import { useStore, useView } from "../state/store";
import type { Arrangement } from "../state/view";

const ARRANGEMENTS: readonly Arrangement[] = ["place", "chain", "network"];

export function Toolbar({ atlas }: { atlas: Atlas | null }) {
  const view = useView();
  const { t, term } = useSpeech();
  const change = useStore((state) => state.change);
  return (
    <div className="toolbar">
      <div className="headline">
        <h1>{t("atlas.question")}</h1>
        <CoverageLine atlas={atlas} />
      </div>
      <div className="controls" role="toolbar" aria-label={t("controls")}>
        <Segments
          label={t("arrangement")}
          options={ARRANGEMENTS.map((id) => ({ id, title: t(`arrangement.${id}`) }))}
          value={view.arrangement}
          onChange={(arrangement) => change({ arrangement, camera: null })}
        />
        <Layers atlas={atlas} />
        <Segments
          label={t("scale")}
          options={SCALES.map((id) => ({ id, title: id === "actor" ? t("scale.actor") : term("level", id) }))}
          value={view.scale}
          onChange={(scale) => change({ scale, camera: null, focus: null, selection: null })}
        />
        <Areas />
        <Checkbox className="check" isSelected={view.proposed} onChange={(proposed) => change({ proposed })}>
          <span className="box" aria-hidden="true" />
          {t("proposed.show")}
        </Checkbox>
      </div>
    </div>
  );
}

/** What the picture leaves out, beside the question it answers. */
function CoverageLine({ atlas }: { atlas: Atlas | null }) {
  const { all, focus, hops } = useView();
  const { t, pick, number } = useSpeech();
  const change = useStore((state) => state.change);
  if (!atlas) return <p className="coverage" />;
  const { coverage } = atlas;
  const share = coverage.links_total > 0 ? coverage.links_shown / coverage.links_total : null;
  const title = focus ? (atlas.nodes.find((node) => node.id === focus)?.title ?? null) : null;
  return (
    <p className="coverage">
      <span>
        {t("coverage", {
          shown: coverage.links_shown,
          total: coverage.links_total,
          share: share === null ? t("unknown") : `${number(share * 100, 0)}%`,
        })}
      </span>
      {coverage.undated_hidden > 0 && <span>{t("coverage.undated", { n: coverage.undated_hidden })}</span>}
      {coverage.proposed_hidden > 0 && <span>{t("coverage.proposed", { n: coverage.proposed_hidden })}</span>}
      {coverage.unlocated_nodes > 0 && (
        <span>{t("coverage.unlocated", { n: coverage.unlocated_nodes })}</span>
      )}
      {(coverage.truncated || all) && (
        <button type="button" className="textual" onClick={() => change({ all: !all })}>
          {t(all ? "coverage.strongest" : "coverage.truncated")}
        </button>
      )}
      {focus && (
        <button type="button" className="textual" onClick={() => change({ focus: null, camera: null })}>
          {t("focus.clear", { name: title ? pick(title) : focus, hops })}
        </button>
      )}
    </p>
  );
}

/** Six chips: colour, mark and count of each network. */
function Layers({ atlas }: { atlas: Atlas | null }) {
  const { layers } = useView();
  const { t, term, number } = useSpeech();
  const change = useStore((state) => state.change);
  const flip = (layer: Layer) => LAYERS.filter((other) => (other === layer) !== layers.includes(other));
  return (
    <fieldset className="chips" aria-label={t("layers")}>
      {LAYERS.map((layer) => {
        const on = layers.includes(layer);
        const count = atlas && on ? (atlas.ties[layer] ?? 0) : null;
        return (
          <ToggleButton
            key={layer}
            className="chip"
            data-layer={layer}
            isSelected={on}
            onChange={() => change({ layers: flip(layer) })}
          >
            <LayerMark layer={layer} />
            {term("layer", layer).replace(/网络$| network$/i, "")}
            <span className="count">{count === null ? "–" : number(count)}</span>
            <span className="sr-only">{t("ties")}</span>
          </ToggleButton>
        );
      })}
    </fieldset>
  );
}

/** Functional areas overlap and cross borders, so they are a filter and no scale. */
function Areas() {
  const { area, at } = useView();
  const { t } = useSpeech();
  const language = useView().language;
  const change = useStore((state) => state.change);
  const { data } = useAnswer<Grid>(address("/tables/region/rows", { q: "area", limit: 1000, at }));
  const areas = areaNames(data, language);
  if (areas.length === 0) return null;
  return (
    <Picker
      label={t("area")}
      value={area ?? ""}
      options={[{ id: "", title: t("area.all") }, ...areas]}
      onChange={(id) => change({ area: id || null, camera: null, focus: null })}
    />
  );
}

function areaNames(grid: Grid | null, language: "zh" | "en"): { id: string; title: string }[] {
  if (!grid) return [];
  const column = (name: string) => grid.columns.findIndex((candidate) => candidate.name === name);
  const [region, level, zh, en] = [column("region"), column("level"), column("name_zh"), column("name_en")];
  const names = new Map<string, string>();
  for (const row of grid.rows) {
    if (row[level] !== "area") continue;
    const [first, second] = language === "zh" ? [row[zh], row[en]] : [row[en], row[zh]];
    names.set(String(row[region]), String(first ?? second ?? row[region]));
  }
  return [...names].map(([id, title]) => ({ id, title }));
}
