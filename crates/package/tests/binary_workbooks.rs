//! Workbooks of binary records (XLSB): input-output tables are read from them, other tables are refused by name.

use liantu_model::schema::Table;
use liantu_package::{Discard, Options, REJECTS, Sink, SinkError, open};
use std::io::Write;
use std::path::Path;

/// The writer that other programs have: parts of the archive, records of parts, cells of records.
struct Records(Vec<u8>);

impl Records {
    fn put(&mut self, kind: u16, content: &[u8]) {
        // Kinds and lengths come in groups of seven bits.
        let mut number = |mut number: usize| loop {
            let (low, rest) = (u8::try_from(number & 0x7f).expect("seven bits"), number >> 7);
            self.0.push(if rest > 0 { low | 0x80 } else { low });
            if rest == 0 {
                break;
            }
            number = rest;
        };
        number(usize::from(kind));
        number(content.len());
        self.0.extend_from_slice(content);
    }
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let count = u32::try_from(units.len()).unwrap();
    count.to_le_bytes().into_iter().chain(units.into_iter().flat_map(u16::to_le_bytes)).collect()
}

fn numbers(list: &[u32]) -> Vec<u8> {
    list.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// A workbook of one sheet; cells that are numbers are stored as numbers.
fn binary(path: &Path, name: &str, table: &str) {
    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.trim().split('|').collect()).collect();
    let width = rows.iter().map(Vec::len).max().unwrap();
    let mut book = Records(Vec::new());
    book.put(0x0083, &[]);
    book.put(0x008f, &[]);
    book.put(0x009c, &[numbers(&[0, 1]), wide("rId1"), wide(name)].concat());
    book.put(0x0090, &[]);
    book.put(0x0084, &[]);
    let mut sheet = Records(Vec::new());
    sheet.put(0x0081, &[]);
    let last = |length: usize| u32::try_from(length - 1).unwrap();
    sheet.put(0x0094, &numbers(&[0, last(rows.len()), 0, last(width)]));
    sheet.put(0x0091, &[]);
    for (row, cells) in (0u32..).zip(&rows) {
        sheet.put(0x0000, &[numbers(&[row]), vec![0; 21]].concat());
        for (column, cell) in (0u32..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let at = numbers(&[column, 0]);
            match cell.parse::<f64>() {
                Ok(number) => sheet.put(0x0005, &[at, number.to_le_bytes().to_vec()].concat()),
                Err(_) => sheet.put(0x0006, &[at, wide(cell)].concat()),
            }
        }
    }
    sheet.put(0x0092, &[]);
    sheet.put(0x0082, &[]);
    let relations = r#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>"#;
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    for (part, content) in [
        ("xl/_rels/workbook.bin.rels", relations.as_bytes()),
        ("xl/workbook.bin", &book.0),
        ("xl/worksheets/sheet1.bin", &sheet.0),
    ] {
        archive.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap();
}

/// Counts the rows that arrive.
#[derive(Default)]
struct Count(usize);

impl Sink for Count {
    fn batch(&mut self, table: &'static Table, batch: arrow::array::RecordBatch) -> Result<(), SinkError> {
        if table.name != REJECTS.name {
            assert_eq!(table.name, "io_entry");
            self.0 += batch.num_rows();
        }
        Ok(())
    }
}

#[test]
fn a_matrix_is_read_from_a_binary_workbook() {
    // The layout of the world table of 2016, which its publisher gives away in this format.
    let table = "Intercountry Input-Output Table|||||||||\n(industry-by-industry)|||||||||\n\
        |||||A01|B|A01|B|CONS_h|GFCF|CONS_h|GFCF|GO\n\
        |||||Crops|Mining|Crops|Mining|Final consumption expenditure by households|Gross fixed capital formation|Final consumption expenditure by households|Gross fixed capital formation|Total output\n\
        |||||AUS|AUS|ROW|ROW|AUS|AUS|ROW|ROW|TOT\n\
        |||||c1|c2|c1|c2|c57|c60|c57|c60|c62\n\
        |A01|Crops|AUS|r1|1|2|3|4.5|5|6|7|8|36.5\n\
        |B|Mining|AUS|r2|1|1|1|1|1|1|1|-1|6\n\
        |A01|Crops|ROW|r1|2|2|2|2|2|2|2|2|16\n\
        |B|Mining|ROW|r2|0|0|0|0|1|0|0|0|1";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("WIOT2014_Nov16_ROW.xlsb");
    binary(&path, "2014", table);
    let mut count = Count::default();
    let report = open(&path, Options::default()).unwrap().read(&mut count, &()).unwrap();
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(report.accepted && codes == ["PKG118"], "{:#?}", report.findings);
    // 12 transactions and 13 final uses that are not zero, 4 outputs, and the zero by which mining of the rest stays known.
    assert_eq!(count.0, 30);
}

#[test]
fn another_table_in_a_binary_workbook_is_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("actors.xlsb");
    binary(&path, "actors", "actor_id|name_zh|kind\nA1|甲|firm");
    let report = open(&path, Options::default()).unwrap().read(&mut Discard, &()).unwrap();
    let codes: Vec<_> = report.findings.iter().map(|finding| finding.code).collect();
    assert!(!report.accepted && codes == ["PKG130"], "{:#?}", report.findings);
    std::fs::write(&path, b"PK\x03\x04nonsense").unwrap();
    let report = open(&path, Options::default()).unwrap().read(&mut Discard, &()).unwrap();
    assert!(!report.accepted, "{:#?}", report.findings);
}
