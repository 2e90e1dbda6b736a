//! Brokerage: who passes on between groups that are not linked otherwise, and in which role.

use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, NODE_COLUMN, REGIONS, count, number, parameters, words};
use crate::graph::Graph;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::chunked;

pub(crate) const GROUPS: Parameter = Parameter {
    name: "groups",
    kind: ParameterKind::Scale,
    default: Some("province"),
    title: text("分组", "Groups"),
    help: text("以节点所在的哪一级区域为组", "The level of region that makes the groups"),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "brokerage",
    version: 1,
    study: "network",
    title: text("经纪角色", "Brokerage roles"),
    question: text(
        "谁在互不直接联系的双方之间传递，扮演什么角色？",
        "Who passes on between two that have no direct link, and in which role?",
    ),
    formula: text(
        "对每个 b，计有序三方 a→b→c（a ≠ c，且无 a→c），按所属区域分为：协调者 AAA，顾问 A·B·A，守门人 A·BB（接入），代表 BB·A（接出），联络人 A·B·C。期望值为在保持网络不变、随机交换各节点所属区域时的平均：T_b·P(角色)。",
        "For each b, ordered triples a→b→c with a ≠ c and no a→c, by region: coordinator A–A–A, consultant A–B–A, gatekeeper A–B–B (lets in), representative B–B–A (reaches out), liaison A–B–C. Expected: the mean where the network stays and regions are dealt out to nodes at random, T_b·P(role).",
    ),
    limits: text(
        "箭头只看有无；双向联系与多方成员关系两个方向都通。所属区域未知的节点所涉三方组不计入并给出诊断。没有联系的节点不列出。",
        "Only whether there is an arrow counts; two-way links and joint membership run both ways. Triples with a node of unknown region are left out, with a diagnostic. Nodes without links are not listed.",
    ),
    reference: "Gould, R. V., Fernandez, R. M. (1989). Structures of mediation: a formal approach to brokerage in transaction networks. Sociological Methodology 19, 89–126.",
    aliases: &["gould-fernandez", "gatekeeper", "liaison", "broker", "经纪", "守门人"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![GROUPS],
    outputs: &[
        LAYER_COLUMN,
        NODE_COLUMN,
        words("group", text("区域", "Group"), text("节点所属区域", "The region it belongs to")),
        count("coordinator", text("协调者", "Coordinator"), text("三方同属一区", "All three of one region")),
        count(
            "consultant",
            text("顾问", "Consultant"),
            text("两端同区，居中者在外", "Ends of one region, the broker of another"),
        ),
        count("gatekeeper", text("守门人", "Gatekeeper"), text("由外而入本区", "From outside into its own region")),
        count("representative", text("代表", "Representative"), text("由本区向外", "From its own region to outside")),
        count("liaison", text("联络人", "Liaison"), text("三方各属一区", "Three different regions")),
        count("total", text("合计", "Total"), text("全部角色", "All roles")),
        count("between", text("跨区", "Between regions"), text("协调者以外的合计", "All but coordinator")),
        number(
            "expected_between",
            text("跨区期望", "Expected between"),
            text("区域随机分配时的跨区数", "Between regions if regions were dealt out at random"),
        ),
    ],
};

/// How often a node brokers, by role.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Brokerage {
    /// All three of one group.
    pub coordinator: u64,
    /// Ends of one group, the broker of another.
    pub consultant: u64,
    /// From outside into its own group.
    pub gatekeeper: u64,
    /// From its own group to outside.
    pub representative: u64,
    /// Three different groups.
    pub liaison: u64,
    /// Between groups, if groups were dealt out at random; `None` below three nodes of known group.
    pub expected_between: Option<f64>,
}

impl Brokerage {
    /// All roles.
    pub fn total(&self) -> u64 {
        self.coordinator + self.between()
    }

    /// All but coordinator.
    pub fn between(&self) -> u64 {
        self.consultant + self.gatekeeper + self.representative + self.liaison
    }

    fn add(&mut self, from: u32, own: u32, to: u32, count: i64) {
        let role = match (from == own, own == to, from == to) {
            (true, true, _) => &mut self.coordinator,
            (false, true, _) => &mut self.gatekeeper,
            (true, false, _) => &mut self.representative,
            (false, false, true) => &mut self.consultant,
            (false, false, false) => &mut self.liaison,
        };
        *role = role.wrapping_add_signed(count);
    }
}

/// Brokerage of every node. `group` gives the group of each node; `None`: unknown.
///
/// # Panics
///
/// If `group` does not have an entry for each node.
pub fn brokerage(graph: &Graph, group: &[Option<u32>]) -> (Vec<Brokerage>, Vec<Diagnostic>) {
    assert_eq!(group.len(), graph.nodes(), "one group for each node");
    let within = expected_within(group);
    let rows = chunked(graph.nodes(), 256, |range| {
        let mut reached = vec![false; graph.nodes()];
        range
            .map(|node| {
                let mut row = one(graph, node, group, &mut reached);
                row.expected_between = within.map(|within| row.total() as f64 * (1.0 - within));
                row
            })
            .collect::<Vec<Brokerage>>()
    })
    .concat();
    let unknown = (0..graph.nodes()).filter(|&node| group[node].is_none() && graph.is_linked(node)).count();
    let findings = (unknown > 0).then(|| found("NET307", "actor", unknown)).into_iter().collect();
    (rows, findings)
}

/// All pairs of one that reaches the node and one that it reaches, by group, less those that are one node or linked
/// directly. `reached` is false before and after.
fn one(graph: &Graph, node: usize, group: &[Option<u32>], reached: &mut [bool]) -> Brokerage {
    let mut row = Brokerage::default();
    let Some(own) = group[node] else { return row };
    let (sources, targets) = (graph.sources(node), graph.neighbours(node));
    let (from, to) = (by_group(sources, group), by_group(targets, group));
    for &(a, incoming) in &from {
        for &(c, outgoing) in &to {
            row.add(a, own, c, incoming * outgoing);
        }
    }
    for &target in targets {
        reached[target as usize] = true;
    }
    for &source in sources {
        let Some(a) = group[source as usize] else { continue };
        if reached[source as usize] {
            row.add(a, own, a, -1);
        }
        for &target in graph.neighbours(source as usize) {
            if reached[target as usize]
                && let Some(c) = group[target as usize]
            {
                row.add(a, own, c, -1);
            }
        }
    }
    for &target in targets {
        reached[target as usize] = false;
    }
    row
}

/// How many of these nodes are of each group, unknown ones left out.
fn by_group(nodes: &[u32], group: &[Option<u32>]) -> Vec<(u32, i64)> {
    let mut groups: Vec<u32> = nodes.iter().filter_map(|&node| group[node as usize]).collect();
    groups.sort_unstable();
    groups.chunk_by(|one, two| one == two).map(|same| (same[0], i64::try_from(same.len()).unwrap_or(0))).collect()
}

/// How likely three nodes drawn at random are of one group.
fn expected_within(group: &[Option<u32>]) -> Option<f64> {
    let mut known: Vec<u32> = group.iter().copied().flatten().collect();
    known.sort_unstable();
    let triples = |count: usize| {
        let count = count as f64;
        count * (count - 1.0) * (count - 2.0)
    };
    let within = liantu_numeric::sum(known.chunk_by(|one, two| one == two).map(|same| triples(same.len())));
    (known.len() > 2).then(|| within / triples(known.len()))
}
