//! Core and periphery: how well a division into the two explains who is linked.

use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, SEED, WEIGHT, count, number, parameters};
use crate::draw::branch;
use crate::graph::Graph;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::{chunked, uniform};

/// The declaration.
pub const METHOD: Method = Method {
    id: "core_periphery",
    version: 1,
    study: "network",
    title: text("核心—边缘结构", "Core and periphery"),
    question: text(
        "网络是否由彼此紧密的核心与依附于它的边缘组成？谁是核心？",
        "Is the network a core of close ties with a periphery around it, and who is in the core?",
    ),
    formula: text(
        "使 a_ij 与理想结构 Δ_ij（i<j）的相关系数最大的划分：or：任一端为核心则 Δ = 1；and：两端皆核心则 Δ = 1，其余为 0；missing：同 and，但核心—边缘块不参与比较；continuous：Δ_ij = c_i·c_j，c 使 Σ_{i≠j}(a_ij − c_i c_j)² 最小。",
        "The division whose ideal Δ_ij correlates best with a_ij over i<j. or: Δ = 1 where either end is core; and: where both are, else 0; missing: as and, but the core–periphery block is not compared; continuous: Δ_ij = c_i·c_j with c the minimiser of Σ_{i≠j}(a_ij − c_i c_j)².",
    ),
    limits: text(
        "不看方向；只含有联系的节点；自环不计。有联系的节点不超过 20 个时逐一比较所有划分（exact），否则为多次重启的 Kernighan–Lin 搜索，最优未经证明。不同变式的核心可以不同；最优划分可以不止一个（optima），此处给出编号最小者。所有格值相同（如完全图）时无定义。",
        "Direction aside; linked nodes only; loops do not count. Up to 20 linked nodes, all divisions are compared (exact); beyond, it is the best of several Kernighan–Lin searches, not proven. Variants may have different cores; there may be several best divisions (optima), of which the first by number is told. Undefined where all cells are equal, as in a complete graph.",
    ),
    reference: "Borgatti, S. P., Everett, M. G. (2000). Models of core/periphery structures. Social Networks 21(4), 375–395. Boyd, J. P., Fitzgerald, W. J., Mahutga, M. C., Smith, D. A. (2010). Computing continuous core/periphery structures for social relations data with MINRES/SVD. Social Networks 32(2), 125–137.",
    aliases: &["core/periphery", "borgatti-everett", "核心边缘", "中心外围", "coreperiphery"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter { default: Some("pairs"), ..WEIGHT },
        Parameter {
            name: "variant",
            kind: ParameterKind::Choice { of: &["or", "and", "missing", "continuous"] },
            default: Some("or"),
            title: text("变式", "Variant"),
            help: text(
                "核心—边缘块为 1（or）、为 0（and）、不比较（missing），或连续的核心度（continuous）",
                "The core–periphery block is one (or), zero (and), not compared (missing), or coreness is a number (continuous)",
            ),
        },
        Parameter {
            name: "restarts",
            kind: ParameterKind::Integer { min: 1, max: 10_000 },
            default: Some("20"),
            title: text("重启次数", "Restarts"),
            help: text("搜索从多少个起点开始", "How many starts the search has"),
        },
        SEED,
    ],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        Column::new(
            "core",
            ColumnKind::Boolean,
            text("核心", "Core"),
            text("是否属于核心；continuous 时为空", "Whether it is in the core; null for continuous"),
        ),
        number(
            "coreness",
            text("核心度", "Coreness"),
            text("continuous 的 c_i；其他变式为 1 或 0", "c_i of the continuous variant; 1 or 0 for the others"),
        ),
        number(
            "fit",
            text("拟合", "Fit"),
            text("与理想结构的相关系数，各行相同", "Correlation with the ideal, the same in every row"),
        ),
        count(
            "core_size",
            text("核心规模", "Core size"),
            text("核心的节点数，各行相同", "Nodes in the core, the same in every row"),
        ),
        Column::new(
            "exact",
            ColumnKind::Boolean,
            text("精确", "Exact"),
            text("是否比较了所有划分", "Whether all divisions were compared"),
        ),
        count(
            "optima",
            text("最优划分数", "Optima"),
            text(
                "同样好的划分个数；未逐一比较时为空",
                "How many divisions are as good; null where not all were compared",
            ),
        ),
    ],
};

/// What is ideal between core and periphery.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Variant {
    /// Links: the periphery is linked with the core, not with itself.
    #[default]
    Or,
    /// No links: only the core is linked.
    And,
    /// Not compared.
    Missing,
}

/// The best division found.
#[derive(Clone, Debug, PartialEq)]
pub struct CorePeriphery {
    /// Whether each node is in the core; `None` for a node without links, or where no division is defined.
    pub core: Vec<Option<bool>>,
    /// Correlation with the ideal; `None` where undefined for every division.
    pub fit: Option<f64>,
    /// Whether all divisions were compared.
    pub exact: bool,
    /// How many divisions are as good, where all were compared.
    pub optima: Option<u32>,
}

/// Up to so many linked nodes, all divisions are compared.
pub const EXHAUSTIVE: usize = 20;
/// Up to so many, a search looks at every node before every move.
const THOROUGH: usize = 3000;

/// The division of the linked nodes that fits best, direction aside.
pub fn core_periphery(graph: &Graph, variant: Variant, restarts: u32, seed: u64) -> (CorePeriphery, Vec<Diagnostic>) {
    let exhaustive = (0..graph.nodes()).filter(|&node| !is_alone(graph, node)).count() <= EXHAUSTIVE;
    search(graph, variant, (!exhaustive).then_some((restarts, seed)))
}

/// The same, by comparing all divisions (`None`: of up to 31 linked nodes) or by so many searches, drawn by a seed.
pub fn search(graph: &Graph, variant: Variant, by: Option<(u32, u64)>) -> (CorePeriphery, Vec<Diagnostic>) {
    let graph = &graph.without_direction();
    let linked: Vec<u32> = (0u32..).take(graph.nodes()).filter(|&node| !is_alone(graph, node as usize)).collect();
    let whole = Whole::new(graph, linked.len(), variant);
    let best = match by {
        None => all_divisions(graph, &linked, whole),
        Some((restarts, seed)) => searches(graph, &linked, whole, restarts, seed),
    };
    let mut core = vec![None; graph.nodes()];
    let mut findings = Vec::new();
    let Some(best) = best else {
        findings.push(found("NET102", "link", 1));
        return (CorePeriphery { core, fit: None, exact: by.is_none(), optima: None }, findings);
    };
    if by.is_some() {
        findings.push(found("NET308", "link", linked.len()));
    }
    for (&node, &inside) in linked.iter().zip(&best.core) {
        core[node as usize] = Some(inside);
    }
    (CorePeriphery { core, fit: Some(best.fit), exact: by.is_none(), optima: best.optima }, findings)
}

/// Loops are no links here.
fn is_alone(graph: &Graph, node: usize) -> bool {
    graph.neighbours(node).is_empty() && graph.sources(node).is_empty()
}

/// A division of the linked nodes.
struct Division {
    core: Vec<bool>,
    fit: f64,
    optima: Option<u32>,
}

/// What does not depend on the division.
#[derive(Clone, Copy)]
struct Whole {
    variant: Variant,
    nodes: f64,
    sum: f64,
    squares: f64,
}

/// What the links of a division add up to, weights and their squares.
#[derive(Clone, Copy, Default)]
struct Blocks {
    size: f64,
    core: [f64; 2],
    periphery: [f64; 2],
}

impl Whole {
    fn new(graph: &Graph, nodes: usize, variant: Variant) -> Self {
        let edges = || graph.list().filter(|arc| arc.0 < arc.1).map(|arc| arc.2);
        Self {
            variant,
            nodes: nodes as f64,
            sum: liantu_numeric::sum(edges()),
            squares: liantu_numeric::sum(edges().map(|weight| weight * weight)),
        }
    }

    /// Correlation of the links with the ideal of the division; `None` where either does not vary.
    fn fit(&self, blocks: &Blocks) -> Option<f64> {
        let pairs = |nodes: f64| nodes * (nodes - 1.0) / 2.0;
        let (within, without) = (pairs(blocks.size), pairs(self.nodes - blocks.size));
        let (cells, ones, sum, squares, hit) = match self.variant {
            Variant::Or => {
                let cells = pairs(self.nodes);
                (cells, cells - without, self.sum, self.squares, self.sum - blocks.periphery[0])
            }
            Variant::And => (pairs(self.nodes), within, self.sum, self.squares, blocks.core[0]),
            Variant::Missing => {
                let add = |n: usize| blocks.core[n] + blocks.periphery[n];
                (within + without, within, add(0), add(1), blocks.core[0])
            }
        };
        let (links, ideal) = (cells * squares - sum * sum, ones * (cells - ones));
        // The variance of the links is a difference of sums: what is left by rounding is none.
        (links > 1e-12 * cells * squares && ideal > 0.0).then(|| (cells * hit - sum * ones) / (links * ideal).sqrt())
    }
}

impl Blocks {
    /// Moves a node whose weight (and squares) to the core is `to_core`, and to all `to_all`.
    fn flip(&mut self, into: bool, to_core: [f64; 2], to_all: [f64; 2]) {
        let sign = if into { 1.0 } else { -1.0 };
        self.size += sign;
        for n in 0..2 {
            self.core[n] += sign * to_core[n];
            self.periphery[n] -= sign * (to_all[n] - to_core[n]);
        }
    }
}

/// Compares all divisions in the order of Gray's code, where one differs from the next by one node. Where several fit as
/// well, the one with the smallest core, of these with the first nodes.
fn all_divisions(graph: &Graph, linked: &[u32], whole: Whole) -> Option<Division> {
    assert!(linked.len() < 32, "all divisions of up to 31 nodes can be compared");
    let n = linked.len();
    let number = |node: u32| linked.binary_search(&node).expect("neighbours are linked");
    let rows: Vec<Vec<(usize, f64)>> = linked
        .iter()
        .map(|&node| graph.row(node as usize).map(|(other, weight)| (number(other), weight)).collect())
        .collect();
    let order = |set: u32| (set.count_ones(), !set.reverse_bits());
    let blocks_of = |set: u32| {
        let mut blocks = Blocks { size: f64::from(set.count_ones()), ..Blocks::default() };
        for (node, row) in rows.iter().enumerate() {
            for &(other, weight) in row.iter().filter(|&&(other, _)| other > node) {
                let side = match (set >> node & 1, set >> other & 1) {
                    (1, 1) => &mut blocks.core,
                    (0, 0) => &mut blocks.periphery,
                    _ => continue,
                };
                side[0] += weight;
                side[1] += weight * weight;
            }
        }
        blocks
    };
    // Each chunk starts from sums of its own, so that rounding does not travel.
    let chunk = 1usize << 12;
    let parts = chunked(1usize << n, chunk, |range| {
        let gray = |step: usize| u32::try_from(step ^ (step >> 1)).unwrap_or(0);
        let mut set = gray(range.start);
        let mut blocks = blocks_of(set);
        let mut best: Option<(f64, u32, u32)> = None;
        for step in range.clone() {
            if step > range.start {
                let node = step.trailing_zeros() as usize;
                let (mut to_core, mut to_all) = ([0.0; 2], [0.0; 2]);
                for &(other, weight) in &rows[node] {
                    let inside = f64::from(set >> other & 1);
                    for (n, part) in [weight, weight * weight].into_iter().enumerate() {
                        to_core[n] += inside * part;
                        to_all[n] += part;
                    }
                }
                let into = set >> node & 1 == 0;
                blocks.flip(into, to_core, to_all);
                set ^= 1 << node;
            }
            if let Some(fit) = whole.fit(&blocks) {
                best = Some(better(best, (fit, 1, set), order));
            }
        }
        best
    });
    let (fit, optima, set) = parts.into_iter().flatten().fold(None, |best, one| Some(better(best, one, order)))?;
    let fit = whole.fit(&blocks_of(set)).unwrap_or(fit);
    Some(Division { core: (0..n).map(|node| set >> node & 1 == 1).collect(), fit, optima: Some(optima) })
}

/// The better of two: fit, how many fit as well, and the division.
fn better<K: Ord>(best: Option<(f64, u32, u32)>, one: (f64, u32, u32), order: impl Fn(u32) -> K) -> (f64, u32, u32) {
    let Some(best) = best else { return one };
    if (best.0 - one.0).abs() <= 1e-9 {
        let first = if order(one.2) < order(best.2) { one } else { best };
        (best.0.max(one.0), best.1 + one.1, first.2)
    } else if one.0 > best.0 {
        one
    } else {
        best
    }
}

/// The best of several searches: from the strongest nodes as a core of the best size, then from random cores.
fn searches(graph: &Graph, linked: &[u32], whole: Whole, restarts: u32, seed: u64) -> Option<Division> {
    let found = chunked(restarts.max(1) as usize, 1, |range| {
        let start = range.start as u64;
        let mut climb = Climb::new(graph, linked, whole);
        if start == 0 {
            climb.strongest();
        } else {
            let seed = branch(seed, start);
            let share = uniform(seed, u64::MAX) * 0.6;
            let random: Vec<bool> = (0..linked.len()).map(|n| uniform(seed, n as u64) < share).collect();
            climb.set(&random);
        }
        climb.improve()
    });
    let best = found.into_iter().flatten().reduce(|best, one| if one.0 > best.0 + 1e-12 { one } else { best });
    best.map(|(fit, core)| Division { core, fit, optima: None })
}

/// A search on its way.
struct Climb<'g> {
    graph: &'g Graph,
    linked: &'g [u32],
    whole: Whole,
    core: Vec<bool>,
    /// By node of the graph: weight and squares to the core, and to all.
    to_core: Vec<[f64; 2]>,
    to_all: Vec<[f64; 2]>,
    blocks: Blocks,
}

impl<'g> Climb<'g> {
    fn new(graph: &'g Graph, linked: &'g [u32], whole: Whole) -> Self {
        let to_all: Vec<[f64; 2]> = (0..graph.nodes())
            .map(|node| {
                graph.weights(node).iter().fold([0.0; 2], |sum, weight| [sum[0] + weight, sum[1] + weight * weight])
            })
            .collect();
        let blocks = Blocks { periphery: [whole.sum, whole.squares], ..Blocks::default() };
        Self {
            graph,
            linked,
            whole,
            core: vec![false; graph.nodes()],
            to_core: vec![[0.0; 2]; graph.nodes()],
            to_all,
            blocks,
        }
    }

    fn flip(&mut self, node: u32) {
        let at = node as usize;
        let into = !self.core[at];
        self.blocks.flip(into, self.to_core[at], self.to_all[at]);
        self.core[at] = into;
        let sign = if into { 1.0 } else { -1.0 };
        for (other, weight) in self.graph.row(at) {
            self.to_core[other as usize][0] += sign * weight;
            self.to_core[other as usize][1] += sign * weight * weight;
        }
    }

    fn after(&self, node: u32) -> f64 {
        let at = node as usize;
        let mut blocks = self.blocks;
        blocks.flip(!self.core[at], self.to_core[at], self.to_all[at]);
        self.whole.fit(&blocks).unwrap_or(f64::NEG_INFINITY)
    }

    fn fit(&self) -> f64 {
        self.whole.fit(&self.blocks).unwrap_or(f64::NEG_INFINITY)
    }

    fn set(&mut self, core: &[bool]) {
        for (&node, &inside) in self.linked.iter().zip(core) {
            if inside != self.core[node as usize] {
                self.flip(node);
            }
        }
    }

    /// The strongest nodes as core, as many as fit best.
    fn strongest(&mut self) {
        let mut order: Vec<u32> = self.linked.to_vec();
        order.sort_by(|&one, &two| {
            self.to_all[two as usize][0].total_cmp(&self.to_all[one as usize][0]).then(one.cmp(&two))
        });
        let (mut best, mut size) = (f64::NEG_INFINITY, 0);
        for (n, &node) in order.iter().enumerate() {
            self.flip(node);
            if self.fit() > best + 1e-12 {
                (best, size) = (self.fit(), n + 1);
            }
        }
        for &node in &order[size..] {
            self.flip(node);
        }
    }

    /// Moves nodes until no pass finds anything better.
    fn improve(mut self) -> Option<(f64, Vec<bool>)> {
        let thorough = self.linked.len() <= THOROUGH;
        let mut fit = self.fit();
        for _ in 0..1000 {
            if thorough {
                self.pass();
            } else {
                self.sweep();
            }
            if self.fit() <= fit + 1e-12 {
                break;
            }
            fit = self.fit();
        }
        let core: Vec<bool> = self.linked.iter().map(|&node| self.core[node as usize]).collect();
        self.fit().is_finite().then(|| (self.fit(), core))
    }

    /// Kernighan and Lin: every node moves once, the best first even where it makes things worse; then back to the best.
    fn pass(&mut self) {
        let mut free: Vec<u32> = self.linked.to_vec();
        let (mut moved, mut best, mut keep) = (Vec::new(), self.fit(), 0);
        while !free.is_empty() {
            let (place, fit) = free
                .iter()
                .map(|&node| self.after(node))
                .enumerate()
                .fold((0, f64::NEG_INFINITY), |best, one| if one.1 > best.1 + 1e-12 { one } else { best });
            let node = free.remove(place);
            self.flip(node);
            moved.push(node);
            if fit > best + 1e-12 {
                (best, keep) = (fit, moved.len());
            } else if moved.len() > keep + 200 {
                break;
            }
        }
        for &node in moved[keep..].iter().rev() {
            self.flip(node);
        }
    }

    /// Every node moves if that is better, one after the other.
    fn sweep(&mut self) {
        let mut fit = self.fit();
        for n in 0..self.linked.len() {
            let after = self.after(self.linked[n]);
            if after > fit + 1e-12 {
                self.flip(self.linked[n]);
                fit = after;
            }
        }
    }
}

/// Coreness as a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Continuous {
    /// Coreness of each node, zero or more; `None` for a node without links.
    pub coreness: Vec<Option<f64>>,
    /// Correlation of the links with the products; `None` where either does not vary.
    pub fit: Option<f64>,
}

/// The coreness whose products are nearest to the weights, by least squares off the diagonal: each node in turn is set to its
/// best against the others until nothing moves.
pub fn continuous(graph: &Graph) -> (Continuous, Vec<Diagnostic>) {
    let graph = &graph.without_direction();
    let linked: Vec<u32> = (0u32..).take(graph.nodes()).filter(|&node| !is_alone(graph, node as usize)).collect();
    let mut c = vec![0.0; graph.nodes()];
    let strength = graph.strength_out();
    let total = liantu_numeric::sum(strength.iter().copied()).sqrt();
    for &node in &linked {
        c[node as usize] = strength[node as usize] / total;
    }
    let (mut change, mut steps) = (f64::INFINITY, 0);
    while change > 1e-13 && steps < 10_000 && !linked.is_empty() {
        change = 0.0;
        let mut squares = liantu_numeric::sum(c.iter().map(|c| c * c));
        for &node in &linked {
            let at = node as usize;
            let own = c[at];
            let others = squares - own * own;
            let pull: f64 = graph.row(at).map(|(other, weight)| weight * c[other as usize]).sum();
            let new = if others > 0.0 { pull / others } else { own };
            squares = others + new * new;
            c[at] = new;
            change = f64::max(change, (new - own).abs() / new.max(1e-300));
        }
        steps += 1;
    }
    let fit = product_fit(graph, &linked, &c);
    let mut findings = Vec::new();
    if change > 1e-13 && !linked.is_empty() {
        findings.push(found("NET304", "link", 1));
    }
    if fit.is_none() {
        findings.push(found("NET102", "link", 1));
    }
    let coreness = (0..graph.nodes()).map(|node| (!is_alone(graph, node)).then_some(c[node])).collect();
    (Continuous { coreness, fit }, findings)
}

/// Correlation of the weights with the products, over pairs of linked nodes.
fn product_fit(graph: &Graph, linked: &[u32], c: &[f64]) -> Option<f64> {
    let powers = |power: i32| liantu_numeric::sum(linked.iter().map(|&node| c[node as usize].powi(power)));
    // Sums over i < j of products are halves of squares of sums less the diagonal.
    let cells = linked.len() as f64 * (linked.len() as f64 - 1.0) / 2.0;
    let (products, squared) = ((powers(1).powi(2) - powers(2)) / 2.0, (powers(2).powi(2) - powers(4)) / 2.0);
    let edges = || graph.list().filter(|arc| arc.0 < arc.1);
    let (sum, squares) =
        (liantu_numeric::sum(edges().map(|arc| arc.2)), liantu_numeric::sum(edges().map(|arc| arc.2 * arc.2)));
    let both = liantu_numeric::sum(edges().map(|arc| arc.2 * c[arc.0 as usize] * c[arc.1 as usize]));
    let (one, two) = (cells * squares - sum * sum, cells * squared - products * products);
    let varies = one > 1e-12 * cells * squares && two > 1e-12 * cells * squared;
    varies.then(|| (cells * both - sum * products) / (one * two).sqrt())
}
