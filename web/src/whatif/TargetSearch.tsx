import { useEffect, useMemo, useState } from "react";
import { ComboBox, Input, ListBox, ListBoxItem, Popover } from "react-aria-components";
import { address } from "../api/client";
import type { Grid, SearchHit } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { useView } from "../state/store";
import { initialsOf } from "./initials";
import { type Target, writable } from "./shock";
import type { Scenario } from "./useScenarios";

const LIMIT = 10_000;
const MOST = 12;
const NONE: SearchHit[] = [];

interface Option {
  id: string;
  target: Target;
  title: string;
  note: string;
}

/** Finds what may stop: regions and actors as the server finds them, industries and items of the data, ready-made shocks. */
export function TargetSearch(props: {
  label: string;
  placeholder: string;
  items: readonly string[];
  /** None where another target is narrowed: a ready-made shock stands alone. */
  scenarios?: readonly Scenario[];
  onChoose: (target: Target) => void;
}) {
  const { t, pick, term, language } = useSpeech();
  const { at } = useView();
  const [text, setText] = useState("");
  const wanted = text.trim();
  const asked = useDelayed(wanted, 120);
  const { data } = useAnswer<SearchHit[]>(asked ? address("/search", { q: asked, limit: MOST, at }) : null);
  const industries = useIndustries(at);
  const options = useMemo(() => {
    const found: Option[] = [];
    const needle = wanted.toLowerCase();
    if (needle === "") return found;
    for (const { code, zh, en, forms } of industries) {
      if (!forms.some((form) => form.includes(needle))) continue;
      const title = (language === "zh" ? (zh ?? en) : (en ?? zh)) ?? code;
      found.push({
        id: `sector:${code}`,
        target: { kind: "sector", code },
        title,
        note: `${t("whatif.target.sector")} ${code}`,
      });
    }
    const exact = (option: Option) =>
      Number(option.target.code.toLowerCase() === needle || option.title === wanted);
    found.sort((a, b) => exact(b) - exact(a));
    const others = ((asked && data) || NONE).map(({ id, title, kind, level, matched }): Option => {
      const actor = id.startsWith("actor:");
      return {
        id: actor ? id : `region:${id}`,
        target: actor ? { kind: "actor", code: id.slice(6) } : { kind: "region", code: id },
        title: pick(title),
        note: [matched, level ? term("level", level) : term("kind", kind)].filter(Boolean).join(" · "),
      };
    });
    const items = props.items
      .filter((item) => item.toLowerCase().includes(needle) || initialsOf(item).includes(needle))
      .map(
        (code): Option => ({
          id: `item:${code}`,
          target: { kind: "item", code },
          title: code,
          note: t("whatif.target.item"),
        }),
      );
    const ready = (props.scenarios ?? [])
      .filter(({ name, note }) => `${name} ${note}`.toLowerCase().includes(needle))
      .map(
        ({ name, note }): Option => ({
          id: `scenario:${name}`,
          target: { kind: "scenario", code: name },
          title: name,
          note: [t("whatif.target.scenario"), note].filter(Boolean).join(" · "),
        }),
      );
    // Something of each, whoever has the most; those with long notes last.
    const half = MOST / 2;
    return [
      ...others.slice(0, MOST),
      ...found.slice(0, half),
      ...items.slice(0, half),
      ...ready.slice(0, half),
    ].filter(({ target }) => writable(target.code));
  }, [wanted, asked, data, industries, props.items, props.scenarios, language, t, pick, term]);
  return (
    <ComboBox
      className="search target-search"
      aria-label={props.label}
      items={options}
      inputValue={text}
      onInputChange={setText}
      value={null}
      defaultFilter={() => true}
      menuTrigger="input"
      allowsEmptyCollection={wanted !== ""}
      onChange={(id) => {
        const option = options.find((candidate) => candidate.id === id);
        if (!option) return;
        setText("");
        props.onChoose(option.target);
      }}
    >
      <Input placeholder={props.placeholder} autoComplete="off" spellCheck="false" />
      <Popover className="popover" placement="bottom start">
        <ListBox<Option>
          className="hits"
          renderEmptyState={() => (
            <div className="quiet pad">{t(data && asked === wanted ? "search.none" : "loading")}</div>
          )}
        >
          {(option) => (
            <ListBoxItem id={option.id} textValue={option.title} className="hit">
              <span className="hit-title">{option.title}</span>
              <span className="quiet">{option.note}</span>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}

interface Industry {
  code: string;
  zh: string | null;
  en: string | null;
  forms: string[];
}

const NO_INDUSTRIES: Industry[] = [];

function useIndustries(at: number | null): readonly Industry[] {
  const { data } = useAnswer<Grid>(address("/tables/industry/rows", { limit: LIMIT, at }));
  return useMemo(() => {
    if (!data) return NO_INDUSTRIES;
    const place = (name: string) => data.columns.findIndex((column) => column.name === name);
    const [code, zh, en, aliases] = [place("industry"), place("name_zh"), place("name_en"), place("aliases")];
    const text = (row: Grid["rows"][number], index: number) => {
      const value = row[index] ?? null;
      return value === null ? null : String(value);
    };
    return data.rows.map((row): Industry => {
      const names = [
        text(row, zh),
        text(row, en),
        text(row, code),
        ...(text(row, aliases)?.split("|") ?? []),
      ];
      const forms = names.flatMap((name) => (name ? [name.toLowerCase(), initialsOf(name)] : []));
      return { code: String(row[code]), zh: text(row, zh), en: text(row, en), forms: [...new Set(forms)] };
    });
  }, [data]);
}

function useDelayed(value: string, delay: number): string {
  const [delayed, setDelayed] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setDelayed(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return delayed;
}
