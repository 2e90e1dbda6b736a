//! Tiers of cooperation: core, key and auxiliary nodes.

use crate::arcs::undirected;
use crate::catalogue::found;
use crate::declare::{ACTORS, LINKS, NODE_COLUMN, REGIONS, count, parameters};
use crate::filter::Filter;
use crate::method::centrality::coreness::cores;
use crate::network::Network;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "tiers",
    version: 1,
    study: "network",
    title: text("合作层次", "Tiers of cooperation"),
    question: text("谁是核心节点、关键节点、辅助节点？", "Which nodes are core, key, auxiliary?"),
    formula: text(
        "来源给出层次者照录（stated）。其余按核数推算（computed）：核数为最大者为 1 层，不小于最大值一半者为 2 层，其他有联系者为 3 层；若最大核数为 1，改用相邻节点数。核数：反复剔除相邻节点少于 k 者后仍在的最大 k。",
        "Where a source states the tier, that (stated). Otherwise by coreness (computed): tier 1 at the largest coreness, tier 2 from half of it, tier 3 the other linked nodes; by number of neighbours where the largest coreness is 1. Coreness: the largest k at which a node survives the repeated removal of all nodes with fewer than k neighbours.",
    ),
    limits: text(
        "推算的层次只反映联系的结构，不反映规模与能级。没有联系且来源未述者层次为空。",
        "Computed tiers show the structure of the links, not size or capacity. Null for a node without links and without a statement.",
    ),
    reference: "Seidman, S. B. (1983). Network structure and minimum degree. Social Networks 5(3), 269–287. Batagelj, V., Zaveršnik, M. (2003). An O(m) algorithm for cores decomposition of networks. arXiv cs/0310049.",
    aliases: &["coreness", "k-core", "core", "核心节点", "层次"],
    inputs: &[
        LINKS,
        ACTORS,
        REGIONS,
        Input { table: "region_member", columns: &["area", "member", "tier", "start", "end"], optional: true },
    ],
    parameters: parameters![Parameter {
        name: "area",
        kind: ParameterKind::Text,
        default: None,
        title: text("功能区", "Area"),
        help: text(
            "采用该功能区成员的层次；省略则全部推算",
            "Take the tiers of this area's members; all are computed when absent"
        ),
    }],
    outputs: &[
        NODE_COLUMN,
        count("tier", text("层次", "Tier"), text("1 核心、2 关键、3 辅助", "1 core, 2 key, 3 auxiliary")),
        Column::new(
            "basis",
            ColumnKind::Choice { of: &["stated", "computed"] },
            text("依据", "Basis"),
            text("来源所述或由结构推算", "Stated by a source, or computed from the structure"),
        ),
        count("coreness", text("核数", "Coreness"), text("k 核分解", "By k-core decomposition")),
        count(
            "neighbours",
            text("相邻节点", "Neighbours"),
            text("不同的相邻节点数", "Different nodes it is linked to"),
        ),
    ],
};

/// Where a tier comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A source states it.
    Stated,
    /// It was computed from the links.
    Computed,
}

/// The tier of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tier {
    /// The node.
    pub node: u32,
    /// Its tier, 1 being the core, and where that comes from; `None` for a node without links that no source places.
    pub tier: Option<(u8, Basis)>,
    /// Its coreness.
    pub coreness: u32,
    /// Different nodes it is linked to.
    pub neighbours: u32,
}

/// The tier of every node. `stated` gives for each node the tier that a source states.
///
/// # Panics
///
/// If `stated` does not have an entry for each node.
pub fn tiers(network: &Network, filter: &Filter, stated: &[Option<u8>]) -> (Vec<Tier>, Vec<Diagnostic>) {
    assert_eq!(stated.len(), network.nodes() as usize, "one entry for each node");
    let graph = undirected(network, filter);
    let coreness = cores(graph.rows(), |node| graph.row(node));
    let neighbours: Vec<u32> =
        (0..graph.rows()).map(|node| u32::try_from(graph.row(node).len()).unwrap_or(u32::MAX)).collect();
    let by_core = coreness.iter().any(|&core| core > 1);
    let score = if by_core { &coreness } else { &neighbours };
    let most = score.iter().copied().max().unwrap_or(0);
    let computed = |score: u32| match score {
        0 => None,
        score if score == most => Some((1, Basis::Computed)),
        score if 2 * score >= most => Some((2, Basis::Computed)),
        _ => Some((3, Basis::Computed)),
    };
    let rows: Vec<Tier> = (0u32..)
        .zip(stated)
        .map(|(node, stated)| Tier {
            node,
            tier: stated.map(|tier| (tier, Basis::Stated)).or_else(|| computed(score[node as usize])),
            coreness: coreness[node as usize],
            neighbours: neighbours[node as usize],
        })
        .collect();
    let count = rows.iter().filter(|row| matches!(row.tier, Some((_, Basis::Computed)))).count();
    let findings = (count > 0).then(|| found("NET108", "link", count)).into_iter().collect();
    (rows, findings)
}
