//! Series of flows at wider scales: what is not reported is unknown, and nothing leaves without a word.

use crate::{inputs, rows};
use liantu_engine::{At, Engine, ImportRequest, Outcome, Port, WatchQuery};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;
use tempfile::TempDir;

const REGIONS: &str = "region,name_zh,level,parent\nCN,中国,nation,\nJP,日本,nation,\n320000,江苏省,province,CN\n330000,浙江省,province,CN\n\
    320100,南京市,city,320000\n320500,苏州市,city,320000\n320600,南通市,city,320000\n320700,连云港市,city,320000\n330100,杭州市,city,330000\n";
const HEAD: &str = "origin,destination,layer,item,period,value,unit,quantity,quantity_unit\n";

async fn office(tables: &[(&str, &str)]) -> (Engine, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::create(&folder.path().join("w"), "office").await.unwrap();
    for (table, text) in tables {
        import(&engine, &folder, table, text).await;
    }
    (engine, folder)
}

async fn import(engine: &Engine, folder: &TempDir, table: &str, text: &str) {
    let path = folder.path().join("rows.csv");
    std::fs::write(&path, text).unwrap();
    let request = ImportRequest { path, table: Some((*table).to_owned()), ..ImportRequest::default() };
    let outcome = engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
    assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
}

async fn run(engine: &Engine, method: &str, given: &[(&str, &str)]) -> Outcome {
    engine.run(&Port::all(), &At::default(), method, inputs(given)).await.unwrap()
}

/// Rows of a flow of so much in months counted from January 2021.
fn monthly(text: &mut String, from: &str, to: &str, months: std::ops::Range<u32>, quantity: u32) {
    for month in months {
        let (year, number) = (2021 + month / 12, month % 12 + 1);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{from},{to},IND,x,{year}-{number:02},{},CNY,{quantity},kg", quantity * 60);
    }
}

/// What leaves a place for another, by month.
fn outward(outcome: &Outcome, node: &str, month: &str) -> Option<f64> {
    let rows = rows(outcome);
    let own = rows.iter().find(|row| row["node"] == node && row["period"] == month);
    own.and_then(|row| row["outward"].as_f64()).map(|value| value / 60.0)
}

fn codes(outcome: &Outcome) -> Vec<&str> {
    outcome.provenance.diagnostics.iter().map(|finding| finding.code).collect()
}

const STOP: &str = "alert red when yoy(flow[quantity]) <= -45% raise after 1 lower after 3";
const INTO: &str = "alert red when yoy(inflow[quantity]) <= -45% raise after 1 lower after 3";

#[tokio::test(flavor = "multi_thread")]
async fn a_sum_is_unknown_where_a_part_is_not_reported() {
    let mut flows = HEAD.to_owned();
    // The month before the last is the last that Suzhou reports.
    monthly(&mut flows, "320500", "330100", 0..41, 1000);
    monthly(&mut flows, "320100", "330100", 0..42, 200);
    let (engine, folder) = office(&[("region", REGIONS), ("flow", &flows)]).await;
    let profile = run(&engine, "flow_profile", &[("scale", "province")]).await;
    assert_eq!(outward(&profile, "320000", "2024-05"), Some(1200.0));
    assert_eq!(outward(&profile, "320000", "2024-06"), None, "one of two parts is not reported");
    let node = run(&engine, "flow_profile", &[("by", "node")]).await;
    assert!(rows(&node).iter().all(|row| row["node"] != "330100" || row["period"] != "2024-06"));
    for (rule, level) in [(STOP, "province"), (INTO, "province"), (INTO, "city")] {
        let alerts = run(&engine, "alerts", &[("text", rule), ("levels", level)]).await;
        assert!(rows(&alerts).is_empty(), "no red alert rests on a missing month: {rule} at {level}");
    }
    // Nor is it known to a port that sees the sum alone.
    import(&engine, &folder, "port", "port,title_zh,region,finest\nhz,杭州,330100,province\n").await;
    let port = engine.seen_by("hz").await.unwrap();
    let seen = run(&port, "flow_profile", &[("scale", "province")]).await;
    assert_eq!((outward(&seen, "320000", "2024-05"), outward(&seen, "320000", "2024-06")), (Some(1200.0), None));
    let zero = run(&engine, "flow_profile", &[("scale", "province"), ("absent", "zero")]).await;
    assert_eq!(outward(&zero, "320000", "2024-06"), Some(200.0), "absent as zero");
    // A stop that is reported is seen.
    let mut stopped = HEAD.to_owned();
    monthly(&mut stopped, "320500", "330100", 41..42, 0);
    import(&engine, &folder, "flow", &stopped).await;
    for (rule, level) in [(STOP, "province"), (INTO, "province"), (INTO, "city")] {
        let alerts = run(&engine, "alerts", &[("text", rule), ("levels", level)]).await;
        assert_eq!(rows(&alerts).len(), 1, "{rule} at {level}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_that_begin_late_or_ended_long_ago_leave_the_rest_as_it_is() {
    let mut flows = HEAD.to_owned();
    monthly(&mut flows, "320500", "330100", 0..42, 1000);
    monthly(&mut flows, "320600", "330100", 24..42, 50);
    monthly(&mut flows, "320700", "330100", 0..3, 30);
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows)]).await;
    let profile = run(&engine, "flow_profile", &[("scale", "province")]).await;
    let told = |month| outward(&profile, "320000", month);
    assert_eq!((told("2021-03"), told("2021-04"), told("2022-03")), (Some(1030.0), None, None), "awaited for a year");
    assert_eq!((told("2022-04"), told("2022-12"), told("2023-01")), (Some(1000.0), Some(1000.0), Some(1050.0)));
    let ended = profile.provenance.diagnostics.iter().find(|finding| finding.code == "MON110").expect("it is told");
    assert_eq!(ended.found.as_deref(), Some("320700 → 330100 (2021-03)"));
    // Rules over sums of the listed pairs agree.
    let alerts =
        run(&engine, "alerts", &[("text", "alert orange when missing(inflow[quantity]) raise after 1 lower after 1")])
            .await;
    let found = rows(&alerts);
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["since"], &found[0]["until"]), (&"2021-04".into(), &"2022-04".into()), "{found:?}");
    assert!(codes(&alerts).contains(&"MON110"), "{:?}", codes(&alerts));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_from_abroad_stays_at_every_scale() {
    let mut flows = HEAD.to_owned();
    monthly(&mut flows, "JP", "320500", 0..41, 1000);
    monthly(&mut flows, "JP", "320500", 41..42, 10);
    monthly(&mut flows, "320506", "330100", 0..42, 70);
    for tables in [&[("region", REGIONS), ("flow", &*flows)][..], &[("flow", &*flows)]] {
        let (engine, _folder) = office(tables).await;
        for (level, to, domestic) in [("city", "320500", "320500"), ("province", "320000", "320000")] {
            let profile = run(&engine, "flow_profile", &[("scale", level)]).await;
            let rows = rows(&profile);
            assert!(rows.iter().any(|row| row["node"] == to && row["partner"] == "JP"), "{level}: {rows:?}");
            assert!(outward(&profile, domestic, "2021-01").is_some(), "listed divisions are gathered at {level}");
            assert!(codes(&profile).contains(&"MON111"), "{level}");
            let alerts = run(&engine, "alerts", &[("text", STOP), ("levels", level)]).await;
            assert_eq!(crate::rows(&alerts).len(), 1, "{level}");
        }
    }
    // The sum of a province beside its cities is no flow of a city.
    monthly(&mut flows, "320000", "330100", 0..42, 900);
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows)]).await;
    let profile = run(&engine, "flow_profile", &[("scale", "city")]).await;
    assert!(rows(&profile).iter().all(|row| row["node"] != "320000"));
    assert!(codes(&profile).contains(&"MON112"), "{:?}", codes(&profile));
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_rule_is_put_to_anything_nothing_is_said_to_be_well() {
    let mut flows = HEAD.to_owned();
    monthly(&mut flows, "320100", "320500", 0..42, 1000);
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows)]).await;
    let said = async |scale: &str| {
        let query =
            WatchQuery { scale: Some(scale.to_owned()), period: "2024-06".parse().ok(), ..WatchQuery::default() };
        let today = engine.today(&Port::all(), &At::default(), &query).await.unwrap();
        today.sentences.iter().map(|said| said.text.en.clone()).collect::<Vec<_>>().join("\n")
    };
    assert!(said("city").await.contains("no alert stands"), "{}", said("city").await);
    let province = said("province").await;
    assert!(!province.contains("no alert stands") && province.contains("unknown"), "{province}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_content_of_an_item_is_that_of_its_time() {
    let mut flows = HEAD.to_owned();
    monthly(&mut flows, "320500", "330100", 0..36, 100);
    let weights = "indicator,region,industry,period,value\npci,320000,x-x,2022,-1\npci,320000,x-x,2023,0.5\npci,330000,x-x,2023,0.7\n";
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows), ("indicator", weights)]).await;
    let profile = run(&engine, "flow_profile", &[("content", "pci")]).await;
    let rows = rows(&profile);
    let content = |month: &str| rows.iter().find(|row| row["period"] == month).and_then(|row| row["content"].as_f64());
    assert_eq!((content("2021-12"), content("2022-06"), content("2023-06")), (None, Some(-1.0), None));
    assert!(codes(&profile).contains(&"MON113"), "two regions give different weights");
}

#[tokio::test(flavor = "multi_thread")]
async fn items_are_grouped_by_the_digits_of_their_codes() {
    let mut flows = HEAD.to_owned();
    for (item, month, value, quantity, unit) in [
        ("37071000", 1, 100, 10, "kg"),
        ("37079010", 1, 65, 5, "kg"),
        ("85423100", 1, 40, 8, "kg"),
        ("84862000", 1, 7, 1, "台"),
        ("service", 1, 3, 3, "kg"),
        ("37071000", 2, 120, 12, "kg"),
    ] {
        let _ = writeln!(flows, "320500,330100,IND,{item},2023-{month:02},{value},CNY,{quantity},{unit}");
    }
    let weights =
        "indicator,region,industry,period,value\npci,320000,x-37071000,2022,1\npci,320000,x-37079010,2022,-1\n";
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows), ("indicator", weights)]).await;
    let said = async |digits: &str, absent: &str| {
        let given = [("digits", digits), ("absent", absent), ("content", "pci")];
        let profile = run(&engine, "flow_profile", &given).await;
        let row = |row: &BTreeMap<String, Value>| {
            let item = row["item"].as_str().unwrap_or_default().to_owned();
            (item, row["period"] == "2023-01", row["outward"].as_f64(), row["content"].as_f64())
        };
        (rows(&profile).iter().map(row).collect::<Vec<_>>(), codes(&profile).contains(&"MON114"))
    };
    let (four, told) = said("4", "missing").await;
    let find = |rows: &[(String, bool, Option<f64>, Option<f64>)], item: &str, first: bool| {
        rows.iter().find(|row| row.0 == item && row.1 == first).map(|row| (row.2, row.3))
    };
    assert_eq!(find(&four, "3707 [CNY, kg]", true), Some((Some(165.0), Some(35.0 / 165.0))));
    assert_eq!(find(&four, "3707 [CNY, kg]", false), None, "one of two items is not reported");
    assert_eq!(find(&four, "8542 [CNY, kg]", true), Some((Some(40.0), None)), "its weight is unknown");
    assert!(find(&four, "service [CNY, kg]", true).is_some(), "no code: as it is listed");
    assert!(told, "an item without a weight");
    let (zero, _) = said("4", "zero").await;
    assert_eq!(find(&zero, "3707 [CNY, kg]", false), Some((Some(120.0), Some(1.0))), "absent as zero");
    let (all, _) = said("0", "missing").await;
    assert_eq!(find(&all, "[CNY, kg]", true), Some((Some(208.0), None)));
    assert_eq!(find(&all, "[CNY, 台]", true), Some((Some(7.0), None)), "other units stay apart");
    let (listed, told) = said("64", "missing").await;
    assert_eq!(find(&listed, "37079010 [CNY, kg]", true), Some((Some(65.0), Some(-1.0))));
    assert!(!told);
}

#[tokio::test(flavor = "multi_thread")]
async fn shocks_that_no_subject_stands_for_are_told() {
    let mut flows = HEAD.to_owned();
    monthly(&mut flows, "320500", "330100", 0..41, 1000);
    monthly(&mut flows, "320500", "330100", 41..42, 0);
    let events =
        "event_id,date,kind,region\ne1,2024-06-15,shock,320500\ne2,2024-06-15,shock,320000\ne3,2024-06-15,shock,\n";
    let (engine, _folder) = office(&[("region", REGIONS), ("flow", &flows), ("event", events)]).await;
    let tested = run(&engine, "rule_backtest", &[("text", STOP)]).await;
    let rows = rows(&tested);
    assert_eq!((&rows[0]["shocks"], &rows[0]["caught"]), (&1.into(), &1.into()), "{rows:?}");
    let finding = tested.provenance.diagnostics.iter().find(|finding| finding.code == "MON209").expect("it is told");
    assert!(finding.found.as_deref().is_some_and(|found| found.contains("320000")), "{finding:?}");
    assert!(finding.help.as_ref().is_some_and(|help| help.en.contains('2')), "{finding:?}");
}
