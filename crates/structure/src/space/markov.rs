//! Transitions: who moves up and who falls back, and whether the neighbours matter for it.

use super::catalogue::note;
use super::declare;
use super::passage::first_passages;
use super::weights::{Standard, Weights};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::distribution::chi_square_upper;

/// The declaration.
pub const METHOD: Method = Method {
    id: "spatial_markov",
    version: 1,
    study: "structure",
    title: text("空间马尔可夫链", "Spatial Markov chain"),
    question: text(
        "区域在高低等级之间如何转移，邻居的水平是否影响转移？",
        "How do regions move between low and high classes, and do their neighbours matter for it?",
    ),
    formula: text(
        "按分位数分为 k 类（pooled：全部时期合并取分位点；period：逐期）。n_ij 为相邻两期由 i 类到 j 类的次数，p_ij = n_ij / Σ_j n_ij。空间条件：按期初空间滞后所在的类 m 分别计数 p_ij^m。齐性检验：Q = Σ_m Σ_i Σ_j n_i^m (p_ij^m − p_ij)² / p_ij，LR = 2 Σ n_ij^m ln(p_ij^m / p_ij)，自由度 Σ_i (a_i−1)(b_i−1)，a_i 为有 i 类转移的滞后类数，b_i 为 p_ij > 0 的 j 数。稳态 π = πP；流动性 (k − tr P)/(k−1)；停留 1/(1−p_ii) 期；首达 m_ij = 1 + Σ_{k≠j} p_ik·m_kj。",
        "Values are cut into k classes by quantiles (pooled: over all periods; period: in each). n_ij counts moves from class i to class j between successive periods, p_ij = n_ij / Σ_j n_ij. Conditional on space: counted by the class m of the spatial lag at the start, p_ij^m. Homogeneity: Q = Σ_m Σ_i Σ_j n_i^m (p_ij^m − p_ij)² / p_ij, LR = 2 Σ n_ij^m ln(p_ij^m / p_ij), with Σ_i (a_i−1)(b_i−1) degrees of freedom, a_i lag classes having moves from i, b_i classes with p_ij > 0. Steady state π = πP; mobility (k − tr P)/(k−1); sojourn 1/(1−p_ii) periods; first passage m_ij = 1 + Σ_{k≠j} p_ik·m_kj.",
    ),
    limits: text(
        "相邻时期视为等距。只计两期都有数值的区域；孤岛只计入无条件矩阵。没有出发次数的类，其概率未知（不是零）。卡方近似要求期望次数不太小。分位数按线性插值；等于分位点者归入下一类。",
        "Successive periods are taken to be equally far apart. Only regions with a value in both count; islands enter the unconditional matrix only. A class that nobody started from has unknown probabilities, not zero. The chi-square approximation needs expected counts that are not too small. Quantiles are interpolated linearly; a value equal to a cut belongs below it.",
    ),
    reference: "Rey, S. J. (2001). Spatial empirics for economic growth and convergence. Geographical Analysis 33(3), 195–214. Bickenbach, F., Bode, E. (2003). Evaluating the Markov property in studies of economic convergence. International Regional Science Review 26(3), 363–392. Kemeny, J. G., Snell, J. L. (1960). Finite Markov Chains. Shorrocks, A. F. (1978). The measurement of mobility. Econometrica 46(5), 1013–1024.",
    aliases: &["markov", "transition_matrix", "mobility", "马尔可夫", "转移矩阵", "收入流动性"],
    inputs: &[crate::declare::FRAME, declare::REGION_TABLE, declare::PAIR_TABLE],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::INDUSTRY,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "classes",
            kind: ParameterKind::Integer { min: 2, max: 20 },
            default: Some("5"),
            title: text("类数", "Classes"),
            help: text("数值与空间滞后各分为几类", "Into how many classes values and lags are cut"),
        },
        Parameter {
            name: "cut",
            kind: ParameterKind::Choice { of: &["pooled", "period"] },
            default: Some("pooled"),
            title: text("分位点", "Cuts"),
            help: text(
                "pooled：全部时期合并；period：逐期",
                "pooled: quantiles over all periods; period: in each period",
            ),
        },
        Parameter {
            name: "scale",
            kind: ParameterKind::Choice { of: &["mean", "none"] },
            default: Some("mean"),
            title: text("尺度", "Scale"),
            help: text(
                "mean：除以同期均值，去掉共同增长；none：原值",
                "mean: over the mean of the period, so that common growth drops out; none: as given",
            ),
        },
        declare::WEIGHTS,
        declare::K,
        declare::CUTOFF,
        declare::POWER,
        declare::MEASURE,
        declare::PAIR_RULE,
    ],
    outputs: &[
        Column::new(
            "lag_class",
            ColumnKind::Integer,
            text("滞后类", "Class of the lag"),
            text("期初邻居所在的类；空白为无条件", "Class of the neighbours at the start; null for all"),
        ),
        Column::new(
            "from_class",
            ColumnKind::Integer,
            text("期初类", "From class"),
            text("1 为最低", "1 is the lowest"),
        ),
        Column::new("to_class", ColumnKind::Integer, text("期末类", "To class"), text("1 为最低", "1 is the lowest")),
        Column::new("count", ColumnKind::Integer, text("次数", "Moves"), text("转移次数", "How many moves")),
        Column::new(
            "probability",
            ColumnKind::Number,
            text("概率", "Probability"),
            text("转移概率；无人出发则为空", "Of the move; null where nobody started"),
        ),
        Column::new(
            "steady",
            ColumnKind::Number,
            text("期初类的稳态份额", "Steady state"),
            text("长期停在期初类的份额", "Share of the from class in the long run"),
        ),
        Column::new(
            "sojourn",
            ColumnKind::Number,
            text("停留期数", "Sojourn"),
            text("在期初类平均停留的时期数", "Periods that a stay in the from class lasts on average"),
        ),
        Column::new(
            "mobility",
            ColumnKind::Number,
            text("流动性", "Mobility"),
            text("矩阵的流动性，0 为无人移动", "Of the matrix; 0 where nobody moves"),
        ),
        Column::new(
            "q",
            ColumnKind::Number,
            text("齐性 Q", "Homogeneity Q"),
            text("仅无条件行", "On unconditional rows only"),
        ),
        Column::new(
            "q_p",
            ColumnKind::Number,
            text("Q 的 p", "p of Q"),
            text("仅无条件行", "On unconditional rows only"),
        ),
        Column::new(
            "lr",
            ColumnKind::Number,
            text("似然比", "Likelihood ratio"),
            text("仅无条件行", "On unconditional rows only"),
        ),
        Column::new(
            "lr_p",
            ColumnKind::Number,
            text("似然比的 p", "p of the likelihood ratio"),
            text("仅无条件行", "On unconditional rows only"),
        ),
        Column::new(
            "freedom",
            ColumnKind::Integer,
            text("自由度", "Degrees of freedom"),
            text("两个检验共用", "Of both tests"),
        ),
        Column::new(
            "first_passage",
            ColumnKind::Number,
            text("首达期数", "First passage"),
            text(
                "由期初类首次到达期末类平均经过的时期数；可能永不到达则为空",
                "Periods until the to class is reached for the first time, on average; null where it may never be",
            ),
        ),
    ],
};

/// Over what the quantiles are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cut {
    /// All periods together.
    #[default]
    Pooled,
    /// Each period by itself.
    Period,
}

/// Moves between classes.
#[derive(Clone, Debug, PartialEq)]
pub struct Chain {
    /// How often from row to column.
    pub counts: Vec<Vec<u32>>,
    /// The shares of each row; none where nobody started.
    pub probability: Vec<Option<Vec<f64>>>,
    /// The long run; none where a class is unknown, or where it depends on the start.
    pub steady: Option<Vec<f64>>,
    /// `(k − trace)/(k − 1)`; none where a class is unknown.
    pub mobility: Option<f64>,
    /// Mean periods from row to column for the first time; none where it may never come there, or where a class is unknown.
    pub first_passage: Vec<Vec<Option<f64>>>,
}

/// Whether the chains of the lag classes are one and the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Homogeneity {
    /// Pearson's statistic.
    pub q: f64,
    /// Its p-value.
    pub q_p: f64,
    /// The likelihood ratio.
    pub lr: f64,
    /// Its p-value.
    pub lr_p: f64,
    /// Degrees of freedom of both.
    pub freedom: u32,
}

/// Chains over all regions, and by the class of their neighbours.
#[derive(Clone, Debug, PartialEq)]
pub struct Markov {
    /// All moves.
    pub all: Chain,
    /// Moves by the class of the lag at the start.
    pub by_lag: Vec<Chain>,
    /// Whether they differ; none where no two rows can be compared.
    pub homogeneity: Option<Homogeneity>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The transitions of regions between `classes` classes. `values` and `weights` are by period, values NaN where missing;
/// weights are as built, and standardised by row among those that have a value.
///
/// # Panics
///
/// If the periods have not one value for each unit of their weights, or there are fewer than two classes.
pub fn spatial_markov(values: &[Vec<f64>], weights: &[Weights], classes: usize, cut: Cut) -> Markov {
    assert!(classes > 1, "two classes at least");
    assert_eq!(values.len(), weights.len(), "weights for each period");
    let mut findings = Vec::new();
    let lags: Vec<Vec<f64>> = values.iter().zip(weights).map(|(values, weights)| lag(values, weights)).collect();
    let islands = values
        .iter()
        .zip(&lags)
        .map(|(values, lags)| values.iter().zip(lags).filter(|(value, lag)| !value.is_nan() && lag.is_nan()).count());
    let (islands, missing) = (islands.sum(), values.iter().flatten().filter(|value| value.is_nan()).count());
    let of_value = classify(values, classes, cut);
    let of_lag = classify(&lags, classes, cut);
    let mut all = vec![vec![0; classes]; classes];
    let mut by_lag = vec![all.clone(); classes];
    for period in 1..values.len() {
        for unit in 0..values[period].len() {
            let (before, now) = (of_value[period - 1][unit], of_value[period][unit]);
            let (Some(before), Some(now)) = (before, now) else { continue };
            all[before][now] += 1;
            if let Some(lag) = of_lag[period - 1][unit] {
                by_lag[lag][before][now] += 1;
            }
        }
    }
    for (code, table, count) in [("STR407", "indicator", missing), ("STR406", "region", islands)] {
        if count > 0 {
            findings.push(note(code, table, count));
        }
    }
    let moves: u32 = all.iter().flatten().sum();
    if moves == 0 {
        findings.push(note("STR411", "indicator", values.len()));
    } else if let empty @ 1.. =
        (0..classes).filter(|&class| of_value.iter().flatten().all(|of| *of != Some(class))).count()
    {
        findings.push(note("STR414", "indicator", empty));
    }
    let homogeneity = homogeneity(&by_lag);
    let (all, by_lag) = (Chain::new(all), by_lag.into_iter().map(Chain::new).collect::<Vec<_>>());
    let unknown = all.probability.iter().filter(|row| row.is_none()).count();
    if unknown > 0 {
        findings.push(note("STR412", "indicator", unknown));
    } else if all.steady.is_none() {
        findings.push(note("STR413", "indicator", 1));
    }
    Markov { all, by_lag, homogeneity, findings }
}

/// The mean over the neighbours that have a value; NaN where there is none, or no value.
fn lag(values: &[f64], weights: &Weights) -> Vec<f64> {
    assert_eq!(values.len(), weights.len(), "one value for each unit");
    let known: Vec<bool> = values.iter().map(|value| !value.is_nan()).collect();
    let among = weights.select(&known).standardised(Standard::Row);
    let few: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    let mut lags = among.lag(&few);
    for island in among.islands() {
        lags[island as usize] = f64::NAN;
    }
    let mut lags = lags.into_iter();
    known.into_iter().map(|known| if known { lags.next().unwrap_or(f64::NAN) } else { f64::NAN }).collect()
}

/// The class of each value, from 0.
fn classify(values: &[Vec<f64>], classes: usize, cut: Cut) -> Vec<Vec<Option<usize>>> {
    let pooled = cuts(values.iter().flatten(), classes);
    let of = |values: &Vec<f64>| {
        let own = if cut == Cut::Pooled { pooled.clone() } else { cuts(values.iter(), classes) };
        let class = |value: &f64| (!value.is_nan()).then(|| own.partition_point(|cut| cut < value));
        values.iter().map(class).collect()
    };
    values.iter().map(of).collect()
}

/// The quantiles between classes, by linear interpolation.
fn cuts<'a>(values: impl Iterator<Item = &'a f64>, classes: usize) -> Vec<f64> {
    let mut sorted: Vec<f64> = values.copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.is_empty() {
        return Vec::new();
    }
    let quantile = |n: usize| {
        let place = n as f64 / classes as f64 * (sorted.len() - 1) as f64;
        let (below, rest) = (sorted[place.floor() as usize], place.fract());
        let above = sorted[place.ceil() as usize];
        below + (above - below) * rest
    };
    (1..classes).map(quantile).collect()
}

impl Chain {
    fn new(counts: Vec<Vec<u32>>) -> Self {
        let share = |row: &Vec<u32>| {
            let total: u32 = row.iter().sum();
            (total > 0).then(|| row.iter().map(|&count| f64::from(count) / f64::from(total)).collect::<Vec<f64>>())
        };
        let probability: Vec<Option<Vec<f64>>> = counts.iter().map(share).collect();
        let whole: Option<Vec<Vec<f64>>> = probability.iter().cloned().collect();
        let mobility = whole.as_ref().map(|rows| {
            let stay: f64 = (0..rows.len()).map(|class| rows[class][class]).sum();
            (rows.len() as f64 - stay) / (rows.len() as f64 - 1.0)
        });
        let none = || vec![vec![None; counts.len()]; counts.len()];
        let first_passage = whole.as_ref().map_or_else(none, |rows| first_passages(rows));
        Self { counts, probability, steady: whole.and_then(|rows| steady(&rows)), mobility, first_passage }
    }

    /// How many periods a stay in a class lasts on average; none where nobody started there, or nobody ever left.
    pub fn sojourn(&self, class: usize) -> Option<f64> {
        let stay = self.probability[class].as_ref()?[class];
        (stay < 1.0).then(|| 1.0 / (1.0 - stay))
    }
}

/// The one distribution that the chain leads to; none where several groups of classes keep to themselves.
fn steady(rows: &[Vec<f64>]) -> Option<Vec<f64>> {
    let k = rows.len();
    let mut reach: Vec<Vec<bool>> = (0..k).map(|i| (0..k).map(|j| i == j || rows[i][j] > 0.0).collect()).collect();
    for via in 0..k {
        let onward = reach[via].clone();
        for row in reach.iter_mut().filter(|row| row[via]) {
            row.iter_mut().zip(&onward).for_each(|(reached, onward)| *reached |= onward);
        }
    }
    // Classes that whatever they reach leads back to.
    let lasting: Vec<usize> = (0..k).filter(|&i| (0..k).all(|j| !reach[i][j] || reach[j][i])).collect();
    let one_group = lasting.iter().all(|&i| reach[lasting[0]][i]);
    if !one_group {
        return None;
    }
    // Elimination without subtractions (Grassmann, Taksar and Heyman 1985).
    let n = lasting.len();
    let mut p: Vec<Vec<f64>> = lasting.iter().map(|&i| lasting.iter().map(|&j| rows[i][j]).collect()).collect();
    for last in (1..n).rev() {
        let out: f64 = p[last][..last].iter().sum();
        for i in 0..last {
            p[i][last] /= out;
            for j in 0..last {
                p[i][j] += p[i][last] * p[last][j];
            }
        }
    }
    let mut shares = vec![1.0];
    for class in 1..n {
        let into = p.iter().map(|row| row[class]);
        shares.push(shares.iter().zip(into).map(|(share, into)| share * into).sum());
    }
    let total: f64 = shares.iter().sum();
    let mut all = vec![0.0; k];
    for (class, share) in lasting.into_iter().zip(shares) {
        all[class] = share / total;
    }
    Some(all)
}

/// The tests of Bickenbach and Bode.
fn homogeneity(groups: &[Vec<Vec<u32>>]) -> Option<Homogeneity> {
    let k = groups.len();
    let (mut q, mut lr, mut freedom) = (0.0, 0.0, 0);
    for i in 0..k {
        let whole: Vec<f64> = (0..k).map(|j| groups.iter().map(|group| f64::from(group[i][j])).sum()).collect();
        let total: f64 = whole.iter().sum();
        let mut present = 0u32;
        for group in groups {
            let started: f64 = group[i].iter().copied().map(f64::from).sum();
            if started == 0.0 {
                continue;
            }
            present += 1;
            for (&count, &all) in group[i].iter().zip(&whole).filter(|(_, all)| **all > 0.0) {
                let (expected, share) = (all / total, f64::from(count) / started);
                q += started * (share - expected).powi(2) / expected;
                if count > 0 {
                    lr += 2.0 * f64::from(count) * (share / expected).ln();
                }
            }
        }
        let targets = whole.iter().filter(|all| **all > 0.0).count() as u32;
        freedom += present.saturating_sub(1) * targets.saturating_sub(1);
    }
    let p = |statistic: f64| chi_square_upper(statistic, f64::from(freedom));
    (freedom > 0).then(|| Homogeneity { q, q_p: p(q), lr, lr_p: p(lr), freedom })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_run_of_a_small_chain() {
        let steady = steady(&[vec![0.5, 0.5, 0.0], vec![0.25, 0.75, 0.0], vec![1.0, 0.0, 0.0]]).unwrap();
        assert!((steady[0] - 1.0 / 3.0).abs() < 1e-15 && (steady[1] - 2.0 / 3.0).abs() < 1e-15);
        assert!(steady[2].abs() < 1e-15);
        assert_eq!(super::steady(&[vec![1.0, 0.0], vec![0.0, 1.0]]), None);
    }

    #[test]
    fn what_is_missing_moves_nowhere() {
        let ring = Weights::new(4, (0..4).map(|n| (n, (n + 1) % 4, 1.0)).collect()).unwrap();
        let values = [vec![1.0, 2.0, 3.0, f64::NAN], vec![2.0, 1.0, f64::NAN, 4.0]];
        let result = spatial_markov(&values, &[ring.clone(), ring], 2, Cut::Period);
        assert_eq!(result.all.counts.iter().flatten().sum::<u32>(), 2);
        assert!(result.findings.iter().any(|finding| finding.code == "STR407"));
        let nothing = spatial_markov(&[], &[], 2, Cut::Pooled);
        assert_eq!((nothing.all.mobility, nothing.homogeneity), (None, None));
        assert_eq!(nothing.findings[0].code, "STR411");
    }
}
