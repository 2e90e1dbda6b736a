//! Stable matching as a method: from stated preferences, or from the scores of needs and offers.

use super::match_offers::scoring;
use crate::form::{choice, count_given, integer, number, words};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;

pub(super) const PREFERENCES: Input =
    Input { table: "preference", columns: &["side", "chooser", "chosen"], optional: true };
pub(super) const ALSO_NEEDS: Input = Input { table: "need", columns: &["need_id", "kind"], optional: true };
pub(super) const ALSO_OFFERS: Input = Input { table: "offer", columns: &["offer_id", "kind"], optional: true };

/// The declaration.
pub const METHOD: Method = Method {
    id: "stable_matching",
    version: 2,
    study: "cooperation",
    title: text("稳定匹配", "Stable matching"),
    question: text(
        "双方各有所愿时，怎样配对才没有哪两个更愿意撇开现有的对象在一起？",
        "With preferences on both sides, which pairs leave no two that would rather have each other?",
    ),
    formula: text(
        "延迟接受算法：提出方按自己的次序逐个提出，被提出方在名额内暂留最好的，放走最差的，直到无人再提。所得为稳定匹配中对提出方最好的一个；提出方如实表达最有利。名额取属性 capacity（缺省为 1），两方都可多于 1。并列按 ties 打破：number 按编号次序，lottery 由种子抽一次签、各方共用；打破后无阻碍对（弱稳定）。意愿取自表 preference（名次，或没有名次时按评分）；没有该表时由 match_offers 的得分产生，双方同分。",
        "Deferred acceptance: proposers ask one after the other down their lists; those asked hold the best within their places and let go of the worst, until nobody asks. It is the best stable matching for the proposers, and telling the truth is best for them. Places are the attribute capacity (1 where absent), on both sides. Ties are broken by ties: number, by the order of identifiers, or lottery, one draw from the seed that everybody uses; no pair blocks afterwards (weakly stable). Preferences come from the table preference, by rank or, without ranks, by score; where there is no such table, from the scores of match_offers, which are the same for both sides.",
    ),
    limits: text(
        "未列入意愿者即不接受，必须双方都接受才可能配对。对被提出方而言，所得是稳定匹配中最差的一个：由哪一方提出是政策选择。名额大于 1 时，意愿按人逐个比较，不考虑组合。没有对象者一行为空。",
        "Whoever is not listed is not acceptable, and both must list each other. For those asked it is the worst stable matching: who proposes is a choice of policy. With several places partners are compared one by one, not as sets. Whoever is left alone has a row without a partner.",
    ),
    reference: "Gale, D., Shapley, L. S. (1962). College admissions and the stability of marriage. American Mathematical Monthly 69(1), 9–15. Roth, A. E., Sotomayor, M. (1990). Two-Sided Matching. Cambridge University Press.",
    aliases: &["gale_shapley", "deferred_acceptance", "延迟接受", "双边匹配"],
    inputs: &[PREFERENCES, ALSO_NEEDS, ALSO_OFFERS, crate::form::ALSO_PAIRS],
    parameters: &[
        choice("proposers", &["needs", "offers"], "提出方", "Proposers", "由哪一方提出", "Which side proposes"),
        choice(
            "ties",
            &["number", "lottery"],
            "并列",
            "Ties",
            "按编号次序，或抽签",
            "By the order of identifiers, or by lot",
        ),
        count_given("seed", (0, i64::MAX), Some("1"), "种子", "Seed", "抽签的种子", "Seed of the lottery"),
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
        words("need_id", "需求方", "Need", "空白：没有对象的供给方", "Null: an offer without a partner"),
        words("offer_id", "供给方", "Offer", "空白：没有对象的需求方", "Null: a need without a partner"),
        integer(
            "need_rank",
            "需求方的名次",
            "Rank by the need",
            "对方在需求方意愿中的名次",
            "Of the partner in the list of the need",
        ),
        integer(
            "offer_rank",
            "供给方的名次",
            "Rank by the offer",
            "对方在供给方意愿中的名次",
            "Of the partner in the list of the offer",
        ),
        number("score", "得分", "Score", "由得分产生意愿时的得分", "Where preferences come from scores"),
    ],
};
