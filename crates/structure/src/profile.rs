//! The industry profile of a region in a period, and what the measures on profiles share.

use crate::panel::{Panel, at};
use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Parameter, ParameterKind};
use liantu_numeric::Nullable;
use std::ops::Range;

pub(crate) const INDICATOR: Parameter = Parameter {
    name: "indicator",
    kind: ParameterKind::Text,
    default: None,
    title: text("指标", "Indicator"),
    help: text(
        "用哪个指标；表中只有一个指标时可省略。数值的单位须能换算为一种（如元与万元）",
        "Which indicator to use; may be left out where the table holds only one. The units of its values must convert into one, as 元 and 万元 do",
    ),
};
pub(crate) const INDICATORS: Parameter = Parameter {
    name: "indicators",
    kind: ParameterKind::Text,
    default: None,
    title: text("指标", "Indicators"),
    help: text(
        "用哪些指标，以逗号分隔；省略则用全部。每个指标的单位须能换算为一种（如元与万元）",
        "Which indicators to use, separated by commas; all when absent. The units of each must convert into one, as 元 and 万元 do",
    ),
};
pub(crate) const INDUSTRY: Parameter = Parameter {
    name: "industry",
    kind: ParameterKind::Text,
    default: None,
    title: text("行业", "Industry"),
    help: text(
        "只用这一行业的数值；省略则只用不属于任何行业的数值",
        "Only values of this industry; when absent, only values that belong to no industry",
    ),
};
pub(crate) const LEVEL: Parameter = Parameter {
    name: "level",
    kind: ParameterKind::Scale,
    default: None,
    title: text("层级", "Level"),
    help: text(
        "只比较这一层级的区域，避免合计行被重复计算；参照区域不受限制；省略则用全部区域",
        "Only regions of this level are compared and summed, so that no total is counted twice; the reference region may be of any level; all regions when absent",
    ),
};
pub(crate) const PERIOD: Parameter = Parameter {
    name: "period",
    kind: ParameterKind::Period,
    default: None,
    title: text("时期", "Period"),
    help: text("只计算完全落在其中的时期", "Only periods that lie wholly within it"),
};
/// What a location quotient compares with.
pub(crate) const REFERENCE: Parameter = Parameter {
    name: "reference",
    kind: ParameterKind::Choice { of: &["total", "rest", "region"] },
    default: Some("total"),
    title: text("参照", "Reference"),
    help: text(
        "与什么比较：全部所选区域之和、除本区域外之和、或一个指定区域",
        "What to compare with: the sum of all selected regions, the sum without the region itself, or a named region",
    ),
};
pub(crate) const REFERENCE_REGION: Parameter = Parameter {
    name: "reference_region",
    kind: ParameterKind::Text,
    default: None,
    title: text("参照区域", "Reference region"),
    help: text("reference 为 region 时的区域代码，如 CHN", "Code of the region when reference is region, such as CHN"),
};
pub(crate) const DUPLICATES: Parameter = Parameter {
    name: "duplicates",
    kind: ParameterKind::Choice { of: &["refuse", "sum"] },
    default: Some("refuse"),
    title: text("重复单元", "Duplicates"),
    help: text(
        "同一区域、行业、时期出现多次时：拒绝计算或求和",
        "When a region, industry and period occur more than once: refuse, or add them",
    ),
};
pub(crate) const ABSENT: Parameter = Parameter {
    name: "absent",
    kind: ParameterKind::Choice { of: &["zero", "missing"] },
    default: Some("zero"),
    title: text("未列出的组合", "Combinations not listed"),
    help: text(
        "表中没有的区域与行业组合：按零计，或视为缺失而不参与比较。列出但无数值的单元总是缺失",
        "A pair of region and industry that the table does not list: counts as zero, or is missing and left out of the comparison. A listed cell without a value is always missing",
    ),
};
pub(crate) const PERIOD_COLUMN: Column =
    Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period"));
pub(crate) const REGION_COLUMN: Column = Column::new(
    "region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("区域", "Region"),
    text("区域代码", "Code of the region"),
)
.required();
pub(crate) const PARTNER_COLUMN: Column = Column::new(
    "partner",
    ColumnKind::Code { system: CodeSystem::Region },
    text("对比区域", "Partner"),
    text("与之比较的区域", "The region compared with"),
);

/// What a combination of region and industry counts as that the table does not list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absent {
    /// Zero: the table lists what exists.
    #[default]
    Zero,
    /// Missing: left out of the comparison.
    Missing,
}

/// A value for every pair of regions of each period, `region < partner`, sorted by period, region, partner.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// The period.
    pub period: Vec<u32>,
    /// One region.
    pub region: Vec<u32>,
    /// The other region.
    pub partner: Vec<u32>,
    /// The value; undefined where a side has no positive sum or a negative value.
    pub value: Nullable,
    /// How many industries entered the comparison.
    pub industries: Vec<u32>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The cells of a panel by period and region.
pub(crate) struct Profiles<'p, 'a> {
    panel: &'p Panel<'a>,
    order: Vec<u32>,
    /// Period, region, and where its cells lie in `order`.
    pub(crate) lines: Vec<(u32, u32, Range<usize>)>,
    /// Whether an industry occurs in a period, and which.
    occurring: Vec<Vec<u32>>,
}

impl<'p, 'a> Profiles<'p, 'a> {
    pub(crate) fn new(panel: &'p Panel<'a>) -> Self {
        let order = panel.sorted();
        let mut lines: Vec<(u32, u32, Range<usize>)> = Vec::new();
        let mut occurring: Vec<Vec<u32>> = vec![Vec::new(); panel.shape().periods as usize];
        for (place, &row) in order.iter().enumerate() {
            let (period, region) = (panel.period[row as usize], panel.region[row as usize]);
            match lines.last_mut() {
                Some((p, r, range)) if (*p, *r) == (period, region) => range.end = place + 1,
                _ => lines.push((period, region, place..place + 1)),
            }
            occurring[period as usize].push(panel.industry[row as usize]);
        }
        for industries in &mut occurring {
            industries.sort_unstable();
            industries.dedup();
        }
        Self { panel, order, lines, occurring }
    }

    /// Runs of lines of the same period.
    pub(crate) fn periods(&self) -> impl Iterator<Item = &[(u32, u32, Range<usize>)]> {
        self.lines.chunk_by(|one, two| one.0 == two.0)
    }

    /// The industries that any region lists in `period`, sorted: the axis of its profiles.
    pub(crate) fn axis(&self, period: u32) -> &[u32] {
        &self.occurring[period as usize]
    }

    /// Writes a line along the axis of its period: NaN where missing.
    pub(crate) fn write(&self, line: &(u32, u32, Range<usize>), absent: Absent, profile: &mut [f64]) {
        profile.fill(if absent == Absent::Zero { 0.0 } else { f64::NAN });
        let axis = self.axis(line.0);
        let mut place = 0;
        for &row in &self.order[line.2.clone()] {
            let industry = self.panel.industry[row as usize];
            while axis[place] != industry {
                place += 1;
            }
            profile[place] = self.panel.value[row as usize];
        }
    }

    /// A finding on the combinations that count as zero because the table does not list them.
    pub(crate) fn note_absent(&self, absent: Absent, findings: &mut Vec<Diagnostic>) {
        let cells: usize = self.lines.iter().map(|line| self.axis(line.0).len()).sum();
        if absent == Absent::Zero && cells > self.order.len() {
            findings.push(at("STR106", None, cells - self.order.len()));
        }
    }
}

/// The sum of a profile over the industries that `other` knows too; `None` unless positive, or where a value is negative.
pub(crate) fn common_sum(profile: &[f64], other: &[f64]) -> Option<f64> {
    let mut sum = 0.0;
    for (&value, &there) in profile.iter().zip(other) {
        if value < 0.0 {
            return None;
        }
        if !value.is_nan() && !there.is_nan() {
            sum += value;
        }
    }
    (sum > 0.0).then_some(sum)
}

/// `Σ |one/Σone − two/Σtwo|` over the industries that both know; `None` where a side has no positive sum or a negative
/// value. In `[0, 2]`.
pub(crate) fn distance(one: &[f64], two: &[f64]) -> Option<f64> {
    let (of_one, of_two) = (common_sum(one, two)?, common_sum(two, one)?);
    let gap = |(&x, &y): (&f64, &f64)| (!x.is_nan() && !y.is_nan()).then(|| (x / of_one - y / of_two).abs());
    Some(liantu_numeric::sum(one.iter().zip(two).filter_map(gap)).min(2.0))
}

/// How many industries both profiles know.
pub(crate) fn common(one: &[f64], two: &[f64]) -> u32 {
    one.iter().zip(two).map(|(x, y)| u32::from(!x.is_nan() && !y.is_nan())).sum()
}

/// `measure` of every pair of regions in each period.
pub(crate) fn pairs(
    panel: &Panel<'_>,
    absent: Absent,
    measure: impl Fn(&[f64], &[f64]) -> Option<f64> + Sync,
) -> Pairs {
    use rayon::prelude::*;
    let profiles = Profiles::new(panel);
    let mut pairs = Pairs {
        period: Vec::new(),
        region: Vec::new(),
        partner: Vec::new(),
        value: Nullable::default(),
        industries: Vec::new(),
        findings: Vec::new(),
    };
    profiles.note_absent(absent, &mut pairs.findings);
    let mut values = Vec::new();
    for lines in profiles.periods() {
        let width = profiles.axis(lines[0].0).len();
        let mut table = vec![0.0; lines.len() * width];
        table.par_chunks_mut(width).zip(lines).for_each(|(profile, line)| profiles.write(line, absent, profile));
        let profile = |n: usize| &table[n * width..(n + 1) * width];
        let rows: Vec<Vec<(Option<f64>, u32)>> = (0..lines.len())
            .into_par_iter()
            .map(|one| {
                (one + 1..lines.len())
                    .map(|two| (measure(profile(one), profile(two)), common(profile(one), profile(two))))
                    .collect()
            })
            .collect();
        for (one, row) in rows.into_iter().enumerate() {
            for (two, (value, industries)) in row.into_iter().enumerate() {
                pairs.period.push(lines[one].0);
                pairs.region.push(lines[one].1);
                pairs.partner.push(lines[one + 1 + two].1);
                pairs.industries.push(industries);
                values.push(value);
            }
        }
    }
    pairs.value = values.into_iter().collect();
    let undefined = pairs.value.undefined();
    if undefined > 0 {
        pairs.findings.push(at("STR105", None, undefined));
    }
    pairs
}
