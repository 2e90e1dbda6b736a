//! What a rule says about each step of a subject.

use super::error::{RuleError, Trouble};
use super::{Condition, ConditionKind, Grade, Grading, Number, NumberKind, Operator, Reference, Rule, Unit};
use crate::series::quorum::quorum;
use crate::step::Frequency;
use crate::truth::Truth;
use liantu_model::Words;

/// The series of one subject: equal steps, NaN where missing.
pub trait Frame {
    /// The values of a series; `None` where the subject has no such series, which counts as missing throughout.
    fn series(&self, reference: &Reference) -> Option<Vec<f64>>;

    /// By step, whether rows are there that come to no value, such as rows in units that do not add up: unknown, and yet
    /// reported. Empty: nowhere.
    fn unreadable(&self, _reference: &Reference) -> Vec<bool> {
        Vec::new()
    }
}

impl<F: Fn(&Reference) -> Option<Vec<f64>>> Frame for F {
    fn series(&self, reference: &Reference) -> Option<Vec<f64>> {
        self(reference)
    }
}

/// A rule and its parts at every step.
#[derive(Clone, Debug)]
pub struct Evaluated<'r> {
    /// The rule.
    pub rule: &'r Rule,
    /// Steps in a year.
    pub season: usize,
    /// The condition at every step.
    pub condition: Truths<'r>,
    /// Likelihood and impact at every step, where the rule is graded.
    pub grading: Option<[Numbers<'r>; 2]>,
}

/// A condition at every step.
#[derive(Clone, Debug)]
pub struct Truths<'r> {
    /// What it says.
    pub condition: &'r Condition,
    /// Whether it holds.
    pub truth: Vec<Truth>,
    /// Conditions in it.
    pub conditions: Vec<Self>,
    /// Numbers in it.
    pub numbers: Vec<Numbers<'r>>,
}

/// A number at every step.
#[derive(Clone, Debug)]
pub struct Numbers<'r> {
    /// What it is.
    pub number: &'r Number,
    /// Its values; NaN where unknown.
    pub values: Vec<f64>,
    /// Numbers in it.
    pub numbers: Vec<Self>,
}

/// Evaluates a rule over `steps` steps. Refuses durations that the frequency cannot count.
pub fn evaluate<'r>(
    rule: &'r Rule,
    frequency: Frequency,
    steps: usize,
    frame: &impl Frame,
) -> Result<Evaluated<'r>, RuleError> {
    check_units(rule, &rule.condition, frequency)?;
    let context = Context { season: frequency.season(), steps, frame };
    let grading = match &rule.grading {
        Grading::Fixed(_) => None,
        Grading::Graded(numbers) => Some([context.number(&numbers[0]), context.number(&numbers[1])]),
    };
    Ok(Evaluated { rule, season: context.season, condition: context.condition(&rule.condition), grading })
}

/// Whether the durations of a rule can be counted in steps of this length.
pub fn check_units(rule: &Rule, condition: &Condition, frequency: Frequency) -> Result<(), RuleError> {
    match &condition.kind {
        ConditionKind::Compare(..) | ConditionKind::Missing(_) => Ok(()),
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().try_for_each(|part| check_units(rule, part, frequency))
        }
        ConditionKind::Not(inner) => check_units(rule, inner, frequency),
        ConditionKind::Lasting { inner, unit, .. } => {
            let fits = match unit {
                Unit::Periods | Unit::Years => true,
                Unit::Months => frequency == Frequency::Month,
                Unit::Quarters => frequency == Frequency::Quarter,
            };
            if fits {
                return check_units(rule, inner, frequency);
            }
            let words = Words::new(
                format!("规则以 {frequency} 为步长，此处应以期或年计"),
                format!("the rule runs by {frequency}: count periods or years here"),
            );
            Err(RuleError::new(&rule.text, condition.span.clone(), Trouble::Meaning(words)))
        }
    }
}

struct Context<'f, F> {
    season: usize,
    steps: usize,
    frame: &'f F,
}

impl<F: Frame> Context<'_, F> {
    fn condition<'r>(&self, condition: &'r Condition) -> Truths<'r> {
        let mut result = Truths { condition, truth: Vec::new(), conditions: Vec::new(), numbers: Vec::new() };
        match &condition.kind {
            ConditionKind::Compare(one, comparison, two) => {
                let (one, two) = (self.number(one), self.number(two));
                let pairs = one.values.iter().zip(&two.values);
                result.truth = pairs.map(|(&one, &two)| comparison.holds(one, two).into()).collect();
                result.numbers = vec![one, two];
            }
            ConditionKind::All(parts) => {
                result.conditions = parts.iter().map(|part| self.condition(part)).collect();
                result.truth = self.fold(&result.conditions, Truth::True, |one, two| one & two);
            }
            ConditionKind::Any(parts) => {
                result.conditions = parts.iter().map(|part| self.condition(part)).collect();
                result.truth = self.fold(&result.conditions, Truth::False, |one, two| one | two);
            }
            ConditionKind::Not(inner) => {
                let inner = self.condition(inner);
                result.truth = inner.truth.iter().map(|&truth| !truth).collect();
                result.conditions = vec![inner];
            }
            ConditionKind::Missing(number) => {
                let unreadable = self.unreadable(number);
                let number = self.number(number);
                let missing = |(at, value): (usize, &f64)| {
                    let reported = value.is_nan() && unreadable.get(at) == Some(&true);
                    Truth::from(Some(value.is_nan()).filter(|_| !reported))
                };
                result.truth = number.values.iter().enumerate().map(missing).collect();
                result.numbers = vec![number];
            }
            ConditionKind::Lasting { inner, least, of, unit } => {
                let inner = self.condition(inner);
                let stride = self.stride(*unit);
                // Before the first step nothing is known.
                let reading = |at: usize, back: usize| {
                    at.checked_sub(back * stride).map_or(Truth::Unknown, |step| inner.truth[step])
                };
                result.truth =
                    (0..self.steps).map(|at| quorum(*least, (0..*of).map(|back| reading(at, back)))).collect();
                result.conditions = vec![inner];
            }
        }
        result
    }

    /// The steps at which a series in a number has rows that come to no value.
    fn unreadable(&self, number: &Number) -> Vec<bool> {
        match &number.kind {
            NumberKind::Constant(_) => Vec::new(),
            NumberKind::Series(reference) => self.frame.unreadable(reference),
            NumberKind::Negative(inner) | NumberKind::Call(_, inner, _) => self.unreadable(inner),
            NumberKind::Binary(one, _, two) => {
                let (mut all, other) = (self.unreadable(one), self.unreadable(two));
                all.resize(all.len().max(other.len()), false);
                all.iter_mut().zip(other).for_each(|(all, other)| *all |= other);
                all
            }
        }
    }

    fn stride(&self, unit: Unit) -> usize {
        if unit == Unit::Years { self.season } else { 1 }
    }

    fn fold(&self, parts: &[Truths<'_>], start: Truth, join: fn(Truth, Truth) -> Truth) -> Vec<Truth> {
        (0..self.steps).map(|at| parts.iter().fold(start, |all, part| join(all, part.truth[at]))).collect()
    }

    fn number<'r>(&self, number: &'r Number) -> Numbers<'r> {
        let (values, numbers) = match &number.kind {
            NumberKind::Constant(value) => (vec![*value; self.steps], Vec::new()),
            NumberKind::Series(reference) => {
                let mut values = self.frame.series(reference).unwrap_or_default();
                values.resize(self.steps, f64::NAN);
                values.iter_mut().filter(|value| value.is_infinite()).for_each(|value| *value = f64::NAN);
                (values, Vec::new())
            }
            NumberKind::Negative(inner) => {
                let inner = self.number(inner);
                (inner.values.iter().map(|value| -value).collect(), vec![inner])
            }
            NumberKind::Call(function, inner, constants) => {
                let inner = self.number(inner);
                (function.apply(&inner.values, constants, self.season), vec![inner])
            }
            NumberKind::Binary(one, operator, two) => {
                let (one, two) = (self.number(one), self.number(two));
                let join = |(&one, &two): (&f64, &f64)| {
                    let value = match operator {
                        Operator::Plus => one + two,
                        Operator::Minus => one - two,
                        Operator::Times => one * two,
                        Operator::Over => one / two,
                    };
                    if value.is_finite() { value } else { f64::NAN }
                };
                (one.values.iter().zip(&two.values).map(join).collect(), vec![one, two])
            }
        };
        Numbers { number, values, numbers }
    }
}

/// The grade that likelihood and impact give: data of whoever runs the rules.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix {
    /// Bounds between classes of likelihood, rising.
    pub likelihood: Vec<f64>,
    /// Bounds between classes of impact, rising.
    pub impact: Vec<f64>,
    /// The grade by class of likelihood, then of impact: one more of each than bounds.
    pub grades: Vec<Vec<Grade>>,
}

impl Matrix {
    /// Reads `0.25 0.5 0.75; 0.05 0.15 0.3; BBYY BYYO YYOR YORR`: bounds of likelihood, bounds of impact, and the grades by
    /// their first letters, a word for each class of likelihood.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let mut bounds = || {
            let numbers = parts.next()?.split_whitespace().map(str::parse::<f64>);
            let numbers = numbers.collect::<Result<Vec<f64>, _>>().ok()?;
            numbers.is_sorted_by(|one, two| one < two).then_some(numbers)
        };
        let (likelihood, impact) = (bounds()?, bounds()?);
        let letter =
            |letter: char| Grade::ALL.into_iter().find(|grade| grade.word().starts_with(letter.to_ascii_lowercase()));
        let rows = parts.next()?.split_whitespace();
        let grades = rows.map(|row| row.chars().map(letter).collect()).collect::<Option<Vec<Vec<Grade>>>>()?;
        let shaped = grades.len() == likelihood.len() + 1 && grades.iter().all(|row| row.len() == impact.len() + 1);
        (shaped && parts.next().is_none()).then_some(Self { likelihood, impact, grades })
    }

    /// The grade; where a side is unknown, the mildest that it leaves possible.
    pub fn grade(&self, likelihood: Option<f64>, impact: Option<f64>) -> Grade {
        let classes = |value: Option<f64>, bounds: &[f64]| match value {
            Some(value) => {
                let class = bounds.iter().filter(|bound| value >= **bound).count();
                class..class + 1
            }
            None => 0..bounds.len() + 1,
        };
        let (rows, columns) = (classes(likelihood, &self.likelihood), classes(impact, &self.impact));
        let cells = self.grades[rows].iter().flat_map(|row| &row[columns.clone()]);
        cells.copied().min().unwrap_or(Grade::Blue)
    }
}

impl Evaluated<'_> {
    /// The grade of a hit at a step. A graded rule that asks what is missing is never graded red.
    pub fn grade(&self, at: usize, matrix: &Matrix) -> Grade {
        match (&self.rule.grading, &self.grading) {
            (Grading::Fixed(grade), _) => *grade,
            (Grading::Graded(_), Some([likelihood, impact])) => {
                let known = |numbers: &Numbers<'_>| Some(numbers.values[at]).filter(|value| !value.is_nan());
                let grade = matrix.grade(known(likelihood), known(impact));
                if self.rule.condition.missing().is_some() { grade.min(Grade::Orange) } else { grade }
            }
            (Grading::Graded(_), None) => Grade::Blue,
        }
    }
}
