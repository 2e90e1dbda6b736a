// What a person chose once and need not choose again. A link that is opened says these itself.

import type { Language } from "../state/view";

const LANGUAGE = "liantu.language";

export function preferredLanguage(): Language {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(LANGUAGE);
  } catch {
    // Storage may be forbidden; the browser's language is good enough.
  }
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(LANGUAGE, language);
  } catch {
    // Not kept, then.
  }
}
