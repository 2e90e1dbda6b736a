//! What stays in a region, what spills over to others, and what comes back.

use super::declare::{EDITS, PERIOD, REGION_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, number};
use super::leontief::factored;
use super::{AccountsError, Leontief, Mrio};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::{Dense, Watch, sum};

/// The declaration.
pub const SPILLOVER: Method = Method {
    id: "spillover_feedback",
    version: 1,
    study: "simulation",
    title: text("区域间溢出与反馈", "Inter-regional spillover and feedback"),
    question: text(
        "一地增加一单位最终需求，多少产出留在本地，多少溢出到外地，多少经外地反馈回来？",
        "Of the output that a unit of final demand takes, how much stays in the region, how much spills over to others, and how much comes back by way of them?",
    ),
    formula: text(
        "产品 j 在区域 r：区内乘数 = Σ_i [(I−A_rr)⁻¹]_ij；反馈 = Σ_{i∈r} l_ij − 区内乘数；溢出 = Σ_{i∉r} l_ij；三者之和为完全乘数 Σ_i l_ij。份额除以完全乘数。",
        "For product j of region r: local multiplier Σ_i [(I−A_rr)⁻¹]_ij; feedback Σ_{i∈r} l_ij − local; spillover Σ_{i∉r} l_ij; together the total multiplier Σ_i l_ij. Shares are of the total.",
    ),
    limits: text(
        "只有一个区域时溢出与反馈为零。产出为零的部门为空。",
        "Spillover and feedback are zero where there is one region. Null for sectors without output.",
    ),
    reference: "Miller, R. E. (1966). Interregional feedbacks in input-output models. Papers of the Regional Science Association 17, 105–125. Round, J. I. (1985). Decomposing multipliers for economic systems involving regional and world trade. The Economic Journal 95(378), 383–399.",
    aliases: &["spillover", "feedback", "溢出", "反馈", "区域间乘数"],
    inputs: &[TABLE, EDITS],
    parameters: &[PERIOD, SCENARIO],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("local", "区内乘数", "Local", "只在本区域内的循环", "Rounds inside of the region alone"),
        number("feedback", "反馈", "Feedback", "经外地返回", "What returns by way of others"),
        number("spillover", "溢出", "Spillover", "在外地引起的产出", "Output of other regions"),
        number("total", "完全乘数", "Total", "三者之和", "The three together"),
        number("spillover_share", "溢出份额", "Share of spillover", "溢出/完全乘数", "Spillover by total"),
        number("feedback_share", "反馈份额", "Share of feedback", "反馈/完全乘数", "Feedback by total"),
    ],
};

/// The multiplier of every node in its three parts; NaN where output is zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spillover {
    /// Inside of the region alone.
    pub local: Vec<f64>,
    /// By way of others.
    pub feedback: Vec<f64>,
    /// In others.
    pub spillover: Vec<f64>,
}

/// Splits the output multipliers of a table.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn spillover(mrio: &Mrio, watch: Watch<'_>) -> Result<Spillover, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let regions = mrio.regions();
    let mut within = Dense::zeros(mrio.len(), regions.len());
    for (column, &region) in regions.iter().enumerate() {
        within.column_mut(column)[mrio.of_region(region)].fill(1.0);
    }
    leontief.factored.solve_transposed(&mut within, watch)?;
    let mut found = Spillover::default();
    for (column, &region) in regions.iter().enumerate() {
        let range = mrio.of_region(region);
        let local = factored(&mrio.z, &mrio.x, range.clone(), watch)?.solved_transposed(&vec![1.0; range.len()]);
        for (place, node) in range.enumerate() {
            let exists = mrio.x[node] != 0.0;
            let keep = |number: f64| if exists { number } else { f64::NAN };
            let others = sum((0..regions.len()).filter(|other| *other != column).map(|other| within.at(node, other)));
            found.local.push(keep(local[place]));
            found.feedback.push(keep(within.at(node, column) - local[place]));
            found.spillover.push(keep(others));
        }
    }
    Ok(found)
}
