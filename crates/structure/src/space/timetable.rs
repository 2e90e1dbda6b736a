//! A timetable as connections: who leaves where and when, and arrives where and when.

use super::catalogue::note;
use liantu_model::Diagnostic;

/// Seconds of a day.
pub const DAY: u32 = 86_400;

/// A roll to the next day that makes a leg or a stay this long is a mistake, s.
const DOUBTFUL: u32 = 18 * 3600;

/// A stop of a service, its times in seconds after midnight of the day on which the service starts.
///
/// A time may be that of a clock: one that is earlier than the time before it is taken to be on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// The service: one run of a train, with one set of times.
    pub service: u32,
    /// Place within the service.
    pub sequence: i64,
    /// The station.
    pub station: u32,
    /// When it arrives; `None` at the origin, or where it is unknown.
    pub arrival: Option<u32>,
    /// When it departs; `None` at the terminus, or where it is unknown.
    pub departure: Option<u32>,
}

/// The time in a text such as `07:05`, `7:05:30` or `25:10`, in seconds; `None` where there is none (blank or dashes).
///
/// # Errors
///
/// The text, if it is no time.
pub fn clock(text: &str) -> Result<Option<u32>, &str> {
    let trimmed = text.trim();
    if trimmed.chars().all(|letter| matches!(letter, '-' | '—' | '–' | '－')) {
        return Ok(None);
    }
    let mut parts = trimmed.split([':', '：']).map(|part| match part.len() {
        // The number parser would take a sign too.
        1 | 2 if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse::<u32>().ok(),
        _ => None,
    });
    let mut part = |most: u32| parts.next().map(|part| part.filter(|&part| part <= most));
    let (hours, minutes, seconds) = (part(99), part(59), part(59));
    match (hours, minutes, seconds, parts.next()) {
        (Some(Some(hours)), Some(Some(minutes)), seconds, None) => match seconds {
            Some(None) => Err(text),
            seconds => Ok(Some(hours * 3600 + minutes * 60 + seconds.flatten().unwrap_or(0))),
        },
        _ => Err(text),
    }
}

/// One leg of a service between two stops at which one can board and alight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Connection {
    /// When it leaves, s.
    pub departure: u32,
    /// When it arrives, s.
    pub arrival: u32,
    /// Where it leaves.
    pub from: u32,
    /// Where it arrives.
    pub to: u32,
    /// The service, numbered from 0.
    pub service: u32,
}

/// The services of one day as connections, by departure.
#[derive(Clone, Debug, Default)]
pub struct Timetable {
    connections: Vec<Connection>,
    stations: usize,
    services: usize,
}

impl Timetable {
    /// Puts the stops of each service into their order and their times on one line.
    ///
    /// # Panics
    ///
    /// If a station is not below `stations`.
    pub fn new(stops: &[Stop], stations: usize) -> (Self, Vec<Diagnostic>) {
        assert!(stops.iter().all(|stop| (stop.station as usize) < stations), "stations are numbered from 0");
        let mut order: Vec<Stop> = stops.to_vec();
        // The order of the table decides between stops with the same sequence: sorting is stable.
        order.sort_by_key(|stop| (stop.service, stop.sequence));
        let mut timetable = Self { stations, ..Self::default() };
        let (mut short, mut doubtful) = (0, 0);
        for service in order.chunk_by(|one, two| one.service == two.service) {
            let before = timetable.connections.len();
            doubtful += timetable.add(service);
            short += usize::from(timetable.connections.len() == before);
            timetable.services += 1;
        }
        // Of legs that leave at the same moment, those of one service stay in their order.
        timetable.connections.sort_by_key(|leg| (leg.departure, leg.arrival));
        let mut findings = Vec::new();
        for (code, count) in [("STR422", short), ("STR424", doubtful)] {
            if count > 0 {
                findings.push(note(code, "timetable", count));
            }
        }
        (timetable, findings)
    }

    /// Adds the legs of a service; how often it was cut because a time runs backwards.
    fn add(&mut self, service: &[Stop]) -> usize {
        let mut doubtful = 0;
        let mut last: Option<u32> = None;
        // Where one boarded and has not been able to alight since.
        let mut boarded: Vec<(u32, u32)> = Vec::new();
        for stop in service {
            for (time, arrives) in [(stop.arrival, true), (stop.departure, false)] {
                let Some(clock) = time else { continue };
                let mut time = clock;
                while last.is_some_and(|last| time < last) {
                    time += DAY;
                }
                if last.is_some_and(|last| time != clock && time - last >= DOUBTFUL) {
                    doubtful += 1;
                    boarded.clear();
                }
                last = Some(time);
                if arrives {
                    let legs = boarded.drain(..).map(|(from, departure)| Connection {
                        departure,
                        arrival: time,
                        from,
                        to: stop.station,
                        service: self.services as u32,
                    });
                    self.connections.extend(legs);
                } else {
                    boarded.push((stop.station, time));
                }
            }
        }
        doubtful
    }

    /// Connections in their order, put together.
    pub(super) fn of(connections: Vec<Connection>, stations: usize, services: usize) -> Self {
        Self { connections, stations, services }
    }

    /// The connections, by departure and then by arrival.
    pub fn connections(&self) -> &[Connection] {
        &self.connections
    }

    /// How many stations there are.
    pub fn stations(&self) -> usize {
        self.stations
    }

    /// How many services there are.
    pub fn services(&self) -> usize {
        self.services
    }

    /// The connections that leave in `[from, to)` if every service runs each day, by departure. Services are numbered anew
    /// for each day on which they start.
    pub(super) fn repeated(&self, from: u32, to: u32) -> Vec<Connection> {
        let latest = self.connections.last().map_or(0, |leg| leg.departure);
        let back = latest / DAY;
        let mut repeated = Vec::new();
        for day in 0..=(back + to / DAY) {
            // Day 0 is the one that began `back` days ago.
            let shifted = self.connections.iter().filter_map(|leg| {
                let shift = |time: u32| (time + day * DAY).checked_sub(back * DAY);
                let departure = shift(leg.departure)?;
                (from <= departure && departure < to).then(|| Connection {
                    departure,
                    arrival: leg.arrival + day * DAY - back * DAY,
                    service: leg.service + day * self.services as u32,
                    ..*leg
                })
            });
            repeated.extend(shifted);
        }
        repeated.sort_by_key(|leg| (leg.departure, leg.arrival));
        repeated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop(sequence: i64, station: u32, arrival: &str, departure: &str) -> Stop {
        let time = |text| clock(text).unwrap();
        Stop { service: 0, sequence, station, arrival: time(arrival), departure: time(departure) }
    }

    #[test]
    fn clocks_are_read_as_people_write_them() {
        assert_eq!(clock("07:05"), Ok(Some(25_500)));
        assert_eq!(clock(" 7：05:30 "), Ok(Some(25_530)));
        assert_eq!(clock("25:10"), Ok(Some(90_600)));
        assert_eq!((clock("----"), clock("")), (Ok(None), Ok(None)));
        for wrong in ["7", "07:60", "7:5:99", "a:b", "07:05:06:07", "100:00", "07:", "+7:05"] {
            assert_eq!(clock(wrong), Err(wrong), "{wrong}");
        }
    }

    #[test]
    fn midnight_is_passed_and_the_order_is_that_of_the_sequence() {
        let stops = [stop(3, 2, "00:20", "----"), stop(1, 0, "----", "23:00"), stop(2, 1, "23:50", "00:05")];
        let (timetable, findings) = Timetable::new(&stops, 3);
        let legs: Vec<_> = timetable.connections().iter().map(|leg| (leg.from, leg.to, leg.arrival / 60)).collect();
        assert_eq!((legs, findings), (vec![(0, 1, 23 * 60 + 50), (1, 2, 24 * 60 + 20)], vec![]));
    }

    #[test]
    fn a_stop_one_cannot_alight_at_is_passed_through() {
        let stops = [stop(1, 0, "", "08:00"), stop(2, 1, "", "08:30"), stop(3, 2, "09:00", "")];
        let legs: Vec<_> = Timetable::new(&stops, 3).0.connections().iter().map(|leg| (leg.from, leg.to)).collect();
        assert_eq!(legs, [(0, 2), (1, 2)]);
    }

    #[test]
    fn times_that_run_backwards_cut_the_service() {
        let stops = [stop(1, 0, "", "08:00"), stop(2, 1, "08:40", "08:35"), stop(3, 2, "09:00", "")];
        let (timetable, findings) = Timetable::new(&stops, 3);
        assert_eq!(findings[0].code, "STR424");
        assert_eq!(timetable.connections().len(), 2);
        let (timetable, findings) = Timetable::new(&stops[..1], 3);
        assert_eq!((timetable.connections().len(), findings[0].code), (0, "STR422"));
    }

    #[test]
    fn services_of_yesterday_are_still_on_their_way() {
        let stops = [stop(1, 0, "", "22:00"), stop(2, 1, "01:00", "01:10"), stop(3, 2, "02:00", "")];
        let (timetable, _) = Timetable::new(&stops, 3);
        let departures: Vec<_> =
            timetable.repeated(0, 2 * DAY).iter().map(|leg| (leg.departure / 60, leg.service)).collect();
        assert_eq!(departures, [(70, 0), (22 * 60, 1), (25 * 60 + 10, 1), (46 * 60, 2)]);
    }
}
