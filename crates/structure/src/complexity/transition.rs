//! Entry, exit and growth: which activities regions took up and gave up between periods.

use super::density::{Nearness, Outlook, relatedness_density};
use super::index::Variant;
use super::presence::{Measure, Presence, Rule, presences};
use super::shared;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::Nullable;

/// The declaration.
pub const METHOD: Method = Method {
    id: "diversification",
    version: 1,
    study: "structure",
    title: text("进入、退出与增长", "Entry, exit and growth"),
    question: text(
        "两个时期之间，区域进入了哪些活动、退出了哪些，此前离它们有多近？",
        "Which activities did regions enter and leave between two periods, and how close had they been?",
    ),
    formula: text(
        "对相隔 lag 个时期的每对时期：进入 = 前期没有的活动后期是否拥有；退出 = 前期拥有的活动后期是否没有；增长 = (x₂ − x₁) / x₁。density 与 industry_complexity 为前期的关联密度与行业复杂度（见 relatedness_density）：进入若随密度上升，即路径依赖。",
        "For each two periods lag apart: entry = whether an activity absent in the earlier is present in the later; exit = whether one present in the earlier is absent in the later; growth = (x₂ − x₁) / x₁. density and industry_complexity are those of the earlier period (see relatedness_density): entries that rise with density are path dependence.",
    ),
    limits: text(
        "只比较两个时期都出现的区域与行业；任一期是否拥有未知时，进入与退出为空；前期为零或负时增长为空。在阈值附近波动会显得像进入与退出，可提高阈值或加大 lag。",
        "Compares regions and industries that occur in both periods; entry and exit are null where presence is unknown in either; growth is null from zero or a negative value. Values that waver about the threshold look like entries and exits; raise it or the lag.",
    ),
    reference: "Neffke, F., Henning, M., Boschma, R. (2011). How do regions diversify over time? Economic Geography 87(3), 237–265. Boschma, R., Balland, P.-A., Kogler, D. F. (2015). Industrial and Corporate Change 24(1), 223–250.",
    aliases: &["entry", "exit", "growth", "进入退出", "产业更替", "路径依赖"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "lag",
            kind: ParameterKind::Integer { min: 1, max: 1_000 },
            default: Some("1"),
            title: text("相隔时期数", "Lag"),
            help: text("比较相隔这么多个时期的两期", "Compare periods that are so many apart"),
        },
        Parameter {
            name: "rows",
            kind: ParameterKind::Choice { of: &["events", "all"] },
            default: Some("events"),
            title: text("给出哪些行", "Rows"),
            help: text("只给出进入与退出，或全部单元", "Entries and exits only, or every cell"),
        },
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        shared::RELATEDNESS,
        shared::ITSELF,
        shared::NEIGHBOURS,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        Column::new(
            "previous",
            ColumnKind::Period,
            text("前期", "Earlier period"),
            text("较早的时期", "The earlier period"),
        ),
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("较晚的时期", "The later period")),
        crate::profile::REGION_COLUMN,
        shared::INDUSTRY_COLUMN,
        Column::new(
            "entry",
            ColumnKind::Boolean,
            text("进入", "Entry"),
            text("前期已有或未知时为空", "Null where present before, or unknown"),
        ),
        Column::new(
            "exit",
            ColumnKind::Boolean,
            text("退出", "Exit"),
            text("前期没有或未知时为空", "Null where absent before, or unknown"),
        ),
        Column::new(
            "growth",
            ColumnKind::Number,
            text("增长", "Growth"),
            text("数值的增长率；自零起为空", "Growth of the value; null from zero"),
        ),
        Column::new(
            "density",
            ColumnKind::Number,
            text("前期关联密度", "Density before"),
            text("前期的关联密度", "Density in the earlier period"),
        ),
        Column::new(
            "industry_complexity",
            ColumnKind::Number,
            text("前期行业复杂度", "Complexity before"),
            text("前期的 PCI", "PCI in the earlier period"),
        ),
    ],
};

/// Changes between periods, sorted by period, region and industry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Transitions {
    /// The earlier period.
    pub previous: Vec<u32>,
    /// The later period.
    pub period: Vec<u32>,
    /// The region.
    pub region: Vec<u32>,
    /// The industry.
    pub industry: Vec<u32>,
    /// Whether an activity that was absent is present.
    pub entry: Vec<Option<bool>>,
    /// Whether an activity that was present is absent.
    pub exit: Vec<Option<bool>>,
    /// Growth of the value.
    pub growth: Nullable,
    /// Density in the earlier period.
    pub density: Nullable,
    /// Complexity of the industry in the earlier period.
    pub complexity: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// What regions entered and left between periods that are `lag` apart; `all` cells, or only those where something happened.
///
/// # Panics
///
/// If `lag` is zero.
pub fn transitions(panel: &Panel<'_>, rule: Rule, nearness: Nearness, lag: usize, all: bool) -> Transitions {
    assert!(lag > 0, "two periods are compared");
    let (outlooks, mut findings) = relatedness_density(panel, rule, Variant::default(), nearness);
    let (values, _) = presences(panel, Rule { measure: Measure::Value, ..rule });
    let mut result = Transitions::default();
    let (mut growth, mut density, mut complexity) = (Vec::new(), Vec::new(), Vec::new());
    let (mut gone, mut starting) = (0, 0);
    // A period may be too large for the one and not for the other.
    let of = |outlook: &Outlook| values.iter().find(|values| values.period == outlook.presence.period);
    for (before, after) in outlooks.iter().zip(outlooks.iter().skip(lag)) {
        let (Some(before_values), Some(after_values)) = (of(before), of(after)) else { continue };
        let rows = common(&before.presence.regions, &after.presence.regions);
        let columns = common(&before.presence.industries, &after.presence.industries);
        gone += before.presence.regions.len() + after.presence.regions.len() - 2 * rows.len();
        gone += before.presence.industries.len() + after.presence.industries.len() - 2 * columns.len();
        for &(row, row_after) in &rows {
            for &(column, column_after) in &columns {
                let was = before.presence.is_present(row, column);
                let is = after.presence.is_present(row_after, column_after);
                let entry = is.filter(|_| was == Some(false));
                let exit = is.filter(|_| was == Some(true)).map(|is| !is);
                if !all && entry != Some(true) && exit != Some(true) {
                    continue;
                }
                let (start, end) = (value(before_values, row, column), value(after_values, row_after, column_after));
                starting += usize::from(start <= 0.0);
                result.previous.push(before.presence.period);
                result.period.push(after.presence.period);
                result.region.push(before.presence.regions[row]);
                result.industry.push(before.presence.industries[column]);
                result.entry.push(entry);
                result.exit.push(exit);
                growth.push(if start > 0.0 { (end - start) / start } else { f64::NAN });
                density.push(cell(before, row, column));
                complexity.push(before.of_industries[column]);
            }
        }
    }
    for (code, count) in [("STR316", gone), ("STR317", starting)] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    if outlooks.len() <= lag {
        findings.push(at("STR318", None, outlooks.len()));
    }
    (result.growth, result.density) = (Nullable::from_raw(growth), Nullable::from_raw(density));
    result.complexity = Nullable::from_raw(complexity);
    result.findings = findings;
    result
}

fn value(values: &Presence, row: usize, column: usize) -> f64 {
    values.measure[row * values.industries.len() + column]
}

fn cell(outlook: &Outlook, row: usize, column: usize) -> f64 {
    outlook.density[row * outlook.presence.industries.len() + column]
}

/// The places in both of what two sorted lists have in common.
fn common(one: &[u32], two: &[u32]) -> Vec<(usize, usize)> {
    one.iter().enumerate().filter_map(|(place, id)| two.binary_search(id).ok().map(|other| (place, other))).collect()
}
