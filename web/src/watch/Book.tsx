import { useMemo } from "react";
import { address } from "../api/client";
import type { AlertCase } from "../api/handling";
import { useAnswer } from "../api/use";
import { type Speech, useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Trouble } from "../kit/Trouble";
import { type Codes, useCodes } from "../results/useCodes";
import { useStore, useView } from "../state/store";
import { put } from "./ask";
import { Grade } from "./Grade";

/** Every alert that was entered, whether or not its rule still holds: nothing is forgotten before somebody closes it. */
export function Book({ revision }: { revision: number }) {
  const { watch, sort } = useView();
  const speech = useSpeech();
  const { t } = speech;
  const { change, drift } = useStore.getState();
  const { name } = useCodes(revision);
  const { data, problem } = useAnswer<AlertCase[]>(address("/watch/book"));
  const columns = useMemo(() => columnsOf(speech, name), [speech, name]);
  if (problem) return <Trouble problem={problem} />;
  return (
    <DataTable
      label={t("watch.list.book")}
      rows={data ?? []}
      columns={columns}
      rowId={(row) => row.handling.case}
      sort={sort}
      onSort={(next) => drift({ sort: next })}
      selected={watch.alert ?? null}
      onSelect={(id) => {
        const own = data?.find(({ handling }) => handling.case === id);
        // It is found again, with its rows, at the revision and scale that it was entered from.
        if (own)
          change({
            at: own.handling.revision,
            watch: put(watch, { alert: id, scale: own.handling.scale, period: null }),
          });
      }}
      empty={t("watch.book.none")}
    />
  );
}

function columnsOf({ t, term, pick, date }: Speech, name: Codes["name"]): TableColumn<AlertCase>[] {
  const what = (row: AlertCase) => {
    const from = row.partner ? `${pick(row.partner.title)}→` : "";
    const item = row.item ?? row.industry;
    return `${from}${pick(row.region.title)}${item ? ` (${item})` : ""} · ${row.rule}`;
  };
  return [
    {
      id: "grade",
      title: t("watch.column.grade"),
      value: (row) => row.grade,
      show: (row) => <Grade grade={row.grade} />,
      least: 86,
      width: 0.5,
    },
    { id: "what", title: t("watch.column.what"), value: what, least: 220, width: 2.4 },
    {
      id: "status",
      title: t("watch.column.status"),
      value: (row) => term("alert_status", row.handling.status),
      least: 84,
    },
    {
      id: "stands",
      title: t("watch.column.holds"),
      value: (row) => t(row.stands ? "watch.holds.yes" : "watch.holds.no"),
      least: 84,
    },
    {
      id: "with",
      title: t("watch.column.with"),
      value: (row) => {
        const { assignee, addressee } = row.handling;
        return assignee ?? name("region", addressee) ?? addressee;
      },
      least: 96,
    },
    {
      id: "level",
      title: t("watch.column.up"),
      value: (row) => term("port_level", row.handling.level),
      least: 84,
    },
    {
      id: "changed",
      title: t("watch.column.changed"),
      value: (row) => row.handling.changed,
      show: (row) => date(row.handling.changed),
      least: 120,
    },
  ];
}
