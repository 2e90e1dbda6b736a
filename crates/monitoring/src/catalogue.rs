//! What this room may find in the data.

use liantu_model::{Diagnostic, Explanation, Place, Words};

/// Every diagnostic of this room with its page, group by group.
pub const CATALOGUE: &[&[Explanation]] = &[
    crate::series::PAGES,
    crate::watch::PAGES,
    crate::trial::PAGES,
    crate::inspection::method::PAGES,
    crate::identity::method::PAGES,
    crate::derivation::PAGES,
];

/// A finding about `count` places of a table, with what it is about.
///
/// # Panics
///
/// If the catalogue has no such code.
pub fn found(code: &str, table: &str, about: Option<&str>, count: usize) -> Diagnostic {
    let explanation = CATALOGUE.iter().copied().flatten().find(|page| page.code == code);
    let explanation = explanation.unwrap_or_else(|| panic!("no diagnostic {code}"));
    let place = Place { resource: table.to_owned(), ..Place::default() };
    let finding =
        Diagnostic::new(explanation, place).help(Words::new(format!("共 {count} 处"), format!("{count} in all")));
    match about {
        Some(about) => finding.found(about),
        None => finding,
    }
}
