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
//! let found = Leontief::new(&mrio, &liantu_numeric::unwatched)?.outputs(&[100.0, 50.0]);
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
    /// Whoever watches said to stop.
    #[error("stopped half-way")]
    Stopped,
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
    #[error("edit {} cannot be done: {}", place + 1, what.en)]
    Edit {
        /// Which, in their order, from 0.
        place: usize,
        /// Why, as a sentence.
        what: Words,
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
    #[error("{}", what.en)]
    Unfit {
        /// What is wrong, as a sentence.
        what: Words,
    },
}

impl AccountsError {
    /// What is wrong, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Empty => "表中没有中间交易".to_owned(),
            Self::Unknown { count, first } => {
                format!("{count} 格没有数值（第一个为第 {} 项）；未知须先估计", first + 1)
            }
            Self::Repeated { second } => format!("第 {} 项重复了此前列出的一格", second + 1),
            Self::TooMany { nodes, most } => format!("节点（区域 × 部门）有 {nodes} 个；最多 {most} 个"),
            Self::Singular { node } => format!("I − A 奇异：在计算精度内，节点 {node} 完全依赖自身"),
            Self::Stopped => "中途停止".to_owned(),
            Self::NotFinite => "有系数不是有限的数".to_owned(),
            Self::Totals { rows, columns } => format!("所要求的合计无法满足：各行共 {rows}，各列共 {columns}"),
            Self::Edit { place, what } => format!("第 {} 项编辑无法执行：{}", place + 1, what.zh),
            Self::Short { node } => {
                format!("节点 {node} 的产能少于其他部门所需；谁缺货不是账户而是级联的问题")
            }
            Self::Unfit { what } => what.zh.clone(),
        };
        Words::new(zh, self.to_string())
    }
}

impl From<liantu_numeric::Stopped> for AccountsError {
    fn from(_: liantu_numeric::Stopped) -> Self {
        Self::Stopped
    }
}

/// A finding about the table, in this many places, the first of them a node.
pub(crate) fn at(code: &str, count: usize) -> Diagnostic {
    let page = PAGES.iter().find(|page| page.code == code).unwrap_or_else(|| unreachable!("no page for {code}"));
    let place = Place { resource: "io_entry".to_owned(), ..Place::default() };
    Diagnostic::new(page, place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
