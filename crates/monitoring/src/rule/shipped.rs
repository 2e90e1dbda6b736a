//! The rules that ship: data in the form of the table `rule`, to begin with and to be changed.

/// The rows, as CSV with the native columns. How well they do is measured in the tests on made-up economies: see
/// `shipped_rules_do_as_stated`.
pub const RULES: &str = include_str!("../../data/rules.csv");
