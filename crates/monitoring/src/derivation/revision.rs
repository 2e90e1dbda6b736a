//! Codes that were revised: what was written in an older classification, in the newest.

use std::collections::BTreeMap;

/// Shares are given to a few decimals.
const TOLERANCE: f64 = 1e-6;

/// Rows of fewer characters say nothing of finer codes: `1` and `10` may be numbers one after another.
const COARSEST: usize = 4;

/// Codes of later classifications, each with its share.
type Heirs = Vec<(String, Option<f64>)>;

/// How codes of one classification become codes of another.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Revisions {
    /// By system and code, and the system they lead to.
    heirs: BTreeMap<(String, String, String), Heirs>,
}

impl Revisions {
    /// The rows of the table `concordance`, with the share of each.
    pub fn new<'r>(rows: impl IntoIterator<Item = ([&'r str; 4], Option<f64>)>) -> Self {
        let mut heirs: BTreeMap<(String, String, String), Heirs> = BTreeMap::new();
        for ([from, code, to, heir], share) in rows {
            let key = (from.to_owned(), to.to_owned(), code.to_owned());
            heirs.entry(key).or_default().push((heir.to_owned(), share));
        }
        for heirs in heirs.values_mut() {
            heirs.sort_by(|one, two| one.0.cmp(&two.0));
            // A code with a single heir goes to it whole, unless a share says otherwise.
            if let [(_, share)] = heirs.as_mut_slice() {
                share.get_or_insert(1.0);
            }
            // Shares that do not make one would lose or invent what they share out: none of them is known.
            let sum: f64 = heirs.iter().filter_map(|(_, share)| *share).sum();
            let all = heirs.iter().all(|(_, share)| share.is_some());
            if sum > 1.0 + TOLERANCE || (all && sum < 1.0 - TOLERANCE) || sum.is_nan() {
                for (_, share) in heirs {
                    *share = None;
                }
            }
        }
        Self { heirs }
    }

    /// What a code of the day `day`, counted from 1970, is in the last of `systems`, cut to `digits`; `None` as a share: not known. The
    /// longest row that the code begins with decides; a code without one was not revised.
    pub fn of(
        &self,
        systems: &[(String, Option<i32>)],
        digits: Option<usize>,
        code: &str,
        day: i32,
    ) -> Vec<(String, Option<f64>)> {
        let cut = |code: &str| code.chars().take(digits.unwrap_or(usize::MAX)).collect::<String>();
        let first = systems.iter().position(|(_, until)| until.is_none_or(|until| day < until)).unwrap_or(0);
        let mut found: Heirs = vec![(code.trim().to_owned(), Some(1.0))];
        for pair in systems.get(first..).unwrap_or_default().windows(2) {
            let heirs = |code: &str| {
                let found = self.heirs.get(&(pair[0].0.clone(), pair[1].0.clone(), code.to_owned()))?;
                Some((code.to_owned(), found))
            };
            let row = |code: &str| {
                let ends = code.char_indices().map(|(end, _)| end).skip(COARSEST).chain([code.len()]);
                let mut longest_first: Vec<usize> = ends.collect();
                longest_first.reverse();
                longest_first.into_iter().find_map(|end| heirs(&code[..end])).or_else(|| heirs(&cut(code)))
            };
            let step = |(code, share): &(String, Option<f64>)| match row(code) {
                None => vec![(code.clone(), *share)],
                // What is coarser and stays as it is leaves the finer codes as they are.
                Some((from, heirs)) if matches!(heirs.as_slice(), [(heir, Some(1.0))] if *heir == from) => {
                    vec![(code.clone(), *share)]
                }
                // The finer digits of what goes elsewhere are not known: the code has those that the row leads to.
                Some((_, heirs)) => heirs
                    .iter()
                    .map(|(heir, own)| (heir.clone(), share.zip(*own).map(|(share, own)| share * own)))
                    .collect(),
            };
            found = found.iter().flat_map(step).collect();
        }
        found.into_iter().map(|(code, share)| (cut(&code), share)).filter(|(_, share)| *share != Some(0.0)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use liantu_model::{Period, period};

    #[test]
    fn a_code_revised_in_mid_year_goes_on_under_the_new_one() {
        let day = |text: &str| period::epoch_days(text.parse::<Period>().unwrap().start);
        let systems = [("A".to_owned(), Some(day("2024-07-01"))), ("B".to_owned(), None)];
        let revisions = Revisions::new([
            (["A", "37071000", "B", "37079010"], None),
            (["A", "85423100", "B", "85423111"], Some(0.25)),
            (["A", "85423100", "B", "85423119"], Some(0.75)),
            (["A", "90000000", "B", "90000001"], None),
            (["A", "90000000", "B", "90000002"], None),
            (["A", "91000000", "B", "91000001"], Some(0.3)),
            (["A", "91000000", "B", "91000002"], Some(0.3)),
            (["A", "92000000", "B", "92000001"], Some(0.6)),
            (["A", "92000000", "B", "92000002"], Some(0.6)),
            (["A", "93000000", "B", "93000001"], Some(0.4)),
            (["A", "94000000", "B", "94000001"], Some(1.0 / 3.0)),
            (["A", "94000000", "B", "94000002"], Some(0.666_667)),
        ]);
        let of = |code: &str, when: &str| revisions.of(&systems, None, code, day(when));
        assert_eq!(of("37071000", "2024-06-30"), [("37079010".to_owned(), Some(1.0))]);
        assert_eq!(of("37071000", "2024-07-01"), [("37071000".to_owned(), Some(1.0))], "it means something else now");
        let parts = [("85423111".to_owned(), Some(0.25)), ("85423119".to_owned(), Some(0.75))];
        assert_eq!(of("85423100", "2023-01-01"), parts);
        assert_eq!(of("90000000", "2023-01-01").iter().map(|heir| heir.1).collect::<Vec<_>>(), [None, None]);
        for code in ["91000000", "92000000", "93000000"] {
            let heirs = of(code, "2023-01-01");
            assert!(
                !heirs.is_empty() && heirs.iter().all(|heir| heir.1.is_none()),
                "{code} does not make one: {heirs:?}"
            );
        }
        assert!(of("94000000", "2023-01-01").iter().all(|heir| heir.1.is_some()), "rounded shares make one");
        assert_eq!(of("11111111", "2023-01-01"), [("11111111".to_owned(), Some(1.0))]);
        assert_eq!(of("3707100090", "2024-06-30"), [("37079010".to_owned(), Some(1.0))], "a finer code under a row");
        assert_eq!(revisions.of(&systems, Some(4), "37071000", day("2024-01-01")), [("3707".to_owned(), Some(1.0))]);
        assert_eq!(revisions.of(&[], Some(2), "37071000", day("2024-01-01")), [("37".to_owned(), Some(1.0))]);
    }

    #[test]
    fn the_longest_row_that_a_code_begins_with_decides() {
        let systems = [("A".to_owned(), Some(100)), ("B".to_owned(), None)];
        let revisions = Revisions::new([
            (["A", "333333", "B", "333339"], None),
            (["A", "33333310", "B", "33333820"], None),
            (["A", "444444", "B", "444444"], None),
            (["A", "555555", "B", "555551"], Some(0.5)),
            (["A", "555555", "B", "555555"], Some(0.5)),
            (["A", "66", "B", "67"], None),
        ]);
        let of = |digits: Option<usize>, code: &str| revisions.of(&systems, digits, code, 0);
        let one = |code: &str| [(code.to_owned(), Some(1.0))];
        assert_eq!(of(None, "33333300"), one("333339"), "its finer digits are not known");
        assert_eq!(of(None, "33333310"), one("33333820"));
        assert_eq!(of(None, "3333331090"), one("33333820"));
        assert_eq!(of(Some(4), "33333310"), one("3333"));
        assert_eq!(of(None, "44444410"), one("44444410"), "what stays leaves the finer codes as they are");
        let halves = [("555551".to_owned(), Some(0.5)), ("555555".to_owned(), Some(0.5))];
        assert_eq!(of(None, "55555510"), halves);
        assert_eq!(of(None, "66111100"), one("66111100"), "too coarse to speak of finer codes");
        assert_eq!(of(Some(2), "66111100"), one("67"), "as many digits as are asked for");
    }
}
