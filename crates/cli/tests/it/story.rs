//! From nothing to answers and back out again.

use crate::program::{copy, fine, json, liantu, list, objects, package, parse, run, said, shipped, text};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

/// The rows of the shipped package that answer `query`.
fn ask(query: &str) -> Vec<Value> {
    objects(&json(&shipped(), &["sql", query]))
}

#[test]
fn what_ships_is_there() {
    let tables = json(&shipped(), &["tables"]);
    let rows = |name: &str| {
        let table = list(&tables["tables"])
            .iter()
            .find(|table| table["name"] == name)
            .unwrap_or_else(|| panic!("table {name}"));
        table["rows"].as_u64().expect("a count")
    };
    assert_eq!((rows("actor"), rows("link"), rows("indicator"), rows("mode")), (193, 183, 155, 4));
    assert_eq!(ask("select count(*) as n from agreement")[0]["n"], 103);
    let person = fine(&shipped(), &["tables"]).out;
    assert!(person.contains("indicator") && person.contains("Indicators"), "{person}");
    assert!(fine(&shipped(), &["tables", "link"]).out.contains("from_actor"));
}

#[test]
fn sql_reads_and_only_reads() {
    let layers = ask("select layer, count(*) as links from link group by layer order by layer");
    assert_eq!(layers.len(), 6);
    let csv = fine(&shipped(), &["sql", "select 1 as a, null as b, '' as c", "--format", "csv"]).out;
    assert_eq!(csv, "a,b,c\n1,,\"\"\n");
    let refused = run(&shipped(), &["sql", "delete from link"]);
    assert_eq!(refused.exit, Some(5), "{}", refused.err);
    let wrong = run(&shipped(), &["sql", "select nothing from nowhere"]);
    assert!(matches!(wrong.exit, Some(3 | 4)), "{:?} {}", wrong.exit, wrong.err);
    assert!(wrong.err.starts_with("error: "), "{}", wrong.err);
}

#[test]
fn sql_comes_from_files_and_standard_input_and_says_what_it_leaves_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("query.sql");
    std::fs::write(&file, "select count(*) as n from actor").expect("a file");
    let path = file.to_str().expect("a plain path");
    assert_eq!(objects(&json(&shipped(), &["sql", "--file", path]))[0]["n"], 193);

    let mut child = liantu()
        .args(["sql", "-", "--format", "csv"])
        .current_dir(shipped())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("an input").write_all(b"select 42 as n").expect("a query");
    assert_eq!(said(&child.wait_with_output().expect("an end")).out, "n\n42\n");

    let screen = fine(&shipped(), &["sql", "select actor_id from actor"]).out;
    assert!(screen.contains("only the first 100 rows are shown"), "{screen}");
    let whole = fine(&shipped(), &["sql", "select actor_id from actor", "--format", "csv"]).out;
    assert_eq!(whole.lines().count(), 194);

    let arrow = folder.path().join("actors.arrow");
    let target = arrow.to_str().expect("a plain path");
    fine(&shipped(), &["sql", "select * from actor", "--format", "arrow", "-o", target]);
    assert!(std::fs::read(&arrow).expect("a file").starts_with(b"ARROW1"));
    assert_eq!(run(&shipped(), &["sql", "select 1", "--format", "arrow"]).exit, Some(3));
}

/// The number in `column` of the only row of `answer` for which `wanted` holds.
fn number(answer: &Value, column: &str, wanted: impl Fn(&Value) -> bool) -> f64 {
    let rows = objects(&answer["table"]);
    let found: Vec<&Value> = rows.iter().filter(|row| wanted(row)).collect();
    assert_eq!(found.len(), 1, "{rows:#?}");
    found[0][column].as_f64().unwrap_or_else(|| panic!("a number: {}", found[0]))
}

fn pair(first: &'static str, second: &'static str) -> impl Fn(&Value) -> bool {
    move |row| {
        (row["region"] == first && row["partner"] == second) || (row["region"] == second && row["partner"] == first)
    }
}

const PROFIT: [&str; 4] = ["--indicator", "industry_profit", "--level", "province"];

#[test]
fn a_result_is_kept_as_a_table_with_its_provenance() {
    let folder = copy();
    let call = [&["run", "location_quotient"], &PROFIT[..], &["--save", "利润 2022"]].concat();
    let answer = json(folder.path(), &call);
    let revision = answer["kept"].as_u64().expect("a revision");
    let rows = list(&answer["table"]["rows"]).len();
    let ask = |query: &str| objects(&json(folder.path(), &["sql", query]));
    let kept = ask("select * from result");
    assert_eq!(
        (kept.len(), &kept[0]["kept_as"], &kept[0]["method"]),
        (1, &json!("利润 2022"), &json!("location_quotient"))
    );
    assert_eq!((kept[0]["rows"].as_u64(), kept[0]["revision"].as_u64()), (Some(rows as u64), Some(revision - 1)));
    assert_eq!(parse(text(&kept[0]["parameters"]))["indicator"], "industry_profit");
    let table = text(&kept[0]["rows_in"]);
    let stored = ask(&format!("select count(*) as n, count(location_quotient) as known from {table}"));
    assert_eq!(stored[0]["n"].as_u64(), Some(rows as u64));

    // The name is taken now; nothing is written twice, and another name is another result in the same tables.
    let again = run(folder.path(), &call);
    assert_eq!(again.exit, Some(3), "{}", again.err);
    assert!(again.err.contains("利润 2022"), "{}", again.err);
    fine(folder.path(), &[&call[..call.len() - 1], &["second"]].concat());
    assert_eq!(ask("select * from result").len(), 2);
    assert_eq!(ask(&format!("select count(*) as n from {table}"))[0]["n"].as_u64(), Some(2 * rows as u64));
    fine(folder.path(), &["restore", &(revision - 1).to_string(), "--yes"]);
    assert_eq!(run(folder.path(), &["sql", "select * from result"]).exit, Some(3));
}

#[test]
fn a_method_that_reads_no_table_needs_no_workspace() {
    let nowhere = tempfile::tempdir().expect("a folder");
    let answer = json(nowhere.path(), &["run", "tax_competition", "--a", "20", "--b", "1", "--capital", "8"]);
    assert_eq!(answer["provenance"]["revision"], Value::Null);
    assert!(!list(&answer["table"]["rows"]).is_empty());
}

#[test]
fn methods_give_the_known_answers() {
    let close = |found: f64, known: f64| assert!((found - known).abs() < 5e-5, "{found} is not {known}");
    let similarity = json(&shipped(), &[&["run", "structural_similarity"], &PROFIT[..]].concat());
    close(number(&similarity, "similarity", pair("320000", "330000")), 0.9634);
    close(number(&similarity, "similarity", pair("310000", "340000")), 0.6773);
    assert_eq!(similarity["provenance"]["method"], "structural_similarity");
    assert_eq!(similarity["provenance"]["revision"], 1);

    // A method answers to its other names too.
    let reference = ["--reference", "region", "--reference-region", "CHN"];
    let quotients = json(&shipped(), &[&["run", "lq"], &PROFIT[..], &reference].concat());
    let automobiles = |row: &Value| row["region"] == "310000" && row["industry"] == "x-automobiles";
    let found = number(&quotients, "location_quotient", automobiles);
    assert!((found - 2.648).abs() < 5e-4, "{found}");
}

#[test]
fn methods_describe_themselves_and_run_on_bare_files() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let all = json(elsewhere.path(), &["methods"])["methods"].clone();
    assert!(list(&all).len() >= 10, "{}", list(&all).len());
    for method in list(&all) {
        let help = fine(elsewhere.path(), &["run", text(&method["id"]), "--help"]).out;
        for part in ["Formula", "Limits", "Reference", text(&method["question"]["en"])] {
            let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(flat(&help).contains(&flat(part)), "{}: {part}\n{help}", method["id"]);
        }
    }
    assert_eq!(json(elsewhere.path(), &["methods", "lq"])["id"], "location_quotient");
    assert!(fine(elsewhere.path(), &["methods", "similar"]).out.contains("structural_similarity"));
    assert_eq!(run(elsewhere.path(), &["methods", "astrology"]).exit, Some(4));

    let file = package().join("indicator.csv");
    let binding = format!("indicator={}", file.display());
    let answer = json(
        elsewhere.path(),
        &["run", "structural_similarity", "--table", &binding, "--indicator", "industry_profit"],
    );
    assert_eq!(answer["provenance"]["revision"], Value::Null);
    let found = number(&answer, "similarity", pair("320000", "330000"));
    assert!((found - 0.9634).abs() < 5e-5, "{found}");

    let person = fine(&shipped(), &[&["run", "structural_similarity"], &PROFIT[..]].concat());
    assert!(person.err.contains("structural_similarity v") && person.err.contains("revision 1"), "{}", person.err);
    assert!(person.out.contains("0.963"), "{}", person.out);
}

#[test]
fn history_goes_back_and_forth() {
    let map = copy();
    let folder = map.path();
    let again = json(folder, &["import", package().to_str().expect("a plain path")]);
    assert_eq!((&again["accepted"], &again["files"][0]["repeated"]), (&json!(true), &json!(1)));
    assert!(fine(folder, &["import", package().to_str().expect("a plain path")]).out.contains("in revision 1"));

    std::fs::write(folder.join("source.csv"), "source_id,title_en\nmine,My own notes\n").expect("a file");
    let more = json(folder, &["import", "source.csv", "--table", "source"]);
    assert_eq!(more["files"][0]["revision"], 2, "{more}");
    let sources = |as_of: &str| {
        let answer = json(folder, &["sql", "select count(*) as n from source", "--as-of", as_of]);
        objects(&answer)[0]["n"].as_u64().expect("a count")
    };
    let (before, after) = (sources("1"), sources("2"));
    assert_eq!(after, before + 1);
    assert_eq!(list(&json(folder, &["log"])["revisions"]).len(), 3, "the empty one, the package, the own file");

    let unconfirmed = run(folder, &["restore", "1"]);
    assert_eq!(unconfirmed.exit, Some(5));
    assert!(unconfirmed.err.contains("--yes"), "{}", unconfirmed.err);
    let restored = json(folder, &["restore", "1", "--yes"]);
    assert_eq!((&restored["revision"], &restored["restores"]), (&json!(3), &json!(1)));
    assert_eq!((sources("head"), sources("2")), (before, after));
    assert_eq!(run(folder, &["restore", "99", "--yes"]).exit, Some(4));
}

#[test]
fn an_export_imports_again_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    for (target, format) in [("out", "csv"), ("out.zip", "csv"), ("columns", "parquet")] {
        let target = folder.path().join(target);
        let target = target.to_str().expect("a plain path");
        fine(&shipped(), &["export", target, "--format", format]);
        let checked = run(folder.path(), &["check", target]);
        assert_eq!(checked.exit, Some(0), "{}\n{}", checked.out, checked.err);
        let name = format!("again-{format}-{}", target.ends_with("zip"));
        fine(folder.path(), &["new", &name]);
        let again = folder.path().join(name);
        fine(&again, &["import", target]);
        for table in list(&json(&shipped(), &["tables"])["tables"]) {
            let name = text(&table["name"]);
            if name == "rejects" {
                continue;
            }
            let query = format!("select * from \"{name}\" order by 1, 2");
            let rows = |folder| json(folder, &["sql", &query])["rows"].clone();
            assert_eq!(rows(&again), rows(&shipped()), "{name} as {format}");
        }
    }
    assert_eq!(run(&shipped(), &["export", folder.path().to_str().expect("a path")]).exit, Some(6), "not empty");
}

#[test]
fn a_made_up_economy_is_labelled_imports_whole_and_comes_out_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    let target = |name: &str| folder.path().join(name).to_str().expect("a plain path").to_owned();
    let made = |name: &str, seed: &str, format: &str| {
        let words = ["synth", &target(name), "--firms", "60", "--months", "6", "--sectors", "5", "--seed", seed];
        json(folder.path(), &[&words[..], &["--misreports", "0.05", "--format", format]].concat())
    };
    let told = made("one", "7", "csv");
    assert_eq!(told["synthetic"], true);
    assert_eq!(list(&told["tables"]).len(), 7);
    made("two", "7", "csv");
    made("other", "8", "csv");
    made("columns", "7", "parquet");
    let read = |name: &str, file: &str| std::fs::read(folder.path().join(name).join(file)).expect("a file");
    for file in ["flow.csv", "actor.csv", "truth-planted.csv", "truth-misreports.csv", "datapackage.json"] {
        assert_eq!(read("one", file), read("two", file), "{file}");
    }
    assert_ne!(read("one", "flow.csv"), read("other", "flow.csv"));
    let descriptor: Value = serde_json::from_slice(&read("one", "datapackage.json")).expect("JSON");
    assert_eq!(descriptor["synthetic"], true);
    for name in ["one", "columns"] {
        let workspace = format!("workspace-{name}");
        fine(folder.path(), &["new", &workspace]);
        let workspace = folder.path().join(workspace);
        fine(&workspace, &["import", &target(name)]);
        let count = |query: &str| objects(&json(&workspace, &["sql", query]))[0]["n"].clone();
        let flows = list(&told["tables"]).iter().find(|table| table[0] == "flow").expect("flows")[1].clone();
        assert_eq!(count("select count(*) as n from flow"), flows);
        assert_eq!(count("select count(*) as n from flow where observation = 'simulated'"), flows);
        assert_eq!(count("select count(*) as n from actor"), 60);
        assert_eq!(count("select count(*) as n from source where note like 'synthetic: true%'"), 1);
    }
    assert_eq!(run(folder.path(), &["synth", &target("one")]).exit, Some(6), "not empty");
}

#[test]
fn settings_are_read_and_changed() {
    let map = copy();
    let all = json(map.path(), &["config", "list"]);
    assert_eq!(all["name"], "map", "{all}");
    json(map.path(), &["config", "set", "name", "other"]);
    assert_eq!(fine(map.path(), &["config", "get", "name"]).out, "other\n");
    assert_eq!(run(map.path(), &["config", "get", "weather"]).exit, Some(4));
}

#[test]
fn the_demo_carries_its_package_and_serves_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let loaded = json(folder.path(), &["demo", "here", "--load-only"]);
    assert_eq!((&loaded["revision"], &loaded["repeated"]), (&json!(1), &Value::Null), "{loaded}");
    let again = json(folder.path(), &["demo", "here", "--load-only"]);
    assert_eq!(again["repeated"], 1, "the second run changes nothing");

    let mut child = liantu()
        .args(["serve", "--port", "0", "--json"])
        .current_dir(folder.path().join("here"))
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = BufReader::new(child.stdout.take().expect("an output"));
    let mut line = String::new();
    out.read_line(&mut line).expect("a line");
    let started = parse(&line);
    let address = text(&started["address"]).trim_start_matches("http://").trim_end_matches('/');
    assert!(address.starts_with("127.0.0.1:"), "{line}");
    let mut stream = TcpStream::connect(address).expect("someone listens");
    let request = format!("GET /api/v1/health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert!(answer.contains("\"revision\":1"), "{answer}");

    // What Ctrl-C sends.
    let interrupted = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupted.is_ok_and(|status| status.success()));
    assert!(child.wait().expect("an end").success(), "a server that is asked to stop ends well");
}
