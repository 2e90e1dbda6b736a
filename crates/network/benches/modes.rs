//! The modes on planted cases: prints the page `docs/src/validation/modes.md`. With `tune`, searches the strictness on the
//! seeds that are not judged.

#[path = "planted/page.rs"]
mod page;
#[path = "planted/mod.rs"]
mod planted;

use liantu_network::mode::{Strictness, classify, known};
use planted::{CHOSEN, Plant, Planted, cases};

fn main() {
    if std::env::args().any(|argument| argument == "tune") {
        tune();
    } else {
        print!("{}", page::page());
    }
}

/// Mean logarithmic loss of the planted modes and of none, and the parts wrong and undetermined.
fn tune() {
    let cases: Vec<Planted> = cases(CHOSEN, 480).into_iter().filter(|case| case.plant != Plant::Mixed).collect();
    let profiles: Vec<_> = known().into_iter().map(|(_, profile)| profile).collect();
    let mut found = Vec::new();
    for concentration in [4.0, 8.0, 16.0, 32.0] {
        for layers in [0.4, 0.6, 0.8, 1.0] {
            for order in [0.4, 0.7, 1.0] {
                for rest in [0.6, 0.8, 1.0] {
                    let strictness = Strictness {
                        concentration,
                        weights: [layers, order, rest, rest, rest],
                        prior_none: 0.2,
                        ..Strictness::default()
                    };
                    let loss: f64 = cases
                        .iter()
                        .map(|case| {
                            let verdict = classify(&case.case(), &profiles, &strictness);
                            -match case.plant {
                                Plant::Mode(mode) => verdict.probabilities[mode],
                                _ => verdict.none,
                            }
                            .max(1e-12)
                            .ln()
                        })
                        .sum::<f64>()
                        / cases.len() as f64;
                    found.push((loss, concentration, layers, order, rest));
                }
            }
        }
    }
    found.sort_by(|one, two| one.0.total_cmp(&two.0));
    for row in found.iter().take(12) {
        println!("{row:?}");
    }
}
