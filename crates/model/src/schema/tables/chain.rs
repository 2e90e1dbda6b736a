//! What goes into what, and what cannot be done without.

#![allow(clippy::wildcard_imports, reason = "the shared columns are this module's vocabulary")]

use super::super::ColumnKind::{Choice, Text};
use super::super::Table;
use super::columns::*;
use crate::text::text;

pub(super) const ESSENTIALITY_TABLE: Table = Table {
    name: "essentiality",
    title: text("投入的必需性", "Essentiality of inputs"),
    help: text(
        "一个行业的投入对另一个行业的生产是否必需；两端都按代码前缀匹配，最具体的一行有效，空白表示任何行业",
        "Whether what one industry delivers is essential to another; codes match what they begin, the most specific row holds, blank means any industry",
    ),
    key: &["supplier_industry", "buyer_industry"],
    columns: &[
        column(
            "supplier_industry",
            Text,
            "供给行业",
            "Supplying industry",
            "行业代码，或卖方未具名的流量的内容；空白表示任何",
            "Code of the industry, or the item of flows without a named seller; blank: any",
            &["供方行业", "投入行业", "supplier_sector", "input_sector"],
        ),
        column(
            "buyer_industry",
            INDUSTRY,
            "需求行业",
            "Buying industry",
            "行业代码；空白表示任何",
            "Code of the industry; blank: any",
            &["买方行业", "使用行业", "buyer_sector", "using_sector"],
        ),
        column(
            "class",
            Choice { of: &["essential", "non_essential", "negligible"] },
            "必需性",
            "Class",
            "essential：缺了就停产；non_essential：按占全部投入的份额减产；negligible：没有影响",
            "essential: nothing is made without it; non_essential: output falls by its share of all inputs; negligible: no effect",
            &["类别"],
        )
        .required(),
        SOURCE,
        SECTION,
        NOTE,
    ],
};
