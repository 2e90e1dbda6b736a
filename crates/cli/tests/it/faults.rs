//! Foreign files with planted faults.

use crate::program::{fine, json, list, objects, parse, run, shipped, text};
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;

/// Partners as an office writes them: GB18030, `;` between the fields, a decimal comma, and three faults.
const PARTNERS: &str = "\
id;甲方;乙方;网络;起始年;金额
L1;A001;A002;产业;2019;3,5
L2;A001;A002;天气;2020;1,0
L3;A001;A003;创新;2o21;2,0
L4;A002;A003;知识网络;2018;4,0
L5;A002;A003;服务;2018
";

/// `text` in GB18030; only the letters used here.
fn gb18030(text: &str) -> Vec<u8> {
    const LETTERS: &[(char, [u8; 2])] = &[
        ('甲', [0xBC, 0xD7]),
        ('乙', [0xD2, 0xD2]),
        ('方', [0xB7, 0xBD]),
        ('网', [0xCD, 0xF8]),
        ('络', [0xC2, 0xE7]),
        ('起', [0xC6, 0xF0]),
        ('始', [0xCA, 0xBC]),
        ('年', [0xC4, 0xEA]),
        ('金', [0xBD, 0xF0]),
        ('额', [0xB6, 0xEE]),
        ('产', [0xB2, 0xFA]),
        ('业', [0xD2, 0xB5]),
        ('天', [0xCC, 0xEC]),
        ('气', [0xC6, 0xF8]),
        ('创', [0xB4, 0xB4]),
        ('新', [0xD0, 0xC2]),
        ('知', [0xD6, 0xAA]),
        ('识', [0xCA, 0xB6]),
        ('服', [0xB7, 0xFE]),
        ('务', [0xCE, 0xF1]),
    ];
    let mut bytes = Vec::new();
    for letter in text.chars() {
        match LETTERS.iter().find(|(known, _)| *known == letter) {
            Some((_, pair)) => bytes.extend(pair),
            None => bytes.push(u8::try_from(letter).expect("a letter of ASCII")),
        }
    }
    bytes
}

/// A workspace with three actors, and the foreign file beside it.
fn office() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["new", "."]);
    let actors = "actor_id,kind\nA001,firm\nA002,firm\nA003,firm\n";
    std::fs::write(folder.path().join("actor.csv"), actors).expect("a file");
    std::fs::write(folder.path().join("partners.csv"), gb18030(PARTNERS)).expect("a file");
    fine(folder.path(), &["import", "actor.csv"]);
    folder
}

fn counts(report: &Value) -> u64 {
    report["counts"].as_object().expect("counts").values().map(|count| count.as_u64().expect("a count")).sum()
}

#[test]
fn a_foreign_file_is_mapped_checked_and_taken_row_by_row() {
    let office = office();
    let folder = office.path();
    let proposal = fine(folder, &["import", "partners.csv", "--propose-map", "--table", "link"]);
    assert!(proposal.out.contains("from_actor") && proposal.out.contains("甲方"), "{}", proposal.out);
    assert!(proposal.err.contains("--map"), "{}", proposal.err);
    std::fs::write(folder.join("partners.toml"), &proposal.out).expect("a file");

    let import = ["import", "partners.csv", "--map", "partners.toml"];
    let rejected = run(folder, &[&import[..], &["--json"]].concat());
    assert_eq!(rejected.exit, Some(3), "{}{}", rejected.out, rejected.err);
    let answer = parse(&rejected.out);
    assert_eq!(answer["accepted"], false);
    let report = &answer["files"][0]["report"];
    let file = &report["resources"][0];
    assert_eq!((&file["encoding"], &file["delimiter"], &file["read"]), (&json!("GB18030"), &json!(";"), &json!(5)));
    assert_eq!(objects(&json(folder, &["sql", "select count(*) as n from actor"]))[0]["n"], 3, "the rest is as it was");

    let taken = json(folder, &[&import[..], &["--policy", "reject-rows"]].concat());
    let file = &taken["files"][0]["report"]["resources"][0];
    let count = |name: &str| file[name].as_u64().expect("a count");
    assert_eq!(count("read"), count("accepted") + count("rejected"));
    assert_eq!((count("accepted"), count("rejected")), (2, 3));
    let weights = objects(&json(folder, &["sql", "select weight from link order by weight"]));
    assert_eq!(weights, [json!({"weight": 3.5}), json!({"weight": 4.0})]);
    let kept = objects(&json(folder, &["sql", "select count(*) as n from rejects"]))[0]["n"].as_u64();
    assert_eq!(kept, Some(counts(&taken["files"][0]["report"])), "every finding is a row of rejects");
}

#[test]
fn findings_show_the_place_and_say_how_to_see_more() {
    let office = office();
    let folder = office.path();
    let english = run(folder, &["import", "partners.csv", "--table", "link", "--show", "1"]);
    assert_eq!(english.exit, Some(3));
    for part in ["--> partners.csv:3:", "天气", "^", "liantu explain PKG", "no row was imported"] {
        assert!(english.out.contains(part), "{part} is not in\n{}", english.out);
    }
    let chinese = run(folder, &["--lang", "zh", "check", "partners.csv", "--table", "link"]);
    assert_eq!(chinese.exit, Some(3));
    for part in ["错误[PKG", "见“天气”", "应为", "提示[PKG", "数据有错"] {
        assert!(chinese.out.contains(part), "{part} is not in\n{}", chinese.out);
    }
    assert!(chinese.err.contains("错误：数据有错"), "{}", chinese.err);
    assert!(!english.out.contains('\u{1b}'), "no colours outside a terminal");
}

#[test]
fn many_findings_of_a_code_are_counted_and_not_all_shown() {
    let office = office();
    let mut rows = String::from("source_id,title_en,retrieved\n");
    for n in 0..300 {
        writeln!(rows, "s{n},Title {n},yesterday").expect("a row");
    }
    std::fs::write(office.path().join("source.csv"), rows).expect("a file");
    let said = run(office.path(), &["import", "source.csv"]);
    assert_eq!(said.exit, Some(3));
    assert!(said.out.contains("] 300 × "), "{}", said.out);
    assert_eq!(said.out.matches("--> source.csv:").count(), 5, "{}", said.out);
    assert!(said.out.contains("select * from rejects where code = 'PKG"), "{}", said.out);
    let kept = json(office.path(), &["sql", "select count(*) as n from rejects"]);
    assert_eq!(objects(&kept)[0]["n"], 300);
}

#[test]
fn one_bad_file_does_not_keep_the_others_out() {
    let office = office();
    std::fs::write(office.path().join("source.csv"), "source_id\nmine\n").expect("a file");
    let said = run(office.path(), &["import", "nowhere.csv", "source.csv", "--json"]);
    assert_ne!(said.exit, Some(0));
    let answer = parse(&said.out);
    assert_eq!(list(&answer["files"]).len(), 2);
    assert!(answer["files"][0]["problem"]["detail"].is_string(), "{answer}");
    assert_eq!(answer["files"][1]["report"]["accepted"], true, "{answer}");
    assert_eq!(objects(&json(office.path(), &["sql", "select count(*) as n from source"]))[0]["n"], 1);
}

#[test]
fn codes_explain_themselves() {
    let here = Path::new(".");
    let all = json(here, &["explain", "--list"])["explanations"].clone();
    assert!(list(&all).len() > 20);
    let first = text(&all[0]["code"]);
    assert_eq!(json(here, &["explain", &first.to_lowercase()])["code"], first);
    let page = fine(here, &["explain", first, "--lang", "zh"]).out;
    assert!(page.contains(text(&all[0]["title"]["zh"])) && page.contains(text(&all[0]["body"]["zh"])), "{page}");
    let unknown = run(here, &["explain", "PGK207"]);
    assert_eq!(unknown.exit, Some(4));
    assert!(unknown.err.contains("PKG207"), "a near code is suggested: {}", unknown.err);
}

#[test]
fn the_shipped_package_has_no_errors() {
    let package = crate::program::package();
    let said = run(&shipped(), &["check", package.to_str().expect("a plain path"), "--json"]);
    assert_eq!(said.exit, Some(0), "{}", said.out);
    assert_eq!(parse(&said.out)["accepted"], true);
}
