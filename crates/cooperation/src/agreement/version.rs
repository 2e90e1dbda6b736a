//! Which clauses hold when, by what is known on a day.

use super::{Agreement, Clause};
use jiff::civil::Date;
use liantu_model::Period;

/// A clause as it holds for a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// Place in [`Agreement::clauses`].
    pub clause: usize,
    /// When it holds: what it says of itself, cut by what came after.
    pub valid: Period,
}

impl Agreement {
    /// The states of knowledge: the day on which the agreement was signed, and those on which it was amended.
    pub fn knowledge(&self) -> Vec<Date> {
        let mut days = vec![self.signed];
        for amendment in &self.amendments {
            if days.last().is_none_or(|last| *last < amendment.signed) {
                days.push(amendment.signed);
            }
        }
        days
    }

    /// The clauses that hold, and when, by what is known on `day`; of one clause the versions do not overlap.
    pub fn in_force(&self, day: Date) -> Vec<Version> {
        let of = |amendment: Option<usize>| {
            (0..).zip(&self.clauses).filter(move |(_, clause): &(usize, &Clause)| clause.amendment == amendment)
        };
        let mut versions: Vec<Version> = of(None).map(|(clause, own)| Version { clause, valid: own.valid }).collect();
        for (place, amendment) in self.amendments.iter().enumerate() {
            if amendment.signed > day {
                continue;
            }
            for id in &amendment.ends {
                self.cut(&mut versions, id, amendment.effective);
            }
            for (clause, own) in of(Some(place)) {
                self.cut(&mut versions, &own.id, amendment.effective);
                let start = own.valid.start.max(amendment.effective);
                versions.extend(Period::new(start, own.valid.end).map(|valid| Version { clause, valid }));
            }
        }
        versions.sort_by(|one, two| {
            let id = |version: &Version| &self.clauses[version.clause].id;
            id(one).cmp(id(two)).then(one.valid.cmp(&two.valid))
        });
        versions
    }

    /// Ends the versions of the clause `id` on `day`.
    fn cut(&self, versions: &mut Vec<Version>, id: &str, day: Date) {
        versions.retain_mut(|version| {
            if self.clauses[version.clause].id != id {
                return true;
            }
            let end = version.valid.end.map_or(day, |end| end.min(day));
            match Period::new(version.valid.start, Some(end)) {
                Some(valid) => {
                    version.valid = valid;
                    true
                }
                None => false,
            }
        });
    }
}
