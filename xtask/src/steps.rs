//! Named steps with their times; the first that fails ends the run with one clear line.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// A run of steps.
pub struct Steps {
    began: Instant,
    done: Vec<(String, Duration)>,
}

impl Steps {
    /// A run that begins now.
    pub fn begin() -> Self {
        Self { began: Instant::now(), done: Vec::new() }
    }

    /// Does `act` under a heading, and prints how long it took.
    pub fn step(&mut self, name: &str, act: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        println!("\n── {}. {name}", self.done.len() + 1);
        let began = Instant::now();
        act().map_err(|message| format!("FAILED in step {} ({name}): {message}", self.done.len() + 1))?;
        let took = began.elapsed();
        println!("   {name}: {}", seconds(took));
        self.done.push((name.to_owned(), took));
        Ok(())
    }

    /// Prints the times of all steps.
    pub fn end(self) {
        println!("\n── All {} steps passed in {}", self.done.len(), seconds(self.began.elapsed()));
        for (name, took) in self.done {
            println!("   {:>9}  {name}", seconds(took));
        }
    }
}

fn seconds(time: Duration) -> String {
    let tenths = time.as_millis() / 100;
    if tenths < 600 {
        format!("{}.{} s", tenths / 10, tenths % 10)
    } else {
        format!("{} min {:02} s", tenths / 600, tenths / 10 % 60)
    }
}

/// The cargo that started this program, without what it said of this program: build scripts look at some of those
/// variables, and everything above them (the query engine) would be built anew whenever cargo is run by hand in between.
pub fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    for (name, _) in std::env::vars_os() {
        let told = ["CARGO_MANIFEST_", "CARGO_PKG_"].iter().any(|start| name.to_string_lossy().starts_with(start));
        if told {
            cargo.env_remove(name);
        }
    }
    cargo
}

/// Runs a program in `folder`, shows what it does, and fails with its command line.
pub fn run(folder: &Path, program: &str, arguments: &[&str]) -> Result<(), String> {
    finish(Command::new(program).args(arguments).current_dir(folder))
}

/// Runs a command, shows it, and fails with its words.
pub fn finish(command: &mut Command) -> Result<(), String> {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ");
    println!("   $ {line}");
    let status = command.status().map_err(|error| format!("`{line}` does not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{line}` ended with {status}")) }
}

/// Turns findings into a failure that lists them.
pub fn pass(findings: &[String]) -> Result<(), String> {
    if findings.is_empty() {
        return Ok(());
    }
    Err(format!("{} findings\n  {}", findings.len(), findings.join("\n  ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_step_is_named_and_ends_the_run() {
        let mut steps = Steps::begin();
        assert!(steps.step("first", || Ok(())).is_ok());
        let message = steps.step("second", || Err("broken".to_owned())).expect_err("the step fails");
        assert_eq!(message, "FAILED in step 2 (second): broken");
    }

    #[test]
    fn times_read_well() {
        assert_eq!(seconds(Duration::from_millis(1_250)), "1.2 s");
        assert_eq!(seconds(Duration::from_secs(125)), "2 min 05 s");
    }
}
