//! Settling many agreements: computed on all processors, written in one transaction. Killed in the middle, nothing of it is
//! there; run again, nothing is there twice.

use crate::deal::name;
use crate::store::{Writing, write};
use crate::summary;
use crate::{Ledger, LedgerError};
use jiff::civil::Date;
use liantu_cooperation::agreement::Agreement;
use liantu_cooperation::clause::Facts;
use liantu_cooperation::ledger::{Book, Input, Page, Row};
use liantu_cooperation::rule::RuleBook;
use liantu_model::Diagnostic;
use rayon::prelude::*;
use std::sync::Arc;

/// An agreement that is to be settled.
#[derive(Clone, Debug)]
pub struct Order {
    /// The agreement, in the version that is in force.
    pub agreement: Arc<Agreement>,
    /// The version of its text.
    pub version: u32,
    /// What tables say of it; what was entered into the book is added.
    pub facts: Facts,
    /// Where the rows of the facts are: a revision of the workspace, say.
    pub source: String,
}

/// What came of an agreement.
#[derive(Clone, Debug)]
pub struct Settled {
    /// The agreement.
    pub id: String,
    /// Records appended; 0 where the ledger said so already.
    pub appended: usize,
    /// What was not settled, and why.
    pub findings: Vec<Diagnostic>,
}

/// Agreements computed at once: enough for every processor, few enough to be held in memory.
const CHUNK: usize = 32;

/// What came of one: its identifier, what is appended, the day until which it is settled then, what was found.
type Computed = Vec<Result<(String, Option<Page>, Date, Vec<Diagnostic>), LedgerError>>;

impl Ledger {
    /// Settles `orders` up to and including `until`; `today` is the day on which it is done. Orders come in the order of
    /// their identifiers, so that two runs at once wait for each other and do not block each other.
    pub async fn settle(
        &self,
        orders: impl Iterator<Item = Order> + Send,
        rules: &Arc<RuleBook>,
        until: Date,
        today: Date,
    ) -> Result<Vec<Settled>, LedgerError> {
        let mut writing = self.begin_large().await?;
        let mut settled = Vec::new();
        let mut orders = orders.fuse();
        let mut chunk = self.gather(&mut orders, &mut writing).await?;
        let mut computed = Computed::new();
        while !(chunk.is_empty() && computed.is_empty()) {
            let (own, rules) = (chunk, Arc::clone(rules));
            // While agreements are computed, those before them are written and those after them are read.
            let next = tokio::task::spawn_blocking(move || compute(own, &rules, until, today));
            put(&mut writing, computed, &mut settled).await?;
            chunk = self.gather(&mut orders, &mut writing).await?;
            computed = next.await.map_err(|error| LedgerError::Internal { reason: error.to_string() })?;
        }
        self.commit_large(writing).await?;
        Ok(settled)
    }

    /// The next orders with what stands in their books, which are held.
    async fn gather(
        &self,
        orders: &mut (impl Iterator<Item = Order> + Send),
        writing: &mut Writing,
    ) -> Result<Vec<(Order, Vec<Row>)>, LedgerError> {
        let mut chunk = Vec::with_capacity(CHUNK);
        for order in orders.take(CHUNK) {
            let rows = self.hold(writing, &name(&order.agreement.id)).await?;
            chunk.push((order, rows));
        }
        Ok(chunk)
    }
}

fn compute(chunk: Vec<(Order, Vec<Row>)>, rules: &RuleBook, until: Date, today: Date) -> Computed {
    let one = |(order, rows): (Order, Vec<Row>)| {
        let Order { agreement, version, facts, source } = order;
        let book = Book::read(rows)?;
        let (facts, mut findings) = book.with_entered(&agreement, facts);
        let input = Input { agreement: &agreement, version, facts: &facts, source: &source, rules, until };
        let (page, settlement) = book.settle(today, &input);
        let last = book.settled_until().map_or(until, |before| before.max(until));
        findings.extend(settlement.allocated.findings);
        Ok((agreement.id.clone(), page, last, findings))
    };
    chunk.into_par_iter().map(one).collect()
}

async fn put(writing: &mut Writing, computed: Computed, settled: &mut Vec<Settled>) -> Result<(), LedgerError> {
    for own in computed {
        let (id, page, last, findings) = own?;
        let appended = page.as_ref().map_or(0, Page::len);
        if let Some(page) = page {
            summary::settled(writing, &name(&id), &page, last).await?;
            write(writing, &name(&id), page).await?;
        }
        settled.push(Settled { id, appended, findings });
    }
    Ok(())
}
