//! A derivation as it is declared, read and checked.

use super::place::LEVELS;
use crate::Frequency;
use liantu_model::code::CodeSystem;
use liantu_model::schema::{self, Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_model::{Period, Words, period};

/// What a derivation gives rows to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// The table `flow`.
    Flow,
    /// The table `indicator`.
    Indicator,
}

impl Target {
    /// The name of the table.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Flow => "flow",
            Self::Indicator => "indicator",
        }
    }
}

/// What is made of the values of a cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Measure {
    /// They are added up.
    #[default]
    Sum,
    /// The records are counted, whatever they hold.
    Count,
    /// The mean of those that are known.
    Mean,
}

/// Where a word comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// A column of the records.
    Column(&'static Column),
    /// The same for all.
    Constant(String),
}

impl Origin {
    /// Whether it holds unified social credit codes, which say where a firm is registered.
    pub fn is_credit(&self) -> bool {
        matches!(self, Self::Column(Column { kind: ColumnKind::Code { system: CodeSystem::SocialCredit }, .. }))
    }
}

/// An amount and its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The column of numbers.
    pub column: &'static Column,
    /// Their unit.
    pub unit: Option<Origin>,
}

/// What must hold for a record to count.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition {
    /// The column.
    pub column: &'static Column,
    /// Whether it must be one of the values, or none of them.
    pub equal: bool,
    /// The values; an empty one stands for a blank.
    pub values: Vec<String>,
}

impl Condition {
    /// Whether it holds for a word, or for a blank.
    pub fn holds(&self, word: Option<&str>) -> bool {
        self.values.iter().any(|value| value == word.unwrap_or_default()) == self.equal
    }
}

/// A derivation.
#[derive(Clone, Debug, PartialEq)]
pub struct Derivation {
    /// Its name.
    pub id: String,
    /// The records it reads.
    pub table: &'static Table,
    /// Where its rows go.
    pub target: Target,
    /// Which records count: all conditions hold.
    pub conditions: Vec<Condition>,
    /// The layer of flows, or the name of the indicator.
    pub name: Option<String>,
    /// Where they belong, each by the first column that says it: origin and destination of a flow, region of an indicator.
    pub places: Vec<Vec<Origin>>,
    /// The level to which listed divisions are lifted.
    pub level: Option<&'static str>,
    /// Whom they are about: from and to of a flow, one of an indicator.
    pub actors: Vec<Option<&'static Column>>,
    /// What they are about: the item of a flow, the industry of an indicator.
    pub subject: Option<Origin>,
    /// How many characters of it are kept.
    pub digits: Option<usize>,
    /// The classifications in which it was written, one after another, each with the day, counted from 1970, from
    /// which it no longer was.
    pub systems: Vec<(String, Option<i32>)>,
    /// When they were.
    pub time: &'static Column,
    /// The steps into which time is cut.
    pub frequency: Frequency,
    /// What is made of the values.
    pub measure: Measure,
    /// The value; absent where records are only counted.
    pub value: Option<Amount>,
    /// The unit of a count.
    pub unit: Option<String>,
    /// The quantity beside it, of flows.
    pub quantity: Option<Amount>,
    /// The share of records of a cell that must be known for its sum to be.
    pub least_known: f64,
}

/// Why a derivation cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("derivation `{derivation}`, column `{column}`: found `{found}`, expected {}", .expected.en)]
pub struct Fault {
    /// The derivation.
    pub derivation: String,
    /// The column of the table `derivation`.
    pub column: &'static str,
    /// What stands there.
    pub found: String,
    /// What would do.
    pub expected: Words,
}

impl Fault {
    /// The fault in both languages.
    pub fn words(&self) -> Words {
        let Self { derivation, column, found, expected } = self;
        Words::new(format!("派生规则“{derivation}”的列 {column}：是“{found}”，应为{}", expected.zh), self.to_string())
    }
}

/// A row of the table `derivation` that is being read.
struct Reader<'f> {
    id: String,
    field: &'f dyn Fn(&str) -> Option<String>,
}

impl Derivation {
    /// Reads a row of the table `derivation`, column by column.
    pub fn read(field: &dyn Fn(&str) -> Option<String>) -> Result<Self, Fault> {
        let reader = Reader { id: field("derivation_id").unwrap_or_default(), field };
        reader.derivation()
    }
}

impl Reader<'_> {
    fn get(&self, column: &str) -> Option<String> {
        (self.field)(column).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    fn fault(&self, column: &'static str, found: &str, expected: impl Into<Words>) -> Fault {
        Fault { derivation: self.id.clone(), column, found: found.to_owned(), expected: expected.into() }
    }

    fn derivation(&self) -> Result<Derivation, Fault> {
        let from = self.get("from_table").unwrap_or_default();
        let table =
            schema::table(&from).ok_or_else(|| self.fault("from_table", &from, text("表名", "the name of a table")))?;
        let target = match self.get("into").as_deref() {
            Some("flow") => Target::Flow,
            Some("indicator") => Target::Indicator,
            other => {
                return Err(self.fault(
                    "into",
                    other.unwrap_or_default(),
                    text("flow 或 indicator", "flow or indicator"),
                ));
            }
        };
        // What defines a derivation is read before the records it reads.
        let order = |name: &str| schema::TABLES.iter().position(|table| table.name == name);
        if matches!(table.name, "flow" | "indicator") || order(table.name) <= order("derivation") {
            return Err(self.fault("from_table", &from, text("记录的表", "a table of records")));
        }
        let measure = match self.get("measure").as_deref() {
            None | Some("sum") => Measure::Sum,
            Some("count") => Measure::Count,
            Some("mean") => Measure::Mean,
            Some(other) => return Err(self.fault("measure", other, text("sum、count 或 mean", "sum, count or mean"))),
        };
        let (places, actors, subject, name) = match target {
            Target::Flow => (
                vec![self.places(table, "origin")?, self.places(table, "destination")?],
                vec![self.column(table, "from_actor")?, self.column(table, "to_actor")?],
                self.origin(table, "item")?,
                self.get("layer"),
            ),
            Target::Indicator => (
                vec![self.places(table, "region")?],
                vec![self.column(table, "actor")?],
                self.origin(table, "industry")?,
                self.get("indicator"),
            ),
        };
        if target == Target::Flow && places.iter().any(Vec::is_empty) {
            let column = if places[0].is_empty() { "origin" } else { "destination" };
            return Err(self.fault(
                column,
                "",
                Words::new(
                    format!("{} 中表示地点的列，或 = 后的词", table.name),
                    format!("columns of `{}` that say where, or a word after =", table.name),
                ),
            ));
        }
        if target == Target::Indicator && name.is_none() {
            return Err(self.fault("indicator", "", text("指标名", "the name of the indicator")));
        }
        let time = self
            .column(table, "time")?
            .ok_or_else(|| self.fault("time", "", text("日期或时期的列", "a column of days or periods")))?;
        if !matches!(time.kind, ColumnKind::Date | ColumnKind::Period) {
            return Err(self.fault("time", time.name, text("日期或时期的列", "a column of days or periods")));
        }
        let value = self.amount(table, "value", "unit")?;
        if value.is_none() && measure != Measure::Count {
            let expected =
                Words::new(format!("{} 的数值列", table.name), format!("a column of numbers of `{}`", table.name));
            return Err(self.fault("value", "", expected));
        }
        let unit = match self.origin(table, "unit")? {
            Some(Origin::Constant(unit)) if measure == Measure::Count => Some(unit),
            _ => None,
        };
        Ok(Derivation {
            id: self.id.clone(),
            table,
            target,
            conditions: self.conditions(table)?,
            name,
            places,
            level: self.level()?,
            actors,
            subject,
            digits: self.digits()?,
            systems: self.systems()?,
            time,
            frequency: self.frequency()?,
            measure,
            value: value.filter(|_| measure != Measure::Count),
            unit,
            quantity: if target == Target::Flow { self.amount(table, "quantity", "quantity_unit")? } else { None },
            least_known: self.least_known()?,
        })
    }

    fn named(&self, table: &'static Table, column: &'static str, name: &str) -> Result<&'static Column, Fault> {
        table.column(name).ok_or_else(|| {
            let names: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
            let expected = Words::new(
                format!("{} 的列：{}", table.name, names.join("、")),
                format!("a column of `{}`: {}", table.name, names.join(", ")),
            );
            self.fault(column, name, expected)
        })
    }

    fn column(&self, table: &'static Table, column: &'static str) -> Result<Option<&'static Column>, Fault> {
        self.get(column).map(|name| self.named(table, column, &name)).transpose()
    }

    fn word(&self, table: &'static Table, column: &'static str, word: &str) -> Result<Origin, Fault> {
        match word.trim().strip_prefix('=') {
            Some(constant) => Ok(Origin::Constant(constant.trim().to_owned())),
            None => self.named(table, column, word.trim()).map(Origin::Column),
        }
    }

    fn origin(&self, table: &'static Table, column: &'static str) -> Result<Option<Origin>, Fault> {
        self.get(column).map(|word| self.word(table, column, &word)).transpose()
    }

    fn places(&self, table: &'static Table, column: &'static str) -> Result<Vec<Origin>, Fault> {
        let list = self.get(column).unwrap_or_default();
        list.split('|').filter(|word| !word.trim().is_empty()).map(|word| self.word(table, column, word)).collect()
    }

    fn amount(&self, table: &'static Table, column: &'static str, unit: &'static str) -> Result<Option<Amount>, Fault> {
        let Some(own) = self.column(table, column)? else { return Ok(None) };
        if !matches!(own.kind, ColumnKind::Number | ColumnKind::Integer) {
            return Err(self.fault(column, own.name, text("数值列", "a column of numbers")));
        }
        let stated = own.unit.map(|unit| Origin::Constant(unit.to_owned()));
        Ok(Some(Amount { column: own, unit: self.origin(table, unit)?.or(stated) }))
    }

    fn conditions(&self, table: &'static Table) -> Result<Vec<Condition>, Fault> {
        let list = self.get("conditions").unwrap_or_default();
        let one = |own: &str| {
            let (column, values, equal) = match (own.split_once("!="), own.split_once('=')) {
                (Some((column, values)), _) => (column, values, false),
                (None, Some((column, values))) => (column, values, true),
                (None, None) => {
                    return Err(self.fault(
                        "conditions",
                        own,
                        text("列=值 或 列!=值", "column=value or column!=value"),
                    ));
                }
            };
            let column = self.named(table, "conditions", column.trim())?;
            let values = values.split(',').map(|value| value.trim().to_owned()).collect();
            Ok(Condition { column, equal, values })
        };
        list.split('|').map(str::trim).filter(|text| !text.is_empty()).map(one).collect()
    }

    fn level(&self) -> Result<Option<&'static str>, Fault> {
        let Some(level) = self.get("level") else { return Ok(None) };
        let known = LEVELS.into_iter().find(|known| *known == level);
        known.map(Some).ok_or_else(|| self.fault("level", &level, Words::same(LEVELS.join(", "))))
    }

    fn digits(&self) -> Result<Option<usize>, Fault> {
        let Some(digits) = self.get("digits") else { return Ok(None) };
        let number = digits.parse().ok().filter(|number| (1..=64).contains(number));
        number
            .map(Some)
            .ok_or_else(|| self.fault("digits", &digits, text("1 至 64 的整数", "a whole number from 1 to 64")))
    }

    fn frequency(&self) -> Result<Frequency, Fault> {
        let Some(word) = self.get("frequency") else { return Ok(Frequency::Month) };
        Frequency::parse(&word)
            .ok_or_else(|| self.fault("frequency", &word, text("month、quarter 或 year", "month, quarter or year")))
    }

    fn least_known(&self) -> Result<f64, Fault> {
        let Some(share) = self.get("least_known") else { return Ok(1.0) };
        let number = share.parse().ok().filter(|share| *share > 0.0 && *share <= 1.0);
        number.ok_or_else(|| {
            self.fault("least_known", &share, text("大于 0、不超过 1 的比例", "a share above 0 and up to 1"))
        })
    }

    /// `HS2017 until 2022-01-01|HS2022`.
    fn systems(&self) -> Result<Vec<(String, Option<i32>)>, Fault> {
        let list = self.get("systems").unwrap_or_default();
        let form = text(
            "依次排列的分类，如 HS2017 until 2022-01-01|HS2022",
            "classifications in their order, such as HS2017 until 2022-01-01|HS2022",
        );
        let one = |own: &str| match own.split_once(" until ") {
            None => Ok((own.to_owned(), None)),
            Some((system, day)) => {
                let day: Period = day.parse().map_err(|_| self.fault("systems", own, form))?;
                Ok((system.trim().to_owned(), Some(period::epoch_days(day.start))))
            }
        };
        let systems: Vec<(String, Option<i32>)> =
            list.split('|').map(str::trim).filter(|text| !text.is_empty()).map(one).collect::<Result<_, _>>()?;
        let ordered = systems.windows(2).all(|pair| match (pair[0].1, pair[1].1) {
            (Some(one), Some(next)) => one < next,
            (Some(_), None) => true,
            (None, _) => false,
        });
        let open = systems.last().is_none_or(|(_, until)| until.is_none());
        if ordered && open { Ok(systems) } else { Err(self.fault("systems", &list, form)) }
    }
}
