//! How far cases get along a row of stages: what part goes on, what goes nowhere, and whether the place changes on the way.

use super::case::Progress;
use crate::deal_form::{AS_OF, integer};
use crate::form::{choice, number, words};
use jiff::civil::Date;
use liantu_model::declare::parameter;
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use std::collections::BTreeMap;

/// The declaration.
pub const PIPELINE: Method = Method {
    id: "stage_conversion",
    version: 1,
    study: "cooperation",
    title: text("创新过程转化率", "Conversion from stage to stage"),
    question: text(
        "从研发到市场，各环节有多少项目进入下一环节，用多久，研发在何处、转化在何处？",
        "From research to market: how many projects go on from each stage to the next, how long does it take, and where do those land that began elsewhere?",
    ),
    formula: text(
        "事项按规程走过各环节（case_progress）。到达 k：到过环节 k 或其后的环节；转化率 r_k = 到达 k+1 / 到达 k，连乘即为自首环节起的总转化率。未决：最远到 k 且未办结者。已决转化率 = 到达 k+1 / (到达 k − 未决)。天数：进入 k 到首次进入其后环节的中位数。易地：两次进入由不同的办理方（地）。",
        "Cases go through the stages as their scheme allows (case_progress). Reached k: was in stage k or a later one. Rate r_k = reached k+1 / reached k; their product is the rate from the first stage to the last. Open: got as far as k and is not closed. Decided rate = reached k+1 / (reached k − open). Days: median from entering k to first entering a later stage. Elsewhere: by another party (place) than the one that brought the case into k.",
    ),
    limits: text(
        "地点以进入该环节的办理方为准，应填地区。未决者多时转化率偏低、已决转化率可能偏高（快者先决）。退回者按到过的最远环节计；跳过的环节视为到达，但不计天数与易地。",
        "The place is the party that brought the case into the stage, so that parties should be places. With many open cases the rate is too low, and the decided rate may be too high, since the quick are decided first. A case that goes back counts by its furthest stage; a stage that it skipped counts as reached, without days or place.",
    ),
    reference: "Cooper, R. G. (1990). Stage-gate systems: a new tool for managing new products. Business Horizons 33(3), 44–54. Kaplan, E. L., Meier, P. (1958). Journal of the American Statistical Association 53(282), 457–481 (what is undecided).",
    aliases: &["conversion", "funnel", "pipeline", "转化率", "漏斗", "研发在外转化在内", "成果转化"],
    inputs: &[
        Input { table: "case_step", columns: &["case_id", "scheme", "date", "to_state", "party"], optional: false },
        Input { table: "transition", columns: &["scheme", "from_state", "to_state"], optional: true },
    ],
    parameters: &[
        parameter(
            "scheme",
            ParameterKind::Text,
            Some("innovation"),
            "规程",
            "Scheme",
            "看哪种事项",
            "Which kind of cases",
        ),
        parameter(
            "stages",
            ParameterKind::Text,
            Some("research,test,incubate,industrialise,market"),
            "环节",
            "Stages",
            "依次的环节，以逗号分隔；其余状态不算环节",
            "The stages in their order, separated by commas; other states are none",
        ),
        choice(
            "by",
            &["stage", "route"],
            "输出",
            "By",
            "逐环节，或从最先进入的环节及其所在到落地之地",
            "Each stage, or from the stage entered first, and its place, to that of landing",
        ),
        parameter(
            "landing",
            ParameterKind::Text,
            Some("industrialise"),
            "落地环节",
            "Landing",
            "在哪一环节算落地",
            "The stage in which a case lands",
        ),
        AS_OF,
    ],
    outputs: &[
        words(
            "stage",
            "环节",
            "Stage",
            "环节；按路线时为事项最先进入的环节",
            "The stage; of routes the one that cases entered first",
        )
        .required(),
        words("next", "下一环节", "Next", "下一环节；按路线时为落地环节", "The stage after; of routes that of landing"),
        words("from_place", "起地", "From", "最先进入的环节所在", "Where the stage entered first was"),
        words("to_place", "落地", "To", "落地所在", "Where it landed"),
        integer("reached", "到达", "Reached", "到达该环节的事项", "Cases that reached the stage"),
        integer("passed", "进入下一环节", "Passed", "到达下一环节的事项", "Cases that reached the next"),
        integer("open", "未决", "Open", "停在该环节而未办结", "Those that got so far and are not closed"),
        number(
            "rate",
            "转化率",
            "Rate",
            "进入下一环节的占比；按路线时为占落地者之比",
            "Passed over reached; of routes their share of all that landed",
        ),
        number("decided_rate", "已决转化率", "Decided rate", "不计未决者", "Open cases left out"),
        number(
            "from_first",
            "自首环节",
            "From the first",
            "首环节到下一环节的转化率",
            "From the first stage to the next one",
        ),
        number("median_days", "中位天数", "Median days", "进入下一环节所需", "Until a later stage was entered"),
        number(
            "elsewhere",
            "易地占比",
            "Elsewhere",
            "易地者占可比者",
            "Share, of those whose places are known, that went elsewhere",
        ),
    ],
};

/// A case as far as stages go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// The stages that it entered, oldest first: place in the row of stages, day, and who brought it there.
    pub entered: Vec<(usize, Date, String)>,
    /// Whether its scheme has no further step.
    pub closed: bool,
}

impl Course {
    /// What became of a case, by a row of stages; `None` where it was in none of them.
    pub fn new(progress: &Progress, stages: &[&str]) -> Option<Self> {
        let entered: Vec<(usize, Date, String)> = progress
            .stays
            .iter()
            .filter_map(|stay| {
                let stage = stages.iter().position(|stage| *stage == stay.state)?;
                Some((stage, stay.since, stay.by.clone()))
            })
            .collect();
        (!entered.is_empty()).then_some(Self { entered, closed: progress.closed })
    }

    fn furthest(&self) -> usize {
        self.entered.iter().map(|own| own.0).max().unwrap_or(0)
    }

    /// The first time that it was in the stage.
    fn first(&self, stage: usize) -> Option<&(usize, Date, String)> {
        self.entered.iter().find(|own| own.0 == stage)
    }
}

/// How cases went on from a stage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Conversion {
    /// Cases that were in it or in a later one.
    pub reached: usize,
    /// Cases that were in a later one; `None` for the last.
    pub passed: Option<usize>,
    /// Cases that got no further and are not closed.
    pub open: usize,
    /// Days from entering it to entering a later one, half of which are longer.
    pub median_days: Option<f64>,
    /// Of those that entered both it and a later one: all, and those that somebody else brought there.
    pub moved: (usize, usize),
}

impl Conversion {
    /// Share that went on.
    pub fn rate(&self) -> Option<f64> {
        ratio(self.passed?, self.reached)
    }

    /// Share that went on of those of which it is decided.
    pub fn decided_rate(&self) -> Option<f64> {
        ratio(self.passed?, self.reached - self.open)
    }

    /// Share that went on elsewhere.
    pub fn elsewhere(&self) -> Option<f64> {
        ratio(self.moved.1, self.moved.0)
    }
}

fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// How cases went on from each of `stages` stages.
pub fn conversion(courses: &[Course], stages: usize) -> Vec<Conversion> {
    let one = |stage: usize| {
        let here: Vec<&Course> = courses.iter().filter(|own| own.furthest() >= stage).collect();
        let last = stage + 1 == stages;
        let (mut days, mut moved) = (Vec::new(), (0, 0));
        for own in &here {
            let Some(place) = own.entered.iter().position(|entry| entry.0 == stage) else { continue };
            let (_, since, by) = &own.entered[place];
            // It may have been further, gone back and come here for the first time.
            if let Some((_, day, other)) = own.entered[place..].iter().find(|entry| entry.0 > stage) {
                days.push(i64::from(since.until(*day).map_or(0, |span| span.get_days())));
                moved = (moved.0 + 1, moved.1 + usize::from(other != by));
            }
        }
        days.sort_unstable();
        let middle = |place: usize| days.get(place).map(|days| *days as f64);
        Conversion {
            reached: here.len(),
            passed: (!last).then(|| here.iter().filter(|own| own.furthest() > stage).count()),
            open: here.iter().filter(|own| own.furthest() == stage && !own.closed && !last).count(),
            median_days: middle(days.len() / 2)
                .zip(middle(days.len().saturating_sub(1) / 2))
                .map(|(a, b)| f64::midpoint(a, b)),
            moved,
        }
    };
    (0..stages).map(one).collect()
}

/// From where to where: cases by the stage that they entered first, who brought them there and who into the stage of landing.
pub fn routes(courses: &[Course], landing: usize) -> BTreeMap<(usize, String, String), usize> {
    let mut routes = BTreeMap::new();
    for own in courses {
        if let (Some((stage, _, from)), Some((_, _, to))) = (own.entered.first(), own.first(landing)) {
            *routes.entry((*stage, from.clone(), to.clone())).or_insert(0) += 1;
        }
    }
    routes
}

#[cfg(test)]
mod tests {
    use super::super::case::{Step, progress, schemes};
    use super::*;
    use proptest::prelude::*;

    const STAGES: [&str; 5] = ["research", "test", "incubate", "industrialise", "market"];

    fn course(list: &[(&str, &str, &str)]) -> Course {
        let steps: Vec<Step> = list
            .iter()
            .map(|(day, to, party)| Step {
                day: day.parse().unwrap(),
                to: (*to).to_owned(),
                party: (*party).to_owned(),
            })
            .collect();
        let found = progress(&schemes()["innovation"], &[], &steps);
        assert!(found.refused.is_empty(), "{found:?}");
        Course::new(&found, &STAGES).unwrap()
    }

    /// Four projects of Shanghai: one goes to market in Jiaxing, one lands at home, one is given up, one is still tested.
    fn four() -> Vec<Course> {
        vec![
            course(&[
                ("2020-01-01", "research", "shanghai"),
                ("2020-04-10", "test", "shanghai"),
                ("2020-07-19", "incubate", "jiaxing"),
                ("2021-01-01", "industrialise", "jiaxing"),
                ("2022-01-01", "market", "jiaxing"),
            ]),
            course(&[
                ("2020-01-01", "research", "shanghai"),
                ("2020-07-19", "test", "shanghai"),
                ("2020-10-01", "research", "shanghai"),
                ("2021-01-01", "incubate", "shanghai"),
                ("2021-06-01", "industrialise", "shanghai"),
            ]),
            course(&[("2020-01-01", "research", "shanghai"), ("2020-02-01", "ended", "shanghai")]),
            course(&[("2020-01-01", "research", "shanghai"), ("2020-01-11", "test", "hefei")]),
        ]
    }

    #[test]
    fn projects_of_one_place_land_in_another() {
        let found = conversion(&four(), 5);
        let told: Vec<_> = found.iter().map(|own| (own.reached, own.passed, own.open)).collect();
        assert_eq!(told, [(4, Some(3), 0), (3, Some(2), 1), (2, Some(2), 0), (2, Some(1), 1), (1, None, 0)]);
        assert_eq!((found[0].rate(), found[0].median_days, found[0].moved), (Some(0.75), Some(100.0), (3, 1)));
        assert_eq!((found[1].rate(), found[1].decided_rate()), (Some(2.0 / 3.0), Some(1.0)));
        assert_eq!((found[4].rate(), found[4].median_days, found[4].elsewhere()), (None, None, None));
        let landed = routes(&four(), 3);
        let told: Vec<_> =
            landed.iter().map(|((stage, from, to), count)| (*stage, from.as_str(), to.as_str(), *count)).collect();
        assert_eq!(told, [(0, "shanghai", "jiaxing", 1), (0, "shanghai", "shanghai", 1)]);
    }

    #[test]
    fn a_case_that_began_later_is_told_from_where_it_began() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let entered = vec![
            (1, day("2020-01-01"), "hefei".to_owned()),
            (0, day("2020-02-01"), "shanghai".to_owned()),
            (3, day("2021-01-01"), "jiaxing".to_owned()),
        ];
        let landed = routes(&[Course { entered, closed: false }], 3);
        assert_eq!(landed, BTreeMap::from([((1, "hefei".to_owned(), "jiaxing".to_owned()), 1)]));
    }

    #[test]
    fn nothing_over_nothing_has_no_rate() {
        let found = conversion(&[], 2);
        assert_eq!((found[0].reached, found[0].rate(), found[0].decided_rate()), (0, None, None));
    }

    proptest! {
        /// Rates lie in [0, 1], their product is the rate from end to end, and open cases never make the decided rate lower.
        #[test]
        fn rates_multiply_to_the_whole(walks in prop::collection::vec((prop::collection::vec((0usize..5, 0i64..400, 0usize..3), 1..8), any::<bool>()), 1..30)) {
            let start: Date = "2020-01-01".parse().unwrap();
            let courses: Vec<Course> = walks.iter().map(|(walk, closed)| {
                let mut day = start;
                let entered = walk.iter().map(|&(stage, days, place)| {
                    day = day.checked_add(jiff::Span::new().days(days)).unwrap();
                    (stage, day, place.to_string())
                }).collect();
                Course { entered, closed: *closed }
            }).collect();
            let found = conversion(&courses, 5);
            let rates: Vec<f64> = found.iter().filter_map(Conversion::rate).collect();
            prop_assert!(rates.iter().all(|rate| (0.0..=1.0).contains(rate)));
            if found[3].reached > 0 {
                let whole = found[4].reached as f64 / found[0].reached as f64;
                prop_assert!((rates.iter().product::<f64>() - whole).abs() < 1e-12);
            }
            for own in &found {
                prop_assert!(own.decided_rate().is_none_or(|decided| decided >= own.rate().unwrap() && decided <= 1.0));
                prop_assert!(own.moved.1 <= own.moved.0 && own.moved.0 <= own.reached);
            }
            let landed: usize = routes(&courses, 3).values().sum();
            prop_assert!(landed <= found[3].reached);
        }
    }
}
