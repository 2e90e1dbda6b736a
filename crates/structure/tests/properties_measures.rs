//! What must hold for any data: measures of concentration, agglomeration, change and synthesis.

use liantu_structure::agglomeration::coagglomeration::coagglomeration;
use liantu_structure::agglomeration::duranton_overman::{Kernel, Settings, Sites, duranton_overman};
use liantu_structure::agglomeration::ellison_glaeser::ellison_glaeser;
use liantu_structure::agglomeration::group_coagglomeration::group_coagglomeration;
use liantu_structure::agglomeration::{Located, Plants};
use liantu_structure::concentration::diversity::diversity;
use liantu_structure::concentration::inequality::inequality;
use liantu_structure::concentration::spatial_concentration::{Benchmark, spatial_concentration};
use liantu_structure::dynamics::advantage_path::{Status, advantage_path};
use liantu_structure::dynamics::shift_share::{Comparison, Variant, shift_share};
use liantu_structure::location_quotient::Reference;
use liantu_structure::rivalry::competition::{Dyad, competition};
use liantu_structure::rivalry::plan_overlap::plan_overlap;
use liantu_structure::rivalry::relation_stage::relation_stage;
use liantu_structure::specialisation::specialisation;
use liantu_structure::structural_similarity::{Measure, structural_similarity};
use liantu_structure::synthesis::composite_index::{Aggregation, Composition, composite_index};
use liantu_structure::synthesis::convergence::{Errors, beta_convergence};
use liantu_structure::synthesis::coupling::coordination;
use liantu_structure::synthesis::efficiency::{Orientation, Units, efficiency};
use liantu_structure::synthesis::gravity::{gravity_links, great_circle_km};
use liantu_structure::synthesis::malmquist::malmquist;
use liantu_structure::synthesis::sigma_convergence::sigma_convergence;
use liantu_structure::synthesis::topsis::topsis;
use liantu_structure::synthesis::{Matrix, Normalisation, Shaking, Weighting};
use liantu_structure::{Absent, Cells, Duplicates, Panel, Shape};
use proptest::prelude::*;

const STILL: Shaking = Shaking { spread: 0.3, draws: 30, seed: 5 };

#[derive(Clone, Debug)]
struct Town {
    region: Vec<u32>,
    industry: Vec<u32>,
    size: Vec<f64>,
}

impl Town {
    fn located(&self) -> Located {
        let plants =
            Plants { region: &self.region, industry: &self.industry, size: &self.size, regions: 5, industries: 4 };
        Located::new(plants, None)
    }
}

fn towns() -> impl Strategy<Value = Town> {
    prop::collection::vec((0u32..5, 0u32..4, 0.5f64..500.0), 8..60).prop_map(|plants| Town {
        region: plants.iter().map(|plant| plant.0).collect(),
        industry: plants.iter().map(|plant| plant.1).collect(),
        size: plants.iter().map(|plant| plant.2).collect(),
    })
}

fn close(one: Option<f64>, two: Option<f64>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => (one - two).abs() <= 1e-8 * (1.0 + one.abs()),
        (None, None) => true,
        _ => false,
    }
}

/// A full panel: value by period, region, industry.
fn with_panel<T>(shape: Shape, value: &[f64], run: impl FnOnce(&Panel<'_>) -> T) -> T {
    let (mut region, mut industry, mut period) = (vec![], vec![], vec![]);
    for p in 0..shape.periods {
        for r in 0..shape.regions {
            for a in 0..shape.industries {
                region.push(r);
                industry.push(a);
                period.push(p);
            }
        }
    }
    let cells = Cells { region: &region, industry: &industry, period: &period, value, validity: None };
    run(&Panel::new(cells, shape, Duplicates::Refuse).unwrap().0)
}

const SHAPE: Shape = Shape { regions: 4, industries: 3, periods: 2 };

proptest! {
    /// The index of a group is the weighted mean of those of its pairs.
    #[test]
    fn a_group_is_the_mean_of_its_pairs(town in towns()) {
        let located = town.located();
        let (pairs, group) = (coagglomeration(&located), group_coagglomeration(&located, &[0; 4]));
        let total: f64 = town.size.iter().sum();
        let weight = |industry: u32| -> f64 {
            (0..town.size.len()).filter(|&n| town.industry[n] == industry).map(|n| town.size[n]).sum::<f64>() / total
        };
        let own: f64 = (0..4).map(|industry| weight(industry).powi(2)).sum();
        let mean: Option<f64> = (0..pairs.industry.len())
            .map(|n| pairs.value.get(n).map(|value| 2.0 * weight(pairs.industry[n]) * weight(pairs.partner[n]) * value))
            .sum();
        let mean = mean.map(|mean| mean / (1.0 - own)).filter(|_| !pairs.industry.is_empty());
        prop_assert!(close(mean, group.value.get(0)), "{:?} {:?}", mean, group.value);
    }

    /// Neither the order of the plants nor the unit of their sizes nor a split of a region's name matters.
    #[test]
    fn agglomeration_ignores_order_and_unit(town in towns()) {
        let mut turned = town.clone();
        turned.region.reverse();
        turned.industry.reverse();
        turned.size = turned.size.iter().rev().map(|size| 1000.0 * size).collect();
        let (one, two) = (ellison_glaeser(&town.located()), ellison_glaeser(&turned.located()));
        for n in 0..one.industry.len() {
            prop_assert!(close(one.gamma.get(n), two.gamma.get(n)));
            prop_assert!(close(one.z.get(n), two.z.get(n)));
        }
    }

    /// An industry that is spread as the whole has γ = −H/(1 − H), and no deviation to share with others.
    #[test]
    fn planted_spread_is_found(sizes in prop::collection::vec(1.0f64..50.0, 5)) {
        let town = Town {
            region: (0..20).map(|n| n % 5).collect(),
            industry: (0..20).map(|n| n / 5).collect(),
            size: (0..20).map(|n| sizes[n % 5] * (1.0 + (n / 5) as f64)).collect(),
        };
        let located = town.located();
        let found = ellison_glaeser(&located);
        for n in 0..4 {
            let h = found.herfindahl[n];
            prop_assert!(close(found.gamma.get(n), Some(-h / (1.0 - h))));
        }
        prop_assert!(coagglomeration(&located).value.iter().all(|value| close(value, Some(0.0))));
    }

    /// Between and within add up to the whole, for both of Theil's measures and with any groups.
    #[test]
    fn parts_of_inequality_add_up(
        rows in prop::collection::vec((0.1f64..1e5, 0.1f64..1e4, 0u32..4), 2..40),
        factor in 0.01f64..100.0,
    ) {
        let value: Vec<f64> = rows.iter().map(|row| row.0).collect();
        let weight: Vec<f64> = rows.iter().map(|row| row.1).collect();
        let group: Vec<u32> = rows.iter().map(|row| row.2).collect();
        let whole = inequality(&value, &weight, &group).0[0];
        for [all, between, within] in [whole.theil, whole.log] {
            prop_assert!((all.unwrap() - between.unwrap() - within.unwrap()).abs() < 1e-10 * (1.0 + all.unwrap()));
        }
        let scaled: Vec<f64> = value.iter().map(|value| value * factor).collect();
        let again = inequality(&scaled, &weight, &group).0[0];
        prop_assert!(close(whole.theil[0], again.theil[0]) && close(whole.gini[0], again.gini[0]));
        prop_assert!((0.0..1.0).contains(&whole.gini[0].unwrap()));
    }

    /// The parts of the change add up to it, in every variant that is defined, and the dynamic sum is that of the steps.
    #[test]
    fn parts_of_change_add_up(value in prop::collection::vec(0.1f64..1e5, 36)) {
        let shape = Shape { periods: 3, ..SHAPE };
        with_panel(shape, &value, |panel| {
            for comparison in [Comparison::Ends, Comparison::Consecutive, Comparison::Dynamic] {
                for variant in [Variant::Classic, Variant::EstebanMarquillas] {
                    let (rows, _) = shift_share(panel, variant, comparison, Absent::Zero);
                    let expected = if comparison == Comparison::Consecutive { 32 } else { 16 };
                    prop_assert_eq!(rows.len(), expected);
                    for row in rows {
                        let [change, parts @ ..] = row.parts;
                        let sum: f64 = parts.iter().flatten().sum();
                        prop_assert!((change.unwrap() - sum).abs() < 1e-7 * (1.0 + sum.abs()));
                        if comparison != Comparison::Consecutive {
                            let at = |period: usize| -> f64 {
                                let cells = (0..3).filter(|a| row.industry.is_none_or(|own| own == *a));
                                cells.map(|a| value[period * 12 + row.region as usize * 3 + a as usize]).sum()
                            };
                            prop_assert!((change.unwrap() - at(2) + at(0)).abs() < 1e-7 * (1.0 + at(2)));
                        }
                    }
                }
            }
            Ok(())
        })?;
    }

    /// Related and unrelated variety add up to the entropy; Hoover is half of Krugman; all lie where they must.
    #[test]
    fn diversity_hangs_together(value in prop::collection::vec(0.0f64..1e4, 24)) {
        with_panel(SHAPE, &value, |panel| {
            let found = diversity(panel, Some(&[0, 0, 1]), Absent::Zero);
            let krugman = specialisation(panel, Reference::Total, Absent::Zero);
            for n in 0..found.region.len() {
                let of = |place: usize| found.measures[place].get(n);
                if let (Some(entropy), Some(unrelated), Some(related)) = (of(0), of(3), of(4)) {
                    prop_assert!((entropy - unrelated - related).abs() < 1e-12 && related >= 0.0);
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&of(1).unwrap()));
                    prop_assert!((0.0..=1.0 + 1e-12).contains(&of(5).unwrap()), "{:?}", of(5));
                    prop_assert!(close(of(6).map(|hoover| 2.0 * hoover), krugman.krugman.get(n)));
                    prop_assert!(of(7).unwrap() >= of(6).unwrap() - 1e-12, "the curve lies inside its triangle");
                }
            }
            let spread = spatial_concentration(panel, Benchmark::Even, Absent::Zero);
            for n in 0..spread.industry.len() {
                if let Some(hoover) = spread.hoover.get(n) {
                    prop_assert!((0.0..=0.75 + 1e-12).contains(&hoover));
                    prop_assert!(spread.effective.get(n).unwrap() <= 4.0 + 1e-9);
                }
            }
            Ok(())
        })?;
    }

    /// Overlaps are ordered and symmetric: Jaccard ≤ cosine ≤ overlap coefficient ≤ 1.
    #[test]
    fn overlaps_are_ordered(listed in prop::collection::vec((0u32..5, 0u32..8), 1..30)) {
        let (rows, _) = plan_overlap(&listed);
        for row in &rows[1..] {
            let [jaccard, cosine, overlap] = row.measures.map(Option::unwrap);
            prop_assert!(jaccard <= cosine + 1e-15 && cosine <= overlap + 1e-15 && overlap <= 1.0);
            prop_assert!(row.shared <= row.union);
        }
        let mut twice = listed.clone();
        twice.extend(listed.iter().rev());
        prop_assert_eq!(plan_overlap(&twice), plan_overlap(&listed));
    }

    /// C and D lie between 0 and 1, C is 1 for equal scores, D grows with every score scaled up.
    #[test]
    fn coordination_stays_in_bounds(scores in prop::collection::vec(0.0f64..1.0, 2..6)) {
        let weights = vec![1.0 / scores.len() as f64; scores.len()];
        let (c, t, d) = coordination(&scores, &weights).unwrap();
        if let (Some(c), Some(d)) = (c, d) {
            prop_assert!((0.0..=1.0).contains(&c) && (0.0..=1.0).contains(&d));
            let half: Vec<f64> = scores.iter().map(|score| score / 2.0).collect();
            let (_, lower, below) = coordination(&half, &weights).unwrap();
            prop_assert!(lower <= t && below.unwrap() <= d + 1e-12);
        }
        let equal = coordination(&vec![scores[0].max(0.01); scores.len()], &weights).unwrap();
        prop_assert!((equal.0.unwrap() - 1.0).abs() < 1e-9);
    }

    /// Efficiency: bounds, constant ≤ variable, some unit is best, units of measure do not matter, both orientations agree
    /// under constant returns.
    #[test]
    fn efficiency_is_coherent(rows in prop::collection::vec((1.0f64..50.0, 1.0f64..50.0, 1.0f64..50.0), 4..12)) {
        let units = |factor: f64| {
            let (inputs, outputs) = rows.iter().map(|row| (vec![row.0 * factor, row.1], vec![row.2])).unzip();
            Units::new(inputs, outputs)
        };
        let (by_input, _) = efficiency(&units(1.0), Orientation::Input);
        let (by_output, _) = efficiency(&units(1.0), Orientation::Output);
        let (scaled, _) = efficiency(&units(1e4), Orientation::Input);
        let mut best = 0.0f64;
        for ((one, two), three) in by_input.iter().zip(&by_output).zip(&scaled) {
            let (one, two, three) = (one.as_ref().unwrap(), two.as_ref().unwrap(), three.as_ref().unwrap());
            prop_assert!(one.constant > 0.0 && one.constant <= one.variable + 1e-9 && one.variable <= 1.0);
            prop_assert!((one.constant - two.constant).abs() < 1e-8 && (one.variable - three.variable).abs() < 1e-8);
            let total: f64 = one.peers.iter().map(|peer| peer.1).sum();
            prop_assert!((total - 1.0).abs() < 1e-7, "{}", total);
            best = best.max(one.constant);
        }
        prop_assert!((best - 1.0).abs() < 1e-12);
        // Everyone twice as productive: the frontier moved, nobody caught up.
        let before = units(1.0);
        let (inputs, outputs) = rows.iter().map(|row| (vec![row.0, row.1], vec![2.0 * row.2])).unzip();
        for change in malmquist(&before, &Units::new(inputs, outputs)).0 {
            let change = change.unwrap();
            prop_assert!((change.productivity - 2.0).abs() < 1e-6 && (change.technique - 2.0).abs() < 1e-6);
            prop_assert!((change.efficiency - 1.0).abs() < 1e-6 && (change.pure - 1.0).abs() < 1e-6);
        }
    }

    /// One that is best in all is first, whatever is shaken; ranks are those of the score; rows may come in any order.
    #[test]
    fn a_clear_best_stays_first(value in prop::collection::vec(1.0f64..50.0, 24)) {
        let mut value = value;
        value[..3].fill(60.0);
        let matrix = |value: &'_ [f64]| -> (Vec<_>, Vec<_>) {
            let matrix = Matrix { value, period: &[0; 8], less: &[false; 3] };
            let composition = Composition {
                normalisation: Normalisation::MinMax,
                aggregation: Aggregation::Additive,
                weighting: Weighting::Entropy,
                shaking: STILL,
            };
            let index = composite_index(&matrix, composition);
            (index.ranges, topsis(&matrix, Weighting::Equal, STILL).ranges)
        };
        let (index, close) = matrix(&value);
        for ranges in [index[0], close[0]] {
            prop_assert_eq!(ranges.rank, Some(1));
            for range in [ranges.weights, ranges.left_out, ranges.normalised] {
                prop_assert_eq!(range.map(|range| (range.best, range.worst)), Some((1, 1)));
            }
        }
        let turned: Vec<f64> = value.chunks(3).rev().flatten().copied().collect();
        let (again, _) = matrix(&turned);
        prop_assert!(index.iter().zip(again.iter().rev()).all(|(one, two)| one.rank == two.rank));
    }

    /// More overlap of plans never lowers the index, more joint links never raise it.
    #[test]
    fn rivalry_is_monotone(similarity in 0.1f64..1.0, plans in 0.1f64..0.5, links in 1.0f64..20.0) {
        let index = |plans: f64, links: f64| {
            let dyads = [Dyad { one: 0, two: 1, similarity: Some(similarity), plans: Some(plans), links }];
            competition(&dyads, &[40.0, 40.0], None, true).0[1].index.unwrap()
        };
        prop_assert!(index(plans, links) <= index(plans * 1.5, links));
        prop_assert!(index(plans, links) >= index(plans, links + 3.0));
        prop_assert!((-1.0..=1.0).contains(&index(plans, links)));
    }

    /// Strengths are symmetric, fall with distance, and shares add up to one.
    #[test]
    fn gravity_is_symmetric(mass in prop::collection::vec(1.0f64..1e6, 3..8), exponent in 0.5f64..3.0) {
        let place = |n: usize| (110.0 + 2.0 * n as f64, 30.0 + n as f64 / 3.0);
        let found = gravity_links(&mass, |i, j| great_circle_km(place(i), place(j)), exponent, 1.0);
        let count = mass.len();
        for n in 0..found.place.len() {
            let back = (0..found.place.len())
                .find(|&m| found.place[m] == found.partner[n] && found.partner[m] == found.place[n])
                .unwrap();
            prop_assert!(close(found.strength.get(n), found.strength.get(back)));
        }
        for place in 0..count {
            let total: f64 = found.share.iter().skip(place * (count - 1)).take(count - 1).flatten().sum();
            prop_assert!((total - 1.0).abs() < 1e-12);
        }
    }
}

/// All ways in which three plants can settle in three regions: the mean and the variance of `G` are those of the formula,
/// seen through `z`.
#[test]
fn the_moments_of_g_are_exact() {
    let (share, size) = ([0.5, 0.3, 0.2], [5.0, 3.0, 2.0]);
    let mut first = 0.0;
    let mut second = 0.0;
    for a in 0..3u32 {
        for b in 0..3u32 {
            for c in 0..3u32 {
                let plants = Plants { region: &[a, b, c], industry: &[0; 3], size: &size, regions: 3, industries: 1 };
                let found = ellison_glaeser(&Located::new(plants, Some(&share)));
                let chance = share[a as usize] * share[b as usize] * share[c as usize];
                let z = found.z.get(0).unwrap();
                first += chance * z;
                second += chance * z * z;
            }
        }
    }
    assert!(first.abs() < 1e-12 && (second - 1.0).abs() < 1e-12, "{first} {second}");
}

#[test]
fn paths_of_advantage_tell_entry_and_exit() {
    // Region 0 leaves industry 0 for industry 1 over three periods; region 1 the other way.
    let value = [8.0, 2.0, 2.0, 8.0, 5.0, 5.0, 5.0, 5.0, 2.0, 8.0, 8.0, 2.0];
    with_panel(Shape { regions: 2, industries: 2, periods: 3 }, &value, |panel| {
        let found = advantage_path(panel, Reference::Total, 1.0);
        let of = |region, industry| -> Vec<Option<Status>> {
            (0..found.period.len())
                .filter(|&n| (found.region[n], found.industry[n]) == (region, industry))
                .map(|n| found.status[n])
                .collect()
        };
        assert_eq!(of(0, 0), [None, Some(Status::Persistence), Some(Status::Exit)]);
        assert_eq!(of(1, 0), [None, Some(Status::Entry), Some(Status::Persistence)]);
        assert!(found.trend.get(0).unwrap() < 0.0, "region 0 loses industry 0");
        assert_eq!(found.run[..3], [Some(1), Some(2), Some(0)]);
    });
}

#[test]
fn planted_clusters_are_localised_and_scattered_plants_are_not() {
    let draw = |n: u64| liantu_numeric::uniform(11, n);
    let (mut longitude, mut latitude, mut industry) = (vec![], vec![], vec![]);
    for n in 0..300u64 {
        let near = n < 40;
        longitude.push(if near { 121.0 + 0.05 * draw(2 * n) } else { 116.0 + 8.0 * draw(2 * n) });
        latitude.push(if near { 31.0 + 0.05 * draw(2 * n + 1) } else { 28.0 + 6.0 * draw(2 * n + 1) });
        industry.push(u32::from(n >= 40) + u32::from(n >= 90));
    }
    let sites = Sites { longitude: &longitude, latitude: &latitude, industry: &industry, size: None };
    let settings =
        Settings { kernel: Kernel::Gaussian, cutoff: Some(300.0), steps: 15, draws: 99, confidence: 0.95, seed: 3 };
    let (found, findings) = duranton_overman(sites, &[0, 1, 7], settings);
    let localised = |n: usize| found[n].curves.as_ref().unwrap().localisation.iter().any(|gap| *gap > 0.0);
    assert!(localised(0) && !localised(1));
    assert!(found[2].curves.is_none() && findings.iter().any(|finding| finding.code == "STR204"));
    let curves = found[0].curves.as_ref().unwrap();
    assert!(curves.global[1].iter().zip(&curves.local[1]).all(|(global, local)| global >= local));
    let one = || {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        pool.install(|| duranton_overman(sites, &[0, 1], settings).0)
    };
    assert_eq!(one(), duranton_overman(sites, &[0, 1], settings).0);
}

#[test]
fn planted_convergence_is_recovered() {
    let first: Vec<f64> = (0..50).map(|n| 1000.0 * 1.05f64.powi(n)).collect();
    let last: Vec<f64> = first.iter().map(|y| y * (10.0 * (0.3 - 0.02 * y.ln())).exp()).collect();
    let cluster: Vec<u32> = (0..50).map(|n| n / 10).collect();
    let found = beta_convergence(&first, &last, &[], 10.0, Errors::Hc3, &cluster);
    assert!((found.terms[1].unwrap().coefficient + 0.02).abs() < 1e-12);
    assert!((found.speed.unwrap() + 0.8f64.ln() / 10.0).abs() < 1e-12);
    let dispersion = sigma_convergence(&[first, last].concat(), 50, true);
    assert!(
        dispersion.trend.unwrap() < 0.0
            && (dispersion.sigma.get(1).unwrap() / dispersion.sigma.get(0).unwrap() - 0.8).abs() < 1e-9
    );
}

#[test]
fn what_cannot_be_measured_is_null_and_said() {
    // One region, one plant, no plant, missing sizes.
    let none = Plants { region: &[], industry: &[], size: &[], regions: 0, industries: 0 };
    assert!(ellison_glaeser(&Located::new(none, None)).industry.is_empty());
    let one = Plants { region: &[0, 0], industry: &[0, 1], size: &[3.0, f64::NAN], regions: 1, industries: 2 };
    let located = Located::new(one, None);
    assert_eq!(located.findings[0].code, "STR201");
    let found = ellison_glaeser(&located);
    assert_eq!((found.industry.len(), found.gamma.get(0), found.findings[0].code), (1, None, "STR203"));
    let bad = Located::new(Plants { regions: 2, ..one }, Some(&[1.0, f64::NAN]));
    assert!(bad.findings.iter().any(|finding| finding.code == "STR202"));
    assert_eq!(ellison_glaeser(&bad).concentration.get(0), None);
    // Nothing, one of a kind, the same everywhere.
    assert_eq!(inequality(&[], &[], &[]).0[0].theil[0], None);
    assert_eq!(inequality(&[0.0, 1.0], &[1.0, 1.0], &[0, 1]).0[0].log[0], None);
    let flat = Matrix { value: &[1.0, 1.0, f64::NAN], period: &[0; 3], less: &[false] };
    let composition = Composition {
        normalisation: Normalisation::MinMax,
        aggregation: Aggregation::Additive,
        weighting: Weighting::Equal,
        shaking: STILL,
    };
    let index = composite_index(&flat, composition);
    assert_eq!(index.index.undefined(), 3);
    let codes: Vec<&str> = index.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["STR206", "STR211"]);
    let entropy = composite_index(&flat, Composition { weighting: Weighting::Entropy, ..composition });
    assert!(entropy.weights.is_none() && entropy.findings.iter().any(|finding| finding.code == "STR212"));
    assert_eq!(topsis(&flat, Weighting::Equal, STILL).closeness.undefined(), 3);
    assert!(!Units::can(&[1.0, -1.0], &[1.0]) && !Units::can(&[0.0], &[1.0]) && !Units::can(&[1.0], &[f64::NAN]));
    let few = beta_convergence(&[1.0, 2.0], &[2.0, 3.0], &[], 1.0, Errors::Cluster, &[0, 0]);
    assert!(few.terms[1].unwrap().error.is_none() && few.findings.iter().any(|finding| finding.code == "STR220"));
    let (rows, findings) = plan_overlap(&[(0, 1)]);
    assert_eq!((rows.len(), findings[0].code), (1, "STR209"));
    let (rows, findings) = with_panel(Shape { periods: 1, ..SHAPE }, &[1.0; 12], |panel| {
        shift_share(panel, Variant::Classic, Comparison::Ends, Absent::Zero)
    });
    assert!(rows.is_empty() && findings[0].code == "STR207");
}

#[test]
fn planted_relations_are_recovered() {
    // Two series under the model, with a disturbance that keeps them from a perfect fit.
    let grow = |on_one: f64, on_two: f64| {
        let (mut x, mut y, mut value) = (1.0f64, 1.5f64, vec![]);
        for t in 0..800u64 {
            value.extend([x, y]);
            let shake = |stream: u64| 0.3 * (liantu_numeric::uniform(9, t + 1000 * stream) - 0.5);
            (x, y) =
                (x * (0.4 - 0.3 * x + on_one * y + shake(1)).exp(), y * (0.4 - 0.3 * y + on_two * x + shake(2)).exp());
        }
        relation_stage(&value, 2).0[0]
    };
    let both = grow(0.12, 0.12);
    assert_eq!((both.word(0.05), both.stage(0.05)), (Some("symbiosis"), Some("symbiosis")), "{both:?}");
    assert_eq!(grow(-0.15, -0.15).word(0.05), Some("competition"));
    assert_eq!(grow(0.15, -0.15).word(0.05), Some("siphon"));
    assert_eq!(grow(0.15, -0.15).stage(0.05), Some("dependence"));
    let (short, findings) = relation_stage(&[1.0, 2.0, 2.0, 3.0], 2);
    assert!(short[0].effects.is_none() && findings[0].code == "STR221");
}

#[test]
fn like_structures_are_similar_and_disjoint_ones_complementary() {
    let shape = Shape { regions: 3, industries: 2, periods: 1 };
    with_panel(shape, &[1.0, 0.0, 7.0, 0.0, 0.0, 3.0], |panel| {
        let pairs = structural_similarity(panel, Measure::Overlap, Absent::Zero);
        let dyad = |n: usize| Dyad { one: 0, two: 1, similarity: pairs.value.get(n), plans: None, links: 0.0 };
        let similarity = |n: usize| competition(&[dyad(n)], &[0.0; 2], None, false).0[1].similarity;
        assert_eq!((similarity(0), similarity(1)), (Some(1.0), Some(0.0)), "complementarity is what is left to one");
    });
}

/// Members of an area whose tier is blank are no tier of their own kind: they make one without a name, and that is said.
#[test]
fn places_without_a_tier_are_noted() {
    let dyad = |one, two| Dyad { one, two, similarity: Some(0.5), plans: None, links: 1.0 };
    let dyads = [dyad(0, 1), dyad(1, 2), dyad(2, 3)];
    let of = |tiers: Option<&[Option<u32>]>| {
        let (rows, findings) = competition(&dyads, &[1.0, 2.0, 2.0, 1.0], tiers, false);
        let pairs: Vec<_> = rows.iter().filter_map(|row| Some((row.tier, row.pair?))).collect();
        (pairs, findings.iter().map(|finding| finding.code).collect::<Vec<_>>())
    };
    let (pairs, codes) = of(Some(&[Some(1), Some(1), None, None]));
    assert_eq!((pairs, codes), (vec![(None, (2, 3)), (Some(1), (0, 1))], vec!["STR228"]));
    assert_eq!(of(Some(&[None; 4])).1, ["STR228"], "an area without any tier");
    assert_eq!((of(None).0.len(), of(None).1.len()), (3, 0), "no area, no tiers to miss");
}
