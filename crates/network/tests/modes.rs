//! The mode classifier: the four cases of the package that ships, planted cases, and what must hold for any case.

#[path = "../benches/planted/page.rs"]
mod page;
#[path = "../benches/planted/mod.rs"]
mod planted;

use liantu_model::Layer;
use liantu_network::mode::{Case, Doubt, Feature, Profile, Strictness, Tie, classify, known, stages, ties};
use liantu_network::{Direction, Filter, LinkRow, Network, Status};
use planted::{Plant, plant};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

fn profiles() -> Vec<Profile> {
    known().into_iter().map(|(_, profile)| profile).collect()
}

/// The rows of a table of the package that ships; its quotes hold no line breaks.
fn table(name: &str) -> Vec<HashMap<String, String>> {
    rows(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/yrd-cooperation").join(name).with_extension("csv"))
}

fn rows(path: &Path) -> Vec<HashMap<String, String>> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines().map(|line| {
        let (mut fields, mut quoted) = (vec![String::new()], false);
        for letter in line.chars() {
            match letter {
                '"' => quoted = !quoted,
                ',' if !quoted => fields.push(String::new()),
                letter => fields.last_mut().unwrap().push(letter),
            }
        }
        fields
    });
    let header = lines.next().unwrap();
    lines.map(|fields| header.iter().cloned().zip(fields).collect()).collect()
}

/// The four cases of the package, read as a user of the library would.
struct Real {
    ties: BTreeMap<u32, Vec<Tie>>,
    place_of: Vec<Option<u32>>,
    places: BTreeMap<u32, Vec<(f64, f64)>>,
    centres: BTreeMap<u32, BTreeSet<u32>>,
}

fn real() -> Real {
    let regions: HashMap<String, HashMap<String, String>> =
        table("region").into_iter().map(|row| (row["region"].clone(), row)).collect();
    // The city a region lies in; a municipality's province row stands for its city; an area is no place.
    let city = |code: &str| {
        let mut code = code.to_owned();
        loop {
            let row = regions.get(&code)?;
            match row["level"].as_str() {
                "city" | "province" => return Some(code.replace("0000", "0100")),
                "area" | "nation" => return None,
                _ => code.clone_from(&row["parent"]),
            }
        }
    };
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut number = |word: String| {
        let next = u32::try_from(numbers.len()).unwrap();
        *numbers.entry(word).or_insert(next)
    };
    let actors = table("actor");
    let actor: HashMap<&str, u32> = actors.iter().map(|row| row["actor_id"].as_str()).zip(0..).collect();
    let place_of: Vec<Option<u32>> = actors.iter().map(|row| city(&row["region"]).map(&mut number)).collect();
    let mut agreements: HashMap<String, u32> = HashMap::new();
    let (mut rows, mut mode, mut stated) = (Vec::new(), Vec::new(), Vec::new());
    for row in table("link") {
        let next = u32::try_from(agreements.len()).unwrap();
        let agreement = *agreements.entry(row["agreement_id"].clone()).or_insert(next);
        let year = |column: &str| row[column].get(..4).map(|year| (year.parse::<i32>().unwrap() - 1970) * 365);
        mode.push(row["mode"].strip_prefix('M').map(|digit| digit.parse::<u32>().unwrap() - 1));
        stated.push(row["mode_stage"].parse::<i64>().ok());
        rows.push(LinkRow {
            agreement: Some(agreement),
            direction: Direction::parse(&row["direction"]).unwrap(),
            status: Status::parse(&row["status"]).unwrap(),
            start: year("start"),
            ..LinkRow::new(
                actor[row["from_actor"].as_str()],
                actor[row["to_actor"].as_str()],
                Layer::parse(&row["layer"]).unwrap(),
            )
        });
    }
    let built = Network::build(u32::try_from(actors.len()).unwrap(), &rows).unwrap();
    let of = |position: u32| built.row[position as usize] as usize;
    let ties = ties(
        &built.network,
        &Filter::default(),
        |position| stated[of(position)],
        |link, cases| {
            cases.extend(mode[of(link.position)]);
        },
    );
    let (mut places, mut centres) = (BTreeMap::new(), BTreeMap::new());
    for (case, row) in (0..).zip(table("mode")) {
        let members: Vec<_> =
            table("region_member").into_iter().filter(|member| member["area"] == row["case_area"]).collect();
        let degrees = |member: &HashMap<String, String>| {
            let region = &regions[&member["member"]];
            (region["lon"].parse().unwrap(), region["lat"].parse().unwrap())
        };
        places.insert(case, members.iter().map(degrees).collect::<Vec<(f64, f64)>>());
        let first: BTreeSet<u32> = members
            .iter()
            .filter(|member| member["tier"] == "1")
            .map(|member| number(city(&member["member"]).unwrap()))
            .collect();
        if !first.is_empty() {
            centres.insert(case, first);
        }
    }
    Real { ties, place_of, places, centres }
}

impl Real {
    fn case(&self, case: u32) -> Case<'_> {
        Case {
            ties: &self.ties[&case],
            places: &self.places[&case],
            place_of: &self.place_of,
            centres: self.centres.get(&case),
        }
    }
}

/// The rows of a golden case, computed a second time by other means.
fn golden(method: &str) -> Vec<HashMap<String, String>> {
    rows(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(method).join("four_cases/expected.csv"))
}

fn near(expected: &str, found: f64) -> bool {
    (expected.parse::<f64>().unwrap() - found).abs() < 1e-9
}

#[test]
fn the_four_cases_of_the_package_are_recovered() {
    let real = real();
    let strictness = Strictness::default();
    // SYM KNO SER INN IND VAL: distinct agreements, proposals left out.
    let counts = [[4, 0, 0, 2, 11, 0], [1, 2, 3, 5, 1, 3], [1, 3, 0, 4, 7, 1], [0, 1, 3, 0, 3, 4]];
    let readings =
        [("ring", Some("flat"), 0), ("open", Some("flat"), 1), ("open", Some("layered"), 1), ("compact", None, 2)];
    for (case, (counts, (form, circles, bodies))) in (0..4).zip(counts.into_iter().zip(readings)) {
        let verdict = classify(&real.case(case), &profiles(), &strictness);
        assert_eq!(verdict.layers, counts, "M{}", case + 1);
        let word = |feature: Feature| verdict.readings.of(feature).map(|reading| feature.readings()[reading]);
        assert_eq!((word(Feature::Form), word(Feature::Circles)), (Some(form), circles), "M{}", case + 1);
        assert_eq!(verdict.readings.of(Feature::Bodies), Some(bodies), "M{}", case + 1);
        assert_eq!((verdict.ranking[0], verdict.doubt), (case as usize, None), "M{}", case + 1);
        let name = format!("M{}", case + 1);
        let row = golden("practice_mode").into_iter().find(|row| row["case"] == name).unwrap();
        assert!(near(&row["probability"], verdict.probabilities[case as usize]), "{row:?}");
        assert!(near(&row["none_probability"], verdict.none) && near(&row["entropy"], verdict.entropy), "{row:?}");
        for row in golden("mode_evidence").iter().filter(|row| row["case"] == name) {
            let mode = known().iter().position(|(id, _)| *id == row["mode"]).unwrap();
            let gain = verdict.contributions[mode][Feature::parse(&row["feature"]).unwrap() as usize];
            assert!(near(&row["probability"], verdict.probabilities[mode]), "{row:?}");
            assert!(gain.map_or(row["gain"].is_empty(), |gain| near(&row["gain"], gain)), "{row:?}: {gain:?}");
        }
    }
}

#[test]
fn what_is_planted_is_found_and_the_page_says_how_often() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src/validation/modes.md");
    let page = page::page();
    let stored = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        stored == page,
        "docs/src/validation/modes.md is not what `cargo bench -p liantu-network --bench modes` prints"
    );
    let judged = page::judge(planted::JUDGED, page::COUNT, &Strictness::default());
    let modes: Vec<_> = judged.iter().filter(|one| matches!(one.case.plant, Plant::Mode(_))).collect();
    let determined = modes.iter().filter(|one| one.mode().is_some()).count();
    let wrong = modes.iter().filter(|one| one.is_wrong()).count();
    assert!(wrong * 20 <= determined, "{wrong} of {determined} determined are wrong");
    let nothing: Vec<_> = judged.iter().filter(|one| one.case.plant == Plant::Nothing).collect();
    let taken = nothing.iter().filter(|one| one.mode().is_some()).count();
    assert!(taken * 10 <= nothing.len(), "{taken} of {} without a mode were given one", nothing.len());
    assert!(modes.iter().filter(|one| one.case.size == 4).all(|one| one.verdict.doubt == Some(Doubt::FewTies)));
}

fn any_plant() -> impl Strategy<Value = Plant> {
    prop_oneof![(0usize..4).prop_map(Plant::Mode), Just(Plant::Mixed), Just(Plant::Nothing)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The order of ties and places and the numbers of nodes do not matter; probabilities make one; the same bits on one
    /// thread and on many hold because nothing here runs in parallel.
    #[test]
    fn order_and_numbers_do_not_matter(plant_of in any_plant(), size in 0usize..40, seed: u64, turn in 0usize..40) {
        let planted = plant(plant_of, size, 0.3, seed);
        let strictness = Strictness::default();
        let verdict = classify(&planted.case(), &profiles(), &strictness);
        let all = verdict.probabilities.iter().sum::<f64>() + verdict.none;
        prop_assert!((all - 1.0).abs() < 1e-12 && (0.0..=1.0 + 1e-12).contains(&verdict.entropy));
        let mut ties = planted.ties.clone();
        let mut places = planted.places.clone();
        ties.rotate_left(turn.min(size));
        places.reverse();
        for tie in &mut ties {
            tie.nodes = tie.nodes.iter().map(|node| 1000 - node).rev().collect();
        }
        let other = classify(&Case { ties: &ties, places: &places, place_of: &[], centres: None }, &profiles(), &strictness);
        prop_assert_eq!(verdict, other);
    }

    /// Every gain that is read is finite, and the stages of every wave make one.
    #[test]
    fn any_case_gives_numbers(plant_of in any_plant(), size in 0usize..60, seed: u64) {
        let planted = plant(plant_of, size, 0.5, seed);
        let strictness = Strictness::default();
        let verdict = classify(&planted.case(), &profiles(), &strictness);
        prop_assert!(verdict.contributions.iter().flatten().flatten().all(|gain| gain.is_finite()));
        for profile in &profiles() {
            for wave in stages(&planted.case(), profile, &strictness) {
                prop_assert!((wave.stages.iter().sum::<f64>() - 1.0).abs() < 1e-9);
            }
        }
        if size < strictness.least_ties as usize {
            prop_assert_eq!(verdict.doubt, Some(Doubt::FewTies));
        }
    }
}

#[test]
fn stages_of_the_four_cases_come_in_order() {
    let real = real();
    for case in 0..4 {
        let waves = stages(&real.case(case), &profiles()[case as usize], &Strictness::default());
        let expected: Vec<_> =
            golden("mode_stages").into_iter().filter(|row| row["case"] == format!("M{}", case + 1)).collect();
        assert_eq!(waves.len(), expected.len());
        for (wave, row) in waves.iter().zip(&expected) {
            let stage: usize = row["stage"].parse().unwrap();
            assert!(near(&row["probability"], wave.stages[stage - 1]), "{row:?} {wave:?}");
        }
        assert!(expected.is_sorted_by_key(|row| row["stage"].clone()) && expected[expected.len() - 1]["stage"] == "3");
    }
}

#[test]
fn no_profile_no_mode() {
    let verdict = classify(&Case { ties: &[], places: &[], place_of: &[], centres: None }, &[], &Strictness::default());
    assert_eq!((verdict.doubt, verdict.ranking.len()), (Some(Doubt::FewTies), 0));
    assert!((verdict.none - 1.0).abs() < 1e-15);
}
