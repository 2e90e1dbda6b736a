// The indicators themselves, as if they were the result of a method: the same map, ranking and history serve them.

import { address, get, post } from "../api/client";
import { compute } from "../api/job";
import type { Execution, Grid, Health, Job, Method, SchemaColumn, Words } from "../api/types";

const words = (zh: string, en: string): Words => ({ zh, en });
const column = (
  name: string,
  kind: SchemaColumn["kind"],
  title: Words,
  help: Words = words("", ""),
): SchemaColumn => ({
  name,
  kind,
  required: false,
  unit: null,
  min: null,
  max: null,
  title,
  help,
  aliases: [],
});

export const INDICATOR: Method = {
  id: "indicator",
  version: 1,
  study: "indicator",
  title: words("指标", "Indicator"),
  question: words(
    "一个指标在各区域、各行业、各时期是多少？",
    "What is an indicator in each region, industry and period?",
  ),
  formula: words(
    "表中的数值，原样列出，不作计算。",
    "The values of the table as they are; nothing is computed.",
  ),
  limits: words(
    "空白为未知，不是零。同一单元有多个来源时逐一列出。不同来源、口径的数值未必可比。",
    "Blank is unknown, not zero. Where several sources state a cell, each is listed. Values of different sources and definitions need not be comparable.",
  ),
  reference: "–",
  aliases: ["indicator", "value", "数据", "数值"],
  inputs: [
    { table: "indicator", columns: ["indicator", "region", "industry", "period", "value"], optional: false },
  ],
  parameters: [
    {
      name: "indicator",
      kind: { type: "text" },
      default: null,
      title: words("指标", "Indicator"),
      help: words("指标的代码", "Code of the indicator"),
    },
  ],
  outputs: [
    column("period", { type: "period" }, words("时期", "Period")),
    column("region", { type: "code", system: "region" }, words("区域", "Region")),
    column("industry", { type: "code", system: "industry" }, words("行业", "Industry")),
    column("actor", { type: "reference", table: "actor", column: "actor_id" }, words("主体", "Actor")),
    column("source", { type: "text" }, words("来源", "Source")),
    column("fact_id", { type: "text" }, words("数据代码", "Fact id")),
    column("value", { type: "number" }, words("数值", "Value"), words("空白为未知", "Blank is unknown")),
    column("lower", { type: "number" }, words("下界", "Lower bound")),
    column("upper", { type: "number" }, words("上界", "Upper bound")),
    column("unit", { type: "text" }, words("单位", "Unit")),
    column(
      "observation",
      { type: "choice", of: ["observed", "estimated", "simulated"] },
      words("数据性质", "Kind of data"),
    ),
    column("section", { type: "text" }, words("章节", "Section")),
    column("note", { type: "text" }, words("备注", "Note")),
  ],
};

const MOST = 100_000;

/** Runs a method on the server; the indicators are read from their table. `seen` hears how far what takes long is. */
export async function execute(
  method: Method,
  inputs: Record<string, string>,
  at: number | null,
  signal: AbortSignal,
  seen?: (progress: Job["progress"]) => void,
): Promise<Execution> {
  if (method.id !== INDICATOR.id)
    return seen
      ? compute(method.id, { inputs, at }, signal, seen)
      : post<Execution>(address(`/methods/${method.id}/execution`), { inputs, at }, signal);
  const wanted = inputs.indicator ?? "";
  const columns = INDICATOR.outputs.map(({ name }) => `"${name}"`).join(", ");
  const query = `SELECT ${columns} FROM "indicator" WHERE "indicator" = '${wanted.replaceAll("'", "''")}' ORDER BY 1, 2, 3, 4, 5, 6`;
  const [table, health] = await Promise.all([
    post<Grid>(address("/sql"), { query, at: at ?? undefined, limit: MOST }, signal),
    get<Health>(address("/health"), signal),
  ]);
  const titled = new Map(INDICATOR.outputs.map(({ name, title }) => [name, title]));
  const place = table.columns.findIndex(({ name }) => name === "unit");
  const units = new Set(table.rows.map((row) => row[place]));
  const [unit] = units.size === 1 ? units : [];
  const kinds = new Set(
    table.rows.map((row) => row[table.columns.findIndex(({ name }) => name === "observation")]),
  );
  const [kind] = kinds.size === 1 ? kinds : [];
  return {
    table: {
      ...table,
      columns: table.columns.map((one) => ({
        ...one,
        title: titled.get(one.name) ?? one.title,
        unit: one.name === "value" && typeof unit === "string" ? unit : one.unit,
      })),
    },
    provenance: {
      method: INDICATOR.id,
      version: INDICATOR.version,
      program: `liantu ${health.version}`,
      revision: at ?? health.revision,
      inputs: {},
      parameters: { indicator: wanted },
      variant: { zh: `指标 ${wanted}；按所给`, en: `Indicator ${wanted}; as stated` },
      observation: typeof kind === "string" ? kind : "observed",
      diagnostics: [],
    },
  };
}
