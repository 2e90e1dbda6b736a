import { useEffect } from "react";
import { useStore } from "../state/store";

export const SEARCH_FIELD = "search";
export const CARD = "card";

/** Keys that work wherever no text is being typed: `/` or Ctrl-K, Ctrl-Z, Ctrl-Shift-Z, Escape, 1 2 3. */
export function useShortcuts(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement | null;
      const typing =
        target !== null && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
      const command = event.ctrlKey || event.metaKey;
      const key = event.key.toLowerCase();
      const { view, change, undo, redo } = useStore.getState();
      if ((command && key === "k") || (key === "/" && !typing && !command)) {
        event.preventDefault();
        document.getElementById(SEARCH_FIELD)?.focus();
      } else if (typing) {
        return;
      } else if (command && (key === "z" || key === "y")) {
        event.preventDefault();
        if (key === "y" || event.shiftKey) redo();
        else undo();
      } else if (
        view.page === "whatif" &&
        key === "escape" &&
        !command &&
        !event.defaultPrevented &&
        !opened()
      ) {
        if (view.hit) change({ hit: null });
      } else if (
        view.page === "watch" &&
        key === "escape" &&
        !command &&
        !event.defaultPrevented &&
        !opened()
      ) {
        const { alert, ...watch } = view.watch;
        if (alert) change({ watch });
      } else if (view.page !== "atlas" || command || event.altKey || event.defaultPrevented) {
        return;
      } else if (key === "escape" && !opened()) {
        if (view.comparing) change({ comparing: false });
        else if (view.selection) change({ selection: null });
        else if (view.focus) change({ focus: null, camera: null });
      } else if (
        (key === "1" || key === "2" || key === "3") &&
        (view.selection?.startsWith("n:") || view.focus)
      ) {
        const focus = view.selection?.startsWith("n:") ? view.selection.slice(2) : view.focus;
        change({ focus, hops: Number(key) as 1 | 2 | 3, camera: null });
      }
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, []);
}

/** Something lies above the page, which takes the key. */
const opened = () => document.querySelector("[role=dialog],[role=menu],[role=listbox]") !== null;
