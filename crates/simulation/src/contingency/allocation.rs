//! Who gets what in a shortage: priorities first, then the same for all.

use super::{ITEM, KEY_ITEMS, REGION};
use crate::cascade::declare::{count, number};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "shortage_allocation",
    version: 1,
    study: "simulation",
    title: text("短缺时的优先分配", "Allocation in a shortage"),
    question: text("东西不够时，按优先次序各得多少？", "When there is not enough: who gets how much, by priority?"),
    formula: text(
        "按 priority 由小到大逐级满足；同级之内 max_min：所得相等直到各自需求满足（注水）；proportional：按需求比例。可分配量为参数 available；省略则为各行产能之和。",
        "Priorities are served from the lowest number up; within one max_min: equal amounts until a need is met (water filling); proportional: in proportion to needs. available is what there is; the sum of capacities when absent.",
    ),
    limits: text(
        "需求或优先级空白的行不参与分配，结果为空。",
        "Rows without demand or priority take no part and have no result.",
    ),
    reference: "Bertsekas, D., Gallager, R. (1992). Data Networks, 2nd ed., 6.5.2 (max-min fairness). Young, H. P. (1994). Equity: In Theory and Practice.",
    aliases: &["allocation", "rationing", "配给", "优先分配", "保供"],
    inputs: &[KEY_ITEMS],
    parameters: &[
        Parameter {
            name: "available",
            kind: ParameterKind::Text,
            default: None,
            title: text("可分配量", "Available"),
            help: text(
                "每项内容可分配的数量；省略则为产能之和",
                "How much there is of each item; the sum of capacities when absent",
            ),
        },
        Parameter {
            name: "within",
            kind: ParameterKind::Choice { of: &["max_min", "proportional"] },
            default: Some("max_min"),
            title: text("同级分配", "Within a priority"),
            help: text("同一优先级之内如何分", "How those of one priority share"),
        },
    ],
    outputs: &[
        ITEM,
        REGION,
        count("priority", text("优先级", "Priority"), text("小者先", "Lower goes first")),
        number("demand", text("需求", "Demand"), text("需求", "What is needed")),
        number("allocated", text("分得", "Allocated"), text("分得的数量", "What it gets")),
        number("unmet", text("缺口", "Unmet"), text("未满足的需求", "What it lacks")),
        number("served", text("满足率", "Served"), text("分得除以需求", "Allocated over demand")),
    ],
};

/// A claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Claim {
    /// Lower goes first.
    pub priority: i64,
    /// What is needed.
    pub demand: f64,
}

/// How those of one priority share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Equal amounts until a need is met.
    MaxMin,
    /// In proportion to needs.
    Proportional,
}

/// What each claim gets of `available`, never more than its demand, and all of it before the next priority gets anything.
pub fn allocate(claims: &[Claim], available: f64, within: Within) -> Vec<f64> {
    let mut given = vec![0.0; claims.len()];
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by(|&one, &two| {
        claims[one].priority.cmp(&claims[two].priority).then(claims[one].demand.total_cmp(&claims[two].demand))
    });
    let mut left = available.max(0.0);
    for level in order.chunk_by(|&one, &two| claims[one].priority == claims[two].priority) {
        let wanted: f64 = level.iter().map(|&claim| claims[claim].demand).sum();
        if wanted <= left {
            for &claim in level {
                given[claim] = claims[claim].demand;
            }
            left -= wanted;
            continue;
        }
        match within {
            Within::Proportional => {
                for &claim in level {
                    given[claim] = claims[claim].demand * left / wanted;
                }
            }
            // From the smallest need up, each gets an equal part of what is left, or its need.
            Within::MaxMin => {
                for (place, &claim) in level.iter().enumerate() {
                    let own = claims[claim].demand.min(left / (level.len() - place) as f64);
                    given[claim] = own;
                    left -= own;
                }
            }
        }
        left = 0.0;
    }
    given
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_come_first() {
        let claim = |priority, demand| Claim { priority, demand };
        let claims = [claim(2, 30.0), claim(1, 40.0), claim(2, 10.0), claim(3, 5.0)];
        assert_eq!(allocate(&claims, 70.0, Within::MaxMin), [20.0, 40.0, 10.0, 0.0]);
        assert_eq!(allocate(&claims, 60.0, Within::MaxMin), [10.0, 40.0, 10.0, 0.0]);
        assert_eq!(allocate(&claims, 60.0, Within::Proportional), [15.0, 40.0, 5.0, 0.0]);
        assert_eq!(allocate(&claims, 1e3, Within::MaxMin), [30.0, 40.0, 10.0, 5.0]);
    }

    proptest! {
        #[test]
        fn what_is_given_is_there_and_priorities_hold(
            claims in prop::collection::vec((0i64..4, 0.0f64..50.0), 1..20), available in 0.0f64..400.0, even in any::<bool>(),
        ) {
            let claims: Vec<Claim> = claims.into_iter().map(|(priority, demand)| Claim { priority, demand }).collect();
            let within = if even { Within::MaxMin } else { Within::Proportional };
            let given = allocate(&claims, available, within);
            let all: f64 = claims.iter().map(|claim| claim.demand).sum();
            let spent: f64 = given.iter().sum();
            prop_assert!((spent - all.min(available)).abs() < 1e-9);
            for (claim, own) in claims.iter().zip(&given) {
                prop_assert!(*own <= claim.demand + 1e-12);
                for (other, theirs) in claims.iter().zip(&given) {
                    // Nobody later gets anything while one before lacks something.
                    prop_assert!(other.priority <= claim.priority || *theirs < 1e-9 || *own > claim.demand - 1e-9);
                }
            }
        }
    }
}
