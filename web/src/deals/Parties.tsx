import { useState } from "react";
import { Button } from "react-aria-components";
import { useSpeech } from "../i18n";
import { Dial } from "../kit/Dial";
import { Icon } from "../kit/Icon";
import { LEAST_PARTIES, MOST_PARTIES, type Partner } from "./terms";

/** Who takes part: the one that collects the tax, and those it promised a part. */
export function Parties(props: {
  parties: readonly Partner[];
  names: readonly string[];
  unit: string;
  onMove: (parties: readonly Partner[] | null) => void;
  onChange: (parties: readonly Partner[]) => void;
}) {
  const { parties, names, unit, onMove, onChange } = props;
  const { t } = useSpeech();
  const replaced = (index: number, next: Partial<Partner>) =>
    parties.map((party, place) => (place === index ? { ...party, ...next } : party));
  const given = parties.reduce((sum, { share }) => sum + share, 0);
  const percent = (share: number) => Math.round(share * 1e6) / 1e4;
  return (
    <ul className="parties">
      {parties.map((party, index) => {
        const name = names[index] ?? "";
        return (
          <li
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is who a party is; the first collects
            key={index}
            className="party"
          >
            <div className="field-row">
              <input
                className="filter"
                aria-label={t("deals.party.name", { n: index + 1 })}
                value={party.name}
                maxLength={40}
                placeholder={name}
                onChange={(event) => onChange(replaced(index, { name: event.target.value }))}
              />
              <em className="tag">{t(index === 0 ? "deals.role.host" : "deals.role.partner")}</em>
              {parties.length > LEAST_PARTIES && index > 0 && (
                <Button
                  className="tool small"
                  aria-label={t("field.remove", { name })}
                  onPress={() => onChange(parties.filter((_, place) => place !== index))}
                >
                  <Icon name="close" />
                </Button>
              )}
            </div>
            {index > 0 && (
              <Dial
                label={t("deals.share", { name })}
                value={percent(party.share)}
                min={0}
                max={percent(1 - given + party.share)}
                limit={percent(1 - given + party.share)}
                step={1}
                unit="%"
                onMove={(value) => onMove(value === null ? null : replaced(index, { share: value / 100 }))}
                onChange={(value) => onChange(replaced(index, { share: value / 100 }))}
              />
            )}
            <div className="party-numbers">
              <Known
                label={t("deals.alone", { name })}
                value={party.alone}
                unit={unit}
                onChange={(alone) => onChange(replaced(index, { alone }))}
              />
              <Known
                label={t("deals.strength", { name })}
                value={party.weight}
                unit=""
                onChange={(weight) => {
                  if (weight !== null && weight > 0) onChange(replaced(index, { weight }));
                }}
              />
            </div>
          </li>
        );
      })}
      {parties.length < MOST_PARTIES && (
        <li>
          <Button
            className="tool boxed"
            onPress={() => onChange([...parties, { name: "", alone: null, weight: 1, share: 0 }])}
          >
            <Icon name="plus" /> {t("deals.party.add")}
          </Button>
        </li>
      )}
    </ul>
  );
}

/** A number that may be unknown: blank, not zero. */
function Known(props: {
  label: string;
  value: number | null;
  unit: string;
  onChange: (value: number | null) => void;
}) {
  const { t } = useSpeech();
  /** What is being typed, before it is a number. */
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <label className="known">
      <span>
        {props.label} <em className="tag assumed">{t("deals.assumed")}</em>
      </span>
      <span className="dial-number">
        <input
          type="number"
          step="any"
          value={typed ?? props.value ?? ""}
          placeholder={t("unknown")}
          onChange={(event) => {
            const next = event.target.valueAsNumber;
            setTyped(event.target.value);
            if (event.target.value === "") props.onChange(null);
            else if (Number.isFinite(next)) props.onChange(next);
          }}
          onBlur={() => setTyped(null)}
        />
        <span className="quiet">{props.unit}</span>
      </span>
    </label>
  );
}
