//! The worked examples of the documentation, run as a reader would: `docs/examples/<method>/` holds the input tables, the
//! parameters (`run.toml`) and what must come out (`expected.csv`; an empty cell is null).

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::csv::ReaderBuilder;
use arrow::datatypes::{DataType, Field, Float64Type, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The folder of the examples.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples")
}

/// Whether there is an example for this method.
pub fn exists(method: &str) -> bool {
    folder().join(method).join("run.toml").exists()
}

/// The folders of all examples.
pub fn all() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    folders.filter(|folder| folder.join("run.toml").exists()).collect()
}

/// The input tables of an example.
pub fn files(example: &Path) -> Vec<(String, PathBuf)> {
    std::fs::read_dir(example)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "csv"))
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(table, _)| table != "expected")
        .collect()
}

/// A CSV file as words.
pub fn words(path: &Path) -> RecordBatch {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let names: Vec<&str> = text.lines().next().unwrap_or_default().split(',').collect();
    let fields: Vec<Field> = names.iter().map(|name| Field::new(*name, DataType::Utf8, true)).collect();
    let schema = Arc::new(Schema::new(fields));
    let reader = ReaderBuilder::new(Arc::clone(&schema)).with_header(true).build(File::open(path).unwrap()).unwrap();
    let batches: Vec<RecordBatch> = reader.map(Result::unwrap).collect();
    arrow::compute::concat_batches(&schema, &batches).unwrap()
}

/// The parameters of an example, and how far its numbers may be off.
pub fn run_toml(path: &Path) -> (BTreeMap<String, String>, f64) {
    let settings: toml_edit::DocumentMut = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let given =
        settings.get("parameters").and_then(|table| table.as_table_like()).map_or_else(BTreeMap::new, |table| {
            table.iter().map(|(name, value)| (name.to_owned(), value.as_str().expect("text").to_owned())).collect()
        });
    let tolerance = settings.get("tolerance").and_then(toml_edit::Item::as_float).unwrap_or(1e-9);
    (given, tolerance)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_comes_out_as_written() {
    let mut failures = Vec::new();
    let examples = all();
    let count = examples.len();
    for folder in examples {
        if let Err(found) = example(&folder).await {
            failures.push(format!("{}: {found}", folder.display()));
        }
    }
    assert!(count > 0, "there are examples");
    assert!(failures.is_empty(), "{} of {count} examples fail:\n{}", failures.len(), failures.join("\n"));
}

async fn example(folder: &Path) -> Result<(), String> {
    let method = folder.file_name().unwrap().to_str().unwrap();
    let (given, tolerance) = run_toml(&folder.join("run.toml"));
    let files = files(folder);
    let outcome =
        liantu_engine::run_on_files(method, files, given).await.map_err(|error| format!("{:?}", error.problem()))?;
    let expected = words(&folder.join("expected.csv"));
    let table = outcome.table;
    if table.num_rows() != expected.num_rows() {
        return Err(format!("{} rows, expected {}\n{}", table.num_rows(), expected.num_rows(), shown(&table)));
    }
    for field in expected.schema().fields() {
        let wanted = expected.column_by_name(field.name()).unwrap().as_string::<i32>();
        let found = table.column_by_name(field.name()).ok_or_else(|| format!("no column {}", field.name()))?;
        let text = ArrayFormatter::try_new(found, &FormatOptions::default()).unwrap();
        for row in 0..expected.num_rows() {
            let wanted = wanted.is_valid(row).then(|| wanted.value(row)).filter(|word| !word.is_empty());
            let fits = match (wanted, found.is_null(row)) {
                (None, null) => null,
                (Some(_), true) => false,
                (Some(wanted), false) => match found.as_primitive_opt::<Float64Type>() {
                    Some(numbers) => wanted
                        .parse::<f64>()
                        .is_ok_and(|wanted| (numbers.value(row) - wanted).abs() <= tolerance * wanted.abs().max(1.0)),
                    None => text.value(row).to_string() == wanted,
                },
            };
            if !fits {
                let found = if found.is_null(row) { "null".to_owned() } else { text.value(row).to_string() };
                return Err(format!(
                    "row {} {}: {found}, expected {wanted:?}\n{}",
                    row + 1,
                    field.name(),
                    shown(&table)
                ));
            }
        }
    }
    Ok(())
}

fn shown(table: &RecordBatch) -> String {
    arrow::util::pretty::pretty_format_batches(std::slice::from_ref(table)).unwrap().to_string()
}
