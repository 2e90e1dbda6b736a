//! External dependence: how much of what flows in comes from outside, and what is left without it.

use super::flow_attributes::FlowRow;
use super::shape::robustness::{Order, robustness};
use crate::catalogue::found;
use crate::declare::{LAYER_COLUMN, LAYERS, PERIOD, count, number, words};
use crate::graph::Graph;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "external_dependence",
    version: 1,
    study: "network",
    title: text("外部依存", "External dependence"),
    question: text(
        "各张网的流入有多少来自区域之外，外部中断后内部网络还剩多少？",
        "How much of the in-flows comes from outside, layer by layer, and what is left of the network inside without it?",
    ),
    formula: text(
        "对成员 i：流入 = 内部（来自其他成员；own 为 include 时含自身）+ 外部；依存度 = 外部 / 流入。有未知流入时，下限 = 已知外部 / 已知流入（未知的都在外部时），上限同式（未知的都在内部时），两处都有未知则无界。外部集中度 HHI = 外部各来源份额的平方和；最大来源占流入之比 = 该来源中断后损失的份额。整个区域一行（node 为空）：成员流入之和；connected = 借助任何地方可相互到达的成员对之比，connected_alone = 只经成员可到达者；R 为只含成员的网络依次移除度数最大者后最大连通部分占比的平均（Schneider）。",
        "Of a member i: in-flow = inside (from other members, and from itself where own is include) + outside; dependence = outside / in-flow. With unknown in-flows: the known outside over the known in-flow is a lower bound where all unknown ones come from outside, an upper bound where all come from inside, and neither otherwise. HHI of sources = sum of squared shares of the sources outside; the share of the largest of them in the in-flow is lost when it stops. A row of the whole (node null): sums over the members; connected = pairs of members that reach each other by way of any place, connected_alone = by way of members alone; R = mean share of the largest connected part of the network of members as the one of most neighbours goes, again and again (Schneider).",
    ),
    limits: text(
        "未知不按零计：只要有未知流入，依存度即为空。流量表未列出的组合按没有流动计。没有流入的成员为空。份额描述直接来源，内部来源自身可能又依赖外部（间接依存需投入产出表）。连通与 R 不看方向与大小，只看是否有大于零的流动。",
        "Unknown is not zero: with an unknown in-flow the dependence is null. Combinations that the table of flows does not list count as no flow. Null for members that nothing reaches. Shares tell the direct sources; those inside may depend on outside in turn (which takes input–output accounts). Connectedness and R know no direction or size, only whether a flow above zero is listed.",
    ),
    reference: "Schneider, C. M., Moreira, A. A., Andrade, J. S., Havlin, S., Herrmann, H. J. (2011). Mitigation of malicious attacks on networks. PNAS 108(10), 3838–3841. Shares of sources: Herfindahl (1950).",
    aliases: &["dependence", "import dependence", "外部依赖", "依存度", "断链", "脆弱性"],
    inputs: &[
        Input {
            table: "flow",
            columns: &["origin", "destination", "layer", "item", "period", "value", "unit"],
            optional: false,
        },
        Input { table: "region", columns: &["region", "level", "parent"], optional: true },
        Input { table: "region_member", columns: &["area", "member"], optional: true },
    ],
    parameters: &[
        Parameter {
            name: "area",
            kind: ParameterKind::Text,
            default: None,
            title: text("区域", "Area"),
            help: text(
                "内部是这一区域（功能区、省等）及其所含的地方；省略则每个地方各自为内部",
                "Inside are the places of this region (a functional area, a province, …); when absent, each place is an inside of its own",
            ),
        },
        LAYERS,
        PERIOD,
        Parameter {
            name: "item",
            kind: ParameterKind::Text,
            default: None,
            title: text("内容", "Item"),
            help: text("只看这一内容；省略则每种内容分别计算", "Only this item; each item on its own when absent"),
        },
        Parameter {
            name: "own",
            kind: ParameterKind::Choice { of: &["exclude", "include"] },
            default: Some("exclude"),
            title: text("自身流动", "Own flows"),
            help: text(
                "exclude：不计区域自身之内的流动；include：计入内部，未列出者视为未知。省略 area 时须为 include，否则没有内部",
                "exclude: flows within a place do not count; include: they count as inside, and are unknown where not listed. Without area it must be include, or there is no inside",
            ),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        words("item", text("内容", "Item"), text("流动的内容", "What flows")),
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("时期", "The period")),
        words("node", text("成员", "Member"), text("空白为整个区域", "Blank: the area as a whole")),
        number("inside", text("内部流入", "From inside"), text("已知部分", "As far as known")),
        number("outside", text("外部流入", "From outside"), text("已知部分", "As far as known")),
        count("unknown", text("未知流入", "Unknown"), text("没有数值的流入条数", "In-flows without a value")),
        number(
            "dependence",
            text("依存度", "Dependence"),
            text("外部占流入之比", "Share of the in-flow that comes from outside"),
        ),
        number("at_least", text("下限", "At least"), text("依存度的下限", "Lower bound of the dependence")),
        number("at_most", text("上限", "At most"), text("依存度的上限", "Upper bound of the dependence")),
        number(
            "source_concentration",
            text("外部集中度", "Concentration of sources"),
            text("外部来源的 HHI，1 为单一来源", "HHI of the sources outside; 1 is a single source"),
        ),
        words("largest_source", text("最大外部来源", "Largest source outside"), text("来源地", "Where it comes from")),
        number(
            "largest_share",
            text("其占流入之比", "Its share"),
            text("该来源中断时损失的流入份额", "Share of the in-flow lost when it stops"),
        ),
        number(
            "connected",
            text("连通对", "Connected"),
            text("可相互到达的成员对之比", "Share of pairs of members that reach each other"),
        ),
        number(
            "connected_alone",
            text("内部连通对", "Connected alone"),
            text("只经成员可到达的成员对之比", "The same by way of members alone"),
        ),
        number("robustness_alone", text("内部稳健性 R", "Robustness alone"), text("0 至 0.5", "From 0 to 0.5")),
    ],
};

/// Whether flows within a place count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Own {
    /// They do not.
    #[default]
    Exclude,
    /// They count as inside, and are unknown where not listed.
    Include,
}

/// The dependence of a member, or of the whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Dependence {
    /// The layer.
    pub layer: Option<Layer>,
    /// What flows.
    pub item: u32,
    /// When.
    pub period: u32,
    /// The member; `None`: the whole.
    pub node: Option<u32>,
    /// Known in-flow from inside.
    pub inside: f64,
    /// Known in-flow from outside.
    pub outside: f64,
    /// In-flows without a value, from inside and from outside.
    pub unknown: [u32; 2],
    /// The largest source outside with its value; `None` where an outside one is unknown, or there is none.
    pub largest: Option<(u32, f64)>,
    /// Sum of squared shares of the sources outside; `None` likewise.
    pub concentration: Option<f64>,
    /// What holds of the network of the whole; `None` for members.
    pub network: Option<Left>,
}

/// What connects the members with and without the outside.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Left {
    /// Pairs of members that reach each other, as a share; `None` below two members.
    pub connected: Option<f64>,
    /// The same by way of members alone.
    pub connected_alone: Option<f64>,
    /// Robustness of the network of members; `None` where none are linked.
    pub robustness: Option<f64>,
}

impl Dependence {
    fn total(&self) -> Option<f64> {
        Some(self.inside + self.outside).filter(|total| *total > 0.0)
    }

    /// The share of the in-flow that comes from outside; `None` where a part is unknown or nothing flows in.
    pub fn share(&self) -> Option<f64> {
        self.total().filter(|_| self.unknown == [0, 0]).map(|total| self.outside / total)
    }

    /// What the share is at least and at most, whatever the unknown in-flows are.
    pub fn bounds(&self) -> [Option<f64>; 2] {
        let known = self.total().map(|total| self.outside / total);
        match self.unknown {
            [0, 0] => [known, known],
            [0, _] => [known, None],
            [_, 0] => [None, known],
            _ => [None, None],
        }
    }

    /// The share of the in-flow that the largest source outside brings; `None` where that is not known.
    pub fn largest_share(&self) -> Option<f64> {
        self.total().filter(|_| self.unknown == [0, 0]).zip(self.largest).map(|(total, (_, value))| value / total)
    }
}

/// The dependence of each member that something reaches, and (with an `area`) of the whole, by layer, item and period.
/// `inside` says for each place whether it is a member of the area; `None`: each place is an inside of its own.
pub fn external_dependence(
    flows: &[FlowRow],
    places: usize,
    inside: Option<&[bool]>,
    own: Own,
) -> (Vec<Dependence>, Vec<Diagnostic>) {
    let mut groups: BTreeMap<(Option<Layer>, u32, u32), Vec<&FlowRow>> = BTreeMap::new();
    for flow in flows {
        groups.entry((flow.layer, flow.item, flow.period)).or_default().push(flow);
    }
    let is_member = |place: u32| inside.is_none_or(|inside| inside[place as usize]);
    let mut rows = Vec::new();
    for ((layer, item, period), flows) in groups {
        let empty = Dependence {
            layer,
            item,
            period,
            node: None,
            inside: 0.0,
            outside: 0.0,
            unknown: [0, 0],
            largest: None,
            concentration: None,
            network: None,
        };
        let mut members: BTreeMap<u32, Inflow> = BTreeMap::new();
        let mut whole = Inflow::default();
        for flow in flows.iter().filter(|flow| is_member(flow.destination)) {
            let itself = flow.origin == flow.destination;
            if itself && own == Own::Exclude {
                continue;
            }
            let from_inside = itself || inside.is_some_and(|inside| inside[flow.origin as usize]);
            members.entry(flow.destination).or_default().add(flow, from_inside, itself);
            whole.add(flow, from_inside, itself);
        }
        if own == Own::Include {
            for inflow in members.values_mut().filter(|inflow| !inflow.own) {
                inflow.unknown[0] += 1;
                whole.unknown[0] += 1;
            }
        }
        if let Some(inside) = inside.filter(|_| !members.is_empty()) {
            let row = whole.finish(&empty, None);
            rows.push(Dependence { network: Some(left(&flows, places, inside)), ..row });
        }
        rows.extend(members.into_iter().map(|(node, inflow)| inflow.finish(&empty, Some(node))));
    }
    let incomplete = rows.iter().filter(|row| row.unknown != [0, 0]).count();
    let undefined = rows.iter().filter(|row| row.unknown == [0, 0] && row.share().is_none()).count();
    let findings = [("NET313", incomplete), ("NET102", undefined)].into_iter().filter(|one| one.1 > 0);
    (rows, findings.map(|(code, count)| found(code, "flow", count)).collect())
}

/// What reaches a place.
#[derive(Default)]
struct Inflow {
    inside: Vec<f64>,
    outside: Vec<f64>,
    unknown: [u32; 2],
    by_source: BTreeMap<u32, Vec<f64>>,
    own: bool,
}

impl Inflow {
    fn add(&mut self, flow: &FlowRow, from_inside: bool, itself: bool) {
        self.own |= itself;
        // A flow below zero is no share of anything: it is as good as unknown.
        let Some(value) = flow.value.filter(|value| *value >= 0.0) else {
            self.unknown[usize::from(!from_inside)] += 1;
            return;
        };
        if from_inside {
            self.inside.push(value);
        } else {
            self.outside.push(value);
            self.by_source.entry(flow.origin).or_default().push(value);
        }
    }

    fn finish(self, empty: &Dependence, node: Option<u32>) -> Dependence {
        let add = |mut values: Vec<f64>| {
            // Rows come in any order.
            values.sort_by(f64::total_cmp);
            sum(values)
        };
        let sources: Vec<(u32, f64)> =
            self.by_source.into_iter().map(|(source, values)| (source, add(values))).collect();
        let outside = add(self.outside);
        let told = self.unknown[1] == 0 && outside > 0.0;
        let largest = sources.iter().copied().reduce(|one, two| if two.1 > one.1 { two } else { one });
        let squares = sum(sources.iter().map(|source| (source.1 / outside).powi(2)));
        Dependence {
            node,
            inside: add(self.inside),
            outside,
            unknown: self.unknown,
            largest: largest.filter(|_| told),
            concentration: told.then_some(squares),
            ..empty.clone()
        }
    }
}

fn left(flows: &[&FlowRow], places: usize, inside: &[bool]) -> Left {
    let edges = |alone: bool| -> Vec<(u32, u32, f64)> {
        let flows = flows.iter().filter(|flow| flow.origin != flow.destination && flow.value.is_some_and(|v| v > 0.0));
        let kept = flows.filter(|flow| !alone || inside[flow.origin as usize] && inside[flow.destination as usize]);
        kept.map(|flow| (flow.origin, flow.destination, 1.0)).collect()
    };
    let members = inside.iter().filter(|inside| **inside).count();
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let connected = |graph: &Graph| {
        let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
        for (part, _) in graph.components().into_iter().zip(inside).filter(|(_, inside)| **inside) {
            *sizes.entry(part).or_default() += 1;
        }
        (members > 1).then(|| sizes.into_values().map(pairs).sum::<f64>() / pairs(members))
    };
    let alone = Graph::new(places, false, &edges(true));
    Left {
        connected: connected(&Graph::new(places, false, &edges(false))),
        connected_alone: connected(&alone),
        robustness: robustness(&alone, Order::DegreeAgain).0.r,
    }
}
