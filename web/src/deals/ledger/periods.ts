// Promised against received, by period: the obligations of one debtor to one creditor, added up exactly.

import { add } from "./money";
import type { Obligation } from "./types";

export interface PeriodRow {
  id: string;
  period: string;
  debtor: string;
  creditor: string;
  currency: string;
  due: string | null;
  paid: string | null;
  released: string | null;
  arrears: string | null;
  not_yet_due: string | null;
  /** The first day on which something of it falls due. */
  due_day: string;
}

export function byPeriod(obligations: readonly Obligation[]): PeriodRow[] {
  const groups = new Map<string, Obligation[]>();
  for (const one of obligations) {
    const key = JSON.stringify([one.period, one.debtor, one.creditor, one.currency]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups]
    .flatMap(([id, own]): PeriodRow[] => {
      const [first] = own;
      if (!first) return [];
      const { period, debtor, creditor, currency } = first;
      const sum = (of: "due" | "paid" | "released" | "arrears" | "not_yet_due") =>
        add(own.map((one) => one[of]));
      const due_day = own.reduce((least, one) => (one.due_day < least ? one.due_day : least), first.due_day);
      return [
        {
          id,
          period,
          debtor,
          creditor,
          currency,
          due_day,
          due: sum("due"),
          paid: sum("paid"),
          released: sum("released"),
          arrears: sum("arrears"),
          not_yet_due: sum("not_yet_due"),
        },
      ];
    })
    .sort((a, b) => (a.period < b.period ? -1 : a.period > b.period ? 1 : a.id < b.id ? -1 : 1));
}
