//! Dual circulation: how much of what a place sends and receives stays at home, in the nation, or crosses its border.

use crate::declare::{LAYER_COLUMN, LAYERS, PERIOD, count, number, words};
use crate::method::flow_attributes::FlowRow;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "dual_circulation",
    version: 1,
    study: "network",
    title: text("国内国际双循环", "Dual circulation"),
    question: text(
        "一地的流量中，本地、国内、国际各占多少？它是否连通国内与国际两个循环？",
        "Of what flows through a place, how much is its own, domestic, international? Does it join the two circulations?",
    ),
    formula: text(
        "对地方 i，流入与流出合计（own 流动只计一次）按对方分为：本地 o（自身之内）、国内 d（同一国家的其他地方）、国际 e（其他国家）。份额各除以 o+d+e，三者之和为 1。国际份额 = e/(d+e)；枢纽度 = 2·min(d, e)/(d+e)，1 为国内国际并重，0 为只有其一。整体一行：national 为同一国家内各地之间的流动，international 为跨国流动，各计一次。",
        "For a place i in-flows and out-flows together (own flows once) are o at home, d with other places of its nation, e with other nations. Shares are over o+d+e and add up to 1. International share = e/(d+e); hub = 2·min(d, e)/(d+e), 1 where both weigh the same, 0 where there is but one. The row of a nation counts each flow once: between its places, and across its border.",
    ),
    limits: text(
        "看直接流量：经他地中转的出口算作国内流量；间接出口与增加值出口见 export_content 与 value_added_trade。国家由区域表的上级关系确定，属于哪国未知的一方使所涉流量为未知。未知不按零计，份额为空。",
        "Looks at direct flows: an export by way of another place is a domestic flow here; for indirect exports and value added see export_content and value_added_trade. Nations come from the table of regions; where that of a partner is unknown, so is what the flow is. Unknown is not zero: the shares are null.",
    ),
    reference: "Own declaration of the shares by partner. Direct and indirect trade: Hummels, D., Ishii, J., Yi, K.-M. (2001). The nature and growth of vertical specialization in world trade. Journal of International Economics 54(1), 75–96.",
    aliases: &["domestic_international", "双循环", "国内国际双循环", "双循环枢纽"],
    inputs: &[
        Input {
            table: "flow",
            columns: &["origin", "destination", "layer", "item", "period", "value", "unit"],
            optional: false,
        },
        Input { table: "region", columns: &["region", "level", "parent"], optional: false },
    ],
    parameters: &[
        LAYERS,
        PERIOD,
        Parameter {
            name: "item",
            kind: ParameterKind::Text,
            default: None,
            title: text("内容", "Item"),
            help: text("只看这一内容；省略则每种内容分别计算", "Only this item; each item on its own when absent"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        words("item", text("内容", "Item"), text("流动的内容", "What flows")),
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period")),
        words("nation", text("国家", "Nation"), text("所属国家", "The nation")),
        words("node", text("地方", "Place"), text("空白为整个国家", "Blank: the nation as a whole")),
        number("own", text("本地", "At home"), text("自身之内的流量", "Flows within the place")),
        number("domestic", text("国内", "Domestic"), text("与同国其他地方的流量", "With other places of the nation")),
        number("international", text("国际", "International"), text("与其他国家的流量", "With other nations")),
        count("unknown", text("未知", "Unknown"), text("数值或国家未知的流量条数", "Flows of unknown value or nation")),
        number("own_share", text("本地份额", "Share at home"), text("三者之和为 1", "The three add up to 1")),
        number("domestic_share", text("国内份额", "Domestic share"), text("三者之和为 1", "The three add up to 1")),
        number(
            "international_share",
            text("国际份额", "International share"),
            text("三者之和为 1", "The three add up to 1"),
        ),
        number(
            "openness",
            text("国际占比", "Openness"),
            text("国际占国内与国际之和", "International over domestic and international"),
        ),
        number("hub", text("枢纽度", "Hub"), text("1 为国内国际并重", "1 where both weigh the same")),
    ],
};

/// Where flows go, of a place or of a nation.
#[derive(Clone, Debug, PartialEq)]
pub struct Circulation {
    /// The layer.
    pub layer: Option<Layer>,
    /// What flows.
    pub item: u32,
    /// When.
    pub period: u32,
    /// The nation.
    pub nation: u32,
    /// The place; `None`: the nation.
    pub node: Option<u32>,
    /// At home, domestic, international, as far as known.
    pub parts: [f64; 3],
    /// Flows of unknown value or nation.
    pub unknown: usize,
}

impl Circulation {
    /// Shares of the three parts; `None` where there is nothing or something unknown.
    pub fn shares(&self) -> Option<[f64; 3]> {
        let total = sum(self.parts);
        (total > 0.0 && self.unknown == 0).then(|| self.parts.map(|part| part / total))
    }

    /// International over domestic and international.
    pub fn openness(&self) -> Option<f64> {
        let [_, domestic, international] = self.parts;
        let both = domestic + international;
        (both > 0.0 && self.unknown == 0).then(|| international / both)
    }

    /// How even the two are.
    pub fn hub(&self) -> Option<f64> {
        self.openness().map(|open| 2.0 * open.min(1.0 - open))
    }
}

/// Where the flows of each place of known nation and of each nation go, by layer, item and period. `nation` holds that of each
/// place.
pub fn dual_circulation(flows: &[FlowRow], nation: &[Option<u32>]) -> (Vec<Circulation>, Vec<Diagnostic>) {
    type Key = (Option<Layer>, u32, u32, u32, Option<u32>);
    let mut parts: BTreeMap<Key, ([Vec<f64>; 3], usize)> = BTreeMap::new();
    for flow in flows {
        let of = |place: u32| nation[place as usize];
        let (from, to) = (of(flow.origin), of(flow.destination));
        let part = match (from, to) {
            _ if flow.origin == flow.destination => Some(0),
            (Some(from), Some(to)) => Some(if from == to { 1 } else { 2 }),
            _ => None,
        };
        // A flow below zero is no share of anything: it is as good as unknown.
        let value = flow.value.filter(|value| value.is_finite() && *value >= 0.0).zip(part);
        let ends: BTreeSet<(u32, Option<u32>)> = [(flow.origin, from), (flow.destination, to)]
            .into_iter()
            .filter_map(|(place, nation)| nation.map(|nation| (nation, Some(place))))
            .chain(from.into_iter().chain(to).map(|nation| (nation, None)))
            .collect();
        for (nation, node) in ends {
            let slot = parts.entry((flow.layer, flow.item, flow.period, nation, node)).or_default();
            match value {
                Some((value, part)) => slot.0[part].push(value),
                None => slot.1 += 1,
            }
        }
    }
    let add = |mut values: Vec<f64>| {
        // Rows come in any order.
        values.sort_by(f64::total_cmp);
        sum(values)
    };
    let found: Vec<Circulation> = parts
        .into_iter()
        .map(|((layer, item, period, nation, node), (parts, unknown))| Circulation {
            layer,
            item,
            period,
            nation,
            node,
            parts: parts.map(add),
            unknown,
        })
        .collect();
    let unknown = found.iter().filter(|one| one.unknown > 0).count();
    let empty = found.iter().filter(|one| one.unknown == 0 && one.shares().is_none()).count();
    let findings = [("NET110", unknown), ("NET102", empty)].into_iter().filter(|one| one.1 > 0);
    (found, findings.map(|(code, count)| crate::catalogue::found(code, "flow", count)).collect())
}
