//! Values of one thing in one unit: what is written in several is converted where that can be done, and refused otherwise.

use liantu_cooperation::money;
use std::collections::BTreeMap;
use std::fmt;

/// What some values are brought to.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Common<'a> {
    /// The unit as written; none where no value has one.
    pub unit: Option<&'a str>,
    factors: BTreeMap<Option<&'a str>, f64>,
}

impl Common<'_> {
    /// How many of the common unit a written one is.
    pub fn factor(&self, written: Option<&str>) -> f64 {
        self.factors.get(&trimmed(written)).copied().unwrap_or(1.0)
    }
}

/// Units that cannot be brought to one, each with the first row that has it.
#[derive(Debug, PartialEq)]
pub(crate) struct Apart(Vec<(Option<String>, usize)>);

impl Apart {
    /// The first row.
    pub fn row(&self) -> usize {
        self.0.iter().map(|own| own.1).min().unwrap_or_default()
    }
}

impl fmt::Display for Apart {
    /// The units, each with its row: `元 (1), USD (2), – (3)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (unit, row)) in self.0.iter().enumerate() {
            let comma = if place > 0 { ", " } else { "" };
            write!(f, "{comma}{} ({})", unit.as_deref().unwrap_or("–"), row + 1)?;
        }
        Ok(())
    }
}

fn trimmed(written: Option<&str>) -> Option<&str> {
    written.map(str::trim).filter(|word| !word.is_empty())
}

/// The unit behind a written one, and how many of it that is; a word that is not known stands for itself.
fn known(written: &str) -> (String, f64) {
    if let Some((currency, power)) = money::unit(written) {
        return (currency.code().to_owned(), 10f64.powi(power.into()));
    }
    if let Some((kept, factor)) = liantu_package::kept_unit(written) {
        return (kept.to_owned(), factor);
    }
    // 万人, 亿件: ten thousand and a hundred million of what follows.
    for (sign, count) in [('万', 1e4), ('亿', 1e8)] {
        if let Some(rest) = written.strip_prefix(sign).filter(|rest| !rest.is_empty()) {
            let (unit, factor) = known(rest);
            return (unit, factor * count);
        }
    }
    (written.to_owned(), 1.0)
}

/// The smallest of the units of some rows, into which the others are converted. A blank beside a written unit is not known
/// to be the same.
pub(crate) fn common<'a>(rows: impl Iterator<Item = (Option<&'a str>, usize)>) -> Result<Common<'a>, Apart> {
    let mut written: BTreeMap<Option<&str>, usize> = BTreeMap::new();
    for (unit, row) in rows {
        written.entry(trimmed(unit)).or_insert(row);
    }
    let mut found = Common { unit: written.keys().next().copied().flatten(), ..Common::default() };
    if written.len() < 2 {
        return Ok(found);
    }
    let known: BTreeMap<Option<&str>, Option<(String, f64)>> =
        written.keys().map(|unit| (*unit, unit.map(known))).collect();
    let mut kinds: Vec<Option<&str>> = known.values().map(|own| own.as_ref().map(|own| &*own.0)).collect();
    kinds.dedup();
    let least = known.iter().filter_map(|(unit, own)| Some((*unit, own.as_ref()?.1)));
    match (kinds.as_slice(), least.min_by(|one, two| one.1.total_cmp(&two.1))) {
        ([Some(_)], Some((unit, least))) => {
            found.unit = unit;
            let factors = known.iter().filter_map(|(unit, own)| Some((*unit, own.as_ref()?.1 / least)));
            found.factors = factors.collect();
            Ok(found)
        }
        _ => Err(Apart(written.into_iter().map(|(unit, row)| (unit.map(str::to_owned), row)).collect())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of<'a>(units: &[Option<&'a str>]) -> Result<Common<'a>, Apart> {
        common(units.iter().copied().zip(0..))
    }

    #[test]
    #[allow(clippy::float_cmp, reason = "powers of ten are exact")]
    fn units_of_one_kind_are_brought_to_the_smallest() {
        let money = of(&[Some("万元"), Some("元"), Some("亿元 "), Some("万元")]).unwrap();
        assert_eq!(money.unit, Some("元"));
        let factors = ["元", "万元", "亿元"].map(|unit| money.factor(Some(unit)));
        assert_eq!(factors, [1.0, 1e4, 1e8]);
        assert_eq!(of(&[Some("万人"), Some("人")]).unwrap().factor(Some("万人")), 1e4);
        assert_eq!(of(&[Some("万吨"), Some("t")]).unwrap().factor(Some("万吨")), 1e4);
        assert_eq!(of(&[Some("CNY"), Some("元")]).unwrap().factor(Some("CNY")), 1.0);
        // One unit stays as it is, and so does none.
        let same = of(&[Some("万元"), Some("万元")]).unwrap();
        assert_eq!((same.unit, same.factor(Some("万元"))), (Some("万元"), 1.0));
        assert_eq!(of(&[None, Some(" ")]).unwrap(), Common::default());
    }

    #[test]
    fn units_of_different_kinds_are_told_apart() {
        let apart = of(&[Some("万元"), Some("USD"), None]).unwrap_err();
        assert_eq!(apart.to_string(), "– (3), USD (2), 万元 (1)");
        for units in [[Some("元"), Some("USD")], [Some("人"), Some("元")], [Some("万元"), None]] {
            let apart = of(&units).unwrap_err();
            assert!(apart.to_string().contains("(2)") && apart.row() == 0, "{apart}");
        }
    }
}
