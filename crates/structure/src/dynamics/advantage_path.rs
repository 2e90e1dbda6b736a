//! Paths of comparative advantage: where a region gains, keeps and loses its specialisations.

use crate::declare::{INDUSTRY_COLUMN, PANEL, integer, number, parameter, words};
use crate::location_quotient::{Reference, location_quotient, symmetric};
use crate::panel::{Panel, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Nullable, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "advantage_path",
    version: 1,
    study: "structure",
    title: text("比较优势动态", "Paths of comparative advantage"),
    question: text(
        "一个区域在哪些行业获得、保持或失去了比较优势，趋势如何？",
        "In which industries does a region gain, keep or lose comparative advantage, and where does it tend?",
    ),
    formula: text(
        "RCA 即区位商，RSCA = (RCA − 1)/(RCA + 1) ∈ [−1, 1)。具备优势：RCA ≥ 阈值。状态与前一时期相比：entry 进入、exit 退出、persistence 保持、absence 始终没有。连续期数为至今连续具备优势的时期数；趋势为 RSCA 对时期序号的最小二乘斜率。",
        "RCA is the location quotient, RSCA = (RCA − 1)/(RCA + 1) in [−1, 1). An advantage is RCA ≥ threshold. Status against the period before: entry, exit, persistence, absence. The run counts the periods in a row, up to this one, with the advantage; the trend is the least-squares slope of RSCA on the number of the period.",
    ),
    limits: text(
        "时期按标签排序并视为等距。某期无区位商（缺失、负值、合计不为正）时该期及下一期的状态为空，连续期数从头计起。少于两期有值时趋势为空。阈值附近的进出可能只是波动。",
        "Periods follow the order of their labels and count as equally far apart. Where a period has no quotient (missing, negative, empty sums), its status and the next are null and the run starts anew. The trend is null with fewer than two values. Entry and exit near the threshold may be noise.",
    ),
    reference: "Dalum, B., Laursen, K., Villumsen, G. (1998). Structural change in OECD export specialisation patterns. International Review of Applied Economics 12(3), 423–443. Boschma, R., Minondo, A., Navarro, M. (2013). Economic Geography 89(1), 29–51.",
    aliases: &["rsca", "rca_path", "dynamic_rca", "动态比较优势", "显性比较优势动态"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::REFERENCE,
        crate::profile::REFERENCE_REGION,
        parameter(
            "threshold",
            ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
            Some("1"),
            "优势阈值",
            "Threshold",
            "区位商不小于此值即具备比较优势",
            "A quotient of at least this is an advantage",
        ),
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        INDUSTRY_COLUMN.required(),
        number("advantage", "比较优势 RCA", "Advantage RCA", "区位商", "Location quotient"),
        number(
            "symmetric",
            "对称比较优势 RSCA",
            "Symmetric RSCA",
            "−1 到 1，0 为与参照相同",
            "From −1 to 1; 0 as the reference",
        ),
        words(
            "status",
            "状态",
            "Status",
            "entry 进入，exit 退出，persistence 保持，absence 没有",
            "entry, exit, persistence or absence",
        ),
        integer("run", "连续期数", "Run", "至本期连续具备优势的时期数", "Periods in a row with the advantage"),
        number("trend", "趋势", "Trend", "RSCA 每期的变化", "Change of RSCA per period"),
    ],
};

/// What became of an advantage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Not before, now.
    Entry,
    /// Before, not now.
    Exit,
    /// Before and now.
    Persistence,
    /// Neither.
    Absence,
}

impl Status {
    /// The word in results.
    pub fn word(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Exit => "exit",
            Self::Persistence => "persistence",
            Self::Absence => "absence",
        }
    }
}

/// One entry for each cell of the panel, sorted by region, industry and period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdvantagePath {
    /// The period.
    pub period: Vec<u32>,
    /// The region.
    pub region: Vec<u32>,
    /// The industry.
    pub industry: Vec<u32>,
    /// Location quotient.
    pub advantage: Nullable,
    /// Its symmetric form.
    pub symmetric: Nullable,
    /// Against the period before.
    pub status: Vec<Option<Status>>,
    /// Periods in a row with the advantage.
    pub run: Vec<Option<u32>>,
    /// Slope of the symmetric form.
    pub trend: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The path of every region and industry. Periods follow the order of their ids; those without any cell do not count.
pub fn advantage_path(panel: &Panel<'_>, reference: Reference, threshold: f64) -> AdvantagePath {
    let quotients = location_quotient(panel, reference);
    let mut result = AdvantagePath { findings: quotients.findings, ..AdvantagePath::default() };
    let mut occurring: Vec<u32> = panel.period().to_vec();
    occurring.sort_unstable();
    occurring.dedup();
    if occurring.len() < 2 {
        result.findings.push(at("STR207", None, occurring.len()));
    }
    let step = |n: usize| occurring.binary_search(&panel.period()[n]).unwrap_or_default();
    let path = |n: usize| (panel.region()[n], panel.industry()[n]);
    let mut order: Vec<usize> = (0..panel.len()).collect();
    order.sort_unstable_by_key(|&n| (path(n), panel.period()[n]));
    let (mut advantages, mut symmetrics, mut trends) = (Vec::new(), Vec::new(), Vec::new());
    for cells in order.chunk_by(|&one, &two| path(one) == path(two)) {
        let known: Vec<(f64, f64)> = cells
            .iter()
            .filter_map(|&n| {
                #[expect(clippy::cast_precision_loss, reason = "periods are few")]
                quotients.quotient.get(n).map(|quotient| (step(n) as f64, symmetric(quotient)))
            })
            .collect();
        let trend = slope(&known);
        let mut before: Option<(usize, bool, u32)> = None;
        for &n in cells {
            let quotient = quotients.quotient.get(n);
            let now = quotient.map(|quotient| quotient >= threshold);
            let last = before.filter(|(last, ..)| last + 1 == step(n));
            let run = now.map(|now| if now { last.map_or(0, |(_, _, run)| run) + 1 } else { 0 });
            let status = now.zip(last).map(|(now, (_, before, _))| match (before, now) {
                (false, true) => Status::Entry,
                (true, false) => Status::Exit,
                (true, true) => Status::Persistence,
                (false, false) => Status::Absence,
            });
            before = now.zip(run).map(|(now, run)| (step(n), now, run));
            result.period.push(panel.period()[n]);
            result.region.push(panel.region()[n]);
            result.industry.push(panel.industry()[n]);
            result.status.push(status);
            result.run.push(run);
            advantages.push(quotient);
            symmetrics.push(quotient.map(symmetric));
            trends.push(trend);
        }
    }
    result.advantage = advantages.into_iter().collect();
    result.symmetric = symmetrics.into_iter().collect();
    result.trend = trends.into_iter().collect();
    result
}

/// The least-squares slope; `None` unless there are two different abscissae.
#[allow(clippy::cast_precision_loss, reason = "points are few")]
pub(crate) fn slope(points: &[(f64, f64)]) -> Option<f64> {
    let count = points.len() as f64;
    let mean = |side: fn(&(f64, f64)) -> f64| sum(points.iter().map(side)) / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let spread = sum(points.iter().map(|point| (point.0 - x).powi(2)));
    (spread > 0.0).then(|| sum(points.iter().map(|point| (point.0 - x) * (point.1 - y))) / spread)
}
