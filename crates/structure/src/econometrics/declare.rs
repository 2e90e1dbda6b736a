//! Parameters and columns that the regressions share.

use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(super) use crate::profile::{DUPLICATES, LEVEL, PERIOD, PERIOD_COLUMN};
pub(super) use crate::space::parameters::{CUTOFF, K, MEASURE, PAIR_RULE, POWER, WEIGHTS};

pub(super) const DEPENDENT: Parameter = Parameter {
    name: "dependent",
    kind: ParameterKind::Text,
    default: None,
    title: text("因变量", "Dependent variable"),
    help: text(
        "要解释的指标；前加 log 取对数，如 log gdp",
        "The indicator to be explained; put log before its name for its logarithm, as in log gdp",
    ),
};
pub(super) const REGRESSORS: Parameter = Parameter {
    name: "regressors",
    kind: ParameterKind::Text,
    default: None,
    title: text("自变量", "Regressors"),
    help: text(
        "解释它的指标，以逗号分隔；前加 log 取对数，如 log employment, rd_share",
        "The indicators that explain it, separated by commas; put log before a name for its logarithm, as in log employment, rd_share",
    ),
};
pub(super) const EFFECTS: Parameter = Parameter {
    name: "effects",
    kind: ParameterKind::Choice { of: &["none", "region", "period", "two_way"] },
    default: Some("none"),
    title: text("固定效应", "Fixed effects"),
    help: text(
        "多时期数据：减去各区域均值、各时期均值或两者",
        "For several periods: take out the means of regions, of periods, or of both",
    ),
};
pub(super) const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["all", "period"] },
    default: Some("all"),
    title: text("分组", "Separately by"),
    help: text("所有时期一起估计，或每个时期分别估计", "All periods in one model, or a model for each period"),
};
pub(super) const DRAWS: Parameter = Parameter {
    name: "draws",
    kind: ParameterKind::Integer { min: 0, max: 100_000 },
    default: Some("1000"),
    title: text("抽样次数", "Draws"),
    help: text(
        "效应的标准误由参数的多少次抽样得到；0 表示不计算",
        "From how many draws of the parameters the standard errors of effects are taken; 0 for none",
    ),
};
pub(super) const SEED: Parameter = Parameter {
    name: "seed",
    kind: ParameterKind::Integer { min: 0, max: i64::MAX },
    default: Some("1"),
    title: text("随机种子", "Seed"),
    help: text("同一种子给出相同结果", "The same seed gives the same result"),
};
pub(super) const CONFIDENCE: Parameter = Parameter {
    name: "confidence",
    kind: ParameterKind::Number { min: 0.5, max: 0.9999, unit: None },
    default: Some("0.95"),
    title: text("置信水平", "Confidence"),
    help: text("区间覆盖真值的概率", "Probability that the interval covers the truth"),
};

const PART: Column = Column::new(
    "part",
    ColumnKind::Choice { of: &["coefficient", "direct", "indirect", "total", "test", "fit"] },
    text("部分", "Part"),
    text(
        "coefficient 系数；direct、indirect、total 效应；test 检验；fit 拟合统计量",
        "coefficient; direct, indirect and total effect; test; fit: statistics of the model",
    ),
)
.required();
const TERM: Column = Column::new(
    "term",
    ColumnKind::Text,
    text("项", "Term"),
    text(
        "变量名；intercept 常数项；W 加变量名为邻区均值；rho、lambda 空间参数；或统计量的名称",
        "Name of the variable; intercept; W and a name for the mean over the neighbours; rho and lambda for the spatial parameter; or the name of a statistic",
    ),
)
.required();
const ESTIMATE: Column = Column::new(
    "estimate",
    ColumnKind::Number,
    text("估计值", "Estimate"),
    text("无法估计时为空", "Null where it could not be estimated"),
);
const STANDARD_ERROR: Column = Column::new(
    "standard_error",
    ColumnKind::Number,
    text("标准误", "Standard error"),
    text("标准误", "Standard error"),
);
const STATISTIC: Column = Column::new(
    "statistic",
    ColumnKind::Number,
    text("统计量", "Statistic"),
    text("估计值除以标准误；检验的统计量", "Estimate over standard error; the statistic of a test"),
);
const P_VALUE: Column = Column::new(
    "p_value",
    ColumnKind::Number,
    text("p 值", "p-value"),
    text(
        "真值为零时统计量至少如此极端的概率；没有标准误时为空",
        "Probability of a statistic at least as extreme if the true value is zero; null without a standard error",
    ),
);
const LOW: Column =
    Column::new("low", ColumnKind::Number, text("下限", "Low"), text("置信区间下限", "Lower bound of the interval"));
const HIGH: Column =
    Column::new("high", ColumnKind::Number, text("上限", "High"), text("置信区间上限", "Upper bound of the interval"));

/// The result of a regression: one row for each estimate.
pub(super) const OUTPUTS: &[Column] =
    &[PERIOD_COLUMN, PART, TERM, ESTIMATE, STANDARD_ERROR, STATISTIC, P_VALUE, LOW, HIGH];
/// The same by layer.
pub(super) const GRAVITY_OUTPUTS: &[Column] = &[
    PERIOD_COLUMN,
    Column::new(
        "layer",
        ColumnKind::Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] },
        text("网络层", "Layer"),
        text("按层分别估计时的网络层", "The layer, where each has a model of its own"),
    ),
    PART,
    TERM,
    ESTIMATE,
    STANDARD_ERROR,
    STATISTIC,
    P_VALUE,
    LOW,
    HIGH,
];
