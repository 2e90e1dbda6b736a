//! What a record is known by where its source numbers it.

use super::Table;

/// Columns of a key that do not count in rows that have a number of their own: a correction of what they hold replaces the row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Where all of these are filled,
    pub filled: &'static [&'static str],
    /// these do not count.
    pub spare: &'static [&'static str],
}

impl Table {
    /// What its rows are known by where their source numbers them.
    pub fn identity(&self) -> Option<Identity> {
        let (filled, spare): (&[_], &[_]) = match self.name {
            "customs_record" => (
                &["declaration", "item_number"],
                &["direction", "commodity", "port", "partner", "trade_regime", "region", "period"],
            ),
            "tax_record" => (&["record_id"], &["paid"]),
            "electricity_use" => (&["account"], &["firm_id", "industry"]),
            "registration_event" => (&["firm_id"], &["firm_name"]),
            _ => return None,
        };
        Some(Identity { filled, spare })
    }
}
