//! Triad census: how three nodes are connected, for all threes.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Layer, Method};
use liantu_numeric::chunked;

/// The sixteen kinds in their usual order: mutual, asymmetric and null pairs, then the orientation.
pub const TRIADS: [&str; 16] = [
    "003", "012", "102", "021D", "021U", "021C", "111D", "111U", "030T", "030C", "201", "120D", "120U", "120C", "210",
    "300",
];

/// The declaration.
pub const METHOD: Method = Method {
    id: "triad_census",
    version: 1,
    study: "network",
    title: text("三元组普查", "Triad census"),
    question: text(
        "三个节点之间最常见的连接方式是什么：传递、循环、星形还是闭合？",
        "How are three nodes connected most often: in a line, a cycle, a star, closed?",
    ),
    formula: text(
        "对全部 N(N−1)(N−2)/6 个三元组按 16 种同构类计数（MAN 记号：互惠、单向、空的节点对数，再加方向字母）。期望值以保持互惠对、单向对与空对数目的随机图 U|MAN 为准，另给观测与期望之比。",
        "All N(N−1)(N−2)/6 triads are counted by the 16 isomorphism classes (MAN: mutual, asymmetric and null pairs, then a letter of orientation). The expected count holds the numbers of mutual, asymmetric and null pairs fixed (U|MAN); the ratio of the two is given.",
    ),
    limits: text(
        "双向联系与多方成员关系按两个方向的箭头计；自环不计。只看有无箭头，不看强度。比值只说明偏离，不是显著性检验。期望为零时比值为空。",
        "Two-way links and joint membership count as arrows both ways; loops do not count. Whether there is an arrow matters, not its strength. The ratio shows a departure and is no test. It is null where nothing is expected.",
    ),
    reference: "Batagelj, V., Mrvar, A. (2001). A subquadratic triad census algorithm for large sparse networks with small maximum degree. Social Networks 23, 237–243. Holland, P. W., Leinhardt, S. (1976). Local structure in social networks. Sociological Methodology 7, 1–45.",
    aliases: &["motifs", "triads", "man", "模体", "三元组"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![],
    outputs: &[
        LAYER_COLUMN,
        words("triad", text("三元组", "Triad"), text("MAN 记号", "In MAN notation")),
        count("count", text("个数", "Count"), text("该类三元组个数", "Triads of this kind")),
        number("expected", text("期望", "Expected"), text("U|MAN 下的期望个数", "Expected count under U|MAN")),
        number("ratio", text("比值", "Ratio"), text("个数与期望之比", "Count over expected")),
    ],
};

/// The triads of one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Census {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// How many there are of each kind, in the order of [`TRIADS`].
    pub counts: [u64; 16],
    /// How many are expected with the same numbers of mutual, asymmetric and null pairs.
    pub expected: [f64; 16],
}

/// The triad census of each chosen layer, then (where there are several) of all together.
pub fn triad_census(network: &Network, filter: &Filter) -> Vec<Census> {
    let graphs = Graph::each(network, filter, Reading::directed(Weight::Pairs));
    graphs.iter().map(|(layer, graph)| Census { layer: *layer, ..census(graph) }).collect()
}

/// For each of the 64 ways in which six possible arrows of three nodes exist, its kind: bits are u→v, v→u, u→w, w→u, v→w,
/// w→v.
const KIND: [u8; 64] = kinds();

const fn kinds() -> [u8; 64] {
    let mut result = [0; 64];
    let mut code = 0;
    while code < 64 {
        result[code] = kind(code);
        code += 1;
    }
    result
}

/// The kind of a way of arrows.
const fn kind(code: usize) -> u8 {
    // Out- and in-degrees of u, v, w, and how many pairs are mutual.
    let mutual = bit_and(code, 0, 1) + bit_and(code, 2, 3) + bit_and(code, 4, 5);
    let arrows = (code as u64).count_ones() as usize;
    let asymmetric = arrows - 2 * mutual;
    let out = [get(code, 0) + get(code, 2), get(code, 1) + get(code, 4), get(code, 3) + get(code, 5)];
    let back = [get(code, 1) + get(code, 3), get(code, 0) + get(code, 5), get(code, 2) + get(code, 4)];
    let two_out = out[0] == 2 || out[1] == 2 || out[2] == 2;
    let two_back = back[0] == 2 || back[1] == 2 || back[2] == 2;
    match (mutual, asymmetric) {
        (0, 0) => 0,
        (0, 1) => 1,
        (1, 0) => 2,
        (0, 2) if two_out => 3,
        (0, 2) if two_back => 4,
        (0, 2) => 5,
        // The odd arrow points at the mutual pair (111D) or leaves it (111U).
        (1, 1) if two_back => 6,
        (1, 1) => 7,
        (0, 3) if two_out => 8,
        (0, 3) => 9,
        (2, 0) => 10,
        // The third node sends to both (120D), receives from both (120U), or one each (120C).
        (1, 2) => {
            let mut node = 0;
            let mut found = 13;
            while node < 3 {
                if out[node] == 2 && back[node] == 0 {
                    found = 11;
                }
                if out[node] == 0 && back[node] == 2 {
                    found = 12;
                }
                node += 1;
            }
            found
        }
        (2, 1) => 14,
        _ => 15,
    }
}

const fn get(code: usize, place: usize) -> usize {
    code >> place & 1
}

const fn bit_and(code: usize, one: usize, two: usize) -> usize {
    get(code, one) & get(code, two)
}

/// The triad census of a directed graph: the work grows with the arrows and the largest degree, not with the threes.
///
/// # Panics
///
/// If the graph is undirected.
pub fn census(graph: &Graph) -> Census {
    assert!(graph.is_directed(), "triads have arrows");
    let n = graph.nodes();
    // Rows of neighbours either way, each with which arrows there are: 1 there, 2 back, 3 both.
    let rows: Vec<Vec<(u32, usize)>> = (0..n).map(|node| either_way(graph, node)).collect();
    let parts = chunked(n, 256, |range| {
        let mut counts = [0u64; 16];
        for u in range {
            for &(v, uv) in rows[u].iter().filter(|(v, _)| *v as usize > u) {
                pair(&rows, (u, v as usize), uv, n, &mut counts);
            }
        }
        counts
    });
    let mut counts = [0u64; 16];
    for part in parts {
        for (count, more) in counts.iter_mut().zip(part) {
            *count += more;
        }
    }
    let n = n as u128;
    let all = u64::try_from(n * n.saturating_sub(1) * n.saturating_sub(2) / 6).unwrap_or(u64::MAX);
    counts[0] = all - counts[1..].iter().sum::<u64>();
    let mutual = rows.iter().flatten().filter(|(_, way)| *way == 3).count() as f64 / 2.0;
    let asymmetric = rows.iter().flatten().filter(|(_, way)| *way == 1).count() as f64;
    Census { layer: None, counts, expected: expected(graph.nodes(), mutual, asymmetric) }
}

/// The neighbours of a node in either direction, sorted, with which arrows there are.
fn either_way(graph: &Graph, node: usize) -> Vec<(u32, usize)> {
    let (mut there, mut back) = (graph.neighbours(node).iter().peekable(), graph.sources(node).iter().peekable());
    let mut row = Vec::with_capacity(there.len().max(back.len()));
    loop {
        let next = match (there.peek(), back.peek()) {
            (None, None) => return row,
            (Some(one), None) => **one,
            (None, Some(two)) => **two,
            (Some(one), Some(two)) => **one.min(two),
        };
        let mut way = 0;
        if there.next_if(|&&node| node == next).is_some() {
            way |= 1;
        }
        if back.next_if(|&&node| node == next).is_some() {
            way |= 2;
        }
        row.push((next, way));
    }
}

/// Counts the triads of a linked pair `u < v`, each triad from one of its linked pairs only.
fn pair(rows: &[Vec<(u32, usize)>], (u, v): (usize, usize), uv: usize, n: usize, counts: &mut [u64; 16]) {
    let (mut one, mut two) = (rows[u].iter().peekable(), rows[v].iter().peekable());
    let mut union = 0u64;
    loop {
        let next = match (one.peek(), two.peek()) {
            (None, None) => break,
            (Some(a), None) => a.0,
            (None, Some(b)) => b.0,
            (Some(a), Some(b)) => a.0.min(b.0),
        };
        let uw = one.next_if(|entry| entry.0 == next).map_or(0, |entry| entry.1);
        let vw = two.next_if(|entry| entry.0 == next).map_or(0, |entry| entry.1);
        let w = next as usize;
        if w == u || w == v {
            continue;
        }
        union += 1;
        // From the pair with the two lowest nodes that are linked.
        if v < w || (u < w && w < v && uw == 0) {
            counts[KIND[uv | uw << 2 | vw << 4] as usize] += 1;
        }
    }
    counts[if uv == 3 { 2 } else { 1 }] += n as u64 - union - 2;
}

/// Expected counts where the mutual, asymmetric and null pairs are spread at random over all pairs of nodes, the
/// asymmetric ones with random direction (Holland and Leinhardt 1976).
fn expected(nodes: usize, mutual: f64, asymmetric: f64) -> [f64; 16] {
    let n = nodes as f64;
    let pairs = n * (n - 1.0) / 2.0;
    let null = pairs - mutual - asymmetric;
    let ways = pairs * (pairs - 1.0) * (pairs - 2.0);
    let triads = n * (n - 1.0) * (n - 2.0) / 6.0;
    let mut result = [0.0; 16];
    for code in 0..64usize {
        let mut left = [null, asymmetric, mutual];
        let mut chance = 1.0;
        for pair in 0..3 {
            let arrows = (code >> (2 * pair) & 3).count_ones() as usize;
            chance *= left[arrows].max(0.0) * if arrows == 1 { 0.5 } else { 1.0 };
            left[arrows] -= 1.0;
        }
        if ways > 0.0 {
            result[KIND[code] as usize] += triads * chance / ways;
        }
    }
    result
}
