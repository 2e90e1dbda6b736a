//! Flow attributes: how much flows between two places, and which way the balance tips.

use super::reciprocity::balance;
use crate::catalogue::found;
use crate::declare::{LAYER_COLUMN, NODE_COLUMN, PARTNER_COLUMN, number, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "flow_attributes",
    version: 1,
    study: "network",
    title: text("流量与流向", "Volume and direction of flows"),
    question: text("两地之间流动多少，净流向哪里？", "How much flows between two places, and which way does it tip?"),
    formula: text(
        "流量 V_ij = f_ij + f_ji；净流量 N_ij = f_ij − f_ji（反对称：N_ij = −N_ji）；不对称度 N_ij / V_ij ∈ [−1, 1]。对节点：流出、流入之和及其差。按网络、内容、时期分别计算。",
        "Volume V_ij = f_ij + f_ji; net N_ij = f_ij − f_ji (antisymmetric: N_ij = −N_ji); asymmetry N_ij / V_ij in [−1, 1]. For nodes: sums out and in, and their difference. By layer, item and period.",
    ),
    limits: text(
        "未知流量不按零计，相关结果为空。只列出一个方向时，另一方向按参数 absent 处理。区内流动没有方向，不计入净流量。流质与流速需要单价与时序数据，不在此处。",
        "An unknown flow does not count as zero: what needs it is null. Where one direction only is listed, the parameter absent decides. Flows within a place have no direction and enter no balance. Quality and speed need unit values and series and are not part of this.",
    ),
    reference: "Net and gross flows: Plane, D. A. (1984). Migration space: doubly constrained gravity model mapping of relative interstate separation. Annals of the AAG 74(2), 244–256.",
    aliases: &["flow", "net flow", "balance", "流量", "流向", "净流量"],
    inputs: &[Input {
        table: "flow",
        columns: &["origin", "destination", "layer", "item", "period", "value", "unit"],
        optional: false,
    }],
    parameters: &[
        crate::declare::LAYERS,
        crate::declare::PERIOD,
        Parameter {
            name: "item",
            kind: ParameterKind::Text,
            default: None,
            title: text("内容", "Item"),
            help: text("只看这一内容；省略则每种内容分别计算", "Only this item; each item on its own when absent"),
        },
        Parameter {
            name: "by",
            kind: ParameterKind::Choice { of: &["pair", "node"] },
            default: Some("pair"),
            title: text("分列", "Rows"),
            help: text("每对区域一行，或每个区域一行", "One row for each pair of regions, or for each region"),
        },
        Parameter {
            name: "absent",
            kind: ParameterKind::Choice { of: &["zero", "missing"] },
            default: Some("zero"),
            title: text("未列出的方向", "Directions not listed"),
            help: text("按零计，或视为未知", "Count as zero, or are unknown"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        words("item", text("内容", "Item"), text("流动的内容", "What flows")),
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period")),
        NODE_COLUMN,
        PARTNER_COLUMN,
        number(
            "outward",
            text("流出", "Outward"),
            text("由该区域流向对方（或全部）", "From the region to the partner, or to all"),
        ),
        number("inward", text("流入", "Inward"), text("由对方（或全部）流入", "From the partner, or from all")),
        number("volume", text("流量", "Volume"), text("两个方向之和", "Both directions together")),
        number("net", text("净流量", "Net"), text("流出减流入", "Outward less inward")),
        number("asymmetry", text("不对称度", "Asymmetry"), text("净流量占流量之比", "Net over volume")),
    ],
};

/// A flow as it is handed in. Rows of the same layer, item and period are in one unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowRow {
    /// Where it comes from.
    pub origin: u32,
    /// Where it goes.
    pub destination: u32,
    /// Its layer.
    pub layer: Option<Layer>,
    /// What flows.
    pub item: u32,
    /// When.
    pub period: u32,
    /// How much; `None`: unknown.
    pub value: Option<f64>,
}

/// What a direction counts as that no row lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Absent {
    /// Zero: the table lists what happened.
    #[default]
    Zero,
    /// Unknown.
    Missing,
}

/// The flows between two places, or of one place with all others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FlowAttributes {
    /// The layer.
    pub layer: Option<Layer>,
    /// What flows.
    pub item: u32,
    /// When.
    pub period: u32,
    /// The place.
    pub node: u32,
    /// The other place; `None`: all others.
    pub partner: Option<u32>,
    /// From the place; `None`: unknown.
    pub outward: Option<f64>,
    /// To the place; `None`: unknown.
    pub inward: Option<f64>,
}

impl FlowAttributes {
    /// Both directions together.
    pub fn volume(&self) -> Option<f64> {
        self.outward.zip(self.inward).map(|(out, back)| out + back)
    }

    /// Outward less inward.
    pub fn net(&self) -> Option<f64> {
        self.outward.zip(self.inward).map(|(out, back)| out - back)
    }

    /// Net over volume; `None` where nothing flows.
    pub fn asymmetry(&self) -> Option<f64> {
        self.outward.zip(self.inward).and_then(|(out, back)| balance(out, back))
    }
}

type Subject = (Option<Layer>, u32, u32);

/// Known parts of flows by subject and ordered pair; `None` where one part is unknown.
type Sums = BTreeMap<(Subject, u32, u32), Option<f64>>;

fn sums(rows: &[FlowRow]) -> Sums {
    let mut parts: BTreeMap<(Subject, u32, u32), Vec<Option<f64>>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.origin != row.destination) {
        let key = ((row.layer, row.item, row.period), row.origin, row.destination);
        parts.entry(key).or_default().push(row.value);
    }
    parts.into_iter().map(|(key, parts)| (key, total(parts))).collect()
}

/// The sum, unknown where a part is.
fn total(parts: Vec<Option<f64>>) -> Option<f64> {
    parts.into_iter().collect::<Option<Vec<f64>>>().map(liantu_numeric::sum)
}

/// The flows of every pair with a flow, `node < partner`, by layer, item and period.
pub fn pair_flows(rows: &[FlowRow], absent: Absent) -> (Vec<FlowAttributes>, Vec<Diagnostic>) {
    let sums = sums(rows);
    let pairs: BTreeSet<(Subject, u32, u32)> =
        sums.keys().map(|&(subject, one, two)| (subject, one.min(two), one.max(two))).collect();
    let mut listed = 0;
    let mut along = |key| {
        sums.get(&key).copied().unwrap_or_else(|| {
            listed += 1;
            (absent == Absent::Zero).then_some(0.0)
        })
    };
    let mut result = Vec::new();
    for (subject @ (layer, item, period), node, partner) in pairs {
        let (outward, inward) = (along((subject, node, partner)), along((subject, partner, node)));
        result.push(FlowAttributes { layer, item, period, node, partner: Some(partner), outward, inward });
    }
    (result, findings(rows, if absent == Absent::Zero { listed } else { 0 }))
}

/// The flows of every place with all others, by layer, item and period.
pub fn node_flows(rows: &[FlowRow], absent: Absent) -> (Vec<FlowAttributes>, Vec<Diagnostic>) {
    let mut nodes: BTreeMap<(Subject, u32), [Vec<Option<f64>>; 2]> = BTreeMap::new();
    for ((subject, origin, destination), value) in sums(rows) {
        nodes.entry((subject, origin)).or_default()[0].push(value);
        nodes.entry((subject, destination)).or_default()[1].push(value);
    }
    let mut one_way = 0;
    let mut side = |parts: Vec<Option<f64>>| {
        if parts.is_empty() {
            one_way += 1;
            return (absent == Absent::Zero).then_some(0.0);
        }
        total(parts)
    };
    let mut result = Vec::new();
    for (((layer, item, period), node), [out, back]) in nodes {
        let (outward, inward) = (side(out), side(back));
        result.push(FlowAttributes { layer, item, period, node, partner: None, outward, inward });
    }
    (result, findings(rows, if absent == Absent::Zero { one_way } else { 0 }))
}

fn findings(rows: &[FlowRow], as_zero: usize) -> Vec<Diagnostic> {
    let unknown = rows.iter().filter(|row| row.value.is_none()).count();
    let counts = [("NET109", as_zero), ("NET110", unknown)];
    counts.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| found(code, "flow", count)).collect()
}
