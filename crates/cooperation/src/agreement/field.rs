//! How a field of an agreement is declared: once, for the reader, the JSON schema and the documentation.

use crate::money::{Money, Ratio};
use jiff::civil::Date;
use liantu_model::{Period, Text};
use std::collections::BTreeMap;
use std::ops::Range;

/// What a field holds.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Words.
    Text,
    /// A list of words.
    Texts,
    /// A whole number within bounds.
    Integer(i64, i64),
    /// True or false.
    Boolean,
    /// A day.
    Day,
    /// A period such as `2012/2015`.
    Period,
    /// A fraction from 0 to 1: `0.35`, `"1/3"`, `"35%"`.
    Share,
    /// A number of at least zero.
    Number,
    /// An amount with its unit: `"100 万元"`.
    Money,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// Some of these words.
    Choices(&'static [&'static str]),
    /// A party of the agreement.
    Party,
    /// Several parties.
    Parties,
    /// Fractions by party, which add up to one.
    Shares,
    /// Amounts by party.
    Amounts,
    /// Numbers by party.
    Numbers,
    /// Tables of this form, at least one.
    Blocks(&'static [Field]),
    /// Clauses: tables whose form follows from their `kind`.
    Clauses,
}

/// A field.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key.
    pub name: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub title: Text,
}

/// A required field.
pub(super) const fn must(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Field {
    Field { name, shape, required: true, title: Text { zh, en } }
}

/// A field that may be left out.
pub(super) const fn may(name: &'static str, shape: Shape, zh: &'static str, en: &'static str) -> Field {
    Field { name, shape, required: false, title: Text { zh, en } }
}

/// A kind of clause.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The word in the field `kind`.
    pub word: &'static str,
    /// What it is for.
    pub title: Text,
    /// Its own fields, beside those that all clauses have.
    pub fields: &'static [Field],
}

/// A value that was read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Texts(Vec<String>),
    Integer(i64),
    Boolean(bool),
    Day(Date),
    Period(Period),
    Number(Ratio),
    Money(Money),
    Party(String),
    Parties(Vec<String>),
    /// Of shares and of numbers by party.
    Numbers(Vec<(String, Ratio)>),
    Amounts(Vec<(String, Money)>),
    Blocks(Vec<Block>),
}

/// The fields of a table that were read, each with the bytes where it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Block {
    pub values: BTreeMap<&'static str, (Value, Range<usize>)>,
    pub span: Range<usize>,
}

macro_rules! reads {
    ($name:ident, $variant:ident, $type:ty) => {
        pub fn $name(&self, field: &str) -> Option<&$type> {
            match self.values.get(field) {
                Some((Value::$variant(value), _)) => Some(value),
                _ => None,
            }
        }
    };
}

impl Block {
    reads!(words, Text, String);
    reads!(texts, Texts, Vec<String>);
    reads!(integer, Integer, i64);
    reads!(boolean, Boolean, bool);
    reads!(day, Day, Date);
    reads!(period, Period, Period);
    reads!(number, Number, Ratio);
    reads!(money, Money, Money);
    reads!(party, Party, String);
    reads!(parties, Parties, Vec<String>);
    reads!(numbers, Numbers, Vec<(String, Ratio)>);
    reads!(amounts, Amounts, Vec<(String, Money)>);

    pub fn text(&self, field: &str) -> Option<&str> {
        self.words(field).map(String::as_str)
    }

    pub fn blocks(&self, field: &str) -> &[Self] {
        match self.values.get(field) {
            Some((Value::Blocks(blocks), _)) => blocks,
            _ => &[],
        }
    }

    /// Where a field stands, or the table where it does not.
    pub fn at(&self, field: &str) -> Range<usize> {
        self.values.get(field).map_or_else(|| self.span.clone(), |(_, span)| span.clone())
    }
}
