//! Where a record belongs.

use super::declared::{Derivation, Origin};
use liantu_model::code::gb2260::{self, RegionCodeFault};
use std::collections::BTreeMap;

/// The levels to which listed divisions can be lifted.
pub(super) const LEVELS: [&str; 3] = ["province", "city", "county"];
/// Municipalities are their own cities.
const MUNICIPALITIES: [&str; 4] = ["11", "12", "31", "50"];

/// Codes of places by the words that records use for them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// By table and word.
    words: BTreeMap<(String, String), String>,
}

impl Places {
    /// The words of the table `concordance`: rows from the name of a table of records to the system `region`.
    pub fn new<'r>(rows: impl IntoIterator<Item = [&'r str; 4]>) -> Self {
        let own = rows.into_iter().filter(|[_, _, to, _]| *to == "region");
        let words = own.map(|[from, word, _, code]| ((from.to_owned(), word.to_owned()), code.to_owned()));
        Self { words: words.collect() }
    }

    /// The place that a word of a column names; `None` where it names none.
    pub fn of(&self, derivation: &Derivation, origin: &Origin, word: &str) -> Option<String> {
        let word = word.trim();
        let code = if origin.is_credit() { division(word)? } else { self.code(derivation.table.name, word)? };
        Some(derivation.level.map_or(code.clone(), |level| lift(&code, level)))
    }

    fn code(&self, table: &str, word: &str) -> Option<String> {
        if word.is_empty() {
            return None;
        }
        if let Some(code) = self.words.get(&(table.to_owned(), word.to_owned())) {
            return Some(code.clone());
        }
        if gb2260::check(word).is_ok() || gb2260::is_own(word) {
            return Some(word.to_owned());
        }
        match gb2260::by_name(word) {
            [only] => Some((*only).to_owned()),
            _ => Some(word.to_owned()),
        }
    }
}

/// The division that registered the holder of a unified social credit code: its third to eighth characters. A development
/// zone with a code of its own lies in the municipality that its first two digits name, or in the prefecture of its first four.
fn division(code: &str) -> Option<String> {
    let division = code.get(2..8).filter(|_| code.len() == 18)?;
    match gb2260::check(division) {
        Ok(()) => Some(division.to_owned()),
        Err(RegionCodeFault::County | RegionCodeFault::Prefecture) if MUNICIPALITIES.contains(&&division[..2]) => {
            Some(format!("{}0000", &division[..2]))
        }
        Err(RegionCodeFault::County) => Some(format!("{}00", &division[..4])),
        Err(_) => None,
    }
}

/// The listed division at `level` in which a listed division lies; what is not listed, or wider, stays as it is.
pub fn lift(code: &str, level: &str) -> String {
    if gb2260::check(code).is_err() || level == "county" || code.ends_with("0000") {
        return code.to_owned();
    }
    let province = format!("{}0000", &code[..2]);
    if level == "province" || MUNICIPALITIES.contains(&&code[..2]) {
        return province;
    }
    let city = format!("{}00", &code[..4]);
    // Counties under a province have no city.
    let direct = gb2260::name(&city).is_none_or(|name| name.contains("直辖"));
    if direct { code.to_owned() } else { city }
}

/// The listed division of `level` that a listed division lies in, or is; `None` where it is wider or not listed. Municipalities and
/// counties under a province are their own cities.
pub fn lies_in(code: &str, level: &str) -> Option<String> {
    gb2260::check(code).ok()?;
    let lies = match level {
        "province" => true,
        "city" => !code.ends_with("0000") || MUNICIPALITIES.contains(&&code[..2]),
        "county" => !code.ends_with("00"),
        _ => false,
    };
    lies.then(|| lift(code, level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_and_lifted() {
        assert_eq!(lift("320506", "city"), "320500");
        assert_eq!(lift("310115", "city"), "310000", "a municipality is its own city");
        assert_eq!(lift("320506", "province"), "320000");
        assert_eq!(lift("429004", "city"), "429004", "a county under the province");
        assert_eq!((lift("JP", "city"), lift("320000", "city")), ("JP".to_owned(), "320000".to_owned()));
        assert_eq!(division("91310115MA1K000104").as_deref(), Some("310115"));
        assert_eq!(division("91320594MA1M00010F").as_deref(), Some("320500"), "a zone of Suzhou");
        for (zone, city) in [("110302", "110000"), ("500901", "500000"), ("310141", "310000"), ("120193", "120000")] {
            assert_eq!(division(&format!("91{zone}562134916R")).as_deref(), Some(city), "a zone of a municipality");
        }
        assert_eq!((division("91999915MA1K000104"), division("91310115")), (None, None));
        let lies = |code: &str, level: &str| lies_in(code, level);
        assert_eq!(lies("320506", "city").as_deref(), Some("320500"));
        assert_eq!(
            (lies("310000", "city").as_deref(), lies("429004", "city").as_deref()),
            (Some("310000"), Some("429004"))
        );
        assert_eq!((lies("320000", "city"), lies("320500", "county"), lies("JP", "province")), (None, None, None));
        let places = Places::new([["customs_record", "日本", "region", "JP"], ["invoice", "日本", "region", "X"]]);
        assert_eq!(places.code("customs_record", "日本").as_deref(), Some("JP"));
        assert_eq!(places.code("shipment", "苏州市").as_deref(), Some("320500"));
        assert_eq!(places.code("shipment", "某地").as_deref(), Some("某地"));
        assert_eq!(places.code("shipment", ""), None);
    }
}
