//! The shortest way by several means of transport: each is a layer of the network, and changing between layers costs something.

use super::declare::PAIR_COLUMNS;
use liantu_model::declare::{integer, number, parameter, words};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::Csr;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "multimodal_path",
    version: 1,
    study: "structure",
    title: text("多式联运最短路径", "Shortest multimodal path"),
    question: text(
        "货物从一地到另一地，公路、铁路、水运怎样接续最省，在哪里换装？",
        "By which sequence of road, rail and water do goods get from one place to another at the least cost, and where do they change?",
    ),
    formula: text(
        "状态为（地点，方式）：同一方式沿 region_pair 中该度量的线路移动，费用为其值；在一地换方式，费用为该地的换装费用。最短路以 Dijkstra 算法求得，是精确的；费用相同时取换装少者。",
        "States are places with a mode: a mode moves along the links of its measure in region_pair at the cost of its value; changing the mode at a place costs what a transfer costs there. The shortest way is found by Dijkstra's algorithm and exact; of equal cost the one with fewer transfers.",
    ),
    limits: text(
        "费用须为同一单位（分钟、公里或元），不含运能、班期与批量折扣；线路有方向，来回须各列一行。数值未知或为负的线路不能走并报告，不可达者不列出。起点装、终点卸不另计费。",
        "Costs have one unit (minutes, kilometres or money); capacity, schedules and discounts for volume are not counted. Links have a direction: both ways are two rows. Links of unknown or negative cost cannot be used and are reported, pairs out of reach are not listed. Loading at the origin and unloading at the end cost nothing extra.",
    ),
    reference: "Dijkstra, E. W. (1959). A note on two problems in connexion with graphs. Numerische Mathematik 1, 269–271. Lozano, A., Storchi, G. (2001). Shortest viable path algorithm in multimodal networks. Transportation Research Part A 35(3), 225–241.",
    aliases: &["intermodal", "multimodal", "多式联运", "联运路径"],
    inputs: &[Input { table: "region_pair", columns: PAIR_COLUMNS, optional: false }],
    parameters: &[
        parameter(
            "modes",
            ParameterKind::Text,
            None,
            "运输方式",
            "Modes",
            "region_pair 中的度量，每个是一种方式，以逗号分隔，如 road_minutes, rail_minutes, water_minutes",
            "Measures of region_pair, each of them a mode, separated by commas, such as road_minutes, rail_minutes, water_minutes",
        ),
        parameter(
            "transfer",
            ParameterKind::Number { min: 0.0, max: 1e12, unit: None },
            Some("0"),
            "换装费用",
            "Cost of a transfer",
            "在任何地点换一次方式的费用，与线路同一单位",
            "What changing the mode costs anywhere, in the unit of the links",
        ),
        parameter(
            "transfer_measure",
            ParameterKind::Text,
            None,
            "枢纽换装费用",
            "Transfers at hubs",
            "region_pair 中起讫同地的度量：只有列出的地点（枢纽）能换装，费用为其值，另加 transfer",
            "A measure of region_pair from a place to itself: the mode can change only at places listed (hubs), at their value and transfer",
        ),
        parameter(
            "from",
            ParameterKind::Text,
            None,
            "起点",
            "From",
            "区域代码；省略则全部",
            "Code of the region; all when absent",
        ),
        parameter(
            "to",
            ParameterKind::Text,
            None,
            "终点",
            "To",
            "区域代码；省略则全部",
            "Code of the region; all when absent",
        ),
        parameter(
            "period",
            ParameterKind::Period,
            None,
            "时期",
            "Period",
            "用哪一时期的线路；没有则取此前最近的",
            "Which period's links to use; the last before it where it has none",
        ),
    ],
    outputs: &[
        words("from_region", "起点", "From", "起点", "Where the way begins").required(),
        words("to_region", "终点", "To", "终点", "Where it ends").required(),
        integer("step", "步", "Step", "从 1 数起", "From 1"),
        words("leaves", "出发地", "Leaves", "这一步的出发地", "Where the step begins"),
        words("arrives", "到达地", "Arrives", "这一步的到达地", "Where the step ends"),
        words("mode", "方式", "Mode", "这一步的运输方式", "The mode of the step"),
        number(
            "transfer",
            "换装",
            "Transfer",
            "出发前的换装费用；不换为 0",
            "Cost of the transfer before it; 0 without one",
        ),
        number("cost", "费用", "Cost", "这一步的线路费用", "Cost of the link"),
        number("so_far", "累计", "So far", "到这一步为止，含换装", "Up to this step, transfers included"),
    ],
};

/// A link of a mode.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// From which place.
    pub from: u32,
    /// To which place.
    pub to: u32,
    /// By which mode.
    pub mode: u32,
    /// At what cost; links of unknown or negative cost lead nowhere.
    pub cost: f64,
}

/// A step of a way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Step {
    /// The link.
    pub leg: Leg,
    /// What changing the mode before it cost.
    pub transfer: f64,
    /// All costs up to its end.
    pub so_far: f64,
}

/// A network of several modes.
#[derive(Clone, Debug)]
pub struct Multimodal {
    places: usize,
    modes: usize,
    legs: Vec<Leg>,
    /// The links from each place by each mode.
    leaving: Csr,
    /// What changing the mode costs at each place; none where it cannot be changed.
    transfer: Vec<Option<f64>>,
}

impl Multimodal {
    /// A network with these links and these costs of transfer, by place.
    ///
    /// # Panics
    ///
    /// If a link names no place or no mode.
    pub fn new(modes: usize, mut legs: Vec<Leg>, transfer: Vec<Option<f64>>) -> Self {
        legs.retain(|leg| leg.cost >= 0.0 && leg.cost.is_finite() && leg.from != leg.to);
        let places = transfer.len();
        let transfer = transfer.into_iter().map(|cost| cost.filter(|cost| *cost >= 0.0 && cost.is_finite())).collect();
        let pairs: Vec<(u32, u32)> = legs.iter().map(|leg| leg.from * modes as u32 + leg.mode).zip(0..).collect();
        Self { places, modes, leaving: Csr::group(places * modes, &pairs), legs, transfer }
    }

    /// The shortest ways from a place to each that can be reached, by place; the way to itself is left out.
    pub fn ways(&self, origin: u32) -> Vec<(u32, Vec<Step>)> {
        let states = self.places * self.modes;
        // Costs, then transfers: of two ways that cost the same the one with fewer.
        let mut best = vec![(f64::INFINITY, u32::MAX); states];
        let mut before: Vec<Option<(u32, u32)>> = vec![None; states];
        let mut waiting = BinaryHeap::new();
        for mode in 0..self.modes {
            let state = origin as usize * self.modes + mode;
            best[state] = (0.0, 0);
            waiting.push(Reverse((0u64, 0, state as u32)));
        }
        while let Some(Reverse((bits, changes, state))) = waiting.pop() {
            let cost = f64::from_bits(bits);
            if (cost, changes) > best[state as usize] {
                continue;
            }
            let (place, mode) = (state as usize / self.modes, state as usize % self.modes);
            for other in 0..self.modes {
                let change =
                    if other == mode { Some(0.0) } else { self.transfer[place].filter(|_| place != origin as usize) };
                let Some(change) = change else { continue };
                for &leg in self.leaving.row(place * self.modes + other) {
                    let leg_of = self.legs[leg as usize];
                    let next = leg_of.to as usize * self.modes + other;
                    // Costs are not negative, so that their bits are in their order.
                    let found = (cost + change + leg_of.cost, changes + u32::from(other != mode));
                    if found < best[next] {
                        best[next] = found;
                        before[next] = Some((state, leg));
                        waiting.push(Reverse((found.0.to_bits(), found.1, next as u32)));
                    }
                }
            }
        }
        (0..self.places as u32)
            .filter(|&place| place != origin)
            .filter_map(|place| Some((place, self.way(place, &best, &before)?)))
            .collect()
    }

    /// The way to a place, read backwards from its cheapest mode.
    fn way(&self, place: u32, best: &[(f64, u32)], before: &[Option<(u32, u32)>]) -> Option<Vec<Step>> {
        let states = place as usize * self.modes..(place as usize + 1) * self.modes;
        let mut state = states.filter(|&state| best[state].0.is_finite()).min_by(|&one, &two| {
            best[one].0.total_cmp(&best[two].0).then(best[one].1.cmp(&best[two].1)).then(one.cmp(&two))
        })?;
        let mut steps = Vec::new();
        while let Some((from, leg)) = before[state] {
            let leg = self.legs[leg as usize];
            let changed = from as usize % self.modes != leg.mode as usize;
            let transfer = if changed { self.transfer[leg.from as usize].unwrap_or_default() } else { 0.0 };
            steps.push(Step { leg, transfer, so_far: best[state].0 });
            state = from as usize;
        }
        steps.reverse();
        Some(steps)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_numeric::uniform;

    fn leg(from: u32, to: u32, mode: u32, cost: f64) -> Leg {
        Leg { from, to, mode, cost }
    }

    #[test]
    fn a_transfer_is_taken_where_it_pays_and_where_it_can_be() {
        // Road 0–1–2 at 10 each; rail 1–2 at 3.
        let legs = vec![leg(0, 1, 0, 10.0), leg(1, 2, 0, 10.0), leg(1, 2, 1, 3.0), leg(0, 2, 1, f64::NAN)];
        let cost = |transfer: Option<f64>| {
            let ways = Multimodal::new(2, legs.clone(), vec![transfer; 3]).ways(0);
            let (_, steps) = ways.into_iter().find(|way| way.0 == 2).unwrap();
            (steps[1].leg.mode, steps[1].transfer, steps[1].so_far)
        };
        assert_eq!(cost(Some(5.0)), (1, 5.0, 18.0));
        assert_eq!(cost(Some(8.0)), (0, 0.0, 20.0));
        assert_eq!(cost(Some(7.0)), (0, 0.0, 20.0), "of equal cost the one without a transfer");
        assert_eq!(cost(None), (0, 0.0, 20.0));
        assert!(Multimodal::new(2, legs, vec![Some(0.0); 3]).ways(2).is_empty());
    }

    /// The least cost over all sequences of links, found by relaxing until nothing changes.
    fn relaxed(places: usize, modes: usize, legs: &[Leg], transfer: &[Option<f64>], origin: u32) -> Vec<f64> {
        let mut cost = vec![f64::INFINITY; places * modes];
        (0..modes).for_each(|mode| cost[origin as usize * modes + mode] = 0.0);
        loop {
            let before = cost.clone();
            for place in (0..places).filter(|place| *place != origin as usize) {
                let least = (0..modes).map(|mode| before[place * modes + mode]).fold(f64::INFINITY, f64::min);
                if let Some(change) = transfer[place] {
                    for mode in 0..modes {
                        cost[place * modes + mode] = cost[place * modes + mode].min(least + change);
                    }
                }
            }
            for leg in legs {
                let [from, to] = [leg.from, leg.to].map(|place| place as usize * modes + leg.mode as usize);
                cost[to] = cost[to].min(cost[from] + leg.cost);
            }
            if cost == before {
                return (0..places)
                    .map(|place| (0..modes).map(|mode| cost[place * modes + mode]).fold(f64::INFINITY, f64::min))
                    .collect();
            }
        }
    }

    #[test]
    fn ways_are_the_shortest_over_all_sequences_of_modes() {
        for seed in 0..200u64 {
            let mut counter = 0;
            let mut draw = |most: f64| {
                counter += 1;
                uniform(seed, counter) * most
            };
            let (places, modes) = (7usize, 3usize);
            let legs: Vec<Leg> = (0..22)
                .map(|_| {
                    let end = draw(7.0) as u32;
                    // Whole numbers, so that ties come up.
                    leg(end, draw(7.0) as u32, draw(3.0) as u32, draw(9.0).floor())
                })
                .filter(|leg| leg.from != leg.to)
                .collect();
            let transfer: Vec<Option<f64>> =
                (0..places).map(|_| Some(draw(6.0).floor()).filter(|cost| *cost < 4.0)).collect();
            let network = Multimodal::new(modes, legs.clone(), transfer.clone());
            for origin in 0..places as u32 {
                let wanted = relaxed(places, modes, &legs, &transfer, origin);
                let ways = network.ways(origin);
                let reached =
                    (0..places).filter(|&place| place != origin as usize && wanted[place].is_finite()).count();
                assert_eq!(ways.len(), reached);
                for (place, steps) in ways {
                    // Sums of small whole numbers are exact.
                    let same = |one: f64, two: f64| one.to_bits() == two.to_bits();
                    assert!(same(steps.last().unwrap().so_far, wanted[place as usize]), "seed {seed}");
                    // The way hangs together, and its parts add up.
                    let mut at = (origin, 0.0, None);
                    for step in steps {
                        assert_eq!(step.leg.from, at.0);
                        let changed = at.2.is_some_and(|mode| mode != step.leg.mode);
                        assert!(same(step.transfer, if changed { transfer[at.0 as usize].unwrap() } else { 0.0 }));
                        at = (step.leg.to, at.1 + step.transfer + step.leg.cost, Some(step.leg.mode));
                        assert!(same(step.so_far, at.1));
                    }
                    assert_eq!(at.0, place);
                }
            }
        }
    }
}
