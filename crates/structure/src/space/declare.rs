//! Parameters and columns that the spatial methods share.

use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

/// Where the neighbours come from.
pub const WEIGHTS: Parameter = Parameter {
    name: "weights",
    kind: ParameterKind::Choice {
        of: &[
            "nearest",
            "band",
            "inverse_distance",
            "queen",
            "rook",
            "pair",
            "kernel_triangular",
            "kernel_quadratic",
            "kernel_quartic",
            "kernel_gaussian",
        ],
    },
    default: Some("nearest"),
    title: text("空间权重", "Spatial weights"),
    help: text(
        "nearest：k 近邻；band：距离带内；inverse_distance：反距离；queen、rook：边界共点或共边（需工作区的边界数据，或 region_pair 的 contiguity）；pair：region_pair 的度量；kernel_：随距离递减的核（三角、二次即 Epanechnikov、四次即 bisquare、高斯），cutoff 为固定带宽（公里），0 则为自适应带宽：到第 k+1 近者的距离",
        "nearest: the k nearest; band: all within a distance; inverse_distance; queen, rook: borders that share a point or an edge (needs boundaries in the workspace, or contiguity in region_pair); pair: a measure of region_pair; kernel_: falling with distance (triangular, quadratic or Epanechnikov, quartic or bisquare, Gaussian) with cutoff as fixed bandwidth in km, or for 0 an adaptive one, the distance to the (k+1)-th nearest",
    ),
};

/// How many neighbours.
pub const K: Parameter = Parameter {
    name: "k",
    kind: ParameterKind::Integer { min: 1, max: 1000 },
    default: Some("5"),
    title: text("邻居数", "Neighbours"),
    help: text(
        "weights 为 nearest 或带宽自适应的核时的邻居个数",
        "How many neighbours when weights is nearest, or a kernel of adaptive bandwidth",
    ),
};

/// Up to which distance or measure.
pub const CUTOFF: Parameter = Parameter {
    name: "cutoff",
    kind: ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
    default: Some("0"),
    title: text("截止值", "Cutoff"),
    help: text(
        "距离（公里）或度量的上限。0：band 取使每个区域都有邻居的最小距离，其余不设上限",
        "Largest distance (km) or measure. 0 means, for band, the least distance at which every region has a neighbour, and otherwise no limit",
    ),
};

/// The exponent of inverse weights.
pub const POWER: Parameter = Parameter {
    name: "power",
    kind: ParameterKind::Number { min: 0.0, max: 10.0, unit: None },
    default: Some("1"),
    title: text("衰减指数", "Decay"),
    help: text("反距离或反度量的指数", "Exponent of the inverse distance or measure"),
};

/// Which measure of `region_pair`.
pub const MEASURE: Parameter = Parameter {
    name: "measure",
    kind: ParameterKind::Text,
    default: None,
    title: text("度量", "Measure"),
    help: text(
        "weights 为 pair 时用 region_pair 的哪个度量，如 travel_minutes；省略则为 contiguity",
        "Which measure of region_pair when weights is pair, such as travel_minutes; contiguity when absent",
    ),
};

/// What that measure means.
pub const PAIR_RULE: Parameter = Parameter {
    name: "pair_rule",
    kind: ParameterKind::Choice { of: &["contact", "within", "inverse", "value"] },
    default: Some("contact"),
    title: text("度量的含义", "What the measure means"),
    help: text(
        "contact：大于零即为邻居；within：不超过 cutoff 即为邻居；inverse：度量的 −power 次方，不超过 cutoff；value：度量即权重",
        "contact: neighbours where it is above zero; within: where it is at most cutoff; inverse: the measure to the power of −power, up to cutoff; value: the measure is the weight",
    ),
};

/// To what the weights are scaled.
pub const STANDARD: Parameter = Parameter {
    name: "standard",
    kind: ParameterKind::Choice { of: &["row", "binary", "double", "variance"] },
    default: Some("row"),
    title: text("标准化", "Standardisation"),
    help: text(
        "row：每行和为一；binary：原值；double：全部权重和为一；variance：方差稳定化",
        "row: each row adds up to one; binary: as they are; double: all weights add up to one; variance: stabilised variance",
    ),
};

/// The second variable.
pub const WITH: Parameter = Parameter {
    name: "with",
    kind: ParameterKind::Text,
    default: None,
    title: text("第二指标", "Second indicator"),
    help: text(
        "双变量统计量的第二个指标；bivariate_moran 取其空间滞后",
        "The second indicator of bivariate statistics; bivariate_moran takes its lag",
    ),
};

/// How many permutations.
pub const PERMUTATIONS: Parameter = Parameter {
    name: "permutations",
    kind: ParameterKind::Integer { min: 0, max: 99_999 },
    default: Some("999"),
    title: text("置换次数", "Permutations"),
    help: text("置换检验的次数；0 为不做", "How often the values are shuffled; 0 for no permutation test"),
};

/// Which tail.
pub const TAIL: Parameter = Parameter {
    name: "tail",
    kind: ParameterKind::Choice { of: &["two_sided", "greater", "lesser", "directed"] },
    default: Some("two_sided"),
    title: text("尾", "Tail"),
    help: text(
        "two_sided：双侧；greater、lesser：统计量偏大或偏小一侧；directed：观测值所在一侧（双侧的一半，偏小，供与其他程序对照）",
        "two_sided; greater or lesser: large or small statistics; directed: whichever side the statistic is on (half of two-sided, too small; for comparison with other programs)",
    ),
};

/// The seed of the permutations.
pub const SEED: Parameter = Parameter {
    name: "seed",
    kind: ParameterKind::Integer { min: 0, max: i64::MAX },
    default: Some("1"),
    title: text("种子", "Seed"),
    help: text("随机置换的种子；同一种子结果相同", "Seed of the permutations; the same seed gives the same result"),
};

pub(super) const REGION_TABLE: Input =
    Input { table: "region", columns: &["region", "level", "parent", "lon", "lat"], optional: true };
pub(super) const PAIR_COLUMNS: &[&str] = &["from_region", "to_region", "measure", "period", "value"];
pub(super) const PAIR_TABLE: Input = Input { table: "region_pair", columns: PAIR_COLUMNS, optional: true };

pub(super) const TIMETABLE_TABLE: Input = Input {
    table: "timetable",
    columns: &["service", "variant", "sequence", "station", "region", "arrival", "departure", "days", "period"],
    optional: false,
};
pub(super) const PLACES: Parameter = Parameter {
    name: "places",
    kind: ParameterKind::Choice { of: &["region", "station"] },
    default: Some("region"),
    title: text("地点", "Places"),
    help: text(
        "region：车站所在区域；station：每个车站自成一地",
        "region: the regions that stations serve; station: each station by itself",
    ),
};
pub(super) const START: Parameter = Parameter {
    name: "start",
    kind: ParameterKind::Text,
    default: Some("06:00"),
    title: text("时段开始", "From"),
    help: text("出发时段的开始，HH:MM", "When the window of departures begins, HH:MM"),
};
pub(super) const END: Parameter = Parameter {
    name: "end",
    kind: ParameterKind::Text,
    default: Some("22:00"),
    title: text("时段结束", "To"),
    help: text("出发时段的结束，HH:MM", "When the window of departures ends, HH:MM"),
};
pub(super) const TRANSFER: Parameter = Parameter {
    name: "transfer",
    kind: ParameterKind::Integer { min: 0, max: 600 },
    default: Some("10"),
    title: text("换乘时间", "Time to change"),
    help: text("同一车站换乘至少多少分钟", "Least minutes to change at a station"),
};
pub(super) const INTERCHANGE: Parameter = Parameter {
    name: "interchange",
    kind: ParameterKind::Integer { min: -1, max: 600 },
    default: Some("60"),
    title: text("异站换乘时间", "Time between stations"),
    help: text(
        "同一区域不同车站之间换乘的分钟数；−1 为不能",
        "Minutes to change between stations of one region; −1 where one cannot",
    ),
};
pub(super) const ACCESS: Parameter = Parameter {
    name: "access",
    kind: ParameterKind::Integer { min: 0, max: 600 },
    default: Some("0"),
    title: text("两端时间", "Access"),
    help: text("到站与离站合计的分钟数", "Minutes to and from the stations, together"),
};
pub(super) const DATE: Parameter = Parameter {
    name: "date",
    kind: ParameterKind::Text,
    default: None,
    title: text("日期", "Date"),
    help: text(
        "只用这一天开行的车次；省略则用全部车次",
        "Only services that run on this day; all services when absent",
    ),
};
pub(super) const PERIOD: Parameter = Parameter {
    name: "period",
    kind: ParameterKind::Period,
    default: None,
    title: text("时期", "Period"),
    help: text(
        "用哪一时期的时刻表；省略则各时期分别计算",
        "Which period's timetable to use; each period by itself when absent",
    ),
};
pub(super) const BASIS: Parameter = Parameter {
    name: "basis",
    kind: ParameterKind::Choice { of: &["best", "median", "expected"] },
    default: Some("best"),
    title: text("时间口径", "Basis"),
    help: text(
        "best：最快；median：最优班次的中位数；expected：含候车的期望",
        "best: the fastest; median of the optimal departures; expected: waiting included",
    ),
};
pub(super) const PAIR_MEASURE: Parameter = Parameter {
    name: "measure",
    kind: ParameterKind::Text,
    default: Some("travel_minutes"),
    title: text("度量", "Measure"),
    help: text(
        "没有时刻表时，用 region_pair 的哪个度量作为时间",
        "Which measure of region_pair is the time, where there is no timetable",
    ),
};
