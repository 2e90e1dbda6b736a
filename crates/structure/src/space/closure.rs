//! A link of the transport network closes: who gets where how much later, who no longer gets there, and which link matters most.

use super::declare;
use super::timetable::Timetable;
use super::travel::{FROM, TO};
use liantu_model::declare::{boolean, integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::{Csr, chunked};
use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, HashSet};

const INPUTS: &[Input] = &[Input { optional: true, ..declare::TIMETABLE_TABLE }, declare::PAIR_TABLE];
const PRICE: Parameter = parameter(
    "price",
    ParameterKind::Number { min: 0.0, max: 1e9, unit: None },
    Some("1"),
    "每分钟代价",
    "Price of a minute",
    "绕行多花的每分钟值多少；默认以分钟计",
    "What each minute of a detour costs; in minutes by default",
);

/// The declaration.
pub const METHOD: Method = Method {
    id: "link_closure",
    version: 1,
    study: "structure",
    title: text("路段中断与绕行", "A link closes"),
    question: text(
        "某些路段或车站中断后，从哪里到哪里要绕行，多花多少时间，哪里不再可达？",
        "With some links or stations closed, who has to go round between which places, at what cost, and where does nobody get any more?",
    ),
    formula: text(
        "中断前后各算一次最短旅行时间，多花的时间 = 后 − 前，绕行代价 = 多花的分钟 × price。有时刻表时按 travel_time 逐车次计算：车次在中断处断成两段；没有时刻表时，region_pair 的每一行是一段路，以 Dijkstra 算法求最短路。边连通度：至少断开多少段路才有地方不可达。",
        "Shortest travel times before and after; what is lost = after − before, its cost = minutes × price. With a timetable as in travel_time, service by service: a service that uses a closed link falls into two. Without one each row of region_pair is a link, and shortest ways are Dijkstra's. Edge connectivity: how many links have to close before some place is cut off.",
    ),
    limits: text(
        "路段是车次相邻两站之间；不停站通过的车次另是一段，须一并列出。双向同时中断。不可达为空并写明原因，不是零，也不是大数。不考虑运能、增开与票额；原来就不可达的区域对不列出。",
        "A link joins two stops that follow each other; a service that passes without stopping uses another one, to be listed too. Both directions close. Out of reach is null with its reason, neither zero nor a large number. Capacity, extra services and seats are not considered; pairs that were out of reach before are not listed.",
    ),
    reference: "Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271. Jenelius, E., Petersen, T., Mattsson, L.-G. (2006). Importance and exposure in road network vulnerability analysis. Transportation Research Part A 40(7), 537–560.",
    aliases: &["reroute", "rerouting", "detour", "绕行", "路段中断", "改道"],
    inputs: INPUTS,
    parameters: &[
        parameter(
            "links",
            ParameterKind::Text,
            None,
            "中断路段",
            "Links that close",
            "两端以 | 分隔，几段以分号分隔，如 上海|苏州; 苏州|无锡",
            "Ends separated by |, links by semicolons, such as Shanghai|Suzhou; Suzhou|Wuxi",
        ),
        parameter(
            "stations",
            ParameterKind::Text,
            None,
            "中断车站",
            "Stations that close",
            "以分号分隔；经过它的路段全部中断",
            "Separated by semicolons; all links that end there close",
        ),
        parameter(
            "all",
            ParameterKind::Boolean,
            Some("false"),
            "列出全部",
            "All pairs",
            "也列出没有变化的区域对",
            "List pairs that do not change as well",
        ),
        PRICE,
        declare::PLACES,
        declare::START,
        declare::END,
        declare::TRANSFER,
        declare::INTERCHANGE,
        declare::ACCESS,
        declare::DATE,
        declare::PERIOD,
        declare::BASIS,
        declare::PAIR_MEASURE,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        FROM,
        TO,
        number("before", "中断前", "Before", "分钟", "Minutes").unit("min"),
        number("after", "中断后", "After", "分钟；不可达时为空", "Minutes; null where nobody gets there").unit("min"),
        number("extra", "多花", "Extra", "后减前", "After less before").unit("min"),
        number("relative", "相对增加", "Relative", "多花除以中断前", "Extra over before"),
        number("cost", "绕行代价", "Cost", "多花的分钟乘以 price", "Extra minutes times price"),
        words(
            "reason",
            "原因",
            "Reason",
            "unchanged 不变；detour 绕行；unreachable 不再可达",
            "unchanged; detour; unreachable",
        ),
    ],
};

/// The declaration.
pub const CRITICAL: Method = Method {
    id: "critical_links",
    version: 1,
    study: "structure",
    title: text("关键路段", "Critical links"),
    question: text(
        "哪一段路一断，断开的地方最多、绕行最远？",
        "Which link, when it closes, cuts off the most places and makes for the longest detours?",
    ),
    formula: text(
        "逐段中断，与不中断时比较（见 link_closure）。名次依次比较：不再可达的区域对数、多花的时间合计、车次数、名称。桥：没有它，网络分成两块。",
        "Each link in turn is closed and compared with all open (see link_closure). Ranked by pairs cut off, then by the sum of extra time, then services, then names. Bridge: without it the network falls into two.",
    ),
    limits: text(
        "先按车次数取前 candidates 段逐一计算，其余不计算并报告；其余限制同 link_closure。每对地点同等重要，不按人流加权。",
        "The candidates with the most services are computed one by one; how many are not is reported. Otherwise as link_closure. All pairs of places count the same, whoever travels.",
    ),
    reference: "Jenelius, E., Petersen, T., Mattsson, L.-G. (2006). Importance and exposure in road network vulnerability analysis. Transportation Research Part A 40(7), 537–560.",
    aliases: &["link_criticality", "关键通道", "路段重要性"],
    inputs: INPUTS,
    parameters: &[
        parameter(
            "candidates",
            ParameterKind::Integer { min: 1, max: 100_000 },
            Some("200"),
            "计算路段数",
            "Candidates",
            "最多逐一中断多少段",
            "How many links to close one by one at most",
        ),
        PRICE,
        declare::PLACES,
        declare::START,
        declare::END,
        declare::TRANSFER,
        declare::INTERCHANGE,
        declare::ACCESS,
        declare::DATE,
        declare::PERIOD,
        declare::BASIS,
        declare::PAIR_MEASURE,
    ],
    outputs: &[
        crate::profile::PERIOD_COLUMN,
        integer("rank", "名次", "Rank", "最关键者为 1", "1 for the most critical"),
        words("from_station", "一端", "One end", "车站，或区域", "A station, or a region"),
        words("to_station", "另一端", "Other end", "车站，或区域", "A station, or a region"),
        integer(
            "services",
            "车次",
            "Services",
            "经过的车次；没有时刻表时为行数",
            "Services that use it; rows without a timetable",
        ),
        boolean("bridge", "桥", "Bridge", "没有它网络分成两块", "Without it the network falls into two"),
        integer("cut_off", "断开的区域对", "Pairs cut off", "不再可达", "Out of reach without it"),
        integer("slower", "变慢的区域对", "Pairs slower", "需要绕行", "That have to go round"),
        number("extra", "多花合计", "Extra", "各对多花的分钟之和", "Minutes lost over all pairs").unit("min"),
        number("cost", "绕行代价", "Cost", "乘以 price", "Times price"),
    ],
};

impl Timetable {
    /// The timetable with links closed in both directions. A service that used one runs as two, up to it and after it.
    #[must_use]
    pub fn without(&self, closed: impl Fn(u32, u32) -> bool) -> Self {
        let mut run: Vec<u32> = (0u32..).take(self.services()).collect();
        let mut services = self.services();
        let connections = self.connections().iter().filter_map(|leg| {
            let own = &mut run[leg.service as usize];
            if closed(leg.from, leg.to) || closed(leg.to, leg.from) {
                *own = services as u32;
                services += 1;
                return None;
            }
            Some(super::timetable::Connection { service: *own, ..*leg })
        });
        let connections = connections.collect();
        Self::of(connections, self.stations(), services)
    }
}

/// Shortest ways between all nodes over links `(from, to, minutes)`, by origin and destination; where there is no way there is
/// no row. Links whose time is unknown or negative lead nowhere.
///
/// # Panics
///
/// If a link names no node.
pub fn shortest(nodes: usize, links: &[(u32, u32, f64)]) -> Vec<(u32, u32, f64)> {
    let mut usable: Vec<(u32, u32, f64)> = links.iter().copied().filter(|link| link.2 >= 0.0).collect();
    usable.sort_by_key(|link| link.0);
    let pairs: Vec<(u32, u32)> = usable.iter().map(|link| link.0).zip(0..).collect();
    let from = Csr::group(nodes, &pairs);
    chunked(nodes, 16, |range| {
        let mut rows = Vec::new();
        for origin in range {
            let mut best = vec![f64::INFINITY; nodes];
            best[origin] = 0.0;
            // Times are not negative, so that their bits are in their order.
            let mut waiting = BinaryHeap::from([Reverse((0u64, origin as u32))]);
            while let Some(Reverse((bits, node))) = waiting.pop() {
                let time = f64::from_bits(bits);
                if time > best[node as usize] {
                    continue;
                }
                for &link in from.row(node as usize) {
                    let (_, to, minutes) = usable[link as usize];
                    let arrival = time + minutes;
                    if arrival < best[to as usize] {
                        best[to as usize] = arrival;
                        waiting.push(Reverse((arrival.to_bits(), to)));
                    }
                }
            }
            let reached = (0u32..).zip(best).filter(|&(to, time)| to as usize != origin && time.is_finite());
            rows.extend(reached.map(|(to, time)| (origin as u32, to, time)));
        }
        rows
    })
    .concat()
}

/// A pair of places before and after.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Detour {
    /// From where.
    pub from: u32,
    /// To where.
    pub to: u32,
    /// Minutes before.
    pub before: f64,
    /// Minutes after; none where there is no way any more.
    pub after: Option<f64>,
}

/// What closing changes: each pair that was in reach, in its order. Both lists are by origin and destination, without repeats;
/// pairs of unknown time before are left out.
pub fn detours(before: &[(u32, u32, f64)], after: &[(u32, u32, f64)]) -> Vec<Detour> {
    let mut rest = after.iter().peekable();
    let known = before.iter().filter(|time| !time.2.is_nan());
    known
        .map(|&(from, to, before)| {
            while rest.next_if(|time| (time.0, time.1) < (from, to)).is_some() {}
            let found = rest.peek().filter(|time| (time.0, time.1) == (from, to)).map(|time| time.2);
            Detour { from, to, before, after: found.filter(|time| !time.is_nan()) }
        })
        .collect()
}

/// What a link is worth: how many pairs are cut off and slower without it, and how many minutes that takes in all.
pub fn toll(detours: &[Detour]) -> (usize, usize, f64) {
    let cut = detours.iter().filter(|detour| detour.after.is_none()).count();
    let later = detours.iter().filter_map(|detour| Some(detour.after? - detour.before)).filter(|extra| *extra > 1e-9);
    let (slower, extra) = later.fold((0, 0.0), |(count, sum), extra| (count + 1, sum + extra));
    (cut, slower, extra)
}

/// How many links have to close before some node is cut off from another, and which links do so alone (bridges, as pairs with
/// the lower node first); directions aside. Zero for a network in several parts, none for fewer than two nodes.
pub fn edge_connectivity(nodes: usize, links: &[(u32, u32)]) -> (Option<usize>, BTreeSet<(u32, u32)>) {
    let ends = |&(one, two): &(u32, u32)| (one.min(two), one.max(two));
    let edges: BTreeSet<(u32, u32)> = links.iter().filter(|link| link.0 != link.1).map(ends).collect();
    let parts = |without: Option<(u32, u32)>| {
        let mut root: Vec<u32> = (0..nodes as u32).collect();
        let find = |root: &mut Vec<u32>, mut node: u32| {
            while root[node as usize] != node {
                root[node as usize] = root[root[node as usize] as usize];
                node = root[node as usize];
            }
            node
        };
        let mut parts = nodes;
        for &(one, two) in edges.iter().filter(|edge| Some(**edge) != without) {
            let (one, two) = (find(&mut root, one), find(&mut root, two));
            parts -= usize::from(one != two);
            root[one as usize] = two;
        }
        parts
    };
    let whole = parts(None);
    let bridges = edges.iter().copied().filter(|&edge| parts(Some(edge)) > whole).collect();
    if nodes < 2 {
        return (None, bridges);
    }
    if whole > 1 {
        return (Some(0), bridges);
    }
    // From one node to each other the most ways without a common link; the least of them separates the network (Menger).
    let graph = Csr::undirected(nodes, edges.iter().copied());
    let least = (1..nodes as u32).map(|target| ways(&graph, 0, target)).min();
    (least, bridges)
}

/// The most ways from one node to another that share no link.
fn ways(graph: &Csr, source: u32, target: u32) -> usize {
    let mut used: HashSet<(u32, u32)> = HashSet::new();
    for count in 0.. {
        let mut above = vec![u32::MAX; graph.rows()];
        above[source as usize] = source;
        let mut waiting = vec![source];
        while let Some(node) = waiting.pop() {
            for &next in graph.row(node as usize) {
                if above[next as usize] == u32::MAX && !used.contains(&(node, next)) {
                    above[next as usize] = node;
                    waiting.push(next);
                }
            }
        }
        if above[target as usize] == u32::MAX {
            return count;
        }
        let mut node = target;
        while node != source {
            let before = above[node as usize];
            // A way back takes the way there away.
            if !used.remove(&(node, before)) {
                used.insert((before, node));
            }
            node = before;
        }
    }
    unreachable!("a node has finitely many links")
}

#[cfg(test)]
#[allow(clippy::needless_range_loop, reason = "matrices are read by number")]
mod tests {
    use super::super::timetable::Stop;
    use super::super::travel::{Travel, travel_times};
    use super::*;
    use liantu_numeric::uniform;

    #[test]
    fn closing_a_circle_raises_connectivity_from_one_to_two() {
        let path = [(0, 1), (1, 2), (2, 3)];
        let (one, bridges) = edge_connectivity(4, &path);
        assert_eq!((one, bridges.len()), (Some(1), 3));
        let circle = [(0, 1), (1, 2), (2, 3), (3, 0)];
        let (two, bridges) = edge_connectivity(4, &circle);
        assert_eq!((two, bridges.len()), (Some(2), 0));
        assert_eq!(edge_connectivity(3, &[(0, 1)]).0, Some(0));
        assert_eq!(edge_connectivity(1, &[]).0, None);
        let full: Vec<(u32, u32)> = (0..5).flat_map(|one| (0..one).map(move |two| (one, two))).collect();
        assert_eq!(edge_connectivity(5, &full).0, Some(4));
    }

    #[test]
    fn shortest_ways_are_those_of_all_pairs() {
        for seed in 0..50u64 {
            let n = 7usize;
            let links: Vec<(u32, u32, f64)> = (0..14)
                .map(|link| {
                    let draw = |place: u64| uniform(seed, 3 * link + place);
                    ((draw(0) * 7.0) as u32, (draw(1) * 7.0) as u32, (draw(2) * 20.0).floor())
                })
                .collect();
            // Floyd and Warshall.
            let mut best = vec![vec![f64::INFINITY; n]; n];
            for &(from, to, minutes) in &links {
                best[from as usize][to as usize] = best[from as usize][to as usize].min(minutes);
            }
            for via in 0..n {
                for from in 0..n {
                    for to in 0..n {
                        best[from][to] = best[from][to].min(best[from][via] + best[via][to]);
                    }
                }
            }
            let mut wanted = Vec::new();
            for from in 0..n {
                wanted.extend(
                    (0..n)
                        .filter(|&to| to != from && best[from][to].is_finite())
                        .map(|to| (from as u32, to as u32, best[from][to])),
                );
            }
            assert_eq!(shortest(n, &links), wanted);
        }
    }

    #[test]
    fn what_closes_costs_and_what_opens_does_not() {
        let links = [
            (0, 1, 10.0),
            (1, 0, 10.0),
            (1, 2, 10.0),
            (2, 1, 10.0),
            (0, 2, 50.0),
            (2, 0, 50.0),
            (2, 3, 5.0),
            (3, 4, f64::NAN),
        ];
        let before = shortest(5, &links);
        let open: Vec<_> =
            links.iter().copied().filter(|link| (link.0.min(link.1), link.0.max(link.1)) != (0, 1)).collect();
        let found = detours(&before, &shortest(5, &open));
        let of = |from, to| found.iter().find(|detour| (detour.from, detour.to) == (from, to)).unwrap();
        assert_eq!((of(0, 1).before, of(0, 1).after), (10.0, Some(60.0)));
        assert_eq!(toll(&found), (0, 5, 50.0 + 50.0 + 30.0 + 30.0 + 30.0));
        let alone: Vec<_> = links.iter().copied().filter(|link| link.1 != 3).collect();
        let found = detours(&before, &shortest(5, &alone));
        assert_eq!(toll(&found), (3, 0, 0.0));
        assert!(found.iter().all(|detour| detour.after.is_none_or(|after| after >= detour.before)));
    }

    #[test]
    fn a_service_falls_into_two() {
        let stop = |service, sequence: i64, station, at: u32| Stop {
            service,
            sequence,
            station,
            arrival: Some(at),
            departure: Some(at),
        };
        let hour = 3600;
        let stops = [
            stop(0, 1, 0, 8 * hour),
            stop(0, 2, 1, 9 * hour),
            stop(0, 3, 2, 10 * hour),
            stop(0, 4, 3, 11 * hour),
            // A bus over the same link.
            stop(1, 1, 1, 9 * hour + 1200),
            stop(1, 2, 2, 12 * hour),
        ];
        let (timetable, _) = Timetable::new(&stops, 4);
        let closed = timetable.without(|from, to| (from, to) == (2, 1));
        assert_eq!((timetable.connections().len(), closed.connections().len()), (4, 2));
        let travel = Travel { start: 8 * hour, end: 9 * hour, ..Travel::default() };
        let place: Vec<Option<u32>> = (0..4).map(Some).collect();
        let best = |timetable: &Timetable| -> Vec<(u32, u32, f64)> {
            let (times, _) = travel_times(timetable, &place, 4, travel);
            times.iter().filter_map(|time| Some((time.from, time.to, time.best?))).collect()
        };
        assert!(best(&timetable).contains(&(0, 3, 180.0)));
        let left = best(&closed);
        assert!(left.contains(&(0, 1, 60.0)) && !left.iter().any(|time| (time.0, time.1) == (0, 3)), "{left:?}");
    }
}
