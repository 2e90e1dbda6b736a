//! Units that a file states in its header or above it: what is understood is applied, and what is not applied is said.

use crate::bind::Header;
use crate::binding::Origin;
use crate::catalogue::rows as pages;
use crate::cell::number::halfwidth;
use crate::header::Name;
use crate::mapping::ColumnMapping;
use crate::unit;
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_model::{Diagnostic, Explanation, Words};

/// Before 单位 these say a unit of measure; 填报单位 and its like name an office.
const OF_MEASURE: [&str; 7] = ["", "计量", "金额", "数量", "数值", "货币", "数据"];
/// What offices end in.
const OFFICES: [char; 12] = ['局', '委', '厅', '部', '司', '心', '处', '院', '会', '关', '所', '室'];

/// The units that rows above a header state: 单位：万元.
pub(crate) fn above(rows: &[Vec<String>]) -> Vec<String> {
    let mut units = Vec::new();
    for cell in rows.iter().flatten() {
        let plain = halfwidth(cell).replace(['(', ')'], " ");
        for word in plain.split_whitespace().collect::<Vec<_>>().join(" ").replace(": ", ":").split(' ') {
            let stated = word.split_once("单位:").filter(|(before, _)| OF_MEASURE.contains(before));
            let stated = stated.or_else(|| word.split_once("Unit:").or_else(|| word.split_once("unit:")));
            let Some((_, stated)) = stated.filter(|(_, stated)| !stated.ends_with(OFFICES)) else { continue };
            match unit::kept(stated) {
                Some(_) => units.push(stated.to_owned()),
                None => units.extend(
                    stated.split(['、', ',', '，', ';', '；', '/']).filter(|one| !one.is_empty()).map(str::to_owned),
                ),
            }
        }
    }
    units.dedup();
    units
}

/// What a column's numbers are multiplied by and the unit that they then have, by a unit as it is written.
pub(crate) fn conversion(column: &Column, written: &str) -> Option<(&'static str, f64)> {
    let kept = unit::kept(written).or_else(|| Some((column.unit?, unit::scale(written)?)));
    kept.filter(|(kept, _)| match column.unit {
        Some(own) => own == *kept,
        None => match column.name {
            "quantity" => !unit::is_currency(kept),
            "value" => unit::is_currency(kept),
            _ => false,
        },
    })
}

/// The unit of a column: what its header says, else what stands above the header and fits it.
pub(crate) fn of(column: &Column, own: Option<&str>, above: &[String]) -> Option<(&'static str, f64)> {
    if let Some(own) = own {
        return conversion(column, own);
    }
    let mut fit = above.iter().filter_map(|written| conversion(column, written));
    fit.next().filter(|_| fit.next().is_none())
}

impl Header<'_> {
    /// Says which units are stated and not applied. `columns` are those of the table, as they are bound.
    pub(crate) fn unapplied(&self, table: &'static Table, columns: &[(Origin, ColumnMapping)]) -> Vec<Diagnostic> {
        let filled = |name: &str| {
            let position = table.columns.iter().position(|column| column.name == name);
            position.is_some_and(|position| !matches!(columns[position].0, Origin::Absent))
        };
        let constant = |name: &str| {
            let position = table.columns.iter().position(|column| column.name == name)?;
            if let Origin::Constant(text) = &columns[position].0 { Some(text.as_str()) } else { None }
        };
        let applied = |column: &Column, how: &ColumnMapping, written: &str| {
            let as_said = |factor: f64| !unit::changes(how.factor.unwrap_or(1.0) / factor);
            match column.name {
                _ if column.unit.is_some() => conversion(column, written).is_some_and(|(_, factor)| as_said(factor)),
                "value" | "weight" if table.column("unit").is_some() => filled("unit"),
                "quantity" if table.column("quantity_unit").is_some() => conversion(column, written)
                    .is_some_and(|(unit, factor)| constant("quantity_unit") == Some(unit) && as_said(factor)),
                "value" if table.column("currency").is_some() => {
                    let scaled = unit::scale(written).or_else(|| Some(conversion(column, written)?.1));
                    filled("currency") && scaled.is_some_and(as_said)
                }
                _ => unit::kept(written).map(|(_, factor)| factor).or_else(|| unit::scale(written)).is_none_or(as_said),
            }
        };
        let mut findings = Vec::new();
        let mut unmet: Vec<&String> = self.above.iter().collect();
        for (column, (origin, how)) in table.columns.iter().zip(columns) {
            let Origin::Column(index) = origin else { continue };
            if !matches!(column.kind, ColumnKind::Number | ColumnKind::Integer) {
                continue;
            }
            match Name::of(&self.names[*index]).unit {
                // Who writes a factor has decided.
                Some(_) if how.factor.is_some() => {}
                Some(written) if !applied(column, how, &written) => {
                    let other = column.unit.is_some()
                        && unit::kept(&written).is_some_and(|(kept, _)| Some(kept) != column.unit);
                    let page = if other { &pages::UNIT_OTHER } else { &pages::UNIT_NOT_APPLIED };
                    findings.push(self.unit(page, Some(*index), &written, column));
                }
                Some(_) => {}
                None => unmet.retain(|written| {
                    let takes = of(column, None, &self.above).is_some() || column.name == "value" && filled("unit");
                    !(takes && applied(column, how, written) || how.factor.is_some())
                }),
            }
        }
        for written in unmet {
            let mut finding = self.finding(&pages::UNIT_NOT_APPLIED, None).found(format!("单位：{written}"));
            finding.help = Some(help());
            findings.push(finding);
        }
        findings
    }

    fn unit(&self, page: &'static Explanation, index: Option<usize>, written: &str, column: &Column) -> Diagnostic {
        let mut finding = self.finding(page, index).found(written);
        finding.expected = column.unit.map(Words::same);
        finding.help = Some(help());
        finding
    }
}

fn help() -> Words {
    Words::new(
        "在映射中写 factor；数值无需换算时写 factor = 1.0",
        "write factor in the mapping; factor = 1.0 where the numbers are right as they are",
    )
}
