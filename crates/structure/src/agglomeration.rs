//! Agglomeration of plants: whether the plants of an industry lie closer together than chance would have it.

pub mod coagglomeration;
pub mod duranton_overman;
pub mod ellison_glaeser;
pub mod group_coagglomeration;
pub mod plant_clusters;
mod quartiles;

use crate::declare::parameter;
use crate::panel::at;
use liantu_model::method::Input;
use liantu_model::{Diagnostic, Parameter, ParameterKind};
use liantu_numeric::{chunk_length, chunked};

const PLANTS: Input = Input {
    table: "establishment",
    columns: &["establishment_id", "region", "industry", "period", "size"],
    optional: false,
};
const TOTALS: Input =
    Input { table: "indicator", columns: &["indicator", "region", "period", "value"], optional: true };
const TOTAL: Parameter = parameter(
    "total",
    ParameterKind::Text,
    None,
    "参照合计的指标",
    "Indicator of the totals",
    "以哪个指标的区域数值作参照份额 x；省略则取全部单位规模之和",
    "The indicator whose values by region give the shares x; the sum of all plants when absent",
);

const LEVEL: Parameter = parameter(
    "level",
    ParameterKind::Scale,
    None,
    "层级",
    "Level",
    "把单位归入这一层级的区域，如 city；省略则用单位所列的区域。参照合计只取这一层级",
    "Plants belong to the region of this level that they lie in, such as city; to the regions listed when absent. Totals are those of this level",
);

/// The plants of one period: parallel columns.
#[derive(Clone, Copy, Debug)]
pub struct Plants<'a> {
    /// Region ids, below `regions`.
    pub region: &'a [u32],
    /// Industry ids, below `industries`.
    pub industry: &'a [u32],
    /// Employment or another size. A plant whose size is NaN, infinite or negative takes no part.
    pub size: &'a [f64],
    /// How many regions there are.
    pub regions: u32,
    /// How many industries there are.
    pub industries: u32,
}

/// What plants add up to.
#[derive(Clone, Debug, PartialEq)]
pub struct Located {
    /// Sizes by industry, then by region.
    cells: Vec<f64>,
    /// Share of each region in the reference, `x`; empty where it is undefined.
    share: Vec<f64>,
    /// Sum of sizes of each industry.
    total: Vec<f64>,
    /// `Σ z²`: concentration of each industry in its plants.
    pub herfindahl: Vec<f64>,
    /// `Σ z⁴`, for the variance.
    fourth: Vec<f64>,
    /// Plants of each industry with a size above zero.
    pub plants: Vec<u32>,
    /// `X = 1 − Σ x²`; NaN where the shares are undefined.
    pub spread: f64,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

impl Located {
    /// Adds up `plants`. The reference shares come from `totals` by region, or from the plants themselves.
    ///
    /// # Panics
    ///
    /// If the columns differ in length or an id is out of range.
    pub fn new(plants: Plants<'_>, totals: Option<&[f64]>) -> Self {
        let Plants { region, industry, size, regions, industries } = plants;
        assert!(region.len() == size.len() && industry.len() == size.len(), "columns of one length");
        let (width, height) = (regions as usize, industries as usize);
        let usable = |n: usize| size[n].is_finite() && size[n] >= 0.0;
        let table = width * height;
        // Several tables side by side only where there are many plants for each cell.
        let chunk = chunk_length(size.len(), table + 4 * height).max(1 << 20);
        let parts = chunked(size.len(), chunk, |range| {
            let mut cells = vec![0.0; table];
            let mut moments = vec![(0.0f64, 0.0f64, 0u32); height];
            let mut left_out = 0usize;
            for n in range {
                if !usable(n) {
                    left_out += 1;
                    continue;
                }
                let (a, value) = (industry[n] as usize, size[n]);
                assert!(region[n] < regions, "a region of the table");
                cells[a * width + region[n] as usize] += value;
                let square = value * value;
                let moment = &mut moments[a];
                moment.0 += square;
                moment.1 += square * square;
                moment.2 += u32::from(value > 0.0);
            }
            (cells, moments, left_out)
        });
        let mut parts = parts.into_iter();
        let first = parts.next().unwrap_or_else(|| (vec![0.0; table], vec![(0.0, 0.0, 0); height], 0));
        let (cells, moments, left_out) = parts.fold(first, |mut all, part| {
            all.0.iter_mut().zip(part.0).for_each(|(one, two)| *one += two);
            all.1.iter_mut().zip(part.1).for_each(|(one, two)| *one = (one.0 + two.0, one.1 + two.1, one.2 + two.2));
            (all.0, all.1, all.2 + part.2)
        });
        let total: Vec<f64> = cells.chunks(width.max(1)).map(|row| row.iter().sum()).collect();
        let total = if width == 0 { vec![0.0; height] } else { total };
        let mut of_plants = vec![0.0; width];
        for row in cells.chunks(width.max(1)) {
            of_plants.iter_mut().zip(row).for_each(|(sum, cell)| *sum += cell);
        }
        let mut findings = Vec::new();
        if left_out > 0 {
            findings.push(at("STR201", None, left_out));
        }
        let share = shares(totals.unwrap_or(&of_plants)).unwrap_or_default();
        if share.is_empty() && !size.is_empty() {
            findings.push(at("STR202", None, 1));
        }
        let spread =
            if share.is_empty() { f64::NAN } else { 1.0 - share.iter().map(|share| share * share).sum::<f64>() };
        let ratio = |sum: f64, whole: f64, power: i32| sum / whole.powi(power);
        Self {
            herfindahl: moments.iter().zip(&total).map(|(moment, &total)| ratio(moment.0, total, 2)).collect(),
            fourth: moments.iter().zip(&total).map(|(moment, &total)| ratio(moment.1, total, 4)).collect(),
            plants: moments.iter().map(|moment| moment.2).collect(),
            cells,
            share,
            total,
            spread,
            findings,
        }
    }

    /// The industries that have a plant with a size above zero.
    pub fn present(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.plants.len()).filter(|&industry| self.plants[industry] > 0)
    }

    /// `s_m − x_m` of an industry; NaN where the shares are undefined.
    fn deviation(&self, industry: usize) -> Vec<f64> {
        let width = self.cells.len() / self.plants.len().max(1);
        let row = &self.cells[industry * width..(industry + 1) * width];
        let share = |m: usize| self.share.get(m).copied().unwrap_or(f64::NAN);
        row.iter().enumerate().map(|(m, cell)| cell / self.total[industry] - share(m)).collect()
    }

    /// Whether the reference leaves room to differ from it: more than one region has a share.
    fn is_spread(&self) -> bool {
        self.spread > 1e-12
    }
}

/// Shares of a sum; `None` unless every part is a number of at least zero and the sum is positive.
fn shares(parts: &[f64]) -> Option<Vec<f64>> {
    let sum = liantu_numeric::sum(parts.iter().copied());
    (parts.iter().all(|part| *part >= 0.0) && sum > 0.0 && sum.is_finite())
        .then(|| parts.iter().map(|part| part / sum).collect())
}
