//! Two regions that undercut each other's taxes, and what sharing the revenue does to it.

use crate::form::{boolean, number, number_given, words_given};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "tax_competition",
    version: 1,
    study: "cooperation",
    title: text("税收竞争与分享", "Tax competition and sharing"),
    question: text(
        "两地竞相让税会让到多低？互相分享多少税收能止住逐底竞争？",
        "How low do two competing regions set their taxes, and how much sharing of revenue stops the race to the bottom?",
    ),
    formula: text(
        "两个相同的区域争夺流动资本 K，产出 f = ak − bk²/2，净收益相等：k_i = K/2 + (t_j − t_i)/(2b)，收入 R_i = t_i k_i。纳什均衡 t_N = bK；∂R_j/∂t_i = t_j/(2b) > 0 是各方不计的外部性。各把收入的 σ 交给对方：t(σ) = bK(1−σ)/(1−2σ)，σ < ½，以净收益为零的共同最优 t_C = a − bK/2 为限。止住竞争所需的分享 σ = (t_C − bK)/(2t_C − bK)。",
        "Two equal regions compete for mobile capital K with output f = ak − bk²/2; net returns are equal: k_i = K/2 + (t_j − t_i)/(2b), revenue R_i = t_i k_i. The Nash equilibrium is t_N = bK; ∂R_j/∂t_i = t_j/(2b) > 0 is the externality that nobody counts. If each passes σ of its revenue to the other: t(σ) = bK(1−σ)/(1−2σ) for σ < ½, up to the joint optimum t_C = a − bK/2, where the net return is zero. The sharing that stops the race is σ = (t_C − bK)/(2t_C − bK).",
    ),
    limits: text(
        "只以财政收入为目标，资本总量固定，两地相同；不含公共服务、居民福利、集聚利益与资本外流。数值说明机制，不是税率建议。",
        "Revenue is the only objective, the stock of capital is fixed, the regions are equal; no public services, welfare, agglomeration or flight of capital abroad. The numbers show the mechanism and are no advice on rates.",
    ),
    reference: "Zodrow, G. R., Mieszkowski, P. (1986). Pigou, Tiebout, property taxation, and the underprovision of local public goods. Journal of Urban Economics 19(3), 356–370. Wildasin, D. E. (1989). Interjurisdictional capital mobility: fiscal externality and a corrective subsidy. Journal of Urban Economics 25(2), 193–212.",
    aliases: &["race_to_the_bottom", "逐底竞争", "招商竞争", "税收竞争"],
    inputs: &[],
    parameters: &[
        number_given(
            "a",
            (0.0, 1e12),
            None,
            "边际产出截距",
            "Intercept a",
            "第一单位资本的产出",
            "What the first unit of capital yields",
        ),
        number_given(
            "b",
            (1e-12, 1e12),
            None,
            "边际产出斜率",
            "Slope b",
            "每多一单位资本，边际产出的减少",
            "By how much the yield of the next unit falls",
        ),
        number_given("capital", (0.0, 1e15), None, "资本总量", "Capital", "全部资本 K", "All the capital there is, K"),
        words_given(
            "shares",
            "分享比例",
            "Shares",
            "要计算的 σ，以 | 分隔，0 到 0.5；省略为 0、0.1、…、0.5",
            "The σ to compute, separated by |, from 0 to 0.5; 0, 0.1, …, 0.5 where absent",
        ),
    ],
    outputs: &[
        number("share", "分享比例", "Share", "σ", "σ").required(),
        number("rate", "均衡税率", "Rate", "t(σ)", "t(σ)"),
        number("revenue", "各方收入", "Revenue", "每个区域的收入", "Of each region"),
        number("gain", "比竞争多得", "Gain", "比不分享时多得", "Above that without sharing"),
        boolean("joint_optimum", "达到共同最优", "Joint optimum", "是否到 t_C", "Whether t_C is reached"),
        number("nash_rate", "竞争税率", "Rate of competition", "t_N", "t_N"),
        number("joint_rate", "共同最优税率", "Joint rate", "t_C", "t_C"),
        number(
            "externality",
            "外部性",
            "Externality",
            "一方提高一单位税率使另一方增加的收入",
            "What the other gains when one raises its rate by one",
        ),
        number("share_needed", "止住竞争所需分享", "Share needed", "达到 t_C 的最小 σ", "The least σ that reaches t_C"),
    ],
};

/// Two equal regions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Competition {
    /// What the first unit of capital yields.
    pub a: f64,
    /// By how much the yield of the next unit falls, positive.
    pub b: f64,
    /// All capital.
    pub capital: f64,
}

/// What comes of a share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Equilibrium {
    /// The rate that both set.
    pub rate: f64,
    /// Of each.
    pub revenue: f64,
    /// Whether the joint optimum is reached.
    pub joint_optimum: bool,
}

impl Competition {
    /// The rate at which the net return is zero: what both would set together. Zero where capital yields nothing.
    pub fn joint_rate(&self) -> f64 {
        (self.a - self.b * self.capital / 2.0).max(0.0)
    }

    /// The symmetric equilibrium where each passes `share`, from 0 to one half, of its revenue to the other.
    pub fn equilibrium(&self, share: f64) -> Equilibrium {
        let free =
            if share < 0.5 { self.b * self.capital * (1.0 - share) / (1.0 - 2.0 * share) } else { f64::INFINITY };
        let joint = self.joint_rate();
        let rate = free.min(joint);
        Equilibrium { rate, revenue: rate * self.capital / 2.0, joint_optimum: free >= joint - 1e-9 * joint }
    }

    /// The least share that reaches the joint optimum.
    pub fn share_needed(&self) -> f64 {
        let (joint, nash) = (self.joint_rate(), self.b * self.capital);
        if nash >= joint { 0.0 } else { (joint - nash) / (2.0 * joint - nash) }
    }

    /// The rate that is best for one region against the `other`'s, when both share.
    pub fn best_response(&self, other: f64, share: f64) -> f64 {
        let free = (self.b * self.capital * (1.0 - share) + other) / (2.0 * (1.0 - share));
        free.min(self.joint_rate())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn worked_answers() {
        let regions = Competition { a: 20.0, b: 1.0, capital: 8.0 };
        let rate = |share| regions.equilibrium(share).rate;
        assert_eq!((rate(0.0), rate(0.25), rate(0.5)), (8.0, 12.0, 16.0));
        assert!((rate(0.2) - 32.0 / 3.0).abs() < 1e-12 && (rate(1.0 / 3.0) - 16.0).abs() < 1e-12);
        assert_eq!((regions.equilibrium(0.0).revenue, regions.equilibrium(0.5).revenue), (32.0, 64.0));
        assert!((regions.share_needed() - 1.0 / 3.0).abs() < 1e-12);
        assert!(regions.equilibrium(1.0 / 3.0).joint_optimum && !regions.equilibrium(0.3).joint_optimum);
        // Capital so plentiful that the cap binds already: there is no race.
        assert_eq!(Competition { a: 5.0, b: 1.0, capital: 8.0 }.share_needed(), 0.0);
    }

    proptest! {
        /// Taking turns at the best response leads to the same rates.
        #[test]
        fn best_responses_meet_there(a in 5.0f64..40.0, b in 0.2f64..2.0, capital in 1.0f64..8.0, share in 0.0f64..0.45) {
            let regions = Competition { a, b, capital };
            let (mut one, mut two) = (0.0, 1.0);
            for _ in 0..4000 {
                one = regions.best_response(two, share);
                two = regions.best_response(one, share);
            }
            let found = regions.equilibrium(share).rate;
            prop_assert!((one - found).abs() < 1e-6 * (1.0 + found) && (two - found).abs() < 1e-6 * (1.0 + found));
        }
    }
}
