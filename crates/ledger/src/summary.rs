//! What a list of agreements shows, kept beside the books so that a list reads none of them.
//!
//! A summary follows from its book: it is written in the transaction of each act, left aside where it is not of the book's last
//! record (an older program wrote that), and compared with the book when the store is verified.

use crate::deal::{name, signers};
use crate::store::{AGREEMENT, Writing};
use crate::{Deal, Ledger, LedgerError};
use jiff::civil::Date;
use liantu_cooperation::agreement::{Agreement, Party};
use liantu_cooperation::ledger::{Page, fields, write_fields};
use liantu_cooperation::money::Currency;
use liantu_model::{Period, Words};
use sqlx::Row as _;

/// An agreement as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its identifier.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// What kind of agreement.
    pub kind: String,
    /// From when to when.
    pub term: Period,
    /// Its currency.
    pub currency: Currency,
    /// Who takes part.
    pub parties: Vec<Member>,
    /// The last version.
    pub version: u32,
    /// Whether any version is signed by everybody.
    pub holds: bool,
    /// Who has not signed the last version.
    pub missing: Vec<String>,
    /// The last day that was settled.
    pub settled_until: Option<Date>,
    /// How many records there are.
    pub records: u64,
}

/// A party of an agreement as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Identifier.
    pub id: String,
    /// Name.
    pub name: Words,
    /// Level.
    pub level: String,
    /// Code of its region.
    pub region: Option<String>,
    /// What it does.
    pub role: Option<String>,
}

impl Member {
    fn of(party: &Party) -> Self {
        let Party { id, name, level, region, role, .. } = party.clone();
        Self { id, name, level, region, role }
    }
}

fn line(parts: &[&str]) -> String {
    let mut text = Vec::new();
    write_fields(parts, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

fn word(day: Option<Date>) -> String {
    day.map_or(String::new(), |day| day.to_string())
}

/// A day that may be absent.
fn day(text: &str) -> Result<Option<Date>, jiff::Error> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

fn some(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

impl Summary {
    /// What follows from a book.
    pub fn of(deal: &Deal) -> Self {
        let (version, agreement) = deal.latest();
        let signed = |own: &(liantu_cooperation::ledger::Version, std::sync::Arc<Agreement>)| {
            signers(&own.1).all(|party| own.0.signed.iter().any(|(name, ..)| name == party))
        };
        Self {
            id: deal.id.clone(),
            title: agreement.title.clone(),
            kind: agreement.kind.clone(),
            term: agreement.term,
            currency: agreement.currency,
            parties: agreement.parties.iter().map(Member::of).collect(),
            version: version.version,
            holds: deal.versions.iter().any(signed),
            missing: Deal::missing(deal.latest()),
            settled_until: deal.book.settled_until(),
            records: deal.book.head().number,
        }
    }

    /// What changes with the text and its signatures, in one line.
    fn write(&self) -> String {
        let party = |own: &Member| {
            let (region, role) = (own.region.as_deref().unwrap_or_default(), own.role.as_deref().unwrap_or_default());
            line(&[&own.id, &own.name.zh, &own.name.en, &own.level, region, role])
        };
        let parties: Vec<String> = self.parties.iter().map(party).collect();
        let missing: Vec<&str> = self.missing.iter().map(String::as_str).collect();
        line(&[
            &self.title.zh,
            &self.title.en,
            &self.kind,
            &self.term.start.to_string(),
            &word(self.term.end),
            self.currency.code(),
            &self.version.to_string(),
            if self.holds { "1" } else { "0" },
            &line(&missing),
            &parties.join("\n"),
        ])
    }

    fn read(id: &str, records: u64, settled: &str, said: &str) -> Option<Self> {
        let [zh, en, kind, start, end, currency, version, holds, missing, parties] = fields(said).try_into().ok()?;
        let party = |text: &str| {
            let [id, zh, en, level, region, role] = fields(text).try_into().ok()?;
            Some(Member { id, name: Words { zh, en }, level, region: some(region), role: some(role) })
        };
        Some(Self {
            id: id.to_owned(),
            title: Words { zh, en },
            kind,
            term: Period { start: start.parse().ok()?, end: day(&end).ok()? },
            currency: Currency::parse(&currency)?,
            parties: parties.split('\n').map(party).collect::<Option<_>>()?,
            version: version.parse().ok()?,
            holds: holds == "1",
            missing: if missing.is_empty() { Vec::new() } else { fields(&missing) },
            settled_until: day(settled).ok()?,
            records,
        })
    }
}

/// Writes the summary of a book beside it.
pub(crate) async fn put(writing: &mut Writing, deal: &Deal) -> Result<(), LedgerError> {
    let own = Summary::of(deal);
    sqlx::query(
        "INSERT INTO summary (book, number, settled, said) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (book) DO UPDATE SET number = excluded.number, settled = excluded.settled, said = excluded.said",
    )
    .bind(name(&own.id))
    .bind(i64::try_from(own.records).unwrap_or(i64::MAX))
    .bind(word(own.settled_until))
    .bind(own.write())
    .execute(&mut **writing)
    .await?;
    Ok(())
}

/// The same after a settlement, which changes neither text nor signatures: from the record before `page` to its last.
pub(crate) async fn settled(writing: &mut Writing, book: &str, page: &Page, until: Date) -> Result<(), LedgerError> {
    let signed = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    sqlx::query("UPDATE summary SET number = $1, settled = $2 WHERE book = $3 AND number = $4")
        .bind(signed(page.head().number))
        .bind(until.to_string())
        .bind(book)
        .bind(signed(page.first - 1))
        .execute(&mut **writing)
        .await?;
    Ok(())
}

/// Whether the summary of a book is what its records say; one that is not there, or of an earlier record, says nothing.
pub(crate) async fn sound(reading: &mut Writing, deal: &Deal) -> Result<bool, LedgerError> {
    let found = sqlx::query("SELECT number, settled, said FROM summary WHERE book = $1").bind(name(&deal.id));
    let Some(row) = found.fetch_optional(&mut **reading).await? else { return Ok(true) };
    let own = Summary::of(deal);
    let number = row.try_get::<i64, _>(0)?.try_into().unwrap_or(u64::MAX);
    let (settled, said): (String, String) = (row.try_get(1)?, row.try_get(2)?);
    Ok(number < own.records || number == own.records && settled == word(own.settled_until) && said == own.write())
}

impl Ledger {
    /// Every agreement as a list shows it, by identifier. Books are read only where their summaries are not up to date: whether
    /// their records are what was written is for [`Ledger::verify`].
    pub async fn summaries(&self) -> Result<Vec<Summary>, LedgerError> {
        // A book with pages whose end is not noted is read as well, and found touched.
        let listed = sqlx::query(
            "SELECT own.book, COALESCE(book.number, 0), summary.number, summary.settled, summary.said \
             FROM (SELECT book FROM book WHERE number > 0 UNION SELECT book FROM page) own \
             LEFT JOIN book ON book.book = own.book LEFT JOIN summary ON summary.book = own.book",
        );
        let mut found = Vec::new();
        let mut stale = Vec::new();
        for row in listed.fetch_all(&self.pool).await? {
            let book: String = row.try_get(0)?;
            let Some(id) = book.strip_prefix(AGREEMENT) else { continue };
            let (number, own) = (row.try_get::<i64, _>(1)?, row.try_get::<Option<i64>, _>(2)?);
            let said: Option<(String, String)> = row.try_get::<Option<String>, _>(3)?.zip(row.try_get(4)?);
            let fresh = said.filter(|_| number > 0 && own == Some(number));
            let read =
                |(settled, said): (String, String)| Summary::read(id, number.try_into().unwrap_or(0), &settled, &said);
            match fresh.and_then(read) {
                Some(summary) => found.push(summary),
                None => stale.push(id.to_owned()),
            }
        }
        for id in stale {
            let deal = self.deal(&id).await?;
            found.push(Summary::of(&deal));
            let mut writing = self.begin().await?;
            put(&mut writing, &deal).await?;
            writing.commit().await?;
        }
        found.sort_by(|one, two| one.id.cmp(&two.id));
        Ok(found)
    }
}
