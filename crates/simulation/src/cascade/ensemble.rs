//! What a shock comes to, by group of firms, with the interval that uncertain assumptions leave.

use super::declare::{
    ACTORS, ASSUME, EPSILON, ESSENTIALITY, FLOWS, REGIONS, SHOCK, SHOCK_TABLE, STAGES, count, number, parameters, words,
};
use super::essentiality::Essentiality;
use super::network::FirmNetwork;
use super::rules::{Rules, Unknown};
use super::spread::{Shock, Spread};
use super::ways::Ways;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::{Steps, Stopped, Watch, uniform};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "cascade_summary",
    version: 2,
    study: "simulation",
    title: text("冲击的损失汇总", "Losses by a shock"),
    question: text(
        "一次冲击让各区域、各行业、全体各损失多少，这个数有多可靠？",
        "How much does a shock cost each region, each industry and all together, and how sure is that?",
    ),
    formula: text(
        "节点损失 = max(d, u)，公式见 systemic_risk；按区域、行业、环节（chain_node 给出行业的环节时）、全体以权重（默认产出）加总。draws > 0 时重复计算：流量乘以 exp(σz − σ²/2)，z 为标准正态；每个行业对以概率 p 移动一级必需性；可替代性在 ±q 内均匀；未知流量的份额在 0–1 内均匀（每次抽取共用一个）。lower、upper 为所求置信度的分位数。",
        "Loss of a node = max(d, u), by the formula of systemic_risk; added up by region, industry, stage (where chain_node gives those of industries) and in all, with weights (output unless chosen otherwise). With draws > 0 all is computed again and again: flows times exp(σz − σ²/2) with z standard normal; each pair of industries moves one class with probability p; replaceability uniform within ±q; the share of unknown flows uniform in 0–1, one for each draw. lower and upper are the quantiles for the confidence asked for.",
    ),
    limits: text(
        "区间只反映所说的不确定，不反映模型本身的误差。draws = 0 且没有未知流量时没有区间，上下界等于数值；有未知流量而无假设时数值为空，上下界为其可能的极值。权重不随抽取变化。",
        "The interval reflects the uncertainty that was said, not the error of the model. With draws = 0 and no unknown flow there is none, and the bounds equal the value; with unknown flows and no assumption the value is null and the bounds are what is possible. Weights stay the same in all draws.",
    ),
    reference: "Diem, C., Borsos, A., Reisch, T., Kertész, J., Thurner, S. (2022). Scientific Reports 12, 7719. Metropolis, N., Ulam, S. (1949). The Monte Carlo method. Journal of the American Statistical Association 44, 335–341.",
    aliases: &["losses", "损失汇总", "冲击损失", "monte carlo"],
    inputs: &[FLOWS, ACTORS, REGIONS, ESSENTIALITY, STAGES, SHOCK_TABLE],
    parameters: parameters![
        SHOCK,
        ASSUME,
        EPSILON,
        Parameter {
            name: "draws",
            kind: ParameterKind::Integer { min: 0, max: 100_000 },
            default: Some("0"),
            title: text("抽取次数", "Draws"),
            help: text(
                "用不同的假设重复计算的次数；0 表示不抽取",
                "How often to compute with other assumptions; 0: not at all"
            ),
        },
        Parameter {
            name: "flow_error",
            kind: ParameterKind::Number { min: 0.0, max: 3.0, unit: None },
            default: Some("0.1"),
            title: text("流量误差 σ", "Error of flows"),
            help: text("流量对数的标准差", "Standard deviation of the logarithm of flows"),
        },
        Parameter {
            name: "essentiality_error",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.1"),
            title: text("必需性误差 p", "Error of classes"),
            help: text(
                "一对行业的必需性实际差一级的概率",
                "Probability that the class of a pair of industries is really the next one",
            ),
        },
        Parameter {
            name: "replaceability_error",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.2"),
            title: text("可替代性误差 q", "Error of replaceability"),
            help: text("可替代性的上下幅度，截于 0–1", "Replaceability may be this much more or less, within 0 and 1"),
        },
        Parameter {
            name: "confidence",
            kind: ParameterKind::Number { min: 0.01, max: 0.999, unit: None },
            default: Some("0.9"),
            title: text("置信度", "Confidence"),
            help: text("区间包含的抽取份额", "The part of the draws that the interval holds"),
        },
        Parameter {
            name: "seed",
            kind: ParameterKind::Integer { min: 0, max: 9_007_199_254_740_991 },
            default: Some("1"),
            title: text("随机种子", "Seed"),
            help: text("同一种子给出同一结果", "The same seed gives the same result"),
        },
    ],
    outputs: &[
        Column::new(
            "level",
            ColumnKind::Choice { of: &["total", "region", "industry", "stage", "region_stage"] },
            text("汇总层级", "Level"),
            text(
                "全体、区域、行业、环节，或区域与环节",
                "All together, by region, by industry, by stage, by region and stage",
            ),
        )
        .required(),
        words(
            "code",
            text("代码", "Code"),
            text(
                "区域或行业代码；全体、环节或未知为空",
                "Of the region or industry; blank for all, for stages, or unknown",
            ),
        ),
        words(
            "stage",
            text("环节", "Stage"),
            text(
                "创新链或产业链的环节，由 chain_node 表按行业给出；未知为空",
                "Of the innovation or industry chain, by industry from the table chain_node; blank where unknown",
            ),
        ),
        count("nodes", text("节点数", "Nodes"), text("其中的节点", "Nodes in it")),
        count("hit", text("受影响", "Hit"), text("损失不为零的节点", "Nodes that lose anything")),
        number("output", text("产出", "Output"), text("权重之和", "Sum of weights")),
        number("loss", text("损失", "Loss"), text("损失的产出；未知时为空", "Output lost; null where unknown")),
        number("lower", text("下限", "Lower"), text("区间或范围的下限", "Lower end of the interval or range")),
        number("upper", text("上限", "Upper"), text("区间或范围的上限", "Upper end of the interval or range")),
        number("share", text("损失份额", "Share"), text("损失占产出的份额", "Loss over output")),
        number("down", text("下游", "Down"), text("其中缺投入所致", "Output lost by missing inputs")),
        number("up", text("上游", "Up"), text("其中缺订单所致", "Output lost by missing orders")),
        number("direct", text("直接", "Direct"), text("冲击本身使其损失的产出", "Output lost by the shock itself")),
        number(
            "median",
            text("中位数", "Median"),
            text("各次抽取的中位数；未抽取时为空", "Of the draws; null without"),
        ),
    ],
};

/// What is not sure.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uncertainty {
    /// How often to compute.
    pub draws: u32,
    /// Gives the same draws again.
    pub seed: u64,
    /// Standard deviation of the logarithm of flows.
    pub flow: f64,
    /// Probability that the class of a pair of sectors is really the next one.
    pub essentiality: f64,
    /// Replaceability may be this much more or less.
    pub replaceability: f64,
    /// The part of the draws that an interval holds.
    pub confidence: f64,
}

/// What firms belong to, in one of several ways of grouping.
#[derive(Clone, Debug)]
pub struct Grouping {
    /// The group of each firm.
    pub of: Vec<u32>,
    /// How many groups.
    pub groups: usize,
}

/// What a group loses.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Loss {
    /// Firms that lose anything.
    pub hit: u32,
    /// Weighted, the larger of both channels.
    pub all: f64,
    /// By missing inputs.
    pub down: f64,
    /// By missing orders.
    pub up: f64,
    /// By the shock itself.
    pub direct: f64,
    /// Where it lies: quantiles of the draws, or what is possible.
    pub interval: [f64; 2],
    /// The middle of the draws.
    pub median: Option<f64>,
    /// Whether it depends on flows of unknown value of which nothing is assumed.
    pub unknown: bool,
}

/// What `shocks` cost each group of each grouping. The ways follow from network, classes and rules; the shares of unknown flows
/// are uncertain unless `assumed`.
///
/// # Errors
///
/// If `watch`, who hears of each draw, says to stop.
///
/// # Panics
///
/// If a shock names no firm, or a grouping or the weights do not have an entry for each firm.
pub fn ensemble(
    (network, essentiality, rules): (&FirmNetwork, &Essentiality, Rules),
    assumed: bool,
    shocks: &[Shock],
    weights: &[f64],
    groupings: &[Grouping],
    uncertainty: &Uncertainty,
    watch: Watch<'_>,
) -> Result<Vec<Vec<Loss>>, Stopped> {
    let groups: usize = groupings.iter().map(|grouping| grouping.groups).sum();
    let open = network.unknown() > 0 && !assumed;
    let ways = Ways::new(network, essentiality, rules);
    let mut losses = spent(&ways, shocks, weights, groupings);
    for loss in &mut losses {
        loss.interval = [loss.all, loss.all];
    }
    if open {
        let most = Ways::new(network, essentiality, Rules { unknown: Unknown::MOST, ..rules });
        for (loss, most) in losses.iter_mut().zip(spent(&most, shocks, weights, groupings)) {
            loss.interval[1] = loss.interval[1].max(most.all);
            loss.unknown = most.all > loss.all;
        }
    }
    if uncertainty.draws > 0 {
        let steps = Steps::new(watch, uncertainty.draws as usize);
        let draw = |draw: u32| {
            let drawn = Drawn::new(network, essentiality, rules, open, uncertainty, u64::from(draw));
            let ways = Ways::new(&drawn.network, &drawn.essentiality, drawn.rules);
            let losses: Vec<f64> = spent(&ways, shocks, weights, groupings).into_iter().map(|loss| loss.all).collect();
            steps.step().map(|()| losses)
        };
        let draws = (0..uncertainty.draws).into_par_iter().map(draw).collect::<Result<Vec<Vec<f64>>, Stopped>>()?;
        let tail = (1.0 - uncertainty.confidence) / 2.0;
        for group in 0..groups {
            let mut values: Vec<f64> = draws.iter().map(|draw| draw[group]).collect();
            values.sort_by(f64::total_cmp);
            losses[group].interval = [quantile(&values, tail), quantile(&values, 1.0 - tail)];
            losses[group].median = Some(quantile(&values, 0.5));
        }
    }
    let mut rest = losses.into_iter();
    Ok(groupings.iter().map(|grouping| rest.by_ref().take(grouping.groups).collect()).collect())
}

/// The losses of all groups, grouping by grouping.
fn spent(ways: &Ways<'_>, shocks: &[Shock], weights: &[f64], groupings: &[Grouping]) -> Vec<Loss> {
    let mut spread = Spread::new(ways);
    spread.run(shocks, weights);
    let mut losses = Vec::new();
    for grouping in groupings {
        let mut own = vec![Loss::default(); grouping.groups];
        for (firm, (&group, weight)) in (0u32..).zip(grouping.of.iter().zip(weights)) {
            let (down, up) = (spread.down(firm), spread.up(firm));
            let loss = &mut own[group as usize];
            let all = down.max(up);
            loss.hit += u32::from(all > 0.0);
            loss.all += weight * all;
            loss.down += weight * down;
            loss.up += weight * up;
        }
        for shock in shocks {
            own[grouping.of[shock.firm as usize] as usize].direct +=
                weights[shock.firm as usize] * shock.down.max(shock.up);
        }
        losses.extend(own);
    }
    losses
}

/// The assumptions of one draw.
struct Drawn {
    network: FirmNetwork,
    essentiality: Essentiality,
    rules: Rules,
}

impl Drawn {
    fn new(
        network: &FirmNetwork,
        essentiality: &Essentiality,
        rules: Rules,
        open: bool,
        uncertainty: &Uncertainty,
        draw: u64,
    ) -> Self {
        // A seed of its own for each draw and kind of assumption.
        let seed = |kind: u64| uniform(uncertainty.seed, draw * 4 + kind).to_bits();
        let (flows, classes, others) = (seed(0), seed(1), seed(2));
        let sigma = uncertainty.flow;
        let factor = |link: u64| (sigma * normal(flows, link) - sigma * sigma / 2.0).exp();
        let network = if sigma > 0.0 { network.rescaled(factor) } else { network.clone() };
        let essentiality = essentiality.shaken(uncertainty.essentiality, |pair| uniform(classes, pair));
        let shift = uncertainty.replaceability * (2.0 * uniform(others, 0) - 1.0);
        let share = uniform(others, 1);
        let unknown = if open { Unknown { down: share, up: share } } else { rules.unknown };
        let replaceability = (rules.replaceability + shift).clamp(0.0, 1.0);
        Self { network, essentiality, rules: Rules { replaceability, unknown, ..rules } }
    }
}

/// A standard normal draw (Box and Muller 1958).
fn normal(seed: u64, counter: u64) -> f64 {
    let radius = (-2.0 * (1.0 - uniform(seed, 2 * counter)).ln()).sqrt();
    radius * (std::f64::consts::TAU * uniform(seed, 2 * counter + 1)).cos()
}

/// The quantile of sorted values, in between by line (Hyndman and Fan's seventh).
fn quantile(sorted: &[f64], part: f64) -> f64 {
    let place = part * (sorted.len() - 1) as f64;
    let (low, high) = (place.floor(), place.ceil());
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in the list")]
    let (one, two) = (sorted[low as usize], sorted[high as usize]);
    one + (two - one) * (place - low)
}
