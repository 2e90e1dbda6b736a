//! Reciprocity and flow asymmetry: does what goes one way also come back?

use crate::arcs::{Arc, Arcs};
use crate::catalogue::found;
use crate::declare::{
    ACTORS, LAYER_COLUMN, LINKS, PARTNER_COLUMN, REGIONS, UNWEIGHTED_COLUMN, count, number, parameters, words,
};
use crate::filter::Filter;
use crate::network::Network;
use crate::null::{Law, reciprocity_by_strengths};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "reciprocity",
    version: 1,
    study: "network",
    title: text("互惠与流动不对称", "Reciprocity and flow asymmetry"),
    question: text("去往一方的，是否也有回来的？", "Does what goes one way also come back?"),
    formula: text(
        "r = L↔/L，L 为箭头数，L↔ 为有反向者；ā = L/(N(N−1))；ρ = (r−ā)/(1−ā)。加权 r_w = Σ min(w_ij, w_ji)/W，ρ_w = (r_w−r_0)/(1−r_0)，r_0 为零模型 null 之下的 r_w。节点强度：s↔ = Σ_j min(w_ij, w_ji)，s→ = s出−s↔，s← = s入−s↔。流动不对称：节点对 (f_ij−f_ji)/(f_ij+f_ji)，节点 (出−入)/(出+入)，在 [−1, 1]。自环不计；双向联系两个方向各计一个箭头；多方成员关系没有箭头，不计。",
        "r = L↔/L, L arrows of which L↔ have an opposite; ā = L/(N(N−1)); ρ = (r−ā)/(1−ā). Weighted r_w = Σ min(w_ij, w_ji)/W, ρ_w = (r_w−r_0)/(1−r_0) with r_0 that of the null model. Of a node s↔ = Σ_j min(w_ij, w_ji), s→ = s_out−s↔, s← = s_in−s↔. Flow asymmetry: pair (f_ij−f_ji)/(f_ij+f_ji), node (out−in)/(out+in), in [−1, 1]. Loops are ignored; a two-way link is an arrow each way; joint membership has no arrow and is left out.",
    ),
    limits: text(
        "没有箭头时 r 为空，ā = 1 时 ρ 为空。权重未知的箭头不参与加权结果；一个方向的权重未知时该对的不对称为空，一个方向没有箭头则按零流量计。节点的三种强度只含权重已知的箭头。零模型 wcm 保持各节点期望的发出与收到，bcm 只保持二者之和（各半），两者之差即收支失衡的作用；权重为整数权重（几何分布）或 _continuous 连续权重（指数分布，与单位无关）；无解、未收敛或节点多于 2000 时为空。",
        "r is null without arrows, ρ for ā = 1. Arrows of unknown weight are left out of weighted results; the asymmetry of a pair is null where the weight of one way is unknown, and a way without any arrow is a flow of zero. The three strengths of a node cover arrows of known weight. The null model wcm keeps what each node is expected to send and to receive, bcm only the sum of both (half each), so that their difference is the effect of imbalance; for whole weights (geometric) or, _continuous, numbers of any unit (exponential); null where there is no solution, it does not settle, or there are more than 2000 nodes.",
    ),
    reference: "Garlaschelli, D., Loffredo, M. I. (2004). Patterns of link reciprocity in directed networks. Physical Review Letters 93, 268701. Squartini, T. et al. (2013). Reciprocity of weighted networks. Scientific Reports 3, 2729.",
    aliases: &["asymmetry", "two-way", "互惠", "双向互动", "流动不对称"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "by",
            kind: ParameterKind::Choice { of: &["layer", "pair", "node"] },
            default: Some("layer"),
            title: text("分列", "Rows"),
            help: text(
                "layer：每张网的互惠；pair、node：节点对或节点的流动不对称",
                "layer: reciprocity of each layer; pair, node: flow asymmetry of pairs or nodes",
            ),
        },
        Parameter {
            name: "flow",
            kind: ParameterKind::Choice { of: &["weight", "links"] },
            default: Some("links"),
            title: text("流量", "Flow"),
            help: text("不对称按已知权重或联系数计算", "Asymmetry of known weight, or of the number of links"),
        },
        Parameter {
            name: "null",
            kind: ParameterKind::Choice { of: &["wcm", "wcm_continuous", "bcm", "bcm_continuous", "none"] },
            default: Some("wcm"),
            title: text("零模型", "Null model"),
            help: text(
                "加权互惠与之比较的随机网络：wcm 保持各节点的收与发，bcm 只保持收发之和（期望收支平衡）；整数权重，或 _continuous 连续权重；none 不比较",
                "What weighted reciprocity is compared with: wcm keeps what each node sends and receives, bcm only the sum of both (balanced on average); whole weights, or with _continuous any number; none",
            ),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        words("node", text("节点", "Node"), text("按网分列时为空", "Null for rows by layer")),
        PARTNER_COLUMN,
        count("arrows", text("箭头数", "Arrows"), text("有箭头的有序节点对", "Ordered pairs with an arrow")),
        count("reciprocated", text("有反向者", "Reciprocated"), text("其反向也有箭头", "Arrows with an opposite")),
        number("reciprocity", text("互惠率", "Reciprocity"), text("有反向者的比例", "Share with an opposite")),
        number(
            "rho",
            text("ρ", "ρ"),
            text("扣除密度之后的互惠；大于零为互惠", "Reciprocity beyond density; above zero is reciprocal"),
        ),
        number(
            "weighted_reciprocity",
            text("加权互惠率", "Weighted reciprocity"),
            text("有回流的权重比例", "Share of the weight that comes back"),
        ),
        number(
            "weighted_null",
            text("加权零模型", "Weighted null"),
            text("零模型之下的加权互惠率", "Weighted reciprocity under the null model"),
        ),
        number(
            "weighted_rho",
            text("加权 ρ", "Weighted ρ"),
            text("扣除零模型之后的加权互惠", "Weighted reciprocity beyond the null model"),
        ),
        UNWEIGHTED_COLUMN,
        number(
            "outward",
            text("流出", "Outward"),
            text("由节点到对方（或全部）", "From the node to the partner, or to all"),
        ),
        number(
            "inward",
            text("流入", "Inward"),
            text("由对方（或全部）到节点", "From the partner, or from all, to the node"),
        ),
        number(
            "asymmetry",
            text("不对称", "Asymmetry"),
            text("1 为只出不入，−1 为只入不出", "1: only outward, −1: only inward"),
        ),
        number(
            "reciprocated_strength",
            text("互惠强度", "Reciprocated strength"),
            text("s↔，只按节点分列时给出", "s↔, in rows by node"),
        ),
        number(
            "outward_only",
            text("只出强度", "Outward only"),
            text("s→，无回流的部分", "s→, what does not come back"),
        ),
        number("inward_only", text("只入强度", "Inward only"), text("s←，未回报的部分", "s←, what is not returned")),
    ],
};

/// The reciprocity of a layer.
#[derive(Clone, Debug, PartialEq)]
pub struct Reciprocity {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// Ordered pairs with an arrow.
    pub arrows: u32,
    /// Of these, with an opposite.
    pub reciprocated: u32,
    /// Their ratio; `None` without arrows.
    pub reciprocity: Option<f64>,
    /// Reciprocity beyond density.
    pub rho: Option<f64>,
    /// Share of the known weight that comes back; `None` without weight, and for all layers together, whose units may differ.
    pub weighted: Option<f64>,
    /// That share under the null model.
    pub weighted_null: Option<f64>,
    /// What there is beyond it.
    pub weighted_rho: Option<f64>,
    /// Arrows with a link of unknown weight.
    pub unweighted: u32,
}

/// What goes out and comes in.
#[derive(Clone, Debug, PartialEq)]
pub struct Asymmetry {
    /// The layer.
    pub layer: Layer,
    /// The node.
    pub node: u32,
    /// The other node; `None`: all others.
    pub partner: Option<u32>,
    /// From the node; `None`: unknown.
    pub outward: Option<f64>,
    /// To the node; `None`: unknown.
    pub inward: Option<f64>,
    /// `(outward − inward) / (outward + inward)`; `None` where a part is unknown or both are zero.
    pub asymmetry: Option<f64>,
    /// For a node against all others: known weight that comes back, that does not, and that is not returned; `None` where no
    /// weight is known.
    pub strengths: Option<[f64; 3]>,
}

/// What flows along an arrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Flow {
    /// Known weight.
    Weight,
    /// The number of links.
    #[default]
    Links,
}

/// What weighted reciprocity is compared with: random weights that keep what each node is expected to send and receive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Null {
    /// Whole weights, geometrically distributed.
    #[default]
    Whole,
    /// Numbers of any unit, exponentially distributed.
    Continuous,
    /// Whole weights; a node is expected to send as much as it receives, and the sum of both is kept.
    Balanced,
    /// The same for numbers of any unit.
    BalancedContinuous,
}

impl Null {
    /// The null called `word`, as parameters have it.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "wcm" => Self::Whole,
            "wcm_continuous" => Self::Continuous,
            "bcm" => Self::Balanced,
            "bcm_continuous" => Self::BalancedContinuous,
            _ => return None,
        })
    }
}

/// The reciprocity of each chosen layer, then (where there are several) of all together.
pub fn reciprocity(network: &Network, filter: &Filter, null: Option<Null>) -> (Vec<Reciprocity>, Vec<Diagnostic>) {
    let together = (filter.layers.len() > 1).then_some(None);
    let rows: Vec<Reciprocity> =
        filter.layers.iter().map(Some).chain(together).map(|layer| one(network, filter, layer, null)).collect();
    let mut findings = Vec::new();
    let unfitted = rows.iter().filter(|row| null.is_some() && row.weighted.is_some() && row.weighted_null.is_none());
    let unfitted = unfitted.count();
    let undefined = rows.iter().filter(|row| row.reciprocity.is_none()).count();
    let unweighted: u32 = rows.iter().filter(|row| row.layer.is_some()).map(|row| row.unweighted).sum();
    for (code, count) in [("NET102", undefined), ("NET101", unweighted as usize), ("NET309", unfitted)] {
        if count > 0 {
            findings.push(found(code, "link", count));
        }
    }
    (rows, findings)
}

fn one(network: &Network, filter: &Filter, layer: Option<Layer>, null: Option<Null>) -> Reciprocity {
    let layers = layer.map_or(filter.layers, |layer| LayerSet::NONE.with(layer));
    let arcs = Arcs::new(network, &Filter { layers, ..filter.clone() });
    let scale = network.scale();
    let reciprocity = arcs.reciprocity();
    let nodes = f64::from(network.nodes());
    let density = arcs.list.len() as f64 / (nodes * (nodes - 1.0));
    let (mut returned, mut total) = (0i128, 0i128);
    for arc in arcs.list.iter().filter(|arc| arc.weighted > 0) {
        total += arc.units;
        returned += arcs.find(arc.to, arc.from).map_or(0, |back| back.units.min(arc.units));
    }
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let weighted = (layer.is_some() && total > 0).then(|| scale.number(returned) / scale.number(total));
    let weighted_null = null.filter(|_| weighted.is_some()).and_then(|null| {
        let (mut leaving, mut reaching) =
            (vec![0i128; network.nodes() as usize], vec![0i128; network.nodes() as usize]);
        for arc in &arcs.list {
            leaving[arc.from as usize] += arc.units;
            reaching[arc.to as usize] += arc.units;
        }
        let numbers = |units: Vec<i128>| units.into_iter().map(|units| scale.number(units)).collect::<Vec<f64>>();
        let law = match null {
            Null::Whole | Null::Balanced => Law::Whole,
            Null::Continuous | Null::BalancedContinuous => Law::Continuous,
        };
        let (leaving, reaching) = (numbers(leaving), numbers(reaching));
        if matches!(null, Null::Whole | Null::Continuous) {
            return reciprocity_by_strengths(&leaving, &reaching, law);
        }
        let halves: Vec<f64> = leaving.iter().zip(&reaching).map(|(out, back)| f64::midpoint(*out, *back)).collect();
        reciprocity_by_strengths(&halves, &halves, law)
    });
    Reciprocity {
        layer,
        arrows: small(arcs.list.len()),
        reciprocated: small(arcs.reciprocated()),
        reciprocity,
        rho: reciprocity.filter(|_| density < 1.0).map(|r| (r - density) / (1.0 - density)),
        weighted,
        weighted_null,
        weighted_rho: weighted.zip(weighted_null).filter(|(_, r)| *r < 1.0).map(|(w, r)| (w - r) / (1.0 - r)),
        unweighted: small(arcs.list.iter().filter(|arc| arc.unweighted > 0).count()),
    }
}

/// The asymmetry of every linked pair, `node < partner`, by layer.
pub fn pair_asymmetry(network: &Network, filter: &Filter, flow: Flow) -> Vec<Asymmetry> {
    by_layer(network, filter, |layer, arcs| {
        let mut pairs: Vec<(u32, u32)> =
            arcs.list.iter().map(|arc| (arc.from.min(arc.to), arc.from.max(arc.to))).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let along = |from, to| arcs.find(from, to).map_or(Some(0.0), |arc| size(network, arc, flow));
        pairs
            .into_iter()
            .map(|(node, partner)| asymmetry(layer, node, Some(partner), along(node, partner), along(partner, node)))
            .collect()
    })
}

/// The asymmetry of every linked node against all others, by layer.
pub fn node_asymmetry(network: &Network, filter: &Filter, flow: Flow) -> Vec<Asymmetry> {
    by_layer(network, filter, |layer, arcs| {
        let mut nodes: BTreeMap<u32, [Vec<Option<f64>>; 2]> = BTreeMap::new();
        for arc in &arcs.list {
            nodes.entry(arc.from).or_default()[0].push(size(network, arc, flow));
            nodes.entry(arc.to).or_default()[1].push(size(network, arc, flow));
        }
        // One unknown part leaves the whole unknown.
        let total = |parts: Vec<Option<f64>>| parts.into_iter().collect::<Option<Vec<f64>>>().map(liantu_numeric::sum);
        let strengths = strengths(network, arcs);
        nodes
            .into_iter()
            .map(|(node, [out, back])| Asymmetry {
                strengths: strengths.get(&node).copied(),
                ..asymmetry(layer, node, None, total(out), total(back))
            })
            .collect()
    })
}

/// For each node with an arrow of known weight: what comes back, what does not, and what is not returned.
fn strengths(network: &Network, arcs: &Arcs) -> BTreeMap<u32, [f64; 3]> {
    let mut units: BTreeMap<u32, [i128; 3]> = BTreeMap::new();
    for arc in arcs.list.iter().filter(|arc| arc.weighted > 0) {
        let back = arcs.find(arc.to, arc.from).map_or(0, |back| back.units.min(arc.units));
        let from = units.entry(arc.from).or_default();
        from[0] += back;
        from[1] += arc.units - back;
        units.entry(arc.to).or_default()[2] += arc.units - back;
    }
    units.into_iter().map(|(node, units)| (node, units.map(|units| network.scale().number(units)))).collect()
}

fn by_layer(network: &Network, filter: &Filter, rows: impl Fn(Layer, &Arcs) -> Vec<Asymmetry>) -> Vec<Asymmetry> {
    let of = |layer| rows(layer, &Arcs::new(network, &Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() }));
    filter.layers.iter().flat_map(of).collect()
}

fn size(network: &Network, arc: &Arc, flow: Flow) -> Option<f64> {
    match flow {
        Flow::Links => Some(f64::from(arc.weighted + arc.unweighted)),
        Flow::Weight => arc.weight(network.scale()).filter(|_| arc.unweighted == 0),
    }
}

fn asymmetry(layer: Layer, node: u32, partner: Option<u32>, outward: Option<f64>, inward: Option<f64>) -> Asymmetry {
    let asymmetry = outward.zip(inward).and_then(|(out, back)| balance(out, back));
    Asymmetry { layer, node, partner, outward, inward, asymmetry, strengths: None }
}

/// `(one − two) / (one + two)`; `None` where both are zero.
pub(crate) fn balance(one: f64, two: f64) -> Option<f64> {
    (one + two > 0.0).then(|| (one - two) / (one + two))
}
