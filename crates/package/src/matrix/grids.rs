//! Labelled matrices in CSV files and workbooks.

use super::labels::{Role, is_import, known, nation, year};
use super::{Line, Matrix};
use crate::container::OnDisk;
use crate::options::Limits;
use crate::package::Resource;
use crate::source::Trouble;
use calamine::{Data, Reader, Xlsx};
use foldhash::{HashMap, HashSet};
use liantu_model::Words;
use std::fs::File;
use std::io::BufReader;

/// Rows and columns among which labels are looked for.
const MARGIN: usize = 8;

/// A cell as it stands in the file.
#[derive(Clone, Debug, PartialEq)]
enum Field {
    Empty,
    Text(String),
    Number(f64),
}

impl Field {
    fn of(text: &str) -> Self {
        let text = text.trim().trim_matches('"');
        match text.parse::<f64>() {
            // A code such as 01 is a label as well as a number: its text is kept.
            _ if text.is_empty() => Self::Empty,
            Ok(number) if number.is_finite() && !(text.len() > 1 && text.starts_with('0') && !text.contains('.')) => {
                Self::Number(number)
            }
            _ => Self::Text(text.to_owned()),
        }
    }

    fn label(&self) -> Option<String> {
        match self {
            Self::Empty => None,
            Self::Text(text) => Some(text.trim().to_owned()),
            Self::Number(number) => Some(number.to_string()),
        }
    }

    /// What the cell is worth; `None` if it is a word that is no number.
    fn value(&self) -> Option<f64> {
        match self {
            Self::Empty => Some(f64::NAN),
            Self::Number(number) => Some(*number),
            Self::Text(text) if crate::cell::is_missing(text, &[]) => Some(f64::NAN),
            Self::Text(text) => text.replace(',', "").parse().ok(),
        }
    }
}

type Fields = Vec<Vec<Field>>;

/// The matrix in a text file.
pub(crate) fn text(
    resource: &Resource,
    limits: &Limits,
    stem: &str,
    home: Option<&str>,
) -> Result<Option<Matrix>, Trouble> {
    let bytes = resource.location.whole(limits.document_bytes << 2).map_err(|error| resource.trouble(error))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => encoding_rs::GB18030.decode(error.as_bytes()).0.into_owned(),
    };
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |mark: char| first.matches(mark).count();
    let delimiter = [',', '\t', ';'].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(',');
    let fields: Fields = text.lines().map(|line| split(line, delimiter)).collect();
    Ok(matrix(&fields, stem, home))
}

/// The cells of a line; quotes keep delimiters together.
fn split(line: &str, delimiter: char) -> Vec<Field> {
    if !line.contains('"') {
        return line.split(delimiter).map(Field::of).collect();
    }
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            _ if character == delimiter && !quoted => {
                cells.push(Field::of(&cell));
                cell.clear();
            }
            _ => cell.push(character),
        }
    }
    cells.push(Field::of(&cell));
    cells
}

/// The matrix in a workbook: in the sheet that the mapping names, or in the first that holds one.
pub(crate) fn sheet(
    resource: &Resource,
    file: &OnDisk,
    limits: &Limits,
    stem: &str,
    home: Option<&str>,
) -> Result<Option<Matrix>, Trouble> {
    resource.guard(file, limits)?;
    let damaged = |error: calamine::XlsxError| {
        Trouble::from(resource.finding(&crate::catalogue::container::FILE_DAMAGED).found(error.to_string()))
    };
    let mut workbook: Xlsx<BufReader<File>> = calamine::open_workbook(&file.path).map_err(damaged)?;
    let names = workbook.sheet_names();
    let wanted = names.iter().filter(|name| resource.mapping.sheet.as_ref().is_none_or(|sheet| sheet == *name));
    for name in wanted {
        let range = workbook.worksheet_range(name).map_err(damaged)?;
        let field = |data: &Data| match data {
            Data::Float(number) => Field::Number(*number),
            Data::Int(number) => Field::Number(*number as f64),
            Data::String(text) => Field::of(text),
            _ => Field::Empty,
        };
        let fields: Fields = range.rows().map(|row| row.iter().map(field).collect()).collect();
        let titled = format!("{stem} {name}");
        if let Some(found) = matrix(&fields, &titled, home) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// A line of labels among the first rows or columns.
fn labels(fields: &Fields, across: bool, place: usize, length: usize) -> Vec<Option<String>> {
    let at = |row: usize, column: usize| fields.get(row).and_then(|row| row.get(column)).and_then(Field::label);
    (0..length).map(|n| if across { at(place, n) } else { at(n, place) }).collect()
}

/// Merged cells name the first of what they cover.
fn filled(labels: &[Option<String>], from: usize) -> Vec<Option<String>> {
    let mut last = None;
    let fill = |(place, label): (usize, &Option<String>)| {
        if place >= from && label.is_some() {
            last.clone_from(label);
        }
        if place >= from { last.clone() } else { None }
    };
    labels.iter().enumerate().map(fill).collect()
}

/// Region and sector of a label such as `AUS_A01`.
fn halves(label: &str) -> Option<(String, String)> {
    let (region, sector) = label.split_once('_')?;
    (!region.is_empty() && !sector.is_empty()).then(|| (region.to_owned(), sector.to_owned()))
}

/// Finds the labels that rows and columns share, and reads what lies between them.
fn matrix(fields: &Fields, stem: &str, home: Option<&str>) -> Option<Matrix> {
    let (height, width) = (fields.len(), fields.iter().map(Vec::len).max()?);
    let (tops, sides) = (height.min(MARGIN), width.min(MARGIN));
    // How many distinct words a row and a column of labels share; numbers are no words.
    let words = |across: bool, place: usize, length: usize| -> HashSet<&str> {
        let cell = |n: usize| if across { fields[place].get(n) } else { fields[n].get(place) };
        (0..length)
            .filter_map(cell)
            .filter_map(|field| if let Field::Text(text) = field { Some(text.trim()) } else { None })
            .collect()
    };
    let down: Vec<HashSet<&str>> = (0..sides).map(|side| words(false, side, height)).collect();
    let mut shared: Vec<(usize, usize, usize)> = Vec::new();
    for top in 0..tops {
        let across = words(true, top, width);
        for (side, down) in down.iter().enumerate() {
            shared.push((across.intersection(down).count(), top, side));
        }
    }
    shared.sort_by_key(|(count, top, side)| (std::cmp::Reverse(*count), *top, *side));
    let &(count, top, side) = shared.first().filter(|(count, ..)| *count >= 2)?;
    // A second line of labels on both sides: regions, fewer than sectors or more.
    let second = shared.iter().find(|(count, other, beside)| *count >= 2 && *other != top && *beside != side).copied();
    let head = second.map_or(top, |(_, other, _)| other.max(top)) + 1;
    let edge = second.map_or(side, |(_, _, beside)| beside.max(side)) + 1;
    // Further labels at the edge are words beside the label, such as where a product comes from.
    let edge = (edge..sides)
        .find(|&column| {
            let cells = fields[head..].iter().filter_map(|row| row.get(column)).filter(|cell| **cell != Field::Empty);
            let (mut numbers, mut all) = (0usize, 0usize);
            cells.for_each(|cell| {
                all += 1;
                numbers += usize::from(matches!(cell, Field::Number(_)));
            });
            numbers * 2 > all
        })
        .unwrap_or(edge);
    let (across, down) = (labels(fields, true, top, width), labels(fields, false, side, height));
    let pair = |own: Vec<Option<String>>, other: Option<Vec<Option<String>>>| -> Vec<(Option<String>, String)> {
        let other = other.unwrap_or_else(|| vec![None; own.len()]);
        own.into_iter().zip(other).map(|(own, other)| (other, own.unwrap_or_default())).collect()
    };
    let (mut columns, mut rows) = match second {
        Some((_, other, beside)) => {
            // Merged cells leave blanks in the line of the regions; without any, sectors stand next to the numbers.
            let (across_other, down_other) =
                (labels(fields, true, other, width), labels(fields, false, beside, height));
            let blanks = |list: &[Option<String>]| list.iter().filter(|label| label.is_none()).count();
            let swap = match blanks(&down).cmp(&blanks(&down_other)) {
                std::cmp::Ordering::Greater => true,
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => other > top,
            };
            let (across, across_other) = if swap { (across_other, across) } else { (across, across_other) };
            let (down, down_other) = if swap { (down_other, down) } else { (down, down_other) };
            (pair(across, Some(filled(&across_other, edge))), pair(down, Some(filled(&down_other, head))))
        }
        None => (pair(across, None), pair(down, None)),
    };
    let twins: HashSet<(Option<String>, String)> = {
        let known: HashSet<&(Option<String>, String)> = rows[head.min(rows.len())..].iter().collect();
        columns.iter().skip(edge).filter(|key| known.contains(key) && !key.1.is_empty()).cloned().collect()
    };
    // One label for both: split where all that rows and columns share can be, into more than one region.
    let joint = second.is_none()
        && twins.iter().all(|(_, label)| known(label) == Some(Role::Output) || halves(label).is_some());
    let regions: HashSet<String> = twins.iter().filter_map(|(_, label)| halves(label)).map(|halves| halves.0).collect();
    let joint = joint && regions.len() < twins.len();
    let mut unknown = Vec::new();
    let alone = home.map_or_else(|| nation(stem), str::to_owned);
    let mut line = |key: &(Option<String>, String), otherwise: Role, beside: bool| -> Line {
        let (mut region, mut name) = key.clone();
        if let (true, Some((before, after))) = (joint, halves(&name))
            && regions.contains(&before)
        {
            (region, name) = (Some(before), after);
        }
        let role = match known(&name) {
            Some(role) if !twins.contains(key) || role == Role::Output => role,
            _ if twins.contains(key) => Role::Sector,
            _ => {
                unknown.push(name.clone());
                otherwise
            }
        };
        match role {
            Role::Sector if beside => Line { role: Role::Import, region: Some("import".to_owned()), name },
            Role::Sector | Role::Demand => {
                Line { role, region: region.or_else(|| (!joint && second.is_none()).then(|| alone.clone())), name }
            }
            Role::Import => Line { role, region: None, name },
            role => Line { role, region: None, name },
        }
    };
    let keep_columns: Vec<usize> = (edge..columns.len()).filter(|&place| !columns[place].1.is_empty()).collect();
    let keep_rows: Vec<usize> = (head..rows.len()).filter(|&place| !rows[place].1.is_empty()).collect();
    let imported = |row: usize| fields[row].iter().take(edge).filter_map(Field::label).any(|word| is_import(&word));
    let column_lines: Vec<Line> = keep_columns
        .iter()
        .map(|&place| {
            let line = line(&std::mem::take(&mut columns[place]), Role::Demand, false);
            // Imports as a column are negative final demand.
            if line.role == Role::Import {
                Line { role: Role::Demand, region: Some(alone.clone()), ..line }
            } else {
                line
            }
        })
        .collect();
    let row_lines: Vec<Line> = keep_rows
        .iter()
        .map(|&place| line(&std::mem::take(&mut rows[place]), Role::Extension, imported(place)))
        .collect();
    let mut cells = Vec::with_capacity(keep_rows.len() * keep_columns.len());
    for &row in &keep_rows {
        for &column in &keep_columns {
            cells.push(fields[row].get(column).map_or(Some(f64::NAN), Field::value)?);
        }
    }
    let title = fields[..head].iter().flatten().filter_map(Field::label).find_map(|label| {
        ["单位：", "单位:", "unit:", "Unit:"]
            .iter()
            .find_map(|mark| label.split_once(mark))
            .map(|(_, unit)| unit.trim().to_owned())
    });
    let mut seen: HashMap<&Line, usize> = HashMap::default();
    let repeated = row_lines.iter().any(|line| {
        let count = seen.entry(line).or_insert(0);
        *count += 1;
        *count > 1 && line.role == Role::Sector
    });
    let sectors = column_lines.iter().filter(|line| line.role == Role::Sector).count();
    (sectors >= 2 && !repeated && count >= 2).then(|| Matrix {
        cells,
        period: year(stem)
            .or_else(|| fields[..head].iter().flatten().filter_map(Field::label).find_map(|label| year(&label))),
        unit: title,
        form: Words::new("带标签的投入产出矩阵", "labelled matrix"),
        unknown,
        use_table: row_lines.iter().any(|line| line.role == Role::Added && line.name.starts_with("V00")),
        rows: row_lines,
        columns: column_lines,
    })
}
