import { useState } from "react";
import { Button, Dialog, DialogTrigger, Modal, ModalOverlay } from "react-aria-components";
import { address, Problem, post } from "../api/client";
import type { Revision } from "../api/types";
import { useAnswer, useFreshness } from "../api/use";
import { useSpeech } from "../i18n";
import { Trouble } from "../kit/Trouble";
import { useStore, useView } from "../state/store";

/** Every state the workspace has had: look at it, or bring it back as a new one. */
export default function Revisions() {
  const { at } = useView();
  const { t, number, date } = useSpeech();
  const { change, drift } = useStore.getState();
  const { data, problem } = useAnswer<Revision[]>(address("/revisions"));
  const newest = data?.[0]?.revision;
  if (problem) return <Trouble problem={problem} />;
  return (
    <table className="plain panel">
      <thead>
        <tr>
          <th scope="col">{t("revision")}</th>
          <th scope="col">{t("revision.when")}</th>
          <th scope="col">{t("revision.what")}</th>
          <th scope="col">{t("revision.rows")}</th>
          <th scope="col">{t("revision.files")}</th>
          <th scope="col">{t("revision.actions")}</th>
        </tr>
      </thead>
      <tbody>
        {data?.map((row) => {
          const looking = (at ?? newest) === row.revision;
          return (
            <tr key={row.revision} data-current={looking}>
              <th scope="row">{row.revision}</th>
              <td>{date(row.at)}</td>
              <td>
                {row.note}
                {row.restores !== null && row.restores !== undefined && (
                  <em className="tag">{t("revision.restores", { revision: row.restores })}</em>
                )}
                {row.policy && <em className="tag">{row.policy}</em>}
              </td>
              <td className="quiet">
                {Object.entries(row.tables)
                  .filter(([, rows]) => rows > 0)
                  .map(([name, rows]) => `${name} ${number(rows)}`)
                  .join(" · ") || t("none")}
              </td>
              <td className="quiet">{row.files?.map((file) => file.name).join(" · ")}</td>
              <td>
                <div className="actions">
                  <Button
                    className="tool boxed"
                    isDisabled={looking}
                    onPress={() => {
                      change({ at: row.revision === newest ? null : row.revision });
                      drift({ page: "atlas" });
                    }}
                  >
                    {t(looking ? "revision.looking" : "revision.look")}
                  </Button>
                  <Restore revision={row} disabled={row.revision === newest} />
                  <a
                    className="tool boxed"
                    href={address("/export/package", { at: row.revision })}
                    download={`liantu-r${row.revision}.zip`}
                  >
                    {t("revision.export")}
                  </a>
                </div>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function Restore({ revision, disabled }: { revision: Revision; disabled: boolean }) {
  const { t, date } = useSpeech();
  const { change, say } = useStore.getState();
  const [problem, setProblem] = useState<Problem | null>(null);
  const restore = async (close: () => void) => {
    try {
      const made = await post<Revision>(address(`/revisions/${revision.revision}/restore`));
      change({ at: null });
      useFreshness.getState().refresh();
      say(t("revision.restored", { revision: made.revision, old: revision.revision }));
      close();
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
    }
  };
  return (
    <DialogTrigger>
      <Button className="tool boxed" isDisabled={disabled}>
        {t("revision.restore")}
      </Button>
      <ModalOverlay className="overlay" isDismissable>
        <Modal className="modal">
          <Dialog className="dialog" role="alertdialog" aria-label={t("revision.restore")}>
            {({ close }) => (
              <>
                <h2>{t("revision.confirm", { revision: revision.revision })}</h2>
                <p>{t("revision.explain", { date: date(revision.at) })}</p>
                {problem && <Trouble problem={problem} />}
                <div className="actions">
                  <Button className="tool boxed" autoFocus onPress={close}>
                    {t("cancel")}
                  </Button>
                  <Button className="primary" onPress={() => void restore(close)}>
                    {t("revision.restore")}
                  </Button>
                </div>
              </>
            )}
          </Dialog>
        </Modal>
      </ModalOverlay>
    </DialogTrigger>
  );
}
