// The scene as deck.gl layers.

import type { Layer as DeckLayer } from "@deck.gl/core";
import { PathStyleExtension, type PathStyleExtensionProps } from "@deck.gl/extensions";
import { IconLayer, PathLayer, ScatterplotLayer, SolidPolygonLayer } from "@deck.gl/layers";
import { LAYERS } from "../api/types";
import { type Ink, MARKS, OUTLINES, type Rgb } from "../scene/palette";
import { unproject, type XY } from "../scene/plane";
import type { Dot, Emphasis, Hub, Scene, Stroke } from "../scene/scene";

/** What a click on the canvas hits, as the address of a selection. */
export interface Target {
  target: string;
}

const ALPHA: Record<Emphasis, number> = { strong: 255, full: 205, light: 110, faint: 38 };

const rgba = ([r, g, b]: Rgb, alpha: number): [number, number, number, number] => [r, g, b, alpha];

const ICON = 48;

/** The marks of the networks, the arrow head and the ring of a hub, drawn once; deck colours them. */
function icons(): { atlas: HTMLCanvasElement; mapping: Record<string, object> } {
  const names = [...LAYERS, ...LAYERS.map((layer) => `${layer}-hollow`), "arrow", "unknown"];
  const canvas = document.createElement("canvas");
  canvas.width = ICON * names.length;
  canvas.height = ICON;
  const context = canvas.getContext("2d");
  const mapping: Record<string, object> = {};
  for (const [index, name] of names.entries()) {
    mapping[name] = { x: index * ICON, y: 0, width: ICON, height: ICON, mask: true };
    if (!context) continue;
    context.setTransform(ICON * 0.4, 0, 0, ICON * 0.4, (index + 0.5) * ICON, ICON / 2);
    context.beginPath();
    if (name === "unknown") {
      hatchDisc(context);
      continue;
    }
    const layer = LAYERS.find((candidate) => name.startsWith(candidate));
    const outline = layer
      ? OUTLINES[MARKS[layer]]
      : ([
          [1, 0],
          [-0.7, 0.75],
          [-0.3, 0],
          [-0.7, -0.75],
        ] as const);
    for (const [x, y] of outline) context.lineTo(x, y);
    context.closePath();
    context.fillStyle = context.strokeStyle = "#fff";
    context.lineWidth = 0.34;
    if (name.endsWith("hollow")) context.stroke();
    else context.fill();
  }
  return { atlas: canvas, mapping };
}

/** What fills a dot of which the value is unknown. */
function hatchDisc(context: CanvasRenderingContext2D): void {
  context.save();
  context.arc(0, 0, 1.2, 0, 2 * Math.PI);
  context.clip();
  context.beginPath();
  for (let offset = -3; offset <= 3; offset += 0.6) {
    context.moveTo(offset - 1.3, 1.3);
    context.lineTo(offset + 1.3, -1.3);
  }
  context.lineWidth = 0.2;
  context.strokeStyle = "#fff";
  context.stroke();
  context.restore();
}

let drawn: ReturnType<typeof icons> | undefined;

export interface DeckOptions {
  ink: Ink;
  selected: string | null;
  hovered: string | null;
  /** Angles on the screen are only right once the picture rests. */
  resting: boolean;
}

type Parts = Pick<Scene, "dots" | "strokes" | "hubs">;

interface Prepared {
  strokes: Stroke[];
  marked: Stroke[];
  papered: Stroke[];
  arrows: Stroke[];
  dots: (Dot & Target)[];
  unknown: Dot[];
}

/** Lists that deck.gl knows again: a hover then changes colours and uploads no positions. */
const prepared = new WeakMap<Parts, Prepared>();

function prepare(parts: Parts): Prepared {
  const known = prepared.get(parts);
  if (known) return known;
  const strokes = [...parts.strokes].sort((a, b) => ALPHA[a.emphasis] - ALPHA[b.emphasis]);
  const lists = {
    strokes,
    marked: strokes.filter((stroke) => stroke.mark),
    papered: strokes.filter((stroke) => stroke.mark && stroke.emphasis !== "faint"),
    arrows: strokes.filter((stroke) => stroke.arrow && stroke.emphasis !== "faint"),
    dots: parts.dots.map((dot) => ({ ...dot, target: `n:${dot.node}` })),
    unknown: parts.dots.filter((dot) => dot.tone === null),
  };
  prepared.set(parts, lists);
  return lists;
}

export function deckLayers(still: Scene, parts: Parts, options: DeckOptions): DeckLayer[] {
  drawn ??= icons();
  return [
    ...(options.resting ? backdrop(still, options.ink) : []),
    ...lines(prepare(parts), options),
    ...marks(prepare(parts), parts.hubs, options, drawn),
    ...dots(prepare(parts), options, drawn),
  ];
}

function backdrop({ frame, cells }: Scene, ink: Ink): DeckLayer[] {
  const layers: DeckLayer[] = [];
  if (cells.length > 0) {
    const data = cells.map((ring) => ring.map(unproject));
    layers.push(
      new SolidPolygonLayer<[number, number][]>({
        id: "cells",
        data,
        getPolygon: (ring) => ring,
        getFillColor: rgba(ink.cell, 80),
      }),
      new PathLayer<[number, number][]>({
        id: "cell-edges",
        data: data.map((ring) => [...ring, ring[0] as [number, number]]),
        getPath: (ring) => ring,
        getColor: rgba(ink.boundary, 80),
        getWidth: 0.7,
        widthUnits: "pixels",
      }),
    );
  }
  if (frame) {
    layers.push(
      new SolidPolygonLayer<(typeof frame.cells)[number]>({
        id: "frame-cells",
        data: frame.cells,
        getPolygon: ({ ring }) => ring.map(unproject),
        getFillColor: ({ gap }) => rgba(ink.cell, gap ? 70 : 190),
      }),
      new PathLayer<readonly [XY, XY]>({
        id: "frame-hatch",
        data: frame.hatch,
        getPath: (line) => line.map(unproject),
        getColor: rgba(ink.muted, 120),
        getWidth: 1,
        widthUnits: "pixels",
      }),
      new PathLayer<readonly [XY, XY], PathStyleExtensionProps<readonly [XY, XY]>>({
        id: "frame-rules",
        data: frame.rules,
        getPath: (line) => line.map(unproject),
        getColor: rgba(ink.muted, 90),
        getWidth: 1,
        widthUnits: "pixels",
        getDashArray: [2, 4],
        extensions: [new PathStyleExtension({ dash: true })],
      }),
    );
  }
  return layers;
}

function lines({ strokes }: Prepared, { ink, selected, hovered }: DeckOptions): DeckLayer[] {
  const lit = (stroke: Stroke) => stroke.target === selected || stroke.target === hovered;
  return [
    new PathLayer<Stroke, PathStyleExtensionProps<Stroke>>({
      id: "links",
      data: strokes,
      pickable: true,
      getPath: (stroke) => stroke.path.map(unproject),
      getColor: (stroke) => rgba(colourOf(stroke, ink), lit(stroke) ? 255 : ALPHA[stroke.emphasis] * 0.86),
      getWidth: (stroke) => stroke.width + (lit(stroke) ? 2 : 0),
      widthUnits: "pixels",
      capRounded: true,
      jointRounded: true,
      getDashArray: (stroke) => (stroke.dash ? [...stroke.dash] : [0, 0]) as [number, number],
      dashJustified: false,
      extensions: [new PathStyleExtension({ dash: true })],
      updateTriggers: { getColor: [ink, selected, hovered], getWidth: [selected, hovered] },
    }),
  ];
}

function marks(
  { marked, papered, arrows }: Prepared,
  hubs: readonly Hub[],
  { ink, resting }: DeckOptions,
  drawn: ReturnType<typeof icons>,
): DeckLayer[] {
  const image = { iconAtlas: drawn.atlas as never, iconMapping: drawn.mapping as never };
  return [
    new IconLayer<Stroke>({
      ...image,
      id: "arrows",
      data: arrows,
      visible: resting,
      getIcon: () => "arrow",
      getPosition: ({ arrow }) => unproject(arrow?.at ?? [0, 0]),
      getAngle: ({ arrow }) => angle(arrow),
      getColor: (stroke) => rgba(colourOf(stroke, ink), ALPHA[stroke.emphasis]),
      getSize: (stroke) => 9 + stroke.width * 1.5,
      updateTriggers: { getColor: ink },
    }),
    // A disc of paper under each mark, so that it reads against its own line.
    new ScatterplotLayer<Stroke>({
      id: "mark-paper",
      data: papered,
      getPosition: (stroke) => unproject(stroke.mark ?? [0, 0]),
      getRadius: 6,
      radiusUnits: "pixels",
      getFillColor: rgba(ink.land, 225),
      updateTriggers: { getFillColor: ink },
    }),
    new IconLayer<Stroke>({
      ...image,
      id: "marks",
      data: marked,
      pickable: true,
      getIcon: (stroke) => (stroke.hollow ? `${stroke.layer}-hollow` : stroke.layer),
      getPosition: (stroke) => unproject(stroke.mark ?? [0, 0]),
      getColor: (stroke) => rgba(ink.layers[stroke.layer], ALPHA[stroke.emphasis]),
      getSize: 12,
      updateTriggers: { getColor: ink },
    }),
    new ScatterplotLayer<Hub>({
      id: "hub-paper",
      data: hubs.filter((hub) => hub.emphasis !== "faint"),
      getPosition: (hub) => unproject(hub.at),
      getRadius: 10,
      radiusUnits: "pixels",
      stroked: true,
      getLineColor: (hub) => rgba(ink.layers[hub.layer], ALPHA[hub.emphasis]),
      getLineWidth: 1.5,
      lineWidthUnits: "pixels",
      getFillColor: rgba(ink.land, 235),
      updateTriggers: { getFillColor: ink, getLineColor: ink },
    }),
    new IconLayer<Hub>({
      ...image,
      id: "hubs",
      data: hubs,
      pickable: true,
      getIcon: (hub) => (hub.hollow ? `${hub.layer}-hollow` : hub.layer),
      getPosition: (hub) => unproject(hub.at),
      getColor: (hub) => rgba(ink.layers[hub.layer], ALPHA[hub.emphasis]),
      getSize: 16,
      updateTriggers: { getColor: ink },
    }),
  ];
}

const colourOf = (stroke: Stroke, ink: Ink): Rgb => stroke.colour ?? ink.layers[stroke.layer];

function angle(arrow: Stroke["arrow"]): number {
  if (!arrow) return 0;
  return (Math.atan2(arrow.at[1] - arrow.towards[1], arrow.towards[0] - arrow.at[0]) * 180) / Math.PI;
}

function dots(
  { dots: data, unknown }: Prepared,
  { ink, selected, hovered }: DeckOptions,
  drawn: ReturnType<typeof icons>,
): DeckLayer[] {
  const lit = (dot: Dot) => `n:${dot.node}` === selected || `n:${dot.node}` === hovered;
  return [
    new ScatterplotLayer<Dot & Target>({
      id: "nodes",
      data,
      pickable: true,
      getPosition: (dot) => unproject(dot.at),
      getRadius: (dot) => dot.radius,
      radiusUnits: "pixels",
      stroked: true,
      getFillColor: (dot) =>
        dot.tone !== undefined
          ? rgba(dot.tone ?? ink.land, dot.emphasis === "faint" ? 90 : 255)
          : dot.hollow
            ? rgba(ink.land, ALPHA[dot.emphasis])
            : rgba(lit(dot) ? ink.accent : ink.dot, ALPHA[dot.emphasis]),
      getLineColor: (dot) =>
        lit(dot)
          ? rgba(ink.accent, 255)
          : dot.tone !== undefined
            ? rgba(dot.ringed ? ink.text : ink.muted, dot.emphasis === "faint" ? 90 : 255)
            : rgba(dot.hollow ? ink.dot : ink.land, dot.emphasis === "faint" ? 60 : 255),
      getLineWidth: (dot) =>
        lit(dot) ? 2.5 : dot.ringed ? Math.min(2, dot.radius * 0.35) : dot.hollow ? 1.6 : 1,
      lineWidthUnits: "pixels",
      updateTriggers: {
        getFillColor: [ink, selected, hovered],
        getLineColor: [ink, selected, hovered],
        getLineWidth: [selected, hovered],
      },
    }),
    new IconLayer<Dot>({
      id: "nodes-unknown",
      iconAtlas: drawn.atlas as never,
      iconMapping: drawn.mapping as never,
      data: unknown,
      getIcon: () => "unknown",
      getPosition: (dot) => unproject(dot.at),
      getSize: (dot) => dot.radius * 2,
      getColor: (dot) => rgba(ink.muted, dot.emphasis === "faint" ? 90 : 255),
      updateTriggers: { getColor: ink },
    }),
  ];
}
