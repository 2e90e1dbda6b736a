//! What clauses do: amounts in, parts out, and the parts add up to what came in.
//!
//! A clause is a pure function from [`Facts`] (taxes collected, costs paid, losses) to [`Allocation`]s: whose each part is,
//! and why ([`Reason`]). Who owes whom follows mechanically. A fact without an amount, in another currency or across a
//! change of terms is never guessed at: it is left out and reported.

mod allocate;
pub mod apportion;
mod fact;
mod method;
mod money_clauses;
mod reason;
pub mod relocation;
mod terms;
mod valuation;

pub use allocate::{Allocated, Allocation, allocate};
pub use fact::{ENTERED, Fact, Facts, NONE, Unit};
pub use method::{APPORTIONMENT, BUY_OUT, INCREMENT, INDICATOR, RELOCATION, WATERFALL};
pub use reason::Reason;
pub use terms::{Base, Exit, Firm, Layer, Split, Stage, Terms, Turn};
pub use valuation::{Valuation, buy_out};
