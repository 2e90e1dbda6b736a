import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { Atlas, AtlasNode } from "../api/types";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { DataTable } from "../kit/DataTable";
import { Icon } from "../kit/Icon";
import { Segments } from "../kit/Segments";
import { useStore, useView } from "../state/store";
import { names } from "./describe";
import { useKinds } from "./kinds";
import { nodeColumns, type TieRow, tieColumns, tieRows } from "./rows";

const NO_TIES: TieRow[] = [];
const NO_NODES: AtlasNode[] = [];

/** The same links as on the canvas, as a table: for the keyboard, for screen readers, for sorting and for export. */
export function Twin({ atlas }: { atlas: Atlas | null }) {
  const view = useView();
  const speech = useSpeech();
  const { t, pick } = speech;
  const { change, drift } = useStore.getState();
  const kind = useKinds(speech, view.at);
  const all = useMemo(() => names(atlas, speech), [atlas, speech]);
  const ties = useMemo(
    () => (atlas ? tieRows(atlas, all, kind, speech) : NO_TIES),
    [atlas, all, kind, speech],
  );
  const columns = useMemo(() => tieColumns(speech), [speech]);
  const forNodes = useMemo(() => (atlas ? nodeColumns(atlas, speech) : []), [atlas, speech]);
  const wanted = view.filter.trim().toLowerCase();
  const shownTies = useMemo(
    () =>
      wanted
        ? ties.filter((row) =>
            `${row.from} ${row.to} ${row.layer} ${row.kinds} ${row.status}`.toLowerCase().includes(wanted),
          )
        : ties,
    [ties, wanted],
  );
  const nodes = atlas?.nodes ?? NO_NODES;
  const shownNodes = useMemo(
    () =>
      wanted
        ? nodes.filter((node) =>
            `${node.title.zh} ${node.title.en} ${node.id}`.toLowerCase().includes(wanted),
          )
        : nodes,
    [nodes, wanted],
  );

  const exportCsv = () => {
    if (!atlas) return;
    const stamp = `liantu-${atlas.scale}-r${atlas.revision}`;
    if (view.rows === "nodes") {
      const header = ["id", "name", ...forNodes.slice(1).map((column) => column.id), "lon", "lat"];
      save(
        `${stamp}-nodes.csv`,
        csv(
          header,
          shownNodes.map((node) => [
            node.id,
            pick(node.title),
            ...forNodes.slice(1).map((c) => c.value(node)),
            node.lon,
            node.lat,
          ]),
        ),
      );
    } else {
      const header = [
        "id",
        "from",
        "to",
        "layer",
        "kinds",
        "ties",
        "start",
        "end",
        "status",
        "weight",
        "unit",
        "revision",
      ];
      save(
        `${stamp}-links.csv`,
        csv(
          header,
          shownTies.map((r) => [
            r.id.slice(2),
            r.from,
            r.to,
            r.layer,
            r.kinds,
            r.ties,
            r.start,
            r.end,
            r.status,
            r.weight,
            r.unit,
            atlas.revision,
          ]),
        ),
      );
    }
  };

  return (
    <section className="twin" aria-label={t("table")}>
      <div className="twin-head">
        <Segments
          label={t("table.rows")}
          options={[
            { id: "links", title: t("table.links", { n: shownTies.length }) },
            { id: "nodes", title: t("table.nodes", { n: shownNodes.length }) },
          ]}
          value={view.rows}
          onChange={(rows) => change({ rows, sort: null })}
        />
        <input
          type="search"
          className="filter"
          placeholder={t("table.filter")}
          aria-label={t("table.filter")}
          value={view.filter}
          onChange={(event) => drift({ filter: event.target.value })}
        />
        <Button className="tool" onPress={exportCsv} isDisabled={!atlas}>
          <Icon name="download" /> CSV
        </Button>
      </div>
      {view.rows === "nodes" ? (
        <DataTable
          label={t("table")}
          rows={shownNodes}
          columns={forNodes}
          rowId={(node) => node.id}
          sort={view.sort}
          onSort={(sort) => change({ sort })}
          selected={view.selection?.startsWith("n:") ? view.selection.slice(2) : null}
          onSelect={(id) => change({ selection: `n:${id}` })}
        />
      ) : (
        <DataTable
          label={t("table")}
          rows={shownTies}
          columns={columns}
          rowId={(row) => row.id}
          sort={view.sort}
          onSort={(sort) => change({ sort })}
          selected={view.selection}
          onSelect={(id) => change({ selection: id })}
        />
      )}
    </section>
  );
}
