//! Who touches whom, from outlines.

use std::collections::{BTreeMap, HashMap};

/// How outlines must touch for their regions to be neighbours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Touch {
    /// A common point is enough.
    #[default]
    Queen,
    /// A common stretch of border.
    Rook,
}

/// A ring of an outline: points `(longitude, latitude)` in degrees; whether the first is repeated at the end is no matter.
pub type Ring = Vec<(f64, f64)>;

/// Points nearer than this, in degrees, are one (about a metre): publishers round differently.
const GRAIN: f64 = 1e-5;

/// The pairs of units whose outlines touch, `one < two`, sorted, with what they have in common.
///
/// Outlines must meet in common corners, as those of one publisher do: a border drawn twice with different corners has none.
/// So take them as they are, not simplified one by one.
pub fn touching(outlines: &[Vec<Ring>]) -> Vec<(u32, u32, Touch)> {
    let snap = |point: (f64, f64)| ((point.0 / GRAIN).round() as i64, (point.1 / GRAIN).round() as i64);
    let mut corners: HashMap<(i64, i64), Vec<u32>> = HashMap::new();
    let mut edges: HashMap<[(i64, i64); 2], Vec<u32>> = HashMap::new();
    for (unit, outline) in (0u32..).zip(outlines) {
        for ring in outline {
            let mut points: Vec<_> = ring.iter().copied().map(snap).collect();
            points.dedup();
            if points.len() > 1 && points.first() == points.last() {
                points.pop();
            }
            for (n, &point) in points.iter().enumerate() {
                meet(corners.entry(point).or_default(), unit);
                let next = points[(n + 1) % points.len()];
                if next != point {
                    meet(edges.entry([point.min(next), point.max(next)]).or_default(), unit);
                }
            }
        }
    }
    let mut found: BTreeMap<(u32, u32), Touch> = BTreeMap::new();
    for (units, touch) in
        corners.values().map(|units| (units, Touch::Queen)).chain(edges.values().map(|units| (units, Touch::Rook)))
    {
        for (n, &one) in units.iter().enumerate() {
            for &two in &units[n + 1..] {
                let known = found.entry((one.min(two), one.max(two))).or_insert(touch);
                if touch == Touch::Rook {
                    *known = Touch::Rook;
                }
            }
        }
    }
    found.into_iter().map(|((one, two), touch)| (one, two, touch)).collect()
}

/// Units come in ascending order, so that the last one tells whether this one is there.
fn meet(units: &mut Vec<u32>, unit: u32) {
    if units.last() != Some(&unit) {
        units.push(unit);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn square(x: f64, y: f64) -> Vec<Ring> {
        vec![vec![(x, y), (x + 1.0, y), (x + 1.0, y + 1.0), (x, y + 1.0), (x, y)]]
    }

    #[test]
    fn a_corner_is_queen_and_an_edge_is_rook() {
        let outlines = [square(0.0, 0.0), square(1.0, 0.0), square(1.0 + 1e-7, 1.0), square(5.0, 5.0), vec![]];
        assert_eq!(touching(&outlines), [(0, 1, Touch::Rook), (0, 2, Touch::Queen), (1, 2, Touch::Rook)]);
    }
}
