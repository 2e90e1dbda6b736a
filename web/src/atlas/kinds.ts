// What the kinds of links are called: the table `link_kind` says it, so that users can add their own.

import { useMemo } from "react";
import { address } from "../api/client";
import type { Grid } from "../api/types";
import { useAnswer } from "../api/use";
import type { Speech } from "../i18n";

export function useKinds(speech: Speech, at: number | null): (kind: string) => string {
  const { data } = useAnswer<Grid>(address("/tables/link_kind/rows", { limit: 1000, at }));
  return useMemo(() => {
    const place = (name: string) => data?.columns.findIndex((column) => column.name === name) ?? -1;
    const [kind, title] = [place("kind"), place(speech.language === "zh" ? "title_zh" : "title_en")];
    const titles = new Map(data?.rows.map((row) => [String(row[kind]), row[title]]));
    return (code) => String(titles.get(code) ?? speech.term("kind", code));
  }, [data, speech]);
}
