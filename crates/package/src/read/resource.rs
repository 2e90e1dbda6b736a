//! One file.

use super::{Reading, Target};
use crate::check::gathered::Gathered;
use crate::check::keys::{Prints, Rows};
use crate::check::late::{Detail, Late, LateRows};
use crate::decode::{Decoded, Decoder, Keys, Rules};
use crate::error::PackageError;
use crate::options::{Policy, Stage};
use crate::package::Resource;
use crate::pipeline;
use crate::report::{Finding, ResourceReport};
use crate::source::{Chunk, Prepared, Trouble};
use crate::text::blocks::{Consumed, Stop};
use crate::text::encoding::Encoding;
use arrow::record_batch::RecordBatch;
use foldhash::HashMap;
use liantu_model::schema::{ColumnKind, TABLES, Table};
use liantu_model::{Place, Severity};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Bytes that a key takes when it is held in memory for the references of other tables.
const KEY: usize = 32;

/// What is known of a file after its first pass.
struct Pass {
    /// First row and line of each chunk, and of what would follow the last.
    index: Vec<(u64, u64)>,
    rows: u64,
    /// Rows that are left out.
    bad: Rows,
    keys: Prints,
    /// References of the table to itself, or to a table with too many keys, by column of the table.
    loose: Vec<(u16, Prints)>,
    /// Batches that wait until it is certain which rows they may hold; `None` when they became too many.
    held: Option<Vec<RecordBatch>>,
    held_bytes: usize,
    gathered: Gathered,
}

impl Reading<'_> {
    /// Reads one file, and says what became of it.
    pub(super) fn resource(&mut self, resource: &Resource) -> Result<ResourceReport, PackageError> {
        let mut report =
            ResourceReport { name: resource.name.clone(), path: resource.path.clone(), ..ResourceReport::default() };
        let prepared = match resource.prepare(&self.package.options.limits) {
            Ok(prepared) => prepared,
            Err(trouble) => {
                self.refuse(trouble)?;
                return Ok(report);
            }
        };
        for note in &prepared.notes {
            self.ledger.add(note.clone())?;
        }
        let binding = &prepared.binding;
        report.name.clone_from(&binding.resource);
        binding.table.name.clone_into(&mut report.table);
        report.delimiter = prepared.delimiter;
        let placed = (0..binding.columns.len()).filter_map(|position| Some((position, binding.file_column(position)?)));
        report.columns = placed
            .map(|(position, index)| (binding.columns[position].column.name.to_owned(), binding.header[index].clone()))
            .collect();
        let (pass, consumed) = self.first_pass(resource, &prepared)?;
        match consumed {
            Ok(consumed) => {
                report.bytes = consumed.bytes;
                report.content_hash = consumed.hash;
                // Bytes that are all ASCII are UTF-8 as well.
                let text = consumed.encoding.map_or("UTF-8", Encoding::name);
                report.encoding = prepared.delimiter.is_some().then(|| text.to_owned());
            }
            Err(trouble) => self.refuse(trouble)?,
        }
        let rows = pass.rows;
        let rejected = self.conclude(resource, &prepared, pass)?;
        report.read = rows;
        report.rejected = rejected;
        report.accepted = rows - rejected;
        Ok(report)
    }

    /// Notes that a file can't be read.
    fn refuse(&mut self, trouble: Trouble) -> Result<(), PackageError> {
        match trouble {
            Trouble::Findings(findings) => {
                self.failed = true;
                findings.into_iter().try_for_each(|finding| self.ledger.add(finding))
            }
            Trouble::Error(error) => Err(error),
        }
    }

    fn first_pass(
        &mut self,
        resource: &Resource,
        prepared: &Prepared,
    ) -> Result<(Pass, Result<Consumed, Trouble>), PackageError> {
        let options = &self.package.options;
        let budget = options.limits.key_bytes;
        let mut pass = Pass {
            index: vec![(0, prepared.lines_before())],
            rows: 0,
            bad: Rows::default(),
            keys: Prints::new(budget),
            loose: Vec::new(),
            held: (options.policy == Policy::RejectRows).then(Vec::new),
            held_bytes: 0,
            gathered: Gathered::of(prepared.binding.table),
        };
        let Self { ledger, references, regions, prints, progress, done, total, threads, facts, .. } = self;
        let rules = Rules {
            policy: options.policy,
            known: options.known.as_deref(),
            references,
            regions,
            prints: prints.clone(),
        };
        let stream = Stream { resource, prepared, rules: &rules, threads: *threads, read: &AtomicU64::new(0) };
        let table = prepared.binding.table;
        let consumed = stream.run(
            |_| Ok(Vec::new()),
            |decoder, _, chunk, _| decode(decoder, chunk, &[]),
            |_, mut decoded: Decoded| {
                if progress.cancelled() {
                    return Err(PackageError::Cancelled);
                }
                progress.advance(Stage::Reading, *done + stream.read.load(Ordering::Relaxed), *total);
                let (row, line) = *pass.index.last().unwrap_or(&(0, 0));
                pass.index.push((row + decoded.rows, line + decoded.lines));
                pass.rows += decoded.rows;
                for finding in decoded.findings.drain(..) {
                    ledger.add(rebased(finding, row, line))?;
                }
                pass.note(&decoded, row, budget)?;
                let Some(batch) = decoded.batch.take() else { return Ok(()) };
                pass.gathered.take(&batch, decoded.kept.as_deref(), row, facts);
                match options.policy {
                    Policy::RejectRows => pass.hold(batch, budget),
                    Policy::RejectPackage if ledger.errors() > 0 => {}
                    Policy::RejectPackage | Policy::Warn => ledger.accept(table, batch)?,
                }
                Ok(())
            },
        )?;
        Ok((pass, consumed.map_err(|stop| resource.stopped(stop))))
    }

    /// Checks keys and references, reads the file again where that found something or rows still have to be passed on,
    /// and returns how many rows are rejected.
    fn conclude(&mut self, resource: &Resource, prepared: &Prepared, mut pass: Pass) -> Result<u64, PackageError> {
        let options = &self.package.options;
        let table = prepared.binding.table;
        let mut late = LateRows::new(pass.rows, options.limits.key_bytes / 2);
        self.progress.advance(Stage::Verifying, self.done, self.total);
        self.compare(table, &mut pass, &mut late)?;
        let found = pass.gathered.check(options.known.as_deref());
        for (row, detail) in found {
            if detail.page.severity == Severity::Error && options.policy != Policy::Warn {
                pass.bad.insert(row);
            }
            late.detail(row, detail)?;
        }
        let reject_rows = options.policy == Policy::RejectRows;
        let again = !late.is_empty() || (reject_rows && pass.held.is_none());
        if again {
            pass.held = None;
            self.second_pass(resource, prepared, &pass, &late)?;
        }
        for batch in pass.held.take().into_iter().flatten() {
            self.ledger.accept(table, batch)?;
        }
        let rejected = pass.bad.count();
        let gathered = std::mem::take(&mut pass.gathered);
        let place = |row| Place { row: Some(row + 1), line: pass.line(row), ..resource.place() };
        gathered.keep(&mut self.regions, &mut self.facts, &place, self.ledger.resource());
        self.keep_keys(table, pass)?;
        Ok(rejected)
    }

    /// Finds duplicate keys and references that nothing meets.
    fn compare(&mut self, table: &'static Table, pass: &mut Pass, late: &mut LateRows) -> Result<(), PackageError> {
        let policy = self.package.options.policy;
        let Pass { keys, loose, bad, .. } = pass;
        keys.duplicates(self.threads, |row, first| {
            if policy != Policy::Warn {
                bad.insert(row);
            }
            late.push(row, Late::Duplicate(first))
        })?;
        let mut found = vec![Rows::default(); loose.len()];
        loop {
            let mut more = false;
            for ((column, references), seen) in loose.iter().zip(&mut found) {
                let Some(other) = referred(table, *column) else { continue };
                let without = (policy == Policy::RejectRows && other == table.name).then(|| bad.clone());
                let (keys, without) = match self.targets.get(other) {
                    Some(target) if other != table.name => (&target.keys, target.without.as_ref()),
                    _ => (&*keys, without.as_ref()),
                };
                references.unmet(keys, without, self.threads, |row| {
                    if !seen.insert(row) {
                        return Ok(());
                    }
                    if policy != Policy::Warn {
                        // A row that goes may take rows along that refer to it.
                        more |= bad.insert(row) && policy == Policy::RejectRows;
                    }
                    late.push(row, Late::Unmet(*column))
                })?;
            }
            if !more {
                return Ok(());
            }
        }
    }

    /// Goes through the file again, to say where the rows stand that were found wrong late, and, under reject-rows, to pass
    /// on the others.
    fn second_pass(
        &mut self,
        resource: &Resource,
        prepared: &Prepared,
        pass: &Pass,
        late: &LateRows,
    ) -> Result<(), PackageError> {
        let options = &self.package.options;
        let emit = options.policy == Policy::RejectRows;
        let Self { ledger, references, regions, prints, progress, done, total, threads, .. } = self;
        let rules = Rules {
            policy: options.policy,
            known: options.known.as_deref(),
            references,
            regions,
            prints: prints.clone(),
        };
        let stream = Stream { resource, prepared, rules: &rules, threads: *threads, read: &AtomicU64::new(0) };
        let mut reader = late.reader();
        let table = prepared.binding.table;
        let wanted = pass.lines_wanted(late)?;
        let mut lines: HashMap<u64, u64> = HashMap::default();
        let mut consume = |_, (mut findings, batch, seen): Located| {
            if progress.cancelled() {
                return Err(PackageError::Cancelled);
            }
            progress.advance(Stage::Locating, *done + stream.read.load(Ordering::Relaxed), *total);
            lines.extend(seen);
            for place in findings.iter_mut().flat_map(|finding| &mut finding.diagnostic.related) {
                place.line = place.line.or_else(|| lines.get(&(place.row? - 1)).copied());
            }
            findings.into_iter().try_for_each(|finding| ledger.add(finding))?;
            batch.map_or(Ok(()), |batch| ledger.accept(table, batch))
        };
        let _ = stream.run(
            |number| {
                let end = usize::try_from(number + 1).ok().and_then(|next| pass.index.get(next));
                reader.until(end.map_or(u64::MAX, |(row, _)| *row))
            },
            |decoder, number, chunk, late_here| {
                let Some(&(row, line)) = usize::try_from(number).ok().and_then(|number| pass.index.get(number)) else {
                    return Ok((Vec::new(), None, Vec::new()));
                };
                let here = wanted.partition_point(|at| *at < row)
                    ..wanted.partition_point(|at| *at < row + chunk.rows() as u64);
                let seen = wanted[here].iter().filter_map(|at| Some((*at, chunk.line(at - row)? + line))).collect();
                let findings = locate(decoder, &chunk, (row, line), &late_here, late, pass);
                if !emit {
                    return Ok((findings, None, seen));
                }
                let bad: Vec<bool> = (0..chunk.rows() as u64).map(|offset| pass.bad.contains(row + offset)).collect();
                Ok((findings, decode(decoder, chunk, &bad)?.batch, seen))
            },
            &mut consume,
        )?;
        Ok(())
    }

    /// Keeps the keys of a table that others refer to.
    fn keep_keys(&mut self, table: &'static Table, pass: Pass) -> Result<(), PackageError> {
        let refers =
            |kind: ColumnKind| matches!(kind, ColumnKind::Reference { table: other, .. } if other == table.name);
        if !TABLES.iter().any(|other| other.columns.iter().any(|column| refers(column.kind))) {
            return Ok(());
        }
        let without = (self.package.options.policy == Policy::RejectRows).then_some(pass.bad);
        if pass.keys.count() <= (self.package.options.limits.key_bytes / KEY) as u64 {
            let mut keys = pass.keys.set(without.as_ref())?;
            // A table may come in several files.
            if let Some(Keys::Here(before)) = self.references.remove(table.name) {
                keys.extend(before);
            }
            self.references.insert(table.name, Keys::Here(keys));
        } else {
            self.references.insert(table.name, Keys::Spilled);
            self.targets.insert(table.name, Target { keys: pass.keys, without });
        }
        Ok(())
    }
}

/// The table that a column refers to.
fn referred(table: &'static Table, column: u16) -> Option<&'static str> {
    match table.columns[usize::from(column)].kind {
        ColumnKind::Reference { table, .. } => Some(table),
        _ => None,
    }
}

/// What the second pass makes of a chunk: findings, rows to pass on, and lines of rows that later findings refer to.
type Located = (Vec<Finding>, Option<RecordBatch>, Vec<(u64, u64)>);

/// Rows whose lines are looked up because findings refer to them.
const LINES: usize = 100_000;

impl Pass {
    /// The rows to which late findings refer and whose lines can't be told without looking, in order.
    fn lines_wanted(&self, late: &LateRows) -> Result<Vec<u64>, PackageError> {
        let mut wanted = Vec::new();
        let mut reader = late.reader();
        for (next, _) in &self.index[1..] {
            for (_, what) in reader.until(*next)? {
                let first = match what {
                    Late::Duplicate(first) => Some(first),
                    Late::Detail(number) => {
                        usize::try_from(number).ok().and_then(|number| late.details.get(number)?.related)
                    }
                    Late::Unmet(_) => None,
                };
                wanted.extend(first.filter(|first| wanted.len() < LINES && self.line(*first).is_none()));
            }
        }
        wanted.sort_unstable();
        wanted.dedup();
        Ok(wanted)
    }

    fn note(&mut self, decoded: &Decoded, first: u64, budget: usize) -> Result<(), PackageError> {
        for (offset, _) in decoded.bad.iter().enumerate().filter(|(_, bad)| **bad) {
            self.bad.insert(first + offset as u64);
        }
        for key in &decoded.keys {
            self.keys.push(key.of, first + u64::from(key.row))?;
        }
        for reference in &decoded.loose {
            let place = self.loose.iter().position(|(column, _)| *column == reference.column);
            let place = place.unwrap_or_else(|| {
                self.loose.push((reference.column, Prints::new(budget / 2)));
                self.loose.len() - 1
            });
            self.loose[place].1.push(reference.of, first + u64::from(reference.row))?;
        }
        Ok(())
    }

    fn hold(&mut self, batch: RecordBatch, budget: usize) {
        let Some(held) = &mut self.held else { return };
        self.held_bytes += batch.get_array_memory_size();
        held.push(batch);
        if self.held_bytes > budget {
            self.held = None;
        }
    }

    /// The line of a row, where it can be told without looking: no line breaks in the fields of its chunk.
    fn line(&self, row: u64) -> Option<u64> {
        let after = self.index.partition_point(|(first, _)| *first <= row);
        let ((first, line), (next, next_line)) = (*self.index.get(after.checked_sub(1)?)?, *self.index.get(after)?);
        (next_line > line && next_line - line == next - first).then(|| line + (row - first) + 1)
    }
}

fn decode(decoder: &mut Decoder<'_>, chunk: Chunk, bad: &[bool]) -> Result<Decoded, PackageError> {
    match chunk {
        Chunk::Text(chunk) => decoder.text(chunk, bad),
        Chunk::Grid(grid) => decoder.cells(&grid, bad),
        Chunk::Columns(columns) => decoder.cells(&columns, bad),
        Chunk::Entries(entries) => decoder.cells(&entries, bad),
    }
}

/// The findings about rows of a chunk that were found wrong late.
fn locate(
    decoder: &Decoder<'_>,
    chunk: &Chunk,
    (row, line): (u64, u64),
    late_here: &[(u64, Late)],
    late: &LateRows,
    pass: &Pass,
) -> Vec<Finding> {
    let mut findings = Vec::with_capacity(late_here.len());
    for &(at, what) in late_here {
        let offset = usize::try_from(at - row).unwrap_or(usize::MAX);
        let other = |row: u64| Place { row: Some(row + 1), line: pass.line(row), ..Place::default() };
        let detail: Option<&Detail> = match what {
            Late::Detail(number) => usize::try_from(number).ok().and_then(|number| late.details.get(number)),
            Late::Duplicate(_) | Late::Unmet(_) => None,
        };
        let finding = match chunk {
            Chunk::Text(chunk) => decoder.late(chunk, offset, what, detail, &other),
            Chunk::Grid(grid) => decoder.late(grid, offset, what, detail, &other),
            Chunk::Columns(columns) => decoder.late(columns, offset, what, detail, &other),
            Chunk::Entries(entries) => decoder.late(entries, offset, what, detail, &other),
        };
        findings.push(rebased(finding, row, line));
    }
    findings
}

/// A finding with its place counted from the start of the file.
fn rebased(mut finding: Finding, row: u64, line: u64) -> Finding {
    let place = &mut finding.diagnostic.place;
    place.row = place.row.map(|offset| offset + row);
    place.line = place.line.map(|offset| offset + line);
    finding
}

/// A file on its way through the workers.
struct Stream<'a> {
    resource: &'a Resource,
    prepared: &'a Prepared,
    rules: &'a Rules<'a>,
    threads: usize,
    /// Bytes read so far.
    read: &'a AtomicU64,
}

impl Stream<'_> {
    /// Reads the file: `attach` provides what is known about the rows of a chunk, `work` runs on the workers, `consume` on
    /// this thread in the order of the file.
    fn run<T: Send>(
        &self,
        mut attach: impl FnMut(u64) -> Result<Vec<(u64, Late)>, PackageError> + Send,
        work: impl Fn(&mut Decoder<'_>, u64, Chunk, Vec<(u64, Late)>) -> Result<T, PackageError> + Sync,
        mut consume: impl FnMut(u64, T) -> Result<(), PackageError>,
    ) -> Result<Result<Consumed, Stop>, PackageError> {
        let failed = AtomicBool::new(false);
        let spare: Mutex<Vec<Vec<u8>>> = Mutex::new(Vec::new());
        let take = || {
            let mut memory = spare.lock().ok().and_then(|mut spare| spare.pop()).unwrap_or_default();
            memory.clear();
            memory
        };
        let produce = |push: &mut dyn FnMut(Result<_, PackageError>) -> bool| {
            let mut number = 0;
            self.resource.produce(self.prepared, &take, &mut |raw, done| {
                self.read.store(done, Ordering::Relaxed);
                let attached = attach(number);
                number += 1;
                push(attached.map(|attached| (raw, attached))) && !failed.load(Ordering::Relaxed)
            })
        };
        let step = |decoder: &mut Decoder<'_>, number, task: Result<_, PackageError>| {
            let (raw, attached) = task?;
            work(decoder, number, self.prepared.chunk(raw), attached)
        };
        pipeline::run(
            self.threads,
            produce,
            || Decoder::new(&self.prepared.binding, self.rules),
            step,
            |number, result| {
                let outcome = result.and_then(|result| consume(number, result));
                failed.fetch_or(outcome.is_err(), Ordering::Relaxed);
                outcome
            },
        )
    }
}
