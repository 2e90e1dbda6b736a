//! Shared instruments: nobody books what is booked, and what a use costs.

use crate::deal_form::{CURRENCY, day, money};
use crate::form::{choice, number, words};
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use std::collections::{BTreeMap, HashMap};

/// The declaration.
pub const BOOKINGS: Method = Method {
    id: "resource_booking",
    version: 1,
    study: "cooperation",
    title: text("共享仪器预约", "Booking of shared instruments"),
    question: text(
        "哪些预约成立，哪些与已有预约冲突，费用多少，仪器用了多少？",
        "Which bookings stand, which are in the way of an earlier one, what do they cost, and how much is each instrument used?",
    ),
    formula: text(
        "按提出日期、再按表中次序，先到先得：[起, 起 + 时长) 与同一资源已成立的预约相交者不成立。费用 = 供给单价（每小时）× 时长，按最小货币单位四舍五入。",
        "First come, first served, by day of asking, then as listed: a booking whose [start, start + hours) meets a standing one of the same resource does not stand. Cost = price of the offer (an hour) × hours, rounded to the minor unit.",
    ),
    limits: text(
        "有供给表时只能预约表中的资源，且不早于、不晚于其有效期；没有时不查、不计费。时刻精确到分钟。取消的预约不占用。",
        "With a table of offers only what it lists can be booked, within its validity; without it nothing is looked up and nothing charged. Times are exact to the minute. A cancelled booking takes nothing.",
    ),
    reference: "Kleinberg, J., Tardos, É. (2006). Algorithm Design, ch. 4.1 (interval scheduling).",
    aliases: &["booking", "instrument", "仪器共享", "预约"],
    inputs: &[
        Input {
            table: "booking",
            columns: &["booking_id", "resource", "user", "date", "hour", "hours"],
            optional: false,
        },
        Input { table: "offer", columns: &["offer_id", "price", "currency"], optional: true },
    ],
    parameters: &[choice(
        "by",
        &["booking", "resource"],
        "输出",
        "By",
        "逐项预约，或按资源合计",
        "Each booking, or sums by resource",
    )],
    outputs: &[
        words("resource", "资源", "Resource", "资源", "The resource").required(),
        words("booking_id", "预约", "Booking", "预约", "The booking"),
        words("user", "使用方", "User", "使用方", "The user"),
        day("day", "日期", "Day", "开始使用的日期", "Day on which the use begins"),
        number("hour", "开始时刻", "Hour", "当日几点", "Hour of that day"),
        number("hours", "时长", "Hours", "小时；合计时为成立的预约", "Hours; in sums those of standing bookings"),
        words(
            "status",
            "结果",
            "Status",
            "booked、taken、empty、cancelled、no_resource",
            "booked, taken, empty, cancelled, no_resource",
        ),
        words("taken_by", "已被预约", "Taken by", "占用它的预约", "The booking that is in the way"),
        money("cost", "费用", "Cost", "费用；单价未知者为空", "The cost; null where the price is not known"),
        CURRENCY,
    ],
};

/// A wish to use an instrument in `[start, end)`, in any unit of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Booking {
    /// The instrument.
    pub instrument: String,
    /// Who wants it.
    pub user: String,
    /// From when.
    pub start: i64,
    /// Until when, not included.
    pub end: i64,
}

/// What became of a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It stands.
    Booked,
    /// It ends before it starts.
    Empty,
    /// The instrument is taken by the booking at this place.
    Taken(usize),
}

/// Takes bookings first come, first served.
pub fn book(bookings: &[Booking]) -> Vec<Answer> {
    let mut answers: Vec<Answer> = Vec::with_capacity(bookings.len());
    let mut standing: HashMap<&str, BTreeMap<i64, usize>> = HashMap::new();
    for (place, booking) in bookings.iter().enumerate() {
        if booking.start >= booking.end {
            answers.push(Answer::Empty);
            continue;
        }
        let calendar = standing.entry(&booking.instrument).or_default();
        // Standing bookings do not overlap, so that only the last one that starts before our end can be in the way.
        let before = calendar.range(..booking.end).next_back().map(|(_, other)| *other);
        if let Some(other) = before.filter(|&other| bookings[other].end > booking.start) {
            answers.push(Answer::Taken(other));
        } else {
            calendar.insert(booking.start, place);
            answers.push(Answer::Booked);
        }
    }
    answers
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// No two standing bookings of an instrument meet, and who is refused is refused for a standing one that it meets.
        #[test]
        fn nothing_is_booked_twice(wishes in prop::collection::vec((0usize..3, 0i64..50, -1i64..12), 0..60)) {
            let bookings: Vec<Booking> = wishes.iter().map(|&(instrument, start, hours)| Booking {
                instrument: instrument.to_string(), user: String::new(), start, end: start + hours,
            }).collect();
            let answers = book(&bookings);
            let meet = |one: &Booking, two: &Booking| {
                one.instrument == two.instrument && one.start < two.end && two.start < one.end
            };
            for (place, answer) in answers.iter().enumerate() {
                match *answer {
                    Answer::Booked => for other in 0..place {
                        prop_assert!(answers[other] != Answer::Booked || !meet(&bookings[other], &bookings[place]));
                    },
                    Answer::Taken(other) => {
                        prop_assert!(answers[other] == Answer::Booked && other < place);
                        prop_assert!(meet(&bookings[other], &bookings[place]));
                    }
                    Answer::Empty => prop_assert!(bookings[place].start >= bookings[place].end),
                }
            }
        }
    }
}
