//! The joint list of key items: does each have a procedure, an owner and a back-up, and do the regions agree?

use super::{ITEM, KEY_ITEMS, REGION};
use crate::cascade::declare::{count, words};
use liantu_model::Method;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;

/// The declaration.
pub const METHOD: Method = Method {
    id: "key_list",
    version: 1,
    study: "simulation",
    title: text("关键清单核查", "Check of the joint list"),
    question: text(
        "关键产品和部门的联合清单里，谁没有程序、负责人或后备？各地是否一致？",
        "On the joint list of key items, what lacks a procedure, an owner or a back-up, and do the regions agree?",
    ),
    formula: text(
        "每行须有 procedure、owner，以及至少一个不同于 owner 的 backup。一致：该内容列入清单所涉的全部区域，且各区域的程序相同。",
        "Each row needs a procedure, an owner, and at least one back-up other than the owner. Agreed: the item is on the list of every region that has a list, and all give the same procedure.",
    ),
    limits: text(
        "只核查清单是否完整一致，不评价程序好坏。",
        "It tells whether the list is complete and agreed, not whether a procedure is good.",
    ),
    reference: "",
    aliases: &["清单", "联合清单", "checklist"],
    inputs: &[KEY_ITEMS],
    parameters: &[],
    outputs: &[
        ITEM,
        REGION,
        Column::new("complete", ColumnKind::Boolean, text("完整", "Complete"), text("三者俱全", "Nothing is missing")),
        words("missing", text("缺少", "Missing"), text("缺少的栏，以 | 分隔", "What is missing, separated by |")),
        count("regions", text("列入的区域", "Regions"), text("列入该内容的区域数", "Regions that list the item")),
        words("absent_in", text("未列入", "Absent in"), text("没有列入该内容的区域", "Regions whose list lacks it")),
        count(
            "procedures",
            text("不同程序", "Procedures"),
            text("各区域写明的不同程序的个数", "Different procedures that regions give"),
        ),
        Column::new(
            "agreed",
            ColumnKind::Boolean,
            text("一致", "Agreed"),
            text("各区域都列入且程序相同", "Every region lists it, with the same procedure"),
        ),
    ],
};

/// A row of the list; empty is missing.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'a> {
    /// What it is about.
    pub item: &'a str,
    /// Whose list.
    pub region: &'a str,
    /// What is to be done.
    pub procedure: &'a str,
    /// Who does it.
    pub owner: &'a str,
    /// Who stands in, separated by `|`.
    pub backup: &'a str,
}

impl Entry<'_> {
    /// What the row lacks.
    pub fn missing(&self) -> Vec<&'static str> {
        let stands_in = |name: &str| !name.is_empty() && name != self.owner;
        let lacks = [
            (self.procedure.is_empty(), "procedure"),
            (self.owner.is_empty(), "owner"),
            (!self.backup.split('|').map(str::trim).any(stands_in), "backup"),
        ];
        lacks.into_iter().filter(|lack| lack.0).map(|lack| lack.1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_item_has_a_procedure_an_owner_and_a_back_up() {
        let entry = |procedure, owner, backup| Entry { item: "oxygen", region: "310000", procedure, owner, backup };
        assert!(entry("P1", "A", "B").missing().is_empty());
        assert!(entry("P1", "A", "A| B").missing().is_empty());
        assert_eq!(entry("P1", "A", "A").missing(), ["backup"]);
        assert_eq!(entry("", "", "").missing(), ["procedure", "owner", "backup"]);
    }
}
