//! Stable matchings by deferred acceptance: nobody would rather leave and no two would rather have each other.

use liantu_numeric::Stream;

/// What one side thinks of the other: for each chooser the acceptable ones with their ranks, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Preferences {
    starts: Vec<usize>,
    chosen: Vec<u32>,
    /// From 1; equal ranks are ties.
    ranks: Vec<u32>,
}

impl Preferences {
    /// From `(chooser, chosen, rank)` in any order; a pair that comes twice counts by its best rank.
    ///
    /// # Panics
    ///
    /// If a chooser is not below `choosers`.
    pub fn new(choosers: usize, entries: &[(u32, u32, u32)]) -> Self {
        let mut entries = entries.to_vec();
        entries.sort_unstable_by_key(|&(chooser, chosen, rank)| (chooser, chosen, rank));
        entries.dedup_by_key(|&mut (chooser, chosen, _)| (chooser, chosen));
        entries.sort_unstable_by_key(|&(chooser, chosen, rank)| (chooser, rank, chosen));
        let mut starts = vec![0usize; choosers + 1];
        for entry in &entries {
            starts[entry.0 as usize + 1] += 1;
        }
        (0..choosers).for_each(|chooser| starts[chooser + 1] += starts[chooser]);
        Self {
            starts,
            chosen: entries.iter().map(|entry| entry.1).collect(),
            ranks: entries.iter().map(|entry| entry.2).collect(),
        }
    }

    /// From lists in strict order, written one after the other: `starts` has one number more than there are choosers. No
    /// list may name anybody twice.
    ///
    /// # Panics
    ///
    /// If the lists do not fit their starts.
    pub fn strict(starts: Vec<usize>, chosen: Vec<u32>) -> Self {
        assert!(starts.first() == Some(&0) && starts.last() == Some(&chosen.len()), "lists from first to last");
        let ranks = starts.windows(2).flat_map(|list| 1..=(list[1] - list[0]) as u32).collect();
        Self { starts, chosen, ranks }
    }

    /// How many choosers.
    pub fn choosers(&self) -> usize {
        self.starts.len() - 1
    }

    /// The list of a chooser: who and at which rank.
    pub fn list(&self, chooser: usize) -> impl Iterator<Item = (u32, u32)> + '_ {
        let range = self.starts[chooser]..self.starts[chooser + 1];
        range.map(|place| (self.chosen[place], self.ranks[place]))
    }

    /// The rank that `chooser` gives `chosen`.
    pub fn rank(&self, chooser: usize, chosen: u32) -> Option<u32> {
        self.list(chooser).find(|entry| entry.0 == chosen).map(|entry| entry.1)
    }

    /// For every entry the rank that the one chosen gives back; `u32::MAX` where it does not. One pass over both sides.
    fn answered(&self, other: &Self) -> Vec<u32> {
        // What the others say, gathered by whom they say it of.
        let mut starts = vec![0usize; self.choosers() + 2];
        let known = |chooser: u32| (chooser as usize) < self.choosers();
        other.chosen.iter().filter(|chooser| known(**chooser)).for_each(|chooser| starts[*chooser as usize + 2] += 1);
        (2..starts.len()).for_each(|place| starts[place] += starts[place - 1]);
        let mut said = vec![(0u32, 0u32); starts[starts.len() - 1]];
        for chooser in 0..other.choosers() {
            for (chosen, rank) in other.list(chooser).filter(|entry| known(entry.0)) {
                let place = &mut starts[chosen as usize + 1];
                said[*place] = (chooser as u32, rank);
                *place += 1;
            }
        }
        let mut of = vec![u32::MAX; other.choosers()];
        let mut answered = vec![u32::MAX; self.chosen.len()];
        for chooser in 0..self.choosers() {
            let said = &said[starts[chooser]..starts[chooser + 1]];
            for (from, rank) in said {
                of[*from as usize] = *rank;
            }
            let own = self.starts[chooser]..self.starts[chooser + 1];
            for (answer, chosen) in answered[own.clone()].iter_mut().zip(&self.chosen[own]) {
                *answer = of.get(*chosen as usize).copied().unwrap_or(u32::MAX);
            }
            for (from, _) in said {
                of[*from as usize] = u32::MAX;
            }
        }
        answered
    }
}

/// How ties are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ties {
    /// The smaller number goes first.
    ByNumber,
    /// One lottery that everybody uses, drawn from the seed.
    Lottery(u64),
}

impl Ties {
    /// The place of each of `count` in a tie.
    fn lots(self, count: usize, side: u64) -> Vec<u32> {
        let mut order: Vec<u32> = (0..count as u32).collect();
        if let Self::Lottery(seed) = self {
            Stream::new(seed, side).shuffle(&mut order);
        }
        order
    }
}

/// Who is matched with whom: for each proposer those that it has, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matching {
    /// One list for each proposer.
    pub of_proposer: Vec<Vec<u32>>,
    /// Proposals that were made.
    pub proposals: u64,
}

/// Stable matching by deferred acceptance (Gale and Shapley 1962): proposers ask from the top of their lists until their
/// `places` are filled or the list ends; those asked hold the best so far, up to their places, and let go of the worst. The best stable
/// matching for the proposers, whatever the order in which they ask, after ties are broken; stable in the weak sense then. Time
/// in proportion to the lengths of the lists (and to the logarithm of the places).
///
/// # Panics
///
/// If there is not a number of places for each.
pub fn deferred_acceptance(
    proposers: &Preferences,
    asked: &Preferences,
    places: (&[u32], &[u32]),
    ties: Ties,
) -> Matching {
    assert!(places.0.len() == proposers.choosers() && places.1.len() == asked.choosers(), "places for each");
    let lots = (ties.lots(proposers.choosers(), 0), ties.lots(asked.choosers(), 1));
    let answered = proposers.answered(asked);
    let mut order: Vec<u32> = Vec::new();
    if ties != Ties::ByNumber {
        // Within a tie by lot; without a lottery the lists are in order already.
        order = (0..proposers.chosen.len() as u32).collect();
        for list in proposers.starts.windows(2) {
            order[list[0]..list[1]].sort_by_key(|&place| {
                let place = place as usize;
                (proposers.ranks[place], lots.1.get(proposers.chosen[place] as usize).copied())
            });
        }
    }
    let mut held = Held::new(asked, places.1);
    let mut next: Vec<usize> = proposers.starts[..proposers.choosers()].to_vec();
    let mut has = vec![0u32; proposers.choosers()];
    let mut proposals = 0u64;
    for first in 0..proposers.choosers() {
        // Whoever is let go of asks on at once.
        let mut asking = first;
        loop {
            if has[asking] >= places.0[asking] || next[asking] == proposers.starts[asking + 1] {
                if asking == first || places.0[asking] == 0 {
                    break;
                }
                asking = first;
                continue;
            }
            let place = if order.is_empty() { next[asking] } else { order[next[asking]] as usize };
            next[asking] += 1;
            if answered[place] == u32::MAX {
                continue;
            }
            proposals += 1;
            let key = u64::from(answered[place]) << 32 | u64::from(lots.0[asking]);
            match held.offer(proposers.chosen[place] as usize, key, asking as u32) {
                Reply::Held => has[asking] += 1,
                Reply::Refused => {}
                Reply::Instead(other) => {
                    has[asking] += 1;
                    has[other as usize] -= 1;
                    asking = other as usize;
                }
            }
        }
    }
    let mut of_proposer = vec![Vec::new(); proposers.choosers()];
    for one in 0..asked.choosers() {
        held.of(one).for_each(|proposer| of_proposer[proposer as usize].push(one as u32));
    }
    Matching { of_proposer, proposals }
}

enum Reply {
    Held,
    Refused,
    Instead(u32),
}

/// What those asked hold: for each a heap with the worst on top.
struct Held {
    starts: Vec<usize>,
    count: Vec<u32>,
    heap: Vec<(u64, u32)>,
}

impl Held {
    /// Nobody can hold more than its list is long.
    fn new(asked: &Preferences, places: &[u32]) -> Self {
        let mut starts = vec![0; places.len() + 1];
        for (one, places) in places.iter().enumerate() {
            let length = asked.starts[one + 1] - asked.starts[one];
            starts[one + 1] = starts[one] + length.min(*places as usize);
        }
        let heap = vec![(0, 0); starts[places.len()]];
        Self { starts, count: vec![0; places.len()], heap }
    }

    fn of(&self, one: usize) -> impl Iterator<Item = u32> + '_ {
        let first = self.starts[one];
        self.heap[first..first + self.count[one] as usize].iter().map(|entry| entry.1)
    }

    fn offer(&mut self, one: usize, key: u64, proposer: u32) -> Reply {
        let heap = &mut self.heap[self.starts[one]..self.starts[one + 1]];
        let count = self.count[one] as usize;
        if count < heap.len() {
            let mut place = count;
            heap[place] = (key, proposer);
            while place > 0 && heap[place] > heap[(place - 1) / 2] {
                heap.swap(place, (place - 1) / 2);
                place = (place - 1) / 2;
            }
            self.count[one] += 1;
            return Reply::Held;
        }
        if heap.first().is_none_or(|worst| key >= worst.0) {
            return Reply::Refused;
        }
        let other = heap[0].1;
        heap[0] = (key, proposer);
        let mut place = 0;
        loop {
            let child = (2 * place + 1..(2 * place + 3).min(count)).max_by_key(|&child| heap[child]);
            let Some(child) = child.filter(|&child| heap[child] > heap[place]) else { break };
            heap.swap(place, child);
            place = child;
        }
        Reply::Instead(other)
    }
}

/// The pairs that would both strictly rather have each other, a free place or one of those they have given up for it: none in a
/// weakly stable matching.
pub fn blocking_pairs(
    proposers: &Preferences,
    asked: &Preferences,
    places: (&[u32], &[u32]),
    of_proposer: &[Vec<u32>],
) -> Vec<(u32, u32)> {
    let mut of_asked: Vec<Vec<u32>> = vec![Vec::new(); asked.choosers()];
    for (proposer, list) in (0u32..).zip(of_proposer) {
        for &one in list {
            of_asked[one as usize].push(proposer);
        }
    }
    // The rank that a newcomer must beat: none with a free place.
    let worst = |side: &Preferences, chooser: usize, has: &[u32], places: u32| {
        if (has.len() as u32) < places {
            return u32::MAX;
        }
        has.iter().filter_map(|&other| side.rank(chooser, other)).max().unwrap_or(0)
    };
    let bar: Vec<u32> = (0..asked.choosers()).map(|one| worst(asked, one, &of_asked[one], places.1[one])).collect();
    let answered = proposers.answered(asked);
    let mut blocking = Vec::new();
    for (proposer, has) in of_proposer.iter().enumerate() {
        let own = worst(proposers, proposer, has, places.0[proposer]);
        let answers = &answered[proposers.starts[proposer]..];
        for ((one, rank), answer) in proposers.list(proposer).zip(answers) {
            let wants = rank < own && !has.contains(&one);
            if wants && *answer != u32::MAX && *answer < bar[one as usize] {
                blocking.push((proposer as u32, one));
            }
        }
    }
    blocking
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    type Market = (Preferences, Preferences, Vec<u32>, Vec<u32>);

    /// A random market: ranks up to `ties` (0: strict), some pairs not acceptable.
    fn market(one: usize, two: usize, seed: u64, ties: u32, most_places: u32) -> Market {
        let mut stream = Stream::new(seed, 0);
        let mut side = |choosers: usize, others: usize| {
            let mut entries = Vec::new();
            for chooser in 0..choosers as u32 {
                let mut order: Vec<u32> = (0..others as u32).collect();
                stream.shuffle(&mut order);
                let length = stream.below(others as u32 + 1);
                for (rank, chosen) in (1..).zip(order.into_iter().take(length as usize + others / 2)) {
                    entries.push((chooser, chosen, if ties == 0 { rank } else { 1 + stream.below(ties) }));
                }
            }
            Preferences::new(choosers, &entries)
        };
        let lists = (side(one, two), side(two, one));
        let mut places = |count: usize| (0..count).map(|_| 1 + stream.below(most_places)).collect();
        (lists.0, lists.1, places(one), places(two))
    }

    /// All matchings one to one in which everybody is acceptable.
    fn all_matchings(market: &Market) -> Vec<Vec<Vec<u32>>> {
        fn walk(market: &Market, now: &mut Vec<Vec<u32>>, taken: &mut Vec<bool>, all: &mut Vec<Vec<Vec<u32>>>) {
            let proposer = now.len();
            if proposer == market.0.choosers() {
                all.push(now.clone());
                return;
            }
            now.push(Vec::new());
            walk(market, now, taken, all);
            now.pop();
            for (one, _) in market.0.list(proposer) {
                if !taken[one as usize] && market.1.rank(one as usize, proposer as u32).is_some() {
                    taken[one as usize] = true;
                    now.push(vec![one]);
                    walk(market, now, taken, all);
                    now.pop();
                    taken[one as usize] = false;
                }
            }
        }
        let mut all = Vec::new();
        walk(market, &mut Vec::new(), &mut vec![false; market.1.choosers()], &mut all);
        all
    }

    fn place(market: &Market, proposer: usize, list: &[u32]) -> u32 {
        list.first().map_or(u32::MAX, |&one| market.0.rank(proposer, one).unwrap())
    }

    #[test]
    fn the_example_of_gale_and_shapley() {
        // Three and three, everybody's first choices cross: proposers get their first, or their last where the others propose.
        let one = Preferences::strict(vec![0, 3, 6, 9], vec![0, 1, 2, 1, 2, 0, 2, 0, 1]);
        let two = Preferences::strict(vec![0, 3, 6, 9], vec![1, 2, 0, 2, 0, 1, 0, 1, 2]);
        let places = [1, 1, 1];
        let found = deferred_acceptance(&one, &two, (&places, &places), Ties::ByNumber);
        assert_eq!(found.of_proposer, [[0], [1], [2]]);
        let other = deferred_acceptance(&two, &one, (&places, &places), Ties::ByNumber);
        assert_eq!(other.of_proposer, [[1], [2], [0]]);
        assert!(blocking_pairs(&one, &two, (&places, &places), &[vec![1], vec![0], vec![2]]).contains(&(1, 2)));
    }

    proptest! {
        #[test]
        fn no_pair_blocks_whatever_ties_and_places(
            one in 1usize..9, two in 1usize..9, seed in 0u64..5000, ties in 0u32..4, most in 1u32..4, lottery in 0u64..3,
        ) {
            let market = market(one, two, seed, ties, most);
            let places = (&market.2[..], &market.3[..]);
            let rule = if lottery == 0 { Ties::ByNumber } else { Ties::Lottery(lottery) };
            let found = deferred_acceptance(&market.0, &market.1, places, rule);
            prop_assert!(blocking_pairs(&market.0, &market.1, places, &found.of_proposer).is_empty());
            for (proposer, list) in found.of_proposer.iter().enumerate() {
                prop_assert!(list.len() <= market.2[proposer] as usize);
                prop_assert!(list.iter().all(|&one| market.0.rank(proposer, one).is_some()));
            }
            let mut count = vec![0; two];
            found.of_proposer.iter().flatten().for_each(|&one| count[one as usize] += 1);
            prop_assert!(count.iter().zip(&market.3).all(|(count, places)| count <= places));
            // The other side proposing leaves the same number matched (rural hospitals), with strict lists.
            let other = deferred_acceptance(&market.1, &market.0, (&market.3, &market.2), rule);
            if ties == 0 {
                prop_assert_eq!(found.of_proposer.iter().flatten().count(), other.of_proposer.iter().flatten().count());
            }
        }

        #[test]
        fn the_best_of_all_stable_matchings_for_each_proposer(one in 1usize..6, two in 1usize..6, seed in 0u64..3000) {
            let market = market(one, two, seed, 0, 1);
            let places = (&market.2[..], &market.3[..]);
            let found = deferred_acceptance(&market.0, &market.1, places, Ties::ByNumber).of_proposer;
            for other in all_matchings(&market) {
                if blocking_pairs(&market.0, &market.1, places, &other).is_empty() {
                    for proposer in 0..one {
                        prop_assert!(place(&market, proposer, &found[proposer]) <= place(&market, proposer, &other[proposer]));
                    }
                }
            }
        }

        /// No proposer does better by another list.
        #[test]
        fn proposers_may_as_well_tell_the_truth(seed in 0u64..2000, liar in 0usize..4) {
            let market = market(4, 4, seed, 0, 1);
            let places = (&market.2[..], &market.3[..]);
            let honest = deferred_acceptance(&market.0, &market.1, places, Ties::ByNumber).of_proposer;
            for lie in 0..64 {
                let mut stream = Stream::new(seed, 1 + lie);
                let mut list: Vec<u32> = (0..4).collect();
                stream.shuffle(&mut list);
                list.truncate(stream.below(5) as usize);
                let entries: Vec<(u32, u32, u32)> = (0..4u32)
                    .flat_map(|proposer| {
                        let own: Vec<(u32, u32)> = if proposer as usize == liar {
                            list.iter().copied().zip(1..).collect()
                        } else {
                            market.0.list(proposer as usize).collect()
                        };
                        own.into_iter().map(move |(chosen, rank)| (proposer, chosen, rank))
                    })
                    .collect();
                let told = Preferences::new(4, &entries);
                let found = deferred_acceptance(&told, &market.1, places, Ties::ByNumber).of_proposer;
                let real = match found[liar].first() {
                    Some(&one) => market.0.rank(liar, one).unwrap_or(u32::MAX),
                    None => u32::MAX,
                };
                prop_assert!(place(&market, liar, &honest[liar]) <= real);
            }
        }
    }
}
