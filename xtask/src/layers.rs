//! Who may use whom: the table of ARCHITECTURE.md, held against `cargo metadata`.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

const HEADER: &str = "| crate | may use (ours) | outside | must never | because |";

/// A row of the table.
#[derive(Debug, Default)]
struct Rule {
    /// The packages it is about.
    packages: Vec<String>,
    ours: BTreeSet<String>,
    outside: BTreeSet<String>,
    /// Crates that may not be reached at all, not even through others.
    never: BTreeSet<String>,
    sentence: String,
}

/// A crate of the workspace.
#[derive(Debug, Default)]
struct Package {
    name: String,
    /// Direct dependencies that end up in the crate or build it.
    direct: BTreeSet<String>,
    /// Direct dependencies of its tests alone.
    tests: BTreeSet<String>,
    /// Everything that is linked into it.
    reached: BTreeSet<String>,
}

/// What the crates of the workspace use and may not.
pub fn check(root: &Path) -> Result<Vec<String>, String> {
    let architecture = crate::tree::read(&root.join("ARCHITECTURE.md"))?;
    let output = crate::steps::cargo()
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo metadata: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let metadata = serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))?;
    Ok(violations(&rules(&architecture)?, &packages(&metadata)))
}

fn rules(architecture: &str) -> Result<Vec<Rule>, String> {
    let mut lines = architecture.lines().skip_while(|line| line.trim() != HEADER);
    if lines.next().is_none() {
        return Err(format!("ARCHITECTURE.md has no table that begins with `{HEADER}`"));
    }
    lines.skip(1).take_while(|line| line.starts_with('|')).map(rule).collect()
}

fn rule(line: &str) -> Result<Rule, String> {
    let cells: Vec<&str> = line.trim().trim_matches('|').split('|').map(str::trim).collect();
    let [crates, ours, outside, never, sentence] = cells.as_slice() else {
        return Err(format!("ARCHITECTURE.md: a row of the layer table has {} cells, not 5: {line}", cells.len()));
    };
    Ok(Rule {
        packages: names(crates).map(package_name).collect(),
        ours: names(ours).map(package_name).collect(),
        outside: names(outside).map(str::to_owned).collect(),
        never: names(never).map(str::to_owned).collect(),
        sentence: (*sentence).to_owned(),
    })
}

/// The words between backticks.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn package_name(room: &str) -> String {
    if room == "xtask" { room.to_owned() } else { format!("liantu-{room}") }
}

fn packages(metadata: &Value) -> Vec<Package> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let members: BTreeSet<String> = list(&metadata["workspace_members"]).iter().map(text).collect();
    let all = list(&metadata["packages"]);
    let name_of: BTreeMap<String, String> =
        all.iter().map(|package| (text(&package["id"]), text(&package["name"]))).collect();
    let linked: BTreeMap<String, Vec<String>> = list(&metadata["resolve"]["nodes"])
        .iter()
        .map(|node| {
            let normal = list(&node["deps"])
                .iter()
                .filter(|dep| list(&dep["dep_kinds"]).iter().any(|kind| kind["kind"].is_null()))
                .map(|dep| text(&dep["pkg"]))
                .collect();
            (text(&node["id"]), normal)
        })
        .collect();
    all.iter()
        .filter(|package| members.contains(&text(&package["id"])))
        .map(|package| {
            let of_kind = |test: bool| {
                list(&package["dependencies"])
                    .iter()
                    .filter(|dependency| (dependency["kind"] == "dev") == test)
                    .map(|dependency| text(&dependency["name"]))
                    .collect()
            };
            Package {
                name: text(&package["name"]),
                direct: of_kind(false),
                tests: of_kind(true),
                reached: reach(&text(&package["id"]), &linked, &name_of),
            }
        })
        .collect()
}

fn reach(from: &str, linked: &BTreeMap<String, Vec<String>>, name_of: &BTreeMap<String, String>) -> BTreeSet<String> {
    let mut seen = BTreeSet::new();
    let mut open = vec![from];
    while let Some(id) = open.pop() {
        for next in linked.get(id).into_iter().flatten() {
            if seen.insert(next.as_str()) {
                open.push(next);
            }
        }
    }
    seen.into_iter().filter_map(|id| name_of.get(id).cloned()).collect()
}

fn violations(rules: &[Rule], packages: &[Package]) -> Vec<String> {
    let mut found = Vec::new();
    let row_of = |name: &str| rules.iter().position(|rule| rule.packages.iter().any(|package| package == name));
    let ours: BTreeSet<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    for package in packages {
        let name = &package.name;
        let Some(row) = row_of(name) else {
            found.push(format!(
                "`{name}` has no row in the layer table of ARCHITECTURE.md: say what it may use and why"
            ));
            continue;
        };
        let rule = &rules[row];
        for used in &package.direct {
            let (allowed, kind) =
                if ours.contains(used.as_str()) { (&rule.ours, "ours") } else { (&rule.outside, "outside") };
            if !allowed.contains(used) {
                found.push(format!("`{name}` uses `{used}`, which its row ({kind}) does not allow. {}", rule.sentence));
            }
        }
        for used in rule.never.intersection(&package.reached) {
            found.push(format!("`{name}` reaches `{used}`, which it must never. {}", rule.sentence));
        }
        for used in &package.tests {
            if row_of(used).is_some_and(|other| other > row) {
                found.push(format!("the tests of `{name}` use `{used}`, which stands above it. {}", rule.sentence));
            }
        }
    }
    for stranger in rules.iter().flat_map(|rule| &rule.packages).filter(|name| !ours.contains(name.as_str())) {
        found.push(format!("ARCHITECTURE.md has a row for `{stranger}`, which is no crate of the workspace"));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const TABLE: &str = "\
text before

| crate | may use (ours) | outside | must never | because |
|---|---|---|---|---|
| `model` | – | `serde` | I/O | Words have no doings. |
| `network`, `structure` | `model` | `rayon` | `datafusion`, files | Studies compile in seconds. |
| `engine` | `model`, `network`, `structure` | `datafusion` | HTTP | The hall binds. |

text after";

    /// A workspace of three crates, in the form of `cargo metadata`; `edges` are (from, to, kind).
    fn metadata(edges: &[(&str, &str, Option<&str>)]) -> Value {
        let ours = ["liantu-model", "liantu-network", "liantu-structure", "liantu-engine"];
        let all = ours.iter().chain(&["serde", "rayon", "datafusion", "reqwest", "glue"]);
        let of = |name: &str| edges.iter().filter(move |edge| edge.0 == name).collect::<Vec<_>>();
        json!({
            "workspace_members": ours,
            "packages": all.clone().map(|name| json!({
                "id": name,
                "name": name,
                "dependencies": of(name).iter().map(|edge| json!({"name": edge.1, "kind": edge.2})).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "resolve": {"nodes": all.map(|name| json!({
                "id": name,
                "deps": of(name).iter()
                    .map(|edge| json!({"pkg": edge.1, "dep_kinds": [{"kind": edge.2}]}))
                    .collect::<Vec<_>>(),
            })).collect::<Vec<_>>()},
        })
    }

    fn found(edges: &[(&str, &str, Option<&str>)]) -> Vec<String> {
        violations(&rules(TABLE).expect("the table"), &packages(&metadata(edges)))
    }

    #[test]
    fn a_house_in_order_passes() {
        let edges = [
            ("liantu-model", "serde", None),
            ("liantu-network", "liantu-model", None),
            ("liantu-network", "rayon", None),
            ("liantu-network", "reqwest", Some("dev")),
            ("liantu-engine", "liantu-network", None),
            ("liantu-engine", "datafusion", None),
        ];
        assert_eq!(found(&edges), Vec::<String>::new());
    }

    #[test]
    fn a_study_that_looks_sideways_gets_the_sentence() {
        let findings = found(&[("liantu-network", "liantu-structure", None)]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains("`liantu-network` uses `liantu-structure`"), "{findings:?}");
        assert!(findings[0].ends_with("Studies compile in seconds."), "{findings:?}");
    }

    #[test]
    fn what_must_never_be_reached_is_found_behind_others() {
        let findings =
            found(&[("liantu-network", "rayon", None), ("rayon", "glue", None), ("glue", "datafusion", None)]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains("reaches `datafusion`"), "{findings:?}");
        assert!(found(&[("liantu-network", "rayon", None), ("rayon", "datafusion", Some("build"))]).is_empty());
    }

    #[test]
    fn a_new_library_needs_a_word_in_the_table() {
        let findings = found(&[("liantu-engine", "reqwest", Some("build"))]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].ends_with("The hall binds."), "{findings:?}");
    }

    #[test]
    fn tests_never_look_upwards() {
        let findings = found(&[("liantu-model", "liantu-engine", Some("dev"))]);
        assert_eq!(findings.len(), 1);
        assert!(findings[0].contains("stands above it"), "{findings:?}");
    }

    #[test]
    fn a_crate_without_a_row_and_a_row_without_a_crate_are_found() {
        let without = TABLE.replace("`network`, `structure` |", "`network`, `simulation` |");
        let findings = violations(&rules(&without).expect("the table"), &packages(&metadata(&[])));
        assert!(findings.iter().any(|finding| finding.contains("`liantu-structure` has no row")), "{findings:?}");
        assert!(
            findings.iter().any(|finding| finding.contains("`liantu-simulation`, which is no crate")),
            "{findings:?}"
        );
    }

    #[test]
    fn a_document_without_the_table_is_refused() {
        assert!(rules("# Architecture").is_err());
        assert!(rules(&format!("{HEADER}\n|---|\n| `model` | – |")).is_err());
    }
}
