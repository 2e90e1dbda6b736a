//! Concentration and diversity: of an industry over regions, of a region over industries, and inequality between regions.

pub mod concentration_risk;
pub mod diversity;
pub mod inequality;
pub mod spatial_concentration;

use crate::panel::Panel;
use crate::profile::{Absent, Profiles};
use liantu_model::Diagnostic;

/// The values of one period, by region and then by industry; NaN where missing.
pub(crate) struct Table {
    pub period: u32,
    pub regions: Vec<u32>,
    pub industries: Vec<u32>,
    cells: Vec<f64>,
}

impl Table {
    /// The tables of a panel, by period.
    pub fn all(panel: &Panel<'_>, absent: Absent, findings: &mut Vec<Diagnostic>) -> Vec<Self> {
        let profiles = Profiles::new(panel);
        profiles.note_absent(absent, findings);
        let tables = profiles.periods().map(|lines| {
            let industries = profiles.axis(lines[0].0).to_vec();
            let mut cells = vec![0.0; lines.len() * industries.len()];
            for (line, row) in lines.iter().zip(cells.chunks_mut(industries.len())) {
                profiles.write(line, absent, row);
            }
            Self { period: lines[0].0, regions: lines.iter().map(|line| line.1).collect(), industries, cells }
        });
        tables.collect()
    }

    pub fn row(&self, region: usize) -> &[f64] {
        let width = self.industries.len();
        &self.cells[region * width..(region + 1) * width]
    }

    pub fn column(&self, industry: usize) -> Vec<f64> {
        self.cells.iter().skip(industry).step_by(self.industries.len()).copied().collect()
    }

    /// The sum of the known values of each region.
    pub fn of_regions(&self) -> Vec<f64> {
        (0..self.regions.len()).map(|region| known_sum(self.row(region))).collect()
    }

    /// The sum of the known values of each industry.
    pub fn of_industries(&self) -> Vec<f64> {
        (0..self.industries.len()).map(|industry| known_sum(&self.column(industry))).collect()
    }
}

fn known_sum(values: &[f64]) -> f64 {
    liantu_numeric::sum(values.iter().copied().filter(|value| !value.is_nan()))
}

/// The places where both columns are known, side by side; `None` where one of these values is negative.
pub(crate) fn both(one: &[f64], two: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
    let known = one.iter().zip(two).filter(|(x, y)| !x.is_nan() && !y.is_nan());
    let (one, two): (Vec<f64>, Vec<f64>) = known.unzip();
    one.iter().chain(&two).all(|value| *value >= 0.0).then_some((one, two))
}

/// A number that is defined.
pub(crate) fn defined(number: f64) -> Option<f64> {
    number.is_finite().then_some(number)
}
