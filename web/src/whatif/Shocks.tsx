import { useId, useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { Icon } from "../kit/Icon";
import type { Names } from "./names";
import { parseShock, partOf, percentOf, type Target, type Term, writeShock } from "./shock";
import { TargetSearch } from "./TargetSearch";
import type { Scenario } from "./useScenarios";

/** What stops, and how much of it. */
export function Shocks(props: {
  value: string;
  names: Names;
  items: readonly string[];
  scenarios: readonly Scenario[];
  onChange: (shock: string) => void;
}) {
  const { names, items, onChange } = props;
  const { t } = useSpeech();
  const id = useId();
  const terms = parseShock(props.value);
  if (terms === null)
    return (
      <div className="field">
        <label htmlFor={id}>{t("whatif.shock.text")}</label>
        <textarea id={id} rows={3} value={props.value} onChange={(event) => onChange(event.target.value)} />
      </div>
    );
  const replace = (index: number, term: Term | null) =>
    onChange(writeShock(terms.flatMap((old, place) => (place === index ? (term ?? []) : old))));
  return (
    <div className="shocks">
      <ul>
        {terms.map((term, index) => (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: terms have no other name, and the same may stand twice
            key={index}
            className="shock"
          >
            <TermEditor term={term} names={names} items={items} onChange={(next) => replace(index, next)} />
          </li>
        ))}
      </ul>
      <TargetSearch
        label={t("whatif.add")}
        placeholder={t(terms.length === 0 ? "whatif.search" : "whatif.search.more")}
        items={items}
        scenarios={props.scenarios}
        onChoose={(target) => onChange(writeShock([...terms, { targets: [target], part: 1 }]))}
      />
    </div>
  );
}

function TermEditor(props: {
  term: Term;
  names: Names;
  items: readonly string[];
  onChange: (term: Term | null) => void;
}) {
  const { term, names, onChange } = props;
  const { t } = useSpeech();
  const [narrowing, setNarrowing] = useState(false);
  const title = term.targets.map(names.target).join(` ${t("whatif.and")} `);
  const drop = (target: Target) => {
    const targets = term.targets.filter((other) => other !== target);
    onChange(targets.length > 0 ? { ...term, targets } : null);
  };
  return (
    <>
      <div className="shock-head">
        <span className="chips">
          {term.targets.map((target, index) => (
            <span key={`${target.kind}:${target.code}`} className="shock-target">
              {index > 0 && <span className="quiet">{t("whatif.and")}</span>}
              <span className="quiet">{t(`whatif.target.${target.kind}`)}</span>
              <strong>{names.target(target)}</strong>
              {term.targets.length > 1 && (
                <Button
                  className="tool small"
                  aria-label={t("field.remove", { name: names.target(target) })}
                  onPress={() => drop(target)}
                >
                  <Icon name="close" />
                </Button>
              )}
            </span>
          ))}
        </span>
        <Button
          className="tool small"
          aria-label={t("field.remove", { name: title })}
          onPress={() => onChange(null)}
        >
          <Icon name="close" />
        </Button>
      </div>
      <Strength title={title} part={term.part} onChange={(part) => onChange({ ...term, part })} />
      {narrowing ? (
        <TargetSearch
          label={t("whatif.narrow.label", { name: title })}
          placeholder={t("whatif.narrow.search")}
          items={props.items}
          onChoose={(target) => {
            setNarrowing(false);
            if (!term.targets.some(({ kind, code }) => kind === target.kind && code === target.code))
              onChange({ ...term, targets: [...term.targets, target] });
          }}
        />
      ) : (
        !["actor", "scenario"].includes(term.targets[0]?.kind ?? "") && (
          <button
            type="button"
            className="textual small"
            aria-label={t("whatif.narrow.label", { name: title })}
            onClick={() => setNarrowing(true)}
          >
            {t("whatif.narrow")}
          </button>
        )
      )}
    </>
  );
}

/** How much is lost, dragged or typed: a drag is one step to undo. */
function Strength(props: { title: string; part: number; onChange: (part: number) => void }) {
  const { t } = useSpeech();
  const [drag, setDrag] = useState<number | null>(null);
  /** What is being typed: it may be empty, or no percentage yet. */
  const [typed, setTyped] = useState<string | null>(null);
  const percent = drag ?? percentOf(props.part);
  const settle = () => {
    if (drag !== null && drag !== percentOf(props.part)) props.onChange(partOf(drag));
    setDrag(null);
  };
  return (
    <div className="strength">
      <input
        type="range"
        min={0}
        max={100}
        step={5}
        value={percent}
        aria-label={t("whatif.strength", { name: props.title })}
        aria-valuetext={`${percent}%`}
        onChange={(event) => setDrag(Number(event.target.value))}
        onPointerUp={settle}
        onKeyUp={settle}
        onBlur={settle}
      />
      <input
        type="number"
        min={0}
        max={100}
        step="any"
        value={typed ?? percent}
        aria-label={t("whatif.strength.percent", { name: props.title })}
        onChange={(event) => {
          const next = event.target.valueAsNumber;
          setTyped(event.target.value);
          if (next >= 0 && next <= 100) props.onChange(partOf(next));
        }}
        onBlur={() => setTyped(null)}
      />
      <span aria-hidden="true">%</span>
    </div>
  );
}
