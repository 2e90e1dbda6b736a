//! Cases that move from state to state: approvals, projects, parcels, disputes. The steps that a scheme allows are data;
//! what it does not allow is refused and changes nothing.

use crate::deal_form::{AS_OF, day, integer};
use crate::form::{boolean, choice, list, words};
use jiff::civil::Date;
use liantu_model::Method;
use liantu_model::method::Input;
use liantu_model::text::text;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The declaration.
pub const CASES: Method = Method {
    id: "case_progress",
    version: 1,
    study: "cooperation",
    title: text("事项办理进度", "Progress of cases"),
    question: text(
        "每个审批、项目、宗地或争议处在何状态、多久了、还差谁同意、哪些步骤不合规程？",
        "In which state is each approval, project, parcel or dispute, since when, whose consent is missing, and which steps were against the rules?",
    ),
    formula: text(
        "各步按日期、再按表中次序。状态 s 只在规程有 s → t 且须同意者（* 为该事项全部各方，neutral 为各方之外的一方）都在 s 中表示同意之后进入 t；其余步骤被拒绝，状态不变。天数 = 离开日（未离开为截至日）− 进入日；超过规程天数为逾期。",
        "Steps go by day, then as listed. A case leaves s for t only where the scheme has s → t and all who have to consent (* every party of the case, neutral one that is none of them) did so while it was in s; any other step is refused and changes nothing. Days = day of leaving (as_of where it has not left) − day of entering; overdue where longer than the scheme allows.",
    ),
    limits: text(
        "内置规程是通用样式，天数不是法定时限；表 transition 中同名规程代替内置的。截至日空白时取表中最晚一日。某方同意后状态一变，其他同意作废。",
        "The built-in schemes are patterns and their days no law's; a scheme of the table `transition` goes before one of the same name. as_of is the last day of the table unless given. When the state changes, consents that were given in it are void.",
    ),
    reference: "Harel, D. (1987). Statecharts: a visual formalism for complex systems. Science of Computer Programming 8(3), 231–274.",
    aliases: &["case", "approval", "life_cycle", "联合审批", "全生命周期", "争议", "调解", "仲裁"],
    inputs: &[
        Input { table: "case_step", columns: &["case_id", "scheme", "date", "to_state", "party"], optional: false },
        Input { table: "transition", columns: &["scheme", "from_state", "to_state"], optional: true },
    ],
    parameters: &[
        choice(
            "by",
            &["case", "stay"],
            "输出",
            "By",
            "各事项的当前状态，或经过的每个状态",
            "Where each case is, or every state that it went through",
        ),
        AS_OF,
    ],
    outputs: &[
        words("case_id", "事项", "Case", "事项", "The case").required(),
        words("scheme", "规程", "Scheme", "规程", "The scheme").required(),
        words("state", "状态", "State", "所处状态；空白为尚未立案", "The state; blank: it has not begun"),
        day("since", "进入日", "Since", "何日进入", "The day of entering"),
        day("until", "离开日", "Until", "何日离开；空白为仍在", "The day of leaving; blank: still there"),
        integer("days", "天数", "Days", "在此状态的天数", "Days in the state"),
        integer("allowed", "期限", "Allowed", "规程允许的天数", "Days that the scheme allows"),
        boolean(
            "overdue",
            "逾期",
            "Overdue",
            "超过期限；不限者为空",
            "Longer than allowed; null where there is no limit",
        ),
        list("consented", "已同意", "Consented", "已同意下一步的各方", "Who has consented to a next step"),
        list("waiting_for", "待同意", "Waiting for", "还差谁同意", "Whose consent is missing"),
        integer("refused", "被拒步骤", "Refused", "被拒绝的步骤数", "Steps that were refused"),
        boolean("closed", "已办结", "Closed", "规程没有下一步", "The scheme has no further step"),
    ],
};

/// A step that a scheme allows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transition {
    /// The state that is left; `None`: how a case begins.
    pub from: Option<String>,
    /// The state that is entered.
    pub to: String,
    /// Who all have to consent; nobody in particular where empty.
    pub consent: Vec<String>,
    /// How many days the new state may last.
    pub days: Option<i64>,
}

/// Schemes by name.
pub type Schemes = BTreeMap<String, Vec<Transition>>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    consent: Vec<String>,
    days: Option<i64>,
}

static SHIPPED: LazyLock<Schemes> = LazyLock::new(|| {
    let file: BTreeMap<String, BTreeMap<String, Written>> =
        toml::from_str(include_str!("../../rules/cases.toml")).expect("the schemes are checked by a test");
    let one = |(arrow, own): (String, Written)| {
        let (from, to) = arrow.split_once("->").expect("the schemes are checked by a test");
        let from = Some(from.trim().to_owned()).filter(|from| !from.is_empty());
        Transition { from, to: to.trim().to_owned(), consent: own.consent, days: own.days }
    };
    file.into_iter().map(|(name, steps)| (name, steps.into_iter().map(one).collect())).collect()
});

/// The built-in schemes.
pub fn schemes() -> &'static Schemes {
    &SHIPPED
}

/// A step as it was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The day.
    pub day: Date,
    /// Where to.
    pub to: String,
    /// By whom.
    pub party: String,
}

/// Why a step is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The scheme has no such step from the state in which the case was.
    NoTransition,
    /// The party's consent does not count: it is not one of those who have to give it.
    NotEntitled,
}

/// A state through which a case went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stay {
    /// The state.
    pub state: String,
    /// From when.
    pub since: Date,
    /// Who brought it there: the last to consent.
    pub by: String,
    /// Until when.
    pub until: Option<Date>,
    /// How many days it may last.
    pub allowed: Option<i64>,
}

impl Stay {
    /// Days in the state by the end of `as_of`.
    pub fn days(&self, as_of: Date) -> i64 {
        let until = self.until.unwrap_or(as_of).max(self.since);
        i64::from(self.since.until(until).map_or(0, |span| span.get_days()))
    }

    /// Whether it lasted longer than allowed.
    pub fn overdue(&self, as_of: Date) -> Option<bool> {
        self.allowed.map(|allowed| self.days(as_of) > allowed)
    }
}

/// What became of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The states, oldest first; none where it has not begun.
    pub stays: Vec<Stay>,
    /// Refused steps by their place.
    pub refused: Vec<(usize, Refused)>,
    /// Who has consented to a step that waits for others.
    pub consented: Vec<String>,
    /// Whose consent is missing for the step that somebody has consented to; for the only possible step where nobody has.
    pub waiting: Vec<String>,
    /// Whether the scheme has no further step.
    pub closed: bool,
}

/// Runs the steps of a case, in their order, through a scheme. `parties` are those of the case.
pub fn progress(scheme: &[Transition], parties: &[String], steps: &[Step]) -> Progress {
    let mut found = Progress::default();
    // Consents by the state that they are for; void when the case moves.
    let mut given: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let state = |found: &Progress| found.stays.last().map(|stay| stay.state.clone());
    for (place, step) in steps.iter().enumerate() {
        let from = state(&found);
        let Some(transition) = scheme.iter().find(|own| own.from == from && own.to == step.to) else {
            found.refused.push((place, Refused::NoTransition));
            continue;
        };
        if !entitled(transition, parties, &step.party) {
            found.refused.push((place, Refused::NotEntitled));
            continue;
        }
        let consents = given.entry(&transition.to).or_default();
        consents.insert(&step.party);
        if missing(transition, parties, consents).is_empty() {
            if let Some(last) = found.stays.last_mut() {
                last.until = Some(step.day);
            }
            found.stays.push(Stay {
                state: step.to.clone(),
                since: step.day,
                by: step.party.clone(),
                until: None,
                allowed: transition.days,
            });
            given.clear();
        }
    }
    let from = state(&found);
    let mut next = scheme.iter().filter(|own| own.from == from);
    let begun = next.clone().find(|own| given.contains_key(own.to.as_str()));
    if let Some(transition) = begun {
        let consents = &given[transition.to.as_str()];
        found.consented = consents.iter().map(|party| (*party).to_owned()).collect();
        found.waiting = missing(transition, parties, consents);
    }
    found.closed = from.is_some() && next.next().is_none();
    found
}

const EVERY: &str = "*";
const NEUTRAL: &str = "neutral";

fn entitled(transition: &Transition, parties: &[String], party: &str) -> bool {
    let own = |word: &String| match word.as_str() {
        EVERY => parties.iter().any(|one| one == party),
        NEUTRAL => parties.iter().all(|one| one != party),
        word => word == party,
    };
    transition.consent.is_empty() || transition.consent.iter().any(own)
}

fn missing(transition: &Transition, parties: &[String], consents: &BTreeSet<&str>) -> Vec<String> {
    let mut missing = Vec::new();
    for word in &transition.consent {
        match word.as_str() {
            // A case that names no parties has nobody who could consent for all.
            EVERY if parties.is_empty() => missing.push(EVERY.to_owned()),
            EVERY => missing.extend(parties.iter().filter(|party| !consents.contains(party.as_str())).cloned()),
            NEUTRAL if !consents.iter().any(|party| parties.iter().all(|one| one != party)) => {
                missing.push(NEUTRAL.to_owned());
            }
            NEUTRAL => {}
            party if !consents.contains(party) => missing.push(party.to_owned()),
            _ => {}
        }
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn steps(list: &[(&str, &str, &str)]) -> Vec<Step> {
        let one = |(day, to, party): &(&str, &str, &str)| Step {
            day: day.parse().unwrap(),
            to: (*to).to_owned(),
            party: (*party).to_owned(),
        };
        list.iter().map(one).collect()
    }

    fn parties(list: &[&str]) -> Vec<String> {
        list.iter().map(|party| (*party).to_owned()).collect()
    }

    #[test]
    fn an_approval_needs_every_stated_party() {
        let scheme = &schemes()["joint_approval"];
        let all = parties(&["qingpu", "wujiang", "jiashan"]);
        let mut list = vec![
            ("2024-01-02", "submitted", "firm"),
            ("2024-01-05", "approved", "qingpu"),
            ("2024-01-10", "accepted", "qingpu"),
            ("2024-01-20", "approved", "qingpu"),
            ("2024-01-21", "approved", "stranger"),
            ("2024-01-22", "approved", "qingpu"),
            ("2024-02-01", "approved", "jiashan"),
        ];
        let found = progress(scheme, &all, &steps(&list));
        assert_eq!(found.stays.last().map(|stay| stay.state.as_str()), Some("accepted"));
        assert_eq!(found.refused, [(1, Refused::NoTransition), (4, Refused::NotEntitled)]);
        assert_eq!((found.consented, found.waiting), (parties(&["jiashan", "qingpu"]), parties(&["wujiang"])));
        assert!(!found.closed);
        list.push(("2024-02-09", "approved", "wujiang"));
        let found = progress(scheme, &all, &steps(&list));
        assert_eq!(found.stays.last().map(|stay| stay.state.as_str()), Some("approved"));
        assert!(found.closed && found.waiting.is_empty());
        let accepted = &found.stays[1];
        assert_eq!(accepted.days("2030-01-01".parse().unwrap()), 30);
        assert_eq!(accepted.overdue("2030-01-01".parse().unwrap()), Some(true));
    }

    #[test]
    fn a_mediator_is_neither_of_the_two() {
        let scheme = &schemes()["dispute"];
        let two = parties(&["suzhou", "suqian"]);
        let list = [
            ("2024-01-01", "raised", "suqian"),
            ("2024-01-08", "mediation", "suzhou"),
            ("2024-01-09", "mediation", "province"),
            ("2024-02-01", "awarded", "province"),
            ("2024-02-02", "settled", "suzhou"),
            ("2024-02-03", "arbitration", "commission"),
            ("2024-03-01", "awarded", "commission"),
        ];
        let found = progress(scheme, &two, &steps(&list));
        let states: Vec<&str> = found.stays.iter().map(|stay| stay.state.as_str()).collect();
        assert_eq!(states, ["raised", "mediation", "arbitration", "awarded"]);
        assert_eq!(found.refused, [(1, Refused::NotEntitled), (3, Refused::NoTransition)]);
    }

    #[test]
    fn a_resolution_is_carried_out_when_all_say_so() {
        let three = parties(&["beijing", "tianjin", "hebei"]);
        let scheme = &schemes()["resolution"];
        let mut list = vec![
            ("2024-01-10", "moved", "beijing"),
            ("2024-01-10", "adopted", "beijing"),
            ("2024-01-10", "adopted", "tianjin"),
            ("2024-01-10", "adopted", "hebei"),
            ("2024-01-15", "assigned", "tianjin"),
            ("2024-06-01", "reported", "tianjin"),
            ("2024-06-05", "done", "beijing"),
        ];
        let found = progress(scheme, &three, &steps(&list));
        let last = found.stays.last().unwrap();
        assert_eq!((last.state.as_str(), last.by.as_str()), ("reported", "tianjin"));
        assert_eq!((found.waiting.clone(), found.closed), (parties(&["tianjin", "hebei"]), false));
        assert_eq!(last.overdue("2024-08-01".parse().unwrap()), Some(true));
        list.extend([("2024-06-06", "done", "tianjin"), ("2024-06-07", "done", "hebei")]);
        let found = progress(scheme, &three, &steps(&list));
        assert_eq!((found.stays.last().unwrap().by.as_str(), found.closed), ("hebei", true));
    }

    #[test]
    fn a_milestone_is_accepted_by_all_and_a_scenario_judged_by_none_of_them() {
        let two = parties(&["suzhou", "hefei"]);
        let list = [
            ("2024-01-01", "proposed", "suzhou"),
            ("2024-02-01", "approved", "suzhou"),
            ("2024-02-02", "approved", "hefei"),
            ("2024-02-03", "accepted", "hefei"),
            ("2024-03-01", "working", "hefei"),
            ("2024-09-01", "milestone", "hefei"),
            ("2024-09-02", "working", "hefei"),
            ("2024-09-03", "working", "suzhou"),
        ];
        let found = progress(&schemes()["joint_research"], &two, &steps(&list));
        let states: Vec<&str> = found.stays.iter().map(|stay| stay.state.as_str()).collect();
        assert_eq!(states, ["proposed", "approved", "working", "milestone", "working"]);
        assert_eq!(found.refused, [(3, Refused::NoTransition)], "nothing is accepted before it was worked on");
        let list = [
            ("2024-01-01", "opened", "hefei"),
            ("2024-02-01", "applied", "suzhou"),
            ("2024-02-02", "testing", "suzhou"),
            ("2024-02-03", "testing", "hefei"),
            ("2024-05-01", "passed", "suzhou"),
            ("2024-05-02", "passed", "laboratory"),
        ];
        let found = progress(&schemes()["scenario_test"], &two, &steps(&list));
        assert_eq!((found.refused.as_slice(), found.closed), ([(4, Refused::NotEntitled)].as_slice(), true));
        assert_eq!(found.stays.last().map(|stay| stay.by.as_str()), Some("laboratory"));
    }

    /// Standard land: a warning when the yearly test fails, taken back when it fails again; what right follows is the table's.
    #[test]
    fn land_is_warned_and_taken_back_by_the_table_of_steps() {
        let scheme = &schemes()["land"];
        let mut list = vec![
            ("2020-01-10", "planned", "host"),
            ("2020-03-01", "offered", "host"),
            ("2020-06-01", "contracted", "firm"),
            ("2020-09-01", "building", "firm"),
            ("2022-01-01", "accepted", "host"),
            ("2022-01-02", "in_use", "firm"),
            ("2022-06-01", "taken_back", "host"),
            ("2023-04-01", "warned", "host"),
        ];
        let found = progress(scheme, &[], &steps(&list));
        assert_eq!(found.refused, [(6, Refused::NoTransition)], "nothing is taken back without a warning");
        let last = found.stays.last().unwrap();
        assert_eq!((last.state.as_str(), last.overdue("2024-04-01".parse().unwrap())), ("warned", Some(true)));
        list.push(("2024-04-02", "taken_back", "host"));
        assert_eq!(progress(scheme, &[], &steps(&list)).stays.last().unwrap().state, "taken_back");
        // Another table lets the firm keep the land for a higher rent.
        let mut softer = scheme.clone();
        softer.retain(|own| own.to != "taken_back");
        let to = "higher_rent".to_owned();
        softer.push(Transition { from: Some("warned".to_owned()), to, consent: Vec::new(), days: None });
        list.pop();
        list.push(("2024-04-02", "higher_rent", "host"));
        assert_eq!(progress(&softer, &[], &steps(&list)).stays.last().unwrap().state, "higher_rent");
        assert_eq!(progress(scheme, &[], &steps(&list)).stays.last().unwrap().state, "warned");
    }

    #[test]
    fn the_schemes_that_ship_lead_somewhere() {
        for (name, scheme) in schemes() {
            assert_eq!(scheme.iter().filter(|own| own.from.is_none()).count(), 1, "{name} begins in one state");
            let entered: BTreeSet<&str> = scheme.iter().map(|own| own.to.as_str()).collect();
            for own in scheme {
                assert!(own.from.as_ref().is_none_or(|from| entered.contains(from.as_str())), "{name}: {own:?}");
            }
        }
    }

    proptest! {
        /// However steps come, the states that a case went through are a walk through its scheme, without gaps in time.
        #[test]
        fn no_step_against_the_rules_is_taken(
            walk in prop::collection::vec((0i64..3, 0usize..8, 0usize..4), 0..40),
            name in prop::sample::select(schemes().keys().cloned().collect::<Vec<_>>()),
        ) {
            let scheme = &schemes()[&name];
            let states: Vec<&str> = scheme.iter().map(|own| own.to.as_str()).collect();
            let names = ["a", "b", "c", "d"];
            let mut day: Date = "2024-01-01".parse().unwrap();
            let taken: Vec<Step> = walk.iter().map(|&(later, to, party)| {
                day = day.checked_add(jiff::Span::new().days(later)).unwrap();
                Step { day, to: states[to % states.len()].to_owned(), party: names[party].to_owned() }
            }).collect();
            let found = progress(scheme, &parties(&["a", "b"]), &taken);
            let mut before: Option<&Stay> = None;
            for stay in &found.stays {
                let from = before.map(|stay| stay.state.clone());
                prop_assert!(scheme.iter().any(|own| own.from == from && own.to == stay.state));
                prop_assert!(before.is_none_or(|before| before.until == Some(stay.since)));
                before = Some(stay);
            }
            prop_assert!(found.refused.len() + found.stays.len() <= taken.len());
        }
    }
}
