//! Point to point, chain to chain or network to network: the form that cooperation between groups takes.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, LINKS_COLUMN, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind, REGION_LEVELS};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

const LEVEL: Parameter = Parameter {
    name: "level",
    kind: ParameterKind::Choice { of: REGION_LEVELS },
    default: Some("city"),
    title: text("区域层级", "Level"),
    help: text("主体按哪一层级的区域分组", "The level of regions into which actors are grouped"),
};
const GROUPS: Parameter = Parameter {
    name: "groups",
    kind: ParameterKind::Choice { of: &["region", "community"] },
    default: Some("region"),
    title: text("分组", "Groups"),
    help: text(
        "region：按区域；community：按社区（默认设定）",
        "region: by region; community: by community, found with the default settings",
    ),
};
const FORMS: &[&str] = &["point", "chain", "network"];

/// The declaration.
pub const METHOD: Method = Method {
    id: "cooperation_form",
    version: 1,
    study: "network",
    title: text("合作形态", "Form of cooperation"),
    question: text(
        "两地（或两个社区）之间是点对点、链对链，还是网络对网络的合作？",
        "Do two places, or two communities, cooperate point to point, chain to chain or network to network?",
    ),
    formula: text(
        "两组之间的联系构成二部图。point：没有主体参与两条以上不同的跨组关系（各对主体互不相连）；chain：有主体参与多条，但去掉重复后没有回路；network：存在回路，即两组各有至少两个主体被多条独立路径连接。回路数 = 不同主体对数 − 主体数 + 连通分量数。",
        "The links between two groups form a bipartite graph. point: no actor takes part in two of the pairs; chain: some do, without a cycle; network: there is a cycle, so at least two actors on each side are joined by independent paths. Cycles = distinct pairs − actors + connected parts.",
    ),
    limits: text(
        "同一对主体的多条联系只算一对。组别未知的主体不计。形态是结构判定，不表示强弱；先看主体对数再看形态。",
        "Several links of one pair of actors count as one pair. Actors of unknown group are left out. The form is structural and says nothing of strength: read it with the number of pairs.",
    ),
    reference: "Berge, C. (1962). The Theory of Graphs (cyclomatic number). Own classification.",
    aliases: &["meso", "point_to_point", "点对点", "链对链", "网络对网络"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![LEVEL, GROUPS],
    outputs: &[
        LAYER_COLUMN,
        words("group", text("组", "Group"), text("一方；空白为合计", "One side; blank in the total")),
        words("other", text("另一组", "Other"), text("另一方", "The other side")),
        Column::new(
            "form",
            ColumnKind::Choice { of: FORMS },
            text("形态", "Form"),
            text("合作形态", "Form of cooperation"),
        ),
        count("actors", text("主体数", "Actors"), text("一方参与的主体", "Actors of the one side that take part")),
        count(
            "other_actors",
            text("另一方主体数", "Other actors"),
            text("另一方参与的主体", "Actors of the other side"),
        ),
        LINKS_COLUMN,
        count("pairs", text("主体对数", "Pairs"), text("不同的主体对", "Distinct pairs of actors")),
        count("cycles", text("回路数", "Cycles"), text("独立回路数", "Independent cycles")),
        number(
            "multi_share",
            text("双方多主体占比", "Share multi-actor"),
            text(
                "跨组联系中两端主体各有多个对方组伙伴者的占比",
                "Share of the links between groups of which both ends have several partners in the other group",
            ),
        ),
        number(
            "network_share",
            text("网络形态占比", "Share in networks"),
            text(
                "合计行：属于网络形态组对的跨组联系占比",
                "In the total: share of the links between groups that belong to pairs of the form network",
            ),
        ),
    ],
};

/// The form that cooperation takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Pairs of actors that have nothing to do with each other.
    Point,
    /// Pairs that share actors, without a cycle.
    Chain,
    /// Pairs that close to cycles.
    Network,
}

impl Form {
    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        FORMS[self as usize]
    }
}

/// Cooperation of two groups in a layer, or (without groups) of all groups.
#[derive(Clone, Debug, PartialEq)]
pub struct Cooperation {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// The groups, the lower first; `None`: all pairs of groups together.
    pub groups: Option<(u32, u32)>,
    /// The form; `None` in the total.
    pub form: Option<Form>,
    /// Actors that take part, by side; in the total, all of them and none.
    pub actors: (u32, u32),
    /// Links between the groups.
    pub links: u32,
    /// Distinct pairs of actors.
    pub pairs: u32,
    /// Independent cycles; in the total the sum.
    pub cycles: u32,
    /// Share of the links of which both ends have several partners in the other group; `None` without links.
    pub multi_share: Option<f64>,
    /// In the total, share of the links in pairs of groups of the form network.
    pub network_share: Option<f64>,
}

/// Pairs of actors with how many links they have.
type Pairs = BTreeMap<(u32, u32), u32>;

/// The form of cooperation between each two groups, for each chosen layer and (where there are several) all together; in
/// each, the total comes last.
///
/// # Panics
///
/// If there is not one group (or none) for each node.
pub fn cooperation_form(
    network: &Network,
    filter: &Filter,
    group: &[Option<u32>],
) -> (Vec<Cooperation>, Vec<Diagnostic>) {
    assert_eq!(group.len(), network.nodes() as usize, "a group or none for each node");
    // By pair of groups: pairs of actors, the one of the lower group first, with how many links they have.
    let mut cells: BTreeMap<Option<Layer>, BTreeMap<(u32, u32), Pairs>> = BTreeMap::new();
    let (together, mut nowhere) = (filter.layers.len() > 1, 0);
    for link in filter.links(network) {
        let (Some(one), Some(two)) = (group[link.from as usize], group[link.to as usize]) else {
            nowhere += 1;
            continue;
        };
        if one == two {
            continue;
        }
        let (groups, actors) =
            if one < two { ((one, two), (link.from, link.to)) } else { ((two, one), (link.to, link.from)) };
        for layer in [Some(link.layer)].into_iter().chain(together.then_some(None)) {
            *cells.entry(layer).or_default().entry(groups).or_default().entry(actors).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for layer in filter.layers.iter().map(Some).chain(together.then_some(None)) {
        let pairs = cells.remove(&layer).unwrap_or_default();
        let first = rows.len();
        let mut multi = 0;
        for (groups, actors) in &pairs {
            let (row, both) = judge(layer, *groups, actors);
            multi += both;
            rows.push(row);
        }
        let own = &rows[first..];
        let links: u32 = own.iter().map(|row| row.links).sum();
        let networked: u32 = own.iter().filter(|row| row.form == Some(Form::Network)).map(|row| row.links).sum();
        let share = |part: u32| (links > 0).then(|| f64::from(part) / f64::from(links));
        let actors: BTreeSet<u32> =
            pairs.values().flat_map(|cell| cell.keys().flat_map(|pair| [pair.0, pair.1])).collect();
        let total = Cooperation {
            layer,
            groups: None,
            form: None,
            actors: (u32::try_from(actors.len()).unwrap_or(u32::MAX), 0),
            links,
            pairs: own.iter().map(|row| row.pairs).sum(),
            cycles: own.iter().map(|row| row.cycles).sum(),
            multi_share: share(multi),
            network_share: share(networked),
        };
        rows.push(total);
    }
    let findings = (nowhere > 0).then(|| crate::catalogue::found("NET404", "link", nowhere)).into_iter().collect();
    (rows, findings)
}

/// The cooperation of two groups, and how many links have several partners at both ends.
fn judge(layer: Option<Layer>, groups: (u32, u32), actors: &Pairs) -> (Cooperation, u32) {
    let mut partners: [BTreeMap<u32, u32>; 2] = Default::default();
    for &(one, two) in actors.keys() {
        *partners[0].entry(one).or_default() += 1;
        *partners[1].entry(two).or_default() += 1;
    }
    let counts: Vec<u32> = partners.iter().map(|side| u32::try_from(side.len()).unwrap_or(u32::MAX)).collect();
    let both = actors.iter().filter(|((one, two), _)| partners[0][one] > 1 && partners[1][two] > 1);
    let multi: u32 = both.map(|(_, links)| links).sum();
    let pairs = u32::try_from(actors.len()).unwrap_or(u32::MAX);
    let cycles = pairs + parts(actors.keys().copied(), &partners) - counts[0] - counts[1];
    let shared = partners.iter().any(|side| side.values().any(|&count| count > 1));
    let form = match (cycles, shared) {
        (0, false) => Form::Point,
        (0, true) => Form::Chain,
        _ => Form::Network,
    };
    let links: u32 = actors.values().sum();
    let row = Cooperation {
        layer,
        groups: Some(groups),
        form: Some(form),
        actors: (counts[0], counts[1]),
        links,
        pairs,
        cycles,
        multi_share: Some(f64::from(multi) / f64::from(links)),
        network_share: None,
    };
    (row, multi)
}

/// How many connected parts the pairs form.
fn parts(pairs: impl Iterator<Item = (u32, u32)>, sides: &[BTreeMap<u32, u32>; 2]) -> u32 {
    let number: BTreeMap<u32, usize> = sides.iter().flat_map(BTreeMap::keys).copied().zip(0..).collect();
    let mut above: Vec<usize> = (0..number.len()).collect();
    let mut count = number.len();
    for (one, two) in pairs {
        let roots = [one, two].map(|node| {
            let mut root = number[&node];
            while above[root] != root {
                above[root] = above[above[root]];
                root = above[root];
            }
            root
        });
        if roots[0] != roots[1] {
            above[roots[0]] = roots[1];
            count -= 1;
        }
    }
    u32::try_from(count).unwrap_or(u32::MAX)
}
