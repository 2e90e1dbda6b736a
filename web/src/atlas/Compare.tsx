import { Button, Dialog, Modal, ModalOverlay } from "react-aria-components";
import { address } from "../api/client";
import { type Card, LAYERS } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { LayerMark } from "../kit/LayerMark";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";
import { short, total } from "./describe";

/** Up to ten regions or actors side by side. */
export function Compare() {
  const { compare, at } = useView();
  const { t, pick, term, number } = useSpeech();
  const change = useStore((state) => state.change);
  const { data, problem } = useAnswer<Card[]>(
    compare.length > 0 ? address("/compare", { nodes: compare.join(","), at }) : null,
  );
  const cards = data ?? [];
  const indicators = [
    ...new Set(
      cards.flatMap((card) =>
        card.facts.map((fact) => `${fact.indicator}|${fact.period ?? ""}|${fact.unit ?? ""}`),
      ),
    ),
  ].slice(0, 40);
  const most = Math.max(1, ...cards.flatMap((card) => LAYERS.map((layer) => card.degree[layer] ?? 0)));
  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => !open && change({ comparing: false })}
    >
      <Modal className="modal">
        <Dialog aria-label={t("compare.title")} className="dialog">
          <header className="card-head">
            <h2>{t("compare.title")}</h2>
            <Button
              className="tool"
              aria-label={t("compare.close")}
              onPress={() => change({ comparing: false })}
            >
              <Icon name="close" />
            </Button>
          </header>
          {problem && <Trouble problem={problem} />}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table must be scrolled from the keyboard */}
          <div className="scroll" tabIndex={0} role="group" aria-label={t("compare.title")}>
            <table className="compare">
              <thead>
                <tr>
                  <th scope="col">{t("column.name")}</th>
                  {cards.map((card) => (
                    <th key={card.id} scope="col">
                      {pick(card.title)}
                      <Button
                        className="tool"
                        aria-label={`${t("compare.remove")} ${pick(card.title)}`}
                        onPress={() =>
                          change({
                            compare: compare.filter((id) => id !== card.id),
                            comparing: compare.length > 1,
                          })
                        }
                      >
                        <Icon name="close" />
                      </Button>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                <Row
                  title={t("column.kind")}
                  cells={cards.map((card) =>
                    card.level ? term("level", card.level) : term("kind", card.kind),
                  )}
                />
                <Row
                  title={t("column.ties")}
                  cells={cards.map((card) => number(total(card.degree)))}
                  figures
                />
                {LAYERS.map((layer) => (
                  <tr key={layer} className={`layer-${layer}`}>
                    <th scope="row">
                      <LayerMark layer={layer} line={false} /> {short(term("layer", layer))}
                    </th>
                    {cards.map((card) => (
                      <td key={card.id} className="figure">
                        <span className="bar">
                          <span
                            className="bar-fill"
                            style={{ width: `${((card.degree[layer] ?? 0) / most) * 100}%` }}
                          />
                        </span>
                        {number(card.degree[layer] ?? 0)}
                      </td>
                    ))}
                  </tr>
                ))}
                <Row
                  title={t("compare.partners")}
                  cells={cards.map((card) => number(card.partners.length))}
                  figures
                />
                <Row
                  title={t("compare.first")}
                  cells={cards.map(
                    (card) =>
                      card.partners
                        .slice(0, 3)
                        .map((partner) => pick(partner.title))
                        .join(", ") || <Missing key={card.id} text={t("none")} />,
                  )}
                />
                {indicators.map((key) => {
                  const [indicator = "", period = "", unit = ""] = key.split("|");
                  return (
                    <tr key={key}>
                      <th scope="row">
                        {term("indicator", indicator)}{" "}
                        <span className="quiet">{[period, unit].filter(Boolean).join(" · ")}</span>
                      </th>
                      {cards.map((card) => {
                        const fact = card.facts.find(
                          (row) =>
                            row.indicator === indicator &&
                            (row.period ?? "") === period &&
                            (row.unit ?? "") === unit,
                        );
                        return (
                          <td
                            key={card.id}
                            className="figure"
                            title={fact?.source ? pick(fact.source.title) : undefined}
                          >
                            {fact?.value === null || fact?.value === undefined ? (
                              <Missing />
                            ) : (
                              number(fact.value)
                            )}
                          </td>
                        );
                      })}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Row({
  title,
  cells,
  figures = false,
}: {
  title: string;
  cells: React.ReactNode[];
  figures?: boolean;
}) {
  return (
    <tr>
      <th scope="row">{title}</th>
      {cells.map((cell, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one cell per column, in the order of the columns
        <td key={index} className={figures ? "figure" : undefined}>
          {cell}
        </td>
      ))}
    </tr>
  );
}
