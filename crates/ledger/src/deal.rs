//! Agreements: each act reads the book, lets it decide, and writes what comes of it.

use crate::store::{AGREEMENT, Writing, keep, text, write};
use crate::summary::put;
use crate::{Ledger, LedgerError};
use jiff::civil::Date;
use liantu_cooperation::agreement::{Agreement, parse, parse_kept};
use liantu_cooperation::ledger::{Amount, Book, BookError, FactLine, Fault, Page, Row, Version, text_hash};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

/// An agreement as it stands in the ledger.
#[derive(Clone, Debug)]
pub struct Deal {
    /// Its identifier.
    pub id: String,
    /// Its records.
    pub book: Book,
    /// The versions of its text with what they say, oldest first; there is at least one.
    pub versions: Vec<(Version, Arc<Agreement>)>,
}

/// Levels whose parties are accounts that nobody signs for.
const ACCOUNTS: [&str; 3] = ["fund", "pool", "escrow"];

/// The parties that have to sign: all but accounts.
pub(crate) fn signers(agreement: &Agreement) -> impl Iterator<Item = &str> {
    agreement.parties.iter().filter(|own| !ACCOUNTS.contains(&own.level.as_str())).map(|own| own.id.as_str())
}

impl Deal {
    /// The last version.
    pub fn latest(&self) -> &(Version, Arc<Agreement>) {
        &self.versions[self.versions.len() - 1]
    }

    /// Who has not signed a version.
    pub fn missing(version: &(Version, Arc<Agreement>)) -> Vec<String> {
        let (own, agreement) = version;
        let signed = |party: &str| own.signed.iter().any(|(name, ..)| name == party);
        signers(agreement).filter(|party| !signed(party)).map(str::to_owned).collect()
    }

    /// The versions that count for who and what is known: those that everybody signed, and the last.
    fn counting(&self) -> impl Iterator<Item = &Agreement> {
        let last = self.versions.len() - 1;
        let counts =
            move |(place, own): &(usize, &(Version, Arc<Agreement>))| *place == last || Self::missing(own).is_empty();
        self.versions.iter().enumerate().filter(counts).map(|(_, own)| own.1.as_ref())
    }

    /// Refuses a name that is no party of a version in force, of one before it, or of the last.
    pub fn known(&self, party: &str) -> Result<(), LedgerError> {
        if self.counting().any(|own| own.party(party).is_some()) {
            return Ok(());
        }
        let mut known: Vec<String> = Vec::new();
        for own in self.counting().flat_map(|own| &own.parties) {
            if !known.contains(&own.id) {
                known.push(own.id.clone());
            }
        }
        Err(LedgerError::NoParty { id: self.id.clone(), party: party.to_owned(), known })
    }

    /// Parties that an agreement leaves out although they owe, are owed or have paid by the book: under it all of that would be
    /// undone.
    fn dropped(&self, agreement: &Agreement) -> Vec<String> {
        let (dues, credits) = self.book.obligations(None);
        let standing = dues.into_iter().filter(|due| due.released != due.line.minor);
        let names = standing.flat_map(|due| {
            let entered = due.line.amount();
            [due.debtor, due.creditor, entered.debtor, entered.creditor]
        });
        let names = names.chain(credits.into_iter().flat_map(|own| [own.debtor, own.creditor]));
        let dropped: BTreeSet<String> = names.filter(|party| agreement.party(party).is_none()).collect();
        dropped.into_iter().collect()
    }

    /// The version that holds on `day`: the last one that everybody signed and that began by then.
    pub fn in_force(&self, day: Date) -> Option<&(Version, Arc<Agreement>)> {
        self.versions.iter().rev().find(|own| own.0.valid_from <= day && Self::missing(own).is_empty())
    }
}

impl Ledger {
    /// The identifiers of all agreements, in their order.
    pub async fn agreements(&self) -> Result<Vec<String>, LedgerError> {
        let books = self.books(AGREEMENT).await?;
        Ok(books.into_iter().filter_map(|book| book.strip_prefix(AGREEMENT).map(str::to_owned)).collect())
    }

    /// An agreement.
    pub async fn deal(&self, id: &str) -> Result<Deal, LedgerError> {
        let rows = self.rows(&name(id)).await?;
        let mut reading = self.pool.begin().await?;
        self.understand(&mut reading, id, rows).await
    }

    /// The text of a version of the agreement `id`.
    pub async fn text(&self, id: &str, version: &Version) -> Result<String, LedgerError> {
        let mut reading = self.pool.begin().await?;
        let found = text(&mut reading, &version.hash).await?;
        found.ok_or_else(|| LedgerError::Touched { book: name(id), fault: Fault::Touched { number: version.record } })
    }

    pub(crate) async fn understand(
        &self,
        reading: &mut Writing,
        id: &str,
        rows: Vec<Row>,
    ) -> Result<Deal, LedgerError> {
        let book = Book::read(rows)?;
        let mut versions = Vec::new();
        for version in book.versions() {
            let touched = || LedgerError::Touched { book: name(id), fault: Fault::Touched { number: version.record } };
            let known = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&version.hash).cloned();
            let agreement = if let Some(known) = known {
                known
            } else {
                let found = text(reading, &version.hash).await?.ok_or_else(touched)?;
                let sound = text_hash(&found) == version.hash;
                let own = parse_kept(id, &found).filter(|own| sound && own.id == id).ok_or_else(touched)?;
                let own = Arc::new(own);
                let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
                read.insert(version.hash.clone(), Arc::clone(&own));
                own
            };
            versions.push((version, agreement));
        }
        if versions.is_empty() {
            return Err(LedgerError::Absent { id: id.to_owned() });
        }
        Ok(Deal { id: id.to_owned(), book, versions })
    }

    /// Keeps a new agreement; it is in force when every party has signed.
    pub async fn add(&self, text: &str, day: Date, by: &str) -> Result<Deal, LedgerError> {
        let agreement = readable(text)?;
        let book = name(&agreement.id);
        let mut writing = self.begin().await?;
        if !self.hold(&mut writing, &book).await?.is_empty() {
            return Err(LedgerError::Exists { id: agreement.id });
        }
        let hash = text_hash(text);
        keep(&mut writing, &hash, text).await?;
        let page = Book::default().bring_text(day, &hash, agreement.term.start, by)?;
        let rows = page.rows().collect();
        write(&mut writing, &book, page).await?;
        let deal = self.understand(&mut writing, &agreement.id, rows).await?;
        put(&mut writing, &deal).await?;
        writing.commit().await?;
        Ok(deal)
    }

    /// Brings a new version of an agreement, which holds from `valid_from` once every party has signed it; until then the
    /// version before stays in force. Who has obligations by the book stays in the list of parties, succeeded or not.
    pub async fn amend(
        &self,
        id: &str,
        text: &str,
        valid_from: Option<Date>,
        day: Date,
        by: &str,
    ) -> Result<Deal, LedgerError> {
        let agreement = readable(text)?;
        if agreement.id != id {
            return Err(LedgerError::Other { id: id.to_owned(), found: agreement.id });
        }
        let hash = text_hash(text);
        let valid_from = valid_from.unwrap_or(agreement.term.start);
        let bring = |deal: &Deal| {
            let parties = deal.dropped(&agreement);
            if !parties.is_empty() {
                return Err(LedgerError::Dropped { id: id.to_owned(), parties });
            }
            Ok(deal.book.bring_text(day, &hash, valid_from, by)?)
        };
        self.act(id, Some((&hash, text)), bring).await
    }

    /// A party signs a version, the last one by default.
    pub async fn sign(
        &self,
        id: &str,
        version: Option<u32>,
        party: &str,
        signatory: &str,
        day: Date,
    ) -> Result<Deal, LedgerError> {
        let sign = |deal: &Deal| {
            let version = version.unwrap_or(deal.latest().0.version);
            let own = deal.versions.iter().find(|own| own.0.version == version);
            let (_, agreement) = own.ok_or(BookError::NoVersion { version })?;
            known(id, agreement, party)?;
            Ok(deal.book.sign(day, version, party, signatory)?)
        };
        self.act(id, None, sign).await
    }

    /// Records a payment.
    pub async fn pay(
        &self,
        id: &str,
        day: Date,
        amount: Amount,
        executor: Option<String>,
        clause: Option<String>,
    ) -> Result<Deal, LedgerError> {
        let pay = |deal: &Deal| {
            deal.known(&amount.debtor)?;
            deal.known(&amount.creditor)?;
            if let Some(clause) = &clause {
                let clauses = || deal.counting().flat_map(|own| &own.clauses);
                if !clauses().any(|own| own.id == *clause) {
                    let mut known: Vec<String> = clauses().map(|own| own.id.clone()).collect();
                    known.sort_unstable();
                    known.dedup();
                    return Err(LedgerError::NoClause { id: id.to_owned(), clause: clause.clone(), known });
                }
            }
            Ok(deal.book.pay(day, amount.clone(), executor.clone(), clause.clone())?)
        };
        self.act(id, None, pay).await
    }

    /// Enters amounts that clauses divide, by hand or from a file.
    pub async fn enter(&self, id: &str, day: Date, facts: &[FactLine]) -> Result<Deal, LedgerError> {
        self.act(id, None, |deal| entered(deal, day, facts)).await
    }

    /// The same for several agreements: all of it or nothing. Gives the number of records appended to each.
    pub async fn enter_all(
        &self,
        day: Date,
        facts: &BTreeMap<String, Vec<FactLine>>,
    ) -> Result<Vec<usize>, LedgerError> {
        let mut writing = self.begin().await?;
        let mut appended = Vec::with_capacity(facts.len());
        for (id, facts) in facts {
            let decide = |deal: &Deal| entered(deal, day, facts);
            let (_, count) = self.act_in(&mut writing, id, None, decide).await?;
            appended.push(count);
        }
        writing.commit().await?;
        Ok(appended)
    }

    /// Undoes an obligation, a payment or a fact, for a reason.
    pub async fn reverse(&self, id: &str, number: u64, day: Date, note: &str) -> Result<Deal, LedgerError> {
        if note.trim().is_empty() {
            return Err(LedgerError::refused("冲销须说明理由", "a reversal needs a reason"));
        }
        self.act(id, None, |deal| Ok(deal.book.reverse(day, number, note)?)).await
    }

    /// The escrow of a bond pays what its party has owed for too long; `by` says who decided it. See [`Book::draw`].
    pub async fn draw(&self, id: &str, bond: &str, by: &str, day: Date) -> Result<Deal, LedgerError> {
        if by.trim().is_empty() {
            return Err(LedgerError::refused("动用保证金须写明由谁决定", "a draw says who decided it"));
        }
        let draw = |deal: &Deal| {
            let missing = || Deal::missing(deal.latest());
            let (_, agreement) =
                deal.in_force(day).ok_or_else(|| LedgerError::Unsigned { id: id.to_owned(), missing: missing() })?;
            Ok(deal.book.draw(agreement, day, bond, by.trim())?)
        };
        self.act(id, None, draw).await
    }

    async fn act(
        &self,
        id: &str,
        kept: Option<(&str, &str)>,
        decide: impl Fn(&Deal) -> Result<Page, LedgerError>,
    ) -> Result<Deal, LedgerError> {
        let mut writing = self.begin().await?;
        let (deal, _) = self.act_in(&mut writing, id, kept, decide).await?;
        writing.commit().await?;
        Ok(deal)
    }

    /// An act as a part of what is being written; with the number of records that it appended.
    async fn act_in(
        &self,
        writing: &mut Writing,
        id: &str,
        kept: Option<(&str, &str)>,
        decide: impl Fn(&Deal) -> Result<Page, LedgerError>,
    ) -> Result<(Deal, usize), LedgerError> {
        let rows = self.hold(writing, &name(id)).await?;
        let deal = self.understand(writing, id, rows).await?;
        let page = decide(&deal)?;
        let count = page.len();
        if let Some((hash, text)) = kept {
            keep(writing, hash, text).await?;
        }
        write(writing, &name(id), page).await?;
        let rows = self.hold(writing, &name(id)).await?;
        let deal = self.understand(writing, id, rows).await?;
        put(writing, &deal).await?;
        Ok((deal, count))
    }
}

pub(crate) fn name(id: &str) -> String {
    format!("{AGREEMENT}{id}")
}

fn readable(text: &str) -> Result<Agreement, LedgerError> {
    let (agreement, findings) = parse("agreement.toml", text);
    agreement.ok_or(LedgerError::Text { findings })
}

fn entered(deal: &Deal, day: Date, facts: &[FactLine]) -> Result<Page, LedgerError> {
    for fact in facts {
        deal.known(&fact.party)?;
    }
    Ok(deal.book.enter(day, facts))
}

fn known(id: &str, agreement: &Agreement, party: &str) -> Result<(), LedgerError> {
    if agreement.party(party).is_some() {
        return Ok(());
    }
    let known = agreement.parties.iter().map(|party| party.id.clone()).collect();
    Err(LedgerError::NoParty { id: id.to_owned(), party: party.to_owned(), known })
}
