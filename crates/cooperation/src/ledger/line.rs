//! What a line of a book says, read back.

use super::entry::{day as write_day, digits, escape};
use super::journal::Row;
use crate::agreement::Agreement;
use crate::clause::{ENTERED, Reason};
use crate::money::Currency;
use jiff::civil::Date;
use liantu_model::{Period, Words};

/// Where an amount was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// A row of the table that the settlement read, from 1.
    Row(u32),
    /// A fact that was entered into the book: the number of its record.
    Record(u32),
}

/// An obligation as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DueLine {
    /// The clause.
    pub clause: String,
    /// The amendment that brought it.
    pub amendment: Option<String>,
    /// The amount that was divided; none for what is due once.
    pub origin: Option<Origin>,
    /// The period it is for.
    pub period: Period,
    /// Who owes.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// Whose part it is.
    pub part_of: String,
    /// How much, in minor units.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
    /// When it falls due.
    pub due: Date,
    /// The arithmetic, as a word and numbers.
    pub reason: String,
    /// The version of the table of rules.
    pub rule: Option<String>,
    /// All of it but where the amount stood.
    pub(super) said: String,
}

/// An amount between two parties.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Amount {
    /// Who owes, or pays.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// How much, in minor units.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
}

/// An amount that was entered into the book by hand or from a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FactLine {
    /// Who collected, paid or lost it.
    pub party: String,
    /// The item that a clause names.
    pub item: String,
    /// Firm or project.
    pub actor: Option<String>,
    /// The period.
    pub period: Period,
    /// How much, in the smallest unit.
    pub minor: i64,
    /// A currency, or any other unit, of which millionths are counted.
    pub unit: String,
    /// Observed, estimated or simulated.
    pub observation: String,
    /// What has to be said of it: that it is assumed, where it comes from.
    pub note: String,
}

/// A record of a book.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Line {
    /// A version of the agreement's text.
    Text {
        /// From 1.
        version: u32,
        /// SHA-256 of the text, in hexadecimal digits.
        hash: String,
        /// The day from which it holds.
        valid_from: Date,
        /// Who brought it.
        by: String,
    },
    /// A party signs a record.
    Sign {
        /// The party.
        party: String,
        /// Who signed for it.
        signatory: String,
        /// The record.
        number: u64,
        /// Its hash, in hexadecimal digits.
        hash: String,
    },
    /// A settlement; what follows until the next of its kind was found by it.
    Run {
        /// The last day that it settled.
        until: Date,
        /// Version of the text.
        version: u32,
        /// The table that rows without a record are in: a revision of the workspace, say.
        source: String,
    },
    /// An amount was entered.
    Fact(FactLine),
    /// An obligation.
    Due(DueLine),
    /// A payment.
    Paid {
        /// From whom to whom.
        amount: Amount,
        /// Who carried it out.
        executor: Option<String>,
        /// The clause it is for.
        clause: Option<String>,
    },
    /// An obligation is undone.
    Reversal {
        /// Its record.
        of: u64,
        /// What it said.
        amount: Amount,
        /// Why.
        note: String,
    },
    /// An open debt passes to a successor.
    Novation {
        /// Who is succeeded.
        from: String,
        /// By whom.
        to: String,
        /// The debt.
        amount: Amount,
    },
    /// Anything but an obligation is undone.
    Undo {
        /// Its record.
        of: u64,
        /// Why.
        note: String,
    },
}

/// A record with its number and day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Posted {
    /// Its number.
    pub number: u64,
    /// The day for which it counts.
    pub day: Date,
    /// What it says.
    pub line: Line,
}

fn plain(words: &str) -> String {
    if !words.contains('\\') {
        return words.to_owned();
    }
    let mut text = String::with_capacity(words.len());
    let mut signs = words.chars();
    while let Some(sign) = signs.next() {
        match (sign, sign == '\\') {
            (_, true) => match signs.next() {
                Some('p') => text.push('|'),
                Some('n') => text.push('\n'),
                Some('r') => text.push('\r'),
                Some(other) => text.push(other),
                None => {}
            },
            (sign, false) => text.push(sign),
        }
    }
    text
}

fn some(words: &str) -> Option<String> {
    (!words.is_empty()).then(|| plain(words))
}

/// The fields of a line, one after the other.
struct Fields<'a>(std::str::Split<'a, char>);

impl<'a> Fields<'a> {
    fn raw(&mut self) -> Option<&'a str> {
        self.0.next()
    }

    fn text(&mut self) -> Option<String> {
        self.raw().map(plain)
    }

    fn rest(&mut self) -> String {
        self.raw().map(plain).unwrap_or_default()
    }

    fn read<T: std::str::FromStr>(&mut self) -> Option<T> {
        self.raw()?.parse().ok()
    }

    /// Two days, the second of which may be absent: the form in which obligations have their periods.
    fn period(&mut self) -> Option<Period> {
        let (start, end) = self.raw()?.split_once('/')?;
        let end = if end.is_empty() { None } else { Some(end.parse().ok()?) };
        Period::new(start.parse().ok()?, end)
    }

    fn amount(&mut self) -> Option<Amount> {
        Some(Amount {
            debtor: self.text()?,
            creditor: self.text()?,
            minor: self.read()?,
            currency: Currency::parse(self.raw()?)?,
        })
    }
}

impl Posted {
    /// Reads a record; `None` for a line that no version of this program writes.
    pub fn read(row: &Row) -> Option<Self> {
        let mut fields = Fields(row.line.split('|'));
        let (number, day) = (fields.read()?, fields.read()?);
        let line = match fields.raw()? {
            "text" => Line::Text {
                version: fields.read()?,
                hash: fields.text()?,
                valid_from: fields.read()?,
                by: fields.text()?,
            },
            "sign" => Line::Sign {
                party: fields.text()?,
                signatory: fields.text()?,
                number: fields.read()?,
                hash: fields.text()?,
            },
            "run" => Line::Run { until: fields.read()?, version: fields.read()?, source: fields.text()? },
            "fact" => Line::Fact(FactLine {
                party: fields.text()?,
                item: fields.text()?,
                actor: some(fields.raw()?),
                period: fields.read()?,
                minor: fields.read()?,
                unit: fields.text()?,
                observation: fields.text()?,
                note: fields.text()?,
            }),
            "due" => Line::Due(due(&mut fields, said(&row.line)?)?),
            "paid" => {
                fields.raw()?;
                let (amount, executor) = (fields.amount()?, some(fields.raw()?));
                Line::Paid { amount, executor, clause: fields.raw().and_then(some) }
            }
            "reversal" => Line::Reversal { of: fields.read()?, amount: fields.amount()?, note: fields.rest() },
            "novation" => Line::Novation { from: fields.text()?, to: fields.text()?, amount: fields.amount()? },
            "undo" => Line::Undo { of: fields.read()?, note: fields.rest() },
            _ => return None,
        };
        Some(Self { number, day, line })
    }
}

/// What the line of an obligation says, wherever its amount stood: a table that is imported again may have its rows in another
/// order.
pub(super) fn said(line: &str) -> Option<String> {
    let mut fields = line.splitn(6, '|').skip(3);
    let (clause, _, rest) = (fields.next()?, fields.next()?, fields.next()?);
    Some([clause, "|", rest].concat())
}

fn due(fields: &mut Fields<'_>, said: String) -> Option<DueLine> {
    let clause = fields.raw()?;
    let (clause, amendment) = match clause.split_once('@') {
        Some((clause, amendment)) => (plain(clause), Some(plain(amendment))),
        None => (plain(clause), None),
    };
    let origin = match fields.raw()? {
        "" => None,
        text => Some(match text.strip_prefix('#') {
            Some(record) => Origin::Record(record.parse().ok()?),
            None => Origin::Row(text.parse().ok()?),
        }),
    };
    let (period, debtor, creditor) = (fields.period()?, fields.text()?, fields.text()?);
    let part_of = fields.raw().and_then(some).unwrap_or_else(|| creditor.clone());
    Some(DueLine {
        clause,
        amendment,
        origin,
        period,
        debtor,
        creditor,
        part_of,
        minor: fields.read()?,
        currency: Currency::parse(fields.raw()?)?,
        due: fields.read()?,
        reason: fields.text()?,
        rule: fields.raw().and_then(some),
        said,
    })
}

/// The origin of a fact by its row, as it stands in lines.
pub(super) fn write_origin(row: u32, line: &mut Vec<u8>) {
    if row & ENTERED != 0 {
        line.push(b'#');
    }
    digits(i128::from(row & !ENTERED), line);
}

fn words(fields: &[&str], line: &mut Vec<u8>) {
    for field in fields {
        line.push(b'|');
        escape(field, line);
    }
}

fn number(number: impl Into<i128>, line: &mut Vec<u8>) {
    line.push(b'|');
    digits(number.into(), line);
}

impl Amount {
    fn write(&self, line: &mut Vec<u8>) {
        words(&[&self.debtor, &self.creditor], line);
        number(self.minor, line);
        words(&[self.currency.code()], line);
    }
}

impl Line {
    /// Writes the line without its number and day. Obligations are written by the settlement alone.
    pub(super) fn write(&self, line: &mut Vec<u8>) {
        match self {
            Self::Text { version, hash, valid_from, by } => {
                line.extend_from_slice(b"text");
                number(*version, line);
                words(&[hash], line);
                line.push(b'|');
                write_day(*valid_from, line);
                words(&[by], line);
            }
            Self::Sign { party, signatory, number: of, hash } => {
                line.extend_from_slice(b"sign");
                words(&[party, signatory], line);
                number(*of, line);
                words(&[hash], line);
            }
            Self::Run { until, version, source } => {
                line.extend_from_slice(b"run|");
                write_day(*until, line);
                number(*version, line);
                words(&[source], line);
            }
            Self::Fact(fact) => {
                line.extend_from_slice(b"fact");
                words(&[&fact.party, &fact.item, fact.actor.as_deref().unwrap_or_default()], line);
                words(&[&fact.period.to_string()], line);
                number(fact.minor, line);
                words(&[&fact.unit, &fact.observation, &fact.note], line);
            }
            Self::Due(_) => {}
            Self::Paid { amount, executor, clause } => {
                line.extend_from_slice(b"paid|");
                amount.write(line);
                words(&[executor.as_deref().unwrap_or_default()], line);
                if let Some(clause) = clause {
                    words(&[clause], line);
                }
            }
            Self::Reversal { of, amount, note } => {
                line.extend_from_slice(b"reversal");
                number(*of, line);
                amount.write(line);
                words(&[note], line);
            }
            Self::Novation { from, to, amount } => {
                line.extend_from_slice(b"novation");
                words(&[from, to], line);
                amount.write(line);
            }
            Self::Undo { of, note } => {
                line.extend_from_slice(b"undo");
                number(*of, line);
                words(&[note], line);
            }
        }
    }
}

impl DueLine {
    /// The line of an obligation between two others.
    pub(super) fn between(&self, debtor: &str, creditor: &str) -> String {
        let (clause, amendment) = (&self.clause, self.amendment.as_deref().unwrap_or_default());
        let (rule, part_of, reason) = (self.rule.as_deref().unwrap_or_default(), &self.part_of, &self.reason);
        let (period, minor, currency, due) = (self.period, self.minor, self.currency, self.due);
        format!("{clause}@{amendment}|{period}|{debtor}|{creditor}|{part_of}|{minor}|{currency}|{due}|{reason}|{rule}")
    }

    /// The reason in words, by the version of the agreement that the settlement went by.
    pub fn why(&self, agreement: &Agreement) -> Option<Words> {
        let of = |clause: usize| {
            let clause = &agreement.clauses[clause];
            let amendment = clause.amendment.map(|place| agreement.amendments[place].id.as_str());
            clause.id == self.clause && amendment == self.amendment.as_deref()
        };
        // Amendments should not have one identifier; where they do, it is the one that holds.
        let known = agreement.knowledge().last().copied().unwrap_or(agreement.signed);
        let held = agreement.in_force(known).into_iter().filter(|own| own.valid.contains(self.period.start));
        let clause = held
            .map(|own| own.clause)
            .find(|clause| of(*clause))
            .or_else(|| (0..agreement.clauses.len()).find(|clause| of(*clause)))?;
        let reason = Reason::read(&self.reason)?;
        Some(reason.words(agreement, clause, agreement.party(&self.part_of)?, self.currency.digits()))
    }
}

/// The fields of a line of any kind, as they were written.
pub fn fields(line: &str) -> Vec<String> {
    line.split('|').map(plain).collect()
}

/// Writes the fields of a record of any kind.
pub fn write_fields(fields: &[&str], line: &mut Vec<u8>) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            line.push(b'|');
        }
        escape(field, line);
    }
}
