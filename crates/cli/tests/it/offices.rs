//! What offices are told: each of its own, as it stood then, and never more than is known.

use crate::program::{fine, json, list, run, text};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const REGIONS: &str = "region,level,name_zh,name_en,parent\n340000,province,安徽省,Anhui,\n320000,province,江苏省,Jiangsu,\n\
    340100,city,合肥市,Hefei,340000\n340200,city,芜湖市,Wuhu,340000\n320100,city,南京市,Nanjing,320000\n";
const FLOWS: &str = "origin,destination,layer,item,period,value,unit,quantity,quantity_unit";
const INDICATORS: &str = "indicator,region,period,value,unit";

fn put(folder: &Path, table: &str, head: &str, rows: &[String]) {
    std::fs::write(folder.join("rows.csv"), format!("{head}\n{}\n", rows.join("\n"))).expect("a file");
    fine(folder, &["import", "rows.csv", "--table", table]);
}

fn office() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fine(folder.path(), &["new", "."]);
    std::fs::write(folder.path().join("region.csv"), REGIONS).expect("a file");
    fine(folder.path(), &["import", "region.csv", "--table", "region"]);
    folder
}

fn months(years: std::ops::RangeInclusive<u32>) -> Vec<String> {
    years.flat_map(|year| (1..=12).map(move |month| format!("{year}-{month:02}"))).collect()
}

/// A value of an indicator in each month, as `of` says.
fn power(folder: &Path, regions: &[&str], months: &[String], of: impl Fn(&str) -> Option<u32>) {
    let each = months.iter().flat_map(|month| regions.iter().map(move |region| (month, region)));
    let rows: Vec<String> =
        each.filter_map(|(month, region)| Some(format!("power,{region},{month},{},u", of(month)?))).collect();
    put(folder, "indicator", INDICATORS, &rows);
}

fn rule(folder: &Path, rows: &[&str]) {
    let rows: Vec<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    put(folder, "rule", "rule_id,text,start,end", &rows);
}

fn sums(folder: &Path, period: &str) -> Vec<Vec<Value>> {
    fine(folder, &["report", "--period", period, "-o", "sums.json"]);
    let report = crate::program::parse(&std::fs::read_to_string(folder.join("sums.json")).expect("a report"));
    let sections = report["sections"].as_array().cloned().unwrap_or_default();
    let parts = sections.iter().flat_map(|section| section["parts"].as_array().cloned().unwrap_or_default());
    let tables =
        parts.filter(|part| part["name"] == "sums").flat_map(|table| table["rows"].as_array().cloned().unwrap());
    // Value, before, difference, coverage.
    tables.map(|row| [3, 4, 5, 7].map(|at: usize| row["cells"][at].clone()).to_vec()).collect()
}

fn numbers(sums: &[Vec<Value>]) -> Vec<Vec<Option<f64>>> {
    sums.iter().map(|row| row.iter().map(Value::as_f64).collect()).collect()
}

#[test]
fn sums_of_a_report_say_what_is_missing_and_add_nothing_twice() {
    let office = office();
    let at = office.path();
    let mut rows = Vec::new();
    for month in months(2024..=2024).iter().filter(|month| *month != "2024-06") {
        rows.push(format!("340100,320100,IND,8542,{month},100,万元,,"));
        rows.push(format!("340200,320100,IND,8542,{month},50,万元,,"));
    }
    rows.push("340100,320100,KNO,patents,2024,7,件,,".to_owned());
    rows.push("340000,320000,IND,8542,2024-09,150,万元,,".to_owned());
    put(at, "flow", FLOWS, &rows);
    let quarter = numbers(&sums(at, "2024-Q2"));
    assert_eq!(quarter, [[Some(300.0), Some(450.0), None, Some(0.666_666_666_666_667)]], "June is not there");
    let year = numbers(&sums(at, "2024"));
    assert_eq!(year.len(), 2, "a yearly row of one layer leaves the months of the other: {year:?}");
    // The province's own row stands for both cities in September: 21 of 23.
    assert!(year.iter().any(|row| row[0] == Some(1650.0) && row[3] == Some(0.913_043_478_260_87)), "{year:?}");
    let september = numbers(&sums(at, "2024-09"));
    assert_eq!(september, [[Some(150.0), Some(150.0), Some(0.0), Some(1.0)]], "cities are parts of their provinces");
}

#[test]
fn a_rule_judges_the_days_on_which_it_is_in_force() {
    let office = office();
    let at = office.path();
    rule(
        at,
        &[
            "until2099,alert orange when power < 50 raise after 1,2020-01-01,2099-01-01",
            "ended,alert blue when power < 50 raise after 1,,2024-06-01",
            "from2098,alert blue when power < 50 raise after 1,2098-01-01,",
        ],
    );
    power(at, &["340100"], &months(2024..=2024), |month| Some(if month >= "2024-05" { 40 } else { 100 }));
    let answer = json(at, &["watch"]);
    let told: Vec<&str> = list(&answer["alerts"]).iter().map(|alert| text(&alert["rule"])).collect();
    assert_eq!(told, ["until2099"]);
    let codes: Vec<&str> = list(&answer["diagnostics"]).iter().map(|found| text(&found["code"])).collect();
    assert!(codes.contains(&"MON207"), "a rule that is in force at no step is named: {codes:?}");
    let june = json(at, &["watch", "--period", "2024-06"]);
    let ended = list(&june["alerts"]).iter().find(|alert| alert["rule"] == "ended").expect("the alert");
    assert_eq!((&ended["since"], &ended["until"]), (&"2024-05".into(), &"2024-06".into()));
}

/// Three years of a steady flow; `of` gives its quantity and unit by month.
fn steel(folder: &Path, of: impl Fn(usize) -> (f64, &'static str)) {
    let month = |(at, month): (usize, String)| {
        let (quantity, unit) = of(at);
        format!("340100,320100,IND,steel,{month},{},万元,{quantity},{unit}", 2000 + at * 7 % 30)
    };
    let rows: Vec<String> = months(2021..=2023).into_iter().enumerate().map(month).collect();
    put(folder, "flow", FLOWS, &rows);
}

fn alerts(answer: &Value) -> Vec<(&str, &str, &str)> {
    let alerts = list(&answer["alerts"]).iter();
    alerts.map(|alert| (text(&alert["rule"]), text(&alert["grade"]), text(&alert["since"]))).collect()
}

fn codes(answer: &Value) -> Vec<&str> {
    list(&answer["diagnostics"]).iter().map(|found| text(&found["code"])).collect()
}

#[test]
fn a_change_of_units_is_no_silence_and_hides_no_stop() {
    let labelled = office();
    steel(labelled.path(), |at| match at {
        35 => (0.3, "吨"),
        30.. => (1.0 + (at % 3) as f64 / 100.0, "吨"),
        _ => (1000.0 + (at % 3) as f64 * 10.0, "千克"),
    });
    let tried = ["run", "alerts", "--text", "alert red when yoy(flow[quantity]) <= -45% raise after 1"];
    let found = json(labelled.path(), &tried);
    assert_eq!(list(&found["table"]["rows"]).len(), 1, "300 kg after 1000 kg is a stop, in whatever unit: {found}");
    let answer = json(labelled.path(), &["watch"]);
    assert_eq!(alerts(&answer), [("unit-doubt", "yellow", "2023-12")], "a third of it at the same price in all");
    assert!(!codes(&answer).contains(&"MON203"), "{:?}", codes(&answer));
    assert_eq!(answer["today"]["numbers"][2]["value"], 1.0, "in another unit it reports as before");

    // Units that do not convert: unknown, and yet no silence.
    let pieces = office();
    steel(pieces.path(), |at| if at >= 33 { (12.0, "件") } else { (1000.0, "千克") });
    let answer = json(pieces.path(), &["watch"]);
    assert!(alerts(&answer).is_empty(), "{:?}", alerts(&answer));
    assert_eq!(codes(&answer).iter().filter(|code| **code == "MON203").count(), 1, "told once: {:?}", codes(&answer));

    // Nobody says that it is tonnes now: named, and nothing red or orange rests on it.
    let silent = office();
    steel(silent.path(), |at| if at >= 30 { (1.0, "千克") } else { (1000.0 + (at % 3) as f64 * 10.0, "千克") });
    let answer = json(silent.path(), &["watch", "--period", "2023-09"]);
    assert!(alerts(&answer).iter().all(|(rule, ..)| *rule == "unit-doubt"), "{:?}", alerts(&answer));
    let named = list(&answer["diagnostics"]).iter().find(|found| found["code"] == "MON208").expect("it is named");
    assert_eq!(named["found"], "340100>320100/steel 2023-07");
}

#[test]
fn a_past_period_is_told_as_it_was() {
    let office = office();
    let at = office.path();
    rule(at, &["g,\"alert graded(0.8, impact) when power < 80 raise after 1\",,"]);
    let mut rows = Vec::new();
    for month in months(2023..=2023) {
        let low = month.as_str() >= "2023-09";
        rows.push(format!("power,340100,{month},{},u", if low { 70 } else { 100 }));
        rows.push(format!("impact,340100,{month},{},", if month.as_str() >= "2023-11" { 0.5 } else { 0.1 }));
    }
    put(at, "indicator", INDICATORS, &rows);
    let september = json(at, &["watch", "--period", "2023-09"]);
    let alert = &september["alerts"][0];
    assert_eq!((&alert["grade"], &alert["last_hit"]), (&"orange".into(), &"2023-09".into()), "{alert}");
    assert_eq!(alert["evidence"], "impact 0.1; power 70", "what the grade rests on, too");
    assert!(text(&september["today"]["sentences"][0]["text"]["en"]).contains("orange since 2023-09"));
    let november = json(at, &["watch", "--period", "2023-11"]);
    let alert = &november["alerts"][0];
    assert_eq!((&alert["grade"], &alert["was"]), (&"red".into(), &"orange".into()), "{alert}");
    assert_eq!(alert["course"], serde_json::json!(["2023-09 orange", "2023-11 red"]));
    assert!(text(&alert["evidence"]).contains("2023-11 impact 0.5"), "{alert}");
    assert!(text(&alert["sentence"]["en"]).contains("up since 2023-09, red since 2023-11"), "{alert}");
}

#[test]
fn an_inspection_finds_what_is_its_own_as_it_was_that_day() {
    let office = office();
    let at = office.path();
    rule(at, &["open,alert orange when power < 50 raise after 1,,"]);
    power(at, &["340100", "320100"], &months(2024..=2024), |month| match month {
        "2024-05" | "2024-06" => Some(40),
        _ => Some(100),
    });
    let inspections =
        ["ah,340000,monthly,5,open,Anhui office,2024-07-01", "js,320000,monthly,5,open,Jiangsu office,2024-07-01"];
    put(at, "inspection", "inspection_id,region,cadence,day,checks,owner,start", &inspections.map(str::to_owned));
    let made = json(at, &["inspect", "--day", "2024-07-05"]);
    let found: Vec<(&str, &str, &str)> = list(&made["runs"])
        .iter()
        .flat_map(|run| {
            list(&run["findings"])
                .iter()
                .map(move |found| (text(&run["id"]), text(&found["region"]), text(&found["owner"])))
        })
        .collect();
    assert_eq!(
        found,
        [("ah@2024-07-05", "340100", "Anhui office"), ("js@2024-07-05", "320100", "Jiangsu office")],
        "the low months are over in the newest data, and were not in July"
    );
}

#[test]
fn what_was_settled_and_still_stands_is_found_again() {
    let office = office();
    let at = office.path();
    rule(at, &["open,alert orange when power < 50 raise after 1,,"]);
    power(at, &["340100"], &months(2024..=2030), |month| Some(if month >= "2024-05" { 40 } else { 100 }));
    let row = "ah,340000,monthly,5,open,Anhui office,2024-06-01".to_owned();
    put(at, "inspection", "inspection_id,region,cadence,day,checks,owner,start", &[row]);
    let found = |day: &str| -> Vec<String> {
        let made = json(at, &["inspect", "--day", day]);
        let runs = list(&made["runs"]).iter().flat_map(|run| list(&run["findings"]).iter());
        runs.map(|found| text(&found["id"]).to_owned()).collect()
    };
    assert_eq!(found("2024-06-05"), ["open/>340100>>/2024-05"]);
    assert!(found("2024-07-05").is_empty(), "what is open is not opened again");
    fine(at, &["finding", "close", "open/>340100>>/2024-05", "--why", "fixed", "--day", "2024-07-20"]);
    assert_eq!(found("2024-08-05"), ["open/>340100>>/2024-05/2"]);
    assert!(found("2024-09-05").is_empty());
}

#[test]
fn a_port_is_a_region_by_its_name_or_nothing() {
    let office = office();
    let at = office.path();
    rule(at, &["open,alert orange when power < 50 raise after 1,,"]);
    power(at, &["340100"], &months(2024..=2024), |_| Some(40));
    for port in ["340000", "安徽省", "Anhui"] {
        let answer = json(at, &["watch", "--port", port]);
        assert_eq!((list(&answer["alerts"]).len(), &answer["port"]["id"]), (1, &"340000".into()), "{port}");
    }
    for wrong in ["34000", "340001"] {
        let refused = run(at, &["watch", "--port", wrong]);
        assert!(refused.exit == Some(3) && refused.err.contains("340000"), "{}", refused.err);
    }
    let elsewhere = json(at, &["watch", "--port", "320000"]);
    assert!(list(&elsewhere["freshness"]).is_empty(), "what Jiangsu reports is not what Anhui reports");
}

#[test]
fn each_is_told_once_whoever_asks() {
    let office = office();
    let at = office.path();
    rule(at, &["open,alert orange when power < 50 raise after 1,,"]);
    power(at, &["340100", "320100"], &months(2024..=2024), |_| Some(40));
    let settings = at.join("liantu.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, format!("{text}\n[notify]\ngrade = \"blue\"\nfolder = \"outbox\"\n")).expect("settings");
    for _ in 0..2 {
        for port in ["340000", "320000"] {
            fine(at, &["watch", "--port", port, "--notify"]);
        }
    }
    assert_eq!(std::fs::read_dir(at.join("outbox")).expect("a folder").count(), 2);
}
