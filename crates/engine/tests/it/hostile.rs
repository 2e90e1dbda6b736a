//! Wrong input, one fault at a time: every worked example with a cell, a row, a column or a parameter made wrong. What must
//! come is a refusal or a diagnostic that says what is wrong: never a panic, never a number that is none, never a number
//! that took what is unknown for zero.

use crate::examples;
use arrow::array::{Array, AsArray};
use arrow::datatypes::{Float64Type, Int64Type};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use liantu_engine::{EngineError, Outcome, ProblemKind};
use liantu_model::schema::{self, ColumnKind};
use liantu_model::{Parameter, ParameterKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tokio::task::JoinSet;

/// A table as its cells; the first row has the names.
type Cells = Vec<Vec<String>>;

/// What a run is given.
#[derive(Clone)]
struct Case {
    tables: BTreeMap<String, Cells>,
    parameters: BTreeMap<String, String>,
}

/// A fault, with what must hold for it.
struct Fault {
    what: String,
    case: Case,
    expects: Expects,
}

enum Expects {
    /// An answer or a refusal.
    Anything,
    /// The result of the example.
    Same,
    /// A refusal.
    Refusal,
    /// A refusal, the result of the example, or a diagnostic that the example does not have.
    Notice,
    /// Not in silence the result of this case, which has zero in the cell.
    NoZero(Box<Case>),
}

/// What came of a run.
struct Answer {
    /// The words and the numbers of each row, in an order of their own.
    rows: Vec<(Vec<String>, Vec<f64>)>,
    diagnostics: Vec<String>,
}

#[tokio::test(flavor = "multi_thread")]
async fn one_fault_is_refused_or_said() {
    let mut tries = JoinSet::new();
    for example in examples::all() {
        tries.spawn(try_all(example));
    }
    let (mut runs, mut found) = (0, Vec::new());
    while let Some(tried) = tries.join_next().await {
        let (count, wrong) = tried.unwrap();
        runs += count;
        found.extend(wrong);
    }
    found.sort_unstable();
    assert!(runs > 5000, "only {runs} runs");
    assert!(found.is_empty(), "{} of {runs}:\n{}", found.len(), found.join("\n"));
}

/// How many faults an example was tried with, and what was wrong.
async fn try_all(example: PathBuf) -> (usize, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let method = example.file_name().unwrap().to_str().unwrap();
    let case = read(&example);
    let whole = run(method, &case, folder.path()).await.unwrap_or_else(|refusal| panic!("{method}: {refusal}"));
    let mut found = Vec::new();
    let faults = faults(method, &case);
    let count = faults.len();
    for Fault { what, case, expects } in faults {
        let answer = run(method, &case, folder.path()).await;
        let silent = |answer: &Answer| !alike(answer, &whole) && answer.diagnostics == whole.diagnostics;
        let wrong = match (answer, expects) {
            (Err(refusal), Expects::Same) => Some(refusal),
            (Err(refusal), _) => Some(refusal).filter(|refusal| refusal.starts_with("internal")),
            (Ok(_), Expects::Refusal) => Some("is taken".to_owned()),
            (Ok(answer), Expects::Same) => (!alike(&answer, &whole)).then(|| "changes the result".to_owned()),
            (Ok(answer), Expects::Notice) => silent(&answer).then(|| "changes the result in silence".to_owned()),
            (Ok(answer), Expects::NoZero(zero)) if silent(&answer) => {
                let zero = run(method, &zero, folder.path()).await;
                zero.is_ok_and(|zero| alike(&answer, &zero)).then(|| "counts as zero in silence".to_owned())
            }
            (Ok(_), Expects::Anything | Expects::NoZero(_)) => None,
        };
        found.extend(wrong.map(|wrong| format!("{method}, {what}: {wrong}")));
    }
    (count, found)
}

fn read(example: &Path) -> Case {
    let (parameters, _) = examples::run_toml(&example.join("run.toml"));
    let tables = examples::files(example).into_iter().map(|(table, path)| {
        let words = examples::words(&path);
        let names = words.schema().fields().iter().map(|field| field.name().clone()).collect();
        let cell = |row: usize, column: usize| {
            let column = words.column(column).as_string::<i32>();
            if column.is_valid(row) { column.value(row).to_owned() } else { String::new() }
        };
        let row = |row: usize| (0..words.num_columns()).map(|column| cell(row, column)).collect();
        (table, std::iter::once(names).chain((0..words.num_rows()).map(row)).collect())
    });
    Case { tables: tables.collect(), parameters }
}

/// The faults that a case is tried with.
fn faults(method: &str, case: &Case) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut add = |what: String, case: Case, expects| faults.push(Fault { what, case, expects });
    let changed = |table: &str, change: &dyn Fn(&mut Cells)| {
        let mut case = case.clone();
        change(case.tables.get_mut(table).unwrap());
        case
    };
    let mut turned = case.clone();
    for cells in turned.tables.values_mut() {
        cells[1..].reverse();
        for row in cells {
            row.reverse();
        }
    }
    // Rows are named by their number in evidence and statements; orders are served as they come.
    let by_number = ["alerts", "quota_auction", "settle", "statement"].contains(&method);
    add("rows and columns in reverse".to_owned(), turned, if by_number { Expects::Anything } else { Expects::Same });
    for (table, cells) in &case.tables {
        let known = schema::table(table).unwrap();
        let (rows, width) = (cells.len() - 1, cells[0].len());
        if rows == 0 {
            continue;
        }
        for column in 0..width {
            let name = &cells[0][column];
            let kind = known.column(name).map(|column| column.kind);
            // Where the table says what a blank means, it may mean zero.
            let declared = known.column(name).is_some_and(|column| column.help.en.contains("blank:"));
            let in_column = |what: &str| format!("{table}.{name} {what}");
            let with = |row: usize, word: &str| changed(table, &|cells| word.clone_into(&mut cells[row][column]));
            if matches!(kind, Some(ColumnKind::Number | ColumnKind::Integer)) {
                let row = (1..=rows).find(|&row| !cells[row][column].is_empty()).unwrap_or(1);
                for word in ["", "NaN", "-"] {
                    let zero = Expects::NoZero(Box::new(with(row, "0")));
                    let expects = if declared { Expects::Anything } else { zero };
                    add(in_column(&format!("is `{word}`")), with(row, word), expects);
                }
                add(in_column("is text"), with(row, "abc"), Expects::Refusal);
                for word in ["-7", "0", "1e300", "1e-300"] {
                    add(in_column(&format!("is {word}")), with(row, word), Expects::Anything);
                }
                for word in ["0", "1e307", ""] {
                    let all = changed(table, &|cells| {
                        for row in &mut cells[1..] {
                            word.clone_into(&mut row[column]);
                        }
                    });
                    add(in_column(&format!("is `{word}` throughout")), all, Expects::Anything);
                }
            } else {
                add(in_column("is not known"), with(1, "ZZZ9"), Expects::Anything);
                add(in_column("is missing"), with(1, ""), Expects::Anything);
            }
            let without = changed(table, &|cells| {
                for row in cells {
                    row.remove(column);
                }
            });
            add(in_column("is no column"), without, Expects::Anything);
        }
        let twice = changed(table, &|cells| cells.push(cells[1].clone()));
        add(format!("{table} has a row twice"), twice, Expects::Notice);
        add(format!("{table} has one row"), changed(table, &|cells| cells.truncate(2)), Expects::Anything);
        add(format!("{table} has no row"), changed(table, &|cells| cells.truncate(1)), Expects::Anything);
        let ends = [("from_actor", "to_actor"), ("origin", "destination"), ("from_region", "to_region")];
        let place = |name: &str| cells[0].iter().position(|own| own == name);
        for (from, to) in ends.iter().filter_map(|(from, to)| Some((place(from)?, place(to)?))) {
            let loops = changed(table, &|cells| {
                for row in &mut cells[1..] {
                    row[to] = row[from].clone();
                }
            });
            add(format!("{table} has only loops"), loops, Expects::Anything);
        }
    }
    for parameter in liantu_engine::method(method).unwrap().parameters {
        for (word, expects) in words_for(parameter) {
            let mut case = case.clone();
            case.parameters.insert(parameter.name.to_owned(), word.clone());
            add(format!("{} is {word}", parameter.name), case, expects);
        }
    }
    faults
}

/// Values that a parameter is tried with.
fn words_for(parameter: &Parameter) -> Vec<(String, Expects)> {
    use Expects::{Anything, Refusal};
    let none = ["NaN", "abc"].map(|word| (word.to_owned(), Refusal));
    match parameter.kind {
        ParameterKind::Integer { min, max } => {
            let beyond = [min.checked_sub(1), max.checked_add(1)].into_iter().flatten();
            let beyond = beyond.map(|number| (number.to_string(), Refusal));
            none.into_iter().chain(beyond).chain([(min.to_string(), Anything)]).collect()
        }
        ParameterKind::Number { min, max, .. } => {
            let beyond = [min - 1.0, max * 2.0 + 1.0].map(|number| (number.to_string(), Refusal));
            none.into_iter().chain(beyond).chain([(min.to_string(), Anything)]).collect()
        }
        ParameterKind::Choice { of } => {
            let each = of.iter().map(|word| ((*word).to_owned(), Anything));
            each.chain([("nonsense".to_owned(), Refusal)]).collect()
        }
        ParameterKind::Boolean => vec![("true".to_owned(), Anything), ("false".to_owned(), Anything)],
        ParameterKind::Period => vec![("1900".to_owned(), Anything), ("2020-13".to_owned(), Refusal)],
        ParameterKind::Text => Vec::from(["nonsense", ",,", "x=NaN"].map(|word| (word.to_owned(), Anything))),
        ParameterKind::Layers => vec![("nonsense".to_owned(), Refusal)],
        ParameterKind::Scale => Vec::from(["actor", "province"].map(|word| (word.to_owned(), Anything))),
    }
}

/// Runs a case on bare files; a refusal begins with its kind.
async fn run(method: &str, case: &Case, folder: &Path) -> Result<Answer, String> {
    let mut files = Vec::new();
    for (table, cells) in &case.tables {
        let path = folder.join(format!("{table}.csv"));
        let quoted = |cell: &String| format!("\"{}\"", cell.replace('"', "\"\""));
        let line = |row: &Vec<String>| row.iter().map(quoted).collect::<Vec<_>>().join(",") + "\n";
        std::fs::write(&path, cells.iter().map(line).collect::<String>()).unwrap();
        files.push((table.clone(), path));
    }
    match liantu_engine::run_on_files(method, files, case.parameters.clone()).await {
        Ok(outcome) => answer(&outcome, &format!("{:?}", case.parameters)),
        Err(error) => {
            let problem = error.problem();
            let kind = if problem.kind == ProblemKind::Internal { "internal" } else { "refused" };
            assert!(!problem.detail.is_empty(), "{method}: a refusal without a word");
            if let EngineError::Parameter { expected: said, .. } | EngineError::Input { found: said, .. } = &error {
                let chinese = said.zh.chars().any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter));
                assert!(chinese && said.zh != said.en, "{method}: `{}` is not said in Chinese", said.en);
            }
            Err(format!("{kind}: {}", problem.detail))
        }
    }
}

/// The answer of an outcome; that no number of it is none, whatever was `asked`.
fn answer(outcome: &Outcome, asked: &str) -> Result<Answer, String> {
    let table = &outcome.table;
    let mut rows = vec![(Vec::new(), Vec::new()); table.num_rows()];
    for (field, column) in table.schema().fields().iter().zip(table.columns()) {
        let number = |row: usize| match column.as_primitive_opt::<Float64Type>() {
            Some(numbers) => Some(numbers.value(row)),
            None => column.as_primitive_opt::<Int64Type>().map(|numbers| numbers.value(row) as f64),
        };
        let text = ArrayFormatter::try_new(column, &FormatOptions::default()).unwrap();
        for (row, (words, numbers)) in rows.iter_mut().enumerate() {
            if column.is_null(row) {
                words.push(String::new());
                continue;
            }
            let word = text.value(row).to_string();
            match number(row) {
                Some(number) if number.is_finite() => {
                    words.push("#".to_owned());
                    numbers.push(number);
                }
                None if !word.contains("NaN") || asked.contains("NaN") => words.push(word),
                _ => return Err(format!("internal: {} is {word}", field.name())),
            }
        }
    }
    rows.sort_by_cached_key(|(words, numbers)| (words.clone(), rounded(numbers)));
    let mut diagnostics: Vec<String> =
        outcome.provenance.diagnostics.iter().map(|finding| format!("{finding:?}")).collect();
    diagnostics.sort_unstable();
    Ok(Answer { rows, diagnostics })
}

/// Numbers as words of nine digits, to sort by.
fn rounded(numbers: &[f64]) -> Vec<String> {
    numbers.iter().map(|number| format!("{:+.9e}", number + 0.0)).collect()
}

/// Whether two results have the same rows, whatever their order; sums may have been taken in another.
fn alike(one: &Answer, other: &Answer) -> bool {
    let close = |(one, other): (&f64, &f64)| (one - other).abs() <= 1e-9 * one.abs().max(1.0);
    one.rows.len() == other.rows.len()
        && one.rows.iter().zip(&other.rows).all(|(one, other)| {
            one.0 == other.0 && one.1.len() == other.1.len() && one.1.iter().zip(&other.1).all(close)
        })
}
