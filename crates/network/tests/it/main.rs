//! Layers against layers, the network against the map, inside against outside, and the stages of a regional structure.

#![allow(clippy::float_cmp, reason = "bits are the contract here")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "draws are small numbers above zero")]

mod complexes;
mod dependence;
mod golden;
mod layers;
mod planted;
mod position;
mod stages;
mod vertical;

/// Runs on so many threads.
fn in_pool<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
}
