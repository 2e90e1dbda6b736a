//! Returns: what comes out of a unit of what is put in, by park, region or project.

use crate::declare::{FRAME, REGION_OR_ALL, integer, number, words};
use crate::panel::at;
use crate::synthesis::efficiency::{INPUTS, OUTPUTS};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "unit_returns",
    version: 1,
    study: "structure",
    title: text("投入产出回报", "Returns on inputs"),
    question: text(
        "每亩土地、每元投资在各区域（园区）产出多少？与全部相比如何，名列第几？",
        "What does a mu of land or a yuan of investment yield in each region (or park)? How does that compare with all of them, and who is first?",
    ),
    formula: text(
        "ratio_r = Y_r/F_r，对每一对产出 Y 与投入 F。合计 = ΣY/ΣF，只含二者皆有的区域，即以投入为权的平均，而不是比率的简单平均。relative = ratio/合计。名次由高到低，并列同名。",
        "ratio_r = Y_r/F_r for every pair of an output Y and an input F. All together: ΣY/ΣF over the regions that have both, which is the mean weighted by the input, not the plain mean of ratios. relative = ratio over that. Ranks from the highest; equals share one.",
    ),
    limits: text(
        "平均回报不是边际回报，也不计投入到产出的时滞。产出可以为负（亏损）；投入缺失、为零或为负时没有回报，该区域也不在合计之内。",
        "An average return is not the marginal one, and the lag from input to output does not count. An output may be negative (a loss); without a positive input there is no return, and the region is in no total.",
    ),
    reference: "Ministry of Land and Resources of China (2014). Rules for the evaluation of intensive land use of development zones (output and tax per unit of land). Own declaration of the ratios.",
    aliases: &["roi", "output_per_mu", "land_productivity", "亩均产出", "投资强度", "投入产出比"],
    inputs: &[FRAME],
    parameters: &[
        INPUTS,
        OUTPUTS,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        REGION_OR_ALL,
        words("output", "产出", "Output", "产出的指标", "The indicator of output"),
        words("input", "投入", "Input", "投入的指标", "The indicator of input"),
        number("out", "产出量", "Put out", "产出；合计行为其和", "The output; on the row of all the sum"),
        number("put", "投入量", "Put in", "投入；合计行为其和", "The input; on the row of all the sum"),
        number("ratio", "回报", "Return", "每单位投入的产出", "Output by unit of input"),
        number(
            "relative",
            "相对回报",
            "Relative return",
            "与合计之比；合计不为正则为空",
            "Over that of all; null where that is not positive",
        ),
        integer("rank", "名次", "Rank", "由高到低；并列同名", "From the highest; equals share one"),
    ],
};

/// The returns of some regions on one input.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Returns {
    /// By region; `None` where there is none.
    pub ratio: Vec<Option<f64>>,
    /// From 1 for the highest.
    pub rank: Vec<Option<u32>>,
    /// Sums of output and input over the regions that have a return.
    pub sums: [f64; 2],
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

impl Returns {
    /// The return of all together.
    pub fn all(&self) -> Option<f64> {
        (self.sums[1] > 0.0).then(|| self.sums[0] / self.sums[1])
    }

    /// The return of a region over that of all.
    pub fn relative(&self, region: usize) -> Option<f64> {
        let all = self.all().filter(|all| *all > 0.0)?;
        self.ratio[region].map(|ratio| ratio / all)
    }
}

/// The returns of regions; NaN is missing.
///
/// # Panics
///
/// If there is not an input for each output.
pub fn unit_returns(output: &[f64], input: &[f64]) -> Returns {
    assert_eq!(output.len(), input.len(), "an input for each output");
    let of = |region: usize| {
        let (out, put) = (output[region], input[region]);
        (out.is_finite() && put.is_finite() && put > 0.0).then(|| out / put)
    };
    let ratio: Vec<Option<f64>> = (0..output.len()).map(of).collect();
    let able = || (0..output.len()).filter(|&region| ratio[region].is_some());
    let rank = |own: &Option<f64>| {
        let better = |own: f64| ratio.iter().flatten().filter(|other| **other > own).count();
        own.map(|own| u32::try_from(better(own) + 1).unwrap_or(u32::MAX))
    };
    let without = (0..output.len())
        .filter(|&region| ratio[region].is_none() && (!output[region].is_nan() || !input[region].is_nan()))
        .count();
    Returns {
        rank: ratio.iter().map(rank).collect(),
        sums: [sum(able().map(|region| output[region])), sum(able().map(|region| input[region]))],
        findings: (without > 0).then(|| at("STR707", None, without)).into_iter().collect(),
        ratio,
    }
}
