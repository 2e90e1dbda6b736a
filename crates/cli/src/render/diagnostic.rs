//! Findings about the data, drawn the way a compiler draws its errors.

use crate::language::say;
use annotate_snippets::{AnnotationKind, Element, Level, Origin, Renderer, Snippet};
use liantu_model::{Diagnostic, Language, Place, Severity};
use std::fmt::Write;

/// Longest part of a line that is shown; a header of ten thousand columns is not.
const WIDTH: usize = 140;

/// How findings are drawn.
pub struct Drawing {
    renderer: Renderer,
    language: Language,
}

impl Drawing {
    pub fn new(language: Language, colours: bool) -> Self {
        let renderer = if colours { Renderer::styled() } else { Renderer::plain() };
        Self { renderer: renderer.term_width(WIDTH), language }
    }

    /// One finding: what, where, the line with the place underlined, what to do, other places.
    pub fn draw(&self, finding: &Diagnostic) -> String {
        let language = self.language;
        let level = level(finding.severity, language);
        let mut group = level.primary_title(finding.title.get(language)).id(finding.code).element(self.place(finding));
        if finding.excerpt.is_some() {
            let detail = detail(&finding.place, language);
            if !detail.is_empty() {
                group = group.element(named(Level::NOTE, "位置", language).message(detail));
            }
        } else if let Some(label) = label(finding, language) {
            group = group.element(named(Level::NOTE, "说明", language).message(label));
        }
        for place in &finding.related {
            let place = place.text(language);
            let text = say!(language, "相关：{place}", "related: {place}");
            group = group.element(named(Level::NOTE, "说明", language).message(clean(&text)));
        }
        if let Some(help) = &finding.help {
            group = group.element(named(Level::HELP, "帮助", language).message(clean(help.get(language))));
        }
        self.renderer.render(&[group])
    }

    /// One finding in one line.
    pub fn line(&self, finding: &Diagnostic) -> String {
        let language = self.language;
        let (word, place) = (severity(finding.severity, language), clean(&finding.place.text(language)));
        let sentence = clean(&finding.sentence(language));
        say!(language, "{word}[{}]：{place}：{sentence}", "{word}[{}]: {place}: {sentence}", finding.code)
    }

    /// The line of the file with the place underlined, or, without a line, the place in words.
    fn place<'a>(&self, finding: &'a Diagnostic) -> Element<'a> {
        let place = &finding.place;
        let path = place.path.as_deref().unwrap_or(&place.resource);
        let (Some(excerpt), Some(line)) = (&finding.excerpt, place.line) else {
            return Element::from(Origin::path(place.text(self.language)));
        };
        let span = span(excerpt, place.bytes);
        let annotation = AnnotationKind::Primary.span(span).label(label(finding, self.language).unwrap_or_default());
        let line = usize::try_from(line).unwrap_or(usize::MAX);
        Element::from(Snippet::source(excerpt.as_str()).line_start(line).path(path).annotation(annotation))
    }
}

/// The word for how bad a finding is.
pub const fn severity(severity: Severity, language: Language) -> &'static str {
    match (severity, language) {
        (Severity::Error, Language::Zh) => "错误",
        (Severity::Error, Language::En) => "error",
        (Severity::Warning, Language::Zh) => "警告",
        (Severity::Warning, Language::En) => "warning",
        (Severity::Note, Language::Zh) => "提示",
        (Severity::Note, Language::En) => "note",
    }
}

fn level(found: Severity, language: Language) -> Level<'static> {
    let level = match found {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    named(level, severity(found, language), language)
}

fn named(level: Level<'static>, zh: &'static str, language: Language) -> Level<'static> {
    match language {
        Language::Zh => level.with_name(zh),
        Language::En => level,
    }
}

/// Found and expected, in words.
fn label(finding: &Diagnostic, language: Language) -> Option<String> {
    let found = finding.found.as_deref().map(clean);
    let expected = finding.expected.as_ref().map(|words| clean(words.get(language)));
    match (found, expected) {
        (Some(found), Some(expected)) => {
            Some(say!(language, "见“{found}”，应为{expected}", "found \"{found}\", expected {expected}"))
        }
        (Some(found), None) => Some(say!(language, "见“{found}”", "found \"{found}\"")),
        (None, Some(expected)) => Some(say!(language, "应为{expected}", "expected {expected}")),
        (None, None) => None,
    }
}

/// Row and column of a place whose file and line are already said.
fn detail(place: &Place, language: Language) -> String {
    let mut text = String::new();
    if let Some(row) = place.row {
        text += &say!(language, "第 {row} 行数据", "row {row}");
    }
    if let Some(column) = place.column {
        let comma = if text.is_empty() { "" } else { say_comma(language) };
        text += &say!(language, "{comma}第 {column} 列", "{comma}column {column}");
    }
    if let Some(field) = &place.field {
        let field = clean(field);
        // Writing to a string cannot fail.
        let _ = write!(text, " `{field}`");
    }
    text.trim_start().to_owned()
}

const fn say_comma(language: Language) -> &'static str {
    match language {
        Language::Zh => "，",
        Language::En => ", ",
    }
}

/// The byte range within `line`, moved to whole characters; the whole line where none is known.
fn span(line: &str, bytes: Option<(u32, u32)>) -> std::ops::Range<usize> {
    let Some((start, end)) = bytes else { return 0..line.len() };
    let within = |at: u32| line.floor_char_boundary(usize::try_from(at).unwrap_or(usize::MAX).min(line.len()));
    let start = within(start);
    let end = line.ceil_char_boundary((end as usize).min(line.len())).max(start);
    start..end
}

/// Text from a file must not steer the terminal.
fn clean(text: &str) -> String {
    annotate_snippets::normalize_untrusted_str(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_model::text::text;
    use liantu_model::{Explanation, Words};

    const UNKNOWN: Explanation = Explanation {
        code: "PKG207",
        severity: Severity::Error,
        title: text("未知的行业代码", "unknown industry code"),
        body: text("", ""),
    };

    fn finding(line: &str, bytes: (u32, u32)) -> Diagnostic {
        let place = Place {
            resource: "flow".into(),
            path: Some("flows.csv".into()),
            line: Some(1842),
            row: Some(1841),
            column: Some(3),
            field: Some("industry".into()),
            bytes: Some(bytes),
            cell: None,
        };
        Diagnostic::new(&UNKNOWN, place)
            .found("C39x")
            .expected(Words::new("GB/T 4754-2017 的代码", "a code of GB/T 4754-2017"))
            .help(Words::new("最近的代码是 C39", "nearest known code is \"C39\""))
            .excerpt(line)
    }

    #[test]
    fn a_finding_shows_the_line_and_underlines_the_place() {
        let drawn = Drawing::new(Language::En, false).draw(&finding("310000,2023,C39x,1204.5", (12, 16)));
        let expected = "\
error[PKG207]: unknown industry code
    --> flows.csv:1842:13
     |
1842 | 310000,2023,C39x,1204.5
     |             ^^^^ found \"C39x\", expected a code of GB/T 4754-2017
     |
     = note: row 1841, column 3 `industry`
     = help: nearest known code is \"C39\"";
        assert_eq!(drawn, expected);
    }

    #[test]
    fn chinese_text_is_underlined_at_its_width() {
        let drawn = Drawing::new(Language::Zh, false).draw(&finding("上海市,制造业,C39x", (20, 24)));
        assert!(drawn.starts_with("错误[PKG207]：") || drawn.starts_with("错误[PKG207]: 未知的行业代码"), "{drawn}");
        let lines: Vec<&str> = drawn.lines().collect();
        let caret = lines.iter().find(|line| line.contains('^')).expect("a caret");
        // Two columns for each of the six characters, one for each comma.
        assert_eq!(caret.find('^'), Some("1842 | ".len() + 14), "{drawn}");
        assert!(drawn.contains("见“C39x”，应为GB/T 4754-2017 的代码"));
    }

    #[test]
    fn a_line_of_ten_thousand_columns_is_shown_around_the_place() {
        let line = format!("{},C39x,{}", "上海,".repeat(5_000), "1204.5,".repeat(5_000));
        let start = u32::try_from(line.find("C39x").expect("the place")).expect("a short line");
        let drawn = Drawing::new(Language::En, false).draw(&finding(&line, (start, start + 4)));
        assert!(drawn.contains("C39x") && drawn.contains("^^^^ found"), "{drawn}");
        assert!(drawn.lines().all(|line| line.chars().count() <= WIDTH + 80), "{drawn}");
    }

    #[test]
    fn ranges_off_the_line_are_moved_onto_it() {
        let drawing = Drawing::new(Language::En, false);
        for bytes in [(900, 999), (1, 2), (5, 1), (0, 0)] {
            assert!(drawing.draw(&finding("上海", bytes)).contains("flows.csv:1842"));
        }
        let mut bare = finding("", (0, 0));
        bare.excerpt = None;
        bare.place.line = None;
        bare.place.cell = Some("Sheet1!C7".into());
        assert!(drawing.draw(&bare).contains("flows.csv:Sheet1!C7"));
    }
}
