//! Columns, parameters and inputs that the methods about agreements share.

use crate::form::{number, words, words_given};
use liantu_model::Parameter;
pub(crate) use liantu_model::declare::{day, integer, period};
use liantu_model::method::Input;
use liantu_model::schema::Column;

pub(crate) const TEXTS: Input = Input { table: "agreement_text", columns: &["agreement_id", "text"], optional: false };
pub(crate) const FACTS: Input = Input {
    table: "agreement_fact",
    columns: &["agreement_id", "item", "party", "actor", "period", "value", "unit"],
    optional: false,
};
pub(crate) const ALSO_FACTS: Input = Input { optional: true, ..FACTS };
pub(crate) const PAYMENTS: Input = Input {
    table: "payment",
    columns: &["agreement_id", "from_party", "to_party", "date", "value", "unit", "clause", "executor"],
    optional: true,
};
pub(crate) const RULES: Input = Input {
    table: "rule_value",
    columns: &["rule", "key", "value", "start", "end", "confidence", "legal_source"],
    optional: true,
};

/// An amount in units of the currency of its row.
pub(crate) const fn money(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    number(name, zh, en, help_zh, help_en)
}

pub(crate) const AGREEMENT: Column =
    words("agreement_id", "协议", "Agreement", "协议编号", "Identifier of the agreement").required();
pub(crate) const CLAUSE: Column = words("clause", "条款", "Clause", "条款编号", "Identifier of the clause");
pub(crate) const AMENDMENT: Column = words(
    "amendment",
    "修订",
    "Amendment",
    "条款出自哪次修订；空白为原文",
    "The amendment that the clause is of; blank: the agreement itself",
);
pub(crate) const PERIOD: Column = period("period", "时期", "Period", "所属时期", "The period it is for");
pub(crate) const ITEM: Column = words("item", "项目", "Item", "所分的项目", "What was divided");
pub(crate) const ACTOR: Column = words("actor", "主体", "Actor", "企业、项目等", "Firm, project, …");
pub(crate) const PARTY: Column = words("party", "协议方", "Party", "哪一方", "Which party");
pub(crate) const HOLDER: Column = words(
    "holder",
    "对方",
    "Holder",
    "持有收益、支付成本或蒙受损失的一方",
    "Who holds the revenue, has paid the cost or suffered the loss",
);
pub(crate) const CURRENCY: Column =
    words("currency", "货币", "Currency", "金额列的货币（元，而非万元）", "Currency of the amounts, in whole units");
pub(crate) const UNIT: Column = words(
    "unit",
    "单位",
    "Unit",
    "货币（以元等整单位计）或指标的单位",
    "Currency, in whole units, or unit of the indicator",
);
pub(crate) const RULE: Column =
    words("rule", "规则表", "Rule", "所用规则表及其生效日", "The table of rules used, and the day from which it holds");
pub(crate) const WHY_ZH: Column =
    words("explanation_zh", "解释", "Explanation (Chinese)", "数额的由来", "How the amount comes about, in Chinese");
pub(crate) const WHY_EN: Column =
    words("explanation_en", "解释（英文）", "Explanation", "数额的由来（英文）", "How the amount comes about");

pub(crate) const ONE_AGREEMENT: Parameter =
    words_given("agreement", "协议", "Agreement", "只看这一协议；空白为全部", "Only this agreement; all where absent");
pub(crate) const AS_OF: Parameter = words_given(
    "as_of",
    "截至日",
    "As of",
    "截至哪一天所知，如 2024-12-31；空白为全部数据之后",
    "By what is known on this day, such as 2024-12-31; after all data where absent",
);
