//! What registers keep: events in the life of firms, and patents.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, List, Text};
use super::super::Table;
use super::columns::*;
use super::office::{credit, firm, money, place};
use crate::text::text;

pub(super) const REGISTRATION_EVENT_TABLE: Table = Table {
    name: "registration_event",
    title: text("登记事件", "Events of the register"),
    help: text(
        "市场主体登记簿中的一件事：成立、变更、迁移、注销或吊销",
        "Something that the register of firms recorded: founded, changed, moved, closed or revoked",
    ),
    key: &["firm_id", "firm_name", "change", "date", "subject"],
    columns: &[
        credit("firm_id", "统一社会信用代码", "Firm id", &["社会信用代码", "注册号", "uscc"]),
        firm("firm_name", "企业名称", "Firm", &["市场主体名称", "主体名称", "单位名称", "名称"]).required(),
        column(
            "change",
            Choice { of: &["founded", "changed", "moved", "closed", "revoked"] },
            "事件",
            "Event",
            "founded 成立；changed 变更；moved 迁移；closed 注销；revoked 吊销",
            "founded, changed, moved, closed or revoked",
            &["登记类型", "业务类型", "事项类型", "登记事件"],
        )
        .required(),
        column(
            "date",
            Date,
            "登记日期",
            "Date",
            "成立、变更或注销的日期",
            "The day of it",
            &["成立日期", "核准日期", "变更日期", "注销日期", "吊销日期", "迁移日期"],
        )
        .required(),
        column("subject", Text, "变更事项", "Subject", "变更了什么", "What was changed", &["变更项目"]),
        column("before", Text, "变更前", "Before", "变更前的内容", "What it was", &["变更前内容"]),
        column("after", Text, "变更后", "After", "变更后的内容", "What it is", &["变更后内容"]),
        place("region", "登记地", "Region", &["行政区划", "区域代码", "登记机关所在地", "所在区", "地区"]),
        column(
            "address",
            Text,
            "住所",
            "Address",
            "住所或经营场所",
            "Where it resides",
            &["经营场所", "地址", "注册地址"],
        ),
        column("industry", INDUSTRY, "行业", "Industry", "行业代码", "Code of the industry", &["行业代码", "行业门类"]),
        column(
            "firm_type",
            Text,
            "企业类型",
            "Type of firm",
            "有限责任公司、股份有限公司等",
            "Limited company, …",
            &["市场主体类型", "主体类型"],
        ),
        money("capital", "注册资本", "Capital", &["注册资金", "出资额"]),
        SOURCE,
        NOTE,
    ],
};

pub(super) const PATENT_TABLE: Table = Table {
    name: "patent",
    title: text("专利", "Patents"),
    help: text(
        "一件专利申请：谁申请，何时，属于什么技术；多个申请人即合作",
        "A patent application: who filed it, when, of which technology; several applicants are a co-operation",
    ),
    key: &["application"],
    columns: &[
        column(
            "application",
            Text,
            "申请号",
            "Application",
            "申请号",
            "Number of the application",
            &["专利申请号", "专利号", "application_number"],
        )
        .required(),
        column(
            "publication",
            Text,
            "公开号",
            "Publication",
            "公开（公告）号",
            "Number of the publication",
            &["公开(公告)号", "公告号", "授权公告号"],
        ),
        column(
            "patent_kind",
            Choice { of: &["invention", "utility_model", "design"] },
            "专利类型",
            "Kind",
            "invention 发明；utility_model 实用新型；design 外观设计",
            "invention, utility model or design",
            &["类型"],
        ),
        column("title_zh", Text, "发明名称", "Title", "名称", "Its title", &["专利名称", "标题", "名称"]),
        column(
            "applicants",
            List,
            "申请人",
            "Applicants",
            "申请人，以 | 分隔",
            "Who filed it, separated by |",
            &["申请(专利权)人", "专利权人", "当前权利人"],
        ),
        column(
            "inventors",
            List,
            "发明人",
            "Inventors",
            "发明人，以 | 分隔",
            "Who invented it, separated by |",
            &["设计人"],
        ),
        column(
            "assignees",
            List,
            "受让人",
            "Assignees",
            "转让后的权利人，以 | 分隔",
            "Who holds it after a transfer, separated by |",
            &["变更后权利人"],
        ),
        column("filed", Date, "申请日", "Filed", "申请的日期", "The day it was filed", &["申请日期"]),
        column(
            "published",
            Date,
            "公开日",
            "Published",
            "公开（公告）的日期",
            "The day it was published",
            &["公开(公告)日", "公开日期"],
        ),
        column(
            "granted",
            Date,
            "授权日",
            "Granted",
            "授权的日期；空白表示未授权或未知",
            "The day it was granted; blank: not granted, or not known",
            &["授权日期", "授权公告日"],
        ),
        column(
            "ipc",
            List,
            "IPC",
            "IPC",
            "国际专利分类号，主分类在前，以 | 分隔",
            "Codes of the International Patent Classification, the main one first, separated by |",
            &["ipc分类号", "主分类号", "ipc主分类号", "分类号", "国际专利分类"],
        ),
        place(
            "region",
            "申请人区域",
            "Region",
            &["申请人地区", "申请人区域代码", "申请人所在地", "区域代码", "行政区划"],
        ),
        column(
            "legal_status",
            Text,
            "法律状态",
            "Legal status",
            "授权、驳回、转让等",
            "Granted, refused, transferred, …",
            &["专利状态", "当前法律状态"],
        ),
        SOURCE,
        NOTE,
    ],
};
