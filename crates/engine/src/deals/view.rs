//! From the records of an agreement to what doors show.

use super::check::AuditPart;
use super::shown::{
    Balance, BondInfo, BookHead, CalendarEntry, ClauseInfo, DealFact, DealInfo, DealParty, DealView, FactSource,
    Obligation, PartPayment, Settlement, SettlementOf, Signature, Skipped, StatementEntry, StatementRow, StatementView,
    VersionInfo, Wrong,
};
use jiff::civil::Date;
use liantu_cooperation::agreement::{Agreement, audit};
use liantu_cooperation::clause::Facts;
use liantu_cooperation::governance;
use liantu_cooperation::ledger::{Due, Held, Kind, Line, Origin, Version};
use liantu_cooperation::money::{Currency, decimal};
use liantu_ledger::{Deal, Member, Settled, Summary, Touched};
use liantu_model::{Diagnostic, Period, Words};
use std::collections::BTreeMap;
use std::sync::Arc;

impl DealParty {
    pub(super) fn list(agreement: &Agreement) -> Vec<Self> {
        let one = |own: &liantu_cooperation::agreement::Party| Self {
            id: own.id.clone(),
            name: own.name.clone(),
            level: own.level.clone(),
            role: own.role.clone(),
            region: own.region.clone(),
        };
        agreement.parties.iter().map(one).collect()
    }
}

impl ClauseInfo {
    pub(super) fn list(agreement: &Agreement) -> Vec<Self> {
        let one = |own: &liantu_cooperation::agreement::Clause| Self {
            id: own.id.clone(),
            kind: own.kind,
            title: own.title.clone(),
            amendment: own.amendment.map(|place| agreement.amendments[place].id.clone()),
            start: own.valid.start.to_string(),
            end: own.valid.end.map(|end| end.to_string()),
            items: own.terms.divided().into_iter().map(str::to_owned).collect(),
            line: own.line,
        };
        agreement.clauses.iter().map(one).collect()
    }
}

impl VersionInfo {
    fn of(version: &(Version, Arc<Agreement>)) -> Self {
        let own = &version.0;
        let signed = own.signed.iter().map(|(party, signatory, day)| Signature {
            party: party.clone(),
            signatory: signatory.clone(),
            day: day.to_string(),
        });
        Self {
            version: own.version,
            hash: own.hash.clone(),
            valid_from: own.valid_from.to_string(),
            day: own.day.to_string(),
            by: own.by.clone(),
            signed: signed.collect(),
            missing: Deal::missing(version),
        }
    }
}

pub(super) fn head(deal: &Deal) -> BookHead {
    let head = deal.book.head();
    BookHead { agreement: deal.id.clone(), number: head.number, hash: head.digits() }
}

impl DealInfo {
    pub(super) fn of(own: Summary, today: Date) -> Self {
        let state = match (own.holds, own.missing.is_empty()) {
            (false, _) => "unsigned",
            _ if own.term.end.is_some_and(|end| end <= today) => "ended",
            (true, true) => "in_force",
            (true, false) => "amended",
        };
        let party = |own: Member| {
            let Member { id, name, level, region, role } = own;
            DealParty { id, name, level, role, region }
        };
        Self {
            id: own.id,
            title: own.title,
            kind: own.kind,
            state,
            parties: own.parties.into_iter().map(party).collect(),
            start: own.term.start.to_string(),
            end: own.term.end.map(|end| end.to_string()),
            currency: own.currency.code().to_owned(),
            version: own.version,
            missing: own.missing,
            settled_until: own.settled_until.map(|day| day.to_string()),
            records: own.records,
        }
    }
}

impl BondInfo {
    fn list(deal: &Deal, today: Date) -> Vec<Self> {
        let (_, agreement) = deal.in_force(today).unwrap_or(deal.latest());
        let one = |own: Held| {
            let sum = |minor: i64| own.currency.decimal(minor);
            Self {
                amount: sum(own.amount),
                paid_in: sum(own.paid_in),
                drawn: sum(own.drawn),
                held: sum(own.held()),
                callable: sum(own.callable),
                currency: own.currency.code().to_owned(),
                clause: own.clause,
                party: own.party,
                escrow: own.escrow,
                grace_days: own.grace_days,
            }
        };
        deal.book.bonds(agreement, today).into_iter().map(one).collect()
    }
}

impl CalendarEntry {
    pub(super) fn list(agreement: &Agreement, facts: &Facts, period: Option<Period>, as_of: Date) -> Vec<Self> {
        let one = |due: governance::Due| Self {
            day: due.day.to_string(),
            happening: due.happening.word(),
            clause: due.clause.map(|clause| agreement.clauses[clause].id.clone()),
            party: due.party.map(|party| agreement.name(party).to_owned()),
            late: due.done.is_some_and(|done| !done && due.day < as_of),
            done_late: due.done_late(),
            held: due.held.map(|held| held.to_string()),
            done: due.done,
            what: due.what,
        };
        let window = period.unwrap_or_else(|| governance::window(agreement));
        governance::calendar(agreement, facts, window).into_iter().map(one).collect()
    }
}

impl DealView {
    pub(super) fn of(deal: &Deal, text: String, today: Date) -> Self {
        let (_, agreement) = deal.latest();
        let facts = deal.book.facts().map(|(record, own)| {
            let digits = Currency::parse(&own.unit).map_or(6, |currency| currency.digits());
            DealFact {
                record,
                party: own.party.clone(),
                item: own.item.clone(),
                actor: own.actor.clone(),
                period: own.period.to_string(),
                amount: decimal(own.minor, digits),
                unit: own.unit.clone(),
                observation: own.observation.clone(),
                note: own.note.clone(),
            }
        });
        Self {
            info: DealInfo::of(Summary::of(deal), today),
            text,
            versions: deal.versions.iter().map(VersionInfo::of).collect(),
            clauses: ClauseInfo::list(agreement),
            audit: audit(agreement).into_iter().map(AuditPart::of).collect(),
            balances: Balance::list(deal, today),
            bonds: BondInfo::list(deal, today),
            facts: facts.collect(),
            head: head(deal),
        }
    }
}

impl Balance {
    /// What the parties owe one another by every record there is; `today` tells arrears.
    fn list(deal: &Deal, today: Date) -> Vec<Self> {
        let (dues, credits) = deal.book.obligations(None);
        let mut sums: BTreeMap<(String, String, Currency), [i64; 6]> = BTreeMap::new();
        for own in &dues {
            let key = (own.debtor.clone(), own.creditor.clone(), own.line.currency);
            let (open, late) = (own.open(), own.arrears(today));
            let parts = [own.line.minor, own.paid(), own.released, late, open - late, 0];
            let sum = sums.entry(key).or_default();
            sum.iter_mut().zip(parts).for_each(|(sum, part)| *sum += part);
        }
        for own in credits {
            sums.entry((own.debtor, own.creditor, own.currency)).or_default()[5] += own.minor;
        }
        let one = |((debtor, creditor, currency), sums): ((String, String, Currency), [i64; 6])| {
            let [due, paid, released, arrears, not_yet_due, credit] = sums.map(|minor| currency.decimal(minor));
            let currency = currency.code().to_owned();
            Self { debtor, creditor, currency, due, paid, released, arrears, not_yet_due, credit }
        };
        sums.into_iter().map(one).collect()
    }
}

impl Obligation {
    pub(super) fn list(deal: &Deal, as_of: Option<Date>, today: Date) -> Vec<Self> {
        deal.book.obligations(as_of).0.iter().map(|own| Self::of(deal, own, today)).collect()
    }

    fn of(deal: &Deal, own: &Due, today: Date) -> Self {
        let line = &own.line;
        let run = deal.book.run_of(own.record);
        let source = line.origin.map(|origin| match origin {
            Origin::Row(row) => {
                FactSource { row: Some(row), revision: run.map(|(_, source)| source.to_owned()), record: None }
            }
            Origin::Record(record) => FactSource { row: None, revision: None, record: Some(record) },
        });
        let sum = |minor: i64| line.currency.decimal(minor);
        let (open, late) = (own.open(), own.arrears(today));
        Self {
            record: own.record,
            clause: line.clause.clone(),
            amendment: line.amendment.clone(),
            version: run.map(|(version, _)| version),
            period: line.period.to_string(),
            source,
            debtor: own.debtor.clone(),
            creditor: own.creditor.clone(),
            currency: line.currency.code().to_owned(),
            due: sum(line.minor),
            paid: sum(own.paid()),
            released: sum(own.released),
            arrears: sum(late),
            not_yet_due: sum(open - late),
            entered: own.entered.to_string(),
            due_day: line.due.to_string(),
            payments: own
                .payments
                .iter()
                .map(|paid| PartPayment {
                    record: (paid.record > 0).then_some(paid.record),
                    amount: sum(paid.minor),
                    executor: paid.executor.clone(),
                })
                .collect(),
            rule: line.rule.clone(),
            why: why(deal, own.record, line),
        }
    }
}

fn why(deal: &Deal, record: u64, line: &liantu_cooperation::ledger::DueLine) -> Option<Words> {
    let version = deal.book.run_of(record).map_or(deal.latest().0.version, |(version, _)| version);
    let own = deal.versions.iter().find(|own| own.0.version == version)?;
    line.why(&own.1)
}

impl StatementView {
    pub(super) fn of(deal: &Deal, party: &str, period: Option<Period>) -> Self {
        let over = period.unwrap_or(Period { start: Date::MIN, end: None });
        let row = |((partner, currency), own): ((String, Currency), liantu_cooperation::ledger::Statement)| {
            let sum = |minor: i64| currency.decimal(minor);
            StatementRow {
                partner,
                currency: currency.code().to_owned(),
                opening: sum(own.opening),
                receivable: sum(own.receivable),
                payable: sum(own.payable),
                received: sum(own.received),
                paid: sum(own.paid),
                corrected: sum(own.corrected),
                closing: sum(own.closing),
            }
        };
        let records = deal.book.records();
        let entry = |own: liantu_cooperation::ledger::Movement| {
            let place = usize::try_from(own.record).unwrap_or(0).saturating_sub(1);
            let line = &records[place].line;
            let said = |words: &str| (!words.is_empty()).then(|| Words::same(words));
            let (what, clause, period, why) = match line {
                Line::Due(due) => {
                    ("due", Some(due.clause.clone()), Some(due.period.to_string()), why(deal, own.record, due))
                }
                Line::Paid { executor, clause, .. } => {
                    ("paid", clause.clone(), None, said(executor.as_deref().unwrap_or_default()))
                }
                Line::Reversal { note, .. } => ("reversed", None, None, said(note)),
                Line::Novation { to, .. } => ("passed", None, None, said(to)),
                Line::Undo { note, .. } => ("undone", None, None, said(note)),
                _ => ("other", None, None, None),
            };
            StatementEntry {
                record: own.record,
                day: own.day.to_string(),
                what: if own.kind == Kind::Due { "due" } else { what },
                currency: own.currency.code().to_owned(),
                change: own.currency.decimal(own.change()),
                partner: own.partner,
                clause,
                period,
                why,
            }
        };
        let weakest = |word: &str| deal.book.facts().any(|(_, fact)| fact.observation == word);
        Self {
            agreement: deal.id.clone(),
            title: deal.latest().1.title.clone(),
            party: party.to_owned(),
            period: period.map(|period| period.to_string()),
            accounts: deal.book.statement(party, over).into_iter().map(row).collect(),
            entries: deal.book.movements(party, over).into_iter().map(entry).collect(),
            observation: match (weakest("simulated"), weakest("estimated")) {
                (true, _) => "simulated",
                (_, true) => "estimated",
                _ => "observed",
            },
            head: head(deal),
        }
    }
}

impl Settlement {
    pub(super) fn of(
        until: Period,
        last: Date,
        revision: u64,
        settled: Vec<Settled>,
        skipped: Vec<Skipped>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let mut list = Vec::with_capacity(settled.len());
        for Settled { id, appended, findings } in settled {
            diagnostics.extend(findings);
            list.push(SettlementOf { agreement: id, appended });
        }
        let (until, settled_until) = (until.to_string(), last.to_string());
        Self { until, settled_until, revision, settled: list, skipped, diagnostics }
    }
}

impl Wrong {
    pub(super) fn of(touched: Touched) -> Self {
        let (record, what) = (touched.fault.record(), touched.fault.words());
        Self { book: touched.book, record, what }
    }
}
