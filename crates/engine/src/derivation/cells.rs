//! Cells as they are stored, and the rows of flows and indicators that follow from them.

use super::definition::SOURCE;
use super::tally::{Group, Name, Tally, Word};
use crate::EngineError;
use arrow::array::{ArrayRef, Date32Array, Float64Array, Int64Array, RecordBatch, StringArray};
use liantu_model::schema::{self, Column, ColumnKind, Table};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Text};
use liantu_monitoring::derivation::{Measure, Settled, Target, settled, switched};
use liantu_monitoring::incremental::{Cell, Key};
use liantu_monitoring::{Step, found};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const fn words(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Text, title, help)
}

const fn count(name: &'static str, title: Text, help: Text) -> Column {
    Column::new(name, ColumnKind::Integer, title, help).required()
}

/// What records came to, exactly: enough to add to it and to take from it.
pub(crate) static CELLS: Table = Table {
    name: "derived_cell",
    title: text("派生单元", "Derived cells"),
    help: text(
        "部门记录汇总的中间状态；流量与指标由此得出，新记录只改动所及单元",
        "What records of departments add up to; flows and indicators follow from it, and new records change only the cells they touch",
    ),
    key: &["derivation", "period", "place", "other_place", "actor", "other_actor", "subject", "amount", "unit"],
    columns: &[
        words("derivation", text("派生", "Derivation"), text("派生规则", "The derivation")).required(),
        words("period", text("时期", "Period"), text("月、季、年等", "A month, a quarter, a year")).required(),
        words("place", text("区域", "Place"), text("流出地或区域", "Origin of a flow, or the region")),
        words("other_place", text("另一区域", "Other place"), text("流入地", "Destination of a flow")),
        words("actor", text("主体", "Actor"), text("发出方或主体", "Who it leaves, or whom it is of")),
        words("other_actor", text("另一主体", "Other actor"), text("接收方", "Whom it enters")),
        words("subject", text("内容", "Subject"), text("货物或行业", "Item or industry")),
        words("amount", text("量", "Amount"), text("value 数值；quantity 数量", "value or quantity")).required(),
        words("unit", text("单位", "Unit"), text("计量单位", "The unit")),
        words("units", text("合计", "Sum"), text("2⁻⁷⁰ 的整数倍", "As a multiple of 2⁻⁷⁰")).required(),
        count("known", text("已知", "Known"), text("数值已知的记录数", "Records whose value is known")),
        count("unknown", text("未知", "Unknown"), text("数值未知的记录数", "Records whose value is unknown")),
    ],
};

/// By what the cells of a derivation were made.
pub(crate) static MADE_BY: Table = Table {
    name: "derived_by",
    title: text("派生依据", "What derived cells rest on"),
    help: text(
        "各派生的单元按怎样的声明算出；声明变化后重算",
        "The declaration by which cells were made: where it changed they are made anew",
    ),
    key: &["derivation"],
    columns: &[
        words("derivation", text("派生", "Derivation"), text("派生规则", "The derivation")).required(),
        words("print", text("指纹", "Print"), text("声明的指纹", "A digest of the declaration")).required(),
    ],
};

/// The columns of a target in the order of a group: two places, two actors, the subject; then the period.
pub(super) const fn columns(target: Target) -> [&'static str; 6] {
    match target {
        Target::Flow => ["origin", "destination", "from_actor", "to_actor", "item", "period"],
        Target::Indicator => ["region", "", "actor", "", "industry", "period"],
    }
}

/// Columns of a batch, by name.
#[derive(Clone)]
pub(super) struct Sheet {
    table: &'static Table,
    rows: usize,
    texts: BTreeMap<&'static str, Vec<Option<String>>>,
    numbers: BTreeMap<&'static str, Vec<Option<f64>>>,
    counts: BTreeMap<&'static str, Vec<Option<i64>>>,
    days: BTreeMap<&'static str, Vec<Option<i32>>>,
}

impl Sheet {
    pub fn new(table: &'static Table) -> Self {
        let (texts, numbers, counts, days) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Self { table, rows: 0, texts, numbers, counts, days }
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Ends a row: what was not said of it is unknown.
    pub fn end(&mut self) {
        self.rows += 1;
        for column in self.texts.values_mut() {
            column.resize(self.rows, None);
        }
        for column in self.numbers.values_mut() {
            column.resize(self.rows, None);
        }
        for column in self.counts.values_mut() {
            column.resize(self.rows, None);
        }
        for column in self.days.values_mut() {
            column.resize(self.rows, None);
        }
    }

    pub fn text(&mut self, column: &'static str, word: Option<&str>) {
        let own = self.texts.entry(column).or_default();
        own.resize(self.rows, None);
        own.push(word.map(str::to_owned));
    }

    pub fn day(&mut self, column: &'static str, day: Option<i32>) {
        let own = self.days.entry(column).or_default();
        own.resize(self.rows, None);
        own.push(day);
    }

    pub fn number(&mut self, column: &'static str, number: Option<f64>) {
        let own = self.numbers.entry(column).or_default();
        own.resize(self.rows, None);
        own.push(number);
    }

    fn count(&mut self, column: &'static str, count: i64) {
        let own = self.counts.entry(column).or_default();
        own.resize(self.rows, None);
        own.push(Some(count));
    }

    pub fn batch(mut self) -> Result<RecordBatch, EngineError> {
        let rows = self.rows;
        let column = |column: &Column| -> ArrayRef {
            match column.kind.data_type() {
                arrow::datatypes::DataType::Float64 => {
                    Arc::new(Float64Array::from(self.numbers.remove(column.name).unwrap_or_else(|| vec![None; rows])))
                }
                arrow::datatypes::DataType::Int64 => {
                    Arc::new(Int64Array::from(self.counts.remove(column.name).unwrap_or_else(|| vec![None; rows])))
                }
                arrow::datatypes::DataType::Date32 => {
                    Arc::new(Date32Array::from(self.days.remove(column.name).unwrap_or_else(|| vec![None; rows])))
                }
                arrow::datatypes::DataType::Utf8 => {
                    Arc::new(StringArray::from(self.texts.remove(column.name).unwrap_or_else(|| vec![None; rows])))
                }
                other => arrow::array::new_null_array(&other, rows),
            }
        };
        let columns = self.table.columns.iter().map(column).collect();
        Ok(RecordBatch::try_new(Arc::new(self.table.arrow()), columns)?)
    }
}

/// Rows of one table that come and that go.
pub(super) struct Moves {
    pub table: &'static Table,
    pub come: Sheet,
    pub go: Sheet,
}

impl Moves {
    fn new(table: &'static Table) -> Self {
        Self { table, come: Sheet::new(table), go: Sheet::new(table) }
    }
}

/// What one derivation changed.
#[derive(Debug, Default)]
pub(super) struct Changed {
    pub periods: BTreeSet<String>,
    pub written: u64,
    pub removed: u64,
    mixed: usize,
    switches: Vec<(Step, String)>,
    /// Cells that had an earlier one to be compared with, by step.
    compared: BTreeMap<Step, usize>,
}

/// Steps before a cell among which the latest known one is compared with it.
pub(super) const EARLIER: i32 = 3;

/// Everything that a change of cells makes of the tables.
pub(super) struct Outcome {
    pub cells: Moves,
    pub flows: Moves,
    pub indicators: Moves,
    pub changed: Vec<Changed>,
}

fn schema_of(target: Target) -> Result<&'static Table, EngineError> {
    schema::table(target.table()).ok_or_else(|| EngineError::Table { name: target.table().to_owned() })
}

impl Tally {
    /// The label of a time.
    pub(super) fn label(&self, group: &Group, step: Step) -> String {
        match self.lexicon.word(group.other) {
            Some(label) => label.to_owned(),
            None => group.frequency.label(step),
        }
    }

    /// What becomes of the groups `wanted`, of which `before` holds the cells that were stored.
    pub(super) fn outcome(
        &self,
        wanted: &BTreeSet<(Group, Step)>,
        before: &BTreeMap<(Group, Step), Vec<Key>>,
    ) -> Result<Outcome, EngineError> {
        let mut now: BTreeMap<(Group, Step), Vec<Key>> = BTreeMap::new();
        for (key, step) in self.totals.places() {
            let group = self.names[key as usize].group;
            if wanted.contains(&(group, step)) {
                now.entry((group, step)).or_default().push(key);
            }
        }
        let mut outcome = Outcome {
            cells: Moves::new(&CELLS),
            flows: Moves::new(schema_of(Target::Flow)?),
            indicators: Moves::new(schema_of(Target::Indicator)?),
            changed: self.definitions.derivations.iter().map(|_| Changed::default()).collect(),
        };
        for place in wanted {
            let (own, old) =
                (now.get(place).map_or(&[][..], Vec::as_slice), before.get(place).map_or(&[][..], Vec::as_slice));
            if own.is_empty() && old.is_empty() {
                continue;
            }
            for key in own {
                self.cell(&mut outcome.cells.come, *key, place.1);
            }
            for key in old.iter().filter(|key| !own.contains(key)) {
                self.cell(&mut outcome.cells.go, *key, place.1);
            }
            let derivation = &self.definitions.derivations[usize::from(place.0.derivation)];
            let moves = match derivation.target {
                Target::Flow => &mut outcome.flows,
                Target::Indicator => &mut outcome.indicators,
            };
            let changed = &mut outcome.changed[usize::from(place.0.derivation)];
            changed.periods.insert(self.label(&place.0, place.1));
            if own.is_empty() {
                changed.removed += 1;
                self.row(&mut moves.go, place, None);
                continue;
            }
            changed.written += 1;
            let [value, quantity] = self.amounts(place, own);
            changed.mixed += usize::from(value.as_ref().is_some_and(|value| value.mixed));
            changed.mixed += usize::from(quantity.as_ref().is_some_and(|quantity| quantity.mixed));
            self.compare(changed, place, value.as_ref(), quantity.as_ref());
            self.row(&mut moves.come, place, Some([value, quantity]));
        }
        Ok(outcome)
    }

    pub(super) fn amounts(&self, place: &(Group, Step), keys: &[Key]) -> [Option<Settled>; 2] {
        let derivation = &self.definitions.derivations[usize::from(place.0.derivation)];
        [false, true].map(|quantity| {
            let own = keys.iter().map(|key| (self.names[*key as usize], self.totals.cell(*key, place.1)));
            let own = own.filter(|(name, _)| name.quantity == quantity);
            let cells: Vec<(Option<&str>, Cell)> =
                own.map(|(name, cell)| (self.lexicon.word(name.unit), cell)).collect();
            let measure = if quantity { Measure::Sum } else { derivation.measure };
            settled(&self.totals, &cells, measure, derivation.least_known)
        })
    }

    /// Whether the unit value of a flow, or the value of an indicator, is about a power of ten of what was known last.
    fn compare(
        &self,
        changed: &mut Changed,
        place: &(Group, Step),
        value: Option<&Settled>,
        quantity: Option<&Settled>,
    ) {
        let target = self.definitions.derivations[usize::from(place.0.derivation)].target;
        let figure = |value: Option<&Settled>, quantity: Option<&Settled>| {
            let value = value?;
            let (number, other) = match target {
                Target::Flow => (value.value? / quantity?.value?, quantity?.unit.clone()),
                Target::Indicator => (value.value?, None),
            };
            (number > 0.0 && number.is_finite()).then(|| (number, value.unit.clone(), other))
        };
        let Some(now) = figure(value, quantity) else { return };
        let units: Vec<Key> = [(false, &now.1), (true, &now.2)]
            .into_iter()
            .filter_map(|(quantity, unit)| {
                let unit: Word = self.lexicon.known(unit.as_deref())?;
                self.known_key(&Name { group: place.0, quantity, unit })
            })
            .collect();
        let known = (1..=EARLIER).find_map(|back| {
            let step = Step(place.1.0 - back);
            let [value, quantity] = self.amounts(&(place.0, step), &units);
            figure(value.as_ref(), quantity.as_ref()).map(|before| (step, before))
        });
        let Some((earlier, before)) = known else { return };
        *changed.compared.entry(place.1).or_default() += 1;
        if let Some(power) = switched(before.0, now.0) {
            let word = |word: Word| self.lexicon.word(word).unwrap_or("–").to_owned();
            let [from, to] = place.0.places.map(word);
            let places = if target == Target::Flow { format!("{from} → {to}") } else { from };
            let text = format!(
                "{places} {}: {} {:.4}, {} {:.4} (10^{power})",
                word(place.0.subject),
                self.label(&place.0, earlier),
                before.0,
                self.label(&place.0, place.1),
                now.0
            );
            changed.switches.push((place.1, text));
        }
    }

    fn cell(&self, sheet: &mut Sheet, key: Key, step: Step) {
        let name = self.names[key as usize];
        let cell = self.totals.cell(key, step);
        let word = |number: Word| self.lexicon.word(number);
        let group = name.group;
        sheet.text("derivation", Some(&self.definitions.derivations[usize::from(group.derivation)].id));
        sheet.text("period", Some(&self.label(&group, step)));
        sheet.text("place", word(group.places[0]));
        sheet.text("other_place", word(group.places[1]));
        sheet.text("actor", word(group.actors[0]));
        sheet.text("other_actor", word(group.actors[1]));
        sheet.text("subject", word(group.subject));
        sheet.text("amount", Some(if name.quantity { "quantity" } else { "value" }));
        sheet.text("unit", word(name.unit));
        sheet.text("units", Some(&cell.units.to_string()));
        sheet.count("known", cell.known);
        sheet.count("unknown", cell.unknown);
        sheet.end();
    }

    /// A row of a flow or an indicator; without amounts only its key.
    fn row(&self, sheet: &mut Sheet, place: &(Group, Step), amounts: Option<[Option<Settled>; 2]>) {
        let (group, step) = *place;
        let derivation = &self.definitions.derivations[usize::from(group.derivation)];
        let names = columns(derivation.target);
        let words = [group.places[0], group.places[1], group.actors[0], group.actors[1], group.subject];
        for (name, word) in names.into_iter().zip(words).filter(|(name, _)| !name.is_empty()) {
            sheet.text(name, self.lexicon.word(word));
        }
        sheet.text("period", Some(&self.label(&group, step)));
        sheet.text(if derivation.target == Target::Flow { "layer" } else { "indicator" }, derivation.name.as_deref());
        if let Some([value, quantity]) = amounts {
            let partial = |amount: &Option<Settled>| amount.as_ref().is_some_and(|amount| amount.partial);
            sheet.text(
                "observation",
                Some(if partial(&value) || partial(&quantity) { "estimated" } else { "observed" }),
            );
            sheet.text("source", Some(&format!("{SOURCE}{}", derivation.id)));
            let value = value.unwrap_or_default();
            sheet.number("value", value.value);
            sheet.text("unit", value.unit.as_deref());
            if let (Target::Flow, Some(quantity)) = (derivation.target, quantity) {
                sheet.number("quantity", quantity.value);
                sheet.text("quantity_unit", quantity.unit.as_deref());
            }
        }
        sheet.end();
    }

    /// What was found on the way.
    pub(super) fn diagnostics(&self, changed: &[Changed]) -> Vec<Diagnostic> {
        let mut findings = Vec::new();
        for ((derivation, lost), changed) in self.definitions.derivations.iter().zip(&self.lost).zip(changed) {
            let mut tell = |code: &str, about: &str, count: usize| {
                if count > 0 {
                    findings.push(found(code, derivation.table.name, Some(about), count));
                }
            };
            let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
            tell("MON501", &format!("{}: {}", derivation.id, lost.first.join("; ")), size(lost.unplaced));
            tell("MON502", &derivation.id, changed.mixed);
            tell("MON503", &derivation.id, size(lost.unshared));
            tell("MON504", &derivation.id, size(lost.large));
            // A file in another unit changes its indicators together; a single one may well have risen so far.
            let at = |step: &Step| changed.switches.iter().filter(|(own, _)| own == step).count();
            let many = |step: &Step| 2 * at(step) >= changed.compared.get(step).copied().unwrap_or(0);
            let told = |step: &Step| derivation.target == Target::Flow || many(step);
            let steps: BTreeSet<&Step> =
                changed.switches.iter().map(|(step, _)| step).filter(|step| told(step)).collect();
            let mut told = changed.switches.iter().filter(|(step, _)| steps.contains(step));
            let first = told.next().map_or("", |(_, text)| text.as_str());
            let count = if first.is_empty() { 0 } else { 1 + told.count() };
            tell("MON505", &format!("{}: {first}", derivation.id), count);
        }
        findings
    }
}
