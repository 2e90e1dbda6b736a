// A synthetic economy, invented and said to be so: eleven firms in six real cities, who sell to each other in 2024. What A1 makes
// nobody else makes; how much photoresist comes from Japan is not known.

import { bring } from "./bring.mjs";

const FIRMS = [
  ["E2EA1", "e2e 化工一厂", "e2e Chemicals 1", "310100", "C26"],
  ["E2EA2", "e2e 电子二厂", "e2e Electronics 2", "320500", "C39"],
  ["E2EA3", "e2e 汽车三厂", "e2e Motors 3", "340100", "C36"],
  ["E2EA4", "e2e 贸易四行", "e2e Trading 4", "310100", "F51"],
  ["E2EA5", "e2e 电子五厂", "e2e Electronics 5", "330100", "C39"],
  ["E2EA6", "e2e 器件六厂", "e2e Devices 6", "320200", "C396"],
  ["E2EA7", "e2e 电子七厂", "e2e Electronics 7", "320100", "C39"],
  ["E2EA8", "e2e 汽车八厂", "e2e Motors 8", "330100", "C36"],
  ["E2EA9", "e2e 软件九所", "e2e Software 9", "320100", "I65"],
  ["E2EB1", "e2e 化工十厂", "e2e Chemicals 10", "320200", "C26"],
  ["E2EB2", "e2e 汽车十一厂", "e2e Motors 11", "320500", "C36"],
];
const CITY = Object.fromEntries(FIRMS.map(([id, , , region]) => [id, region]));
const SALES = [
  ["E2EA1", "E2EA2", 20],
  ["E2EA1", "E2EA5", 20],
  ["E2EA2", "E2EA3", 60],
  ["E2EA5", "E2EA3", 30],
  ["E2EA5", "E2EA8", 12],
  ["E2EA4", "E2EA2", 10],
  ["E2EA6", "E2EA7", 25],
  ["E2EA7", "E2EA8", 40],
  ["E2EA7", "E2EB2", 35],
  ["E2EA9", "E2EA7", 8],
  ["E2EB1", "E2EA6", 9],
  ["E2EA2", "", 20],
  ["E2EA3", "", 100],
  ["E2EA8", "", 90],
  ["E2EB2", "", 70],
];

const csv = (header, rows) => `${[header, ...rows].map((row) => row.join(",")).join("\n")}\n`;

export const TABLES = {
  industry: csv(
    ["industry", "name_zh", "name_en"],
    [
      ["C26", "化学原料和化学制品制造业", "Chemicals"],
      ["C36", "汽车制造业", "Motor vehicles"],
      ["C39", "计算机、通信和其他电子设备制造业", "Computers and electronics"],
      ["C396", "电子器件制造", "Electronic devices"],
      ["F51", "批发业", "Wholesale"],
      ["I65", "软件和信息技术服务业", "Software"],
    ],
  ),
  actor: csv(
    ["actor_id", "name_zh", "name_en", "kind", "region", "industry", "note"],
    FIRMS.map(([id, zh, en, region, industry]) => [id, zh, en, "firm", region, industry, "synthetic"]),
  ),
  flow: csv(
    [
      "origin",
      "destination",
      "from_actor",
      "to_actor",
      "layer",
      "item",
      "period",
      "value",
      "unit",
      "observation",
    ],
    [
      ...SALES.map(([from, to, value]) => [
        CITY[from],
        CITY[to] ?? CITY[from],
        from,
        to,
        "IND",
        "",
        2024,
        value,
        "万元",
        "simulated",
      ]),
      ["JPN", CITY.E2EA6, "", "E2EA6", "IND", "e2e 光刻胶", 2024, "", "万元", "simulated"],
    ],
  ),
  essentiality: csv(
    ["supplier_industry", "buyer_industry", "class"],
    [
      ["F", "", "non_essential"],
      ["I65", "", "non_essential"],
    ],
  ),
};

/** Imports the economy through the interface of the page. */
export const load = (page) => bring(page, TABLES);
