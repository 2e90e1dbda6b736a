// Nodes and links in words: shared by the tooltip, the card and the table.

import {
  type Atlas,
  type AtlasLink,
  type AtlasNode,
  type Hyperedge,
  LAYERS,
  type LayerCounts,
} from "../api/types";
import type { Speech } from "../i18n";
import { hyperStanding, type Standing, standing, total } from "../scene/scene";

export type Thing =
  | { is: "node"; node: AtlasNode }
  | { is: "link"; link: AtlasLink }
  | { is: "hyperedge"; edge: Hyperedge };

/** What a selection names, if it is in the picture. */
export function find(atlas: Atlas | null, target: string | null): Thing | null {
  if (!atlas || !target) return null;
  const id = target.slice(2);
  if (target.startsWith("n:")) {
    const node = atlas.nodes.find((candidate) => candidate.id === id);
    return node ? { is: "node", node } : null;
  }
  if (target.startsWith("l:")) {
    const link = atlas.links.find((candidate) => candidate.id === id);
    return link ? { is: "link", link } : null;
  }
  const edge = atlas.hyperedges.find((candidate) => candidate.id === id);
  return edge ? { is: "hyperedge", edge } : null;
}

export type Names = ReadonlyMap<string, string>;

export function names(atlas: Atlas | null, { pick }: Speech): Names {
  return new Map(atlas?.nodes.map((node) => [node.id, pick(node.title)]));
}

export function name(all: Names, id: string): string {
  return all.get(id) ?? id.replace(/^actor:/, "");
}

export function thingTitle(thing: Thing, all: Names, { pick }: Speech): string {
  if (thing.is === "node") return pick(thing.node.title);
  if (thing.is === "hyperedge") return pick(thing.edge.title);
  const arrow = thing.link.direction === "two" ? "⇄" : "→";
  return `${name(all, thing.link.from)} ${arrow} ${name(all, thing.link.to)}`;
}

export function standingText(how: Standing, { t }: Speech): string {
  return t(`standing.${how}`);
}

export const thingStanding = (thing: Thing): Standing | null =>
  thing.is === "link" ? standing(thing.link) : thing.is === "hyperedge" ? hyperStanding(thing.edge) : null;

/** "2016 –", "2016 – 2020" or null where nothing is known. */
export function span(start: string | null, end: string | null): string | null {
  if (!start && !end) return null;
  const year = (date: string | null) => (date ? date.slice(0, 4) : "");
  return start && end && Number(year(end)) - Number(year(start)) === 1 && start.slice(4) === end.slice(4)
    ? year(start)
    : `${start ? year(start) : "?"} – ${year(end)}`;
}

/** "产业 12、创新 5". */
export function layerList(counts: LayerCounts, { term, number, language }: Speech): string {
  return LAYERS.filter((layer) => (counts[layer] ?? 0) > 0)
    .sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0))
    .map((layer) => `${short(term("layer", layer))} ${number(counts[layer] ?? 0)}`)
    .join(language === "zh" ? "、" : ", ");
}

export const short = (title: string): string => title.replace(/网络$| network$/i, "");

/** A plain sentence about a link or an agreement. */
export function sentence(thing: Exclude<Thing, { is: "node" }>, all: Names, speech: Speech): string {
  const { t, term, language, number } = speech;
  if (thing.is === "hyperedge") {
    const { edge } = thing;
    const who = edge.members.map((member) => name(all, member)).join(language === "zh" ? "、" : ", ");
    return t(edge.carrier ? "sentence.hyperedge.carrier" : "sentence.hyperedge", {
      n: edge.members.length,
      who,
      carrier: edge.carrier ? name(all, edge.carrier) : "",
      layer: term("layer", edge.layer),
    });
  }
  const { link } = thing;
  const text = t(link.direction === "two" ? "sentence.link.two" : "sentence.link.one", {
    from: name(all, link.from),
    to: name(all, link.to),
    layer: term("layer", link.layer),
    n: link.agreements,
  });
  const parts = [text];
  if (link.weight !== null)
    parts.push(t("sentence.weight", { weight: number(link.weight), unit: link.unit ?? "" }));
  if (link.proposed > 0) parts.push(t("sentence.proposed", { n: link.proposed }));
  if (link.unfulfilled > 0) parts.push(t("sentence.unfulfilled", { n: link.unfulfilled }));
  if (link.modelled > 0) parts.push(t("sentence.modelled", { n: link.modelled }));
  return parts.join(language === "zh" ? "" : " ");
}

export { total };
