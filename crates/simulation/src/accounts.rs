//! Multi-regional input-output accounts: who buys from whom, what that takes, and where it ends up.
//!
//! The type to know is [`Mrio`]: transactions `Z`, final demand `Y`, primary inputs and extensions `F`, and output
//! `x = Z·1 + Y·1`, put together from long-form [`Entry`]s. A node is a pair (region, sector), so that regions may have
//! different sectors; ids mean nothing here, whoever calls keeps the labels. [`Leontief`] holds the factors of `I − A`:
//! every account is a few solutions with them, and nobody forms the inverse `L` who does not need each of its entries.
//!
//! ```
//! use liantu_simulation::accounts::{Account, Entry, Leontief, Mrio};
//!
//! let cell = |from, to, value| Entry { account: Account::Intermediate, from: (0, from), to: (0, to), value };
//! let sold = |from, value| Entry { account: Account::FinalDemand, from: (0, from), to: (0, 9), value };
//! let entries = [cell(0, 0, 35.0), cell(0, 1, 40.0), cell(1, 0, 70.0), cell(1, 1, 400.0 / 3.0 * 0.1), sold(0, 100.0), sold(1, 50.0)];
//! let (mrio, _) = Mrio::new(&entries)?;
//! assert_eq!(mrio.output()[0], 175.0);
//! let found = Leontief::new(&mrio)?.outputs(&[100.0, 50.0]);
//! assert!((found[0] - 175.0).abs() < 1e-12 && (found[1] - 400.0 / 3.0).abs() < 1e-12);
//! # Ok::<(), liantu_simulation::accounts::AccountsError>(())
//! ```
//!
//! Zero output leaves a column of coefficients undefined: such a node makes nothing and takes nothing, and its results are
//! null. A cell that is listed without a value is unknown and refused; a cell that is not listed is zero.
//!
//! Deliberately absent: supply-and-use tables, prices, and dynamics.

mod aggregation;
mod balance;
mod catalogue;
mod declare;
mod decomposition;
mod edit;
mod estimate;
mod extraction;
mod footprint;
mod ghosh;
mod influence;
mod leontief;
mod linkage;
mod mrio;
mod multiplier;
mod path;
mod position;
mod pure;
mod regional;
mod scenario;
mod shock;
mod spillover;
mod trade;

pub use aggregation::{AGGREGATION, Grouping, aggregate};
pub use balance::{BALANCE, Balance, balance};
pub use decomposition::{DECOMPOSITION, Decomposition, Share, decompose};
pub use edit::{Edit, Edited, Holding, Operation, Target, Undo, apply, gap, holdings};
pub use estimate::{FIT, Fit, Fitted, fit, gras};
pub use extraction::{EXTRACTION, Extracted, Extraction, extract};
pub use footprint::{FOOTPRINT, Footprint, footprint};
pub use ghosh::{GHOSH, Supply, supply_shock};
pub use influence::{INFLUENCE, Influence, influence};
pub use leontief::Leontief;
pub use linkage::{LINKAGES, Linkages, linkages};
pub use mrio::{Account, Demand, Entry, Mrio, NONE, Node, Row};
pub use multiplier::{MULTIPLIERS, Multipliers, multipliers};
pub use path::{PATHS, Path, Paths, structural_paths};
pub use position::{POSITION, Position, position};
pub use pure::{PURE, Pure, pure_linkages};
pub use regional::{Quotient, REGIONALISATION, Regional, RegionalTable, regionalise};
pub use scenario::SCENARIO;
pub use shock::{SHOCK, Shock, demand_shock};
pub use spillover::{SPILLOVER, Spillover, spillover};
pub use trade::{CHAIN, CONTENT, Content, VALUE_ADDED, ValueAdded, export_content, value_added_trade, value_chain};

pub(crate) use catalogue::PAGES;
pub(crate) use declare::TABLE;

use liantu_model::{Diagnostic, Place, Words};

/// Why accounts can't be drawn up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AccountsError {
    /// There is nothing to account for.
    #[error("the table has no intermediate transactions")]
    Empty,
    /// Cells are listed without a value.
    #[error("{count} cells have no value (the first is entry {first}); what is unknown must be estimated first")]
    Unknown {
        /// How many.
        count: usize,
        /// The first, counted from 0.
        first: usize,
    },
    /// A cell is listed twice.
    #[error("entry {second} repeats a cell that was listed before")]
    Repeated {
        /// The second of the two, counted from 0.
        second: usize,
    },
    /// More nodes than a dense matrix should have.
    #[error("{nodes} nodes (regions × sectors); at most {most}")]
    TooMany {
        /// How many.
        nodes: usize,
        /// How many there may be.
        most: usize,
    },
    /// `I − A` has no inverse.
    #[error("I − A is singular: to working precision, node {node} needs itself entirely")]
    Singular {
        /// The node.
        node: usize,
    },
    /// A number overflows.
    #[error("a coefficient is not a finite number")]
    NotFinite,
    /// Estimation asks for what no table can fulfil.
    #[error("the totals asked for cannot be met: rows add up to {rows}, columns to {columns}")]
    Totals {
        /// Sum of the row totals, in words.
        rows: String,
        /// Sum of the column totals.
        columns: String,
    },
    /// An edit of a scenario cannot be done.
    #[error("edit {} cannot be done: {what}", place + 1)]
    Edit {
        /// Which, in their order, from 0.
        place: usize,
        /// Why, as a sentence.
        what: String,
    },
    /// Less can be made than other sectors need: final demand cannot give way any further.
    #[error(
        "node {node} can make less than other sectors need of it; who goes short is no question of accounts but of a cascade"
    )]
    Short {
        /// The node.
        node: usize,
    },
    /// Two tables that are to be compared have no node in common, or one has what it should not have.
    #[error("{what}")]
    Unfit {
        /// What is wrong, as a sentence.
        what: String,
    },
}

/// A finding about the table, in this many places, the first of them a node.
pub(crate) fn at(code: &str, count: usize) -> Diagnostic {
    let page = PAGES.iter().find(|page| page.code == code).unwrap_or_else(|| unreachable!("no page for {code}"));
    let place = Place { resource: "io_entry".to_owned(), ..Place::default() };
    Diagnostic::new(page, place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
