//! Specialisation: how far the industry structure of a region is from the reference, and how concentrated it is.

use crate::panel::{Panel, at};
use crate::profile::{Absent, Pairs, Profiles, distance, pairs};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Nullable, sum};
use rayon::prelude::*;

pub use crate::location_quotient::Reference;

/// The declaration.
pub const METHOD: Method = Method {
    id: "specialisation",
    version: 1,
    study: "structure",
    title: text("地区专业化指数", "Specialisation"),
    question: text(
        "一个区域的产业结构与参照相差多远，又有多集中？",
        "How far is the industry structure of a region from the reference, and how concentrated is it?",
    ),
    formula: text(
        "克鲁格曼指数 K_r = Σ_a |s_ra − t_a| ∈ [0, 2)，s 为本区域份额，t 为参照份额：total 为全部所选区域之和，rest 为除本区域外之和，region 为指定区域，pair 为另一区域（逐对）。集中度 H_r = Σ_a s_ra²；标准化 (H − 1/n)/(1 − 1/n)，n 为该时期出现的行业数。",
        "Krugman index K_r = Σ_a |s_ra − t_a| in [0, 2), with s the shares of the region and t those of the reference: total is the sum of all selected regions, rest the sum without the region itself, region a named one, pair every other region in turn. Concentration H_r = Σ_a s_ra²; normalised (H − 1/n)/(1 − 1/n), n being the industries that occur in the period.",
    ),
    limits: text(
        "依赖行业分类的粗细。缺失的行业不参与比较（参照同去）；有负值或合计不为正的区域结果为空；n = 1 时标准化集中度为空。部分文献的克鲁格曼指数除以 2。",
        "Depends on the grain of the classification. A missing industry is left out on both sides; null for a region with a negative value or no positive sum; normalised concentration is null for n = 1. Some authors divide the Krugman index by 2.",
    ),
    reference: "Krugman, P. (1991). Geography and Trade. MIT Press. Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54(5), 761–762.",
    aliases: &["krugman", "hhi", "herfindahl", "specialization", "专业化", "克鲁格曼指数", "集中度"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "reference",
            kind: ParameterKind::Choice { of: &["total", "rest", "region", "pair"] },
            default: Some("total"),
            title: text("参照", "Reference"),
            help: text(
                "与什么比较：全部之和、除本区域外之和、指定区域、或逐对比较",
                "What to compare with: the sum of all, the sum of the others, a named region, or each other region",
            ),
        },
        crate::profile::REFERENCE_REGION,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        crate::profile::PARTNER_COLUMN,
        Column::new(
            "krugman",
            ColumnKind::Number,
            text("克鲁格曼指数", "Krugman index"),
            text("0 为与参照相同，上限 2", "0 means the structure of the reference; at most 2"),
        ),
        Column::new(
            "herfindahl",
            ColumnKind::Number,
            text("赫芬达尔指数", "Herfindahl index"),
            text("份额平方和；逐对比较时为空", "Sum of squared shares; null when comparing pairs"),
        ),
        Column::new(
            "herfindahl_normalised",
            ColumnKind::Number,
            text("标准化赫芬达尔指数", "Normalised Herfindahl index"),
            text(
                "0 为均匀，1 为单一行业；逐对比较时为空",
                "0 means even, 1 a single industry; null when comparing pairs",
            ),
        ),
    ],
};

/// The specialisation of each region in each period, sorted by period and region.
#[derive(Clone, Debug, PartialEq)]
pub struct Specialisation {
    /// The period.
    pub period: Vec<u32>,
    /// The region.
    pub region: Vec<u32>,
    /// Distance of its shares from those of the reference.
    pub krugman: Nullable,
    /// Sum of its squared shares.
    pub herfindahl: Nullable,
    /// The same, from 0 (even over the industries of the period) to 1 (one industry).
    pub herfindahl_normalised: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Krugman index against `reference`, and concentration, of every region in each period.
pub fn specialisation(panel: &Panel<'_>, reference: Reference, absent: Absent) -> Specialisation {
    let profiles = Profiles::new(panel);
    let mut result = Specialisation {
        period: profiles.lines.iter().map(|line| line.0).collect(),
        region: profiles.lines.iter().map(|line| line.1).collect(),
        krugman: Nullable::default(),
        herfindahl: Nullable::default(),
        herfindahl_normalised: Nullable::default(),
        findings: Vec::new(),
    };
    profiles.note_absent(absent, &mut result.findings);
    let mut without_reference = 0;
    let rows: Vec<(Option<f64>, Option<f64>, Option<f64>)> = profiles
        .periods()
        .flat_map(|lines| {
            let width = profiles.axis(lines[0].0).len();
            let base = match reference {
                Reference::Region(region) => {
                    let mut base = vec![f64::NAN; width];
                    match lines.iter().find(|line| line.1 == region) {
                        Some(line) => profiles.write(line, absent, &mut base),
                        None => without_reference += 1,
                    }
                    base
                }
                Reference::Total | Reference::Rest => {
                    let mut base = vec![f64::NAN; width];
                    let mut profile = vec![0.0; width];
                    for line in lines {
                        profiles.write(line, absent, &mut profile);
                        for (total, value) in base.iter_mut().zip(&profile).filter(|(_, value)| !value.is_nan()) {
                            *total = if total.is_nan() { *value } else { *total + value };
                        }
                    }
                    base
                }
            };
            let measure = |profile: &mut Vec<f64>, line: &_| {
                profile.resize(width, 0.0);
                profiles.write(line, absent, profile);
                let krugman = match reference {
                    Reference::Rest => {
                        let rest: Vec<f64> = base.iter().zip(&*profile).map(|(all, own)| all - own).collect();
                        distance(profile, &rest)
                    }
                    Reference::Total | Reference::Region(_) => distance(profile, &base),
                };
                let herfindahl = concentration(profile);
                let even = 1.0 / width as f64;
                let normalised = herfindahl.filter(|_| width > 1).map(|h| (h - even) / (1.0 - even));
                (krugman, herfindahl, normalised)
            };
            lines.par_iter().map_init(Vec::new, measure).collect::<Vec<_>>()
        })
        .collect();
    let undefined = rows.iter().filter(|row| row.0.is_none() || row.1.is_none()).count();
    for (code, count) in [("STR105", undefined), ("STR107", without_reference)] {
        if count > 0 {
            result.findings.push(at(code, None, count));
        }
    }
    result.krugman = rows.iter().map(|row| row.0).collect();
    result.herfindahl = rows.iter().map(|row| row.1).collect();
    result.herfindahl_normalised = rows.iter().map(|row| row.2).collect();
    result
}

/// The Krugman distance of every pair of regions in each period.
pub fn krugman_pairs(panel: &Panel<'_>, absent: Absent) -> Pairs {
    pairs(panel, absent, distance)
}

/// The sum of squared shares; `None` without a positive sum or with a negative value.
fn concentration(profile: &[f64]) -> Option<f64> {
    let known = || profile.iter().copied().filter(|value| !value.is_nan());
    let total = sum(known());
    (total > 0.0 && known().all(|value| value >= 0.0)).then(|| sum(known().map(|value| (value / total).powi(2))))
}
