//! Who is told of new alerts, and what was told already. Nothing leaves the machine unless `liantu.toml` names a way:
//!
//! ```toml
//! [notify]
//! grade = "orange"                      # the mildest grade that is told
//! folder = "outbox"                     # a file for each round, beside the workspace's own
//! webhook = "https://example.org/hook"  # a JSON document by POST
//!
//! [notify.mail]
//! server = "smtp.example.org"
//! port = 465
//! tls = true                            # from the start; "starttls" to begin in the clear; false for a relay in the house
//! authority = "house-authority.pem"     # where the certificate of the server is signed by nobody the system knows
//! from = "liantu@example.org"
//! to = ["office@example.org"]
//! user = "liantu"
//! password_env = "LIANTU_SMTP_PASSWORD" # the name of the variable, never the password
//! ```

use crate::{Engine, EngineError};
use liantu_model::text::text;
use liantu_model::{Text, Words};
use liantu_report::material::GRADES;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use toml_edit::{Item, TableLike};

/// The ways that are configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notices {
    /// The mildest grade that is told.
    pub grade: String,
    /// A folder that gets a file for each round.
    pub folder: Option<PathBuf>,
    /// An address that gets a JSON document.
    pub webhook: Option<String>,
    /// A mail server.
    pub mail: Option<Mail>,
}

/// How mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// When the connection is encrypted.
    pub security: Security,
    /// A file with certificates of authorities that are trusted besides those that the system knows.
    pub authority: Option<PathBuf>,
    /// Who sends.
    pub from: String,
    /// Who is told.
    pub to: Vec<String>,
    /// Who logs in; nobody when absent.
    pub user: Option<String>,
    /// The environment variable that holds the password.
    pub password_env: Option<String>,
}

/// When a connection is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// From the start.
    Tls,
    /// Begun in the clear and encrypted before anything is said; a server that cannot is told nothing.
    StartTls,
    /// Never: for a relay in the house.
    None,
}

fn wrong(key: &str, found: &Item, expected: impl Into<Words>) -> EngineError {
    EngineError::Config {
        key: format!("notify.{key}"),
        found: found.to_string().trim().to_owned(),
        expected: expected.into(),
    }
}

/// What most keys take.
const ONE_LINE: Text = text("一行文字", "a text of one line");

/// A table whose every key is known.
fn table<'i>(item: &'i Item, key: &str, known: &[&str]) -> Result<&'i dyn TableLike, EngineError> {
    let table = item.as_table_like().ok_or_else(|| wrong(key, item, text("表", "a table")))?;
    if let Some((other, item)) = table.iter().find(|(name, _)| !known.contains(name)) {
        let expected = Words::new(format!("下列之一：{}", known.join("、")), format!("one of {}", known.join(", ")));
        return Err(wrong(other, item, expected));
    }
    Ok(table)
}

fn words(table: &dyn TableLike, key: &str) -> Result<Option<String>, EngineError> {
    let Some(item) = table.get(key) else { return Ok(None) };
    let own = item.as_str().map(str::trim).filter(|own| !own.is_empty() && !own.contains(['\r', '\n']));
    own.map(|own| Some(own.to_owned())).ok_or_else(|| wrong(key, item, ONE_LINE))
}

fn required(table: &dyn TableLike, key: &str) -> Result<String, EngineError> {
    words(table, key)?.ok_or_else(|| wrong(key, &Item::None, ONE_LINE))
}

fn mail(item: &Item, folder: &Path) -> Result<Mail, EngineError> {
    let known = ["server", "port", "tls", "authority", "from", "to", "user", "password_env"];
    let table = table(item, "mail", &known)?;
    let security = match table.get("tls").map(|item| (item, item.as_bool(), item.as_str())) {
        None | Some((_, Some(true), _)) => Security::Tls,
        Some((_, Some(false), _)) => Security::None,
        Some((_, _, Some("starttls"))) => Security::StartTls,
        Some((item, ..)) => {
            return Err(wrong("mail.tls", item, text("true、false 或 \"starttls\"", "true, false or \"starttls\"")));
        }
    };
    let port = match table.get("port") {
        None => match security {
            Security::Tls => 465,
            Security::StartTls => 587,
            Security::None => 25,
        },
        Some(item) => {
            let port = item.as_integer().and_then(|port| u16::try_from(port).ok());
            port.ok_or_else(|| wrong("mail.port", item, text("1 至 65535 的端口", "a port from 1 to 65535")))?
        }
    };
    let to = table.get("to").unwrap_or(&Item::None);
    let list: Option<Vec<String>> = to.as_array().and_then(|list| {
        list.iter()
            .map(|one| one.as_str().filter(|text| !text.contains(['\r', '\n', '<', '>'])).map(str::to_owned))
            .collect()
    });
    let addresses = text("一列地址", "a list of addresses");
    let list = list.filter(|list| !list.is_empty()).ok_or_else(|| wrong("mail.to", to, addresses))?;
    Ok(Mail {
        server: required(table, "server")?,
        port,
        security,
        authority: words(table, "authority")?.map(|file| folder.join(file)),
        from: required(table, "from")?,
        to: list,
        user: words(table, "user")?,
        password_env: words(table, "password_env")?,
    })
}

impl Engine {
    /// The ways that `liantu.toml` names; `None` where it names none: then nobody is told.
    pub fn notices(&self) -> Result<Option<Notices>, EngineError> {
        let document = self.read_settings()?;
        let Some(item) = document.get("notify") else { return Ok(None) };
        let table = table(item, "", &["grade", "folder", "webhook", "mail"])?;
        let grade = words(table, "grade")?.unwrap_or_else(|| GRADES[0].to_owned());
        if !GRADES.contains(&grade.as_str()) {
            let grades = Words::new(GRADES.join("、"), GRADES.join(", "));
            return Err(wrong("grade", table.get("grade").unwrap_or(&Item::None), grades));
        }
        let webhook = words(table, "webhook")?;
        if let Some(address) =
            webhook.as_ref().filter(|address| !address.starts_with("https://") && !address.starts_with("http://"))
        {
            return Err(wrong(
                "webhook",
                &Item::Value(address.as_str().into()),
                text("以 https:// 或 http:// 开头的地址", "an address that begins with https:// or http://"),
            ));
        }
        Ok(Some(Notices {
            grade,
            folder: words(table, "folder")?.map(|folder| self.folder().join(folder)),
            webhook,
            mail: table.get("mail").map(|item| mail(item, self.folder())).transpose()?,
        }))
    }

    /// Waits until nobody else tells. The lock is the operating system's: it ends with whoever holds it.
    pub async fn turn_to_notify(&self) -> Result<std::fs::File, EngineError> {
        let path = self.notified_file().with_extension("lock");
        crate::off_the_runtime(move || {
            let mut options = std::fs::OpenOptions::new();
            let file =
                options.create(true).truncate(false).write(true).open(&path).map_err(EngineError::file(&path))?;
            file.lock().map_err(EngineError::file(&path))?;
            Ok(file)
        })
        .await
    }

    /// What was told already, by way.
    pub fn notified(&self) -> Result<BTreeMap<String, BTreeSet<String>>, EngineError> {
        let path = self.notified_file();
        match std::fs::read(&path) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| EngineError::Internal { reason: format!("{}: {error}", path.display()) }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(BTreeMap::new()),
            Err(error) => Err(EngineError::file(&path)(error)),
        }
    }

    /// Remembers what was told, in one step.
    pub fn remember_notified(&self, told: &BTreeMap<String, BTreeSet<String>>) -> Result<(), EngineError> {
        let path = self.notified_file();
        let text =
            serde_json::to_vec_pretty(told).map_err(|error| EngineError::Internal { reason: error.to_string() })?;
        let fresh = path.with_extension("new");
        std::fs::write(&fresh, text).map_err(EngineError::file(&fresh))?;
        std::fs::rename(&fresh, &path).map_err(EngineError::file(&path))
    }

    fn notified_file(&self) -> PathBuf {
        self.folder().join("reports").join("notified.json")
    }
}
