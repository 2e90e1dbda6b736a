//! The declarations of the methods on modes.

use crate::declare::{
    ACTORS, LAYERS, LINKS, MODE, PERIOD, PROPOSED, REGIONS, SCALE, UNDATED, UNFULFILLED, count, number, words,
};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const INPUTS: &[Input] = &[
    Input {
        table: "link",
        columns: &[
            "link_id",
            "from_actor",
            "to_actor",
            "layer",
            "kind",
            "direction",
            "start",
            "end",
            "status",
            "agreement_id",
            "mode",
            "mode_stage",
        ],
        optional: LINKS.optional,
    },
    ACTORS,
    REGIONS,
    Input { table: "region_member", columns: &["area", "member", "tier"], optional: true },
    Input { table: "mode", columns: &["mode", "case_area", "layers"], optional: true },
    Input { table: "mode_stage", columns: &["mode", "stage", "layers"], optional: true },
    Input { table: "mode_profile", columns: &["mode", "feature", "stage", "reading", "share"], optional: true },
];

const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["label", "area", "pair", "actor"] },
    default: Some("label"),
    title: text("案例", "Cases"),
    help: text(
        "label：来源归入同一模式的联系为一案例（归类只用来分组，不作为证据）；area：功能区成员之间的联系；pair：两区域之间的联系；actor：每个联盟、园区、飞地等机构及其各方的联系",
        "label: the links that a source files under one mode (the label only groups them and is no evidence); area: links among the members of a functional area; pair: links between two regions; actor: links at each alliance, park, enclave or other body",
    ),
};
const ONLY: Parameter = Parameter {
    name: "only",
    kind: ParameterKind::Text,
    default: None,
    title: text("只看", "Only"),
    help: text(
        "只看这一案例：模式、功能区或主体的代码；两区域以 | 分隔",
        "This case only: code of the mode, area or actor; two regions with | between",
    ),
};
const YEARS: Parameter = Parameter {
    name: "years",
    kind: ParameterKind::Integer { min: 0, max: 100 },
    default: Some("0"),
    title: text("窗口年数", "Years of a window"),
    help: text(
        "0 为不分窗口；否则每若干年判断一次，看模式的变化",
        "0: one answer for the whole; otherwise one for each window of so many years, to see the mode change",
    ),
};
const LEAST_TIES: Parameter = Parameter {
    name: "least_ties",
    kind: ParameterKind::Integer { min: 1, max: 1_000_000 },
    default: Some("5"),
    title: text("最少事项", "Least ties"),
    help: text("不同协议与无协议联系少于此数则不判定", "Fewer distinct agreements and single links determine nothing"),
};
const LEAST_ODDS: Parameter = Parameter {
    name: "least_odds",
    kind: ParameterKind::Number { min: 1.0, max: 1e6, unit: None },
    default: Some("5"),
    title: text("最低优势比", "Least odds"),
    help: text(
        "最可能的模式须为其次者、也为“都不是”的这么多倍，否则不判定",
        "The most probable mode must be this many times as probable as the next, and as none, to be determined",
    ),
};
const PRIOR_NONE: Parameter = Parameter {
    name: "prior_none",
    kind: ParameterKind::Number { min: 0.001, max: 0.999, unit: None },
    default: Some("0.2"),
    title: text("都不是的先验", "Prior of none"),
    help: text(
        "未看证据前，案例不属于任何模式的概率",
        "How probable it is, before anything is read, that a case follows none of the modes",
    ),
};
const CONCENTRATION: Parameter = Parameter {
    name: "concentration",
    kind: ParameterKind::Number { min: 0.5, max: 1000.0, unit: None },
    default: Some("8"),
    title: text("集中度", "Concentration"),
    help: text(
        "阶段份额相当于多少事项；越大，事项的构成越须与之相符",
        "How many ties the profile of a stage is worth; the larger, the closer the counts must follow it",
    ),
};
const PLACES: Parameter = Parameter { default: Some("city"), ..SCALE };
const PARAMETERS: &[Parameter] = &[
    BY,
    ONLY,
    PLACES,
    LAYERS,
    PERIOD,
    YEARS,
    MODE,
    UNDATED,
    PROPOSED,
    UNFULFILLED,
    LEAST_TIES,
    LEAST_ODDS,
    PRIOR_NONE,
    CONCENTRATION,
];

const CASE: Column = words(
    "case",
    text("案例", "Case"),
    text("模式、功能区、区域对或主体的代码", "Code of the mode, area, pair or actor"),
)
.required();
const WINDOW: Column = words("period", text("时期", "Period"), text("空白为全部时间", "Blank: all time"));
const EVIDENCE: Column = Column::new(
    "evidence",
    ColumnKind::List,
    text("依据", "Evidence"),
    text("协议代码，无协议者为联系代码", "Agreements, and links that belong to none"),
);
const TIES: Column = count(
    "ties",
    text("事项数", "Ties"),
    text("不同协议数加无协议的联系数", "Distinct agreements plus links without one"),
);
const MIX: Column =
    words("layers", text("各网络事项", "Ties by layer"), text("如 IND 11|SYM 4", "Such as IND 11|SYM 4"));

const FORMULA: liantu_model::Text = text(
    "ln 优势(m) = ln 先验(m)/先验(都不是) + Σ_f w_f·ln P(f|m)/P(f|都不是)。layers：各网络事项数服从 Dirichlet–多项分布，参数为 κ 乘各阶段份额的均值。order：把有日期的事项按时间依次划入该模式各阶段（每种划分等可能，各段服从该阶段的 Dirichlet–多项分布），比 layers 多出的对数似然。form、circles、bodies：读数在该模式下的预期份额。都不是：任何构成、任何读数等可能。form：最远两地不超过 100 公里为 compact；长短轴标准差之比不小于 2.5 为 axis；中空（最近一地到中心不小于均方根半径的 0.4 倍）且各方向间隙不大于 120° 为 ring；否则 open。circles：知识与创新事项在中心之间的份额减去产业与价值事项的份额，不小于 0.3 为 layered。bodies：多方事项份额，0.2 以下 few，0.6 及以上 most。",
    "ln odds(m) = ln prior(m)/prior(none) + Σ_f w_f·ln P(f|m)/P(f|none). layers: ties of each network are Dirichlet–multinomial with κ times the mean of the shares of the stages. order: the log-likelihood gained over that by cutting the dated ties, in order of time, into the stages of the mode, every cut being equally likely and each part Dirichlet–multinomial under its stage. form, circles, bodies: the expected share of the reading under the mode. None: any mix and any reading alike. form: compact where no two places are more than 100 km apart; axis where the standard deviation along is at least 2.5 times that across; ring where the middle is empty (nearest place at 0.4 of the mean radius or more) and no gap is wider than 120°; open otherwise. circles: the share of knowledge and innovation ties that lie among centres less that of industry and value ties, layered from 0.3. bodies: part of multi-party ties, few below 0.2, most from 0.6.",
);
const LIMITS: liantu_model::Text = text(
    "依据的是来源所述的四种模式及其阶段；预期份额是数据（表 mode_profile、mode_stage），并非案例统计。四个真实案例不足以说明准确率，见文档的模拟检验。通达度与客货流若未记作联系则不在证据之内。层级由来源所述，否则按事项数推算。证据太少、难分或都不像时 mode 为空，candidate 仍给出最可能者。",
    "Rests on the four modes and their stages as the source tells them; what a mode leads one to expect is data (tables mode_profile and mode_stage) and no statistics of cases. Four real cases are no accuracy figure: see the page of validation on planted ones. Accessibility and traffic that are not recorded as links are no evidence. Centres are stated, or else those with half of the ties of the busiest. Where evidence is thin, rivals are close or nothing fits, mode is null and candidate still names the most probable.",
);
const REFERENCE: &str = "Minka, T. P. (2000). Estimating a Dirichlet distribution. MIT. Barry, D., Hartigan, J. A. (1993). A Bayesian analysis for change point problems. JASA 88(421), 309–319. Modes and stages: source S003 of the package that ships.";

/// Which practice mode each case follows.
pub const PRACTICE_MODE: Method = Method {
    id: "practice_mode",
    version: 1,
    study: "network",
    title: text("实践模式识别", "Practice mode"),
    question: text(
        "这一区域合作属于湾区循环、廊道延展、泛网络共生还是网络开放模式？有多大把握，发展到哪一阶段？",
        "Is this cooperation a bay circulation, a corridor extension, a pan-network symbiosis or a network opening; how sure is that, and at which stage does it stand?",
    ),
    formula: FORMULA,
    limits: LIMITS,
    reference: REFERENCE,
    aliases: &["mode", "mode classifier", "pattern", "模式", "模式识别", "湾区", "廊道", "泛网络", "网络开放"],
    inputs: INPUTS,
    parameters: PARAMETERS,
    outputs: &[
        CASE,
        WINDOW,
        words(
            "mode",
            text("模式", "Mode"),
            text("判定的模式；空白为不能判定", "The mode determined; null: undetermined"),
        ),
        number("probability", text("概率", "Probability"), text("最可能模式的概率", "Of the most probable mode")),
        Column::new(
            "determined",
            ColumnKind::Boolean,
            text("判定", "Determined"),
            text("是否判定", "Whether a mode is determined"),
        ),
        Column::new(
            "doubt",
            ColumnKind::Choice { of: &["few_ties", "rivals", "fits_none"] },
            text("存疑原因", "Doubt"),
            text("不能判定的原因", "Why none is determined"),
        ),
        words(
            "candidate",
            text("最可能", "Candidate"),
            text("最可能的模式，无论是否判定", "The most probable mode, determined or not"),
        ),
        words("runner_up", text("其次", "Runner-up"), text("其次可能的模式", "The next most probable mode")),
        number(
            "runner_up_probability",
            text("其次概率", "Probability of the runner-up"),
            text("其次者的概率", "Of the next mode"),
        ),
        number(
            "none_probability",
            text("都不是的概率", "Probability of none"),
            text("案例不属于任何模式的概率", "That the case follows none of the modes"),
        ),
        number(
            "entropy",
            text("熵", "Entropy"),
            text("各概率的熵，除以最大可能值", "Of these probabilities, over its largest possible value"),
        ),
        count(
            "stage",
            text("阶段", "Stage"),
            text("最近一批事项最可能处于的阶段", "The most probable stage of the latest ties"),
        ),
        number(
            "stage_probability",
            text("阶段概率", "Probability of the stage"),
            text("该阶段的概率", "Of this stage"),
        ),
        TIES,
        count("links", text("联系数", "Links"), text("联系条数", "Number of links")),
        MIX,
        words("form", text("空间形态", "Form"), text("compact、ring、axis、open", "compact, ring, axis, open")),
        words("circles", text("两圈层", "Circles"), text("flat、layered", "flat, layered")),
        words("bodies", text("多方机构", "Bodies"), text("few、some、most", "few, some, most")),
        EVIDENCE,
    ],
};

/// What each feature adds for and against each mode.
pub const MODE_EVIDENCE: Method = Method {
    id: "mode_evidence",
    version: 1,
    study: "network",
    title: text("模式识别的证据", "Evidence for a practice mode"),
    question: text(
        "哪些协议和特征支持或反对每一种模式，各占多大分量？",
        "Which agreements and features speak for or against each mode, and how much?",
    ),
    formula: FORMULA,
    limits: LIMITS,
    reference: REFERENCE,
    aliases: &["contribution", "mode evidence", "模式证据", "贡献"],
    inputs: INPUTS,
    parameters: PARAMETERS,
    outputs: &[
        CASE,
        WINDOW,
        words("mode", text("模式", "Mode"), text("所比较的模式", "The mode that is compared")).required(),
        number("probability", text("概率", "Probability"), text("该模式的概率", "Of this mode")),
        Column::new(
            "feature",
            ColumnKind::Choice { of: &["prior", "layers", "order", "form", "circles", "bodies"] },
            text("特征", "Feature"),
            text("证据的种类", "Kind of evidence"),
        )
        .required(),
        words("reading", text("读数", "Reading"), text("案例中读到的", "What was read from the case")),
        number(
            "value",
            text("数值", "Value"),
            text(
                "读数所依据的数：form 为最远距离（公里），circles 为份额差，bodies 为份额",
                "What the reading rests on: km of the longest distance for form, difference of shares for circles, share for bodies",
            ),
        ),
        number(
            "expected",
            text("预期份额", "Expected share"),
            text("该模式下读数的预期份额", "Share of the reading that the mode leads one to expect"),
        ),
        number(
            "gain",
            text("贡献", "Gain"),
            text(
                "加到该模式对“都不是”的对数优势（自然对数）；空白为不作证据",
                "Added to the logarithmic odds of the mode against none (natural logarithm); null: no evidence",
            ),
        ),
        number(
            "factor",
            text("倍数", "Factor"),
            text("使优势变为几倍，即 e 的贡献次方", "How many times it makes the odds: e to the gain"),
        ),
        EVIDENCE,
    ],
};

/// Where in its development each wave of a case lies.
pub const MODE_STAGES: Method = Method {
    id: "mode_stages",
    version: 1,
    study: "network",
    title: text("模式的发展阶段", "Stages of a practice mode"),
    question: text(
        "案例的各批事项处于其模式的哪个阶段？",
        "In which stage of its mode does each wave of ties of a case lie?",
    ),
    formula: FORMULA,
    limits: text(
        "阶段按最可能的模式（candidate）判断，该模式未必判定。没有日期也没有来源所述阶段的事项不排入。超过 48 批时相邻各批合并。",
        "Stages are those of the most probable mode, determined or not. Ties without a day and without a stated stage are left out. Beyond 48 waves neighbours are put together.",
    ),
    reference: REFERENCE,
    aliases: &["mode stage", "development", "阶段", "模式阶段"],
    inputs: INPUTS,
    parameters: PARAMETERS,
    outputs: &[
        CASE,
        WINDOW,
        words("mode", text("模式", "Mode"), text("最可能的模式", "The most probable mode")).required(),
        count("wave", text("批次", "Wave"), text("按时间先后，从 1 起", "In order of time, from 1")).required(),
        Column::new(
            "start",
            ColumnKind::Date,
            text("起始日", "Start"),
            text("该批事项的起始日；空白为只知先后", "The day the wave starts; null: only the order is known"),
        ),
        count(
            "stated_stage",
            text("来源所述阶段", "Stated stage"),
            text("没有日期时来源所述的阶段", "The stage that a source states, where there are no days"),
        ),
        TIES,
        MIX,
        count("stage", text("阶段", "Stage"), text("最可能的阶段", "The most probable stage")),
        number("probability", text("概率", "Probability"), text("该阶段的概率", "Of this stage")),
        Column::new(
            "stages",
            ColumnKind::List,
            text("各阶段概率", "All stages"),
            text("依次为各阶段的概率", "The probability of each stage in order"),
        ),
    ],
};
