//! Numbers that are known from the source documents, through the whole corridor.

use crate::{filled, inputs, number, rows, rows as rows_of, shipped};
use liantu_engine::{At, Port, run_on_files};
use std::collections::BTreeMap;

const PROFIT: [(&str, &str); 2] = [("indicator", "industry_profit"), ("level", "province")];

fn with(more: &[(&str, &str)]) -> BTreeMap<String, String> {
    inputs(&[&PROFIT[..], more].concat())
}

fn close(found: f64, printed: f64) {
    assert!((found - printed).abs() < 0.5e-4 + 1e-12, "{found} instead of {printed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn industry_structures_are_as_alike_as_the_table_says() {
    let (engine, _folder) = filled().await;
    let outcome = engine.run(&Port::all(), &At::default(), "structural_similarity", with(&[])).await.unwrap();
    let pairs = rows(&outcome);
    assert_eq!(pairs.len(), 6);
    for (region, partner, similarity) in [
        ("320000", "330000", 0.9634),
        ("310000", "320000", 0.8670),
        ("320000", "340000", 0.8169),
        ("310000", "330000", 0.8994),
        ("330000", "340000", 0.8329),
        ("310000", "340000", 0.6773),
    ] {
        close(number(&pairs, &[("region", region), ("partner", partner)], "similarity"), similarity);
    }
    assert_eq!(outcome.provenance.revision, Some(1));
    assert!(outcome.provenance.variant.en.contains("cosine"), "{}", outcome.provenance.variant.en);
    let krugman =
        engine.run(&Port::all(), &At::default(), "specialisation", with(&[("reference", "pair")])).await.unwrap();
    let krugman = rows(&krugman);
    close(number(&krugman, &[("region", "320000"), ("partner", "330000")], "krugman"), 0.2907);
    close(number(&krugman, &[("region", "310000"), ("partner", "340000")], "krugman"), 0.7346);
}

#[tokio::test(flavor = "multi_thread")]
async fn location_quotients_against_the_nation() {
    let (engine, _folder) = filled().await;
    let given = with(&[("reference", "region"), ("reference_region", "CHN")]);
    let outcome = engine.run(&Port::all(), &At::default(), "lq", given).await.unwrap();
    let quotients = rows(&outcome);
    let industries = engine
        .rows(&Port::all(), &At::default(), "industry", &liantu_engine::RowQuery { limit: 100, ..Default::default() })
        .await
        .unwrap();
    let code = |name: &str| {
        let row = industries
            .rows
            .iter()
            .find(|row| row.iter().any(|cell| cell.as_str().is_some_and(|text| text.starts_with(name))));
        row.unwrap_or_else(|| panic!("{name}"))[0].as_str().unwrap().to_owned()
    };
    for (region, industry, quotient) in [
        ("320000", "装备", 1.929),
        ("330000", "纺织", 1.661),
        ("310000", "汽车", 2.648),
        ("310000", "装备", 1.795),
        ("340000", "非金属", 2.594),
    ] {
        let found = number(&quotients, &[("region", region), ("industry", &code(industry))], "location_quotient");
        assert!((found - quotient).abs() < 0.5e-3 + 1e-12, "{region} {industry}: {found}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn agreements_by_layer_count_a_fund_of_nine_cities_once() {
    let (engine, _folder) = filled().await;
    let stated = engine.run(&Port::all(), &At::default(), "network_summary", inputs(&[])).await.unwrap();
    let stated = rows(&stated);
    for (layer, agreements) in [("IND", 37.0), ("INN", 17.0), ("SER", 16.0), ("VAL", 14.0), ("SYM", 7.0), ("KNO", 8.0)]
    {
        assert_eq!(number(&stated, &[("layer", layer)], "agreements"), agreements, "{layer}");
    }
    let everything = inputs(&[("proposed", "true"), ("unfulfilled", "true")]);
    let all = rows(&engine.run(&Port::all(), &At::default(), "network_summary", everything).await.unwrap());
    for (layer, links) in [("IND", 64.0), ("VAL", 32.0), ("SER", 31.0), ("INN", 25.0), ("KNO", 16.0), ("SYM", 15.0)] {
        assert_eq!(number(&all, &[("layer", layer)], "links"), links, "{layer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn registers_and_tiers_are_those_of_the_documents() {
    let (engine, _folder) = filled().await;
    let enclaves = rows(&engine.run(&Port::all(), &At::default(), "enclave_registry", inputs(&[])).await.unwrap());
    for kind in
        ["forward_government", "forward_enterprise", "forward_aid", "reverse", "two_way_differential", "two_way_strong"]
    {
        assert!(enclaves.iter().any(|row| row["enclave"] == kind), "{kind}");
    }
    let alliances = rows(&engine.run(&Port::all(), &At::default(), "alliance_registry", inputs(&[])).await.unwrap());
    assert!(alliances.iter().any(|row| row["unconnected"].as_str().is_some_and(|others| !others.is_empty())));
    let given = inputs(&[("area", "X-G60"), ("scale", "city")]);
    let tiers = rows(&engine.run(&Port::all(), &At::default(), "tiers", given).await.unwrap());
    for (city, tier) in [("310100", 1.0), ("340100", 1.0), ("330400", 2.0), ("330700", 3.0), ("341800", 3.0)] {
        assert_eq!(number(&tiers, &[("node", city), ("basis", "stated")], "tier"), tier, "{city}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_method_runs_on_the_shipped_package_and_says_what_it_did() {
    let (engine, _folder) = filled().await;
    // What needs tables that the documents do not give has a worked example instead.
    for method in liantu_engine::methods().filter(|method| !crate::examples::exists(method.id)) {
        let given = match method.id {
            "structural_similarity" | "specialisation" | "clusters" | "cluster_members" => with(&[]),
            "territorial_total" => {
                inputs(&[("indicator", "industry_profit"), ("parts", "province"), ("level", "nation")])
            }
            "snapshot_difference" => inputs(&[("before", "2010"), ("after", "2020")]),
            _ => inputs(&[]),
        };
        let result = engine.run(&Port::all(), &At::default(), method.id, given).await;
        if method.id == "flow_attributes" {
            // The documents state no bilateral flow, and none is made up.
            assert_eq!(result.unwrap_err().problem().code, "input");
            continue;
        }
        let outcome = result.unwrap_or_else(|error| panic!("{}: {error}", method.id));
        assert_eq!(outcome.table.num_columns(), method.outputs.len(), "{}", method.id);
        assert!(outcome.table.num_rows() > 0, "{}", method.id);
        assert_eq!(outcome.provenance.method, method.id);
        assert!(!outcome.provenance.variant.zh.is_empty(), "{}", method.id);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bare_files_give_the_same_numbers_as_the_workspace() {
    let (engine, _folder) = filled().await;
    let stored = engine.run(&Port::all(), &At::default(), "degree", inputs(&[])).await.unwrap();
    let files = ["link", "actor", "region"].map(|table| (table.to_owned(), shipped().join(format!("{table}.csv"))));
    let bare = run_on_files("degree", files.to_vec(), inputs(&[])).await.unwrap();
    assert_eq!(stored.table, bare.table);
    assert_eq!(bare.provenance.revision, None);
    let facts = vec![("indicator".to_owned(), shipped().join("indicator.csv"))];
    let given = inputs(&[("indicator", "industry_profit"), ("reference", "region"), ("reference_region", "CHN")]);
    let quotients = rows(&run_on_files("location_quotient", facts, given).await.unwrap());
    assert!(quotients.iter().any(|row| row["location_quotient"].as_f64().is_some_and(|lq| (lq - 2.648).abs() < 5e-4)));
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_parameters_are_named_with_what_would_do() {
    let (engine, _folder) = filled().await;
    for (method, given, told) in [
        ("lq", inputs(&[("indicator", "industry_proft")]), "one of"),
        ("lq", inputs(&[]), "one of"),
        ("lq", with(&[("reference", "region")]), "code of a region"),
        ("lq", with(&[("threshold", "many")]), "a number from"),
        ("degree", inputs(&[("layers", "IND,trade")]), "layers such as"),
        ("degree", inputs(&[("colour", "red")]), "has no parameter"),
        ("degre", inputs(&[]), "did you mean `degree`"),
    ] {
        let error = engine.run(&Port::all(), &At::default(), method, given).await.unwrap_err();
        assert!(error.to_string().contains(told), "{error}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_as_of_2010_gives_the_names_and_sums_of_2010() {
    let (engine, folder) = filled().await;
    // One value for each county of the prefecture of Chaohu, which was divided in 2011.
    let path = folder.path().join("counties.csv");
    let header = "indicator,region,period,value,unit\n";
    let rows = ["341402,2010,1", "341421,2010,2", "341422,2010,4", "341423,2010,8", "341424,2010,16"];
    let rows: Vec<String> = rows.iter().map(|row| format!("people,{row},1000\n")).collect();
    std::fs::write(&path, format!("{header}{}", rows.concat())).unwrap();
    let request = liantu_engine::ImportRequest { path, ..Default::default() };
    let outcome = engine.import(&Port::all(), request, std::sync::Arc::new(())).await.unwrap();
    assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
    let run = async |as_of: &str| {
        let given = inputs(&[("indicator", "people"), ("as_of", as_of)]);
        rows_of(&engine.run(&Port::all(), &At::default(), "territorial_total", given).await.unwrap())
    };
    let then = run("2010-12-31").await;
    assert_eq!(then.len(), 1);
    assert_eq!((&then[0]["region"], &then[0]["total"]), (&"341400".into(), &31.0.into()));
    assert!(then[0]["name_en"].as_str().unwrap().contains("Chaohu"));
    let now = run("2021-12-31").await;
    assert_eq!(number(&now, &[("region", "340100")], "total"), 3.0);
    let part = |region: &str| now.iter().find(|row| row["region"] == *region).unwrap();
    // He County went to two cities in shares that nobody states: neither total is known.
    assert!(part("340200")["total"].is_null() && part("340500")["total"].is_null());
    assert_eq!((&part("340200")["known"], &part("340500")["known"]), (&4.0.into(), &8.0.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_indicator_that_ships_has_a_name_in_both_languages() {
    let (engine, _folder) = filled().await;
    let nameless = "SELECT DISTINCT i.indicator FROM indicator i LEFT JOIN concept c ON i.indicator = c.concept \
                    WHERE c.title_zh IS NULL OR c.title_en IS NULL OR c.title_zh = c.title_en";
    let found = engine.sql(&Port::all(), &At::default(), nameless, None).await.unwrap().rows;
    assert!(found.is_empty(), "{found:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn services_members_credit_and_chains_of_the_documents_are_loaded() {
    let (engine, _folder) = filled().await;
    let query = "SELECT indicator, value, unit FROM indicator WHERE indicator IN ('cross_province_service_items', \
        'social_capital_members', 'credit_line_increase', 'key_industry_chains') ORDER BY indicator";
    let found = engine.sql(&Port::all(), &At::default(), query, None).await.unwrap();
    let said: Vec<String> = found.rows.iter().map(|row| format!("{} {} {}", row[0], row[1], row[2])).collect();
    let known = [
        "\"credit_line_increase\" 50.0 \"1e8 CNY\"",
        "\"cross_province_service_items\" 268.0 \"count\"",
        "\"key_industry_chains\" 36.0 \"count\"",
        "\"social_capital_members\" 35.0 \"count\"",
    ];
    assert_eq!(said, known);
}

/// More than half of the patents that Shanghai shares are shared with Nanjing, Hangzhou, Hefei and Suzhou.
#[tokio::test(flavor = "multi_thread")]
async fn whom_shanghai_shares_patents_with_is_loaded() {
    let (engine, _folder) = filled().await;
    let query = "SELECT region, lower, upper, unit FROM indicator WHERE indicator = 'patent_cooperation_share_with_four_cities'";
    let found = engine.sql(&Port::all(), &At::default(), query, None).await.unwrap();
    let said: Vec<String> =
        found.rows.iter().map(|row| format!("{} {} {} {}", row[0], row[1], row[2], row[3])).collect();
    assert_eq!(said, ["\"310000\" 50.0 null \"%\""]);
}

#[test]
fn parameters_of_a_method_have_names_of_their_own() {
    for method in liantu_engine::methods() {
        let mut names: Vec<&str> = method.parameters.iter().map(|parameter| parameter.name).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]), "{}: {names:?}", method.id);
    }
}
