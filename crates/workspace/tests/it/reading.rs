//! SQL and scans over a revision.

use crate::fixture::{LOG, MIXED, batch, import, note, row, stored, workspace};
use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use liantu_workspace::{Mode, Options, Pin, Revision, Workspace, WorkspaceError};
use std::time::Duration;

async fn answer(workspace: &Workspace, revision: &Revision, query: &str) -> String {
    let batches: Vec<RecordBatch> = workspace.sql(revision, query).await.unwrap().collect().await.unwrap();
    pretty_format_batches(&batches).unwrap().to_string()
}

#[tokio::test]
async fn sql_joins_tables_of_one_revision() {
    let (_folder, workspace) = workspace().await;
    import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1), row("b", None, 2)]).await;
    let revision = import(&workspace, &LOG, Mode::Append, &[row("b", None, 7)]).await;
    let joined = answer(&workspace, &revision, "SELECT m.id, l.count FROM mixed m JOIN log l USING (id)").await;
    assert!(joined.contains("| b  | 7     |"), "{joined}");
    assert!(answer(&workspace, &revision, "SHOW TABLES").await.contains("| liantu        | data"), "tables are listed");
    assert!(answer(&workspace, &revision, "DESCRIBE mixed").await.contains("| day         | Date32"));
    let empty = workspace.sql(&revision, "SELECT id FROM mixed WHERE count > 99").await.unwrap();
    assert_eq!(empty.schema().field(0).name(), "id");
    assert!(matches!(workspace.sql(&revision, "SELECT x FROM mixed").await, Err(WorkspaceError::Query { .. })));
}

#[tokio::test]
async fn tables_and_scans_are_those_of_the_revision() {
    let (_folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let [("mixed", Pin { rows: 1, files: 1, version: 0, bytes: 1.. })] =
        revision.tables.iter().map(|(name, pin)| (name.as_str(), *pin)).collect::<Vec<_>>()[..]
    else {
        panic!("one table");
    };
    let narrow = workspace.scan(&revision, "mixed", Some(&["day", "id"])).await.unwrap();
    assert_eq!(
        narrow[0].schema().fields().iter().map(|field| field.name().as_str()).collect::<Vec<_>>(),
        ["day", "id"]
    );
    let absent = workspace.scan(&revision, "none", None).await;
    assert!(matches!(absent, Err(WorkspaceError::TableAbsent { revision: 1, .. })));
    let absent = workspace.scan(&revision, "mixed", Some(&["none"])).await;
    assert!(matches!(absent, Err(WorkspaceError::ColumnAbsent { .. })));
}

#[tokio::test]
async fn statistics_answer_and_skip() {
    let (_folder, workspace) = workspace().await;
    let mut writer = workspace.begin().await.unwrap();
    // Three row groups with rising counts.
    for from in [0, 262_144, 524_288] {
        let rows: Vec<_> = (from..from + 262_144).map(|i| row("x", None, i)).collect();
        writer.write(&LOG, Mode::Append, &batch(&LOG, &rows)).unwrap();
    }
    let revision = writer.commit(note("sorted")).await.unwrap();
    let counting = answer(&workspace, &revision, "EXPLAIN SELECT count(*) FROM log").await;
    assert!(!counting.contains("DataSourceExec"), "the log knows how many rows there are: {counting}");
    let query = "EXPLAIN ANALYZE SELECT sum(value) FROM log WHERE count > 600000";
    let selective = answer(&workspace, &revision, query).await;
    assert!(selective.contains("row_groups_pruned_statistics=3 total → 1 matched"), "{selective}");
    assert!(selective.contains("projection=[count, value]") || selective.contains("projection=[value"), "{selective}");
}

#[tokio::test]
async fn large_sorts_spill_within_the_memory_limit() {
    let (_folder, workspace) = workspace().await;
    let rows: Vec<_> = (0..400_000).map(|i| row(format!("{:08}", i * 7919 % 400_000), None, i)).collect();
    let revision = import(&workspace, &LOG, Mode::Append, &rows).await;
    let options = Options { memory_bytes: 24 << 20, threads: 2, ..Options::default() };
    let small = Workspace::open_with(workspace.root(), &options).await.unwrap();
    let query = "EXPLAIN ANALYZE SELECT *, id || id || id FROM log ORDER BY id";
    let plan = answer(&small, &revision, query).await;
    let spilled = plan.split("spill_count=").skip(1).any(|rest| !rest.starts_with('0'));
    assert!(spilled, "{plan}");
    // What cannot spill fails with an error, and the workspace goes on.
    let options = Options { memory_bytes: 64 << 10, spill_bytes: 1 << 10, threads: 2 };
    let tiny = Workspace::open_with(workspace.root(), &options).await.unwrap();
    let failed =
        tiny.sql(&revision, "SELECT id, count(*) FROM log GROUP BY id ORDER BY 2").await.unwrap().collect().await;
    assert!(matches!(failed, Err(WorkspaceError::Query { .. })));
    assert_eq!(answer(&tiny, &revision, "SELECT 1 AS one").await.lines().count(), 5);
}

#[tokio::test]
async fn a_query_stops_when_nobody_waits_for_it() {
    let (_folder, workspace) = workspace().await;
    let options = Options { threads: 1, ..Options::default() };
    let one_thread = Workspace::open_with(workspace.root(), &options).await.unwrap();
    let revision = one_thread.head().await.unwrap();
    let endless =
        "SELECT sum(a.value * b.value) FROM generate_series(1, 1000000) a CROSS JOIN generate_series(1, 1000000) b";
    let rows = one_thread.sql(&revision, endless).await.unwrap();
    assert!(tokio::time::timeout(Duration::from_millis(100), rows.collect()).await.is_err());
    // The only thread is free again.
    assert!(answer(&one_thread, &revision, "SELECT 2 AS two").await.contains("| 2   |"));
}

#[tokio::test]
async fn a_context_sees_the_revision_and_no_other_files() {
    let (folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let context = workspace.context(&revision).unwrap();
    let frame = context.sql("SELECT count(*) FROM liantu.data.mixed").await.unwrap();
    assert_eq!(frame.collect().await.unwrap()[0].num_rows(), 1);
    let secret = folder.path().join("secret.csv");
    std::fs::write(&secret, "a\n1\n").unwrap();
    let path = secret.display();
    for query in [
        format!("SELECT * FROM '{path}'"),
        format!("SELECT * FROM \"{path}\""),
        format!("CREATE EXTERNAL TABLE s STORED AS CSV LOCATION '{path}'"),
        format!("COPY (SELECT 1) TO '{path}' STORED AS CSV"),
    ] {
        let result = match context.sql(&query).await {
            Ok(frame) => frame.collect().await,
            Err(error) => Err(error),
        };
        assert!(result.is_err(), "{query}: even the unchecked session has no way to other files");
    }
    assert_eq!(std::fs::read_to_string(&secret).unwrap(), "a\n1\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn workspaces_are_dropped_where_async_code_runs() {
    let (_folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    assert_eq!(stored(&workspace, &revision, "mixed").await.len(), 1);
    drop(workspace);
}
