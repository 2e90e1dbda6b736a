// The canvas: MapLibre for the ground, deck.gl for dots and links, a plain 2-D canvas for words.

import "maplibre-gl/dist/maplibre-gl.css";
import { MapLibreOverlay } from "@deck.gl/maplibre";
import type { FeatureCollection } from "geojson";
import { type GeoJSONSource, Map as MapLibre, setWorkerUrl } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { type RefObject, useEffect, useImperativeHandle, useRef } from "react";
import { annotate, FONT, paint, type Sight, screen } from "../scene/annotate";
import { LABEL_SIZE } from "../scene/label";
import { css, type Ink } from "../scene/palette";
import { type Box, bounds, PLANE_PIXEL, project, unproject, WORLD, type XY } from "../scene/plane";
import type { Scene } from "../scene/scene";
import { between, ease } from "../scene/tween";
import type { Camera } from "../state/view";
import { style } from "./basemap";
import { deckLayers } from "./deck";

setWorkerUrl(workerUrl);

declare global {
  interface Window {
    /** For tests: the picture rests, map and deck have drawn it. */
    __ready?: boolean;
    /** For tests: where on the canvas a node stands, in pixels. */
    __place?: (node: string) => XY | null;
  }
}

export interface CanvasHandle {
  sight: () => Sight;
  zoomBy: (step: number) => void;
  fitAll: () => void;
}

export interface CanvasProps {
  ref: RefObject<CanvasHandle | null>;
  scene: Scene | null;
  ink: Ink;
  anchor: XY;
  camera: Camera | null;
  selection: string | null;
  boundaries: FeatureCollection | null;
  review: string | null;
  label: string;
  metres: (metres: number) => string;
  busy: boolean;
  onSelect: (target: string | null) => void;
  onHover: (target: string | null, x: number, y: number) => void;
  /** The user looked elsewhere. */
  onCamera: (camera: Camera) => void;
  /** The camera found its own place. */
  onFit: (camera: Camera) => void;
}

const DURATION = 750;

let measuring: CanvasRenderingContext2D | null = null;
export function measure(text: string): number {
  measuring ??= document.createElement("canvas").getContext("2d");
  if (!measuring) return text.length * LABEL_SIZE;
  measuring.font = `400 ${LABEL_SIZE}px ${FONT}`;
  return measuring.measureText(text).width;
}

export function Canvas(props: CanvasProps) {
  const box = useRef<HTMLDivElement>(null);
  const words = useRef<HTMLCanvasElement>(null);
  const stage = useRef<Stage | null>(null);

  useEffect(() => {
    if (!box.current || !words.current) return;
    const created = new Stage(box.current, words.current);
    stage.current = created;
    return () => {
      stage.current = null;
      created.destroy();
    };
  }, []);
  useEffect(() => stage.current?.update(props));
  useImperativeHandle(
    props.ref,
    () => ({
      sight: () => stage.current?.sight() ?? { width: 1, height: 1, zoom: 0, centre: [0.5, 0.5] },
      zoomBy: (step) => stage.current?.zoomBy(step),
      fitAll: () => stage.current?.fitAll(),
    }),
    [],
  );

  return (
    <div className="canvas" role="img" aria-label={props.label} data-busy={props.busy}>
      <div ref={box} className="canvas-map" aria-hidden="true" />
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas without tabindex takes no focus */}
      <canvas ref={words} className="canvas-words" aria-hidden="true" />
    </div>
  );
}

/** The imperative side: one map, one overlay, one animation. */
class Stage {
  private readonly map: MapLibre;
  private readonly overlay: MapLibreOverlay;
  private readonly words: HTMLCanvasElement;
  private props: CanvasProps | null = null;
  private loaded = false;
  private shown: Scene | null = null;
  private target: Scene | null = null;
  private hovered: string | null = null;
  private frame = 0;
  private moving = false;
  private drawn = 0;
  private wanted = 0;

  constructor(box: HTMLElement, words: HTMLCanvasElement) {
    this.words = words;
    this.map = new MapLibre({
      container: box,
      style: { version: 8, sources: {}, layers: [] },
      center: [119, 31.2],
      zoom: 5.5,
      minZoom: 0.5,
      maxZoom: 15,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      renderWorldCopies: false,
      fadeDuration: 0,
      keyboard: false,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.getCanvas().tabIndex = -1;
    this.overlay = new MapLibreOverlay({
      interleaved: false,
      layers: [],
      pickingRadius: 6,
      getCursor: ({ isHovering }) => (isHovering ? "pointer" : "grab"),
      onClick: (info) =>
        this.props?.onSelect((info.object as { target?: string } | undefined)?.target ?? null),
      onHover: (info) => {
        const target = (info.object as { target?: string } | undefined)?.target ?? null;
        this.props?.onHover(target, info.x, info.y);
        if (target !== this.hovered) {
          this.hovered = target;
          this.draw();
        }
      },
      onLoad: () => {
        // The keyboard goes to the table, not to a picture that answers to no key.
        const canvas = this.overlay.getCanvas();
        if (canvas) canvas.tabIndex = -1;
      },
      onAfterRender: () => {
        this.drawn = this.wanted;
        this.settle();
      },
    });
    this.map.addControl(this.overlay);
    this.map.on("error", (event) => console.error("map:", event.error?.message ?? event));
    this.map.on("load", () => {
      this.loaded = true;
      const props = this.props;
      this.props = null;
      if (props) this.update(props);
    });
    window.__place = (node) => {
      const dot = this.shown?.dots.find((candidate) => candidate.id === node);
      return dot ? screen(this.sight())(dot.at) : null;
    };
    this.map.on("render", () => this.write());
    this.map.on("idle", () => this.settle());
    this.map.on("moveend", (event) => {
      if ((event as { originalEvent?: Event }).originalEvent) this.reportCamera();
      else if (this.props?.camera === null) this.props.onFit(this.rounded());
    });
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
    this.map.remove();
  }

  update(props: CanvasProps): void {
    const before = this.props;
    this.props = props;
    if (!this.loaded) return;
    if (!before || before.ink !== props.ink || before.scene?.arrangement !== props.scene?.arrangement)
      this.ground(props);
    if (!before || before.boundaries !== props.boundaries) {
      (this.map.getSource("boundaries") as GeoJSONSource | undefined)?.setData(
        props.boundaries ?? { type: "FeatureCollection", features: [] },
      );
    }
    const { scene } = props;
    if (scene && scene !== this.target) {
      this.look(before, props, scene);
      this.travel(scene);
    } else if (
      scene &&
      before &&
      before.camera !== props.camera &&
      !sameCamera(props.camera, this.camera())
    ) {
      this.look(before, props, scene);
    }
    if (before && (before.ink !== props.ink || before.selection !== props.selection)) this.draw();
    if (before?.busy !== props.busy || before?.review !== props.review) this.map.triggerRepaint();
    if (props.busy) window.__ready = false;
  }

  /** Colours and visibility of the ground. */
  private ground(props: CanvasProps): void {
    const wanted = style(props.ink);
    if (!this.map.getSource("land-0")) {
      this.map.setStyle(wanted, { diff: false });
      this.map.once("styledata", () => {
        const source = this.map.getSource("boundaries") as GeoJSONSource | undefined;
        if (this.props?.boundaries) source?.setData(this.props.boundaries);
        this.ground(props);
      });
      return;
    }
    const onMap = props.scene?.arrangement !== "chain" && props.scene?.arrangement !== "network";
    for (const layer of wanted.layers) {
      for (const [name, value] of Object.entries(layer.paint ?? {}))
        this.map.setPaintProperty(layer.id, name as never, value as never);
      if (layer.type !== "background")
        this.map.setLayoutProperty(layer.id, "visibility", onMap ? "visible" : "none");
    }
    if (!onMap) this.map.setPaintProperty("water", "background-color", css(props.ink.land));
  }

  /** Moves the camera where the view says, or to where everything is seen. */
  private look(before: CanvasProps | null, props: CanvasProps, scene: Scene): void {
    const calm = !before?.scene || matchMedia("(prefers-reduced-motion: reduce)").matches;
    const duration = calm ? 0 : DURATION;
    if (props.camera) {
      if (sameCamera(props.camera, this.camera())) return;
      if (duration === 0) this.jump(props.camera);
      else this.map.easeTo({ ...this.aim(props.camera), duration });
      return;
    }
    this.fit(scene.extent, duration);
  }

  private fit(points: readonly XY[], duration: number): void {
    const extent = bounds(points);
    if (!extent) return;
    if (this.props?.scene?.arrangement === "chain") {
      this.fitTable(extent, duration);
      return;
    }
    const place = this.props?.scene?.arrangement === "place";
    const [southWest, northEast] = [unproject([extent[0], extent[3]]), unproject([extent[2], extent[1]])];
    const padding = { top: 40, bottom: 46, left: 50, right: 60 };
    this.map.fitBounds([southWest, northEast], { padding, maxZoom: place ? 9 : 7, duration });
  }

  /** A table fills the width and begins at the top. */
  private fitTable([west, north, east]: Box, duration: number): void {
    const { width, height } = this.sight();
    const [left, right, top] = [12, 56, 6];
    const zoom = Math.min(7, Math.log2((width - left - right) / ((east - west) * WORLD)));
    const scale = WORLD * 2 ** zoom;
    const centre: XY = [(west + east) / 2 + (right - left) / 2 / scale, north + (height / 2 - top) / scale];
    this.map.easeTo({ center: unproject(centre), zoom, duration });
  }

  fitAll(): void {
    if (!this.target) return;
    this.fit(
      this.target.arrangement === "chain" ? this.target.extent : this.target.dots.map((dot) => dot.at),
      500,
    );
    this.map.once("moveend", () => this.reportCamera());
  }

  zoomBy(step: number): void {
    this.map.easeTo({ zoom: this.map.getZoom() + step, duration: 250 });
    this.map.once("moveend", () => this.reportCamera());
  }

  private offset(): XY {
    return this.props?.scene?.arrangement === "place" ? [0, 0] : (this.props?.anchor ?? [0, 0]);
  }

  private camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    const [x, y] = project(lng, lat);
    const offset = this.offset();
    return { x: x - offset[0], y: y - offset[1], zoom: this.map.getZoom() };
  }

  /** Says where one looks, and looks exactly there: a link that is opened elsewhere shows the same pixels. */
  private reportCamera(): void {
    const camera = this.rounded();
    this.jump(camera);
    this.props?.onCamera(camera);
  }

  private rounded(): Camera {
    const { x, y, zoom } = this.camera();
    return { x: round(x, 8), y: round(y, 8), zoom: round(zoom, 4) };
  }

  private jump(camera: Camera): void {
    this.map.jumpTo(this.aim(camera));
  }

  private aim({ x, y, zoom }: Camera): { center: [number, number]; zoom: number } {
    const offset = this.offset();
    return { center: unproject([x + offset[0], y + offset[1]]), zoom };
  }

  sight(): Sight {
    const { lng, lat } = this.map.getCenter();
    const { clientWidth, clientHeight } = this.map.getContainer();
    return { width: clientWidth, height: clientHeight, zoom: this.map.getZoom(), centre: project(lng, lat) };
  }

  /** From what is shown to the next scene. */
  private travel(scene: Scene): void {
    cancelAnimationFrame(this.frame);
    const from = this.shown;
    this.target = scene;
    window.__ready = false;
    const still = !from || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (still || !moved(from, scene)) {
      this.shown = scene;
      this.moving = false;
      this.draw();
      return;
    }
    this.moving = true;
    const start = performance.now();
    const step = (now: number) => {
      const t = Math.min(1, (now - start) / DURATION);
      this.shown = t === 1 ? scene : { ...scene, ...between(from, scene, ease(t)) };
      this.moving = t < 1;
      this.draw();
      if (t < 1) this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  private draw(): void {
    const { props, shown, target } = this;
    if (!props || !shown || !target) return;
    window.__ready = false;
    this.wanted++;
    const options = {
      ink: props.ink,
      selected: props.selection,
      hovered: this.hovered,
      resting: !this.moving,
    };
    this.overlay.setProps({ layers: deckLayers(target, shown, options) });
    this.map.triggerRepaint();
  }

  /** Words are written anew with every frame of the map. */
  private write(): void {
    const { props, target, words } = this;
    const context = words.getContext("2d");
    if (!props || !target || !context) return;
    const sight = this.sight();
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(sight.width * ratio), Math.round(sight.height * ratio)];
    if (words.width !== width || words.height !== height) [words.width, words.height] = [width, height];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, sight.width, sight.height);
    paint(
      context,
      annotate(target, sight, {
        ink: props.ink,
        measure,
        labels: this.moving ? [] : target.labels,
        review: props.review,
        metres: props.metres,
      }),
    );
  }

  private settle(): void {
    if (
      this.loaded &&
      this.shown &&
      !this.moving &&
      !this.props?.busy &&
      this.drawn === this.wanted &&
      this.map.loaded() &&
      !this.map.isMoving()
    ) {
      window.__ready = true;
    }
  }
}

/** Whether anything changed its place, so that an animation would show something. */
function moved(from: Scene, to: Scene): boolean {
  const before = new Map(from.dots.map((dot) => [dot.id, dot.at]));
  return to.dots.some((dot) => {
    const at = before.get(dot.id) ?? before.get(dot.node);
    return (
      at !== undefined &&
      (Math.abs(at[0] - dot.at[0]) > PLANE_PIXEL || Math.abs(at[1] - dot.at[1]) > PLANE_PIXEL)
    );
  });
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));

function sameCamera(a: Camera | null, b: Camera): boolean {
  return (
    a !== null && Math.abs(a.x - b.x) < 2e-8 && Math.abs(a.y - b.y) < 2e-8 && Math.abs(a.zoom - b.zoom) < 1e-4
  );
}
