//! A made-up economy with a known truth: firms, sectors, regions, monthly flows with seasons, and what was planted in it.
//!
//! Everything about a firm or a link is a function of the seed and its number, so that an economy of ten million firms takes no more
//! memory than one of a thousand: [`World::flows`] makes row after row. What was planted is in [`World::truth`], so that
//! whoever looks for shocks, chokepoints and wrong reports can be told how much was found.
//!
//! ```
//! use liantu_simulation::synthetic::{Recipe, World};
//!
//! let world = World::new(Recipe { firms: 1_000, ..Recipe::default() });
//! let first = world.flows().next().unwrap();
//! assert_eq!(Some(first), world.flows().next());
//! ```

#![expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws in [0, 1) times counts below 2^32")]

use liantu_numeric::uniform;
use std::collections::{HashMap, HashSet};

/// What to make.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    /// The same seed makes the same economy.
    pub seed: u64,
    /// How many firms; at least as many as sectors.
    pub firms: u32,
    /// How many sectors. Firm n belongs to sector n mod sectors, and sells mostly to the next three.
    pub sectors: u32,
    /// How many regions.
    pub regions: u32,
    /// How many months.
    pub months: u32,
    /// Buyers of a firm, on average.
    pub buyers: u32,
    /// How far flows swing about their mean within a year, from 0 to 1.
    pub season: f64,
    /// Firms that fail for a while.
    pub shocks: u32,
    /// Sectors in which only one firm sells.
    pub chokepoints: u32,
    /// The part of the rows that are reported wrong, from 0 to 1.
    pub misreports: f64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            seed: 1,
            firms: 1_000,
            sectors: 20,
            regions: 8,
            months: 24,
            buyers: 8,
            season: 0.2,
            shocks: 3,
            chokepoints: 2,
            misreports: 0.001,
        }
    }
}

/// A firm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Firm {
    /// Where it lies.
    pub region: u32,
    /// What it makes.
    pub sector: u32,
    /// How large it is, against the smallest.
    pub size: f64,
}

/// How a report is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Ten times too much, as by a wrong unit.
    TenTimes,
    /// No value.
    Blank,
}

/// What went from one firm to another in a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// Who sells.
    pub seller: u32,
    /// Who buys; `None` for final demand.
    pub buyer: Option<u32>,
    /// The month, from 0.
    pub month: u32,
    /// What is reported; `None` where the cell is blank.
    pub reported: Option<f64>,
    /// What really went.
    pub actual: f64,
    /// How the report is wrong, if it is.
    pub fault: Option<Fault>,
}

/// What was planted. Wrong reports are marked in the rows: they grow with them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Planted {
    /// A firm that sells less for a while.
    Shock {
        /// The firm.
        firm: u32,
        /// The first month.
        month: u32,
        /// How many months.
        lasts: u32,
        /// The part that is lost.
        part: f64,
    },
    /// A firm that is the only one of its sector to sell.
    Chokepoint {
        /// The firm.
        firm: u32,
        /// Its sector.
        sector: u32,
    },
}

/// A made-up economy.
#[derive(Clone, Debug)]
pub struct World {
    recipe: Recipe,
    planted: Vec<Planted>,
    shocks: HashMap<u32, (u32, u32, f64)>,
    /// The only seller of a sector.
    only: HashMap<u32, u32>,
}

/// What a draw is for: each has numbers of its own.
#[derive(Clone, Copy)]
enum Draw {
    Region = 1,
    Buyers,
    Buyer,
    Value,
    Shock,
    Fault,
}

impl World {
    /// The economy of a recipe. Counts are brought into what is possible: at least one sector, region and firm of each sector.
    pub fn new(recipe: Recipe) -> Self {
        let sectors = recipe.sectors.max(1);
        let recipe = Recipe { sectors, regions: recipe.regions.max(1), firms: recipe.firms.max(sectors), ..recipe };
        let mut world = Self { recipe, planted: Vec::new(), shocks: HashMap::new(), only: HashMap::new() };
        for number in 0..recipe.chokepoints.min(sectors) {
            // Sectors that are far apart, each held by its largest firm: the one of the lowest number.
            let sector = (u64::from(number) * u64::from(sectors) / u64::from(recipe.chokepoints.min(sectors))) as u32;
            world.only.insert(sector, sector);
            world.planted.push(Planted::Chokepoint { firm: sector, sector });
        }
        for number in 0..u64::from(recipe.shocks) {
            let draw = |place: u64| world.draw(Draw::Shock, number, place);
            // Among the larger half, so that it shows.
            let firm = (draw(0) * f64::from(recipe.firms) / 2.0) as u32;
            let month = (draw(1) * f64::from(recipe.months)) as u32;
            let lasts = 1 + (draw(2) * 5.0) as u32;
            let part = 0.3 + 0.7 * draw(3);
            if world.sells(firm) && world.shocks.insert(firm, (month, lasts, part)).is_none() {
                world.planted.push(Planted::Shock { firm, month, lasts, part });
            }
        }
        world
    }

    /// What it was made by.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// What was planted.
    pub fn truth(&self) -> &[Planted] {
        &self.planted
    }

    /// The firm of this number. Sizes fall with the number as by Zipf's law.
    pub fn firm(&self, number: u32) -> Firm {
        let rank = f64::from(number / self.recipe.sectors + 1);
        let most = f64::from(self.recipe.firms.div_ceil(self.recipe.sectors));
        Firm {
            region: (self.draw(Draw::Region, u64::from(number), 0) * f64::from(self.recipe.regions)) as u32,
            sector: number % self.recipe.sectors,
            size: most / rank,
        }
    }

    /// All rows: by seller, then by buyer, then by month.
    pub fn flows(&self) -> impl Iterator<Item = Flow> + '_ {
        (0..self.recipe.firms).filter(|&firm| self.sells(firm)).flat_map(move |seller| {
            let count = self.count(seller);
            let mut known = HashSet::new();
            // Who is drawn again buys once; nobody buys of itself.
            let links = (0..=count).filter_map(move |link| {
                // The last is final demand.
                let buyer = (link < count).then(|| self.buyer(seller, link));
                (buyer != Some(seller) && known.insert(buyer)).then_some((link, buyer))
            });
            links.flat_map(move |(link, buyer)| {
                let base = self.base(seller, buyer, link);
                (0..self.recipe.months).map(move |month| self.flow(seller, buyer, link, month, base))
            })
        })
    }

    fn sells(&self, firm: u32) -> bool {
        self.only.get(&(firm % self.recipe.sectors)).is_none_or(|only| *only == firm)
    }

    /// How many buyers: more for larger firms.
    fn count(&self, seller: u32) -> u32 {
        let draw = self.draw(Draw::Buyers, u64::from(seller), 0);
        let spread = (1.0 - draw).powf(-0.5);
        ((f64::from(self.recipe.buyers) * spread / 2.0) as u32).clamp(1, self.recipe.firms)
    }

    /// A buyer: of the next three sectors, larger firms more often.
    fn buyer(&self, seller: u32, link: u32) -> u32 {
        let draw = |place: u64| self.draw(Draw::Buyer, u64::from(seller), u64::from(link) * 2 + place);
        let Recipe { sectors, firms, .. } = self.recipe;
        let sector = (seller % sectors + 1 + (draw(0) * 3.0) as u32) % sectors;
        let members = (firms - sector).div_ceil(sectors);
        let place = (draw(1).powi(2) * f64::from(members)) as u32;
        sector + place.min(members - 1) * sectors
    }

    fn base(&self, seller: u32, buyer: Option<u32>, link: u32) -> f64 {
        let sizes = self.firm(seller).size * buyer.map_or(1.0, |buyer| self.firm(buyer).size);
        let draw = self.draw(Draw::Value, u64::from(seller), u64::from(link));
        // Between a third and three times what the sizes say.
        sizes.sqrt() * ((2.0 * draw - 1.0) * 3f64.ln()).exp()
    }

    fn flow(&self, seller: u32, buyer: Option<u32>, link: u32, month: u32, base: f64) -> Flow {
        let Recipe { sectors, season, months, misreports, .. } = self.recipe;
        let phase = f64::from(seller % sectors) / f64::from(sectors);
        let swing = 1.0 + season * (std::f64::consts::TAU * (f64::from(month) / 12.0 - phase)).cos();
        let lost = self.shocks.get(&seller).filter(|shock| (shock.0..shock.0 + shock.1).contains(&month));
        let actual = base * swing * (1.0 - lost.map_or(0.0, |shock| shock.2));
        let draw = self.draw(Draw::Fault, u64::from(seller), u64::from(link) * u64::from(months) + u64::from(month));
        let fault = if draw < misreports / 2.0 {
            Some(Fault::TenTimes)
        } else if draw < misreports {
            Some(Fault::Blank)
        } else {
            None
        };
        let reported = match fault {
            None => Some(actual),
            Some(Fault::TenTimes) => Some(10.0 * actual),
            Some(Fault::Blank) => None,
        };
        Flow { seller, buyer, month, reported, actual, fault }
    }

    fn draw(&self, kind: Draw, number: u64, place: u64) -> f64 {
        // A seed for each kind and number; the places of one number do not meet those of another.
        let seed = uniform(self.recipe.seed.wrapping_add((kind as u64) << 56), number).to_bits();
        uniform(seed, place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn world() -> World {
        World::new(Recipe { misreports: 0.01, shocks: 5, ..Recipe::default() })
    }

    #[test]
    fn the_same_seed_makes_the_same_economy() {
        let rows: Vec<Flow> = world().flows().collect();
        assert!(world().flows().eq(rows.iter().copied()));
        let other = World::new(Recipe { seed: 2, ..*world().recipe() });
        assert!(!other.flows().eq(rows.iter().copied()));
        assert!(rows.len() > 1_000 * 24 && rows.iter().all(|row| row.actual >= 0.0));
        let ends = |row: &Flow| row.seller < 1_000 && row.buyer.is_none_or(|buyer| buyer < 1_000);
        assert!(rows.iter().all(ends));
        let keys: BTreeSet<(u32, Option<u32>, u32)> =
            rows.iter().map(|row| (row.seller, row.buyer, row.month)).collect();
        assert_eq!(keys.len(), rows.len());
    }

    #[test]
    fn what_was_planted_can_be_found() {
        let world = world();
        assert!(world.truth().iter().any(|planted| matches!(planted, Planted::Shock { .. })));
        for planted in world.truth() {
            match *planted {
                Planted::Chokepoint { firm, sector } => {
                    let sellers: BTreeSet<u32> =
                        world.flows().map(|flow| flow.seller).filter(|seller| seller % 20 == sector).collect();
                    assert_eq!(sellers, BTreeSet::from([firm]));
                }
                Planted::Shock { firm, month, lasts, part } => {
                    let calm = World { shocks: HashMap::new(), ..world.clone() };
                    for (hit, whole) in world.flows().zip(calm.flows()).filter(|(hit, _)| hit.seller == firm) {
                        let during = (month..month + lasts).contains(&hit.month);
                        let wanted = if during { whole.actual * (1.0 - part) } else { whole.actual };
                        assert!((hit.actual - wanted).abs() <= 1e-12 * whole.actual);
                    }
                }
            }
        }
        let rows: Vec<Flow> = world.flows().collect();
        let wrong = rows.iter().filter(|row| row.fault.is_some()).count() as f64 / rows.len() as f64;
        assert!((wrong - 0.01).abs() < 0.003, "{wrong}");
        assert!(rows.iter().all(|row| row.fault.is_some() || row.reported == Some(row.actual)));
    }

    #[test]
    fn seasons_come_back_every_year() {
        let world = World::new(Recipe { shocks: 0, misreports: 0.0, ..Recipe::default() });
        let rows: Vec<Flow> = world.flows().take(24).collect();
        for month in 0..12 {
            assert!((rows[month].actual - rows[month + 12].actual).abs() < 1e-9 * rows[month].actual);
        }
        let values = rows.iter().map(|row| row.actual);
        let (least, most) = values.fold((f64::MAX, 0.0f64), |(least, most), value| (least.min(value), most.max(value)));
        assert!((most / least - 1.2 / 0.8).abs() < 0.05, "{}", most / least);
    }

    #[test]
    fn ten_million_firms_cost_nothing_to_begin() {
        let world = World::new(Recipe { firms: 10_000_000, ..Recipe::default() });
        assert_eq!(world.flows().take(100).count(), 100);
        assert!(world.firm(9_999_999).size >= 1.0);
        let tiny = World::new(Recipe { firms: 0, sectors: 0, regions: 0, months: 0, ..Recipe::default() });
        assert_eq!(tiny.flows().count(), 0);
    }
}
