//! Binding the accounts of input-output tables: balance, multipliers, footprints, value added, linkages, position.

use super::sheet::{Cell, columns};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use crate::mrio::{Accounts, Book};
use liantu_model::{Diagnostic, Method, Observation, Words};
use liantu_simulation::accounts::{self, AccountsError, Footprint, NONE};
use std::collections::BTreeMap;

pub(super) const ENTRIES: &[Entry] = &[
    Entry { method: &accounts::BALANCE, run: run_balance },
    Entry { method: &accounts::MULTIPLIERS, run: run_multipliers },
    Entry { method: &accounts::FOOTPRINT, run: run_footprint },
    Entry { method: &accounts::VALUE_ADDED, run: run_value_added },
    Entry { method: &accounts::CONTENT, run: run_content },
    Entry { method: &accounts::CHAIN, run: run_chain },
    Entry { method: &accounts::LINKAGES, run: run_linkages },
    Entry { method: &accounts::PURE, run: run_pure },
    Entry { method: &accounts::SPILLOVER, run: run_spillover },
    Entry { method: &accounts::POSITION, run: run_position },
];

/// A run over the accounts of one period (or two), and what every answer says about itself.
pub(super) struct Job<'a> {
    pub method: &'static Method,
    pub book: Book,
    bound: &'a Bound,
    inputs: &'a Inputs,
    /// The scenario that the accounts are under: its name, and how many edits it has.
    pub scenario: Option<(String, usize)>,
}

impl<'a> Job<'a> {
    pub fn new(method: &'static Method, bound: &'a Bound, inputs: &'a Inputs) -> Result<Self, EngineError> {
        let mut job = Self::as_it_is(method, bound, inputs)?;
        if let Some(name) = inputs.text("scenario") {
            let edits = super::scenarios::edits(&job.book, bound.rows("scenario_edit"), name)?;
            let edited = job.done(accounts::apply(&job.accounts().mrio, &edits))?;
            job.put(name, edits.len(), edited);
        }
        Ok(job)
    }

    /// The accounts without any scenario.
    pub fn as_it_is(method: &'static Method, bound: &'a Bound, inputs: &'a Inputs) -> Result<Self, EngineError> {
        let book = Book::one(method, bound.rows("io_entry"), inputs.period("period"))?;
        Ok(Self { method, book, bound, inputs, scenario: None })
    }

    /// Puts the accounts under a scenario.
    pub fn put(&mut self, name: &str, edits: usize, edited: accounts::Edited) {
        let accounts = &mut self.book.accounts[0];
        accounts.mrio = edited.mrio;
        accounts.findings.extend(edited.findings);
        self.scenario = Some((name.to_owned(), edits));
    }

    pub fn over_two(method: &'static Method, bound: &'a Bound, inputs: &'a Inputs) -> Result<Self, EngineError> {
        let rows = bound.rows("io_entry");
        let book = Book::two(method, rows, inputs.period("base"), inputs.period("period"))?;
        Ok(Self { method, book, bound, inputs, scenario: None })
    }

    /// Tells whoever watches how far the work is, and hears whether to go on.
    pub fn watch(&self) -> impl Fn(u64, Option<u64>) -> bool + Sync + use<'a> {
        let bound = self.bound;
        move |done, total| bound.goes_on(done, total)
    }

    pub fn accounts(&self) -> &Accounts {
        self.book.first()
    }

    /// What a study gives, or why it refused in words of the table.
    pub fn done<T>(&self, result: Result<T, AccountsError>) -> Result<T, EngineError> {
        result.map_err(|error| self.book.failed(self.method, self.accounts(), &error))
    }

    /// Region and sector of a node.
    pub fn node(&self, node: usize) -> [Cell; 2] {
        let node = self.accounts().mrio.nodes()[node];
        [self.book.regions.name(node.region).into(), self.book.sectors.name(node.sector).into()]
    }

    /// The unit of transactions.
    pub fn unit(&self) -> Cell {
        Cell::Text(self.accounts().unit.clone())
    }

    /// The rows that the parameter `row` names, by place; all where it is absent.
    fn rows(&self) -> Result<Vec<usize>, EngineError> {
        let named = self.book.sector("row", self.inputs.text("row"))?;
        let rows = self.accounts().mrio.rows().iter().enumerate();
        let list: Vec<usize> =
            rows.filter(|(_, row)| named.is_none_or(|named| row.label == named)).map(|(place, _)| place).collect();
        if list.is_empty() {
            return Err(EngineError::parameter(
                "row",
                self.inputs.text("row").unwrap_or_default(),
                Words::new(
                    "表中已有的增加值、进口或卫星账户的某一行",
                    "a row of value added, imports or extensions, of which the table has some",
                ),
            ));
        }
        Ok(list)
    }

    /// The name of a row; that of an import with the region that it comes from.
    pub fn row_name(&self, place: usize) -> String {
        let row = self.accounts().mrio.rows()[place];
        let name = self.book.sectors.name(row.label);
        self.book.regions.some(row.region).map_or_else(|| name.to_owned(), |region| format!("{name} ({region})"))
    }

    pub fn answer(self, rows: &[Vec<Cell>], findings: Vec<Diagnostic>, more: Option<Words>) -> Answer {
        let mut notes = vec![
            Words::new("产出为中间使用与最终使用之和", "output is the sum of intermediate and final uses"),
            Words::new("未列出的单元为零", "cells that are not listed are zero"),
        ];
        let mut described = self.book.described();
        if let Some((name, edits)) = &self.scenario {
            notes.push(Words::new(
                "产出取新的平衡；投入变贵由增加值承担",
                "outputs in their new balance; value added takes what inputs cost more",
            ));
            described.insert("scenario".to_owned(), format!("{name}: {edits} edits"));
        }
        notes.extend(more);
        let mut diagnostics: Vec<Diagnostic> =
            self.book.accounts.iter().flat_map(|accounts| accounts.findings.clone()).collect();
        diagnostics.extend(findings);
        Answer {
            columns: columns(self.method.outputs, rows),
            notes,
            observation: if self.scenario.is_some() { Observation::Simulated } else { self.book.observation() },
            diagnostics,
            inputs: described,
        }
    }
}

/// NaN is undefined.
pub(super) fn number(value: f64) -> Cell {
    Cell::Number(Some(value).filter(|value| !value.is_nan()))
}

pub(super) fn ratio(part: f64, whole: f64) -> Cell {
    number(if whole == 0.0 { f64::NAN } else { part / whole })
}

fn run_balance(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::BALANCE, bound, inputs)?;
    let found = accounts::balance(&job.accounts().mrio, inputs.number("tolerance"));
    let line = |node: usize| {
        let (output, sales, spent) = (found.output[node], found.sales[node], found.inputs[node]);
        let mut row = job.node(node).to_vec();
        row.extend([output, sales, spent, sales - output, spent - output].map(number));
        row.extend([ratio(sales - output, output.abs()), ratio(spent - output, output.abs())]);
        row.extend([found.state[node].into(), job.unit()]);
        row
    };
    let rows: Vec<Vec<Cell>> = (0..found.output.len()).map(line).collect();
    Ok(job.answer(&rows, found.findings.clone(), None))
}

fn run_multipliers(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::MULTIPLIERS, bound, inputs)?;
    let list = job.rows()?;
    let mrio = &job.accounts().mrio;
    let found = job.done(accounts::multipliers(mrio, &list, &job.watch()))?;
    let mut rows = Vec::with_capacity(list.len() * mrio.len());
    for (column, &place) in list.iter().enumerate() {
        let (name, unit) = (job.row_name(place), job.accounts().unit_of(place));
        for node in 0..mrio.len() {
            let (intensity, multiplier) = (found.intensity.at(node, column), found.multiplier.at(node, column));
            let [region, sector] = job.node(node);
            rows.push(vec![
                name.clone().into(),
                region,
                sector,
                number(mrio.row(place)[node]),
                number(intensity),
                number(multiplier),
                ratio(multiplier, intensity),
                unit.clone().into(),
            ]);
        }
    }
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_footprint(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::FOOTPRINT, bound, inputs)?;
    let list = job.rows()?;
    let found = job.done(accounts::footprint(&job.accounts().mrio, &list, &job.watch()))?;
    let by_region = inputs.choice("by") == "region";
    let four = |found: &Footprint, key: usize, column: usize| {
        [&found.production, &found.consumption, &found.imports, &found.exports].map(|matrix| matrix.at(key, column))
    };
    let mut rows = Vec::new();
    for (column, &place) in list.iter().enumerate() {
        let (name, unit) = (job.row_name(place), job.accounts().unit_of(place));
        let mut push = |region: u32, sector: Option<u32>, numbers: [f64; 4]| {
            let mut row = vec![name.clone().into(), job.book.regions.name(region).into()];
            row.push(Cell::Text(sector.map(|sector| job.book.sectors.name(sector).to_owned())));
            row.extend(numbers.map(number));
            row.push(unit.clone().into());
            rows.push(row);
        };
        if by_region {
            let mut sums: BTreeMap<u32, [f64; 4]> = BTreeMap::new();
            for (key, &(region, _)) in found.keys.iter().enumerate() {
                let sums = sums.entry(region).or_insert([f64::NAN; 4]);
                for (sum, value) in sums.iter_mut().zip(four(&found, key, column)) {
                    if !value.is_nan() {
                        *sum = if sum.is_nan() { value } else { *sum + value };
                    }
                }
            }
            for (region, numbers) in sums {
                push(region, None, numbers);
            }
        } else {
            for (key, &(region, sector)) in found.keys.iter().enumerate() {
                push(region, Some(sector), four(&found, key, column));
            }
        }
    }
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_value_added(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::VALUE_ADDED, bound, inputs)?;
    let found = job.done(accounts::value_added_trade(&job.accounts().mrio, &job.watch()))?;
    let mut rows = Vec::new();
    for (place, &from) in found.origins.iter().enumerate() {
        for (column, &to) in found.consumers.iter().enumerate() {
            let value = found.value.at(place, column);
            let (from, to) = (job.book.regions.name(from), job.book.regions.name(to));
            rows.push(vec![from.into(), to.into(), number(value), ratio(value, found.total[place]), job.unit()]);
        }
    }
    Ok(job.answer(&rows, found.findings.clone(), None))
}

fn run_content(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::CONTENT, bound, inputs)?;
    let global = inputs.choice("variant") == "global";
    let found = job.done(accounts::export_content(&job.accounts().mrio, global, &job.watch()))?;
    let line = |node: usize| {
        let (sold, domestic, foreign) = (found.exports[node], found.domestic[node], found.foreign[node]);
        let mut row = job.node(node).to_vec();
        row.extend([sold, domestic, foreign].map(number));
        row.extend([ratio(domestic, sold), ratio(foreign, sold), job.unit()]);
        row
    };
    let rows: Vec<Vec<Cell>> = (0..found.exports.len()).map(line).collect();
    Ok(job.answer(&rows, found.findings.clone(), None))
}

fn run_chain(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::CHAIN, bound, inputs)?;
    let mrio = &job.accounts().mrio;
    let region = job.book.region("region", inputs.text("region"))?;
    let sector = job.book.sector("sector", inputs.text("sector"))?;
    let (mut origins, shares, findings) = job.done(accounts::value_chain(mrio, &job.watch()))?;
    origins.push(NONE);
    let demand = mrio.total_demand();
    let mut rows = Vec::new();
    for (place, node) in mrio.nodes().iter().enumerate() {
        let wanted = region.is_none_or(|region| node.region == region)
            && sector.is_none_or(|sector| node.sector == sector)
            && mrio.output()[place] != 0.0;
        for (column, &origin) in origins.iter().enumerate().filter(|_| wanted) {
            let share = shares.at(place, column);
            // Without imports from outside there is nothing to say about them.
            if origin == NONE && share == 0.0 {
                continue;
            }
            let mut row = job.node(place).to_vec();
            row.push(job.book.regions.name(origin).into());
            row.extend([number(share), number(share * demand[place]), job.unit()]);
            rows.push(row);
        }
    }
    Ok(job.answer(&rows, findings, None))
}

fn run_linkages(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::LINKAGES, bound, inputs)?;
    let (ghosh, dispersion) = (inputs.choice("forward") == "ghosh", inputs.choice("dispersion") == "true");
    let found = job.done(accounts::linkages(&job.accounts().mrio, ghosh, dispersion, &job.watch()))?;
    let line = |node: usize| {
        let mut row = job.node(node).to_vec();
        let lists = [
            &found.direct_backward,
            &found.direct_forward,
            &found.backward,
            &found.forward,
            &found.backward_normalised,
            &found.forward_normalised,
            &found.backward_dispersion,
            &found.forward_dispersion,
        ];
        row.extend(lists.map(|list| number(list.get(node).copied().unwrap_or(f64::NAN))));
        row.push(Cell::Text(found.class(node).map(str::to_owned)));
        row
    };
    let rows: Vec<Vec<Cell>> = (0..found.backward.len()).map(line).collect();
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_pure(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::PURE, bound, inputs)?;
    let found = job.done(accounts::pure_linkages(&job.accounts().mrio, &job.watch()))?;
    let total: Vec<f64> = found.backward.iter().zip(&found.forward).map(|(one, two)| one + two).collect();
    let lists = [&found.backward, &found.forward, &total];
    let means = lists.map(|list| {
        let defined: Vec<f64> = list.iter().copied().filter(|number| !number.is_nan()).collect();
        defined.iter().sum::<f64>() / defined.len() as f64
    });
    let line = |node: usize| {
        let mut row = job.node(node).to_vec();
        row.extend(lists.map(|list| number(list[node])));
        row.extend(lists.iter().zip(means).map(|(list, mean)| ratio(list[node], mean)));
        row.push(job.unit());
        row
    };
    let rows: Vec<Vec<Cell>> = (0..total.len()).map(line).collect();
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_spillover(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::SPILLOVER, bound, inputs)?;
    let found = job.done(accounts::spillover(&job.accounts().mrio, &job.watch()))?;
    let line = |node: usize| {
        let (local, feedback, spillover) = (found.local[node], found.feedback[node], found.spillover[node]);
        let total = local + feedback + spillover;
        let mut row = job.node(node).to_vec();
        row.extend([local, feedback, spillover, total].map(number));
        row.extend([ratio(spillover, total), ratio(feedback, total)]);
        row
    };
    let rows: Vec<Vec<Cell>> = (0..found.local.len()).map(line).collect();
    Ok(job.answer(&rows, Vec::new(), None))
}

fn run_position(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let job = Job::new(&accounts::POSITION, bound, inputs)?;
    let mut categories = Vec::new();
    for name in crate::frame::names_in(inputs.text("inventories").unwrap_or_default()) {
        categories.extend(job.book.sector("inventories", Some(name))?);
    }
    let accounts = job.accounts();
    let found = job.done(accounts::position(&accounts.mrio, Accounts::demand_is(&categories), &job.watch()))?;
    let line = |node: usize| {
        let mut row = job.node(node).to_vec();
        row.extend([&found.upstreamness, &found.downstreamness, &found.final_share].map(|list| number(list[node])));
        row
    };
    let rows: Vec<Vec<Cell>> = (0..found.upstreamness.len()).map(line).collect();
    let corrected = if categories.is_empty() {
        Words::new("未作存货修正", "inventories not corrected for")
    } else {
        Words::new("已作存货修正", "corrected for inventories")
    };
    Ok(job.answer(&rows, found.findings.clone(), Some(corrected)))
}
