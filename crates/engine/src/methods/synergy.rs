//! Binding the synergy of compound systems.

use super::measures::framed;
use super::sheet::Cell;
use super::synthesis::{Side, listed, membership, place, subsystems};
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::inputs::Inputs;
use liantu_structure::synthesis::synergy::{Course, METHOD, system_synergy};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &METHOD, run: run_system_synergy }];

fn run_system_synergy(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let parts = subsystems(inputs)?;
    let wanted: Option<Vec<&str>> =
        parts.as_ref().map(|parts| parts.iter().flat_map(|(_, list)| list.clone()).collect());
    let frame = bound.frame(&METHOD, inputs, wanted.as_deref())?;
    let side = Side::new(&frame, inputs)?;
    let (names, subsystem) = membership(&frame, parts.as_deref());
    let course =
        Course { value: &frame.value, regions: frame.regions.0.len(), less: &side.less, subsystem: &subsystem };
    let found = system_synergy(&course, inputs.choice("base") == "previous", inputs.number("margin"));
    let rows: Vec<Vec<Cell>> = (0..frame.rows())
        .filter(|&row| listed(&frame, row))
        .map(|row| {
            let orders = &found.orders[row];
            let known = orders.iter().all(|order| !order.is_nan());
            let each: Vec<String> =
                names.iter().zip(orders).map(|(name, order)| format!("{name} {order:.4}")).collect();
            let mut cells = place(&frame, row);
            cells.push(Cell::Text(known.then(|| each.join("; "))));
            cells.push(found.synergy[row].into());
            cells.push(Cell::Text(found.slowest[row].map(|slowest| names[slowest].clone())));
            cells
        })
        .collect();
    Ok(framed(&METHOD, &frame, &rows, found.findings))
}
