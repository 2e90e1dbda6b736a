//! Alerts and findings have owners and ends: who did what, when and why, whatever falls over in between.

use crate::program::{fine, json, liantu, list, run, text};
use crate::watch::{flows, office};
use serde_json::Value;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// The alert of the stop in May, as `watch` lists it.
fn stop(folder: &Path) -> Value {
    let answer = json(folder, &["watch"]);
    list(&answer["alerts"]).iter().find(|alert| alert["rule"] == "flow-stop").expect("the alert").clone()
}

fn words(history: &Value) -> Vec<&str> {
    list(history).iter().map(|deed| text(&deed["kind"])).collect()
}

#[test]
fn an_alert_is_taken_note_of_assigned_put_off_and_resolved() {
    let office = office();
    let at = office.path();
    let alert = stop(at);
    assert!(alert["handling"].is_null(), "nobody has entered it");
    let id = text(&alert["id"]);
    let case = json(at, &["alert", "acknowledge", id, "--by", "链长办公室", "--why", "已电话核实"]);
    assert_eq!(case["handling"]["status"], "acknowledged");
    assert_eq!(words(&case["history"]), ["raised", "acknowledged"]);
    assert_eq!(case["history"][1]["by"], "链长办公室");
    assert_eq!(case["history"][1]["why"], "已电话核实");
    let again = run(at, &["alert", "acknowledge", id, "--by", "链长办公室"]);
    assert_eq!(again.exit, Some(6), "what its state does not admit is refused: {}", again.err);
    json(at, &["alert", "assign", id, "--to", "二科", "--by", "链长办公室"]);
    let up = json(at, &["alert", "escalate", id, "--by", "二科", "--why", "跨省"]);
    assert_eq!((&up["handling"]["level"], &up["handling"]["addressee"]), (&"coordination".into(), &"340000".into()));
    let past = run(at, &["alert", "snooze", id, "--until", "2020-01-01"]);
    assert_eq!(past.exit, Some(6), "{}", past.err);
    json(at, &["alert", "snooze", id, "--until", "2999-01-01", "--why", "货在途中"]);
    let answer = json(at, &["watch"]);
    assert_eq!(answer["today"]["quiet"], 1);
    let said = list(&answer["today"]["sentences"]).iter().filter(|said| said["alert"] == alert["id"]).count();
    assert_eq!(said, 0, "what is put off is not told again");
    // The next month comes: the same alert, with what was done about it, and nothing new is entered.
    std::fs::write(at.join("files/july.csv"), flows(36..37)).expect("a file");
    fine(at, &["import", "files/july.csv", "--table", "flow"]);
    let later = stop(at);
    assert_ne!(later["id"], alert["id"], "identifiers follow from the revision");
    assert_eq!((&later["handling"]["case"], &later["handling"]["status"]), (&alert["id"], &"snoozed".into()));
    let followed = json(at, &["alert", "follow"]);
    let entered = followed["raised"].as_u64().expect("a count");
    let once_more = json(at, &["alert", "follow"]);
    assert_eq!((&once_more["raised"], &once_more["cleared"]), (&0.into(), &0.into()), "each is entered once");
    let book = json(at, &["alert", "list"]);
    assert_eq!(list(&book).len() as u64, entered + 1);
    json(at, &["alert", "resolve", text(&later["id"]), "--why", "已有第二供应商", "--by", "二科"]);
    assert_eq!(json(at, &["alert", "follow"])["raised"], 0, "it still stands and is dealt with");
    let shown = json(at, &["alert", "show", id]);
    assert_eq!(words(&shown["history"]), ["raised", "acknowledged", "assigned", "escalated", "snoozed", "resolved"]);
    let by_list = json(at, &["alert", "show", text(&later["id"])]);
    assert_eq!(by_list["handling"], shown["handling"], "by the identifier of the newest list, too");
    // It is found again, with its rows, at the revision that it was entered from.
    let revision = shown["handling"]["revision"].to_string();
    let then = json(at, &["watch", "--as-of", &revision]);
    let found = list(&then["alerts"]).iter().find(|one| one["id"] == alert["id"]).expect("the same alert");
    assert_eq!((&found["rows"], &found["reason"]), (&alert["rows"], &alert["reason"]));
    assert_eq!(json(at, &["deal", "verify"])["sound"], true);
    let absent = run(at, &["alert", "resolve", "A00", "--why", "x"]);
    assert_eq!(absent.exit, Some(4), "{}", absent.err);
}

#[test]
fn what_nobody_takes_note_of_goes_up_where_days_are_named() {
    let office = office();
    let at = office.path();
    fine(at, &["alert", "follow"]);
    let settings = at.join("liantu.toml");
    let text = std::fs::read_to_string(&settings).expect("settings");
    std::fs::write(&settings, format!("{text}\n[escalation]\nred = 0\ndecision = \"省联席会议\"\n")).expect("settings");
    assert_eq!(json(at, &["alert", "follow"])["escalated"], 1);
    let alert = stop(at);
    assert_eq!(
        (&alert["handling"]["level"], &alert["handling"]["addressee"]),
        (&"coordination".into(), &"340000".into())
    );
    assert_eq!(json(at, &["alert", "follow"])["escalated"], 1);
    assert_eq!(stop(at)["handling"]["addressee"], "省联席会议");
    assert_eq!(json(at, &["alert", "follow"])["escalated"], 0, "there is none above");
    std::fs::write(&settings, format!("{text}\n[escalation]\nrde = 3\n")).expect("settings");
    let wrong = run(at, &["alert", "follow"]);
    assert!(wrong.exit == Some(3) && wrong.err.contains("rde"), "{}", wrong.err);
}

#[test]
fn findings_are_assigned_and_closed() {
    let office = office();
    let at = office.path();
    let found = json(at, &["inspect", "--day", "2024-07-06"]);
    let id = text(&found["runs"][0]["findings"][0]["id"]);
    let overdue = |day: &str| list(&json(at, &["inspect", "--day", day])["overdue"]).len();
    assert_eq!(overdue("2024-08-01"), 1);
    json(at, &["finding", "due", id, "--day", "2024-08-20", "--by", "协调办", "--why", "部件在途"]);
    assert_eq!(overdue("2024-08-01"), 0, "it is due later");
    let view = json(at, &["finding", "assign", id, "--to", "二科", "--by", "协调办"]);
    assert_eq!((&view["owner"], &view["due"]), (&"二科".into(), &"2024-08-20".into()));
    let early = run(at, &["finding", "close", id, "--day", "2024-01-01", "--why", "x"]);
    assert_eq!(early.exit, Some(6), "{}", early.err);
    let unsaid = run(at, &["finding", "close", id, "--day", "2024-09-01"]);
    assert_eq!(unsaid.exit, Some(6), "{}", unsaid.err);
    let closed = json(at, &["finding", "close", id, "--day", "2024-09-01", "--why", "已有第二供应商", "--by", "二科"]);
    assert_eq!(words(&closed["history"]), ["due", "assigned", "closed"]);
    assert_eq!(overdue("2024-10-01"), 0);
    let matters = json(at, &["watch", "--day", "2024-10-01"]);
    let matter = list(&matters["matters"]).iter().find(|matter| matter["id"] == view["id"]).expect("the finding");
    assert_eq!((&matter["standing"], &matter["owner"]), (&"settled_late".into(), &"二科".into()));
    assert_eq!(run(at, &["finding", "assign", "none", "--to", "x"]).exit, Some(4));
}

/// Starts a command and kills it after a while; whether it ended before.
fn killed(folder: &Path, arguments: &[&str], moment: u64) -> bool {
    let mut child = liantu()
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(Duration::from_millis(moment));
    child.kill().expect("a signal");
    child.wait().expect("an end").success()
}

#[test]
fn a_killed_inspection_is_made_once() {
    let office = office();
    let at = office.path();
    let counted = || {
        let rows =
            json(at, &["sql", "select entry, finding_id, count(*) as n from finding group by entry, finding_id"]);
        list(&rows["rows"])
            .iter()
            .map(|row| (text(&row[0]).to_owned(), row[2].as_u64().expect("a count")))
            .collect::<Vec<_>>()
    };
    for moment in [20, 60, 120, 200, 350, 600] {
        killed(at, &["inspect", "--day", "2024-09-20"], moment);
        let log = json(at, &["log"]);
        let there = list(&log["revisions"]).iter().any(|own| text(&own["note"]).starts_with("inspect:"));
        if there {
            // All runs of the quarter and what they found, or nothing.
            assert_eq!(counted().iter().filter(|(entry, _)| entry == "run").count(), 3, "after {moment} ms");
        }
    }
    fine(at, &["inspect", "--day", "2024-09-20"]);
    let all = counted();
    assert_eq!(all.iter().filter(|(entry, _)| entry == "run").count(), 3);
    assert!(all.iter().all(|(_, count)| *count == 1), "{all:?}");
}

#[test]
fn a_killed_act_is_entered_or_not() {
    let office = office();
    let at = office.path();
    fine(at, &["alert", "follow"]);
    let alert = stop(at);
    let id = text(&alert["handling"]["case"]);
    let mut known = 1;
    for (number, moment) in [10, 30, 60, 100, 160, 250, 400].into_iter().enumerate() {
        let to = format!("desk {number}");
        let ended = killed(at, &["alert", "assign", id, "--to", &to], moment);
        let shown = json(at, &["alert", "show", id]);
        let count = list(&shown["history"]).len();
        assert!(count == known || count == known + 1, "after {moment} ms: {count}");
        if ended {
            assert_eq!(count, known + 1, "what was acknowledged is there");
            assert_eq!(shown["handling"]["assignee"], to.as_str());
        }
        known = count;
    }
    assert_eq!(json(at, &["deal", "verify"])["sound"], true);
    json(at, &["alert", "resolve", id, "--why", "done"]);
}
