//! External ties: who outside an area is linked with whom inside, and what is reached only through them.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, AGREEMENTS_COLUMN, DISTINCT_COLUMN, LAYERS, LINKS, LINKS_COLUMN, MODE, NODE_COLUMN, PERIOD, PROPOSED,
    REGIONS, UNDATED, UNFULFILLED, count, words,
};
use crate::filter::Filter;
use crate::network::Network;
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "external_ties",
    version: 1,
    study: "network",
    title: text("外部节点", "External ties"),
    question: text(
        "区域（集群、国家）之外有哪些节点与内部相连：海外机构、离岸研发中心、海外孵化器、境外集群？谁是内部成员通往外部的唯一通道？",
        "Which nodes outside an area (a cluster, a nation) are linked with the inside: institutions abroad, offshore R&D centres, incubators overseas, clusters elsewhere? Who is the only way out for whom?",
    ),
    formula: text(
        "内部为 area 及其所含地方的主体，外部为其余有所在地的主体；联系一端在内、一端在外即为对外联系。reached 为该外部节点所联系的内部成员；only 为只与这一个外部节点相连的内部成员。",
        "Inside are the actors in area and what it holds, outside all others whose place is known; a link with one end in and one out is external. reached: members inside that the node is linked with; only: those of them that no other node outside is linked with.",
    ),
    limits: text(
        "所在地未知的主体既不算内也不算外，其联系另报。联系的多少不等于联系的深浅。联系之外的间接关系不计。",
        "Actors of unknown place are neither in nor out; their links are reported. How many ties there are does not tell how deep they go. Indirect relations do not count.",
    ),
    reference: "Bathelt, H., Malmberg, A., Maskell, P. (2004). Clusters and knowledge: local buzz, global pipelines and the process of knowledge creation. Progress in Human Geography 28(1), 31–56.",
    aliases: &["pipelines", "global_pipelines", "external_nodes", "外部节点", "跨国集群", "离岸研发", "海外孵化"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: &[
        Parameter {
            name: "area",
            kind: ParameterKind::Text,
            default: None,
            title: text("区域", "Area"),
            help: text(
                "内部是这一区域（国家、功能区、省、园区）及其所含的地方；必须给出",
                "Inside are the places of this region (a nation, a functional area, a province, a park); has to be given",
            ),
        },
        Parameter {
            name: "kind",
            kind: ParameterKind::Text,
            default: None,
            title: text("外部节点类型", "Kind of node"),
            help: text(
                "只看这一类型的外部节点，如 offshore_centre、overseas_incubator、cluster",
                "Only nodes outside of this kind, such as offshore_centre, overseas_incubator, cluster",
            ),
        },
        LAYERS,
        PERIOD,
        MODE,
        UNDATED,
        PROPOSED,
        UNFULFILLED,
    ],
    outputs: &[
        NODE_COLUMN,
        words("kind", text("类型", "Kind"), text("外部节点的类型", "Kind of the node")),
        words("region", text("所在地", "Region"), text("外部节点所在的区域", "Where the node is")),
        words(
            "nation",
            text("国家", "Nation"),
            text("所在的国家；空白表示未知", "The nation it lies in; blank: unknown"),
        ),
        Column::new("layers", ColumnKind::List, text("网络", "Layers"), text("联系所在的网络", "Layers of the ties")),
        LINKS_COLUMN,
        AGREEMENTS_COLUMN,
        DISTINCT_COLUMN,
        count(
            "reached",
            text("所及成员数", "Reached"),
            text("与之相连的内部成员数", "Members inside it is linked with"),
        ),
        Column::new(
            "members",
            ColumnKind::List,
            text("所及成员", "Members"),
            text("与之相连的内部成员", "These members"),
        ),
        Column::new(
            "only",
            ColumnKind::List,
            text("唯一通道", "Only way"),
            text("只与这一个外部节点相连的内部成员", "Members that no other node outside is linked with"),
        ),
    ],
};

/// A node outside and its ties with the inside.
#[derive(Clone, Debug, PartialEq)]
pub struct Tied {
    /// The node.
    pub node: u32,
    /// Layers of its ties.
    pub layers: Vec<Layer>,
    /// Its ties.
    pub tally: Tally,
    /// Members it is linked with, sorted.
    pub members: Vec<u32>,
    /// Those of them that no other node outside is linked with.
    pub only: Vec<u32>,
}

/// Every node outside with a tie to the inside, those with the most ties first, then by number. `inside` says of each node
/// whether it is; `None`: unknown.
pub fn external_ties(network: &Network, filter: &Filter, inside: &[Option<bool>]) -> (Vec<Tied>, Vec<Diagnostic>) {
    let mut ties: BTreeMap<u32, (Count, BTreeSet<u32>, BTreeSet<Layer>)> = BTreeMap::new();
    let mut outer: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut nowhere = 0;
    for link in filter.links(network) {
        let (member, node) = match (inside[link.from as usize], inside[link.to as usize]) {
            (Some(true), Some(false)) => (link.from, link.to),
            (Some(false), Some(true)) => (link.to, link.from),
            (None, _) | (_, None) => {
                nowhere += 1;
                continue;
            }
            _ => continue,
        };
        let tie = ties.entry(node).or_default();
        tie.0.add(&link, network);
        tie.1.insert(member);
        tie.2.insert(link.layer);
        outer.entry(member).or_default().insert(node);
    }
    let mut tied: Vec<Tied> = ties
        .into_iter()
        .map(|(node, (count, members, layers))| Tied {
            node,
            layers: layers.into_iter().collect(),
            tally: count.finish(network.scale()),
            only: members.iter().copied().filter(|member| outer[member].len() == 1).collect(),
            members: members.into_iter().collect(),
        })
        .collect();
    tied.sort_by_key(|tied| (std::cmp::Reverse(tied.tally.distinct()), tied.node));
    (tied, if nowhere > 0 { vec![found("NET103", "actor", nowhere)] } else { Vec::new() })
}
