//! The declarations of the methods on clusters and on scores.

use crate::profile::{DUPLICATES, INDICATOR, LEVEL, PERIOD, PERIOD_COLUMN, REGION_COLUMN};
use liantu_model::code::CodeSystem;
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::{Text, text};
use liantu_model::{Method, Parameter, ParameterKind};

const fn number(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Number, title, help)
}

const fn count(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Integer, title, help)
}

const fn words(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Text, title, help)
}

const fn list(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::List, title, help)
}

const fn at_least(name: &'static str, default: &'static str, most: f64, title: Text, help: Text) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Number { min: 0.0, max: most, unit: None },
        default: Some(default),
        title,
        help,
    }
}

const CLUSTER_INPUTS: &[Input] = &[
    crate::declare::PANEL,
    Input { table: "region", columns: &["region", "level", "parent", "lon", "lat"], optional: true },
    Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true },
    Input { table: "actor", columns: &["actor_id", "region", "industry"], optional: true },
    Input { table: "link", columns: &["link_id", "from_actor", "to_actor", "layer", "agreement_id"], optional: true },
    Input { table: "flow", columns: &["origin", "destination", "item", "period", "value", "unit"], optional: true },
    Input {
        table: "io_entry",
        columns: &["account", "from_region", "from_sector", "to_region", "to_sector", "period", "value"],
        optional: true,
    },
    Input {
        table: "industry_pair",
        columns: &["from_industry", "to_industry", "measure", "period", "value"],
        optional: true,
    },
];
const CLUSTER_PARAMETERS: &[Parameter] = &[
    INDICATOR,
    LEVEL,
    PERIOD,
    at_least(
        "least_quotient",
        "1.25",
        1e9,
        text("区位商下限", "Least quotient"),
        text("区位商不小于此值才算集聚", "A cell is concentrated from this location quotient on"),
    ),
    at_least(
        "least_share",
        "0.01",
        1.0,
        text("份额下限", "Least share"),
        text("还须占该行业的这一份额", "It must also hold this part of its industry"),
    ),
    Parameter {
        name: "related_by",
        kind: ParameterKind::Choice { of: &["co_occurrence", "ties", "accounts", "given", "same"] },
        default: Some("co_occurrence"),
        title: text("行业关联", "Industries related by"),
        help: text(
            "co_occurrence：在同一区域集聚的条件概率（较小者）；ties：两行业主体间的事项占各自事项的余弦；accounts：投入产出表中购销份额的最大者；given：industry_pair 中的一项度量（如技能关联）；same：只与自身关联",
            "co_occurrence: the smaller conditional probability of being concentrated in one region; ties: cosine of the ties between actors of the two industries; accounts: the largest share of sales or purchases in the table io_entry; given: a measure of the table industry_pair, skills for instance; same: to itself alone",
        ),
    },
    at_least(
        "least_relatedness",
        "0.5",
        1.0,
        text("关联下限", "Least relatedness"),
        text("两行业关联度不小于此值才相连", "Two industries are related from this on"),
    ),
    Parameter {
        name: "join",
        kind: ParameterKind::Choice { of: &["place", "ties", "flows", "either", "any"] },
        default: Some("place"),
        title: text("区域相连", "Regions joined by"),
        help: text(
            "place：毗邻（region_pair 的 contiguity；没有则按距离）；ties：有足够事项往来，不论远近（虚拟集群）；flows：相互流量占其中一方对外流量的足够份额；either：place 或 ties；any：三者任一",
            "place: contiguity in region_pair, or else distance; ties: enough ties, near or far (a virtual cluster); flows: a large enough share of what one of the two exchanges with others; either: place or ties; any of the three",
        ),
    },
    Parameter {
        name: "near_km",
        kind: ParameterKind::Number { min: 0.0, max: 20_000.0, unit: Some("km") },
        default: Some("100"),
        title: text("邻近距离", "Near"),
        help: text(
            "没有毗邻数据时，距离不超过此值即为邻近",
            "Where there is no contiguity, regions no further apart are neighbours",
        ),
    },
    Parameter {
        name: "least_ties",
        kind: ParameterKind::Integer { min: 1, max: 1_000_000 },
        default: Some("2"),
        title: text("最少事项", "Least ties"),
        help: text("join 含 ties 时，两区域之间至少的不同事项", "With ties, the distinct ties that two regions need"),
    },
    at_least(
        "least_flow",
        "0.1",
        1.0,
        text("流量份额下限", "Least flow"),
        text(
            "join 含 flows 时，两区域间流量（双向）占其中一方全部对外流量之比的下限",
            "With flows, the least share that what flows between two regions, both ways, has in all that one of them exchanges",
        ),
    ),
    Parameter {
        name: "item",
        kind: ParameterKind::Text,
        default: None,
        title: text("流动内容", "Item"),
        help: text(
            "join 含 flows 时采用的流动内容；表中只有一种时可省略",
            "With flows, what flows; may be left out where the table has one kind only",
        ),
    },
    Parameter {
        name: "measure",
        kind: ParameterKind::Text,
        default: None,
        title: text("关联度量", "Measure"),
        help: text(
            "related_by 为 given 时采用的 industry_pair 度量；只有一种时可省略",
            "With given, the measure of industry_pair; may be left out where the table has one only",
        ),
    },
    Parameter {
        name: "border",
        kind: ParameterKind::Scale,
        default: Some("province"),
        title: text("边界层级", "Border"),
        help: text("跨越哪一级行政边界算跨界", "The level whose borders count as crossed"),
    },
    DUPLICATES,
];
const CODE: Column = words(
    "cluster",
    text("集群", "Cluster"),
    text(
        "由最大单元的区域与行业代码组成，评价表可用作对象",
        "Region and industry of its largest cell; table assessment may use it as subject",
    ),
)
.required();
const FORMULA: Text = text(
    "单元（区域 r、行业 a）集聚：LQ_ra ≥ least_quotient 且 x_ra/x_·a ≥ least_share。两个集聚单元相连：同一区域或相邻区域，且同一行业或关联度 ≥ least_relatedness 的行业。集群为相连单元的连通分量，故可跨界。关联度 φ_ab = C_ab/max(k_a, k_b)，C 为同时集聚两行业的区域数，k 为集聚一行业的区域数；或 φ_ab = T_ab/√(T_a T_b)，T 为事项数；或（accounts）φ_ab = max(Z_ab/Z_a·, Z_ab/Z_·b, Z_ba/Z_b·, Z_ba/Z_·a)，Z 为全部区域合计的中间使用；或（given）所给度量两个方向的较大者。flows：两区域间双向流量占其中一方全部对外流量之比 ≥ least_flow 即相邻。集群区位商 = Σ(其区域×其行业)/[Σ(其区域)·Σ(其行业)/Σ全部]。",
    "A cell (region r, industry a) is concentrated where LQ_ra ≥ least_quotient and x_ra/x_·a ≥ least_share. Two such cells are joined where their regions are one or neighbours and their industries one or related by at least least_relatedness. A cluster is a connected component of cells and may cross borders. Relatedness φ_ab = C_ab/max(k_a, k_b), C regions concentrated in both, k in one; or φ_ab = T_ab/√(T_a T_b), T ties; or, by accounts, max(Z_ab/Z_a·, Z_ab/Z_·b, Z_ba/Z_b·, Z_ba/Z_·a), Z intermediate uses over all regions; or, given, the larger of the measure both ways. By flows, regions are neighbours where what flows between them is at least least_flow of all that one of them exchanges with others. Location quotient of a cluster = Σ(its regions × its industries)/[Σ(its regions)·Σ(its industries)/Σ(all)].",
);
const LIMITS: Text = text(
    "相连会传递：下限太低时集群连成一片，请看 relatedness 与单元数。缺失值不计入；区位商与条件概率要求所选区域互不包含（用 level 选定一级）。关联度在少数区域上不稳。没有坐标也没有毗邻数据时不跨区域（STR601）。主体的行业代码须与指标所用的相同，才计入成员与事项。",
    "Joins are transitive: with low thresholds clusters run together, so look at relatedness and the number of cells. Missing values are left out; regions must not contain each other (choose one level). Relatedness over few regions is volatile. Without positions and without contiguity nothing crosses a border (STR601). Actors count as members where their industry has the code that the indicator uses.",
);
const REFERENCE: &str = "Delgado, M., Porter, M. E., Stern, S. (2016). Defining clusters of related industries. Journal of Economic Geography 16(1), 1–38. Ellison, G., Glaeser, E. L., Kerr, W. R. (2010). What causes industry agglomeration? American Economic Review 100(3), 1195–1213. Hidalgo, C. A. et al. (2007). The product space conditions the development of nations. Science 317, 482–487.";

/// Clusters, one row each.
pub const CLUSTERS: Method = Method {
    id: "clusters",
    version: 1,
    study: "structure",
    title: text("产业集群识别", "Clusters"),
    question: text(
        "哪里有相邻区域与关联行业构成的集群，哪些跨行政边界？",
        "Where do neighbouring regions and related industries form a cluster, and which cross a border?",
    ),
    formula: FORMULA,
    limits: LIMITS,
    reference: REFERENCE,
    aliases: &["cluster", "agglomeration", "集群", "产业集群", "跨界集群", "虚拟集群"],
    inputs: CLUSTER_INPUTS,
    parameters: CLUSTER_PARAMETERS,
    outputs: &[
        PERIOD_COLUMN,
        CODE,
        list("regions", text("区域", "Regions"), text("所含区域", "Its regions")),
        list("industries", text("行业", "Industries"), text("所含行业", "Its industries")),
        count("cells", text("单元数", "Cells"), text("集聚的区域×行业", "Concentrated cells")),
        list(
            "sides",
            text("所跨区域", "Sides"),
            text("边界层级上的各区域", "Regions of the border level that it lies in"),
        ),
        Column::new(
            "cross_border",
            ColumnKind::Boolean,
            text("跨界", "Crosses a border"),
            text(
                "是否跨越所选层级的边界；有成员归属不明时为空",
                "Whether it crosses a border of the chosen level; null where that of a region is unknown",
            ),
        ),
        number("value", text("规模", "Value"), text("集聚单元之和", "Sum of its cells")),
        number("share", text("份额", "Share"), text("占其行业全部的份额", "Of its industries everywhere")),
        number(
            "location_quotient",
            text("区位商", "Location quotient"),
            text("其区域合计在其行业合计中的区位商", "Of its regions together in its industries together"),
        ),
        number(
            "relatedness",
            text("关联度", "Relatedness"),
            text("其行业两两关联度的均值；单一行业为空", "Mean over pairs of its industries; null for one industry"),
        ),
        count(
            "actors",
            text("主体数", "Actors"),
            text("所在区域与行业均在其中的主体", "Actors whose region and industry are in it"),
        ),
        count(
            "inner_ties",
            text("内部事项", "Inner ties"),
            text("两端均在其中的不同事项", "Distinct ties with both ends in it"),
        ),
        count("ties", text("事项", "Ties"), text("至少一端在其中的不同事项", "Distinct ties with an end in it")),
        number("inner_share", text("内部事项占比", "Share of inner ties"), text("没有事项则为空", "Null without ties")),
    ],
};

/// Who is in each cluster, with what.
pub const CLUSTER_MEMBERS: Method = Method {
    id: "cluster_members",
    version: 1,
    study: "structure",
    title: text("集群档案", "Cluster dossier"),
    question: text("集群由谁、以什么构成，依据是什么？", "Who makes up a cluster, with what, and on what evidence?"),
    formula: FORMULA,
    limits: LIMITS,
    reference: REFERENCE,
    aliases: &["dossier", "cluster members", "集群成员", "档案"],
    inputs: CLUSTER_INPUTS,
    parameters: CLUSTER_PARAMETERS,
    outputs: &[
        PERIOD_COLUMN,
        CODE,
        REGION_COLUMN,
        Column::new(
            "industry",
            ColumnKind::Code { system: CodeSystem::Industry },
            text("行业", "Industry"),
            text("行业代码", "Code of the industry"),
        )
        .required(),
        number("value", text("数值", "Value"), text("该单元的数值", "Of the cell")),
        number("share", text("份额", "Share"), text("占该行业的份额", "Of its industry")),
        number("location_quotient", text("区位商", "Location quotient"), text("该单元的区位商", "Of the cell")),
        list("actors", text("主体", "Actors"), text("该单元的主体", "Actors of the cell")),
        list(
            "evidence",
            text("依据", "Evidence"),
            text("这些主体之间的协议与联系", "Agreements and links of these actors inside the cluster"),
        ),
    ],
};

/// Scores on the criteria of a scheme.
pub const SCORECARD: Method = Method {
    id: "scorecard",
    version: 1,
    study: "structure",
    title: text("评价记分卡", "Scorecard"),
    question: text(
        "集群、园区、合作在各项标准上得多少分，离标杆和门槛多远，评价有多完整？",
        "How do clusters, parks or agreements score on each criterion, how far are they from benchmark and threshold, and how complete is that?",
    ),
    formula: text(
        "得分 = 100·w_k/Σw·d_k。d_k：degree 为数值本身；linear 为 (x−floor)/(ceiling−floor) 截于 [0,1]；ratio 为 x/benchmark 截于 [0, cap]。下限：未知者 d=0；上限：未知者取最大。等级：得分/100 不小于 least 的最高一级；上下限同级才给出。评价者先合并（均值、中位数或去掉一个最高一个最低），再按标准的 aggregate 汇总成员。",
        "Points = 100·w_k/Σw·d_k. d_k: the value itself for degree; (x−floor)/(ceiling−floor) clipped to [0,1] for linear; x/benchmark clipped to [0, cap] for ratio. Lower bound: d = 0 where unknown; upper bound: the most there is. Grade: the highest whose least is reached by points/100, told where both bounds agree. Raters are put together first (mean, median, or mean without highest and lowest), then members as the criterion's aggregate says.",
    ),
    limits: text(
        "标准、权重、门槛、等级都来自表（criterion、grade），按日期取用；名称与数值由使用者依据其来源填写。未评不是零：只给出上下限。有一个成员数值未知，成员汇总即为未知；对象整体的数值优先于成员。",
        "Criteria, weights, thresholds and grades come from the tables criterion and grade as of a day; their names and numbers are for the user to fill in from a source. Not assessed is not zero: bounds are told. One member of unknown value makes the value over members unknown; a value of the subject as a whole comes first.",
    ),
    reference: "OECD, JRC (2008). Handbook on constructing composite indicators. OECD Publishing.",
    aliases: &["assessment", "score", "grade", "评价", "记分卡", "世界级集群", "考核", "亩均"],
    inputs: &[
        Input {
            table: "criterion",
            columns: &[
                "scheme",
                "criterion",
                "group",
                "weight",
                "scoring",
                "floor",
                "ceiling",
                "benchmark",
                "cap",
                "threshold",
                "aggregate",
                "start",
                "end",
            ],
            optional: false,
        },
        Input {
            table: "assessment",
            columns: &["scheme", "criterion", "subject", "member", "rater", "period", "value"],
            optional: false,
        },
        Input { table: "grade", columns: &["scheme", "grade", "least", "start", "end"], optional: true },
    ],
    parameters: &[
        Parameter {
            name: "scheme",
            kind: ParameterKind::Text,
            default: None,
            title: text("方案", "Scheme"),
            help: text("只算这一方案；省略则全部", "This scheme only; all when absent"),
        },
        Parameter {
            name: "subject",
            kind: ParameterKind::Text,
            default: None,
            title: text("对象", "Subject"),
            help: text("只算这一对象；省略则全部", "This subject only; all when absent"),
        },
        Parameter {
            name: "day",
            kind: ParameterKind::Period,
            default: None,
            title: text("适用日", "As of"),
            help: text(
                "采用该日有效的标准与等级；省略则为各评价时期的第一天，时期未知者取最新",
                "Criteria and grades valid on its first day; when absent, on the first day of each period assessed, the latest where that is unknown",
            ),
        },
        Parameter {
            name: "raters",
            kind: ParameterKind::Choice { of: &["mean", "median", "trimmed"] },
            default: Some("mean"),
            title: text("多评价者", "Raters"),
            help: text(
                "均值、中位数，或三人以上去掉一个最高一个最低",
                "Mean, median, or from three on the mean without the highest and the lowest",
            ),
        },
    ],
    outputs: &[
        words("scheme", text("方案", "Scheme"), text("评价方案", "The scheme")).required(),
        words("subject", text("对象", "Subject"), text("被评价者", "What is assessed")).required(),
        PERIOD_COLUMN,
        Column::new(
            "level",
            ColumnKind::Choice { of: &["criterion", "group", "total"] },
            text("层次", "Level"),
            text("单项、类别或总计", "A criterion, a group or the total"),
        )
        .required(),
        words("group", text("类别", "Group"), text("所属类别；总计为空", "The group; null for the total")),
        words("criterion", text("标准", "Criterion"), text("单项时的标准", "The criterion, on its level")),
        number(
            "value",
            text("数值", "Value"),
            text("汇总后的数值；空白为未知", "Over members and raters; null: unknown"),
        ),
        number(
            "points",
            text("得分", "Points"),
            text("满分 100；有未知则为空", "Of 100 for the scheme; null where something is unknown"),
        ),
        number("lower", text("得分下限", "Lower bound"), text("未知者按零", "Nothing for what is unknown")),
        number("upper", text("得分上限", "Upper bound"), text("未知者按最多", "The most for what is unknown")),
        number("attainable", text("满分", "Attainable"), text("全部满足时的得分", "Points of full degrees")),
        number(
            "known",
            text("已知权重占比", "Known"),
            text("已评标准的权重占比", "Part of the weight that was assessed"),
        ),
        number("gap", text("与标杆之差", "Gap"), text("数值减标杆", "Value less benchmark")),
        Column::new(
            "met",
            ColumnKind::Boolean,
            text("达标", "Met"),
            text(
                "是否达到门槛；类别与总计为全部达到，有未知则为空",
                "Whether the threshold is reached; on groups and total, all of them; null where one is unknown",
            ),
        ),
        words(
            "grade",
            text("等级", "Grade"),
            text("总计的等级；上下限不同级则为空", "Of the total; null where the bounds disagree"),
        ),
        words(
            "grade_lower",
            text("下限等级", "Grade of the lower bound"),
            text("空白为不入级", "Null: below every grade"),
        ),
        words(
            "grade_upper",
            text("上限等级", "Grade of the upper bound"),
            text("空白为不入级", "Null: below every grade"),
        ),
    ],
};
