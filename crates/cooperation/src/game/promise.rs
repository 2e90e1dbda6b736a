//! Whether a promise to share will be kept when keeping everything is tempting.

use crate::form::{boolean, count_given, number, number_given};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "promise_sustainability",
    version: 2,
    study: "cooperation",
    title: text("承诺能否兑现", "Will the promise be kept"),
    question: text(
        "承诺分享税收的一方会不会违约？分成多少还守得住？不够时需要多少保证金？",
        "Will the party that promised to share its tax keep the promise? Which share is still kept, and what bond is needed?",
    ),
    formula: text(
        "承接地每期得税收 T，应付 σT；若全部留下，合作中止，其收入降为 d。守约 C = (1−σ)T，违约当期 D = T，此后 P = d。违约 L 期后才被发现，各期同比增长 g。贴现因子 δ 不低于 δ* = [(D−C)/(D−P)]^{1/L}/(1+g) 时守约有利；(D−C)/(D−P) = σT/(T−d) ≥ 1 时任何 δ 都守不住。守得住的最大分成 σ_max = min{1, (δ(1+g))^L}·(T−d)/T。所需保证金 = max(0, [(1−q^L)(D−C) − q^L (C−P)]/(1−q))，q = δ(1+g)。终止期 N 已知时由末期向前推，没有保证金则守不住；保证金须抵得住任何一期起违约的所得：max_t Σ_{s=t}^{N} δ^{s−t}(1+g)^{s−1}·[(s < t+L 时为 T，此后为 d) − C]，折算到违约当期。",
        "The host collects T each period and owes σT; if it keeps everything, cooperation ends and its income falls to d. Keeping gives C = (1−σ)T, breaking D = T at first and P = d ever after. Breaking is found out after L periods, and all grows by g a period. Keeping pays if the discount factor δ is at least δ* = [(D−C)/(D−P)]^{1/L}/(1+g); if (D−C)/(D−P) = σT/(T−d) ≥ 1 no δ will do. The largest share that is kept is σ_max = min{1, (δ(1+g))^L}·(T−d)/T. The bond needed is max(0, [(1−q^L)(D−C) − q^L (C−P)]/(1−q)) with q = δ(1+g). With a known last period cooperation unravels from the end: nothing holds without a bond, which must outweigh what breaking gains from any period on: max_t Σ_{s=t}^{N} δ^{s−t}(1+g)^{s−1}·[(T while s < t+L, d after it) − C], valued in the period of breaking.",
    ),
    limits: text(
        "只有承接地一方有违约的诱因；惩罚为永久中止（触发策略），不计信誉与上级干预。d 是没有对方时园区自己的收入：园区越能独立，d 越大，承诺越守不住。",
        "Only the host is tempted; the punishment is the end of cooperation (a trigger strategy), without reputation or orders from above. d is what the park yields without the partner: the better it stands alone, the larger d and the weaker the promise.",
    ),
    reference: "Friedman, J. W. (1971). A non-cooperative equilibrium for supergames. Review of Economic Studies 38(1), 1–12. Abreu, D. (1988). On the theory of infinitely repeated games with discounting. Econometrica 56(2), 383–396.",
    aliases: &["critical_discount_factor", "自我履约", "贴现因子", "重复博弈", "保证金", "违约"],
    inputs: &[],
    parameters: &[
        number_given("tax", (0.0, 1e15), None, "税收", "Tax", "每期税收 T", "Tax of a period, T"),
        number_given("share", (0.0, 1.0), None, "分成", "Share", "应付对方的比例 σ", "The part owed to the partner, σ"),
        number_given(
            "fallback",
            (-1e15, 1e15),
            None,
            "中止后收入",
            "Fallback",
            "合作中止后每期的收入 d",
            "Income of a period after cooperation has ended, d",
        ),
        number_given(
            "patience",
            (0.0, 0.999_999_999),
            Some("0.9"),
            "贴现因子",
            "Discount factor",
            "δ，越大越有耐心",
            "δ, larger is more patient",
        ),
        number_given("growth", (-0.99, 10.0), Some("0"), "增长率", "Growth", "每期增长 g", "Growth of a period, g"),
        count_given(
            "lag",
            (1, 1000),
            Some("1"),
            "发现所需期数",
            "Lag",
            "违约几期后被发现",
            "Periods until breaking is found out",
        ),
        count_given(
            "horizon",
            (0, 10_000),
            Some("0"),
            "期数",
            "Horizon",
            "已知的总期数；0 为没有已知的终点",
            "Periods in all, if known; 0: no known end",
        ),
    ],
    outputs: &[
        boolean(
            "kept",
            "守得住",
            "Kept",
            "在给定贴现因子下是否守约",
            "Whether it is kept at the discount factor given",
        ),
        boolean("never", "永远守不住", "Never", "任何贴现因子都守不住", "Whether no discount factor would do"),
        number(
            "critical",
            "临界贴现因子",
            "Critical discount factor",
            "δ*；永远守不住时为空",
            "δ*; null where it is never kept",
        ),
        number("largest_share", "最大可守分成", "Largest share kept", "σ_max", "σ_max"),
        number("bond", "所需保证金", "Bond needed", "0 为不需要", "0: none is needed"),
        number("keep", "守约所得", "Keeping", "C", "C"),
        number("break", "违约所得", "Breaking", "D", "D"),
        number("after", "中止后所得", "After", "P", "P"),
    ],
};

/// A promise to share.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Promise {
    /// Income of a period before sharing.
    pub tax: f64,
    /// The part owed.
    pub share: f64,
    /// Income of a period after cooperation has ended.
    pub fallback: f64,
    /// Discount factor, below one.
    pub patience: f64,
    /// Growth of a period.
    pub growth: f64,
    /// Periods until breaking is found out, at least one.
    pub lag: u32,
    /// Periods in all; `None` where no end is known.
    pub horizon: Option<u32>,
}

/// Whether it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sustainability {
    /// Whether it pays to keep it.
    pub kept: bool,
    /// Whether no discount factor below one would do.
    pub never: bool,
    /// The least discount factor with which it is kept; `None` where nothing is lost by breaking, or an end is known.
    pub critical: Option<f64>,
    /// The largest share that would be kept.
    pub largest_share: f64,
    /// What must be held in escrow; `None` where no bond is large enough.
    pub bond: Option<f64>,
}

/// The least discount factor with which it is better to go on without `gain`, what breaking brings at once, than to lose
/// `lost`, how much less than when breaking there is ever after; `None` where nothing would be lost. At or above one it
/// never is.
pub fn critical_discount(gain: f64, lost: f64) -> Option<f64> {
    if gain <= 0.0 {
        return Some(0.0);
    }
    (lost > 0.0).then(|| gain / lost)
}

/// Whether a discount factor reaches the critical one; it does where it is off by no more than rounding.
pub fn reaches(patience: f64, critical: f64) -> bool {
    patience >= critical * (1.0 - 1e-12)
}

impl Promise {
    /// Judges it.
    pub fn sustainability(&self) -> Sustainability {
        let owed = self.share * self.tax;
        // What a period of cooperation is worth above one without it.
        let margin = self.tax - owed - self.fallback;
        let tempted = owed > 0.0;
        let ratio = critical_discount(owed, self.tax - self.fallback);
        if let Some(periods) = self.horizon.filter(|_| tempted) {
            let bond = Some(self.bond_until(periods.max(1)));
            return Sustainability { kept: false, never: true, critical: None, largest_share: 0.0, bond };
        }
        let grown = 1.0 + self.growth;
        let factor = self.patience * grown;
        let lost = factor.powf(f64::from(self.lag));
        let never = tempted && ratio.is_none_or(|ratio| reaches(ratio, 1.0));
        let critical = ratio.filter(|_| !never).map(|ratio| ratio.powf(1.0 / f64::from(self.lag)) / grown);
        let kept = !tempted || critical.is_some_and(|critical| reaches(self.patience, critical));
        // Growth at least as fast as impatience: the far future outweighs any temptation, for better or worse.
        let bond = if kept {
            Some(0.0)
        } else if factor < 1.0 {
            Some((((1.0 - lost) * owed - lost * margin) / (1.0 - factor)).max(0.0))
        } else {
            None
        };
        let largest = if self.tax > 0.0 { lost.min(1.0) * (self.tax - self.fallback) / self.tax } else { 0.0 };
        Sustainability { kept, never, critical, largest_share: largest.clamp(0.0, 1.0), bond }
    }

    /// The most that breaking gains with `periods` in all, over the periods in which it may begin, in money of that period.
    fn bond_until(&self, periods: u32) -> f64 {
        let (owed, loss) = (self.share * self.tax, (1.0 - self.share) * self.tax - self.fallback);
        let grown = 1.0 + self.growth;
        let factor = self.patience * grown;
        let (mut unseen, mut whole, mut weight, mut most) = (0.0, 0.0, 1.0, 0.0f64);
        // From the last period backwards: `left` periods remain, the first `lag` of them before breaking is found out.
        for left in 1..=periods {
            whole += weight;
            if left <= self.lag {
                unseen += weight;
            }
            weight *= factor;
            let gain = grown.powf(f64::from(periods - left)) * (unseen * owed - (whole - unseen) * loss);
            // Beyond the largest number there is no bond that is large enough.
            most = most.max(if gain.is_nan() { f64::INFINITY } else { gain });
        }
        most
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn promise(share: f64, fallback: f64, patience: f64) -> Promise {
        Promise { tax: 100.0, share, fallback, patience, growth: 0.0, lag: 1, horizon: None }
    }

    #[test]
    fn worked_answers() {
        let critical = |share, fallback| promise(share, fallback, 0.9).sustainability().critical.unwrap();
        assert!((critical(0.5, 30.0) - 5.0 / 7.0).abs() < 1e-12);
        assert!((critical(0.3, 30.0) - 3.0 / 7.0).abs() < 1e-12);
        let late = Promise { lag: 2, ..promise(0.5, 30.0, 0.9) }.sustainability();
        assert!((late.critical.unwrap() - 0.8452).abs() < 1e-4);
        let trap = promise(0.5, 60.0, 0.999).sustainability();
        assert!(trap.never && !trap.kept && trap.critical.is_none());
        // However fast all grows.
        assert_eq!(Promise { growth: 0.3, ..promise(0.5, 60.0, 0.9) }.sustainability().critical, None);
        let bond = promise(0.5, 30.0, 0.6).sustainability();
        assert!(!bond.kept && !bond.never && (bond.bond.unwrap() - 20.0).abs() < 1e-12);
        let largest = promise(0.5, 30.0, 0.8).sustainability();
        assert!(largest.kept && (largest.largest_share - 0.56).abs() < 1e-12 && largest.bond == Some(0.0));
        assert_eq!(critical_discount(2.0, 6.0), Some(1.0 / 3.0));
        assert_eq!(critical_discount(1.0, 2.0), Some(0.5));
        // A known end: nothing holds without a bond; what is promised without a share holds always.
        let ends = Promise { horizon: Some(3), growth: 0.1, ..promise(0.5, 30.0, 0.9) }.sustainability();
        assert!(!ends.kept && ends.never && (ends.bond.unwrap() - 60.5).abs() < 1e-9);
        assert!(promise(0.0, 30.0, 0.1).sustainability().kept);
        // Nothing is lost by breaking: there is no discount factor at all.
        let free = promise(0.5, 100.0, 0.9).sustainability();
        assert!(free.never && free.critical.is_none() && free.bond.is_some_and(|bond| bond > 0.0));
    }

    #[test]
    fn the_largest_share_that_is_kept_is_kept() {
        for step in 1..100 {
            let share = f64::from(step) / 100.0;
            let found = promise(share, 0.0, share).sustainability();
            assert!(found.kept && found.bond == Some(0.0), "{share} {found:?}");
        }
        let edge = promise(0.56, 30.0, 0.8).sustainability();
        assert!(edge.kept && edge.bond == Some(0.0), "{edge:?}");
        let more = promise(0.5601, 30.0, 0.8).sustainability();
        assert!(!more.kept && more.bond.is_some_and(|bond| bond > 0.0));
    }

    #[test]
    fn a_bond_with_a_known_end_outweighs_breaking_in_any_period() {
        let bond = |own: Promise| own.sustainability().bond.unwrap();
        let ends = |periods, own| Promise { horizon: Some(periods), ..own };
        assert!((bond(ends(10, promise(0.5, 60.0, 0.9))) - 105.132_155_99).abs() < 1e-6);
        assert!((bond(Promise { lag: 2, ..ends(3, promise(0.5, 30.0, 0.9)) }) - 95.0).abs() < 1e-9);
        assert!((bond(Promise { growth: -0.3, ..ends(5, promise(0.5, 30.0, 0.6)) }) - 35.97).abs() < 5e-3);
        assert!((bond(ends(3, promise(0.5, 30.0, 0.9))) - 50.0).abs() < 1e-9);
    }

    proptest! {
        /// With a known end: all paths of breaking summed period by period, none gains more than the bond and one as much.
        #[test]
        fn no_time_of_breaking_gains_more_than_the_bond(
            share in 0.05f64..1.0, fallback in -50.0f64..120.0, patience in 0.0f64..0.99, growth in -0.5f64..0.5,
            lag in 1u32..6, periods in 1u32..12,
        ) {
            let promise = Promise { tax: 100.0, share, fallback, patience, growth, lag, horizon: Some(periods) };
            let mut most = 0.0f64;
            for broken in 1..=periods {
                let gain: f64 = (broken..=periods).map(|period| {
                    let has = if period < broken + lag { 100.0 } else { fallback };
                    patience.powf(f64::from(period - broken)) * (1.0 + growth).powf(f64::from(period - 1))
                        * (has - (1.0 - share) * 100.0)
                }).sum();
                most = most.max(gain);
            }
            let bond = promise.sustainability().bond.unwrap();
            prop_assert!((bond - most).abs() <= 1e-9 * most.max(1.0), "{} {}", bond, most);
        }

        /// Paths summed period by period agree: kept if and only if no less is had by keeping than by breaking at once, and the
        /// bond just makes up for the difference.
        #[test]
        fn sums_over_periods_agree(
            share in 0.05f64..0.95, fallback in 0.0f64..95.0, patience in 0.1f64..0.9, growth in -0.1f64..0.08, lag in 1u32..4,
        ) {
            let promise = Promise { tax: 100.0, share, fallback, patience, growth, lag, horizon: None };
            let found = promise.sustainability();
            let factor = patience * (1.0 + growth);
            let (mut keep, mut take, mut weight) = (0.0, 0.0, 1.0);
            for period in 0..5000u32 {
                keep += weight * (1.0 - share) * 100.0;
                take += weight * if period < lag { 100.0 } else { fallback };
                weight *= factor;
            }
            prop_assume!((keep - take).abs() > 1e-6);
            prop_assert_eq!(found.kept, keep > take);
            prop_assert!((found.bond.unwrap() - (take - keep).max(0.0)).abs() < 1e-6);
            let most = Promise { share: found.largest_share * 0.999, ..promise }.sustainability();
            let more = Promise { share: found.largest_share * 1.001 + 1e-6, ..promise }.sustainability();
            prop_assert!(most.kept && !more.kept);
        }
    }
}
