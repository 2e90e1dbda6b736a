//! Which stage of a chain an industry belongs to, as the table `chain_node` says.

use super::shock::belongs;
use crate::methods::Bound;
use std::collections::{BTreeMap, BTreeSet};

/// Industries with the stages that their products are of.
pub(super) struct Stages(BTreeMap<String, BTreeSet<String>>);

impl Stages {
    pub fn bind(bound: &Bound) -> Self {
        let rows = bound.rows("chain_node");
        let mut stages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in 0..rows.len() {
            if let (Some(industry), Some(stage)) = (rows.text("industry", row), rows.text("stage", row)) {
                stages.entry(industry.to_owned()).or_default().insert(stage.to_owned());
            }
        }
        Self(stages)
    }

    /// Whether the table says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The stage of an industry: that of the longest code it belongs to. None where no code does, or the code has several.
    pub fn of(&self, industry: &str) -> Option<String> {
        let known = self.0.iter().filter(|(code, _)| belongs(industry, code));
        let (_, stages) = known.max_by_key(|(code, _)| code.len())?;
        stages.first().filter(|_| stages.len() == 1).cloned()
    }
}
