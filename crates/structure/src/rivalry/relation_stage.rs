//! Relation of two places read off their growth: who gains from whom.

use crate::declare::{FRAME, integer, number, parameter, words};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::distribution::student_two_sided;
use liantu_numeric::{LeastSquares, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "relation_stage",
    version: 1,
    study: "structure",
    title: text("竞合关系阶段", "Stage of a relation"),
    question: text(
        "两地的增长彼此促进、彼此抑制，还是一方依附另一方？",
        "Do two places further each other's growth, hold it back, or does one live on the other?",
    ),
    formula: text(
        "洛特卡–沃尔泰拉模型的对数增长形式：ln(x_{t+1}/x_t) = r + a·x_t + b·y_t + e，两地各估一式（最小二乘）。b·ȳ 为对方的作用（对方均值水平下每期的对数增长）。按显著性 α 与符号：双正 symbiosis 共生；一正一不显著 dependence 依附；一正一负 siphon 虹吸；双负 competition 竞争；一负一不显著 restraint 抑制；均不显著 independence 独立。阶段（本项目定义）：双正且均显著为 symbiosis 共生；估计双正而至少一项显著为 progression 渐进；只有一方显著受益而另一方估计不为正为 dependence 依附；其余为空。",
        "The Lotka–Volterra model in log growth: ln(x_{t+1}/x_t) = r + a·x_t + b·y_t + e, estimated for each of the two by least squares. b·ȳ is the effect of the other (log growth per period at its mean). By sign and significance α: both positive, symbiosis; one positive and one not significant, dependence; one positive and one negative, siphon; both negative, competition; one negative and one not significant, restraint; neither significant, independence. Stage (defined here): both positive and significant, symbiosis; both estimates positive and at least one significant, progression; only one gains significantly and the other estimate is not positive, dependence; otherwise null.",
    ),
    limits: text(
        "相关不是因果：共同的外部冲击会冒充共生。至少需要 5 个连续时期（4 个增长率），时期视为等距；短序列的检验力低，独立常只是看不出。不大于零的值没有对数，所涉增长不参与。两地序列成比例时无法区分，结果为空。",
        "Not cause: shocks that hit both may pass for symbiosis. Needs five periods in a row (four growth rates), taken as equally far apart; with short series tests have little power, and independence often means only that nothing can be seen. Growth from or to a value that is not positive takes no part. Null where the two series are proportional.",
    ),
    reference: "Lotka, A. J. (1925). Elements of Physical Biology. Volterra, V. (1926). Nature 118, 558–560. The stages are our own.",
    aliases: &["lotka-volterra", "symbiosis", "竞合阶段", "依附", "共生", "洛特卡"],
    inputs: &[FRAME],
    parameters: &[
        crate::profile::INDICATOR,
        parameter(
            "alpha",
            ParameterKind::Number { min: 0.001, max: 0.5, unit: None },
            Some("0.1"),
            "显著性水平",
            "Significance",
            "p 值不大于此即为显著",
            "A p-value of at most this counts as significant",
        ),
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::REGION_COLUMN,
        crate::profile::PARTNER_COLUMN.required(),
        integer("steps", "增长率个数", "Growth rates", "参与估计的增长率个数", "Growth rates that were used"),
        number(
            "effect_on_region",
            "对方的作用",
            "Effect on the region",
            "对方均值水平下每期的对数增长",
            "Log growth per period at the partner's mean",
        ),
        number("p_on_region", "p 值", "p-value", "双侧", "Two-sided"),
        number(
            "effect_on_partner",
            "对对方的作用",
            "Effect on the partner",
            "本区域均值水平下对方每期的对数增长",
            "Log growth of the partner per period at the region's mean",
        ),
        number("p_on_partner", "p 值", "p-value", "双侧", "Two-sided"),
        words(
            "relation",
            "关系",
            "Relation",
            "symbiosis、dependence、siphon、competition、restraint 或 independence",
            "symbiosis, dependence, siphon, competition, restraint or independence",
        ),
        words(
            "stage",
            "阶段",
            "Stage",
            "dependence 依附，progression 渐进，symbiosis 共生",
            "dependence, progression or symbiosis",
        ),
    ],
};

/// The effect of one place on the growth of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// Log growth per period at the mean of the other.
    pub size: f64,
    /// Two-sided.
    pub p_value: f64,
}

/// The relation of two places.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Relation {
    /// One place.
    pub one: u32,
    /// The other.
    pub two: u32,
    /// Growth rates used.
    pub steps: usize,
    /// On the first, and on the second; `None` where undefined.
    pub effects: Option<[Effect; 2]>,
}

impl Relation {
    /// Signs where significant.
    fn signs(&self, alpha: f64) -> Option<[i8; 2]> {
        let sign = |effect: Effect| {
            if effect.p_value > alpha {
                0
            } else if effect.size > 0.0 {
                1
            } else {
                -1
            }
        };
        self.effects.map(|effects| effects.map(sign))
    }

    /// The word for the relation.
    pub fn word(&self, alpha: f64) -> Option<&'static str> {
        Some(match self.signs(alpha)? {
            [1, 1] => "symbiosis",
            [1, 0] | [0, 1] => "dependence",
            [1, -1] | [-1, 1] => "siphon",
            [-1, -1] => "competition",
            [-1, 0] | [0, -1] => "restraint",
            _ => "independence",
        })
    }

    /// The word for the stage.
    pub fn stage(&self, alpha: f64) -> Option<&'static str> {
        let (signs, effects) = (self.signs(alpha)?, self.effects?);
        let gains = signs.iter().filter(|sign| **sign > 0).count();
        match (gains, effects.iter().all(|effect| effect.size > 0.0)) {
            (2, _) => Some("symbiosis"),
            (1, true) => Some("progression"),
            (1, false) => Some("dependence"),
            _ => None,
        }
    }
}

/// The relation of every pair of places; `value` by period and then by place, NaN being missing.
///
/// # Panics
///
/// If the values do not fill the table.
#[allow(clippy::cast_possible_truncation, reason = "places are counted in 32 bits")]
pub fn relation_stage(value: &[f64], places: usize) -> (Vec<Relation>, Vec<Diagnostic>) {
    assert!(value.is_empty() || places > 0 && value.len().is_multiple_of(places), "a full table");
    let series: Vec<Vec<f64>> =
        (0..places).map(|place| value.iter().skip(place).step_by(places).copied().collect()).collect();
    let mut relations = Vec::new();
    for one in 0..places {
        for two in one + 1..places {
            let (x, y) = (&series[one], &series[two]);
            let lawful = |t: &usize| [x[*t], x[*t + 1], y[*t], y[*t + 1]].iter().all(|x| *x > 0.0 && x.is_finite());
            let steps: Vec<usize> = (0..x.len().saturating_sub(1)).filter(lawful).collect();
            let effects = effect(x, y, &steps).zip(effect(y, x, &steps)).map(|(first, second)| [first, second]);
            relations.push(Relation { one: one as u32, two: two as u32, steps: steps.len(), effects });
        }
    }
    let undefined = relations.iter().filter(|relation| relation.effects.is_none()).count();
    let findings = if undefined > 0 { vec![at("STR221", None, undefined)] } else { Vec::new() };
    (relations, findings)
}

/// What `other` does to the growth of `own`.
#[allow(clippy::cast_precision_loss, reason = "periods are few")]
fn effect(own: &[f64], other: &[f64], steps: &[usize]) -> Option<Effect> {
    let count = steps.len() as f64;
    if steps.len() < 4 {
        return None;
    }
    let mean = |series: &[f64]| sum(steps.iter().map(|&t| series[t])) / count;
    let column = |series: &[f64]| -> Vec<f64> { steps.iter().map(|&t| series[t] / mean(series)).collect() };
    let growth: Vec<f64> = steps.iter().map(|&t| (own[t + 1] / own[t]).ln()).collect();
    let fit = LeastSquares::new(vec![vec![1.0; steps.len()], column(own), column(other)], 1e-9);
    if fit.kept.len() < 3 {
        return None;
    }
    let size = fit.coefficients(&growth)[2];
    let rest = sum(fit.residual(&growth).iter().map(|rest| rest * rest));
    let error = (rest / (count - 3.0) * fit.inverse_gram().at(2, 2)).sqrt();
    // A perfect fit leaves no doubt about any effect above rounding.
    let p_value = if error > 0.0 {
        student_two_sided(size / error, count - 3.0)
    } else {
        f64::from(u8::from(size.abs() < 1e-12))
    };
    (size.is_finite() && p_value.is_finite()).then_some(Effect { size, p_value })
}
