//! Receiving forms: a file is streamed to disk at constant memory, the other parts are short texts.

use crate::problem::{BODY, Fault, MEDIA_TYPE, STORAGE};
use crate::request::{media_type, one_of, too_large};
use crate::{Door, Options};
use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request};
use axum::http::{StatusCode, header};
use liantu_model::Words;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;

/// What a form may hold besides its file, in bytes.
const TEXT_LIMIT: u64 = 1 << 20;

/// Largest body of a form: its file, its texts and what separates them.
pub(crate) fn form_limit(options: &Options) -> u64 {
    options.upload_limit.saturating_add(4 * TEXT_LIMIT)
}

/// A multipart body, not yet read.
pub(crate) struct Form(Multipart);

impl FromRequest<Door> for Form {
    type Rejection = Fault;

    async fn from_request(request: Request, door: &Door) -> Result<Self, Fault> {
        // Told before the body is read, a client that waits to be asked for it need not send it.
        let announced =
            request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
        if announced.is_some_and(|bytes: u64| bytes > form_limit(&door.options)) {
            return Err(too_large(door.options.upload_limit));
        }
        let found = media_type(request.headers());
        if found != "multipart/form-data" {
            let expected = Words::same("multipart/form-data");
            return Err(Fault::wrong(&MEDIA_TYPE, "header", "Content-Type", &found, expected)
                .status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let given = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let given = given.unwrap_or_default().to_owned();
        let form = Multipart::from_request(request, door).await;
        form.map(Self).map_err(|_| {
            let expected = Words::new("带 boundary 的类型", "a type with its boundary");
            Fault::wrong(&BODY, "header", "Content-Type", &given, expected)
        })
    }
}

/// A file that was sent, in a folder of its own that goes when this is dropped.
pub(crate) struct Upload {
    folder: TempDir,
    /// The name under which the user knows it.
    pub name: String,
}

impl Upload {
    /// The folder that it has to itself.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where it is.
    pub fn path(&self) -> PathBuf {
        self.folder.path().join(&self.name)
    }
}

/// A form that has arrived.
pub(crate) struct Received {
    /// The part called `file`.
    pub upload: Upload,
    /// The other parts.
    pub texts: BTreeMap<String, String>,
}

impl Received {
    /// Takes a part out; an empty one counts as absent, since that is what a form sends for a field left blank.
    pub fn text(&mut self, name: &str) -> Option<String> {
        self.texts.remove(name).filter(|text| !text.is_empty())
    }

    /// One of several words.
    pub fn word<T: Copy>(&mut self, name: &str, words: &[(&'static str, T)]) -> Result<Option<T>, Fault> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
        found
            .map(Some)
            .ok_or_else(|| Fault::wrong(&BODY, "form", name, &text, one_of(words.iter().map(|(word, _)| *word))))
    }
}

impl Form {
    /// Reads the whole form: exactly one part `file`, of at most `limit` bytes, and texts called by the names in `known`.
    pub async fn receive(mut self, options: &Options, limit: u64, known: &[&'static str]) -> Result<Received, Fault> {
        let mut upload = None;
        let mut texts = BTreeMap::new();
        while let Some(field) = self.0.next_field().await.map_err(|error| broken(&error, limit))? {
            let name = field.name().unwrap_or_default().to_owned();
            if name == "file" && upload.is_none() {
                upload = Some(store(field, options, limit).await?);
            } else if known.contains(&name.as_str()) && !texts.contains_key(&name) {
                let text = text(field, &name, limit).await?;
                texts.insert(name, text);
            } else {
                let expected = one_of(["file"].into_iter().chain(known.iter().copied()));
                let expected = Words::new(format!("{}，各一次", expected.zh), format!("{}, each once", expected.en));
                return Err(Fault::wrong(&BODY, "form", &name, &name, expected));
            }
        }
        let upload = upload
            .ok_or_else(|| Fault::wrong(&BODY, "form", "file", "", Words::new("要上传的文件", "the file to upload")))?;
        Ok(Received { upload, texts })
    }
}

async fn store(mut field: Field<'_>, options: &Options, limit: u64) -> Result<Upload, Fault> {
    let name = file_name(field.file_name().unwrap_or_default());
    let folder = options.scratch_folder("liantu-upload-");
    let upload = Upload { folder: folder.map_err(|error| no_room(&error))?, name };
    let mut file = tokio::fs::File::create(upload.path()).await.map_err(|error| no_room(&error))?;
    let mut bytes = 0u64;
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error, limit))? {
        bytes += chunk.len() as u64;
        if bytes > limit {
            return Err(too_large(limit));
        }
        file.write_all(&chunk).await.map_err(|error| no_room(&error))?;
    }
    file.flush().await.map_err(|error| no_room(&error))?;
    Ok(upload)
}

async fn text(mut field: Field<'_>, name: &str, limit: u64) -> Result<String, Fault> {
    let mut bytes = Vec::new();
    while let Some(chunk) = field.chunk().await.map_err(|error| broken(&error, limit))? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > TEXT_LIMIT {
            return Err(too_large(TEXT_LIMIT));
        }
    }
    String::from_utf8(bytes).map_err(|error| {
        let found = String::from_utf8_lossy(error.as_bytes()).into_owned();
        Fault::wrong(&BODY, "form", name, &found, Words::new("UTF-8 编码的文字", "text in UTF-8"))
    })
}

/// Every way in which a form can break is the client's, or the connection's.
fn broken(error: &MultipartError, limit: u64) -> Fault {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        return too_large(limit);
    }
    let said = error.body_text();
    Fault::new(
        StatusCode::BAD_REQUEST,
        &BODY,
        Words::new(format!("表单不完整：{said}"), format!("the form is broken: {said}")),
    )
}

fn no_room(error: &std::io::Error) -> Fault {
    tracing::error!("cannot store an upload: {error}");
    Fault::new(StatusCode::SERVICE_UNAVAILABLE, &STORAGE, Words::same(error.kind().to_string()))
}

/// The last part of the name the client gives, without anything that a file system would take for a path or refuse.
fn file_name(given: &str) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String =
        last.chars().filter(|c| !c.is_control() && !matches!(c, ':' | '*' | '?' | '"' | '<' | '>' | '|')).collect();
    let kept = kept.trim_matches([' ', '.']);
    // File systems count bytes; the end of the name says what it is, so the beginning goes.
    let start = kept.char_indices().map(|(at, _)| at).find(|at| kept.len() - at <= 200).unwrap_or(kept.len());
    let kept = &kept[start..];
    let hidden = Path::new(kept).file_name().is_none();
    if kept.is_empty() || hidden { "upload".to_owned() } else { kept.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn names_stay_in_their_folder() {
        for (given, name) in [
            ("数据.csv", "数据.csv"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Users\\me\\表.xlsx", "表.xlsx"),
            ("..", "upload"),
            ("", "upload"),
            ("a\0b\n.csv", "ab.csv"),
            (".hidden", "hidden"),
        ] {
            assert_eq!(file_name(given), name, "{given:?}");
        }
        let long = file_name(&format!("{}.csv", "长".repeat(300)));
        assert!(long.len() <= 200 && long.ends_with("长.csv"));
    }
}
