import { Button, Dialog, Modal, ModalOverlay } from "react-aria-components";
import { address } from "../api/client";
import type { Comparison } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";

/** Up to ten regions or actors side by side: a row per measure, a column per node. */
export function Compare() {
  const { compare, at } = useView();
  const { t, pick, term, value } = useSpeech();
  const change = useStore((state) => state.change);
  const asked = compare.length > 0 ? address("/compare", { nodes: compare.join(","), at }) : null;
  const { data, problem } = useAnswer<Comparison>(asked);
  const names = new Map(data?.nodes.map((node) => [node.id, node]));
  // The first columns say what is measured, the rest are the nodes.
  const heads = data?.grid.columns ?? [];
  const lead = heads.length - (data?.nodes.length ?? 0);
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
          <section className="scroll" tabIndex={0} aria-label={t("compare.title")}>
            <table className="compare">
              <thead>
                <tr>
                  {heads.slice(0, lead).map((head) => (
                    <th key={head.name} scope="col">
                      {pick(head.title)}
                    </th>
                  ))}
                  {data?.nodes.map((node) => (
                    <th key={node.id} scope="col">
                      {pick(node.title)}
                      <Button
                        className="tool"
                        aria-label={`${t("compare.remove")} ${pick(node.title)}`}
                        onPress={() =>
                          change({
                            compare: compare.filter((id) => id !== node.id),
                            comparing: compare.length > 1,
                          })
                        }
                      >
                        <Icon name="close" />
                      </Button>
                      <div className="quiet">{term("kind", names.get(node.id)?.kind ?? "")}</div>
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {data?.grid.rows.map((row) => (
                  <tr key={row.slice(0, lead).join(" ")}>
                    {row.map((cell, index) =>
                      index < lead ? (
                        <th key={heads[index]?.name} scope="row">
                          {cell === null ? "" : value(cell)}
                        </th>
                      ) : (
                        <td
                          key={heads[index]?.name}
                          className={typeof cell === "number" ? "figure" : undefined}
                        >
                          {cell === null ? <Missing /> : value(cell)}
                        </td>
                      ),
                    )}
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
