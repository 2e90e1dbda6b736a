//! A port never sees what is below its privilege: whatever is asked, through whichever call, nothing of a row that it may not
//! see comes back; and what it does see is the same as others see it.

use arrow::array::{ArrayRef, BooleanArray, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::DataType;
use liantu_engine::{
    At, AtlasQuery, Engine, Format, ImportRequest, InspectRequest, Port, RowQuery, SeriesQuery, WatchQuery, tables,
};
use liantu_model::Period;
use liantu_model::code::CodeSystem;
use liantu_model::schema::{Column, ColumnKind, Table};
use liantu_workspace::{CommitNote, Mode, Workspace};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// In every text of a row that is hidden.
const MARK: &str = "SECRET";
/// How every number of a row that is hidden begins; no sum of two of them does.
const NUMBER: i64 = 987_654_000;
const DIGITS: &str = "987654";

const REGIONS: &str = "region,level,name_zh,name_en,parent\n\
    CHN,nation,中国,China,\n320000,province,江苏,Jiangsu,CHN\n320500,city,苏州,Suzhou,320000\n320505,county,虎丘,Huqiu,320500\n\
    320100,city,南京,Nanjing,320000\n340000,province,安徽,Anhui,CHN\n340100,city,合肥,Hefei,340000\n\
    340200,city,芜湖,Wuhu,340000\n";
const PORTS: &str = "port,title_zh,title_en,region,finest\nsuzhou,苏州,Suzhou,320500,province\nalone,苏州独处,Suzhou alone,320500,\n\
    anhui,安徽,Anhui,340000,province\nnation,全国,Nation,CHN,\n";

struct Office {
    engine: Engine,
    folder: TempDir,
    files: usize,
}

impl Office {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::create(&folder.path().join("w"), "office").await.unwrap();
        let mut office = Self { engine, folder, files: 0 };
        office.import("region", REGIONS).await;
        office.import("port", PORTS).await;
        office
    }

    async fn import(&mut self, table: &str, text: &str) {
        self.files += 1;
        let path = self.folder.path().join(format!("{}.csv", self.files));
        std::fs::write(&path, text).unwrap();
        let request = ImportRequest { path, table: Some(table.to_owned()), ..ImportRequest::default() };
        let outcome = self.engine.import(&Port::all(), request, Arc::new(())).await.unwrap();
        assert!(outcome.report.accepted, "{:#?}", outcome.report.findings);
    }
}

async fn sql(engine: &Engine, query: &str) -> Vec<Vec<Value>> {
    engine
        .sql(&engine.reader(), &At::default(), query, None)
        .await
        .unwrap_or_else(|error| panic!("{query}: {error}"))
        .rows
}

/// Columns of text that say where or who, though no schema says so.
const PLACES: [&str; 4] = ["from_region", "to_region", "place", "home"];

/// A row of a table.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Of a county of Suzhou.
    Seen,
    /// Of Hefei, marked.
    Hidden,
    /// Another of Hefei.
    Second,
    /// Of Suzhou, but it names rows of other tables that are hidden.
    Naming,
    /// Of Hefei, marked, but by somebody of Suzhou.
    Astray,
}

fn row(table: &Table, kind: Kind) -> RecordBatch {
    let hidden = !matches!(kind, Kind::Seen | Kind::Naming);
    let second = kind == Kind::Second;
    let place = if hidden { "340100" } else { "320505" };
    let names_hidden = matches!(kind, Kind::Hidden | Kind::Second | Kind::Naming);
    let actor = if names_hidden { "SECRET-actor" } else { "seen-actor" };
    let text = |name: &str| {
        // What flows is told of sums too.
        let told = table.name == "flow" && matches!(name, "item" | "unit" | "quantity_unit");
        if kind == Kind::Naming {
            format!("naming-{name}")
        } else if told || !hidden {
            format!("seen-{name}")
        } else {
            format!("{MARK}-{}-{name}-{kind:?}", table.name)
        }
    };
    let columns = table.columns.iter().enumerate().map(|(at, column)| -> ArrayRef {
        let number = if second { 111 } else { 0 } + i64::try_from(at).unwrap();
        let number = if hidden { NUMBER + number } else { 5 };
        let word = match column.kind {
            ColumnKind::Code { system: CodeSystem::Region } => place.to_owned(),
            ColumnKind::Reference { table: "actor", .. } => actor.to_owned(),
            _ if table.name == "actor" && column.name == "actor_id" => actor.to_owned(),
            ColumnKind::Reference { table: other, .. } => {
                if hidden || kind == Kind::Naming && other != "source" {
                    format!("{MARK}-{other}")
                } else {
                    format!("seen-{other}")
                }
            }
            ColumnKind::Choice { of } => of[0].to_owned(),
            ColumnKind::Period => "2023-06".to_owned(),
            _ if PLACES.contains(&column.name) => place.to_owned(),
            _ if column.name == "provider" => actor.to_owned(),
            _ if table.key.first() == Some(&column.name) && matches!(kind, Kind::Seen | Kind::Hidden) => {
                if hidden {
                    format!("{MARK}-{}", table.name)
                } else {
                    format!("seen-{}", table.name)
                }
            }
            _ => text(column.name),
        };
        match column.kind.data_type() {
            DataType::Int64 => Arc::new(Int64Array::from(vec![number])),
            DataType::Float64 => Arc::new(Float64Array::from(vec![number as f64])),
            DataType::Boolean => Arc::new(BooleanArray::from(vec![true])),
            DataType::Date32 => Arc::new(Date32Array::from(vec![19_500])),
            _ => Arc::new(StringArray::from(vec![word])),
        }
    });
    RecordBatch::try_new(Arc::new(table.arrow()), columns.collect()).unwrap()
}

/// Tables whose rows are about no place, or about what everybody knows: see `engine::sight`.
const COMMON: [&str; 21] = [
    "region",
    "region_member",
    "region_lineage",
    "port",
    "industry",
    "concordance",
    "derivation",
    "link_kind",
    "mode",
    "mode_stage",
    "mode_profile",
    "essentiality",
    "chain_node",
    "chain_edge",
    "industry_pair",
    "concept",
    "criterion",
    "grade",
    "rule",
    "rule_value",
    "transition",
];
/// Tables that only those see who see everything: their rows name no place.
const CLOSED: [&str; 31] = [
    "shock",
    "scenario_edit",
    "declared_total",
    "discrepancy",
    "provision",
    "assessment",
    "preference",
    "coalition",
    "risk",
    "agreement_text",
    "agreement_fact",
    "payment",
    "voucher",
    "quota_order",
    "case_step",
    "slot",
    "appointment",
    "ballot",
    "booking",
    "data_grant",
    "data_use",
    "credential",
    "service_item",
    "cash_flow",
    "task",
    "support_claim",
    "pool_share",
    "pool_income",
    "quote",
    "io_entry",
    "rejects",
];

/// Whether rows of a table say both where and who.
fn says_both(table: &Table) -> bool {
    let place = |column: &Column| matches!(column.kind, ColumnKind::Code { system: CodeSystem::Region });
    let actor = |column: &Column| matches!(column.kind, ColumnKind::Reference { table: "actor", .. });
    !matches!(table.name, "actor" | "flow") && table.columns.iter().any(place) && table.columns.iter().any(actor)
}

/// A workspace in which every table has a row of Suzhou and two of Hefei, and such as are of both.
async fn planted() -> (Engine, TempDir) {
    let Office { engine, folder, .. } = Office::new().await;
    drop(engine);
    let path = folder.path().join("w");
    let workspace = Workspace::open(&path).await.unwrap();
    let mut import = workspace.begin().await.unwrap();
    for table in tables().filter(|table| !COMMON.contains(&table.name)) {
        let mut kinds = vec![Kind::Hidden, Kind::Seen];
        if table.name != "actor" {
            kinds.push(Kind::Second);
            // What flows is told of sums too: such a row would be one.
            kinds.extend((table.name != "flow").then_some(Kind::Naming));
        }
        kinds.extend(says_both(table).then_some(Kind::Astray));
        for batch in kinds.into_iter().map(|kind| row(table, kind)) {
            import.write(table, Mode::Append, &batch).unwrap();
        }
    }
    import.commit(CommitNote { message: format!("import {MARK}.csv"), ..CommitNote::default() }).await.unwrap();
    drop(workspace);
    (Engine::open(&path).await.unwrap(), folder)
}

/// All files below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

fn clean(what: &str, answer: &str) {
    for mark in [MARK, DIGITS] {
        if let Some(at) = answer.find(mark) {
            let from = answer.floor_char_boundary(at.saturating_sub(200));
            let to = answer.ceil_char_boundary((at + 100).min(answer.len()));
            panic!("{what} tells {mark}: …{}…", &answer[from..to]);
        }
    }
}

fn told(answer: &impl serde::Serialize) -> String {
    serde_json::to_string(answer).unwrap()
}

#[test]
fn it_is_said_of_every_table_what_ports_see_of_it() {
    for table in tables() {
        let lists = [COMMON.contains(&table.name), CLOSED.contains(&table.name)];
        assert!(lists != [true, true], "{}", table.name);
    }
    assert!(COMMON.iter().chain(&CLOSED).all(|name| tables().any(|table| table.name == *name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_hidden_row_is_in_any_table() {
    let (whole, folder) = planted().await;
    let suzhou = whole.seen_by("suzhou").await.unwrap();
    let (port, at) = (suzhou.reader(), At::default());
    assert_eq!(port.name(), "suzhou");
    let page =
        |search: Option<&str>| RowQuery { limit: 1000, search: search.map(str::to_owned), ..RowQuery::default() };
    for table in tables() {
        let name = table.name;
        if !COMMON.contains(&name) {
            let all = told(&whole.rows(&Port::all(), &at, name, &page(None)).await.unwrap());
            assert!(all.contains(MARK) || all.contains(DIGITS) || all.contains("340100"), "{name} is planted");
        }
        let seen = suzhou.rows(&port, &at, name, &page(None)).await.unwrap();
        clean(name, &told(&seen));
        let searched = suzhou.rows(&port, &at, name, &page(Some(MARK))).await.unwrap();
        assert_eq!(searched.total, Some(0), "{name}");
        // The one of the county is there, else the table is closed.
        let own = seen.rows.iter().filter(|row| told(row).contains("seen-")).count();
        if name == "source" {
            assert_eq!(own, 1, "the source of rows that are seen: {seen:?}");
        } else if !COMMON.contains(&name) {
            assert_eq!(own > 0, !CLOSED.contains(&name), "{name}: {}", told(&seen));
        }
    }
    // Two hidden flows are one sum, at the level that is seen.
    let sums =
        sql(&suzhou, "SELECT origin, destination, from_actor, to_actor, value FROM flow WHERE source = 'outside_port'")
            .await;
    assert_eq!(sums.len(), 1, "{sums:?}");
    assert_eq!(sums[0][..4], [Value::from("340000"), "340000".into(), Value::Null, Value::Null]);
    let all = sql(&whole, "SELECT sum(value) FROM flow WHERE origin = '340100'").await;
    assert_eq!(sums[0][4], all[0][0]);
    // Joins, counts, plans and the catalogue of the query engine.
    for query in [
        "SELECT * FROM link l JOIN actor a ON l.from_actor = a.actor_id FULL JOIN flow f ON true",
        "SELECT count(*), max(note), min(note) FROM actor",
        "EXPLAIN ANALYZE SELECT * FROM indicator WHERE value > 0",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM information_schema.columns",
    ] {
        clean(query, &told(&sql(&suzhou, query).await));
    }
    assert_eq!(sql(&suzhou, "SELECT count(*) FROM indicator").await[0][0], Value::from(1));
    for hidden in ["rejects", "derived_cell", "payment"] {
        let query = format!("SELECT * FROM {hidden}");
        assert!(suzhou.sql(&port, &at, &query, None).await.is_err(), "{hidden}");
    }
    // Files of the whole, by their path.
    for path in files(&folder.path().join("w")).iter().step_by(9) {
        for query in [format!("SELECT * FROM '{}'", path.display()), format!("SELECT * FROM \"{}\"", path.display())] {
            assert!(suzhou.sql(&port, &at, &query, None).await.is_err(), "{query}");
        }
    }
    // The whole as files.
    for format in [Format::Csv, Format::Parquet] {
        let target = folder.path().join(format!("out-{format:?}"));
        suzhou.export(&port, &at, &target, format, None).await.unwrap();
        for entry in std::fs::read_dir(&target).unwrap() {
            let bytes = std::fs::read(entry.unwrap().path()).unwrap();
            clean("a file", &String::from_utf8_lossy(&bytes));
        }
    }
    clean("tables", &told(&suzhou.tables(&port, &at).await.unwrap()));
    clean("revisions", &told(&suzhou.revisions(&port).await.unwrap()));
    clean("sources", &told(&suzhou.sources(&port, &at).await.unwrap()));
    let alone = whole.seen_by("alone").await.unwrap();
    assert!(sql(&alone, "SELECT * FROM flow WHERE source = 'outside_port'").await.is_empty(), "not even sums");
    assert_eq!(sql(&alone, "SELECT count(*) FROM actor").await[0][0], Value::from(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_hidden_row_is_in_any_answer() {
    let (whole, _folder) = planted().await;
    let suzhou = whole.seen_by("suzhou").await.unwrap();
    let (port, at) = (suzhou.reader(), At::default());
    clean("atlas", &told(&suzhou.atlas(&port, &at, &AtlasQuery::default()).await.unwrap()));
    for words in [MARK, "合肥", "SECRET-actor"] {
        clean("search", &told(&suzhou.search(&port, &at, words, 50).await.unwrap()));
    }
    assert!(suzhou.card(&port, &at, "actor:SECRET-actor").await.is_err());
    for node in ["340100", "340000", "320505", "actor:seen-actor"] {
        clean(node, &told(&suzhou.card(&port, &at, node).await.unwrap()));
    }
    let nodes = ["340100".to_owned(), "320500".to_owned()];
    clean("compare", &told(&suzhou.compare(&port, &at, &nodes).await.unwrap()));
    for scale in [None, Some("county"), Some("city"), Some("province")] {
        for whose in [None, Some("340100"), Some("SECRET-rule-addressee-false")] {
            let query =
                WatchQuery { port: whose.map(str::to_owned), scale: scale.map(str::to_owned), ..WatchQuery::default() };
            let name = told(&whose);
            let clean = |what: &str, answer: String| clean(what, &answer.replace(name.trim_matches('"'), "-"));
            let today = suzhou.today(&port, &at, &query).await;
            if let Err(error) = &today
                && whose == Some("SECRET-rule-addressee-false")
            {
                // An office of a rule that it does not see is none to it.
                clean("refusal", told(&error.problem()));
                continue;
            }
            clean("today", told(&today.unwrap()));
            clean("watch", told(&suzhou.watch(&port, &at, &query, 2000).await.unwrap()));
            let report = suzhou.report(&port, &at, &query, None).await.unwrap();
            clean("report", String::from_utf8(report.json()).unwrap());
        }
    }
    for of in ["flow[value]", "flow[quantity]", "power_use"] {
        for region in ["340100", "340000", "320505"] {
            let query = SeriesQuery { of: of.to_owned(), region: region.to_owned(), ..SeriesQuery::default() };
            clean("series", &told(&suzhou.series(&port, &at, &query).await.unwrap()));
        }
    }
    // Every method, as far as it answers on such data: and what it says where it does not.
    let mut answered = 0;
    for method in liantu_engine::methods() {
        match suzhou.run(&port, &at, method.id, BTreeMap::new()).await {
            Ok(outcome) => {
                answered += 1;
                clean(method.id, &told(&outcome.grid(None).unwrap()));
                clean(method.id, &told(&outcome.provenance));
            }
            Err(error) => clean(method.id, &told(&error.problem())),
        }
    }
    assert!(answered > 20, "only {answered} methods had an answer");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_only_the_whole_has_is_refused() {
    let (whole, folder) = planted().await;
    let suzhou = whole.seen_by("suzhou").await.unwrap();
    let (port, at) = (suzhou.reader(), At::default());
    let code = |error: liantu_engine::EngineError| {
        let problem = error.problem();
        assert_eq!(problem.kind.status(), 403, "{}", problem.detail);
        problem.code
    };
    let path = folder.path().join("more.csv");
    std::fs::write(&path, REGIONS).unwrap();
    let request = ImportRequest { path, table: Some("region".to_owned()), ..ImportRequest::default() };
    assert_eq!(code(suzhou.import(&port, request, Arc::new(())).await.unwrap_err()), "privilege");
    assert_eq!(code(suzhou.restore(&port, 0).await.unwrap_err()), "privilege");
    assert_eq!(code(suzhou.derive(&port, true).await.unwrap_err()), "privilege");
    let day = jiff::civil::date(2024, 1, 1);
    let request = InspectRequest { port: None, scale: None, day };
    assert_eq!(code(suzhou.inspect(&port, &request).await.unwrap_err()), "privilege");
    let outcome = suzhou.run(&port, &at, "network_summary", BTreeMap::new()).await.unwrap();
    assert_eq!(code(suzhou.keep(&port, &outcome, "mine").await.unwrap_err()), "privilege");
    assert_eq!(code(suzhou.deals(&port).await.unwrap_err()), "privilege");
    assert_eq!(code(suzhou.set_config("name", "other").unwrap_err()), "privilege");
    assert_eq!(code(suzhou.freeze(&port, &at, &WatchQuery::default(), None).await.unwrap_err()), "privilege");
    assert_eq!(code(suzhou.seen_by("anhui").await.unwrap_err()), "privilege");
    // Going back in time.
    for earlier in ["0", "2000-01-01"] {
        assert!(suzhou.sql(&port, &At::parse(Some(earlier)).unwrap(), "SELECT 1", None).await.is_err(), "{earlier}");
    }
    assert_eq!(suzhou.revisions(&port).await.unwrap().len(), 1);
    for unknown in ["hefei", "../w", "", "a/b"] {
        assert!(whole.seen_by(unknown).await.is_err(), "{unknown}");
    }
    assert!(!Path::new(suzhou.folder()).join("ledger.db").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_partner_of_which_nothing_wider_is_seen_is_outside() {
    let mut office = Office::new().await;
    let flows = "origin,destination,layer,item,period,value\n340100,320500,IND,x,2024-01,3\n340200,320500,IND,x,2024-01,4\n\
        320505,340100,IND,x,2024-01,5\n340100,340200,IND,x,2024-01,6\n";
    office.import("flow", flows).await;
    let alone = office.engine.seen_by("alone").await.unwrap();
    let seen = sql(&alone, "SELECT origin, destination, value FROM flow ORDER BY origin").await;
    let row = |from: &str, to: &str, value: f64| [Value::from(from), to.into(), value.into()];
    assert_eq!(seen, [row("320505", "outside_port", 5.0), row("outside_port", "320500", 7.0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_functional_area_is_as_narrow_as_its_members() {
    let mut office = Office::new().await;
    office
        .import("region", "region,level,name_zh,name_en,parent\nX-ONE,area,一城,One,CHN\nX-TWO,area,两省,Two,CHN\n")
        .await;
    office.import("region_member", "area,member\nX-ONE,320500\nX-ONE,340100\nX-TWO,320000\nX-TWO,340000\n").await;
    let facts = "indicator,region,period,value\npower_use,X-ONE,2024-01,7\npower_use,X-TWO,2024-01,9\npower_use,340000,2024-01,5\n";
    office.import("indicator", facts).await;
    let suzhou = office.engine.seen_by("suzhou").await.unwrap();
    let seen = || async { sql(&suzhou, "SELECT region FROM indicator ORDER BY region").await };
    assert_eq!(seen().await, [[Value::from("340000")], ["X-TWO".into()]], "Hefei is hidden, hence what is half of it");
    office.import("port", "port,title_zh,title_en,region,finest\nsuzhou,苏州,Suzhou,320500,area\n").await;
    assert_eq!(seen().await, [[Value::from("X-ONE")], ["X-TWO".into()]], "areas are named");
}

#[tokio::test(flavor = "multi_thread")]
async fn ports_that_differ_only_in_case_are_refused() {
    let mut office = Office::new().await;
    office.import("port", "port,title_zh,title_en,region,finest\nSuzhou,苏州市,Suzhou city,320500,\n").await;
    for port in ["suzhou", "Suzhou"] {
        let error = office.engine.seen_by(port).await.unwrap_err();
        assert!(error.to_string().contains("in more than case"), "{error}");
    }
    assert!(office.engine.seen_by("anhui").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_is_opened_by_several_at_once() {
    let office = Office::new().await;
    let ways: Vec<_> = (0..4)
        .map(|_| {
            let engine = office.engine.clone();
            tokio::spawn(async move {
                let suzhou = engine.seen_by("suzhou").await?;
                suzhou.sql(&suzhou.reader(), &At::default(), "SELECT count(*) FROM port", None).await
            })
        })
        .collect();
    for way in ways {
        assert_eq!(way.await.unwrap().unwrap().rows[0][0], Value::from(1));
    }
    let folder = office.engine.folder().join("ports");
    let there: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(there, ["suzhou"], "nothing half made is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_right_that_is_narrowed_is_narrower_at_once() {
    let mut office = Office::new().await;
    office
        .import("indicator", "indicator,region,period,value\npower_use,340000,2024-01,7\npower_use,320500,2024-01,5\n")
        .await;
    let suzhou = office.engine.seen_by("suzhou").await.unwrap();
    let seen = || async { sql(&suzhou, "SELECT region FROM indicator ORDER BY region").await };
    assert_eq!(seen().await, [[Value::from("320500")], ["340000".into()]]);
    let before = suzhou.resolve(&suzhou.reader(), &At::default()).await.unwrap();
    office.import("port", "port,title_zh,title_en,region,finest\nsuzhou,苏州,Suzhou,320500,\n").await;
    assert_eq!(seen().await, [[Value::from("320500")]]);
    let past = At::parse(Some(&before.to_string())).unwrap();
    assert!(suzhou.sql(&suzhou.reader(), &past, "SELECT * FROM indicator", None).await.is_err());
    // What comes in is seen as soon as it is there, without opening anything anew.
    office.import("indicator", "indicator,region,period,value\npower_use,320505,2024-02,6\n").await;
    assert_eq!(seen().await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alert_is_the_same_at_three_scales_and_for_every_port_that_sees_it() {
    let mut office = Office::new().await;
    let mut flows = "origin,destination,layer,item,period,value,unit\n".to_owned();
    for month in 0..30 {
        let label = format!("{}-{:02}", 2022 + month / 12, month % 12 + 1);
        let stops = month >= 28;
        for (from, to, value) in [("340100", "320500", 100), ("340200", "320505", 50), ("340100", "320100", 70)] {
            let value = if stops { 1 } else { value };
            flows += &format!("{from},{to},IND,85423100,{label},{value},CNY\n");
        }
    }
    office.import("flow", &flows).await;
    office.import("rule", "rule_id,title_en,text\nstop,Stop,alert red when yoy(flow[value]) <= -45%\n").await;
    let mut lists: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    for port in ["all", "suzhou", "anhui", "nation"] {
        let engine = if port == "all" { office.engine.clone() } else { office.engine.seen_by(port).await.unwrap() };
        for scale in ["nation", "province", "city"] {
            let query = WatchQuery {
                scale: Some(scale.to_owned()),
                period: "2024-06".parse::<Period>().ok(),
                ..WatchQuery::default()
            };
            let watch = engine.watch(&engine.reader(), &At::default(), &query, 100).await.unwrap();
            let of = |alert: &liantu_engine::report::material::Alert| {
                let partner = alert.partner.as_ref().map_or("", |partner| &partner.id);
                format!(
                    "{} {}>{} {} {} {}",
                    alert.rule, partner, alert.region.id, alert.grade, alert.since, alert.reason
                )
            };
            lists.insert((port, scale), watch.alerts.iter().map(of).collect());
        }
    }
    let whole = |scale: &'static str| lists[&("all", scale)].clone();
    assert!(!whole("province").is_empty() && !whole("city").is_empty(), "{lists:#?}");
    // At the level that all of them see, all see the same.
    for port in ["suzhou", "anhui", "nation"] {
        assert_eq!(lists[&(port, "province")], whole("province"), "{port}");
        assert_eq!(lists[&(port, "nation")], whole("nation"), "{port}");
    }
    assert_eq!(lists[&("nation", "city")], whole("city"), "who sees every city sees what all see");
    // Below it none sees a pair of cities of which one is hidden from it.
    for port in ["suzhou", "anhui"] {
        let hidden = if port == "suzhou" { ["340100", "340200", "320100"] } else { ["320500", "320100", "320505"] };
        for alert in &lists[&(port, "city")] {
            assert!(!hidden.iter().any(|code| alert.contains(code)), "{port}: {alert}");
        }
    }
}
