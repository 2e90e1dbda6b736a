//! What is laid down and what becomes of it: lists of rules compared, rights and duties shared out, promises delivered,
//! classifications that map to each other.

pub mod concordance;
pub mod delivery;
pub mod list_alignment;
mod pages;
pub mod rights_balance;

pub(crate) use pages::PAGES;

use liantu_model::{Diagnostic, Place, Words};

/// A finding on `count` rows of a table; none where there are none.
fn noted(code: &str, table: &str, count: usize) -> Option<Diagnostic> {
    let page = PAGES.iter().find(|page| page.code == code).expect("codes used here are in the catalogue");
    let place = Place { resource: table.to_owned(), ..Place::default() };
    let help = Words::new(format!("共 {count} 处"), format!("{count} in all"));
    (count > 0).then(|| Diagnostic::new(page, place).help(help))
}

/// A part of a whole; `None` where there is no whole.
fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
