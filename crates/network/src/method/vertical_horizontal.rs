//! Vertical and horizontal: how much of the cooperation runs between unequal places, and which way.

use crate::catalogue::found;
use crate::declare::{
    ACTORS, DISTINCT_COLUMN, INDICATOR_TABLE, LAYER_COLUMN, LINKS, LINKS_COLUMN, REGIONS, number, parameters,
};
use crate::filter::Filter;
use crate::link::Direction;
use crate::network::{Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "vertical_horizontal",
    version: 1,
    study: "network",
    title: text("纵横结合", "Vertical and horizontal"),
    question: text(
        "合作有多少发生在发展水平相差悬殊的地区之间（纵向），多少在水平相近的地区之间（横向）？纵向合作由高到低还是由低到高？",
        "How much of the cooperation is between places of unlike development (vertical), and how much between alike ones (horizontal)? Does what is vertical run from high to low, or up?",
    ),
    formula: text(
        "两端区域发展水平（如人均生产总值）之比 g = 高/低。g < ratio 为横向；g ≥ ratio 为纵向，其中单向联系由高到低为下行，由低到高为上行，双向与多方联系不分上下。占比的分母是两端水平已知且不同地的联系；gap 为 g 的几何平均。",
        "g = higher/lower of the levels of development of the two ends (such as product per head). g < ratio: horizontal; g ≥ ratio: vertical, of which one-way links from high to low run down, from low to high up, and two-way links and those of many parties have no way. Shares are of the links between different places whose levels are known; gap is the geometric mean of g.",
    ),
    limits: text(
        "阈值是约定，请试几个值。水平未知、为零或为负的联系单列，不计入占比。比较的是两端区域的平均水平，不是两端主体。",
        "The threshold is a convention; try several. Links of unknown, zero or negative level are counted apart and left out of the shares. What is compared is the average of the two regions, not the two actors.",
    ),
    reference: "Williamson, J. G. (1965). Regional inequality and the process of national development. Economic Development and Cultural Change 13(4), 1–84. Own classification by the ratio of levels.",
    aliases: &["vertical", "horizontal", "gradient", "纵向合作", "横向合作", "高低势差"],
    inputs: &[LINKS, ACTORS, REGIONS, INDICATOR_TABLE],
    parameters: parameters![
        Parameter {
            name: "indicator",
            kind: ParameterKind::Text,
            default: Some("gdp_per_capita"),
            title: text("发展水平", "Level of development"),
            help: text(
                "衡量发展水平的指标；每个区域取最近一期",
                "The indicator of the level; the latest period of each region"
            ),
        },
        Parameter {
            name: "ratio",
            kind: ParameterKind::Number { min: 1.0, max: 1e6, unit: None },
            default: Some("1.5"),
            title: text("纵向阈值", "Vertical from"),
            help: text(
                "高水平与低水平之比不小于此值为纵向",
                "Vertical from this ratio of the higher to the lower level on"
            ),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        Column::new(
            "relation",
            ColumnKind::Choice { of: &["same", "horizontal", "downward", "upward", "vertical", "unknown"] },
            text("关系", "Relation"),
            text(
                "同地、横向、下行、上行、不分上下的纵向，或水平未知",
                "Same place, horizontal, down, up, vertical without a way, or unknown level",
            ),
        )
        .required(),
        LINKS_COLUMN,
        DISTINCT_COLUMN,
        number(
            "share",
            text("占比", "Share"),
            text(
                "占水平已知且不同地的联系之比；同地与未知为空",
                "Of links between different places of known level; null for same and unknown",
            ),
        ),
        number(
            "gap",
            text("平均落差", "Mean gap"),
            text("高低水平之比的几何平均", "Geometric mean of the ratio of the higher to the lower level"),
        ),
    ],
};

/// How the ends of a link stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Both ends lie in one place.
    Same,
    /// The levels are alike.
    Horizontal,
    /// From the higher to the lower.
    Downward,
    /// From the lower to the higher.
    Upward,
    /// Unlike levels, and the link has no way: two-way, or of many parties.
    Vertical,
    /// A place or its level is not known.
    Unknown,
}

impl Relation {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Same, Self::Horizontal, Self::Downward, Self::Upward, Self::Vertical, Self::Unknown];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Horizontal => "horizontal",
            Self::Downward => "downward",
            Self::Upward => "upward",
            Self::Vertical => "vertical",
            Self::Unknown => "unknown",
        }
    }
}

/// The links of one relation in one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct VerticalHorizontal {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// How the ends stand to each other.
    pub relation: Relation,
    /// The links.
    pub tally: Tally,
    /// Their share of the links between different places of known level; `None` for same and unknown, and where there are none.
    pub share: Option<f64>,
    /// Geometric mean of the ratios of the higher to the lower level.
    pub gap: Option<f64>,
}

/// Links by relation, in each chosen layer and (where there are several) in all together. `place` is the place of each node
/// (`None`: unknown or in several), `level` the level of development of each place, NaN where unknown; levels are ratios to
/// each other, so that zero and less are unknown too.
pub fn vertical_horizontal(
    network: &Network,
    filter: &Filter,
    place: &[Option<u32>],
    level: &[f64],
    ratio: f64,
) -> (Vec<VerticalHorizontal>, Vec<Diagnostic>) {
    let mut counts: BTreeMap<(Option<Layer>, Relation), (Count, Vec<f64>)> = BTreeMap::new();
    let together = filter.layers.len() > 1;
    for link in filter.links(network) {
        let (relation, gap) = relation(&link, place, level, ratio);
        for layer in std::iter::once(Some(link.layer)).chain(together.then_some(None)) {
            let (count, gaps) = counts.entry((layer, relation)).or_default();
            count.add(&link, network);
            gaps.extend(gap.map(f64::ln));
        }
    }
    let mut rows = Vec::new();
    for layer in filter.layers.iter().map(Some).chain(together.then_some(None)) {
        let counted = Relation::ALL.map(|relation| counts.remove(&(layer, relation)).unwrap_or_default());
        let counted = counted.map(|(count, gaps)| (count.finish(network.scale()), gaps));
        let between: u32 = counted[1..5].iter().map(|(tally, _)| tally.links).sum();
        for (relation, (mut tally, mut gaps)) in Relation::ALL.into_iter().zip(counted) {
            let shared = !matches!(relation, Relation::Same | Relation::Unknown) && between > 0;
            let share = shared.then(|| f64::from(tally.links) / f64::from(between));
            tally.weight = tally.weight.filter(|_| layer.is_some());
            // The order of links does not matter.
            gaps.sort_by(f64::total_cmp);
            let gap = (!gaps.is_empty()).then(|| (sum(gaps.iter().copied()) / gaps.len() as f64).exp());
            rows.push(VerticalHorizontal { layer, relation, tally, share, gap });
        }
    }
    let is_unknown = |row: &&VerticalHorizontal| row.relation == Relation::Unknown && row.layer.is_some();
    let unknown: u32 = rows.iter().filter(is_unknown).map(|row| row.tally.links).sum();
    let findings = (unknown > 0).then(|| found("NET111", "link", unknown as usize)).into_iter().collect();
    (rows, findings)
}

/// The relation of the ends of a link, and the ratio of their levels where it counts.
fn relation(link: &Link<'_>, place: &[Option<u32>], level: &[f64], ratio: f64) -> (Relation, Option<f64>) {
    let (Some(from), Some(to)) = (place[link.from as usize], place[link.to as usize]) else {
        return (Relation::Unknown, None);
    };
    if from == to {
        return (Relation::Same, None);
    }
    let (from, to) = (level[from as usize], level[to as usize]);
    let known = |level: f64| level.is_finite() && level > 0.0;
    if !known(from) || !known(to) {
        return (Relation::Unknown, None);
    }
    let gap = from.max(to) / from.min(to);
    let relation = if gap < ratio || gap <= 1.0 {
        Relation::Horizontal
    } else {
        match link.direction() {
            Direction::TwoWay | Direction::Multi => Relation::Vertical,
            // Links run from the sender since they were read, whichever way their rows were written.
            Direction::Forward | Direction::Reverse if from > to => Relation::Downward,
            Direction::Forward | Direction::Reverse => Relation::Upward,
        }
    };
    (relation, Some(gap))
}
