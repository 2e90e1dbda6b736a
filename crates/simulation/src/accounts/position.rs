//! Position in the chain: how many steps to final use, and how many from primary inputs.

use super::declare::{EDITS, PERIOD, REGION_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, number, parameter};
use super::leontief::factored;
use super::{AccountsError, Demand, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::Watch;

/// The declaration.
pub const POSITION: Method = Method {
    id: "upstreamness",
    version: 1,
    study: "simulation",
    title: text("上游度与下游度", "Upstreamness and downstreamness"),
    question: text(
        "各部门离最终使用有几步，离初始投入有几步？",
        "How many steps is each sector from final use, and how many from primary inputs?",
    ),
    formula: text(
        "上游度 U = (I−B)⁻¹·1，b_ij = z_ij/x_i；下游度 D = 1'·(I−A)⁻¹，a_ij = z_ij/x_j。库存修正：设 n_i 为净库存变化，先将 i 的全部用途乘以 x_i/(x_i − n_i) 并去掉库存列，再求 U 与 D。",
        "Upstreamness U = (I−B)⁻¹·1 with b_ij = z_ij/x_i; downstreamness D = 1'·(I−A)⁻¹ with a_ij = z_ij/x_j. Correction for inventories: with n_i the net change in inventories, all uses of i are first multiplied by x_i/(x_i − n_i) and the column of inventories is left out.",
    ),
    limits: text(
        "两者不小于 1（系数非负时）。下游度以中间投入合计小于产出为前提，修正后增加值按余额重算。产出为零或 x − n 不为正的部门为空。步数的平均掩盖分布。",
        "Both are at least 1 where coefficients are not negative. After the correction value added is what remains of output. Null for sectors without output or where x − n is not positive. A mean number of steps hides how they are distributed.",
    ),
    reference: "Antràs, P., Chor, D., Fally, T., Hillberry, R. (2012). Measuring the upstreamness of production and trade flows. American Economic Review 102(3), 412–416. Antràs, P., Chor, D. (2018). On the measurement of upstreamness and downstreamness in global value chains. In: World Trade Evolution. Routledge. Fally, T. (2012). Production staging: measurement and facts.",
    aliases: &["upstream", "downstreamness", "position", "上游度", "下游度", "产业链位置"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "inventories",
            ParameterKind::Text,
            None,
            "库存类别",
            "Category of inventories",
            "最终需求中表示库存变化的类别，多个以逗号分隔；省略则不修正",
            "The category of final demand that is the change in inventories, several separated by commas; without it nothing is corrected",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("upstreamness", "上游度", "Upstreamness", "到最终使用的平均步数", "Mean number of steps to final use"),
        number(
            "downstreamness",
            "下游度",
            "Downstreamness",
            "自初始投入起的平均步数",
            "Mean number of steps from primary inputs",
        ),
        number(
            "final_share",
            "最终使用份额",
            "Share of final use",
            "产出中直接用于最终使用的份额（修正后）",
            "Of output, what goes to final use directly (after the correction)",
        ),
    ],
};

/// The position of every node; NaN where undefined.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Position {
    /// `U`.
    pub upstreamness: Vec<f64>,
    /// `D`.
    pub downstreamness: Vec<f64>,
    /// Of output, what goes to final use directly.
    pub final_share: Vec<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Upstreamness and downstreamness; the columns of demand that `inventory` names are what is corrected for.
///
/// # Errors
///
/// If `I − A` is singular; if `watch` says to stop.
pub fn position(mrio: &Mrio, inventory: impl Fn(&Demand) -> bool, watch: Watch<'_>) -> Result<Position, AccountsError> {
    let stored = mrio.demand_of(&inventory);
    let sold = mrio.demand_of(|demand| !inventory(demand));
    let n = mrio.len();
    // A node whose uses are all stock has no place in the chain.
    let lost = |node: usize| mrio.x[node] == 0.0 || mrio.x[node] - stored[node] <= 0.0;
    let scale: Vec<f64> =
        (0..n).map(|node| if lost(node) { 0.0 } else { mrio.x[node] / (mrio.x[node] - stored[node]) }).collect();
    let output: Vec<f64> = (0..n).map(|node| if lost(node) { 0.0 } else { mrio.x[node] }).collect();
    let mut z = mrio.z.clone();
    for node in 0..n {
        let factor = if lost(node) { 0.0 } else { 1.0 };
        z.column_mut(node).iter_mut().zip(&scale).for_each(|(cell, scale)| *cell *= scale * factor);
    }
    let factored = factored(&z, &output, 0..n, watch)?;
    let keep = |list: Vec<f64>| -> Vec<f64> {
        list.into_iter().enumerate().map(|(node, number)| if lost(node) { f64::NAN } else { number }).collect()
    };
    let up = factored.solved(&output).iter().zip(&output).map(|(total, x)| total / x).collect();
    let ones: Vec<f64> = (0..n).map(|node| f64::from(u8::from(!lost(node)))).collect();
    let mut found = Position {
        upstreamness: keep(up),
        downstreamness: keep(factored.solved_transposed(&ones)),
        final_share: keep((0..n).map(|node| sold[node] * scale[node] / output[node]).collect()),
        findings: Vec::new(),
    };
    let count = (0..n).filter(|&node| lost(node) && mrio.x[node] > 0.0).count();
    if count > 0 {
        found.findings.push(at("SIM110", count));
    }
    Ok(found)
}
