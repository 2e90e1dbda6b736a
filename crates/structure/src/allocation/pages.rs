//! What the methods on allocation may find.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR701",
        severity: Severity::Note,
        title: text("产出或要素缺失或不为正，未参与", "Output or a factor is missing or not positive: left out"),
        body: text(
            "边际产出是产出与要素之比，二者都须为正。缺失或不为正的区域没有结果，也不在合计之内；它们持有的要素因此不在可再配置之列。",
            "Marginal products are ratios of output to factors, and both have to be positive. A region without them has no result and is in no total; what it holds is not there to be moved.",
        ),
    },
    Explanation {
        code: "STR702",
        severity: Severity::Warning,
        title: text("容量容不下需求，没有可行的布局", "Capacity cannot hold the demand: there is no placement"),
        body: text(
            "某个环节的需求大于有成本数据的区域的容量之和，或区域总容量不足。结果为空。请检查容量与成本是否齐全。",
            "The demand of an activity exceeds what the regions that have a cost for it can hold, or the room of the regions is too small. The result is null. Check whether capacities and costs are complete.",
        ),
    },
    Explanation {
        code: "STR703",
        severity: Severity::Warning,
        title: text("布局问题过大", "The placement is too large"),
        body: text(
            "区域与环节太多，线性规划放不下。请先按城市群或大类汇总。",
            "There are too many regions and activities for one linear programme. Put them together by area or division first.",
        ),
    },
    Explanation {
        code: "STR704",
        severity: Severity::Note,
        title: text("现有产出缺少单位成本", "Some output has no unit cost"),
        body: text(
            "某些区域有产出而没有单位成本，现状总成本因此未知（空），该处也不作为布局的去处。",
            "Some region has output and no unit cost: what all of it costs now is unknown (null), and nothing is placed there.",
        ),
    },
    Explanation {
        code: "STR705",
        severity: Severity::Note,
        title: text("部分产业梯度无定义", "Some gradients are undefined"),
        body: text(
            "产业梯度系数需要该区域该行业的产出与就业都为正，且两者的合计为正。无定义者不作为转出地，也不作为承接地。",
            "The gradient coefficient needs positive output and employment of the region in the industry. Where it is undefined the region neither gives nor takes the industry.",
        ),
    },
    Explanation {
        code: "STR706",
        severity: Severity::Note,
        title: text("部分区域之间没有距离", "Some pairs of regions have no distance"),
        body: text(
            "选定了距离而这些区域对没有数值，它们不参与排名。请补全 region_pair，或不选距离。",
            "A measure of distance was chosen and these pairs have none: they are not ranked. Complete the table region_pair, or choose no measure.",
        ),
    },
    Explanation {
        code: "STR707",
        severity: Severity::Note,
        title: text("没有产出或投入，回报无定义", "No output or nothing put in: no return"),
        body: text(
            "产出缺失，或投入缺失、为零或为负，回报无定义（为空），该区域也不在合计之内。",
            "The output is missing, or the input is missing, zero or negative: the return is undefined (null), and the region is in no total.",
        ),
    },
    Explanation {
        code: "STR708",
        severity: Severity::Note,
        title: text("部分供应方没有名次", "Some suppliers have no rank"),
        body: text(
            "单位成本或所在地未知，或没有路径可达。原因逐行列出；未知不按免费或就近计。",
            "Unit cost or place is unknown, or no way leads there. The reason is in each row; unknown is neither free nor near.",
        ),
    },
    Explanation {
        code: "STR709",
        severity: Severity::Warning,
        title: text("需求没有得到满足", "The need is not met"),
        body: text(
            "产能已知且可达的供应方合计不足以满足需求，缺口见最后一个分配行。产能未知者不参与分配。",
            "Suppliers within reach and of known capacity do not add up to the quantity; what is short stands in the last row that is allotted. Those of unknown capacity are allotted nothing.",
        ),
    },
];
