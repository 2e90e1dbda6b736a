import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { address, Problem, post } from "../api/client";
import type { Execution } from "../api/types";
import { useSpeech } from "../i18n";
import { useStore } from "../state/store";

/** Keeps the result in the workspace under a name: a table that SQL and every other door read too. */
export function Keep({ execution }: { execution: Execution }) {
  const { t } = useSpeech();
  const id = useId();
  const say = useStore((state) => state.say);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState("");
  const { method, parameters, revision } = execution.provenance;
  const keep = async () => {
    setBusy(true);
    setTrouble("");
    try {
      // The state that the reader saw, even if the workspace has gone on since.
      const body = { inputs: parameters, at: revision, save: name };
      const { kept } = await post<Execution>(address(`/methods/${method}/execution`), body);
      say(t("keep.done", { name, revision: kept ?? "–", table: `result_${method}` }));
      setName("");
    } catch (error) {
      setTrouble(error instanceof Problem ? error.message : t("offline"));
    }
    setBusy(false);
  };
  return (
    <form
      className="field-row"
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <div className="field">
        <label htmlFor={id}>{t("keep.name")}</label>
        <input
          id={id}
          value={name}
          maxLength={100}
          aria-describedby={`${id}-trouble`}
          onChange={(event) => setName(event.target.value)}
        />
      </div>
      <Button type="submit" className="tool boxed" isDisabled={busy || name.trim() === ""}>
        {t("keep.do")}
      </Button>
      <p id={`${id}-trouble`} className="warn" role="alert">
        {trouble}
      </p>
    </form>
  );
}
