//! The account of innovation: output of the innovation system as product, as income and as use, which have to be the same.

use crate::declare::{FRAME, REGION_OR_ALL, REGIONS, number, parameter};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "innovation_account",
    version: 1,
    study: "structure",
    title: text("创新系统生产总值", "Product of the innovation system"),
    question: text(
        "各地创新系统创造了多少增加值？按生产、收入、使用三种方法核算是否相等，占地区生产总值多少？",
        "How much value does the innovation system of a region add? Do the three ways of counting it agree, and what share of GDP is it?",
    ),
    formula: text(
        "生产 P = 研究、试验、孵化、转化各环节的产出 − 中间投入；收入 I = 报酬 + 生产税净额 + 知识资本折旧 + 盈余；使用 E = 消费 + 资本形成（含研发）+ 流出 − 流入。恒等式 P = I = E；误差 = 各自 − P。净值 = P − 折旧。全体一行为各区域之和：区域之间的流出与流入相抵，只剩对外净流出。",
        "Product P = output of research, testing, incubation and transfer − intermediate input; income I = compensation + net taxes on production + consumption of knowledge capital + surplus; use E = consumption + capital formation (R&D included) + outflow − inflow. Identity P = I = E; discrepancy = each − P. Net = P − consumption of capital. The row of all adds the regions up: outflows and inflows between them cancel, and what is left is the net outflow of all.",
    ),
    limits: text(
        "恒等式检验核算是否完整，不说明创新的质量。各项由核算者编制；缺任何一项则该法为空，缺项不按零计，没有该项请填零。不采用任何固定的折旧率：折旧由数据给出。",
        "The identity tells whether the account is complete, not how good the innovation is. Whoever keeps the account compiles the items; where one is missing that way of counting is null: write a zero where there is none. No rate of depreciation is built in: it comes with the data.",
    ),
    reference: "United Nations et al. (2009). System of National Accounts 2008, chapters 2 and 10 (three approaches to GDP; R&D as capital formation). OECD (2010). Handbook on Deriving Capital Measures of Intellectual Property Products. The items of the innovation system are an own declaration.",
    aliases: &["giep", "gross_innovation_product", "创新系统生产总值", "创新核算"],
    inputs: &[FRAME, REGIONS],
    parameters: &[
        parameter(
            "product",
            ParameterKind::Text,
            Some("output, -intermediate"),
            "生产法",
            "Product",
            "生产法的指标，以逗号分隔；前有减号者减去",
            "Indicators of the product, separated by commas; those after a minus are taken off",
        ),
        parameter(
            "income",
            ParameterKind::Text,
            Some("compensation, taxes, depreciation, surplus"),
            "收入法",
            "Income",
            "收入法的指标",
            "Indicators of the income",
        ),
        parameter(
            "uses",
            ParameterKind::Text,
            Some("consumption, capital_formation, outflow, -inflow"),
            "使用法",
            "Uses",
            "使用法的指标",
            "Indicators of the uses",
        ),
        crate::declare::named(
            "depreciation",
            Some("depreciation"),
            "折旧",
            "Depreciation",
            "知识资本折旧的指标",
            "The indicator of the consumption of capital",
        ),
        crate::declare::named(
            "gdp",
            None,
            "地区生产总值",
            "GDP",
            "比较的总量指标；省略则不比较",
            "The total to compare with; none when absent",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        REGION_OR_ALL,
        number("product", "生产法", "Product", "增加值", "Value added"),
        number("income", "收入法", "Income", "各项收入之和", "Sum of the incomes"),
        number("uses", "使用法", "Uses", "各项使用之和", "Sum of the uses"),
        number("income_gap", "收入误差", "Gap of income", "收入法减生产法", "Income less product"),
        number("uses_gap", "使用误差", "Gap of uses", "使用法减生产法", "Uses less product"),
        number(
            "relative_gap",
            "相对误差",
            "Relative gap",
            "两个误差中较大者占生产法之比",
            "The larger gap over the product",
        ),
        number("net", "净值", "Net", "生产法减折旧", "Product less depreciation"),
        number("gdp_share", "占地区生产总值", "Share of GDP", "生产法占总量之比", "Product over the total"),
    ],
};

/// The three ways of counting, of one region.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Account {
    /// Product, income and uses; `None` where an item is missing.
    pub sides: [Option<f64>; 3],
    /// Consumption of capital.
    pub depreciation: Option<f64>,
    /// What it is compared with.
    pub total: Option<f64>,
}

impl Account {
    /// The account of one region: signed items of each side, missing where not finite.
    pub fn new(sides: [&[f64]; 3], depreciation: f64, total: f64) -> Self {
        let known = |value: f64| value.is_finite().then_some(value);
        let add = |items: &[f64]| {
            let whole = !items.is_empty() && items.iter().all(|item| item.is_finite());
            whole.then(|| sum(items.iter().copied())).and_then(known)
        };
        Self { sides: sides.map(add), depreciation: known(depreciation), total: known(total) }
    }

    /// Several accounts together; a side that one of them lacks is missing.
    pub fn all(accounts: &[Self]) -> Self {
        let add = |of: &dyn Fn(&Self) -> Option<f64>| {
            let parts: Option<Vec<f64>> = accounts.iter().map(of).collect();
            parts.filter(|parts| !parts.is_empty()).map(sum)
        };
        Self {
            sides: [0, 1, 2].map(|side| add(&|account| account.sides[side])),
            depreciation: add(&|account| account.depreciation),
            total: add(&|account| account.total),
        }
    }

    /// Income and uses less the product.
    pub fn gaps(&self) -> [Option<f64>; 2] {
        [1, 2].map(|side| self.sides[side].zip(self.sides[0]).map(|(own, product)| own - product))
    }

    /// The larger gap over the product.
    pub fn relative_gap(&self) -> Option<f64> {
        let [Some(income), Some(uses)] = self.gaps() else { return None };
        self.sides[0].filter(|product| *product != 0.0).map(|product| income.abs().max(uses.abs()) / product.abs())
    }

    /// Product less the consumption of capital.
    pub fn net(&self) -> Option<f64> {
        self.sides[0].zip(self.depreciation).map(|(product, depreciation)| product - depreciation)
    }

    /// The product as a share of the total.
    pub fn share(&self) -> Option<f64> {
        self.sides[0].zip(self.total.filter(|total| *total > 0.0)).map(|(product, total)| product / total)
    }

    /// Whether the identity holds to within the rounding of its items.
    pub fn holds(&self) -> Option<bool> {
        self.relative_gap().map(|gap| gap <= 1e-9)
    }
}

/// What the accounts of regions leave to say: sides that lack an item, identities that do not hold.
pub fn findings(accounts: &[Account]) -> Vec<Diagnostic> {
    let lacking = accounts.iter().filter(|account| account.sides.contains(&None)).count();
    let broken = accounts.iter().filter(|account| account.holds() == Some(false)).count();
    [("STR226", lacking), ("STR227", broken)]
        .into_iter()
        .filter(|(_, count)| *count > 0)
        .map(|(code, count)| at(code, None, count))
        .collect()
}
