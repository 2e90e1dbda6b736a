import { useEffect, useId, useMemo } from "react";
import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Trouble } from "../kit/Trouble";
import { type Cell, numberOf, rowsOf, useLive, wordOf } from "../methods/useLive";
import { useStore, useView } from "../state/store";
import { type Meet, withParameter } from "./decisions";
import { inputsFor } from "./Offers";
import { type Market, useOffers } from "./useMarket";

/** Which needs have waited longest on a day, what comes next for each, and whom to ask first. */
export function Queue(props: {
  market: Market;
  methods: readonly Method[];
  meet: Meet;
  parameters: Readonly<Record<string, string>>;
  onWrite: (meet: Meet) => void;
  onChoose: (need: string) => void;
  onSettled: (settled: boolean) => void;
}) {
  const { market, methods, meet, parameters, onWrite, onSettled } = props;
  const { t, term, number } = useSpeech();
  const { sort } = useView();
  const id = useId();
  const change = useStore((state) => state.change);
  const method = methods.find((one) => one.id === "liaison_queue");
  const live = useLive(meet.day ? "liaison_queue" : null, {
    ...inputsFor(method, parameters),
    date: meet.day ?? "",
  });
  const rows = useMemo(() => rowsOf(live.execution?.table).map((cell) => ({ cell })), [live.execution]);
  const offers = useOffers(rows.flatMap(({ cell }) => wordOf(cell("best_offer")) ?? []));
  useEffect(() => onSettled(!live.busy), [live.busy, onSettled]);
  const columns = useMemo((): TableColumn<{ cell: Cell }>[] => {
    const titles = new Map(market.needs.map((need) => [need.id, need.title]));
    return [
      {
        id: "place",
        title: t("match.place"),
        value: ({ cell }) => numberOf(cell("place")),
        least: 40,
        width: 0.3,
      },
      {
        id: "need",
        title: t("match.need"),
        value: ({ cell }) => titles.get(String(cell("need_id"))) ?? String(cell("need_id")),
        least: 140,
        width: 2,
      },
      {
        id: "status",
        title: t("match.status"),
        value: ({ cell }) => term("status", String(cell("status"))),
        least: 70,
        width: 0.6,
      },
      {
        id: "next",
        title: t("match.next"),
        value: ({ cell }) => {
          const next = String(cell("next"));
          const known = (["contact", "meet", "form_team", "agree"] as const).find((word) => word === next);
          return known ? t(`match.next.${known}`) : next;
        },
        least: 80,
        width: 0.7,
      },
      {
        id: "waiting",
        title: t("match.waiting"),
        value: ({ cell }) => numberOf(cell("waiting")),
        show: ({ cell }) => (
          <span className={cell("overdue") === true ? "warn" : ""}>
            {number(numberOf(cell("waiting")) ?? 0)}
            {cell("overdue") === true && ` ${t("match.overdue")}`}
          </span>
        ),
        least: 100,
        width: 0.7,
      },
      {
        id: "candidates",
        title: t("match.candidates"),
        value: ({ cell }) => numberOf(cell("candidates")),
        least: 56,
        width: 0.4,
      },
      {
        id: "best",
        title: t("match.best"),
        value: ({ cell }) => {
          const best = wordOf(cell("best_offer"));
          return best && (offers.get(best)?.title ?? best);
        },
        blank: t("match.best.none"),
        least: 130,
        width: 1.5,
      },
      {
        id: "score",
        title: t("match.score"),
        value: ({ cell }) => numberOf(cell("best_score")),
        show: ({ cell }) => number(numberOf(cell("best_score")) ?? 0, 2),
        blank: "–",
        least: 56,
        width: 0.4,
      },
    ];
  }, [market.needs, offers, t, term, number]);
  return (
    <>
      <div className="twin-head">
        <label htmlFor={id}>{t("match.day")}</label>
        <input
          id={id}
          type="date"
          className="filter short"
          value={meet.day ?? ""}
          onChange={(event) => event.target.value && onWrite({ ...meet, day: event.target.value })}
        />
        <label htmlFor={`${id}-patience`}>{t("match.patience")}</label>
        <input
          id={`${id}-patience`}
          type="number"
          min={1}
          className="filter short"
          placeholder="30"
          value={meet["p.patience"] ?? ""}
          onChange={(event) => onWrite(withParameter(meet, "patience", event.target.value))}
        />
      </div>
      <p className="quiet pad">{t("match.queue.help")}</p>
      {live.problem && (
        <div className="pad">
          <Trouble problem={live.problem} />
        </div>
      )}
      <DataTable
        label={t("match.list.queue")}
        rows={rows}
        columns={columns}
        rowId={({ cell }) => String(cell("need_id"))}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        onSelect={props.onChoose}
      />
    </>
  );
}
