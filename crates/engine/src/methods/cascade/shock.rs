//! What stops, as people write it: `region:310000=1; sector:C39+region:320000=0.3`; and scenarios of it, their own and those that ship.

use crate::EngineError;
use crate::indicator::one_of;
use crate::rows::Rows;
use liantu_model::{Words, schema};
use liantu_simulation::cascade::library::SHOCKS;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The shocks that ship.
static SHIPPED: LazyLock<Rows> = LazyLock::new(|| {
    let table = schema::table("shock").expect("shocks have a table");
    Rows::of_csv(table, SHOCKS).expect("the shocks are checked by a test")
});

/// What a node must be for a term to hit it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Condition {
    /// It lies in this region.
    Region(String),
    /// It is this actor.
    Actor(String),
    /// It belongs to this industry.
    Sector(String),
    /// It sells this.
    Item(String),
}

/// Nodes that meet all conditions lose this part.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Term {
    pub words: String,
    pub conditions: Vec<Condition>,
    pub part: f64,
}

impl Term {
    /// The item that stops, where it is one.
    pub fn item(&self) -> Option<&str> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::Item(item) => Some(item.as_str()),
            _ => None,
        })
    }
}

/// The scenarios there are: of the table, then those that ship under other names.
pub(super) fn scenarios(own: &Rows) -> Vec<(&Rows, &str, bool)> {
    let names = |table: &'static Rows| -> BTreeSet<&'static str> {
        (0..table.len()).filter_map(|row| table.text("scenario", row)).collect()
    };
    let ships = names(&SHIPPED);
    let own_names: BTreeSet<&str> = (0..own.len()).filter_map(|row| own.text("scenario", row)).collect();
    let others = ships.into_iter().filter(|name| !own_names.contains(name)).collect::<Vec<_>>();
    own_names
        .iter()
        .map(|name| (own, *name, false))
        .chain(others.into_iter().map(|name| (&*SHIPPED, name, true)))
        .collect()
}

/// The rows of a scenario, in their order.
pub(super) fn scenario<'a>(parameter: &str, own: &'a Rows, name: &str) -> Result<(&'a Rows, Vec<usize>), EngineError> {
    let known = scenarios(own);
    let Some(&(table, ..)) = known.iter().find(|scenario| scenario.1 == name) else {
        return Err(EngineError::parameter(parameter, name, one_of(known.iter().map(|scenario| scenario.1))));
    };
    Ok((table, ordered(table, name)))
}

/// The rows of a scenario that a table has, in their order.
pub(super) fn ordered(table: &Rows, name: &str) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..table.len()).filter(|&row| table.text("scenario", row) == Some(name)).collect();
    rows.sort_by_key(|&row| (table.integer("order", row), row));
    rows
}

/// What a row of a scenario hits.
pub(super) fn term(table: &Rows, row: usize) -> Term {
    let given = |column: &str, condition: fn(String) -> Condition| {
        table.text(column, row).map(|code| condition(code.to_owned()))
    };
    let conditions = [
        given("region", Condition::Region),
        given("industry", Condition::Sector),
        given("actor", Condition::Actor),
        given("item", Condition::Item),
    ];
    let (name, order) = (table.text("scenario", row).unwrap_or_default(), table.integer("order", row).unwrap_or(0));
    let part = table.number("part", row).unwrap_or(0.0);
    Term { words: format!("{name}, {order}"), conditions: conditions.into_iter().flatten().collect(), part }
}

/// Reads the parameter `shock`; `own` are the rows of the table.
pub(super) fn parse(text: Option<&str>, own: &Rows) -> Result<Vec<Term>, EngineError> {
    let wrong = |found: &str| {
        let expected = Words::new(
            "如 region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:光刻胶; scenario:chips-2020-22 的写法，各部分为 0 到 1",
            "terms such as region:310000=1; actor:A12=0.5; sector:C39+region:320000=0.3; item:photoresist; scenario:chips-2020-22, each part from 0 to 1",
        );
        EngineError::parameter("shock", found, expected)
    };
    // Chinese punctuation is what a Chinese keyboard gives.
    let text = text.unwrap_or_default().replace('；', ";").replace('：', ":").replace('＝', "=").replace('＋', "+");
    let mut terms = Vec::new();
    for words in text.split(';').map(str::trim).filter(|words| !words.is_empty()) {
        let (conditions, part) = match words.rsplit_once('=') {
            Some((conditions, part)) => (conditions, part.trim().parse::<f64>().map_err(|_| wrong(words))?),
            None => (words, 1.0),
        };
        if !(0.0..=1.0).contains(&part) {
            return Err(wrong(words));
        }
        if let Some(name) = ["scenario:", "方案:"].iter().find_map(|kind| conditions.trim().strip_prefix(kind)) {
            let (table, rows) = scenario("shock", own, name.trim())?;
            terms.extend(rows.into_iter().map(|row| {
                let term = term(table, row);
                Term { part: term.part * part, ..term }
            }));
            continue;
        }
        let condition = |words: &str| -> Option<Condition> {
            let (kind, code) = words.split_once(':')?;
            let code = code.trim();
            if code.is_empty() {
                return None;
            }
            match kind.trim() {
                "region" | "区域" => Some(Condition::Region(code.to_owned())),
                "actor" | "主体" => Some(Condition::Actor(code.to_owned())),
                "sector" | "industry" | "行业" => Some(Condition::Sector(code.to_owned())),
                "item" | "product" | "产品" => Some(Condition::Item(code.to_owned())),
                _ => None,
            }
        };
        let conditions: Option<Vec<Condition>> = conditions.split('+').map(condition).collect();
        terms.push(Term { words: words.to_owned(), conditions: conditions.ok_or_else(|| wrong(words))?, part });
    }
    if terms.is_empty() { Err(wrong("")) } else { Ok(terms) }
}

/// Whether an industry is `code` or a subdivision of it. Own codes have no subdivisions.
pub(super) fn belongs(industry: &str, code: &str) -> bool {
    industry == code || (standard(code) && standard(industry) && industry.starts_with(code))
}

/// Whether this is a code of GB/T 4754: a letter, then digits.
pub(super) fn standard(code: &str) -> bool {
    let mut letters = code.chars();
    letters.next().is_some_and(|first| first.is_ascii_uppercase()) && letters.all(|letter| letter.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_read_as_written() {
        let parse = |text| parse(text, &Rows::default());
        let terms = parse(Some("region:310000=0.5; sector:C39+region:JPN；产品：光刻胶=1")).unwrap();
        assert_eq!(terms.len(), 3);
        assert_eq!((terms[0].part, &terms[0].conditions[0]), (0.5, &Condition::Region("310000".to_owned())));
        assert_eq!((terms[1].part, terms[1].conditions.len()), (1.0, 2));
        assert_eq!(terms[2].item(), Some("光刻胶"));
        for wrong in ["", "310000", "region:=1", "region:310000=2", "region:310000=x", "planet:mars=1", "scenario:mars"]
        {
            assert!(parse(Some(wrong)).is_err(), "{wrong}");
        }
        assert!(parse(None).is_err());
    }

    #[test]
    fn shocks_that_ship_are_ready_to_use_and_say_what_is_assumed() {
        let own = Rows::default();
        let all = scenarios(&own);
        assert!(all.len() >= 4 && all.iter().all(|scenario| scenario.2), "{all:?}");
        for (table, name, _) in all {
            let terms = parse(Some(&format!("scenario:{name}")), &own).unwrap();
            let half = parse(Some(&format!("方案：{name}=0.5")), &own).unwrap();
            assert!((half[0].part - terms[0].part / 2.0).abs() < 1e-12);
            let (_, rows) = scenario("shock", &own, name).unwrap();
            for (term, row) in terms.iter().zip(rows) {
                assert!(term.part > 0.0 && term.part <= 1.0 && !term.conditions.is_empty(), "{name}");
                let number = |column| table.number(column, row).is_some_and(|days| days > 0.0);
                assert!(table.integer("start", row).is_some() && number("duration") && number("recovery"), "{name}");
                if let Some(code) = table.text("industry", row) {
                    assert!(liantu_model::code::gbt4754::check(code).is_ok(), "{name}: {code}");
                }
                let (zh, en) = table.text("note", row).and_then(|note| note.split_once(" / ")).unwrap();
                assert!(zh.contains("假设") && en.contains("Assumption"), "{name}");
            }
        }
    }

    #[test]
    fn a_scenario_of_the_table_stands_before_one_that_ships() {
        let text = "scenario,order,region,industry,part,start,duration\nport-closure,2,JPN,,0.4,1,9\nport-closure,1,,C26,1,0,9\n";
        let own = Rows::of_csv(schema::table("shock").unwrap(), text).unwrap();
        let terms = parse(Some("scenario:port-closure"), &own).unwrap();
        assert_eq!(terms.iter().map(|term| term.part).collect::<Vec<_>>(), [1.0, 0.4]);
        assert_eq!(terms[1].conditions, [Condition::Region("JPN".to_owned())]);
        assert_eq!(scenarios(&own).iter().filter(|scenario| scenario.1 == "port-closure").count(), 1);
    }

    #[test]
    fn subdivisions_belong() {
        assert!(belongs("C3962", "C39") && belongs("C39", "C") && belongs("x-chips", "x-chips"));
        assert!(!belongs("C39", "C3962") && !belongs("x-chips", "x") && !belongs("C", "D"));
    }
}
