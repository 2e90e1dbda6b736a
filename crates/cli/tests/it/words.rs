//! What the program says of itself: help, languages, errors, exit codes.

use crate::program::{fine, json, liantu, parse, run, said, shipped, text};
use insta::assert_snapshot;
use std::io::Read;
use std::path::Path;
use std::process::Stdio;

fn help(arguments: &[&str]) -> String {
    fine(Path::new("."), arguments).out
}

#[test]
fn help_is_as_it_was() {
    assert_snapshot!("help", help(&["--help"]));
    assert_snapshot!("help_zh", help(&["--lang", "zh", "--help"]));
    for command in ["import", "sql", "run", "export", "demo"] {
        assert_snapshot!(format!("help_{command}"), help(&["help", command]));
    }
    assert_snapshot!("help_import_zh", help(&["help", "import", "--lang", "zh"]));
    assert_snapshot!("exit_codes", help(&["help", "exit-codes"]));
}

#[test]
fn the_locale_decides_the_language_and_the_flag_overrides_it() {
    let first = |locale: &[(&str, &str)], arguments: &[&str]| {
        let mut command = liantu();
        command.env_remove("LC_ALL").env_remove("LANG").envs(locale.iter().copied());
        let said = said(&command.args(arguments).output().expect("the program starts"));
        said.out.lines().next().unwrap_or_default().to_owned()
    };
    let (zh, en) = ("退出码", "Exit codes");
    let topic = ["help", "exit-codes"];
    assert_eq!(first(&[], &topic), en);
    assert_eq!(first(&[("LANG", "zh_CN.UTF-8")], &topic), zh);
    assert_eq!(first(&[("LANG", "zh_CN.UTF-8"), ("LC_ALL", "en_GB.UTF-8")], &topic), en);
    assert_eq!(first(&[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "zh_CN")], &topic), zh);
    assert_eq!(first(&[("LANG", "zh_CN.UTF-8")], &["help", "exit-codes", "--lang", "en"]), en);
    assert_eq!(first(&[("LANG", "de_DE.UTF-8")], &topic), en);
}

#[test]
fn errors_say_what_to_do_and_end_with_their_code() {
    let empty = tempfile::tempdir().expect("a folder");
    for (arguments, exit, english, chinese) in [
        (&["tables"][..], 4, "liantu new DIR", "liantu new 文件夹"),
        (&["-w", "nowhere", "tables"], 4, "liantu new nowhere", "不是工作空间"),
        (&["tables", "--weather"], 2, "--weather", "--weather"),
        (&["tabels"], 2, "tables", "tables"),
        (&["run", "location_quotient", "--threshold", "-5"], 2, "-5", "无效"),
        (&["run", "location_quotient", "--table", "weather=x.csv"], 2, "weather", "weather"),
        (&["check", "nowhere.csv"], 4, "nowhere.csv", "nowhere.csv"),
        (&["explain", "XYZ999"], 4, "explain --list", "explain --list"),
        (&["help", "weather"], 4, "weather", "weather"),
    ] {
        let said = run(empty.path(), arguments);
        assert_eq!(said.exit, Some(exit), "{arguments:?}\n{}", said.err);
        assert!(said.err.starts_with("error: ") && said.err.contains(english), "{arguments:?}\n{}", said.err);
        let said = run(empty.path(), &[arguments, &["--lang", "zh"]].concat());
        assert!(said.err.starts_with("错误：") && said.err.contains(chinese), "{arguments:?}\n{}", said.err);
        let said = run(empty.path(), &[arguments, &["--json"]].concat());
        let problem = parse(&said.err);
        assert_eq!(problem["exit_code"], exit, "{arguments:?}");
        for part in ["kind", "code", "detail"] {
            assert!(problem[part].is_string(), "{arguments:?}: {problem}");
        }
        assert!(problem["title"]["zh"].is_string() && said.out.is_empty());
    }
    assert_eq!(run(&shipped(), &["tables", "weather"]).exit, Some(4));
    assert_eq!(run(&shipped(), &["tables", "--as-of", "yesterday"]).exit, Some(3));
    assert_eq!(run(&shipped(), &["new", "."]).exit, Some(6));
    for (arguments, chinese, english) in [
        (&["tables", "--as-of", "yesterday"][..], "“yesterday”不是修订", "names no revision"),
        (&["sql", "select nothing from nowhere"], "查询有误：", "the query failed"),
        (&["sql", "drop table region"], "只接受读取的语句", "only statements"),
        (&["config", "set", "language", "latin"], "应为zh 或 en", "expected"),
    ] {
        let said = run(&shipped(), &[arguments, &["--lang", "zh"]].concat());
        assert!(said.err.contains(chinese) && !said.err.contains(english), "{arguments:?}\n{}", said.err);
    }
    assert_eq!(run(empty.path(), &[]).exit, Some(2));
}

#[test]
fn a_workspace_is_found_from_below_and_by_its_name() {
    let map = crate::program::copy();
    let below = map.path().join("reports/deep");
    std::fs::create_dir_all(&below).expect("a folder");
    let rows = |value: &serde_json::Value| value["tables"].as_array().map(Vec::len);
    let here = rows(&json(map.path(), &["tables"]));
    assert_eq!(rows(&json(&below, &["tables"])), here);
    let elsewhere = tempfile::tempdir().expect("a folder");
    let path = map.path().to_str().expect("a plain path");
    assert_eq!(rows(&json(elsewhere.path(), &["tables", "-w", path])), here);
    let named = liantu().arg("tables").current_dir(elsewhere.path()).env("LIANTU_WORKSPACE", path).output();
    assert_eq!(said(&named.expect("the program starts")).exit, Some(0));
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut child = liantu()
        .args(["sql", "select * from link a cross join link b", "--format", "csv"])
        .current_dir(shipped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut out = child.stdout.take().expect("an output");
    out.read_exact(&mut [0; 8]).expect("a beginning");
    drop(out);
    let said = said(&child.wait_with_output().expect("an end"));
    assert_eq!((said.exit, said.err.as_str()), (Some(0), ""));
}

#[test]
fn shells_and_manuals_get_theirs() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(help(&["completions", shell]).contains("structural_similarity"), "{shell}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["man", "man"]);
    for page in ["liantu.1", "liantu-import.1", "liantu-run-location_quotient.1"] {
        let page = std::fs::read_to_string(folder.path().join("man").join(page)).expect(page);
        assert!(page.contains(".TH"));
    }
    let document = parse(&help(&["openapi"]));
    assert!(text(&document["openapi"]).starts_with("3.1"));
    assert!(document["paths"]["/api/v1/atlas"].is_object());
}
