//! Arithmetic that gives the same bits at any number of threads, and knows no word of the domain.
//!
//! The studies use it for what they share: columns with undefined entries ([`Nullable`]), sums that do not depend on the
//! order of addition ([`Fixed`]) or lose little in it ([`sum`]), work cut into chunks whose borders depend on the data
//! and never on the machine ([`chunked`]), adjacency in compressed rows ([`Csr`]), random numbers that are a function
//! of seed and counter ([`uniform`], [`Stream`]), the nearest of many points ([`Near`]), arcs on a sphere ([`arcs`]),
//! products of matrices of yes and no ([`Bits`]) and the leading eigenpairs of large symmetric matrices ([`leading_eigenpairs`]).
//!
//! ```
//! use liantu_numeric::{Csr, chunked, sum};
//!
//! let parts = chunked(10, 4, |range| range.sum::<usize>());
//! assert_eq!(parts, [6, 22, 17]);
//! assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
//! assert_eq!(Csr::group(2, &[(1, 7), (0, 8), (1, 9)]).row(1), [7, 9]);
//! ```
//!
//! Solvers: least squares over columns ([`LeastSquares`]), means of overlapping groups taken out of columns ([`Absorber`]),
//! the resolvent `(I − ρM)⁻¹` of a sparse matrix ([`Resolvent`]), large dense systems ([`solve`]), tails of the usual
//! distributions ([`distribution`]), correlations by value and by rank ([`pearson`], [`spearman`], [`kendall`]), the cheapest
//! cut of a series into stretches of one level ([`segments`]), medians ([`order`]), scans over weights less prices ([`bids`]).
//!
//! Work that takes long is told part by part to whoever asked for it, who may stop it ([`Watch`], [`Steps`]).
//!
//! Deliberately absent until a study needs them: permutation inference.

#![cfg_attr(test, allow(clippy::float_cmp, reason = "bits are the contract here"))]

mod absorb;
mod arc;
pub mod bids;
mod bits;
mod chunk;
mod csr;
mod dense;
pub mod distribution;
mod fixed;
mod front;
pub mod inequality;
mod minimum_degree;
mod near;
mod nullable;
pub mod order;
pub mod priced;
mod progress;
mod random;
mod rank;
mod resolvent;
pub mod segments;
pub mod simplex;
pub mod solve;
mod sparse;
mod spectrum;
mod stream;
mod sum;
mod wide;

pub use absorb::{Absorbed, Absorber, combine, renumber};
pub use arc::{arc, arcs};
pub use bits::{Bits, LANES, Lane, Selection, column_sums, smaller_shares};
pub use chunk::{chunk_length, chunked};
pub use csr::Csr;
pub use dense::{Dense, LeastSquares, dot, four_dots};
pub use fixed::Fixed;
pub use near::Near;
pub use nullable::Nullable;
pub use progress::{Steps, Stopped, Watch, unwatched};
pub use random::uniform;
pub use rank::{centred, false_discovery_rates, kendall, mean_ranks, pearson, spearman};
pub use resolvent::{Factor, Inverse, Resolvent, TooDense};
pub use sparse::Sparse;
pub use spectrum::{Eigenpair, leading_eigenpairs, symmetric_eigen};
pub use stream::{STREAMS, Stream, different_below};
pub use sum::sum;
