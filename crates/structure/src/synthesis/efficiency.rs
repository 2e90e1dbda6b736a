//! Efficiency by data envelopment: how much a region gets out of what it puts in, against the best practice there is.

use crate::declare::{FRAME, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::simplex::{NoOptimum, Optimum, Programme, Sense};
use liantu_numeric::sum;
use rayon::prelude::*;

pub(crate) const INPUTS: Parameter = parameter(
    "inputs",
    ParameterKind::Text,
    None,
    "投入指标",
    "Inputs",
    "以逗号分隔，如 rd_spending, rd_staff",
    "Separated by commas, such as rd_spending, rd_staff",
);
pub(crate) const OUTPUTS: Parameter = parameter(
    "outputs",
    ParameterKind::Text,
    None,
    "产出指标",
    "Outputs",
    "以逗号分隔，如 patents, new_products",
    "Separated by commas, such as patents, new_products",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "efficiency",
    version: 1,
    study: "structure",
    title: text("投入产出效率（DEA）", "Efficiency by data envelopment"),
    question: text(
        "与最佳实践相比，一个区域的投入用得有多好，差距在技术还是规模？",
        "Against the best practice, how well does a region use its inputs, and is the gap one of practice or of scale?",
    ),
    formula: text(
        "CCR（规模报酬不变）投入导向：min θ，Σλ_j x_j ≤ θx₀，Σλ_j y_j ≥ y₀，λ ≥ 0；BCC（规模报酬可变）再加 Σλ = 1。产出导向：max φ，Σλx ≤ x₀，Σλy ≥ φy₀，效率为 1/φ。规模效率 = CCR/BCC。规模报酬由 Σλ ≤ 1 的效率判定：等于 BCC 为递减，否则递增。松弛：效率确定之后最大化松弛之和（按均值化）。标杆为 λ > 0 的区域。",
        "CCR (constant returns), by inputs: min θ with Σλ_j x_j ≤ θx₀, Σλ_j y_j ≥ y₀, λ ≥ 0; BCC (variable returns) adds Σλ = 1. By outputs: max φ with Σλx ≤ x₀, Σλy ≥ φy₀; the efficiency is 1/φ. Scale efficiency = CCR/BCC. Returns to scale by the efficiency under Σλ ≤ 1: where it equals BCC they decrease, otherwise they increase. Slacks: with the efficiency fixed, their sum (in units of the means) is made as large as can be. Peers are the regions with λ > 0.",
    ),
    limits: text(
        "效率是相对的：最佳者为 1 不等于没有余地；区域数宜不少于投入产出项数之和的三倍，否则多数为 1。没有误差项，异常值会成为标杆。缺任一项的区域不参与；有负值，或投入、产出全为零的区域不参与。各时期分别计算。",
        "Efficiency is relative: the best are 1, which does not mean that they cannot do better; there should be at least three times as many regions as inputs and outputs, or most come out as 1. There is no error term, and outliers become peers. A region that lacks an item takes no part, nor one with a negative value or with no input or no output at all. Each period by itself.",
    ),
    reference: "Charnes, A., Cooper, W. W., Rhodes, E. (1978). European Journal of Operational Research 2(6), 429–444. Banker, R. D., Charnes, A., Cooper, W. W. (1984). Management Science 30(9), 1078–1092.",
    aliases: &["dea", "ccr", "bcc", "data_envelopment", "数据包络", "创新效率", "规模效率"],
    inputs: &[FRAME],
    parameters: &[
        INPUTS,
        OUTPUTS,
        parameter(
            "orientation",
            ParameterKind::Choice { of: &["input", "output"] },
            Some("input"),
            "导向",
            "Orientation",
            "在产出不变下缩减投入，或在投入不变下扩大产出",
            "Less input for the same output, or more output from the same input",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        number(
            "efficiency",
            "综合效率（CCR）",
            "Efficiency (CCR)",
            "0 到 1，1 为最佳实践",
            "From 0 to 1; 1 is the best practice",
        ),
        number(
            "pure_efficiency",
            "纯技术效率（BCC）",
            "Pure efficiency (BCC)",
            "规模报酬可变下的效率",
            "Under variable returns to scale",
        ),
        number("scale_efficiency", "规模效率", "Scale efficiency", "CCR/BCC", "CCR/BCC"),
        words(
            "returns",
            "规模报酬",
            "Returns to scale",
            "increasing 递增，constant 不变，decreasing 递减",
            "increasing, constant or decreasing",
        ),
        words("peers", "标杆", "Peers", "BCC 的标杆区域与权重", "Peers under BCC and their weights"),
        words(
            "slacks",
            "松弛",
            "Slacks",
            "效率之外仍可改进的量（BCC）",
            "What could still be gained beyond the efficiency (BCC)",
        ),
        integer("compared", "参与区域数", "Compared", "同期参与的区域数", "Regions that take part in the period"),
    ],
};

/// What is held fixed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Orientation {
    /// Outputs: inputs shrink.
    #[default]
    Input,
    /// Inputs: outputs grow.
    Output,
}

/// What is assumed of scale, as what is asked of `Σλ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Anything.
    Constant,
    /// One.
    Variable,
    /// At most one.
    NonIncreasing,
}

/// Units with their inputs and outputs.
#[derive(Clone, Debug, PartialEq)]
pub struct Units {
    /// By unit, then by item; at least zero and finite.
    inputs: Vec<Vec<f64>>,
    outputs: Vec<Vec<f64>>,
}

impl Units {
    /// Which rows can take part: everything known, nothing negative, some input and some output.
    pub fn can(inputs: &[f64], outputs: &[f64]) -> bool {
        let lawful = |items: &[f64]| {
            items.iter().all(|item| item.is_finite() && *item >= 0.0) && items.iter().any(|item| *item > 0.0)
        };
        lawful(inputs) && lawful(outputs)
    }

    /// Units that can take part.
    ///
    /// # Panics
    ///
    /// If one cannot.
    pub fn new(inputs: Vec<Vec<f64>>, outputs: Vec<Vec<f64>>) -> Self {
        assert!(
            inputs.iter().zip(&outputs).all(|(inputs, outputs)| Self::can(inputs, outputs)),
            "units that can take part"
        );
        Self { inputs, outputs }
    }

    /// The inputs and the outputs of a unit.
    pub fn unit(&self, unit: usize) -> (&[f64], &[f64]) {
        (&self.inputs[unit], &self.outputs[unit])
    }

    /// Number of units.
    pub fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.inputs.is_empty()
    }

    /// Means of each item, by which programmes are scaled; 1 where all are zero.
    #[allow(clippy::cast_precision_loss, reason = "units are counted in 32 bits")]
    fn means(items: &[Vec<f64>]) -> Vec<f64> {
        let width = items.first().map_or(0, Vec::len);
        let mean = |item: usize| sum(items.iter().map(|unit| unit[item])) / items.len() as f64;
        (0..width).map(|item| Some(mean(item)).filter(|mean| *mean > 0.0).unwrap_or(1.0)).collect()
    }

    /// The efficiency of a unit (of these or others) against these, from 0 to 1 for one of them; and `λ`.
    pub fn efficiency(
        &self,
        inputs: &[f64],
        outputs: &[f64],
        orientation: Orientation,
        returns: Returns,
    ) -> Result<(f64, Vec<f64>), NoOptimum> {
        let mut programme = self.programme(inputs, outputs, returns, 1);
        // The variable after the weights of the units is θ or φ.
        let place = self.len();
        match orientation {
            Orientation::Input => {
                programme.objective[place] = 1.0;
                for (row, (scale, own)) in Self::means(&self.inputs).iter().zip(inputs).enumerate() {
                    programme.rows[row].0[place] = -own / scale;
                    programme.rows[row].2 = 0.0;
                }
            }
            Orientation::Output => {
                programme.objective[place] = -1.0;
                for (row, (scale, own)) in Self::means(&self.outputs).iter().zip(outputs).enumerate() {
                    let row = &mut programme.rows[inputs.len() + row];
                    row.0[place] = -own / scale;
                    row.2 = 0.0;
                }
            }
        }
        let Optimum { mut variables, .. } = programme.minimise()?;
        let found = variables.pop().unwrap_or(f64::NAN);
        let found = if orientation == Orientation::Output { 1.0 / found } else { found };
        // Rounding must not make the best differ from one.
        Ok((if (found - 1.0).abs() < 1e-9 { 1.0 } else { found }, variables))
    }

    /// The rows that every model shares, with `extra` variables after the weights.
    fn programme(&self, inputs: &[f64], outputs: &[f64], returns: Returns, extra: usize) -> Programme {
        let width = self.len() + extra;
        let row = |items: &[Vec<f64>], item: usize, scale: f64| {
            let mut row: Vec<f64> = items.iter().map(|unit| unit[item] / scale).collect();
            row.resize(width, 0.0);
            row
        };
        let mut rows = Vec::new();
        for (item, scale) in Self::means(&self.inputs).into_iter().enumerate() {
            rows.push((row(&self.inputs, item, scale), Sense::AtMost, inputs[item] / scale));
        }
        for (item, scale) in Self::means(&self.outputs).into_iter().enumerate() {
            rows.push((row(&self.outputs, item, scale), Sense::AtLeast, outputs[item] / scale));
        }
        let mut ones = vec![1.0; self.len()];
        ones.resize(width, 0.0);
        match returns {
            Returns::Constant => {}
            Returns::Variable => rows.push((ones, Sense::Equal, 1.0)),
            Returns::NonIncreasing => rows.push((ones, Sense::AtMost, 1.0)),
        }
        Programme { objective: vec![0.0; width], rows }
    }

    /// With the efficiency fixed, the largest slacks of each input and output, and `λ`.
    fn slacks(
        &self,
        unit: usize,
        efficiency: f64,
        orientation: Orientation,
    ) -> Result<(Vec<f64>, Vec<f64>), NoOptimum> {
        let shrunk = |items: &[f64], factor: f64| -> Vec<f64> { items.iter().map(|item| item * factor).collect() };
        let (inputs, outputs) = match orientation {
            Orientation::Input => (shrunk(&self.inputs[unit], efficiency), self.outputs[unit].clone()),
            Orientation::Output => (self.inputs[unit].clone(), shrunk(&self.outputs[unit], 1.0 / efficiency)),
        };
        let items = inputs.len() + outputs.len();
        let mut programme = self.programme(&inputs, &outputs, Returns::Variable, items);
        for item in 0..items {
            let sign = if item < inputs.len() { 1.0 } else { -1.0 };
            programme.rows[item].0[self.len() + item] = sign;
            programme.rows[item].1 = Sense::Equal;
            programme.objective[self.len() + item] = -1.0;
        }
        let Optimum { mut variables, .. } = programme.minimise()?;
        let slacks = variables.split_off(self.len());
        let means = Self::means(&self.inputs).into_iter().chain(Self::means(&self.outputs));
        Ok((
            slacks.iter().zip(means).map(|(slack, mean)| if *slack < 1e-8 { 0.0 } else { slack * mean }).collect(),
            variables,
        ))
    }
}

/// The efficiency of one unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Efficiency {
    /// CCR.
    pub constant: f64,
    /// BCC.
    pub variable: f64,
    /// Their ratio.
    pub scale: f64,
    /// −1 decreasing, 0 constant, 1 increasing.
    pub returns: i8,
    /// Peers under BCC: unit and weight, the heaviest first.
    pub peers: Vec<(usize, f64)>,
    /// By input, then by output, under BCC.
    pub slacks: Vec<f64>,
}

/// The efficiency of every unit; `None` where rounding kept a programme from being solved.
pub fn efficiency(units: &Units, orientation: Orientation) -> (Vec<Option<Efficiency>>, Vec<Diagnostic>) {
    let measure = |unit: usize| -> Result<Efficiency, NoOptimum> {
        let by = |returns| units.efficiency(&units.inputs[unit], &units.outputs[unit], orientation, returns);
        let (constant, variable) = (by(Returns::Constant)?.0.min(1.0), by(Returns::Variable)?.0.min(1.0));
        let limited = by(Returns::NonIncreasing)?.0.min(1.0);
        let (slacks, weights) = units.slacks(unit, variable, orientation)?;
        let mut peers: Vec<(usize, f64)> =
            weights.into_iter().enumerate().filter(|(_, weight)| *weight > 1e-9).collect();
        peers.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
        let alike = |one: f64, two: f64| (one - two).abs() < 1e-8;
        let returns = match () {
            () if alike(constant, variable) => 0,
            () if alike(limited, variable) => -1,
            () => 1,
        };
        Ok(Efficiency { constant, variable, scale: (constant / variable).min(1.0), returns, peers, slacks })
    };
    let found: Vec<Option<Efficiency>> = (0..units.len()).into_par_iter().map(|unit| measure(unit).ok()).collect();
    let mut findings = Vec::new();
    let unsolved = found.iter().filter(|found| found.is_none()).count();
    let items = units.inputs.first().map_or(0, Vec::len) + units.outputs.first().map_or(0, Vec::len);
    for (code, count) in [("STR217", unsolved), ("STR218", if units.len() < 3 * items { units.len() } else { 0 })] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    (found, findings)
}
