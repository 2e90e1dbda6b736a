//! Misallocation of factors: how much is lost because capital, land and labour earn more in one place than in another.

use crate::declare::{FRAME, REGION_OR_ALL, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const METHOD: Method = Method {
    id: "misallocation",
    version: 1,
    study: "structure",
    title: text("存量要素错配", "Misallocation of factors"),
    question: text(
        "存量土地、资本、劳动在区域之间配置得当吗？重新配置能多产出多少，要素应由哪里流向哪里？",
        "Are the land, capital and labour there are well spread over regions? How much more would come out if they were moved, and from where to where?",
    ),
    formula: text(
        "F_i = Π_k F_ik^{α_k}，Σα = 1。收入生产率 TFPR_i = Y_i/F_i，其有效水平为 Π_k (ΣY/ΣF_k)^{α_k}；relative 为二者之比，要素行的 relative 为边际产出之比 (Y_i/F_ik)/(ΣY/ΣF_k)。dispersion 为 ln TFPR 的总体标准差。以 σ 为替代弹性，w_i = Y_i^σ F_i^{1−σ}；有效配置下区域 i 得到各要素的 w_i/Σw。gain = (Σw)^{1/(σ−1)} / [(ΣY)^{1/(σ−1)} Π_k (ΣY/ΣF_k)^{α_k}] − 1：总产出可增加的比例。没有离散则为 0。",
        "F_i = Π_k F_ik^{α_k}, Σα = 1. Revenue productivity TFPR_i = Y_i/F_i; its efficient level is Π_k (ΣY/ΣF_k)^{α_k}, and relative is the ratio of the two; on a row of a factor relative is that of marginal products, (Y_i/F_ik)/(ΣY/ΣF_k). dispersion is the standard deviation (population) of ln TFPR. With elasticity of substitution σ, w_i = Y_i^σ F_i^{1−σ}; efficiently, region i gets w_i/Σw of every factor. gain = (Σw)^{1/(σ−1)} / [(ΣY)^{1/(σ−1)} Π_k (ΣY/ΣF_k)^{α_k}] − 1, by how much all output could grow. Without dispersion it is 0.",
    ),
    limits: text(
        "差异被全部归因于配置；测量误差、质量差异、调整成本都会夸大收益。α 是共同的产出弹性，须由研究者给出。σ 越大收益越大：请试 3 与 5。只在同一行业内比较才有意义。",
        "All differences are put down to allocation: errors of measurement, quality and costs of moving all swell the gain. The α are elasticities common to all and for the researcher to give. The gain rises with σ: try 3 and 5. Compare within one industry.",
    ),
    reference: "Hsieh, C.-T., Klenow, P. J. (2009). Misallocation and manufacturing TFP in China and India. Quarterly Journal of Economics 124(4), 1403–1448.",
    aliases: &["hsieh_klenow", "tfpr", "allocative efficiency", "要素错配", "资源错配", "存量盘活"],
    inputs: &[FRAME],
    parameters: &[
        parameter(
            "output",
            ParameterKind::Text,
            None,
            "产出",
            "Output",
            "产出（增加值）的指标",
            "The indicator of output (value added)",
        ),
        parameter(
            "factors",
            ParameterKind::Text,
            None,
            "要素与弹性",
            "Factors and elasticities",
            "如 capital=0.4, labour=0.4, land=0.2；弹性归一到合计为 1",
            "Such as capital=0.4, labour=0.4, land=0.2; elasticities are scaled to add up to 1",
        ),
        parameter(
            "sigma",
            ParameterKind::Number { min: 1.01, max: 100.0, unit: None },
            Some("3"),
            "替代弹性",
            "Elasticity of substitution",
            "各区域产品之间的替代弹性",
            "Between the products of regions",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        REGION_OR_ALL,
        words("factor", "要素", "Factor", "空白：产出，或合计", "Blank: output, or all together"),
        number("used", "现有", "Used", "产出，或要素的现有数量", "Output, or the factor as it is used"),
        number(
            "relative",
            "相对生产率",
            "Relative productivity",
            "与有效水平之比；大于 1 表示要素不足",
            "Ratio to the efficient level; above 1 there is too little of it",
        ),
        number(
            "efficient",
            "有效配置",
            "Efficient",
            "有效配置下的要素数量",
            "The factor as it would be used efficiently",
        ),
        number("change", "应调整", "Change", "有效减现有；合计为零", "Efficient less used; adds up to zero"),
        number(
            "dispersion",
            "离散",
            "Dispersion",
            "合计行：ln TFPR 的标准差",
            "On the row of all: deviation of ln TFPR",
        ),
        number(
            "gain",
            "可增产出",
            "Gain",
            "合计行：总产出可增加的比例",
            "On the row of all: by how much output could grow",
        ),
    ],
};

/// Output and factors of some regions.
#[derive(Clone, Copy, Debug)]
pub struct Uses<'a> {
    /// Output by region; NaN is missing.
    pub output: &'a [f64],
    /// Factors by region, then factor; NaN is missing.
    pub factors: &'a [f64],
    /// Elasticity of output by factor; only ratios matter.
    pub elasticity: &'a [f64],
}

/// What a region does with its factors.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Revenue productivity over its efficient level.
    pub relative: f64,
    /// Marginal product of each factor over its efficient level.
    pub products: Vec<f64>,
    /// The factors it would use efficiently.
    pub efficient: Vec<f64>,
}

/// How factors are spread.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Misallocation {
    /// By region; `None` where output or a factor is missing or not positive.
    pub units: Vec<Option<Unit>>,
    /// Standard deviation of the logarithm of revenue productivity; `None` without regions.
    pub dispersion: Option<f64>,
    /// By how much output could grow.
    pub gain: Option<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Misallocation among the regions that have everything, with elasticity of substitution `sigma` above one. Sums are taken so
/// that the order of regions does not matter but for rounding; logarithms keep large numbers in reach.
///
/// # Panics
///
/// If the table of factors is not full, or no elasticity is positive.
pub fn misallocation(uses: &Uses<'_>, sigma: f64) -> Misallocation {
    let (count, width) = (uses.output.len(), uses.elasticity.len());
    assert_eq!(uses.factors.len(), count * width, "a factor of each kind for each region");
    let all = sum(uses.elasticity.iter().copied());
    assert!(all > 0.0 && uses.elasticity.iter().all(|alpha| *alpha >= 0.0), "elasticities");
    let alpha: Vec<f64> = uses.elasticity.iter().map(|alpha| alpha / all).collect();
    let of = |unit: usize| &uses.factors[unit * width..(unit + 1) * width];
    let good = |value: &f64| value.is_finite() && *value > 0.0;
    let able: Vec<usize> = (0..count).filter(|&unit| good(&uses.output[unit]) && of(unit).iter().all(good)).collect();
    let left_out = (0..count).filter(|unit| {
        able.binary_search(unit).is_err() && (!uses.output[*unit].is_nan() || of(*unit).iter().any(|x| !x.is_nan()))
    });
    let left_out = left_out.count();
    let findings = (left_out > 0).then(|| at("STR701", None, left_out)).into_iter().collect();
    if able.is_empty() {
        return Misallocation { units: vec![None; count], findings, ..Misallocation::default() };
    }
    let output = sum(able.iter().map(|&unit| uses.output[unit]));
    let totals: Vec<f64> = (0..width).map(|k| sum(able.iter().map(|&unit| of(unit)[k]))).collect();
    let bundle = |unit: usize| of(unit).iter().zip(&alpha).map(|(factor, alpha)| alpha * factor.ln()).sum::<f64>();
    let level: f64 = totals.iter().zip(&alpha).map(|(total, alpha)| alpha * (output / total).ln()).sum();
    let logs: Vec<f64> = able.iter().map(|&unit| uses.output[unit].ln() - bundle(unit)).collect();
    let mean = sum(logs.iter().copied()) / logs.len() as f64;
    let dispersion = (sum(logs.iter().map(|log| (log - mean).powi(2))) / logs.len() as f64).sqrt();
    // The weights of efficient use, relative to the largest.
    let weights: Vec<f64> =
        able.iter().map(|&unit| sigma * uses.output[unit].ln() - (sigma - 1.0) * bundle(unit)).collect();
    let largest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = weights.into_iter().map(|log| (log - largest).exp()).collect();
    let whole = sum(weights.iter().copied());
    let gain = ((whole.ln() + largest - output.ln()) / (sigma - 1.0) - level).exp_m1();
    let mut units = vec![None; count];
    for ((&unit, log), weight) in able.iter().zip(&logs).zip(&weights) {
        let products =
            of(unit).iter().zip(&totals).map(|(factor, total)| uses.output[unit] / factor * (total / output));
        units[unit] = Some(Unit {
            relative: (log - level).exp(),
            products: products.collect(),
            efficient: totals.iter().map(|total| total * (weight / whole)).collect(),
        });
    }
    Misallocation { units, dispersion: Some(dispersion), gain: Some(gain), findings }
}
