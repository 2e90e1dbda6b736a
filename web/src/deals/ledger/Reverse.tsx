import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../../i18n";
import { Trouble } from "../../kit/Trouble";
import { useAct } from "./act";

/** Nothing is deleted: a record is undone by another one, with its reason. */
export function Reverse({ id, record }: { id: string; record: number }) {
  const { t } = useSpeech();
  const field = useId();
  const [reason, setReason] = useState<string | null>(null);
  const act = useAct();
  if (reason === null)
    return (
      <Button
        className="tool boxed"
        aria-label={`${t("ledger.reverse")} #${record}`}
        onPress={() => setReason("")}
      >
        {t("ledger.reverse")}
      </Button>
    );
  return (
    <form
      className="field-row"
      onSubmit={(event) => {
        event.preventDefault();
        void act
          .run(`/deals/${encodeURIComponent(id)}/reverse`, { record, reason: reason.trim() })
          .then((done) => done && setReason(null));
      }}
    >
      <label htmlFor={field}>{t("ledger.reverse.why", { record })}</label>
      <input
        id={field}
        className="filter"
        value={reason}
        maxLength={1000}
        onChange={(event) => setReason(event.target.value)}
      />
      <Button type="submit" className="tool boxed" isDisabled={act.busy || reason.trim() === ""}>
        {t("ledger.reverse")}
      </Button>
      <Button className="tool" onPress={() => setReason(null)}>
        {t("cancel")}
      </Button>
      {act.problem && <Trouble problem={act.problem} />}
    </form>
  );
}
