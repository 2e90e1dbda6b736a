//! GeoJSON: the properties of its features are rows, the places of its geometries coordinates.
//!
//! `centroid`, `center` or `cp`, and else the middle of the geometry's extent, become `lon` and `lat`; an object with an
//! `adcode` (as in `parent`) becomes that code. Boundaries themselves are no table; the workbench takes them.

use crate::catalogue::{container as pages, structure};
use crate::grid::{Grid, GridCell};
use crate::options::Limits;
use crate::package::Resource;
use crate::source::{Names, Raw, Sample, Trouble};
use crate::text::blocks::{Consumed, Stop, hexadecimal};
use geojson::{Feature, GeoJson, GeometryValue, JsonValue};
use sha2::{Digest, Sha256};

/// The features of a file.
pub(crate) struct FeaturesPlan {
    names: Vec<String>,
    cells: Vec<GridCell>,
    consumed: Consumed,
}

impl Resource {
    /// Reads the features: names of their properties, and the plan.
    pub(crate) fn open_features(&self, limits: &Limits) -> Result<(Names, Sample, FeaturesPlan), Trouble> {
        let bytes = self.location.whole(limits.document_bytes).map_err(|error| self.trouble(error))?;
        let Some(bytes) = bytes else { return Err(self.finding(&pages::DOCUMENT_LARGE).into()) };
        let damaged = |error: String| Trouble::from(self.finding(&pages::FILE_DAMAGED).found(error));
        let text =
            std::str::from_utf8(&bytes).map_err(|_| Trouble::from(self.finding(&structure::BYTES_UNDECODABLE)))?;
        let text = text.trim_start_matches('\u{feff}');
        let features = match text.parse::<GeoJson>().map_err(|error| damaged(error.to_string()))? {
            GeoJson::FeatureCollection(collection) => collection.features,
            GeoJson::Feature(feature) => vec![feature],
            GeoJson::Geometry(_) => return Err(self.no_header()),
        };
        let names = names(&features);
        if names.is_empty() {
            return Err(self.no_header());
        }
        let cells: Vec<GridCell> =
            features.iter().flat_map(|feature| names.iter().map(|name| cell(feature, name))).collect();
        let row = |row: &[GridCell]| row.iter().map(|cell| cell.view().written()).collect();
        let sample = cells.chunks(names.len()).take(200).map(row).collect();
        let mut hash = Sha256::new();
        hash.update(&bytes);
        let consumed = Consumed { bytes: bytes.len() as u64, hash: hexadecimal(hash), encoding: None };
        Ok((names.clone(), sample, FeaturesPlan { names, cells, consumed }))
    }
}

impl FeaturesPlan {
    pub(crate) fn produce(&self, push: &mut dyn FnMut(Raw, u64) -> bool) -> Result<Consumed, Stop> {
        let width = self.names.len();
        for rows in self.cells.chunks(width * 4_096) {
            let grid = Grid { width, cells: rows.to_vec(), sheet: None, lines: Vec::new() };
            if !push(Raw::Grid(grid), self.consumed.bytes) {
                return Err(Stop::Unwanted);
            }
        }
        Ok(self.consumed.clone())
    }
}

/// Properties that hold a place.
const PLACES: [&str; 3] = ["centroid", "center", "cp"];

/// The names of all properties in the order of their first occurrence, and `lon` and `lat`.
fn names(features: &[Feature]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut seen = foldhash::HashSet::default();
    for property in features.iter().filter_map(|feature| feature.properties.as_ref()).flatten() {
        let (name, value) = property;
        let row = matches!(value, JsonValue::Array(_)) || PLACES.contains(&name.as_str());
        if !row && seen.insert(name.as_str()) {
            names.push(name.clone());
        }
    }
    if !names.is_empty() {
        let located = ["lon", "lat"].into_iter().filter(|name| !seen.contains(name));
        names.extend(located.map(str::to_owned).collect::<Vec<_>>());
    }
    names
}

fn cell(feature: &Feature, name: &str) -> GridCell {
    match feature.property(name) {
        Some(JsonValue::String(text)) if name == "level" => GridCell::text(level(text)),
        Some(JsonValue::String(text)) => GridCell::text(text),
        Some(JsonValue::Number(number)) => number.as_f64().map_or(GridCell::Empty, GridCell::Number),
        Some(JsonValue::Bool(flag)) => GridCell::Boolean(*flag),
        Some(JsonValue::Object(object)) => match object.get("adcode") {
            Some(JsonValue::Number(number)) => number.as_f64().map_or(GridCell::Empty, GridCell::Number),
            Some(JsonValue::String(text)) => GridCell::text(text),
            _ => GridCell::Empty,
        },
        Some(JsonValue::Null | JsonValue::Array(_)) => GridCell::Empty,
        None => match name {
            "lon" => place(feature).map_or(GridCell::Empty, |(lon, _)| GridCell::Number(lon)),
            "lat" => place(feature).map_or(GridCell::Empty, |(_, lat)| GridCell::Number(lat)),
            _ => GridCell::Empty,
        },
    }
}

/// The scale that public boundary files call otherwise.
fn level(written: &str) -> &str {
    match written {
        "country" => "nation",
        "district" => "county",
        "street" => "town",
        other => other,
    }
}

/// Longitude and latitude of a feature.
fn place(feature: &Feature) -> Option<(f64, f64)> {
    let pair = |value: &JsonValue| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
    if let Some(place) = PLACES.iter().find_map(|name| feature.property(name).and_then(pair)) {
        return Some(place);
    }
    let mut extent = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    widen(&feature.geometry.as_ref()?.value, &mut extent);
    let [west, south, east, north] = extent;
    (west <= east).then(|| (f64::midpoint(west, east), f64::midpoint(south, north)))
}

fn widen(geometry: &GeometryValue, extent: &mut [f64; 4]) {
    let mut point = |position: &geojson::Position| {
        if let [lon, lat, ..] = *position.as_slice() {
            *extent = [extent[0].min(lon), extent[1].min(lat), extent[2].max(lon), extent[3].max(lat)];
        }
    };
    match geometry {
        GeometryValue::Point { coordinates } => point(coordinates),
        GeometryValue::MultiPoint { coordinates } | GeometryValue::LineString { coordinates } => {
            coordinates.iter().for_each(point);
        }
        GeometryValue::MultiLineString { coordinates } | GeometryValue::Polygon { coordinates } => {
            coordinates.iter().flatten().for_each(point);
        }
        GeometryValue::MultiPolygon { coordinates } => coordinates.iter().flatten().flatten().for_each(point),
        GeometryValue::GeometryCollection { geometries } => {
            for inner in geometries {
                widen(&inner.value, extent);
            }
        }
    }
}
