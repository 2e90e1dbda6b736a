import { useMemo } from "react";
import { address } from "../api/client";
import type { Matter } from "../api/types";
import { type Speech, useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { useStore, useView } from "../state/store";
import { put } from "./ask";
import { Acts, Deeds, findingActs } from "./Handling";

const idOf = (matter: Matter) => `${matter.entry}:${matter.id}`;

/** Inspections and findings: who has to settle what until when, and who answers where it is overdue. */
export function Matters(props: { matters: readonly Matter[]; open: string | null; day: string }) {
  const { matters, open, day } = props;
  const { watch, sort } = useView();
  const speech = useSpeech();
  const { t, pick, term } = speech;
  const { change, drift } = useStore.getState();
  const columns = useMemo(() => columnsOf(speech), [speech]);
  const chosen = matters.find((matter) => matter.id === open) ?? null;
  return (
    <>
      <DataTable
        label={t("watch.list.matters")}
        rows={matters}
        columns={columns}
        rowId={idOf}
        sort={sort}
        onSort={(next) => drift({ sort: next })}
        selected={chosen ? idOf(chosen) : null}
        onSelect={(id) => {
          const matter = matters.find((one) => idOf(one) === id);
          if (matter) change({ watch: put(watch, { open: matter.id === open ? null : matter.id }) });
        }}
        empty={t("watch.matters.none")}
      />
      {chosen && (
        <article className="card watch-matter" aria-labelledby="matter">
          <h2 id="matter">{pick(chosen.title) || chosen.id}</h2>
          <dl className="watch-line">
            {[
              [t("watch.matter.checks"), chosen.checks.join(", ")],
              [t("watch.matter.chain"), chosen.chain],
              [t("watch.matter.opened"), chosen.opened],
              [t("watch.matter.closed"), chosen.closed],
              [t("watch.column.level"), chosen.level ? term("port_level", chosen.level) : null],
            ].flatMap(([name, value]) =>
              value
                ? [
                    <div key={name}>
                      <dt>{name}</dt>
                      <dd>{value}</dd>
                    </div>,
                  ]
                : [],
            )}
          </dl>
          {chosen.entry === "finding" && (
            <Acts
              key={chosen.id}
              acts={findingActs(chosen.closed !== null && chosen.closed <= day, day)}
              url={address("/findings/acts")}
              body={{ finding: chosen.id }}
            />
          )}
          <Deeds deeds={chosen.history ?? []} />
          <div className="actions">
            <button
              type="button"
              className="textual"
              onClick={() =>
                drift({
                  page: "data",
                  tab: "tables",
                  table: chosen.entry === "run" ? "inspection" : "finding",
                  sort: null,
                })
              }
            >
              {t("watch.matter.table")}
            </button>
            {chosen.region?.id && (
              <button
                type="button"
                className="textual"
                onClick={() => drift({ page: "atlas", selection: `n:${chosen.region?.id}` })}
              >
                {t("today.atlas", { name: pick(chosen.region.title) })}
              </button>
            )}
          </div>
        </article>
      )}
    </>
  );
}

function columnsOf({ t, term, pick }: Speech): TableColumn<Matter>[] {
  return [
    {
      id: "entry",
      title: t("watch.column.entry"),
      value: (row) => term("matter", row.entry),
      least: 70,
      width: 0.6,
    },
    {
      id: "title",
      title: t("watch.column.what"),
      value: (row) => pick(row.title) || row.id,
      least: 190,
      width: 2.4,
    },
    {
      id: "region",
      title: t("watch.column.region"),
      value: (row) => (row.region ? pick(row.region.title) : null),
      blank: "—",
      least: 80,
    },
    { id: "owner", title: t("watch.column.owner"), value: (row) => row.owner, least: 96 },
    { id: "due", title: t("watch.column.due"), value: (row) => row.due, least: 90 },
    {
      id: "standing",
      title: t("watch.column.standing"),
      value: (row) => (row.standing ? term("standing", row.standing) : null),
      show: (row) => (
        <span className="standing" data-standing={row.standing}>
          {row.standing && term("standing", row.standing)}
          {row.late !== null && row.late > 0 && ` · ${t("watch.days", { n: row.late })}`}
        </span>
      ),
      least: 110,
    },
    {
      id: "level",
      title: t("watch.column.level"),
      value: (row) => (row.level ? term("port_level", row.level) : null),
      blank: "—",
      least: 84,
    },
  ];
}
