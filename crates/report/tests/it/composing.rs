//! What a report says, and what a template may ask for.

use crate::fixture::{alert, material, place};
use liantu_model::{Language, Words};
use liantu_report::document::{Cell, Part};
use liantu_report::material::{Handling, Material};
use liantu_report::{Report, Template, compose, template, today};

fn sentences(report: &Report) -> Vec<String> {
    let parts = report.sections.iter().flat_map(|section| &section.parts);
    let said = parts.filter_map(|part| if let Part::Sentence(said) = part { Some(said.text.zh.clone()) } else { None });
    said.collect()
}

#[test]
fn the_shipped_template_tells_what_stands_and_what_changed() {
    let report = compose(&Template::shipped(), &material());
    assert_eq!(report.title.zh, "安徽省产业链定期检查报告（2024-06）");
    let said = sentences(&report);
    assert!(said.contains(&"截至2024-06，安徽省范围内有 2 项预警未解除，与上期持平。".to_owned()), "{said:#?}");
    assert!(said.contains(&"其中红色 1 项、橙色 1 项，须优先处置。".to_owned()), "{said:#?}");
    assert!(said.contains(&"与 2024-05 相比：新发预警 1 项，解除 1 项。".to_owned()), "{said:#?}");
    let names: Vec<&str> = report.tables().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["alerts", "changes", "sums", "matters", "freshness"]);
    assert!(
        report
            .notes
            .iter()
            .all(|note| note.link.as_ref().is_some_and(|link| link.split(['?', '&']).any(|part| part == "at=7")))
    );
}

#[test]
fn what_is_unknown_is_never_zero() {
    let report = compose(&Template::shipped(), &material());
    let sums = report.tables().find(|table| table.name == "sums").expect("a table");
    let unknown = &sums.rows[1].cells;
    assert_eq!((&unknown[3], &unknown[5], &unknown[6]), (&Cell::Unknown, &Cell::Unknown, &Cell::Unknown));
    assert_eq!(unknown[4], Cell::Number(12_000.0));
    let empty = Material { period: "2024-06".to_owned(), ..Material::default() };
    let figure = liantu_report::compose::figure(&empty, "reporting").expect("a figure");
    assert_eq!((figure.value, figure.before), (None, None), "nothing that could report, no share");
}

#[test]
fn every_number_names_its_source() {
    let report = compose(&Template::shipped(), &material());
    for part in report.sections.iter().flat_map(|section| &section.parts) {
        match part {
            Part::Figures { figures } => assert!(figures.iter().all(|figure| !figure.notes.is_empty())),
            Part::Chart(chart) => assert!(!chart.notes.is_empty(), "{}", chart.title.en),
            Part::Table(table) => {
                let told = table.rows.iter().all(|row| !row.notes.is_empty() || row.link.is_some());
                assert!(told, "{}", table.name);
            }
            Part::Sentence(_) => {}
        }
    }
    let numbers = report.sections.iter().flat_map(|section| &section.parts).filter_map(|part| match part {
        Part::Sentence(said) => Some(&said.notes),
        _ => None,
    });
    assert!(numbers.flatten().all(|note| (1..=report.notes.len()).contains(note)));
}

#[test]
fn a_mistake_in_a_template_is_told_with_its_place() {
    for (from, to, mark, nearest) in [
        ("{red} 项、", "{rde} 项、", "rde", Some("red")),
        ("table = \"alerts\"", "table = \"alert\"", "\"alert\"", Some("alerts")),
        ("{alerts.change}。", "{alerts.chnage}。", "chnage", Some("change")),
        ("chart = \"heat\"", "char = \"heat\"", "char", None),
        ("when = \"red\"", "when = \"reds\"", "\"reds\"", Some("red")),
    ] {
        let text = template::SHIPPED.replacen(from, to, 1);
        assert_ne!(text, template::SHIPPED, "{from}");
        let error = Template::parse(&text).expect_err(to);
        let at = text.find(to).expect("the mistake") + to.find(mark).expect("the mark");
        let line = text[..at].rfind('\n').map_or(0, |place| place + 1);
        let place = (text[..at].matches('\n').count() + 1, text[line..at].chars().count() + 1);
        assert_eq!((error.line, error.column), place, "{to}: {error}");
        assert_eq!(error.nearest.as_deref(), nearest, "{to}: {error}");
        let words = error.words();
        assert!(words.zh.contains("第") && words.en.contains("line"), "{words:?}");
    }
    let two = "title = { zh = \"一\", en = \"1\" }\n[[section]]\ntitle = { zh = \"二\", en = \"2\" }\n[[section.part]]\ntable = \"alerts\"\nchart = \"heat\"\n";
    assert!(Template::parse(two).expect_err("two in one").expected.contains("sentence"));
}

#[test]
fn today_says_five_things_at_most_the_gravest_first() {
    let mut made = material();
    let said = today(&made);
    assert_eq!(said.numbers.len(), 3);
    assert_eq!(said.sentences.len(), 4, "{:#?}", said.sentences);
    assert_eq!(said.sentences[0].alert.as_deref(), Some("a1"), "what is new and red");
    assert_eq!(said.sentences[1].matter.as_deref(), Some("f1"), "what decision has to settle");
    assert!(said.sentences[0].text.zh.contains("红色预警") && said.sentences[0].text.en.contains("red since"));
    assert_eq!(said.freshness[0].name, "power_use", "what is late comes first");
    for more in 0..9 {
        let region = place(&format!("34{more}"), &format!("地{more}"), &format!("Place {more}"));
        made.alerts.push(alert(&format!("b{more}"), "yellow", region, "2024-06", true, true));
    }
    let said = today(&made);
    assert_eq!((said.sentences.len(), said.left_out), (5, 8));
    let quiet = today(&Material { period: "2024-06".to_owned(), ..Material::default() });
    assert_eq!(quiet.sentences[0].kind, "quiet");
    assert_eq!(quiet.numbers[2].value, None, "no series, no share");
    let mut on_time = Material { fresh: made.fresh.clone(), idle_rules: true, ..Material::default() };
    let said = |idle: Material| {
        let all = today(&idle).sentences.into_iter().map(|said| said.text.en);
        all.filter(|text| text.contains("no alert stands") || text.contains("No rule found")).collect::<String>()
    };
    on_time.fresh.iter_mut().for_each(|fresh| fresh.standing = None);
    assert!(said(on_time.clone()).starts_with("No rule found"), "rules that were put to nothing say nothing");
    assert!(said(Material { idle_rules: false, ..on_time }).contains("no alert stands"));
}

#[test]
fn links_open_what_the_report_speaks_of() {
    let mut made = material();
    made.asked = Some("链长 办公室".to_owned());
    let report = compose(&Template::shipped(), &made);
    let alerts = report.tables().find(|table| table.name == "alerts").expect("a table");
    let office = "%E9%93%BE%E9%95%BF%20%E5%8A%9E%E5%85%AC%E5%AE%A4";
    assert_eq!(
        alerts.rows[0].link.as_deref(),
        Some(&*format!("watch?v=2&at=7&w.alert=a1&w.day=2024-06-30&w.period=2024-06&w.port={office}&w.scale=city"))
    );
    let links = report.notes.iter().filter_map(|note| note.link.as_deref());
    assert!(links.clone().count() > 3 && links.clone().all(|link| link.contains("?v=2&at=7")));
    assert!(links.filter(|link| link.starts_with("data/")).all(|link| !link.contains("w.")));
}

#[test]
fn what_has_a_name_is_called_by_it_beside_its_code() {
    let mut alert = alert("a1", "red", place("340100", "合肥市", "Hefei"), "2024-06", true, true);
    assert_eq!(alert.subject().zh, "上海市→合肥市（85423100）");
    alert.about = Some(Words::new("处理器", "Processors"));
    assert_eq!(alert.subject().zh, "上海市→合肥市（处理器 85423100）");
    assert_eq!(alert.subject().en, "Shanghai → Hefei (Processors 85423100)");
}

#[test]
fn today_does_not_repeat_what_people_have_dealt_with() {
    let mut made = material();
    let handling = |status: &str, level: &str| Handling {
        case: "a1".to_owned(),
        status: status.to_owned(),
        level: level.to_owned(),
        assignee: Some("链长办公室".to_owned()),
        ..Handling::default()
    };
    let place = made.alerts.iter().position(|alert| alert.id == "a1").expect("the alert");
    made.alerts[place].handling = Some(handling("assigned", "coordination"));
    let said = today(&made);
    let text = &said.sentences[0].text;
    assert!(text.zh.ends_with("已指派（链长办公室），已上报协调层"), "{}", text.zh);
    assert!(text.en.ends_with("assigned (链长办公室), now with coordination"), "{}", text.en);
    for status in ["resolved", "snoozed"] {
        made.alerts[place].handling = Some(handling(status, "execution"));
        let said = today(&made);
        assert!(said.sentences.iter().all(|said| said.alert.as_deref() != Some("a1")), "{status}");
        assert_eq!(said.quiet, 1);
        assert_eq!(said.numbers[0].value, today(&material()).numbers[0].value, "the rule still finds it");
    }
}

#[test]
fn a_frozen_report_is_read_as_it_was_written() {
    let report = compose(&Template::shipped(), &material());
    let json = report.json();
    assert_eq!(Report::parse(&json).expect("a report"), report);
    assert_eq!(Report::parse(&json).expect("a report").json(), json);
    assert_eq!(Report::hash(&json).len(), 64);
    assert!(Report::parse(b"{}").is_err());
    assert!(!report.title.get(Language::En).is_empty());
}
