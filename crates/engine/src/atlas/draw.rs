//! Drawing the picture: gathering actors into nodes, links into ties, and counting an agreement once.

use super::{Atlas, AtlasQuery, Bucket, Coverage, Hyperedge, Link, Node, Point, Scale, Stage, Time};
use crate::regions::{LATEST, day_text};
use crate::scene::{Scene, words};
use crate::{At, Engine, EngineError, Port, off_the_runtime};
use liantu_model::{
    Layer, LayerSet, Period, Words,
    period::{epoch_days, from_epoch_days},
};
use liantu_network::layout::network_layout;
use liantu_network::{
    Aggregation, Filter, Mode, NOWHERE, Stage as ChainStage, Tie, Window, aggregate, aggregate_strongest, hyperedges,
    timeline,
};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

impl Engine {
    /// Who connects with whom.
    pub async fn atlas(&self, port: &Port, at: &At, query: &AtlasQuery) -> Result<Atlas, EngineError> {
        let scene = self.scene(port, at).await?;
        let query = query.clone();
        off_the_runtime(move || scene.draw(&query)).await
    }
}

/// What pictures of one revision share, kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    /// Nodes by scale and day.
    nodes: Mutex<HashMap<(Scale, i32), Arc<Nodes>>>,
    /// The brush; by whether links count on after their end, and whether proposals count.
    times: [OnceLock<Time>; 4],
}

/// Which node each actor is gathered into at a scale.
#[derive(Debug)]
struct Nodes {
    /// Node ids.
    ids: Vec<String>,
    /// Node of each actor.
    of: Vec<u32>,
    /// Places in the network arrangement: they depend on the revision and the scale alone, so that they stay put when a
    /// layer or a period is switched.
    layout: Vec<Point>,
}

/// Loose nodes of the network arrangement start at places drawn from this.
const SEED: u64 = 1;
/// Scales asked for at days of the past are kept up to this many.
const KEPT: usize = 24;

impl Scene {
    fn nodes(&self, scale: Scale, day: i32) -> Arc<Nodes> {
        if let Some(nodes) = self.atlas.nodes.lock().unwrap_or_else(PoisonError::into_inner).get(&(scale, day)) {
            return Arc::clone(nodes);
        }
        let nodes = Arc::new(self.gather(scale, day));
        let mut kept = self.atlas.nodes.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.retain(|(_, day), _| *day == LATEST);
        }
        kept.insert((scale, day), Arc::clone(&nodes));
        nodes
    }

    fn gather(&self, scale: Scale, day: i32) -> Nodes {
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let mut of_region: HashMap<&str, u32> = HashMap::new();
        let mut ids = Vec::new();
        let mut number = |id: String| {
            *numbers.entry(id).or_insert_with_key(|id| {
                ids.push(id.clone());
                ids.len() as u32 - 1
            })
        };
        let of = self.actors.iter().map(|actor| match &actor.region {
            Some(region) if scale != Scale::Actor => *of_region
                .entry(region)
                .or_insert_with(|| number(self.regions.gather(region, scale.word(), day).to_owned())),
            _ => number(format!("actor:{}", actor.id)),
        });
        let of: Vec<u32> = of.collect();
        let layout = self.layout(&ids, &of);
        Nodes { ids, of, layout }
    }

    /// Places of the nodes by all their ties, starting from where they lie on the map.
    fn layout(&self, ids: &[String], of: &[u32]) -> Vec<Point> {
        let whole = aggregate(&self.network, &Filter::everything(), of);
        let mut edges: Vec<(u32, u32)> = whole.ties.iter().map(|tie| (tie.low, tie.high)).collect();
        edges.sort_unstable();
        edges.dedup();
        let places: Vec<Option<(f64, f64)>> = ids.iter().map(|id| self.locate(id, LATEST).0).collect();
        let layout = network_layout(ids.len(), &edges, &places, SEED);
        layout.into_iter().map(|point| Point { x: point.x, y: point.y }).collect()
    }

    /// Longitude and latitude of a node, and whose they are.
    fn locate(&self, id: &str, day: i32) -> (Option<(f64, f64)>, &'static str) {
        let Some(actor) = id.strip_prefix("actor:") else { return self.regions.locate(id, day) };
        let Some(&number) = self.actor_number.get(actor) else { return (None, "none") };
        let actor = &self.actors[number as usize];
        if let (Some(lon), Some(lat)) = (actor.lon, actor.lat) {
            return (Some((lon, lat)), "own");
        }
        match actor.region.as_deref().map(|region| self.regions.locate(region, day)) {
            Some((place, "own")) => (place, "region"),
            Some(found) => found,
            None => (None, "none"),
        }
    }

    fn draw(&self, query: &AtlasQuery) -> Result<Atlas, EngineError> {
        if let Some(id) = query.area.iter().chain(&query.focus).find(|id| !self.node_exists(id)) {
            return Err(EngineError::node(id));
        }
        let window = query.period.map(Window::from);
        let day = window.and_then(|window| window.end).map_or(LATEST, |end| end - 1);
        let nodes = self.nodes(query.scale, day);
        let parent = self.parents(&nodes, query.area.as_deref(), day);
        let filter = Filter {
            layers: query.layers,
            window,
            mode: if query.cumulative { Mode::Cumulative } else { Mode::Interval },
            undated: query.undated || window.is_none(),
            proposed: query.proposed,
            unfulfilled: true,
            modelled: true,
            kinds: None,
        };
        let mut picture = Picture::new(&nodes);
        // What is near a node can only be found among all ties.
        let kept = if query.focus.is_some() { usize::MAX } else { query.limit };
        picture.take_pairs(aggregate_strongest(&self.pairs, &filter, &parent, kept));
        picture.take_bodies(self, &filter, &parent);
        picture.take_stages(self, &filter, &parent);
        if let Some(focus) = &query.focus {
            picture.keep_near(focus, query.hops);
        }
        picture.limit(query.limit);
        Ok(self.finish(query, &filter, &parent, day, &picture))
    }

    /// The node of each actor, or nowhere where it lies outside the area.
    fn parents(&self, nodes: &Nodes, area: Option<&str>, day: i32) -> Vec<u32> {
        let Some(area) = area else { return nodes.of.clone() };
        let mut inside: HashMap<&str, bool> = HashMap::new();
        let mut parents = Vec::with_capacity(nodes.of.len());
        for (actor, &node) in self.actors.iter().zip(&nodes.of) {
            let taken = match (&actor.region, area.strip_prefix("actor:")) {
                (_, Some(area)) => actor.id == area || actor.parent.as_deref() == Some(area),
                (Some(region), None) => *inside.entry(region).or_insert_with(|| self.regions.within(region, area, day)),
                (None, None) => false,
            };
            parents.push(if taken { node } else { NOWHERE });
        }
        parents
    }

    fn finish(&self, query: &AtlasQuery, filter: &Filter, parent: &[u32], day: i32, picture: &Picture<'_>) -> Atlas {
        let hidden = |filter: Filter| self.count(&filter, parent);
        let shown = hidden(filter.clone());
        let undated_hidden = if filter.undated {
            0
        } else {
            let reached = Filter { undated: true, ..filter.clone() };
            hidden(reached) - shown
        };
        let proposed_hidden =
            if filter.proposed { 0 } else { hidden(Filter { proposed: true, ..filter.clone() }) - shown };
        let rows = picture.rows();
        let mut drawn: Vec<Node> = picture
            .used()
            .into_iter()
            .map(|node| self.draw_node(picture, node, day, rows.get(&node).copied().unwrap_or_default()))
            .collect();
        drawn.sort_by(|a, b| a.id.cmp(&b.id));
        let coverage = Coverage {
            links_total: self.links.len() as u64,
            links_shown: shown,
            undated_hidden,
            proposed_hidden,
            unlocated_nodes: drawn.iter().filter(|node| node.lon.is_none()).count() as u64,
            truncated: picture.truncated,
        };
        let id = |node: u32| picture.nodes.ids[node as usize].clone();
        Atlas {
            revision: self.revision,
            scale: query.scale,
            layers: query.layers.iter().collect(),
            period: query.period.map(|period| period.to_string()),
            mode: if query.cumulative { "cumulative" } else { "interval" },
            time: self.atlas.times[usize::from(query.cumulative) + 2 * usize::from(query.proposed)]
                .get_or_init(|| self.time(&Filter { layers: LayerSet::ALL, ..filter.clone() }))
                .clone(),
            links: picture.ties.iter().map(|tie| self.draw_link(tie, &id)).collect(),
            hyperedges: picture.bodies.iter().map(|body| self.draw_body(body, &id)).collect(),
            stages: ChainStage::ALL
                .iter()
                .map(|stage| Stage { code: stage.word().to_owned(), title: words(&format!("stage.{}", stage.word())) })
                .collect(),
            ties: picture.total.clone(),
            nodes: drawn,
            coverage,
        }
    }

    /// Links that a filter keeps, as far as the area holds both their ends.
    fn count(&self, filter: &Filter, parent: &[u32]) -> u64 {
        let counts = filter.spans(&self.network, |links| {
            links.filter(|link| parent[link.from as usize] != NOWHERE && parent[link.to as usize] != NOWHERE).count()
                as u64
        });
        counts.into_iter().sum()
    }

    fn draw_node(&self, picture: &Picture<'_>, node: u32, day: i32, row: u32) -> Node {
        let id = picture.nodes.ids[node as usize].clone();
        let (place, located) = self.locate(&id, day);
        let (title, kind, level, region) =
            match id.strip_prefix("actor:").and_then(|actor| self.actor_number.get(actor)) {
                Some(&number) => {
                    let actor = &self.actors[number as usize];
                    (actor.title.clone(), actor.kind.clone(), None, actor.region.clone())
                }
                None => {
                    let region = self.regions.get(&id, day);
                    let title = region.map_or_else(|| Words::same(&id), |region| region.title.clone());
                    (
                        title,
                        "region".to_owned(),
                        region.map(|region| region.level.clone()),
                        region.and_then(|region| region.parent.clone()),
                    )
                }
            };
        let state = &picture.states[node as usize];
        Node {
            title,
            kind,
            level,
            region,
            lon: place.map(|place| place.0),
            lat: place.map(|place| place.1),
            located,
            degree: state.degree.clone(),
            actors: state.actors,
            intra: state.intra,
            chain: state.chain.iter().map(|(stage, &ties)| (stage.word().to_owned(), ties)).collect(),
            network: picture.nodes.layout[node as usize],
            row,
            hop: state.hop,
            id,
        }
    }

    fn draw_link(&self, tie: &Tie, id: &dyn Fn(u32) -> String) -> Link {
        let two = tie.is_two_way();
        let (from, to) =
            if !two && tie.downward > 0 { (id(tie.high), id(tie.low)) } else { (id(tie.low), id(tie.high)) };
        let tally = &tie.tally;
        Link {
            id: format!("{from}{}{to}:{}", if two { "-" } else { ">" }, tie.layer),
            from,
            to,
            layer: tie.layer,
            direction: if two { "two" } else { "one" },
            links: tally.links.into(),
            agreements: tally.distinct().into(),
            weight: tally.weight,
            unit: tally.weight.and_then(|_| self.units.get(&tie.layer).cloned()),
            proposed: tally.proposed.into(),
            unfulfilled: tally.unfulfilled.into(),
            modelled: tally.modelled.into(),
            kinds: tally
                .kinds
                .iter()
                .filter(|kind| *kind > 0)
                .map(|kind| self.kinds[usize::from(kind)].code.clone())
                .collect(),
            start: tally.start.and_then(day_text),
            end: tally.end.and_then(day_text),
            undated: tally.undated.into(),
        }
    }

    fn draw_body(&self, body: &Body, id: &dyn Fn(u32) -> String) -> Hyperedge {
        let agreement = &self.agreements[body.agreement as usize];
        Hyperedge {
            id: agreement.id.clone(),
            layer: agreement.layer,
            kind: agreement.kind.clone(),
            title: agreement.title.clone(),
            members: body.members.iter().map(|&node| id(node)).collect(),
            carrier: body.carrier.map(id),
            status: agreement.status.clone(),
            start: agreement.start.and_then(day_text),
            end: agreement.end.and_then(day_text),
        }
    }

    /// The years in which distinct ties were alive, all over the revision: the brush does not change with the picture.
    fn time(&self, filter: &Filter) -> Time {
        let year = |day: i32| from_epoch_days(day).map(jiff::civil::Date::year);
        let by_layer = |counts: &[u32; 6]| -> BTreeMap<Layer, u64> {
            Layer::ALL
                .into_iter()
                .zip(counts)
                .filter(|(_, count)| **count > 0)
                .map(|(layer, &count)| (layer, count.into()))
                .collect()
        };
        let years = self.days.and_then(|(first, last)| Some(year(first)?..=year(last)?));
        let Some(years) = years else {
            let nothing = timeline(&self.network, filter, &[]);
            return Time { start: None, end: None, buckets: Vec::new(), undated: by_layer(&nothing.undated) };
        };
        let (first, last) = (*years.start(), *years.end());
        let borders: Vec<i32> =
            (first..=last + 1).filter_map(Period::year).map(|year| epoch_days(year.start)).collect();
        let line = timeline(&self.network, filter, &borders);
        let bucket =
            |(year, counts): (i16, &[u32; 6])| Bucket { period: format!("{year:04}"), counts: by_layer(counts) };
        Time {
            start: Some(format!("{first:04}")),
            end: Some(format!("{:04}", last + 1)),
            buckets: years.zip(&line.counts).map(bucket).collect(),
            undated: by_layer(&line.undated),
        }
    }
}

/// A multi-party agreement at the scale of the picture.
struct Body {
    agreement: u32,
    members: Vec<u32>,
    carrier: Option<u32>,
}

/// What a span of links says about stages and actors.
#[derive(Default)]
struct Stages {
    /// Actors at either end, as often as they occur.
    actors: Vec<u32>,
    /// Links without an agreement.
    alone: HashMap<(u32, ChainStage), u64>,
    /// Agreements, as often as their links occur.
    together: Vec<(u32, ChainStage, u32)>,
}

/// What the picture knows of a node.
#[derive(Clone, Default)]
struct State {
    degree: BTreeMap<Layer, u64>,
    actors: u64,
    intra: u64,
    chain: BTreeMap<ChainStage, u64>,
    hop: Option<u8>,
}

/// A picture in the making.
struct Picture<'a> {
    nodes: &'a Nodes,
    states: Vec<State>,
    ties: Vec<Tie>,
    bodies: Vec<Body>,
    total: BTreeMap<Layer, u64>,
    truncated: bool,
}

impl<'a> Picture<'a> {
    fn new(nodes: &'a Nodes) -> Self {
        Self {
            nodes,
            states: vec![State::default(); nodes.ids.len()],
            ties: Vec::new(),
            bodies: Vec::new(),
            total: BTreeMap::new(),
            truncated: false,
        }
    }

    fn take_pairs(&mut self, pairs: Aggregation) {
        for touch in &pairs.touches {
            let state = &mut self.states[touch.region as usize];
            if touch.outward.links > 0 {
                *state.degree.entry(touch.layer).or_default() += u64::from(touch.outward.distinct());
            }
            state.intra += u64::from(touch.intra.links);
        }
        for ((layer, total), unplaced) in Layer::ALL.into_iter().zip(&pairs.total).zip(&pairs.unplaced) {
            let placed = u64::from(total.distinct()) - u64::from(unplaced.distinct().min(total.distinct()));
            if placed > 0 {
                *self.total.entry(layer).or_default() += placed;
            }
        }
        self.ties = pairs.ties;
        self.truncated = pairs.weaker > 0;
    }

    /// Multi-party agreements: one thing each, wherever its parties lie.
    fn take_bodies(&mut self, scene: &Scene, filter: &Filter, parent: &[u32]) {
        let place = |actor: u32| Some(parent[actor as usize]).filter(|node| *node != NOWHERE);
        for body in hyperedges(&scene.bodies, filter) {
            let reached = body.regions(parent);
            if reached.is_empty() {
                continue;
            }
            let layer = body.layer;
            *self.total.entry(layer).or_default() += 1;
            if reached.len() == 1 {
                self.states[reached[0] as usize].intra += body.links.len() as u64;
                continue;
            }
            for &node in &reached {
                *self.states[node as usize].degree.entry(layer).or_default() += 1;
            }
            let members: BTreeSet<u32> = body.members.iter().filter_map(|&actor| place(actor)).collect();
            let carrier = body.carrier.and_then(place);
            self.bodies.push(Body { agreement: body.agreement, members: members.into_iter().collect(), carrier });
        }
    }

    /// Ties per stage, and how many actors take part.
    fn take_stages(&mut self, scene: &Scene, filter: &Filter, parent: &[u32]) {
        let spans = filter.spans(&scene.network, |links| {
            let mut part = Stages::default();
            for link in links {
                let ends = [link.from, link.to].map(|actor| parent[actor as usize]);
                let placed = || [link.from, link.to].into_iter().zip(ends).filter(|(_, node)| *node != NOWHERE);
                part.actors.extend(placed().map(|(actor, _)| actor));
                let Some(stage) = link.stage() else { continue };
                // A link within a node is one tie of it.
                for (_, node) in placed().take(if ends[0] == ends[1] { 1 } else { 2 }) {
                    match link.agreement() {
                        Some(agreement) => part.together.push((node, stage, agreement)),
                        None => *part.alone.entry((node, stage)).or_default() += 1,
                    }
                }
            }
            part
        });
        let mut seen = vec![false; parent.len()];
        let mut together = Vec::new();
        for part in spans {
            for actor in part.actors {
                if !std::mem::replace(&mut seen[actor as usize], true) {
                    self.states[parent[actor as usize] as usize].actors += 1;
                }
            }
            for ((node, stage), ties) in part.alone {
                *self.states[node as usize].chain.entry(stage).or_default() += ties;
            }
            together.extend(part.together);
        }
        together.sort_unstable();
        together.dedup();
        for (node, stage, _) in together {
            *self.states[node as usize].chain.entry(stage).or_default() += 1;
        }
    }

    /// Leaves only what is within so many hops of a node.
    fn keep_near(&mut self, focus: &str, hops: u8) {
        let Some(start) = self.nodes.ids.iter().position(|id| id == focus) else {
            self.ties.clear();
            self.bodies.clear();
            return;
        };
        let mut neighbours: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut join = |one: u32, two: u32| {
            neighbours.entry(one).or_default().push(two);
            neighbours.entry(two).or_default().push(one);
        };
        self.ties.iter().for_each(|tie| join(tie.low, tie.high));
        for body in &self.bodies {
            let reached: Vec<u32> = body.members.iter().copied().chain(body.carrier).collect();
            for (n, &one) in reached.iter().enumerate() {
                reached[n + 1..].iter().for_each(|&two| join(one, two));
            }
        }
        self.states[start].hop = Some(0);
        let mut queue = VecDeque::from([start as u32]);
        while let Some(node) = queue.pop_front() {
            let hop = self.states[node as usize].hop.unwrap_or_default();
            if hop == hops {
                continue;
            }
            for &next in neighbours.get(&node).into_iter().flatten() {
                let state = &mut self.states[next as usize];
                if state.hop.is_none() {
                    state.hop = Some(hop + 1);
                    queue.push_back(next);
                }
            }
        }
        let near = |node: u32| self.states[node as usize].hop.is_some();
        self.ties.retain(|tie| near(tie.low) && near(tie.high));
        self.bodies.retain(|body| body.members.iter().any(|&node| near(node)));
    }

    /// The strongest ties first, and no more than the limit.
    fn limit(&mut self, limit: usize) {
        let order = |a: &Tie, b: &Tie| {
            let strength = |tie: &Tie| (tie.tally.distinct(), tie.tally.links);
            strength(b).cmp(&strength(a)).then((a.low, a.high, a.layer).cmp(&(b.low, b.high, b.layer)))
        };
        self.truncated |= self.ties.len() > limit || self.bodies.len() > limit;
        if self.ties.len() > limit {
            self.ties.select_nth_unstable_by(limit, order);
            self.ties.truncate(limit);
        }
        self.ties.sort_by(order);
        self.bodies.truncate(limit);
    }

    /// Nodes that the picture shows: those with a tie in it, or with links inside.
    fn used(&self) -> BTreeSet<u32> {
        let focused = self.states.iter().any(|state| state.hop.is_some());
        let mut used: BTreeSet<u32> = self.ties.iter().flat_map(|tie| [tie.low, tie.high]).collect();
        used.extend(self.bodies.iter().flat_map(|body| body.members.iter().copied().chain(body.carrier)));
        let inner = (0u32..)
            .zip(&self.states)
            .filter(|(_, state)| if focused { state.hop == Some(0) } else { state.intra > 0 });
        // When weaker ties were left out, so are nodes that have none left but links inside.
        if !self.truncated {
            used.extend(inner.map(|(node, _)| node));
        }
        used
    }

    /// Rows of the chain arrangement: nodes with the most ties first.
    fn rows(&self) -> HashMap<u32, u32> {
        let mut used: Vec<u32> = self.used().into_iter().collect();
        let strength = |node: u32| self.states[node as usize].degree.values().sum::<u64>();
        used.sort_by_key(|&node| (std::cmp::Reverse(strength(node)), node));
        used.into_iter().zip(0..).collect()
    }
}
