//! Clique percolation: tight groups that may overlap.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::network::Network;
use foldhash::HashMap;
use liantu_model::text::text;
use liantu_model::{Layer, Method, Parameter, ParameterKind};

const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["node", "community", "layer"] },
    default: Some("node"),
    title: text("结果", "Rows"),
    help: text(
        "node：每个节点在其每个社区中一行；community：每个社区一行；layer：每张网一行",
        "node: a row for each node in each of its communities; community: for each community; layer: for each layer",
    ),
};
const SIZE: Parameter = Parameter {
    name: "k",
    kind: ParameterKind::Integer { min: 2, max: 100 },
    default: Some("3"),
    title: text("团的大小 k", "Clique size k"),
    help: text("相邻的 k-团共有 k−1 个节点", "Cliques of k nodes are adjacent where they share k−1"),
};
const MOST: Parameter = Parameter {
    name: "most",
    kind: ParameterKind::Integer { min: 1, max: 100_000_000 },
    default: Some("1000000"),
    title: text("团数上限", "Most cliques"),
    help: text(
        "极大团超过此数即停止并报错，不给出部分结果",
        "Beyond this number of maximal cliques the method stops with an error; it never gives a part",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "clique_communities",
    version: 1,
    study: "network",
    title: text("团渗流社区", "Clique percolation"),
    question: text(
        "哪些主体组成紧密且可以重叠的合作圈？",
        "Which nodes form tight circles of cooperation, which may overlap?",
    ),
    formula: text(
        "k-团社区：由一串 k-团构成的节点并集，相邻两团共有 k−1 个节点。由全部至少 k 个节点的极大团求得：两个极大团共有至少 k−1 个节点即相连。各网一次，另对所选各网合并一次。",
        "A community is the union of a chain of cliques of k nodes, each sharing k−1 with the next. It is found from all maximal cliques of at least k nodes, two of which are joined where they share k−1. Once for each layer, and once for all chosen layers together.",
    ),
    limits: text(
        "只看两节点之间有无联系，不看方向、强度与自环。一个节点可以属于多个社区，也可以不属于任何社区。多方协议的成员若两两列出联系，自然成团：先想清楚是否应当如此。极大团数可随网络规模指数增长，超过上限即报错。",
        "Only whether two nodes are linked matters, not direction, strength or loops. A node may be in several communities or in none. Members of a multi-party agreement whose links are listed pair by pair form a clique of themselves: consider whether they should. Maximal cliques may grow exponentially; beyond the limit there is an error.",
    ),
    reference: "Palla, G., Derényi, I., Farkas, I., Vicsek, T. (2005). Uncovering the overlapping community structure of complex networks in nature and society. Nature 435, 814–818. Eppstein, D., Löffler, M., Strash, D. (2010). Listing all maximal cliques in sparse graphs in near-optimal time. ISAAC 2010, 403–414.",
    aliases: &["k_clique", "clique_percolation", "cpm_cliques", "派系过滤", "重叠社区"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![BY, SIZE, MOST],
    outputs: &[
        LAYER_COLUMN,
        words("node", NODE_COLUMN.title, NODE_COLUMN.help),
        count(
            "community",
            text("社区", "Community"),
            text("各网内从 1 编号，按规模降序", "Numbered from 1 within the layer, largest first"),
        ),
        count(
            "nodes",
            text("节点数", "Nodes"),
            text(
                "社区的节点数；layer 行为至少属于一个社区的节点数",
                "Nodes of the community; in rows of layers, nodes in any community",
            ),
        ),
        count(
            "cliques",
            text("极大团数", "Maximal cliques"),
            text("至少 k 个节点的极大团", "Maximal cliques of at least k nodes"),
        ),
        count(
            "largest_clique",
            text("最大团", "Largest clique"),
            text("最大团的节点数", "Nodes of the largest clique"),
        ),
        count(
            "communities",
            text("社区数", "Communities"),
            text(
                "社区个数；node 行为该节点所属社区数",
                "Number of communities; in rows of nodes, how many the node is in",
            ),
        ),
        number(
            "density",
            text("密度", "Density"),
            text("社区内已连接的节点对占比", "Share of the pairs within the community that are linked"),
        ),
    ],
};

/// Too many cliques to list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "there are more than {most} maximal cliques, or finding them takes more than a thousand steps for each of these"
)]
pub struct TooManyCliques {
    /// The limit.
    pub most: usize,
}

/// What percolates in one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Percolation {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Maximal cliques of at least `k` nodes.
    pub cliques: u32,
    /// Nodes of the largest clique; zero where none has `k`.
    pub largest: u32,
    /// The communities, largest first, ties by their nodes.
    pub communities: Vec<Circle>,
}

/// A community of cliques.
#[derive(Clone, Debug, PartialEq)]
pub struct Circle {
    /// Its nodes, sorted.
    pub nodes: Vec<u32>,
    /// Its maximal cliques.
    pub cliques: u32,
    /// Nodes of its largest clique.
    pub largest: u32,
    /// Share of its pairs of nodes that are linked.
    pub density: f64,
}

/// The communities of cliques of `k` nodes in each chosen layer, then (where there are several) in all together.
///
/// # Errors
///
/// [`TooManyCliques`] where there are more than `most` maximal cliques in a layer.
pub fn clique_communities(
    network: &Network,
    filter: &Filter,
    k: usize,
    most: usize,
) -> Result<Vec<Percolation>, TooManyCliques> {
    let graphs = Graph::each(network, filter, Reading::undirected(Weight::Pairs));
    graphs.iter().map(|(layer, graph)| Ok(Percolation { layer: *layer, ..percolate(graph, k, most)? })).collect()
}

/// The communities of cliques of `k` nodes of an undirected graph.
///
/// # Errors
///
/// [`TooManyCliques`] where there are more than `most` maximal cliques.
///
/// # Panics
///
/// If the graph is directed, or `k` is below two.
pub fn percolate(graph: &Graph, k: usize, most: usize) -> Result<Percolation, TooManyCliques> {
    assert!(!graph.is_directed() && k >= 2, "cliques of at least two nodes in a graph without direction");
    let cliques = maximal_cliques(graph, k, most)?;
    let mut above: Vec<u32> = (0u32..).take(cliques.len()).collect();
    join(&cliques, graph.nodes(), k, most, &mut above)?;
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); cliques.len()];
    let mut circles: Vec<Circle> =
        vec![Circle { nodes: Vec::new(), cliques: 0, largest: 0, density: 0.0 }; cliques.len()];
    for (number, clique) in (0u32..).zip(&cliques) {
        let root = root(&mut above, number) as usize;
        members[root].extend(clique);
        circles[root].cliques += 1;
        circles[root].largest = circles[root].largest.max(small(clique.len()));
    }
    let mut inside = vec![false; graph.nodes()];
    for (circle, mut nodes) in circles.iter_mut().zip(members) {
        nodes.sort_unstable();
        nodes.dedup();
        for &node in &nodes {
            inside[node as usize] = true;
        }
        let linked: usize = nodes
            .iter()
            .map(|&node| graph.neighbours(node as usize).iter().filter(|&&other| inside[other as usize]).count())
            .sum();
        for &node in &nodes {
            inside[node as usize] = false;
        }
        circle.density = linked as f64 / (nodes.len() as f64 * (nodes.len() as f64 - 1.0));
        circle.nodes = nodes;
    }
    circles.retain(|circle| circle.cliques > 0);
    circles.sort_by(|one, two| two.nodes.len().cmp(&one.nodes.len()).then_with(|| one.nodes.cmp(&two.nodes)));
    Ok(Percolation {
        layer: None,
        cliques: small(cliques.len()),
        largest: cliques.iter().map(|clique| small(clique.len())).max().unwrap_or(0),
        communities: circles,
    })
}

/// Joins the cliques that share `k − 1` nodes: by the groups of `k − 1` nodes that each holds, or by counting how many nodes
/// each shares with those before it, whichever is less work.
fn join(cliques: &[Vec<u32>], nodes: usize, k: usize, most: usize, above: &mut [u32]) -> Result<(), TooManyCliques> {
    let unite = |above: &mut [u32], one: u32, two: u32| {
        let (one, two) = (root(above, one), root(above, two));
        above[one.max(two) as usize] = one.min(two);
    };
    let mut of_node: Vec<Vec<u32>> = vec![Vec::new(); nodes];
    for (number, clique) in (0u32..).zip(cliques) {
        for &node in clique {
            of_node[node as usize].push(number);
        }
    }
    let comparing: f64 = of_node.iter().map(|list| (list.len() as f64).powi(2) / 2.0).sum();
    let listing: f64 = cliques.iter().map(|clique| choose(clique.len(), k - 1)).sum();
    if listing < comparing / 4.0 && listing <= 100.0 * most as f64 {
        let mut first: HashMap<Box<[u32]>, u32> = HashMap::default();
        for (number, clique) in (0u32..).zip(cliques) {
            each_subset(clique, k - 1, &mut Vec::new(), &mut |subset| {
                if let Some(&earlier) = first.get(subset) {
                    unite(above, earlier, number);
                } else {
                    first.insert(subset.into(), number);
                }
            });
        }
        return Ok(());
    }
    if comparing > 1000.0 * most as f64 {
        return Err(TooManyCliques { most });
    }
    let (mut shared, mut touched) = (vec![0usize; cliques.len()], Vec::new());
    for (number, clique) in (0u32..).zip(cliques) {
        for &node in clique {
            for &earlier in of_node[node as usize].iter().take_while(|&&earlier| earlier < number) {
                if shared[earlier as usize] == 0 {
                    touched.push(earlier);
                }
                shared[earlier as usize] += 1;
            }
        }
        for earlier in touched.drain(..) {
            if std::mem::take(&mut shared[earlier as usize]) >= k - 1 {
                unite(above, earlier, number);
            }
        }
    }
    Ok(())
}

/// How many groups of `k` there are among `n`.
fn choose(n: usize, k: usize) -> f64 {
    (0..k).map(|taken| (n - taken) as f64 / (taken + 1) as f64).product()
}

/// Calls `visit` with each choice of `size` of the nodes, in order.
fn each_subset(nodes: &[u32], size: usize, chosen: &mut Vec<u32>, visit: &mut impl FnMut(&[u32])) {
    if chosen.len() == size {
        visit(chosen);
        return;
    }
    let missing = size - chosen.len();
    for place in 0..=nodes.len().saturating_sub(missing) {
        if nodes.len() - place >= missing {
            chosen.push(nodes[place]);
            each_subset(&nodes[place + 1..], size, chosen, visit);
            chosen.pop();
        }
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn root(above: &mut [u32], mut number: u32) -> u32 {
    while above[number as usize] != number {
        above[number as usize] = above[above[number as usize] as usize];
        number = above[number as usize];
    }
    number
}

/// Steps that may still be taken.
struct Budget {
    left: usize,
    most: usize,
}

impl Budget {
    fn take(&mut self) -> Result<(), TooManyCliques> {
        self.left = self.left.checked_sub(1).ok_or(TooManyCliques { most: self.most })?;
        Ok(())
    }
}

/// Every maximal clique of at least `k` nodes, its nodes sorted. Nodes are taken in the order in which they would be removed
/// by lowest degree, so that the candidates of each are few; within, a pivot spares most branches.
fn maximal_cliques(graph: &Graph, k: usize, most: usize) -> Result<Vec<Vec<u32>>, TooManyCliques> {
    let (order, place) = degeneracy(graph);
    let mut search = Search { graph, k, budget: Budget { left: most.saturating_mul(1000), most }, found: Vec::new() };
    for &node in &order {
        let (mut candidates, mut excluded) = (Vec::new(), Vec::new());
        for &other in graph.neighbours(node as usize) {
            let list = if place[other as usize] > place[node as usize] { &mut candidates } else { &mut excluded };
            list.push(other);
        }
        search.grow(&mut vec![node], candidates, excluded)?;
    }
    let mut found = search.found;
    for clique in &mut found {
        clique.sort_unstable();
    }
    found.sort_unstable();
    Ok(found)
}

struct Search<'g> {
    graph: &'g Graph,
    k: usize,
    budget: Budget,
    found: Vec<Vec<u32>>,
}

impl Search<'_> {
    /// Extends `clique` by nodes of `candidates`; what is in `excluded` would only repeat what was found before. All lists
    /// are sorted.
    fn grow(
        &mut self,
        clique: &mut Vec<u32>,
        mut candidates: Vec<u32>,
        mut excluded: Vec<u32>,
    ) -> Result<(), TooManyCliques> {
        self.budget.take()?;
        if clique.len() + candidates.len() < self.k {
            return Ok(());
        }
        if candidates.is_empty() {
            if excluded.is_empty() {
                if self.found.len() == self.budget.most {
                    return Err(TooManyCliques { most: self.budget.most });
                }
                self.found.push(clique.clone());
            }
            return Ok(());
        }
        let common = |node: u32, list: &[u32]| intersection(self.graph.neighbours(node as usize), list).count();
        let pivot = candidates
            .iter()
            .chain(&excluded)
            .map(|&node| (common(node, &candidates), std::cmp::Reverse(node)))
            .max()
            .map_or(0, |(_, std::cmp::Reverse(node))| node);
        let near = self.graph.neighbours(pivot as usize);
        let branches: Vec<u32> = candidates.iter().copied().filter(|node| near.binary_search(node).is_err()).collect();
        for node in branches {
            let near = self.graph.neighbours(node as usize);
            clique.push(node);
            self.grow(clique, intersection(near, &candidates).collect(), intersection(near, &excluded).collect())?;
            clique.pop();
            candidates.retain(|&other| other != node);
            let place = excluded.partition_point(|&other| other < node);
            excluded.insert(place, node);
        }
        Ok(())
    }
}

/// What two sorted lists have in common; the shorter is walked.
fn intersection<'l>(one: &'l [u32], two: &'l [u32]) -> impl Iterator<Item = u32> + 'l {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short.iter().copied().filter(move |node| long.binary_search(node).is_ok())
}

/// The nodes in the order in which they go when the one of lowest degree is removed each time, and the place of each.
fn degeneracy(graph: &Graph) -> (Vec<u32>, Vec<u32>) {
    let n = graph.nodes();
    let mut degree: Vec<usize> = (0..n).map(|node| graph.neighbours(node).len()).collect();
    let mut waiting: std::collections::BTreeSet<(usize, u32)> = degree.iter().copied().zip(0u32..).collect();
    let (mut order, mut place) = (Vec::with_capacity(n), vec![u32::MAX; n]);
    while let Some((_, node)) = waiting.pop_first() {
        place[node as usize] = small(order.len());
        order.push(node);
        for &other in graph.neighbours(node as usize) {
            if place[other as usize] == u32::MAX {
                let own = &mut degree[other as usize];
                waiting.remove(&(*own, other));
                *own -= 1;
                waiting.insert((*own, other));
            }
        }
    }
    (order, place)
}
