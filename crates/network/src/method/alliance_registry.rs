//! Alliance registry: who is in which alliance, and which alliances of one industry do not know of each other.

use crate::catalogue::found;
use crate::declare::{ACTORS, AGREEMENTS_COLUMN, LAYER_COLUMN, LINKS, REGIONS, count, parameters, words};
use crate::filter::Filter;
use crate::network::{Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Place};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "alliance_registry",
    version: 1,
    study: "network",
    title: text("联盟登记", "Alliance registry"),
    question: text(
        "有哪些联盟、成员是谁、谁来统筹，同一产业领域的哪些联盟互不联通？",
        "Which alliances are there, who is in them, who coordinates, and which of one industry are not connected?",
    ),
    formula: text(
        "联盟为类型 alliance 的主体，或没有这种主体的联盟类协议；成员为联盟类联系的另一端。同一产业领域的两个联盟，若没有共同统筹方、共同成员，也没有直接联系，即为互不联通。",
        "An alliance is an actor of kind alliance, or an agreement of membership without one; members are the other ends of its membership links. Two alliances of one field of industry are unconnected where they have no common coordinator, no common member and no link.",
    ),
    limits: text(
        "产业领域未知的联盟不参与比较；统筹方未知时仍会列为互不联通，请核实。产业领域按编号或名称完全一致比较。",
        "An alliance of unknown field is not compared; where a coordinator is unknown the pair is still listed, to be checked. Fields are compared as written.",
    ),
    reference: "Gulati, R. (1998). Alliances and networks. Strategic Management Journal 19(4), 293–317.",
    aliases: &["alliance", "consortium", "联盟", "产业联盟"],
    inputs: &[
        LINKS,
        ACTORS,
        REGIONS,
        Input { table: "link_kind", columns: &["layer", "kind", "alliance"], optional: true },
        Input { table: "agreement", columns: &["agreement_id", "industry", "coordinator"], optional: true },
    ],
    parameters: parameters![],
    outputs: &[
        words(
            "alliance",
            text("联盟", "Alliance"),
            text("联盟主体或协议的编号", "Identifier of the alliance or the agreement"),
        ),
        LAYER_COLUMN,
        words("industry", text("产业领域", "Industry"), text("所属产业领域", "Field of industry")),
        words("coordinator", text("统筹方", "Coordinator"), text("统筹的主体", "The actor that coordinates")),
        count("size", text("成员数", "Size"), text("成员个数", "Number of members")),
        Column::new("members", ColumnKind::List, text("成员", "Members"), text("成员", "Members")),
        AGREEMENTS_COLUMN,
        Column::new("start", ColumnKind::Date, text("自", "Since"), text("最早的已知起始日", "First known start")),
        Column::new(
            "unconnected",
            ColumnKind::List,
            text("未联通", "Unconnected"),
            text("同一产业领域中与之互不联通的联盟", "Alliances of the same industry that it is not connected with"),
        ),
    ],
};

/// What is known of alliances besides their links.
#[derive(Clone, Debug, Default)]
pub struct Known<'a> {
    /// Nodes that are alliances.
    pub nodes: &'a [u32],
    /// For each kind of link whether it is membership of an alliance.
    pub membership: &'a [bool],
    /// For each node, its field of industry.
    pub node_industry: &'a [Option<u32>],
    /// For each agreement, its field of industry.
    pub agreement_industry: &'a [Option<u32>],
    /// For each agreement, the node that coordinates it.
    pub agreement_coordinator: &'a [Option<u32>],
}

/// What an alliance goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Identity {
    /// A node that is an alliance.
    Node(u32),
    /// An agreement of membership without such a node.
    Agreement(u32),
    /// A single link of membership, by position.
    Link(u32),
}

/// An alliance.
#[derive(Clone, Debug, PartialEq)]
pub struct Alliance {
    /// What it goes by.
    pub identity: Identity,
    /// The layer of its links; `None` where it has none or they are in several.
    pub layer: Option<Layer>,
    /// Its field of industry.
    pub industry: Option<u32>,
    /// Who coordinates it.
    pub coordinator: Option<u32>,
    /// Its members, sorted.
    pub members: Vec<u32>,
    /// Its membership links.
    pub tally: Tally,
    /// Alliances of the same industry that it is not connected with.
    pub unconnected: Vec<Identity>,
}

#[derive(Default)]
struct Making {
    layers: BTreeSet<Layer>,
    industry: Option<u32>,
    coordinator: Option<u32>,
    members: BTreeSet<u32>,
    count: Count,
}

/// Every alliance, with those of its industry that it is not connected with.
pub fn alliance_registry(network: &Network, filter: &Filter, known: &Known<'_>) -> (Vec<Alliance>, Vec<Diagnostic>) {
    let is_alliance: BTreeSet<u32> = known.nodes.iter().copied().collect();
    let at = |list: &[Option<u32>], n: u32| list.get(n as usize).copied().flatten();
    let mut making: BTreeMap<Identity, Making> =
        known.nodes.iter().map(|&node| (Identity::Node(node), Making::default())).collect();
    let mut linked: BTreeSet<(u32, u32)> = BTreeSet::new();
    for link in filter.links(network) {
        if is_alliance.contains(&link.from) && is_alliance.contains(&link.to) {
            linked.extend([(link.from, link.to), (link.to, link.from)]);
        }
        if !known.membership.get(usize::from(link.kind())).copied().unwrap_or(false) {
            continue;
        }
        let (identity, members) = identify(&link, &is_alliance);
        let alliance = making.entry(identity).or_default();
        alliance.members.extend(members);
        alliance.layers.insert(link.layer);
        alliance.count.add(&link, network);
        let agreement = link.agreement();
        alliance.industry = alliance.industry.or(agreement.and_then(|n| at(known.agreement_industry, n)));
        alliance.coordinator = alliance.coordinator.or(agreement.and_then(|n| at(known.agreement_coordinator, n)));
    }
    let mut alliances: Vec<Alliance> = making
        .into_iter()
        .map(|(identity, making)| Alliance {
            identity,
            layer: making.layers.first().copied().filter(|_| making.layers.len() == 1),
            industry: match identity {
                Identity::Node(node) => at(known.node_industry, node).or(making.industry),
                Identity::Agreement(_) | Identity::Link(_) => making.industry,
            },
            coordinator: making.coordinator,
            members: making.members.into_iter().collect(),
            tally: making.count.finish(network.scale()),
            unconnected: Vec::new(),
        })
        .collect();
    let findings = connect(&mut alliances, &linked);
    (alliances, findings)
}

/// Which alliance a link of membership belongs to, and whom it makes a member.
fn identify(link: &Link<'_>, is_alliance: &BTreeSet<u32>) -> (Identity, Vec<u32>) {
    if is_alliance.contains(&link.to) {
        (Identity::Node(link.to), vec![link.from])
    } else if is_alliance.contains(&link.from) {
        (Identity::Node(link.from), vec![link.to])
    } else {
        (link.agreement().map_or(Identity::Link(link.position), Identity::Agreement), vec![link.from, link.to])
    }
}

fn connect(alliances: &mut [Alliance], linked: &BTreeSet<(u32, u32)>) -> Vec<Diagnostic> {
    let circle = |alliance: &Alliance| {
        let own = match alliance.identity {
            Identity::Node(node) => Some(node),
            Identity::Agreement(_) | Identity::Link(_) => None,
        };
        alliance.members.iter().copied().chain(alliance.coordinator).chain(own).collect::<BTreeSet<u32>>()
    };
    let circles: Vec<BTreeSet<u32>> = alliances.iter().map(circle).collect();
    let mut pairs = 0;
    for one in 0..alliances.len() {
        for two in one + 1..alliances.len() {
            let same = alliances[one].industry.is_some() && alliances[one].industry == alliances[two].industry;
            let (a, b) = (alliances[one].identity, alliances[two].identity);
            let meet = !circles[one].is_disjoint(&circles[two])
                || matches!((a, b), (Identity::Node(a), Identity::Node(b)) if linked.contains(&(a, b)));
            if same && !meet {
                alliances[one].unconnected.push(b);
                alliances[two].unconnected.push(a);
                pairs += 1;
            }
        }
    }
    let vague = alliances.iter().filter(|one| one.industry.is_none() || one.coordinator.is_none()).count();
    let mut findings = Vec::new();
    if pairs > 0 {
        findings.push(found("NET106", "agreement", pairs));
    }
    if vague > 0 {
        let place = Place { field: Some("industry | coordinator".to_owned()), ..Place::default() };
        findings.push(found("NET107", "agreement", vague).related(Place { resource: "actor".to_owned(), ..place }));
    }
    findings
}
