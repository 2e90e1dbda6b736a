//! Land quotas at the prices of the state: supplementary farmland, surplus quotas (国办发〔2018〕16号).

use crate::money::{Currency, Money, Ratio};
use crate::rule::{RuleBook, RuleError};
use jiff::civil::Date;

/// Which rule prices it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// 跨省域补充耕地国家统筹.
    SupplementaryFarmland,
    /// 城乡建设用地增减挂钩节余指标跨省域调剂.
    SurplusQuota,
}

impl Scheme {
    /// The rule.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SupplementaryFarmland => "supplementary_farmland",
            Self::SurplusQuota => "surplus_quota",
        }
    }
}

/// A quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Which rule.
    pub scheme: Scheme,
    /// Whether it pays, rather than receives.
    pub buyer: bool,
    /// Code of the region.
    pub region: String,
    /// The day.
    pub day: Date,
    /// paddy, dry; ordinary, `high_standard`.
    pub class: Option<String>,
    /// mu.
    pub area: Option<Ratio>,
    /// kg of standard grain capacity of a mu.
    pub capacity: Option<Ratio>,
    /// mu that use planned scale as well.
    pub with_scale: Option<Ratio>,
}

/// The fee of a quota.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fee {
    /// Price of a mu in yuan, without what depends on the scale.
    pub price: Ratio,
    /// The whole.
    pub total: Money,
    /// What is paid in advance; `None` where the rule knows no advance.
    pub advance: Option<i64>,
    /// The table of rules.
    pub rule: String,
}

/// Why there is no fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoFee {
    /// Something is not known.
    Missing(&'static str),
    /// The rule has no such value.
    Rule(RuleError),
    /// Beyond what can be counted.
    Range,
}

/// The fee to pay, or the funds to receive.
///
/// Supplementary farmland, buyer: area · (base of the class + production · capacity / 100) · coefficient of the region;
/// seller: area · (pay of the class + pay of the production · capacity / 100). Surplus quota, buyer: area · price of the
/// region + area with scale · extra; seller: area · price of the class.
pub fn fee(quota: &Quota, rules: &RuleBook) -> Result<Fee, NoFee> {
    let rule = quota.scheme.word();
    let cited = |key: &str| rules.value(rule, key, quota.day).map_err(NoFee::Rule);
    let regional = |key: &str| rules.regional(rule, key, &quota.region, quota.day).map_err(NoFee::Rule);
    let area = quota.area.ok_or(NoFee::Missing("area_mu"))?;
    let class = || quota.class.as_deref().ok_or(NoFee::Missing("class"));
    let hundred = Ratio::whole(100);
    let (price, version) = match (quota.scheme, quota.buyer) {
        (Scheme::SupplementaryFarmland, buyer) => {
            let capacity = quota.capacity.ok_or(NoFee::Missing("capacity_kg"))?;
            let (base, production) = if buyer { ("base", "production") } else { ("pay", "pay.production") };
            let base = cited(&format!("{base}.{}", class()?))?;
            let grain = cited(production)?.value.times(capacity).and_then(|value| value.over(hundred));
            let coefficient = if buyer { regional("coefficient")?.value } else { Ratio::ONE };
            let price = grain.and_then(|grain| base.value.plus(grain)).and_then(|price| price.times(coefficient));
            (price.ok_or(NoFee::Range)?, base.rule.version())
        }
        (Scheme::SurplusQuota, true) => {
            let price = regional("in")?;
            (price.value, price.rule.version())
        }
        (Scheme::SurplusQuota, false) => {
            let price = cited(&format!("out.{}", class()?))?;
            (price.value, price.rule.version())
        }
    };
    let mut whole = area.times(price).ok_or(NoFee::Range)?;
    if quota.scheme == Scheme::SurplusQuota && quota.buyer {
        if quota.with_scale.is_some_and(|own| own > area) {
            return Err(NoFee::Missing("with_scale_mu > area_mu"));
        }
        let extra = cited("scale")?.value.times(quota.with_scale.unwrap_or(Ratio::ZERO));
        whole = extra.and_then(|extra| whole.plus(extra)).ok_or(NoFee::Range)?;
    }
    let minor = |yuan: Ratio| yuan.shift(2).and_then(Ratio::round).ok_or(NoFee::Range);
    let advance = match cited("advance") {
        Ok(share) => Some(minor(whole.times(share.value).ok_or(NoFee::Range)?)?),
        Err(_) => None,
    };
    Ok(Fee { price, total: Money { minor: minor(whole)?, currency: Currency::CNY }, advance, rule: version })
}
