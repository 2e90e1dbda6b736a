import { useMemo } from "react";
import { useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { useStore, useView } from "../state/store";
import type { Decided } from "./decisions";
import type { Market, Party } from "./useMarket";

/** The needs, each with how many pairs were chosen or ruled out for it. */
export function Needs(props: {
  market: Market;
  selected: string | null;
  made: readonly Decided[];
  onChoose: (id: string) => void;
}) {
  const { market, selected, made, onChoose } = props;
  const { sort, filter } = useView();
  const { t, term } = useSpeech();
  const change = useStore((state) => state.change);
  const wanted = filter.trim().toLowerCase();
  const rows = useMemo(
    () =>
      market.needs.filter((need) =>
        [need.id, need.title, need.text, market.whose(need), term("kind", need.kind)].some((word) =>
          word?.toLowerCase().includes(wanted),
        ),
      ),
    [market, wanted, term],
  );
  const columns = useMemo((): TableColumn<Party>[] => {
    const chosen = new Map<string, number>();
    for (const { need, decision } of made)
      if ("step" in decision) chosen.set(need, (chosen.get(need) ?? 0) + 1);
    return [
      { id: "need", title: t("match.need"), value: ({ title }) => title, width: 2, least: 120 },
      { id: "kind", title: t("match.kind"), value: ({ kind }) => term("kind", kind), least: 60, width: 0.6 },
      {
        id: "where",
        title: t("match.whose"),
        value: (need) => market.whose(need) || null,
        least: 70,
      },
      {
        id: "chosen",
        title: t("match.chosen"),
        help: t("match.chosen.help"),
        value: ({ id }) => chosen.get(id) ?? 0,
        show: ({ id }) => chosen.get(id) ?? "",
        least: 58,
        width: 0.4,
      },
      {
        id: "status",
        title: t("match.status"),
        value: ({ status }) => term("status", status),
        least: 58,
        width: 0.6,
      },
    ];
  }, [market, made, t, term]);
  return (
    <section className="match-needs" aria-label={t("match.needs")}>
      <div className="twin-head">
        <input
          type="search"
          className="filter"
          placeholder={t("match.filter")}
          aria-label={t("match.filter")}
          value={filter}
          onChange={(event) => change({ filter: event.target.value })}
        />
      </div>
      <DataTable
        label={t("match.needs")}
        rows={rows}
        columns={columns}
        rowId={({ id }) => id}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        selected={selected}
        onSelect={onChoose}
      />
    </section>
  );
}
