//! Folders and archives of publishers that keep numbers and labels apart: EXIOBASE 3, Eora, GLORIA.

mod eora;
mod exiobase;
mod gloria;

use super::{Found, grids};
use crate::catalogue::matrix as pages;
use crate::container::Location;
use crate::options::Limits;
use crate::package::{Format, Resource};
use crate::source::Trouble;
use liantu_model::Words;

/// Files with their paths.
type Parts = [(String, Location)];

/// The name of a file without its folders.
pub(crate) fn base(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder of a file, empty or ending in `/`.
fn folder(path: &str) -> &str {
    &path[..path.len() - base(path).len()]
}

/// The file of this name, in any folder.
fn named(parts: &Parts, fits: impl Fn(&str) -> bool) -> Option<&(String, Location)> {
    parts.iter().filter(|(path, _)| fits(base(path))).min_by_key(|(path, _)| (path.matches('/').count(), path.clone()))
}

/// Whether files belong to a known publisher.
pub(crate) fn known(parts: &Parts) -> bool {
    exiobase::home(parts).is_some() || eora::table(parts).is_some() || gloria::table(parts).is_some()
}

/// Reads the labels of a set of files.
pub(crate) fn read(resource: &Resource, limits: &Limits) -> Result<Found, Trouble> {
    if exiobase::home(&resource.parts).is_some() {
        return exiobase::read(resource, limits);
    }
    if eora::table(&resource.parts).is_some() {
        return eora::read(resource);
    }
    if gloria::table(&resource.parts).is_some() {
        return gloria::read(resource, limits);
    }
    Err(resource.finding(&pages::BUNDLE_UNKNOWN).into())
}

impl Resource {
    /// One of the files, to be looked at on its own.
    fn part(&self, (path, location): &(String, Location)) -> Self {
        let shown = format!("{}/{path}", self.path);
        Self { path: shown, location: location.clone(), format: Format::Text, parts: Vec::new(), ..self.clone() }
    }

    fn edges(&self, part: &(String, Location)) -> Result<(grids::Edges, u8), Trouble> {
        grids::edges(&self.part(part))
    }

    /// Says that a file is missing, or does not fit.
    fn incomplete(&self, found: &str, zh: &str, en: &str) -> Trouble {
        self.finding(&pages::BUNDLE_INCOMPLETE).found(found).expected(Words::new(zh, en)).into()
    }

    /// The lines of a small text file, taken apart.
    fn table(&self, part: &(String, Location)) -> Result<Vec<Vec<String>>, Trouble> {
        let mut rows = Vec::new();
        let mut take = |_, line: &str| {
            rows.push(super::lines::Fields::of(line, b'\t').map(std::borrow::Cow::into_owned).collect());
            std::ops::ControlFlow::Continue(())
        };
        let read = part.1.with(|reader| super::lines::each(reader, &mut take));
        read.unwrap_or_else(Err).map_err(|error| self.trouble(error))?;
        while rows.last().is_some_and(|row: &Vec<String>| row.iter().all(String::is_empty)) {
            rows.pop();
        }
        Ok(rows)
    }
}
