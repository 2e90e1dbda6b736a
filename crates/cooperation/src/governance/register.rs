//! At which level a matter stands.

use crate::clause::Stage;
use jiff::ToSpan;
use jiff::civil::Date;

/// The step of a dispute on which a matter stands on `day`: what is not settled at one level by its deadline goes to the
/// next, and stays at the last. `None` before it was opened, or without steps.
pub fn level(stages: &[Stage], opened: Date, day: Date) -> Option<usize> {
    if day < opened || stages.is_empty() {
        return None;
    }
    let mut deadline = opened;
    for (place, stage) in stages.iter().enumerate() {
        deadline = deadline.checked_add(stage.days.days()).ok()?;
        if day < deadline {
            return Some(place);
        }
    }
    Some(stages.len() - 1)
}
