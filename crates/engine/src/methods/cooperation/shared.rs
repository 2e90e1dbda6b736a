//! Binding what is used together: instruments, data, credentials, services.

use super::super::sheet::Cell;
use super::super::{Answer, Bound};
use super::bind::{Deals, Faults, day_cell, money_cell, money_of, stored_day};
use super::registers::answer;
use crate::EngineError;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use jiff::civil::Date;
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::clause::Terms;
use liantu_cooperation::exchange::booking::{Answer as Booked, Booking, book, usage};
use liantu_cooperation::exchange::credential::{Accepted, accepts};
use liantu_cooperation::exchange::data_asset::{Grant, Right, Usage, authorise};
use liantu_cooperation::exchange::service::{Item, coverage};
use liantu_cooperation::exchange::{BOOKINGS, DATA_USAGE, RECOGNITION, SERVICES};
use liantu_cooperation::money::{Currency, Money, Ratio, unit};
use liantu_model::Period;
use std::collections::BTreeMap;

/// A resource, and the currency in which it is paid where that is known.
type Used<'a> = (&'a str, Option<Currency>);
/// Minutes and cost; no cost where one is not known.
type Sums = (i64, Option<i64>);

/// What an instrument costs an hour, and when it is on offer.
struct Priced {
    price: Option<(Ratio, Currency)>,
    /// Withdrawn or closed.
    over: bool,
    start: Option<Date>,
    end: Option<Date>,
    region: Option<String>,
}

/// A booking as it stands in the table.
struct Wish<'a> {
    row: usize,
    id: &'a str,
    resource: &'a str,
    user: &'a str,
    day: Date,
    hour: f64,
    hours: f64,
    /// Why it takes no part.
    out: Option<&'static str>,
}

fn minutes(hours: f64) -> i64 {
    (hours * 60.0).round() as i64
}

/// Minutes since 1970-01-01, of the beginning of a day.
fn minute(day: Date) -> i64 {
    i64::from(liantu_model::period::epoch_days(day)) * 1440
}

impl Priced {
    /// Whether it is on offer from one minute to another, which is not included.
    fn offers(&self, start: i64, end: i64) -> bool {
        let within = self.start.is_none_or(|own| minute(own) <= start) && self.end.is_none_or(|own| end <= minute(own));
        !self.over && within
    }
}

fn wishes<'a>(table: &'a Rows, offers: &BTreeMap<&str, Priced>) -> Vec<Wish<'a>> {
    let mut wishes: Vec<Wish<'a>> = Vec::new();
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(resource), Some(user), Some(day), Some(hour), Some(hours)) = (
            text("booking_id"),
            text("resource"),
            text("user"),
            stored_day(table, "date", row),
            table.number("hour", row),
            table.number("hours", row),
        ) else {
            continue;
        };
        let from = minute(day) + minutes(hour);
        let on_offer =
            offers.is_empty() || offers.get(resource).is_some_and(|own| own.offers(from, from + minutes(hours)));
        let out = match text("status") {
            Some("cancelled") => Some("cancelled"),
            _ if !on_offer => Some("no_resource"),
            _ => None,
        };
        wishes.push(Wish { row, id, resource, user, day, hour, hours, out });
    }
    wishes.sort_by_key(|own| (stored_day(table, "made", own.row).unwrap_or(Date::MAX), own.row));
    wishes
}

/// Who is local to what.
struct Local<'a> {
    bound: &'a Bound,
    level: Option<&'a str>,
}

impl Local<'_> {
    /// Whether an actor lies in another region than this one; `None` where nobody knows where it lies.
    fn elsewhere(&self, region: &str, actor: &str) -> Option<bool> {
        let scene = &self.bound.scene;
        let of_actor = scene.actors[*scene.actor_number.get(actor)? as usize].region.as_deref()?;
        let gathered = |code| self.level.map_or(code, |level| scene.regions.gather(code, level, LATEST));
        Some(gathered(region) != gathered(of_actor))
    }
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_bookings(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, catalogue) = (bound.rows("booking"), bound.rows("offer"));
    let mut offers: BTreeMap<&str, Priced> = BTreeMap::new();
    let mut faults = Faults::default();
    for row in 0..catalogue.len() {
        let Some(id) = catalogue.text("offer_id", row) else { continue };
        let word = catalogue.text("currency", row).unwrap_or("CNY");
        let price = catalogue.number("price", row).and_then(Ratio::of_number);
        let price = price.and_then(|price| {
            let Some((currency, power)) = unit(word) else {
                faults.add("COO150", "offer", row, format!("{id}: {word}"));
                return None;
            };
            Some((price.shift(power.into())?, currency))
        });
        let over = matches!(catalogue.text("status", row), Some("withdrawn" | "closed"));
        let (start, end) = (stored_day(catalogue, "start", row), stored_day(catalogue, "end", row));
        let region = catalogue.text("region", row).map(str::to_owned);
        offers.insert(id, Priced { price, over, start, end, region });
    }
    let wishes = wishes(table, &offers);
    let able: Vec<usize> = (0..wishes.len()).filter(|&place| wishes[place].out.is_none()).collect();
    let bookings: Vec<Booking> = able
        .iter()
        .map(|&place| {
            let own = &wishes[place];
            let start = minute(own.day) + minutes(own.hour);
            let (instrument, user) = (own.resource.to_owned(), own.user.to_owned());
            Booking { instrument, user, start, end: start + minutes(own.hours) }
        })
        .collect();
    let booked = book(&bookings);
    let answers: BTreeMap<usize, Booked> = able.iter().copied().zip(booked.iter().copied()).collect();
    let local = Local { bound, level: inputs.text("level") };
    let elsewhere = |own: &Wish<'_>| local.elsewhere(offers.get(own.resource)?.region.as_deref()?, own.user);
    let cost = |own: &Wish<'_>| -> Option<Money> {
        let (price, currency) = offers.get(own.resource)?.price?;
        let hours = Ratio::new(i128::from(minutes(own.hours)), 60)?;
        let minor = price.times(hours)?.shift(currency.digits().into())?.round()?;
        Some(Money { minor, currency })
    };
    let (mut rows, mut sums) = (Vec::new(), BTreeMap::<Used<'_>, Sums>::new());
    for (place, own) in wishes.iter().enumerate() {
        let (status, taken_by) = match answers.get(&place) {
            None => (own.out.unwrap_or("no_resource"), None),
            Some(Booked::Booked) => ("booked", None),
            Some(Booked::Empty) => ("empty", None),
            Some(Booked::Taken(other)) => ("taken", Some(wishes[able[*other]].id)),
        };
        if !["booked", "cancelled"].contains(&status) {
            faults.add("COO176", "booking", own.row, format!("{}: {status}", own.id));
        }
        let cost = cost(own).filter(|_| status == "booked");
        if status == "booked" {
            let sum = sums.entry((own.resource, cost.map(|cost| cost.currency))).or_insert((0, Some(0)));
            sum.0 += minutes(own.hours);
            sum.1 = sum.1.zip(cost).and_then(|(sum, cost)| sum.checked_add(cost.minor));
        }
        rows.push(vec![
            own.resource.into(),
            own.id.into(),
            own.user.into(),
            day_cell(Some(own.day)),
            Cell::Number(Some(own.hour)),
            Cell::Number(Some(own.hours)),
            status.into(),
            Cell::Text(taken_by.map(str::to_owned)),
            cost.map_or(Cell::Number(None), |cost| money_cell(cost.currency, Some(cost.minor))),
            Cell::Text(cost.map(|cost| cost.currency.code().to_owned())),
            Cell::Number(None),
            Cell::Number(elsewhere(own).map(|elsewhere| f64::from(u8::from(elsewhere)))),
        ]);
    }
    if inputs.choice("by") == "resource" {
        let none = || Cell::Text(None);
        let standing =
            || bookings.iter().zip(&booked).filter(|(_, booked)| **booked == Booked::Booked).map(|own| own.0);
        let day = |minutes: i64| minutes.div_euclid(1440) * 1440;
        let all = (standing().map(|own| day(own.start)).min(), standing().map(|own| day(own.end - 1) + 1440).max());
        let window = match inputs.period("period") {
            Some(given) => (minute(given.start), given.end.map_or(all.1.unwrap_or(0), minute)),
            None => (all.0.unwrap_or(0), all.1.unwrap_or(0)),
        };
        let used = usage(&bookings, &booked, window, |place| elsewhere(&wishes[able[place]]));
        let open = (window.1 - window.0) as f64 * inputs.number("hours_a_day") / 24.0;
        let sum = |((resource, currency), (minutes, minor)): (&Used<'_>, &Sums)| {
            let cost = currency.zip(*minor).map_or(Cell::Number(None), |(own, minor)| money_cell(own, Some(minor)));
            let code = Cell::Text(currency.map(|own| own.code().to_owned()));
            let hours = Cell::Number(Some(*minutes as f64 / 60.0));
            let (day, hour) = (Cell::Day(None), Cell::Number(None));
            let own = used[resource];
            let share = |part: i64, whole: f64| Cell::Number((whole > 0.0).then_some(part as f64 / whole));
            let (utilisation, across) = (share(own.inside, open), share(own.across, own.placed as f64));
            let first = [(*resource).into(), none(), none(), day, hour, hours, "booked".into(), none()];
            first.into_iter().chain([cost, code, utilisation, across]).collect()
        };
        rows = sums.iter().map(sum).collect();
    }
    Ok(answer(&BOOKINGS, &rows, faults, "booking", table.len()))
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_data_usage(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, granted) = (bound.rows("data_use"), bound.rows("data_grant"));
    let mut faults = Faults::default();
    let (mut grants, mut named) = (Vec::new(), Vec::new());
    for row in 0..granted.len() {
        let text = |column| granted.text(column, row);
        let (Some(id), Some(asset), Some(holder), Some(user), Some(right)) =
            (text("grant_id"), text("asset"), text("holder"), text("user"), text("right").and_then(Right::parse))
        else {
            continue;
        };
        let price = match granted.number("value", row) {
            None | Some(0.0) => Some(Money { minor: 0, currency: Currency::CNY }),
            Some(_) => match money_of(granted, row) {
                Ok(price) => Some(price),
                Err((code, found)) => {
                    faults.add(code, "data_grant", row, format!("{id}: {found}"));
                    continue;
                }
            },
        };
        let valid =
            Period::new(stored_day(granted, "start", row).unwrap_or(Date::MIN), stored_day(granted, "end", row));
        let (Some(price), Some(valid)) = (price, valid) else {
            faults.add("COO150", "data_grant", row, id);
            continue;
        };
        named.push((id, holder));
        grants.push(Grant {
            asset: asset.to_owned(),
            user: user.to_owned(),
            right,
            purpose: text("purpose").map(str::to_owned),
            valid,
            price: price.minor,
            currency: price.currency,
        });
    }
    let (mut log, mut entries) = (Vec::new(), Vec::new());
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(asset), Some(user), Some(right), Some(word), Some(day)) = (
            text("use_id"),
            text("asset"),
            text("user"),
            text("right").and_then(Right::parse),
            text("right"),
            stored_day(table, "date", row),
        ) else {
            continue;
        };
        entries.push((row, id, word));
        let purpose = text("purpose").map(str::to_owned);
        log.push(Usage { asset: asset.to_owned(), user: user.to_owned(), right, purpose, day });
    }
    let found = authorise(&grants, &log);
    let mut rows = Vec::new();
    let mut sums: BTreeMap<(&str, &str, Currency), (usize, i64)> = BTreeMap::new();
    for ((usage, (row, id, word)), found) in log.iter().zip(&entries).zip(&found) {
        let grant = found.ok();
        if let Err(denied) = found {
            faults.add("COO177", "data_use", *row, format!("{id}: {}", denied.word()));
        }
        if let Some(grant) = grant {
            let sum = sums.entry((&usage.user, named[grant].1, grants[grant].currency)).or_default();
            *sum = (sum.0 + 1, sum.1.saturating_add(grants[grant].price));
        }
        rows.push(vec![
            (*id).into(),
            usage.asset.as_str().into(),
            usage.user.as_str().into(),
            (*word).into(),
            day_cell(Some(usage.day)),
            grant.is_some().into(),
            Cell::Text(found.err().map(|denied| denied.word().to_owned())),
            Cell::Text(grant.map(|grant| named[grant].0.to_owned())),
            Cell::Text(grant.map(|grant| named[grant].1.to_owned())),
            1usize.into(),
            grant.map_or(Cell::Number(None), |grant| money_cell(grants[grant].currency, Some(grants[grant].price))),
            Cell::Text(grant.map(|grant| grants[grant].currency.code().to_owned())),
        ]);
    }
    if inputs.choice("by") == "pair" {
        let none = || Cell::Text(None);
        let sum = |((user, holder, currency), (uses, minor)): (&(&str, &str, Currency), &(usize, i64))| {
            let charge = money_cell(*currency, Some(*minor));
            let (user, holder, code) = ((*user).into(), (*holder).into(), currency.code().into());
            let (day, yes) = (Cell::Day(None), true.into());
            vec![none(), none(), user, none(), day, yes, none(), none(), holder, (*uses).into(), charge, code]
        };
        rows = sums.iter().map(sum).collect();
    }
    Ok(answer(&DATA_USAGE, &rows, faults, "data_use", table.len()))
}

/// What is not repeated.
#[derive(Default)]
struct Avoided {
    presented: usize,
    times: usize,
    unpriced: usize,
    saved: BTreeMap<Currency, i64>,
}

pub(super) fn run_recognition(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let mut deals = Deals::bind(bound, inputs)?;
    let agreements: Vec<Agreement> = deals.list.iter().map(|deal| deal.agreement.clone()).collect();
    let table = bound.rows("credential");
    let mut faults = Faults::default();
    let (mut rows, mut sums) = (Vec::new(), BTreeMap::<&str, Avoided>::new());
    for row in 0..table.len() {
        let text = |column| table.text(column, row);
        let (Some(id), Some(subject), Some(from), Some(to), Some(day)) = (
            text("credential_id"),
            text("subject"),
            text("issued_in"),
            text("used_in"),
            stored_day(table, "date", row),
        ) else {
            continue;
        };
        let found = accepts(&agreements, subject, from, to, day);
        let cost = text("unit").and_then(unit).zip(table.number("value", row).and_then(Ratio::of_number));
        let cost = cost.and_then(|((currency, power), value)| Money::exact(value, currency, power));
        let across = matches!(found, Accepted::Clause { .. });
        let sum = sums.entry(subject).or_default();
        sum.presented += 1;
        sum.times += usize::from(across);
        match cost.filter(|_| across) {
            Some(cost) => *sum.saved.entry(cost.currency).or_default() += cost.minor,
            None => sum.unpriced += usize::from(across),
        }
        if !found.holds() {
            faults.add("COO184", "credential", row, format!("{id}: {}", found.word()));
        }
        let clause = if let Accepted::Clause { agreement, clause } = found {
            let own = &agreements[agreement];
            let condition = match &own.clauses[clause].terms {
                Terms::Recognition { condition, .. } => condition.clone(),
                _ => None,
            };
            Some((own.id.clone(), own.clauses[clause].id.clone(), condition))
        } else {
            None
        };
        let saved = cost.filter(|_| across);
        rows.push(vec![
            id.into(),
            subject.into(),
            from.into(),
            to.into(),
            day_cell(Some(day)),
            found.holds().into(),
            found.word().into(),
            Cell::Text(clause.as_ref().map(|own| own.0.clone())),
            Cell::Text(clause.as_ref().map(|own| own.1.clone())),
            Cell::Text(clause.and_then(|own| own.2)),
            1usize.into(),
            usize::from(across).into(),
            usize::from(across && cost.is_none()).into(),
            saved.map_or(Cell::Number(None), |cost| money_cell(cost.currency, Some(cost.minor))),
            Cell::Text(saved.map(|cost| cost.currency.code().to_owned())),
        ]);
    }
    if inputs.choice("by") == "subject" {
        rows = sums.iter().flat_map(|(subject, own)| subject_rows(subject, own)).collect();
    }
    deals.diagnostics.extend(faults.diagnostics());
    Ok(deals.answer(&RECOGNITION, &rows))
}

/// A row for each currency in which something was saved; one where nothing was.
fn subject_rows(subject: &str, own: &Avoided) -> Vec<Vec<Cell>> {
    let row = |saved: Option<(&Currency, &i64)>| {
        let none = || Cell::Text(None);
        let mut row = vec![none(), subject.into(), none(), none(), Cell::Day(None), Cell::Boolean(None)];
        row.extend([none(), none(), none(), none()]);
        row.extend([own.presented.into(), own.times.into(), own.unpriced.into()]);
        row.push(saved.map_or(Cell::Number(None), |(currency, minor)| money_cell(*currency, Some(*minor))));
        row.push(Cell::Text(saved.map(|(currency, _)| currency.code().to_owned())));
        row
    };
    if own.saved.is_empty() { vec![row(None)] } else { own.saved.iter().map(|saved| row(Some(saved))).collect() }
}

#[expect(clippy::unnecessary_wraps, reason = "every method runs through one signature")]
pub(super) fn run_services(bound: &Bound, _: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("service_item");
    let items: Vec<Item> = (0..table.len())
        .filter_map(|row| {
            Some(Item {
                item: table.text("item", row)?.to_owned(),
                place: table.text("place", row)?.to_owned(),
                across: table.boolean("across", row),
                promised: table.number("promised_days", row),
                taken: table.number("taken_days", row),
            })
        })
        .collect();
    let known = |number: f64| Cell::Number(Some(number).filter(|number| !number.is_nan()));
    let rows: Vec<Vec<Cell>> = coverage(&items)
        .into_iter()
        .map(|own| {
            vec![
                Cell::Text(own.place.clone()),
                own.items.into(),
                own.across.into(),
                own.unknown.into(),
                known(own.coverage()),
                known(own.mean_days),
                known(own.in_time),
            ]
        })
        .collect();
    Ok(answer(&SERVICES, &rows, Faults::default(), "service_item", table.len()))
}
