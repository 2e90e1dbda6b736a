//! `--as`: the program in the name of a port.

use crate::program::{fine, json, list, objects, run, text};
use crate::watch::office;
use std::path::Path;

#[test]
fn a_port_reads_what_it_may_see_and_is_refused_the_rest() {
    let office = office();
    let at = office.path();
    std::fs::write(at.join("port.csv"), "port,title_zh,title_en,region,finest\nwuhu,芜湖,Wuhu,340200,province\n")
        .expect("a file");
    fine(at, &["import", "port.csv"]);
    let flows =
        json(at, &["--as", "wuhu", "sql", "select distinct destination as d, source as s from flow order by d"]);
    let flows = objects(&flows);
    assert_eq!(flows.len(), 2, "{flows:?}");
    assert_eq!((&flows[0]["d"], &flows[0]["s"]), (&"340000".into(), &"outside_port".into()));
    assert_eq!(flows[1]["d"], "340200");
    // Events and inspections of Hefei are not there, its sums are.
    let events = run(at, &["--as", "wuhu", "sql", "select count(*) as n from event"]);
    assert!(events.exit == Some(3) && events.err.contains("not found"), "{}{}", events.out, events.err);
    let watch = fine(at, &["--as", "wuhu", "watch", "--scale", "province", "--json"]);
    assert!(!watch.out.contains("340100") && watch.out.contains("340000"), "{}", watch.out);
    fine(at, &["--as", "wuhu", "report", "--period", "2024-06", "-o", "wuhu.html"]);
    let report = std::fs::read_to_string(at.join("wuhu.html")).expect("a report");
    assert!(!report.contains("340100"), "{report}");
    for refused in
        [&["import", "port.csv"][..], &["restore", "1", "--yes"], &["deal", "list"], &["derive"], &["inspect"]]
    {
        let said = run(at, &[&["--as", "wuhu"], refused].concat());
        assert_eq!(said.exit, Some(5), "{refused:?}: {}{}", said.out, said.err);
        assert!(said.err.contains("wuhu"), "{refused:?}: {}", said.err);
    }
    let said = run(at, &["--as", "hefei", "tables"]);
    assert!(said.exit != Some(0) && said.err.contains("wuhu"), "{}", said.err);
    let said = run(at, &["--as", "wuhu", "--lang", "zh", "import", "port.csv"]);
    assert!(said.err.contains("无权"), "{}", said.err);
    // Reading as before: the whole.
    assert_eq!(json(at, &["sql", "select count(*) as n from event"])["rows"][0][0], 1);
}

#[test]
fn a_derived_number_is_explained_by_its_records() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fine(at, &["new", "."]);
    let text = "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n\
        1,import,85423100,KR,310000,2024-01,1,t,10,CNY\n2,import,85423100,KR,310000,2024-01,500,kg,4,CNY\n\
        1,import,85423100,KR,310000,2024-02,7,kg,3,CNY\n";
    std::fs::write(at.join("customs_record.csv"), text).expect("a file");
    fine(at, &["import", "customs_record.csv"]);
    let found = json(at, &["explain", "flow:1"]);
    assert_eq!(found["grid"]["total"], 2, "{found}");
    assert_eq!((&found["sum"]["value"], &found["sum"]["quantity"]), (&14.0.into(), &1500.0.into()), "{found}");
    assert_eq!(found["same"], true);
    let said = fine(at, &["explain", "flow:1"]);
    assert!(said.out.contains("customs-import") && said.out.contains("14 / 1500"), "{}", said.out);
    assert!(run(at, &["explain", "flow:9"]).err.contains("flow:9"));
    assert_eq!(run(at, &["explain", "region:1"]).exit, run(at, &["explain", "flow:9"]).exit);
}

/// In every row that is hidden from Wuhu, and in what is done about it; in nothing that is typed below.
const MARK: &str = "SECRET";
const HIDDEN: [(&str, &str); 7] = [
    ("port", "port,title_zh,title_en,region,finest\nwuhu,芜湖,Wuhu,340200,province\n"),
    ("source", "source_id,title_en,note\ns,SECRET,SECRET\n"),
    (
        "actor",
        "actor_id,name_zh,name_en,kind,region,source\nhidden,甲SECRET,SECRET firm,firm,340100,s\nseen,乙,Seen firm,firm,340200,\n",
    ),
    ("link", "link_id,from_actor,to_actor,layer,note\nl1,hidden,seen,IND,SECRET\n"),
    (
        "indicator",
        "indicator,region,period,value,note\npower_use,340100,2024-01,1,SECRET\npower_use,340200,2024-01,5,\n",
    ),
    ("event", "event_id,date,kind,region,title_zh,title_en\ne2,2024-05-09,shock,340100,SECRET,SECRET\n"),
    ("need", "need_id,kind,actor,region,title_en\nn1,technology,hidden,340100,SECRET\n"),
];

/// Every command that reads, with what it may be asked: ALERT and FROZEN stand for identifiers, OUT for a file to write.
const READING: [&str; 38] = [
    "tables",
    "tables actor",
    "sql|select * from actor",
    "sql|select * from link",
    "sql|select * from indicator",
    "sql|select * from event",
    "sql|select * from need",
    "sql|select * from source",
    "sql|select * from flow",
    "sql|select * from region",
    "sql|select * from actor|--as-of|2",
    "methods",
    "methods alerts",
    "run network_summary",
    "run degree",
    "run alerts",
    "run duplicate_actors",
    "watch",
    "watch --scale city",
    "watch --scale province",
    "watch --port 340100",
    "alert list",
    "alert show ALERT",
    "report -o OUT.html",
    "report --port 340100 -o OUT.html",
    "report --list",
    "report --frozen FROZEN -o OUT.html",
    "explain MON201",
    "explain flow:1",
    "explain indicator:1",
    "log",
    "export OUT",
    "config list",
    "config get name",
    "check files/flow.csv",
    "import files/flow.csv --dry-run",
    "deal list",
    "deal verify",
];
/// Every command that writes into the workspace.
const WRITING: [&str; 11] = [
    "import files/flow.csv --withdraw",
    "import --watch files --once",
    "derive",
    "inspect",
    "alert follow",
    "alert acknowledge ALERT --why done",
    "finding close f1 --why done",
    "report --freeze",
    "restore 1 --yes",
    "run degree --save mine",
    "config set name mine",
];
/// Commands that read no workspace that is there; what `serve` and `demo` answer is tried at the server.
const ELSEWHERE: [&str; 7] = ["new", "synth", "serve", "demo", "completions", "man", "help"];

fn words(line: &str) -> Vec<&str> {
    if line.contains('|') { line.split('|').collect() } else { line.split(' ').collect() }
}

/// All that a program said and wrote.
fn all_of(path: &Path) -> String {
    if path.is_dir() {
        return std::fs::read_dir(path)
            .expect("a folder")
            .map(|entry| all_of(&entry.expect("an entry").path()))
            .collect();
    }
    std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

#[test]
fn no_command_tells_what_the_port_may_not_see() {
    let office = office();
    let at = office.path();
    for (table, text) in HIDDEN {
        std::fs::write(at.join(format!("files/{table}-2.csv")), text).expect("a file");
        fine(at, &["import", &format!("files/{table}-2.csv"), "--table", table]);
    }
    let watch = json(at, &["watch"]);
    let alert = list(&watch["alerts"]).iter().find(|alert| alert["rule"] == "flow-stop").expect("an alert");
    let alert = text(&alert["id"]);
    fine(at, &["alert", "acknowledge", alert, "--why", MARK, "--by", MARK]);
    let frozen = json(at, &["report", "--freeze"]);
    let frozen = text(&frozen["frozen"]["id"]);
    let said = |line: &str, reader: &[&str]| {
        let out = if reader.is_empty() { "whole" } else { "part" };
        let _ = std::fs::remove_dir_all(at.join(out));
        let fill = |word: &str| word.replace("ALERT", alert).replace("FROZEN", frozen).replace("OUT", out);
        let words: Vec<String> = words(line).into_iter().map(fill).collect();
        let said = run(at, &[reader, &words.iter().map(String::as_str).collect::<Vec<_>>()].concat());
        let page = format!("{out}.html");
        let written = all_of(&at.join(out)) + &all_of(&at.join(&page));
        let _ = std::fs::remove_file(at.join(page));
        (said.exit, said.out + &said.err + &written)
    };
    // What is hidden would be told by so many.
    let planted = READING.iter().filter(|line| said(line, &[]).1.contains(MARK)).count();
    assert!(planted >= 10, "only {planted} commands tell it where everything is seen");
    let before = (json(at, &["log"]), json(at, &["alert", "list"]), json(at, &["report", "--list"]));
    let (mut answers, mut refusals) = (0, 0);
    for line in READING.iter().chain(&WRITING) {
        let (exit, told) = said(line, &["--as", "wuhu", "--json"]);
        assert!(!told.contains(MARK), "{line}: {told}");
        let exit = exit.expect("an exit");
        assert!(exit < 100, "{line}: {told}");
        answers += usize::from(exit == 0);
        refusals += usize::from(exit == 5);
    }
    assert!(answers > 20 && refusals > 6, "{answers} answers, {refusals} refusals");
    let after = (json(at, &["log"]), json(at, &["alert", "list"]), json(at, &["report", "--list"]));
    assert_eq!(before, after, "nothing was written");
    // No command is forgotten here.
    let help = fine(at, &["--help"]).out;
    let commands = help.split_once("Commands:\n").expect("commands").1.lines().take_while(|line| !line.is_empty());
    for command in commands.filter_map(|line| line.split_whitespace().next()) {
        let listed = READING.iter().chain(&WRITING).any(|line| line.split([' ', '|']).next() == Some(command));
        assert!(listed != ELSEWHERE.contains(&command), "{command}");
    }
}
