//! What is used together across borders: instruments, data, certificates, services of the administration.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Boolean, Choice, Date, Number, Text};
use super::super::{Column, Table};
use super::columns::*;
use crate::text::text;

const MONEY_UNIT: Column =
    column("unit", Text, "单位", "Unit", "元、万元、CNY、USD 等", "元, 万元, CNY, USD, …", &["货币", "currency"]);

pub(super) const BOOKING_TABLE: Table = Table {
    name: "booking",
    title: text("预约", "Bookings"),
    help: text(
        "对一台仪器或一处设施的一次预约；先提出者先得",
        "A wish to use an instrument or facility for some hours; first come, first served",
    ),
    key: &["booking_id"],
    columns: &[
        id("booking_id", &["预约编号"]),
        column(
            "resource",
            Text,
            "资源",
            "Resource",
            "仪器或设施的供给编号",
            "Identifier of the offer: the instrument or facility",
            &["仪器", "设备"],
        )
        .required(),
        column("user", Text, "使用方", "User", "由谁使用", "Who uses it", &["用户"]).required(),
        column(
            "made",
            Date,
            "提出日期",
            "Made",
            "何日提出；空白为最后",
            "Day on which it was asked for; blank: last",
            &["申请日期"],
        ),
        column("date", Date, "使用日期", "Day", "开始使用的日期", "Day on which the use begins", &["日期"]).required(),
        column("hour", Number, "开始时刻", "Hour", "当日几点起", "Hour of the day at which it begins", &["时间"])
            .required()
            .unit("h")
            .range(0.0, 24.0),
        column("hours", Number, "时长", "Hours", "使用几小时", "For how many hours", &["小时数"])
            .required()
            .unit("h")
            .range(0.0, 100_000.0),
        column(
            "status",
            Choice { of: &["requested", "cancelled"] },
            "状态",
            "Status",
            "已提出或已取消；空白为已提出",
            "Requested or cancelled; blank: requested",
            &[],
        ),
        SOURCE,
        NOTE,
    ],
};

const ASSET: Column = column(
    "asset",
    Text,
    "数据资产",
    "Asset",
    "数据资产或档案的代码",
    "Identifier of the data or record",
    &["数据集", "档案"],
)
.required();
const DATA_USER: Column =
    column("user", Text, "使用方", "User", "由谁使用", "Who uses it", &["查询方", "机构"]).required();
const RIGHT: Column = column(
    "right",
    Choice { of: &["hold", "use", "operate"] },
    "权利",
    "Right",
    "持有、使用或经营",
    "To hold, use or operate",
    &["权属"],
)
.required();
const PURPOSE: Column = column(
    "purpose",
    Text,
    "用途",
    "Purpose",
    "用途，如 credit；授权空白为不限",
    "What for, such as credit; a grant without it covers any",
    &["目的"],
);

pub(super) const DATA_GRANT_TABLE: Table = Table {
    name: "data_grant",
    title: text("数据授权", "Rights in data"),
    help: text(
        "谁把一项数据资产（或企业信用档案）的何种权利、为何用途、按何价格授予谁",
        "Who grants whom which right in data (or in the credit record of a firm), for which purpose and at which price",
    ),
    key: &["grant_id"],
    columns: &[
        id("grant_id", &["授权编号"]),
        ASSET,
        column(
            "holder",
            Text,
            "授权方",
            "Holder",
            "数据持有者，或信用主体本人",
            "Who holds the data, or the firm that it is about",
            &["数据主体"],
        )
        .required(),
        DATA_USER,
        RIGHT,
        PURPOSE,
        column(
            "value",
            Number,
            "单次价格",
            "Price of a use",
            "每次使用的价格；空白为无偿",
            "Price of one use; blank: free",
            &["价格"],
        )
        .range(0.0, 1e15),
        MONEY_UNIT,
        START,
        END,
        SOURCE,
        NOTE,
    ],
};

pub(super) const DATA_USE_TABLE: Table = Table {
    name: "data_use",
    title: text("数据使用日志", "Log of data use"),
    help: text("一次使用或查询数据", "One use of data, or one request for it"),
    key: &["use_id"],
    columns: &[
        id("use_id", &["日志编号"]),
        ASSET,
        DATA_USER,
        RIGHT,
        PURPOSE,
        column("date", Date, "日期", "Day", "使用日期", "Day of the use", &["查询日期"]).required(),
        SOURCE,
        NOTE,
    ],
};

pub(super) const CREDENTIAL_TABLE: Table = Table {
    name: "credential",
    title: text("资质与证明", "Credentials"),
    help: text(
        "一地出具、在另一地使用的资质、证书、检测结果、职称、准许清单上的物项",
        "What one place has issued and another is asked to accept: a qualification, certificate, test result, title, or goods on a white-list",
    ),
    key: &["credential_id"],
    columns: &[
        id("credential_id", &["证书编号", "报告编号"]),
        column(
            "subject",
            Text,
            "事项",
            "Subject",
            "互认条款所称的事项，如 test_result、title、research_equipment",
            "What a clause of recognition names: test_result, title, research_equipment, …",
            &["类型"],
        )
        .required(),
        column("holder", Text, "持有者", "Holder", "企业或个人", "A firm or a person", &["企业", "姓名"]),
        column(
            "issued_in",
            Text,
            "出具地",
            "Issued in",
            "出具地（协议方或区域代码）",
            "Place that issued it: a party, or the code of its region",
            &["发证地"],
        )
        .required(),
        column(
            "used_in",
            Text,
            "使用地",
            "Used in",
            "使用地（协议方或区域代码）",
            "Place that is asked to accept it: a party, or the code of its region",
            &["采信地"],
        )
        .required(),
        column("date", Date, "日期", "Day", "提交采信的日期", "Day on which it is presented", &[]).required(),
        column(
            "value",
            Number,
            "重复费用",
            "Cost of doing it again",
            "不互认时重新检测或办理的费用；空白为未知",
            "What a second test or procedure would cost; blank means unknown",
            &["费用"],
        )
        .range(0.0, 1e15),
        MONEY_UNIT,
        SOURCE,
        NOTE,
    ],
};

pub(super) const SERVICE_ITEM_TABLE: Table = Table {
    name: "service_item",
    title: text("服务事项", "Service items"),
    help: text(
        "一地办理的一个政务服务事项，是否可为外地申请人办理，及其时限",
        "An item of administrative service that a place offers, whether to applicants of other places too, and how long it takes",
    ),
    key: &["item", "place"],
    columns: &[
        column("item", Text, "事项", "Item", "事项的代码", "Identifier of the item", &["事项编码", "事项名称"])
            .required(),
        column("place", Text, "办理地", "Place", "办理地", "Where it is offered", &["地区"]).required(),
        column(
            "across",
            Boolean,
            "跨域可办",
            "Across borders",
            "外地申请人可否办理；空白为未知",
            "Whether applicants of other places can use it; blank means unknown",
            &["通办"],
        ),
        column(
            "promised_days",
            Number,
            "承诺时限",
            "Days promised",
            "承诺几个工作日办结",
            "Working days in which it is promised",
            &["承诺工作日"],
        )
        .unit("day")
        .range(0.0, 10_000.0),
        column(
            "taken_days",
            Number,
            "实际用时",
            "Days taken",
            "平均实际用时",
            "Working days that it takes on average",
            &["平均用时"],
        )
        .unit("day")
        .range(0.0, 10_000.0),
        SOURCE,
        NOTE,
    ],
};
