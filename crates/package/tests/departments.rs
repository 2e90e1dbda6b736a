//! Files of departments, with the headers that departments write: the small examples of the guide, and units that change
//! without a word.

mod keep;

use arrow::array::RecordBatch;
use keep::Keep;
use liantu_package::{Mapping, Options, Policy, Report, open, propose};
use std::path::{Path, PathBuf};

fn example(table: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/departments").join(format!("{table}.csv"))
}

fn read(path: &Path, mapping: Option<Mapping>) -> (Keep, Report) {
    let mut keep = Keep::default();
    let options = Options { mapping, policy: Policy::RejectPackage, ..Options::default() };
    let report = open(path, options).unwrap().read(&mut keep, &()).unwrap();
    (keep, report)
}

/// Reads an example by its header alone, and by the mapping that is proposed for it: both must give the same.
#[track_caller]
fn recognised(table: &str) -> (Keep, Report) {
    let path = example(table);
    let (keep, report) = read(&path, None);
    assert!(report.accepted, "{:#?}", report.findings);
    assert_eq!(report.resources[0].table, table);
    let proposed = propose(&path, None).unwrap();
    let proposal = proposed.proposal.clone().unwrap();
    assert_eq!((proposed.table.as_str(), &proposal.unplaced[..], &proposal.unfilled[..]), (table, &[][..], &[][..]));
    let written = Mapping::from_toml(&proposed.to_toml()).unwrap();
    assert_eq!(read(&path, Some(written)).0.0, keep.0, "the proposal gives what the header gives");
    (keep, report)
}

#[track_caller]
fn converted(report: &Report, wanted: &[&str]) {
    let notes = report.findings.iter().filter(|finding| finding.code == "PKG305");
    let found: Vec<&str> = notes.filter_map(|finding| finding.found.as_deref()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn customs_are_read_by_month_and_partner() {
    let (keep, report) = recognised("customs_record");
    assert_eq!(keep.texts("direction"), ["import", "import", "import", "export"]);
    assert_eq!(keep.texts("region"), ["310000", "310000", "310000", "320500"]);
    assert_eq!(keep.numbers("quantity"), [Some(1200.0), Some(1100.0), None, Some(400.0)], "what is blank is not zero");
    assert_eq!((keep.texts("quantity_unit")[0].as_str(), keep.texts("currency")[0].as_str()), ("kg", "USD"));
    assert_eq!(keep.texts("commodity")[0], "37071000");
    converted(&report, &["数量（吨） × 1000"]);
}

#[test]
fn invoices_keep_their_numbers_and_parties() {
    let (keep, report) = recognised("invoice");
    assert_eq!(keep.texts("invoice_number")[0], "00012345", "leading zeros stay");
    assert_eq!(keep.numbers("value"), [Some(125_000.0), Some(114_000.0), None]);
    assert_eq!(keep.numbers("tax"), [Some(16_250.0), Some(14_820.0), None]);
    assert_eq!(keep.texts("commodity")[0], "1070213070000000000", "nineteen digits are no number");
    converted(&report, &["金额（万元） × 10000"]);
    // A wrong check character is found, with its place.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("invoice.csv");
    let text = std::fs::read_to_string(example("invoice")).unwrap();
    let seller = keep.texts("seller_id")[0].clone();
    let wrong = format!("{}{}", &seller[..17], if seller.ends_with('0') { '1' } else { '0' });
    std::fs::write(&path, text.replacen(&seller, &wrong, 1)).unwrap();
    let (_, report) = read(&path, None);
    assert!(!report.accepted);
    let fault = report.findings.iter().find(|finding| finding.found.as_deref() == Some(wrong.as_str())).unwrap();
    assert_eq!((fault.place.line, fault.place.row), (Some(2), Some(1)));
}

#[test]
fn taxes_keep_their_period() {
    let (keep, report) = recognised("tax_record");
    assert_eq!(keep.texts("period"), ["2023-03", "2023-Q1"]);
    assert_eq!(keep.numbers("value"), [Some(32_000.0), Some(410_700.0)]);
    converted(&report, &["实缴金额（万元） × 10000"]);
}

#[test]
fn the_header_of_a_date_says_what_happened() {
    let (keep, report) = recognised("registration_event");
    assert_eq!(keep.texts("change"), ["founded", "founded"]);
    assert_eq!(keep.numbers("capital"), [Some(10_000_000.0), None]);
    converted(&report, &["注册资本（万元） × 10000"]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("注销.csv");
    std::fs::write(&path, "企业名称,注销日期,行政区划\n上海丁光学有限公司,2024-06-01,310115\n").unwrap();
    let mapping = propose(&path, Some("registration_event")).unwrap();
    let (keep, report) = read(&path, Some(mapping));
    assert!(report.accepted, "{:#?}", report.findings);
    assert_eq!(keep.texts("change"), ["closed"]);
}

#[test]
fn applicants_of_a_patent_are_a_list() {
    let (keep, _) = recognised("patent");
    assert_eq!(keep.texts("applicants"), ["上海甲材料有限公司|复旦大学", "苏州乙电子有限公司"]);
    assert_eq!(keep.texts("ipc")[0], "G03F7/004|C08F220/18");
    assert_eq!(keep.texts("patent_kind"), ["invention", "utility_model"]);
}

#[test]
fn electricity_is_in_kilowatt_hours() {
    let (keep, report) = recognised("electricity_use");
    assert_eq!(keep.numbers("energy"), [Some(124_000.0), Some(119_000.0), None]);
    assert_eq!(keep.texts("period"), ["2023-01", "2023-02", "2023-03"]);
    converted(&report, &["用电量（万千瓦时） × 10000"]);
}

#[test]
fn shipments_go_from_place_to_place() {
    let (keep, report) = recognised("shipment");
    assert_eq!(
        (keep.texts("origin"), keep.texts("destination")),
        (vec!["310000".to_owned(), "320500".into()], vec!["320500".into(), "330200".into()])
    );
    assert_eq!(keep.numbers("weight"), [Some(20.0), Some(1500.0)]);
    assert_eq!(keep.undated("arrived"), 1);
    converted(&report, &["重量（吨） × 1000"]);
}

#[test]
fn a_unit_that_is_switched_within_a_series_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("customs_record.csv");
    let mut text = String::from("direction,commodity,partner,period,quantity,quantity_unit,value,currency\n");
    for month in 1..=12 {
        // From September on in tonnes, without a word; the other partner only grows.
        let quantity = if month < 9 { 1200 * month } else { 12 * month / 10 };
        text += &format!("import,37071000,JPN,2023-{month:02},{quantity},kg,{},USD\n", 96_000 * month);
        text += &format!("import,37071000,KOR,2023-{month:02},{},kg,{},USD\n", 100, 5_000 << month);
    }
    std::fs::write(&path, text).unwrap();
    let (keep, report) = read(&path, None);
    assert!(report.accepted, "a warning, and the numbers stay: {:#?}", report.findings);
    assert_eq!(keep.0.iter().map(RecordBatch::num_rows).sum::<usize>(), 24);
    let found: Vec<_> = report.findings.iter().filter(|finding| finding.code == "PKG304").collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].place.row, found[0].place.line), (Some(17), Some(18)));
    assert!(found[0].found.as_deref().unwrap().starts_with("2023-08: 80.0000 → 2023-09: "), "{:?}", found[0].found);
    assert_eq!(found[0].related[0].row, Some(15), "the month before is shown as well");
}

/// Reads a text by its header alone.
fn read_text(name: &str, text: &str) -> (Keep, Report) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let (keep, report) = read(&path, None);
    let proposed = Mapping::from_toml(&propose(&path, None).unwrap().to_toml()).unwrap();
    assert_eq!(read(&path, Some(proposed)).0.0, keep.0, "the proposal gives what the header gives");
    (keep, report)
}

#[test]
fn units_are_applied_wherever_they_are_stated() {
    let title =
        "2024年1月税收入库情况表,,,\n（单位：万元）,,,\n纳税人名称,税种,税款所属期,实缴金额\n甲,增值税,2024年1月,3.2\n";
    let (keep, report) = read_text("tax.csv", title);
    assert_eq!(keep.numbers("value"), [Some(32_000.0)]);
    converted(&report, &["实缴金额 × 10000"]);
    let output = "单位：亿元,,,\n指标,地区,年份,数值\n产值,上海市,2023,5\n";
    let (keep, _) = read_text("output.csv", output);
    assert_eq!((keep.numbers("value"), keep.texts("unit")), (vec![Some(5.0)], vec!["亿元".to_owned()]));
    for (header, quantity, unit, value, currency) in [
        ("数量（台）,金额（欧元）", 3.0, "台", 7.0, "EUR"),
        ("数量（公吨）,美元（千）", 3_000.0, "kg", 7_000.0, "USD"),
        ("数量（千克）,人民币（万）", 3.0, "kg", 70_000.0, "CNY"),
        ("数量（磅）,人民币（千万元）", 3.0 * 0.453_592_37, "kg", 70_000_000.0, "CNY"),
    ] {
        let (keep, report) =
            read_text("customs.csv", &format!("进出口,商品编码,年月,{header}\n进口,37071000,202401,3,7\n"));
        assert!(report.accepted && !report.counts.contains_key("PKG306"), "{header}: {:#?}", report.findings);
        assert_eq!(
            (keep.numbers("quantity"), keep.numbers("value")),
            (vec![Some(quantity)], vec![Some(value)]),
            "{header}"
        );
        assert_eq!((&keep.texts("quantity_unit")[0][..], &keep.texts("currency")[0][..]), (unit, currency), "{header}");
    }
    for (unit, energy) in [("GWh", 2e6), ("千度", 2e3), ("百万千瓦时", 2e6)] {
        let (keep, _) = read_text("energy.csv", &format!("户号,年月,用电量（{unit}）\n1,202401,2\n"));
        assert_eq!(keep.numbers("energy"), [Some(energy)], "{unit}");
    }
    for (unit, code) in [("立方米", "PKG307"), ("美元", "PKG307"), ("万大卡", "PKG306"), ("万", "")] {
        let header = if unit == "美元" { "运费（美元）" } else { "重量（立方米）" };
        let header = if unit.starts_with('万') { format!("运费（{unit}）") } else { header.to_owned() };
        let text = format!("运单号,发货日期,始发地,目的地,{header}\n1,2024-01-05,310000,320500,5\n");
        let (_, report) = read_text("shipment.csv", &text);
        assert_eq!(
            (code.is_empty() || report.counts.contains_key(code), report.accepted),
            (true, code != "PKG307"),
            "{unit}"
        );
    }
}

#[test]
fn the_platform_of_the_tax_office_is_read_as_it_is() {
    let text = "发票代码,发票号码,数电发票号码,开票日期,销方识别号,购买方名称,金额,税额,发票状态\n\
        ,,24312000000012345678,2024-01-05,91310115ma1k000104,乙,1000,130,正常\n\
        3100201130,00012345,,2024-01-06,９１３１０１１５ＭＡ１Ｋ０００１０４,乙,500,65,已红冲-全额\n\
        ,,24312000000012345679,2024-01-07,91310115-MA1K000104,乙,-500,-65,正常\n";
    let (keep, report) = read_text("invoice.csv", text);
    assert!(report.accepted && !report.counts.contains_key("PKG103"), "{:#?}", report.findings);
    assert_eq!(keep.texts("invoice_number"), ["24312000000012345678", "00012345", "24312000000012345679"]);
    assert_eq!(keep.texts("status"), ["valid", "valid", "valid"]);
    assert_eq!(keep.texts("seller_id"), ["91310115MA1K000104"; 3], "one form of each code");
}

#[test]
fn periods_are_read_as_offices_write_them() {
    let read = |cells: &[&str]| {
        let rows = cells.iter().enumerate().map(|(row, cell)| format!("{row},上海市,{cell},1\n"));
        let rows = rows.collect::<Vec<_>>().concat();
        read_text("electricity_use.csv", &format!("户号,地区,年月,用电量\n{rows}")).0.texts("period")
    };
    assert_eq!(
        read(&["2024年1季度", "2024年一季度", "2024年1-11月", "2024年1—2月", "202401", "2024/1", "2024/01"]),
        ["2024-Q1", "2024-Q1", "2024/2024-12", "2024/2024-03", "2024-01", "2024-01", "2024-01"]
    );
    assert_eq!(read(&["2024-01-01", "2024/2/1"]), ["2024-01", "2024-02"], "what a spreadsheet makes of months");
    assert_eq!(read(&["2024-01-01", "2024-01-02"]), ["2024-01-01", "2024-01-02"], "days are days");
}
