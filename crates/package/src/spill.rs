//! More triples of numbers than memory should hold: kept in partitions, in temporary files beyond a budget.

use crate::error::PackageError;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::Mutex;

/// What is kept: a fingerprint and a row, or a row and what is wrong with it.
pub(crate) type Triple = [u64; 3];

const BYTES: usize = size_of::<Triple>();

/// Triples in partitions.
pub(crate) struct Spill {
    partitions: Vec<Partition>,
    /// Triples in memory.
    held: usize,
    /// Triples that may be in memory.
    budget: usize,
    file: Mutex<Option<File>>,
    length: u64,
    count: u64,
}

#[derive(Default)]
struct Partition {
    held: Vec<Triple>,
    /// Stretches of the file: first byte and triples.
    stretches: Vec<(u64, usize)>,
}

impl Spill {
    /// An empty store that holds `budget` bytes in memory.
    pub(crate) fn new(partitions: usize, budget: usize) -> Self {
        let mut list = Vec::new();
        list.resize_with(partitions, Partition::default);
        Self { partitions: list, held: 0, budget: budget / BYTES, file: Mutex::new(None), length: 0, count: 0 }
    }

    pub(crate) fn partitions(&self) -> usize {
        self.partitions.len()
    }

    /// How many triples there are.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn push(&mut self, partition: usize, triple: Triple) -> Result<(), PackageError> {
        self.partitions[partition].held.push(triple);
        self.held += 1;
        self.count += 1;
        if self.held > self.budget { self.write().map_err(|source| PackageError::Temporary { source }) } else { Ok(()) }
    }

    /// Moves what is in memory to the file.
    fn write(&mut self) -> io::Result<()> {
        let mut slot = self.file.lock().map_err(|_| io::Error::other("a worker panicked"))?;
        let file = match &mut *slot {
            Some(file) => file,
            None => slot.insert(tempfile::tempfile()?),
        };
        file.seek(SeekFrom::Start(self.length))?;
        let mut bytes = Vec::new();
        for partition in &mut self.partitions {
            bytes.clear();
            bytes.extend(partition.held.iter().flatten().flat_map(|number| number.to_le_bytes()));
            file.write_all(&bytes)?;
            partition.stretches.push((self.length, partition.held.len()));
            self.length += bytes.len() as u64;
            partition.held = Vec::new();
        }
        self.held = 0;
        Ok(())
    }

    /// All triples of a partition, sorted.
    pub(crate) fn sorted(&self, partition: usize) -> Result<Vec<Triple>, PackageError> {
        let mut triples = self.load(partition).map_err(|source| PackageError::Temporary { source })?;
        triples.sort_unstable();
        Ok(triples)
    }

    fn load(&self, partition: usize) -> io::Result<Vec<Triple>> {
        let Partition { held, stretches } = &self.partitions[partition];
        let mut triples = Vec::with_capacity(held.len() + stretches.iter().map(|(_, count)| count).sum::<usize>());
        let mut bytes = Vec::new();
        for &(start, count) in stretches {
            bytes.resize(count * BYTES, 0);
            {
                let mut file = self.file.lock().map_err(|_| io::Error::other("a worker panicked"))?;
                let Some(file) = &mut *file else { break };
                file.seek(SeekFrom::Start(start))?;
                file.read_exact(&mut bytes)?;
            }
            let number = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes).unwrap_or_default();
            triples.extend(bytes.chunks_exact(BYTES).map(|b| [number(&b[..8]), number(&b[8..16]), number(&b[16..])]));
        }
        triples.extend_from_slice(held);
        Ok(triples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_spilled_comes_back() {
        let mut spill = Spill::new(4, 10 * BYTES);
        for number in (0..1000u64).rev() {
            spill.push(usize::try_from(number % 4).unwrap(), [number, number * 2, 1]).unwrap();
        }
        let mut seen = 0;
        for partition in 0..4 {
            let triples = spill.sorted(partition).unwrap();
            assert!(triples.is_sorted());
            assert!(triples.iter().all(|t| t[0] % 4 == partition as u64 && t[1] == t[0] * 2));
            seen += triples.len();
        }
        assert_eq!((seen, spill.count()), (1000, 1000));
    }
}
