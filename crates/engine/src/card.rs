//! The card of one node: who it is, whom it is linked with, on what evidence.

use crate::EngineError;
use crate::regions::{LATEST, Region, day_text};
use crate::scene::{Scene, words};
use liantu_model::{Layer, Words};
use liantu_network::{Direction, LinkRow};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use utoipa::ToSchema;

/// Everything the Atlas says about one region or actor.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Card {
    /// Region code, or `actor:` or `agreement:` and an id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// `region`, `agreement`, or the kind of the actor.
    pub kind: String,
    /// Level of the region.
    pub level: Option<String>,
    /// The regions it lies in, from narrow to wide.
    pub path: Vec<Named>,
    /// Functional areas it belongs to.
    pub areas: Vec<Named>,
    /// Other names.
    pub aliases: Vec<String>,
    /// The plain sentence.
    pub sentence: Words,
    /// Distinct ties per layer.
    pub degree: BTreeMap<Layer, u64>,
    /// Partners by number of shared ties, most first.
    pub partners: Vec<Partner>,
    /// Actors gathered in the region.
    pub actors: Vec<Named>,
    /// The links themselves.
    pub evidence: Vec<Evidence>,
    /// Indicators of the region or actor.
    pub facts: Vec<Fact>,
    /// Names and territory over time.
    pub history: Vec<History>,
    /// Revision it was read from.
    pub revision: u64,
}

/// Something with an id and a name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Named {
    /// Node id.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Kind or level.
    pub kind: String,
}

/// A partner.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Partner {
    /// Node id, at the level of the card.
    pub id: String,
    /// Name.
    pub title: Words,
    /// Shared ties per layer.
    pub ties: BTreeMap<Layer, u64>,
    /// Their sum.
    pub total: u64,
}

/// One link as the source has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Evidence {
    /// Link id.
    pub link: String,
    /// Agreement it belongs to.
    pub agreement: Option<String>,
    /// Where it starts.
    pub from: Named,
    /// Where it goes.
    pub to: Named,
    /// Its network.
    pub layer: Layer,
    /// Its kind, as people read it.
    pub kind: Words,
    /// `forward`, `reverse`, `two_way` or `multi`.
    pub direction: String,
    /// `stated`, `proposed`, `unfulfilled` or `ended`.
    pub status: String,
    /// Known start.
    pub start: Option<String>,
    /// Known end.
    pub end: Option<String>,
    /// Whether the time is that of the link, of its stage, or unknown.
    pub time_basis: String,
    /// Whether the source names the network (`stated`) or the taxonomy assigns it (`taxonomy`).
    pub layer_basis: Option<String>,
    /// Observed, estimated or simulated.
    pub observation: String,
    /// The source document.
    pub source: Option<SourceRef>,
    /// Section of the source.
    pub section: Option<String>,
    /// Note.
    pub note: Option<String>,
}

/// A source document.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SourceRef {
    /// Source id.
    pub id: String,
    /// Title.
    pub title: Words,
    /// When it was published.
    pub published: Option<String>,
}

/// An indicator value.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Fact {
    /// Indicator.
    pub indicator: String,
    /// Industry it is about.
    pub industry: Option<String>,
    /// Period.
    pub period: Option<String>,
    /// The value; absent where only a bound is known.
    pub value: Option<f64>,
    /// At least.
    pub lower: Option<f64>,
    /// At most.
    pub upper: Option<f64>,
    /// Unit.
    pub unit: Option<String>,
    /// Observed, estimated or simulated.
    pub observation: String,
    /// The source document.
    pub source: Option<SourceRef>,
    /// Section of the source.
    pub section: Option<String>,
}

/// A stretch of a region's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct History {
    /// First day, if known.
    pub start: Option<String>,
    /// First day no longer, if it ended.
    pub end: Option<String>,
    /// What happened.
    pub event: Words,
}

/// At most this many links are listed on a card; the tables have them all.
const EVIDENCE: usize = 500;

impl Scene {
    /// The card of a node or an agreement, without its facts, which are read from the indicator table.
    pub(crate) fn card(&self, id: &str) -> Result<Card, EngineError> {
        if let Some(agreement) = id.strip_prefix("agreement:") {
            return self.agreement_card(id, agreement);
        }
        let (members, title, kind, level, place, aliases) = match id.strip_prefix("actor:") {
            Some(actor) => {
                let number = *self.actor_number.get(actor).ok_or_else(|| EngineError::node(id))?;
                let actor = &self.actors[number as usize];
                (
                    vec![number],
                    actor.title.clone(),
                    actor.kind.clone(),
                    None,
                    actor.region.clone(),
                    actor.aliases.clone(),
                )
            }
            None => {
                let region = self.regions.get(id, LATEST).ok_or_else(|| EngineError::node(id))?;
                let level = Some(region.level.clone());
                (
                    self.actors_in(id),
                    region.title.clone(),
                    "region".to_owned(),
                    level,
                    Some(id.to_owned()),
                    region.aliases.clone(),
                )
            }
        };
        let inside: HashSet<u32> = members.iter().copied().collect();
        let links: Vec<u32> = members
            .iter()
            .flat_map(|&actor| &self.links_of[actor as usize])
            .copied()
            .collect::<BTreeSet<u32>>()
            .into_iter()
            .collect();
        let mut ties: BTreeMap<Layer, HashSet<u64>> = BTreeMap::new();
        for &link in &links {
            ties.entry(self.links[link as usize].layer).or_default().insert(self.tie(link));
        }
        let degree: BTreeMap<Layer, u64> = ties.into_iter().map(|(layer, ties)| (layer, ties.len() as u64)).collect();
        let partners = self.partners(&links, &inside, level.as_deref());
        let undated = links.iter().filter(|&&link| self.links[link as usize].start.is_none()).count();
        Ok(Card {
            id: id.to_owned(),
            sentence: sentence(&title, &degree, &partners, links.len(), undated),
            title,
            kind,
            level,
            path: place
                .iter()
                .flat_map(|code| self.regions.path(code, LATEST))
                .filter(|region| region.code != id)
                .map(named_region)
                .collect(),
            areas: self.areas_of(place.as_deref()),
            aliases,
            degree,
            actors: self.listed_actors(id, &members),
            evidence: links.iter().take(EVIDENCE).map(|&link| self.evidence(link)).collect(),
            partners,
            facts: Vec::new(),
            history: place
                .as_deref()
                .filter(|_| !id.starts_with("actor:"))
                .map_or_else(Vec::new, |code| self.history(code)),
            revision: self.revision,
        })
    }

    /// The card of an agreement: its parties, and every link that belongs to it.
    fn agreement_card(&self, id: &str, agreement: &str) -> Result<Card, EngineError> {
        let known = |found: &crate::scene::Agreement| found.id == agreement;
        let number = self.agreements.iter().position(known).ok_or_else(|| EngineError::node(id))?;
        let found = &self.agreements[number];
        let of_agreement = |row: &LinkRow| row.agreement == Some(number as u32);
        let links: Vec<usize> = (0..self.links.len()).filter(|&link| of_agreement(&self.links[link])).collect();
        let ends = links.iter().flat_map(|&link| [self.links[link].from, self.links[link].to]);
        let parties: BTreeSet<u32> = found.parties.iter().map(|(actor, _)| *actor).chain(ends).collect();
        let (title, count) = (&found.title, parties.len());
        Ok(Card {
            id: id.to_owned(),
            title: title.clone(),
            kind: "agreement".to_owned(),
            level: None,
            path: Vec::new(),
            areas: Vec::new(),
            aliases: Vec::new(),
            sentence: Words::new(
                format!("{}：{count} 方，{} 条联系。", title.zh, links.len()),
                format!("{}: {count} parties, {} links.", title.en, links.len()),
            ),
            degree: BTreeMap::from([(found.layer, 1)]),
            partners: Vec::new(),
            actors: parties.into_iter().map(|actor| self.named_actor(actor)).collect(),
            evidence: links.iter().take(EVIDENCE).map(|&link| self.evidence(link as u32)).collect(),
            facts: Vec::new(),
            history: Vec::new(),
            revision: self.revision,
        })
    }

    /// The actors gathered in a region other than the region itself, the best connected first.
    fn listed_actors(&self, id: &str, members: &[u32]) -> Vec<Named> {
        if id.starts_with("actor:") {
            return Vec::new();
        }
        let mut members = members.to_vec();
        members.sort_by_key(|&actor| std::cmp::Reverse(self.links_of[actor as usize].len()));
        members.into_iter().map(|actor| self.named_actor(actor)).collect()
    }

    fn areas_of(&self, place: Option<&str>) -> Vec<Named> {
        let mut areas: Vec<Named> = Vec::new();
        for member in place.iter().flat_map(|code| self.regions.areas(code, LATEST)) {
            if let Some(area) = self.regions.get(&member.area, LATEST)
                && !areas.iter().any(|known| known.id == area.code)
            {
                areas.push(named_region(area));
            }
        }
        areas
    }

    /// Who shares ties with the members, gathered at the level of the card.
    fn partners(&self, links: &[u32], inside: &HashSet<u32>, level: Option<&str>) -> Vec<Partner> {
        let mut shared: HashMap<String, BTreeMap<Layer, HashSet<u64>>> = HashMap::new();
        for &link in links {
            let row = &self.links[link as usize];
            // The other parties of a multi-party agreement are partners, not only the body that carries it.
            let others = match (row.direction, row.agreement) {
                (Direction::Multi, Some(agreement)) => {
                    self.agreements[agreement as usize].parties.iter().map(|(actor, _)| *actor).collect()
                }
                _ => vec![row.from, row.to],
            };
            for other in others {
                if inside.contains(&other) {
                    continue;
                }
                let node = self.node_of(other, level);
                shared.entry(node).or_default().entry(row.layer).or_default().insert(self.tie(link));
            }
        }
        let mut partners: Vec<Partner> = shared
            .into_iter()
            .map(|(id, ties)| {
                let ties: BTreeMap<Layer, u64> =
                    ties.into_iter().map(|(layer, ties)| (layer, ties.len() as u64)).collect();
                Partner { title: self.title_of(&id), total: ties.values().sum(), ties, id }
            })
            .collect();
        partners.sort_by(|a, b| (b.total, &a.id).cmp(&(a.total, &b.id)));
        partners
    }

    /// The node that stands for an actor among nodes of `level`; actors themselves where no level is given.
    fn node_of(&self, actor: u32, level: Option<&str>) -> String {
        let actor = &self.actors[actor as usize];
        match (level, &actor.region) {
            (Some(level), Some(region)) => self.regions.gather(region, level, LATEST).to_owned(),
            _ => format!("actor:{}", actor.id),
        }
    }

    /// The name of a node.
    pub(crate) fn title_of(&self, id: &str) -> Words {
        match id.strip_prefix("actor:") {
            Some(actor) => self.actor_number.get(actor).map(|&number| self.actors[number as usize].title.clone()),
            None => self.regions.get(id, LATEST).map(|region| region.title.clone()),
        }
        .unwrap_or_else(|| Words::same(id))
    }

    fn named_actor(&self, actor: u32) -> Named {
        let actor = &self.actors[actor as usize];
        Named { id: format!("actor:{}", actor.id), title: actor.title.clone(), kind: actor.kind.clone() }
    }

    /// A source document by its id.
    pub(crate) fn source(&self, id: Option<&str>) -> Option<SourceRef> {
        let id = id?;
        let (title, published) = self.sources.get(id).cloned().unwrap_or_else(|| (Words::same(id), None));
        Some(SourceRef { id: id.to_owned(), title, published })
    }

    fn evidence(&self, link: u32) -> Evidence {
        let row = &self.links[link as usize];
        let text = |column| self.link_text(link, column).map(str::to_owned);
        Evidence {
            link: text("link_id").unwrap_or_default(),
            agreement: row.agreement.map(|agreement| self.agreements[agreement as usize].id.clone()),
            from: self.named_actor(row.from),
            to: self.named_actor(row.to),
            layer: row.layer,
            kind: self.kinds[usize::from(row.kind)].title.clone(),
            direction: row.direction.word().to_owned(),
            status: row.status.word().to_owned(),
            start: row.start.and_then(day_text),
            end: row.end.and_then(day_text),
            time_basis: text("time_basis")
                .unwrap_or_else(|| if row.start.is_some() { "stated" } else { "unknown" }.to_owned()),
            layer_basis: text("layer_basis"),
            observation: text("observation").unwrap_or_else(|| "observed".to_owned()),
            source: self.source(self.link_text(link, "source")),
            section: text("section"),
            note: text("note"),
        }
    }

    /// Names and territory of a region over time.
    fn history(&self, code: &str) -> Vec<History> {
        let rows = self.regions.history(code);
        let mut history: Vec<History> = rows
            .iter()
            .filter(|_| rows.len() > 1 || rows[0].end.is_some())
            .map(|row| History {
                start: row.start.and_then(day_text),
                end: row.end.and_then(day_text),
                event: row.title.clone(),
            })
            .collect();
        for change in self.regions.lineage.iter().filter(|change| change.from == code || change.to == code) {
            let event = words(&format!("event.{}", change.event));
            let (from, to) = (self.title_of(&change.from), self.title_of(&change.to));
            history.push(History {
                start: day_text(change.day),
                end: None,
                event: Words::new(
                    format!("{}：{} → {}", event.zh, from.zh, to.zh),
                    format!("{}: {} → {}", event.en, from.en, to.en),
                ),
            });
        }
        history.sort_by(|a, b| a.start.cmp(&b.start));
        history
    }
}

fn named_region(region: &Region) -> Named {
    Named { id: region.code.clone(), title: region.title.clone(), kind: region.level.clone() }
}

/// The plain sentence: with how many, with whom most, in which network most, how much of it undated.
fn sentence(title: &Words, degree: &BTreeMap<Layer, u64>, partners: &[Partner], links: usize, undated: usize) -> Words {
    let total: u64 = degree.values().sum();
    let (Some(first), Some((layer, most))) = (partners.first(), degree.iter().max_by_key(|(_, ties)| **ties)) else {
        return Words::new(
            format!("{}在数据中没有对外联系。", title.zh),
            format!("{} has no outside ties in the data.", title.en),
        );
    };
    let dates = match undated {
        0 => Words::default(),
        n => Words::new(
            format!("{links} 条联系中有 {n} 条起始时间不详。"),
            format!(" The start of {n} of its {links} links is unknown."),
        ),
    };
    Words::new(
        format!(
            "{}与 {} 个地方或主体有 {total} 项联系，最多的是{}（{} 项）；{}最密（{most} 项）。{}",
            title.zh,
            partners.len(),
            first.title.zh,
            first.total,
            layer.title().zh,
            dates.zh
        ),
        format!(
            "{} has {total} ties with {} places or actors, most with {} ({}); its densest layer is the {} ({most}).{}",
            title.en,
            partners.len(),
            first.title.en,
            first.total,
            layer.title().en.to_lowercase(),
            dates.en
        ),
    )
}

impl Scene {
    /// A row of the indicator table.
    pub(crate) fn fact(&self, table: &crate::rows::Rows, row: usize) -> Fact {
        let text = |column| table.text(column, row).map(str::to_owned);
        Fact {
            indicator: text("indicator").unwrap_or_default(),
            industry: text("industry"),
            period: text("period"),
            value: table.number("value", row),
            lower: table.number("lower", row),
            upper: table.number("upper", row),
            unit: text("unit"),
            observation: text("observation").unwrap_or_else(|| "observed".to_owned()),
            source: self.source(table.text("source", row)),
            section: text("section"),
        }
    }
}
