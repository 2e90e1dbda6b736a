// One import at a time: sent, watched by server-sent events, reported.

import { create } from "zustand";
import { address, Problem, post, remove } from "../api/client";
import { follow } from "../api/job";
import type { Job, Policy, Proposal } from "../api/types";
import { useFreshness } from "../api/use";

export interface ImportState {
  file: File | null;
  proposal: Proposal | null;
  /** The mapping as text, with the user's edits; empty for a data package. */
  mapping: string;
  /** The table the file goes to. */
  table: string | null;
  policy: Policy;
  /** Whether the running or last job was a check. */
  dryRun: boolean;
  busy: boolean;
  job: Job | null;
  problem: Problem | null;
}

interface ImportStore extends ImportState {
  take: (file: File) => Promise<void>;
  propose: (table: string | null) => Promise<void>;
  edit: (next: Partial<Pick<ImportState, "mapping" | "policy">>) => void;
  send: (dryRun: boolean) => Promise<void>;
  cancel: () => Promise<void>;
  clear: () => void;
}

const EMPTY: ImportState = {
  file: null,
  proposal: null,
  mapping: "",
  table: null,
  policy: "reject-package",
  dryRun: false,
  busy: false,
  job: null,
  problem: null,
};

/** A data package says itself what its files are. */
export const isPackage = (file: File): boolean => /\.zip$/i.test(file.name);

const asProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem(0, "offline", String(error));

export const useImport = create<ImportStore>((set, state) => ({
  ...EMPTY,
  take: async (file) => {
    set({ ...EMPTY, file, policy: state().policy });
    if (!isPackage(file)) await state().propose(null);
  },
  propose: async (table) => {
    const { file } = state();
    if (!file) return;
    set({ busy: true, problem: null, job: null });
    const form = new FormData();
    form.set("file", file);
    if (table) form.set("table", table);
    try {
      const proposal = await post<Proposal>(address("/imports/proposal"), form);
      if (state().file === file)
        set({ proposal, mapping: proposal.toml, table: proposal.table, busy: false });
    } catch (error) {
      if (state().file === file)
        set({ problem: asProblem(error), proposal: null, mapping: "", table, busy: false });
    }
  },
  edit: (next) => set(next),
  send: async (dryRun) => {
    const { file, mapping, table, policy } = state();
    if (!file) return;
    set({ busy: true, dryRun, problem: null, job: null });
    const form = new FormData();
    form.set("file", file);
    if (mapping) form.set("mapping", mapping);
    else if (table) form.set("table", table);
    form.set("policy", policy);
    form.set("dry_run", dryRun ? "1" : "0");
    try {
      const job = await post<Job>(address("/imports"), form);
      set({ job });
      const ended = await follow(job, (next) => set({ job: next }));
      set({ job: ended, busy: false });
      if (ended.revision !== null) useFreshness.getState().refresh();
    } catch (error) {
      set({ problem: asProblem(error), busy: false });
    }
  },
  cancel: async () => {
    const { job } = state();
    if (job) await remove(address(`/jobs/${job.id}`));
  },
  clear: () => set({ ...EMPTY, policy: state().policy }),
}));
