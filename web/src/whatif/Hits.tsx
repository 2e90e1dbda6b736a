import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { Execution } from "../api/types";
import { type Speech, useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Icon } from "../kit/Icon";
import { sourceLine } from "../results/source";
import { useStore, useView } from "../state/store";
import type { Course, Hit } from "./course";
import type { Names } from "./names";

/** The same hits as in the picture, up to the round in sight: who, in which round, how hard, and because of whom. */
export function Hits(props: {
  course: Course;
  execution: Execution;
  names: Names;
  round: number;
  unit: string;
}) {
  const { course, execution, names, round, unit } = props;
  const { filter, sort, hit: chosen } = useView();
  const speech = useSpeech();
  const { t } = speech;
  const { change, drift } = useStore.getState();
  const columns = useMemo(() => columnsOf(names, unit, speech), [names, unit, speech]);
  const wanted = filter.trim().toLowerCase();
  const rows = useMemo(
    () =>
      course.hits.filter((hit) => {
        if (hit.round > round) return false;
        if (wanted === "") return true;
        const words = [
          hit.node,
          names.node({ id: hit.node, region: hit.region, industry: hit.industry }),
          names.region(hit.region),
          names.industry(hit.industry),
        ];
        return words.join(" ").toLowerCase().includes(wanted);
      }),
    [course, round, wanted, names],
  );
  const selected = useMemo(() => {
    const last = rows.findLast(({ node }) => node === chosen);
    return last ? String(last.index) : null;
  }, [rows, chosen]);
  const { table, provenance } = execution;
  return (
    <>
      <div className="twin-head">
        <span className="quiet">{t("whatif.hits.n", { n: rows.length, round })}</span>
        <input
          type="search"
          className="filter"
          placeholder={t("table.filter")}
          aria-label={t("table.filter")}
          value={filter}
          onChange={(event) => drift({ filter: event.target.value })}
        />
        <Button
          className="tool boxed"
          onPress={() =>
            save(
              `liantu-cascade-r${provenance.revision ?? 0}.csv`,
              csv(
                [...table.columns.map(({ name }) => name), "source"],
                rows.map(({ index }) => [...(table.rows[index] ?? []), sourceLine(execution, speech)]),
              ),
            )
          }
        >
          <Icon name="download" /> CSV
        </Button>
      </div>
      {course.truncated && (
        <p className="warn pad">{t("method.truncated", { n: table.total ?? table.rows.length })}</p>
      )}
      <DataTable
        label={t("whatif.list.hits")}
        rows={rows}
        columns={columns}
        rowId={({ index }) => String(index)}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        selected={selected}
        onSelect={(index) => change({ hit: course.hits[Number(index)]?.node ?? null })}
      />
    </>
  );
}

function columnsOf(names: Names, unit: string, { t, number }: Speech): TableColumn<Hit>[] {
  const percent = (value: number | null) => `${number((value ?? 0) * 100, 1)}%`;
  return [
    { id: "round", title: t("whatif.column.round"), value: ({ round }) => round, least: 56, width: 0.4 },
    {
      id: "node",
      title: t("whatif.column.node"),
      value: ({ node, region, industry }) => names.node({ id: node, region, industry }),
      least: 130,
      width: 1.6,
    },
    {
      id: "channel",
      title: t("whatif.column.channel"),
      value: ({ channel }) => t(`whatif.channel.${channel}`),
      least: 84,
      width: 0.7,
    },
    {
      id: "loss",
      title: t("whatif.column.loss"),
      help: t("whatif.column.loss.help"),
      value: ({ loss }) => loss,
      show: ({ loss }) => percent(loss),
      least: 84,
      width: 0.6,
    },
    {
      id: "range",
      title: t("whatif.column.range"),
      value: ({ upper }) => upper,
      show: ({ lower, upper }) =>
        lower !== null && upper !== null && upper - lower > 1e-12
          ? `${percent(lower)} – ${percent(upper)}`
          : "–",
      least: 104,
      width: 0.8,
    },
    {
      id: "rise",
      title: t("whatif.column.rise"),
      value: ({ rise }) => rise,
      show: ({ rise }) => `+${percent(rise)}`,
      least: 84,
      width: 0.6,
    },
    {
      id: "total",
      title: t("whatif.column.total"),
      help: t("whatif.column.total.help"),
      value: ({ total }) => total,
      show: ({ total }) => percent(total),
      least: 84,
      width: 0.6,
    },
    {
      id: "lost",
      title: `${t("whatif.column.lost")}${unit ? ` (${unit})` : ""}`,
      value: ({ lost }) => lost,
      show: ({ lost }) => number(lost ?? 0, (lost ?? 0) < 10 ? 2 : 0),
      least: 96,
      width: 0.8,
    },
    {
      id: "cause",
      title: t("whatif.column.cause"),
      value: ({ cause }) => (cause === null ? null : names.of(cause)),
      blank: "–",
      least: 130,
      width: 1.4,
    },
    {
      id: "region",
      title: t("whatif.column.region"),
      value: ({ region }) => region && names.region(region),
      least: 84,
    },
    {
      id: "industry",
      title: t("whatif.column.industry"),
      value: ({ industry }) => industry && names.industry(industry),
      least: 110,
    },
  ];
}
