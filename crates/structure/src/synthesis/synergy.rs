//! Synergy of a compound system: whether its subsystems move towards order together.

use super::LESS;
use crate::declare::{FRAME, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "system_synergy",
    version: 1,
    study: "structure",
    title: text("复合系统协同度", "Synergy of a compound system"),
    question: text(
        "核心企业、配套企业、服务机构等子系统是否一同走向有序？",
        "Do the subsystems, such as leading firms, suppliers and services, move towards order together?",
    ),
    formula: text(
        "序参量有序度 u = (e−β)/(α−β)，以小为优者为 (α−e)/(α−β)；α、β 为全部区域与时期的最大、最小值各向外扩 margin 倍极差。子系统有序度 u_j 为其序参量有序度的几何平均。协同度 C = θ·(Π_j |u_j(t) − u_j(0)|)^{1/k}，各子系统有序度都上升时 θ = 1，否则 θ = −1；有一个不变时 C = 0。C ∈ [−1, 1]。",
        "Order of a parameter u = (e−β)/(α−β), or (α−e)/(α−β) where less is better; α and β are the largest and the smallest value over all regions and periods, moved outward by margin times their distance. Order u_j of a subsystem: geometric mean over its parameters. Synergy C = θ·(Π_j |u_j(t) − u_j(0)|)^{1/k}, θ = 1 where the order of every subsystem rises and −1 otherwise; C = 0 where one does not change. C lies in [−1, 1].",
    ),
    limits: text(
        "有序度依赖参与比较的区域与时期，换一批即变，不同结果之间不可比较大小。C 为负只说明至少一个子系统退步，不说明是哪一个（见 slowest）。缺任一指标的区域与时期没有结果；基期缺失则该区域没有结果；指标恒定时无定义。",
        "Order depends on the regions and periods compared, so that numbers of different tables do not compare. A negative C says that a subsystem fell back, and not which (see slowest). A region and period that lacks an indicator has no result, nor has a region without its base; where an indicator does not vary nothing is defined.",
    ),
    reference: "Haken, H. (1977). Synergetics. Meng, Q., Han, W. (2000). Study on the coordination degree model of composite systems. Journal of Tianjin University 33(4), 444–446 (in Chinese).",
    aliases: &["synergy", "order parameter", "协同度", "复合系统", "有序度", "产业生态协同"],
    inputs: &[FRAME],
    parameters: &[
        parameter(
            "subsystems",
            ParameterKind::Text,
            None,
            "子系统",
            "Subsystems",
            "如 leaders=output; suppliers=output, patents；省略则每个指标为一个子系统",
            "Such as leaders=output; suppliers=firms, patents; each indicator is one when absent",
        ),
        LESS,
        parameter(
            "base",
            ParameterKind::Choice { of: &["first", "previous"] },
            Some("first"),
            "基期",
            "Base",
            "first：与首个时期比；previous：与上一时期比",
            "first: against the first period; previous: against the one before",
        ),
        parameter(
            "margin",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.1"),
            "外扩",
            "Margin",
            "极值向外扩极差的这一倍数，使最差者有序度不为零",
            "How far the extremes are moved outward, as a part of their distance, so that the worst has some order",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        words("orders", "子系统有序度", "Orders", "各子系统的名称与有序度", "Name and order of each subsystem"),
        number("synergy", "协同度", "Synergy", "−1 到 1；基期为空", "From −1 to 1; null in the base"),
        words("slowest", "最慢子系统", "Slowest", "有序度增加最少者", "The subsystem whose order rose the least"),
    ],
};

/// The orders and the synergy of every row.
#[derive(Clone, Debug, PartialEq)]
pub struct Synergy {
    /// Order of each subsystem by row; NaN where undefined.
    pub orders: Vec<Vec<f64>>,
    /// By row; `None` in the base and where undefined.
    pub synergy: Vec<Option<f64>>,
    /// The subsystem whose order rose the least since the base.
    pub slowest: Vec<Option<usize>>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Values by period and then region (a row each), then indicator; NaN is missing.
#[derive(Clone, Copy, Debug)]
pub struct Course<'a> {
    /// The values.
    pub value: &'a [f64],
    /// How many regions there are in each period.
    pub regions: usize,
    /// Whether less is better, by indicator.
    pub less: &'a [bool],
    /// The subsystem of each indicator, numbered from 0 without gaps.
    pub subsystem: &'a [u32],
}

/// Synergy against the first period, or the one before.
///
/// # Panics
///
/// If the values do not fill whole periods, or there is not one subsystem for each indicator.
pub fn system_synergy(course: &Course<'_>, previous: bool, margin: f64) -> Synergy {
    let (width, regions) = (course.less.len(), course.regions.max(1));
    assert!(
        course.subsystem.len() == width && course.value.len().is_multiple_of((width * regions).max(1)),
        "a full table"
    );
    let rows = course.value.len().checked_div(width).unwrap_or(0);
    let count = course.subsystem.iter().max().map_or(0, |most| *most as usize + 1);
    let complete: Vec<usize> =
        (0..rows).filter(|row| course.value[row * width..(row + 1) * width].iter().all(|x| x.is_finite())).collect();
    let limits: Vec<Option<(f64, f64)>> = (0..width)
        .map(|indicator| {
            let known = complete.iter().map(|row| course.value[row * width + indicator]);
            let (low, high) = known.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), x| (a.min(x), b.max(x)));
            (high > low).then_some((low - margin * (high - low), high + margin * (high - low)))
        })
        .collect();
    let mut orders = vec![vec![f64::NAN; count]; rows];
    let size = |s: usize| course.subsystem.iter().filter(|own| **own as usize == s).count() as f64;
    if let Some(limits) = limits.iter().copied().collect::<Option<Vec<_>>>() {
        for &row in &complete {
            let mut own = vec![1.0f64; count];
            for (indicator, (low, high)) in limits.iter().enumerate() {
                let share = (course.value[row * width + indicator] - low) / (high - low);
                let share = if course.less[indicator] { 1.0 - share } else { share };
                let s = course.subsystem[indicator] as usize;
                own[s] *= share.powf(1.0 / size(s));
            }
            orders[row] = own;
        }
    }
    let since = |row: usize| -> Option<Vec<f64>> {
        let base = if previous { row.checked_sub(regions)? } else { row % regions };
        let changes: Vec<f64> = orders[row].iter().zip(&orders[base]).map(|(now, then)| now - then).collect();
        (row != base && count > 0 && changes.iter().all(|change| change.is_finite())).then_some(changes)
    };
    let changes: Vec<Option<Vec<f64>>> = (0..rows).map(since).collect();
    let synergy = changes.iter().map(|changes| {
        let changes = changes.as_ref()?;
        let product: f64 = changes.iter().map(|change| change.abs().powf(1.0 / count as f64)).product();
        Some(if changes.iter().all(|change| *change > 0.0) || product == 0.0 { product } else { -product })
    });
    let slowest = changes.iter().map(|changes| {
        let changes = changes.as_ref()?;
        (0..count).min_by(|&one, &two| changes[one].total_cmp(&changes[two]))
    });
    let constant = limits.iter().filter(|limits| limits.is_none()).count();
    let counts = [("STR206", rows - complete.len()), ("STR211", constant)].into_iter().filter(|one| one.1 > 0);
    let findings = counts.map(|(code, count)| at(code, None, count)).collect();
    Synergy { synergy: synergy.collect(), slowest: slowest.collect(), findings, orders }
}
