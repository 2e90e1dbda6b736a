//! What must hold for any panel.

use liantu_structure::location_quotient::{Reference, location_quotient};
use liantu_structure::specialisation::{krugman_pairs, specialisation};
use liantu_structure::structural_similarity::{Measure, structural_similarity};
use liantu_structure::{Absent, CATALOGUE, Cells, Duplicates, METHODS, Panel, PanelError, Shape, Validity};
use proptest::prelude::*;

/// A full table of small panels: value by period, region, industry.
#[derive(Clone, Debug)]
struct Table {
    shape: Shape,
    columns: [Vec<u32>; 3],
    value: Vec<f64>,
}

impl Table {
    fn new(shape: Shape, value: Vec<f64>) -> Self {
        let mut columns = [vec![], vec![], vec![]];
        for period in 0..shape.periods {
            for region in 0..shape.regions {
                for industry in 0..shape.industries {
                    columns[0].push(region);
                    columns[1].push(industry);
                    columns[2].push(period);
                }
            }
        }
        Self { shape, columns, value }
    }

    fn panel(&self) -> Panel<'_> {
        self.with(Duplicates::Refuse).unwrap().0
    }

    fn with(&self, duplicates: Duplicates) -> Result<(Panel<'_>, Vec<liantu_model::Diagnostic>), PanelError> {
        let [region, industry, period] = &self.columns;
        Panel::new(Cells { region, industry, period, value: &self.value, validity: None }, self.shape, duplicates)
    }
}

fn tables(values: impl Strategy<Value = f64> + Clone + 'static) -> impl Strategy<Value = Table> {
    (2u32..6, 2u32..6, 1u32..3).prop_flat_map(move |(regions, industries, periods)| {
        let cells = (regions * industries * periods) as usize;
        prop::collection::vec(values.clone(), cells)
            .prop_map(move |value| Table::new(Shape { regions, industries, periods }, value))
    })
}

fn close(one: Option<f64>, two: Option<f64>) -> bool {
    match (one, two) {
        (Some(one), Some(two)) => (one - two).abs() <= 1e-9 * (1.0 + one.abs()),
        (None, None) => true,
        _ => false,
    }
}

proptest! {
    /// Σ_r (x_r· / x_··) LQ_ra = 1: the mean over regions, weighted by their shares.
    #[test]
    fn weighted_mean_quotient_is_one(table in tables(0.1f64..1e6)) {
        let panel = table.panel();
        let result = location_quotient(&panel, Reference::Total);
        for period in 0..table.shape.periods {
            for industry in 0..table.shape.industries {
                let of = |region: Option<u32>| -> f64 {
                    (0..panel.len())
                        .filter(|&n| panel.period()[n] == period && region.is_none_or(|region| panel.region()[n] == region))
                        .filter_map(|n| panel.value(n))
                        .sum()
                };
                let mean: f64 = (0..panel.len())
                    .filter(|&n| panel.period()[n] == period && panel.industry()[n] == industry)
                    .map(|n| of(Some(panel.region()[n])) / of(None) * result.quotient.get(n).unwrap())
                    .sum();
                prop_assert!((mean - 1.0).abs() < 1e-9, "{}", mean);
            }
        }
    }

    /// Other ids for the regions, another row order: the same values.
    #[test]
    fn relabelling_permutes(table in tables(prop_oneof![Just(0.0), 0.1f64..1e6]), seed in 0usize..100) {
        let (rows, regions) = (table.value.len(), table.shape.regions);
        let shift = u32::try_from(seed).unwrap() % regions;
        let order: Vec<usize> = (0..rows).map(|n| (n + seed) % rows).collect();
        let mut other = table.clone();
        for (place, &row) in order.iter().enumerate() {
            for side in 0..3 {
                other.columns[side][place] = table.columns[side][row];
            }
            other.columns[0][place] = (table.columns[0][row] + shift) % regions;
            other.value[place] = table.value[row];
        }
        for reference in [Reference::Total, Reference::Rest, Reference::Region(0)] {
            let moved = if let Reference::Region(region) = reference { Reference::Region((region + shift) % regions) } else { reference };
            let (one, two) = (location_quotient(&table.panel(), reference), location_quotient(&other.panel(), moved));
            for (place, &row) in order.iter().enumerate() {
                prop_assert!(close(one.quotient.get(row), two.quotient.get(place)));
            }
        }
        let (one, two) = (specialisation(&table.panel(), Reference::Rest, Absent::Zero), specialisation(&other.panel(), Reference::Rest, Absent::Zero));
        for n in 0..one.region.len() {
            let m = (0..two.region.len()).find(|&m| two.period[m] == one.period[n] && two.region[m] == (one.region[n] + shift) % regions).unwrap();
            prop_assert!(close(one.krugman.get(n), two.krugman.get(m)) && close(one.herfindahl.get(n), two.herfindahl.get(m)));
        }
    }

    /// Another unit of measure changes nothing; a larger region neither.
    #[test]
    fn scale_does_not_matter(table in tables(0.1f64..1e6), factor in 1e-6f64..1e6) {
        let mut other = table.clone();
        other.value.iter_mut().for_each(|value| *value *= factor);
        for reference in [Reference::Total, Reference::Rest, Reference::Region(1)] {
            let (one, two) = (location_quotient(&table.panel(), reference), location_quotient(&other.panel(), reference));
            prop_assert!(one.quotient.iter().zip(two.quotient.iter()).all(|(one, two)| close(one, two)));
        }
        for n in 0..other.value.len() {
            if other.columns[0][n] == 0 {
                other.value[n] *= 7.0;
            }
        }
        for measure in [Measure::Cosine, Measure::Overlap, Measure::Correlation] {
            let (one, two) = (structural_similarity(&table.panel(), measure, Absent::Zero), structural_similarity(&other.panel(), measure, Absent::Zero));
            prop_assert!(one.value.iter().zip(two.value.iter()).all(|(one, two)| close(one, two)));
        }
    }

    /// Bounds, and the two ways to the overlap.
    #[test]
    fn measures_keep_their_bounds(table in tables(prop_oneof![Just(0.0), 0.0f64..1e6])) {
        let panel = table.panel();
        let krugman = krugman_pairs(&panel, Absent::Zero);
        let overlap = structural_similarity(&panel, Measure::Overlap, Absent::Zero);
        let cosine = structural_similarity(&panel, Measure::Cosine, Absent::Zero);
        let correlation = structural_similarity(&panel, Measure::Correlation, Absent::Zero);
        prop_assert!(correlation.value.iter().flatten().all(|r| (-1.0..=1.0).contains(&r)));
        for n in 0..krugman.region.len() {
            if let (Some(krugman), Some(overlap), Some(cosine)) = (krugman.value.get(n), overlap.value.get(n), cosine.value.get(n)) {
                prop_assert!((0.0..=2.0).contains(&krugman) && (0.0..=1.0).contains(&cosine));
                prop_assert!((overlap - (1.0 - krugman / 2.0)).abs() < 1e-12);
            }
        }
        let result = specialisation(&panel, Reference::Total, Absent::Zero);
        let even = 1.0 / f64::from(table.shape.industries);
        for herfindahl in result.herfindahl.iter().flatten() {
            prop_assert!(herfindahl >= even - 1e-12 && herfindahl <= 1.0 + 1e-12);
        }
    }
}

#[test]
fn identical_regions_have_similarity_one_and_no_distance() {
    let shape = Shape { regions: 3, industries: 3, periods: 1 };
    let table = Table::new(shape, vec![1.0, 2.0, 4.0, 1.0, 2.0, 4.0, 3.0, 6.0, 12.0]);
    for measure in [Measure::Cosine, Measure::Overlap, Measure::Correlation] {
        let pairs = structural_similarity(&table.panel(), measure, Absent::Zero);
        assert!(pairs.value.iter().all(|value| close(value, Some(1.0))), "{pairs:?}");
    }
    assert!(krugman_pairs(&table.panel(), Absent::Zero).value.iter().all(|value| close(value, Some(0.0))));
}

#[test]
fn one_thread_gives_the_bits_of_many() {
    let shape = Shape { regions: 300, industries: 200, periods: 3 };
    let value = (0..180_000).map(|n| 1e4 * liantu_numeric::uniform(3, n).powi(4)).collect();
    let table = Table::new(shape, value);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let panel = table.panel();
            (
                location_quotient(&panel, Reference::Total),
                location_quotient(&panel, Reference::Rest),
                specialisation(&panel, Reference::Rest, Absent::Zero),
            )
        })
    };
    assert_eq!(run(1), run(5));
}

/// Ids too sparse for direct tables take the other road to the same numbers.
#[test]
fn sparse_ids_give_the_same_quotients() {
    let dense = Table::new(Shape { regions: 4, industries: 3, periods: 2 }, (1..25).map(f64::from).collect());
    let mut sparse = dense.clone();
    for (side, factor) in [(0, 1_000_000_007u32 % 900_000), (1, 333_331), (2, 70_001)] {
        sparse.columns[side].iter_mut().for_each(|id| *id *= factor);
    }
    sparse.shape = Shape { regions: 4_000_000_000, industries: 2_000_000, periods: 200_000 };
    for reference in [Reference::Total, Reference::Rest, Reference::Region(0)] {
        assert_eq!(
            location_quotient(&dense.panel(), reference).quotient,
            location_quotient(&sparse.panel(), reference).quotient
        );
    }
}

#[test]
fn duplicates_are_refused_or_summed() {
    let mut table = Table::new(Shape { regions: 2, industries: 2, periods: 1 }, vec![1.0, 2.0, 3.0, 4.0]);
    for (side, id) in [(0, 1), (1, 0), (2, 0)] {
        table.columns[side].push(id);
    }
    table.value.push(10.0);
    assert_eq!(table.with(Duplicates::Refuse).unwrap_err(), PanelError::Duplicate { row: 4, count: 1 });
    let (panel, findings) = table.with(Duplicates::Sum).unwrap();
    assert_eq!((panel.len(), panel.value(2)), (4, Some(13.0)));
    assert_eq!(findings[0].code, "STR101");
    table.value[4] = f64::NAN;
    assert_eq!(table.with(Duplicates::Sum).unwrap().0.value(2), None, "a sum with a missing part is missing");
}

#[test]
fn faults_are_named_and_undefined_is_not_zero() {
    let codes = |findings: &[liantu_model::Diagnostic]| findings.iter().map(|d| d.code).collect::<Vec<_>>();
    let shape = Shape { regions: 2, industries: 2, periods: 1 };
    let table = Table::new(shape, vec![-1.0, f64::NAN, f64::INFINITY, 4.0]);
    let (panel, findings) = table.with(Duplicates::Refuse).unwrap();
    assert_eq!(codes(&findings), ["STR102", "STR103", "STR104"]);
    assert_eq!(findings[2].place.row, Some(3));
    assert!(panel.value(1).is_none() && panel.value(2).is_none());

    let empty = Table::new(shape, vec![0.0, 0.0, 1.0, 2.0]);
    let result = location_quotient(&empty.panel(), Reference::Total);
    assert_eq!(result.quotient.iter().collect::<Vec<_>>(), [None, None, Some(1.0), Some(1.0)]);
    assert_eq!(codes(&result.findings), ["STR105"]);
    let result = location_quotient(&empty.panel(), Reference::Rest);
    assert_eq!(result.quotient.undefined(), 4, "no rest with a positive sum");
    let similar = structural_similarity(&empty.panel(), Measure::Cosine, Absent::Zero);
    assert_eq!((similar.value.get(0), codes(&similar.findings)), (None, vec!["STR105"]));
    let missing = Table { shape: Shape { regions: 3, ..shape }, ..empty };
    assert_eq!(codes(&location_quotient(&missing.panel(), Reference::Region(2)).findings), ["STR107", "STR105"]);
}

#[test]
fn cells_not_listed_are_zero_or_missing_as_asked() {
    let cells = |value: &'static [f64]| Cells {
        region: &[0, 0, 1],
        industry: &[0, 1, 0],
        period: &[0, 0, 0],
        value,
        validity: None,
    };
    let shape = Shape { regions: 2, industries: 2, periods: 1 };
    let (panel, _) = Panel::new(cells(&[3.0, 4.0, 5.0]), shape, Duplicates::Refuse).unwrap();
    let zero = structural_similarity(&panel, Measure::Cosine, Absent::Zero);
    assert!(close(zero.value.get(0), Some(0.6)) && zero.industries == [2]);
    assert_eq!(zero.findings[0].code, "STR106");
    let missing = structural_similarity(&panel, Measure::Cosine, Absent::Missing);
    assert!(close(missing.value.get(0), Some(1.0)) && missing.industries == [1] && missing.findings.is_empty());
}

#[test]
fn validity_bits_count_from_their_offset() {
    let bits = [0b1011_0000u8];
    let cells = Cells {
        region: &[0, 0, 1, 1],
        industry: &[0, 1, 0, 1],
        period: &[0; 4],
        value: &[1.0, 2.0, 99.0, 4.0],
        validity: Some(Validity { bytes: &bits, offset: 4 }),
    };
    let (panel, findings) =
        Panel::new(cells, Shape { regions: 2, industries: 2, periods: 1 }, Duplicates::Refuse).unwrap();
    assert_eq!((0..4).map(|n| panel.value(n)).collect::<Vec<_>>(), [Some(1.0), Some(2.0), None, Some(4.0)]);
    assert_eq!(findings[0].code, "STR103");
}

#[test]
fn declarations_are_whole() {
    for method in METHODS {
        assert_eq!(method.study, "structure");
        for input in method.inputs {
            let table = liantu_model::schema::table(input.table).expect("inputs are known tables");
            assert!(input.columns.iter().all(|column| table.column(column).is_some()), "{}", method.id);
        }
    }
    let mut codes: Vec<&str> = CATALOGUE.iter().copied().flatten().map(|page| page.code).collect();
    assert!(codes.iter().all(|code| code.starts_with("STR")));
    codes.sort_unstable();
    assert!(codes.windows(2).all(|pair| pair[0] != pair[1]), "a code is used once");
}
