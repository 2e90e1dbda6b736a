//! Delivery: of what was declared, how much was done by the day it was due.

use super::{noted, share};
use liantu_model::declare::{choice, integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "delivery_ratio",
    version: 1,
    study: "structure",
    title: text("任务完成率", "Delivery ratio"),
    question: text(
        "宣布的联合任务有多少按期完成？会议与文件多，还是项目与资金多？",
        "How much of what was declared jointly was delivered, and in time? Are there more meetings and papers, or more projects and money?",
    ),
    formula: text(
        "截至 day 应完成的任务（到期日不晚于该日，或没有到期日而已宣布）共 N 项，其中已完成 D 项，结果未知 U 项：完成率 = D/N，0/0 为空；U > 0 时为空，下限 D/N，上限 (D+U)/N。按期率 = 到期日或之前完成 / 有到期日且已知完成日的任务。务实率 = 已完成的项目、资金、制度 / 已完成且类型已知的任务。",
        "N undertakings were due by the day (due on it or before, or declared without a due day), D are delivered, of U the outcome is unknown. Delivery ratio = D/N; 0/0 is null; with U > 0 it is null, between D/N and (D+U)/N. In time = delivered on the due day or before, over those with known due and delivery days. Substance = delivered projects, money and rules over all delivered of known kind.",
    ),
    limits: text(
        "按项计数，不看大小与质量。取消的任务计入分母；未到期的任务不计。状态与完成日都没有的任务为未知，不按未完成计。",
        "Counts undertakings, whatever their size and quality. One that was given up stays in the denominator; one not yet due does not count. Without a state and a day of delivery the outcome is unknown, not undelivered.",
    ),
    reference: "Own declaration: delivered over declared, as in audits of commitments; nothing over nothing is undefined.",
    aliases: &["delivered_over_declared", "完成率", "务虚", "务实", "落实率"],
    inputs: &[Input {
        table: "undertaking",
        columns: &["undertaking_id", "list", "kind", "owner", "region", "declared", "due", "delivered", "state"],
        optional: false,
    }],
    parameters: &[
        choice(
            "by",
            &["list", "owner", "region", "kind"],
            "分组",
            "By",
            "按清单（协议）、负责者、区域或类型",
            "By list (agreement), owner, region or kind",
        ),
        parameter(
            "day",
            ParameterKind::Period,
            None,
            "截至",
            "By the day",
            "截至这一时期的第一天；省略则全部已宣布的任务",
            "As of the first day of this period; everything declared when absent",
        ),
    ],
    outputs: &[
        words("name", "分组", "Group", "空白为合计", "Blank: all of them"),
        integer("declared", "应完成", "Due", "截至该日应完成的任务数", "Undertakings due by the day"),
        integer("delivered", "已完成", "Delivered", "其中已完成", "Delivered of these"),
        integer("unknown", "未知", "Unknown", "结果未知的任务数", "Undertakings of unknown outcome"),
        number("ratio", "完成率", "Delivery ratio", "已完成除以应完成；0/0 为空", "Delivered over due; 0/0 is null"),
        number("at_least", "下限", "At least", "完成率的下限", "Lower bound of the ratio"),
        number("at_most", "上限", "At most", "完成率的上限", "Upper bound of the ratio"),
        number("in_time", "按期率", "In time", "按期完成的比例", "Share delivered in time"),
        number(
            "substance",
            "务实率",
            "Substance",
            "已完成任务中项目、资金与制度的比例",
            "Share of projects, money and rules in what was delivered",
        ),
        integer("not_yet_due", "未到期", "Not yet due", "尚未到期的任务数", "Undertakings not yet due"),
    ],
};

/// What an undertaking is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Meetings and declarations.
    Talk,
    /// Plans and papers.
    Paper,
    /// Rules, projects, money: what changes something.
    Substance,
}

/// An undertaking; days since 1970.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Undertaking {
    /// The group it is counted in; `None`: only in the sum.
    pub group: Option<u32>,
    /// What it is about.
    pub kind: Option<Kind>,
    /// The day it was declared.
    pub declared: Option<i32>,
    /// The day it is due.
    pub due: Option<i32>,
    /// The day it was delivered.
    pub delivered: Option<i32>,
    /// Whether it is delivered at all; `None`: unknown.
    pub done: Option<bool>,
}

/// Counts of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// Due by the day.
    pub declared: usize,
    /// Delivered by the day.
    pub delivered: usize,
    /// Of unknown outcome.
    pub unknown: usize,
    /// Delivered in time, of those of which that is known.
    pub in_time: [usize; 2],
    /// Delivered and of substance, of those delivered whose kind is known.
    pub substance: [usize; 2],
    /// Not yet due.
    pub not_yet: usize,
}

impl Delivery {
    /// The ratio at the least and at the most.
    pub fn bounds(&self) -> [Option<f64>; 2] {
        [self.delivered, self.delivered + self.unknown].map(|part| share(part, self.declared))
    }

    /// The ratio; `None` where nothing was due or an outcome is unknown.
    pub fn ratio(&self) -> Option<f64> {
        self.bounds()[0].filter(|_| self.unknown == 0)
    }

    /// In time and substance.
    pub fn parts(&self) -> [Option<f64>; 2] {
        [self.in_time, self.substance].map(|[part, whole]| share(part, whole))
    }

    fn add(&mut self, one: &Undertaking, day: Option<i32>) {
        let after = |of: Option<i32>| of.zip(day).is_some_and(|(of, day)| of > day);
        if after(one.due) || one.due.is_none() && after(one.declared) {
            self.not_yet += 1;
            return;
        }
        self.declared += 1;
        // What is delivered after the day was not delivered by it; without a day of delivery that cannot be told.
        let done = match one.done {
            Some(true) if after(one.delivered) => Some(false),
            Some(true) if day.is_some() && one.delivered.is_none() => None,
            done => done,
        };
        match done {
            None => self.unknown += 1,
            Some(false) => {}
            Some(true) => {
                self.delivered += 1;
                if let Some((due, delivered)) = one.due.zip(one.delivered) {
                    self.in_time[0] += usize::from(delivered <= due);
                    self.in_time[1] += 1;
                }
                if let Some(kind) = one.kind {
                    self.substance[0] += usize::from(kind == Kind::Substance);
                    self.substance[1] += 1;
                }
            }
        }
    }
}

/// Counts of all undertakings (`None`) and of each group, as of `day`.
pub fn delivery_ratio(
    undertakings: &[Undertaking],
    day: Option<i32>,
) -> (BTreeMap<Option<u32>, Delivery>, Vec<Diagnostic>) {
    let mut found = BTreeMap::from([(None, Delivery::default())]);
    for one in undertakings {
        found.entry(None).or_default().add(one, day);
        if one.group.is_some() {
            found.entry(one.group).or_default().add(one, day);
        }
    }
    let count = |which: fn(&Delivery) -> bool| found.values().filter(|one| which(one)).count();
    let findings = [
        noted("STR806", "undertaking", count(|one| one.declared == 0)),
        noted("STR807", "undertaking", count(|one| one.unknown > 0)),
    ];
    (found, findings.into_iter().flatten().collect())
}
