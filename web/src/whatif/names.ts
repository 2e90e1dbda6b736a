// What nodes, regions, industries and targets of a shock are called.

import { useMemo } from "react";
import { useSpeech } from "../i18n";
import { type Codes, useCodes } from "../results/useCodes";
import { useView } from "../state/store";
import type { Target } from "./shock";
import type { Firm, Naming } from "./waves";

export interface Names extends Naming {
  codes: Codes;
  target: (target: Target) => string;
  /** A node of which only the id is at hand. */
  of: (id: string) => string;
}

export function useNames(): Names {
  const { t, term } = useSpeech();
  const { at } = useView();
  const codes = useCodes(at);
  return useMemo(() => {
    const industry = (code: string | null) =>
      code === null ? t("unknown") : (codes.name("industry", code) ?? term("industry", code));
    const region = (code: string | null) =>
      code === null ? t("unknown") : (codes.name("region", code) ?? code);
    const known = (domain: "actor" | "region", code: string) => codes.name(domain, code);
    const named = (id: string, where: string | null, what: string | null) =>
      known("actor", id) ??
      // A node that is no actor is what a region sells, or an industry of a region.
      (id.includes("/") ? `${region(where)} · ${industry(what)}` : (known("region", id) ?? id));
    return {
      codes,
      region,
      industry,
      round: (round) => (round === 0 ? t("whatif.start") : t("whatif.round", { n: round })),
      node: ({ id, region: where, industry: what }: Firm) => named(id, where, what),
      of: (id) => {
        const [where = "", ...what] = id.split("/");
        return named(id, where || null, what.join("/") || null);
      },
      target: ({ kind, code }) =>
        kind === "region"
          ? region(code)
          : kind === "sector"
            ? industry(code)
            : kind === "actor"
              ? (known("actor", code) ?? code)
              : code,
    };
  }, [codes, t, term]);
}
