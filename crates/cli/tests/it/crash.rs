//! Killed in the middle of an import.

use crate::program::{fine, json, liantu, objects};
use std::fmt::Write;
use std::process::Stdio;
use std::time::Duration;

const ROWS: usize = 60_000;

#[test]
fn a_killed_import_leaves_the_last_acknowledged_revision() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["new", "."]);
    std::fs::write(folder.path().join("source.csv"), "source_id\nfirst\n").expect("a file");
    fine(folder.path(), &["import", "source.csv"]);
    let source = |name: &str| {
        let mut rows = String::from("source_id,title_en\n");
        for n in 0..ROWS {
            writeln!(rows, "{name}-{n},Document {n} of {name} with a title that is as long as titles are")
                .expect("a row");
        }
        rows
    };
    let mut acknowledged = (1, 1);
    for moment in [0, 40, 90, 150, 220, 300, 400, 600] {
        let name = format!("s{moment}");
        std::fs::write(folder.path().join("source.csv"), source(&name)).expect("a file");
        let mut child = liantu()
            .args(["import", "source.csv", "--json"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().expect("a signal");
        let ended = child.wait().expect("an end");

        let log = json(folder.path(), &["log"]);
        let revision = log["revisions"][0]["revision"].as_u64().expect("a number");
        let counted = json(folder.path(), &["sql", "select count(*) as n from source"]);
        let rows = objects(&counted)[0]["n"].as_u64().expect("a count");
        // Whole or not at all; and what was acknowledged stays.
        assert!(revision == acknowledged.0 || revision == acknowledged.0 + 1, "after {moment} ms: {revision}");
        assert_eq!(rows, acknowledged.1 + (revision - acknowledged.0) * ROWS as u64, "after {moment} ms");
        if ended.success() {
            assert_eq!(revision, acknowledged.0 + 1, "what was acknowledged is there");
        }
        acknowledged = (revision, rows);
    }
    std::fs::write(folder.path().join("source.csv"), source("last")).expect("a file");
    fine(folder.path(), &["import", "source.csv"]);
    let counted = json(folder.path(), &["sql", "select count(*) as n from source"]);
    assert_eq!(objects(&counted)[0]["n"], acknowledged.1 + ROWS as u64);
}
