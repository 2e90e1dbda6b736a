//! The verbs that a person types: lists of named steps.

use crate::prepare::{self, Binary};
use crate::server::{Server, free_port};
use crate::steps::{Steps, cargo, finish, pass, run};
use crate::{coverage, generate, house, layers, tree};
use std::path::Path;
use std::process::Command;

const DEMO_FOLDER: &str = "liantu-demo";
const DEMO_PORT: u16 = 7400;

/// Layers, coverage and habits, without building anything else.
pub fn check() -> Result<(), String> {
    let root = tree::root();
    let files = tree::files(&root)?;
    let mut findings = layers::check(&root)?;
    findings.extend(coverage::check(&root, &files)?);
    findings.extend(house::check(&root, &files)?);
    pass(&findings)
}

/// What needs no test to run: formatting, clippy, the checks of the house.
pub fn lint() -> Result<(), String> {
    let mut steps = Steps::begin();
    lint_steps(&mut steps)?;
    steps.end();
    Ok(())
}

fn lint_steps(steps: &mut Steps) -> Result<(), String> {
    let root = tree::root();
    steps.step("formatting", || finish(cargo().args(["fmt", "--all", "--check"]).current_dir(&root)))?;
    steps.step("layers, coverage, habits", check)?;
    let clippy =
        ["clippy", "--locked", "--workspace", "--all-targets", "--quiet", "--keep-going", "--", "--deny", "warnings"];
    steps.step("clippy", || finish(cargo().args(clippy).current_dir(&root)))
}

/// Everything that CI runs; the cheap and telling steps come first.
pub fn test() -> Result<(), String> {
    let root = tree::root();
    let web = root.join("web");
    let npm = |script: &'static str| {
        let web = web.clone();
        move || run(&web, "npm", &["run", "--silent", script])
    };
    let mut steps = Steps::begin();
    steps.step("packages of the workbench", || prepare::web(&root))?;
    steps.step("workbench: types", npm("typecheck"))?;
    steps.step("workbench: lint", npm("lint"))?;
    steps.step("workbench: unit tests", npm("test"))?;
    steps.step("workbench: build", npm("build"))?;
    steps.step("workbench: budget", npm("budget"))?;
    lint_steps(&mut steps)?;
    steps.step("packages of the tests", || prepare::python(&root).map(drop))?;
    steps.step("database of the tests", || prepare::postgres(&root))?;
    steps.step("Rust tests", || rust_tests(&root))?;
    steps.step("reference documentation is that of the code", generate::check)?;

    let binary = Binary::build(&root)?;
    let server = Server::start(&binary)?;
    steps.step("tables read by the deltalake package", || {
        let python = prepare::python(&root)?.join("python");
        finish(Command::new(python).arg("e2e/read_tables.py").arg(server.workspace()).current_dir(&root))
    })?;
    steps.step("OpenAPI checked by schemathesis", || schemathesis(&root, &server))?;
    drop(server);
    steps.step("workbench in Chromium", || {
        let browser = prepare::browser(&root)?;
        let mut tests = Command::new("npm");
        tests.args(["run", "--silent", "e2e"]).current_dir(&web);
        finish(tests.env("LIANTU_BIN", binary.path()).env("CHROMIUM", browser))
    })?;
    steps.end();
    Ok(())
}

/// The tests of the workspace, with the Python of the tests first in the path: some read tables with its packages.
fn rust_tests(root: &Path) -> Result<(), String> {
    let mut path = prepare::python(root)?.into_os_string();
    if let Some(rest) = std::env::var_os("PATH") {
        path.push(if cfg!(windows) { ";" } else { ":" });
        path.push(rest);
    }
    let mut tests = cargo();
    // Every failure in one run; the whole list is what one wants to read.
    finish(
        tests
            .args(["test", "--locked", "--workspace", "--quiet", "--no-fail-fast"])
            .current_dir(root)
            .env("PATH", path)
            // The cases of property tests are drawn alike each time; who looks for new ones runs `cargo test`.
            .env("PROPTEST_RNG_SEED", "20261122"),
    )
}

fn schemathesis(root: &Path, server: &Server) -> Result<(), String> {
    let document = format!("{}/api/v1/openapi.json", server.address());
    let mut attack = Command::new(prepare::python(root)?.join("schemathesis"));
    // The settings (checks, number and seed of the examples) are in e2e/schemathesis.toml.
    finish(attack.args(["--config-file", "e2e/schemathesis.toml", "run", &document]).current_dir(root))
}

/// Installs what is missing, builds, loads the shipped package and serves the workbench.
pub fn demo() -> Result<(), String> {
    let root = tree::root();
    println!(
        "Building the workbench and the program. The first time takes about twelve minutes; most of it is the query engine."
    );
    let binary = Binary::build_while(&root, || {
        prepare::web(&root)?;
        run(&root.join("web"), "npm", &["run", "--silent", "build"])
    })?;
    let port = free_port(DEMO_PORT)?;
    let mut demo = Command::new(binary.path());
    finish(demo.arg("demo").arg(DEMO_FOLDER).args(["--port", &port.to_string()]).current_dir(&root))
}

/// The book, as HTML under `docs/book`.
pub fn docs() -> Result<(), String> {
    prepare::require("mdbook", "cargo install mdbook")?;
    run(&tree::root(), "mdbook", &["build", "docs"])
}

/// The benchmarks.
pub fn bench() -> Result<(), String> {
    finish(cargo().args(["bench", "--locked", "--workspace"]).current_dir(tree::root()))
}
