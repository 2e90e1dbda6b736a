//! Which requirement is served by what, and which test shows it: `docs/coverage.csv`.
//!
//! Columns: requirement, serves, test; several things are separated by `;`. `open` says that something is still missing:
//! alone, everything; beside others, a part.
//! `serves` names a `method:`, `table:`, `command:`, `route:`, `view:` or `file:`; `test` names `path::function`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Every requirement, by family.
const REQUIREMENTS: &str = "\
S1 S2 S3 S4 S5 S6 S7 S8 S9 S10 S11
N1 N1.1 N1.2 N2 N2.1 N2.2 N2.3 N3 N3.1 N3.2 N3.3 N3.4 N3.5 N3.6 N4 N4.1 N4.2 N4.3 N4.4 N5 N5.1 N5.2 N5.3 N6 N6.1 N6.2 N6.3
C1 C2 C3 C4 C5 C6 C7
M1 M1.1 M2 M3 M4 M4.1 M4.2 M5
F1 F2 F3 F4 F5
W1 W2 W3 W4 W5 W6 W7 W8 W9 W10 W11 W12 W13 W14 W15 W16 W17 W18
E1 E2 E3 E4 E5 E6 E7 E8 E9 E10 E11 E12 E13 E14 E15 E16 E17 E18
B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B13
K1 K2 K3 K4 K5 K6
R1 R2 R3 R4 R5 R6 R7 R8
T1 T2 T3 T4 T5 T6 T7 T8
A1 A2 A3 A4 A5 A6 A7 A8 A9 A10 A11 A12 A13 A14
D1 D2 D3 D4 D5 D6 D7 D8 D9 D10 D11 D12
V1 V2 V3 V4 V5 V6 V7 V8 V9 V10
Q1 Q2 Q3 Q4 Q5 Q6 Q7 Q8 Q9 Q10
X1 X2 X3 X4 X5 X6 X7 X8 X9 X10 X11 X12 X13 X14 X15
G1 G2 G3 G4 G5 G6 G7 G8
Z1 Z2 Z3 Z4 Z5 Z6 Z7
U1 U2 U3 U4 U5 U6 U7 U8";

const OPEN: &str = "open";

/// Requirements without a row, and rows that name what is not there.
pub fn check(root: &Path, files: &[String]) -> Result<Vec<String>, String> {
    let sources = Sources::read(root, files)?;
    Ok(findings(&crate::tree::read(&root.join("docs/coverage.csv"))?, &sources))
}

fn findings(csv: &str, sources: &Sources) -> Vec<String> {
    let mut found = Vec::new();
    let mut rows = BTreeSet::new();
    let mut lines = csv.lines();
    if lines.next() != Some("requirement,serves,test") {
        return vec!["docs/coverage.csv: the header is not `requirement,serves,test`".to_owned()];
    }
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        let [requirement, serves, test] = cells.as_slice() else {
            found.push(format!("docs/coverage.csv: a row has {} cells, not 3: {line}", cells.len()));
            continue;
        };
        if !rows.insert(*requirement) {
            found.push(format!("docs/coverage.csv: {requirement} stands twice"));
        }
        let missing_service = serves.split(';').filter(|item| *item != OPEN && !sources.serves(item));
        let missing_test = test.split(';').filter(|item| *item != OPEN && !sources.tests(item));
        for item in missing_service.chain(missing_test) {
            found.push(format!("docs/coverage.csv: {requirement} names `{item}`, which is not in the tree"));
        }
    }
    let expected: BTreeSet<&str> = REQUIREMENTS.split_whitespace().collect();
    found.extend(expected.difference(&rows).map(|missing| format!("docs/coverage.csv: {missing} has no row")));
    found.extend(rows.difference(&expected).map(|odd| format!("docs/coverage.csv: {odd} is no requirement")));
    found
}

/// The texts in which the names are looked for.
struct Sources {
    texts: BTreeMap<String, String>,
}

impl Sources {
    fn read(root: &Path, files: &[String]) -> Result<Self, String> {
        let is_source = |path: &&String| {
            let extension = Path::new(path.as_str()).extension().and_then(|extension| extension.to_str());
            extension.is_some_and(|extension| ["rs", "ts", "tsx", "py"].contains(&extension))
        };
        let read = |path: &String| Ok((path.clone(), crate::tree::read(&root.join(path))?));
        let mut texts: BTreeMap<String, String> =
            files.iter().filter(is_source).map(read).collect::<Result<_, String>>()?;
        // Of other files only the name counts.
        for path in files {
            texts.entry(path.clone()).or_default();
        }
        Ok(Self { texts })
    }

    fn serves(&self, item: &str) -> bool {
        match item.split_once(':') {
            Some(("method", id)) => {
                let declared = format!("id: \"{id}\"");
                self.some("crates/", |text| text.contains(": Method = Method {") && text.contains(&declared))
            }
            Some(("table", name)) => liantu_model::schema::table(name).is_some(),
            Some(("command", name)) => {
                let Some((first, rest)) = name.split_at_checked(1) else { return false };
                let variant = format!("    {}{rest}", first.to_uppercase());
                let declares =
                    |line: &str| line.strip_prefix(&variant).is_some_and(|rest| rest.starts_with(['(', ',']));
                self.texts.get("crates/cli/src/arguments.rs").is_some_and(|text| text.lines().any(declares))
            }
            Some(("route", path)) => {
                let quoted = format!("\"{path}\"");
                self.some("crates/server/src/", |text| text.contains(&quoted))
            }
            Some(("view", name)) => self.texts.keys().any(|path| path.starts_with(&format!("web/src/{name}/"))),
            Some(("file", path)) => self.texts.contains_key(path),
            _ => false,
        }
    }

    fn tests(&self, item: &str) -> bool {
        let Some((path, name)) = item.split_once("::") else { return false };
        let forms = [format!("fn {name}("), format!("def {name}("), format!("'{name}'"), format!("\"{name}\"")];
        self.texts.get(path).is_some_and(|text| forms.iter().any(|form| text.contains(form)))
    }

    fn some(&self, folder: &str, holds: impl Fn(&str) -> bool) -> bool {
        self.texts.iter().any(|(path, text)| path.starts_with(folder) && holds(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn csv(change: impl Fn(&str) -> Option<String>) -> String {
        let rows = REQUIREMENTS
            .split_whitespace()
            .filter_map(|id| change(id).or_else(|| Some(format!("{id},open,open"))))
            .filter(|row| !row.is_empty())
            .collect::<Vec<_>>();
        format!("requirement,serves,test\n{}\n", rows.join("\n"))
    }

    fn sources() -> Sources {
        let texts = [
            ("crates/network/src/degree.rs", "pub const METHOD: Method = Method { id: \"degree\", version: 1 };"),
            ("crates/network/tests/golden.rs", "fn degree_of_the_star() {}"),
            ("crates/cli/src/arguments.rs", "pub enum Command {\n    Import(data::Import),\n    Openapi,\n}"),
        ];
        Sources { texts: texts.into_iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect() }
    }

    #[test]
    fn two_hundred_and_thirteen_requirements_all_open_pass() {
        assert_eq!(REQUIREMENTS.split_whitespace().count(), 213);
        assert_eq!(findings(&csv(|_| None), &sources()), Vec::<String>::new());
    }

    #[test]
    fn names_that_exist_pass_and_others_do_not() {
        let good = csv(|id| {
            (id == "C4")
                .then(|| "C4,method:degree;table:link;command:import;command:openapi,crates/network/tests/golden.rs::degree_of_the_star".to_owned())
        });
        assert_eq!(findings(&good, &sources()), Vec::<String>::new());
        let bad = csv(|id| {
            (id == "C4").then(|| "C4,method:rank;table:lnk;command:imp,crates/network/tests/golden.rs::gone".to_owned())
        });
        assert_eq!(findings(&bad, &sources()).len(), 4);
    }

    #[test]
    fn missing_strange_and_double_rows_are_found() {
        let missing = findings(&csv(|id| (id == "S3").then(String::new)), &sources());
        assert_eq!(missing, ["docs/coverage.csv: S3 has no row"]);
        let double =
            findings(&csv(|id| (id == "S3").then(|| "S3,open,open\nS3,open,open\nY1,open,open".into())), &sources());
        assert_eq!(double.len(), 2);
    }
}
