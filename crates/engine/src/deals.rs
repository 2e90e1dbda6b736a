//! Agreements that are kept: the ledger beside the tables, so that no door touches a store.
//!
//! What an agreement divides comes from the table `agreement_fact` of a revision and from what was entered into its book by
//! hand or from a file; what was signed, found and paid is in the ledger alone.

mod check;
mod clearing;
mod shortlist;
mod shown;
mod view;

pub use check::{AuditPart, DealCheck, DealTemplate, check_deal, deal_schema, deal_templates};
pub use clearing::{ClearingPayment, ClearingView, Position};
pub use shortlist::{Candidate, CandidateMark, CandidateStatus};
pub use shown::{
    Balance, BondInfo, BookHead, CalendarEntry, ClauseInfo, DealFact, DealInfo, DealParty, DealView, FactSource,
    Obligation, PartPayment, Settlement, SettlementOf, Signature, Skipped, StatementEntry, StatementRow, StatementView,
    Verification, VersionInfo, Wrong,
};

use crate::methods::cooperation::bind;
use crate::methods::{Keys, read_file};
use crate::panel::Origin;
use crate::rows::Rows;
use crate::{At, Engine, EngineError, Port, off_the_runtime, read_rows};
use jiff::civil::Date;
use liantu_cooperation::clause::{Facts, Unit};
use liantu_cooperation::ledger::{Amount, FactLine};
use liantu_cooperation::money::{Money, grouped};
use liantu_ledger::{Deal, Ledger, LedgerError, Order};
use liantu_model::{Period, Words, schema};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// The file beside the tables; a server that is shared names another store as `ledger` in `liantu.toml`.
const FILE: &str = "ledger.db";

/// A payment as it is told.
#[derive(Clone, Debug, Default)]
pub struct Payment {
    /// Who pays.
    pub from: String,
    /// To whom.
    pub to: String,
    /// How much, with its unit: `100 万元`.
    pub amount: String,
    /// The day on which it was made; today by default.
    pub day: Option<Date>,
    /// The clause it is for; the oldest obligations by default.
    pub clause: Option<String>,
    /// Who carried it out.
    pub executor: Option<String>,
}

/// An amount as it is told: what a party collected, paid or lost in a period.
#[derive(Clone, Debug, Default)]
pub struct GivenFact {
    /// The party.
    pub party: String,
    /// The item that a clause names.
    pub item: String,
    /// The period.
    pub period: String,
    /// How much, with its unit: `100 万元`, `1200 tce`.
    pub amount: String,
    /// Firm or project.
    pub actor: Option<String>,
    /// `observed`, `estimated` or `simulated`; observed by default.
    pub observation: Option<String>,
    /// What has to be said of it.
    pub note: Option<String>,
}

fn today() -> Date {
    jiff::Zoned::now().date()
}

/// A number with its unit, as minor units of a currency or millionths of anything else.
fn measured(text: &str) -> Option<(i64, Unit)> {
    if let Ok(money) = Money::parse(text) {
        return Some((money.minor, Unit::Money(money.currency)));
    }
    let (number, unit) = text.trim().split_once(char::is_whitespace)?;
    bind::amount(grouped(number)?.parse().ok()?, Some(unit.trim()))
}

impl GivenFact {
    fn line(&self) -> Result<FactLine, EngineError> {
        let period = self.period.parse::<Period>().ok().filter(|period| period.end.is_some());
        let period = period.ok_or_else(|| {
            EngineError::parameter(
                "period",
                &self.period,
                Words::new("有终点的时期，如 2023 或 2023-05", "a period with an end, such as 2023 or 2023-05"),
            )
        })?;
        let (minor, unit) = measured(&self.amount).ok_or_else(|| {
            EngineError::parameter(
                "amount",
                &self.amount,
                Words::new("带单位的数，如“100 万元”", "a number with its unit, such as `100 万元`"),
            )
        })?;
        let observation = self.observation.as_deref().unwrap_or("observed");
        if !["observed", "estimated", "simulated"].contains(&observation) {
            return Err(EngineError::parameter(
                "observation",
                observation,
                Words::new("observed、estimated 或 simulated", "observed, estimated or simulated"),
            ));
        }
        if self.item.trim().is_empty() {
            return Err(EngineError::parameter(
                "item",
                self.item.as_str(),
                Words::new("条款所指的项目", "the item that a clause names"),
            ));
        }
        Ok(FactLine {
            party: self.party.clone(),
            item: self.item.trim().to_owned(),
            actor: self.actor.clone().filter(|actor| !actor.is_empty()),
            period,
            minor,
            unit: unit.word().to_owned(),
            observation: observation.to_owned(),
            note: self.note.clone().unwrap_or_default(),
        })
    }
}

impl Engine {
    /// The ledger of the workspace, opened when it is first asked for.
    pub(crate) async fn ledger(&self) -> Result<&Ledger, EngineError> {
        self.whole("账本", "the ledger")?;
        let open = async || match self.setting("ledger")? {
            Some(url) => Ok::<_, EngineError>(Ledger::open(&url).await?),
            None => Ok(Ledger::open_file(&self.folder().join(FILE)).await?),
        };
        self.inner.ledger.get_or_try_init(open).await
    }

    /// Whether there is a ledger to read: one that is named, or the file beside the tables.
    pub(crate) fn has_ledger(&self) -> Result<bool, EngineError> {
        Ok(!self.is_limited()
            && (self.inner.ledger.initialized()
                || self.folder().join(FILE).exists()
                || self.setting("ledger")?.is_some()))
    }

    /// Every agreement, by identifier.
    pub async fn deals(&self, _: &Port) -> Result<Vec<DealInfo>, EngineError> {
        let listed = self.ledger().await?.summaries().await?;
        Ok(listed.into_iter().map(|own| DealInfo::of(own, today())).collect())
    }

    /// An agreement: what it says, who signed, who owes whom what.
    pub async fn deal(&self, _: &Port, id: &str) -> Result<DealView, EngineError> {
        let deal = self.ledger().await?.deal(id).await?;
        self.view(deal).await
    }

    async fn view(&self, deal: Deal) -> Result<DealView, EngineError> {
        let text = self.ledger().await?.text(&deal.id, &deal.latest().0).await?;
        off_the_runtime(move || Ok(DealView::of(&deal, text, today()))).await
    }

    /// The text of a version of an agreement.
    pub async fn deal_text(&self, _: &Port, id: &str, version: u32) -> Result<String, EngineError> {
        let ledger = self.ledger().await?;
        let deal = ledger.deal(id).await?;
        let own = deal.versions.iter().find(|own| own.0.version == version);
        let (version, _) = own.ok_or_else(|| {
            EngineError::parameter(
                "version",
                version.to_string(),
                Words::new("协议的某个版本", "a version of the agreement"),
            )
        })?;
        Ok(ledger.text(id, version).await?)
    }

    /// Keeps a new agreement, which every party has then to sign.
    pub async fn add_deal(&self, port: &Port, text: &str, by: Option<&str>) -> Result<DealView, EngineError> {
        let deal = self.ledger().await?.add(text, today(), by.unwrap_or(port.name())).await?;
        self.view(deal).await
    }

    /// Brings a new version of an agreement; the one before stays in force until everybody has signed.
    pub async fn amend_deal(
        &self,
        port: &Port,
        id: &str,
        text: &str,
        valid_from: Option<Date>,
        by: Option<&str>,
    ) -> Result<DealView, EngineError> {
        let by = by.unwrap_or(port.name());
        let deal = self.ledger().await?.amend(id, text, valid_from, today(), by).await?;
        self.view(deal).await
    }

    /// A party signs a version, the last one by default.
    pub async fn sign_deal(
        &self,
        _: &Port,
        id: &str,
        party: &str,
        signatory: &str,
        version: Option<u32>,
    ) -> Result<DealView, EngineError> {
        if signatory.trim().is_empty() {
            return Err(EngineError::parameter(
                "signatory",
                signatory,
                Words::new("代表该方签署的人", "who signs for the party"),
            ));
        }
        let deal = self.ledger().await?.sign(id, version, party, signatory.trim(), today()).await?;
        self.view(deal).await
    }

    /// Records a payment.
    pub async fn pay_deal(&self, _: &Port, id: &str, payment: &Payment) -> Result<DealView, EngineError> {
        let money = Money::parse(&payment.amount)
            .map_err(|error| EngineError::parameter("amount", payment.amount.as_str(), error.words()))?;
        let (debtor, creditor) = (payment.from.clone(), payment.to.clone());
        let amount = Amount { debtor, creditor, minor: money.minor, currency: money.currency };
        let day = payment.day.unwrap_or_else(today);
        let (executor, clause) = (payment.executor.clone(), payment.clause.clone());
        let deal = self.ledger().await?.pay(id, day, amount, executor, clause).await?;
        self.view(deal).await
    }

    /// Enters amounts into the book of an agreement. One that is there for the same party, item, actor and period is replaced.
    pub async fn enter_facts(&self, _: &Port, id: &str, facts: &[GivenFact]) -> Result<DealView, EngineError> {
        let lines = facts.iter().map(GivenFact::line).collect::<Result<Vec<_>, _>>()?;
        let deal = self.ledger().await?.enter(id, today(), &lines).await?;
        self.view(deal).await
    }

    /// Enters the rows of a file of the form of the table `agreement_fact`, each into the book of its agreement; gives the
    /// agreements with the number of records that were new. All of the file or nothing: a row that cannot be entered is said.
    pub async fn enter_file(&self, _: &Port, path: &Path) -> Result<Vec<(String, usize)>, EngineError> {
        let path = path.to_owned();
        let lines = off_the_runtime(move || lines_of(&path)).await?;
        let counts = self.ledger().await?.enter_all(today(), &lines).await?;
        Ok(lines.into_keys().zip(counts).collect())
    }

    /// Undoes an obligation, a payment or a fact, for a reason.
    pub async fn reverse_deal(&self, _: &Port, id: &str, record: u64, reason: &str) -> Result<DealView, EngineError> {
        let deal = self.ledger().await?.reverse(id, record, today(), reason).await?;
        self.view(deal).await
    }

    /// Settles one agreement, or all that are in force, up to the end of the period `until`. In one transaction; a second
    /// time nothing is appended.
    pub async fn settle_deals(
        &self,
        port: &Port,
        at: &At,
        id: Option<&str>,
        until: Period,
    ) -> Result<Settlement, EngineError> {
        let last = until.end.ok_or_else(|| {
            EngineError::parameter("until", until.to_string(), Words::new("有终点的时期", "a period with an end"))
        })?;
        let ledger = self.ledger().await?;
        let ids = match id {
            Some(id) => vec![id.to_owned()],
            None => ledger.agreements().await?,
        };
        let (mut deals, mut skipped) = (Vec::new(), Vec::new());
        for own in ids {
            let deal = ledger.deal(&own).await?;
            // What was settled further is settled by the text that holds then.
            let day = deal.book.settled_until().map_or(last, |before| before.max(last));
            match deal.in_force(day) {
                Some(version) => deals.push((version.0.version, Arc::clone(&version.1))),
                None if id.is_some() => {
                    return Err(LedgerError::Unsigned { id: own, missing: Deal::missing(deal.latest()) }.into());
                }
                None => skipped.push(Skipped { agreement: own, missing: Deal::missing(deal.latest()) }),
            }
        }
        let revision = self.revision(port, at).await?;
        let rows = read_rows(self.workspace(), &revision, "agreement_fact").await?;
        let rules = Arc::new(bind::rules_of(&read_rows(self.workspace(), &revision, "rule_value").await?)?);
        let wanted = id.map(str::to_owned);
        let source = format!("r{}", revision.number);
        let (orders, diagnostics) =
            off_the_runtime(move || Ok(orders(&rows, deals, wanted.as_deref(), &source))).await?;
        let settled = ledger.settle(orders.into_iter(), &rules, last, today()).await?;
        Ok(Settlement::of(until, last, revision.number, settled, skipped, diagnostics))
    }

    /// The escrow of a bond pays what its party has owed for too long; the next settlement asks the party to fill it again.
    pub async fn draw_bond(
        &self,
        _: &Port,
        id: &str,
        bond: &str,
        by: &str,
        day: Option<Date>,
    ) -> Result<DealView, EngineError> {
        if by.trim().is_empty() {
            return Err(EngineError::parameter(
                "by",
                by,
                Words::new("决定动用保证金的人", "who decided to draw on the bond"),
            ));
        }
        let deal = self.ledger().await?.draw(id, bond, by, day.unwrap_or_else(today)).await?;
        self.view(deal).await
    }

    /// What an agreement asks of whom, by day: meetings and duties with whether they were held, turns, hand-overs, the end. By
    /// the facts of the newest revision and those of its book; over the term unless a period is given.
    pub async fn deal_calendar(
        &self,
        port: &Port,
        id: &str,
        period: Option<Period>,
        as_of: Option<Date>,
    ) -> Result<Vec<CalendarEntry>, EngineError> {
        let deal = self.ledger().await?.deal(id).await?;
        let revision = self.revision(port, &At::default()).await?;
        let rows = read_rows(self.workspace(), &revision, "agreement_fact").await?;
        let as_of = as_of.unwrap_or_else(today);
        off_the_runtime(move || {
            let (version, agreement) = deal.in_force(as_of).unwrap_or(deal.latest());
            let own = (version.version, Arc::clone(agreement));
            let (mut bound, _) = orders(&rows, vec![own], Some(&deal.id), "");
            let facts = bound.pop().map_or_else(Facts::default, |order| order.facts);
            Ok(CalendarEntry::list(agreement, &deal.book.with_entered(agreement, facts).0, period, as_of))
        })
        .await
    }

    /// Every obligation of an agreement as it stood at the end of a day; today by default.
    pub async fn obligations(
        &self,
        _: &Port,
        id: &str,
        party: Option<&str>,
        as_of: Option<Date>,
    ) -> Result<Vec<Obligation>, EngineError> {
        let deal = self.ledger().await?.deal(id).await?;
        let party = party.map(str::to_owned);
        off_the_runtime(move || {
            let mut list = Obligation::list(&deal, as_of, as_of.unwrap_or_else(today));
            list.retain(|own| party.as_ref().is_none_or(|party| own.debtor == *party || own.creditor == *party));
            Ok(list)
        })
        .await
    }

    /// A party's statement over a period; all time where none is given.
    pub async fn deal_statement(
        &self,
        _: &Port,
        id: &str,
        party: &str,
        period: Option<Period>,
    ) -> Result<StatementView, EngineError> {
        let deal = self.ledger().await?.deal(id).await?;
        deal.known(party)?;
        let party = party.to_owned();
        off_the_runtime(move || Ok(StatementView::of(&deal, &party, period))).await
    }

    /// Whether any stored record was changed from outside.
    pub async fn verify_deals(&self, _: &Port) -> Result<Verification, EngineError> {
        let ledger = self.ledger().await?;
        let faults = ledger.verify().await?.into_iter().map(Wrong::of).collect();
        let mut heads = Vec::new();
        for id in ledger.agreements().await? {
            match ledger.deal(&id).await {
                Ok(deal) => heads.push(view::head(&deal)),
                // The faults name it.
                Err(LedgerError::Touched { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(Verification { sound: Vec::is_empty(&faults), faults, heads })
    }
}

/// The facts of each agreement, in the order of the agreements.
fn orders(
    rows: &Rows,
    deals: Vec<(u32, Arc<liantu_cooperation::agreement::Agreement>)>,
    wanted: Option<&str>,
    source: &str,
) -> (Vec<Order>, Vec<liantu_model::Diagnostic>) {
    let mut bound: Vec<bind::Deal> = deals
        .iter()
        .map(|(_, agreement)| bind::Deal {
            agreement: agreement.as_ref().clone(),
            facts: Facts::default(),
            payments: Vec::new(),
        })
        .collect();
    let place: HashMap<String, usize> =
        (0..).zip(&bound).map(|(place, deal)| (deal.agreement.id.clone(), place)).collect();
    let mut faults = bind::Faults::default();
    bind::facts(rows, wanted, &place, &mut bound, &mut faults);
    let order = |((version, agreement), own): ((u32, _), bind::Deal)| Order {
        agreement,
        version,
        facts: own.facts,
        source: source.to_owned(),
    };
    (deals.into_iter().zip(bound).map(order).collect(), faults.diagnostics())
}

/// The rows of a file, by agreement. One that cannot be entered refuses the file: in a book an unknown amount has no place.
fn lines_of(path: &Path) -> Result<BTreeMap<String, Vec<FactLine>>, EngineError> {
    let table =
        schema::table("agreement_fact").ok_or_else(|| EngineError::Table { name: "agreement_fact".to_owned() })?;
    let (Origin::Batches(batches), _) = read_file(table, path, Keys::default())? else { return Ok(BTreeMap::new()) };
    let rows = Rows::new(table, &batches)?;
    let mut found: BTreeMap<String, Vec<FactLine>> = BTreeMap::new();
    let mut faults = bind::Faults::default();
    for row in 0..rows.len() {
        let text = |column| rows.text(column, row).map(str::to_owned);
        let cells = ["agreement_id", "party", "item", "period"].map(|column| text(column).unwrap_or_default());
        let mut fault =
            |code, what: &str| faults.add(code, "agreement_fact", row, format!("{}{what}", cells.join(", ")));
        let (Some(id), Some(value)) = (text("agreement_id"), rows.number("value", row)) else {
            fault("COO133", "");
            continue;
        };
        let fact = GivenFact {
            party: text("party").unwrap_or_default(),
            item: text("item").unwrap_or_default(),
            period: text("period").unwrap_or_default(),
            amount: format!("{value} {}", text("unit").unwrap_or_default()),
            actor: text("actor"),
            observation: text("observation"),
            note: text("note"),
        };
        match fact.line() {
            Ok(line) => found.entry(id).or_default().push(line),
            Err(EngineError::Parameter { name, found, .. }) => fault("COO135", &format!(": {name} `{found}`")),
            Err(other) => return Err(other),
        }
    }
    let findings = faults.diagnostics();
    if findings.is_empty() {
        return Ok(found);
    }
    Err(EngineError::Rejected { path: path.display().to_string(), findings })
}
