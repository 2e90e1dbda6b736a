//! The report as a workbook: a sheet of sentences and figures, a sheet for each table with real numbers, a sheet for the values of the
//! charts, and a sheet of sources; every row says where it comes from.

use crate::ReportError;
use crate::document::{Arrow, Cell, Drawing, Form, Part, Report, Spot};
use crate::form::change;
use crate::html::about;
use liantu_model::Language;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

/// The workbook as bytes.
pub fn xlsx(report: &Report, language: Language) -> Result<Vec<u8>, ReportError> {
    write(report, language).map_err(|error| ReportError::Workbook { reason: error.to_string() })
}

struct Styles {
    bold: Format,
    head: Format,
    wrapped: Format,
    /// Addresses: broken over lines they would run into the next row.
    link: Format,
    count: Format,
    number: Format,
    share: Format,
}

impl Styles {
    fn new() -> Self {
        let plain = || Format::new().set_font_name("宋体").set_font_size(11).set_align(FormatAlign::Top);
        Self {
            bold: plain().set_font_name("黑体").set_bold().set_font_size(14),
            head: plain().set_font_name("黑体").set_bold().set_text_wrap().set_background_color("EEEEEE"),
            wrapped: plain().set_text_wrap(),
            link: plain(),
            count: plain().set_num_format("#,##0"),
            number: plain().set_num_format("#,##0.######"),
            share: plain().set_num_format("0.0%"),
        }
    }

    fn of(&self, form: Form) -> &Format {
        match form {
            Form::Text => &self.wrapped,
            Form::Count => &self.count,
            Form::Number => &self.number,
            Form::Share => &self.share,
        }
    }
}

fn write(report: &Report, language: Language) -> Result<Vec<u8>, XlsxError> {
    let styles = Styles::new();
    let mut book = Workbook::new();
    // The day that reports begin to count from: no clock, so that the same report is the same bytes.
    let properties = DocProperties::new()
        .set_title(report.title.get(language))
        .set_author(&report.program)
        .set_creation_datetime(&ExcelDateTime::from_ymd(1980, 1, 1)?);
    book.set_properties(&properties);
    let words = |zh: &'static str, en: &'static str| if language == Language::Zh { zh } else { en };
    summary(book.add_worksheet().set_name(words("报告", "Report"))?, report, language, &styles)?;
    let mut names: Vec<String> = vec![words("报告", "Report").to_owned()];
    for table in report.tables() {
        let sheet = book.add_worksheet();
        let name = sheet_name(table.title.get(language), &mut names);
        sheet.set_name(&name)?.set_freeze_panes(1, 0)?;
        printed(sheet);
        sheet.set_repeat_rows(0, 0)?;
        let columns = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
        for (place, column) in (0u16..).zip(&table.columns) {
            sheet.write_with_format(0, place, column.title.get(language), &styles.head)?;
            sheet.set_column_width(place, if column.form == Form::Text { 18 } else { 12 })?;
        }
        sheet.write_with_format(0, columns, words("来源", "Source"), &styles.head)?;
        sheet.write_with_format(0, columns + 1, words("链接", "Link"), &styles.head)?;
        sheet.set_column_width(columns, 40)?.set_column_width(columns + 1, 60)?;
        let mut last = 0;
        for (line, row) in (1u32..).zip(&table.rows) {
            for ((place, value), column) in (0u16..).zip(&row.cells).zip(&table.columns) {
                match value {
                    Cell::Number(number) => sheet.write_with_format(line, place, *number, styles.of(column.form))?,
                    Cell::Words(words) => sheet.write_with_format(line, place, words.get(language), &styles.wrapped)?,
                    // What is not known stays an empty cell: no zero, and no text that sums trip over.
                    Cell::Unknown => sheet.write_blank(line, place, &styles.wrapped)?,
                };
            }
            sheet.write_with_format(line, columns, sources(report, &row.notes, language), &styles.wrapped)?;
            if let Some(link) = &row.link {
                sheet.write_with_format(line, columns + 1, format!("/{link}"), &styles.link)?;
            }
            last = line;
        }
        sheet.autofilter(0, 0, last, columns + 1)?;
    }
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(words("图表数据", "Chart values"), &mut names))?;
    chart_values(sheet, report, language, &styles)?;
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(words("来源", "Sources"), &mut names))?;
    source_list(sheet, report, language, &styles)?;
    book.save_to_buffer()
}

fn printed(sheet: &mut Worksheet) {
    // A4, sideways, as wide as the page.
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
}

fn summary(sheet: &mut Worksheet, report: &Report, language: Language, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0).set_footer("&C&P / &N");
    sheet.set_column_width(0, 60)?.set_column_width(1, 16)?.set_column_width(2, 16)?.set_column_width(3, 44)?;
    sheet.write_with_format(0, 0, report.title.get(language), &styles.bold)?;
    sheet.write_with_format(1, 0, about(report, language), &styles.wrapped)?;
    let heads = match language {
        Language::Zh => ["内容", "本期", "上期", "来源"],
        Language::En => ["What", "This period", "Before", "Source"],
    };
    let mut line = 3;
    for (place, head) in (0u16..).zip(heads) {
        sheet.write_with_format(line, place, head, &styles.head)?;
    }
    line += 1;
    for section in &report.sections {
        sheet.write_with_format(line, 0, section.title.get(language), &styles.bold)?;
        line += 1;
        for part in &section.parts {
            match part {
                Part::Sentence(sentence) => {
                    sheet.write_with_format(line, 0, sentence.text.get(language), &styles.wrapped)?;
                    sheet.write_with_format(line, 3, sources(report, &sentence.notes, language), &styles.wrapped)?;
                    line += 1;
                }
                Part::Figures { figures } => {
                    for figure in figures {
                        let name = match figure.before {
                            Some(_) => format!(
                                "{}（{}）",
                                figure.title.get(language),
                                change(figure.value, figure.before, figure.form).get(language)
                            ),
                            None => figure.title.get(language).to_owned(),
                        };
                        sheet.write_with_format(line, 0, name, &styles.wrapped)?;
                        for (place, value) in [(1, figure.value), (2, figure.before)] {
                            if let Some(value) = value {
                                sheet.write_with_format(line, place, value, styles.of(figure.form))?;
                            }
                        }
                        sheet.write_with_format(line, 3, sources(report, &figure.notes, language), &styles.wrapped)?;
                        line += 1;
                    }
                }
                Part::Table(_) | Part::Chart(_) => {}
            }
        }
    }
    Ok(())
}

/// The values of every chart, one under the other.
fn chart_values(sheet: &mut Worksheet, report: &Report, language: Language, styles: &Styles) -> Result<(), XlsxError> {
    printed(sheet);
    sheet.set_column_width(0, 30)?.set_column_range_width(1, 63, 16)?;
    let mut line = 0;
    let parts = report.sections.iter().flat_map(|section| &section.parts);
    for chart in parts.filter_map(|part| if let Part::Chart(chart) = part { Some(chart) } else { None }) {
        sheet.write_with_format(line, 0, chart.title.get(language), &styles.bold)?;
        if let Some(unit) = &chart.unit {
            sheet.write_with_format(line, 1, unit.get(language), &styles.wrapped)?;
        }
        line += 1;
        match &chart.drawing {
            Drawing::Line { steps, curves, .. } => {
                for (place, step) in (1u16..).zip(steps) {
                    sheet.write_with_format(line, place, step, &styles.head)?;
                }
                line += 1;
                for curve in curves {
                    sheet.write_with_format(line, 0, curve.title.get(language), &styles.wrapped)?;
                    for (place, value) in (1u16..).zip(&curve.values) {
                        if let Some(value) = value {
                            sheet.write_with_format(line, place, *value, &styles.number)?;
                        }
                    }
                    line += 1;
                }
            }
            Drawing::Bar { legend, bars } => {
                for (place, name) in (1u16..).zip(legend) {
                    sheet.write_with_format(line, place, name.get(language), &styles.head)?;
                }
                line += 1;
                for bar in bars {
                    sheet.write_with_format(line, 0, bar.title.get(language), &styles.wrapped)?;
                    for (place, value) in (1u16..).zip(&bar.values) {
                        if let Some(value) = value {
                            sheet.write_with_format(line, place, *value, &styles.number)?;
                        }
                    }
                    line += 1;
                }
            }
            Drawing::Map { spots, arrows, .. } => places(sheet, &mut line, spots, arrows, language, styles)?,
            Drawing::Heat { columns, rows, cells } => {
                for (place, column) in (1u16..).zip(columns) {
                    sheet.write_with_format(line, place, column.get(language), &styles.head)?;
                }
                line += 1;
                for (row, own) in rows.iter().zip(cells) {
                    sheet.write_with_format(line, 0, row.get(language), &styles.wrapped)?;
                    for (place, cell) in (1u16..).zip(own) {
                        if let Some(grade) = &cell.grade {
                            let word = crate::material::word("grade", grade);
                            let text = format!("{} {}", word.get(language), cell.alerts);
                            sheet.write_with_format(line, place, text, &styles.wrapped)?;
                        } else if cell.known {
                            sheet.write_with_format(line, place, 0.0, &styles.count)?;
                        }
                    }
                    line += 1;
                }
            }
        }
        line += 1;
    }
    Ok(())
}

/// The places of a map, one in each line, and the flows between them.
fn places(
    sheet: &mut Worksheet,
    line: &mut u32,
    spots: &[Spot],
    arrows: &[Arrow],
    language: Language,
    styles: &Styles,
) -> Result<(), XlsxError> {
    let heads = match language {
        Language::Zh => ["地点", "经度", "纬度", "最高等级", "预警数"],
        Language::En => ["Place", "Longitude", "Latitude", "Gravest grade", "Alerts"],
    };
    for (place, head) in (0u16..).zip(heads) {
        sheet.write_with_format(*line, place, head, &styles.head)?;
    }
    *line += 1;
    let grade = |grade: &str| crate::material::word("grade", grade).get(language).to_owned();
    for spot in spots {
        sheet.write_with_format(*line, 0, spot.title.get(language), &styles.wrapped)?;
        sheet.write_with_format(*line, 1, spot.lon, &styles.number)?;
        sheet.write_with_format(*line, 2, spot.lat, &styles.number)?;
        if let Some(own) = &spot.warmth.grade {
            sheet.write_with_format(*line, 3, grade(own), &styles.wrapped)?;
        }
        // Where nothing is known there is no zero.
        if spot.warmth.known {
            #[expect(clippy::cast_precision_loss, reason = "counts of alerts")]
            sheet.write_with_format(*line, 4, spot.warmth.alerts as f64, &styles.count)?;
        }
        *line += 1;
    }
    for arrow in arrows {
        let (Some(from), Some(to)) = (spots.get(arrow.from), spots.get(arrow.to)) else { continue };
        let title = format!("{} → {}", from.title.get(language), to.title.get(language));
        sheet.write_with_format(*line, 0, title, &styles.wrapped)?;
        sheet.write_with_format(*line, 3, grade(&arrow.grade), &styles.wrapped)?;
        *line += 1;
    }
    Ok(())
}

fn source_list(sheet: &mut Worksheet, report: &Report, language: Language, styles: &Styles) -> Result<(), XlsxError> {
    let heads = match language {
        Language::Zh => ["序号", "来源", "时期", "覆盖率", "链接"],
        Language::En => ["No.", "Source", "Period", "Coverage", "Link"],
    };
    for (place, head) in (0u16..).zip(heads) {
        sheet.write_with_format(0, place, head, &styles.head)?;
    }
    printed(sheet);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_column_width(1, 60)?.set_column_width(2, 18)?.set_column_width(4, 60)?;
    for (line, note) in (1u32..).zip(&report.notes) {
        sheet.write_with_format(line, 0, line, &styles.count)?;
        sheet.write_with_format(line, 1, note.source.get(language), &styles.wrapped)?;
        if let Some(year) = &note.year {
            sheet.write_with_format(line, 2, year, &styles.wrapped)?;
        }
        if let Some(coverage) = note.coverage {
            sheet.write_with_format(line, 3, coverage, &styles.share)?;
        }
        if let Some(link) = &note.link {
            sheet.write_with_format(line, 4, format!("/{link}"), &styles.link)?;
        }
    }
    Ok(())
}

fn sources(report: &Report, notes: &[usize], language: Language) -> String {
    let named = notes.iter().filter_map(|note| report.notes.get(note - 1)).map(|note| note.line(language));
    named.collect::<Vec<_>>().join("; ")
}

/// A name that a sheet can have: at most 31 characters, none of those that workbooks refuse, used once.
fn sheet_name(title: &str, used: &mut Vec<String>) -> String {
    let plain: String =
        title.chars().map(|letter| if "[]:*?/\\'".contains(letter) { ' ' } else { letter }).take(27).collect();
    let plain = plain.trim().to_owned();
    let mut name = plain.clone();
    let mut number = 2;
    while used.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
        name = format!("{plain} {number}");
        number += 1;
    }
    used.push(name.clone());
    name
}
