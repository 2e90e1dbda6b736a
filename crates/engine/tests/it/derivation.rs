//! Records of departments become flows and indicators as they come in, with the bits of a computation from the whole history.

use liantu_engine::{At, Engine, EngineError, ImportOutcome, ImportRequest, Port};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

struct Office {
    engine: Engine,
    folder: TempDir,
    files: usize,
}

impl Office {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::create(&folder.path().join("w"), "office").await.unwrap();
        Self { engine, folder, files: 0 }
    }

    async fn try_import(&mut self, table: &str, text: &str, withdraw: bool) -> Result<ImportOutcome, EngineError> {
        self.files += 1;
        let path = self.folder.path().join(format!("{}.csv", self.files));
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest { path, table: Some(table.to_owned()), withdraw, ..ImportRequest::default() };
        self.engine.import(&Port::all(), request, Arc::new(())).await
    }

    async fn import(&mut self, table: &str, text: &str) -> ImportOutcome {
        let outcome = self.try_import(table, text, false).await.unwrap();
        assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
        outcome
    }

    async fn withdraw(&mut self, table: &str, text: &str) -> ImportOutcome {
        let outcome = self.try_import(table, text, true).await.unwrap();
        assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
        outcome
    }

    async fn sql(&self, query: &str) -> Vec<Vec<Value>> {
        self.engine.sql(&Port::all(), &At::default(), query, None).await.unwrap().rows
    }

    /// Item, period, value and quantity of the flows.
    async fn flows(&self) -> Vec<(String, String, Option<f64>, Option<f64>)> {
        let rows = self.sql("SELECT item, period, value, quantity FROM flow ORDER BY item, period").await;
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        rows.iter().map(|row| (word(&row[0]), word(&row[1]), row[2].as_f64(), row[3].as_f64())).collect()
    }

    /// What is kept up equals what the whole history gives.
    async fn check(&self) {
        let checked = self.engine.derive(&Port::all(), true).await.unwrap();
        assert_eq!(checked.differences, 0, "{:#?}", checked.derivations);
    }
}

const CUSTOMS: &str = "direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n";

fn customs(rows: &[&str]) -> String {
    format!("{CUSTOMS}{}\n", rows.join("\n"))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_files_of_the_guides_become_flows_and_indicators() {
    let office = Office::new().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/departments");
    let mut tables: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    tables.sort();
    for path in tables {
        let table = path.file_stem().unwrap().to_string_lossy().into_owned();
        let request = ImportRequest { path, table: Some(table.clone()), ..ImportRequest::default() };
        let outcome = office.engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
        assert!(outcome.report.accepted, "{table}: {:#?}", outcome.report.findings);
        // The patents of the example do not say where they were filed.
        let written = outcome.derived.iter().any(|derived| derived.from == table && derived.written > 0);
        assert_eq!(
            (written, outcome.report.counts.contains_key("MON501")),
            (table != "patent", table == "patent"),
            "{table}"
        );
    }
    let flows = office
        .sql("SELECT origin, destination, period, value, unit, quantity, quantity_unit, source FROM flow WHERE period = '2023-03' AND layer <> 'IND' ORDER BY layer, origin")
        .await;
    let freight = &flows[0];
    assert_eq!(freight[0..2], [Value::from("310000"), Value::from("320500")]);
    assert_eq!((freight[3].as_f64(), freight[5].as_f64()), (Some(800.0), Some(20.0)));
    assert_eq!(
        (&freight[4], &freight[6], &freight[7]),
        (&"CNY".into(), &"kg".into(), &"derived:shipment-freight".into())
    );
    let sale = flows.last().unwrap();
    assert_eq!(
        (sale[0].as_str(), sale[1].as_str()),
        (Some("310115"), Some("320500")),
        "where the firms are registered"
    );
    assert_eq!((sale[3].as_f64(), sale[5].as_f64()), (Some(125_000.0), Some(20.0)));
    let imports = office.sql("SELECT period, value, unit, quantity, quantity_unit FROM flow WHERE destination = '310000' AND layer = 'IND' ORDER BY period").await;
    assert_eq!(imports.len(), 3);
    assert_eq!(
        (imports[0][1].as_f64(), &imports[0][2], imports[0][3].as_f64()),
        (Some(96_000.0), &"USD".into(), Some(1200.0))
    );
    assert_eq!(imports[2][3], Value::Null, "a quantity that is not given is unknown");
    let facts = office.sql("SELECT indicator, period, value, unit FROM indicator ORDER BY indicator, period").await;
    let fact = |name: &str, period: &str| {
        let row = facts.iter().find(|row| row[0] == name && row[1] == period);
        row.unwrap_or_else(|| panic!("{name} {period} in {facts:?}"))[2].as_f64()
    };
    assert_eq!(fact("electricity_use", "2023-01"), Some(124_000.0));
    assert_eq!(fact("electricity_use", "2023-03"), None);
    assert_eq!((fact("tax_paid", "2023-03"), fact("tax_paid", "2023-Q1")), (Some(32_000.0), Some(410_700.0)));
    assert_eq!((fact("firms_founded", "2023-05"), fact("capital_founded", "2023-05").is_some()), (Some(1.0), true));
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn units_add_up_and_what_does_not_is_unknown() {
    let mut office = Office::new().await;
    let rows = [
        "import,85423100,KR,310000,2024-01,1.5,吨,10,CNY",
        "import,85423100,JP,310000,2024-01,500,千克,4,CNY",
        "import,85423100,JP,310000,2024-02,3,台,4,CNY",
    ];
    office.import("customs_record", &customs(&rows)).await;
    // Two ports of one partner, in kilograms and in pieces.
    let mixed = "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n\
        1,import,85423100,JP,310000,2024-01,2,t,1,CNY\n2,import,85423100,JP,310000,2024-02,2,kg,1,CNY\n";
    let outcome = office.import("customs_record", mixed).await;
    assert_eq!(outcome.report.counts.get("MON502"), Some(&1), "{:?}", outcome.report.counts);
    let rows =
        office.sql("SELECT origin, period, value, quantity, quantity_unit FROM flow ORDER BY origin, period").await;
    let amounts: Vec<_> = rows.iter().map(|row| (row[2].as_f64(), row[3].as_f64())).collect();
    assert_eq!(amounts, [(Some(5.0), Some(2500.0)), (Some(5.0), None), (Some(10.0), Some(1500.0))]);
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_month_that_is_missing_has_no_row_and_a_duplicate_changes_nothing() {
    let mut office = Office::new().await;
    let january = customs(&["import,37071000,JP,310000,2024-01,10,kg,100,CNY"]);
    let march = customs(&["import,37071000,JP,310000,2024-03,12,kg,120,CNY"]);
    office.import("customs_record", &january).await;
    office.import("customs_record", &march).await;
    let periods: Vec<String> = office.flows().await.into_iter().map(|flow| flow.1).collect();
    assert_eq!(periods, ["2024-01", "2024-03"], "February is unknown, not zero");
    let again = office.import("customs_record", &march).await;
    assert!(again.revision.is_none() && again.repeated.is_some() && again.derived.is_empty());
    // The same rows in another file, in another order of columns.
    let other = "value,direction,commodity,partner,region,period,quantity,quantity_unit,currency\n120,import,37071000,JP,310000,2024-03,12,kg,CNY\n";
    let before = office.flows().await;
    assert!(office.import("customs_record", other).await.derived.is_empty(), "nothing is touched");
    assert_eq!(office.flows().await, before);
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_was_switched_between_two_imports_is_told() {
    let mut office = Office::new().await;
    office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-01,1000,kg,5000,CNY"])).await;
    let outcome =
        office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-02,1.1,kg,5400,CNY"])).await;
    assert_eq!(outcome.report.counts.get("MON505"), Some(&1), "{:?}", outcome.report.counts);
    let finding = outcome.report.findings.iter().find(|finding| finding.code == "MON505").unwrap();
    assert!(
        finding.found.as_deref().is_some_and(|found| found.contains("2024-01") && found.contains("10^3")),
        "{finding:?}"
    );
    let corrected = customs(&["import,37071000,JP,310000,2024-02,1.1,t,5400,CNY"]);
    assert!(!office.import("customs_record", &corrected).await.report.counts.contains_key("MON505"));
    assert_eq!(office.flows().await[1].3, Some(1100.0));
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_switches_between_imports_is_seen_in_indicators_and_after_a_gap() {
    let mut office = Office::new().await;
    let read = |month: u32, factor: f64| {
        let rows: Vec<String> =
            (0..5).map(|number| format!("31{number},310000,2024-{month:02},{}\n", 120_000.0 / factor)).collect();
        format!("account,region,period,energy\n{}", rows.concat())
    };
    office.import("electricity_use", &read(1, 1.0)).await;
    let outcome = office.import("electricity_use", &read(2, 1.0)).await;
    assert!(!outcome.report.counts.contains_key("MON505"));
    let outcome = office.import("electricity_use", &read(3, 10_000.0)).await;
    let finding = outcome.report.findings.iter().find(|finding| finding.code == "MON505").expect("it is told");
    let told = finding.found.as_deref().unwrap_or_default();
    assert!(told.contains("2024-02") && told.contains("10^-4") && !told.contains('→'), "{told}");
    // The month between is not reported.
    office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-01,1000,kg,5000,CNY"])).await;
    let outcome = office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-03,1,kg,5000,CNY"])).await;
    let finding = outcome.report.findings.iter().find(|finding| finding.code == "MON505").expect("it is told");
    assert!(
        finding.found.as_deref().is_some_and(|told| told.contains("2024-01") && told.contains("10^3")),
        "{finding:?}"
    );
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_without_a_place_are_named() {
    let mut office = Office::new().await;
    let rows = "invoice_number,issued,seller_id,buyer_region,value\n00000001,2024-01-03,91310115MA1K000104,320500,1\n00000002,2024-01-03,,320500,1\n";
    let outcome = office.import("invoice", rows).await;
    let finding = outcome.report.findings.iter().find(|finding| finding.code == "MON501").expect("it is told");
    assert!(
        finding.found.as_deref().is_some_and(|told| told.contains("00000002") && !told.contains("00000001")),
        "{finding:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_revised_in_mid_year_goes_on_as_one_series() {
    let mut office = Office::new().await;
    let rows: Vec<String> = (1..=12)
        .map(|month| {
            let code = if month < 7 { "37071000" } else { "37079010" };
            format!("import,{code},JP,310000,2024-{month:02},{month},kg,{month}00,CNY")
        })
        .collect();
    office.import("customs_record", &customs(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let items = || async {
        let rows = office.sql("SELECT item, count(*) AS n FROM flow GROUP BY item ORDER BY item").await;
        rows.iter().map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_u64().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(items().await, [("37071000".to_owned(), 6), ("37079010".to_owned(), 6)], "broken in two");
    let derivation = "derivation_id,from_table,into,layer,origin,destination,item,systems,time,value,unit,quantity,quantity_unit\n\
        customs,customs_record,flow,IND,partner,region,commodity,T1 until 2024-07-01|T2,period,value,currency,quantity,quantity_unit\n";
    let mut office = office;
    office.import("derivation", derivation).await;
    let outcome =
        office.import("concordance", "from_system,from_code,to_system,to_code\nT1,37071000,T2,37079010\n").await;
    assert!(outcome.derived.iter().all(|derived| derived.anew), "what it rests on changed");
    let flows = office.flows().await;
    assert_eq!(flows.len(), 12, "{flows:?}");
    assert!(flows.iter().all(|flow| flow.0 == "37079010"));
    assert_eq!((flows[0].2, flows[11].2), (Some(100.0), Some(1200.0)));
    let sources = office.sql("SELECT DISTINCT source FROM flow").await;
    assert_eq!(sources, [[Value::from("derived:customs")]], "those that ship are replaced");
    // A late record of May under the old code.
    let late = "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n9,import,37071000,JP,310000,2024-05,1,kg,11,CNY\n";
    let outcome = office.import("customs_record", late).await;
    assert_eq!(outcome.derived.iter().flat_map(|derived| &derived.periods).collect::<Vec<_>>(), ["2024-05"]);
    assert_eq!(office.flows().await[4].2, Some(511.0));
    office.check().await;
    // Without weights, two heirs leave the amounts unknown.
    let split = "from_system,from_code,to_system,to_code\nT1,37071000,T2,37079020\n";
    let outcome = office.import("concordance", split).await;
    assert_eq!(outcome.report.counts.get("MON503"), Some(&1));
    assert_eq!(office.flows().await[0].2, None);
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_firm_that_is_renamed_stays_one_firm() {
    let mut office = Office::new().await;
    let derivation = "derivation_id,from_table,into,layer,origin,destination,from_actor,to_actor,time,value\n\
        firms,invoice,flow,VAL,seller_id,buyer_id,seller_id,buyer_id,issued,value\n";
    office.import("derivation", derivation).await;
    let head = "invoice_number,issued,seller_id,seller_name,buyer_id,buyer_name,value\n";
    let row = |number: u32, month: u32, name: &str| {
        format!("{number:08},2024-{month:02}-03,91310115MA1K000104,{name},91320594MA1M00010F,乙,100\n")
    };
    office.import("invoice", &format!("{head}{}", row(1, 1, "上海甲材料有限公司"))).await;
    office.import("invoice", &format!("{head}{}", row(2, 2, "上海甲新材料股份有限公司"))).await;
    let rows = office.sql("SELECT from_actor, origin, period, value FROM flow ORDER BY period").await;
    assert_eq!(rows.len(), 2);
    assert!(
        rows.iter().all(|row| row[0] == "91310115MA1K000104" && row[1] == "310115" && row[3].as_f64() == Some(100.0))
    );
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backdated_correction_reopens_the_months_it_touches_and_no_others() {
    let mut office = Office::new().await;
    for year in 2022..2025 {
        let rows: Vec<String> =
            (1..=12).map(|month| format!("import,37071000,JP,310000,{year}-{month:02},10,kg,{month}0,CNY")).collect();
        office.import("customs_record", &customs(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
    }
    let before = office.flows().await;
    let corrected: Vec<String> = (1..=12)
        .flat_map(|month| {
            [2022, 2023].map(|year| format!("import,37071000,JP,310000,{year}-{month:02},11,kg,{month}5,CNY"))
        })
        .filter(|row| !row.contains("2022-01"))
        .collect();
    let outcome =
        office.import("customs_record", &customs(&corrected.iter().map(String::as_str).collect::<Vec<_>>())).await;
    let derived = outcome.derived.iter().find(|derived| derived.derivation == "customs-import").unwrap();
    assert_eq!((derived.periods.len(), derived.written, derived.anew), (23, 23, false));
    let after = office.flows().await;
    let same = before.iter().zip(&after).filter(|(one, two)| one == two).count();
    assert_eq!((after.len(), same), (36, 13));
    office.check().await;
    // Withdrawn altogether, the month is gone.
    let gone = office.withdraw("customs_record", &customs(&["import,37071000,JP,310000,2022-01,10,kg,10,CNY"])).await;
    assert_eq!(gone.derived[0].removed, 1);
    assert_eq!(office.flows().await.len(), 35);
    let back = office.import("customs_record", &customs(&["import,37071000,JP,310000,2022-01,10,kg,10,CNY"])).await;
    assert!(back.repeated.is_none(), "what was taken out can come again");
    assert_eq!(office.flows().await, after);
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_source_numbers_is_corrected_and_not_counted_twice() {
    let mut office = Office::new().await;
    let customs = |code: &str, month: &str| {
        format!(
            "declaration,item_number,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n\
            221120240000000001,1,import,{code},JP,310000,2024-{month},1200,kg,96000,CNY\n"
        )
    };
    office.import("customs_record", &customs("37071000", "01")).await;
    office.import("customs_record", &customs("37079010", "02")).await;
    let flow = ("37079010".to_owned(), "2024-02".to_owned(), Some(96_000.0), Some(1200.0));
    assert_eq!(office.flows().await, [flow], "under another code and in another month");
    let tax =
        |paid: &str| format!("record_id,tax_kind,period,paid,value,region\n3310001,VAT,2024-01,{paid},1000,310000\n");
    office.import("tax_record", &tax("2024-02-05")).await;
    office.import("tax_record", &tax("2024-02-06")).await;
    let used =
        |industry: &str| format!("account,region,industry,period,energy\n310001,310000,{industry},2024-01,500\n");
    office.import("electricity_use", &used("")).await;
    office.import("electricity_use", &used("C39")).await;
    let firm = |name: &str| {
        format!(
            "firm_id,firm_name,change,date,region,capital\n91310115MA1K000104,{name},founded,2023-05-08,310115,10000000\n"
        )
    };
    office.import("registration_event", &firm("上海甲材料有限公司")).await;
    office.import("registration_event", &firm("上海甲新材料股份有限公司")).await;
    for (table, rows) in [("customs_record", 1), ("tax_record", 1), ("electricity_use", 1), ("registration_event", 1)] {
        assert_eq!(office.sql(&format!("SELECT count(*) FROM {table}")).await[0][0], rows, "{table}");
    }
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn derived_rows_and_rows_written_by_hand_do_not_replace_each_other() {
    let mut office = Office::new().await;
    office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-01,10,kg,100,CNY"])).await;
    let by_hand = "origin,destination,layer,item,period,value\nJP,310000,IND,37071000,2024-01,7\n";
    let refused = office.try_import("flow", by_hand, false).await.unwrap_err();
    assert_eq!(refused.problem().code, "derived");
    office.import("flow", &by_hand.replace("2024-01", "2024-02")).await;
    let refused = customs(&["import,37071000,JP,310000,2024-02,10,kg,100,CNY"]);
    assert!(matches!(office.try_import("customs_record", &refused, false).await, Err(EngineError::Derived { .. })));
    assert_eq!(office.flows().await.len(), 2, "nothing was lost");
    let wrong =
        "derivation_id,from_table,into,origin,destination,time,value\nx,invoice,flow,seller,buyer_id,issued,value\n";
    let refused = office.try_import("derivation", wrong, false).await.unwrap_err();
    assert_eq!(refused.problem().code, "derivation");
    assert!(refused.to_string().contains("`seller`"), "{refused}");
    office.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exported_workspace_comes_back_whole() {
    let mut office = Office::new().await;
    office.import("customs_record", &customs(&["import,37071000,JP,310000,2024-01,10,kg,100,CNY"])).await;
    let target = office.folder.path().join("out");
    office.engine.export(&Port::all(), &At::default(), &target, liantu_engine::Format::Csv, None).await.unwrap();
    let request = ImportRequest { path: target, ..ImportRequest::default() };
    let again = office.engine.import(&Port::all(), request.clone(), Arc::new(())).await.unwrap();
    assert!(again.report.accepted, "{:#?}", again.report.findings);
    office.check().await;
    let copy = Office::new().await;
    let outcome = copy.engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
    assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
    assert_eq!(copy.flows().await, office.flows().await);
    copy.check().await;
}

#[derive(Clone, Debug)]
enum Act {
    /// Rows that come or replace those of the same number.
    Import(Vec<(u8, u8, u8, Option<i32>, bool)>),
    Withdraw(Vec<u8>),
}

fn act() -> impl Strategy<Value = Act> {
    let row = (0..30_u8, 0..30_u8, 0..3_u8, prop::option::weighted(0.9, -1_000_000..1_000_000_i32), any::<bool>());
    prop_oneof![
        4 => prop::collection::vec(row, 1..12).prop_map(Act::Import),
        1 => prop::collection::vec(0..30_u8, 1..6).prop_map(Act::Withdraw),
    ]
}

const INVOICE: &str =
    "invoice_number,issued,seller_region,buyer_region,commodity,value,quantity,quantity_unit,status\n";

fn written(number: u8, (month, region, value, void): (u8, u8, Option<i32>, bool)) -> String {
    let (year, month) = (2022 + u32::from(month) / 12, month % 12 + 1);
    let value = value.map_or(String::new(), |value| format!("{:.2}", f64::from(value) / 7.0));
    let status = if void && number.is_multiple_of(3) { "void" } else { "valid" };
    let unit = if number.is_multiple_of(2) { "kg" } else { "t" };
    format!("{number:08},{year}-{month:02}-11,310000,320500,107{region},{value},{number},{unit},{status}\n")
}

async fn sequence(acts: Vec<Act>) {
    let mut office = Office::new().await;
    let mut model: BTreeMap<u8, (u8, u8, Option<i32>, bool)> = BTreeMap::new();
    for act in acts {
        match act {
            Act::Import(rows) => {
                let rows: BTreeMap<u8, _> = rows
                    .into_iter()
                    .map(|(number, month, region, value, void)| (number, (month, region, value, void)))
                    .collect();
                let text: String = rows.iter().map(|(number, row)| written(*number, *row)).collect();
                office.import("invoice", &format!("{INVOICE}{text}")).await;
                model.extend(rows);
            }
            Act::Withdraw(numbers) => {
                let numbers: std::collections::BTreeSet<u8> = numbers.into_iter().collect();
                let text: String = numbers.iter().map(|number| written(*number, (0, 0, None, false))).collect();
                office.withdraw("invoice", &format!("{INVOICE}{text}")).await;
                model.retain(|number, _| !numbers.contains(number));
            }
        }
        office.check().await;
    }
    let mut fresh = Office::new().await;
    if !model.is_empty() {
        let text: String = model.iter().rev().map(|(number, row)| written(*number, *row)).collect();
        fresh.import("invoice", &format!("{INVOICE}{text}")).await;
        let bits = |flows: Vec<(String, String, Option<f64>, Option<f64>)>| {
            let bits = flows.into_iter().map(|(item, period, value, quantity)| {
                (item, period, value.map(f64::to_bits), quantity.map(f64::to_bits))
            });
            bits.collect::<Vec<_>>()
        };
        assert_eq!(bits(office.flows().await), bits(fresh.flows().await));
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 12,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(20_261_122),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_is_kept_up_has_the_bits_of_what_is_computed_from_scratch(acts in prop::collection::vec(act(), 1..9)) {
        tokio::runtime::Runtime::new().unwrap().block_on(sequence(acts));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn joint_applications_and_transfers_of_patents_become_links() {
    let mut office = Office::new().await;
    let patents = "application,title_zh,applicants,assignees,filed\n\
        CN1,一,上海甲材料有限公司|复旦大学,,2023-01-03\nCN2,二,复旦大学|上海甲材料股份有限公司|苏州乙电子有限公司,,2022-05-04\n\
        CN3,三,苏州乙电子有限公司,上海甲材料（有限公司）,2023-02-01\nCN4,四,无名研究所|复旦大学,,2023-03-01\nCN5,五,复旦大学,,2023-03-02\n";
    let outcome = office.import("patent", patents).await;
    assert_eq!(outcome.report.counts.get("MON506"), Some(&1), "nobody is known yet: {:?}", outcome.report.counts);
    let actors = "actor_id,name_zh,kind,aliases\nA,上海甲材料有限公司,firm,\nF,复旦大学,university,Fudan University\nB,苏州乙电子有限公司,firm,\n";
    let outcome = office.import("actor", actors).await;
    let linked = outcome.derived.iter().find(|info| info.derivation == "patent-links").expect("links");
    assert_eq!((linked.written, linked.removed), (4, 0));
    let links =
        || office.sql("SELECT from_actor, to_actor, layer, kind, direction, weight, start FROM link ORDER BY link_id");
    let told = |rows: Vec<Vec<Value>>| -> Vec<String> {
        let word = |cell: &Value| cell.as_str().map_or_else(|| cell.to_string(), str::to_owned);
        rows.iter().map(|row| row.iter().map(word).collect::<Vec<_>>().join(" ")).collect()
    };
    assert_eq!(
        told(links().await),
        [
            "A B KNO patent_cooperation two_way 1.0 2022-05-04",
            "A F KNO patent_cooperation two_way 2.0 2022-05-04",
            "B F KNO patent_cooperation two_way 1.0 2022-05-04",
            "B A KNO patent_transfer forward 1.0 2023-02-01",
        ]
    );
    let revisions = office.sql("SELECT count(*) FROM source WHERE source_id = 'derived:patent-links'").await;
    assert_eq!(revisions[0][0], 1);
    // Links that are missing, as after a stop before they were written, come back with the same file.
    office.withdraw("link", "link_id,from_actor,to_actor,layer\npatent-cooperation:A:B,A,B,KNO\n").await;
    let again = office.import("actor", actors).await;
    assert!(again.repeated.is_some() && again.revision.is_none());
    assert_eq!(again.derived.iter().map(|info| (info.written, info.removed)).collect::<Vec<_>>(), [(1, 0)]);
    // A patent that is withdrawn takes its ties along; what did not change is not written.
    let outcome = office.withdraw("patent", "application\nCN2\n").await;
    let linked = outcome.derived.iter().find(|info| info.derivation == "patent-links").expect("links");
    assert_eq!((linked.written, linked.removed), (1, 2));
    assert_eq!(
        told(office.sql("SELECT from_actor, to_actor, kind, weight, start FROM link ORDER BY link_id").await),
        ["A F patent_cooperation 1.0 2023-01-03", "B A patent_transfer 1.0 2023-02-01"]
    );
    // Two actors of one name are nobody.
    office.import("actor", "actor_id,name_zh,kind\nF2,复旦大学,university\n").await;
    assert_eq!(told(office.sql("SELECT from_actor, to_actor FROM link").await), ["B A"]);
}
