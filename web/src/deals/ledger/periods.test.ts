import { expect, it } from "vitest";
import { byPeriod } from "./periods";
import type { Obligation } from "./types";

const obligation = (period: string, due: string, paid: string, day: string): Obligation => ({
  record: 1,
  clause: "tax",
  amendment: null,
  version: 1,
  period,
  source: null,
  debtor: "b",
  creditor: "a",
  currency: "CNY",
  due,
  paid,
  released: "0.00",
  arrears: "0.00",
  not_yet_due: "0.00",
  entered: day,
  due_day: day,
  payments: [],
  rule: null,
  why: null,
});

it("adds what is of one period, one debtor and one creditor, to the cent", () => {
  const rows = byPeriod([
    obligation("2024", "0.10", "0.00", "2025-03-31"),
    obligation("2023", "5.00", "5.00", "2024-03-31"),
    obligation("2024", "0.20", "0.10", "2025-01-31"),
  ]);
  expect(rows.map(({ period, due, paid, due_day }) => [period, due, paid, due_day])).toEqual([
    ["2023", "5.00", "5.00", "2024-03-31"],
    ["2024", "0.30", "0.10", "2025-01-31"],
  ]);
});
