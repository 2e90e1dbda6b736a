import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { csv, save } from "../kit/csv";
import { Icon } from "../kit/Icon";
import { type Decided, decide, type Meet } from "./decisions";
import { type Market, useOffers } from "./useMarket";

/** What was decided, over all needs: how far each pair has come, and why others were ruled out. */
export function Board(props: {
  market: Market;
  made: readonly Decided[];
  meet: Meet;
  onWrite: (meet: Meet) => void;
  onChoose: (need: string) => void;
}) {
  const { market, made, meet, onWrite, onChoose } = props;
  const { t, term } = useSpeech();
  const offers = useOffers(made.map(({ offer }) => offer));
  const need = (id: string) => market.needs.find((one) => one.id === id)?.title ?? id;
  const offer = (id: string) => offers.get(id)?.title ?? id;
  const told = ({ decision }: Decided) =>
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
                  ["need_id", "need", "offer_id", "offer", "status", "reason"],
                  made.map((one) => [
                    one.need,
                    need(one.need),
                    one.offer,
                    offer(one.offer),
                    "step" in one.decision ? one.decision.step : "excluded",
                    "excluded" in one.decision ? one.decision.excluded : null,
                  ]),
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
              <Button
                className="tool small"
                aria-label={t("match.forget", { need: need(one.need), offer: offer(one.offer) })}
                onPress={() => onWrite(decide(meet, one.need, one.offer, null))}
              >
                <Icon name="close" />
              </Button>
              {"excluded" in one.decision && (
                <p className="quiet">{t("match.because", { why: one.decision.excluded || "–" })}</p>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
