// Words on the screen. What the domain calls things comes from the shared glossary and from the server; what the
// workbench itself says is in the two files here, which have the same keys (a test checks it). A reader loads the one that is read.

import { useMemo } from "react";
import { create } from "zustand";
import glossary from "../../../crates/model/glossary.json";
import type { Value, Words } from "../api/types";
import { useStore } from "../state/store";
import type { Language } from "../state/view";
import choices from "./choices.json";
import type zh from "./zh-CN.json";

export type Key = keyof typeof zh;
type Texts = Record<Key, string>;

const FILES: Record<Language, () => Promise<{ default: Texts }>> = {
  zh: () => import("./zh-CN.json"),
  en: () => import("./en.json"),
};
const useTexts = create<Partial<Record<Language, Texts>>>(() => ({}));

/** Loads what the workbench says in a language; until then it goes on in the other one. */
export async function learn(language: Language): Promise<void> {
  if (useTexts.getState()[language]) return;
  const texts = (await FILES[language]()).default;
  useTexts.setState({ [language]: texts });
}

const TERMS = glossary as Record<string, Words | undefined>;
/** Words that a parameter takes or a column holds, by the name of that: `reach.far`. */
const CHOICES = choices as Record<string, Words | undefined>;

export interface Speech {
  language: Language;
  /** A text of the workbench; `{name}` stands for the parameter of that name. */
  t: (key: Key, values?: Record<string, string | number>) => string;
  /** The right half of a two-language text. */
  pick: (words: Words | null | undefined) => string;
  /** A domain word by its glossary key, such as `level.city`; unknown words are shown as they are. */
  term: (group: string, word: string) => string;
  number: (value: number, digits?: number) => string;
  value: (value: Value) => string;
  date: (instant: string) => string;
}

export function speech(language: Language): Speech {
  const locale = language === "zh" ? "zh-CN" : "en-GB";
  const plain = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  const number = (value: number, digits?: number) =>
    digits === undefined
      ? plain.format(value)
      : new Intl.NumberFormat(locale, {
          maximumFractionDigits: digits,
          minimumFractionDigits: digits,
        }).format(value);
  const known = useTexts.getState();
  const texts = known[language] ?? known.zh ?? known.en;
  const t: Speech["t"] = (key, values) => {
    const text = texts?.[key] ?? key;
    return values
      ? text.replace(/\{(\w+)\}/g, (whole, name: string) => {
          const value = values[name];
          return value === undefined ? whole : typeof value === "number" ? number(value) : value;
        })
      : text;
  };
  return {
    language,
    t,
    pick: (words) => (words ? words[language] || words.en || words.zh : ""),
    term: (group, word) =>
      (TERMS[`${group}.${word}`] ?? CHOICES[`${group}.${word}`] ?? TERMS[`layer.${word}`])?.[language] ??
      word.replaceAll("_", " "),
    number,
    value: (value) =>
      value === null
        ? t("unknown")
        : typeof value === "number"
          ? number(value)
          : typeof value === "boolean"
            ? t(value ? "yes" : "no")
            : value,
    date: (instant) => {
      const date = new Date(instant);
      return Number.isNaN(date.getTime())
        ? instant
        : new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
    },
  };
}

export function useSpeech(): Speech {
  const language = useStore((state) => state.view.language);
  const texts = useTexts((state) => state[language]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once the texts are there they are spoken
  return useMemo(() => speech(language), [language, texts]);
}
