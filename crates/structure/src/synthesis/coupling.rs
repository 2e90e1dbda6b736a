//! Coupling coordination: whether subsystems are strong together and in step.

use super::composite_index::{BEST_LEFT, BEST_SCALE, BEST_WEIGHTS, RANK, WORST_LEFT, WORST_SCALE, WORST_WEIGHTS};
use super::sensitivity::ranges;
use super::{DRAWS, LESS, Matrix, Normalisation, Ranges, SPREAD, Shaking, Weighting, columns};
use crate::declare::{FRAME, SEED, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "coupling_coordination",
    version: 1,
    study: "structure",
    title: text("耦合协调度", "Coupling coordination"),
    question: text(
        "创新链与产业链等子系统是否又强又同步？",
        "Are subsystems, such as the innovation chain and the industry chain, strong and in step?",
    ),
    formula: text(
        "u_s = Σ_j w_j z_j 为子系统 s 的得分，z 为极差标准化（normalisation 为 none 时取原值，须在 0 与 1 之间）。耦合度 C = n(Π u_s)^{1/n}/Σ u_s；综合水平 T = Σ α_s u_s；协调度 D = √(C·T)。n = 2 时 C = 2√(u₁u₂)/(u₁ + u₂)。等级由 grades 给定。",
        "u_s = Σ_j w_j z_j is the score of subsystem s, z being min-max (the values themselves, between 0 and 1, when normalisation is none). Coupling C = n(Π u_s)^{1/n}/Σ u_s; level T = Σ α_s u_s; coordination D = √(C·T). For n = 2, C = 2√(u₁u₂)/(u₁ + u₂). Grades are those given in grades.",
    ),
    limits: text(
        "极差标准化使最差区域的得分为零，C 与 D 随之为零，并依赖参与比较的区域；C 只看是否均衡，两个同样弱的子系统 C 也为 1。全部子系统为零时 C、D 为空。缺任一指标的区域没有结果。文献另有 C 的他式（如 n 次方不开根），数值不可混用。",
        "Min-max gives the worst region a score of zero, which brings C and D to zero, and depends on who is compared; C only asks for balance and is 1 for two equally weak subsystems. C and D are null where all subsystems are zero. A region that lacks an indicator has no result. The literature has other forms of C (without the n-th root); their numbers do not mix.",
    ),
    reference: "Illingworth, V. (1996). The Penguin Dictionary of Physics (coupling). Cong, X. (2019). Expression and mathematical property of coupling model. Economic Geography 39(4), 18–25 (in Chinese).",
    aliases: &["ccd", "coupling", "耦合度", "耦合协调", "双链融合", "产业链创新链耦合"],
    inputs: &[FRAME],
    parameters: &[
        parameter(
            "subsystems",
            ParameterKind::Text,
            None,
            "子系统",
            "Subsystems",
            "如 innovation=rd, patents; industry=output；省略则每个指标为一个子系统",
            "Such as innovation=rd, patents; industry=output; each indicator is one when absent",
        ),
        LESS,
        parameter(
            "normalisation",
            ParameterKind::Choice { of: &["min_max", "none"] },
            Some("min_max"),
            "标准化",
            "Normalisation",
            "极差标准化，或取原值（须在 0 与 1 之间）",
            "Min-max, or the values themselves (between 0 and 1)",
        ),
        parameter(
            "weighting",
            ParameterKind::Choice { of: &["equal", "entropy"] },
            Some("equal"),
            "子系统内赋权",
            "Weighting within a subsystem",
            "子系统内各指标等权，或用熵权",
            "Indicators of a subsystem count the same, or by their entropy",
        ),
        parameter(
            "subsystem_weights",
            ParameterKind::Text,
            None,
            "子系统权重",
            "Weights of the subsystems",
            "如 innovation=0.6, industry=0.4；省略则相同",
            "Such as innovation=0.6, industry=0.4; the same when absent",
        ),
        parameter(
            "grades",
            ParameterKind::Text,
            Some("0=disorder, 0.2=slight disorder, 0.4=barely coordinated, 0.6=coordinated, 0.8=well coordinated"),
            "等级",
            "Grades",
            "各等级的下限与名称",
            "The lower bound of each grade and its name",
        ),
        SPREAD,
        DRAWS,
        SEED,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        words("scores", "子系统得分", "Scores", "各子系统的名称与得分", "Name and score of each subsystem"),
        number("coupling", "耦合度 C", "Coupling C", "0 到 1，1 为完全均衡", "From 0 to 1; 1 is perfect balance"),
        number("level", "综合水平 T", "Level T", "子系统得分的加权和", "Weighted sum of the scores"),
        number("coordination", "耦合协调度 D", "Coordination D", "0 到 1", "From 0 to 1"),
        words("grade", "等级", "Grade", "按 grades 的等级", "By grades"),
        words("weakest", "最弱子系统", "Weakest", "得分最低的子系统", "The subsystem with the lowest score"),
        RANK,
        BEST_WEIGHTS,
        WORST_WEIGHTS,
        BEST_LEFT,
        WORST_LEFT,
        BEST_SCALE,
        WORST_SCALE,
    ],
};

/// The choices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coupled<'a> {
    /// The subsystem of each indicator, numbered from 0 without gaps.
    pub subsystem: &'a [u32],
    /// The weight of each subsystem.
    pub weights: &'a [f64],
    /// Whether values are min-max normalised or taken as they are.
    pub normalised: bool,
    /// Whether indicators of a subsystem weigh by their entropy.
    pub entropy: bool,
    /// The test of sensitivity.
    pub shaking: Shaking,
}

/// One entry for each row of the matrix.
#[derive(Clone, Debug, PartialEq)]
pub struct Coupling {
    /// Scores by subsystem; undefined ones are NaN.
    pub scores: Vec<Vec<f64>>,
    /// `C`.
    pub coupling: Nullable,
    /// `T`.
    pub level: Nullable,
    /// `D`.
    pub coordination: Nullable,
    /// Rank by `D` and where it may lie.
    pub ranges: Vec<Ranges>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// `C`, `T` and `D`.
pub type Coordination = (Option<f64>, f64, Option<f64>);

/// `C`, `T` and `D` of scores between 0 and 1 with weights that add up to one; `None` where a score lies outside, or `C` and
/// `D` where all are zero.
#[allow(clippy::cast_precision_loss, reason = "subsystems are few")]
pub fn coordination(scores: &[f64], weights: &[f64]) -> Option<Coordination> {
    if !scores.iter().all(|score| (0.0..=1.0).contains(score)) {
        return None;
    }
    let (count, total) = (scores.len() as f64, sum(scores.iter().copied()));
    let level = sum(scores.iter().zip(weights).map(|(score, weight)| score * weight));
    // Roots before the product: many small scores would underflow.
    let mean: f64 = scores.iter().map(|score| score.powf(1.0 / count)).product();
    let coupling = (total > 0.0).then(|| (count * mean / total).min(1.0));
    Some((coupling, level, coupling.map(|coupling| (coupling * level).sqrt())))
}

/// The coupling coordination of every row.
///
/// # Panics
///
/// If the columns of the matrix or the subsystems do not fit.
pub fn coupling_coordination(matrix: &Matrix<'_>, coupled: Coupled<'_>) -> Coupling {
    matrix.check();
    let (subsystem, count) = (coupled.subsystem, coupled.weights.len());
    assert!(
        subsystem.len() == matrix.width() && subsystem.iter().all(|s| (*s as usize) < count),
        "a subsystem for each indicator"
    );
    let rows = matrix.complete();
    let columns = columns(matrix, &rows);
    let of_indicators =
        if coupled.entropy { Weighting::Entropy.weights(matrix) } else { Weighting::Equal.weights(matrix) };
    let total = sum(coupled.weights.iter().copied());
    // One weight for each indicator: that of its subsystem, shared out inside.
    let weights: Option<Vec<f64>> = of_indicators.filter(|_| total > 0.0).map(|weights| {
        let inside =
            |s: u32| sum(weights.iter().zip(subsystem).filter(|(_, own)| **own == s).map(|(weight, _)| *weight));
        let share = |(weight, s): (&f64, &u32)| weight / inside(*s) * coupled.weights[*s as usize] / total;
        weights.iter().zip(subsystem).map(share).collect()
    });
    let scale = |normalisation: Normalisation| -> Option<Vec<Vec<f64>>> {
        columns.iter().zip(matrix.less).map(|(column, less)| normalisation.apply(column, *less)).collect()
    };
    let own = if coupled.normalised { scale(Normalisation::MinMax) } else { Some(columns.clone()) };
    let scales = [own, scale(if coupled.normalised { Normalisation::Rank } else { Normalisation::MinMax })];
    let scores = |weights: &[f64], choice: usize| -> (Vec<Vec<f64>>, Vec<f64>) {
        let mut scores = vec![vec![f64::NAN; count]; matrix.rows()];
        let mut outer = vec![0.0; count];
        weights.iter().zip(subsystem).for_each(|(weight, s)| outer[*s as usize] += weight);
        if let Some(scaled) = &scales[choice] {
            for (place, &row) in rows.iter().enumerate() {
                let mut score = vec![0.0; count];
                for ((column, weight), s) in scaled.iter().zip(weights).zip(subsystem) {
                    score[*s as usize] += weight * column[place] / outer[*s as usize];
                }
                // Shares of a whole may add up to a hair more than it.
                scores[row] =
                    score.iter().map(|score| if *score > 1.0 && *score < 1.0 + 1e-12 { 1.0 } else { *score }).collect();
            }
        }
        (scores, outer)
    };
    let judge = |weights: &[f64], choice: usize| -> Vec<Option<Coordination>> {
        let (scores, outer) = scores(weights, choice);
        scores.iter().map(|scores| coordination(scores, &outer)).collect()
    };
    let nothing = || vec![vec![f64::NAN; count]; matrix.rows()];
    let (found, judged, ranges) = match &weights {
        Some(weights) => (
            scores(weights, 0).0,
            judge(weights, 0),
            ranges(matrix.period, weights, 2, coupled.shaking, |weights, choice| {
                let number = |judged: &Option<Coordination>| judged.and_then(|(.., d)| d).unwrap_or(f64::NAN);
                judge(weights, choice).iter().map(number).collect()
            }),
        ),
        None => (nothing(), vec![None; matrix.rows()], vec![Ranges::default(); matrix.rows()]),
    };
    let mut findings = Vec::new();
    let unscaled = scales[0].is_none();
    for (code, count) in [
        ("STR206", matrix.rows() - rows.len()),
        ("STR211", usize::from(unscaled)),
        ("STR212", usize::from(weights.is_none())),
        ("STR214", rows.iter().filter(|row| !unscaled && weights.is_some() && judged[**row].is_none()).count()),
    ] {
        if count > 0 {
            findings.push(at(code, None, count));
        }
    }
    Coupling {
        scores: found,
        coupling: judged.iter().map(|judged| judged.and_then(|(c, ..)| c)).collect(),
        level: judged.iter().map(|judged| judged.map(|(_, t, _)| t)).collect(),
        coordination: judged.iter().map(|judged| judged.and_then(|(.., d)| d)).collect(),
        ranges,
        findings,
    }
}
