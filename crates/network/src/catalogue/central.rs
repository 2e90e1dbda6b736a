//! What is found where positions in the network are measured.

use liantu_model::text::text;
use liantu_model::{Explanation, Severity};

pub(super) const PAGES: &[Explanation] = &[
    Explanation {
        code: "NET301",
        severity: Severity::Warning,
        title: text("权重未知的联系未参与计算", "Links of unknown weight were left out"),
        body: text(
            "参数 weight = known 只看已知权重。未知权重既不是 1 也不是 0，这些联系因此不在图中，可能改变谁与谁相连。若要全部计入，请用 distinct、links 或 pairs。",
            "With weight = known, only known weights count. An unknown weight is neither one nor zero, so these links are not in the graph, which may change who is connected. To count all, take distinct, links or pairs.",
        ),
    },
    Explanation {
        code: "NET302",
        severity: Severity::Note,
        title: text("权重为零的联系未参与计算", "Links of weight zero were left out"),
        body: text(
            "已知权重为零的联系不传递任何东西，加权计算中等同于没有联系。",
            "A link whose weight is known to be zero carries nothing: a weighted computation sees no link there.",
        ),
    },
    Explanation {
        code: "NET303",
        severity: Severity::Note,
        title: text("多方成员关系按双向通行", "Joint membership can be passed both ways"),
        body: text(
            "同为一项多方协议成员的联系没有箭头；在有向计算中按两个方向都可通行处理。",
            "Links of joint membership in an agreement have no arrow; a directed computation may pass along them either way.",
        ),
    },
    Explanation {
        code: "NET304",
        severity: Severity::Warning,
        title: text("迭代未收敛", "The iteration did not settle"),
        body: text(
            "在允许的步数内，相邻两步之差仍大于容差。结果是最后一步的数值；请放宽容差，或降低阻尼（衰减）。",
            "Within the steps allowed, two steps still differed by more than the tolerance. The result is that of the last step; allow a larger tolerance, or less damping or attenuation.",
        ),
    },
    Explanation {
        code: "NET305",
        severity: Severity::Note,
        title: text("结果由抽样估计", "The result is estimated from a sample"),
        body: text(
            "只用了部分起点；结果带有标准误，variant 给出误差界。起点数设为 0 则精确计算。",
            "Only some sources were used: the result has a standard error, and the variant tells the bound. Set the number of sources to 0 to compute exactly.",
        ),
    },
    Explanation {
        code: "NET306",
        severity: Severity::Warning,
        title: text("网络不相连通，部分节点没有结果", "The network falls apart: some nodes have no result"),
        body: text(
            "特征向量中心性只在相互可达的最大部分之内有唯一解，其外的节点为空。请改用 PageRank 或 Katz，或分部分计算。",
            "Eigenvector centrality has one solution only within the largest part where everything reaches everything; nodes outside are null. Take PageRank or Katz, or compute the parts apart.",
        ),
    },
    Explanation {
        code: "NET307",
        severity: Severity::Note,
        title: text("所属组未知的节点未计入", "Nodes of unknown group were left out"),
        body: text(
            "不知属于哪个区域的节点无法判断在区域之间的角色，涉及它们的三方组未计入。",
            "A node whose region is unknown has no role between regions: triples with it were left out.",
        ),
    },
    Explanation {
        code: "NET308",
        severity: Severity::Note,
        title: text("最优解由搜索得到，未经证明", "The optimum was searched for, not proven"),
        body: text(
            "节点较多，无法逐一比较所有划分；结果为多次重启搜索中的最好者，真正的最优值可能略高。",
            "There are too many nodes to compare every division. The result is the best of several searches; the true optimum may be a little higher.",
        ),
    },
    Explanation {
        code: "NET309",
        severity: Severity::Warning,
        title: text("零模型无法确定", "The null model could not be fitted"),
        body: text(
            "在给定的强度下零模型的参数无解、未收敛，或节点太多。与零模型比较的列为空，其余不受影响。",
            "With these strengths the parameters of the null model have no solution, did not settle, or the nodes are too many. Columns that compare with the null model are null; the others stand.",
        ),
    },
    Explanation {
        code: "NET310",
        severity: Severity::Note,
        title: text("没有日期的联系不能判断先后", "Undated links have no order in time"),
        body: text(
            "开始日期未知的联系不能用来判断谁促成了后来的联系；促成数因此是下限。",
            "A link of unknown start cannot show that one came after another: the number of links brought about is a lower bound.",
        ),
    },
    Explanation {
        code: "NET311",
        severity: Severity::Warning,
        title: text("网络太大，未计算全部最短路径", "The network is too large to look for all shortest paths"),
        body: text(
            "依赖全部最短路径的列为空。可缩小尺度（以区域为节点）或选择部分网络；中介中心性可用抽样（方法 betweenness 的参数 sources）。",
            "Columns that need all shortest paths are null. Take a wider scale, with regions as nodes, or fewer networks; betweenness can be sampled (parameter sources of the method betweenness).",
        ),
    },
    Explanation {
        code: "NET312",
        severity: Severity::Warning,
        title: text("没有距离零模型", "There is no null of distance"),
        body: text(
            "所有地方两两相连、都不相连，有无联系完全由距离分开，坐标已知的地方太少，或地方对数乘抽取次数超过 10¹⁰，因此期望、p 与 q 为空；名次仍给出。可只看一张网、缩短时期，或补充坐标。",
            "All places are linked with each other, none is, distance alone parts the linked from the others, or places with a position are too few, or pairs times draws exceed 10¹⁰. Expectation, p and q are null; ranks are given. Look at one layer or a shorter period, or add positions.",
        ),
    },
    Explanation {
        code: "NET313",
        severity: Severity::Warning,
        title: text("流入不全，依存度为空或只有上下限", "In-flows are not complete: dependence is null or has bounds"),
        body: text(
            "有流入没有数值，或（计入自身时）没有列出区域自身的流动。未知不按零计：依存度为空，能界定时给出上下限。请补充数值，或将参数 own 设为 exclude。",
            "An in-flow has no value, or flows within the region itself are not listed while they are to count. Unknown is not zero: the dependence is null, with bounds where there are any. Fill in the values, or set the parameter own to exclude.",
        ),
    },
    Explanation {
        code: "NET314",
        severity: Severity::Note,
        title: text("抽取次数太少，看不出偏离", "Too few draws to find anything"),
        body: text(
            "最小的 p 为 2/(R+1)，按地方个数校正后仍大于 0.05，因此没有地方会被判为偏离零模型。请增大 draws。",
            "The smallest p is 2/(R+1), and adjusted for so many places it is above 0.05, so that no place can be found off the null. Raise draws.",
        ),
    },
];
