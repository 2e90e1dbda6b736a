//! Reads a package: each file once, and a second time where rows turn out to be wrong only after its end.

mod resource;

use crate::check::fingerprint::Fingerprints;
use crate::check::keys::{Prints, Rows};
use crate::check::totals::Facts;
use crate::decode::Keys;
use crate::error::PackageError;
use crate::options::{Progress, Sink};
use crate::package::{Package, Resource};
use crate::report::{Ledger, Report, ResourceReport};
use foldhash::{HashMap, HashSet};
use liantu_model::Severity;

/// A table that was read, for the references of others.
struct Target {
    keys: Prints,
    /// Rows that were left out and can't be referred to.
    without: Option<Rows>,
}

/// What is known while a package is read.
struct Reading<'a> {
    package: &'a Package,
    ledger: Ledger<'a>,
    progress: &'a dyn Progress,
    threads: usize,
    prints: Fingerprints,
    references: HashMap<&'static str, Keys>,
    targets: HashMap<&'static str, Target>,
    regions: HashSet<String>,
    facts: Facts,
    /// Bytes of the files before, and of all.
    done: u64,
    total: Option<u64>,
    /// Whether a file could not be read at all.
    failed: bool,
}

impl Package {
    /// Reads and checks everything: accepted rows and findings go to `sink`, and what was found comes back.
    ///
    /// Under [`crate::Policy::RejectPackage`], rows stop arriving at the sink after the first error, since they are not
    /// to be kept; counts and findings are complete nevertheless.
    pub fn read(&self, sink: &mut dyn Sink, progress: &dyn Progress) -> Result<Report, PackageError> {
        let threads = match self.options.threads {
            0 => std::thread::available_parallelism().map_or(2, usize::from),
            threads => threads,
        };
        let sizes: Option<Vec<u64>> = self.resources.iter().map(Resource::size).collect();
        let mut reading = Reading {
            package: self,
            ledger: Ledger::new(sink, self.options.limits.findings),
            progress,
            threads,
            prints: Fingerprints::default(),
            references: HashMap::default(),
            targets: HashMap::default(),
            regions: HashSet::default(),
            facts: Facts::default(),
            done: 0,
            total: sizes.map(|sizes| sizes.iter().sum()),
            failed: false,
        };
        for finding in &self.findings {
            reading.failed |= finding.severity == Severity::Error;
            reading.ledger.add(finding.clone())?;
        }
        let mut reports: Vec<ResourceReport> = Vec::new();
        for resource in &self.resources {
            reading.ledger.next_resource();
            reports.push(reading.resource(resource)?);
            reading.done += resource.size().unwrap_or(0);
        }
        let facts = std::mem::take(&mut reading.facts);
        reading.ledger.back_to(facts.resource);
        for finding in facts.check() {
            reading.ledger.add(finding)?;
        }
        let errors = reading.ledger.errors() > 0;
        let refused = errors && self.options.policy == crate::Policy::RejectPackage;
        let accepted = !reading.failed && !refused;
        reading.ledger.close(reports, accepted)
    }
}
