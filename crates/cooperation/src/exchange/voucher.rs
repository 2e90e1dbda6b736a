//! Innovation vouchers: what is paid for a contract, and which place owes which.

use crate::agreement::{Agreement, PartyId};
use crate::clause::Terms;
use crate::money::{Currency, Ratio, Remainder, Shares};
use crate::rule::{RuleBook, RuleError};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A contract of service that was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contract {
    /// The firm.
    pub firm: String,
    /// Where it is registered.
    pub home: String,
    /// Where the provider is.
    pub place: String,
    /// When the contract was filed.
    pub day: Date,
    /// Its value in minor units.
    pub minor: i64,
    /// In what.
    pub currency: Currency,
}

/// What became of an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// The rate of the contract is paid.
    Paid,
    /// The cap of the year cut it.
    Cut,
    /// No agreement in force recognises providers of that place for firms of that home.
    NotRecognised,
    /// The contract has no positive value.
    NoValue,
    /// No rule holds.
    NoRule,
    /// The contract is in another currency than the clause, whose cap cannot be measured against it.
    OtherCurrency,
}

impl Status {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Paid => "paid",
            Self::Cut => "cut",
            Self::NotRecognised => "not_recognised",
            Self::NoValue => "no_value",
            Self::NoRule => "no_rule",
            Self::OtherCurrency => "other_currency",
        }
    }
}

/// The decision on a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What became of it.
    pub status: Status,
    /// The agreement under which it is redeemed.
    pub agreement: Option<String>,
    /// What is paid, by the home to the place of the provider.
    pub minor: i64,
    /// What the firm had in the year before.
    pub used: i64,
    /// The table of rules.
    pub rule: Option<String>,
}

/// The clause by which `by` recognises `subject` of `of` on a day.
pub fn recognises(agreement: &Agreement, by: PartyId, of: PartyId, subject: &str, day: Date) -> Option<usize> {
    let holds = |place: &usize| match &agreement.clauses[*place].terms {
        Terms::Recognition { subjects, by: who, of: whose, .. } => {
            subjects.iter().any(|own| own == subject) && who.contains(&by) && whose.contains(&of)
        }
        _ => false,
    };
    agreement
        .in_force(day.max(agreement.signed))
        .into_iter()
        .filter(|version| version.valid.contains(day))
        .map(|version| version.clause)
        .find(holds)
}

/// The agreement under which a contract can be redeemed, its rule and its currency: a voucher clause in force for the two places, and
/// recognition of the provider's place by the home (a place recognises itself).
fn cover<'a>(agreements: &'a [Agreement], contract: &Contract) -> Option<(&'a Agreement, &'a str, Currency)> {
    agreements.iter().find_map(|agreement| {
        let (home, place) = (agreement.party(&contract.home)?, agreement.party(&contract.place)?);
        let known = home == place || recognises(agreement, home, place, "provider", contract.day).is_some();
        agreement.in_force(contract.day.max(agreement.signed)).into_iter().find_map(|version| {
            let clause = &agreement.clauses[version.clause];
            let Terms::Voucher { home: homes, providers, rule } = &clause.terms else { return None };
            let fits = version.valid.contains(contract.day) && homes.contains(&home) && providers.contains(&place);
            (known && fits).then_some((agreement, rule.as_str(), clause.currency))
        })
    })
}

/// Decides contracts in the order of their days, then as they stand: `min(rate · contract, cap − used in the year)`. What
/// rounding leaves stays with the firm.
pub fn redeem(agreements: &[Agreement], contracts: &[Contract], rules: &RuleBook) -> Vec<Decision> {
    let mut order: Vec<usize> = (0..contracts.len()).collect();
    order.sort_by_key(|&place| (contracts[place].day, place));
    let mut used: BTreeMap<(&str, Currency, i16), i64> = BTreeMap::new();
    let mut decisions =
        vec![Decision { status: Status::NoRule, agreement: None, minor: 0, used: 0, rule: None }; contracts.len()];
    for place in order {
        let contract = &contracts[place];
        let decision = &mut decisions[place];
        let had = used.entry((&contract.firm, contract.currency, contract.day.year())).or_default();
        decision.used = *had;
        if contract.minor <= 0 {
            decision.status = Status::NoValue;
            continue;
        }
        let Some((agreement, rule, currency)) = cover(agreements, contract) else {
            decision.status = Status::NotRecognised;
            continue;
        };
        decision.agreement = Some(agreement.id.clone());
        if currency != contract.currency {
            decision.status = Status::OtherCurrency;
            continue;
        }
        let Ok((share, cap, version)) = terms(rules, rule, contract) else { continue };
        decision.rule = Some(version);
        let wanted = share.split(contract.minor)[0];
        decision.minor = wanted.min((cap - *had).max(0));
        decision.status = if decision.minor < wanted { Status::Cut } else { Status::Paid };
        *had += decision.minor;
    }
    decisions
}

fn terms(rules: &RuleBook, rule: &str, contract: &Contract) -> Result<(Shares, i64, String), RuleError> {
    let number = |key: &str| RuleError::Number { rule: rule.to_owned(), key: key.to_owned(), found: String::new() };
    let rate = rules.value(rule, "rate", contract.day)?;
    let cap = rules.value(rule, "cap", contract.day)?;
    let rest = Ratio::ONE.minus(rate.value).ok_or_else(|| number("rate"))?;
    let share = Shares::new(&[rate.value, rest], Remainder::Last).map_err(|_| number("rate"))?;
    let cap_minor = cap.money(contract.currency).ok_or_else(|| number("cap"))?.minor;
    Ok((share, cap_minor, cap.rule.version()))
}
