//! Accounts beside a peer, and the worked examples of the book, which were computed with other means.

use liantu_numeric::unwatched;
use liantu_simulation::accounts::{
    self, Account, Entry, Extraction, Grouping, Mrio, NONE, Quotient, Regional, Row, aggregate, balance, decompose,
    demand_shock, export_content, extract, fit, footprint, influence, linkages, multipliers, position, pure_linkages,
    regionalise, spillover, structural_paths, supply_shock, value_added_trade, value_chain,
};
use std::path::{Path, PathBuf};

/// A file of comma-separated cells without quotes.
struct Sheet {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn read(path: &Path) -> Self {
        let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
        let mut lines = text.lines().map(cells);
        Self { head: lines.next().unwrap(), rows: lines.collect() }
    }

    fn place(&self, name: &str) -> usize {
        self.head.iter().position(|head| head == name).unwrap_or_else(|| panic!("no column {name}"))
    }

    fn texts(&self, name: &str) -> Vec<&str> {
        let place = self.place(name);
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    fn numbers(&self, name: &str) -> Vec<f64> {
        self.texts(name).iter().map(|text| text.parse().unwrap_or(f64::NAN)).collect()
    }
}

#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if name.is_empty() {
            return NONE;
        }
        let known = self.0.iter().position(|known| known == name);
        let place = known.unwrap_or_else(|| {
            self.0.push(name.to_owned());
            self.0.len() - 1
        });
        u32::try_from(place).unwrap()
    }
}

/// The table of a folder, or of one period of it.
fn table(folder: &Path, period: Option<&str>) -> (Mrio, Names, Names) {
    let sheet = Sheet::read(&folder.join("io_entry.csv"));
    let (mut regions, mut sectors) = (Names::default(), Names::default());
    let text = |row: &[String], name: &str| row[sheet.place(name)].clone();
    let entries: Vec<Entry> = sheet
        .rows
        .iter()
        .filter(|row| period.is_none_or(|period| text(row, "period") == period))
        .map(|row| {
            let account = match text(row, "account").as_str() {
                "intermediate" => Account::Intermediate,
                "final_demand" => Account::FinalDemand,
                "value_added" => Account::ValueAdded,
                "output" => Account::Output,
                _ => Account::Extension,
            };
            let (from, to) = (regions.number(&text(row, "from_region")), regions.number(&text(row, "to_region")));
            let (what, whom) = (sectors.number(&text(row, "from_sector")), sectors.number(&text(row, "to_sector")));
            Entry { account, from: (from, what), to: (to, whom), value: text(row, "value").parse().unwrap() }
        })
        .collect();
    (Mrio::new(&entries).unwrap().0, regions, sectors)
}

fn close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (place, (one, two)) in found.iter().zip(expected).enumerate() {
        let fine = (one - two).abs() <= tolerance * two.abs().max(1.0) || (one.is_nan() && two.is_nan());
        assert!(fine, "{what}, row {}: {one} is not {two}", place + 1);
    }
}

#[test]
fn pymrio_gives_the_same_accounts() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/accounts/pymrio");
    let (mrio, _, _) = table(&folder, None);
    let expected = Sheet::read(&folder.join("expected.csv"));
    let rows: Vec<usize> = (0..mrio.rows().len()).collect();
    let direct = multipliers(&mrio, &rows, &unwatched).unwrap();
    let found = footprint(&mrio, &rows, &unwatched).unwrap();
    close("S", direct.intensity.cells(), &expected.numbers("intensity"), 1e-10);
    close("M", direct.multiplier.cells(), &expected.numbers("multiplier"), 1e-10);
    close("D_pba", found.production.cells(), &expected.numbers("production"), 1e-10);
    close("D_cba", found.consumption.cells(), &expected.numbers("consumption"), 1e-10);
    close("D_imp", found.imports.cells(), &expected.numbers("imports"), 1e-10);
    close("D_exp", found.exports.cells(), &expected.numbers("exports"), 1e-10);
}

fn example(id: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples").join(id)
}

/// Compares columns with those that the worked example expects.
fn check(id: &str, columns: &[(&str, &[f64])]) {
    let expected = Sheet::read(&example(id).join("expected.csv"));
    for (name, found) in columns {
        close(&format!("{id} {name}"), found, &expected.numbers(name), 1e-8);
    }
}

/// The columns of entries in long form.
fn check_entries(id: &str, entries: &[Entry], regions: &Names, sectors: &Names) {
    let expected = Sheet::read(&example(id).join("expected.csv"));
    let name = |names: &Names, id: u32| names.0.get(id as usize).cloned().unwrap_or_default();
    let sides: Vec<[String; 4]> = entries
        .iter()
        .map(|e| [name(regions, e.from.0), name(sectors, e.from.1), name(regions, e.to.0), name(sectors, e.to.1)])
        .collect();
    for (place, column) in ["from_region", "from_sector", "to_region", "to_sector"].iter().enumerate() {
        assert_eq!(sides.iter().map(|side| side[place].as_str()).collect::<Vec<_>>(), expected.texts(column), "{id}");
    }
    let values: Vec<f64> = entries.iter().map(|entry| entry.value).collect();
    close(id, &values, &expected.numbers("value"), 1e-8);
}

#[test]
fn worked_examples_of_accounts() {
    let (mrio, _, sectors) = table(&example("io_footprint"), None);
    let jobs = mrio.rows().iter().position(|row| sectors.0[row.label as usize] == "jobs").unwrap();
    let found = footprint(&mrio, &[jobs], &unwatched).unwrap();
    check("io_footprint", &[("production", found.production.cells()), ("consumption", found.consumption.cells())]);
    check("io_footprint", &[("imports", found.imports.cells()), ("exports", found.exports.cells())]);
    let found = multipliers(&mrio, &[0, 1], &unwatched).unwrap();
    check("io_multipliers", &[("intensity", found.intensity.cells()), ("multiplier", found.multiplier.cells())]);
    let found = value_added_trade(&mrio, &unwatched).unwrap();
    check("value_added_trade", &[("value", found.value.transposed().cells())]);
    let found = export_content(&mrio, false, &unwatched).unwrap();
    check("export_content", &[("exports", &found.exports), ("domestic", &found.domestic), ("foreign", &found.foreign)]);
    let (_, shares, _) = value_chain(&mrio, &unwatched).unwrap();
    check("value_chain", &[("share", &[shares.at(0, 0), shares.at(0, 1)])]);
    let found = linkages(&mrio, true, true, &unwatched).unwrap();
    check("io_linkages", &[("direct_backward", &found.direct_backward), ("direct_forward", &found.direct_forward)]);
    check("io_linkages", &[("backward_normalised", &found.backward_normalised), ("forward", &found.forward)]);
    check("io_linkages", &[("backward_dispersion", &found.backward_dispersion)]);
    check("io_linkages", &[("forward_dispersion", &found.forward_dispersion)]);
    let found = pure_linkages(&mrio, &unwatched).unwrap();
    check("pure_linkages", &[("backward", &found.backward), ("forward", &found.forward)]);
    let found = spillover(&mrio, &unwatched).unwrap();
    check("spillover_feedback", &[("local", &found.local), ("feedback", &found.feedback)]);
    check("spillover_feedback", &[("spillover", &found.spillover)]);
    let (stated, _, _) = table(&example("io_balance"), None);
    let found = balance(&stated, 1e-6);
    check("io_balance", &[("output", &found.output), ("sales", &found.sales), ("inputs", &found.inputs)]);
    assert_eq!(Sheet::read(&example("io_balance").join("expected.csv")).texts("state"), found.state);
    let (stocks, _, names) = table(&example("upstreamness"), None);
    let found = position(&stocks, |demand| names.0[demand.category as usize] == "inventories", &unwatched).unwrap();
    check("upstreamness", &[("upstreamness", &found.upstreamness), ("downstreamness", &found.downstreamness)]);
    check("upstreamness", &[("final_share", &found.final_share)]);
}

#[test]
fn worked_examples_of_scenarios() {
    let (mrio, _, sectors) = table(&example("demand_shock"), None);
    let found = demand_shock(&mrio, &[-6.0, 0.0, 0.0, 0.0], 1e-14, &unwatched).unwrap();
    check("demand_shock", &[("change", &found.output), ("value_added_change", &found.value_added)]);
    let found = supply_shock(&mrio, |node| node == 0, 0.1, &unwatched).unwrap();
    check("supply_shock", &[("primary_change", &found.primary), ("change", &found.output)]);
    let sets: Vec<Vec<usize>> = (0..4).map(|node| vec![node]).collect();
    let found = extract(&mrio, &sets, Extraction::Total, &unwatched).unwrap();
    let list = |pick: fn(&accounts::Extracted) -> f64| found.iter().map(pick).collect::<Vec<_>>();
    check(
        "hypothetical_extraction",
        &[("loss", &list(|one| one.loss)), ("loss_elsewhere", &list(|one| one.elsewhere))],
    );
    check("hypothetical_extraction", &[("value_added_loss", &list(|one| one.value_added))]);
    let own: Vec<f64> = mrio.value_added().0.iter().zip(mrio.output()).map(|(v, x)| v / x).collect();
    let found = structural_paths(&mrio, &own, &mrio.total_demand(), 1e-4, 8, &unwatched).unwrap();
    let values: Vec<f64> = found.list.iter().map(|path| path.value).collect();
    check("structural_paths", &[("value", &values)]);
    let found = influence(&mrio, 1.0, 5, &unwatched).unwrap();
    let list = |pick: fn(&accounts::Influence) -> f64| found.iter().map(pick).collect::<Vec<_>>();
    check(
        "important_coefficients",
        &[("tolerable", &list(|one| one.tolerable)), ("influence", &list(|one| one.field))],
    );
    let [before, after] = ["2015", "2020"].map(|period| table(&example("structural_decomposition"), Some(period)).0);
    let jobs = |mrio: &Mrio| mrio.rows().iter().position(|row: &Row| sectors.0[row.label as usize] == "jobs").unwrap();
    let (one, two) = (before.row(jobs(&before)), after.row(jobs(&after)));
    let found = decompose((&before, Some(one)), (&after, Some(two)), &unwatched).unwrap();
    let list = |pick: fn(&accounts::Share) -> f64| found.shares.iter().map(pick).collect::<Vec<_>>();
    check(
        "structural_decomposition",
        &[("intensity", &list(|one| one.intensity)), ("volume", &list(|one| one.volume))],
    );
    check("structural_decomposition", &[("technology", &list(|one| one.technology))]);
    check("structural_decomposition", &[("composition", &list(|one| one.composition))]);
}

#[test]
fn worked_examples_of_compilation() {
    let (mrio, regions, mut sectors) = table(&example("io_aggregation"), None);
    let one = sectors.number("total");
    let mut grouping = Grouping::default();
    grouping.to.extend([0, 1].map(|sector| (sector, vec![(one, 1.0)])));
    let found = aggregate(&mrio, &Grouping::default(), &grouping).unwrap();
    check_entries("io_aggregation", &found.entries(), &regions, &sectors);
    let (mrio, regions, sectors) = table(&example("io_fit"), None);
    check_entries("io_fit", &fit(&mrio, 1e-14, 100_000).unwrap().mrio.entries(), &regions, &sectors);
    let (nation, mut regions, sectors) = table(&example("io_regionalisation"), None);
    let list = ["310000", "320000"].map(|region| regions.number(region));
    let activity = liantu_numeric::Dense::from_cells(2, 2, vec![10.0, 90.0, 120.0, 80.0]);
    let distance = liantu_numeric::Dense::from_fn(2, 2, |_, _| 1.0);
    let quotient = Quotient::Flegg(0.3);
    let by = Regional { regions: &list, activity: &activity, distance: &distance, quotient, decay: 1.0 };
    check_entries("io_regionalisation", &regionalise(&nation, &by).unwrap().entries, &regions, &sectors);
}
