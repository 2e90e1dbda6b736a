//! Building spatial weights: from places on the globe, from measures between pairs of regions, from outlines.

use super::catalogue::note;
use super::weights::{Weights, WeightsError};
use liantu_model::Diagnostic;
use liantu_numeric::{Near, chunked};

/// Mean radius of the Earth (IUGG), km.
pub const EARTH_KM: f64 = 6371.0088;

/// More pairs than this are no neighbourhood.
const MOST: usize = 1 << 27;

/// Where the units lie: points on the globe, some unknown.
#[derive(Clone, Debug)]
pub struct Places {
    near: Near,
    /// On the unit sphere, by unit that has a place.
    points: Vec<[f64; 3]>,
    /// The unit of each point, and the point of each unit.
    unit: Vec<u32>,
    point: Vec<Option<u32>>,
}

impl Places {
    /// The places `(longitude, latitude)` in degrees; `None`, or a latitude beyond the poles, is unknown.
    pub fn new(places: &[Option<(f64, f64)>]) -> Self {
        let (mut points, mut unit, mut point) = (Vec::new(), Vec::new(), Vec::with_capacity(places.len()));
        for (n, place) in (0u32..).zip(places) {
            let known = place.filter(|(lon, lat)| lon.is_finite() && lat.abs() <= 90.0);
            point.push(known.map(|(lon, lat)| {
                let (lon, lat) = (lon.to_radians(), lat.to_radians());
                points.push([lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]);
                unit.push(n);
                unit.len() as u32 - 1
            }));
        }
        Self { near: Near::new(&points), points, unit, point }
    }

    /// How many units there are, with and without a place.
    pub fn len(&self) -> usize {
        self.point.len()
    }

    /// Whether there are no units.
    pub fn is_empty(&self) -> bool {
        self.point.is_empty()
    }

    /// The great-circle distance between two units, km; `None` where a place is unknown.
    pub fn distance_km(&self, one: u32, two: u32) -> Option<f64> {
        let at = |unit: u32| self.point[unit as usize].map(|point| self.points[point as usize]);
        let (a, b) = (at(one)?, at(two)?);
        Some(arc_km((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2) + (a[2] - b[2]).powi(2)))
    }

    /// For each unit the neighbours that `find` gives for its point, as `(unit, km)`, ascending by unit.
    fn rows(&self, find: impl Fn(u32, &mut Vec<(f64, u32)>) + Sync + Send) -> Vec<Vec<(u32, f64)>> {
        // Asked in the order of the tree, where the next point finds what the last one used.
        let order = self.near.order();
        let found = chunked(order.len(), 1 << 10, |range| {
            let mut buffer = Vec::new();
            let mut rows = Vec::with_capacity(range.len());
            for n in range {
                find(order[n], &mut buffer);
                let mut row: Vec<(u32, f64)> =
                    buffer.iter().map(|&(square, other)| (self.unit[other as usize], arc_km(square))).collect();
                row.sort_unstable_by_key(|link| link.0);
                rows.push(row);
            }
            rows
        });
        let mut rows = vec![Vec::new(); self.len()];
        for (&point, row) in order.iter().zip(found.into_iter().flatten()) {
            rows[self.unit[point as usize] as usize] = row;
        }
        rows
    }

    /// The `k` nearest of each with their distances in km, and what was found.
    pub(super) fn nearest_with_findings(&self, k: usize) -> (Vec<Vec<(u32, f64)>>, Vec<Diagnostic>) {
        (self.nearest_rows(k), self.nearest_findings(k))
    }

    fn nearest_findings(&self, k: usize) -> Vec<Diagnostic> {
        let mut findings = self.unplaced();
        if self.others() < k && !self.points.is_empty() {
            findings.push(note("STR402", "region", self.points.len()));
        }
        findings
    }

    /// How many neighbours a unit that has a place can have.
    fn others(&self) -> usize {
        self.points.len().saturating_sub(1)
    }

    fn nearest_rows(&self, k: usize) -> Vec<Vec<(u32, f64)>> {
        self.rows(|point, found| self.near.nearest(self.points[point as usize], k, Some(point), found))
    }

    /// The smallest distance at which every unit with a place has a neighbour, km; `None` with fewer than two.
    pub fn least_band_km(&self) -> Option<f64> {
        let nearest = self.nearest_rows(1);
        nearest.iter().flatten().map(|link| link.1).max_by(f64::total_cmp)
    }

    fn unplaced(&self) -> Vec<Diagnostic> {
        let count = self.len() - self.points.len();
        if count > 0 { vec![note("STR401", "region", count)] } else { Vec::new() }
    }
}

/// The arc over a chord on the unit sphere, of which the square is given.
fn arc_km(square: f64) -> f64 {
    2.0 * EARTH_KM * (square.sqrt() / 2.0).min(1.0).asin()
}

/// The square of the chord under an arc.
fn chord2(km: f64) -> f64 {
    (2.0 * (km / (2.0 * EARTH_KM)).min(std::f64::consts::FRAC_PI_2).sin()).powi(2)
}

/// The `k` units nearest to each, with weight 1; of equally near ones the first. Not symmetric in general.
pub fn nearest(places: &Places, k: usize) -> (Weights, Vec<Diagnostic>) {
    let order = places.near.order();
    let each = k.min(places.others());
    let found = chunked(order.len(), 1 << 10, |range| {
        let mut buffer = Vec::new();
        let mut units = Vec::with_capacity(range.len() * each);
        for n in range {
            places.near.nearest(places.points[order[n] as usize], each, Some(order[n]), &mut buffer);
            let row = units.len();
            units.extend(buffer.iter().map(|&(_, other)| places.unit[other as usize]));
            units[row..].sort_unstable();
        }
        units
    });
    let mut offsets = vec![0; places.len() + 1];
    for (unit, point) in places.point.iter().enumerate() {
        offsets[unit + 1] = offsets[unit] + if point.is_some() { each } else { 0 };
    }
    let mut neighbours = vec![0; order.len() * each];
    for (&point, row) in order.iter().zip(found.iter().flat_map(|part| part.chunks_exact(each.max(1)))) {
        neighbours[offsets[places.unit[point as usize] as usize]..][..each].copy_from_slice(row);
    }
    (Weights::alike(offsets, neighbours), places.nearest_findings(k))
}

/// The units at a distance of at most `km`, weighing `distance^-power`: with power 0 all weigh 1. A pair at one and the
/// same place has no inverse distance; it is left out, and found.
pub fn within(places: &Places, km: f64, power: f64) -> Result<(Weights, Vec<Diagnostic>), WeightsError> {
    within_reach(places, km, |distance| match distance {
        _ if power == 0.0 => 1.0,
        0.0 => f64::NAN,
        _ => distance.powf(-power),
    })
}

/// The units at a distance of at most `km`, weighing what `weight` says of the distance: none where that is zero; where it is
/// NaN the pair is found as well.
pub(super) fn within_reach(
    places: &Places,
    km: f64,
    weight: impl Fn(f64) -> f64,
) -> Result<(Weights, Vec<Diagnostic>), WeightsError> {
    // A hair more than asked, so that the least band reaches the pair that it was measured from.
    let reach = chord2(km) * (1.0 + 1e-12);
    let mut pairs = 0;
    let mut buffer = Vec::new();
    // Counted on a sample first: a band that holds everyone must fail before it fills the memory.
    let step = places.points.len().div_ceil(256).max(1);
    for point in (0..places.points.len()).step_by(step) {
        places.near.within(places.points[point], reach, None, &mut buffer);
        pairs += buffer.len() * step;
    }
    if pairs > MOST {
        return Err(WeightsError::TooMany { most: MOST });
    }
    let mut findings = places.unplaced();
    let rows = places.rows(|point, found| places.near.within(places.points[point as usize], reach, Some(point), found));
    let mut together = 0;
    let weigh = |row: Vec<(u32, f64)>| -> Vec<(u32, f64)> {
        let weighed = row.into_iter().map(|(unit, km)| (unit, weight(km)));
        let kept: Vec<(u32, f64)> =
            weighed.inspect(|link| together += usize::from(link.1.is_nan())).filter(|link| link.1 > 0.0).collect();
        kept
    };
    let weights = Weights::from_rows(rows.into_iter().map(weigh));
    if together > 0 {
        findings.push(note("STR403", "region", together));
    }
    Ok((weights, findings))
}

/// What a measure between two regions says about their weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rule {
    /// A measure above zero means contact: weight 1.
    Contact,
    /// A measure of at most this means neighbourhood: weight 1.
    Within(f64),
    /// Weight `measure^-power`, up to a measure of `cutoff`.
    Inverse {
        /// The exponent.
        power: f64,
        /// Measures beyond it weigh nothing.
        cutoff: f64,
    },
    /// The measure is the weight.
    AsGiven,
}

/// Weights from measures between pairs `(from, to, measure)`, each pair once. An unknown measure (NaN) gives no weight and
/// is found, and so is one that the rule can't use: negative, or zero where its inverse is asked for. What is not listed has
/// no weight.
pub fn from_pairs(
    size: usize,
    pairs: &[(u32, u32, f64)],
    rule: Rule,
) -> Result<(Weights, Vec<Diagnostic>), WeightsError> {
    let (mut unknown, mut unusable) = (0, 0);
    let mut entries = Vec::with_capacity(pairs.len());
    for &(from, to, measure) in pairs {
        if measure.is_nan() {
            unknown += 1;
            continue;
        }
        let value = match rule {
            _ if from == to => continue,
            _ if measure < 0.0 || measure.is_infinite() => None,
            Rule::Contact => Some(f64::from(u8::from(measure > 0.0))),
            Rule::Within(most) => Some(f64::from(u8::from(measure <= most))),
            Rule::Inverse { cutoff, .. } if measure > cutoff => Some(0.0),
            Rule::Inverse { power, .. } => (measure > 0.0).then(|| measure.powf(-power)),
            Rule::AsGiven => Some(measure),
        };
        match value {
            Some(value) => entries.push((from, to, value)),
            None => unusable += 1,
        }
    }
    let mut findings = Vec::new();
    for (code, count) in [("STR404", unknown), ("STR405", unusable)] {
        if count > 0 {
            findings.push(note(code, "region_pair", count));
        }
    }
    Ok((Weights::new(size, entries)?, findings))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places() -> Places {
        // Four points on the equator one degree apart but the last, and one nobody knows.
        Places::new(&[Some((0.0, 0.0)), Some((1.0, 0.0)), None, Some((2.0, 0.0)), Some((10.0, 0.0))])
    }

    #[test]
    fn the_nearest_are_found_and_ties_go_to_the_first() {
        let (weights, findings) = nearest(&places(), 1);
        let rows: Vec<_> = (0..5).map(|unit| weights.row(unit).0.to_vec()).collect();
        assert_eq!(rows, [vec![1], vec![0], vec![], vec![1], vec![3]]);
        assert_eq!(findings[0].code, "STR401");
        let (weights, findings) = nearest(&places(), 9);
        assert_eq!(weights.row(0).0, [1, 3, 4]);
        assert_eq!(findings[1].code, "STR402");
    }

    #[test]
    fn a_degree_of_the_equator_is_as_long_as_it_is() {
        let degree = EARTH_KM.to_radians();
        assert!((places().distance_km(0, 1).unwrap() - degree).abs() < 1e-9);
        assert_eq!(places().distance_km(0, 2), None);
        let (weights, _) = within(&places(), 1.5 * degree, 1.0).unwrap();
        assert_eq!(weights.row(1).0, [0, 3]);
        assert!((weights.row(1).1[0] - 1.0 / degree).abs() < 1e-12);
        assert_eq!(weights.islands(), [2, 4]);
        let least = places().least_band_km().unwrap();
        assert!((least - 8.0 * degree).abs() < 1e-9);
        assert_eq!(within(&places(), least, 0.0).unwrap().0.islands(), [2]);
    }

    #[test]
    fn points_on_top_of_each_other_have_no_inverse_distance() {
        let places = Places::new(&[Some((5.0, 5.0)), Some((5.0, 5.0)), Some((6.0, 5.0))]);
        let (weights, findings) = within(&places, 500.0, 1.0).unwrap();
        assert_eq!(weights.links(), 4);
        assert_eq!(findings[0].code, "STR403");
        assert_eq!(within(&places, 500.0, 0.0).unwrap().0.links(), 6);
    }

    #[test]
    fn rules_read_measures() {
        let pairs = [(0, 1, 30.0), (1, 0, 60.0), (0, 2, f64::NAN), (2, 0, 0.0), (1, 2, -1.0), (2, 2, 4.0)];
        let (weights, findings) = from_pairs(3, &pairs, Rule::Inverse { power: 1.0, cutoff: 45.0 }).unwrap();
        assert_eq!(weights.iter().collect::<Vec<_>>(), [(0, 1, 1.0 / 30.0)]);
        assert_eq!(findings.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["STR404", "STR405"]);
        assert_eq!(from_pairs(3, &pairs, Rule::Within(30.0)).unwrap().0.links(), 2);
        assert_eq!(from_pairs(3, &pairs[..2], Rule::Contact).unwrap().0.links(), 2);
    }
}
