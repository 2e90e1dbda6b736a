//! Cascades against published numbers and the programs of others.

use liantu_numeric::unwatched;
use liantu_simulation::cascade::{
    Class, Dialect, Essentiality, FirmNetwork, Links, Rules, Shock, Stop, Technology, Ways, course, risk,
};
use std::path::{Path, PathBuf};

fn folder(case: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/systemic_risk").join(case)
}

/// The rows of a CSV file as words.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

fn tolerance(case: &str) -> f64 {
    let text = std::fs::read_to_string(folder(case).join("case.toml")).unwrap();
    text.parse::<toml::Table>().unwrap()["tolerance"].as_float().unwrap()
}

fn net1k() -> (FirmNetwork, Essentiality) {
    let folder = folder("net1k");
    let links = rows(&folder.join("edges.csv"));
    let number = |place: usize| links.iter().map(|row| row[place].parse().unwrap()).collect::<Vec<u32>>();
    let value: Vec<f64> = links.iter().map(|row| row[2].parse().unwrap()).collect();
    let sector: Vec<u32> = rows(&folder.join("sectors.csv")).iter().map(|row| row[0].parse().unwrap()).collect();
    let classes = rows(&folder.join("ess.csv"));
    let network =
        FirmNetwork::new(sector, Links { seller: &number(0), buyer: &number(1), value: &value }, &[]).unwrap();
    let class = |supplying: u32, buying: u32| match classes[supplying as usize][buying as usize].as_str() {
        "2" => Class::Essential,
        "1" => Class::NonEssential,
        _ => Class::Negligible,
    };
    let essentiality = Essentiality::new(classes.len() as u32, Class::NonEssential, class);
    (network, essentiality)
}

#[test]
fn a_thousand_firms_as_fastcascade_has_them() {
    let (network, essentiality) = net1k();
    let ways = Ways::new(&network, &essentiality, Rules::of(Dialect::FastCascade, 0.01));
    let firms: Vec<u32> = (0..1000).collect();
    let (tolls, findings) = risk::systemic_risk(&ways, network.sales(), &firms, &unwatched).unwrap();
    assert!(findings.is_empty(), "{findings:?}");
    let within = tolerance("net1k");
    let mut worst = 0.0f64;
    let expected = rows(&folder("net1k").join("expected.csv"));
    assert_eq!(expected.len(), 1001);
    for (row, toll) in expected[1..].iter().zip(&tolls) {
        let wanted: Vec<f64> = row.iter().map(|word| word.parse().unwrap()).collect();
        for (found, wanted) in [(toll.all, wanted[1]), (toll.down, wanted[2]), (toll.up, wanted[3])] {
            worst = worst.max((found - wanted).abs());
        }
        assert_eq!(f64::from(toll.rounds), wanted[6], "iterations of firm {}", row[0]);
    }
    assert!(worst <= within, "{worst:e}");
}

#[test]
fn figure_one_of_the_paper() {
    let links = &rows(&folder("figure1").join("input.csv"))[1..];
    let expected = &rows(&folder("figure1").join("expected.csv"))[1..];
    let number = |place: usize| links.iter().map(|row| row[place].parse::<u32>().unwrap() - 1).collect::<Vec<_>>();
    let sector = expected.iter().map(|row| row[1].parse().unwrap()).collect();
    let value = vec![1.0; links.len()];
    let network =
        FirmNetwork::new(sector, Links { seller: &number(0), buyer: &number(1), value: &value }, &[]).unwrap();
    let firms: Vec<u32> = (0..11).collect();
    for (column, replaceability) in [(2, 0.0), (3, 1.0)] {
        let rules = Rules { replaceability, ..Rules::of(Dialect::FastCascade, 0.01) };
        let essentiality = Essentiality::uniform(Class::NonEssential);
        let ways = Ways::new(&network, &essentiality, rules);
        let (tolls, _) = risk::systemic_risk(&ways, network.sales(), &firms, &unwatched).unwrap();
        for (row, toll) in expected.iter().zip(&tolls) {
            let wanted: f64 = row[column].parse().unwrap();
            assert!((toll.all - wanted).abs() < tolerance("figure1"), "firm {}: {} for {wanted}", row[0], toll.all);
        }
    }
}

#[test]
fn the_network_that_the_julia_programme_is_tried_on() {
    let links = &rows(&folder("collapse").join("input.csv"))[1..];
    let expected = &rows(&folder("collapse").join("expected.csv"))[1..];
    let number = |name: &str| expected.iter().position(|row| row[0] == name).unwrap() as u32;
    let ends = |place: usize| links.iter().map(|row| number(&row[place])).collect::<Vec<_>>();
    let sector: Vec<u32> = expected.iter().map(|row| row[1].parse().unwrap()).collect();
    let (seller, buyer, value) = (ends(0), ends(1), vec![1.0; links.len()]);
    let class_of = |supplying: u32, buying: u32| {
        let fits = |row: usize| sector[seller[row] as usize] == supplying && sector[buyer[row] as usize] == buying;
        (0..links.len()).find(|&row| fits(row)).map_or(Class::NonEssential, |row| Class::parse(&links[row][2]).unwrap())
    };
    let essentiality = Essentiality::new(100, Class::NonEssential, class_of);
    let network =
        FirmNetwork::new(sector.clone(), Links { seller: &seller, buyer: &buyer, value: &value }, &[]).unwrap();
    let firms: Vec<u32> = (0..13).collect();
    for dialect in [Dialect::Julia, Dialect::Paper, Dialect::FastCascade] {
        let ways = Ways::new(&network, &essentiality, Rules::of(dialect, 1e-9));
        let (tolls, _) = risk::systemic_risk(&ways, network.sales(), &firms, &unwatched).unwrap();
        for (row, toll) in expected.iter().zip(&tolls) {
            let wanted: f64 = row[2].parse().unwrap();
            assert!((toll.all - wanted).abs() < tolerance("collapse"), "firm {}: {} for {wanted}", row[0], toll.all);
        }
    }
}

/// A delivers the only essential input of B, both make as much: all is lost when A stops, and half when B does if nobody
/// asks for orders (the worked answer of the requirements).
#[test]
fn two_firms() {
    // B sells as much as A does, to final demand.
    let network =
        FirmNetwork::new(vec![0, 1], Links { seller: &[0], buyer: &[1], value: &[10.0] }, &[0.0, 10.0]).unwrap();
    let essentiality = Essentiality::uniform(Class::Essential);
    let ways = Ways::new(&network, &essentiality, Rules::of(Dialect::FastCascade, 0.01));
    let (tolls, _) = risk::systemic_risk(&ways, &network.output(), &[0, 1], &unwatched).unwrap();
    assert_eq!([tolls[0].all, tolls[0].down, tolls[1].down, tolls[1].all], [1.0, 1.0, 0.5, 1.0]);
    assert_eq!([tolls[0].rounds, tolls[1].rounds], [2, 2]);
}

#[test]
fn the_start_counts_one_round_and_changes_nothing_else() {
    let (network, essentiality) = net1k();
    let firms: Vec<u32> = (0..1000).step_by(13).collect();
    let [shocked, intact] = [Dialect::FastCascade, Dialect::Paper].map(|dialect| {
        let ways = Ways::new(&network, &essentiality, Rules::of(dialect, 0.01));
        risk::systemic_risk(&ways, network.sales(), &firms, &unwatched).unwrap().0
    });
    for (one, two) in shocked.iter().zip(&intact) {
        assert_eq!((one.all.to_bits(), one.rounds + 1), (two.all.to_bits(), two.rounds));
    }
}

/// Stopping by the ratio of the totals, and the rules that override the classes.
#[test]
fn other_rules_are_what_they_say() {
    let (network, essentiality) = net1k();
    let firms: Vec<u32> = (0..1000).step_by(29).collect();
    let index = |rules: Rules, essentiality: &Essentiality| {
        risk::systemic_risk(&Ways::new(&network, essentiality, rules), network.sales(), &firms, &unwatched).unwrap().0
    };
    let base = Rules::of(Dialect::FastCascade, 0.01);
    let by_rule = index(Rules { technology: Technology::Linear, ..base }, &essentiality);
    let by_class = index(base, &Essentiality::uniform(Class::NonEssential));
    assert_eq!(by_rule, by_class);
    let leontief = index(Rules { technology: Technology::Leontief, ..base }, &essentiality);
    for (linear, leontief) in by_rule.iter().zip(&leontief) {
        assert!(linear.down <= leontief.down + 1e-12);
    }
    let ratio = index(Rules { stop: Stop::Ratio(0.01), rounds: 50, ..base }, &essentiality);
    let exact = index(Rules { stop: Stop::OneSided(0.0), rounds: 50, ..base }, &essentiality);
    for (ratio, exact) in ratio.iter().zip(&exact) {
        assert!(ratio.all <= exact.all + 1e-12 && ratio.rounds <= exact.rounds);
    }
}

/// The course tells the same story as the index.
#[test]
fn the_course_ends_at_the_index() {
    let (network, essentiality) = net1k();
    let ways = Ways::new(&network, &essentiality, Rules::of(Dialect::FastCascade, 0.01));
    for firm in [0, 7, 500, 999] {
        let shock = [Shock::both(firm, 1.0)];
        let (tolls, _) = risk::systemic_risk(&ways, network.sales(), &[firm], &unwatched).unwrap();
        let told = course::course(&ways, None, &shock, network.sales(), 0.0, &unwatched).unwrap();
        assert_eq!((told.rounds, told.settled), (tolls[0].rounds, true));
        let mut lost = vec![0.0; network.firms()];
        for hit in &told.hits {
            assert!(hit.loss[0] == hit.loss[1] && hit.rise[0] > 0.0);
            lost[hit.firm as usize] = hit.total[0];
        }
        let all: f64 = network.sales().iter().sum();
        let index: f64 = network.sales().iter().zip(&lost).map(|(sales, lost)| sales * lost).sum::<f64>() / all;
        assert!((index - tolls[0].all).abs() < 1e-12, "{index} {}", tolls[0].all);
        // Who is named as the cause was hit before, or is what stopped.
        for hit in told.hits.iter().filter(|hit| hit.round > 0) {
            let cause = hit.cause.unwrap();
            assert!(told.hits.iter().any(|other| other.firm == cause && other.round < hit.round), "{hit:?}");
        }
    }
}
