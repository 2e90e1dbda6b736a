//! The report as a text document (Office Open XML): real headings, tables whose heads repeat, page numbers, and charts that can be
//! edited. Written by hand, part by part: what libraries write has no charts and carries the time of day.

mod plot;

use crate::document::{Cell, Chart, Drawing, Figure, Form, Part, Report, Table, Warmth};
use crate::form::{cell, change, escaped, optional};
use crate::html::{about, left_out};
use crate::{Look, ReportError};
use liantu_model::{Language, Words};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

const NAMES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" \
    xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"";
const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The document as bytes.
pub fn docx(report: &Report, language: Language, look: Look) -> Result<Vec<u8>, ReportError> {
    let mut writer = Writer { language, look, body: String::new(), charts: Vec::new() };
    writer.paragraph("Title", &run(report.title.get(language), ""));
    writer.paragraph("Subtitle", &run(&about(report, language), ""));
    for section in &report.sections {
        writer.paragraph("Heading1", &run(section.title.get(language), ""));
        for part in &section.parts {
            writer.part(part);
        }
    }
    writer.notes(report);
    let page = section_properties();
    let document = format!("{HEAD}<w:document {NAMES}><w:body>{}{page}</w:body></w:document>", writer.body);
    let charts = writer.charts;
    pack(report, language, look, &document, &charts)
}

fn pack(
    report: &Report,
    language: Language,
    look: Look,
    document: &str,
    charts: &[String],
) -> Result<Vec<u8>, ReportError> {
    let main = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut types = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/word/document.xml\" ContentType=\"{main}.document.main+xml\"/>\
         <Override PartName=\"/word/styles.xml\" ContentType=\"{main}.styles+xml\"/>\
         <Override PartName=\"/word/settings.xml\" ContentType=\"{main}.settings+xml\"/>\
         <Override PartName=\"/word/footer1.xml\" ContentType=\"{main}.footer+xml\"/>\
         <Override PartName=\"/docProps/core.xml\" ContentType=\"application/vnd.openxmlformats-package.core-properties+xml\"/>"
    );
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let opening =
        format!("{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">");
    let mut relations = opening.clone();
    relations += &relation("rId1", "styles", "styles.xml");
    relations += &relation("rId2", "footer", "footer1.xml");
    relations += &relation("rId3", "settings", "settings.xml");
    for number in 1..=charts.len() {
        let _ = write!(
            types,
            "<Override PartName=\"/word/charts/chart{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.drawingml.chart+xml\"/>"
        );
        relations += &relation(&format!("rIdChart{number}"), "chart", &format!("charts/chart{number}.xml"));
    }
    let top = format!(
        "{opening}{}<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties\" Target=\"docProps/core.xml\"/></Relationships>",
        relation("rId1", "officeDocument", "word/document.xml")
    );
    let core = format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dc:language>{}</dc:language></cp:coreProperties>",
        escaped(report.title.get(language)),
        escaped(&report.program),
        tag(language)
    );
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), types + "</Types>"),
        ("_rels/.rels".to_owned(), top),
        ("docProps/core.xml".to_owned(), core),
        ("word/document.xml".to_owned(), document.to_owned()),
        ("word/_rels/document.xml.rels".to_owned(), relations + "</Relationships>"),
        ("word/styles.xml".to_owned(), styles(language, look)),
        ("word/settings.xml".to_owned(), settings()),
        ("word/footer1.xml".to_owned(), footer()),
    ];
    for (number, chart) in charts.iter().enumerate() {
        parts.push((format!("word/charts/chart{}.xml", number + 1), chart.clone()));
    }
    let failed = |error: &dyn std::fmt::Display| ReportError::Packing { reason: error.to_string() };
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    // The first moment that a zip file knows: the same report is the same bytes.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, text) in &parts {
        packed.start_file(name.as_str(), options).map_err(|error| failed(&error))?;
        packed.write_all(text.as_bytes()).map_err(|error| failed(&error))?;
    }
    Ok(packed.finish().map_err(|error| failed(&error))?.into_inner())
}

struct Writer {
    language: Language,
    look: Look,
    body: String,
    charts: Vec<String>,
}

impl Writer {
    fn paragraph(&mut self, style: &str, runs: &str) {
        let _ = write!(self.body, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{runs}</w:p>");
    }

    fn part(&mut self, part: &Part) {
        match part {
            Part::Sentence(sentence) => {
                let runs = run(sentence.text.get(self.language), "") + &marks(&sentence.notes);
                self.paragraph("Normal", &runs);
            }
            Part::Figures { figures } => {
                self.figures(figures);
            }
            Part::Table(table) => {
                self.table(table);
            }
            Part::Chart(chart) => {
                self.chart(chart);
            }
        }
    }

    fn figures(&mut self, figures: &[Figure]) {
        let width = TEXT_WIDTH / figures.len().max(1);
        let mut row = String::from("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for figure in figures {
            let compared = change(figure.value, figure.before, figure.form);
            let unit = figure.unit.as_ref().map_or("", |unit| unit.get(self.language));
            let title = run(figure.title.get(self.language), "") + &marks(&figure.notes);
            let _ = write!(
                row,
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>\
                 <w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr>{title}</w:p>\
                 <w:p><w:pPr><w:pStyle w:val=\"Figure\"/></w:pPr>{}</w:p>",
                run(format!("{} {unit}", optional(figure.value, figure.form)).trim(), "")
            );
            if figure.before.is_some() {
                let _ = write!(
                    row,
                    "<w:p><w:pPr><w:pStyle w:val=\"Cell\"/></w:pPr>{}</w:p>",
                    run(compared.get(self.language), "")
                );
            }
            row += "</w:tc>";
        }
        let widths = vec![width; figures.len()];
        let _ = write!(self.body, "{}{row}</w:tr></w:tbl><w:p/>", table_head(&widths));
    }

    fn table(&mut self, table: &Table) {
        self.paragraph("Caption", &run(table.title.get(self.language), ""));
        let widths = widths(table, self.language);
        let mut out = table_head(&widths);
        out += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        for (column, width) in table.columns.iter().zip(&widths) {
            out += &table_cell(*width, "F2F2F2", "Cell", "", &run(column.title.get(self.language), "<w:b/>"));
        }
        out += "</w:tr>";
        for row in &table.rows {
            out += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
            for (place, ((value, column), width)) in row.cells.iter().zip(&table.columns).zip(&widths).enumerate() {
                let mut runs = run(&cell(value, column.form, self.language), "");
                if place == 0 {
                    runs += &marks(&row.notes);
                }
                let right = column.form != Form::Text && matches!(value, Cell::Number(_));
                out += &table_cell(*width, "", "Cell", if right { "right" } else { "" }, &runs);
            }
            out += "</w:tr>";
        }
        self.body += &out;
        self.body += "</w:tbl><w:p/>";
        if let Some(more) = left_out(table, self.language) {
            self.paragraph("Normal", &run(&more, ""));
        }
    }

    fn chart(&mut self, chart: &Chart) {
        let unit = chart.unit.as_ref().map(|unit| format!(" ({})", unit.get(self.language))).unwrap_or_default();
        let title = format!("{}{unit}", chart.title.get(self.language));
        self.paragraph("Caption", &(run(&title, "") + &marks(&chart.notes)));
        match &chart.drawing {
            Drawing::Heat { columns, rows, cells } => self.heat(columns, rows, cells),
            Drawing::Line { .. } | Drawing::Bar { .. } | Drawing::Map { .. } => {
                self.charts.push(plot::plot(chart, self.language, self.look));
                let number = self.charts.len();
                let tall = plot::height(chart);
                let _ = write!(
                    self.body,
                    "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
                     <wp:extent cx=\"5760000\" cy=\"{tall}\"/><wp:docPr id=\"{number}\" name=\"Chart {number}\" descr=\"{}\"/><wp:cNvGraphicFramePr/>\
                     <a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\">\
                     <a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\">\
                     <c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rIdChart{number}\"/>\
                     </a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
                    escaped(&title)
                );
                if let Some(happened) = plot::happened(chart, self.language) {
                    self.paragraph("Cell", &run(&happened, ""));
                }
            }
        }
    }

    fn heat(&mut self, columns: &[Words], rows: &[Words], cells: &[Vec<Warmth>]) {
        let first = TEXT_WIDTH / 5;
        let width = (TEXT_WIDTH - first) / columns.len().max(1);
        let widths: Vec<usize> = std::iter::once(first).chain(columns.iter().map(|_| width)).collect();
        let mut out = table_head(&widths) + "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        out += &table_cell(first, "F2F2F2", "Cell", "", "");
        for column in columns {
            out += &table_cell(width, "F2F2F2", "Cell", "center", &run(column.get(self.language), "<w:b/>"));
        }
        out += "</w:tr>";
        for (title, own) in rows.iter().zip(cells) {
            out += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
            out += &table_cell(first, "", "Cell", "", &run(title.get(self.language), ""));
            for warmth in own {
                out += &self.warmth(width, warmth);
            }
            out += "</w:tr>";
        }
        self.body += &out;
        self.body += "</w:tbl><w:p/>";
    }

    fn warmth(&self, width: usize, warmth: &Warmth) -> String {
        let Some(grade) = &warmth.grade else {
            let words = match (warmth.known, self.language) {
                (true, _) => "",
                (false, Language::Zh) => "无数据",
                (false, Language::En) => "no data",
            };
            return table_cell(width, "", "Cell", "center", &run(words, "<w:i/>"));
        };
        let fill = match (grade.as_str(), self.look.plain) {
            ("red", true) => "595959",
            ("orange", true) => "BFBFBF",
            ("yellow", true) => "D9D9D9",
            (_, true) => "F2F2F2",
            ("red", false) => "B3261E",
            ("orange", false) => "F6C89A",
            ("yellow", false) => "F7E9A0",
            (_, false) => "CFDFF5",
        };
        let ink = if grade == "red" { "<w:b/><w:color w:val=\"FFFFFF\"/>" } else { "<w:b/>" };
        let word = crate::material::word("grade", grade);
        table_cell(width, fill, "Cell", "center", &run(&format!("{} {}", word.get(self.language), warmth.alerts), ink))
    }

    /// Where everything comes from; the marks in the text lead here.
    fn notes(&mut self, report: &Report) {
        if report.notes.is_empty() {
            return;
        }
        let title = if self.language == Language::Zh { "来源" } else { "Sources" };
        self.paragraph("Heading1", &run(title, ""));
        for (number, note) in report.notes.iter().enumerate() {
            let number = number + 1;
            let mut line = format!("[{number}] {}", note.line(self.language));
            if let Some(link) = &note.link {
                let _ = write!(line, " → /{link}");
            }
            let runs = format!(
                "<w:bookmarkStart w:id=\"{number}\" w:name=\"note{number}\"/>{}<w:bookmarkEnd w:id=\"{number}\"/>",
                run(&line, "")
            );
            self.paragraph("Note", &runs);
        }
    }
}

fn tag(language: Language) -> &'static str {
    match language {
        Language::Zh => "zh-CN",
        Language::En => "en-GB",
    }
}

fn run(text: &str, properties: &str) -> String {
    if text.is_empty() {
        return String::new();
    }
    let properties = if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text))
}

/// The numbers of notes, raised, each leading to its note.
fn marks(notes: &[usize]) -> String {
    let each = notes.iter().map(|note| {
        let text = run(&format!("[{note}]"), "<w:vertAlign w:val=\"superscript\"/>");
        format!("<w:hyperlink w:anchor=\"note{note}\">{text}</w:hyperlink>")
    });
    each.collect()
}

/// Width between the margins of A4, in twentieths of a point.
const TEXT_WIDTH: usize = 11906 - 2 * 1020;

fn section_properties() -> &'static str {
    "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId2\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
     <w:pgMar w:top=\"1134\" w:right=\"1020\" w:bottom=\"1134\" w:left=\"1020\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>"
}

/// Widths of columns: each has room for its longest word, such as a month; what is left goes to those with long texts.
fn widths(table: &Table, language: Language) -> Vec<usize> {
    let size = |text: &str| text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>();
    let word = |text: &str| text.split(' ').map(|word| size(word).min(11)).max().unwrap_or(0);
    let need = |place: usize| {
        let column = &table.columns[place];
        let texts =
            table.rows.iter().filter_map(|row| row.cells.get(place)).map(|value| cell(value, column.form, language));
        // The first column also has the marks of the notes.
        let marks = if place == 0 { 3 } else { 0 };
        texts.fold((word(column.title.get(language)).min(10) + marks, 0), |(least, most), text| {
            (least.max(word(&text) + marks), most.max(size(&text).min(60)))
        })
    };
    let needs: Vec<(usize, usize)> = (0..table.columns.len()).map(need).collect();
    let least: usize = needs.iter().map(|(least, _)| least + 2).sum::<usize>().max(1);
    let more: usize = needs.iter().map(|(least, most)| most.saturating_sub(*least)).sum::<usize>().max(1);
    // A bold letter of a table is about 100 twentieths of a point wide.
    let spare = TEXT_WIDTH.saturating_sub(least * 100);
    let narrow = TEXT_WIDTH.min(least * 100);
    let width = |(least_here, most): &(usize, usize)| {
        narrow * (least_here + 2) / least + spare * most.saturating_sub(*least_here) / more
    };
    needs.iter().map(width).collect()
}

fn table_head(widths: &[usize]) -> String {
    let border = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"555555\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].into_iter().map(border).collect();
    let columns: Vec<String> = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
    let columns = columns.concat();
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar><w:top w:w=\"40\" w:type=\"dxa\"/><w:left w:w=\"57\" w:type=\"dxa\"/><w:bottom w:w=\"40\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr>\
         <w:tblGrid>{columns}</w:tblGrid>",
        widths.iter().sum::<usize>()
    )
}

fn table_cell(width: usize, fill: &str, style: &str, align: &str, runs: &str) -> String {
    let shade = if fill.is_empty() {
        String::new()
    } else {
        format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{fill}\"/>")
    };
    let align = if align.is_empty() { String::new() } else { format!("<w:jc w:val=\"{align}\"/>") };
    format!(
        "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr><w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{align}</w:pPr>{runs}</w:p></w:tc>"
    )
}

fn fonts(heading: bool) -> &'static str {
    if heading {
        "<w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" w:cs=\"Arial\" w:eastAsia=\"黑体\"/>"
    } else {
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:cs=\"Times New Roman\" w:eastAsia=\"宋体\"/>"
    }
}

fn styles(language: Language, look: Look) -> String {
    // Half points.
    let base = if look.large { 32 } else { 24 };
    let style = |id: &str, name: &str, paragraph: &str, heading: bool, size: usize, more: &str| {
        format!(
            "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:next w:val=\"Normal\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{}{more}<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/></w:rPr></w:style>",
            fonts(heading)
        )
    };
    let small = base * 2 / 3;
    let mut out = format!(
        "{HEAD}<w:styles {NAMES}><w:docDefaults><w:rPrDefault><w:rPr>{}<w:sz w:val=\"{base}\"/><w:szCs w:val=\"{base}\"/>\
         <w:lang w:val=\"{}\" w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"80\" w:line=\"340\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/></w:style>",
        fonts(false),
        if language == Language::Zh { "en-US" } else { "en-GB" }
    );
    out += &style(
        "Title",
        "Title",
        "<w:spacing w:before=\"120\" w:after=\"120\"/><w:jc w:val=\"center\"/>",
        true,
        base * 5 / 3,
        "<w:b/>",
    );
    out +=
        &style("Subtitle", "Subtitle", "<w:spacing w:after=\"240\"/><w:jc w:val=\"center\"/>", false, base * 5 / 6, "");
    out += &style(
        "Heading1",
        "heading 1",
        "<w:keepNext/><w:keepLines/><w:spacing w:before=\"320\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
        true,
        base * 4 / 3,
        "<w:b/>",
    );
    out += &style(
        "Caption",
        "caption",
        "<w:keepNext/><w:spacing w:before=\"160\" w:after=\"60\"/>",
        true,
        base * 11 / 12,
        "<w:b/>",
    );
    out +=
        &style("Cell", "Table Text", "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>", false, small, "");
    out += &style(
        "Figure",
        "Figure",
        "<w:spacing w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/>",
        true,
        base * 5 / 3,
        "<w:b/>",
    );
    out +=
        &style("Note", "Note", "<w:spacing w:after=\"20\" w:line=\"260\" w:lineRule=\"auto\"/>", false, small + 2, "");
    out + "</w:styles>"
}

fn settings() -> String {
    format!(
        "{HEAD}<w:settings {NAMES}><w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat></w:settings>"
    )
}

fn footer() -> String {
    let field = |name: &str| format!("<w:fldSimple w:instr=\" {name} \"><w:r><w:t>1</w:t></w:r></w:fldSimple>");
    format!(
        "{HEAD}<w:ftr {NAMES}><w:p><w:pPr><w:pStyle w:val=\"Cell\"/><w:jc w:val=\"center\"/></w:pPr>{}{}{}</w:p></w:ftr>",
        field("PAGE"),
        run(" / ", ""),
        field("NUMPAGES")
    )
}
