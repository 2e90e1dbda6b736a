//! Hypothetical extraction: what the economy would lose without a sector, a region, or its purchases or sales.

use super::declare::{EDITS, PERIOD, SCENARIO, TABLE, UNIT_COLUMN, integer, number, parameter, words};
use super::leontief::defined;
use super::{AccountsError, Leontief, Mrio};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::solve::{Factored, Unfactored};
use liantu_numeric::{Dense, Watch};

/// The declaration.
pub const EXTRACTION: Method = Method {
    id: "hypothetical_extraction",
    version: 1,
    study: "simulation",
    title: text("假设抽取", "Hypothetical extraction"),
    question: text(
        "若某部门或某区域停止，整个经济会少产出多少，其余各方会少多少？",
        "If a sector or a region stopped, how much output and value added would the economy lose, and how much of it the others?",
    ),
    formula: text(
        "抽取节点集 g，w 由 L_gg·w = t 求得，损失向量 = L_·g·w（其余部分），自身损失按口径：total：g 的行、列与最终需求全部抽去，t = x_g，自身损失 x_g；backward：g 不再购买中间品，t = x_g，自身损失 x_g − w；forward：g 不再出售中间品，t = x_g − y_g，自身损失 x_g − y_g。增加值损失 = v·产出损失。",
        "For a set of nodes g let L_gg·w = t; the others lose L_·g·w, and g itself by the variant. total: rows, columns and final demand of g are taken out, t = x_g, own loss x_g; backward: g buys no intermediates, t = x_g, own loss x_g − w; forward: g sells no intermediates, t = x_g − y_g, own loss x_g − y_g. Loss of value added: v times the loss of output.",
    ),
    limits: text(
        "技术系数不变，抽去的投入由表外无偿替代（产出按需求重新求解），不是停产后的短缺推演；短缺的传播见级联方法。中间交易包括自身内部的。",
        "Coefficients stay, and what is no longer supplied is taken to come from outside: output is solved for anew from demand. This is no account of shortage after a stop, for which there are the cascades. Intermediate transactions include those within g.",
    ),
    reference: "Paelinck, J., de Caevel, J., Degueldre, J. (1965). Strassert, G. (1968). Dietzenbacher, E., van der Linden, J. A. (1997). Sectoral and spatial linkages in the EC production structure. Journal of Regional Science 37(2), 235–257. Miller, R. E., Lahr, M. L. (2001). A taxonomy of extractions. In: Regional Science Perspectives in Economic Analysis. Elsevier.",
    aliases: &["extraction", "hem", "假设抽取法"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "by",
            ParameterKind::Choice { of: &["node", "sector", "region"] },
            Some("node"),
            "抽取对象",
            "What is extracted",
            "node：一个区域的一个部门；sector：所有区域的同一部门；region：一个区域的全部部门",
            "node: a sector of a region; sector: the sector in all regions; region: all sectors of a region",
        ),
        parameter(
            "variant",
            ParameterKind::Choice { of: &["total", "backward", "forward"] },
            Some("total"),
            "口径",
            "Variant",
            "抽去全部联系、只抽去购买，或只抽去销售",
            "All links, purchases alone, or sales alone",
        ),
    ],
    outputs: &[
        words(
            "region",
            "区域",
            "Region",
            "被抽取的区域；按部门抽取时为空",
            "The region extracted; null where a sector is extracted everywhere",
        ),
        words(
            "sector",
            "部门",
            "Sector",
            "被抽取的部门；按区域抽取时为空",
            "The sector extracted; null where a whole region is",
        ),
        number("output", "总产出", "Output", "抽取对象的总产出", "Output of what is extracted"),
        number("loss", "产出损失", "Loss of output", "全部损失", "All losses"),
        number(
            "loss_elsewhere",
            "其余部分的损失",
            "Loss of others",
            "抽取对象以外的产出损失",
            "Output lost outside of what is extracted",
        ),
        number("relative", "占比", "Relative loss", "产出损失占全表总产出", "Of all output of the table"),
        number("value_added_loss", "增加值损失", "Loss of value added", "全部增加值损失", "All value added lost"),
        integer("rank", "名次", "Rank", "按产出损失，1 为最大", "By loss of output; 1 is the largest"),
        UNIT_COLUMN,
    ],
};

/// Which links are taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extraction {
    /// Rows, columns and final demand.
    Total,
    /// Purchases of intermediates.
    Backward,
    /// Sales of intermediates.
    Forward,
}

/// What is lost when a set of nodes is extracted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extracted {
    /// Its output.
    pub output: f64,
    /// Output lost by all.
    pub loss: f64,
    /// Output lost by others.
    pub elsewhere: f64,
    /// Value added lost by all.
    pub value_added: f64,
}

/// Extracts each of these sets of nodes in turn, from one factorisation.
///
/// # Errors
///
/// As [`Leontief::new`], and if a set needs itself entirely.
pub fn extract(
    mrio: &Mrio,
    sets: &[Vec<usize>],
    variant: Extraction,
    watch: Watch<'_>,
) -> Result<Vec<Extracted>, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let (added, _) = mrio.value_added();
    let added = defined(&leontief.intensity(&added));
    let demand = mrio.total_demand();
    let mut found = Vec::with_capacity(sets.len());
    // Several small sets share one block of columns of the inverse.
    let mut begin = 0;
    while begin < sets.len() {
        let mut end = begin + 1;
        let mut columns = sets[begin].clone();
        while end < sets.len() && columns.len() + sets[end].len() <= 384 {
            columns.extend(&sets[end]);
            end += 1;
        }
        let inverse = leontief.factored.inverse_columns(&columns, watch)?;
        let mut first = 0;
        for set in &sets[begin..end] {
            let target = |&node: &usize| match variant {
                Extraction::Total | Extraction::Backward => mrio.x[node],
                Extraction::Forward => mrio.x[node] - demand[node],
            };
            let weights = weights(&inverse, first, set, &set.iter().map(target).collect::<Vec<_>>(), watch)?;
            let mut loss = vec![0.0; mrio.len()];
            for (place, weight) in weights.iter().enumerate() {
                loss.iter_mut().zip(inverse.column(first + place)).for_each(|(sum, entry)| *sum += weight * entry);
            }
            let mut own = 0.0;
            for (&node, weight) in set.iter().zip(&weights) {
                loss[node] = match variant {
                    Extraction::Total => mrio.x[node],
                    Extraction::Backward => mrio.x[node] - weight,
                    Extraction::Forward => mrio.x[node] - demand[node],
                };
                own += loss[node];
            }
            let total = liantu_numeric::sum(loss.iter().copied());
            found.push(Extracted {
                output: set.iter().map(|&node| mrio.x[node]).sum(),
                loss: total,
                elsewhere: total - own,
                value_added: liantu_numeric::dot(&loss, &added),
            });
            first += set.len();
        }
        begin = end;
    }
    Ok(found)
}

/// `w` with `L_gg·w = t`, the columns of `L` for the set starting at `first`.
fn weights(
    inverse: &Dense,
    first: usize,
    set: &[usize],
    target: &[f64],
    watch: Watch<'_>,
) -> Result<Vec<f64>, AccountsError> {
    if let [node] = set {
        return Ok(vec![target[0] / inverse.at(*node, first)]);
    }
    let corner = Dense::from_fn(set.len(), set.len(), |row, column| inverse.at(set[row], first + column));
    let factored = Factored::new(corner, watch).map_err(|error| match error {
        Unfactored::Stopped => AccountsError::Stopped,
        Unfactored::NotFinite => AccountsError::NotFinite,
        Unfactored::Dependent { column } => AccountsError::Singular { node: set[column] },
    })?;
    Ok(factored.solved(target))
}
