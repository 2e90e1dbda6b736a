//! Whether a pair's flow is more one-sided than what its ends send and receive in all would make it.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, PARTNER_COLUMN, REGIONS, SEED, count, number, parameters,
};
use crate::draw::branch;
use crate::filter::Filter;
use crate::link::Direction;
use crate::method::reciprocity::{Flow, balance};
use crate::network::Network;
use crate::null::proportional;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};
use liantu_numeric::{chunked, false_discovery_rates, uniform};

/// The declaration.
pub const METHOD: Method = Method {
    id: "asymmetry_test",
    version: 1,
    study: "network",
    title: text("流动不对称检验", "Test of flow asymmetry"),
    question: text(
        "一对节点之间的单向性，是否超出双方各自收发总量所能解释的程度？",
        "Is the flow of a pair more one-sided than what its ends send and receive in all explains?",
    ),
    formula: text(
        "零模型：λ_ij = a_i·b_j（i ≠ j），使每个节点的收发总量不变；每条联系独立地以 π_ij = λ_ij/(λ_ij+λ_ji) 为 i→j，数量与权重不变。p 为偏离期望不小于所见的概率：按条数为精确二项，按权重为 draws 次随机的 (M+1)/(R+1)。q 为各网之内的 Benjamini–Hochberg 校正。",
        "Null: λ_ij = a_i·b_j (i ≠ j) that keeps what each node sends and receives; each link runs i→j with π_ij = λ_ij/(λ_ij+λ_ji) on its own, numbers and weights kept. p: how likely it is at least as far from what is expected, by links exactly (binomial), by weight from draws, (M+1)/(R+1). q: adjusted within the layer (Benjamini–Hochberg).",
    ),
    limits: text(
        "只看单向联系：双向联系与多方成员关系没有可检验的方向，另计。权重未知的联系在按权重时不计入并给出诊断。联系很少的对无法显著。零模型无解时 p 为空。",
        "One-way links only: two-way links and joint membership have no direction to test and are left out. By weight, links of unknown weight are left out, with a diagnostic. A pair of few links cannot be significant. p is null where the null model has no solution.",
    ),
    reference: "Squartini, T., Picciolo, F., Ruzzenenti, F., Garlaschelli, D. (2013). Reciprocity of weighted networks. Scientific Reports 3, 2729. Benjamini, Y., Hochberg, Y. (1995). Controlling the false discovery rate. Journal of the Royal Statistical Society B 57(1), 289–300.",
    aliases: &["asymmetry significance", "不对称检验", "单向性检验"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "flow",
            kind: ParameterKind::Choice { of: &["links", "weight"] },
            default: Some("links"),
            title: text("流量", "Flow"),
            help: text("按联系条数，或已知权重", "By number of links, or by known weight"),
        },
        Parameter {
            name: "draws",
            kind: ParameterKind::Integer { min: 9, max: 1_000_000 },
            default: Some("999"),
            title: text("随机次数", "Draws"),
            help: text("按权重时的随机次数", "How many draws, by weight"),
        },
        SEED,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        PARTNER_COLUMN,
        number("outward", text("流出", "Outward"), text("由节点到对方", "From the node to the partner")),
        number("inward", text("流入", "Inward"), text("由对方到节点", "From the partner to the node")),
        count("links", text("联系数", "Links"), text("单向联系条数", "One-way links")),
        number(
            "asymmetry",
            text("不对称", "Asymmetry"),
            text("(流出−流入)/(流出+流入)", "(outward − inward)/(outward + inward)"),
        ),
        number("expected", text("期望", "Expected"), text("零模型下的不对称", "The asymmetry under the null model")),
        number("p", text("p 值", "p"), text("双侧", "Two-sided")),
        number("q", text("q 值", "q"), text("校正后", "Adjusted for many tests")),
    ],
};

/// A pair and how one-sided it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    /// The layer.
    pub layer: Layer,
    /// The node of lower number.
    pub node: u32,
    /// The other.
    pub partner: u32,
    /// From the node.
    pub outward: f64,
    /// To the node.
    pub inward: f64,
    /// One-way links.
    pub links: u32,
    /// `(outward − inward)/(outward + inward)`; `None` where both are zero.
    pub asymmetry: Option<f64>,
    /// Under the null model; `None` where it has no solution.
    pub expected: Option<f64>,
    /// How likely chance is at least as far from that.
    pub p: Option<f64>,
    /// Adjusted for many tests.
    pub q: Option<f64>,
}

/// A test of every pair with a one-way link, by layer, sorted by its ends.
pub fn asymmetry_test(
    network: &Network,
    filter: &Filter,
    flow: Flow,
    draws: u32,
    seed: u64,
) -> (Vec<Tested>, Vec<Diagnostic>) {
    let (mut rows, mut unweighted, mut unfitted) = (Vec::new(), 0, 0);
    for layer in filter.layers.iter() {
        let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
        let (links, unknown) = one_way(network, &filter, flow);
        unweighted += unknown;
        let mut strengths = [vec![0.0; network.nodes() as usize], vec![0.0; network.nodes() as usize]];
        for link in &links {
            let (from, to) = if link.up { (link.low, link.high) } else { (link.high, link.low) };
            strengths[0][from as usize] += link.weight;
            strengths[1][to as usize] += link.weight;
        }
        let null = proportional(&strengths[0], &strengths[1]);
        unfitted += usize::from(null.is_none() && !links.is_empty());
        let pairs: Vec<&[OneWay]> = links.chunk_by(|one, two| (one.low, one.high) == (two.low, two.high)).collect();
        let seed = branch(seed, layer as u64);
        let mut tested = chunked(pairs.len(), 64, |range| {
            let test = |n: usize| {
                let (low, high) = (pairs[n][0].low as usize, pairs[n][0].high as usize);
                let up = null.as_ref().and_then(|(a, b)| {
                    let (up, down) = (a[low] * b[high], a[high] * b[low]);
                    (up + down > 0.0).then(|| up / (up + down))
                });
                test(layer, pairs[n], up, flow, draws, branch(seed, n as u64))
            };
            range.map(test).collect::<Vec<Tested>>()
        })
        .concat();
        let adjusted = false_discovery_rates(&tested.iter().map(|row| row.p).collect::<Vec<_>>());
        tested.iter_mut().zip(adjusted).for_each(|(row, q)| row.q = q);
        rows.extend(tested);
    }
    let findings = [("NET101", unweighted), ("NET309", unfitted)];
    (rows, findings.into_iter().filter(|one| one.1 > 0).map(|(code, count)| found(code, "link", count)).collect())
}

/// A link with a direction of its own.
struct OneWay {
    low: u32,
    high: u32,
    /// From the lower number to the higher.
    up: bool,
    weight: f64,
}

/// The one-way links by pair, and how many have no weight where one is needed.
fn one_way(network: &Network, filter: &Filter, flow: Flow) -> (Vec<OneWay>, usize) {
    let (mut links, mut unknown) = (Vec::new(), 0);
    let arrow = |direction| matches!(direction, Direction::Forward | Direction::Reverse);
    for link in filter.links(network).filter(|link| link.from != link.to && arrow(link.direction())) {
        let weight = match flow {
            Flow::Links => Some(1.0),
            Flow::Weight => link.weight(),
        };
        match weight {
            Some(weight) => links.push(OneWay {
                low: link.from.min(link.to),
                high: link.from.max(link.to),
                up: link.from < link.to,
                weight,
            }),
            None => unknown += 1,
        }
    }
    links.sort_by_key(|link| (link.low, link.high));
    (links, unknown)
}

/// `up`: how likely a link of the pair runs from the lower number to the higher.
fn test(layer: Layer, links: &[OneWay], up: Option<f64>, flow: Flow, draws: u32, seed: u64) -> Tested {
    let sum = |up: bool| liantu_numeric::sum(links.iter().filter(|link| link.up == up).map(|link| link.weight));
    let (outward, inward) = (sum(true), sum(false));
    let total = outward + inward;
    // How far from what is expected is as far as seen: rounding aside.
    let far = |up: f64| (outward - up * total).abs() - 1e-9 * total;
    let p = up.filter(|_| total > 0.0).map(|up| match flow {
        Flow::Links => binomial_beyond(links.len(), up, far(up)),
        Flow::Weight => {
            let beyond = (0..u64::from(draws)).filter(|&draw| {
                let runs = links.iter().enumerate().filter(|&(n, _)| uniform(branch(seed, draw), n as u64) < up);
                let drawn: f64 = runs.map(|(_, link)| link.weight).sum();
                (drawn - up * total).abs() >= far(up)
            });
            (beyond.count() as f64 + 1.0) / (f64::from(draws) + 1.0)
        }
    });
    Tested {
        layer,
        node: links[0].low,
        partner: links[0].high,
        outward,
        inward,
        links: u32::try_from(links.len()).unwrap_or(u32::MAX),
        asymmetry: balance(outward, inward),
        expected: up.map(|up| 2.0 * up - 1.0),
        p,
        q: None,
    }
}

/// How likely a binomial count of `n` is at least `far` from its mean.
fn binomial_beyond(n: usize, up: f64, far: f64) -> f64 {
    if up <= 0.0 || up >= 1.0 {
        return 1.0;
    }
    let odds = (up / (1.0 - up)).ln();
    let mut log = n as f64 * (-up).ln_1p();
    let mut terms = Vec::new();
    for count in 0..=n {
        if (count as f64 - n as f64 * up).abs() >= far {
            terms.push(log.exp());
        }
        log += ((n - count) as f64 / (count + 1) as f64).ln() + odds;
    }
    liantu_numeric::sum(terms).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_tails_are_those_of_a_fair_coin() {
        // Ten tosses, at least as far from five as nine: (1 + 10 + 10 + 1)/1024.
        assert!((binomial_beyond(10, 0.5, 4.0 - 1e-9) - 22.0 / 1024.0).abs() < 1e-15);
        assert!((binomial_beyond(10, 0.5, -1e-9) - 1.0).abs() < 1e-12);
        assert!((binomial_beyond(2000, 0.3, -1e-9) - 1.0).abs() < 1e-9);
    }
}
