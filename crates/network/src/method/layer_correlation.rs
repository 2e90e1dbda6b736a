//! Correlation of layers: whether the nodes that count in one network count in another.

use super::degree::{Degree, degree};
use super::layer_overlap::OTHER_LAYER;
use crate::catalogue::found;
use crate::declare::{ACTORS, LAYER_COLUMN, LINKS, REGIONS, SEED, count, dyads::DRAWS, number, parameters};
use crate::dyad::Relabelling;
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use liantu_numeric::{kendall, mean_ranks, pearson};

/// The declaration.
pub const METHOD: Method = Method {
    id: "layer_correlation",
    version: 1,
    study: "network",
    title: text("网络间度相关", "Correlation of layers"),
    question: text(
        "在一张网中重要的节点，在另一张网中也重要吗？",
        "Are the nodes that count in one network those that count in another?",
    ),
    formula: text(
        "对两张网 α、β 取各节点的量度 k_i^α、k_i^β：皮尔逊 r；斯皮尔曼 ρ 为平均名次的 r；肯德尔 τ_b = (C − D)/√((n₀−n₁)(n₀−n₂))，C、D 为同序与异序的节点对数，n₀ = n(n−1)/2，n₁、n₂ 为各网同值的对数。p：随机重排节点后，系数绝对值（或单尾）不小于所见的比例 (M+1)/(R+1)；全部排列不多于 R 时逐一取遍。",
        "Of the measures k_i^α and k_i^β of the nodes in two layers: Pearson's r; Spearman's ρ, the r of mean ranks; Kendall's τ_b = (C − D)/√((n₀−n₁)(n₀−n₂)) with C and D the pairs of nodes in the same and in opposite order, n₀ = n(n−1)/2, n₁ and n₂ the pairs tied in either layer. p: (M+1)/(R+1), how often a random relabelling of the nodes gives a coefficient at least as far from zero (or in the chosen tail); where all relabellings are not more than R, each is taken once.",
    ),
    limits: text(
        "nodes = both 只比较在两张网中都有联系的节点，结果不含“是否出现”本身的相关；linked 与 all 把没有联系的节点按零计，共同缺席会抬高系数，而 linked 选出至少在一张网出现的节点，会使其偏低。少于三个节点或某网量度全同时为空。强度只含已知权重；全部权重未知的节点不参与。p 假定节点可交换，不考虑地理。",
        "nodes = both compares nodes linked in both layers and says nothing of presence itself; linked and all count nodes without links as zero: being absent together raises the coefficients, and choosing nodes by presence somewhere lowers them under linked. Null below three nodes or where a measure does not vary. Strength covers known weights; a node with links but no known weight takes no part. p takes nodes for exchangeable and knows no geography.",
    ),
    reference: "Nicosia, V., Latora, V. (2015). Measuring and modeling correlations in multiplex networks. Physical Review E 92, 032805. Knight, W. R. (1966). A computer method for calculating Kendall's tau with ungrouped data. JASA 61(314), 436–439.",
    aliases: &["interlayer correlation", "degree correlation", "spearman", "kendall", "层间相关", "度相关"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "measure",
            kind: ParameterKind::Choice {
                of: &[
                    "neighbours",
                    "links",
                    "distinct",
                    "strength",
                    "links_out",
                    "links_in",
                    "strength_out",
                    "strength_in"
                ]
            },
            default: Some("neighbours"),
            title: text("量度", "Measure"),
            help: text(
                "neighbours：相邻节点数（度）；links：联系数；distinct：不同协议数加无协议联系数；strength：已知权重之和；_out、_in：发出、到达",
                "neighbours: adjacent nodes, the degree; links: links; distinct: distinct agreements plus links without one; strength: sum of known weights; _out and _in: those that leave, that reach"
            ),
        },
        Parameter {
            name: "nodes",
            kind: ParameterKind::Choice { of: &["both", "linked", "all"] },
            default: Some("both"),
            title: text("节点范围", "Nodes"),
            help: text(
                "both：在两张网中都有联系；linked：在所选任一网中有联系；all：全部节点",
                "both: linked in both layers; linked: linked in any chosen layer; all: every node"
            ),
        },
        DRAWS,
        crate::declare::dyads::TAIL,
        SEED,
    ],
    outputs: &[
        LAYER_COLUMN,
        OTHER_LAYER,
        count("nodes", text("节点数", "Nodes"), text("参与比较的节点", "Nodes that are compared")),
        number("pearson", text("皮尔逊", "Pearson"), text("按数值", "By value")),
        number("pearson_p", text("p 值", "p-value"), text("随机重排", "Under relabelling")),
        number("spearman", text("斯皮尔曼", "Spearman"), text("按名次", "By rank")),
        number("spearman_p", text("p 值", "p-value"), text("随机重排", "Under relabelling")),
        number("kendall", text("肯德尔 τ_b", "Kendall's τ_b"), text("按次序", "By order")),
        number("kendall_p", text("p 值", "p-value"), text("随机重排", "Under relabelling")),
    ],
};

/// What of a node is compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Different nodes it is linked to.
    #[default]
    Neighbours,
    /// Links.
    Links,
    /// Distinct agreements, and links that belong to none.
    Distinct,
    /// Known weight of its links.
    Strength,
    /// Arrows that leave it.
    LinksOut,
    /// Arrows that reach it.
    LinksIn,
    /// Known weight that leaves it.
    StrengthOut,
    /// Known weight that reaches it.
    StrengthIn,
}

impl Measure {
    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "neighbours" => Self::Neighbours,
            "links" => Self::Links,
            "distinct" => Self::Distinct,
            "strength" => Self::Strength,
            "links_out" => Self::LinksOut,
            "links_in" => Self::LinksIn,
            "strength_out" => Self::StrengthOut,
            "strength_in" => Self::StrengthIn,
            _ => return None,
        })
    }

    /// Of a linked node; `None`: unknown.
    fn of(self, node: &Degree) -> Option<f64> {
        // Nothing that leaves a node is nothing; weights that nobody knows are not.
        let strength = |known: Option<f64>, arrows: u32| if arrows == 0 { Some(0.0) } else { known };
        match self {
            Self::Neighbours => Some(f64::from(node.neighbours)),
            Self::Links => Some(f64::from(node.tally.links)),
            Self::Distinct => Some(f64::from(node.tally.distinct())),
            Self::Strength => node.tally.weight,
            Self::LinksOut => Some(f64::from(node.outward)),
            Self::LinksIn => Some(f64::from(node.inward)),
            Self::StrengthOut => strength(node.strength_out, node.outward),
            Self::StrengthIn => strength(node.strength_in, node.inward),
        }
    }

    fn is_strength(self) -> bool {
        matches!(self, Self::Strength | Self::StrengthOut | Self::StrengthIn)
    }
}

/// Which nodes are compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Presence {
    /// Those linked in both layers.
    #[default]
    Both,
    /// Those linked in any chosen layer.
    Linked,
    /// Every node.
    All,
}

/// A coefficient, with how extreme it is under relabelling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Coefficient {
    /// Its value.
    pub value: f64,
    /// `None` without draws.
    pub p: Option<f64>,
}

/// How two layers go together.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerCorrelation {
    /// One layer.
    pub layer: Layer,
    /// The other, later in order.
    pub other: Layer,
    /// Nodes compared.
    pub nodes: u32,
    /// By value; this and the next are `None` where a measure does not vary.
    pub pearson: Option<Coefficient>,
    /// By rank.
    pub spearman: Option<Coefficient>,
    /// By order.
    pub kendall: Option<Coefficient>,
}

/// The correlation of each two chosen layers.
pub fn layer_correlation(
    network: &Network,
    filter: &Filter,
    measure: Measure,
    presence: Presence,
    test: Relabelling,
) -> (Vec<LayerCorrelation>, Vec<Diagnostic>) {
    let layers: Vec<Layer> = filter.layers.iter().collect();
    let nodes = network.nodes() as usize;
    // By layer and node: whether it is linked, and its measure where that is known.
    let mut table = vec![vec![(false, Some(0.0)); nodes]; layers.len()];
    let mut unweighted = 0;
    for node in degree(network, filter) {
        if let Some(place) = node.layer.and_then(|layer| layers.iter().position(|&one| one == layer)) {
            table[place][node.node as usize] = (true, measure.of(&node));
            unweighted += usize::from(measure.is_strength() && node.tally.unweighted > 0);
        }
    }
    let anywhere: Vec<bool> = (0..nodes).map(|node| table.iter().any(|layer| layer[node].0)).collect();
    let mut rows = Vec::new();
    for one in 0..layers.len() {
        for two in one + 1..layers.len() {
            let compared = |node: &usize| match presence {
                Presence::Both => table[one][*node].0 && table[two][*node].0,
                Presence::Linked => anywhere[*node],
                Presence::All => true,
            };
            let values = (0..nodes).filter(compared).filter_map(|node| table[one][node].1.zip(table[two][node].1));
            let (x, y): (Vec<f64>, Vec<f64>) = values.unzip();
            rows.push(compare(layers[one], layers[two], &x, &y, test));
        }
    }
    let undefined = rows.iter().filter(|row| row.pearson.is_none()).count();
    let findings = [("NET101", unweighted), ("NET102", undefined)].into_iter().filter(|one| one.1 > 0);
    (rows, findings.map(|(code, count)| found(code, "link", count)).collect())
}

fn compare(layer: Layer, other: Layer, x: &[f64], y: &[f64], test: Relabelling) -> LayerCorrelation {
    let extreme = |x: &[f64], y: &[f64], coefficient: fn(&[f64], &[f64]) -> Option<f64>| {
        let relabelled = |label: &[u32]| {
            let y: Vec<f64> = label.iter().map(|&node| y[node as usize]).collect();
            coefficient(x, &y)
        };
        let found = test.test(x.len(), relabelled)?;
        Some(Coefficient { value: found.observed, p: (found.valid > 0).then_some(found.p) })
    };
    let (ranks_x, ranks_y) = (mean_ranks(x), mean_ranks(y));
    LayerCorrelation {
        layer,
        other,
        nodes: u32::try_from(x.len()).unwrap_or(u32::MAX),
        pearson: extreme(x, y, pearson),
        spearman: extreme(&ranks_x, &ranks_y, pearson),
        kendall: extreme(x, y, kendall),
    }
}
