//! What may be found while records become flows and indicators.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "MON501",
        severity: Severity::Warning,
        title: text("有记录无法归入任何地区或时期", "Records belong to no place or time"),
        body: text(
            "记录没有说明地区（或流向的一端）或时期，未进入流量或指标；记录本身仍在其表中，最先几条已列出。请在来源处补填，或在派生规则中写明另一列。",
            "Records do not say where (or one end of a flow) or when they were. They are in their table, the first of them named, and in no flow or indicator. Fill the column in at the source, or name another column in the derivation.",
        ),
    },
    Explanation {
        code: "MON502",
        severity: Severity::Warning,
        title: text(
            "同一单元的记录单位不同，合计未知",
            "Records of a cell are in different units: their sum is unknown",
        ),
        body: text(
            "千克与台、元与美元不能相加，单元的值为空。可在派生规则中按币制或单位分开，或在来源处统一。",
            "Kilograms and pieces, yuan and dollars do not add up; the value of the cell is null. Tell them apart in the derivation by a condition, or settle on one unit at the source.",
        ),
    },
    Explanation {
        code: "MON503",
        severity: Severity::Warning,
        title: text("代码一分为多而份额未知", "A revised code was split, and the shares are unknown"),
        body: text(
            "对照表中该代码有多个后继而没有权重，或权重之和不为一，无法分配：各后继的值未知，不是零。请在 concordance 中写明 weight，使其和为一。",
            "The concordance gives a code several heirs and no weights, or weights that do not make one, so that nothing can be shared out: the value of each is unknown, not zero. Write weights into the table concordance whose sum is one.",
        ),
    },
    Explanation {
        code: "MON504",
        severity: Severity::Warning,
        title: text("记录的数值过大，按未知处理", "An amount is too large to be one record"),
        body: text(
            "单条记录超过一万亿，多为单位或列错位之误，按未知处理。请核对后重新导入。",
            "A single record above 10^12 is most likely a wrong unit or a shifted column; it counts as unknown. Correct it and import it again.",
        ),
    },
    Explanation {
        code: "MON505",
        severity: Severity::Warning,
        title: text(
            "单价或指标比此前变化约千倍或万倍",
            "A unit value or an indicator is about 1,000 or 10,000 times what it was before",
        ),
        body: text(
            "金额与数量之比，或一期中半数以上区域的指标，比此前三期中最近的已知值突变整数个数量级，多为计量单位无声改变（千克与吨、元与万元、千瓦时与万千瓦时）。数值未改动；请向来源核实，必要时在映射中写 factor 后重新导入。",
            "Value over quantity, or the indicator of at least half of the regions of a step, is a power of ten times the latest known value of the three steps before, as it is when a unit is switched without a word (kg and t, yuan and 10,000 yuan, kWh and 10,000 kWh). The numbers stay as they are; ask the source, and import the rows again with a factor in the mapping where it says so.",
        ),
    },
    Explanation {
        code: "MON506",
        severity: Severity::Note,
        title: text("专利中的姓名未对应到唯一主体，不成联系", "Names in patents that are no one actor make no link"),
        body: text(
            "共同申请人之间、申请人与受让人之间的联系按名称对应表 actor；没有对应，或对应多个主体的名称不成联系。请补充主体或其别名（aliases），或区分同名主体。",
            "Applicants of one patent, and applicants and assignees, become links where their names are those of one actor each. A name that is none, or that of several, makes no link. Add the actor or its aliases, or tell apart actors of one name.",
        ),
    },
];
