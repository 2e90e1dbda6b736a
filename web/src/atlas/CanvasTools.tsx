import type { FeatureCollection, Geometry } from "geojson";
import type { RefObject } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import { useSpeech } from "../i18n";
import { save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { annotate } from "../scene/annotate";
import { graticuleStep } from "../scene/label";
import type { Ink } from "../scene/palette";
import type { Scene } from "../scene/scene";
import { type Caption, type Ground, png, svg } from "../scene/svg";
import { useStore } from "../state/store";
import { LAND } from "./basemap";
import { type CanvasHandle, measure } from "./Canvas";
import { graticule } from "./graticule";

export function CanvasTools(props: {
  canvas: RefObject<CanvasHandle | null>;
  scene: Scene;
  ink: Ink;
  review: string | null;
  boundaries: FeatureCollection | null;
  metres: (metres: number) => string;
  /** What the exports say of the picture, and what their files are called. */
  caption: () => Caption;
  name: string;
  /** Back to where the camera finds its own place. */
  onHome: () => void;
}) {
  const { canvas, scene, ink } = props;
  const { t } = useSpeech();
  const { say } = useStore.getState();

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
    return svg(scene, sight, ink, annotations, ground, props.caption());
  };
  const exportAs = async (kind: string) => {
    try {
      if (kind === "svg") save(`${props.name}.svg`, drawing(), "image/svg+xml");
      else save(`${props.name}.png`, await png(drawing()));
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
      <Button className="tool boxed" aria-label={t("zoom.home")} onPress={props.onHome}>
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
