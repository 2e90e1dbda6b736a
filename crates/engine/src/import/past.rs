//! What was imported before.

use super::ImportRequest;
use crate::{Engine, EngineError, Port};
use foldhash::quality::FixedState;
use liantu_package::Report;
use liantu_workspace::Revision;
use std::collections::HashSet;
use std::hash::BuildHasher;

/// Counts the rows of an import that takes rows out.
pub(super) const WITHDRAWN: &str = "withdrawn";

impl Engine {
    /// The revisions that led to the present state, newest first: what a restore undid is not among them.
    pub(super) async fn lineage(&self, port: &Port) -> Result<Vec<Revision>, EngineError> {
        let mut next = None;
        let mut log = self.log(port).await?;
        log.retain(|revision| {
            let own = next.is_none_or(|next| next == revision.number);
            if own {
                next = Some(revision.restores.unwrap_or(revision.number.saturating_sub(1)));
            }
            own
        });
        Ok(log)
    }
}

/// Whether a revision took rows of files in or, `withdraw`, out.
fn did(revision: &Revision, withdraw: bool) -> bool {
    revision.note.counts.contains_key(WITHDRAWN) == withdraw
}

fn took_rows(revision: &Revision) -> bool {
    revision.note.counts.get("accepted").is_some_and(|rows| *rows > 0)
}

/// The newest revision that took in exactly these files or, `withdraw`, took them out.
pub(super) fn repeated(past: &[Revision], report: &Report, withdraw: bool) -> Option<u64> {
    let hashes: HashSet<&str> = report.resources.iter().map(|resource| resource.content_hash.as_str()).collect();
    let same = past.iter().filter(|revision| took_rows(revision) && did(revision, withdraw)).find(|revision| {
        let files: HashSet<&str> = revision.note.files.iter().map(|file| file.sha256.as_str()).collect();
        !files.is_empty() && files == hashes
    });
    same.map(|revision| revision.number)
}

/// Whether the newest import of a file of this name, else of this content, took in this content, read in the same way and
/// whole. Notes from before the way of reading was kept count as read in the same way.
pub(super) fn taken(past: &[Revision], report: &Report, withdraw: bool, reading: &str) -> bool {
    let own: HashSet<[&str; 2]> =
        report.resources.iter().map(|resource| [last(&resource.path), resource.content_hash.as_str()]).collect();
    // By name, then by content.
    let newest = [0, 1].into_iter().find_map(|part| {
        past.iter().filter(|revision| took_rows(revision)).find(|revision| {
            let note = &revision.note;
            let other = did(revision, withdraw) && note.reading.as_deref().is_some_and(|other| other != reading);
            let mut files = note.files.iter().map(|file| [last(&file.name), file.sha256.as_str()]);
            !other && files.any(|file| own.iter().any(|own| own[part] == file[part]))
        })
    });
    newest.is_some_and(|revision| {
        let files: HashSet<&str> = revision.note.files.iter().map(|file| file.sha256.as_str()).collect();
        let whole = revision.note.counts.get("rejected").is_none_or(|rows| *rows == 0);
        whole && did(revision, withdraw) && files == own.iter().map(|own| own[1]).collect()
    })
}

/// The name of a file without its folder.
fn last(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// A digest of what decides how a file is read, besides its content.
pub(super) fn reading(request: &ImportRequest) -> String {
    let said = (request.table.as_deref(), request.mapping.as_deref(), request.policy.as_deref());
    format!("{:016x}", FixedState::with_seed(0x7265_6164).hash_one(said))
}
