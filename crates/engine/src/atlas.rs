//! The Atlas: who connects with whom, at one scale, in some networks, in some period.

mod draw;

pub(crate) use draw::Cache;

use liantu_model::{Layer, LayerSet, Period, Words};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// What the Atlas is asked for. [`AtlasQuery::default`] is the opening picture: cities, all networks, all time.
#[derive(Clone, Debug)]
pub struct AtlasQuery {
    /// `nation`, `province`, `city`, `county`, `town`, `park` or `actor`.
    pub scale: Scale,
    /// Networks to show.
    pub layers: LayerSet,
    /// Time to show; `None` for all time.
    pub period: Option<Period>,
    /// Whether links that ended before the period count too.
    pub cumulative: bool,
    /// Whether links whose start is unknown are shown while a period is chosen.
    pub undated: bool,
    /// Whether proposals are shown.
    pub proposed: bool,
    /// Only actors that lie in this region or functional area.
    pub area: Option<String>,
    /// Only what is within `hops` of this node.
    pub focus: Option<String>,
    /// How far from `focus`: 1 to 3.
    pub hops: u8,
    /// At most this many links, the strongest first.
    pub limit: usize,
}

impl Default for AtlasQuery {
    fn default() -> Self {
        Self {
            scale: Scale::City,
            layers: LayerSet::ALL,
            period: None,
            cumulative: false,
            undated: true,
            proposed: true,
            area: None,
            focus: None,
            hops: 1,
            limit: 2_000,
        }
    }
}

/// The scale at which actors are gathered into nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// Countries.
    Nation,
    /// Provinces and municipalities.
    Province,
    /// Cities at prefecture level.
    City,
    /// Counties and districts.
    County,
    /// Townships and subdistricts.
    Town,
    /// Parks.
    Park,
    /// Every actor by itself.
    Actor,
}

impl Scale {
    /// All scales, from wide to narrow.
    pub const ALL: [Self; 7] =
        [Self::Nation, Self::Province, Self::City, Self::County, Self::Town, Self::Park, Self::Actor];

    /// The word: that of the region level, or `actor`.
    pub const fn word(self) -> &'static str {
        ["nation", "province", "city", "county", "town", "park", "actor"][self as usize]
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.word() == word)
    }
}

/// The answer.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Atlas {
    /// Revision of the workspace it was computed from.
    pub revision: u64,
    /// Scale of the nodes.
    pub scale: Scale,
    /// Layers shown.
    pub layers: Vec<Layer>,
    /// Period shown; absent for all time.
    pub period: Option<String>,
    /// `interval` or `cumulative`.
    pub mode: &'static str,
    /// The time brush.
    pub time: Time,
    /// The nodes, by id.
    pub nodes: Vec<Node>,
    /// Pairwise links, strongest first.
    pub links: Vec<Link>,
    /// Multi-party agreements: each is one thing.
    pub hyperedges: Vec<Hyperedge>,
    /// The stages of the chain, in order: the columns of the chain arrangement.
    pub stages: Vec<Stage>,
    /// Ties per layer in this picture, before the limit: an agreement counts once.
    pub ties: BTreeMap<Layer, u64>,
    /// What the picture leaves out.
    pub coverage: Coverage,
}

/// The years in which ties were alive.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Time {
    /// First year with a tie; absent where nothing is dated.
    pub start: Option<String>,
    /// The year after the last one.
    pub end: Option<String>,
    /// Per year and layer, distinct ties alive in it.
    pub buckets: Vec<Bucket>,
    /// Per layer, ties whose start is unknown.
    pub undated: BTreeMap<Layer, u64>,
}

/// One year of the time brush.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Bucket {
    /// The year.
    pub period: String,
    /// Distinct ties alive in it, per layer.
    pub counts: BTreeMap<Layer, u64>,
}

/// A node: a region with the actors in it, or a single actor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Node {
    /// Region code, or `actor:` and the actor id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// `region`, or the kind of the actor.
    pub kind: String,
    /// Level of the region; absent for actors.
    pub level: Option<String>,
    /// The region it lies in.
    pub region: Option<String>,
    /// WGS-84 longitude; absent where unknown.
    pub lon: Option<f64>,
    /// WGS-84 latitude; absent where unknown.
    pub lat: Option<f64>,
    /// Whose place that is: `own`, `region` (of the region it lies in), `area` (mean of an area's members), `none`.
    pub located: &'static str,
    /// Ties shown, per layer.
    pub degree: BTreeMap<Layer, u64>,
    /// Actors gathered here that have a tie in the picture.
    pub actors: u64,
    /// Links whose two ends are both gathered here.
    pub intra: u64,
    /// Ties per stage of the chain.
    pub chain: BTreeMap<String, u64>,
    /// Place in the network arrangement, in the square from 0 to 1.
    pub network: Point,
    /// Row in the chain arrangement.
    pub row: u32,
    /// Hops from the focus; absent without one.
    pub hop: Option<u8>,
}

/// A point.
#[derive(Clone, Copy, Debug, Default, Serialize, ToSchema)]
pub struct Point {
    /// Rightwards.
    pub x: f64,
    /// Upwards.
    pub y: f64,
}

/// All links of one layer and direction between two nodes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Link {
    /// Stable within the revision: `from>to:LAYER` or `from-to:LAYER`.
    pub id: String,
    /// Node it starts from.
    pub from: String,
    /// Node it goes to.
    pub to: String,
    /// Its network.
    pub layer: Layer,
    /// `one` (from → to) or `two` (both ways).
    pub direction: &'static str,
    /// Links gathered in it.
    pub links: u64,
    /// Distinct ties gathered in it: an agreement counts once.
    pub agreements: u64,
    /// Sum of the weights that are known; absent if none is or if units differ.
    pub weight: Option<f64>,
    /// Unit of the weight.
    pub unit: Option<String>,
    /// How many are only proposed.
    pub proposed: u64,
    /// How many were agreed but not fulfilled.
    pub unfulfilled: u64,
    /// How many are estimated or simulated.
    pub modelled: u64,
    /// Their kinds.
    pub kinds: Vec<String>,
    /// Earliest known start.
    pub start: Option<String>,
    /// Latest end; absent if one still holds or is not known to have ended.
    pub end: Option<String>,
    /// How many have no known start.
    pub undated: u64,
}

/// A multi-party agreement that reaches three nodes or more.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Hyperedge {
    /// The agreement.
    pub id: String,
    /// Its network.
    pub layer: Layer,
    /// Its kind.
    pub kind: String,
    /// What was agreed.
    pub title: Words,
    /// The nodes that are party to it.
    pub members: Vec<String>,
    /// The node of the body that carries it (a fund, an alliance, a platform), if there is one.
    pub carrier: Option<String>,
    /// `stated`, `proposed`, `unfulfilled` or `ended`.
    pub status: String,
    /// Known start.
    pub start: Option<String>,
    /// Known end.
    pub end: Option<String>,
}

/// A stage of the chain.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Stage {
    /// The word used in tables.
    pub code: String,
    /// Its name.
    pub title: Words,
}

/// What the picture leaves out, so that nobody takes it for the whole.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Coverage {
    /// Links in the workspace at this revision.
    pub links_total: u64,
    /// Links that the picture stands for, inside nodes included.
    pub links_shown: u64,
    /// Links of the chosen layers left out because their start is unknown.
    pub undated_hidden: u64,
    /// Links of the chosen layers left out because they are only proposed.
    pub proposed_hidden: u64,
    /// Nodes without a place.
    pub unlocated_nodes: u64,
    /// Whether weaker links were left out to keep to the limit.
    pub truncated: bool,
}
