import { useCallback } from "react";
import { useSpeech } from "../../i18n";
import type { DealInfo } from "./types";

/** What a party is called. */
export function usePartyName(info: DealInfo): (id: string) => string {
  const { pick } = useSpeech();
  return useCallback((id) => pick(info.parties.find((party) => party.id === id)?.name) || id, [info, pick]);
}
