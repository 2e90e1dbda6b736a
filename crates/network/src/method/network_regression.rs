//! MRQAP: what explains who is linked with whom?

use crate::declare::{
    ACTORS, LINKS, REGIONS, communities as grouped, count, dyads as declared, number, parameters, words,
};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const OUTCOME: Parameter = Parameter {
    name: "outcome",
    kind: ParameterKind::Text,
    default: Some("INN"),
    title: text("因变量", "Outcome"),
    help: text("网络代码或区域对度量", "A layer or a measure of pairs of regions"),
};
const PREDICTORS: Parameter = Parameter {
    name: "predictors",
    kind: ParameterKind::Text,
    default: Some("IND,KNO"),
    title: text("自变量", "Predictors"),
    help: text(
        "以逗号分隔的网络代码与区域对度量，如 IND,distance_km",
        "Layers and measures of pairs of regions separated by commas, such as IND,distance_km",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "network_regression",
    version: 1,
    study: "network",
    title: text("网络回归（MRQAP）", "Regression of networks (MRQAP)"),
    question: text(
        "在距离等因素不变时，一张网能在多大程度上解释另一张网？",
        "How far does one network explain another once distance and the rest are held constant?",
    ),
    formula: text(
        "对全部矩阵均已知的非对角单元作最小二乘；每个系数用双重半偏置换检验：自变量对其他自变量回归的残差矩阵重新编号 R 次，比较其 t 统计量，p = (M+1)/(R+1)。标准化系数 = b·s_x/s_y。",
        "Least squares over the cells off the diagonal that all matrices know; each coefficient is tested by double semi-partialling: the matrix of residuals of the predictor on the others is relabelled R times, and its t-statistic compared, p = (M+1)/(R+1). Standardised coefficient = b·s_x/s_y.",
    ),
    limits: text(
        "线性模型；计数为零很多时系数只是近似，p 值仍有效。权重未知的单元整行舍去；重新编号后残差未知的单元在该次拟合中舍去。被其他自变量完全决定的自变量没有系数。结果不等于因果。",
        "A linear model: with many zero counts the coefficients are approximations, while the p-values hold. Cells of unknown weight are left out; cells whose relabelled residual is unknown are left out of that fit. A predictor that others determine has no coefficient. The result is no proof of cause.",
    ),
    reference: "Dekker, D., Krackhardt, D., Snijders, T. A. B. (2007). Sensitivity of MRQAP tests to collinearity and autocorrelation conditions. Psychometrika 72, 563–581. Krackhardt, D. (1988). Predicting with networks. Social Networks 10, 359–381.",
    aliases: &["mrqap", "qap_regression", "网络回归"],
    inputs: &[LINKS, ACTORS, REGIONS, declared::REGION_PAIRS],
    parameters: parameters![
        OUTCOME,
        PREDICTORS,
        crate::declare::WEIGHT,
        grouped::DIRECTED,
        declared::TRANSFORM,
        declared::NODES,
        declared::DRAWS,
        declared::TAIL,
        crate::declare::SEED,
    ],
    outputs: &[
        words(
            "predictor",
            text("自变量", "Predictor"),
            text("网络代码或度量；constant 为常数项", "Layer or measure; constant for the constant"),
        ),
        number("coefficient", text("系数", "Coefficient"), text("最小二乘系数", "Least squares")),
        number("standardised", text("标准化系数", "Standardised"), text("以标准差为单位", "In standard deviations")),
        number("t", text("t", "t"), text("t 统计量", "t-statistic")),
        number("p", text("p 值", "p"), text("(M+1)/(R+1)", "(M+1)/(R+1)")),
        number("r2", text("R²", "R²"), text("解释的方差占比", "Share of variance explained")),
        number(
            "r2_adjusted",
            text("调整 R²", "Adjusted R²"),
            text("按自变量个数调整", "Adjusted for the number of predictors"),
        ),
        count("pairs", text("单元数", "Pairs"), text("所用单元数", "Cells it rests on")),
        count(
            "permutations",
            text("有效置换", "Permutations"),
            text("给出数值的置换次数", "Relabellings that gave a value"),
        ),
    ],
};
