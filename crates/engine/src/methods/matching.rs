//! Binding the methods by which needs meet offers.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_cooperation::explanation;
use liantu_cooperation::matching::listing::{self, Condition, Listing};
use liantu_cooperation::matching::match_offers::{self, Between, COMPONENTS, Market, Pair, Policy, Unknown};
use liantu_model::diagnostic::Place;
use liantu_model::{Diagnostic, Observation, Words};
use liantu_structure::synthesis::gravity::great_circle_km;
use std::collections::{BTreeMap, HashMap};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &match_offers::METHOD, run: run_match_offers }];

/// Words and their numbers.
#[derive(Default)]
pub(super) struct Names {
    pub list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    pub fn number(&mut self, word: &str) -> u32 {
        if let Some(&number) = self.numbers.get(word) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(word.to_owned());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    pub fn find(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }
}

/// A finding of the room with its place in a table, and how often it was made.
pub(super) fn finding(code: &str, resource: &str, row: Option<usize>, found: String, count: usize) -> Diagnostic {
    let page = explanation(code).unwrap_or_else(|| panic!("no page for {code}"));
    let place = Place { resource: resource.to_owned(), row: row.map(|row| row as u64 + 1), ..Place::default() };
    let made = Diagnostic::new(page, place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")));
    if found.is_empty() { made } else { made.found(found) }
}

/// A day given as a parameter.
pub(super) fn day(inputs: &Inputs, name: &str) -> Result<Option<i32>, EngineError> {
    let Some(text) = inputs.text(name) else { return Ok(None) };
    let day: jiff::civil::Date = text.parse().map_err(|_| {
        EngineError::parameter(name, text, Words::new("日期，如 2026-01-31", "a day such as 2026-01-31"))
    })?;
    Ok(Some(liantu_model::period::epoch_days(day)))
}

/// The listings of one side that take part.
pub(super) struct Side {
    pub ids: Vec<String>,
    pub listings: Vec<Listing>,
    /// Where each is.
    places: Vec<Option<(f64, f64)>>,
    /// Row of the table.
    pub rows: Vec<usize>,
}

/// Both sides, their words numbered alike.
pub(super) struct Meeting {
    pub needs: Side,
    pub offers: Side,
    regions: Names,
    pub findings: Vec<Diagnostic>,
    pub observation: Observation,
    minutes: HashMap<(u32, u32), f64>,
    recognition: HashMap<(u32, u32), f64>,
}

impl Meeting {
    pub fn bind(bound: &Bound, on: Option<i32>) -> Self {
        let (mut kinds, mut actors, mut regions) = (Names::default(), Names::default(), Names::default());
        let mut findings = Vec::new();
        let mut side = |table: &'static str, id: &str, answers: Option<&HashMap<String, u32>>| {
            let rows = bound.rows(table);
            let mut side = Side { ids: Vec::new(), listings: Vec::new(), places: Vec::new(), rows: Vec::new() };
            let (mut wrong, mut wrong_at, mut idle) = (0, None, 0);
            for row in 0..rows.len() {
                let (Some(own), Some(kind)) = (rows.text(id, row), rows.text("kind", row)) else { continue };
                let over = matches!(rows.text("status", row), Some("agreed" | "closed" | "withdrawn"));
                let (start, end) = (rows.day("start", row), rows.day("end", row));
                let valid = on.is_none_or(|on| start.is_none_or(|start| start <= on) && end.is_none_or(|end| on < end));
                if over || !valid {
                    idle += 1;
                    continue;
                }
                // An answer to a need that takes no part answers nobody.
                let answers = match (rows.text("answers", row), answers) {
                    (Some(need), Some(needs)) => Some(needs.get(need).copied().unwrap_or(u32::MAX)),
                    _ => None,
                };
                let mut listing = read_listing(rows, row, kinds.number(kind));
                let mut unreadable = |text: &str| {
                    wrong += 1;
                    wrong_at.get_or_insert((row, text.to_owned()));
                };
                for text in rows.list("requirements", row) {
                    match Condition::parse(&text) {
                        Some(condition) => listing.requirements.push(condition),
                        None => unreadable(&text),
                    }
                }
                for text in rows.list("attributes", row) {
                    match listing::attribute(&text) {
                        Some(attribute) => listing.attributes.push(attribute),
                        None => unreadable(&text),
                    }
                }
                listing.answers = answers;
                listing.actor = rows.text("actor", row).map(|word| actors.number(word));
                listing.region = rows.text("region", row).map(|word| regions.number(word));
                let place = rows.number("lon", row).zip(rows.number("lat", row));
                let of_region = |code: &str| bound.scene.regions.locate(code, LATEST).0;
                side.places.push(place.or_else(|| rows.text("region", row).and_then(of_region)));
                side.ids.push(own.to_owned());
                side.listings.push(listing);
                side.rows.push(row);
            }
            if let Some((row, text)) = wrong_at {
                findings.push(finding("COO601", table, Some(row), text, wrong));
            }
            if idle > 0 {
                findings.push(finding("COO604", table, None, String::new(), idle));
            }
            side
        };
        let needs = side("need", "need_id", None);
        let numbers: HashMap<String, u32> = needs.ids.iter().cloned().zip(0u32..).collect();
        let offers = side("offer", "offer_id", Some(&numbers));
        let mut meeting = Self {
            needs,
            offers,
            regions,
            findings,
            observation: Observation::Observed,
            minutes: HashMap::new(),
            recognition: HashMap::new(),
        };
        meeting.read_pairs(bound.rows("region_pair"));
        meeting
    }

    /// The last row of a pair counts, by its period.
    fn read_pairs(&mut self, rows: &Rows) {
        let mut order: Vec<usize> = (0..rows.len()).collect();
        order.sort_by_key(|&row| rows.text("period", row).unwrap_or_default().to_owned());
        for row in order {
            let region = |column: &str| rows.text(column, row).and_then(|code| self.regions.find(code));
            let (Some(from), Some(to)) = (region("from_region"), region("to_region")) else { continue };
            let list = match rows.text("measure", row) {
                Some("travel_minutes") => &mut self.minutes,
                Some("recognition") => &mut self.recognition,
                _ => continue,
            };
            self.observation = self.observation.max(rows.observation(row));
            list.insert((from, to), rows.number("value", row).unwrap_or(f64::NAN));
        }
    }

    /// What lies between a need and an offer.
    pub fn between(&self, need: usize, offer: usize, by_time: bool) -> Between {
        let (from, to) = (&self.needs.listings[need], &self.offers.listings[offer]);
        let pair = from.region.zip(to.region);
        let distance = if by_time {
            pair.and_then(|pair| self.minutes.get(&pair).copied())
                .or_else(|| pair.filter(|(from, to)| from == to).map(|_| 0.0))
        } else {
            self.needs.places[need].zip(self.offers.places[offer]).map(|(one, two)| great_circle_km(one, two))
        };
        let recognition = pair.and_then(|(need, offer)| self.recognition.get(&(offer, need)).copied());
        Between { distance: distance.unwrap_or(f64::NAN), recognition: recognition.unwrap_or(f64::NAN) }
    }

    /// The policy that the parameters ask for; a component of which nothing is known takes no part.
    pub fn policy(&mut self, inputs: &Inputs) -> Policy {
        let mut weights = COMPONENTS.map(|name| inputs.number(&format!("weight_{name}")));
        let by_time = inputs.choice("proximity") == "travel_minutes";
        let both = |has: &dyn Fn(&Listing) -> bool| {
            self.needs.listings.iter().any(has) && self.offers.listings.iter().any(has)
        };
        let placed = |side: &Side| side.places.iter().any(Option::is_some);
        let known = [
            (0..2).any(|language| both(&|listing| listing.text[language].is_some())),
            both(&|listing| listing.industry.is_some()),
            if by_time { !self.minutes.is_empty() } else { placed(&self.needs) && placed(&self.offers) },
            !self.recognition.is_empty(),
            both(&|listing| listing.quantity.is_finite()),
            both(&|listing| listing.price.is_finite()),
        ];
        for (place, name) in COMPONENTS.iter().enumerate() {
            if weights[place] > 0.0 && !known[place] {
                weights[place] = 0.0;
                self.findings.push(finding("COO602", "need", None, (*name).to_owned(), 1));
            }
        }
        let radius = inputs.number("radius");
        Policy {
            weights,
            unknown: match inputs.choice("unknown") {
                "low" => Unknown::Low,
                "high" => Unknown::High,
                _ => Unknown::LeaveOut,
            },
            exclude_unstated: inputs.choice("unstated") == "exclude",
            exclude_over_price: inputs.choice("over_price") == "exclude",
            half: inputs.number("half"),
            radius: if radius > 0.0 { radius } else { f64::INFINITY },
            k: inputs.text("k").and_then(|k| k.parse().ok()).unwrap_or(usize::MAX),
            diversity: inputs.text("diversity").and_then(|part| part.parse().ok()).unwrap_or(0.0),
        }
    }

    /// What was found about pairs: amounts that cannot be compared, needs without an offer.
    pub fn look_through(&mut self, found: &[Vec<Pair>]) {
        let stated = |one: f64, two: f64| one.is_finite() && two.is_finite();
        let apart = |pair: &&Pair| {
            let (need, offer) = (&self.needs.listings[pair.need as usize], &self.offers.listings[pair.offer as usize]);
            (stated(need.quantity, offer.quantity) && need.unit != offer.unit)
                || (stated(need.price, offer.price) && need.currency != offer.currency)
        };
        let all = || found.iter().flatten().filter(apart);
        if let Some(first) = all().next() {
            let (need, offer) = (&self.needs.ids[first.need as usize], &self.offers.ids[first.offer as usize]);
            let row = Some(self.offers.rows[first.offer as usize]);
            self.findings.push(finding("COO605", "offer", row, format!("{need}, {offer}"), all().count()));
        }
    }
}

fn read_listing(rows: &Rows, row: usize, kind: u32) -> Listing {
    let own = |column: &str| rows.text(column, row).map(str::to_owned);
    let both = |title: &str, text: &str| {
        let parts: Vec<&str> = [title, text].into_iter().filter_map(|column| rows.text(column, row)).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    Listing {
        industry: own("industry"),
        text: [both("title_zh", "text_zh"), both("title_en", "text_en")],
        quantity: rows.number("quantity", row).unwrap_or(f64::NAN),
        unit: own("unit"),
        price: rows.number("price", row).unwrap_or(f64::NAN),
        currency: own("currency"),
        start: rows.day("start", row),
        end: rows.day("end", row),
        ..Listing::of_kind(kind)
    }
}

/// Undefined is null.
pub(super) fn known(number: f64) -> Cell {
    Cell::Number(Some(number).filter(|number| !number.is_nan()))
}

fn run_match_offers(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut meeting = Meeting::bind(bound, day(inputs, "date")?);
    let policy = meeting.policy(inputs);
    let by_time = inputs.choice("proximity") == "travel_minutes";
    let wanted: Vec<u32> = match inputs.text("need") {
        None => (0..meeting.needs.ids.len() as u32).collect(),
        Some(wanted) => {
            let found = meeting.needs.ids.iter().position(|id| id == wanted).ok_or_else(|| {
                EngineError::parameter(
                    "need",
                    wanted,
                    Words::new("尚待满足的需求的编号", "the identifier of an open need"),
                )
            })?;
            vec![found as u32]
        }
    };
    let show = inputs.choice("show");
    let found = {
        let between = |need, offer| meeting.between(need, offer, by_time);
        let market = Market::new(&meeting.needs.listings, &meeting.offers.listings, between);
        market.ranked(&wanted, &policy, show != "ranked")
    };
    meeting.look_through(&found);
    let bare: Vec<&str> = wanted
        .iter()
        .zip(&found)
        .filter(|(_, pairs)| pairs.iter().all(|pair| pair.rank.is_none()))
        .map(|(&need, _)| meeting.needs.ids[need as usize].as_str())
        .collect();
    if let Some(first) = bare.first() {
        meeting.findings.push(finding("COO603", "need", None, (*first).to_owned(), bare.len()));
    }
    let told = |reasons: &[match_offers::Reason]| -> Cell {
        let told: Vec<String> = reasons.iter().map(ToString::to_string).collect();
        Cell::Text((!told.is_empty()).then(|| told.join("|")))
    };
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .flatten()
        .filter(|pair| show != "excluded" || pair.rank.is_none())
        .map(|pair| {
            let mut cells: Vec<Cell> = vec![
                meeting.needs.ids[pair.need as usize].as_str().into(),
                Cell::Integer(pair.rank.map(i64::from)),
                meeting.offers.ids[pair.offer as usize].as_str().into(),
                known(pair.score),
                known(pair.low),
                known(pair.high),
                known(pair.known),
            ];
            cells.extend(pair.components.map(known));
            cells.extend([known(pair.distance), told(&pair.favourable), told(&pair.unfavourable), told(&pair.unknown)]);
            cells
        })
        .collect();
    Ok(Answer {
        columns: columns(match_offers::METHOD.outputs, &rows),
        notes: Vec::new(),
        observation: meeting.observation,
        diagnostics: meeting.findings,
        inputs: BTreeMap::from([(
            "listings".to_owned(),
            format!("{} needs, {} offers that are open", meeting.needs.ids.len(), meeting.offers.ids.len()),
        )]),
    })
}
