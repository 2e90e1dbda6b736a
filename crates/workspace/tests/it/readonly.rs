//! SQL of users reads and does nothing else, whatever it looks like.

use crate::fixture::{MIXED, import, row, workspace};
use liantu_workspace::{Mode, WorkspaceError};

#[tokio::test]
async fn statements_that_read_are_accepted() {
    let (_folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    for query in [
        "SELECT * FROM mixed",
        "select 'DROP TABLE mixed; COPY' as harmless -- INSERT INTO mixed",
        "WITH x AS (SELECT id FROM mixed) SELECT * FROM x UNION ALL SELECT 'y'",
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT sum(i) FROM n",
        "VALUES (1, 'a'), (2, 'b')",
        "EXPLAIN SELECT * FROM mixed",
        "EXPLAIN ANALYZE SELECT count(*) FROM mixed WHERE count > 0",
        "EXPLAIN FORMAT TREE SELECT 1",
        "SHOW TABLES",
        "SHOW COLUMNS FROM mixed",
        "SHOW ALL",
        "DESCRIBE mixed",
        "SELECT * FROM information_schema.columns",
        "SELECT * FROM generate_series(1, 3);",
        "(SELECT 1)",
    ] {
        let rows = workspace.sql(&revision, query).await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
        rows.collect().await.unwrap_or_else(|error| panic!("{query}: {error:?}"));
    }
}

#[tokio::test]
async fn everything_else_is_refused() {
    let (folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let target = folder.path().join("out.csv");
    let path = target.display();
    for query in [
        "",
        ";",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE mixed",
        "DROP TABLE mixed",
        "DROP VIEW mixed",
        "DELETE FROM mixed",
        "UPDATE mixed SET count = 0",
        "TRUNCATE TABLE mixed",
        "INSERT INTO mixed SELECT * FROM mixed",
        "CREATE TABLE t AS SELECT 1",
        "CREATE VIEW v AS SELECT 1",
        "CREATE SCHEMA s",
        "CREATE DATABASE d",
        "CREATE FUNCTION f(DOUBLE) RETURNS DOUBLE RETURN $1",
        "SELECT * INTO t FROM mixed",
        "WITH x AS (SELECT 1) SELECT * INTO t FROM x",
        "EXPLAIN SELECT * INTO t FROM mixed",
        "EXPLAIN ANALYZE INSERT INTO mixed SELECT * FROM mixed",
        "EXPLAIN ANALYZE CREATE TABLE t AS SELECT 1",
        "SET datafusion.execution.batch_size = 1",
        "RESET datafusion.execution.batch_size",
        "BEGIN",
        "COMMIT",
        "PREPARE p AS SELECT 1",
        "EXECUTE p",
        "DEALLOCATE p",
        "USE other",
        "ANALYZE TABLE mixed",
        "GRANT SELECT ON mixed TO x",
        "VACUUM",
    ] {
        assert!(workspace.sql(&revision, query).await.is_err(), "{query}");
    }
    for query in [
        format!("COPY mixed TO '{path}' STORED AS CSV"),
        format!("COPY (SELECT 1) TO '{path}'"),
        format!("EXPLAIN ANALYZE COPY mixed TO '{path}' STORED AS CSV"),
        format!("CREATE EXTERNAL TABLE t STORED AS CSV LOCATION '{path}'"),
    ] {
        let refused = workspace.sql(&revision, &query).await;
        assert!(matches!(refused, Err(WorkspaceError::NotReadOnly)), "{query}");
    }
    for query in [format!("SELECT * FROM '{path}'"), format!("SELECT * FROM read_csv('{path}')")] {
        assert!(workspace.sql(&revision, &query).await.is_err(), "{query}");
    }
    assert!(!target.exists());
    assert_eq!(workspace.head().await.unwrap(), revision);
}

#[tokio::test]
async fn deep_nesting_is_an_error_and_not_a_crash() {
    let (_folder, workspace) = workspace().await;
    let revision = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    let nested = |open: &str, inner: &str, close: &str, times: usize| {
        format!("SELECT {}{inner}{}", open.repeat(times), close.repeat(times))
    };
    for query in [
        nested("(", "1", ")", 1_000),
        nested("(", "1", ")", 100_000),
        nested("abs(", "1", ")", 1_000),
        nested("NOT ", "true", "", 10_000),
        nested("- ", "1", "", 10_000),
        nested("(SELECT ", "1", ")", 1_000),
        nested("[", "1", "]", 10_000),
        nested("CASE WHEN true THEN ", "1", " END", 1_000),
    ] {
        assert!(workspace.sql(&revision, &query).await.is_err(), "{}", &query[..40]);
    }
    // Chains are not nested for people, but are for machines: long ones work, absurd ones are refused.
    let chain = |with: &str, times: usize| format!("SELECT {}1", format!("1 {with} ").repeat(times));
    assert!(workspace.sql(&revision, &chain("+", 500)).await.unwrap().collect().await.is_ok());
    let conditions = format!("SELECT id FROM mixed WHERE {}count = 0", "count = 1 OR ".repeat(500));
    assert!(workspace.sql(&revision, &conditions).await.unwrap().collect().await.is_ok());
    let unions = format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(200));
    assert!(workspace.sql(&revision, &unions).await.unwrap().collect().await.is_ok());
    let list = format!("SELECT id FROM mixed WHERE count IN ({}1)", "1, ".repeat(50_000));
    assert!(workspace.sql(&revision, &list).await.unwrap().collect().await.is_ok());
    // As deep as is let through: whatever comes of it, the process lives.
    for query in [
        chain("+", 1_990),
        chain("||", 1_990),
        format!("SELECT id FROM mixed WHERE {}true", "count = 1 OR ".repeat(660)),
        format!("SELECT id FROM mixed WHERE {}true", "count = 1 OR id = 'x' AND ".repeat(280)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(660)),
        format!("SELECT 1{}", "::int".repeat(990)),
        format!("SELECT 1{}", " IS NOT NULL".repeat(660)),
        format!("SELECT a[1]{} FROM (SELECT [1] AS a)", "[1]".repeat(1_900)),
        (0..100).fold("SELECT count(*) FROM mixed".to_owned(), |query, i| query + &format!(" CROSS JOIN mixed t{i}")),
    ] {
        if let Ok(rows) = workspace.sql(&revision, &query).await {
            let _ = rows.collect().await;
        }
    }
    for query in [
        chain("+", 200_000),
        chain("||", 200_000),
        format!("SELECT id FROM mixed WHERE {}true", "count = 1 OR ".repeat(100_000)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(100_000)),
        format!("SELECT 1{}", "::int".repeat(100_000)),
        format!("SELECT 1{}", " IS NOT NULL".repeat(100_000)),
        format!("SELECT * FROM mixed{}", " CROSS JOIN mixed".repeat(20_000)),
    ] {
        assert!(workspace.sql(&revision, &query).await.is_err(), "{}", &query[..40]);
    }
}
