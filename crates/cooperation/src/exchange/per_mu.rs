//! Output per mu: a firm's score against benchmarks, and its grade by rank.

use crate::money::Ratio;
use crate::rule::{RuleBook, RuleError};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The only indicator whose gap the rule itself fills: by the mean score of the group.
pub const FILLED: &str = "value_added_per_emission";

/// A scheme of assessment.
#[derive(Clone, Debug, PartialEq)]
pub struct Scheme {
    /// Indicators with weight and benchmark.
    pub indicators: Vec<(String, f64, f64)>,
    /// An indicator scores at most this many times its weight.
    pub cap: f64,
    /// Share of the firms with grade A.
    pub best: Ratio,
    /// Share of the firms with grade D.
    pub worst: Ratio,
    /// The table of rules.
    pub rule: String,
}

/// A firm's score.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Score {
    /// Points by indicator, as in the scheme; `None` where unknown.
    pub points: Vec<Option<f64>>,
    /// Whether a gap was filled by the mean of the group.
    pub filled: bool,
    /// The sum; `None` where an indicator is unknown.
    pub total: Option<f64>,
    /// From 1, the best; equals share the better rank.
    pub rank: Option<u32>,
    /// A to D.
    pub grade: Option<char>,
}

impl Scheme {
    /// The scheme that holds on `day`.
    pub fn at(rules: &RuleBook, rule: &str, day: Date) -> Result<Self, RuleError> {
        let mut indicators = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for table in rules.tables(rule, day) {
            for (key, ..) in table.values() {
                if let Some(name) = key.strip_prefix("weight.").filter(|name| !names.iter().any(|own| own == name)) {
                    names.push(name.to_owned());
                }
            }
        }
        for name in names {
            let weight = rules.value(rule, &format!("weight.{name}"), day)?.value.to_f64();
            let benchmark = rules.value(rule, &format!("benchmark.{name}"), day)?.value.to_f64();
            indicators.push((name, weight, benchmark));
        }
        let cap = rules.value(rule, "cap", day)?;
        let (best, worst) = (rules.value(rule, "grade.a", day)?.value, rules.value(rule, "grade.d", day)?.value);
        Ok(Self { indicators, cap: cap.value.to_f64(), best, worst, rule: cap.rule.version() })
    }

    /// The scores of firms. `values` are rows of one number for each indicator of the scheme, not a number where unknown;
    /// `group` is the group of each firm, whose mean fills the gap that the rule allows.
    pub fn score(&self, values: &[Vec<f64>], group: &[u32]) -> Vec<Score> {
        let points = |row: &Vec<f64>| -> Vec<Option<f64>> {
            let one = |(value, (_, weight, benchmark)): (&f64, &(String, f64, f64))| {
                value.is_finite().then(|| (value / benchmark * weight).clamp(0.0, self.cap * weight))
            };
            row.iter().zip(&self.indicators).map(one).collect()
        };
        let mut scores: Vec<Score> =
            values.iter().map(|row| Score { points: points(row), ..Score::default() }).collect();
        if let Some(place) = self.indicators.iter().position(|(name, ..)| name == FILLED) {
            let mut means: BTreeMap<u32, (f64, f64)> = BTreeMap::new();
            for (score, group) in scores.iter().zip(group) {
                if let Some(points) = score.points[place] {
                    let (sum, count) = means.entry(*group).or_default();
                    (*sum, *count) = (*sum + points, *count + 1.0);
                }
            }
            for (score, group) in scores.iter_mut().zip(group) {
                if let (None, Some((sum, count))) = (score.points[place], means.get(group)) {
                    score.points[place] = Some(sum / count);
                    score.filled = true;
                }
            }
        }
        for score in &mut scores {
            let known: Option<Vec<f64>> = score.points.iter().copied().collect();
            score.total = known.filter(|known| !known.is_empty()).map(|known| known.iter().sum());
        }
        self.grade(&mut scores);
        scores
    }

    fn grade(&self, scores: &mut [Score]) {
        let mut totals: Vec<f64> = scores.iter().filter_map(|score| score.total).collect();
        totals.sort_by(|one, two| two.total_cmp(one));
        let all = i64::try_from(totals.len()).unwrap_or(i64::MAX);
        let count = |share: Ratio| share.times(Ratio::whole(all));
        // A: the nearest whole number of firms; D: never more than the share.
        let best = count(self.best).and_then(Ratio::round).unwrap_or(0);
        let worst = count(self.worst).map_or(0, |count| count.to_f64().floor() as i64);
        for score in scores.iter_mut() {
            let Some(total) = score.total else { continue };
            let better = totals.partition_point(|other| *other > total);
            score.rank = u32::try_from(better + 1).ok();
            let better = i64::try_from(better).unwrap_or(i64::MAX);
            score.grade = Some(if better < best {
                'A'
            } else if better >= all - worst {
                'D'
            } else {
                // The middle is halved at the benchmark of the scheme.
                let middle = self.indicators.iter().map(|(_, weight, _)| weight).sum::<f64>() / 2.0;
                if total >= middle { 'B' } else { 'C' }
            });
        }
    }
}
