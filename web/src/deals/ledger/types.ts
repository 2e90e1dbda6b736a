// The answers of the REST interface about agreements that are kept. Amounts are exact decimals in words, never numbers.

import type { Diagnostic, Words } from "../../api/types";

export interface DealParty {
  id: string;
  name: Words;
  level: string;
  role: string | null;
  region: string | null;
}

export interface DealInfo {
  id: string;
  title: Words;
  kind: string;
  state: "unsigned" | "in_force" | "amended" | "ended";
  parties: DealParty[];
  start: string;
  end: string | null;
  currency: string;
  version: number;
  missing: string[];
  settled_until: string | null;
  records: number;
}

export interface VersionInfo {
  version: number;
  hash: string;
  valid_from: string;
  day: string;
  by: string;
  signed: { party: string; signatory: string; day: string }[];
  missing: string[];
}

export interface ClauseInfo {
  id: string;
  kind: string;
  title: Words;
  amendment: string | null;
  start: string;
  end: string | null;
  items: string[];
  line: number;
}

export interface AuditPart {
  part: string;
  needed: boolean;
  said: string[];
  advice: Words;
}

export interface Balance {
  debtor: string;
  creditor: string;
  currency: string;
  due: string;
  paid: string;
  released: string;
  arrears: string;
  not_yet_due: string;
  credit: string;
}

export interface BondInfo {
  clause: string;
  party: string;
  escrow: string;
  amount: string;
  paid_in: string;
  drawn: string;
  held: string;
  callable: string;
  currency: string;
  grace_days: number;
}

export interface CalendarEntry {
  day: string;
  happening: "turn" | "duty" | "hand_over" | "end";
  clause: string | null;
  party: string | null;
  what: string;
  done: boolean | null;
  late: boolean;
  done_late: boolean;
  held: string | null;
}

export interface DealFact {
  record: number;
  party: string;
  item: string;
  actor: string | null;
  period: string;
  amount: string;
  unit: string;
  observation: string;
  note: string;
}

export interface Head {
  agreement: string;
  number: number;
  hash: string;
}

export interface DealView extends DealInfo {
  text: string;
  versions: VersionInfo[];
  clauses: ClauseInfo[];
  audit: AuditPart[];
  balances: Balance[];
  bonds: BondInfo[];
  facts: DealFact[];
  head: Head;
}

export interface DealCheck {
  ok: boolean;
  id: string | null;
  title: Words | null;
  parties: DealParty[];
  clauses: ClauseInfo[];
  audit: AuditPart[];
  diagnostics: Diagnostic[];
}

export interface DealTemplate {
  kind: string;
  text: string;
}

export interface Obligation {
  record: number;
  clause: string;
  amendment: string | null;
  version: number | null;
  period: string;
  source: { row: number | null; revision: string | null; record: number | null } | null;
  debtor: string;
  creditor: string;
  currency: string;
  due: string;
  paid: string;
  released: string;
  arrears: string;
  not_yet_due: string;
  entered: string;
  due_day: string;
  payments: { record: number | null; amount: string; executor: string | null }[];
  rule: string | null;
  why: Words | null;
}

export interface StatementRow {
  partner: string;
  currency: string;
  opening: string;
  receivable: string;
  payable: string;
  received: string;
  paid: string;
  corrected: string;
  closing: string;
}

export interface Entry {
  record: number;
  day: string;
  what: string;
  partner: string;
  currency: string;
  change: string;
  clause: string | null;
  period: string | null;
  why: Words | null;
}

export interface StatementView {
  agreement: string;
  title: Words;
  party: string;
  period: string | null;
  accounts: StatementRow[];
  entries: Entry[];
  observation: string;
  head: Head;
}

export interface Settlement {
  until: string;
  settled_until: string;
  revision: number;
  settled: { agreement: string; appended: number }[];
  skipped: { agreement: string; missing: string[] }[];
  diagnostics: Diagnostic[];
}

export interface Verification {
  sound: boolean;
  faults: { book: string; record: number; what: Words }[];
  heads: Head[];
}
