import type { FeatureCollection, Geometry } from "geojson";
import type { RefObject } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { type Atlas, LAYERS } from "../api/types";
import { useSpeech } from "../i18n";
import { save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { annotate } from "../scene/annotate";
import { graticuleStep } from "../scene/label";
import type { Ink } from "../scene/palette";
import type { Scene } from "../scene/scene";
import { type Ground, png, svg } from "../scene/svg";
import { useStore, useView } from "../state/store";
import { LAND } from "./basemap";
import { type CanvasHandle, measure } from "./Canvas";
import { graticule } from "./graticule";
import { legendEntries } from "./legend";

export function CanvasTools(props: {
  canvas: RefObject<CanvasHandle | null>;
  atlas: Atlas;
  scene: Scene;
  ink: Ink;
  review: string | null;
  boundaries: FeatureCollection | null;
  metres: (metres: number) => string;
}) {
  const { canvas, atlas, scene, ink } = props;
  const view = useView();
  const speech = useSpeech();
  const { t, term } = speech;
  const { change, say } = useStore.getState();

  const drawing = () => {
    const sight = canvas.current?.sight();
    if (!sight) return "";
    const onMap = scene.arrangement === "place";
    const review = onMap ? props.review : null;
    const annotations = annotate(scene, sight, {
      ink,
      measure,
      labels: scene.labels,
      review,
      metres: props.metres,
    });
    const ground: Ground | null = onMap
      ? {
          land: LAND,
          lines: graticule(graticuleStep(sight.zoom)),
          boundaries: props.boundaries ? rings(props.boundaries) : [],
        }
      : null;
    const time = view.period
      ? `${view.period.replace("/", "–")} ${t(view.cumulative ? "time.cumulative" : "time.interval")}`
      : t("time.all");
    const scale = view.scale === "actor" ? t("scale.actor") : term("level", view.scale);
    return svg(scene, sight, ink, annotations, ground, {
      title: t("atlas.question"),
      subtitle: [t(`arrangement.${view.arrangement}`), scale, time].join(" · "),
      source: t("export.source", {
        revision: atlas.revision,
        shown: atlas.coverage.links_shown,
        total: atlas.coverage.links_total,
        date: new Date().toISOString().slice(0, 10),
      }),
      layers: LAYERS.filter((layer) => view.layers.includes(layer)).map((layer) => ({
        layer,
        text: term("layer", layer),
      })),
      signs: legendEntries(speech, view, props.boundaries === null),
    });
  };
  const stamp = `liantu-${view.arrangement}-${view.scale}-r${atlas.revision}`;
  const exportAs = async (kind: string) => {
    try {
      if (kind === "svg") save(`${stamp}.svg`, drawing(), "image/svg+xml");
      else save(`${stamp}.png`, await png(drawing()));
    } catch (error) {
      say(t("export.failed", { why: String(error) }));
    }
  };

  return (
    <div className="canvas-tools" role="toolbar" aria-orientation="vertical" aria-label={t("canvas.tools")}>
      <Button className="tool boxed" aria-label={t("zoom.in")} onPress={() => canvas.current?.zoomBy(1)}>
        <Icon name="plus" />
      </Button>
      <Button className="tool boxed" aria-label={t("zoom.out")} onPress={() => canvas.current?.zoomBy(-1)}>
        <Icon name="minus" />
      </Button>
      <Button className="tool boxed" aria-label={t("zoom.all")} onPress={() => canvas.current?.fitAll()}>
        <Icon name="fit" />
      </Button>
      <Button className="tool boxed" aria-label={t("zoom.home")} onPress={() => change({ camera: null })}>
        <Icon name="home" />
      </Button>
      <MenuTrigger>
        <Button className="tool boxed" aria-label={t("export")}>
          <Icon name="download" />
        </Button>
        <Popover className="popover" placement="left top">
          <Menu className="hits" onAction={(key) => void exportAs(String(key))}>
            <MenuItem id="png" className="hit">
              PNG
            </MenuItem>
            <MenuItem id="svg" className="hit">
              SVG
            </MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
    </div>
  );
}

type Points = [number, number][];

/** Every ring and line of a feature collection. */
function rings({ features }: FeatureCollection): Points[] {
  const lines = (geometry: Geometry | null): Points[] => {
    switch (geometry?.type) {
      case "Polygon":
      case "MultiLineString":
        return geometry.coordinates as Points[];
      case "MultiPolygon":
        return geometry.coordinates.flat() as Points[];
      case "LineString":
        return [geometry.coordinates as Points];
      case "GeometryCollection":
        return geometry.geometries.flatMap(lines);
      default:
        return [];
    }
  };
  return features.flatMap((feature) => lines(feature.geometry));
}
