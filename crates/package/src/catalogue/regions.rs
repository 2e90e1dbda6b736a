//! The hierarchy of regions and its history.

pages! {
    PARENT_UNKNOWN = "PKG401" Error
        zh "上级区域不存在"
        "parent 的代码既不在 region 表、工作区，也不在 GB/T 2260 中，汇总时这一区域会丢失。行业的上级同理。\n\n处理：改正代码，或为上级加一行。\n\n例：parent = \"P9\"，表中没有 P9。"
        en "The parent does not exist"
        "The code in parent is neither in the table, nor in the workspace, nor in the standard, so that sums would lose this region. The same holds for the parent of an industry.\n\nWhat to do: correct the code, or add a row for the parent.\n\nExample: parent = \"P9\", and the table has no P9.";
    PARENT_CYCLE = "PKG402" Error
        zh "上级关系成环"
        "沿着 parent 往上走会回到自己，汇总没有尽头。\n\n处理：改正其中一行的 parent。\n\n例：A 的上级是 B，B 的上级是 A。"
        en "The parents run in a circle"
        "Following parent leads back to the region itself, so sums never end.\n\nWhat to do: correct the parent of one of the rows.\n\nExample: the parent of A is B, and the parent of B is A.";
    PARENT_NARROWER = "PKG403" Error
        zh "上级的层级不更宽"
        "上级必须属于更宽的层级（如市属于省）；园区可以属于园区（园中园），功能区可以位于园区以外的任何区域（走廊跨省，新区在一市之内）。\n\n处理：检查 level 与 parent 是否写错。\n\n例：省的上级是一个市。"
        en "The parent is not wider"
        "A parent must be of a wider level (a city lies in a province). A park may lie in a park, and a functional area in any region but a park: a corridor spans provinces, a new area lies in one city.\n\nWhat to do: check level and parent.\n\nExample: a province whose parent is a city.";
    VALIDITY_OVERLAP = "PKG404" Error
        zh "同一代码的有效期重叠"
        "同一代码的两行在同一天都有效，那一天该用哪个名称和上级就不确定。空白的 start 或 end 视为无界。\n\n处理：让前一行的 end 等于后一行的 start。\n\n例：一行到 2012-01-01，另一行从 2011-08-01 起。"
        en "Two rows of one code are valid on the same day"
        "On a day when both rows hold, neither name nor parent is certain. A blank start or end counts as unbounded.\n\nWhat to do: let the end of the earlier row be the start of the later one.\n\nExample: one row up to 2012-01-01, another from 2011-08-01.";
    VALIDITY_OUTSIDE = "PKG405" Warning
        zh "有效期超出上级"
        "该区域有效的某一段时间里，它的上级无效；以那段时间为准的汇总会丢失它。\n\n处理：把它在上级变更之日分成两行，或改正有效期。\n\n例：上级 2011-08-22 撤销，下级没有终止日。"
        en "It is valid while its parent is not"
        "For part of its validity the region's parent is not valid, and sums as of that time lose it.\n\nWhat to do: split its row on the day its parent changes, or correct the dates.\n\nExample: the parent was abolished on 2011-08-22, and the region has no end.";
    LINEAGE_UNBALANCED = "PKG406" Error
        zh "沿革份额之和不为 1"
        "同一旧区域在同一天的各份额都已知，而其和不是 1：数值会凭空产生或消失。有空白（未知）时不检查。\n\n处理：改正份额，或补上遗漏的去向。\n\n例：巢湖 0.5 + 0.3 = 0.8。"
        en "The shares of a lineage do not sum to 1"
        "All shares of one old region on one day are known, and their sum is not 1: values would appear or vanish. Nothing is checked where a share is blank (unknown).\n\nWhat to do: correct the shares, or add the missing successor.\n\nExample: 0.5 + 0.3 = 0.8 of an old city.";
}
