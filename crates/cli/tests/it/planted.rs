//! Faults planted where they are easily overlooked: each is found at its line, and unknown is not zero.

use crate::program::{copy, fine, json as answer, list, objects, parse, run, text};
use serde_json::{Value, json};
use std::path::Path;

const FAULTY: &str = "\
actor_id,name_zh,kind,region,credit_code
a-1,甲公司,firm,310000,914403001922038216
a-2,乙公司,firm,999999,
a-3,丙公司,wizard,320000,
a-1,丁公司,firm,330000,
a-5,戊公司,firm,340000,914403001922038217
a-6,己公司,firm,340000,,surplus
a-7,庚公司,firm,340000,
";

/// The single value that a query gives.
fn value(folder: &Path, query: &str) -> Value {
    answer(folder, &["sql", query])["rows"][0][0].clone()
}

#[test]
fn every_planted_fault_is_found_at_its_line_and_explained() {
    let map = copy();
    std::fs::write(map.path().join("actors.csv"), FAULTY).expect("a file");
    let refused = run(map.path(), &["import", "actors.csv", "--table", "actor", "--json"]);
    assert_eq!(refused.exit, Some(3), "{}", refused.err);
    let report = parse(&refused.out)["files"][0]["report"].clone();
    let errors: Vec<&Value> =
        list(&report["findings"]).iter().filter(|finding| finding["severity"] == "error").collect();
    let mut lines: Vec<u64> = errors.iter().filter_map(|finding| finding["place"]["line"].as_u64()).collect();
    lines.sort_unstable();
    assert_eq!(lines, [3, 4, 5, 6, 7], "{errors:#?}");
    for error in errors {
        fine(map.path(), &["explain", text(&error["code"])]);
    }
    assert_eq!(value(map.path(), "select count(*) from actor"), 193, "nothing was taken");

    let taken = answer(map.path(), &["import", "actors.csv", "--table", "actor", "--policy", "reject-rows"]);
    let file = &taken["files"][0]["report"]["resources"][0];
    let count = |name: &str| file[name].as_u64().expect("a count");
    assert_eq!((count("read"), count("read")), (7, count("accepted") + count("rejected")));
    assert_eq!(value(map.path(), "select count(*) from actor"), 193 + count("accepted"));
    assert_eq!(value(map.path(), "select count(*) from actor where actor_id = 'a-7'"), 1);
    assert_eq!(value(map.path(), "select count(distinct line) from rejects where severity = 'error'"), 5);
}

#[test]
fn a_blank_value_stays_unknown() {
    let map = copy();
    let file = "indicator,region,period,value\nt,310000,2021,\nt,320000,2021,0\n";
    std::fs::write(map.path().join("indicator.csv"), file).expect("a file");
    fine(map.path(), &["import", "indicator.csv", "--table", "indicator"]);
    let rows = objects(&answer(
        map.path(),
        &["sql", "select region, value from indicator where indicator = 't' order by region"],
    ));
    assert_eq!(rows, [json!({"region": "310000", "value": null}), json!({"region": "320000", "value": 0.0})]);
}

#[test]
fn a_header_of_ten_thousand_columns_ends_in_a_report() {
    let map = copy();
    let header: Vec<String> = (0..10_000).map(|number| format!("c{number}")).collect();
    let file = format!("{}\n{}1\n", header.join(","), "1,".repeat(9_999));
    std::fs::write(map.path().join("wide.csv"), file).expect("a file");
    let refused = run(map.path(), &["import", "wide.csv", "--table", "indicator", "--json"]);
    assert_eq!(refused.exit, Some(3), "{}", refused.err);
    assert_eq!(parse(&refused.out)["accepted"], false);
}
