//! Polycentricity: whether functions concentrate in one node or are shared by several.

use crate::catalogue::found;
use crate::declare::{ACTORS, DIRECTED, LAYER_COLUMN, LINKS, REGIONS, WEIGHT, count, number, parameters};
use crate::graph::Graph;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "polycentricity",
    version: 1,
    study: "network",
    title: text("多中心性", "Functional polycentricity"),
    question: text(
        "联系集中于一个中心，还是由多个中心分担？",
        "Do links concentrate on one centre, or do several share them?",
    ),
    formula: text(
        "普通 P = 1 − σ/σ_max，σ 为各节点强度的标准差，σ_max 为两节点网络 (0, k_max) 的标准差；特殊 = P·Δ，Δ = Σw/(L_max·w_max)（每对计一时即密度）；一般 = 各网特殊多中心性的平均。",
        "Ordinary P = 1 − σ/σ_max with σ the deviation of the nodes' strengths and σ_max that of the two-node network (0, k_max); special = P·Δ with Δ = Σw/(L_max·w_max), which is density where pairs count one; general = mean of the special values of the networks.",
    ),
    limits: text(
        "N 为所选尺度的全部节点，没有联系者强度为零；自环不计。没有联系时普通值为空、特殊值为零；N < 2 时皆为空。一般值只在多张网时给出，任一网为空则为空。",
        "N counts all nodes of the scale, those without links at strength zero; loops do not count. Without links the ordinary value is null and the special one zero; all are null for N < 2. The general value is for several networks, and null where one of them is.",
    ),
    reference: "Green, N. (2007). Functional polycentricity: a formal definition in terms of social network analysis. Urban Studies 44(11), 2077–2103.",
    aliases: &["polycentric", "functional polycentricity", "green", "多中心", "去中心化"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        WEIGHT,
        DIRECTED,
        Parameter {
            name: "nodality",
            kind: ParameterKind::Choice { of: &["in", "out", "all"] },
            default: Some("in"),
            title: text("强度", "Strength"),
            help: text(
                "按到达、发出或全部的权重；不看方向时相同",
                "Weight that reaches a node, leaves it, or both; the same without direction"
            ),
        },
        Parameter {
            name: "deviation",
            kind: ParameterKind::Choice { of: &["population", "sample"] },
            default: Some("population"),
            title: text("标准差", "Deviation"),
            help: text(
                "除以 n（population）或 n−1（sample），两处相同",
                "Over n (population) or n−1 (sample), in both places"
            ),
        },
        Parameter {
            name: "by",
            kind: ParameterKind::Choice { of: &["all", "year"] },
            default: Some("all"),
            title: text("分期", "Break down"),
            help: text("整个时期一行，或每年一行", "One row for the whole period, or one for each year"),
        },
    ],
    outputs: &[
        Column::new("period", ColumnKind::Period, text("时期", "Period"), text("空白表示不限时间", "Blank: all time")),
        LAYER_COLUMN,
        count("nodes", text("节点数", "Nodes"), text("所选尺度的全部节点", "All nodes of the scale")),
        number("ordinary", text("普通", "Ordinary"), text("1 为各节点相同", "1: all nodes the same")),
        number(
            "density",
            text("Δ", "Δ"),
            text("权重占可能最大值的比例", "Weight as a share of the largest there could be"),
        ),
        number("special", text("特殊", "Special"), text("普通乘以 Δ", "Ordinary times Δ")),
        number(
            "general",
            text("一般", "General"),
            text("各网特殊值的平均，只在合计行", "Mean of the special values of the networks, in the row of all"),
        ),
    ],
};

/// Whose weight counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Nodality {
    /// What reaches a node.
    #[default]
    In,
    /// What leaves it.
    Out,
    /// Both.
    All,
}

/// How polycentric a network is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Polycentricity {
    /// One less the deviation of the strengths over the largest there can be; `None` without links or below two nodes.
    pub ordinary: Option<f64>,
    /// Weight over the largest there could be; `None` below two nodes.
    pub density: Option<f64>,
    /// Their product; zero without links.
    pub special: Option<f64>,
}

/// The polycentricity of a graph. `sample`: deviations over n−1 rather than n.
pub fn polycentricity(graph: &Graph, nodality: Nodality, sample: bool) -> (Polycentricity, Vec<Diagnostic>) {
    let strength = match nodality {
        Nodality::In => graph.strength_in(),
        Nodality::Out => graph.strength_out(),
        Nodality::All if !graph.is_directed() => graph.strength_out(),
        Nodality::All => graph.strength_in().iter().zip(graph.strength_out()).map(|(one, two)| one + two).collect(),
    };
    let n = graph.nodes() as f64;
    let ordinary = of_strengths(&strength, sample);
    let most = graph.list().map(|arc| arc.2).fold(0.0, f64::max);
    let density = (graph.nodes() > 1).then(|| {
        let total = liantu_numeric::sum(graph.list().map(|arc| arc.2));
        if most > 0.0 { total / (n * (n - 1.0) * most) } else { 0.0 }
    });
    let special = density.and_then(|density| if density > 0.0 { ordinary.map(|p| p * density) } else { Some(0.0) });
    let findings = ordinary.is_none().then(|| found("NET102", "link", 1)).into_iter().collect();
    (Polycentricity { ordinary, density, special }, findings)
}

/// One less the deviation of these strengths over that of the two-node network of zero and the largest; `None` below two
/// nodes or where all are zero.
pub fn of_strengths(strengths: &[f64], sample: bool) -> Option<f64> {
    let most = strengths.iter().copied().fold(0.0, f64::max);
    let n = strengths.len() as f64;
    let mean = liantu_numeric::sum(strengths.iter().copied()) / n;
    let squares = liantu_numeric::sum(strengths.iter().map(|strength| (strength - mean).powi(2)));
    let (deviation, largest) =
        if sample { ((squares / (n - 1.0)).sqrt(), most / 2f64.sqrt()) } else { ((squares / n).sqrt(), most / 2.0) };
    (strengths.len() > 1 && most > 0.0).then(|| 1.0 - deviation / largest)
}

/// General polycentricity: the mean of the special values of several networks; `None` where one is undefined, or there is none.
pub fn general(networks: &[Polycentricity]) -> Option<f64> {
    let special: Option<Vec<f64>> = networks.iter().map(|network| network.special).collect();
    let special = special.filter(|special| !special.is_empty())?;
    Some(liantu_numeric::sum(special.iter().copied()) / special.len() as f64)
}
