//! Alignment of lists: what two negative lists, standards or agreements have in common, item by item.

use super::{noted, share};
use liantu_model::declare::{choice, integer, number, parameter, words, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "list_alignment",
    version: 1,
    study: "structure",
    title: text("清单对齐", "Alignment of lists"),
    question: text(
        "两份负面清单、标准或协定条款有哪些条目相同、不同、只在一方？多大比例的条款已经先行先试？",
        "Which items of two negative lists, standards or agreements are the same, differ, or stand in one of them only? What share of the clauses is piloted?",
    ),
    formula: text(
        "L、M 为两份清单的条目集合，S 为双方都列且内容相同（或都未写内容）的条目，D 为内容不同，U 为只有一方写明内容。一致度 = |S|/|L∪M|；有 U 时为空，下限 |S|/|L∪M|，上限 (|S|+|U|)/|L∪M|。覆盖率 = |L∩M|/|M|：对方的条款有多大比例在本清单中（已试点）。整组一行为各对的平均。",
        "L and M are the items of two lists, S those in both that say the same (or of which neither says anything), D those that say different things, U those of which only one says anything. Alignment = |S|/|L∪M|; null where there is a U, between |S|/|L∪M| and (|S|+|U|)/|L∪M|. Coverage = |L∩M|/|M|: the share of the clauses of the other list that this one has (piloted). The row of the group holds means over pairs.",
    ),
    limits: text(
        "条目按编号、内容按文字完全一致比较；同一要求的不同写法须先统一编号与写法。每个条目同等重要。列出即视为实施，试点效果不在其内。",
        "Items are compared by code and contents as written, so bring wordings to one form first. All items count the same. Being listed counts as being applied; how well a pilot works is not told.",
    ),
    reference: "Jaccard, P. (1912). New Phytologist 11(2), 37–50. Hofmann, C., Osnago, A., Ruta, M. (2019). The content of preferential trade agreements. World Trade Review 18(3), 365–398 (coverage of provisions).",
    aliases: &[
        "negative_list",
        "clause_alignment",
        "standard_alignment",
        "负面清单",
        "条款对标",
        "标准统一",
        "规则对接",
    ],
    inputs: &[Input {
        table: "provision",
        columns: &["list", "item", "group", "content", "start", "end"],
        optional: false,
    }],
    parameters: &[
        choice(
            "by",
            &["pair", "item"],
            "行",
            "Rows",
            "pair：每对清单一行；item：每对清单的每个条目一行",
            "pair: a row for each pair of lists; item: a row for each item of each pair",
        ),
        words_given(
            "base",
            "对标清单",
            "Base",
            "只与这份清单比较；省略则两两比较",
            "Compare with this list only; all pairs when absent",
        ),
        words_given("group", "类别", "Group", "只看这一类条目", "Only items of this group"),
        parameter(
            "day",
            ParameterKind::Period,
            None,
            "日期",
            "Day",
            "只计这一天有效的条目（取时期的第一天）；省略则全部",
            "Only items in force on this day (the first of the period); all when absent",
        ),
    ],
    outputs: &[
        words("list", "清单", "List", "空白为整组", "Blank: the group"),
        words("partner", "对方清单", "Partner", "与之比较的清单", "The list it is compared with"),
        words("item", "条目", "Item", "by 为 item 时", "Where by is item"),
        words(
            "relation",
            "关系",
            "Relation",
            "same 相同；different 不同；untold 只有一方写明；only_here 只在本清单；only_there 只在对方",
            "same; different; untold: only one says what it holds; only_here; only_there",
        ),
        words("content", "内容", "Content", "本清单的内容", "What this list says"),
        words("partner_content", "对方内容", "Its content", "对方清单的内容", "What the partner says"),
        integer("union", "合计", "Union", "任一方所列条目数", "Items that either lists"),
        integer("same", "相同", "Same", "内容相同的条目数", "Items that say the same"),
        integer("different", "不同", "Different", "内容不同的条目数", "Items that say different things"),
        integer("untold", "未写明", "Untold", "只有一方写明内容的条目数", "Items of which only one says anything"),
        integer("only_here", "只在本清单", "Only here", "对方没有的条目数", "Items that the partner lacks"),
        integer("only_there", "只在对方", "Only there", "本清单没有的条目数", "Items that this list lacks"),
        number("alignment", "一致度", "Alignment", "1 为完全相同", "1 where both are the same"),
        number("at_least", "下限", "At least", "一致度的下限", "Lower bound of the alignment"),
        number("at_most", "上限", "At most", "一致度的上限", "Upper bound of the alignment"),
        number(
            "coverage",
            "覆盖率",
            "Coverage",
            "对方条目中本清单也有的比例",
            "Share of the partner's items that this list has",
        ),
    ],
};

/// What a list says of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Provision {
    /// The list.
    pub list: u32,
    /// The item.
    pub item: u32,
    /// What it says; `None` where it only names the item.
    pub content: Option<u32>,
}

/// How an item stands in two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Both say the same.
    Same,
    /// They say different things.
    Different,
    /// It cannot be told.
    Untold,
    /// Only the first has it.
    OnlyHere,
    /// Only the second has it.
    OnlyThere,
}

impl Relation {
    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Untold => "untold",
            Self::OnlyHere => "only_here",
            Self::OnlyThere => "only_there",
        }
    }
}

/// An item of two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The item.
    pub item: u32,
    /// How it stands.
    pub relation: Relation,
    /// What each list says of it.
    pub contents: [Option<u32>; 2],
}

/// Two lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// The two lists.
    pub lists: [u32; 2],
    /// Every item of either, sorted.
    pub items: Vec<Compared>,
}

impl Alignment {
    /// How many items stand so.
    pub fn count(&self, relation: Relation) -> usize {
        self.items.iter().filter(|item| item.relation == relation).count()
    }

    /// The alignment at the least and at the most.
    pub fn bounds(&self) -> [Option<f64>; 2] {
        let same = self.count(Relation::Same);
        [same, same + self.count(Relation::Untold)].map(|same| share(same, self.items.len()))
    }

    /// The alignment; `None` where it cannot be told.
    pub fn alignment(&self) -> Option<f64> {
        self.bounds()[0].filter(|_| self.count(Relation::Untold) == 0)
    }

    /// The share of the items of the second list that the first has.
    pub fn coverage(&self) -> Option<f64> {
        let theirs = self.items.len() - self.count(Relation::OnlyHere);
        share(theirs - self.count(Relation::OnlyThere), theirs)
    }
}

/// What a list makes of an item.
#[derive(Clone, Copy, PartialEq)]
enum Said {
    Named,
    This(u32),
    /// Two things at once.
    Torn,
}

impl Said {
    fn content(self) -> Option<u32> {
        if let Self::This(content) = self { Some(content) } else { None }
    }
}

/// Every list with every other, or with `base` only, in the order of their numbers.
pub fn list_alignment(provisions: &[Provision], base: Option<u32>) -> (Vec<Alignment>, Vec<Diagnostic>) {
    let mut lists: BTreeMap<u32, BTreeMap<u32, Said>> = BTreeMap::new();
    let mut torn = BTreeSet::new();
    for provision in provisions {
        let own = provision.content.map_or(Said::Named, Said::This);
        let said = lists.entry(provision.list).or_default().entry(provision.item).or_insert(own);
        if *said != own {
            *said = Said::Torn;
            torn.insert((provision.list, provision.item));
        }
    }
    let mut found = Vec::new();
    for (&one, first) in lists.iter().filter(|(list, _)| Some(**list) != base) {
        for (&two, second) in lists.iter().filter(|(list, _)| base.map_or(**list != one, |base| **list == base)) {
            let items: BTreeSet<u32> = first.keys().chain(second.keys()).copied().collect();
            let of = |list: &BTreeMap<u32, Said>, item: u32| list.get(&item).copied();
            let items = items.into_iter().map(|item| compared(item, of(first, item), of(second, item))).collect();
            found.push(Alignment { lists: [one, two], items });
        }
    }
    let untold = found.iter().filter(|pair| pair.count(Relation::Untold) > 0).count();
    let findings = [
        noted("STR801", "provision", torn.len()),
        noted("STR802", "provision", untold),
        noted("STR803", "provision", usize::from(found.is_empty())),
    ];
    (found, findings.into_iter().flatten().collect())
}

fn compared(item: u32, here: Option<Said>, there: Option<Said>) -> Compared {
    let relation = match (here, there) {
        (Some(_), None) => Relation::OnlyHere,
        (None, _) => Relation::OnlyThere,
        (Some(Said::This(one)), Some(Said::This(two))) if one != two => Relation::Different,
        (Some(one), Some(two)) if one == two && one != Said::Torn => Relation::Same,
        _ => Relation::Untold,
    };
    Compared { item, relation, contents: [here, there].map(|said| said.and_then(Said::content)) }
}
