//! Agreements as doors show them. Amounts are decimal texts in units of their currency, exact to the last digit.

use super::check::AuditPart;
use liantu_model::{Diagnostic, Words};
use serde::Serialize;
use utoipa::ToSchema;

/// A party.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DealParty {
    /// Identifier within the agreement.
    pub id: String,
    /// Name.
    pub name: Words,
    /// Level.
    pub level: String,
    /// Role.
    pub role: Option<String>,
    /// Code of its region.
    pub region: Option<String>,
}

/// A signature.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Signature {
    /// The party.
    pub party: String,
    /// Who signed for it.
    pub signatory: String,
    /// The day.
    pub day: String,
}

/// A version of the text.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct VersionInfo {
    /// From 1.
    pub version: u32,
    /// SHA-256 of the text, in hexadecimal digits.
    pub hash: String,
    /// The day from which it holds.
    pub valid_from: String,
    /// The day on which it was brought.
    pub day: String,
    /// Who brought it.
    pub by: String,
    /// Who signed.
    pub signed: Vec<Signature>,
    /// Who has not.
    pub missing: Vec<String>,
}

/// An agreement in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DealInfo {
    /// Identifier.
    pub id: String,
    /// Title.
    pub title: Words,
    /// Kind.
    pub kind: String,
    /// `unsigned`, `in_force`, `amended` (in force, a newer version waits for signatures) or `ended`.
    pub state: &'static str,
    /// The parties.
    pub parties: Vec<DealParty>,
    /// First day.
    pub start: String,
    /// First day no longer in the term.
    pub end: Option<String>,
    /// Currency.
    pub currency: String,
    /// The last version.
    pub version: u32,
    /// Who has not signed the last version.
    pub missing: Vec<String>,
    /// The last day that was settled.
    pub settled_until: Option<String>,
    /// Number of the last record.
    pub records: u64,
}

/// A clause.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ClauseInfo {
    /// Identifier.
    pub id: String,
    /// Kind.
    pub kind: &'static str,
    /// Title.
    pub title: Words,
    /// The amendment that brought it.
    pub amendment: Option<String>,
    /// First day.
    pub start: String,
    /// First day on which it no longer holds.
    pub end: Option<String>,
    /// The items that it divides.
    pub items: Vec<String>,
    /// Line of the text.
    pub line: u64,
}

/// An amount that was entered into the book.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DealFact {
    /// Its record.
    pub record: u64,
    /// The party.
    pub party: String,
    /// The item.
    pub item: String,
    /// Firm or project.
    pub actor: Option<String>,
    /// The period.
    pub period: String,
    /// How much.
    pub amount: String,
    /// In what.
    pub unit: String,
    /// `observed`, `estimated` or `simulated`.
    pub observation: String,
    /// What has to be said of it.
    pub note: String,
}

/// A bond on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BondInfo {
    /// The clause.
    pub clause: String,
    /// Who pays it in.
    pub party: String,
    /// The account that holds it.
    pub escrow: String,
    /// How much it should be.
    pub amount: String,
    /// How much was paid in, fillings included.
    pub paid_in: String,
    /// How much was drawn.
    pub drawn: String,
    /// What is there.
    pub held: String,
    /// What the party has owed others for longer than the days of grace.
    pub callable: String,
    /// In what.
    pub currency: String,
    /// Days of arrears before it may be drawn on.
    pub grace_days: i64,
}

/// Something that an agreement asks for on a day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalendarEntry {
    /// The day.
    pub day: String,
    /// `turn`, `duty`, `hand_over` or `end`.
    pub happening: &'static str,
    /// The clause; none for the end of the term.
    pub clause: Option<String>,
    /// Who leads, owes or hands over.
    pub party: Option<String>,
    /// What it is about.
    pub what: String,
    /// Whether it was done; null where facts cannot tell.
    pub done: Option<bool>,
    /// Whether its day is over and it was not done.
    pub late: bool,
    /// Whether it was done, but after its day.
    pub done_late: bool,
    /// The day on which it was done; null where it was not or facts cannot tell.
    pub held: Option<String>,
}

/// What one party owes another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Balance {
    /// Who owes.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// In what.
    pub currency: String,
    /// All obligations.
    pub due: String,
    /// What was paid of them.
    pub paid: String,
    /// What was undone or extinguished.
    pub released: String,
    /// What is open and past its day.
    pub arrears: String,
    /// What is open and still to fall due.
    pub not_yet_due: String,
    /// What was paid and is not owed.
    pub credit: String,
}

/// The end of a book: note it on paper, and nobody can change what was before.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BookHead {
    /// The agreement.
    pub agreement: String,
    /// Number of the last record.
    pub number: u64,
    /// Its hash, in hexadecimal digits.
    pub hash: String,
}

/// An agreement with everything but its single obligations.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DealView {
    /// What a list shows of it.
    #[serde(flatten)]
    pub info: DealInfo,
    /// The text of the last version.
    pub text: String,
    /// The versions, oldest first.
    pub versions: Vec<VersionInfo>,
    /// The clauses of the last version.
    pub clauses: Vec<ClauseInfo>,
    /// Whether it says what keeps an agreement.
    pub audit: Vec<AuditPart>,
    /// Who owes whom what today.
    pub balances: Vec<Balance>,
    /// Bonds that are in force, with what is there.
    pub bonds: Vec<BondInfo>,
    /// Amounts that were entered by hand or from a file.
    pub facts: Vec<DealFact>,
    /// The end of the book.
    pub head: BookHead,
}

/// Where the amount that a clause divided stands.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FactSource {
    /// Row of the table `agreement_fact`, from 1.
    pub row: Option<u32>,
    /// The revision of the workspace that was read, such as `r12`.
    pub revision: Option<String>,
    /// Record of the book, where it was entered there.
    pub record: Option<u32>,
}

/// A payment, or the part of one, that went to an obligation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PartPayment {
    /// The record; null where it comes of what was paid too much before.
    pub record: Option<u64>,
    /// How much.
    pub amount: String,
    /// Who carried it out.
    pub executor: Option<String>,
}

/// An obligation, explained.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obligation {
    /// Its record.
    pub record: u64,
    /// The clause.
    pub clause: String,
    /// The amendment that brought the clause.
    pub amendment: Option<String>,
    /// Version of the text that the settlement went by.
    pub version: Option<u32>,
    /// The period it is for.
    pub period: String,
    /// The amount that was divided; null for what is due once.
    pub source: Option<FactSource>,
    /// Who owes now.
    pub debtor: String,
    /// To whom.
    pub creditor: String,
    /// In what.
    pub currency: String,
    /// How much it was.
    pub due: String,
    /// What was paid of it.
    pub paid: String,
    /// What was undone or extinguished of it.
    pub released: String,
    /// What is open and past its day.
    pub arrears: String,
    /// What is open and still to fall due.
    pub not_yet_due: String,
    /// The day for which it was entered.
    pub entered: String,
    /// When it falls due.
    pub due_day: String,
    /// The payments that went to it.
    pub payments: Vec<PartPayment>,
    /// The table of rules, with the day from which it holds.
    pub rule: Option<String>,
    /// The arithmetic, in words.
    pub why: Option<Words>,
}

/// A party's account with another.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementRow {
    /// The other party.
    pub partner: String,
    /// In what.
    pub currency: String,
    /// Open before the period; positive: the other owes.
    pub opening: String,
    /// New claims.
    pub receivable: String,
    /// New debts.
    pub payable: String,
    /// Paid by the other.
    pub received: String,
    /// Paid to the other.
    pub paid: String,
    /// Reversals and successions.
    pub corrected: String,
    /// Open after the period.
    pub closing: String,
}

/// A line of a statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementEntry {
    /// The record.
    pub record: u64,
    /// Its day.
    pub day: String,
    /// `due`, `paid`, `reversed`, `undone` or `passed` (to a successor).
    pub what: &'static str,
    /// The other party.
    pub partner: String,
    /// In what.
    pub currency: String,
    /// Change of what the other owes.
    pub change: String,
    /// The clause.
    pub clause: Option<String>,
    /// The period.
    pub period: Option<String>,
    /// The arithmetic, who carried it out, or why it was undone.
    pub why: Option<Words>,
}

/// A party's statement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StatementView {
    /// The agreement.
    pub agreement: String,
    /// Title of the agreement.
    pub title: Words,
    /// Whose statement it is.
    pub party: String,
    /// The period; null for all time.
    pub period: Option<String>,
    /// The accounts; opening + receivable − payable − received + paid + corrected = closing.
    pub accounts: Vec<StatementRow>,
    /// Every record behind them.
    pub entries: Vec<StatementEntry>,
    /// Whether amounts behind it are observed, estimated or simulated: the weakest of those entered.
    pub observation: &'static str,
    /// The end of the book when it was drawn up.
    pub head: BookHead,
}

/// What a settlement appended to one agreement.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SettlementOf {
    /// The agreement.
    pub agreement: String,
    /// Records appended; 0 where the ledger said so already.
    pub appended: usize,
}

/// An agreement that was not settled because it is not in force.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Skipped {
    /// The agreement.
    pub agreement: String,
    /// Who has not signed.
    pub missing: Vec<String>,
}

/// What a settlement did.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Settlement {
    /// The period up to whose end it goes.
    pub until: String,
    /// The last day that is settled: the first after the period, on which what it brought is entered.
    pub settled_until: String,
    /// The revision whose tables were read.
    pub revision: u64,
    /// The agreements.
    pub settled: Vec<SettlementOf>,
    /// Those not in force.
    pub skipped: Vec<Skipped>,
    /// What was not settled, and why.
    pub diagnostics: Vec<Diagnostic>,
}

/// A stored record that is not what was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Wrong {
    /// `agreement/<id>` or the name of a register.
    pub book: String,
    /// The record.
    pub record: u64,
    /// What is wrong.
    pub what: Words,
}

/// Whether the ledger is what was written.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Verification {
    /// True where nothing is wrong.
    pub sound: bool,
    /// What is.
    pub faults: Vec<Wrong>,
    /// The ends of the books.
    pub heads: Vec<BookHead>,
}
