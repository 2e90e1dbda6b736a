//! Conditional permutations: a unit stays, its neighbours are drawn from the others.

use super::inference::{Inference, TIE};
use super::weights::Weights;
use liantu_numeric::{STREAMS, Stream, chunked, different_below};

/// How neighbours are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// For each unit anew.
    #[default]
    Independent,
    /// From one table of permutations for all units.
    Shared,
}

/// What to draw with.
pub(super) struct Draws {
    pub inference: Inference,
    pub mode: Mode,
}

/// What a unit compares with its permutations.
pub(super) enum Compare {
    /// The sum of its neighbours' values, with which the statistic rises, or falls.
    Sum { rising: bool },
    /// The sum of the squared gaps to this value.
    Gaps(f64),
}

/// A comparison with the outcome observed.
struct Term {
    centre: Option<f64>,
    /// The sum over the real neighbours.
    observed: f64,
    /// Sums nearer than this are equal: they are added in another order.
    tie: f64,
    rising: bool,
}

/// Permutations that gave a statistic at least, and at most, as large as the one observed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub at_least: u32,
    pub at_most: u32,
}

impl Counts {
    fn see(&mut self, sum: f64, term: &Term) {
        self.at_least += u32::from(sum >= term.observed - term.tie);
        self.at_most += u32::from(sum <= term.observed + term.tie);
    }

    fn of(self, term: &Term) -> Self {
        if term.rising { self } else { Self { at_least: self.at_most, at_most: self.at_least } }
    }
}

/// Units in a chunk: the draws of one take long.
const CHUNK: usize = 64;

/// For each unit, how its sum over neighbours compares with those over drawn ones.
pub(super) fn conditional(
    weights: &Weights,
    values: &[f64],
    draws: &Draws,
    compare: impl Fn(usize) -> Compare + Sync + Send,
) -> Vec<Counts> {
    let n = weights.len();
    if draws.inference.permutations == 0 || n < 2 {
        return vec![Counts::default(); n];
    }
    let largest = values.iter().fold(0.0f64, |largest, value| largest.max(value.abs()));
    let observed = |unit: usize| {
        let (neighbours, row) = weights.row(unit);
        let real = neighbours.iter().map(|&other| values[other as usize]);
        let whole: f64 = row.iter().sum();
        match compare(unit) {
            Compare::Sum { rising } => {
                let observed = real.zip(row).map(|(value, weight)| weight * value).sum();
                Term { centre: None, observed, tie: TIE * whole * largest, rising }
            }
            Compare::Gaps(centre) => {
                let observed = real.zip(row).map(|(value, weight)| weight * (value - centre).powi(2)).sum();
                Term { centre: Some(centre), observed, tie: TIE * whole * largest * largest, rising: true }
            }
        }
    };
    match draws.mode {
        Mode::Independent => chunked(n, CHUNK, |range| {
            let (mut work, mut drawn_from) = (Work::new(n), values.to_vec());
            range
                .map(|unit| {
                    // The last unit stands in for the one that stays.
                    drawn_from[unit] = values[n - 1];
                    let counts = work.unit(unit, weights, &drawn_from, &observed(unit), draws.inference);
                    drawn_from[unit] = values[unit];
                    counts
                })
                .collect::<Vec<_>>()
        })
        .concat(),
        Mode::Shared => {
            let table = Table::new(weights, values, draws.inference);
            chunked(n, CHUNK, |range| {
                range.map(|unit| table.unit(unit, weights, values, &observed(unit))).collect::<Vec<_>>()
            })
            .concat()
        }
    }
}

/// The same for the product of the sums of two variables, whose values stay together: each neighbour is drawn with both.
pub(super) fn conditional_pairs(weights: &Weights, values: [&[f64]; 2], draws: &Draws) -> Vec<Counts> {
    let n = weights.len();
    let permutations = draws.inference.permutations;
    if permutations == 0 || n < 2 {
        return vec![Counts::default(); n];
    }
    let pairs: Vec<[f64; 2]> = values[0].iter().zip(values[1]).map(|(one, two)| [*one, *two]).collect();
    let largest = values.map(|values| values.iter().fold(0.0f64, |largest, value| largest.max(value.abs())));
    let others = n as u32 - 1;
    let product = |row: &[f64], places: &mut dyn Iterator<Item = u32>| {
        let mut sums = [0.0; 2];
        for (place, weight) in places.zip(row) {
            let pair = pairs[place as usize];
            sums[0] += weight * pair[0];
            sums[1] += weight * pair[1];
        }
        sums[0] * sums[1]
    };
    let table = (draws.mode == Mode::Shared).then(|| Table::new(weights, values[0], draws.inference));
    chunked(n, CHUNK, |range| {
        let mut work = Work::new(n);
        let counts_of = |unit: usize| {
            let (neighbours, row) = weights.row(unit);
            let whole: f64 = row.iter().sum();
            let observed = product(row, &mut neighbours.iter().copied());
            let term =
                Term { centre: None, observed, tie: TIE * whole * whole * largest[0] * largest[1], rising: true };
            let mut counts = Counts::default();
            let unit_of = |&place: &u32| place_of(place, unit, others);
            if let Some(table) = &table {
                for permutation in 0..permutations as usize {
                    let drawn = &table.places[permutation * table.width..][..row.len()];
                    counts.see(product(row, &mut drawn.iter().map(unit_of)), &term);
                }
            } else {
                for from in (0..permutations).step_by(STREAMS) {
                    for lane in 0..work.side_by_side(row.len(), others, draws.inference, unit, from) {
                        let drawn = work.rows.iter().map(|row| &row[lane]);
                        counts.see(product(row, &mut drawn.map(unit_of)), &term);
                    }
                }
            }
            counts
        };
        range.map(counts_of).collect::<Vec<_>>()
    })
    .concat()
}

/// The one weight of a row where all are equal.
fn equal(row: &[f64]) -> Option<f64> {
    let first = *row.first()?;
    row.iter().all(|weight| weight.to_bits() == first.to_bits()).then_some(first)
}

/// Up to this many neighbours, a repeated draw is found by looking through those drawn.
const FEW: usize = 24;

/// Whether few draws of `k` from so many hold a place twice.
fn repeats_are_rare(k: usize, others: u32) -> bool {
    k <= FEW && 2 * k * k <= others as usize
}

/// What one thread draws with.
struct Work {
    /// Places drawn for one permutation.
    drawn: Vec<u32>,
    /// Those of several, a column for each.
    rows: Vec<[u32; STREAMS]>,
    /// When each place was last drawn.
    stamp: Vec<u32>,
    now: u32,
}

impl Work {
    fn new(n: usize) -> Self {
        Self { drawn: Vec::new(), rows: Vec::new(), stamp: vec![0; n], now: 0 }
    }

    /// Compares a unit with draws from the others, which are the `values` but for the last.
    fn unit(&mut self, unit: usize, weights: &Weights, values: &[f64], term: &Term, inference: Inference) -> Counts {
        let row = weights.row(unit).1;
        let (k, others) = (row.len(), values.len() as u32 - 1);
        let mut counts = Counts::default();
        let equal = equal(row);
        for from in (0..inference.permutations).step_by(STREAMS) {
            let lanes = self.side_by_side(k, others, inference, unit, from);
            let mut sums = [0.0; STREAMS];
            for (places, weight) in self.rows.iter().zip(row) {
                match (term.centre, equal) {
                    (None, Some(_)) => (0..STREAMS).for_each(|lane| sums[lane] += values[places[lane] as usize]),
                    (None, None) => (0..STREAMS).for_each(|lane| sums[lane] += weight * values[places[lane] as usize]),
                    (Some(centre), _) => {
                        (0..STREAMS)
                            .for_each(|lane| sums[lane] += weight * (values[places[lane] as usize] - centre).powi(2));
                    }
                }
            }
            let scale = equal.filter(|_| term.centre.is_none()).unwrap_or(1.0);
            for sum in &sums[..lanes] {
                counts.see(scale * sum, term);
            }
        }
        counts.of(term)
    }

    /// Draws for the permutations of a unit from `from` on, a column of `rows` for each: `k` of `others` places without
    /// replacement. Tells how many columns count.
    fn side_by_side(&mut self, k: usize, others: u32, inference: Inference, unit: usize, from: u32) -> usize {
        let lanes = STREAMS.min((inference.permutations - from) as usize);
        let first = unit as u64 * u64::from(inference.permutations) + u64::from(from);
        let mut alone = [true; STREAMS];
        self.rows.resize(k, [0; STREAMS]);
        if repeats_are_rare(k, others) {
            different_below(inference.seed, first, others, &mut self.rows, &mut alone);
        }
        for (lane, key) in (first..).take(lanes).enumerate().filter(|(lane, _)| alone[*lane]) {
            self.draw(k, others, &mut Stream::new(inference.seed, key));
            for (row, &place) in self.rows.iter_mut().zip(&self.drawn) {
                row[lane] = place;
            }
        }
        lanes
    }

    /// Draws `k` of `others` places without replacement.
    fn draw(&mut self, k: usize, others: u32, stream: &mut Stream) {
        if repeats_are_rare(k, others) {
            // It is quickest to begin anew; whatever is left is as likely as before.
            self.drawn.resize(k, 0);
            loop {
                stream.fill_below(others, &mut self.drawn);
                #[expect(clippy::needless_bitwise_bool, reason = "comparing all at once is quicker than stopping")]
                let repeats = |n: usize| {
                    let drawn = self.drawn[n];
                    self.drawn[..n].iter().fold(false, |seen, &other| seen | (other == drawn))
                };
                if !(1..k).fold(false, |seen, n| seen | repeats(n)) {
                    return;
                }
            }
        }
        self.drawn.clear();
        if k <= FEW {
            while self.drawn.len() < k {
                let place = stream.below(others);
                if !self.drawn.contains(&place) {
                    self.drawn.push(place);
                }
            }
        } else if k * 2 <= others as usize {
            self.now = self.now.wrapping_add(1);
            if self.now == 0 {
                self.stamp.fill(0);
                self.now = 1;
            }
            while self.drawn.len() < k {
                let place = stream.below(others);
                if std::mem::replace(&mut self.stamp[place as usize], self.now) != self.now {
                    self.drawn.push(place);
                }
            }
        } else {
            // Most of them: the beginning of a shuffled list.
            self.drawn.extend(0..others);
            for place in 0..k {
                let other = place + stream.below(others - place as u32) as usize;
                self.drawn.swap(place, other);
            }
            self.drawn.truncate(k);
        }
    }
}

/// The unit at a place among the others: the last one stands in for the unit that stays.
#[inline]
fn place_of(place: u32, unit: usize, others: u32) -> u32 {
    if place as usize == unit { others } else { place }
}

/// One table of drawn places for all units.
///
/// Where the weights of a row are equal, its sum over drawn neighbours is the same for all units with as many neighbours,
/// but for the few permutations that hold the unit itself: the sums are taken once.
struct Table {
    permutations: usize,
    width: usize,
    /// By permutation, `width` places each.
    places: Vec<u32>,
    /// By count of neighbours that occurs: the sums of the first so many values, and of their squares, by permutation.
    sums: std::collections::BTreeMap<usize, Sums>,
    /// Where each place occurs: permutation and position in it.
    offsets: Vec<u32>,
    occurrences: Vec<(u32, u32)>,
}

struct Sums {
    values: Vec<f64>,
    squares: Vec<f64>,
    /// The sums in order.
    sorted: Vec<f64>,
}

impl Table {
    fn new(weights: &Weights, values: &[f64], inference: Inference) -> Self {
        let n = weights.len();
        let others = n as u32 - 1;
        let permutations = inference.permutations as usize;
        let counts: std::collections::BTreeSet<usize> = (0..n).map(|unit| weights.row(unit).0.len()).collect();
        let width = counts.iter().copied().max().unwrap_or(0);
        let rows = chunked(permutations, 16, |range| {
            let mut work = Work::new(n);
            let mut rows = Vec::with_capacity(range.len() * width);
            for permutation in range {
                work.draw(width, others, &mut Stream::new(inference.seed, permutation as u64));
                rows.extend_from_slice(&work.drawn);
            }
            rows
        });
        let places = rows.concat();
        let mut offsets = vec![0u32; n + 1];
        for &place in &places {
            offsets[place as usize + 1] += 1;
        }
        for place in 0..n {
            offsets[place + 1] += offsets[place];
        }
        let mut next = offsets.clone();
        let mut occurrences = vec![(0, 0); places.len()];
        for (n, &place) in places.iter().enumerate() {
            let slot = &mut next[place as usize];
            occurrences[*slot as usize] = ((n / width) as u32, (n % width) as u32);
            *slot += 1;
        }
        let mut sums: std::collections::BTreeMap<usize, Sums> =
            counts.iter().map(|&k| (k, Sums { values: Vec::new(), squares: Vec::new(), sorted: Vec::new() })).collect();
        for row in places.chunks_exact(width.max(1)) {
            let (mut sum, mut square, mut taken) = (0.0, 0.0, 0);
            for (&k, sums) in &mut sums {
                for &place in &row[taken..k] {
                    let value = values[place as usize];
                    sum += value;
                    square += value * value;
                }
                taken = k;
                sums.values.push(sum);
                sums.squares.push(square);
            }
        }
        for sums in sums.values_mut() {
            sums.sorted.clone_from(&sums.values);
            sums.sorted.sort_by(f64::total_cmp);
        }
        Self { permutations, width, places, sums, offsets, occurrences }
    }

    fn unit(&self, unit: usize, weights: &Weights, values: &[f64], term: &Term) -> Counts {
        let row = weights.row(unit).1;
        match equal(row) {
            Some(weight) => self.of_sums(unit, row.len(), weight, values, term),
            None => self.of_places(unit, row, values, term),
        }
    }

    /// Permutations in which the unit itself was drawn among the first `k`.
    fn holding(&self, unit: usize, k: usize) -> impl Iterator<Item = usize> + '_ {
        let range = self.offsets[unit] as usize..self.offsets[unit + 1] as usize;
        let first = self.occurrences[range].iter().filter(move |occurrence| (occurrence.1 as usize) < k);
        first.map(|occurrence| occurrence.0 as usize)
    }

    fn of_sums(&self, unit: usize, k: usize, weight: f64, values: &[f64], term: &Term) -> Counts {
        let sums = &self.sums[&k];
        // The last unit stands in where the unit itself was drawn.
        let (own, last) = (values[unit], values[values.len() - 1]);
        let mut counts = Counts::default();
        if let Some(centre) = term.centre {
            let gap = |sum: f64, square: f64| weight * (square - 2.0 * centre * sum + k as f64 * centre * centre);
            for (&sum, &square) in sums.values.iter().zip(&sums.squares) {
                counts.see(gap(sum, square), term);
            }
            for permutation in self.holding(unit, k) {
                let (sum, square) = (sums.values[permutation], sums.squares[permutation]);
                counts.unsee(gap(sum, square), term);
                counts.see(gap(sum - own + last, square - own * own + last * last), term);
            }
            return counts.of(term);
        }
        let below = |bound: f64| sums.sorted.partition_point(|&sum| weight * sum < bound);
        let above = |bound: f64| sums.sorted.len() - sums.sorted.partition_point(|&sum| weight * sum <= bound);
        counts.at_least = (self.permutations - below(term.observed - term.tie)) as u32;
        counts.at_most = (self.permutations - above(term.observed + term.tie)) as u32;
        for permutation in self.holding(unit, k) {
            let sum = sums.values[permutation];
            counts.unsee(weight * sum, term);
            counts.see(weight * (sum - own + last), term);
        }
        counts.of(term)
    }

    fn of_places(&self, unit: usize, row: &[f64], values: &[f64], term: &Term) -> Counts {
        let others = values.len() as u32 - 1;
        let mut counts = Counts::default();
        for places in self.places.chunks_exact(self.width) {
            let drawn = places.iter().map(|&place| values[place_of(place, unit, others) as usize]);
            let sum: f64 = match term.centre {
                None => drawn.zip(row).map(|(value, weight)| weight * value).sum(),
                Some(centre) => drawn.zip(row).map(|(value, weight)| weight * (value - centre).powi(2)).sum(),
            };
            counts.see(sum, term);
        }
        counts.of(term)
    }
}

impl Counts {
    fn unsee(&mut self, sum: f64, term: &Term) {
        self.at_least -= u32::from(sum >= term.observed - term.tie);
        self.at_most -= u32::from(sum <= term.observed + term.tie);
    }
}

#[cfg(test)]
mod tests {
    use super::super::inference::Tail;
    use super::*;
    use liantu_numeric::uniform;

    fn ring(n: u32, k: u32) -> Weights {
        let entries = (0..n).flat_map(|i| (1..=k).map(move |step| (i, (i + step) % n, 1.0))).collect();
        Weights::new(n as usize, entries).unwrap()
    }

    fn run(weights: &Weights, values: &[f64], mode: Mode, gaps: bool) -> Vec<Counts> {
        let inference = Inference { permutations: 199, seed: 5, tail: Tail::TwoSided };
        let draws = Draws { inference, mode };
        let compare = |unit| if gaps { Compare::Gaps(values[unit]) } else { Compare::Sum { rising: true } };
        conditional(weights, values, &draws, compare)
    }

    /// The quick way over sums of the shared table against the plain one over its places.
    #[test]
    fn sums_taken_once_are_the_sums_of_each_unit() {
        let values: Vec<f64> = (0..40).map(|n| (uniform(1, n) * 8.0).floor()).collect();
        let plain = ring(40, 5);
        // A last weight that differs in the last bit only keeps the quick way from being taken.
        let nearly = {
            let entries = plain.iter().map(|(i, j, w)| (i, j, if j == (i + 5) % 40 { 1.0 + 1e-15 } else { w }));
            Weights::new(40, entries.collect()).unwrap()
        };
        for gaps in [false, true] {
            assert_eq!(run(&plain, &values, Mode::Shared, gaps), run(&nearly, &values, Mode::Shared, gaps));
        }
    }

    /// Twice the same variable: the product of its sums rises with their size, as the sum of a variable of one sign does.
    #[test]
    fn pairs_of_one_positive_variable_count_as_it_does_alone() {
        let values: Vec<f64> = (0..40).map(|n| (uniform(1, n) * 8.0).floor() + 1.0).collect();
        let inference = Inference { permutations: 199, seed: 5, tail: Tail::TwoSided };
        for (mode, weights) in
            [(Mode::Independent, ring(40, 5)), (Mode::Shared, ring(40, 5)), (Mode::Shared, ring(40, 39))]
        {
            let pairs = conditional_pairs(&weights, [&values, &values], &Draws { inference, mode });
            assert_eq!(pairs, run(&weights, &values, mode, false));
        }
    }

    #[test]
    fn every_way_of_drawing_draws_each_once() {
        let mut work = Work::new(100);
        for k in [1, 5, 24, 25, 49, 50, 60, 99] {
            work.draw(k, 99, &mut Stream::new(1, k as u64));
            let mut seen = work.drawn.clone();
            seen.sort_unstable();
            seen.dedup();
            assert!(seen.len() == k && seen.iter().all(|&place| place < 99), "{k}");
        }
    }

    #[test]
    fn when_all_others_are_neighbours_nothing_is_extreme() {
        let values: Vec<f64> = (0..9).map(|n| uniform(2, n)).collect();
        let all = ring(9, 8);
        for mode in [Mode::Independent, Mode::Shared] {
            for counts in run(&all, &values, mode, false) {
                assert_eq!((counts.at_least, counts.at_most), (199, 199));
            }
        }
    }
}
