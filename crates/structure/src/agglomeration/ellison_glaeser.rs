//! Ellison–Glaeser index: geographic concentration beyond what the sizes of a few plants bring about.

use super::{Located, PLANTS, TOTAL, TOTALS};
use crate::declare::{INDUSTRY_COLUMN, integer, number};
use crate::panel::at;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::{Nullable, distribution::normal_two_sided, sum};

/// The declaration.
pub const METHOD: Method = Method {
    id: "ellison_glaeser",
    version: 1,
    study: "structure",
    title: text("埃利森–格莱泽集聚指数", "Ellison–Glaeser index"),
    question: text(
        "一个行业的单位在空间上的集聚，是否超出了随机布局与大单位所能解释的程度？",
        "Do the plants of an industry cluster in space by more than chance and the size of a few plants explain?",
    ),
    formula: text(
        "G_a = Σ_m (s_ma − x_m)²，s 为行业 a 在区域 m 的份额，x 为参照份额；X = 1 − Σ_m x_m²；H_a = Σ_j z_j²，z 为单位在行业中的份额。γ_a = (G_a − X·H_a)/(X(1 − H_a))。Maurel–Sédillot：[(Σs² − Σx²)/X − H]/(1 − H)。随机布局下 E(G) = X·H，Var(G) = 2{H²[Σx² − 2Σx³ + (Σx²)²] − Σz⁴[Σx² − 4Σx³ + 3(Σx²)²]}，z = (G − X·H)/√Var(G)。",
        "G_a = Σ_m (s_ma − x_m)², with s the shares of industry a by region m and x those of the reference; X = 1 − Σ_m x_m²; H_a = Σ_j z_j², with z the shares of the plants in the industry. γ_a = (G_a − X·H_a)/(X(1 − H_a)). Maurel–Sédillot: [(Σs² − Σx²)/X − H]/(1 − H). Under random location E(G) = X·H and Var(G) = 2{H²[Σx² − 2Σx³ + (Σx²)²] − Σz⁴[Σx² − 4Σx³ + 3(Σx²)²]}; z = (G − X·H)/√Var(G).",
    ),
    limits: text(
        "γ 为 0 即随机布局；作者称大于 0.05 为高度集聚、小于 0.02 为不集聚。只有一个单位的行业（H = 1）与只有一个区域时为空。规模、区域或行业未知的单位不参与（不是零）。p 值用正态近似，单位少时不可靠。结果依赖区域划分（可变面元问题）。",
        "γ is 0 under random location; its authors call more than 0.05 very and less than 0.02 not very concentrated. Null for an industry of one plant (H = 1) and where there is one region. A plant whose size, region or industry is unknown takes no part (it is not zero). The p-value rests on a normal approximation and means little for a handful of plants. Depends on how space is cut into regions.",
    ),
    reference: "Ellison, G., Glaeser, E. L. (1997). Geographic concentration in U.S. manufacturing industries: a dartboard approach. Journal of Political Economy 105(5), 889–927. Maurel, F., Sédillot, B. (1999). Regional Science and Urban Economics 29(5), 575–604.",
    aliases: &["eg", "eg_index", "maurel-sedillot", "agglomeration", "产业集聚", "空间集聚指数"],
    inputs: &[PLANTS, TOTALS, crate::declare::REGIONS],
    parameters: &[TOTAL, super::LEVEL, crate::profile::PERIOD],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        INDUSTRY_COLUMN.required(),
        integer("plants", "单位数", "Plants", "规模大于零的单位数", "Plants with a size above zero"),
        number("size", "规模合计", "Size", "该行业单位规模之和", "Sum of the sizes of its plants"),
        number("concentration", "地理集中度 G", "Raw concentration G", "Σ(s − x)²", "Σ(s − x)²"),
        number("herfindahl", "单位赫芬达尔 H", "Plant Herfindahl H", "Σz²", "Σz²"),
        number(
            "ellison_glaeser",
            "EG 指数 γ",
            "Ellison–Glaeser γ",
            "0 为随机布局，正为集聚，负为分散",
            "0 under random location, positive when concentrated, negative when dispersed",
        ),
        number(
            "maurel_sedillot",
            "MS 指数",
            "Maurel–Sédillot",
            "以 Σs² − Σx² 代替 Σ(s − x)²",
            "With Σs² − Σx² in place of Σ(s − x)²",
        ),
        number("z", "z 值", "z", "G 偏离随机期望的标准差个数", "Standard deviations of G from its expectation"),
        number(
            "p_value",
            "p 值",
            "p-value",
            "随机布局下偏离至少如此之大的概率（双侧，正态近似）",
            "Probability of at least this deviation under random location (two-sided, normal approximation)",
        ),
    ],
};

/// The indices of each industry that has plants, in order of the industry ids.
#[derive(Clone, Debug, PartialEq)]
pub struct EllisonGlaeser {
    /// The industry.
    pub industry: Vec<u32>,
    /// Plants with a size above zero.
    pub plants: Vec<u32>,
    /// Sum of sizes.
    pub size: Vec<f64>,
    /// `G`.
    pub concentration: Nullable,
    /// `H`.
    pub herfindahl: Vec<f64>,
    /// `γ`.
    pub gamma: Nullable,
    /// The variant of Maurel and Sédillot.
    pub maurel_sedillot: Nullable,
    /// Standardised `G`.
    pub z: Nullable,
    /// Of `z`, two-sided.
    pub p_value: Nullable,
    /// What was found, that of [`Located`] not repeated.
    pub findings: Vec<Diagnostic>,
}

/// The Ellison–Glaeser index of every industry.
#[allow(clippy::cast_possible_truncation, reason = "industries are counted in 32 bits")]
pub fn ellison_glaeser(located: &Located) -> EllisonGlaeser {
    let power = |power: i32| sum(located.share.iter().map(|share| share.powi(power)));
    let (second, third) = (power(2), power(3));
    let of_herfindahl = second - 2.0 * third + second * second;
    let of_fourth = second - 4.0 * third + 3.0 * second * second;
    let spread = located.spread;
    let measure = |industry: usize| {
        let h = located.herfindahl[industry];
        let deviation = located.deviation(industry);
        let g = sum(deviation.iter().map(|gap| gap * gap));
        let g = g.is_finite().then_some(g);
        let beyond = g.filter(|_| located.is_spread());
        // Shares of plants add up to one, so that 1 − H is zero for one plant up to rounding.
        let room = Some(1.0 - h).filter(|_| located.plants[industry] > 1);
        let gamma = beyond.zip(room).map(|(g, room)| (g - spread * h) / (spread * room));
        let squares = sum(deviation.iter().zip(&located.share).map(|(gap, share)| (gap + share).powi(2)));
        let sedillot = beyond.zip(room).map(|(_, room)| ((squares - second) / spread - h) / room);
        let variance = 2.0 * (h * h * of_herfindahl - located.fourth[industry] * of_fourth);
        let z = beyond.filter(|_| room.is_some() && variance > 0.0).map(|g| (g - spread * h) / variance.sqrt());
        [g, gamma, sedillot, z, z.map(normal_two_sided)]
    };
    let industries: Vec<usize> = located.present().collect();
    let rows: Vec<[Option<f64>; 5]> = industries.iter().map(|&industry| measure(industry)).collect();
    let column = |place: usize| rows.iter().map(|row| row[place]).collect::<Nullable>();
    let mut findings = Vec::new();
    let undefined = column(1).undefined();
    if undefined > 0 {
        findings.push(at("STR203", None, undefined));
    }
    EllisonGlaeser {
        industry: industries.iter().map(|&industry| industry as u32).collect(),
        plants: industries.iter().map(|&industry| located.plants[industry]).collect(),
        size: industries.iter().map(|&industry| located.total[industry]).collect(),
        concentration: column(0),
        herfindahl: industries.iter().map(|&industry| located.herfindahl[industry]).collect(),
        gamma: column(1),
        maurel_sedillot: column(2),
        z: column(3),
        p_value: column(4),
        findings,
    }
}
