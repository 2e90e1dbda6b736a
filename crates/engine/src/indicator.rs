//! Reading the indicator table column by column: words become numbers, in an order that does not depend on the file.

use crate::{EngineError, units};
use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, Float64Array, Int64Array, RecordBatch};
use arrow::buffer::ScalarBuffer;
use arrow::compute::{cast, max, min};
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Schema};
use foldhash::{HashMap, HashMapExt};
use liantu_model::{Method, Observation, Period, Words};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

/// Stands for a null.
pub(crate) const NONE: u32 = u32::MAX;
/// The columns that place a value. The names of a file's columns come in this order.
const PLACES: [&str; 6] = ["indicator", "region", "industry", "period", "observation", "unit"];

/// Where the rows of an indicator table come from.
pub(crate) enum Origin {
    /// Parquet files, with the names under which they have the columns.
    Parquet { files: Vec<PathBuf>, names: BTreeMap<String, String> },
    /// Rows in memory.
    Batches(Vec<RecordBatch>),
}

/// Words and their numbers; numbers follow the order of the words.
#[derive(Debug, Default)]
pub(crate) struct Labels(pub Vec<String>);

impl Labels {
    pub fn number(&self, word: &str) -> Option<u32> {
        self.0.binary_search_by(|label| label.as_str().cmp(word)).ok().map(|number| number as u32)
    }

    /// The words there are, for the reader of a refusal.
    pub fn listed(&self) -> Words {
        one_of(&self.0)
    }
}

/// The first dozen of some words, for the reader of a refusal.
pub(crate) fn listed<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> String {
    let mut words = words.into_iter();
    let shown: Vec<W> = words.by_ref().take(12).collect();
    let shown: Vec<&str> = shown.iter().map(AsRef::as_ref).collect();
    format!("{}{}", shown.join(", "), if words.next().is_some() { ", …" } else { "" })
}

/// What would do where one of some words is asked for.
pub(crate) fn one_of<W: AsRef<str>>(words: impl IntoIterator<Item = W>) -> Words {
    let listed = listed(words);
    Words::new(format!("其中之一：{listed}"), format!("one of {listed}"))
}

/// One column of words as numbers.
#[derive(Clone, Default)]
pub(crate) struct Coded {
    /// In the order of the words.
    pub labels: Vec<String>,
    /// One for each row; [`NONE`] where it has no word.
    pub ids: Vec<u32>,
}

impl Coded {
    /// The word of a row, as a number; none where the row has none or the table lacks the column.
    pub fn get(&self, row: usize) -> Option<u32> {
        self.ids.get(row).copied().filter(|&id| id != NONE)
    }

    /// The number of a word.
    pub fn number(&self, word: &str) -> Option<u32> {
        self.labels.binary_search_by(|label| label.as_str().cmp(word)).ok().map(|number| number as u32)
    }

    /// The words there are, for the reader of a refusal.
    pub fn listed(&self) -> Words {
        one_of(&self.labels)
    }
}

/// A column of some rows: its words, in any order, and the number of the word of each row; [`NONE`] where it has none.
struct Part {
    labels: Vec<String>,
    ids: ScalarBuffer<u32>,
}

impl Default for Part {
    fn default() -> Self {
        Self { labels: Vec::new(), ids: Vec::new().into() }
    }
}

impl Part {
    /// The ids after each word has got another number; [`NONE`] where it has none.
    fn renumbered(&self, number: impl Fn(&str) -> Option<usize>) -> impl Iterator<Item = u32> {
        let places: Vec<u32> =
            self.labels.iter().map(|label| number(label).map_or(NONE, |number| number as u32)).collect();
        self.ids.iter().map(move |&id| places.get(id as usize).copied().unwrap_or(NONE))
    }
}

/// Some rows of the table, their words numbered among themselves.
struct Chunk {
    /// In the order of [`PLACES`]; a column that the table lacks is empty.
    places: [Part; 6],
    value: Float64Array,
}

/// The rows of an indicator table, each column numbered by its distinct words; a column that the table lacks is empty.
pub(crate) struct Table {
    pub indicator: Coded,
    pub region: Coded,
    pub industry: Coded,
    pub period: Coded,
    pub unit: Coded,
    observation: Coded,
    /// NaN where missing.
    pub value: Vec<f64>,
}

impl Table {
    pub fn read(method: &'static Method, origin: &Origin) -> Result<Self, EngineError> {
        let chunks = match origin {
            Origin::Parquet { files, names } => read_parquet(method, files, names)?,
            Origin::Batches(batches) => {
                let names = PLACES
                    .iter()
                    .chain(["value"].iter())
                    .map(|name| ((*name).to_owned(), (*name).to_owned()))
                    .collect();
                batches.par_iter().map(|batch| chunk(method, batch, &names)).collect::<Result<Vec<_>, _>>()?
            }
        };
        let rows: usize = chunks.iter().map(|chunk| chunk.value.len()).sum();
        let [indicator, region, industry, period, observation, unit] =
            std::array::from_fn(|place| merge(chunks.iter().map(|chunk| &chunk.places[place]), rows));
        if rows > 0 && region.labels.is_empty() {
            return Err(lacking(method, ["no row that names a region".to_owned()].into_iter()));
        }
        let mut value = Vec::with_capacity(rows);
        for Chunk { value: part, .. } in chunks {
            let first = value.len();
            value.extend_from_slice(part.values());
            if let Some(nulls) = part.nulls() {
                let missing = (0..part.len()).filter(|&n| nulls.is_null(n));
                missing.for_each(|n| value[first + n] = f64::NAN);
            }
        }
        Ok(Self { indicator, region, industry, period, unit, observation, value })
    }

    /// The weakest of what the rows say of themselves.
    pub fn observation(&self) -> Observation {
        let weak = |&id: &u32| id != NONE && self.observation.labels[id as usize] != "observed";
        if self.observation.ids.iter().any(weak) { Observation::Estimated } else { Observation::default() }
    }

    /// For each word of the column of periods, whether it lies wholly within the period asked for.
    pub fn periods_within(&self, within: Option<Period>) -> Vec<bool> {
        self.period.labels.iter().map(|label| within.is_none_or(|within| inside(label, within))).collect()
    }
}

/// Brings values of one indicator to one unit; refused where their units cannot be converted into each other. `rows` gives
/// the places of the values and their rows in the table.
pub(crate) fn in_one_unit(
    method: &'static Method,
    indicator: &str,
    unit: &Coded,
    values: &mut [f64],
    rows: impl Iterator<Item = (usize, usize)> + Clone,
) -> Result<(), EngineError> {
    if unit.labels.is_empty() {
        return Ok(());
    }
    // The first row of each unit; those of no unit come last.
    let mut first = vec![None; unit.labels.len() + 1];
    for (place, row) in rows.clone() {
        if !values[place].is_nan() {
            first[unit.get(row).map_or(unit.labels.len(), |id| id as usize)].get_or_insert(row);
        }
    }
    let written = |id: usize| unit.labels.get(id).map(String::as_str);
    let found = || (0..).zip(&first).filter_map(|(id, row)| Some((written(id), (*row)?)));
    let common = units::common(found()).map_err(|apart| EngineError::Input {
        method: method.id,
        table: "indicator".to_owned(),
        columns: vec!["region", "value"],
        found: Words::new(
            format!("指标 {indicator} 的单位不同且无法换算（括号内为首行）：{apart}"),
            format!(
                "the units of the indicator {indicator} differ and cannot be converted (in brackets the first row): {apart}"
            ),
        ),
    })?;
    if found().count() > 1 {
        let factors: Vec<f64> = unit.labels.iter().map(|label| common.factor(Some(label))).collect();
        rows.for_each(|(place, row)| values[place] *= unit.get(row).map_or(1.0, |id| factors[id as usize]));
    }
    Ok(())
}

/// Whether a period lies wholly within another.
pub(crate) fn inside(label: &str, within: Period) -> bool {
    label.parse::<Period>().is_ok_and(|period| {
        within.start <= period.start && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
    })
}

/// One numbering over all chunks, in the order of the words.
fn merge<'a>(chunks: impl Iterator<Item = &'a Part> + Clone, rows: usize) -> Coded {
    let labels: BTreeSet<&str> = chunks.clone().flat_map(|chunk| chunk.labels.iter().map(String::as_str)).collect();
    let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
    let mut ids = Vec::with_capacity(rows);
    for chunk in chunks {
        ids.extend(chunk.renumbered(|label| labels.binary_search_by(|own| own.as_str().cmp(label)).ok()));
    }
    Coded { labels, ids }
}

fn chunk(method: &'static Method, batch: &RecordBatch, names: &BTreeMap<String, String>) -> Result<Chunk, EngineError> {
    let column = |name: &str| names.get(name).and_then(|own| batch.column_by_name(own));
    let value = column("value")
        .ok_or_else(|| lacking(method, batch.schema().fields().iter().map(|field| field.name().clone())))?;
    if column("region").is_none() {
        return Err(lacking(method, batch.schema().fields().iter().map(|field| field.name().clone())));
    }
    let value = cast(value, &DataType::Float64)?.as_primitive::<Float64Type>().clone();
    let mut places: [Part; 6] = Default::default();
    for (place, name) in places.iter_mut().zip(PLACES) {
        if let Some(array) = column(name) {
            *place = code(array)?;
        }
    }
    Ok(Chunk { places, value })
}

pub(crate) fn lacking(method: &'static Method, found: impl Iterator<Item = String>) -> EngineError {
    let found: Vec<String> = found.take(20).collect();
    let found = found.join(", ");
    EngineError::Input {
        method: method.id,
        table: "indicator".to_owned(),
        columns: vec!["region", "industry", "value"],
        found: Words::new(format!("现有：{found}"), format!("found {found}")),
    }
}

/// A column of words or whole numbers as numbers of its distinct words.
fn code(array: &ArrayRef) -> Result<Part, EngineError> {
    match array.data_type() {
        DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
            let array: &DictionaryArray<Int32Type> = array.as_dictionary();
            let words = array.values().as_string::<i32>();
            let labels = (0..words.len()).map(|n| words.value(n).to_owned()).collect();
            let keys = array.keys();
            let ids = match keys.nulls() {
                // Keys of words are never negative, so their bits are those of our numbers.
                None => ScalarBuffer::new(keys.values().inner().clone(), 0, keys.len()),
                Some(_) => keys.iter().map(|key| key.map_or(NONE, i32::cast_unsigned)).collect(),
            };
            Ok(compact(Part { labels, ids }))
        }
        data_type if data_type.is_integer() => {
            let array = cast(array, &DataType::Int64)?;
            Ok(whole_numbers(array.as_primitive()))
        }
        _ => {
            let array = cast(array, &DataType::Utf8)?;
            Ok(number(array.as_string::<i32>().iter(), str::to_owned))
        }
    }
}

/// Drops words that no row uses and words that occur twice.
fn compact(part: Part) -> Part {
    let mut used = vec![false; part.labels.len()];
    let mut left = used.len();
    for &id in &part.ids {
        if let Some(used) = used.get_mut(id as usize).filter(|used| !**used) {
            *used = true;
            left -= 1;
            if left == 0 {
                break;
            }
        }
    }
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    for (label, _) in part.labels.iter().zip(&used).filter(|(_, used)| **used) {
        let next = numbers.len() as u32;
        numbers.entry(label).or_insert(next);
    }
    if numbers.len() == part.labels.len() {
        return part;
    }
    let ids = part.renumbered(|label| numbers.get(label).map(|&number| number as usize)).collect();
    let mut labels = vec![String::new(); numbers.len()];
    for (label, number) in numbers {
        label.clone_into(&mut labels[number as usize]);
    }
    Part { labels, ids }
}

/// Whole numbers that lie close together, such as years, are found in a table instead of by their hash.
fn whole_numbers(array: &Int64Array) -> Part {
    const SPAN: u64 = 1 << 12;
    let (Some(least), Some(most)) = (min(array), max(array)) else {
        return number(array.iter(), |value: i64| value.to_string());
    };
    if array.null_count() > 0 || most.abs_diff(least) >= SPAN {
        return number(array.iter(), |value| value.to_string());
    }
    let values = (least..=most).map(|value| value.to_string()).collect();
    let ids = array.values().iter().map(|value| value.abs_diff(least) as u32).collect();
    compact(Part { labels: values, ids })
}

fn number<T: Copy + Eq + std::hash::Hash>(
    values: impl Iterator<Item = Option<T>>,
    label: impl Fn(T) -> String,
) -> Part {
    let mut numbers: HashMap<T, u32> = HashMap::new();
    let (mut labels, mut ids) = (Vec::new(), Vec::new());
    let mut last: Option<(T, u32)> = None;
    for value in values {
        let Some(value) = value else {
            ids.push(NONE);
            continue;
        };
        let id = match last {
            Some((known, id)) if known == value => id,
            _ => *numbers.entry(value).or_insert_with(|| {
                labels.push(label(value));
                labels.len() as u32 - 1
            }),
        };
        last = Some((value, id));
        ids.push(id);
    }
    Part { labels, ids: ids.into() }
}

/// Reads only the columns needed, words by their dictionaries, row groups side by side.
fn read_parquet(
    method: &'static Method,
    files: &[PathBuf],
    names: &BTreeMap<String, String>,
) -> Result<Vec<Chunk>, EngineError> {
    let mut parts = Vec::new();
    for path in files {
        let file = File::open(path).map_err(EngineError::file(path))?;
        let plain = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())?;
        let wanted = |name: &str| names.values().any(|own| own == name);
        let fields: Vec<Arc<Field>> = plain
            .schema()
            .fields()
            .iter()
            .map(|field| {
                if wanted(field.name())
                    && matches!(field.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View)
                {
                    let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
                    Arc::new(field.as_ref().clone().with_data_type(words))
                } else {
                    Arc::clone(field)
                }
            })
            .collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, plain.schema().metadata().clone()));
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new().with_schema(schema))?;
        let roots =
            plain.schema().fields().iter().enumerate().filter(|(_, field)| wanted(field.name())).map(|(root, _)| root);
        let mask = ProjectionMask::roots(metadata.parquet_schema(), roots);
        for group in 0..metadata.metadata().num_row_groups() {
            parts.push((path.clone(), metadata.clone(), mask.clone(), group));
        }
    }
    let chunks = parts.into_par_iter().map(|(path, metadata, mask, group)| {
        let file = File::open(&path).map_err(EngineError::file(&path))?;
        let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata)
            .with_projection(mask)
            .with_row_groups(vec![group])
            .with_batch_size(1 << 20)
            .build()?;
        reader.map(|batch| chunk(method, &batch?, names)).collect::<Result<Vec<_>, _>>()
    });
    Ok(chunks.collect::<Result<Vec<_>, EngineError>>()?.into_iter().flatten().collect())
}
