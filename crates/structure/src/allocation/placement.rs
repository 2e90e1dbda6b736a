//! Placement by cost: which region should do how much of which activity, and how steep the gradient along the chain is.

use crate::declare::{INDUSTRY_COLUMN, PANEL, REGION_OR_ALL, REGIONS, number, parameter};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::simplex::{NoOptimum, Programme, Sense};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "placement",
    version: 1,
    study: "structure",
    title: text("按成本优势布局", "Placement by cost"),
    question: text(
        "产业链的各环节（或算力等各类业务）按成本优势应布局在哪些区域？现有布局沿产业链的空间梯度有多明显？",
        "Which regions have the cost advantage for which stage of a chain (or kind of work, such as computing load)? How clear is the gradient of the present layout along the chain?",
    ),
    formula: text(
        "min Σ_rs c_rs x_rs，使 Σ_r x_rs = D_s（D 为现有产出之和），0 ≤ x_rs ≤ K_rs，Σ_s x_rs ≤ K_r；没有单位成本 c 的组合不布局。梯度指数 = 以产量为权，环节次序 1…S 与区域发展水平的加权相关系数，∈ [−1, 1]。",
        "min Σ_rs c_rs x_rs subject to Σ_r x_rs = D_s (D adds up present output), 0 ≤ x_rs ≤ K_rs, Σ_s x_rs ≤ K_r; nothing is placed where there is no unit cost c. Gradient: correlation, weighted by output, of the place of a stage in the chain, 1…S, with the level of development of the region; in [−1, 1].",
    ),
    limits: text(
        "单位成本视为不随规模变化，不计搬迁成本与集聚经济，因此是比较的基准而不是建议。成本相同时布局不唯一，总成本唯一。没有发展水平则没有梯度。",
        "Unit costs do not change with scale, moving is free and there is no gain from being together: a benchmark to compare with, not a plan. Where costs tie the placement is not unique, its total cost is. Without a level of development there is no gradient.",
    ),
    reference: "Dantzig, G. B. (1951). Application of the simplex method to a transportation problem. In Koopmans, T. C. (ed.), Activity Analysis of Production and Allocation. Gradient: weighted correlation.",
    aliases: &["stage_allocation", "cost_advantage", "产业链空间梯度", "梯度指数", "成本优势", "算力布局"],
    inputs: &[PANEL, REGIONS],
    parameters: &[
        parameter(
            "output",
            ParameterKind::Text,
            Some("output"),
            "产出",
            "Output",
            "现有产出的指标，按区域与行业（环节）",
            "The indicator of present output, by region and industry (stage)",
        ),
        parameter(
            "cost",
            ParameterKind::Text,
            Some("unit_cost"),
            "单位成本",
            "Unit cost",
            "单位成本的指标，按区域与行业；缺失者不布局",
            "The indicator of the cost of a unit, by region and industry; nothing is placed where it is missing",
        ),
        parameter(
            "capacity",
            ParameterKind::Text,
            None,
            "容量",
            "Capacity",
            "容量的指标：有行业者限该行业，无行业者限区域合计；省略则不限",
            "The indicator of capacity: with an industry it bounds that one, without one the region as a whole; no bounds when absent",
        ),
        parameter(
            "development",
            ParameterKind::Text,
            None,
            "发展水平",
            "Development",
            "区域发展水平的指标（无行业），用于梯度指数",
            "The indicator of the level of development of a region (without industry), for the gradient",
        ),
        parameter(
            "stages",
            ParameterKind::Text,
            None,
            "环节次序",
            "Order of stages",
            "行业代码由上游到下游，以逗号分隔；省略则按代码次序",
            "Codes of industries from upstream to downstream, by commas; the order of codes when absent",
        ),
        crate::profile::LEVEL,
        crate::profile::PERIOD,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        REGION_OR_ALL,
        INDUSTRY_COLUMN,
        number("cost", "单位成本", "Unit cost", "单位成本", "Cost of a unit"),
        number("current", "现有", "Current", "现有产出", "Present output"),
        number("placed", "布局", "Placed", "成本最小的产出", "Output at the least cost"),
        number("change", "变化", "Change", "布局减现有", "Placed less current"),
        number(
            "spending",
            "现有总成本",
            "Spending",
            "合计行：现有布局的总成本",
            "On the row of all: what the present layout costs",
        ),
        number(
            "least_spending",
            "最小总成本",
            "Least spending",
            "合计行：成本最小布局的总成本",
            "On the row of all: what the cheapest costs",
        ),
        number(
            "gradient",
            "现有梯度",
            "Gradient",
            "合计行：现有布局的梯度指数",
            "On the row of all: gradient of the present layout",
        ),
        number(
            "placed_gradient",
            "布局梯度",
            "Gradient of the placement",
            "合计行：成本最小布局的梯度指数",
            "On the row of all: gradient of the cheapest layout",
        ),
    ],
};

/// Regions and what could be done there. Tables are by region, then activity.
#[derive(Clone, Copy, Debug)]
pub struct Sites<'a> {
    /// How many activities there are, in the order of the chain.
    pub activities: usize,
    /// Present output; NaN counts as none.
    pub current: &'a [f64],
    /// Cost of a unit; NaN where nothing can be placed.
    pub cost: &'a [f64],
    /// Most that a region can take of an activity; NaN: no bound.
    pub capacity: &'a [f64],
    /// Most that a region can take in all; NaN: no bound.
    pub room: &'a [f64],
    /// Level of development of each region; NaN: unknown.
    pub development: &'a [f64],
}

/// The cheapest placement beside the present one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Placement {
    /// By region, then activity; `None` where there is none.
    pub placed: Option<Vec<f64>>,
    /// What the present layout costs; `None` where a unit cost is missing.
    pub spending: Option<f64>,
    /// What the placement costs.
    pub least: Option<f64>,
    /// Gradient of the present layout and of the placement.
    pub gradient: [Option<f64>; 2],
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The most cells of the tableau of a programme: a quarter of a gigabyte.
const MOST: usize = 1 << 25;

/// The placement of least cost.
///
/// # Panics
///
/// If a table does not fit the others.
pub fn placement(sites: &Sites<'_>) -> Placement {
    let width = sites.activities;
    let regions = sites.room.len();
    let cells = regions * width;
    assert!([sites.current, sites.cost, sites.capacity].iter().all(|table| table.len() == cells), "full tables");
    assert_eq!(sites.development.len(), regions, "a level for each region");
    let amount = |cell: usize| Some(sites.current[cell]).filter(|x| x.is_finite() && *x > 0.0).unwrap_or(0.0);
    let current: Vec<f64> = (0..cells).map(amount).collect();
    let unpriced = (0..cells).filter(|&cell| current[cell] > 0.0 && !sites.cost[cell].is_finite()).count();
    let mut result = Placement { gradient: [gradient(sites, &current), None], ..Placement::default() };
    if unpriced > 0 {
        result.findings.push(at("STR704", None, unpriced));
    }
    let spent = |amounts: &[f64]| {
        sum((0..cells).filter(|&cell| amounts[cell] > 0.0).map(|cell| amounts[cell] * sites.cost[cell]))
    };
    result.spending = (unpriced == 0).then(|| spent(&current));
    match cheapest(sites, &current) {
        Ok(placed) => {
            result.least = Some(spent(&placed));
            result.gradient[1] = gradient(sites, &placed);
            result.placed = Some(placed);
        }
        Err(code) => result.findings.push(at(code, None, 1)),
    }
    result
}

fn cheapest(sites: &Sites<'_>, current: &[f64]) -> Result<Vec<f64>, &'static str> {
    let (width, regions) = (sites.activities, sites.room.len());
    let open: Vec<usize> = (0..current.len()).filter(|&cell| sites.cost[cell].is_finite()).collect();
    let demand: Vec<f64> =
        (0..width).map(|activity| sum((0..regions).map(|region| current[region * width + activity]))).collect();
    let unit = demand.iter().copied().fold(0.0, f64::max);
    if unit <= 0.0 {
        return Ok(vec![0.0; current.len()]);
    }
    let price = open.iter().map(|&cell| sites.cost[cell].abs()).fold(0.0, f64::max).max(f64::MIN_POSITIVE);
    let bounded: Vec<usize> = (0..open.len()).filter(|&n| sites.capacity[open[n]].is_finite()).collect();
    let full: Vec<usize> = (0..regions).filter(|&region| sites.room[region].is_finite()).collect();
    let height = width + bounded.len() + full.len();
    if height.saturating_mul(open.len() + 2 * height) > MOST {
        return Err("STR703");
    }
    // Amounts in units of the largest demand, costs in those of the largest cost.
    let row = |is_in: &dyn Fn(usize) -> bool| -> Vec<f64> {
        open.iter().map(|&cell| f64::from(u8::from(is_in(cell)))).collect()
    };
    let mut rows = Vec::with_capacity(height);
    for (activity, demand) in demand.iter().enumerate() {
        rows.push((row(&|cell| cell % width == activity), Sense::Equal, demand / unit));
    }
    for &n in &bounded {
        rows.push((row(&|cell| cell == open[n]), Sense::AtMost, sites.capacity[open[n]].max(0.0) / unit));
    }
    for &region in &full {
        rows.push((row(&|cell| cell / width == region), Sense::AtMost, sites.room[region].max(0.0) / unit));
    }
    let programme = Programme { objective: open.iter().map(|&cell| sites.cost[cell] / price).collect(), rows };
    let optimum = programme.minimise().map_err(|fault| match fault {
        NoOptimum::Infeasible | NoOptimum::Unbounded => "STR702",
        NoOptimum::Numbers => "STR703",
    })?;
    let mut placed = vec![0.0; current.len()];
    open.iter().zip(&optimum.variables).for_each(|(&cell, amount)| placed[cell] = amount * unit);
    Ok(placed)
}

/// Correlation of the place of a stage in the chain with the level of the regions, weighted by amounts; `None` where either
/// does not vary.
fn gradient(sites: &Sites<'_>, amounts: &[f64]) -> Option<f64> {
    let width = sites.activities;
    let cells: Vec<(f64, f64, f64)> = (0..amounts.len())
        .map(|cell| (amounts[cell], (cell % width) as f64, sites.development[cell / width]))
        .filter(|(amount, _, level)| *amount > 0.0 && level.is_finite())
        .collect();
    let all = sum(cells.iter().map(|cell| cell.0));
    let mean = |of: fn(&(f64, f64, f64)) -> f64| sum(cells.iter().map(|cell| cell.0 * of(cell))) / all;
    let (stage, level) = (mean(|cell| cell.1), mean(|cell| cell.2));
    let moment =
        |of: &dyn Fn(f64, f64) -> f64| sum(cells.iter().map(|cell| cell.0 * of(cell.1 - stage, cell.2 - level)));
    let (both, one, two) = (moment(&|s, l| s * l), moment(&|s, _| s * s), moment(&|_, l| l * l));
    (one > 0.0 && two > 0.0).then(|| (both / (one * two).sqrt()).clamp(-1.0, 1.0))
}
