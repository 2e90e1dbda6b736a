//! Pure linkages: what a sector and the rest of the economy make each other produce, in money.

use super::declare::{EDITS, PERIOD, REGION_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number};
use super::{AccountsError, Leontief, Mrio};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::{Watch, sum};

/// Columns of the inverse looked at together.
const TOGETHER: usize = 384;

/// The declaration.
pub const PURE: Method = Method {
    id: "pure_linkages",
    version: 1,
    study: "simulation",
    title: text("纯关联", "Pure linkages"),
    question: text(
        "剔除部门自身需求后，一个部门与其余经济互相带动的产值各有多大？",
        "Apart from what a sector needs of itself, how much output do it and the rest of the economy make each other produce?",
    ),
    formula: text(
        "将表分为部门 j 与其余 r：Δ_j = 1/(1−a_jj)，Δ_r = (I−A_rr)⁻¹。PBL_j = 1'Δ_r A_rj Δ_j y_j，PFL_j = Δ_j A_jr Δ_r y_r，PTL = PBL + PFL。由 L 得 Δ_r A_rj = L_rj/l_jj，A_jr Δ_r = L_jr/l_jj。归一化除以有产出部门的平均值。",
        "The table is split into sector j and the rest r: Δ_j = 1/(1−a_jj), Δ_r = (I−A_rr)⁻¹. PBL_j = 1'Δ_r A_rj Δ_j y_j, PFL_j = Δ_j A_jr Δ_r y_r, PTL = PBL + PFL. From L: Δ_r A_rj = L_rj/l_jj and A_jr Δ_r = L_jr/l_jj. Normalised by the mean over sectors with output.",
    ),
    limits: text(
        "以金额计，因而与规模有关；产出为零的部门为空。",
        "In money, so that size counts; null for sectors without output.",
    ),
    reference: "Sonis, M., Guilhoto, J. J. M., Hewings, G. J. D., Martins, E. B. (1995). Linkages, key sectors, and structural change: some new perspectives. The Developing Economies 33(3), 243–246.",
    aliases: &["pure_linkage", "ghs", "纯后向关联"],
    inputs: &[TABLE, EDITS],
    parameters: &[PERIOD, SCENARIO],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("backward", "纯后向关联", "Pure backward", "PBL", "PBL"),
        number("forward", "纯前向关联", "Pure forward", "PFL", "PFL"),
        number("total", "纯总关联", "Pure total", "PBL + PFL", "PBL + PFL"),
        number("backward_normalised", "归一化纯后向", "Normalised backward", "平均为 1", "1 on average"),
        number("forward_normalised", "归一化纯前向", "Normalised forward", "平均为 1", "1 on average"),
        number("total_normalised", "归一化纯总", "Normalised total", "平均为 1", "1 on average"),
        UNIT_COLUMN,
    ],
};

/// The pure linkages of every node; NaN where output is zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pure {
    /// `PBL`.
    pub backward: Vec<f64>,
    /// `PFL`.
    pub forward: Vec<f64>,
}

/// Pure linkages, from the column sums and the diagonal of `L`.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn pure_linkages(mrio: &Mrio, watch: Watch<'_>) -> Result<Pure, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let demand = mrio.total_demand();
    let nodes: Vec<usize> = (0..mrio.len()).filter(|&node| mrio.x[node] != 0.0).collect();
    let unset = vec![f64::NAN; mrio.len()];
    let mut found = Pure { backward: unset.clone(), forward: unset };
    for group in nodes.chunks(TOGETHER) {
        let inverse = leontief.factored.inverse_columns(group, watch)?;
        for (place, &node) in group.iter().enumerate() {
            let (column, own) = (inverse.column(place), inverse.at(node, place));
            let within = 1.0 / (1.0 - mrio.z.at(node, node) / mrio.x[node]);
            let others = sum(column.iter().enumerate().filter(|(row, _)| *row != node).map(|(_, entry)| *entry));
            found.backward[node] = others / own * within * demand[node];
            // Σ_{i≠j} l_ji y_i is what output leaves when the part for the sector's own final demand is taken out.
            found.forward[node] = within * (mrio.x[node] - own * demand[node]) / own;
        }
    }
    Ok(found)
}
