import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { address, Problem, post } from "../api/client";
import { useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { Trouble } from "../kit/Trouble";
import { useStore } from "../state/store";
import { decide, type Meet } from "./decisions";
import { marks, type Standing } from "./record";
import { type Market, useOffers } from "./useMarket";

/** What was decided, over all needs: how far each pair has come, and why others were ruled out. */
export function Board(props: {
  market: Market;
  made: readonly Standing[];
  meet: Meet;
  onWrite: (meet: Meet) => void;
  onChoose: (need: string) => void;
}) {
  const { market, made, meet, onWrite, onChoose } = props;
  const { t, term } = useSpeech();
  const offers = useOffers(made.map(({ offer }) => offer));
  const need = (id: string) => market.needs.find((one) => one.id === id)?.title ?? id;
  const offer = (id: string) => offers.get(id)?.title ?? id;
  const told = ({ decision }: Standing) =>
    "excluded" in decision
      ? t("match.step.excluded")
      : decision.step === "shortlisted"
        ? t("match.step.shortlisted")
        : term("status", decision.step);
  return (
    <section className="card" aria-labelledby="board">
      <div className="card-head">
        <h2 id="board">{t("match.board")}</h2>
        {made.length > 0 && (
          <Button
            className="tool boxed"
            aria-label={t("match.board.csv")}
            onPress={() =>
              save(
                "liantu-match.csv",
                csv(
                  ["need_id", "need", "offer_id", "offer", "status", "reason", "recorded", "by", "day"],
                  made.map((one) => {
                    const mark = one.pending ? null : (one.kept?.history.at(-1) ?? null);
                    return [
                      one.need,
                      need(one.need),
                      one.offer,
                      offer(one.offer),
                      "step" in one.decision ? one.decision.step : "excluded",
                      "excluded" in one.decision ? one.decision.excluded : null,
                      !one.pending,
                      mark?.by ?? null,
                      mark?.day ?? null,
                    ];
                  }),
                ),
              )
            }
          >
            <Icon name="download" /> CSV
          </Button>
        )}
      </div>
      <p className="quiet">{t("match.board.help")}</p>
      {made.length === 0 ? (
        <p className="quiet">{t("match.board.none")}</p>
      ) : (
        <ul className="board">
          {made.map((one) => (
            <li key={`${one.need}~${one.offer}`} data-out={"excluded" in one.decision}>
              <em className={"excluded" in one.decision ? "tag warn" : "tag"}>{told(one)}</em>
              <button type="button" className="textual" onClick={() => onChoose(one.need)}>
                {need(one.need)} ← {offer(one.offer)}
              </button>
              {one.pending ? (
                <Button
                  className="tool small"
                  aria-label={t("match.forget", { need: need(one.need), offer: offer(one.offer) })}
                  onPress={() => onWrite(decide(meet, one.need, one.offer, null))}
                >
                  <Icon name="close" />
                </Button>
              ) : (
                <span />
              )}
              <p className="quiet">
                {one.pending
                  ? t("match.pending")
                  : one.kept?.history
                      .map(({ day, by, status, reason }) =>
                        [
                          t("match.history", { day, by }),
                          status === "excluded"
                            ? t("match.step.excluded")
                            : status === "shortlisted"
                              ? t("match.step.shortlisted")
                              : term("status", status),
                          reason,
                        ]
                          .filter(Boolean)
                          .join(" "),
                      )
                      .join(" → ")}
                {one.pending &&
                  "excluded" in one.decision &&
                  ` · ${t("match.because", { why: one.decision.excluded || "–" })}`}
              </p>
            </li>
          ))}
        </ul>
      )}
      {made.some(({ pending }) => pending) && <Record made={made} />}
    </section>
  );
}

/** Brings what stands in the link into the ledger, mark by mark; what was refused stays in the link. */
function Record({ made }: { made: readonly Standing[] }) {
  const { t } = useSpeech();
  const id = useId();
  const [by, setBy] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const pending = made.filter((one) => one.pending);
  const record = async () => {
    const { drift, say } = useStore.getState();
    setBusy(true);
    setProblem(null);
    try {
      for (const { need, offer, decision, kept } of pending) {
        for (const mark of marks(decision, kept))
          await post(address("/shortlist"), { need, offer, ...mark, by: by.trim() || undefined });
        drift({ meet: decide(useStore.getState().view.meet, need, offer, null) });
      }
      say(t("match.recorded"));
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    }
    useFreshness.getState().refresh();
    setBusy(false);
  };
  return (
    <form
      className="field-row"
      onSubmit={(event) => {
        event.preventDefault();
        void record();
      }}
    >
      <label htmlFor={id}>{t("match.record.by")}</label>
      <input
        id={id}
        className="filter short"
        value={by}
        maxLength={200}
        onChange={(event) => setBy(event.target.value)}
      />
      <Button type="submit" className="primary" isDisabled={busy}>
        {t("match.record", { n: pending.length })}
      </Button>
      {problem && <Trouble problem={problem} />}
    </form>
  );
}
