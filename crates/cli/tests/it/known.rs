//! The shipped package: the answers that are known from elsewhere.

use crate::program::{json as answer, liantu, list, objects, package, parse, said, shipped, text};
use serde_json::{Value, json};
use std::path::Path;

/// The rows of the shipped package that answer `query`.
fn rows(query: &str) -> Vec<Value> {
    list(&answer(&shipped(), &["sql", query])["rows"]).to_vec()
}

/// The rows of a method on the shipped package.
fn run(method: &str, arguments: &[&str]) -> Vec<Value> {
    objects(&answer(&shipped(), &[&["run", method], arguments].concat())["table"])
}

const PROFIT: [&str; 4] = ["--indicator", "industry_profit", "--level", "province"];

#[test]
fn every_link_is_in_one_of_six_layers_and_layers_add_up() {
    let layers = rows("select layer, count(*) from link group by layer order by layer");
    assert_eq!(
        layers,
        [("IND", 64), ("INN", 25), ("KNO", 16), ("SER", 31), ("SYM", 15), ("VAL", 32)].map(|row| json!(row))
    );
    assert_eq!(layers.iter().filter_map(|row| row[1].as_u64()).sum::<u64>(), 183);
    let basis = rows("select layer_basis, count(*) from link group by 1 order by 1");
    assert_eq!(basis, [json!(["stated", 54]), json!(["taxonomy", 129])]);
    let stray = "select count(*) from link where source is null or section is null
        or from_actor not in (select actor_id from actor) or to_actor not in (select actor_id from actor)";
    assert_eq!(rows(stray), [json!([0])], "every link has its ends and its evidence");
}

/// Distinct agreements by practice mode and layer: a fund of nine cities counts once.
#[test]
fn distinct_agreements_by_mode_are_the_known_ones() {
    let counted = rows(
        "select mode, layer, count(distinct coalesce(agreement_id, link_id)) from link
         where status in ('stated', 'unfulfilled') and mode is not null group by mode, layer order by mode, layer",
    );
    let known = "M1 IND 11, M1 INN 2, M1 SYM 4, M2 IND 1, M2 INN 5, M2 KNO 2, M2 SER 3, M2 SYM 1, M2 VAL 3, \
        M3 IND 7, M3 INN 4, M3 KNO 3, M3 SYM 1, M3 VAL 1, M4 IND 3, M4 KNO 1, M4 SER 3, M4 VAL 4";
    let words = counted.iter().map(|row| format!("{} {} {}", text(&row[0]), text(&row[1]), row[2]));
    assert_eq!(words.collect::<Vec<_>>().join(", "), known);
}

#[test]
fn every_construction_mechanism_has_a_kind_of_link() {
    let kinds = rows("select mechanism, count(distinct layer) from link_kind group by 1 order by 1");
    let mechanisms: Vec<&str> = kinds.iter().map(|row| text(&row[0])).collect();
    let known =
        "N1.1 N1.2 N2.1 N2.2 N2.3 N3.1 N3.2 N3.3 N3.4 N3.5 N3.6 N4.1 N4.2 N4.3 N4.4 N5.1 N5.2 N5.3 N6.1 N6.2 N6.3";
    assert_eq!(mechanisms.join(" "), known);
    assert!(kinds.iter().all(|row| row[1] == 1), "a mechanism lies in one layer: {kinds:?}");
    let stray = "select count(*) from link l where not exists
        (select 1 from link_kind k where k.layer = l.layer and k.kind = l.kind)";
    assert_eq!(rows(stray), [json!([0])]);
}

/// Checks `measure` of pairs of provinces, whichever of the two stands first.
fn check_pairs(rows: &[Value], measure: &str, known: &[(&str, &str, f64)]) {
    for (one, two, expected) in known {
        let of_pair = |row: &&Value| {
            (row["region"] == *one && row["partner"] == *two) || (row["region"] == *two && row["partner"] == *one)
        };
        let found = rows.iter().find(of_pair).and_then(|row| row[measure].as_f64());
        let found = found.unwrap_or_else(|| panic!("no {measure} of {one} and {two}"));
        assert!((found - expected).abs() < 5e-5, "{measure} of {one} and {two}: {found}, not {expected}");
    }
}

#[test]
fn similarity_and_specialisation_are_those_of_the_literature() {
    let similarity = run("structural_similarity", &PROFIT);
    check_pairs(
        &similarity,
        "similarity",
        &[
            ("320000", "330000", 0.9634),
            ("320000", "310000", 0.8670),
            ("320000", "340000", 0.8169),
            ("330000", "310000", 0.8994),
            ("330000", "340000", 0.8329),
            ("310000", "340000", 0.6773),
        ],
    );
    let krugman = run("specialisation", &[&PROFIT[..], &["--reference", "pair"]].concat());
    check_pairs(
        &krugman,
        "krugman",
        &[
            ("320000", "330000", 0.2907),
            ("320000", "310000", 0.4385),
            ("320000", "340000", 0.4437),
            ("330000", "310000", 0.4457),
            ("330000", "340000", 0.5185),
            ("310000", "340000", 0.7346),
        ],
    );
}

#[test]
fn five_location_quotients_are_above_one_and_a_half() {
    let nation = ["--reference", "region", "--reference-region", "CHN"];
    let mut above: Vec<String> = run("location_quotient", &[&PROFIT[..], &nation].concat())
        .iter()
        .filter_map(|row| Some((row, row["location_quotient"].as_f64().filter(|quotient| *quotient > 1.5)?)))
        .map(|(row, quotient)| format!("{} {} {quotient:.3}", text(&row["region"]), text(&row["industry"])))
        .collect();
    above.sort();
    let known = [
        "310000 x-automobiles 2.648",
        "310000 x-equipment 1.795",
        "320000 x-equipment 1.929",
        "330000 x-textiles-clothing 1.661",
        "340000 x-nonmetallic-minerals 2.594",
    ];
    assert_eq!(above, known);
}

/// Methods that need a table which does not ship, or periods to compare; those with a worked example run in the engine's
/// tests.
const NEEDS_MORE: [&str; 2] = ["flow_attributes", "snapshot_difference"];

#[test]
fn every_method_answers_on_the_package() {
    let methods = answer(&shipped(), &["methods"])["methods"].clone();
    for method in list(&methods) {
        let id = text(&method["id"]);
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/examples").join(id).join("run.toml");
        if NEEDS_MORE.contains(&id) || example.exists() {
            continue;
        }
        let structural: &[&str] = match id {
            "territorial_total" => &["--indicator", "industry_profit", "--parts", "province", "--level", "nation"],
            _ if method["study"] == "structure" => &PROFIT,
            _ => &[],
        };
        let answer = answer(&shipped(), &[&["run", id], structural].concat());
        assert_eq!(answer["provenance"]["method"], id);
        assert_eq!(answer["provenance"]["version"], method["version"], "{id}");
        assert!(!list(&answer["table"]["rows"]).is_empty(), "{id} has nothing to say about the package");
    }
    let changes = ["--before", "2010/2016", "--after", "2016/2022"];
    assert!(!run("snapshot_difference", &changes).is_empty());
}

/// The faults of the sources are reported, and nothing else is.
#[test]
fn the_faults_of_the_sources_are_found() {
    let path = package();
    let check = liantu().args(["check", "--json"]).arg(path).output().expect("the program starts");
    let report = parse(&said(&check).out)["files"][0]["report"].clone();
    let findings = list(&report["findings"]);
    let of = |code: &str| findings.iter().filter(|finding| finding["code"] == code).collect::<Vec<_>>();
    for (code, fact, expected) in [("PKG501", "F135", "36"), ("PKG502", "F103", "0.1991"), ("PKG503", "F152", "7")] {
        let found = of(code);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(text(&found[0]["found"]).contains(fact), "{found:#?}");
        assert!(text(&found[0]["expected"]["en"]).starts_with(expected), "{found:#?}");
    }
    assert_eq!(of("PKG505").len(), 17, "discrepancies that no rule can compute");
    assert_eq!(findings.len(), 20, "{findings:#?}");
    for resource in list(&report["resources"]) {
        let count = |name: &str| resource[name].as_u64().expect("a count");
        assert_eq!(count("read"), count("accepted") + count("rejected"), "{resource}");
    }
}

/// Policies in force at a place on a day; one without dates is unknown, not in force since ever.
#[test]
fn policies_in_force_are_found_by_place_and_day() {
    let in_force = |place: &str, day: &str| {
        rows(&format!(
            "select policy_id from policy where policy_id = 'POL01' and region = '{place}'
             and start <= date '{day}' and (\"end\" is null or \"end\" > date '{day}')"
        ))
        .len()
    };
    assert_eq!(in_force("X-JJJ", "2016-06-01"), 1);
    assert_eq!(in_force("X-JJJ", "2014-12-31"), 0);
    assert_eq!(in_force("CHN", "2016-06-01"), 0);
}

#[test]
fn alliances_and_enclaves_are_registered() {
    let enclaves = run("enclave_registry", &[]);
    let has = |kind: &str| enclaves.iter().any(|row| row["enclave"] == kind);
    for kind in
        ["forward_government", "forward_enterprise", "forward_aid", "reverse", "two_way_differential", "two_way_strong"]
    {
        assert!(has(kind), "{kind} is not among {enclaves:#?}");
    }
    assert!(run("alliance_registry", &[]).len() >= 4);
}

#[test]
fn threads_do_not_change_the_answer() {
    let with = |threads: &str, method: &str| {
        let run = liantu()
            .args(["run", method, "--json"])
            .args(PROFIT)
            .current_dir(shipped())
            .env("RAYON_NUM_THREADS", threads)
            .output();
        said(&run.expect("the program starts")).out
    };
    for method in ["location_quotient", "structural_similarity", "specialisation"] {
        let one = with("1", method);
        assert!(!list(&parse(&one)["table"]["rows"]).is_empty());
        assert_eq!(one, with("4", method), "{method}");
    }
}
