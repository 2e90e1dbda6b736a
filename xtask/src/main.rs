//! What a compiler can't check and what a person types: `cargo xtask <verb>`; the Makefile only passes the word on.
//!
//! The checks ([`layers`], [`coverage`], [`house`], [`generate`]) return what they found as sentences; an empty list is
//! a pass. The verbs ([`verbs`]) are lists of named steps that print their times. Deliberately absent: building
//! DataFusion, so that this crate compiles in seconds.

mod coverage;
mod generate;
mod house;
mod layers;
mod prepare;
mod render;
mod server;
mod steps;
mod tree;
mod verbs;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <verb>   (or make <verb>)

  demo              install what is missing, build, load the shipped package, serve the workbench
  test              everything that CI runs
  lint              formatting, clippy, the checks of the house
  check             layers, coverage of the requirements, house rules; no build of the binary
  generate          write the reference documentation from the code
  generate --check  fail where the written reference differs from the code
  docs              the book, as HTML (needs mdbook)
  bench             the benchmarks
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["demo"] => verbs::demo(),
        ["test"] => verbs::test(),
        ["lint"] => verbs::lint(),
        ["check"] => verbs::check(),
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["docs"] => verbs::docs(),
        ["bench"] => verbs::bench(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        _ => Err(format!("xtask does not know `{}`\n\n{HELP}", words.join(" "))),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\n{message}");
            ExitCode::FAILURE
        }
    }
}
