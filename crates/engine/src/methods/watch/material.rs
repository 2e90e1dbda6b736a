//! The rules that are to be put, what they are put to, and the series that they read.

use super::Bound;
use super::reading::{self, Reading};
use super::shelf::{FlowSubject, IndicatorSubject, Shelf, flows, frequency, indicators};
use crate::EngineError;
use crate::frame::names_in;
use crate::indicator::one_of;
use crate::inputs::Inputs;
use crate::regions::LATEST;
use liantu_model::schema::REGION_LEVELS;
use liantu_model::{Diagnostic, Method, Observation, Place, Words};
use liantu_monitoring::rule::{self, Reference, Rule, Source};
use liantu_monitoring::{Frequency, Step, found};
use std::collections::{BTreeSet, HashMap};

/// A rule to be put, with what its row says.
pub(super) struct Posted {
    pub id: String,
    /// Its row in the table of rules, from 0; none where it was given.
    pub row: Option<usize>,
    pub rule: Rule,
    pub frequency: Frequency,
    pub levels: Vec<String>,
    pub sum: bool,
    pub addressee: Option<String>,
    /// The first day on which it is in force, and the first on which it no longer is.
    pub force: [Option<i32>; 2],
}

/// What a rule is put to. Of a pair, `region` is where the flow goes and `partner` where it comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Subject {
    pub level: Option<String>,
    pub region: String,
    pub partner: Option<String>,
    pub industry: Option<String>,
    pub item: Option<String>,
}

impl Subject {
    pub fn name(&self) -> String {
        let partner = self.partner.as_deref().map(|partner| format!("{partner}>")).unwrap_or_default();
        let tail: Vec<&str> = [&self.industry, &self.item].into_iter().flatten().map(String::as_str).collect();
        [&[format!("{partner}{}", self.region).as_str()], tail.as_slice()].concat().join("/")
    }
}

/// The tables as series, bound once for each frequency and level.
pub(super) struct Material<'b> {
    bound: &'b Bound,
    indicators: HashMap<Frequency, Shelf<IndicatorSubject>>,
    flows: HashMap<(Frequency, Option<String>), Shelf<FlowSubject>>,
    pub findings: Vec<Diagnostic>,
    pub observation: Observation,
}

/// One series of a subject: the series of the tables that it is the sum of.
pub(super) enum Parts {
    Indicators(Vec<usize>),
    Flows(Vec<usize>),
}

/// The rules to be put, and what is wrong with the others.
pub(super) fn posted(bound: &Bound, inputs: &Inputs) -> Result<(Vec<Posted>, Vec<Diagnostic>), EngineError> {
    let frequency = frequency(inputs);
    let levels = |list: Vec<String>| -> Result<Vec<String>, EngineError> {
        match list.iter().find(|level| !REGION_LEVELS.contains(&level.as_str())) {
            None => Ok(list),
            Some(level) => Err(EngineError::parameter("levels", level.clone(), one_of(REGION_LEVELS))),
        }
    };
    let default: Vec<String> =
        inputs.text("levels").map(|list| names_in(list).map(str::to_owned).collect()).unwrap_or_default();
    let default = levels(default)?;
    if let Some(text) = inputs.text("text") {
        let rule = rule::parse(text).map_err(|error| unreadable(text, &error.words()))?;
        rule::evaluate::check_units(&rule, &rule.condition, frequency)
            .map_err(|error| unreadable(text, &error.words()))?;
        let (id, force) = ("text".to_owned(), [None; 2]);
        let own = Posted { id, row: None, rule, frequency, levels: default, sum: true, addressee: None, force };
        return Ok((vec![own], Vec::new()));
    }
    let table = bound.rows("rule");
    let wanted: Option<BTreeSet<&str>> = inputs.text("rules").map(|list| names_in(list).collect());
    let known: BTreeSet<&str> = (0..table.len()).filter_map(|row| table.text("rule_id", row)).collect();
    if let Some(name) = wanted.iter().flatten().find(|name| !known.contains(*name)) {
        return Err(EngineError::parameter("rules", *name, one_of(known)));
    }
    let (mut rules, mut findings) = (Vec::new(), Vec::new());
    for row in 0..table.len() {
        let (Some(id), Some(text)) = (table.text("rule_id", row), table.text("text", row)) else { continue };
        if wanted.as_ref().is_some_and(|wanted| !wanted.contains(id)) {
            continue;
        }
        let frequency = table.text("frequency", row).and_then(Frequency::parse).unwrap_or(frequency);
        let read = rule::parse(text).and_then(|rule| {
            rule::evaluate::check_units(&rule, &rule.condition, frequency)?;
            Ok(rule)
        });
        let rule = match read {
            Ok(rule) => rule,
            Err(error) => {
                findings.push(wrong(Some(row), id, &error));
                continue;
            }
        };
        let own = levels(table.list("levels", row))?;
        rules.push(Posted {
            id: id.to_owned(),
            row: Some(row),
            rule,
            frequency,
            levels: if own.is_empty() { default.clone() } else { own },
            sum: table.text("aggregate", row) == Some("sum"),
            addressee: table.text("addressee", row).map(str::to_owned),
            force: ["start", "end"].map(|column| table.day(column, row)),
        });
    }
    Ok((rules, findings))
}

pub(super) fn unreadable(text: &str, words: &Words) -> EngineError {
    let expected = Words::new(format!("一条规则：{}", words.zh), format!("a rule: {}", words.en));
    EngineError::parameter("text", text, expected)
}

/// A rule that cannot be used: its row in the table, and where in its text the trouble is.
pub(super) fn wrong(row: Option<usize>, id: &str, error: &rule::RuleError) -> Diagnostic {
    let mut finding = found("MON201", "rule", Some(id), 1).help(error.words());
    let bytes = Some((error.span.start as u32, error.span.end as u32));
    let row = row.map(|row| row as u64 + 1);
    finding.place = Place { row, field: Some("text".to_owned()), bytes, ..finding.place };
    finding
}

impl<'b> Material<'b> {
    pub fn bind(
        method: &'static Method,
        bound: &'b Bound,
        inputs: &Inputs,
        rules: &[Posted],
    ) -> Result<Self, EngineError> {
        let zero = inputs.choice("absent") == "zero";
        let sum = inputs.text("duplicates") == Some("sum");
        let mut material = Self {
            bound,
            indicators: HashMap::new(),
            flows: HashMap::new(),
            findings: Vec::new(),
            observation: Observation::default(),
        };
        for posted in rules {
            let references = posted.rule.references();
            let names = references.iter().filter(|(reference, _)| reference.source == Source::Indicator);
            // Without the table a rule that names an indicator is told apart, and the others are put.
            if let Some(origin) = &bound.indicator
                && names.clone().next().is_some()
                && !material.indicators.contains_key(&posted.frequency)
            {
                let shelf = indicators(method, origin, posted.frequency, None, sum, &|_| true)?;
                material.note(&shelf);
                material.indicators.insert(posted.frequency, shelf);
            }
            if references.iter().any(|(reference, _)| reference.source != Source::Indicator) {
                for level in posted.at_levels() {
                    let key = (posted.frequency, level.map(str::to_owned));
                    if !material.flows.contains_key(&key) {
                        let shelf = flows(bound, posted.frequency, level, zero)?;
                        material.note(&shelf);
                        material.flows.insert(key, shelf);
                    }
                }
            }
            material.note_sums(posted);
        }
        Ok(material)
    }

    /// What ended and is in no sum any more, where a rule reads sums of listed series.
    fn note_sums(&mut self, posted: &Posted) {
        let references = posted.rule.references();
        let reads = |source: Source| references.iter().any(|(reference, _)| reference.source == source);
        let mut told: Vec<Diagnostic> = Vec::new();
        if posted.sum && !posted.levels.is_empty() && reads(Source::Indicator) {
            told.extend(self.indicators.get(&posted.frequency).and_then(|shelf| shelf.silent.clone()));
        }
        if reads(Source::Inflow) || reads(Source::Outflow) {
            let shelves = posted.at_levels().into_iter().filter_map(|level| self.flow_shelf(posted, level));
            told.extend(shelves.filter_map(|shelf| shelf.silent.clone()));
        }
        self.add(&told);
    }

    fn add(&mut self, findings: &[Diagnostic]) {
        for finding in findings {
            if !self.findings.contains(finding) {
                self.findings.push(finding.clone());
            }
        }
    }

    fn note<S>(&mut self, shelf: &Shelf<S>) {
        if shelf.observation != Observation::default() {
            self.observation = shelf.observation;
        }
        self.add(&shelf.findings);
    }

    /// The indicators that there are, for a rule that names another.
    pub fn names(&self, frequency: Frequency) -> BTreeSet<&str> {
        let shelf = self.indicators.get(&frequency);
        shelf.into_iter().flat_map(|shelf| &shelf.subjects).map(|subject| subject.indicator.as_str()).collect()
    }

    fn flow_shelf(&self, posted: &Posted, level: Option<&str>) -> Option<&Shelf<FlowSubject>> {
        self.flows.get(&(posted.frequency, level.map(str::to_owned)))
    }

    /// The first step and the number of steps over all tables that a rule reads at a level.
    pub fn span(&self, posted: &Posted, level: Option<&str>) -> (Step, usize) {
        let mut ends: Vec<(Step, Step)> = Vec::new();
        let mut see = |first: Step, steps: usize| {
            if steps > 0 {
                ends.push((first, first.plus(steps)));
            }
        };
        let sources: BTreeSet<Source> =
            posted.rule.references().iter().map(|(reference, _)| reference.source).collect();
        if sources.contains(&Source::Indicator)
            && let Some(shelf) = self.indicators.get(&posted.frequency)
        {
            see(shelf.first, shelf.steps);
        }
        if sources.iter().any(|source| *source != Source::Indicator)
            && let Some(shelf) = self.flow_shelf(posted, level)
        {
            see(shelf.first, shelf.steps);
        }
        let first = ends.iter().map(|(first, _)| *first).min().unwrap_or_default();
        let end = ends.iter().map(|(_, end)| *end).max().unwrap_or_default();
        (first, end.since(first).unwrap_or(0))
    }

    /// What a rule is put to at a level.
    pub fn subjects(&self, posted: &Posted, level: Option<&str>) -> BTreeSet<Subject> {
        let references = posted.rule.references();
        let mut found = BTreeSet::new();
        let subject = |region: &str, partner: Option<&str>, industry: Option<&String>, item: Option<&String>| Subject {
            level: level.map(str::to_owned),
            region: region.to_owned(),
            partner: partner.map(str::to_owned),
            industry: industry.cloned(),
            item: item.filter(|item| !item.is_empty()).cloned(),
        };
        let open =
            references.iter().any(|(reference, _)| reference.source != Source::Indicator && reference.item.is_none());
        let indicators: BTreeSet<&str> = references
            .iter()
            .filter(|(reference, _)| reference.source == Source::Indicator)
            .map(|(reference, _)| reference.name.as_str())
            .collect();
        if !indicators.is_empty() {
            let regions = &self.bound.scene.regions;
            let shelf = self.indicators.get(&posted.frequency);
            for own in shelf.into_iter().flat_map(|shelf| &shelf.subjects) {
                if !indicators.contains(own.indicator.as_str()) {
                    continue;
                }
                let region = match level {
                    None => Some(own.region.as_str()),
                    Some(level) => {
                        let is = |code: &str| regions.get(code, LATEST).is_some_and(|region| region.level == level);
                        let wide = if posted.sum { regions.gather(&own.region, level, LATEST) } else { &own.region };
                        is(wide).then_some(wide)
                    }
                };
                if let Some(region) = region {
                    found.insert(subject(region, None, own.industry.as_ref(), None));
                }
            }
            return found;
        }
        for own in self.flow_shelf(posted, level).into_iter().flat_map(|shelf| &shelf.subjects) {
            let item = Some(&own.item).filter(|_| open);
            for (reference, _) in &references {
                if reference.item.as_ref().is_some_and(|wanted| !matches(&own.item, wanted)) {
                    continue;
                }
                found.insert(match reference.source {
                    Source::Outflow => subject(&own.origin, None, None, item),
                    Source::Inflow => subject(&own.destination, None, None, item),
                    _ => subject(&own.destination, Some(&own.origin), None, item),
                });
            }
        }
        found
    }

    /// The series of the tables that a reference means for a subject.
    pub fn parts(&self, posted: &Posted, subject: &Subject, reference: &Reference) -> Parts {
        if reference.source == Source::Indicator {
            let Some(shelf) = self.indicators.get(&posted.frequency) else { return Parts::Indicators(Vec::new()) };
            let same = |own: &IndicatorSubject| own.indicator == reference.name && own.industry == subject.industry;
            if let Some(&own) = shelf.at(&subject.region).iter().find(|&&number| same(&shelf.subjects[number])) {
                return Parts::Indicators(vec![own]);
            }
            if !posted.sum {
                return Parts::Indicators(Vec::new());
            }
            // The widest listed regions below, so that nothing is counted twice.
            let listed: BTreeSet<&str> =
                shelf.subjects.iter().filter(|own| same(own)).map(|own| own.region.as_str()).collect();
            let regions = &self.bound.scene.regions;
            let widest = |own: &IndicatorSubject| {
                let path = regions.path(&own.region, LATEST);
                let Some(top) = path.iter().position(|region| region.code == subject.region) else { return false };
                path[1..top.max(1)].iter().all(|between| !listed.contains(between.code.as_str()))
            };
            let numbered = shelf.subjects.iter().enumerate();
            return Parts::Indicators(numbered.filter(|(_, own)| same(own) && widest(own)).map(|(n, _)| n).collect());
        }
        let level = subject.level.as_deref();
        let Some(shelf) = self.flow_shelf(posted, level) else { return Parts::Flows(Vec::new()) };
        let item = reference.item.as_ref().or(subject.item.as_ref());
        let wanted = |own: &FlowSubject| {
            let partner = reference.source != Source::Flow || Some(&own.origin) == subject.partner.as_ref();
            let thing = match (&reference.item, item) {
                (Some(wanted), _) => matches(&own.item, wanted),
                (None, Some(item)) => own.item == *item,
                (None, None) => true,
            };
            partner && thing
        };
        let near = match reference.source {
            Source::Outflow => shelf.out_of(&subject.region),
            _ => shelf.at(&subject.region),
        };
        Parts::Flows(near.iter().copied().filter(|&number| wanted(&shelf.subjects[number])).collect())
    }

    /// The series of a reference over the steps of a rule: the sum of its parts, missing where one that is awaited is.
    pub fn series(
        &self,
        posted: &Posted,
        subject: &Subject,
        reference: &Reference,
        first: Step,
        steps: usize,
    ) -> Option<Reading> {
        match self.parts(posted, subject, reference) {
            Parts::Indicators(parts) => {
                let shelf = self.indicators.get(&posted.frequency).filter(|_| !parts.is_empty())?;
                let values = shelf.total(&parts, 0);
                Some(Reading { values, ..Reading::default() }.from(shelf.first, first, steps))
            }
            Parts::Flows(parts) => {
                let shelf = self.flow_shelf(posted, subject.level.as_deref())?;
                Some(Reading::of(shelf, &parts, &reference.name)?.from(shelf.first, first, steps))
            }
        }
    }

    /// The unit of the values of a reference, where the table names one.
    pub fn unit(&self, posted: &Posted, subject: &Subject, reference: &Reference) -> Option<String> {
        let Parts::Flows(parts) = self.parts(posted, subject, reference) else { return None };
        let shelf = self.flow_shelf(posted, subject.level.as_deref())?;
        reading::unit(shelf, &parts, &reference.name)
    }

    /// The rows that a value came from.
    pub fn rows(&self, posted: &Posted, subject: &Subject, reference: &Reference, step: Step) -> Vec<String> {
        let list = |table: &str, rows: Vec<u32>| rows.into_iter().map(|row| format!("{table}:{row}")).collect();
        match self.parts(posted, subject, reference) {
            Parts::Indicators(parts) => {
                let Some(shelf) = self.indicators.get(&posted.frequency) else { return Vec::new() };
                let Some(at) = step.since(shelf.first) else { return Vec::new() };
                list("indicator", parts.iter().flat_map(|&part| shelf.rows_at(part, at)).collect())
            }
            Parts::Flows(parts) => {
                let Some(shelf) = self.flow_shelf(posted, subject.level.as_deref()) else { return Vec::new() };
                let Some(at) = step.since(shelf.first) else { return Vec::new() };
                list("flow", parts.iter().flat_map(|&part| shelf.rows_at(part, at)).collect())
            }
        }
    }

    /// The subject of the same rule at the next wider level that has one.
    pub fn above(&self, posted: &Posted, subject: &Subject, known: &HashMap<Subject, u32>) -> Option<u32> {
        let regions = &self.bound.scene.regions;
        if let Some(level) = &subject.level {
            let rank = |level: &str| REGION_LEVELS.iter().position(|word| *word == level).unwrap_or(0);
            let mut wider: Vec<&String> = posted.levels.iter().filter(|other| rank(other) < rank(level)).collect();
            wider.sort_by_key(|level| std::cmp::Reverse(rank(level)));
            return wider.into_iter().find_map(|level| {
                let gather = |code: &str| regions.at_level(code, level, LATEST).unwrap_or_else(|| code.to_owned());
                let wide = Subject {
                    level: Some(level.clone()),
                    region: gather(&subject.region),
                    partner: subject.partner.as_deref().map(gather),
                    ..subject.clone()
                };
                known.get(&wide).copied()
            });
        }
        if subject.partner.is_some() {
            return None;
        }
        regions
            .path(&subject.region, LATEST)
            .iter()
            .skip(1)
            .find_map(|region| known.get(&Subject { region: region.code.clone(), ..subject.clone() }).copied())
    }
}

/// Whether an item is the one wanted, or belongs to the group that a shorter number names.
fn matches(item: &str, wanted: &str) -> bool {
    item == wanted || (wanted.bytes().all(|byte| byte.is_ascii_digit()) && item.starts_with(wanted))
}

impl Posted {
    pub fn at_levels(&self) -> Vec<Option<&str>> {
        if self.levels.is_empty() { vec![None] } else { self.levels.iter().map(|level| Some(level.as_str())).collect() }
    }
}
