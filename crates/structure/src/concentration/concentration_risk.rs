//! Too much in one place: what is lost when a region stops, and how little that could be.

use super::Table;
use crate::declare::{INDUSTRY_COLUMN, PANEL, integer, number};
use crate::panel::{Panel, at};
use crate::profile::Absent;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::Nullable;

/// The declaration.
pub const METHOD: Method = Method {
    id: "concentration_risk",
    version: 1,
    study: "structure",
    title: text("过度集中的风险", "Risk of concentration"),
    question: text(
        "若一个区域停摆，一个行业会失去多大份额？分散到什么程度损失最小，该从哪里移出？",
        "What share of an industry is lost when a region stops, how small could the worst loss be, and from where would it have to move?",
    ),
    formula: text(
        "share = x_r / Σx 为区域 r 停摆时失去的份额；worst = max share；n 个区域时 worst ≥ 1/n，当且仅当均匀分布时取等（各份额之和为 1）。surplus = share − 1/n，正者移出，负者接纳；moved = Σ max(0, surplus) 为达到均匀须移动的份额。",
        "share = x_r / Σx is what is lost when region r stops; worst = the largest share. With n regions worst ≥ 1/n, equal only for an even spread, because shares add up to 1. surplus = share − 1/n: where it is positive, that part moves out, where it is negative, there is room; moved = Σ max(0, surplus) has to move for an even spread.",
    ),
    limits: text(
        "只看区域自身的产出：其余区域因缺货而少产的见 cascade 与 hypothetical_extraction；各区域停摆的可能性视为相同，不计规模经济与搬迁费用。某区域数值未知时，该行业没有结果。",
        "Only what the region itself makes: for what others lose for want of it see cascade and hypothetical_extraction. All regions are as likely to stop; economies of scale and the cost of moving are not counted. Where the value of a region is not known, the industry has no result.",
    ),
    reference: "Markowitz, H. (1952). Portfolio selection. Journal of Finance 7(1), 77–91 (spreading a risk); Simchi-Levi, D. et al. (2015). Interfaces 45(5), 375–390 (exposure by node).",
    aliases: &["concentration_at_risk", "dispersal", "过度集中", "分散布局", "share_at_risk"],
    inputs: &[PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN,
        crate::profile::REGION_COLUMN,
        number("value", "数值", "Value", "该区域的数值", "Of the region"),
        number("share", "停摆损失", "Share lost", "该区域停摆时失去的份额", "What is lost when the region stops"),
        integer("rank", "名次", "Rank", "损失最大者为 1", "1 for the largest loss"),
        number("worst", "最大损失", "Worst loss", "各区域中最大的份额", "The largest share of a region"),
        number(
            "least",
            "最小可能",
            "Least possible",
            "均匀分布时的最大损失 1/n",
            "The worst loss of an even spread, 1/n",
        ),
        number("surplus", "移出份额", "Surplus", "正者移出，负者可接纳", "To move out; negative: room to take in"),
        number("moved", "须移动份额", "To be moved", "达到均匀分布须移动的份额", "What has to move for an even spread"),
    ],
};

/// A region of an industry.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ConcentrationRisk {
    /// The period.
    pub period: Vec<u32>,
    /// The industry.
    pub industry: Vec<u32>,
    /// The region.
    pub region: Vec<u32>,
    /// Its value.
    pub value: Nullable,
    /// What is lost when it stops.
    pub share: Nullable,
    /// Its rank by that, the same for the same loss.
    pub rank: Vec<Option<i64>>,
    /// The worst loss of the industry.
    pub worst: Nullable,
    /// The least that the worst could be.
    pub least: Nullable,
    /// What has to move out of the region.
    pub surplus: Nullable,
    /// What has to move in all.
    pub moved: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The shares of the whole; `None` where one of them is unknown or negative, or where there is nothing.
pub fn shares(values: &[f64]) -> Option<Vec<f64>> {
    let total = liantu_numeric::sum(values.iter().copied());
    let sensible = total > 0.0 && total.is_finite() && values.iter().all(|value| *value >= 0.0);
    sensible.then(|| values.iter().map(|value| value / total).collect())
}

/// What each region of each industry is worth to it, by period, industry and region.
pub fn concentration_risk(panel: &Panel<'_>, absent: Absent) -> ConcentrationRisk {
    let mut result = ConcentrationRisk::default();
    let mut numbers: Vec<[Option<f64>; 6]> = Vec::new();
    for table in Table::all(panel, absent, &mut result.findings) {
        let even = 1.0 / table.regions.len() as f64;
        for (place, &industry) in table.industries.iter().enumerate() {
            let values = table.column(place);
            let shares = shares(&values);
            let worst = shares.as_ref().map(|shares| shares.iter().copied().fold(0.0, f64::max));
            let surplus = |share: &f64| share - even;
            let moved =
                shares.as_ref().map(|shares| liantu_numeric::sum(shares.iter().map(surplus).map(|s| s.max(0.0))));
            // In order, so that a rank is looked up and not counted: there may be thousands of regions.
            let falling = shares.as_ref().map(|shares| {
                let mut falling = shares.clone();
                falling.sort_unstable_by(|one, two| two.total_cmp(one));
                falling
            });
            for (line, &region) in table.regions.iter().enumerate() {
                let share = shares.as_ref().map(|shares| shares[line]);
                result.period.push(table.period);
                result.industry.push(industry);
                result.region.push(region);
                let above = share.zip(falling.as_ref()).map(|(own, all)| all.partition_point(|other| *other > own));
                result.rank.push(above.and_then(|above| i64::try_from(above + 1).ok()));
                let own = Some(values[line]).filter(|value| !value.is_nan());
                numbers.push([own, share, worst, share.map(|_| even), share.as_ref().map(surplus), moved]);
            }
        }
    }
    let column = |place: usize| numbers.iter().map(|row| row[place]).collect::<Nullable>();
    [result.value, result.share, result.worst, result.least, result.surplus, result.moved] =
        [0, 1, 2, 3, 4, 5].map(column);
    let undefined = result.share.undefined();
    if undefined > 0 {
        result.findings.push(at("STR105", None, undefined));
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_unknown_has_no_share() {
        assert_eq!(shares(&[60.0, 30.0, 10.0]), Some(vec![0.6, 0.3, 0.1]));
        for values in [&[1.0, f64::NAN][..], &[1.0, -1.0], &[0.0, 0.0], &[]] {
            assert_eq!(shares(values), None, "{values:?}");
        }
    }

    proptest! {
        /// No spread has a smaller worst loss than the even one, and what moves makes it even.
        #[test]
        fn an_equal_spread_minimises_the_largest_loss(values in proptest::collection::vec(0.0f64..100.0, 1..12)) {
            prop_assume!(values.iter().sum::<f64>() > 1e-6);
            let shares = shares(&values).unwrap();
            let (even, worst) = (1.0 / values.len() as f64, shares.iter().copied().fold(0.0, f64::max));
            prop_assert!(worst >= even - 1e-12);
            prop_assert_eq!(worst <= even + 1e-12, shares.iter().all(|share| (share - even).abs() <= 1e-11));
            let out: f64 = shares.iter().map(|share| (share - even).max(0.0)).sum();
            let room: f64 = shares.iter().map(|share| (even - share).max(0.0)).sum();
            prop_assert!((out - room).abs() < 1e-9);
        }
    }
}
