//! What is planned before money moves: flows of cash and what they are worth, parks that pay for themselves, incentives to
//! move, tasks with lump sums, support from several places, pools whose income is divided, indices whose level follows prices.

pub mod cash_flow;
pub mod chain_index;
pub mod pool;
pub mod relocation;
pub mod rolling;
pub mod support;
pub mod work;
