import { Button } from "react-aria-components";
import type { Value } from "../api/types";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Missing } from "../kit/Missing";
import type { Field, Shape } from "./shape";

/** What stands at the chosen place: its row, each number a door to why it is so. */
export function Readout(props: {
  shape: Shape;
  title: string;
  row: readonly Value[] | null;
  called: (field: Field, value: Value) => string;
  highlighted: boolean;
  onHighlight: (() => void) | null;
  onWhy: (field: Field) => void;
  onClose: (() => void) | null;
}) {
  const { shape, row, called } = props;
  const { t, pick } = useSpeech();
  // A number that is unknown says so; where a word is missing there is nothing to say.
  const said = shape.fields.filter(
    (field) =>
      !shape.keys.includes(field) &&
      (shape.measures.includes(field) || (row?.[field.index] ?? null) !== null),
  );
  return (
    <section className="readout" aria-label={t("readout")}>
      <div className="field-row">
        <strong>{props.title}</strong>
        {props.onHighlight && (
          <Button className="tool boxed" onPress={props.onHighlight}>
            {t(props.highlighted ? "readout.release" : "readout.highlight")}
          </Button>
        )}
        {props.onClose && (
          <Button className="tool" aria-label={t("card.close")} onPress={props.onClose}>
            <Icon name="close" />
          </Button>
        )}
      </div>
      {row ? (
        <dl className="readout-values">
          {said.map((field) => {
            const value = row[field.index] ?? null;
            return (
              <div key={field.name}>
                <dt>{pick(field.title) || field.name}</dt>
                <dd>
                  {value === null ? (
                    <Missing />
                  ) : typeof value === "number" ? (
                    <button
                      type="button"
                      className="textual"
                      title={t("why.title")}
                      onClick={() => props.onWhy(field)}
                    >
                      {called(field, value)}
                    </button>
                  ) : (
                    called(field, value)
                  )}
                </dd>
              </div>
            );
          })}
        </dl>
      ) : (
        <p className="quiet">{t("readout.none")}</p>
      )}
    </section>
  );
}
