//! Clearing of what all agreements in the ledger leave open.

use super::deals::as_of;
use crate::Door;
use crate::problem::Fault;
use crate::reply::large_json;
use crate::request::{Pairs, Parameters, Query};
use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use liantu_engine::ClearingView;
use utoipa::IntoParams;

/// Up to when is cleared.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct ClearingParameters {
    /// As it stood at the end of this day; by everything that is known by default.
    #[param(value_type = Option<String>, format = "date")]
    as_of: Option<Date>,
}

impl Parameters for ClearingParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self { as_of: as_of(pairs)? })
    }
}

/// Clear what all agreements leave open
///
/// Net positions, which add up to zero in each currency, and the few payments after which nobody owes anybody. Nothing is recorded.
#[utoipa::path(get, path = "/deals/clearing", tag = "deals", params(ClearingParameters), responses((status = 200, body = ClearingView)))]
pub(super) async fn clearing(
    State(door): State<Door>,
    Query(asked): Query<ClearingParameters>,
) -> Result<Response, Fault> {
    large_json(door.engine.clear_deals(door.port(), asked.as_of).await?).await
}
