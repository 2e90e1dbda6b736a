//! How well an order of layers fits a mode: Dirichlet–multinomial likelihoods of a case cut into stages.

use liantu_numeric::distribution::log_factorial;

/// Ties of each layer.
pub type Counts = [u32; 6];

/// At most so many waves are told apart; more are put together with their neighbours, in order.
const MOST_WAVES: usize = 48;

/// `ln P(counts)` of a sequence of ties, in any order, whose layers come with unknown shares drawn from
/// Dirichlet(`weights`): `Σ ln Γ(αₖ+nₖ)/Γ(αₖ) − ln Γ(A+N)/Γ(A)`.
pub fn ln_dirichlet(counts: &Counts, weights: &[f64; 6]) -> f64 {
    let (total, all) = (f64::from(counts.iter().sum::<u32>()), weights.iter().sum::<f64>());
    let rise = |weight: f64, count: f64| {
        // ln Γ(x) = ln (x−1)!
        if count > 0.0 { log_factorial(weight + count - 1.0) - log_factorial(weight - 1.0) } else { 0.0 }
    };
    counts.iter().zip(weights).map(|(&count, &weight)| rise(weight, f64::from(count))).sum::<f64>() - rise(all, total)
}

/// A case cut into the stages of one mode.
#[derive(Clone, Debug, PartialEq)]
pub struct Cut {
    /// `ln P(waves)`, all ways to cut them into stages in order being equally likely; a stage may be empty.
    pub ln: f64,
    /// For each wave, the probability of each stage.
    pub stages: Vec<Vec<f64>>,
}

/// Cuts waves, in their order, into the stages of a mode, stage `s` drawing its layers from Dirichlet(`stages[s]`).
pub fn cut(waves: &[Counts], stages: &[[f64; 6]]) -> Cut {
    let (count, last) = (waves.len(), stages.len());
    let mut sums = vec![[0; 6]; count + 1];
    for (n, wave) in waves.iter().enumerate() {
        sums[n + 1] = std::array::from_fn(|layer| sums[n][layer] + wave[layer]);
    }
    let fit = |stage: usize, from: usize, to: usize| {
        let counts = std::array::from_fn(|layer| sums[to][layer] - sums[from][layer]);
        ln_dirichlet(&counts, &stages[stage])
    };
    // fits[stage][from][to - from]: the waves from..to under the stage.
    let fits: Vec<Vec<Vec<f64>>> = (0..last)
        .map(|stage| (0..=count).map(|from| (from..=count).map(|to| fit(stage, from, to)).collect()).collect())
        .collect();
    // before[s][w]: the first w waves in the first s stages; after[s][w]: the waves from w in the stages from s.
    let nothing = f64::NEG_INFINITY;
    let mut before = vec![vec![nothing; count + 1]; last + 1];
    before[0][0] = 0.0;
    for stage in 0..last {
        for to in 0..=count {
            before[stage + 1][to] = ln_sum((0..=to).map(|from| before[stage][from] + fits[stage][from][to - from]));
        }
    }
    let mut after = vec![vec![nothing; count + 1]; last + 1];
    after[last][count] = 0.0;
    for stage in (0..last).rev() {
        for from in 0..=count {
            after[stage][from] = ln_sum((from..=count).map(|to| fits[stage][from][to - from] + after[stage + 1][to]));
        }
    }
    let all = before[last][count];
    let mut shares = vec![vec![0.0; last]; count];
    for stage in 0..last {
        for from in 0..count {
            for to in from + 1..=count {
                let share = (before[stage][from] + fits[stage][from][to - from] + after[stage + 1][to] - all).exp();
                for wave in &mut shares[from..to] {
                    wave[stage] += share;
                }
            }
        }
    }
    Cut { ln: all - ln_cuts(count, last), stages: shares }
}

/// `ln` of the number of ways to cut `waves` into `stages` in order: `(W+S−1 choose S−1)`.
fn ln_cuts(waves: usize, stages: usize) -> f64 {
    (1..stages).map(|stage| ((waves + stage) as f64 / stage as f64).ln()).sum()
}

fn ln_sum(terms: impl Iterator<Item = f64>) -> f64 {
    let terms: Vec<f64> = terms.collect();
    let most = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + terms.iter().map(|term| (term - most).exp()).sum::<f64>().ln()
}

/// Waves put together until there are at most [`MOST_WAVES`]; gives for each wave the number of its group.
pub fn groups(waves: usize) -> Vec<usize> {
    let groups = waves.min(MOST_WAVES);
    (0..waves).map(|wave| wave * groups / waves).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flat_shares_make_every_composition_alike() {
        // With α = 1 a sequence of n ties has the probability Π nₖ! · 5! / (n+5)!.
        let found = ln_dirichlet(&[2, 1, 0, 0, 0, 0], &[1.0; 6]).exp();
        assert!((found - 2.0 * 120.0 / 40_320.0).abs() < 1e-15, "{found}");
        assert!(ln_dirichlet(&[0; 6], &[1.0; 6]).abs() < 1e-15);
    }

    #[test]
    fn cutting_counts_every_way_once() {
        let (one, two) = ([9.0, 1.0, 1.0, 1.0, 1.0, 1.0], [1.0, 9.0, 1.0, 1.0, 1.0, 1.0]);
        let waves = [[3, 0, 0, 0, 0, 0], [0, 2, 0, 0, 0, 1]];
        let cut = cut(&waves, &[one, two]);
        let both = [3, 2, 0, 0, 0, 1];
        let ways = [
            ln_dirichlet(&both, &one),
            ln_dirichlet(&waves[0], &one) + ln_dirichlet(&waves[1], &two),
            ln_dirichlet(&both, &two),
        ];
        let sum: f64 = ways.iter().map(|way| way.exp()).sum();
        assert!((cut.ln - (sum / 3.0).ln()).abs() < 1e-12);
        assert!((cut.stages[0][0] - (ways[0].exp() + ways[1].exp()) / sum).abs() < 1e-12);
        assert!((cut.stages[1][1] - (ways[1].exp() + ways[2].exp()) / sum).abs() < 1e-12);
        assert!(cut.stages.iter().all(|wave| (wave.iter().sum::<f64>() - 1.0).abs() < 1e-12));
    }

    #[test]
    fn many_waves_are_put_together_in_order() {
        let groups = groups(1000);
        assert!(groups.is_sorted() && groups[0] == 0 && groups[999] == MOST_WAVES - 1);
        assert_eq!(super::groups(3), [0, 1, 2]);
        assert!(super::groups(0).is_empty());
    }
}
