//! Cases with a planted mode, told as stories rather than drawn from the classifier's own likelihood: places are laid out,
//! ties are made between them stage by stage, and then the record is spoilt as real records are.

#![allow(dead_code, reason = "the test and the bench each use a part")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    reason = "dice of a few dozen sides"
)]

use liantu_model::Layer::{
    self, Industry as Ind, Innovation as Inn, Knowledge as Kno, Service as Ser, Symbiosis as Sym, Value as Val,
};
use liantu_network::mode::{Case, Tie};
use liantu_numeric::uniform;
use std::f64::consts::TAU;

/// What was planted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Plant {
    /// The mode with this number, from 0: bay circulation, corridor extension, pan-network symbiosis, network opening.
    Mode(usize),
    /// Half of the ties of one mode and half of another, on the places of either.
    Mixed,
    /// Any layers in any order between any places.
    Nothing,
}

/// A planted case.
#[derive(Clone, Debug)]
pub struct Planted {
    pub plant: Plant,
    pub ties: Vec<Tie>,
    /// The planted stage of each tie.
    pub stage: Vec<usize>,
    pub places: Vec<(f64, f64)>,
    /// How many ties were asked for, and what part of them has any layer.
    pub size: usize,
    pub noise: f64,
}

impl Planted {
    pub fn case(&self) -> Case<'_> {
        Case { ties: &self.ties, places: &self.places, place_of: &[], centres: None }
    }
}

/// Random numbers of one case.
struct Dice {
    seed: u64,
    counter: u64,
}

impl Dice {
    fn roll(&mut self) -> f64 {
        self.counter += 1;
        uniform(self.seed, self.counter)
    }

    fn below(&mut self, count: usize) -> usize {
        ((self.roll() * count as f64) as usize).min(count - 1)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.roll()
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.roll() < probability
    }

    fn normal(&mut self) -> f64 {
        (-2.0 * (1.0 - self.roll()).ln()).sqrt() * (TAU * self.roll()).cos()
    }
}

/// Layers that the story of a stage is about.
const STORY: [[&[Layer]; 3]; 4] = [
    [&[Ind], &[Ind, Inn, Sym], &[Ind, Sym]],
    [&[Kno, Inn, Ind], &[Val, Ser], &[Val, Inn, Ind]],
    [&[Sym], &[Kno, Inn, Ind, Val], &[Kno, Inn, Ser, Ind]],
    [&[Ser, Val], &[Ser, Kno], &[Kno, Ind, Val]],
];

/// A case with this much asked for; everything else follows from the seed.
pub fn plant(plant: Plant, size: usize, noise: f64, seed: u64) -> Planted {
    let mut dice = Dice { seed, counter: 0 };
    let one = dice.below(4);
    let other = (one + 1 + dice.below(3)) % 4;
    let (layout, modes) = match plant {
        Plant::Mode(mode) => (mode, [mode, mode]),
        Plant::Mixed => ([one, other][dice.below(2)], [one, other]),
        Plant::Nothing => (dice.below(4), [one, other]),
    };
    let (mut places, hubs) = lay_out(layout, &mut dice);
    let mut bounds = [dice.roll(), dice.roll()];
    bounds.sort_by(f64::total_cmp);
    // How much of a stage's story each of its layers makes up.
    let taste: Vec<f64> = (0..6).map(|_| dice.between(0.3, 1.0)).collect();
    let joint_of_nothing = dice.roll();
    let stated_only = dice.chance(0.15);
    let (mut ties, mut stage) = (Vec::new(), Vec::new());
    for number in 0..size {
        let mode = modes[number % 2];
        let time = dice.roll();
        let at = bounds.iter().filter(|&&bound| bound < time).count();
        let any = plant == Plant::Nothing || dice.chance(noise);
        let layer = if any { Layer::ALL[dice.below(6)] } else { choose(STORY[mode][at], &taste, &mut dice) };
        let joint = match plant {
            Plant::Nothing => dice.chance(joint_of_nothing),
            _ => dice.chance([0.1, 0.35, 0.15, 0.75][mode]),
        };
        let nodes = ends(plant, mode, layer, joint, places.len(), hubs, &mut dice);
        // Years are known for most, to about a year; some sources only order the stages.
        let day = (time * 4000.0 + dice.normal() * 200.0) as i32 / 365 * 365;
        let dated = !stated_only && dice.chance(0.8);
        let number = u32::try_from(number).unwrap();
        ties.push(Tie {
            layer,
            agreement: Some(number),
            start: dated.then_some(12_000 + day),
            stated: stated_only.then_some(at as i64 + 1),
            joint,
            nodes,
            links: vec![number],
        });
        stage.push(at);
    }
    places.retain(|_| !dice.chance(0.1));
    Planted { plant, ties, stage, places, size, noise }
}

fn choose(layers: &[Layer], taste: &[f64], dice: &mut Dice) -> Layer {
    let all: f64 = layers.iter().map(|layer| taste[*layer as usize]).sum();
    let mut left = dice.roll() * all;
    for layer in layers {
        left -= taste[*layer as usize];
        if left < 0.0 {
            return *layer;
        }
    }
    layers[layers.len() - 1]
}

/// Places, and how many of the first are centres.
fn lay_out(mode: usize, dice: &mut Dice) -> (Vec<(f64, f64)>, usize) {
    let (lon, lat) = (dice.between(105.0, 121.0), dice.between(25.0, 38.0));
    let mut km: Vec<(f64, f64)> = Vec::new();
    let mut hubs = 1;
    match mode {
        // A shore bent around a bay.
        0 => {
            let (count, radius, turn, bend) =
                (5 + dice.below(5), dice.between(60.0, 130.0), dice.roll() * TAU, dice.between(0.55, 0.9) * TAU);
            for n in 0..count {
                let angle = turn + bend * n as f64 / (count - 1) as f64;
                let radius = radius * (1.0 + 0.15 * dice.normal());
                km.push((radius * angle.cos(), radius * angle.sin()));
            }
        }
        // One line from the source of knowledge, mostly forked later.
        1 => {
            km.push((0.0, 0.0));
            let turn = dice.roll() * TAU;
            let forks = 1 + usize::from(dice.chance(0.6));
            for fork in 0..forks {
                let angle = turn + fork as f64 * dice.between(0.5, 1.2);
                let mut far = 0.0;
                for _ in 0..3 + dice.below(3) {
                    far += dice.between(35.0, 70.0);
                    km.push((far * angle.cos() + 12.0 * dice.normal(), far * angle.sin() + 12.0 * dice.normal()));
                }
            }
        }
        // Centres far apart, each with neighbours.
        2 => {
            hubs = 3 + dice.below(2);
            for _ in 0..hubs {
                km.push((dice.between(-220.0, 220.0), dice.between(-220.0, 220.0)));
            }
            for hub in 0..hubs {
                for _ in 0..=dice.below(3) {
                    let (angle, far) = (dice.roll() * TAU, dice.between(30.0, 90.0));
                    km.push((km[hub].0 + far * angle.cos(), km[hub].1 + far * angle.sin()));
                }
            }
        }
        // A few counties where provinces meet.
        _ => {
            for _ in 0..3 + dice.below(3) {
                km.push((dice.between(-35.0, 35.0), dice.between(-35.0, 35.0)));
            }
        }
    }
    let degrees = |(x, y): &(f64, f64)| (lon + x / (111.32 * lat.to_radians().cos()), lat + y / 110.57);
    (km.iter().map(degrees).collect(), hubs)
}

/// Who makes a tie with whom.
fn ends(plant: Plant, mode: usize, layer: Layer, joint: bool, places: usize, hubs: usize, dice: &mut Dice) -> Vec<u32> {
    let mut nodes: Vec<usize> = if joint {
        let count = (3 + dice.below(3)).min(places);
        (0..count).map(|_| dice.below(places)).collect()
    } else if plant != Plant::Nothing && mode == 2 && hubs > 1 && dice.chance(0.85) {
        // Centres research together; each produces and shares with its neighbours.
        let centre = dice.below(hubs);
        match layer {
            Kno | Inn => vec![centre, (centre + 1 + dice.below(hubs - 1)) % hubs],
            _ => vec![centre, hubs + dice.below(places - hubs)],
        }
    } else if plant != Plant::Nothing && mode == 1 && dice.chance(0.6) {
        vec![0, dice.below(places)]
    } else {
        vec![dice.below(places), dice.below(places)]
    };
    nodes.sort_unstable();
    nodes.dedup();
    nodes.into_iter().map(|node| u32::try_from(node).unwrap()).collect()
}

/// The seeds on which the strictness was chosen; those of [`JUDGED`] were not looked at for that.
pub const CHOSEN: u64 = 20_240_000;
/// The seeds of the page of validation.
pub const JUDGED: u64 = 77_000_000;

/// `count` cases of each kind, over all sizes and noises in turn.
pub fn cases(seeds: u64, count: u64) -> Vec<Planted> {
    let kinds = [Plant::Mode(0), Plant::Mode(1), Plant::Mode(2), Plant::Mode(3), Plant::Mixed, Plant::Nothing];
    let mut cases = Vec::new();
    for (kind, plant_of) in (0u64..).zip(kinds) {
        for number in 0..count {
            let size = SIZES[(number % 4) as usize];
            let noise = NOISES[(number / 4 % 3) as usize];
            cases.push(plant(plant_of, size, noise, seeds + kind * 1_000_000 + number));
        }
    }
    cases
}

pub const SIZES: [usize; 4] = [4, 8, 16, 32];
pub const NOISES: [f64; 3] = [0.1, 0.3, 0.5];
