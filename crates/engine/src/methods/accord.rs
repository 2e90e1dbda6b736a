//! Binding what is laid down and what becomes of it: lists, rights, undertakings, concordances.

use super::scorecard::{Vocabulary, holds};
use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use crate::rows::Rows;
use liantu_model::period::epoch_days;
use liantu_model::{Diagnostic, Method, Observation, Period};
use liantu_structure::accord::concordance::{self, Mapping, concordance_check, reversible_share};
use liantu_structure::accord::delivery::{self, Delivery, Kind, Undertaking, delivery_ratio};
use liantu_structure::accord::list_alignment::{self, Alignment, Provision, Relation, list_alignment};
use liantu_structure::accord::rights_balance::{self, Balance, Holding, rights_balance};
use std::collections::{BTreeMap, BTreeSet};

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &list_alignment::METHOD, run: run_list_alignment },
    Entry { method: &rights_balance::METHOD, run: run_rights_balance },
    Entry { method: &delivery::METHOD, run: run_delivery_ratio },
    Entry { method: &concordance::METHOD, run: run_concordance_check },
];

fn told(method: &'static Method, rows: &[Vec<Cell>], diagnostics: Vec<Diagnostic>, read: (&str, usize)) -> Answer {
    Answer {
        columns: columns(method.outputs, rows),
        notes: Vec::new(),
        observation: Observation::default(),
        diagnostics,
        inputs: BTreeMap::from([(read.0.to_owned(), format!("{} rows", read.1))]),
    }
}

fn day(inputs: &Inputs) -> Option<i32> {
    inputs.period("day").map(|period| epoch_days(period.start))
}

/// Words in their own order, so that no result depends on the order of rows.
fn sorted<'a>(table: &'a Rows, rows: &[usize], column: &str) -> Vec<&'a str> {
    let words: BTreeSet<&str> = rows.iter().filter_map(|&row| table.text(column, row)).collect();
    words.into_iter().collect()
}

fn number(words: &[&str], word: &str) -> Option<u32> {
    words.binary_search(&word).ok().map(|number| number as u32)
}

fn run_list_alignment(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("provision");
    let (day, group) = (day(inputs), inputs.text("group"));
    let kept: Vec<usize> = (0..table.len())
        .filter(|&row| day.is_none_or(|day| holds(table, row, day)))
        .filter(|&row| group.is_none_or(|group| table.text("group", row) == Some(group)))
        .collect();
    let [lists, items, contents] = ["list", "item", "content"].map(|column| sorted(table, &kept, column));
    let base = match inputs.text("base") {
        None => None,
        Some(base) => Some(number(&lists, base).ok_or_else(|| EngineError::parameter("base", base, one_of(&lists)))?),
    };
    let provision = |&row: &usize| {
        let word = |words: &[&str], column: &str| table.text(column, row).and_then(|word| number(words, word));
        Some(Provision {
            list: word(&lists, "list")?,
            item: word(&items, "item")?,
            content: word(&contents, "content"),
        })
    };
    let provisions: Vec<Provision> = kept.iter().filter_map(provision).collect();
    let (found, diagnostics) = list_alignment(&provisions, base);
    let name = |words: &[&str], number: u32| Cell::from(words[number as usize]);
    let mut rows = Vec::new();
    if inputs.choice("by") == "item" {
        for pair in &found {
            for one in &pair.items {
                let mut row = pair.lists.map(|list| name(&lists, list)).to_vec();
                row.extend([name(&items, one.item), one.relation.word().into()]);
                row.extend(one.contents.map(|said| said.map_or(Cell::Text(None), |said| name(&contents, said))));
                row.extend((0..6).map(|_| Cell::Integer(None)));
                row.extend((0..4).map(|_| Cell::Number(None)));
                rows.push(row);
            }
        }
    } else {
        let mean = |of: &dyn Fn(&Alignment) -> Option<f64>| {
            let figures: Option<Vec<f64>> = found.iter().map(of).collect();
            figures.filter(|all| !all.is_empty()).map(|all| liantu_numeric::sum(all.iter().copied()) / all.len() as f64)
        };
        let blank = || vec![Cell::Text(None); 6];
        let mut whole = blank();
        whole.extend((0..6).map(|_| Cell::Integer(None)));
        whole.extend([
            mean(&Alignment::alignment).into(),
            mean(&|pair| pair.bounds()[0]).into(),
            mean(&|pair| pair.bounds()[1]).into(),
            mean(&Alignment::coverage).into(),
        ]);
        rows.push(whole);
        for pair in &found {
            let mut row = blank();
            row[..2].clone_from_slice(&pair.lists.map(|list| name(&lists, list)));
            row.push(pair.items.len().into());
            let relations =
                [Relation::Same, Relation::Different, Relation::Untold, Relation::OnlyHere, Relation::OnlyThere];
            row.extend(relations.map(|relation| Cell::from(pair.count(relation))));
            row.push(pair.alignment().into());
            row.extend(pair.bounds().map(Cell::from));
            row.push(pair.coverage().into());
            rows.push(row);
        }
    }
    Ok(told(&list_alignment::METHOD, &rows, diagnostics, ("provisions", provisions.len())))
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_rights_balance(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let (table, criteria) = (bound.rows("assessment"), bound.rows("criterion"));
    let within = inputs.period("period");
    let mut parts: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for row in 0..table.len() {
        let (Some(scheme), period) = (table.text("scheme", row), table.text("period", row).unwrap_or_default()) else {
            continue;
        };
        let in_time = within.is_none_or(|within| period.parse().is_ok_and(|own: Period| within.overlaps(&own)));
        if inputs.text("scheme").is_none_or(|only| only == scheme) && in_time {
            parts.entry((scheme, period)).or_default().push(row);
        }
    }
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for ((scheme, period), entries) in &parts {
        let day = period.parse::<Period>().map_or(LATEST, |period| epoch_days(period.start));
        let mut ruled: Vec<usize> = (0..criteria.len())
            .filter(|&row| criteria.text("scheme", row) == Some(*scheme) && holds(criteria, row, day))
            .collect();
        ruled.sort_by_key(|&row| criteria.text("criterion", row));
        let groups = sorted(criteria, &ruled, "group");
        let (mut codes, mut items) = (Vec::new(), Vec::new());
        for &row in &ruled {
            let group = criteria.text("group", row).and_then(|group| number(&groups, group));
            if let (Some(code), Some(group), Some(weight)) =
                (criteria.text("criterion", row), group, criteria.number("weight", row))
            {
                codes.push(code);
                items.push((group, weight));
            }
        }
        let members = sorted(table, entries, "subject");
        let holding = |&row: &usize| {
            let item = codes.iter().position(|code| table.text("criterion", row) == Some(*code))?;
            let member = number(&members, table.text("subject", row)?)?;
            Some(Holding { item: item as u32, member, value: table.number("value", row) })
        };
        let holdings: Vec<Holding> = entries.iter().filter_map(holding).collect();
        let found = rights_balance(&items, &holdings);
        let head = [Cell::from(*scheme), Cell::Text(Some((*period).to_owned()).filter(|period| !period.is_empty()))];
        rows.extend(balance_rows(&head, &found, &groups, &members));
        diagnostics.extend(found.findings);
    }
    Ok(told(&rights_balance::METHOD, &rows, diagnostics, ("assessments", table.len())))
}

fn balance_rows(head: &[Cell; 2], found: &Balance, groups: &[&str], members: &[&str]) -> Vec<Vec<Cell>> {
    let even = 1.0 / found.members.len() as f64;
    let row = |level: &str, names: [Option<&str>; 3], figures: [Option<f64>; 3]| {
        let mut cells = head.to_vec();
        cells.push(level.into());
        cells.extend(names.map(|name| Cell::Text(name.map(str::to_owned))));
        cells.extend(figures.map(Cell::from));
        cells
    };
    let mut rows = vec![row("whole", [None; 3], [None, None, found.whole()])];
    for one in &found.measures {
        let far = one.result.map(|(_, furthest)| furthest);
        let names = [
            Some(groups[one.group as usize]),
            one.other.map(|other| groups[other as usize]),
            far.map(|far| members[far.member as usize]),
        ];
        let figures = [far.map(|far| far.share), far.map(|far| far.deviation), one.result.map(|(index, _)| index)];
        rows.push(row(if one.other.is_some() { "pair" } else { "group" }, names, figures));
    }
    for (group, shares) in &found.shares {
        for (place, &member) in found.members.iter().enumerate() {
            let share = shares.as_ref().map(|shares| shares[place]);
            let names = [Some(groups[*group as usize]), None, Some(members[member as usize])];
            rows.push(row("member", names, [share, share.map(|share| share - even), None]));
        }
    }
    rows
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_delivery_ratio(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("undertaking");
    let by = inputs.choice("by");
    let mut names = Vocabulary::default();
    let undertakings: Vec<Undertaking> = (0..table.len())
        .map(|row| Undertaking {
            group: table.text(by, row).map(|name| names.number(name)),
            kind: match table.text("kind", row) {
                Some("meeting" | "declaration") => Some(Kind::Talk),
                Some("plan") => Some(Kind::Paper),
                Some("rule" | "project" | "money") => Some(Kind::Substance),
                _ => None,
            },
            declared: table.day("declared", row),
            due: table.day("due", row),
            delivered: table.day("delivered", row),
            done: match (table.text("state", row), table.day("delivered", row)) {
                (Some("open" | "abandoned"), _) => Some(false),
                (Some("delivered"), _) | (None, Some(_)) => Some(true),
                _ => None,
            },
        })
        .collect();
    let (found, diagnostics) = delivery_ratio(&undertakings, day(inputs));
    let mut named: Vec<(Option<&str>, &Delivery)> =
        found.iter().map(|(group, one)| (group.map(|group| names.words[group as usize].as_str()), one)).collect();
    named.sort_by_key(|(name, _)| *name);
    let rows: Vec<Vec<Cell>> = named
        .into_iter()
        .map(|(name, one)| {
            let mut row = vec![
                Cell::Text(name.map(str::to_owned)),
                one.declared.into(),
                one.delivered.into(),
                one.unknown.into(),
                one.ratio().into(),
            ];
            row.extend(one.bounds().into_iter().chain(one.parts()).map(Cell::from));
            row.push(one.not_yet.into());
            row
        })
        .collect();
    Ok(told(&delivery::METHOD, &rows, diagnostics, ("undertakings", undertakings.len())))
}

#[expect(clippy::unnecessary_wraps, reason = "the list of methods wants one form")]
fn run_concordance_check(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let table = bound.rows("concordance");
    let all: Vec<usize> = (0..table.len()).collect();
    let codes: Vec<&str> = {
        let both = sorted(table, &all, "from_code").into_iter().chain(sorted(table, &all, "to_code"));
        both.collect::<BTreeSet<&str>>().into_iter().collect()
    };
    let mut systems: BTreeMap<(&str, &str), Vec<Mapping>> = BTreeMap::new();
    for row in all {
        let text = |column| table.text(column, row);
        let code = |column| text(column).and_then(|word| number(&codes, word));
        if let (Some(from), Some(to), Some(one), Some(two)) =
            (text("from_system"), text("to_system"), code("from_code"), code("to_code"))
        {
            let mapping = Mapping { from: one, to: two, weight: table.number("weight", row) };
            systems.entry((from, to)).or_default().push(mapping);
        }
    }
    let wanted = |parameter: &str, word: &str| inputs.text(parameter).is_none_or(|only| only == word);
    let (mut rows, mut diagnostics) = (Vec::new(), Vec::new());
    for ((from, to), mappings) in &systems {
        if !wanted("from_system", from) || !wanted("to_system", to) {
            continue;
        }
        let (found, findings) = concordance_check(mappings, systems.get(&(*to, *from)).map(Vec::as_slice));
        diagnostics.extend(findings);
        let head = || vec![Cell::from(*from), Cell::from(*to)];
        if inputs.choice("by") == "code" {
            for one in &found {
                let targets: Vec<&str> = one.targets.iter().map(|&to| codes[to as usize]).collect();
                let mut row = head();
                row.extend([
                    codes[one.code as usize].into(),
                    targets.join("|").into(),
                    one.relation.word().into(),
                    one.weight.into(),
                    one.reversible.into(),
                ]);
                row.extend((0..5).map(|_| Cell::Integer(None)));
                row.push(Cell::Number(None));
                rows.push(row);
            }
        } else {
            let mut row = head();
            row.extend([Cell::Text(None), Cell::Text(None), Cell::Text(None), Cell::Number(None), Cell::Boolean(None)]);
            row.push(found.len().into());
            row.extend(
                concordance::Relation::ALL
                    .map(|relation| Cell::from(found.iter().filter(|one| one.relation == relation).count())),
            );
            row.push(reversible_share(&found).into());
            rows.push(row);
        }
    }
    Ok(told(&concordance::METHOD, &rows, diagnostics, ("concordance", table.len())))
}
