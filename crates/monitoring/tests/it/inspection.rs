//! What is due when, and who has to answer.

use liantu_model::Period;
use liantu_model::period::{epoch_days, from_epoch_days};
use liantu_monitoring::alert::Level;
use liantu_monitoring::inspection::calendar::{Cadence, Calendar, Day, Shift, cycles};
use liantu_monitoring::inspection::freshness::freshness;
use liantu_monitoring::inspection::{Inspection, Journal, Matter, Standing, due, fire};
use proptest::prelude::*;

fn day(text: &str) -> Day {
    epoch_days(text.parse::<Period>().unwrap().start)
}

fn days(runs: &[liantu_monitoring::inspection::Run]) -> Vec<String> {
    runs.iter().map(|run| from_epoch_days(run.day).unwrap().to_string()).collect()
}

fn inspection(cadence: Cadence, day: i32, shift: Shift) -> Inspection {
    Inspection { id: "i".to_owned(), cadence, day, shift, start: None, end: None }
}

#[test]
fn days_off_move_runs() {
    // National Day 2024: off from 1 to 7 October, worked on Sunday 29 September and Saturday 12 October.
    let calendar = Calendar::new(day("2024-10-01")..day("2024-10-08"), [day("2024-09-29"), day("2024-10-12")]);
    let (from, to) = (day("2024-08-01"), day("2024-12-01"));
    let monthly = due(&inspection(Cadence::Monthly, 1, Shift::Next), &calendar, from, to);
    assert_eq!(days(&monthly), ["2024-08-01", "2024-09-02", "2024-10-08", "2024-11-01"]);
    let before = due(&inspection(Cadence::Monthly, 5, Shift::Previous), &calendar, from, to);
    assert_eq!(days(&before), ["2024-08-05", "2024-09-05", "2024-09-30", "2024-11-05"]);
    let last = due(&inspection(Cadence::Monthly, -1, Shift::None), &calendar, from, to);
    assert_eq!(days(&last), ["2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30"]);
    let beyond = due(&inspection(Cadence::Monthly, 31, Shift::None), &calendar, day("2024-02-01"), day("2024-03-01"));
    assert_eq!(days(&beyond), ["2024-02-29"], "a month without a 31st has its last day");
    let weekly = due(&inspection(Cadence::Weekly, 7, Shift::Next), &calendar, day("2024-09-23"), day("2024-10-14"));
    assert_eq!(days(&weekly), ["2024-09-23", "2024-09-29", "2024-10-08"], "Sunday 29 September is worked");
    let quarterly = due(&inspection(Cadence::Quarterly, 10, Shift::Next), &calendar, from, to);
    assert_eq!(days(&quarterly), ["2024-10-10"]);
}

#[test]
fn what_is_overdue_goes_up() {
    let matter = Matter { opened: 100, due: 110, closed: None, grace: 5 };
    for (now, standing) in [
        (110, Standing::Open),
        (111, Standing::Overdue(Level::Execution)),
        (115, Standing::Overdue(Level::Execution)),
        (116, Standing::Overdue(Level::Coordination)),
        (120, Standing::Overdue(Level::Coordination)),
        (121, Standing::Overdue(Level::Decision)),
    ] {
        assert_eq!(matter.standing(now), standing, "{now}");
    }
    let closed = Matter { closed: Some(112), ..matter };
    assert_eq!(
        (closed.standing(111), closed.standing(112)),
        (Standing::Overdue(Level::Execution), Standing::SettledLate)
    );
    assert_eq!((closed.age(111), closed.age(200)), (11, 12));
}

#[test]
fn silence_and_gaps_are_told() {
    let nan = f64::NAN;
    let series: [&[f64]; 3] = [&[1.0, nan, 3.0, nan, nan], &[nan, nan, 2.0, 5.0, nan], &[nan; 5]];
    let found = freshness(series, 4);
    assert_eq!((found.first, found.last, found.late, found.gaps, found.silent), (Some(0), Some(3), Some(1), 1, 2));
    assert_eq!((found.coverage, found.last_coverage), (Some(0.5), Some(0.0)));
    assert_eq!(freshness([[nan].as_slice()], 0).coverage, None);
}

fn cadences() -> impl Strategy<Value = Cadence> {
    prop::sample::select(vec![Cadence::Daily, Cadence::Weekly, Cadence::Monthly, Cadence::Quarterly, Cadence::Yearly])
}

proptest! {
    /// Cycles follow one another without gap or overlap.
    #[test]
    fn cycles_tile_time(cadence in cadences(), from in 10_000i32..20_000, length in 1i32..800) {
        let cycles = cycles(cadence, from, from + length);
        prop_assert!(cycles[0].contains(&from) && cycles[cycles.len() - 1].contains(&(from + length - 1)));
        prop_assert!(cycles.windows(2).all(|pair| pair[0].end == pair[1].start));
    }

    /// However the clock ticks (twice on a day, not for months, after a crash), exactly the due runs fire, once each.
    #[test]
    fn runs_fire_exactly_once(
        given in prop::collection::vec((cadences(), -5i32..32, 0usize..3), 1..4),
        off in prop::collection::btree_set(19_000i32..19_400, 0..40),
        ticks in prop::collection::vec(0i32..90, 1..12),
    ) {
        let calendar = Calendar::new(off, []);
        let inspections: Vec<Inspection> = given.iter().enumerate().map(|(number, &(cadence, day, shift))| Inspection {
            id: format!("i{number}"),
            cadence,
            day: if day == 0 { 1 } else { day },
            shift: [Shift::None, Shift::Next, Shift::Previous][shift],
            start: None,
            end: Some(19_350),
        }).collect();
        let (since, mut now, mut journal, mut fired) = (19_000, 19_000, Journal::new(), Vec::new());
        for (tick, later) in ticks.iter().enumerate() {
            now += later;
            let saved = journal.clone();
            let runs = fire(&inspections, &calendar, &mut journal, since, now);
            if tick % 3 == 2 {
                // The process fell before the journal was written: the runs come again.
                journal = saved;
            } else {
                prop_assert!(runs.iter().all(|run| run.day <= now));
                fired.extend(runs);
            }
        }
        fired.extend(fire(&inspections, &calendar, &mut journal, since, now));
        let mut expected: Vec<_> = inspections.iter().flat_map(|one| due(one, &calendar, since, now + 1)).collect();
        fired.sort();
        expected.sort();
        prop_assert_eq!(&fired, &expected);
        // Cut anywhere, what is due before and what is due after is what is due.
        for one in &inspections {
            let cut = i32::midpoint(since, now);
            let mut parts = due(one, &calendar, since, cut);
            parts.extend(due(one, &calendar, cut, now + 1));
            prop_assert_eq!(parts, due(one, &calendar, since, now + 1));
        }
    }
}

#[test]
fn findings_are_assigned_put_off_and_settled() {
    use liantu_model::text::text;
    use liantu_monitoring::inspection::handling::{Act, Finding, Refusal};
    let mut finding = Finding { opened: Some(100), due: Some(130), ..Finding::default() };
    let overdue = |finding: &Finding, now| {
        let (opened, due) = (finding.opened.unwrap_or(0), finding.due.unwrap_or(0));
        Matter { opened, due, closed: finding.closed, grace: 5 }.standing(now)
    };
    assert_eq!(overdue(&finding, 142), Standing::Overdue(Level::Decision));
    finding.take(&Act::Assigned("desk".to_owned()), "").unwrap();
    finding.take(&Act::Due(140), "the part is on its way").unwrap();
    assert_eq!(overdue(&finding, 142), Standing::Overdue(Level::Execution));
    let before = finding.clone();
    for (act, why, refusal) in [
        (Act::Assigned(" ".to_owned()), "", Refusal::Lacking(text("指派给谁", "whom it is assigned to"))),
        (Act::Due(99), "", Refusal::Early),
        (Act::Closed(99), "done", Refusal::Early),
        (Act::Closed(141), " ", Refusal::Lacking(text("理由", "the reason"))),
        (Act::Reopened, "", Refusal::Open),
    ] {
        assert_eq!(finding.take(&act, why), Err(refusal));
        let words = refusal.words();
        assert!(!words.zh.contains(|letter: char| letter.is_ascii_alphabetic()), "{words:?}");
        assert_eq!(finding, before, "what is refused changes nothing");
    }
    finding.take(&Act::Closed(141), "a second supplier").unwrap();
    assert_eq!(overdue(&finding, 142), Standing::SettledLate);
    assert_eq!(finding.take(&Act::Due(150), ""), Err(Refusal::Closed));
    finding.take(&Act::Reopened, "it was no supplier").unwrap();
    assert_eq!(overdue(&finding, 142), Standing::Overdue(Level::Execution));
}
