import { useMemo, useRef, useState } from "react";
import { address } from "../api/client";
import type { Atlas } from "../api/types";
import { useAnswer } from "../api/use";
import { useDark } from "../app/theme";
import { useSpeech } from "../i18n";
import { Trouble } from "../kit/Trouble";
import { DARK, LIGHT } from "../scene/palette";
import type { XY } from "../scene/plane";
import { project } from "../scene/plane";
import { scene as compose } from "../scene/scene";
import { useStore, useView } from "../state/store";
import type { View } from "../state/view";
import { useBoundaries } from "./boundaries";
import { Canvas, type CanvasHandle } from "./Canvas";
import { CanvasTools } from "./CanvasTools";
import { Compare } from "./Compare";
import { captionOf } from "./caption";
import { Legend } from "./LegendPanel";
import { Side } from "./Side";
import { TimeBrush } from "./TimeBrush";
import { Toolbar } from "./Toolbar";
import { Tooltip } from "./Tooltip";
import { Twin } from "./Twin";

/** Enough for every link of a workspace that a browser can still draw; by default the server's own limit holds. */
const EVERYTHING = 100_000;

export function atlasAddress(view: View): string | null {
  if (view.layers.length === 0) return null;
  return address("/atlas", {
    scale: view.scale,
    layers: view.layers.length === 6 ? null : view.layers.join(","),
    period: view.period,
    mode: view.period && view.cumulative ? "cumulative" : null,
    undated: view.period && !view.undated ? false : null,
    proposed: view.proposed ? null : false,
    area: view.area,
    focus: view.focus,
    hops: view.focus ? view.hops : null,
    limit: view.all ? EVERYTHING : null,
    at: view.at,
  });
}

export default function AtlasPage() {
  const view = useView();
  const speech = useSpeech();
  const { t, pick, number } = speech;
  const { change, drift, see } = useStore.getState();
  const dark = useDark();
  const ink = dark ? DARK : LIGHT;
  const { data, problem, loading } = useAnswer<Atlas>(atlasAddress(view));
  const atlas = view.layers.length > 0 ? data : null;
  const anchor = useAnchor(atlas);
  const boundaries = useBoundaries(view);
  const schematic = boundaries.features === null;
  const canvas = useRef<CanvasHandle>(null);
  const [hover, setHover] = useState<{ target: string; x: number; y: number } | null>(null);

  const { arrangement, selection } = view;
  const scene = useMemo(
    () => atlas && compose(atlas, { arrangement, selection, anchor, title: pick, schematic }),
    [atlas, arrangement, selection, anchor, pick, schematic],
  );
  const metres = (value: number) =>
    value >= 1000 ? `${number(value / 1000)} ${t("km")}` : `${number(value)} ${t("m")}`;

  return (
    <main id="content" className="atlas">
      <Toolbar atlas={atlas} />
      <section className="stage" aria-label={t("canvas")}>
        <div className="stage-box">
          <Canvas
            ref={canvas}
            scene={scene}
            ink={ink}
            anchor={anchor}
            camera={view.camera}
            selection={selection}
            boundaries={arrangement === "place" ? boundaries.features : null}
            review={arrangement === "place" ? boundaries.review : null}
            label={
              atlas
                ? t("canvas.label", {
                    nodes: atlas.nodes.length,
                    links: atlas.links.length,
                    hyperedges: atlas.hyperedges.length,
                  })
                : t("loading")
            }
            metres={metres}
            busy={loading || boundaries.loading}
            onSelect={(target) => change({ selection: target })}
            onHover={(target, x, y) => setHover(target ? { target, x, y } : null)}
            onCamera={(camera) => drift({ camera })}
            onFit={see}
          />
          {atlas && scene && (
            <CanvasTools
              canvas={canvas}
              scene={scene}
              ink={ink}
              review={boundaries.review}
              boundaries={boundaries.features}
              metres={metres}
              caption={() => captionOf(atlas, view, speech, schematic)}
              name={`liantu-${view.arrangement}-${view.scale}-r${atlas.revision}`}
              onHome={() => change({ camera: null })}
            />
          )}
          {atlas && hover && <Tooltip atlas={atlas} {...hover} />}
          {view.layers.length === 0 && <p className="over">{t("layers.none")}</p>}
          {problem && <Trouble problem={problem} />}
          {atlas && atlas.nodes.length === 0 && <p className="over">{t("atlas.empty")}</p>}
          {atlas && !view.selection && !view.comparing && atlas.nodes.length > 0 && (
            <p className="caption">{t("caption")}</p>
          )}
        </div>
        <Legend ink={ink} schematic={schematic} />
      </section>
      <TimeBrush atlas={data} ink={ink} />
      <Side atlas={atlas} />
      <Twin atlas={atlas} />
      {view.comparing && <Compare />}
    </main>
  );
}

/**
 * The centre of the arrangements that are no map: the middle node when the data is first seen, and fixed from then on, so
 * that nothing jumps when a filter changes. Cameras are written relative to it.
 */
function useAnchor(atlas: Atlas | null): XY {
  const anchor = useRef<XY | null>(null);
  if (!anchor.current && atlas) {
    const points = atlas.nodes.flatMap((node) =>
      node.lon === null || node.lat === null ? [] : [project(node.lon, node.lat)],
    );
    const middle = (axis: 0 | 1) =>
      points.map((point) => point[axis]).sort((a, b) => a - b)[Math.floor(points.length / 2)];
    const [x, y] = [middle(0), middle(1)];
    anchor.current = x === undefined || y === undefined ? FALLBACK : [x, y];
  }
  return anchor.current ?? FALLBACK;
}

const FALLBACK: XY = project(118.8, 31.2);
