// What the ledger says of pairs, for everybody who uses this server; what stands in the link comes before it.

import { useMemo } from "react";
import { address } from "../api/client";
import { useAnswer } from "../api/use";
import { type Decided, type Decision, decisionOf, decisions, type Meet, STEPS, type Step } from "./decisions";

type Status = Step | "excluded";

export interface Mark {
  status: Status;
  reason: string;
  by: string;
  day: string;
}

export interface Candidate {
  need: string;
  offer: string;
  status: Status;
  history: Mark[];
}

export type Recorded = ReadonlyMap<string, Candidate>;

const NONE: readonly Candidate[] = [];
export const pairKey = (need: string, offer: string) => JSON.stringify([need, offer]);

export function useRecorded(): Recorded {
  const { data } = useAnswer<Candidate[]>(address("/shortlist"));
  return useMemo(() => new Map((data ?? NONE).map((one) => [pairKey(one.need, one.offer), one])), [data]);
}

export function decisionIn({ status, history }: Candidate): Decision {
  return status === "excluded" ? { excluded: history.at(-1)?.reason ?? "" } : { step: status };
}

/** What holds of a pair: what the link says, else what the ledger says. */
export function standing(meet: Meet, recorded: Recorded, need: string, offer: string): Decision | null {
  const own = decisionOf(meet, need, offer);
  const kept = recorded.get(pairKey(need, offer));
  return own ?? (kept ? decisionIn(kept) : null);
}

export interface Standing extends Decided {
  /** Null where the ledger knows nothing of the pair. */
  kept: Candidate | null;
  /** Only the link says so. */
  pending: boolean;
}

/** Every pair of which something was said, those of the link first. */
export function standings(meet: Meet, recorded: Recorded): Standing[] {
  const own = decisions(meet);
  const said = new Set(own.map(({ need, offer }) => pairKey(need, offer)));
  return [
    ...own.map((one) => ({
      ...one,
      kept: recorded.get(pairKey(one.need, one.offer)) ?? null,
      pending: true,
    })),
    ...[...recorded.values()].flatMap((kept) =>
      said.has(pairKey(kept.need, kept.offer))
        ? []
        : [{ need: kept.need, offer: kept.offer, decision: decisionIn(kept), kept, pending: false }],
    ),
  ];
}

/** What has to stand in the ledger before a step: who meets was contacted, who forms a team has met, who agrees was contacted. */
const BEFORE: Partial<Record<Step, Step>> = { meeting: "contacted", team: "meeting", agreed: "contacted" };

/** The marks that bring a pair from where the ledger has it to where the link has it. */
export function marks(decision: Decision, kept: Candidate | null): { status: Status; reason: string }[] {
  if ("excluded" in decision) return [{ status: "excluded", reason: decision.excluded }];
  const at = kept && kept.status !== "excluded" ? STEPS.indexOf(kept.status) : -1;
  const needed: Step[] = [];
  // Back from the step to what is there already; a pair that has come further needs nothing before.
  for (let step: Step | undefined = decision.step; step; step = BEFORE[step]) {
    if (step !== decision.step && at >= STEPS.indexOf(step)) break;
    if (kept?.status === step) break;
    needed.unshift(step);
  }
  return needed.map((status) => ({ status, reason: "" }));
}
