//! Relatedness: which industries are found in the same places.

use super::presence::{Pairs, Presence, Rule, by_period};
use super::shared;
use crate::panel::{Panel, at};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind, code::CodeSystem};
use liantu_numeric::{Bits, LANES, Lane, Nullable, smaller_shares};
use rayon::prelude::*;

/// The declaration.
pub const METHOD: Method = Method {
    id: "relatedness",
    version: 1,
    study: "structure",
    title: text("产业关联度", "Relatedness"),
    question: text(
        "哪些行业常在同一区域出现（或哪些区域拥有相同的行业）？",
        "Which industries are found in the same regions (or which regions have the same industries)?",
    ),
    formula: text(
        "C_pq 为同时拥有 p 与 q 的区域数（between=region 时为共同拥有的行业数）。proximity：C_pq / max(k_p, k_q)，即两个条件概率之较小者。以 S_p = Σ_{q≠p} C_pq、T = Σ S_p：association C_pq T / (S_p S_q)；probability C_pq / ((S_p S_q / 2)(1/(T−S_p) + 1/(T−S_q)))；cosine C_pq / √(S_p S_q)；jaccard C_pq / (S_p + S_q − C_pq)。correlation：(1 + r_pq)/2，r 为二者所比数值（区位商、人均之比或数值）在各区域间的相关系数。counts=value 时 C_pq = Σ_r x_rp x_rq，proximity 不适用。",
        "C_pq counts the regions that have both p and q (with between=region, the industries that both have). proximity: C_pq / max(k_p, k_q), the smaller of the two conditional probabilities. With S_p = Σ_{q≠p} C_pq and T = Σ S_p: association C_pq T / (S_p S_q); probability C_pq / ((S_p S_q / 2)(1/(T−S_p) + 1/(T−S_q))); cosine C_pq / √(S_p S_q); jaccard C_pq / (S_p + S_q − C_pq). correlation: (1 + r_pq)/2, r correlating over regions what is compared (quotient, ratio by head, value). With counts=value C_pq = Σ_r x_rp x_rq, and there is no proximity.",
    ),
    limits: text(
        "由共现推断，不说明原因；同在大城市的行业也会显得相关。无人拥有的行业为空。按 n 个行业给出 n(n−1)/2 对；strongest 只留每个行业最强的若干对。",
        "Inferred from co-occurrence, it does not tell why; industries that share large cities look related. Null for an industry that nobody has. There are n(n−1)/2 pairs of n industries; strongest keeps those that are among the strongest of either side.",
    ),
    reference: "Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development of nations. Science 317(5837), 482–487. van Eck, N. J., Waltman, L. (2009). How to normalize cooccurrence data? JASIST 60(8), 1635–1651. Steijn, M. P. A. (2021). Improvement on the association strength. Journal of Informetrics 15(2), 101132.",
    aliases: &[
        "proximity",
        "product space",
        "association strength",
        "cosine",
        "jaccard",
        "产品空间",
        "邻近度",
        "关联度",
    ],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "between",
            kind: ParameterKind::Choice { of: &["industry", "region"] },
            default: Some("industry"),
            title: text("之间", "Between"),
            help: text("行业之间，或区域之间", "Between industries, or between regions"),
        },
        shared::RELATEDNESS,
        Parameter {
            name: "counts",
            kind: ParameterKind::Choice { of: &["presence", "value"] },
            default: Some("presence"),
            title: text("共现", "Co-occurrence"),
            help: text("按是否拥有计数，或按数值的乘积之和", "Count presences, or add up products of values"),
        },
        Parameter {
            name: "strongest",
            kind: ParameterKind::Integer { min: 0, max: 1_000_000 },
            default: Some("0"),
            title: text("最强的若干对", "Strongest pairs"),
            help: text(
                "只留下属于任一方最强若干对的；0 表示全部",
                "Only pairs among so many strongest of either side; 0 for all",
            ),
        },
        shared::PRESENCE,
        shared::HEADS,
        shared::THRESHOLD,
        shared::COMPARISON,
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        Column::new(
            "industry",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("行业", "Industry"),
            text("行业之间的一方", "One side of a pair of industries"),
        ),
        Column::new(
            "industry_partner",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("对应行业", "Partner industry"),
            text("另一方", "The other side"),
        ),
        Column::new(
            "region",
            ColumnKind::Code { system: CodeSystem::Region },
            text("区域", "Region"),
            text("区域之间的一方", "One side of a pair of regions"),
        ),
        crate::profile::PARTNER_COLUMN,
        Column::new(
            "co_occurrence",
            ColumnKind::Number,
            text("共现", "Co-occurrence"),
            text("同时拥有二者的区域数，或数值乘积之和", "Regions that have both, or the sum of products of values"),
        ),
        Column::new(
            "relatedness",
            ColumnKind::Number,
            text("关联度", "Relatedness"),
            text("按所选公式", "By the formula chosen"),
        ),
    ],
};

/// How related two industries are, given in how many places they are found together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Formula {
    /// The smaller of the two conditional probabilities.
    #[default]
    Proximity,
    /// Observed by expected where an industry does not occur with itself (Steijn).
    Probability,
    /// Observed by expected.
    Association,
    /// Cosine.
    Cosine,
    /// Jaccard index.
    Jaccard,
    /// `(1 + r)/2`, with the correlation r of the measure over what both know: no threshold.
    Correlation,
}

/// Between what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Between {
    /// Industries, by the regions that have both.
    #[default]
    Industries,
    /// Regions, by the industries that both have.
    Regions,
}

/// What is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Counts {
    /// Presences.
    #[default]
    Presence,
    /// Products of values. The rule has to compare values, not quotients.
    Value,
}

/// A relatedness for every pair, `one < other`, sorted by period, one, other.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Relatedness {
    /// The period.
    pub period: Vec<u32>,
    /// One industry or region.
    pub one: Vec<u32>,
    /// The other.
    pub other: Vec<u32>,
    /// Co-occurrence.
    pub together: Vec<f64>,
    /// Relatedness; undefined where one of the two occurs nowhere.
    pub relatedness: Nullable,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Co-occurrences and what it takes to judge them: the relatedness of all pairs, formed strip by strip.
#[derive(Debug)]
pub(crate) struct Space {
    size: usize,
    together: Together,
    /// Presences for the proximity, otherwise co-occurrences with others.
    margins: Vec<f64>,
    total: f64,
    formula: Formula,
}

#[derive(Debug)]
enum Together {
    Counts(Vec<u32>),
    Sums(Vec<f64>),
    /// Counts, and what was judged already.
    Judged(Vec<u32>, Vec<f64>),
}

impl Space {
    /// The space of the rows of `bits`, with how often each is present.
    pub(crate) fn of_bits(bits: &Bits, presences: &[u32], formula: Formula) -> Self {
        let size = bits.rows();
        let mut counts = vec![0u32; size * size];
        let rows = 64;
        counts
            .par_chunks_mut((rows * size).max(1))
            .enumerate()
            .for_each(|(chunk, counts)| bits.overlaps(chunk * rows..((chunk + 1) * rows).min(size), counts));
        let margins = match formula {
            Formula::Proximity => presences.iter().map(|&count| f64::from(count)).collect(),
            _ => (0..size)
                .map(|one| {
                    let all: u64 = counts[one * size..(one + 1) * size].iter().map(|&count| u64::from(count)).sum();
                    (all - u64::from(counts[one * size + one])) as f64
                })
                .collect(),
        };
        Self::new(size, Together::Counts(counts), margins, formula)
    }

    /// The space of the industries of a presence (or its regions) by what `formula` says.
    pub(crate) fn of_presence(presence: &Presence, by_industry: bool, formula: Formula) -> Self {
        let (bits, presences) = if by_industry {
            (&presence.by_industry, &presence.ubiquity)
        } else {
            (&presence.present, &presence.diversity)
        };
        let space = Self::of_bits(bits, presences, formula);
        match (formula, space.together) {
            (Formula::Correlation, Together::Counts(counts)) => {
                let lines = if by_industry { turned(presence) } else { presence.measure.clone() };
                let size = space.size;
                let related = correlations(&lines, size);
                // What does not vary is related to nothing.
                let margins = (0..size).map(|one| f64::from(u8::from(!related[one * size + one].is_nan()))).collect();
                Self::new(size, Together::Judged(counts, related), margins, formula)
            }
            (_, together) => Self { together, ..space },
        }
    }

    /// The space of lines of values, `width` each: co-occurrence is the sum of products over what both know.
    fn of_values(lines: &[f64], width: usize, formula: Formula) -> Self {
        let size = lines.len() / width.max(1);
        let line = |n: usize| &lines[n * width..(n + 1) * width];
        let sums: Vec<f64> = (0..size)
            .into_par_iter()
            .flat_map_iter(|one| {
                (0..size).map(move |other| {
                    // In one order of the two, so that both directions have the same bits.
                    let products = line(one).iter().zip(line(other)).map(|(x, y)| x * y);
                    liantu_numeric::sum(products.filter(|product| !product.is_nan()))
                })
            })
            .collect();
        let margins = (0..size)
            .map(|one| {
                liantu_numeric::sum((0..size).filter(|&other| other != one).map(|other| sums[one * size + other]))
            })
            .collect();
        Self::new(size, Together::Sums(sums), margins, formula)
    }

    fn new(size: usize, together: Together, margins: Vec<f64>, formula: Formula) -> Self {
        let total = liantu_numeric::sum(margins.iter().copied());
        Self { size, together, margins, total, formula }
    }

    /// Number of industries or regions.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    fn together(&self, one: usize, other: usize) -> f64 {
        match &self.together {
            Together::Counts(counts) | Together::Judged(counts, _) => f64::from(counts[one * self.size + other]),
            Together::Sums(sums) => sums[one * self.size + other],
        }
    }

    /// The relatedness of two different ones; NaN where it is undefined.
    pub(crate) fn between(&self, one: usize, other: usize) -> f64 {
        if let Together::Judged(_, related) = &self.together {
            return related[one * self.size + other];
        }
        self.judge(self.together(one, other), self.margins[one], self.margins[other])
    }

    #[inline]
    fn judge(&self, together: f64, one: f64, other: f64) -> f64 {
        let (least, most) = if one < other { (one, other) } else { (other, one) };
        if least <= 0.0 {
            return f64::NAN;
        }
        match self.formula {
            Formula::Proximity => together / most,
            Formula::Association => together * self.total / (least * most),
            Formula::Probability => {
                let expected = least * most / 2.0 * (1.0 / (self.total - least) + 1.0 / (self.total - most));
                together / expected
            }
            Formula::Cosine => together / (least * most).sqrt(),
            Formula::Jaccard => together / (least + most - together),
            Formula::Correlation => f64::NAN,
        }
    }

    /// Writes the relatedness of every one to those from `from` on, side by side; undefined counts as unrelated, and every
    /// one is related to itself by `itself`.
    pub(crate) fn strip(&self, from: usize, itself: f64, strip: &mut [Lane]) {
        let lanes = LANES.min(self.size - from);
        if let (Together::Counts(counts), Formula::Proximity) = (&self.together, self.formula) {
            // Where nobody has either, 0 / 1 is unrelated.
            smaller_shares(counts, &self.margins, from, strip);
        } else {
            for (row, strip) in strip.iter_mut().enumerate() {
                *strip = [0.0; LANES];
                for (lane, entry) in strip.iter_mut().enumerate().take(lanes) {
                    let related = self.between(row, from + lane);
                    *entry = if related.is_nan() { 0.0 } else { related };
                }
            }
        }
        for lane in 0..lanes {
            strip[from + lane][lane] = if self.margins[from + lane] > 0.0 { itself } else { 0.0 };
        }
    }
}

/// The relatedness of every pair in each period; `strongest` other than 0 keeps the pairs that are among so many strongest of
/// either side, the smaller id first where two are equal.
pub fn relatedness(
    panel: &Panel<'_>,
    rule: Rule,
    between: Between,
    formula: Formula,
    counts: Counts,
    strongest: usize,
) -> Relatedness {
    let pairs = if between == Between::Industries { Pairs::Industries } else { Pairs::Regions };
    let (results, mut findings) = by_period(panel, rule, pairs, |presence| {
        let space = space(&presence, between, formula, counts);
        let ids = if between == Between::Industries { &presence.industries } else { &presence.regions };
        let keep = (strongest > 0).then(|| strongest_pairs(&space, strongest));
        let pairs = space.size() * space.size().saturating_sub(1) / 2;
        let mut result = Relatedness::default();
        let mut related = Vec::with_capacity(if keep.is_some() { 0 } else { pairs });
        for one in 0..space.size() {
            for other in one + 1..space.size() {
                if keep.as_ref().is_some_and(|keep| !keep.get(one, other) && !keep.get(other, one)) {
                    continue;
                }
                result.period.push(presence.period);
                result.one.push(ids[one]);
                result.other.push(ids[other]);
                result.together.push(space.together(one, other));
                related.push(space.between(one, other));
            }
        }
        result.relatedness = Nullable::from_raw(related);
        result
    });
    let mut all = Relatedness::default();
    let mut related = Vec::new();
    for mut result in results {
        all.period.append(&mut result.period);
        all.one.append(&mut result.one);
        all.other.append(&mut result.other);
        all.together.append(&mut result.together);
        related.append(&mut result.relatedness.into_raw());
    }
    all.relatedness = Nullable::from_raw(related);
    let undefined = all.relatedness.undefined();
    if undefined > 0 {
        findings.push(at("STR310", None, undefined));
    }
    all.findings = findings;
    all
}

fn space(presence: &Presence, between: Between, formula: Formula, counts: Counts) -> Space {
    let by_industry = between == Between::Industries;
    if counts == Counts::Presence || formula == Formula::Correlation {
        return Space::of_presence(presence, by_industry, formula);
    }
    if by_industry {
        Space::of_values(&turned(presence), presence.regions.len(), formula)
    } else {
        Space::of_values(&presence.measure, presence.industries.len(), formula)
    }
}

/// The measure by industry, then region.
fn turned(presence: &Presence) -> Vec<f64> {
    let (regions, industries) = (presence.regions.len(), presence.industries.len());
    (0..industries)
        .flat_map(|column| (0..regions).map(move |row| row * industries + column))
        .map(|cell| presence.measure[cell])
        .collect()
}

/// `(1 + r)/2` of every pair of `size` lines of equal length, over what both know; NaN where one does not vary there.
fn correlations(lines: &[f64], size: usize) -> Vec<f64> {
    let width = lines.len() / size.max(1);
    let line = |n: usize| &lines[n * width..(n + 1) * width];
    // Where all is known, a line is centred and scaled once.
    let scaled: Vec<Option<Vec<f64>>> = (0..size)
        .into_par_iter()
        .map(|one| {
            let all = line(one);
            let mean = liantu_numeric::sum(all.iter().copied()) / width as f64;
            let centred: Vec<f64> = all.iter().map(|x| x - mean).collect();
            let length = liantu_numeric::dot(&centred, &centred).sqrt();
            let varies = all.iter().any(|x| x.to_bits() != all[0].to_bits());
            all.iter()
                .all(|x| !x.is_nan())
                .then(|| centred.iter().map(|x| if varies { x / length } else { f64::NAN }).collect())
        })
        .collect();
    (0..size)
        .into_par_iter()
        .flat_map_iter(|one| {
            let scaled = &scaled;
            (0..size).map(move |other| {
                // In one order of the two, so that both directions have the same bits.
                let (one, other) = (one.min(other), one.max(other));
                let r = if let (Some(one), Some(other)) = (&scaled[one], &scaled[other]) {
                    liantu_numeric::dot(one, other)
                } else {
                    let known = line(one).iter().zip(line(other)).filter(|(x, y)| !x.is_nan() && !y.is_nan());
                    let (x, y): (Vec<f64>, Vec<f64>) = known.map(|(x, y)| (*x, *y)).unzip();
                    liantu_numeric::pearson(&x, &y).unwrap_or(f64::NAN)
                };
                f64::midpoint(1.0, r.clamp(-1.0, 1.0))
            })
        })
        .collect()
}

/// For each one, which others are among the `count` most related to it.
pub(crate) fn strongest_pairs(space: &Space, count: usize) -> Bits {
    let mut chosen = Bits::new(space.size(), space.size());
    for one in 0..space.size() {
        let mut others: Vec<(f64, usize)> = (0..space.size())
            .filter(|&other| other != one)
            .map(|other| (space.between(one, other), other))
            .filter(|(related, _)| !related.is_nan())
            .collect();
        let order = |a: &(f64, usize), b: &(f64, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if count < others.len() {
            others.select_nth_unstable_by(count, order);
            others.truncate(count);
        }
        for (_, other) in others {
            chosen.set(one, other);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Co-occurrences of regions in EconGeo's example, without the first, which has none.
    const TOGETHER: [f64; 16] = [
        0.0, 2250.0, 1275.0, 1225.0, 2250.0, 0.0, 2900.0, 1450.0, 1275.0, 2900.0, 0.0, 2675.0, 1225.0, 1450.0, 2675.0,
        0.0,
    ];

    #[test]
    fn formulas_agree_with_econgeo() {
        for (formula, expected) in [
            (Formula::Probability, 1.279_459_296_684_177),
            (Formula::Association, 1.690_191_387_559_809),
            (Formula::Cosine, 0.401_849_789_832_615),
            (Formula::Jaccard, 0.247_252_747_252_747),
        ] {
            let margins = (0..4).map(|one| TOGETHER[one * 4..one * 4 + 4].iter().sum()).collect();
            let space = Space::new(4, Together::Sums(TOGETHER.to_vec()), margins, formula);
            assert!((space.between(0, 1) - expected).abs() < 1e-13, "{formula:?}: {}", space.between(0, 1));
            assert_eq!(space.between(0, 1).to_bits(), space.between(1, 0).to_bits());
        }
    }
}
