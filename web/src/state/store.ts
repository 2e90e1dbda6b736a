// One store for every screen; undo and redo are a ring of views.

import { create } from "zustand";
import { decode, encode } from "./codec";
import { type Camera, DEFAULTS, type View } from "./view";

const RING = 100;

export interface Store {
  view: View;
  past: readonly View[];
  future: readonly View[];
  /** Where the camera stands while the view leaves that to it. */
  seen: Camera | null;
  /** The last thing worth saying aloud. */
  notice: string;
  /** A step that can be undone. */
  change: (next: Partial<View>) => void;
  /** A change that is no step of its own: the camera, the language, the page. */
  drift: (next: Partial<View>) => void;
  undo: () => void;
  redo: () => void;
  /** Takes over a view from outside (a link, the back button). */
  open: (view: View) => void;
  see: (camera: Camera) => void;
  say: (notice: string) => void;
}

/** What only shows other links in the same frame: the camera stays where it is. */
const FILTERS: readonly (keyof View)[] = ["layers", "period", "cumulative", "undated", "proposed", "all"];

export const useStore = create<Store>((set, get) => ({
  view: DEFAULTS,
  past: [],
  future: [],
  seen: null,
  notice: "",
  change: (next) =>
    set((state) => {
      const stay =
        state.view.camera === null && FILTERS.some((key) => key in next) ? { camera: state.seen } : {};
      const view = { ...state.view, ...stay, ...next };
      if (encode(view) === encode(state.view)) return state;
      return { view, past: [...state.past, state.view].slice(-RING), future: [] };
    }),
  drift: (next) => set((state) => ({ view: { ...state.view, ...next } })),
  undo: () =>
    set((state) => {
      const view = state.past.at(-1);
      if (!view) return state;
      return {
        view: lasting(view, state.view),
        past: state.past.slice(0, -1),
        future: [state.view, ...state.future],
      };
    }),
  redo: () =>
    set((state) => {
      const [view, ...future] = state.future;
      if (!view) return state;
      return { view: lasting(view, state.view), past: [...state.past, state.view].slice(-RING), future };
    }),
  open: (view) => set({ view }),
  see: (seen) => set({ seen }),
  say: (notice) => {
    set({ notice });
    setTimeout(() => get().notice === notice && set({ notice: "" }), 4000);
  },
}));

/** Undo gives back the picture, not the language or the light one reads it in. */
function lasting(view: View, now: View): View {
  return { ...view, language: now.language, theme: now.theme };
}

export const useView = (): View => useStore((state) => state.view);

/** Keeps the address bar and the store in step. */
export function followAddress(preferred: View["language"]): () => void {
  const bare = !new URLSearchParams(location.search).has("v");
  const read = () => decode(location.pathname + location.search);
  useStore.getState().open(bare ? { ...read(), language: preferred } : read());
  let timer: ReturnType<typeof setTimeout> | undefined;
  // For tests: whether the address says what the view is.
  const { dataset } = document.documentElement;
  dataset.address = "written";
  const write = (view: View) => {
    dataset.address = "written";
    const next = encode(view);
    if (next === location.pathname + location.search) return;
    const samePath = next.split("?")[0] === location.pathname;
    if (samePath) history.replaceState(null, "", next);
    else history.pushState(null, "", next);
  };
  const stop = useStore.subscribe((state, before) => {
    clearTimeout(timer);
    if (state.view.page !== before.view.page || state.view.method !== before.view.method) write(state.view);
    else {
      dataset.address = "behind";
      timer = setTimeout(() => write(useStore.getState().view), 250);
    }
  });
  const back = () => {
    clearTimeout(timer);
    useStore.getState().open(read());
  };
  addEventListener("popstate", back);
  return () => {
    stop();
    clearTimeout(timer);
    removeEventListener("popstate", back);
  };
}
