import { useMemo } from "react";
import { Button } from "react-aria-components";
import type { Method, Parameter } from "../api/types";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import { Field } from "../methods/Field";
import type { Inputs } from "./useOutcome";

/** Which question a parameter answers; what is not listed says what is counted. */
const GROUPS = {
  spread: ["rule", "default_class", "replaceability", "final_demand", "dialect", "epsilon", "rounds"],
  unknown: [
    "assume",
    "draws",
    "flow_error",
    "essentiality_error",
    "replaceability_error",
    "confidence",
    "seed",
  ],
} as const;
type Group = keyof typeof GROUPS | "counted";
const ORDER: readonly Group[] = ["spread", "unknown", "counted"];

/** Everything that is assumed, in view: the parameters of the methods themselves, with their defaults and what differs. */
export function Assumptions(props: {
  methods: readonly Method[];
  inputs: Inputs;
  onChange: (inputs: Record<string, string>) => void;
}) {
  const { methods, inputs, onChange } = props;
  const { t, pick } = useSpeech();
  const groups = useMemo(() => grouped(methods), [methods]);
  const changed = (parameter: Parameter) =>
    (inputs[parameter.name] ?? "") !== "" && inputs[parameter.name] !== parameter.default;
  const set = (name: string, value: string) => {
    const { [name]: _, ...others } = inputs;
    onChange(value === "" ? others : { ...others, [name]: value });
  };
  return (
    <div className="assumptions">
      {ORDER.map((group) => {
        const own = groups.get(group) ?? [];
        const differing = own.filter(({ parameter }) => changed(parameter)).length;
        return (
          <details key={group} open={group !== "counted" || differing > 0}>
            <summary>
              {t(`whatif.group.${group}`)}
              {differing > 0 && <em className="tag warn">{t("whatif.changed", { n: differing })}</em>}
            </summary>
            {own.map(({ method, parameter }) => (
              <div key={parameter.name} className="assumption" data-changed={changed(parameter)}>
                <Field
                  method={method}
                  parameter={parameter}
                  value={inputs[parameter.name] ?? ""}
                  onChange={(value) => set(parameter.name, value)}
                />
                {changed(parameter) && (
                  <Button
                    className="tool small"
                    aria-label={t("whatif.reset", { name: pick(parameter.title) })}
                    onPress={() => set(parameter.name, "")}
                  >
                    <Icon name="undo" />
                  </Button>
                )}
              </div>
            ))}
          </details>
        );
      })}
    </div>
  );
}

/** The parameters of all methods, each once, without the shock, which has an editor of its own. */
function grouped(methods: readonly Method[]): Map<Group, { method: Method; parameter: Parameter }[]> {
  const all = new Map<string, { method: Method; parameter: Parameter }>();
  for (const method of methods)
    for (const parameter of method.parameters)
      if (parameter.name !== "shock" && !all.has(parameter.name))
        all.set(parameter.name, { method, parameter });
  const groups = new Map<Group, { method: Method; parameter: Parameter }[]>(
    ORDER.map((group) => [group, []]),
  );
  for (const group of ["spread", "unknown"] as const)
    for (const name of GROUPS[group]) {
      const found = all.get(name);
      if (found) groups.get(group)?.push(found);
      all.delete(name);
    }
  groups.set("counted", [...all.values()]);
  return groups;
}
