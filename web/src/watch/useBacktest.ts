// A rule put to the past while it is written: asked for when the typing rests.

import { useEffect, useState } from "react";
import { address, Problem, post } from "../api/client";
import type { Backtest } from "../api/types";

/** Milliseconds without a key. */
const PAUSE = 400;

export interface Trial {
  data: Backtest | null;
  problem: Problem | null;
  busy: boolean;
  /** What is in sight belongs to an earlier text. */
  stale: boolean;
}

export interface Asked {
  text?: string;
  frequency?: string;
  levels?: string;
  kinds?: string;
  before?: number;
  after?: number;
}

export function useBacktest(asked: Asked | null, at: number | null): Trial {
  const key = asked === null ? null : JSON.stringify([at, asked]);
  const [state, setState] = useState<{ key: string; data: Backtest | null; problem: Problem | null }>({
    key: "",
    data: null,
    problem: null,
  });
  useEffect(() => {
    if (key === null) return;
    const abort = new AbortController();
    const [at, body] = JSON.parse(key) as [number | null, Asked];
    const timer = setTimeout(() => {
      post<Backtest>(address("/rules/backtest", { at }), body, abort.signal).then(
        (data) => setState({ key, data, problem: null }),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
          setState({ key, data: null, problem });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [key]);
  const stale = key !== null && state.key !== key;
  return { data: state.data, problem: stale ? null : state.problem, busy: stale, stale };
}
