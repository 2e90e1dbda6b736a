//! Support from several policies and places: each by its own rate and cap, together within a limit, and no cost twice.

use crate::deal_form::{CURRENCY, RULE, RULES, day, money};
use crate::form::{choice, words};
use crate::money::{Currency, Ratio, Remainder, Shares};
use crate::rule::RuleBook;
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::BTreeMap;

/// The declaration.
pub const SUPPORT: Method = Method {
    id: "support_stack",
    version: 1,
    study: "cooperation",
    title: text("联合资助叠加", "Stacking of support"),
    question: text(
        "各地政策叠加后每笔费用资助多少，有没有超过上限或重复资助，各地各出多少？",
        "How much support does each cost get when policies of several places add up, is a limit exceeded or a cost funded twice, and what does each place pay?",
    ),
    formula: text(
        "按申请日期、再按表中次序：应得 = rate · 费用；同一项目同一政策累计不超过 cap；同一笔费用已由另一政策资助时，两政策都可叠加才继续，否则为重复（double）；可叠加时各政策合计不超过 limit · 费用。舍去不足一个最小货币单位的部分。",
        "By day of the claim, then as listed: wanted = rate · cost; a policy gives a project at most its cap; a cost that another policy has funded is funded again only where both can be stacked (else: double), and then all together at most limit · cost. Fractions of a minor unit are dropped.",
    ),
    limits: text(
        "比例、上限出自规则表 rule_value：rule 为政策代码，key 为 rate、cap（元）；合计上限为 rule = support_stack 的 limit，缺省为 1（不超过费用本身）。policy 表中 stackable 空白者视为不可叠加。",
        "Rates and caps are in rule_value: the rule is the policy, the keys are rate and cap (whole units); the limit of all together is `limit` of the rule support_stack, 1 where there is none: never more than the cost. A policy whose `stackable` is blank cannot be stacked.",
    ),
    reference: "《中华人民共和国预算法》关于专项资金不得重复安排的原则；Commission Regulation (EU) No 651/2014, art. 8 (cumulation).",
    aliases: &["stacking", "cumulation", "联合政策包", "联合资助", "重复资助"],
    inputs: &[
        Input {
            table: "support_claim",
            columns: &["claim_id", "policy", "payer", "project", "item", "date", "value", "unit"],
            optional: false,
        },
        Input { table: "policy", columns: &["policy_id", "stackable"], optional: true },
        RULES,
    ],
    parameters: &[choice(
        "by",
        &["claim", "project", "payer"],
        "输出",
        "By",
        "逐项申请，按项目合计，或按资助方合计",
        "Each claim, sums by project, or by place that pays",
    )],
    outputs: &[
        words("claim_id", "申请", "Claim", "申请", "The claim"),
        words("project", "项目", "Project", "项目", "The project"),
        words("policy", "政策", "Policy", "政策", "The policy"),
        words("payer", "资助方", "Payer", "资助方", "The place that pays"),
        day("day", "日期", "Day", "申请日期", "Day of the claim"),
        money("cost", "费用", "Cost", "费用；按项目合计时每笔只计一次", "The cost; in sums by project each only once"),
        money("wanted", "应得", "Wanted", "按比例应得", "By the rate"),
        money("granted", "资助", "Granted", "实际资助", "What is granted"),
        words("status", "结果", "Status", "granted、cut、double、no_rule", "granted, cut, double, no_rule"),
        words("double_of", "重复于", "Funded by", "已资助该费用的申请", "The claim that has funded the cost"),
        CURRENCY,
        RULE,
    ],
};

/// A claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Under which policy.
    pub policy: String,
    /// Whether it can be stacked.
    pub stackable: bool,
    /// For which project.
    pub project: String,
    /// For which cost.
    pub item: String,
    /// When.
    pub day: Date,
    /// The cost, in minor units.
    pub cost: i64,
    /// In what.
    pub currency: Currency,
}

/// What became of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grant {
    /// All of it.
    Granted,
    /// A cap or the limit cut it.
    Cut,
    /// The claim at this place has funded the cost, and one of the two policies cannot be stacked.
    Double(usize),
    /// The policy has no rate.
    NoRule,
}

impl Grant {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Granted => "granted",
            Self::Cut => "cut",
            Self::Double(_) => "double",
            Self::NoRule => "no_rule",
        }
    }
}

/// The decision on a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What became of it.
    pub grant: Grant,
    /// What the rate gives.
    pub wanted: i64,
    /// What is granted.
    pub minor: i64,
    /// The table of rules.
    pub rule: Option<String>,
}

/// `share` of an amount, rounded down.
fn part(share: Ratio, minor: i64) -> Option<i64> {
    let rest = Ratio::ONE.minus(share)?;
    Some(Shares::new(&[share, rest], Remainder::Last).ok()?.split(minor)[0])
}

/// Decides claims in the order of their days, then as they stand.
pub fn stack(claims: &[Claim], rules: &RuleBook) -> Vec<Decision> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by_key(|&place| (claims[place].day, place));
    let mut by_policy: BTreeMap<(&str, &str, Currency), i64> = BTreeMap::new();
    let mut by_cost: BTreeMap<(&str, &str, Currency), (i64, Vec<usize>)> = BTreeMap::new();
    let mut decisions = vec![Decision { grant: Grant::NoRule, wanted: 0, minor: 0, rule: None }; claims.len()];
    for place in order {
        let claim = &claims[place];
        let decision = &mut decisions[place];
        let Ok(rate) = rules.value(&claim.policy, "rate", claim.day) else { continue };
        let Some(wanted) = part(rate.value, claim.cost) else { continue };
        decision.rule = Some(rate.rule.version());
        decision.wanted = wanted;
        let (given, funders) = by_cost.entry((&claim.project, &claim.item, claim.currency)).or_default();
        let clash = funders.iter().find(|&&other| !(claim.stackable && claims[other].stackable));
        if let Some(&other) = clash {
            decision.grant = Grant::Double(other);
            continue;
        }
        let limit = rules.value("support_stack", "limit", claim.day).map_or(Ratio::ONE, |own| own.value);
        // A limit beyond the cost would give more than was spent.
        let limit = part(limit.min(Ratio::ONE), claim.cost).unwrap_or(0);
        let had = by_policy.entry((&claim.policy, &claim.project, claim.currency)).or_default();
        let cap = rules.value(&claim.policy, "cap", claim.day).ok();
        let room = match cap.map(|cap| cap.money(claim.currency)) {
            None => i64::MAX,
            Some(Some(cap)) => (cap.minor - *had).max(0),
            Some(None) => continue,
        };
        decision.minor = wanted.min(room).min((limit - *given).max(0));
        decision.grant = if decision.minor < wanted { Grant::Cut } else { Grant::Granted };
        *had += decision.minor;
        *given += decision.minor;
        if decision.minor > 0 {
            funders.push(place);
        }
    }
    decisions
}

/// What the costs of each project come to, each counted once by its largest claim.
pub fn costs(claims: &[Claim]) -> BTreeMap<(&str, Currency), i64> {
    let mut items: BTreeMap<(&str, &str, Currency), i64> = BTreeMap::new();
    for own in claims {
        let cost = items.entry((&own.project, &own.item, own.currency)).or_default();
        *cost = (*cost).max(own.cost);
    }
    let mut sums: BTreeMap<(&str, Currency), i64> = BTreeMap::new();
    for ((project, _, currency), cost) in items {
        *sums.entry((project, currency)).or_default() += cost;
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rule::{Confidence, Rule};
    use liantu_model::Period;
    use proptest::prelude::*;

    fn rules(limit: &str) -> RuleBook {
        let rule = |id: &str, values: &[(&str, &str)]| {
            let valid = Period::new("2020-01-01".parse().unwrap(), None).unwrap();
            let values =
                values.iter().map(|(key, value)| ((*key).to_owned(), (Ratio::parse(value).unwrap(), Confidence::L)));
            Rule::of_user(id, "test", valid, values.collect())
        };
        let own = vec![
            rule("a", &[("rate", "0.3"), ("cap", "40")]),
            rule("b", &[("rate", "0.5")]),
            rule("support_stack", &[("limit", limit)]),
        ];
        RuleBook::shipped().with(own).unwrap()
    }

    fn claim(policy: &str, stackable: bool, item: &str, cost: i64) -> Claim {
        let (policy, project, item) = (policy.to_owned(), "p".to_owned(), item.to_owned());
        Claim {
            policy,
            stackable,
            project,
            item,
            day: "2024-01-01".parse().unwrap(),
            cost: cost * 100,
            currency: Currency::CNY,
        }
    }

    #[test]
    fn caps_limits_and_double_dips() {
        let grants = |claims: &[Claim]| -> Vec<(Grant, i64)> {
            stack(claims, &rules("0.6")).into_iter().map(|own| (own.grant, own.minor / 100)).collect()
        };
        let (granted, cut) = (Grant::Granted, Grant::Cut);
        // 30 % and 50 % of 100, together at most 60; then the cap of 40 for the project leaves 10.
        let stacked = [claim("a", true, "i1", 100), claim("b", true, "i1", 100), claim("a", true, "i2", 100)];
        assert_eq!(grants(&stacked), [(granted, 30), (cut, 30), (cut, 10)]);
        let twice = [claim("a", false, "i1", 100), claim("b", true, "i1", 100), claim("b", true, "i2", 100)];
        assert_eq!(grants(&twice), [(granted, 30), (Grant::Double(0), 0), (granted, 50)]);
        assert_eq!(grants(&[claim("c", true, "i1", 100)]), [(Grant::NoRule, 0)]);
        assert_eq!(costs(&stacked).into_values().sum::<i64>(), 20_000);
    }

    proptest! {
        /// However claims come, no cost gets more than the limit, no project more than the cap, and never two grants of which
        /// one cannot be stacked.
        #[test]
        fn the_stack_stays_within_its_limits(list in prop::collection::vec((any::<bool>(), any::<bool>(), 0usize..4), 0..30)) {
            let claims: Vec<Claim> = list.iter().map(|&(a, stackable, item)| {
                claim(if a { "a" } else { "b" }, stackable, &item.to_string(), 100)
            }).collect();
            let found = stack(&claims, &rules("0.6"));
            for item in ["0", "1", "2", "3"] {
                let of: Vec<usize> = (0..claims.len()).filter(|&place| claims[place].item == item && found[place].minor > 0).collect();
                prop_assert!(of.iter().map(|&place| found[place].minor).sum::<i64>() <= 6000);
                prop_assert!(of.len() < 2 || of.iter().all(|&place| claims[place].stackable));
            }
            let a: i64 = claims.iter().zip(&found).filter(|(own, _)| own.policy == "a").map(|(_, own)| own.minor).sum();
            prop_assert!(a <= 4000);
        }
    }
}
