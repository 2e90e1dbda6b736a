//! Network position against geographic position: who is central in the network though off centre on the map.

use super::centrality::betweenness::betweenness;
use super::centrality::closeness::{Way, closeness};
use super::centrality::pagerank::{Walk, pagerank};
use super::near_far::distance_km;
use crate::catalogue::found;
use crate::declare::{
    ACTORS, LAYER_COLUMN, LAYERS, LINKS, MODE, NODE_COLUMN, PERIOD, PROPOSED, REGIONS, SCALE, SEED, UNDATED,
    UNFULFILLED, WEIGHT, number, words,
};
use crate::draw::{below, branch};
use crate::graph::Graph;
use crate::paths::Length;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{false_discovery_rates, mean_ranks, spearman, sum, uniform};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "network_position",
    version: 1,
    study: "network",
    title: text("网络位置与地理位置", "Network position and geographic position"),
    question: text(
        "哪些地方在地图上处于边缘，却在网络中居于中心？哪些地方地处中心而被绕过？",
        "Which places are central in the network though off centre on the map, and which lie in the middle and are passed by?",
    ),
    formula: text(
        "偏远度 = 到其他各地大圆距离的平均；地理名次按偏远度由小到大，网络名次按中心性由大到小（同值取平均名次）；名次差 = 地理名次 − 网络名次，为正即网络位置优于地理位置。零模型“只有距离”：各对地方独立地以 π_ij 相连，logit π_ij = a − b·ln d_ij，a、b 由所见联系以最大似然估计，故相连对数与对数距离之和的期望等于所见；权重从所见各对的权重中放回抽取。p 为零模型 R 次抽取中至少如此偏离（双侧，较小一尾的两倍，每尾 (M+1)/(R+1)）的比例；q 为 Benjamini–Hochberg 校正。",
        "Remoteness = mean great-circle distance to the others; geographic rank from the least remote, network rank from the most central, equals sharing the mean of their ranks; difference = geographic less network rank, positive where the network places a region better than the map. Null, distance alone: pairs of places are linked independently with π_ij, logit π_ij = a − b·ln d_ij, a and b by maximum likelihood from the links observed, so that the number of linked pairs and the sum of their log distances are expected to be as observed; weights are drawn from those observed, with replacement. p: how often R draws are at least as far off, two-sided (twice the smaller tail, each (M+1)/(R+1)); q adjusts them for many places (Benjamini–Hochberg).",
    ),
    limits: text(
        "地方的大小不在零模型之内：大城市联系多，可能只因其大。距离不足 1 公里按 1 公里计。没有坐标的地方不参与并计数；没有联系的地方中心性为零。所有对都相连、都不相连，或有无联系完全由距离分开时，零模型无解，期望与 p 为空。地方对数乘抽取次数超过 10¹⁰ 时不抽取。偏远度依赖参与的地方的范围。",
        "How large places are is not in the null: a large city may have many links just for being large. Distances below one kilometre count as one. Places without a position take no part and are counted; places without links have centrality zero. Where all pairs are linked, none is, or distance alone parts the linked from the others, there is no null and expectation and p are null; so they are where pairs times draws exceed 10¹⁰. Remoteness depends on which places take part.",
    ),
    reference: "Barthélemy, M. (2011). Spatial networks. Physics Reports 499, 1–101. Expert, P., Evans, T. S., Blondel, V. D., Lambiotte, R. (2011). Uncovering space-independent communities in spatial networks. PNAS 108(19), 7663–7668.",
    aliases: &["geographic position", "remoteness", "decentralisation", "去中心化", "网络节点化", "地理位置", "偏远度"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: &[
        Parameter { default: Some("city"), ..SCALE },
        LAYERS,
        PERIOD,
        Parameter {
            name: "centrality",
            kind: ParameterKind::Choice { of: &["strength", "degree", "betweenness", "closeness", "pagerank"] },
            default: Some("strength"),
            title: text("中心性", "Centrality"),
            help: text(
                "strength：权重之和；degree：相邻地方数；betweenness、closeness（调和）：按步数；pagerank：按权重",
                "strength: sum of weights; degree: linked places; betweenness and closeness (harmonic): by hops; pagerank: by weight",
            ),
        },
        Parameter { default: Some("distinct"), ..WEIGHT },
        Parameter {
            name: "draws",
            kind: ParameterKind::Integer { min: 0, max: 100_000 },
            default: Some("9999"),
            title: text("抽取次数 R", "Draws R"),
            help: text(
                "零模型抽取的网络个数；q 不会小于 2 × 地方数 / (R + 1)",
                "Networks drawn from the null; no q is below 2 × places / (R + 1)",
            ),
        },
        Parameter {
            name: "level",
            kind: ParameterKind::Number { min: 0.001, max: 0.5, unit: None },
            default: Some("0.05"),
            title: text("显著性水平", "Level"),
            help: text("q 不大于此值即偏离零模型", "A place is off the null where q is at most this"),
        },
        SEED,
        MODE,
        UNDATED,
        PROPOSED,
        UNFULFILLED,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        number("centrality", text("中心性", "Centrality"), text("所选的中心性", "The chosen one")),
        number("network_rank", text("网络名次", "Network rank"), text("1 为最中心", "1 is the most central")),
        number(
            "remoteness_km",
            text("偏远度", "Remoteness"),
            text("到其他各地的平均距离，公里", "Mean distance to the others, km"),
        ),
        number("geographic_rank", text("地理名次", "Geographic rank"), text("1 为最居中", "1 is the least remote")),
        number(
            "rank_difference",
            text("名次差", "Difference of ranks"),
            text("地理名次减网络名次", "Geographic less network rank"),
        ),
        number("expected", text("期望", "Expected"), text("零模型下的平均中心性", "Mean centrality under the null")),
        number("z", text("z 值", "z-score"), text("偏离期望的标准差数", "Deviations from what is expected")),
        number("p", text("p 值", "p-value"), text("双侧", "Two-sided")),
        number("q", text("q 值", "q-value"), text("校正后的 p 值", "p adjusted for many places")),
        words(
            "position",
            text("位置", "Position"),
            text(
                "offset_hub：偏远而显著高于期望；central_hub：居中而显著高于期望；bypassed：居中而显著低于期望；remote：偏远而显著低于期望；as_expected：与距离相符",
                "offset_hub: remote and above what distance lets expect; central_hub: in the middle and above; bypassed: in the middle and below; remote: remote and below; as_expected",
            ),
        ),
        number(
            "decay",
            text("距离衰减 b", "Decay b"),
            text("该网的估计，各行相同", "Estimated for the layer, the same in each row"),
        ),
        number(
            "agreement",
            text("名次相关", "Agreement of ranks"),
            text("该网中心性与居中程度的斯皮尔曼相关", "Spearman correlation of centrality and nearness in the layer"),
        ),
    ],
};

/// Which centrality is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Centrality {
    /// Sum of weights.
    #[default]
    Strength,
    /// Linked places.
    Degree,
    /// Shortest paths through a place, by hops.
    Betweenness,
    /// Harmonic closeness by hops.
    Closeness,
    /// Visits of a random walker.
    PageRank,
}

impl Centrality {
    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "strength" => Self::Strength,
            "degree" => Self::Degree,
            "betweenness" => Self::Betweenness,
            "closeness" => Self::Closeness,
            "pagerank" => Self::PageRank,
            _ => return None,
        })
    }

    fn of(self, graph: &Graph) -> Vec<f64> {
        match self {
            Self::Strength => graph.strength_out(),
            Self::Degree => (0..graph.nodes()).map(|node| graph.neighbours(node).len() as f64).collect(),
            Self::Betweenness => betweenness(graph, Length::Hops, None).0.score,
            Self::Closeness => {
                let near = closeness(graph, Length::Hops, Way::In);
                near.iter().map(|one| one.harmonic.unwrap_or(0.0)).collect()
            }
            Self::PageRank => pagerank(graph, None, &Walk::default()).0.score,
        }
    }
}

/// Where a place stands in the network and on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// The place.
    pub node: u32,
    /// Its centrality.
    pub centrality: f64,
    /// Its rank by centrality, 1 the highest; equals share the mean.
    pub network_rank: f64,
    /// Mean distance to the other places, in km; `None` for a single place.
    pub remoteness_km: Option<f64>,
    /// Its rank by remoteness, 1 the least remote.
    pub geographic_rank: f64,
    /// Mean centrality under the null; this and what follows are `None` where there is no null.
    pub expected: Option<f64>,
    /// How many deviations of the null it is off; `None` also where the null does not vary.
    pub z: Option<f64>,
    /// How likely it is to be at least as far off, two-sided.
    pub p: Option<f64>,
    /// Adjusted for many places.
    pub q: Option<f64>,
}

impl Position {
    /// The word for the position at a level of significance; `None` without a null.
    pub fn word(&self, places: usize, level: f64) -> Option<&'static str> {
        let (q, expected) = self.q.zip(self.expected)?;
        let remote = self.geographic_rank > f64::midpoint(places as f64, 1.0);
        Some(match (q <= level, self.centrality > expected, remote) {
            (false, ..) => "as_expected",
            (true, true, true) => "offset_hub",
            (true, true, false) => "central_hub",
            (true, false, true) => "remote",
            (true, false, false) => "bypassed",
        })
    }
}

/// The positions of all places, and what holds of them together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Positions {
    /// By node.
    pub places: Vec<Position>,
    /// How fast links become rarer with distance; `None` where there is no null.
    pub decay: Option<f64>,
    /// Spearman's correlation of centrality with nearness; `None` below three places or without variation.
    pub agreement: Option<f64>,
}

/// Pairs times draws up to which networks are drawn: some minutes.
const WORK: usize = 10_000_000_000;
/// At the usual level, so few draws can find nothing among so many places.
const USUAL_LEVEL: f64 = 0.05;

/// Positions in a graph (direction aside) whose nodes lie at these longitudes and latitudes; those without one take no part.
///
/// # Panics
///
/// If there is not one entry for each node.
pub fn network_position(
    graph: &Graph,
    places: &[Option<(f64, f64)>],
    centrality: Centrality,
    draws: u32,
    seed: u64,
) -> (Positions, Vec<Diagnostic>) {
    assert_eq!(places.len(), graph.nodes(), "a place or none for each node");
    let located: Vec<u32> = (0u32..).zip(places).filter_map(|(node, place)| place.map(|_| node)).collect();
    let point: Vec<(f64, f64)> = places.iter().flatten().copied().collect();
    let unlocated = (0..places.len()).filter(|&node| places[node].is_none() && graph.is_linked(node)).count();
    let count = located.len();
    let mut number = vec![u32::MAX; graph.nodes()];
    for (place, &node) in (0u32..).zip(&located) {
        number[node as usize] = place;
    }
    let edges: Vec<(u32, u32, f64)> = graph
        .without_direction()
        .list()
        .filter(|edge| edge.0 < edge.1)
        .map(|(one, two, weight)| (number[one as usize], number[two as usize], weight))
        .filter(|edge| edge.0 != u32::MAX && edge.1 != u32::MAX)
        .collect();
    let own = Graph::new(count, false, &edges);
    let observed = centrality.of(&own);
    // The upper triangle of distances, row by row.
    let distances: Vec<f64> = (0..count)
        .into_par_iter()
        .flat_map_iter(|one| {
            let point = &point;
            (one + 1..count).map(move |two| distance_km(point[one], point[two]).max(1.0))
        })
        .collect();
    let place_of = |one: usize, two: usize| one * (2 * count - one - 1) / 2 + two - one - 1;
    let remoteness: Vec<f64> = (0..count)
        .map(|one| {
            let others = (0..count).filter(|&two| two != one);
            sum(others.map(|two| distances[place_of(one.min(two), one.max(two))])) / (count as f64 - 1.0)
        })
        .collect();
    let linked: Vec<usize> = edges.iter().map(|edge| place_of(edge.0 as usize, edge.1 as usize)).collect();
    let affordable = distances.len().saturating_mul(draws as usize) <= WORK;
    let null = if affordable { Deterrence::fit(&distances, &linked) } else { None };
    let drawn = null.as_ref().filter(|_| draws > 0).map(|null| {
        let weights: Vec<f64> = edges.iter().map(|edge| edge.2).collect();
        let odds: Vec<f64> = distances.iter().map(|km| null.probability(*km)).collect();
        drawn(count, &odds, &weights, centrality, draws, seed)
    });
    let negative: Vec<f64> = observed.iter().map(|score| -score).collect();
    let (network_rank, geographic_rank) = (mean_ranks(&negative), mean_ranks(&remoteness));
    let agreement = spearman(&negative, &remoteness);
    let mut rows: Vec<Position> = (0..count)
        .map(|place| Position {
            node: located[place],
            centrality: observed[place],
            network_rank: network_rank[place],
            remoteness_km: (count > 1).then(|| remoteness[place]),
            geographic_rank: geographic_rank[place],
            expected: None,
            z: None,
            p: None,
            q: None,
        })
        .collect();
    if let Some(drawn) = &drawn {
        for (place, row) in rows.iter_mut().enumerate() {
            let of_place: Vec<f64> = drawn.iter().map(|scores| scores[place]).collect();
            compare(row, &of_place);
        }
        let q = false_discovery_rates(&rows.iter().map(|row| row.p).collect::<Vec<_>>());
        rows.iter_mut().zip(q).for_each(|(row, q)| row.q = q);
    }
    let few = drawn.is_some() && 2.0 * count as f64 / (f64::from(draws) + 1.0) > USUAL_LEVEL;
    let findings = [("NET103", unlocated), ("NET312", usize::from(null.is_none())), ("NET314", usize::from(few))];
    let findings = findings.into_iter();
    let findings = findings.filter(|one| one.1 > 0).map(|(code, count)| found(code, "link", count)).collect();
    (Positions { places: rows, decay: null.map(|null| null.decay), agreement }, findings)
}

/// Where the observed centrality stands among those drawn.
fn compare(row: &mut Position, drawn: &[f64]) {
    let draws = drawn.len() as f64;
    let mean = sum(drawn.iter().copied()) / draws;
    let deviation = (sum(drawn.iter().map(|score| (score - mean).powi(2))) / draws).sqrt();
    let slack = 1e-12 * row.centrality.abs();
    let tail = |beyond: usize| (beyond as f64 + 1.0) / (draws + 1.0);
    let above = tail(drawn.iter().filter(|&&score| score >= row.centrality - slack).count());
    let below = tail(drawn.iter().filter(|&&score| score <= row.centrality + slack).count());
    row.expected = Some(mean);
    row.z = (deviation > 1e-12 * mean.abs()).then(|| (row.centrality - mean) / deviation);
    row.p = Some((2.0 * above.min(below)).min(1.0));
}

/// Centralities in networks drawn from the null, by draw and place.
fn drawn(count: usize, odds: &[f64], weights: &[f64], centrality: Centrality, draws: u32, seed: u64) -> Vec<Vec<f64>> {
    (0..u64::from(draws))
        .into_par_iter()
        .map(|draw| {
            let (linked, weighed) = (branch(seed, 2 * draw), branch(seed, 2 * draw + 1));
            let mut edges = Vec::new();
            let pairs = (0u32..)
                .take(count)
                .flat_map(|one| (one + 1..).take(count - one as usize - 1).map(move |two| (one, two)));
            for ((pair, (one, two)), &odds) in (0u64..).zip(pairs).zip(odds) {
                if uniform(linked, pair) < odds {
                    edges.push((one, two, weights[below(weighed, pair, weights.len())]));
                }
            }
            centrality.of(&Graph::new(count, false, &edges))
        })
        .collect()
}

/// How likely a link is at a distance: `logit π = level − decay · ln d`.
#[derive(Clone, Copy, Debug)]
struct Deterrence {
    level: f64,
    decay: f64,
    /// Mean of the log distances: the regression is centred there.
    middle: f64,
}

impl Deterrence {
    /// Maximum likelihood by Newton's method; `None` where it has no finite solution.
    fn fit(distances: &[f64], linked: &[usize]) -> Option<Self> {
        let pairs = distances.len() as f64;
        let links = linked.len() as f64;
        if links == 0.0 || linked.len() == distances.len() {
            return None;
        }
        let logs: Vec<f64> = distances.iter().map(|km| km.ln()).collect();
        let middle = sum(logs.iter().copied()) / pairs;
        let target = sum(linked.iter().map(|&pair| logs[pair] - middle));
        let mut fit = Self { level: (links / (pairs - links)).ln(), decay: 0.0, middle };
        for _ in 0..100 {
            // The sums run over every pair in order, so that they do not depend on threads.
            let (mut s0, mut s1, mut h00, mut h01, mut h11) = (0.0, 0.0, 0.0, 0.0, 0.0);
            for &log in &logs {
                let x = log - middle;
                let p = fit.at(x);
                let v = p * (1.0 - p);
                s0 += p;
                s1 += p * x;
                h00 += v;
                h01 += v * x;
                h11 += v * x * x;
            }
            let (g0, g1) = (links - s0, target - s1);
            let determinant = h00 * h11 - h01 * h01;
            // Where distance parts the linked from the others, every pair becomes certain.
            if h00 < 1e-6 || determinant <= 1e-12 * h00 * h11 {
                return None;
            }
            // The step for (level, −decay), at most so long that a start far off does not run away.
            let step = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
            let short = (4.0 / step[0].abs().max(step[1].abs())).min(1.0);
            fit.level += short * step[0];
            fit.decay -= short * step[1];
            if !(fit.level.abs() < 500.0 && fit.decay.abs() < 500.0) {
                return None;
            }
            if step[0].abs().max(step[1].abs()) < 1e-10 {
                return Some(fit);
            }
        }
        None
    }

    fn at(&self, x: f64) -> f64 {
        1.0 / (1.0 + (self.decay * x - self.level).exp())
    }

    fn probability(&self, km: f64) -> f64 {
        self.at(km.ln() - self.middle)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Expected links and log distances are those observed.
    #[test]
    fn the_null_keeps_what_it_should() {
        let distances: Vec<f64> = (1..=60).map(|n| f64::from(n) * 17.0).collect();
        let linked: Vec<usize> = (0..60).filter(|n| n % 7 == 0 || *n < 9).collect();
        let fit = Deterrence::fit(&distances, &linked).unwrap();
        let expected = sum(distances.iter().map(|km| fit.probability(*km)));
        assert!((expected - linked.len() as f64).abs() < 1e-9 && fit.decay > 0.0);
        let logs = sum(distances.iter().map(|km| fit.probability(*km) * km.ln()));
        let observed = sum(linked.iter().map(|&pair| distances[pair].ln()));
        assert!((logs - observed).abs() < 1e-8);
    }

    #[test]
    fn no_null_where_distance_parts_all() {
        let distances: Vec<f64> = (1..=20).map(f64::from).collect();
        assert!(Deterrence::fit(&distances, &(0..5).collect::<Vec<_>>()).is_none());
        assert!(Deterrence::fit(&distances, &(0..20).collect::<Vec<_>>()).is_none());
        assert!(Deterrence::fit(&distances, &[]).is_none() && Deterrence::fit(&[], &[]).is_none());
    }
}
