//! Backward and forward linkages, and the key sectors they point to.

use super::declare::{EDITS, PERIOD, REGION_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, number, parameter, words};
use super::{AccountsError, Leontief, Mrio};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::{Watch, sum};

/// Columns of the inverse looked at together.
const TOGETHER: usize = 384;

/// The declaration.
pub const LINKAGES: Method = Method {
    id: "io_linkages",
    version: 1,
    study: "simulation",
    title: text("前向与后向关联", "Backward and forward linkages"),
    question: text(
        "哪些部门拉动上游最多，哪些部门推动下游最多，哪些是关键部门？",
        "Which sectors pull most on those upstream, which push most on those downstream, and which are key sectors?",
    ),
    formula: text(
        "直接后向 Σ_i a_ij（钱纳里—渡边），直接前向 Σ_j z_ij/x_i；完全后向 Σ_i l_ij（影响力），完全前向：leontief 为 Σ_j l_ij（感应度），ghosh 为 Σ_j g_ij，G = x̂⁻¹ L x̂。归一化：除以有产出部门的平均值（拉斯穆森）。离散系数：L 的列（行）的标准差（除以 n−1）除以其均值。关键部门：两个归一化关联都大于 1。",
        "Direct backward Σ_i a_ij (Chenery–Watanabe), direct forward Σ_j z_ij/x_i; total backward Σ_i l_ij, total forward: leontief Σ_j l_ij (power of sensitivity), ghosh Σ_j g_ij with G = x̂⁻¹ L x̂. Normalised: by the mean over sectors with output (Rasmussen). Dispersion: standard deviation (by n−1) of the column (row) of L over its mean. Key sector: both normalised linkages above 1.",
    ),
    limits: text(
        "产出为零的部门为空且不入平均。多区域表中 L 含区域间联系。离散系数需要整个逆矩阵，可关闭。",
        "Null for sectors without output, which enter no mean. In a multi-regional table L includes links between regions. Dispersion takes the whole inverse and can be left out.",
    ),
    reference: "Rasmussen, P. N. (1956). Studies in Inter-Sectoral Relations. North-Holland. Chenery, H. B., Watanabe, T. (1958). Econometrica 26(4), 487–521. Hirschman, A. O. (1958). The Strategy of Economic Development. Yale University Press. Miller, R. E., Blair, P. D. (2009), ch. 12.",
    aliases: &["linkages", "key_sectors", "rasmussen", "影响力系数", "感应度系数", "关联度", "关键部门"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "forward",
            ParameterKind::Choice { of: &["ghosh", "leontief"] },
            Some("ghosh"),
            "前向口径",
            "Forward linkages by",
            "ghosh：分配系数的逆的行和；leontief：列昂惕夫逆的行和",
            "ghosh: row sums of the output inverse; leontief: row sums of the Leontief inverse",
        ),
        parameter(
            "dispersion",
            ParameterKind::Boolean,
            Some("true"),
            "离散系数",
            "Dispersion",
            "是否计算离散系数",
            "Whether to compute the dispersion",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("direct_backward", "直接后向", "Direct backward", "Σ_i a_ij", "Σ_i a_ij"),
        number("direct_forward", "直接前向", "Direct forward", "Σ_j z_ij/x_i", "Σ_j z_ij/x_i"),
        number("backward", "完全后向", "Total backward", "Σ_i l_ij", "Σ_i l_ij"),
        number("forward", "完全前向", "Total forward", "按所选口径", "By the choice made"),
        number("backward_normalised", "影响力系数", "Normalised backward", "平均为 1", "1 on average"),
        number("forward_normalised", "感应度系数", "Normalised forward", "平均为 1", "1 on average"),
        number(
            "backward_dispersion",
            "后向离散",
            "Backward dispersion",
            "L 的列的变异系数；小则拉动面广",
            "Coefficient of variation of the column of L; small: pulls evenly",
        ),
        number(
            "forward_dispersion",
            "前向离散",
            "Forward dispersion",
            "L 的行的变异系数",
            "Coefficient of variation of the row of L",
        ),
        words(
            "class",
            "类别",
            "Class",
            "key 关键；backward 后向为主；forward 前向为主；weak 弱",
            "key, backward, forward or weak",
        ),
    ],
};

/// The linkages of every node; NaN where output is zero.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Linkages {
    /// `Σ_i a_ij`.
    pub direct_backward: Vec<f64>,
    /// `Σ_j z_ij / x_i`.
    pub direct_forward: Vec<f64>,
    /// `Σ_i l_ij`.
    pub backward: Vec<f64>,
    /// `Σ_j g_ij` or `Σ_j l_ij`.
    pub forward: Vec<f64>,
    /// By its mean.
    pub backward_normalised: Vec<f64>,
    /// By its mean.
    pub forward_normalised: Vec<f64>,
    /// Coefficients of variation of columns and of rows of `L`; empty unless asked for.
    pub backward_dispersion: Vec<f64>,
    /// Of rows.
    pub forward_dispersion: Vec<f64>,
}

impl Linkages {
    /// `key`, `backward`, `forward` or `weak`; `None` where undefined.
    pub fn class(&self, node: usize) -> Option<&'static str> {
        let (backward, forward) = (self.backward_normalised[node], self.forward_normalised[node]);
        match (backward.is_nan() || forward.is_nan(), backward > 1.0, forward > 1.0) {
            (true, ..) => None,
            (_, true, true) => Some("key"),
            (_, true, false) => Some("backward"),
            (_, false, true) => Some("forward"),
            (_, false, false) => Some("weak"),
        }
    }
}

/// The linkages of a table; `ghosh` takes forward linkages from the output inverse.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn linkages(mrio: &Mrio, ghosh: bool, dispersion: bool, watch: Watch<'_>) -> Result<Linkages, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let n = mrio.len();
    let exists = |node: &usize| mrio.x[*node] != 0.0;
    let keep = |list: Vec<f64>| -> Vec<f64> {
        list.into_iter().enumerate().map(|(node, number)| if exists(&node) { number } else { f64::NAN }).collect()
    };
    // A node without output stands outside of every sum: only its own entry of L is not zero in its row and column.
    let ones: Vec<f64> = (0..n).map(|node| f64::from(exists(&node))).collect();
    let mut found = Linkages {
        backward: keep(leontief.multipliers(&ones)),
        forward: keep(if ghosh {
            leontief.outputs(&mrio.x).iter().zip(&mrio.x).map(|(number, x)| number / x).collect()
        } else {
            leontief.outputs(&ones)
        }),
        ..Linkages::default()
    };
    let mut sold = vec![0.0; n];
    for node in 0..n {
        let column = mrio.z.column(node);
        found.direct_backward.push(sum(column.iter().copied()) / mrio.x[node]);
        sold.iter_mut().zip(column).for_each(|(sum, cell)| *sum += cell);
    }
    found.direct_backward = keep(found.direct_backward);
    found.direct_forward = keep(sold.iter().zip(&mrio.x).map(|(sold, x)| sold / x).collect());
    found.backward_normalised = normalised(&found.backward);
    found.forward_normalised = normalised(&found.forward);
    if dispersion {
        let nodes: Vec<usize> = (0..n).filter(exists).collect();
        let (mut columns, mut rows) = (vec![(0.0, 0.0); n], vec![(0.0, 0.0); n]);
        for group in nodes.chunks(TOGETHER) {
            let inverse = leontief.factored.inverse_columns(group, watch)?;
            for (place, &column) in group.iter().enumerate() {
                for &row in &nodes {
                    let entry = inverse.at(row, place);
                    columns[column] = (columns[column].0 + entry, columns[column].1 + entry * entry);
                    rows[row] = (rows[row].0 + entry, rows[row].1 + entry * entry);
                }
            }
        }
        let count = nodes.len() as f64;
        let variation = |(total, squares): (f64, f64)| {
            let mean = total / count;
            ((squares - total * mean).max(0.0) / (count - 1.0)).sqrt() / mean
        };
        found.backward_dispersion = keep(columns.into_iter().map(variation).collect());
        found.forward_dispersion = keep(rows.into_iter().map(variation).collect());
    }
    Ok(found)
}

fn normalised(list: &[f64]) -> Vec<f64> {
    let defined: Vec<f64> = list.iter().copied().filter(|number| !number.is_nan()).collect();
    let mean = sum(defined.iter().copied()) / defined.len() as f64;
    list.iter().map(|number| number / mean).collect()
}
