// The split that was tried, as the beginning of an agreement: what it does not say yet the check of the text asks for.

import type { Terms } from "./terms";

/** Millionths, so that shares add up to one exactly. */
const WHOLE = 1_000_000;

const share = (parts: number): string => String(parts / WHOLE);
/** TOML reads its basic strings as JSON writes them. */
const quote = (text: string): string => JSON.stringify(text);

export function draftOf(terms: Terms, names: readonly string[], title: string, year: number): string {
  const parts = terms.parties.map((party) => Math.round(party.share * WHOLE));
  const given = parts.reduce((sum, part) => sum + part, 0);
  const ids = terms.parties.map((_, index) => (index === 0 ? "host" : `partner_${index}`));
  const shares = ids.map(
    (id, index) => `${id} = ${share(index === 0 ? WHOLE - given : (parts[index] ?? 0))}`,
  );
  const { base } = terms.numbers;
  const lines = [
    "format = 1",
    'id = "draft"',
    `title_zh = ${quote(title)}`,
    `title_en = ${quote(title)}`,
    'kind = "other"',
    `start = ${year}-01-01`,
    `end = ${year + terms.numbers.years}-01-01`,
    'owner = "host"',
    ...ids.flatMap((id, index) => [
      "",
      "[[party]]",
      `id = "${id}"`,
      `name_zh = ${quote(names[index] ?? id)}`,
      `name_en = ${quote(names[index] ?? id)}`,
      'level = "city"',
      `role = "${index === 0 ? "fly_in" : "fly_out"}"`,
    ]),
    "",
    "[[clause]]",
    'id = "tax"',
    `kind = "${base > 0 ? "increment" : "revenue"}"`,
    'items = ["local_tax"]',
    ...(base > 0 ? [`base = ${quote(`${base} ${terms.unit || "万元"}`)}`] : []),
    `shares = { ${shares.join(", ")} }`,
  ];
  return `${lines.join("\n")}\n`;
}
