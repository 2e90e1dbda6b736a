//! Columns and vocabularies that several tables share.

use super::super::ColumnKind::{Choice, Code, Date, List, Number, Period, Reference, Text};
use super::super::{Column, ColumnKind};
use crate::code::CodeSystem;
use crate::text::text;

pub(super) const REGION: ColumnKind = Code { system: CodeSystem::Region };
pub(super) const INDUSTRY: ColumnKind = Code { system: CodeSystem::Industry };
pub(super) const ACTOR: ColumnKind = Reference { table: "actor", column: "actor_id" };
pub(super) const LAYER: ColumnKind = Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] };

pub(super) const fn column(
    name: &'static str,
    kind: ColumnKind,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
    aliases: &'static [&'static str],
) -> Column {
    Column::new(name, kind, text(zh, en), text(help_zh, help_en)).aliases(aliases)
}

pub(super) const START: Column = column(
    "start",
    Date,
    "起始日",
    "Start",
    "有效期的第一天；空白表示未知",
    "First day of validity; blank means unknown",
    &[
        "起始日期",
        "开始日期",
        "开始时间",
        "起始年",
        "开始年份",
        "生效日期",
        "start_date",
        "from_date",
        "start_year",
        "valid_from",
        "begin",
    ],
);
pub(super) const END: Column = column(
    "end",
    Date,
    "终止日",
    "End",
    "有效期之后的第一天（左闭右开）；空白表示仍然有效或未知",
    "First day no longer valid (half-open); blank means still valid or unknown",
    &[
        "终止日期",
        "结束日期",
        "结束时间",
        "终止年",
        "结束年份",
        "失效日期",
        "end_date",
        "to_date",
        "end_year",
        "valid_to",
    ],
);
pub(super) const SOURCE: Column = column(
    "source",
    Reference { table: "source", column: "source_id" },
    "来源",
    "Source",
    "依据的文献或部门",
    "The document or department it rests on",
    &["数据来源", "source_id", "data_source"],
);
pub(super) const SECTION: Column = column(
    "section",
    Text,
    "章节",
    "Section",
    "来源中的章节、表格或页码",
    "Section, table or page of the source",
    &["页码"],
);
pub(super) const NOTE: Column = column(
    "note",
    Text,
    "备注",
    "Note",
    "说明",
    "Anything a reader should know",
    &["说明", "remark", "remarks", "comment"],
);
pub(super) const OBSERVATION: Column = column(
    "observation",
    Choice { of: &["observed", "estimated", "simulated"] },
    "数据性质",
    "Observation",
    "观测、估计或模拟；空白视为观测",
    "Observed, estimated or simulated; blank counts as observed",
    &["性质"],
);
pub(super) const PERIOD: Column = column(
    "period",
    Period,
    "时期",
    "Period",
    "年、季、月或左闭右开区间，如 2021、2021-Q3、2021-05、2020/2023",
    "Year, quarter, month or half-open interval, such as 2021, 2021-Q3, 2021-05, 2020/2023",
    &["年份", "年度", "时间", "日期", "月份", "年月", "数据年月", "统计年月", "年", "year", "date", "month", "time"],
);
pub(super) const UNIT: Column =
    column("unit", Text, "单位", "Unit", "数值的单位", "Unit of the value", &["计量单位", "units"]);
pub(super) const NAME_ZH: Column = column(
    "name_zh",
    Text,
    "中文名",
    "Chinese name",
    "中文名称",
    "Name in Chinese",
    &["名称", "中文名称", "名字", "name", "name_cn"],
);
pub(super) const NAME_EN: Column =
    column("name_en", Text, "英文名", "English name", "英文名称", "Name in English", &["英文名称", "english_name"]);
pub(super) const TITLE_ZH: Column = column(
    "title_zh",
    Text,
    "中文题名",
    "Chinese title",
    "中文题名或描述",
    "Title or description in Chinese",
    &["题名", "标题", "title"],
);
pub(super) const TITLE_EN: Column = column(
    "title_en",
    Text,
    "英文题名",
    "English title",
    "英文题名或描述",
    "Title or description in English",
    &["english_title"],
);
pub(super) const LON: Column =
    column("lon", Number, "经度", "Longitude", "WGS-84 经度", "WGS-84 longitude", &["longitude", "lng"])
        .unit("degree")
        .range(-180.0, 180.0);
pub(super) const LAT: Column =
    column("lat", Number, "纬度", "Latitude", "WGS-84 纬度", "WGS-84 latitude", &["latitude"])
        .unit("degree")
        .range(-90.0, 90.0);
pub(super) const ALIASES: Column = column(
    "aliases",
    List,
    "别名",
    "Aliases",
    "其他名称，以 | 分隔",
    "Other names, separated by |",
    &["曾用名", "简称"],
);
pub(super) const LAYER_COLUMN: Column = column(
    "layer",
    LAYER,
    "网络",
    "Layer",
    "六张网之一",
    "One of the six networks",
    &["层", "网络类型", "layer_code", "network"],
);
pub(super) const STATUS: Column = column(
    "status",
    Choice { of: &["stated", "proposed", "unfulfilled", "ended"] },
    "状态",
    "Status",
    "空白视为已陈述",
    "Blank counts as stated",
    &[],
);

pub(super) const fn id(name: &'static str, aliases: &'static [&'static str]) -> Column {
    column(name, Text, "编号", "Identifier", "唯一编号", "Unique identifier", aliases).required()
}

pub(super) const ACTOR_KINDS: &[&str] = &[
    "region",
    "corridor",
    "province",
    "city",
    "district",
    "zone",
    "park",
    "site",
    "enclave",
    "government",
    "firm",
    "firm_group",
    "university",
    "institute",
    "science_base",
    "offshore_centre",
    "overseas_incubator",
    "platform",
    "alliance",
    "cluster",
    "fund",
    "index",
    "institution",
    "programme",
    "event",
    "system",
    "benchmark",
];
pub(super) const STAGES: &[&str] =
    &["research", "test", "incubate", "industrialise", "market", "upstream", "midstream", "downstream"];
pub(super) const ENCLAVES: &[&str] =
    &["forward_government", "forward_enterprise", "forward_aid", "reverse", "two_way_differential", "two_way_strong"];
/// The construction mechanisms of the six networks; the first number is the network.
pub(super) const MECHANISMS: &[&str] = &[
    "N1.1", "N1.2", "N2.1", "N2.2", "N2.3", "N3.1", "N3.2", "N3.3", "N3.4", "N3.5", "N3.6", "N4.1", "N4.2", "N4.3",
    "N4.4", "N5.1", "N5.2", "N5.3", "N6.1", "N6.2", "N6.3",
];
