//! Weavers: who brings regions together, across how many networks, and what came of it.

use super::brokerage::GROUPS;
use super::structural_holes::structural_holes;
use crate::catalogue::found;
use crate::declare::{ACTORS, LINKS, NODE_COLUMN, REGIONS, SEED, count, number, parameters, words};
use crate::draw::sample;
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::method::centrality::{betweenness::dependencies, pagerank::ranks};
use crate::network::Network;
use crate::paths::Length;
use liantu_model::text::text;
use liantu_model::{Diagnostic, LayerSet, Method, Parameter, ParameterKind};
use liantu_numeric::chunked;

/// The declaration.
pub const METHOD: Method = Method {
    id: "weavers",
    version: 1,
    study: "network",
    title: text("织网人", "Weavers"),
    question: text(
        "谁把不同区域连在一起，跨越几张网，并促成了它们之间的直接联系？",
        "Who brings regions together, across how many networks, and whose contacts then linked up?",
    ),
    formula: text(
        "对有跨区联系的节点 b：跨区对 = b 的相邻节点中分属两区的对，其中无直接联系者为 open，有者为 closed；closed 中两者的联系始于各自与 b 的联系之后者为 woven。跨区中介 = Σ σ_st(b)/σ_st，s 与 t 分属两区。得分 = 四个百分位之平均：跨区中介、跨区对、低约束（伯特）、有跨区联系的网络数；百分位 =（小于它者 + 相等的其他者之半）/（n−1）。",
        "For a node b linked across regions: its pairs are the pairs of its neighbours in two regions, open where they have no direct link, closed where they have; of the closed, woven are those whose link began after both had linked with b. Betweenness between regions = Σ σ_st(b)/σ_st over s and t of two regions. The score is the mean of four percentiles: that betweenness, the pairs, low constraint (Burt), and the number of networks with links across; a percentile is (those below + half the other equals)/(n−1).",
    ),
    limits: text(
        "所选网络合在一起，不看方向与权重。得分的等权是约定，请同时看各分项。先后不等于因果：woven 表示联系在其后出现。所属区域未知的节点不成对；没有日期的联系不能计入 woven。没有跨区联系的节点不列出。",
        "All chosen networks together, direction and weight aside. Equal shares in the score are a convention: look at the parts too. After is not because: woven says that a link came later. Nodes of unknown region make no pairs, and undated links are never woven. Nodes without links across regions are not listed.",
    ),
    reference: "Burt, R. S. (2004). Structural holes and good ideas. American Journal of Sociology 110(2), 349–399. Krebs, V., Holley, J. (2006). Building smart communities through network weaving. Flom, P. L., Friedman, S. R., Strauss, S., Neaigus, A. (2004). A new measure of linkage between two sub-networks. Connections 26(1), 62–70.",
    aliases: &["network weavers", "bridges", "bridging", "织网", "桥接者"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        GROUPS,
        Parameter {
            name: "sources",
            kind: ParameterKind::Integer { min: 0, max: 1_000_000 },
            default: Some("0"),
            title: text("起点数", "Sources"),
            help: text(
                "中介抽样的起点数；0 或不少于节点数则精确计算",
                "How many sources to sample for betweenness; 0, or as many as there are nodes, computes exactly",
            ),
        },
        SEED,
    ],
    outputs: &[
        NODE_COLUMN,
        words("group", text("区域", "Group"), text("节点所属区域", "The region it belongs to")),
        count(
            "regions",
            text("连接区域数", "Regions"),
            text("其相邻节点所在的他区数", "Other regions its neighbours are in"),
        ),
        count(
            "layers",
            text("网络数", "Layers"),
            text("有跨区联系的网络数", "Networks in which it is linked across regions"),
        ),
        count(
            "open",
            text("未闭合对", "Open pairs"),
            text("跨区而无直接联系的相邻节点对", "Pairs of neighbours in two regions without a direct link"),
        ),
        count(
            "closed",
            text("已闭合对", "Closed pairs"),
            text("跨区且有直接联系的相邻节点对", "Pairs of neighbours in two regions with a direct link"),
        ),
        count(
            "woven",
            text("促成对", "Woven pairs"),
            text("联系始于其后的已闭合对", "Closed pairs whose link came after"),
        ),
        number(
            "betweenness",
            text("跨区中介", "Betweenness between regions"),
            text("只计两端分属两区的最短路径", "Over shortest paths between two regions only"),
        ),
        number(
            "constraint",
            text("约束", "Constraint"),
            text("伯特约束，低者有结构洞", "Burt's; low: structural holes"),
        ),
        number("score", text("得分", "Score"), text("四个百分位的平均", "Mean of four percentiles")),
        count("rank", text("名次", "Rank"), text("按得分；1 为最高", "By score; 1 is the highest")),
    ],
};

/// How a node brings regions together.
#[derive(Clone, Debug, PartialEq)]
pub struct Weaver {
    /// The node.
    pub node: u32,
    /// Other groups its neighbours are in.
    pub regions: u32,
    /// Layers in which it is linked across groups.
    pub layers: u32,
    /// Pairs of neighbours in two groups without a direct link.
    pub open: u64,
    /// Pairs of neighbours in two groups with a direct link.
    pub closed: u64,
    /// Closed pairs whose link came after both had linked with the node.
    pub woven: u64,
    /// Over shortest paths between two groups only.
    pub betweenness: f64,
    /// Burt's constraint.
    pub constraint: f64,
    /// Mean of four percentiles.
    pub score: f64,
    /// By score, 1 first.
    pub rank: u32,
}

/// Every node of known group that is linked with another group, in the order of the nodes. `group` gives the group of each
/// node; `None`: unknown. Betweenness is from all sources, or from as many as `sources` says, drawn by a seed.
///
/// # Panics
///
/// If `group` does not have an entry for each node.
pub fn weavers(
    network: &Network,
    filter: &Filter,
    group: &[Option<u32>],
    sources: Option<(usize, u64)>,
) -> (Vec<Weaver>, Vec<Diagnostic>) {
    assert_eq!(group.len(), network.nodes() as usize, "one group for each node");
    let graph = Graph::read(network, filter, Reading::undirected(Weight::Pairs));
    let nodes = graph.nodes();
    let differ =
        |one: u32, two: u32| matches!((group[one as usize], group[two as usize]), (Some(one), Some(two)) if one != two);
    let crossing: Vec<u32> = (0u32..)
        .take(nodes)
        .filter(|&node| graph.neighbours(node as usize).iter().any(|&other| differ(node, other)))
        .collect();
    let drawn = sources.filter(|&(count, _)| count > 0 && count < nodes);
    let from = drawn.map_or_else(|| (0u32..).take(nodes).collect(), |(count, seed)| sample(seed, count, nodes));
    let scale = 0.5 * nodes as f64 / from.len().max(1) as f64;
    let (between, _) = dependencies(&graph, Length::Hops, &from, |s, t| f64::from(u8::from(differ(s, t))));
    let holes = structural_holes(&graph);
    let layers = crossing_layers(network, filter, differ);
    let (starts, undated) = starts(network, filter, &graph);
    let mut rows: Vec<Weaver> = chunked(crossing.len(), 64, |range| {
        let mut contact = vec![Contact::Never; nodes];
        range.map(|place| pairs(&graph, crossing[place], group, &starts, &mut contact)).collect::<Vec<Weaver>>()
    })
    .concat();
    for row in &mut rows {
        let node = row.node as usize;
        row.layers = u32::try_from(layers[node].len()).unwrap_or(u32::MAX);
        row.betweenness = between[node] * scale;
        row.constraint = holes[node].constraint.unwrap_or(f64::NAN);
    }
    let parts = [
        percentiles(&rows, |row| row.betweenness),
        percentiles(&rows, |row| (row.open + row.closed) as f64),
        percentiles(&rows, |row| -row.constraint),
        percentiles(&rows, |row| f64::from(row.layers)),
    ];
    for (n, row) in rows.iter_mut().enumerate() {
        row.score = parts.iter().map(|part| part[n]).sum::<f64>() / 4.0;
    }
    let placed = ranks(&rows.iter().map(|row| Some(row.score)).collect::<Vec<_>>());
    for (row, rank) in rows.iter_mut().zip(placed) {
        row.rank = rank.unwrap_or(u32::MAX);
    }
    let unknown = (0..nodes).filter(|&node| group[node].is_none() && graph.is_linked(node)).count();
    let mut findings = Vec::new();
    for (code, table, count) in
        [("NET307", "actor", unknown), ("NET310", "link", undated), ("NET305", "link", drawn.map_or(0, |one| one.0))]
    {
        if count > 0 {
            findings.push(found(code, table, count));
        }
    }
    (rows, findings)
}

/// For each node the layers in which it is linked across groups.
fn crossing_layers(network: &Network, filter: &Filter, differ: impl Fn(u32, u32) -> bool + Sync) -> Vec<LayerSet> {
    let mut layers = vec![LayerSet::NONE; network.nodes() as usize];
    for crossing in filter.spans(network, |links| {
        links.filter(|link| differ(link.from, link.to)).map(|link| (link.layer, link.from, link.to)).collect::<Vec<_>>()
    }) {
        for (layer, from, to) in crossing {
            for node in [from, to] {
                layers[node as usize] = layers[node as usize].with(layer);
            }
        }
    }
    layers
}

/// For each neighbour in each row of the graph, the day the pair first linked, `None` where any of its links is undated; and
/// how many links are.
fn starts(network: &Network, filter: &Filter, graph: &Graph) -> (Vec<Vec<Option<i32>>>, usize) {
    let mut starts: Vec<Vec<Option<i32>>> =
        (0..graph.nodes()).map(|node| vec![Some(i32::MAX); graph.neighbours(node).len()]).collect();
    let mut undated = 0;
    for link in filter.links(network).filter(|link| link.from != link.to) {
        undated += usize::from(link.start().is_none());
        for (node, other) in [(link.from, link.to), (link.to, link.from)] {
            let place = graph.neighbours(node as usize).binary_search(&other).expect("the graph has every pair");
            let first = &mut starts[node as usize][place];
            *first = first.zip(link.start()).map(|(one, two)| one.min(two));
        }
    }
    (starts, undated)
}

/// Since when somebody is linked with the node at hand.
#[derive(Clone, Copy)]
enum Contact {
    Never,
    Undated,
    Since(i32),
}

/// The pairs of a node's neighbours. `contact` holds nobody before and after.
fn pairs(
    graph: &Graph,
    node: u32,
    group: &[Option<u32>],
    starts: &[Vec<Option<i32>>],
    contact: &mut [Contact],
) -> Weaver {
    let at = node as usize;
    let neighbours = graph.neighbours(at);
    for (&other, &start) in neighbours.iter().zip(&starts[at]) {
        contact[other as usize] = start.map_or(Contact::Undated, Contact::Since);
    }
    let mut groups: Vec<u32> = neighbours.iter().filter_map(|&other| group[other as usize]).collect();
    groups.sort_unstable();
    let same: Vec<u64> = groups.chunk_by(|one, two| one == two).map(|same| same.len() as u64).collect();
    let all = groups.len() as u64;
    let across = (all * all - same.iter().map(|count| count * count).sum::<u64>()) / 2;
    groups.dedup();
    let regions = groups.iter().filter(|&&one| Some(one) != group[at]).count();
    let (mut closed, mut woven) = (0, 0);
    for &one in neighbours {
        for (&two, &linked) in graph.neighbours(one as usize).iter().zip(&starts[one as usize]) {
            if one >= two || matches!(contact[two as usize], Contact::Never) {
                continue;
            }
            let (Some(a), Some(c)) = (group[one as usize], group[two as usize]) else { continue };
            if a == c {
                continue;
            }
            closed += 1;
            let after = match (contact[one as usize], contact[two as usize], linked) {
                (Contact::Since(first), Contact::Since(second), Some(link)) => link > first.max(second),
                _ => false,
            };
            woven += u64::from(after);
        }
    }
    for &other in neighbours {
        contact[other as usize] = Contact::Never;
    }
    Weaver {
        node,
        regions: u32::try_from(regions).unwrap_or(u32::MAX),
        layers: 0,
        open: across - closed,
        closed,
        woven,
        betweenness: 0.0,
        constraint: 0.0,
        score: 0.0,
        rank: 0,
    }
}

/// For each row the share of the others below it, equals counting half; a half where there is no other.
fn percentiles(rows: &[Weaver], value: impl Fn(&Weaver) -> f64) -> Vec<f64> {
    // What differs by rounding alone is equal, so that the order of nodes does not matter.
    let rounded = |row: &Weaver| {
        let value = value(row);
        if value == 0.0 { 0.0 } else { format!("{value:.11e}").parse().unwrap_or(value) }
    };
    let values: Vec<f64> = rows.iter().map(rounded).collect();
    let mut sorted = values.clone();
    sorted.sort_by(f64::total_cmp);
    let others = rows.len() as f64 - 1.0;
    let share = |value: f64| {
        let below = sorted.partition_point(|&other| other < value);
        let equal = sorted.partition_point(|&other| other <= value) - below - 1;
        (below as f64 + equal as f64 / 2.0) / others
    };
    values.into_iter().map(|value| if others > 0.0 { share(value) } else { 0.5 }).collect()
}
