//! A record and the line that stands for it.

use super::line::write_origin;
use crate::agreement::{Agreement, PartyId};
use crate::clause::{Facts, NONE, Reason};
use crate::money::Currency;
use jiff::civil::Date;
use liantu_model::Period;
use std::io::Write;

/// What a record says. Amounts are positive, in minor units; each is a double entry: what the debtor owes is owed to the
/// creditor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// An obligation.
    Due {
        /// Place of the clause in the agreement.
        clause: u32,
        /// Place of the fact, or [`NONE`].
        fact: u32,
        /// The period it is for.
        period: Period,
        /// Who owes.
        debtor: PartyId,
        /// To whom.
        creditor: PartyId,
        /// Whose part it is: the share that the reason speaks of.
        part_of: PartyId,
        /// How much.
        minor: i64,
        /// In what.
        currency: Currency,
        /// When it falls due.
        due: Date,
        /// Why it is as much.
        reason: Reason,
    },
    /// A payment.
    Paid {
        /// Who owed.
        debtor: PartyId,
        /// To whom.
        creditor: PartyId,
        /// How much.
        minor: i64,
        /// In what.
        currency: Currency,
        /// Row of the table of payments.
        row: u32,
        /// Who carried it out: the province for its district, say.
        executor: Option<String>,
    },
    /// An obligation that an amendment undoes.
    Reversal {
        /// The record.
        of: u32,
        /// What it said: the debtor, the creditor, the amount.
        debtor: PartyId,
        /// To whom it was owed.
        creditor: PartyId,
        /// How much.
        minor: i64,
        /// In what.
        currency: Currency,
    },
    /// An open debt passes to the successor of a party; where debtor and creditor become one it is extinguished.
    Novation {
        /// Who is succeeded.
        from: PartyId,
        /// By whom.
        to: PartyId,
        /// Who owed.
        debtor: PartyId,
        /// To whom.
        creditor: PartyId,
        /// How much is open.
        minor: i64,
        /// In what.
        currency: Currency,
    },
}

/// An entry with its number and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// From 1, without gaps.
    pub number: u32,
    /// The day of the entry.
    pub day: Date,
    /// The entry.
    pub entry: Entry,
}

impl Entry {
    /// Both legs: whose position changes by how much. They add up to zero.
    pub fn legs(&self) -> Vec<(PartyId, Currency, i64)> {
        let pair = |debtor: PartyId, creditor: PartyId, minor: i64, currency: Currency| {
            vec![(debtor, currency, -minor), (creditor, currency, minor)]
        };
        match *self {
            Self::Due { debtor, creditor, minor, currency, .. } => pair(debtor, creditor, minor, currency),
            Self::Paid { debtor, creditor, minor, currency, .. }
            | Self::Reversal { debtor, creditor, minor, currency, .. } => pair(creditor, debtor, minor, currency),
            Self::Novation { from, to, debtor, creditor, minor, currency } => {
                let heir = |party: PartyId| if party == from { to } else { party };
                let mut legs = pair(creditor, debtor, minor, currency);
                if heir(debtor) != heir(creditor) {
                    legs.extend(pair(heir(debtor), heir(creditor), minor, currency));
                }
                legs
            }
        }
    }
}

impl Record {
    /// Writes the line of the record without its number and day: what it says, in names and numbers, the same for ever.
    /// `rule` is the version of the table of rules that was used.
    pub fn write(&self, agreement: &Agreement, facts: &Facts, rule: Option<&str>, line: &mut Vec<u8>) {
        let name = |party: PartyId| agreement.name(party);
        match &self.entry {
            Entry::Due { clause, fact, period, debtor, creditor, part_of, minor, currency, due, reason } => {
                let own = &agreement.clauses[*clause as usize];
                let row = facts.facts.get(*fact as usize).map_or(NONE, |fact| fact.row);
                line.extend_from_slice(b"due|");
                escape(&own.id, line);
                if let Some(amendment) = own.amendment {
                    line.push(b'@');
                    escape(&agreement.amendments[amendment].id, line);
                }
                line.push(b'|');
                if row != NONE {
                    write_origin(row, line);
                }
                line.push(b'|');
                day(period.start, line);
                line.push(b'/');
                if let Some(end) = period.end {
                    day(end, line);
                }
                parties(name(*debtor), name(*creditor), line);
                line.push(b'|');
                if part_of != creditor {
                    escape(name(*part_of), line);
                }
                amount(*minor, *currency, line);
                line.push(b'|');
                day(*due, line);
                line.push(b'|');
                why(*reason, line);
                if let Some(rule) = rule {
                    line.push(b'|');
                    escape(rule, line);
                }
            }
            Entry::Paid { debtor, creditor, minor, currency, row, executor } => {
                line.extend_from_slice(b"paid|");
                digits(i128::from(*row), line);
                parties(name(*debtor), name(*creditor), line);
                amount(*minor, *currency, line);
                line.push(b'|');
                escape(executor.as_deref().unwrap_or_default(), line);
            }
            Entry::Reversal { of, debtor, creditor, minor, currency } => {
                line.extend_from_slice(b"reversal|");
                digits(i128::from(*of), line);
                parties(name(*debtor), name(*creditor), line);
                amount(*minor, *currency, line);
            }
            Entry::Novation { from, to, debtor, creditor, minor, currency } => {
                line.extend_from_slice(b"novation");
                parties(name(*from), name(*to), line);
                parties(name(*debtor), name(*creditor), line);
                amount(*minor, *currency, line);
            }
        }
    }
}

fn parties(debtor: &str, creditor: &str, line: &mut Vec<u8>) {
    line.push(b'|');
    escape(debtor, line);
    line.push(b'|');
    escape(creditor, line);
}

fn amount(minor: i64, currency: Currency, line: &mut Vec<u8>) {
    line.push(b'|');
    digits(i128::from(minor), line);
    line.push(b'|');
    line.extend_from_slice(currency.code().as_bytes());
}

fn why(reason: Reason, line: &mut Vec<u8>) {
    let mut put = |word: &[u8], numbers: &[i64]| {
        line.extend_from_slice(word);
        for number in numbers {
            line.push(b' ');
            digits(i128::from(*number), line);
        }
    };
    match reason {
        Reason::Share { of } => put(b"share", &[of]),
        Reason::Capped { uncut, cap } => put(b"capped", &[uncut, cap]),
        Reason::Rest => put(b"rest", &[]),
        Reason::Increment { collected, base, increment } => put(b"increment", &[collected, base, increment]),
        Reason::Relocation { year, tax, before, base } => put(b"relocation", &[i64::from(year), tax, before, base]),
        Reason::Factors { pot } => put(b"factors", &[pot]),
        Reason::Layer { loss, left } => put(b"layer", &[loss, left]),
        Reason::Whole => put(b"whole", &[]),
        Reason::Once => put(b"once", &[]),
    }
}

/// Words as they are, but for the sign that divides fields and for ends of lines.
pub(super) fn escape(words: &str, line: &mut Vec<u8>) {
    for byte in words.bytes() {
        match byte {
            b'|' => line.extend_from_slice(b"\\p"),
            b'\\' => line.extend_from_slice(b"\\\\"),
            b'\n' => line.extend_from_slice(b"\\n"),
            b'\r' => line.extend_from_slice(b"\\r"),
            other => line.push(other),
        }
    }
}

pub(super) fn digits(number: i128, line: &mut Vec<u8>) {
    if let (Ok(small), true) = (u64::try_from(number), number >= 0) {
        let mut buffer = [0u8; 20];
        let mut at = buffer.len();
        let mut rest = small;
        loop {
            at -= 1;
            buffer[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        line.extend_from_slice(&buffer[at..]);
    } else {
        // Writing into memory cannot fail.
        let _ = write!(line, "{number}");
    }
}

pub(super) fn day(day: Date, line: &mut Vec<u8>) {
    let two = |number: i8, line: &mut Vec<u8>| {
        if number < 10 {
            line.push(b'0');
        }
        digits(i128::from(number), line);
    };
    digits(i128::from(day.year()), line);
    line.push(b'-');
    two(day.month(), line);
    line.push(b'-');
    two(day.day(), line);
}
