//! Directed spillovers by lead and lag: does what happens in one region foretell what happens in another?

use super::catalogue::found;
use crate::declare::{FRAME, REGIONS, integer, number, parameter, words};
use crate::profile::{DUPLICATES, INDICATOR, INDUSTRY, LEVEL, PARTNER_COLUMN, PERIOD, REGION_COLUMN};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::distribution::{fisher_upper, normal_cdf};
use liantu_numeric::{LeastSquares, dot, false_discovery_rates, sum};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "lead_lag",
    version: 1,
    study: "structure",
    title: text("领先滞后外溢", "Spillovers by lead and lag"),
    question: text(
        "一个区域的变化是否先于另一个区域的变化？外溢是单向还是双向？",
        "Does what happens in one region come before what happens in another; do spillovers run one way or both?",
    ),
    formula: text(
        "两区域 x、y（默认为增长率 ln(x_t/x_{t−1})）：y_t = c + Σ_{k≤p} a_k·y_{t−k} + Σ_{k≤p} b_k·x_{t−k} + e_t，反向亦然。p 使二元 VAR 的 BIC = ln|Σ̂| + (ln T/T)·(4p+2) 最小，各 p 用同一样本。x 先于 y：b_1 = … = b_p = 0 的 F 检验（p 与 T−2p−1 个自由度）。effect = Σ b_k；long_run = Σ b_k/(1−Σ a_k)。q 为全部检验的 Benjamini–Hochberg 校正，按 q ≤ alpha 判 one_way、two_way 或 none。by = panel：每个区域对其他区域（emitted）与其他区域对它（received）的各对检验合成：W̄ 为 p·F 的平均（各对同一 p，使 BIC 之和最小），Z̃ = √(N/2p · (T−3p−5)/(T−2p−3)) · ((T−3p−3)/(T−3p−1)·W̄ − p)，T 为时期数，单尾正态。",
        "Two regions x and y (by default growth, ln(x_t/x_{t−1})): y_t = c + Σ_{k≤p} a_k·y_{t−k} + Σ_{k≤p} b_k·x_{t−k} + e_t, and the same the other way. p is the one of least BIC = ln|Σ̂| + (ln T/T)·(4p+2) of the bivariate VAR, all p on one sample. That x leads y: F-test of b_1 = … = b_p = 0, with p and T−2p−1 degrees of freedom. effect = Σ b_k; long_run = Σ b_k/(1−Σ a_k). q adjusts for all tests (Benjamini–Hochberg); q ≤ alpha says one_way, two_way or none. by = panel puts the tests of a region on all others (emitted), and of all others on it (received), together: W̄ the mean of p·F, one p for all pairs by the sum of their BIC, Z̃ = √(N/2p · (T−3p−5)/(T−2p−3)) · ((T−3p−3)/(T−3p−1)·W̄ − p) with T periods, upper tail of the normal distribution.",
    ),
    limits: text(
        "先后不是因果：共同冲击以不同速度到达也会产生领先。时期太少则无定义：至少须 T − 2p − 1 ≥ 5；面板须 T > 3p + 5。增长率序列 20 期左右时，检验力有限，none 常只是看不出（模拟见示例页）。时期视为等距；缺失使所涉各期不参与。最大滞后受时期数限制。面板检验假定各对误差相互独立，共同冲击使 p 偏小。选滞后后再检验，p 略偏小。",
        "Leading is not causing: a common shock that arrives at different speeds leads too. Too few periods leave it undefined: T − 2p − 1 is at least 5, and for the panel T > 3p + 5. With about twenty growth rates tests have little power, and none often means only that nothing can be seen (planted cases are on the page of the example). Periods are taken as equally far apart; a missing value takes every period that needs it out. How many lags are tried depends on the periods there are. The panel takes the errors of its pairs for independent: common shocks make its p too small. Choosing lags before testing makes p slightly too small.",
    ),
    reference: "Granger, C. W. J. (1969). Econometrica 37(3), 424–438. Schwarz, G. (1978). Annals of Statistics 6(2), 461–464. Lütkepohl, H. (2005). New Introduction to Multiple Time Series Analysis. Dumitrescu, E.-I., Hurlin, C. (2012). Testing for Granger non-causality in heterogeneous panels. Economic Modelling 29(4), 1450–1460.",
    aliases: &["granger", "var", "lead lag", "spillover", "技术外溢", "格兰杰", "领先滞后", "双向溢出"],
    inputs: &[FRAME, REGIONS],
    parameters: &[
        INDICATOR,
        parameter(
            "by",
            ParameterKind::Choice { of: &["pair", "panel"] },
            Some("pair"),
            "分列",
            "Rows",
            "pair：每对区域一行；panel：每个区域与其他全部区域一行",
            "pair: a row for each pair of regions; panel: a row for each region with all others",
        ),
        parameter(
            "transform",
            ParameterKind::Choice { of: &["growth", "difference", "level"] },
            Some("growth"),
            "变换",
            "Transform",
            "growth：对数增长；difference：差分；level：原值（有趋势时会虚假领先）",
            "growth: log growth; difference: first difference; level: as it is (with trends, leads are spurious)",
        ),
        parameter(
            "max_lag",
            ParameterKind::Integer { min: 1, max: 24 },
            Some("3"),
            "最大滞后",
            "Most lags",
            "BIC 从 1 到此选择；时期不够时自动减少",
            "BIC chooses from 1 to this, or to as many as the periods allow",
        ),
        parameter(
            "alpha",
            ParameterKind::Number { min: 0.001, max: 0.5, unit: None },
            Some("0.05"),
            "显著性水平",
            "Significance",
            "q 值不大于此即为显著",
            "A q-value of at most this counts as significant",
        ),
        INDUSTRY,
        LEVEL,
        PERIOD,
        DUPLICATES,
    ],
    outputs: &[
        REGION_COLUMN,
        PARTNER_COLUMN,
        integer("periods", "时期数", "Periods", "参与估计的时期", "Periods that were used"),
        integer("lags", "滞后期", "Lags", "BIC 所选", "Chosen by BIC"),
        number(
            "emitted_effect",
            "发出",
            "Emitted",
            "本区域对对方的 Σ b；面板为平均",
            "Σ b of the region on the partner; the mean in a panel",
        ),
        number(
            "emitted_long_run",
            "长期发出",
            "Emitted, long run",
            "Σ b/(1−Σ a)；Σ a ≥ 1 时为空",
            "Σ b/(1−Σ a); null where Σ a is 1 or more",
        ),
        number("emitted_statistic", "统计量", "Statistic", "F；面板为 Z̃", "F; Z̃ in a panel"),
        number("emitted_p", "p 值", "p-value", "本区域不先于对方", "That the region does not lead the partner"),
        number("emitted_q", "q 值", "q-value", "校正后", "Adjusted for all tests"),
        number(
            "received_effect",
            "接收",
            "Received",
            "对方对本区域的 Σ b；面板为平均",
            "Σ b of the partner on the region; the mean in a panel",
        ),
        number("received_long_run", "长期接收", "Received, long run", "Σ b/(1−Σ a)", "Σ b/(1−Σ a)"),
        number("received_statistic", "统计量", "Statistic", "F；面板为 Z̃", "F; Z̃ in a panel"),
        number("received_p", "p 值", "p-value", "对方不先于本区域", "That the partner does not lead the region"),
        number("received_q", "q 值", "q-value", "校正后", "Adjusted for all tests"),
        words(
            "direction",
            "方向",
            "Direction",
            "two_way 双向；outward 只由本区域发出；inward 只由对方而来；none 看不出；空白为无定义",
            "two_way; outward: from the region alone; inward: from the partner alone; none can be seen; null where undefined",
        ),
    ],
};

/// What the values are before they are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transform {
    /// Log growth; from or to a value that is not positive there is none.
    #[default]
    Growth,
    /// First difference.
    Difference,
    /// As they are.
    Level,
}

/// One way of a spillover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lead {
    /// Sum of the coefficients of the other's lags; in a panel the mean of the pairs.
    pub effect: f64,
    /// What a lasting change of one comes to; `None` where it does not settle, and in a panel.
    pub long_run: Option<f64>,
    /// F, or in a panel the standardised mean of the Wald statistics.
    pub statistic: f64,
    /// How likely a statistic as large is if the other does not lead.
    pub p: f64,
    /// Adjusted for all tests of the call.
    pub q: f64,
}

/// Spillovers between a region and another, or all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LeadLag {
    /// The region.
    pub region: u32,
    /// The other; `None`: all others together.
    pub partner: Option<u32>,
    /// Periods used: of a panel, the fewest of a pair.
    pub periods: usize,
    /// Lags; zero where undefined.
    pub lags: usize,
    /// From the region; `None` where undefined.
    pub emitted: Option<Lead>,
    /// To the region.
    pub received: Option<Lead>,
}

impl LeadLag {
    /// The word for the direction; `None` unless both ways are defined.
    pub fn direction(&self, alpha: f64) -> Option<&'static str> {
        Some(match (self.emitted?.q <= alpha, self.received?.q <= alpha) {
            (true, true) => "two_way",
            (true, false) => "outward",
            (false, true) => "inward",
            (false, false) => "none",
        })
    }
}

/// So many degrees of freedom must be left.
const LEAST_FREEDOM: usize = 5;

/// Leads between every pair of regions; `value` by period and then by region, NaN being missing.
///
/// # Panics
///
/// If the values do not fill the table.
pub fn lead_lag(
    value: &[f64],
    regions: usize,
    transform: Transform,
    max_lag: usize,
) -> (Vec<LeadLag>, Vec<Diagnostic>) {
    let series = transformed(value, regions, transform);
    let pairs = pairs(regions);
    let mut rows: Vec<LeadLag> = pairs
        .par_iter()
        .map(|&(one, two)| {
            let (x, y) = (&series[one as usize], &series[two as usize]);
            let lags = (1..=max_lag)
                .filter(|&lag| enough(x, y, lag))
                .max()
                .and_then(|most| choose(&criteria(x, y, most)))
                .unwrap_or(0);
            let fit = |own: &[f64], other: &[f64]| (lags > 0).then(|| Fit::new(own, other, lags)).flatten();
            LeadLag {
                region: one,
                partner: Some(two),
                periods: complete(x, y, lags.max(1)).len(),
                lags,
                emitted: fit(y, x).map(Fit::lead),
                received: fit(x, y).map(Fit::lead),
            }
        })
        .collect();
    adjust(&mut rows);
    let undefined = rows.iter().filter(|row| row.emitted.is_none() || row.received.is_none()).count();
    (rows, findings(undefined))
}

/// Leads between each region and all others together, by the test of Dumitrescu and Hurlin.
///
/// # Panics
///
/// If the values do not fill the table.
pub fn panel_lead_lag(
    value: &[f64],
    regions: usize,
    transform: Transform,
    max_lag: usize,
) -> (Vec<LeadLag>, Vec<Diagnostic>) {
    let series = transformed(value, regions, transform);
    let pairs = pairs(regions);
    // Every pair must be able to try as many lags as the one of fewest periods, for one number of lags must serve all.
    let allows = |lag: usize| {
        pairs.iter().all(|&(one, two)| {
            let (x, y) = (&series[one as usize], &series[two as usize]);
            enough(x, y, lag) && complete(x, y, lag).len() + lag > 3 * lag + 5
        })
    };
    let most = (1..=max_lag).rev().find(|&lag| !pairs.is_empty() && allows(lag)).unwrap_or(0);
    let criteria: Vec<Vec<Option<f64>>> =
        pairs.par_iter().map(|&(one, two)| criteria(&series[one as usize], &series[two as usize], most)).collect();
    let together: Vec<Option<f64>> =
        (0..most).map(|lag| criteria.iter().map(|own| own[lag]).collect::<Option<Vec<f64>>>().map(sum)).collect();
    let lags = choose(&together).unwrap_or(0);
    // From one to the other, and back, of each pair.
    let fits: Vec<[Option<Fit>; 2]> = pairs
        .par_iter()
        .map(|&(one, two)| {
            let (x, y) = (&series[one as usize], &series[two as usize]);
            if lags == 0 { [None, None] } else { [Fit::new(y, x, lags), Fit::new(x, y, lags)] }
        })
        .collect();
    let mut rows: Vec<LeadLag> = (0..regions)
        .map(|region| {
            let way = |out: bool| {
                let of_region = pairs.iter().zip(&fits).filter_map(|(&(one, two), fits)| {
                    let first = one as usize == region;
                    (first || two as usize == region).then(|| fits[usize::from(first != out)])
                });
                of_region.collect::<Option<Vec<Fit>>>().and_then(|fits| together_of(&fits))
            };
            let own = pairs.iter().filter(|pair| pair.0 as usize == region || pair.1 as usize == region);
            let periods =
                own.map(|&(one, two)| complete(&series[one as usize], &series[two as usize], lags.max(1)).len());
            LeadLag {
                region: u32::try_from(region).unwrap_or(u32::MAX),
                partner: None,
                periods: periods.min().unwrap_or(0),
                lags,
                emitted: way(true),
                received: way(false),
            }
        })
        .collect();
    adjust(&mut rows);
    let undefined = rows.iter().filter(|row| row.emitted.is_none() || row.received.is_none()).count();
    (rows, findings(undefined))
}

fn findings(undefined: usize) -> Vec<Diagnostic> {
    if undefined > 0 { vec![found("STR520", undefined)] } else { Vec::new() }
}

fn pairs(regions: usize) -> Vec<(u32, u32)> {
    let count = u32::try_from(regions).unwrap_or(u32::MAX);
    (0..count).flat_map(|one| (one + 1..count).map(move |two| (one, two))).collect()
}

/// The series of each region; a growth rate or difference stands at the later of its two periods.
fn transformed(value: &[f64], regions: usize, transform: Transform) -> Vec<Vec<f64>> {
    assert!(value.is_empty() || regions > 0 && value.len().is_multiple_of(regions), "a full table");
    let step = |before: f64, after: f64| match transform {
        Transform::Growth if before > 0.0 && after > 0.0 => (after / before).ln(),
        Transform::Growth => f64::NAN,
        _ => after - before,
    };
    (0..regions)
        .map(|region| {
            let own: Vec<f64> = value.iter().skip(region).step_by(regions).copied().collect();
            match transform {
                Transform::Level => own,
                _ => own.windows(2).map(|pair| step(pair[0], pair[1])).collect(),
            }
        })
        .collect()
}

/// The periods in which both series and as many lags of both are known.
fn complete(x: &[f64], y: &[f64], lags: usize) -> Vec<usize> {
    let known = |t: &usize| (t - lags..=*t).all(|t| x[t].is_finite() && y[t].is_finite());
    (lags..x.len()).filter(known).collect()
}

fn enough(x: &[f64], y: &[f64], lags: usize) -> bool {
    complete(x, y, lags).len() >= 2 * lags + 1 + LEAST_FREEDOM
}

/// The constant, the lags of `own`, then those of `other`.
fn design(own: &[f64], other: &[f64], lags: usize, periods: &[usize]) -> Vec<Vec<f64>> {
    let lagged = |series: &[f64], lag: usize| periods.iter().map(|&t| series[t - lag]).collect::<Vec<f64>>();
    let lags = || 1..=lags;
    std::iter::once(vec![1.0; periods.len()])
        .chain(lags().map(|lag| lagged(own, lag)))
        .chain(lags().map(|lag| lagged(other, lag)))
        .collect()
}

/// A column counts as determined by others where less than this share of it is left.
const DEPENDENT: f64 = 1e-9;

/// BIC of the bivariate model with 1, 2, … lags, all on the periods that the longest allows.
fn criteria(x: &[f64], y: &[f64], most: usize) -> Vec<Option<f64>> {
    let periods = complete(x, y, most);
    let count = periods.len() as f64;
    let target = |series: &[f64]| periods.iter().map(|&t| series[t]).collect::<Vec<f64>>();
    let (to_x, to_y) = (target(x), target(y));
    (1..=most)
        .map(|lags| {
            let fit = LeastSquares::new(design(x, y, lags, &periods), DEPENDENT);
            if fit.kept.len() < 2 * lags + 1 {
                return None;
            }
            let (e, f) = (fit.residual(&to_x), fit.residual(&to_y));
            let determinant = (dot(&e, &e) * dot(&f, &f) - dot(&e, &f).powi(2)) / (count * count);
            let size = dot(&to_x, &to_x) * dot(&to_y, &to_y) / (count * count);
            (determinant > 1e-24 * size).then(|| determinant.ln() + count.ln() / count * (4 * lags + 2) as f64)
        })
        .collect()
}

/// The number of lags of the least criterion, the fewest of equals.
fn choose(criteria: &[Option<f64>]) -> Option<usize> {
    let known = (1..).zip(criteria).filter_map(|(lags, value)| Some((lags, (*value)?)));
    known.reduce(|one, two| if two.1 < one.1 { two } else { one }).map(|(lags, _)| lags)
}

/// A fitted equation.
#[derive(Clone, Copy, Debug)]
struct Fit {
    periods: usize,
    lags: usize,
    own: f64,
    other: f64,
    f: f64,
    freedom: f64,
}

impl Fit {
    /// `own` on its lags and those of `other`; `None` where lags determine each other or nothing is left to test.
    fn new(own: &[f64], other: &[f64], lags: usize) -> Option<Self> {
        let periods = complete(own, other, lags);
        let freedom = periods.len().checked_sub(2 * lags + 1).filter(|&freedom| freedom >= LEAST_FREEDOM)? as f64;
        let target: Vec<f64> = periods.iter().map(|&t| own[t]).collect();
        let mut columns = design(own, other, lags, &periods);
        let full = LeastSquares::new(columns.clone(), DEPENDENT);
        columns.truncate(lags + 1);
        let without = LeastSquares::new(columns, DEPENDENT);
        if full.kept.len() < 2 * lags + 1 {
            return None;
        }
        let rest = |fit: &LeastSquares| {
            let residual = fit.residual(&target);
            dot(&residual, &residual)
        };
        let (left, left_without) = (rest(&full), rest(&without));
        if left <= 1e-20 * dot(&target, &target) {
            return None;
        }
        let coefficients = full.coefficients(&target);
        Some(Self {
            periods: periods.len(),
            lags,
            own: sum(coefficients[1..=lags].iter().copied()),
            other: sum(coefficients[lags + 1..].iter().copied()),
            f: ((left_without - left).max(0.0) / lags as f64) / (left / freedom),
            freedom,
        })
    }

    fn lead(self) -> Lead {
        Lead {
            effect: self.other,
            long_run: (self.own < 1.0).then(|| self.other / (1.0 - self.own)),
            statistic: self.f,
            p: fisher_upper(self.f, self.lags as f64, self.freedom),
            q: f64::NAN,
        }
    }
}

/// The tests of several pairs as one.
fn together_of(fits: &[Fit]) -> Option<Lead> {
    let (count, lags) = (fits.len() as f64, fits.first()?.lags as f64);
    let mean = |of: fn(&Fit) -> f64| sum(fits.iter().map(of)) / count;
    let wald = mean(|fit| fit.lags as f64 * fit.f);
    // Periods with those that serve as lags alone; where pairs differ, the shortest is the careful choice.
    let t = fits.iter().map(|fit| fit.periods + fit.lags).min()? as f64;
    if t <= 3.0 * lags + 5.0 {
        return None;
    }
    let z = (count / (2.0 * lags) * (t - 3.0 * lags - 5.0) / (t - 2.0 * lags - 3.0)).sqrt()
        * ((t - 3.0 * lags - 3.0) / (t - 3.0 * lags - 1.0) * wald - lags);
    Some(Lead { effect: mean(|fit| fit.other), long_run: None, statistic: z, p: normal_cdf(-z), q: f64::NAN })
}

fn adjust(rows: &mut [LeadLag]) {
    let p: Vec<Option<f64>> =
        rows.iter().flat_map(|row| [row.emitted, row.received]).map(|lead| lead.map(|lead| lead.p)).collect();
    let q = false_discovery_rates(&p);
    for (row, q) in rows.iter_mut().zip(q.chunks_exact(2)) {
        for (lead, q) in [&mut row.emitted, &mut row.received].into_iter().zip(q) {
            if let (Some(lead), Some(q)) = (lead, q) {
                lead.q = *q;
            }
        }
    }
}
