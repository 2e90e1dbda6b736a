//! Which patents tie whom to whom: those who apply together, and those from whom a right goes to another.

use crate::identity::plain;
use std::collections::BTreeMap;

/// Under which two writings of a name are the same: legal form, width, brackets and traditional characters do not matter,
/// place, qualifier and group do.
pub fn name_key(name: &str) -> String {
    let own = plain(name);
    [&own.core, own.place.unwrap_or_default(), &own.qualifiers.join("/"), own.group.unwrap_or_default()].join("|")
}

/// What an application says, as far as actors are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Application<'a> {
    /// Who applied.
    pub applicants: Vec<&'a str>,
    /// Who holds it after a transfer.
    pub assignees: Vec<&'a str>,
    /// The day of filing, counted from 1970.
    pub filed: Option<i32>,
}

/// What ties two actors by patents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// Applications.
    pub count: u32,
    /// The day of the first of which it is known.
    pub first: Option<i32>,
}

/// The ties of some applications: whether it is a transfer, from whom, to whom. Who apply together are tied once, in the
/// order of their identifiers; a right goes from each applicant to each assignee who did not apply.
pub fn ties<'a>(applications: impl IntoIterator<Item = Application<'a>>) -> BTreeMap<(bool, &'a str, &'a str), Tie> {
    let mut ties: BTreeMap<(bool, &'a str, &'a str), Tie> = BTreeMap::new();
    for Application { mut applicants, mut assignees, filed } in applications {
        applicants.sort_unstable();
        applicants.dedup();
        assignees.sort_unstable();
        assignees.dedup();
        assignees.retain(|assignee| !applicants.contains(assignee));
        let together = applicants
            .iter()
            .enumerate()
            .flat_map(|(at, one)| applicants[at + 1..].iter().map(move |two| (false, *one, *two)));
        let gone = applicants.iter().flat_map(|from| assignees.iter().map(move |to| (true, *from, *to)));
        for key in together.chain(gone) {
            let tie = ties.entry(key).or_insert(Tie { count: 0, first: None });
            tie.count += 1;
            tie.first = [tie.first, filed].into_iter().flatten().min();
        }
    }
    ties
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_apply_together_are_tied_once_and_rights_go_to_who_did_not_apply() {
        let application = |applicants: &[&'static str], assignees: &[&'static str], filed| Application {
            applicants: applicants.to_vec(),
            assignees: assignees.to_vec(),
            filed,
        };
        let found = ties([
            application(&["b", "a", "c"], &[], Some(20)),
            application(&["a", "b", "a"], &["b", "d"], Some(10)),
            application(&["a"], &[], None),
            application(&["b", "a"], &[], None),
        ]);
        let found: Vec<_> =
            found.into_iter().map(|((gone, from, to), tie)| (gone, from, to, tie.count, tie.first)).collect();
        assert_eq!(
            found,
            [
                (false, "a", "b", 3, Some(10)),
                (false, "a", "c", 1, Some(20)),
                (false, "b", "c", 1, Some(20)),
                (true, "a", "d", 1, Some(10)),
                (true, "b", "d", 1, Some(10)),
            ]
        );
    }

    #[test]
    fn a_name_is_the_same_however_it_is_written() {
        assert_eq!(name_key("苏州乙电子有限公司"), name_key("苏州乙电子股份有限公司"));
        assert_eq!(name_key("ＡＢＣ（上海）有限公司"), name_key("abc(上海)有限公司"));
        assert_ne!(name_key("甲材料（上海）有限公司"), name_key("甲材料（北京）有限公司"));
    }
}
