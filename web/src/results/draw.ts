// From a look at a result to its drawing.

import type { Drawing } from "./drawing";
import { borders } from "./figures/borders";
import { history } from "./figures/history";
import { choropleth, type MapOptions } from "./figures/map";
import { matrix } from "./figures/matrix";
import { type NodeColours, network, type Web } from "./figures/network";
import { rank } from "./figures/rank";
import { scatter } from "./figures/scatter";
import { type Evidence, likeliest, shares } from "./figures/shares";
import type { Look } from "./look";
import {
  bandOf,
  borderedOf,
  communityOf,
  detailsOf,
  directed,
  likeliestOf,
  matrixOf,
  pairOf,
  periodOf,
  regionOf,
  type Shape,
  sharesOf,
  verdictOf,
} from "./shape";
import { cell, heading, type Sheet } from "./sheet";

export interface Ground extends Pick<MapOptions, "regions" | "borders" | "review" | "land"> {
  /** The administrative unit above a region. */
  unitOf: (code: string) => string | null;
}

export interface Parts {
  ground: Ground;
  /** Laid out once, whatever the colours. */
  web: Web | null;
  nodes: ((sheet: Sheet) => NodeColours) | null;
  /** Numbers about the whole that the method gives when asked for its summary. */
  summary: readonly { title: string; value: string }[];
}

export function draw(look: Look, shape: Shape, sheet: Sheet, parts: Parts): Drawing | null {
  const { of } = look;
  const choice = { classing: look.classing, count: look.count };
  const subject = look.rows;
  switch (look.view) {
    case "map": {
      const region = regionOf(shape);
      const { regions, borders: known, review, land } = parts.ground;
      return region && of
        ? choropleth(sheet, {
            region,
            of,
            choice,
            regions,
            borders: known,
            review,
            land,
            shift: look.shift,
            names: look.names,
            chosen: look.chosen,
          })
        : null;
    }
    case "matrix": {
      const sides = matrixOf(shape);
      return sides && of ? matrix(sheet, sides, of, look.matrixOrder, choice, directed(shape)) : null;
    }
    case "network": {
      const pair = pairOf(shape);
      return pair && of && parts.web
        ? network(sheet, pair[0], of, parts.web, parts.nodes?.(sheet) ?? null, look.chosen)
        : null;
    }
    case "history": {
      const period = periodOf(shape);
      return period && of
        ? history(sheet, period, subject, of, look.way, look.chosen, bandOf(shape, of))
        : null;
    }
    case "shares": {
      const found = sharesOf(shape);
      if (found) return shares(sheet, found, verdictOf(shape), evidenceOf(shape));
      const named = subject ?? shape.keys[0];
      return named ? likeliest(sheet, named, likeliestOf(shape), verdictOf(shape)) : null;
    }
    case "borders": {
      const [sides, community] = [borderedOf(shape), communityOf(shape)];
      if (!sides || !community) return null;
      const { unitOf, regions } = parts.ground;
      const { node, unit } = sides;
      return borders(
        sheet,
        node,
        community,
        (row) => {
          const code = cell(sheet, row, unit ?? node);
          return typeof code !== "string" ? null : unit ? code : unitOf(code);
        },
        (code) => regions.get(code)?.name ?? code,
        [...agreement(sheet, shape), ...parts.summary],
      );
    }
    case "rank":
      return subject && of
        ? rank(sheet, subject, of, look.rankOrder, look.top, look.kind, look.chosen, bandOf(shape, of))
        : null;
    case "scatter":
      return subject && of && look.by ? scatter(sheet, subject, [look.by, of], look.kind, look.chosen) : null;
  }
}

/** What speaks for and against each part: a key beyond those of the shares, what was read, and how much it adds. */
function evidenceOf(shape: Shape): Evidence | null {
  const [detail] = detailsOf(shape);
  const gain = shape.measures.find(({ name }) => /(^|_)(gain|contribution|log_odds|weight)$/.test(name));
  if (!detail || !gain) return null;
  return { detail, gain, reading: shape.fields.find(({ name }) => name === "reading") ?? null };
}

/** How well communities and borders agree, where the result says it: numbers that are the same in all rows. */
function agreement(sheet: Sheet, shape: Shape): { title: string; value: string }[] {
  return shape.measures
    .filter((field) => /(^|_)(nmi|ari|modularity|quality)(_|$)/.test(field.name))
    .flatMap((field) => {
      const values = new Set(sheet.picked.map((row) => cell(sheet, row, field)));
      const [only] = values;
      return values.size === 1 && typeof only === "number"
        ? [{ title: heading(sheet, field), value: sheet.speech.number(only, 4) }]
        : [];
    });
}
