//! A demand shock without factors: `x ← A·x + y` until what is still missing is known to be small.

use super::declare::{
    EDITS, PERIOD, REGION, REGION_COLUMN, SCENARIO, SECTOR, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number, parameter,
};
use super::leontief::{defined, intensity};
use super::{AccountsError, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind, Words};
use liantu_numeric::{Dense, Steps, Watch, chunked, sum};

/// Rows that one task adds up.
const STRIPE: usize = 2048;
/// Rounds before the iteration is given up.
const MOST_ROUNDS: usize = 20_000;

/// The declaration.
pub const SHOCK: Method = Method {
    id: "demand_shock",
    version: 1,
    study: "simulation",
    title: text("需求冲击", "Demand shock"),
    question: text(
        "某地某部门产品的最终需求下降时，哪些区域、哪些部门的产出与增加值受影响，多少？",
        "When final demand for the products of a sector falls, whose output and value added fall with it, and by how much?",
    ),
    formula: text(
        "Δx = (I−A)⁻¹Δy，Δy_i = −降幅·y_i。迭代 x ← A·x + Δy，直接读取 Z，不分解矩阵；误差上界 ρ/(1−ρ)·‖x_k − x_{k−1}‖，ρ 为 A 的列和或 Z 的行占产出份额的最大值（两者取能用者）。增加值变化 = v·Δx。",
        "Δx = (I−A)⁻¹Δy, Δy_i = −fall·y_i. Iterates x ← A·x + Δy on Z itself, without factors; error at most ρ/(1−ρ)·‖x_k − x_{k−1}‖ with ρ the largest column sum of A or the largest share of output sold to sectors, whichever serves. Change of value added: v·Δx.",
    ),
    limits: text(
        "数量模型：价格不变，投入比例固定，无产能与库存；不含供给短缺（见级联方法）。ρ 均不小于 1 时没有上界，结果标明。产出为零的部门为空。",
        "A model of quantities: fixed prices and proportions, no limits of capacity, no stocks, no shortage (see the cascades). Where neither ρ is below 1 there is no bound, and the result says so. Null for sectors without output.",
    ),
    reference: "Leontief, W. W. (1936). Quantitative input and output relations in the economic systems of the United States. The Review of Economics and Statistics 18(3), 105–125. Miller, R. E., Blair, P. D. (2009), ch. 2 (power series).",
    aliases: &["what_if", "demand", "需求下降", "假如"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        REGION,
        SECTOR,
        parameter(
            "category",
            ParameterKind::Text,
            None,
            "最终需求类别",
            "Category of final demand",
            "只冲击这一类（如出口）；省略则为全部",
            "Shock this category alone (exports, say); all when absent",
        ),
        parameter(
            "consumer",
            ParameterKind::Text,
            None,
            "消费区域",
            "Consuming region",
            "只冲击该区域的最终需求；省略则为全部",
            "Shock the final demand of this region alone; all when absent",
        ),
        parameter(
            "fall",
            ParameterKind::Number { min: -1000.0, max: 100.0, unit: Some("%") },
            Some("10"),
            "降幅",
            "Fall",
            "最终需求下降的百分比；负数为上升",
            "By how many per cent final demand falls; negative: rises",
        ),
        parameter(
            "tolerance",
            ParameterKind::Number { min: 1e-15, max: 0.01, unit: None },
            Some("1e-10"),
            "精度",
            "Precision",
            "误差上界相对于产出变化之和",
            "Bound of the error, relative to the sum of changes of output",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("output", "总产出", "Output", "冲击前", "Before"),
        number("demand_change", "需求变化", "Change of demand", "Δy", "Δy"),
        number("change", "产出变化", "Change of output", "Δx", "Δx"),
        number("relative", "相对变化", "Relative change", "Δx/x", "Δx/x"),
        number("value_added_change", "增加值变化", "Change of value added", "v·Δx", "v·Δx"),
        UNIT_COLUMN,
    ],
};

/// What a change of final demand does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Shock {
    /// `Δx` by node; NaN where output is zero.
    pub output: Vec<f64>,
    /// Change of value added.
    pub value_added: Vec<f64>,
    /// Rounds taken.
    pub rounds: usize,
    /// Bound of the sum of errors of `Δx`; `None` where none is known.
    pub bound: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// `Z·r`, in stripes of rows, four columns at a time.
pub(super) fn spread(z: &Dense, ratio: &[f64]) -> Vec<f64> {
    let n = z.rows();
    let columns: Vec<usize> = (0..n).filter(|&column| ratio[column] != 0.0).collect();
    chunked(n, STRIPE, |range| {
        let mut sums = vec![0.0; range.len()];
        let mut quads = columns.chunks_exact(4);
        for quad in &mut quads {
            let [a, b, c, d] = [0, 1, 2, 3].map(|place| &z.column(quad[place])[range.clone()]);
            let [p, q, r, s] = [0, 1, 2, 3].map(|place| ratio[quad[place]]);
            for (place, total) in sums.iter_mut().enumerate() {
                *total += (a[place] * p + b[place] * q) + (c[place] * r + d[place] * s);
            }
        }
        for &column in quads.remainder() {
            let cells = &z.column(column)[range.clone()];
            sums.iter_mut().zip(cells).for_each(|(total, cell)| *total += cell * ratio[column]);
        }
        sums
    })
    .concat()
}

/// The largest column sum of `|A|` and the largest share of output that goes to sectors.
pub(super) fn contraction(z: &Dense, output: &[f64]) -> (f64, f64) {
    let mut sold = vec![0.0; output.len()];
    let mut column_most = 0.0f64;
    for (node, x) in output.iter().enumerate() {
        let cells = z.column(node);
        // In lanes: one sum would wait for each addition before the next.
        let (whole, rest) = cells.as_chunks::<8>();
        let mut lanes = [0.0; 8];
        for eight in whole {
            lanes.iter_mut().zip(eight).for_each(|(lane, cell)| *lane += cell.abs());
        }
        let total: f64 = lanes.iter().sum::<f64>() + rest.iter().map(|cell| cell.abs()).sum::<f64>();
        sold.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell.abs());
        if *x != 0.0 {
            column_most = column_most.max(total / x.abs());
        }
    }
    let share = |(sold, x): (&f64, &f64)| if *x == 0.0 { 0.0 } else { sold / x.abs() };
    (column_most, sold.iter().zip(output).map(share).fold(0.0, f64::max))
}

/// `Σ|v|`.
pub(super) fn size(list: &[f64]) -> f64 {
    sum(list.iter().map(|number| number.abs()))
}

/// What this change of final demand does to output and value added, within `tolerance` of the sum of changes.
///
/// # Errors
///
/// If the rounds do not come to rest: `I − A` has no inverse that makes sense; if `watch`, who hears of each, says to stop.
pub fn demand_shock(mrio: &Mrio, change: &[f64], tolerance: f64, watch: Watch<'_>) -> Result<Shock, AccountsError> {
    let (columns, rows) = contraction(&mrio.z, &mrio.x);
    let reciprocal: Vec<f64> = mrio.x.iter().map(|x| if *x == 0.0 { 0.0 } else { 1.0 / x }).collect();
    // Each round adds the next term of y + A·y + A²·y + …
    let (mut total, mut term) = (change.to_vec(), change.to_vec());
    let mut found = Shock::default();
    let whole = size(&mrio.x);
    let steps = Steps::open(watch);
    loop {
        steps.step()?;
        let ratio: Vec<f64> = term.iter().zip(&reciprocal).map(|(term, reciprocal)| term * reciprocal).collect();
        let next = spread(&mrio.z, &ratio);
        total.iter_mut().zip(&next).for_each(|(total, term)| *total += term);
        found.rounds += 1;
        let (step, before) = (size(&next), size(&term));
        let bounds = [
            (columns < 1.0).then(|| columns / (1.0 - columns) * step),
            // In the norm weighted by output: every error is at most this share of the output it is an error of.
            (rows < 1.0).then(|| {
                let most = next.iter().zip(&reciprocal).map(|(term, r)| (term * r).abs()).fold(0.0, f64::max);
                rows / (1.0 - rows) * most * whole
            }),
        ];
        found.bound = bounds.into_iter().flatten().reduce(f64::min);
        // Without a bound the tail is taken for geometric with twice the ratio's distance from one.
        let ratio = if before > 0.0 { step / before } else { 0.0 };
        let tail = found.bound.unwrap_or(if ratio < 1.0 { 2.0 * step * ratio / (1.0 - ratio) } else { f64::INFINITY });
        if !step.is_finite() || found.rounds == MOST_ROUNDS {
            return Err(AccountsError::Unfit {
                what: Words::new(
                    "需求的各轮传导停不下来：有部门所需投入多于产出",
                    "the rounds of demand do not come to rest: some sectors need more inputs than they put out",
                ),
            });
        }
        term = next;
        if tail <= tolerance * size(&total) || step == 0.0 {
            break;
        }
    }
    if found.bound.is_none() {
        found.findings.push(at("SIM113", mrio.len()));
    }
    let (added, listed) = mrio.value_added();
    if !listed {
        found.findings.push(at("SIM109", mrio.len()));
    }
    let added = defined(&intensity(&added, &mrio.x));
    let keep = |(number, x): (f64, &f64)| if *x == 0.0 { f64::NAN } else { number };
    found.value_added = total.iter().zip(&added).map(|(change, own)| change * own).zip(&mrio.x).map(keep).collect();
    found.output = total.into_iter().zip(&mrio.x).map(keep).collect();
    Ok(found)
}
