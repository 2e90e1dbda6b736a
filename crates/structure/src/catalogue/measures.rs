//! What measures of concentration, agglomeration, change, rivalry and synthesis may find.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(crate) const PAGES: &[Explanation] = &[
    Explanation {
        code: "STR201",
        severity: Severity::Warning,
        title: text("有单位缺少规模、区域、行业或位置", "Plants lack a size, region, industry or place"),
        body: text(
            "这些单位不参与计算：未知不是零。若集中在少数行业或区域，结果会有偏；请补全，或在结果中说明。",
            "They take no part: unknown is not zero. If they cluster in a few industries or regions the results are biased; fill them in, or say so beside the result.",
        ),
    },
    Explanation {
        code: "STR202",
        severity: Severity::Error,
        title: text("参照合计无定义", "The reference totals are undefined"),
        body: text(
            "作参照的区域合计有缺失、负值，或合计为零，份额 x 无从计算，结果为空。请给出全部区域的合计，或省略 total 由单位相加。",
            "The totals of the reference have a missing or a negative value, or add up to zero, so that the shares x cannot be formed and results are null. Give the totals of all regions, or leave out total to add up the plants.",
        ),
    },
    Explanation {
        code: "STR203",
        severity: Severity::Note,
        title: text("集聚指数无定义", "Indices of agglomeration are undefined"),
        body: text(
            "只有一个单位的行业、只有一个行业的组，或只有一个区域有份额时，集聚与偶然无法区分，结果为空。",
            "For an industry of one plant, a group of one industry, or where one region has all of the reference, clustering cannot be told from chance, and the result is null.",
        ),
    },
    Explanation {
        code: "STR204",
        severity: Severity::Warning,
        title: text("密度无定义", "A density is undefined"),
        body: text(
            "该行业少于两个有位置的单位，或所有单位同处一地，距离没有分布可言。请检查坐标是否都落在行政中心。",
            "The industry has fewer than two plants with a place, or all lie at one place, so that there is no distribution of distances. Check whether all coordinates are those of one seat of government.",
        ),
    },
    Explanation {
        code: "STR205",
        severity: Severity::Warning,
        title: text("有区域缺失而未参与比较", "Regions are missing from a comparison"),
        body: text(
            "行业在某些区域的数值未知，这些区域从行业与基准两侧同时去掉。各行业因此可能基于不同的区域，见区域数一列。",
            "The industry is unknown in some regions, which are left out on the side of the industry and of the benchmark. Industries may therefore rest on different regions; see the column of regions.",
        ),
    },
    Explanation {
        code: "STR206",
        severity: Severity::Warning,
        title: text("有区域缺少所需指标", "Regions lack an indicator"),
        body: text(
            "缺少任一所需数值的区域不参与，也没有结果；不以零或均值代替。请补全，或去掉缺失多的指标。",
            "A region that lacks any of the values needed takes no part and has no result; neither zero nor the mean stands in. Fill it in, or drop indicators with many gaps.",
        ),
    },
    Explanation {
        code: "STR207",
        severity: Severity::Error,
        title: text("少于两个时期", "Fewer than two periods"),
        body: text(
            "变化需要至少两个时期。请检查 period 参数与表中的时期。",
            "Change takes two periods at least. Check the parameter period and the periods of the table.",
        ),
    },
    Explanation {
        code: "STR208",
        severity: Severity::Warning,
        title: text("变化未知", "A change is unknown"),
        body: text(
            "首期或末期的数值未知，变化及其分解为空，所在区域的合计亦然。",
            "The value at the start or at the end is unknown; the change and its parts are null, and so is the total of the region.",
        ),
    },
    Explanation {
        code: "STR209",
        severity: Severity::Warning,
        title: text("列出产业的地方少于两个", "Fewer than two places list an industry"),
        body: text(
            "规划表中同时有区域与行业的行不足以比较两地。请在 policy 表中为每个规划产业各列一行，并填写行业代码。",
            "The rows of the table of policies that have a region and an industry do not allow a comparison. Give each planned industry a row in policy, with its code.",
        ),
    },
    Explanation {
        code: "STR210",
        severity: Severity::Note,
        title: text("竞合指数无定义", "The index of competition is undefined"),
        body: text(
            "一方的产业结构或规划未知，或双方既不相似也没有联系，指数为空。",
            "The structure or the plans of a side are unknown, or the two are neither alike nor linked; the index is null.",
        ),
    },
    Explanation {
        code: "STR211",
        severity: Severity::Warning,
        title: text("指标无法标准化", "An indicator has no scale"),
        body: text(
            "指标在各区域取值全同（或在 leader 标准化下不大于零），标准化后没有意义。它不含区分区域的信息：请去掉它，或换一种标准化。",
            "The indicator is the same in all regions (or not above zero, for the normalisation leader) and has no meaning on a common scale. It does not tell regions apart: drop it, or choose another normalisation.",
        ),
    },
    Explanation {
        code: "STR212",
        severity: Severity::Error,
        title: text("权重无定义", "The weights are undefined"),
        body: text(
            "权重合计不为正、有负值，或没有一个指标有变化而无从得出熵权。请给定权重。",
            "The weights have no positive sum, one is negative, or no indicator varies so that entropy gives none. Give the weights.",
        ),
    },
    Explanation {
        code: "STR213",
        severity: Severity::Warning,
        title: text("几何平均需要非负的部分", "A geometric mean needs parts of at least zero"),
        body: text(
            "标准化后为负的部分没有几何平均，指数为空。请用 min_max、rank 或 leader，或改为加法。",
            "A part that is negative on its scale has no geometric mean, and the index is null. Use min_max, rank or leader, or add instead.",
        ),
    },
    Explanation {
        code: "STR214",
        severity: Severity::Error,
        title: text("得分不在 0 与 1 之间", "A score lies outside 0 and 1"),
        body: text(
            "normalisation 为 none 时，数值须已在 0 与 1 之间；否则耦合度与协调度没有意义，结果为空。请改用 min_max。",
            "With normalisation none the values must lie between 0 and 1 already; otherwise coupling and coordination mean nothing, and results are null. Use min_max.",
        ),
    },
    Explanation {
        code: "STR215",
        severity: Severity::Warning,
        title: text("联系强度无定义", "The strength of a link is undefined"),
        body: text(
            "一方的规模缺失或不为正，或两地之间的距离缺失或为零。请检查 region 表的经纬度，或 region_pair 表中所选的度量。",
            "A mass is missing or not positive, or the distance is missing or zero. Check longitude and latitude in region, or the measure chosen in region_pair.",
        ),
    },
    Explanation {
        code: "STR216",
        severity: Severity::Warning,
        title: text("数值不为正，没有对数", "A value is not positive and has no logarithm"),
        body: text(
            "收敛的测度以对数为基础；不大于零的数值不参与计算。",
            "Measures of convergence rest on logarithms; a value that is not above zero takes no part.",
        ),
    },
    Explanation {
        code: "STR217",
        severity: Severity::Warning,
        title: text("效率无定义", "An efficiency is undefined"),
        body: text(
            "前沿无法包络该区域，或数值相差过大而无法求解。请检查量纲悬殊的投入产出与异常值。",
            "The frontier cannot envelop the region, or numbers of too different a size kept the programme from being solved. Check inputs and outputs for outliers.",
        ),
    },
    Explanation {
        code: "STR218",
        severity: Severity::Warning,
        title: text("区域太少，难以区分效率", "Too few regions to tell efficiencies apart"),
        body: text(
            "区域数少于投入产出项数之和的三倍，多数区域会被判为有效。请减少项目，或合并时期。",
            "There are fewer than three times as many regions as inputs and outputs, and most will come out as efficient. Use fewer items, or more regions.",
        ),
    },
    Explanation {
        code: "STR219",
        severity: Severity::Warning,
        title: text("变量与其他变量线性相关，已去掉", "A variable that others determine was left out"),
        body: text(
            "它没有自己的系数。请检查是否重复列入，或与常数成比例。",
            "It has no coefficient of its own. Check whether it is listed twice, or proportional to the constant.",
        ),
    },
    Explanation {
        code: "STR220",
        severity: Severity::Error,
        title: text("区域太少，没有自由度", "Too few regions: no degrees of freedom"),
        body: text(
            "区域数不多于系数个数，标准误与检验为空。请减少控制变量。",
            "There are no more regions than coefficients; standard errors and tests are null. Use fewer controls.",
        ),
    },
    Explanation {
        code: "STR221",
        severity: Severity::Warning,
        title: text("序列太短或成比例，关系无从判断", "Series too short or proportional: no relation can be told"),
        body: text(
            "两地共有的增长率少于四个，或两条序列成比例，作用无法估计。请提供更长的序列（如季度），或换用指标。",
            "The two share fewer than four growth rates, or their series are proportional, so that no effect can be estimated. Give longer series (by quarter, say), or another indicator.",
        ),
    },
    Explanation {
        code: "STR222",
        severity: Severity::Note,
        title: text("部分单位没有位置，未参与", "Some plants have no place: left out"),
        body: text(
            "没有经纬度（或纬度越界）的单位不在任何邻域之中，也不计入全部单位。请补充坐标。",
            "Plants without longitude and latitude, or with a latitude beyond the poles, are in no neighbourhood and do not count among all plants. Add their positions.",
        ),
    },
    Explanation {
        code: "STR223",
        severity: Severity::Error,
        title: text("半径过大，邻域放不下", "The radius is too large for so many plants"),
        body: text(
            "半径内的单位对超过二十亿，没有计算。请缩小半径，或分地区、分行业计算。",
            "More than two thousand million pairs of plants lie within the radius; nothing was computed. Choose a smaller radius, or take regions or industries apart.",
        ),
    },
    Explanation {
        code: "STR224",
        severity: Severity::Warning,
        title: text("关停或外迁不是计数", "Closures or departures are no counts"),
        body: text(
            "检验发生率需要不小于零的整数。含有其他数值的时期，以及以它为基期的时期，该项为未知。",
            "Testing rates takes whole numbers from zero. In periods with another value, and in those whose base holds one, the sign is unknown.",
        ),
    },
    Explanation {
        code: "STR225",
        severity: Severity::Note,
        title: text("部分时期的征兆不能判断", "Some signs cannot be told"),
        body: text(
            "基期不足或有缺失。未知不按没有征兆计：没有其他征兆时信号为 unknown。",
            "The base is too short or has gaps. Unknown does not count as no sign: without another one the signal is unknown.",
        ),
    },
    Explanation {
        code: "STR226",
        severity: Severity::Note,
        title: text("核算缺少项目", "Items of the account are missing"),
        body: text(
            "某种核算方法缺少项目，该方法与误差为空。缺项不按零计；确实没有该项请填零。",
            "A way of counting lacks items: it and its gap are null. Missing is not zero; where there is none of an item, write a zero.",
        ),
    },
    Explanation {
        code: "STR227",
        severity: Severity::Warning,
        title: text("三种核算方法不相等", "The three ways of counting do not agree"),
        body: text(
            "生产、收入、使用三法的结果应相等。误差说明有项目漏计、重计或口径不一，请逐项核对。",
            "Product, income and uses have to be the same. A gap says that items are left out, counted twice or of different scope; go through them one by one.",
        ),
    },
    Explanation {
        code: "STR228",
        severity: Severity::Warning,
        title: text("功能区成员没有层次", "Members of the area have no tier"),
        body: text(
            "所列层次空白的成员合为无名的一层，彼此之间也计算竞合。请在 region_member 表的 tier 一列填写层次；确为一层时填同一个数。",
            "Members whose tier is blank are compared with each other as one tier without a name. Write their tier in the table region_member; where they are one tier, write the same number.",
        ),
    },
];
