//! The words of the language, in English and Chinese.

use super::{Comparison, Source, Unit};

/// The words of the language, by what they do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Alert,
    Graded,
    When,
    And,
    Or,
    Not,
    Missing,
    For,
    Of,
    Raise,
    Lower,
    After,
}

pub(super) const KEYWORDS: &[(&str, Keyword)] = &[
    ("alert", Keyword::Alert),
    ("预警", Keyword::Alert),
    ("graded", Keyword::Graded),
    ("分级", Keyword::Graded),
    ("when", Keyword::When),
    ("当", Keyword::When),
    ("and", Keyword::And),
    ("且", Keyword::And),
    ("并且", Keyword::And),
    ("or", Keyword::Or),
    ("或", Keyword::Or),
    ("或者", Keyword::Or),
    ("not", Keyword::Not),
    ("非", Keyword::Not),
    ("missing", Keyword::Missing),
    ("缺失", Keyword::Missing),
    ("for", Keyword::For),
    ("持续", Keyword::For),
    ("of", Keyword::Of),
    ("中", Keyword::Of),
    ("raise", Keyword::Raise),
    ("发布", Keyword::Raise),
    ("lower", Keyword::Lower),
    ("解除", Keyword::Lower),
    ("after", Keyword::After),
    ("连续", Keyword::After),
];
pub(super) const UNITS: &[(&str, Unit)] = &[
    ("periods", Unit::Periods),
    ("period", Unit::Periods),
    ("期", Unit::Periods),
    ("months", Unit::Months),
    ("month", Unit::Months),
    ("月", Unit::Months),
    ("个月", Unit::Months),
    ("quarters", Unit::Quarters),
    ("quarter", Unit::Quarters),
    ("季", Unit::Quarters),
    ("个季度", Unit::Quarters),
    ("years", Unit::Years),
    ("year", Unit::Years),
    ("年", Unit::Years),
];
pub(super) const SOURCES: &[(&str, Source)] = &[
    ("indicator", Source::Indicator),
    ("指标", Source::Indicator),
    ("flow", Source::Flow),
    ("流量", Source::Flow),
    ("inflow", Source::Inflow),
    ("流入", Source::Inflow),
    ("outflow", Source::Outflow),
    ("流出", Source::Outflow),
];
pub(super) const MEASURES: &[(&str, &str)] = &[
    ("value", "value"),
    ("金额", "value"),
    ("quantity", "quantity"),
    ("数量", "quantity"),
    ("unit_value", "unit_value"),
    ("单价", "unit_value"),
];
pub(super) const COMPARISONS: &[(&str, Comparison)] = &[
    ("低于", Comparison::Less),
    ("不高于", Comparison::AtMost),
    ("高于", Comparison::More),
    ("不低于", Comparison::AtLeast),
];

pub(super) fn keyword(word: &str) -> Option<Keyword> {
    listed(KEYWORDS, word)
}

pub(super) fn listed<T: Copy>(list: &[(&str, T)], word: &str) -> Option<T> {
    let word = word.to_lowercase();
    list.iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}
