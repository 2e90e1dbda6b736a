//! Short forms for declarations: columns of results and parameters of methods, labels and help in both languages.

use crate::schema::{Column, ColumnKind};
use crate::text::text;
use crate::{Parameter, ParameterKind};

/// A column of numbers.
pub const fn number(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Number, text(zh, en), text(help_zh, help_en))
}

/// A column of whole numbers.
pub const fn integer(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Integer, text(zh, en), text(help_zh, help_en))
}

/// A column of words.
pub const fn words(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Text, text(zh, en), text(help_zh, help_en))
}

/// A column of several words, separated by `|`.
pub const fn list(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::List, text(zh, en), text(help_zh, help_en))
}

/// A column of yes and no.
pub const fn boolean(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Boolean, text(zh, en), text(help_zh, help_en))
}

/// A column of days.
pub const fn day(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Date, text(zh, en), text(help_zh, help_en))
}

/// A column of periods.
pub const fn period(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Period, text(zh, en), text(help_zh, help_en))
}

/// A parameter.
pub const fn parameter(
    name: &'static str,
    kind: ParameterKind,
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter { name, kind, default, title: text(zh, en), help: text(help_zh, help_en) }
}

/// A parameter that takes one of these words; the first unless given.
pub const fn choice(
    name: &'static str,
    of: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    parameter(name, ParameterKind::Choice { of }, Some(of[0]), zh, en, help_zh, help_en)
}

/// A parameter that takes a text.
pub const fn words_given(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    parameter(name, ParameterKind::Text, None, zh, en, help_zh, help_en)
}

/// A parameter that takes a number.
pub const fn number_given(
    name: &'static str,
    (min, max): (f64, f64),
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    parameter(name, ParameterKind::Number { min, max, unit: None }, default, zh, en, help_zh, help_en)
}

/// A parameter that takes a whole number.
pub const fn count_given(
    name: &'static str,
    (min, max): (i64, i64),
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    parameter(name, ParameterKind::Integer { min, max }, default, zh, en, help_zh, help_en)
}
