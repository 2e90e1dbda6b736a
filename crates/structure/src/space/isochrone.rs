//! The circle of an hour: what can be reached from a region within a time.

use super::declare;
use super::travel::{FROM, TO};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

/// The declaration.
pub const METHOD: Method = Method {
    id: "isochrone",
    version: 1,
    study: "structure",
    title: text("一小时交通圈", "One-hour circle"),
    question: text(
        "从一个区域出发，一小时（或给定时间）内能到达哪些区域？",
        "Which regions can be reached from a region within an hour, or another time?",
    ),
    formula: text(
        "R_i = { j : t_ij ≤ minutes }，t_ij 由时刻表按 travel_time 计算（basis 所选），没有时刻表时取 region_pair 的 measure。rank 为由近到远的次序，同时者同序。",
        "R_i = { j : t_ij ≤ minutes }, with t_ij computed from the timetable as by travel_time (the time that basis chooses), or, without a timetable, the measure of region_pair. rank counts from the nearest; equal times share a rank.",
    ),
    limits: text(
        "有方向：能去不等于能回。时间未知或没有列出的区域对不在圈内，但不等于远。best 只要求有一班车赶得上；含候车时用 expected。",
        "Directed: a way there is no way back. A pair of unknown or unlisted time is not in the circle, which does not mean that it is far. best needs a single fast departure; use expected where waiting counts.",
    ),
    reference: "Brainard, J. S., Lovett, A. A., Bentham, G. (1997). Using isochrone surfaces in travel-cost models. Journal of Transport Geography 5(2), 117–126.",
    aliases: &["one_hour_circle", "reach", "一小时圈", "通勤圈", "等时圈"],
    inputs: &[liantu_model::method::Input { optional: true, ..declare::TIMETABLE_TABLE }, declare::PAIR_TABLE],
    parameters: &[
        Parameter {
            name: "origin",
            kind: ParameterKind::Text,
            default: None,
            title: text("起点", "Origin"),
            help: text("起点区域；省略则为每个区域", "The region to start from; every region when absent"),
        },
        Parameter {
            name: "minutes",
            kind: ParameterKind::Number { min: 0.0, max: 1e5, unit: Some("min") },
            default: Some("60"),
            title: text("时间", "Time"),
            help: text("多少分钟之内", "Within how many minutes"),
        },
        declare::PAIR_MEASURE,
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
        crate::profile::PERIOD_COLUMN,
        FROM,
        TO,
        Column::new("minutes", ColumnKind::Number, text("时间", "Time"), text("旅行时间", "Travel time")).unit("min"),
        Column::new("rank", ColumnKind::Integer, text("次序", "Rank"), text("由近到远", "From the nearest")),
    ],
};

/// A place in the circle of another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reached {
    /// The centre.
    pub from: u32,
    /// The place.
    pub to: u32,
    /// How long it takes.
    pub minutes: f64,
    /// From the nearest, from 1; equal times share a rank.
    pub rank: u32,
}

/// The places within `limit` minutes of each, by centre and from the nearest; of equally near ones the lower first.
///
/// `times` are `(from, to, minutes)`, each pair once; unknown (NaN) and negative times reach nothing, and no place is in its
/// own circle.
pub fn isochrone(times: &[(u32, u32, f64)], limit: f64) -> Vec<Reached> {
    let mut within: Vec<(u32, u32, f64)> =
        times.iter().copied().filter(|&(from, to, minutes)| from != to && (0.0..=limit).contains(&minutes)).collect();
    within.sort_by(|one, two| one.0.cmp(&two.0).then(one.2.total_cmp(&two.2)).then(one.1.cmp(&two.1)));
    let mut reached: Vec<Reached> = Vec::with_capacity(within.len());
    for circle in within.chunk_by(|one, two| one.0 == two.0) {
        let mut rank = 0;
        for (n, &(from, to, minutes)) in circle.iter().enumerate() {
            if n == 0 || minutes > circle[n - 1].2 {
                rank = n as u32 + 1;
            }
            reached.push(Reached { from, to, minutes, rank });
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::isochrone;

    #[test]
    fn circles_hold_who_is_near_enough() {
        let times =
            [(1, 0, 60.0), (0, 1, 60.0), (0, 2, 30.0), (0, 3, 60.1), (0, 4, f64::NAN), (0, 5, 60.0), (0, 0, 1.0)];
        let found: Vec<_> = isochrone(&times, 60.0).iter().map(|one| (one.from, one.to, one.rank)).collect();
        assert_eq!(found, [(0, 2, 1), (0, 1, 2), (0, 5, 2), (1, 0, 1)]);
    }
}
