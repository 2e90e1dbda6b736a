//! What regions are specialised in, how alike they are, and how they lie in space ([`space`]).
//!
//! The type to know is [`Panel`]: the value of one indicator by region, industry and period, as sparse columns of ids.
//! Each measure is a file with its declaration (`METHOD`) and one typed function over a panel. Ids mean nothing here;
//! whoever calls keeps the labels.
//!
//! ```
//! use liantu_structure::{Cells, Duplicates, Panel, Shape, location_quotient};
//!
//! let cells = Cells { region: &[0, 0, 1, 1], industry: &[0, 1, 0, 1], period: &[0; 4], value: &[30.0, 10.0, 10.0, 30.0], validity: None };
//! let (panel, _) = Panel::new(cells, Shape { regions: 2, industries: 2, periods: 1 }, Duplicates::Refuse)?;
//! let result = location_quotient::location_quotient(&panel, location_quotient::Reference::Total);
//! assert_eq!(result.quotient.iter().collect::<Vec<_>>(), [Some(1.5), Some(0.5), Some(0.5), Some(1.5)]);
//! # Ok::<(), liantu_structure::PanelError>(())
//! ```
//!
//! Missing is not zero: a cell without a value takes no part in any sum and has no result; an empty margin gives an
//! undefined result and a diagnostic. A combination that the table does not list counts as zero unless asked otherwise
//! ([`Absent`]).
//!
//! Deliberately absent: labels, files, and the choice which rows are regions of the same level. A panel that holds a
//! province and its cities counts them twice; the caller selects one level.

pub mod accord;
pub mod agglomeration;
pub mod allocation;
mod catalogue;
pub mod cluster;
pub mod complexity;
pub mod concentration;
mod declare;
pub mod dynamics;
pub mod econometrics;
pub mod location_quotient;
mod margin;
mod panel;
mod profile;
pub mod rivalry;
pub mod space;
pub mod specialisation;
pub mod structural_similarity;
pub mod synthesis;
pub mod territory;

pub use catalogue::CATALOGUE;
pub use panel::{Cells, Duplicates, Own, Panel, PanelError, Shape, Validity, at as finding};
pub use profile::{Absent, Pairs};

use liantu_model::Method;

/// Every method of this room.
pub const METHODS: &[&Method] = &[
    &location_quotient::METHOD,
    &structural_similarity::METHOD,
    &specialisation::METHOD,
    &territory::METHOD,
    &space::global::METHOD,
    &space::local::METHOD,
    &space::markov::METHOD,
    &space::travel::METHOD,
    &space::closure::METHOD,
    &space::closure::CRITICAL,
    &space::multimodal::METHOD,
    &space::isochrone::METHOD,
    &space::accessibility::METHOD,
    &concentration::spatial_concentration::METHOD,
    &concentration::concentration_risk::METHOD,
    &concentration::diversity::METHOD,
    &concentration::inequality::METHOD,
    &agglomeration::ellison_glaeser::METHOD,
    &agglomeration::coagglomeration::METHOD,
    &agglomeration::group_coagglomeration::METHOD,
    &agglomeration::duranton_overman::METHOD,
    &agglomeration::plant_clusters::METHOD,
    &dynamics::shift_share::METHOD,
    &dynamics::advantage_path::METHOD,
    &dynamics::relocation::METHOD,
    &dynamics::growth_screen::METHOD,
    &dynamics::industry_portfolio::METHOD,
    &rivalry::plan_overlap::METHOD,
    &rivalry::competition::METHOD,
    &rivalry::relation_stage::METHOD,
    &synthesis::indicator_weights::METHOD,
    &synthesis::composite_index::METHOD,
    &synthesis::topsis::METHOD,
    &synthesis::coupling::METHOD,
    &synthesis::synergy::METHOD,
    &synthesis::gravity::METHOD,
    &synthesis::efficiency::METHOD,
    &synthesis::malmquist::METHOD,
    &synthesis::sigma_convergence::METHOD,
    &synthesis::convergence::METHOD,
    &synthesis::innovation_account::METHOD,
    &complexity::index::METHOD,
    &complexity::relatedness::METHOD,
    &complexity::density::METHOD,
    &complexity::fitness::METHOD,
    &complexity::sophistication::METHOD,
    &complexity::transition::METHOD,
    &complexity::complementarity::METHOD,
    &complexity::advice::METHOD,
    &econometrics::linear::METHOD,
    &econometrics::dependence::METHOD,
    &econometrics::spatial::METHOD,
    &econometrics::spillover::METHOD,
    &econometrics::lead_lag::METHOD,
    &econometrics::gravity::METHOD,
    &allocation::misallocation::METHOD,
    &allocation::placement::METHOD,
    &allocation::transfer::METHOD,
    &allocation::returns::METHOD,
    &allocation::supplier_routes::METHOD,
    &accord::list_alignment::METHOD,
    &accord::rights_balance::METHOD,
    &accord::delivery::METHOD,
    &accord::concordance::METHOD,
    &cluster::CLUSTERS,
    &cluster::CLUSTER_MEMBERS,
    &cluster::SCORECARD,
];
