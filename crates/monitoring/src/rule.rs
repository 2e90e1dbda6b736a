//! Rules: when is a series a reason to warn?
//!
//! A rule is a line of text, in English or Chinese words, that an office can read aloud:
//!
//! ```text
//! alert red when robust_z(flow[quantity]) <= -5 and robust_z(flow[unit_value]) >= 3 for 2 of 3 months
//! 预警 红色 当 稳健z(流量[数量]) <= -5 且 稳健z(流量[单价]) >= 3 持续 3 月 中 2 月
//! alert yellow when yoy(power_use) < -10% and not yoy(output) > 0 raise after 2 lower after 3
//! alert graded(0.6, share_of_region) when rolling("进口额", 12) <= -30%
//! ```
//!
//! ```text
//! rule      = ["alert"] grade "when" condition ["raise" "after" n] ["lower" "after" n]
//! grade     = "blue" | "yellow" | "orange" | "red" | "graded" "(" number "," number ")"
//! condition = both { "or" both } ["for" (k "of" n | n) unit]
//! both      = single { "and" single }
//! single    = "not" single | "(" condition ")" | "missing" "(" number ")" | number sign number
//! number    = sums, products and functions of series and constants; 20% is 0.2
//! series    = name | "name" | indicator[name] | flow[measure, item] | inflow[measure, item] | outflow[measure, item]
//! ```
//!
//! [`parse`] reads it and says where it went wrong: line, column, what was found, what could stand there, the nearest word.
//! [`evaluate`] gives a [`Truth`](crate::Truth) for each step. What rests on a missing step is unknown; an unknown step is
//! no hit and no all-clear, and `missing(…)` may not stand in a red rule: **a red alert never rests on a missing month.**
//! [`explain`] leads from an alert to the values it rests on.

pub mod error;
pub mod evaluate;
pub mod explain;
pub mod function;
mod lexer;
pub mod parser;
pub mod shipped;
mod words;

pub use error::{RuleError, Trouble};
pub use evaluate::{Evaluated, Frame, Matrix, evaluate};
pub use explain::{Evidence, Explanation, evidence, explain};
pub use function::Function;
pub use parser::{check_names, parse};

use std::fmt;
use std::ops::Range;

/// How serious an alert is, in the colours of Chinese emergency law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// To be noted.
    Blue,
    /// To be watched.
    Yellow,
    /// To be acted on.
    Orange,
    /// To be acted on at once.
    Red,
}

impl Grade {
    /// All, from mild to grave.
    pub const ALL: [Self; 4] = [Self::Blue, Self::Yellow, Self::Orange, Self::Red];

    /// The word that stores it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Blue => "blue",
            Self::Yellow => "yellow",
            Self::Orange => "orange",
            Self::Red => "red",
        }
    }

    /// The word in Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Blue => "蓝色",
            Self::Yellow => "黄色",
            Self::Orange => "橙色",
            Self::Red => "红色",
        }
    }

    /// Reads the word, in either language.
    pub fn parse(word: &str) -> Option<Self> {
        let lower = word.to_lowercase();
        Self::ALL.into_iter().find(|grade| {
            lower == grade.word() || lower == grade.chinese() || Some(&*lower) == grade.chinese().strip_suffix('色')
        })
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Part of the text of a rule, in bytes.
pub type Span = Range<usize>;

/// A rule that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// As it was written.
    pub text: String,
    /// How its alerts are graded.
    pub grading: Grading,
    /// When it hits.
    pub condition: Condition,
    /// Consecutive known hits that raise an alert.
    pub raise: usize,
    /// Consecutive known clean steps that lower it.
    pub lower: usize,
}

/// How alerts of a rule are graded.
#[derive(Clone, Debug, PartialEq)]
pub enum Grading {
    /// Always so.
    Fixed(Grade),
    /// By likelihood and impact, in this order.
    Graded(Box<[Number; 2]>),
}

/// Something that holds, or does not, at a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// Where it stands.
    pub span: Span,
    /// What it says.
    pub kind: ConditionKind,
}

/// What a condition says.
#[derive(Clone, Debug, PartialEq)]
pub enum ConditionKind {
    /// Two numbers compared.
    Compare(Box<Number>, Comparison, Box<Number>),
    /// All hold.
    All(Vec<Condition>),
    /// One holds.
    Any(Vec<Condition>),
    /// It does not hold.
    Not(Box<Condition>),
    /// The number has no value.
    Missing(Box<Number>),
    /// It holds at `least` of the last `of` steps (years: the same step of the last years).
    Lasting {
        /// What holds.
        inner: Box<Condition>,
        /// At how many.
        least: usize,
        /// Of how many.
        of: usize,
        /// What is counted.
        unit: Unit,
    },
}

/// What a duration counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Steps, whatever their length.
    Periods,
    /// Months: steps of a monthly series.
    Months,
    /// Quarters: steps of a quarterly series.
    Quarters,
    /// The same step of successive years.
    Years,
}

/// How numbers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Less.
    Less,
    /// Less or equal.
    AtMost,
    /// More.
    More,
    /// More or equal.
    AtLeast,
    /// Equal.
    Equal,
    /// Not equal.
    Other,
}

impl Comparison {
    /// Whether `one` stands so to `two`; `None` where either is unknown.
    pub fn holds(self, one: f64, two: f64) -> Option<bool> {
        let order = one.partial_cmp(&two)?;
        Some(match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::More => order.is_gt(),
            Self::AtLeast => order.is_ge(),
            Self::Equal => order.is_eq(),
            Self::Other => order.is_ne(),
        })
    }
}

/// A number at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: NumberKind,
}

/// What a number is.
#[derive(Clone, Debug, PartialEq)]
pub enum NumberKind {
    /// The same at every step.
    Constant(f64),
    /// A series of the subject.
    Series(Reference),
    /// A function of a number and of constants.
    Call(Function, Box<Number>, Vec<f64>),
    /// The other sign.
    Negative(Box<Number>),
    /// One number and another.
    Binary(Box<Number>, Operator, Box<Number>),
}

/// What is done with two numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Sum.
    Plus,
    /// Difference.
    Minus,
    /// Product.
    Times,
    /// Quotient; unknown where the divisor is zero.
    Over,
}

/// A series that a rule names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reference {
    /// Where it is kept.
    pub source: Source,
    /// Indicator, or measure of the flow: `value`, `quantity` or `unit_value`.
    pub name: String,
    /// Which item of the flow; `None`: that of the subject.
    pub item: Option<String>,
}

/// Where a series is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// An indicator of the region (and industry) that is looked at.
    Indicator,
    /// What flows between the two places that are looked at.
    Flow,
    /// What flows into the region that is looked at.
    Inflow,
    /// What flows out of it.
    Outflow,
}

impl Source {
    /// The word that stands before the bracket.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Indicator => "indicator",
            Self::Flow => "flow",
            Self::Inflow => "inflow",
            Self::Outflow => "outflow",
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.source, &self.item) {
            (Source::Indicator, _) => f.write_str(&self.name),
            (source, None) => write!(f, "{}[{}]", source.word(), self.name),
            (source, Some(item)) => write!(f, "{}[{}, {item}]", source.word(), self.name),
        }
    }
}

impl Rule {
    /// The series that the rule names, each once, with where it first stands.
    pub fn references(&self) -> Vec<(&Reference, Span)> {
        let mut found = Vec::new();
        if let Grading::Graded(numbers) = &self.grading {
            numbers.iter().for_each(|number| number.visit(&mut found));
        }
        self.condition.visit(&mut found);
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|(reference, _)| seen.insert(*reference));
        found
    }

    /// Whether the rule is about pairs of places.
    pub fn about_pairs(&self) -> bool {
        self.references().iter().any(|(reference, _)| reference.source == Source::Flow)
    }
}

impl Condition {
    fn visit<'r>(&'r self, found: &mut Vec<(&'r Reference, Span)>) {
        match &self.kind {
            ConditionKind::Compare(one, _, two) => {
                one.visit(found);
                two.visit(found);
            }
            ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().for_each(|part| part.visit(found)),
            ConditionKind::Not(inner) | ConditionKind::Lasting { inner, .. } => inner.visit(found),
            ConditionKind::Missing(number) => number.visit(found),
        }
    }
}

impl Number {
    fn visit<'r>(&'r self, found: &mut Vec<(&'r Reference, Span)>) {
        match &self.kind {
            NumberKind::Constant(_) => {}
            NumberKind::Series(reference) => found.push((reference, self.span.clone())),
            NumberKind::Call(_, inner, _) | NumberKind::Negative(inner) => inner.visit(found),
            NumberKind::Binary(one, _, two) => {
                one.visit(found);
                two.visit(found);
            }
        }
    }
}
