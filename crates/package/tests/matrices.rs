//! Input-output tables as matrices: what is recognised, what each cell becomes, and what is said about it.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::datatypes::Float64Type;
use liantu_model::schema::Table;
use liantu_package::{Discard, Mapping, Options, REJECTS, Report, Sink, SinkError, open};
use std::io::Write;
use std::path::Path;

#[derive(Default)]
struct Keep(Vec<String>);

impl Sink for Keep {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        if table.name == REJECTS.name {
            return Ok(());
        }
        assert_eq!(table.name, "io_entry");
        let texts = ["period", "account", "from_region", "from_sector", "to_region", "to_sector"]
            .map(|name| batch.column_by_name(name).unwrap().as_string::<i32>().clone());
        let values = batch.column_by_name("value").unwrap().as_primitive::<Float64Type>();
        for row in 0..batch.num_rows() {
            let mut line: Vec<String> = texts
                .iter()
                .map(|array| if array.is_null(row) { String::new() } else { array.value(row).to_owned() })
                .collect();
            line.push(if values.is_null(row) { String::new() } else { values.value(row).to_string() });
            self.0.push(line.join(","));
        }
        Ok(())
    }
}

fn read(path: &Path, mapping: &str) -> (Vec<String>, Report) {
    let mapping = (!mapping.is_empty()).then(|| toml::from_str::<Mapping>(mapping).unwrap());
    let mut keep = Keep::default();
    let report = open(path, Options { mapping, ..Options::default() }).unwrap().read(&mut keep, &()).unwrap();
    (keep.0, report)
}

fn file(name: &str, content: impl AsRef<[u8]>) -> (tempfile::TempDir, std::path::PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    (folder, path)
}

fn codes(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn one_label_holds_region_and_sector() {
    // As the tables of OECD are written.
    let (_folder, path) = file(
        "ICIO2018_small.csv",
        "V1,AUS_A,AUS_B,CHN_A,CHN_B,AUS_HFCE,CHN_HFCE,OUT\n\
         AUS_A,1,2,3,0,5,6,17\n\
         AUS_B,0,0,0,0,0,0,0\n\
         CHN_A,1,0,2,3,4,5,15\n\
         CHN_B,2,2,2,2,2,-2,8\n\
         TLS,1,0,1,1,9,8,20\n\
         VALU,12,-4,7,2,0,0,17\n\
         OUT,17,0,15,8,20,17,\n",
    );
    let (rows, report) = read(&path, "");
    assert!(report.accepted, "{:?}", report.findings);
    assert_eq!(codes(&report), ["PKG118"]);
    assert_eq!((report.resources[0].table.as_str(), report.resources[0].read), ("io_entry", rows.len() as u64));
    for row in [
        "2018,intermediate,AUS,A,CHN,A,3",
        "2018,final_demand,AUS,A,CHN,HFCE,6",
        "2018,final_demand,CHN,B,CHN,HFCE,-2",
        "2018,value_added,,VALU,AUS,B,-4",
        "2018,value_added,,TLS,AUS,A,1",
        "2018,final_value_added,,TLS,CHN,HFCE,8",
        "2018,output,CHN,B,CHN,B,8",
        // A sector without output stays in the table.
        "2018,output,AUS,B,AUS,B,0",
        "2018,intermediate,AUS,B,AUS,B,0",
    ] {
        assert!(rows.contains(&row.to_owned()), "{row} is not in {rows:#?}");
    }
    assert!(!rows.iter().any(|row| row.contains("OUT")), "totals are no sectors");
    assert!(!rows.contains(&"2018,intermediate,AUS,A,CHN,B,0".to_owned()), "zeros are not listed");
}

#[test]
fn regions_and_sectors_have_lines_of_their_own() {
    // As provincial tables of China are laid out: exports a column, imports a row, totals between; merged names.
    let (_folder, path) = file(
        "省际投入产出表2017.csv",
        "单位：万元,,北京,,天津,,北京,天津,,,\n\
         ,,农业,工业,农业,工业,居民消费,居民消费,出口,合计,总产出\n\
         北京,农业,1,2,0,1,3,0,1,8,8\n\
         ,工业,1,4,1,2,6,2,4,20,20\n\
         天津,农业,0,1,2,1,1,4,1,10,10\n\
         ,工业,2,3,2,5,2,6,5,25,25\n\
         ,进口,1,2,1,3,,,,,\n\
         ,劳动者报酬,2,5,3,7,,,,,\n\
         ,营业盈余,1,3,1,6,,,,,\n\
         ,增加值合计,3,8,4,13,,,,,\n\
         ,总投入,8,20,10,25,,,,,\n",
    );
    let (rows, report) = read(&path, "");
    assert!(report.accepted, "{:?}", report.findings);
    assert_eq!(codes(&report), ["PKG118", "PKG123"], "{:?}", report.findings);
    for row in [
        "2017,intermediate,110000,工业,120000,农业,1",
        "2017,final_demand,120000,工业,110000,居民消费,2",
        "2017,export,120000,工业,,出口,5",
        "2017,import,,进口,120000,工业,3",
        "2017,value_added,,劳动者报酬,110000,工业,5",
        "2017,output,120000,农业,120000,农业,10",
    ] {
        assert!(rows.contains(&row.to_owned()), "{row} is not in {rows:#?}");
    }
    assert!(!rows.iter().any(|row| row.contains("合计")));
    assert!(report.findings[0].found.as_ref().unwrap().contains("万元"));
}

#[test]
fn a_national_table_has_one_region_and_a_period() {
    let table = "code,01,02,households,EX,GO\n01,1,2,3,4,10\n02,2,3,4,1,10\nwages,7,5,,,\nwater,3,1,,,\n";
    let (_folder, path) = file("table.csv", table);
    let (_, report) = read(&path, "");
    assert!(!report.accepted);
    assert_eq!(codes(&report), ["PKG121"], "{:?}", report.findings);
    let mapping = "table = \"io_entry\"\n[columns]\nperiod = { value = \"2020\" }\nunit = { value = \"million\" }\nfrom_region = { value = \"310000\" }\n";
    let (rows, report) = read(&path, mapping);
    assert!(report.accepted, "{:?}", report.findings);
    assert_eq!(codes(&report), ["PKG118", "PKG119"]);
    for row in [
        "2020,intermediate,310000,01,310000,02,2",
        "2020,final_demand,310000,02,310000,households,4",
        "2020,export,310000,01,,EX,4",
        "2020,value_added,,wages,310000,02,5",
        "2020,extension,,water,310000,01,3",
    ] {
        assert!(rows.contains(&row.to_owned()), "{row} is not in {rows:#?}");
    }
}

#[test]
fn what_is_no_matrix_is_refused_as_before() {
    let (_folder, path) = file("notes.csv", "one,two,three\na,b,c\nd,e,f\n");
    let (rows, report) = read(&path, "");
    assert!(rows.is_empty() && !report.accepted);
    assert!(!codes(&report).iter().any(|code| ["PKG118", "PKG121"].contains(code)), "{:?}", codes(&report));
    for damaged in [&b"RDX2\nX\n\0\0"[..], b"\x1f\x8bnothing", b"BZh9 nothing", b"", b"RDX3\nX\n\0\0\0\x09"] {
        let (_folder, path) = file("table_2020.rda", damaged);
        let (_, report) = read(&path, "");
        assert!(!report.accepted && !report.findings.is_empty());
    }
}

/// A small `.rda`, written as R would: a data frame of two sectors with a row of wages.
fn saved() -> Vec<u8> {
    let int = |number: i32| number.to_be_bytes().to_vec();
    let size = |size: usize| int(i32::try_from(size).unwrap());
    let text = |text: &str| [int(0x0004_0009), size(text.len()), text.as_bytes().to_vec()].concat();
    let texts = |list: &[&str]| [int(16), size(list.len()), list.iter().flat_map(|word| text(word)).collect()].concat();
    let reals = |list: &[f64]| {
        [int(14), size(list.len()), list.iter().flat_map(|number| number.to_be_bytes()).collect()].concat()
    };
    let symbol = |name: &str| [int(1), text(name)].concat();
    let pair = |name: &str, value: Vec<u8>| [int(0x402), symbol(name), value].concat();
    let frame = [
        int(0x313),
        int(4),
        texts(&["A", "B", "wages"]),
        reals(&[1.0, 2.0, 7.0]),
        reals(&[3.0, f64::NAN, 5.0]),
        reals(&[6.0, 4.0, 0.0]),
        pair("names", texts(&["Code", "A", "B", "TC"])),
        pair("row.names", [int(13), int(2), int(i32::MIN), int(-3)].concat()),
        pair("class", texts(&["data.frame"])),
        int(254),
    ]
    .concat();
    [b"RDX2\nX\n".to_vec(), int(2), int(0x0003_0302), int(0x0002_0300), pair("china_2020_2", frame), int(254)].concat()
}

#[test]
fn saved_r_objects_are_read() {
    let (_folder, path) = file("x.rda", saved());
    let (rows, report) = read(&path, "");
    assert!(report.accepted, "{:?}", report.findings);
    assert_eq!(
        rows,
        [
            "2020,intermediate,CHN,A,CHN,A,1",
            "2020,intermediate,CHN,A,CHN,B,3",
            "2020,final_demand,CHN,A,CHN,TC,6",
            "2020,intermediate,CHN,B,CHN,A,2",
            "2020,intermediate,CHN,B,CHN,B,",
            "2020,final_demand,CHN,B,CHN,TC,4",
            "2020,value_added,,wages,CHN,A,7",
            "2020,value_added,,wages,CHN,B,5",
        ]
    );
    // Compressed by xz, as `save(compress = "xz")` does, it is the same.
    let mut packed = Vec::new();
    let mut writer = lzma_rust2::XzWriter::new(&mut packed, lzma_rust2::XzOptions::default()).unwrap();
    writer.write_all(&saved()).unwrap();
    writer.finish().unwrap();
    let (_folder, path) = file("x.rda", &packed);
    assert_eq!(read(&path, "").0, rows);
    let (_folder, path) = file("x_2020.rda", &packed[..packed.len() / 2]);
    assert!(!read(&path, "").1.accepted);
    // Cut off anywhere, it is refused and nothing breaks.
    let whole = saved();
    for end in (0..whole.len()).step_by(7) {
        let (_folder, path) = file("x_2020.rda", &whole[..end]);
        let (rows, report) = read(&path, "");
        assert!(rows.is_empty() && !report.accepted, "cut at {end}");
    }
}

/// Tables of the publishers, where there are any beside the project.
#[test]
fn real_tables_are_read() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/mrio");
    if !shared.exists() {
        println!("real_tables_are_read: skipped, no tables of publishers beside the project");
        return;
    }
    let sum = |rows: &[String], account: &str| -> f64 {
        let of = |row: &&String| row.split(',').nth(1) == Some(account);
        rows.iter().filter(of).filter_map(|row| row.rsplit(',').next()?.parse::<f64>().ok()).sum()
    };
    let (rows, report) = read(&shared.join("wiot_2011.RData"), "");
    assert!(report.accepted, "{:?}", report.findings);
    assert_eq!(codes(&report), ["PKG118", "PKG123"]);
    assert!(rows.contains(&"2011,intermediate,AUS,c1,AUS,c1,8732".to_owned()));
    assert_eq!(rows.iter().filter(|row| row.starts_with("2011,output,")).count(), 1435);
    // The totals of the file. Uses stay 0.04 % below output there, because it holds whole millions.
    let totals = ["intermediate", "final_demand", "output"].map(|account| sum(&rows, account));
    assert_eq!(totals.map(|total| total.to_string()), ["72440092", "69268600", "141767904"]);
    let (_, report) = read(&shared.join("wiot_regional_2011.RData"), "");
    assert_eq!(codes(&report), ["PKG118", "PKG119"], "names of 41 countries do not fit 7 regions");
    for (name, added) in [("china_2017_42.rda", 8.2e9), ("china_2020_42.rda", 1.0164e10)] {
        let (rows, report) = read(&shared.join(name), "");
        assert!(report.accepted, "{name}: {:?}", report.findings);
        assert_eq!(codes(&report), ["PKG118"], "{:?}", report.findings);
        let found = sum(&rows, "value_added");
        assert!((found / added - 1.0).abs() < 0.03, "{name}: {found}");
        let uses = sum(&rows, "intermediate") + sum(&rows, "final_demand") + sum(&rows, "export");
        assert!((uses / sum(&rows, "output") - 1.0).abs() < 0.01, "{name}: {uses}");
        let inputs = sum(&rows, "intermediate") + sum(&rows, "import") + found;
        assert!((inputs / sum(&rows, "output") - 1.0).abs() < 0.01, "{name}: {inputs}");
    }
    let (_, report) = read(&shared.join("Detail_Use_2017_PRO_AfterRedef_17sch.rda"), "");
    assert!(codes(&report).contains(&"PKG120"), "{:?}", report.findings);
}

/// Shares, and which of the two relations an edge has.
#[derive(Default)]
struct Shares(Vec<Option<f64>>, Vec<[bool; 2]>);
impl Sink for Shares {
    fn batch(&mut self, table: &'static Table, batch: RecordBatch) -> Result<(), SinkError> {
        let column = |name: &str| batch.column_by_name(name).unwrap().clone();
        if table.name == "chain_supply" {
            self.0.extend(column("share").as_primitive::<Float64Type>().iter());
        }
        if table.name == "chain_edge" {
            let (into, kind) = (column("goes_into"), column("is_type_of"));
            self.1.extend((0..batch.num_rows()).map(|row| [into.is_valid(row), kind.is_valid(row)]));
        }
        Ok(())
    }
}

/// The chain of advanced chips, in its own columns.
#[test]
fn a_chain_keeps_its_two_relations_apart_and_unknown_shares_unknown() {
    let there = tempfile::tempdir().unwrap();
    for (name, content) in [
        (
            "x_inputs.csv",
            "input_id,input_name,type,stage_name,stage_id,description,year\nN1,Wafer,material_resource,,,A wafer,2022\nN2,Furnace,tool_resource,,,,2022\nN3,Tools,tool_resource,,,,2022\n",
        ),
        (
            "x_sequence.csv",
            "input_name,input_id,goes_into_name,goes_into_id,is_type_of_name,is_type_of_id\nFurnace,N2,Wafer,N1,,\nFurnace,N2,,,Tools,N3\n",
        ),
        (
            "x_provision.csv",
            "provider_name,provider_id,provided_name,provided_id,share_provided,year,source\nJPN,P3,Furnace,N2,96,2022,s\nDEU,P4,Furnace,N2,,2022,s\n",
        ),
    ] {
        std::fs::write(there.path().join(name), content).unwrap();
    }
    let mut shares = Shares::default();
    let report = open(there.path(), Options::default()).unwrap().read(&mut shares, &()).unwrap();
    assert!(report.accepted, "{:#?}", report.findings);
    assert_eq!(shares.0, [Some(0.96), None], "a blank share is not zero");
    assert_eq!(shares.1, [[true, false], [false, true]]);
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/chain");
    if real.exists() {
        let report = open(&real, Options::default()).unwrap().read(&mut Discard, &()).unwrap();
        let counts: Vec<(&str, u64)> = report.resources.iter().map(|r| (r.name.as_str(), r.read)).collect();
        assert_eq!(
            counts,
            [("chain_node of stages", 3), ("chain_node", 126), ("chain_edge", 139), ("chain_supply", 1300)],
            "{:#?}",
            report.findings
        );
        assert!(report.accepted, "{:#?}", report.findings);
    } else {
        println!("skipped: no chain of a publisher beside the project");
    }
}
