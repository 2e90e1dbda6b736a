//! From material and template to the report.

mod charts;
mod tables;

use crate::document::{Cell, Drawing, Figure, Form, Note, Part, Report, Section, Sentence, Table};
use crate::form;
use crate::material::{Alert, Material, word};
use crate::template::{Item, Says, Template, placeholders};
use liantu_model::Words;

/// The figures that templates may name.
pub const FIGURES: &[&str] = &[
    "alerts",
    "red",
    "orange",
    "yellow",
    "blue",
    "raised",
    "lowered",
    "listed",
    "overdue",
    "open",
    "settled",
    "silent",
    "reporting",
    "late_sources",
    "shipped",
];
/// What else sentences may name.
pub const SUBJECTS: [&str; 5] = ["port", "period", "before", "scale", "revision"];
/// The tables that templates may name.
pub const TABLES: [&str; 5] = ["alerts", "changes", "sums", "matters", "freshness"];
/// The charts that templates may name.
pub const CHARTS: [&str; 5] = ["heat", "map", "trends", "sums", "grades"];

/// The report that a template makes of what was found.
pub fn compose(template: &Template, material: &Material) -> Report {
    let mut writer = Writer { material, notes: Vec::new() };
    let sections = template
        .sections
        .iter()
        .map(|chapter| {
            let parts = chapter.parts.iter().flat_map(|item| writer.parts(item)).collect();
            Section { title: writer.filled(&chapter.title), parts }
        })
        .collect();
    let mut report = Report {
        title: writer.filled(&template.title),
        port: material.port.clone(),
        scale: material.scale.clone(),
        period: material.period.clone(),
        before: material.before.clone(),
        revision: material.revision,
        program: material.program.clone(),
        sections,
        notes: writer.notes,
    };
    round(&mut report);
    report
}

/// Rounds every number to fifteen digits: as many as a text holds exactly, so that a frozen report is read as it was written.
fn round(report: &mut Report) {
    let own = |value: &mut f64| *value = format!("{value:.14e}").parse().unwrap_or(*value);
    let may = |value: &mut Option<f64>| value.iter_mut().for_each(own);
    report.notes.iter_mut().for_each(|note| may(&mut note.coverage));
    for part in report.sections.iter_mut().flat_map(|section| &mut section.parts) {
        match part {
            Part::Sentence(_) => {}
            Part::Figures { figures } => figures.iter_mut().for_each(|figure| {
                may(&mut figure.value);
                may(&mut figure.before);
            }),
            Part::Table(table) => table.rows.iter_mut().flat_map(|row| &mut row.cells).for_each(|cell| {
                if let Cell::Number(value) = cell {
                    own(value);
                }
            }),
            Part::Chart(chart) => match &mut chart.drawing {
                Drawing::Line { curves, .. } => curves.iter_mut().for_each(|curve| {
                    curve.values.iter_mut().for_each(may);
                    curve.band.iter_mut().flatten().flatten().for_each(own);
                }),
                Drawing::Bar { bars, .. } => bars.iter_mut().flat_map(|bar| &mut bar.values).for_each(may),
                Drawing::Heat { .. } => {}
                Drawing::Map { spots, .. } => spots.iter_mut().for_each(|spot| {
                    own(&mut spot.lon);
                    own(&mut spot.lat);
                }),
            },
        }
    }
}

/// A figure by its name, without notes; `None` where there is no such figure.
pub fn figure(material: &Material, name: &str) -> Option<Figure> {
    let count = |number: usize| Some(number as f64);
    let standing = |grade: Option<&str>| {
        let of = |alert: &&Alert| alert.stands && grade.is_none_or(|grade| alert.grade == grade);
        count(material.alerts.iter().filter(of).count())
    };
    // Those that stood at the end of the period before: those that stand and are not new, and those lowered since.
    let stood = |grade: Option<&str>| {
        let of = |alert: &&Alert| {
            !alert.is_new && grade.is_none_or(|grade| alert.was.as_ref().unwrap_or(&alert.grade) == grade)
        };
        material.before.as_ref().and_then(|_| count(material.alerts.iter().filter(of).count()))
    };
    let matters =
        |word: &str| count(material.matters.iter().filter(|matter| matter.standing.as_deref() == Some(word)).count());
    let expected = || material.fresh.iter().filter(|fresh| fresh.last_coverage.is_some());
    let (title, value, before, form) = match name {
        "alerts" => (Words::new("未解除预警", "Standing alerts"), standing(None), stood(None), Form::Count),
        "red" | "orange" | "yellow" | "blue" => {
            let grade = word("grade", name);
            let title = Words::new(format!("{}预警", grade.zh), format!("{} alerts", grade.en));
            (title, standing(Some(name)), stood(Some(name)), Form::Count)
        }
        "raised" => {
            let new = material.alerts.iter().filter(|alert| alert.is_new).count();
            (Words::new("新发预警", "Alerts raised"), count(new), None, Form::Count)
        }
        "lowered" => {
            let over = material.alerts.iter().filter(|alert| !alert.stands).count();
            (Words::new("解除预警", "Alerts lowered"), count(over), None, Form::Count)
        }
        "listed" => (Words::new("本期预警", "Alerts of the period"), count(material.alerts.len()), None, Form::Count),
        "overdue" => (Words::new("逾期事项", "Overdue matters"), matters("overdue"), None, Form::Count),
        "open" => (Words::new("未到期事项", "Open matters"), matters("open"), None, Form::Count),
        "settled" => {
            let both = matters("settled").zip(matters("settled_late")).map(|(one, two)| one + two);
            (Words::new("已办结事项", "Settled matters"), both, None, Form::Count)
        }
        "silent" => {
            let silent = material.fresh.iter().map(|fresh| fresh.silent).sum();
            (Words::new("应报未报序列", "Silent series"), count(silent), None, Form::Count)
        }
        "reporting" => {
            // The shares are of the series that reported before: weighted by these.
            let all: f64 = expected().map(|fresh| fresh.series as f64).sum();
            let there: f64 = expected().map(|fresh| fresh.last_coverage.unwrap_or(0.0) * fresh.series as f64).sum();
            let share = (all > 0.0).then(|| there / all);
            (Words::new("应报序列已报", "Series that reported"), share, None, Form::Share)
        }
        "late_sources" => {
            let late = material.fresh.iter().filter(|fresh| fresh.standing.as_deref() == Some("late")).count();
            (Words::new("滞后数据源", "Late sources"), count(late), None, Form::Count)
        }
        "shipped" => {
            let shipped = usize::from(material.shipped_rules);
            (Words::new("采用随程序提供的规则", "Rules that ship are used"), count(shipped), None, Form::Count)
        }
        _ => return None,
    };
    Some(Figure { name: name.to_owned(), title, value, before, form, unit: None, notes: Vec::new() })
}

struct Writer<'m> {
    material: &'m Material,
    notes: Vec<Note>,
}

impl Writer<'_> {
    /// The number of a note; the same source is one note.
    fn note(&mut self, note: Note) -> usize {
        if let Some(place) = self.notes.iter().position(|known| *known == note) {
            return place + 1;
        }
        self.notes.push(note);
        self.notes.len()
    }

    /// An address of the workbench at the revision that was read. Of the watch it names everything that chooses what is seen —
    /// port, scale, period and day — so that it opens what the report speaks of, and nothing else.
    fn link(&self, path: &str, words: &[(&str, &str)]) -> String {
        let material = self.material;
        let scope = [
            ("day", material.day.as_deref()),
            ("period", Some(material.period.as_str())),
            ("port", material.asked.as_deref()),
            ("scale", material.scale.as_deref()),
        ];
        let scope = scope.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let mut all: Vec<(&str, &str)> = words.iter().copied().chain(scope.filter(|_| path == "watch")).collect();
        all.sort_unstable();
        let all = all.into_iter().map(|(name, value)| format!("&w.{name}={}", form::addressed(value)));
        format!("{path}?v=2&at={}{}", material.revision, all.collect::<String>())
    }

    /// The notes of a figure: which tables of which revision it was counted in, and how complete they are.
    fn sourced(&mut self, name: &str) -> Vec<usize> {
        let material = self.material;
        let known: Vec<f64> = material.fresh.iter().filter_map(|fresh| fresh.coverage).collect();
        let coverage = (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64);
        let year = Some(material.period.clone());
        let (source, coverage, path) = match name {
            "overdue" | "open" | "settled" => (
                Words::new(
                    "检查与检查记录（表 inspection、finding）",
                    "inspections and findings (tables inspection, finding)",
                ),
                None,
                "data/tables/finding",
            ),
            "silent" | "reporting" | "late_sources" => (
                Words::new("指标与流量（表 indicator、flow）", "indicators and flows (tables indicator, flow)"),
                coverage,
                "data/sources",
            ),
            "shipped" => return Vec::new(),
            _ => (
                Words::new("按规则对指标与流量逐期判断", "rules put to indicators and flows, step by step"),
                coverage,
                "watch",
            ),
        };
        let link = Some(self.link(path, &[]));
        vec![self.note(Note { source, year, coverage, link })]
    }

    fn figure(&mut self, name: &str) -> Option<Figure> {
        let mut figure = figure(self.material, name)?;
        figure.notes = self.sourced(name);
        Some(figure)
    }

    fn parts(&mut self, item: &Item) -> Vec<Part> {
        let positive =
            |name: &String| figure(self.material, name).and_then(|figure| figure.value).map(|value| value > 0.0);
        if item.when.as_ref().is_some_and(|name| positive(name) != Some(true))
            || item.unless.as_ref().is_some_and(|name| positive(name) != Some(false))
        {
            return Vec::new();
        }
        match &item.says {
            Says::Sentence(words) => vec![Part::Sentence(self.sentence(words))],
            Says::Figures(names) => {
                let figures: Vec<Figure> = names.iter().filter_map(|name| self.figure(name)).collect();
                vec![Part::Figures { figures }]
            }
            Says::Table(name) => self.table(name, item.limit).map(Part::Table).into_iter().collect(),
            Says::Chart(name) => self.charts(name, item.limit).into_iter().map(Part::Chart).collect(),
        }
    }

    fn sentence(&mut self, words: &Words) -> Sentence {
        let mut notes = Vec::new();
        for range in placeholders(&words.zh) {
            let name = words.zh[range].split('.').next().unwrap_or_default();
            if FIGURES.contains(&name) {
                notes.extend(self.sourced(name));
            }
        }
        notes.sort_unstable();
        notes.dedup();
        Sentence { text: self.filled(words), notes }
    }

    /// The words with what their placeholders stand for.
    fn filled(&self, words: &Words) -> Words {
        let fill = |text: &str, pick: fn(&Words) -> &str| {
            let mut out = String::new();
            let mut last = 0;
            for range in placeholders(text) {
                out.push_str(&text[last..range.start - 1]);
                out.push_str(pick(&self.value(&text[range.clone()])));
                last = range.end + 1;
            }
            out.push_str(&text[last..]);
            out
        };
        Words::new(fill(&words.zh, |words| &words.zh), fill(&words.en, |words| &words.en))
    }

    fn value(&self, name: &str) -> Words {
        let material = self.material;
        let (base, field) = name.split_once('.').map_or((name, None), |(base, field)| (base, Some(field)));
        match base {
            "port" => return material.port.title.clone(),
            "period" => return Words::same(&material.period),
            "before" => {
                return material.before.as_ref().map_or_else(|| Words::new("上期", "the period before"), Words::same);
            }
            "scale" => {
                return material
                    .scale
                    .as_deref()
                    .map_or_else(|| Words::new("所列尺度", "as listed"), |scale| word("level", scale));
            }
            "revision" => return Words::same(material.revision.to_string()),
            _ => {}
        }
        let Some(figure) = figure(material, base) else { return Words::default() };
        match field {
            Some("before") => Words::same(form::optional(figure.before, figure.form)),
            Some(_) => form::change(figure.value, figure.before, figure.form),
            None => match figure.value {
                Some(value) => Words::same(form::number(value, figure.form)),
                None => Words::new("未知", "an unknown part"),
            },
        }
    }

    fn table(&mut self, name: &str, limit: usize) -> Option<Table> {
        let (title, columns, mut rows) = match name {
            "alerts" => self.alerts(),
            "changes" => self.changes(),
            "sums" => self.sums(),
            "matters" => self.matters(),
            _ => self.freshness(),
        };
        let left_out = rows.len().saturating_sub(limit);
        rows.truncate(limit);
        (!rows.is_empty()).then(|| Table { name: name.to_owned(), title, columns, rows, left_out })
    }
}
