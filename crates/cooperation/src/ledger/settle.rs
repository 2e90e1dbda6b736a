//! From an agreement, its facts and its payments to records and open items.

use super::chain::Chain;
use super::entry::{Entry, Record};
use super::journal::{Hash, Journal, JournalError};
use crate::agreement::{Agreement, PartyId};
use crate::clause::{Allocated, Allocation, Facts, NONE, Terms, allocate};
use crate::finding;
use crate::money::Currency;
use crate::rule::RuleBook;
use jiff::ToSpan;
use jiff::civil::Date;
use liantu_model::{Diagnostic, Period, Place};
use std::collections::{BTreeMap, VecDeque};

/// A payment that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// Row of its table, from 1.
    pub row: u32,
    /// Who pays.
    pub debtor: PartyId,
    /// To whom.
    pub creditor: PartyId,
    /// When.
    pub day: Date,
    /// How much, in minor units.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
    /// The clause it is for; the oldest obligations where absent.
    pub clause: Option<String>,
    /// Who carried it out.
    pub executor: Option<String>,
}

/// An obligation and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Place of its record in [`Settlement::records`].
    pub record: u32,
    /// Who owes now.
    pub debtor: PartyId,
    /// To whom.
    pub creditor: PartyId,
    /// How much it was, in minor units.
    pub minor: i64,
    /// What was paid of it.
    pub paid: i64,
    /// What was undone or extinguished of it.
    pub released: i64,
    /// Place of the last payment that went to it, or [`NONE`].
    pub payment: u32,
}

impl Item {
    /// What is still to be paid.
    pub const fn open(&self) -> i64 {
        self.minor - self.paid - self.released
    }
}

/// The settlement of an agreement up to a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Settlement {
    /// Every record, in the order of days.
    pub records: Vec<Record>,
    /// Their chain.
    pub hashes: Vec<Hash>,
    /// Every obligation.
    pub items: Vec<Item>,
    /// What was paid and is not owed: debtor, creditor, currency, amount.
    pub credits: Vec<(PartyId, PartyId, Currency, i64)>,
    /// What each clause gives to whom, as it is known at the end.
    pub allocated: Allocated,
    /// The day up to which it goes.
    pub as_of: Date,
}

/// Something that happens on a day; what comes first in the list happens first on the same day.
enum Event {
    Succession(usize),
    Reversal(usize),
    Due(Allocation, usize),
    Payment(usize),
}

/// Who owes whom what, by everything that is known on `as_of`; without it, by everything.
///
/// Obligations are entered on the day after their period, or on the day of the signature if that is later. When an amendment
/// is signed that reaches back, what no longer holds is reversed and entered anew on that day. Payments go to the oldest
/// obligations first.
pub fn settle(
    agreement: &Agreement,
    facts: &Facts,
    payments: &[Payment],
    rules: &RuleBook,
    as_of: Option<Date>,
) -> Settlement {
    let mut chain = Chain::default();
    let settlement = settle_onto(agreement, facts, payments, rules, as_of, &mut chain);
    Settlement { hashes: chain.into_hashes(), ..settlement }
}

/// The same with the records appended to `chain`, which has their hashes; numbers are those of the chain.
pub(super) fn settle_onto(
    agreement: &Agreement,
    facts: &Facts,
    payments: &[Payment],
    rules: &RuleBook,
    as_of: Option<Date>,
    chain: &mut Chain,
) -> Settlement {
    let (mut events, allocated) = dues(agreement, facts, rules, as_of);
    events.extend((0..).zip(payments).map(|(place, payment)| (payment.day, 3, Event::Payment(place))));
    events.extend((0..).zip(&agreement.successions).map(|(place, own)| (own.on, 0, Event::Succession(place))));
    if let Some(last) = as_of {
        events.retain(|event| event.0 <= last);
    }
    events.sort_by_key(|event| (event.0, event.1));
    let mut book = Book {
        agreement,
        facts,
        payments,
        rules,
        chain,
        records: Vec::with_capacity(events.len()),
        items: Vec::new(),
        of_due: BTreeMap::new(),
        queues: BTreeMap::new(),
        credits: BTreeMap::new(),
        findings: Vec::new(),
        last_due: agreement.term.start,
    };
    for (day, _, event) in events {
        match event {
            Event::Due(part, key) => book.due(day, &part, key),
            Event::Reversal(key) => book.reverse(day, key),
            Event::Payment(place) => book.pay(day, place),
            Event::Succession(place) => book.succeed(day, place),
        }
    }
    let end = book.records.last().map_or(agreement.term.start, |record| record.day).max(book.last_due);
    book.finish(allocated, as_of.unwrap_or_else(|| end.tomorrow().unwrap_or(end)))
}

/// What an obligation is known by from one state of knowledge to the next.
type Key<'a> = (&'a str, u32, Period, PartyId, PartyId, bool, i64);

/// The obligations of all states of knowledge, each from the day on which it is known.
fn dues(
    agreement: &Agreement,
    facts: &Facts,
    rules: &RuleBook,
    as_of: Option<Date>,
) -> (Vec<(Date, u8, Event)>, Allocated) {
    let known: Vec<Date> =
        agreement.knowledge().into_iter().filter(|day| as_of.is_none_or(|last| *day <= last)).collect();
    let mut events = Vec::new();
    let mut live: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    let (mut keys, mut whole) = (0usize, Allocated::default());
    let amended = known.len() > 1;
    for (state, &since) in known.iter().enumerate() {
        let until = known.get(state + 1).copied();
        whole = allocate(agreement, &agreement.in_force(since), facts, rules);
        let mut before = std::mem::take(&mut live);
        for part in whole.parts.iter().filter(|part| part.party != part.counter && part.minor != 0) {
            let Some(day) = part.period.end else { continue };
            if agreement.clauses[part.clause as usize].terms.is_credit() || until.is_some_and(|until| day >= until) {
                continue;
            }
            let id = agreement.clauses[part.clause as usize].id.as_str();
            let key = (id, part.fact, part.period, part.party, part.counter, part.charge, part.minor);
            let kept = if amended { before.get_mut(&key).and_then(Vec::pop) } else { None };
            let number = kept.unwrap_or_else(|| {
                events.push((day.max(since), 2, Event::Due(*part, keys)));
                keys += 1;
                keys - 1
            });
            if amended {
                live.entry(key).or_default().push(number);
            }
        }
        let gone = before.into_values().flatten();
        events.extend(gone.map(|number| (since, 1, Event::Reversal(number))));
    }
    (events, whole)
}

struct Book<'a> {
    agreement: &'a Agreement,
    facts: &'a Facts,
    payments: &'a [Payment],
    rules: &'a RuleBook,
    chain: &'a mut Chain,
    records: Vec<Record>,
    items: Vec<Item>,
    /// Items by the number that [`dues`] gave them.
    of_due: BTreeMap<usize, usize>,
    /// Open items of each pair, oldest first.
    queues: BTreeMap<(PartyId, PartyId, Currency), VecDeque<usize>>,
    /// What was paid too much.
    credits: BTreeMap<(PartyId, PartyId, Currency), i64>,
    findings: Vec<Diagnostic>,
    last_due: Date,
}

impl Book<'_> {
    fn push(&mut self, day: Date, entry: Entry) -> usize {
        let number = u32::try_from(self.chain.next()).unwrap_or(u32::MAX);
        let record = Record { number, day, entry };
        let rule = version(self.agreement, self.rules, &record.entry);
        self.chain.push(day, |line| record.write(self.agreement, self.facts, rule.as_deref(), line));
        self.records.push(record);
        self.records.len() - 1
    }

    fn due(&mut self, day: Date, part: &Allocation, key: usize) {
        let (party, counter) = (self.agreement.successor(part.party, day), self.agreement.successor(part.counter, day));
        if party == counter {
            return;
        }
        // A negative part turns round: what was shared too much is owed back.
        let pays = part.charge == (part.minor > 0);
        let (debtor, creditor) = if pays { (party, counter) } else { (counter, party) };
        let minor = part.minor.saturating_abs();
        let currency = self.agreement.clauses[part.clause as usize].currency;
        let due = day.checked_add(self.agreement.due_days.days()).unwrap_or(day);
        self.last_due = self.last_due.max(due);
        let (clause, fact, period, reason) = (part.clause, part.fact, part.period, part.reason);
        let record = self.push(
            day,
            Entry::Due { clause, fact, period, debtor, creditor, part_of: part.party, minor, currency, due, reason },
        );
        let place = self.items.len();
        let record = u32::try_from(record).unwrap_or(u32::MAX);
        self.items.push(Item { record, debtor, creditor, minor, paid: 0, released: 0, payment: NONE });
        if !self.agreement.amendments.is_empty() {
            self.of_due.insert(key, place);
        }
        let pair = (debtor, creditor, currency);
        self.queues.entry(pair).or_default().push_back(place);
        if let Some(credit) = self.credits.remove(&pair) {
            self.spend(pair, credit, None, NONE);
        }
    }

    /// Gives an amount to the open items of a pair, oldest first; what is left stays as a credit.
    fn spend(&mut self, pair: (PartyId, PartyId, Currency), amount: i64, clause: Option<&str>, payment: u32) {
        let mut left = amount;
        if let Some(queue) = self.queues.get_mut(&pair) {
            for &place in queue.iter() {
                let item = &mut self.items[place];
                if left == 0 {
                    break;
                }
                let Entry::Due { clause: own, .. } = &self.records[item.record as usize].entry else { continue };
                if clause.is_some_and(|id| self.agreement.clauses[*own as usize].id != id) {
                    continue;
                }
                let part = left.min(item.open());
                if part > 0 {
                    item.paid += part;
                    item.payment = payment;
                    left -= part;
                }
            }
            while queue.front().is_some_and(|&place| self.items[place].open() == 0) {
                queue.pop_front();
            }
        }
        if left > 0 {
            *self.credits.entry(pair).or_default() += left;
        }
    }

    fn pay(&mut self, day: Date, place: usize) {
        let payment = &self.payments[place];
        let (debtor, creditor) =
            (self.agreement.successor(payment.debtor, day), self.agreement.successor(payment.creditor, day));
        let (minor, currency, row) = (payment.minor, payment.currency, payment.row);
        if minor <= 0 || debtor == creditor {
            let place = Place { resource: "payment".to_owned(), row: Some(row.into()), ..Place::default() };
            self.findings.push(Diagnostic::new(finding("COO148"), place).found(currency.decimal(minor)));
            return;
        }
        let executor = payment.executor.clone();
        self.push(day, Entry::Paid { debtor, creditor, minor, currency, row, executor });
        let number = u32::try_from(place).unwrap_or(NONE);
        let clause = payment.clause.clone();
        self.spend((debtor, creditor, currency), minor, clause.as_deref(), number);
    }

    fn reverse(&mut self, day: Date, key: usize) {
        let Some(&place) = self.of_due.get(&key) else { return };
        let item = self.items[place].clone();
        let record = &self.records[item.record as usize];
        let (Entry::Due { currency, .. }, of) = (&record.entry, record.number) else { return };
        let (currency, debtor, creditor) = (*currency, item.debtor, item.creditor);
        let minor = item.minor - item.released;
        if minor == 0 {
            return;
        }
        self.push(day, Entry::Reversal { of, debtor, creditor, minor, currency });
        let own = &mut self.items[place];
        own.released += minor;
        // What was paid of it was paid for nothing and counts for what comes next.
        let paid = std::mem::take(&mut own.paid);
        own.released = own.minor;
        if paid > 0 {
            self.spend((debtor, creditor, currency), paid, None, item.payment);
        }
    }

    fn succeed(&mut self, day: Date, place: usize) {
        let succession = &self.agreement.successions[place];
        let to = succession.to;
        for &from in &succession.from {
            let pairs: Vec<(PartyId, PartyId, Currency)> =
                self.queues.keys().filter(|pair| pair.0 == from || pair.1 == from).copied().collect();
            for pair in pairs {
                let queue = self.queues.remove(&pair).unwrap_or_default();
                let (debtor, creditor, currency) = pair;
                let minor: i64 = queue.iter().map(|&place| self.items[place].open()).sum();
                if minor == 0 {
                    continue;
                }
                self.push(day, Entry::Novation { from, to, debtor, creditor, minor, currency });
                let heir = |party: PartyId| if party == from { to } else { party };
                let (debtor, creditor) = (heir(debtor), heir(creditor));
                for place in queue {
                    let item = &mut self.items[place];
                    (item.debtor, item.creditor) = (debtor, creditor);
                    if debtor == creditor {
                        item.released += item.open();
                    } else {
                        self.queues.entry((debtor, creditor, currency)).or_default().push_back(place);
                    }
                }
            }
            let credits: Vec<_> =
                self.credits.keys().filter(|pair| pair.0 == from || pair.1 == from).copied().collect();
            for pair in credits {
                let minor = self.credits.remove(&pair).unwrap_or_default();
                // What was paid too much is owed back: the debt goes the other way.
                let (debtor, creditor, currency) = (pair.1, pair.0, pair.2);
                self.push(day, Entry::Novation { from, to, debtor, creditor, minor, currency });
                let heir = |party: PartyId| if party == from { to } else { party };
                if heir(pair.0) != heir(pair.1) {
                    self.spend((heir(pair.0), heir(pair.1), currency), minor, None, NONE);
                }
            }
        }
    }

    fn finish(self, mut allocated: Allocated, as_of: Date) -> Settlement {
        let credits: Vec<_> =
            self.credits.into_iter().map(|((one, two, currency), minor)| (one, two, currency, minor)).collect();
        allocated.findings.extend(self.findings);
        for (debtor, creditor, currency, minor) in &credits {
            let place = Place { resource: "payment".to_owned(), ..Place::default() };
            let found = format!(
                "{}: {} → {}: {} {currency}",
                self.agreement.id,
                self.agreement.name(*debtor),
                self.agreement.name(*creditor),
                currency.decimal(*minor)
            );
            allocated.findings.push(Diagnostic::new(finding("COO147"), place).found(found));
        }
        Settlement { records: self.records, hashes: Vec::new(), items: self.items, credits, allocated, as_of }
    }
}

/// The table of rules behind an obligation.
pub(crate) fn version(agreement: &Agreement, rules: &RuleBook, entry: &Entry) -> Option<String> {
    let Entry::Due { clause, period, .. } = entry else { return None };
    let (rule, day) = match &agreement.clauses[*clause as usize].terms {
        Terms::Relocation { rule, firms, .. } => {
            (rule, firms.iter().filter_map(|firm| firm.before.end).max().unwrap_or(period.start))
        }
        Terms::Apportionment { rule, .. } => (rule, period.start),
        _ => return None,
    };
    rules.tables(rule, day).next().map(crate::rule::Rule::version)
}

impl Settlement {
    /// The records as a journal.
    pub fn journal(&self, agreement: &Agreement, facts: &Facts, rules: &RuleBook) -> Result<Journal, JournalError> {
        let mut journal = Journal::default();
        let mut body = Vec::new();
        for record in &self.records {
            body.clear();
            record.write(agreement, facts, version(agreement, rules, &record.entry).as_deref(), &mut body);
            journal.append(record.day, &body)?;
        }
        Ok(journal)
    }

    /// The table of rules that an obligation rests on.
    pub fn rule_of(&self, agreement: &Agreement, rules: &RuleBook, item: &Item) -> Option<String> {
        version(agreement, rules, &self.records[item.record as usize].entry)
    }
}
