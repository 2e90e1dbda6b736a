import { useEffect, useMemo } from "react";
import { Button } from "react-aria-components";
import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import { DataTable, type TableColumn } from "../kit/DataTable";
import { Segments } from "../kit/Segments";
import { Trouble } from "../kit/Trouble";
import { type Cell, numberOf, rowsOf, useLive, wordOf } from "../methods/useLive";
import { sourceLine } from "../results/source";
import { useStore, useView } from "../state/store";
import { decide, type Meet } from "./decisions";
import { inputsFor } from "./Offers";
import { type Recorded, standing } from "./record";
import { type Market, useOffers } from "./useMarket";

export const PAIR_RULES = ["needs", "offers", "weight", "count"] as const;
export type PairRule = (typeof PAIR_RULES)[number];

/** Which method a rule is, and with which parameter. */
const RULES: Record<PairRule, { method: string; inputs: Record<string, string> }> = {
  needs: { method: "stable_matching", inputs: { proposers: "needs" } },
  offers: { method: "stable_matching", inputs: { proposers: "offers" } },
  weight: { method: "assignment", inputs: { goal: "weight" } },
  count: { method: "assignment", inputs: { goal: "count" } },
};

interface Pair {
  id: string;
  need: string | null;
  offer: string | null;
  cell: Cell;
}

/** Who goes with whom if everybody is to be served at once. */
export function Pairs(props: {
  rule: PairRule;
  market: Market;
  methods: readonly Method[];
  meet: Meet;
  recorded: Recorded;
  parameters: Readonly<Record<string, string>>;
  onRule: (rule: PairRule) => void;
  onWrite: (meet: Meet) => void;
  onChoose: (need: string) => void;
  onSettled: (settled: boolean) => void;
}) {
  const { rule, market, methods, meet, recorded, onSettled } = props;
  const speech = useSpeech();
  const { t, term, number } = speech;
  const { sort } = useView();
  const change = useStore((state) => state.change);
  const { method, inputs } = RULES[rule];
  const declared = methods.find(({ id }) => id === method);
  const live = useLive(method, { ...inputsFor(declared, props.parameters), ...inputs });
  const rows = useMemo(
    () =>
      rowsOf(live.execution?.table).map((cell): Pair => {
        const [need, offer] = [wordOf(cell("need_id")), wordOf(cell("offer_id"))];
        return { id: `${need ?? ""}~${offer ?? ""}`, need, offer, cell };
      }),
    [live.execution],
  );
  const offers = useOffers(rows.flatMap(({ offer }) => offer ?? []));
  useEffect(() => onSettled(!live.busy), [live.busy, onSettled]);
  const made = rows.filter(({ need, offer }) => need !== null && offer !== null);
  const total = numberOf(rows[0]?.cell("total") ?? null);
  const columns = useMemo((): TableColumn<Pair>[] => {
    const titles = new Map(market.needs.map(({ id, title }) => [id, title]));
    const told = ({ need, offer }: Pair) => {
      const decision = need && offer ? standing(meet, recorded, need, offer) : null;
      if (!decision) return "";
      if ("excluded" in decision) return t("match.step.excluded");
      return decision.step === "shortlisted" ? t("match.step.shortlisted") : term("status", decision.step);
    };
    const figure = (id: string, title: string): TableColumn<Pair> => ({
      id,
      title,
      value: ({ cell }) => numberOf(cell(id)),
      show: ({ cell }) => number(numberOf(cell(id)) ?? 0, id === "score" ? 3 : 0),
      blank: "–",
      least: 70,
      width: 0.5,
    });
    return [
      {
        id: "need",
        title: t("match.need"),
        value: ({ need }) => (need === null ? null : (titles.get(need) ?? need)),
        blank: t("match.alone.offer"),
        least: 150,
        width: 2,
      },
      {
        id: "offer",
        title: t("match.offer"),
        value: ({ offer }) => (offer === null ? null : (offers.get(offer)?.title ?? offer)),
        blank: t("match.alone.need"),
        least: 150,
        width: 2,
      },
      figure("score", t("match.score")),
      ...(RULES[rule].method === "stable_matching"
        ? [figure("need_rank", t("match.rank.need")), figure("offer_rank", t("match.rank.offer"))]
        : []),
      { id: "decided", title: t("match.status"), value: told, least: 80, width: 0.6 },
    ];
  }, [market.needs, offers, meet, recorded, rule, t, term, number]);
  return (
    <>
      <div className="twin-head">
        <Segments
          label={t("match.rule")}
          options={PAIR_RULES.map((id) => ({ id, title: t(`match.rule.${id}`) }))}
          value={rule}
          onChange={props.onRule}
        />
        <span className="grow" />
        <Button
          className="tool boxed"
          isDisabled={made.length === 0}
          onPress={() =>
            props.onWrite(
              made.reduce((next, { need, offer }) => {
                if (!need || !offer || standing(next, recorded, need, offer)) return next;
                return decide(next, need, offer, { step: "shortlisted" });
              }, meet),
            )
          }
        >
          {t("match.shortlist.all", { n: made.length })}
        </Button>
      </div>
      <p className="quiet pad">
        {t(`match.rule.${rule}.help`)} {t(market.preferences ? "match.by.preference" : "match.by.score")}
        {total !== null && ` ${t("match.total", { total: number(total, 3) })}`}
      </p>
      {live.problem && (
        <div className="pad">
          <Trouble problem={live.problem} />
        </div>
      )}
      <DataTable
        label={t("match.list.pairs")}
        rows={rows}
        columns={columns}
        rowId={({ id }) => id}
        sort={sort}
        onSort={(next) => change({ sort: next })}
        onSelect={(id) => {
          const need = rows.find((row) => row.id === id)?.need;
          if (need) props.onChoose(need);
        }}
      />
      {live.execution && (
        <details className="pad">
          <summary>{t("method.provenance")}</summary>
          <p className="quiet">{sourceLine(live.execution, speech)}</p>
        </details>
      )}
    </>
  );
}
