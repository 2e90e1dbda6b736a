//! What holds a chain together: products and deliveries without which it falls apart, and products of a single source.

#![expect(clippy::cast_possible_truncation, reason = "nodes are numbered below 2^32")]

use super::chain::Chain;
use super::stop::{CHAIN_INPUTS, PROVIDERS};
use crate::cascade::declare::{count, words};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::Csr;

/// The declaration.
pub const METHOD: Method = Method {
    id: "product_cuts",
    version: 1,
    study: "simulation",
    title: text("产品链的割点、桥与唯一来源", "Cut nodes, bridges and single sources of a chain"),
    question: text(
        "去掉哪个产品、哪条投入关系或哪家唯一供给方，产业链就断开，断开的是哪些产品？",
        "Without which product, which delivery or which only supplier does the chain fall apart, and what comes off?",
    ),
    formula: text(
        "不看方向的产品图（goes_into，或再加 is_type_of）。割点：去掉它，其连通分支分成几块；桥：去掉这一关系，分支分成两块；断开部分为最大一块以外的产品（同大时先遇到的一块为主）。唯一来源：只有一家供给，或一家的已知份额不低于 dominant；断开部分为它停供时确定受损的其他产品。",
        "The graph of products without directions (goes_into, or is_type_of as well). Cut node: without it what it is connected to falls into pieces; bridge: without this delivery it falls into two. What comes off is all but the largest piece (of equal ones the first met). Single source: one supplier, or one of a known share of at least dominant; what comes off are the other products that certainly lose when it stops.",
    ),
    limits: text(
        "割点与桥只看有没有关系，不看替代与数量；断点、堵点、痛点见 chokepoints，替补见 substitutes。份额未知而不能断定唯一来源的产品不列出，并报告。",
        "Cut nodes and bridges see whether there is a relation, not what could replace it nor how much flows; for breaks, blocks and pains see chokepoints, for who could stand in substitutes. Products of which unknown shares leave open whether they have a single source are not listed, and reported.",
    ),
    reference: "Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2), 146–160. Hopcroft, J., Tarjan, R. (1973). Algorithm 447. Communications of the ACM 16(6), 372–378.",
    aliases: &["articulation", "bridges", "cut_nodes", "割点", "桥"],
    inputs: CHAIN_INPUTS,
    parameters: &[
        PROVIDERS,
        Parameter {
            name: "relations",
            kind: ParameterKind::Choice { of: &["goes_into", "both"] },
            default: Some("goes_into"),
            title: text("关系", "Relations"),
            help: text(
                "goes_into 只看投入；both 再加类别",
                "goes_into: deliveries alone; both: kinds of a category as well",
            ),
        },
        Parameter {
            name: "dominant",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.8"),
            title: text("独占份额", "Dominant share"),
            help: text("一家的份额不低于此即视为唯一来源", "A supplier of at least this share counts as single"),
        },
        Parameter {
            name: "listed",
            kind: ParameterKind::Integer { min: 0, max: 100_000 },
            default: Some("20"),
            title: text("列名", "Names listed"),
            help: text("断开的产品最多列出多少个名称", "How many of the products that come off to name at most"),
        },
    ],
    outputs: &[
        words(
            "kind",
            text("类型", "Kind"),
            text("node 割点；bridge 桥；source 唯一来源", "node: cut node; bridge; source: single source"),
        ),
        words(
            "node",
            text("产品", "Product"),
            text("产品编号；桥的起点", "Identifier of the product; where a bridge starts"),
        ),
        words("name", text("名称", "Name"), text("产品名称", "Its name")),
        words("to_node", text("桥的终点", "Bridge to"), text("仅桥", "For bridges only")),
        words("provider", text("唯一供给方", "Only supplier"), text("仅唯一来源", "For single sources only")),
        count(
            "pieces",
            text("块数", "Pieces"),
            text("分成几块；唯一来源为空", "Into how many it falls; null for single sources"),
        ),
        count("cut_off", text("断开产品数", "Products cut off"), text("断开的产品", "Products that come off")),
        Column::new(
            "apart",
            ColumnKind::List,
            text("断开的产品", "Cut off"),
            text("断开产品的编号，以 | 分隔", "Those products, separated by |"),
        ),
    ],
};

/// A node or an edge without which a graph falls apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// The node; the end of a bridge of the lower number.
    pub node: u32,
    /// The other end of a bridge.
    pub to: Option<u32>,
    /// Into how many pieces what it is connected to falls.
    pub pieces: u32,
    /// How many nodes are not in the largest piece.
    pub off: usize,
    /// Some of them, piece by piece.
    pub apart: Vec<u32>,
}

/// The cut nodes, then the bridges, of a graph without directions whose links are pairs, with at most `listed` of the nodes
/// that come off; repeats and loops do not count. One walk in depth: each piece is a stretch of the order in which nodes are
/// first met, so that the cost is that of the graph and of what is listed.
pub fn cuts(nodes: usize, pairs: &[(u32, u32)], listed: usize) -> Vec<Cut> {
    let walk = Walk::new(nodes, pairs);
    let mut found = Vec::new();
    for node in 0..nodes {
        let stretches: Vec<(u32, u32)> = walk.below[node].iter().map(|&child| walk.stretch(child)).collect();
        let root = walk.above[node] == NOBODY;
        if (root && stretches.len() < 2) || stretches.is_empty() {
            continue;
        }
        found.push(walk.cut(node as u32, None, &stretches, !root, listed));
    }
    let first_bridge = found.len();
    for child in 0..nodes {
        let above = walk.above[child];
        if above != NOBODY && walk.low[child] > walk.order[above as usize] {
            let ends = (above.min(child as u32), above.max(child as u32));
            found.push(walk.cut(ends.0, Some(ends.1), &[walk.stretch(child as u32)], true, listed));
        }
    }
    found[first_bridge..].sort_by_key(|cut| (cut.node, cut.to));
    found
}

const NOBODY: u32 = u32::MAX;

/// A walk in depth (Tarjan 1972, without recursion).
struct Walk {
    /// Place of each node in the walk, from 0, and the least that it can get at without its way down.
    order: Vec<u32>,
    low: Vec<u32>,
    above: Vec<u32>,
    /// Nodes in the order of the walk, and how many each has below it, itself included.
    met: Vec<u32>,
    size: Vec<u32>,
    /// First place of the part that a node is connected to, and its size.
    part: Vec<(u32, u32)>,
    /// Those directly below that fall off without the node.
    below: Vec<Vec<u32>>,
}

impl Walk {
    fn new(nodes: usize, pairs: &[(u32, u32)]) -> Self {
        let graph = Csr::undirected(nodes, pairs.iter().copied().filter(|pair| pair.0 != pair.1));
        let mut walk = Self {
            order: vec![NOBODY; nodes],
            low: vec![NOBODY; nodes],
            above: vec![NOBODY; nodes],
            met: Vec::with_capacity(nodes),
            size: vec![1; nodes],
            part: vec![(0, 0); nodes],
            below: vec![Vec::new(); nodes],
        };
        for root in 0..nodes {
            if walk.order[root] != NOBODY {
                continue;
            }
            let first = walk.met.len();
            walk.meet(root, NOBODY);
            // Node, and place among its neighbours.
            let mut path: Vec<(usize, usize)> = vec![(root, 0)];
            while let Some((node, place)) = path.last_mut() {
                let node = *node;
                if let Some(&next) = graph.row(node).get(*place) {
                    *place += 1;
                    let next = next as usize;
                    if walk.order[next] == NOBODY {
                        walk.meet(next, node as u32);
                        path.push((next, 0));
                    } else if walk.above[node] != next as u32 {
                        walk.low[node] = walk.low[node].min(walk.order[next]);
                    }
                    continue;
                }
                path.pop();
                let Some(&(above, _)) = path.last() else { continue };
                walk.low[above] = walk.low[above].min(walk.low[node]);
                walk.size[above] += walk.size[node];
                if walk.low[node] >= walk.order[above] {
                    walk.below[above].push(node as u32);
                }
            }
            let whole = (first as u32, (walk.met.len() - first) as u32);
            for place in first..walk.met.len() {
                walk.part[walk.met[place] as usize] = whole;
            }
        }
        walk
    }

    fn meet(&mut self, node: usize, above: u32) {
        let place = self.met.len() as u32;
        (self.order[node], self.low[node], self.above[node]) = (place, place, above);
        self.met.push(node as u32);
    }

    /// First place and length of all below a node, itself included.
    fn stretch(&self, node: u32) -> (u32, u32) {
        (self.order[node as usize], self.size[node as usize])
    }

    /// A cut whose pieces are these stretches, in order, and, with `rest`, what is left of the part.
    fn cut(&self, node: u32, to: Option<u32>, stretches: &[(u32, u32)], rest: bool, listed: usize) -> Cut {
        let (start, length) = self.part[node as usize];
        let below: u32 = stretches.iter().map(|stretch| stretch.1).sum();
        // What is left: all of the part but the stretches and, unless this is a bridge, the node.
        let beside = length - below - u32::from(to.is_none());
        let mut largest = None;
        let mut most = if rest { beside } else { 0 };
        for (place, stretch) in stretches.iter().enumerate() {
            if stretch.1 > most {
                (largest, most) = (Some(place), stretch.1);
            }
        }
        let off = (below + if rest { beside } else { 0 } - most) as usize;
        let mut apart: Vec<u32> = Vec::new();
        let mut take = |range: std::ops::Range<u32>| {
            let room = listed - apart.len();
            let nodes = range.map(|place| self.met[place as usize]);
            apart.extend(nodes.filter(|other| to.is_some() || *other != node).take(room));
        };
        let mut next = start;
        for (place, &(first, length)) in stretches.iter().enumerate() {
            if rest && largest.is_some() {
                take(next..first);
            }
            if largest != Some(place) {
                take(first..first + length);
            }
            next = first + length;
        }
        if rest && largest.is_some() {
            take(next..start + length);
        }
        Cut { node, to, pieces: stretches.len() as u32 + u32::from(rest), off, apart }
    }
}

impl Chain {
    /// What goes into what, as pairs, and with `kinds` what is a kind of what.
    pub fn pairs(&self, kinds: bool) -> Vec<(u32, u32)> {
        let relation = |of: &Csr| -> Vec<(u32, u32)> {
            (0u32..)
                .take(self.nodes())
                .flat_map(|node| of.row(node as usize).iter().map(move |&to| (node, to)))
                .collect()
        };
        let mut pairs = relation(&self.uses);
        if kinds {
            pairs.extend(relation(&self.categories));
        }
        pairs
    }
}

#[cfg(test)]
#[allow(clippy::cast_sign_loss, reason = "draws are positive")]
mod tests {
    use super::*;
    use liantu_numeric::uniform;
    use std::collections::BTreeSet;

    /// The pieces that are left of the part of `node` without a node or an edge.
    fn left(
        nodes: usize,
        pairs: &[(u32, u32)],
        node: Option<u32>,
        edge: Option<(u32, u32)>,
        of: u32,
    ) -> Vec<BTreeSet<u32>> {
        let grow = |start: u32, without: &dyn Fn(u32, u32) -> bool| {
            let mut seen = BTreeSet::from([start]);
            loop {
                let more: Vec<u32> = pairs
                    .iter()
                    .flat_map(|&(one, two)| [(one, two), (two, one)])
                    .filter(|&(one, two)| seen.contains(&one) && !seen.contains(&two) && !without(one, two))
                    .map(|pair| pair.1)
                    .collect();
                if more.is_empty() {
                    return seen;
                }
                seen.extend(more);
            }
        };
        let whole = grow(of, &|_, _| false);
        let gone = |one: u32, two: u32| {
            node.is_some_and(|node| one == node || two == node)
                || edge.is_some_and(|edge| edge == (one.min(two), one.max(two)))
        };
        let mut pieces: Vec<BTreeSet<u32>> = Vec::new();
        for start in (0..nodes as u32).filter(|start| whole.contains(start) && Some(*start) != node) {
            if !pieces.iter().any(|piece| piece.contains(&start)) {
                pieces.push(grow(start, &gone));
            }
        }
        pieces
    }

    #[test]
    fn cuts_are_what_cutting_finds() {
        for seed in 0..200u64 {
            let nodes = 2 + (seed % 9) as usize;
            let pairs: Vec<(u32, u32)> = (0..nodes as u64 + seed % 4)
                .map(|link| {
                    let end = |place: u64| (uniform(seed, 2 * link + place) * nodes as f64) as u32;
                    (end(0), end(1))
                })
                .collect();
            let found = cuts(nodes, &pairs, usize::MAX);
            for node in 0..nodes as u32 {
                let pieces = left(nodes, &pairs, Some(node), None, node);
                let own = found.iter().find(|cut| cut.to.is_none() && cut.node == node);
                assert_eq!(
                    own.map(|cut| cut.pieces as usize),
                    (pieces.len() > 1).then_some(pieces.len()),
                    "{pairs:?} {node}"
                );
                let most = pieces.iter().map(BTreeSet::len).max().unwrap_or(0);
                let all: usize = pieces.iter().map(BTreeSet::len).sum();
                // What comes off is all of some pieces.
                let off = |cut: &Cut| cut.apart.iter().copied().collect::<BTreeSet<u32>>();
                let whole = |piece: &BTreeSet<u32>, off: &BTreeSet<u32>| piece.is_subset(off) || piece.is_disjoint(off);
                assert!(own.is_none_or(|cut| pieces.iter().all(|piece| whole(piece, &off(cut)))), "{pairs:?} {node}");
                assert!(
                    own.is_none_or(|cut| cut.apart.len() == all - most && cut.off == all - most),
                    "{pairs:?} {node}"
                );
            }
            let edges: BTreeSet<(u32, u32)> = pairs
                .iter()
                .filter(|pair| pair.0 != pair.1)
                .map(|pair| (pair.0.min(pair.1), pair.0.max(pair.1)))
                .collect();
            for edge in edges {
                let pieces = left(nodes, &pairs, None, Some(edge), edge.0);
                let own = found.iter().find(|cut| (cut.node, cut.to) == (edge.0, Some(edge.1)));
                assert_eq!(own.is_some(), pieces.len() == 2, "{pairs:?} {edge:?}");
                let least = pieces.iter().map(BTreeSet::len).min().unwrap_or(0);
                assert!(own.is_none_or(|cut| cut.apart.len() == least && cut.off == least));
            }
        }
    }

    #[test]
    fn a_long_chain_needs_no_deep_stack() {
        let pairs: Vec<(u32, u32)> = (0..200_000).map(|node| (node, node + 1)).collect();
        let found = cuts(200_001, &pairs, 2);
        assert_eq!(found.len(), 199_999 + 200_000);
        assert_eq!((found[0].node, found[0].off, &*found[0].apart), (1, 1, &[0][..]));
    }
}
