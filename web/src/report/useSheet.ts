// The report as a page: text, not JSON.

import { useEffect, useState } from "react";
import { Problem } from "../api/client";
import { useFreshness } from "../api/use";

export function useSheet(url: string): { html: string | null; problem: Problem | null; loading: boolean } {
  const generation = useFreshness((state) => state.generation);
  const key = `${generation} ${url}`;
  const [state, setState] = useState<{ key: string; html: string | null; problem: Problem | null }>({
    key: "",
    html: null,
    problem: null,
  });
  useEffect(() => {
    const abort = new AbortController();
    const address = key.slice(key.indexOf(" ") + 1);
    const load = async () => {
      const response = await fetch(address, { signal: abort.signal });
      const text = await response.text();
      if (response.ok) return setState({ key, html: text, problem: null });
      let said: { code?: string; title?: string; detail?: string } = {};
      try {
        said = JSON.parse(text) as typeof said;
      } catch {
        // A proxy may answer in words of its own; the status still says what happened.
      }
      const problem = new Problem(
        response.status,
        said.code ?? `HTTP${response.status}`,
        said.detail ?? said.title ?? response.statusText,
      );
      setState({ key, html: null, problem });
    };
    load().catch((error: unknown) => {
      if (!abort.signal.aborted)
        setState({ key, html: null, problem: new Problem(0, "offline", String(error)) });
    });
    return () => abort.abort();
  }, [key]);
  return { html: state.html, problem: state.key === key ? state.problem : null, loading: state.key !== key };
}
