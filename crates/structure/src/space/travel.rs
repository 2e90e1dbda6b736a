//! Travel times: how long it takes from region to region by a timetable.

use super::catalogue::note;
use super::declare;
use super::timetable::{Connection, DAY, Timetable};
use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method};
use liantu_numeric::chunked;

/// The declaration.
pub const METHOD: Method = Method {
    id: "travel_time",
    version: 1,
    study: "structure",
    title: text("旅行时间", "Travel times"),
    question: text(
        "按时刻表，从一个区域到另一个区域要多久，一天有多少有效班次？",
        "How long does it take from region to region by the timetable, and how many useful departures are there?",
    ),
    formula: text(
        "对每个目的地做一次逆向连接扫描（profile connection scan），得到各站全部帕累托最优的（出发, 到达）。时段 [start, end) 内：best = min(到达 − 出发)；median 为各最优班次旅行时间的中位数；expected = 1/|时段| ∫ (最早到达(t) − t) dt，含候车。换乘至少 transfer 分钟；同一区域不同车站之间 interchange 分钟；每次旅行另加 access 分钟（两端合计）。",
        "For each destination one backward scan over the connections (profile connection scan) gives every Pareto-optimal (departure, arrival) at each station. Over the window [start, end): best = min(arrival − departure); median is that of the travel times of the optimal departures; expected = 1/|window| ∫ (earliest arrival(t) − t) dt, waiting included. A change takes at least transfer minutes, one between stations of a region interchange minutes; each journey takes access minutes more, both ends together.",
    ),
    limits: text(
        "每个车次视为每天开行（选定 date 时，取该日开行的车次，前后一天视同当日）。最后一段须在时段结束后 24 小时内出发。未考虑票额与正晚点。没有行的区域对不可达：不可达不是零，也不是无穷大的数值。区域内部没有行。",
        "Every service is taken to run daily (with a date, those of that date, also on the days before and after). The last leg leaves within 24 hours after the window. Seats and delays are not considered. Pairs without a row are out of reach, which is neither zero nor a number. There are no rows within a region.",
    ),
    reference: "Dibbelt, J., Pajor, T., Strasser, B., Wagner, D. (2018). Connection scan algorithm. ACM Journal of Experimental Algorithmics 23, 1.7.",
    aliases: &["timetable", "connection_scan", "travel_minutes", "通达时间", "旅行时间矩阵", "时间矩阵"],
    inputs: &[declare::TIMETABLE_TABLE],
    parameters: &[
        declare::PLACES,
        declare::START,
        declare::END,
        declare::TRANSFER,
        declare::INTERCHANGE,
        declare::ACCESS,
        declare::DATE,
        declare::PERIOD,
        declare::BASIS,
    ],
    outputs: &[
        FROM,
        TO,
        Column::new("measure", ColumnKind::Text, text("度量", "Measure"), text("travel_minutes", "travel_minutes")),
        crate::profile::PERIOD_COLUMN,
        Column::new(
            "value",
            ColumnKind::Number,
            text("旅行时间", "Travel time"),
            text(
                "basis 所选的时间；本表可作为 region_pair 导入",
                "The time that basis chooses; the table can be imported as region_pair",
            ),
        )
        .unit("min"),
        Column::new("unit", ColumnKind::Text, text("单位", "Unit"), text("min", "min")),
        Column::new("best", ColumnKind::Number, text("最快", "Best"), text("最快的一班", "The fastest departure"))
            .unit("min"),
        Column::new(
            "median",
            ColumnKind::Number,
            text("中位数", "Median"),
            text("各最优班次的中位数", "Median of the optimal departures"),
        )
        .unit("min"),
        Column::new(
            "expected",
            ColumnKind::Number,
            text("期望", "Expected"),
            text("时段内随机出发，含候车", "Starting at any moment of the window, waiting included"),
        )
        .unit("min"),
        Column::new(
            "departures",
            ColumnKind::Integer,
            text("最优班次", "Departures"),
            text("时段内没有被更晚出发、更早到达者取代的班次", "Departures in the window that no later one beats"),
        ),
        Column::new(
            "direct",
            ColumnKind::Integer,
            text("直达车次", "Direct services"),
            text("时段内不需换乘的车次", "Services in the window that need no change"),
        ),
    ],
};

pub(super) const FROM: Column = Column::new(
    "from_region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("起点区域", "From"),
    text("起点区域", "The region it starts from"),
)
.required();
pub(super) const TO: Column = Column::new(
    "to_region",
    ColumnKind::Code { system: CodeSystem::Region },
    text("终点区域", "To"),
    text("终点区域", "The region it goes to"),
)
.required();

/// How people travel; times in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Travel {
    /// When the window of departures begins, after midnight.
    pub start: u32,
    /// When it ends.
    pub end: u32,
    /// Least time to change at a station.
    pub transfer: u32,
    /// Time to change between stations of one place; `None` where one can't.
    pub interchange: Option<u32>,
    /// What each journey takes besides, at both ends together.
    pub access: u32,
}

impl Default for Travel {
    /// The whole day, ten minutes to change, an hour between stations.
    fn default() -> Self {
        Self { start: 0, end: DAY, transfer: 600, interchange: Some(3600), access: 0 }
    }
}

/// How long it takes from one place to another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TravelTime {
    /// From where.
    pub from: u32,
    /// To where.
    pub to: u32,
    /// Minutes of the fastest departure in the window; none where nothing leaves in it.
    pub best: Option<f64>,
    /// Median minutes of the optimal departures in the window.
    pub median: Option<f64>,
    /// Expected minutes from a random moment of the window, waiting included; none where some moments lead nowhere.
    pub expected: Option<f64>,
    /// Optimal departures in the window.
    pub departures: u32,
    /// Services in the window that need no change.
    pub direct: u32,
}

/// The travel times between all places that have a way, by place of origin and destination. `place` says which place each
/// station serves; passengers may change at stations that serve none.
///
/// # Panics
///
/// If there is not one place for each station, a place is not below `places`, or the window is empty.
pub fn travel_times(
    timetable: &Timetable,
    place: &[Option<u32>],
    places: usize,
    travel: Travel,
) -> (Vec<TravelTime>, Vec<Diagnostic>) {
    assert_eq!(place.len(), timetable.stations(), "one place for each station");
    assert!(place.iter().flatten().all(|&place| (place as usize) < places), "places are numbered from 0");
    assert!(travel.start < travel.end, "the window holds a moment");
    let network = Network::new(timetable, place, places, travel);
    let mut found = chunked(places, 1, |range| {
        let mut scan = Scan::new(&network);
        range.flat_map(|target| scan.to(target as u32)).collect::<Vec<_>>()
    })
    .concat();
    found.sort_by_key(|time| (time.from, time.to));
    let lost = place.iter().filter(|place| place.is_none()).count();
    (found, if lost > 0 { vec![note("STR423", "timetable", lost)] } else { Vec::new() })
}

/// What all scans share.
struct Network<'a> {
    place: &'a [Option<u32>],
    stations_of: Vec<Vec<u32>>,
    legs: Vec<Connection>,
    services: usize,
    travel: Travel,
}

impl<'a> Network<'a> {
    fn new(timetable: &Timetable, place: &'a [Option<u32>], places: usize, travel: Travel) -> Self {
        let legs = timetable.repeated(travel.start, travel.end + DAY);
        let mut stations_of = vec![Vec::new(); places];
        for (station, place) in (0u32..).zip(place) {
            if let Some(place) = place {
                stations_of[*place as usize].push(station);
            }
        }
        let services = legs.iter().map(|leg| leg.service as usize + 1).max().unwrap_or(0);
        Self { place, stations_of, legs, services, travel }
    }
}

const NEVER: u32 = u32::MAX;

/// The scan towards one destination, with room to be used again.
struct Scan<'a> {
    network: &'a Network<'a>,
    /// For each station the optimal `(departure, arrival)`, latest departure first: each departs earlier and arrives earlier
    /// than the one before it.
    profiles: Vec<Vec<(u32, u32)>>,
    /// When one arrives who stays on a service.
    aboard: Vec<u32>,
    /// Likewise without any change, and from which place that was counted last.
    direct: Vec<bool>,
    counted: Vec<u32>,
}

impl<'a> Scan<'a> {
    fn new(network: &'a Network<'a>) -> Self {
        Self {
            network,
            profiles: vec![Vec::new(); network.place.len()],
            aboard: Vec::new(),
            direct: Vec::new(),
            counted: vec![0; network.stations_of.len()],
        }
    }

    /// The earliest arrival of who is ready at a station at a moment.
    fn arrival_from(&self, station: u32, ready: u32) -> u32 {
        let profile = &self.profiles[station as usize];
        let catchable = profile.partition_point(|&(departure, _)| departure >= ready);
        catchable.checked_sub(1).map_or(NEVER, |last| profile[last].1)
    }

    /// The earliest arrival of who alights from a leg and changes.
    fn changing(&self, leg: &Connection) -> u32 {
        let Travel { transfer, interchange, .. } = self.network.travel;
        let stay = self.arrival_from(leg.to, leg.arrival + transfer);
        let (Some(walk), Some(place)) = (interchange, self.network.place[leg.to as usize]) else { return stay };
        let others = self.network.stations_of[place as usize].iter().filter(|&&station| station != leg.to);
        others.map(|&station| self.arrival_from(station, leg.arrival + walk)).fold(stay, u32::min)
    }

    fn to(&mut self, target: u32) -> Vec<TravelTime> {
        self.profiles.iter_mut().for_each(Vec::clear);
        self.aboard.clear();
        self.aboard.resize(self.network.services, NEVER);
        self.direct.clear();
        self.direct.resize(self.network.services, false);
        self.counted.fill(0);
        // The place of origin at which a direct service was counted last: it may stop there twice.
        let mut origin_of_service: Vec<u32> = vec![NEVER; self.network.services];
        let Travel { start, end, .. } = self.network.travel;
        for n in (0..self.network.legs.len()).rev() {
            let leg = self.network.legs[n];
            let service = leg.service as usize;
            let here = self.network.place[leg.to as usize] == Some(target);
            let alight = if here { leg.arrival } else { self.changing(&leg) };
            let arrival = alight.min(self.aboard[service]);
            self.direct[service] |= here;
            if arrival == NEVER {
                continue;
            }
            self.aboard[service] = arrival;
            let origin = self.network.place[leg.from as usize];
            if let Some(origin) = origin.filter(|&origin| self.direct[service] && origin != target) {
                let inside = start <= leg.departure && leg.departure < end;
                if inside && std::mem::replace(&mut origin_of_service[service], origin) != origin {
                    self.counted[origin as usize] += 1;
                }
            }
            let profile = &mut self.profiles[leg.from as usize];
            match profile.last_mut() {
                Some(last) if last.1 <= arrival => {}
                Some(last) if last.0 == leg.departure => last.1 = arrival,
                _ => profile.push((leg.departure, arrival)),
            }
        }
        let origins = (0..self.network.stations_of.len() as u32).filter(|&origin| origin != target);
        origins.filter_map(|origin| self.times(origin, target)).collect()
    }

    /// The optimal departures from any station of a place, earliest first.
    fn merged(&self, origin: u32) -> Vec<(u32, u32)> {
        let stations = &self.network.stations_of[origin as usize];
        let mut all: Vec<(u32, u32)> =
            stations.iter().flat_map(|&station| self.profiles[station as usize].iter().copied()).collect();
        all.sort_unstable_by(|one, two| two.0.cmp(&one.0).then(one.1.cmp(&two.1)));
        let mut best = NEVER;
        all.retain(|&(_, arrival)| {
            let better = arrival < best;
            best = best.min(arrival);
            better
        });
        all.reverse();
        all
    }

    fn times(&self, origin: u32, target: u32) -> Option<TravelTime> {
        let Travel { start, end, access, .. } = self.network.travel;
        let journeys = self.merged(origin);
        if journeys.is_empty() {
            return None;
        }
        let minutes = |seconds: f64| (seconds + f64::from(access)) / 60.0;
        let inside: Vec<(u32, u32)> = journeys.iter().copied().filter(|journey| journey.0 < end).collect();
        let mut durations: Vec<u32> = inside.iter().map(|&(departure, arrival)| arrival - departure).collect();
        durations.sort_unstable();
        let middle = durations.len() / 2;
        let median = match durations.len() {
            0 => None,
            even if even % 2 == 0 => Some(f64::midpoint(durations[middle - 1].into(), durations[middle].into())),
            _ => Some(f64::from(durations[middle])),
        };
        // Whoever comes after one departure and not after the next waits for the latter.
        let (mut from, mut total) = (f64::from(start), 0.0);
        for &(departure, arrival) in &journeys {
            let until = f64::from(departure.min(end));
            if until > from {
                total += (until - from) * (f64::from(arrival) - f64::midpoint(from, until));
                from = until;
            }
        }
        let whole = from >= f64::from(end);
        Some(TravelTime {
            from: origin,
            to: target,
            best: durations.first().map(|&best| minutes(best.into())),
            median: median.map(minutes),
            expected: whole.then(|| minutes(total / f64::from(end - start))),
            departures: inside.len() as u32,
            direct: self.counted[origin as usize],
        })
    }
}
