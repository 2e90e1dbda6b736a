//! Data assets: who holds, uses, operates; and what a use costs.

use jiff::civil::Date;
use liantu_model::Period;

/// The three rights in data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// 持有权.
    Hold,
    /// 使用权.
    Use,
    /// 经营权.
    Operate,
}

/// A right that was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The asset.
    pub asset: String,
    /// To whom.
    pub user: String,
    /// Which right.
    pub right: Right,
    /// When.
    pub valid: Period,
    /// Price of one use, in minor units.
    pub price: i64,
}

/// A use, as the log has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The asset.
    pub asset: String,
    /// By whom.
    pub user: String,
    /// As which right.
    pub right: Right,
    /// When.
    pub day: Date,
}

/// The price of each use; `None` for a use without the right. Where several grants cover it, the cheapest counts.
pub fn charge(grants: &[Grant], log: &[Usage]) -> Vec<Option<i64>> {
    let covers = |grant: &&Grant, usage: &Usage| {
        grant.asset == usage.asset
            && grant.user == usage.user
            && grant.right == usage.right
            && grant.valid.contains(usage.day)
    };
    log.iter().map(|usage| grants.iter().filter(|grant| covers(grant, usage)).map(|grant| grant.price).min()).collect()
}
