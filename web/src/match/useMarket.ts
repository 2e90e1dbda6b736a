// The needs and offers themselves: what they are called, where they are, what they ask.

import { useMemo } from "react";
import { address } from "../api/client";
import type { Grid, TableInfo } from "../api/types";
import { useAnswer } from "../api/use";
import { useSpeech } from "../i18n";
import { itemsOf, numberOf, rowsOf, wordOf } from "../methods/useLive";
import { type Codes, useCodes } from "../results/useCodes";
import { useView } from "../state/store";
import { useRows } from "../whatif/useNetwork";

/** A list of needs beyond this is searched, not read. */
export const MOST = 5000;

export interface Party {
  id: string;
  kind: string;
  title: string;
  text: string | null;
  actor: string | null;
  region: string | null;
  industry: string | null;
  quantity: number | null;
  unit: string | null;
  price: number | null;
  currency: string | null;
  requirements: string[];
  attributes: string[];
  start: string | null;
  end: string | null;
  /** Blank counts as open. */
  status: string;
}

export interface Market {
  /** Null until it is known; true where both tables have rows. */
  ready: boolean | null;
  lacking: ("need" | "offer")[];
  preferences: boolean;
  tables: readonly TableInfo[];
  needs: readonly Party[];
  codes: Codes;
  /** Who and where, as far as it is known. */
  whose: (party: Party) => string;
}

const COLUMNS = [
  "kind",
  "actor",
  "region",
  "industry",
  "title_zh",
  "title_en",
  "text_zh",
  "text_en",
  "quantity",
  "unit",
  "price",
  "currency",
  "requirements",
  "attributes",
  "start",
  "end",
  "status",
];
const select = (key: string) => [key, ...COLUMNS].map((name) => `"${name}"`).join(", ");
const NONE: readonly Party[] = [];
const NO_TABLES: readonly TableInfo[] = [];

function parties(grid: Grid | null, key: string, language: "zh" | "en"): readonly Party[] {
  if (!grid) return NONE;
  return rowsOf(grid).map((cell): Party => {
    const id = String(cell(key));
    const own = (name: string) => wordOf(cell(`${name}_${language}`));
    const other = (name: string) => wordOf(cell(`${name}_${language === "zh" ? "en" : "zh"}`));
    const text = own("text") ?? other("text");
    return {
      id,
      kind: String(cell("kind") ?? ""),
      title: own("title") ?? other("title") ?? text ?? id,
      text,
      actor: wordOf(cell("actor")),
      region: wordOf(cell("region")),
      industry: wordOf(cell("industry")),
      quantity: numberOf(cell("quantity")),
      unit: wordOf(cell("unit")),
      price: numberOf(cell("price")),
      currency: wordOf(cell("currency")),
      requirements: itemsOf(cell("requirements")),
      attributes: itemsOf(cell("attributes")),
      start: wordOf(cell("start")),
      end: wordOf(cell("end")),
      status: String(cell("status") ?? "open"),
    };
  });
}

export function useMarket(): Market {
  const { at } = useView();
  const { language } = useSpeech();
  const { data } = useAnswer<TableInfo[]>(address("/tables", { at }));
  const holds = (table: string) => data?.some(({ name, rows }) => name === table && rows > 0) ?? false;
  const needs = useRows(
    holds("need") ? `SELECT ${select("need_id")} FROM "need" ORDER BY "need_id"` : null,
    MOST,
  );
  const codes = useCodes(at);
  const lacking = (["need", "offer"] as const).filter((table) => !holds(table));
  const ready = data === null ? null : lacking.length === 0;
  const preferences = holds("preference");
  const lack = lacking.join();
  return useMemo(
    () => ({
      ready,
      lacking: lack === "" ? [] : (lack.split(",") as Market["lacking"]),
      preferences,
      tables: data ?? NO_TABLES,
      needs: parties(needs, "need_id", language),
      codes,
      whose: ({ actor, region }) =>
        [actor && (codes.name("actor", actor) ?? actor), region && (codes.name("region", region) ?? region)]
          .filter(Boolean)
          .join(" · "),
    }),
    [ready, lack, preferences, data, needs, language, codes],
  );
}

/** The offers of these identifiers. */
export function useOffers(ids: readonly string[]): ReadonlyMap<string, Party> {
  const { language } = useSpeech();
  const wanted = [...new Set(ids)].sort().slice(0, MOST);
  const among = wanted.map((id) => `'${id.replaceAll("'", "''")}'`).join(", ");
  const grid = useRows(
    wanted.length > 0 ? `SELECT ${select("offer_id")} FROM "offer" WHERE "offer_id" IN (${among})` : null,
    MOST,
  );
  return useMemo(
    () => new Map(parties(grid, "offer_id", language).map((offer) => [offer.id, offer])),
    [grid, language],
  );
}
