//! Where files lie: alone, in a folder, or in an archive that may be hostile.

use crate::catalogue::container as pages;
use crate::error::PackageError;
use crate::options::Limits;
use liantu_model::{Diagnostic, Place, Words};
use std::fs::File;
use std::io::{self, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

/// A file, wherever it lies.
#[derive(Clone, Debug)]
pub(crate) enum Location {
    /// On disk.
    File(PathBuf),
    /// In an archive.
    Entry {
        /// The archive.
        archive: PathBuf,
        /// Number of the entry.
        index: usize,
        /// Bytes that it may unpack to.
        bound: u64,
        /// Bytes that it declares.
        declared: u64,
    },
}

/// The content of an archive that is not what it declares.
#[derive(Debug, thiserror::Error)]
#[error("the archive unpacks to more than it may")]
pub(crate) struct Overflow;

impl Location {
    /// Size in bytes; of an entry, as declared.
    pub(crate) fn size(&self) -> Option<u64> {
        match self {
            Self::File(path) => path.metadata().ok().map(|metadata| metadata.len()),
            Self::Entry { declared, .. } => Some(*declared),
        }
    }

    /// Lets `read` have the bytes.
    pub(crate) fn with<T>(&self, read: impl FnOnce(&mut dyn Read) -> T) -> io::Result<T> {
        match self {
            Self::File(path) => Ok(read(&mut File::open(path)?)),
            Self::Entry { archive, index, bound, .. } => {
                let mut archive = ZipArchive::new(BufReader::new(File::open(archive)?)).map_err(io::Error::other)?;
                let mut entry = archive.by_index(*index).map_err(io::Error::other)?;
                Ok(read(&mut Bounded { inner: &mut entry, left: *bound }))
            }
        }
    }

    /// The file on disk; an entry is unpacked to a temporary file first.
    pub(crate) fn on_disk(&self) -> io::Result<OnDisk> {
        match self {
            Self::File(path) => Ok(OnDisk { path: path.clone(), _unpacked: None }),
            Self::Entry { .. } => {
                let mut unpacked = tempfile::NamedTempFile::new()?;
                self.with(|reader| io::copy(reader, &mut unpacked))??;
                unpacked.flush()?;
                Ok(OnDisk { path: unpacked.path().to_owned(), _unpacked: Some(unpacked) })
            }
        }
    }
}

/// A file that can be read at any place; a temporary one goes with it.
pub(crate) struct OnDisk {
    pub(crate) path: PathBuf,
    _unpacked: Option<tempfile::NamedTempFile>,
}

/// Refuses to read more than it may.
struct Bounded<'a> {
    inner: &'a mut dyn Read,
    left: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(read as u64).ok_or_else(|| io::Error::other(Overflow))?;
        Ok(read)
    }
}

/// Whether reading failed because an archive unpacks to more than it may.
pub(crate) fn is_overflow(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(<dyn std::error::Error + std::marker::Send + std::marker::Sync + 'static>::is::<Overflow>)
}

/// The folder or archive that the resources of a package lie in.
#[derive(Clone, Debug)]
pub(crate) enum Container {
    /// A folder.
    Folder(PathBuf),
    /// An archive, with the folder inside that holds the descriptor (empty, or ending in `/`).
    Archive {
        /// The archive.
        path: PathBuf,
        /// Names of its entries with their number and declared size.
        entries: Vec<(String, usize, u64)>,
        /// The folder.
        root: String,
    },
}

/// The descriptor's name.
pub(crate) const DESCRIPTOR: &str = "datapackage.json";

impl Container {
    /// Looks into an archive, without unpacking anything.
    pub(crate) fn archive(path: &Path, limits: &Limits) -> Result<Result<Self, Box<Diagnostic>>, PackageError> {
        let read = |source| PackageError::Read { path: path.to_owned(), source };
        let place = || Place { resource: String::new(), path: Some(path.display().to_string()), ..Place::default() };
        let file = File::open(path).map_err(read)?;
        let mut archive = match ZipArchive::new(BufReader::new(file)) {
            Ok(archive) => archive,
            Err(error) => {
                let damaged = Diagnostic::new(&pages::FILE_DAMAGED, place()).found(error.to_string());
                return Ok(Err(Box::new(damaged)));
            }
        };
        let refuse = |found: String, zh: String, en: String| {
            Box::new(Diagnostic::new(&pages::ARCHIVE_REFUSED, place()).found(found).expected(Words::new(zh, en)))
        };
        if archive.len() > limits.archive_entries {
            let most = limits.archive_entries;
            return Ok(Err(refuse(
                format!("{} entries", archive.len()),
                format!("至多 {most} 个条目"),
                format!("at most {most} entries"),
            )));
        }
        let mut entries = Vec::with_capacity(archive.len());
        let mut total = 0u64;
        for index in 0..archive.len() {
            let Ok(entry) = archive.by_index_raw(index) else { continue };
            let (name, size, packed) = (entry.name().to_owned(), entry.size(), entry.compressed_size());
            if entry.is_dir() {
                continue;
            }
            if let Err(found) = inside(&name) {
                return Ok(Err(Box::new(Diagnostic::new(found.page(), place()).found(name))));
            }
            total = total.saturating_add(size);
            if suspicious(size, packed, limits) || total > limits.archive_bytes {
                let ratio = limits.archive_ratio;
                return Ok(Err(refuse(
                    format!("{name}: {packed} → {size} bytes"),
                    format!("压缩比至多 {ratio}，合计至多 {} 字节", limits.archive_bytes),
                    format!("a ratio of at most {ratio} and {} bytes in all", limits.archive_bytes),
                )));
            }
            entries.push((name, index, size));
        }
        let root = root_of(&entries);
        Ok(Ok(Self::Archive { path: path.to_owned(), entries, root }))
    }

    /// The file that the descriptor calls `path`.
    pub(crate) fn locate(&self, path: &str, limits: &Limits) -> Result<Location, Refusal> {
        inside(path)?;
        match self {
            Self::Folder(folder) => {
                let file = folder.join(path);
                let real = file.canonicalize().map_err(|_| Refusal::Absent)?;
                let home = folder.canonicalize().map_err(|_| Refusal::Absent)?;
                if !real.starts_with(&home) {
                    return Err(Refusal::Outside);
                }
                if real.is_file() { Ok(Location::File(file)) } else { Err(Refusal::Absent) }
            }
            Self::Archive { path: archive, entries, root } => {
                let name = format!("{root}{}", path.trim_start_matches("./"));
                let (_, index, declared) =
                    entries.iter().find(|(entry, _, _)| *entry == name).ok_or(Refusal::Absent)?;
                // What unpacks to more than it declares is not what it seems.
                let bound = (*declared).min(limits.archive_bytes);
                Ok(Location::Entry { archive: archive.clone(), index: *index, bound, declared: *declared })
            }
        }
    }
}

/// Whether an entry unpacks to implausibly much.
pub(crate) fn suspicious(size: u64, packed: u64, limits: &Limits) -> bool {
    size > 1 << 20 && size / packed.max(1) > limits.archive_ratio
}

/// The folder of the descriptor: the top, or the one folder at the top.
fn root_of(entries: &[(String, usize, u64)]) -> String {
    if entries.iter().any(|(name, _, _)| name == DESCRIPTOR) {
        return String::new();
    }
    let nested = entries.iter().filter_map(|(name, _, _)| name.strip_suffix(DESCRIPTOR));
    nested.filter(|root| root.ends_with('/') && root.matches('/').count() == 1).min().unwrap_or_default().to_owned()
}

/// Why a path is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    Outside,
    Remote,
    Absent,
}

impl Refusal {
    pub(crate) fn page(self) -> &'static liantu_model::Explanation {
        match self {
            Self::Outside => &pages::PATH_UNSAFE,
            Self::Remote => &pages::PATH_REMOTE,
            Self::Absent => &pages::FILE_ABSENT,
        }
    }
}

/// Checks that a path stays inside of the package.
pub(crate) fn inside(path: &str) -> Result<(), Refusal> {
    if path.contains("://") {
        return Err(Refusal::Remote);
    }
    let drive = path.as_bytes().get(1) == Some(&b':');
    let climbs = path.split('/').any(|part| part == "..");
    if path.is_empty() || path.starts_with(['/', '~']) || path.contains(['\\', '\0']) || drive || climbs {
        return Err(Refusal::Outside);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for path in ["/etc/passwd", "../x", "a/../../x", "C:\\x", "a\\b", "", "~/x", "C:/x"] {
            assert_eq!(inside(path), Err(Refusal::Outside), "{path}");
        }
        assert_eq!(inside("https://example.org/a.csv"), Err(Refusal::Remote));
        assert_eq!(inside("data/a..b.csv"), Ok(()));
    }
}
