import { useId } from "react";
import { Checkbox, ToggleButton } from "react-aria-components";
import { LAYERS, type Method, type Parameter, SCALES } from "../api/types";
import { useSpeech } from "../i18n";
import { LayerMark } from "../kit/LayerMark";
import { Picker } from "../kit/Picker";
import { Several } from "./Several";
import { useSuggestions } from "./suggestions";

/** The control that fits the kind of a parameter; an empty value means the default. */
export function Field(props: {
  method: Method;
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
}) {
  const { method, parameter } = props;
  const { t, pick } = useSpeech();
  const id = useId();
  const { suggestions, many } = useSuggestions(method, parameter);
  const chosen = many ? undefined : suggestions.find((one) => one.value === props.value);
  return (
    <div className="field">
      <label htmlFor={id}>{pick(parameter.title)}</label>
      {many ? (
        <Several
          id={id}
          title={pick(parameter.title)}
          value={props.value}
          placeholder={parameter.default ?? t("method.any")}
          suggestions={suggestions}
          onChange={props.onChange}
        />
      ) : (
        <Control {...props} id={id} />
      )}
      {suggestions.length > 0 && (
        <datalist id={`${id}-list`}>
          {suggestions.map(({ value, title }) => (
            <option key={value} value={value}>
              {title}
            </option>
          ))}
        </datalist>
      )}
      <p className="quiet" id={`${id}-help`}>
        {chosen && chosen.title !== chosen.value && <strong>{chosen.title} · </strong>}
        {pick(parameter.help)}
        {parameter.default !== null && /^(text|integer|number|period)$/.test(parameter.kind.type) && (
          <> · {t("method.default", { value: parameter.default })}</>
        )}
      </p>
    </div>
  );
}

function Control({
  parameter,
  value,
  onChange,
  id,
}: {
  parameter: Parameter;
  value: string;
  onChange: (value: string) => void;
  id: string;
}) {
  const { t, pick, term } = useSpeech();
  const { kind } = parameter;
  const title = pick(parameter.title);
  const words = (of: readonly string[], group: string) => [
    {
      id: "",
      title: parameter.default
        ? t("method.default", { value: term(group, parameter.default) })
        : t("method.any"),
    },
    ...of.map((word) => ({ id: word, title: term(group, word) })),
  ];
  switch (kind.type) {
    case "choice":
      return (
        <Picker label={title} value={value} options={words(kind.of, parameter.name)} onChange={onChange} />
      );
    case "scale":
      return <Picker label={title} value={value} options={words(SCALES, "level")} onChange={onChange} />;
    case "boolean": {
      const on = value === "" ? parameter.default === "true" : value === "true";
      return (
        <Checkbox
          className="check"
          aria-label={title}
          isSelected={on}
          onChange={(next) => onChange(String(next))}
        >
          <span className="box" aria-hidden="true" />
          {t(on ? "yes" : "no")}
        </Checkbox>
      );
    }
    case "layers": {
      const chosen = value ? value.split(",") : [...LAYERS];
      return (
        <fieldset className="chips" aria-label={title}>
          {LAYERS.map((layer) => (
            <ToggleButton
              key={layer}
              className="chip"
              isSelected={chosen.includes(layer)}
              onChange={(on) => {
                const next = LAYERS.filter((other) => (other === layer ? on : chosen.includes(other)));
                onChange(next.length === 0 || next.length === LAYERS.length ? "" : next.join(","));
              }}
            >
              <LayerMark layer={layer} /> {term("layer", layer)}
            </ToggleButton>
          ))}
        </fieldset>
      );
    }
    case "integer":
    case "number":
      return (
        <input
          id={id}
          aria-describedby={`${id}-help`}
          type="number"
          min={Number.isFinite(kind.min) ? kind.min : undefined}
          max={Number.isFinite(kind.max) ? kind.max : undefined}
          step={kind.type === "integer" ? 1 : "any"}
          value={value}
          placeholder={parameter.default ?? ""}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <input
          id={id}
          list={`${id}-list`}
          aria-describedby={`${id}-help`}
          value={value}
          placeholder={parameter.default ?? (kind.type === "period" ? t("time.all") : t("method.any"))}
          onChange={(event) => onChange(event.target.value)}
        />
      );
  }
}
