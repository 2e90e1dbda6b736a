// What a scenario comes to: the course and the losses, computed by the server when asked for.

import { useEffect, useRef, useState } from "react";
import { Problem } from "../api/client";
import type { Execution, Job, Method } from "../api/types";
import { useFreshness } from "../api/use";
import { execute } from "../methods/indicator";
import { useView } from "../state/store";

export type Inputs = Readonly<Record<string, string>>;

export interface Outcome {
  course: Execution | null;
  losses: Execution | null;
  problem: Problem | null;
  busy: boolean;
  /** How far what takes long is. */
  progress: Job["progress"] | null;
  /** Computed with other assumptions than those in sight. */
  stale: boolean;
}

/** Only what the method knows; an empty value is the default. */
export const inputsFor = (method: Method, inputs: Inputs): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).filter(
      ([name, value]) => value !== "" && method.parameters.some((parameter) => parameter.name === name),
    ),
  );

const NOTHING = { key: "", course: null, losses: null, problem: null };

export function useOutcome(
  methods: { course: Method; losses: Method } | null,
  inputs: Inputs,
  wanted: boolean,
): Outcome {
  const { at } = useView();
  const generation = useFreshness((state) => state.generation);
  const [state, setState] = useState<{
    key: string;
    course: Execution | null;
    losses: Execution | null;
    problem: Problem | null;
  }>(NOTHING);
  const [busy, setBusy] = useState(false);
  const [progress, setProgress] = useState<Job["progress"] | null>(null);
  const given = JSON.stringify(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
  const key = `${generation} ${at ?? ""} ${given}`;
  const done = useRef("");
  const runs = wanted && methods !== null && (inputs.shock ?? "") !== "";
  useEffect(() => {
    // The other scenario may have changed; this one is asked for once.
    if (!runs || !methods || done.current === key) return;
    const abort = new AbortController();
    const inputs = Object.fromEntries(JSON.parse(given)) as Inputs;
    setBusy(true);
    setProgress(null);
    // The losses are what may take long: they are computed as often as the interval asks for.
    const seen = (method: Method) => (now: Job["progress"]) =>
      !abort.signal.aborted && method === methods.losses && setProgress(now);
    Promise.all(
      [methods.course, methods.losses].map((method) =>
        execute(method, inputsFor(method, inputs), at, abort.signal, seen(method)),
      ),
    ).then(
      ([course, losses]) => {
        if (abort.signal.aborted || !course || !losses) return;
        done.current = key;
        setState({ key, course, losses, problem: null });
        setBusy(false);
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        abort.abort();
        const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
        setState({ key, course: null, losses: null, problem });
        setBusy(false);
      },
    );
    return () => {
      abort.abort();
      setBusy(false);
    };
  }, [runs, methods, given, at, key]);
  return {
    course: state.course,
    losses: state.losses,
    problem: state.key === key ? state.problem : null,
    busy,
    progress: busy ? progress : null,
    stale: state.key !== key,
  };
}
