//! What stays of an agreement, and what each act appends to it.
//!
//! A settled period stays as it was: what becomes known of it later is entered on the first day after the last settlement,
//! and what no longer holds is reversed on that day. Payments keep the day on which they were made.

use super::chain::{Chain, Head, Page};
use super::entry::Entry;
use super::error::BookError;
use super::journal::{Hash, Row};
use super::line::{Amount, DueLine, FactLine, Line, Posted, said};
use super::settle::{Payment, Settlement, settle_onto};
use crate::agreement::Agreement;
use crate::clause::{ENTERED, Fact, Facts, NONE, Unit};
use crate::finding;
use crate::money::Currency;
use crate::rule::RuleBook;
use jiff::civil::Date;
use liantu_model::{Diagnostic, Place};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};

/// A version of the text of an agreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// From 1.
    pub version: u32,
    /// Its record.
    pub record: u64,
    /// The day on which it was brought.
    pub day: Date,
    /// SHA-256 of the text, in hexadecimal digits.
    pub hash: String,
    /// The day from which it holds.
    pub valid_from: Date,
    /// Who brought it.
    pub by: String,
    /// Who signed it: party, signatory, day; in the order in which they did.
    pub signed: Vec<(String, String, Date)>,
}

/// What a settlement goes by.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The agreement.
    pub agreement: &'a Agreement,
    /// Version of its text.
    pub version: u32,
    /// The amounts.
    pub facts: &'a Facts,
    /// Where their rows are: a revision of the workspace, say.
    pub source: &'a str,
    /// The rules.
    pub rules: &'a RuleBook,
    /// The last day that is settled.
    pub until: Date,
}

/// The records of one agreement. Only ever grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    pub(super) posted: Vec<Posted>,
    hashes: Vec<Hash>,
}

/// A record to be appended: a line, or an obligation as the settlement wrote it.
enum Fresh<'a> {
    Line(Box<Line>),
    Raw(Cow<'a, str>),
}

impl Book {
    /// Reads the rows that a store gives back, in their order; see [`super::verify_pages`] for whether they were touched.
    pub fn read(rows: impl IntoIterator<Item = Row>) -> Result<Self, BookError> {
        let mut book = Self::default();
        for row in rows {
            book.posted.push(Posted::read(&row).ok_or(BookError::Unreadable { number: row.number })?);
            book.hashes.push(row.hash);
        }
        Ok(book)
    }

    /// The last record.
    pub fn head(&self) -> Head {
        let hash = self.hashes.last().copied().unwrap_or_default();
        Head { number: self.posted.last().map_or(0, |last| last.number), hash }
    }

    /// Every record, in its order.
    pub fn records(&self) -> &[Posted] {
        &self.posted
    }

    fn record(&self, number: u64) -> Option<&Posted> {
        let place = usize::try_from(number).ok()?.checked_sub(1)?;
        self.posted.get(place)
    }

    /// The versions of the text with who signed them.
    pub fn versions(&self) -> Vec<Version> {
        let mut versions: Vec<Version> = Vec::new();
        for posted in &self.posted {
            match &posted.line {
                Line::Text { version, hash, valid_from, by } => versions.push(Version {
                    version: *version,
                    record: posted.number,
                    day: posted.day,
                    hash: hash.clone(),
                    valid_from: *valid_from,
                    by: by.clone(),
                    signed: Vec::new(),
                }),
                Line::Sign { party, signatory, number, .. } => {
                    if let Some(own) = versions.iter_mut().find(|own| own.record == *number) {
                        own.signed.push((party.clone(), signatory.clone(), posted.day));
                    }
                }
                _ => {}
            }
        }
        versions
    }

    /// The last day that was settled.
    pub fn settled_until(&self) -> Option<Date> {
        self.posted
            .iter()
            .filter_map(|own| if let Line::Run { until, .. } = own.line { Some(until) } else { None })
            .max()
    }

    /// The settlement that entered a record, if one did: version of the text and source of its rows.
    pub fn run_of(&self, number: u64) -> Option<(u32, &str)> {
        self.posted.iter().rev().skip_while(|own| own.number > number).find_map(|own| match &own.line {
            Line::Run { version, source, .. } => Some((*version, source.as_str())),
            _ => None,
        })
    }

    /// The first day that no settlement has closed.
    fn open(&self) -> Date {
        self.settled_until().map_or(Date::MIN, |until| until.tomorrow().unwrap_or(until))
    }

    fn one(&self, day: Date, line: &Line) -> Page {
        let mut chain = Chain::after(self.head());
        chain.push(day, |text| line.write(text));
        chain.into_page()
    }

    /// A new version of the text, whose hash is `hash`.
    pub fn bring_text(&self, day: Date, hash: &str, valid_from: Date, by: &str) -> Result<Page, BookError> {
        let versions = self.versions();
        if let Some(last) = versions.last().filter(|last| last.hash == hash) {
            return Err(BookError::Unchanged { version: last.version });
        }
        let version = versions.last().map_or(1, |last| last.version + 1);
        Ok(self.one(day, &Line::Text { version, hash: hash.to_owned(), valid_from, by: by.to_owned() }))
    }

    /// `party`, through `signatory`, signs a version, and with it everything before it. Parties sign in any order.
    pub fn sign(&self, day: Date, version: u32, party: &str, signatory: &str) -> Result<Page, BookError> {
        let versions = self.versions();
        let own = versions.iter().find(|own| own.version == version).ok_or(BookError::NoVersion { version })?;
        if own.signed.iter().any(|(signed, ..)| signed == party) {
            return Err(BookError::SignedTwice { party: party.to_owned(), version });
        }
        let place = usize::try_from(own.record - 1).unwrap_or(usize::MAX);
        let hash = super::journal::hex(&self.hashes[place]);
        let (party, signatory) = (party.to_owned(), signatory.to_owned());
        Ok(self.one(day, &Line::Sign { party, signatory, number: own.record, hash }))
    }

    /// A payment.
    pub fn pay(
        &self,
        day: Date,
        amount: Amount,
        executor: Option<String>,
        clause: Option<String>,
    ) -> Result<Page, BookError> {
        if amount.minor <= 0 || amount.debtor == amount.creditor {
            return Err(BookError::Amount);
        }
        Ok(self.one(day, &Line::Paid { amount, executor, clause }))
    }

    /// Undoes an obligation, a payment or a fact.
    pub fn reverse(&self, day: Date, number: u64, note: &str) -> Result<Page, BookError> {
        let own = self.record(number).ok_or(BookError::NoRecord { number })?;
        let line = match &own.line {
            _ if self.undone().contains_key(&number) => return Err(BookError::Irreversible { number }),
            Line::Due(due) => Line::Reversal { of: number, amount: self.owed_now(number, due), note: note.to_owned() },
            Line::Paid { .. } | Line::Fact(_) => Line::Undo { of: number, note: note.to_owned() },
            _ => return Err(BookError::Irreversible { number }),
        };
        Ok(self.one(self.open().max(day), &line))
    }

    /// The amount of an obligation between those who owe and are owed now: a successor has taken it over.
    fn owed_now(&self, number: u64, due: &DueLine) -> Amount {
        let passed = self.posted.iter().any(|own| matches!(own.line, Line::Novation { .. }));
        let now = passed.then(|| self.obligations(None).0.into_iter().find(|own| own.record == number)).flatten();
        now.map_or_else(|| due.amount(), |now| Amount { debtor: now.debtor, creditor: now.creditor, ..due.amount() })
    }

    /// Enters amounts; one that is there already for the same party, item, actor and period is replaced if it differs.
    pub fn enter(&self, day: Date, facts: &[FactLine]) -> Page {
        let mut chain = Chain::after(self.head());
        let known: Vec<(u64, FactLine)> = self.facts().map(|(number, fact)| (number, fact.clone())).collect();
        let mut known: HashMap<_, _> = known.into_iter().map(|(number, fact)| (key(&fact), (number, fact))).collect();
        for fact in facts {
            let before = known.get(&key(fact)).cloned();
            if before.as_ref().is_some_and(|(_, before)| before == fact) {
                continue;
            }
            if let Some((of, _)) = before {
                chain.push(day, |text| Line::Undo { of, note: String::new() }.write(text));
            }
            let number = chain.push(day, |text| Line::Fact(fact.clone()).write(text));
            known.insert(key(fact), (number, fact.clone()));
        }
        chain.into_page()
    }

    /// What was undone, by the number of the record: the record that undid it, and why.
    pub(super) fn undone(&self) -> BTreeMap<u64, (u64, &str)> {
        let of = |own: &'_ Posted| match &own.line {
            Line::Reversal { of, .. } | Line::Undo { of, .. } => Some((*of, own.number)),
            _ => None,
        };
        let note = |number: u64| match self.record(number).map(|own| &own.line) {
            Some(Line::Reversal { note, .. } | Line::Undo { note, .. }) => note.as_str(),
            _ => "",
        };
        self.posted.iter().filter_map(of).map(|(of, by)| (of, (by, note(by)))).collect()
    }

    /// The amounts that stand, with the numbers of their records.
    pub fn facts(&self) -> impl Iterator<Item = (u64, &FactLine)> {
        let undone: BTreeSet<u64> = self.undone().into_keys().collect();
        self.posted.iter().filter_map(move |own| match &own.line {
            Line::Fact(fact) if !undone.contains(&own.number) => Some((own.number, fact)),
            _ => None,
        })
    }

    /// `facts` and those that were entered into the book, which take the place of those of `facts` for the same party, item,
    /// actor and period. What is of parties that the agreement does not name is left out, and reported.
    pub fn with_entered(&self, agreement: &Agreement, mut facts: Facts) -> (Facts, Vec<Diagnostic>) {
        let mut findings = Vec::new();
        let (mut fresh, mut taken) = (Vec::new(), HashSet::new());
        for (number, own) in self.facts() {
            let Some(party) = agreement.party(&own.party) else {
                let place = Place { resource: "agreement_fact".to_owned(), ..Place::default() };
                let found = format!("{}: {}, {}, {} (#{number})", agreement.id, own.party, own.item, own.period);
                findings.push(Diagnostic::new(finding("COO132"), place).found(found));
                continue;
            };
            let unit = match Currency::parse(&own.unit) {
                Some(currency) => Unit::Money(currency),
                None => Unit::Other(own.unit.clone()),
            };
            let unit = facts.units.iter().position(|known| *known == unit).unwrap_or_else(|| {
                facts.units.push(unit);
                facts.units.len() - 1
            });
            let item = Facts::number(&mut facts.items, &own.item) as u16;
            let actor = own.actor.as_ref().map_or(NONE, |actor| Facts::number(&mut facts.actors, actor) as u32);
            let row = u32::try_from(number).unwrap_or(!ENTERED) | ENTERED;
            let (period, minor, unit) = (own.period, own.minor, unit as u16);
            taken.insert((party, item, actor, period));
            fresh.push(Fact { row, item, party, actor, period, minor, unit });
        }
        facts.facts.retain(|own| !taken.contains(&(own.party, own.item, own.actor, own.period)));
        facts.facts.extend(fresh);
        (facts, findings)
    }

    /// The payments that stand.
    fn payments(&self, agreement: &Agreement) -> Vec<Payment> {
        let undone = self.undone();
        let one = |own: &Posted| match &own.line {
            Line::Paid { amount, executor, clause } if !undone.contains_key(&own.number) => Some(Payment {
                row: u32::try_from(own.number).unwrap_or(u32::MAX),
                debtor: agreement.party(&amount.debtor)?,
                creditor: agreement.party(&amount.creditor)?,
                day: own.day,
                minor: amount.minor,
                currency: amount.currency,
                clause: clause.clone(),
                executor: executor.clone(),
            }),
            _ => None,
        };
        self.posted.iter().filter_map(one).collect()
    }

    /// Brings the book to what `input` says on its last day: enters what is new, reverses what no longer holds. Nothing where
    /// the book says so already: the same settlement twice appends nothing.
    pub fn settle(&self, today: Date, input: &Input<'_>) -> (Option<Page>, Settlement) {
        let settled = self.settled_until();
        let until = settled.map_or(input.until, |before| before.max(input.until));
        let run = Line::Run { until, version: input.version, source: input.source.to_owned() };
        let mut chain = Chain::after(self.head());
        chain.push(today, |text| run.write(text));
        let bare = !self.posted.iter().any(|own| {
            matches!(own.line, Line::Due(_) | Line::Paid { .. } | Line::Reversal { .. } | Line::Novation { .. })
        });
        let Input { agreement, facts, rules, .. } = *input;
        if bare && settled.is_none() {
            let settlement = settle_onto(agreement, facts, &[], rules, Some(until), &mut chain);
            return (Some(chain.into_page()), settlement);
        }
        let payments = self.payments(agreement);
        let mut own = Chain::default();
        let settlement = settle_onto(agreement, facts, &payments, rules, Some(until), &mut own);
        let page = own.into_page();
        let open = self.open();
        let fresh = self.difference(&settlement, &page, input);
        if fresh.is_empty() && settled == Some(until) && agreement.successions.is_empty() {
            return (None, settlement);
        }
        let none = fresh.is_empty();
        let mut numbers: HashMap<u64, u64> = HashMap::new();
        for (day, mark, line) in fresh {
            let number = chain.next();
            if let Some(mark) = mark {
                numbers.insert(mark, number);
            }
            chain.push(open.max(day), |text| match line {
                Fresh::Raw(body) => text.extend_from_slice(body.as_bytes()),
                Fresh::Line(mut line) => {
                    // A reversal of an obligation that is entered in the same breath.
                    if let Line::Reversal { of, .. } = line.as_mut()
                        && let Some(mark) = of.checked_sub(FRESH)
                    {
                        *of = numbers.get(&mark).copied().unwrap_or(mark);
                    }
                    line.write(text);
                }
            });
        }
        if !agreement.successions.is_empty()
            && self.pass_on(agreement, until, &mut chain) == 0
            && none
            && settled == Some(until)
        {
            return (None, settlement);
        }
        (Some(chain.into_page()), settlement)
    }

    /// What has to be appended so that the book says what `settlement` says: the day, a mark, what.
    fn difference<'a>(
        &self,
        settlement: &Settlement,
        page: &'a Page,
        input: &Input<'_>,
    ) -> Vec<(Date, Option<u64>, Fresh<'a>)> {
        let Input { agreement, facts, rules, .. } = *input;
        let undone = self.undone();
        let first = self.open();
        let passes = !agreement.successions.is_empty();
        let heir = |party: &str| match agreement.party(party) {
            Some(own) => agreement.name(agreement.successor(own, Date::MAX)).to_owned(),
            None => party.to_owned(),
        };
        // What is entered after a succession names the successor: by it an obligation is known.
        let known_by = |due: &DueLine| {
            if passes { due.between(&heir(&due.debtor), &heir(&due.creditor)) } else { due.said.clone() }
        };
        // Obligations that stand (or that somebody undid, who had a reason), and those that a settlement undid.
        let (mut standing, mut corrected): (Places, Places) = Default::default();
        for own in &self.posted {
            match (&own.line, undone.get(&own.number)) {
                (Line::Due(due), Some((_, ""))) => corrected.entry(known_by(due)).or_default().push_back(own.number),
                (Line::Due(due), _) => standing.entry(known_by(due)).or_default().push_back(own.number),
                _ => {}
            }
        }
        let reversed: BTreeSet<u32> = settlement
            .records
            .iter()
            .filter_map(|own| if let Entry::Reversal { of, .. } = own.entry { Some(of) } else { None })
            .collect();
        let mut known: HashMap<u32, u64> = HashMap::new();
        let mut absent: BTreeSet<u32> = BTreeSet::new();
        let mut fresh = Vec::new();
        for (record, line) in settlement.records.iter().zip(page.lines.lines()) {
            let body = line.splitn(3, '|').nth(2).unwrap_or_default();
            match &record.entry {
                Entry::Due { debtor, creditor, .. } => {
                    let own = if passes {
                        read(line).and_then(|own| if let Line::Due(due) = own { Some(known_by(&due)) } else { None })
                    } else {
                        said(line)
                    };
                    let (own, gone) = (own.unwrap_or_default(), reversed.contains(&record.number));
                    let take = |from: &mut Places| from.get_mut(own.as_str()).and_then(VecDeque::pop_front);
                    let found =
                        if gone { take(&mut corrected).or_else(|| take(&mut standing)) } else { take(&mut standing) };
                    if let Some(number) = found {
                        known.insert(record.number, number);
                        continue;
                    }
                    let day = first.max(record.day);
                    let now = [*debtor, *creditor].map(|party| agreement.successor(party, day));
                    if now == [*debtor, *creditor] {
                        fresh.push((record.day, Some(u64::from(record.number)), Fresh::Raw(Cow::Borrowed(body))));
                    } else if now[0] == now[1] {
                        // Between two that have become one there is no debt.
                        absent.insert(record.number);
                    } else {
                        let mut own = record.clone();
                        if let Entry::Due { debtor, creditor, .. } = &mut own.entry {
                            [*debtor, *creditor] = now;
                        }
                        let rule = super::settle::version(agreement, rules, &own.entry);
                        let mut text = Vec::new();
                        own.write(agreement, facts, rule.as_deref(), &mut text);
                        let text = String::from_utf8(text).unwrap_or_default();
                        fresh.push((record.day, Some(u64::from(record.number)), Fresh::Raw(Cow::Owned(text))));
                    }
                }
                Entry::Reversal { of, .. } => {
                    let Some(Line::Reversal { amount, .. }) = read(line) else { continue };
                    let line = match known.get(of) {
                        Some(number) if undone.contains_key(number) => continue,
                        _ if absent.contains(of) => continue,
                        Some(number) => match self.record(*number).map(|own| &own.line) {
                            Some(Line::Due(due)) => undoing(*number, self.owed_now(*number, due)),
                            _ => continue,
                        },
                        None => {
                            let day = first.max(record.day);
                            let now = |party: &str| match agreement.party(party) {
                                Some(own) => agreement.name(agreement.successor(own, day)).to_owned(),
                                None => party.to_owned(),
                            };
                            let (debtor, creditor) = (now(&amount.debtor), now(&amount.creditor));
                            undoing(FRESH + u64::from(*of), Amount { debtor, creditor, ..amount })
                        }
                    };
                    fresh.push((record.day, None, line));
                }
                Entry::Paid { .. } | Entry::Novation { .. } => {}
            }
        }
        let mut gone: Vec<u64> =
            standing.into_values().flatten().filter(|number| !undone.contains_key(number)).collect();
        gone.sort_unstable();
        let mut corrections = Vec::new();
        for of in gone {
            if let Some(Line::Due(due)) = self.record(of).map(|own| &own.line) {
                corrections.push((first, None, undoing(of, self.owed_now(of, due))));
            }
        }
        corrections.extend(fresh);
        corrections
    }

    /// Passes on to successors, behind what `chain` has, whatever still stands in the names of those whom they succeed: on the
    /// day of the succession, or on the last day settled where that is over. Gives the number of records.
    fn pass_on(&self, agreement: &Agreement, until: Date, chain: &mut Chain) -> usize {
        let mut book = self.clone();
        let mut count = 0;
        let page = chain.clone().into_page();
        book.posted.extend(page.rows().filter_map(|row| Posted::read(&row)));
        let last = self.open().max(until);
        for own in agreement.successions.iter().filter(|own| own.on <= until) {
            let days = if own.on >= self.open() { vec![own.on, last] } else { vec![last] };
            for (&from, day) in own.from.iter().flat_map(|from| days.iter().map(move |day| (from, *day))) {
                let (from, to) = (agreement.name(from), agreement.name(own.to));
                let mut amounts = book.in_the_name_of(from, day);
                let mut pass = |book: &mut Self, amount: Amount| {
                    let line = Line::Novation { from: from.to_owned(), to: to.to_owned(), amount };
                    let number = chain.push(day, |text| line.write(text));
                    book.posted.push(Posted { number, day, line });
                    count += 1;
                };
                for amount in amounts.drain(..) {
                    pass(&mut book, amount);
                }
                // What was paid, or undone, in the old name after its debts had passed.
                for amount in book.balance_of(from, day) {
                    pass(&mut book, amount);
                }
            }
        }
        count
    }
}

fn read(line: &str) -> Option<Line> {
    Posted::read(&Row { number: 0, line: line.to_owned(), hash: [0; 32] }).map(|own| own.line)
}

/// The correction of an obligation.
fn undoing<'a>(of: u64, amount: Amount) -> Fresh<'a> {
    Fresh::Line(Box::new(Line::Reversal { of, amount, note: String::new() }))
}

/// Marks a reversal of an obligation that has no number yet.
const FRESH: u64 = 1 << 40;

/// Obligations by what they say.
type Places = HashMap<String, VecDeque<u64>>;

fn key(fact: &FactLine) -> (String, String, Option<String>, liantu_model::Period) {
    (fact.party.clone(), fact.item.clone(), fact.actor.clone(), fact.period)
}

impl DueLine {
    /// The amount.
    pub fn amount(&self) -> Amount {
        let (debtor, creditor) = (self.debtor.clone(), self.creditor.clone());
        Amount { debtor, creditor, minor: self.minor, currency: self.currency }
    }
}
