// Long work on the server: followed by server-sent events until its end, cancelled when it is no longer wanted.

import { address, get, Problem, post, remove } from "./client";
import type { Execution, Job } from "./types";

/** Resolves with the job at its end; asks again where the stream of events breaks off. */
export function follow(job: Job, seen: (job: Job) => void): Promise<Job> {
  if (job.state !== "running") return Promise.resolve(job);
  return new Promise((resolve, reject) => {
    const events = new EventSource(address(`/jobs/${job.id}/events`));
    const end = (ended: Job) => {
      events.close();
      resolve(ended);
    };
    events.addEventListener("progress", (event) => seen(JSON.parse(event.data) as Job));
    for (const name of ["done", "failed", "cancelled"]) {
      events.addEventListener(name, (event) => end(JSON.parse((event as MessageEvent<string>).data) as Job));
    }
    events.onerror = () => {
      get<Job>(address(`/jobs/${job.id}`)).then(
        (now) => now.state !== "running" && end(now),
        (error: unknown) => {
          events.close();
          reject(error);
        },
      );
    };
  });
}

/** As long as the server answers by itself; what takes longer is a job. */
const PATIENCE_SECONDS = 1;

/**
 * Runs a method. What takes long tells `seen` how far it is, and stops on the server too when `signal` says so.
 */
export async function compute(
  method: string,
  body: { inputs: Record<string, string>; at: number | null },
  signal: AbortSignal,
  seen: (progress: Job["progress"]) => void,
): Promise<Execution> {
  const answer = await post<Execution | Job>(address(`/methods/${method}/execution`), body, signal, {
    prefer: `respond-async, wait=${PATIENCE_SECONDS}`,
  });
  if ("table" in answer) return answer;
  const cancel = () => void remove(address(`/jobs/${answer.id}`)).catch(() => {});
  if (signal.aborted) cancel();
  signal.addEventListener("abort", cancel);
  try {
    seen(answer.progress);
    const { state, problem } = await follow(answer, (job) => seen(job.progress));
    if (state === "cancelled") throw new Problem(409, "cancelled", problem?.detail ?? "");
    return await get<Execution>(address(`/jobs/${answer.id}/results`), signal);
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
