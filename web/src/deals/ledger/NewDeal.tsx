import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { address } from "../../api/client";
import { useAnswer } from "../../api/use";
import { useSpeech } from "../../i18n";
import { Trouble } from "../../kit/Trouble";
import { Audit } from "./Audit";
import { said, useAct } from "./act";
import { NEW, useDrafts } from "./drafts";
import { Editor, useCheck } from "./Editor";
import type { DealTemplate, DealView } from "./types";

/** An agreement is written from a template, checked while one writes, and kept for the parties to sign. */
export function NewDeal({ onKept }: { onKept: (id: string) => void }) {
  const { t, term } = useSpeech();
  const id = useId();
  const text = useDrafts(({ drafts }) => drafts[NEW]) ?? "";
  const write = useDrafts((state) => state.write);
  const checked = useCheck(text);
  const act = useAct();
  const [by, setBy] = useState("");
  const { data: templates, problem } = useAnswer<DealTemplate[]>(address("/deals/templates"));
  const keep = async () => {
    const view = await act.run<DealView>("/deals", { text, ...said({ by }) });
    if (!view) return;
    useDrafts.getState().sent(NEW, text);
    onKept(view.id);
  };
  return (
    <div className="book">
      <section className="panel" aria-labelledby={`${id}-new`}>
        <h2 id={`${id}-new`}>{t("ledger.new")}</h2>
        <p className="quiet">{t("ledger.new.help")}</p>
        {problem && <Trouble problem={problem} />}
        <fieldset className="chips">
          <legend className="quiet">{t("ledger.templates")}</legend>
          {templates?.map((template) => (
            <button
              key={template.kind}
              type="button"
              className="tool boxed"
              onClick={() => write(NEW, template.text)}
            >
              {term("deal", template.kind)}
            </button>
          ))}
        </fieldset>
        <Editor text={text} checked={checked} onChange={(next) => write(NEW, next)} />
        {text !== "" && checked.check && <Audit parts={checked.check.audit} />}
        <div className="field-row">
          <label htmlFor={`${id}-by`}>{t("ledger.by")}</label>
          <input
            id={`${id}-by`}
            className="filter short"
            value={by}
            maxLength={200}
            onChange={(event) => setBy(event.target.value)}
          />
          <Button
            className="primary"
            isDisabled={act.busy || checked.busy || checked.check?.ok !== true}
            onPress={() => void keep()}
          >
            {t("ledger.keep")}
          </Button>
        </div>
        {act.problem && <Trouble problem={act.problem} />}
      </section>
    </div>
  );
}
