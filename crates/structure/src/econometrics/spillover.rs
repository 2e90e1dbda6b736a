//! Who spills over to whom: what each region emits to all others and receives from them.

use super::catalogue::found;
use super::declare;
use super::estimate::Term;
use super::multiplier::{Draws, Multiplier, Slice};
use super::spatial::{Solution, Spatial};
use crate::declare::number;
use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{chunked, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "spatial_spillover",
    version: 1,
    study: "structure",
    title: text("溢出方向与不对称", "Direction of spillovers"),
    question: text(
        "哪些区域向其他区域溢出，哪些区域接受溢出，两者相差多少？",
        "Which regions spill over to others, which receive, and how far apart are the two?",
    ),
    formula: text(
        "空间杜宾或滞后模型的效应矩阵 S_k = (I−ρW)⁻¹(β_kI + θ_kW)。of = unit：发出 e_j = 列和 − 对角元（j 区变化一单位对其他区域的影响之和），接收 r_j = 行和 − 对角元（其他区域各变化一单位对 j 区的影响）。of = value：e_j = x_j·(列和 − 对角元)，r_j = (S x)_j − S_jj x_j，x 为各期均值。不对称 =（e−r）/（e+r）；两者符号不同或都为零时为空。null_asymmetry 是只有行标准化 W、没有任何估计时的同一比值。",
        "Effects S_k = (I−ρW)⁻¹(β_kI + θ_kW) of a spatial Durbin or lag model. of = unit: emitted e_j = column sum − diagonal, the effect on all others of one unit more in j; received r_j = row sum − diagonal, the effect on j of one unit more in each other region. of = value: e_j = x_j·(column sum − diagonal), r_j = (S x)_j − S_jj x_j, with x the mean over the periods. Asymmetry = (e−r)/(e+r), null where the two differ in sign or are both zero. null_asymmetry is the same ratio from the row-standardised W alone, without any estimate.",
    ),
    limits: text(
        "系数各区相同，所以 of = unit 时 S 的非对角元与 (I−ρW)⁻¹ 成比例：不对称只由 W 与 ρ 决定，不取决于 β、θ。行标准化本身就造成不对称（邻居多的区域发出多），务必与 null_asymmetry 比较；要看实际方向，用 of = value 并按时期（by = period）比较。标准误来自参数抽样，不含 W 的不确定性。",
        "Coefficients are the same everywhere, so that with of = unit the entries of S off the diagonal are proportional to those of (I−ρW)⁻¹: the asymmetry depends on W and ρ alone, not on β or θ. Row standardisation by itself makes regions with many neighbours emit more: always compare with null_asymmetry. For the direction of what really flowed use of = value, period by period (by = period). Standard errors come from draws of the parameters and know nothing of the uncertainty of W.",
    ),
    reference: "LeSage, J., Pace, R. K. (2009). Introduction to Spatial Econometrics. CRC Press, ch. 2. The asymmetry is a definition of this project.",
    aliases: &["spillover", "spillover_direction", "溢出", "溢出方向", "溢出不对称"],
    inputs: super::spatial::METHOD.inputs,
    parameters: &[
        declare::DEPENDENT,
        declare::REGRESSORS,
        Parameter {
            name: "model",
            kind: ParameterKind::Choice { of: &["durbin", "lag", "durbin_error"] },
            default: Some("durbin"),
            title: text("模型", "Model"),
            help: text(
                "durbin 因变量与自变量都溢出；lag 只有因变量；durbin_error 只有自变量",
                "durbin: outcome and regressors spill over; lag: only the outcome; durbin_error: only the regressors",
            ),
        },
        Parameter {
            name: "of",
            kind: ParameterKind::Choice { of: &["unit", "value"] },
            default: Some("unit"),
            title: text("变化量", "Change"),
            help: text(
                "unit 每区变化一单位；value 每区按其自变量的实际数值",
                "unit: one unit more in each region; value: as much as the regressor of each region is",
            ),
        },
        declare::WEIGHTS,
        declare::K,
        declare::CUTOFF,
        declare::POWER,
        declare::MEASURE,
        declare::PAIR_RULE,
        declare::LEVEL,
        declare::PERIOD,
        declare::EFFECTS,
        declare::BY,
        declare::DRAWS,
        declare::SEED,
        declare::DUPLICATES,
    ],
    outputs: &[
        declare::PERIOD_COLUMN,
        Column::new("variable", ColumnKind::Text, text("自变量", "Regressor"), text("指标", "The indicator"))
            .required(),
        Column::new(
            "region",
            ColumnKind::Code { system: CodeSystem::Region },
            text("区域", "Region"),
            text("区域代码", "Code of the region"),
        )
        .required(),
        number("direct", "直接效应", "Direct", "对本区域的影响", "The effect on the region itself"),
        number("emitted", "发出", "Emitted", "对所有其他区域的影响之和", "The effect on all other regions together"),
        number("emitted_error", "发出的标准误", "Error of emitted", "由抽样得到", "Standard error, from draws"),
        number("received", "接收", "Received", "所有其他区域对它的影响之和", "The effect of all other regions on it"),
        number("received_error", "接收的标准误", "Error of received", "由抽样得到", "Standard error, from draws"),
        number(
            "asymmetry",
            "不对称",
            "Asymmetry",
            "(发出−接收)/(发出+接收)，−1 只接收，1 只发出",
            "(emitted − received)/(emitted + received): −1 only receives, 1 only emits",
        ),
        number("asymmetry_error", "不对称的标准误", "Error of asymmetry", "由抽样得到", "Standard error, from draws"),
        number(
            "null_asymmetry",
            "仅由权重造成的不对称",
            "Asymmetry of the weights alone",
            "只有行标准化 W 时的不对称",
            "The asymmetry that the row-standardised weights give by themselves",
        ),
    ],
};

/// How much changes in each region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// One unit.
    Unit,
    /// The value of the regressor, its mean over the periods.
    Value,
}

/// What a region emits and receives. NaN is undefined.
#[derive(Clone, Copy, Debug)]
pub struct Spillover {
    /// The regressor, by its place.
    pub variable: usize,
    /// The region, by its place in the sample.
    pub region: usize,
    /// Effect on the region itself.
    pub direct: f64,
    /// Effect on all others.
    pub emitted: f64,
    /// Its standard error.
    pub emitted_error: f64,
    /// Effect of all others.
    pub received: f64,
    /// Its standard error.
    pub received_error: f64,
    /// `(emitted − received) / (emitted + received)`.
    pub asymmetry: f64,
    /// Its standard error.
    pub asymmetry_error: f64,
    /// The same ratio from the weights alone.
    pub null_asymmetry: f64,
}

/// Emitted, received and their asymmetry for each regressor and region, sorted by both, with findings. Standard errors
/// come from `draws` parameters drawn with `seed`.
pub fn spatial_spillover(fit: &Spatial, of: Of, draws: usize, seed: u64) -> (Vec<Spillover>, Vec<Diagnostic>) {
    let mut findings = Vec::new();
    let Some(solution) = &fit.solution else { return (Vec::new(), findings) };
    let sample = (draws > 1).then(|| Draws::new(solution, draws, seed)).flatten();
    if draws > 1 && sample.is_none() {
        findings.push(found("STR509", 1));
    }
    if let Some(refused) = sample.as_ref().map(|sample| sample.refused).filter(|&refused| refused > 0) {
        findings.push(found("STR516", refused));
    }
    let mut rows = Vec::new();
    for variable in 0..solution.near.regressors.len() {
        if solution.place(Term::Variable(variable)).is_some() {
            rows.extend(of_variable(fit, solution, variable, of, sample.as_ref()));
        }
    }
    let undefined = rows.iter().filter(|row| row.asymmetry.is_nan()).count();
    if undefined > 0 {
        findings.push(found("STR517", undefined));
    }
    (rows, findings)
}

fn of_variable(fit: &Spatial, solution: &Solution, variable: usize, of: Of, draws: Option<&Draws>) -> Vec<Spillover> {
    let near = &solution.near;
    let size = near.size();
    let mean = |region: usize| {
        sum((0..near.periods).map(|period| near.regressors[variable][period * size + region])) / near.periods as f64
    };
    let change: Vec<f64> = match of {
        Of::Unit => vec![1.0; size],
        Of::Value => (0..size).map(mean).collect(),
    };
    let transposed = near.weights.transposed();
    let Some(centre) = Slice::at(solution, &transposed, &change, solution.rho()) else { return Vec::new() };
    let multiplier = draws.and_then(|draws| Multiplier::new(solution, draws, &change));
    let shares: Vec<(Vec<f64>, [f64; 2])> = match (&multiplier, draws) {
        (Some(multiplier), Some(draws)) => {
            let of_draw = |draw: &Vec<f64>| (multiplier.shares(solution.rho_of(draw)), solution.pair(variable, draw));
            draws.values.iter().map(of_draw).collect()
        }
        _ => Vec::new(),
    };
    let alone = (transposed.times(&vec![1.0; size]), near.weights.times(&change));
    let pair = solution.pair(variable, &solution.values);
    let of_region = |region: usize| {
        let parts = |slice: &Slice| [0, 1].map(|n| [slice.own[n][region], slice.sent[n][region], slice.got[n][region]]);
        let at_nodes: Vec<[[f64; 3]; 2]> =
            multiplier.iter().flat_map(|multiplier| &multiplier.slices).map(parts).collect();
        let value = Flow::new(&parts(&centre), pair, change[region]);
        let mut spreads = [Spread::default(); 3];
        for (shares, pair) in &shares {
            let mut mixed = [[0.0; 3]; 2];
            for (share, node) in shares.iter().zip(&at_nodes) {
                for n in 0..2 {
                    for part in 0..3 {
                        mixed[n][part] += share * node[n][part];
                    }
                }
            }
            let flow = Flow::new(&mixed, *pair, change[region]);
            for (spread, value) in spreads.iter_mut().zip([flow.emitted, flow.received, flow.asymmetry()]) {
                spread.add(value);
            }
        }
        let [emitted_error, received_error, asymmetry_error] = spreads.map(Spread::deviation);
        Spillover {
            variable,
            region: fit.regions[region],
            direct: value.direct,
            emitted: value.emitted,
            emitted_error,
            received: value.received,
            received_error,
            asymmetry: value.asymmetry(),
            asymmetry_error,
            null_asymmetry: asymmetry(change[region] * alone.0[region], alone.1[region]),
        }
    };
    chunked(size, 256, |range| range.map(of_region).collect::<Vec<_>>()).concat()
}

/// What a change does at home, elsewhere, and what changes elsewhere do here.
struct Flow {
    direct: f64,
    emitted: f64,
    received: f64,
}

impl Flow {
    /// From the diagonal, column sum and product with the change of `A⁻¹` and of `A⁻¹W`.
    fn new(parts: &[[f64; 3]; 2], pair: [f64; 2], change: f64) -> Self {
        let of = |which: usize| pair[0] * parts[0][which] + pair[1] * parts[1][which];
        let direct = of(0) * change;
        Self { direct, emitted: of(1) * change - direct, received: of(2) - direct }
    }

    fn asymmetry(&self) -> f64 {
        asymmetry(self.emitted, self.received)
    }
}

/// Undefined where the two differ in sign, or are both zero up to rounding.
fn asymmetry(emitted: f64, received: f64) -> f64 {
    let total = emitted + received;
    if emitted * received < 0.0 || total.abs() < 1e-300 { f64::NAN } else { (emitted - received) / total }
}

/// Mean and squared distances from it, one number after the other (Welford 1962).
#[derive(Clone, Copy, Default)]
struct Spread {
    count: f64,
    mean: f64,
    squares: f64,
}

impl Spread {
    fn add(&mut self, value: f64) {
        if value.is_nan() {
            return;
        }
        self.count += 1.0;
        let gap = value - self.mean;
        self.mean += gap / self.count;
        self.squares += gap * (value - self.mean);
    }

    fn deviation(self) -> f64 {
        if self.count > 1.0 { (self.squares / (self.count - 1.0)).sqrt() } else { f64::NAN }
    }
}
