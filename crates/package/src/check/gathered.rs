//! Small tables that are checked as a whole: their rows are gathered as they pass.

use crate::catalogue::{balance, regions as region_pages};
use crate::cell::date;
use crate::check::late::Detail;
use crate::check::regions::{self, Region};
use crate::check::shares::{self, Part};
use crate::check::totals::{Facts, Total};
use crate::check::unit_value::UnitValues;
use crate::options::Known;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Float64Type, Int64Type};
use arrow::record_batch::RecordBatch;
use foldhash::HashSet;
use liantu_model::code::gbt4754;
use liantu_model::schema::Table;
use liantu_model::{Place, Words};

/// What is gathered of a table.
#[derive(Default)]
pub(crate) enum Gathered {
    Regions(Vec<Region>),
    Lineage(Vec<Part>),
    /// What codes of a classification become in another.
    Concordance(Vec<Part>),
    /// Codes and parents of industries, with their rows.
    Industries(Vec<(u64, String, Option<String>)>),
    Totals(Vec<Total>),
    /// What is printed, what is used and why, with their rows.
    Discrepancies(Vec<(u64, String, String, Words)>),
    /// Facts go straight to those who wait for them.
    Indicators,
    /// Prices, or amounts, by what they are about; with the column that they are in.
    UnitValues(&'static Watched, UnitValues),
    #[default]
    Nothing,
}

/// What tells series of a table apart, and what a series is of.
pub(crate) struct Watched {
    table: &'static str,
    subject: &'static [&'static str],
    /// A period, or a day whose month counts.
    time: &'static str,
    value: &'static str,
    /// Absent: the value itself is watched.
    quantity: Option<&'static str>,
}

const WATCHED: [Watched; 4] = [
    Watched {
        table: "flow",
        subject: &["origin", "destination", "from_actor", "to_actor", "item", "unit", "quantity_unit"],
        time: "period",
        value: "value",
        quantity: Some("quantity"),
    },
    Watched {
        table: "customs_record",
        subject: &["direction", "commodity", "port", "partner", "region", "firm_id", "currency", "quantity_unit"],
        time: "period",
        value: "value",
        quantity: Some("quantity"),
    },
    Watched {
        table: "invoice",
        subject: &["seller_id", "seller_name", "commodity", "commodity_name", "specification", "quantity_unit"],
        time: "issued",
        value: "value",
        quantity: Some("quantity"),
    },
    Watched {
        table: "electricity_use",
        subject: &["account", "firm_id", "region", "industry"],
        time: "period",
        value: "energy",
        quantity: None,
    },
];

/// A batch and the rows of the file that it holds.
struct Taken<'a> {
    batch: &'a RecordBatch,
    kept: Option<&'a [u32]>,
    first: u64,
}

impl Taken<'_> {
    fn row(&self, index: usize) -> u64 {
        self.first + self.kept.map_or(index as u64, |kept| u64::from(kept[index]))
    }

    fn text(&self, name: &str, index: usize) -> Option<String> {
        let texts = self.batch.column_by_name(name)?.as_string_opt::<i32>()?;
        texts.is_valid(index).then(|| texts.value(index).to_owned())
    }

    fn day(&self, name: &str, index: usize) -> Option<i32> {
        let days = self.batch.column_by_name(name)?.as_primitive_opt::<Date32Type>()?;
        days.is_valid(index).then(|| days.value(index))
    }

    fn number(&self, name: &str, index: usize) -> Option<f64> {
        let numbers = self.batch.column_by_name(name)?.as_primitive_opt::<Float64Type>()?;
        numbers.is_valid(index).then(|| numbers.value(index))
    }

    fn integer(&self, name: &str, index: usize) -> Option<i64> {
        let numbers = self.batch.column_by_name(name)?.as_primitive_opt::<Int64Type>()?;
        numbers.is_valid(index).then(|| numbers.value(index))
    }
}

impl Gathered {
    pub(crate) fn of(table: &Table) -> Self {
        match table.name {
            "region" => Self::Regions(Vec::new()),
            "region_lineage" => Self::Lineage(Vec::new()),
            "concordance" => Self::Concordance(Vec::new()),
            "industry" => Self::Industries(Vec::new()),
            "declared_total" => Self::Totals(Vec::new()),
            "discrepancy" => Self::Discrepancies(Vec::new()),
            "indicator" => Self::Indicators,
            name => match WATCHED.iter().find(|watched| watched.table == name) {
                Some(watched) => Self::UnitValues(watched, UnitValues::default()),
                None => Self::Nothing,
            },
        }
    }

    /// Takes the rows of a batch; `first` is the row of the file that the chunk starts with.
    pub(crate) fn take(&mut self, batch: &RecordBatch, kept: Option<&[u32]>, first: u64, facts: &mut Facts) {
        let taken = Taken { batch, kept, first };
        let rows = 0..batch.num_rows();
        match self {
            Self::Nothing => {}
            Self::Regions(regions) => regions.extend(rows.map(|index| Region {
                row: taken.row(index),
                code: taken.text("region", index).unwrap_or_default(),
                level: taken.text("level", index).unwrap_or_default(),
                parent: taken.text("parent", index),
                start: taken.day("start", index),
                end: taken.day("end", index),
            })),
            Self::Lineage(parts) => parts.extend(rows.map(|index| Part {
                row: taken.row(index),
                whole: taken.text("from_region", index).unwrap_or_default(),
                day: taken.day("date", index).unwrap_or_default(),
                share: taken.number("share", index),
            })),
            Self::Concordance(parts) => parts.extend(rows.map(|index| {
                let [from, code, to] =
                    ["from_system", "from_code", "to_system"].map(|name| taken.text(name, index).unwrap_or_default());
                Part {
                    row: taken.row(index),
                    whole: format!("{from} {code} → {to}"),
                    day: 0,
                    share: taken.number("weight", index),
                }
            })),
            Self::Industries(industries) => industries.extend(rows.map(|index| {
                (taken.row(index), taken.text("industry", index).unwrap_or_default(), taken.text("parent", index))
            })),
            Self::Totals(totals) => totals.extend(rows.map(|index| Total {
                row: taken.row(index),
                rule: taken.text("rule", index).unwrap_or_default(),
                declared: taken.text("total", index).unwrap_or_default(),
                parts: split(&taken.text("parts", index).unwrap_or_default()),
                decimals: taken.integer("decimals", index),
                id: taken.text("total_id", index).unwrap_or_default(),
            })),
            Self::Discrepancies(list) => list.extend(rows.map(|index| {
                let reason = |name| taken.text(name, index);
                let (zh, en) = (reason("reason_zh"), reason("reason_en"));
                let words =
                    Words::new(zh.clone().or_else(|| en.clone()).unwrap_or_default(), en.or(zh).unwrap_or_default());
                let text = |name| taken.text(name, index).unwrap_or_default();
                (taken.row(index), text("printed"), text("used"), words)
            })),
            Self::UnitValues(watched, series) => {
                for index in rows {
                    let Some(value) = taken.number(watched.value, index) else { continue };
                    let quantity = match watched.quantity {
                        Some(name) => taken.number(name, index).filter(|quantity| *quantity > 0.0),
                        None => Some(1.0),
                    };
                    let month = || Some(date::written(taken.day(watched.time, index)?)[..7].to_owned());
                    let (Some(quantity), Some(period)) = (quantity, taken.text(watched.time, index).or_else(month))
                    else {
                        continue;
                    };
                    let subject: Vec<String> =
                        watched.subject.iter().map(|name| taken.text(name, index).unwrap_or_default()).collect();
                    series.take(subject.join("\u{1f}"), period, value, quantity, taken.row(index));
                }
            }
            Self::Indicators => {
                if facts.waiting() {
                    for index in rows {
                        if let Some(id) = taken.text("fact_id", index) {
                            facts.meet(&id, taken.number("value", index));
                        }
                    }
                }
            }
        }
    }

    /// What is wrong with the table as a whole, by row.
    pub(crate) fn check(&self, known: Option<&dyn Known>) -> Vec<(u64, Detail)> {
        match self {
            Self::Regions(list) => regions::check(list, known),
            Self::Lineage(parts) => shares::check(parts, &region_pages::LINEAGE_UNBALANCED, "share"),
            Self::Concordance(parts) => shares::check(parts, &balance::CONCORDANCE_UNBALANCED, "weight"),
            Self::Industries(list) => check_industries(list, known),
            Self::Discrepancies(list) => list
                .iter()
                .map(|(row, printed, used, reason)| {
                    let reason = (!reason.en.is_empty()).then(|| reason.clone());
                    let detail = Detail {
                        page: &balance::SOURCE_DISCREPANCY,
                        column: Some("printed"),
                        found: Some(printed.clone()),
                        expected: Some(Words::same(used.clone())),
                        help: reason,
                        related: None,
                    };
                    (*row, detail)
                })
                .collect(),
            Self::UnitValues(watched, series) => series.check(watched.value),
            Self::Totals(_) | Self::Indicators | Self::Nothing => Vec::new(),
        }
    }

    /// Leaves what later tables need.
    pub(crate) fn keep(
        self,
        regions: &mut HashSet<String>,
        facts: &mut Facts,
        place: &dyn Fn(u64) -> Place,
        resource: usize,
    ) {
        match self {
            Self::Regions(list) => regions.extend(list.into_iter().map(|region| region.code)),
            Self::Totals(totals) => facts.wait(totals, place, resource),
            _ => {}
        }
    }
}

/// The parts of a list, without blanks around them.
fn split(list: &str) -> Vec<String> {
    list.split('|').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn check_industries(list: &[(u64, String, Option<String>)], known: Option<&dyn Known>) -> Vec<(u64, Detail)> {
    let codes: HashSet<&str> = list.iter().map(|(_, code, _)| code.as_str()).collect();
    let missing = |parent: &str| {
        gbt4754::check(parent).is_err()
            && !codes.contains(parent)
            && !known.is_some_and(|known| known.contains("industry", "industry", parent))
    };
    let faulty = list.iter().filter_map(|(row, _, parent)| Some((*row, parent.as_deref()?)));
    faulty
        .filter(|(_, parent)| missing(parent))
        .map(|(row, parent)| {
            let detail = Detail {
                page: &region_pages::PARENT_UNKNOWN,
                column: Some("parent"),
                found: Some(parent.to_owned()),
                expected: Some(Words::new("industry 表中的一行", "a row in the table industry")),
                help: None,
                related: None,
            };
            (row, detail)
        })
        .collect()
}
