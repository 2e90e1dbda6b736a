//! Sophistication: the income that goes with an activity, and with what a region does.

use super::presence::{Measure, Pairs, Presence, Rule, by_period};
use super::shared::{self, Columns};
use crate::panel::{Panel, at};
use foldhash::{HashMap, HashMapExt};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "sophistication",
    version: 1,
    study: "structure",
    title: text("产业层次（PRODY 与 EXPY）", "Sophistication (PRODY and EXPY)"),
    question: text(
        "一项活动与怎样的收入水平相伴，一个区域的产业结构又对应怎样的收入水平？",
        "Which income goes with an activity, and which income does the structure of a region correspond to?",
    ),
    formula: text(
        "s_ra = x_ra / x_r·。PRODY_a = Σ_r s_ra Y_r / Σ_r s_ra，Y_r 为区域收入（如人均 GDP）；EXPY_r = Σ_a s_ra PRODY_a。",
        "s_ra = x_ra / x_r·. PRODY_a = Σ_r s_ra Y_r / Σ_r s_ra with Y_r the income of a region, such as GDP per head; EXPY_r = Σ_a s_ra PRODY_a.",
    ),
    limits: text(
        "收入缺失的区域不参与 PRODY，但仍有 EXPY；PRODY 无定义的活动不计入 EXPY，其余份额按比例放大。富裕区域的活动因此显得层次高，属循环论证，宜与复杂度对照。",
        "A region without an income takes no part in PRODY but has an EXPY; an activity without a PRODY is left out of EXPY, whose other shares grow in proportion. Activities of rich regions look sophisticated by construction; compare with complexity.",
    ),
    reference: "Hausmann, R., Hwang, J., Rodrik, D. (2007). What you export matters. Journal of Economic Growth 12(1), 1–25.",
    aliases: &["prody", "expy", "productivity level", "出口复杂度", "技术层次"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        Parameter {
            name: "income",
            kind: ParameterKind::Text,
            default: Some("gdp_per_capita"),
            title: text("收入指标", "Income"),
            help: text(
                "收入所用的指标，按区域与时期给出，不分行业",
                "The indicator that holds incomes, by region and period, not by industry",
            ),
        },
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        shared::SIDE,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        shared::REGION_OR_NONE,
        shared::INDUSTRY_OR_NONE,
        Column::new(
            "income",
            ColumnKind::Number,
            text("收入", "Income"),
            text("区域的收入；行业为空", "Income of the region; null for industries"),
        ),
        Column::new(
            "sophistication",
            ColumnKind::Number,
            text("产业层次", "Sophistication"),
            text(
                "区域的 EXPY 或行业的 PRODY，单位同收入",
                "EXPY of a region or PRODY of an industry, in the unit of income",
            ),
        ),
    ],
};

/// Incomes of regions by period: parallel columns; NaN is missing.
#[derive(Clone, Copy, Debug)]
pub struct Incomes<'a> {
    /// The region.
    pub region: &'a [u32],
    /// The period.
    pub period: &'a [u32],
    /// The income.
    pub value: &'a [f64],
}

/// One side, sorted by period and id.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Side {
    /// The period.
    pub period: Vec<u32>,
    /// The region or the industry.
    pub id: Vec<u32>,
    /// Income of the region; undefined for industries.
    pub income: Nullable,
    /// EXPY of a region, PRODY of an industry.
    pub sophistication: Nullable,
}

/// PRODY and EXPY, by period.
#[derive(Clone, Debug, PartialEq)]
pub struct Sophistication {
    /// Regions.
    pub regions: Side,
    /// Industries.
    pub industries: Side,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The income that goes with each industry and with the structure of each region. Regions and periods of `incomes` are those
/// of the panel; of several incomes for one the first counts.
pub fn sophistication(panel: &Panel<'_>, incomes: Incomes<'_>) -> Sophistication {
    let mut known: HashMap<(u32, u32), f64> = HashMap::new();
    for ((&region, &period), &income) in incomes.region.iter().zip(incomes.period).zip(incomes.value) {
        known.entry((period, region)).or_insert(income);
    }
    let rule = Rule { measure: Measure::Value, ..Rule::default() };
    let (results, findings) = by_period(panel, rule, Pairs::None, |presence| of_period(&presence, &known));
    // What has to do with presence means nothing here.
    let mut findings: Vec<Diagnostic> = findings.into_iter().filter(|finding| finding.code != "STR303").collect();
    let without: usize = results.iter().map(|(_, _, without)| without).sum();
    if without > 0 {
        findings.push(at("STR312", None, without));
    }
    let (mut regions, mut industries) = (Columns::default(), Columns::default());
    for (of_regions, of_industries, _) in results {
        regions.append(of_regions);
        industries.append(of_industries);
    }
    Sophistication { regions: side(regions), industries: side(industries), findings }
}

fn side(columns: Columns<2>) -> Side {
    let [income, sophistication] = columns.numbers.map(Nullable::from_raw);
    Side { period: columns.period, id: columns.id, income, sophistication }
}

fn of_period(presence: &Presence, incomes: &HashMap<(u32, u32), f64>) -> (Columns<2>, Columns<2>, usize) {
    let width = presence.industries.len();
    let known: Vec<f64> = presence
        .regions
        .iter()
        .map(|&region| incomes.get(&(presence.period, region)).copied().unwrap_or(f64::NAN))
        .collect();
    // A negative value is no share.
    let value = |row: usize, column: usize| Some(presence.measure[row * width + column]).filter(|value| *value > 0.0);
    let totals: Vec<f64> =
        (0..known.len()).map(|row| sum((0..width).filter_map(|column| value(row, column)))).collect();
    let share = |row: usize, column: usize| value(row, column).map(|value| value / totals[row]);
    let of_industries: Vec<f64> = (0..width)
        .map(|column| {
            let shares = || {
                (0..known.len())
                    .filter(|&row| !known[row].is_nan())
                    .filter_map(|row| share(row, column).map(|share| (share, known[row])))
            };
            sum(shares().map(|(share, income)| share * income)) / sum(shares().map(|(share, _)| share))
        })
        .collect();
    let of_regions = (0..known.len())
        .map(|row| {
            let shares = || {
                (0..width)
                    .filter(|&column| !of_industries[column].is_nan())
                    .filter_map(|column| share(row, column).map(|share| (share, of_industries[column])))
            };
            sum(shares().map(|(share, prody)| share * prody)) / sum(shares().map(|(share, _)| share))
        })
        .collect();
    let without = known.iter().filter(|income| income.is_nan()).count();
    let columns =
        |ids: &[u32], numbers| Columns { period: vec![presence.period; ids.len()], id: ids.to_vec(), numbers };
    let nothing = vec![f64::NAN; width];
    (columns(&presence.regions, [known, of_regions]), columns(&presence.industries, [nothing, of_industries]), without)
}
