//! Data in and out: imports, findings, revisions, exports, sources, boundaries, SQL.

use crate::{filled, shipped};
use liantu_engine::{At, Engine, Format, ImportRequest, Port, RowQuery};
use std::sync::Arc;

fn request(path: impl Into<std::path::PathBuf>) -> ImportRequest {
    ImportRequest { path: path.into(), ..ImportRequest::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sources_errors_are_reported_and_nothing_else() {
    let (engine, _folder) = filled().await;
    let grid = engine
        .sql(&Port::all(), &At::default(), "SELECT code, count(*) AS n FROM rejects GROUP BY code ORDER BY code", None)
        .await
        .unwrap();
    let found: Vec<(String, u64)> =
        grid.rows.iter().map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_u64().unwrap())).collect();
    let expected = [("PKG501", 1), ("PKG502", 1), ("PKG503", 1), ("PKG505", 17)];
    assert_eq!(found, expected.map(|(code, count)| (code.to_owned(), count)));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_content_is_recognised_until_it_is_undone() {
    let (engine, _folder) = filled().await;
    let port = Port::all();
    let again = engine.import(&port, request(shipped()), Arc::new(())).await.unwrap();
    assert_eq!((again.revision, again.repeated), (None, Some(1)));
    engine.restore(&port, 0).await.unwrap();
    assert!(engine.tables(&port, &At::default()).await.unwrap().is_empty());
    let anew = engine.import(&port, request(shipped()), Arc::new(())).await.unwrap();
    assert_eq!((anew.revision, anew.repeated), (Some(3), None));
    let past = At::parse(Some("1")).unwrap();
    assert_eq!(
        engine.rows(&port, &past, "link", &RowQuery { limit: 1, ..RowQuery::default() }).await.unwrap().total,
        Some(183)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_file_leaves_its_findings_and_none_of_its_rows() {
    let (engine, folder) = filled().await;
    let port = Port::all();
    let path = folder.path().join("more.csv");
    std::fs::write(&path, "link_id,from_actor,to_actor,layer\nN1,A033,A037,IND\nN2,A033,A999,IND\n").unwrap();
    let refused = engine.import(&port, request(&path), Arc::new(())).await.unwrap();
    assert!(!refused.report.accepted);
    assert!(refused.report.resources.iter().all(|file| file.read == file.accepted + file.rejected));
    let total = |grid: liantu_engine::Grid| grid.total;
    let query = RowQuery { limit: 1, ..RowQuery::default() };
    assert_eq!(total(engine.rows(&port, &At::default(), "link", &query).await.unwrap()), Some(183));
    assert_eq!(total(engine.rows(&port, &At::default(), "rejects", &query).await.unwrap()), Some(1));
    let lenient = ImportRequest { policy: Some("reject-rows".into()), ..request(&path) };
    let taken = engine.import(&port, lenient, Arc::new(())).await.unwrap();
    assert!(taken.report.accepted);
    assert_eq!(total(engine.rows(&port, &At::default(), "link", &query).await.unwrap()), Some(184));
}

#[tokio::test(flavor = "multi_thread")]
async fn export_and_import_give_the_same_rows() {
    let (engine, folder) = filled().await;
    let port = Port::all();
    for (target, format) in [("csv", Format::Csv), ("parquet.zip", Format::Parquet)] {
        let target = folder.path().join(target);
        let info = engine.export(&port, &At::default(), &target, format, None).await.unwrap();
        assert_eq!(info.revision, 1);
        let copy = Engine::create(&folder.path().join(format!("copy-{format:?}")), "copy").await.unwrap();
        let outcome = copy.import(&port, request(&target), Arc::new(())).await.unwrap();
        assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
        for (table, _) in &info.tables {
            let all = RowQuery { limit: 1_000, ..RowQuery::default() };
            let (one, two) = (
                engine.rows(&port, &At::default(), table, &all).await.unwrap(),
                copy.rows(&port, &At::default(), table, &all).await.unwrap(),
            );
            assert_eq!(one.rows, two.rows, "{table} by {format:?}");
        }
        assert!(engine.export(&port, &At::default(), &target, format, None).await.is_err(), "nothing is written over");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_sort_and_search() {
    let (engine, _folder) = filled().await;
    let port = Port::all();
    let query = RowQuery { limit: 5, order: Some(("link_id".into(), true)), ..RowQuery::default() };
    let grid = engine.rows(&port, &At::default(), "link", &query).await.unwrap();
    assert_eq!(grid.rows[0][0], "K183");
    let query = RowQuery { limit: 5, search: Some("enclave_REVERSE".into()), ..RowQuery::default() };
    let grid = engine.rows(&port, &At::default(), "link", &query).await.unwrap();
    assert_eq!(grid.total, Some(grid.rows.len() as u64));
    assert!(!grid.rows.is_empty());
    let quote = RowQuery { limit: 5, search: Some("x' OR 1=1 --".into()), ..RowQuery::default() };
    assert_eq!(engine.rows(&port, &At::default(), "link", &quote).await.unwrap().total, Some(0));
    for statement in ["DELETE FROM link", "CREATE TABLE x AS SELECT 1", "COPY link TO 'x.csv'"] {
        let refused = engine.sql(&port, &At::default(), statement, None).await.unwrap_err().problem();
        assert_eq!(refused.code, "sql_read_only", "{statement}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_say_what_rests_on_them() {
    let (engine, _folder) = filled().await;
    let sources = engine.sources(&Port::all(), &At::default()).await.unwrap();
    let links: u64 = sources.iter().filter_map(|source| source.rows.get("link")).sum();
    assert_eq!(links, 183);
    assert!(sources.iter().any(|source| source.missing.get("link.start").is_some_and(|count| *count > 0)));
}

#[tokio::test(flavor = "multi_thread")]
async fn boundaries_are_matched_simplified_and_kept_with_their_review_number() {
    let (engine, _folder) = filled().await;
    let port = Port::all();
    let ring: Vec<String> = (0..=200)
        .map(|n| {
            let angle = f64::from(n % 200) / 200.0 * std::f64::consts::TAU;
            format!("[{},{}]", 117.2 + angle.cos(), 31.8 + angle.sin())
        })
        .collect();
    let geojson = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"adcode":340100}},"geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}]}}"#,
        ring.join(",")
    );
    let info = engine.set_boundary(&port, "city", Some("GS(2026)0001".into()), geojson.into_bytes()).await.unwrap();
    assert_eq!((info.matched, info.points_read), (1, 201));
    assert!(info.points_kept < 201);
    assert_eq!(engine.boundaries(&port).unwrap(), [info]);
    assert!(String::from_utf8(engine.boundary(&port, "city").unwrap().unwrap()).unwrap().contains("340100"));
    assert!(engine.boundary(&port, "province").unwrap().is_none());
    for wrong in ["", "{}", r#"{"type":"FeatureCollection","features":[]}"#, r#"{"type":"Point","coordinates":[1,2]}"#]
    {
        assert_eq!(
            engine.set_boundary(&port, "city", None, wrong.into()).await.unwrap_err().problem().code,
            "boundary"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_change_one_by_one() {
    let (engine, _folder) = filled().await;
    engine.set_config("language", "en").unwrap();
    assert_eq!(engine.config().unwrap()["language"], "en");
    assert_eq!(engine.config().unwrap()["name"], "test");
    assert!(engine.set_config("language", "fr").is_err() && engine.set_config("colour", "red").is_err());
}

/// A workspace of its own and a folder for files.
async fn office() -> (Engine, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Engine::create(&folder.path().join("w"), "office").await.unwrap(), folder)
}

async fn column(engine: &Engine, query: &str) -> Vec<String> {
    let rows = engine.sql(&Port::all(), &At::default(), query, None).await.unwrap().rows;
    rows.iter().map(|row| row[0].as_str().map_or_else(|| row[0].to_string(), str::to_owned)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_read_otherwise_is_taken_again() {
    let (engine, folder) = office().await;
    let port = Port::all();
    let path = folder.path().join("firms.csv");
    std::fs::write(&path, "企业名称,成立日期,注销日期,行政区划\n甲,2015-03-01,2024-02-10,310115\n").unwrap();
    let mapping = |from: &str, change: &str| {
        let columns = format!(
            "firm_name = {{ from = \"企业名称\" }}\ndate = {{ from = \"{from}\" }}\nchange = {{ value = \"{change}\" }}"
        );
        Some(format!("table = \"registration_event\"\n[columns]\n{columns}\n"))
    };
    for (from, change) in [("成立日期", "founded"), ("注销日期", "closed")] {
        let request = ImportRequest { mapping: mapping(from, change), ..request(&path) };
        assert!(engine.import(&port, request, Arc::new(())).await.unwrap().revision.is_some(), "{change}");
    }
    assert_eq!(column(&engine, "SELECT change FROM registration_event ORDER BY date").await, ["founded", "closed"]);
    let again = ImportRequest { mapping: mapping("成立日期", "founded"), ..request(&path) };
    let again = engine.import(&port, again, Arc::new(())).await.unwrap();
    assert_eq!((again.revision, again.repeated), (None, Some(2)), "its row still stands");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_taken_again_where_that_changes_something() {
    let (engine, folder) = office().await;
    let port = Port::all();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        ImportRequest { policy: Some("reject-rows".into()), ..request(path) }
    };
    let import = async |request: &ImportRequest| engine.import(&port, request.clone(), Arc::new(())).await.unwrap();
    // A row that was rejected, because what it refers to came later.
    import(&file("first.csv", "actor_id,name_zh,kind\na1,甲,firm\na2,乙,firm\n")).await;
    let links = file("links.csv", "link_id,from_actor,to_actor,layer\nl1,a1,a2,IND\nl2,a1,a3,IND\n");
    import(&links).await;
    import(&file("second.csv", "actor_id,name_zh,kind\na3,丙,firm\n")).await;
    assert!(import(&links).await.revision.is_some());
    assert_eq!(column(&engine, "SELECT link_id FROM link ORDER BY link_id").await, ["l1", "l2"]);
    // A correction that replaced a row and was then withdrawn.
    let head = "waybill,shipped,origin,destination,weight\n";
    let whole = file("whole.csv", &format!("{head}1,2024-01-05,310000,320500,10\n2,2024-01-06,310000,320500,20\n"));
    let corrected = file("corrected.csv", &format!("{head}2,2024-01-06,310000,320500,99\n"));
    import(&whole).await;
    import(&corrected).await;
    import(&ImportRequest { withdraw: true, ..corrected.clone() }).await;
    assert!(import(&whole).await.revision.is_some());
    let weights = "SELECT CAST(weight AS BIGINT) FROM shipment ORDER BY waybill";
    assert_eq!(column(&engine, weights).await, ["10", "20"]);
    // What would change nothing is not written, whatever came in between and whatever the file is called.
    import(&file("other.csv", &format!("{head}3,2024-02-05,310000,320500,30\n"))).await;
    let copy = file("copy.csv", &std::fs::read_to_string(&whole.path).unwrap());
    assert!(import(&copy).await.repeated.is_some() && import(&whole).await.repeated.is_some());
    // In a folder that is watched a stale file does not undo a correction, until its content changes.
    let watched = |request: &ImportRequest| ImportRequest { once: true, ..request.clone() };
    import(&corrected).await;
    assert!(import(&watched(&whole)).await.repeated.is_some() && import(&watched(&copy)).await.repeated.is_some());
    assert_eq!(column(&engine, weights).await, ["10", "99", "30"]);
    let old = std::fs::read_to_string(&corrected.path).unwrap();
    for text in [old.replace("99", "98"), old] {
        std::fs::write(&corrected.path, text).unwrap();
        assert!(import(&watched(&corrected)).await.revision.is_some());
    }
    assert_eq!(column(&engine, weights).await, ["10", "99", "30"]);
}
