//! What the Atlas, the cards, the search and the network methods read: one revision, bound once and kept.

use crate::EngineError;
use crate::regions::{LATEST, Regions};
use crate::rows::Rows;
use crate::search::{Hit, Index};
use liantu_model::{Language, Layer, Words, glossary};
use liantu_network::{Direction, LinkRow, Network, Stage, Status};
use liantu_workspace::{Revision, Workspace};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// An actor.
#[derive(Clone, Debug)]
pub(crate) struct Actor {
    pub id: String,
    pub title: Words,
    pub kind: String,
    pub region: Option<String>,
    pub parent: Option<String>,
    pub industry: Option<String>,
    pub lon: Option<f64>,
    pub lat: Option<f64>,
    pub aliases: Vec<String>,
    /// The unified social credit code, as written.
    pub credit_code: Option<String>,
    /// The day it began or settled.
    pub start: Option<i32>,
}

/// An agreement, with its parties.
#[derive(Clone, Debug)]
pub(crate) struct Agreement {
    pub id: String,
    pub title: Words,
    pub layer: Layer,
    pub kind: String,
    pub status: String,
    pub industry: Option<String>,
    pub coordinator: Option<u32>,
    pub start: Option<i32>,
    pub end: Option<i32>,
    /// Actor and role.
    pub parties: Vec<(u32, String)>,
}

/// A link kind.
#[derive(Clone, Debug)]
pub(crate) struct Kind {
    pub layer: Layer,
    pub code: String,
    pub title: Words,
    /// The construction mechanism that the table gives.
    pub mechanism: Option<String>,
    pub enclave: Option<String>,
    pub alliance: bool,
}

/// One revision, bound.
#[derive(Debug)]
pub(crate) struct Scene {
    pub revision: u64,
    pub regions: Regions,
    pub actors: Vec<Actor>,
    pub actor_number: HashMap<String, u32>,
    /// Link kinds; the first stands for none.
    pub kinds: Vec<Kind>,
    pub agreements: Vec<Agreement>,
    /// The links, nodes being actors.
    pub links: Vec<LinkRow>,
    /// The link table itself: for the texts that evidence shows.
    pub link: Rows,
    /// Row of the table for each link.
    pub link_source: Vec<u32>,
    /// All links.
    pub network: Network,
    /// The links that are no part of a multi-party agreement.
    pub pairs: Network,
    /// The links of multi-party agreements: each agreement is one thing.
    pub bodies: Network,
    /// The first and the last day that any link speaks of.
    pub days: Option<(i32, i32)>,
    pub atlas: crate::atlas::Cache,
    /// Links at each actor.
    pub links_of: Vec<Vec<u32>>,
    pub sources: BTreeMap<String, (Words, Option<String>)>,
    /// The unit of the weights of a layer, where they have one.
    pub units: BTreeMap<Layer, String>,
    pub index: Index,
}

impl Scene {
    /// The tables that make the hierarchy of regions.
    pub const REGION_TABLES: [&'static str; 3] = ["region", "region_member", "region_lineage"];

    /// All tables that it reads.
    pub fn tables() -> impl Iterator<Item = &'static str> {
        Self::REGION_TABLES.into_iter().chain(["actor", "link", "link_kind", "agreement", "party", "source"])
    }

    pub async fn bind(workspace: &Workspace, revision: &Revision) -> Result<Self, EngineError> {
        let mut tables = HashMap::new();
        for name in Self::tables() {
            tables.insert(name, crate::read_rows(workspace, revision, name).await?);
        }
        let number = revision.number;
        crate::off_the_runtime(move || Self::build(number, tables)).await
    }

    /// Binds the tables that there are; an absent one counts as empty. Without a table of actors, the ends of the links
    /// are the actors.
    pub fn build(revision: u64, mut tables: HashMap<&'static str, Rows>) -> Result<Self, EngineError> {
        let mut take = |name| tables.remove(name).unwrap_or_default();
        let regions = Regions::bind(&take("region"), &take("region_member"), &take("region_lineage"));
        let (actor, link) = (take("actor"), take("link"));
        let (actors, actor_number) = if actor.len() > 0 { bind_actors(&actor) } else { ends(&link) };
        let mut kinds = bind_kinds(&take("link_kind"));
        let mut agreements = bind_agreements(&take("agreement"), &take("party"), &actor_number);
        let sources = bind_sources(&take("source"));
        let (mut links, link_source) = bind_links(&link, &actor_number, &mut agreements, &mut kinds);
        let units = bind_units(&link, &mut links, &link_source);
        let mut links_of = vec![Vec::new(); actors.len()];
        for (number, row) in links.iter().enumerate() {
            links_of[row.from as usize].push(number as u32);
            if row.to != row.from {
                links_of[row.to as usize].push(number as u32);
            }
        }
        let joint = multi_party(&links);
        let (of_bodies, alone): (Vec<LinkRow>, Vec<LinkRow>) = links.iter().partition(|link| {
            link.direction == Direction::Multi && link.agreement.is_some_and(|agreement| joint.contains(&agreement))
        });
        let nodes = actors.len() as u32;
        let network = Network::build(nodes, &links)?.network;
        let pairs = Network::build(nodes, &alone)?.network;
        let bodies = Network::build(nodes, &of_bodies)?.network;
        let starts = links.iter().filter_map(|link| link.start);
        let last = starts.clone().chain(links.iter().filter_map(|link| link.end.map(|end| end - 1))).max();
        let days = starts.min().zip(last);
        let mut scene = Self {
            network,
            pairs,
            bodies,
            days,
            atlas: crate::atlas::Cache::default(),
            revision,
            regions,
            actors,
            actor_number,
            kinds,
            agreements,
            links,
            link,
            link_source,
            links_of,
            sources,
            units,
            index: Index::default(),
        };
        scene.index = scene.search_index();
        Ok(scene)
    }

    /// The region node or actor node that a node id names.
    pub fn node_exists(&self, id: &str) -> bool {
        match id.strip_prefix("actor:") {
            Some(actor) => self.actor_number.contains_key(actor),
            None => self.regions.get(id, LATEST).is_some(),
        }
    }

    /// A text of the link table, for evidence.
    pub fn link_text(&self, link: u32, column: &str) -> Option<&str> {
        self.link.text(column, self.link_source[link as usize] as usize)
    }

    /// Links in which an actor that lies in the region takes part, as of the latest state.
    pub fn actors_in(&self, region: &str) -> Vec<u32> {
        let inside =
            |actor: &Actor| actor.region.as_deref().is_some_and(|own| self.regions.within(own, region, LATEST));
        (0u32..).zip(&self.actors).filter(|(_, actor)| inside(actor)).map(|(number, _)| number).collect()
    }

    /// What ties are counted by: the agreement, or the link itself where it belongs to none.
    pub fn tie(&self, link: u32) -> u64 {
        self.links[link as usize].agreement.map_or(u64::from(link) | 1 << 40, u64::from)
    }

    fn search_index(&self) -> Index {
        let mut ties: HashMap<&str, u64> = HashMap::new();
        for (actor, links) in self.actors.iter().zip(&self.links_of) {
            if let Some(region) = actor.region.as_deref() {
                for above in self.regions.path(region, LATEST) {
                    *ties.entry(above.code.as_str()).or_default() += links.len() as u64;
                }
            }
        }
        let mut index = Index::default();
        for code in self.regions.codes() {
            let Some(region) = self.regions.get(code, LATEST) else { continue };
            let mut names = vec![region.title.zh.clone(), region.title.en.clone(), code.to_owned()];
            for row in self.regions.history(code) {
                names.extend([row.title.zh.clone(), row.title.en.clone()]);
                names.extend(row.aliases.iter().cloned());
            }
            let hit = Hit {
                id: code.to_owned(),
                title: region.title.clone(),
                kind: "region".to_owned(),
                level: Some(region.level.clone()),
                matched: None,
            };
            index.add(hit, names, ties.get(code).copied().unwrap_or_default());
        }
        for (actor, links) in self.actors.iter().zip(&self.links_of) {
            // An actor that is the region itself is found as the region.
            if actor
                .region
                .as_ref()
                .and_then(|own| self.regions.get(own, LATEST))
                .is_some_and(|own| own.title == actor.title)
            {
                continue;
            }
            let hit = Hit {
                id: format!("actor:{}", actor.id),
                title: actor.title.clone(),
                kind: actor.kind.clone(),
                level: None,
                matched: None,
            };
            let mut names = vec![actor.title.zh.clone(), actor.title.en.clone(), actor.id.clone()];
            names.extend(actor.aliases.iter().cloned());
            index.add(hit, names, links.len() as u64);
        }
        index
    }
}

/// In the order of their identifiers, so that no result depends on the order of the rows.
fn bind_actors(table: &Rows) -> (Vec<Actor>, HashMap<String, u32>) {
    let mut rows: Vec<(&str, usize)> =
        (0..table.len()).filter_map(|row| Some((table.text("actor_id", row)?, row))).collect();
    rows.sort_unstable();
    let numbers = rows.iter().zip(0..).map(|(&(id, _), number)| (id.to_owned(), number)).collect();
    let actor = |(id, row): (&str, usize)| Actor {
        id: id.to_owned(),
        title: table.title("name_zh", "name_en", row, id),
        kind: table.text("kind", row).unwrap_or_default().to_owned(),
        region: table.text("region", row).map(str::to_owned),
        parent: table.text("parent", row).map(str::to_owned),
        industry: table.text("industry", row).map(str::to_owned),
        lon: table.number("lon", row),
        lat: table.number("lat", row),
        aliases: table.list("aliases", row),
        credit_code: table.text("credit_code", row).map(str::to_owned),
        start: table.day("start", row),
    };
    (rows.into_iter().map(actor).collect(), numbers)
}

/// The ends of links that come without a table of actors, in the same order.
fn ends(link: &Rows) -> (Vec<Actor>, HashMap<String, u32>) {
    let of_column = |column| (0..link.len()).filter_map(move |row| link.text(column, row));
    let ids: BTreeSet<&str> = of_column("from_actor").chain(of_column("to_actor")).collect();
    let numbers = ids.iter().zip(0..).map(|(&id, number)| (id.to_owned(), number)).collect();
    let actor = |id: &str| Actor {
        id: id.to_owned(),
        title: Words::same(id),
        kind: String::new(),
        region: None,
        parent: None,
        industry: None,
        lon: None,
        lat: None,
        aliases: Vec::new(),
        credit_code: None,
        start: None,
    };
    (ids.into_iter().map(actor).collect(), numbers)
}

fn bind_kinds(table: &Rows) -> Vec<Kind> {
    let none = Kind {
        layer: Layer::Symbiosis,
        code: String::new(),
        title: words("term.unknown"),
        mechanism: None,
        enclave: None,
        alliance: false,
    };
    let known = (0..table.len()).filter_map(|row| {
        let code = table.text("kind", row)?;
        Some(Kind {
            layer: Layer::parse(table.text("layer", row)?)?,
            code: code.to_owned(),
            title: table.title("title_zh", "title_en", row, code),
            mechanism: table.text("mechanism", row).map(str::to_owned),
            enclave: table.text("enclave", row).map(str::to_owned),
            alliance: table.boolean("alliance", row).unwrap_or(false),
        })
    });
    std::iter::once(none).chain(known).collect()
}

fn bind_agreements(table: &Rows, party: &Rows, actors: &HashMap<String, u32>) -> Vec<Agreement> {
    let mut parties: HashMap<&str, Vec<(u32, String)>> = HashMap::new();
    for row in 0..party.len() {
        let (Some(id), Some(actor)) = (party.text("agreement_id", row), party.text("actor_id", row)) else { continue };
        if let Some(&actor) = actors.get(actor) {
            let role = party.text("role", row).unwrap_or("party").to_owned();
            parties.entry(id).or_default().push((actor, role));
        }
    }
    (0..table.len())
        .filter_map(|row| {
            let id = table.text("agreement_id", row)?;
            Some(Agreement {
                id: id.to_owned(),
                title: table.title("title_zh", "title_en", row, id),
                layer: Layer::parse(table.text("layer", row)?)?,
                kind: table.text("kind", row).unwrap_or_default().to_owned(),
                status: table.text("status", row).unwrap_or("stated").to_owned(),
                industry: table.text("industry", row).map(str::to_owned),
                coordinator: table.text("coordinator", row).and_then(|actor| actors.get(actor)).copied(),
                start: table.day("start", row),
                end: table.day("end", row),
                parties: parties.remove(id).unwrap_or_default(),
            })
        })
        .collect()
}

fn bind_sources(table: &Rows) -> BTreeMap<String, (Words, Option<String>)> {
    (0..table.len())
        .filter_map(|row| {
            let id = table.text("source_id", row)?;
            let published = table.text("published", row).map(str::to_owned);
            Some((id.to_owned(), (table.title("title_zh", "title_en", row, id), published)))
        })
        .collect()
}

/// Links between actors that are known; the import check has reported the others.
fn bind_links(
    table: &Rows,
    actors: &HashMap<String, u32>,
    agreements: &mut Vec<Agreement>,
    kinds: &mut Vec<Kind>,
) -> (Vec<LinkRow>, Vec<u32>) {
    let mut agreement_number: HashMap<String, u32> =
        agreements.iter().map(|agreement| agreement.id.clone()).zip(0..).collect();
    let mut kind_number: HashMap<(Layer, String), u16> =
        kinds.iter().map(|kind| (kind.layer, kind.code.clone())).zip(0..).skip(1).collect();
    let mut rows = Vec::with_capacity(table.len());
    let mut sources = Vec::with_capacity(table.len());
    for row in 0..table.len() {
        let actor = |column| table.text(column, row).and_then(|id| actors.get(id)).copied();
        let (Some(from), Some(to)) = (actor("from_actor"), actor("to_actor")) else { continue };
        let Some(layer) = table.text("layer", row).and_then(Layer::parse) else { continue };
        let kind = table.text("kind", row).map_or(0, |code| {
            *kind_number.entry((layer, code.to_owned())).or_insert_with(|| {
                let number = u16::try_from(kinds.len()).unwrap_or(u16::MAX);
                let title = Words::same(code);
                let code = code.to_owned();
                kinds.push(Kind { layer, code, title, mechanism: None, enclave: None, alliance: false });
                number
            })
        });
        // Links of one agreement belong together even where the table of agreements does not list it.
        let agreement = table.text("agreement_id", row).map(|id| {
            *agreement_number.entry(id.to_owned()).or_insert_with(|| {
                agreements.push(Agreement {
                    id: id.to_owned(),
                    title: Words::same(id),
                    layer,
                    kind: table.text("kind", row).unwrap_or_default().to_owned(),
                    status: table.text("status", row).unwrap_or("stated").to_owned(),
                    industry: None,
                    coordinator: None,
                    start: table.day("start", row),
                    end: table.day("end", row),
                    parties: Vec::new(),
                });
                agreements.len() as u32 - 1
            })
        });
        rows.push(LinkRow {
            from,
            to,
            layer,
            kind,
            agreement,
            weight: table.number("weight", row),
            start: table.day("start", row),
            end: table.day("end", row),
            direction: table.text("direction", row).and_then(Direction::parse).unwrap_or_default(),
            status: table.text("status", row).and_then(Status::parse).unwrap_or_default(),
            stage: table.text("stage", row).and_then(Stage::parse),
            observation: table.observation(row),
        });
        sources.push(row as u32);
    }
    (rows, sources)
}

/// The unit of the weights of each layer. Where a layer has several, its weights cannot be added, and count as unknown.
fn bind_units(table: &Rows, links: &mut [LinkRow], sources: &[u32]) -> BTreeMap<Layer, String> {
    let mut units: BTreeMap<Layer, HashSet<Option<&str>>> = BTreeMap::new();
    for (link, &row) in links.iter().zip(sources).filter(|(link, _)| link.weight.is_some()) {
        units.entry(link.layer).or_default().insert(table.text("unit", row as usize));
    }
    for link in links.iter_mut() {
        if units.get(&link.layer).is_some_and(|units| units.len() > 1) {
            link.weight = None;
        }
    }
    units
        .into_iter()
        .filter(|(_, units)| units.len() == 1)
        .filter_map(|(layer, units)| Some((layer, units.into_iter().next().flatten()?.to_owned())))
        .collect()
}

/// The agreements that join three actors or more as a body.
fn multi_party(links: &[LinkRow]) -> HashSet<u32> {
    let mut ends: HashMap<u32, HashSet<u32>> = HashMap::new();
    for link in links.iter().filter(|link| link.direction == Direction::Multi) {
        if let Some(agreement) = link.agreement {
            ends.entry(agreement).or_default().extend([link.from, link.to]);
        }
    }
    ends.into_iter().filter(|(_, ends)| ends.len() > 2).map(|(agreement, _)| agreement).collect()
}

/// The label of a word in both languages.
pub(crate) fn words(key: &str) -> Words {
    Words::new(glossary::label(key, Language::Zh), glossary::label(key, Language::En))
}
