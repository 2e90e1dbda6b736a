//! What this room may find in the data.

mod measures;

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

/// Every diagnostic of this room with its page: those of all measures, then those of each group of measures, by code.
pub const CATALOGUE: &[&[Explanation]] = &[
    PAGES,
    crate::complexity::PAGES,
    crate::space::catalogue::PAGES,
    measures::PAGES,
    crate::econometrics::PAGES,
    crate::cluster::PAGES,
    crate::allocation::PAGES,
    crate::accord::PAGES,
];

const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR101",
        severity: Severity::Warning,
        title: text("同一单元出现多次，已求和", "Cells given more than once were summed"),
        body: text(
            "同一区域、行业、时期有多行数据。按所选规则将它们相加；只要其中一行缺失，和即为缺失。若各行是同一数值的不同版本，请先删去旧版本，或选择 refuse。",
            "Several rows have the same region, industry and period. They were added, as the chosen rule says; the sum is missing when one of them is. If the rows are versions of one value, drop the old ones first or choose refuse.",
        ),
    },
    Explanation {
        code: "STR102",
        severity: Severity::Warning,
        title: text("负值：份额没有意义", "Negative values: shares lose their meaning"),
        body: text(
            "区位商、相似系数等以份额为基础，份额要求非负。负值（如亏损）计入合计，但其自身的区位商不给出；合计不为正时，相关结果为空；含负值的区域不给出相似系数与专业化指数。",
            "Location quotients, similarity and specialisation rest on shares, which need values of zero or more. A negative value (a loss, say) enters the sums but has no quotient of its own; where a sum is not positive the result is null; a region with a negative value has no similarity and no specialisation.",
        ),
    },
    Explanation {
        code: "STR103",
        severity: Severity::Note,
        title: text("缺失值未计入合计", "Missing values are left out of the sums"),
        body: text(
            "有单元没有数值。缺失不是零：这些单元不参与任何合计，也没有结果。合计因此只覆盖已知部分。",
            "Some cells have no value. Missing is not zero: they take no part in any sum and have no result, so that the sums cover what is known.",
        ),
    },
    Explanation {
        code: "STR104",
        severity: Severity::Error,
        title: text("数值不是有限数", "A value is not a finite number"),
        body: text(
            "出现无穷大或非数值，按缺失处理。通常是上游除以零的结果，请在来源处更正。",
            "An infinity or not-a-number was found and treated as missing. It usually comes from a division by zero upstream; correct it there.",
        ),
    },
    Explanation {
        code: "STR105",
        severity: Severity::Warning,
        title: text("合计为零或为空，结果无定义", "A sum is empty or zero, so results are undefined"),
        body: text(
            "分母中的区域合计、行业合计或参照合计为零、为负或没有数据，份额无从计算，结果为空而不是零。",
            "The sum of a region, of an industry or of the reference is zero, negative or has no data. The share cannot be formed, and the result is null, not zero.",
        ),
    },
    Explanation {
        code: "STR106",
        severity: Severity::Note,
        title: text("表中未列出的组合按零计", "Combinations that the table does not list count as zero"),
        body: text(
            "稀疏表通常只列出存在的活动，因此未列出的区域与行业组合按零计。若未列出表示未知，请将参数 absent 设为 missing：比较只用双方都列出的行业。",
            "A sparse table usually lists only what exists, so a pair of region and industry that it does not list counts as zero. If it means unknown in your data, set the parameter absent to missing: comparisons then use only industries that both sides list.",
        ),
    },
    Explanation {
        code: "STR107",
        severity: Severity::Error,
        title: text("参照区域没有数据", "The reference region has no data"),
        body: text(
            "所选参照区域在某一时期没有任何数值，该时期的结果为空。请检查区域代码，或改用 total、rest。",
            "The chosen reference region has no value in a period, whose results are therefore null. Check the region code, or use total or rest.",
        ),
    },
    Explanation {
        code: "STR108",
        severity: Severity::Warning,
        title: text("合计有未知部分", "A total has an unknown part"),
        body: text(
            "有记录的数值未知，或其区域已拆分而份额未知。合计因此为空；已知部分之和与未知单元数另列。在 region_lineage 中填写 share 可以补足。",
            "A record has no value, or its region was split and the share is unknown. The total is therefore null; the sum of the known part and the number of unknown cells stand beside it. Fill in share in region_lineage to complete it.",
        ),
    },
    Explanation {
        code: "STR109",
        severity: Severity::Warning,
        title: text("记录不属于任何合计区域", "Records belong to no region of the totals"),
        body: text(
            "按所选日期的区划，这些记录的区域既不存在，也没有沿革可循，或不在所选层级的任何区域之内。它们没有计入合计。",
            "On the chosen day the regions of these records neither existed nor have a lineage to follow, or lie in no region of the chosen level. They are in no total.",
        ),
    },
];

/// The page of `code`.
pub(crate) fn explanation(code: &str) -> &'static Explanation {
    CATALOGUE
        .iter()
        .copied()
        .flatten()
        .find(|page| page.code == code)
        .expect("codes used in this crate are in its catalogue")
}
