//! From text to fields: every fault with its line and its bytes, what stands there, and what should.

use super::field::{Block, Field, Shape, Value};
use super::format::{CLAUSE, CLAUSES, kind};
use crate::finding;
use crate::money::{Money, Ratio};
use jiff::civil::Date;
use liantu_model::{Diagnostic, Period, Place, Words};
use std::borrow::Cow;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A text with the places of its lines.
pub(super) struct Source<'a> {
    pub name: &'a str,
    pub text: &'a str,
    lines: Vec<usize>,
}

impl<'a> Source<'a> {
    pub fn new(name: &'a str, text: &'a str) -> Self {
        let after = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { name, text, lines: std::iter::once(0).chain(after).collect() }
    }

    /// Line and bytes within the line.
    pub fn place(&self, span: &Range<usize>) -> Place {
        let start = span.start.min(self.text.len());
        let line = self.lines.partition_point(|first| *first <= start) - 1;
        let first = self.lines[line];
        let end = self.lines.get(line + 1).map_or(self.text.len(), |next| next - 1);
        let within = |at: usize| u32::try_from(at.clamp(first, end) - first).unwrap_or(u32::MAX);
        Place {
            resource: "agreement_text".to_owned(),
            path: Some(self.name.to_owned()),
            line: Some(line as u64 + 1),
            bytes: Some((within(start), within(span.end.max(start + 1)))),
            ..Place::default()
        }
    }

    /// A finding at `span`, with the line as it stands.
    pub fn at(&self, code: &'static str, span: &Range<usize>) -> Diagnostic {
        let place = self.place(span);
        let line = place.line.and_then(|line| self.text.lines().nth(usize::try_from(line).ok()? - 1));
        Diagnostic::new(finding(code), place).excerpt(line.unwrap_or_default().trim_end_matches('\r'))
    }
}

/// Reads tables and gathers what is wrong with them.
pub(super) struct Reader<'a> {
    pub source: Source<'a>,
    pub findings: Vec<Diagnostic>,
}

type Entry<'a> = Spanned<DeValue<'a>>;

impl<'a> Reader<'a> {
    pub fn new(name: &'a str, text: &'a str) -> Self {
        Self { source: Source::new(name, text), findings: Vec::new() }
    }

    /// The table of the whole text; `None` where it is no TOML.
    pub fn document(&mut self, fields: &'static [Field]) -> Option<Block> {
        let (table, errors) = DeTable::parse_recoverable(self.source.text);
        for error in &errors {
            let span = error.span().unwrap_or(0..1);
            let found = self.source.text.get(span.clone()).unwrap_or_default();
            let finding = self.source.at("COO101", &span).found(found).help(Words::same(error.message()));
            self.findings.push(finding);
        }
        errors.is_empty().then(|| self.block(&[fields], table.get_ref(), 0..1))
    }

    fn block(&mut self, forms: &[&'static [Field]], table: &DeTable<'_>, span: Range<usize>) -> Block {
        let mut block = Block { span, ..Block::default() };
        let fields = || forms.iter().flat_map(|fields| fields.iter());
        for (key, value) in table {
            let Some(field) = fields().find(|field| field.name == key.get_ref().as_ref()) else {
                let known: Vec<&str> = fields().map(|field| field.name).collect();
                let finding = self.source.at("COO102", &key.span()).found(key.get_ref().as_ref());
                self.findings.push(finding.expected(one_of(&known)));
                continue;
            };
            if let Some(read) = self.value(field, value) {
                block.values.insert(field.name, (read, value.span()));
            }
        }
        for field in fields().filter(|field| field.required) {
            if !table.iter().any(|(key, _)| key.get_ref().as_ref() == field.name) {
                let finding = self.source.at("COO103", &block.span).found(field.name);
                let (zh, en) = (field.title.zh, field.title.en);
                self.findings.push(finding.expected(Words::new(
                    format!("字段 {}（{zh}）", field.name),
                    format!("the field {} ({en})", field.name),
                )));
            }
        }
        block
    }

    fn value(&mut self, field: &Field, entry: &Entry<'_>) -> Option<Value> {
        match field.shape {
            Shape::Blocks(form) => self.blocks(entry, |reader, table, span| Some(reader.block(&[form], table, span))),
            Shape::Clauses => self.blocks(entry, Self::clause),
            Shape::Texts | Shape::Parties | Shape::Choices(_) => self.texts(field.shape, entry),
            Shape::Shares | Shape::Numbers => {
                let entries = self.table(entry, &Shape::Number)?;
                if matches!(field.shape, Shape::Shares) {
                    let sum = entries.iter().try_fold(Ratio::ZERO, |sum, (_, share)| sum.plus(*share));
                    if sum != Some(Ratio::ONE) {
                        let found = sum.map_or_else(String::new, |sum| sum.to_string());
                        let finding = self.source.at("COO107", &entry.span()).found(found);
                        self.findings.push(finding.expected(Words::new("合计为 1", "a sum of 1")));
                        return None;
                    }
                }
                Some(Value::Numbers(entries))
            }
            Shape::Amounts => {
                let DeValue::Table(table) = entry.get_ref() else { return self.wrong(&field.shape, entry) };
                let mut amounts = Vec::new();
                for (key, value) in table {
                    if let Value::Money(money) = self.scalar(&Shape::Money, value)? {
                        amounts.push((key.get_ref().to_string(), money));
                    }
                }
                Some(Value::Amounts(amounts))
            }
            shape => self.scalar(&shape, entry),
        }
    }

    /// A single value.
    fn scalar(&mut self, shape: &Shape, entry: &Entry<'_>) -> Option<Value> {
        let value = entry.get_ref();
        let digits: Option<Cow<'_, str>> = match value {
            DeValue::String(text) => Some(Cow::Borrowed(text)),
            DeValue::Integer(number) if number.radix() == 10 => Some(Cow::Borrowed(number.as_str())),
            DeValue::Float(number) => Some(Cow::Borrowed(number.as_str())),
            DeValue::Datetime(day) => Some(Cow::Owned(day.to_string())),
            _ => None,
        };
        let words = if let DeValue::String(text) = value { Some(text.trim()) } else { None };
        let ratio = || digits.as_deref().and_then(|digits| Ratio::parse(digits).ok());
        let read = match shape {
            Shape::Text => words.filter(|text| !text.is_empty()).map(|text| Value::Text(text.to_owned())),
            Shape::Party => words.filter(|text| !text.is_empty()).map(|text| Value::Party(text.to_owned())),
            Shape::Choice(of) => words.filter(|text| of.contains(text)).map(|text| Value::Text(text.to_owned())),
            Shape::Boolean => value.as_bool().map(Value::Boolean),
            Shape::Integer(min, max) => value
                .as_integer()
                .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok())
                .filter(|number| (min..=max).contains(&number))
                .map(Value::Integer),
            Shape::Day => digits.as_deref().and_then(|day| day.parse::<Date>().ok()).map(Value::Day),
            Shape::Period => digits.as_deref().and_then(|text| text.parse::<Period>().ok()).map(Value::Period),
            Shape::Share => ratio().filter(|share| !share.is_negative() && *share <= Ratio::ONE).map(Value::Number),
            Shape::Number => ratio().filter(|number| !number.is_negative()).map(Value::Number),
            Shape::Money => words.and_then(|text| Money::parse(text).ok()).map(Value::Money),
            _ => None,
        };
        read.or_else(|| self.wrong(shape, entry))
    }

    fn texts(&mut self, shape: Shape, entry: &Entry<'_>) -> Option<Value> {
        let DeValue::Array(items) = entry.get_ref() else { return self.wrong(&shape, entry) };
        let each = if let Shape::Choices(of) = shape { Shape::Choice(of) } else { Shape::Text };
        let mut texts = Vec::new();
        for item in items {
            if let Value::Text(text) = self.scalar(&each, item)? {
                texts.push(text);
            }
        }
        if texts.is_empty() {
            return self.wrong(&shape, entry);
        }
        Some(if matches!(shape, Shape::Parties) { Value::Parties(texts) } else { Value::Texts(texts) })
    }

    fn table(&mut self, entry: &Entry<'_>, each: &Shape) -> Option<Vec<(String, Ratio)>> {
        let DeValue::Table(table) = entry.get_ref() else {
            self.wrong::<()>(&Shape::Numbers, entry);
            return None;
        };
        let mut entries = Vec::new();
        for (key, value) in table {
            if let Value::Number(number) = self.scalar(each, value)? {
                entries.push((key.get_ref().to_string(), number));
            }
        }
        Some(entries)
    }

    fn blocks(
        &mut self,
        entry: &Entry<'_>,
        mut read: impl FnMut(&mut Self, &DeTable<'_>, Range<usize>) -> Option<Block>,
    ) -> Option<Value> {
        let DeValue::Array(items) = entry.get_ref() else { return self.wrong(&Shape::Clauses, entry) };
        let mut blocks = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => blocks.extend(read(self, table, item.span())),
                _ => {
                    self.wrong::<()>(&Shape::Clauses, item);
                }
            }
        }
        Some(Value::Blocks(blocks))
    }

    /// A clause: which fields it has follows from its kind.
    fn clause(&mut self, table: &DeTable<'_>, span: Range<usize>) -> Option<Block> {
        let named = table.iter().find(|(key, _)| key.get_ref() == "kind").map(|(_, value)| value);
        let word = named.and_then(|value| value.get_ref().as_str());
        match (word.and_then(kind), named) {
            (Some(kind), _) => Some(self.block(&[CLAUSE, kind.fields], table, span)),
            (None, Some(value)) => {
                let words: Vec<&'static str> = CLAUSES.iter().map(|kind| kind.word).collect();
                let finding = self.source.at("COO104", &value.span()).found(shown(value.get_ref()));
                self.findings.push(finding.expected(one_of(&words)));
                None
            }
            (None, None) => Some(self.block(&[CLAUSE], table, span)),
        }
    }

    fn wrong<T>(&mut self, shape: &Shape, entry: &Entry<'_>) -> Option<T> {
        let finding = self.source.at("COO104", &entry.span()).found(shown(entry.get_ref()));
        self.findings.push(finding.expected(expected(shape)));
        None
    }
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Datetime(day) => day.to_string(),
        DeValue::Array(_) => "[…]".to_owned(),
        DeValue::Table(_) => "{…}".to_owned(),
    }
}

fn one_of(words: &[&str]) -> Words {
    Words::new(format!("以下之一：{}", words.join("、")), format!("one of {}", words.join(", ")))
}

/// What a shape takes, in words.
pub(super) fn expected(shape: &Shape) -> Words {
    match shape {
        Shape::Text => Words::new("文字", "words in quotes"),
        Shape::Texts => Words::new("文字的列表，如 [\"vat\", \"cit\"]", "a list of words such as [\"vat\", \"cit\"]"),
        Shape::Integer(min, max) => {
            Words::new(format!("{min} 到 {max} 的整数"), format!("a whole number from {min} to {max}"))
        }
        Shape::Boolean => Words::new("true 或 false", "true or false"),
        Shape::Day => Words::new("日期，如 2021-05-17", "a day such as 2021-05-17"),
        Shape::Period => Words::new("时期，如 \"2012/2015\"", "a period such as \"2012/2015\""),
        Shape::Share => Words::new(
            "0 到 1 的份额，如 0.35、\"1/3\"、\"35%\"",
            "a share from 0 to 1 such as 0.35, \"1/3\" or \"35%\"",
        ),
        Shape::Number => Words::new("不小于零的数", "a number of at least zero"),
        Shape::Money => Words::new(
            "带单位且不小于最小货币单位的金额，如 \"100 万元\"",
            "an amount with its unit, in whole minor units, such as \"100 万元\" or \"12.50 USD\"",
        ),
        Shape::Choice(of) => one_of(of),
        Shape::Choices(of) => {
            Words::new(format!("以下词的列表：{}", of.join("、")), format!("a list of {}", of.join(", ")))
        }
        Shape::Party => Words::new("协议方的编号", "the identifier of a party"),
        Shape::Parties => Words::new("协议方编号的列表", "a list of identifiers of parties"),
        Shape::Shares => {
            Words::new("各方份额，如 { a = 0.5, b = 0.5 }", "shares of parties such as { a = 0.5, b = 0.5 }")
        }
        Shape::Amounts => {
            Words::new("各方金额，如 { a = \"100 万元\" }", "amounts of parties such as { a = \"100 万元\" }")
        }
        Shape::Numbers => Words::new("各方数值，如 { a = 100 }", "numbers of parties such as { a = 100 }"),
        Shape::Blocks(_) | Shape::Clauses => Words::new("表的列表，写作 [[…]]", "tables, written [[…]]"),
    }
}
