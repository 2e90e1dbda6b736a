//! Matrices in saved R objects.

use super::labels::{Role, is_import, known, nation, year};
use super::{Held, Line, Matrix};
use crate::rdata::{Object, Value};
use liantu_model::Words;

/// The first object that is an input-output table.
pub(crate) fn matrix(objects: &[(String, Object)], stem: &str, home: Option<&str>) -> Option<Held> {
    objects.iter().find_map(|(name, object)| {
        let name = if name.is_empty() { stem } else { name };
        wiod(object, name).or_else(|| super::wide::frame(object, name)).or_else(|| frame(object, name, home))
    })
}

/// The list that holds a table of WIOD: transactions, final demand and output side by side, names apart.
fn wiod(object: &Object, name: &str) -> Option<Held> {
    let parts = object.parts();
    let part = |name: &str| parts.iter().find(|(key, _)| key == name).map(|(_, object)| *object);
    let (inter, last, output) = (part("inter")?, part("final")?, part("output")?.numbers()?);
    let sectors: Vec<String> = part("industries")?.texts()?.into_iter().map(Option::unwrap_or_default).collect();
    let mut regions: Vec<String> = part("countries")?.texts()?.into_iter().map(Option::unwrap_or_default).collect();
    let (n, columns) = (inter.shape()?.0, last.shape()?.1);
    let (z, y) = (inter.numbers()?, last.numbers()?);
    if sectors.is_empty() || n == 0 || n % sectors.len() != 0 {
        return None;
    }
    let count = n / sectors.len();
    if Some(z.len()) != n.checked_mul(n)
        || Some(y.len()) != n.checked_mul(columns)
        || output.len() != n
        || columns % count != 0
    {
        return None;
    }
    let mut unknown = Vec::new();
    if regions.len() != count {
        // The names do not belong to this table; better numbers than wrong names.
        unknown.push(format!("{} names for {count} regions: numbered instead", regions.len()));
        regions = (1..=count).map(|number| format!("region {number}")).collect();
    }
    let categories: Vec<String> = if columns / count == 5 {
        // Households, non-profit institutions, government, fixed capital, inventories: as the release names them.
        ["c37", "c38", "c39", "c41", "c42"].map(str::to_owned).to_vec()
    } else {
        (1..=columns / count).map(|number| format!("final {number}")).collect()
    };
    let lines = |names: &[String], role: Role| -> Vec<Line> {
        let line = |region: &String, name: &String| Line::new(role, Some(region.clone()), name.clone());
        regions.iter().flat_map(|region| names.iter().map(move |name| line(region, name))).collect()
    };
    let rows = lines(&sectors, Role::Sector);
    let mut all = rows.clone();
    all.extend(lines(&categories, Role::Demand));
    all.push(Line::new(Role::Output, None, "output"));
    let mut cells = Vec::with_capacity(n * all.len());
    for row in 0..n {
        cells.extend((0..n).map(|column| z[column * n + row]));
        cells.extend((0..columns).map(|column| y[column * n + row]));
        cells.push(output[row]);
    }
    let stated = part("year").and_then(Object::numbers).and_then(|list| list.first().copied());
    let matrix = Matrix {
        rows,
        columns: all,
        period: stated.filter(|year| year.is_finite()).map(|year| format!("{year:.0}")).or_else(|| year(name)),
        unit: Some("million USD".to_owned()),
        form: Words::new("WIOD 多区域投入产出表", "multi-regional table of WIOD"),
        unknown,
        ..Matrix::default()
    };
    Some(Held::new(matrix, cells))
}

/// A data frame of a national table: a column of codes, perhaps one of origins, and the columns of the matrix.
fn frame(object: &Object, name: &str, home: Option<&str>) -> Option<Held> {
    let parts = object.parts();
    if !object.attribute("class")?.texts()?.contains(&Some("data.frame".to_owned())) {
        return None;
    }
    let numeric: Vec<(&str, Vec<f64>)> =
        parts.iter().filter_map(|(name, part)| Some((name.as_str(), part.numbers()?))).collect();
    let words: Vec<Vec<Option<String>>> = parts.iter().filter_map(|(_, part)| part.texts()).collect();
    let named = object.attribute("row.names").filter(|names| matches!(names.value, Value::Texts(_)));
    // The labels that name the most columns.
    let candidates = words.iter().cloned().chain(named.and_then(Object::texts));
    let meet = |labels: &[Option<String>]| {
        numeric.iter().filter(|(name, _)| labels.iter().flatten().any(|label| label == name)).count()
    };
    let labels = candidates.max_by_key(|labels| meet(labels)).filter(|labels| meet(labels) >= 2)?;
    let height = labels.len();
    if numeric.iter().any(|(_, column)| column.len() != height) {
        return None;
    }
    let labels: Vec<String> = labels.into_iter().map(Option::unwrap_or_default).collect();
    let region = home.map_or_else(|| nation(name), str::to_owned);
    let imported = |row: usize| words.iter().any(|column| column[row].as_deref().is_some_and(is_import));
    let mut unknown = Vec::new();
    let mut role = |label: &str, twin: bool, otherwise: Role| match known(label) {
        Some(role) if !twin || role == Role::Output => role,
        _ if twin => Role::Sector,
        _ => {
            unknown.push(label.to_owned());
            otherwise
        }
    };
    let mut rows = Vec::with_capacity(height);
    for (row, label) in labels.iter().enumerate() {
        let twin = numeric.iter().any(|(name, _)| name == label);
        rows.push(match role(label, twin, Role::Extension) {
            Role::Sector if imported(row) => Line::new(Role::Import, Some("import".to_owned()), label.clone()),
            Role::Sector => Line::new(Role::Sector, Some(region.clone()), label.clone()),
            role => Line::new(role, None, label.clone()),
        });
    }
    let mut columns = Vec::with_capacity(numeric.len());
    for (label, _) in &numeric {
        let twin = labels.iter().any(|name| name == label);
        columns.push(match role(label, twin, Role::Demand) {
            // Imports as a column are negative final demand.
            role @ (Role::Sector | Role::Demand | Role::Import) => {
                let role = if role == Role::Import { Role::Demand } else { role };
                Line::new(role, Some(region.clone()), *label)
            }
            role => Line::new(role, None, *label),
        });
    }
    let use_table = rows.iter().any(|line| line.role == Role::Added && line.name.starts_with("V00"));
    let cells = (0..height).flat_map(|row| numeric.iter().map(move |(_, column)| column[row])).collect();
    let matrix = Matrix {
        rows,
        columns,
        period: year(name),
        form: Words::new("一国投入产出表", "national table"),
        unknown,
        use_table,
        ..Matrix::default()
    };
    Some(Held::new(matrix, cells))
}
