//! What regressions may find in the data.

use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Place, Severity, Words};

/// A finding that concerns `count` rows, regions, variables or steps.
pub fn found(code: &str, count: usize) -> Diagnostic {
    Diagnostic::new(crate::catalogue::explanation(code), Place::default())
        .help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}

/// The pages of these findings.
pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR501",
        severity: Severity::Note,
        title: text("有缺失值的行不参与回归", "Rows with missing values take no part"),
        body: text(
            "因变量或任一自变量缺失的行（区域、区域对）不参与估计。缺失不是零；若缺失有规律，结果只适用于其余的行。",
            "A row (region or pair) in which the dependent variable or a regressor is missing takes no part. Missing is not zero; where values are missing for a reason, the result holds for the other rows only.",
        ),
    },
    Explanation {
        code: "STR502",
        severity: Severity::Warning,
        title: text("变量被其他变量或固定效应决定", "Variables are determined by others or by fixed effects"),
        body: text(
            "这些变量是其他变量的线性组合、常数，或在每个固定效应组内不变，因此没有各自的系数，结果为空。请去掉重复的变量，或改变固定效应。",
            "These variables are linear combinations of others, constant, or do not vary within the groups of the fixed effects. They have no coefficient of their own, and the result is null. Drop the repeated variable, or choose other effects.",
        ),
    },
    Explanation {
        code: "STR503",
        severity: Severity::Warning,
        title: text("没有邻区的区域不参与", "Regions without neighbours take no part"),
        body: text(
            "孤岛区域没有邻区，行标准化对它没有意义，因此不参与空间模型。请改用 k 近邻，或加大距离。",
            "An island has no neighbours, and a row of weights cannot be standardised for it, so it takes no part in a spatial model. Use nearest neighbours, or a larger distance.",
        ),
    },
    Explanation {
        code: "STR504",
        severity: Severity::Error,
        title: text("可用的观测太少", "Too few observations can be used"),
        body: text(
            "去掉缺失、孤岛或没有流量的行之后，观测数不多于参数数，无法估计，结果为空。请减少变量或固定效应，或补充数据。",
            "Without the rows that are missing, islands or empty, there are no more observations than parameters. Nothing can be estimated and the result is null. Use fewer regressors or effects, or add data.",
        ),
    },
    Explanation {
        code: "STR505",
        severity: Severity::Warning,
        title: text("似然函数在边界上最大", "The likelihood is largest at the edge"),
        body: text(
            "空间参数没有内部极大值（趋于 −1 或 1），或因变量没有剩余的变化。模型与数据不合，结果为空。请检查权重与变量。",
            "The spatial parameter has no maximum inside its interval (it runs to −1 or 1), or nothing of the dependent variable is left to explain. The model does not fit these data and the result is null. Check the weights and the variables.",
        ),
    },
    Explanation {
        code: "STR506",
        severity: Severity::Warning,
        title: text("迭代没有收敛", "The iteration did not converge"),
        body: text(
            "达到最大步数仍未收敛，系数为空。常见原因是变量的数值范围相差悬殊或观测太少。请检查变量的单位，减少固定效应。",
            "The iteration did not settle within its bound, and the coefficients are null. Usually variables differ widely in scale or observations are few. Check the units of the variables, or use fewer effects.",
        ),
    },
    Explanation {
        code: "STR507",
        severity: Severity::Warning,
        title: text("被完全预测为零的观测已剔除", "Observations whose zero is predicted perfectly were left out"),
        body: text(
            "这些观测属于只有零流量的区域（或区域对、时期），或被变量的某个组合完全分开。它们使系数趋于无穷而不含信息，剔除后其余系数不变。",
            "These observations belong to a region (pair, period) with nothing but zeros, or some combination of the variables tells them apart perfectly. They would send a coefficient to infinity and carry no information; without them the other coefficients are the same.",
        ),
    },
    Explanation {
        code: "STR508",
        severity: Severity::Note,
        title: text("表中未列出的区域对计为零流量", "Pairs that the table does not list count as zero flows"),
        body: text(
            "按 absent = zero，未列出的起讫对计为零。只有当表列出全部正流量时才成立；否则请用 missing。",
            "As absent = zero says, pairs that the table does not list are flows of zero. That holds only where the table lists every positive flow; use missing otherwise.",
        ),
    },
    Explanation {
        code: "STR509",
        severity: Severity::Warning,
        title: text("标准误无法计算", "Standard errors could not be computed"),
        body: text(
            "协方差矩阵不是正定的：聚类太少、某一观测完全决定自身的拟合值，或参数几乎不可识别。系数保留，标准误与 p 值为空。请换一种标准误。",
            "The covariance is not positive definite: clusters are few, an observation determines its own fit, or parameters can hardly be told apart. Coefficients stand, standard errors and p-values are null. Choose another kind of standard error.",
        ),
    },
    Explanation {
        code: "STR510",
        severity: Severity::Error,
        title: text("空间权重太密", "The spatial weights are too dense"),
        body: text(
            "权重矩阵的分解会超出内存上限，无法精确计算似然，结果为空。请用较少的邻区（k 近邻）或较小的距离。",
            "The factor of these weights would not fit into memory, so that the likelihood cannot be computed exactly, and the result is null. Use fewer neighbours or a smaller distance.",
        ),
    },
    Explanation {
        code: "STR511",
        severity: Severity::Warning,
        title: text("并非每个时期都有数值的区域不参与", "Regions not known in every period take no part"),
        body: text(
            "空间面板需要每个区域在每个时期的数值；缺少任何一个的区域整个退出，其邻区的权重重新标准化。请缩小时期范围，或按时期分别估计（by = period）。",
            "A spatial panel needs every region in every period. A region that lacks a value takes no part at all, and the weights of its neighbours are standardised again. Choose fewer periods, or a model for each (by = period).",
        ),
    },
    Explanation {
        code: "STR512",
        severity: Severity::Warning,
        title: text("负流量不参与", "Negative flows take no part"),
        body: text(
            "流量不能为负；净额或修正值请改用总额。这些行不参与估计。",
            "A flow cannot be negative; use gross values where these are balances or corrections. The rows take no part.",
        ),
    },
    Explanation {
        code: "STR513",
        severity: Severity::Error,
        title: text("变量不是有限数", "A variable is not a finite number"),
        body: text(
            "出现无穷大，按缺失处理；常见于零取对数。请在来源处更正，或换用不取对数的变量。",
            "An infinity was found and treated as missing; it usually comes from the logarithm of zero. Correct it at its source, or use the variable without the logarithm.",
        ),
    },
    Explanation {
        code: "STR514",
        severity: Severity::Warning,
        title: text("非正数没有对数", "There is no logarithm of numbers that are not positive"),
        body: text(
            "取对数的变量有零或负值，这些值按缺失处理，相应的行不参与。请考虑不取对数，或对流量用泊松估计。",
            "A variable whose logarithm was asked for is zero or negative in places. Those values count as missing and their rows take no part. Consider the variable as it is, or the Poisson estimator for flows.",
        ),
    },
    Explanation {
        code: "STR515",
        severity: Severity::Note,
        title: text("聚类少于 30 个", "Fewer than 30 clusters"),
        body: text(
            "聚类标准误在聚类较多时才可靠；聚类少时通常偏小。请谨慎解读 p 值。",
            "Clustered standard errors are reliable with many clusters and usually too small with few. Read the p-values with care.",
        ),
    },
    Explanation {
        code: "STR516",
        severity: Severity::Note,
        title: text("有抽样超出空间参数的范围", "Draws left the interval of the spatial parameter"),
        body: text(
            "空间参数接近边界，部分抽样超出 (−1, 1) 而重抽。由此得到的标准误略为偏小。",
            "The spatial parameter is near its edge: draws outside (−1, 1) were drawn again. Standard errors are slightly too small for it.",
        ),
    },
    Explanation {
        code: "STR517",
        severity: Severity::Note,
        title: text("不对称无定义", "An asymmetry is undefined"),
        body: text(
            "发出与接收符号相反，或都为零，比值没有意义，结果为空。请直接看发出与接收两列。",
            "What a region emits and what it receives differ in sign or are both zero, so that their ratio means nothing and is null. Read the two columns themselves.",
        ),
    },
    Explanation {
        code: "STR518",
        severity: Severity::Warning,
        title: text("残差全为零", "Nothing is left to test"),
        body: text(
            "变量完全解释了因变量，没有残差可以检验，结果为空。请检查因变量是否也在自变量中。",
            "The regressors explain the dependent variable completely, no residual is left to test, and the result is null. Check whether the dependent variable is among the regressors.",
        ),
    },
    Explanation {
        code: "STR519",
        severity: Severity::Warning,
        title: text("零流量没有对数，不参与", "Zero flows have no logarithm and take no part"),
        body: text(
            "log_linear 只用正流量，丢掉零流量会使距离与边界的系数有偏。请用 estimator = poisson。",
            "log_linear uses positive flows only; leaving out zeros biases the coefficients of distance and borders. Use estimator = poisson.",
        ),
    },
    Explanation {
        code: "STR520",
        severity: Severity::Warning,
        title: text(
            "时期太少或序列相互决定，领先滞后无定义",
            "Too few periods, or series that determine each other: leads are undefined",
        ),
        body: text(
            "估计一个滞后之后至少须余 5 个自由度（对数增长需 10 个连续时期），面板还须 T > 3p + 5；两序列成比例、不变或完全拟合时也无从检验。结果为空，不是“没有外溢”。请补充时期，或用季度、月度数据。",
            "After one lag at least five degrees of freedom must be left (ten periods in a row for log growth), and for a panel T > 3p + 5; series that are proportional, constant or fitted without a rest cannot be tested either. The result is null, which does not mean that there is no spillover. Add periods, or use quarterly or monthly data.",
        ),
    },
];
