//! Proposes a mapping from the header and the first rows of a foreign file.

use crate::bind::Header;
use crate::cell::is_missing;
use crate::error::PackageError;
use crate::header::{self, Name};
use crate::mapping::{ColumnMapping, FileColumn, Mapping, Proposal};
use crate::options::{Limits, Options};
use crate::package::{Format, Resource, single};
use crate::source::{Names, Sample, Trouble};
use crate::{stated, text, unit};
use foldhash::HashMap;
use liantu_model::code::{CodeSystem, gb2260};
use liantu_model::schema::{ColumnKind, TABLES, Table};
use std::path::Path;

/// Rows among which a header is looked for.
pub(crate) const HEADER_ROWS: usize = 30;
/// How certain a table must be for a file to be read without anyone naming it.
pub(crate) const CERTAIN: f64 = 0.75;

/// Proposes how the columns of a single file become those of a table: the table that its header fits best (see
/// [`Proposal::certainty`]), its columns by their names, titles and aliases, constants for what the header tells besides.
///
/// What could not be placed is named in [`Mapping::proposal`]; the mapping is for the user to edit. With `table`, that one is
/// taken whatever fits best.
pub fn propose(path: &Path, table: Option<&str>) -> Result<Mapping, PackageError> {
    let limits = Limits::default();
    let resource = single(path, &Options { table: table.map(str::to_owned), ..Options::default() })?;
    let fail = |trouble| match trouble {
        Trouble::Error(error) => error,
        Trouble::Findings(_) => PackageError::Unsupported { path: path.to_owned() },
    };
    let (names, sample, above, mut mapping) = resource.look(&limits).map_err(fail)?;
    let keys: Vec<Name> = names.iter().map(|name| Name::of(name)).collect();
    let fits = header::fits(&keys);
    let message =
        crate::sdmx::is_header(&names).then(|| TABLES.iter().find(|table| table.name == "indicator")).flatten();
    let table = resource.table.or(message).unwrap_or_else(|| fits.first().map_or(&TABLES[0], |fit| fit.table));
    let known = message.is_some_and(|message| message.name == table.name);
    let certainty = fits.iter().find(|fit| fit.table.name == table.name).map_or(0.0, |fit| fit.certainty);
    let certainty = if known { 1.0 } else { certainty };
    table.name.clone_into(&mut mapping.table);
    mapping.columns = columns(table, &names, &sample, &above);
    let placed = |name: &String| {
        let own = FileColumn::Header(name.clone());
        mapping.columns.values().any(|column| {
            column.from.as_ref() == Some(&own) || column.join.contains(&own) || column.first.contains(&own)
        })
    };
    mapping.proposal = Some(Proposal {
        certainty: (certainty * 100.0).round() / 100.0,
        alternatives: fits
            .iter()
            .map(|fit| fit.table.name.to_owned())
            .filter(|other| *other != table.name)
            .take(3)
            .collect(),
        unplaced: names.iter().filter(|name| !name.trim().is_empty() && !placed(name)).cloned().collect(),
        unfilled: table
            .columns
            .iter()
            .filter(|column| column.required && !mapping.columns.contains_key(column.name))
            .map(|column| column.name.to_owned())
            .collect(),
    });
    Ok(mapping)
}

/// The columns of `table` that the header names, as a mapping.
fn columns(
    table: &'static Table,
    names: &[String],
    sample: &[Vec<String>],
    above: &[String],
) -> std::collections::BTreeMap<String, ColumnMapping> {
    if let Some(columns) = crate::sdmx::columns(names).filter(|_| table.name == "indicator") {
        return columns;
    }
    let keys: Vec<Name> = names.iter().map(|name| Name::of(name)).collect();
    let placed = header::place(table, &keys);
    let mut columns = std::collections::BTreeMap::new();
    for (&position, &(index, _)) in &placed {
        let column = &table.columns[position];
        let twin = names.iter().filter(|name| **name == names[index]).count() > 1;
        let from = match u32::try_from(index + 1) {
            Ok(number) if twin => FileColumn::Number(number),
            _ => FileColumn::Header(names[index].clone()),
        };
        let is_region = matches!(column.kind, ColumnKind::Code { system: CodeSystem::Region });
        let stated = stated::of(column, keys[index].unit.as_deref(), above).filter(|_| column.unit.is_some());
        let mapping = ColumnMapping {
            from: Some(from),
            names: is_region && holds_names(sample, index),
            factor: stated.map(|(_, factor)| factor).filter(|factor| unit::changes(*factor)),
            separator: (column.kind == ColumnKind::List).then(|| separator(sample, index)).flatten(),
            ..Default::default()
        };
        columns.insert(column.name.to_owned(), mapping);
    }
    extras(table, names, &keys, &placed, above, &mut columns);
    columns
}

/// What the header of a value tells besides its place: `产值（亿元）` is the indicator 产值 in the unit 亿元.
fn extras(
    table: &'static Table,
    names: &[String],
    keys: &[Name],
    placed: &HashMap<usize, (usize, header::Match)>,
    above: &[String],
    columns: &mut std::collections::BTreeMap<String, ColumnMapping>,
) {
    let constant = |text: &str| ColumnMapping { value: Some(text.to_owned()), ..Default::default() };
    let header = |name: &str| {
        let position = table.columns.iter().position(|column| column.name == name)?;
        placed.get(&position).map(|(index, _)| (&table.columns[position], &keys[*index]))
    };
    let factored = |columns: &mut std::collections::BTreeMap<String, ColumnMapping>, name: &str, factor: f64| {
        if let Some(column) = columns.get_mut(name) {
            column.factor = unit::changes(factor).then_some(factor);
        }
    };
    // The header of a quantity says its unit, that of a value its currency, that of a date what happened on it.
    if let (Some((column, name)), true) = (header("quantity"), table.column("quantity_unit").is_some())
        && !columns.contains_key("quantity_unit")
        && let Some((unit, factor)) = stated::of(column, name.unit.as_deref(), above)
    {
        columns.insert("quantity_unit".to_owned(), constant(unit));
        factored(columns, "quantity", factor);
    }
    if let (Some((column, name)), true) = (header("value"), table.column("currency").is_some()) {
        let stated = stated::of(column, name.unit.as_deref(), above);
        let of_stem = unit::kept(&name.stem).map(|(unit, _)| unit).filter(|unit| unit::is_currency(unit));
        let named =
            if name.stem.contains("美元") { Some("USD") } else { name.stem.contains("人民币").then_some("CNY") };
        // A name beside a scale says the currency: 美元（千），统计美元值（万元）.
        let currency = named.or(of_stem).or(stated.map(|(unit, _)| unit));
        if let Some(currency) = currency.filter(|_| !columns.contains_key("currency")) {
            columns.insert("currency".to_owned(), constant(currency));
        }
        let scaled = name.unit.as_deref().and_then(unit::scale).or(stated.map(|(_, factor)| factor));
        let scaled = scaled.or_else(|| unit::kept(&name.stem).map(|(_, factor)| factor));
        factored(columns, "value", scaled.unwrap_or(1.0));
    }
    // The platform of the tax office lists paper and digital invoices together, each with a column for its number.
    let number = |form: &str| keys.iter().position(|name| name.key == form);
    let digital = ["数电发票号码", "数电票号码", "全电发票号码"].iter().find_map(|form| number(form));
    if let ("invoice", Some(paper), Some(digital)) = (table.name, number("发票号码"), digital) {
        let from = [paper, digital].map(|index| FileColumn::Header(names[index].clone()));
        let first = ColumnMapping { first: from.to_vec(), ..Default::default() };
        columns.insert("invoice_number".to_owned(), first);
    }
    if let (Some(name), "registration_event") = (header("date").map(|(_, name)| name), table.name) {
        let events =
            [("成立", "founded"), ("变更", "changed"), ("迁移", "moved"), ("注销", "closed"), ("吊销", "revoked")];
        if let Some((_, event)) = events.iter().find(|(word, _)| name.stem.contains(word)) {
            columns.entry("change".to_owned()).or_insert_with(|| constant(event));
        }
    }
    let value = table.columns.iter().position(|column| column.name == "value" || column.name == "weight");
    let Some((index, how)) = value.and_then(|position| placed.get(&position)) else { return };
    let written = keys[*index].unit.as_ref().or(match above {
        [only] => Some(only),
        _ => None,
    });
    if let (Some(unit), true) = (written, table.column("unit").is_some()) {
        columns.entry("unit".to_owned()).or_insert_with(|| constant(unit));
    }
    if table.name == "indicator" && *how == header::Match::Alias {
        columns.entry("indicator".to_owned()).or_insert_with(|| constant(&keys[*index].stem));
    }
}

/// What separates the texts of a list, where some cell has it.
fn separator(sample: &[Vec<String>], index: usize) -> Option<char> {
    let mut cells = sample.iter().filter_map(|row| row.get(index)).take(200);
    let (list, bar) = cells.try_fold((false, false), |(list, bar), cell| {
        Some((list || cell.contains([';', '；']), bar || cell.contains('|')))
    })?;
    (list && !bar).then_some(';')
}

/// Whether a column holds names of places rather than codes.
fn holds_names(sample: &[Vec<String>], index: usize) -> bool {
    let cells = sample.iter().filter_map(|row| row.get(index)).filter(|cell| !is_missing(cell, &[]));
    let (mut named, mut all) = (0usize, 0usize);
    for cell in cells.take(200) {
        all += 1;
        named += usize::from(!gb2260::by_name(cell).is_empty());
    }
    all > 0 && named * 2 > all
}

/// For a file that goes by its header alone: what [`propose`] would add to `mapping`, where the header is foreign and
/// there is something to add. A header of native names needs nothing.
pub(crate) fn complete(header: &Header<'_>, table: &'static Table, mapping: &Mapping) -> Option<Mapping> {
    let native = header.names.iter().all(|name| table.column(name).is_some());
    let proposed = columns(table, &header.names, header.sample, &header.above);
    let adds = proposed.values().any(|column| {
        column.value.is_some()
            || column.names
            || column.factor.is_some()
            || column.separator.is_some()
            || !column.join.is_empty()
            || !column.first.is_empty()
    });
    let native = native && header.above.is_empty();
    (!native && adds).then(|| Mapping { columns: proposed, ..mapping.clone() })
}

impl Resource {
    /// The header and first rows of a file, and how it is written.
    fn look(&self, limits: &Limits) -> Result<(Names, Sample, Vec<String>, Mapping), Trouble> {
        let mut mapping = Mapping::default();
        match self.format {
            Format::Text => {
                let opening = text::open(&self.location, &self.mapping, limits).map_err(|error| self.trouble(error))?;
                let looked = &opening.rows[..opening.rows.len().min(HEADER_ROWS)];
                let row = header::row(looked, self.table).ok_or_else(|| self.no_header())?;
                mapping.encoding = opening.encoding().map(|encoding| encoding.label().to_owned());
                mapping.delimiter = Some(char::from(opening.dialect().delimiter));
                mapping.header_row = u32::try_from(opening.line_of(row)).ok();
                let sample = opening.rows[row + 1..].to_vec();
                let semicolons = opening.dialect().delimiter == b';';
                mapping.decimal = decimal(&sample, semicolons);
                Ok((opening.rows[row].clone(), sample, stated::above(&opening.rows[..row]), mapping))
            }
            Format::Sheet => {
                let opening = self.open_sheet(limits)?;
                mapping.header_row = u32::try_from(opening.line).ok();
                mapping.sheet = Some(opening.plan.name().to_owned());
                Ok((opening.names, opening.sample, opening.above, mapping))
            }
            Format::Parquet => self.open_columnar().map(|(names, sample, _)| (names, sample, Vec::new(), mapping)),
            Format::Features => {
                self.open_features(limits).map(|(names, sample, _)| (names, sample, Vec::new(), mapping))
            }
            Format::Message => self.open_message().map(|(names, sample, _)| (names, sample, Vec::new(), mapping)),
            // Matrices need no mapping.
            Format::R | Format::Bundle => Err(self.no_header()),
        }
    }
}

/// The decimal mark, where the numbers of some column prove that it is a comma.
fn decimal(sample: &[Vec<String>], semicolons: bool) -> Option<char> {
    let width = sample.iter().map(Vec::len).max().unwrap_or(0);
    let comma = |index: usize| {
        let cells = sample.iter().filter_map(|row| row.get(index)).map(String::as_str);
        crate::cell::number::format_of(cells, semicolons).decimal == b','
    };
    (0..width).any(comma).then_some(',')
}
