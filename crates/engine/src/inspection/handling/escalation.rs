//! How long an alert may wait for somebody to take note before it goes a level up. Nothing goes up unless `liantu.toml` says so:
//!
//! ```toml
//! [escalation]
//! orange = 10                 # days; a grade that is not named waits for ever
//! red = 3
//! coordination = "市协调办"    # who coordinates; without it the region above
//! decision = "省联席会议"      # who decides
//! ```

use crate::{Engine, EngineError};
use liantu_model::text::text;
use liantu_model::{Text, Words};
use liantu_monitoring::alert::{Level, Patience};
use liantu_monitoring::rule::Grade;

/// Seconds of a day.
const DAY: i64 = 86_400;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Escalation {
    pub patience: Patience,
    coordination: Option<String>,
    decision: Option<String>,
}

impl Escalation {
    /// Who is at a level, where that is named.
    pub fn port(&self, level: Level) -> Option<&str> {
        match level {
            Level::Execution => None,
            Level::Coordination => self.coordination.as_deref(),
            Level::Decision => self.decision.as_deref(),
        }
    }
}

impl Engine {
    pub(super) fn escalation(&self) -> Result<Escalation, EngineError> {
        let document = self.read_settings()?;
        let Some(item) = document.get("escalation") else { return Ok(Escalation::default()) };
        let wrong = |key: &str, found: String, expected: Text| EngineError::Config {
            key: format!("escalation{key}"),
            found: found.trim().to_owned(),
            expected: Words::from(expected),
        };
        let table = item.as_table_like().ok_or_else(|| wrong("", item.to_string(), text("表", "a table")))?;
        let mut escalation = Escalation::default();
        for (key, item) in table.iter() {
            let grade = Grade::ALL.iter().position(|grade| grade.word() == key);
            if let Some(place) = grade {
                let days = item.as_integer().filter(|days| (0..=3660).contains(days));
                let expected = text("天数，0 至 3660", "days, from 0 to 3660");
                let days = days.ok_or_else(|| wrong(&format!(".{key}"), item.to_string(), expected))?;
                escalation.patience[place] = Some(days * DAY);
                continue;
            }
            let name = item.as_str().map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned);
            let own = match key {
                "coordination" => &mut escalation.coordination,
                "decision" => &mut escalation.decision,
                _ => {
                    let known = text(
                        "下列之一：blue、yellow、orange、red、coordination、decision",
                        "one of blue, yellow, orange, red, coordination, decision",
                    );
                    return Err(wrong(&format!(".{key}"), item.to_string(), known));
                }
            };
            *own = Some(name.ok_or_else(|| wrong(&format!(".{key}"), item.to_string(), text("名称", "a name")))?);
        }
        Ok(escalation)
    }
}
