//! What the methods of this folder may find in the data.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR301",
        severity: Severity::Note,
        title: text("有单元是否拥有该活动未知", "Whether a region has an activity is unknown in places"),
        body: text(
            "数值缺失或为负的单元没有区位商。它们不算拥有，因此相关区域的多样性与行业的普遍性是下限；逐格结果中 present 为空，也不会被列为建议。补足数值即可消除。",
            "A cell of missing or negative value has no quotient. It counts as not present, so that the diversity of its region and the ubiquity of its industry are lower bounds; in results by cell the column present is null, and it is never advised. Supply the value to settle it.",
        ),
    },
    Explanation {
        code: "STR302",
        severity: Severity::Warning,
        title: text("合计不为正的区域或行业未参与计算", "Regions or industries without a positive sum take no part"),
        body: text(
            "某时期内数值全为零、缺失或合计为负的区域和行业没有份额可言，不出现在该时期的结果中。请检查其数据，或删去整行整列为零的记录。",
            "A region or an industry whose values of a period are all zero, missing, or negative in sum has no shares. It does not appear in the results of that period. Check its data, or drop rows that hold nothing but zeros.",
        ),
    },
    Explanation {
        code: "STR303",
        severity: Severity::Warning,
        title: text("有区域没有任何活动，或有行业无人拥有", "A region has no activity, or an industry is nobody's"),
        body: text(
            "按所选阈值，这些区域或行业没有任何联系，其复杂度为空，其余照常计算。阈值过高时常见；可降低 threshold。",
            "By the chosen threshold these regions or industries have no link at all. Their index is null, and all others are computed as usual. Common with a high threshold; lower it if need be.",
        ),
    },
    Explanation {
        code: "STR304",
        severity: Severity::Warning,
        title: text("区域与行业分成互不相连的部分", "Regions and industries fall into separate parts"),
        body: text(
            "某些区域与行业同其余的没有任何共同联系，第二特征值为 1，特征向量只区分各部分而无复杂度含义（有的软件此时给出 ±1）。默认只对最大的部分计算；components=each 则各部分分别计算，彼此不可比。计数为其余部分的个数。",
            "Some regions and industries share no link with the rest. The second eigenvalue is then 1 and its eigenvector merely tells the parts apart (some programs report ±1). By default only the largest part is computed; with components=each every part by itself, not comparable with the others. The count is that of the other parts.",
        ),
    },
    Explanation {
        code: "STR305",
        severity: Severity::Warning,
        title: text("没有第二特征向量", "There is no second eigenvector"),
        body: text(
            "该部分内各区域拥有的活动相同（或只有一个区域），没有可以区分它们的结构，复杂度为空。",
            "The regions of the part have the same activities (or there is only one), so that nothing tells them apart; the index is null.",
        ),
    },
    Explanation {
        code: "STR306",
        severity: Severity::Warning,
        title: text(
            "第二与第三特征值相近，指数不稳",
            "Second and third eigenvalue are close, so the index is not settled",
        ),
        body: text(
            "两者相差不到百分之一。数据的微小变化就可能使特征向量转向另一个，排名随之改变。请与适合度（fitness）对照，或合并过细的行业。",
            "They differ by less than one per cent. A small change of the data may turn the eigenvector towards the other and change the ranking. Compare with fitness, or use a coarser classification.",
        ),
    },
    Explanation {
        code: "STR307",
        severity: Severity::Warning,
        title: text("多样性不能确定指数的符号", "Diversity cannot fix the sign of the index"),
        body: text(
            "指数与多样性不相关，正负方向只是约定：绝对值最大的区域为正。不要由此判断谁更复杂。",
            "The index does not correlate with diversity, so its direction is a convention: the region farthest from zero is positive. Do not read from it who is more complex.",
        ),
    },
    Explanation {
        code: "STR308",
        severity: Severity::Error,
        title: text("特征向量未达到所需精度", "The eigenvector is not exact"),
        body: text(
            "迭代结束时残差仍大于 1e-12，末位数字不可靠。通常是特征值几乎重合，请同时参看 STR306。",
            "The residual was still above 1e-12 when the iteration ended; the last digits cannot be relied on. Usually eigenvalues almost coincide; see STR306.",
        ),
    },
    Explanation {
        code: "STR309",
        severity: Severity::Warning,
        title: text("反射次数过多，差异已被舍入淹没", "So many reflections that rounding drowns the differences"),
        body: text(
            "反射法随次数增加收敛于常数，标准化后只剩舍入误差。请减少 order，或改用特征向量（其极限）。",
            "Reflections converge to a constant; what standardising then shows is rounding. Lower the order, or use the eigenvector, which is their limit.",
        ),
    },
    Explanation {
        code: "STR310",
        severity: Severity::Warning,
        title: text("有行业没有关联度", "Relatedness is undefined for some industries"),
        body: text(
            "无人拥有、或从不与其他行业同时出现的行业没有关联度，其密度为空而不是零。",
            "An industry that nobody has, or that never occurs together with another, has no relatedness, and its density is null, not zero.",
        ),
    },
    Explanation {
        code: "STR311",
        severity: Severity::Warning,
        title: text("适合度尚未收敛", "Fitness has not converged"),
        body: text(
            "达到最多迭代次数时，适合度的变化仍大于容差。常见于只拥有普遍活动的区域，其适合度缓慢趋于零。名次通常早已稳定；需要更精确的数值时增加 iterations。计数为时期数。",
            "Fitness still changed by more than the tolerance when the iterations were used up. Common where a region has only what all have: its fitness falls slowly towards zero. Ranks usually settle much earlier; raise iterations for more exact values. The count is of periods.",
        ),
    },
    Explanation {
        code: "STR312",
        severity: Severity::Warning,
        title: text("有区域没有收入数据", "Regions without an income"),
        body: text(
            "这些区域在该时期没有收入，不参与 PRODY 的计算。它们仍有 EXPY。请检查收入指标的区域代码与时期是否与活动数据一致。",
            "These regions have no income in the period and take no part in PRODY. They still have an EXPY. Check that codes and periods of the income indicator are those of the activities.",
        ),
    },
    Explanation {
        code: "STR313",
        severity: Severity::Warning,
        title: text("没有任何活动的区域无法比较", "Regions without any activity cannot be compared"),
        body: text(
            "按所选阈值，成对区域中有一方没有任何活动，互补性与相似度为空而不是零。",
            "By the chosen threshold one side of the pair has no activity; complementarity and similarity are null, not zero.",
        ),
    },
    Explanation {
        code: "STR314",
        severity: Severity::Note,
        title: text("数值未知的活动未列入建议", "Activities of unknown value are not advised"),
        body: text(
            "未知不等于没有：区域可能已经拥有该活动。补足数值后再作建议。",
            "Unknown is not absent: the region may have the activity already. Supply the value and ask again.",
        ),
    },
    Explanation {
        code: "STR315",
        severity: Severity::Note,
        title: text("建议的活动没有可合作的区域", "No region to work with has the activity advised"),
        body: text(
            "该时期没有任何区域拥有这项活动，因此没有伙伴。",
            "No region of the period has the activity, so there is no partner.",
        ),
    },
    Explanation {
        code: "STR316",
        severity: Severity::Note,
        title: text("有区域或行业只在其中一期出现", "Regions or industries occur in one of the two periods only"),
        body: text(
            "只在一期出现可能是数据缺失或区划、分类调整，不计为进入或退出。区划变动请先用 territorial_total 换算。",
            "What occurs in one period only may be missing data or a change of borders or classification; it counts neither as entry nor as exit. Convert changed territories by territorial_total first.",
        ),
    },
    Explanation {
        code: "STR317",
        severity: Severity::Note,
        title: text("自零起的增长率没有定义", "Growth from zero is undefined"),
        body: text(
            "前期数值为零或负，增长率为空；进入与退出照常给出。",
            "The earlier value is zero or negative, so that growth is null; entry and exit are given all the same.",
        ),
    },
    Explanation {
        code: "STR318",
        severity: Severity::Warning,
        title: text("时期太少，无从比较", "Too few periods to compare"),
        body: text(
            "数据的时期数不超过 lag，没有可比较的两期。请减小 lag，或加入更多时期。",
            "The data have no more periods than the lag, so that no two can be compared. Lower the lag or add periods.",
        ),
    },
    Explanation {
        code: "STR319",
        severity: Severity::Error,
        title: text("时期太大，未计算", "A period is too large and was left out"),
        body: text(
            "该时期的区域与行业（或两两配对）超过 2^28 个单元，结果表无法放入内存，因此没有结果。请用 level 选定一个层级、用 period 限定时期，或使用较粗的行业分类。",
            "Regions and industries of the period, or their pairs, make more than 2^28 cells; the tables would not fit into memory, so there are no results. Choose one level, restrict the period, or use a coarser classification.",
        ),
    },
];
