//! Labelled matrices in CSV files and workbooks: what the labels at the edges say.

use super::labels::{Role, is_import, known, nation, year};
use super::lines::{self, Fields, Value, delimiter};
use super::{Held, Line, Matrix, Text};
use crate::container::OnDisk;
use crate::options::Limits;
use crate::package::Resource;
use crate::source::Trouble;
use calamine::{Data, Reader, Xlsb, Xlsx};
use foldhash::{HashMap, HashSet};
use liantu_model::Words;
use std::fs::File;
use std::io::BufReader;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Rows and columns among which labels are looked for.
const MARGIN: usize = 8;

/// A cell at the edge.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Field {
    #[default]
    Empty,
    Text(String),
    Number(f64),
}

impl Field {
    fn of(text: &str) -> Self {
        let text = text.trim();
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

    fn word(&self) -> Option<&str> {
        if let Self::Text(text) = self { Some(text.trim()) } else { None }
    }
}

/// The edges of a file: its first rows, and the first cells of every row.
#[derive(Default)]
pub(super) struct Edges {
    pub(super) top: Vec<Vec<Field>>,
    pub(super) side: Vec<Vec<Field>>,
    pub(super) width: usize,
}

impl Edges {
    fn push(&mut self, fields: impl Iterator<Item = Field>) {
        let whole = self.top.len() < MARGIN;
        let mut fields: Vec<Field> = fields.take(if whole { usize::MAX } else { MARGIN }).collect();
        if whole {
            self.width = self.width.max(fields.len());
            self.top.push(fields.clone());
        }
        fields.truncate(MARGIN);
        self.side.push(fields);
    }
}

/// What the edges say: the labels, and which line and field each of them is.
pub(super) struct Layout {
    pub(super) matrix: Matrix,
    pub(super) rows: Vec<Option<u32>>,
    pub(super) columns: Vec<Option<u32>>,
}

/// The edges of a text file, and what separates its fields.
pub(super) fn edges(resource: &Resource) -> Result<(Edges, u8), Trouble> {
    let (mut edges, mut mark) = (Edges::default(), None);
    let mut take = |_, line: &str| {
        if mark.is_none() && !line.trim().is_empty() {
            mark = Some(delimiter(line));
        }
        edges.push(Fields::of(line, mark.unwrap_or(b',')).map(|field| Field::of(&field)));
        ControlFlow::Continue(())
    };
    let read = resource.location.with(|reader| lines::each(reader, &mut take));
    read.unwrap_or_else(Err).map_err(|error| resource.trouble(error))?;
    Ok((edges, mark.unwrap_or(b',')))
}

/// The labels of the matrix in a text file, and how its numbers are read.
pub(super) fn text(resource: &Resource, stem: &str, home: Option<&str>) -> Result<Option<(Matrix, Text)>, Trouble> {
    let (edges, delimiter) = edges(resource)?;
    let found = super::wide::layout(&edges, stem).or_else(|| layout(&edges, stem, home));
    Ok(found.map(|Layout { matrix, rows, columns }| {
        let location = resource.location.clone();
        (matrix, Text { location, delimiter, rows, columns, part: None, times: None, exact: false })
    }))
}

/// The matrix in a workbook: in the sheet that the mapping names, or in the first that holds one.
pub(super) fn sheet(
    resource: &Resource,
    file: &OnDisk,
    limits: &Limits,
    stem: &str,
    home: Option<&str>,
) -> Result<Option<Held>, Trouble> {
    resource.guard(file, limits)?;
    if resource.binary() {
        in_workbook::<Xlsb<BufReader<File>>>(resource, file, stem, home)
    } else {
        in_workbook::<Xlsx<BufReader<File>>>(resource, file, stem, home)
    }
}

fn in_workbook<R: Reader<BufReader<File>>>(
    resource: &Resource,
    file: &OnDisk,
    stem: &str,
    home: Option<&str>,
) -> Result<Option<Held>, Trouble>
where
    R::Error: std::fmt::Display,
{
    let damaged = |error: R::Error| {
        Trouble::from(resource.finding(&crate::catalogue::container::FILE_DAMAGED).found(error.to_string()))
    };
    let mut workbook: R = calamine::open_workbook(&file.path).map_err(damaged)?;
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
        let mut edges = Edges::default();
        range.rows().for_each(|row| edges.push(row.iter().map(field)));
        let titled = format!("{stem} {name}");
        let found = super::wide::layout(&edges, &titled).or_else(|| layout(&edges, &titled, home));
        if let Some(found) = found {
            let (first_row, first_column) = range.start().unwrap_or_default();
            return Ok(Some(held(found, &range, name, (first_row, first_column))));
        }
    }
    Ok(None)
}

/// The numbers of a sheet. Rows of nothing but blanks that belong to no sector are remarks.
fn held(layout: Layout, range: &calamine::Range<Data>, name: &str, (top, left): (u32, u32)) -> Held {
    let Layout { mut matrix, rows, columns } = layout;
    let places: Vec<usize> = (0..columns.len()).filter(|&place| columns[place].is_some()).collect();
    let (mut kept, mut numbers) = (Vec::new(), Vec::new());
    let (mut cells, mut words): (Vec<f64>, Vec<(usize, Box<str>)>) = (Vec::new(), Vec::new());
    let error = |data: &Data| matches!(data, Data::Error(_) | Data::Bool(_) | Data::DateTime(_));
    for (number, row) in range.rows().enumerate() {
        let Some(line) = rows.get(number).copied().flatten() else { continue };
        let start = (cells.len(), words.len());
        for &place in &places {
            let data = row.get(place).unwrap_or(&Data::Empty);
            let value = match data {
                Data::Float(value) => Value::Number(*value),
                Data::Int(value) => Value::Number(*value as f64),
                Data::String(text) => lines::value(text),
                data if error(data) => Value::Word,
                _ => Value::Nothing,
            };
            if value == Value::Word {
                words.push((cells.len(), data.to_string().into()));
            }
            cells.push(if let Value::Number(value) = value { value } else { f64::NAN });
        }
        let line = &matrix.rows[line as usize];
        if line.role != Role::Sector && words.len() == start.1 && cells[start.0..].iter().all(|cell| cell.is_nan()) {
            cells.truncate(start.0);
            continue;
        }
        kept.push(line.clone());
        numbers.push(top + u32::try_from(number).unwrap_or(u32::MAX - top) + 1);
    }
    let gone: HashSet<&str> = {
        let kept: HashSet<&str> = kept.iter().map(|line| line.name.as_str()).collect();
        matrix.rows.iter().map(|line| line.name.as_str()).filter(|name| !kept.contains(name)).collect()
    };
    matrix.unknown.retain(|label| !gone.contains(label.as_str()));
    matrix.rows = kept;
    let fields = places.iter().map(|&place| left + u32::try_from(place).unwrap_or(u32::MAX - left)).collect();
    Held { matrix, cells, words, sheet: Some((Arc::from(name), numbers, fields)) }
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
fn halves(label: &str) -> Option<(&str, &str)> {
    label.split_once('_').filter(|(region, sector)| !region.is_empty() && !sector.is_empty())
}

/// Lines of labels that rows and columns share, as places of the row above and of the column beside.
#[derive(Clone, Debug)]
struct Pair {
    top: usize,
    side: usize,
    words: HashSet<String>,
    /// Letters of all words.
    letters: usize,
}

impl Pair {
    /// Over how many rows a word stays on average, where `rows` are those of sectors; blanks belong to the word above.
    fn stays(&self, rows: &[&Vec<Field>]) -> f64 {
        let (mut last, mut changes, mut cells) = (None, 0usize, 0usize);
        for row in rows {
            match row.get(self.side).unwrap_or(&Field::Empty) {
                Field::Empty if last.is_some() => cells += 1,
                Field::Text(text) if self.words.contains(text.trim()) => {
                    cells += 1;
                    changes += usize::from(last != Some(text.trim()));
                    last = Some(text.trim());
                }
                _ => {}
            }
        }
        cells as f64 / changes.max(1) as f64
    }
}

/// The lines of labels that rows and columns share, each once, those with the most words in common first.
fn shared(edges: &Edges) -> Vec<Pair> {
    let mut all = Vec::new();
    for (top, row) in edges.top.iter().enumerate() {
        for side in 0..edges.width.min(MARGIN) {
            // Labels stand beyond those of the other direction.
            let across: HashSet<&str> = row.iter().skip(side + 1).filter_map(Field::word).collect();
            let down = edges.side.iter().skip(top + 1).filter_map(|row| row.get(side)).filter_map(Field::word);
            let words: HashSet<String> = down.filter(|word| across.contains(word)).map(str::to_owned).collect();
            let letters = words.iter().map(|word| word.chars().count()).sum();
            all.push(Pair { top, side, words, letters });
        }
    }
    all.sort_by_key(|pair| (std::cmp::Reverse(pair.words.len()), pair.top, pair.side));
    let mut pairs: Vec<Pair> = Vec::new();
    for pair in all.into_iter().filter(|pair| pair.words.len() >= 2) {
        if pairs.iter().all(|other| other.top != pair.top && other.side != pair.side) {
            pairs.push(pair);
        }
    }
    pairs
}

/// Finds the labels that rows and columns share, and says what each row and column is.
pub(super) fn layout(edges: &Edges, stem: &str, home: Option<&str>) -> Option<Layout> {
    let (height, width) = (edges.side.len(), edges.width);
    let pairs = shared(edges);
    let head = pairs.iter().map(|pair| pair.top).max()? + 1;
    let edge = pairs.iter().map(|pair| pair.side).max()? + 1;
    let beside = |column: usize| -> Vec<Option<String>> {
        edges.side.iter().map(|row| row.get(column).and_then(Field::label)).collect()
    };
    let above = |row: usize| -> Vec<Option<String>> {
        (0..width).map(|column| edges.top[row].get(column).and_then(Field::label)).collect()
    };
    // Regions stay from row to row while sectors change; of several labels of a sector the shortest is its code.
    let known = |row: &&Vec<Field>| {
        let word =
            |pair: &&Pair| row.get(pair.side).and_then(Field::word).is_some_and(|word| pair.words.contains(word));
        pairs.iter().filter(word).count() * 2 >= pairs.len()
    };
    let sectors: Vec<&Vec<Field>> = edges.side[head..].iter().filter(known).collect();
    let regional = |pair: &&Pair| pair.stays(&sectors) >= 1.5;
    let region = pairs.iter().filter(regional).max_by(|a, b| a.stays(&sectors).total_cmp(&b.stays(&sectors)));
    let own = pairs.iter().filter(|pair| !regional(pair)).min_by_key(|pair| pair.letters)?;
    let edge = numbers_from(edges, head, edge);
    let label = |own: Vec<Option<String>>, region: Option<Vec<Option<String>>>| -> Vec<Label> {
        let regions = region.unwrap_or_else(|| vec![None; own.len()]);
        own.into_iter().zip(regions).map(|(name, region)| (region, name.unwrap_or_default())).collect()
    };
    let mut columns = label(above(own.top), region.map(|pair| filled(&above(pair.top), edge)));
    let mut rows = label(beside(own.side), region.map(|pair| filled(&beside(pair.side), head)));
    // What has no code has another label: the one next to the numbers.
    for (column, (_, name)) in columns.iter_mut().enumerate().skip(edge).filter(|(_, (_, name))| name.is_empty()) {
        let mut cells = edges.top[..head].iter().rev().filter_map(|row| row.get(column));
        cells.find_map(Field::word).unwrap_or_default().clone_into(name);
    }
    for (row, (_, name)) in rows.iter_mut().enumerate().skip(head).filter(|(_, (_, name))| name.is_empty()) {
        let mut cells = edges.side[row].iter().take(edge).rev();
        cells.find_map(Field::word).unwrap_or_default().clone_into(name);
    }
    let mut reader = LabelReader::new(
        &rows,
        &columns,
        head,
        edge,
        region.is_some(),
        home.map_or_else(|| nation(stem), str::to_owned),
    );
    // Further labels say what a code does not.
    let more_above = |column: usize| -> Vec<String> {
        let cells = edges.top[..head].iter().filter_map(|row| row.get(column).and_then(Field::label));
        cells.filter(|label| *label != columns[column].1).collect()
    };
    let more_beside = |row: usize| -> Vec<String> {
        let cells = edges.side[row].iter().take(edge).filter_map(Field::label);
        cells.filter(|label| *label != rows[row].1).collect()
    };
    let mut found = Layout { matrix: Matrix::default(), rows: vec![None; height], columns: vec![None; width] };
    let number = |place: usize| u32::try_from(place).ok();
    for place in (edge..width).filter(|&place| !columns[place].1.is_empty()) {
        found.columns[place] = number(found.matrix.columns.len());
        found.matrix.columns.push(reader.column(&columns[place], &more_above(place)));
    }
    for place in (head..height).filter(|&place| !rows[place].1.is_empty()) {
        found.rows[place] = number(found.matrix.rows.len());
        found.matrix.rows.push(reader.row(&rows[place], &more_beside(place)));
    }
    let mut seen: HashMap<&Line, usize> = HashMap::default();
    let repeated = found.matrix.rows.iter().filter(|line| line.role == Role::Sector).any(|line| {
        let count = seen.entry(line).or_insert(0);
        *count += 1;
        *count > 1
    });
    let sectors = found.matrix.columns.iter().filter(|line| line.role == Role::Sector).count();
    if sectors < 2 || repeated || !numeric(edges, head, &found.columns) {
        return None;
    }
    let above_all = || edges.top[..head].iter().flatten().filter_map(Field::label);
    let unit = above_all().find_map(|label| {
        ["单位：", "单位:", "unit:", "Unit:"]
            .iter()
            .find_map(|mark| label.split_once(mark))
            .map(|(_, unit)| unit.trim().trim_end_matches([')', '）']).to_owned())
    });
    let said = || {
        above_all().find_map(|label| {
            ["millions of US", "in US dollar millions"]
                .iter()
                .find(|mark| label.contains(**mark))
                .map(|_| "million USD".to_owned())
        })
    };
    found.matrix.unit = unit.or_else(said);
    found.matrix.period = year(stem).or_else(|| above_all().find_map(|label| year(&label)));
    found.matrix.form = Words::new("带标签的投入产出矩阵", "labelled matrix");
    found.matrix.use_table =
        found.matrix.rows.iter().any(|line| line.role == Role::Added && line.name.starts_with("V00"));
    found.matrix.unknown = reader.unknown;
    Some(found)
}

/// Where numbers start: further labels at the edge are words, such as where a product comes from.
fn numbers_from(edges: &Edges, head: usize, edge: usize) -> usize {
    let mostly_numbers = |column: &usize| {
        let cells = edges.side[head..].iter().filter_map(|row| row.get(*column)).filter(|cell| **cell != Field::Empty);
        let (mut numbers, mut all) = (0usize, 0usize);
        cells.for_each(|cell| {
            all += 1;
            numbers += usize::from(matches!(cell, Field::Number(_)));
        });
        numbers * 2 > all
    };
    (edge..edges.width.min(MARGIN)).find(mostly_numbers).unwrap_or(edge)
}

/// Whether what stands in the first rows of a matrix is mostly numbers: a table of words that repeat is none.
fn numeric(edges: &Edges, head: usize, columns: &[Option<u32>]) -> bool {
    let (mut words, mut all) = (0usize, 0usize);
    for row in edges.top.iter().skip(head) {
        for (field, _) in row.iter().zip(columns).filter(|(field, column)| column.is_some() && **field != Field::Empty)
        {
            all += 1;
            words += usize::from(field.word().is_some_and(|text| lines::value(text) == Value::Word));
        }
    }
    words * 2 <= all
}

/// Region and name.
type Label = (Option<String>, String);

/// Says what labels are.
struct LabelReader {
    /// Labels of rows that are labels of columns.
    twins: HashSet<Label>,
    /// Whether one label holds region and sector.
    joint: bool,
    /// Whether regions have a line of their own.
    apart: bool,
    regions: HashSet<String>,
    /// The region of a table without regions.
    alone: String,
    unknown: Vec<String>,
}

impl LabelReader {
    fn new(rows: &[Label], columns: &[Label], head: usize, edge: usize, apart: bool, alone: String) -> Self {
        let known_rows: HashSet<&Label> = rows[head.min(rows.len())..].iter().collect();
        let twin = |label: &&Label| known_rows.contains(label) && !label.1.is_empty();
        let twins: HashSet<Label> = columns.iter().skip(edge).filter(twin).cloned().collect();
        // One label for both: split where all that rows and columns share can be, into more than one region.
        let joint =
            !apart && twins.iter().all(|(_, label)| known(label) == Some(Role::Output) || halves(label).is_some());
        let half = |(_, label): &Label| halves(label).map(|(region, _)| region.to_owned());
        let regions: HashSet<String> = if apart {
            let sector = |(_, name): &&Label| known(name).is_none();
            twins.iter().filter(sector).filter_map(|(region, _)| region.clone()).collect()
        } else {
            twins.iter().filter_map(half).collect()
        };
        let joint = joint && regions.len() < twins.len();
        Self { twins, joint, apart, regions, alone, unknown: Vec::new() }
    }

    /// Region, name and role of a label; `more` are further words beside it.
    fn read(&mut self, key: &Label, more: &[String], otherwise: Role, fits: &dyn Fn(Role) -> bool) -> Line {
        let (mut region, mut name) = key.clone();
        if self.joint
            && let Some((before, after)) = halves(&name)
            && (self.regions.contains(before) || known(after).is_some_and(fits))
        {
            (region, name) = (Some(before.to_owned()), after.to_owned());
        }
        let said = known(&name).or_else(|| more.iter().find_map(|label| known(label)));
        let role = match said {
            Some(role) if !self.twins.contains(key) || role == Role::Output => role,
            _ if self.twins.contains(key) => Role::Sector,
            _ => {
                self.unknown.push(name.clone());
                otherwise
            }
        };
        let region = match role {
            Role::Sector | Role::Demand => region.or_else(|| (!self.joint && !self.apart).then(|| self.alone.clone())),
            Role::Output | Role::Total => None,
            // A factor has a region where its label names one of the table.
            _ if self.joint => region.filter(|region| self.regions.contains(region)),
            _ => None,
        };
        Line::new(role, region, name)
    }

    fn row(&mut self, key: &Label, more: &[String]) -> Line {
        let line = self.read(key, more, Role::Extension, &|role| role.is_factor() || role == Role::Output);
        match line.role {
            Role::Sector if more.iter().any(|word| is_import(word)) => {
                Line::new(Role::Import, Some("import".to_owned()), line.name)
            }
            // A row is no use.
            Role::Demand | Role::Export => {
                self.unknown.push(line.name.clone());
                Line::new(Role::Extension, None, line.name)
            }
            _ => line,
        }
    }

    fn column(&mut self, key: &Label, more: &[String]) -> Line {
        let line = self.read(key, more, Role::Demand, &|role| matches!(role, Role::Demand | Role::Export));
        match line.role {
            // Imports as a column are negative final demand.
            Role::Import => Line::new(Role::Demand, Some(self.alone.clone()), line.name),
            // A column is no factor.
            Role::Added | Role::Extension => {
                self.unknown.push(line.name.clone());
                Line::new(Role::Demand, line.region, line.name)
            }
            _ => line,
        }
    }
}
