//! How much of a systemic-risk index is the rule by which the rounds end.

use super::declare::{ACTORS, ESSENTIALITY, FLOWS, REGIONS, SHOCK, SHOCK_TABLE, count, number, parameters};
use super::essentiality::Essentiality;
use super::network::FirmNetwork;
use super::risk::tolls;
use super::rules::{Rules, Stop};
use super::spread::Shock;
use super::ways::Ways;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{Steps, Stopped, Watch};

/// The declaration.
pub const METHOD: Method = Method {
    id: "epsilon_sensitivity",
    version: 1,
    study: "simulation",
    title: text("停止阈值的敏感性", "Sensitivity to epsilon"),
    question: text(
        "系统性风险的数值有多少取决于何时停止计算？",
        "How much of the systemic risk depends on when the rounds are ended?",
    ),
    formula: text(
        "对每个 ε 重算同一组情形（均匀抽取的 sample 家企业各自停产，或给定的冲击），列出指数的均值、最大值与轮数；ratio 为各情形相对第一个 ε 的最大倍数。",
        "The same cases (sample firms, evenly spaced, each stopping alone, or the shock given) are computed at each ε: mean and largest index, rounds; ratio is the largest multiple over the cases against the first ε.",
    ),
    limits: text(
        "没有最终需求时上游损失几乎不消散，ε 越小结果越大、轮数越多，这时应报告 ε 或补充最终需求。轮数到上限的情形计入 unsettled。",
        "Without final demand losses hardly die away upstream: the smaller ε, the larger the result and the more the rounds; then say which ε was used, or add final demand. Cases that ran out of rounds are counted in unsettled.",
    ),
    reference: "Diem, C., Borsos, A., Reisch, T., Kertész, J., Thurner, S. (2022). Quantifying firm-level economic systemic risk from nation-wide supply networks. Scientific Reports 12, 7719 (ε = 0.01).",
    aliases: &["epsilon", "敏感性", "停止阈值"],
    inputs: &[FLOWS, ACTORS, REGIONS, ESSENTIALITY, SHOCK_TABLE],
    parameters: parameters![
        Parameter {
            name: "epsilons",
            kind: ParameterKind::Text,
            default: Some("0.1,0.01,0.001,0.0001,0.000001"),
            title: text("阈值", "Epsilons"),
            help: text("以逗号分隔的 ε", "Values of ε, separated by commas"),
        },
        Parameter {
            name: "sample",
            kind: ParameterKind::Integer { min: 1, max: 10_000_000 },
            default: Some("100"),
            title: text("抽取企业数", "Sample"),
            help: text(
                "按编号均匀抽取多少个节点；多于节点数则取全部",
                "How many nodes, evenly spaced by number; all where there are fewer"
            ),
        },
        SHOCK,
    ],
    outputs: &[
        number("epsilon", text("停止阈值", "Epsilon"), text("ε", "ε")),
        count("cases", text("情形数", "Cases"), text("计算的情形", "Cases computed")),
        number("mean", text("均值", "Mean"), text("指数的均值", "Mean of the index")),
        number("most", text("最大", "Most"), text("指数的最大值", "Largest index")),
        number("down", text("下游均值", "Mean down"), text("下游部分的均值", "Mean of the downstream part")),
        number("up", text("上游均值", "Mean up"), text("上游部分的均值", "Mean of the upstream part")),
        number(
            "ratio",
            text("最大倍数", "Ratio"),
            text("相对第一个 ε 的最大倍数", "Largest multiple against the first ε"),
        ),
        number("rounds", text("平均轮数", "Mean rounds"), text("轮数的均值", "Mean of rounds")),
        count("most_rounds", text("最多轮数", "Most rounds"), text("轮数的最大值", "Largest number of rounds")),
        count("unsettled", text("未收敛", "Unsettled"), text("轮数用尽的情形", "Cases that ran out of rounds")),
    ],
};

/// What comes out at one tolerance.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sensitivity {
    /// The tolerance.
    pub epsilon: f64,
    /// Mean index; NaN where it is undefined.
    pub mean: f64,
    /// Largest.
    pub most: f64,
    /// Mean of the downstream part.
    pub down: f64,
    /// Mean of the upstream part.
    pub up: f64,
    /// Largest multiple against the first tolerance, over the cases that lose anything there.
    pub ratio: f64,
    /// Mean number of rounds.
    pub rounds: f64,
    /// Largest number of rounds.
    pub most_rounds: u32,
    /// Cases that ran out of rounds.
    pub unsettled: usize,
}

/// The indices of `scenarios` at each tolerance.
///
/// # Errors
///
/// If `watch`, who hears of each scenario at each tolerance, says to stop.
///
/// # Panics
///
/// As [`tolls`].
pub fn epsilon_sensitivity(
    (network, essentiality, rules): (&FirmNetwork, &Essentiality, Rules),
    weights: &[f64],
    scenarios: &[&[Shock]],
    epsilons: &[f64],
    watch: Watch<'_>,
) -> Result<(Vec<Sensitivity>, Vec<Diagnostic>), Stopped> {
    let steps = Steps::new(watch, scenarios.len() * epsilons.len());
    let mut ways = Ways::new(network, essentiality, rules);
    let (mut rows, mut findings, mut first) = (Vec::new(), Vec::new(), Vec::new());
    for &epsilon in epsilons {
        ways.rules.stop = match rules.stop {
            Stop::OneSided(_) => Stop::OneSided(epsilon),
            Stop::TwoSided(_) => Stop::TwoSided(epsilon),
            Stop::Ratio(_) => Stop::Ratio(epsilon),
        };
        let (found, own) = tolls(&ways, weights, scenarios, &steps)?;
        findings.extend(own);
        let count = found.len() as f64;
        let mean = |value: fn(&super::spread::Toll) -> f64| liantu_numeric::sum(found.iter().map(value)) / count;
        let all: Vec<f64> = found.iter().map(|toll| toll.all).collect();
        if first.is_empty() {
            first.clone_from(&all);
        }
        let multiples = all.iter().zip(&first).filter(|(_, first)| **first > 0.0).map(|(now, first)| now / first);
        rows.push(Sensitivity {
            epsilon,
            mean: mean(|toll| toll.all),
            most: all.iter().copied().fold(f64::NAN, f64::max),
            down: mean(|toll| toll.down),
            up: mean(|toll| toll.up),
            ratio: multiples.fold(f64::NAN, f64::max),
            rounds: mean(|toll| f64::from(toll.rounds)),
            most_rounds: found.iter().map(|toll| toll.rounds).max().unwrap_or(0),
            unsettled: found.iter().filter(|toll| !toll.settled).count(),
        });
    }
    findings.sort_by_key(|finding| finding.code);
    findings.dedup_by_key(|finding| finding.code);
    Ok((rows, findings))
}
