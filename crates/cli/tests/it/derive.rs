//! Monthly files of departments through the program: watched, killed, checked.

use crate::program::{fine, json, liantu, objects};
use std::fmt::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

const ROWS: usize = 30_000;

fn month(year: usize, month: usize, rows: usize) -> String {
    let mut text =
        String::from("invoice_number,issued,seller_region,buyer_region,commodity,value,quantity,quantity_unit\n");
    for row in 0..rows {
        let (seller, buyer) = (["310000", "320500", "330100"][row % 3], ["340100", "320100"][row % 2]);
        writeln!(
            text,
            "{year}{month:02}{row:08},{year}-{month:02}-{:02},{seller},{buyer},10702{}0,{}.25,{},kg",
            row % 28 + 1,
            row % 5,
            row % 997,
            row % 13 + 1
        )
        .expect("a row");
    }
    text
}

fn differences(folder: &Path) -> u64 {
    json(folder, &["derive", "--check"])["differences"].as_u64().expect("a count")
}

#[test]
fn a_folder_that_is_watched_keeps_flows_up_whatever_comes_twice() {
    let folder = tempfile::tempdir().expect("a folder");
    let inbox = folder.path().join("inbox");
    std::fs::create_dir(&inbox).expect("a folder");
    fine(folder.path(), &["new", "w"]);
    let workspace = folder.path().join("w");
    let look = || {
        fine(&workspace, &["import", "--watch", "../inbox", "--every", "1", "--once", "--table", "invoice"]);
    };
    std::fs::write(inbox.join("2024-01.csv"), month(2024, 1, 300)).expect("a file");
    look();
    std::fs::write(inbox.join("2024-01 again.csv"), month(2024, 1, 300)).expect("a file");
    std::fs::write(inbox.join("2024-02.csv"), month(2024, 2, 300)).expect("a file");
    look();
    look();
    let sums = json(
        &workspace,
        &["sql", "select period, count(*) as n, sum(value) as value from flow group by period order by period"],
    );
    let sums = objects(&sums);
    assert_eq!(sums.len(), 2);
    assert_eq!(sums[0]["value"], sums[1]["value"], "each file counted once");
    assert_eq!(sums[0]["n"], 30);
    assert_eq!(differences(&workspace), 0);
}

#[test]
fn a_killed_import_leaves_records_and_flows_that_agree() {
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["new", "."]);
    for (number, moment) in [60, 150, 250, 350, 500, 800, 1_200].into_iter().enumerate() {
        std::fs::write(folder.path().join("invoice.csv"), month(2024, number + 1, ROWS)).expect("a file");
        let mut child = liantu()
            .args(["import", "invoice.csv", "--json"])
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        std::thread::sleep(Duration::from_millis(moment));
        child.kill().expect("a signal");
        child.wait().expect("an end");
        let log = json(folder.path(), &["log"]);
        if log["revisions"][0]["revision"].as_u64() == Some(0) {
            continue;
        }
        // Whole or not at all, records and what follows from them together.
        let months = json(folder.path(), &["sql", "select count(*) as n from invoice"]);
        let months = objects(&months)[0]["n"].as_u64().expect("a count") / ROWS as u64;
        let flows = json(folder.path(), &["sql", "select count(distinct period) as n from flow"]);
        assert_eq!(objects(&flows)[0]["n"].as_u64(), Some(months), "after {moment} ms");
        assert_eq!(differences(folder.path()), 0, "after {moment} ms");
    }
    std::fs::write(folder.path().join("invoice.csv"), month(2024, 12, ROWS)).expect("a file");
    fine(folder.path(), &["import", "invoice.csv"]);
    let flows = json(folder.path(), &["sql", "select count(*) as n from flow where period = '2024-12'"]);
    assert_eq!(objects(&flows)[0]["n"], 30);
    assert_eq!(differences(folder.path()), 0);
    fine(folder.path(), &["import", "invoice.csv", "--withdraw"]);
    let flows = json(folder.path(), &["sql", "select count(*) as n from flow where period = '2024-12'"]);
    assert_eq!(objects(&flows)[0]["n"], 0);
    assert_eq!(differences(folder.path()), 0);
}
