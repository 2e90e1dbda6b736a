//! Eora and Eora26: numbers in `…_T.txt` (transactions), `…_FD.txt`, `…_VA.txt`, `…_Q.txt` and `…_QY.txt` without labels,
//! and `labels_T.txt`, `labels_FD.txt`, … with country, code, kind and name.

use super::super::labels::{Role, year};
use super::super::{Block, Body, Found, Line, Matrix, Text};
use super::{Parts, base, named};
use crate::container::Location;
use crate::package::Resource;
use crate::source::Trouble;
use foldhash::HashSet;
use liantu_model::Words;
use std::sync::Arc;

/// The file of transactions.
pub(super) fn table(parts: &Parts) -> Option<&(String, Location)> {
    named(parts, |name| name.ends_with("_T.txt") && name.to_lowercase().contains("eora"))
}

pub(super) fn read(resource: &Resource) -> Result<Found, Trouble> {
    let parts = &resource.parts;
    let Some(table) = table(parts) else { return Err(resource.no_header()) };
    let stem = table.0.trim_end_matches("T.txt");
    let labels = |end: &str| -> Result<Vec<Vec<String>>, Trouble> {
        let name = format!("labels_{end}.txt");
        let part = named(parts, |found| found.eq_ignore_ascii_case(&name));
        let part = part.ok_or_else(|| resource.incomplete(base(&table.0), &name, &name))?;
        resource.table(part)
    };
    let sectors = labels("T")?;
    let kinds: HashSet<&str> = sectors.iter().filter_map(|row| row.get(2)).map(String::as_str).collect();
    let sector = |row: &Vec<String>| {
        let (kind, name) = (row.get(2).map_or("", String::as_str), last(row));
        // Where a country has industries and commodities, both are sectors of their own.
        let name = if kinds.len() > 1 && kind == "Commodities" { format!("{name} (commodity)") } else { name };
        Line::new(Role::Sector, row.get(1).cloned(), name)
    };
    let sectors: Vec<Line> = sectors.iter().map(sector).collect();
    let prices = if stem.contains("_pp_") {
        ("购买者价格", "purchasers' prices")
    } else {
        ("基本价格", "basic prices")
    };
    let like = Matrix {
        period: year(base(&table.0)),
        unit: Some("thousand USD".to_owned()),
        form: Words::new(format!("Eora，{}", prices.0), format!("Eora, {}", prices.1)),
        ..Matrix::default()
    };
    let block = |part: &(String, Location), rows: &[Line], columns: &[Line]| Block {
        matrix: Arc::new(Matrix { rows: rows.to_vec(), columns: columns.to_vec(), ..like.clone() }),
        body: Body::Text(unlabelled(part, b'\t', rows.len(), columns.len())),
    };
    let file = |end: &str| parts.iter().find(|(path, _)| *path == format!("{stem}{end}.txt"));
    let mut blocks = vec![block(table, &sectors, &sectors)];
    let demand = |row: &Vec<String>| Line::new(Role::Demand, row.get(1).cloned(), last(row));
    let demand: Vec<Line> = match file("FD").or_else(|| file("Y")) {
        Some(part) => {
            let lines: Vec<Line> = labels("FD")?.iter().map(demand).collect();
            blocks.push(block(part, &sectors, &lines));
            lines
        }
        None => return Err(resource.incomplete(base(&table.0), "…_FD.txt", "…_FD.txt")),
    };
    if let Some(part) = file("VA").or_else(|| file("V")) {
        let lines: Vec<Line> = labels("VA")?.iter().map(|row| Line::new(Role::Added, None, last(row))).collect();
        blocks.push(block(part, &lines, &sectors));
    }
    let satellites = || -> Result<Vec<Line>, Trouble> {
        let name = |row: &Vec<String>| match &row[..] {
            [kind, name, ..] if !name.is_empty() => format!("{kind}: {name}"),
            _ => last(row),
        };
        Ok(labels("Q")?.iter().map(|row| Line::new(Role::Extension, None, name(row))).collect())
    };
    if let Some(part) = file("Q") {
        blocks.push(block(part, &satellites()?, &sectors));
    }
    if let Some(part) = file("QY") {
        blocks.push(block(part, &satellites()?, &demand));
    }
    Ok(Found { blocks, notes: Vec::new() })
}

/// The last label of a line; lines end in a tab.
fn last(row: &[String]) -> String {
    row.iter().rev().find(|label| !label.is_empty()).cloned().unwrap_or_default()
}

/// A file of numbers alone.
pub(super) fn unlabelled(part: &(String, Location), delimiter: u8, rows: usize, columns: usize) -> Text {
    let all = |count: usize| (0..count).map(|place| u32::try_from(place).ok()).collect();
    Text {
        location: part.1.clone(),
        delimiter,
        rows: all(rows),
        columns: all(columns),
        part: Some(Arc::from(part.0.as_str())),
        times: None,
        exact: true,
    }
}
