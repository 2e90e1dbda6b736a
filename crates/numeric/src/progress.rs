//! Long work that is watched, and that may be stopped half-way.
//!
//! Whoever calls a function that takes long hands it a [`Watch`]; the function tells it each finished part and gives up where it
//! is told to. What it computes does not depend on who watches.

use std::sync::atomic::{AtomicU64, Ordering};

/// Hears how many parts are done, of how many where that is known, and says whether to go on.
pub type Watch<'a> = &'a (dyn Fn(u64, Option<u64>) -> bool + Sync);

/// Nobody watches, nobody stops.
pub fn unwatched(_: u64, _: Option<u64>) -> bool {
    true
}

/// The work was stopped before its end: there is no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stopped;

/// Counts the finished parts of one piece of work, from any thread.
pub struct Steps<'a> {
    watch: Watch<'a>,
    done: AtomicU64,
    total: Option<u64>,
}

impl<'a> Steps<'a> {
    /// Work of `total` parts, of which none is done. Where their number shows only at the end, see [`Steps::open`].
    pub fn new(watch: Watch<'a>, total: usize) -> Self {
        Self { watch, done: AtomicU64::new(0), total: Some(total as u64) }
    }

    /// Work of which nobody knows how many parts it will take.
    pub fn open(watch: Watch<'a>) -> Self {
        Self { watch, done: AtomicU64::new(0), total: None }
    }

    /// Another part is done.
    ///
    /// # Errors
    ///
    /// If the work is to stop.
    pub fn step(&self) -> Result<(), Stopped> {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if (self.watch)(done, self.total) { Ok(()) } else { Err(Stopped) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rayon::prelude::*;

    #[test]
    fn each_part_is_told_once_and_work_ends_where_it_is_stopped() {
        let told = AtomicU64::new(0);
        let watch = |done: u64, total: Option<u64>| {
            told.fetch_add(done, Ordering::Relaxed);
            assert_eq!(total, Some(100));
            true
        };
        let steps = Steps::new(&watch, 100);
        assert_eq!((0..100).into_par_iter().try_for_each(|_| steps.step()), Ok(()));
        assert_eq!(told.into_inner(), 5_050);
        let early = |done: u64, total: Option<u64>| total.is_none() && done < 3;
        let steps = Steps::open(&early);
        let mut parts = 0;
        let ended = (0..100).try_for_each(|_| {
            parts += 1;
            steps.step()
        });
        assert_eq!((ended, parts), (Err(Stopped), 3));
        assert_eq!(Steps::new(&unwatched, 1).step(), Ok(()));
    }
}
