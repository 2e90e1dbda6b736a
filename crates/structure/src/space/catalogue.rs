//! What the spatial measures may find in the data.

use crate::catalogue::explanation;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Explanation, Place, Severity, Words};

/// A finding about `count` things of a table.
///
/// # Panics
///
/// If the catalogue has no such code.
pub fn note(code: &str, table: &str, count: usize) -> Diagnostic {
    let place = Place { resource: table.to_owned(), ..Place::default() };
    Diagnostic::new(explanation(code), place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")))
}

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR401",
        severity: Severity::Warning,
        title: text("区域没有位置", "Regions without a place"),
        body: text(
            "区域表中没有这些区域的经纬度，其上级也没有，无从计算距离。它们没有邻居，按孤岛处理。请在 region 表填写 lon、lat，或改用毗邻关系或旅行时间。",
            "Neither these regions nor those above them have a longitude and latitude, so that there is no distance to them. They have no neighbours and count as islands. Fill in lon and lat in the table region, or use contiguity or travel times.",
        ),
    },
    Explanation {
        code: "STR402",
        severity: Severity::Note,
        title: text("其他区域不足 k 个", "There are fewer than k other regions"),
        body: text(
            "要求的邻居数多于其他区域数，于是所有其他区域都是邻居。请减小 k。",
            "More neighbours were asked for than there are other regions, so that all of them are neighbours. Choose a smaller k.",
        ),
    },
    Explanation {
        code: "STR403",
        severity: Severity::Warning,
        title: text("区域位于同一点，没有反距离", "Regions at one and the same place have no inverse distance"),
        body: text(
            "两个区域的坐标相同，距离为零，其倒数无定义。这些区域对没有权重。请检查坐标；常见原因是下级区域借用了上级的坐标。",
            "Two regions have the same coordinates; the inverse of a distance of zero is undefined, and the pair has no weight. Check the coordinates; often regions borrow those of the region above them.",
        ),
    },
    Explanation {
        code: "STR404",
        severity: Severity::Note,
        title: text("区域对的度量未知", "The measure of a pair of regions is unknown"),
        body: text(
            "region_pair 中列出了这些区域对但没有数值。未知不是零距离，也不是不毗邻：这些对没有权重。",
            "The table region_pair lists these pairs without a value. Unknown is neither a distance of zero nor no contact: the pairs have no weight.",
        ),
    },
    Explanation {
        code: "STR405",
        severity: Severity::Warning,
        title: text("区域对的度量不能作为权重", "The measure of a pair of regions is no weight"),
        body: text(
            "负的度量、无穷大，或在求倒数时为零的度量不能作为权重，已略去。请检查 region_pair 的数值与所选规则 pair_rule。",
            "A measure that is negative, infinite, or zero where its inverse is asked for cannot weigh, and was left out. Check the values of region_pair and the parameter pair_rule.",
        ),
    },
    Explanation {
        code: "STR406",
        severity: Severity::Warning,
        title: text("孤岛：没有邻居的区域未计入", "Islands: regions without neighbours are left out"),
        body: text(
            "在所选权重下这些区域没有邻居，空间滞后无定义（不是零）。它们不计入 n，也没有局部统计量。请放宽距离、改用 k 近邻，或在 region_pair 中补充毗邻关系（如跨海通道）。",
            "Under the chosen weights these regions have no neighbour, and their spatial lag is undefined, not zero. They are not counted in n and have no local statistic. Widen the distance, use the k nearest, or add contacts to region_pair (a bridge, say).",
        ),
    },
    Explanation {
        code: "STR407",
        severity: Severity::Warning,
        title: text("缺失值的区域未计入", "Regions without a value are left out"),
        body: text(
            "这些区域没有数值。它们不计入 n，不是任何区域的邻居，也没有统计量与 p 值。",
            "These regions have no value. They are not counted in n, are neighbours of no region, and have neither a statistic nor a p-value.",
        ),
    },
    Explanation {
        code: "STR408",
        severity: Severity::Error,
        title: text("区域太少或数值没有变化", "Too few regions, or values that do not vary"),
        body: text(
            "去掉缺失值与孤岛后不足四个区域，或所有数值相同，统计量无定义，结果为空。",
            "Without missing values and islands fewer than four regions are left, or all values are the same. The statistic is undefined and the result null.",
        ),
    },
    Explanation {
        code: "STR409",
        severity: Severity::Error,
        title: text("Getis–Ord 统计量要求非负数值", "Getis–Ord statistics need values of zero or more"),
        body: text(
            "Getis–Ord G 是乘积与总和之比，有负值时没有意义，结果为空。请改用 Moran 或 Geary，或换用非负指标。",
            "The G of Getis and Ord is a ratio of products and of sums and means nothing with negative values; the result is null. Use Moran or Geary, or an indicator without negative values.",
        ),
    },
    Explanation {
        code: "STR410",
        severity: Severity::Note,
        title: text("地图由互不相连的几部分组成", "The map falls into parts that no weight joins"),
        body: text(
            "所选权重把区域分成互不相连的几部分。统计量仍有定义，但全局值混合了几张互不影响的图。",
            "The chosen weights leave parts of the map that nothing joins. The statistics are defined, but the global value mixes maps that do not touch each other.",
        ),
    },
    Explanation {
        code: "STR411",
        severity: Severity::Error,
        title: text("时期不足，无法观察转移", "Too few periods to see transitions"),
        body: text(
            "转移矩阵至少需要两个时期，且同一区域在相邻两个时期都有数值。",
            "A matrix of transitions needs two periods at least, and regions that have a value in two successive ones.",
        ),
    },
    Explanation {
        code: "STR412",
        severity: Severity::Note,
        title: text("有的类没有转移", "A class without transitions"),
        body: text(
            "没有区域从该类出发，其转移概率未知（不是零），相应结果为空。可减少类数或合并时期。",
            "No region ever started from the class. Its probabilities are unknown, not zero, and what rests on them is null. Use fewer classes or more periods.",
        ),
    },
    Explanation {
        code: "STR413",
        severity: Severity::Warning,
        title: text("稳态不唯一", "The steady state is not unique"),
        body: text(
            "转移矩阵分成互不到达的几组类，稳态取决于起点，结果为空。",
            "The classes fall into groups that do not reach each other; where the chain ends depends on where it starts, and the steady state is null.",
        ),
    },
    Explanation {
        code: "STR414",
        severity: Severity::Warning,
        title: text("同值太多，分位数类不足", "Too many equal values for the quantiles"),
        body: text(
            "相同数值跨越了分位点，一些类是空的。可减少类数。",
            "Equal values lie across the cuts, and some classes are empty. Use fewer classes.",
        ),
    },
    Explanation {
        code: "STR421",
        severity: Severity::Warning,
        title: text("时刻无法读取", "A time that cannot be read"),
        body: text(
            "时刻应为 HH:MM 或 HH:MM:SS（小时可大于 24），空白或 ---- 表示没有。无法读取的时刻按没有处理：列车经过该站，但不能在此上车或下车。",
            "Times are HH:MM or HH:MM:SS (hours may exceed 24), blank or ---- where there is none. A time that cannot be read counts as none: the service passes the station, but one can't board or alight there.",
        ),
    },
    Explanation {
        code: "STR422",
        severity: Severity::Warning,
        title: text("车次不足两站", "A service with fewer than two stops"),
        body: text(
            "该车次（在所选日期与版本中）可用的停站不足两个，不构成连接。请检查站序与时刻。",
            "Fewer than two stops of the service are usable, so that it connects nothing. Check the sequence and the times.",
        ),
    },
    Explanation {
        code: "STR423",
        severity: Severity::Warning,
        title: text("车站不知属于哪个区域", "Stations of unknown region"),
        body: text(
            "这些车站没有区域代码。它们可以换乘，但不是任何区域的起点或终点。请在 timetable 填写 region，或把 places 设为 station。",
            "These stations have no region. Passengers can change there, but no region begins or ends at them. Fill in region in the timetable, or set places to station.",
        ),
    },
    Explanation {
        code: "STR424",
        severity: Severity::Warning,
        title: text("时刻倒退", "Times that run backwards"),
        body: text(
            "时刻早于前一时刻，按次日推算后这一段或停留达 18 小时以上，多半是时刻或站序有误。车次在此断开；确实如此的，请写大于 24 时的时刻。",
            "A time is earlier than the one before it, and on the next day the leg or stay would take 18 hours or more: most likely a time or the sequence is wrong. The service is cut there; where it is right, write hours above 24.",
        ),
    },
    Explanation {
        code: "STR425",
        severity: Severity::Warning,
        title: text("区域没有质量值", "Regions without a mass"),
        body: text(
            "计算可达性时这些目的地没有所选指标的数值。未知不是零：能到达它们的区域，其可达性只覆盖已知部分，unknown 列给出个数。",
            "These destinations have no value of the chosen indicator. Unknown is not zero: the accessibility of whoever reaches them covers the known part only; the column unknown counts the rest.",
        ),
    },
    Explanation {
        code: "STR426",
        severity: Severity::Note,
        title: text("区域对没有旅行时间", "Pairs of regions without a travel time"),
        body: text(
            "这些区域对没有列出旅行时间或数值未知，视为在所选条件下不可达，对可达性没有贡献。",
            "No travel time is listed for these pairs, or it is unknown; they count as out of reach and add nothing to accessibility.",
        ),
    },
    Explanation {
        code: "STR427",
        severity: Severity::Warning,
        title: text("旅行时间为零或为负", "A travel time of zero or less"),
        body: text(
            "时间为零的倒数无定义，负时间没有意义。这些区域对未计入。区域内部的时间请用参数 own_minutes 给出。",
            "The inverse of zero is undefined, and negative times mean nothing. The pairs are left out. Give the time within a region as the parameter own_minutes.",
        ),
    },
    Explanation {
        code: "STR431",
        severity: Severity::Warning,
        title: text("没有这样的路段或车站", "No such link or station"),
        body: text(
            "参数中的路段或车站在网络中没有出现，没有中断任何东西。核对名称；不停站通过的车次不使用中间的路段。",
            "A link or station in the parameters does not occur in the network, and nothing was closed for it. Check the names; a service that passes without stopping uses no link in between.",
        ),
    },
    Explanation {
        code: "STR432",
        severity: Severity::Note,
        title: text("部分路段没有逐一计算", "Some links were not computed"),
        body: text(
            "路段多于 candidates，只计算了车次最多的那些。增大 candidates 可全部计算。",
            "There are more links than candidates; only those with the most services were computed. Raise candidates to compute all.",
        ),
    },
    Explanation {
        code: "STR433",
        severity: Severity::Warning,
        title: text("路段时间未知", "Links of unknown time"),
        body: text(
            "region_pair 列出了这些路段但没有数值，或为负：不能走。未知不是零。",
            "The table region_pair lists these links without a value, or with a negative one: nobody can use them. Unknown is not zero.",
        ),
    },
];
