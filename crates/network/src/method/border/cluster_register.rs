//! Cluster register: which clusters there are, who belongs to them, and which lie across the borders of cities or provinces.

use crate::catalogue::found;
use crate::declare::{ACTORS, AGREEMENTS_COLUMN, LINKS, REGIONS, count, parameters, words};
use crate::filter::Filter;
use crate::network::Network;
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "cluster_register",
    version: 1,
    study: "network",
    title: text("集群名录", "Cluster register"),
    question: text(
        "名录中有哪些产业集群，成员在哪些市、哪些省，哪些是跨市、跨省的集群？",
        "Which clusters are on the register, in which cities and provinces are their members, and which of them cross a border?",
    ),
    formula: text(
        "集群为类型 cluster 的主体，成员为与之有联系的其他主体。跨市：已知成员所在的市不止一个；跨省：已知成员所在的省不止一个。合计行为集群数、跨市数、跨省数。",
        "A cluster is an actor of that kind, its members are the actors linked with it. It crosses cities where its members are known to be in more than one, provinces likewise. The row of all counts clusters, those across cities, those across provinces.",
    ),
    limits: text(
        "只登记名录（主体与联系表）所列，不从数据识别集群，识别见 clusters。已知成员都在一市而有成员所在地未知时，是否跨市为空。直辖市既是省也是市。",
        "Registers what the tables list; finding clusters in data is the method clusters. Where all known members are in one city and the place of some is unknown, whether it crosses is null. A municipality is both a province and a city.",
    ),
    reference: "Porter, M. E. (1998). Clusters and the new economics of competition. Harvard Business Review 76(6), 77–90. Registers of national advanced manufacturing clusters list each cluster with its places.",
    aliases: &["national_clusters", "集群名录", "先进制造业集群", "跨区域集群"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![],
    outputs: &[
        words(
            "cluster",
            text("集群", "Cluster"),
            text("集群主体的编号；空白为合计", "Identifier of the cluster; blank: all"),
        ),
        words("industry", text("产业", "Industry"), text("所属产业", "Its industry")),
        count("clusters", text("集群数", "Clusters"), text("合计行为集群个数", "On the row of all: how many")),
        count("members", text("成员数", "Members"), text("成员个数", "Number of members")),
        Column::new("cities", ColumnKind::List, text("市", "Cities"), text("成员所在的市", "Cities of its members")),
        Column::new(
            "provinces",
            ColumnKind::List,
            text("省", "Provinces"),
            text("成员所在的省", "Provinces of its members"),
        ),
        Column::new(
            "cross_city",
            ColumnKind::Boolean,
            text("跨市", "Across cities"),
            text("成员所在的市是否不止一个", "Whether its members are in several cities"),
        ),
        Column::new(
            "cross_province",
            ColumnKind::Boolean,
            text("跨省", "Across provinces"),
            text("成员所在的省是否不止一个", "Whether its members are in several provinces"),
        ),
        count(
            "across_cities",
            text("跨市数", "Across cities"),
            text("合计行为跨市集群数", "On the row of all: clusters across cities"),
        ),
        count(
            "across_provinces",
            text("跨省数", "Across provinces"),
            text("合计行为跨省集群数", "On the row of all: clusters across provinces"),
        ),
        count(
            "nowhere",
            text("所在地未知", "Of unknown place"),
            text("所在地未知的成员数", "Members of unknown place"),
        ),
        AGREEMENTS_COLUMN,
    ],
};

/// A cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Registered {
    /// The node that is the cluster.
    pub cluster: u32,
    /// Nodes linked with it, sorted.
    pub members: Vec<u32>,
    /// Places of the members by level, sorted.
    pub places: Vec<Vec<u32>>,
    /// By level, whether it crosses a border; `None` where that cannot be told.
    pub crosses: Vec<Option<bool>>,
    /// By level, members of unknown place.
    pub nowhere: Vec<usize>,
    /// Its links.
    pub tally: Tally,
}

/// Every node of `clusters`, in their order, with the places of its members at each level: `levels` holds the place of each
/// node. A member that is a cluster itself has no place of its own.
pub fn cluster_register(
    network: &Network,
    filter: &Filter,
    clusters: &[u32],
    levels: &[Vec<Option<u32>>],
) -> (Vec<Registered>, Vec<Diagnostic>) {
    let mut making: BTreeMap<u32, (BTreeSet<u32>, Count)> =
        clusters.iter().map(|&cluster| (cluster, Default::default())).collect();
    for link in filter.links(network) {
        for (cluster, member) in [(link.from, link.to), (link.to, link.from)] {
            if let Some((members, count)) = making.get_mut(&cluster).filter(|_| cluster != member) {
                members.insert(member);
                count.add(&link, network);
            }
        }
    }
    let register: Vec<Registered> = clusters
        .iter()
        .filter_map(|cluster| making.remove_entry(cluster))
        .map(|(cluster, (members, count))| {
            let at = |level: &Vec<Option<u32>>| -> (BTreeSet<u32>, usize) {
                let places = || members.iter().map(|&member| level[member as usize]);
                (places().flatten().collect(), places().filter(Option::is_none).count())
            };
            let (places, nowhere): (Vec<_>, Vec<_>) = levels.iter().map(at).unzip();
            let crosses = places.iter().zip(&nowhere).map(|(places, nowhere)| match (places.len(), nowhere) {
                (2.., _) => Some(true),
                (1, 0) => Some(false),
                _ => None,
            });
            Registered {
                cluster,
                crosses: crosses.collect(),
                places: places.into_iter().map(|places| places.into_iter().collect()).collect(),
                nowhere,
                members: members.into_iter().collect(),
                tally: count.finish(network.scale()),
            }
        })
        .collect();
    let unknown = register.iter().filter(|one| one.crosses.contains(&None)).count();
    (register, if unknown > 0 { vec![found("NET103", "actor", unknown)] } else { Vec::new() })
}
