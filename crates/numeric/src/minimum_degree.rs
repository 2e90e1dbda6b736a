//! An order of elimination that keeps sparse factors sparse: approximate minimum degree on the quotient graph (Amestoy,
//! Davis, Duff 1996), without the search for indistinguishable nodes.

#![expect(clippy::cast_possible_truncation, reason = "rows are counted in 32 bits")]

use crate::Csr;
use std::collections::BTreeSet;

/// The rows of a symmetric pattern in the order in which to eliminate them, and how many entries their factor has below
/// the diagonal. `graph` has no loops.
pub(crate) fn minimum_degree(graph: &Csr) -> (Vec<u32>, u64) {
    let size = graph.rows();
    let mut variables: Vec<Vec<u32>> = (0..size).map(|node| graph.row(node).to_vec()).collect();
    let mut elements: Vec<Vec<u32>> = vec![Vec::new(); size];
    // Members of the element that an eliminated node became; empty once absorbed.
    let mut members: Vec<Vec<u32>> = vec![Vec::new(); size];
    let mut degree: Vec<usize> = variables.iter().map(Vec::len).collect();
    // Sorted by degree, then by number: the order does not depend on anything but the graph.
    let mut queue: BTreeSet<(usize, u32)> = (0..size).map(|node| (degree[node], node as u32)).collect();
    let mut eliminated = vec![false; size];
    let mut mark = vec![u32::MAX; size];
    // Of each element: its members outside the current pivot's, valid where stamped with the pivot.
    let mut outside: Vec<(u32, usize)> = vec![(u32::MAX, 0); size];
    let mut order = Vec::with_capacity(size);
    let mut fill = 0;
    while let Some((_, pivot)) = queue.pop_first() {
        let place = pivot as usize;
        eliminated[place] = true;
        order.push(pivot);
        mark[place] = pivot;
        let mut front = Vec::new();
        let mut take = |node: u32| {
            if !eliminated[node as usize] && mark[node as usize] != pivot {
                mark[node as usize] = pivot;
                front.push(node);
            }
        };
        for element in std::mem::take(&mut elements[place]) {
            std::mem::take(&mut members[element as usize]).into_iter().for_each(&mut take);
        }
        std::mem::take(&mut variables[place]).into_iter().for_each(&mut take);
        for &node in &front {
            elements[node as usize].retain(|&element| !members[element as usize].is_empty());
            for &element in &elements[node as usize] {
                let seen = &mut outside[element as usize];
                if seen.0 != pivot {
                    // None of them is eliminated: that would have absorbed the element.
                    *seen = (pivot, members[element as usize].len());
                }
                seen.1 -= 1;
            }
        }
        let left = size - order.len();
        for &node in &front {
            let own = node as usize;
            // An element that lies within the new one adds nothing.
            elements[own].retain(|&element| outside[element as usize].1 > 0);
            variables[own].retain(|&other| !eliminated[other as usize] && mark[other as usize] != pivot);
            let others: usize = elements[own].iter().map(|&element| outside[element as usize].1).sum();
            let bound = (variables[own].len() + front.len() - 1 + others)
                .min(degree[own] + front.len() - 1)
                .min(left.saturating_sub(1));
            elements[own].push(pivot);
            queue.remove(&(degree[own], node));
            degree[own] = bound;
            queue.insert((bound, node));
        }
        fill += front.len() as u64;
        members[place] = front;
    }
    (order, fill)
}
