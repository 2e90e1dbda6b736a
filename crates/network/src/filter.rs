//! Which links count: layers, time, status, kinds.

use crate::link::Status;
use crate::network::{Link, Network};
use liantu_model::period::epoch_days;
use liantu_model::{LayerSet, Observation, Period};
use rayon::prelude::*;

/// A half-open stretch of days `[start, end)`, counted from 1970-01-01; without `end` it does not end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First day.
    pub start: i32,
    /// First day no longer in it.
    pub end: Option<i32>,
}

impl From<Period> for Window {
    fn from(period: Period) -> Self {
        Self { start: epoch_days(period.start), end: period.end.map(epoch_days) }
    }
}

/// What it takes to count in a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// To hold on some day of the window.
    #[default]
    Interval,
    /// To have started before the window ends, over or not: what has been built up.
    Cumulative,
}

/// A choice of links.
#[derive(Clone, Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on every door")]
pub struct Filter {
    /// Networks to look at.
    pub layers: LayerSet,
    /// Days to look at; `None`: all time.
    pub window: Option<Window>,
    /// How time counts.
    pub mode: Mode,
    /// Whether links count of which nobody says when they held. Where a known start or end rules the window out, they
    /// don't.
    pub undated: bool,
    /// Whether proposals count.
    pub proposed: bool,
    /// Whether agreements count that were never fulfilled.
    pub unfulfilled: bool,
    /// Whether estimated and simulated links count.
    pub modelled: bool,
    /// For each kind whether it counts, kinds beyond the end do not; `None`: all.
    pub kinds: Option<Vec<bool>>,
}

impl Default for Filter {
    /// Every link that a source states, of all layers and all time, dated or not.
    fn default() -> Self {
        Self {
            layers: LayerSet::ALL,
            window: None,
            mode: Mode::Interval,
            undated: true,
            proposed: false,
            unfulfilled: false,
            modelled: true,
            kinds: None,
        }
    }
}

impl Filter {
    /// Everything in the network, whatever its status.
    pub fn everything() -> Self {
        Self { proposed: true, unfulfilled: true, ..Self::default() }
    }

    /// What held on `day`, as far as dated.
    pub fn snapshot(day: i32) -> Self {
        Self { window: Some(Window { start: day, end: day.checked_add(1) }), undated: false, ..Self::default() }
    }

    /// The same choice in another window.
    #[must_use]
    pub fn within(mut self, window: Window) -> Self {
        self.window = Some(window);
        self
    }

    /// Whether `link` counts.
    #[inline]
    pub fn keeps(&self, link: &Link<'_>) -> bool {
        self.layers.contains(link.layer) && self.keeps_but_time(link) && self.keeps_time(link)
    }

    /// Whether `link` counts, time aside.
    #[inline]
    pub fn keeps_but_time(&self, link: &Link<'_>) -> bool {
        let status = match link.status() {
            Status::Stated | Status::Ended => true,
            Status::Proposed => self.proposed,
            Status::Unfulfilled => self.unfulfilled,
        };
        status
            && (self.modelled || link.observation() == Observation::Observed)
            && self.kinds.as_ref().is_none_or(|kinds| kinds.get(usize::from(link.kind())).copied().unwrap_or(false))
    }

    #[inline]
    fn keeps_time(&self, link: &Link<'_>) -> bool {
        if !self.undated && link.is_undated() {
            return false;
        }
        let Some(window) = self.window else { return true };
        let begins = link.start().is_none_or(|start| window.end.is_none_or(|end| start < end));
        let lasts = self.mode == Mode::Cumulative || link.end().is_none_or(|end| window.start < end);
        begins && lasts
    }

    /// The links of `network` that count, in its order.
    pub fn links<'n>(&'n self, network: &'n Network) -> impl Iterator<Item = Link<'n>> + 'n {
        self.layers
            .iter()
            .flat_map(|layer| network.links(network.layer(layer)))
            .filter(|link| self.keeps_but_time(link) && self.keeps_time(link))
    }

    /// Applies `map` to the links that count, span by span in parallel; results come in order, and the spans depend on the
    /// network alone.
    pub fn spans<'n, T: Send>(
        &'n self,
        network: &'n Network,
        map: impl Fn(&mut dyn Iterator<Item = Link<'n>>) -> T + Sync,
    ) -> Vec<T> {
        network
            .spans(self.layers)
            .into_par_iter()
            .map(|span| map(&mut network.links(span).filter(|link| self.keeps_but_time(link) && self.keeps_time(link))))
            .collect()
    }
}
