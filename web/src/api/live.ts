// Hearing of changes: the server tells when a revision is imported, by whomever, or something is done about an alert.

import { useEffect } from "react";
import { address } from "./client";
import { useFreshness } from "./use";

/** Asks again for what is in sight whenever the workspace has changed. */
export function useLive(): void {
  useEffect(() => {
    if (typeof EventSource === "undefined") return;
    const source = new EventSource(address("/events"));
    let known: string | null = null;
    const hear = (event: MessageEvent<string>) => {
      // The first event says how things are; after a broken connection too, so that nothing is missed.
      if (known !== null && known !== event.data) useFreshness.getState().refresh();
      known = event.data;
    };
    source.addEventListener("changed", hear);
    return () => source.close();
  }, []);
}
