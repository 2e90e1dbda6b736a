//! The tables of WIOD, release of 2016, as saved from R and written as CSV or in a workbook: a line for each industry of a
//! country, with columns such as `AUS1` for the first industry of Australia and `AUS57` for its households.

use super::grids::{Edges, Field, Layout};
use super::labels::{Role, known, year};
use super::{Held, Line, Matrix};
use crate::rdata::Object;
use foldhash::HashMap;
use liantu_model::Words;

/// Categories of final demand in the order in which the release numbers them, after the industries.
const DEMAND: [&str; 5] = ["CONS_h", "CONS_np", "CONS_g", "GFCF", "INVEN"];

/// The columns that say what a line is.
#[derive(Clone, Copy)]
struct Names {
    code: usize,
    country: usize,
    number: usize,
    year: Option<usize>,
}

impl Names {
    fn of(header: &[String]) -> Option<Self> {
        let at = |name: &str| header.iter().position(|cell| cell.eq_ignore_ascii_case(name));
        Some(Self { code: at("IndustryCode")?, country: at("Country")?, number: at("RNr")?, year: at("Year") })
    }
}

/// The labels of lines and columns: `lines` are industry code, country and number.
fn matrix(
    lines: &[(String, String, String)],
    columns: &[String],
    period: Option<String>,
) -> Option<(Matrix, Vec<Option<u32>>)> {
    let mut industries: HashMap<u32, &str> = HashMap::default();
    for (code, country, number) in lines.iter().filter(|(_, country, _)| country != "TOT") {
        let number: u32 = number.parse().ok()?;
        let known = industries.entry(number).or_insert(code);
        if *known != code || country.is_empty() {
            return None;
        }
    }
    let count = u32::try_from(industries.len()).ok()?;
    let mut unknown = Vec::new();
    let mut rows = Vec::with_capacity(lines.len());
    for (code, country, _) in lines {
        rows.push(if country == "TOT" {
            let role = known(code).unwrap_or_else(|| {
                unknown.push(code.clone());
                Role::Extension
            });
            Line::new(role, None, code.as_str())
        } else {
            Line::new(Role::Sector, Some(country.clone()), code.as_str())
        });
    }
    let (mut found, mut places) = (Vec::new(), vec![None; columns.len()]);
    for (place, name) in columns.iter().enumerate() {
        let line = if name == "TOT" {
            Line::new(Role::Output, None, "GO")
        } else {
            // Columns saved from Stata have a letter in front.
            let letters = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
            let Ok(number) = name[letters.len()..].parse::<u32>() else { continue };
            let country = letters.strip_prefix('v').filter(|rest| rest.len() == 3).unwrap_or(letters);
            let region = Some(country.to_owned());
            match (industries.get(&number), number.checked_sub(count + 1).map(|place| DEMAND.get(place as usize))) {
                (Some(code), _) => Line::new(Role::Sector, region, *code),
                (None, Some(Some(category))) => Line::new(Role::Demand, region, *category),
                _ => continue,
            }
        };
        places[place] = u32::try_from(found.len()).ok();
        found.push(line);
    }
    let form = Words::new("WIOD 2016 多区域投入产出表", "multi-regional table of WIOD, release 2016");
    let unit = Some("million USD".to_owned());
    (found.len() > 1 && !rows.is_empty())
        .then(|| (Matrix { rows, columns: found, period, unit, form, unknown, ..Matrix::default() }, places))
}

/// The layout of such a file, if its header is that of one.
pub(super) fn layout(edges: &Edges, stem: &str) -> Option<Layout> {
    let text = |field: Option<&Field>| match field {
        Some(Field::Text(text)) => text.clone(),
        Some(Field::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let header: Vec<String> = edges.top.first()?.iter().map(|field| text(Some(field))).collect();
    let names = Names::of(&header)?;
    let line =
        |row: &Vec<Field>| (text(row.get(names.code)), text(row.get(names.country)), text(row.get(names.number)));
    let kept: Vec<usize> =
        (1..edges.side.len()).filter(|&row| edges.side[row].iter().any(|cell| *cell != Field::Empty)).collect();
    let lines: Vec<_> = kept.iter().map(|&row| line(&edges.side[row])).collect();
    let said = kept.first().and_then(|&row| names.year.map(|year| text(edges.side[row].get(year))));
    let (matrix, columns) = matrix(&lines, &header, said.filter(|year| !year.is_empty()).or_else(|| year(stem)))?;
    let mut rows = vec![None; edges.side.len()];
    for (place, row) in kept.into_iter().enumerate() {
        rows[row] = u32::try_from(place).ok();
    }
    Some(Layout { matrix, rows, columns })
}

/// The same as a data frame of R.
pub(super) fn frame(object: &Object, name: &str) -> Option<Held> {
    let parts = object.parts();
    let header: Vec<String> = parts.iter().map(|(name, _)| name.clone()).collect();
    let names = Names::of(&header)?;
    let texts = |place: usize| -> Option<Vec<String>> {
        let part = parts.get(place)?.1;
        let numbers = || Some(part.numbers()?.iter().map(|number| Some(number.to_string())).collect());
        Some(part.texts().or_else(numbers)?.into_iter().map(Option::unwrap_or_default).collect())
    };
    let (codes, countries, numbers) = (texts(names.code)?, texts(names.country)?, texts(names.number)?);
    let lines: Vec<_> = codes.into_iter().zip(countries).zip(numbers).map(|((a, b), c)| (a, b, c)).collect();
    let said = names.year.and_then(texts).and_then(|years| years.into_iter().next());
    let (matrix, places) = matrix(&lines, &header, said.or_else(|| year(name)))?;
    let columns: Vec<Vec<f64>> = (0..parts.len())
        .filter(|&place| places[place].is_some())
        .map(|place| parts[place].1.numbers())
        .collect::<Option<_>>()?;
    if columns.iter().any(|column| column.len() != lines.len()) {
        return None;
    }
    let cells = (0..lines.len()).flat_map(|row| columns.iter().map(move |column| column[row])).collect();
    Some(Held::new(matrix, cells))
}
