//! Structural path analysis: through which chains of suppliers something gets into a final product.

use super::declare::{
    EDITS, PERIOD, REGION, SCENARIO, SECTOR, TABLE, TOP, UNIT_COLUMN, integer, number, parameter, words,
};
use super::leontief::{defined, factored};
use super::{AccountsError, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Watch, sum};
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// Chains looked at before the search is cut short.
const MOST_STEPS: usize = 2_000_000;

/// The declaration.
pub const PATHS: Method = Method {
    id: "structural_paths",
    version: 1,
    study: "simulation",
    title: text("结构路径分析", "Structural path analysis"),
    question: text(
        "增加值、就业或排放经由哪些供应链条进入某地的最终需求，最大的是哪几条？",
        "Through which chains of suppliers does value added, work or emission get into final demand, and which are the largest?",
    ),
    formula: text(
        "S·L·y = Σ S·A^t·y。路径 i→…→j→k 的数值 s_i·a_i…·a_jk·y_k。按剩余量上界 |M|_i·权重（|M| = |S|(I−|A|)⁻¹）由大到小展开，低于阈值的分支剪去，因此所列即数值最大的路径，无遗漏。",
        "S·L·y = Σ S·A^t·y. A path i→…→j→k is worth s_i·a_i…·a_jk·y_k. Branches are opened in the order of what can still be in them at most, |M|_i times their weight with |M| = |S|(I−|A|)⁻¹; those below the threshold are cut. So the paths listed are the largest there are.",
    ),
    limits: text(
        "阈值相对于总量；展开过多时提前停止并说明已覆盖的份额。系数有负值时上界用绝对值。",
        "The threshold is relative to the total. A search that opens too many branches is cut short and says so. With negative coefficients the bound takes absolute values.",
    ),
    reference: "Defourny, J., Thorbecke, E. (1984). Structural path analysis and multiplier decomposition within a social accounting matrix framework. The Economic Journal 94(373), 111–136. Lenzen, M. (2007). Structural path analysis of ecosystem networks. Ecological Modelling 200, 334–342.",
    aliases: &["spa", "structural_path_analysis", "结构路径", "关键路径"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "row",
            ParameterKind::Text,
            None,
            "账户行",
            "Row",
            "增加值、进口或扩展账户中的一行；省略则为全部增加值",
            "A row of value added, imports or extensions; all value added when absent",
        ),
        REGION,
        SECTOR,
        parameter(
            "consumer",
            ParameterKind::Text,
            None,
            "消费区域",
            "Consuming region",
            "只取该区域的最终需求；省略则为全部最终需求",
            "Take the final demand of this region alone; all final demand when absent",
        ),
        parameter(
            "threshold",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.0001"),
            "阈值",
            "Threshold",
            "相对于总量，低于此值的分支不再展开",
            "Of the total; branches that hold less are not opened",
        ),
        TOP,
    ],
    outputs: &[
        integer("rank", "名次", "Rank", "1 为最大", "1 is the largest"),
        words("path", "路径", "Path", "从源头到产品，以 → 相连", "From the origin to the product, joined by →")
            .required(),
        integer(
            "order",
            "层级",
            "Order",
            "中间环节数；0 为产品生产者自身",
            "Steps upstream; 0 is the producer of the product itself",
        ),
        number("value", "数值", "Value", "路径的贡献", "What the path contributes"),
        number("share", "份额", "Share", "占总量", "Of the total"),
        number("cumulative", "累计份额", "Cumulative share", "到此名次为止", "Up to this rank"),
        UNIT_COLUMN,
    ],
};

/// A chain of nodes, the origin first and the product last.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The nodes.
    pub nodes: Vec<u32>,
    /// What it contributes.
    pub value: f64,
}

/// The largest paths.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paths {
    /// Largest first.
    pub list: Vec<Path>,
    /// What all paths contribute.
    pub total: f64,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// What the search has not settled yet: a path that is complete, or all that may lie beyond it.
struct Open {
    bound: f64,
    /// Place in the list of steps.
    step: usize,
    complete: bool,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Open {}
impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Open {
    /// Larger bounds first; among equals what was found first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.bound.total_cmp(&other.bound).then(other.step.cmp(&self.step)).then(self.complete.cmp(&other.complete))
    }
}

/// A node with what flows through it towards the product.
struct Step {
    node: usize,
    before: Option<usize>,
    weight: f64,
}

/// The `top` largest paths by which something with these intensities gets into this demand; branches that hold less than
/// `threshold` of the total are cut.
///
/// # Errors
///
/// If `I − |A|` is singular; if `watch` says to stop.
pub fn structural_paths(
    mrio: &Mrio,
    intensity: &[f64],
    demand: &[f64],
    threshold: f64,
    top: usize,
    watch: Watch<'_>,
) -> Result<Paths, AccountsError> {
    let intensity = defined(intensity);
    let absolute = |list: &[f64]| -> Vec<f64> { list.iter().map(|number| number.abs()).collect() };
    let n = mrio.len();
    let signed = factored(&mrio.z, &mrio.x, 0..n, watch)?;
    let multiplier = signed.solved_transposed(&intensity);
    let total = sum(multiplier.iter().zip(demand).map(|(one, two)| one * two));
    let negative = mrio.z.cells().iter().chain(&mrio.x).chain(&intensity).any(|number| *number < 0.0);
    let reach = if negative {
        let cells = absolute(mrio.z.cells());
        let z = liantu_numeric::Dense::from_cells(n, n, cells);
        factored(&z, &absolute(&mrio.x), 0..n, watch)?.solved_transposed(&absolute(&intensity))
    } else {
        multiplier
    };
    let least = threshold * total.abs();
    let mut steps: Vec<Step> = Vec::new();
    let mut open = BinaryHeap::new();
    let mut found = Paths { total, ..Paths::default() };
    let push = |steps: &mut Vec<Step>, open: &mut BinaryHeap<Open>, node: usize, before, weight: f64| {
        let bound = reach[node] * weight.abs();
        if bound > 0.0 && bound >= least {
            open.push(Open { bound, step: steps.len(), complete: false });
            steps.push(Step { node, before, weight });
        }
    };
    for (node, &bought) in demand.iter().enumerate() {
        push(&mut steps, &mut open, node, None, bought);
    }
    while let Some(next) = open.pop() {
        if found.list.len() == top {
            break;
        }
        let Step { node, weight, .. } = steps[next.step];
        if next.complete {
            let mut nodes = Vec::new();
            let mut place = Some(next.step);
            while let Some(step) = place {
                nodes.push(u32::try_from(steps[step].node).unwrap_or(u32::MAX));
                place = steps[step].before;
            }
            found.list.push(Path { nodes, value: intensity[node] * weight });
            continue;
        }
        let own = (intensity[node] * weight).abs();
        if own > 0.0 && own >= least {
            open.push(Open { bound: own, step: next.step, complete: true });
        }
        if mrio.x[node] != 0.0 {
            for (supplier, cell) in mrio.z.column(node).iter().enumerate().filter(|(_, cell)| **cell != 0.0) {
                push(&mut steps, &mut open, supplier, Some(next.step), weight * cell / mrio.x[node]);
            }
        }
        if steps.len() > MOST_STEPS {
            found.findings.push(at("SIM111", found.list.len()));
            break;
        }
    }
    Ok(found)
}
