//! Whether a source still reports, and how much of what it should.

/// How a group of series reports.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Freshness {
    /// First step with any value.
    pub first: Option<usize>,
    /// Last step with any value.
    pub last: Option<usize>,
    /// Whole steps between the last with a value and the last that should have one; `None` where nothing was ever reported.
    pub late: Option<usize>,
    /// Known values over those that could be, from each series' first value to the last step that should have one.
    pub coverage: Option<f64>,
    /// The same in the last step that should be reported.
    pub last_coverage: Option<f64>,
    /// Series that reported before and have no value in the last step that should be.
    pub silent: usize,
    /// Steps between first and last in which no series has a value.
    pub gaps: usize,
}

/// How the series of a group report, where the step `expected` is the last that should be reported by now.
pub fn freshness<'s>(series: impl IntoIterator<Item = &'s [f64]> + Clone, expected: usize) -> Freshness {
    let known = |own: &[f64], at: usize| own.get(at).is_some_and(|value| value.is_finite());
    let steps = expected + 1;
    let mut any = vec![false; steps];
    let (mut could, mut are, mut silent, mut active, mut present) = (0, 0, 0, 0, 0);
    for own in series {
        let Some(first) = (0..steps).find(|&at| known(own, at)) else { continue };
        active += 1;
        could += steps - first;
        for (at, any) in any.iter_mut().enumerate().skip(first) {
            let known = known(own, at);
            *any |= known;
            are += usize::from(known);
        }
        let now = known(own, expected);
        present += usize::from(now);
        silent += usize::from(!now);
    }
    let first = any.iter().position(|any| *any);
    let last = any.iter().rposition(|any| *any);
    let gaps = first.zip(last).map_or(0, |(first, last)| any[first..=last].iter().filter(|any| !**any).count());
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    Freshness {
        first,
        last,
        late: last.map(|last| expected - last),
        coverage: share(are, could),
        last_coverage: share(present, active),
        silent,
        gaps,
    }
}
