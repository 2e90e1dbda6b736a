import type { Method } from "../api/types";
import { useSpeech } from "../i18n";
import { Dial } from "../kit/Dial";
import { Field } from "../methods/Field";
import { type Meet, withParameter } from "./decisions";
import { COMPONENTS } from "./reasons";

/** Set elsewhere on the page. */
const OWN = ["need", "show"];

/** What counts, and how much: every assumption of the ranking in view. */
export function Weights(props: {
  method: Method;
  meet: Meet;
  onWrite: (meet: Meet) => void;
  onMove: (name: string, value: string | null) => void;
}) {
  const { method, meet, onWrite, onMove } = props;
  const { t, pick } = useSpeech();
  const others = method.parameters.filter(({ name }) => !OWN.includes(name) && !name.startsWith("weight_"));
  const changed = others.filter(({ name }) => meet[`p.${name}`]).length;
  return (
    <section className="card">
      <h2>{t("match.weights")}</h2>
      <p className="quiet">{t("match.weights.help")}</p>
      {COMPONENTS.map((component) => {
        const name = `weight_${component}`;
        const parameter = method.parameters.find((one) => one.name === name);
        if (!parameter) return null;
        const given = Number(meet[`p.${name}`] ?? parameter.default ?? 1);
        return (
          <Dial
            key={name}
            label={t(`match.component.${component}`)}
            value={Number.isFinite(given) ? given : 1}
            min={0}
            max={5}
            limit={1e6}
            step={0.5}
            onMove={(value) => onMove(name, value === null ? null : String(value))}
            onChange={(value) =>
              onWrite(withParameter(meet, name, String(value) === parameter.default ? "" : String(value)))
            }
          />
        );
      })}
      <details open={changed > 0}>
        <summary>
          {t("match.conditions")}
          {changed > 0 && <em className="tag warn">{t("whatif.changed", { n: changed })}</em>}
        </summary>
        <div className="assumptions">
          {others.map((parameter) => (
            <div
              key={parameter.name}
              className="assumption"
              data-changed={Boolean(meet[`p.${parameter.name}`])}
              title={pick(parameter.help)}
            >
              <Field
                method={method}
                parameter={parameter}
                value={meet[`p.${parameter.name}`] ?? ""}
                onChange={(value) => onWrite(withParameter(meet, parameter.name, value))}
              />
            </div>
          ))}
        </div>
      </details>
    </section>
  );
}
