//! The days: capacity, production under stocks, rationing, orders, overproduction.

use super::economy::Economy;
use super::event::{Event, Kind};
use super::stores::{Stores, Today};
use liantu_numeric::Stopped;

/// Whom a buyer turns to when a supplier fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alternative {
    /// To the same as ever.
    None,
    /// More to those who can make more, against their output at rest (BoARIO's program).
    Capacity,
    /// More to those who make more, against their output at rest (BoARIO's text).
    Output,
}

/// Who goes short first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rationing {
    /// All by the same part.
    Proportional,
    /// Final demand: producers are served first.
    IndustryFirst,
    /// Producers: final demand is served first.
    FinalFirst,
}

/// How the economy behaves. Times in days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Stock at rest, in days of use.
    pub stock_days: f64,
    /// How fast gaps in stock are filled.
    pub restock_days: f64,
    /// The part of the stock at rest below which production falls.
    pub tension: f64,
    /// The most that can be made, against rest.
    pub overproduction: f64,
    /// How fast overproduction comes.
    pub overproduction_days: f64,
    /// Whom a buyer turns to.
    pub alternative: Alternative,
    /// Who goes short first.
    pub rationing: Rationing,
    /// Capital for each unit of yearly value added.
    pub capital_ratio: f64,
    /// Days of a year.
    pub year: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stock_days: 90.0,
            restock_days: 60.0,
            tension: 0.8,
            overproduction: 1.25,
            overproduction_days: 365.0,
            alternative: Alternative::Capacity,
            rationing: Rationing::Proportional,
            capital_ratio: 4.0,
            year: 365.0,
        }
    }
}

/// What a day came to, handed to whoever watches.
#[derive(Clone, Copy, Debug)]
pub struct Day<'a> {
    /// The day.
    pub day: usize,
    /// Made by each.
    pub production: &'a [f64],
    /// What each could make.
    pub capacity: &'a [f64],
    /// Final demand of each that was not met.
    pub unmet: &'a [f64],
    /// Ordered of each, final demand and rebuilding included.
    pub ordered: &'a [f64],
    /// Damage that is not rebuilt yet.
    pub to_rebuild: f64,
    /// The least stock of each, against that at rest; 1 without stocks.
    pub cover: &'a [f64],
}

/// Damage on its way to being rebuilt.
struct Damage {
    begins: usize,
    capital: Vec<(u32, f64)>,
    households: f64,
    builders: Vec<(u32, f64)>,
    tau: f64,
}

impl Damage {
    fn left(&self) -> f64 {
        self.households + self.capital.iter().map(|part| part.1).sum::<f64>()
    }
}

/// Runs the economy for `days` days and shows each to `watch`, who may end it. All producers act at once on the orders of the day before; the same bits
/// at any number of threads.
///
/// # Errors
///
/// If `watch` says to stop.
///
/// # Panics
///
/// If an event names no producer.
pub fn simulate(
    economy: &Economy,
    settings: &Settings,
    events: &[Event],
    days: usize,
    mut watch: impl FnMut(Day<'_>) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let n = economy.producers();
    let mut stores = Stores::new(economy, settings.stock_days, settings.restock_days);
    let mut weight = vec![1.0; n];
    let (mut factor, mut capacity) = (vec![1.0; n], vec![0.0; n]);
    let (mut ordered, mut industry, mut wanted) = (vec![0.0; n], vec![0.0; n], vec![0.0; n]);
    let (mut production, mut flow) = (vec![0.0; n], vec![0.0; n]);
    let (mut unmet, mut cover) = (vec![0.0; n], vec![1.0; n]);
    let mut damages: Vec<Damage> = Vec::new();
    let whole_capital: Vec<f64> =
        economy.value_added().iter().map(|added| added.max(0.0) * settings.year * settings.capital_ratio).collect();
    for day in 0..days {
        let mut lost = vec![0.0f64; n];
        for event in events.iter().filter(|event| event.day <= day) {
            match &event.kind {
                Kind::Capacity { parts, curve, tau } => {
                    let since = day.saturating_sub(event.day + event.duration) as f64;
                    let left = if day < event.day + event.duration { 1.0 } else { curve.left(since, *tau) };
                    for &(producer, part) in parts {
                        lost[producer as usize] += part * left;
                    }
                }
                Kind::Rebuild { capital, households, builders, tau } if event.day == day => damages.push(Damage {
                    begins: day + event.duration,
                    capital: capital.clone(),
                    households: *households,
                    builders: builders.clone(),
                    tau: *tau,
                }),
                Kind::Rebuild { .. } => {}
            }
        }
        for damage in &damages {
            for &(producer, value) in &damage.capital {
                let all = whole_capital[producer as usize];
                lost[producer as usize] += if all > 0.0 { value / all } else { 0.0 };
            }
        }
        let mut rebuilding = vec![0.0f64; n];
        for damage in damages.iter().filter(|damage| damage.begins <= day) {
            for &(builder, share) in &damage.builders {
                rebuilding[builder as usize] += damage.left() * share / damage.tau;
            }
        }
        // What is ordered of each, and what each can make of it.
        stores.asked(&mut industry);
        stores.cover(&mut cover);
        for producer in 0..n {
            industry[producer] *= weight[producer];
            ordered[producer] = industry[producer] + economy.demand[producer] + rebuilding[producer];
            capacity[producer] = factor[producer] * (1.0 - lost[producer]).max(0.0) * economy.output[producer];
        }
        for producer in 0..n {
            wanted[producer] = ordered[producer].min(capacity[producer]);
            // What the tightest stock allows: as much of output at rest as it is of the stock at rest, and of that 1/ψ.
            let allowed = cover[producer] * economy.output[producer] / settings.tension;
            // Who makes nothing has no stocks.
            production[producer] =
                if cover[producer].is_finite() { wanted[producer].min(allowed) } else { wanted[producer] };
            cover[producer] = cover[producer].min(1.0);
            let others = ordered[producer] - industry[producer];
            let ratio = |made: f64, asked: f64| if asked > 0.0 { (made / asked).clamp(0.0, 1.0) } else { 1.0 };
            let made = production[producer];
            let (to_industry, to_others) = match settings.rationing {
                Rationing::Proportional => (ratio(made, ordered[producer]), ratio(made, ordered[producer])),
                Rationing::IndustryFirst => {
                    let first = ratio(made, industry[producer]);
                    (first, ratio(made - first * industry[producer], others))
                }
                Rationing::FinalFirst => {
                    let first = ratio(made, others);
                    (ratio(made - first * others, industry[producer]), first)
                }
            };
            flow[producer] = weight[producer] * to_industry;
            unmet[producer] = economy.demand[producer] * (1.0 - to_others);
            rebuilding[producer] = to_others;
        }
        // What was asked for rebuilding and made is rebuilt.
        for damage in damages.iter_mut().filter(|damage| damage.begins <= day) {
            let done: f64 =
                damage.builders.iter().map(|&(builder, share)| share / damage.tau * rebuilding[builder as usize]).sum();
            let left = (1.0 - done).max(0.0);
            damage.capital.iter_mut().for_each(|part| part.1 *= left);
            damage.households *= left;
        }
        watch(Day {
            day,
            production: &production,
            capacity: &capacity,
            unmet: &unmet,
            ordered: &ordered,
            to_rebuild: damages.iter().map(Damage::left).sum(),
            cover: &cover,
        })?;
        // What comes in, and what is ordered next.
        for (producer, weight) in weight.iter_mut().enumerate() {
            *weight = match settings.alternative {
                Alternative::None => 1.0,
                _ if economy.output[producer] <= 0.0 => 0.0,
                Alternative::Capacity => capacity[producer] / economy.output[producer],
                Alternative::Output => production[producer] / economy.output[producer],
            };
        }
        stores.pass(Today { flow: &flow, weight: &weight, production: &production, wanted: &wanted });
        for producer in 0..n {
            let short = if ordered[producer] > 0.0 {
                (ordered[producer] - production[producer]) / ordered[producer]
            } else {
                0.0
            };
            factor[producer] += if short > 1e-12 {
                (settings.overproduction - factor[producer]) * short / settings.overproduction_days
            } else {
                (1.0 - factor[producer]) / settings.overproduction_days
            };
        }
    }
    Ok(())
}
