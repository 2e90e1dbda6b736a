//! The tables themselves.

mod accord;
mod chain;
mod columns;
mod deal;
mod derive;
mod economy;
mod fact;
mod govern;
mod judge;
mod meet;
mod office;
mod passage;
mod place;
mod plan;
mod register;
mod relate;
mod share;
mod tie;
mod watch;

use super::Table;

/// Every table of the native exchange format, in the order in which they are read: what is referred to comes first.
pub const TABLES: &[Table] = &[
    place::SOURCE_TABLE,
    place::REGION_TABLE,
    place::REGION_MEMBER_TABLE,
    place::REGION_LINEAGE_TABLE,
    place::PORT_TABLE,
    place::INDUSTRY_TABLE,
    place::CONCORDANCE_TABLE,
    derive::DERIVATION_TABLE,
    tie::ACTOR_TABLE,
    tie::LINK_KIND_TABLE,
    tie::AGREEMENT_TABLE,
    tie::PARTY_TABLE,
    tie::MODE_TABLE,
    tie::MODE_STAGE_TABLE,
    judge::MODE_PROFILE_TABLE,
    tie::LINK_TABLE,
    fact::FLOW_TABLE,
    chain::ESSENTIALITY_TABLE,
    chain::CHAIN_NODE_TABLE,
    chain::CHAIN_EDGE_TABLE,
    chain::CHAIN_SUPPLY_TABLE,
    chain::KEY_ITEM_TABLE,
    chain::SHOCK_TABLE,
    passage::REGION_PAIR_TABLE,
    relate::INDUSTRY_PAIR_TABLE,
    passage::TIMETABLE_TABLE,
    fact::CONCEPT_TABLE,
    fact::INDICATOR_TABLE,
    economy::IO_ENTRY_TABLE,
    economy::SCENARIO_EDIT_TABLE,
    fact::ESTABLISHMENT_TABLE,
    office::CUSTOMS_RECORD_TABLE,
    office::INVOICE_TABLE,
    office::TAX_RECORD_TABLE,
    register::REGISTRATION_EVENT_TABLE,
    register::PATENT_TABLE,
    office::ELECTRICITY_USE_TABLE,
    office::SHIPMENT_TABLE,
    fact::DECLARED_TOTAL_TABLE,
    fact::DISCREPANCY_TABLE,
    fact::POLICY_TABLE,
    fact::EVENT_TABLE,
    accord::PROVISION_TABLE,
    accord::UNDERTAKING_TABLE,
    judge::CRITERION_TABLE,
    judge::GRADE_TABLE,
    judge::ASSESSMENT_TABLE,
    meet::NEED_TABLE,
    meet::OFFER_TABLE,
    meet::PREFERENCE_TABLE,
    meet::COALITION_TABLE,
    watch::RULE_TABLE,
    watch::INSPECTION_TABLE,
    watch::FINDING_TABLE,
    meet::RISK_TABLE,
    deal::AGREEMENT_TEXT_TABLE,
    deal::AGREEMENT_FACT_TABLE,
    deal::PAYMENT_TABLE,
    deal::VOUCHER_TABLE,
    deal::LAND_QUOTA_TABLE,
    deal::QUOTA_ORDER_TABLE,
    deal::RULE_VALUE_TABLE,
    govern::TRANSITION_TABLE,
    govern::CASE_STEP_TABLE,
    govern::SLOT_TABLE,
    govern::APPOINTMENT_TABLE,
    govern::BALLOT_TABLE,
    share::BOOKING_TABLE,
    share::DATA_GRANT_TABLE,
    share::DATA_USE_TABLE,
    share::CREDENTIAL_TABLE,
    share::SERVICE_ITEM_TABLE,
    plan::CASH_FLOW_TABLE,
    plan::TASK_TABLE,
    plan::SUPPORT_CLAIM_TABLE,
    plan::POOL_SHARE_TABLE,
    plan::POOL_INCOME_TABLE,
    plan::QUOTE_TABLE,
];
