//! Reports that are frozen: the document as it was, with the revision it rests on and its hash, in `reports/` of the workspace.

use super::WatchQuery;
use crate::{At, Engine, EngineError, Port};
use liantu_model::Words;
use liantu_report::Report;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use utoipa::ToSchema;

/// A frozen report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FrozenReport {
    /// Identifier: port, scale, period, revision and the beginning of the hash.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// Whose port; empty for the whole workspace.
    pub port: String,
    /// The scale.
    pub scale: Option<String>,
    /// The period.
    pub period: String,
    /// The revision that it rests on.
    pub revision: u64,
    /// SHA-256 of the document.
    pub sha256: String,
    /// When it was frozen, RFC 3339.
    pub at: String,
}

const DOCUMENT: &str = "report.json";
const RECORD: &str = "frozen.json";

impl Engine {
    /// Makes the report and keeps it. The same report frozen again is the same report: nothing is written.
    pub async fn freeze(
        &self,
        port: &Port,
        at: &At,
        query: &WatchQuery,
        template: Option<&str>,
    ) -> Result<FrozenReport, EngineError> {
        // It would stay when the rights of the port are narrowed.
        self.whole("冻结报告", "the freezing of reports")?;
        let report = self.report(port, at, query, template).await?;
        let document = report.json();
        let sha256 = Report::hash(&document);
        let record = FrozenReport {
            id: identifier(&report, query.port.as_deref(), &sha256),
            title: report.title.clone(),
            port: query.port.clone().unwrap_or_default(),
            scale: report.scale.clone(),
            period: report.period.clone(),
            revision: report.revision,
            sha256,
            at: jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let folder = self.report_folder(&record.id);
        if folder.join(RECORD).exists() {
            return kept(&folder);
        }
        let json =
            serde_json::to_vec_pretty(&record).map_err(|error| EngineError::Internal { reason: error.to_string() })?;
        std::fs::create_dir_all(&folder).map_err(EngineError::file(&folder))?;
        // The record comes last: a folder without one is no report.
        write_whole(&folder.join(DOCUMENT), &document)?;
        write_whole(&folder.join(RECORD), &json)?;
        Ok(record)
    }

    /// The frozen reports, the latest period first.
    pub fn reports(&self, _port: &Port) -> Result<Vec<FrozenReport>, EngineError> {
        let folder = self.folder().join("reports");
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(EngineError::file(&folder)(error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry.map_err(EngineError::file(&folder))?.path();
            if path.join(RECORD).is_file() {
                found.push(kept(&path)?);
            }
        }
        found.sort_by(|one, two| (&two.period, two.revision, &one.id).cmp(&(&one.period, one.revision, &two.id)));
        Ok(found)
    }

    /// A frozen report as it was. One that was changed since is refused.
    pub fn frozen(&self, _port: &Port, id: &str) -> Result<(FrozenReport, Report), EngineError> {
        let absent = || EngineError::Frozen { id: id.to_owned() };
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_');
        if id.is_empty() || !id.chars().all(plain) {
            return Err(absent());
        }
        let folder = self.report_folder(id);
        if !folder.join(RECORD).is_file() {
            return Err(absent());
        }
        let record = kept(&folder)?;
        let path = folder.join(DOCUMENT);
        let document = std::fs::read(&path).map_err(EngineError::file(&path))?;
        if Report::hash(&document) != record.sha256 {
            let path = path.display();
            let reason =
                Words::new(format!("{path} 在定稿后被改动"), format!("{path} was changed after it was frozen"));
            return Err(liantu_report::ReportError::Frozen { reason }.into());
        }
        Ok((record, Report::parse(&document)?))
    }

    fn report_folder(&self, id: &str) -> PathBuf {
        self.folder().join("reports").join(id)
    }
}

/// The record in the folder of a report.
fn kept(folder: &Path) -> Result<FrozenReport, EngineError> {
    let path = folder.join(RECORD);
    let text = std::fs::read(&path).map_err(EngineError::file(&path))?;
    let unreadable = |error: serde_json::Error| liantu_report::ReportError::Frozen {
        reason: Words::same(format!("{}: {error}", path.display())),
    };
    Ok(serde_json::from_slice(&text).map_err(unreadable)?)
}

/// Letters, digits and hyphens only: it names a folder and stands in addresses.
fn identifier(report: &Report, port: Option<&str>, sha256: &str) -> String {
    let plain = |text: &str| -> String {
        text.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).take(40).collect()
    };
    format!(
        "{}_{}_{}_r{}_{}",
        plain(port.unwrap_or("all")),
        plain(report.scale.as_deref().unwrap_or("listed")),
        plain(&report.period),
        report.revision,
        sha256.get(..8).unwrap_or(sha256)
    )
}

/// A file is there whole or not at all.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), EngineError> {
    use std::io::Write;
    let fresh = path.with_extension("new");
    let mut file = std::fs::File::create(&fresh).map_err(EngineError::file(&fresh))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(EngineError::file(&fresh))?;
    std::fs::rename(&fresh, path).map_err(EngineError::file(path))
}
