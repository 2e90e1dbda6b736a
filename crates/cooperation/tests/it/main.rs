//! Division and matching on random games and markets, and beside peers.

mod division;
mod market;
