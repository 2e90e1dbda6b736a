//! Starting the program, and the workspace with the shipped package that the tests read.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use tempfile::TempDir;

/// The program in an environment that is the same everywhere.
pub fn liantu() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_liantu"));
    command
        .env_remove("LIANTU_WORKSPACE")
        .env_remove("LC_MESSAGES")
        .env_remove("NO_COLOR")
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "100");
    command.stdin(Stdio::null());
    command
}

/// What the program said, and how it ended.
pub struct Said {
    pub out: String,
    pub err: String,
    pub exit: Option<i32>,
}

/// Runs the program with `arguments` in `folder`.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    said(&liantu().args(arguments).current_dir(folder).output().expect("the program starts"))
}

/// The same, where it must succeed.
pub fn fine(folder: &Path, arguments: &[&str]) -> Said {
    let said = run(folder, arguments);
    assert_eq!(said.exit, Some(0), "liantu {}\n{}\n{}", arguments.join(" "), said.out, said.err);
    said
}

/// What the program answers with `--json`, where it must succeed.
pub fn json(folder: &Path, arguments: &[&str]) -> Value {
    let said = fine(folder, &[arguments, &["--json"]].concat());
    assert_eq!(said.err, "", "with --json nothing is said beside the answer");
    parse(&said.out)
}

/// The only JSON value in `text`.
pub fn parse(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error} in:\n{text}"))
}

pub fn said(output: &Output) -> Said {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program speaks UTF-8");
    Said { out: text(&output.stdout), err: text(&output.stderr), exit: output.status.code() }
}

/// The rows of an answer as objects.
pub fn objects(grid: &Value) -> Vec<Value> {
    let names: Vec<&str> = list(&grid["columns"]).iter().map(|column| text(&column["name"])).collect();
    let rows = list(&grid["rows"]).iter();
    rows.map(|row| names.iter().copied().map(str::to_owned).zip(list(row).iter().cloned()).collect()).collect()
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}"))
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

/// The package that ships.
pub fn package() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/yrd-cooperation")
}

static SHIPPED: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fine(folder.path(), &["new", "map"]);
    fine(&folder.path().join("map"), &["import", package().to_str().expect("a plain path")]);
    folder
});

/// A workspace with the shipped package, to be read only.
pub fn shipped() -> PathBuf {
    SHIPPED.path().join("map")
}

/// A copy of it, to be changed.
pub fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    copy_all(&shipped(), folder.path());
    folder
}

fn copy_all(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            std::fs::create_dir_all(&target).expect("a new folder");
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}
