//! Estimates with their uncertainty, and what they belong to.

use liantu_numeric::distribution::{normal_quantile, normal_two_sided, student_quantile, student_two_sided};

/// What an estimate belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// The constant.
    Intercept,
    /// A regressor, by its place.
    Variable(usize),
    /// The mean of a regressor over the neighbours.
    Neighbours(usize),
    /// A parameter or statistic of the model, such as `rho`.
    Named(&'static str),
}

/// A number with its uncertainty; NaN is undefined.
#[derive(Clone, Copy, Debug)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// Value over standard error.
    pub statistic: f64,
    /// Probability of a statistic at least this far from zero if the true value is zero.
    pub p_value: f64,
    /// Lower bound of the confidence interval.
    pub low: f64,
    /// Upper bound of the confidence interval.
    pub high: f64,
}

/// An estimate of a model.
#[derive(Clone, Copy, Debug)]
pub struct Coefficient {
    /// What it belongs to.
    pub term: Term,
    /// The estimate.
    pub estimate: Estimate,
}

impl Estimate {
    /// From a variance. Student's distribution with `freedom` degrees, the normal one where that is infinite.
    pub(crate) fn new(value: f64, variance: f64, freedom: f64, confidence: f64) -> Self {
        let standard_error = if variance >= 0.0 { variance.sqrt() } else { f64::NAN };
        let statistic = if standard_error > 0.0 { value / standard_error } else { f64::NAN };
        let tail = f64::midpoint(1.0, confidence);
        let (p_value, reach) = if freedom.is_infinite() {
            (normal_two_sided(statistic), normal_quantile(tail))
        } else {
            (student_two_sided(statistic, freedom), student_quantile(tail, freedom))
        };
        let reach = reach * standard_error;
        Self { value, standard_error, statistic, p_value, low: value - reach, high: value + reach }
    }

    /// A value without uncertainty of its own, such as a count.
    pub fn plain(value: f64) -> Self {
        Self { value, ..Self::UNDEFINED }
    }

    /// A test statistic with its p-value.
    pub(crate) fn test(statistic: f64, p_value: f64) -> Self {
        Self { value: statistic, statistic, p_value, ..Self::UNDEFINED }
    }

    /// No number at all.
    pub const UNDEFINED: Self = Self {
        value: f64::NAN,
        standard_error: f64::NAN,
        statistic: f64::NAN,
        p_value: f64::NAN,
        low: f64::NAN,
        high: f64::NAN,
    };
}
