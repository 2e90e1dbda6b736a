//! GLORIA: numbers in `…_T-Results_…csv`, `…_Y-Results_…`, `…_V-Results_…` (and `TQ`, `YQ` for satellites) without labels, and
//! their labels in the sheets of `GLORIA_ReadMe_….xlsx`. Each region has its industries, then its products; the first price
//! layer (`Markup001`) is basic prices.

use super::super::labels::{Role, year};
use super::super::{Block, Body, Found, Line, Matrix};
use super::eora::unlabelled;
use super::{Parts, base, named};
use crate::catalogue::{container, matrix as pages};
use crate::container::Location;
use crate::options::Limits;
use crate::package::Resource;
use crate::source::Trouble;
use calamine::{Reader, Xlsx};
use liantu_model::Words;
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

fn file<'a>(parts: &'a Parts, kind: &str) -> Option<&'a (String, Location)> {
    let mark = format!("_{kind}-Results_");
    named(parts, |name| name.contains(&mark) && name.contains("Markup001"))
}

/// The file of transactions.
pub(super) fn table(parts: &Parts) -> Option<&(String, Location)> {
    file(parts, "T")
}

/// The labels of all.
struct Labels {
    regions: Vec<String>,
    sectors: Vec<String>,
    added: Vec<String>,
    demand: Vec<String>,
    /// Indicators with their units.
    satellites: Vec<(String, Option<String>)>,
}

pub(super) fn read(resource: &Resource, limits: &Limits) -> Result<Found, Trouble> {
    let parts = &resource.parts;
    let Some(table) = table(parts) else { return Err(resource.no_header()) };
    let missing = |name: &str| resource.incomplete(base(&table.0), name, name);
    let readme = |name: &str| name.to_lowercase().contains("readme") && name.to_lowercase().ends_with(".xlsx");
    let readme = named(parts, readme).ok_or_else(|| missing("GLORIA_ReadMe_….xlsx"))?;
    let labels = labels(resource, readme, limits)?;
    let of_regions = |names: &[String], role: Role| -> Vec<Line> {
        let line = |region: &String, name: &String| Line::new(role, Some(region.clone()), name.as_str());
        labels.regions.iter().flat_map(|region| names.iter().map(move |name| line(region, name))).collect()
    };
    let both: Vec<String> = ["industry", "product"]
        .iter()
        .flat_map(|kind| labels.sectors.iter().map(move |sector| format!("{sector} ({kind})")))
        .collect();
    let (sectors, demand) = (of_regions(&both, Role::Sector), of_regions(&labels.demand, Role::Demand));
    let satellite = |(name, unit): &(String, Option<String>)| Line {
        unit: unit.clone(),
        ..Line::new(Role::Extension, None, name.as_str())
    };
    let satellites: Vec<Line> = labels.satellites.iter().map(satellite).collect();
    let like = Matrix {
        period: year(base(&table.0)),
        unit: Some("thousand USD".to_owned()),
        form: Words::new("GLORIA，基本价格", "GLORIA, basic prices"),
        ..Matrix::default()
    };
    let block = |part: &(String, Location), rows: &[Line], columns: &[Line]| Block {
        matrix: Arc::new(Matrix { rows: rows.to_vec(), columns: columns.to_vec(), ..like.clone() }),
        body: Body::Text(unlabelled(part, b',', rows.len(), columns.len())),
    };
    let uses = file(parts, "Y").ok_or_else(|| missing("…_Y-Results_…Markup001….csv"))?;
    let factors = file(parts, "V").ok_or_else(|| missing("…_V-Results_…Markup001….csv"))?;
    let mut blocks = vec![
        block(table, &sectors, &sectors),
        block(uses, &sectors, &demand),
        block(factors, &of_regions(&labels.added, Role::Added), &sectors),
    ];
    if let Some(part) = file(parts, "TQ") {
        blocks.push(block(part, &satellites, &sectors));
    }
    if let Some(part) = file(parts, "YQ") {
        blocks.push(block(part, &satellites, &demand));
    }
    let mut notes = vec![resource.finding(&pages::SUPPLY_AND_USE)];
    let other = |path: &str| path.contains("-Results_") && !path.contains("Markup001");
    let aside: Vec<&str> = parts.iter().map(|(path, _)| base(path)).filter(|path| other(path)).collect();
    if !aside.is_empty() {
        notes.push(resource.finding(&pages::PART_ASIDE).found(aside.join(", ")));
    }
    Ok(Found { blocks, notes })
}

fn labels(resource: &Resource, readme: &(String, Location), limits: &Limits) -> Result<Labels, Trouble> {
    let file = readme.1.on_disk().map_err(|error| resource.trouble(error))?;
    resource.guard(&file, limits)?;
    let damaged = |error: calamine::XlsxError| {
        Trouble::from(resource.finding(&container::FILE_DAMAGED).found(format!("{}: {error}", readme.0)))
    };
    let mut workbook: Xlsx<BufReader<File>> = calamine::open_workbook(&file.path).map_err(damaged)?;
    let mut column = |sheet: &str, name: &str| -> Result<Vec<String>, Trouble> {
        let absent = || resource.incomplete(&readme.0, &format!("{sheet}: {name}"), &format!("{sheet}: {name}"));
        let range = workbook.worksheet_range(sheet).map_err(|_| absent())?;
        let mut rows = range.rows();
        let header = rows.next().ok_or_else(absent)?;
        let place = header.iter().position(|cell| cell.to_string().trim() == name).ok_or_else(absent)?;
        let mut labels: Vec<String> = rows.map(|row| row[place].to_string().trim().to_owned()).collect();
        while labels.last().is_some_and(String::is_empty) {
            labels.pop();
        }
        Ok(labels)
    };
    let satellites = column("Satellites", "Sat_indicator").unwrap_or_default();
    let units = column("Satellites", "Sat_unit").unwrap_or_default();
    let unit = |place: usize| units.get(place).filter(|unit| !unit.is_empty()).cloned();
    Ok(Labels {
        regions: column("Regions", "Region_acronyms")?,
        sectors: column("Sectors", "Sector_names")?,
        added: column("Value added and final demand", "Value_added_names")?,
        demand: column("Value added and final demand", "Final_demand_names")?,
        satellites: satellites.into_iter().enumerate().map(|(place, name)| (name, unit(place))).collect(),
    })
}
