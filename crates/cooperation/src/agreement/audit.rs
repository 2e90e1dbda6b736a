//! Is everything there that keeps an agreement from being hard to honour?

use super::Agreement;
use crate::clause::Terms;
use liantu_model::Text;
use liantu_model::text::text;

/// One thing that an agreement should say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which: `standard`, `plan`, `owner`, `date`, `budget`, `revenue_rule`, `risk_rule`, `exit`, `dispute`.
    pub part: &'static str,
    /// Whether an agreement of this kind needs it.
    pub needed: bool,
    /// Where it is said: a field or the clauses; empty where it is not.
    pub said: Vec<String>,
    /// What to add.
    pub advice: Text,
}

/// The parts of an agreement, in a fixed order.
pub fn audit(agreement: &Agreement) -> Vec<Part> {
    let field = |there: bool, name: &str| if there { vec![name.to_owned()] } else { Vec::new() };
    let clauses = |is: fn(&Terms) -> bool| -> Vec<String> {
        let mut found: Vec<String> =
            agreement.clauses.iter().filter(|clause| is(&clause.terms)).map(|clause| clause.id.clone()).collect();
        found.dedup();
        found
    };
    // Mutual recognition and alliances may well move no money.
    let moneyless = ["recognition", "alliance"].contains(&agreement.kind.as_str());
    let mut budget = field(agreement.budget.is_some(), "budget");
    budget.extend(clauses(|terms| matches!(terms, Terms::Cost { .. } | Terms::Fund { .. })));
    let part = |part, needed, said, zh, en| Part { part, needed, said, advice: text(zh, en) };
    vec![
        part(
            "standard",
            true,
            field(agreement.standard.is_some(), "standard"),
            "写明所依据的标准（standard）",
            "name the standard it rests on (`standard`)",
        ),
        part(
            "plan",
            true,
            field(agreement.plan.is_some(), "plan"),
            "写明所依据的规划（plan）",
            "name the plan it rests on (`plan`)",
        ),
        part(
            "owner",
            true,
            field(agreement.owner.is_some(), "owner"),
            "指定牵头责任方（owner）",
            "name the party that answers for it (`owner`)",
        ),
        part(
            "date",
            true,
            field(agreement.term.end.is_some(), "end"),
            "写明期满日（end）",
            "give the end of the term (`end`)",
        ),
        part(
            "budget",
            !moneyless,
            budget,
            "写明预算（budget），或增加 cost、fund 条款",
            "give a budget (`budget`) or a clause of kind cost or fund",
        ),
        part(
            "revenue_rule",
            !moneyless,
            clauses(|terms| {
                matches!(
                    terms,
                    Terms::Revenue { .. }
                        | Terms::Increment { .. }
                        | Terms::Relocation { .. }
                        | Terms::Apportionment { .. }
                        | Terms::TwoBucket { .. }
                        | Terms::Fund { .. }
                )
            }),
            "增加收益条款（revenue、increment、relocation、apportionment 或 two_bucket）",
            "add a clause on revenue (revenue, increment, relocation, apportionment or two_bucket)",
        ),
        part(
            "risk_rule",
            !moneyless,
            clauses(|terms| matches!(terms, Terms::Waterfall { .. } | Terms::Bond { .. } | Terms::Ratchet { .. })),
            "增加风险条款（waterfall、bond 或 ratchet）",
            "add a clause on risk (waterfall, bond or ratchet)",
        ),
        part(
            "exit",
            true,
            clauses(|terms| matches!(terms, Terms::Exit(_) | Terms::HandOver { .. })),
            "增加退出条款（exit 或 hand_over）",
            "add a clause on exit (exit or hand_over)",
        ),
        part(
            "dispute",
            true,
            clauses(|terms| matches!(terms, Terms::Dispute { .. })),
            "增加争议条款（dispute）",
            "add a clause on disputes (dispute)",
        ),
    ]
}
