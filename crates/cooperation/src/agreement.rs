//! Agreements as data: one text for each, in TOML, which a person can read and sign and a program can settle.
//!
//! The form is declared once (`format`): the reader, the JSON [`schema`], the checks and the documentation follow
//! from it. [`parse`] gives the typed [`Agreement`] or says, with line and bytes, what is wrong. What holds when follows from
//! the clauses and the amendments ([`Agreement::in_force`]): an amendment may reach back, and what was known before it was
//! signed stays known.

mod audit;
mod build;
mod check;
mod contradiction;
mod field;
mod format;
mod method;
mod read;
mod schema;
mod template;
mod version;

pub use audit::{Part, audit};
pub use field::{Field, Kind, Shape};
pub use format::{AGREEMENT, CLAUSE, CLAUSES, FORMAT, KINDS, LEVELS};
pub use method::{AUDIT, ENCLAVE};
pub use schema::schema;
pub use template::{TEMPLATES, Template};
pub use version::Version;

use crate::clause::Terms;
use crate::money::{Currency, Ratio};
use jiff::civil::Date;
use liantu_model::{Diagnostic, Period, Severity, Words};

/// A party by its place in [`Agreement::parties`].
pub type PartyId = u16;

/// Who takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Words,
    /// One of [`LEVELS`].
    pub level: String,
    /// Code of its region.
    pub region: Option<String>,
    /// What it does in the agreement.
    pub role: Option<String>,
    /// Its share of the equity.
    pub equity: Option<Ratio>,
    /// The day on which it joins; that of the agreement where absent.
    pub start: Option<Date>,
    /// The first day on which it is no longer a party.
    pub end: Option<Date>,
}

/// A clause as it was written: in the agreement, or in one of its amendments.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// Identifier; an amendment replaces the clause of the same one.
    pub id: String,
    /// The kind, a word of [`CLAUSES`].
    pub kind: &'static str,
    /// The amendment that brings it; `None` for the agreement itself.
    pub amendment: Option<usize>,
    /// When it holds, as written.
    pub valid: Period,
    /// Name.
    pub title: Words,
    /// In which it is settled.
    pub currency: Currency,
    /// What it says.
    pub terms: Terms,
    /// Line of the text.
    pub line: u64,
}

/// A change of the agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// Identifier.
    pub id: String,
    /// The day from which it is known.
    pub signed: Date,
    /// The day from which it holds.
    pub effective: Date,
    /// Clauses that end.
    pub ends: Vec<String>,
    /// Line of the text.
    pub line: u64,
}

/// One party takes the place of others.
#[derive(Clone, Debug, PartialEq)]
pub struct Succession {
    /// Who is succeeded.
    pub from: Vec<PartyId>,
    /// By whom.
    pub to: PartyId,
    /// The first day.
    pub on: Date,
    /// Merger, rename or transfer.
    pub reason: String,
    /// Line of the text.
    pub line: u64,
}

/// What happens to an amount whose period runs across a change of terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Straddle {
    /// It is not settled, and reported.
    Refuse,
    /// It is divided by days.
    Days,
}

/// What two or more parties agreed.
#[derive(Clone, Debug, PartialEq)]
pub struct Agreement {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: Words,
    /// One of [`KINDS`].
    pub kind: String,
    /// The day of signature; the first day where none is given.
    pub signed: Date,
    /// Its term.
    pub term: Period,
    /// Its currency.
    pub currency: Currency,
    /// What happens across a change of terms.
    pub straddle: Straddle,
    /// Days after the end of a period when it falls due.
    pub due_days: i64,
    /// The standard it rests on.
    pub standard: Option<String>,
    /// The plan it rests on.
    pub plan: Option<String>,
    /// Who answers for it.
    pub owner: Option<PartyId>,
    /// Budget in minor units.
    pub budget: Option<i64>,
    /// The parties.
    pub parties: Vec<Party>,
    /// Every clause that was ever written, those of amendments after those of the agreement.
    pub clauses: Vec<Clause>,
    /// The amendments by day of signature.
    pub amendments: Vec<Amendment>,
    /// Successions by day.
    pub successions: Vec<Succession>,
}

impl Agreement {
    /// The party called `id`.
    pub fn party(&self, id: &str) -> Option<PartyId> {
        self.parties.iter().position(|party| party.id == id).and_then(|place| PartyId::try_from(place).ok())
    }

    /// Identifier of a party.
    pub fn name(&self, party: PartyId) -> &str {
        &self.parties[usize::from(party)].id
    }

    /// Who stands in the place of `party` on `day`.
    pub fn successor(&self, party: PartyId, day: Date) -> PartyId {
        let mut now = party;
        for succession in self.successions.iter().filter(|succession| succession.on <= day) {
            if succession.from.contains(&now) {
                now = succession.to;
            }
        }
        now
    }
}

/// Reads an agreement; `name` is what findings call the text. `None` where a finding is an error.
pub fn parse(name: &str, text: &str) -> (Option<Agreement>, Vec<Diagnostic>) {
    let mut reader = read::Reader::new(name, text);
    let built = built(&mut reader);
    if let Some(agreement) = &built {
        check::check(agreement, &mut reader);
    }
    let wrong = wrong(&reader.findings);
    (built.filter(|_| !wrong), reader.findings)
}

/// Reads a text that was kept. Whether it contradicts itself was asked when it was brought: what is looked for since then does
/// not make unreadable what was signed.
pub fn parse_kept(name: &str, text: &str) -> Option<Agreement> {
    let mut reader = read::Reader::new(name, text);
    let built = built(&mut reader);
    built.filter(|_| !wrong(&reader.findings))
}

fn built(reader: &mut read::Reader<'_>) -> Option<Agreement> {
    let block = reader.document(AGREEMENT)?;
    build::agreement(&block, reader)
}

fn wrong(findings: &[Diagnostic]) -> bool {
    findings.iter().any(|finding| finding.severity == Severity::Error)
}
