//! Charts as SVG. They are read without colour: curves differ by their dashes, bars and grades by their patterns, and every
//! grade is written as a word.

pub(crate) mod map;

use crate::Look;
use crate::document::{Bar, Chart, Curve, Drawing, Form, Mark, Warmth};
use crate::form::{escaped, number, optional};
use liantu_model::{Language, Words};
use std::collections::BTreeMap;
use std::fmt::Write;

const WIDTH: f64 = 680.0;

/// The chart as an SVG element. `id` keeps its patterns apart from those of other charts of the page.
pub fn svg(chart: &Chart, id: &str, language: Language, look: Look) -> String {
    let pen = Pen { id, language, look, letters: if look.large { 17.0 } else { 12.0 } };
    let title = escaped(chart.title.get(language));
    let (height, inside) = match &chart.drawing {
        Drawing::Line { steps, curves, marks } => pen.lines(steps, curves, marks),
        Drawing::Bar { legend, bars } => pen.bars(legend, bars),
        Drawing::Heat { columns, rows, cells } => pen.heat(columns, rows, cells),
        Drawing::Map { spots, arrows, left_out } => pen.map(spots, arrows, *left_out),
    };
    let patterns = pen.patterns();
    let size = pen.letters;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" role=\"img\" aria-label=\"{title}\" \
         font-size=\"{size}\" font-family=\"'Noto Sans SC','Microsoft YaHei','PingFang SC',sans-serif\">\
         <title>{title}</title>{patterns}{inside}</svg>"
    )
}

/// The colours of grades; in black and white only patterns and words tell them apart.
fn colour(grade: &str) -> &'static str {
    match grade {
        "red" => "#b3261e",
        "orange" => "#c05a00",
        "yellow" => "#8a6d00",
        _ => "#2458a6",
    }
}

pub(crate) struct Pen<'i> {
    id: &'i str,
    language: Language,
    look: Look,
    letters: f64,
}

impl Pen<'_> {
    fn ink(&self, grade: &str) -> &'static str {
        if self.look.plain { "#000" } else { colour(grade) }
    }

    /// Patterns: one for each grade, denser the graver; one for what is unknown; one for the period before.
    fn patterns(&self) -> String {
        let id = self.id;
        let mut out = String::from("<defs>");
        let mut add = |name: &str, size: u32, ink: &str, body: &str| {
            let _ = write!(
                out,
                "<pattern id=\"{id}-{name}\" width=\"{size}\" height=\"{size}\" patternUnits=\"userSpaceOnUse\">\
                 <rect width=\"{size}\" height=\"{size}\" fill=\"#fff\"/><g stroke=\"{ink}\" fill=\"{ink}\">{body}</g></pattern>"
            );
        };
        add("blue", 8, self.ink("blue"), "<circle cx=\"2\" cy=\"2\" r=\".6\"/>");
        add("yellow", 8, self.ink("yellow"), "<path d=\"M0 8L8 0\" stroke-width=\"1\"/>");
        add("orange", 6, self.ink("orange"), "<path d=\"M0 6L6 0M0 0L6 6\" stroke-width=\"1\"/>");
        add("red", 4, self.ink("red"), "<path d=\"M0 1H4M0 3H4\" stroke-width=\"1.4\"/>");
        add("unknown", 10, "#999", "<path d=\"M0 10L10 0\" stroke-width=\".6\" stroke-dasharray=\"2 2\"/>");
        add("before", 5, "#444", "<path d=\"M0 5L5 0\" stroke-width=\".8\"/>");
        out + "</defs>"
    }

    fn lines(&self, steps: &[String], curves: &[Curve], marks: &[Mark]) -> (f64, String) {
        let (left, right, top) = (70.0, 16.0, 1.6 * self.letters);
        let bottom = 3.4 * self.letters;
        let height = 240.0 + bottom;
        let values = curves.iter().flat_map(|curve| {
            let ends = curve.band.iter().flatten().flat_map(|band| band.iter().copied());
            curve.values.iter().flatten().copied().chain(ends)
        });
        let Some((low, high)) = extent(values) else {
            let nothing = match self.language {
                Language::Zh => "没有已知的数值",
                Language::En => "no value is known",
            };
            return (60.0, text(WIDTH / 2.0, 34.0, "middle", nothing));
        };
        let ticks = ticks(low, high);
        let (floor, ceiling) = (ticks[0], ticks[ticks.len() - 1]);
        let step = (WIDTH - left - right) / (steps.len().max(2) - 1) as f64;
        let x = |at: usize| left + at as f64 * step;
        let y = |value: f64| height - bottom - (value - floor) / (ceiling - floor) * (height - bottom - top);
        let mut out = String::new();
        for tick in &ticks {
            let at = y(*tick);
            let _ =
                write!(out, "<path d=\"M{left} {at:.1}H{:.1}\" stroke=\"#ccc\" stroke-width=\".6\"/>", WIDTH - right);
            out += &text(left - 6.0, at + 4.0, "end", &number(*tick, Form::Number));
        }
        let every = steps.len().div_ceil(if self.look.large { 5 } else { 8 }).max(1);
        for (at, label) in steps.iter().enumerate().step_by(every) {
            // A label at the end of the axis would be cut off by the edge of the drawing.
            let wide = 0.3 * self.letters * label.chars().count() as f64;
            let (from, anchor) = if x(at) + wide > WIDTH { (WIDTH, "end") } else { (x(at), "middle") };
            out += &text(from, height - bottom + 1.4 * self.letters, anchor, label);
        }
        for (number, curve) in curves.iter().enumerate() {
            for range in known(&curve.band) {
                let upper = range.clone().filter_map(|at| Some(format!("{:.1} {:.1}", x(at), y(curve.band[at]?[1]))));
                let lower = range.rev().filter_map(|at| Some(format!("{:.1} {:.1}", x(at), y(curve.band[at]?[0]))));
                let path = upper.chain(lower).collect::<Vec<_>>().join("L");
                let _ = write!(
                    out,
                    "<path d=\"M{path}Z\" fill=\"#000\" fill-opacity=\".08\" stroke=\"#777\" stroke-width=\".6\" stroke-dasharray=\"2 2\"/>"
                );
            }
            let dashes = ["", "7 3", "2 3", "9 3 2 3"][number % 4];
            for range in known(&curve.values) {
                let points: Vec<String> =
                    range.clone().filter_map(|at| Some(format!("{:.1} {:.1}", x(at), y(curve.values[at]?)))).collect();
                let _ = write!(
                    out,
                    "<path d=\"M{}\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.6\" stroke-dasharray=\"{dashes}\"/>",
                    points.join("L")
                );
                if range.len() == 1 {
                    let at = range.start;
                    let _ = write!(
                        out,
                        "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2\"/>",
                        x(at),
                        y(curve.values[at].unwrap_or(0.0))
                    );
                }
            }
        }
        // What happens at one step is named in one line: names on top of each other are read by nobody.
        let mut steps_marked: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
        for mark in marks {
            let titles = steps_marked.entry(mark.at).or_default();
            let title = mark.title.get(self.language);
            if !titles.contains(&title) {
                titles.push(title);
            }
        }
        for (step, titles) in steps_marked {
            let at = x(step);
            let _ = write!(
                out,
                "<path d=\"M{at:.1} {top:.1}V{:.1}\" stroke=\"#000\" stroke-width=\".8\" stroke-dasharray=\"3 3\"/>\
                 <path d=\"M{:.1} {top:.1}h8l-4 7z\"/>",
                height - bottom,
                at - 4.0
            );
            let anchor = if at > WIDTH / 2.0 { "end" } else { "start" };
            out += &text(at, top - 4.0, anchor, &titles.join(" · "));
        }
        let band = match self.language {
            Language::Zh => "—— 数值　┄┄ 可预期的范围　▼ 事件与预警；断开处为未知",
            Language::En => "—— values   ┄┄ what was to be expected   ▼ events and alerts; gaps are unknown",
        };
        out += &text(left, height - 0.6 * self.letters, "start", band);
        (height, out)
    }

    fn bars(&self, legend: &[Words], bars: &[Bar]) -> (f64, String) {
        let left = 190.0;
        let thick = 1.2 * self.letters;
        let pair = thick * legend.len().max(1) as f64 + 0.9 * self.letters;
        let most = bars.iter().flat_map(|bar| bar.values.iter().flatten().copied()).fold(0.0f64, f64::max);
        let length = |value: f64| if most > 0.0 { value.max(0.0) / most * (WIDTH - left - 90.0) } else { 0.0 };
        let mut out = String::new();
        let mut top = 4.0;
        for bar in bars {
            let title: String = bar.title.get(self.language).chars().take(24).collect();
            out += &text(left - 8.0, top + 0.9 * self.letters, "end", &title);
            for (number, value) in bar.values.iter().enumerate() {
                let (fill, y) = (self.fill(number), top + thick * number as f64);
                if let Some(value) = value {
                    let _ = write!(
                        out,
                        "<rect x=\"{left}\" y=\"{y:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"{fill}\" stroke=\"#000\" stroke-width=\".6\"/>",
                        length(*value),
                        thick - 2.0
                    );
                }
                let at = left + 6.0 + value.map_or(0.0, length);
                out += &text(at, y + 0.85 * self.letters, "start", &optional(*value, Form::Number));
            }
            top += pair;
        }
        let mut at = left;
        for (number, name) in legend.iter().enumerate() {
            let size = self.letters;
            let _ = write!(
                out,
                "<rect x=\"{at:.1}\" y=\"{top:.1}\" width=\"{size}\" height=\"{size}\" fill=\"{}\" stroke=\"#000\" stroke-width=\".6\"/>",
                self.fill(number)
            );
            out += &text(at + 1.4 * size, top + 0.9 * size, "start", name.get(self.language));
            at += 9.0 * size;
        }
        (top + 2.0 * self.letters, out)
    }

    fn fill(&self, number: usize) -> String {
        match number {
            0 if self.look.plain => "#000".to_owned(),
            0 => "#2458a6".to_owned(),
            _ => format!("url(#{}-before)", self.id),
        }
    }

    fn heat(&self, columns: &[Words], rows: &[Words], cells: &[Vec<Warmth>]) -> (f64, String) {
        let (left, head) = (130.0, 2.2 * self.letters);
        let tall = 2.4 * self.letters;
        let wide = (WIDTH - left - 4.0) / columns.len().max(1) as f64;
        let mut out = String::new();
        for (at, column) in columns.iter().enumerate() {
            out +=
                &text(left + (at as f64 + 0.5) * wide, head - 0.7 * self.letters, "middle", column.get(self.language));
        }
        for (row, (title, own)) in rows.iter().zip(cells).enumerate() {
            let y = head + row as f64 * tall;
            out += &text(left - 8.0, y + 0.5 * tall + 0.35 * self.letters, "end", title.get(self.language));
            for (column, cell) in own.iter().enumerate() {
                out += &self.warmth(left + column as f64 * wide, y, wide - 2.0, tall - 2.0, cell);
            }
        }
        let bottom = head + rows.len() as f64 * tall;
        let note = match self.language {
            Language::Zh => "斜虚线：没有数据，不是没有风险；空白：有数据，没有预警。",
            Language::En => "Dashed: no data, which is not no risk. Blank: data and no alert.",
        };
        out += &text(left, bottom + 1.4 * self.letters, "start", note);
        (bottom + 2.2 * self.letters, out)
    }

    fn warmth(&self, x: f64, y: f64, wide: f64, tall: f64, cell: &Warmth) -> String {
        let fill = match (&cell.grade, cell.known) {
            (Some(grade), _) => format!("url(#{}-{})", self.id, escaped(grade)),
            (None, true) => "#fff".to_owned(),
            (None, false) => format!("url(#{}-unknown)", self.id),
        };
        let mut out = format!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{wide:.1}\" height=\"{tall:.1}\" fill=\"{fill}\" stroke=\"#777\" stroke-width=\".6\"/>"
        );
        if let Some(grade) = &cell.grade {
            let word = crate::material::word("grade", grade);
            let text = format!("{} {}", word.get(self.language), cell.alerts);
            let (middle, size) = (x + wide / 2.0, self.letters);
            let half =
                (size * 0.32 * text.chars().map(|letter| if letter.is_ascii() { 1.0 } else { 1.8 }).sum::<f64>())
                    .min(wide / 2.0 - 1.0);
            let _ = write!(
                out,
                "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{:.1}\" fill=\"#fff\"/>",
                middle - half,
                y + tall / 2.0 - 0.7 * size,
                2.0 * half,
                1.4 * size
            );
            let ink = self.ink(grade);
            let _ = write!(
                out,
                "<text x=\"{middle:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-weight=\"bold\" fill=\"{ink}\">{}</text>",
                y + tall / 2.0 + 0.35 * size,
                escaped(&text)
            );
        }
        out
    }
}

fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!("<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>", escaped(text))
}

/// The stretches without gaps.
fn known<T>(values: &[Option<T>]) -> Vec<std::ops::Range<usize>> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for at in (0..values.len()).filter(|&at| values[at].is_some()) {
        match found.last_mut().filter(|range| range.end == at) {
            Some(range) => range.end = at + 1,
            None => found.push(at..at + 1),
        }
    }
    found
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.filter(|value| value.is_finite()).fold(None, |ends, value| {
        Some(ends.map_or((value, value), |(low, high): (f64, f64)| (low.min(value), high.max(value))))
    })
}

/// Round numbers from below `low` to above `high`, four to nine of them.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let (low, high) =
        if high > low { (low, high) } else { (low - low.abs().max(1.0) * 0.1, low + low.abs().max(1.0) * 0.1) };
    let rough = (high - low) / 5.0;
    let power = 10f64.powf(rough.log10().floor());
    let step =
        [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|times| times * power).find(|step| *step >= rough).unwrap_or(rough);
    let first = (low / step).floor();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "fewer than ten steps")]
    let count = ((high / step).ceil() - first).clamp(1.0, 20.0) as usize;
    (0..=count).map(|at| (first + at as f64) * step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_hold_what_they_show() {
        for (low, high) in [(0.0, 1.0), (94.0, 103.0), (-3.0, 7e6), (5.0, 5.0), (0.0, 0.0), (1e-9, 2e-9)] {
            let ticks = ticks(low, high);
            assert!(ticks[0] <= low && ticks[ticks.len() - 1] >= high, "{low} {high} {ticks:?}");
            assert!((2..=12).contains(&ticks.len()), "{ticks:?}");
        }
    }

    #[test]
    fn gaps_stay_gaps() {
        assert_eq!(known(&[Some(1), None, Some(2), Some(3)]), [0..1, 2..4]);
    }
}
