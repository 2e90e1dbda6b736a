//! The layer counts of the reference set that lies beside the repository; skipped by name where it does not.

use liantu_model::Layer::{
    self, Industry as Ind, Innovation as Inn, Knowledge as Kno, Service as Ser, Symbiosis as Sym, Value as Val,
};
use liantu_network::{Direction, Filter, LinkRow, Network, Status, agreement_counts, hyperedges};
use std::collections::BTreeMap;
use std::path::Path;

/// The fields of a line of CSV, quotes understood.
fn fields(line: &str) -> Vec<String> {
    let (mut fields, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(String::new()),
            letter => fields.last_mut().unwrap().push(letter),
        }
    }
    fields
}

#[test]
fn distinct_agreements_by_layer_and_mode() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/gold/links.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped distinct_agreements_by_layer_and_mode: no reference set at ../shared/gold");
        return;
    };
    let mut lines = text.trim_start_matches('\u{feff}').lines();
    let header = fields(lines.next().unwrap());
    let column = |name: &str| header.iter().position(|one| one == name).unwrap();
    let (mut actors, mut agreements) = (BTreeMap::<String, u32>::new(), BTreeMap::<String, u32>::new());
    let mut rows = Vec::new();
    let mut mode = Vec::new();
    for line in lines.map(fields) {
        let cell = |name: &str| line[column(name)].as_str();
        let id = |map: &mut BTreeMap<String, u32>, word: &str| {
            let next = u32::try_from(map.len()).unwrap();
            *map.entry(word.to_owned()).or_insert(next)
        };
        let agreement = id(&mut agreements, cell("agreement_id"));
        mode.resize(agreements.len(), None);
        mode[agreement as usize] = cell("mode").strip_prefix('M').map(|number| number.parse::<u32>().unwrap());
        rows.push(LinkRow {
            agreement: Some(agreement),
            direction: Direction::parse(cell("direction")).unwrap(),
            status: Status::parse(cell("status")).unwrap(),
            ..LinkRow::new(
                id(&mut actors, cell("source_id")),
                id(&mut actors, cell("target_id")),
                Layer::parse(cell("layer_code")).unwrap(),
            )
        });
    }
    assert_eq!((rows.len(), agreements.len()), (183, 103));
    let network = Network::build(u32::try_from(actors.len()).unwrap(), &rows).unwrap().network;
    let counts = agreement_counts(&network, &Filter::default(), &mode);
    let expected = [
        (1, vec![(Ind, 11), (Sym, 4), (Inn, 2)]),
        (2, vec![(Inn, 5), (Ser, 3), (Val, 3), (Kno, 2), (Ind, 1), (Sym, 1)]),
        (3, vec![(Ind, 7), (Inn, 4), (Kno, 3), (Sym, 1), (Val, 1)]),
        (4, vec![(Val, 4), (Ser, 3), (Ind, 3), (Kno, 1)]),
    ];
    for (mode, layers) in expected {
        let found: BTreeMap<Layer, u32> = counts
            .iter()
            .filter(|((_, one), _)| *one == Some(mode))
            .map(|((layer, _), count)| (*layer, *count))
            .collect();
        assert_eq!(found, layers.into_iter().collect(), "mode {mode}");
    }
    let everything = agreement_counts(&network, &Filter::everything(), &[]);
    assert_eq!(everything.values().sum::<u32>(), 103);
    let nine = hyperedges(&network, &Filter::default());
    assert!(
        nine.iter().any(|edge| edge.layer == Val && edge.members.len() == 9),
        "the nine-city fund is one hyperedge"
    );
}
