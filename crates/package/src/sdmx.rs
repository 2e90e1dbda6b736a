//! Statistics as offices exchange them: SDMX-CSV (1.0, 2.0) and SDMX-ML (2.0 generic and compact, 2.1 and 3.0 generic and
//! structure-specific).
//!
//! Both come down to rows of dimensions, a time, a value and attributes. What becomes of them is a mapping to the table
//! `indicator`, which is proposed from the names that such files share and can be edited like any other.

pub(crate) mod message;

use crate::mapping::{ColumnMapping, FileColumn};
use std::collections::BTreeMap;

/// What a file calls the place that a value is of, the first that it has.
const PLACES: [&str; 8] =
    ["REF_AREA", "GEO", "LOCATION", "REGION", "AREA", "COUNTRY", "GEOGRAPHICAL_AREA", "REPORTING_COUNTRY"];
/// What says what the message is, and not what a value is of.
const ENVELOPE: [&str; 7] =
    ["STRUCTURE", "STRUCTURE_NAME", "ACTION", "LAST UPDATE", "FREQ", "FREQUENCY", "TIME_FORMAT"];
/// Attributes that messages put among the dimensions.
const REMARKS: [&str; 20] = [
    "TITLE",
    "TITLE_COMPL",
    "COLLECTION",
    "DECIMALS",
    "UNIT_MULT",
    "SCALE",
    "SOURCE_AGENCY",
    "SOURCE_PUB",
    "PUBL_PUBLIC",
    "PUBL_ECB",
    "PUBL_MU",
    "COMPILATION",
    "COVERAGE",
    "BREAKS",
    "NAT_TITLE",
    "DOM_SER_IDS",
    "AVAILABILITY",
    "DISS_ORG",
    "TIME_PER_COLLECT",
    "UNIT_INDEX_BASE",
];
/// What a status of an observation stands for; any other is an observation.
const STATUS: [(&str, &str); 7] = [
    ("E", "estimated"),
    ("e", "estimated"),
    ("I", "estimated"),
    ("i", "estimated"),
    ("F", "simulated"),
    ("f", "simulated"),
    ("*", ""),
];

/// Whether a header is one of SDMX.
pub(crate) fn is_header(names: &[String]) -> bool {
    let has = |wanted: &str| names.iter().any(|name| name.trim().eq_ignore_ascii_case(wanted));
    has("OBS_VALUE") && has("TIME_PERIOD")
}

/// How the columns of a message become those of the table `indicator`. Its name is put together from the dataflow and all
/// dimensions but place, time and frequency, so that no two series share one.
pub(crate) fn columns(names: &[String]) -> Option<BTreeMap<String, ColumnMapping>> {
    if !is_header(names) {
        return None;
    }
    let upper: Vec<String> = names.iter().map(|name| name.trim().to_uppercase()).collect();
    let find = |wanted: &[&str]| wanted.iter().find_map(|wanted| upper.iter().position(|name| name == wanted));
    let column = |index: usize| FileColumn::Header(names[index].clone());
    let from = |index: usize| ColumnMapping { from: Some(column(index)), ..ColumnMapping::default() };
    let mut columns = BTreeMap::new();
    let value = find(&["OBS_VALUE"])?;
    columns.insert("value".to_owned(), from(value));
    columns.insert("period".to_owned(), from(find(&["TIME_PERIOD"])?));
    let place = find(&PLACES);
    if let Some(place) = place {
        columns.insert("region".to_owned(), from(place));
    }
    let unit = find(&["UNIT_MEASURE", "UNIT"]);
    let power = find(&["UNIT_MULT"]);
    if let Some(unit) = unit {
        // A power of ten is part of the unit: nothing is multiplied unasked.
        let join: Vec<FileColumn> = [Some(unit), power].into_iter().flatten().map(column).collect();
        let how = if join.len() > 1 { ColumnMapping { join, ..ColumnMapping::default() } } else { from(unit) };
        columns.insert("unit".to_owned(), how);
    }
    // Dimensions stand before the value; attributes after it.
    let dimension = |&index: &usize| {
        let name = upper[index].as_str();
        let label = name.contains(' ') || upper[..index].iter().any(|earlier| earlier == name);
        Some(index) != place && name != "TIME_PERIOD" && !label && !ENVELOPE.contains(&name) && !REMARKS.contains(&name)
    };
    let join: Vec<FileColumn> = (0..value).filter(dimension).map(column).collect();
    columns.insert("indicator".to_owned(), ColumnMapping { join, ..ColumnMapping::default() });
    if let Some(status) = find(&["OBS_STATUS", "OBS_FLAG"]) {
        let codes = STATUS.iter().map(|(code, word)| ((*code).to_owned(), (*word).to_owned())).collect();
        columns.insert("observation".to_owned(), ColumnMapping { codes, ..from(status) });
        columns.insert("note".to_owned(), from(status));
    }
    Some(columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(header: &str, target: &str) -> String {
        let names: Vec<String> = header.split(',').map(str::to_owned).collect();
        let columns = columns(&names).expect("a header of SDMX");
        let parts = columns[target].join.iter().map(|part| match part {
            FileColumn::Header(name) => name.clone(),
            FileColumn::Number(number) => number.to_string(),
        });
        parts.collect::<Vec<_>>().join(".")
    }

    #[test]
    fn the_name_of_an_indicator_tells_series_apart() {
        let eurostat = "DATAFLOW,LAST UPDATE,freq,unit,na_item,geo,TIME_PERIOD,OBS_VALUE,OBS_FLAG";
        assert_eq!(joined(eurostat, "indicator"), "DATAFLOW.unit.na_item");
        let oecd = "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,Reference area,MEASURE,Measure,UNIT_MEASURE,TIME_PERIOD,OBS_VALUE,OBS_STATUS,UNIT_MULT";
        assert_eq!(joined(oecd, "indicator"), "STRUCTURE_ID.MEASURE.UNIT_MEASURE");
        assert_eq!(joined(oecd, "unit"), "UNIT_MEASURE.UNIT_MULT");
        assert!(columns(&["region".to_owned(), "value".to_owned()]).is_none());
    }
}
