//! From every derived number back to the records that make it, and nothing but these.

use liantu_engine::{At, Engine, ImportRequest, Port};
use std::path::Path;
use std::sync::Arc;

/// The records of all departments that the guides show.
async fn departments(engine: &Engine) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/departments");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let table = path.file_stem().unwrap().to_string_lossy().into_owned();
        let request = ImportRequest { path, table: Some(table.clone()), ..ImportRequest::default() };
        let outcome = engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
        assert!(outcome.report.accepted, "{table}: {:#?}", outcome.report.findings);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_records_of_every_derived_row_add_up_to_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::create(&folder.path().join("w"), "office").await.unwrap();
    departments(&engine).await;
    // A second import changes some of the rows.
    let more = folder.path().join("more.csv");
    let text = "port,direction,commodity,partner,region,period,quantity,quantity_unit,value,currency\n\
        1,import,85423100,KR,310000,2023-03,0.1,吨,3.3,CNY\n2,import,85423100,KR,310000,2023-03,7,千克,0.1,CNY\n\
        1,import,85423100,KR,310000,2023-04,0.1,吨,3.3,CNY\n2,import,85423100,KR,310000,2023-04,7,千克,,CNY\n";
    std::fs::write(&more, text).unwrap();
    let request = ImportRequest {
        path: more,
        table: Some("customs_record".to_owned()),
        policy: Some("warn".to_owned()),
        ..ImportRequest::default()
    };
    engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
    let (port, at) = (Port::all(), At::default());
    let (mut rows, mut several, mut unknown) = (0, 0, 0);
    for table in ["flow", "indicator"] {
        let count = engine.sql(&port, &at, &format!("SELECT count(*) FROM {table}"), None).await.unwrap().rows[0][0]
            .as_u64()
            .unwrap();
        assert!(count > 0, "{table}");
        for number in 1..=count {
            let name = format!("{table}:{number}");
            let found = engine.records(&port, &at, &name, 1000).await.unwrap_or_else(|error| panic!("{name}: {error}"));
            assert!(found.same, "{name}: {found:#?}");
            let listed = found.grid.rows.len();
            assert!(listed > 0 && listed == found.amounts.len() && found.grid.total == Some(listed as u64), "{name}");
            // What the records give adds up to the row, and an unknown part makes it unknown.
            let parts: Option<f64> = found.amounts.iter().map(|amount| amount.value).sum();
            match (parts, found.sum.value) {
                (Some(parts), Some(sum)) => assert!((parts - sum).abs() <= 1e-9 * sum.abs(), "{name}: {parts} {sum}"),
                (None, None) => unknown += 1,
                other => panic!("{name}: {other:?}"),
            }
            let few = engine.records(&port, &at, &name, 1).await.unwrap();
            assert!(few.same && few.grid.rows.len() == 1 && few.grid.rows[0] == found.grid.rows[0], "{name}");
            assert_eq!(few.grid.truncated, listed > 1, "{name}");
            rows += 1;
            several += usize::from(listed > 1);
        }
    }
    assert!(rows > 10 && several > 0 && unknown > 0, "{rows} {several} {unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_not_derived_has_no_records() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::create(&folder.path().join("w"), "office").await.unwrap();
    let path = folder.path().join("flow.csv");
    std::fs::write(&path, "origin,destination,layer,item,period,value\n310000,320500,IND,x,2024-01,1\n").unwrap();
    let request = ImportRequest { path, table: Some("flow".to_owned()), ..ImportRequest::default() };
    assert!(engine.import(&Port::all(), request, Arc::new(())).await.unwrap().report.accepted);
    let (port, at) = (Port::all(), At::default());
    for (name, code) in [
        ("flow:1", "underived"),
        ("flow:2", "row"),
        ("flow:0", "row"),
        ("region:1", "underived"),
        ("nothing:1", "table"),
        ("flow", "parameter"),
        ("flow:x", "parameter"),
    ] {
        let error = engine.records(&port, &at, name, 10).await.unwrap_err();
        assert_eq!(error.problem().code, code, "{name}: {error}");
    }
    let told = engine.records(&port, &at, "flow:1", 10).await.unwrap_err();
    assert!(told.chinese().is_some_and(|text| text.contains("flow:1")));
}
