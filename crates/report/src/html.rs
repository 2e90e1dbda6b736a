//! The report as a page that holds everything it needs: no script, no font and no picture from elsewhere. It prints on A4.

use crate::Look;
use crate::chart::svg;
use crate::document::{Column, Figure, Form, Part, Report, Table};
use crate::form::{cell, change, escaped, optional};
use liantu_model::Language;
use std::fmt::Write;

const STYLE: &str = "
@page { size: A4; margin: 20mm 18mm; @bottom-center { content: counter(page) ' / ' counter(pages); } }
:root { --letters: 12pt; color-scheme: light; }
* { box-sizing: border-box; }
body { font: var(--letters)/1.6 'Songti SC', SimSun, 'Noto Serif CJK SC', 'Noto Serif SC', serif; color: #111; background: #fff;
  max-width: 190mm; margin: 0 auto; padding: 8mm; }
h1, h2, h3, th, .value { font-family: 'Heiti SC', SimHei, 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif; }
h1 { font-size: 1.7em; text-align: center; text-wrap: balance; margin: 0 0 .2em; }
h2 { font-size: 1.25em; margin: 1.4em 0 .4em; border-bottom: .5pt solid #111; break-after: avoid; }
h3, caption { font-size: 1em; font-weight: bold; text-align: left; margin: .8em 0 .3em; break-after: avoid; }
.about { text-align: center; color: #333; margin: 0 0 1em; }
.figures { display: flex; flex-wrap: wrap; gap: 4mm; margin: .8em 0; }
.figures > div { flex: 1 1 40mm; border: .5pt solid #111; padding: 2mm 3mm; break-inside: avoid; }
.value { font-size: 1.8em; font-weight: bold; display: block; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .82em; line-height: 1.35; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { border: .4pt solid #555; padding: .25em .4em; text-align: left; vertical-align: top; overflow-wrap: break-word; }
th { background: #eee; word-break: keep-all; }
td.short { white-space: nowrap; }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.unknown { color: #555; background: repeating-linear-gradient(45deg, #fff 0 4px, #eee 4px 5px); }
figure { margin: .8em 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; }
sup { font-size: .7em; line-height: 0; }
sup a { text-decoration: none; }
a { color: #123f7a; }
.notes { font-size: .82em; }
.large { --letters: 16pt; }
.plain, .plain a { color: #000; }
.plain th { background: #fff; border-bottom-width: 1.2pt; }
.plain td.unknown { background: none; }
@media print { body { max-width: none; margin: 0; padding: 0 1px; } table { font-size: .7em; }
  th, td { word-break: normal; overflow-wrap: anywhere; } td.short { overflow-wrap: normal; } .scroll { overflow: visible; } a { color: inherit; text-decoration: none; } }
";

/// The page.
pub fn html(report: &Report, language: Language, look: Look) -> String {
    let page = Page { report, language, look };
    let tag = match language {
        Language::Zh => "zh-CN",
        Language::En => "en",
    };
    let title = escaped(report.title.get(language));
    let mut class = Vec::new();
    if look.large {
        class.push("large");
    }
    if look.plain {
        class.push("plain");
    }
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body class=\"{}\">\n<main>\n<h1>{title}</h1>\n<p class=\"about\">{}</p>\n",
        class.join(" "),
        escaped(&about(report, language))
    );
    for (number, section) in report.sections.iter().enumerate() {
        let _ = writeln!(out, "<section>\n<h2>{}</h2>", escaped(section.title.get(language)));
        for (place, part) in section.parts.iter().enumerate() {
            out += &page.part(part, &format!("c{number}-{place}"));
        }
        out += "</section>\n";
    }
    out += &page.notes();
    out + "</main>\n</body>\n</html>\n"
}

/// What the report is about, in a line.
pub(crate) fn about(report: &Report, language: Language) -> String {
    let scale = report.scale.as_deref().map(|scale| crate::material::word("level", scale));
    let scale = scale.map(|scale| scale.get(language).to_owned());
    let port = report.port.title.get(language);
    match language {
        Language::Zh => format!(
            "端口：{port}　尺度：{}　时期：{}　数据版本：{}　{}",
            scale.as_deref().unwrap_or("所列"),
            report.period,
            report.revision,
            report.program
        ),
        Language::En => format!(
            "Port: {port} · scale: {} · period: {} · revision {} · {}",
            scale.as_deref().unwrap_or("as listed"),
            report.period,
            report.revision,
            report.program
        ),
    }
}

/// How many rows were left out, where any were.
pub(crate) fn left_out(table: &Table, language: Language) -> Option<String> {
    let more = table.left_out;
    (more > 0).then(|| match language {
        Language::Zh => format!("另有 {more} 行未列出，见工作台。"),
        Language::En => format!("{more} more rows are not listed here; the workbench has them."),
    })
}

/// A grade, a month, a name: what reads badly over two lines.
fn is_short(text: &str) -> bool {
    text.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum::<usize>() <= 12
}

struct Page<'r> {
    report: &'r Report,
    language: Language,
    look: Look,
}

impl Page<'_> {
    fn marks(notes: &[usize]) -> String {
        let marks: Vec<String> = notes.iter().map(|note| format!("<a href=\"#note-{note}\">{note}</a>")).collect();
        if marks.is_empty() { String::new() } else { format!("<sup>[{}]</sup>", marks.join(", ")) }
    }

    fn part(&self, part: &Part, id: &str) -> String {
        match part {
            Part::Sentence(sentence) => {
                format!("<p>{}{}</p>\n", escaped(sentence.text.get(self.language)), Self::marks(&sentence.notes))
            }
            Part::Figures { figures } => {
                let all: String = figures.iter().map(|figure| self.figure(figure)).collect();
                format!("<div class=\"figures\">{all}</div>\n")
            }
            Part::Table(table) => self.table(table),
            Part::Chart(chart) => {
                let unit = chart.unit.as_ref().map(|unit| format!("（{}）", escaped(unit.get(self.language))));
                let unit = if self.language == Language::En {
                    unit.map(|unit| unit.replace('（', " (").replace('）', ")"))
                } else {
                    unit
                };
                format!(
                    "<figure><h3>{}{}{}</h3>{}</figure>\n",
                    escaped(chart.title.get(self.language)),
                    unit.unwrap_or_default(),
                    Self::marks(&chart.notes),
                    svg(chart, id, self.language, self.look)
                )
            }
        }
    }

    fn figure(&self, figure: &Figure) -> String {
        let unit = figure.unit.as_ref().map(|unit| escaped(unit.get(self.language))).unwrap_or_default();
        let compared = if figure.before.is_some() {
            escaped(change(figure.value, figure.before, figure.form).get(self.language))
        } else {
            String::new()
        };
        format!(
            "<div>{}{}<span class=\"value\">{} {unit}</span>{compared}</div>",
            escaped(figure.title.get(self.language)),
            Self::marks(&figure.notes),
            optional(figure.value, figure.form)
        )
    }

    fn table(&self, table: &Table) -> String {
        let head = |column: &Column| format!("<th scope=\"col\">{}</th>", escaped(column.title.get(self.language)));
        let heads: String = table.columns.iter().map(head).collect();
        let mut out = format!(
            "<div class=\"scroll\"><table><caption>{}</caption><thead><tr>{heads}</tr></thead><tbody>\n",
            escaped(table.title.get(self.language))
        );
        for row in &table.rows {
            out += "<tr>";
            for (place, (value, column)) in row.cells.iter().zip(&table.columns).enumerate() {
                let mut text = escaped(&cell(value, column.form, self.language));
                let class = match value {
                    crate::document::Cell::Unknown => " class=\"unknown\"",
                    _ if column.form == Form::Text && is_short(&text) => " class=\"short\"",
                    _ if column.form == Form::Text => "",
                    _ => " class=\"number\"",
                };
                if place == 0 {
                    if let Some(link) = &row.link {
                        text = format!("<a href=\"/{}\">{text}</a>", escaped(link));
                    }
                    text += &Self::marks(&row.notes);
                }
                let _ = write!(out, "<td{class}>{text}</td>");
            }
            out += "</tr>\n";
        }
        out += "</tbody></table></div>\n";
        if let Some(more) = left_out(table, self.language) {
            let _ = writeln!(out, "<p>{}</p>", escaped(&more));
        }
        out
    }

    fn notes(&self) -> String {
        if self.report.notes.is_empty() {
            return String::new();
        }
        let title = if self.language == Language::Zh { "来源" } else { "Sources" };
        let mut out = format!("<section class=\"notes\"><h2>{title}</h2><ol>\n");
        for (number, note) in self.report.notes.iter().enumerate() {
            let line = escaped(&note.line(self.language));
            let line = match &note.link {
                Some(link) => format!("<a href=\"/{}\">{line}</a>", escaped(link)),
                None => line,
            };
            let _ = writeln!(out, "<li id=\"note-{}\">{line}</li>", number + 1);
        }
        out + "</ol></section>\n"
    }
}
