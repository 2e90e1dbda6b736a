//! What is watched, and what was found: rules, inspections, findings.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Integer, List, Reference, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const OWNER: Column = column(
    "owner",
    Text,
    "责任人",
    "Owner",
    "负责的机构或人；产业链为链长",
    "The office or person in charge; of a chain, its chief",
    &["责任单位", "负责人", "链长"],
);

pub(super) const RULE_TABLE: Table = Table {
    name: "rule",
    title: text("预警规则", "Rules of warning"),
    help: text(
        "一条预警规则：写成一行文字，对每个区域或每对区域逐期判断",
        "A rule of warning: a line of text that is put to every region, or pair of regions, step by step",
    ),
    key: &["rule_id", "start"],
    columns: &[
        id("rule_id", &["规则编号", "规则代码"]),
        TITLE_ZH,
        TITLE_EN,
        column(
            "text",
            Text,
            "规则",
            "Rule",
            "如：预警 红色 当 稳健z(流量[数量]) <= -5 持续 3 月中 2 月",
            "Such as: alert red when robust_z(flow[quantity]) <= -5 for 2 of 3 months",
            &["规则文本", "条件", "expression"],
        )
        .required(),
        column(
            "frequency",
            Choice { of: &["month", "quarter", "year"] },
            "频率",
            "Frequency",
            "逐月、逐季或逐年判断；空白为逐月",
            "By month, quarter or year; blank: by month",
            &["周期"],
        ),
        column(
            "levels",
            List,
            "尺度",
            "Levels",
            "在哪些层级判断，以 | 分隔，如 city|province；空白为表中所列各区域",
            "The levels at which it is put, separated by |, such as city|province; blank: regions as the tables list them",
            &["层级"],
        ),
        column(
            "aggregate",
            Choice { of: &["none", "sum"] },
            "汇总方式",
            "Aggregate",
            "sum：较粗尺度未列出时由下级相加（仅限可加指标）；空白为 none",
            "sum: where a wider level is not listed, its parts are added (indicators that add up only); blank: none",
            &[],
        ),
        column(
            "addressee",
            Text,
            "接收端口",
            "Addressee",
            "向谁预警；空白为该区域的执行层",
            "Whom it warns; blank: the executing office of the region",
            &["接收方", "发送给"],
        ),
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const INSPECTION_TABLE: Table = Table {
    name: "inspection",
    title: text("定期检查", "Inspections"),
    help: text("一项定期检查：何处、多久一次、检查什么", "A periodic inspection: where, how often, and what it looks at"),
    key: &["inspection_id", "start"],
    columns: &[
        id("inspection_id", &["检查编号"]),
        TITLE_ZH,
        TITLE_EN,
        column("region", REGION, "区域", "Region", "检查所属端口的区域", "The region of the port it belongs to", &["地区"]),
        column(
            "cadence",
            Choice { of: &["daily", "weekly", "monthly", "quarterly", "yearly"] },
            "频次",
            "Cadence",
            "多久一次",
            "How often",
            &["检查频次"],
        )
        .required(),
        column(
            "day",
            Integer,
            "日",
            "Day",
            "周期内第几天：周检为星期几（1 为周一），其余从周期首日数起；负数从末日倒数；空白为 1",
            "Which day of the cycle: of the week (1 is Monday), else from its first day; negative from its last; blank: 1",
            &[],
        )
        .range(-366.0, 366.0),
        column(
            "shift",
            Choice { of: &["none", "next", "previous"] },
            "遇休息日",
            "On a day off",
            "none：不变；next：顺延至下一工作日；previous：提前至上一工作日；空白为 next",
            "none: as it falls; next: the next working day; previous: the one before; blank: next",
            &[],
        ),
        column(
            "checks",
            List,
            "检查内容",
            "Checks",
            "规则、来源或方法的代码，以 | 分隔",
            "Identifiers of rules, sources or methods, separated by |",
            &["检查清单", "检查项目"],
        ),
        OWNER,
        column(
            "remedy_days",
            Integer,
            "整改天数",
            "Days to remedy",
            "发现问题后多少天内办结；空白为 30",
            "Days in which a finding is to be settled; blank: 30",
            &["整改期限"],
        )
        .range(0.0, 3660.0),
        column(
            "grace_days",
            Integer,
            "升级天数",
            "Days of grace",
            "逾期后每一层级等待多少天再上报；空白为 10",
            "Days that each level waits before it goes up; blank: 10",
            &[],
        )
        .range(0.0, 3660.0),
        START,
        END,
        NOTE,
    ],
};

pub(super) const FINDING_TABLE: Table = Table {
    name: "finding",
    title: text("检查记录", "Findings"),
    help: text(
        "检查已做（run），或其中发现的一个问题（finding）",
        "An inspection that was carried out (run), or a problem found in one (finding)",
    ),
    key: &["finding_id"],
    columns: &[
        id("finding_id", &["记录编号", "问题编号"]),
        column(
            "entry",
            Choice { of: &["run", "finding"] },
            "类别",
            "Entry",
            "run：检查已做；finding：问题；空白为 finding",
            "run: an inspection carried out; finding: a problem; blank: finding",
            &[],
        ),
        column(
            "inspection",
            Reference { table: "inspection", column: "inspection_id" },
            "检查",
            "Inspection",
            "所属检查；空白为日常发现",
            "The inspection it belongs to; blank: found outside of any",
            &[],
        ),
        column(
            "run",
            Date,
            "检查日",
            "Run",
            "该次检查应做之日",
            "The day on which that inspection was due",
            &["应检日期"],
        ),
        column("region", REGION, "区域", "Region", "问题所在区域", "Where the problem is", &["地区"]),
        column("industry", INDUSTRY, "行业", "Industry", "问题所在行业", "The industry it concerns", &["行业代码"]),
        column("chain", Text, "产业链", "Chain", "问题所在产业链", "The chain it concerns", &["重点产业链"]),
        TITLE_ZH,
        TITLE_EN,
        OWNER,
        column(
            "found",
            Date,
            "发现日",
            "Found",
            "发现或完成之日",
            "The day it was found, or the run was made",
            &["发现日期", "完成日期"],
        ),
        column(
            "due",
            Date,
            "期限",
            "Due",
            "办结期限；空白由检查的整改天数推算",
            "When it is to be settled; blank: by the days to remedy",
            &["整改期限"],
        ),
        column(
            "closed",
            Date,
            "办结日",
            "Closed",
            "办结之日；空白为未办结",
            "The day it was settled; blank: still open",
            &["办结日期"],
        ),
        SOURCE,
        NOTE,
    ],
};
