//! Scores of subjects on the criteria of a scheme; what is not known has bounds, never a zero.

use crate::panel::at;
use liantu_model::Diagnostic;
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// How a value earns points.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Scoring {
    /// The value is the degree met, from 0 to 1.
    Degree,
    /// Nothing at `floor`, everything at `ceiling`, even between; the ceiling may lie below the floor.
    Linear {
        /// Earns nothing.
        floor: f64,
        /// Earns the whole weight.
        ceiling: f64,
    },
    /// The value over `benchmark`, at most `cap`.
    Ratio {
        /// Earns the whole weight.
        benchmark: f64,
        /// The largest degree.
        cap: f64,
    },
    /// The table does not say enough: nothing can be scored.
    Unknown,
}

impl Scoring {
    /// The degree to which a value meets the criterion; `None` where it cannot be told.
    pub fn degree(self, value: f64) -> Option<f64> {
        match self {
            _ if !value.is_finite() => None,
            Self::Degree => (0.0..=1.0).contains(&value).then_some(value),
            Self::Linear { floor, ceiling } => {
                let degree = (value - floor) / (ceiling - floor);
                degree.is_finite().then(|| degree.clamp(0.0, 1.0))
            }
            Self::Ratio { benchmark, cap } => (benchmark > 0.0).then(|| (value / benchmark).clamp(0.0, cap)),
            Self::Unknown => None,
        }
    }

    /// The largest degree there is.
    pub fn most(self) -> f64 {
        if let Self::Ratio { cap, .. } = self { cap } else { 1.0 }
    }

    /// Whether less is better.
    fn falls(self) -> bool {
        matches!(self, Self::Linear { floor, ceiling } if ceiling < floor)
    }
}

/// How the values of members are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aggregate {
    /// Their mean.
    #[default]
    Mean,
    /// Their sum.
    Sum,
    /// The least of them.
    Least,
    /// The most of them.
    Most,
}

/// How the values of several raters are put together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Raters {
    /// Their mean.
    #[default]
    Mean,
    /// Their median.
    Median,
    /// Their mean without the highest and the lowest, from three raters on.
    Trimmed,
}

/// A criterion of a scheme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criterion {
    /// Id of the group it belongs to.
    pub group: u32,
    /// Its weight; only ratios matter.
    pub weight: f64,
    /// How a value earns points.
    pub scoring: Scoring,
    /// The value needed to pass.
    pub threshold: Option<f64>,
    /// What values are compared with.
    pub benchmark: Option<f64>,
    /// How members are put together.
    pub aggregate: Aggregate,
}

/// A grade and the part of all points that earns it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grade {
    /// Its id.
    pub id: u32,
    /// The least part.
    pub least: f64,
}

/// A value that somebody gave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Entry {
    /// What is assessed.
    pub subject: u32,
    /// Place of the criterion in the scheme.
    pub criterion: u32,
    /// The member whose value it is; `None`: the subject as a whole.
    pub member: Option<u32>,
    /// Who gave it.
    pub rater: Option<u32>,
    /// The value; `None`: unknown.
    pub value: Option<f64>,
}

/// A subject on a criterion.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Assessed {
    /// The value, over members and raters; `None`: unknown.
    pub value: Option<f64>,
    /// The degree met.
    pub degree: Option<f64>,
    /// Points of 100 for the whole scheme.
    pub points: Option<f64>,
    /// The points a full degree would earn.
    pub attainable: f64,
    /// The value less the benchmark.
    pub gap: Option<f64>,
    /// Whether the threshold is reached; `None` without a value or a threshold.
    pub met: Option<bool>,
}

/// Points over several criteria, of 100 for the whole scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scored {
    /// The points that full degrees would earn.
    pub attainable: f64,
    /// The part of these whose criteria are known.
    pub known: f64,
    /// Points, what is not known taken as nothing.
    pub lower: f64,
    /// Points, what is not known taken as the most there is.
    pub upper: f64,
    /// Thresholds reached, missed and unknown.
    pub thresholds: [u32; 3],
}

impl Scored {
    /// The points where everything is known.
    pub fn points(&self) -> Option<f64> {
        (self.known >= 1.0).then_some(self.lower)
    }
}

/// Where a subject stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The subject.
    pub subject: u32,
    /// By criterion, in the order of the scheme.
    pub criteria: Vec<Assessed>,
    /// By group.
    pub groups: BTreeMap<u32, Scored>,
    /// Over all.
    pub total: Scored,
    /// The grades of the lower and the upper bound; `None`: below every grade.
    pub grades: [Option<u32>; 2],
}

/// The standing of every subject that has an entry, sorted.
#[derive(Clone, Debug, PartialEq)]
pub struct Card {
    /// The subjects.
    pub standings: Vec<Standing>,
    /// What was found.
    pub faults: Faults,
}

/// What is wrong with assessments, by how often; several cards add up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Values that cannot be scored.
    pub unusable: usize,
    /// Subjects some criterion of which is unknown.
    pub unknown: usize,
    /// Values that were given more than once.
    pub repeats: usize,
    /// Values on a criterion that the scheme does not have.
    pub stray: usize,
}

impl std::ops::AddAssign for Faults {
    fn add_assign(&mut self, other: Self) {
        self.unusable += other.unusable;
        self.unknown += other.unknown;
        self.repeats += other.repeats;
        self.stray += other.stray;
    }
}

impl Faults {
    /// What to say about them.
    pub fn findings(self) -> Vec<Diagnostic> {
        [("STR603", self.unusable), ("STR604", self.stray), ("STR605", self.unknown), ("STR606", self.repeats)]
            .into_iter()
            .filter(|(_, count)| *count > 0)
            .map(|(code, count)| {
                let mut finding = at(code, None, count);
                "assessment".clone_into(&mut finding.place.resource);
                finding
            })
            .collect()
    }
}

/// Scores every subject: `points = 100 · wₖ/Σw · degreeₖ`. A value for the subject as a whole comes before those of its
/// members; a member whose value is unknown makes the value over members unknown.
pub fn scorecard(criteria: &[Criterion], grades: &[Grade], entries: &[Entry], raters: Raters) -> Card {
    let (values, repeats) = values(criteria, entries, raters);
    let all = sum(criteria.iter().map(|criterion| criterion.weight));
    let subjects: BTreeSet<u32> = entries.iter().map(|entry| entry.subject).collect();
    let (mut unusable, mut unknown) = (0, 0);
    let standings: Vec<Standing> = subjects
        .into_iter()
        .map(|subject| {
            let assessed: Vec<Assessed> = (0u32..)
                .zip(criteria)
                .map(|(place, criterion)| {
                    let value = values.get(&(subject, place)).copied().flatten();
                    let one = assess(criterion, value, if all > 0.0 { 100.0 * criterion.weight / all } else { 0.0 });
                    unusable += usize::from(value.is_some() && one.degree.is_none());
                    one
                })
                .collect();
            let mut groups: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
            for (place, criterion) in criteria.iter().enumerate() {
                groups.entry(criterion.group).or_default().push(place);
            }
            let of = |places: &[usize]| add(criteria, &assessed, places);
            let total = of(&(0..criteria.len()).collect::<Vec<_>>());
            unknown += usize::from(total.known < 1.0);
            let grade = |points: f64| {
                let earned = grades.iter().filter(|grade| points / 100.0 >= grade.least - 1e-12);
                earned.max_by(|one, two| one.least.total_cmp(&two.least)).map(|grade| grade.id)
            };
            Standing {
                subject,
                groups: groups.iter().map(|(group, places)| (*group, of(places))).collect(),
                grades: [grade(total.lower), grade(total.upper)],
                total,
                criteria: assessed,
            }
        })
        .collect();
    Card { standings, faults: Faults { unusable, unknown, repeats, stray: 0 } }
}

fn assess(criterion: &Criterion, value: Option<f64>, attainable: f64) -> Assessed {
    let degree = value.and_then(|value| criterion.scoring.degree(value));
    let value = value.filter(|value| value.is_finite());
    let met = value
        .zip(criterion.threshold)
        .map(|(value, threshold)| if criterion.scoring.falls() { value <= threshold } else { value >= threshold });
    Assessed {
        value,
        degree,
        points: degree.map(|degree| degree * attainable),
        attainable,
        gap: value.zip(criterion.benchmark).map(|(value, benchmark)| value - benchmark),
        met,
    }
}

fn add(criteria: &[Criterion], assessed: &[Assessed], places: &[usize]) -> Scored {
    let of = |value: &dyn Fn(usize) -> f64| sum(places.iter().map(|&place| value(place)));
    let attainable = of(&|place| assessed[place].attainable);
    let missing = places.iter().filter(|&&place| assessed[place].points.is_none() && assessed[place].attainable > 0.0);
    let unknown = sum(missing.clone().map(|&place| assessed[place].attainable));
    let mut thresholds = [0; 3];
    for &place in places {
        if criteria[place].threshold.is_some() {
            thresholds[match assessed[place].met {
                Some(true) => 0,
                Some(false) => 1,
                None => 2,
            }] += 1;
        }
    }
    let lower = of(&|place| assessed[place].points.unwrap_or(0.0));
    let known = if missing.clone().count() == 0 { 1.0 } else { 1.0 - unknown / attainable };
    Scored {
        attainable,
        known,
        lower,
        upper: lower + sum(missing.map(|&place| assessed[place].attainable * criteria[place].scoring.most())),
        thresholds,
    }
}

/// Subject and criterion.
type Cell = (u32, u32);
/// The cell as a whole, or one member of the subject.
type OfMember = (u32, u32, Option<u32>);
/// What the subject as a whole and each of its members was given.
type Rated = Vec<(Option<u32>, Option<f64>)>;

/// The value of each subject on each criterion, over raters and members; `None` where it is unknown. And how many values were
/// given more than once.
fn values(criteria: &[Criterion], entries: &[Entry], raters: Raters) -> (BTreeMap<Cell, Option<f64>>, usize) {
    let mut given: BTreeMap<(OfMember, Option<u32>), (Option<f64>, u32)> = BTreeMap::new();
    for entry in entries {
        let key = ((entry.subject, entry.criterion, entry.member), entry.rater);
        let slot = given.entry(key).or_insert((entry.value, 0));
        slot.1 += 1;
    }
    let repeats = given.values().filter(|(_, count)| *count > 1).count();
    let mut of_member: BTreeMap<OfMember, Vec<f64>> = BTreeMap::new();
    for ((cell, _), (value, count)) in given {
        let rated = of_member.entry(cell).or_default();
        rated.extend(value.filter(|_| count == 1));
    }
    let mut members: BTreeMap<Cell, Rated> = BTreeMap::new();
    for ((subject, criterion, member), rated) in of_member {
        members.entry((subject, criterion)).or_default().push((member, together(rated, raters)));
    }
    let put = |((subject, criterion), values): (Cell, Rated)| {
        let whole = values.iter().find(|(member, _)| member.is_none());
        let value = if let Some((_, value)) = whole {
            *value
        } else {
            let known: Option<Vec<f64>> = values.iter().map(|(_, value)| *value).collect();
            known.map(|known| over_members(&known, criteria[criterion as usize].aggregate))
        };
        ((subject, criterion), value)
    };
    (members.into_iter().map(put).collect(), repeats)
}

fn over_members(values: &[f64], aggregate: Aggregate) -> f64 {
    let total = sum(values.iter().copied());
    match aggregate {
        Aggregate::Mean => total / values.len() as f64,
        Aggregate::Sum => total,
        Aggregate::Least => values.iter().copied().fold(f64::INFINITY, f64::min),
        Aggregate::Most => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    }
}

fn together(mut values: Vec<f64>, raters: Raters) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let kept = match raters {
        Raters::Mean => &values[..],
        Raters::Trimmed if values.len() < 3 => &values[..],
        Raters::Trimmed => &values[1..values.len() - 1],
        Raters::Median => &values[values.len().saturating_sub(1) / 2..=values.len() / 2],
    };
    Some(sum(kept.iter().copied()) / kept.len() as f64)
}
