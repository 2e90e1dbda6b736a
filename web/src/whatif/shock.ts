// What stops, as the parameter `shock` of the cascades writes it: `region:310000=1; sector:C39+region:320000=0.3`, and
// ready-made scenarios of the library of shocks: `scenario:port-closure=0.5`.

/** What may be narrowed by another; a scenario stands alone. */
export const TARGETS = ["region", "sector", "actor", "item"] as const;
export type TargetKind = (typeof TARGETS)[number] | "scenario";

export interface Target {
  kind: TargetKind;
  code: string;
}

/** Whoever meets all the targets loses this part of what it makes. */
export interface Term {
  targets: readonly Target[];
  /** 0 to 1. */
  part: number;
}

/** Signs that have a meaning in the parameter; a code that holds one cannot be written. */
const SIGNS = /[;；+＋=＝:：]/;
export const writable = (code: string): boolean => code.trim() !== "" && !SIGNS.test(code);

const KINDS: Readonly<Record<string, TargetKind>> = {
  region: "region",
  区域: "region",
  actor: "actor",
  主体: "actor",
  sector: "sector",
  industry: "sector",
  行业: "sector",
  item: "item",
  product: "item",
  产品: "item",
  scenario: "scenario",
  方案: "scenario",
};

/** The terms, or null where the text is none that the editor could have written: it is then edited as text. */
export function parseShock(text: string): Term[] | null {
  const plain = text.replaceAll("；", ";").replaceAll("：", ":").replaceAll("＝", "=").replaceAll("＋", "+");
  const terms: Term[] = [];
  for (const words of plain
    .split(";")
    .map((part) => part.trim())
    .filter(Boolean)) {
    const cut = words.lastIndexOf("=");
    const number = cut < 0 ? "1" : words.slice(cut + 1).trim();
    const part = number === "" ? Number.NaN : Number(number);
    const targets = (cut < 0 ? words : words.slice(0, cut)).split("+").map(targetOf);
    if (!(part >= 0 && part <= 1) || targets.some((target) => target === null)) return null;
    if (targets.length > 1 && targets.some((target) => target?.kind === "scenario")) return null;
    terms.push({ targets: targets as Target[], part });
  }
  return terms;
}

function targetOf(words: string): Target | null {
  const cut = words.indexOf(":");
  const kind = KINDS[words.slice(0, cut).trim()];
  const code = words.slice(cut + 1).trim();
  return cut > 0 && kind && code ? { kind, code } : null;
}

export const writeShock = (terms: readonly Term[]): string =>
  terms
    .map(({ targets, part }) => `${targets.map(({ kind, code }) => `${kind}:${code}`).join("+")}=${part}`)
    .join("; ");

/** A percentage as the part of one that it is: 30 is 0.3, not 0.30000000000000004. */
export const partOf = (percent: number): number => Math.round(percent * 1e4) / 1e6;
export const percentOf = (part: number): number => Math.round(part * 1e6) / 1e4;
