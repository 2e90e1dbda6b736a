//! What is found where needs meet offers.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "COO601",
        severity: Severity::Warning,
        title: text("要求或属性不合写法", "A requirement or an attribute cannot be read"),
        body: text(
            "要求应写作 名称=值、名称!=值、名称>=数、名称<=数、名称>数 或 名称<数；属性应写作 名称=值；各项以 | 分隔。读不懂的一项不起作用，既不排除也不加分。请改正后重算。",
            "A requirement is written name=value, name!=value, name>=number, name<=number, name>number or name<number; an attribute name=value; several are separated by |. What cannot be read has no effect: it neither excludes nor helps. Correct it and run again.",
        ),
    },
    Explanation {
        code: "COO602",
        severity: Severity::Note,
        title: text("某一分项没有任何数据，不参与得分", "A component without any data takes no part"),
        body: text(
            "没有一对需求与供给知道这一分项（例如没有坐标、没有 region_pair 中的相应度量，或没有价格），因此其权重视为 0。补充数据后它会自动参与。",
            "No pair of need and offer has a known value of this component (no coordinates, no such measure in region_pair, no prices), so its weight counts as 0. It takes part as soon as there are data.",
        ),
    },
    Explanation {
        code: "COO603",
        severity: Severity::Note,
        title: text("没有可行供给的需求", "Needs without a possible offer"),
        body: text(
            "这些需求没有同类的供给，或所有供给都被硬性条件排除。用 show=excluded 查看每个供给被排除的理由。",
            "These needs have no offer of their kind, or hard conditions exclude all of them. show=excluded lists why each offer is out.",
        ),
    },
    Explanation {
        code: "COO604",
        severity: Severity::Note,
        title: text("已办结、已撤回或不在有效期内，未参与", "Closed, withdrawn or not valid: left out"),
        body: text(
            "状态为 agreed、closed、withdrawn 的需求与供给，以及在所选日期无效者，不参与匹配。",
            "Needs and offers whose status is agreed, closed or withdrawn, and those that are not valid on the day chosen, take no part.",
        ),
    },
    Explanation {
        code: "COO605",
        severity: Severity::Warning,
        title: text("单位或币种不同，未作比较", "Units or currencies differ: not compared"),
        body: text(
            "需求与供给的数量单位或价格币种不同（或一方未注明），数量或价格一项为不知，而不是零。请统一单位或币种。",
            "A need and an offer state quantities in different units or prices in different currencies (or one of them states none), so that the component is unknown, not zero. Bring them to one unit or currency.",
        ),
    },
    Explanation {
        code: "COO606",
        severity: Severity::Warning,
        title: text("意愿没有名次或评分，未计入", "Preferences without a rank or a score are left out"),
        body: text(
            "稳定匹配需要名次，或（全部没有名次时）评分；最优指派需要评分。同一选择方有的有名次、有的没有时，没有名次的不计入。未列入者即不接受。",
            "A stable matching needs ranks, or scores where a chooser gives no rank at all; an assignment needs scores. Where a chooser ranks some and not others, the others are left out. Whoever is not listed is not acceptable.",
        ),
    },
    Explanation {
        code: "COO607",
        severity: Severity::Warning,
        title: text("缺失值或负值未计入", "Missing or negative values are left out"),
        body: text(
            "份额与加权平均要求非负的数值。缺失的不是零，负的没有意义，两者都不计入；若数量较多，结果会偏。",
            "Shares and weighted means need values of zero or more. A missing one is not zero and a negative one has no meaning here: both are left out; where there are many of them the result is biased.",
        ),
    },
    Explanation {
        code: "COO608",
        severity: Severity::Note,
        title: text("距离不知的配对没有得分", "Pairs at an unknown distance have no score"),
        body: text(
            "这些区域没有坐标，或 region_pair 中没有旅行时间。请补充，或令 half=0 以不计距离。",
            "These regions have no coordinates, or region_pair has no travel minutes between them. Add them, or leave distance out with half=0.",
        ),
    },
    Explanation {
        code: "COO609",
        severity: Severity::Warning,
        title: text("组合太多，改按得分排序授予", "Too many combinations: awarded by ranking"),
        body: text(
            "满足限制的非劣组合超过一百万种，没有求出得分之和最大者，改用 rule=ranking 的结果。可按榜单分批计算，或设最低得分以减少揭榜数。",
            "More than a million combinations are not dominated, so that the largest sum of scores was not found and the result is that of rule=ranking. Run the calls in parts, or set a least score.",
        ),
    },
    Explanation {
        code: "COO610",
        severity: Severity::Warning,
        title: text(
            "评价方案没有这一标准，未计入得分",
            "A criterion that its scheme does not have is left out of the score",
        ),
        body: text(
            "该方案在表 criterion 中有标准，但所评的这一项不在其中（或在该日无效），没有权重。请补充标准，或更正代码。",
            "The scheme has criteria in the table criterion, but the one assessed is not among them (or not in force that day) and has no weight. Add it, or correct its code.",
        ),
    },
    Explanation {
        code: "COO611",
        severity: Severity::Warning,
        title: text(
            "评分不合其计分方式，未计入得分",
            "An assessment that its scoring cannot read is left out of the score",
        ),
        body: text(
            "degree 要求 0 到 1 之间的数值；linear 要求不同的下限与上限，ratio 要求正的 benchmark。请更正评分或标准。",
            "degree takes values from 0 to 1, linear needs a floor and a ceiling that differ, ratio a benchmark above zero. Correct the value or the criterion.",
        ),
    },
    Explanation {
        code: "COO612",
        severity: Severity::Warning,
        title: text("意愿提到的一方不参与，未计入", "Preferences about somebody who takes no part are left out"),
        body: text(
            "有需求表（或供给表）时，只有其中状态不为 agreed、closed、withdrawn 的参与；意愿中的其他编号不参与。请核对编号与状态。",
            "Where there is a table of needs (or offers) only those take part whose status is not agreed, closed or withdrawn; other identifiers in the preferences do not. Check identifiers and statuses.",
        ),
    },
];
