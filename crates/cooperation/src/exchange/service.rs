//! Items of administrative service across borders: what can be done where, and how long it takes.

use crate::deal_form::integer;
use crate::form::{number, words};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const SERVICES: Method = Method {
    id: "service_coverage",
    version: 1,
    study: "cooperation",
    title: text("跨域通办覆盖", "Coverage of services across borders"),
    question: text(
        "各地办理的事项中有多少外地申请人也能办，几地共同可办的有多少，用时是否在承诺之内？",
        "Of the items that a place offers, how many can applicants of other places use, how many can be used everywhere, and are they done in the time promised?",
    ),
    formula: text(
        "覆盖率 = 跨域可办事项数 / 该地可办事项数；合计行：各地均跨域可办的事项数 / 各地事项的并集。守时率 = 实际用时 ≤ 承诺时限者 / 两者皆知者。",
        "Coverage = items open to others / items of the place; in the row of all places: items open to others in every one / union of their items. In time = days taken ≤ promised, over those where both are known.",
    ),
    limits: text(
        "是否跨域可办未知者不计为可办，另计其数。平均用时只计已知者；一个也没有时为空。",
        "An item of which it is not known whether it is open does not count as open; such items are counted apart. Mean days are over what is known, and null where nothing is.",
    ),
    reference: "—",
    aliases: &["service_items", "cross_province_services", "跨省通办", "一网通办"],
    inputs: &[Input {
        table: "service_item",
        columns: &["item", "place", "across", "promised_days", "taken_days"],
        optional: false,
    }],
    parameters: &[],
    outputs: &[
        words("place", "办理地", "Place", "办理地；空白为各地合计", "The place; blank: all together"),
        integer("items", "事项数", "Items", "可办事项数", "Items that it offers").required(),
        integer(
            "across",
            "跨域可办",
            "Open to others",
            "外地申请人可办的事项数",
            "Items open to applicants of other places",
        )
        .required(),
        integer("unknown", "未知", "Unknown", "是否跨域可办未知的事项数", "Items of which it is not known").required(),
        number("coverage", "覆盖率", "Coverage", "跨域可办 / 可办", "Open to others / offered"),
        number(
            "mean_days",
            "平均用时",
            "Mean days",
            "跨域可办事项的平均实际用时",
            "Mean days taken by items open to others",
        ),
        number("in_time", "守时率", "In time", "在承诺时限内办结的比例", "Part that is done in the time promised"),
    ],
};

/// An item that a place offers.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The item.
    pub item: String,
    /// The place.
    pub place: String,
    /// Whether applicants of other places can use it.
    pub across: Option<bool>,
    /// Days promised.
    pub promised: Option<f64>,
    /// Days taken.
    pub taken: Option<f64>,
}

/// The coverage of a place, or of all together.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// The place; `None` for all.
    pub place: Option<String>,
    /// Items offered.
    pub items: usize,
    /// Items open to others.
    pub across: usize,
    /// Items of which it is not known.
    pub unknown: usize,
    /// Mean days of open items; NaN where none is known.
    pub mean_days: f64,
    /// Part in time; NaN where none is known.
    pub in_time: f64,
}

impl Coverage {
    /// Open items over items; NaN where there is none.
    pub fn coverage(&self) -> f64 {
        self.across as f64 / self.items as f64
    }
}

fn timed<'a>(open: impl Iterator<Item = &'a Item> + Clone) -> (f64, f64) {
    let (sum, known) =
        open.clone().filter_map(|own| own.taken).fold((0.0, 0.0), |(sum, n), days| (sum + days, n + 1.0));
    let both = open.filter_map(|own| own.promised.zip(own.taken));
    let (met, of) =
        both.fold((0.0, 0.0), |(met, n), (promised, taken)| (met + f64::from(u8::from(taken <= promised)), n + 1.0));
    (sum / known, met / of)
}

/// The coverage of each place, and of all together where there is more than one.
pub fn coverage(items: &[Item]) -> Vec<Coverage> {
    let mut places: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    let mut offered: BTreeMap<&str, Vec<&Item>> = BTreeMap::new();
    for own in items {
        places.entry(&own.place).or_default().push(own);
        offered.entry(&own.item).or_default().push(own);
    }
    let open = |own: &&&Item| own.across == Some(true);
    let mut rows: Vec<Coverage> = places
        .iter()
        .map(|(place, own)| {
            let (mean_days, in_time) = timed(own.iter().filter(open).copied());
            Coverage {
                place: Some((*place).to_owned()),
                items: own.len(),
                across: own.iter().filter(open).count(),
                unknown: own.iter().filter(|own| own.across.is_none()).count(),
                mean_days,
                in_time,
            }
        })
        .collect();
    if places.len() > 1 {
        // Open in every place, or of unknown openness somewhere and closed nowhere that offers it.
        let everywhere: BTreeSet<&str> = offered
            .iter()
            .filter(|(_, own)| own.iter().filter(open).count() == places.len())
            .map(|(item, _)| *item)
            .collect();
        let unknown = offered.values().filter(|own| {
            own.len() == places.len()
                && own.iter().any(|own| own.across.is_none())
                && own.iter().all(|own| own.across != Some(false))
        });
        let (mean_days, in_time) = timed(items.iter().filter(|own| everywhere.contains(own.item.as_str())));
        let across = everywhere.len();
        rows.push(Coverage { place: None, items: offered.len(), across, unknown: unknown.count(), mean_days, in_time });
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(item: &str, place: &str, across: Option<bool>, days: (f64, f64)) -> Item {
        Item { item: item.to_owned(), place: place.to_owned(), across, promised: Some(days.0), taken: Some(days.1) }
    }

    #[test]
    fn two_hundred_and_sixty_eight_of_three_hundred() {
        let items: Vec<Item> = (0..300)
            .map(|n| item(&format!("{n:03}"), "beijing", Some(n < 268), (5.0, if n < 67 { 6.0 } else { 2.0 })))
            .collect();
        let found = coverage(&items);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].items, found[0].across, found[0].unknown), (300, 268, 0));
        assert_eq!(found[0].coverage(), 268.0 / 300.0);
        assert_eq!((found[0].mean_days, found[0].in_time), (3.0, 0.75));
    }

    #[test]
    fn everywhere_means_in_every_place_and_unknown_is_not_open() {
        let items = [
            item("a", "x", Some(true), (1.0, 1.0)),
            item("a", "y", Some(true), (1.0, 2.0)),
            item("b", "x", Some(true), (1.0, 1.0)),
            item("c", "x", None, (1.0, 1.0)),
            item("c", "y", Some(true), (1.0, 1.0)),
        ];
        let found = coverage(&items);
        let rows: Vec<_> = found.iter().map(|own| (own.place.as_deref(), own.items, own.across, own.unknown)).collect();
        assert_eq!(rows, [(Some("x"), 3, 2, 1), (Some("y"), 2, 2, 0), (None, 3, 1, 1)]);
        assert_eq!(found[2].in_time, 0.5);
        assert!(coverage(&[]).is_empty());
    }
}
