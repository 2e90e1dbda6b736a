//! Tables for people, aligned by display width, so that Chinese lines up.

use crate::language::say;
use liantu_engine::Grid;
use liantu_model::Language;
use serde_json::Value;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Stands for an unknown value: never zero, never an empty text.
const UNKNOWN: &str = "-";
const GAP: &str = "  ";
/// No column is made narrower than this.
const NARROWEST: usize = 8;

/// What heads a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Heads {
    /// The name, as in SQL.
    Names,
    /// The label, with the unit.
    Titles,
}

/// `grid` as aligned text, at most `width` columns wide; a last line says what is left out.
pub fn table(grid: &Grid, heads: Heads, width: Option<usize>, language: Language) -> String {
    let heads: Vec<String> = grid
        .columns
        .iter()
        .map(|column| match (heads, &column.unit) {
            (Heads::Names, _) => column.name.clone(),
            (Heads::Titles, None) => column.title.get(language).to_owned(),
            (Heads::Titles, Some(unit)) => format!("{} ({unit})", column.title.get(language)),
        })
        .collect();
    let right: Vec<bool> = grid.columns.iter().map(|column| matches!(column.kind, "integer" | "number")).collect();
    let rows: Vec<Vec<String>> = grid.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let mut text = align(&heads, &right, &rows, width, language);
    if grid.truncated {
        let shown = grid.rows.len();
        text += &match grid.total {
            Some(total) => say!(language, "…… 显示 {shown} 行，共 {total} 行\n", "… {shown} of {total} rows shown\n"),
            None => say!(language, "…… 只显示前 {shown} 行\n", "… only the first {shown} rows are shown\n"),
        };
    }
    text
}

/// Rows of plain text under heads, aligned; `right` says which columns are flush right.
pub fn align(
    heads: &[String],
    right: &[bool],
    rows: &[Vec<String>],
    width: Option<usize>,
    language: Language,
) -> String {
    let mut widths: Vec<usize> = heads.iter().map(|head| head.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let cut = width.is_some_and(|width| shrink(&mut widths, right, width));
    let mut text = String::new();
    line(&mut text, heads, right, &widths);
    let rule: Vec<String> = widths.iter().map(|width| "-".repeat(*width)).collect();
    line(&mut text, &rule, right, &widths);
    for row in rows {
        line(&mut text, row, right, &widths);
    }
    if cut {
        text += &say!(
            language,
            "（为适应屏幕宽度，部分文字已截短；--json 给出全文）\n",
            "(some texts are cut to the width of the screen; --json gives them whole)\n",
        );
    }
    text
}

/// Makes the widest text columns narrower until all fit into `width`; whether that was needed.
fn shrink(widths: &mut [usize], right: &[bool], width: usize) -> bool {
    let mut cut = false;
    loop {
        let total = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        let widest = (0..widths.len()).filter(|&n| !right[n] && widths[n] > NARROWEST).max_by_key(|&n| widths[n]);
        match widest {
            Some(widest) if total > width => {
                // Down to the next widest at once would be faster; tables have tens of columns.
                widths[widest] -= 1;
                cut = true;
            }
            _ => return cut,
        }
    }
}

fn line(text: &mut String, cells: &[String], right: &[bool], widths: &[usize]) {
    let start = text.len();
    for (n, ((cell, right), width)) in cells.iter().zip(right).zip(widths).enumerate() {
        let cell = fit(cell, *width);
        let pad = " ".repeat(width.saturating_sub(cell.width()));
        let gap = if n == 0 { "" } else { GAP };
        let (before, after) = if *right { (pad.as_str(), "") } else { ("", pad.as_str()) };
        text.extend([gap, before, &cell, after]);
    }
    text.truncate(start + text[start..].trim_end().len());
    text.push('\n');
}

/// `text`, or as much of it as fits into `width` with an ellipsis.
pub fn fit(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 1;
    let kept = text.chars().take_while(|letter| {
        used += letter.width().unwrap_or(0);
        used <= width
    });
    kept.chain(['…']).collect()
}

/// A value as people read it: control characters are shown, numbers have at most six decimals.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => UNKNOWN.to_owned(),
        Value::String(text) => text.chars().flat_map(shown).collect(),
        Value::Number(number) if number.is_f64() => number.as_f64().map_or_else(|| number.to_string(), decimal),
        other => other.to_string(),
    }
}

/// Text from a file must not steer the terminal.
fn shown(letter: char) -> Vec<char> {
    if letter.is_control() { letter.escape_default().collect() } else { vec![letter] }
}

fn decimal(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{number:e}");
    }
    let text = format!("{number:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_engine::GridColumn;
    use liantu_model::Words;
    use serde_json::json;

    fn grid() -> Grid {
        let column = |name: &str, kind, title: Words| GridColumn { name: name.to_owned(), kind, title, unit: None };
        Grid {
            columns: vec![
                column("name", "text", Words::new("名称", "Name")),
                column("value", "number", Words::new("数值", "Value")),
            ],
            rows: vec![
                vec![json!("上海"), json!(0.123_456_789)],
                vec![json!("Ningbo"), json!(null)],
                vec![json!("a\u{1b}[31m\n"), json!(12.5)],
            ],
            total: Some(9),
            truncated: true,
        }
    }

    #[test]
    fn chinese_lines_up_and_what_is_left_out_is_said() {
        let text = table(&grid(), Heads::Titles, None, Language::Zh);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0].width(), lines[2].width());
        assert_eq!(lines[2], "上海           0.123457");
        assert!(lines[3].ends_with(" -"));
        assert!(!text.contains('\u{1b}'), "a file must not steer the terminal");
        assert_eq!(lines[5], "…… 显示 3 行，共 9 行");
    }

    #[test]
    fn a_narrow_screen_cuts_texts_never_numbers() {
        let mut grid = grid();
        grid.rows[1][0] = json!("一个很长很长很长很长很长的名称");
        let text = table(&grid, Heads::Names, Some(24), Language::En);
        assert!(text.lines().take(5).all(|line| line.width() <= 24), "{text}");
        assert!(text.contains('…') && text.contains("0.123457"));
    }

    #[test]
    fn numbers_keep_what_people_can_read() {
        for (number, text) in [(0.0, "0"), (1.5, "1.5"), (0.963_412_3, "0.963412"), (1e-7, "1e-7"), (-2.0, "-2")] {
            assert_eq!(decimal(number), text);
        }
    }
}
