// Results of the shapes that methods have, declared as they are: for looking at views of which the data is not at hand.

const words = (zh, en) => ({ zh, en });
const column = (name, zh, en, kind, required = false) => ({
  name,
  kind,
  required,
  unit: null,
  min: null,
  max: null,
  title: words(zh, en),
  help: words(zh, en),
  aliases: [],
});
const TEXT = { type: "text" };
const NUMBER = { type: "number" };
const INTEGER = { type: "integer" };
const REGION = { type: "code", system: "region" };
const INDUSTRY = { type: "code", system: "industry" };
const choice = (...of) => ({ type: "choice", of });

export const CITIES = [
  "310100",
  "320100",
  "320200",
  "320400",
  "320500",
  "320600",
  "321000",
  "321100",
  "330100",
  "330200",
  "330400",
  "330500",
  "330600",
  "330700",
  "340100",
  "340200",
  "340500",
  "341100",
];
const INDUSTRIES = [
  "x-artificial-intelligence",
  "x-automobiles",
  "x-biopharma",
  "x-data-centres",
  "x-down-products",
  "x-electronics",
  "x-equipment",
  "x-food",
  "x-green-petrochemicals",
  "x-high-end-textiles",
  "x-industrial-internet",
  "x-integrated-circuits",
  "x-metal-smelting",
  "x-new-energy-vehicles",
  "x-petrochemicals",
  "x-textiles-clothing",
];
/** A number between 0 and 1 that depends on its arguments only. */
const chance = (...of) => {
  let hash = 2166136261;
  for (const letter of of.join("|")) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619);
  return ((hash >>> 0) % 10007) / 10007;
};

function method(id, study, zh, en, parameters, outputs, rows) {
  return {
    declaration: {
      id,
      version: 1,
      study,
      title: words(zh, en),
      question: words(`${zh}？`, `${en}?`),
      formula: words("f = g(x)", "f = g(x)"),
      limits: words("仅供测试。", "For tests only."),
      reference: "Someone (2000). A paper. A journal 1(1), 1–2.",
      aliases: [],
      inputs: [
        {
          table: "indicator",
          columns: ["indicator", "region", "industry", "period", "value"],
          optional: false,
        },
      ],
      parameters,
      outputs,
    },
    execution: {
      table: {
        columns: outputs.map(({ name, kind, title, unit }) => ({
          name,
          type:
            kind.type === "number" || kind.type === "integer" || kind.type === "boolean" ? kind.type : "text",
          title,
          unit,
        })),
        rows,
        total: rows.length,
        truncated: false,
      },
      provenance: {
        method: id,
        version: 1,
        program: "liantu 0.1.0",
        revision: 1,
        inputs: { cells: "invented" },
        parameters: { seed: "1" },
        variant: "invented",
        observation: "simulated",
        diagnostics: [],
      },
    },
  };
}

const quadrants = ["high_high", "low_low", "high_low", "low_high"];
const lisa = method(
  "local_association",
  "structure",
  "局部空间自相关",
  "Local spatial association",
  [],
  [
    column("period", "时期", "Period", { type: "period" }),
    column("region", "区域", "Region", REGION),
    column("value", "指标值", "Indicator", NUMBER),
    column("lag", "空间滞后", "Spatial lag", NUMBER),
    column("local", "局部统计量", "Local statistic", NUMBER),
    column("p", "p 值", "p", NUMBER),
    column("quadrant", "象限", "Quadrant", TEXT),
    column("cluster", "集聚", "Cluster", TEXT),
  ],
  ["2020", "2021"].flatMap((period) =>
    CITIES.map((city, k) => {
      const [z, lag] = [2 * chance("z", city, period) - 1, 2 * chance("lag", city, period) - 1];
      if (k === 4) return [period, city, null, null, null, null, null, null];
      const p = chance("p", city, period);
      const quadrant = quadrants[z > 0 ? (lag > 0 ? 0 : 2) : lag > 0 ? 3 : 1];
      return [period, city, 50 + 30 * z, lag, z * lag, p, quadrant, p > 0.5 ? "none" : quadrant];
    }),
  ),
);

const communities = method(
  "communities",
  "network",
  "社区",
  "Communities",
  [],
  [
    column("node", "节点", "Node", TEXT),
    column("community", "社区", "Community", INTEGER),
    column("layer", "网络", "Layer", choice("SYM", "KNO", "SER", "INN", "IND", "VAL")),
    column("participation", "参与系数", "Participation", NUMBER),
    column("stability", "稳定性", "Stability", NUMBER),
    column("nmi", "与行政边界的 NMI", "NMI with borders", NUMBER),
    column("ari", "与行政边界的 ARI", "ARI with borders", NUMBER),
  ],
  CITIES.map((city, k) => [
    city,
    city.startsWith("33") ? 1 : city.startsWith("34") ? 3 : k % 3 === 0 ? 1 : 2,
    null,
    chance("part", city),
    0.6 + 0.4 * chance("st", city),
    0.612,
    0.487,
  ]),
);

const relatedness = method(
  "relatedness",
  "structure",
  "行业关联",
  "Relatedness",
  [
    {
      name: "indicator",
      kind: TEXT,
      default: null,
      title: words("指标", "Indicator"),
      help: words("指标", "Indicator"),
    },
  ],
  [
    column("period", "时期", "Period", { type: "period" }),
    column("industry", "行业", "Industry", INDUSTRY),
    column("industry_partner", "对应行业", "Partner industry", INDUSTRY),
    column("region", "区域", "Region", REGION),
    column("partner", "对比区域", "Partner", REGION),
    column("co_occurrence", "共现", "Co-occurrence", NUMBER),
    column("relatedness", "关联度", "Relatedness", NUMBER),
  ],
  INDUSTRIES.flatMap((one, a) =>
    INDUSTRIES.slice(a + 1).map((other, b) => {
      const near = Math.exp(-(b + 1) / 4) * 0.8 + 0.2 * chance(one, other);
      return ["2021", one, other, null, null, Math.round(near * 20), near];
    }),
  ),
);

const complexity = method(
  "complexity",
  "structure",
  "经济复杂度",
  "Economic complexity",
  [],
  [
    column("period", "时期", "Period", { type: "period" }),
    column("region", "区域", "Region", REGION),
    column("industry", "行业", "Industry", INDUSTRY),
    column("links", "多样性或普遍性", "Diversity or ubiquity", INTEGER),
    column("complexity", "复杂度指数", "Complexity index", NUMBER),
  ],
  [
    ...CITIES.map((city) => [
      "2021",
      city,
      null,
      Math.round(2 + 12 * chance("d", city)),
      3 * chance("eci", city) - 1.5,
    ]),
    ...INDUSTRIES.map((one) => [
      "2021",
      null,
      one,
      Math.round(2 + 12 * chance("u", one)),
      3 * chance("pci", one) - 1.5,
    ]),
  ],
);

const MODES = ["M1", "M2", "M3", "M4", "none"];
const FEATURES = ["prior", "layers", "order", "form", "circles", "bodies"];
const CASES = [
  ["X-HHY", 0],
  ["X-G60", 1],
  ["X-HNHH", 2],
  ["X-DEMO", null],
];
const probabilities = (one, sure) => {
  const raw = MODES.map((mode, m) => (m === sure ? 3 : 0.15) + 0.3 * chance(one, mode));
  const sum = raw.reduce((a, b) => a + b, 0);
  return raw.map((value) => value / sum);
};
const evidence = method(
  "mode_evidence",
  "network",
  "模式识别的证据",
  "Evidence for a practice mode",
  [],
  [
    column("case", "案例", "Case", TEXT, true),
    column("period", "时期", "Period", TEXT),
    column("mode", "模式", "Mode", TEXT, true),
    column("probability", "概率", "Probability", NUMBER),
    column("feature", "特征", "Feature", choice(...FEATURES), true),
    column("reading", "读数", "Reading", TEXT),
    column("value", "数值", "Value", NUMBER),
    column("expected", "预期份额", "Expected share", NUMBER),
    column("gain", "贡献", "Gain", NUMBER),
    column("factor", "倍数", "Factor", NUMBER),
    column("evidence", "依据", "Evidence", { type: "list" }),
  ],
  CASES.flatMap(([one, sure]) => {
    const shares = probabilities(one, sure);
    return MODES.flatMap((mode, m) =>
      FEATURES.map((feature, f) => {
        const gain =
          feature === "circles" && m === 2
            ? null
            : (m === sure ? 1.2 : -0.4) * chance(one, mode, feature) * (f + 1);
        const reading = {
          prior: null,
          layers: "IND 11|SYM 4",
          form: "axis",
          circles: "layered",
          bodies: "some",
          order: null,
        }[feature];
        return [
          one,
          null,
          mode,
          shares[m],
          feature,
          reading,
          null,
          chance(feature, mode),
          gain,
          gain === null ? null : Math.exp(gain),
          "AG1|AG2",
        ];
      }),
    );
  }),
);

const practice = method(
  "practice_mode",
  "network",
  "实践模式识别",
  "Practice mode",
  [],
  [
    column("case", "案例", "Case", TEXT, true),
    column("period", "时期", "Period", TEXT),
    column("mode", "模式", "Mode", TEXT),
    column("probability", "概率", "Probability", NUMBER),
    column("determined", "判定", "Determined", { type: "boolean" }),
    column("doubt", "存疑原因", "Doubt", choice("few_ties", "rivals", "fits_none")),
    column("candidate", "最可能", "Candidate", TEXT),
    column("runner_up", "其次", "Runner-up", TEXT),
    column("runner_up_probability", "其次概率", "Probability of the runner-up", NUMBER),
    column("none_probability", "都不是的概率", "Probability of none", NUMBER),
    column("entropy", "熵", "Entropy", NUMBER),
    column("stage", "阶段", "Stage", INTEGER),
    column("stage_probability", "阶段概率", "Probability of the stage", NUMBER),
    column("ties", "事项数", "Ties", INTEGER),
    column("form", "空间形态", "Form", TEXT),
  ],
  CASES.map(([one, sure]) => {
    const shares = probabilities(one, sure);
    const order = MODES.slice(0, 4)
      .map((mode, m) => [mode, shares[m]])
      .sort((a, b) => b[1] - a[1]);
    const [[first, p], [second, q]] = order;
    return [
      one,
      null,
      sure === null ? null : first,
      p,
      sure !== null,
      sure === null ? "rivals" : null,
      first,
      second,
      q,
      shares[4],
      0.4,
      2,
      0.7,
      12,
      "axis",
    ];
  }),
);

const curves = method(
  "duranton_overman",
  "structure",
  "Duranton–Overman 密度",
  "Duranton–Overman density",
  [],
  [
    column("period", "时期", "Period", { type: "period" }),
    column("industry", "行业", "Industry", INDUSTRY),
    column("distance", "距离", "Distance", NUMBER),
    column("density", "密度", "Density", NUMBER),
    column("local_lower", "局部下界", "Local lower bound", NUMBER),
    column("local_upper", "局部上界", "Local upper bound", NUMBER),
    column("lower", "全局下界", "Global lower bound", NUMBER),
    column("upper", "全局上界", "Global upper bound", NUMBER),
  ],
  INDUSTRIES.slice(0, 3).flatMap((one) =>
    Array.from({ length: 61 }, (_, k) => {
      const km = k * 5;
      const base = 0.006 * Math.exp(-(((km - 150) / 120) ** 2));
      const density = base + 0.004 * chance(one) * Math.exp(-km / 40);
      return ["2021", one, km, density, base * 0.85, base * 1.15 + 1e-4, base * 0.75, base * 1.25 + 2e-4];
    }),
  ),
);

export const SHAPES = [curves, lisa, communities, relatedness, complexity, evidence, practice];

/** Lets a page believe that these methods exist and gave these results; everything else comes from the server. */
export async function pretend(page) {
  const json = (route, body) =>
    route.fulfill({ status: 200, contentType: "application/json", body: JSON.stringify(body) });
  await page.route("**/api/v1/methods", async (route) => {
    const real = await (await route.fetch()).json();
    const own = SHAPES.map(({ declaration }) => declaration);
    const ids = new Set(own.map(({ id }) => id));
    await json(route, [...own, ...real.filter(({ id }) => !ids.has(id))]);
  });
  for (const { declaration, execution } of SHAPES)
    await page.route(`**/api/v1/methods/${declaration.id}/execution`, (route) => {
      const { inputs } = route.request().postDataJSON();
      const provenance = {
        ...execution.provenance,
        parameters: { ...execution.provenance.parameters, ...inputs },
      };
      return json(route, { ...execution, provenance });
    });
}
