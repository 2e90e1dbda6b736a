//! How sure coefficients are: classical, robust and clustered covariance of least squares and its weighted relatives.

use liantu_numeric::{Dense, combine, dot, renumber};

/// What is assumed of the errors.
#[derive(Clone, Debug, PartialEq)]
pub enum Covariance {
    /// Independent with one variance.
    Classical,
    /// Independent, variances unknown (White 1980).
    Hc0,
    /// The same, times n/(n−k).
    Hc1,
    /// Squared residuals over one minus leverage.
    Hc2,
    /// Over the square of one minus leverage.
    Hc3,
    /// Dependent within clusters, given by one or more divisions of the rows (Cameron, Gelbach, Miller 2011).
    Clustered(Vec<Vec<u32>>),
}

impl Covariance {
    /// The same for a choice of the rows.
    pub(crate) fn of_rows(&self, rows: &[usize]) -> Self {
        match self {
            Self::Clustered(divisions) => {
                let chosen = |division: &Vec<u32>| rows.iter().map(|&row| division[row]).collect();
                Self::Clustered(divisions.iter().map(chosen).collect())
            }
            other => other.clone(),
        }
    }
}

/// A clustered covariance with what its tests need.
pub(crate) struct Sandwich {
    pub covariance: Dense,
    /// Fewest clusters of a division.
    pub clusters: usize,
}

/// `bread · (Σ_g s_g s_gᵀ) · bread` over clusters, `s_g` the sum of the rows' scores, each division with its own factor
/// `G/(G−1)`, combined by inclusion and exclusion where there are several.
pub(crate) fn clustered(bread: &Dense, scores: &[Vec<f64>], divisions: &[Vec<u32>]) -> Sandwich {
    let size = scores.len();
    let mut meat = Dense::zeros(size, size);
    let mut fewest = usize::MAX;
    for chosen in 1u32..1 << divisions.len() {
        let picked = divisions.iter().zip(0..).filter(|(_, bit)| chosen >> bit & 1 == 1).map(|(division, _)| division);
        let ids = picked.fold(None, |ids: Option<Vec<u32>>, division| {
            Some(ids.map_or_else(|| renumber(division), |ids| combine(&ids, division)))
        });
        let ids = ids.unwrap_or_default();
        let groups = ids.iter().max().map_or(0, |&most| most as usize + 1);
        if chosen.is_power_of_two() {
            fewest = fewest.min(groups);
        }
        let sign = if chosen.count_ones() % 2 == 1 { 1.0 } else { -1.0 };
        let factor = sign * groups as f64 / (groups as f64 - 1.0);
        let sums: Vec<Vec<f64>> = scores
            .iter()
            .map(|score| {
                let mut sums = vec![0.0; groups];
                ids.iter().zip(score).for_each(|(&id, score)| sums[id as usize] += score);
                sums
            })
            .collect();
        add(&mut meat, &sums, factor);
    }
    Sandwich { covariance: bread.times(&meat).times(bread), clusters: fewest }
}

/// `bread · (Σ_i s_i s_iᵀ) · bread · factor` over rows.
pub(crate) fn robust(bread: &Dense, scores: &[Vec<f64>], factor: f64) -> Dense {
    let mut meat = Dense::zeros(scores.len(), scores.len());
    add(&mut meat, scores, factor);
    bread.times(&meat).times(bread)
}

fn add(meat: &mut Dense, columns: &[Vec<f64>], factor: f64) {
    for (row, one) in columns.iter().enumerate() {
        for (column, two) in columns.iter().enumerate().take(row + 1) {
            let product = factor * dot(one, two);
            *meat.at_mut(row, column) += product;
            if row != column {
                *meat.at_mut(column, row) += product;
            }
        }
    }
}
