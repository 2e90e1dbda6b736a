//! The nearest of many points in space.

/// Points in a leaf: few enough to look at one by one, many enough to keep the tree small.
const LEAF: usize = 12;

/// Points in three dimensions, arranged so that those near another are found without looking at all
/// (k-d tree, Bentley 1975).
#[derive(Clone, Debug)]
pub struct Near {
    /// Points in the order of the leaves, and which each was.
    points: Vec<[f64; 3]>,
    order: Vec<u32>,
    nodes: Vec<Node>,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Dimension that is cut; 3 in a leaf.
    axis: u8,
    /// The node of the upper half; that of the lower is the next.
    upper: u32,
    at: f64,
}

impl Near {
    /// Arranges `points`; ids are their places in the list.
    ///
    /// # Panics
    ///
    /// If there are 2³² points or more.
    pub fn new(points: &[[f64; 3]]) -> Self {
        assert!(u32::try_from(points.len()).is_ok(), "ids fit 32 bits");
        let mut leaves: Vec<([f64; 3], u32)> = points.iter().copied().zip(0..).collect();
        let mut nodes = Vec::with_capacity(4 * points.len() / LEAF + 1);
        split(&mut leaves, &mut nodes);
        let (points, order) = leaves.into_iter().unzip();
        Self { points, order, nodes }
    }

    /// The ids in an order in which neighbours in space are mostly neighbours in the list: whoever asks for many points
    /// in this order finds the tree in the cache.
    pub fn order(&self) -> &[u32] {
        &self.order
    }

    /// The `k` points nearest to `from` other than `without`, nearest first, with squared distances; of equally near
    /// points the lower ids. Fewer if there are no more.
    pub fn nearest(&self, from: [f64; 3], k: usize, without: Option<u32>, found: &mut Vec<(f64, u32)>) {
        found.clear();
        if k > 0 && !self.points.is_empty() {
            let mut search = Search { near: self, from, without, k, found };
            search.visit(0, 0, self.points.len(), 0.0, [0.0; 3]);
        }
    }

    /// The points at a squared distance of at most `radius2` from `from` other than `without`, in no particular order.
    pub fn within(&self, from: [f64; 3], radius2: f64, without: Option<u32>, found: &mut Vec<(f64, u32)>) {
        found.clear();
        let mut stack = vec![(0usize, 0usize, self.points.len(), 0.0f64, [0.0f64; 3])];
        while let Some((node, low, high, gap, sides)) = stack.pop() {
            if gap > radius2 || low == high {
                continue;
            }
            let Node { axis, upper, at } = self.nodes[node];
            if axis == 3 {
                for n in low..high {
                    let apart = squared(self.points[n], from);
                    if apart <= radius2 && Some(self.order[n]) != without {
                        found.push((apart, self.order[n]));
                    }
                }
                continue;
            }
            let (middle, axis) = (low + (high - low) / 2, usize::from(axis));
            let offset = from[axis] - at;
            let (far, far_sides) = beyond(gap, sides, axis, offset);
            let (near_half, far_half) = ((node + 1, low, middle), (upper as usize, middle, high));
            let ((one, a, b), (two, c, d)) = if offset < 0.0 { (near_half, far_half) } else { (far_half, near_half) };
            stack.push((two, c, d, far, far_sides));
            stack.push((one, a, b, gap, sides));
        }
    }
}

/// Cuts the points at the middle of the dimension in which they spread most, and then both halves.
fn split(leaves: &mut [([f64; 3], u32)], nodes: &mut Vec<Node>) {
    let node = nodes.len();
    nodes.push(Node { axis: 3, upper: 0, at: 0.0 });
    if leaves.len() <= LEAF {
        return;
    }
    let (mut least, mut most) = ([f64::INFINITY; 3], [f64::NEG_INFINITY; 3]);
    for (point, _) in &*leaves {
        for axis in 0..3 {
            least[axis] = least[axis].min(point[axis]);
            most[axis] = most[axis].max(point[axis]);
        }
    }
    let spread = |axis: &usize| most[*axis] - least[*axis];
    let axis = (0..3).max_by(|a, b| spread(a).total_cmp(&spread(b))).unwrap_or(0);
    let middle = leaves.len() / 2;
    leaves.select_nth_unstable_by(middle, |a, b| a.0[axis].total_cmp(&b.0[axis]).then(a.1.cmp(&b.1)));
    let at = leaves[middle].0[axis];
    let (lower, upper) = leaves.split_at_mut(middle);
    split(lower, nodes);
    let next = u32::try_from(nodes.len()).expect("fewer nodes than points");
    nodes[node] = Node { axis: u8::try_from(axis).unwrap_or(0), upper: next, at };
    split(upper, nodes);
}

/// The squared distance to the half beyond a cut, and how much each dimension adds to it.
fn beyond(gap: f64, mut sides: [f64; 3], axis: usize, offset: f64) -> (f64, [f64; 3]) {
    let square = offset * offset;
    let far = gap - sides[axis] + square;
    sides[axis] = square;
    // Rounding must not cut away a point that is just within reach.
    (far * (1.0 - 1e-12), sides)
}

fn squared(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [x, y, z] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    x * x + y * y + z * z
}

struct Search<'a> {
    near: &'a Near,
    from: [f64; 3],
    without: Option<u32>,
    k: usize,
    found: &'a mut Vec<(f64, u32)>,
}

impl Search<'_> {
    fn visit(&mut self, node: usize, low: usize, high: usize, gap: f64, sides: [f64; 3]) {
        if self.found.len() == self.k && self.found.last().is_some_and(|last| gap > last.0) {
            return;
        }
        let Node { axis, upper, at } = self.near.nodes[node];
        if axis == 3 {
            for n in low..high {
                let candidate = (squared(self.near.points[n], self.from), self.near.order[n]);
                if Some(candidate.1) != self.without {
                    self.take(candidate);
                }
            }
            return;
        }
        let (middle, axis) = (low + (high - low) / 2, usize::from(axis));
        let offset = self.from[axis] - at;
        let (far, far_sides) = beyond(gap, sides, axis, offset);
        if offset < 0.0 {
            self.visit(node + 1, low, middle, gap, sides);
            self.visit(upper as usize, middle, high, far, far_sides);
        } else {
            self.visit(upper as usize, middle, high, gap, sides);
            self.visit(node + 1, low, middle, far, far_sides);
        }
    }

    /// Puts a candidate in its place among the nearest so far.
    fn take(&mut self, candidate: (f64, u32)) {
        let nearer = |one: &(f64, u32), two: &(f64, u32)| one.0 < two.0 || (one.0 <= two.0 && one.1 < two.1);
        if self.found.len() == self.k {
            if self.found.last().is_some_and(|last| !nearer(&candidate, last)) {
                return;
            }
            self.found.pop();
        }
        let mut place = self.found.len();
        self.found.push(candidate);
        while place > 0 && nearer(&candidate, &self.found[place - 1]) {
            self.found[place] = self.found[place - 1];
            place -= 1;
        }
        self.found[place] = candidate;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::uniform;

    fn cloud(count: u64, grain: f64) -> Vec<[f64; 3]> {
        // A coarse grain makes ties and points on top of each other.
        let draw = |n: u64| if grain > 0.0 { (uniform(5, n) * grain).floor() } else { uniform(5, n) };
        (0..count).map(|n| [draw(3 * n), draw(3 * n + 1), draw(3 * n + 2)]).collect()
    }

    #[test]
    fn the_tree_finds_what_looking_at_all_finds() {
        for (count, grain) in [(0, 0.0), (1, 0.0), (5, 2.0), (400, 0.0), (400, 3.0), (400, 6.0)] {
            let points = cloud(count, grain);
            let near = Near::new(&points);
            let mut found = Vec::new();
            for (id, &from) in points.iter().enumerate() {
                let id = u32::try_from(id).unwrap();
                let mut all: Vec<(f64, u32)> =
                    (0..).zip(&points).map(|(n, &point)| (squared(point, from), n)).filter(|one| one.1 != id).collect();
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                near.nearest(from, 7, Some(id), &mut found);
                assert_eq!(found, all[..all.len().min(7)]);
                near.within(from, 0.8, Some(id), &mut found);
                found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let reach: Vec<_> = all.into_iter().filter(|one| one.0 <= 0.8).collect();
                assert_eq!(found, reach);
            }
        }
    }
}
