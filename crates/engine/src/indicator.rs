//! Reading the indicator table column by column: words become numbers, in an order that does not depend on the file.

use crate::EngineError;
use arrow::array::{Array, ArrayRef, AsArray, DictionaryArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field, Float64Type, Int32Type, Int64Type, Schema};
use foldhash::{HashMap, HashMapExt};
use liantu_model::{Method, Observation, Period};
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
const PLACES: [&str; 5] = ["indicator", "region", "industry", "period", "observation"];

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
    pub fn listed(&self) -> String {
        listed(&self.0)
    }
}

fn listed(words: &[String]) -> String {
    let shown: Vec<&str> = words.iter().take(12).map(String::as_str).collect();
    format!("one of {}{}", shown.join(", "), if words.len() > 12 { ", …" } else { "" })
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
    pub fn listed(&self) -> String {
        listed(&self.labels)
    }
}

/// Some rows of the table, their words numbered among themselves.
struct Chunk {
    /// In the order of [`PLACES`]; a column that the table lacks is empty.
    places: [Coded; 5],
    value: Vec<f64>,
}

/// The rows of an indicator table, each column numbered by its distinct words; a column that the table lacks is empty.
pub(crate) struct Table {
    pub indicator: Coded,
    pub region: Coded,
    pub industry: Coded,
    pub period: Coded,
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
        let [indicator, region, industry, period, observation] =
            std::array::from_fn(|place| merge(chunks.iter().map(|chunk| &chunk.places[place]), rows));
        let value = chunks.into_par_iter().flat_map_iter(|chunk| chunk.value).collect();
        Ok(Self { indicator, region, industry, period, observation, value })
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

/// Whether a period lies wholly within another.
pub(crate) fn inside(label: &str, within: Period) -> bool {
    label.parse::<Period>().is_ok_and(|period| {
        within.start <= period.start && within.end.is_none_or(|end| period.end.is_some_and(|own| own <= end))
    })
}

/// One numbering over all chunks, in the order of the words.
fn merge<'a>(chunks: impl Iterator<Item = &'a Coded> + Clone, rows: usize) -> Coded {
    let labels: BTreeSet<&str> = chunks.clone().flat_map(|chunk| chunk.labels.iter().map(String::as_str)).collect();
    let labels: Vec<String> = labels.into_iter().map(str::to_owned).collect();
    let mut ids = Vec::with_capacity(rows);
    for chunk in chunks {
        let places: Vec<u32> =
            chunk.labels.iter().map(|label| labels.binary_search(label).map_or(NONE, |number| number as u32)).collect();
        ids.extend(chunk.ids.iter().map(|&id| places.get(id as usize).copied().unwrap_or(NONE)));
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
    let value = cast(value, &DataType::Float64)?;
    let value = value.as_primitive::<Float64Type>();
    let value = match value.nulls() {
        None => value.values().to_vec(),
        Some(nulls) => {
            value.values().iter().zip(nulls).map(|(&value, valid)| if valid { value } else { f64::NAN }).collect()
        }
    };
    let mut places: [Coded; 5] = Default::default();
    for (place, name) in places.iter_mut().zip(PLACES) {
        if let Some(array) = column(name) {
            *place = code(array)?;
        }
    }
    Ok(Chunk { places, value })
}

pub(crate) fn lacking(method: &'static Method, found: impl Iterator<Item = String>) -> EngineError {
    let found: Vec<String> = found.take(20).collect();
    EngineError::Input {
        method: method.id,
        table: "indicator".to_owned(),
        columns: vec!["region", "industry", "value"],
        found: format!("found {}", found.join(", ")),
    }
}

/// A column of words or whole numbers as numbers of its distinct words.
fn code(array: &ArrayRef) -> Result<Coded, EngineError> {
    match array.data_type() {
        DataType::Dictionary(key, value) if **key == DataType::Int32 && **value == DataType::Utf8 => {
            let array: &DictionaryArray<Int32Type> = array.as_dictionary();
            let words = array.values().as_string::<i32>();
            let labels = (0..words.len()).map(|n| words.value(n).to_owned()).collect();
            let ids = (0..array.len()).map(|n| array.key(n).map_or(NONE, |key| key as u32)).collect();
            Ok(compact(&Coded { labels, ids }))
        }
        data_type if data_type.is_integer() => {
            let array = cast(array, &DataType::Int64)?;
            let array = array.as_primitive::<Int64Type>();
            Ok(number(array.iter(), |value| value.to_string()))
        }
        _ => {
            let array = cast(array, &DataType::Utf8)?;
            Ok(number(array.as_string::<i32>().iter(), str::to_owned))
        }
    }
}

/// Drops words that no row uses and words that occur twice.
fn compact(coded: &Coded) -> Coded {
    let mut used = vec![false; coded.labels.len()];
    coded.ids.iter().filter(|id| **id != NONE).for_each(|&id| used[id as usize] = true);
    let mut numbers: HashMap<&str, u32> = HashMap::new();
    let mut labels = Vec::new();
    let places: Vec<u32> = coded
        .labels
        .iter()
        .zip(&used)
        .map(|(label, used)| {
            if !used {
                return NONE;
            }
            *numbers.entry(label).or_insert_with(|| {
                labels.push(label.clone());
                labels.len() as u32 - 1
            })
        })
        .collect();
    let ids = coded.ids.iter().map(|&id| places.get(id as usize).copied().unwrap_or(NONE)).collect();
    Coded { labels, ids }
}

fn number<T: Copy + Eq + std::hash::Hash>(
    values: impl Iterator<Item = Option<T>>,
    label: impl Fn(T) -> String,
) -> Coded {
    let mut numbers: HashMap<T, u32> = HashMap::new();
    let mut coded = Coded::default();
    let mut last: Option<(T, u32)> = None;
    for value in values {
        let Some(value) = value else {
            coded.ids.push(NONE);
            continue;
        };
        let id = match last {
            Some((known, id)) if known == value => id,
            _ => *numbers.entry(value).or_insert_with(|| {
                coded.labels.push(label(value));
                coded.labels.len() as u32 - 1
            }),
        };
        last = Some((value, id));
        coded.ids.push(id);
    }
    coded
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
            .with_batch_size(1 << 16)
            .build()?;
        reader.map(|batch| chunk(method, &batch?, names)).collect::<Result<Vec<_>, _>>()
    });
    Ok(chunks.collect::<Result<Vec<_>, EngineError>>()?.into_iter().flatten().collect())
}
