// How a scenario begins.

import type { Inputs } from "./useOutcome";

/** Enough for an interval to mean something, and soon there. */
const DRAWS = "100";

/**
 * The scenario with this shock. The first shock brings an interval with it, as an assumption in view: a loss without one
 * says more than is known.
 */
export function begun(inputs: Inputs, shock: string): Record<string, string> {
  if (shock === "") {
    const { shock: _, ...others } = inputs;
    return others;
  }
  return Object.keys(inputs).length === 0 ? { shock, draws: DRAWS } : { ...inputs, shock };
}
