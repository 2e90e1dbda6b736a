//! Shared instruments: nobody books what is booked, what a use costs, how much they are used and by whom from elsewhere.

use crate::deal_form::{CURRENCY, day, money};
use crate::form::{choice, number, number_given, words};
use liantu_model::declare::parameter;
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use std::collections::{BTreeMap, HashMap};

/// The declaration.
pub const BOOKINGS: Method = Method {
    id: "resource_booking",
    version: 2,
    study: "cooperation",
    title: text("共享仪器预约", "Booking of shared instruments"),
    question: text(
        "哪些预约成立，哪些与已有预约冲突，费用多少，仪器用了多少，外地用户用了多少？",
        "Which bookings stand, which are in the way of an earlier one, what do they cost, how much is each instrument used, and how much of that by users from elsewhere?",
    ),
    formula: text(
        "按提出日期、再按表中次序，先到先得：[起, 起 + 时长) 与同一资源已成立的预约相交者不成立。费用 = 供给单价（每小时）× 时长，按最小货币单位四舍五入。利用率 = 时期内成立的小时 / (天数 × 每天开放小时)；跨域占比 = 使用方与仪器不在同一区域的小时 / 两地已知的小时。",
        "First come, first served, by day of asking, then as listed: a booking whose [start, start + hours) meets a standing one of the same resource does not stand. Cost = price of the offer (an hour) × hours, rounded to the minor unit. Utilisation = standing hours in the period / (days × hours open a day); across = hours of users in another region than the instrument / hours where both regions are known.",
    ),
    limits: text(
        "有供给表时只能预约表中的资源，且自始至终在其有效期内，已撤回或关闭的不能预约；没有时不查、不计费。时刻精确到分钟。取消的预约不占用。区域取供给表与主体表所载，可归并到一个层级；不知者不计入跨域占比。不查每天的开放时间：开放时间以外的预约照计，利用率可大于 1。",
        "With a table of offers only what it lists can be booked, from beginning to end within its validity and not once withdrawn or closed; without it nothing is looked up and nothing charged. Times are exact to the minute. A cancelled booking takes nothing. Regions are those of the tables of offers and actors, gathered to a level where one is given; who has none is left out of across. Opening hours of a day are not looked at: hours booked outside them count, so that utilisation may exceed 1.",
    ),
    reference: "Kleinberg, J., Tardos, É. (2006). Algorithm Design, ch. 4.1 (interval scheduling).",
    aliases: &["booking", "instrument", "仪器共享", "预约"],
    inputs: &[
        Input {
            table: "booking",
            columns: &["booking_id", "resource", "user", "date", "hour", "hours"],
            optional: false,
        },
        Input {
            table: "offer",
            columns: &["offer_id", "price", "currency", "region", "status", "start", "end"],
            optional: true,
        },
        Input { table: "actor", columns: &["actor_id", "region"], optional: true },
        Input { table: "region", columns: &["region", "level", "parent"], optional: true },
    ],
    parameters: &[
        choice(
            "by",
            &["booking", "resource"],
            "输出",
            "By",
            "逐项预约，或按资源合计",
            "Each booking, or sums by resource",
        ),
        parameter(
            "period",
            ParameterKind::Period,
            None,
            "时期",
            "Period",
            "利用率的时期；空白为首个到最后一个成立的预约",
            "Period of the utilisation; from the first to the last standing booking where absent",
        ),
        number_given(
            "hours_a_day",
            (0.1, 24.0),
            Some("24"),
            "每天开放小时",
            "Hours a day",
            "仪器每天开放几小时",
            "Hours a day that instruments are open",
        ),
        parameter(
            "level",
            ParameterKind::Scale,
            None,
            "层级",
            "Level",
            "同一层级的区域相同即为本地；空白按所载代码",
            "Users are local where the region of this level is the same; by the codes as they stand where absent",
        ),
    ],
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
        number("utilisation", "利用率", "Utilisation", "仅合计：时期内的利用率", "Of sums: use in the period"),
        number(
            "across",
            "跨域占比",
            "Across",
            "外地用户的小时占比；逐项为 1 或 0",
            "Share of hours by users from elsewhere; of a booking 1 or 0",
        ),
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

/// How an instrument is used by what stands, in the unit of the bookings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Use {
    /// Within the window.
    pub inside: i64,
    /// All of it, where it is known whether the user is from elsewhere.
    pub placed: i64,
    /// By users from elsewhere.
    pub across: i64,
}

/// How each instrument is used. `window` is half-open; `elsewhere` says of a booking, by its place, whether its user is from
/// elsewhere.
pub fn usage<'a>(
    bookings: &'a [Booking],
    answers: &[Answer],
    window: (i64, i64),
    elsewhere: impl Fn(usize) -> Option<bool>,
) -> BTreeMap<&'a str, Use> {
    let mut found: BTreeMap<&str, Use> = BTreeMap::new();
    for (place, own) in bookings.iter().enumerate().filter(|(place, _)| answers[*place] == Answer::Booked) {
        let sum = found.entry(&own.instrument).or_default();
        sum.inside += (own.end.min(window.1) - own.start.max(window.0)).max(0);
        if let Some(elsewhere) = elsewhere(place) {
            sum.placed += own.end - own.start;
            sum.across += if elsewhere { own.end - own.start } else { 0 };
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Eight hours of one place, four of another, four of nobody knows where; what reaches over the edge of the window counts in part.
    #[test]
    fn use_and_users_from_elsewhere_add_up() {
        let wish = |user: &str, start, end| Booking { instrument: "x".into(), user: user.into(), start, end };
        let own = [wish("a", 0, 8), wish("b", 8, 12), wish("b", 4, 6), wish("?", 22, 26)];
        let answers = book(&own);
        let found =
            usage(&own, &answers, (0, 24), |place| Some(own[place].user == "b").filter(|_| own[place].user != "?"));
        assert_eq!(found["x"], Use { inside: 14, placed: 12, across: 4 });
        assert_eq!(usage(&own, &answers, (100, 200), |_| None)["x"], Use::default());
    }

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
