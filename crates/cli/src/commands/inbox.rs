//! `liantu import --watch`: a folder into which others put their monthly files.

use crate::commands::serve::asked_to_stop;
use crate::context::{Context, json};
use crate::failure::Failure;
use crate::language::say;
use crate::render::report::{self, Manner};
use liantu_engine::{Engine, EngineError, ImportOutcome, ImportRequest, ProblemKind};
use serde::Serialize;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

/// What stands beside a file that could not be taken in.
const REPORT: &str = "liantu-report.txt";
/// Endings of files that are still being written, or that are no data.
const UNFINISHED: [&str; 7] = ["part", "partial", "tmp", "temp", "crdownload", "download", "swp"];

/// A file as it was seen: it is finished when it is seen the same twice.
type Seen = (u64, SystemTime);

/// What came of a file.
#[derive(Serialize)]
struct Taken<'f> {
    file: &'f str,
    /// `imported`, `repeated`, `rejected` or `failed`.
    result: &'static str,
    rows: u64,
    rejected: u64,
    revision: Option<u64>,
    detail: Option<String>,
}

/// Watches `folder` until asked to stop, or looks once.
pub async fn watch(
    context: &Context,
    engine: &Engine,
    folder: &Path,
    template: &ImportRequest,
    every: Duration,
    once: bool,
) -> Result<(), Failure> {
    let mut inbox = Inbox { folder: folder.to_owned(), seen: HashMap::new(), done: HashMap::new() };
    inbox.look()?;
    context.note(&say!(
        context.language,
        "正在监视 {}，每 {} 秒一次（Ctrl-C 停止）",
        "watching {} every {} s (Ctrl-C stops it)",
        folder.display(),
        every.as_secs_f64(),
    ));
    // One listener for all rounds: who asks while a file is read is heard when it is in.
    let stop = asked_to_stop();
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => return Ok(()),
            () = tokio::time::sleep(every) => {}
        }
        for (path, seen) in inbox.look()? {
            if let Some(taken) = take(context, engine, template, &path).await? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                let taken = Taken { file: &name, ..taken };
                context.print(&if context.json { json(&taken)? } else { line(&taken, context) })?;
                inbox.done.insert(path, seen);
            }
        }
        if once {
            return Ok(());
        }
    }
}

struct Inbox {
    folder: PathBuf,
    seen: HashMap<PathBuf, Seen>,
    done: HashMap<PathBuf, Seen>,
}

impl Inbox {
    /// The files that did not change since the last look and were not dealt with, in order of their names.
    fn look(&mut self) -> Result<Vec<(PathBuf, Seen)>, Failure> {
        let mut now = HashMap::new();
        for entry in std::fs::read_dir(&self.folder).map_err(Failure::file(&self.folder))? {
            let path = entry.map_err(Failure::file(&self.folder))?.path();
            // A file that is gone by now is no file.
            if let Some(seen) = std::fs::metadata(&path).ok().filter(|_| is_data(&path)).and_then(|data| stamp(&data)) {
                now.insert(path, seen);
            }
        }
        let finished = |(path, seen): &(&PathBuf, &Seen)| {
            self.seen.get(*path) == Some(*seen) && self.done.get(*path) != Some(*seen) && !is_reported(path, seen)
        };
        let mut found: Vec<(PathBuf, Seen)> =
            now.iter().filter(finished).map(|(path, seen)| (path.clone(), *seen)).collect();
        found.sort();
        self.done.retain(|path, _| now.contains_key(path));
        self.seen = now;
        Ok(found)
    }
}

fn stamp(data: &std::fs::Metadata) -> Option<Seen> {
    data.is_file().then(|| data.modified().ok().map(|time| (data.len(), time))).flatten()
}

fn is_data(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let hidden = name.starts_with('.') || name.starts_with('~') || name.ends_with('~');
    !hidden && !name.ends_with(REPORT) && !UNFINISHED.contains(&ending.as_str())
}

fn report_of(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".");
    name.push(REPORT);
    path.with_file_name(name)
}

/// Whether a report says that this very file could not be taken in: it is not tried again until it changes.
fn is_reported(path: &Path, seen: &Seen) -> bool {
    let report = std::fs::metadata(report_of(path)).and_then(|data| data.modified());
    report.is_ok_and(|written| written >= seen.1)
}

/// Takes a file in; `None` where it has to be tried again, because somebody else is writing.
async fn take(
    context: &Context,
    engine: &Engine,
    template: &ImportRequest,
    path: &Path,
) -> Result<Option<Taken<'static>>, Failure> {
    let request = ImportRequest { path: path.to_owned(), once: true, ..template.clone() };
    let manner =
        Manner { language: context.language, colours: false, width: None, show: 20, workspace: !template.dry_run };
    let mut taken = Taken { file: "", result: "imported", rows: 0, rejected: 0, revision: None, detail: None };
    match engine.import(context.port(), request, Arc::new(())).await {
        Ok(outcome) => {
            let ImportOutcome { report, revision, repeated, .. } = &outcome;
            taken.rows = report.resources.iter().map(|resource| resource.accepted).sum();
            taken.rejected = report.resources.iter().map(|resource| resource.rejected).sum();
            taken.revision = revision.or(*repeated);
            if repeated.is_some() {
                taken.result = "repeated";
            }
            if !report.accepted {
                taken.result = "rejected";
                taken.rows = 0;
            }
            if report.accepted && taken.rejected == 0 {
                forget(path)?;
            } else {
                leave(path, &report::text(&outcome, &manner))?;
            }
        }
        Err(EngineError::Cancelled) => return Ok(None),
        Err(error) if error.problem().code == "busy" => return Ok(None),
        // The workspace is at fault, not the file: the file is tried again once that is mended.
        Err(error) if error.problem().kind == ProblemKind::Unavailable => return Err(error.into()),
        Err(error) => {
            let failure = Failure::from(error);
            let text = failure.text(context.language);
            leave(path, &text)?;
            taken.result = "failed";
            taken.detail = Some(text);
        }
    }
    Ok(Some(taken))
}

fn leave(path: &Path, text: &str) -> Result<(), Failure> {
    let report = report_of(path);
    std::fs::write(&report, text).map_err(Failure::file(&report))
}

/// Removes the report of an earlier try.
fn forget(path: &Path) -> Result<(), Failure> {
    let report = report_of(path);
    match std::fs::remove_file(&report) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Failure::file(&report)(error)),
        _ => Ok(()),
    }
}

fn line(taken: &Taken<'_>, context: &Context) -> String {
    let (file, rows, rejected) = (taken.file, taken.rows, taken.rejected);
    let revision = taken.revision.unwrap_or_default();
    match taken.result {
        "imported" => say!(
            context.language,
            "{file}：读入 {rows} 行，拒绝 {rejected} 行，修订 {revision}",
            "{file}: {rows} rows taken, {rejected} rejected, revision {revision}"
        ),
        "repeated" => say!(
            context.language,
            "{file}：修订 {revision} 已读入此内容，未重复读入；要再读一次，用 `liantu import`",
            "{file}: taken in as revision {revision} already, not taken again; `liantu import` takes it once more"
        ),
        "rejected" => say!(
            context.language,
            "{file}：有错，未读入；见旁边的 {REPORT}",
            "{file}: has errors and was not taken; see {REPORT} beside it"
        ),
        _ => say!(
            context.language,
            "{file}：无法读取；见旁边的 {REPORT}",
            "{file}: could not be read; see {REPORT} beside it"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finished_files_are_taken_and_each_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut inbox = Inbox { folder: folder.path().to_owned(), seen: HashMap::new(), done: HashMap::new() };
        let file = folder.path().join("june.csv");
        for name in ["june.csv", ".hidden.csv", "july.csv.part", "~$lock.xlsx", "june.csv.liantu-report.txt"] {
            std::fs::write(folder.path().join(name), "a").expect("a file");
        }
        std::fs::remove_file(report_of(&file)).expect("no report");
        assert!(inbox.look().expect("a look").is_empty(), "seen for the first time: it may still grow");
        std::fs::write(&file, "more").expect("a file");
        assert!(inbox.look().expect("a look").is_empty(), "it grew");
        let found = inbox.look().expect("a look");
        assert!(found.len() == 1 && found[0].0 == file, "{found:?}");
        inbox.done.extend(found);
        assert!(inbox.look().expect("a look").is_empty(), "it was dealt with");
        std::fs::write(&file, "something else").expect("a file");
        inbox.look().expect("a look");
        assert_eq!(inbox.look().expect("a look").len(), 1, "a file that changed is new");
        leave(&file, "wrong").expect("a report");
        assert!(inbox.look().expect("a look").is_empty(), "what could not be taken is not tried again");
        forget(&file).expect("no report");
        assert_eq!(inbox.look().expect("a look").len(), 1);
    }
}
