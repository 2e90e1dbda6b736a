//! What must hold of complexity, density, advice and the rest, for any panel; and what peers get wrong.

use liantu_structure::complexity::advice::{Ranking, advice};
use liantu_structure::complexity::complementarity::complementarity;
use liantu_structure::complexity::density::{Nearness, relatedness_density};
use liantu_structure::complexity::fitness::{Iteration, fitness};
use liantu_structure::complexity::index::{Components, EconomicComplexity, Variant, economic_complexity};
use liantu_structure::complexity::relatedness::{Between, Counts, Formula, relatedness};
use liantu_structure::complexity::sophistication::{Incomes, sophistication};
use liantu_structure::complexity::transition::transitions;
use liantu_structure::complexity::{Measure, Rule};
use liantu_structure::{Absent, Cells, Duplicates, Panel, PanelError, Shape};
use proptest::prelude::*;
use std::collections::BTreeMap;

const VALUES: Rule = Rule { measure: Measure::Value, threshold: 1.0, strict: false, absent: Absent::Zero };

#[derive(Clone, Debug)]
struct Table {
    shape: Shape,
    columns: [Vec<u32>; 3],
    value: Vec<f64>,
}

impl Table {
    /// A period of yes and no, a line per region.
    fn of(lines: &[&str]) -> Self {
        let width = lines[0].len();
        Self::full(
            lines.len(),
            width,
            1,
            lines.iter().flat_map(|line| line.bytes().map(|byte| f64::from(byte - b'0'))).collect(),
        )
    }

    fn full(regions: usize, industries: usize, periods: usize, value: Vec<f64>) -> Self {
        let cells = (0..periods).flat_map(|p| (0..regions).flat_map(move |r| (0..industries).map(move |i| [r, i, p])));
        let mut columns = [vec![], vec![], vec![]];
        for cell in cells {
            for (column, id) in columns.iter_mut().zip(cell) {
                column.push(u32::try_from(id).unwrap());
            }
        }
        let count = |count: usize| u32::try_from(count).unwrap();
        let shape = Shape { regions: count(regions), industries: count(industries), periods: count(periods) };
        Self { shape, columns, value }
    }

    fn with(&self, duplicates: Duplicates) -> Result<Panel<'_>, PanelError> {
        let [region, industry, period] = &self.columns;
        let cells = Cells { region, industry, period, value: &self.value, validity: None };
        Panel::new(cells, self.shape, duplicates).map(|(panel, _)| panel)
    }

    fn panel(&self) -> Panel<'_> {
        self.with(Duplicates::Refuse).unwrap()
    }

    /// Rows in another order.
    fn shuffled(&self, step: usize) -> Self {
        let rows = self.value.len();
        let order: Vec<usize> = (0..rows).map(|n| (n * step + 3) % rows).collect();
        let pick = |column: &[u32]| order.iter().map(|&n| column[n]).collect();
        Self {
            shape: self.shape,
            columns: [pick(&self.columns[0]), pick(&self.columns[1]), pick(&self.columns[2])],
            value: order.iter().map(|&n| self.value[n]).collect(),
        }
    }
}

/// Tables in which abler regions have harder industries, with noise from `draws`.
fn nested(regions: usize, industries: usize, periods: usize, draws: &[f64]) -> Table {
    let chance = |r: usize, i: usize| {
        1.0 / (1.0 + (-9.0 * (r as f64 / regions as f64 - i as f64 / industries as f64 + 0.1)).exp())
    };
    let cells = (0..periods).flat_map(|_| (0..regions).flat_map(|r| (0..industries).map(move |i| (r, i))));
    let value = cells.enumerate().map(|(n, (r, i))| chance(r, i) * (0.3 + draws[n % draws.len()])).collect();
    Table::full(regions, industries, periods, value)
}

fn tables() -> impl Strategy<Value = Table> {
    (4usize..14, 4usize..17, 1usize..4, prop::collection::vec(0.0f64..2.0, 97))
        .prop_map(|(regions, industries, periods, draws)| nested(regions, industries, periods, &draws))
}

fn codes(findings: &[liantu_model::Diagnostic]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code).collect()
}

fn by_id(result: &EconomicComplexity) -> BTreeMap<(bool, u32, u32), f64> {
    let side = |side: &liantu_structure::complexity::index::Side, regions: bool| {
        (0..side.id.len())
            .map(|n| ((regions, side.period[n], side.id[n]), side.complexity.get(n).unwrap_or(f64::NAN)))
            .collect::<Vec<_>>()
    };
    side(&result.regions, true).into_iter().chain(side(&result.industries, false)).collect()
}

fn one_thread<T: Send>(act: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap().install(act)
}

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|number| number.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The order of rows changes no bit; neither does the number of threads.
    #[test]
    fn row_order_and_threads_change_no_bit(table in tables(), step in prop::sample::select(vec![1usize, 101, 103])) {
        let (rule, variant, near) = (Rule::default(), Variant::default(), Nearness::default());
        let other = table.shuffled(step);
        prop_assume!(other.with(Duplicates::Refuse).is_ok());
        let (one, _) = relatedness_density(&table.panel(), rule, variant, near);
        let (two, _) = one_thread(|| relatedness_density(&other.panel(), rule, variant, near));
        for (one, two) in one.iter().zip(&two) {
            prop_assert_eq!(bits(&one.density), bits(&two.density));
            prop_assert_eq!(bits(&one.gain), bits(&two.gain));
            prop_assert_eq!(bits(&one.outlook), bits(&two.outlook));
            prop_assert_eq!(bits(&one.of_regions), bits(&two.of_regions));
        }
        let ranking = Ranking::default();
        prop_assert_eq!(
            advice(&table.panel(), rule, variant, near, ranking),
            one_thread(|| advice(&other.panel(), rule, variant, near, ranking))
        );
        prop_assert_eq!(
            complementarity(&table.panel(), rule, near, 2),
            one_thread(|| complementarity(&other.panel(), rule, near, 2))
        );
    }

    /// Other ids, the same indices; and another unit of measure, or larger regions, change nothing.
    #[test]
    fn relabelling_permutes_and_scale_does_not_matter(table in tables(), factor in 0.001f64..1000.0) {
        let mut other = table.clone();
        let (regions, industries) = (table.shape.regions, table.shape.industries);
        for n in 0..other.value.len() {
            other.columns[0][n] = regions - 1 - other.columns[0][n];
            other.columns[1][n] = industries - 1 - other.columns[1][n];
            other.value[n] *= 4.0;
        }
        let (one, two) = (
            economic_complexity(&table.panel(), Rule::default(), Variant::default()),
            economic_complexity(&other.panel(), Rule::default(), Variant::default()),
        );
        // Where eigenvalues almost coincide, or diversity does not fix the sign, the index is a convention.
        let settled = |result: &EconomicComplexity| {
            !codes(&result.findings).iter().any(|code| ["STR304", "STR306", "STR307"].contains(code))
        };
        prop_assume!(settled(&one));
        let found = by_id(&two);
        for ((is_region, period, id), index) in by_id(&one) {
            let id = if is_region { regions } else { industries } - 1 - id;
            let twin = found[&(is_region, period, id)];
            prop_assert!((index - twin).abs() < 1e-8 || index.is_nan() && twin.is_nan(), "{} {}", index, twin);
        }
        let (one, _) = relatedness_density(&table.panel(), VALUES, Variant::default(), Nearness::default());
        let rule = Rule { threshold: factor, ..VALUES };
        let mut larger = table.clone();
        larger.value.iter_mut().for_each(|value| *value *= factor);
        let (two, _) = relatedness_density(&larger.panel(), rule, Variant::default(), Nearness::default());
        let same = one.iter().zip(&two).all(|(one, two)| one.presence.present == two.presence.present);
        prop_assume!(same);
        for (one, two) in one.iter().zip(&two) {
            prop_assert_eq!(bits(&one.density), bits(&two.density));
        }
    }

    /// A region is the mean of what it has; indices are standardised; densities are shares.
    #[test]
    fn identities_and_bounds(table in tables()) {
        let (results, findings) =
            relatedness_density(&table.panel(), Rule::default(), Variant::default(), Nearness::default());
        for result in &results {
            let presence = &result.presence;
            let width = presence.industries.len();
            for row in 0..presence.regions.len() {
                let mean = presence.present.ones(row).map(|a| result.of_industries[a]).sum::<f64>() / f64::from(presence.diversity[row]);
                let eci = result.of_regions[row];
                prop_assert!(eci.is_nan() || (mean - eci).abs() < 1e-9, "{} {}", mean, eci);
                for column in 0..width {
                    let (density, gain) = (result.density[row * width + column], result.gain[row * width + column]);
                    prop_assert!(density.is_nan() || (-1e-12..=1.0 + 1e-12).contains(&density));
                    prop_assert_eq!(gain.is_nan(), presence.present.get(row, column));
                }
            }
            let known: Vec<f64> = result.of_regions.iter().copied().filter(|eci| !eci.is_nan()).collect();
            if !known.is_empty() {
                let mean = known.iter().sum::<f64>() / known.len() as f64;
                let variance = known.iter().map(|eci| (eci - mean).powi(2)).sum::<f64>() / known.len() as f64;
                prop_assert!(mean.abs() < 1e-9 && (variance - 1.0).abs() < 1e-9);
            }
        }
        prop_assert!(findings.iter().all(|finding| finding.code != "STR308"), "eigenvectors are exact");
    }

    /// Advice is about what a region lacks, in order, with partners that have it.
    #[test]
    fn advice_is_sound(table in tables()) {
        let ranking = Ranking { count: 4, partners: 2, ..Ranking::default() };
        let result = advice(&table.panel(), Rule::default(), Variant::default(), Nearness::default(), ranking);
        let (outlooks, _) = relatedness_density(&table.panel(), Rule::default(), Variant::default(), Nearness::default());
        let mut scores: BTreeMap<(u32, u32), Vec<f64>> = BTreeMap::new();
        for n in 0..result.region.len() {
            let presence = &outlooks.iter().find(|outlook| outlook.presence.period == result.period[n]).unwrap().presence;
            let row = |region: u32| presence.regions.iter().position(|&id| id == region).unwrap();
            let column = presence.industries.iter().position(|&id| id == result.industry[n]).unwrap();
            prop_assert!(!presence.present.get(row(result.region[n]), column));
            let Some((partner, rank)) = result.partner[n] else { continue };
            prop_assert!(presence.present.get(row(partner), column) && (1..=2).contains(&rank));
            let added = result.added_density.get(n).unwrap();
            prop_assert!((0.0..=1.0 + 1e-12).contains(&added));
            if rank > 1 {
                prop_assert!(result.added_density.get(n - 1).unwrap() >= added);
            } else {
                scores.entry((result.period[n], result.region[n])).or_default().push(result.numbers[0].get(n).unwrap());
            }
        }
        prop_assert!(scores.values().all(|scores| scores.len() <= 4 && scores.windows(2).all(|pair| pair[0] >= pair[1])));
    }

    /// Entries and exits undo each other when time runs backwards.
    #[test]
    fn entries_and_exits_balance(table in tables()) {
        let result = transitions(&table.panel(), Rule::default(), Nearness::default(), 1, true);
        for n in 0..result.region.len() {
            prop_assert!(result.entry[n].is_none() || result.exit[n].is_none());
        }
        let happened = result.entry.iter().chain(&result.exit).filter(|event| **event == Some(true)).count();
        prop_assert_eq!(transitions(&table.panel(), Rule::default(), Nearness::default(), 1, false).region.len(), happened);
    }
}

/// Planted abilities come back in order.
#[test]
fn planted_order_is_found() {
    let table = nested(40, 60, 1, &[0.5]);
    let result = economic_complexity(&table.panel(), Rule::default(), Variant::default());
    let eci: Vec<f64> = result.regions.complexity.iter().flatten().collect();
    assert_eq!(eci.len(), 40);
    assert!(eci.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9), "{eci:?}");
    let pci: Vec<f64> = result.industries.complexity.iter().flatten().collect();
    assert!(pci.windows(2).all(|pair| pair[0] <= pair[1] + 1e-9));
}

/// ecomplexity 0.5.3 gives no index at all where exactly one activity is nobody's.
#[test]
fn an_activity_that_nobody_has_spoils_nothing() {
    let mut table = Table::of(&["11110", "11100", "11000", "10000"]);
    // Everybody a little, nobody enough.
    (0..4).for_each(|region| table.value[region * 5 + 4] = 0.5);
    let result = economic_complexity(&table.panel(), VALUES, Variant::default());
    assert!(result.regions.complexity.undefined() == 0 && codes(&result.findings) == ["STR303"]);
    assert_eq!(result.industries.complexity.get(4), None);
    let (density, findings) = relatedness_density(&table.panel(), VALUES, Variant::default(), Nearness::default());
    assert!(density[0].density[4].is_nan() && density[0].density[3].is_finite());
    assert!(density[0].gain.iter().zip(0..).all(|(gain, n)| gain.is_finite() || table.value[n] >= 1.0));
    assert_eq!(codes(&findings), ["STR303", "STR310"]);
}

/// ecomplexity coerces a missing value to zero, or lets it spread.
#[test]
fn a_missing_value_is_unknown_and_spreads_nowhere() {
    let mut table = nested(8, 9, 1, &[0.4, 0.9, 0.1, 1.3, 0.7]);
    table.value[10] = f64::NAN;
    let (results, findings) =
        relatedness_density(&table.panel(), Rule::default(), Variant::default(), Nearness::default());
    let result = &results[0];
    assert_eq!(result.presence.is_present(1, 1), None);
    assert!(
        result.of_regions.iter().all(|eci| eci.is_finite()) && result.density.iter().all(|density| density.is_finite())
    );
    assert!(codes(&findings).contains(&"STR301"));
    let advised = advice(
        &table.panel(),
        Rule::default(),
        Variant::default(),
        Nearness::default(),
        Ranking { count: 99, ..Ranking::default() },
    );
    assert!((0..advised.region.len()).all(|n| (advised.region[n], advised.industry[n]) != (1, 1)));
    assert!(codes(&advised.findings).contains(&"STR314"));
}

/// ecomplexity keeps the first of several rows of a cell.
#[test]
fn repeated_cells_are_refused_or_added() {
    let mut table = Table::of(&["111", "110", "100"]);
    table.columns.iter_mut().for_each(|column| column.push(column[5]));
    table.value.push(3.0);
    assert!(matches!(table.with(Duplicates::Refuse), Err(PanelError::Duplicate { count: 1, .. })));
    let panel = table.with(Duplicates::Sum).unwrap();
    let (results, _) = relatedness_density(&panel, VALUES, Variant::default(), Nearness::default());
    assert_eq!(results[0].presence.measure(1, 2), Some(3.0));
}

/// ecomplexity reports plus and minus one for two blocks, without a warning.
#[test]
fn separate_blocks_are_told_and_never_mixed() {
    let table = Table::of(&["1110000", "1100000", "1000000", "0001110", "0001100", "0001000", "0000001"]);
    let largest = economic_complexity(&table.panel(), VALUES, Variant::default());
    // Of two equal parts the one with the first region.
    assert_eq!(largest.regions.complexity.undefined(), 4);
    assert_eq!(codes(&largest.findings), ["STR304"]);
    let first: Vec<f64> = largest.regions.complexity.iter().flatten().collect();
    assert!(first.iter().all(|eci| (eci.abs() - 1.0).abs() > 1e-3), "{first:?}");
    let each = Variant { components: Components::Each, ..Variant::default() };
    let each = economic_complexity(&table.panel(), VALUES, each);
    let all: Vec<Option<f64>> = each.regions.complexity.iter().collect();
    assert!((0..3).all(|n| (all[n].unwrap() - all[n + 3].unwrap()).abs() < 1e-12) && all[6].is_none());
    assert_eq!(each.regions.component, [1, 1, 1, 2, 2, 2, 3].map(Some));
    assert_eq!(codes(&each.findings), ["STR304", "STR305"]);
}

/// ecomplexity sums neighbours without their weights: 0, 1, 2, … instead of shares.
#[test]
fn nearest_neighbours_give_shares() {
    let table = nested(12, 15, 1, &[0.4, 0.9, 0.1, 1.3, 0.7, 0.2]);
    for neighbours in [1, 4, 14, 1000] {
        let near = Nearness { neighbours, without_itself: true, ..Nearness::default() };
        let (results, _) = relatedness_density(&table.panel(), Rule::default(), Variant::default(), near);
        assert!(results[0].density.iter().all(|density| (0.0..=1.0 + 1e-12).contains(density)));
        if neighbours >= 14 {
            let all = Nearness { neighbours: 0, ..near };
            let (all, _) = relatedness_density(&table.panel(), Rule::default(), Variant::default(), all);
            assert_eq!(bits(&all[0].density), bits(&results[0].density));
        }
    }
}

/// Identical regions: similarity 1, complementarity 0; nothing in common: 0 and 1.
#[test]
fn complementarity_of_twins_and_strangers() {
    let table = Table::of(&["11000", "11000", "00111", "00000", "11111"]);
    let result = complementarity(&table.panel(), VALUES, Nearness { without_itself: true, ..Nearness::default() }, 0);
    let of = |region: u32, partner: u32| {
        let n = (0..result.region.len()).find(|&n| (result.region[n], result.partner[n]) == (region, partner)).unwrap();
        (result.offered[n], result.numbers.each_ref().map(|column| column.get(n)))
    };
    let (offered, [complementarity, relatedness, related, added, similarity]) = of(0, 1);
    assert_eq!((offered, complementarity, relatedness, related, added), (0, Some(0.0), None, Some(0.0), Some(0.0)));
    assert!((similarity.unwrap() - 1.0).abs() < 1e-15);
    let (offered, [complementarity, _, _, added, similarity]) = of(2, 0);
    assert_eq!((offered, complementarity, similarity), (3, Some(1.0), Some(0.0)));
    assert!(added.unwrap() > 0.0);
    let (offered, [complementarity, ..]) = of(4, 0);
    assert_eq!((offered, complementarity), (3, Some(0.6)));
    // The region without anything has no sum and takes no part.
    assert!(!result.region.contains(&3) && codes(&result.findings) == ["STR302"]);
}

/// The only absent activity in reach is advised, with the one region that has it.
#[test]
fn planted_advice_is_given() {
    let table = Table::of(&["1111000", "1110000", "1111000", "0000111", "0000111"]);
    let ranking = Ranking { count: 1, partners: 5, region: Some(1), ..Ranking::default() };
    let variant = Variant { components: Components::Each, ..Variant::default() };
    let near = Nearness { without_itself: true, ..Nearness::default() };
    let density_only = Ranking { weights: [1.0, 0.0, 0.0], ..ranking };
    let result = advice(&table.panel(), VALUES, variant, near, density_only);
    assert_eq!((result.industry.as_slice(), result.rank.as_slice()), ([3, 3].as_slice(), [1, 1].as_slice()));
    assert_eq!(result.partner, [Some((0, 1)), Some((2, 2))]);
}

/// Wrong and extreme tables give nulls and findings, never a panic.
#[test]
fn strange_tables_are_survived() {
    let strange = [
        Table::full(0, 0, 0, vec![]),
        Table::full(1, 1, 1, vec![5.0]),
        Table::full(1, 6, 2, vec![1.0; 12]),
        Table::full(6, 1, 1, vec![1.0; 6]),
        Table::full(3, 3, 1, vec![0.0; 9]),
        Table::full(3, 3, 1, vec![-1.0; 9]),
        Table::full(3, 3, 1, vec![f64::NAN; 9]),
        Table::full(3, 3, 1, vec![f64::INFINITY; 9]),
        Table::full(2, 3, 1, vec![1.0, -2.0, 4.0, f64::NAN, 0.0, 1e308]),
        Table::full(9, 70, 1, (0..630).map(|n| f64::from(n % 7)).collect()),
    ];
    for table in strange {
        let panel = table.panel();
        for rule in [Rule::default(), VALUES, Rule { absent: Absent::Missing, strict: true, ..Rule::default() }] {
            let result = economic_complexity(&panel, rule, Variant::default());
            assert!(result.regions.complexity.iter().flatten().all(f64::is_finite));
            relatedness_density(&panel, rule, Variant::default(), Nearness { neighbours: 2, ..Nearness::default() });
            let result = fitness(&panel, rule, Iteration::default());
            assert!(result.regions.fitness.iter().flatten().all(f64::is_finite));
            advice(&panel, rule, Variant::default(), Nearness::default(), Ranking::default());
            complementarity(&panel, rule, Nearness::default(), 0);
            transitions(&panel, rule, Nearness::default(), 1, true);
            for formula in [
                Formula::Proximity,
                Formula::Probability,
                Formula::Association,
                Formula::Cosine,
                Formula::Jaccard,
                Formula::Correlation,
            ] {
                relatedness(&panel, rule, Between::Regions, formula, Counts::Presence, 2);
                relatedness(&panel, rule, Between::Industries, formula, Counts::Value, 0);
            }
        }
        sophistication(&panel, Incomes { region: &[0], period: &[0], value: &[1.0] });
    }
}

/// Tables that would not fit into memory are not tried.
#[test]
fn a_period_beyond_memory_is_told_and_left_out() {
    let ids: Vec<u32> = (0..20_000).collect();
    let (period, value) = (vec![0; ids.len()], vec![1.0; ids.len()]);
    let cells = Cells { region: &ids, industry: &ids, period: &period, value: &value, validity: None };
    let shape = Shape { regions: 20_000, industries: 20_000, periods: 1 };
    let (panel, _) = Panel::new(cells, shape, Duplicates::Refuse).unwrap();
    let result = economic_complexity(&panel, Rule::default(), Variant::default());
    assert!(result.regions.id.is_empty() && codes(&result.findings) == ["STR319"]);
}
