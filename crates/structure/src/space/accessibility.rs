//! Accessibility: how much of what matters lies within reach.

use super::catalogue::note;
use super::declare;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "accessibility",
    version: 1,
    study: "structure",
    title: text("可达性", "Accessibility"),
    question: text(
        "从一个区域出发，多少人口、产值或机会在可达范围之内？",
        "How many people, how much output or how many opportunities are within reach of a region?",
    ),
    formula: text(
        "t_ij 为旅行时间，m_j 为目的地的质量（如人口）。潜力 A_i = Σ_j m_j f(t_ij)，power：f = t^(−b)；exponential：f = e^(−b t)。累积机会 C_i = Σ_{t_ij ≤ minutes} m_j；日可达 D_i = Σ_{t_ij ≤ daily} m_j（往返当日）；加权平均时间 T_i = Σ m_j t_ij / Σ m_j。relative = A_i / 各区域 A 的平均。own 大于零时，区域自身以 own 分钟计入潜力、累积与日可达。",
        "t_ij is the travel time, m_j the mass of the destination (its population, say). Potential A_i = Σ_j m_j f(t_ij), with f = t^(−b) for power and f = e^(−b t) for exponential. Cumulative opportunities C_i = Σ_{t_ij ≤ minutes} m_j; daily accessibility D_i = Σ_{t_ij ≤ daily} m_j (there and back in a day); weighted mean time T_i = Σ m_j t_ij / Σ m_j. relative = A_i over the mean A of the regions. With own above zero, the region itself counts at own minutes in potential, cumulative and daily.",
    ),
    limits: text(
        "潜力的单位是质量 × 分钟^(−b)，只能比较相对大小。没有列出或未知的时间视为不可达；T_i 只覆盖可达的目的地，须与 reached 同看。质量未知的目的地不计入，其个数见 unknown。负质量没有意义，按未知处理。",
        "The unit of the potential is mass · minutes^(−b): only its relative size says something. Unlisted and unknown times count as out of reach; T_i covers destinations within reach only, so read it with reached. Destinations of unknown mass are left out and counted in unknown; a negative mass means nothing and counts as unknown.",
    ),
    reference: "Hansen, W. G. (1959). How accessibility shapes land use. Journal of the American Institute of Planners 25(2), 73–76. Gutiérrez, J. (2001). Location, economic potential and daily accessibility: an analysis of the accessibility impact of the high-speed line Madrid–Barcelona–French border. Journal of Transport Geography 9(4), 229–242.",
    aliases: &[
        "potential",
        "market_potential",
        "daily_accessibility",
        "opportunities",
        "通达性",
        "市场潜力",
        "日可达性",
    ],
    inputs: &[
        crate::declare::FRAME,
        liantu_model::method::Input { optional: true, ..declare::TIMETABLE_TABLE },
        declare::PAIR_TABLE,
    ],
    parameters: &[
        Parameter {
            name: "indicator",
            kind: ParameterKind::Text,
            default: None,
            title: text("质量", "Mass"),
            help: text(
                "目的地质量的指标；表中只有一个指标时可省略",
                "The indicator that is the mass; may be left out where the table holds only one",
            ),
        },
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "decay",
            kind: ParameterKind::Choice { of: &["power", "exponential"] },
            default: Some("power"),
            title: text("衰减", "Decay"),
            help: text("潜力随时间衰减的形式", "How the potential falls with time"),
        },
        Parameter {
            name: "b",
            kind: ParameterKind::Number { min: 0.0, max: 10.0, unit: None },
            default: Some("1"),
            title: text("衰减系数", "Decay coefficient"),
            help: text("指数 b；exponential 时以每分钟计", "The exponent b; per minute for exponential"),
        },
        Parameter {
            name: "minutes",
            kind: ParameterKind::Number { min: 0.0, max: 1e5, unit: Some("min") },
            default: Some("60"),
            title: text("累积时间", "Threshold"),
            help: text("累积机会的时间界限", "The bound of cumulative opportunities"),
        },
        Parameter {
            name: "daily",
            kind: ParameterKind::Number { min: 0.0, max: 1e5, unit: Some("min") },
            default: Some("240"),
            title: text("日可达时间", "Daily threshold"),
            help: text("日可达的单程时间界限", "The bound of daily accessibility, one way"),
        },
        Parameter {
            name: "own",
            kind: ParameterKind::Number { min: 0.0, max: 1e5, unit: Some("min") },
            default: Some("0"),
            title: text("区域内部时间", "Time within a region"),
            help: text(
                "区域自身以多少分钟计入；0 为不计入",
                "At how many minutes a region counts itself; 0 for not at all",
            ),
        },
        declare::PAIR_MEASURE,
        declare::PLACES,
        declare::START,
        declare::END,
        declare::TRANSFER,
        declare::INTERCHANGE,
        declare::ACCESS,
        declare::DATE,
        declare::BASIS,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new(
            "potential",
            ColumnKind::Number,
            text("潜力", "Potential"),
            text("随时间衰减的质量之和", "Masses that fall with time, added up"),
        ),
        Column::new(
            "relative",
            ColumnKind::Number,
            text("相对潜力", "Relative potential"),
            text("与各区域平均之比", "Over the mean of the regions"),
        ),
        Column::new(
            "cumulative",
            ColumnKind::Number,
            text("累积机会", "Cumulative opportunities"),
            text("minutes 之内的质量", "Mass within minutes"),
        ),
        Column::new(
            "daily",
            ColumnKind::Number,
            text("日可达", "Daily accessibility"),
            text("daily 之内的质量", "Mass within daily"),
        ),
        Column::new(
            "mean_minutes",
            ColumnKind::Number,
            text("加权平均时间", "Weighted mean time"),
            text("到可达目的地的质量加权平均时间", "To the destinations within reach, weighted by their mass"),
        )
        .unit("min"),
        Column::new(
            "reached",
            ColumnKind::Integer,
            text("可达区域", "Reached"),
            text("有旅行时间的目的地", "Destinations with a travel time"),
        ),
        Column::new(
            "unknown",
            ColumnKind::Integer,
            text("质量未知", "Unknown"),
            text("有旅行时间而质量未知的目的地", "Destinations with a travel time and no known mass"),
        ),
    ],
};

/// How mass counts less the longer it takes to get there.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Decay {
    /// `t^-b`.
    Power(f64),
    /// `e^(-b t)`.
    Exponential(f64),
}

impl Decay {
    fn of(self, minutes: f64) -> f64 {
        match self {
            Self::Power(b) => minutes.powf(-b),
            Self::Exponential(b) => (-b * minutes).exp(),
        }
    }
}

/// What to count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reach {
    /// The decay of the potential.
    pub decay: Decay,
    /// Bound of the cumulative opportunities, minutes.
    pub minutes: f64,
    /// Bound of daily accessibility, minutes.
    pub daily: f64,
    /// Minutes at which a region counts itself; `None` where it does not.
    pub own: Option<f64>,
}

/// The accessibility of a region; undefined where no known mass is within reach at all.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accessibility {
    /// Potential.
    pub potential: Option<f64>,
    /// Potential over the mean of those defined.
    pub relative: Option<f64>,
    /// Mass within the bound of cumulative opportunities.
    pub cumulative: Option<f64>,
    /// Mass within the bound of a day.
    pub daily: Option<f64>,
    /// Mean time to the others, weighted by mass.
    pub mean_minutes: Option<f64>,
    /// Other regions that a time leads to.
    pub reached: u32,
    /// Those of unknown mass among them.
    pub unknown: u32,
}

/// The accessibility of each region. `mass` is by region, NaN where unknown; `times` are `(from, to, minutes)`, each pair
/// once, unlisted and NaN where there is no way.
///
/// # Panics
///
/// If a region of `times` has no place in `mass`.
pub fn accessibility(mass: &[f64], times: &[(u32, u32, f64)], reach: Reach) -> (Vec<Accessibility>, Vec<Diagnostic>) {
    let known = |region: u32| Some(mass[region as usize]).filter(|mass| mass.is_finite() && *mass >= 0.0);
    let mut order: Vec<(u32, u32, f64)> = Vec::with_capacity(times.len());
    let (mut none, mut unusable) = (0, 0);
    for &(from, to, minutes) in times.iter().filter(|time| time.0 != time.1) {
        if minutes.is_nan() {
            none += 1;
        } else if minutes > 0.0 && minutes.is_finite() {
            order.push((from, to, minutes));
        } else {
            unusable += 1;
        }
    }
    order.sort_by_key(|time| (time.0, time.1));
    let mut results = vec![Accessibility::default(); mass.len()];
    let mut massless = std::collections::BTreeSet::new();
    let mut ways = order.chunk_by(|one, two| one.0 == two.0).peekable();
    for (region, result) in (0u32..).zip(&mut results) {
        let others = ways.next_if(|way| way[0].0 == region).unwrap_or_default();
        let mut reached: Vec<(f64, f64)> = Vec::with_capacity(others.len() + 1);
        for &(_, to, minutes) in others {
            if let Some(mass) = known(to) {
                reached.push((mass, minutes));
            } else {
                result.unknown += 1;
                massless.insert(to);
            }
        }
        result.reached = others.len() as u32;
        let whole = sum(reached.iter().map(|one| one.0));
        let time = sum(reached.iter().map(|(mass, minutes)| mass * minutes));
        result.mean_minutes = (whole > 0.0).then(|| time / whole);
        reached.extend(reach.own.and_then(|own| Some((known(region)?, own))));
        if reached.is_empty() {
            continue;
        }
        let within = |most: f64| sum(reached.iter().filter(|one| one.1 <= most).map(|one| one.0));
        result.potential = Some(sum(reached.iter().map(|&(mass, minutes)| mass * reach.decay.of(minutes))));
        (result.cumulative, result.daily) = (Some(within(reach.minutes)), Some(within(reach.daily)));
    }
    let defined: Vec<f64> = results.iter().filter_map(|result| result.potential).collect();
    let mean = sum(defined.iter().copied()) / defined.len() as f64;
    for result in &mut results {
        result.relative = result.potential.filter(|_| mean > 0.0).map(|potential| potential / mean);
    }
    let mut findings = Vec::new();
    let counts = [("STR425", "indicator", massless.len()), ("STR426", "region_pair", none)];
    for (code, table, count) in counts.into_iter().chain([("STR427", "region_pair", unusable)]) {
        if count > 0 {
            findings.push(note(code, table, count));
        }
    }
    (results, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let reach = Reach { decay: Decay::Power(1.0), minutes: 60.0, daily: 240.0, own: None };
        let times = [(0, 1, 60.0), (0, 2, 120.0), (0, 3, 30.0), (1, 0, 50.0), (1, 2, f64::NAN), (2, 0, 0.0)];
        let (found, findings) = accessibility(&[10.0, 60.0, 240.0, f64::NAN], &times, reach);
        assert_eq!(found[0].potential, Some(3.0));
        assert_eq!((found[0].cumulative, found[0].daily), (Some(60.0), Some(300.0)));
        assert_eq!(found[0].mean_minutes, Some((60.0 * 60.0 + 240.0 * 120.0) / 300.0));
        assert_eq!((found[0].reached, found[0].unknown), (3, 1));
        assert_eq!(found[1].potential, Some(0.2));
        assert_eq!(found[0].relative, Some(3.0 / 1.6));
        assert_eq!((found[2].potential, found[2].reached, found[3].cumulative), (None, 0, None));
        let codes: Vec<_> = findings.iter().map(|finding| finding.code).collect();
        assert_eq!(codes, ["STR425", "STR426", "STR427"]);
        let own = Reach { own: Some(30.0), ..reach };
        let (found, _) = accessibility(&[10.0, 60.0, 240.0, f64::NAN], &times, own);
        assert_eq!(found[2].potential, Some(8.0));
        assert_eq!((found[2].mean_minutes, found[3].potential), (None, None));
    }
}
