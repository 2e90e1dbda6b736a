//! QAP correlation: do two networks, or a network and a distance, run together?

use crate::declare::{
    ACTORS, LINKS, REGIONS, communities as grouped, count, dyads as declared, number, parameters, words,
};
use crate::dyad::Dyads;
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};

const MATRICES: Parameter = Parameter {
    name: "matrices",
    kind: ParameterKind::Text,
    default: None,
    title: text("矩阵", "Matrices"),
    help: text(
        "以逗号分隔的网络代码与区域对度量，如 IND,INN,distance_km；省略则为所选各网",
        "Layers and measures of pairs of regions separated by commas, such as IND,INN,distance_km; the chosen layers when absent",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "network_correlation",
    version: 1,
    study: "network",
    title: text("网络相关（QAP）", "Correlation of networks (QAP)"),
    question: text(
        "两张网（或一张网与距离）是否连接相同的节点对，超出偶然多少？",
        "Do two networks, or a network and a distance, go together more than by chance?",
    ),
    formula: text(
        "r 为两矩阵在双方均已知的非对角单元上的皮尔逊相关；p = (M+1)/(R+1)，M 为将第二个矩阵的节点重新编号 R 次后统计量至少同样极端的次数。节点全部排列不多于 R 种时逐一取遍，p = M/N!。",
        "r is Pearson's correlation over the cells off the diagonal that both matrices know; p = (M+1)/(R+1), where M of R relabellings of the nodes of the second matrix are at least as extreme. Where there are no more than R orders of the nodes, each is taken and p = M/N!.",
    ),
    limits: text(
        "没有联系是零，权重未知的单元是缺失而不是零。重新编号保持每个矩阵内部的结构，但假设节点可互换。节点至少三个。自环不计。",
        "No link is zero; a cell of unknown weight is missing, not zero. Relabelling keeps the structure within each matrix and takes nodes for exchangeable. It needs three nodes. Loops do not count.",
    ),
    reference: "Krackhardt, D. (1987). QAP partialling as a test of spuriousness. Social Networks 9, 171–186. Hubert, L., Schultz, J. (1976). Quadratic assignment as a general data analysis strategy. British Journal of Mathematical and Statistical Psychology 29, 190–241.",
    aliases: &["qap", "网络相关", "二次指派"],
    inputs: &[LINKS, ACTORS, REGIONS, declared::REGION_PAIRS],
    parameters: parameters![
        MATRICES,
        crate::declare::WEIGHT,
        grouped::DIRECTED,
        declared::TRANSFORM,
        declared::NODES,
        declared::DRAWS,
        declared::TAIL,
        crate::declare::SEED,
    ],
    outputs: &[
        words("one", text("矩阵", "Matrix"), text("网络代码或度量", "Layer or measure")),
        words(
            "other",
            text("另一矩阵", "Other matrix"),
            text("节点被重新编号的矩阵", "The one whose nodes are relabelled"),
        ),
        number("correlation", text("相关 r", "Correlation r"), text("皮尔逊相关", "Pearson's correlation")),
        number("p", text("p 值", "p"), text("(M+1)/(R+1)", "(M+1)/(R+1)")),
        number("mean", text("置换均值", "Mean"), text("重新编号下的均值", "Mean under relabelling")),
        number(
            "deviation",
            text("置换标准差", "Deviation"),
            text("重新编号下的标准差", "Standard deviation under relabelling"),
        ),
        count("pairs", text("单元数", "Pairs"), text("双方均已知的单元", "Cells that both know")),
        count(
            "permutations",
            text("有效置换", "Permutations"),
            text("给出数值的置换次数", "Relabellings that gave a value"),
        ),
    ],
};

/// The weights of the links of one layer as a matrix over these nodes: no link is zero, and a pair that a link of unknown
/// weight joins is unknown where weights are asked for.
pub fn layer_matrix(
    network: &Network,
    filter: &Filter,
    layer: Layer,
    reading: Reading,
    log1p: bool,
    nodes: &[u32],
) -> Dyads {
    let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
    let graph = Graph::read(network, &filter, reading);
    let mut unknown = std::collections::BTreeSet::new();
    if reading.weight == Weight::Known {
        for link in filter.links(network).filter(|link| link.weight().is_none()) {
            unknown.insert((link.from, link.to));
            let both = link.direction() == crate::Direction::TwoWay || link.direction() == crate::Direction::Multi;
            if both || !reading.directed {
                unknown.insert((link.to, link.from));
            }
        }
    }
    Dyads::from_fn(nodes.len(), |one, two| {
        let (from, to) = (nodes[one], nodes[two]);
        if unknown.contains(&(from, to)) {
            return f64::NAN;
        }
        let weight = graph.weight(from, to).unwrap_or(0.0);
        if log1p { weight.ln_1p() } else { weight }
    })
}

/// The nodes that any link of the filter joins with another, in order.
pub fn linked_nodes(network: &Network, filter: &Filter) -> Vec<u32> {
    let mut linked = vec![false; network.nodes() as usize];
    for link in filter.links(network).filter(|link| link.from != link.to) {
        linked[link.from as usize] = true;
        linked[link.to as usize] = true;
    }
    (0u32..).zip(linked).filter(|(_, linked)| *linked).map(|(node, _)| node).collect()
}

/// What there is to say where `undefined` statistics have no value.
pub fn findings(undefined: usize) -> Vec<Diagnostic> {
    (undefined > 0).then(|| crate::catalogue::found("NET102", "link", undefined)).into_iter().collect()
}
