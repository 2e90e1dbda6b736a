//! Whether bodies are complete: who fills which slot on a day, what is empty, what is held by too many.

use crate::deal_form::{day, integer};
use crate::form::{boolean, list, words, words_given};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The declaration.
pub const ROSTER: Method = Method {
    id: "roster_audit",
    version: 1,
    study: "cooperation",
    title: text("机构席位核查", "Audit of rosters"),
    question: text(
        "各机构、专班、产业链、联合线索的席位齐不齐，谁在任，哪些空缺、哪些多头？",
        "Are the slots of each body, work group, chain or joint lead filled, by whom, and which are empty or held by too many?",
    ),
    formula: text(
        "在任 = 起始日 ≤ 日期 < 终止日的不同任职者。在任 < 最少：empty（无人）或 short；在任 > 最多：surplus；否则 filled。机构完备 = 其规程的全部席位 filled。",
        "Holders on the day: different ones with start ≤ day < end. Fewer than the least: empty (none) or short; more than the most: surplus; else filled. A body is complete when every slot of its scheme is filled.",
    ),
    limits: text(
        "内置规程：five_ones、cluster_governance、cluster_organisation、chain、lead、technology_transfer、three_levels、alliance；表 slot 中同名规程代替内置的。日期空白时取表中最晚的起始日。只看席位有无，不评价履职。",
        "Built-in schemes: five_ones, cluster_governance, cluster_organisation, chain, lead, technology_transfer, three_levels, alliance; a scheme of the table `slot` goes before one of the same name. The day is the last start of the table unless given. It says whether slots are filled, not how well.",
    ),
    reference: "—",
    aliases: &["roster", "slots", "五个一", "工作专班", "链长制", "联盟招商"],
    inputs: &[
        Input { table: "appointment", columns: &["scheme", "body", "slot", "holder"], optional: false },
        Input { table: "slot", columns: &["scheme", "slot", "least", "most"], optional: true },
    ],
    parameters: &[words_given(
        "date",
        "日期",
        "Day",
        "看哪一天，如 2024-12-31；空白为最晚的起始日",
        "The day to look at, such as 2024-12-31; the last start where absent",
    )],
    outputs: &[
        words("scheme", "规程", "Scheme", "规程", "The scheme").required(),
        words("body", "机构", "Body", "机构", "The body").required(),
        words("slot", "席位", "Slot", "席位；空白为规程未知", "The slot; blank where the scheme is not known"),
        day("day", "日期", "Day", "所看之日", "The day looked at"),
        list("holders", "在任者", "Holders", "在任者", "Who holds it"),
        integer("least", "最少", "Least", "最少几个", "At least so many"),
        integer("most", "最多", "Most", "最多几个", "At most so many"),
        words(
            "status",
            "结果",
            "Status",
            "filled、empty、short、surplus、unknown_slot",
            "filled, empty, short, surplus, unknown_slot",
        ),
        boolean(
            "complete",
            "机构完备",
            "Complete",
            "该机构全部席位都已按规程就位",
            "Every slot of the body is as its scheme asks",
        ),
    ],
};

/// How many have to hold a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// At least.
    pub least: usize,
    /// At most.
    pub most: Option<usize>,
}

/// Slots of schemes, by name.
pub type Slots = BTreeMap<String, BTreeMap<String, Bounds>>;

static SHIPPED: LazyLock<Slots> =
    LazyLock::new(|| toml::from_str(include_str!("../../rules/slots.toml")).expect("the slots are checked by a test"));

/// The built-in schemes.
pub fn slots() -> &'static Slots {
    &SHIPPED
}

/// Who holds a slot, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// The kind of body.
    pub scheme: String,
    /// The body.
    pub body: String,
    /// The slot and its holder; `None`: the body is there.
    pub held: Option<(String, String)>,
    /// From when.
    pub start: Option<Date>,
    /// Until when, not included.
    pub end: Option<Date>,
}

/// How a slot stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    /// As the scheme asks.
    Filled,
    /// By nobody.
    Empty,
    /// By too few.
    Short,
    /// By too many.
    Surplus,
    /// The scheme has no such slot.
    UnknownSlot,
}

impl Filled {
    /// The word in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Filled => "filled",
            Self::Empty => "empty",
            Self::Short => "short",
            Self::Surplus => "surplus",
            Self::UnknownSlot => "unknown_slot",
        }
    }
}

/// A slot of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The kind of body.
    pub scheme: String,
    /// The body.
    pub body: String,
    /// The slot.
    pub slot: String,
    /// Who holds it.
    pub holders: Vec<String>,
    /// How many should.
    pub bounds: Option<Bounds>,
    /// How it stands.
    pub filled: Filled,
    /// Whether the whole body is complete.
    pub complete: bool,
}

/// The slots of every body on `day`, by scheme, body and slot; and the bodies of schemes that nobody knows.
pub fn roster(appointments: &[Appointment], slots: &Slots, day: Date) -> (Vec<Seat>, BTreeSet<(String, String)>) {
    let mut bodies: BTreeMap<(&str, &str), BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for own in appointments {
        let held = bodies.entry((&own.scheme, &own.body)).or_default();
        let valid = own.start.is_none_or(|start| start <= day) && own.end.is_none_or(|end| day < end);
        if let Some((slot, holder)) = own.held.as_ref().filter(|_| valid) {
            held.entry(slot).or_default().insert(holder);
        }
    }
    let (mut seats, mut strange) = (Vec::new(), BTreeSet::new());
    for ((scheme, body), held) in bodies {
        let Some(wanted) = slots.get(scheme) else {
            strange.insert((scheme.to_owned(), body.to_owned()));
            continue;
        };
        let first = seats.len();
        let names: BTreeSet<&str> = wanted.keys().map(String::as_str).chain(held.keys().copied()).collect();
        for slot in names {
            let holders: Vec<String> = held.get(slot).into_iter().flatten().map(|own| (*own).to_owned()).collect();
            let bounds = wanted.get(slot).copied();
            let filled = match bounds {
                None => Filled::UnknownSlot,
                Some(bounds) if holders.len() < bounds.least && holders.is_empty() => Filled::Empty,
                Some(bounds) if holders.len() < bounds.least => Filled::Short,
                Some(bounds) if bounds.most.is_some_and(|most| holders.len() > most) => Filled::Surplus,
                Some(_) => Filled::Filled,
            };
            let (scheme, body, slot) = (scheme.to_owned(), body.to_owned(), slot.to_owned());
            seats.push(Seat { scheme, body, slot, holders, bounds, filled, complete: false });
        }
        let complete = seats[first..].iter().all(|seat| seat.filled == Filled::Filled);
        seats[first..].iter_mut().for_each(|seat| seat.complete = complete);
    }
    (seats, strange)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointment(
        scheme: &str,
        body: &str,
        held: Option<(&str, &str)>,
        start: &str,
        end: Option<&str>,
    ) -> Appointment {
        Appointment {
            scheme: scheme.to_owned(),
            body: body.to_owned(),
            held: held.map(|(slot, holder)| (slot.to_owned(), holder.to_owned())),
            start: Some(start.parse().unwrap()),
            end: end.map(|end| end.parse().unwrap()),
        }
    }

    fn of(seats: &[Seat], slot: &str) -> (Filled, bool) {
        let seat = seats.iter().find(|seat| seat.slot == slot).unwrap();
        (seat.filled, seat.complete)
    }

    #[test]
    fn a_work_group_fails_when_one_of_five_slots_is_empty() {
        let all = ["map", "plan", "leadership", "experts", "service"];
        let full: Vec<Appointment> =
            all.iter().map(|slot| appointment("five_ones", "chips", Some((slot, "x")), "2024-01-01", None)).collect();
        let day = "2024-06-30".parse().unwrap();
        let (seats, strange) = roster(&full, slots(), day);
        assert!(strange.is_empty() && seats.len() == 5 && seats.iter().all(|seat| seat.complete));
        for left_out in 0..5 {
            let mut some = full.clone();
            some[left_out].end = Some("2024-06-30".parse().unwrap());
            let (seats, _) = roster(&some, slots(), day);
            assert_eq!(of(&seats, all[left_out]), (Filled::Empty, false));
            assert!(seats.iter().all(|seat| !seat.complete));
        }
    }

    #[test]
    fn no_lead_is_owned_twice_and_a_chain_has_one_chief() {
        let lead = |holder, start, end| appointment("lead", "L1", Some(("owner", holder)), start, end);
        let day = "2024-06-30".parse().unwrap();
        let twice = [lead("suzhou", "2024-01-01", None), lead("suqian", "2024-02-01", None)];
        assert_eq!(of(&roster(&twice, slots(), day).0, "owner"), (Filled::Surplus, false));
        let handed_over = [lead("suzhou", "2024-01-01", Some("2024-02-01")), lead("suqian", "2024-02-01", None)];
        assert_eq!(of(&roster(&handed_over, slots(), day).0, "owner"), (Filled::Filled, true));
        let bare = [appointment("chain", "batteries", None, "2024-01-01", None)];
        assert_eq!(of(&roster(&bare, slots(), day).0, "chief"), (Filled::Empty, false));
        let strange = [appointment("club", "x", Some(("chair", "y")), "2024-01-01", None)];
        assert_eq!(roster(&strange, slots(), day).1.len(), 1);
    }

    /// Three levels with an office, and an alliance with a charter: what lacks is named.
    #[test]
    fn a_cooperation_has_three_levels_and_an_office() {
        let day = "2024-06-30".parse().unwrap();
        let bare = |scheme, body| appointment(scheme, body, None, "2024-01-01", None);
        let held = |scheme, body, slot, holder| appointment(scheme, body, Some((slot, holder)), "2024-01-01", None);
        let delta = |slot, holder| held("three_levels", "delta", slot, holder);
        let mut own = vec![delta("decision", "leaders"), delta("coordination", "joint_meeting")];
        own.extend([delta("execution", "transport"), delta("execution", "energy"), bare("three_levels", "delta")]);
        let (seats, _) = roster(&own, slots(), day);
        assert_eq!((of(&seats, "office"), of(&seats, "execution").0), ((Filled::Empty, false), Filled::Filled));
        own.extend([delta("office", "regional_office"), delta("decision", "second_leaders")]);
        let (seats, _) = roster(&own, slots(), day);
        assert_eq!((of(&seats, "office").0, of(&seats, "decision")), (Filled::Filled, (Filled::Surplus, false)));
        // Four alliances of one federation: each has a row of its own, and so has the federation of which they are members.
        let fields = ["biomedicine", "chips", "vehicles", "intelligence"];
        let mut own = Vec::new();
        for field in fields {
            own.extend(["coordinator", "charter", "certification"].map(|slot| held("alliance", field, slot, field)));
            own.extend(["a", "b"].map(|firm| held("alliance", field, "member", firm)));
            own.push(held("alliance", "federation", "member", field));
        }
        let (seats, _) = roster(&own, slots(), day);
        let complete: BTreeSet<&str> = seats.iter().filter(|own| own.complete).map(|own| own.body.as_str()).collect();
        assert_eq!(complete, fields.into_iter().collect());
        let federation: Vec<(&str, Filled)> =
            seats.iter().filter(|own| own.body == "federation").map(|own| (own.slot.as_str(), own.filled)).collect();
        let none = Filled::Empty;
        let wanted = [("certification", none), ("charter", none), ("coordinator", none), ("member", Filled::Filled)];
        assert_eq!(federation, wanted);
    }
}
