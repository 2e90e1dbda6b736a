// One change of the ledger: asked for, done or refused, and everything read anew.

import { useState } from "react";
import { address, Problem, post } from "../../api/client";
import { useFreshness } from "../../api/use";

export interface Act {
  busy: boolean;
  problem: Problem | null;
  /** Gives what the server answered, or null where it refused. */
  run: <T>(path: string, body: unknown) => Promise<T | null>;
}

export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    busy,
    problem,
    run: async <T>(path: string, body: unknown) => {
      setBusy(true);
      setProblem(null);
      try {
        const answer = await post<T>(address(path), body);
        useFreshness.getState().refresh();
        return answer;
      } catch (error) {
        setProblem(error instanceof Problem ? error : new Problem(0, "offline", String(error)));
        return null;
      } finally {
        setBusy(false);
      }
    },
  };
}

/** The fields with those emptied that were sent, unless something else was typed while the answer was on its way. */
export const emptied = <T extends Readonly<Record<string, string>>>(
  own: T,
  sent: T,
  names: (keyof T)[],
): T => ({
  ...own,
  ...Object.fromEntries(names.filter((name) => own[name] === sent[name]).map((name) => [name, ""])),
});

/** Only what is said: a field that is left blank is not sent. */
export const said = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value.trim() === "" ? [] : [[name, value.trim()]])),
  );
