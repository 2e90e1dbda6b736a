//! What became of a match: somebody looks at a pair, excludes it for a reason, makes contact, agrees.

use crate::ledger::{Chain, Head, Page, Row, fields, write_fields};
use jiff::civil::Date;
use liantu_model::Words;
use std::collections::BTreeMap;

/// Where a pair of need and offer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// It is worth a closer look.
    Shortlisted,
    /// It is out, for a reason.
    Excluded,
    /// The two were brought together.
    Contacted,
    /// They met.
    Meeting,
    /// They formed a team.
    Team,
    /// They agreed.
    Agreed,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Shortlisted, Self::Excluded, Self::Contacted, Self::Meeting, Self::Team, Self::Agreed];

    /// The word that stores it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Shortlisted => "shortlisted",
            Self::Excluded => "excluded",
            Self::Contacted => "contacted",
            Self::Meeting => "meeting",
            Self::Team => "team",
            Self::Agreed => "agreed",
        }
    }

    /// The word for people who read Chinese.
    pub const fn chinese(self) -> &'static str {
        match self {
            Self::Shortlisted => "入选",
            Self::Excluded => "排除",
            Self::Contacted => "联系",
            Self::Meeting => "会面",
            Self::Team => "组队",
            Self::Agreed => "达成协议",
        }
    }

    /// Reads the word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|own| own.word() == word)
    }
}

/// What happened to a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The need.
    pub need: String,
    /// The offer.
    pub offer: String,
    /// Where it stands from then on.
    pub status: Status,
    /// Why; an exclusion needs one.
    pub reason: String,
    /// Who says so.
    pub by: String,
    /// When.
    pub day: Date,
}

/// Why a mark is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A pair is excluded without a reason.
    #[error("an exclusion needs a reason")]
    Reason,
    /// The pair stands there already.
    #[error("the pair is {} already", status.word())]
    Same {
        /// Where it stands.
        status: Status,
    },
    /// A step is taken before the one that it rests on.
    #[error("a pair is {} after it was {}", status.word(), after.word())]
    Early {
        /// The step.
        status: Status,
        /// What has to come before.
        after: Status,
    },
    /// A pair that is agreed is taken back only for a reason.
    #[error("the pair is agreed: to take it back, exclude it for a reason")]
    Settled,
}

impl Refusal {
    /// Why, in both languages.
    pub fn words(&self) -> Words {
        let zh = match self {
            Self::Reason => "排除须说明理由".to_owned(),
            Self::Same { status } => format!("这一对已是“{}”", status.chinese()),
            Self::Early { status, after } => format!("先“{}”，才能“{}”", after.chinese(), status.chinese()),
            Self::Settled => "这一对已达成协议：要撤回，请说明理由予以排除".to_owned(),
        };
        Words::new(zh, self.to_string())
    }
}

/// The marks of all pairs, as they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shortlist {
    marks: Vec<Mark>,
    last: BTreeMap<(String, String), usize>,
    head: Head,
}

impl Shortlist {
    /// Reads the records of a store; those of another kind are passed over.
    pub fn read(rows: &[Row]) -> Self {
        let mut list = Self::default();
        for row in rows {
            list.head = Head { number: row.number, hash: row.hash };
            if let Some(mark) = read(row) {
                list.take(mark);
            }
        }
        list
    }

    fn take(&mut self, mark: Mark) {
        self.last.insert((mark.need.clone(), mark.offer.clone()), self.marks.len());
        self.marks.push(mark);
    }

    /// The last mark of each pair.
    pub fn standing(&self) -> impl Iterator<Item = &Mark> {
        self.last.values().map(|&place| &self.marks[place])
    }

    /// Every mark of a pair, oldest first.
    pub fn history(&self, need: &str, offer: &str) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |own| own.need == need && own.offer == offer)
    }

    /// Admits a mark and gives the record of it.
    pub fn mark(&mut self, mark: &Mark) -> Result<Page, Refusal> {
        use Status::{Agreed, Contacted, Excluded, Meeting, Team};
        let pair = (mark.need.clone(), mark.offer.clone());
        let before = self.last.get(&pair).map(|&place| self.marks[place].status);
        match (before, mark.status) {
            (Some(status), wanted) if status == wanted => return Err(Refusal::Same { status }),
            (_, Excluded) if mark.reason.trim().is_empty() => return Err(Refusal::Reason),
            (_, Excluded) => {}
            (Some(Agreed), _) => return Err(Refusal::Settled),
            // Who meets was contacted; who forms a team has met; two may agree at once after the first word.
            (before, status @ (Meeting | Agreed)) if !matches!(before, Some(Contacted | Meeting | Team)) => {
                return Err(Refusal::Early { status, after: Contacted });
            }
            (before, status @ Team) if before != Some(Meeting) => {
                return Err(Refusal::Early { status, after: Meeting });
            }
            _ => {}
        }
        let mut chain = Chain::after(self.head);
        let words = ["mark", &mark.need, &mark.offer, mark.status.word(), &mark.reason, &mark.by];
        chain.push(mark.day, |line| write_fields(&words, line));
        let page = chain.into_page();
        self.head = page.head();
        self.take(mark.clone());
        Ok(page)
    }
}

fn read(row: &Row) -> Option<Mark> {
    let [_, day, kind, need, offer, status, reason, by] = fields(&row.line).try_into().ok()?;
    (kind == "mark").then_some(())?;
    Some(Mark { need, offer, status: Status::parse(&status)?, reason, by, day: day.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(status: Status, reason: &str) -> Mark {
        let words = ["n|1", "o\\2"].map(str::to_owned);
        let [need, offer] = words;
        Mark { need, offer, status, reason: reason.to_owned(), by: "甲".to_owned(), day: Date::constant(2026, 1, 5) }
    }

    #[test]
    fn a_pair_goes_from_look_to_contact_to_agreement() {
        let mut list = Shortlist::default();
        let early = |status, after| Err(Refusal::Early { status, after });
        assert_eq!(list.mark(&mark(Status::Agreed, "")), early(Status::Agreed, Status::Contacted));
        assert_eq!(list.mark(&mark(Status::Meeting, "")), early(Status::Meeting, Status::Contacted));
        assert_eq!(list.mark(&mark(Status::Excluded, " ")), Err(Refusal::Reason));
        let mut rows = Vec::new();
        for status in [Status::Shortlisted, Status::Contacted, Status::Meeting, Status::Team, Status::Agreed] {
            if status == Status::Meeting {
                assert_eq!(list.mark(&mark(Status::Team, "")), early(Status::Team, Status::Meeting));
            }
            rows.extend(list.mark(&mark(status, "")).unwrap().rows());
            assert_eq!(list.mark(&mark(status, "")), Err(Refusal::Same { status }));
        }
        assert_eq!(list.mark(&mark(Status::Contacted, "")), Err(Refusal::Settled));
        rows.extend(list.mark(&mark(Status::Excluded, "offer withdrawn")).unwrap().rows());
        let read = Shortlist::read(&rows);
        assert_eq!(read, list);
        assert_eq!(read.standing().next().map(|own| own.status), Some(Status::Excluded));
        assert_eq!(read.history("n|1", "o\\2").count(), 6);
        assert!(crate::ledger::verify(&rows, None).is_empty());
    }
}
