//! Totals over territories that change: what was recorded for regions of one day, added up over the regions of another.

use crate::panel::at;
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "territorial_total",
    version: 1,
    study: "structure",
    title: text("按某日区划的合计", "Totals over the territory of a day"),
    question: text(
        "按某一天的行政区划，一个指标在各区域合计是多少？",
        "What does an indicator add up to over the regions as they were on a given day?",
    ),
    formula: text(
        "X_R(t; D) = Σ_r x_r(t)·w(r → R; D)。x_r(t) 为时期 t 记录于区域 r 的数值；w 为 r 的数值依沿革归于 D 日区划中 R 的份额：r 在 D 日仍在则随其上级；已撤销或尚未设立则循合并、拆分、更名逐步推算。",
        "X_R(t; D) = Σ_r x_r(t)·w(r → R; D), where x_r(t) is recorded for region r in period t and w is the share of r that belongs to R as of day D: r itself goes with its parent of that day; a region that no longer or not yet existed is carried along mergers, splits and renames.",
    ),
    limits: text(
        "只加总 parts 层级的记录，避免上下级重复计算。份额未知的拆分若各部分都落在同一区域，则整体归入；否则该部分未知，合计为空，另列已知部分之和与未知单元数。",
        "Only values recorded at the level `parts` are added, so that no total is counted twice. Where the share of a split is unknown the whole goes to the region that holds all its parts; if there is none the part is unknown: the total is null, and the sum of what is known and the number of unknown cells stand beside it.",
    ),
    reference: "Norman, P., Rees, P., Boyle, P. (2003). Achieving data compatibility over space and time. International Journal of Population Geography 9(5), 365–386.",
    aliases: &["territory", "lineage", "as of", "区划沿革", "历史区划", "口径调整"],
    inputs: &[
        crate::declare::PANEL,
        Input { table: "region", columns: &["region", "level", "parent", "start", "end"], optional: false },
        Input { table: "region_lineage", columns: &["from_region", "to_region", "date", "share"], optional: true },
    ],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::PERIOD,
        Parameter {
            name: "as_of",
            kind: ParameterKind::Text,
            default: None,
            title: text("区划日期", "Territory as of"),
            help: text(
                "按这一天的区划，如 2010-12-31；省略则按各时期的第一天",
                "The regions of this day, such as 2010-12-31; those of the first day of each period when absent",
            ),
        },
        Parameter {
            name: "level",
            kind: ParameterKind::Scale,
            default: Some("city"),
            title: text("合计层级", "Level of the totals"),
            help: text("合计到这一层级", "The level to add up to"),
        },
        Parameter {
            name: "parts",
            kind: ParameterKind::Scale,
            default: Some("county"),
            title: text("记录层级", "Level of the parts"),
            help: text("只加总记录于这一层级的数值", "Only values recorded at this level are added"),
        },
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        Column::new(
            "name_zh",
            ColumnKind::Text,
            text("中文名", "Chinese name"),
            text("该日的名称", "Name on that day"),
        ),
        Column::new(
            "name_en",
            ColumnKind::Text,
            text("英文名", "English name"),
            text("该日的名称", "Name on that day"),
        ),
        Column::new(
            "industry",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("行业", "Industry"),
            text("空白为不分行业的数值", "Blank for values that are not by industry"),
        ),
        Column::new(
            "total",
            ColumnKind::Number,
            text("合计", "Total"),
            text("有未知部分时为空", "Null where a part is unknown"),
        ),
        Column::new(
            "known",
            ColumnKind::Number,
            text("已知部分", "Known part"),
            text("已知部分之和", "Sum of what is known"),
        ),
        Column::new(
            "cells",
            ColumnKind::Integer,
            text("单元数", "Cells"),
            text("归入的记录个数", "Records that went in"),
        ),
        Column::new(
            "unknown",
            ColumnKind::Integer,
            text("未知单元", "Unknown cells"),
            text("数值或份额未知的记录个数", "Records of unknown value or share"),
        ),
    ],
};

/// Which share of a region went to another on a day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The region before.
    pub from: u32,
    /// The region after.
    pub to: u32,
    /// First day of the new state, from 1970-01-01.
    pub day: i32,
    /// The share of `from` that went to `to`; `None`: unknown.
    pub share: Option<f64>,
}

/// The regions of `to_day` in which the territory that region `region` had on `from_day` lies, with its share in each; `None`
/// stands for a share that is unknown. `exists(region, day)` says which regions there are.
///
/// Forwards, a region that was abolished is followed into its successors. Backwards, a region that was not yet there is
/// followed into its predecessors: wholly into one, with unknown shares into several.
pub fn carry(
    changes: &[Change],
    exists: &dyn Fn(u32, i32) -> bool,
    region: u32,
    from_day: i32,
    to_day: i32,
) -> Vec<(u32, Option<f64>)> {
    let mut carried: BTreeMap<u32, Option<f64>> = BTreeMap::new();
    // Bounded: each step moves towards `to_day`.
    let mut open = vec![(region, from_day, Some(1.0))];
    while let Some((region, day, share)) = open.pop() {
        if exists(region, to_day) {
            let sum = carried.entry(region).or_insert(Some(0.0));
            *sum = sum.zip(share).map(|(sum, share)| sum + share);
            continue;
        }
        let onward: Vec<&Change> = if to_day > day {
            changes.iter().filter(|change| change.from == region && change.day > day && change.day <= to_day).collect()
        } else {
            changes.iter().filter(|change| change.to == region && change.day <= day && change.day > to_day).collect()
        };
        let only = onward.len() == 1;
        for change in onward {
            let (next, step, part) = if to_day > day {
                (change.to, change.day, if only { Some(change.share.unwrap_or(1.0)) } else { change.share })
            } else {
                (change.from, change.day - 1, only.then_some(1.0))
            };
            open.push((next, step, share.zip(part).map(|(share, part)| share * part)));
        }
    }
    carried.into_iter().collect()
}

/// A value, and the regions of the totals that it belongs to with its share in each.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Period and industry: what is not added together.
    pub group: (u32, u32),
    /// The value; `None`: unknown.
    pub value: Option<f64>,
    /// Where it goes; a share of `None` is unknown.
    pub shares: Vec<(u32, Option<f64>)>,
}

/// The total of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Total {
    /// Period and industry.
    pub group: (u32, u32),
    /// The region.
    pub region: u32,
    /// The sum; `None` where a part of it is unknown.
    pub total: Option<f64>,
    /// The sum of the parts that are known; `None` where none is.
    pub known: Option<f64>,
    /// Records that went in.
    pub cells: u32,
    /// Records of unknown value or share among them.
    pub unknown: u32,
}

/// Totals by group and region. Parts whose shares all lead to one region belong to it wholly, known or not.
pub fn territorial_totals(parts: &[Part]) -> (Vec<Total>, Vec<Diagnostic>) {
    #[derive(Default)]
    struct Making {
        known: Vec<f64>,
        cells: u32,
        unknown: u32,
    }
    let mut sums: BTreeMap<((u32, u32), u32), Making> = BTreeMap::new();
    let mut nowhere = 0;
    for part in parts {
        nowhere += usize::from(part.shares.is_empty());
        let whole = part.shares.len() == 1;
        for &(region, share) in &part.shares {
            let making = sums.entry((part.group, region)).or_default();
            making.cells += 1;
            match part.value.zip(share.or(whole.then_some(1.0))) {
                Some((value, share)) => making.known.push(value * share),
                None => making.unknown += 1,
            }
        }
    }
    let totals: Vec<Total> = sums
        .into_iter()
        .map(|((group, region), Making { known, cells, unknown })| {
            let sum = (!known.is_empty()).then(|| liantu_numeric::sum(known));
            Total { group, region, total: sum.filter(|_| unknown == 0), known: sum, cells, unknown }
        })
        .collect();
    let unknown = totals.iter().filter(|total| total.unknown > 0).count();
    let mut findings = Vec::new();
    if unknown > 0 {
        findings.push(at("STR108", None, unknown));
    }
    if nowhere > 0 {
        findings.push(at("STR109", None, nowhere));
    }
    (totals, findings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHAOHU: u32 = 0;
    const HEFEI: u32 = 1;
    const WUHU: u32 = 2;
    const DAY: i32 = 15_208;
    const CHANGES: [Change; 2] = [
        Change { from: CHAOHU, to: HEFEI, day: DAY, share: Some(0.4) },
        Change { from: CHAOHU, to: WUHU, day: DAY, share: None },
    ];

    fn exists(region: u32, day: i32) -> bool {
        region != CHAOHU || day < DAY
    }

    #[test]
    fn a_region_that_still_exists_stays_itself() {
        assert_eq!(carry(&CHANGES, &exists, HEFEI, 0, 20_000), [(HEFEI, Some(1.0))]);
        assert_eq!(carry(&CHANGES, &exists, CHAOHU, 0, 100), [(CHAOHU, Some(1.0))]);
    }

    #[test]
    fn an_abolished_region_is_followed_and_an_unknown_share_stays_unknown() {
        assert_eq!(carry(&CHANGES, &exists, CHAOHU, 0, 20_000), [(HEFEI, Some(0.4)), (WUHU, None)]);
        let merge = [Change { from: CHAOHU, to: HEFEI, day: DAY, share: None }];
        assert_eq!(carry(&merge, &exists, CHAOHU, 0, 20_000), [(HEFEI, Some(1.0))]);
        assert_eq!(carry(&[], &exists, CHAOHU, 0, 20_000), []);
    }

    #[test]
    fn totals_keep_what_is_unknown_apart() {
        let part = |value, shares: &[(u32, Option<f64>)]| Part { group: (0, 0), value, shares: shares.to_vec() };
        let (totals, findings) = territorial_totals(&[
            part(Some(10.0), &[(HEFEI, Some(0.4)), (WUHU, None)]),
            part(Some(5.0), &[(HEFEI, Some(1.0))]),
            part(Some(7.0), &[(WUHU, None)]),
        ]);
        assert_eq!(
            totals[0],
            Total { group: (0, 0), region: HEFEI, total: Some(9.0), known: Some(9.0), cells: 2, unknown: 0 }
        );
        assert_eq!(
            totals[1],
            Total { group: (0, 0), region: WUHU, total: None, known: Some(7.0), cells: 2, unknown: 1 }
        );
        assert_eq!(findings.len(), 1);
    }
}
