//! EXIOBASE 3, and any system that is saved in its form: `Z.txt` (or `A.txt` with `x.txt`), `Y.txt`, and folders of
//! extensions with `F.txt` and `F_Y.txt`; fields separated by tabs, two lines of labels above, two fields of labels beside.

use super::super::grids::{Edges, Field};
use super::super::labels::{Role, known, year};
use super::super::{Block, Body, Found, Line, Matrix, Text};
use super::{Parts, base, folder};
use crate::catalogue::matrix as pages;
use crate::container::Location;
use crate::options::Limits;
use crate::package::Resource;
use crate::source::Trouble;
use foldhash::HashMap;
use liantu_model::Words;
use std::sync::Arc;

/// The folder that holds the table.
pub(super) fn home(parts: &Parts) -> Option<&str> {
    let has = |folder: &str, name: &str| parts.iter().any(|(path, _)| *path == format!("{folder}{name}"));
    parts
        .iter()
        .filter(|(path, _)| base(path) == "Y.txt")
        .map(|(path, _)| folder(path))
        .filter(|folder| has(folder, "Z.txt") || has(folder, "A.txt"))
        .min_by_key(|folder| folder.len())
}

/// Reads the labels of a table in this form.
pub(super) fn read(resource: &Resource, _: &Limits) -> Result<Found, Trouble> {
    let parts = &resource.parts;
    let home = home(parts).unwrap_or_default();
    let part = |name: &str| parts.iter().find(|(path, _)| *path == format!("{home}{name}"));
    let missing = |name: &str| resource.incomplete(base(home.trim_end_matches('/')), name, name);
    let period = year(&resource.path).or_else(|| year(home));
    let units = part("unit.txt").map(|part| resource.table(part)).transpose()?.unwrap_or_default();
    let money: Vec<&str> = units.iter().skip(1).filter_map(|row| row.last()).map(String::as_str).collect();
    let unit = money.first().filter(|first| money.iter().all(|unit| unit == *first)).map(|unit| (*unit).to_owned());
    let form = Words::new("EXIOBASE 形式的多区域投入产出表", "multi-regional table in the form of EXIOBASE");
    let base_matrix = Matrix { period, unit, form, ..Matrix::default() };
    let (mut blocks, mut notes) = (Vec::new(), Vec::new());
    let (table, shares) = match part("Z.txt") {
        Some(part) => (part, false),
        None => (part("A.txt").ok_or_else(|| missing("Z.txt"))?, true),
    };
    let mut block = labelled(resource, table, &base_matrix, 2, &|_| Role::Sector, &|_| Role::Sector)?;
    if shares {
        let output = outputs(resource, part("x.txt").ok_or_else(|| missing("Z.txt, x.txt"))?)?;
        let of = |line: &Line| {
            output.get(&(line.region.clone().unwrap_or_default(), line.name.clone())).copied().unwrap_or(f64::NAN)
        };
        let times = block.matrix.columns.iter().map(of).collect();
        if let Body::Text(text) = &mut block.body {
            text.times = Some(times);
        }
        notes.push(resource.finding(&pages::PART_ASIDE).found("Z = A · x"));
    }
    if block.matrix.rows.len() != block.matrix.columns.len() {
        let found = format!("{}: {} × {}", table.0, block.matrix.rows.len(), block.matrix.columns.len());
        return Err(resource.incomplete(&found, "行列数相等的矩阵", "as many rows as columns"));
    }
    blocks.push(block);
    let demand = part("Y.txt").ok_or_else(|| missing("Y.txt"))?;
    blocks.push(labelled(resource, demand, &base_matrix, 2, &|_| Role::Sector, &|_| Role::Demand)?);
    if let Some(output) = part("x.txt") {
        blocks.push(labelled(resource, output, &base_matrix, 2, &|_| Role::Sector, &|_| Role::Output)?);
    }
    let extension = |path: &&(String, Location)| base(&path.0) == "F.txt" && path.0.starts_with(home);
    for found in parts.iter().filter(extension) {
        let place = folder(&found.0);
        if place.trim_end_matches('/').ends_with("impacts") {
            notes.push(resource.finding(&pages::PART_ASIDE).found(place));
            continue;
        }
        let sibling =
            |names: &[&str]| parts.iter().find(|(path, _)| names.iter().any(|name| *path == format!("{place}{name}")));
        let units = sibling(&["unit.txt"]).map(|part| resource.table(part)).transpose()?.unwrap_or_default();
        let units: HashMap<String, String> =
            units.into_iter().skip(1).filter_map(|mut row| Some((row.first()?.clone(), row.pop()?))).collect();
        let added = |name: &str| {
            let money = units.get(name).is_none_or(|unit| unit.contains("EUR") || unit.contains("USD"));
            if money && known(name) == Some(Role::Added) { Role::Added } else { Role::Extension }
        };
        let matrix = Matrix { unit: None, ..base_matrix.clone() };
        for (part, role) in [(Some(found), Role::Sector), (sibling(&["F_Y.txt", "F_hh.txt", "FY.txt"]), Role::Demand)] {
            let Some(part) = part else { continue };
            let mut block = labelled(resource, part, &matrix, 1, &added, &|_| role)?;
            let matrix = Arc::make_mut(&mut block.matrix);
            for line in &mut matrix.rows {
                line.unit = units.get(&line.name).cloned();
            }
            blocks.push(block);
        }
    }
    Ok(Found { blocks, notes })
}

/// A file with `beside` fields of labels at the left, and lines of labels above it.
fn labelled(
    resource: &Resource,
    part: &(String, Location),
    like: &Matrix,
    beside: usize,
    row: &dyn Fn(&str) -> Role,
    column: &dyn Fn(&str) -> Role,
) -> Result<Block, Trouble> {
    let (edges, _) = resource.edges(part)?;
    let head = head(&edges, beside);
    let label = |field: Option<&Field>| match field {
        Some(Field::Text(text)) => text.clone(),
        Some(Field::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let none = || resource.incomplete(&part.0, "行列标签", "labels of rows and columns");
    if head == 0 || edges.side.len() <= head {
        return Err(none());
    }
    let mut matrix = like.clone();
    let mut columns = vec![None; edges.width];
    for (place, column_at) in columns.iter_mut().enumerate().skip(beside) {
        let labels: Vec<String> = edges.top[..head.min(2)].iter().map(|row| label(row.get(place))).collect();
        let (region, name) = match &labels[..] {
            [region, name] => (Some(region.clone()), name.clone()),
            _ => (None, labels.concat()),
        };
        if name.is_empty() {
            continue;
        }
        let role = column(&name);
        *column_at = u32::try_from(matrix.columns.len()).ok();
        matrix.columns.push(Line::new(role, region.filter(|region| !region.is_empty() && role != Role::Output), name));
    }
    let mut rows = vec![None; edges.side.len()];
    for (place, fields) in edges.side.iter().enumerate().skip(head) {
        let (region, name) = match beside {
            2 => (Some(label(fields.first())), label(fields.get(1))),
            _ => (None, label(fields.first())),
        };
        if name.is_empty() {
            continue;
        }
        rows[place] = u32::try_from(matrix.rows.len()).ok();
        matrix.rows.push(Line::new(row(&name), region, name));
    }
    if matrix.rows.is_empty() || matrix.columns.is_empty() {
        return Err(none());
    }
    let text = Text {
        location: part.1.clone(),
        delimiter: b'\t',
        rows,
        columns,
        part: Some(Arc::from(part.0.as_str())),
        times: None,
        exact: false,
    };
    Ok(Block { matrix: Arc::new(matrix), body: Body::Text(text) })
}

/// How many lines stand above the numbers: those whose first field names a level.
fn head(edges: &Edges, beside: usize) -> usize {
    const LEVELS: [&str; 8] = ["region", "sector", "category", "stressor", "indout", "product", "industry", "impact"];
    let level = |row: &Vec<Field>| match row.first() {
        Some(Field::Text(text)) => LEVELS.contains(&text.as_str()),
        Some(Field::Empty) | None => true,
        Some(Field::Number(_)) => false,
    };
    let blank = |row: &Vec<Field>| row.iter().skip(beside).all(|field| *field == Field::Empty);
    let mut head = edges.top.iter().take(2).take_while(|row| level(row)).count();
    if head == 2 && edges.top.get(1).is_some_and(blank) {
        head = 2;
    } else if head == 2 && edges.top.get(2).is_some_and(|row| level(row) && blank(row)) {
        head = 3;
    }
    head
}

/// The output of each sector.
fn outputs(resource: &Resource, part: &(String, Location)) -> Result<HashMap<(String, String), f64>, Trouble> {
    let rows = resource.table(part)?;
    let number = |row: &Vec<String>| row.last().and_then(|text| text.parse::<f64>().ok());
    Ok(rows.into_iter().filter_map(|row| Some(((row.first()?.clone(), row.get(1)?.clone()), number(&row)?))).collect())
}
