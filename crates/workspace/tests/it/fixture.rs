//! Small tables and rows for the tests.

use arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray,
};
use arrow::datatypes::{Date32Type, Float64Type, Int64Type};
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_workspace::{CommitNote, Mode, Revision, Workspace};
use std::sync::Arc;
use tempfile::TempDir;

const fn column(name: &'static str, kind: ColumnKind) -> Column {
    Column::new(name, kind, text(name, name), text("", ""))
}

/// One column of each kind; keyed by two columns, one of which may be absent.
pub const MIXED: Table = Table {
    name: "mixed",
    title: text("混合", "Mixed"),
    help: text("", ""),
    key: &["id", "part"],
    columns: &[
        column("id", ColumnKind::Text).required(),
        column("part", ColumnKind::Text),
        column("count", ColumnKind::Integer).required(),
        column("value", ColumnKind::Number),
        column("flag", ColumnKind::Boolean),
        column("day", ColumnKind::Date),
    ],
};

/// A second table, without a key.
pub const LOG: Table = Table { name: "log", key: &[], ..MIXED };

/// A row of [`MIXED`].
#[derive(Clone, Debug, PartialEq, PartialOrd)]
pub struct Row {
    pub id: String,
    pub part: Option<String>,
    pub count: i64,
    pub value: Option<f64>,
    pub flag: Option<bool>,
    pub day: Option<i32>,
}

/// A row whose other values follow from `id` and `count`.
#[expect(clippy::needless_pass_by_value, reason = "texts and numbers")]
pub fn row(id: impl ToString, part: Option<&str>, count: i64) -> Row {
    let gap = count % 3 == 0;
    let day = i32::try_from(count % 20_000).unwrap();
    Row {
        id: id.to_string(),
        part: part.map(str::to_owned),
        count,
        value: (!gap).then_some(count as f64 / 8.0),
        flag: (!gap).then_some(count % 2 == 0),
        day: (!gap).then_some(day),
    }
}

pub fn batch(table: &Table, rows: &[Row]) -> RecordBatch {
    let columns: Vec<ArrayRef> = vec![
        Arc::new(rows.iter().map(|row| Some(row.id.as_str())).collect::<StringArray>()),
        Arc::new(rows.iter().map(|row| row.part.as_deref()).collect::<StringArray>()),
        Arc::new(rows.iter().map(|row| Some(row.count)).collect::<Int64Array>()),
        Arc::new(rows.iter().map(|row| row.value).collect::<Float64Array>()),
        Arc::new(rows.iter().map(|row| row.flag).collect::<BooleanArray>()),
        Arc::new(rows.iter().map(|row| row.day).collect::<Date32Array>()),
    ];
    RecordBatch::try_new(Arc::new(table.arrow()), columns).unwrap()
}

pub fn rows(batches: &[RecordBatch]) -> Vec<Row> {
    let read = |batch: &RecordBatch| {
        let column = |name| Arc::clone(batch.column_by_name(name).unwrap());
        let (id, part, count) = (column("id"), column("part"), column("count"));
        let (value, flag, day) = (column("value"), column("flag"), column("day"));
        let read = |i: usize| Row {
            id: id.as_string::<i32>().value(i).to_owned(),
            part: part.is_valid(i).then(|| part.as_string::<i32>().value(i).to_owned()),
            count: count.as_primitive::<Int64Type>().value(i),
            value: value.is_valid(i).then(|| value.as_primitive::<Float64Type>().value(i)),
            flag: flag.is_valid(i).then(|| flag.as_boolean().value(i)),
            day: day.is_valid(i).then(|| day.as_primitive::<Date32Type>().value(i)),
        };
        (0..batch.num_rows()).map(read).collect::<Vec<_>>()
    };
    batches.iter().flat_map(read).collect()
}

pub fn sorted(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by(|a, b| a.partial_cmp(b).unwrap());
    rows
}

/// An empty workspace, under a path with a space and letters that are not ASCII.
pub async fn workspace() -> (TempDir, Workspace) {
    let folder = tempfile::tempdir().unwrap();
    let workspace = Workspace::create(folder.path().join("长三角 a+b #1"), "长三角").await.unwrap();
    (folder, workspace)
}

pub fn note(message: &str) -> CommitNote {
    CommitNote { message: message.to_owned(), ..CommitNote::default() }
}

pub async fn import(workspace: &Workspace, table: &Table, mode: Mode, rows: &[Row]) -> Revision {
    let mut import = workspace.begin().await.unwrap();
    import.write(table, mode, &batch(table, rows)).unwrap();
    import.commit(note(&mode.to_string())).await.unwrap()
}

pub async fn stored(workspace: &Workspace, revision: &Revision, table: &str) -> Vec<Row> {
    rows(&workspace.scan(revision, table, None).await.unwrap())
}

/// A sequence of numbers that only looks random.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
