//! What is found where clusters are identified and judged.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR601",
        severity: Severity::Warning,
        title: text("没有邻近关系，集群不会跨区域", "No regions are neighbours, so that no cluster crosses a border"),
        body: text(
            "区域没有坐标、毗邻关系（region_pair 中的 contiguity）或足够的联系，每个集群只含一个区域。请补充其中之一，或放宽 near_km、least_ties。",
            "The regions have no positions, no contiguity in region_pair and no ties enough, and every cluster lies in one region. Add one of these, or relax near_km or least_ties.",
        ),
    },
    Explanation {
        code: "STR602",
        severity: Severity::Note,
        title: text("没有单元达到集聚标准", "No cell is concentrated enough"),
        body: text(
            "所选时期内没有区域与行业的组合同时达到区位商与规模份额的下限，因此没有集群。只有一个区域时区位商恒为 1。",
            "In some period no pair of region and industry reaches both the location quotient and the share asked for, and there is no cluster. With a single region every quotient is 1.",
        ),
    },
    Explanation {
        code: "STR603",
        severity: Severity::Warning,
        title: text("评价数值不合用，视为未知", "A value cannot be scored and counts as unknown"),
        body: text(
            "degree 方式的数值须在 0 到 1 之间，数值须为有限数；linear 须有不同的 floor 与 ceiling，ratio 须有正的 benchmark。不合用的标为未知，不计为零。",
            "A degree must lie between 0 and 1 and every value must be finite; linear needs floor and ceiling that differ, ratio a positive benchmark. What is of no use counts as unknown, not as zero.",
        ),
    },
    Explanation {
        code: "STR604",
        severity: Severity::Warning,
        title: text("评价所用的标准不在方案中", "Assessed on a criterion that the scheme does not have"),
        body: text(
            "表 assessment 的一行所用的方案或标准，在所选日期的表 criterion 中没有。该行未计入。请核对代码与标准的有效期。",
            "A row of the table assessment names a scheme or criterion that the table criterion does not have on the chosen day. The row was left out. Check the codes and the days of validity.",
        ),
    },
    Explanation {
        code: "STR605",
        severity: Severity::Note,
        title: text("有标准未评，得分只给出上下限", "Criteria were not assessed: the score has bounds only"),
        body: text(
            "未评或未知的标准不按零计：下限按零、上限按满分计算。上下限落在不同等级时，等级为空。",
            "What was not assessed does not count as zero: the lower bound takes nothing for it, the upper bound all. Where the bounds fall into different grades, the grade is null.",
        ),
    },
    Explanation {
        code: "STR606",
        severity: Severity::Warning,
        title: text("同一评价重复", "A value was given more than once"),
        body: text(
            "同一方案、标准、对象、成员、评价者与时期有多个数值。不知取哪一个，因此视为未知。",
            "Scheme, criterion, subject, member, rater and period have several values. Nobody knows which to take, so that it counts as unknown.",
        ),
    },
    Explanation {
        code: "STR607",
        severity: Severity::Warning,
        title: text("有流量未知，不能判断区域是否相连", "Unknown flows leave open whether regions are joined"),
        body: text(
            "未知流量不按零计：两区域之间或其与他地的流量没有数值时，两区域不因流量相连，但也未被排除。请补充数值，或以 place、ties 相连。",
            "An unknown flow is not zero: where a flow between two regions, or of theirs with others, has no value, flows do not join them, nor are they ruled out. Fill in the values, or join by place or ties.",
        ),
    },
];
