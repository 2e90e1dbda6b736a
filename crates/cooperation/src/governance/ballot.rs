//! Votes of bodies with many stakeholders: quorum, majority, and whether every group has to carry.

use crate::deal_form::integer;
use crate::form::{boolean, choice, number, number_given, words, words_given};
use crate::money::Ratio;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::BTreeMap;

/// The declaration.
pub const VOTE: Method = Method {
    id: "vote_result",
    version: 2,
    study: "cooperation",
    title: text("表决结果", "Results of votes"),
    question: text(
        "议案是否达到法定人数、是否通过，各界别如何？",
        "Is there a quorum, does the motion carry, and how did each group vote?",
    ),
    formula: text(
        "到会票权 / 全部票权 ≥ quorum 为有效；赞成 / 分母 > majority 为通过（inclusive = yes 时 ≥）。分母 of：cast 为赞成加反对，present 为到会者，all 为全体。by = group 时各界别都须通过。",
        "A quorum: weight present / weight of all ≥ quorum. Carried: yes / base > majority (≥ with inclusive = yes). The base `of`: cast is yes and no, present those who took part, all every member. With rule = group every group has to carry.",
    ),
    limits: text(
        "票权按十进制精确计算；quorum、majority 可写分数，如 2/3，小数与分母不超过 100 的分数相差不到 10⁻⁹ 者即视为该分数。界别缺失者归入空白界别。无人投赞成或反对时不通过。",
        "Weights are exact decimal numbers; quorum and majority may be fractions such as 2/3, and a decimal number within 10⁻⁹ of a fraction with a denominator up to 100 is that fraction. Who has no group belongs to the blank one. Without any yes or no a motion is lost.",
    ),
    reference: "Robert, H. M., et al. (2020). Robert's Rules of Order Newly Revised, 12th ed., §44 (bases for determining a voting result).",
    aliases: &["vote", "ballot", "quorum", "表决", "业界共治"],
    inputs: &[Input { table: "ballot", columns: &["motion", "member", "group", "choice", "weight"], optional: false }],
    parameters: &[
        words_given("motion", "议案", "Motion", "只看这一议案；空白为全部", "Only this motion; all where absent"),
        number_given(
            "quorum",
            (0.0, 1.0),
            Some("0.5"),
            "法定人数",
            "Quorum",
            "到会比例的下限；可写分数，如 1/2",
            "Least part that has to be present; may be a fraction such as 1/2",
        ),
        number_given(
            "majority",
            (0.0, 1.0),
            Some("0.5"),
            "多数",
            "Majority",
            "赞成比例须超过；可写分数，如 2/3",
            "Part of yes that has to be exceeded; may be a fraction such as 2/3",
        ),
        choice(
            "inclusive",
            &["no", "yes"],
            "含等于",
            "Inclusive",
            "yes：达到即可，如三分之二",
            "yes: reaching it is enough, as for two thirds",
        ),
        choice(
            "of",
            &["cast", "present", "all"],
            "分母",
            "Base",
            "赞成加反对、到会者或全体",
            "Yes and no, those present, or all members",
        ),
        choice(
            "rule",
            &["together", "group"],
            "规则",
            "Rule",
            "合并计票，或各界别分别通过",
            "Counted together, or every group has to carry",
        ),
    ],
    outputs: &[
        words("motion", "议案", "Motion", "议案", "The motion").required(),
        words("group", "界别", "Group", "界别；空白为合计", "The group; blank: all together"),
        integer("members", "成员数", "Members", "有表决权者", "Who may vote"),
        number("all", "全部票权", "All", "票权合计", "Weight of all"),
        number("yes", "赞成", "Yes", "票权", "Weight"),
        number("no", "反对", "No", "票权", "Weight"),
        number("abstained", "弃权", "Abstained", "票权", "Weight"),
        boolean("quorum_met", "达到法定人数", "Quorum", "是否达到", "Whether it is reached"),
        words("verdict", "结果", "Verdict", "carried、lost、no_quorum", "carried, lost, no_quorum"),
    ],
};

/// A vote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// For.
    Yes,
    /// Against.
    No,
    /// Neither.
    Abstain,
    /// Took no part.
    Absent,
}

/// Votes by weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Members with a vote.
    pub members: usize,
    /// Weight for, against, neither, absent.
    pub weights: [Ratio; 4],
}

impl Default for Tally {
    fn default() -> Self {
        Self { members: 0, weights: [Ratio::ZERO; 4] }
    }
}

impl Tally {
    /// Adds a vote; `None` where weights are too large to be kept exactly.
    pub fn add(&mut self, choice: Choice, weight: Ratio) -> Option<()> {
        let own = &mut self.weights[choice as usize];
        *own = own.plus(weight)?;
        self.members += 1;
        Some(())
    }

    fn sum(&self, places: std::ops::Range<usize>) -> Option<Ratio> {
        self.weights[places].iter().try_fold(Ratio::ZERO, |sum, weight| sum.plus(*weight))
    }

    /// The weight of all members.
    pub fn all(&self) -> Option<Ratio> {
        self.sum(0..4)
    }
}

/// What yes is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// Yes and no.
    Cast,
    /// All who took part.
    Present,
    /// All members.
    All,
}

/// By which rule a motion carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// Least part that has to be present.
    pub quorum: Ratio,
    /// Part that yes has to exceed.
    pub majority: Ratio,
    /// Whether reaching it is enough.
    pub inclusive: bool,
    /// Of what.
    pub base: Base,
}

/// A part as it is meant: 0.6666666666666667 is two thirds, which no decimal number is.
pub fn exact_part(number: f64) -> Option<Ratio> {
    let near = |den: i32| (number - (number * f64::from(den)).round() / f64::from(den)).abs() <= 1e-9;
    let den = (1..=100).find(|den| near(*den));
    let fraction =
        den.and_then(|den| Ratio::of_number((number * f64::from(den)).round())?.over(Ratio::whole(den.into())));
    fraction.or_else(|| Ratio::of_number(number))
}

/// What a vote comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Carried.
    Carried,
    /// Not carried.
    Lost,
    /// Too few took part.
    NoQuorum,
}

impl Verdict {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Carried => "carried",
            Self::Lost => "lost",
            Self::NoQuorum => "no_quorum",
        }
    }
}

/// The verdict of one count; `None` where weights are too large to be compared exactly.
pub fn verdict(tally: &Tally, threshold: &Threshold) -> Option<Verdict> {
    let (all, present, cast) = (tally.all()?, tally.sum(0..3)?, tally.sum(0..2)?);
    if all.is_zero() || present < threshold.quorum.times(all)? {
        return Some(Verdict::NoQuorum);
    }
    let base = match threshold.base {
        Base::Cast => cast,
        Base::Present => present,
        Base::All => all,
    };
    let (yes, wanted) = (tally.weights[0], threshold.majority.times(base)?);
    let carried = yes > wanted || threshold.inclusive && yes == wanted && !yes.is_zero();
    Some(if carried { Verdict::Carried } else { Verdict::Lost })
}

/// The verdict of all together and of each group. With `every_group`, all together carry only where each group does, and have a
/// quorum only where each group has one.
pub fn vote(
    groups: &BTreeMap<String, Tally>,
    threshold: &Threshold,
    every_group: bool,
) -> Option<(Tally, Verdict, BTreeMap<String, Verdict>)> {
    let mut whole = Tally::default();
    let mut verdicts = BTreeMap::new();
    for (group, tally) in groups {
        whole.members += tally.members;
        for (sum, weight) in whole.weights.iter_mut().zip(tally.weights) {
            *sum = sum.plus(weight)?;
        }
        verdicts.insert(group.clone(), verdict(tally, threshold)?);
    }
    let own = match verdict(&whole, threshold)? {
        _ if every_group && verdicts.values().any(|own| *own == Verdict::NoQuorum) => Verdict::NoQuorum,
        Verdict::Carried if every_group && verdicts.values().any(|own| *own == Verdict::Lost) => Verdict::Lost,
        // Each group carried: so does the whole, whose share of yes lies between theirs.
        own => own,
    };
    Some((whole, own, verdicts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tally(yes: i64, no: i64, abstained: i64, absent: i64) -> Tally {
        let members = usize::try_from(yes + no + abstained + absent).unwrap();
        Tally { members, weights: [yes, no, abstained, absent].map(Ratio::whole) }
    }

    fn threshold(quorum: &str, majority: &str, inclusive: bool, base: Base) -> Threshold {
        let [quorum, majority] = [quorum, majority].map(|text| Ratio::parse(text).unwrap());
        Threshold { quorum, majority, inclusive, base }
    }

    #[test]
    fn quorum_and_majority_at_their_borders() {
        let simple = threshold("1/2", "1/2", false, Base::Cast);
        assert_eq!(verdict(&tally(3, 2, 0, 5), &simple), Some(Verdict::Carried));
        assert_eq!(verdict(&tally(3, 1, 0, 5), &simple), Some(Verdict::NoQuorum));
        assert_eq!(verdict(&tally(3, 3, 0, 0), &simple), Some(Verdict::Lost));
        assert_eq!(verdict(&tally(0, 0, 5, 0), &simple), Some(Verdict::Lost));
        let two_thirds = threshold("1/2", "2/3", true, Base::Cast);
        assert_eq!(verdict(&tally(4, 2, 3, 0), &two_thirds), Some(Verdict::Carried));
        assert_eq!(verdict(&tally(4, 2, 3, 0), &Threshold { base: Base::Present, ..two_thirds }), Some(Verdict::Lost));
        assert_eq!(verdict(&tally(0, 0, 0, 0), &simple), Some(Verdict::NoQuorum));
    }

    #[test]
    fn a_decimal_number_next_to_a_fraction_is_that_fraction() {
        for third in [2.0 / 3.0, 0.666_666_666_666_666_7, 0.666_666_667] {
            let majority = exact_part(third).unwrap();
            assert_eq!(majority, Ratio::parse("2/3").unwrap());
            let rule = Threshold { majority, ..threshold("1/2", "1/2", true, Base::Cast) };
            assert_eq!(verdict(&tally(2, 1, 0, 0), &rule), Some(Verdict::Carried));
        }
        for (number, text) in [(0.0, "0"), (0.5, "1/2"), (0.667, "0.667"), (0.505, "0.505"), (1.0, "1")] {
            assert_eq!(exact_part(number), Ratio::parse(text).ok());
        }
    }

    #[test]
    fn every_group_has_to_carry_where_the_rule_says_so() {
        let groups = BTreeMap::from([("firms".to_owned(), tally(5, 1, 0, 0)), ("users".to_owned(), tally(1, 2, 0, 0))]);
        let simple = threshold("1/2", "1/2", false, Base::Cast);
        assert_eq!(vote(&groups, &simple, false).map(|found| found.1), Some(Verdict::Carried));
        assert_eq!(vote(&groups, &simple, true).map(|found| found.1), Some(Verdict::Lost));
    }

    proptest! {
        /// One more yes in place of a no never turns a motion from carried to lost.
        #[test]
        fn more_support_never_hurts(yes in 0i64..20, no in 1i64..20, abstained in 0i64..9, absent in 0i64..9, base in 0usize..3) {
            let base = [Base::Cast, Base::Present, Base::All][base];
            let rule = threshold("1/3", "3/5", true, base);
            let before = verdict(&tally(yes, no, abstained, absent), &rule);
            let after = verdict(&tally(yes + 1, no - 1, abstained, absent), &rule);
            prop_assert!(before != Some(Verdict::Carried) || after == Some(Verdict::Carried));
        }
    }
}
