//! The door out for data: a Frictionless data package, as a folder or a zip, that imports again as it is.

use crate::{At, Engine, EngineError, Port, schema_of};
use liantu_model::schema;
use liantu_package::{Form, TableWriter};
use serde::Serialize;
use serde_json::json;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use utoipa::ToSchema;
use zip::write::SimpleFileOptions;

/// How the resources of an exported package are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// UTF-8 with a header row.
    #[default]
    Csv,
    /// Parquet, zstd.
    Parquet,
}

impl Format {
    /// Reads `csv` or `parquet`.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "csv" => Some(Self::Csv),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    pub(crate) const fn ending(self) -> &'static str {
        self.form().ending()
    }

    /// The same as the writer of packages calls it.
    pub(crate) const fn form(self) -> Form {
        match self {
            Self::Csv => Form::Csv,
            Self::Parquet => Form::Parquet,
        }
    }

    /// The media type of its files.
    pub(crate) const fn media(self) -> &'static str {
        match self {
            Self::Csv => "text/csv",
            Self::Parquet => "application/vnd.apache.parquet",
        }
    }
}

/// What was exported.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ExportInfo {
    /// The folder or archive.
    pub path: String,
    /// The revision it was read from.
    pub revision: u64,
    /// Rows of each table.
    pub tables: Vec<(String, u64)>,
}

impl Engine {
    /// Writes tables of a revision as a data package: to a new or empty folder, or to a file that ends in `.zip`. Without
    /// names, all tables of the exchange format.
    pub async fn export(
        &self,
        port: &Port,
        at: &At,
        target: &Path,
        format: Format,
        names: Option<Vec<String>>,
    ) -> Result<ExportInfo, EngineError> {
        let revision = self.revision(port, at).await?;
        let chosen: Vec<&'static schema::Table> = match names {
            None => schema::TABLES.iter().filter(|table| revision.tables.contains_key(table.name)).collect(),
            Some(names) => names
                .iter()
                .map(|name| {
                    let absent = || EngineError::Table { name: name.clone() };
                    schema_of(name).filter(|table| revision.tables.contains_key(table.name)).ok_or_else(absent)
                })
                .collect::<Result<_, _>>()?,
        };
        let mut target = Target::new(target)?;
        let mut tables = Vec::new();
        for table in &chosen {
            let mut file = target.begin(&format!("{}.{}", table.name, format.ending()))?;
            let mut stream = self.workspace().sql(&revision, &format!("SELECT * FROM \"{}\"", table.name)).await?;
            let schema = stream.schema();
            let mut writer = TableWriter::new(format.form(), &mut file, &schema)?;
            let mut rows = 0;
            while let Some(batch) = stream.next().await.transpose()? {
                rows += batch.num_rows() as u64;
                writer.write(&batch)?;
            }
            writer.close()?;
            target.end(file)?;
            tables.push((table.name.to_owned(), rows));
        }
        let descriptor = json!({
            "profile": "tabular-data-package",
            "name": slug(self.workspace().name()),
            "title": self.workspace().name(),
            "version": revision.number.to_string(),
            "created": revision.at.to_string(),
            "resources": chosen.iter().map(|table| liantu_package::resource(table, format.form())).collect::<Vec<_>>(),
        });
        let mut file = target.begin("datapackage.json")?;
        let text = serde_json::to_string_pretty(&descriptor)
            .map_err(|error| EngineError::Internal { reason: error.to_string() })?;
        file.write_all(text.as_bytes()).map_err(EngineError::file(&target.path))?;
        target.end(file)?;
        let path = target.finish()?;
        Ok(ExportInfo { path: path.display().to_string(), revision: revision.number, tables })
    }
}

/// The name of a package may hold only these characters.
fn slug(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
        .collect();
    if plain.trim_matches('-').is_empty() { "liantu".to_owned() } else { plain }
}

/// A folder that files are written into; packed at the end where an archive is wanted.
pub(crate) struct Target {
    path: PathBuf,
    folder: PathBuf,
    archive: bool,
    names: Vec<String>,
}

impl Target {
    pub fn new(path: &Path) -> Result<Self, EngineError> {
        let archive = path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"));
        let exists =
            || EngineError::File { path: path.display().to_string(), source: io::ErrorKind::AlreadyExists.into() };
        let folder = if archive { path.with_extension("zip.part") } else { path.to_owned() };
        if archive && path.exists() {
            return Err(exists());
        }
        if folder.exists() && fs::read_dir(&folder).map_err(EngineError::file(&folder))?.next().is_some() {
            return Err(exists());
        }
        fs::create_dir_all(&folder).map_err(EngineError::file(&folder))?;
        Ok(Self { path: path.to_owned(), folder, archive, names: Vec::new() })
    }

    /// Where files are written before they are packed.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn begin(&mut self, name: &str) -> Result<BufWriter<File>, EngineError> {
        let path = self.folder.join(name);
        self.names.push(name.to_owned());
        Ok(BufWriter::new(File::create(&path).map_err(EngineError::file(&path))?))
    }

    pub fn end(&self, file: BufWriter<File>) -> Result<(), EngineError> {
        file.into_inner().map_err(|error| EngineError::file(&self.path)(error.into_error())).map(drop)
    }

    pub fn finish(self) -> Result<PathBuf, EngineError> {
        if self.archive {
            self.pack().map_err(EngineError::file(&self.path))?;
            fs::remove_dir_all(&self.folder).map_err(EngineError::file(&self.folder))?;
        }
        Ok(self.path)
    }

    fn pack(&self) -> io::Result<()> {
        let mut archive = zip::ZipWriter::new(BufWriter::new(File::create(&self.path)?));
        for name in &self.names {
            let mut file = File::open(self.folder.join(name))?;
            let large = file.metadata()?.len() > u64::from(u32::MAX);
            archive.start_file(name.as_str(), SimpleFileOptions::default().large_file(large))?;
            io::copy(&mut file, &mut archive)?;
        }
        archive.finish()?.into_inner().map_err(io::IntoInnerError::into_error).map(drop)
    }
}
