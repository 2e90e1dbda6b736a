//! Boundaries that the user brings.

use crate::Door;
use crate::problem::{BODY, Fault};
use crate::reply::json;
use crate::request::{Name, Query};
use crate::upload::Form;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use liantu_engine::{BoundaryInfo, Scale};
use liantu_model::Words;
use serde::Deserialize;
use utoipa::ToSchema;

/// Largest boundary file, in bytes: it is simplified in memory.
const LIMIT: u64 = 256 << 20;

/// The sets of boundaries in the workspace
#[utoipa::path(get, path = "/boundaries", tag = "boundaries", responses((status = 200, body = Vec<BoundaryInfo>)))]
pub(super) async fn list(State(door): State<Door>, _: Query<()>) -> Result<Response, Fault> {
    Ok(json(&door.engine.boundaries(door.port())?))
}

/// The outlines of one level
///
/// GeoJSON; each feature has the property `code`.
#[utoipa::path(get, path = "/boundaries/{level}", tag = "boundaries",
    params(("level" = inline(BoundaryLevel), Path, description = "Level of the regions: `province`, `city`, `county`, …")),
    responses((status = 200, body = Object, content_type = "application/geo+json")))]
pub(super) async fn one(State(door): State<Door>, Name(level): Name, _: Query<()>) -> Result<Response, Fault> {
    let absent = || Fault::absent("这一级的界线", "boundaries of level", &level);
    Scale::parse(&level).filter(|scale| *scale != Scale::Actor).ok_or_else(absent)?;
    let outlines = door.engine.boundary(door.port(), &level)?.ok_or_else(absent)?;
    let caching = (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/geo+json")), caching], outlines).into_response())
}

/// Outlines to be taken in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "documents a form")]
struct BoundaryForm {
    /// A GeoJSON FeatureCollection of polygons; each feature has the region code as `adcode`, `code` or `region`.
    #[schema(value_type = String, format = Binary)]
    file: Vec<u8>,
    /// Level of the regions.
    level: BoundaryLevel,
    /// Map review number (审图号).
    #[schema(required = false)]
    review_number: String,
}

/// Level of the regions outlined.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum BoundaryLevel {
    Nation,
    Province,
    City,
    County,
    Town,
    Park,
}

/// Bring boundaries
///
/// They replace those of the same level. Outlines are simplified to what the scale needs.
#[utoipa::path(post, path = "/boundaries", tag = "boundaries",
    request_body(content = BoundaryForm, content_type = "multipart/form-data"),
    responses((status = 201, body = BoundaryInfo, headers(("Location" = String, description = "Address of the outlines")))))]
pub(super) async fn bring(State(door): State<Door>, _: Query<()>, form: Form) -> Result<Response, Fault> {
    let mut form =
        form.receive(&door.options, LIMIT.min(door.options.upload_limit), &["level", "review_number"]).await?;
    let levels: Vec<_> = Scale::ALL
        .into_iter()
        .filter(|scale| *scale != Scale::Actor)
        .map(|scale| (scale.word(), scale.word()))
        .collect();
    let level = form.word("level", &levels)?.ok_or_else(|| {
        Fault::wrong(
            &BODY,
            "form",
            "level",
            "",
            Words::new("区域层级，如 city", "the level of the regions, such as city"),
        )
    })?;
    let review_number = form.text("review_number");
    let outlines = tokio::fs::read(form.upload.path()).await.map_err(|error| Fault::internal(&error))?;
    let info = door.engine.set_boundary(door.port(), level, review_number, outlines).await?;
    let mut response = (StatusCode::CREATED, json(&info)).into_response();
    if let Ok(location) = HeaderValue::from_str(&format!("/api/v1/boundaries/{level}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}
