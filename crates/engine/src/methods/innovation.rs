//! Binding the account of innovation: signed lists of indicators for each of its sides.

use super::measures::{framed, word};
use super::sheet::Cell;
use super::{Answer, Bound, Entry};
use crate::EngineError;
use crate::frame::names_in;
use crate::inputs::Inputs;
use liantu_structure::synthesis::innovation_account::{Account, METHOD, findings};

pub(super) const ENTRIES: &[Entry] = &[Entry { method: &METHOD, run: run_innovation_account }];

/// The indicators of a side with their signs.
fn signed<'a>(inputs: &'a Inputs, parameter: &str) -> Vec<(&'a str, f64)> {
    let sign = |name: &'a str| match name.strip_prefix(['-', '−', '－']) {
        Some(name) => (name.trim(), -1.0),
        None => (name, 1.0),
    };
    names_in(inputs.text(parameter).unwrap_or_default()).map(sign).collect()
}

fn run_innovation_account(bound: &Bound, inputs: &Inputs) -> Result<Answer, EngineError> {
    let sides = ["product", "income", "uses"].map(|parameter| signed(inputs, parameter));
    let [depreciation, gdp] = ["depreciation", "gdp"].map(|parameter| inputs.text(parameter));
    // An item that the table lacks leaves its side unknown; a table that has none of them is a mistake.
    let listed = bound.frame(&METHOD, inputs, None)?.indicators;
    let items = sides.iter().flatten().map(|(name, _)| *name).chain(depreciation).chain(gdp);
    let mut wanted: Vec<&str> = items.filter(|name| listed.number(name).is_some()).collect();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() && !listed.0.is_empty() {
        return Err(EngineError::parameter("product", inputs.text("product").unwrap_or_default(), listed.listed()));
    }
    let frame = bound.frame(&METHOD, inputs, Some(&wanted))?;
    let (mut rows, mut all) = (Vec::new(), Vec::new());
    for period in 0..frame.periods.0.len() {
        let accounts: Vec<Account> = (0..frame.regions.0.len())
            .map(|region| {
                let value = |name: &str| {
                    frame.indicators.number(name).map_or(f64::NAN, |place| frame.row(period, region)[place as usize])
                };
                let side =
                    |side: usize| -> Vec<f64> { sides[side].iter().map(|(name, sign)| sign * value(name)).collect() };
                let (product, income, uses) = (side(0), side(1), side(2));
                let one = |name: Option<&str>| name.map_or(f64::NAN, value);
                Account::new([&product, &income, &uses], one(depreciation), one(gdp))
            })
            .collect();
        let whole = Account::all(&accounts);
        for (place, account) in
            std::iter::once((None, &whole)).chain(accounts.iter().enumerate().map(|(n, one)| (Some(n), one)))
        {
            let mut row =
                vec![word(&frame.periods, period), place.map_or(Cell::Text(None), |place| word(&frame.regions, place))];
            row.extend(account.sides.iter().chain(&account.gaps()).map(|figure| Cell::Number(*figure)));
            row.extend([account.relative_gap(), account.net(), account.share()].map(Cell::from));
            rows.push(row);
        }
        all.extend(accounts);
    }
    Ok(framed(&METHOD, &frame, &rows, findings(&all)))
}
