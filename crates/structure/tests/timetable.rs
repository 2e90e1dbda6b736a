//! Travel times: against searching every way, by hand, and on a real timetable.

use liantu_structure::space::{DAY, Stop, Timetable, Travel, TravelTime, clock, isochrone, travel_times};
use proptest::prelude::*;
use std::collections::BTreeMap;

const MINUTE: u32 = 60;

fn line(service: u32, stops: &[(u32, &str, &str)]) -> Vec<Stop> {
    let time = |text: &str| clock(text).unwrap();
    (0i64..)
        .zip(stops)
        .map(|(sequence, &(station, arrival, departure))| Stop {
            service,
            sequence,
            station,
            arrival: time(arrival),
            departure: time(departure),
        })
        .collect()
}

/// Four cities on a line and one beside it. City 1 has two stations, 1 and 5.
fn small() -> (Timetable, Vec<Option<u32>>) {
    let stops = [
        // A fast train through, a slow one, and one from the second station of city 1 to city 4.
        line(0, &[(0, "", "08:00"), (1, "08:30", "08:32"), (3, "09:20", "")]),
        line(1, &[(0, "", "08:10"), (1, "08:55", "09:00"), (2, "09:20", "09:25"), (3, "10:00", "")]),
        line(2, &[(5, "", "09:25"), (4, "09:50", "")]),
        line(3, &[(5, "", "10:05"), (4, "10:25", "")]),
        line(4, &[(0, "", "23:40"), (3, "00:50", "")]),
    ]
    .concat();
    let (timetable, findings) = Timetable::new(&stops, 6);
    assert!(findings.is_empty());
    (timetable, vec![Some(0), Some(1), Some(2), Some(3), Some(4), Some(1)])
}

fn of(times: &[TravelTime], from: u32, to: u32) -> Option<TravelTime> {
    times.iter().copied().find(|time| (time.from, time.to) == (from, to))
}

#[test]
fn a_small_timetable_by_hand() {
    let (timetable, place) = small();
    let travel = Travel { start: 8 * 3600, end: 9 * 3600, interchange: Some(3600), ..Travel::default() };
    let (times, findings) = travel_times(&timetable, &place, 5, travel);
    assert!(findings.is_empty());
    // 08:00 to 09:20 and 08:10 to 10:00 both stand: the later one leaves later and arrives later.
    let through = of(&times, 0, 3).unwrap();
    assert_eq!((through.best, through.median), (Some(80.0), Some(95.0)));
    assert_eq!((through.departures, through.direct), (2, 2));
    // Waiting: nobody before 08:00; 10 minutes for the 08:10, then the 23:40 that arrives at 00:50.
    let from_0810: f64 = (490..540).map(|minute| 24.0 * 60.0 + 50.0 - f64::from(minute) - 0.5).sum();
    let until_0810: f64 = (480..490).map(|minute| 600.0 - f64::from(minute) - 0.5).sum();
    assert!((through.expected.unwrap() - (from_0810 + until_0810) / 60.0).abs() < 1e-9);
    // To city 4 one changes stations within an hour: 08:30 + 60 reaches the 10:05, and so does 08:55 + 60; the train at 09:25
    // is not reached. The later departure beats the earlier one.
    let across = of(&times, 0, 4).unwrap();
    assert_eq!((across.best, across.departures, across.direct), (Some(135.0), 1, 0));
    // In half an hour the train at 09:25 is reached, from the 08:10 just so.
    let (times, _) = travel_times(&timetable, &place, 5, Travel { interchange: Some(30 * MINUTE), ..travel });
    assert_eq!(of(&times, 0, 4).unwrap().best, Some(100.0));
    let (times, _) = travel_times(&timetable, &place, 5, Travel { interchange: None, access: 1200, ..travel });
    assert_eq!(of(&times, 0, 4), None);
    assert_eq!(of(&times, 0, 3).unwrap().best, Some(100.0));
    assert_eq!(of(&times, 3, 0), None);
}

#[test]
fn the_circle_of_an_hour_by_hand() {
    let (timetable, place) = small();
    let (times, _) = travel_times(&timetable, &place, 5, Travel::default());
    let times: Vec<_> = times.iter().map(|time| (time.from, time.to, time.best.unwrap())).collect();
    let circle: Vec<_> = isochrone(&times, 60.0).iter().map(|one| (one.from, one.to, one.minutes)).collect();
    // From 0: city 1 after 30 minutes; 3 by night takes 70. From 1: 4 by the 10:05 in 20, 2 in 20, 3 in 48. From 2: 3 in 35.
    assert_eq!(circle, [(0, 1, 30.0), (1, 2, 20.0), (1, 4, 20.0), (1, 3, 48.0), (2, 3, 35.0)]);
}

/// The earliest arrival by trying every leg again and again until nothing gets better.
fn earliest(
    timetable: &Timetable,
    place: &[Option<u32>],
    origin: u32,
    ready: u32,
    target: u32,
    travel: Travel,
) -> Option<u32> {
    const NEVER: u32 = u32::MAX;
    let legs: Vec<_> = (0..3)
        .flat_map(|day| timetable.connections().iter().map(move |leg| (day, leg)))
        .filter_map(|(day, leg)| {
            // Day 0 is yesterday.
            let shift = |time: u32| (time + day * DAY).checked_sub(DAY);
            Some((shift(leg.departure)?, shift(leg.arrival)?, leg.from, leg.to, (leg.service, day)))
        })
        .filter(|leg| leg.0 >= travel.start && leg.0 < travel.end + DAY)
        .collect();
    let mut at: Vec<u32> = place.iter().map(|&place| if place == Some(origin) { ready } else { NEVER }).collect();
    let mut aboard: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut best = NEVER;
    loop {
        let mut better = false;
        for &(departure, arrival, from, to, service) in &legs {
            let boarded = aboard.get(&service).is_some_and(|&since| since <= departure);
            if !boarded && at[from as usize] > departure {
                continue;
            }
            if aboard.get(&service).is_none_or(|&since| since > departure) {
                aboard.insert(service, departure);
                better = true;
            }
            if place[to as usize] == Some(target) && arrival < best {
                (best, better) = (arrival, true);
            }
            for (station, &place_of) in place.iter().enumerate() {
                let change = if station == to as usize {
                    travel.transfer
                } else if place_of.is_some() && place_of == place[to as usize] {
                    let Some(walk) = travel.interchange else { continue };
                    walk
                } else {
                    continue;
                };
                if arrival + change < at[station] {
                    at[station] = arrival + change;
                    better = true;
                }
            }
        }
        if !better {
            return Some(best).filter(|&best| best != NEVER);
        }
    }
}

fn timetables() -> impl Strategy<Value = (Vec<Stop>, Vec<Option<u32>>)> {
    let stop = (0u32..7, 1u32..70, 0u32..20);
    let service = (0u32..1440, prop::collection::vec(stop, 2..5));
    let places = prop::collection::vec(prop_oneof![5 => (0u32..5).prop_map(Some), 1 => Just(None)], 7);
    (prop::collection::vec(service, 1..10), places).prop_map(|(services, places)| {
        let mut stops = Vec::new();
        for (service, (start, calls)) in (0u32..).zip(services) {
            let mut time = start * MINUTE;
            for (sequence, (station, run, stay)) in (0i64..).zip(calls) {
                let arrival = time + run * MINUTE;
                time = arrival + stay * MINUTE;
                stops.push(Stop { service, sequence, station, arrival: Some(arrival), departure: Some(time) });
            }
        }
        (stops, places)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn no_way_is_faster((stops, place) in timetables(), walk in prop::option::of(5u32..40)) {
        let (timetable, _) = Timetable::new(&stops, 7);
        let travel = Travel {
            start: 6 * 3600,
            end: 20 * 3600,
            transfer: 5 * MINUTE,
            interchange: walk.map(|walk| walk * MINUTE),
            access: 0,
        };
        let (times, _) = travel_times(&timetable, &place, 5, travel);
        for origin in 0..5 {
            for target in (0..5).filter(|&target| target != origin) {
                // Every moment at which something leaves is one to start at, if who comes a moment later arrives later.
                let arrival = |moment| earliest(&timetable, &place, origin, moment, target, travel);
                let fastest = timetable
                    .connections()
                    .iter()
                    .map(|leg| leg.departure % DAY)
                    .filter(|moment| (travel.start..travel.end).contains(moment))
                    .filter_map(|moment| Some((moment, arrival(moment)?)))
                    .filter(|&(moment, arrives)| arrival(moment + 1) != Some(arrives))
                    .map(|(moment, arrives)| arrives - moment)
                    .min();
                let found = of(&times, origin, target).and_then(|time| time.best);
                prop_assert_eq!(found, fastest.map(|seconds| f64::from(seconds) / 60.0), "{} to {}", origin, target);
            }
        }
    }

    #[test]
    fn one_more_service_slows_nobody((stops, place) in timetables(), drop in 0u32..10) {
        let all = Timetable::new(&stops, 7).0;
        let fewer: Vec<Stop> = stops.iter().copied().filter(|stop| stop.service != drop).collect();
        let fewer = Timetable::new(&fewer, 7).0;
        let (with, _) = travel_times(&all, &place, 5, Travel::default());
        let (without, _) = travel_times(&fewer, &place, 5, Travel::default());
        for before in without {
            let after = of(&with, before.from, before.to).unwrap();
            prop_assert!(before.best.is_none_or(|minutes| after.best.is_some_and(|after| after <= minutes)));
            if let Some(expected) = before.expected {
                prop_assert!(after.expected.unwrap() <= expected + 1e-9);
            }
        }
    }
}

/// The real timetable is not ours to ship: `LIANTU_HSR_TIMETABLE` names the workbook (stations, trains, stops of the Chinese
/// high-speed railway on 10 March 2016; metromancn/Parse12306).
#[test]
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "seconds of a day, hundreds of stations")]
fn a_real_timetable() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let Some(path) = std::env::var_os("LIANTU_HSR_TIMETABLE").filter(|path| std::path::Path::new(path).exists()) else {
        println!("skipped a_real_timetable: LIANTU_HSR_TIMETABLE names no file");
        return;
    };
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let sheet = book.worksheet_range("时刻表").unwrap();
    let time = |cell: &Data| match cell {
        Data::DateTime(moment) => Some((moment.as_f64().fract() * 86_400.0).round() as u32),
        cell => clock(&cell.to_string()).unwrap_or_else(|found| panic!("no time: {found}")),
    };
    let (mut stops, mut names): (Vec<Stop>, Vec<String>) = (Vec::new(), Vec::new());
    let mut number: BTreeMap<String, u32> = BTreeMap::new();
    let (mut service, mut runs) = (0, false);
    for row in sheet.rows().skip(1) {
        let days = row[13].to_string();
        if !row[0].to_string().is_empty() {
            service += 1;
            runs = days == "ALL" || days.split('|').any(|day| day == "2016-03-10");
        }
        if !runs {
            continue;
        }
        let name = row[8].to_string();
        let station = *number.entry(name.clone()).or_insert_with(|| {
            names.push(name);
            names.len() as u32 - 1
        });
        let sequence = row[7].to_string().parse().unwrap();
        stops.push(Stop { service, sequence, station, arrival: time(&row[9]), departure: time(&row[10]) });
    }
    assert_eq!(service, 4458);
    let before = std::time::Instant::now();
    let (timetable, findings) = Timetable::new(&stops, names.len());
    println!("{} stops, {} services, {} stations, {findings:?}", stops.len(), timetable.services(), names.len());
    // The stations of Shanghai are one place, every other station is one by itself.
    let shanghai = number["上海虹桥"];
    let is_shanghai = |name: &str| matches!(name, "上海" | "上海虹桥" | "上海南" | "上海西");
    let place: Vec<_> =
        (0u32..).zip(&names).map(|(station, name)| Some(if is_shanghai(name) { shanghai } else { station })).collect();
    let travel = Travel { start: 6 * 3600, end: 22 * 3600, ..Travel::default() };
    let (times, _) = travel_times(&timetable, &place, names.len(), travel);
    println!("{} pairs in {:?}", times.len(), before.elapsed());
    let to = |name: &str| of(&times, shanghai, number[name]).unwrap();
    for name in ["北京南", "杭州东", "南京南", "苏州", "合肥南", "广州南"] {
        println!("上海 → {name}: {:?}", to(name));
    }
    // As published for that spring: the fastest train to Beijing took 4 h 48 min, to Hangzhou 45 min.
    assert_eq!(to("杭州东").best, Some(45.0));
    assert!((285.0..=295.0).contains(&to("北京南").best.unwrap()));
    let times: Vec<_> = times.iter().filter_map(|time| Some((time.from, time.to, time.best?))).collect();
    let circle: Vec<&str> = isochrone(&times, 60.0)
        .into_iter()
        .filter(|one| one.from == shanghai)
        .map(|one| names[one.to as usize].as_str())
        .collect();
    println!("{} stations within an hour of Shanghai: {circle:?}", circle.len());
    for name in ["昆山南", "苏州", "无锡", "嘉兴南", "杭州东", "常州北"] {
        assert!(circle.contains(&name), "{name} lies within an hour of Shanghai");
    }
    for name in ["南京南", "合肥南", "宁波"] {
        assert!(!circle.contains(&name), "{name} lies beyond an hour of Shanghai");
    }
}

/// The worked example of the documentation; its numbers come from trying every way at every minute, in another program.
#[test]
#[allow(clippy::cast_possible_truncation, reason = "a handful of stations")]
fn the_worked_example() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples/travel_time");
    let rows = |file: &str| -> Vec<Vec<String>> {
        let text = std::fs::read_to_string(folder.join(file)).unwrap();
        text.lines().skip(1).map(|line| line.split(',').map(str::to_owned).collect()).collect()
    };
    let (mut services, mut stations): (Vec<String>, Vec<String>) = (Vec::new(), Vec::new());
    let id = |list: &mut Vec<String>, word: &str| {
        list.iter().position(|known| known == word).unwrap_or_else(|| {
            list.push(word.to_owned());
            list.len() - 1
        }) as u32
    };
    let mut place = Vec::new();
    let letter = |region: &str| u32::from(region.as_bytes()[0] - b'A');
    let stops: Vec<Stop> = rows("timetable.csv")
        .iter()
        .map(|row| {
            let station = id(&mut stations, &row[2]);
            if station as usize == place.len() {
                place.push(Some(letter(&row[3])));
            }
            Stop {
                service: id(&mut services, &row[0]),
                sequence: row[1].parse().unwrap(),
                station,
                arrival: clock(&row[4]).unwrap(),
                departure: clock(&row[5]).unwrap(),
            }
        })
        .collect();
    let (timetable, _) = Timetable::new(&stops, stations.len());
    let travel = Travel { start: 8 * 3600, end: 9 * 3600, interchange: Some(30 * MINUTE), ..Travel::default() };
    let (times, _) = travel_times(&timetable, &place, 5, travel);
    let expected = rows("expected.csv");
    assert_eq!(times.len(), expected.len());
    for (time, row) in times.iter().zip(&expected) {
        let found = [time.best, time.median, time.expected];
        let close = |found: &Option<f64>, cell: &String| match (found, cell.parse::<f64>()) {
            (Some(found), Ok(expected)) => (found - expected).abs() < 1e-9,
            (found, _) => found.is_none() && cell.is_empty(),
        };
        assert_eq!((time.from, time.to), (letter(&row[0]), letter(&row[1])));
        assert!(found.iter().zip(&row[5..8]).all(|(found, cell)| close(found, cell)), "{time:?} is not {row:?}");
        assert_eq!((time.departures.to_string(), time.direct.to_string()), (row[8].clone(), row[9].clone()), "{row:?}");
    }
}
