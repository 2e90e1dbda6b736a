//! Rules put to a made-up economy whose shocks are known: stops, slow drifts, re-routing, false reports.

use crate::Frequency;
use crate::backtest::{Fired, Record, Shock, Tolerance, fired, record};
use crate::declare::{integer, number, parameter, words};
use crate::episode::{self, Episode};
use crate::rule::{Grade, Matrix, Reference, Rule, RuleError, Source, evaluate};
use crate::series::unit_value::in_doubt;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Explanation, Method, ParameterKind, Severity};
use liantu_numeric::distribution::normal_quantile;
use liantu_numeric::uniform;
use std::f64::consts::TAU;

/// Five years of months.
pub const STEPS: usize = 60;

/// Rules on trial.
pub const METHOD: Method = Method {
    id: "rule_trial",
    version: 2,
    study: "monitoring",
    title: text("规则试评", "Trial of rules"),
    question: text(
        "预警规则在已知冲击的虚构经济上抓住多少次冲击、误报多少、提前或滞后多久？",
        "On a made-up economy whose shocks are known: how many do the rules catch, how often are they wrong, how early or late?",
    ),
    formula: text(
        "每个种子造 subjects 条逐月流量共五年：增长、季节、噪声、2% 的月份缺报；前 shocks 条各植入一次冲击：停供（剩 5–25%，4–8 个月）、逐月减 3%、一半改道、一个月以千分之一的单位误报。发布于冲击当月至其后 12 个月内的预警为命中；误报率 = 误报/(流量数 × 5 年)；提前期为中位数，负数为滞后。",
        "Each seed makes `subjects` monthly flows over five years with growth, seasons, noise and 2 per cent of months not reported; the first `shocks` of them have one shock each: a stop (5 to 25 per cent is left for 4 to 8 months), 3 per cent less each month, a half re-routed, or a month reported in a unit a thousand times larger. An alert raised in the month of a shock or the 12 after it is right; the false-alarm rate is wrong alerts over flows times five years; the lead is a median, negative where alerts came later.",
    ),
    limits: text(
        "只评判关于流量的规则；提到指标的规则不参加并报告。虚构经济的噪声与季节不是你的数据：有事件表时应以 rule_backtest 核对。门槛在种子 101–105 上定过，默认评判用 201 起。误报月份的一千倍之差应为存疑，不应为红色，misled 给出被误导的红色预警数。",
        "Only rules about flows are judged; those that name indicators take no part and are reported. Noise and seasons are not those of your data: where there is a table of events, check with rule_backtest. Thresholds were looked at on seeds 101 to 105; the default judges on 201 and after. A month in another unit is a doubt and no red alert: misled counts red alerts that it caused.",
    ),
    reference: "Alessi, L., Detken, C. (2011). European Journal of Political Economy 27, 520–533 (hits, false alarms). Basseville, M., Nikiforov, I. (1993). Detection of Abrupt Changes, chapter 2 (delay).",
    aliases: &["judge", "trial", "planted_shocks", "试评", "植入冲击"],
    inputs: &[Input { table: "rule", columns: &["rule_id", "text", "frequency", "end"], optional: true }],
    parameters: &[
        crate::watch::RULES,
        crate::watch::TEXT,
        parameter(
            "seed",
            ParameterKind::Integer { min: 0, max: 1_000_000 },
            Some("201"),
            "种子",
            "Seed",
            "第一个经济的种子",
            "Of the first economy",
        ),
        parameter(
            "economies",
            ParameterKind::Integer { min: 1, max: 100 },
            Some("5"),
            "经济数",
            "Economies",
            "依次用几个种子",
            "How many seeds, one after the other",
        ),
        parameter(
            "subjects",
            ParameterKind::Integer { min: 1, max: 20_000 },
            Some("600"),
            "流量数",
            "Flows",
            "每个经济的流量数",
            "Of each economy",
        ),
        parameter(
            "shocks",
            ParameterKind::Integer { min: 0, max: 20_000 },
            Some("200"),
            "冲击数",
            "Shocks",
            "每个经济植入的冲击数，至多与流量数相同",
            "Planted in each economy, as many as flows at most",
        ),
    ],
    outputs: &[
        Column::new(
            "kind",
            ColumnKind::Choice { of: &["all", "stop", "drift", "reroute", "false_report"] },
            text("冲击类型", "Kind"),
            text("all 为全部；其余为植入的类型", "all, or what was planted"),
        )
        .required(),
        integer("shocks", "冲击", "Shocks", "植入的冲击数", "How many were planted"),
        integer("caught", "抓住", "Caught", "被抓住的冲击数", "How many were told of"),
        number("hit_rate", "命中率", "Hit rate", "抓住/冲击", "Caught over shocks"),
        integer("fired", "触发", "Fired", "预警数；只在 all 行", "Alerts; in the row all only"),
        integer(
            "wrong",
            "误报",
            "Wrong",
            "不对应冲击的预警数；只在 all 行",
            "Alerts that told of none; in the row all only",
        ),
        number(
            "false_rate",
            "误报率",
            "False-alarm rate",
            "每条流量每年的误报数；只在 all 行",
            "Wrong alerts per flow and year; in the row all only",
        ),
        number(
            "lead",
            "提前期",
            "Lead",
            "中位数，以月计；负数为滞后",
            "Median, in months; negative where alerts came later",
        ),
        integer(
            "misled",
            "被误导的红色",
            "Misled",
            "由单位误报引起的红色预警数；只在 all 行",
            "Red alerts that a month in another unit caused; in the row all only",
        ),
        words(
            "rules",
            "规则",
            "Rules",
            "参加评判的规则；只在 all 行",
            "The rules that were judged; in the row all only",
        ),
    ],
};

pub(crate) const PAGES: &[Explanation] = &[Explanation {
    code: "MON206",
    severity: Severity::Note,
    title: text("规则无法在虚构经济上评判", "A rule cannot be judged on the made-up economy"),
    body: text(
        "虚构经济只有逐月流量，提到指标、流入流出合计，或按季按年的规则不参加评判。请以 rule_backtest 对照自己的事件。",
        "The made-up economy has monthly flows only: rules that name indicators, inflows or outflows, and those by quarter or year, take no part. Use rule_backtest with events of your own.",
    ),
}];

/// What happened to a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Little is left for some months.
    Stop,
    /// Three in a hundred less each month.
    Drift,
    /// Half goes another way for good.
    Reroute,
    /// A month is reported in another unit.
    FalseReport,
}

impl Kind {
    /// All, in the order in which they are planted.
    pub const ALL: [Self; 4] = [Self::Stop, Self::Drift, Self::Reroute, Self::FalseReport];

    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Drift => "drift",
            Self::Reroute => "reroute",
            Self::FalseReport => "false_report",
        }
    }
}

/// Monthly flows that grow, have seasons and noise, and now and then a month that was not reported.
#[derive(Clone, Debug)]
pub struct Economy {
    /// By flow, then by month; NaN where not reported.
    pub quantity: Vec<Vec<f64>>,
    /// The same of the value.
    pub value: Vec<Vec<f64>>,
    /// What was planted.
    pub shocks: Vec<(Shock, Kind)>,
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a small number of months")]
fn whole(number: f64) -> usize {
    number as usize
}

impl Economy {
    /// `subjects` flows, the first `shocks` of them with a shock each, of the four kinds in turn. Every number is a function of
    /// the seed and its place.
    pub fn new(seed: u64, subjects: usize, shocks: usize) -> Self {
        let draw = |stream: u64, n: usize| uniform(seed * 1000 + stream, n as u64);
        let normal = |stream: u64, n: usize| normal_quantile(draw(stream, n).clamp(1e-9, 1.0 - 1e-9));
        let mut made = Self { quantity: Vec::new(), value: Vec::new(), shocks: Vec::new() };
        for subject in 0..subjects {
            let growth = 0.06 * (draw(1, subject) - 0.3) / 12.0;
            let (depth, phase) = (0.05 + 0.25 * draw(2, subject), 12.0 * draw(3, subject));
            let noise = 0.03 + 0.05 * draw(4, subject);
            let (mut quantity, mut value) = (Vec::new(), Vec::new());
            for at in 0..STEPS {
                let cell = subject * STEPS + at;
                let season = depth * (TAU * (at as f64 + phase) / 12.0).sin();
                let amount = 1000.0 * (growth * at as f64 + season + noise * normal(5, cell)).exp();
                let price = 20.0 * (0.002 * at as f64 + 0.02 * normal(6, cell)).exp();
                let reported = draw(7, cell) >= 0.02;
                quantity.push(if reported { amount } else { f64::NAN });
                value.push(if reported { amount * price } else { f64::NAN });
            }
            if subject < shocks {
                let kind = Kind::ALL[subject % 4];
                let at = 24 + whole(24.0 * draw(8, subject));
                let length = 4 + whole(5.0 * draw(9, subject));
                for step in at..STEPS {
                    let factor = match kind {
                        Kind::Stop if step < at + length => 0.05 + 0.2 * draw(10, subject),
                        Kind::Drift => 0.97f64.powi(i32::try_from((step - at + 1).min(24)).unwrap_or(24)),
                        Kind::Reroute => 0.5,
                        Kind::Stop | Kind::FalseReport => 1.0,
                    };
                    quantity[step] *= factor;
                    value[step] *= factor;
                }
                if kind == Kind::FalseReport {
                    // Kilogrammes were reported as tonnes: the value is right.
                    quantity[at] /= 1000.0;
                }
                made.shocks.push((Shock { subject, at }, kind));
            }
            made.quantity.push(quantity);
            made.value.push(value);
        }
        made
    }

    /// The series of a flow that a reference means.
    fn series(&self, subject: usize, reference: &Reference) -> Vec<f64> {
        let (quantity, value) = (&self.quantity[subject], &self.value[subject]);
        match reference.name.as_str() {
            "quantity" => {
                let doubts = in_doubt(value, quantity).into_iter().zip(quantity);
                doubts.map(|(doubt, &quantity)| if doubt { f64::NAN } else { quantity }).collect()
            }
            "value" => value.clone(),
            _ => value.iter().zip(quantity).map(|(value, quantity)| value / quantity).collect(),
        }
    }
}

/// Whether a rule can be judged on monthly flows.
pub fn can_be_judged(rule: &Rule, frequency: Frequency) -> bool {
    let references = rule.references();
    frequency == Frequency::Month && references.iter().all(|(reference, _)| reference.source == Source::Flow)
}

/// How rules did.
#[derive(Clone, Debug)]
pub struct Judged {
    /// All of it.
    pub record: Record,
    /// By planted shock: its kind, and how many months before it the first alert came; `None`: it was missed.
    pub told: Vec<(Kind, Option<i64>)>,
    /// Red alerts that a month in another unit caused.
    pub misled: usize,
}

/// Puts rules to an economy.
pub fn judge(rules: &[Rule], made: &Economy) -> Result<Judged, RuleError> {
    let matrix = Matrix { likelihood: Vec::new(), impact: Vec::new(), grades: vec![vec![Grade::Blue]] };
    let subjects = made.quantity.len();
    let each = liantu_numeric::chunked(subjects, 64, |range| {
        range
            .map(|subject| {
                let frame = |reference: &Reference| Some(made.series(subject, reference));
                let evaluated = rules.iter().map(|rule| evaluate(rule, Frequency::Month, STEPS, &frame));
                evaluated
                    .map(|one| one.map(|one| episode::of(&one, &matrix)))
                    .collect::<Result<Vec<Vec<Episode>>, RuleError>>()
            })
            .collect::<Result<Vec<_>, _>>()
    });
    let mut episodes: Vec<Vec<Vec<Episode>>> = Vec::with_capacity(subjects);
    for part in each {
        episodes.extend(part?);
    }
    let (mut all, mut red): (Vec<Fired>, Vec<Fired>) = (Vec::new(), Vec::new());
    for rule in 0..rules.len() {
        let own: Vec<Vec<Episode>> = episodes.iter().map(|subject| subject[rule].clone()).collect();
        all.extend(fired(&own));
        let grave: Vec<Vec<Episode>> = own
            .into_iter()
            .map(|subject| subject.into_iter().filter(|episode| episode.grade() == Grade::Red).collect())
            .collect();
        red.extend(fired(&grave));
    }
    let plain: Vec<Shock> = made.shocks.iter().map(|(shock, _)| *shock).collect();
    let record_of = |alerts: &[Fired], shocks: &[Shock], after| {
        record(alerts, shocks, Tolerance { before: 0, after }, subjects * STEPS)
    };
    let found = record_of(&all, &plain, 12);
    let step = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    let told = made.shocks.iter().zip(&found.told);
    let told = told.map(|((shock, kind), told)| (*kind, told.map(|told| step(shock.at) - step(told)))).collect();
    let of_reports = made.shocks.iter().filter(|(_, kind)| *kind == Kind::FalseReport);
    let of_reports: Vec<Shock> = of_reports.map(|(shock, _)| *shock).collect();
    let misled = record_of(&red, &of_reports, 2).caught;
    Ok(Judged { record: found, told, misled })
}
