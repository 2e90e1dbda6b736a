//! Binding the screen of firms by their growth.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::inside;
use crate::inputs::Inputs;
use crate::rows::Rows;
use liantu_model::{Observation, Period, Words};
use liantu_structure::dynamics::growth_screen::{Firm, METHOD, Rule, Sum, findings};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &METHOD, run: run_growth_screen }];

/// The first and the last period of the table, as far as they lie within what is asked for.
fn ends(table: &Rows, within: Option<Period>) -> Option<[Period; 2]> {
    let labels = (0..table.len()).filter_map(|row| table.text("period", row));
    let periods =
        labels.filter(|label| within.is_none_or(|within| inside(label, within))).filter_map(|label| label.parse().ok());
    periods.fold(None, |ends: Option<[Period; 2]>, own: Period| {
        let [first, last] = ends.unwrap_or([own, own]);
        Some([if own.start < first.start { own } else { first }, if own.start > last.start { own } else { last }])
    })
}

/// Years from the start of one period to that of another, exact for whole months.
fn years([first, last]: [Period; 2]) -> f64 {
    let (one, two) = (first.start, last.start);
    let months = (i32::from(two.year()) - i32::from(one.year())) * 12 + i32::from(two.month()) - i32::from(one.month());
    (f64::from(months) + f64::from(i32::from(two.day()) - i32::from(one.day())) / 30.4375) / 12.0
}

fn run_growth_screen(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let wrong = || {
        let expected = Words::new("由低到高的数，以逗号分隔", "numbers that rise, separated by commas");
        EngineError::parameter("rungs", inputs.text("rungs").unwrap_or_default(), expected)
    };
    let rungs: Result<Vec<f64>, _> =
        names_in(inputs.text("rungs").unwrap_or_default()).map(str::parse::<f64>).collect();
    let rungs = rungs.map_err(|_| wrong())?;
    if rungs.iter().any(|bound| !bound.is_finite()) || rungs.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(wrong());
    }
    let table = bound.rows("establishment");
    let ends = ends(table, inputs.period("period"));
    let rule = Rule {
        years: ends.map_or(0.0, years),
        threshold: inputs.number("threshold"),
        least: inputs.number("least"),
        rungs,
    };
    // Rows of each firm in the first and the last period.
    let mut listed: BTreeMap<&str, [Option<usize>; 2]> = BTreeMap::new();
    let mut observation = Observation::Observed;
    for row in 0..table.len() {
        let (Some(id), Some(period)) = (table.text("establishment_id", row), table.text("period", row)) else {
            continue;
        };
        let Ok(period) = period.parse::<Period>() else { continue };
        for (place, _) in ends.iter().flatten().enumerate().filter(|(_, end)| **end == period) {
            listed.entry(id).or_default()[place] = Some(row);
            observation = observation.max(table.observation(row));
        }
    }
    let size = |row: usize| table.number("size", row).unwrap_or(f64::NAN);
    let screened: Vec<(&str, usize, Firm)> = listed
        .iter()
        .filter_map(|(id, rows)| {
            let mut sizes = rows.map(|row| row.map(size));
            if let [Some(first), Some(last)] = *rows
                && table.text("unit", first) != table.text("unit", last)
            {
                sizes[1] = Some(f64::NAN);
            }
            Some((*id, rows[1].or(rows[0])?, Firm::new(sizes, &rule)))
        })
        .collect();
    let number = |value: Option<f64>| Cell::Number(value.filter(|value| value.is_finite()));
    let count = |value: Option<usize>| value.map_or(Cell::Integer(None), Cell::from);
    // Of a firm that changed its unit the last size is not known: what is told is in that of the first.
    let unit_of = |id: &str| -> Option<&str> {
        let [first, last] = *listed.get(id)?;
        table.text("unit", first.or(last)?)
    };
    let word = |column: &str, row: usize| Cell::Text(table.text(column, row).map(str::to_owned));
    let by = inputs.choice("by");
    let rows: Vec<Vec<Cell>> = if by == "firm" {
        let row = |(id, row, own): &(&str, usize, Firm)| {
            let none = || Cell::Integer(None);
            let mut cells: Vec<Cell> = vec![(*id).into(), word("region", *row), word("industry", *row)];
            cells.extend(own.sizes.map(number));
            cells.push(Cell::Text(unit_of(id).map(str::to_owned)));
            cells.extend([number(own.growth), own.screen.word().into(), count(own.rungs[0]), count(own.rungs[1])]);
            cells.extend([none(), none(), none(), none(), Cell::Number(None), Cell::Number(None)]);
            cells
        };
        screened.iter().map(row).collect()
    } else {
        // Persons and money make no sum.
        let mut groups: BTreeMap<[Option<&str>; 2], Vec<&Firm>> = BTreeMap::new();
        for (id, row, own) in &screened {
            groups.entry([table.text(by, *row), unit_of(id)]).or_default().push(own);
        }
        let row = |([group, unit], firms): ([Option<&str>; 2], Vec<&Firm>)| {
            let (sum, blank) = (Sum::of(firms.into_iter()), || Cell::Text(None));
            let of = |column: &str| if by == column { Cell::Text(group.map(str::to_owned)) } else { blank() };
            let mut cells = vec![blank(), of("region"), of("industry")];
            cells.extend(sum.sizes.map(|size| number(Some(size))));
            cells.push(Cell::Text(unit.map(str::to_owned)));
            cells.extend([Cell::Number(None), blank(), Cell::Integer(None), Cell::Integer(None)]);
            cells.extend([sum.firms, sum.high, sum.moved.0, sum.moved.1].map(Cell::from));
            cells.extend([number(sum.share()), number(sum.contribution())]);
            cells
        };
        groups.into_iter().map(row).collect()
    };
    let firms: Vec<Firm> = screened.iter().map(|own| own.2).collect();
    let mut diagnostics = findings(&firms);
    for found in &mut diagnostics {
        "establishment".clone_into(&mut found.place.resource);
    }
    let [first, last] = ends.map_or([String::new(), String::new()], |ends| ends.map(|period| period.to_string()));
    Ok(Answer {
        columns: columns(METHOD.outputs, &rows),
        notes: vec![Words::new(format!("{first} 到 {last}"), format!("{first} to {last}"))],
        observation,
        diagnostics,
        inputs: BTreeMap::from([(
            "establishment".to_owned(),
            format!("{} firms of {} rows", firms.len(), table.len()),
        )]),
    })
}
