//! The forms: the same bytes each time, and what other readers find in them.

use crate::fixture::material;
use calamine::{Data, Reader, Xlsx};
use liantu_model::Language;
use liantu_report::{Format, Look, Report, Template, compose};
use std::io::{Cursor, Read};

fn report() -> Report {
    compose(&Template::shipped(), &material())
}

const LOOKS: [Look; 3] =
    [Look { large: false, plain: false }, Look { large: true, plain: false }, Look { large: false, plain: true }];

/// The forms that this room writes.
fn written() -> impl Iterator<Item = (&'static str, Format)> {
    Format::WORDS.into_iter().filter(|(_, format)| *format != Format::Pdf)
}

fn part(package: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(package)).expect("a zip file");
    let mut text = String::new();
    archive.by_name(name).expect(name).read_to_string(&mut text).expect("UTF-8");
    text
}

#[test]
fn the_same_report_is_the_same_bytes() {
    for language in [Language::Zh, Language::En] {
        for (word, format) in written() {
            for look in LOOKS {
                let write = || format.write(&report(), language, look).expect(word);
                assert_eq!(write(), write(), "{word} {language:?} {look:?}");
            }
        }
    }
}

/// Writes the forms into a folder, for eyes and other programs: `LIANTU_REPORTS=folder cargo test -p liantu-report`.
#[test]
fn forms_are_written_where_asked() {
    let Some(folder) = std::env::var_os("LIANTU_REPORTS") else { return };
    let folder = std::path::PathBuf::from(folder);
    for (language, tag) in [(Language::Zh, "zh"), (Language::En, "en")] {
        for (word, format) in written() {
            for (look, name) in LOOKS.iter().zip(["", "-large", "-plain"]) {
                let bytes = format.write(&report(), language, *look).expect(word);
                std::fs::write(folder.join(format!("report-{tag}{name}.{word}")), bytes).expect("a file");
            }
        }
    }
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    for look in LOOKS {
        for language in [Language::Zh, Language::En] {
            let page = liantu_report::html::html(&report(), language, look);
            let outside = page.replace("http://www.w3.org/2000/svg", "");
            for word in ["http:", "https:", "<script", "@import", "url('", "src="] {
                assert!(!outside.contains(word), "{word}");
            }
            assert!(page.contains("<svg") && page.contains("size: A4"));
            assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
        }
    }
    let plain = liantu_report::html::html(&report(), Language::Zh, LOOKS[2]);
    for colour in ["#b3261e", "#c05a00", "#8a6d00", "#2458a6"] {
        assert!(!plain.contains(colour), "{colour} in black and white");
    }
    let zh = liantu_report::html::html(&report(), Language::Zh, Look::default());
    assert!(zh.contains("红色 1") && zh.contains("没有数据"), "grades are words");
    assert!(zh.contains("合肥市 红色 1") && zh.contains("不画边界"), "the map names what is under alert");
    assert!(Format::Pdf.write(&report(), Language::Zh, Look::default()).is_err(), "pages are set elsewhere");
}

#[test]
fn what_is_in_the_data_stays_text() {
    let mut made = material();
    made.alerts[0].title.zh = "<script>alert(1)</script>&\u{7}".to_owned();
    let report = compose(&Template::shipped(), &made);
    let page = liantu_report::html::html(&report, Language::Zh, Look::default());
    assert!(!page.contains("<script>alert") && page.contains("&lt;script&gt;"));
    let document = Format::Docx.write(&report, Language::Zh, Look::default()).expect("a document");
    let text = part(&document, "word/document.xml");
    assert!(text.contains("&lt;script&gt;") && !text.contains('\u{7}'));
}

/// Whether every element is closed in the order in which it was opened.
fn well_formed(xml: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let end = rest[start..].find('>').ok_or("an element that does not end")? + start;
        let inside = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if inside.starts_with('?') || inside.ends_with('/') {
            continue;
        }
        if let Some(name) = inside.strip_prefix('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("</{name}> closes {last:?}"));
            }
        } else {
            open.push(inside.split_whitespace().next().unwrap_or_default());
        }
    }
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

#[test]
fn the_document_has_headings_tables_charts_and_page_numbers() {
    let bytes = Format::Docx.write(&report(), Language::Zh, Look::default()).expect("a document");
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).expect("a zip file");
    for place in 0..archive.len() {
        let mut file = archive.by_index(place).expect("a part");
        let name = file.name().to_owned();
        let time = file.last_modified().expect("a time");
        assert_eq!((time.year(), time.month(), time.day()), (1980, 1, 1), "{name}");
        let mut text = String::new();
        file.read_to_string(&mut text).expect("UTF-8");
        well_formed(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let document = part(&bytes, "word/document.xml");
    assert!(document.matches("w:val=\"Heading1\"").count() >= 7);
    assert!(document.contains("<w:tblHeader/>") && document.contains("w:pgSz w:w=\"11906\" w:h=\"16838\""));
    assert!(part(&bytes, "word/footer1.xml").contains("NUMPAGES"));
    let styles = part(&bytes, "word/styles.xml");
    assert!(styles.contains("w:eastAsia=\"宋体\"") && styles.contains("w:eastAsia=\"黑体\""));
    let map = part(&bytes, "word/charts/chart1.xml");
    assert!(map.contains("<c:scatterChart>") && map.contains("合肥市 红色 1") && map.contains("上海市 → 合肥市"));
    assert!(document.contains("1 个区域位置不明"));
    let line = part(&bytes, "word/charts/chart2.xml");
    assert!(line.contains("<c:dispBlanksAs val=\"gap\"/>") && !line.contains("<c:pt idx=\"11\"><c:v>0</c:v>"));
    for anchor in document.split("w:anchor=\"").skip(1) {
        let name = anchor.split('"').next().expect("a name");
        assert!(document.contains(&format!("w:name=\"{name}\"")), "{name} leads nowhere");
    }
}

#[test]
fn the_workbook_has_real_numbers_and_its_sources() {
    let bytes = Format::Xlsx.write(&report(), Language::Zh, Look::default()).expect("a workbook");
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).expect("a workbook");
    let names = book.sheet_names();
    assert_eq!(names.len(), 8, "{names:?}");
    let sums = book.worksheet_range("分网络总量").expect("a sheet");
    let at = |row: usize, column: usize| sums.get((row, column)).cloned().unwrap_or(Data::Empty);
    assert_eq!(at(1, 3), Data::Float(182_340.5));
    assert_eq!(at(2, 3), Data::Empty, "unknown is an empty cell, no zero");
    assert!(matches!(at(1, 10), Data::String(source) if source.contains("海关月报") && source.contains("覆盖 97%")));
    let charts = book.worksheet_range("图表数据").expect("a sheet");
    let wuhu = charts.rows().find(|row| row[0] == Data::String("芜湖市".to_owned()) && row[1] == Data::Float(118.4));
    assert_eq!(wuhu.map(|row| row[4].clone()), Some(Data::Float(4.0)));
    let sources = book.worksheet_range("来源").expect("a sheet");
    assert_eq!(sources.height(), report().notes.len() + 1);
}
