//! Habits of the house: length of files, no paths of one machine, no marks of the unfinished, papers in place.

use std::path::Path;

const LONGEST: usize = 600;

/// Files that may be longer, and why.
const LONG: &[(&str, &str)] = &[];

/// Papers that a stranger looks for in the root.
const PAPERS: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "SECURITY.md",
    "CITATION.cff",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "deny.toml",
];

/// Everything that is not as agreed.
pub fn check(root: &Path, files: &[String]) -> Result<Vec<String>, String> {
    let mut found: Vec<String> = PAPERS
        .iter()
        .filter(|paper| !files.iter().any(|path| path == *paper))
        .map(|paper| format!("{paper} is missing"))
        .collect();
    for (path, _) in LONG {
        if !files.iter().any(|file| file == path) {
            found.push(format!("{path} may be long (xtask), but is gone"));
        }
    }
    for path in files.iter().filter(|path| is_text(path)) {
        let text = crate::tree::read(&root.join(path))?;
        found.extend(of_file(path, &text));
    }
    let changes = crate::tree::read(&root.join("CHANGELOG.md")).unwrap_or_default();
    for heading in ["## [Unreleased]", "### Results that change"] {
        if !changes.contains(heading) {
            found.push(format!("CHANGELOG.md has no section `{heading}`"));
        }
    }
    Ok(found)
}

fn is_text(path: &str) -> bool {
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    ["rs", "ts", "tsx", "css", "html", "py", "md", "toml", "json", "yml", "yaml", "sh", "cff"].contains(&extension)
        && !path.starts_with("data/")
        && !path.ends_with("package-lock.json")
}

fn of_file(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let extension = Path::new(path).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    let is_code = ["rs", "ts", "tsx", "py"].contains(&extension);
    let lines = text.lines().count();
    if is_code && lines > LONGEST && !LONG.iter().any(|(long, _)| *long == path) {
        found.push(format!("{path} has {lines} lines, more than {LONGEST}: is it one room, or two?"));
    }
    let of_this_file = path == "xtask/src/house.rs";
    for (number, line) in text.lines().enumerate() {
        if let Some(folder) = machine_path(line) {
            found.push(format!("{path}:{}: a path of one machine ({folder})", number + 1));
        }
        let marks = ["todo!(", "unimplemented!(", "FIXME", "TODO"];
        if is_code && !of_this_file {
            found.extend(
                marks
                    .iter()
                    .filter(|mark| line.contains(**mark))
                    .map(|mark| format!("{path}:{}: unfinished ({mark})", number + 1)),
            );
        }
    }
    found
}

/// The home or working folder of one machine, if `line` names one from the root of the file system.
fn machine_path(line: &str) -> Option<String> {
    ["root", "home", "work", "Users"].into_iter().find_map(|folder| {
        let path = format!("/{folder}/");
        line.match_indices(&path)
            .any(|(at, _)| {
                !line[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || "._-}>)".contains(before))
            })
            .then_some(path)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_and_marks_are_found() {
        assert!(of_file("crates/x/src/lib.rs", &"let a = 1;\n".repeat(LONGEST)).is_empty());
        assert_eq!(of_file("crates/x/src/lib.rs", &"let a = 1;\n".repeat(LONGEST + 1)).len(), 1);
        assert_eq!(of_file("crates/x/src/lib.rs", "fn f() { todo!() }").len(), 1);
        assert!(of_file("docs/src/x.md", &"line\n".repeat(LONGEST + 1)).is_empty());
    }

    #[test]
    fn only_paths_from_the_root_are_of_one_machine() {
        let home = ["", "home", ""].join("/");
        assert_eq!(machine_path(&format!("read(\"{home}data.csv\")")), Some(home.clone()));
        assert_eq!(machine_path(&format!("https://example.org{home}")), None);
        assert_eq!(machine_path(&format!("src{home}flow.rs")), None);
        assert_eq!(machine_path("/homes/"), None);
    }
}
