//! The tables are plain Delta Lake: an independent reader, the Python package `deltalake`, reads them as they are.

use crate::fixture::{LOG, MIXED, Row, batch, import, note, row, sorted, stored, workspace};
use liantu_workspace::{Mode, Revision, Workspace};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

const READ: &str = r#"
import json, os, sys, datetime
from deltalake import DeltaTable
request = json.loads(sys.argv[1])
table = DeltaTable(request["path"], version=request.get("version"))
filters = [(c, op, datetime.date.fromisoformat(v) if c == "day" else v) for c, op, v in request.get("filters", [])]
rows = table.to_pyarrow_table(filters=filters or None)
plain = lambda value: (value - datetime.date(1970, 1, 1)).days if isinstance(value, datetime.date) else value
print(json.dumps({
    "columns": [[f.name, str(f.type), f.nullable] for f in table.schema().fields],
    "partitions": table.metadata().partition_columns,
    "version": table.version(),
    "rows": [[plain(value) for value in row.values()] for row in rows.to_pylist()],
}), flush=True)
# The reader's own threads sometimes abort a regular exit; the answer is given.
os._exit(0)
"#;

/// Whether there is such a reader on this machine; says so if not.
pub fn available(test: &str) -> bool {
    let found = Command::new("python3").args(["-c", "import deltalake, pyarrow"]).output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        println!("skipped: {test} (python3 with deltalake and pyarrow is not installed)");
    }
    found
}

fn read(folder: &Path, version: Option<u64>, filters: &Value) -> Value {
    let request = serde_json::json!({ "path": folder, "version": version, "filters": filters });
    let output = Command::new("python3").args(["-c", READ, &request.to_string()]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn rows(answer: &Value) -> Vec<Row> {
    let read = |row: &Value| Row {
        id: row[0].as_str().unwrap().to_owned(),
        part: row[1].as_str().map(str::to_owned),
        count: row[2].as_i64().unwrap(),
        value: row[3].as_f64(),
        flag: row[4].as_bool(),
        day: row[5].as_i64().map(|days| days.try_into().unwrap()),
    };
    sorted(answer["rows"].as_array().unwrap().iter().map(read).collect())
}

/// Asserts that the reader's newest version of every table holds the rows of `revision`.
pub async fn agrees(workspace: &Workspace, revision: &Revision) {
    for name in revision.tables.keys() {
        let answer = read(&workspace.root().join("tables").join(name), None, &Value::Array(Vec::new()));
        assert_eq!(rows(&answer), sorted(stored(workspace, revision, name).await), "{name}");
    }
}

#[tokio::test]
async fn an_independent_reader_reads_the_tables() {
    if !available("an_independent_reader_reads_the_tables") {
        return;
    }
    let (_folder, workspace) = workspace().await;
    let mut writer = workspace.begin().await.unwrap();
    let all: Vec<Row> = (0..300).map(|i| row(format!("企业 {i} \"x\""), (i % 2 == 0).then_some("部分"), i)).collect();
    writer.write(&MIXED, Mode::Append, &batch(&MIXED, &all)).unwrap();
    writer.write(&LOG, Mode::Append, &batch(&LOG, &[row("l", None, 1)])).unwrap();
    let first = writer.commit(note("first")).await.unwrap();
    let second =
        import(&workspace, &MIXED, Mode::Upsert, &[row("企业 7 \"x\"", None, 1007), row("new", None, 2)]).await;
    agrees(&workspace, &second).await;

    let folder = workspace.root().join("tables/mixed");
    let none = Value::Array(Vec::new());
    let answer = read(&folder, Some(first.tables["mixed"].version), &none);
    assert_eq!(rows(&answer), sorted(all.clone()), "time travel");
    let string = r#"PrimitiveType("string")"#;
    let columns: Vec<(String, String, bool)> = serde_json::from_value(answer["columns"].clone()).unwrap();
    let expected = [
        ("id", string, false),
        ("part", string, true),
        ("count", r#"PrimitiveType("long")"#, false),
        ("value", r#"PrimitiveType("double")"#, true),
        ("flag", r#"PrimitiveType("boolean")"#, true),
        ("day", r#"PrimitiveType("date")"#, true),
    ];
    assert!(columns.iter().map(|(name, kind, null)| (name.as_str(), kind.as_str(), *null)).eq(expected), "{columns:?}");
    assert_eq!(answer["partitions"], none);

    // Files are skipped by our statistics: wrong ones would lose rows here.
    let kept = |keep: &dyn Fn(&Row) -> bool| sorted(all.iter().filter(|row| keep(row)).cloned().collect());
    let version = Some(first.tables["mixed"].version);
    let large = read(&folder, version, &serde_json::json!([["count", ">=", 299]]));
    assert_eq!(rows(&large), kept(&|row| row.count >= 299));
    let named = read(&folder, version, &serde_json::json!([["id", "=", "企业 299 \"x\""]]));
    assert_eq!(rows(&named), kept(&|row| row.count == 299));
    let late = read(&folder, version, &serde_json::json!([["day", ">=", "1970-10-26"]]));
    assert_eq!(rows(&late), kept(&|row| row.day >= Some(298)));
}

#[tokio::test]
async fn an_independent_reader_sees_restores_and_never_what_was_lost() {
    if !available("an_independent_reader_sees_restores_and_never_what_was_lost") {
        return;
    }
    let (_folder, workspace) = workspace().await;
    let first = import(&workspace, &MIXED, Mode::Append, &[row("a", None, 1)]).await;
    import(&workspace, &MIXED, Mode::Replace, &[row("b", None, 2)]).await;
    let restored = workspace.restore(first.number).await.unwrap();
    agrees(&workspace, &restored).await;
    let lost = import(&workspace, &MIXED, Mode::Append, &[row("lost", None, 3)]).await;
    std::fs::remove_file(workspace.root().join(format!("revisions/{}.json", lost.number))).unwrap();
    let reopened = Workspace::open(workspace.root()).await.unwrap();
    assert_eq!(reopened.head().await.unwrap(), restored);
    agrees(&reopened, &restored).await;
}
