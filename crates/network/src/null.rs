//! What networks would look like by chance, as far as their nodes' degrees or strengths allow.

use crate::draw::{below, branch};
use foldhash::HashSet;

/// The same number of edges at every node, dealt out anew: swaps of the ends of two edges that make no loop and no repeat,
/// ten tries for each edge. Draw `n` of `seed`.
pub(crate) fn rewired(nodes: usize, edges: &[(u32, u32)], seed: u64, n: u64) -> Vec<(u32, u32)> {
    let seed = branch(seed, n);
    let key = |a: u32, b: u32| u64::from(a.min(b)) * nodes as u64 + u64::from(a.max(b));
    let mut edges = edges.to_vec();
    let mut present: HashSet<u64> = edges.iter().map(|&(a, b)| key(a, b)).collect();
    for swap in 0..10 * edges.len() as u64 {
        let draw = |part: u64| below(seed, 3 * swap + part, edges.len());
        let (first, second) = (draw(0), draw(1));
        let ((a, b), (mut c, mut d)) = (edges[first], edges[second]);
        if below(seed, 3 * swap + 2, 2) == 1 {
            (c, d) = (d, c);
        }
        // a–b and c–d become a–d and c–b.
        if a == c || b == d || a == d || b == c || present.contains(&key(a, d)) || present.contains(&key(c, b)) {
            continue;
        }
        present.remove(&key(a, b));
        present.remove(&key(c, d));
        present.insert(key(a, d));
        present.insert(key(c, b));
        (edges[first], edges[second]) = ((a, d), (c, b));
    }
    edges
}

/// Flows in proportion to what leaves and what reaches, none from a node to itself: `a_i·b_j` for `i ≠ j` with the given sums;
/// `None` where there is no such (or it does not settle).
pub(crate) fn proportional(leaving: &[f64], reaching: &[f64]) -> Option<(Vec<f64>, Vec<f64>)> {
    let total = liantu_numeric::sum(leaving.iter().copied());
    let (mut a, mut b): (Vec<f64>, Vec<f64>) = (leaving.iter().map(|s| s / total).collect(), reaching.to_vec());
    for _ in 0..20_000 {
        let sum = liantu_numeric::sum(b.iter().copied());
        if !scale(&mut a, &b, sum, leaving) {
            return None;
        }
        let sum = liantu_numeric::sum(a.iter().copied());
        let before = b.clone();
        if !scale(&mut b, &a, sum, reaching) {
            return None;
        }
        let change = b.iter().zip(&before).map(|(one, two)| (one - two).abs() / one.max(1e-300)).fold(0.0, f64::max);
        if change < 1e-12 {
            return Some((a, b));
        }
    }
    None
}

/// Sets each of `one` so that it times the others of `two` gives `target`.
fn scale(one: &mut [f64], two: &[f64], sum: f64, target: &[f64]) -> bool {
    one.iter_mut().zip(two).zip(target).all(|((one, own), &target)| {
        let others = sum - own;
        *one = if target > 0.0 { target / others } else { 0.0 };
        target == 0.0 || (others > 1e-12 * sum && one.is_finite())
    })
}

/// What weights are drawn from when only the strengths are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Law {
    /// Whole numbers: geometric, as the weighted configuration model has it.
    Whole,
    /// Numbers: exponential, which knows no unit.
    Continuous,
}

impl Law {
    /// The mean of a weight with this sum of its ends' parameters, and how it falls as the sum rises.
    fn mean(self, theta: f64) -> (f64, f64) {
        match self {
            Self::Whole => {
                let less = theta.exp_m1();
                (1.0 / less, (1.0 + less) / (less * less))
            }
            Self::Continuous => (1.0 / theta, 1.0 / (theta * theta)),
        }
    }

    /// Where the mean is this.
    fn at(self, mean: f64) -> f64 {
        match self {
            Self::Whole => (1.0 / mean).ln_1p(),
            Self::Continuous => 1.0 / mean,
        }
    }
}

/// Nodes up to which the model is fitted, and how many pairs the fit may look at before it gives up.
const LARGEST: usize = 2000;
const WORK: usize = 30_000_000;

/// How much of the weight comes back by chance where every node sends and receives as much as it does: the sum over ordered
/// pairs of the mean smaller of both ways, over the sum of the weights. `None` where the model has no solution, does not
/// settle, or the nodes are too many.
pub(crate) fn reciprocity_by_strengths(leaving: &[f64], reaching: &[f64], law: Law) -> Option<f64> {
    let active: Vec<usize> = (0..leaving.len()).filter(|&n| leaving[n] > 0.0 || reaching[n] > 0.0).collect();
    if active.len() > LARGEST || active.len() < 2 {
        return None;
    }
    let of = |all: &[f64]| active.iter().map(|&n| all[n]).collect::<Vec<f64>>();
    let (leaving, reaching) = (of(leaving), of(reaching));
    // A strength of zero has an infinite parameter.
    let start = |strengths: &[f64]| -> Vec<f64> {
        strengths
            .iter()
            .map(|&strength| if strength > 0.0 { law.at(strength / active.len() as f64) / 2.0 } else { f64::INFINITY })
            .collect()
    };
    let (mut beta, mut gamma) = (start(&leaving), start(&reaching));
    let mut settled = false;
    for _ in 0..WORK / active.len().pow(2) {
        let one = fit(&mut beta, &gamma, &leaving, law)?;
        let two = fit(&mut gamma, &beta, &reaching, law)?;
        settled = one.max(two) < 1e-10;
        if settled {
            break;
        }
    }
    if !settled {
        return None;
    }
    let total = liantu_numeric::sum(leaving.iter().copied());
    let mut back = Vec::with_capacity(active.len());
    for i in 0..active.len() {
        let row = (0..active.len()).filter(|&j| j != i).map(|j| {
            let both = beta[i] + gamma[j] + beta[j] + gamma[i];
            if both.is_finite() { law.mean(both).0 } else { 0.0 }
        });
        back.push(liantu_numeric::sum(row));
    }
    Some(liantu_numeric::sum(back) / total)
}

/// Sets each parameter so that the means of its row add up to its strength, the others held; how far the sums were off at
/// first, as a share. Newton from the side where the sum is too large, where it falls and is convex.
fn fit(own: &mut [f64], other: &[f64], strengths: &[f64], law: Law) -> Option<f64> {
    let mut off = 0.0f64;
    for i in 0..own.len() {
        if strengths[i] == 0.0 {
            continue;
        }
        let sums = |parameter: f64| {
            let (mut sum, mut slope) = (0.0, 0.0);
            for (j, &other) in other.iter().enumerate() {
                if j != i && other.is_finite() {
                    let (mean, fall) = law.mean(parameter + other);
                    sum += mean;
                    slope += fall;
                }
            }
            (sum, slope)
        };
        let lowest = (0..other.len()).filter(|&j| j != i).map(|j| other[j]).fold(f64::INFINITY, f64::min);
        if !lowest.is_finite() {
            return None;
        }
        let floor = law.at(strengths[i]) - lowest;
        let start = own[i].max(floor);
        let (first, _) = sums(start);
        off = off.max((first - strengths[i]).abs() / strengths[i]);
        let mut parameter = if first >= strengths[i] { start } else { floor };
        for _ in 0..200 {
            let (sum, slope) = sums(parameter);
            let step = (sum - strengths[i]) / slope;
            parameter += step;
            if step.abs() <= 1e-14 * (parameter + lowest).abs() {
                break;
            }
        }
        if !parameter.is_finite() {
            return None;
        }
        own[i] = parameter;
    }
    Some(off)
}
