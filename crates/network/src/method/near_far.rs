//! Near and far: how much of the cooperation is between neighbours, and how much leaps.

use crate::catalogue::found;
use crate::declare::{ACTORS, DISTINCT_COLUMN, LAYER_COLUMN, LINKS, LINKS_COLUMN, REGIONS, number, parameters};
use crate::filter::Filter;
use crate::network::Network;
use crate::tally::{Count, Tally};
use foldhash::HashSet;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "near_far",
    version: 1,
    study: "network",
    title: text("宜近宜远", "Near and far"),
    question: text(
        "合作有多少发生在毗邻地区之间，多少是跨越式的？",
        "How much of the cooperation is between adjacent places, and how much leaps?",
    ),
    formula: text(
        "两端所在区域相同为同地；相邻为毗邻；否则为非毗邻，其中直线距离超过 far_km 为远距。没有相邻关系表时，以区域中心的大圆距离不超过 near_km 视为毗邻。占比的分母是两端位置已知且不同地的联系。",
        "Same: both ends in one region; adjacent: in neighbouring ones; otherwise apart, and far where the great-circle distance exceeds far_km. Without a table of neighbours, centres within near_km of each other count as adjacent. Shares are of the links whose ends lie in different, known places.",
    ),
    limits: text(
        "位置未知的联系单列，不计入占比。以距离代替相邻是近似，结果随阈值变化，请试几个值。",
        "Links of unknown place are counted apart and left out of the shares. Distance stands in for adjacency only roughly; try several thresholds.",
    ),
    reference: "Boschma, R. (2005). Proximity and innovation: a critical assessment. Regional Studies 39(1), 61–74.",
    aliases: &["adjacent", "distance", "proximity", "毗邻", "飞地联动", "远近"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "near_km",
            kind: ParameterKind::Number { min: 0.0, max: 20_100.0, unit: Some("km") },
            default: Some("120"),
            title: text("毗邻距离", "Near"),
            help: text("中心距离不超过此值视为毗邻", "Centres at most this far apart count as adjacent"),
        },
        Parameter {
            name: "far_km",
            kind: ParameterKind::Number { min: 0.0, max: 20_100.0, unit: Some("km") },
            default: Some("500"),
            title: text("远距", "Far"),
            help: text("中心距离超过此值视为远距", "Centres further apart than this count as far"),
        },
    ],
    outputs: &[
        LAYER_COLUMN,
        Column::new(
            "reach",
            ColumnKind::Choice { of: &["same", "adjacent", "apart", "far", "unlocated"] },
            text("远近", "Reach"),
            text("同地、毗邻、非毗邻、远距或位置未知", "Same place, adjacent, apart, far, or unlocated"),
        )
        .required(),
        LINKS_COLUMN,
        DISTINCT_COLUMN,
        number(
            "share",
            text("占比", "Share"),
            text(
                "占位置已知且不同地的联系之比；同地与位置未知为空",
                "Of links between different known places; null for same and unlocated",
            ),
        ),
    ],
};

/// How far a link reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Both ends lie in one place.
    Same,
    /// In neighbouring places.
    Adjacent,
    /// In places that are not neighbours.
    Apart,
    /// In places that are not neighbours and far from each other.
    Far,
    /// At least one end is of unknown place.
    Unlocated,
}

impl Reach {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Same, Self::Adjacent, Self::Apart, Self::Far, Self::Unlocated];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Adjacent => "adjacent",
            Self::Apart => "apart",
            Self::Far => "far",
            Self::Unlocated => "unlocated",
        }
    }
}

/// Where nodes are, and what is near.
#[derive(Clone, Debug)]
pub struct Places<'a> {
    /// The place of each node; `None`: unknown or in several.
    pub place: &'a [Option<u32>],
    /// Longitude and latitude of the centre of each place, in degrees.
    pub centre: &'a [Option<(f64, f64)>],
    /// Pairs of neighbouring places, in either order; `None`: judge by distance.
    pub neighbours: Option<&'a [(u32, u32)]>,
    /// Without `neighbours`: centres at most this far apart are adjacent.
    pub near_km: f64,
    /// Places that are not adjacent are far where their centres are further apart than this.
    pub far_km: f64,
}

/// The links of one reach in one layer.
#[derive(Clone, Debug, PartialEq)]
pub struct NearFar {
    /// The layer; `None`: all chosen layers together.
    pub layer: Option<Layer>,
    /// How far the links reach.
    pub reach: Reach,
    /// The links.
    pub tally: Tally,
    /// Their share of the links between different known places; `None` for same and unlocated, and where there are none.
    pub share: Option<f64>,
}

/// Links by reach, in each chosen layer and (where there are several) in all together.
pub fn near_far(network: &Network, filter: &Filter, places: &Places<'_>) -> (Vec<NearFar>, Vec<Diagnostic>) {
    let neighbours: Option<HashSet<(u32, u32)>> =
        places.neighbours.map(|pairs| pairs.iter().map(|&(one, two)| (one.min(two), one.max(two))).collect());
    let mut counts: BTreeMap<(Option<Layer>, Reach), Count> = BTreeMap::new();
    let together = filter.layers.len() > 1;
    for link in filter.links(network) {
        let reach = reach(places, neighbours.as_ref(), link.from, link.to);
        counts.entry((Some(link.layer), reach)).or_default().add(&link, network);
        if together {
            counts.entry((None, reach)).or_default().add(&link, network);
        }
    }
    let mut rows = Vec::new();
    for layer in filter.layers.iter().map(Some).chain(together.then_some(None)) {
        let tallies =
            Reach::ALL.map(|reach| counts.remove(&(layer, reach)).unwrap_or_default().finish(network.scale()));
        let between: u32 = tallies[1..4].iter().map(|tally| tally.links).sum();
        for (reach, mut tally) in Reach::ALL.into_iter().zip(tallies) {
            let shared = !matches!(reach, Reach::Same | Reach::Unlocated) && between > 0;
            let share = shared.then(|| f64::from(tally.links) / f64::from(between));
            tally.weight = tally.weight.filter(|_| layer.is_some());
            rows.push(NearFar { layer, reach, tally, share });
        }
    }
    let is_unlocated = |row: &&NearFar| row.reach == Reach::Unlocated && row.layer.is_some();
    let unlocated: u32 = rows.iter().filter(is_unlocated).map(|row| row.tally.links).sum();
    let findings = (unlocated > 0).then(|| found("NET103", "link", unlocated as usize)).into_iter().collect();
    (rows, findings)
}

fn reach(places: &Places<'_>, neighbours: Option<&HashSet<(u32, u32)>>, from: u32, to: u32) -> Reach {
    let (Some(one), Some(two)) = (places.place[from as usize], places.place[to as usize]) else {
        return Reach::Unlocated;
    };
    if one == two {
        return Reach::Same;
    }
    let distance = places.centre[one as usize].zip(places.centre[two as usize]).map(|(a, b)| distance_km(a, b));
    match (neighbours, distance) {
        (Some(neighbours), _) if neighbours.contains(&(one.min(two), one.max(two))) => Reach::Adjacent,
        (None, None) => Reach::Unlocated,
        (None, Some(km)) if km <= places.near_km => Reach::Adjacent,
        (_, Some(km)) if km > places.far_km => Reach::Far,
        _ => Reach::Apart,
    }
}

/// The great-circle distance of two points given as longitude and latitude in degrees, on a sphere of 6371.0088 km
/// (haversine formula).
pub fn distance_km(one: (f64, f64), two: (f64, f64)) -> f64 {
    let (lon, lat) = ((two.0 - one.0).to_radians(), (two.1 - one.1).to_radians());
    let half =
        (lat / 2.0).sin().powi(2) + one.1.to_radians().cos() * two.1.to_radians().cos() * (lon / 2.0).sin().powi(2);
    2.0 * 6371.0088 * half.sqrt().min(1.0).asin()
}
