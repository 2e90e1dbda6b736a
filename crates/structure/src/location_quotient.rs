//! Location quotient: how much more of its activity a region has in an industry than the reference has.

use crate::margin::Margins;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind, code::CodeSystem};
use liantu_numeric::Nullable;
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "location_quotient",
    version: 1,
    study: "structure",
    title: text("区位商", "Location quotient"),
    question: text(
        "一个区域在哪些行业上比参照更专业化？",
        "In which industries is a region more specialised than the reference?",
    ),
    formula: text(
        "LQ_ra = (x_ra / x_r·) / (x_·a / x_··)，x_ra 为区域 r 行业 a 的数值，· 表示求和。参照 total：全部所选区域之和；rest：除本区域外之和；region：指定区域（如全国）的一行。对称形式 (LQ−1)/(LQ+1) ∈ [−1, 1)。",
        "LQ_ra = (x_ra / x_r·) / (x_·a / x_··), where x_ra is the value of region r in industry a and · sums. Reference total: the sum of all selected regions; rest: the sum without the region itself; region: the row of a named region, such as the nation. Symmetric form (LQ−1)/(LQ+1) in [−1, 1).",
    ),
    limits: text(
        "缺失值不参与合计也无结果；合计不为正时为空；负值自身无区位商。参照 total、rest 要求所选区域互不包含（用 level 选定一个层级）。区位商不反映规模，小区域的数值波动大。",
        "A missing value enters no sum and has no result; null where a sum is not positive; a negative value has no quotient. With total or rest the selected regions must not contain each other (choose one level). The quotient ignores size and is volatile for small regions.",
    ),
    reference: "Balassa, B. (1965). Trade liberalisation and revealed comparative advantage. The Manchester School 33(2), 99–123. Symmetric form: Dalum, B., Laursen, K., Villumsen, G. (1998). International Review of Applied Economics 12(3), 423–443.",
    aliases: &["lq", "rca", "balassa", "区位商", "显性比较优势"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::REFERENCE,
        crate::profile::REFERENCE_REGION,
        Parameter {
            name: "threshold",
            kind: ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
            default: Some("1"),
            title: text("专业化阈值", "Presence threshold"),
            help: text(
                "区位商不小于此值即视为该区域专业化于该行业",
                "A quotient of at least this counts as specialised",
            ),
        },
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new(
            "industry",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("行业", "Industry"),
            text("行业代码", "Code of the industry"),
        )
        .required(),
        Column::new(
            "value",
            ColumnKind::Number,
            text("数值", "Value"),
            text("所用的数值；重复单元为其和", "The value used; the sum where a cell was repeated"),
        ),
        Column::new(
            "location_quotient",
            ColumnKind::Number,
            text("区位商", "Location quotient"),
            text("大于 1 表示高于参照", "Above 1 means more than the reference"),
        ),
        Column::new(
            "symmetric",
            ColumnKind::Number,
            text("对称区位商", "Symmetric location quotient"),
            text("(LQ−1)/(LQ+1)", "(LQ−1)/(LQ+1)"),
        ),
        Column::new(
            "present",
            ColumnKind::Boolean,
            text("专业化", "Present"),
            text("区位商是否达到阈值；无区位商时为空", "Whether the quotient reaches the threshold; null without one"),
        ),
    ],
};

/// What a region is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reference {
    /// The sum of all regions of the panel.
    Total,
    /// The sum of all other regions.
    Rest,
    /// One region of the panel, by id.
    Region(u32),
}

/// The location quotients of a panel.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationQuotient {
    /// One entry for each cell of the panel, in its order; undefined where the value is missing or negative, or a sum is
    /// not positive.
    pub quotient: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The location quotient of every cell, `(x_ra / x_r·) / (x_·a / x_··)`, by period. Two passes over the columns; the same
/// bits at any number of threads.
pub fn location_quotient(panel: &Panel<'_>, reference: Reference) -> LocationQuotient {
    let margins = Margins::new(panel);
    let mut findings = Vec::new();
    let of_reference = match reference {
        Reference::Region(region) => Some(row_of(panel, &margins, region, &mut findings)),
        Reference::Total | Reference::Rest => None,
    };
    // Comparisons with NaN are false, so missing values and empty sums fall through to undefined.
    let share = |part: f64, whole: f64| if part > 0.0 && whole > 0.0 { part / whole } else { f64::NAN };
    // The share of an industry in the reference is one number for all regions, unless each is left out of its own.
    let (row, total) =
        of_reference.as_ref().map_or((&margins.of_industry, &margins.of_period), |(row, total)| (row, total));
    let shares: Vec<f64> =
        row.iter().enumerate().map(|(slot, &part)| share(part, total[margins.industries.period(slot)])).collect();
    let quotient = |n: usize| {
        let (region, industry, period) = (panel.region[n], panel.industry[n], panel.period[n]);
        let value = panel.value[n];
        let of_region = margins.of_region[margins.regions.slot(period, region)];
        let slot = margins.industries.slot(period, industry);
        let reference = match reference {
            Reference::Rest => share(margins.of_industry[slot] - value, margins.of_period[period as usize] - of_region),
            Reference::Total | Reference::Region(_) => shares[slot],
        };
        if value >= 0.0 && of_region > 0.0 { (value / of_region) / reference } else { f64::NAN }
    };
    let entries: Vec<f64> = (0..panel.len()).into_par_iter().with_min_len(1 << 14).map(quotient).collect();
    let undefined = |&n: &usize| entries[n].is_nan() && panel.value[n] >= 0.0;
    let lacking = entries.iter().fold(false, |lacking, entry| lacking | entry.is_nan());
    let count = if lacking { (0..panel.len()).filter(undefined).count() } else { 0 };
    if count > 0 {
        findings.push(at("STR105", (0..panel.len()).find(undefined), count));
    }
    LocationQuotient { quotient: Nullable::from_raw(entries), findings }
}

/// The symmetric form `(LQ − 1) / (LQ + 1)`.
pub fn symmetric(quotient: f64) -> f64 {
    (quotient - 1.0) / (quotient + 1.0)
}

/// The values of `region` by industry slot, and their sums by period; NaN where it has none.
fn row_of(panel: &Panel<'_>, margins: &Margins, region: u32, findings: &mut Vec<Diagnostic>) -> (Vec<f64>, Vec<f64>) {
    let mut row = vec![f64::NAN; margins.industries.len()];
    let mut total = vec![f64::NAN; panel.shape().periods as usize];
    let mut occurs = vec![false; total.len()];
    for n in 0..panel.len() {
        let period = panel.period[n];
        occurs[period as usize] = true;
        if panel.region[n] == region {
            row[margins.industries.slot(period, panel.industry[n])] = panel.value[n];
            total[period as usize] = margins.of_region[margins.regions.slot(period, region)];
        }
    }
    let without = occurs.iter().zip(&total).filter(|(occurs, total)| **occurs && total.is_nan()).count();
    if without > 0 {
        findings.push(at("STR107", None, without));
    }
    (row, total)
}
