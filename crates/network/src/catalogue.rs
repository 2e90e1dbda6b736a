//! What this room may find in the data.

use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Place, Severity, Words};

mod central;
mod communities;
mod mode;

/// Every diagnostic of this room with its page, by topic.
pub const CATALOGUE: &[&[Explanation]] = &[PAGES, central::PAGES, communities::PAGES, mode::PAGES];

/// What is found wherever links are counted.
const PAGES: &[Explanation] = &[
    Explanation {
        code: "NET101",
        severity: Severity::Note,
        title: text("部分联系权重未知", "Some links have no known weight"),
        body: text(
            "加权结果只覆盖权重已知的联系；未知不按零计。可改用按条数或协议数的量度。",
            "Weighted results cover the links of known weight; unknown does not count as zero. A measure by links or agreements covers all.",
        ),
    },
    Explanation {
        code: "NET102",
        severity: Severity::Warning,
        title: text("结果无定义", "A result is undefined"),
        body: text(
            "节点或联系太少（如 N < 3 的中心势、没有箭头的互惠率），或权重合计为零。结果为空而不是零。",
            "There are too few nodes or links (centralisation below three nodes, reciprocity without arrows), or weights add up to zero. The result is null, not zero.",
        ),
    },
    Explanation {
        code: "NET103",
        severity: Severity::Note,
        title: text("有节点没有位置，相关联系单列", "Nodes without a place: their links are counted apart"),
        body: text(
            "跨区域主体或坐标未知的节点无法判断远近。这些联系列为 unlocated，不计入占比的分母。",
            "Actors in several regions and nodes of unknown position cannot be near or far. Their links are counted as unlocated and left out of the shares.",
        ),
    },
    Explanation {
        code: "NET104",
        severity: Severity::Warning,
        title: text("链条缺少环节", "A stage of the chain is missing"),
        body: text(
            "从研发到市场（或从上游到下游）的链条中，没有任何联系服务于该环节。结果指出缺失的环节，以及链条在哪里中断、在哪里恢复。",
            "No link serves this stage of the chain from research to market, or from upstream to downstream. The result names the stage, and where the chain stops and resumes.",
        ),
    },
    Explanation {
        code: "NET105",
        severity: Severity::Warning,
        title: text("相邻环节没有衔接", "Two stages do not meet"),
        body: text(
            "相邻的两个环节都有联系，但没有共同的主体把前一环节的产出接到后一环节。",
            "Both stages have links, but no node takes part in both: nobody carries what leaves the first into the second.",
        ),
    },
    Explanation {
        code: "NET106",
        severity: Severity::Warning,
        title: text("同一产业领域的联盟互不联通", "Alliances of one industry are not connected"),
        body: text(
            "两个联盟属于同一产业领域，但没有已知的共同统筹方、共同成员，也没有直接联系。",
            "Two alliances are in the same field of industry and have no known common coordinator, no common member and no link.",
        ),
    },
    Explanation {
        code: "NET107",
        severity: Severity::Note,
        title: text("联盟的产业领域或统筹方未知", "Industry or coordinator of an alliance is unknown"),
        body: text(
            "产业领域未知的联盟无法与同业联盟比较；统筹方未知时不能断定没有共同统筹方。",
            "An alliance of unknown field cannot be compared with others of its field; where the coordinator is unknown, there may be a common one.",
        ),
    },
    Explanation {
        code: "NET108",
        severity: Severity::Note,
        title: text("层次由结构推算，非来源所述", "Tiers are computed, not stated"),
        body: text(
            "没有来源给出这些节点的合作层次，因此按核数推算，并标为 computed。",
            "No source gives the tier of these nodes; it was computed from their coreness and is marked computed.",
        ),
    },
    Explanation {
        code: "NET109",
        severity: Severity::Note,
        title: text("未列出的方向按零计", "Directions that the table does not list count as zero"),
        body: text(
            "流量表通常只列出发生的流动，因此只列出一个方向时，另一方向按零计。若未列出表示未知，请将参数 absent 设为 missing。",
            "A table of flows usually lists what happened, so where it lists one direction only, the other counts as zero. If it means unknown in your data, set the parameter absent to missing.",
        ),
    },
    Explanation {
        code: "NET110",
        severity: Severity::Note,
        title: text("部分流量未知", "Some flows are unknown"),
        body: text(
            "没有数值的流量不按零计：所涉合计、净流量与不对称度为空。",
            "A flow without a value does not count as zero: the sums, the net flow and the asymmetry that need it are null.",
        ),
    },
    Explanation {
        code: "NET111",
        severity: Severity::Note,
        title: text("部分联系两端的发展水平未知", "The level of development of some ends is unknown"),
        body: text(
            "两端所在区域没有正的发展水平（缺失、零或负），这些联系单列，不计入占比。请补充指标或换一个指标。",
            "A region at an end of these links has no positive level of development (missing, zero or negative); they are counted apart and left out of the shares. Complete the indicator, or choose another.",
        ),
    },
    Explanation {
        code: "NET112",
        severity: Severity::Note,
        title: text("部分联系的类型没有机制", "The kinds of some links have no mechanism"),
        body: text(
            "这些联系没有类型，或 link_kind 未给出其类型的建构机制，因此不计入直接与间接之比。请在 link_kind 中补充。",
            "These links have no kind, or link_kind gives no construction mechanism for it, so that they are neither direct nor indirect. Complete the table link_kind.",
        ),
    },
    Explanation {
        code: "NET113",
        severity: Severity::Note,
        title: text("有事项无法判断是否跨界", "It cannot be told whether some things cross"),
        body: text(
            "参与者没有登记这一维的属性（行业、区域、上级主体）。这些维度的得分为空，并给出上下界。请在主体表中补充。",
            "Participants have no class in this dimension (industry, region, superior actor). The score of the dimension is null and has bounds. Complete the table of actors.",
        ),
    },
    Explanation {
        code: "NET114",
        severity: Severity::Note,
        title: text("部分主体的所在地或落户日未知", "Place or day of some actors is unknown"),
        body: text(
            "没有所在地或起始日的主体既不能算跟随，也不能算没有跟随，因此不参与。",
            "An actor without a place or a start neither followed nor stayed away, and takes no part.",
        ),
    },
];

/// A finding on the rows of `resource`, `count` in all.
pub(crate) fn found(code: &str, resource: &str, count: usize) -> Diagnostic {
    let page = CATALOGUE
        .iter()
        .copied()
        .flatten()
        .find(|page| page.code == code)
        .expect("codes used in this crate are in its catalogue");
    Diagnostic::new(page, Place { resource: resource.to_owned(), ..Place::default() })
        .help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}
