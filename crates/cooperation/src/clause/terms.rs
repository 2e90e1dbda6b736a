//! What clauses say, typed.

use crate::agreement::PartyId;
use crate::money::{Ratio, Shares};
use jiff::civil::Date;
use liantu_model::Period;

/// Parties and their shares, in the order of the agreement's list of parties.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Who shares.
    pub parties: Vec<PartyId>,
    /// In which shares.
    pub shares: Shares,
}

impl Split {
    /// The share of `party`; zero for one that does not share.
    pub fn fraction(&self, party: PartyId) -> Ratio {
        let place = self.parties.iter().position(|own| *own == party);
        place.map_or(Ratio::ZERO, |place| self.shares.fraction(place))
    }
}

/// The base over which an increment is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// This much a year.
    Amount(i64),
    /// What was collected in this period.
    Collected(Period),
}

/// A firm on the list of a relocation clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Its identifier as an actor.
    pub id: String,
    /// Whether both governments have it on their list.
    pub listed: bool,
    /// Whether the government of the origin led the move.
    pub government_led: bool,
    /// The years before the move.
    pub before: Period,
    /// The day from which it produces.
    pub production: Option<Date>,
}

/// A layer of a loss waterfall.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// Who bears it.
    pub party: PartyId,
    /// Share of the loss.
    pub share: Ratio,
    /// Limit in all.
    pub limit: Option<i64>,
}

/// A step of a dispute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stage {
    /// Level.
    pub level: String,
    /// Body.
    pub body: Option<String>,
    /// Days to settle it.
    pub days: i64,
}

/// A turn that departs from the order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Who leads.
    pub party: PartyId,
    /// When.
    pub valid: Period,
    /// Why.
    pub reason: String,
}

/// How an exit is valued and who may ask for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// What triggers it.
    pub triggers: Vec<String>,
    /// Days of arrears that trigger it.
    pub arrears_days: Option<i64>,
    /// Days of notice.
    pub notice_days: i64,
    /// By income, or by book value.
    pub by_income: bool,
    /// Who buys.
    pub buyer: Option<PartyId>,
    /// Who leaves.
    pub seller: Option<PartyId>,
    /// Item whose flow is valued.
    pub flow: Option<String>,
    /// Item of the book value.
    pub book: Option<String>,
    /// Discount rate of a year.
    pub rate: Option<Ratio>,
    /// Floor in minor units.
    pub floor: Option<i64>,
}

/// What a clause says; the words are those of the form. Amounts are minor units of the clause's currency.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are those of the form, where each has its text in both languages")]
pub enum Terms {
    Revenue {
        items: Vec<String>,
        split: Split,
        cap: Vec<(PartyId, i64)>,
        ratchet: Option<String>,
    },
    Increment {
        items: Vec<String>,
        split: Split,
        base: Base,
        per_actor: bool,
    },
    Relocation {
        items: Vec<String>,
        origin: PartyId,
        destination: PartyId,
        rule: String,
        firms: Vec<Firm>,
    },
    Apportionment {
        items: Vec<String>,
        head: PartyId,
        branches: Vec<PartyId>,
        rule: String,
    },
    TwoBucket {
        research: Vec<String>,
        company: PartyId,
        appreciation: Vec<String>,
        split: Split,
    },
    Indicator {
        items: Vec<String>,
        split: Split,
    },
    Cost {
        items: Vec<String>,
        split: Split,
        limit: Option<i64>,
    },
    Fund {
        fund: PartyId,
        commitments: Vec<(PartyId, i64)>,
        call: String,
        distribution: String,
    },
    Waterfall {
        items: Vec<String>,
        layers: Vec<Layer>,
        last: PartyId,
    },
    /// What is drawn of a bond is an amount of the item `drawn`, which the party has to pay in again.
    Bond {
        party: PartyId,
        escrow: PartyId,
        amount: i64,
        grace_days: i64,
        drawn: String,
    },
    Ratchet {
        item: String,
        steps: Vec<(Ratio, Ratio)>,
    },
    Recognition {
        subjects: Vec<String>,
        by: Vec<PartyId>,
        of: Vec<PartyId>,
        condition: Option<String>,
    },
    Quota {
        items: Vec<String>,
        holdings: Vec<(PartyId, Ratio)>,
    },
    Voucher {
        home: Vec<PartyId>,
        providers: Vec<PartyId>,
        rule: String,
    },
    Rotation {
        order: Vec<PartyId>,
        months: i64,
        exceptions: Vec<Turn>,
    },
    Duty {
        owner: PartyId,
        what: String,
        first: Date,
        every_months: Option<i64>,
    },
    HandOver {
        from: PartyId,
        to: PartyId,
        assets: String,
    },
    Exit(Exit),
    Dispute {
        stages: Vec<Stage>,
    },
}

impl Terms {
    /// The items whose amounts the clause divides; two clauses must not divide the same.
    pub fn divided(&self) -> Vec<&str> {
        match self {
            Self::Revenue { items, .. }
            | Self::Increment { items, .. }
            | Self::Relocation { items, .. }
            | Self::Apportionment { items, .. }
            | Self::Indicator { items, .. }
            | Self::Cost { items, .. }
            | Self::Waterfall { items, .. } => items.iter().map(String::as_str).collect(),
            Self::TwoBucket { research, appreciation, .. } => {
                research.iter().chain(appreciation).map(String::as_str).collect()
            }
            Self::Fund { call, distribution, .. } => vec![call, distribution],
            Self::Bond { drawn, .. } => vec![drawn],
            _ => Vec::new(),
        }
    }

    /// Who has a share of what the clause divides.
    pub fn sharing(&self) -> Vec<PartyId> {
        match self {
            Self::Revenue { split, .. }
            | Self::Increment { split, .. }
            | Self::TwoBucket { split, .. }
            | Self::Indicator { split, .. }
            | Self::Cost { split, .. } => split.parties.clone(),
            Self::Relocation { origin, destination, .. } => vec![*origin, *destination],
            Self::Apportionment { head, branches, .. } => [&[*head], branches.as_slice()].concat(),
            Self::Fund { commitments, .. } => commitments.iter().map(|entry| entry.0).collect(),
            Self::Waterfall { layers, last, .. } => layers.iter().map(|layer| layer.party).chain([*last]).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether what is divided is credited on paper only: no money changes hands.
    pub const fn is_credit(&self) -> bool {
        matches!(self, Self::Indicator { .. })
    }
}
