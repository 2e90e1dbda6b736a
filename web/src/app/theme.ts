import { useSyncExternalStore } from "react";
import { useView } from "../state/store";

const query = matchMedia("(prefers-color-scheme: dark)");

function subscribe(changed: () => void): () => void {
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

export function useDark(): boolean {
  const { theme } = useView();
  const system = useSyncExternalStore(subscribe, () => query.matches);
  return theme === "auto" ? system : theme === "dark";
}
