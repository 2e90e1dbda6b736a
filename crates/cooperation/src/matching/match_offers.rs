//! Ranked offers for each need, with what speaks for and against each pair.

use super::listing::{Listing, Met};
use super::text::Corpus;
use crate::form::{ALSO_PAIRS, NEEDS, OFFERS, choice, list, number, words};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use rayon::prelude::*;
use std::cmp::Ordering;

/// The declaration.
pub const METHOD: Method = Method {
    id: "match_offers",
    version: 1,
    study: "cooperation",
    title: text("供需匹配", "Offers for each need"),
    question: text(
        "对每项需求，哪些供给最合适，为什么，什么不利，什么还不知道？",
        "Which offers fit each need best, why, what speaks against them, and what is not known?",
    ),
    formula: text(
        "先过硬性条件：同类、有效期重叠、双方 requirements、radius、应答对象。得分 = Σ w_k s_k / Σ w_k，s_k ∈ [0, 1]。text：说明文字的余弦相似度（中文按相邻二字、英文按词，词频乘逆文档频率；两种语言取大者）。industry：行业代码共同的级数除以较长代码的级数。proximity：2^(−d/half)，d 为大圆距离（公里）或旅行时间（分钟）。recognition：供给地的资质在需求地被承认的程度（同一区域为 1，否则取 region_pair 中 recognition 一项，由供给地到需求地）。capacity：min(1, 供给量/需求量)。price：min(1, 出价/要价)。前 k 名可兼顾多样：逐一选取 (1−diversity)·得分 − diversity·与已选者的最大相似度 最大者（MMR），相似度为文字余弦；同一主体为 1，同一区域至少 ½。",
        "First the hard conditions: same kind, valid on a common day, the requirements of both sides, the radius, whom an offer answers. Score = Σ w_k s_k / Σ w_k with s_k in [0, 1]. text: cosine of the texts (pairs of Chinese characters, English words; term frequency times inverse document frequency; the larger of the two languages). industry: levels that the codes have in common over the levels of the longer one. proximity: 2^(−d/half), d the great-circle distance in km or the travel time in minutes. recognition: how far the place of the need recognises what the place of the offer certifies (1 within a region, else the measure recognition of region_pair from the offer's to the need's). capacity: min(1, quantity offered/needed). price: min(1, price paid/asked). The first k may be spread: one by one the offer with the largest (1−diversity)·score − diversity·similarity to the nearest one chosen (maximal marginal relevance); the similarity is the cosine of the texts, 1 for the same actor, at least ½ for the same region.",
    ),
    limits: text(
        "不知道的分项不是零：unknown=leave_out 时不计入权重，low 时按零计（最坏），high 时按一计（最好）；score_low 与 score_high 总是给出不知道的分项全为零与全为一时的得分，known 为已知分项的权重比例。对方未说明的硬性要求为不知，按 unstated 保留或排除。整张表都没有数据的分项不参与，并加以说明。单位或币种不同的数量、价格不相比较，为不知。文字相似度不理解同义词，只比较字面。得分是排序的依据，不是成功的概率。",
        "An unknown component is not zero: with unknown=leave_out it has no weight, with low it counts as zero (the worst), with high as one (the best); score_low and score_high always give the score with all unknown components at zero and at one, and known the share of the weights that is known. A hard requirement that the other side does not speak of is unknown: unstated keeps or excludes. A component for which there are no data at all takes no part, and this is said. Quantities in different units and prices in different currencies are not compared: unknown. The similarity of texts knows no synonyms, only what is written. The score orders; it is no probability of success.",
    ),
    reference: "Salton, G., Buckley, C. (1988). Term-weighting approaches in automatic text retrieval. Information Processing & Management 24(5), 513–523. Carbonell, J., Goldstein, J. (1998). The use of MMR, diversity-based reranking. SIGIR '98, 335–336.",
    aliases: &["matching", "供需对接", "需求匹配", "mmr"],
    inputs: &[NEEDS, OFFERS, ALSO_PAIRS],
    parameters: &[
        Parameter {
            name: "need",
            kind: ParameterKind::Text,
            default: None,
            title: text("需求", "Need"),
            help: text("只看这一项需求；省略则全部", "Only this need; all where absent"),
        },
        Parameter {
            name: "k",
            kind: ParameterKind::Integer { min: 1, max: 10_000 },
            default: Some("10"),
            title: text("名额", "How many"),
            help: text("每项需求列出的供给数", "How many offers to list for each need"),
        },
        Parameter {
            name: "date",
            kind: ParameterKind::Text,
            default: None,
            title: text("日期", "Day"),
            help: text(
                "只取这一天有效的需求与供给，如 2026-01-31；省略则不限",
                "Only needs and offers that are valid on this day, such as 2026-01-31; any where absent",
            ),
        },
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
        Parameter {
            name: "diversity",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0"),
            title: text("多样性", "Diversity"),
            help: text("0 只看得分，1 只看与已选者不同", "0: the score alone; 1: being unlike those chosen alone"),
        },
        choice(
            "show",
            &["ranked", "excluded", "all"],
            "列出",
            "Show",
            "入选的、被排除的（附理由）、或全部",
            "The ranked offers, the excluded ones with reasons, or both",
        ),
    ],
    outputs: &[
        words("need_id", "需求", "Need", "需求编号", "Identifier of the need").required(),
        Column::new("rank", ColumnKind::Integer, text("名次", "Rank"), text("空白为被排除", "Null: excluded")),
        words("offer_id", "供给", "Offer", "供给编号", "Identifier of the offer").required(),
        number(
            "score",
            "得分",
            "Score",
            "0 到 1；被排除者没有",
            "From 0 to 1; null where excluded or nothing is known",
        ),
        number("score_low", "得分下限", "Lowest score", "不知道的分项全为零", "With all unknown components at zero"),
        number("score_high", "得分上限", "Highest score", "不知道的分项全为一", "With all unknown components at one"),
        number("known", "已知比例", "Known", "已知分项的权重比例", "Share of the weights that is known"),
        number("text", "文字", "Text", "文字相似度", "Similarity of the texts"),
        number("industry", "行业", "Industry", "行业相关度", "Relatedness of the industries"),
        number("proximity", "远近", "Proximity", "2^(−d/half)", "2^(−d/half)"),
        number("recognition", "互认", "Recognition", "资质被承认的程度", "How far certificates are recognised"),
        number("capacity", "数量", "Capacity", "能满足的数量比例", "Share of the quantity that can be met"),
        number("price", "价格", "Price", "出价与要价之比，至多为 1", "Price paid over price asked, at most 1"),
        number("distance", "距离", "Distance", "公里或分钟", "In km or minutes"),
        list(
            "reasons_for",
            "有利",
            "For",
            "不低于 ½ 的分项及其数值（按贡献大小），满足的要求",
            "Components of one half and more with their values, the weightiest first; requirements that are met",
        ),
        list(
            "reasons_against",
            "不利",
            "Against",
            "低于 ½ 的分项；被排除时为所有排除的理由",
            "Components below one half; where excluded, every reason of it",
        ),
        list("not_known", "不知", "Not known", "不知道的分项与要求", "Components and requirements that are unknown"),
    ],
};

/// The parameters of the score, which other methods share.
pub(super) mod scoring {
    use crate::form::{choice, weight};
    use liantu_model::text::text;
    use liantu_model::{Parameter, ParameterKind};

    pub(crate) const PROXIMITY: Parameter = choice(
        "proximity",
        &["distance", "travel_minutes"],
        "远近",
        "Proximity",
        "按大圆距离，或按 region_pair 的旅行时间（由需求地到供给地）",
        "By great-circle distance, or by the travel minutes of region_pair from the need to the offer",
    );
    pub(crate) const HALF: Parameter = Parameter {
        name: "half",
        kind: ParameterKind::Number { min: 0.001, max: 1e9, unit: None },
        default: Some("100"),
        title: text("折半距离", "Half-way"),
        help: text(
            "相距这么远（公里或分钟）时远近一项为 ½",
            "At this distance, in km or minutes, proximity is one half",
        ),
    };
    pub(crate) const RADIUS: Parameter = Parameter {
        name: "radius",
        kind: ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
        default: Some("0"),
        title: text("半径", "Radius"),
        help: text(
            "更远的供给不考虑（公里或分钟）；0 为不限；距离不知者保留",
            "Offers farther away, in km or minutes, are out; 0: no limit; those at an unknown distance stay",
        ),
    };
    pub(crate) const WEIGHT_TEXT: Parameter = weight("weight_text", "文字的权重", "Weight of the text");
    pub(crate) const WEIGHT_INDUSTRY: Parameter = weight("weight_industry", "行业的权重", "Weight of the industry");
    pub(crate) const WEIGHT_PROXIMITY: Parameter = weight("weight_proximity", "远近的权重", "Weight of proximity");
    pub(crate) const WEIGHT_RECOGNITION: Parameter =
        weight("weight_recognition", "互认的权重", "Weight of recognition");
    pub(crate) const WEIGHT_CAPACITY: Parameter = weight("weight_capacity", "数量的权重", "Weight of the capacity");
    pub(crate) const WEIGHT_PRICE: Parameter = weight("weight_price", "价格的权重", "Weight of the price");
    pub(crate) const UNKNOWN: Parameter = choice(
        "unknown",
        &["leave_out", "low", "high"],
        "不知道的分项",
        "Unknown components",
        "不计入、按零、按一",
        "Left out, counted as zero, or as one",
    );
    pub(crate) const UNSTATED: Parameter = choice(
        "unstated",
        &["keep", "exclude"],
        "未说明的要求",
        "Requirements not spoken of",
        "对方未说明的硬性要求：保留并注明，或排除",
        "A hard requirement that the other side does not speak of: keep the offer and say so, or exclude it",
    );
    pub(crate) const OVER_PRICE: Parameter = choice(
        "over_price",
        &["score", "exclude"],
        "要价高于出价",
        "Asks more than is paid",
        "要价高于出价的供给：按价格得分，或排除",
        "An offer that asks more than the need pays: by the score of the price, or excluded",
    );
}

/// The components of the score, in order.
pub const COMPONENTS: [&str; 6] = ["text", "industry", "proximity", "recognition", "capacity", "price"];

/// What to do with an unknown component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unknown {
    /// It has no weight.
    LeaveOut,
    /// It counts as zero.
    Low,
    /// It counts as one.
    High,
}

/// How to score and choose.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    /// Weights of the components; those of weight zero take no part.
    pub weights: [f64; 6],
    /// What to do with unknown components.
    pub unknown: Unknown,
    /// Whether a requirement that the other side does not speak of excludes.
    pub exclude_unstated: bool,
    /// Whether an offer that asks more than is paid is excluded.
    pub exclude_over_price: bool,
    /// The distance at which proximity is one half.
    pub half: f64,
    /// Offers farther away are out; infinite for none.
    pub radius: f64,
    /// Offers for each need.
    pub k: usize,
    /// From 0, score alone, to 1, unlikeness alone.
    pub diversity: f64,
}

/// What lies between a need and an offer; NaN where unknown.
#[derive(Clone, Copy, Debug)]
pub struct Between {
    /// In km or minutes.
    pub distance: f64,
    /// How far the place of the need recognises the place of the offer, from 0 to 1.
    pub recognition: f64,
}

/// Why a pair is out of the question, or what speaks for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// A component, by its place in [`COMPONENTS`], with its value.
    Component(usize, f64),
    /// A requirement of the need on the offer.
    Need(String),
    /// A requirement of the offer on the need.
    Offer(String),
    /// It is valid at other times.
    Time,
    /// It lies beyond the radius.
    Radius,
    /// It asks more than is paid.
    Price,
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Component(place, value) if value.is_nan() => f.write_str(COMPONENTS[*place]),
            Self::Component(place, value) => write!(f, "{}:{value:.3}", COMPONENTS[*place]),
            Self::Need(condition) => write!(f, "need:{condition}"),
            Self::Offer(condition) => write!(f, "offer:{condition}"),
            Self::Time => f.write_str("time"),
            Self::Radius => f.write_str("radius"),
            Self::Price => f.write_str("over_price"),
        }
    }
}

/// A need and an offer of its kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The need.
    pub need: u32,
    /// The offer.
    pub offer: u32,
    /// Place among the offers chosen for the need, from 1; `None` where excluded.
    pub rank: Option<u32>,
    /// Score; NaN where excluded or nothing is known.
    pub score: f64,
    /// With unknown components at zero.
    pub low: f64,
    /// With unknown components at one.
    pub high: f64,
    /// Share of the weights that is known.
    pub known: f64,
    /// The components; NaN where unknown.
    pub components: [f64; 6],
    /// Distance; NaN where unknown.
    pub distance: f64,
    /// What speaks for it.
    pub favourable: Vec<Reason>,
    /// What speaks against it, or why it is excluded.
    pub unfavourable: Vec<Reason>,
    /// What is not known.
    pub unknown: Vec<Reason>,
}

/// An offer of the kind of a need, with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// The offer.
    pub offer: u32,
    /// NaN where nothing is known.
    pub score: f64,
    /// Of the texts; NaN where unknown.
    similarity: f64,
}

/// What is seen of a pair before any reason is written down.
struct Seen {
    components: [f64; 6],
    distance: f64,
    far: bool,
    dear: bool,
    possible: bool,
}

/// The needs, the offers and what lies between them.
pub struct Market<'a, B> {
    needs: &'a [Listing],
    offers: &'a [Listing],
    between: B,
    /// In Chinese and in English: the texts of the needs, then those of the offers.
    corpora: [Corpus; 2],
}

impl<'a, B: Fn(usize, usize) -> Between + Sync> Market<'a, B> {
    /// Reads the texts; `between` tells what lies between a need and an offer.
    pub fn new(needs: &'a [Listing], offers: &'a [Listing], between: B) -> Self {
        let corpus =
            |language: usize| Corpus::new(needs.iter().chain(offers).map(|listing| listing.text[language].as_deref()));
        Self { needs, offers, between, corpora: [corpus(0), corpus(1)] }
    }

    /// The offers chosen for each of the `wanted` needs, in order of their ranks, and after them those excluded. Equal scores
    /// are ordered by the number of the offer. The same at any number of threads.
    pub fn ranked(&self, wanted: &[u32], policy: &Policy, excluded: bool) -> Vec<Vec<Pair>> {
        let of_need = |&need: &u32| {
            let need = need as usize;
            let (possible, out) = self.scored(need, policy);
            let mut chosen: Vec<Pair> = (1..)
                .zip(self.choose(possible, policy))
                .map(|(rank, scored)| Pair { rank: Some(rank), ..self.pair(need, &scored, policy) })
                .collect();
            if excluded {
                chosen.extend(out.iter().map(|scored| self.pair(need, scored, policy)));
            }
            chosen
        };
        wanted.par_iter().map(of_need).collect()
    }

    /// The offers that are possible for a need, by score, and those of its kind that are excluded, by number.
    pub fn scored(&self, need: usize, policy: &Policy) -> (Vec<Scored>, Vec<Scored>) {
        let own = &self.needs[need];
        let mut cosines = [vec![0.0; self.offers.len()], vec![0.0; self.offers.len()]];
        for (corpus, list) in self.corpora.iter().zip(&mut cosines) {
            corpus.cosines(need, self.needs.len(), list);
        }
        let similarity = |offer: usize| {
            let of = |language: usize| {
                let corpus: &Corpus = &self.corpora[language];
                let both = corpus.has(need) && corpus.has(self.needs.len() + offer);
                both.then(|| cosines[language][offer].min(1.0))
            };
            // `max` passes over NaN.
            of(0).unwrap_or(f64::NAN).max(of(1).unwrap_or(f64::NAN))
        };
        let fits =
            |offer: &Listing| offer.kind == own.kind && offer.answers.is_none_or(|answers| answers as usize == need);
        let (mut possible, mut out) = (Vec::new(), Vec::new());
        for offer in (0..self.offers.len()).filter(|&offer| fits(&self.offers[offer])) {
            let similarity = similarity(offer);
            let seen = self.look(need, offer, similarity, policy);
            let score = Score::of(&seen.components, policy).value;
            let scored = Scored { offer: offer as u32, score, similarity };
            if seen.possible { &mut possible } else { &mut out }.push(scored);
        }
        possible.sort_by(|one, two| better(one.score, two.score).then(one.offer.cmp(&two.offer)));
        (possible, out)
    }

    /// The components of a pair, and whether nothing forbids it.
    fn look(&self, need: usize, offer: usize, similarity: f64, policy: &Policy) -> Seen {
        let (asks, gives) = (&self.needs[need], &self.offers[offer]);
        let Between { distance, recognition } = (self.between)(need, offer);
        let near = asks.region.is_some() && asks.region == gives.region;
        let components = [
            similarity,
            relatedness(asks.industry.as_deref(), gives.industry.as_deref()),
            (-distance / policy.half).exp2(),
            if near { 1.0 } else { recognition.clamp(0.0, 1.0) },
            capacity(asks, gives),
            price(asks, gives),
        ];
        let fits = |own: &Listing, other: &Listing| {
            own.requirements.iter().all(|condition| match condition.met(&other.attributes) {
                Met::Yes => true,
                Met::No => false,
                Met::Unknown => !policy.exclude_unstated,
            })
        };
        let (far, dear) = (distance > policy.radius, components[5] < 1.0 && policy.exclude_over_price);
        let possible = !far && !dear && asks.meets(gives) && fits(asks, gives) && fits(gives, asks);
        Seen { components, distance, far, dear, possible }
    }

    /// A pair with its reasons.
    fn pair(&self, need: usize, scored: &Scored, policy: &Policy) -> Pair {
        let offer = scored.offer as usize;
        let (asks, gives) = (&self.needs[need], &self.offers[offer]);
        let Seen { components, distance, far, dear, possible } = self.look(need, offer, scored.similarity, policy);
        let (mut met, mut unknown, mut out) = (Vec::new(), Vec::new(), Vec::new());
        for (own, other, by_need) in [(asks, gives, true), (gives, asks, false)] {
            for condition in &own.requirements {
                let told = condition.to_string();
                let told = if by_need { Reason::Need(told) } else { Reason::Offer(told) };
                match condition.met(&other.attributes) {
                    Met::Yes => met.push(told),
                    Met::No => out.push(told),
                    Met::Unknown if policy.exclude_unstated => out.push(told),
                    Met::Unknown => unknown.push(told),
                }
            }
        }
        out.extend((!asks.meets(gives)).then_some(Reason::Time));
        out.extend(far.then_some(Reason::Radius));
        out.extend(dear.then_some(Reason::Price));
        let mut order: Vec<usize> = (0..components.len()).filter(|&place| policy.weights[place] > 0.0).collect();
        let share = |place: usize| policy.weights[place] * (components[place] - 0.5).abs();
        order.sort_by(|&one, &two| better(share(one), share(two)).then(one.cmp(&two)));
        let (mut favourable, mut unfavourable) = (Vec::new(), Vec::new());
        for &place in &order {
            let list = match components[place] {
                value if value.is_nan() => &mut unknown,
                value if value >= 0.5 => &mut favourable,
                _ => &mut unfavourable,
            };
            list.push(Reason::Component(place, components[place]));
        }
        favourable.extend(met);
        let score = Score::of(&components, policy);
        let when = |number: f64| if possible { number } else { f64::NAN };
        Pair {
            need: need as u32,
            offer: offer as u32,
            rank: None,
            score: when(score.value),
            low: when(score.low),
            high: when(score.high),
            known: score.known,
            components,
            distance,
            favourable,
            unfavourable: if possible { unfavourable } else { out },
            unknown,
        }
    }

    /// The first `k`, spread as the policy says.
    fn choose(&self, mut offers: Vec<Scored>, policy: &Policy) -> Vec<Scored> {
        if policy.diversity <= 0.0 {
            offers.truncate(policy.k);
            return offers;
        }
        let mut chosen: Vec<Scored> = Vec::new();
        let mut nearest = vec![0.0f64; offers.len()];
        while chosen.len() < policy.k && !offers.is_empty() {
            let worth = |place: usize| {
                let score = if offers[place].score.is_nan() { 0.0 } else { offers[place].score };
                (1.0 - policy.diversity) * score - policy.diversity * nearest[place]
            };
            // The first of equals: offers are in order of their scores.
            let best = (0..offers.len()).reduce(|best, place| if worth(place) > worth(best) { place } else { best });
            let Some(best) = best else { break };
            let one = offers.remove(best);
            nearest.remove(best);
            for (other, nearest) in offers.iter().zip(&mut nearest) {
                *nearest = nearest.max(self.alike(one.offer as usize, other.offer as usize));
            }
            chosen.push(one);
        }
        chosen
    }

    /// How alike two offers are.
    fn alike(&self, one: usize, two: usize) -> f64 {
        let (a, b) = (&self.offers[one], &self.offers[two]);
        if a.actor.is_some() && a.actor == b.actor {
            return 1.0;
        }
        let near = if a.region.is_some() && a.region == b.region { 0.5 } else { 0.0 };
        let first = self.needs.len();
        self.corpora.iter().filter_map(|corpus| corpus.cosine(first + one, first + two)).fold(near, f64::max)
    }
}

/// Larger first, unknown last.
fn better(one: f64, two: f64) -> Ordering {
    one.is_nan().cmp(&two.is_nan()).then(two.total_cmp(&one))
}

struct Score {
    value: f64,
    low: f64,
    high: f64,
    known: f64,
}

impl Score {
    fn of(components: &[f64; 6], policy: &Policy) -> Self {
        let (mut sum, mut weight, mut all) = (0.0, 0.0, 0.0);
        for (value, own) in components.iter().zip(policy.weights) {
            all += own;
            if !value.is_nan() && own > 0.0 {
                sum += own * value;
                weight += own;
            }
        }
        let (low, high) = (sum / all, (sum + all - weight) / all);
        let value = match policy.unknown {
            Unknown::LeaveOut => sum / weight,
            Unknown::Low => low,
            Unknown::High => high,
        };
        Self { value, low, high, known: weight / all }
    }
}

/// Levels that two codes of industries have in common, over those of the longer one: two digits are the first level, each
/// further digit one more. NaN where a code is absent or only a letter.
pub fn relatedness(one: Option<&str>, two: Option<&str>) -> f64 {
    let (Some(one), Some(two)) = (one, two) else { return f64::NAN };
    if one == two {
        return 1.0;
    }
    let plain = |code: &str| !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    let letters = |letter: char| letter.is_ascii_alphabetic();
    let (one, two) = (one.trim_start_matches(letters), two.trim_start_matches(letters));
    if !plain(one) || !plain(two) {
        // A code outside the classification has nothing in common with any other; a section is too wide to tell.
        return if one.is_empty() || two.is_empty() { f64::NAN } else { 0.0 };
    }
    let common = one.bytes().zip(two.bytes()).take_while(|(a, b)| a == b).count();
    common.saturating_sub(1) as f64 / (one.len().max(two.len()).max(2) - 1) as f64
}

fn capacity(need: &Listing, offer: &Listing) -> f64 {
    if need.unit != offer.unit || !need.quantity.is_finite() || !offer.quantity.is_finite() {
        return f64::NAN;
    }
    if offer.quantity >= need.quantity { 1.0 } else { offer.quantity / need.quantity }
}

fn price(need: &Listing, offer: &Listing) -> f64 {
    if need.currency != offer.currency || !need.price.is_finite() || !offer.price.is_finite() {
        return f64::NAN;
    }
    if need.price >= offer.price { 1.0 } else { need.price / offer.price }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_as_related_as_their_common_levels() {
        let found = |one, two| relatedness(Some(one), Some(two));
        assert!((found("3911", "3912") - 2.0 / 3.0).abs() < 1e-15);
        assert!((found("C39", "3911") - 1.0 / 3.0).abs() < 1e-15);
        assert!((found("C391", "391") - 1.0).abs() < 1e-15);
        assert!(found("3911", "2911").abs() < 1e-15);
        assert!(found("x-chips", "3911").abs() < 1e-15);
        assert!((found("x-chips", "x-chips") - 1.0).abs() < 1e-15);
        assert!(found("C", "C39").is_nan() && relatedness(None, Some("39")).is_nan());
    }
}
