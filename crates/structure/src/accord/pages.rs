//! What comparing rules and deeds may find.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR801",
        severity: Severity::Warning,
        title: text("清单中同一条目有不同内容", "A list says two things of one item"),
        body: text(
            "同一清单的同一条目出现多次而内容不同。在核实之前，这一条目的内容按未知处理，一致程度给出上下界。",
            "An item stands more than once in a list, with different contents. Until that is settled its content counts as unknown, and the alignment has bounds.",
        ),
    },
    Explanation {
        code: "STR802",
        severity: Severity::Note,
        title: text("部分条目无法比较内容", "The contents of some items cannot be compared"),
        body: text(
            "双方都列了该条目，但只有一方写明内容。未写明不等于相同，也不等于不同：一致程度为空，并给出上下界。",
            "Both lists have the item and only one says what it holds. Unsaid is neither the same nor different: the alignment is null and has bounds.",
        ),
    },
    Explanation {
        code: "STR803",
        severity: Severity::Note,
        title: text("清单不足两份", "Fewer than two lists"),
        body: text(
            "所选日期与类别下不足两份清单，没有可比较的。请检查 day、group、base 与表 provision。",
            "On this day and in this group there are fewer than two lists, so that nothing can be compared. Check day, group, base and the table provision.",
        ),
    },
    Explanation {
        code: "STR804",
        severity: Severity::Warning,
        title: text("权责矩阵有未知或不可用的数值", "The matrix of rights and duties has unknown or unusable values"),
        body: text(
            "某成员在某事项上没有数值，或数值为负。未知不按零计：该事项所属类别的份额与趋衡指数为空。",
            "A member has no value on an item, or one below zero. Unknown is not zero: the shares and the index of the group that the item is in are null.",
        ),
    },
    Explanation {
        code: "STR805",
        severity: Severity::Note,
        title: text("没有成员享有或承担的事项", "Items that nobody has"),
        body: text(
            "这些事项对所有成员都为零，没有份额可分，不参与平均。",
            "These items are zero for every member. There is nothing to share, and they take no part in the mean.",
        ),
    },
    Explanation {
        code: "STR806",
        severity: Severity::Note,
        title: text("没有应完成的任务，完成率无定义", "Nothing was due: the delivery ratio is undefined"),
        body: text(
            "零除以零不是零，也不是百分之百：这些分组在所选日期之前没有应完成的任务，完成率为空。",
            "Nothing over nothing is neither zero nor all of it: in these groups nothing was due by the day, and the ratio is null.",
        ),
    },
    Explanation {
        code: "STR807",
        severity: Severity::Note,
        title: text("部分任务的结果未知", "The outcome of some undertakings is unknown"),
        body: text(
            "没有状态也没有完成日的任务不按未完成计：完成率为空，并给出上下界。",
            "An undertaking without a state and a day of delivery does not count as undelivered: the ratio is null and has bounds.",
        ),
    },
    Explanation {
        code: "STR808",
        severity: Severity::Warning,
        title: text("对照权重之和不为一", "Weights of a concordance do not add up to one"),
        body: text(
            "原代码的权重之和应为一，否则换算会丢失或凭空增加数值。权重未知的代码不能换算数值，只能换算名称。",
            "The weights of a code have to add up to one, or converting loses value or makes it up. With unknown weights the name converts, the value does not.",
        ),
    },
    Explanation {
        code: "STR809",
        severity: Severity::Warning,
        title: text("往返对照不一致", "There and back do not agree"),
        body: text(
            "两个方向的对照都已列出，但有代码对只列在一个方向。请核对两份对照表。",
            "The concordance is listed in both directions, and some pairs of codes stand in one of them only. Check both lists.",
        ),
    },
];
