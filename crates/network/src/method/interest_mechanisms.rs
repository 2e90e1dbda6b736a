//! Direct and indirect mechanisms: is interest shared out by rule, or enlarged for all?

use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, count, number, parameters};
use crate::filter::Filter;
use crate::network::Network;
use crate::tally::Count;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "interest_mechanisms",
    version: 1,
    study: "network",
    title: text("直接与间接机制", "Direct and indirect mechanisms"),
    question: text(
        "合作各方的利益，多少由直接机制（出资、税收与指标分成）调节，多少由间接机制（对接、市场、共建）调节？直接机制是否多在同一省内？",
        "How much of the parties' interest is settled by direct mechanisms (funding, split taxes and quotas), and how much by indirect ones (matching, markets, joint building)? Do direct ones stay within a province?",
    ),
    formula: text(
        "联系的类型属于 direct 所列的建构机制或类型为直接；其余在 link_kind 中有机制的类型（或仅 indirect 所列者）为间接；没有机制的类型未标注。direct_share = 直接事项 / (直接 + 间接事项)；同一协议计一次。within：两端在同一 within 级区域。",
        "A link is direct where its kind, or the construction mechanism of its kind, is listed in direct; of the others, kinds with a mechanism in link_kind (or only those listed in indirect) are indirect; a kind without one is untagged. direct_share = direct things / (direct + indirect things), an agreement counting once. within: both ends lie in one region of the level `within`.",
    ),
    limits: text(
        "哪些机制算直接是研究者的界定：默认把飞地（N5.2）与资本加税收（N6.1）视为直接。未标注的联系单列，不计入占比。占比说明机制的多少，不说明金额。",
        "Which mechanisms are direct is for the researcher to say: by default enclaves (N5.2) and capital with tax (N6.1). Untagged links are counted apart and left out of the share. The share tells of how many, not of how much money.",
    ),
    reference: "Bemelmans-Videc, M.-L., Rist, R. C., Vedung, E. (1998). Carrots, Sticks and Sermons: Policy Instruments and Their Evaluation. Transaction. Own count by tagged kinds.",
    aliases: &["direct_indirect", "mechanism_mix", "直接机制", "间接机制", "间接为主"],
    inputs: &[
        LINKS,
        ACTORS,
        REGIONS,
        Input { table: "link_kind", columns: &["layer", "kind", "mechanism"], optional: true },
    ],
    parameters: parameters![
        Parameter {
            name: "direct",
            kind: ParameterKind::Text,
            default: Some("N5.2,N6.1"),
            title: text("直接机制", "Direct"),
            help: text("视为直接的建构机制或联系类型，逗号分隔", "Mechanisms or kinds that count as direct, by commas"),
        },
        Parameter {
            name: "indirect",
            kind: ParameterKind::Text,
            default: None,
            title: text("间接机制", "Indirect"),
            help: text(
                "视为间接的建构机制或联系类型；省略则为其余所有有机制的类型",
                "Mechanisms or kinds that count as indirect; when absent, all other kinds that have a mechanism",
            ),
        },
        Parameter {
            name: "within",
            kind: ParameterKind::Choice { of: &["province", "city"] },
            default: Some("province"),
            title: text("同一区域", "Within"),
            help: text("两端是否在同一个这一级的区域", "Whether both ends lie in one region of this level"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        Column::new(
            "reach",
            ColumnKind::Choice { of: &["within", "across", "unlocated", "all"] },
            text("范围", "Reach"),
            text("同一区域内、跨区域、位置未知或合计", "Within one region, across, of unknown place, or all of them"),
        )
        .required(),
        count("direct", text("直接", "Direct"), text("直接机制的事项数", "Things settled by direct mechanisms")),
        count("indirect", text("间接", "Indirect"), text("间接机制的事项数", "Things settled by indirect mechanisms")),
        count(
            "untagged",
            text("未标注", "Untagged"),
            text("类型没有机制的事项数", "Things whose kind has no mechanism"),
        ),
        number(
            "direct_share",
            text("直接占比", "Direct share"),
            text("直接事项占已标注事项之比", "Direct things as a part of the tagged ones"),
        ),
    ],
};

/// What a kind of link is tagged as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tag {
    /// Interest is shared out.
    Direct,
    /// Interest is enlarged.
    Indirect,
}

/// Where the ends of a link lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// In one region.
    Within,
    /// In two.
    Across,
    /// Nobody knows.
    Unlocated,
    /// Wherever they are.
    All,
}

impl Reach {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Within, Self::Across, Self::Unlocated, Self::All];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Across => "across",
            Self::Unlocated => "unlocated",
            Self::All => "all",
        }
    }
}

/// Things by tag in one layer and reach.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mechanisms {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Where the ends lie.
    pub reach: Reach,
    /// Distinct agreements and single links of direct, indirect and untagged kinds.
    pub things: [u32; 3],
}

impl Mechanisms {
    /// Direct things as a part of the tagged ones.
    pub fn direct_share(&self) -> Option<f64> {
        let tagged = self.things[0] + self.things[1];
        (tagged > 0).then(|| f64::from(self.things[0]) / f64::from(tagged))
    }
}

/// Things by tag, in each chosen layer and (where there are several) in all together. `tag` has an entry for each kind, `home`
/// the region of each node.
pub fn interest_mechanisms(
    network: &Network,
    filter: &Filter,
    tag: &[Option<Tag>],
    home: &[Option<u32>],
) -> (Vec<Mechanisms>, Vec<Diagnostic>) {
    let mut counts: BTreeMap<(Option<Layer>, Reach), [Count; 3]> = BTreeMap::new();
    let together = filter.layers.len() > 1;
    let mut untagged = 0;
    for link in filter.links(network) {
        let reach = match (home[link.from as usize], home[link.to as usize]) {
            (Some(one), Some(two)) if one == two => Reach::Within,
            (Some(_), Some(_)) => Reach::Across,
            _ => Reach::Unlocated,
        };
        let place = match tag.get(usize::from(link.kind())).copied().flatten() {
            Some(Tag::Direct) => 0,
            Some(Tag::Indirect) => 1,
            None => 2,
        };
        untagged += usize::from(place == 2);
        for layer in std::iter::once(Some(link.layer)).chain(together.then_some(None)) {
            for reach in [reach, Reach::All] {
                counts.entry((layer, reach)).or_default()[place].add(&link, network);
            }
        }
    }
    let mut rows = Vec::new();
    for layer in filter.layers.iter().map(Some).chain(together.then_some(None)) {
        for reach in Reach::ALL {
            let counts = counts.remove(&(layer, reach)).unwrap_or_default();
            let things = counts.map(|count| count.finish(network.scale()).distinct());
            rows.push(Mechanisms { layer, reach, things });
        }
    }
    let findings = (untagged > 0).then(|| found("NET112", "link", untagged)).into_iter().collect();
    (rows, findings)
}
