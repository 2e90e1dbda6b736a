//! What was laid down and undertaken: provisions of lists, standards and agreements, and undertakings with their outcome.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const PROVISION_TABLE: Table = Table {
    name: "provision",
    title: text("清单条目", "Provisions"),
    help: text(
        "负面清单、白名单、标准、协定条款或一地试点清单中的一条：编号与内容",
        "An item of a negative list, a white list, a standard, an agreement or what a place pilots: its code and what it says",
    ),
    key: &["list", "item", "start"],
    columns: &[
        column(
            "list",
            Text,
            "清单",
            "List",
            "清单、标准或协定的名称，一地一份",
            "Name of the list, standard or agreement; one for each place",
            &["清单名称", "协定", "标准"],
        )
        .required(),
        column(
            "item",
            Text,
            "条目",
            "Item",
            "条目的编号，各清单统一",
            "Code of the item, the same in every list",
            &["条款", "条款编号", "clause"],
        )
        .required(),
        column("group", Text, "类别", "Group", "所属类别或章节", "Group or chapter", &["章节", "领域"]),
        column(
            "content",
            Text,
            "内容",
            "Content",
            "规定了什么：限值、条件等；空白表示只列出条目",
            "What it lays down: a limit, a condition, …; blank: it only names the item",
            &["限值", "要求", "措施"],
        ),
        TITLE_ZH,
        TITLE_EN,
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const UNDERTAKING_TABLE: Table = Table {
    name: "undertaking",
    title: text("任务", "Undertakings"),
    help: text(
        "一项宣布要做的事：属于哪份清单或协议，谁负责，何时到期，是否完成",
        "Something that was declared to be done: in which list or agreement, who answers for it, when it is due, whether it is done",
    ),
    key: &["undertaking_id"],
    columns: &[
        id("undertaking_id", &["任务编号", "task_id"]),
        column(
            "list",
            Text,
            "清单",
            "List",
            "任务清单、会议纪要或协议编号",
            "List of tasks, minutes of a meeting, or agreement",
            &["任务清单", "协议编号"],
        ),
        column(
            "kind",
            Choice { of: &["meeting", "declaration", "plan", "rule", "project", "money"] },
            "类型",
            "Kind",
            "meeting 会议；declaration 宣言；plan 规划与文件；rule 制度与标准；project 项目；money 资金",
            "meeting, declaration, plan or paper, rule or standard, project, money",
            &["任务类型"],
        ),
        column("owner", Text, "负责者", "Owner", "负责的主体或部门", "Who answers for it", &["责任单位", "牵头单位"]),
        column("region", REGION, "区域", "Region", "负责的区域", "The region that answers for it", &["地区"]),
        TITLE_ZH,
        TITLE_EN,
        column("declared", Date, "宣布日", "Declared", "宣布的日期", "The day it was declared", &["宣布日期"]),
        column("due", Date, "到期日", "Due", "应完成的日期", "The day it is due", &["完成期限", "截止日期"]),
        column("delivered", Date, "完成日", "Delivered", "完成的日期", "The day it was delivered", &["完成日期"]),
        column(
            "state",
            Choice { of: &["open", "delivered", "abandoned"] },
            "状态",
            "State",
            "open 未完成；delivered 已完成；abandoned 已放弃；空白且没有完成日表示未知",
            "open, delivered or abandoned; blank without a day of delivery: unknown",
            &["完成情况", "进展"],
        ),
        SOURCE,
        SECTION,
        NOTE,
    ],
};
