//! What is found where nodes are grouped and networks are compared.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(super) const PAGES: &[Explanation] = &[
    Explanation {
        code: "NET401",
        severity: Severity::Note,
        title: text("没有联系的节点不归入社区", "Nodes without links are in no community"),
        body: text(
            "在所选网络、时期与权重下没有联系的节点无从归类，其社区为空，也不参与比较。",
            "A node without links in the chosen layers, period and weights cannot be grouped: its community is null, and it takes no part in comparisons.",
        ),
    },
    Explanation {
        code: "NET402",
        severity: Severity::Warning,
        title: text("社区划分不稳定", "The communities are not firm"),
        body: text(
            "各次运行之间的平均 NMI 低于 0.8：许多不同划分的质量几乎相同。只解释稳定性高的社区，或调整分辨率、增加运行次数与轮数。",
            "The runs agree with a mean NMI below 0.8: many different partitions are almost as good. Interpret stable communities only, or change the resolution, or ask for more runs and rounds.",
        ),
    },
    Explanation {
        code: "NET403",
        severity: Severity::Note,
        title: text("有节点不在该层级的任何区域", "Nodes lie in no region of the level"),
        body: text(
            "跨区域主体与所在区域未知的节点不参与社区与行政区的比较；其联系权重单列为 unlocated。",
            "Actors in several regions and nodes of unknown region take no part in the comparison of communities with regions; the weight of their links is told apart as unlocated.",
        ),
    },
    Explanation {
        code: "NET404",
        severity: Severity::Note,
        title: text("有联系的一端没有组别", "Links have an end without a group"),
        body: text(
            "至少一端不属于任何组（跨区域、区域未知或不在所选层级）的联系不计入组间合作。",
            "A link with an end in no group (several regions, unknown region, not of the chosen level) is left out of the cooperation between groups.",
        ),
    },
    Explanation {
        code: "NET405",
        severity: Severity::Note,
        title: text("没有日期的联系不在序列中", "Undated links are not in the series"),
        body: text(
            "不知何时开始的联系无法归入任何一期。若数量大，转折可能只是日期记录的变化。",
            "A link of unknown start belongs to no step. Where there are many, a turn may be one of record keeping.",
        ),
    },
];
