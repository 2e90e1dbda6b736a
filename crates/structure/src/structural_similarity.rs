//! Structural similarity: how alike the industry structures of two regions are.

use crate::panel::Panel;
use crate::profile::{Absent, Pairs, common_sum, distance, pairs};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::{pearson, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "structural_similarity",
    version: 1,
    study: "structure",
    title: text("产业结构相似系数", "Structural similarity"),
    question: text("两个区域的产业结构有多相似？", "How alike are the industry structures of two regions?"),
    formula: text(
        "cosine（联合国工业发展组织）：S_ij = Σ_a x_ia x_ja / √(Σ_a x_ia² Σ_a x_ja²)；overlap：S_ij = 1 − ½ Σ_a |s_ia − s_ja|，s 为行业占本区域之份额。二者均在 [0, 1]，1 为结构相同。correlation：s_i 与 s_j 的相关系数（去均值的余弦），在 [−1, 1]；份额处处相等的区域没有相关系数。",
        "cosine (UNIDO): S_ij = Σ_a x_ia x_ja / √(Σ_a x_ia² Σ_a x_ja²); overlap: S_ij = 1 − ½ Σ_a |s_ia − s_ja|, s being shares of the region's own sum. Both in [0, 1]; 1 means the same structure. correlation: of s_i and s_j (the cosine after the means are taken out), in [−1, 1]; a region with the same share everywhere has none.",
    ),
    limits: text(
        "结果依赖行业分类的粗细：分类越粗越相似。任一方缺失的行业不参与该对的比较；有负值或合计不为正的区域结果为空。相似不等于同质化竞争，需结合产品与环节判断。",
        "Depends on the grain of the classification: the coarser, the more alike. An industry that either side is missing is left out of that pair; null for a region with a negative value or no positive sum. Alike structures need not compete; look at products and stages too.",
    ),
    reference: "UNIDO (1979). World Industry since 1960: Progress and Prospects. Overlap: Finger, J. M., Kreinin, M. E. (1979). A measure of export similarity and its possible uses. The Economic Journal 89(356), 905–912.",
    aliases: &["similarity", "unido", "finger-kreinin", "isomorphism", "相似系数", "产业同构", "雷同度"],
    inputs: &[crate::declare::PANEL],
    parameters: &[
        crate::profile::INDICATOR,
        crate::profile::LEVEL,
        crate::profile::PERIOD,
        Parameter {
            name: "measure",
            kind: ParameterKind::Choice { of: &["cosine", "overlap", "correlation"] },
            default: Some("cosine"),
            title: text("测度", "Measure"),
            help: text(
                "余弦（UNIDO）、份额重叠，或份额的相关系数",
                "Cosine (UNIDO), overlap of shares, or correlation of shares",
            ),
        },
        crate::profile::ABSENT,
        crate::profile::DUPLICATES,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        crate::profile::REGION_COLUMN,
        crate::profile::PARTNER_COLUMN.required(),
        Column::new(
            "similarity",
            ColumnKind::Number,
            text("相似系数", "Similarity"),
            text(
                "0 到 1（相关系数为 −1 到 1），1 为结构相同",
                "From 0 to 1 (correlation: from −1); 1 means the same structure",
            ),
        ),
        Column::new(
            "industries",
            ColumnKind::Integer,
            text("行业数", "Industries"),
            text("参与比较的行业个数", "How many industries entered the comparison"),
        ),
    ],
};

/// How to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Measure {
    /// Cosine of the value vectors (UNIDO).
    #[default]
    Cosine,
    /// Overlap of the shares, `1 − K/2` with the Krugman distance `K` of the pair.
    Overlap,
    /// Correlation of the shares: the cosine after their means are taken out.
    Correlation,
}

/// The similarity of every pair of regions in each period.
pub fn structural_similarity(panel: &Panel<'_>, measure: Measure, absent: Absent) -> Pairs {
    match measure {
        Measure::Cosine => pairs(panel, absent, cosine),
        Measure::Correlation => pairs(panel, absent, correlation),
        Measure::Overlap => pairs(panel, absent, |one, two| distance(one, two).map(|gap| 1.0 - gap / 2.0)),
    }
}

fn correlation(one: &[f64], two: &[f64]) -> Option<f64> {
    let (of_one, of_two) = (common_sum(one, two)?, common_sum(two, one)?);
    let known = one.iter().zip(two).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (x, y): (Vec<f64>, Vec<f64>) = known.map(|(x, y)| (x / of_one, y / of_two)).unzip();
    pearson(&x, &y)
}

fn cosine(one: &[f64], two: &[f64]) -> Option<f64> {
    // Divided by the sums first: squares of very large or very small values would leave the range.
    let (of_one, of_two) = (common_sum(one, two)?, common_sum(two, one)?);
    let known = || one.iter().zip(two).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let both = sum(known().map(|(x, y)| (x / of_one) * (y / of_two)));
    let first = sum(known().map(|(x, _)| (x / of_one).powi(2)));
    let second = sum(known().map(|(_, y)| (y / of_two).powi(2)));
    Some((both / (first * second).sqrt()).min(1.0))
}
