//! Reports as PDF, printed by a program that is on this machine: a browser, which sets the page, or an office, which sets the
//! text document. Both bring the fonts that Chinese needs; we may ship none. Nothing is fetched: the page holds all it needs.

use crate::{Engine, EngineError, off_the_runtime};
use liantu_model::{Language, Words};
use liantu_report::{Format, Look, Report};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Programs that print, by the names under which they are found; browsers first, which keep the page as it is on the screen.
const BROWSERS: [&str; 7] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge"];
const OFFICES: [&str; 2] = ["soffice", "libreoffice"];
/// How long a program may take.
const PATIENCE: Duration = Duration::from_mins(2);
/// A program that prints weighs as much as a browser: one at a time.
static TURN: Mutex<()> = Mutex::new(());
/// Keeps the folders of prints apart.
static COUNT: AtomicU64 = AtomicU64::new(0);

enum Printer {
    Browser(PathBuf),
    Office(PathBuf),
}

/// Why nothing was printed.
fn unprinted(zh: impl Into<String>, en: impl Into<String>) -> EngineError {
    EngineError::Printer { reason: Words::new(zh, en) }
}

/// A folder of its own, gone when the print is done.
struct Desk(PathBuf);

impl Desk {
    fn new() -> Result<Self, EngineError> {
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("liantu-print-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).map_err(EngineError::file(&path))?;
        Ok(Self(path))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        // What is left is cleared by the system.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Engine {
    /// A report in a form; PDF is printed by the program that `liantu.toml` names as `printer`, else by one that is found.
    pub async fn write_report(
        &self,
        report: Report,
        format: Format,
        language: Language,
        look: Look,
    ) -> Result<Vec<u8>, EngineError> {
        let printer = if format == Format::Pdf { Some(self.printer()?) } else { None };
        off_the_runtime(move || match printer {
            None => Ok(format.write(&report, language, look)?),
            Some(printer) => print(&printer, &report, language, look),
        })
        .await
    }

    fn printer(&self) -> Result<Printer, EngineError> {
        if let Some(named) = self.commons().setting("printer")? {
            let path = PathBuf::from(&named);
            if !path.is_file() {
                let expected = Words::new("浏览器或办公软件的路径", "the path of a browser or an office");
                let key = "printer".to_owned();
                return Err(EngineError::Config { key, found: named, expected });
            }
            let stem = path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).unwrap_or_default();
            let office = OFFICES.iter().any(|name| stem.starts_with(name));
            return Ok(if office { Printer::Office(path) } else { Printer::Browser(path) });
        }
        let folders: Vec<PathBuf> =
            std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
        let found = |names: &[&str]| {
            let files = names.iter().flat_map(|name| {
                folders.iter().flat_map(move |folder| [folder.join(name), folder.join(format!("{name}.exe"))])
            });
            files.into_iter().find(|file| file.is_file())
        };
        let browser = found(&BROWSERS).map(Printer::Browser);
        browser.or_else(|| found(&OFFICES).map(Printer::Office)).ok_or_else(|| {
            unprinted(
                "路径上既没有浏览器（Chromium、Chrome、Edge），也没有 LibreOffice：请安装一个，或在 liantu.toml 中以 printer \
                 指明，或自行打印网页或 DOCX",
                "no browser (Chromium, Chrome, Edge) and no LibreOffice is on the path: install one, name it as `printer` \
                 in liantu.toml, or print the page or the DOCX by hand",
            )
        })
    }
}

fn print(printer: &Printer, report: &Report, language: Language, look: Look) -> Result<Vec<u8>, EngineError> {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let desk = Desk::new()?;
    let (source, output) = match printer {
        Printer::Browser(_) => (Format::Html, desk.0.join("report.pdf")),
        Printer::Office(_) => (Format::Docx, desk.0.join("report.pdf")),
    };
    let file = desk.0.join(format!("report.{}", source.word()));
    std::fs::write(&file, source.write(report, language, look)?).map_err(EngineError::file(&file))?;
    match printer {
        Printer::Browser(program) => {
            let browser = |sandboxed: bool| {
                let mut command = Command::new(program);
                command.args(["--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer"]);
                command.args(["--disable-extensions", "--disable-background-networking", "--disable-sync"]);
                command.arg(format!("--user-data-dir={}", desk.0.join("profile").display()));
                command.arg(format!("--print-to-pdf={}", output.display()));
                if !sandboxed {
                    command.arg("--no-sandbox");
                }
                command.arg(format!("file://{}", file.display()));
                command
            };
            // A browser that may not build its sandbox (as root, in a container) ends at once; the page is ours and runs no script.
            carry_out(browser(true), &output).or_else(|_| carry_out(browser(false), &output))?;
        }
        Printer::Office(program) => {
            let mut command = Command::new(program);
            command.arg(format!("-env:UserInstallation=file://{}", desk.0.join("profile").display()));
            command.args(["--headless", "--convert-to", "pdf", "--outdir"]).arg(&desk.0).arg(&file);
            carry_out(command, &output)?;
        }
    }
    let mut bytes = std::fs::read(&output).map_err(EngineError::file(&output))?;
    without_clock(&mut bytes);
    Ok(bytes)
}

/// Runs a program until it has written its file, or for as long as it may take.
fn carry_out(mut command: Command, output: &Path) -> Result<(), EngineError> {
    let name = Path::new(command.get_program()).display().to_string();
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let failed = |error: std::io::Error| unprinted(format!("{name}：{error}"), format!("{name}: {error}"));
    let mut child = command.spawn().map_err(failed)?;
    let start = Instant::now();
    let status = loop {
        match child.try_wait().map_err(failed)? {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                // It may have ended just now.
                let _ = child.kill();
                let _ = child.wait();
                let seconds = PATIENCE.as_secs();
                return Err(unprinted(
                    format!("{name} 在 {seconds} 秒内没有结束"),
                    format!("{name} did not end within {seconds} s"),
                ));
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    if status.success() && output.is_file() {
        Ok(())
    } else {
        Err(unprinted(format!("{name} 没有打印出东西（{status}）"), format!("{name} printed nothing ({status})")))
    }
}

/// What stands before a moment or a hash, what ends it, and which of its bytes give way.
type Mark = (&'static [u8], u8, fn(&u8) -> bool);

/// Takes out of a PDF when it was printed, so that the same report gives the same bytes. Digits give way to as many digits: no
/// place in the file moves.
fn without_clock(bytes: &mut [u8]) {
    let digit = |byte: &u8| byte.is_ascii_digit();
    let hex = |byte: &u8| byte.is_ascii_hexdigit();
    let marks: [Mark; 4] = [
        (b"/CreationDate", b')', digit),
        (b"/ModDate", b')', digit),
        (b"/ID", b']', hex),
        (b"/DocChecksum", b'\n', hex),
    ];
    for (mark, end, changes) in marks {
        let mut from = 0;
        while let Some(place) = bytes[from..].windows(mark.len()).position(|part| part == mark) {
            let start = from + place + mark.len();
            let rest = &bytes[start..];
            let long = rest.iter().take(200).position(|byte| *byte == end).unwrap_or(0);
            for byte in &mut bytes[start..start + long] {
                if changes(byte) {
                    *byte = b'0';
                }
            }
            from = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_clock;

    #[test]
    fn the_clock_is_taken_out_and_nothing_moves() {
        let of = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            without_clock(&mut bytes);
            String::from_utf8(bytes).expect("text")
        };
        let one = of("<</CreationDate (D:20261122135841+00'00')\n/ModDate(D:20261122135841+08'00')>> /Title (2026)");
        assert_eq!(one, "<</CreationDate (D:00000000000000+00'00')\n/ModDate(D:00000000000000+00'00')>> /Title (2026)");
        assert_eq!(
            of("/ID [ <AD12> <AD12> ]\n/DocChecksum /AD12\n>>"),
            "/ID [ <0000> <0000> ]\n/DocChecksum /0000\n>>"
        );
        assert_eq!(of("/CreationDate"), "/CreationDate");
    }
}
