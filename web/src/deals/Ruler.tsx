import { useSpeech } from "../i18n";
import { Missing } from "../kit/Missing";
import { type Live, numberOf, rowsOf } from "../methods/useLive";
import { bearable, type Terms } from "./terms";

/** From nothing to all of the tax: where nobody loses, what would be kept, what bargaining would give, where one stands. */
export function Ruler(props: {
  terms: Terms;
  /** The part of all tax that is promised. */
  held: number;
  keeping: Live;
  bargain: Live;
  names: readonly string[];
}) {
  const { terms, held, keeping, bargain } = props;
  const { t, number } = useSpeech();
  const { tax } = terms.numbers;
  const fair = bearable(terms);
  const [promise] = rowsOf(keeping.execution?.table);
  const never = promise?.("never") === true;
  const largest = promise ? numberOf(promise("largest_share")) : null;
  const kept = largest === null ? null : Math.min(1, Math.max(0, largest));
  const bargained = rowsOf(bargain.execution?.table);
  const deal = bargained[0]?.("deal") === true;
  const parts = bargained.slice(1).map((cell) => numberOf(cell("share")));
  const nash =
    deal && tax > 0 && parts.every((part) => part !== null)
      ? parts.reduce<number>((sum, part) => sum + (part ?? 0), 0) / tax
      : null;
  const at = (share: number) => `${Math.min(1, Math.max(0, share)) * 100}%`;
  const write = (share: number) => `${number(share * 100, 1)}%`;
  const stale = keeping.stale || bargain.stale;
  const lines = [
    {
      id: "fair",
      title: t("deals.ruler.fair"),
      said: fair ? (
        `${write(fair.from)} – ${write(fair.to)}`
      ) : terms.parties.some(({ alone }) => alone === null) ? (
        <Missing />
      ) : (
        t("deals.ruler.fair.none")
      ),
      from: fair?.from ?? null,
      to: fair?.to ?? null,
    },
    {
      id: "kept",
      title: t("deals.ruler.kept"),
      said:
        kept === null ? (
          <Missing />
        ) : never && kept === 0 ? (
          t("deals.ruler.kept.none")
        ) : (
          t("at.most", { n: write(kept) })
        ),
      from: kept === null ? null : 0,
      to: kept,
    },
  ];
  return (
    <section className="ruler" aria-labelledby="ruler" data-stale={stale}>
      <div className="card-head">
        <h2 id="ruler">{t("deals.ruler")}</h2>
        <strong>
          {t("deals.ruler.now", { share: write(held) })}
          {terms.numbers.base > 0 && (
            <span className="quiet"> {t("deals.ruler.base", { share: write(sharedTotal(terms)) })}</span>
          )}
        </strong>
      </div>
      {lines.map((line) => (
        <div key={line.id} className="ruler-line">
          <span>{line.title}</span>
          <span className="ruler-track" aria-hidden="true">
            {line.from !== null && line.to !== null && (
              <span
                className="ruler-zone"
                data-zone={line.id}
                style={{ left: at(line.from), width: `${(line.to - line.from) * 100}%` }}
              />
            )}
            {nash !== null && line.id === "fair" && (
              <span className="ruler-nash" style={{ left: at(nash) }} />
            )}
            <span className="ruler-now" style={{ left: at(held) }} />
          </span>
          <span className="ruler-said">{line.said}</span>
        </div>
      ))}
      <p className="quiet">
        <span className="ruler-key" aria-hidden="true">
          ◆
        </span>{" "}
        {t("deals.ruler.nash")} {nash === null ? <Missing /> : write(nash)} · {t("deals.ruler.note")}
      </p>
    </section>
  );
}

const sharedTotal = ({ parties }: Terms) => parties.reduce((sum, { share }) => sum + share, 0);
