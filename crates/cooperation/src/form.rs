//! Short forms for declarations of methods.

use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Parameter, ParameterKind};

pub(crate) const NEEDS: Input = Input { table: "need", columns: &["need_id", "kind"], optional: false };
pub(crate) const OFFERS: Input = Input { table: "offer", columns: &["offer_id", "kind"], optional: false };
pub(crate) const ALSO_PAIRS: Input =
    Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true };

pub(crate) const fn number(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Number, text(zh, en), text(help_zh, help_en))
}

pub(crate) const fn words(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Text, text(zh, en), text(help_zh, help_en))
}

pub(crate) const fn list(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::List, text(zh, en), text(help_zh, help_en))
}

pub(crate) const fn boolean(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Boolean, text(zh, en), text(help_zh, help_en))
}

/// A parameter that takes one of these words; the first unless given.
pub(crate) const fn choice(
    name: &'static str,
    of: &'static [&'static str],
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Choice { of },
        default: Some(of[0]),
        title: text(zh, en),
        help: text(help_zh, help_en),
    }
}

/// A parameter that takes text; absent unless given.
pub(crate) const fn words_given(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter { name, kind: ParameterKind::Text, default: None, title: text(zh, en), help: text(help_zh, help_en) }
}

/// A parameter that takes a number.
pub(crate) const fn number_given(
    name: &'static str,
    (min, max): (f64, f64),
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Number { min, max, unit: None },
        default,
        title: text(zh, en),
        help: text(help_zh, help_en),
    }
}

/// A parameter that takes a whole number.
pub(crate) const fn count_given(
    name: &'static str,
    (min, max): (i64, i64),
    default: Option<&'static str>,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter {
        name,
        kind: ParameterKind::Integer { min, max },
        default,
        title: text(zh, en),
        help: text(help_zh, help_en),
    }
}

/// The weight of a component.
pub(crate) const fn weight(name: &'static str, zh: &'static str, en: &'static str) -> Parameter {
    number_given(name, (0.0, 1e6), Some("1"), zh, en, "只看相对大小；0 为不计", "Only ratios matter; 0: takes no part")
}
pub(crate) const fn integer(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Integer, text(zh, en), text(help_zh, help_en))
}
