//! Binds a table to a file: by a mapping, or by the names in its header.

use crate::binding::{Binding, Bound, Origin};
use crate::catalogue::{rows, structure as pages};
use crate::cell::number::{self, NumberFormat};
use crate::cell::word;
use crate::header::{self, Match, Name};
use crate::mapping::{ColumnMapping, FileColumn, Mapping};
use crate::unit;
use liantu_model::schema::{ColumnKind, Table};
use liantu_model::{Diagnostic, Explanation, Period, Place, Words};

/// A file on its way to being bound.
pub(crate) struct Header<'a> {
    pub(crate) resource: &'a str,
    pub(crate) path: &'a str,
    /// Its names.
    pub(crate) names: Vec<String>,
    /// Line of a text file or row of a sheet, from 1.
    pub(crate) line: u64,
    /// The first data rows, to see how numbers are written.
    pub(crate) sample: &'a [Vec<String>],
    /// Whether semicolons separate the fields.
    pub(crate) semicolons: bool,
    /// Units that stand above it.
    pub(crate) above: Vec<String>,
}

/// A binding with what there is to say about it; `Err` when the file can't be read.
pub(crate) type Bind = Result<(Binding, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Header<'_> {
    fn place(&self, index: Option<usize>) -> Place {
        Place {
            resource: self.resource.to_owned(),
            path: Some(self.path.to_owned()),
            line: Some(self.line),
            column: index.and_then(|index| u32::try_from(index + 1).ok()),
            field: index.map(|index| self.names[index].clone()),
            ..Place::default()
        }
    }

    pub(crate) fn finding(&self, page: &'static Explanation, index: Option<usize>) -> Diagnostic {
        Diagnostic::new(page, self.place(index))
    }

    /// Binds `table` by the mapping's columns, or by the header where it has none.
    pub(crate) fn bind(&self, table: &'static Table, mapping: &Mapping) -> Bind {
        let mut findings = Vec::new();
        let origins = if mapping.columns.is_empty() {
            self.by_name(table, &mut findings)
        } else {
            self.by_mapping(table, mapping, &mut findings)
        };
        for (column, (origin, _)) in table.columns.iter().zip(&origins) {
            if column.required && matches!(origin, Origin::Absent) {
                findings.push(self.missing(table, column.name));
            }
        }
        findings.append(&mut self.unapplied(table, &origins));
        if findings.iter().any(|finding| finding.severity == liantu_model::Severity::Error) {
            return Err(findings);
        }
        let bound = |(column, (origin, how)): (&'static liantu_model::schema::Column, (Origin, ColumnMapping))| Bound {
            column,
            numbers: self.format(column.kind, &origin, how.decimal.or(mapping.decimal).or_else(|| decimal(mapping))),
            factor: how.factor,
            separator: how.separator,
            names: how.names,
            months: self.months(table, column.kind, &origin),
            origin,
        };
        for (column, (origin, how)) in table.columns.iter().zip(&origins) {
            if let (Origin::Column(index), Some(factor)) = (origin, how.factor.filter(|factor| unit::changes(*factor)))
            {
                let finding = self.finding(&rows::UNIT_CONVERTED, Some(*index));
                let mut finding = finding.found(format!("{} × {factor}", self.names[*index]));
                finding.expected = column.unit.map(Words::same);
                findings.push(finding);
            }
        }
        let binding = Binding {
            table,
            resource: self.resource.to_owned(),
            path: self.path.to_owned(),
            header: self.names.clone(),
            columns: table.columns.iter().zip(origins).map(bound).collect(),
            missing: mapping.missing.clone(),
            distinct: false,
        };
        Ok((binding, findings))
    }

    /// What there is to say about the names of the header, whether or not they decide.
    pub(crate) fn remarks(&self, table: &'static Table) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        self.by_name(table, &mut findings);
        findings.retain(|finding| finding.severity != liantu_model::Severity::Error);
        findings
    }

    fn missing(&self, table: &'static Table, column: &str) -> Diagnostic {
        let help = word::nearest(column, self.names.iter().map(String::as_str))
            .map(|near| Words::new(format!("“{near}”是否就是它？"), format!("is `{near}` meant?")));
        let mut finding = self.finding(&pages::COLUMN_MISSING, None).expected(Words::new(
            format!("{} 表的 {column} 列", table.name),
            format!("a column `{column}` of the table {}", table.name),
        ));
        finding.place.field = Some(column.to_owned());
        finding.help = help;
        finding
    }

    fn by_name(&self, table: &'static Table, findings: &mut Vec<Diagnostic>) -> Vec<(Origin, ColumnMapping)> {
        let names: Vec<Name> = self.names.iter().map(|name| Name::of(name)).collect();
        let placed = header::place(table, &names);
        let mut used = vec![false; names.len()];
        let mut origins = Vec::with_capacity(table.columns.len());
        for (position, column) in table.columns.iter().enumerate() {
            let Some(&(index, how)) = placed.get(&position) else {
                origins.push((Origin::Absent, ColumnMapping::default()));
                continue;
            };
            used[index] = true;
            if let Some(twin) = (index + 1..names.len()).find(|&other| names[other].key == names[index].key) {
                let finding = self.finding(&pages::HEADER_DUPLICATE, Some(twin)).found(self.names[twin].as_str());
                findings.push(finding.related(self.place(Some(index))));
                used[twin] = true;
            }
            if how != Match::Name || names[index].unit.is_some() {
                let finding = self.finding(&pages::COLUMN_ALIAS, Some(index)).found(self.names[index].as_str());
                findings.push(finding.expected(Words::same(column.name)));
            }
            origins.push((Origin::Column(index), ColumnMapping::default()));
        }
        for index in (0..names.len()).filter(|&index| !used[index] && !names[index].key.is_empty()) {
            let known = table.columns.iter().map(|column| column.name);
            let mut finding = self.finding(&pages::COLUMN_UNKNOWN, Some(index)).found(self.names[index].as_str());
            finding.help = word::nearest(&self.names[index], known)
                .map(|near| Words::new(format!("最接近的列是 {near}"), format!("the nearest column is {near}")));
            findings.push(finding);
        }
        findings.sort_by_key(|finding| finding.place.column);
        origins
    }

    fn by_mapping(
        &self,
        table: &'static Table,
        mapping: &Mapping,
        findings: &mut Vec<Diagnostic>,
    ) -> Vec<(Origin, ColumnMapping)> {
        for target in mapping.columns.keys().filter(|target| table.column(target).is_none()) {
            let mut finding = self.finding(&pages::MAPPING_UNMATCHED, None).found(target.as_str());
            finding.help = word::nearest(target, table.columns.iter().map(|column| column.name))
                .map(|near| Words::new(format!("最接近的列是 {near}"), format!("the nearest column is {near}")));
            findings.push(finding);
        }
        let origin = |column: &liantu_model::schema::Column| {
            let Some(how) = mapping.columns.get(column.name) else {
                return (Origin::Absent, ColumnMapping::default());
            };
            let origin = match (&how.from, &how.value) {
                (Some(from), _) => match self.find(from, column.name, findings) {
                    Origin::Column(index) if !how.codes.is_empty() => Origin::Coded(index, how.codes.clone().into()),
                    found => found,
                },
                (None, _) if !how.join.is_empty() => {
                    let found = how.join.iter().filter_map(|from| match self.find(from, column.name, findings) {
                        Origin::Column(index) => Some(index),
                        _ => None,
                    });
                    Origin::Joined(found.collect())
                }
                (None, _) if !how.first.is_empty() => {
                    let found = how.first.iter().filter_map(|from| match self.find(from, column.name, findings) {
                        Origin::Column(index) => Some(index),
                        _ => None,
                    });
                    Origin::First(found.collect())
                }
                (None, Some(value)) => Origin::Constant(value.clone()),
                (None, None) => Origin::Absent,
            };
            (origin, how.clone())
        };
        table.columns.iter().map(origin).collect()
    }

    /// The column that a mapping means.
    fn find(&self, from: &FileColumn, target: &str, findings: &mut Vec<Diagnostic>) -> Origin {
        let header = match from {
            FileColumn::Number(number) => {
                let index = (*number as usize).wrapping_sub(1);
                if index < self.names.len() {
                    return Origin::Column(index);
                }
                number.to_string()
            }
            FileColumn::Header(header) => {
                let exact = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
                    (0..self.names.len()).filter(|&index| same(&self.names[index])).collect()
                };
                let wanted = Name::of(header);
                let mut found = exact(&|name| name == header);
                if found.is_empty() {
                    found = exact(&|name| Name::of(name) == wanted || Name::of(name).key == wanted.key);
                }
                match found[..] {
                    [] => header.clone(),
                    [only] => return Origin::Column(only),
                    [first, second, ..] => {
                        let finding = self.finding(&pages::HEADER_DUPLICATE, Some(second)).found(header.as_str());
                        findings.push(finding.related(self.place(Some(first))));
                        return Origin::Column(first);
                    }
                }
            }
        };
        let mut finding = self.finding(&pages::MAPPING_UNMATCHED, None).found(header.as_str()).expected(Words::new(
            format!("文件中的一列（用于 {target}）"),
            format!("a column of the file (for `{target}`)"),
        ));
        finding.help = word::nearest(&header, self.names.iter().map(String::as_str))
            .map(|near| Words::new(format!("最接近的列是“{near}”"), format!("the nearest column is `{near}`")));
        findings.push(finding);
        Origin::Absent
    }

    /// Whether a column of a table that is kept by month holds nothing but first days of months: what a spreadsheet makes of
    /// 2024-01.
    fn months(&self, table: &Table, kind: ColumnKind, origin: &Origin) -> bool {
        let Origin::Column(index) = origin else { return false };
        let monthly = ["customs_record", "tax_record", "electricity_use"].contains(&table.name);
        let mut cells = self.sample.iter().filter_map(|row| row.get(*index)).filter(|cell| !cell.trim().is_empty());
        let first = |cell: &String| matches!(cell.parse(), Ok(period) if is_first_day(&period));
        monthly && kind == ColumnKind::Period && cells.all(first)
    }

    fn format(&self, kind: ColumnKind, origin: &Origin, decimal: Option<char>) -> NumberFormat {
        match decimal {
            Some(',') => return NumberFormat { decimal: b',', grouped: true, doubtful: false },
            Some(_) => return NumberFormat { decimal: b'.', grouped: true, doubtful: false },
            None => {}
        }
        match (kind, origin) {
            (ColumnKind::Number | ColumnKind::Integer, Origin::Column(index)) => {
                let cells = self.sample.iter().filter_map(|row| row.get(*index)).map(String::as_str);
                number::format_of(cells, self.semicolons)
            }
            _ => NumberFormat::default(),
        }
    }
}

/// Whether a period is one day, the first of its month.
pub(crate) fn is_first_day(period: &Period) -> bool {
    period.start.day() == 1 && period.end == period.start.tomorrow().ok()
}

/// The decimal mark that follows from what groups thousands.
fn decimal(mapping: &Mapping) -> Option<char> {
    match mapping.thousands? {
        ',' => Some('.'),
        '.' => Some(','),
        _ => None,
    }
}
