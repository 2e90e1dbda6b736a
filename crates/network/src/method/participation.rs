//! Multiplex participation: how evenly a node is present in the layers.

use super::degree::{Degree, Measure, degree};
use crate::declare::{ACTORS, LINKS, MEASURE, NODE_COLUMN, REGIONS, number, parameters};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Layer, Method};

/// The declaration.
pub const METHOD: Method = Method {
    id: "participation",
    version: 1,
    study: "network",
    title: text("多层参与", "Multiplex participation"),
    question: text(
        "一个节点是均匀参与各张网，还是只在其中一张？",
        "Is a node present evenly in all layers, or in one?",
    ),
    formula: text(
        "重叠度 o_i = Σ_α k_i^α；参与系数 P_i = M/(M−1)·[1 − Σ_α (k_i^α/o_i)²] ∈ [0, 1]；熵 H_i = −Σ_α (k_i^α/o_i) ln(k_i^α/o_i)；z_i = (o_i − ō)/σ_o（总体标准差）。M 为所选网络数。",
        "Overlapping degree o_i = Σ_α k_i^α; participation P_i = M/(M−1)·[1 − Σ_α (k_i^α/o_i)²] in [0, 1]; entropy H_i = −Σ_α (k_i^α/o_i) ln(k_i^α/o_i); z_i = (o_i − ō)/σ_o (population deviation). M layers are chosen.",
    ),
    limits: text(
        "o = 0 时 P 与 H 为空；只选一张网时 P 为空。量度为强度时各网单位可能不同，且有联系而权重未知的节点为空。",
        "P and H are null for o = 0; P for a single layer. Strength may mix units across layers, and a node with links but no known weight is null.",
    ),
    reference: "Battiston, F., Nicosia, V., Latora, V. (2014). Structural measures for multiplex networks. Physical Review E 89, 032804.",
    aliases: &["multiplex", "overlapping degree", "多层", "参与系数", "重叠度"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![MEASURE],
    outputs: &[
        NODE_COLUMN,
        number("overlapping", text("重叠度", "Overlapping degree"), text("各网之和", "Sum over the layers")),
        number(
            "participation",
            text("参与系数", "Participation"),
            text("0 为只在一张网，1 为均匀参与", "0: one layer only, 1: evenly in all"),
        ),
        number("entropy", text("熵", "Entropy"), text("自然对数", "Natural logarithm")),
        number(
            "z",
            text("z 值", "z-score"),
            text("重叠度与平均之差，以标准差计", "Overlapping degree against the mean, in deviations"),
        ),
        number(
            "SYM",
            text("共生", "Symbiosis"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
        number(
            "KNO",
            text("知识", "Knowledge"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
        number(
            "SER",
            text("服务", "Service"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
        number(
            "INN",
            text("创新", "Innovation"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
        number(
            "IND",
            text("产业", "Industry"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
        number(
            "VAL",
            text("价值", "Value"),
            text("在该网的量度；未选时为空", "Measure in this layer; null if not chosen"),
        ),
    ],
};

/// How a node is present in the layers.
#[derive(Clone, Debug, PartialEq)]
pub struct Participation {
    /// The node.
    pub node: u32,
    /// Its measure in each layer; `None` where unknown or the layer is not chosen.
    pub layers: [Option<f64>; 6],
    /// Their sum.
    pub overlapping: Option<f64>,
    /// 0: one layer only; 1: evenly in all.
    pub participation: Option<f64>,
    /// Entropy of the shares, natural logarithm.
    pub entropy: Option<f64>,
    /// The sum against the mean of all nodes, in population deviations.
    pub z: Option<f64>,
}

/// Participation of every node of the network.
pub fn participation(network: &Network, filter: &Filter, measure: Measure) -> Vec<Participation> {
    let chosen: Vec<Layer> = filter.layers.iter().collect();
    let mut table = vec![vec![Some(0.0); chosen.len()]; network.nodes() as usize];
    let in_layer = |row: &Degree| row.layer.and_then(|layer| chosen.iter().position(|&one| one == layer));
    for row in degree(network, filter) {
        if let Some(place) = in_layer(&row) {
            table[row.node as usize][place] = row.measured(measure);
        }
    }
    (0u32..)
        .zip(of_table(&table))
        .zip(&table)
        .map(|((node, [overlapping, participation, entropy, z]), row)| {
            let mut layers = [None; 6];
            for (&layer, &value) in chosen.iter().zip(row) {
                layers[layer as usize] = value;
            }
            Participation { node, layers, overlapping, participation, entropy, z }
        })
        .collect()
}

/// Sum, participation, entropy and z-score of each row (a node) of a table whose columns are layers.
pub fn of_table(table: &[Vec<Option<f64>>]) -> Vec<[Option<f64>; 4]> {
    let sums: Vec<Option<f64>> =
        table.iter().map(|row| row.iter().copied().collect::<Option<Vec<f64>>>().map(liantu_numeric::sum)).collect();
    let known: Vec<f64> = sums.iter().copied().flatten().collect();
    let mean = liantu_numeric::sum(known.iter().copied()) / known.len() as f64;
    let deviation = (liantu_numeric::sum(known.iter().map(|sum| (sum - mean).powi(2))) / known.len() as f64).sqrt();
    let row = |(row, &sum): (&Vec<Option<f64>>, &Option<f64>)| {
        let layers = row.len() as f64;
        let shares = || row.iter().flatten().map(move |value| value / sum.unwrap_or(f64::NAN));
        let positive = sum.filter(|&sum| sum > 0.0);
        let even = positive
            .filter(|_| row.len() > 1)
            .map(|_| layers / (layers - 1.0) * (1.0 - liantu_numeric::sum(shares().map(|share| share * share))));
        let entropy = positive
            .map(|_| -liantu_numeric::sum(shares().filter(|&share| share > 0.0).map(|share| share * share.ln())) + 0.0);
        let z = sum.filter(|_| deviation > 0.0).map(|sum| (sum - mean) / deviation);
        [sum, even, entropy, z]
    };
    table.iter().zip(&sums).map(row).collect()
}
