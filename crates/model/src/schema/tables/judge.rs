//! What is expected and how it is judged: profiles of modes, criteria, grades, assessments.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Integer, Number, Reference, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

pub(super) const MODE_PROFILE_TABLE: Table = Table {
    name: "mode_profile",
    title: text("模式预期", "Profiles of modes"),
    help: text(
        "某一模式下，一项特征各读数的预期份额；识别模式时以此为准，省略则用内置的四种模式",
        "The share of each reading of a feature that a mode leads one to expect; the classifier of modes rests on it, and on the four built in where it is absent",
    ),
    key: &["mode", "feature", "stage", "reading"],
    columns: &[
        column("mode", Reference { table: "mode", column: "mode" }, "模式", "Mode", "模式代码", "The mode", &[])
            .required(),
        column(
            "feature",
            Choice { of: &["prior", "layers", "form", "circles", "bodies"] },
            "特征",
            "Feature",
            "prior：先验；layers：各网络份额；form：空间形态；circles：两圈层；bodies：多方机构份额",
            "prior: before anything is read; layers: shares of the networks; form: shape of the places; circles: two circles; bodies: part of multi-party ties",
            &[],
        )
        .required(),
        column(
            "stage",
            Integer,
            "阶段",
            "Stage",
            "仅 layers：模式的第几阶段",
            "For layers only: the stage of the mode",
            &[],
        )
        .range(1.0, 99.0),
        column(
            "reading",
            Text,
            "读数",
            "Reading",
            "layers 为网络代码；form 为 compact、ring、axis、open；circles 为 flat、layered；bodies 为 few、some、most；prior 空白",
            "For layers a layer; for form compact, ring, axis, open; for circles flat, layered; for bodies few, some, most; blank for prior",
            &[],
        ),
        column(
            "share",
            Number,
            "预期份额",
            "Expected share",
            "一项特征的各读数合计为 1；prior 只比较大小",
            "Adds up to 1 over the readings of a feature; for prior only ratios matter",
            &[],
        )
        .required()
        .range(0.0, 1.0),
        SOURCE,
        SECTION,
        NOTE,
    ],
};

const SCHEME: Column = column(
    "scheme",
    Text,
    "评价方案",
    "Scheme",
    "评价方案的代码",
    "Identifier of the scheme of assessment",
    &["方案", "评价体系"],
)
.required();
const CRITERION: Column = column(
    "criterion",
    Text,
    "标准",
    "Criterion",
    "标准的代码",
    "Identifier of the criterion",
    &["评价指标", "指标项"],
)
.required();

pub(super) const CRITERION_TABLE: Table = Table {
    name: "criterion",
    title: text("评价标准", "Criteria"),
    help: text(
        "评价方案中的一项标准：权重、计分方式与门槛，注明依据与有效期",
        "A criterion of a scheme of assessment: weight, scoring and threshold, with its source and days of validity",
    ),
    key: &["scheme", "criterion", "start"],
    columns: &[
        SCHEME,
        CRITERION,
        column("group", Text, "类别", "Group", "所属类别或维度", "Group or dimension it belongs to", &["维度", "类"]),
        TITLE_ZH,
        TITLE_EN,
        column(
            "weight",
            Number,
            "权重",
            "Weight",
            "满足标准时的得分；方案内只看相对大小",
            "Points where the criterion is met; only ratios matter within a scheme",
            &["分值"],
        )
        .required()
        .range(0.0, 1e9),
        column(
            "scoring",
            Choice { of: &["degree", "linear", "ratio"] },
            "计分方式",
            "Scoring",
            "degree：数值即为满足程度（0 到 1）；linear：由 floor 到 ceiling 线性；ratio：数值除以 benchmark",
            "degree: the value is the degree met, from 0 to 1; linear: from floor to ceiling; ratio: the value divided by benchmark",
            &[],
        )
        .required(),
        column("floor", Number, "下限值", "Floor", "linear：得零分的数值", "linear: the value that earns nothing", &[]),
        column(
            "ceiling",
            Number,
            "上限值",
            "Ceiling",
            "linear：得满分的数值；可小于下限（越小越好）",
            "linear: the value that earns the whole weight; below the floor where less is better",
            &[],
        ),
        column(
            "benchmark",
            Number,
            "标杆值",
            "Benchmark",
            "比较的标杆；ratio 的分母",
            "What values are compared with; the denominator of ratio",
            &["基准值"],
        ),
        column(
            "cap",
            Number,
            "封顶倍数",
            "Cap",
            "ratio：得分最多为权重的几倍；空白为 1",
            "ratio: points are at most this many times the weight; blank: 1",
            &[],
        )
        .range(1.0, 1e6),
        column(
            "threshold",
            Number,
            "门槛值",
            "Threshold",
            "达标所需的数值；空白表示没有门槛",
            "The value needed to pass; blank: there is none",
            &["达标值"],
        ),
        column(
            "aggregate",
            Choice { of: &["mean", "sum", "least", "most"] },
            "成员汇总",
            "Over members",
            "成员数值如何汇总；空白为 mean",
            "How the values of members are put together; blank: mean",
            &[],
        ),
        UNIT,
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const GRADE_TABLE: Table = Table {
    name: "grade",
    title: text("评价等级", "Grades"),
    help: text(
        "评价方案的等级及其所需得分率；等级名称是数据，不是程序的一部分",
        "The grades of a scheme and the part of the points that each needs; their names are data and no part of the program",
    ),
    key: &["scheme", "grade", "start"],
    columns: &[
        SCHEME,
        column("grade", Text, "等级", "Grade", "等级的代码", "Identifier of the grade", &[]).required(),
        TITLE_ZH,
        TITLE_EN,
        column(
            "least",
            Number,
            "所需得分率",
            "Least share",
            "得分占满分的最低比例",
            "The least part of all points that earns it",
            &[],
        )
        .required()
        .range(0.0, 1.0),
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const ASSESSMENT_TABLE: Table = Table {
    name: "assessment",
    title: text("评价记录", "Assessments"),
    help: text(
        "某一对象（或其成员）在一项标准上的数值；未评的留空或不列，不是零",
        "The value of a subject, or of one of its members, on a criterion; what was not assessed is blank or absent, never zero",
    ),
    key: &["scheme", "criterion", "subject", "member", "rater", "period"],
    columns: &[
        SCHEME,
        CRITERION,
        column(
            "subject",
            Text,
            "对象",
            "Subject",
            "被评价者：集群、区域、主体或协议的代码",
            "What is assessed: code of a cluster, region, actor or agreement",
            &["评价对象"],
        )
        .required(),
        column(
            "member",
            Text,
            "成员",
            "Member",
            "数值所属的成员；空白为对象整体",
            "The member whose value it is; blank: the subject as a whole",
            &[],
        ),
        column("rater", Text, "评价者", "Rater", "由谁评价", "Who assessed it", &["评委", "评分人"]),
        PERIOD,
        column(
            "value",
            Number,
            "数值",
            "Value",
            "数值或评分；空白表示未知，不是零",
            "Value or score; blank means unknown, not zero",
            &["评分", "得分", "score"],
        ),
        UNIT,
        OBSERVATION,
        SOURCE,
        SECTION,
        NOTE,
    ],
};
