//! Change points: when did a network begin to grow or shrink at another pace?

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, count, number, parameters, words};
use crate::filter::{Filter, Mode, Window};
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};
use liantu_numeric::segments::{Cost, gain, noise_variance, segments};
use liantu_numeric::sum;

const SERIES: Parameter = Parameter {
    name: "series",
    kind: ParameterKind::Choice { of: &["started", "active", "density", "weight"] },
    default: Some("started"),
    title: text("序列", "Series"),
    help: text(
        "started：每期新开始的事项数；active：每期有效的事项数；density：每期有效的密度；weight：每期有效联系的已知权重之和",
        "started: things that start in each step; active: things that hold in it; density: of what holds; weight: known weight of what holds",
    ),
};
const STEP: Parameter = Parameter {
    name: "step",
    kind: ParameterKind::Choice { of: &["year", "quarter", "month"] },
    default: Some("year"),
    title: text("步长", "Step"),
    help: text("一期的长度", "How long a step is"),
};
const COST: Parameter = Parameter {
    name: "cost",
    kind: ParameterKind::Choice { of: &["poisson", "normal", "normal_both"] },
    default: Some("poisson"),
    title: text("代价", "Cost"),
    help: text(
        "poisson：计数，各段一个速率；normal：各段一个均值，方差共同；normal_both：各段均值与方差都变",
        "poisson: counts with a rate for each stretch; normal: a mean each and a common variance; normal_both: a mean and a variance each",
    ),
};
const CRITERION: Parameter = Parameter {
    name: "criterion",
    kind: ParameterKind::Choice { of: &["mbic", "bic", "aic", "fixed"] },
    default: Some("mbic"),
    title: text("罚则", "Criterion"),
    help: text(
        "每个变点的罚值：mbic 为 (p+2)·ln n，bic 为 (p+1)·ln n，aic 为 2(p+1)，fixed 取参数 penalty；p 为每段参数个数",
        "Penalty of each change: mbic (p+2)·ln n, bic (p+1)·ln n, aic 2(p+1), fixed the parameter penalty; p parameters to a stretch",
    ),
};
const PENALTY: Parameter = Parameter {
    name: "penalty",
    kind: ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
    default: Some("10"),
    title: text("固定罚值", "Penalty"),
    help: text("criterion = fixed 时使用", "Used with criterion = fixed"),
};
const SHORTEST: Parameter = Parameter {
    name: "shortest",
    kind: ParameterKind::Integer { min: 1, max: 1000 },
    default: Some("2"),
    title: text("最短段", "Shortest stretch"),
    help: text("每段至少包含的期数", "Steps in a stretch at least"),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "change_points",
    version: 1,
    study: "network",
    title: text("变点", "Change points"),
    question: text(
        "网络的发展在何时转折，前后水平各是多少？",
        "When did a network turn, and from which level to which?",
    ),
    formula: text(
        "把序列切成若干段，使 Σ 代价 + 罚值×变点数 最小；代价为 −2 对数似然：poisson 2(S − S ln(S/n))，normal Σ(x−x̄)²/σ²（σ² 由相邻差的中位数稳健估计），normal_both n ln σ̂²。动态规划，按 PELT 剪枝，结果精确。增益为该变点前后两段合并时代价的增加。",
        "The series is cut so that Σ cost + penalty × changes is least; the cost is −2 log-likelihood: poisson 2(S − S ln(S/n)), normal Σ(x−x̄)²/σ² with σ² from the median difference of neighbours, normal_both n ln σ̂². Dynamic programming, pruned as in PELT, exact. The gain is how much dearer the stretches before and after are as one.",
    ),
    limits: text(
        "只有日期已知的联系进入序列，未注明日期者计数并报告；跨年记录集中在年初会使月度序列失真。active 与 density 逐期相依，poisson 代价会高估变点，可用 started。不足四期、或序列不变时没有变点。罚值决定灵敏度：比较两个罚值再下结论。未检验自相关。",
        "Only dated links are in the series; undated ones are counted and reported. Dates recorded as the first of January distort monthly series. What is active depends on the step before, so that poisson costs find too many changes there: take started. There is no change in fewer than four steps or in a flat series. The penalty sets how sensitive it is: compare two before concluding. Serial correlation is not tested.",
    ),
    reference: "Killick, R., Fearnhead, P., Eckley, I. A. (2012). Optimal detection of changepoints with a linear computational cost. JASA 107, 1590–1598. Zhang, N. R., Siegmund, D. O. (2007). A modified Bayes information criterion. Biometrics 63, 22–32.",
    aliases: &["pelt", "turning_points", "structural_break", "转折点", "阶段划分"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![SERIES, STEP, COST, CRITERION, PENALTY, SHORTEST],
    outputs: &[
        LAYER_COLUMN,
        words("from", text("自", "From"), text("段的第一期", "First step of the stretch")),
        words("to", text("至", "To"), text("段的最后一期", "Last step of the stretch")),
        count("steps", text("期数", "Steps"), text("段的期数", "Steps of the stretch")),
        number("level", text("水平", "Level"), text("段内均值", "Mean of the stretch")),
        number("change", text("变化", "Change"), text("与前一段水平之差", "Difference to the level before")),
        number("ratio", text("倍数", "Ratio"), text("与前一段水平之比", "Over the level before")),
        number(
            "gain",
            text("增益", "Gain"),
            text("与前一段分开所省的代价（似然比）", "What parting from the stretch before saves: a likelihood ratio"),
        ),
        number("penalty", text("罚值", "Penalty"), text("所用罚值", "The penalty used")),
        number(
            "variance",
            text("方差", "Variance"),
            text("normal 代价的共同方差", "Common variance of the cost normal"),
        ),
    ],
};

/// What is followed over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Series {
    /// Distinct agreements and single links that start in the step.
    #[default]
    Started,
    /// Distinct agreements and single links that hold in the step.
    Active,
    /// Linked pairs over all pairs of nodes, of what holds.
    Density,
    /// Known weight of what holds.
    Weight,
}

/// What a stretch costs, before anything is known of the series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// See [`Cost::Poisson`].
    #[default]
    Poisson,
    /// See [`Cost::Normal`].
    Normal,
    /// See [`Cost::NormalBoth`].
    NormalBoth,
}

/// What a change costs.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Criterion {
    /// `(p + 2)·ln n`.
    #[default]
    Mbic,
    /// `(p + 1)·ln n`.
    Bic,
    /// `2(p + 1)`.
    Aic,
    /// This much.
    Fixed(f64),
}

/// A stretch of steps of one level.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its first step.
    pub first: usize,
    /// The step after its last.
    pub end: usize,
    /// Its mean.
    pub level: f64,
    /// Its likelihood ratio against the stretch before; `None` for the first.
    pub gain: Option<f64>,
}

/// The stretches of a series, with the penalty and the common variance used. No stretch where it is empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretches {
    /// In order.
    pub list: Vec<Stretch>,
    /// What a change costs.
    pub penalty: f64,
    /// The common variance of [`Kind::Normal`].
    pub variance: Option<f64>,
}

/// Cuts a series of numbers into stretches.
///
/// # Panics
///
/// If `shortest` is zero.
pub fn stretches(series: &[f64], kind: Kind, criterion: Criterion, shortest: usize) -> Stretches {
    let variance = noise_variance(series);
    let cost = match kind {
        Kind::Poisson => Cost::Poisson,
        Kind::Normal => Cost::Normal { variance: variance.unwrap_or(1.0) },
        Kind::NormalBoth => Cost::NormalBoth { least: 1e-6 * variance.unwrap_or(1.0) },
    };
    // A variance of its own needs two values.
    let shortest = if kind == Kind::NormalBoth { shortest.max(2) } else { shortest };
    let (p, n) = (cost.parameters(), series.len().max(1) as f64);
    let penalty = match criterion {
        Criterion::Mbic => (p + 2.0) * n.ln(),
        Criterion::Bic => (p + 1.0) * n.ln(),
        Criterion::Aic => 2.0 * (p + 1.0),
        Criterion::Fixed(penalty) => penalty,
    };
    let varies = variance.is_some() && series.len() >= 4;
    let starts = if varies {
        segments(series, cost, penalty, shortest)
    } else {
        (!series.is_empty()).then_some(0).into_iter().collect()
    };
    let ends = starts.iter().skip(1).copied().chain([series.len()]);
    let list: Vec<Stretch> = starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(place, (&first, end))| Stretch {
            first,
            end,
            level: sum(series[first..end].iter().copied()) / (end - first) as f64,
            gain: place.checked_sub(1).map(|before| gain(series, cost, starts[before], first, end)),
        })
        .collect();
    Stretches { list, penalty, variance: variance.filter(|_| kind == Kind::Normal) }
}

/// The stretches of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Turns {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// The series, a number for each step.
    pub series: Vec<f64>,
    /// Its stretches.
    pub stretches: Stretches,
}

/// How a series is cut.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cut {
    /// What is followed.
    pub series: Series,
    /// What a stretch costs.
    pub kind: Kind,
    /// What a change costs.
    pub criterion: Criterion,
    /// Steps in a stretch at least; zero counts as one.
    pub shortest: usize,
}

/// The stretches of each chosen layer, then (where there are several and weights are not added) of all together, over the
/// steps between consecutive `windows`. The window of the filter does not count.
pub fn change_points(
    network: &Network,
    filter: &Filter,
    windows: &[Window],
    cut: Cut,
) -> (Vec<Turns>, Vec<Diagnostic>) {
    let together = (filter.layers.len() > 1 && cut.series != Series::Weight).then_some(None);
    let dated = Filter { window: None, undated: false, ..filter.clone() };
    let turns = filter
        .layers
        .iter()
        .map(Some)
        .chain(together)
        .map(|layer| {
            let layers = layer.map_or(filter.layers, |layer| LayerSet::NONE.with(layer));
            let dated = Filter { layers, ..dated.clone() };
            let series: Vec<f64> = windows.iter().map(|&window| measure(network, &dated, window, cut.series)).collect();
            let stretches = stretches(&series, cut.kind, cut.criterion, cut.shortest.max(1));
            Turns { layer, series, stretches }
        })
        .collect();
    let all = Filter { window: None, undated: true, ..filter.clone() };
    let undated = all.links(network).filter(crate::Link::is_undated).count();
    let findings = (undated > 0).then(|| crate::catalogue::found("NET405", "link", undated)).into_iter().collect();
    (turns, findings)
}

/// The number of one step.
fn measure(network: &Network, filter: &Filter, window: Window, series: Series) -> f64 {
    let filter = Filter { window: Some(window), mode: Mode::Interval, ..filter.clone() };
    let starts = |link: &crate::Link<'_>| {
        link.start().is_some_and(|start| start >= window.start && window.end.is_none_or(|end| start < end))
    };
    match series {
        Series::Started | Series::Active => {
            let (mut agreements, mut alone) = (Vec::new(), 0u32);
            for link in filter.links(network).filter(|link| series == Series::Active || starts(link)) {
                match link.agreement() {
                    Some(agreement) => agreements.push(agreement),
                    None => alone += 1,
                }
            }
            f64::from(alone) + f64::from(crate::tally::distinct(&mut agreements))
        }
        Series::Density => {
            let mut pairs: Vec<(u32, u32)> = filter
                .links(network)
                .filter(|link| link.from != link.to)
                .map(|link| crate::arcs::ends(&link))
                .collect();
            pairs.sort_unstable();
            pairs.dedup();
            let nodes = f64::from(network.nodes());
            if nodes < 2.0 { 0.0 } else { pairs.len() as f64 / (nodes * (nodes - 1.0) / 2.0) }
        }
        Series::Weight => sum(filter.links(network).filter_map(|link| link.weight())),
    }
}
