//! Matrices over pairs of nodes, and inference by relabelling the nodes: cells of one row or column depend on each other,
//! so that tests which take them for independent are wrong (Krackhardt 1988).

use liantu_numeric::{LeastSquares, centred, dot, pearson, uniform};
use rayon::prelude::*;

/// A number for each ordered pair of different nodes; NaN where unknown.
#[derive(Clone, Debug, PartialEq)]
pub struct Dyads {
    nodes: usize,
    cells: Vec<f64>,
}

impl Dyads {
    /// The matrix with `cell(from, to)` for each pair of different nodes; what is on the diagonal does not count.
    pub fn from_fn(nodes: usize, mut cell: impl FnMut(usize, usize) -> f64) -> Self {
        let cells = (0..nodes * nodes)
            .map(|place| {
                let (from, to) = (place / nodes, place % nodes);
                if from == to { f64::NAN } else { cell(from, to) }
            })
            .collect();
        Self { nodes, cells }
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// The number of a pair; NaN where unknown or not a pair.
    pub fn at(&self, from: usize, to: usize) -> f64 {
        self.cells[from * self.nodes + to]
    }

    /// How many pairs are unknown.
    pub fn unknown(&self) -> usize {
        self.cells.iter().filter(|cell| cell.is_nan()).count() - self.nodes
    }

    fn is_symmetric(&self) -> bool {
        let n = self.nodes;
        (0..n).all(|one| (0..one).all(|two| self.at(one, two).total_cmp(&self.at(two, one)).is_eq()))
    }
}

/// Which tail of the distribution under relabelling counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tail {
    /// As far from zero, either way.
    #[default]
    Two,
    /// As large.
    Greater,
    /// As small.
    Less,
}

impl Tail {
    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "two" => Some(Self::Two),
            "greater" => Some(Self::Greater),
            "less" => Some(Self::Less),
            _ => None,
        }
    }

    /// Whether a relabelled value is at least as extreme; values equal but for rounding are.
    fn reached(self, observed: f64, other: f64) -> bool {
        let slack = 1e-12 * observed.abs().max(1e-12);
        match self {
            Self::Two => other.abs() >= observed.abs() - slack,
            Self::Greater => other >= observed - slack,
            Self::Less => other <= observed + slack,
        }
    }
}

/// Relabellings of the nodes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Relabelling {
    /// How many are drawn at random. Where there are not more than these in all, each is taken once instead.
    pub draws: u32,
    /// The seed of the draws.
    pub seed: u64,
    /// Which tail counts.
    pub tail: Tail,
}

/// A statistic and how extreme it is under relabelling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremity {
    /// The statistic as observed.
    pub observed: f64,
    /// `(M + 1)/(R + 1)`, where `M` of the `R` draws are at least as extreme; where all relabellings were taken, their share.
    pub p: f64,
    /// Mean of the statistic under relabelling.
    pub mean: f64,
    /// Its standard deviation (population).
    pub deviation: f64,
    /// Relabellings that gave a value; those that gave none (no variation is left) are left out.
    pub valid: u32,
    /// Whether every relabelling was taken.
    pub exact: bool,
}

impl Relabelling {
    /// How extreme `statistic` is: it is called with the identity, then with each relabelling. `None` where it has no value.
    pub(crate) fn test(self, nodes: usize, statistic: impl Fn(&[u32]) -> Option<f64> + Sync) -> Option<Extremity> {
        let identity: Vec<u32> = (0u32..).take(nodes).collect();
        let observed = statistic(&identity)?;
        let all = (1..=nodes as u64).try_fold(1u64, u64::checked_mul).filter(|&all| all <= u64::from(self.draws));
        let count = all.unwrap_or_else(|| u64::from(self.draws));
        let values: Vec<Option<f64>> = (0..count)
            .into_par_iter()
            .map(|number| statistic(&if all.is_some() { nth(nodes, number) } else { self.draw(nodes, number) }))
            .collect();
        let known: Vec<f64> = values.into_iter().flatten().collect();
        let reached = known.iter().filter(|&&value| self.tail.reached(observed, value)).count() as f64;
        let valid = known.len() as f64;
        let mean = liantu_numeric::sum(known.iter().copied()) / valid;
        let variance = liantu_numeric::sum(known.iter().map(|value| (value - mean).powi(2))) / valid;
        let p = if all.is_some() { reached / valid } else { (reached + 1.0) / (valid + 1.0) };
        Some(Extremity {
            observed,
            p,
            mean,
            deviation: variance.sqrt(),
            valid: u32::try_from(known.len()).unwrap_or(u32::MAX),
            exact: all.is_some(),
        })
    }

    /// A relabelling, a function of seed and number alone.
    fn draw(self, nodes: usize, number: u64) -> Vec<u32> {
        let mut order: Vec<u32> = (0u32..).take(nodes).collect();
        for last in (1..nodes).rev() {
            let share = uniform(self.seed, number * nodes as u64 + last as u64);
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
            let other = (share * (last + 1) as f64) as usize;
            order.swap(last, other.min(last));
        }
        order
    }
}

/// The relabelling of this number among all, in lexicographic order.
fn nth(nodes: usize, mut number: u64) -> Vec<u32> {
    let mut left: Vec<u32> = (0u32..).take(nodes).collect();
    let mut order = Vec::with_capacity(nodes);
    let mut rest: u64 = (1..nodes as u64).product();
    for remaining in (0..nodes as u64).rev() {
        order.push(left.remove(usize::try_from(number / rest).unwrap_or(0)));
        number %= rest;
        rest = rest.checked_div(remaining).unwrap_or(1).max(1);
    }
    order
}

/// The pairs that count: ordered ones, or (where every matrix is the same both ways) each once.
fn pairs(matrices: &[&Dyads]) -> Vec<(usize, usize)> {
    let n = matrices[0].nodes;
    assert!(matrices.iter().all(|matrix| matrix.nodes == n), "matrices over the same nodes");
    let once = matrices.iter().all(|matrix| matrix.is_symmetric());
    (0..n)
        .flat_map(|one| (if once { one + 1 } else { 0 }..n).map(move |two| (one, two)))
        .filter(|(one, two)| one != two)
        .collect()
}

/// Pearson's correlation of two matrices over pairs both know, and how extreme it is when the nodes of the second are
/// relabelled (QAP, Krackhardt 1987). `None` where fewer than three pairs are known or one of them does not vary. The
/// second number is how many pairs it rests on.
///
/// # Panics
///
/// If the matrices differ in their nodes.
pub fn correlation(one: &Dyads, two: &Dyads, test: Relabelling) -> Option<(Extremity, u32)> {
    let pairs = pairs(&[one, two]);
    let statistic = |label: &[u32]| {
        let (mut x, mut y) = (Vec::with_capacity(pairs.len()), Vec::with_capacity(pairs.len()));
        for &(from, to) in &pairs {
            let (a, b) = (one.at(from, to), two.at(label[from] as usize, label[to] as usize));
            if !a.is_nan() && !b.is_nan() {
                x.push(a);
                y.push(b);
            }
        }
        pearson(&x, &y)
    };
    let known = pairs.iter().filter(|&&(from, to)| !one.at(from, to).is_nan() && !two.at(from, to).is_nan()).count();
    Some((test.test(one.nodes, statistic)?, u32::try_from(known).unwrap_or(u32::MAX)))
}

/// A regression over pairs.
#[derive(Clone, Debug, PartialEq)]
pub struct Regression {
    /// Coefficient of the constant.
    pub constant: f64,
    /// For each predictor its coefficient and the test of its t-statistic; `None` where others determine it.
    pub slopes: Vec<Option<Slope>>,
    /// Share of the variance explained.
    pub r2: f64,
    /// The same, for the number of predictors.
    pub r2_adjusted: f64,
    /// Pairs that it rests on.
    pub pairs: u32,
}

/// A coefficient.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slope {
    /// The coefficient.
    pub value: f64,
    /// With predictor and outcome in standard deviations.
    pub standardised: f64,
    /// The t-statistic and how extreme it is.
    pub t: Extremity,
}

/// Least squares of `outcome` on `predictors` over the pairs that all know, each coefficient tested by double
/// semi-partialling (Dekker, Krackhardt and Snijders 2007): what the other predictors leave of a predictor is relabelled,
/// and its t-statistic compared. `None` where too few pairs are known or the outcome does not vary.
///
/// Under relabelling, an unknown cell moves with its pair; cells where what is relabelled is unknown are left out of that
/// one fit.
///
/// # Panics
///
/// If the matrices differ in their nodes.
pub fn regression(outcome: &Dyads, predictors: &[Dyads], test: Relabelling) -> Option<Regression> {
    let all: Vec<&Dyads> = [outcome].into_iter().chain(predictors).collect();
    let pairs: Vec<(usize, usize)> =
        pairs(&all).into_iter().filter(|&(from, to)| all.iter().all(|matrix| !matrix.at(from, to).is_nan())).collect();
    let column = |matrix: &Dyads| pairs.iter().map(|&(from, to)| matrix.at(from, to)).collect::<Vec<f64>>();
    let y = column(outcome);
    let design: Vec<Vec<f64>> = [vec![1.0; pairs.len()]].into_iter().chain(predictors.iter().map(column)).collect();
    let fit = LeastSquares::new(design.clone(), DEPENDENT);
    let freedom = pairs.len().checked_sub(fit.kept.len()).filter(|&freedom| freedom > 0)? as f64;
    let spread = |column: &[f64]| centred(column).map(|column| dot(&column, &column));
    let total = spread(&y)?;
    let rest = fit.residual(&y);
    let r2 = (1.0 - dot(&rest, &rest) / total).clamp(0.0, 1.0);
    let coefficients = fit.coefficients(&y);
    let value = |place: usize| fit.kept.iter().position(|&kept| kept == place).map(|kept| coefficients[kept]);
    let slopes = (1..design.len())
        .map(|place| {
            let value = value(place)?;
            let others: Vec<Vec<f64>> =
                fit.kept.iter().filter(|&&kept| kept != place).map(|&kept| design[kept].clone()).collect();
            let t = semi_partial(outcome.nodes, &pairs, &y, &design[place], &others, freedom, test)?;
            let own = spread(&design[place]).unwrap_or(0.0);
            Some(Slope { value, standardised: value * (own / total).sqrt(), t })
        })
        .collect();
    let predictors_kept = fit.kept.len() as f64 - 1.0;
    Some(Regression {
        constant: value(0)?,
        slopes,
        r2,
        r2_adjusted: 1.0 - (1.0 - r2) * (freedom + predictors_kept) / freedom,
        pairs: u32::try_from(pairs.len()).unwrap_or(u32::MAX),
    })
}

/// A column counts as determined by others where less than this share of it is left.
const DEPENDENT: f64 = 1e-9;

/// How extreme the t-statistic of a predictor is when what the others leave of it is relabelled.
fn semi_partial(
    nodes: usize,
    pairs: &[(usize, usize)],
    y: &[f64],
    own: &[f64],
    others: &[Vec<f64>],
    freedom: f64,
    test: Relabelling,
) -> Option<Extremity> {
    let rest = LeastSquares::new(others.to_vec(), DEPENDENT);
    let (x, target) = (rest.residual(own), rest.residual(y));
    // The residual as a matrix; where the pairs are unordered, it is the same both ways.
    let mut matrix = Dyads { nodes, cells: vec![f64::NAN; nodes * nodes] };
    let once = pairs.iter().all(|&(from, to)| from < to);
    for (&(from, to), &x) in pairs.iter().zip(&x) {
        matrix.cells[from * nodes + to] = x;
        if once {
            matrix.cells[to * nodes + from] = x;
        }
    }
    test.test(nodes, |label| {
        let moved: Vec<f64> =
            pairs.iter().map(|&(from, to)| matrix.at(label[from] as usize, label[to] as usize)).collect();
        if moved.iter().any(|x| x.is_nan()) {
            let known: Vec<usize> = (0..moved.len()).filter(|&place| !moved[place].is_nan()).collect();
            let pick = |column: &[f64]| known.iter().map(|&place| column[place]).collect::<Vec<f64>>();
            let rest = LeastSquares::new(others.iter().map(|column| pick(column)).collect(), DEPENDENT);
            let lost = (moved.len() - known.len()) as f64;
            t_statistic(&rest.residual(&pick(&moved)), &rest.residual(&pick(y)), freedom - lost)
        } else {
            t_statistic(&rest.residual(&moved), &target, freedom)
        }
    })
}

/// The t-statistic of one predictor, both sides with the others taken out.
fn t_statistic(x: &[f64], y: &[f64], freedom: f64) -> Option<f64> {
    let (xx, yy, xy) = (dot(x, x), dot(y, y), dot(x, y));
    let left = yy - xy * xy / xx;
    (freedom > 0.0 && xx > 0.0 && left > 0.0).then(|| xy / xx / (left / freedom / xx).sqrt())
}
