//! The map and what is asked from it: Atlas, card, search, comparison.

use super::{AtParameter, Flag, Moment, NodeId, PeriodText, SomeText, read};
use crate::Door;
use crate::problem::{Fault, PARAMETER};
use crate::reply::Conditional;
use crate::request::{Name, Pairs, Parameters, Query, one_of};
use axum::extract::State;
use axum::response::Response;
use liantu_engine::{At, Atlas, AtlasQuery, Card, Compare, Hit, Scale};
use liantu_model::{Layer, LayerSet, Period, Words};
use utoipa::{IntoParams, ToSchema};

/// What the Atlas is asked for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct AtlasParameters {
    /// Scale at which actors are gathered into nodes; `city` by default.
    #[param(value_type = Option<Scale>, inline)]
    scale: Scale,
    /// Networks to show, separated by commas; all six by default.
    #[param(value_type = Option<Vec<Layer>>, inline, style = Form, explode = false, min_items = 1)]
    layers: LayerSet,
    /// Time to show; all time by default.
    #[param(value_type = Option<PeriodText>, inline)]
    period: Option<Period>,
    /// Whether only ties alive in the period count (`interval`, the default) or earlier ones too (`cumulative`).
    #[param(value_type = Option<Mode>, inline)]
    mode: Mode,
    /// Whether links of unknown start are shown while a period is chosen; yes by default.
    #[param(value_type = Option<Flag>, inline)]
    undated: bool,
    /// Whether proposals are shown; yes by default.
    #[param(value_type = Option<Flag>, inline)]
    proposed: bool,
    /// Only actors in this region or functional area.
    #[param(value_type = Option<SomeText>, inline)]
    area: Option<String>,
    /// Only what is within `hops` of this node: a region code, or `actor:` and an actor id.
    #[param(value_type = Option<NodeId>, inline)]
    focus: Option<String>,
    /// How far from `focus`; 1 by default.
    #[param(value_type = Option<u8>, minimum = 1, maximum = 3)]
    hops: u8,
    /// At most this many links, the strongest first; 2000 by default.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000)]
    limit: usize,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

/// How a period is understood.
#[derive(Clone, Copy, PartialEq, Eq, ToSchema)]
#[schema(rename_all = "lowercase")]
pub(super) enum Mode {
    /// Ties alive in the period.
    Interval,
    /// Ties that began before its end.
    Cumulative,
}

impl Parameters for AtlasParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let usual = AtlasQuery::default();
        Ok(Self {
            scale: pairs.word("scale", &Scale::ALL.map(|scale| (scale.word(), scale)))?.unwrap_or(usual.scale),
            layers: layers(pairs)?.unwrap_or(usual.layers),
            period: pairs.period("period")?,
            mode: pairs
                .word("mode", &[("interval", Mode::Interval), ("cumulative", Mode::Cumulative)])?
                .unwrap_or(Mode::Interval),
            undated: pairs.flag("undated")?.unwrap_or(usual.undated),
            proposed: pairs.flag("proposed")?.unwrap_or(usual.proposed),
            area: pairs.text("area")?,
            focus: pairs.text("focus")?,
            hops: pairs.number("hops", 1..=3)?.and_then(|hops| hops.try_into().ok()).unwrap_or(usual.hops),
            limit: pairs.limit(100_000)?.unwrap_or(usual.limit),
            at: pairs.at()?,
        })
    }
}

fn layers(pairs: &mut Pairs) -> Result<Option<LayerSet>, Fault> {
    let expected = || one_of(Layer::ALL.map(Layer::code));
    pairs.parsed("layers", expected, |value| LayerSet::parse(value).ok().filter(|set| !set.is_empty()))
}

/// Who connects with whom
///
/// The networks between regions or actors, gathered at one scale, with the years of the time brush and what is left out.
#[utoipa::path(get, path = "/atlas", tag = "atlas", params(AtlasParameters), responses((status = 200, body = Atlas)))]
pub(super) async fn atlas(
    State(door): State<Door>,
    Query(asked): Query<AtlasParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let query = AtlasQuery {
        scale: asked.scale,
        layers: asked.layers,
        period: asked.period,
        cumulative: asked.mode == Mode::Cumulative,
        undated: asked.undated,
        proposed: asked.proposed,
        area: asked.area,
        focus: asked.focus,
        hops: asked.hops,
        limit: asked.limit,
    };
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.atlas(port, at, &query).await).await
}

/// The card of a node or an agreement
///
/// Who a region or actor is, its partners, and the evidence row by row; the parties of an agreement and its evidence.
#[utoipa::path(get, path = "/card/{node}", tag = "atlas",
    params(("node" = inline(NodeId), Path, description = "Region code, or `actor:` or `agreement:` and an id"), AtParameter),
    responses((status = 200, body = Card)))]
pub(super) async fn card(
    State(door): State<Door>,
    Name(node): Name,
    Query(asked): Query<AtParameter>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.card(port, at, &node).await).await
}

/// What is searched for.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParameters {
    /// A name or part of one: Chinese, pinyin (whole or initials), English, an alias or a code.
    #[param(value_type = SomeText, inline)]
    q: String,
    /// At most this many; 20 by default.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200)]
    limit: usize,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

impl Parameters for SearchParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        Ok(Self {
            q: pairs.required("q", || Words::new("要找的名称", "the name to look for"))?,
            limit: pairs.limit(200)?.unwrap_or(20),
            at: pairs.at()?,
        })
    }
}

/// Search regions and actors
#[utoipa::path(get, path = "/search", tag = "atlas", params(SearchParameters), responses((status = 200, body = Vec<Hit>)))]
pub(super) async fn search(
    State(door): State<Door>,
    Query(asked): Query<SearchParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    let (q, limit) = (&asked.q, asked.limit);
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.search(port, at, q, limit).await).await
}

/// What is compared.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct CompareParameters {
    /// One to ten nodes, separated by commas.
    #[param(value_type = Vec<NodeId>, inline, style = Form, explode = false, min_items = 1, max_items = 10)]
    nodes: Vec<String>,
    /// Revision, day (its last moment, UTC) or RFC 3339 instant; the newest revision by default.
    #[param(value_type = Option<Moment>, inline)]
    at: At,
}

/// At most this many nodes side by side.
const COMPARED: usize = 10;

impl Parameters for CompareParameters {
    fn read(pairs: &mut Pairs) -> Result<Self, Fault> {
        let expected = || {
            Words::new(
                format!("1 到 {COMPARED} 个节点，用逗号分开"),
                format!("1 to {COMPARED} nodes, separated by commas"),
            )
        };
        let list = pairs.required("nodes", expected)?;
        let mut nodes: Vec<String> = Vec::new();
        for node in list.split(',').map(str::trim) {
            // Naming a node twice is no reason to show it twice.
            if nodes.iter().any(|other| other == node) {
                continue;
            }
            if node.is_empty() || nodes.len() == COMPARED {
                return Err(Fault::wrong(&PARAMETER, "query", "nodes", &list, expected()));
            }
            nodes.push(node.to_owned());
        }
        Ok(Self { nodes, at: pairs.at()? })
    }
}

/// Compare nodes
///
/// Up to ten regions or actors side by side: a row per measure, a column per node.
#[utoipa::path(get, path = "/compare", tag = "atlas", params(CompareParameters), responses((status = 200, body = Compare)))]
pub(super) async fn compare(
    State(door): State<Door>,
    Query(asked): Query<CompareParameters>,
    conditional: Conditional,
) -> Result<Response, Fault> {
    read(&door, &asked.at, &conditional, async |engine, port, at| engine.compare(port, at, &asked.nodes).await).await
}
