// The rows of the table twin: exactly the links and agreements, or the nodes, of the picture.

import { type Atlas, type AtlasNode, LAYERS } from "../api/types";
import type { Speech } from "../i18n";
import type { TableColumn } from "../kit/DataTable";
import { hyperStanding, standing, total } from "../scene/scene";
import { type Names, name, short, standingText } from "./describe";

export interface TieRow {
  /** Address of the selection. */
  id: string;
  from: string;
  to: string;
  layer: string;
  kinds: string;
  ties: number;
  start: string | null;
  end: string | null;
  status: string;
  weight: number | null;
  unit: string | null;
}

export function tieRows(atlas: Atlas, all: Names, kind: (code: string) => string, speech: Speech): TieRow[] {
  const { term, language, pick } = speech;
  const comma = language === "zh" ? "、" : ", ";
  const hyperedges = atlas.hyperedges.map((edge) => ({
    id: `h:${edge.id}`,
    from: edge.members.map((member) => name(all, member)).join(comma),
    to: edge.carrier ? name(all, edge.carrier) : pick(edge.title),
    layer: short(term("layer", edge.layer)),
    kinds: kind(edge.kind),
    ties: 1,
    start: edge.start,
    end: edge.end,
    status: standingText(hyperStanding(edge), speech),
    weight: null,
    unit: null,
  }));
  const links = atlas.links.map((link) => ({
    id: `l:${link.id}`,
    from: name(all, link.from),
    to: name(all, link.to),
    layer: short(term("layer", link.layer)),
    kinds: link.kinds.map(kind).join(comma),
    ties: link.agreements,
    start: link.start,
    end: link.end,
    status: standingText(standing(link), speech),
    weight: link.weight,
    unit: link.unit,
  }));
  return [...links, ...hyperedges];
}

export function tieColumns({ t, number }: Speech): TableColumn<TieRow>[] {
  return [
    { id: "from", title: t("column.from"), value: (row) => row.from, width: 1.5, least: 90 },
    { id: "to", title: t("column.to"), value: (row) => row.to, width: 1.5, least: 90 },
    { id: "layer", title: t("column.layer"), value: (row) => row.layer, width: 0.5, least: 72 },
    {
      id: "ties",
      title: t("column.ties"),
      value: (row) => row.ties,
      show: (row) => number(row.ties),
      width: 0.4,
      least: 64,
    },
    {
      id: "start",
      title: t("column.start"),
      value: (row) => row.start,
      show: (row) => row.start?.slice(0, 4),
      width: 0.5,
      least: 78,
    },
    { id: "status", title: t("column.status"), value: (row) => row.status, width: 0.5, least: 74 },
    { id: "kinds", title: t("column.kinds"), value: (row) => row.kinds, width: 1.6, least: 130 },
  ];
}

export function nodeColumns(atlas: Atlas, { t, term, pick, number }: Speech): TableColumn<AtlasNode>[] {
  return [
    { id: "title", title: t("column.name"), value: (node) => pick(node.title), width: 1.6, least: 120 },
    {
      id: "ties",
      title: t("column.ties"),
      value: (node) => total(node.degree),
      show: (node) => number(total(node.degree)),
      width: 0.6,
    },
    ...LAYERS.filter((layer) => atlas.layers.includes(layer)).map((layer) => ({
      id: layer,
      title: short(term("layer", layer)),
      value: (node: AtlasNode) => node.degree[layer] ?? 0,
      width: 0.55,
    })),
    { id: "actors", title: t("column.actors"), value: (node) => node.actors, width: 0.6 },
    { id: "intra", title: t("column.intra"), value: (node) => node.intra, width: 0.6 },
    {
      id: "place",
      title: t("column.place"),
      value: (node) => (node.located === "none" ? null : t(`located.${node.located}`)),
      width: 0.9,
    },
  ];
}
