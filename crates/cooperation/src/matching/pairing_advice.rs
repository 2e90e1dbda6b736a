//! Which innovation place should build with which industry place: fields that one knows and the other makes, within reach.

use super::assignment::{Goal, assign};
use crate::form::{choice, count_given, integer, list, number, number_given, words, words_given};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "pairing_advice",
    version: 2,
    study: "cooperation",
    title: text("创新地与产业地配对", "Pairing innovation and industry places"),
    question: text(
        "哪个创新地与哪个产业地共建最合适，因为哪些行业？",
        "Which innovation place should build with which industry place, and because of which fields?",
    ),
    formula: text(
        "对每个行业 a，p_ra 为区域 r 的创新指标中该行业的份额，q_sa 为区域 s 的产业指标中的份额。契合度 fit = Σ_a √(p_ra q_sa)（巴塔查里亚系数，0 无共同行业，1 结构相同）。距离折扣 2^(−d/half)，d 为大圆距离或旅行时间；得分 = fit · 2^(−d/half)，half=0 时不计距离。规模不进入得分：创新地要在全部创新中占 least 以上，产业地同理，才参与。assigned 为使总得分最大的一对一配对（至多 places 家共用一个创新地时按 places 复制）；rank 为对该创新地而言的名次。",
        "For every industry a, p_ra is its share in the innovation indicator of region r and q_sa its share in the industry indicator of region s. Fit = Σ_a √(p_ra q_sa), the coefficient of Bhattacharyya: 0 with no field in common, 1 with the same structure. Distance takes off: score = fit · 2^(−d/half), d being the great-circle distance or the travel time; half=0 leaves it out. Size does not enter: a place takes part as an innovation place with at least the part `least` of all innovation, and as an industry place likewise. assigned marks the pairs with the largest sum of scores, each industry place once and each innovation place up to `places` times; rank is the place among the partners of the innovation place.",
    ),
    limits: text(
        "同一区域不与自身配对。负值与缺失不计入份额并加以说明。距离不知者没有得分，不参与指派（half=0 除外）。份额相同不等于能够合作：结果是线索，不是结论。两项指标须用同一行业分类。",
        "A region is not paired with itself. Negative and missing values enter no share, and this is said. Where the distance is unknown there is no score and no assignment (unless half=0). Equal shares do not make a cooperation: leads, no conclusions. Both indicators must use one classification of industries.",
    ),
    reference: "Bhattacharyya, A. (1943). On a measure of divergence between two statistical populations defined by their probability distributions. Bulletin of the Calcutta Mathematical Society 35, 99–109.",
    aliases: &["创新地产业地", "共建", "配对建议", "partner_advice"],
    inputs: &[
        Input { table: "indicator", columns: &["indicator", "region", "industry", "value"], optional: false },
        Input { table: "region", columns: &["region", "lon", "lat"], optional: true },
        crate::form::ALSO_PAIRS,
    ],
    parameters: &[
        words_given("innovation", "创新指标", "Innovation", "如 patents", "An indicator, such as patents"),
        words_given("production", "产业指标", "Production", "如 output", "An indicator, such as output"),
        words_given("period", "时期", "Period", "省略则取最新", "The latest where absent"),
        words_given("level", "层级", "Level", "只取这一层级的区域", "Only regions of this level"),
        choice(
            "proximity",
            &["distance", "travel_minutes"],
            "远近",
            "Proximity",
            "按大圆距离，或按 region_pair 的旅行时间",
            "By great-circle distance, or by the travel minutes of region_pair",
        ),
        number_given(
            "half",
            (0.0, 1e9),
            Some("200"),
            "折半距离",
            "Half-way",
            "相距这么远（公里或分钟）得分减半；0 为不计",
            "At this distance, in km or minutes, the score is halved; 0: distance does not count",
        ),
        number_given("least", (0.0, 1.0), Some("0"), "最小规模", "Least size", "占全部的比例", "Part of the whole"),
        count_given(
            "places",
            (1, 1000),
            Some("1"),
            "名额",
            "Places",
            "每个创新地至多配几个产业地",
            "Industry places for each innovation place",
        ),
        count_given(
            "k",
            (1, 10_000),
            Some("5"),
            "列出",
            "How many",
            "每个创新地列出的伙伴数",
            "Partners listed for each innovation place",
        ),
    ],
    outputs: &[
        words("innovation_place", "创新地", "Innovation place", "区域代码", "Code of the region").required(),
        integer("rank", "名次", "Rank", "对该创新地而言", "Among the partners of the innovation place"),
        words("industry_place", "产业地", "Industry place", "区域代码", "Code of the region").required(),
        number("score", "得分", "Score", "契合度乘以距离折扣", "Fit less distance"),
        number("fit", "契合度", "Fit", "0 到 1", "From 0 to 1"),
        number("distance", "距离", "Distance", "公里或分钟", "In km or minutes"),
        list(
            "fields",
            "共同行业",
            "Fields",
            "贡献最大的行业及其份额",
            "The industries that add most, with their parts of the fit",
        ),
        crate::form::boolean(
            "assigned",
            "指派",
            "Assigned",
            "是否在总得分最大的配对中",
            "Whether it is among the pairs with the largest sum",
        ),
    ],
};

/// A pair of an innovation place and an industry place.
#[derive(Clone, Debug, PartialEq)]
pub struct Advice {
    /// The innovation place.
    pub one: u32,
    /// The industry place.
    pub two: u32,
    /// Fit times what distance leaves of it; NaN where the distance is unknown.
    pub score: f64,
    /// The coefficient of Bhattacharyya.
    pub fit: f64,
    /// NaN where unknown.
    pub distance: f64,
    /// Industries and their parts of the fit, the largest first.
    pub fields: Vec<(u32, f64)>,
    /// Place among the partners of the innovation place.
    pub rank: u32,
    /// Whether it is among the pairs with the largest sum.
    pub assigned: bool,
}

/// How to pair.
#[derive(Clone, Copy, Debug)]
pub struct Pairing {
    /// The distance that halves the score; zero leaves distance out.
    pub half: f64,
    /// The least part of the whole that a place must have.
    pub least: f64,
    /// Industry places for each innovation place.
    pub places: u32,
    /// Partners listed for each innovation place.
    pub k: usize,
}

/// Pairs regions by two tables of values, region by region and industry by industry (`regions × industries`; NaN and negative values
/// count as nothing known). Those of one innovation place follow each other, the best first; assigned ones beyond the `k` listed too.
pub fn pairing_advice(
    industries: usize,
    innovation: &[f64],
    production: &[f64],
    distance: impl Fn(usize, usize) -> f64 + Sync,
    pairing: &Pairing,
) -> Vec<Advice> {
    let (one, two) = (shares(industries, innovation, pairing.least), shares(industries, production, pairing.least));
    let places: [Vec<usize>; 2] =
        [&one, &two].map(|side| (0..side.len()).filter(|&place| side[place].is_some()).collect());
    let advise = |&place: &usize| -> Vec<Advice> {
        let own = one[place].as_deref().unwrap_or_default();
        let with = |&other: &usize| {
            let far = distance(place, other);
            let theirs = two[other].as_deref().unwrap_or_default();
            let mut fields: Vec<(u32, f64)> =
                (0u32..).zip(own.iter().zip(theirs)).map(|(field, (p, q))| (field, (p * q).sqrt())).collect();
            fields.retain(|field| field.1 > 0.0);
            fields.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let fit = liantu_numeric::sum(fields.iter().map(|field| field.1));
            let score = if pairing.half > 0.0 { fit * (-far / pairing.half).exp2() } else { fit };
            Advice { one: place as u32, two: other as u32, score, fit, distance: far, fields, rank: 0, assigned: false }
        };
        let mut found: Vec<Advice> = places[1].iter().filter(|other| **other != place).map(with).collect();
        found.sort_by(|a, b| {
            a.score.is_nan().cmp(&b.score.is_nan()).then(b.score.total_cmp(&a.score)).then(a.two.cmp(&b.two))
        });
        (1..).zip(&mut found).for_each(|(rank, advice)| advice.rank = rank);
        found
    };
    let mut lists: Vec<Vec<Advice>> = places[0].par_iter().map(advise).collect();
    // Every innovation place as often as it has places.
    let copies = pairing.places.min(places[1].len() as u32) as usize;
    let columns = places[1].len();
    let mut weights = vec![f64::NAN; lists.len() * copies * columns];
    for (row, list) in lists.iter().enumerate() {
        for advice in list.iter().filter(|advice| advice.score > 0.0) {
            let column = places[1].binary_search(&(advice.two as usize)).unwrap_or_default();
            (0..copies).for_each(|copy| weights[(row * copies + copy) * columns + column] = advice.score);
        }
    }
    if let Ok(best) = assign(lists.len() * copies, columns, &weights, Goal::Weight) {
        for (row, column) in best.of_row.iter().enumerate() {
            let Some(column) = column else { continue };
            let other = places[1][*column as usize] as u32;
            lists[row / copies]
                .iter_mut()
                .filter(|advice| advice.two == other)
                .for_each(|advice| advice.assigned = true);
        }
    }
    lists.into_iter().flatten().filter(|advice| advice.rank as usize <= pairing.k || advice.assigned).collect()
}

/// The shares of the industries in each region; `None` for regions with nothing, or with less than the least part of the whole.
fn shares(industries: usize, values: &[f64], least: f64) -> Vec<Option<Vec<f64>>> {
    let real = |value: &f64| if *value > 0.0 { *value } else { 0.0 };
    let all = liantu_numeric::sum(values.iter().map(real));
    let of_region = |row: &[f64]| {
        let sum = liantu_numeric::sum(row.iter().map(real));
        (sum > 0.0 && sum >= least * all).then(|| row.iter().map(|value| real(value) / sum).collect())
    };
    values.chunks(industries.max(1)).map(of_region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knowledge_goes_where_it_is_made() {
        // Regions 0 and 1 invent, 2 and 3 produce; fields 0 and 1.
        let innovation = [9.0, 1.0, 1.0, 9.0, 0.0, f64::NAN, 0.0, 0.0];
        let production = [0.0, 0.0, 0.0, 0.0, 1.0, 9.0, 9.0, 1.0];
        let pairing = Pairing { half: 0.0, least: 0.0, places: 1, k: 5 };
        let found = pairing_advice(2, &innovation, &production, |_, _| f64::NAN, &pairing);
        let pairs: Vec<(u32, u32, bool)> =
            found.iter().map(|advice| (advice.one, advice.two, advice.assigned)).collect();
        assert_eq!(pairs, [(0, 3, true), (0, 2, false), (1, 2, true), (1, 3, false)]);
        assert!((found[0].fit - 1.0).abs() < 1e-12 && (found[1].fit - 0.6).abs() < 1e-12);
        // With distance unknown nothing is scored; with a far partner the near one wins.
        let unknown = pairing_advice(2, &innovation, &production, |_, _| f64::NAN, &Pairing { half: 100.0, ..pairing });
        assert!(unknown.iter().all(|advice| advice.score.is_nan() && !advice.assigned));
        let far = |one: usize, two: usize| if (one, two) == (0, 3) { 500.0 } else { 0.0 };
        let near = pairing_advice(2, &innovation, &production, far, &Pairing { half: 100.0, ..pairing });
        assert_eq!((near[0].two, near[0].rank), (2, 1));
    }
}
