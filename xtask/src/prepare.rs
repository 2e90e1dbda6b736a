//! What the verbs need on the machine: installs what is missing and can be installed, says clearly what cannot.

use crate::steps::{cargo, finish, run};
use crate::tree;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The built program.
pub struct Binary {
    path: PathBuf,
}

impl Binary {
    /// Builds `liantu` in the profile that tests use, so that the query engine is compiled once.
    pub fn build(root: &Path) -> Result<Self, String> {
        finish(&mut Self::builder(root))?;
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        let path = root.join(target).join("debug").join(format!("liantu{}", std::env::consts::EXE_SUFFIX));
        if path.is_file() { Ok(Self { path }) } else { Err(format!("{} was not built", path.display())) }
    }

    /// Builds it while `meanwhile` is done; where that fails, nobody waits for the build.
    pub fn build_while(root: &Path, meanwhile: impl FnOnce() -> Result<(), String>) -> Result<Self, String> {
        let mut build = Self::builder(root).spawn().map_err(|error| format!("cargo does not start: {error}"))?;
        if let Err(message) = meanwhile() {
            // It may have ended by itself; either way it is the other failure that counts.
            build.kill().ok();
            build.wait().ok();
            return Err(message);
        }
        build.wait().map_err(|error| format!("cargo: {error}"))?;
        // Takes up what `meanwhile` made, and says what went wrong if something did.
        Self::build(root)
    }

    fn builder(root: &Path) -> Command {
        let mut build = cargo();
        build.args(["build", "--locked", "--package", "liantu-cli"]).current_dir(root);
        build
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the program prints when asked for `arguments`.
    pub fn print(&self, arguments: &[&str]) -> Result<String, String> {
        let line = format!("liantu {}", arguments.join(" "));
        let output = Command::new(&self.path)
            .args(arguments)
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "100")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("`{line}` does not start: {error}"))?;
        if !output.status.success() {
            return Err(format!("`{line}` ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr)));
        }
        String::from_utf8(output.stdout).map_err(|error| format!("`{line}`: {error}"))
    }
}

/// Installs the packages of the workbench, unless the lock file is the one installed last.
pub fn web(root: &Path) -> Result<(), String> {
    require("npm", "install Node.js 20.19 or newer (https://nodejs.org)")?;
    let web = root.join("web");
    let lock = tree::read(&web.join("package-lock.json"))?;
    installed(&web.join("node_modules/.installed"), &lock, || {
        println!("   installing the packages of the workbench");
        run(&web, "npm", &["ci", "--no-audit", "--no-fund", "--loglevel=error"])
    })
}

/// Installs the Python packages of the tests into `.venv`, and returns the folder of its programs.
pub fn python(root: &Path) -> Result<PathBuf, String> {
    require("python3", "install Python 3.10 or newer (https://www.python.org)")?;
    let programs = root.join(".venv").join(if cfg!(windows) { "Scripts" } else { "bin" });
    let requirements = tree::read(&root.join("e2e/requirements.txt"))?;
    installed(&root.join(".venv/installed"), &requirements, || {
        println!("   installing the Python packages of the tests into .venv");
        run(root, "python3", &["-m", "venv", "--clear", ".venv"])?;
        let python = programs.join("python");
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "e2e/requirements.txt"];
        run(root, &python.to_string_lossy(), &install)
    })?;
    Ok(programs)
}

/// Runs `install` unless `stamp` says that it was done for `wanted`.
fn installed(stamp: &Path, wanted: &str, install: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    if std::fs::read_to_string(stamp).is_ok_and(|done| done == wanted) {
        return Ok(());
    }
    install()?;
    std::fs::write(stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))
}

/// Finds a Chromium and a Chinese font, or installs them where that is allowed; returns the path of the browser.
pub fn browser(root: &Path) -> Result<PathBuf, String> {
    if let Some(path) = std::env::var_os("CHROMIUM") {
        return Ok(PathBuf::from(path));
    }
    let find = || ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path);
    let has_font = || {
        let fonts = Command::new("fc-list").args([":lang=zh", "family"]).output();
        fonts.is_ok_and(|fonts| !fonts.stdout.is_empty())
    };
    if let (Some(path), true) = (find(), has_font()) {
        return Ok(path);
    }
    let by_hand = "the tests of the workbench need Chromium and a Chinese font; install them \
        (Debian and Ubuntu: `sudo apt-get install chromium fonts-noto-cjk`), or name a browser in CHROMIUM";
    println!("   installing Chromium and a Chinese font");
    packages(root, &["chromium", "fonts-noto-cjk", "fontconfig"], by_hand)?;
    find().ok_or_else(|| by_hand.to_owned())
}

/// Finds the server of PostgreSQL, or installs it where that is allowed; without it the tests of the ledger run on SQLite alone
/// and say so.
pub fn postgres(root: &Path) -> Result<(), String> {
    let there = std::fs::read_dir("/usr/lib/postgresql")
        .is_ok_and(|versions| versions.flatten().any(|version| version.path().join("bin/initdb").is_file()));
    if there || on_path("apt-get").is_none() {
        return Ok(());
    }
    println!("   installing PostgreSQL");
    packages(root, &["postgresql"], "install PostgreSQL (Debian and Ubuntu: `sudo apt-get install postgresql`)")
}

/// Installs packages of the system where that is allowed; fails with `by_hand` where it is not.
fn packages(root: &Path, names: &[&str], by_hand: &str) -> Result<(), String> {
    let sudo: &[&str] = match (on_path("apt-get"), is_root(), on_path("sudo")) {
        (Some(_), true, _) => &[],
        (Some(_), false, Some(_)) => &["sudo", "--non-interactive"],
        _ => return Err(by_hand.to_owned()),
    };
    let install = [&["install", "--yes", "--no-install-recommends"], names].concat();
    for words in [&["update", "--quiet"][..], &install] {
        let line: Vec<&str> = sudo.iter().copied().chain(["apt-get"]).chain(words.iter().copied()).collect();
        run(root, line[0], &line[1..]).map_err(|error| format!("{error}\n{by_hand}"))?;
    }
    Ok(())
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Fails with `advice` where `program` is not to be found.
pub fn require(program: &str, advice: &str) -> Result<(), String> {
    on_path(program).map(drop).ok_or_else(|| format!("`{program}` was not found: {advice}"))
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_installed_is_not_installed_again() {
        let stamp = std::env::temp_dir().join(format!("liantu-xtask-stamp-{}", std::process::id()));
        let mut times = 0;
        for wanted in ["a", "a", "b"] {
            installed(&stamp, wanted, || {
                times += 1;
                Ok(())
            })
            .expect("a stamp can be written");
        }
        std::fs::remove_file(&stamp).expect("the stamp is there");
        assert_eq!(times, 2);
    }

    #[test]
    fn a_missing_program_is_named_with_advice() {
        let message = require("no-such-program", "get it").expect_err("it is not there");
        assert_eq!(message, "`no-such-program` was not found: get it");
    }
}
