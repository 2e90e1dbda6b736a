//! Assignment as a method: the pairs of needs and offers with the largest sum.

use super::match_offers::scoring;
use super::stable_matching::{ALSO_NEEDS, ALSO_OFFERS, PREFERENCES};
use crate::form::{choice, number, words};
use liantu_model::Method;
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "assignment",
    version: 2,
    study: "cooperation",
    title: text("最优指派", "Assignment"),
    question: text("一对一配对时，怎样配使总得分最大？", "Which pairs, one to one, have the largest sum of scores?"),
    formula: text(
        "max Σ w_ij x_ij，每个需求、每个供给至多一次。w 取自表 preference 的评分（sides：需求方的、供给方的、或双方之和），没有该表时取 match_offers 的得分；没有得分的一对不可配。goal=weight 总得分最大（负分不配）；goal=count 先使对数最多，再使总得分最大。Jonker–Volgenant 型最短增广路。对偶价格 u、v ≥ 0，u_i + v_j ≥ w_ij，配成的一对取等号，落单者价格为零：这证明没有更好的配法。",
        "max Σ w_ij x_ij, every need and every offer at most once. w is the score of the table preference (sides: of the need, of the offer, or the sum of both); without that table the score of match_offers; a pair without a score is not allowed. goal=weight: the largest sum, and no pair of negative score; goal=count: as many pairs as possible, then the largest sum. Shortest augmenting paths after Jonker and Volgenant. Dual prices u, v ≥ 0 with u_i + v_j ≥ w_ij, equal for the pairs made and zero for whoever is alone, prove that no other assignment is better.",
    ),
    limits: text(
        "最大的总和不保证人人满意：可能有两个更愿意在一起（见 stable_matching）。goal=count 时价格不构成该证明，故为空。两方合计不超过 2 千万个可能的对时用完整表，否则只用列出的对（goal=weight）。",
        "The largest sum does not make everybody content: two may rather have each other (see stable_matching). With goal=count the prices are no such proof and are null. A full table is used up to 20 million possible pairs, beyond that only the pairs that have a score (goal=weight).",
    ),
    reference: "Jonker, R., Volgenant, A. (1987). A shortest augmenting path algorithm for dense and sparse linear assignment problems. Computing 38, 325–340.",
    aliases: &["linear_assignment", "hungarian", "指派", "匈牙利算法", "最大权匹配"],
    inputs: &[PREFERENCES, ALSO_NEEDS, ALSO_OFFERS, crate::form::ALSO_PAIRS],
    parameters: &[
        choice(
            "goal",
            &["weight", "count"],
            "目标",
            "Goal",
            "总得分最大，或先求对数最多",
            "The largest sum, or first as many pairs as possible",
        ),
        choice(
            "sides",
            &["need", "offer", "both"],
            "评分方",
            "Sides",
            "用谁的评分；both 为双方之和，缺一方即不可配",
            "Whose scores; both: the sum, and a pair needs both",
        ),
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
        number("score", "得分", "Score", "这一对的得分", "Of the pair"),
        number("need_price", "需求方价格", "Price of the need", "对偶价格 u", "Dual price u"),
        number("offer_price", "供给方价格", "Price of the offer", "对偶价格 v", "Dual price v"),
        number("total", "总得分", "Total", "全部配对的得分之和", "Sum over all pairs"),
    ],
};
