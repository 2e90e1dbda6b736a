//! Headers: which row is one, and which column of a table each of its names means.

use crate::cell::number::halfwidth;
use foldhash::HashMap;
use liantu_model::schema::{Column, TABLES, Table};

/// A header name as it is compared: half width, lower case, without blanks, underscores, hyphens and bracketed units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) key: String,
    /// What stands in brackets at its end, such as `亿元`.
    pub(crate) unit: Option<String>,
    /// The name without its unit, as written.
    pub(crate) stem: String,
}

impl Name {
    pub(crate) fn of(header: &str) -> Self {
        let plain = halfwidth(header).replace(['【', '〔', '['], "(").replace(['】', '〕', ']'], ")");
        let plain = plain.trim().trim_start_matches('\u{feff}');
        let split =
            plain.strip_suffix(')').and_then(|open| open.rsplit_once('(')).filter(|(stem, _)| !stem.trim().is_empty());
        let (stem, unit) = split.map_or((plain, None), |(stem, unit)| {
            let unit = unit.trim().trim_start_matches("单位:").trim_start_matches("unit:").trim();
            (stem.trim(), (!unit.is_empty()).then(|| unit.to_owned()))
        });
        Self { key: key(stem), unit, stem: stem.to_owned() }
    }
}

fn key(name: &str) -> String {
    let kept = name.chars().filter(|c| !c.is_whitespace() && !matches!(c, '_' | '-' | '/' | '、'));
    kept.flat_map(char::to_lowercase).collect()
}

/// How a header names a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Match {
    /// By an alias.
    Alias,
    /// By its Chinese or English title.
    Title,
    /// By its name.
    Name,
}

/// How `name` names `column`, if it does.
fn matches(column: &Column, name: &str) -> Option<Match> {
    if key(column.name) == name {
        Some(Match::Name)
    } else if key(column.title.zh) == name || key(column.title.en) == name {
        Some(Match::Title)
    } else {
        column.aliases.iter().any(|alias| key(alias) == name).then_some(Match::Alias)
    }
}

/// The columns of `table` that the names of a header mean: position in the table → (column of the file, how). The better
/// match wins, then the earlier column; a column of the file has one meaning only.
pub(crate) fn place(table: &Table, header: &[Name]) -> HashMap<usize, (usize, Match)> {
    let mut by_key: HashMap<&str, usize> = HashMap::default();
    for (index, name) in header.iter().enumerate() {
        by_key.entry(&name.key).or_insert(index);
    }
    let mut candidates: Vec<(Match, usize, usize)> = Vec::new();
    for (position, column) in table.columns.iter().enumerate() {
        let titles = [column.name, column.title.zh, column.title.en];
        for form in titles.iter().chain(column.aliases) {
            let key = key(form);
            if let Some(&index) = by_key.get(key.as_str())
                && let Some(how) = matches(column, &key)
            {
                candidates.push((how, index, position));
            }
        }
    }
    candidates.sort_by_key(|&(how, index, position)| (std::cmp::Reverse(how), index, position));
    let mut placed = HashMap::default();
    let mut used = foldhash::HashSet::default();
    for (how, index, position) in candidates {
        if !placed.contains_key(&position) && used.insert(index) {
            placed.insert(position, (index, how));
        }
    }
    placed
}

/// How well a header fits a table.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub(crate) table: &'static Table,
    /// The mean of the share of the file's columns that have a place and the share of required columns that are filled.
    pub(crate) certainty: f64,
    /// Whether all names are names of its columns, and no required one is missing.
    pub(crate) native: bool,
    /// How many columns have a place.
    placed: usize,
    /// Whether some of them say more than where, when and of which industry, which many tables have.
    telling: bool,
}

/// Columns of so many tables that they tell none.
const SHARED: [&str; 7] = ["region", "industry", "period", "unit", "observation", "source", "note"];

/// How well a header fits each table, best first.
pub(crate) fn fits(header: &[Name]) -> Vec<Fit> {
    let named = header.iter().filter(|name| !name.key.is_empty()).count().max(1);
    let mut fits: Vec<Fit> = TABLES
        .iter()
        .map(|table| {
            let placed = place(table, header);
            let required: Vec<usize> = (0..table.columns.len()).filter(|&p| table.columns[p].required).collect();
            let filled = required.iter().filter(|position| placed.contains_key(position)).count();
            let share = |part: usize, of: usize| if of == 0 { 1.0 } else { part as f64 / of as f64 };
            let by_name = placed.values().filter(|(_, how)| *how == Match::Name).count();
            Fit {
                table,
                certainty: f64::midpoint(share(placed.len(), named), share(filled, required.len())),
                native: by_name == named && filled == required.len(),
                placed: placed.len(),
                telling: placed.keys().any(|position| !SHARED.contains(&table.columns[*position].name)),
            }
        })
        .filter(|fit| fit.placed > 0 && (fit.native || fit.telling))
        .collect();
    fits.sort_by(|a, b| {
        b.native.cmp(&a.native).then(b.certainty.total_cmp(&a.certainty)).then(b.placed.cmp(&a.placed))
    });
    fits
}

/// The row of the header among the first rows of a file; `None` where none looks like one.
///
/// The row with the most names that mean a column (of `table`, if known) wins. Where no name means anything, it is the
/// first row that has at least half as many texts as the file is wide, all different, and no numbers.
pub(crate) fn row(rows: &[Vec<String>], table: Option<&Table>) -> Option<usize> {
    let known = |row: &Vec<String>| -> usize {
        let names: Vec<Name> = row.iter().map(|cell| Name::of(cell)).collect();
        match table {
            Some(table) => place(table, &names).len(),
            None => TABLES.iter().map(|table| place(table, &names).len()).max().unwrap_or(0),
        }
    };
    let scores: Vec<usize> = rows.iter().map(|row| if looks_like_names(row) { known(row) } else { 0 }).collect();
    if let Some(message) = rows.iter().position(|row| crate::sdmx::is_header(row)) {
        return Some(message);
    }
    let best = scores.iter().copied().max()?;
    if best >= 2 || (best == 1 && rows[0].len() <= 2) {
        return scores.iter().position(|&score| score == best);
    }
    let width = rows.iter().map(|row| filled(row)).max()?;
    rows.iter().position(|row| width > 0 && filled(row) * 2 >= width && looks_like_names(row))
}

fn filled(row: &[String]) -> usize {
    row.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// Whether a row holds texts and no numbers other than years.
fn looks_like_names(row: &[String]) -> bool {
    let numeric = |cell: &String| {
        let cell = cell.trim();
        cell.parse::<f64>().is_ok() && !(cell.len() == 4 && cell.bytes().all(|b| b.is_ascii_digit()))
    };
    filled(row) > 0 && !row.iter().any(numeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_their_dress() {
        let name = Name::of(" 产值（亿元） ");
        assert_eq!((name.key.as_str(), name.unit.as_deref(), name.stem.as_str()), ("产值", Some("亿元"), "产值"));
        assert_eq!(Name::of("Region Code").key, Name::of("region_code").key);
        assert_eq!(Name::of("ＧＤＰ［亿元］").unit.as_deref(), Some("亿元"));
        assert_eq!(Name::of("(亿元)").key, "(亿元)");
    }

    #[test]
    fn tables_are_recognised_by_their_columns() {
        let fits = |header: &[&str]| super::fits(&header.iter().map(|name| Name::of(name)).collect::<Vec<_>>());
        let best = &fits(&["actor_id", "name_zh", "kind"])[0];
        assert_eq!((best.table.name, best.native), ("actor", true));
        let best = &fits(&["出发地", "目的地", "年份", "流量"])[0];
        assert_eq!((best.table.name, best.native), ("flow", false));
        assert!(best.certainty > 0.9);
    }

    #[test]
    fn headers_below_titles_are_found() {
        let rows = |rows: &[&[&str]]| -> Vec<Vec<String>> {
            rows.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect()
        };
        let sheet = rows(&[
            &["2021年各市产值", "", ""],
            &["单位：亿元", "", ""],
            &["城市", "年份", "产值"],
            &["上海", "2021", "5"],
        ]);
        assert_eq!(row(&sheet, None), Some(2));
        assert_eq!(row(&rows(&[&["a", "b"], &["1", "2"]]), None), Some(0));
        assert_eq!(row(&rows(&[&["1", "2"], &["3", "4"]]), None), None);
    }
}
