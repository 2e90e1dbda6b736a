//! Short forms for declarations of methods.

use liantu_model::Parameter;
pub(crate) use liantu_model::declare::{
    boolean, choice, count_given, integer, list, number, number_given, words, words_given,
};
use liantu_model::method::Input;

pub(crate) const NEEDS: Input = Input { table: "need", columns: &["need_id", "kind"], optional: false };
pub(crate) const OFFERS: Input = Input { table: "offer", columns: &["offer_id", "kind"], optional: false };
pub(crate) const ALSO_PAIRS: Input =
    Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true };

/// The weight of a component.
pub(crate) const fn weight(name: &'static str, zh: &'static str, en: &'static str) -> Parameter {
    number_given(name, (0.0, 1e6), Some("1"), zh, en, "只看相对大小；0 为不计", "Only ratios matter; 0: takes no part")
}
