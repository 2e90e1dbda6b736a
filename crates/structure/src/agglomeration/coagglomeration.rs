//! Co-agglomeration of pairs of industries: whether two industries settle in the same places.

use super::{Located, PLANTS, TOTAL, TOTALS};
use crate::declare::{INDUSTRY_COLUMN, number};
use crate::panel::at;
use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{Nullable, four_dots};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "coagglomeration",
    version: 1,
    study: "structure",
    title: text("行业两两共聚指数", "Co-agglomeration of pairs"),
    question: text("哪些行业倾向于布局在同样的区域？", "Which industries settle in the same regions?"),
    formula: text(
        "γ_ij = Σ_m (s_mi − x_m)(s_mj − x_m)/(1 − Σ_m x_m²)，s 为行业在各区域的份额，x 为参照份额。",
        "γ_ij = Σ_m (s_mi − x_m)(s_mj − x_m)/(1 − Σ_m x_m²), with s the shares of an industry by region and x those of the reference.",
    ),
    limits: text(
        "0 为互不相关，正为共聚，负为互斥；与规模分布无关，因此无需 H。只有一个区域时为空。规模未知的单位不参与。共聚不等于有投入产出联系。",
        "0 when unrelated, positive when they share places, negative when they avoid each other; free of the size distribution, so no H enters. Null where there is one region. A plant of unknown size takes no part. Sharing places is not trading with each other.",
    ),
    reference: "Ellison, G., Glaeser, E. L., Kerr, W. R. (2010). What causes industry agglomeration? Evidence from coagglomeration patterns. American Economic Review 100(3), 1195–1213.",
    aliases: &["egk", "co-agglomeration", "产业共聚", "协同集聚"],
    inputs: &[PLANTS, TOTALS, crate::declare::REGIONS],
    parameters: &[TOTAL, super::LEVEL, crate::profile::PERIOD],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN.required(),
        Column::new(
            "partner",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("对比行业", "Partner"),
            text("与之比较的行业", "The industry compared with"),
        )
        .required(),
        number(
            "coagglomeration",
            "共聚指数",
            "Co-agglomeration",
            "0 为互不相关，正为共聚，负为互斥",
            "0 when unrelated, positive when they share places, negative when they avoid each other",
        ),
    ],
};

/// A value for every pair of industries with plants, `industry < partner`, sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Coagglomeration {
    /// One industry.
    pub industry: Vec<u32>,
    /// The other.
    pub partner: Vec<u32>,
    /// The index.
    pub value: Nullable,
    /// What was found, that of [`Located`] not repeated.
    pub findings: Vec<Diagnostic>,
}

/// The co-agglomeration of every pair of industries: `n²/2` products of rows of deviations.
#[allow(clippy::cast_possible_truncation, reason = "industries are counted in 32 bits")]
pub fn coagglomeration(located: &Located) -> Coagglomeration {
    let industries: Vec<u32> = located.present().map(|industry| industry as u32).collect();
    let rows: Vec<Vec<f64>> = industries.par_iter().map(|&industry| located.deviation(industry as usize)).collect();
    let spread = if located.is_spread() { located.spread } else { f64::NAN };
    let values: Vec<Vec<f64>> = (0..rows.len())
        .into_par_iter()
        .map(|one| {
            // Four partners at a time, so that a row is read once for all of them.
            let blocks = rows[one + 1..].chunks(4).flat_map(|block| {
                let partner = |n: usize| block.get(n).unwrap_or(&rows[one]).as_slice();
                let mut four = [0.0; 4];
                four_dots(&rows[one], [partner(0), partner(1), partner(2), partner(3)], &mut four);
                four.into_iter().take(block.len())
            });
            blocks.map(|product| product / spread).collect()
        })
        .collect();
    let pairs = industries.len() * industries.len().saturating_sub(1) / 2;
    let (mut industry, mut partner) = (Vec::with_capacity(pairs), Vec::with_capacity(pairs));
    for (place, &one) in industries.iter().enumerate() {
        for &two in &industries[place + 1..] {
            industry.push(one);
            partner.push(two);
        }
    }
    let value = Nullable::from_raw(values.concat());
    let mut findings = Vec::new();
    if value.undefined() > 0 {
        findings.push(at("STR203", None, value.undefined()));
    }
    Coagglomeration { industry, partner, value, findings }
}
