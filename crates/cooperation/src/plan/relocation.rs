//! What it takes to make a firm move, and whether those who gain can pay it.

use super::cash_flow::{FLOWS, Flow, ONE_PLAN, RATE, present_value};
use crate::deal_form::CURRENCY;
use crate::form::{boolean, number, words, words_given};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const RELOCATION_INCENTIVE: Method = Method {
    id: "relocation_incentive",
    version: 1,
    study: "cooperation",
    title: text("迁移激励测算", "Incentive to relocate"),
    question: text(
        "企业迁移至少要补多少，迁出地、迁入地各得失多少，由谁出才人人不亏？",
        "How much does a firm need to move, what do origin and host win or lose, and who can pay so that nobody loses?",
    ),
    formula: text(
        "各方得失 = 现值(move) − 现值(stay)。合计 ≥ 0 时可行：有所失者（含企业）各补足所失，由有所得者按所得的比例分摊；补后无人为负。合计 < 0 时无论如何补偿都不可行。",
        "The gain of a party = present value of move − present value of stay. With a sum ≥ 0 it can be done: whoever loses, the firm included, is made good, and those who gain pay in proportion to their gains; nobody is below zero afterwards. With a sum < 0 no payment can.",
    ),
    limits: text(
        "表 cash_flow 中 alternative 为 stay 与 move 的各方现金流；有未知金额者该计划不作判断。税收分享已写入现金流者不再重复。折现率同一；激励须合法，本方法不判断合法性。",
        "From the flows of each party under the alternatives stay and move; with an unknown amount a plan is not judged. A sharing of tax that is in the flows is not counted again. One rate for all. Whether an incentive is lawful is not judged.",
    ),
    reference: "Kaldor, N. (1939). Welfare propositions of economics and interpersonal comparisons of utility. Economic Journal 49(195), 549–552.",
    aliases: &["relocation", "incentive", "迁移激励", "税收共享促迁移"],
    inputs: &[FLOWS],
    parameters: &[
        ONE_PLAN,
        RATE,
        words_given(
            "firm",
            "企业",
            "Firm",
            "表中代表企业的一方；空白为 firm",
            "The party that is the firm; `firm` where absent",
        ),
    ],
    outputs: &[
        words("plan", "计划", "Plan", "计划", "The plan").required(),
        words("party", "一方", "Party", "一方", "The party").required(),
        boolean("is_firm", "企业", "Is the firm", "是否为迁移的企业", "Whether it is the firm that moves"),
        number("stay", "不迁现值", "Stay", "不迁的现值", "Present value of staying"),
        number("move", "迁移现值", "Move", "迁移的现值", "Present value of moving"),
        number("gain", "得失", "Gain", "迁移现值减不迁现值", "Moving less staying"),
        number("receives", "应得激励", "Receives", "至少要补的现值", "Present value that makes it good"),
        number("pays", "分摊", "Pays", "所分摊的现值", "Present value that it pays"),
        number("after", "补后得失", "Afterwards", "得失加应得减分摊", "Gain with what it receives and pays"),
        boolean("feasible", "可行", "Feasible", "补后可否人人不亏", "Whether nobody has to lose"),
        CURRENCY,
    ],
};

/// What a move means to a party, in present value.
#[derive(Clone, Debug, PartialEq)]
pub struct Stake {
    /// Present values of staying and moving; NaN where not known.
    pub stay: f64,
    /// See `stay`.
    pub moved: f64,
    /// What it is made good with.
    pub receives: f64,
    /// What it pays.
    pub pays: f64,
}

impl Stake {
    /// What it wins.
    pub fn gain(&self) -> f64 {
        self.moved - self.stay
    }

    /// What it wins after payments.
    pub fn after(&self) -> f64 {
        self.gain() + self.receives - self.pays
    }
}

/// The stakes of parties from their flows if nothing moves and if it does; whether nobody has to lose, where that is known.
/// Payments are NaN where it cannot be done or is not known.
pub fn incentive(parties: &[(Vec<Flow>, Vec<Flow>)], base: jiff::civil::Date, rate: f64) -> (Vec<Stake>, Option<bool>) {
    let mut stakes: Vec<Stake> = parties
        .iter()
        .map(|(stay, moved)| Stake {
            stay: present_value(stay, base, rate),
            moved: present_value(moved, base, rate),
            receives: f64::NAN,
            pays: f64::NAN,
        })
        .collect();
    let sum: f64 = stakes.iter().map(Stake::gain).sum();
    if sum.is_nan() {
        return (stakes, None);
    }
    // Half a minor unit is nothing: present values are rounded sums.
    if sum < -0.5 {
        return (stakes, Some(false));
    }
    let needed: f64 = stakes.iter().map(|own| (-own.gain()).max(0.0)).sum();
    let gained: f64 = stakes.iter().map(|own| own.gain().max(0.0)).sum();
    for own in &mut stakes {
        own.receives = (-own.gain()).max(0.0);
        own.pays = if gained > 0.0 { needed * own.gain().max(0.0) / gained } else { 0.0 };
    }
    (stakes, Some(true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn flow(year: i16, minor: i64) -> Flow {
        Flow { period: year.to_string().parse().unwrap(), minor: Some(minor) }
    }

    #[test]
    fn a_move_that_pays_for_itself_and_one_that_does_not() {
        let base = "2024-01-01".parse().unwrap();
        // The firm loses 100 by moving; the host wins 300, the origin loses 120: 80 are left.
        let case = |host: i64| {
            let parties = [
                (vec![flow(2024, 500)], vec![flow(2024, 400)]),
                (vec![], vec![flow(2024, host)]),
                (vec![flow(2024, 120)], vec![]),
            ];
            incentive(&parties, base, 0.0)
        };
        let (stakes, feasible) = case(300);
        assert_eq!(feasible, Some(true));
        assert_eq!(
            stakes.iter().map(|own| (own.receives, own.pays)).collect::<Vec<_>>(),
            [(100.0, 0.0), (0.0, 220.0), (120.0, 0.0)]
        );
        assert_eq!(stakes[1].after(), 80.0);
        let (stakes, feasible) = case(200);
        assert!(feasible == Some(false) && stakes[0].receives.is_nan());
    }

    proptest! {
        #[test]
        fn nobody_loses_and_payments_balance(gains in prop::collection::vec(-1000i64..1000, 1..6)) {
            let parties: Vec<_> = gains.iter().map(|gain| (Vec::new(), vec![flow(2024, *gain)])).collect();
            let (stakes, feasible) = incentive(&parties, "2024-01-01".parse().unwrap(), 0.0);
            prop_assert_eq!(feasible, Some(gains.iter().sum::<i64>() >= 0));
            if feasible == Some(true) {
                prop_assert!(stakes.iter().all(|own| own.after() >= -1e-9));
                let open: f64 = stakes.iter().map(|own| own.receives - own.pays).sum();
                prop_assert!(open.abs() < 1e-6);
            }
        }
    }
}
