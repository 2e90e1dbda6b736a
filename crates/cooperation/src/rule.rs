//! Rates, caps and bands that come from rules: dated tables with their legal source and how sure we are of them.
//!
//! The shipped tables are a text (`rules/rules.toml`) that is parsed, not constants; a table of the user goes before them,
//! key by key, on the days on which it is valid.

use crate::money::{Currency, Money, Ratio};
use jiff::civil::Date;
use liantu_model::{Period, Words};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Why a rule gave no value. It is what a finding shows as found, in every language, so that it names the place and no more:
/// [`RuleError::words`] says what would do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// The text of the rules is not of the form.
    #[error("the rules cannot be read: {reason}")]
    Form {
        /// What the parser says.
        reason: String,
    },
    /// A value that is no number, fraction or percentage.
    #[error("{rule}.{key} = {found}")]
    Number {
        /// The rule.
        rule: String,
        /// The key.
        key: String,
        /// The text.
        found: String,
    },
    /// Two tables of one rule hold on one day.
    #[error("{rule}, {day}")]
    Twice {
        /// The rule.
        rule: String,
        /// A day on which both hold.
        day: Date,
    },
    /// No table with this value holds on the day.
    #[error("{rule}.{key}, {day}")]
    Absent {
        /// The rule.
        rule: String,
        /// The key.
        key: String,
        /// The day asked for.
        day: Date,
    },
}

impl RuleError {
    /// What is wrong, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Form { reason } => format!("能够读取的规则（{reason}）"),
            Self::Number { rule, key, found } => {
                format!("数、分数或百分数：规则“{rule}”的值“{key}”为“{found}”")
            }
            Self::Twice { rule, day } => format!("任何一天只有一张表有效的规则：“{rule}”在 {day} 有两张"),
            Self::Absent { rule, key, day } => format!("在 {day} 有值“{key}”的规则：“{rule}”没有"),
        };
        let en = match self {
            Self::Form { reason } => format!("rules that can be read ({reason})"),
            Self::Number { rule, key, found } => {
                format!(
                    "a number, a fraction or a percentage, which `{found}`, value `{key}` of the rule `{rule}`, is not"
                )
            }
            Self::Twice { rule, day } => format!("one table of a rule on a day; `{rule}` has two that hold on {day}"),
            Self::Absent { rule, key, day } => {
                format!("a rule with a value `{key}` on {day}, which no table of `{rule}` has")
            }
        };
        Words { zh, en }
    }
}

/// How sure we are of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
pub enum Confidence {
    /// The structure is known, the number is not.
    L,
    /// Probable.
    M,
    /// Well established; the text itself was not at hand.
    H,
    /// Stated in a source.
    S,
    /// The text was read.
    V,
}

impl Confidence {
    /// The mark.
    pub const fn word(self) -> &'static str {
        match self {
            Self::L => "L",
            Self::M => "M",
            Self::H => "H",
            Self::S => "S",
            Self::V => "V",
        }
    }

    /// Reads the mark.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::L, Self::M, Self::H, Self::S, Self::V].into_iter().find(|mark| mark.word() == word.trim())
    }
}

/// A dated table of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Identifier, such as `tax_relocation`.
    pub id: String,
    /// Name.
    pub title: Words,
    /// The legal source.
    pub source: String,
    /// When it holds.
    pub valid: Period,
    /// Whether the user brought it.
    pub own: bool,
    values: BTreeMap<String, (Ratio, Confidence)>,
}

impl Rule {
    /// A table of the user; `values` are keys with fractions and marks of confidence.
    pub fn of_user(id: &str, source: &str, valid: Period, values: BTreeMap<String, (Ratio, Confidence)>) -> Self {
        let title = Words::same(id);
        Self { id: id.to_owned(), title, source: source.to_owned(), valid, own: true, values }
    }

    /// Which table this is: the rule and the day from which it holds.
    pub fn version(&self) -> String {
        format!("{}@{}{}", self.id, self.valid.start, if self.own { " (own)" } else { "" })
    }

    /// Keys with values, in the order of the keys.
    pub fn values(&self) -> impl Iterator<Item = (&str, Ratio, Confidence)> {
        self.values.iter().map(|(key, (value, confidence))| (key.as_str(), *value, *confidence))
    }
}

/// A value, and the table that it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'a> {
    /// The value.
    pub value: Ratio,
    /// How sure.
    pub confidence: Confidence,
    /// The table.
    pub rule: &'a Rule,
}

impl Cited<'_> {
    /// The value as money in units of `currency`; `None` unless it is a whole number of minor units.
    pub fn money(&self, currency: Currency) -> Option<Money> {
        Money::exact(self.value, currency, 0)
    }
}

/// All rules: the user's before the shipped ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleBook {
    rules: Vec<Rule>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    rule: Vec<Entry>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    title: Words,
    source: String,
    confidence: Confidence,
    from: toml::value::Datetime,
    to: Option<toml::value::Datetime>,
    #[serde(rename = "note")]
    _note: Option<String>,
    values: BTreeMap<String, Given>,
}

#[derive(serde::Deserialize)]
#[serde(untagged)]
enum Given {
    Plain(String),
    Marked { value: String, confidence: Confidence },
}

static SHIPPED: LazyLock<RuleBook> =
    LazyLock::new(|| RuleBook::parse(include_str!("../rules/rules.toml")).expect("the rules are checked by a test"));

impl RuleBook {
    /// The shipped rules.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    /// Reads rules of the form of the shipped ones.
    pub fn parse(text: &str) -> Result<Self, RuleError> {
        let file: File = toml::from_str(text).map_err(|error| RuleError::Form { reason: error.to_string() })?;
        let rules = file.rule.into_iter().map(Entry::rule).collect::<Result<Vec<Rule>, RuleError>>()?;
        Self { rules: Vec::new() }.with(rules)
    }

    /// These rules behind `own`: a day and key that `own` has is taken from there.
    pub fn with(&self, own: Vec<Rule>) -> Result<Self, RuleError> {
        for (place, rule) in own.iter().enumerate() {
            if let Some(other) =
                own[..place].iter().find(|other| other.id == rule.id && other.valid.overlaps(&rule.valid))
            {
                return Err(RuleError::Twice { rule: rule.id.clone(), day: rule.valid.start.max(other.valid.start) });
            }
        }
        Ok(Self { rules: own.into_iter().chain(self.rules.iter().cloned()).collect() })
    }

    /// The value of `key` in the table of `rule` that holds on `day`.
    pub fn value(&self, rule: &str, key: &str, day: Date) -> Result<Cited<'_>, RuleError> {
        self.tables(rule, day)
            .find_map(|table| {
                table.values.get(key).map(|&(value, confidence)| Cited { value, confidence, rule: table })
            })
            .ok_or_else(|| RuleError::Absent { rule: rule.to_owned(), key: key.to_owned(), day })
    }

    /// The value for a region: of its longest prefix under `<key>.`, or under `<key>.other`.
    pub fn regional(&self, rule: &str, key: &str, region: &str, day: Date) -> Result<Cited<'_>, RuleError> {
        (1..=region.len())
            .rev()
            .filter_map(|end| region.get(..end))
            .find_map(|prefix| self.value(rule, &format!("{key}.{prefix}"), day).ok())
            .map_or_else(|| self.value(rule, &format!("{key}.other"), day), Ok)
    }

    /// The tables of `rule` that hold on `day`, the user's first.
    pub fn tables(&self, rule: &str, day: Date) -> impl Iterator<Item = &Rule> {
        self.rules.iter().filter(move |table| table.id == rule && table.valid.contains(day))
    }

    /// Every table.
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }
}

impl Entry {
    fn rule(self) -> Result<Rule, RuleError> {
        let day = |date: toml::value::Datetime| {
            let form = || RuleError::Form { reason: format!("rule `{}`: {date} is no day", self.id) };
            date.date
                .and_then(|date| {
                    Date::new(i16::try_from(date.year).ok()?, date.month.cast_signed(), date.day.cast_signed()).ok()
                })
                .ok_or_else(form)
        };
        let (start, end) = (day(self.from)?, self.to.map(day).transpose()?);
        let valid = Period::new(start, end)
            .ok_or_else(|| RuleError::Form { reason: format!("rule `{}` ends before it starts", self.id) })?;
        let mut values = BTreeMap::new();
        for (key, given) in self.values {
            let (text, confidence) = match given {
                Given::Plain(text) => (text, self.confidence),
                Given::Marked { value, confidence } => (value, confidence),
            };
            let value = Ratio::parse(&text).map_err(|_| RuleError::Number {
                rule: self.id.clone(),
                key: key.clone(),
                found: text.clone(),
            })?;
            values.insert(key, (value, confidence));
        }
        Ok(Rule { id: self.id, title: self.title, source: self.source, valid, own: false, values })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_value_is_found_by_day_and_place() {
        let book = RuleBook::shipped();
        let vat = |year| book.value("local_share", "vat", date(year, 5, 1)).map(|cited| cited.value.to_string());
        assert_eq!((vat(2015).unwrap(), vat(2016).unwrap()), ("1/4".to_owned(), "1/2".to_owned()));
        assert!(matches!(vat(1999), Err(RuleError::Absent { .. })));
        let price = |region| book.regional("surplus_quota", "in", region, date(2020, 1, 1)).unwrap().value.to_string();
        assert_eq!(
            (price("310000"), price("330100"), price("620000")),
            ("700000".into(), "500000".into(), "300000".into())
        );
    }

    #[test]
    fn the_table_of_the_user_goes_before_key_by_key() {
        let own = |from: Date| {
            let values = BTreeMap::from([("cap".to_owned(), (Ratio::whole(500_000), Confidence::V))]);
            Rule::of_user("innovation_voucher", "own", Period::new(from, None).unwrap(), values)
        };
        let book = RuleBook::shipped().with(vec![own(date(2023, 1, 1))]).unwrap();
        let cap = |year| book.value("innovation_voucher", "cap", date(year, 6, 1)).unwrap().value.to_whole().unwrap();
        assert_eq!((cap(2022), cap(2023)), (300_000, 500_000));
        assert_eq!(book.value("innovation_voucher", "rate", date(2023, 6, 1)).unwrap().value.to_string(), "1/2");
        let twice = RuleBook::shipped().with(vec![own(date(2023, 1, 1)), own(date(2024, 1, 1))]);
        assert_eq!(twice, Err(RuleError::Twice { rule: "innovation_voucher".into(), day: date(2024, 1, 1) }));
    }
}
