//! One plan for all against a plan for each.

use super::{ITEM, KEY_ITEMS, REGION};
use crate::cascade::declare::number;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::simplex::{NoOptimum, Programme, Sense};

/// The declaration.
pub const METHOD: Method = Method {
    id: "joint_plan",
    version: 1,
    study: "simulation",
    title: text("联合方案与各自方案", "Joint plan and separate plans"),
    question: text(
        "应急时各地各顾各，比一起打算多花多少？",
        "How much more does it cost in an emergency if each region plans for itself instead of all together?",
    ),
    formula: text(
        "线性规划：min Σ (k_r + t·[r≠s])·x_rs + o·y_s；Σ_s x_rs ≤ 产能_r，Σ_r x_rs + y_s = 需求_s，x, y ≥ 0。k 为单位成本，t 为区域间调运费用，y 为以高价 o 从外面购入。各自方案只许 x_rr。差额 = 各自之和 − 联合，不为负。",
        "Linear programme: min Σ (k_r + t·[r≠s])·x_rs + o·y_s under Σ_s x_rs ≤ capacity_r, Σ_r x_rs + y_s = demand_s, x, y ≥ 0. k is unit cost, t what it costs to move a unit between regions, y what is bought outside at the price o. Separate plans allow x_rr only. Gap = sum of the separate − joint, never negative.",
    ),
    limits: text(
        "每项内容单独求解；调运费用与远近无关；需求、产能或成本空白的行不参与并报告。",
        "Each item is solved by itself; moving costs the same between any two regions; rows without demand, capacity or cost take no part and are reported.",
    ),
    reference: "Dantzig, G. B. (1963). Linear Programming and Extensions. Princeton.",
    aliases: &["joint planning", "共同方案", "平战共同方案", "统筹"],
    inputs: &[KEY_ITEMS],
    parameters: &[
        Parameter {
            name: "transfer_cost",
            kind: ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
            default: Some("0"),
            title: text("调运费用", "Cost of moving"),
            help: text("区域间每单位的调运费用", "Of a unit between two regions"),
        },
        Parameter {
            name: "outside_cost",
            kind: ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
            default: Some("100"),
            title: text("外购价格", "Price outside"),
            help: text("从外面购入每单位的价格", "Of a unit bought outside"),
        },
    ],
    outputs: &[
        ITEM,
        REGION,
        number("demand", text("需求", "Demand"), text("空白 region 为合计", "A blank region is the sum")),
        number("capacity", text("产能", "Capacity"), text("产能", "Capacity")),
        number("made", text("联合产量", "Made"), text("联合方案中的产量", "What it makes in the joint plan")),
        number(
            "received",
            text("调入", "Received"),
            text("联合方案中自他区域调入", "From other regions in the joint plan"),
        ),
        number("bought", text("外购", "Bought"), text("联合方案中的外购", "Bought outside in the joint plan")),
        number(
            "bought_alone",
            text("各自外购", "Bought alone"),
            text("各自方案中的外购", "Bought outside in the separate plan"),
        ),
        number("cost_alone", text("各自费用", "Cost alone"), text("各自方案的费用", "Cost of the separate plan")),
        number(
            "cost_joint",
            text("联合费用", "Joint cost"),
            text("联合方案的费用，只列合计", "Cost of the joint plan, for the sum only"),
        ),
        number("gap", text("差额", "Gap"), text("各自之和减联合，只列合计", "Separate less joint, for the sum only")),
    ],
};

/// What a region needs and can make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Region {
    /// What it needs.
    pub demand: f64,
    /// What it can make.
    pub capacity: f64,
    /// Of a unit.
    pub cost: f64,
}

/// The joint plan and the separate ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What each region makes for each, row by row.
    pub shipments: Vec<f64>,
    /// What each buys outside.
    pub bought: Vec<f64>,
    /// What each buys outside alone.
    pub bought_alone: Vec<f64>,
    /// What each spends alone.
    pub cost_alone: Vec<f64>,
    /// What all spend together.
    pub cost_joint: f64,
}

/// The cheapest plan of all together and of each alone.
pub fn joint_plan(regions: &[Region], transfer: f64, outside: f64) -> Result<Plan, NoOptimum> {
    let n = regions.len();
    // Data of the order of one, as the solver asks.
    let largest = |values: &mut dyn Iterator<Item = f64>| values.fold(0.0f64, f64::max).max(f64::MIN_POSITIVE);
    let amount = largest(&mut regions.iter().flat_map(|region| [region.demand, region.capacity]));
    let price = largest(&mut regions.iter().map(|region| region.cost).chain([transfer, outside]));
    let mut objective = Vec::with_capacity(n * n + n);
    for (from, region) in regions.iter().enumerate() {
        objective.extend((0..n).map(|to| (region.cost + if from == to { 0.0 } else { transfer }) / price));
    }
    objective.extend(std::iter::repeat_n(outside / price, n));
    let mut rows = Vec::with_capacity(2 * n);
    for (from, region) in regions.iter().enumerate() {
        let mut left = vec![0.0; n * n + n];
        left[from * n..(from + 1) * n].fill(1.0);
        rows.push((left, Sense::AtMost, region.capacity / amount));
    }
    for (to, region) in regions.iter().enumerate() {
        let mut left = vec![0.0; n * n + n];
        (0..n).for_each(|from| left[from * n + to] = 1.0);
        left[n * n + to] = 1.0;
        rows.push((left, Sense::Equal, region.demand / amount));
    }
    let found = Programme { objective, rows }.minimise()?;
    let scaled: Vec<f64> = found.variables.iter().map(|number| number * amount).collect();
    // Alone the answer is plain: own goods while they are cheaper than those outside.
    let own = |region: &Region| if region.cost <= outside { region.demand.min(region.capacity) } else { 0.0 };
    let bought_alone: Vec<f64> = regions.iter().map(|region| region.demand - own(region)).collect();
    let spent = regions.iter().zip(&bought_alone).map(|(region, bought)| own(region) * region.cost + bought * outside);
    Ok(Plan {
        cost_alone: spent.collect(),
        shipments: scaled[..n * n].to_vec(),
        bought: scaled[n * n..].to_vec(),
        bought_alone,
        cost_joint: found.value * amount * price,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_one_has_too_much_of_helps_the_other() {
        let region = |demand, capacity, cost| Region { demand, capacity, cost };
        let plan = joint_plan(&[region(10.0, 25.0, 2.0), region(20.0, 5.0, 3.0)], 1.0, 50.0).unwrap();
        // 10 own + 15 sent at 3, 5 own at 3: 20 + 45 + 15; alone: 20, and 15 + 15·50.
        assert!((plan.cost_joint - 80.0).abs() < 1e-9, "{plan:?}");
        assert_eq!(plan.cost_alone, [20.0, 765.0]);
        assert_eq!(plan.bought_alone, [0.0, 15.0]);
    }

    proptest! {
        #[test]
        fn together_never_costs_more(
            regions in prop::collection::vec((0.0f64..50.0, 0.0f64..50.0, 0.5f64..20.0), 1..6),
            transfer in 0.0f64..10.0, outside in 1.0f64..60.0,
        ) {
            let regions: Vec<Region> =
                regions.into_iter().map(|(demand, capacity, cost)| Region { demand, capacity, cost }).collect();
            let plan = joint_plan(&regions, transfer, outside).unwrap();
            let alone: f64 = plan.cost_alone.iter().sum();
            prop_assert!(plan.cost_joint <= alone + 1e-6 * (1.0 + alone), "{} {}", plan.cost_joint, alone);
            let n = regions.len();
            for (place, region) in regions.iter().enumerate() {
                let made: f64 = plan.shipments[place * n..(place + 1) * n].iter().sum();
                let got: f64 = (0..n).map(|from| plan.shipments[from * n + place]).sum::<f64>() + plan.bought[place];
                prop_assert!(made <= region.capacity + 1e-6 && (got - region.demand).abs() < 1e-6);
            }
        }
    }
}
