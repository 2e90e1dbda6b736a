//! Boundaries that the user brings: GeoJSON by region code, kept with its map review number (审图号).
//!
//! None are shipped: whoever shows a map of China answers for its review. Outlines are simplified once, on arrival, to what
//! the scale needs.

use crate::regions::{LATEST, Regions};
use crate::{Engine, EngineError, Port, Scale};
use geo::{Simplify, algorithm::CoordsIter};
use geojson::{FeatureCollection, GeoJson, GeometryValue as Geometry, JsonObject};
use liantu_model::Words;
use liantu_structure::space::{Ring, Touch, touching};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use utoipa::ToSchema;

/// What is known of one set of boundaries.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BoundaryInfo {
    /// Level of the regions outlined: `province`, `city`, `county`, ….
    pub level: String,
    /// Map review number, printed on the map and on every export.
    pub review_number: Option<String>,
    /// Features with a code that the workspace knows.
    pub matched: u64,
    /// Codes of features that the workspace does not know, the first 20.
    pub unmatched: Vec<String>,
    /// Features without a code.
    pub without_code: u64,
    /// Points before simplification.
    pub points_read: u64,
    /// Points kept.
    pub points_kept: u64,
}

/// Two regions whose outlines touch, as they came: simplified ones no longer meet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Border {
    pub one: String,
    pub two: String,
    /// Whether they share a stretch of border, not only a point.
    pub rook: bool,
}

/// Properties under which publishers put the code of a region.
const CODE_PROPERTIES: [&str; 6] = ["adcode", "region", "code", "gb", "id", "行政区划代码"];

impl Engine {
    /// The sets of boundaries in the workspace.
    pub fn boundaries(&self, _port: &Port) -> Result<Vec<BoundaryInfo>, EngineError> {
        let mut found = Vec::new();
        for scale in Scale::ALL {
            let path = self.boundary_path(scale.word(), "info.json");
            match std::fs::read(&path) {
                Ok(bytes) => found.push(serde_json::from_slice(&bytes).map_err(|error| unusable(&error))?),
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(EngineError::file(&path)(error)),
            }
        }
        Ok(found)
    }

    /// The outlines of one level as GeoJSON, each feature with its `code`; `None` if none were brought.
    pub fn boundary(&self, _port: &Port, level: &str) -> Result<Option<Vec<u8>>, EngineError> {
        let path = self.boundary_path(known(level)?.word(), "geojson");
        match std::fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(EngineError::file(&path)(error)),
        }
    }

    /// The borders of all levels.
    pub(crate) fn borders(&self) -> Result<Vec<Border>, EngineError> {
        let mut borders: Vec<Border> = Vec::new();
        for scale in Scale::ALL {
            let path = self.boundary_path(scale.word(), "borders.json");
            match std::fs::read(&path) {
                Ok(bytes) => {
                    borders.extend(serde_json::from_slice::<Vec<Border>>(&bytes).map_err(|error| unusable(&error))?);
                }
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => return Err(EngineError::file(&path)(error)),
            }
        }
        Ok(borders)
    }

    /// Takes in the outlines of one level, in place of those that were there.
    pub async fn set_boundary(
        &self,
        port: &Port,
        level: &str,
        review_number: Option<String>,
        geojson: Vec<u8>,
    ) -> Result<BoundaryInfo, EngineError> {
        self.whole("写入工作空间", "what writes into the workspace")?;
        let scale = known(level)?;
        let scene = self.scene(port, &crate::At::default()).await?;
        let (info, outlines, borders) = crate::off_the_runtime(move || {
            let review_number =
                review_number.map(|number| number.trim().to_owned()).filter(|number| !number.is_empty());
            read(scale, review_number, &geojson, &scene.regions)
        })
        .await?;
        let folder = self.folder().join("boundaries");
        std::fs::create_dir_all(&folder).map_err(EngineError::file(&folder))?;
        let description = serde_json::to_vec_pretty(&info).map_err(|error| unusable(&error))?;
        let borders = serde_json::to_vec(&borders).map_err(|error| unusable(&error))?;
        for (ending, content) in [("geojson", outlines), ("borders.json", borders), ("info.json", description)] {
            let path = self.boundary_path(scale.word(), ending);
            let fresh = path.with_extension("new");
            std::fs::write(&fresh, content).map_err(EngineError::file(&fresh))?;
            std::fs::rename(&fresh, &path).map_err(EngineError::file(&path))?;
        }
        Ok(info)
    }

    fn boundary_path(&self, level: &str, ending: &str) -> PathBuf {
        self.commons().folder().join("boundaries").join(format!("{level}.{ending}"))
    }
}

fn known(level: &str) -> Result<Scale, EngineError> {
    Scale::parse(level).filter(|scale| *scale != Scale::Actor).ok_or_else(|| {
        EngineError::parameter(
            "level",
            level,
            Words::new(
                "nation、province、city、county、town、park 之一",
                "one of nation, province, city, county, town, park",
            ),
        )
    })
}

/// How far, in degrees, a simplified outline may leave the original.
fn tolerance(scale: Scale) -> f64 {
    match scale {
        Scale::Nation => 0.05,
        Scale::Province => 0.02,
        Scale::City => 0.008,
        Scale::County => 0.003,
        Scale::Town | Scale::Park | Scale::Actor => 0.0005,
    }
}

fn read(
    scale: Scale,
    review_number: Option<String>,
    bytes: &[u8],
    regions: &Regions,
) -> Result<(BoundaryInfo, Vec<u8>, Vec<Border>), EngineError> {
    let text = std::str::from_utf8(bytes).map_err(|error| unusable(&error))?;
    let collection = match text.trim_start_matches('\u{feff}').parse::<GeoJson>().map_err(|error| unusable(&error))? {
        GeoJson::FeatureCollection(collection) => collection,
        GeoJson::Feature(feature) => FeatureCollection { bbox: None, features: vec![feature], foreign_members: None },
        GeoJson::Geometry(_) => {
            return Err(EngineError::Boundary {
                reason: Words::new(
                    "单独的几何没有区域代码：应为 FeatureCollection",
                    "a bare geometry has no region code: expected a FeatureCollection",
                ),
            });
        }
    };
    let mut info = BoundaryInfo {
        level: scale.word().to_owned(),
        review_number,
        matched: 0,
        unmatched: Vec::new(),
        without_code: 0,
        points_read: 0,
        points_kept: 0,
    };
    let mut features = Vec::new();
    let (mut codes, mut shapes): (Vec<String>, Vec<Vec<Ring>>) = (Vec::new(), Vec::new());
    for mut feature in collection.features {
        let code = CODE_PROPERTIES.iter().find_map(|name| code_of(feature.property(name)?));
        let Some(code) = code else {
            info.without_code += 1;
            continue;
        };
        let Some(outline) = feature.geometry.take() else { continue };
        if !matches!(outline.value, Geometry::Polygon { .. } | Geometry::MultiPolygon { .. }) {
            let kind = outline.value.type_name();
            return Err(EngineError::Boundary {
                reason: Words::new(
                    format!("“{code}”的几何类型是 {kind}：应为 Polygon 或 MultiPolygon"),
                    format!("`{code}` has a geometry of type {kind}: expected Polygon or MultiPolygon"),
                ),
            });
        }
        let outline: geo::Geometry<f64> = outline.try_into().map_err(|error: geojson::Error| unusable(&error))?;
        let outline = match outline {
            geo::Geometry::Polygon(polygon) => geo::MultiPolygon(vec![polygon]),
            geo::Geometry::MultiPolygon(polygons) => polygons,
            _ => unreachable!("checked above"),
        };
        codes.push(code.clone());
        shapes.push(rings(&outline));
        let simple = outline.simplify(tolerance(scale));
        info.points_read += outline.coords_count() as u64;
        info.points_kept += simple.coords_count() as u64;
        if regions.get(&code, LATEST).is_some() {
            info.matched += 1;
        } else if info.unmatched.len() < 20 {
            info.unmatched.push(code.clone());
        }
        feature.geometry = Some(geojson::Geometry::new((&simple).into()));
        let mut properties = JsonObject::new();
        properties.insert("code".to_owned(), code.into());
        feature.properties = Some(properties);
        features.push(feature);
    }
    if info.matched == 0 {
        let sought = CODE_PROPERTIES.join(", ");
        return Err(EngineError::Boundary {
            reason: Words::new(
                format!("没有要素带有工作空间认识的区域代码；查找的属性：{sought}"),
                format!("no feature has a region code that the workspace knows; looked for a property {sought}"),
            ),
        });
    }
    let outlines = GeoJson::from(FeatureCollection { bbox: None, features, foreign_members: None }).to_string();
    let borders = touching(&shapes)
        .into_iter()
        .map(|(one, two, touch)| Border {
            one: codes[one as usize].clone(),
            two: codes[two as usize].clone(),
            rook: touch == Touch::Rook,
        })
        .filter(|border| border.one != border.two)
        .collect();
    Ok((info, outlines.into_bytes(), borders))
}

/// The rings of an outline, holes included: a region may lie in the hole of another.
fn rings(outline: &geo::MultiPolygon<f64>) -> Vec<Ring> {
    let of = |polygon: &geo::Polygon<f64>| -> Vec<Ring> {
        let lines = std::iter::once(polygon.exterior()).chain(polygon.interiors());
        lines.map(|line| line.coords().map(|point| (point.x, point.y)).collect()).collect()
    };
    outline.iter().flat_map(of).collect()
}

/// Codes come as text or, with their leading digits safe in China's case, as numbers.
fn code_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(code) if !code.trim().is_empty() => Some(code.trim().to_owned()),
        serde_json::Value::Number(code) => code.as_u64().map(|code| code.to_string()),
        _ => None,
    }
}

/// What a library says of the file.
fn unusable(reason: &dyn std::fmt::Display) -> EngineError {
    EngineError::Boundary { reason: Words::same(reason.to_string()) }
}
