//! What the plan for the emergency may find in the data.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "SIM401",
        severity: Severity::Warning,
        title: text("清单的一行缺少所需的数", "A row of the list lacks a number"),
        body: text(
            "没有这个数就没有结果：空白表示未知，不是零。补充 key_item 表的相应栏。",
            "Without it there is no result: blank is unknown, not zero. Fill in the column of the table key_item.",
        ),
    },
    Explanation {
        code: "SIM402",
        severity: Severity::Warning,
        title: text("清单的一行不完整", "A row of the list is not complete"),
        body: text(
            "每个关键部门都应有程序、负责人和后备；后备不能就是负责人。",
            "Each key item should have a procedure, an owner and a back-up; the owner is no back-up of itself.",
        ),
    },
    Explanation {
        code: "SIM403",
        severity: Severity::Warning,
        title: text("各地清单不一致", "The lists of the regions disagree"),
        body: text(
            "同一内容在有的区域列入、有的没有，或程序不同。一条链只有最弱一环那么强：请协商统一。",
            "An item is on the list of some regions and not of others, or with other procedures. Agree on one: the chain is as strong as its weakest part.",
        ),
    },
    Explanation {
        code: "SIM405",
        severity: Severity::Warning,
        title: text("规划没有解出", "The programme was not solved"),
        body: text(
            "数值不是有限的，或相差太大。检查需求、产能与成本。",
            "Numbers are not finite, or of too different size. Check demand, capacity and cost.",
        ),
    },
];
