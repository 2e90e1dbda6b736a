//! What is read from a network of regions, and from their sizes.

use super::super::concentration::gini;
use super::super::shape::polycentricity::of_strengths;
use crate::graph::Graph;
use liantu_numeric::inequality::entropy;
use liantu_numeric::sum;

/// What a structure is read for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// How closely the regions are knit: Kansky's γ of effective partners.
    Integration,
    /// Freeman's centralisation of effective partners.
    Centralisation,
    /// The part of the ties that touch the first region.
    Primacy,
    /// Green's polycentricity of the four strongest.
    Polycentricity,
    /// Entropy of the strengths over its largest value.
    Dispersion,
    /// Size of the first region over that of the next three.
    Size,
}

impl Feature {
    /// All of them, in the order in which evidence is listed.
    pub const ALL: [Self; 6] =
        [Self::Integration, Self::Centralisation, Self::Primacy, Self::Polycentricity, Self::Dispersion, Self::Size];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["integration", "centralisation", "primacy", "polycentricity", "dispersion", "size"][self as usize]
    }

    /// Where the middle reading begins and ends.
    pub(super) const fn bounds(self) -> [f64; 2] {
        [[0.22, 0.5], [0.12, 0.36], [0.3, 0.7], [0.32, 0.65], [0.77, 0.9], [0.45, 0.95]][self as usize]
    }

    /// Low, middle or high, as 0, 1, 2.
    pub fn reading(self, value: f64) -> usize {
        self.bounds().iter().filter(|&&bound| value >= bound).count()
    }
}

/// The words for the readings of every feature.
pub const READINGS: [&str; 3] = ["low", "middle", "high"];

/// What was read from a structure.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Structure {
    /// Regions, linked or not.
    pub regions: u32,
    /// Linked pairs of regions.
    pub pairs: u32,
    /// The value of each feature, in the order of [`Feature::ALL`]; `None` where it cannot be told.
    pub values: [Option<f64>; 6],
    /// Gini coefficient of the strengths; shown, no evidence.
    pub gini: Option<f64>,
}

/// Fewer regions than this have no structure to speak of.
const LEAST_REGIONS: usize = 5;

/// Reads a graph of regions (direction aside), and the size of each region where sizes are known.
///
/// Effective partners of a region are `1/Σ_j (w_ij/s_i)²`: as many as it has where all ties weigh the same, fewer where few
/// dominate, so that a flow table in which every pair has some flow is not read as one large mesh.
///
/// # Panics
///
/// If there are sizes, but not one for each region.
pub fn read(graph: &Graph, sizes: Option<&[Option<f64>]>) -> Structure {
    assert!(sizes.is_none_or(|sizes| sizes.len() == graph.nodes()), "a size or none for each region");
    let graph = &graph.without_direction();
    let nodes = graph.nodes();
    let mut structure = Structure {
        regions: u32::try_from(nodes).unwrap_or(u32::MAX),
        pairs: u32::try_from(graph.edges()).unwrap_or(u32::MAX),
        ..Structure::default()
    };
    structure.values[Feature::Size as usize] = sizes.and_then(first_over_next_three);
    if nodes < LEAST_REGIONS || graph.edges() == 0 {
        return structure;
    }
    let strengths = graph.strength_out();
    let total = sum(strengths.iter().copied()) / 2.0;
    let partners: Vec<f64> = (0..nodes)
        .map(|node| {
            let squares = sum(graph.weights(node).iter().map(|weight| weight * weight));
            if squares > 0.0 { strengths[node] * strengths[node] / squares } else { 0.0 }
        })
        .collect();
    let most = partners.iter().copied().fold(0.0, f64::max);
    let mut order = strengths.clone();
    order.sort_by(|one, two| two.total_cmp(one));
    let n = nodes as f64;
    structure.values[..5].copy_from_slice(&[
        Some(sum(partners.iter().copied()) / 2.0 / (3.0 * (n - 2.0))),
        Some(sum(partners.iter().map(|own| most - own)) / ((n - 1.0) * (n - 2.0))),
        Some(order[0] / total),
        of_strengths(&order[..4], false),
        Some(entropy(&strengths) / n.ln()),
    ]);
    structure.gini = gini(&strengths);
    structure
}

/// Davis's index of the first four; `None` where a size is unknown, below zero, or there are fewer than four.
fn first_over_next_three(sizes: &[Option<f64>]) -> Option<f64> {
    let mut known: Vec<f64> = sizes.iter().copied().collect::<Option<_>>()?;
    known.sort_by(|one, two| two.total_cmp(one));
    let lawful = known.len() >= 4 && known.iter().all(|size| *size >= 0.0 && size.is_finite());
    let next: f64 = known.get(1..4)?.iter().sum();
    (lawful && next > 0.0).then(|| known[0] / next)
}
