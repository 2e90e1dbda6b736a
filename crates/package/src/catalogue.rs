//! The page of every code. Codes are stable: a code is never reused, and a finding never changes its code.
//!
//! `PKG0xx` files and archives, `PKG1xx` structure, `PKG2xx` cells, `PKG3xx` rows, keys and references, `PKG4xx` regions,
//! `PKG5xx` balances and discrepancies.

use liantu_model::Explanation;

macro_rules! pages {
    ($($name:ident = $code:literal $severity:ident
        zh $title_zh:literal $body_zh:literal
        en $title_en:literal $body_en:literal;)*) => {
        $(pub(crate) static $name: liantu_model::Explanation = liantu_model::Explanation {
            code: $code,
            severity: liantu_model::Severity::$severity,
            title: liantu_model::Text { zh: $title_zh, en: $title_en },
            body: liantu_model::Text { zh: $body_zh, en: $body_en },
        };)*
        pub(super) static PAGES: &[&liantu_model::Explanation] = &[$(&$name),*];
    };
}

pub(crate) mod balance;
pub(crate) mod cells;
pub(crate) mod container;
pub(crate) mod matrix;
pub(crate) mod regions;
pub(crate) mod rows;
pub(crate) mod structure;

/// Every code with its page, in order.
pub fn catalogue() -> impl Iterator<Item = &'static Explanation> {
    [container::PAGES, structure::PAGES, matrix::PAGES, cells::PAGES, rows::PAGES, regions::PAGES, balance::PAGES]
        .into_iter()
        .flatten()
        .copied()
}

/// The page of `code`, in either case.
pub fn explain(code: &str) -> Option<&'static Explanation> {
    catalogue().find(|page| page.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_pages_are_complete() {
        let mut codes: Vec<&str> = catalogue().map(|page| page.code).collect();
        assert!(codes.is_sorted(), "pages stand in the order of their codes");
        codes.dedup();
        assert_eq!(codes.len(), catalogue().count());
        for page in catalogue() {
            assert!(page.body.en.contains("Example"), "{} has no example", page.code);
            assert!(page.body.zh.contains("例"), "{} 没有例子", page.code);
            assert!(!page.title.en.ends_with('.') && !page.title.zh.ends_with('。'), "{}", page.code);
        }
        assert_eq!(explain("pkg207").map(|page| page.title.en), Some("Unknown industry code"));
    }
}
