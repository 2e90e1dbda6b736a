//! Declarations: vouchers, land, auctions, output per mu.

use crate::deal_form::{CURRENCY, RULE, RULES, TEXTS, integer, money};
use crate::form::{boolean, choice, number, number_given, words, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration of vouchers.
pub const VOUCHERS: Method = Method {
    id: "voucher_settlement",
    version: 2,
    study: "cooperation",
    title: text("创新券通用通兑", "Innovation vouchers across borders"),
    question: text(
        "每份合同兑付多少，各地之间如何清算？",
        "What is paid for each contract, and how do the places settle?",
    ),
    formula: text(
        "兑付 = min(比例·合同额, 年度上限 − 本年已兑)；由企业注册地承担，付给服务机构所在地。各地净额合计为零。",
        "Paid = min(rate · contract, cap − used in the year), borne by the home of the firm and owed to the place of the provider. Net positions add up to zero.",
    ),
    limits: text(
        "须有当日有效的 voucher 条款覆盖两地，且注册地承认服务机构所在地的机构（recognition：provider）。按合同日期先后兑付，舍入归企业。比例与上限出自规则表；上限以条款的货币计，其他货币的合同为 other_currency，不折算，兑付为空。",
        "A voucher clause in force must cover both places, and the home must recognise providers of the other (recognition: provider). Contracts are taken by day; what rounding leaves stays with the firm. Rate and cap are in the rule; the cap is in the currency of the clause, so that a contract in another one is other_currency: nothing is converted and what is paid is null.",
    ),
    reference: "长三角科技创新券通用通兑试点",
    aliases: &["voucher", "创新券", "通用通兑"],
    inputs: &[
        Input {
            table: "voucher",
            columns: &["voucher_id", "firm", "home", "place", "date", "value", "unit"],
            optional: false,
        },
        TEXTS,
        RULES,
    ],
    parameters: &[choice(
        "by",
        &["voucher", "pair", "place"],
        "输出",
        "By",
        "逐份、逐对地区或各地净额",
        "Each contract, pairs of places, or net positions",
    )],
    outputs: &[
        words("voucher_id", "券号", "Voucher", "合同", "The contract"),
        words("firm", "企业", "Firm", "企业", "The firm"),
        words("home", "注册地", "Home", "承担券额的一方", "Who bears it"),
        words("place", "机构所在地", "Place of the provider", "收款的一方", "Who is owed"),
        words(
            "status",
            "结果",
            "Status",
            "paid、cut、not_recognised、no_value、no_rule、other_currency",
            "paid, cut, not_recognised, no_value, no_rule, other_currency",
        ),
        money("contract", "合同额", "Contract", "合同金额", "Value of the contract"),
        money("used", "本年已兑", "Used before", "该企业本年此前已兑付", "What the firm had in the year before"),
        money(
            "amount",
            "兑付",
            "Paid",
            "兑付金额；净额时为应收减应付",
            "What is paid; for positions claims less debts",
        ),
        CURRENCY,
        words("agreement_id", "协议", "Agreement", "所依协议", "The agreement it rests on"),
        RULE,
    ],
};

/// The declaration of fees.
pub const LAND: Method = Method {
    id: "land_quota_fee",
    version: 1,
    study: "cooperation",
    title: text("用地指标费用", "Fees of land quotas"),
    question: text(
        "跨省补充耕地或增减挂钩节余指标，应缴或可得多少？",
        "What is to be paid or received for supplementary farmland or surplus quota across provinces?",
    ),
    formula: text(
        "补充耕地（买方）：面积·(基准 + 产能价·产能/100)·地区系数；卖方：面积·(补助 + 产能补助·产能/100)。节余指标（买方）：面积·地区价 + 附规划规模面积·加价；卖方：面积·地类价。",
        "Supplementary farmland, buyer: area · (base + production · capacity/100) · coefficient of the region; seller: area · (pay + pay of the production · capacity/100). Surplus quota, buyer: area · price of the region + area with scale · extra; seller: area · price of the class.",
    ),
    limits: text(
        "价格、系数、预缴比例出自规则表，各注明可信度；用户的 rule_value 优先。数据不全者费用为空。按元精确计算，舍入到分。",
        "Prices, coefficients and the advance are in rules with their confidence; the user's rule_value goes before. Without all data the fee is null. Exact, rounded to the fen.",
    ),
    reference: "国务院办公厅《跨省域补充耕地国家统筹管理办法》《城乡建设用地增减挂钩节余指标跨省域调剂管理办法》（国办发〔2018〕16号）",
    aliases: &["land_fee", "补充耕地", "增减挂钩"],
    inputs: &[
        Input {
            table: "land_quota",
            columns: &[
                "quota_id",
                "scheme",
                "side",
                "region",
                "date",
                "class",
                "area_mu",
                "capacity_kg",
                "with_scale_mu",
            ],
            optional: false,
        },
        RULES,
    ],
    parameters: &[],
    outputs: &[
        words("quota_id", "指标编号", "Quota", "指标编号", "Identifier").required(),
        words("scheme", "类别", "Scheme", "所依规则", "The rule"),
        words("side", "买方或卖方", "Side", "buyer 或 seller", "buyer or seller"),
        money(
            "price",
            "单价",
            "Price",
            "元/亩，不含附规划规模的加价",
            "yuan a mu, without the extra for planned scale",
        ),
        money("fee", "费用", "Fee", "应缴或可得（元）", "To be paid or received, in yuan"),
        money("advance", "预缴", "In advance", "先行支付的部分（元）", "The part that is paid in advance, in yuan"),
        RULE,
    ],
};

/// The declaration of auctions.
pub const AUCTION: Method = Method {
    id: "quota_auction",
    version: 2,
    study: "cooperation",
    title: text("指标集合竞价", "Call auction of quotas"),
    question: text(
        "以统一价格成交多少，谁买谁卖，各付各得多少？",
        "At which one price is how much traded, by whom, and who pays and receives what?",
    ),
    formula: text(
        "买单由高到低、卖单由低到高相交得最大成交量 Q 与出清价格区间 [l, h]；成交价 p = l + k·(h − l)。边际价位按数量比例分配。",
        "Bids from high to low and asks from low to high cross at the largest quantity Q and the range [l, h] of clearing prices; the price is p = l + k·(h − l). Orders at the margin share pro rata.",
    ),
    limits: text(
        "卖单合计不得超过持有（side = holding），超出的卖单不参与。数量保留六位小数；买方付款之和等于卖方收款之和；数量合计无法计数的一场视为未知。k 双向拍卖在 k ≠ 0、1 时双方均可能策略报价。",
        "Sell orders beyond what a party holds (side = holding) take no part. Quantities have six decimals; what buyers pay is what sellers receive; a session whose quantities add up to more than can be counted is unknown. In a k-double auction both sides may shade their orders.",
    ),
    reference: "Wilson, R. (1985). Incentive efficiency of double auctions. Econometrica 53(5), 1101–1115. Rustichini, A., Satterthwaite, M. A., Williams, S. R. (1994). Econometrica 62(5), 1041–1063.",
    aliases: &["double_auction", "集合竞价", "指标交易"],
    inputs: &[Input {
        table: "quota_order",
        columns: &["order_id", "session", "party", "side", "quantity", "price", "unit"],
        optional: false,
    }],
    parameters: &[
        words_given("session", "场次", "Session", "只看这一场；空白为全部", "Only this session; all where absent"),
        number_given(
            "k",
            (0.0, 1.0),
            Some("0.5"),
            "k",
            "k",
            "价格在出清区间中的位置：0 为下端，1 为上端",
            "Where in the range of clearing prices the price lies: 0 at its low end, 1 at its high end",
        ),
    ],
    outputs: &[
        words("session", "场次", "Session", "场次", "The session").required(),
        words("order_id", "单号", "Order", "单号", "The order"),
        words("party", "参与方", "Party", "参与方", "Who"),
        words("side", "方向", "Side", "buy 或 sell", "buy or sell"),
        number("quantity", "报量", "Quantity", "报单数量", "Quantity of the order"),
        number("traded", "成交量", "Traded", "成交数量", "Quantity traded"),
        money("price", "成交价", "Price", "统一成交价", "The one price"),
        money("amount", "金额", "Amount", "买方支付、卖方收取", "What the buyer pays, the seller receives"),
        CURRENCY,
        number(
            "holding_after",
            "成交后持有",
            "Holding afterwards",
            "该方成交后的持有量",
            "What the party holds afterwards",
        ),
        boolean("refused", "未受理", "Refused", "超过持有的卖单", "A sell order beyond the holding"),
    ],
};

/// The declaration of output per mu.
pub const PER_MU: Method = Method {
    id: "per_mu_score",
    version: 1,
    study: "cooperation",
    title: text("亩均效益评价", "Output per mu"),
    question: text(
        "各企业亩均效益得多少分、列第几、评何等级？",
        "How do firms score, rank and grade by what they make of their land?",
    ),
    formula: text(
        "得分 = Σ 权重·clamp(指标/标杆, 0, cap)；等级：前 grade.a 为 A，后 grade.d 以内为 D，其余以权重之半为界分 B、C。",
        "Score = Σ weight · clamp(indicator / benchmark, 0, cap). The first grade.a are A, at most the last grade.d are D; the others are B from half of the weights on, else C.",
    ),
    limits: text(
        "指标、权重、标杆、封顶倍数出自规则表（默认 per_mu），按所选日期取版本。企业为 member，其组为 subject（无 member 时 subject 即企业）；缺排放指标者按同组平均；其他缺失使总分为空。B、C 的分界各地不一，此处为本程序的约定。",
        "Indicators, weights, benchmarks and cap are in the rule (per_mu unless given), by the day. A firm is a `member`, its group the `subject` (the subject itself where no member is given). Without the indicator of emissions a firm gets the mean of its group; any other gap leaves the total null. The border of B and C differs between places and is this program's convention.",
    ),
    reference: "台州市黄岩区亩均效益综合评价办法（2021、2022）",
    aliases: &["per_mu", "亩均", "亩均论英雄"],
    inputs: &[
        Input {
            table: "assessment",
            columns: &["scheme", "criterion", "subject", "member", "period", "value"],
            optional: false,
        },
        RULES,
    ],
    parameters: &[
        words_given(
            "scheme",
            "评价方案",
            "Scheme",
            "规则代码；空白为 per_mu",
            "Identifier of the rule; per_mu where absent",
        ),
        Parameter {
            name: "period",
            kind: ParameterKind::Period,
            default: None,
            title: text("时期", "Period"),
            help: text("评价哪一时期；空白为数据中最近的", "Which period; the latest of the data where absent"),
        },
    ],
    outputs: &[
        words("actor", "企业", "Firm", "企业", "The firm").required(),
        crate::deal_form::PERIOD,
        number("score", "得分", "Score", "总分", "The sum"),
        integer("rank", "名次", "Rank", "1 为最好；同分同名次", "1 is best; equals share a rank"),
        words("grade", "等级", "Grade", "A、B、C、D", "A, B, C, D"),
        words("points", "各项得分", "Points", "各指标得分", "Points of each indicator"),
        boolean(
            "filled",
            "按组平均",
            "Filled",
            "排放得分取组平均",
            "The points for emissions are the mean of the group",
        ),
        RULE,
    ],
};
