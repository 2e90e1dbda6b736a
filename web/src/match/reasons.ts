// The reasons of `match_offers`, taken apart: `proximity:0.463`, `need:power_kw>=500`, `over_price`.

export const COMPONENTS = ["text", "industry", "proximity", "recognition", "capacity", "price"] as const;
export type Component = (typeof COMPONENTS)[number];

export type Reason =
  | { kind: "component"; component: Component; value: number | null }
  /** A hard condition that one side makes on the other. */
  | { kind: "need" | "offer"; condition: string }
  | { kind: "time" | "radius" | "over_price" }
  /** A word of a newer program. */
  | { kind: "other"; text: string };

export function reason(text: string): Reason {
  const colon = text.indexOf(":");
  const [head, rest] = colon < 0 ? [text, ""] : [text.slice(0, colon), text.slice(colon + 1)];
  const component = COMPONENTS.find((word) => word === head);
  if (component) {
    const value = Number.parseFloat(rest);
    return { kind: "component", component, value: Number.isFinite(value) ? value : null };
  }
  if ((head === "need" || head === "offer") && rest !== "") return { kind: head, condition: rest };
  if (text === "time" || text === "radius" || text === "over_price") return { kind: text };
  return { kind: "other", text };
}

/** A condition as people write it: `power_kw ≥ 500`. */
export function condition(text: string): string {
  const found = /^(.*?)(>=|<=|!=|=|>|<)(.*)$/s.exec(text);
  if (!found) return text;
  const [, name = "", sign = "", value = ""] = found;
  const signs: Record<string, string> = { ">=": "≥", "<=": "≤", "!=": "≠" };
  return `${name.trim()} ${signs[sign] ?? sign} ${value.trim()}`;
}
