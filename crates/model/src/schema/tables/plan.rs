//! What is planned and divided: flows of cash, tasks with budgets, claims for support, pools and their income, prices and what
//! an index holds.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Integer, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const MONEY_UNIT: Column =
    column("unit", Text, "单位", "Unit", "元、万元、CNY、USD 等", "元, 万元, CNY, USD, …", &["货币", "currency"]);
const PLAN: Column = column(
    "plan",
    Text,
    "计划",
    "Plan",
    "计划、项目或资产的代码",
    "Identifier of the plan, project or asset",
    &["项目"],
)
.required();

pub(super) const CASH_FLOW_TABLE: Table = Table {
    name: "cash_flow",
    title: text("现金流", "Cash flows"),
    help: text(
        "一个计划在一年中的一笔收入（正）或支出（负）；同一计划可有几种方案",
        "Money that comes in (positive) or goes out (negative) under a plan in a year; a plan may have alternatives",
    ),
    key: &["plan", "alternative", "party", "item", "period"],
    columns: &[
        PLAN,
        column(
            "alternative",
            Text,
            "方案",
            "Alternative",
            "方案，如 stay、move",
            "The alternative, such as stay, move",
            &["情景"],
        ),
        column("party", Text, "一方", "Party", "谁的收支", "Whose money", &["主体"]),
        column("item", Text, "项目", "Item", "科目，如 land_sale", "What for, such as land_sale", &["科目"]).required(),
        PERIOD.required(),
        column(
            "value",
            Number,
            "金额",
            "Value",
            "收入为正，支出为负；空白表示未知，不是零",
            "Income positive, spending negative; blank means unknown, not zero",
            &["amount"],
        ),
        MONEY_UNIT,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

pub(super) const TASK_TABLE: Table = Table {
    name: "task",
    title: text("任务", "Tasks"),
    help: text(
        "一项任务或攻关子课题：上级任务、负责人、包干经费、时限、完成情况",
        "A task or part of a project: what it is part of, who is in charge, its lump sum, when it is due, whether it is done",
    ),
    key: &["task_id"],
    columns: &[
        id("task_id", &["任务编号", "课题编号"]),
        PLAN,
        column(
            "parent",
            Text,
            "上级任务",
            "Part of",
            "所属的上级任务；空白为顶层",
            "The task that it is part of; blank: at the top",
            &["父任务"],
        ),
        column(
            "kind",
            Choice { of: &["research", "tackling", "transfer", "other"] },
            "类别",
            "Kind",
            "研究重点、攻关计划、转化方案或其他",
            "Focus of research, tackling of a problem, transfer into use, or other",
            &["类型"],
        ),
        TITLE_ZH,
        TITLE_EN,
        column(
            "owner",
            Text,
            "负责人",
            "Owner",
            "团队、机构或人",
            "Team, office or person in charge",
            &["责任单位", "团队"],
        ),
        column(
            "budget",
            Number,
            "包干经费",
            "Budget",
            "包干经费；空白表示未知，不是零",
            "The lump sum; blank means unknown, not zero",
            &["预算"],
        )
        .range(0.0, 1e15),
        column(
            "spent",
            Number,
            "已支出",
            "Spent",
            "已支出；空白表示未知，不是零",
            "What was spent; blank means unknown, not zero",
            &["支出"],
        )
        .range(0.0, 1e15),
        MONEY_UNIT,
        column("due", Date, "时限", "Due", "应完成之日", "Day on which it is due", &["截止日期"]),
        column(
            "done",
            Date,
            "完成日",
            "Done",
            "完成之日；空白为未完成",
            "Day on which it was done; blank: not yet",
            &["完成日期"],
        ),
        SOURCE,
        NOTE,
    ],
};

pub(super) const SUPPORT_CLAIM_TABLE: Table = Table {
    name: "support_claim",
    title: text("资助申请", "Claims for support"),
    help: text(
        "企业就一笔费用向一项政策申请资助；由何地支付",
        "A firm claims support under a policy for a cost, from a place that pays",
    ),
    key: &["claim_id"],
    columns: &[
        id("claim_id", &["申请编号"]),
        column("policy", Text, "政策", "Policy", "政策的代码", "Identifier of the policy", &["政策代码"]).required(),
        column("payer", Text, "资助方", "Payer", "由何地支付", "The place that pays", &["出资地"]).required(),
        column("project", Text, "项目", "Project", "项目的代码", "Identifier of the project", &["项目编号"]).required(),
        column(
            "item",
            Text,
            "费用",
            "Cost",
            "哪一笔费用，如发票号",
            "Which cost, such as the number of an invoice",
            &["发票"],
        )
        .required(),
        column("date", Date, "日期", "Day", "申请日期", "Day of the claim", &["申请日期"]).required(),
        column("value", Number, "费用金额", "Value of the cost", "该笔费用的金额", "How much the cost is", &["金额"])
            .required()
            .range(0.0, 1e15),
        MONEY_UNIT.required(),
        SOURCE,
        NOTE,
    ],
};

const POOL: Column = column(
    "pool",
    Text,
    "池",
    "Pool",
    "专利池、成果或招商线索的代码",
    "Identifier of the pool of patents, the result or the lead",
    &["专利池"],
)
.required();

pub(super) const POOL_SHARE_TABLE: Table = Table {
    name: "pool_share",
    title: text("池中份额", "Shares in pools"),
    help: text(
        "一方在一个池（或池中一项资产）中的份额；各方份额合计须为 1",
        "The share of a holder in a pool, or in one asset of it; shares add up to 1",
    ),
    key: &["pool", "asset", "holder"],
    columns: &[
        POOL,
        column(
            "asset",
            Text,
            "资产",
            "Asset",
            "池中的一项资产；空白为整个池",
            "One asset of the pool; blank: the pool as a whole",
            &["专利号"],
        ),
        column("holder", Text, "权利人", "Holder", "持有份额者", "Who holds the share", &["单位"]).required(),
        column("share", Text, "份额", "Share", "如 0.7、1/3、70%", "Such as 0.7, 1/3, 70%", &["比例"]).required(),
        START,
        column(
            "vesting_months",
            Integer,
            "归属月数",
            "Months of vesting",
            "自起始日起分多少个月归属；空白为立即归属",
            "Over how many months from the start the share is earned; blank: at once",
            &["vesting"],
        )
        .range(0.0, 1200.0),
        column(
            "cliff_months",
            Integer,
            "悬崖期月数",
            "Months of the cliff",
            "满多少个月才开始归属；空白为零",
            "Nothing is earned before so many months; blank: none",
            &["cliff"],
        )
        .range(0.0, 1200.0),
        SOURCE,
        NOTE,
    ],
};

pub(super) const POOL_INCOME_TABLE: Table = Table {
    name: "pool_income",
    title: text("池的收入", "Income of pools"),
    help: text("一个池（或其中一项资产）在一个时期的收入", "What a pool, or one asset of it, brought in a period"),
    key: &["pool", "asset", "period"],
    columns: &[
        POOL,
        column(
            "asset",
            Text,
            "资产",
            "Asset",
            "哪一项资产；空白为整个池",
            "Which asset; blank: the pool as a whole",
            &["专利号"],
        ),
        PERIOD.required(),
        column("value", Number, "收入", "Value", "空白表示未知，不是零", "Blank means unknown, not zero", &["金额"]),
        MONEY_UNIT,
        OBSERVATION,
        SOURCE,
        NOTE,
    ],
};

pub(super) const QUOTE_TABLE: Table = Table {
    name: "quote",
    title: text("指数行情", "Quotes of an index"),
    help: text(
        "一只证券在某日的收盘价，以及指数自该日收盘起持有的股本；股本空白为不变，零为调出",
        "The closing price of a security on a day, and how many units of it the index holds from then on; blank: as before, zero: it has left",
    ),
    key: &["index", "security", "date"],
    columns: &[
        column("index", Text, "指数", "Index", "指数的代码", "Identifier of the index", &["指数代码"]).required(),
        column("security", Text, "证券", "Security", "证券的代码", "Identifier of the security", &["证券代码"])
            .required(),
        column("date", Date, "日期", "Day", "交易日", "Day of trade", &["交易日"]).required(),
        column(
            "price",
            Number,
            "收盘价",
            "Price",
            "除权后的收盘价；空白表示未知",
            "Closing price, adjusted for splits; blank means unknown",
            &["收盘"],
        )
        .range(0.0, 1e12),
        column(
            "units",
            Number,
            "股本",
            "Units",
            "自该日收盘起计入指数的股本",
            "Units that the index holds from the close of the day",
            &["调整股本", "自由流通股本"],
        )
        .range(0.0, 1e15),
        SOURCE,
        NOTE,
    ],
};
