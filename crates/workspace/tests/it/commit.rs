//! Imports: modes, atomicity, one writer, changing schemas, files.

use crate::fixture::{LOG, MIXED, batch, import, note, row, rows, sorted, stored, workspace};
use arrow::array::{Array, RecordBatch};
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_workspace::{CommitNote, ImportedFile, Mode, Options, Workspace, WorkspaceError};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn append_replace_and_upsert() {
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1), row("b", Some("x"), 2)]).await;
    let second = import(&workspace, &MIXED, Mode::Append, &[row("c", None, 3)]).await;
    let third =
        import(&workspace, &MIXED, Mode::Upsert, &[row("a", None, 10), row("b", None, 11), row("c", Some(""), 12)])
            .await;
    let fourth = import(&workspace, &MIXED, Mode::Replace, &[row("z", None, 4)]).await;
    assert_eq!(stored(&workspace, &first, "mixed").await, [row("a", None, 1), row("b", Some("x"), 2)]);
    assert_eq!(stored(&workspace, &second, "mixed").await.len(), 3);
    // Absent is a value of a key, and not the empty text.
    let expected =
        [row("a", None, 10), row("b", None, 11), row("b", Some("x"), 2), row("c", None, 3), row("c", Some(""), 12)];
    assert_eq!(sorted(stored(&workspace, &third, "mixed").await), expected);
    assert_eq!(stored(&workspace, &fourth, "mixed").await, [row("z", None, 4)]);
    assert_eq!([first.number, second.number, third.number, fourth.number], [1, 2, 3, 4]);
    assert_eq!(third.tables["mixed"].rows, 5);
}

#[tokio::test]
async fn upsert_keeps_the_last_of_equal_keys() {
    let (_folder, workspace) = workspace().await;
    let mut writer = workspace.begin().await.unwrap();
    writer
        .write(&MIXED, Mode::Upsert, &batch(&MIXED, &[row("a", None, 1), row("a", None, 2), row("b", None, 3)]))
        .unwrap();
    writer.write(&MIXED, Mode::Upsert, &batch(&MIXED, &[row("c", None, 4), row("a", None, 5)])).unwrap();
    let revision = writer.commit(note("twice")).await.unwrap();
    assert_eq!(stored(&workspace, &revision, "mixed").await, [row("b", None, 3), row("c", None, 4), row("a", None, 5)]);
}

#[tokio::test]
async fn upsert_leaves_files_without_a_replaced_row_alone() {
    let (_folder, workspace) = workspace().await;
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let before = import(&workspace, &MIXED, Mode::Append, &[row("b", None, 2), row("c", None, 3)]).await;
    let after = import(&workspace, &MIXED, Mode::Upsert, &[row("b", None, 9)]).await;
    let before = workspace.files(&before, "mixed").await.unwrap();
    let after_files = workspace.files(&after, "mixed").await.unwrap();
    assert!(after_files.contains(&before[0]) && !after_files.contains(&before[1]));
    assert_eq!(stored(&workspace, &after, "mixed").await, [row("a", None, 1), row("c", None, 3), row("b", None, 9)]);
}

#[tokio::test]
async fn rows_are_withdrawn_and_told() {
    let (_folder, workspace) = workspace().await;
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1), row("b", None, 2), row("c", None, 3)]).await;
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&MIXED, Mode::Append, &batch(&MIXED, &[row("d", None, 4), row("e", None, 5)])).unwrap();
    writer.write(&MIXED, Mode::Withdraw, &batch(&MIXED, &[row("a", None, 7), row("e", None, 7)])).unwrap();
    writer.write(&MIXED, Mode::Upsert, &batch(&MIXED, &[row("b", None, 8)])).unwrap();
    let told = Arc::new(std::sync::Mutex::new(Vec::new()));
    let held = Arc::clone(&told);
    writer.outgoing(&MIXED, Box::new(move |batch| held.lock().unwrap().extend(rows(&[batch])))).await.unwrap();
    let late = writer.write(&MIXED, Mode::Upsert, &batch(&MIXED, &[row("z", None, 1)]));
    assert!(matches!(late, Err(WorkspaceError::Settled { .. })));
    let revision = writer.commit(note("mixed")).await.unwrap();
    let gone = sorted(told.lock().unwrap().clone());
    assert_eq!(gone, [row("a", None, 1), row("b", None, 2), row("e", None, 5)], "as they were stored");
    let left = [row("b", None, 8), row("c", None, 3), row("d", None, 4)];
    assert_eq!(sorted(stored(&workspace, &revision, "mixed").await), left);
    assert!(matches!(
        workspace.begin().await.unwrap().write(&LOG, Mode::Withdraw, &batch(&LOG, &[row("a", None, 1)])),
        Err(WorkspaceError::KeyAbsent { .. })
    ));
}

#[tokio::test]
async fn rows_that_replace_their_like_change_nothing() {
    let (_folder, workspace) = workspace().await;
    let stored = [row("a", None, 1), row("b", None, 2), row("c", None, 3)];
    import(&workspace, &MIXED, Mode::Append, &stored).await;
    let changes = async |mode: Mode, rows: &[crate::fixture::Row]| {
        let mut writer = workspace.begin().await.unwrap();
        writer.compare();
        writer.write(&MIXED, mode, &batch(&MIXED, rows)).unwrap();
        let changes = writer.changes(&["mixed"]).await.unwrap();
        writer.abandon().await;
        changes
    };
    assert!(!changes(Mode::Upsert, &[row("b", None, 2), row("a", None, 1)]).await, "the same in another order");
    assert!(!changes(Mode::Upsert, &[row("b", None, 9), row("b", None, 2)]).await, "of equal keys the last stays");
    assert!(changes(Mode::Upsert, &[row("a", None, 1), row("b", None, 9)]).await, "another value");
    assert!(changes(Mode::Upsert, &[row("a", None, 1), row("d", None, 2)]).await, "another key");
    assert!(changes(Mode::Withdraw, &[row("a", None, 1)]).await);
    assert!(!changes(Mode::Withdraw, &[row("d", None, 1)]).await, "what is not there cannot go");
}

#[tokio::test]
async fn history_out_of_reach_is_not_opened() {
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a1", None, 1), row("a9", None, 2)]).await;
    import(&workspace, &MIXED, Mode::Append, &[row("c1", None, 3), row("c9", None, 4)]).await;
    // Whoever opened the first file would fail.
    let file = workspace.files(&first, "mixed").await.unwrap().remove(0);
    std::fs::rename(&file, file.with_extension("away")).unwrap();
    let next = import(&workspace, &MIXED, Mode::Upsert, &[row("b5", None, 5), row("c9", None, 6)]).await;
    std::fs::rename(file.with_extension("away"), &file).unwrap();
    let expected = [row("a1", None, 1), row("a9", None, 2), row("b5", None, 5), row("c1", None, 3), row("c9", None, 6)];
    assert_eq!(sorted(stored(&workspace, &next, "mixed").await), expected);
}

#[tokio::test]
async fn nothing_is_seen_before_the_commit() {
    let (_folder, workspace) = workspace().await;
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&MIXED, Mode::Append, &batch(&MIXED, &[row("b", None, 2)])).unwrap();
    writer.write(&LOG, Mode::Append, &batch(&LOG, &[row("l", None, 1)])).unwrap();
    let reader = Workspace::open(workspace.root()).await.unwrap();
    assert_eq!(reader.head().await.unwrap().number, 1);
    writer.abandon().await;
    assert_eq!(workspace.head().await.unwrap().number, 1);
    assert_eq!(parquet_files(workspace.root()), 1, "an abandoned import leaves no file");
    assert!(!workspace.root().join("tables/log").exists());
    let revision = import(&workspace, &LOG, Mode::Append, &[row("l", None, 1)]).await;
    assert_eq!(reader.head().await.unwrap(), revision, "another handle sees the commit");
}

#[tokio::test]
async fn one_writer_at_a_time() {
    let (_folder, workspace) = workspace().await;
    let writer = workspace.begin().await.unwrap();
    let elsewhere = Workspace::open(workspace.root()).await.unwrap();
    assert!(matches!(elsewhere.begin().await, Err(WorkspaceError::Busy { .. })));
    let clone = workspace.clone();
    let mut waiting = tokio::spawn(async move { clone.begin().await });
    assert!(tokio::time::timeout(Duration::from_millis(50), &mut waiting).await.is_err(), "the second writer waits");
    drop(writer);
    let second = waiting.await.unwrap().unwrap();
    drop(second);
    assert!(elsewhere.begin().await.is_ok());
}

#[tokio::test]
async fn batches_must_fit_their_table() {
    let (_folder, workspace) = workspace().await;
    let mut writer = workspace.begin().await.unwrap();
    let good = batch(&MIXED, &[row("a", None, 1)]);
    let narrow = good.project(&[0, 1]).unwrap();
    assert!(matches!(writer.write(&MIXED, Mode::Append, &narrow), Err(WorkspaceError::ColumnCount { found: 2, .. })));
    let swapped = good.project(&[1, 0, 2, 3, 4, 5]).unwrap();
    assert!(matches!(writer.write(&MIXED, Mode::Append, &swapped), Err(WorkspaceError::Column { .. })));
    let nullable = arrow::datatypes::Schema::new(
        good.schema().fields().iter().map(|field| field.as_ref().clone().with_nullable(true)).collect::<Vec<_>>(),
    );
    let mut columns = good.columns().to_vec();
    columns[0] = arrow::array::new_null_array(columns[0].data_type(), 1);
    let gap = RecordBatch::try_new(Arc::new(nullable), columns).unwrap();
    assert!(matches!(writer.write(&MIXED, Mode::Append, &gap), Err(WorkspaceError::Required { rows: 1, .. })));
    assert!(matches!(writer.write(&LOG, Mode::Upsert, &good), Err(WorkspaceError::KeyAbsent { .. })));
    writer.write(&MIXED, Mode::Append, &good).unwrap();
    assert!(matches!(writer.write(&MIXED, Mode::Replace, &good), Err(WorkspaceError::ModeMixed { .. })));
    let escape = Table { name: "../x", ..MIXED };
    assert!(matches!(writer.write(&escape, Mode::Append, &good), Err(WorkspaceError::TableName { .. })));
    assert_eq!(writer.commit(note("good")).await.unwrap().tables["mixed"].rows, 1);
}

#[tokio::test]
async fn an_empty_batch_creates_or_empties_a_table() {
    let (_folder, workspace) = workspace().await;
    let created = import(&workspace, &MIXED, Mode::Append, &[]).await;
    assert_eq!(stored(&workspace, &created, "mixed").await, []);
    assert_eq!(workspace.schema(&created, "mixed").await.unwrap().fields().len(), 6);
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let emptied = import(&workspace, &MIXED, Mode::Replace, &[]).await;
    assert_eq!(emptied.tables["mixed"].rows, 0);
    let nothing = workspace.begin().await.unwrap().commit(note("nothing")).await.unwrap();
    assert_eq!(nothing.tables, emptied.tables);
}

const WIDER: Table = Table {
    columns: &[
        MIXED.columns[0],
        Column::new("added", ColumnKind::Integer, text("", ""), text("", "")).required(),
        MIXED.columns[1],
        MIXED.columns[2],
        MIXED.columns[3],
        MIXED.columns[4],
        MIXED.columns[5],
    ],
    ..MIXED
};

#[tokio::test]
async fn a_later_column_is_null_in_earlier_rows() {
    let (_folder, workspace) = workspace().await;
    let old = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1), row("b", None, 2)]).await;
    let narrow = batch(&MIXED, &[row("b", None, 20), row("c", None, 30)]);
    let mut columns = narrow.columns().to_vec();
    columns.insert(1, Arc::new(arrow::array::Int64Array::from(vec![200, 300])));
    let wide = RecordBatch::try_new(Arc::new(WIDER.arrow()), columns).unwrap();
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&WIDER, Mode::Upsert, &wide).unwrap();
    let new = writer.commit(note("wider")).await.unwrap();
    let all = workspace
        .sql(&new, "SELECT id, added FROM mixed WHERE added IS NULL OR added > 250 ORDER BY id")
        .await
        .unwrap();
    let all = arrow::util::pretty::pretty_format_batches(&all.collect().await.unwrap()).unwrap().to_string();
    assert!(all.contains("| a  |       |") && all.contains("| c  | 300   |") && !all.contains("| b"), "{all}");
    assert_eq!(workspace.schema(&old, "mixed").await.unwrap().fields().len(), 6);
    assert!(workspace.schema(&new, "mixed").await.unwrap().field_with_name("added").unwrap().is_nullable());
    // Rows without the column still go in, and the old state comes back with its own columns.
    let again = import(&workspace, &MIXED, Mode::Append, &[row("d", None, 4)]).await;
    assert_eq!(rows(&workspace.scan(&again, "mixed", None).await.unwrap()).len(), 4);
    let restored = workspace.restore(old.number).await.unwrap();
    assert_eq!(workspace.schema(&restored, "mixed").await.unwrap(), workspace.schema(&old, "mixed").await.unwrap());
}

#[tokio::test]
async fn a_column_does_not_change_its_type_except_by_replacement() {
    const RETYPED: Table =
        Table { columns: &[Column::new("id", ColumnKind::Integer, text("", ""), text("", ""))], key: &["id"], ..MIXED };
    let (_folder, workspace) = workspace().await;
    let old = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let numbers = Arc::new(arrow::array::Int64Array::from(vec![1]));
    let numbers = RecordBatch::try_new(Arc::new(RETYPED.arrow()), vec![numbers]).unwrap();
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&RETYPED, Mode::Append, &numbers).unwrap();
    assert!(matches!(writer.commit(note("x")).await, Err(WorkspaceError::Incompatible { .. })));
    assert_eq!(parquet_files(workspace.root()), 1);
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&RETYPED, Mode::Replace, &numbers).unwrap();
    let new = writer.commit(note("y")).await.unwrap();
    assert_eq!(workspace.scan(&new, "mixed", None).await.unwrap()[0].num_columns(), 1);
    assert_eq!(stored(&workspace, &old, "mixed").await, [row("a", None, 1)]);
}

#[tokio::test]
async fn the_same_file_is_recognised_while_its_rows_are_in() {
    let (_folder, workspace) = workspace().await;
    let file = ImportedFile { name: "联系.csv".into(), bytes: 3, sha256: "ab12".into() };
    let mut writer = workspace.begin().await.unwrap();
    writer.write(&MIXED, Mode::Append, &batch(&MIXED, &[row("a", None, 1)])).unwrap();
    let counts = [("read".to_owned(), 1), ("accepted".to_owned(), 1)].into();
    let policy = Some("reject-rows".to_owned());
    let with_file = CommitNote { message: "导入".into(), files: vec![file], policy, counts, reading: None };
    let imported = writer.commit(with_file.clone()).await.unwrap();
    import(&workspace, &MIXED, Mode::Append, &[row("b", None, 2)]).await;
    let reopened = Workspace::open(workspace.root()).await.unwrap();
    let found = reopened.find_import("AB12").await.unwrap().unwrap();
    assert_eq!((found.number, &found.note), (imported.number, &with_file));
    assert_eq!(reopened.find_import("cd34").await.unwrap(), None);
    workspace.restore(0).await.unwrap();
    assert_eq!(workspace.find_import("ab12").await.unwrap(), None, "a restore undid it");
    workspace.restore(2).await.unwrap();
    assert!(workspace.find_import("ab12").await.unwrap().is_some());
}

#[tokio::test]
async fn many_row_groups_keep_the_order_of_rows() {
    let (_folder, workspace) = workspace().await;
    let mut writer = workspace.begin().await.unwrap();
    let total = 700_000;
    let mut from = 0;
    while from < total {
        let to = (from + 99_999).min(total);
        let part: Vec<_> = (from..to).map(|i| row(i % 1000, None, i)).collect();
        writer.write(&LOG, Mode::Append, &batch(&LOG, &part)).unwrap();
        from = to;
    }
    let revision = writer.commit(note("large")).await.unwrap();
    let counts: Vec<i64> = workspace
        .scan(&revision, "log", Some(&["count"]))
        .await
        .unwrap()
        .iter()
        .flat_map(|batch| batch.column(0).to_data().buffer::<i64>(0)[..batch.num_rows()].to_vec())
        .collect();
    assert!(counts.iter().copied().eq(0..total));
    let filtered = workspace.sql(&revision, "SELECT count(*) FROM log WHERE count < 1000").await.unwrap();
    assert_eq!(filtered.collect().await.unwrap()[0].column(0).to_data().buffer::<i64>(0)[0], 1000);
}

pub fn parquet_files(root: &Path) -> usize {
    let tables = std::fs::read_dir(root.join("tables")).unwrap();
    let files = tables.flat_map(|table| std::fs::read_dir(table.unwrap().path()).unwrap());
    files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|end| end == "parquet")).count()
}

#[tokio::test]
async fn the_same_rows_make_the_same_files_at_any_number_of_threads() {
    let mut contents = Vec::new();
    for threads in [1, 3] {
        let (_folder, workspace) = workspace().await;
        let options = Options { threads, ..Options::default() };
        let workspace = Workspace::open_with(workspace.root(), &options).await.unwrap();
        let mut writer = workspace.begin().await.unwrap();
        for from in (0..600_000).step_by(60_000) {
            let part: Vec<_> = (from..from + 60_000).map(|i| row(i % 777, None, i)).collect();
            writer.write(&LOG, Mode::Append, &batch(&LOG, &part)).unwrap();
        }
        let revision = writer.commit(note("large")).await.unwrap();
        let files = workspace.files(&revision, "log").await.unwrap();
        contents.push(files.iter().map(|file| std::fs::read(file).unwrap()).collect::<Vec<_>>());
    }
    assert!(contents[0] == contents[1]);
}

#[tokio::test]
async fn an_import_that_lost_rows_cannot_be_committed() {
    let (_folder, workspace) = workspace().await;
    std::fs::write(workspace.root().join("tables/log"), "in the way of the table's folder").unwrap();
    let mut writer = workspace.begin().await.unwrap();
    let large: Vec<_> = (0..300_000).map(|i| row(i, None, i)).collect();
    assert!(matches!(writer.write(&LOG, Mode::Append, &batch(&LOG, &large)), Err(WorkspaceError::Io { .. })));
    std::fs::remove_file(workspace.root().join("tables/log")).unwrap();
    writer.write(&LOG, Mode::Append, &batch(&LOG, &large[..9])).unwrap();
    assert!(matches!(writer.commit(note("x")).await, Err(WorkspaceError::Incomplete)));
    assert_eq!(workspace.head().await.unwrap().number, 0);
}
