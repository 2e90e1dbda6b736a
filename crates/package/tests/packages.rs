//! What no document can hold: archives, workbooks, Parquet, large headers, real files, and properties.

use arrow::array::{Array, ArrayRef, AsArray, Decimal128Array, Float32Array, Int32Array, StringViewArray};
use arrow::datatypes::{DataType, Field, Int32Type, Schema};
use arrow::record_batch::RecordBatch;
use liantu_model::schema::Table;
use liantu_package::{
    Discard, FileColumn, Limits, Mapping, Options, PackageError, Policy, Progress, Report, Sink, SinkError, Stage,
    open, propose,
};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use zip::write::SimpleFileOptions;

/// Keeps everything, table by table.
#[derive(Default)]
struct Keep(BTreeMap<&'static str, Vec<RecordBatch>>);

impl Sink for Keep {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        self.0.entry(table.name).or_default().push(batch);
        Ok(())
    }
}

impl Keep {
    fn table(&self, name: &str) -> Option<RecordBatch> {
        let batches = self.0.get(name)?;
        Some(arrow::compute::concat_batches(&batches[0].schema(), batches).unwrap())
    }

    /// A table as text, row by row.
    fn rows(&self, name: &str) -> Vec<String> {
        let Some(batch) = self.table(name) else { return Vec::new() };
        let cells = |row| {
            let cell = |column: &ArrayRef| arrow::util::display::array_value_to_string(column, row).unwrap();
            batch.columns().iter().map(cell).collect::<Vec<_>>().join("|")
        };
        (0..batch.num_rows()).map(cells).collect()
    }
}

fn read(path: &Path, options: Options) -> (Report, Keep) {
    let mut keep = Keep::default();
    let report = open(path, options).unwrap().read(&mut keep, &()).unwrap();
    for resource in &report.resources {
        assert_eq!(resource.read, resource.accepted + resource.rejected);
    }
    let rejects = keep.table("rejects").map_or(0, |batch| batch.num_rows());
    assert_eq!(rejects as u64, report.counts.values().sum::<u64>(), "every finding is a row of rejects");
    (report, keep)
}

fn codes(report: &Report) -> Vec<&str> {
    report.counts.keys().map(String::as_str).collect()
}

fn archive(path: &Path, files: &[(&str, &[u8])]) {
    let mut writer = zip::ZipWriter::new(File::create(path).unwrap());
    for (name, content) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
}

const DESCRIPTOR: &[u8] = br#"{"resources": [{"name": "actor", "path": "data/actor.csv"}]}"#;
const ACTORS: &[u8] = "actor_id,kind,name_zh\nA1,city,上海\nA2,city,苏州\n".as_bytes();

#[test]
fn archives_are_read_with_and_without_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    for root in ["", "my-package/"] {
        let path = folder.path().join("package.zip");
        archive(&path, &[(&format!("{root}datapackage.json"), DESCRIPTOR), (&format!("{root}data/actor.csv"), ACTORS)]);
        let (report, keep) = read(&path, Options::default());
        assert!(report.accepted, "{report:?}");
        assert_eq!(keep.rows("actor").len(), 2);
    }
}

#[test]
fn archives_that_climb_or_explode_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("package.zip");
    archive(&path, &[("datapackage.json", DESCRIPTOR), ("../../actor.csv", ACTORS)]);
    assert_eq!(codes(&read(&path, Options::default()).0), ["PKG002"]);

    // 64 MB of one byte pack to 64 KB.
    archive(&path, &[("datapackage.json", DESCRIPTOR), ("data/actor.csv", &vec![b'a'; 64 << 20])]);
    let (report, _) = read(&path, Options::default());
    assert_eq!((codes(&report), report.accepted), (vec!["PKG004"], false));

    let limits = Limits { archive_bytes: 40, ..Limits::default() };
    archive(&path, &[("datapackage.json", DESCRIPTOR), ("data/actor.csv", ACTORS)]);
    assert_eq!(codes(&read(&path, Options { limits, ..Options::default() }).0), ["PKG004"]);
    let limits = Limits { archive_entries: 1, ..Limits::default() };
    assert_eq!(codes(&read(&path, Options { limits, ..Options::default() }).0), ["PKG004"]);
}

#[test]
fn an_archive_that_lies_about_its_size_is_stopped_at_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("package.zip");
    let content = [ACTORS, &b"A3,city,x\n".repeat(20_000)].concat();
    archive(&path, &[("datapackage.json", DESCRIPTOR), ("data/actor.csv", &content)]);
    let mut bytes = std::fs::read(&path).unwrap();
    // The uncompressed size of the second entry, in its local header and in the directory.
    let (size, lie) = (u32::try_from(content.len()).unwrap().to_le_bytes(), 50u32.to_le_bytes());
    let places: Vec<usize> = (0..bytes.len() - 4).filter(|&at| bytes[at..at + 4] == size).collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&lie);
    }
    std::fs::write(&path, bytes).unwrap();
    let (report, _) = read(&path, Options::default());
    assert!(codes(&report).iter().any(|code| ["PKG004", "PKG008"].contains(code)), "{report:?}");
    assert!(!report.accepted);
}

#[test]
fn damaged_files_are_findings() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in
        [("a.zip", &b"PK\x03\x04nonsense"[..]), ("a.xlsx", b"<html>"), ("a.parquet", b"PAR1x"), ("a.geojson", b"{")]
    {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let (report, _) = read(&path, Options::default());
        assert_eq!((codes(&report), report.accepted), (vec!["PKG008"], false), "{name}");
    }
    let path = folder.path().join("large.geojson");
    std::fs::write(&path, vec![b' '; 2000]).unwrap();
    let limits = Limits { document_bytes: 1000, ..Limits::default() };
    assert_eq!(codes(&read(&path, Options { limits, ..Options::default() }).0), ["PKG010"]);
    assert!(matches!(open(Path::new("/nowhere/at/all.csv"), Options::default()), Err(PackageError::Absent { .. })));
    let path = folder.path().join("a.docx");
    std::fs::write(&path, b"x").unwrap();
    assert!(matches!(open(&path, Options::default()), Err(PackageError::Unsupported { .. })));
}

#[test]
fn wide_headers_are_read_or_refused_in_linear_time() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flow.csv");
    let wide = |width: usize| {
        let names: Vec<String> = (0..width).map(|number| format!("column_{number}")).collect();
        let cells = vec!["1"; width].join(",");
        format!(
            "origin,destination,period,{}\n310000,320500,2021,{cells}\n310000,330100,2021,{cells}\n",
            names.join(",")
        )
    };
    std::fs::write(&path, wide(10_000)).unwrap();
    let (report, _) = read(&path, Options { table: Some("flow".into()), ..Options::default() });
    assert_eq!((report.resources[0].accepted, report.counts["PKG103"], report.findings.len()), (2, 10_000, 200));
    assert!(propose(&path, Some("flow")).unwrap().proposal.unwrap().unplaced.len() == 10_000);

    std::fs::write(&path, wide(30_000)).unwrap();
    let (report, _) = read(&path, Options { table: Some("flow".into()), ..Options::default() });
    assert_eq!((codes(&report), report.accepted), (vec!["PKG114"], false));
}

#[test]
fn endless_lines_are_stopped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actor.csv");
    let line = |length: usize| format!("actor_id,kind\nA1,city\nA2,{}\nA3,city\n", "x".repeat(length));
    let limits = Limits { record_bytes: 1000, chunk_bytes: 500, ..Limits::default() };
    std::fs::write(&path, line(1200)).unwrap();
    let (report, _) = read(&path, Options { limits, ..Options::default() });
    assert_eq!((codes(&report), report.resources[0].read, report.resources[0].rejected), (vec!["PKG110"], 3, 1));
    std::fs::write(&path, line(100_000)).unwrap();
    let (report, _) = read(&path, Options { limits, ..Options::default() });
    assert_eq!((codes(&report), report.accepted), (vec!["PKG110"], false));
}

/// A minimal workbook of one sheet; a cell is written as its XML.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let mut sheet = String::from(
        r#"<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#,
    );
    for (number, row) in rows.iter().enumerate() {
        sheet += &format!("<row r=\"{}\">", number + 1);
        for (column, cell) in row.iter().enumerate() {
            let address = format!("{}{}", char::from(b'A' + u8::try_from(column).unwrap()), number + 1);
            sheet += &match cell.split_once(':') {
                Some(("n", number)) => format!("<c r=\"{address}\"><v>{number}</v></c>"),
                Some(("d", serial)) => format!("<c r=\"{address}\" s=\"1\"><v>{serial}</v></c>"),
                Some(("e", error)) => format!("<c r=\"{address}\" t=\"e\"><v>{error}</v></c>"),
                _ if cell.is_empty() => String::new(),
                _ => format!("<c r=\"{address}\" t=\"inlineStr\"><is><t>{cell}</t></is></c>"),
            };
        }
        sheet += "</row>";
    }
    sheet += "</sheetData></worksheet>";
    let parts: [(&str, &str); 6] = [
        (
            "[Content_Types].xml",
            r#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>"#,
        ),
        (
            "_rels/.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
        ),
        (
            "xl/workbook.xml",
            r#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="数据" sheetId="1" r:id="rId1"/></sheets></workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#,
        ),
        (
            "xl/styles.xml",
            r#"<?xml version="1.0"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#,
        ),
        ("xl/worksheets/sheet1.xml", &sheet),
    ];
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn workbooks_keep_codes_dates_and_addresses() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actors.xlsx");
    let rows: &[&[&str]] = &[
        &["长三角主体名录"],
        &[],
        &["主体代码", "中文名", "主体类型", "所在区域", "行业代码", "起始日期"],
        &["A1", "上海", "城市", "n:310000", "n:39", "d:44197"],
        &["A2", "苏州", "城市", "n:32050", "n:1", "2021年5月1日"],
        &[],
        &["n:3", "杭州", "e:#REF!", "330100", "", "d:44197.5"],
    ];
    std::fs::write(&path, workbook(rows)).unwrap();
    let (report, keep) = read(&path, Options { policy: Policy::RejectRows, ..Options::default() });
    assert_eq!(keep.rows("actor"), ["A1|上海||city|310000|||C39|||2021-01-01|||||"]);
    assert_eq!((report.resources[0].read, report.resources[0].rejected), (3, 2));
    let place = |code: &str| {
        let finding = report.findings.iter().find(|finding| finding.code == code).unwrap();
        (finding.place.cell.clone().unwrap_or_default(), finding.place.row)
    };
    assert_eq!(place("PKG206"), ("数据!D5".to_owned(), Some(2)));
    assert_eq!(place("PKG214"), ("数据!E5".to_owned(), Some(2)));
    assert_eq!(place("PKG218"), ("数据!C7".to_owned(), Some(3)));
    assert!(codes(&report).contains(&"PKG111"));
    let mapping = propose(&path, None).unwrap();
    assert_eq!(
        (mapping.table.as_str(), mapping.header_row, mapping.sheet.as_deref()),
        ("actor", Some(3), Some("数据"))
    );
}

#[test]
fn workbooks_that_explode_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actors.xlsx");
    archive(&path, &[("xl/workbook.xml", b"<workbook/>"), ("xl/sharedStrings.xml", &vec![b' '; 64 << 20])]);
    let (report, _) = read(&path, Options::default());
    assert_eq!((codes(&report), report.accepted), (vec!["PKG004"], false));
}

#[test]
fn parquet_columns_are_cast_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("flow.parquet");
    let codes_column = StringViewArray::from(vec!["310000", "310000", "31000"]);
    let targets: arrow::array::DictionaryArray<Int32Type> = vec!["320500", "330100", "340100"].into_iter().collect();
    let years = Int32Array::from(vec![2021, 2021, 2021]);
    let values = Decimal128Array::from(vec![Some(1_250), None, Some(7)]).with_precision_and_scale(10, 2).unwrap();
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("origin", Arc::new(codes_column)),
        ("destination", Arc::new(targets)),
        ("period", Arc::new(years)),
        ("value", Arc::new(values)),
        ("unit", Arc::new(Float32Array::from(vec![0.5, 1.0, 2.0]))),
    ];
    let fields: Vec<Field> =
        columns.iter().map(|(name, array)| Field::new(*name, array.data_type().clone(), true)).collect();
    let arrays = columns.into_iter().map(|(_, array)| array).collect();
    let batch = RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap();
    let mut writer = parquet::arrow::ArrowWriter::try_new(File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let (report, keep) = read(&path, Options { policy: Policy::RejectRows, ..Options::default() });
    assert_eq!(keep.rows("flow"), ["310000|320500|||||2021|12.5|0.5||||", "310000|330100|||||2021||1||||"]);
    assert_eq!(codes(&report), ["PKG206"]);
    assert_eq!(report.findings[0].place.row, Some(3));
}

#[test]
fn features_become_regions() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cities.geojson");
    let content = r#"{"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"adcode": 320500, "name": "苏州市", "level": "city", "centroid": [120.6, 31.3],
         "parent": {"adcode": 320000}}, "geometry": null},
        {"type": "Feature", "properties": {"adcode": "310101", "name": "黄浦区", "level": "district"},
         "geometry": {"type": "Polygon", "coordinates": [[[121, 31], [122, 31], [122, 32], [121, 31]]]}}]}"#;
    std::fs::write(&path, content).unwrap();
    let (report, keep) = read(&path, Options::default());
    assert!(report.accepted, "{report:?}");
    assert_eq!(
        keep.rows("region"),
        ["320500|city|苏州市||320000|120.6|31.3||||||", "310101|county|黄浦区|||121.5|31.5||||||",]
    );
}

#[test]
fn cancelling_stops() {
    struct Stop;
    impl Progress for Stop {
        fn advance(&self, _: Stage, _: u64, _: Option<u64>) {}
        fn cancelled(&self) -> bool {
            true
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actor.csv");
    std::fs::write(&path, ACTORS).unwrap();
    let outcome = open(&path, Options::default()).unwrap().read(&mut Discard, &Stop);
    assert!(matches!(outcome, Err(PackageError::Cancelled)));
}

#[test]
fn duplicates_are_found_beyond_the_memory_for_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actor.csv");
    let mut file = File::create(&path).unwrap();
    writeln!(file, "actor_id,kind,name_zh,parent").unwrap();
    for row in 0..30_000 {
        let id = if row == 29_000 { 17 } else { row };
        writeln!(file, "A{id},city,\"x\n{row}\",A{}", if row == 20_000 { 90_000 } else { row / 2 }).unwrap();
    }
    drop(file);
    for (policy, sent) in
        [(Policy::RejectPackage, None), (Policy::RejectRows, Some(29_996)), (Policy::Warn, Some(30_000))]
    {
        let limits = Limits { key_bytes: 10_000, chunk_bytes: 10_000, ..Limits::default() };
        let (report, keep) = read(&path, Options { limits, policy, ..Options::default() });
        let duplicate = report.findings.iter().find(|finding| finding.code == "PKG301").unwrap();
        assert_eq!((duplicate.place.row, duplicate.place.line), (Some(29_001), Some(58_002)));
        assert_eq!((duplicate.related[0].row, duplicate.related[0].line), (Some(18), Some(36)));
        let unmet = report.findings.iter().find(|finding| finding.code == "PKG302").unwrap();
        assert_eq!((unmet.place.row, unmet.found.as_deref()), (Some(20_001), Some("A90000")));
        if let Some(sent) = sent {
            let rows = keep.table("actor").unwrap().num_rows() as u64;
            assert_eq!(rows, report.resources[0].accepted);
            assert!(rows >= sent, "{policy:?}: {rows}");
        }
    }
}

#[test]
fn references_are_compared_beyond_the_memory_for_keys() {
    let folder = tempfile::tempdir().unwrap();
    let descriptor = r#"{"resources": [{"name": "link", "path": "link.csv"}, {"name": "actor", "path": "actor.csv"}]}"#;
    std::fs::write(folder.path().join("datapackage.json"), descriptor).unwrap();
    let mut actors = "actor_id,kind\n".to_owned();
    let mut links = "link_id,from_actor,to_actor,layer\n".to_owned();
    for row in 0..5_000 {
        actors += &format!("A{row},{}\n", if row == 7 { "ctiy" } else { "city" });
        links += &format!("L{row},A{row},A{},IND\n", if row == 4_000 { 99_999 } else { 4_999 - row });
    }
    std::fs::write(folder.path().join("actor.csv"), actors).unwrap();
    std::fs::write(folder.path().join("link.csv"), links).unwrap();
    for key_bytes in [1_000, 1 << 24] {
        let limits = Limits { key_bytes, ..Limits::default() };
        let (report, _) = read(folder.path(), Options { limits, ..Options::default() });
        assert_eq!(report.counts["PKG302"], 1, "{key_bytes}");
        let (report, keep) = read(folder.path(), Options { limits, policy: Policy::RejectRows, ..Options::default() });
        let found: Vec<_> = report.findings.iter().filter(|f| f.code == "PKG302").map(|f| f.place.row).collect();
        assert_eq!(found, [Some(8), Some(4_001), Some(4_993)], "{key_bytes}");
        assert_eq!(keep.table("link").unwrap().num_rows(), 4_997);
    }
}

#[cfg(unix)]
#[test]
fn links_out_of_the_package_are_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    let package = folder.path().join("package");
    std::fs::create_dir(&package).unwrap();
    std::fs::write(folder.path().join("secret.csv"), ACTORS).unwrap();
    std::os::unix::fs::symlink(folder.path().join("secret.csv"), package.join("actor.csv")).unwrap();
    std::fs::write(package.join("datapackage.json"), r#"{"resources": [{"name": "actor", "path": "actor.csv"}]}"#)
        .unwrap();
    assert_eq!(codes(&read(&package, Options::default()).0), ["PKG002"]);
}

/// A file beside the project, or `None`, said by name.
fn beside(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    if !path.exists() {
        eprintln!("skipped: {name} is not beside the project");
    }
    path.exists().then_some(path)
}

#[test]
fn real_line_breaks_in_fields() {
    let Some(path) = beside("firms/apple-supplier-list.csv") else { return };
    let mapping = Mapping::from_toml(
        "table = \"event\"\n[columns]\nevent_id = { from = \"supplier_address\" }\ndate = { from = \"year\" }\nkind = { value = \"supply\" }\ntitle_en = { from = \"supplier_name\" }\n",
    );
    let (report, keep) =
        read(&path, Options { mapping: Some(mapping.unwrap()), policy: Policy::Warn, ..Options::default() });
    assert_eq!(report.resources[0].read, 7_558);
    let ids = keep.table("event").unwrap();
    assert!(ids.column(0).as_string::<i32>().iter().flatten().any(|address| address.contains('\n')));
    assert!(report.counts.keys().all(|code| code == "PKG301" || code == "PKG209"), "{:?}", report.counts);
}

#[test]
fn real_decimal_commas() {
    let Some(path) = beside("innovation/h2020_organizations_out_formatted_latest.csv") else { return };
    let mapping = Mapping::from_toml(
        "table = \"indicator\"\n[columns]\nindicator = { value = \"totalCost\" }\nfact_id = { from = \"rcn\" }\nvalue = { from = \"totalCost\" }\n",
    );
    let (report, keep) =
        read(&path, Options { mapping: Some(mapping.unwrap()), policy: Policy::Warn, ..Options::default() });
    assert_eq!(report.resources[0].read, 2_722);
    eprintln!("{:?}", report.counts);
    let values = keep.table("indicator").unwrap();
    let column = values.column_by_name("value").unwrap();
    assert!(column.null_count() < 200 && column.data_type() == &DataType::Float64);
}

#[test]
fn a_real_workbook() {
    let Some(path) = beside("geo/china_hsr_timetable_20160310.xlsx") else { return };
    let proposal = propose(&path, Some("region")).unwrap();
    eprintln!("{}", proposal.to_toml());
    let mapping = Mapping::from_toml(
        "table = \"event\"\nsheet = \"时刻表\"\nheader_row = 1\n[columns]\nevent_id = { from = 1 }\ndate = { value = \"2016-03-10\" }\nkind = { from = 2 }\n",
    );
    let (report, _) =
        read(&path, Options { mapping: Some(mapping.unwrap()), policy: Policy::Warn, ..Options::default() });
    assert_eq!(report.resources[0].read, 34_647, "{report:?}");
}

#[test]
fn real_boundaries() {
    for (code, cities) in [(310_000, 16), (320_000, 13), (330_000, 11), (340_000, 16)] {
        let Some(path) = beside(&format!("geo/cn_province_{code}.geojson")) else { continue };
        let (report, keep) = read(&path, Options::default());
        assert!(report.accepted, "{:?}", report.findings);
        assert_eq!(keep.rows("region").len(), cities);
    }
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{0,6}",
        1 => Just("a,b".to_owned()),
        1 => Just("line\nbreak".to_owned()),
        1 => Just("\"quoted\"".to_owned()),
        1 => Just("上海；苏州".to_owned()),
        1 => Just("\r\n".to_owned()),
    ]
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.to_owned() }
}

fn outcome(path: &Path, policy: Policy, threads: usize, chunk_bytes: usize) -> (Report, Vec<String>, Vec<String>) {
    let limits = Limits { chunk_bytes, ..Limits::default() };
    let (report, keep) = read(path, Options { policy, threads, limits, ..Options::default() });
    let (rows, mut rejects) = (keep.rows("actor"), keep.rows("rejects"));
    rejects.sort();
    (report, rows, rejects)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_written_is_read(cells in proptest::collection::vec((cell(), cell()), 1..60)) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("actor.csv");
        let mut content = "actor_id,kind,name_zh,note\n".to_owned();
        for (row, (name, note)) in cells.iter().enumerate() {
            content += &format!("A{row},city,{},{}\n", quoted(name), quoted(note));
        }
        std::fs::write(&path, content).unwrap();
        let (report, keep) = read(&path, Options::default());
        prop_assert!(report.accepted, "{:?}", report.findings);
        let table = keep.table("actor").unwrap();
        for (name, place) in [("name_zh", 0), ("note", 1)] {
            let column = table.column_by_name(name).unwrap().as_string::<i32>();
            for (row, pair) in cells.iter().enumerate() {
                let written = if place == 0 { &pair.0 } else { &pair.1 }.trim();
                let found = column.is_valid(row).then(|| column.value(row));
                let missing = liantu_package::MISSING.contains(&written);
                prop_assert_eq!(found, (!missing).then_some(written));
            }
        }
    }

    #[test]
    fn neither_threads_nor_chunks_change_anything(
        lines in proptest::collection::vec(
            prop_oneof![
                5 => "A[0-9]{1,2},city,[a-z]{0,5}",
                2 => "A[0-9]{1,2},city,\"[a-z\n,]{0,9}\"",
                1 => "A[0-9],ctiy,x",
                1 => "A[0-9],city,\"[a-z]{0,4}",
                1 => "A[0-9],city,\"x\"y",
                1 => "A[0-9],city",
                1 => ",,",
                1 => "",
            ],
            0..80,
        ),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("actor.csv");
        std::fs::write(&path, format!("actor_id,kind,name_zh\nA100,city,x\n{}", lines.join("\n"))).unwrap();
        for policy in [Policy::RejectPackage, Policy::RejectRows, Policy::Warn] {
            let (report, rows, rejects) = outcome(&path, policy, 1, 1 << 20);
            for (threads, chunk) in [(2, 1 << 20), (1, 7), (3, 64)] {
                let other = outcome(&path, policy, threads, chunk);
                prop_assert_eq!(&other.0.resources, &report.resources, "{:?} {} {}", policy, threads, chunk);
                prop_assert_eq!(&other.0.counts, &report.counts);
                prop_assert_eq!(&other.0.findings, &report.findings);
                prop_assert_eq!(&other.2, &rejects);
                if policy != Policy::RejectPackage {
                    prop_assert_eq!(&other.1, &rows);
                    prop_assert_eq!(rows.len() as u64, report.resources[0].accepted);
                }
            }
        }
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["actor.csv", "actor.xlsx", "actor.parquet", "actor.geojson"] {
            let path = folder.path().join(name);
            std::fs::write(&path, [b"actor_id,kind\n", &bytes[..]].concat()).unwrap();
            let _ = open(&path, Options::default()).unwrap().read(&mut Discard, &()).unwrap();
            let _ = propose(&path, None);
        }
    }
}

#[test]
fn proposals_name_what_they_could_not_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("产值.csv");
    std::fs::write(&path, "城市,年份,产值（亿元）,排名\n上海市,2021,\"1,234.5\",1\n苏州市,2021,\"2,345.6\",2\n")
        .unwrap();
    let mapping = propose(&path, None).unwrap();
    assert_eq!(mapping.table, "indicator");
    let column = |name: &str| mapping.columns.get(name).cloned().unwrap();
    assert_eq!(column("value").from, Some(FileColumn::Header("产值（亿元）".into())));
    assert!(column("region").names);
    assert_eq!(column("unit").value.as_deref(), Some("亿元"));
    assert_eq!(column("indicator").value.as_deref(), Some("产值"));
    let proposal = mapping.proposal.clone().unwrap();
    assert_eq!((proposal.unplaced, proposal.unfilled), (vec!["排名".to_owned()], vec![]));
    let read_back = Mapping::from_toml(&mapping.to_toml()).unwrap();
    let (report, keep) = read(&path, Options { mapping: Some(read_back), ..Options::default() });
    assert!(report.accepted, "{report:?}");
    assert_eq!(
        keep.rows("indicator"),
        ["|产值|310000|||2021|1234.5|||亿元||||", "|产值|320500|||2021|2345.6|||亿元||||"]
    );
}
