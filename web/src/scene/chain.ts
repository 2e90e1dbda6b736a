// The chain arrangement: columns are stages, rows are regions or actors; a stage that a row lacks is a hatched cell.

import type { Atlas, AtlasNode } from "../api/types";
import { PLANE_PIXEL, type XY } from "./plane";
import { type Dot, type Frame, radius, type SceneOptions } from "./scene";

/** Pixels. */
const ROW = 26;
/** A dot beside a name stays within its row. */
export const CHAIN_RADIUS = ROW / 2 - 3;
const NAMES = 168;
/** Room for a name between its dot and the first stage. */
export const CHAIN_NAMES = NAMES - CHAIN_RADIUS - 12;
const COLUMN = 92;
const ARCS = 165;
const HEAD = 34;

/** The innovation chain and the industry chain: a gap is a stage that one of them lacks where others of it are known. */
const CHAINS: readonly (readonly string[])[] = [
  ["research", "test", "incubate", "industrialise", "market"],
  ["upstream", "midstream", "downstream"],
];

interface Grid {
  rows: AtlasNode[];
  at: (x: number, y: number) => XY;
  columns: number;
}

/** Rows that lack no information first, in the server's order; then those of which no stage is known. */
function grid(atlas: Atlas, { anchor }: SceneOptions): Grid {
  const known = (node: AtlasNode) => Object.keys(node.chain).length > 0;
  const rows = [...atlas.nodes].sort((a, b) => Number(known(b)) - Number(known(a)) || a.row - b.row);
  const columns = atlas.stages.length;
  const left = -(NAMES + columns * COLUMN - ARCS) / 2;
  return { rows, columns, at: (x, y) => [anchor[0] + (left + x) * PLANE_PIXEL, anchor[1] + y * PLANE_PIXEL] };
}

const rowTop = (index: number) => index * ROW - 260;

export function chainPlaces(atlas: Atlas, options: SceneOptions): Map<string, XY> {
  const { rows, at } = grid(atlas, options);
  return new Map(rows.map((node, index) => [node.id, at(0, rowTop(index) + ROW / 2)]));
}

export function chainFrame(
  atlas: Atlas,
  options: SceneOptions,
): { frame: Frame; dots: Omit<Dot, "emphasis">[]; extent: XY[] } {
  const { rows, columns, at } = grid(atlas, options);
  const frame: Frame = { columns: [], cells: [], hatch: [], rules: [], top: at(0, rowTop(0))[1] };
  const dots: Omit<Dot, "emphasis">[] = [];
  const x = (column: number) => NAMES + column * COLUMN;

  for (const [column, stage] of atlas.stages.entries()) {
    frame.columns.push({
      title: options.title(stage.title),
      at: at(x(column) + COLUMN / 2, rowTop(0)),
      width: COLUMN * PLANE_PIXEL,
    });
  }
  for (const [index, node] of rows.entries()) {
    const top = rowTop(index);
    for (const [column, stage] of atlas.stages.entries()) {
      const count = node.chain[stage.code] ?? 0;
      const [west, east, north, south] = [x(column) + 2, x(column + 1) - 2, top + 2, top + ROW - 2];
      const middle = top + ROW / 2;
      if (
        count === 0 &&
        !CHAINS.some((chain) => chain.includes(stage.code) && chain.some((other) => node.chain[other]))
      ) {
        // Nothing is known of this chain here: that is no gap.
        frame.rules.push([at(west, middle), at(east, middle)]);
        continue;
      }
      frame.cells.push({
        ring: [at(west, north), at(east, north), at(east, south), at(west, south)],
        gap: count === 0,
      });
      if (count > 0) {
        const place = at((west + east) / 2, middle);
        dots.push({
          id: `${node.id}@${stage.code}`,
          node: node.id,
          at: place,
          radius: Math.min(CHAIN_RADIUS, radius(count)),
          hollow: false,
        });
      } else {
        frame.hatch.push(...hatch(west, north, east, south).map(([a, b]) => [at(...a), at(...b)] as const));
      }
    }
  }
  const visible = Math.min(rows.length, 17);
  return { frame, dots, extent: [at(-ARCS, rowTop(0) - HEAD), at(x(columns), rowTop(visible))] };
}

type Pixel = [number, number];

/** Slanting lines inside a box. */
export function hatch(west: number, north: number, east: number, south: number, step = 6): [Pixel, Pixel][] {
  const lines: [Pixel, Pixel][] = [];
  const height = south - north;
  for (let offset = step / 2; offset < east - west + height; offset += step) {
    // The line x - west + y - north = offset, cut to the box.
    const start: Pixel = offset <= height ? [west, north + offset] : [west + offset - height, south];
    const end: Pixel =
      offset <= east - west ? [west + offset, north] : [east, north + offset - (east - west)];
    lines.push([start, end]);
  }
  return lines;
}
