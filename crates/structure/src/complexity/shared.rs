//! What the declarations and results of this folder have in common.

use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const SIDE: Parameter = Parameter {
    name: "side",
    kind: ParameterKind::Choice { of: &["region", "industry"] },
    default: Some("region"),
    title: text("对象", "Side"),
    help: text("给出区域的结果，或行业的结果", "Results for regions, or for industries"),
};
pub(crate) const PRESENCE: Parameter = Parameter {
    name: "presence",
    kind: ParameterKind::Choice { of: &["quotient", "per_head", "value"] },
    default: Some("quotient"),
    title: text("拥有的依据", "Presence by"),
    help: text(
        "与阈值比较的是区位商、人均之比 (x_ra/P_r)/(x_·a/P)，或数值本身；表中已是 0 与 1 时用 value",
        "What is compared with the threshold: the location quotient, the ratio by head (x_ra/P_r)/(x_·a/P), or the value itself; value for a table that holds 0 and 1 already",
    ),
};
pub(crate) const HEADS: Parameter = Parameter {
    name: "heads",
    kind: ParameterKind::Text,
    default: Some("population"),
    title: text("人口", "Heads"),
    help: text(
        "presence 为 per_head 时的人口指标（无行业，同一时期）；人口未知或为零的区域不参与",
        "With presence per_head, the indicator of population (without industry, of the same period); a region of unknown or no population takes no part",
    ),
};
pub(crate) const THRESHOLD: Parameter = Parameter {
    name: "threshold",
    kind: ParameterKind::Number { min: 0.0, max: 1e18, unit: None },
    default: Some("1"),
    title: text("阈值", "Threshold"),
    help: text("达到或超过此值即为拥有", "At or above this a region has the activity"),
};
pub(crate) const COMPARISON: Parameter = Parameter {
    name: "comparison",
    kind: ParameterKind::Choice { of: &["at_least", "above"] },
    default: Some("at_least"),
    title: text("比较方式", "Comparison"),
    help: text("≥ 阈值，或 > 阈值", "At least the threshold, or above it"),
};
pub(crate) const COMPONENTS: Parameter = Parameter {
    name: "components",
    kind: ParameterKind::Choice { of: &["largest", "each"] },
    default: Some("largest"),
    title: text("连通部分", "Components"),
    help: text(
        "互不连通时：只给最大的部分，或每部分各自给出",
        "Where parts have nothing in common: an index for the largest only, or for each by itself",
    ),
};
pub(crate) const SCALE: Parameter = Parameter {
    name: "scale",
    kind: ParameterKind::Choice { of: &["standard", "sum", "range"] },
    default: Some("standard"),
    title: text("尺度", "Scale"),
    help: text(
        "标准化（均值 0、标准差 1）、除以总和、或 0 至 100",
        "Standardised (mean 0, standard deviation 1), divided by the sum, or from 0 to 100",
    ),
};
pub(crate) const DIVISOR: Parameter = Parameter {
    name: "divisor",
    kind: ParameterKind::Choice { of: &["n", "n_minus_1"] },
    default: Some("n"),
    title: text("方差除数", "Divisor of the variance"),
    help: text("n（总体）或 n−1（样本）", "n (population) or n−1 (sample)"),
};
pub(crate) const INDUSTRY_SCALE: Parameter = Parameter {
    name: "industry_scale",
    kind: ParameterKind::Choice { of: &["regions", "own"] },
    default: Some("regions"),
    title: text("行业的尺度", "Scale of industries"),
    help: text(
        "行业指数按区域指数的均值与标准差标准化，使区域指数等于所拥有行业的均值；或按自身标准化",
        "Industries by mean and deviation of the regions, so that a region is the mean of what it has; or by their own",
    ),
};
pub(crate) const RELATEDNESS: Parameter = Parameter {
    name: "relatedness",
    kind: ParameterKind::Choice {
        of: &["proximity", "probability", "association", "cosine", "jaccard", "correlation"],
    },
    default: Some("proximity"),
    title: text("关联度", "Relatedness"),
    help: text(
        "邻近度（较小条件概率）、相对概率、关联强度、余弦、杰卡德，或连续的 (1+r)/2（r 为所比数值的相关系数，不经阈值）",
        "Proximity (smaller conditional probability), relative probability, association strength, cosine, Jaccard, or the continuous (1+r)/2 with the correlation r of what is compared, before any threshold",
    ),
};
pub(crate) const ITSELF: Parameter = Parameter {
    name: "itself",
    kind: ParameterKind::Choice { of: &["included", "excluded"] },
    default: Some("included"),
    title: text("行业自身", "The industry itself"),
    help: text(
        "密度中行业与自身的关联度按 1 计，或不计",
        "In the density an industry is related to itself by 1, or not at all",
    ),
};
pub(crate) const NEIGHBOURS: Parameter = Parameter {
    name: "neighbours",
    kind: ParameterKind::Integer { min: 0, max: 100_000 },
    default: Some("0"),
    title: text("近邻数", "Nearest neighbours"),
    help: text("只用关联度最高的若干行业；0 表示全部", "Only so many industries, the most related ones; 0 for all"),
};
pub(crate) const REGION_OR_NONE: Column = Column::new(
    "region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("区域", "Region"),
    text("区域代码；行业的结果为空", "Code of the region; null for results of industries"),
);
pub(crate) const INDUSTRY_OR_NONE: Column = Column::new(
    "industry",
    ColumnKind::Code { system: CodeSystem::Industry },
    text("行业", "Industry"),
    text("行业代码；区域的结果为空", "Code of the industry; null for results of regions"),
);
pub(crate) const INDUSTRY_COLUMN: Column = Column::new(
    "industry",
    ColumnKind::Code { system: CodeSystem::Industry },
    text("行业", "Industry"),
    text("行业代码", "Code of the industry"),
)
.required();

/// A count that was kept among numbers.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it was a u32 before")]
pub(crate) fn count(number: f64) -> u32 {
    number as u32
}

/// Columns of a result that are put together period by period.
#[derive(Debug)]
pub(crate) struct Columns<const N: usize> {
    pub(crate) period: Vec<u32>,
    pub(crate) id: Vec<u32>,
    pub(crate) numbers: [Vec<f64>; N],
}

impl<const N: usize> Default for Columns<N> {
    fn default() -> Self {
        Self { period: Vec::new(), id: Vec::new(), numbers: std::array::from_fn(|_| Vec::new()) }
    }
}

impl<const N: usize> Columns<N> {
    pub(crate) fn append(&mut self, mut other: Self) {
        self.period.append(&mut other.period);
        self.id.append(&mut other.id);
        for (all, part) in self.numbers.iter_mut().zip(&mut other.numbers) {
            all.append(part);
        }
    }
}
