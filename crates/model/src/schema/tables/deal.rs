//! Promises and what became of them: texts of agreements, amounts that they divide, payments, vouchers, quotas, rules.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

/// By identifier only: an agreement that is settled need not be on the map.
const AGREEMENT: Column = column(
    "agreement_id",
    Text,
    "协议",
    "Agreement",
    "协议编号，与文本中的 id 相同",
    "Identifier of the agreement, as in its text",
    &["协议编号", "协议代码"],
)
.required();
const VALUE: Column = column(
    "value",
    Number,
    "数值",
    "Value",
    "数值；空白表示未知，不是零；可为负（退税）",
    "The amount; blank means unknown, not zero; may be negative (refunds)",
    &["金额", "数额", "税额", "amount"],
);
const MONEY_UNIT: Column = column(
    "unit",
    Text,
    "单位",
    "Unit",
    "元、万元、CNY、USD 等；其他单位用于统计指标",
    "元, 万元, CNY, USD, …; other units for indicators that are credited",
    &["计量单位", "货币", "currency"],
);

pub(super) const AGREEMENT_TEXT_TABLE: Table = Table {
    name: "agreement_text",
    title: text("协议文本", "Texts of agreements"),
    help: text(
        "一份协议的全文（TOML）：各方、期限、条款、修订；格式见 JSON schema 与模板",
        "The whole text of an agreement (TOML): parties, term, clauses, amendments; see the JSON schema and the templates",
    ),
    key: &["agreement_id"],
    columns: &[
        AGREEMENT,
        column("text", Text, "文本", "Text", "TOML 全文", "The TOML", &["正文", "toml"]).required(),
        SOURCE,
        NOTE,
    ],
};

pub(super) const AGREEMENT_FACT_TABLE: Table = Table {
    name: "agreement_fact",
    title: text("协议数据", "Facts of agreements"),
    help: text(
        "某方在某时期收取（收益）、支出（成本）、蒙受（损失）的一项数额，由条款分配",
        "An amount that a party has collected, paid or lost in a period, and that clauses divide",
    ),
    key: &["agreement_id", "item", "party", "actor", "period"],
    columns: &[
        AGREEMENT,
        column(
            "item",
            Text,
            "项目",
            "Item",
            "条款所称的项目，如 vat、cit、output",
            "The item that a clause names: vat, cit, output, …",
            &["税种", "科目"],
        )
        .required(),
        column(
            "party",
            Text,
            "协议方",
            "Party",
            "收取、支出或蒙受的一方；空白为协议的牵头责任方（owner）",
            "The party that collected, paid or lost it; blank: the owner that the agreement names",
            &["所在方"],
        ),
        column("actor", Text, "主体", "Actor", "企业、项目等", "Firm, project, …", &["企业", "项目", "actor_id"]),
        PERIOD.required(),
        VALUE,
        MONEY_UNIT,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

pub(super) const PAYMENT_TABLE: Table = Table {
    name: "payment",
    title: text("付款", "Payments"),
    help: text("依协议支付的一笔款，及由谁执行", "A payment made under an agreement, and who carried it out"),
    key: &["payment_id"],
    columns: &[
        id("payment_id", &["凭证号", "付款编号"]),
        AGREEMENT,
        column("from_party", Text, "付款方", "Payer", "付款方", "Who pays", &["付方"]).required(),
        column("to_party", Text, "收款方", "Payee", "收款方", "Who is paid", &["收方"]).required(),
        column("date", Date, "日期", "Day", "付款日", "Day of the payment", &["付款日期"]).required(),
        column(
            "value",
            Number,
            "数值",
            "Value",
            "付款金额，为正；退款写为反方向的付款",
            "The amount, above zero; a refund is a payment the other way",
            &["金额", "数额", "税额", "amount"],
        )
        .required(),
        MONEY_UNIT.required(),
        column(
            "clause",
            Text,
            "条款",
            "Clause",
            "所付条款；空白表示先付最早到期的",
            "The clause it is for; blank: the oldest obligations",
            &[],
        ),
        column(
            "executor",
            Text,
            "执行方",
            "Executor",
            "实际执行者，如省财政",
            "Who carried it out, such as the treasury of the province",
            &["执行单位"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const VOUCHER_TABLE: Table = Table {
    name: "voucher",
    title: text("创新券", "Vouchers"),
    help: text(
        "一份以创新券支付的服务合同：登记、合同、申领、兑付",
        "A contract of service paid by a voucher: registered, contracted, applied, redeemed",
    ),
    key: &["voucher_id"],
    columns: &[
        id("voucher_id", &["券号", "合同编号"]),
        column("firm", Text, "企业", "Firm", "申领企业", "The firm that applies", &["企业名称"]).required(),
        column(
            "home",
            Text,
            "注册地",
            "Home",
            "企业注册地（协议方）",
            "Where the firm is registered (a party)",
            &["企业所在地"],
        )
        .required(),
        column("provider", Text, "服务机构", "Provider", "服务机构", "Who renders the service", &["机构"]),
        column(
            "place",
            Text,
            "机构所在地",
            "Place of the provider",
            "服务机构所在地（协议方）",
            "Where the provider is (a party)",
            &["服务地"],
        )
        .required(),
        column(
            "date",
            Date,
            "合同日期",
            "Day of the contract",
            "合同备案日期",
            "Day on which the contract was filed",
            &["备案日期"],
        )
        .required(),
        column(
            "value",
            Number,
            "数值",
            "Value",
            "合同金额；为负则不予兑付（no_value）",
            "Amount of the contract; of a negative one nothing is paid (no_value)",
            &["金额", "数额", "税额", "amount"],
        )
        .required(),
        MONEY_UNIT.required(),
        SOURCE,
        NOTE,
    ],
};

pub(super) const LAND_QUOTA_TABLE: Table = Table {
    name: "land_quota",
    title: text("用地指标", "Land quotas"),
    help: text(
        "按国家规则计价的一项用地指标：补充耕地或增减挂钩节余指标",
        "A quota of land priced by the rules of the state: supplementary farmland or surplus quota",
    ),
    key: &["quota_id"],
    columns: &[
        id("quota_id", &["指标编号"]),
        column(
            "scheme",
            Choice { of: &["supplementary_farmland", "surplus_quota"] },
            "类别",
            "Scheme",
            "跨省补充耕地国家统筹，或增减挂钩节余指标跨省调剂",
            "Supplementary farmland arranged by the state, or surplus quota transferred across provinces",
            &[],
        )
        .required(),
        column(
            "side",
            Choice { of: &["buyer", "seller"] },
            "买方或卖方",
            "Side",
            "缴纳费用，或获得经费",
            "Pays the fee, or receives the funds",
            &[],
        )
        .required(),
        column("region", REGION, "区域", "Region", "区域代码", "Code of the region", &["省份", "区域代码"]).required(),
        column("date", Date, "日期", "Day", "核定日期", "Day of the decision", &[]).required(),
        column(
            "class",
            Choice { of: &["paddy", "dry", "ordinary", "high_standard"] },
            "地类",
            "Class",
            "水田、旱地；一般、高标准",
            "Paddy, dry; ordinary, high-standard",
            &["类型"],
        ),
        column("area_mu", Number, "面积", "Area", "亩", "mu", &["面积（亩）", "亩"]).unit("mu").range(0.0, 1e9),
        column(
            "capacity_kg",
            Number,
            "产能",
            "Capacity",
            "每亩标准粮食产能（公斤）",
            "Standard grain capacity of a mu (kg)",
            &["粮食产能"],
        )
        .unit("kg/mu")
        .range(0.0, 1e5),
        column(
            "with_scale_mu",
            Number,
            "附规划规模的面积",
            "Area with planned scale",
            "同时使用规划建设用地规模的亩数；空白为没有",
            "mu that use planned scale as well; blank: none",
            &[],
        )
        .unit("mu")
        .range(0.0, 1e9),
        SOURCE,
        NOTE,
    ],
};

pub(super) const QUOTA_ORDER_TABLE: Table = Table {
    name: "quota_order",
    title: text("指标交易单", "Orders of quotas"),
    help: text("一次集合竞价中的一张买单或卖单，或一方的持有量", "An order of a call auction, or what a party holds"),
    key: &["order_id"],
    columns: &[
        id("order_id", &["单号"]),
        column("session", Text, "场次", "Session", "竞价场次与品种", "The auction and what is traded in it", &["品种"])
            .required(),
        column("party", Text, "参与方", "Party", "参与方", "Who trades", &["交易方"]).required(),
        column(
            "side",
            Choice { of: &["buy", "sell", "holding"] },
            "方向",
            "Side",
            "买、卖或持有",
            "Buy, sell or holding",
            &["买卖方向"],
        )
        .required(),
        column("quantity", Number, "数量", "Quantity", "数量", "Quantity", &["面积", "亩"]).range(0.0, 1e12),
        column(
            "price",
            Number,
            "限价",
            "Limit price",
            "买单最高价、卖单最低价",
            "Highest of a buyer, lowest of a seller",
            &["价格"],
        )
        .range(0.0, 1e12),
        MONEY_UNIT,
        SOURCE,
        NOTE,
    ],
};

pub(super) const RULE_VALUE_TABLE: Table = Table {
    name: "rule_value",
    title: text("规则表", "Tables of rules"),
    help: text(
        "规则中的一个数值及其法律依据与有效期；优先于内置规则",
        "A value of a rule with its legal source and days of validity; it goes before the built-in rules",
    ),
    key: &["rule", "key", "start"],
    columns: &[
        column(
            "rule",
            Text,
            "规则",
            "Rule",
            "规则代码，如 tax_relocation",
            "Identifier of the rule, such as tax_relocation",
            &[],
        )
        .required(),
        column("key", Text, "项", "Key", "数值的名称，如 share", "Name of the value, such as share", &[]).required(),
        column("value", Text, "数值", "Value", "按原样书写，如 0.5、1/3、35%", "As written: 0.5, 1/3, 35%", &[])
            .required(),
        START.required(),
        END,
        column(
            "confidence",
            Choice { of: &["V", "S", "H", "M", "L"] },
            "可信度",
            "Confidence",
            "V 原文核对，S 来源陈述，H 公认，M 可能，L 仅知结构",
            "V text read, S stated in a source, H well established, M probable, L structure only",
            &[],
        ),
        column("legal_source", Text, "法律依据", "Legal source", "文号与条款", "Paper and article", &["依据"])
            .required(),
        SOURCE,
        NOTE,
    ],
};
