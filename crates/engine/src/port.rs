//! Who asks, and as of when.

use crate::EngineError;
use liantu_workspace::As;

/// The reader of a call: who asks.
///
/// The embedded default has one user who may see all. What another port sees is decided where its engine is opened
/// ([`Engine::seen_by`](crate::Engine::seen_by)), not at each call: what it may not see is not there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Port {
    name: String,
}

impl Port {
    /// The single user of an embedded workspace.
    pub fn all() -> Self {
        Self { name: "all".to_owned() }
    }

    /// A port by its name.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned() }
    }

    /// The name that is written into logs.
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// The state of the workspace that a call reads: the newest unless it is told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct At {
    pub(crate) which: As,
    /// Whether the call reads it already.
    pub(crate) held: bool,
}

/// One state of the workspace, once it is known which: what is read twice for an answer is then read from the same.
#[derive(Clone, Copy, Debug)]
pub struct Pinned {
    /// For the calls that read it.
    pub at: At,
    /// The number of the revision.
    pub revision: u64,
    /// When it was committed, in microseconds. A workspace that is made anew begins to number again, and what a port sees when
    /// its folder is deleted: number and stamp together name a state.
    pub stamp: i64,
}

impl At {
    /// The revision that a call reads already: what it goes on to ask is read from the same, though a newer one may have come.
    pub(crate) fn revision(number: u64) -> Self {
        Self { which: As::Revision(number), held: true }
    }

    /// Reads a revision number, a day (its end) or an RFC 3339 instant; nothing or `head` is the newest revision.
    pub fn parse(text: Option<&str>) -> Result<Self, EngineError> {
        match text.map_or("", str::trim) {
            "" => Ok(Self::default()),
            text => Ok(Self { which: text.parse()?, held: false }),
        }
    }
}
