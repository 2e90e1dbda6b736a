//! Concordances: which codes of two classifications map one to one and can be taken back, and where value would be lost.

use super::{noted, share};
use liantu_model::declare::{boolean, choice, integer, list, number, words, words_given};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::sum;
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "concordance_check",
    version: 1,
    study: "structure",
    title: text("口径对照检查", "Check of concordances"),
    question: text(
        "两个分类体系之间，哪些代码一一对应、可以还原，哪些拆分、合并或交错，换算会不会丢失数值？",
        "Between two classifications, which codes map one to one and can be taken back, which are split, merged or tangled, and does converting lose value?",
    ),
    formula: text(
        "代码 a 的目标为 T(a)，目标 b 的来源为 S(b)。one_to_one：T(a)={b} 且 S(b)={a}；split：|T(a)|>1 且每个目标只来自 a；merge：T(a)={b} 而 |S(b)|>1；tangled：其余。可还原 = one_to_one，已知的权重为 1，且反向对照若已列出则也把 b 只对应到 a。权重合计 = Σ_b w_ab，应为 1。",
        "T(a) are the targets of a code a, S(b) the sources of a target b. one_to_one: T(a)={b} and S(b)={a}; split: |T(a)|>1 and each target comes from a alone; merge: T(a)={b} and |S(b)|>1; tangled: the rest. Reversible = one_to_one with a weight of 1 where it is known, and where the way back is listed too, it takes b to a alone. Weight = Σ_b w_ab, which has to be 1.",
    ),
    limits: text(
        "只检查对照表本身，不判断两个概念是否真的相同。可还原的代码可以无损地换回，权重已知时数值亦然；拆分后再合并只有合计能还原。",
        "Checks the table, not whether two concepts are the same. What is reversible comes back without loss, its value too where the weight is known; what was split comes back as a sum only.",
    ),
    reference: "United Nations (2007). Standard Country or Area Codes and Classifications: correspondence tables. Eurostat (2021). Statistical classifications: correspondence tables, kinds of correspondence (1:1, 1:n, n:1, n:m).",
    aliases: &["correspondence", "classification_mapping", "统计口径", "分类对照", "口径规范"],
    inputs: &[Input {
        table: "concordance",
        columns: &["from_system", "from_code", "to_system", "to_code", "weight"],
        optional: false,
    }],
    parameters: &[
        choice(
            "by",
            &["system", "code"],
            "行",
            "Rows",
            "system：每对分类一行；code：每个原代码一行",
            "system: a row for each pair of classifications; code: a row for each code",
        ),
        words_given("from_system", "原分类", "From", "只看这一原分类", "Only from this classification"),
        words_given("to_system", "目标分类", "To", "只看这一目标分类", "Only to this classification"),
    ],
    outputs: &[
        words("from_system", "原分类", "From system", "分类体系", "Classification"),
        words("to_system", "目标分类", "To system", "分类体系", "Classification"),
        words("code", "原代码", "Code", "by 为 code 时", "Where by is code"),
        list("targets", "目标代码", "Targets", "对应的代码", "The codes it maps to"),
        words(
            "relation",
            "关系",
            "Relation",
            "one_to_one 一一对应；split 拆分；merge 合并；tangled 交错",
            "one_to_one, split, merge or tangled",
        ),
        number("weight", "权重合计", "Weight", "空白表示有未知权重", "Null where a weight is unknown"),
        boolean("reversible", "可还原", "Reversible", "能否无损换回", "Whether it comes back without loss"),
        integer("codes", "代码数", "Codes", "原代码个数", "Codes"),
        integer("one_to_one", "一一对应", "One to one", "个数", "How many"),
        integer("split", "拆分", "Split", "个数", "How many"),
        integer("merge", "合并", "Merged", "个数", "How many"),
        integer("tangled", "交错", "Tangled", "个数", "How many"),
        number(
            "reversible_share",
            "可还原比例",
            "Reversible share",
            "可还原代码占全部代码",
            "Reversible codes over all",
        ),
    ],
};

/// A row of a concordance between two classifications.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mapping {
    /// The code.
    pub from: u32,
    /// What it maps to.
    pub to: u32,
    /// The share of its value that goes there; `None`: unknown.
    pub weight: Option<f64>,
}

/// How a code maps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// To one code, to which no other maps.
    OneToOne,
    /// To several codes of its own.
    Split,
    /// With others to one code.
    Merge,
    /// To several codes, some of which others map to as well.
    Tangled,
}

impl Relation {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::OneToOne, Self::Split, Self::Merge, Self::Tangled];

    /// The word in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::OneToOne => "one_to_one",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Tangled => "tangled",
        }
    }
}

/// A code and what becomes of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The code.
    pub code: u32,
    /// What it maps to, sorted.
    pub targets: Vec<u32>,
    /// How it maps.
    pub relation: Relation,
    /// Sum of its weights; `None` where one is unknown.
    pub weight: Option<f64>,
    /// Whether it comes back without loss.
    pub reversible: bool,
}

/// Share of the codes that come back without loss.
pub fn reversible_share(codes: &[Mapped]) -> Option<f64> {
    share(codes.iter().filter(|code| code.reversible).count(), codes.len())
}

/// Every code of one classification, sorted. `back` holds the way back where it is listed: its `from` are targets here.
pub fn concordance_check(mappings: &[Mapping], back: Option<&[Mapping]>) -> (Vec<Mapped>, Vec<Diagnostic>) {
    let mut targets: BTreeMap<u32, BTreeMap<u32, Option<f64>>> = BTreeMap::new();
    let mut sources: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for mapping in mappings {
        if targets.entry(mapping.from).or_default().insert(mapping.to, mapping.weight).is_none() {
            let from = sources.entry(mapping.to).or_default();
            if !from.contains(&mapping.from) {
                from.push(mapping.from);
            }
        }
    }
    let mut returns: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for mapping in back.unwrap_or_default() {
        returns.entry(mapping.from).or_default().push(mapping.to);
    }
    let (mut incomplete, mut torn) = (0, 0);
    let codes: Vec<Mapped> = targets
        .iter()
        .map(|(&code, to)| {
            let alone = |to: &u32| sources[to].len() == 1;
            let relation = match (to.len(), to.keys().all(alone)) {
                (1, true) => Relation::OneToOne,
                (1, false) => Relation::Merge,
                (_, true) => Relation::Split,
                (_, false) => Relation::Tangled,
            };
            let weights: Option<Vec<f64>> = to.values().copied().collect();
            let weight = weights.map(sum);
            let lost = weight.is_some_and(|weight| (weight - 1.0).abs() > 1e-9);
            incomplete += usize::from(lost || weight.is_none() && to.len() > 1);
            let agrees =
                back.is_none() || to.keys().all(|to| returns.get(to).is_some_and(|returns| returns.contains(&code)));
            torn += usize::from(!agrees);
            let back_alone = |to: &u32| back.is_none() || returns.get(to).is_some_and(|returns| returns == &[code]);
            let reversible = relation == Relation::OneToOne && !lost && to.keys().all(back_alone);
            Mapped { code, targets: to.keys().copied().collect(), relation, weight, reversible }
        })
        .collect();
    let findings = [noted("STR808", "concordance", incomplete), noted("STR809", "concordance", torn)];
    (codes, findings.into_iter().flatten().collect())
}
