//! Identity: which names mean the same body?
//!
//! Names are brought to a plain form ([`plain`]), pairs that share an uncommon piece are compared ([`compare`]), and each pair
//! is the same, different, or for a person to decide ([`resolve`]). A valid unified social credit code decides alone.

mod characters;
pub mod method;
pub mod name;

pub use name::{Plain, plain};

use foldhash::{HashMap, HashMapExt};
use liantu_model::code::uscc;
use std::collections::{BTreeMap, BTreeSet};

/// A body as it is registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Body<'a> {
    /// Its name.
    pub name: &'a str,
    /// Other names.
    pub aliases: &'a [String],
    /// Its unified social credit code, as written.
    pub code: Option<&'a str>,
    /// The region it lies in.
    pub region: Option<&'a str>,
}

/// Bounds between the decisions.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bands {
    /// Scores of at least this are the same.
    pub same: f64,
    /// Scores of at least this are for a person to decide; the rest are different.
    pub doubtful: f64,
    /// Pieces shared by more names than this say nothing about identity, and start no comparison.
    pub common: usize,
}

impl Default for Bands {
    fn default() -> Self {
        Self { same: 0.92, doubtful: 0.7, common: 200 }
    }
}

/// What is thought of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decision {
    /// One body.
    Same,
    /// For a person to decide.
    Doubtful,
}

/// Why a pair is thought to be one body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The same valid credit code.
    Code,
    /// The same plain name.
    Name,
    /// Names that are alike.
    Alike,
    /// Names are one, credit codes are two.
    CodesDiffer,
    /// Names are one, regions are two.
    RegionsDiffer,
    /// Names differ in place, in what stands in brackets, or in being a group.
    PartsDiffer,
}

impl Reason {
    /// The word that stands in results.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Alike => "alike",
            Self::CodesDiffer => "codes_differ",
            Self::RegionsDiffer => "regions_differ",
            Self::PartsDiffer => "parts_differ",
        }
    }
}

/// A pair that may be one body.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The one, by number.
    pub one: u32,
    /// The other; the larger number.
    pub two: u32,
    /// How alike, from 0 to 1.
    pub score: f64,
    /// What is thought.
    pub decision: Decision,
    /// Why.
    pub reason: Reason,
}

/// Pairs and the bodies that they make.
#[derive(Clone, Debug, PartialEq)]
pub struct Resolution {
    /// Pairs that are the same or doubtful, in order; doubtful ones are the queue.
    pub pairs: Vec<Pair>,
    /// For each body the smallest number among those that are the same.
    pub cluster: Vec<u32>,
}

/// What a person decided about a pair: smaller number, larger number, whether they are one body.
pub type Verdicts = BTreeMap<(u32, u32), bool>;

/// Finds bodies that are registered more than once. What persons decided stands.
pub fn resolve(bodies: &[Body<'_>], bands: &Bands, verdicts: &Verdicts) -> Resolution {
    let prepared: Vec<Prepared> = liantu_numeric::chunked(bodies.len(), 1 << 10, |range| {
        range.map(|number| Prepared::new(&bodies[number])).collect::<Vec<_>>()
    })
    .into_iter()
    .flatten()
    .collect();
    let pieces = Pieces::of(&prepared);
    let candidates = pieces.candidates(&prepared, bands.common);
    let judged = liantu_numeric::chunked(candidates.len(), 1 << 10, |range| {
        candidates[range]
            .iter()
            .filter_map(|&(one, two)| {
                let (score, mut decision, reason) =
                    compare(&prepared[one as usize], &prepared[two as usize], &pieces, bands)?;
                match verdicts.get(&(one, two)) {
                    Some(true) => decision = Decision::Same,
                    Some(false) => return None,
                    None => {}
                }
                Some(Pair { one, two, score, decision, reason })
            })
            .collect::<Vec<_>>()
    });
    let mut pairs: Vec<Pair> = judged.into_iter().flatten().collect();
    let known: BTreeSet<(u32, u32)> = pairs.iter().map(|pair| (pair.one, pair.two)).collect();
    for (&(one, two), _) in verdicts.iter().filter(|(pair, same)| **same && !known.contains(pair)) {
        pairs.push(Pair { one, two, score: 1.0, decision: Decision::Same, reason: Reason::Alike });
    }
    pairs.sort_by_key(|pair| (pair.one, pair.two));
    let cluster = join(&prepared, &mut pairs, verdicts);
    Resolution { pairs, cluster }
}

/// A body, ready to be compared.
struct Prepared {
    plain: Plain,
    other: Vec<Plain>,
    code: Option<String>,
    region: Option<String>,
}

impl Prepared {
    fn new(body: &Body<'_>) -> Self {
        let code = body.code.map(|code| name::half_width(code).trim().to_uppercase());
        Self {
            plain: plain(body.name),
            other: body.aliases.iter().map(|alias| plain(alias)).filter(|plain| !plain.core.is_empty()).collect(),
            // A code that fails its own check says nothing.
            code: code.filter(|code| uscc::check(code).is_ok()),
            region: body.region.map(str::to_owned),
        }
    }

    fn names(&self) -> impl Iterator<Item = &Plain> {
        std::iter::once(&self.plain).chain(&self.other).filter(|plain| !plain.core.is_empty())
    }
}

/// The pieces (pairs of neighbouring characters) of names, and in how many bodies each occurs.
struct Pieces {
    count: HashMap<[char; 2], u32>,
    bodies: usize,
}

fn pieces(core: &str) -> Vec<[char; 2]> {
    let characters: Vec<char> = core.chars().collect();
    let mut pieces: Vec<[char; 2]> = match characters[..] {
        [only] => vec![[only, only]],
        _ => characters.windows(2).map(|pair| [pair[0], pair[1]]).collect(),
    };
    pieces.sort_unstable();
    pieces.dedup();
    pieces
}

impl Pieces {
    fn of(prepared: &[Prepared]) -> Self {
        let mut count = HashMap::new();
        for body in prepared {
            let own: BTreeSet<[char; 2]> = body.names().flat_map(|plain| pieces(&plain.core)).collect();
            for piece in own {
                *count.entry(piece).or_insert(0) += 1;
            }
        }
        Self { count, bodies: prepared.len() }
    }

    /// How much a piece says: the rarer the more.
    fn weight(&self, piece: [char; 2]) -> f64 {
        let count = f64::from(self.count.get(&piece).copied().unwrap_or(1));
        ((self.bodies as f64 + 1.0) / count).ln() + 0.1
    }

    /// Pairs that share a code, a plain name, or an uncommon piece; each once, in order.
    fn candidates(&self, prepared: &[Prepared], common: usize) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        let mut gather = |mut groups: Vec<Vec<u32>>, common: usize| {
            groups.sort_unstable();
            for group in groups.iter_mut().filter(|group| group.len() > 1) {
                group.dedup();
                if group.len() <= common {
                    for (place, &two) in group.iter().enumerate() {
                        pairs.extend(group[..place].iter().map(|&one| (one, two)));
                    }
                } else {
                    // A crowd of equals hangs together by its first.
                    pairs.extend(group[1..].iter().filter(|_| common == EQUALS).map(|&two| (group[0], two)));
                }
            }
        };
        let mut by_code: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut by_name: HashMap<&str, Vec<u32>> = HashMap::new();
        let mut by_piece: HashMap<[char; 2], Vec<u32>> = HashMap::new();
        for (number, body) in (0u32..).zip(prepared) {
            if let Some(code) = &body.code {
                by_code.entry(code).or_default().push(number);
            }
            for plain in body.names() {
                by_name.entry(&plain.core).or_default().push(number);
                for piece in pieces(&plain.core) {
                    if self.count.get(&piece).is_some_and(|count| *count as usize <= common) {
                        by_piece.entry(piece).or_default().push(number);
                    }
                }
            }
        }
        gather(by_code.into_values().collect(), EQUALS);
        gather(by_name.into_values().collect(), EQUALS);
        gather(by_piece.into_values().collect(), common);
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }
}

/// Bodies of one name or code beyond which not every pair is listed.
const EQUALS: usize = 50;

/// How alike two bodies are, and what to think of it; `None`: different.
fn compare(one: &Prepared, two: &Prepared, pieces: &Pieces, bands: &Bands) -> Option<(f64, Decision, Reason)> {
    let codes = one.code.as_ref().zip(two.code.as_ref()).map(|(one, two)| one == two);
    if codes == Some(true) {
        return Some((1.0, Decision::Same, Reason::Code));
    }
    let (mut score, mut parts) = (0.0f64, false);
    for own in one.names() {
        for other in two.names() {
            let alike = likeness(&own.core, &other.core, pieces);
            if alike > score {
                let placed = match (own.place, other.place) {
                    (Some(own), Some(other)) => related(own, other),
                    // A place that one name leaves out is borne out by where it is registered.
                    (Some(own), None) => two.region.as_ref().is_some_and(|region| related(own, region)),
                    (None, Some(other)) => one.region.as_ref().is_some_and(|region| related(other, region)),
                    (None, None) => true,
                };
                parts = !placed || own.qualifiers != other.qualifiers || own.group != other.group;
                score = alike;
            }
        }
    }
    let regions = one.region.as_ref().zip(two.region.as_ref()).is_some_and(|(one, two)| !related(one, two));
    if score < bands.doubtful {
        return None;
    }
    if codes == Some(false) {
        // Two valid codes are two bodies; only the very same name in full is worth a look.
        return (score >= 1.0 && !parts && !regions).then_some((score, Decision::Doubtful, Reason::CodesDiffer));
    }
    let doubtful = |reason| Some((score, Decision::Doubtful, reason));
    match () {
        () if parts => doubtful(Reason::PartsDiffer),
        () if regions => doubtful(Reason::RegionsDiffer),
        () if score >= 1.0 => Some((1.0, Decision::Same, Reason::Name)),
        () if score >= bands.same => Some((score, Decision::Same, Reason::Alike)),
        () => doubtful(Reason::Alike),
    }
}

/// Whether one region may lie in the other: codes of GB/T 2260 that agree up to trailing zeros, or own codes, of which nothing
/// is known.
fn related(one: &str, two: &str) -> bool {
    let digits = |code: &str| code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(one) || !digits(two) {
        return one == two || digits(one) != digits(two);
    }
    let stem = |code: &str| {
        let pairs = code.trim_end_matches('0').len().div_ceil(2) * 2;
        code[..pairs].to_owned()
    };
    let (one, two) = (stem(one), stem(two));
    one.starts_with(&two) || two.starts_with(&one)
}

/// Shared weight over all weight of the pieces of two names (a weighted Dice coefficient), where equal names are 1 and
/// different ones always less. A piece of one name alone weighs no more than the shared ones do on average: a slip of the pen
/// makes pieces that nobody else has, and their rarity says nothing.
fn likeness(one: &str, two: &str, pieces_of: &Pieces) -> f64 {
    if one == two {
        return 1.0;
    }
    let (own, other) = (pieces(one), pieces(two));
    let shared: Vec<f64> =
        own.iter().filter(|piece| other.binary_search(piece).is_ok()).map(|&piece| pieces_of.weight(piece)).collect();
    if shared.is_empty() {
        return 0.0;
    }
    let total: f64 = shared.iter().sum();
    let usual = total / shared.len() as f64;
    let alone = |list: &[[char; 2]], against: &[[char; 2]]| -> f64 {
        let left = list.iter().filter(|piece| against.binary_search(piece).is_err());
        left.map(|&piece| pieces_of.weight(piece).min(usual)).sum()
    };
    let all = 2.0 * total + alone(&own, &other) + alone(&other, &own);
    (2.0 * total / all).min(0.999)
}

/// Joins the pairs that are the same. A pair that would join two valid codes, or what a person parted, becomes doubtful.
fn join(prepared: &[Prepared], pairs: &mut [Pair], verdicts: &Verdicts) -> Vec<u32> {
    let mut parent: Vec<u32> = (0..prepared.len()).map(|number| u32::try_from(number).unwrap_or(u32::MAX)).collect();
    let mut codes: Vec<Option<&str>> = prepared.iter().map(|body| body.code.as_deref()).collect();
    let mut members: Vec<Vec<u32>> = parent.iter().map(|&number| vec![number]).collect();
    // The surest first, so that what is joined does not depend on the order of the register.
    let mut order: Vec<usize> = (0..pairs.len()).filter(|&n| pairs[n].decision == Decision::Same).collect();
    order.sort_by(|&one, &two| {
        let key = |n: usize| (pairs[n].reason, pairs[n].one, pairs[n].two);
        pairs[two].score.total_cmp(&pairs[one].score).then(key(one).cmp(&key(two)))
    });
    for n in order {
        let (one, two) = (root(&mut parent, pairs[n].one), root(&mut parent, pairs[n].two));
        if one == two {
            continue;
        }
        let clash = codes[one as usize].zip(codes[two as usize]).is_some_and(|(one, two)| one != two);
        let parted = !verdicts.is_empty()
            && members[one as usize]
                .iter()
                .any(|&a| members[two as usize].iter().any(|&b| verdicts.get(&(a.min(b), a.max(b))) == Some(&false)));
        if clash || parted {
            pairs[n].decision = Decision::Doubtful;
            if clash {
                pairs[n].reason = Reason::CodesDiffer;
            }
            continue;
        }
        let (root, child) = (one.min(two), one.max(two));
        parent[child as usize] = root;
        let moved = std::mem::take(&mut members[child as usize]);
        members[root as usize].extend(moved);
        codes[root as usize] = codes[root as usize].or(codes[child as usize]);
    }
    (0..parent.len()).map(|number| root(&mut parent, u32::try_from(number).unwrap_or(u32::MAX))).collect()
}

fn root(parent: &mut [u32], number: u32) -> u32 {
    let mut own = number;
    while parent[own as usize] != own {
        parent[own as usize] = parent[parent[own as usize] as usize];
        own = parent[own as usize];
    }
    own
}
