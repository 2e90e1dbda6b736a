//! Binding the methods that pair two sides: stable matchings and assignments.

use super::matching::{Meeting, Names, finding, known};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::rows::Rows;
use liantu_cooperation::matching::assignment::{Assignment, Goal, assign, assign_sparse};
use liantu_cooperation::matching::deferred::{Preferences, Ties, deferred_acceptance};
use liantu_cooperation::matching::listing::attribute;
use liantu_cooperation::matching::match_offers::Market;
use liantu_cooperation::matching::{assign_offers, stable_matching};
use liantu_model::{Diagnostic, Method, Observation, Words};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &stable_matching::METHOD, run: run_stable_matching },
    Entry { method: &assign_offers::METHOD, run: run_assignment },
];

/// The most pairs of a full table of weights.
const FULL: usize = 20_000_000;

/// What one says of one of the other side.
struct Opinion {
    chooser: u32,
    chosen: u32,
    /// From 1, or 0 where there is none.
    rank: u32,
    /// NaN where there is none.
    score: f64,
}

/// Two sides and what they think of each other.
struct Sides {
    needs: Names,
    offers: Names,
    /// Of the needs on offers, and of the offers on needs.
    opinions: [Vec<Opinion>; 2],
    /// Whether the opinions are scores of the program's own.
    scored: bool,
    findings: Vec<Diagnostic>,
    observation: Observation,
}

impl Sides {
    fn bind(method: &'static Method, bound: &Bound, inputs: &Inputs) -> Result<Self, EngineError> {
        let stated = bound.rows("preference");
        if stated.len() > 0 {
            return Ok(Self::stated(stated, bound));
        }
        if bound.rows("need").len() == 0 && bound.rows("offer").len() == 0 {
            return Err(super::absent(
                method,
                "preference",
                Words::new("既没有偏好也没有需求与供给", "neither preferences nor needs and offers"),
            ));
        }
        let mut meeting = Meeting::bind(bound, None);
        let policy = meeting.policy(inputs);
        let by_time = inputs.choice("proximity") == "travel_minutes";
        let mut sides = Self::empty(true);
        meeting.needs.ids.iter().for_each(|id| {
            sides.needs.number(id);
        });
        meeting.offers.ids.iter().for_each(|id| {
            sides.offers.number(id);
        });
        {
            let market = Market::new(&meeting.needs.listings, &meeting.offers.listings, |need, offer| {
                meeting.between(need, offer, by_time)
            });
            for need in 0..meeting.needs.ids.len() {
                let (possible, _) = market.scored(need, &policy);
                for found in possible.into_iter().filter(|found| !found.score.is_nan()) {
                    let (need, offer, score) = (need as u32, found.offer, found.score);
                    sides.opinions[0].push(Opinion { chooser: need, chosen: offer, rank: 0, score });
                    sides.opinions[1].push(Opinion { chooser: offer, chosen: need, rank: 0, score });
                }
            }
        }
        sides.observation = meeting.observation;
        sides.findings = meeting.findings;
        Ok(sides)
    }

    fn empty(scored: bool) -> Self {
        Self {
            needs: Names::default(),
            offers: Names::default(),
            opinions: [Vec::new(), Vec::new()],
            scored,
            findings: Vec::new(),
            observation: Observation::Observed,
        }
    }

    fn stated(rows: &Rows, bound: &Bound) -> Self {
        let (mut needs, mut offers) = (BTreeSet::new(), BTreeSet::new());
        // With tables of needs and offers only those of them that are open take part; else whoever is named.
        let given = ["need", "offer"].map(|table| bound.rows(table).len() > 0);
        for (table, id, list) in [("need", "need_id", &mut needs), ("offer", "offer_id", &mut offers)] {
            let table = bound.rows(table);
            let over = |row| matches!(table.text("status", row), Some("agreed" | "closed" | "withdrawn"));
            list.extend((0..table.len()).filter(|&row| !over(row)).filter_map(|row| table.text(id, row)));
        }
        let parts = |row: usize| {
            let (chooser, chosen) = (rows.text("chooser", row)?, rows.text("chosen", row)?);
            let by_need = rows.text("side", row)? == "need";
            Some(if by_need { (chooser, chosen, by_need) } else { (chosen, chooser, by_need) })
        };
        for (need, offer, _) in (0..rows.len()).filter_map(parts) {
            if !given[0] {
                needs.insert(need);
            }
            if !given[1] {
                offers.insert(offer);
            }
        }
        let mut sides = Self::empty(false);
        for id in needs {
            sides.needs.number(id);
        }
        for id in offers {
            sides.offers.number(id);
        }
        let (mut silent, mut first) = (0, None);
        let (mut dropped, mut stranger) = (0, None);
        for row in 0..rows.len() {
            let Some((need, offer, by_need)) = parts(row) else { continue };
            let (Some(of_need), Some(of_offer)) = (sides.needs.find(need), sides.offers.find(offer)) else {
                dropped += 1;
                stranger.get_or_insert((row, if sides.needs.find(need).is_none() { need } else { offer }));
                continue;
            };
            let (need, offer) = (of_need, of_offer);
            let rank = rows.integer("rank", row).and_then(|rank| u32::try_from(rank).ok()).unwrap_or(0);
            let score = rows.number("score", row).unwrap_or(f64::NAN);
            if rank == 0 && score.is_nan() {
                silent += 1;
                first.get_or_insert(row);
                continue;
            }
            let (chooser, chosen) = if by_need { (need, offer) } else { (offer, need) };
            sides.opinions[usize::from(!by_need)].push(Opinion { chooser, chosen, rank, score });
        }
        if silent > 0 {
            sides.findings.push(finding("COO606", "preference", first, String::new(), silent));
        }
        if let Some((row, id)) = stranger {
            sides.findings.push(finding("COO612", "preference", Some(row), id.to_owned(), dropped));
        }
        sides
    }

    /// The lists of one side, by rank; who gives no ranks, by score, equal scores being ties.
    fn preferences(&mut self, side: usize) -> Preferences {
        let choosers = if side == 0 { self.needs.list.len() } else { self.offers.list.len() };
        let mut by_chooser: Vec<Vec<&Opinion>> = (0..choosers).map(|_| Vec::new()).collect();
        self.opinions[side].iter().for_each(|opinion| by_chooser[opinion.chooser as usize].push(opinion));
        let mut entries = Vec::new();
        let mut mixed = 0;
        for list in &mut by_chooser {
            if list.iter().any(|opinion| opinion.rank > 0) {
                mixed += list.iter().filter(|opinion| opinion.rank == 0).count();
                let ranked = list.iter().filter(|opinion| opinion.rank > 0);
                entries.extend(ranked.map(|opinion| (opinion.chooser, opinion.chosen, opinion.rank)));
                continue;
            }
            list.sort_by(|one, two| two.score.total_cmp(&one.score));
            let mut rank = 0;
            for (place, opinion) in list.iter().enumerate() {
                if place == 0 || list[place - 1].score.total_cmp(&opinion.score).is_ne() {
                    rank += 1;
                }
                entries.push((opinion.chooser, opinion.chosen, rank));
            }
        }
        if mixed > 0 {
            self.findings.push(finding("COO606", "preference", None, String::new(), mixed));
        }
        Preferences::new(choosers, &entries)
    }

    /// Places by the attribute `capacity` of the tables; one where there is none.
    fn places(&mut self, bound: &Bound, table: &'static str, id: &str) -> Vec<u32> {
        let rows = bound.rows(table);
        let mut stated: HashMap<&str, u32> = HashMap::new();
        for row in 0..rows.len() {
            let attributes = rows.list("attributes", row);
            let own = attributes.iter().filter_map(|text| attribute(text)).find(|(name, _)| name == "capacity");
            let (Some((_, value)), Some(id)) = (own, rows.text(id, row)) else { continue };
            match value.parse::<u32>() {
                Ok(places) => {
                    stated.insert(id, places);
                }
                Err(_) => self.findings.push(finding("COO601", table, Some(row), format!("capacity={value}"), 1)),
            }
        }
        let names = if table == "need" { &self.needs } else { &self.offers };
        names.list.iter().map(|id| stated.get(id.as_str()).copied().unwrap_or(1)).collect()
    }

    fn answer(self, method: &'static Method, rows: &[Vec<Cell>]) -> Answer {
        let source = if self.scored {
            Words::new("按程序的得分", "scores of the program")
        } else {
            Words::new("按所述偏好", "stated preferences")
        };
        Answer {
            columns: columns(method.outputs, rows),
            notes: vec![source],
            observation: self.observation,
            diagnostics: self.findings,
            inputs: BTreeMap::from([(
                "sides".to_owned(),
                format!("{} needs, {} offers", self.needs.list.len(), self.offers.list.len()),
            )]),
        }
    }
}

fn run_stable_matching(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut sides = Sides::bind(&stable_matching::METHOD, bound, inputs)?;
    let (by_need, by_offer) = (sides.preferences(0), sides.preferences(1));
    let places = (sides.places(bound, "need", "need_id"), sides.places(bound, "offer", "offer_id"));
    let ties = match inputs.choice("ties") {
        "lottery" => Ties::Lottery(inputs.integer("seed").unsigned_abs()),
        _ => Ties::ByNumber,
    };
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    if inputs.choice("proposers") == "offers" {
        let found = deferred_acceptance(&by_offer, &by_need, (&places.1, &places.0), ties);
        let listed = (0u32..).zip(&found.of_proposer);
        pairs.extend(listed.flat_map(|(offer, needs)| needs.iter().map(move |&need| (need, offer))));
    } else {
        let found = deferred_acceptance(&by_need, &by_offer, (&places.0, &places.1), ties);
        let listed = (0u32..).zip(&found.of_proposer);
        pairs.extend(listed.flat_map(|(need, offers)| offers.iter().map(move |&offer| (need, offer))));
    }
    pairs.sort_unstable();
    let scores: HashMap<(u32, u32), f64> = if sides.scored {
        sides.opinions[0].iter().map(|opinion| ((opinion.chooser, opinion.chosen), opinion.score)).collect()
    } else {
        HashMap::new()
    };
    let rank = |rank: Option<u32>| Cell::Integer(rank.map(i64::from));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    let mut taken = vec![false; sides.offers.list.len()];
    let mut rest = pairs.as_slice();
    for (need, id) in (0u32..).zip(&sides.needs.list) {
        let (own, after) = rest.split_at(rest.partition_point(|pair| pair.0 == need));
        rest = after;
        if own.is_empty() {
            rows.push(vec![id.as_str().into(), Cell::Text(None), rank(None), rank(None), Cell::Number(None)]);
        }
        for &(need, offer) in own {
            taken[offer as usize] = true;
            rows.push(vec![
                id.as_str().into(),
                sides.offers.list[offer as usize].as_str().into(),
                rank(by_need.rank(need as usize, offer)),
                rank(by_offer.rank(offer as usize, need)),
                Cell::Number(scores.get(&(need, offer)).copied()),
            ]);
        }
    }
    for (id, _) in sides.offers.list.iter().zip(taken).filter(|(_, taken)| !taken) {
        rows.push(vec![Cell::Text(None), id.as_str().into(), rank(None), rank(None), Cell::Number(None)]);
    }
    Ok(sides.answer(&stable_matching::METHOD, &rows))
}

fn run_assignment(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut sides = Sides::bind(&assign_offers::METHOD, bound, inputs)?;
    let mut weights: HashMap<(u32, u32), [f64; 2]> = HashMap::new();
    let mut silent = 0;
    for (side, opinions) in sides.opinions.iter().enumerate() {
        for opinion in opinions {
            let (one, two) = (opinion.chooser, opinion.chosen);
            let pair = if side == 0 { (one, two) } else { (two, one) };
            silent += usize::from(opinion.score.is_nan());
            weights.entry(pair).or_insert([f64::NAN; 2])[side] = opinion.score;
        }
    }
    if silent > 0 {
        sides.findings.push(finding("COO606", "preference", None, String::new(), silent));
    }
    let chosen = |both: [f64; 2]| match inputs.choice("sides") {
        "offer" => both[1],
        "both" => both[0] + both[1],
        _ => both[0],
    };
    let mut pairs: Vec<(u32, u32, f64)> = weights.into_iter().map(|((n, o), both)| (n, o, chosen(both))).collect();
    pairs.retain(|pair| !pair.2.is_nan());
    pairs.sort_unstable_by_key(|pair| (pair.0, pair.1));
    let (count, others) = (sides.needs.list.len(), sides.offers.list.len());
    let by_count = inputs.choice("goal") == "count";
    let full = count.saturating_mul(others) <= FULL;
    let refused = |error: liantu_cooperation::matching::assignment::AssignmentError| {
        let found = Words::new("有的分数相加后是无穷大", format!("its scores cannot be added up: {error}"));
        super::absent(&assign_offers::METHOD, "preference", found)
    };
    let found: Assignment = if full {
        let mut table = vec![f64::NAN; count * others];
        for &(need, offer, weight) in &pairs {
            table[need as usize * others + offer as usize] = weight;
        }
        assign(count, others, &table, if by_count { Goal::Count } else { Goal::Weight }).map_err(refused)?
    } else if by_count {
        return Err(EngineError::parameter(
            "goal",
            "count",
            Words::new(
                format!("weight：{count} 项需求与 {others} 项供给过多，列不成完整的表"),
                format!("weight: {count} needs and {others} offers are too many for a full table"),
            ),
        ));
    } else {
        assign_sparse(count, others, &pairs).map_err(refused)?
    };
    let price = |list: &[f64], place: usize| if by_count { Cell::Number(None) } else { known(list[place]) };
    let mut taken = vec![false; others];
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (need, id) in sides.needs.list.iter().enumerate() {
        let offer = found.of_row[need].map(|offer| offer as usize);
        let weight = offer.and_then(|offer| {
            let place = pairs.binary_search_by_key(&(need as u32, offer as u32), |pair| (pair.0, pair.1)).ok()?;
            Some(pairs[place].2)
        });
        if let Some(offer) = offer {
            taken[offer] = true;
        }
        rows.push(vec![
            id.as_str().into(),
            Cell::Text(offer.map(|offer| sides.offers.list[offer].clone())),
            Cell::Number(weight),
            price(&found.prices.0, need),
            offer.map_or(Cell::Number(None), |offer| price(&found.prices.1, offer)),
            known(found.total),
        ]);
    }
    for (offer, id) in sides.offers.list.iter().enumerate().filter(|(offer, _)| !taken[*offer]) {
        rows.push(vec![
            Cell::Text(None),
            id.as_str().into(),
            Cell::Number(None),
            Cell::Number(None),
            price(&found.prices.1, offer),
            known(found.total),
        ]);
    }
    Ok(sides.answer(&assign_offers::METHOD, &rows))
}
