// What people do about alerts and findings, as `crates/engine` tells it.

import type { Grade, Spot } from "./types";

export interface Handling {
  case: string;
  status: "open" | "acknowledged" | "assigned" | "snoozed" | "resolved";
  level: "execution" | "coordination" | "decision";
  addressee: string;
  assignee: string | null;
  snoozed_until: string | null;
  reason: string | null;
  raised: string;
  changed: string;
  revision: number;
  scale: string | null;
}

/** Something done about an alert or a finding. */
export interface Deed {
  at: string;
  /** `watch` where no person did it. */
  by: string;
  kind: string;
  what: string | null;
  why: string;
}

export interface AlertCase {
  handling: Handling;
  rule: string;
  grade: Grade;
  region: Spot;
  partner: Spot | null;
  industry: string | null;
  item: string | null;
  since: string;
  stands: boolean;
  history: Deed[];
}
