//! Which coefficients matter: field of influence and tolerable limits.

use super::declare::{EDITS, PERIOD, SCENARIO, TABLE, TOP, integer, number, parameter, words};
use super::{AccountsError, Leontief, Mrio};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::{Watch, sum};

/// The declaration.
pub const INFLUENCE: Method = Method {
    id: "important_coefficients",
    version: 1,
    study: "simulation",
    title: text("重要系数与影响域", "Inverse-important coefficients and field of influence"),
    question: text(
        "哪些投入系数的微小变化会最明显地改变产出？",
        "Which input coefficients change output most when they change a little?",
    ),
    formula: text(
        "影响域总强度 f_ij = (Σ_k l_ki)·(Σ_k l_jk)，即 a_ij 增加一单位时 L 各元素变化之和的一阶值。可容忍限度 r_ij = 100·p / {a_ij·[l_ji·p + 100·max_k(l_ki/x_k)·x_j]}：a_ij 变化百分之 r_ij 时，受影响最大的部门产出恰变化百分之 p；r 越小越重要。",
        "Overall intensity of the field of influence f_ij = (Σ_k l_ki)·(Σ_k l_jk): to first order, the sum of the changes of L by unit of a_ij. Tolerable limit r_ij = 100·p / {a_ij·[l_ji·p + 100·max_k(l_ki/x_k)·x_j]}: a change of a_ij by r_ij per cent changes the output most touched by exactly p per cent; the smaller r, the more important.",
    ),
    limits: text(
        "只列不为零的系数。限度为负（系数为负）时按绝对值排序。需要整个逆矩阵。",
        "Only coefficients that are not zero are listed; ranks go by absolute limits. Takes the whole inverse.",
    ),
    reference: "Sonis, M., Hewings, G. J. D. (1992). Coefficient change in input-output models: theory and applications. Economic Systems Research 4(2), 143–158. Schintke, J., Stäglin, R. (1988). Important input coefficients in market transactions tables and production flow tables. In: Ciaschini, M. (ed.), Input-Output Analysis. Chapman and Hall.",
    aliases: &["field_of_influence", "inverse_important", "影响域", "重要系数"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "change",
            ParameterKind::Number { min: 0.000_001, max: 100.0, unit: Some("%") },
            Some("1"),
            "允许变化 p",
            "Change allowed p",
            "任一部门产出允许变化的百分比",
            "The change of any output that is tolerated, in per cent",
        ),
        TOP,
    ],
    outputs: &[
        integer("rank", "名次", "Rank", "按可容忍限度，1 为最重要", "By tolerable limit; 1 is the most important"),
        words("from_region", "供给区域", "From region", "投入来自的区域", "The region that supplies").required(),
        words("from_sector", "供给部门", "From sector", "投入来自的部门", "The sector that supplies").required(),
        words("to_region", "使用区域", "To region", "使用投入的区域", "The region that uses").required(),
        words("to_sector", "使用部门", "To sector", "使用投入的部门", "The sector that uses").required(),
        number("coefficient", "投入系数", "Coefficient", "a_ij", "a_ij"),
        number("tolerable", "可容忍限度", "Tolerable limit", "r_ij，百分比", "r_ij, in per cent").unit("%"),
        number("influence", "影响域强度", "Field of influence", "f_ij", "f_ij"),
    ],
};

/// One coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Influence {
    /// The node that supplies.
    pub from: usize,
    /// The node that uses.
    pub to: usize,
    /// `a_ij`.
    pub coefficient: f64,
    /// `r_ij`, in per cent.
    pub tolerable: f64,
    /// `f_ij`.
    pub field: f64,
}

/// The `top` most important coefficients, by the tolerable limit for a change of any output by `change` per cent.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn influence(mrio: &Mrio, change: f64, top: usize, watch: Watch<'_>) -> Result<Vec<Influence>, AccountsError> {
    let n = mrio.len();
    let inverse = Leontief::new(mrio, watch)?.inverse(watch)?;
    let columns: Vec<f64> = (0..n).map(|node| sum(inverse.column(node).iter().copied())).collect();
    let mut rows = vec![0.0; n];
    for node in 0..n {
        rows.iter_mut().zip(inverse.column(node)).for_each(|(sum, entry)| *sum += entry);
    }
    // How much a unit made by the node moves the output that it moves most, relative to that output.
    let most: Vec<f64> = (0..n)
        .map(|node| {
            let moved = inverse.column(node).iter().zip(&mrio.x).filter(|(_, x)| **x != 0.0);
            moved.map(|(entry, x)| (entry / x).abs()).fold(0.0, f64::max)
        })
        .collect();
    let mut found = Vec::new();
    for to in (0..n).filter(|&to| mrio.x[to] != 0.0) {
        for (from, cell) in mrio.z.column(to).iter().enumerate().filter(|(_, cell)| **cell != 0.0) {
            let coefficient = cell / mrio.x[to];
            let weight = coefficient * (inverse.at(to, from) * change + 100.0 * most[from] * mrio.x[to]);
            let tolerable = 100.0 * change / weight;
            found.push(Influence { from, to, coefficient, tolerable, field: columns[from] * rows[to] });
        }
        // Memory follows what is asked for.
        if found.len() > 8 * top + 4096 {
            keep(&mut found, top);
        }
    }
    keep(&mut found, top);
    Ok(found)
}

fn keep(list: &mut Vec<Influence>, top: usize) {
    list.sort_by(|one, two| {
        one.tolerable.abs().total_cmp(&two.tolerable.abs()).then((one.from, one.to).cmp(&(two.from, two.to)))
    });
    list.truncate(top);
}
