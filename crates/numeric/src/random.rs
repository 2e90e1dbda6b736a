//! Random numbers as a function of seed and counter: no state, so that threads cannot disturb the sequence.

/// A number in `[0, 1)`, uniform, given by `seed` and `counter` alone (SplitMix64, Steele et al. 2014, applied twice).
pub fn uniform(seed: u64, counter: u64) -> f64 {
    let bits = mix(mix(seed).wrapping_add(counter));
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniform_is_uniform_and_repeatable() {
        let draws: Vec<f64> = (0..100_000).map(|n| uniform(7, n)).collect();
        assert!(draws.iter().all(|draw| (0.0..1.0).contains(draw)));
        let mean = crate::sum(draws.iter().copied()) / 1e5;
        let variance = crate::sum(draws.iter().map(|draw| (draw - mean).powi(2))) / 1e5;
        assert!((mean - 0.5).abs() < 0.005 && (variance - 1.0 / 12.0).abs() < 0.002, "{mean} {variance}");
        assert_eq!(uniform(7, 3).to_bits(), uniform(7, 3).to_bits());
        assert_ne!(uniform(7, 3).to_bits(), uniform(8, 3).to_bits());
    }
}
