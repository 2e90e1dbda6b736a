//! Closeness: who is near the others.

use super::betweenness::LENGTH;
use crate::declare::{ACTORS, DIRECTED, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, WEIGHT, count, number, parameters};
use crate::graph::Graph;
use crate::paths::{Length, Search};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::chunked;

/// The declaration.
pub const METHOD: Method = Method {
    id: "closeness",
    version: 1,
    study: "network",
    title: text("接近中心性", "Closeness"),
    question: text("谁离其他节点近？", "Who is near the others?"),
    formula: text(
        "R_v 为能到达 v（或 v 能到达）的其他节点，r = |R_v|：接近 r/Σ_{u∈R} d(u,v)；Wasserman–Faust 为其乘以 r/(N−1)；调和 Σ_{u∈R} 1/d(u,v)/(N−1)。",
        "R_v: the others from which v can be reached (or that it can reach), r of them. Closeness r/Σ_{u∈R} d(u,v); Wasserman–Faust that times r/(N−1); harmonic Σ_{u∈R} 1/d(u,v)/(N−1).",
    ),
    limits: text(
        "N 为所选尺度的全部节点。接近只看能到达的部分：孤立小块中的节点可得高值，比较时请用后两者。r = 0 时接近为空，后两者为零；N < 2 时皆为空。没有联系的节点不列出。",
        "N counts all nodes of the scale. Closeness looks at the part within reach only, so that a node of a small part apart may have a high value: compare by the other two. For r = 0 closeness is null and they are zero; all are null for N < 2. Nodes without links are not listed.",
    ),
    reference: "Wasserman, S., Faust, K. (1994). Social Network Analysis. Cambridge University Press, p. 201. Marchiori, M., Latora, V. (2000). Harmony in the small-world. Physica A 285, 539–546. Boldi, P., Vigna, S. (2014). Axioms for centrality. Internet Mathematics 10, 222–262.",
    aliases: &["closeness centrality", "harmonic centrality", "wasserman-faust", "接近", "调和中心性"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        LENGTH,
        Parameter {
            name: "way",
            kind: ParameterKind::Choice { of: &["in", "out"] },
            default: Some("in"),
            title: text("方向", "Way"),
            help: text(
                "in：从他处到它的距离；out：从它到他处的距离。不看方向时相同",
                "in: distances from the others to it; out: from it to the others; the same without direction",
            ),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        count("reach", text("可达节点", "Within reach"), text("有路径相连的其他节点数", "Others joined by a path")),
        number("closeness", text("接近中心性", "Closeness"), text("可达部分之内", "Within the part that is in reach")),
        number(
            "wasserman_faust",
            text("Wasserman–Faust", "Wasserman–Faust"),
            text("乘以可达的比例", "Scaled by the share within reach"),
        ),
        number(
            "harmonic",
            text("调和中心性", "Harmonic"),
            text("距离倒数的平均，不可达计零", "Mean of one over the distance, zero where out of reach"),
        ),
        count("rank", text("名次", "Rank"), text("按调和中心性；1 为最高", "By the harmonic; 1 is the highest")),
    ],
};

/// Which distances count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// From the others.
    #[default]
    In,
    /// To the others.
    Out,
}

/// How near a node is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Closeness {
    /// Others within reach.
    pub reach: u32,
    /// Within the part in reach; `None` where nothing is.
    pub closeness: Option<f64>,
    /// Scaled by the share within reach; `None` below two nodes.
    pub wasserman_faust: Option<f64>,
    /// Mean of one over the distance; `None` below two nodes.
    pub harmonic: Option<f64>,
}

/// What the distances to a node add up to.
#[derive(Clone, Copy, Default)]
struct Sums {
    reach: u32,
    far: f64,
    near: f64,
}

/// Closeness of every node.
pub fn closeness(graph: &Graph, length: Length, way: Way) -> Vec<Closeness> {
    let sums =
        if length == Length::Hops || graph.is_unweighted() { by_hops(graph, way) } else { by_length(graph, way) };
    let others = graph.nodes() as f64 - 1.0;
    sums.into_iter()
        .map(|Sums { reach, far, near }| {
            let r = f64::from(reach);
            let closeness = (reach > 0).then(|| r / far);
            Closeness {
                reach,
                closeness,
                wasserman_faust: (others > 0.0).then(|| closeness.map_or(0.0, |closeness| closeness * r / others)),
                harmonic: (others > 0.0).then_some(near / others),
            }
        })
        .collect()
}

/// Breadth first from 64 sources at once, a bit for each: distances are counted where they arrive.
fn by_hops(graph: &Graph, way: Way) -> Vec<Sums> {
    let nodes = graph.nodes();
    let onward = |node: usize| if way == Way::In { graph.neighbours(node) } else { graph.sources(node) };
    let batches = nodes.div_ceil(64);
    let parts = chunked(batches, batches.div_ceil(32).max(1), |range| {
        let mut sums = vec![Sums::default(); nodes];
        let (mut seen, mut front, mut next) = (vec![0u64; nodes], vec![0u64; nodes], vec![0u64; nodes]);
        for batch in range {
            seen.fill(0);
            front.fill(0);
            for (bit, source) in (batch * 64..nodes.min((batch + 1) * 64)).enumerate() {
                seen[source] = 1 << bit;
                front[source] = 1 << bit;
            }
            let (mut distance, mut moving) = (0.0, true);
            while moving {
                distance += 1.0;
                next.fill(0);
                for node in (0..nodes).filter(|&node| front[node] != 0) {
                    for &other in onward(node) {
                        next[other as usize] |= front[node];
                    }
                }
                moving = false;
                for node in 0..nodes {
                    let new = next[node] & !seen[node];
                    front[node] = new;
                    if new != 0 {
                        seen[node] |= new;
                        moving = true;
                        let count = new.count_ones();
                        sums[node].reach += count;
                        sums[node].far += f64::from(count) * distance;
                        sums[node].near += f64::from(count) / distance;
                    }
                }
            }
        }
        sums
    });
    let mut total = vec![Sums::default(); nodes];
    for part in parts {
        for (total, part) in total.iter_mut().zip(part) {
            total.reach += part.reach;
            total.far += part.far;
            total.near += part.near;
        }
    }
    total
}

/// From each node along the arrows, or against them.
fn by_length(graph: &Graph, way: Way) -> Vec<Sums> {
    let turned = (way == Way::In && graph.is_directed()).then(|| graph.turned());
    let graph = turned.as_ref().unwrap_or(graph);
    let nodes = graph.nodes();
    chunked(nodes, nodes.div_ceil(64).max(1), |range| {
        let mut search = Search::new(graph, Length::Inverse);
        let one = |source: usize| {
            search.run(u32::try_from(source).unwrap_or(u32::MAX));
            let mut sums = Sums::default();
            for &node in search.order.iter().skip(1) {
                let distance = search.distance(node);
                sums.reach += 1;
                sums.far += distance;
                sums.near += 1.0 / distance;
            }
            sums
        };
        range.map(one).collect::<Vec<Sums>>()
    })
    .concat()
}
