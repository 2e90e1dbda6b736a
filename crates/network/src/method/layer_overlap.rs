//! Overlap of layers: which networks join the same pairs.

use crate::arcs::ends;
use crate::declare::{ACTORS, LINKS, REGIONS, count, number, parameters};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Layer, LayerSet, Method};

pub(super) const OTHER_LAYER: Column = Column::new(
    "other",
    ColumnKind::Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] },
    text("另一张网", "Other layer"),
    text("与之比较的网络", "The layer compared with"),
)
.required();

/// The declaration.
pub const METHOD: Method = Method {
    id: "layer_overlap",
    version: 1,
    study: "network",
    title: text("网络重叠", "Overlap of layers"),
    question: text("两张网在多大程度上连接相同的节点对？", "To what extent do two networks join the same pairs?"),
    formula: text(
        "E_α 为网 α 中有联系的无序节点对（不含自环）；共有 |E_α ∩ E_β|，雅卡尔系数 |E_α ∩ E_β| / |E_α ∪ E_β|。",
        "E_α: unordered pairs linked in layer α, loops left out; shared |E_α ∩ E_β|, Jaccard |E_α ∩ E_β| / |E_α ∪ E_β|.",
    ),
    limits: text(
        "只看有无联系，不看方向与强度；两张网都没有联系时为空。",
        "Looks at whether pairs are linked, not at direction or strength; null where neither layer has a pair.",
    ),
    reference: "Battiston, F., Nicosia, V., Latora, V. (2014). Structural measures for multiplex networks. Physical Review E 89, 032804.",
    aliases: &["jaccard", "overlap", "重叠", "雅卡尔"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![],
    outputs: &[
        crate::declare::LAYER_COLUMN,
        OTHER_LAYER,
        count("pairs", text("节点对", "Pairs"), text("前一张网的节点对", "Pairs of the first layer")),
        count("other_pairs", text("另一网节点对", "Other pairs"), text("另一张网的节点对", "Pairs of the other layer")),
        count("shared", text("共有", "Shared"), text("两张网都有的节点对", "Pairs of both")),
        number("jaccard", text("雅卡尔系数", "Jaccard"), text("共有占并集的比例", "Shared over all pairs of either")),
    ],
};

/// How two layers overlap.
#[derive(Clone, Debug, PartialEq)]
pub struct Overlap {
    /// One layer.
    pub layer: Layer,
    /// The other, later in order.
    pub other: Layer,
    /// Pairs of the one.
    pub pairs: u32,
    /// Pairs of the other.
    pub other_pairs: u32,
    /// Pairs of both.
    pub shared: u32,
    /// Shared over all; `None` where neither has a pair.
    pub jaccard: Option<f64>,
}

/// The overlap of each two chosen layers.
pub fn layer_overlap(network: &Network, filter: &Filter) -> Vec<Overlap> {
    let pairs = |layer| {
        let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
        let mut pairs: Vec<(u32, u32)> =
            filter.links(network).filter(|link| link.from != link.to).map(|link| ends(&link)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        (layer, pairs)
    };
    let layers: Vec<(Layer, Vec<(u32, u32)>)> = filter.layers.iter().map(pairs).collect();
    let small = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let mut rows = Vec::new();
    for (n, (layer, one)) in layers.iter().enumerate() {
        for (other, two) in &layers[n + 1..] {
            let shared = one.iter().filter(|pair| two.binary_search(pair).is_ok()).count();
            let all = one.len() + two.len() - shared;
            rows.push(Overlap {
                layer: *layer,
                other: *other,
                pairs: small(one.len()),
                other_pairs: small(two.len()),
                shared: small(shared),
                jaccard: (all > 0).then(|| shared as f64 / all as f64),
            });
        }
    }
    rows
}
