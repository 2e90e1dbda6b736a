// Monthly data, invented and said to be so: three goods that flow between cities, of which one stops in June 2024; a meter that has
// not been read since April; an inspection whose finding is overdue.

import { bring } from "./bring.mjs";

const csv = (header, rows) => `${[header, ...rows].map((row) => row.join(",")).join("\n")}\n`;
const MONTHS = Array.from(
  { length: 42 },
  (_, n) => `${2021 + Math.floor(n / 12)}-${String((n % 12) + 1).padStart(2, "0")}`,
);
/** A year goes up and down; nothing else moves it. */
const season = (month) =>
  1000 + 60 * Math.sin((Number(month.slice(5)) / 6) * Math.PI) + (Number(month.slice(0, 4)) - 2021) * 10;
const GOODS = [
  ["310000", "340100", "85423100", 20],
  ["320500", "340100", "38180011", 5],
  ["310000", "320500", "84862000", 90],
];

export const TABLES = {
  chain_node: csv(
    ["node", "name_zh", "name_en", "kind", "stage"],
    [
      ["85423100", "处理器", "Processors", "material", "midstream"],
      ["38180011", "硅片", "Wafers", "material", "upstream"],
    ],
  ),
  flow: csv(
    [
      "origin",
      "destination",
      "layer",
      "item",
      "period",
      "value",
      "unit",
      "quantity",
      "quantity_unit",
      "observation",
    ],
    GOODS.flatMap(([from, to, item, price]) =>
      MONTHS.map((month) => {
        // One month was never reported: unknown, not zero.
        if (item === "85423100" && month === "2023-03")
          return [from, to, "IND", item, month, "", "万元", "", "kg", "simulated"];
        const part = item === "85423100" && month === "2024-06" ? 0.3 : 1;
        const quantity = Math.round(season(month) * part);
        return [from, to, "IND", item, month, quantity * price, "万元", quantity, "kg", "simulated"];
      }),
    ),
  ),
  indicator: csv(
    ["indicator", "region", "period", "value", "unit", "observation"],
    ["310000", "340100"].flatMap((region) =>
      MONTHS.filter((month) => month <= "2024-04").map((month) => [
        "e2e_power_use",
        region,
        month,
        Math.round(season(month) / 10),
        "GWh",
        "simulated",
      ]),
    ),
  ),
  event: csv(
    ["event_id", "date", "kind", "region", "title_zh", "title_en"],
    [["e2e-1", "2024-06-11", "shock", "340100", "e2e 码头关闭", "e2e quay closed"]],
  ),
  inspection: csv(
    [
      "inspection_id",
      "title_zh",
      "title_en",
      "region",
      "cadence",
      "day",
      "checks",
      "owner",
      "remedy_days",
      "start",
    ],
    [
      [
        "e2e-customs",
        "e2e 海关月检",
        "e2e customs by month",
        "340100",
        "monthly",
        5,
        "flow-stop",
        "e2e 链长办公室",
        10,
        "2024-06-01",
      ],
    ],
  ),
  finding: csv(
    ["finding_id", "entry", "region", "title_zh", "title_en", "owner", "found", "due"],
    [
      [
        "e2e-f1",
        "finding",
        "340100",
        "e2e 关键部件只有一家供应商",
        "e2e one supplier only",
        "e2e 链长办公室",
        "2024-05-02",
        "2024-06-01",
      ],
    ],
  ),
};

/** The newest month once more, corrected: what the next version brings. */
export const CORRECTED = {
  flow: csv(
    [
      "origin",
      "destination",
      "layer",
      "item",
      "period",
      "value",
      "unit",
      "quantity",
      "quantity_unit",
      "observation",
    ],
    [["320500", "340100", "IND", "38180011", "2024-07", "4000", "万元", "800", "kg", "simulated"]],
  ),
};

/** Imports the data through the interface of the page. */
export const load = (page, tables = TABLES) => bring(page, tables);
