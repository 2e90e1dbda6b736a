//! Keys and references over whole tables, however long.

use crate::check::fingerprint::Fingerprint;
use crate::error::PackageError;
use crate::spill::{Spill, Triple};
use foldhash::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Partitions by fingerprint: at 40 million rows, 15 MB each.
const PARTITIONS: usize = 64;
/// So few keys are not worth a thread.
const FEW: u64 = 100_000;

/// The rows of a file, as a set.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    bits: Vec<u64>,
    count: u64,
}

impl Rows {
    pub(crate) fn insert(&mut self, row: u64) -> bool {
        let (word, bit) = (usize::try_from(row / 64).unwrap_or(usize::MAX), row % 64);
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        let new = self.bits[word] & (1 << bit) == 0;
        self.bits[word] |= 1 << bit;
        self.count += u64::from(new);
        new
    }

    pub(crate) fn contains(&self, row: u64) -> bool {
        let word = usize::try_from(row / 64).ok().and_then(|word| self.bits.get(word));
        word.is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// Fingerprints of keys or references, with the rows that have them.
pub(crate) struct Prints {
    spill: Spill,
}

impl Prints {
    pub(crate) fn new(budget: usize) -> Self {
        Self { spill: Spill::new(PARTITIONS, budget) }
    }

    pub(crate) fn push(&mut self, print: Fingerprint, row: u64) -> Result<(), PackageError> {
        self.spill.push(usize::try_from(print.0 >> 58).unwrap_or(0), [print.0, print.1, row])
    }

    pub(crate) fn count(&self) -> u64 {
        self.spill.count()
    }

    /// Every row whose key an earlier row has, with the first such row.
    pub(crate) fn duplicates(
        &self,
        threads: usize,
        mut found: impl FnMut(u64, u64) -> Result<(), PackageError>,
    ) -> Result<(), PackageError> {
        self.each_partition(
            threads,
            |partition| {
                let triples = self.spill.sorted(partition)?;
                let runs = triples.chunk_by(|a, b| a[..2] == b[..2]).filter(|run| run.len() > 1);
                Ok(runs.flat_map(|run| run[1..].iter().map(|later| (later[2], run[0][2]))).collect::<Vec<_>>())
            },
            |pairs| pairs.into_iter().try_for_each(|(row, first)| found(row, first)),
        )
    }

    /// Every reference of `self` that no key meets; keys of the rows `without` don't count.
    pub(crate) fn unmet(
        &self,
        keys: &Self,
        without: Option<&Rows>,
        threads: usize,
        mut found: impl FnMut(u64) -> Result<(), PackageError>,
    ) -> Result<(), PackageError> {
        let counts = |key: &Triple| without.is_none_or(|rows| !rows.contains(key[2]));
        self.each_partition(
            threads,
            |partition| {
                let present: HashSet<[u64; 2]> = keys
                    .spill
                    .sorted(partition)?
                    .iter()
                    .filter(|key| counts(key))
                    .map(|key| [key[0], key[1]])
                    .collect();
                let references = self.spill.sorted(partition)?;
                let unmet = references.iter().filter(|reference| !present.contains(&[reference[0], reference[1]]));
                Ok(unmet.map(|reference| reference[2]).collect::<Vec<_>>())
            },
            |rows| rows.into_iter().try_for_each(&mut found),
        )
    }

    /// The keys as a set; those of the rows `without` left out.
    pub(crate) fn set(&self, without: Option<&Rows>) -> Result<HashSet<Fingerprint>, PackageError> {
        let mut set = HashSet::default();
        set.reserve(usize::try_from(self.count()).unwrap_or(0));
        for partition in 0..self.spill.partitions() {
            let triples = self.spill.sorted(partition)?;
            let kept = triples.iter().filter(|triple| without.is_none_or(|rows| !rows.contains(triple[2])));
            set.extend(kept.map(|triple| Fingerprint(triple[0], triple[1])));
        }
        Ok(set)
    }

    /// Works on the partitions with several threads, and takes the results in the order of the partitions.
    fn each_partition<T: Send>(
        &self,
        threads: usize,
        work: impl Fn(usize) -> Result<T, PackageError> + Sync,
        mut take: impl FnMut(T) -> Result<(), PackageError>,
    ) -> Result<(), PackageError> {
        let partitions = self.spill.partitions();
        if self.count() < FEW {
            return (0..partitions).try_for_each(|partition| take(work(partition)?));
        }
        let next = AtomicUsize::new(0);
        // A batch of partitions at a time, so that results don't pile up.
        for start in (0..partitions).step_by(threads.max(1) * 2) {
            let end = (start + threads.max(1) * 2).min(partitions);
            next.store(start, Ordering::Relaxed);
            let run = || {
                let mut results = Vec::new();
                loop {
                    let partition = next.fetch_add(1, Ordering::Relaxed);
                    if partition >= end {
                        return results;
                    }
                    results.push((partition, work(partition)));
                }
            };
            let mut results = std::thread::scope(|scope| {
                let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(run)).collect();
                let join = |worker: std::thread::ScopedJoinHandle<'_, _>| {
                    worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                };
                workers.into_iter().flat_map(join).collect::<Vec<_>>()
            });
            results.sort_by_key(|(partition, _)| *partition);
            for (_, result) in results {
                take(result?)?;
            }
        }
        Ok(())
    }
}
