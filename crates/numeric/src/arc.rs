//! Arcs between points of the unit sphere.

use crate::wide::wide;

/// Half a chord up to which the polynomial is the arcsine to the last digits: arcs of up to 60°.
const NEAR: f64 = 0.5;

/// `(arcsin(√y) − √y)/(y√y)` at up to a quarter, interpolated at the zeros of a Chebyshev polynomial; the lowest power first.
const SERIES: [f64; 14] = [
    0.166_666_666_666_666_66,
    0.075_000_000_000_001_18,
    0.044_642_857_142_551_895,
    0.030_381_944_475_532_34,
    0.022_372_157_443_507_22,
    0.017_352_816_540_325_496,
    0.013_963_780_012_203_57,
    0.011_566_459_612_121_669,
    0.009_621_842_970_100_282,
    0.009_319_560_794_767_446,
    0.003_044_879_909_455_677,
    0.019_554_513_336_123_378,
    -0.019_241_671_746_743_04,
    0.029_612_011_264_955_12,
];

/// The length of the arc between two points of the unit sphere.
#[inline]
pub fn arc(one: [f64; 3], two: [f64; 3]) -> f64 {
    let half = half_chord(one, two);
    2.0 * if half < NEAR { near_arcsine(half) } else { half.clamp(0.0, 1.0).asin() }
}

/// Less than 60°, so that no rounding lets an arc through that is longer.
const SURE: f64 = 1.047;

/// The lengths of the arcs from a point of the unit sphere to others, which are given coordinate by coordinate; the same
/// bits as [`arc`] gives for each.
pub fn arcs(from: [f64; 3], to: [&[f64]; 3], lengths: &mut [f64]) {
    near_arcs(from, to, lengths);
    #[expect(clippy::needless_bitwise_bool, reason = "comparing all at once is quicker than stopping")]
    let far = lengths.iter().fold(false, |far, &length| far | (length > SURE));
    if far {
        for (n, length) in lengths.iter_mut().enumerate().filter(|(_, length)| **length > SURE) {
            *length = arc(from, to.map(|coordinate| coordinate[n]));
        }
    }
}

wide! {
    fn near_arcs(from: [f64; 3], to: [&[f64]; 3], lengths: &mut [f64]) {
        let [x, y, z] = to;
        for (((length, x), y), z) in lengths.iter_mut().zip(x).zip(y).zip(z) {
            *length = 2.0 * near_arcsine(half_chord(from, [*x, *y, *z]));
        }
    }
}

#[inline]
fn half_chord(one: [f64; 3], two: [f64; 3]) -> f64 {
    let [x, y, z] = [one[0] - two[0], one[1] - two[1], one[2] - two[2]];
    (x * x + y * y + z * z).sqrt() / 2.0
}

/// The arcsine of what is not above [`NEAR`]; beyond, what grows as well.
#[inline]
fn near_arcsine(x: f64) -> f64 {
    let y = x * x;
    x + x * y * SERIES.iter().rev().fold(0.0, |sum, coefficient| sum * y + coefficient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uniform;

    #[test]
    fn the_polynomial_is_the_arcsine() {
        for n in 0..=5000 {
            let x = f64::from(n) / 10_000.0;
            assert!((near_arcsine(x) - x.asin()).abs() <= 4.0 * f64::EPSILON * x, "{x}");
        }
        assert!((0..=100).all(|n| 2.0 * near_arcsine(0.5 + f64::from(n) / 200.0) > SURE), "it grows beyond");
    }

    #[test]
    fn arcs_are_those_between_two_points() {
        let point = |n: u64| {
            let (lon, lat) = (uniform(4, 2 * n) * std::f64::consts::TAU, (uniform(4, 2 * n + 1) - 0.5) * 3.1);
            [lat.cos() * lon.cos(), lat.cos() * lon.sin(), lat.sin()]
        };
        let points: Vec<[f64; 3]> = (0..300).map(point).chain([[1.0, 0.0, 0.0], [-1.0, 0.0, 0.0]]).collect();
        let [x, y, z] = [0, 1, 2].map(|axis| points.iter().map(|point| point[axis]).collect::<Vec<f64>>());
        let mut lengths = vec![0.0; points.len()];
        for &from in &points {
            arcs(from, [&x, &y, &z], &mut lengths);
            for (&to, length) in points.iter().zip(&lengths) {
                assert_eq!(arc(from, to), *length);
                let cosine: f64 = from.iter().zip(to).map(|(a, b)| a * b).sum();
                assert!((cosine - length.cos()).abs() < 1e-12);
            }
        }
        assert_eq!(arc(points[300], points[301]), std::f64::consts::PI);
        assert!(arc(points[0], [f64::NAN; 3]).is_nan(), "an unknown place is not at the other end of the world");
    }
}
