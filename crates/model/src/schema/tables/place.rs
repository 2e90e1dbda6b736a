//! Where: sources, regions and their history, classifications.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Date, Integer, List, Number, Period, Text};
use super::super::{REGION_LEVELS, Table};
use super::columns::*;
use crate::text::text;

pub(super) const SOURCE_TABLE: Table = Table {
    name: "source",
    title: text("来源", "Sources"),
    help: text("数据所依据的文献、部门或数据集", "A document, department or data set that rows rest on"),
    key: &["source_id"],
    columns: &[
        id("source_id", &["来源代码", "来源编号"]),
        TITLE_ZH,
        TITLE_EN,
        column(
            "publisher",
            Text,
            "发布者",
            "Publisher",
            "出版者或发布部门",
            "Who published it",
            &["发布单位", "出版者"],
        ),
        column(
            "published",
            Period,
            "发布时间",
            "Published",
            "发布的年、月或日",
            "Year, month or day of publication",
            &["出版年"],
        ),
        column("retrieved", Date, "获取日", "Retrieved", "取得数据的日期", "Day the data was taken", &["获取日期"]),
        column("licence", Text, "许可", "Licence", "使用许可", "Terms of use", &["license"]),
        column("url", Text, "网址", "Address", "公开地址", "Public address", &["链接"]),
        NOTE,
    ],
};

pub(super) const REGION_TABLE: Table = Table {
    name: "region",
    title: text("区域", "Regions"),
    help: text(
        "一个区域在一段时间内的代码、名称与上级；改名、升格即另起一行",
        "A region under one code, name and parent for a stretch of time; a rename or promotion starts a new row",
    ),
    key: &["region", "start"],
    columns: &[
        column(
            "region",
            REGION,
            "区域代码",
            "Region code",
            "GB/T 2260 六位代码，或以字母开头的自定代码",
            "Six digits of GB/T 2260, or an own code that starts with a letter",
            &["行政区划代码", "地区代码", "城市代码", "code", "adcode", "region_code", "region_id"],
        )
        .required(),
        column(
            "level",
            Choice { of: REGION_LEVELS },
            "层级",
            "Level",
            "空间尺度",
            "Spatial scale",
            &["级别", "行政级别"],
        )
        .required(),
        NAME_ZH,
        NAME_EN,
        column(
            "parent",
            REGION,
            "上级",
            "Parent",
            "上一级区域的代码；园区可以属于园区",
            "Code of the region above; a park may lie in a park",
            &["上级代码", "parent_code"],
        ),
        LON,
        LAT,
        column("area_km2", Number, "面积", "Area", "土地面积", "Land area", &["土地面积", "area"])
            .unit("km2")
            .range(0.0, 1e9),
        START,
        END,
        ALIASES,
        SOURCE,
        NOTE,
    ],
};

pub(super) const REGION_MEMBER_TABLE: Table = Table {
    name: "region_member",
    title: text("功能区成员", "Members of functional areas"),
    help: text("功能区包含的区域；功能区之间可以重叠", "A region that belongs to a functional area; areas may overlap"),
    key: &["area", "member", "start"],
    columns: &[
        column("area", REGION, "功能区", "Area", "功能区代码", "Code of the functional area", &[]).required(),
        column("member", REGION, "成员", "Member", "成员区域代码", "Code of the member", &[]).required(),
        column(
            "tier",
            Integer,
            "合作层次",
            "Tier",
            "在功能区中的合作层次，1 为核心",
            "Tier of cooperation within the area; 1 is the core",
            &["层次", "圈层"],
        )
        .range(1.0, 9.0),
        START,
        END,
        SOURCE,
        SECTION,
        NOTE,
    ],
};

pub(super) const REGION_LINEAGE_TABLE: Table = Table {
    name: "region_lineage",
    title: text("区划沿革", "Lineage of regions"),
    help: text(
        "合并、拆分、改名、撤销：旧区域的多少归于新区域",
        "Merger, split, rename, abolition: which share of the old region went to the new one",
    ),
    key: &["from_region", "to_region", "date"],
    columns: &[
        column("from_region", REGION, "原区域", "From", "变更前的代码", "Code before", &["原代码"]).required(),
        column("to_region", REGION, "新区域", "To", "变更后的代码", "Code after", &["新代码"]).required(),
        column("date", Date, "变更日", "Date", "新区划生效的第一天", "First day of the new state", &["变更日期"])
            .required(),
        column(
            "event",
            Choice { of: &["rename", "merge", "split", "transfer", "promote"] },
            "事项",
            "Event",
            "变更的类型",
            "Kind of change",
            &["类型"],
        )
        .required(),
        column(
            "share",
            Number,
            "份额",
            "Share",
            "原区域数值归于新区域的份额；空白表示未知",
            "Share of the old region's values that went to the new one; blank means unknown",
            &["比例"],
        )
        .range(0.0, 1.0),
        SOURCE,
        NOTE,
    ],
};

pub(super) const PORT_TABLE: Table = Table {
    name: "port",
    title: text("行政端口", "Administrative ports"),
    help: text(
        "以谁的身份读取：本区域内的全部可见，区域外只见不细于所给层级的数据",
        "In whose name is read: all that lies in the region is seen, of what lies outside only what is no finer than the level given",
    ),
    key: &["port"],
    columns: &[
        id("port", &["端口", "端口代码", "端口编号"]),
        TITLE_ZH,
        TITLE_EN,
        column(
            "region",
            REGION,
            "所辖区域",
            "Region",
            "端口所辖的区域或功能区",
            "The region or functional area that the port answers for",
            &["辖区"],
        )
        .required(),
        column(
            "finest",
            Choice { of: REGION_LEVELS },
            "区外最细层级",
            "Finest level outside",
            "区域外最细可见的层级；空白为区域外一概不可见",
            "The finest level at which it sees what lies outside; blank: nothing outside is seen",
            &["区外层级", "可见层级"],
        ),
        NOTE,
    ],
};

pub(super) const INDUSTRY_TABLE: Table = Table {
    name: "industry",
    title: text("行业", "Industries"),
    help: text("行业或产业的代码与名称", "Code and name of an industry"),
    key: &["industry"],
    columns: &[
        column(
            "industry",
            INDUSTRY,
            "行业代码",
            "Industry code",
            "GB/T 4754-2017 代码，或以 x- 开头的自定产业",
            "Code of GB/T 4754-2017, or an own aggregate that starts with x-",
            &["产业代码", "code"],
        )
        .required(),
        NAME_ZH,
        NAME_EN,
        column("parent", INDUSTRY, "上级", "Parent", "上一级行业", "Industry above", &[]),
        column(
            "members",
            List,
            "包含",
            "Members",
            "自定产业包含的 GB/T 4754 代码，以 | 分隔",
            "Codes of GB/T 4754 that an own aggregate holds, separated by |",
            &[],
        ),
        ALIASES,
        SOURCE,
        NOTE,
    ],
};

pub(super) const CONCORDANCE_TABLE: Table = Table {
    name: "concordance",
    title: text("分类对照", "Concordance"),
    help: text("两个分类体系之间的对应与权重", "How a code of one classification maps to another, with a weight"),
    key: &["from_system", "from_code", "to_system", "to_code"],
    columns: &[
        column("from_system", Text, "原分类", "From system", "分类体系", "Classification", &[]).required(),
        column("from_code", Text, "原代码", "From code", "代码", "Code", &[]).required(),
        column("to_system", Text, "目标分类", "To system", "分类体系", "Classification", &[]).required(),
        column("to_code", Text, "目标代码", "To code", "代码", "Code", &[]).required(),
        column(
            "weight",
            Number,
            "权重",
            "Weight",
            "原代码数值分配到目标代码的份额；空白表示未知",
            "Share of the old code's value that goes to the new code; blank means unknown",
            &[],
        )
        .range(0.0, 1.0),
        SOURCE,
    ],
};
