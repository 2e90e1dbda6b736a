//! Lists of platforms, by the mapping files of the guide: needs and pools of a platform for science and technology, machines,
//! operation and requests of an industrial-internet platform.

mod keep;

use keep::Keep;
use liantu_package::{Mapping, Options, Policy, Report, open};
use std::path::{Path, PathBuf};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/platforms").join(name)
}

/// Reads a list by its mapping: every row has to be right.
#[track_caller]
fn read(list: &str) -> (Keep, Report) {
    let mapping = Mapping::from_toml(&std::fs::read_to_string(file(&format!("{list}.toml"))).unwrap()).unwrap();
    let options = Options { mapping: Some(mapping), policy: Policy::RejectPackage, ..Options::default() };
    let mut keep = Keep::default();
    let report = open(&file(&format!("{list}.csv")), options).unwrap().read(&mut keep, &()).unwrap();
    assert!(report.accepted, "{:#?}", report.findings);
    (keep, report)
}

#[test]
fn needs_of_a_platform_become_needs() {
    let (needs, report) = read("need");
    assert_eq!(report.resources[0].table, "need");
    assert_eq!(needs.texts("kind"), ["technology", "service", "talent", "service"], "what has no kind is a service");
    assert_eq!(needs.numbers("price"), [Some(2_000_000.0), Some(125_000.0), Some(400_000.0), None]);
    assert_eq!(needs.texts("region"), ["320500", "320200", "340100", "341800"]);
    assert_eq!(needs.texts("status"), ["open", "contacted", "open", "open"]);
    assert_eq!(needs.texts("requirements")[..2], ["rank>=2", "certificate=CNAS"]);
    assert!(needs.texts("text_zh")[0].starts_with("耐高温光刻胶配方.寻找"), "{:?}", needs.texts("text_zh")[0]);
    assert_eq!((needs.undated("start"), needs.undated("end")), (0, 1));
}

#[test]
fn pools_of_a_platform_become_offers() {
    let (experts, _) = read("expert");
    assert_eq!(experts.texts("attributes"), ["rank=3", "rank=2", "rank=1"]);
    assert_eq!(experts.texts("kind"), ["technology"; 3]);
    let (services, _) = read("service");
    assert_eq!(services.texts("attributes"), ["certificate=CNAS", ""]);
    assert_eq!(services.numbers("price"), [Some(98_000.0), None], "no price is not a price of zero");
    let (talent, _) = read("talent");
    assert_eq!(talent.numbers("price"), [Some(350_000.0), Some(185_000.0)]);
    assert_eq!((talent.texts("kind"), talent.undated("start")), (vec!["talent".to_owned(); 2], 0));
    let (loans, _) = read("finance");
    assert_eq!(
        (loans.numbers("quantity"), loans.numbers("price")),
        (vec![Some(1e7), Some(3e7), Some(3e6)], vec![Some(4.2), Some(5.6), None])
    );
}

#[test]
fn an_industrial_platform_brings_machines_rates_and_requests() {
    let (machines, _) = read("equipment");
    assert_eq!(machines.numbers("quantity"), [Some(320.0), Some(80.5), None]);
    assert_eq!(
        (machines.texts("kind"), machines.texts("unit")),
        (vec!["instrument".to_owned(); 3], vec!["h".to_owned(); 3])
    );
    let (rates, report) = read("operation");
    assert_eq!(report.resources[0].table, "indicator");
    assert_eq!(rates.numbers("value"), [Some(71.5), None, Some(64.0)]);
    assert_eq!(rates.texts("period"), ["2024-01", "2024-02", "2024-01"]);
    let (requests, _) = read("sourcing");
    assert_eq!(requests.texts("kind"), ["supplier", "supplier"]);
    assert_eq!(
        (requests.texts("unit"), requests.numbers("price")),
        (vec!["台".to_owned(), "件".into()], vec![Some(1350.0), None])
    );
}
