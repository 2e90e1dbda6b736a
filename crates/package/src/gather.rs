//! Folders and archives without a descriptor: files of a publisher that say themselves what they are.

use crate::catalogue::matrix as pages;
use crate::container::{Container, Location};
use crate::error::PackageError;
use crate::mapping::{ColumnMapping, FileColumn, Mapping};
use crate::matrix::bundle::{self, base};
use crate::options::{Limits, Options};
use crate::package::{Format, Resource, described};
use liantu_model::schema;
use liantu_model::{Diagnostic, Place};
use std::fs;
use std::path::Path;

/// Folders within folders beyond this hold no part of a table.
const DEEPEST: usize = 4;

/// The files of a folder with their paths in it, in order; links are not followed.
pub(crate) fn files(folder: &Path, limits: &Limits) -> Result<Vec<(String, Location)>, PackageError> {
    let mut found = Vec::new();
    let mut waiting = vec![(folder.to_owned(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = waiting.pop() {
        let fail = |source| PackageError::Read { path: folder.clone(), source };
        for entry in fs::read_dir(&folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let kind = entry.file_type().map_err(fail)?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if kind.is_dir() && depth < DEEPEST {
                waiting.push((entry.path(), format!("{name}/"), depth + 1));
            } else if kind.is_file() && found.len() < limits.archive_entries {
                found.push((name, Location::File(entry.path())));
            }
        }
    }
    found.sort_by(|a: &(String, Location), b| a.0.cmp(&b.0));
    Ok(found)
}

/// The entries of an archive, in order.
pub(crate) fn entries(container: &Container, limits: &Limits) -> Vec<(String, Location)> {
    let Container::Archive { path, entries, .. } = container else { return Vec::new() };
    let entry = |(name, index, declared): &(String, usize, u64)| {
        let bound = (*declared).min(limits.archive_bytes);
        let location = Location::Entry { archive: path.clone(), index: *index, bound, declared: *declared };
        (name.clone(), location)
    };
    let mut found: Vec<(String, Location)> = entries.iter().map(entry).collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

/// What the files are to be read as; a finding where nobody knows them.
pub(crate) fn resources(
    path: &Path,
    parts: Vec<(String, Location)>,
    archive: bool,
    options: &Options,
) -> Result<(Vec<Resource>, Vec<Diagnostic>), PackageError> {
    let shown = path.display().to_string();
    if bundle::known(&parts) {
        let table = schema::table("io_entry");
        let whole = described(shown, Location::File(path.to_owned()), Format::Bundle, options)?;
        return Ok((vec![Resource { name: "io_entry".to_owned(), table, parts, ..whole }], Vec::new()));
    }
    if let Some(chain) = chain(&shown, &parts) {
        return Ok((chain, Vec::new()));
    }
    let tables: Vec<&(String, Location)> = parts.iter().filter(|(name, _)| Format::of(name).is_some()).collect();
    // Archives of the OECD hold a table for each of several years.
    let yearly = |name: &str| ["_SML.", "ICIO", "ic-io"].iter().any(|mark| base(name).contains(mark));
    if archive && (tables.len() == 1 || (tables.len() > 1 && tables.iter().all(|(name, _)| yearly(name)))) {
        let one = |(name, location): &&(String, Location)| {
            let format = Format::of(name).unwrap_or(Format::Text);
            described(format!("{shown}/{name}"), location.clone(), format, options)
        };
        return Ok((tables.iter().map(one).collect::<Result<_, _>>()?, Vec::new()));
    }
    let place = Place { path: Some(shown), ..Place::default() };
    Ok((Vec::new(), vec![Diagnostic::new(&pages::BUNDLE_UNKNOWN, place)]))
}

/// The files of the chain of advanced chips (Emerging Technology Observatory): products, what goes into what, what is a
/// kind of what, who provides how much. Shares of whole stages refer to the list of stages, where it lies beside them.
fn chain(shown: &str, parts: &[(String, Location)]) -> Option<Vec<Resource>> {
    let find = |end: &str| parts.iter().find(|(name, _)| base(name).ends_with(end));
    let (inputs, sequence, provision) = (find("inputs.csv")?, find("sequence.csv")?, find("provision.csv")?);
    let resource = |table: &'static str, part: &(String, Location), columns: &[(&str, &str)]| {
        let from = |(column, header): &(&str, &str)| {
            let from = Some(FileColumn::Header((*header).to_owned()));
            // Shares are written in per cent; a blank one is not known.
            let factor = (*column == "share").then_some(0.01);
            ((*column).to_owned(), ColumnMapping { from, factor, ..ColumnMapping::default() })
        };
        let columns = columns.iter().map(from).collect();
        Resource {
            name: table.to_owned(),
            path: format!("{shown}/{}", part.0),
            location: part.1.clone(),
            format: Format::Text,
            table: schema::table(table),
            mapping: Mapping { table: table.to_owned(), columns, ..Mapping::default() },
            header: None,
            parts: Vec::new(),
        }
    };
    let mut stages = find("stages.csv").map(|stages| {
        let columns = [("node", "stage_id"), ("name_en", "stage_name"), ("note", "description")];
        resource("chain_node", stages, &columns)
    });
    if let Some(stages) = &mut stages {
        "chain_node of stages".clone_into(&mut stages.name);
        let stage = ColumnMapping { value: Some("stage".to_owned()), ..ColumnMapping::default() };
        stages.mapping.columns.insert("kind".to_owned(), stage);
    }
    let own = [
        resource(
            "chain_node",
            inputs,
            &[("node", "input_id"), ("name_en", "input_name"), ("kind", "type"), ("note", "description")],
        ),
        resource(
            "chain_edge",
            sequence,
            &[("node", "input_id"), ("goes_into", "goes_into_id"), ("is_type_of", "is_type_of_id")],
        ),
        resource(
            "chain_supply",
            provision,
            &[
                ("node", "provided_id"),
                ("provider", "provider_name"),
                ("share", "share_provided"),
                ("period", "year"),
                ("note", "source"),
            ],
        ),
    ];
    Some(stages.into_iter().chain(own).collect())
}
