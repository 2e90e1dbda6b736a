// Reading from the server inside a component: the last good answer stays until the next one is there.

import { useEffect, useState } from "react";
import { create } from "zustand";
import { speech } from "../i18n";
import { useStore } from "../state/store";
import { get, Problem } from "./client";

export interface Answer<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
}

/** Raised when the workspace changed (an import, a restore): every answer is asked for again. */
export const useFreshness = create<{ generation: number; refresh: () => void }>((set) => ({
  generation: 0,
  refresh: () => set((state) => ({ generation: state.generation + 1 })),
}));

const cache = new Map<string, unknown>();
const CACHE_SIZE = 64;

function remember(key: string, value: unknown): void {
  cache.delete(key);
  cache.set(key, value);
  const oldest = cache.keys().next().value;
  if (cache.size > CACHE_SIZE && oldest !== undefined) cache.delete(oldest);
}

/**
 * A port reads the newest state only. Where the whole has moved on since a link was made, the view goes on with the newest and
 * says so; everything is asked for again, as what is kept of the newest may be older than the link.
 */
export function movedOn(problem: Problem, url: string): boolean {
  const { view, drift, say } = useStore.getState();
  const asked = new URLSearchParams(url.split("?")[1] ?? "").get("at");
  if (problem.code !== "privilege" || view.at === null || asked !== String(view.at)) return false;
  drift({ at: null });
  useFreshness.getState().refresh();
  say(speech(view.language).t("newest.only"));
  return true;
}

export function useAnswer<T>(url: string | null): Answer<T> {
  const generation = useFreshness((state) => state.generation);
  const key = url === null ? null : `${generation} ${url}`;
  const [state, setState] = useState<Answer<T>>({
    data: null,
    problem: null,
    loading: url !== null,
  });

  useEffect(() => {
    if (url === null || key === null) {
      setState({ data: null, problem: null, loading: false });
      return;
    }
    if (cache.has(key)) {
      setState({ data: cache.get(key) as T, problem: null, loading: false });
      return;
    }
    const abort = new AbortController();
    setState((last) => ({ ...last, loading: true }));
    get<T>(url, abort.signal).then(
      (data) => {
        remember(key, data);
        setState({ data, problem: null, loading: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        const problem = error instanceof Problem ? error : new Problem(0, "offline", String(error));
        if (movedOn(problem, url)) return;
        setState({ data: null, problem, loading: false });
      },
    );
    return () => abort.abort();
  }, [url, key]);

  return state;
}
