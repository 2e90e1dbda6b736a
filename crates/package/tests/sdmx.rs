//! Messages of statistical offices become rows of the table `indicator`. The messages are made up in the forms that Eurostat,
//! the OECD, the ECB and the IMF use.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use liantu_model::schema::Table;
use liantu_package::{Options, Policy, Report, Sink, SinkError, open, propose};
use std::path::{Path, PathBuf};

#[derive(Default)]
struct Taken(Vec<RecordBatch>);

impl Sink for Taken {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        if table.name == "indicator" {
            self.0.push(batch);
        }
        Ok(())
    }
}

/// Indicator, region, period, value, unit, observation.
type Fact = (String, String, String, Option<f64>, String, String);

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sdmx").join(name)
}

fn read(path: &Path, policy: Policy) -> (Report, Vec<Fact>) {
    let mut taken = Taken::default();
    let options = Options { policy, ..Options::default() };
    let report = open(path, options).expect("a file").read(&mut taken, &()).expect("a report");
    let mut facts = Vec::new();
    for batch in &taken.0 {
        let word = |name: &str, row: usize| {
            let column = batch.column_by_name(name).expect("a column").as_string::<i32>();
            if column.is_valid(row) { column.value(row).to_owned() } else { String::new() }
        };
        let values = batch.column_by_name("value").expect("a column").as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            let value = values.is_valid(row).then(|| values.value(row));
            let [indicator, region, period] = ["indicator", "region", "period"].map(|name| word(name, row));
            facts.push((indicator, region, period, value, word("unit", row), word("observation", row)));
        }
    }
    (report, facts)
}

fn facts(name: &str) -> Vec<Fact> {
    let (report, facts) = read(&file(name), Policy::RejectPackage);
    assert!(report.accepted, "{name}: {:#?}", report.findings);
    assert_eq!(report.resources[0].table, "indicator");
    facts
}

fn fact(indicator: &str, region: &str, period: &str, value: Option<f64>, unit: &str, observation: &str) -> Fact {
    let [indicator, region, period, unit, observation] =
        [indicator, region, period, unit, observation].map(str::to_owned);
    (indicator, region, period, value, unit, observation)
}

#[test]
fn csv_of_the_first_form_keeps_series_apart() {
    let flow = "ESTAT:NAMQ_10_GDP(1.0).CP_MEUR";
    let expected = [
        fact(&format!("{flow}.B1GQ"), "DE", "2024-Q1", Some(1_060_120.5), "CP_MEUR", ""),
        fact(&format!("{flow}.B1GQ"), "DE", "2024-Q2", Some(1_071_230.0), "CP_MEUR", ""),
        fact(&format!("{flow}.P3"), "DE", "2024-Q2", Some(780_011.25), "CP_MEUR", "estimated"),
        fact(&format!("{flow}.B1GQ"), "EU27_2020", "2024-Q2", None, "CP_MEUR", ""),
    ];
    assert_eq!(facts("eurostat.csv"), expected);
}

#[test]
fn csv_of_the_second_form_passes_labels_over() {
    let name = "OECD.SDD.STES:DSD_STES@DF_CLI(4.1).LI.IX";
    let expected = [
        fact(name, "CHN", "2024-01", Some(99.41), "IX.0", ""),
        fact(name, "CHN", "2024-02", Some(99.52), "IX.0", "estimated"),
        fact(name, "KOR", "2024-02", None, "IX.0", ""),
    ];
    assert_eq!(facts("oecd.csv"), expected);
}

#[test]
fn structure_specific_messages_take_their_groups_along() {
    let expected = [
        fact("XBK:XBK_RATE.CNY.EUR.SP00", "", "2024-01", Some(7.82), "CNY", ""),
        fact("XBK:XBK_RATE.CNY.EUR.SP00", "", "2024-02", None, "CNY", ""),
        fact("XBK:XBK_RATE.JPY.EUR.SP00", "", "2024-01", Some(159.46), "JPY", "estimated"),
    ];
    assert_eq!(facts("ecb.xml"), expected);
}

#[test]
fn generic_messages_of_both_versions_are_read() {
    let expected = [
        fact("FUND:TRADE.TXG_FOB_USD.W00.USD", "CN", "2024-01", Some(307_657.5), "USD.6", ""),
        fact("FUND:TRADE.TXG_FOB_USD.W00.USD", "CN", "2024-02", Some(220_281.0), "USD.6", ""),
    ];
    assert_eq!(facts("generic.xml"), expected);
    assert_eq!(facts("old.xml"), [fact("OLD_FLOW.PRMNTO01", "CHN", "2019", Some(105.3), "", "")]);
}

#[test]
fn what_is_wrong_in_a_flat_message_has_its_line() {
    let (report, facts) = read(&file("flat.xml"), Policy::RejectRows);
    let name = "OFFICE:POWER(1.0).ELC.GWH";
    let expected = [
        fact(name, "310000", "2023", Some(1_500.0), "GWH", ""),
        fact(name, "310000", "2024", Some(1_600.0), "GWH", ""),
    ];
    assert_eq!(facts, expected);
    assert_eq!((report.resources[0].read, report.resources[0].rejected), (3, 1));
    let lines: Vec<_> = report.findings.iter().filter_map(|finding| finding.place.line).collect();
    assert!(lines.contains(&12), "{:#?}", report.findings);
}

#[test]
fn a_mapping_is_proposed_and_can_be_edited() {
    for name in ["eurostat.csv", "oecd.csv", "ecb.xml", "generic.xml"] {
        let proposed = propose(&file(name), None).expect("a proposal");
        assert_eq!(proposed.table, "indicator", "{name}");
        assert!(proposed.columns.contains_key("indicator") && proposed.columns.contains_key("value"), "{name}");
        let mut mapping = liantu_package::Mapping::from_toml(&proposed.to_toml()).expect("it reads back");
        mapping.columns.remove("note");
        let mut taken = Taken::default();
        let options = Options { mapping: Some(mapping), ..Options::default() };
        let report = open(&file(name), options).expect("a file").read(&mut taken, &()).expect("a report");
        assert!(report.accepted, "{name}: {:#?}", report.findings);
    }
}

#[test]
fn a_message_that_deletes_or_is_none_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let codes = |text: &str| {
        let path = folder.path().join("message.xml");
        std::fs::write(&path, text).expect("a file");
        let (report, facts) = read(&path, Policy::RejectPackage);
        assert!(!report.accepted && facts.is_empty());
        report.findings.iter().map(|finding| finding.code).collect::<Vec<_>>()
    };
    let message = std::fs::read_to_string(file("flat.xml")).expect("a file");
    assert_eq!(codes(&message.replace("Replace", "Delete")), ["PKG128"]);
    assert_eq!(codes("<feed><entry/></feed>"), ["PKG008"]);
    assert_eq!(codes(&message[..message.len() / 2]), ["PKG008"]);
}
