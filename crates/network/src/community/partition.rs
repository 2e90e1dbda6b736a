//! How two partitions of the same nodes compare.

use foldhash::HashMap;

/// How far two partitions agree.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Nodes that both partitions place.
    pub nodes: u32,
    /// Groups of the first that hold such nodes.
    pub one: u32,
    /// Groups of the second.
    pub two: u32,
    /// Normalised mutual information, `2·I/(H₁ + H₂)`; one where both are a single group, and `None` without nodes.
    pub nmi: Option<f64>,
    /// Adjusted Rand index (Hubert and Arabie 1985); one where both are a single group or all nodes are alone in both.
    pub ari: Option<f64>,
}

/// Compares two partitions; `None` where a partition does not place a node, which is then left out.
///
/// # Panics
///
/// If they are not of the same length.
pub fn compare(one: &[Option<u32>], two: &[Option<u32>]) -> Comparison {
    assert_eq!(one.len(), two.len(), "partitions of the same nodes");
    let mut cells: Vec<(u32, u32)> = one.iter().zip(two).filter_map(|(one, two)| Some(((*one)?, (*two)?))).collect();
    let nodes = cells.len();
    cells.sort_unstable();
    let joint: Vec<u32> = runs(cells.iter().copied());
    let first = runs(cells.iter().map(|cell| cell.0));
    cells.sort_unstable_by_key(|cell| cell.1);
    let second = runs(cells.iter().map(|cell| cell.1));
    let total = nodes as f64;
    let entropy = |counts: &[u32]| {
        liantu_numeric::sum(counts.iter().map(|&count| {
            let share = f64::from(count) / total;
            -share * share.ln()
        }))
    };
    let (h_one, h_two, h_joint) = (entropy(&first), entropy(&second), entropy(&joint));
    let single = first.len() == 1 && second.len() == 1;
    let nmi = if single { 1.0 } else { (2.0 * (h_one + h_two - h_joint) / (h_one + h_two)).clamp(0.0, 1.0) };
    let pairs = |counts: &[u32]| {
        counts.iter().map(|&count| u128::from(count) * u128::from(count.saturating_sub(1)) / 2).sum::<u128>() as f64
    };
    let (index, a, b) = (pairs(&joint), pairs(&first), pairs(&second));
    let all = total * (total - 1.0) / 2.0;
    let (expected, most) = (a * (b / all), f64::midpoint(a, b));
    let same = joint.len() == first.len() && joint.len() == second.len();
    let ari = if same { 1.0 } else { (index - expected) / (most - expected) };
    let count = |list: &[u32]| u32::try_from(list.len()).unwrap_or(u32::MAX);
    Comparison {
        nodes: u32::try_from(nodes).unwrap_or(u32::MAX),
        one: count(&first),
        two: count(&second),
        nmi: (nodes > 0).then_some(nmi),
        ari: (nodes > 0).then_some(ari),
    }
}

/// For each node the share that its group in `one` and its group in `two` have in common: nodes of both over nodes of either.
///
/// # Panics
///
/// If they are not of the same length.
pub fn jaccard_to(one: &[u32], two: &[u32]) -> Vec<f64> {
    assert_eq!(one.len(), two.len(), "partitions of the same nodes");
    let sizes = |groups: &[u32]| {
        let mut sizes = vec![0u32; groups.iter().max().map_or(0, |&top| top as usize + 1)];
        for &group in groups {
            sizes[group as usize] += 1;
        }
        sizes
    };
    let (of_one, of_two) = (sizes(one), sizes(two));
    let mut both: HashMap<(u32, u32), u32> = HashMap::default();
    for cell in one.iter().copied().zip(two.iter().copied()) {
        *both.entry(cell).or_default() += 1;
    }
    one.iter()
        .zip(two)
        .map(|(&one, &two)| {
            let both = both[&(one, two)];
            f64::from(both) / f64::from(of_one[one as usize] + of_two[two as usize] - both)
        })
        .collect()
}

/// How often each value comes in a row.
fn runs<T: PartialEq>(values: impl Iterator<Item = T>) -> Vec<u32> {
    let mut counts = Vec::new();
    let mut last = None;
    for value in values {
        if last.as_ref() == Some(&value) {
            *counts.last_mut().expect("a value came before") += 1;
        } else {
            counts.push(1);
            last = Some(value);
        }
    }
    counts
}
