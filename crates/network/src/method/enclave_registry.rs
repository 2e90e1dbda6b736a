//! Enclave registry: who acts in whose territory, in which form, since when.

use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, LINKS_COLUMN, REGIONS, parameters, words};
use crate::filter::Filter;
use crate::link::Status;
use crate::network::Network;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Layer, Method};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "enclave_registry",
    version: 1,
    study: "network",
    title: text("飞地登记", "Enclave registry"),
    question: text(
        "谁在谁的地域设立了哪种飞地，始于何时，状态如何？",
        "Who runs which kind of enclave in whose territory, since when, in what state?",
    ),
    formula: text(
        "飞地类型由联系类型给出。正向：中心（起点）进入外围（终点），分政府主导、企业主导、对口援建；反向：外围（起点）进入中心（终点）；双向：差异联合（发展水平不同）、强强联合（水平相当）。同一协议、同一类型的联系合为一处飞地。",
        "The type comes with the kind of link. Forward: a core (from) enters a periphery (to), led by government, by enterprise, or as counterpart aid; reverse: a periphery (from) enters a core (to); two-way: differential (unequal development) or strong-strong (equals). Links of one agreement and one type are one enclave.",
    ),
    limits: text(
        "只登记联系类型标明飞地类型者；到期移交等合同事件不在此列。",
        "Registers links whose kind names an enclave type; contract events such as hand-over at the end of a term are not part of it.",
    ),
    reference: "Types after the development-zone literature on enclave economies (飞地经济): forward, reverse and two-way spill-over.",
    aliases: &["enclave", "飞地", "反向飞地", "科创飞地", "对口援建"],
    inputs: &[
        LINKS,
        ACTORS,
        REGIONS,
        Input { table: "link_kind", columns: &["layer", "kind", "enclave"], optional: false },
    ],
    parameters: parameters![],
    outputs: &[
        Column::new(
            "enclave",
            ColumnKind::Choice {
                of: &[
                    "forward_government",
                    "forward_enterprise",
                    "forward_aid",
                    "reverse",
                    "two_way_differential",
                    "two_way_strong",
                ],
            },
            text("类型", "Type"),
            text("飞地类型", "Type of enclave"),
        )
        .required(),
        LAYER_COLUMN,
        words("agreement_id", text("协议", "Agreement"), text("所属协议", "The agreement it belongs to")),
        Column::new(
            "from",
            ColumnKind::List,
            text("飞出方", "From"),
            text("进入他方地域者；双向时为一方", "Who acts abroad; of two-way ones, one side"),
        ),
        Column::new(
            "to",
            ColumnKind::List,
            text("飞入地", "To"),
            text("所在地域；双向时为另一方", "Where; of two-way ones, the other side"),
        ),
        LINKS_COLUMN,
        Column::new("start", ColumnKind::Date, text("自", "Since"), text("最早的已知起始日", "First known start")),
        Column::new(
            "end",
            ColumnKind::Date,
            text("至", "Until"),
            text("终止日；空白为仍有效或未知", "First day no longer; blank: still running or unknown"),
        ),
        Column::new(
            "status",
            ColumnKind::Choice { of: &["stated", "proposed", "unfulfilled", "ended"] },
            text("状态", "Status"),
            text("各联系中最弱的状态", "The weakest status among its links"),
        ),
    ],
};

/// A type of enclave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Enclave {
    /// Forward, led by governments.
    ForwardGovernment,
    /// Forward, led by an enterprise, often handed over at the end of a term.
    ForwardEnterprise,
    /// Forward, as counterpart aid.
    ForwardAid,
    /// A periphery enters a core.
    Reverse,
    /// Two-way, of unequal development.
    TwoWayDifferential,
    /// Two-way, of equals.
    TwoWayStrong,
}

impl Enclave {
    /// All types, in order.
    pub const ALL: [Self; 6] = [
        Self::ForwardGovernment,
        Self::ForwardEnterprise,
        Self::ForwardAid,
        Self::Reverse,
        Self::TwoWayDifferential,
        Self::TwoWayStrong,
    ];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::ForwardGovernment => "forward_government",
            Self::ForwardEnterprise => "forward_enterprise",
            Self::ForwardAid => "forward_aid",
            Self::Reverse => "reverse",
            Self::TwoWayDifferential => "two_way_differential",
            Self::TwoWayStrong => "two_way_strong",
        }
    }

    /// Reads the word used in tables.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|enclave| enclave.word() == word)
    }
}

/// An enclave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    /// Its type.
    pub enclave: Enclave,
    /// Its layer.
    pub layer: Layer,
    /// Its agreement; `None`: a single link without one.
    pub agreement: Option<u32>,
    /// Who acts abroad, sorted.
    pub from: Vec<u32>,
    /// Where, sorted.
    pub to: Vec<u32>,
    /// Its links, by position.
    pub links: Vec<u32>,
    /// First known start.
    pub start: Option<i32>,
    /// Last end, where every link has one.
    pub end: Option<i32>,
    /// The weakest status among its links: proposed, then unfulfilled, ended, stated.
    pub status: Status,
}

/// Every enclave, sorted by type, layer, agreement. `enclave` gives for each kind of link the type of enclave that it is.
pub fn enclave_registry(network: &Network, filter: &Filter, enclave: &[Option<Enclave>]) -> Vec<Registered> {
    type Key = (Enclave, Layer, Option<u32>, Option<u32>);
    #[derive(Default)]
    struct Making {
        from: BTreeSet<u32>,
        to: BTreeSet<u32>,
        links: Vec<u32>,
        start: Option<i32>,
        end: Option<i32>,
        open: bool,
        status: Option<Status>,
    }
    let weakness = |status: Status| match status {
        Status::Proposed => 3,
        Status::Unfulfilled => 2,
        Status::Ended => 1,
        Status::Stated => 0,
    };
    let mut registered: BTreeMap<Key, Making> = BTreeMap::new();
    for link in filter.links(network) {
        let Some(enclave) = enclave.get(usize::from(link.kind())).copied().flatten() else { continue };
        let agreement = link.agreement();
        let alone = agreement.is_none().then_some(link.position);
        let making = registered.entry((enclave, link.layer, agreement, alone)).or_default();
        making.from.insert(link.from);
        making.to.insert(link.to);
        making.links.push(link.position);
        making.start = making.start.into_iter().chain(link.start()).min();
        making.end = making.end.max(link.end());
        making.open |= link.end().is_none();
        making.status = making.status.into_iter().chain([link.status()]).max_by_key(|&status| weakness(status));
    }
    registered
        .into_iter()
        .map(|((enclave, layer, agreement, _), making)| Registered {
            enclave,
            layer,
            agreement,
            from: making.from.into_iter().collect(),
            to: making.to.into_iter().collect(),
            links: making.links,
            start: making.start,
            end: making.end.filter(|_| !making.open),
            status: making.status.unwrap_or_default(),
        })
        .collect()
}
