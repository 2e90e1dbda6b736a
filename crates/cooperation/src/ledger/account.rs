//! Who owes whom what by a book, and a party's statement: read from its lines alone.

use super::book::Book;
use super::line::{Amount, DueLine, Line, Posted};
use super::statement::Statement;
use crate::money::Currency;
use jiff::civil::Date;
use liantu_model::Period;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A payment, or the part of one, that went to an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Record of the payment; 0 where it comes of what was paid too much before.
    pub record: u64,
    /// How much of it, in minor units.
    pub minor: i64,
    /// Who carried it out.
    pub executor: Option<String>,
}

/// An obligation and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// Its record.
    pub record: u64,
    /// The day for which it was entered.
    pub entered: Date,
    /// What it said.
    pub line: DueLine,
    /// Who owes now.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// What was undone or extinguished of it.
    pub released: i64,
    /// What was paid of it.
    pub payments: Vec<Paid>,
}

impl Due {
    /// What was paid of it.
    pub fn paid(&self) -> i64 {
        self.payments.iter().map(|own| own.minor).sum()
    }

    /// What is still to be paid.
    pub fn open(&self) -> i64 {
        self.line.minor - self.paid() - self.released
    }

    /// What is open and past its day on `as_of`.
    pub fn arrears(&self, as_of: Date) -> i64 {
        if self.line.due < as_of { self.open() } else { 0 }
    }
}

type Pair = (String, String, Currency);

/// The obligations as they are read, record by record.
#[derive(Default)]
struct Account {
    dues: Vec<Due>,
    places: BTreeMap<u64, usize>,
    /// Open obligations of each pair, oldest first.
    queues: BTreeMap<Pair, VecDeque<usize>>,
    credits: BTreeMap<Pair, i64>,
}

fn pair(amount: &Amount) -> Pair {
    (amount.debtor.clone(), amount.creditor.clone(), amount.currency)
}

impl Account {
    /// Gives an amount to the open obligations of a pair, oldest first; what is left stays as a credit.
    fn spend(&mut self, pair: &Pair, paid: &Paid, clause: Option<&str>) {
        let mut left = paid.minor;
        for &place in self.queues.get(pair).into_iter().flatten() {
            let due = &mut self.dues[place];
            if left == 0 {
                break;
            }
            let part = left.min(due.open());
            if part > 0 && clause.is_none_or(|id| due.line.clause == id) {
                due.payments.push(Paid { minor: part, ..paid.clone() });
                left -= part;
            }
        }
        let dues = &self.dues;
        if let Some(queue) = self.queues.get_mut(pair) {
            while queue.front().is_some_and(|&place| dues[place].open() == 0) {
                queue.pop_front();
            }
        }
        if left > 0 {
            *self.credits.entry(pair.clone()).or_default() += left;
        }
    }

    fn due(&mut self, record: u64, entered: Date, line: &DueLine) {
        let pair = pair(&line.amount());
        self.places.insert(record, self.dues.len());
        self.queues.entry(pair.clone()).or_default().push_back(self.dues.len());
        let (debtor, creditor) = (line.debtor.clone(), line.creditor.clone());
        self.dues.push(Due {
            record,
            entered,
            line: line.clone(),
            debtor,
            creditor,
            released: 0,
            payments: Vec::new(),
        });
        if let Some(minor) = self.credits.remove(&pair) {
            self.spend(&pair, &Paid { record: 0, minor, executor: None }, None);
        }
    }

    fn reverse(&mut self, of: u64) {
        let Some(&place) = self.places.get(&of) else { return };
        let due = &mut self.dues[place];
        // What was paid of it was paid for nothing and counts for what comes next.
        let freed = std::mem::take(&mut due.payments);
        due.released = due.line.minor;
        let pair = (due.debtor.clone(), due.creditor.clone(), due.line.currency);
        for paid in freed {
            self.spend(&pair, &paid, None);
        }
    }

    /// What one party owes the other, either way, and what was paid too much, passes to the successor.
    fn pass(&mut self, from: &str, to: &str, amount: &Amount) {
        let turned = Amount { debtor: amount.creditor.clone(), creditor: amount.debtor.clone(), ..amount.clone() };
        for own in [amount, &turned] {
            self.pass_one(from, to, own);
        }
    }

    fn pass_one(&mut self, from: &str, to: &str, amount: &Amount) {
        let heir = |party: &str| if party == from { to.to_owned() } else { party.to_owned() };
        let (own, currency) = (pair(amount), amount.currency);
        let (debtor, creditor) = (heir(&own.0), heir(&own.1));
        let queue = self.queues.remove(&own).unwrap_or_default();
        let credit = self.credits.remove(&own);
        for place in queue {
            let due = &mut self.dues[place];
            (due.debtor, due.creditor) = (debtor.clone(), creditor.clone());
            if debtor == creditor {
                due.released += due.open();
            } else {
                self.queues.entry((debtor.clone(), creditor.clone(), currency)).or_default().push_back(place);
            }
        }
        if let Some(minor) = credit
            && debtor != creditor
        {
            self.spend(&(debtor, creditor, currency), &Paid { record: 0, minor, executor: None }, None);
        }
    }
}

impl Book {
    fn by_day(&self, as_of: Option<Date>) -> Vec<&Posted> {
        let mut found: Vec<&Posted> =
            self.posted.iter().filter(|own| as_of.is_none_or(|last| own.day <= last)).collect();
        found.sort_by_key(|own| (own.day, own.number));
        found
    }

    /// Every obligation as it stands at the end of `as_of`, and what was paid and is not owed: debtor, creditor, amount.
    pub fn obligations(&self, as_of: Option<Date>) -> (Vec<Due>, Vec<Amount>) {
        let records = self.by_day(as_of);
        let undone: BTreeSet<u64> = records
            .iter()
            .filter_map(|own| if let Line::Undo { of, .. } = own.line { Some(of) } else { None })
            .collect();
        let mut account = Account::default();
        for own in records {
            match &own.line {
                Line::Due(line) => account.due(own.number, own.day, line),
                Line::Paid { amount, executor, clause } if !undone.contains(&own.number) => {
                    let paid = Paid { record: own.number, minor: amount.minor, executor: executor.clone() };
                    account.spend(&pair(amount), &paid, clause.as_deref());
                }
                Line::Reversal { of, .. } => account.reverse(*of),
                Line::Novation { from, to, amount } => account.pass(from, to, amount),
                _ => {}
            }
        }
        let credit = |((debtor, creditor, currency), minor)| Amount { debtor, creditor, minor, currency };
        let credits = account.credits.into_iter().filter(|own| own.1 > 0).map(credit).collect();
        (account.dues, credits)
    }

    /// Changes of what the first owes the second: amount with its sign, and of which kind.
    fn moves<'a>(&'a self, line: &'a Line) -> Vec<(&'a str, &'a str, i64, Currency, Kind)> {
        let one = |amount: &'a Amount, sign: i64, kind: Kind| {
            (amount.debtor.as_str(), amount.creditor.as_str(), sign * amount.minor, amount.currency, kind)
        };
        match line {
            Line::Due(due) => vec![(&due.debtor, &due.creditor, due.minor, due.currency, Kind::Due)],
            Line::Paid { amount, .. } => vec![one(amount, -1, Kind::Paid)],
            Line::Reversal { amount, .. } => vec![one(amount, -1, Kind::Corrected)],
            Line::Novation { from, to, amount } => {
                let heir = |party: &'a str| if party == from { to.as_str() } else { party };
                let own = one(amount, -1, Kind::Corrected);
                vec![own, (heir(own.0), heir(own.1), amount.minor, amount.currency, Kind::Corrected)]
            }
            Line::Undo { of, .. } => {
                let place = usize::try_from(*of).ok().and_then(|number| number.checked_sub(1));
                let own = place.and_then(|place| self.posted.get(place)).map(|own| &own.line);
                let before = match own {
                    Some(own @ (Line::Paid { .. } | Line::Novation { .. })) => self.moves(own),
                    _ => Vec::new(),
                };
                before
                    .into_iter()
                    .map(|(one, two, minor, currency, _)| (one, two, -minor, currency, Kind::Corrected))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// What is open at the end of `day` in the name of `party`, each way; what was paid too much is owed back.
    pub(super) fn in_the_name_of(&self, party: &str, day: Date) -> Vec<Amount> {
        let (dues, credits) = self.obligations(Some(day));
        let mut sums: BTreeMap<Pair, i64> = BTreeMap::new();
        for due in dues.iter().filter(|own| own.debtor == party || own.creditor == party) {
            *sums.entry((due.debtor.clone(), due.creditor.clone(), due.line.currency)).or_default() += due.open();
        }
        for own in credits.into_iter().filter(|own| own.debtor == party || own.creditor == party) {
            *sums.entry((own.creditor, own.debtor, own.currency)).or_default() += own.minor;
        }
        let own = |((debtor, creditor, currency), minor)| Amount { debtor, creditor, minor, currency };
        sums.into_iter().filter(|own| own.1 > 0).map(own).collect()
    }

    /// What stands between `party` and each other at the end of `day` by its statement.
    pub(super) fn balance_of(&self, party: &str, day: Date) -> Vec<Amount> {
        let mut sums: BTreeMap<(String, Currency), i64> = BTreeMap::new();
        let all = Period { start: Date::MIN, end: day.tomorrow().ok() };
        for own in self.changes(party, all) {
            *sums.entry((own.partner.clone(), own.currency)).or_default() += own.change();
        }
        let own = |((partner, currency), sum): ((String, Currency), i64)| {
            let (debtor, creditor) = if sum > 0 { (partner, party.to_owned()) } else { (party.to_owned(), partner) };
            Amount { debtor, creditor, minor: sum.saturating_abs(), currency }
        };
        sums.into_iter().filter(|own| own.1 != 0).map(own).collect()
    }

    /// Every change of what stands between `party` and others, record by record, before the end of `period`.
    fn changes(&self, party: &str, period: Period) -> Vec<Movement> {
        let mut found = Vec::new();
        for own in self.by_day(period.end.and_then(|end| end.yesterday().ok())) {
            for (debtor, creditor, minor, currency, kind) in self.moves(&own.line) {
                let (partner, sign) = match (debtor == party, creditor == party) {
                    (true, false) => (creditor, -1),
                    (false, true) => (debtor, 1),
                    _ => continue,
                };
                let (record, day, partner) = (own.number, own.day, partner.to_owned());
                found.push(Movement { record, day, partner, currency, kind, minor, sign });
            }
        }
        found
    }

    /// What changed between `party` and others in `period`, by day.
    pub fn movements(&self, party: &str, period: Period) -> Vec<Movement> {
        let mut found = self.changes(party, period);
        found.retain(|own| own.day >= period.start);
        found
    }

    /// The accounts of `party` with each other party over `period`.
    pub fn statement(&self, party: &str, period: Period) -> BTreeMap<(String, Currency), Statement> {
        let mut accounts: BTreeMap<(String, Currency), Statement> = BTreeMap::new();
        for own in self.changes(party, period) {
            let account = accounts.entry((own.partner, own.currency)).or_default();
            account.add(own.sign, own.minor, own.kind, own.day < period.start);
        }
        accounts
    }
}

/// What a change of a debt is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A new obligation.
    Due,
    /// A payment.
    Paid,
    /// A correction, or what passes to a successor.
    Corrected,
}

/// A change of what stands between a party and another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Movement {
    /// The record.
    pub record: u64,
    /// Its day.
    pub day: Date,
    /// The other party.
    pub partner: String,
    /// In what.
    pub currency: Currency,
    /// What it is.
    pub kind: Kind,
    /// Change of what the debtor owes the creditor; negative for payments.
    minor: i64,
    /// Positive where the party is the creditor.
    sign: i64,
}

impl Movement {
    /// Change of what the other owes the party, in minor units.
    pub const fn change(&self) -> i64 {
        self.sign * self.minor
    }
}
