//! The work list of those who bring needs and researchers together: what waits, for how long, and what comes next.

use super::match_offers::scoring;
use crate::form::{boolean, count_given, integer, number, number_given, words, words_given};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "liaison_queue",
    version: 1,
    study: "cooperation",
    title: text("研发联络工作单", "Liaison queue"),
    question: text(
        "哪些需求等得最久，下一步做什么，先联系谁？",
        "Which needs have waited longest, what comes next for each, and whom to ask first?",
    ),
    formula: text(
        "未办结的需求依次经过 open（待对接）→ contacted（已联系）→ meeting（已会面）→ team（已组队）→ agreed。waiting = 日期 date 减起始日。逾期者在前，其次阶段早者，再次等待久者、编号小者。candidates 为得分不低于 least 的可行供给数，best_offer 为其中得分最高者，得分同 match_offers。",
        "Needs that are not settled pass open → contacted → meeting → team → agreed. waiting = the day `date` less the start. Overdue ones come first, then those at an earlier stage, then those that have waited longer, then by identifier. candidates counts the possible offers of at least the score `least`, best_offer is the one with the highest, scored as by match_offers.",
    ),
    limits: text(
        "起始日未知者等待时间未知，不算逾期，排在同阶段之后。候选为零说明没有可行供给，而不是没有人可找。",
        "Where the start is not known the waiting is not known: not overdue, and last of its stage. No candidates means that no offer of the table is possible, not that nobody could help.",
    ),
    reference: "研发联络者 (research liaison) after the practice of Route 128 and the G60 corridor.",
    aliases: &["研发联络", "对接工作单", "liaison"],
    inputs: &[crate::form::NEEDS, super::stable_matching::ALSO_OFFERS, crate::form::ALSO_PAIRS],
    parameters: &[
        words_given("date", "日期", "Day", "如 2026-01-31（必填）", "Such as 2026-01-31; required"),
        count_given(
            "patience",
            (1, 100_000),
            Some("30"),
            "期限",
            "Patience",
            "等待超过几天为逾期",
            "Days after which a need is overdue",
        ),
        number_given("least", (0.0, 1.0), Some("0.5"), "最低得分", "Least score", "候选的最低得分", "Of a candidate"),
        scoring::PROXIMITY,
        scoring::HALF,
        scoring::RADIUS,
        scoring::WEIGHT_TEXT,
        scoring::WEIGHT_INDUSTRY,
        scoring::WEIGHT_PROXIMITY,
        scoring::WEIGHT_RECOGNITION,
        scoring::WEIGHT_CAPACITY,
        scoring::WEIGHT_PRICE,
        scoring::UNKNOWN,
        scoring::UNSTATED,
        scoring::OVER_PRICE,
    ],
    outputs: &[
        integer("place", "序", "Place", "处理次序", "In the queue").required(),
        words("need_id", "需求", "Need", "需求编号", "Identifier of the need").required(),
        words("status", "阶段", "Stage", "open、contacted、meeting 或 team", "open, contacted, meeting or team")
            .required(),
        words("next", "下一步", "Next", "contact、meet、form_team 或 agree", "contact, meet, form_team or agree")
            .required(),
        integer("waiting", "等待天数", "Days waiting", "起始日未知则空白", "Null where the start is not known"),
        boolean("overdue", "逾期", "Overdue", "等待超过期限", "Longer than the patience"),
        integer("candidates", "候选数", "Candidates", "得分足够的供给数", "Offers with a sufficient score"),
        words("best_offer", "首选", "Best offer", "得分最高的供给", "The offer with the highest score"),
        number("best_score", "首选得分", "Best score", "首选的得分", "Of the best offer"),
    ],
};

/// A need that waits.
#[derive(Clone, Debug, PartialEq)]
pub struct Waiting {
    /// How many stages are behind it: 0 open, 1 contacted, 2 met, 3 team formed.
    pub stage: u8,
    /// Since when.
    pub days: Option<i32>,
}

/// The order in which to deal with needs: overdue ones, then earlier stages, then longer waiting, then as given.
pub fn queue(needs: &[Waiting], patience: i32) -> Vec<usize> {
    let mut order: Vec<usize> = (0..needs.len()).collect();
    order.sort_by_key(|&need| {
        let Waiting { stage, days } = needs[need];
        (!overdue(days, patience), stage, days.is_none(), days.map_or(0, |days| -days), need)
    });
    order
}

/// Whether it has waited too long; not known is not overdue.
pub fn overdue(days: Option<i32>, patience: i32) -> bool {
    days.is_some_and(|days| days > patience)
}

#[cfg(test)]
mod tests {
    use super::{Waiting, queue};

    #[test]
    fn the_overdue_come_first() {
        let needs: Vec<Waiting> = [(0, Some(10)), (2, Some(90)), (0, None), (1, Some(40)), (0, Some(20))]
            .into_iter()
            .map(|(stage, days)| Waiting { stage, days })
            .collect();
        assert_eq!(queue(&needs, 30), [3, 1, 4, 0, 2]);
    }
}
