//! Revisions: each pins one version of every table, and is the only thing that makes rows visible.
//!
//! A revision is one small JSON file, `revisions/<number>.json`. It is written last, under another name, made durable, and
//! put in place by one rename: an import is therefore seen whole or not at all, whenever the process that wrote it died.

use crate::error::{Result, WorkspaceError, io};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// A state of the whole workspace. Immutable once published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// 0 is the empty workspace; each commit adds one.
    pub number: u64,
    /// When it was committed. Strictly later than every earlier revision.
    pub at: Timestamp,
    /// What the committer said about it.
    pub note: CommitNote,
    /// The revision whose state this one brought back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restores: Option<u64>,
    /// The tables, by name.
    pub tables: BTreeMap<String, Pin>,
}

/// The state of one table in a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// Version of the Delta table.
    pub version: u64,
    /// Rows.
    pub rows: u64,
    /// Size of the Parquet files.
    pub bytes: u64,
    /// Parquet files.
    pub files: u64,
}

/// What is recorded about a commit.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitNote {
    /// For the reader of the log.
    pub message: String,
    /// The files that were imported.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<ImportedFile>,
    /// What was to happen to faulty rows (`reject-package`, `reject-rows`, `warn`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// A digest of what else decided how they were read: the table that was named and the mapping.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading: Option<String>,
    /// Exact counts, such as rows read, accepted and rejected.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub counts: BTreeMap<String, u64>,
}

/// A file that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportedFile {
    /// Its name, as the user knows it.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// SHA-256 of its content, in hexadecimal.
    pub sha256: String,
}

/// Which revision a reader wants.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum As {
    /// The newest.
    #[default]
    Head,
    /// The one with this number.
    Revision(u64),
    /// The newest that was there at this instant.
    Instant(Timestamp),
}

impl FromStr for As {
    type Err = WorkspaceError;

    /// Reads `head`, a revision number, an RFC 3339 instant, or a date: the end of that day in the system's time zone.
    fn from_str(text: &str) -> Result<Self> {
        let fail = || WorkspaceError::As { found: text.to_owned() };
        let text = text.trim();
        if text.eq_ignore_ascii_case("head") {
            return Ok(Self::Head);
        }
        if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(Self::Revision).map_err(|_| fail());
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Ok(Self::Instant(at));
        }
        let day = text.parse::<Date>().map_err(|_| fail())?;
        let next = day.tomorrow().and_then(|day| day.to_zoned(TimeZone::system())).map_err(|_| fail())?;
        Ok(Self::Instant(Timestamp::from_nanosecond(next.timestamp().as_nanosecond() - 1).map_err(|_| fail())?))
    }
}

/// The revisions of one workspace on disk. Published files never change, so that each is read once.
#[derive(Debug)]
pub(crate) struct Revisions {
    folder: PathBuf,
    read: Mutex<BTreeMap<u64, Arc<Revision>>>,
}

impl Revisions {
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, read: Mutex::default() }
    }

    /// The number of the newest revision.
    pub fn newest(&self) -> Result<u64> {
        let mut newest = None;
        for entry in fs::read_dir(&self.folder).map_err(io("read", &self.folder))? {
            let entry = entry.map_err(io("read", &self.folder))?;
            let number = entry.file_name().to_str().and_then(|name| name.strip_suffix(".json")?.parse::<u64>().ok());
            newest = newest.max(number);
        }
        newest.ok_or_else(|| WorkspaceError::NotAWorkspace { path: self.folder.clone() })
    }

    pub fn head(&self) -> Result<Arc<Revision>> {
        self.get(self.newest()?)
    }

    pub fn get(&self, number: u64) -> Result<Arc<Revision>> {
        if let Some(known) = self.read.lock().unwrap_or_else(PoisonError::into_inner).get(&number) {
            return Ok(Arc::clone(known));
        }
        let path = self.path(number);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(WorkspaceError::RevisionAbsent { number, head: self.newest()? });
            }
            Err(error) => return Err(io("read", path)(error)),
        };
        let revision: Revision =
            serde_json::from_slice(&bytes).map_err(|source| WorkspaceError::RevisionFile { path, source })?;
        let revision = Arc::new(revision);
        self.read.lock().unwrap_or_else(PoisonError::into_inner).insert(number, Arc::clone(&revision));
        Ok(revision)
    }

    /// All revisions, newest first.
    pub fn log(&self) -> Result<Vec<Arc<Revision>>> {
        (0..=self.newest()?).rev().map(|number| self.get(number)).collect()
    }

    pub fn resolve(&self, which: As) -> Result<Arc<Revision>> {
        match which {
            As::Head => self.head(),
            As::Revision(number) => self.get(number),
            As::Instant(at) => {
                let log = self.log()?;
                let first = log.last().map_or(Timestamp::MIN, |revision| revision.at);
                log.into_iter().find(|revision| revision.at <= at).ok_or(WorkspaceError::BeforeFirst { at, first })
            }
        }
    }

    /// The newest import of a file, going back from the present state.
    pub fn find_import(&self, sha256: &str) -> Result<Option<Revision>> {
        let mut revision = self.head()?;
        loop {
            if revision.note.files.iter().any(|file| file.sha256.eq_ignore_ascii_case(sha256)) {
                return Ok(Some(revision.as_ref().clone()));
            }
            let Some(before) = revision.restores.or(revision.number.checked_sub(1)) else { return Ok(None) };
            revision = self.get(before)?;
        }
    }

    /// Makes `revision` the newest, durably and in one step. The caller holds the writer's lock.
    pub fn publish(&self, revision: &Revision) -> Result<()> {
        let path = self.path(revision.number);
        let draft = self.folder.join(format!("{}.draft", revision.number));
        let mut file = File::create(&draft).map_err(io("written", &draft))?;
        let mut bytes = serde_json::to_vec_pretty(revision)
            .map_err(|source| WorkspaceError::RevisionFile { path: path.clone(), source })?;
        bytes.push(b'\n');
        file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(io("written", &draft))?;
        fs::rename(&draft, &path).map_err(io("written", &path))?;
        sync_folder(&self.folder)
    }

    fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("{number}.json"))
    }
}

/// Makes the entries of a folder durable (a rename or a new file is one).
pub(crate) fn sync_folder(folder: &Path) -> Result<()> {
    // Windows has no such call, and needs none.
    if cfg!(unix) {
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(io("written", folder))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_name_revisions_as_people_do() {
        assert_eq!("HEAD".parse::<As>().unwrap(), As::Head);
        assert_eq!(" 12 ".parse::<As>().unwrap(), As::Revision(12));
        let instant = "2026-03-01T08:00:00+08:00".parse::<As>().unwrap();
        assert_eq!(instant, As::Instant("2026-03-01T00:00:00Z".parse().unwrap()));
        let As::Instant(end) = "2026-03-01".parse::<As>().unwrap() else { panic!("a date is an instant") };
        assert_eq!(end.to_zoned(TimeZone::system()).date(), jiff::civil::date(2026, 3, 1));
        for wrong in ["", "yesterday", "-1", "2026-13-01", "99999999999999999999999"] {
            assert!(wrong.parse::<As>().is_err(), "{wrong}");
        }
    }
}
