//! Binding the methods that look for partners: places to pair, bids to award, supplies within reach, needs that wait.

use super::matching::{Meeting, Names, day, finding, known};
use super::scorecard::{holds, scoring};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::indicator::listed;
use crate::inputs::Inputs;
use crate::panel::{self, PanelData};
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_cooperation::matching::liaison_queue::{self, Waiting};
use liantu_cooperation::matching::listing::attribute;
use liantu_cooperation::matching::local_content::{self, local_content as content};
use liantu_cooperation::matching::match_offers::Market;
use liantu_cooperation::matching::pairing_advice::{self, Pairing};
use liantu_cooperation::matching::selection::{self, Bid, Call, Standing};
use liantu_model::text::{Text, text};
use liantu_model::{Diagnostic, Observation, Period, Words};
use liantu_structure::cluster::Scoring;
use liantu_structure::synthesis::gravity::great_circle_km;
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &pairing_advice::METHOD, run: run_pairing_advice },
    Entry { method: &selection::METHOD, run: run_selection },
    Entry { method: &local_content::METHOD, run: run_local_content },
    Entry { method: &liaison_queue::METHOD, run: run_liaison_queue },
];

/// How far regions are apart: by great circle, or by the travel minutes of `region_pair`.
struct Reach {
    places: Vec<Option<(f64, f64)>>,
    minutes: Option<HashMap<(u32, u32), f64>>,
}

impl Reach {
    fn bind(bound: &Bound, regions: &Names, by_time: bool) -> Self {
        let place = |code: &String| bound.scene.regions.locate(code, LATEST).0;
        let pairs = bound.rows("region_pair");
        let minutes = || {
            let mut order: Vec<usize> = (0..pairs.len()).collect();
            order.retain(|&row| pairs.text("measure", row) == Some("travel_minutes"));
            // The last row of a pair counts, by its period.
            order.sort_by_key(|&row| pairs.text("period", row).unwrap_or_default().to_owned());
            let one = |row: usize| {
                let region = |column| pairs.text(column, row).and_then(|code| regions.find(code));
                Some(((region("from_region")?, region("to_region")?), pairs.number("value", row).unwrap_or(f64::NAN)))
            };
            order.into_iter().filter_map(one).collect()
        };
        Self { places: regions.list.iter().map(place).collect(), minutes: by_time.then(minutes) }
    }

    /// NaN where unknown; nothing within a region.
    fn between(&self, from: usize, to: usize) -> f64 {
        if from == to {
            return 0.0;
        }
        match &self.minutes {
            Some(minutes) => minutes.get(&(from as u32, to as u32)).copied().unwrap_or(f64::NAN),
            None => self.places[from].zip(self.places[to]).map_or(f64::NAN, |(one, two)| great_circle_km(one, two)),
        }
    }
}

fn required(inputs: &Inputs, name: &str, expected: Words) -> EngineError {
    EngineError::parameter(name, inputs.text(name).unwrap_or_default(), expected)
}

/// The latest period of a panel.
fn latest(data: &PanelData) -> Option<u32> {
    let end = |label: &String| label.parse::<Period>().ok().map(|period| (period.start, period.end));
    data.period.iter().copied().max_by_key(|&period| end(&data.periods.0[period as usize]))
}

fn run_pairing_advice(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let method = &pairing_advice::METHOD;
    let origin = bound.indicator.as_ref().ok_or_else(|| super::absent(method, "indicator", super::NO_TABLE))?;
    let (level, known_regions) = (inputs.text("level"), &bound.scene.regions);
    let keep = |code: &str| {
        level.is_none_or(|level| known_regions.get(code, LATEST).is_some_and(|region| region.level == level))
    };
    let mut tables: Vec<PanelData> = Vec::new();
    for name in ["innovation", "production"] {
        let indicator = inputs
            .text(name)
            .ok_or_else(|| required(inputs, name, Words::new("指标的名称", "the name of an indicator")))?;
        tables.push(panel::bind(method, &inputs.with("indicator", indicator), origin, &keep)?);
    }
    let (mut regions, mut industries) = (BTreeSet::new(), BTreeSet::new());
    for data in &tables {
        regions.extend(data.regions.0.iter().map(String::as_str));
        industries.extend(data.industries.0.iter().map(String::as_str));
    }
    let (mut places, mut fields) = (Names::default(), Names::default());
    for code in regions {
        places.number(code);
    }
    for code in industries {
        fields.number(code);
    }
    let width = fields.list.len();
    let mut findings: Vec<Diagnostic> = Vec::new();
    let mut periods = Vec::new();
    let mut filled: Vec<Vec<f64>> = Vec::new();
    for (data, name) in tables.iter().zip(["innovation", "production"]) {
        let mut values = vec![0.0; places.list.len() * width];
        let period = latest(data);
        periods.push(period.map_or(String::new(), |period| data.periods.0[period as usize].clone()));
        let (mut left_out, mut first) = (0, None);
        for row in 0..data.value.len() {
            if Some(data.period[row]) != period {
                continue;
            }
            let at = |names: &Names, word: &str| names.find(word).map_or(0, |place| place as usize);
            let place = at(&places, &data.regions.0[data.region[row] as usize]);
            let field = at(&fields, &data.industries.0[data.industry[row] as usize]);
            if data.value[row] >= 0.0 {
                values[place * width + field] += data.value[row];
            } else {
                left_out += 1;
                first.get_or_insert_with(|| format!("{name}: {} {}", places.list[place], fields.list[field]));
            }
        }
        if let Some(first) = first {
            findings.push(finding("COO607", "indicator", None, first, left_out));
        }
        filled.push(values);
    }
    let reach = Reach::bind(bound, &places, inputs.choice("proximity") == "travel_minutes");
    let pairing = Pairing {
        half: inputs.number("half"),
        least: inputs.number("least"),
        places: u32::try_from(inputs.integer("places")).unwrap_or(u32::MAX),
        k: usize::try_from(inputs.integer("k")).unwrap_or(usize::MAX),
    };
    let between = |one, two| reach.between(one, two);
    let found = pairing_advice::pairing_advice(width, &filled[0], &filled[1], between, &pairing);
    let far = found.iter().filter(|advice| advice.score.is_nan()).count();
    if far > 0 {
        let first = found.iter().find(|advice| advice.score.is_nan());
        let told = first.map_or(String::new(), |advice| {
            format!("{}, {}", places.list[advice.one as usize], places.list[advice.two as usize])
        });
        findings.push(finding("COO608", "region", None, told, far));
    }
    let rows: Vec<Vec<Cell>> = found
        .iter()
        .map(|advice| {
            let fields: Vec<String> = advice
                .fields
                .iter()
                .take(5)
                .map(|(field, part)| format!("{}:{part:.3}", fields.list[*field as usize]))
                .collect();
            vec![
                places.list[advice.one as usize].as_str().into(),
                advice.rank.into(),
                places.list[advice.two as usize].as_str().into(),
                known(advice.score),
                known(advice.fit),
                known(advice.distance),
                Cell::Text((!fields.is_empty()).then(|| fields.join("|"))),
                advice.assigned.into(),
            ]
        })
        .collect();
    let observed = tables.iter().all(|data| data.observation == Observation::Observed);
    Ok(Answer {
        columns: columns(method.outputs, &rows),
        notes: Vec::new(),
        observation: if observed { Observation::Observed } else { Observation::Estimated },
        diagnostics: findings,
        inputs: BTreeMap::from([("periods".to_owned(), periods.join(", "))]),
    })
}

/// An amount in hundredths.
fn hundredths(amount: f64) -> Option<i64> {
    let cents = (amount * 100.0).round();
    (amount >= 0.0 && cents < 9e15).then_some(cents as i64)
}

fn amount(cents: i64) -> Cell {
    Cell::Number(Some(cents as f64 / 100.0))
}

/// Scores of subjects: the mean over raters of each criterion, then over the criteria by weight; and their milestones.
struct Scores {
    score: HashMap<String, f64>,
    milestones: HashMap<(String, usize), f64>,
    most: usize,
    findings: Vec<Diagnostic>,
}

/// The criteria of a scheme that are in force on a day, else when its newest version begins; none where it has none at all.
fn criteria<'a>(table: &'a Rows, scheme: &str, on: Option<i32>) -> Option<HashMap<&'a str, (f64, Scoring)>> {
    let of_scheme = || (0..table.len()).filter(|&row| table.text("scheme", row) == Some(scheme));
    let newest = of_scheme().map(|row| table.day("start", row)).max()?;
    let day = on.or(newest).unwrap_or(LATEST);
    let one = |row| Some((table.text("criterion", row)?, (table.number("weight", row)?, scoring(table, row))));
    Some(of_scheme().filter(|&row| holds(table, row, day)).filter_map(one).collect())
}

impl Scores {
    fn bind(bound: &Bound, scheme: Option<&str>, on: Option<i32>) -> Self {
        let (rows, table) = (bound.rows("assessment"), bound.rows("criterion"));
        let mut given: BTreeMap<(&str, &str, &str), Vec<f64>> = BTreeMap::new();
        let mut schemes = BTreeMap::new();
        for row in 0..rows.len() {
            let text = |column| rows.text(column, row);
            let (Some(own), Some(criterion), Some(subject)) = (text("scheme"), text("criterion"), text("subject"))
            else {
                continue;
            };
            if scheme.is_none_or(|scheme| scheme == own)
                && let Some(value) = rows.number("value", row)
            {
                schemes.entry(own).or_insert_with(|| criteria(table, own, on));
                given.entry((subject, own, criterion)).or_default().push(value);
            }
        }
        let mut scores = Self { score: HashMap::new(), milestones: HashMap::new(), most: 0, findings: Vec::new() };
        let mut sums: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        let (mut foreign, mut unusable) = (BTreeSet::new(), Vec::new());
        for ((subject, own, criterion), values) in given {
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            if let Some(milestone) = criterion.strip_prefix("milestone:").and_then(|n| n.trim().parse::<usize>().ok()) {
                scores.most = scores.most.max(milestone);
                scores.milestones.insert((subject.to_owned(), milestone), mean);
                continue;
            }
            let (weight, degree) = match &schemes[own] {
                None => (1.0, Some(mean)),
                Some(known) => match known.get(criterion) {
                    Some((weight, scoring)) => (*weight, scoring.degree(mean)),
                    None => {
                        foreign.insert(format!("{own}: {criterion}"));
                        continue;
                    }
                },
            };
            let Some(degree) = degree else {
                unusable.push(format!("{own}: {criterion}, {subject}"));
                continue;
            };
            let sum = sums.entry(subject).or_default();
            sum.0 += weight * degree;
            sum.1 += weight;
        }
        if let Some(first) = foreign.first() {
            scores.findings.push(finding("COO610", "assessment", None, first.clone(), foreign.len()));
        }
        if let Some(first) = unusable.first() {
            scores.findings.push(finding("COO611", "assessment", None, first.clone(), unusable.len()));
        }
        let known = sums.into_iter().filter(|(_, sum)| sum.1 > 0.0);
        scores.score.extend(known.map(|(subject, sum)| (subject.to_owned(), sum.0 / sum.1)));
        scores
    }
}

/// The currency that a table states, by its code where it is a known one.
fn currency(rows: &Rows, row: usize) -> Option<String> {
    let word = rows.text("currency", row).map(str::trim).filter(|word| !word.is_empty())?;
    let known = liantu_cooperation::money::unit(word).filter(|(_, power)| *power == 0);
    Some(known.map_or_else(|| word.to_owned(), |(currency, _)| currency.code().to_owned()))
}

/// A bid of the table.
struct Written {
    call: usize,
    id: String,
    price: Option<i64>,
    currency: Option<String>,
    /// Whether its price compares with the budget of the call.
    fits: bool,
    score: Option<f64>,
}

fn run_selection(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let numbers = |name: &str, expected: Text| -> Result<Option<Vec<f64>>, EngineError> {
        let Some(text) = inputs.text(name) else { return Ok(None) };
        let parsed: Result<Vec<f64>, _> = text.split('|').map(|part| part.trim().parse::<f64>()).collect();
        parsed.map(Some).map_err(|_| required(inputs, name, expected.into()))
    };
    let shares = text("以 | 分隔的份额，总和为 1", "parts separated by |, adding up to 1");
    let mut parts = numbers("payments", shares)?.unwrap_or_else(|| vec![1.0]);
    if (parts.iter().sum::<f64>() - 1.0).abs() > 1e-9 || parts.iter().any(|part| *part < 0.0) {
        return Err(required(inputs, "payments", shares.into()));
    }
    let whole = text("以 | 分隔的整数", "whole numbers separated by |");
    let survivors: Vec<usize> = numbers("survivors", whole)?
        .unwrap_or_default()
        .iter()
        .map(|number| number.to_string().parse().map_err(|_| required(inputs, "survivors", whole.into())))
        .collect::<Result<_, _>>()?;
    let (needs, offers) = (bound.rows("need"), bound.rows("offer"));
    let mut scores = Scores::bind(bound, inputs.text("scheme"), day(inputs, "date")?);
    let mut findings = std::mem::take(&mut scores.findings);
    let mut bids: Vec<Written> = Vec::new();
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    for row in 0..needs.len() {
        if let Some(id) = needs.text("need_id", row) {
            by_id.insert(id, row);
        }
    }
    let ids: Vec<&str> = by_id.keys().copied().collect();
    for row in 0..offers.len() {
        let (Some(id), Some(call)) = (offers.text("offer_id", row), offers.text("answers", row)) else { continue };
        if offers.text("status", row) == Some("withdrawn") {
            continue;
        }
        if let Ok(call) = ids.binary_search(&call) {
            let price = offers.number("price", row).and_then(hundredths);
            let (asked, of_call) = (currency(offers, row), by_id[ids[call]]);
            let fits = needs.number("price", of_call).is_none() || asked == currency(needs, of_call);
            let score = scores.score.get(id).copied();
            bids.push(Written { call, id: id.to_owned(), price, currency: asked, fits, score });
        }
    }
    bids.sort_by(|one, two| one.call.cmp(&two.call).then(one.id.cmp(&two.id)));
    let calls: Vec<Call> = by_id
        .values()
        .map(|&row| {
            let attributes = needs.list("attributes", row);
            let capacity = attributes.iter().filter_map(|text| attribute(text)).find(|(name, _)| name == "capacity");
            let teams = capacity.map_or(1, |(_, value)| {
                value.parse::<usize>().unwrap_or_else(|_| {
                    findings.push(finding("COO601", "need", Some(row), format!("capacity={value}"), 1));
                    1
                })
            });
            Call { budget: needs.number("price", row).and_then(hundredths), teams }
        })
        .collect();
    let least = inputs.number("least");
    let budget = Some(inputs.number("budget")).filter(|budget| *budget > 0.0).and_then(hundredths);
    // Those that can be awarded, and where they stand in the list of all.
    let (mut able, mut place) = (Vec::new(), Vec::new());
    for (at, bid) in bids.iter().enumerate() {
        if let (Some(price), Some(score), true) = (bid.price, bid.score.filter(|score| *score >= least), bid.fits) {
            able.push(Bid { call: bid.call, price, score });
            place.push(at);
        }
    }
    let currencies: BTreeSet<&str> = place.iter().map(|&at| bids[at].currency.as_deref().unwrap_or("–")).collect();
    if budget.is_some() && currencies.len() > 1 {
        let list = listed(&currencies);
        return Err(required(
            inputs,
            "budget",
            Words::new(
                format!("没有总预算：各榜单的货币不同（{list}），不能相加"),
                format!("no whole budget: the calls are in different currencies ({list}), which are not added"),
            ),
        ));
    }
    let chosen = match inputs.choice("rule") {
        "ranking" => selection::by_ranking(&calls, &able, budget),
        _ => selection::best(&calls, &able, budget).unwrap_or_else(|| {
            findings.push(finding("COO609", "offer", None, able.len().to_string(), 1));
            selection::by_ranking(&calls, &able, budget)
        }),
    };
    let awarded: BTreeSet<usize> = place.iter().zip(chosen).filter(|(_, chosen)| *chosen).map(|(at, _)| *at).collect();
    // Milestones beyond the payments decide who goes on, and nothing is due with them.
    let milestones = scores.most.max(parts.len() - 1);
    parts.resize(milestones + 1, 0.0);
    let mut standing: HashMap<usize, Standing> = HashMap::new();
    for call in 0..calls.len() {
        let teams: Vec<usize> = awarded.iter().copied().filter(|&at| bids[at].call == call).collect();
        let of = |&at: &usize| -> Vec<f64> {
            let score = |milestone| scores.milestones.get(&(bids[at].id.clone(), milestone)).copied();
            (1..=milestones).map(|milestone| score(milestone).unwrap_or(f64::NAN)).collect()
        };
        let marks: Vec<Vec<f64>> = teams.iter().map(of).collect();
        let found = selection::race(&marks, milestones, inputs.number("pass"), &survivors);
        standing.extend(teams.into_iter().zip(found));
    }
    let rows: Vec<Vec<Cell>> = bids
        .iter()
        .enumerate()
        .map(|(at, bid)| {
            let mut reasons: Vec<&str> = Vec::new();
            let (state, passed, money) = match standing.get(&at) {
                Some(standing) => {
                    let (state, passed) = match standing {
                        Standing::Running(passed) => ("awarded", *passed),
                        Standing::Out(passed) => {
                            let mark = scores.milestones.get(&(bid.id.clone(), passed + 1)).copied();
                            let weak = mark.is_some_and(|mark| mark < inputs.number("pass"));
                            reasons.push(if weak { "below_pass" } else { "others_better" });
                            ("eliminated", *passed)
                        }
                        Standing::Finished => (if milestones == 0 { "awarded" } else { "finished" }, milestones),
                    };
                    (state, Some(passed), bid.price.map(|price| selection::payments(price, &parts, *standing)))
                }
                None => {
                    if bid.price.is_none() {
                        reasons.push("unpriced");
                    } else if !bid.fits {
                        reasons.push("other_currency");
                    }
                    match bid.score {
                        None => reasons.push("unscored"),
                        Some(score) if score < least => reasons.push("below_least"),
                        Some(_) if reasons.is_empty() => reasons.push("not_selected"),
                        Some(_) => {}
                    }
                    ("not_awarded", None, None)
                }
            };
            let part = |of: fn((i64, i64, i64)) -> i64| money.map_or(Cell::Number(None), |money| amount(of(money)));
            vec![
                ids[bid.call].into(),
                bid.id.as_str().into(),
                Cell::Number(bid.score),
                bid.price.map_or(Cell::Number(None), amount),
                state.into(),
                Cell::Text((!reasons.is_empty()).then(|| reasons.join("|"))),
                passed.map_or(Cell::Integer(None), Cell::from),
                part(|money| money.0),
                part(|money| money.1),
                part(|money| money.2),
                Cell::Text(bid.currency.clone()),
            ]
        })
        .collect();
    let mut spent: BTreeMap<&str, i64> = BTreeMap::new();
    for &at in &awarded {
        *spent.entry(bids[at].currency.as_deref().unwrap_or_default()).or_default() += bids[at].price.unwrap_or(0);
    }
    let spent: Vec<String> =
        spent.iter().map(|(code, sum)| format!("{} {code}", *sum as f64 / 100.0).trim().to_owned()).collect();
    Ok(Answer {
        columns: columns(selection::METHOD.outputs, &rows),
        notes: Vec::new(),
        observation: Observation::Observed,
        diagnostics: findings,
        inputs: BTreeMap::from([("awarded".to_owned(), format!("{} bids, {}", awarded.len(), spent.join(", ")))]),
    })
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
fn run_local_content(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    type Supplies = (Vec<(u32, f64)>, usize);
    let flows = &bound.flow;
    let (wanted, within) = (inputs.text("item"), inputs.period("period"));
    let mut regions = Names::default();
    // By item with its unit, period and destination: supplies by origin, and how many are missing.
    let mut groups: BTreeMap<(String, String, u32), Supplies> = BTreeMap::new();
    let (mut modelled, mut negative) = (false, 0);
    for row in 0..flows.len() {
        let text = |column| flows.text(column, row);
        let (Some(origin), Some(destination)) = (text("origin"), text("destination")) else { continue };
        let period = text("period").unwrap_or_default();
        let outside = within.is_some_and(|within| period.parse().is_ok_and(|own| !within.overlaps(&own)));
        if outside || wanted.is_some_and(|wanted| text("item") != Some(wanted)) {
            continue;
        }
        modelled |= text("observation").is_some_and(|word| word != "observed");
        let item = match (text("item").unwrap_or_default(), text("unit")) {
            (item, Some(unit)) => format!("{item} [{unit}]"),
            (item, None) => item.to_owned(),
        };
        let (origin, destination) = (regions.number(origin), regions.number(destination));
        let group = groups.entry((item.trim().to_owned(), period.to_owned(), destination)).or_default();
        match flows.number("value", row) {
            Some(value) if value >= 0.0 => group.0.push((origin, value)),
            Some(_) => negative += 1,
            None => group.1 += 1,
        }
    }
    let mut findings = Vec::new();
    if negative > 0 {
        findings.push(finding("COO607", "flow", None, String::new(), negative));
    }
    let reach = Reach::bind(bound, &regions, inputs.choice("proximity") == "travel_minutes");
    let rows: Vec<Vec<Cell>> = groups
        .iter()
        .map(|((item, period, destination), (supplies, missing))| {
            let far = |&(origin, value): &(u32, f64)| (value, reach.between(origin as usize, *destination as usize));
            let supplies: Vec<(f64, f64)> = supplies.iter().map(far).collect();
            let found = content(&supplies, inputs.number("radius"), inputs.number("cover"));
            vec![
                Cell::Text(Some(item.clone()).filter(|item| !item.is_empty())),
                Cell::Text(Some(period.clone()).filter(|period| !period.is_empty())),
                regions.list[*destination as usize].as_str().into(),
                known(found.total),
                known(found.share),
                known(found.mean),
                known(found.covering),
                known(found.unknown),
                (*missing).into(),
            ]
        })
        .collect();
    Ok(Answer {
        columns: columns(local_content::METHOD.outputs, &rows),
        notes: Vec::new(),
        observation: if modelled { Observation::Estimated } else { Observation::Observed },
        diagnostics: findings,
        inputs: BTreeMap::new(),
    })
}

fn run_liaison_queue(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    const STAGES: [(&str, &str); 4] =
        [("open", "contact"), ("contacted", "meet"), ("meeting", "form_team"), ("team", "agree")];
    let today = day(inputs, "date")?
        .ok_or_else(|| required(inputs, "date", Words::new("日期，如 2026-01-31", "a day such as 2026-01-31")))?;
    let mut meeting = Meeting::bind(bound, Some(today));
    let policy = meeting.policy(inputs);
    let by_time = inputs.choice("proximity") == "travel_minutes";
    let table = bound.rows("need");
    let mut order: Vec<usize> = (0..meeting.needs.ids.len()).collect();
    order.sort_by(|&one, &two| meeting.needs.ids[one].cmp(&meeting.needs.ids[two]));
    let waiting: Vec<Waiting> = order
        .iter()
        .map(|&need| {
            let word = table.text("status", meeting.needs.rows[need]).unwrap_or("open");
            let stage = STAGES.iter().position(|(name, _)| *name == word).unwrap_or(0);
            Waiting { stage: stage as u8, days: meeting.needs.listings[need].start.map(|start| today - start) }
        })
        .collect();
    let patience = i32::try_from(inputs.integer("patience")).unwrap_or(i32::MAX);
    let queue = liaison_queue::queue(&waiting, patience);
    let least = inputs.number("least");
    let market = Market::new(&meeting.needs.listings, &meeting.offers.listings, |need, offer| {
        meeting.between(need, offer, by_time)
    });
    let rows: Vec<Vec<Cell>> = (1usize..)
        .zip(queue)
        .map(|(place, at)| {
            let (need, wait) = (order[at], &waiting[at]);
            let (possible, _) = market.scored(need, &policy);
            let good: Vec<_> = possible.iter().filter(|found| found.score >= least).collect();
            let (stage, next) = STAGES[usize::from(wait.stage)];
            vec![
                place.into(),
                meeting.needs.ids[need].as_str().into(),
                stage.into(),
                next.into(),
                Cell::Integer(wait.days.map(i64::from)),
                liaison_queue::overdue(wait.days, patience).into(),
                good.len().into(),
                Cell::Text(good.first().map(|pair| meeting.offers.ids[pair.offer as usize].clone())),
                Cell::Number(good.first().map(|pair| pair.score)),
            ]
        })
        .collect();
    Ok(Answer {
        columns: columns(liaison_queue::METHOD.outputs, &rows),
        notes: Vec::new(),
        observation: meeting.observation,
        diagnostics: meeting.findings,
        inputs: BTreeMap::new(),
    })
}
