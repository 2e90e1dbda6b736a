//! What reports and the page Today are made of: alerts, sources, matters and sums, as the hall found them.

use crate::document::{Arrow, Curve, Mark, Place, Spot};
use liantu_model::{Language, Words, glossary};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The grades, from mild to grave.
pub const GRADES: [&str; 4] = ["blue", "yellow", "orange", "red"];

/// Everything about one port, scale and period.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Whose port.
    pub port: Place,
    /// The port as it was asked for; absent: everything.
    pub asked: Option<String>,
    /// The day from which sources and matters were looked at.
    pub day: Option<String>,
    /// The scale.
    pub scale: Option<String>,
    /// The period, as people write it.
    pub period: String,
    /// The period before it.
    pub before: Option<String>,
    /// The revision that was read.
    pub revision: u64,
    /// The program.
    pub program: String,
    /// Whether the rules are those that ship, because the workspace has none of its own.
    pub shipped_rules: bool,
    /// Whether no rule found a series to be put to, so that the absence of alerts says nothing.
    pub idle_rules: bool,
    /// The alerts that concern the port: those that stand at the end of the period, and those that came or went in it.
    pub alerts: Vec<Alert>,
    /// The sources of series.
    pub fresh: Vec<Fresh>,
    /// Inspections and findings.
    pub matters: Vec<Matter>,
    /// Sums of the period and of the one before.
    pub sums: Vec<Sum>,
    /// Grades by region and stage.
    pub heat: Heat,
    /// Grades by place.
    pub map: Map,
    /// The series of the gravest alerts.
    pub series: Vec<Series>,
    /// Sources that the rows name.
    pub sources: Vec<Source>,
}

/// An alert.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Follows from rule, subject, period and revision.
    pub id: String,
    /// Identifier of the rule.
    pub rule: String,
    /// Its title.
    pub title: Words,
    /// `blue`, `yellow`, `orange` or `red`.
    pub grade: String,
    /// Since it was raised, the first step of each stretch and what it was, such as `2023-09 orange` or `2023-10 unknown`.
    #[serde(default)]
    pub course: Vec<String>,
    /// Where.
    pub region: Place,
    /// Where the flow comes from.
    pub partner: Option<Place>,
    /// What its item or industry is called; absent: it has no name but its code.
    pub about: Option<Words>,
    /// The industry.
    pub industry: Option<String>,
    /// What flows.
    pub item: Option<String>,
    /// The stage of the chain that industry or item belongs to.
    pub stage: Option<String>,
    /// The scale at which it was found.
    pub level: Option<String>,
    /// When it was raised.
    pub since: String,
    /// When it was lowered; absent: it stands.
    pub until: Option<String>,
    /// The first of the steps that raised it.
    pub first_hit: String,
    /// The last step that hit.
    pub last_hit: String,
    /// Steps under the alert about which nothing is known.
    pub unknown: usize,
    /// The conditions of the step that raised it, with their values.
    pub reason: String,
    /// The values of that step.
    pub evidence: String,
    /// The rows it rests on, such as `flow:12`; a hundred at most.
    pub rows: Vec<String>,
    /// How many rows it rests on.
    pub row_count: usize,
    /// Subjects above and below at which the same rule is up at the same time.
    pub holds_at: Vec<String>,
    /// Whom it is for.
    pub addressee: String,
    /// Whether it stands at the end of the period that is looked at.
    pub stands: bool,
    /// Whether it was raised in that period.
    pub is_new: bool,
    /// How grave it was when that period began; absent where it was not up.
    #[serde(default)]
    pub was: Option<String>,
    /// All of it in a sentence.
    pub sentence: Words,
    /// What people have done about it; absent: it was never entered into the book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handling: Option<Handling>,
}

/// What people have done about an alert. Moments are RFC 3339 in UTC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Handling {
    /// The alert in the book: the identifier under which it was first raised, and stays.
    pub case: String,
    /// `open`, `acknowledged`, `assigned`, `snoozed` or `resolved`.
    pub status: String,
    /// How far up it went: `execution`, `coordination` or `decision`.
    pub level: String,
    /// Whose it is now.
    pub addressee: String,
    /// Who is charged with it.
    pub assignee: Option<String>,
    /// Until when it is put off.
    pub snoozed_until: Option<String>,
    /// Why it was resolved.
    pub reason: Option<String>,
    /// When it was entered.
    pub raised: String,
    /// When it last changed.
    pub changed: String,
    /// The revision that it was entered from: there it is found again, with its rows.
    pub revision: u64,
    /// The scale at which it was entered.
    pub scale: Option<String>,
}

/// How a source of series reports.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Fresh {
    /// `indicator` or `flow`.
    pub table: String,
    /// The indicator, or the item of the flows.
    pub name: String,
    /// What it is called.
    pub title: Words,
    /// `month`, `quarter` or `year`.
    pub frequency: String,
    /// How many series.
    pub series: usize,
    /// The last step with a value.
    pub last: Option<String>,
    /// The last step that should be there.
    pub expected: Option<String>,
    /// Steps between the two.
    pub late: Option<usize>,
    /// The part of the values that is known.
    pub coverage: Option<f64>,
    /// The part of the series with a value in the expected step.
    pub last_coverage: Option<f64>,
    /// Series that reported before and have no value in the expected step.
    pub silent: usize,
    /// Steps in between without any value.
    pub gaps: usize,
    /// `fresh`, `partial` or `late`.
    pub standing: Option<String>,
}

/// An inspection that is due or was made, or a finding.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Matter {
    /// `run` or `finding`.
    pub entry: String,
    /// Identifier.
    pub id: String,
    /// What it is called.
    pub title: Words,
    /// Where.
    pub region: Option<Place>,
    /// The chain.
    pub chain: Option<String>,
    /// Who has to settle it.
    pub owner: Option<String>,
    /// The check-list.
    pub checks: Vec<String>,
    /// The day it came up.
    pub opened: Option<String>,
    /// The last day in time.
    pub due: Option<String>,
    /// The day it was settled.
    pub closed: Option<String>,
    /// `settled`, `settled_late`, `open` or `overdue`.
    pub standing: Option<String>,
    /// Where overdue, the level that now has to answer: `execution`, `coordination` or `decision`.
    pub level: Option<String>,
    /// Days since it came up.
    pub age: Option<i64>,
    /// Days after it was due.
    pub late: Option<i64>,
    /// What was done about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Deed>,
}

/// Something done about an alert or a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Deed {
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// By whom; `watch` where no person did it.
    pub by: String,
    /// What: a word of the glossary, such as `acknowledged`.
    pub kind: String,
    /// The grade, to whom, until when, which day.
    pub what: Option<String>,
    /// Why; may be empty.
    pub why: String,
}

/// A sum over a period.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Sum {
    /// The layer, by its code; absent: rows that name none.
    pub layer: Option<String>,
    /// What is summed.
    pub title: Words,
    /// Unit of the values.
    pub unit: Option<String>,
    /// The sum of the known values of the period; absent where none is known.
    pub value: Option<f64>,
    /// The same for the period before.
    pub before: Option<f64>,
    /// The part of the values of the period that is known, of each flow from the step on in which it was first reported.
    pub coverage: Option<f64>,
    /// The same for the period before.
    pub before_coverage: Option<f64>,
    /// Rows of the period.
    pub rows: usize,
}

/// Grades by region and stage.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Heat {
    /// The regions, those with the gravest alerts first.
    pub regions: Vec<Place>,
    /// The stages, upstream first; the last may be empty: what belongs to no stage.
    pub stages: Vec<Place>,
    /// By region, then by stage.
    pub cells: Vec<Vec<crate::document::Warmth>>,
}

/// Grades by place, without borders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    /// The places.
    pub spots: Vec<Spot>,
    /// Flows under alert, from place to place.
    pub arrows: Vec<Arrow>,
    /// Places whose position is not known.
    pub left_out: usize,
}

/// A series with the band in which it was to be expected, what happened, and when it was under alert.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Series {
    /// The alert it belongs to.
    pub alert: Option<String>,
    /// What it is.
    pub title: Words,
    /// As rules name it, such as `flow[quantity]`.
    pub reference: String,
    /// The unit of its values.
    pub unit: Option<String>,
    /// `month`, `quarter` or `year`.
    pub frequency: String,
    /// The steps.
    pub steps: Vec<String>,
    /// The values; absent where unknown.
    pub values: Vec<Option<f64>>,
    /// What was to be expected from earlier steps.
    pub expected: Vec<Option<f64>>,
    /// Lower and upper end of the band around that.
    pub band: Vec<Option<[f64; 2]>>,
    /// What happened.
    pub events: Vec<Happening>,
    /// Steps from, and up to but not including, which the alert was up.
    pub under: Vec<[usize; 2]>,
}

/// Something that happened.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Happening {
    /// The step in which it happened.
    pub at: usize,
    /// The day.
    pub day: String,
    /// Its kind.
    pub kind: String,
    /// What.
    pub title: Words,
}

/// A source that rows name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Identifier.
    pub id: Option<String>,
    /// Title.
    pub title: Words,
    /// When it was published, or the data was taken.
    pub year: Option<String>,
    /// The latest time that its rows speak of.
    pub latest: Option<String>,
    /// Rows that rest on it.
    pub rows: usize,
    /// Of these, values that are missing.
    pub missing: usize,
}

/// What a table is called.
pub fn table_title(name: &str) -> Words {
    liantu_model::schema::table(name).map_or_else(|| Words::same(name), |table| table.title.into())
}

/// The label of a stored word, in both languages.
pub fn word(kind: &str, word: &str) -> Words {
    let key = format!("{kind}.{word}");
    Words::new(glossary::label(&key, Language::Zh), glossary::label(&key, Language::En))
}

/// The place of a grade, from 1 for blue to 4 for red; 0 for none.
pub fn rank(grade: &str) -> usize {
    GRADES.iter().position(|known| *known == grade).map_or(0, |place| place + 1)
}

impl Series {
    /// The series as a curve with marks.
    pub fn drawn(&self) -> (Curve, Vec<Mark>) {
        let mut marks: Vec<Mark> =
            self.events.iter().map(|event| Mark { at: event.at, title: event.title.clone() }).collect();
        for [from, _] in &self.under {
            marks.push(Mark { at: *from, title: Words::new("预警", "alert") });
        }
        marks.sort_by_key(|mark| mark.at);
        (Curve { title: self.title.clone(), values: self.values.clone(), band: self.band.clone() }, marks)
    }
}

impl Alert {
    /// What is looked at, in words: place, partner, what flows or the industry.
    pub fn subject(&self) -> Words {
        let what = self.item.as_deref().or(self.industry.as_deref()).filter(|what| !what.is_empty());
        let (mut zh, mut en) = match &self.partner {
            Some(partner) => (
                format!("{}→{}", partner.title.zh, self.region.title.zh),
                format!("{} → {}", partner.title.en, self.region.title.en),
            ),
            None => (self.region.title.zh.clone(), self.region.title.en.clone()),
        };
        if let Some(what) = what {
            let named = |name: &str| if name.is_empty() { what.to_owned() } else { format!("{name} {what}") };
            let about = self.about.clone().unwrap_or_default();
            zh += &format!("（{}）", named(&about.zh));
            en += &format!(" ({})", named(&about.en));
        }
        Words::new(zh, en)
    }

    /// Whether nobody has to be told of it for now: it is dealt with, or put off.
    pub fn is_quiet(&self) -> bool {
        self.handling.as_ref().is_some_and(|handling| matches!(handling.status.as_str(), "resolved" | "snoozed"))
    }

    /// The step at which it got as grave as it is, where that was later than the one at which it was raised.
    pub fn graver(&self) -> Option<&str> {
        let mut stretches = self.course.iter().filter_map(|stretch| stretch.split_once(' '));
        let (label, _) = stretches.find(|(_, word)| *word == self.grade)?;
        (label != self.since).then_some(label)
    }

    /// The alert in a sentence.
    pub fn told(&self) -> Words {
        let subject = self.subject();
        let grade = word("grade", &self.grade);
        let (since, until) = (&self.since, self.until.as_deref());
        let zh = match (until, self.graver()) {
            (Some(until), _) => format!("{since} 至 {until} {}预警，已解除", grade.zh),
            (None, Some(graver)) => format!("{since} 发布，{graver} 起{}预警", grade.zh),
            (None, None) => format!("{since} 起{}预警", grade.zh),
        };
        let colour = grade.en.to_lowercase();
        let en = match (until, self.graver()) {
            (Some(until), _) => format!("{colour} from {since}, lowered in {until}"),
            (None, Some(graver)) => format!("up since {since}, {colour} since {graver}"),
            (None, None) => format!("{colour} since {since}"),
        };
        Words::new(
            format!("{}：{}，{zh}", subject.zh, self.title.zh),
            format!("{}: {}, {en}", subject.en, self.title.en),
        )
    }
}
