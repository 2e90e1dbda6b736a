// Texts that are being written, kept while one looks elsewhere; what is signed is kept by the server.

import { create } from "zustand";

/** The text of a new agreement has no identifier yet. */
export const NEW = "";

export const useDrafts = create<{
  drafts: Readonly<Record<string, string>>;
  write: (id: string, text: string | null) => void;
  /** Drops what the server has kept, unless somebody went on writing meanwhile. */
  sent: (id: string, text: string) => void;
}>((set, get) => ({
  drafts: {},
  write: (id, text) =>
    set(({ drafts }) => {
      const { [id]: _, ...others } = drafts;
      return { drafts: text === null ? others : { ...others, [id]: text } };
    }),
  sent: (id, text) => get().drafts[id] === text && get().write(id, null),
}));
