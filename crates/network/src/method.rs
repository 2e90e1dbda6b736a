//! The methods of this room: each file declares one and computes it.

pub mod alliance_registry;
pub mod asymmetry_test;
pub mod border;
pub mod bridging;
pub mod centralisation;
pub mod centrality;
pub mod change_points;
pub mod clique_communities;
pub mod communities;
pub mod concentration;
pub mod cooperation_form;
pub mod degree;
pub mod enclave_registry;
pub mod external_dependence;
pub mod flow_attributes;
pub mod functional_regions;
pub mod innovation_complex;
pub mod interest_mechanisms;
pub mod layer_correlation;
pub mod layer_overlap;
pub mod link_prediction;
pub mod near_far;
pub mod network_correlation;
pub mod network_position;
pub mod network_regression;
pub mod network_summary;
pub mod participation;
pub mod reciprocity;
pub mod shape;
pub mod snapshot_difference;
pub mod stage_trace;
pub mod structure_stage;
pub mod tiers;
pub mod triad_census;
pub mod vertical_horizontal;

use crate::mode::{MODE_EVIDENCE, MODE_STAGES, PRACTICE_MODE};
use liantu_model::Method;

/// Every method of this room, in the order in which people are shown them.
pub const METHODS: &[&Method] = &[
    &network_summary::METHOD,
    &degree::METHOD,
    &reciprocity::METHOD,
    &flow_attributes::METHOD,
    &participation::METHOD,
    &layer_overlap::METHOD,
    &snapshot_difference::METHOD,
    &stage_trace::METHOD,
    &near_far::METHOD,
    &vertical_horizontal::METHOD,
    &interest_mechanisms::METHOD,
    &concentration::METHOD,
    &centralisation::METHOD,
    &tiers::METHOD,
    &alliance_registry::METHOD,
    &enclave_registry::METHOD,
    &innovation_complex::METHOD,
    &border::boundary_crossing::METHOD,
    &border::external_ties::METHOD,
    &border::mutual_entry::METHOD,
    &border::cluster_register::METHOD,
    &border::follow_on::METHOD,
    &border::dual_circulation::METHOD,
    &layer_correlation::METHOD,
    &network_position::METHOD,
    &external_dependence::METHOD,
    &centrality::pagerank::METHOD,
    &centrality::versatility::METHOD,
    &centrality::betweenness::METHOD,
    &centrality::closeness::METHOD,
    &centrality::eigenvector::METHOD,
    &centrality::katz::METHOD,
    &centrality::coreness::METHOD,
    &bridging::structural_holes::METHOD,
    &bridging::brokerage::METHOD,
    &bridging::weavers::METHOD,
    &shape::core_periphery::METHOD,
    &shape::polycentricity::METHOD,
    &shape::rich_club::METHOD,
    &shape::backbone::METHOD,
    &shape::robustness::METHOD,
    &asymmetry_test::METHOD,
    &PRACTICE_MODE,
    &MODE_EVIDENCE,
    &MODE_STAGES,
    &structure_stage::METHOD,
    &communities::METHOD,
    &functional_regions::METHOD,
    &clique_communities::METHOD,
    &cooperation_form::METHOD,
    &triad_census::METHOD,
    &network_correlation::METHOD,
    &network_regression::METHOD,
    &change_points::METHOD,
    &link_prediction::METHOD,
];
