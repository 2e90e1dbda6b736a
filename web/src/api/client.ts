// One way to the server: fetch, JSON, problem+json.

import type { Diagnostic } from "./types";

const ROOT = "/api/v1";

/** What the server said could not be done. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly diagnostics: Diagnostic[];

  constructor(status: number, code: string, detail: string, diagnostics: Diagnostic[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.diagnostics = diagnostics;
  }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** The address of a resource; absent and null parameters are left out, truth is written 1 and 0. */
export function address(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === null || value === undefined) continue;
    search.set(key, typeof value === "boolean" ? (value ? "1" : "0") : String(value));
  }
  const text = search.toString();
  return ROOT + path + (text ? `?${text}` : "");
}

async function answer<T>(response: Response): Promise<T> {
  const text = await response.text();
  let body: unknown = null;
  try {
    body = text ? JSON.parse(text) : null;
  } catch {
    // A proxy or a crash may answer in HTML; the status still says what happened.
  }
  if (!response.ok) {
    const problem = (body ?? {}) as {
      code?: string;
      title?: string;
      detail?: string;
      diagnostics?: Diagnostic[];
    };
    throw new Problem(
      response.status,
      problem.code ?? `HTTP${response.status}`,
      problem.detail ?? problem.title ?? response.statusText,
      problem.diagnostics,
    );
  }
  return body as T;
}

/** Problems come back in the language of the page. */
const language = () => ({ "accept-language": document.documentElement.lang });

export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return answer<T>(await fetch(url, { signal, headers: { accept: "application/json", ...language() } }));
}

export async function post<T>(
  url: string,
  body?: unknown,
  signal?: AbortSignal,
  headers: Record<string, string> = {},
): Promise<T> {
  const form = body instanceof FormData;
  return answer<T>(
    await fetch(url, {
      method: "POST",
      signal,
      headers: {
        ...(form || body === undefined ? {} : { "content-type": "application/json" }),
        ...language(),
        ...headers,
      },
      body: form ? body : body === undefined ? undefined : JSON.stringify(body),
    }),
  );
}

export async function remove(url: string): Promise<void> {
  await answer<unknown>(await fetch(url, { method: "DELETE", headers: language() }));
}
