import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { Alert, Spot, Watch } from "../api/types";
import { type Speech, useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Icon } from "../kit/Icon";
import { type Codes, useCodes } from "../results/useCodes";
import { useStore, useView } from "../state/store";
import { put, rankOf } from "./ask";
import { Grade } from "./Grade";

/** The region and the stage of a cell of the heat table. */
export function cellOf(cell: string, heat: Watch["heat"]): Spot[] {
  const [region = "", stage = ""] = cell.split("~");
  return [
    ...heat.regions.filter(({ id }) => id === region).slice(0, 1),
    ...heat.stages.filter(({ id }) => id === stage).slice(0, 1),
  ];
}

/** The alerts of the period: those that stand first, the gravest first. */
export function Alerts({ data }: { data: Watch }) {
  const { watch, sort, filter } = useView();
  const speech = useSpeech();
  const { t } = speech;
  const { change, drift } = useStore.getState();
  const { regions, name } = useCodes(data.revision);
  const columns = useMemo(() => columnsOf(speech, name), [speech, name]);
  const wanted = filter.trim().toLowerCase();
  const rows = useMemo(() => {
    const [region, stage] = watch.cell?.split("~") ?? [];
    return data.alerts.filter((alert) => {
      if (
        watch.cell &&
        (!alert.stands || !within(alert, region ?? "", stage ?? "", data.scale !== null, regions))
      )
        return false;
      return (
        wanted === "" ||
        [alert.sentence.zh, alert.sentence.en, alert.rule, alert.addressee, alert.region.id]
          .join(" ")
          .toLowerCase()
          .includes(wanted)
      );
    });
  }, [data, watch.cell, wanted, regions]);
  return (
    <>
      <div className="twin-head">
        <input
          type="search"
          className="filter"
          aria-label={t("watch.filter")}
          placeholder={t("watch.filter")}
          value={filter}
          onChange={(event) => drift({ filter: event.target.value })}
        />
        <span className="quiet">{t("watch.alerts.rows", { n: rows.length })}</span>
        <Button
          className="tool boxed"
          onPress={() =>
            save(
              `liantu-alerts-${data.period}.csv`,
              csv(
                [...columns.map(({ id }) => id), "reason", "evidence", "rows", "revision"],
                rows.map((row) => [
                  ...columns.map((column) => column.value(row)),
                  row.reason,
                  row.evidence,
                  row.rows.join("|"),
                  data.revision,
                ]),
              ),
            )
          }
        >
          <Icon name="download" /> CSV
        </Button>
      </div>
      <DataTable
        label={t("watch.list.alerts")}
        rows={rows}
        columns={columns}
        rowId={(row) => row.id}
        sort={sort}
        onSort={(next) => drift({ sort: next })}
        selected={watch.alert ?? null}
        onSelect={(id) =>
          change({ at: data.revision, watch: put(watch, { alert: watch.alert === id ? null : id }) })
        }
        empty={watch.cell ? t("watch.alerts.elsewhere") : t("watch.alerts.none", { period: data.period })}
      />
    </>
  );
}

/** Whether the cell counts an alert: at a scale, what lies in the region is gathered there. */
function within(
  alert: Alert,
  region: string,
  stage: string,
  gathered: boolean,
  regions: Codes["regions"],
): boolean {
  if ((alert.stage ?? "") !== stage) return false;
  let place: string | null = alert.region.id;
  // Parents never go round in a circle of more than a few levels; a wrong table must not hang the page.
  for (let step = 0; place !== null && step < 10; step++) {
    if (place === region) return true;
    place = gathered ? (regions.get(place)?.parent ?? null) : null;
  }
  return false;
}

function columnsOf({ t, term, pick }: Speech, names: Codes["name"]): TableColumn<Alert>[] {
  return [
    {
      id: "grade",
      title: t("watch.column.grade"),
      value: (row) => rankOf(row.grade),
      show: (row) => <Grade grade={row.grade} />,
      least: 86,
      width: 0.5,
    },
    {
      id: "subject",
      title: t("watch.column.what"),
      value: (row) => pick(row.sentence),
      least: 240,
      width: 3,
    },
    {
      id: "since",
      title: t("watch.column.since"),
      value: (row) => row.since,
      show: (row) => (
        <>
          {row.since}
          {row.is_new && <em className="tag warn">{t("watch.new")}</em>}
        </>
      ),
      least: 104,
    },
    {
      id: "until",
      title: t("watch.column.until"),
      value: (row) => row.until,
      blank: t("watch.stands"),
      least: 76,
    },
    {
      id: "status",
      title: t("watch.column.status"),
      value: (row) => term("alert_status", row.handling?.status ?? "open"),
      show: (row) => (
        <span className="status" data-status={row.handling?.status ?? "open"}>
          {term("alert_status", row.handling?.status ?? "open")}
          {row.handling?.assignee && ` · ${row.handling.assignee}`}
        </span>
      ),
      least: 84,
    },
    {
      id: "stage",
      title: t("watch.column.stage"),
      value: (row) => (row.stage ? term("stage", row.stage) : null),
      blank: t("watch.no.stage"),
      least: 70,
    },
    {
      id: "addressee",
      title: t("watch.column.addressee"),
      value: (row) => {
        const addressee = row.handling?.addressee ?? row.addressee;
        return addressee ? (names("region", addressee) ?? addressee) : null;
      },
      least: 84,
    },
  ];
}
