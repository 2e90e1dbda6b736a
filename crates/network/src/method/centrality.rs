//! How central each node is: what a walker visits, what lies between others, what is close to them, what is well connected.

pub mod betweenness;
pub mod closeness;
pub mod coreness;
pub mod eigenvector;
pub mod katz;
pub mod pagerank;
pub mod versatility;
