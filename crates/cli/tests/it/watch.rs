//! An office at work: monthly files come in, rules are put, inspections are made, the report is printed.

use crate::program::{fine, json, list, parse, run, text};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;
use tempfile::TempDir;

/// A workspace with three years of monthly flows, of which one stops in May 2024.
pub fn office() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fine(at, &["new", "."]);
    let inbox = at.join("files");
    std::fs::create_dir(&inbox).expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(inbox.join(name), text).expect("a file");
    write(
        "region.csv",
        "region,name_zh,name_en,level,parent\n310000,上海市,Shanghai,province,\n340000,安徽省,Anhui,province,\n\
         340100,合肥市,Hefei,city,340000\n340200,芜湖市,Wuhu,city,340000\n",
    );
    write("chain_node.csv", "node,name_zh,name_en,stage\n85423100,处理器,Processors,midstream\n");
    write(
        "inspection.csv",
        "inspection_id,title_zh,region,cadence,day,checks,owner,remedy_days,grace_days,start\n\
         customs,海关数据检查,340100,monthly,5,flow-stop|source_freshness|weather,链长办公室,20,5,2024-06-01\n",
    );
    write(
        "event.csv",
        "event_id,date,kind,region,title_zh,title_en\ne1,2024-05-03,shock,340100,供应商停产,Supplier stops\n",
    );
    write("flow.csv", &flows(0..36));
    for table in ["region", "chain_node", "inspection", "event", "flow"] {
        fine(at, &["import", &format!("files/{table}.csv"), "--table", table]);
    }
    folder
}

/// Two flows by month from July 2021; that into Hefei loses most of it from May 2024 on.
pub fn flows(months: std::ops::Range<u32>) -> String {
    let mut rows = "origin,destination,layer,item,period,value,unit,quantity,quantity_unit\n".to_owned();
    for month in months {
        let (year, number) = (2021 + (month + 6) / 12, (month + 6) % 12 + 1);
        for (place, usual) in [("340100", 1000), ("340200", 500)] {
            let quantity = if place == "340100" && month >= 34 { 300 } else { usual + month * 7 % 50 };
            // Writing to a string cannot fail.
            let _ =
                writeln!(rows, "310000,{place},IND,85423100,{year}-{number:02},{},CNY,{quantity},kg", quantity * 20);
        }
    }
    rows
}

fn alerts(answer: &Value) -> Vec<(&str, &str, &str)> {
    list(&answer["alerts"])
        .iter()
        .map(|alert| (text(&alert["rule"]), text(&alert["grade"]), text(&alert["since"])))
        .collect()
}

#[test]
fn a_stop_is_told_with_its_rows_and_its_port() {
    let office = office();
    let answer = json(office.path(), &["watch"]);
    assert_eq!((&answer["period"], &answer["shipped_rules"]), (&"2024-06".into(), &true.into()));
    assert!(alerts(&answer).contains(&("flow-stop", "red", "2024-05")), "{:?}", alerts(&answer));
    let alert = list(&answer["alerts"]).iter().find(|alert| alert["rule"] == "flow-stop").expect("the alert");
    assert_eq!((&alert["stage"], &alert["region"]["id"]), (&"midstream".into(), &"340100".into()));
    assert!(list(&alert["rows"]).iter().all(|row| text(row).starts_with("flow:")));
    assert!(list(&answer["today"]["sentences"]).len() <= 5 && list(&answer["today"]["numbers"]).len() == 3);
    assert!(text(&answer["today"]["sentences"][0]["text"]["zh"]).contains("合肥市"));
    let heat = &answer["heat"];
    assert_eq!(heat["regions"][0]["id"], "340100", "the gravest comes first");
    assert_eq!(heat["cells"][0][0]["grade"], "red");
    let before = json(office.path(), &["watch", "--period", "2024-04"]);
    assert!(alerts(&before).iter().all(|(rule, ..)| *rule != "flow-stop"), "April knows nothing of May");
    let elsewhere = json(office.path(), &["watch", "--port", "340200"]);
    assert!(alerts(&elsewhere).iter().all(|(rule, ..)| *rule != "flow-stop"), "{:?}", alerts(&elsewhere));
    let province = json(office.path(), &["watch", "--port", "340000"]);
    assert!(alerts(&province).contains(&("flow-stop", "red", "2024-05")));
}

#[test]
fn a_rule_is_tried_on_the_past() {
    let office = office();
    let rule = "--backtest=alert red when yoy(flow[quantity]) <= -45%";
    let tried = json(office.path(), &["watch", rule]);
    let outlook = &tried["rules"][0];
    assert_eq!((&outlook["fired"], &outlook["caught"], &outlook["wrong"]), (&1.into(), &1.into(), &0.into()));
    assert!(text(&outlook["sentence"]["en"]).starts_with("would have fired 1 times; caught 1 of 1 shocks"));
    let wrong = run(office.path(), &["watch", "--backtest=alert red when yy(flow[quantity]) <= -45%"]);
    assert_eq!(wrong.exit, Some(3), "{}", wrong.err);
    assert!(wrong.err.contains("line 1, column 16") && wrong.err.contains("yoy"), "{}", wrong.err);
}

#[test]
fn a_rule_whose_indicator_is_not_there_is_told_and_the_others_are_put() {
    let office = office();
    let rules = "rule_id,title_en,text\nstop,Stop,alert red when yoy(flow[quantity]) <= -45%\n\
                 power,Power,alert red when yoy(power) <= -20%\n";
    std::fs::write(office.path().join("rule.csv"), rules).expect("a file");
    fine(office.path(), &["import", "rule.csv", "--table", "rule"]);
    let answer = json(office.path(), &["watch"]);
    assert!(alerts(&answer).iter().any(|(rule, grade, _)| (*rule, *grade) == ("stop", "red")), "{:?}", alerts(&answer));
    let found: Vec<&str> = list(&answer["diagnostics"]).iter().map(|found| text(&found["code"])).collect();
    assert!(found.contains(&"MON201"), "{found:?}");
    // Which row of the table, and which letters of its text.
    let place =
        &list(&answer["diagnostics"]).iter().find(|found| found["code"] == "MON201").expect("it is told")["place"];
    assert_eq!((place["row"].as_u64(), place["field"].as_str()), (Some(2), Some("text")), "{place}");
    let [from, to] =
        [0, 1].map(|end| usize::try_from(place["bytes"][end].as_u64().expect("a number")).expect("a place"));
    assert_eq!(&"alert red when yoy(power) <= -20%"[from..to], "power", "{place}");
}

#[test]
fn inspections_are_carried_out_exactly_once() {
    let office = office();
    let first = json(office.path(), &["inspect", "--day", "2024-07-06"]);
    let ids: Vec<&str> = list(&first["runs"]).iter().map(|run| text(&run["id"])).collect();
    assert_eq!(ids, ["customs@2024-06-05", "customs@2024-07-05"]);
    assert_eq!(first["runs"][0]["unanswered"], serde_json::json!(["weather"]));
    let found = |run: usize| list(&first["runs"][run]["findings"]).len();
    assert_eq!((found(0), found(1)), (1, 0), "an open problem is not opened again");
    let again = json(office.path(), &["inspect", "--day", "2024-07-06"]);
    assert_eq!((list(&again["runs"]).len(), &again["revision"]), (0, &Value::Null));
    let later = json(office.path(), &["inspect", "--day", "2024-09-20"]);
    let ids: Vec<&str> = list(&later["runs"]).iter().map(|run| text(&run["id"])).collect();
    assert_eq!(ids, ["customs@2024-08-05", "customs@2024-09-05"]);
    let overdue = list(&later["overdue"]);
    assert_eq!((overdue.len(), &overdue[0]["level"]), (1, &"decision".into()), "{overdue:?}");
    let rows = json(office.path(), &["sql", "select count(*) as n from finding where entry = 'run'"]);
    assert_eq!(rows["rows"][0][0], 4);
}

#[test]
fn the_report_is_the_same_bytes_and_can_be_frozen() {
    let office = office();
    for (file, lang) in [("one.html", "zh"), ("one.docx", "zh"), ("one.xlsx", "en"), ("one.json", "en")] {
        let write = |name: &str| {
            fine(office.path(), &["report", "--port", "340000", "--period", "2024-06", "-o", name, "--lang", lang]);
            std::fs::read(office.path().join(name)).expect("a file")
        };
        assert_eq!(write(file), write(&format!("again-{file}")), "{file}");
    }
    let page = std::fs::read_to_string(office.path().join("one.html")).expect("a page");
    assert!(page.contains("安徽省") && page.contains("断流") && page.contains("16,900"), "the sum of June");
    assert!(
        page.contains("&amp;w.day=2024-06-30&amp;w.period=2024-06&amp;w.port=340000\""),
        "links say what they open"
    );
    let frozen = json(office.path(), &["report", "--period", "2024-06", "--freeze"]);
    let id = text(&frozen["frozen"]["id"]);
    let listed = json(office.path(), &["report", "--list"]);
    assert_eq!(listed[0]["sha256"], frozen["sha256"]);
    fine(office.path(), &["import", "files/event.csv", "--table", "event"]);
    fine(office.path(), &["report", "--frozen", id, "-o", "kept.json"]);
    let kept = std::fs::read_to_string(office.path().join("kept.json")).expect("a report");
    assert_eq!(parse(&kept)["revision"], frozen["revision"], "it stays with its revision");
    let template = office.path().join("mine.toml");
    let shipped = fine(office.path(), &["report", "--print-template"]).out;
    std::fs::write(&template, shipped.replacen("{red} 项", "{rde} 项", 1)).expect("a template");
    let wrong = run(office.path(), &["report", "--template", "mine.toml", "-o", "x.html"]);
    assert_eq!(wrong.exit, Some(3), "{}", wrong.err);
    assert!(wrong.err.contains("line 17, column 26") && wrong.err.contains("red"), "{}", wrong.err);
    assert!(!Path::new(&office.path().join("x.html")).exists());
    let wrong = run(office.path(), &["report", "-o", "x.odt"]);
    assert!(wrong.exit == Some(3) && wrong.err.contains(".pdf"), "{}", wrong.err);
}

#[test]
fn pages_are_printed_by_what_is_there_or_refused_with_what_is_missing() {
    let office = office();
    let settings = office.path().join("liantu.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, format!("printer = \"/no/such/browser\"\n{text}")).expect("settings");
    let refused = run(office.path(), &["report", "--period", "2024-06", "-o", "june.pdf"]);
    assert!(refused.exit == Some(3) && refused.err.contains("printer"), "{}", refused.err);
    std::fs::write(&settings, text).expect("settings");
    let print = |name: &str| run(office.path(), &["report", "--period", "2024-06", "--lang", "zh", "-o", name]);
    let first = print("june.pdf");
    if first.exit == Some(6) {
        assert!(first.err.contains("LibreOffice"), "a machine without a browser says so: {}", first.err);
        return;
    }
    assert_eq!(first.exit, Some(0), "{}", first.err);
    assert_eq!(print("again.pdf").exit, Some(0));
    let bytes = |name: &str| std::fs::read(office.path().join(name)).expect("a file");
    assert!(bytes("june.pdf").starts_with(b"%PDF-"));
    assert_eq!(bytes("june.pdf"), bytes("again.pdf"), "no clock is left in it");
}

#[test]
fn a_watched_folder_takes_each_content_once() {
    let office = office();
    let inbox = office.path().join("inbox");
    std::fs::create_dir(&inbox).expect("a folder");
    let july = flows(36..37);
    std::fs::write(inbox.join("july.csv"), &july).expect("a file");
    std::fs::write(inbox.join("july-copy.csv"), &july).expect("a file");
    std::fs::write(inbox.join("august.csv.part"), &july).expect("a file");
    std::fs::write(inbox.join("wrong.csv"), july.replace("310000,340100", "999999,340100")).expect("a file");
    let arguments = ["import", "--watch", "inbox", "--every", "1", "--once", "--table", "flow", "--json"];
    let lines = fine(office.path(), &arguments).out;
    let told: Vec<Value> = lines.lines().map(parse).collect();
    let result = |name: &str| told.iter().find(|line| line["file"] == name).map(|line| text(&line["result"]));
    assert_eq!((result("july-copy.csv"), result("july.csv")), (Some("imported"), Some("repeated")), "{told:?}");
    assert_eq!((result("wrong.csv"), result("august.csv.part")), (Some("rejected"), None), "{told:?}");
    assert!(inbox.join("wrong.csv.liantu-report.txt").exists() && inbox.join("wrong.csv").exists());
    let again = fine(office.path(), &arguments).out;
    assert!(again.lines().map(parse).all(|line| line["result"] == "repeated"), "{again}");
    let rows = json(office.path(), &["sql", "select count(*) as n from flow where period = '2024-07'"]);
    assert_eq!(rows["rows"][0][0], 2);
}

#[test]
fn nobody_is_told_unless_a_way_is_configured() {
    let office = office();
    let told = json(office.path(), &["watch", "--notify"]);
    assert_eq!(told["told"]["configured"], false);
    let settings = office.path().join("liantu.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, format!("{text}\n[notify]\ngrade = \"red\"\nfolder = \"outbox\"\n")).expect("settings");
    let told = json(office.path(), &["watch", "--notify"]);
    assert_eq!(told["told"]["alerts"]["file"], 1, "{}", told["told"]);
    let file =
        std::fs::read_dir(office.path().join("outbox")).expect("a folder").next().expect("a file").expect("a file");
    let message = parse(&std::fs::read_to_string(file.path()).expect("a file"));
    assert_eq!(message["alerts"][0]["rule"], "flow-stop");
    let again = json(office.path(), &["watch", "--notify"]);
    assert_eq!(again["told"]["alerts"]["file"], 0, "told once");
    std::fs::write(&settings, format!("{text}\n[notify]\nfodler = \"outbox\"\n")).expect("settings");
    let wrong = run(office.path(), &["watch", "--notify"]);
    assert!(wrong.exit == Some(3) && wrong.err.contains("folder"), "{}", wrong.err);
}

#[test]
fn rules_are_judged_on_planted_shocks() {
    let office = office();
    let judged = json(office.path(), &["watch", "--judge"]);
    let all = &judged["rows"][0];
    assert_eq!(all[1], 1000);
    assert!(
        all[3].as_f64().is_some_and(|rate| rate >= 0.95) && all[6].as_f64().is_some_and(|rate| rate <= 0.05),
        "{all}"
    );
}
