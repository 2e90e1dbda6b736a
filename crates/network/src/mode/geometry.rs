//! The shape of the places that take part.

/// The shape of a set of places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// All within [`COMPACT_KM`].
    Compact,
    /// Around an empty middle, on every side of it.
    Ring,
    /// Along one line.
    Axis,
    /// None of these: a star, a fork, a field.
    Open,
}

/// What the shape was read from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shape {
    /// The shape.
    pub form: Form,
    /// Places with a known position.
    pub places: usize,
    /// The longest distance between two places, in km.
    pub extent_km: f64,
    /// Standard deviation along the longer axis over that along the shorter one; `None` where the shorter one is zero.
    pub elongation: Option<f64>,
    /// The shortest distance of a place from the middle over the root mean square of all.
    pub hollow: f64,
    /// The widest angle between neighbours, seen from the middle, in degrees.
    pub gap_degrees: f64,
}

/// Places no further apart than this are one small area.
pub const COMPACT_KM: f64 = 100.0;
/// A line is at least this much longer than wide.
pub const AXIS_ELONGATION: f64 = 2.5;
/// The middle of a ring is empty: no place is nearer to it than this part of the mean radius.
pub const RING_HOLLOW: f64 = 0.4;
/// The places of a ring lie on every side: no gap is wider.
pub const RING_GAP: f64 = 120.0;

impl Form {
    /// All of them, in the order of the profiles.
    pub const ALL: [Self; 4] = [Self::Compact, Self::Ring, Self::Axis, Self::Open];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        ["compact", "ring", "axis", "open"][self as usize]
    }
}

/// The shape of places given by longitude and latitude. `None` where it cannot be told: fewer than three places, unless
/// two lie close together. The order of the places does not matter.
pub fn shape(places: &[(f64, f64)]) -> Option<Shape> {
    let mut places: Vec<(f64, f64)> =
        places.iter().copied().filter(|(lon, lat)| lon.is_finite() && lat.is_finite()).collect();
    places.sort_by(|one, two| one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1)));
    places.dedup();
    let count = places.len() as f64;
    if places.len() < 2 {
        return None;
    }
    let middle = (
        places.iter().map(|place| place.0).sum::<f64>() / count,
        places.iter().map(|place| place.1).sum::<f64>() / count,
    );
    // Kilometres on a plane that touches the earth in the middle: good to a percent over a region.
    let flat: Vec<(f64, f64)> = places
        .iter()
        .map(|(lon, lat)| (111.32 * middle.1.to_radians().cos() * (lon - middle.0), 110.57 * (lat - middle.1)))
        .collect();
    let mut extent_km: f64 = 0.0;
    for (n, one) in flat.iter().enumerate() {
        for two in &flat[n + 1..] {
            extent_km = extent_km.max((one.0 - two.0).hypot(one.1 - two.1));
        }
    }
    if flat.len() < 3 && extent_km > COMPACT_KM {
        return None;
    }
    let mean = |value: fn(&(f64, f64)) -> f64| flat.iter().map(value).sum::<f64>() / count;
    let (xx, yy, xy) = (mean(|p| p.0 * p.0), mean(|p| p.1 * p.1), mean(|p| p.0 * p.1));
    let (half, apart) = (f64::midpoint(xx, yy), ((xx - yy) / 2.0).hypot(xy));
    let (long, short) = (half + apart, half - apart);
    let elongation = (short > 1e-9 * long).then(|| (long / short).sqrt());
    let radius = |place: &(f64, f64)| place.0.hypot(place.1);
    let hollow = flat.iter().map(radius).fold(f64::INFINITY, f64::min) / (xx + yy).sqrt();
    let mut angles: Vec<f64> = flat.iter().map(|place| place.1.atan2(place.0).to_degrees()).collect();
    angles.sort_by(f64::total_cmp);
    let around = angles[0] + 360.0 - angles[angles.len() - 1];
    let gap_degrees = angles.windows(2).map(|pair| pair[1] - pair[0]).fold(around, f64::max);
    let form = if extent_km <= COMPACT_KM {
        Form::Compact
    } else if elongation.is_none_or(|ratio| ratio >= AXIS_ELONGATION) {
        Form::Axis
    } else if hollow >= RING_HOLLOW && gap_degrees <= RING_GAP {
        Form::Ring
    } else {
        Form::Open
    };
    Some(Shape { form, places: places.len(), extent_km, elongation, hollow, gap_degrees })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(places: &[(f64, f64)]) -> Option<Form> {
        shape(places).map(|shape| shape.form)
    }

    #[test]
    fn shapes_are_told_apart() {
        let ring: Vec<(f64, f64)> = (0..8u32)
            .map(|n| (f64::from(n) * std::f64::consts::FRAC_PI_4).sin_cos())
            .map(|(s, c)| (120.0 + s, 30.0 + c))
            .collect();
        assert_eq!(form(&ring), Some(Form::Ring));
        let line: Vec<(f64, f64)> = (0..5u32).map(|n| (118.0 + f64::from(n), 30.0 + 0.5 * f64::from(n))).collect();
        assert_eq!(form(&line), Some(Form::Axis));
        assert_eq!(form(&[(121.12, 31.15), (120.64, 31.16), (120.92, 30.83)]), Some(Form::Compact));
        let mut star = ring.clone();
        star.push((120.0, 30.0));
        assert_eq!(form(&star), Some(Form::Open));
    }

    #[test]
    fn too_few_places_have_no_shape() {
        assert_eq!(form(&[]), None);
        assert_eq!(form(&[(120.0, 30.0), (120.0, 30.0)]), None);
        assert_eq!(form(&[(120.0, 30.0), (125.0, 30.0)]), None);
        assert_eq!(form(&[(120.0, 30.0), (120.3, 30.0), (f64::NAN, 1.0)]), Some(Form::Compact));
    }
}
