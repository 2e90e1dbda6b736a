//! Tail probabilities and quantiles of the normal, Student, chi-square and Fisher distributions.

use crate::sum;

const SQRT_TAU: f64 = 2.506_628_274_631_000_2;

/// `P(|Z| ≥ |z|)` for a standard normal `Z`.
pub fn normal_two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// `P(Z ≤ z)` for a standard normal `Z`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The number that a standard normal stays below with probability `p`; NaN unless `0 < p < 1`.
pub fn normal_quantile(p: f64) -> f64 {
    quantile(p, normal_cdf, |z| (-0.5 * z * z).exp() / SQRT_TAU)
}

/// `P(|T| ≥ |t|)` for Student's `T` with `freedom` degrees of freedom.
pub fn student_two_sided(t: f64, freedom: f64) -> f64 {
    if t.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    if t.is_infinite() {
        return 0.0;
    }
    incomplete_beta(freedom / 2.0, 0.5, freedom / (freedom + t * t))
}

/// The number that Student's `T` stays below with probability `p`.
pub fn student_quantile(p: f64, freedom: f64) -> f64 {
    if freedom.is_infinite() {
        return normal_quantile(p);
    }
    let below = |t: f64| {
        let tail = 0.5 * student_two_sided(t, freedom);
        if t < 0.0 { tail } else { 1.0 - tail }
    };
    let scale = libm::lgamma(f64::midpoint(freedom, 1.0))
        - libm::lgamma(freedom / 2.0)
        - 0.5 * (freedom * std::f64::consts::PI).ln();
    quantile(p, below, |t| (scale - f64::midpoint(freedom, 1.0) * (t * t / freedom).ln_1p()).exp())
}

/// `P(X ≥ x)` for a chi-square `X` with `freedom` degrees of freedom.
pub fn chi_square_upper(x: f64, freedom: f64) -> f64 {
    if x.is_nan() || freedom.is_nan() || freedom <= 0.0 {
        return f64::NAN;
    }
    if x <= 0.0 { 1.0 } else { incomplete_gamma_upper(freedom / 2.0, x / 2.0) }
}

/// `P(F ≥ f)` for Fisher's `F` with `above` and `below` degrees of freedom.
pub fn fisher_upper(f: f64, above: f64, below: f64) -> f64 {
    if f.is_nan() || above.is_nan() || below.is_nan() || above <= 0.0 || below <= 0.0 {
        return f64::NAN;
    }
    if f <= 0.0 { 1.0 } else { incomplete_beta(below / 2.0, above / 2.0, below / (below + above * f)) }
}

/// The logarithm of `n!` for `n ≥ 0`, of the gamma function at `n + 1` between whole numbers.
pub fn log_factorial(n: f64) -> f64 {
    libm::lgamma(n + 1.0)
}

/// The chance that of `drawn` out of `all`, `marked` of which are marked, at least `least` are marked (hypergeometric).
pub fn hypergeometric_upper(all: u64, marked: u64, drawn: u64, least: u64) -> f64 {
    if least == 0 || least <= (drawn + marked).saturating_sub(all) {
        return 1.0;
    }
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    let (all, marked, drawn, least) = (all as f64, marked as f64, drawn as f64, least as f64);
    let choose = |n: f64, k: f64| log_factorial(n) - log_factorial(k) - log_factorial(n - k);
    let mut k = least;
    let mut term = (choose(marked, k) + choose(all - marked, drawn - k) - choose(all, drawn)).exp();
    let mut tail = term;
    while k < marked.min(drawn) {
        term *= (marked - k) * (drawn - k) / ((k + 1.0) * (all - marked - drawn + k + 1.0));
        tail += term;
        k += 1.0;
        if term < tail * 1e-17 && k > drawn * marked / all {
            break;
        }
    }
    tail.min(1.0)
}

/// The chance of `least` or more successes in `trials`, each with this chance.
pub fn binomial_upper(trials: u64, chance: f64, least: u64) -> f64 {
    match least {
        0 => 1.0,
        _ if least > trials => 0.0,
        _ => incomplete_beta(least as f64, (trials - least) as f64 + 1.0, chance),
    }
}

/// Inverts a distribution: bisection, with a Newton step wherever it stays inside the bracket.
fn quantile(p: f64, below: impl Fn(f64) -> f64, density: impl Fn(f64) -> f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return f64::NAN;
    }
    // Both distributions are symmetric; the lower half keeps its digits in the tail.
    if p > 0.5 {
        return -quantile(1.0 - p, below, density);
    }
    let (mut low, mut high) = (-1.0, 0.0);
    while below(low) > p {
        high = low;
        low *= 2.0;
    }
    let mut x: f64 = f64::midpoint(low, high);
    for _ in 0..200 {
        let gap = below(x) - p;
        if gap > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let newton = x - gap / density(x);
        let next = if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
        if (next - x).abs() <= 1e-15 * x.abs() {
            return next;
        }
        x = next;
    }
    x
}

/// The regularised incomplete beta function `I_x(a, b)` by its continued fraction (modified Lentz).
fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast on one side of the mean; the other side follows by symmetry.
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(b, a, 1.0 - x);
    }
    let front = sum([libm::lgamma(a + b), -libm::lgamma(a), -libm::lgamma(b), a * x.ln(), b * (-x).ln_1p()]);
    let step = |m: f64, odd: bool| {
        if odd {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        } else {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        }
    };
    let terms =
        (0..).map(|n| if n % 2 == 0 { step(f64::from(n / 2), true) } else { step(f64::from(n / 2 + 1), false) });
    front.exp() / a / continued_fraction(1.0, terms.map(|numerator| (numerator, 1.0)))
}

/// The regularised upper incomplete gamma function `Q(a, x)`.
fn incomplete_gamma_upper(a: f64, x: f64) -> f64 {
    let front = (a * x.ln() - x - libm::lgamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut total, mut n) = (1.0 / a, 1.0 / a, a);
        while term > total * 1e-17 {
            n += 1.0;
            term *= x / n;
            total += term;
        }
        return 1.0 - front * total;
    }
    let terms = (1..).map(|n| (-f64::from(n) * (f64::from(n) - a), x + 1.0 - a + 2.0 * f64::from(n)));
    front / continued_fraction(x + 1.0 - a, terms)
}

/// `start + n₁/(d₁ + n₂/(d₂ + …))` from pairs of numerator and denominator.
fn continued_fraction(start: f64, terms: impl Iterator<Item = (f64, f64)>) -> f64 {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut value = away(start);
    let (mut c, mut d) = (value, 0.0);
    for (numerator, denominator) in terms.take(20_000) {
        d = 1.0 / away(denominator + numerator * d);
        c = away(denominator + numerator / c);
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 1e-16 {
            break;
        }
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binomial_tails_are_sums() {
        let choose = |n: u64, k: u64| (0..k).fold(1.0, |ways, i| ways * (n - i) as f64 / (i + 1) as f64);
        for (trials, chance) in [(1u64, 0.5f64), (18, 0.2), (60, 0.01), (40, 0.9)] {
            let power = |base: f64, times: u64| base.powf(times as f64);
            let term = |k: u64| choose(trials, k) * power(chance, k) * power(1.0 - chance, trials - k);
            for least in 0..=trials + 1 {
                let tail = crate::sum((least..=trials).rev().map(term));
                let found = binomial_upper(trials, chance, least);
                assert!((found - tail).abs() <= 1e-12 * tail.max(1e-3), "{trials} {chance} {least}: {found} {tail}");
            }
        }
    }

    #[test]
    fn hypergeometric_tails_by_counting() {
        let upper = hypergeometric_upper;
        // 1 − C(45,5)/C(50,5) and friends.
        assert!((upper(50, 5, 5, 1) - (1.0 - 1_221_759.0 / 2_118_760.0)).abs() < 1e-12);
        assert!((upper(50, 5, 5, 5) * 2_118_760.0 - 1.0).abs() < 1e-12);
        assert!(upper(10, 4, 3, 0) == 1.0 && upper(4, 3, 3, 2) == 1.0);
        assert!((upper(4, 2, 2, 1) - 5.0 / 6.0).abs() < 1e-14);
    }

    fn close(one: f64, two: f64) {
        assert!((one - two).abs() <= 1e-12 * two.abs(), "{one:e} is not {two:e}");
    }

    /// Values of SciPy 1.17 (`norm`, `t`, `chi2`, `f`).
    #[test]
    fn values_of_a_peer() {
        for (found, expected) in VALUES {
            close(found(), *expected);
        }
    }

    type Case = (fn() -> f64, f64);
    #[allow(clippy::unreadable_literal, reason = "as the peer prints them")]
    const VALUES: &[Case] = &[
        (|| normal_two_sided(1.96), 0.04999579029644087),
        (|| normal_two_sided(12.5), 7.465128597755428e-36),
        (|| normal_quantile(0.975), 1.959963984540054),
        (|| student_two_sided(2.1, 7.0), 0.07387119621292265),
        (|| student_two_sided(-25.0, 200.0), 1.8539096107492594e-63),
        (|| student_two_sided(0.01, 3.0), 0.992649111412852),
        (|| student_quantile(0.975, 10.0), 2.228138851986274),
        (|| chi_square_upper(3.84, 1.0), 0.05004352124870519),
        (|| chi_square_upper(250.0, 90.0), 5.47338973626493e-17),
        (|| chi_square_upper(2.5, 12.0), 0.9981619145494115),
        (|| fisher_upper(3.2, 4.0, 55.0), 0.019632252004292687),
        (|| fisher_upper(0.4, 12.0, 5.0), 0.9101758463950644),
    ];

    #[test]
    fn quantiles_invert() {
        for p in [1e-12, 1e-4, 0.025, 0.3, 0.5, 0.8, 0.975, 1.0 - 1e-9] {
            assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-15);
            let t = student_quantile(p, 4.5);
            assert!((student_two_sided(t, 4.5) - 2.0 * p.min(1.0 - p)).abs() < 1e-14);
        }
        assert!(normal_quantile(0.0).is_nan() && normal_quantile(f64::NAN).is_nan());
        assert!(student_two_sided(f64::NAN, 3.0).is_nan() && chi_square_upper(1.0, 0.0).is_nan());
    }
}
