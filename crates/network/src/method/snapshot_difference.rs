//! Snapshot difference: which links are new, lost or changed between two periods.

use crate::declare::{
    ACTORS, LAYER_COLUMN, LINKS, MODE, PROPOSED, REGIONS, SCALE, UNDATED, UNFULFILLED, count, number, words,
};
use crate::filter::{Filter, Window};
use crate::network::{Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Layer, Method, Parameter, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

const fn period(name: &'static str, zh: &'static str, en: &'static str) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Period,
        default: None,
        title: text(zh, en),
        help: text("左闭右开；须给出", "Half-open; must be given"),
    }
}

/// The declaration.
pub const METHOD: Method = Method {
    id: "snapshot_difference",
    version: 1,
    study: "network",
    title: text("快照差异", "Snapshot difference"),
    question: text(
        "两个时期之间，哪些联系新增、消失或改变？",
        "Which links are new, lost or changed between two periods?",
    ),
    formula: text(
        "按网络与有序节点对汇总两个时期的联系：只在后期为新增，只在前期为消失，两期都有而组成不同为改变。把差异依次施加于前期，即得后期。",
        "Links of both periods by layer and ordered pair: new where only the later has some, lost where only the earlier has, changed where both have but not the same. Applying the differences to the earlier period gives the later.",
    ),
    limits: text(
        "不知何时开始的联系若计入，则两期都在，不产生差异，除非已知的终止日将其排除。",
        "An undated link, where it counts, is in both periods and makes no difference unless its known end rules it out.",
    ),
    reference: "Holme, P., Saramäki, J. (2012). Temporal networks. Physics Reports 519(3), 97–125.",
    aliases: &["difference", "change", "diff", "变化", "新增", "消失"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: &[
        SCALE,
        crate::declare::LAYERS,
        period("before", "前期", "Before"),
        period("after", "后期", "After"),
        MODE,
        UNDATED,
        PROPOSED,
        UNFULFILLED,
    ],
    outputs: &[
        LAYER_COLUMN,
        words("from", text("起点", "From"), text("起点节点", "The node it starts from")),
        words("to", text("终点", "To"), text("终点节点", "The node it goes to")),
        Column::new(
            "change",
            ColumnKind::Choice { of: &["new", "lost", "changed"] },
            text("变化", "Change"),
            text("新增、消失或改变", "New, lost or changed"),
        )
        .required(),
        count("links_before", text("前期联系数", "Links before"), text("前期的联系数", "Links in the earlier period")),
        count("links_after", text("后期联系数", "Links after"), text("后期的联系数", "Links in the later period")),
        count(
            "distinct_before",
            text("前期事项数", "Distinct before"),
            text("前期的协议与单独联系", "Agreements and single links before"),
        ),
        count(
            "distinct_after",
            text("后期事项数", "Distinct after"),
            text("后期的协议与单独联系", "Agreements and single links after"),
        ),
        number("weight_before", text("前期权重", "Weight before"), text("前期已知权重", "Known weight before")),
        number("weight_after", text("后期权重", "Weight after"), text("后期已知权重", "Known weight after")),
        Column::new(
            "appeared",
            ColumnKind::List,
            text("新增联系", "Appeared"),
            text("新增的联系编号", "Identifiers of links that appeared"),
        ),
        Column::new(
            "disappeared",
            ColumnKind::List,
            text("消失联系", "Disappeared"),
            text("消失的联系编号", "Identifiers of links that disappeared"),
        ),
    ],
};

/// What happened to the links of an ordered pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// There were none before.
    New,
    /// There are none after.
    Lost,
    /// There are some before and after, and not the same.
    Changed,
}

impl Change {
    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Lost => "lost",
            Self::Changed => "changed",
        }
    }
}

/// A difference between two snapshots.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// The layer.
    pub layer: Layer,
    /// The node that the links start from.
    pub from: u32,
    /// The node they go to.
    pub to: u32,
    /// What happened.
    pub change: Change,
    /// The links before.
    pub before: Tally,
    /// The links after.
    pub after: Tally,
    /// Links that are only in the later snapshot, by position.
    pub appeared: Vec<u32>,
    /// Links that are only in the earlier snapshot, by position.
    pub disappeared: Vec<u32>,
}

/// The differences from `before` to `after`, sorted by layer, from, to.
pub fn snapshot_difference(network: &Network, filter: &Filter, before: Window, after: Window) -> Vec<Difference> {
    type Pairs<'n> = BTreeMap<(Layer, u32, u32), [Vec<Link<'n>>; 2]>;
    let mut pairs: Pairs<'_> = BTreeMap::new();
    for (side, window) in [before, after].into_iter().enumerate() {
        let filter = filter.clone().within(window);
        let parts = filter.spans(network, |links| links.map(|link| link.position).collect::<Vec<_>>());
        for link in parts.into_iter().flatten().map(|position| network.link(position)) {
            pairs.entry((link.layer, link.from, link.to)).or_default()[side].push(link);
        }
    }
    pairs
        .into_iter()
        .filter_map(|((layer, from, to), [one, two])| {
            let positions = |links: &[Link<'_>]| links.iter().map(|link| link.position).collect::<BTreeSet<u32>>();
            let (earlier, later) = (positions(&one), positions(&two));
            let change = match (one.is_empty(), two.is_empty()) {
                (true, _) => Change::New,
                (_, true) => Change::Lost,
                _ if earlier == later => return None,
                _ => Change::Changed,
            };
            Some(Difference {
                layer,
                from,
                to,
                change,
                before: tally(network, &one),
                after: tally(network, &two),
                appeared: later.difference(&earlier).copied().collect(),
                disappeared: earlier.difference(&later).copied().collect(),
            })
        })
        .collect()
}

/// The links of the later snapshot, from those of the earlier and the differences.
pub fn replay(mut snapshot: BTreeSet<u32>, differences: &[Difference]) -> BTreeSet<u32> {
    for difference in differences {
        for position in &difference.disappeared {
            snapshot.remove(position);
        }
        snapshot.extend(&difference.appeared);
    }
    snapshot
}

fn tally(network: &Network, links: &[Link<'_>]) -> Tally {
    let mut count = Count::default();
    for link in links {
        count.add(link, network);
    }
    count.finish(network.scale())
}
