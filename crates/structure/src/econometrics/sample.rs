//! The rows that a regression can use.

use super::catalogue::found;
use liantu_model::Diagnostic;

/// A dependent variable and regressors, one row for each observation.
#[derive(Clone, Copy, Debug)]
pub struct Sample<'a> {
    /// What is to be explained.
    pub dependent: &'a [f64],
    /// What explains it. A constant is added by the method where it needs one.
    pub regressors: &'a [Vec<f64>],
}

impl Sample<'_> {
    /// The rows in which every value is known, and what was found on the others.
    pub(crate) fn complete(&self, findings: &mut Vec<Diagnostic>) -> Vec<usize> {
        let columns = || self.regressors.iter().map(Vec::as_slice).chain([self.dependent]);
        let infinite = (0..self.dependent.len()).filter(|&row| columns().any(|column| column[row].is_infinite()));
        let infinite = infinite.count();
        if infinite > 0 {
            findings.push(found("STR513", infinite));
        }
        let rows: Vec<usize> =
            (0..self.dependent.len()).filter(|&row| columns().all(|column| column[row].is_finite())).collect();
        let missing = self.dependent.len() - rows.len() - infinite;
        if missing > 0 {
            findings.push(found("STR501", missing));
        }
        rows
    }

    /// The chosen rows of the dependent variable and of each regressor.
    pub(crate) fn of_rows(&self, rows: &[usize]) -> (Vec<f64>, Vec<Vec<f64>>) {
        let chosen = |column: &[f64]| rows.iter().map(|&row| column[row]).collect();
        (chosen(self.dependent), self.regressors.iter().map(|column| chosen(column)).collect())
    }
}
