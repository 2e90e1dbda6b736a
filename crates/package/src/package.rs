//! A package that was opened: what there is to read.

use crate::catalogue::container as pages;
use crate::container::{Container, DESCRIPTOR, Location, Refusal};
use crate::descriptor;
use crate::error::PackageError;
use crate::gather;
use crate::mapping::Mapping;
use crate::options::{Limits, Options};
use liantu_model::schema::{self, Table};
use liantu_model::{Diagnostic, Place};
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// How a file is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    Sheet,
    Parquet,
    Features,
    /// Messages of SDMX-ML.
    Message,
    /// Saved R objects.
    R,
    /// Files of a publisher that belong together.
    Bundle,
}

impl Resource {
    /// Bytes of the file, or of all files of a bundle.
    pub(crate) fn size(&self) -> Option<u64> {
        match self.format {
            Format::Bundle => self.parts.iter().map(|(_, location)| location.size()).sum(),
            _ => self.location.size(),
        }
    }
}

impl Format {
    /// The format that the end of a path or the name of a format tells.
    pub(crate) fn of(name: &str) -> Option<Self> {
        let end = name.rsplit(['.', '/']).next()?.to_ascii_lowercase();
        match end.as_str() {
            "csv" | "tsv" | "tab" | "txt" => Some(Self::Text),
            "xlsx" | "xlsm" | "xlsb" => Some(Self::Sheet),
            "parquet" | "pq" => Some(Self::Parquet),
            "geojson" => Some(Self::Features),
            "xml" | "sdmx" => Some(Self::Message),
            "rdata" | "rda" | "rds" => Some(Self::R),
            _ => None,
        }
    }
}

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) location: Location,
    pub(crate) format: Format,
    /// Found from the header where absent.
    pub(crate) table: Option<&'static Table>,
    pub(crate) mapping: Mapping,
    /// The names of the columns, where the file has no header.
    pub(crate) header: Option<Vec<String>>,
    /// The files of a bundle, by their paths in the folder or archive.
    pub(crate) parts: Vec<(String, Location)>,
}

/// Foreign data, opened and not yet read.
pub struct Package {
    pub(crate) resources: Vec<Resource>,
    /// What is wrong with the package as such.
    pub(crate) findings: Vec<Diagnostic>,
    pub(crate) options: Options,
}

/// Opens a data package (its folder, its `datapackage.json`, or a zip of it), or a single file.
///
/// What is wrong with the package is not an error: it is in the report that reading returns.
pub fn open(path: &Path, options: Options) -> Result<Package, PackageError> {
    if !path.exists() {
        return Err(PackageError::Absent { path: path.to_owned() });
    }
    let (mut resources, mut findings) = if path.is_dir() {
        folder(path, &options)?
    } else if path.file_name().is_some_and(|name| name == DESCRIPTOR) {
        folder(path.parent().unwrap_or(Path::new(".")), &options)?
    } else if starts_with(path, b"PK\x03\x04")? && Format::of(&path.to_string_lossy()) != Some(Format::Sheet) {
        archive(path, &options)?
    } else {
        (vec![single(path, &options)?], Vec::new())
    };
    if let Some(name) = &options.name {
        let copy = path.display().to_string();
        let paths = resources.iter_mut().map(|resource| &mut resource.path);
        for shown in paths.chain(findings.iter_mut().filter_map(|finding| finding.place.path.as_mut())) {
            if let Some(rest) = shown.strip_prefix(&copy) {
                *shown = format!("{name}{rest}");
            }
        }
    }
    Ok(Package { resources, findings, options })
}

fn folder(path: &Path, options: &Options) -> Result<(Vec<Resource>, Vec<Diagnostic>), PackageError> {
    let descriptor = path.join(DESCRIPTOR);
    if !descriptor.is_file() {
        return gather::resources(path, gather::files(path, &options.limits)?, false, options);
    }
    let container = Container::Folder(path.to_owned());
    read_descriptor(&Location::File(descriptor.clone()), &descriptor, &container, &options.limits)
}

fn archive(path: &Path, options: &Options) -> Result<(Vec<Resource>, Vec<Diagnostic>), PackageError> {
    let limits = &options.limits;
    let container = match Container::archive(path, limits)? {
        Ok(container) => container,
        Err(finding) => return Ok((Vec::new(), vec![*finding])),
    };
    match container.locate(DESCRIPTOR, limits) {
        Ok(location) => read_descriptor(&location, path, &container, limits),
        Err(Refusal::Absent) => gather::resources(path, gather::entries(&container, limits), true, options),
        Err(refusal) => {
            let place =
                Place { resource: DESCRIPTOR.into(), path: Some(path.display().to_string()), ..Place::default() };
            Ok((Vec::new(), vec![Diagnostic::new(refusal.page(), place).found(DESCRIPTOR)]))
        }
    }
}

fn read_descriptor(
    location: &Location,
    path: &Path,
    container: &Container,
    limits: &Limits,
) -> Result<(Vec<Resource>, Vec<Diagnostic>), PackageError> {
    let fail = |source| PackageError::Read { path: path.to_owned(), source };
    let shown = path.display().to_string();
    let mut text = Vec::new();
    let read = location.with(|reader| reader.take(limits.document_bytes + 1).read_to_end(&mut text)).map_err(fail)?;
    if let Err(error) = read {
        let page = if crate::container::is_overflow(&error) { &pages::ARCHIVE_REFUSED } else { &pages::FILE_DAMAGED };
        let place = Place { resource: DESCRIPTOR.into(), path: Some(shown), ..Place::default() };
        return Ok((Vec::new(), vec![Diagnostic::new(page, place).found(error.to_string())]));
    }
    if text.len() as u64 > limits.document_bytes {
        let place = Place { resource: DESCRIPTOR.into(), path: Some(shown), ..Place::default() };
        return Ok((Vec::new(), vec![Diagnostic::new(&pages::DOCUMENT_LARGE, place)]));
    }
    Ok(descriptor::resources(&text, &shown, container, limits))
}

/// A single file; its format is told by its name, or else by its first bytes.
pub(crate) fn single(path: &Path, options: &Options) -> Result<Resource, PackageError> {
    let format = match Format::of(&path.to_string_lossy()) {
        Some(format) => format,
        None if starts_with(path, b"PAR1")? => Format::Parquet,
        None if path.extension().is_some_and(|end| end.eq_ignore_ascii_case("json")) => Format::Features,
        None => return Err(PackageError::Unsupported { path: path.to_owned() }),
    };
    described(path.display().to_string(), Location::File(path.to_owned()), format, options)
}

/// A file alone, with what the options say of it.
pub(crate) fn described(
    path: String,
    location: Location,
    format: Format,
    options: &Options,
) -> Result<Resource, PackageError> {
    let mapping = options.mapping.clone().unwrap_or_default();
    let named = options.table.clone().or_else(|| (!mapping.table.is_empty()).then(|| mapping.table.clone()));
    let table = match named {
        Some(name) => Some(schema::table(&name).ok_or(PackageError::UnknownTable { table: name })?),
        None => None,
    };
    let name = table.map_or_else(
        || Path::new(&path).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default(),
        |table| table.name.to_owned(),
    );
    Ok(Resource { name, path, location, format, table, mapping, header: None, parts: Vec::new() })
}

fn starts_with(path: &Path, magic: &[u8]) -> Result<bool, PackageError> {
    let fail = |source| PackageError::Read { path: path.to_owned(), source };
    let mut start = Vec::new();
    File::open(path).map_err(fail)?.take(magic.len() as u64).read_to_end(&mut start).map_err(fail)?;
    Ok(start == magic)
}
