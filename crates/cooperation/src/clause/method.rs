//! Declarations: what single kinds of clauses give.

use crate::deal_form::{
    ACTOR, AGREEMENT, AS_OF, CLAUSE, CURRENCY, FACTS, HOLDER, ITEM, ONE_AGREEMENT, PARTY, PAYMENTS, PERIOD, RULE,
    RULES, TEXTS, UNIT, WHY_EN, WHY_ZH, day, integer, money, period,
};
use crate::form::{list, words};
use liantu_model::Method;
use liantu_model::schema::Column;
use liantu_model::text::text;

const PARTS: &[Column] = &[
    AGREEMENT,
    CLAUSE,
    PERIOD,
    ITEM,
    ACTOR,
    HOLDER,
    PARTY,
    money(
        "amount",
        "金额",
        "Amount",
        "该方之份；各方之和等于所分数额",
        "The party's part; the parts add up to what is divided",
    ),
    UNIT,
    RULE,
    WHY_ZH,
    WHY_EN,
];

const CONSERVED: liantu_model::Text = text(
    "各方之份之和严格等于所分数额。未知、跨条款变更、货币不符的数据不分配，逐项报告；同一方、项目、主体的时期重叠时（如全年与各月）只分较短的。",
    "The parts add up exactly to what is divided. Data that are unknown, run across a change of terms or are in another currency are not divided, and reported; where periods of one party, item and actor overlap, a year and its months say, only the shorter is divided.",
);

/// The declaration of the sharing of relocated firms' tax.
pub const RELOCATION: Method = Method {
    id: "tax_relocation_share",
    version: 2,
    study: "cooperation",
    title: text("迁移企业税收分享（财预〔2015〕92号）", "Tax of relocated firms (财预〔2015〕92号)"),
    question: text(
        "哪些迁移企业的税收可以分享，迁出地每年得多少，何时停止？",
        "Which relocated firms are shared, what does the origin get in each year, and when does it stop?",
    ),
    formula: text(
        "B 为迁移前三年地方分享税收之和。资格：政府主导、列入两地名单、B/3 ≥ 下限。达产后第 k 年（前三年；未达 B 再延两年）：s_k = max(0, min(½·T_k, B − Σ_{j<k} s_j))，迁入地得 T_k − s_k。",
        "B is the local tax of the three years before the move. Eligible: led by the government, on the list of both, B/3 at least the minimum. In year k of production (three years; two more while B is not reached): s_k = max(0, min(½·T_k, B − Σ_{j<k} s_j)); the destination keeps T_k − s_k.",
    ),
    limits: text(
        "税收须为地方分享部分，每日计一次：既按年又按月列出的时期不算已知。before 须为规则所定的年数。名单内企业迁移后的税收不再由其他条款分。差额由中央酌情一次性补助：只报告，不是应得款。某年数据不全则该年及以后不分享。比例、年限与下限出自规则表 tax_relocation。",
        "Taxes are the local share, each day counted once: a time that is given by year and by month is not known. `before` has as many years as the rule says. What the firms of the list pay after their move no other clause divides. The gap may be granted once by the centre at its discretion: it is reported and is no entitlement. A year that is not complete is not shared, nor are those after it. Rates, years and minimum are in the rule tax_relocation.",
    ),
    reference: "财政部、国家税务总局《京津冀协同发展产业转移对接企业税收收入分享办法》（财预〔2015〕92号）",
    aliases: &["92号", "税收分享", "relocation_tax"],
    inputs: &[TEXTS, FACTS, RULES],
    parameters: &[ONE_AGREEMENT],
    outputs: &[
        AGREEMENT,
        CLAUSE,
        words("firm", "企业", "Firm", "迁移企业", "The relocated firm"),
        words(
            "eligibility",
            "资格",
            "Eligibility",
            "eligible、market_move、not_listed、below_minimum、unknown、other_years",
            "eligible, market_move, not_listed, below_minimum, unknown, other_years",
        ),
        integer("year", "年次", "Year", "达产后第几年", "Year of production"),
        period("window", "起止", "Window", "该年起止", "From when to when"),
        money("tax", "税收", "Tax", "该年地方分享税收", "Local tax of the year"),
        money("origin", "迁出地", "Origin", "迁出地所得", "What the origin gets"),
        money("destination", "迁入地", "Destination", "迁入地所得", "What the destination keeps"),
        money("total", "累计", "In all", "迁出地累计所得", "What the origin has had by then"),
        money("limit", "上限", "Limit", "迁移前三年税收之和", "Tax of the three years before the move"),
        money(
            "gap",
            "差额",
            "Gap",
            "分享期满仍未达上限之数；由中央酌情补助，不是应得款",
            "What is missing after the last year; at the discretion of the centre, owed by nobody",
        ),
        CURRENCY,
        RULE,
    ],
};

/// The declaration of increments.
pub const INCREMENT: Method = Method {
    id: "increment_share",
    version: 3,
    study: "cooperation",
    title: text("增量分成", "Shares of an increment"),
    question: text("基数之上的税收增量，各方各得多少？", "What does each party get of the tax above a frozen base?"),
    formula: text(
        "年内累计 X_m，基数 b：增量 = max(0, X_m − b) − max(0, X_{m−1} − b)，按份额 w_i 分；其余留在所在地。同一时期的各笔一并计算，增量按其数额分摊，与次序无关。",
        "With the tax of the year so far X_m and the base b: increment = max(0, X_m − b) − max(0, X_{m−1} − b), shared by w_i; the rest stays where it is. The amounts of one period count together, and the increment falls on them in proportion, whatever their order.",
    ),
    limits: CONSERVED,
    reference: "—",
    aliases: &["increment", "增量", "新设企业税收增量"],
    inputs: &[TEXTS, FACTS, RULES],
    parameters: &[ONE_AGREEMENT],
    outputs: PARTS,
};

/// The declaration of the apportionment.
pub const APPORTIONMENT: Method = Method {
    id: "branch_apportionment",
    version: 2,
    study: "cooperation",
    title: text("总分机构三因素分配", "Head office and branches by three factors"),
    question: text(
        "跨地区经营企业的所得税，总机构与各分支机构所在地各得多少？",
        "How is the income tax of a firm in several places divided between head office and branches?",
    ),
    formula: text(
        "总机构得 head；其余按上年度 w_i = 0.35·营业收入占比 + 0.35·职工薪酬占比 + 0.30·资产占比分给各分支机构。",
        "The head office gets `head`; the rest goes to the branches by w_i = 0.35 · share of revenue + 0.35 · share of wages + 0.30 · share of assets of the year before.",
    ),
    limits: text(
        "因素取 agreement_fact 的 revenue、wages、assets（按 party，上一年度）；缺一即不分配。权数保留 18 位小数。",
        "Factors are revenue, wages and assets of agreement_fact, by party, of the year before; if one is missing nothing is divided. Weights are kept to 18 decimals.",
    ),
    reference: "财政部、国家税务总局、中国人民银行《跨省市总分机构企业所得税分配及预算管理办法》（财预〔2012〕40号）",
    aliases: &["40号", "三因素", "formula_apportionment"],
    inputs: &[TEXTS, FACTS, RULES],
    parameters: &[ONE_AGREEMENT],
    outputs: PARTS,
};

/// The declaration of indicators that are credited.
pub const INDICATOR: Method = Method {
    id: "indicator_split",
    version: 2,
    study: "cooperation",
    title: text("统计指标分算", "Indicators credited to the parties"),
    question: text(
        "产值、能耗、排放、用地等指标，考核时各方各记多少？",
        "How much of output, energy, emissions or land is credited to each party when it is assessed?",
    ),
    formula: text(
        "份额_i × 数值，Σ 份额 = 1；保留六位小数，各方之和等于原数。统计仍在地原则不变，这里只是考核口径。",
        "share_i · value with Σ share = 1, to six decimals, the parts adding up to the value. Statistics stay where they are; this is for assessment only.",
    ),
    limits: CONSERVED,
    reference: "—",
    aliases: &["gdp_split", "指标分解", "产值分算"],
    inputs: &[TEXTS, FACTS, RULES],
    parameters: &[ONE_AGREEMENT],
    outputs: PARTS,
};

/// The declaration of the waterfall.
pub const WATERFALL: Method = Method {
    id: "loss_waterfall",
    version: 3,
    study: "cooperation",
    title: text("损失分层分担", "Loss waterfall"),
    question: text(
        "一笔损失由担保、银行、资金池、再担保各承担多少？",
        "How much of a loss do guarantee, bank, pool and re-guarantee bear?",
    ),
    formula: text(
        "第 i 层承担 min(份额_i·损失, 上限_i − 此前各期已承担_i)，不足部分由 last 承担；合计恒等于损失。同一时期各项损失合计超过该层余额时，余额在其间按比例分摊，与行序无关。",
        "Layer i bears min(share_i · loss, limit_i − borne_i before the period); `last` bears the rest. The sum is always the loss. Where the losses of one period ask for more than the layer has left, that is divided among them pro rata, whatever their order.",
    ),
    limits: CONSERVED,
    reference: "—",
    aliases: &["waterfall", "guarantee", "风险分担", "损失分担"],
    inputs: &[TEXTS, FACTS, RULES],
    parameters: &[ONE_AGREEMENT],
    outputs: PARTS,
};

/// The declaration of buy-outs.
pub const BUY_OUT: Method = Method {
    id: "buy_out",
    version: 2,
    study: "cooperation",
    title: text("退出与买断", "Exit and buy-out"),
    question: text(
        "退出条款是否触发，何时生效，退出方的权益值多少？",
        "Is an exit clause triggered, from when does it hold, and what is the share of who leaves worth?",
    ),
    formula: text(
        "收益法：价 = max(底价, Σ_s (1+r)^−s · 预期流量_s)，s 为首个时期起的第几年，同年各期相加；账面法：价 = max(底价, 最近账面值)。触发：term_end 期满，arrears 逾期达 arrears_days，notice 收到通知，target_missed 考核系数低于 1。生效日 = 最早触发日 + 通知期。",
        "By income: price = max(floor, Σ_s (1+r)^−s · expected flow_s), s counting the years from the first period on, the periods of a year together; by book: price = max(floor, the latest book value). Triggers: term_end, arrears older than arrears_days, a notice, a factor of a ratchet below 1 (target_missed). Effective = first trigger + days of notice.",
    ),
    limits: text(
        "流量、账面值、通知取自 agreement_fact（flow、book 所指项目；notice）。流量只计退出方（有 seller 时）的，各期须首尾相接、不跨年界；有缺口或重叠，或缺数据，则价格为空。",
        "Flow, book value and notice are facts of agreement_fact (the items that `flow` and `book` name; `notice`). A flow is that of the seller, where one is named; its periods follow one another without gap or overlap and do not run across years. Otherwise, or without data, the price is null.",
    ),
    reference: "—",
    aliases: &["exit", "退出", "买断", "回购"],
    inputs: &[TEXTS, FACTS, PAYMENTS, RULES],
    parameters: &[ONE_AGREEMENT, AS_OF],
    outputs: &[
        AGREEMENT,
        CLAUSE,
        words(
            "state",
            "状态",
            "State",
            "none 未触发，triggered 已触发，effective 已生效",
            "none, triggered, effective",
        ),
        list("triggered", "触发条件", "Triggered by", "已满足的触发条件", "The triggers that are met"),
        day("since", "触发日", "Since", "最早触发日", "The first day on which one was met"),
        day("effective", "生效日", "Effective", "触发日加通知期", "That day and the days of notice"),
        words("valuation", "估值方式", "Valuation", "income 或 book", "income or book"),
        integer("periods", "期数", "Periods", "计入的年数", "Years that were counted"),
        money("value", "估值", "Value", "底价之前", "Before the floor"),
        money("price", "价格", "Price", "不低于底价", "Not below the floor"),
        CURRENCY,
        words("seller", "退出方", "Seller", "退出的一方", "Who leaves"),
        words("buyer", "受让方", "Buyer", "受让的一方", "Who buys"),
    ],
};
